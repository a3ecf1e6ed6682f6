//! How a load moves on each mode: sizes and masses as carried, rates, handling times.

use crate::error::Result;
use crate::force::{Factors, Load, Piece};

use super::air::AirProfile;
use super::answer::{Carriage, LoadSummary};
use super::barge::BargeProfile;
use super::query::Mode;

/// On the road.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadProfile {
    /// Which rows of `windows.csv` apply.
    pub applies: Vec<&'static str>,
    /// Gross mass of the heaviest vehicle or combination, t.
    pub gross_t: f64,
    /// Heaviest axle, t; `None` when not known.
    pub axle_t: Option<f64>,
    /// Height, m.
    pub height_m: f64,
    /// Width, m.
    pub width_m: f64,
    /// March rate, km/h.
    pub rate_kmh: f64,
    /// Hours under way in 24.
    pub march_h: f64,
    /// Forming up or loading, s.
    pub load_s: u32,
    /// Unloading, s.
    pub unload_s: u32,
    /// Ids of the factors for rate, hours a day, loading and unloading.
    pub factor_ids: [&'static str; 4],
    /// Convoy packets.
    pub packets: u32,
    /// A piece that no road carrier takes.
    pub impossible: Option<String>,
    /// In words.
    pub text: String,
}

/// On rails.
#[derive(Clone, Debug, PartialEq)]
pub struct RailProfile {
    /// Axle load of the heaviest loaded wagon, t.
    pub axle_t: f64,
    /// Metre load, t/m.
    pub metre_t: f64,
    /// Widest piece, m.
    pub width_m: f64,
    /// Progress in gauge, km a day.
    pub progress_km_per_day: f64,
    /// Progress out of gauge, km a day.
    pub progress_outsize_km_per_day: f64,
    /// Path speed in gauge, km/h.
    pub path_kmh: f64,
    /// Path speed out of gauge, km/h.
    pub path_outsize_kmh: f64,
    /// Loading all trains, s.
    pub load_s: u32,
    /// Unloading all trains, s.
    pub unload_s: u32,
    /// Trains.
    pub trains: u32,
    /// Vehicles (need a ramp) or containers only (need a crane).
    pub vehicles: bool,
    /// A piece that no wagon takes.
    pub impossible: Option<String>,
    /// In words.
    pub text: String,
}

/// On ships.
#[derive(Clone, Debug, PartialEq)]
pub struct SeaProfile {
    /// Heaviest piece over the ramp, t.
    pub ramp_t: f64,
    /// Highest piece on the deck, m.
    pub height_m: f64,
    /// Draught of the ship, m.
    pub draught_m: f64,
    /// Speed made good, km/h.
    pub speed_kmh: f64,
    /// Notice for a chartered ship, s.
    pub notice_s: u32,
    /// Loading, s.
    pub load_s: u32,
    /// Unloading, s.
    pub unload_s: u32,
    /// Pilotage and berthing at each end, s.
    pub pilotage_s: u32,
    /// Check-in for a ferry, s.
    pub check_in_s: u32,
    /// In words.
    pub text: String,
}

/// All modes.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Road.
    pub road: RoadProfile,
    /// Rail.
    pub rail: RailProfile,
    /// Sea.
    pub sea: SeaProfile,
    /// Barges, when the question allows them.
    pub barge: Option<BargeProfile>,
    /// Aircraft, when the question allows them.
    pub air: Option<AirProfile>,
}

/// Hours to whole seconds.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours of the tables are positive and small"
)]
pub(in crate::analysis) fn seconds(hours: f64) -> u32 {
    (hours * 3_600.0).round().clamp(0.0, 4e9) as u32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are positive and small")]
fn count(value: f64) -> u32 {
    value.clamp(0.0, 1e6) as u32
}

fn most(pieces: &[Piece<'_>], of: impl Fn(&Piece<'_>) -> f64) -> f64 {
    pieces.iter().map(of).fold(0.0, f64::max)
}

impl Profile {
    /// How the load moves, by the planning factors.
    ///
    /// # Errors
    /// When a planning factor is missing.
    pub fn new(load: &Load<'_>, factors: &Factors<'_>, notice_h: Option<f64>) -> Result<Self> {
        Ok(Profile {
            road: road(load, factors)?,
            rail: rail(load, factors)?,
            sea: sea(load, factors, notice_h)?,
            barge: None,
            air: None,
        })
    }

    /// The load in words and figures.
    pub fn summary(&self, load: &Load<'_>) -> LoadSummary {
        let mut carriage = vec![
            (Mode::Road, &self.road.text, self.road.packets),
            (Mode::Rail, &self.rail.text, self.rail.trains),
            (Mode::Sea, &self.sea.text, 1),
        ];
        carriage.extend(self.barge.iter().map(|barge| (Mode::Iww, &barge.text, barge.barges)));
        carriage.extend(self.air.iter().map(|air| (Mode::Air, &air.text, air.loads())));
        LoadSummary {
            text: load.text(),
            pieces: load.count(),
            mass_t: most(&load.pieces, |piece| piece.mass.value()),
            width_m: most(&load.pieces, |piece| piece.width.value()),
            height_m: most(&load.pieces, |piece| piece.height.value()),
            length_m: most(&load.pieces, |piece| piece.length.value()),
            cargo: load.cargo().to_owned(),
            carriage: carriage
                .into_iter()
                .map(|(mode, text, load_units)| Carriage {
                    mode: mode.word().to_owned(),
                    text: text.clone(),
                    load_units,
                })
                .collect(),
        }
    }
}

/// Gross mass, axle, height and width.
type OnRoad = (f64, Option<f64>, f64, f64);

/// Gross mass, axle, height and width of one piece on the road.
fn on_road(piece: &Piece<'_>) -> OnRoad {
    match piece.transporter {
        Some(carrier) if !piece.drives => {
            let full = carrier.empty_mass_t.0 + carrier.payload_t.0;
            let gross = carrier.empty_mass_t.0 + piece.mass.value();
            let axle = carrier.axle_load_full_t.0 * gross / full;
            (
                gross,
                Some(axle),
                carrier.deck_height_m.0 + piece.height.value(),
                carrier.width_m.0.max(piece.width.value()),
            )
        }
        _ => (
            piece.mass.value(),
            piece.axle.map(crate::quantity::Tonnes::value),
            piece.height.value(),
            piece.width.value(),
        ),
    }
}

/// Road kinds, slowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::analysis) enum RoadKind {
    Transporter,
    Armour,
    Truck,
    Contracted,
    Coach,
}

/// How a piece moves by road.
pub(in crate::analysis) fn road_kind(piece: &Piece<'_>) -> RoadKind {
    match (piece.drives, piece.cargo.as_str(), piece.transporter) {
        (_, "personnel", _) => RoadKind::Coach,
        (true, _, _) if piece.kind.contains("armour") || piece.kind.contains("wheeled gun") => RoadKind::Armour,
        (true, _, _) => RoadKind::Truck,
        (false, _, _) if piece.mobility == "static" => RoadKind::Contracted,
        (false, _, _) => RoadKind::Transporter,
    }
}

fn road(carried_load: &Load<'_>, factors: &Factors<'_>) -> Result<RoadProfile> {
    let kind = carried_load.pieces.iter().map(road_kind).min().unwrap_or(RoadKind::Truck);
    let (name, rate, hours, applies): (_, _, _, &[&'static str]) = match kind {
        RoadKind::Transporter => {
            ("tank transporters", "road_rate_transporter_kmh", "march_hours_per_day_transporter", &["transporter"])
        }
        RoadKind::Armour => (
            "wheeled armour on its own wheels",
            "road_rate_wheeled_armour_kmh",
            "march_hours_per_day_wheeled_armour",
            &["convoy"],
        ),
        RoadKind::Truck => ("a truck convoy", "road_rate_truck_kmh", "march_hours_per_day_truck", &["convoy"]),
        RoadKind::Contracted => {
            ("contracted lorries", "road_rate_truck_kmh", "march_hours_per_day_truck", &["contracted"])
        }
        RoadKind::Coach => ("coaches", "personnel_coach_rate_kmh", "march_hours_per_day_coach", &["convoy"]),
    };
    let mut applies = applies.to_vec();
    if carried_load.pieces.iter().any(|piece| piece.cargo == "dangerous") {
        applies.push("dangerous");
    }
    let packets = count((f64::from(carried_load.count()) / factors.speed("convoy_packet_vehicles")?).ceil()).max(1);
    let (load, unload) = match kind {
        RoadKind::Transporter => ("transporter_load_h", "transporter_unload_h"),
        RoadKind::Contracted => ("truck_load_h", "truck_unload_h"),
        RoadKind::Coach => ("personnel_board_h", "personnel_board_h"),
        RoadKind::Armour | RoadKind::Truck => ("convoy_form_h", ""),
    };
    let load_h = factors.hours(load)?;
    let unload_h = if unload.is_empty() { 0.0 } else { factors.hours(unload)? };
    let carried: Vec<_> = carried_load.pieces.iter().map(on_road).collect();
    let largest = |of: &dyn Fn(&OnRoad) -> f64| carried.iter().map(of).fold(0.0, f64::max);
    let gross_t = largest(&|one| one.0);
    let axle_t = carried.iter().map(|one| one.1).try_fold(0.0_f64, |most, axle| axle.map(|axle| most.max(axle)));
    let impossible = carried_load.pieces.iter().find(|piece| {
        !piece.drives && piece.transporter.is_none_or(|carrier| carrier.payload_t.0 < piece.mass.value())
    });
    let impossible =
        impossible.map(|piece| format!("no road carrier in transporters.csv takes {} ({})", piece.name, piece.mass));
    let carriers: Vec<String> = carried_load
        .pieces
        .iter()
        .filter(|piece| !piece.drives)
        .filter_map(|piece| piece.transporter)
        .map(|row| row.name.clone())
        .collect();
    let on = if carriers.is_empty() { String::new() } else { format!(" ({})", carriers.join(", ")) };
    let (rate_kmh, march_h) = (factors.speed(rate)?, factors.speed(hours)?);
    let (height_m, width_m) = (largest(&|one| one.2), largest(&|one| one.3));
    let axle = axle_t.map_or("axle load unknown".to_owned(), |axle| format!("{axle:.1} t an axle"));
    let text = format!(
        "{name}{on}: {gross_t:.0} t gross, {axle}, {width_m:.2} m wide, {height_m:.2} m high; {rate_kmh:.0} km/h, {march_h:.0} h a day"
    );
    let (load_s, unload_s) = (seconds(load_h * f64::from(packets)), seconds(unload_h * f64::from(packets)));
    let factor_ids = [rate, hours, load, unload];
    Ok(RoadProfile {
        applies,
        factor_ids,
        gross_t,
        axle_t,
        height_m,
        width_m,
        rate_kmh,
        march_h,
        load_s,
        unload_s,
        packets,
        impossible,
        text,
    })
}

fn rail(load: &Load<'_>, factors: &Factors<'_>) -> Result<RailProfile> {
    let gap = factors.hours("lane_gap_m")?;
    let (mut wagons, mut length_m, mut mass_t, mut axle_t, mut metre_t) = (0_u32, 0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
    let mut impossible = None;
    let mut words = Vec::new();
    for piece in &load.pieces {
        let wagon = piece.wagon;
        let by_length = count(wagon.loading_length_m.0 / (piece.length.value() + gap)).max(1);
        let by_mass = count(wagon.payload_t.0 / piece.mass.value().max(0.1));
        if by_mass == 0 {
            impossible = Some(format!("no wagon in wagons.csv takes {} ({})", piece.name, piece.mass));
        }
        let on_each = by_length.min(by_mass.max(1)).min(piece.count);
        let needed = piece.count.div_ceil(on_each);
        let gross = wagon.tare_t.0 + f64::from(on_each) * piece.mass.value();
        axle_t = axle_t.max(gross / f64::from(wagon.axles));
        metre_t = metre_t.max(gross / wagon.length_over_buffers_m.0);
        wagons += needed;
        length_m += f64::from(needed) * wagon.length_over_buffers_m.0;
        mass_t += f64::from(needed) * wagon.tare_t.0 + f64::from(piece.count) * piece.mass.value();
        words.push(format!("{needed} x {}", wagon.name));
    }
    let (longest, heaviest) =
        (factors.speed("train_length_m")? - factors.hours("locomotive_length_m")?, factors.speed("train_mass_t")?);
    let trains = count((length_m / longest).ceil().max((mass_t / heaviest).ceil())).max(1);
    let noun = if trains == 1 { "train" } else { "trains" };
    let text = format!(
        "{trains} {noun} of {wagons} wagons ({}), {mass_t:.0} t, {length_m:.0} m; {axle_t:.1} t an axle, {metre_t:.1} t/m",
        words.join(", ")
    );
    Ok(RailProfile {
        axle_t,
        metre_t,
        width_m: most(&load.pieces, |piece| piece.width.value()),
        progress_km_per_day: factors.speed("rail_progress_km_per_day")?,
        progress_outsize_km_per_day: factors.speed("rail_progress_outsize_km_per_day")?,
        path_kmh: factors.speed("rail_path_speed_kmh")?,
        path_outsize_kmh: factors.speed("rail_path_speed_outsize_kmh")?,
        load_s: seconds(factors.hours("rail_load_h")? * f64::from(trains)),
        unload_s: seconds(factors.hours("rail_unload_h")? * f64::from(trains)),
        trains,
        vehicles: load.pieces.iter().any(|piece| piece.mobility != "static" && piece.cargo != "personnel"),
        impossible,
        text,
    })
}

fn sea(load: &Load<'_>, factors: &Factors<'_>, notice_h: Option<f64>) -> Result<SeaProfile> {
    let packets = (f64::from(load.count()) / 20.0).ceil().max(1.0);
    let notice_h = match notice_h {
        Some(hours) => hours,
        None => factors.hours("charter_notice_day")? * 24.0,
    };
    let speed_kmh = factors.speed("sea_speed_kn")? * 1.852;
    let draught_m = factors.hours("ro_ro_ship_draught_m")?;
    let ramp_t = most(&load.pieces, |piece| piece.mass.value());
    let height_m = most(&load.pieces, |piece| piece.height.value());
    Ok(SeaProfile {
        ramp_t,
        height_m,
        draught_m,
        speed_kmh,
        notice_s: seconds(notice_h),
        load_s: seconds(factors.hours("ship_load_h")? * packets),
        unload_s: seconds(factors.hours("ship_unload_h")? * packets),
        pilotage_s: seconds(factors.hours("sea_pilotage_h")?),
        check_in_s: seconds(factors.hours("ferry_check_in_h")?),
        text: format!(
            "roll-on roll-off ship, {ramp_t:.0} t over the ramp, {height_m:.2} m high, {draught_m:.1} m draught; ferry lines by their timetable, a chartered ship after {notice_h:.0} h notice"
        ),
    })
}
