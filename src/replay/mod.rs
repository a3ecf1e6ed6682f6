//! The referee of plans: it replays a published plan step by step and checks everything it claims, with no code of the
//! planner. It reads the tables, the network and the force that the plan carries; nothing else.
//!
//! | check | what it looks at |
//! |---|---|
//! | conservation | every piece of the force is on exactly one load unit, nothing else is |
//! | journeys | links join origin and destination; time never runs backwards; nobody starts before being ready |
//! | pace | no load unit moves, rests, loads or crosses a border faster than the tables allow, minute by minute |
//! | paperwork | no state is entered before its permission, none that refuses is entered at all |
//! | limits | wagons and trains hold what they may, lines and roads take it, modes are allowed |
//! | capacity | in every window of 24 h no asset is entered by more than it lets pass |
//! | headways | load units that start at one place keep their distance |
//! | carriers | every wagon, transporter and ship was free, and had the time to come |
//! | standing | nowhere stands more than there is room |
//! | arithmetic | ledgers add up; closure, lateness and gap follow; the bound lies below |

mod carriers;
pub mod document;
mod journey;
mod limits;
mod pace;
mod supply;

use std::collections::BTreeMap;

use crate::data::force_file::ForceFile;
use crate::error::Result;
use crate::force::Force;
use crate::network::Network;
use crate::network::calendar::Clock;
use crate::network::rules::Case;

use document::{Check, Plan, Replay};

/// What checks write to: how many things were looked at, and what is wrong.
#[derive(Default)]
pub(crate) struct Findings {
    checked: BTreeMap<&'static str, u64>,
    wrong: BTreeMap<&'static str, Vec<String>>,
}

/// Names of the checks, in order.
const CHECKS: [&str; 10] = [
    "conservation",
    "journeys",
    "pace",
    "paperwork",
    "limits",
    "capacity",
    "headways",
    "carriers",
    "standing",
    "arithmetic",
];

/// Wrong things spelt out for one check.
const WRONG_MAX: usize = 5;

impl Findings {
    /// One thing was looked at; the sentence says what is wrong when it is not `ok`.
    pub(crate) fn expect(&mut self, check: &'static str, ok: bool, wrong: impl FnOnce() -> String) {
        *self.checked.entry(check).or_default() += 1;
        if !ok {
            let list = self.wrong.entry(check).or_default();
            if list.len() < WRONG_MAX {
                list.push(wrong());
            }
        }
    }

    fn result(self) -> Replay {
        let checks: Vec<Check> = CHECKS
            .into_iter()
            .map(|name| {
                let wrong = self.wrong.get(name);
                let count = self.checked.get(name).copied().unwrap_or(0);
                Check {
                    name: name.to_owned(),
                    ok: wrong.is_none(),
                    value: wrong.map_or_else(|| format!("{count} looked at"), |list| list.join("; ")),
                }
            })
            .collect();
        Replay { ok: checks.iter().all(|check| check.ok), checked: self.checked.values().sum(), checks }
    }
}

/// What of the question a plan was made for.
pub(crate) struct Asked<'a> {
    pub(crate) network: &'a Network,
    pub(crate) plan: &'a Plan,
    pub(crate) force: &'a Force<'a>,
    pub(crate) clock: &'a Clock,
    pub(crate) regime: String,
    pub(crate) case: Case,
    pub(crate) chained: Option<bool>,
    pub(crate) ship_notice_h: Option<f64>,
}

impl Asked<'_> {
    /// A planning factor at the end of its range that the plan was made for; `more` where more is better.
    pub(crate) fn factor(&self, id: &str, more: bool) -> f64 {
        let rows = self.network.tables.planning_factors.iter().map(|lined| &lined.row);
        rows.filter(|row| row.id == id)
            .map(|row| self.pick(row.low.0, row.typical.0, row.high.0, more))
            .next()
            .unwrap_or(0.0)
    }

    /// The end of a range.
    pub(crate) fn pick(&self, low: f64, typical: f64, high: f64, more: bool) -> f64 {
        let (best, worst) = if more { (high, low) } else { (low, high) };
        self.case.pick(best, typical, worst)
    }
}

/// A plan as `corridor plan --format json` writes it; none when the text is something else.
pub fn read(text: &str) -> Option<Plan> {
    serde_json::from_str(text).ok()
}

/// Replays a plan on the network that it was made for.
///
/// # Errors
/// When the force that the plan carries cannot be read or its clock is none; everything else is a finding.
pub fn check(network: &Network, plan: &Plan) -> Result<Replay> {
    let clock = Clock::parse(&plan.c_day)?;
    let file = ForceFile::parse("the plan's force", &plan.force)?;
    let force = Force::check(&file, network, &clock)?;
    let query = &plan.stamp.query;
    let text = |key: &str| query.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    let asked = Asked {
        network,
        plan,
        force: &force,
        clock: &clock,
        regime: text("regime").unwrap_or_else(|| "today".to_owned()),
        case: match text("case").as_deref() {
            Some("best") => Case::Best,
            Some("worst") => Case::Worst,
            _ => Case::Typical,
        },
        chained: text("filing").map(|word| word == "chained"),
        ship_notice_h: query.get("ship-notice-h").and_then(serde_json::Value::as_f64),
    };
    let mut findings = Findings::default();
    findings.expect("journeys", plan.stamp.network_hash == network.hash, || {
        format!("the plan was made on another network ({} ...)", plan.stamp.network_hash.get(..12).unwrap_or(""))
    });
    if plan.stamp.network_hash != network.hash {
        return Ok(findings.result());
    }
    conservation(&asked, &mut findings);
    for movement in &plan.movements {
        if journey::check(&asked, movement, &mut findings) {
            pace::check(&asked, movement, &mut findings);
            limits::check(&asked, movement, &mut findings);
        }
    }
    supply::check(&asked, &mut findings)?;
    carriers::check(&asked, &mut findings);
    arithmetic(&asked, &mut findings);
    Ok(findings.result())
}

/// Every piece of the force on exactly one load unit.
fn conservation(asked: &Asked<'_>, findings: &mut Findings) {
    let mut wanted: BTreeMap<(String, String), i64> = BTreeMap::new();
    let left: Vec<&str> = asked.plan.left_out.iter().map(|one| one.unit.as_str()).collect();
    for unit in &asked.force.units {
        for item in &unit.items {
            let id = item.piece.cited.map_or_else(String::new, |row| row.id.clone());
            *wanted.entry((unit.name.clone(), id)).or_default() += i64::from(item.piece.count);
        }
    }
    for movement in &asked.plan.movements {
        let mut pieces = 0;
        for content in &movement.contents {
            *wanted.entry((content.unit.clone(), content.vehicle.clone())).or_default() -= i64::from(content.count);
            pieces += content.count;
        }
        findings.expect("conservation", pieces == movement.pieces, || {
            format!("{} says {} pieces and lists {pieces}", movement.id, movement.pieces)
        });
        if !movement.wagons.is_empty() {
            let mut on_wagons: BTreeMap<&str, i64> = BTreeMap::new();
            for (vehicle, count) in movement.wagons.iter().flat_map(|wagon| &wagon.held) {
                *on_wagons.entry(vehicle).or_default() += i64::from(*count);
            }
            for content in &movement.contents {
                *on_wagons.entry(&content.vehicle).or_default() -= i64::from(content.count);
            }
            findings.expect("conservation", on_wagons.values().all(|left| *left == 0), || {
                format!("the wagons of {} do not hold what is on the train", movement.id)
            });
        }
    }
    for ((unit, vehicle), left_over) in wanted {
        let excused = left.contains(&unit.as_str());
        findings.expect("conservation", left_over == 0 || (excused && left_over > 0), || {
            format!("{left_over} x {vehicle} of {unit} are on no load unit (negative: too many)")
        });
    }
}

/// Sums and differences that the plan states.
fn arithmetic(asked: &Asked<'_>, findings: &mut Findings) {
    let plan = asked.plan;
    for movement in &plan.movements {
        let sum: u32 = movement.ledger.iter().map(|line| line.minutes).sum();
        findings.expect(
            "arithmetic",
            sum == movement.arrive_min && movement.arrive_min == movement.arrive_s / 60,
            || format!("the ledger of {} adds up to {sum} min, it arrives after {}", movement.id, movement.arrive_min),
        );
    }
    let closure_min = plan.movements.iter().map(|movement| movement.arrive_min).max().unwrap_or(0);
    findings.expect("arithmetic", closure_min == plan.closure_min, || {
        format!("closure is {closure_min} min, the plan says {}", plan.closure_min)
    });
    findings.expect("arithmetic", plan.lower_bound_min <= closure_min, || {
        format!("the bound of {} min lies above closure, {closure_min} min", plan.lower_bound_min)
    });
    for unit in &plan.units {
        let of = |content: &document::Content| content.unit == unit.name;
        let own = plan.movements.iter().filter(|movement| movement.contents.iter().any(of));
        let latest = own.map(|movement| movement.arrive_min).max().unwrap_or(0);
        findings.expect("arithmetic", latest == unit.closure_min, || {
            format!("{} is complete after {latest} min, the plan says {}", unit.name, unit.closure_min)
        });
    }
}
