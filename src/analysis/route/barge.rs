//! By barge: quays, waterways, locks and the stream.

use crate::algo::labels::{NO_STATE, Special};
use crate::data::rows::{Evidence, Sourced};
use crate::error::Result;
use crate::force::{Factors, Load};
use crate::network::FacilityKind;
use crate::network::limits::{Limit, Verdict};

use super::closed::Closed;
use super::items::Item;
use super::profile::seconds;
use super::query::Mode;
use super::view::{Builder, Subject};

/// Above this current a barge makes the speeds with and against the stream, km/h.
const STREAM_KMH: f64 = 2.5;
/// Classes too small for a standard motor barge (IV: 80 to 85 m long, 9.5 m wide).
const SMALL: [&str; 2] = ["I", "II"];

/// On barges.
#[derive(Clone, Debug, PartialEq)]
pub struct BargeProfile {
    /// Heaviest piece at the quay, t.
    lift_t: f64,
    /// Draught of the loaded barge, m.
    draught_m: f64,
    /// Height of barge and load above the water, m.
    height_m: f64,
    /// Speed with the stream, against it, on canals: made good over whole days, km/h.
    speed_kmh: [f64; 3],
    /// Notice until barges are there, s.
    notice_s: u32,
    /// Loading, s; unloading takes as long.
    load_s: u32,
    /// Barges.
    pub barges: u32,
    /// In words.
    pub text: String,
}

/// How a load goes by barge.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn profile(load: &Load<'_>, factors: &Factors<'_>) -> Result<BargeProfile> {
    let most = |of: &dyn Fn(&crate::force::Piece<'_>) -> f64| load.pieces.iter().map(of).fold(0.0, f64::max);
    // What is wider than a lane takes two.
    let lane_m: f64 = load
        .pieces
        .iter()
        .map(|piece| {
            f64::from(piece.count) * (piece.length.value() + 0.5) * if piece.width.value() > 3.0 { 2.0 } else { 1.0 }
        })
        .sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 10,000 pieces")]
    let barges = (lane_m / factors.speed("barge_lane_m")?).ceil().max(1.0) as u32;
    let share_of_day = factors.speed("barge_hours_per_day")? / 24.0;
    let mut speed_kmh = [0.0; 3];
    for (speed, id) in
        speed_kmh.iter_mut().zip(["barge_speed_downstream_kmh", "barge_speed_upstream_kmh", "barge_speed_canal_kmh"])
    {
        *speed = factors.speed(id)? * share_of_day;
    }
    let notice_h = factors.hours("barge_notice_h")?;
    let draught_m = factors.hours("barge_draught_m")?;
    let height_m = factors.hours("barge_height_m")?.max(most(&|piece| piece.height.value()) + 0.5);
    Ok(BargeProfile {
        lift_t: most(&|piece| piece.mass.value()),
        draught_m,
        height_m,
        speed_kmh,
        notice_s: seconds(notice_h),
        load_s: seconds(factors.hours("barge_load_h")?),
        barges,
        text: format!(
            "{barges} motor barge{}, {draught_m:.1} m draught, {height_m:.1} m above the water, after {notice_h:.0} h notice",
            if barges == 1 { "" } else { "s" }
        ),
    })
}

impl Builder<'_> {
    /// Going on a barge (after its notice) and off it, and what the quay refuses.
    pub(super) fn wharf(&mut self, index: u32) -> ([Special; 2], u128) {
        let s = self.s;
        let Some(barge) = &s.profile.barge else { return ([Special { state: NO_STATE, ..Special::default() }; 2], 0) };
        let refused = self.once(Subject::Quay(index), |builder| builder.quay(index));
        let unknowns = self.unknowns(Subject::Quay(index));
        let ashore = Special { after_s: barge.load_s, resets: true, state: NO_STATE, unknowns, ..Special::default() };
        let aboard = Special { gate_s: barge.notice_s, handlings: 1, ..ashore };
        ([aboard, ashore], refused)
    }

    fn quay(&mut self, index: u32) -> u128 {
        let s = self.s;
        let Some(barge) = &s.profile.barge else { return 0 };
        let facility = &s.network.facilities[index as usize];
        let subject = Subject::Quay(index);
        let provenance = facility.provenance(&s.network.tables);
        if let FacilityKind::Terminal(row) = facility.kind {
            let terminal = &s.network.tables.terminals[row as usize].row;
            let limit = terminal.lift_t.map(|lift| Limit::exactly(lift.0, terminal.evidence));
            return self.judge(subject, "lift at the quay", &facility.name, barge.lift_t, "t", limit, Some(provenance));
        }
        let has = "cranes and ramps of a sea port (assumed)".to_owned();
        let needed = format!("{} t", barge.lift_t);
        self.yes_no(subject, "lift at the quay", &facility.name, &needed, has, Verdict::LikelyFits, provenance)
    }

    /// A stretch of waterway: seconds with the stream, what is done in each direction, what it refuses.
    pub(super) fn waterway(&mut self, row: u32, ends: [u32; 2], closed: &Closed) -> (u32, [Special; 2], u128) {
        let s = self.s;
        let way = &s.network.tables.waterways[row as usize].row;
        let Some(barge) = &s.profile.barge else { return (0, [Special::default(); 2], 0) };
        let mut refused = self.once(Subject::Waterway(row), |builder| builder.channel(row));
        for code in &way.countries.0 {
            let country = s.network.countries.iter().position(|country| country.code == *code);
            let country = country.and_then(|index| u8::try_from(index).ok());
            refused |= country.and_then(|country| closed.countries.get(&country)).copied().unwrap_or(0);
        }
        let unknowns = self.unknowns(Subject::Waterway(row));
        let [down, up, canal] = barge.speed_kmh;
        let (down, up) = if way.current_kmh.0 > STREAM_KMH { (down, up) } else { (canal, canal) };
        let run_s = seconds(way.length_km.0 / down);
        let slower_s = seconds(way.length_km.0 / up).saturating_sub(run_s);
        let locks_s = seconds(s.query.case.pick(way.lock_low_h.0, way.lock_h.0, way.lock_high_h.0));
        let [a, b] = ends.map(|node| s.network.topology.nodes[node as usize].country);
        let specials = [(a, b, 0), (b, a, slower_s)].map(|(from, to, slower_s)| {
            let abroad = from != to;
            let entering =
                if abroad { self.entering(to, Mode::Iww) } else { Special { state: NO_STATE, ..Special::default() } };
            Special {
                before_s: if abroad { self.processing(from, to, Mode::Iww) } else { 0 },
                after_s: locks_s + slower_s,
                borders: u8::from(abroad),
                unknowns: entering.unknowns + unknowns,
                ..entering
            }
        });
        (run_s, specials, refused)
    }

    fn channel(&mut self, row: u32) -> u128 {
        let s = self.s;
        let way = &s.network.tables.waterways[row as usize].row;
        let Some(barge) = &s.profile.barge else { return 0 };
        let subject = Subject::Waterway(row);
        let place = format!("{} ({})", way.name, way.id);
        let provenance = way.provenance();
        let mut bits = 0;
        if way.status == "closed" {
            bits |= self.items.bit(&format!("closed {}", way.id), || Item {
                what: place.clone(),
                limit: "open".to_owned(),
                needed: "passage".to_owned(),
                has: "closed".to_owned(),
                provenance: Some(provenance.clone()),
            });
        }
        let class = match way.cemt.as_str() {
            small if SMALL.contains(&small) => Verdict::DoesNotFit,
            "III" => Verdict::Unknown,
            _ if way.evidence == Evidence::Assumed => Verdict::LikelyFits,
            _ => Verdict::Fits,
        };
        let draught = Limit {
            low: way.draught_low_m.0,
            typical: way.draught_m.0,
            high: way.draught_high_m.0,
            evidence: way.evidence,
        };
        let clearance = way.clearance_m.map(|clearance| Limit::exactly(clearance.0, way.evidence));
        let figures = [("draught", barge.draught_m, Some(draught)), ("bridge clearance", barge.height_m, clearance)];
        let verdicts = figures.iter().filter_map(|(_, need, limit)| Some(Verdict::of(*need, Some((*limit)?))));
        let worst = verdicts.fold(class, Verdict::max);
        if worst.passes(s.query.assurance) {
            // One line for a stretch that takes the barge, rather than one for each of its limits.
            let needed = format!("class IV, {} m draught, {} m above the water", barge.draught_m, barge.height_m);
            let bridges =
                way.clearance_m.map_or(String::new(), |clearance| format!(", {} m under bridges", clearance.0));
            let (low, high) = (way.draught_low_m.0, way.draught_high_m.0);
            let has = format!("class {}, {low} to {high} m{bridges} ({})", way.cemt, way.evidence.word());
            return bits | self.yes_no(subject, "fairway", &place, &needed, has, worst, provenance);
        }
        let has = format!("class {} ({})", way.cemt, way.evidence.word());
        bits |= self.yes_no(subject, "CEMT class", &place, "class IV", has, class, provenance.clone());
        for (what, need, limit) in figures {
            if limit.is_some() {
                bits |= self.judge(subject, what, &place, need, "m", limit, Some(provenance.clone()));
            }
        }
        bits
    }
}
