//! By air: which aircraft takes every piece of a load, from which runways, and how long it stands on the ground.

use crate::algo::labels::{NO_STATE, Special};
use crate::data::rows::{AircraftRow, AirfieldRow, Evidence};
use crate::data::tables::Tables;
use crate::error::Result;
use crate::force::{Factors, Load, Piece};
use crate::network::limits::{Assurance, Limit, Verdict};
use crate::network::{FacilityKind, Link, NodeKind};

use super::arcs::ticks;
use super::profile::seconds;
use super::query::Mode;
use super::view::{Builder, Subject};

/// A limit of a hold with what the load needs.
#[derive(Clone, Debug, PartialEq)]
struct Fit {
    what: &'static str,
    need: f64,
    unit: &'static str,
    limit: Limit,
}

/// An aircraft as carrier of a load.
#[derive(Clone, Debug, PartialEq)]
struct Lift {
    /// Row of `aircraft.csv`.
    row: u32,
    name: String,
    fits: Vec<Fit>,
    /// Vehicles, but no ramp to drive in.
    barred: bool,
    /// Aircraft loads.
    loads: u32,
}

impl Lift {
    fn verdict(&self) -> Verdict {
        let worst = self.fits.iter().map(|fit| Verdict::of(fit.need, Some(fit.limit))).max().unwrap_or(Verdict::Fits);
        if self.barred { Verdict::DoesNotFit } else { worst }
    }
}

/// In aircraft.
#[derive(Clone, Debug, PartialEq)]
pub struct AirProfile {
    lifts: Vec<Lift>,
    /// Notice until aircraft are there, s.
    notice_s: u32,
    /// In words.
    pub text: String,
}

impl AirProfile {
    /// Rows of `aircraft.csv` that may fly, the preferred one first.
    pub fn order(&self) -> Vec<u32> {
        self.lifts.iter().map(|lift| lift.row).collect()
    }

    /// Loads of the preferred aircraft.
    pub fn loads(&self) -> u32 {
        self.lifts.first().map_or(0, |lift| lift.loads)
    }

    fn lift(&self, row: u32) -> Option<&Lift> {
        self.lifts.iter().find(|lift| lift.row == row)
    }
}

/// How a load flies: the aircraft that take every piece at the assurance asked for, the smallest first. When none does, those that
/// come nearest are first, so that the answer can say what refuses.
///
/// # Errors
/// When a planning factor is missing.
pub(super) fn profile(
    load: &Load<'_>,
    tables: &Tables,
    factors: &Factors<'_>,
    assurance: Assurance,
) -> Result<AirProfile> {
    let (side_m, top_m) = (factors.hours("air_side_clearance_m")?, factors.hours("air_top_clearance_m")?);
    let notice_h = factors.hours("air_notice_h")?;
    let mut lifts: Vec<(f64, Lift)> = (0_u32..)
        .zip(&tables.aircraft)
        .map(|(row, lined)| (lined.row.payload_t.0, lift(row, &lined.row, load, side_m, top_m)))
        .collect();
    lifts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.row.cmp(&b.1.row)));
    let mut lifts: Vec<Lift> = lifts.into_iter().map(|(_, lift)| lift).collect();
    let passing: Vec<Lift> = lifts.iter().filter(|lift| lift.verdict().passes(assurance)).cloned().collect();
    let text = match passing.first() {
        Some(first) => {
            let names: Vec<&str> = passing.iter().map(|lift| lift.name.as_str()).collect();
            format!("{} x {}; taken by {}; after {notice_h:.0} h notice", first.loads, first.name, names.join(", "))
        }
        None => "no aircraft takes every piece at this assurance".to_owned(),
    };
    if passing.is_empty() {
        let refusing = |lift: &Lift| {
            let fits = lift.fits.iter().filter(|fit| !Verdict::of(fit.need, Some(fit.limit)).passes(assurance));
            fits.count() + usize::from(lift.barred)
        };
        // The largest first among equals.
        lifts.reverse();
        lifts.sort_by_key(refusing);
    } else {
        lifts = passing;
    }
    Ok(AirProfile { lifts, notice_s: seconds(notice_h), text })
}

fn lift(row: u32, aircraft: &AircraftRow, load: &Load<'_>, side_m: f64, top_m: f64) -> Lift {
    let people = |piece: &&Piece<'_>| piece.cargo == "personnel";
    let goods: Vec<&Piece<'_>> = load.pieces.iter().filter(|piece| !people(piece)).collect();
    let most = |of: &dyn Fn(&Piece<'_>) -> f64| goods.iter().map(|piece| of(piece)).fold(0.0, f64::max);
    let payload = Limit {
        low: aircraft.payload_low_t.0,
        typical: aircraft.payload_t.0,
        high: aircraft.payload_high_t.0,
        evidence: aircraft.evidence,
    };
    let exactly = |value: f64| Limit::exactly(value, aircraft.evidence);
    let mut fits = Vec::new();
    if !goods.is_empty() {
        let mut fit = |what, need, unit, limit| fits.push(Fit { what, need, unit, limit });
        fit("payload for one piece", most(&|piece| piece.mass.value()), "t", payload);
        fit(
            "width of the hold",
            most(&|piece| piece.width.value()) + 2.0 * side_m,
            "m",
            exactly(aircraft.hold_width_m.0),
        );
        fit("height of the hold", most(&|piece| piece.height.value()) + top_m, "m", exactly(aircraft.hold_height_m.0));
        fit("length of the hold", most(&|piece| piece.length.value()), "m", exactly(aircraft.hold_length_m.0));
    }
    let barred = !aircraft.drive_on.0 && goods.iter().any(|piece| piece.mobility != "static");
    let loads = load.pieces.iter().map(|piece| loads_of(piece, aircraft, side_m)).sum();
    Lift { row, name: aircraft.name.clone(), fits, barred, loads }
}

/// How many aircraft loads one kind of piece makes: by mass, by length, and side by side where two fit the width.
fn loads_of(piece: &Piece<'_>, aircraft: &AircraftRow, side_m: f64) -> u32 {
    const GAP_M: f64 = 0.3;
    let by_mass = aircraft.payload_t.0 / piece.mass.value();
    let rows = if 2.0 * piece.width.value() + 3.0 * side_m <= aircraft.hold_width_m.0 { 2.0 } else { 1.0 };
    let by_length = (aircraft.hold_length_m.0 / (piece.length.value() + GAP_M)).floor() * rows;
    let each = if piece.cargo == "personnel" { by_mass } else { by_mass.min(by_length) };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let each = each.floor().clamp(1.0, 1_000.0) as u32;
    piece.count.div_ceil(each)
}

/// Whether a runway takes an aircraft: surely when it has the length for full fuel and payload, likely for the typical load, unknown
/// when only light.
pub(super) fn runway(airfield: &AirfieldRow, aircraft: &AircraftRow) -> Verdict {
    let runway_m = airfield.runway_m.0;
    let length = if runway_m >= aircraft.runway_high_m.0 && airfield.evidence != Evidence::Assumed {
        Verdict::Fits
    } else if runway_m >= aircraft.runway_m.0 {
        Verdict::LikelyFits
    } else if runway_m >= aircraft.runway_low_m.0 {
        Verdict::Unknown
    } else {
        Verdict::DoesNotFit
    };
    let width = airfield.runway_width_m.map_or(Verdict::Unknown, |width| {
        if width.0 >= aircraft.runway_width_m.0 { Verdict::Fits } else { Verdict::DoesNotFit }
    });
    length.max(width)
}

impl Builder<'_> {
    /// Judges holds and decks before anything else: there are few items with a name of their own, and what refuses a whole mode
    /// deserves one.
    pub(super) fn holds(&mut self) {
        self.decks();
        for row in self.s.profile.air.as_ref().map_or(Vec::new(), AirProfile::order) {
            self.once(Subject::Hold(row), |builder| builder.hold(row));
        }
    }

    /// To the apron, after the notice for aircraft, and back.
    pub(super) fn apron(&mut self) -> [Special; 2] {
        let notice_s = self.s.profile.air.as_ref().map_or(0, |air| air.notice_s);
        let home = Special { state: NO_STATE, ..Special::default() };
        [Special { gate_s: notice_s, ..home }, home]
    }

    /// A flight: seconds in the air, what is done at its ends, and what the hold refuses.
    pub(super) fn flight(&mut self, row: u32, link: &Link) -> (u32, [Special; 2], u128) {
        let s = self.s;
        let aircraft = &s.network.tables.aircraft[row as usize].row;
        let run_s = ticks(f64::from(link.length_m) / (aircraft.speed_kmh.0 / 3.6));
        let case = s.query.case;
        let ground_h = case.pick(aircraft.ground_low_h.0, aircraft.ground_h.0, aircraft.ground_high_h.0);
        let refused = self.once(Subject::Hold(row), |builder| builder.hold(row));
        let unknowns = self.unknowns(Subject::Hold(row));
        let ends =
            [link.a, link.b].map(|node| (s.network.topology.nodes[node as usize].country, self.waves(node, row)));
        let [a, b] = ends;
        let specials = [(a, b), (b, a)].map(|((from, from_waves), (to, to_waves))| {
            let abroad = from != to;
            let entering =
                if abroad { self.entering(to, Mode::Air) } else { Special { state: NO_STATE, ..Special::default() } };
            let cleared_s = if abroad { self.processing(from, to, Mode::Air) } else { 0 };
            Special {
                before_s: seconds(ground_h * f64::from(from_waves)),
                after_s: seconds(ground_h * f64::from(to_waves)) + cleared_s,
                gate_s: entering.gate_s.saturating_sub(run_s),
                borders: u8::from(abroad),
                handlings: 1,
                resets: true,
                unknowns: entering.unknowns + unknowns,
                ..entering
            }
        });
        (run_s, specials, refused)
    }

    /// How often all parking places of an apron are filled until the whole load has been worked.
    fn waves(&self, apron: u32, aircraft: u32) -> u32 {
        let network = self.s.network;
        let loads = self.s.profile.air.as_ref().and_then(|air| air.lift(aircraft)).map_or(1, |lift| lift.loads);
        let NodeKind::Apron(facility) = network.topology.nodes[apron as usize].kind else { return 1 };
        let FacilityKind::Airfield(row) = network.facilities[facility as usize].kind else { return 1 };
        let airfield = &network.tables.airfields[row as usize].row;
        let parking = self.s.query.case.pick(airfield.parking_high, airfield.parking, airfield.parking_low);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the checks keep it small")]
        let places = parking.map_or(1, |places| places.0.floor().max(1.0) as u32);
        loads.div_ceil(places).max(1)
    }

    /// Whether the load fits the hold of an aircraft.
    fn hold(&mut self, row: u32) -> u128 {
        let s = self.s;
        let aircraft = &s.network.tables.aircraft[row as usize];
        let Some(lift) = s.profile.air.as_ref().and_then(|air| air.lift(row)) else { return 0 };
        let subject = Subject::Hold(row);
        let provenance = crate::data::rows::Sourced::provenance(&aircraft.row);
        let mut bits = 0;
        if lift.barred {
            let has = format!("no ramp, pallets and containers only ({})", aircraft.row.evidence.word());
            bits |= self.yes_no(
                subject,
                "way into the hold",
                &lift.name,
                "a ramp to drive in",
                has,
                Verdict::DoesNotFit,
                provenance.clone(),
            );
        }
        for fit in &lift.fits {
            bits |= self.judge(
                subject,
                fit.what,
                &lift.name,
                fit.need,
                fit.unit,
                Some(fit.limit),
                Some(provenance.clone()),
            );
        }
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::{lift, profile, runway};
    use crate::force::load::Sizes;
    use crate::force::{Factors, Load};
    use crate::network::Network;
    use crate::network::limits::{Assurance, Verdict};
    use crate::network::rules::Case;

    #[test]
    fn a_tank_flies_in_the_large_ones_only() {
        let network = Network::europe().unwrap();
        let tables = &network.tables;
        let factors = Factors::new(tables, Case::Typical);
        let names = |load: &str| {
            let load = Load::parse(&[load.to_owned()], &Sizes::default(), tables).unwrap();
            let air = profile(&load, tables, &factors, Assurance::Likely).unwrap();
            let ids = air.order().into_iter().map(|row| tables.aircraft[row as usize].row.id.clone());
            (ids.collect::<Vec<_>>(), air.loads())
        };
        assert_eq!(names("leopard-2a7"), (["c-17", "an-124", "c-5m"].map(str::to_owned).to_vec(), 1));
        assert_eq!(names("leopard-2a7x4").1, 4);
        let (light, _) = names("hmmwv");
        assert_eq!(light.first().map(String::as_str), Some("c-130j"));
        let (boxes, _) = names("iso-20ft");
        assert!(boxes.contains(&"b747-400f".to_owned()) && !boxes.contains(&"a330-mrtt".to_owned()), "{boxes:?}");
    }

    #[test]
    fn what_no_hold_takes_names_the_limit() {
        let network = Network::europe().unwrap();
        let sizes = Sizes { mass_t: Some(90.0), width_m: Some(7.0), height_m: Some(4.0), ..Sizes::default() };
        let load = Load::parse(&[], &sizes, &network.tables).unwrap();
        let factors = Factors::new(&network.tables, Case::Typical);
        let air = profile(&load, &network.tables, &factors, Assurance::Likely).unwrap();
        assert_eq!(network.tables.aircraft[air.order()[0] as usize].row.id, "an-124");
        let (_, row) = (0, &network.tables.aircraft[air.order()[0] as usize].row);
        let lift = lift(air.order()[0], row, &load, 0.15, 0.15);
        let broken: Vec<_> =
            lift.fits.iter().filter(|fit| Verdict::of(fit.need, Some(fit.limit)) == Verdict::DoesNotFit).collect();
        assert!(broken.len() == 1 && broken[0].what == "width of the hold", "{broken:?}");
    }

    #[test]
    fn runways_are_three_valued() {
        let network = Network::europe().unwrap();
        let field = |id: &str| &network.tables.airfields.iter().find(|lined| lined.row.id == id).unwrap().row;
        let c17 = &network.tables.aircraft.iter().find(|lined| lined.row.id == "c-17").unwrap().row;
        let c5 = &network.tables.aircraft.iter().find(|lined| lined.row.id == "c-5m").unwrap().row;
        assert_eq!(runway(field("ramstein"), c17), Verdict::Fits);
        assert_eq!(runway(field("lielvarde"), c5), Verdict::Unknown);
        assert_eq!(runway(field("jokkmokk-airport"), c17), Verdict::DoesNotFit); // too narrow
    }
}
