//! No faster than the tables allow, and not before the permissions: one journey, minute by minute.

use crate::data::base::Way;
use crate::network::rules::{Asked as Request, Rules};
use crate::network::{LinkKind, NodeKind};

use super::document::{Movement, Step};
use super::journey::{Act, act, ends, facility};
use super::{Asked, Findings};

/// Differences that rounding to whole seconds may make in one step.
const SLACK_S: u32 = 60;

/// How a load unit moves, worked out from what is on it.
pub(crate) struct Manner {
    pub(crate) rate_kmh: f64,
    pub(crate) march_s: u32,
    pub(crate) rest_s: u32,
    pub(crate) applies: Vec<&'static str>,
    pub(crate) road_load_h: f64,
    pub(crate) road_unload_h: f64,
    pub(crate) width_m: f64,
    pub(crate) cargo: String,
}

fn seconds(hours: f64) -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "hours of the tables are small and positive"
    )]
    let seconds = (hours * 3_600.0).round().clamp(0.0, 4e9) as u32;
    seconds
}

impl Manner {
    /// From the contents: the slowest kind of piece decides.
    pub(crate) fn of(asked: &Asked<'_>, movement: &Movement) -> Manner {
        let rows = || {
            movement.contents.iter().filter_map(|content| {
                asked.network.tables.vehicles.iter().map(|lined| &lined.row).find(|row| row.id == content.vehicle)
            })
        };
        let is = |want: &dyn Fn(&crate::data::rows::VehicleRow) -> bool| rows().any(want);
        let people = |row: &crate::data::rows::VehicleRow| row.cargo == "personnel";
        let drives = |row: &crate::data::rows::VehicleRow| row.road_move == "self";
        let armour = |row: &crate::data::rows::VehicleRow| {
            drives(row) && (row.kind.contains("armour") || row.kind.contains("wheeled gun"))
        };
        let packets = f64::from(movement.packets.max(1));
        let (rate, hours, applies, load, unload) =
            if is(&|row| !people(row) && !drives(row) && row.mobility != "static") {
                (
                    "road_rate_transporter_kmh",
                    "march_hours_per_day_transporter",
                    "transporter",
                    "transporter_load_h",
                    "transporter_unload_h",
                )
            } else if is(&|row| !people(row) && armour(row)) {
                ("road_rate_wheeled_armour_kmh", "march_hours_per_day_wheeled_armour", "convoy", "convoy_form_h", "")
            } else if is(&|row| !people(row) && drives(row)) {
                ("road_rate_truck_kmh", "march_hours_per_day_truck", "convoy", "convoy_form_h", "")
            } else if is(&|row| !people(row)) {
                ("road_rate_truck_kmh", "march_hours_per_day_truck", "contracted", "truck_load_h", "truck_unload_h")
            } else {
                (
                    "personnel_coach_rate_kmh",
                    "march_hours_per_day_coach",
                    "convoy",
                    "personnel_board_h",
                    "personnel_board_h",
                )
            };
        let mut applies = vec![applies];
        if is(&|row| row.cargo == "dangerous") {
            applies.push("dangerous");
        }
        let march_s = seconds(asked.factor(hours, true));
        let cargo = ["outsize", "dangerous", "standard"].into_iter().find(|class| is(&|row| row.cargo == *class));
        Manner {
            rate_kmh: asked.factor(rate, true),
            march_s,
            rest_s: 86_400_u32.saturating_sub(march_s),
            applies,
            road_load_h: asked.factor(load, false) * packets,
            road_unload_h: if unload.is_empty() { 0.0 } else { asked.factor(unload, false) * packets },
            width_m: rows().map(|row| row.width_m.0).fold(0.0, f64::max),
            cargo: cargo.unwrap_or("personnel").to_owned(),
        }
    }
}

/// The state of a replay of one journey.
struct Replayed<'a> {
    asked: &'a Asked<'a>,
    manner: Manner,
    rules: Rules<'a>,
    origin_country: u8,
    chained: bool,
    states: Vec<u8>,
    lead_sum_s: u32,
}

impl Replayed<'_> {
    /// When a state's permission is there; one after another when filing is chained.
    fn permission_s(&mut self, country: u8, mode: &str, flag: &str) -> u32 {
        let network = self.asked.network;
        let lead = |mode: &str| {
            let request = Request {
                regime: &self.asked.regime,
                country: network.country_code(country),
                mode,
                cargo: &self.manner.cargo,
                flag,
                starts_here: country == self.origin_country,
            };
            self.rules.lead(&request, self.asked.case).map_or(0, |lead| lead.lead_s)
        };
        if !self.chained {
            return lead(mode);
        }
        let longest = ["rail", "road", "sea"].into_iter().map(lead).max().unwrap_or(0);
        if longest > 0 && !self.states.contains(&country) {
            self.states.push(country);
            self.lead_sum_s += longest;
        }
        if longest > 0 { self.lead_sum_s } else { 0 }
    }

    fn processing_s(&self, from: u8, to: u8, mode: &str) -> u32 {
        let code = |country: u8| self.asked.network.country_code(country);
        self.rules.processing(&self.asked.regime, code(from), code(to), mode, self.asked.case).0
    }

    fn ferry_hours(&self, row: u32) -> (f64, f64) {
        let ferry = &self.asked.network.tables.ferries[row as usize].row;
        let crossing = self.asked.pick(ferry.hours_low.0, ferry.hours.0, ferry.hours_high.0, false);
        let headway = 168.0 / ferry.sailings_per_week.0;
        let wait = self.asked.case.pick(0.0, headway / 2.0, headway);
        (crossing, wait)
    }

    /// Seconds under way on a link.
    fn run_s(&self, link: u32) -> u32 {
        let network = self.asked.network;
        let own = &network.topology.links[link as usize];
        let km = f64::from(own.length_m) / 1_000.0;
        let sea_kmh = self.asked.factor("sea_speed_kn", true) * 1.852;
        let hours = match own.kind {
            LinkKind::Road(_) | LinkKind::RoadAccess(_) => km / self.manner.rate_kmh,
            LinkKind::Rail(_) | LinkKind::RailAccess(_) => {
                let code = network.country_code(own.country);
                let row = network.tables.rail_defaults.iter().map(|lined| &lined.row).find(|row| row.country == code);
                let outsize = row.is_none_or(|row| self.manner.width_m > row.static_width_m.0);
                let id = if outsize { "rail_progress_outsize_km_per_day" } else { "rail_progress_km_per_day" };
                km / (self.asked.factor(id, true) / 24.0)
            }
            LinkKind::Shuttle(_) => km / sea_kmh.max(140.0),
            LinkKind::Sea(row) => {
                let canal = network.tables.sea_links[row as usize].row.canal.clone();
                let id = canal.map(|canal| format!("{}_transit_h", canal.replace('-', "_")));
                let own = id.map_or(0.0, |id| self.asked.factor(&id, false));
                if own > 0.0 { own } else { km / sea_kmh }
            }
            LinkKind::Ferry(row) => self.ferry_hours(row).0,
            LinkKind::Own(_) => km / sea_kmh,
            LinkKind::Border | LinkKind::GaugeChange(_) | LinkKind::SeaAccess(_) => 0.0,
            // Plans go by rail, road and sea; whatever else takes no time here is caught as a mode not allowed.
            _ => 0.0,
        };
        // A network of one's own may state the time of a link.
        if let Some(stated_s) = network.own_link(own.kind).and_then(|own| own.stated_s) {
            return stated_s;
        }
        seconds(hours)
    }

    /// Fixed seconds before and after a link.
    fn fixed_s(&self, link: u32, forward: bool, voyage: bool) -> (u32, u32) {
        let network = self.asked.network;
        let own = &network.topology.links[link as usize];
        let (tail, head) = ends(network, link, forward);
        let country = |node: u32| network.topology.nodes[node as usize].country;
        let factor = |id: &str| seconds(self.asked.factor(id, false));
        match act(network, link, forward) {
            Act::Run => (0, 0),
            Act::LoadTrain => (factor("rail_load_h"), 0),
            Act::UnloadTrain => (0, factor("rail_unload_h")),
            Act::StartRoad => (seconds(self.manner.road_load_h), 0),
            Act::EndRoad => (0, seconds(self.manner.road_unload_h)),
            // Loading and unloading of ships are looked at with the ships.
            Act::Board => (0, if voyage { factor("sea_pilotage_h") } else { 0 }),
            Act::Land => {
                let clearing = if self.origin_country == own.country {
                    0
                } else {
                    self.processing_s(self.origin_country, own.country, "sea")
                };
                (0, clearing + factor("sea_pilotage_h"))
            }
            Act::ChangeGauge => {
                let LinkKind::GaugeChange(row) = own.kind else { return (0, 0) };
                let row = &network.tables.gauge_changes[row as usize].row;
                (0, seconds(self.asked.pick(row.hours_low.0, row.hours.0, row.hours_high.0, false)))
            }
            Act::Ferry => {
                let LinkKind::Ferry(row) = own.kind else { return (0, 0) };
                let wait_s = seconds(self.ferry_hours(row).1);
                let border = country(tail) != country(head);
                let after = if border { self.processing_s(country(tail), country(head), "sea") } else { 0 };
                (factor("ferry_check_in_h") + wait_s, after)
            }
            Act::Cross => (0, self.processing_s(country(tail), country(head), self.way_of(own.a))),
        }
    }

    fn way_of(&self, node: u32) -> &'static str {
        match self.asked.network.topology.nodes[node as usize].kind {
            NodeKind::Base(base) if self.asked.network.base.nodes[base as usize].way == Way::Rail => "rail",
            _ => "road",
        }
    }

    /// The instant before which a link may not be entered.
    fn gate_s(&mut self, link: u32, forward: bool, flag: &str) -> u32 {
        let network = self.asked.network;
        let own = network.topology.links[link as usize];
        let (tail, head) = ends(network, link, forward);
        let country = |node: u32| network.topology.nodes[node as usize].country;
        match act(network, link, forward) {
            Act::LoadTrain => self.permission_s(own.country, "rail", flag),
            Act::StartRoad => self.permission_s(own.country, "road", flag),
            Act::Cross => self.permission_s(country(head), self.way_of(own.a), flag),
            Act::Land => self.permission_s(own.country, "sea", flag),
            Act::Ferry if country(tail) != country(head) => {
                let LinkKind::Ferry(row) = own.kind else { return 0 };
                let crossing_s = seconds(self.ferry_hours(row).0);
                self.permission_s(country(head), "sea", flag).saturating_sub(crossing_s)
            }
            Act::Board => seconds(
                self.asked.ship_notice_h.unwrap_or_else(|| self.asked.factor("charter_notice_day", false) * 24.0),
            ),
            _ => 0,
        }
    }
}

/// Runs movement minute by minute: it goes on while it is not banned and not due for its rest.
fn march(go_s: u32, driven_s: u32, run_s: u32, rule: (u32, u32), bans: &[(u32, u32)]) -> (u32, u32) {
    let (march_s, rest_s) = rule;
    let (mut t, mut driven, mut left, mut stood) = (go_s, driven_s, run_s, 0);
    while left > 0 {
        let next = bans.partition_point(|(_, end)| *end <= t);
        let ban = bans.get(next).filter(|(start, _)| *start <= t);
        if let Some((_, end)) = ban {
            let minute = 60.min(end - t);
            (t, stood) = (t + minute, stood + minute);
            if stood >= rest_s {
                driven = 0;
            }
        } else if driven >= march_s {
            (t, driven, stood) = (t + rest_s, 0, stood + rest_s);
        } else {
            let until_ban = bans.get(next).map_or(u32::MAX, |(start, _)| start - t);
            let minute = 60.min(left).min(march_s - driven).min(until_ban);
            (t, driven, left, stood) = (t + minute, driven + minute, left - minute, 0);
        }
    }
    (t, driven)
}

/// Checks the pace and the paperwork of one journey.
pub(crate) fn check(asked: &Asked<'_>, movement: &Movement, findings: &mut Findings) {
    let network = asked.network;
    let rules = Rules { tables: &network.tables, clock: asked.clock };
    let chained = asked.chained.unwrap_or_else(|| rules.chained(&asked.regime));
    let origin_country = network.topology.nodes[movement.origin as usize].country;
    let manner = Manner::of(asked, movement);
    let mut replayed = Replayed { asked, manner, rules, origin_country, chained, states: Vec::new(), lead_sum_s: 0 };
    let settled = facility(network, movement.origin).is_none();
    let first = movement.steps.first().map_or(0, |step| step.in_s);
    if settled {
        let gate = replayed.permission_s(origin_country, "road", &movement.flag);
        let formed = movement.depart_s + seconds(replayed.manner.road_load_h);
        findings
            .expect("paperwork", first + SLACK_S >= gate, || format!("{} starts before its permission", movement.id));
        findings.expect("pace", first + SLACK_S >= formed, || format!("{} starts before it is formed up", movement.id));
    }
    if facility(network, movement.destination).is_none() {
        let end = movement.steps.last().map_or(0, |step| step.end_s) + seconds(replayed.manner.road_unload_h);
        findings.expect("pace", movement.arrive_s + SLACK_S >= end, || format!("{} is unloaded too fast", movement.id));
    }
    let rule = (replayed.manner.march_s, replayed.manner.rest_s);
    let (mut driven, mut before) = (0, first);
    for (number, step) in movement.steps.iter().enumerate() {
        if step.rested {
            findings.expect("pace", step.in_s + SLACK_S >= before + rule.1, || {
                format!("{} step {number}: its long rest is too short", movement.id)
            });
            driven = 0;
        }
        driven = one(&mut replayed, movement, number, step, driven, rule, findings);
        before = step.end_s;
    }
}

fn one(
    replayed: &mut Replayed<'_>,
    movement: &Movement,
    number: usize,
    step: &Step,
    driven_s: u32,
    rule: (u32, u32),
    findings: &mut Findings,
) -> u32 {
    let asked = replayed.asked;
    let network = asked.network;
    let (mut before_s, mut after_s, mut run_s, mut marching, mut resets) = (0, 0, 0, false, false);
    let mut country = u8::MAX;
    for (position, (link, forward)) in step.links.iter().enumerate() {
        let gate_s = replayed.gate_s(*link, *forward, &movement.flag);
        findings.expect("paperwork", step.go_s >= gate_s, || {
            format!("{} step {number} goes {} min before it may", movement.id, gate_s.saturating_sub(step.go_s) / 60)
        });
        let (before, after) = replayed.fixed_s(*link, *forward, movement.voyage.is_some());
        findings.expect("pace", position == 0 || before == 0, || format!("{} is loaded within a step", movement.id));
        before_s += before;
        after_s += after;
        run_s += replayed.run_s(*link);
        let own = &network.topology.links[*link as usize];
        // As in the tables: the way to a loading place is short and not marched.
        marching |= matches!(own.kind, LinkKind::Road(_));
        country = own.country;
        resets |= matches!(
            act(network, *link, *forward),
            Act::LoadTrain | Act::UnloadTrain | Act::Board | Act::Land | Act::Ferry
        );
    }
    findings.expect("pace", step.loaded_s + SLACK_S >= step.carried_s + before_s, || {
        format!(
            "{} step {number} is loaded in {} of {} min",
            movement.id,
            (step.loaded_s - step.carried_s) / 60,
            before_s / 60
        )
    });
    let mut driven_s = if step.go_s - step.loaded_s >= rule.1 && step.go_s > step.loaded_s { 0 } else { driven_s };
    let moved_s = if marching {
        let code = network.country_code(country);
        let windows = replayed.rules.windows(&asked.regime, code, &replayed.manner.applies);
        let bans = replayed.rules.bans(code, &windows);
        let (moved_s, driven) = march(step.go_s, driven_s, run_s, rule, bans.bans());
        driven_s = driven;
        moved_s
    } else {
        step.go_s + run_s
    };
    findings.expect("pace", step.moved_s + SLACK_S >= moved_s, || {
        format!("{} step {number} moves {} min too fast", movement.id, (moved_s - step.moved_s) / 60)
    });
    findings.expect("pace", step.end_s + SLACK_S >= step.moved_s + after_s, || {
        format!("{} step {number} is over {} min too early", movement.id, (step.moved_s + after_s - step.end_s) / 60)
    });
    if resets { 0 } else { driven_s }
}
