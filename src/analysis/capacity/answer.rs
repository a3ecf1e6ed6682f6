//! The answer of a throughput question: a plain record that every format prints.

use serde::Serialize;

use crate::analysis::stamp::Stamp;
use crate::network::capacity::{MILLI, Unit};
use crate::verify::{Certificate, Check};

use super::mix::Mix;

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CapacityAnswer {
    /// What it was computed from.
    pub stamp: Stamp,
    /// Where from.
    pub from: EndsSummary,
    /// Where to, together.
    pub to: EndsSummary,
    /// What moves.
    pub load: Mix,
    /// What the question counts: `trains`, `vehicles` or `tonnes`.
    pub count: String,
    /// The most that can arrive in a day in steady state, all theatres together.
    pub per_day: PerDay,
    /// Each mode: alone outside the states of the theatre, and its part of the whole as it enters them.
    pub modes: Vec<ModeAnswer>,
    /// Each theatre, when there are several.
    pub theatres: Vec<TheatreAnswer>,
    /// What share of its own maximum every theatre can have at the same time, thousandths; when there are several.
    pub concurrent_permille: Option<u64>,
    /// What holds the flow back: the cut nearest the source, or where pools or ways side by side hold it back, everything
    /// that has a price. The vehicles add up to the bound.
    pub cut: Vec<CutAsset>,
    /// What to ask next, when only ports hold the flow back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<String>,
    /// The cut nearest the sink; empty when it is the same.
    pub cut_near_sink: Vec<CutAsset>,
    /// Ids of all assets that lie in some minimum cut, or have a price.
    pub in_some_cut: Vec<String>,
    /// Works on what binds, one after another.
    pub ladder: Vec<Rung>,
    /// What all works of the tables together could reach; with the ladder.
    pub ceiling: Option<Ceiling>,
    /// What each asset's loss and next upgrade change, the greatest first; when asked for.
    pub headroom: Vec<Headroom>,
    /// What is not known and how much hangs on it; when asked for.
    pub sensitivity: Option<Sensitivity>,
    /// Without the consent of each state that the flow crosses; when asked for (`sensitivity`).
    pub without: Vec<Without>,
    /// The proof in short.
    pub certificate: CertificateSummary,
    /// What stands where tables say nothing, and what the figures mean.
    pub assumptions: Vec<String>,
    /// Where the flow runs.
    pub ways: Vec<WayFlow>,
    /// The proofs: of the whole, then of every rung.
    #[serde(skip)]
    pub certificates: Vec<Certificate>,
}

/// A set of places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EndsSummary {
    /// Name.
    pub name: String,
    /// How many places.
    pub places: usize,
    /// Their positions, (lon, lat) in degrees.
    #[serde(skip)]
    pub positions: Vec<(f64, f64)>,
}

/// The same flow in three units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct PerDay {
    /// Train loads, tenths rounded down.
    pub trains: f64,
    /// Vehicles, rounded down.
    pub vehicles: u64,
    /// Tonnes, rounded down.
    pub tonnes: u64,
}

impl PerDay {
    /// A flow in thousandths of a vehicle a day.
    #[allow(clippy::cast_precision_loss, reason = "flows are far below 2^53")]
    pub(super) fn of(mix: &Mix, flow: u64) -> PerDay {
        PerDay {
            trains: (mix.units(Unit::Trains, flow) / 100) as f64 / 10.0,
            vehicles: flow / MILLI,
            tonnes: mix.units(Unit::Tonnes, flow) / MILLI,
        }
    }
}

/// A mode's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModeAnswer {
    /// `rail`, `road` or `sea`.
    pub mode: String,
    /// The most when no other mode is used outside the states of the theatre (nor farther than 40 km from the ends).
    pub alone: PerDay,
    /// What of the whole enters the states of the theatre by it.
    pub enters: PerDay,
}

/// One theatre among several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheatreAnswer {
    /// Name.
    pub name: String,
    /// The most when nothing goes to the others.
    pub alone: PerDay,
    /// What it gets when all get the same share of their own maximum.
    pub concurrent: PerDay,
}

/// A row that a figure rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cited {
    /// File name of the table.
    pub table: String,
    /// Id of the row.
    pub id: String,
    /// Line in the file.
    pub line: u64,
    /// What it says.
    pub says: String,
    /// Publisher and document.
    pub source: String,
    /// Date of the source.
    pub date: String,
    /// Class of evidence.
    pub evidence: String,
}

/// An asset that holds the flow back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CutAsset {
    /// Id of the asset.
    pub asset: String,
    /// Name for people.
    pub name: String,
    /// Kind in a word or two.
    pub kind: String,
    /// State.
    pub country: String,
    /// What it lets pass, in its unit.
    pub capacity: f64,
    /// The low end of the range, in its unit.
    pub capacity_low: f64,
    /// The high end.
    pub capacity_high: f64,
    /// The unit.
    pub unit: String,
    /// The same in vehicles a day (thousandths are dropped); of what has a price: its part of the bound.
    pub vehicles: f64,
    /// Publisher and document of the row that says so first.
    pub source: String,
    /// Date of that source.
    pub date: String,
    /// The weakest evidence among the rows.
    pub evidence: String,
    /// Other assets that are just as narrow at the same place.
    pub with: Vec<String>,
    /// Every row that the figure rests on.
    pub rows: Vec<Cited>,
    /// Where, (lon, lat) in degrees; pools are nowhere.
    pub at: Option<(f64, f64)>,
}

/// A line of a list of what holds a flow back: one asset, or quotas of one state that are alike.
#[derive(Clone, Debug, PartialEq)]
pub struct CutLine<'a> {
    /// The first of them.
    pub first: &'a CutAsset,
    /// All of them, the first as well.
    pub all: Vec<&'a CutAsset>,
    /// What they let pass together, vehicles a day.
    pub vehicles: f64,
}

impl CutLine<'_> {
    /// The lines of a list: crossings into one state with the same quota by the same rule are one. `O(assets squared)`.
    pub fn of(cut: &[CutAsset]) -> Vec<CutLine<'_>> {
        let mut lines: Vec<CutLine<'_>> = Vec::new();
        let alike = |one: &CutAsset, other: &CutAsset| {
            one.kind == "quota"
                && other.kind == "quota"
                && (&one.country, &one.unit, &one.rows) == (&other.country, &other.unit, &other.rows)
                && one.capacity == other.capacity
                && one.with.is_empty()
                && other.with.is_empty()
        };
        for asset in cut {
            match lines.iter_mut().find(|line| alike(line.first, asset)) {
                Some(line) => {
                    line.all.push(asset);
                    line.vehicles += asset.vehicles;
                }
                None => lines.push(CutLine { first: asset, all: vec![asset], vehicles: asset.vehicles }),
            }
        }
        lines.sort_by(|a, b| b.vehicles.total_cmp(&a.vehicles).then_with(|| a.first.asset.cmp(&b.first.asset)));
        lines
    }
}

/// A step of the ladder: works on what binds, and what they gain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rung {
    /// Number, from 1.
    pub rung: usize,
    /// The works: (asset, name of the asset, upgrade).
    pub works: Vec<RungWork>,
    /// What can pass afterwards.
    pub per_day: PerDay,
    /// How many vehicles a day more than before.
    pub gain_vehicles: f64,
    /// What binds afterwards.
    pub then_binds: Vec<String>,
    /// Thousandths of a vehicle a day that the rung's certificate proves.
    pub proven: u64,
}

/// One upgrade of one asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RungWork {
    /// Id of the asset.
    pub asset: String,
    /// Its name.
    pub name: String,
    /// The upgrade, from `upgrades.csv`.
    pub upgrade: String,
    /// What it adds, in the unit of the asset.
    pub adds: f64,
    /// That unit.
    pub unit: String,
}

/// What works alone can reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ceiling {
    /// The most when everything that works can widen is without limit; none when nothing else holds the flow back.
    pub per_day: Option<PerDay>,
    /// What holds it back then: paperwork and ships.
    pub binds: Vec<CutAsset>,
    /// Why the ladder ends.
    pub ends: String,
}

/// What an asset is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Headroom {
    /// Id of the asset.
    pub asset: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// What passes it, vehicles a day.
    pub used: f64,
    /// What could pass it, vehicles a day.
    pub capacity: f64,
    /// How much less arrives when it is lost, vehicles a day.
    pub loss: f64,
    /// How much more arrives with its next upgrade, vehicles a day; none when the tables have no upgrade for it.
    pub gain_next: Option<f64>,
    /// How much more arrives when it has no limit, vehicles a day.
    pub gain_unlimited: f64,
}

/// What hangs on what is not known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// With every figure at the unfavourable end of its range.
    pub worst: PerDay,
    /// With every figure at the favourable end.
    pub best: PerDay,
    /// When every limit that nobody states takes the load.
    pub unknown_passes: PerDay,
    /// When none does.
    pub unknown_fails: PerDay,
    /// Single unknowns, the one that moves the answer most first.
    pub items: Vec<SensitivityItem>,
}

/// One figure or limit that is not known well.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SensitivityItem {
    /// Id of the asset or structure.
    pub asset: String,
    /// Name.
    pub name: String,
    /// What is not known.
    pub unknown: String,
    /// Vehicles a day when it is as bad as it may be, all else as answered.
    pub low: f64,
    /// Vehicles a day when it is as good as it may be.
    pub high: f64,
}

/// What is left without one state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Without {
    /// State.
    pub country: String,
    /// What can still pass.
    pub per_day: PerDay,
}

/// The proof in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CertificateSummary {
    /// Thousandths of a vehicle a day that the flow brings.
    pub value: u64,
    /// Thousandths of a vehicle a day that the cut lets pass, or the prices allow.
    pub bound: u64,
    /// Whether prices prove it, because something shared holds the flow back; else a cut does.
    pub by_prices: bool,
    /// Nodes of the graph.
    pub nodes: usize,
    /// Its links.
    pub links: usize,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// Flow over a stretch.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WayFlow {
    /// `rail`, `road` or `sea`.
    pub mode: String,
    /// From where, in the direction of the flow.
    pub from: String,
    /// To where.
    pub to: String,
    /// State; `--` at sea.
    pub country: String,
    /// Vehicles a day.
    pub vehicles: f64,
    /// Vehicles a day that could pass; none on the open sea and on accesses.
    pub capacity: Option<f64>,
    /// Whether it is full.
    pub saturated: bool,
    /// Whether it lies in the cut nearest the source.
    pub in_cut: bool,
    /// The assets that it uses.
    pub assets: Vec<String>,
    /// (lon, lat) in degrees.
    #[serde(skip)]
    pub line: Vec<(f64, f64)>,
}
