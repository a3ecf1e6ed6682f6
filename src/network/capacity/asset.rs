//! An asset: whatever has a capacity of its own.

use crate::data::rows::Evidence;
use crate::network::rules::Case;

/// Thousandths in one: capacities are whole thousandths of their unit a day.
pub const MILLI: u64 = 1_000;

/// What a capacity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Trains a day.
    Trains,
    /// Vehicles a day on the road (a piece on its wheels, or a combination that carries it).
    Vehicles,
    /// Lane metres a day on ships.
    LaneMetres,
    /// Pieces a day over a quay or through a gate.
    Pieces,
    /// Aircraft a day.
    Sorties,
    /// Tonnes a day.
    Tonnes,
}

impl Unit {
    /// With its time, as tables print it.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Trains => "trains/day",
            Unit::Vehicles => "vehicles/day",
            Unit::LaneMetres => "lane m/day",
            Unit::Pieces => "pieces/day",
            Unit::Sorties => "sorties/day",
            Unit::Tonnes => "t/day",
        }
    }
}

/// A capacity with its range, thousandths of the unit a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// What it surely passes.
    pub low: u64,
    /// Typically.
    pub typical: u64,
    /// At best.
    pub high: u64,
}

impl Range {
    /// No capacity at all.
    pub const NONE: Range = Range { low: 0, typical: 0, high: 0 };

    /// At an end of the range; more capacity is better.
    pub fn at(self, case: Case) -> u64 {
        case.pick(self.high, self.typical, self.low)
    }

    /// From figures in whole units a day.
    pub fn of(low: f64, typical: f64, high: f64) -> Self {
        Range { low: milli(low), typical: milli(typical), high: milli(high) }
    }

    /// End by end times a factor given in thousandths, rounded down.
    #[must_use]
    pub fn times(self, factor: Range) -> Self {
        let product =
            |a: u64, b: u64| u64::try_from(u128::from(a) * u128::from(b) / u128::from(MILLI)).unwrap_or(u64::MAX);
        Range {
            low: product(self.low, factor.low),
            typical: product(self.typical, factor.typical),
            high: product(self.high, factor.high),
        }
    }
}

/// Whole thousandths of a figure; negative ones count as nothing, huge ones as the largest that adds up safely.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1e15")]
pub fn milli(value: f64) -> u64 {
    (value * 1e3).round().clamp(0.0, 1e15) as u64
}

/// What kind of thing an asset is, with where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AssetKind {
    /// A stretch of railway between two junctions: the nodes at its ends.
    RailSection {
        /// Node at one end.
        a: u32,
        /// Node at the other end.
        b: u32,
    },
    /// A stretch of road between two junctions.
    RoadSection {
        /// Node at one end.
        a: u32,
        /// Node at the other end.
        b: u32,
    },
    /// A shuttle that carries road vehicles.
    Shuttle {
        /// Node at one end.
        a: u32,
        /// Node at the other end.
        b: u32,
    },
    /// The tracks of a bridge or tunnel; row of `structures.csv`.
    StructureTracks(u32),
    /// The lanes of a bridge or tunnel; row of `structures.csv`.
    StructureLanes(u32),
    /// Where loads change gauge, with the ramps at the place; row of `gauge_changes.csv`.
    GaugeChange(u32),
    /// Loading and unloading of trains at a facility (index), on one gauge.
    Ramp {
        /// Facility.
        facility: u32,
        /// Gauge, mm.
        gauge_mm: u16,
    },
    /// Taking loads off ships in a port (facility index).
    Discharge(u32),
    /// Putting loads on ships in a port (facility index).
    Loading(u32),
    /// Getting loads out of a port by road (facility index); by rail it is the ramp.
    Clearance(u32),
    /// A ferry line; row of `ferries.csv`.
    Ferry(u32),
    /// Parking and handling of an airfield (facility index).
    Apron(u32),
    /// The quay of a port or inland port for barges (facility index).
    Wharf(u32),
    /// The locks of a stretch of waterway; row of `waterways.csv`.
    Locks(u32),
    /// A link of a network of one's own that states a capacity; row of `links.csv`.
    Stated(u32),
    /// What a state lets in at one crossing in a day; (link, state entered).
    BorderQuota {
        /// The border link.
        link: u32,
        /// Country index of the state entered.
        into: u8,
    },
    /// What a state lets in at all its crossings together in a day.
    StateQuota {
        /// Country index of the state entered.
        into: u8,
        /// Row of `quotas.csv`.
        row: u32,
    },
}

impl AssetKind {
    /// In one or two words.
    pub fn word(self) -> &'static str {
        match self {
            AssetKind::RailSection { .. } => "rail section",
            AssetKind::RoadSection { .. } => "road section",
            AssetKind::Shuttle { .. } => "shuttle",
            AssetKind::StructureTracks(_) | AssetKind::StructureLanes(_) => "structure",
            AssetKind::GaugeChange(_) => "gauge change",
            AssetKind::Ramp { .. } => "ramp",
            AssetKind::Discharge(_) => "port discharge",
            AssetKind::Loading(_) => "port loading",
            AssetKind::Clearance(_) => "port clearance",
            AssetKind::Ferry(_) => "ferry",
            AssetKind::Apron(_) => "airfield",
            AssetKind::Wharf(_) => "barge quay",
            AssetKind::Locks(_) => "locks",
            AssetKind::Stated(_) => "link",
            AssetKind::BorderQuota { .. } | AssetKind::StateQuota { .. } => "quota",
        }
    }

    /// Whether rules set it, not works: no building work raises it.
    pub fn is_paper(self) -> bool {
        matches!(self, AssetKind::BorderQuota { .. } | AssetKind::StateQuota { .. })
    }
}

/// How the links that use an asset share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// A stretch: whoever passes any of its links, or several one after another, passes it once. Since nothing joins
    /// or leaves between the links, each link alone stays within the capacity.
    Stretch,
    /// A place where its links meet: whoever passes it, from any link's far end to any other, passes it once.
    Site,
    /// Ways side by side: what passes over all of its links together stays within the capacity.
    Sum,
}

/// Whether the two directions share a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directions {
    /// Each direction has the whole capacity.
    Apart,
    /// Both directions together have it (a single track, a ramp).
    Together,
}

/// Which row of `traffic_shares.csv` applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Traffic {
    /// Railways.
    Rail,
    /// Roads.
    Road,
    /// Ferries.
    Sea,
    /// Ports.
    Port,
    /// Inland waterways.
    Water,
    /// Airfields.
    Air,
}

impl Traffic {
    /// All of them.
    pub const ALL: [Traffic; 6] =
        [Traffic::Rail, Traffic::Road, Traffic::Sea, Traffic::Port, Traffic::Water, Traffic::Air];

    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Traffic::Rail => "rail",
            Traffic::Road => "road",
            Traffic::Sea => "sea",
            Traffic::Port => "port",
            Traffic::Water => "iww",
            Traffic::Air => "air",
        }
    }
}

/// A row of a table that a capacity rests on: the table and the row's place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Row of `rail_lines.csv`.
    RailLine(u32),
    /// Row of `road_classes.csv`.
    RoadClass(u32),
    /// Row of `structures.csv`.
    Structure(u32),
    /// Row of `gauge_changes.csv`.
    GaugeChange(u32),
    /// Row of `ports.csv`.
    Port(u32),
    /// Row of `terminals.csv`.
    Terminal(u32),
    /// Row of `ferries.csv`.
    Ferry(u32),
    /// Row of `airfields.csv`.
    Airfield(u32),
    /// Row of `waterways.csv`.
    Waterway(u32),
    /// Row of `quotas.csv`.
    Quota(u32),
    /// Row of `links.csv`.
    Link(u32),
    /// Row of `planning_factors.csv`.
    Factor(u32),
    /// Row of `traffic_shares.csv`.
    Share(u32),
    /// Row of `shared_decks.csv`.
    SharedDeck(u32),
}

/// Whatever has a capacity of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// What and where.
    pub kind: AssetKind,
    /// What the capacity counts.
    pub unit: Unit,
    /// Country index.
    pub country: u8,
    /// All that it passes in a day, civil traffic included; thousandths.
    pub gross: Range,
    /// What is left of it for military traffic; thousandths. This is the capacity that every question uses.
    pub military: Range,
    /// How its links share it.
    pub sharing: Sharing,
    /// Whether the two directions share it.
    pub directions: Directions,
    /// The weakest evidence among the rows that it rests on.
    pub evidence: Evidence,
    /// The rows that it rests on, the most important first.
    pub basis: Vec<Basis>,
}

/// A structure on which every train shuts the road for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDeck {
    /// The asset of its lanes.
    pub lanes: u32,
    /// Links of the railway on it.
    pub rail: Vec<u32>,
    /// Links of the road on it.
    pub road: Vec<u32>,
    /// Seconds for which a train shuts the road, thousandths; as for capacities, `high` is the best: the shortest.
    pub shut: Range,
}

/// In which direction a link uses an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// From the first end to the second.
    Forward,
    /// From the second end to the first.
    Backward,
    /// Either way.
    Either,
}

impl Along {
    /// Whether a passage in a direction uses the asset.
    pub fn covers(self, forward: bool) -> bool {
        match self {
            Along::Forward => forward,
            Along::Backward => !forward,
            Along::Either => true,
        }
    }
}

/// A link's use of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Index of the asset.
    pub asset: u32,
    /// Direction of travel in which it is used.
    pub along: Along,
}

#[cfg(test)]
mod tests {
    use super::{Range, milli};
    use crate::network::rules::Case;

    #[test]
    fn figures_become_whole_thousandths() {
        assert_eq!(milli(2.5), 2_500);
        assert_eq!(milli(-1.0), 0);
        assert_eq!(milli(f64::INFINITY), 1_000_000_000_000_000);
        let tracks = Range::of(10.0, 30.0, 40.0);
        let share = Range::of(0.05, 0.1, 0.25);
        assert_eq!(tracks.times(share), Range { low: 500, typical: 3_000, high: 10_000 });
        assert_eq!(tracks.at(Case::Best), 40_000);
        assert_eq!(tracks.at(Case::Worst), 10_000);
    }
}
