//! The base geometry of a network: roads and railways as one compact file.
//!
//! `base.bin` holds what the builder (`corridor network build`) makes from the pinned open geometry and the curated
//! patch tables: places on roads and railways, the stretches between them with their true lengths and simplified
//! shapes, and where each facility (port, terminal, place) touches them. Everything else about the network is in the
//! readable tables beside it.

use std::ops::Index;

mod bytes;
mod codec;

/// What kind of way a node or a link belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// A road that a convoy can use.
    Road,
    /// A railway.
    Rail,
    /// A shuttle that carries road vehicles as if it were a stretch of road (Channel Tunnel, Puttgarden-Rodby).
    Shuttle,
}

/// A point of the base network: a junction, a border point or an end of a line. Lies on exactly one kind of way and,
/// on a railway, on exactly one gauge: where two gauges meet there are two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseNode {
    /// Latitude, WGS84, in hundred-thousandths of a degree.
    pub lat_e5: i32,
    /// Longitude, WGS84, in hundred-thousandths of a degree.
    pub lon_e5: i32,
    /// Road or rail (never [`Way::Shuttle`]: shuttles join road nodes).
    pub way: Way,
    /// Track gauge in millimetres; 0 on roads. 1524 is stored as 1520 (vehicles are compatible).
    pub gauge_mm: u16,
    /// Index into [`Base::countries`].
    pub country: u8,
    /// Whether this node was put on a state border: its links lie on either side.
    pub border: bool,
    /// Index into [`Base::names`]: the nearest settlement, disambiguated.
    pub name: u32,
}

/// A stretch between two nodes; passable both ways; lies in one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseLink {
    /// One end, index into [`Base::nodes`].
    pub a: u32,
    /// The other end.
    pub b: u32,
    /// Road, rail or shuttle.
    pub way: Way,
    /// Track gauge in millimetres; 0 on roads and shuttles.
    pub gauge_mm: u16,
    /// Index into [`Base::countries`].
    pub country: u8,
    /// True length in metres.
    pub length_m: u32,
    /// Index into [`Base::patches`] when the stretch comes from the patch table, not from the open geometry.
    pub patch: Option<u16>,
}

/// Where a facility touches the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAccess {
    /// `port:ID`, `place:ID` or `terminal:ID`.
    pub facility: String,
    /// The node, index into [`Base::nodes`].
    pub node: u32,
    /// Straight distance from the facility to the node in metres.
    pub distance_m: u32,
}

/// A place where loads pass between two gauges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseGaugeChange {
    /// Row of `gauge_changes.csv`.
    pub id: String,
    /// Rail node of the first gauge of that row.
    pub a: u32,
    /// Rail node of the second gauge.
    pub b: u32,
}

/// The whole base network. Sorted and numbered deterministically by the builder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// ISO codes, sorted.
    pub countries: Vec<String>,
    /// Names of nodes.
    pub names: Names,
    /// Ids of the rows of `line_patches.csv` that were built.
    pub patches: Vec<String>,
    /// Points.
    pub nodes: Vec<BaseNode>,
    /// Stretches.
    pub links: Vec<BaseLink>,
    /// Facilities' contacts.
    pub access: Vec<BaseAccess>,
    /// Gauge-change places.
    pub gauge_changes: Vec<BaseGaugeChange>,
    /// Ids of the rows of `rail_lines.csv` and `road_classes.csv` that lie on some link.
    pub line_ids: Vec<String>,
    /// (link, index into [`Base::line_ids`]), by link: the row that describes a link; the way of the link tells which
    /// table it is in.
    pub lines: Vec<(u32, u16)>,
    /// (link, row id of `structures.csv`): structures that stand on links; one structure may stand on several.
    pub structures: Vec<(u32, String)>,
    /// What it was built from: (key, value), e.g. ("scgraph_data", "2.0.0 sha256:..."), ("recipe", "sha256:...").
    pub origin: Vec<(String, String)>,
}

/// A list of names in one piece of memory: there are thousands, and a question looks at a few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    ends: Vec<u32>,
}

impl Names {
    /// An empty list with room for so many names.
    pub fn with_capacity(names: usize) -> Self {
        Names { text: String::with_capacity(12 * names), ends: Vec::with_capacity(names) }
    }

    /// Adds a name.
    ///
    /// # Panics
    /// When all names together reach 4 GiB.
    pub fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(u32::try_from(self.text.len()).expect("names are far below 4 GiB"));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| &self[index])
    }
}

impl Index<usize> for Names {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start as usize..self.ends[index] as usize]
    }
}

impl<T: AsRef<str>> FromIterator<T> for Names {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let mut list = Names::default();
        names.into_iter().for_each(|name| list.push(name.as_ref()));
        list
    }
}

/// Interior points of link shapes, same order as [`Base::links`], (lat_e5, lon_e5) from `a` to `b`, ends left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shapes(pub Vec<Vec<(i32, i32)>>);

/// Shapes of some links: (link, interior points as in [`Shapes`]), by link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SomeShapes(Vec<(u32, Vec<(i32, i32)>)>);

impl SomeShapes {
    /// Those of some links, given in order, among all. O(links asked for).
    pub fn of_all(all: &Shapes, links: &[u32]) -> Self {
        let shape = |link: &u32| Some((*link, all.0.get(*link as usize)?.clone()));
        SomeShapes(links.iter().filter_map(shape).collect())
    }

    /// The interior points of a link; none when it was not asked for. O(log links).
    pub fn of(&self, link: u32) -> &[(i32, i32)] {
        self.0.binary_search_by_key(&link, |shape| shape.0).map_or(&[], |index| &self.0[index].1)
    }
}
