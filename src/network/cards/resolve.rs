//! Effects to rows and links of the network; what finds nothing is refused.

use crate::data::base::Way;
use crate::data::card_file::{ATTRIBUTES, CardFile};
use crate::data::record::Record;
use crate::data::rows::Provenance;
use crate::data::tables::Tables;
use crate::error::{Place, Problem};
use crate::network::{Network, Topology};

use super::cells::{self, Edit};
use super::spot::{Spot, nearest, spot, way};

mod words;

use words::parts;

/// An end of a new link within this of a way of its mode and gauge joins it.
const JOIN_M: f64 = 5_000.0;

/// What is said of a way, where a card says it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Attributes {
    pub(super) tracks: Option<u16>,
    pub(super) electrified: Option<String>,
    pub(super) line_category: Option<String>,
    pub(super) axle_load_t: Option<f64>,
    pub(super) loading_gauge: Option<String>,
    pub(super) train_length_m: Option<f64>,
    pub(super) speed_kmh: Option<f64>,
    pub(super) trains_per_day: Option<f64>,
    pub(super) road_class: Option<String>,
    pub(super) lanes: Option<u16>,
    pub(super) gross_mass_t: Option<f64>,
    pub(super) height_m: Option<f64>,
}

/// Links of a way that get better.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) way: Way,
    pub(super) ends: (String, String),
    pub(super) links: Vec<u32>,
    pub(super) attributes: Attributes,
    /// A track of this gauge is laid beside it.
    pub(super) gauge_mm: Option<u16>,
}

/// A way that is built.
#[derive(Clone, Debug)]
pub(super) struct NewLink {
    pub(super) way: Way,
    pub(super) gauge_mm: u16,
    /// Points, with the node that each joins, if any.
    pub(super) points: Vec<(Spot, Option<u32>)>,
    /// State (index in the base) and length in metres of each link between them.
    pub(super) parts: Vec<(u8, u32)>,
    pub(super) attributes: Attributes,
    /// Facilities (ids) joined to it.
    pub(super) serves: Vec<String>,
}

/// Rules of a regime taken over.
#[derive(Clone, Debug)]
pub(super) struct Adopt {
    pub(super) regime: String,
    pub(super) tables: Vec<String>,
    pub(super) states: Vec<String>,
}

/// What a card changes.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    Cells(Edit),
    Stretch(Stretch),
    NewLink(NewLink),
    Adopt(Adopt),
}

pub(super) struct Resolver<'a> {
    pub(super) network: &'a Network,
    pub(super) file: &'a CardFile,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) provenance: Provenance,
}

/// All effects of a card.
pub(super) fn effects(resolver: &mut Resolver<'_>, card: &Record) -> Vec<Effect> {
    let tables = card.tables("effects");
    if tables.is_empty() {
        resolver.tell(card.line, "effects", "has-effect", "a card without [[effects]] changes nothing".to_owned());
    }
    tables.iter().flat_map(|effect| resolver.effect(effect)).collect()
}

impl Resolver<'_> {
    fn tell(&mut self, line: u64, field: &str, check: &str, message: String) {
        self.problems.push(Problem::new(Place::field(&self.file.file, line, field), check, message));
    }

    fn effect(&mut self, effect: &Record) -> Vec<Effect> {
        let kinds = ["table", "stretch", "new_link", "adopt"];
        let given: Vec<&str> = kinds.into_iter().filter(|kind| effect.names().any(|name| name == *kind)).collect();
        let [kind] = given[..] else {
            let message = format!(
                "an effect says one of {}; this one says {}",
                kinds.join(", "),
                match given.len() {
                    0 => "none".to_owned(),
                    _ => given.join(" and "),
                }
            );
            self.tell(effect.line, "effects", "one-effect", message);
            return Vec::new();
        };
        let of_cells = ["row", "rows", "column", "value", "values", "remove"];
        let allowed = |name: &&str| match kind {
            "table" => of_cells.contains(name),
            "adopt" => false,
            _ => ATTRIBUTES.contains(name),
        };
        let stray: Vec<&str> =
            effect.names().filter(|name| *name != kind && *name != "note" && !allowed(name)).collect();
        if !stray.is_empty() {
            let message =
                format!("{} does not go with {kind}; take it out or write another [[effects]]", stray.join(", "));
            self.tell(effect.line_of(stray[0]), stray[0], "one-effect", message);
            return Vec::new();
        }
        match kind {
            "table" => self.cells(effect).into_iter().map(Effect::Cells).collect(),
            "stretch" => self.stretch(effect).map(Effect::Stretch).into_iter().collect(),
            "new_link" => self.new_link(effect).map(Effect::NewLink).into_iter().collect(),
            _ => self.adopt(effect).map(Effect::Adopt).into_iter().collect(),
        }
    }

    fn cells(&mut self, effect: &Record) -> Vec<Edit> {
        let table = effect.text("table").map_or_else(String::new, |at| at.value);
        let file = if table.ends_with(".csv") { table } else { format!("{table}.csv") };
        let Some(schema) = Tables::schema(&file) else {
            let known = Tables::FILES.iter().copied();
            let near = crate::data::record::nearest(&file, known);
            let hint = near
                .map_or("`corridor network schema` describes them".to_owned(), |near| format!("did you mean {near}?"));
            self.tell(
                effect.line_of("table"),
                "table",
                "known-table",
                format!("{file} is no table of the network; {hint}"),
            );
            return Vec::new();
        };
        if cells::BUILT.contains(&schema.file) {
            let message = format!("{file} is part of the geometry; write a stretch or a new_link instead");
            self.tell(effect.line_of("table"), "table", "known-table", message);
            return Vec::new();
        }
        let mut keys = effect.texts("rows").value;
        keys.extend(effect.text("row").map(|at| at.value));
        if keys.is_empty() {
            self.tell(
                effect.line,
                "row",
                "names-row",
                format!("name a row of {file} by its key ({})", schema.key.join("|")),
            );
        }
        let mut values: Vec<(String, String, u64)> =
            effect.cells("values").iter().map(|(column, at)| (column.clone(), at.value.clone(), at.line)).collect();
        match (effect.text("column"), effect.cells("value")) {
            (Some(column), [(_, value)]) => values.push((column.value, value.value.clone(), value.line)),
            (None, []) => {}
            (None, _) => {
                self.tell(effect.line_of("value"), "column", "names-column", "a value needs its column".to_owned())
            }
            (Some(column), _) => {
                self.tell(column.line, "value", "names-value", format!("say what {} is afterwards", column.value));
            }
        }
        let remove = effect.flag("remove");
        if remove != values.is_empty() {
            let message =
                if remove { "a row that is removed has no values" } else { "say which column changes, and to what" };
            self.tell(effect.line, "column", "changes-something", message.to_owned());
            return Vec::new();
        }
        let mut edits = Vec::new();
        for key in keys {
            let edit = Edit {
                file: schema.file,
                key,
                values: values.iter().map(|(column, value, _)| (column.clone(), value.clone())).collect(),
                remove,
                provenance: self.provenance.clone(),
                place: Place::line(&self.file.file, effect.line),
            };
            match cells::check(self.network, schema, &edit) {
                Ok(()) => edits.push(edit),
                Err((field, check, message)) => {
                    let line = values.iter().find(|(column, _, _)| *column == field).map_or(effect.line, |one| one.2);
                    self.tell(line, &field, check, message);
                }
            }
        }
        edits
    }

    /// A field of the way: where it is said, beside it or within.
    fn attributes(&mut self, effect: &Record, inner: &Record) -> Attributes {
        for name in
            ATTRIBUTES.iter().filter(|name| effect.names().chain(inner.names()).filter(|one| one == *name).count() > 1)
        {
            self.tell(effect.line_of(name), name, "said-once", format!("{name} is said twice; keep one"));
        }
        let text = |name: &str| inner.text(name).or_else(|| effect.text(name)).map(|at| at.value);
        let number = |name: &str| inner.number(name).or_else(|| effect.number(name)).map(|at| at.value);
        let count = |name: &str| {
            let at = inner.count(name).or_else(|| effect.count(name))?;
            u16::try_from(at.value).ok()
        };
        let attributes = Attributes {
            tracks: count("tracks"),
            electrified: text("electrified"),
            line_category: text("line_category"),
            axle_load_t: number("axle_load_t"),
            loading_gauge: text("loading_gauge"),
            train_length_m: number("train_length_m"),
            speed_kmh: number("speed_kmh"),
            trains_per_day: number("trains_per_day"),
            road_class: text("road_class"),
            lanes: count("lanes"),
            gross_mass_t: number("gross_mass_t"),
            height_m: number("height_m"),
        };
        let line = inner.line;
        let words: [(&str, &Option<String>, &[&str]); 2] = [
            ("electrified", &attributes.electrified, &["750v", "1.5kv", "3kv", "15kv", "25kv"]),
            ("road_class", &attributes.road_class, &["motorway", "expressway", "main", "secondary"]),
        ];
        for (field, word, known) in words {
            if let Some(word) = word.as_ref().filter(|word| !known.contains(&word.as_str())) {
                self.tell(line, field, "known-word", format!("\"{word}\" is not one of {}", known.join(", ")));
            }
        }
        let ranges = [
            ("tracks", attributes.tracks.map(f64::from), 1.0, 8.0),
            ("lanes", attributes.lanes.map(f64::from), 2.0, 12.0),
            ("axle_load_t", attributes.axle_load_t, 10.0, 40.0),
            ("train_length_m", attributes.train_length_m, 100.0, 2_000.0),
            ("speed_kmh", attributes.speed_kmh, 10.0, 350.0),
            ("trains_per_day", attributes.trains_per_day, 1.0, 600.0),
            ("gross_mass_t", attributes.gross_mass_t, 10.0, 400.0),
            ("height_m", attributes.height_m, 2.0, 10.0),
        ];
        for (field, value, least, most) in ranges {
            if let Some(value) = value.filter(|value| !(least..=most).contains(value)) {
                self.tell(
                    line,
                    field,
                    "in-range",
                    format!("{value} is not between {least} and {most}; check the unit"),
                );
            }
        }
        attributes
    }

    fn mode(&mut self, inner: &Record) -> Option<Way> {
        let mode = inner.text("mode")?;
        match mode.value.as_str() {
            "rail" => Some(Way::Rail),
            "road" => Some(Way::Road),
            other => {
                let message =
                    format!("\"{other}\" is neither rail nor road; ports, ferries and airfields are rows of tables");
                self.tell(mode.line, "mode", "known-word", message);
                None
            }
        }
    }

    /// From, via and to; none when one of them is unknown.
    fn spots(&mut self, inner: &Record) -> Option<Vec<Spot>> {
        let names: Vec<(&str, u64, String)> = inner
            .text("from")
            .map(|at| ("from", at.line, at.value))
            .into_iter()
            .chain(inner.texts("via").value.into_iter().map(|name| ("via", inner.line_of("via"), name)))
            .chain(inner.text("to").map(|at| ("to", at.line, at.value)))
            .collect();
        let mut spots = Some(Vec::new());
        for (field, line, name) in names {
            match spot(self.network, &name) {
                Ok(found) => {
                    if let Some(spots) = &mut spots {
                        spots.push(found);
                    }
                }
                Err(message) => {
                    self.tell(line, field, "resolves", message);
                    spots = None;
                }
            }
        }
        spots.filter(|spots| spots.len() >= 2)
    }

    fn gauge(&mut self, inner: &Record, field: &'static str) -> Option<u16> {
        let at = inner.count(field)?;
        match at.value {
            1_524 => Some(1_520),
            1_435 | 1_520 | 1_600 | 1_668 => u16::try_from(at.value).ok(),
            other => {
                let message = format!("{other} is not one of 1435, 1520, 1524, 1600, 1668 mm");
                self.tell(at.line, field, "known-gauge", message);
                None
            }
        }
    }

    fn stretch(&mut self, effect: &Record) -> Option<Stretch> {
        let inner = effect.table("stretch")?;
        let attributes = self.attributes(effect, inner);
        let gauge_mm = self.gauge(inner, "gauge_mm");
        let along = self.gauge(inner, "along_mm").unwrap_or(0);
        let mode = self.mode(inner)?;
        if attributes == Attributes::default() && gauge_mm.is_none() {
            let message = format!("say what changes: {} or gauge_mm", ATTRIBUTES.join(", "));
            self.tell(inner.line, "stretch", "changes-something", message);
        }
        self.of_mode(inner, mode, &attributes);
        let spots = self.spots(inner)?;
        let ends = (spots[0].name.clone(), spots[spots.len() - 1].name.clone());
        match way(&self.network.base, &spots, mode, along) {
            Ok(links) => Some(Stretch { way: mode, ends, links, attributes, gauge_mm }),
            Err(message) => {
                self.tell(inner.line, "stretch", "resolves", message);
                None
            }
        }
    }

    /// Tracks are of railways, lanes of roads.
    fn of_mode(&mut self, inner: &Record, mode: Way, attributes: &Attributes) {
        let rail = mode == Way::Rail;
        let wrong = match rail {
            true => attributes.lanes.is_some() || attributes.road_class.is_some() || attributes.gross_mass_t.is_some(),
            false => {
                attributes.tracks.is_some() || attributes.electrified.is_some() || attributes.trains_per_day.is_some()
            }
        };
        if wrong {
            let message = if rail {
                "lanes, road_class and gross_mass_t are of roads"
            } else {
                "tracks, electrified and trains_per_day are of railways"
            };
            self.tell(inner.line, "mode", "fits-mode", message.to_owned());
        }
    }

    fn new_link(&mut self, effect: &Record) -> Option<NewLink> {
        let inner = effect.table("new_link")?;
        let attributes = self.attributes(effect, inner);
        let gauge = self.gauge(inner, "gauge_mm");
        let mode = self.mode(inner)?;
        self.of_mode(inner, mode, &attributes);
        if mode == Way::Rail && gauge.is_none() {
            self.tell(
                inner.line,
                "gauge_mm",
                "required-field",
                "a railway has a gauge: write gauge_mm = 1435".to_owned(),
            );
            return None;
        }
        let gauge_mm = if mode == Way::Rail { gauge.unwrap_or(0) } else { 0 };
        let serves = self.facilities(inner);
        let spots = self.spots(inner)?;
        let base = &self.network.base;
        let points: Vec<(Spot, Option<u32>)> = spots
            .into_iter()
            .map(|spot| {
                let node = nearest(base, spot.at, mode, gauge_mm).filter(|(_, metres)| *metres <= JOIN_M);
                (spot, node.map(|(node, _)| node))
            })
            .collect();
        let km = inner.number("length_km")?;
        match parts(&points, km.value) {
            Ok(parts) => Some(NewLink { way: mode, gauge_mm, points, parts, attributes, serves }),
            Err((field, message)) => {
                self.tell(inner.line_of(field), field, "resolves", message);
                None
            }
        }
    }

    fn facilities(&mut self, inner: &Record) -> Vec<String> {
        let serves = inner.texts("serves");
        let mut ids = Vec::new();
        for name in serves.value {
            match self.network.place(&name) {
                Ok(crate::network::find::Target::Facility(index)) => {
                    ids.push(self.network.facilities[index as usize].id.clone());
                }
                Ok(_) => {
                    let message = format!("{name} is a town; name a port, terminal or place with a ramp there");
                    self.tell(serves.line, "serves", "resolves", message);
                }
                Err(error) => self.tell(serves.line, "serves", "resolves", error.to_string()),
            }
        }
        ids
    }

    fn adopt(&mut self, effect: &Record) -> Option<Adopt> {
        let inner = effect.table("adopt")?;
        let regime = inner.text("regime")?;
        let known: Vec<&str> = self.network.tables.regimes.iter().map(|lined| lined.row.regime.as_str()).collect();
        if !known.contains(&regime.value.as_str()) {
            let message = format!("no regime is called \"{}\"; there are {}", regime.value, known.join(", "));
            self.tell(regime.line, "regime", "resolves", message);
            return None;
        }
        let all = ["permissions", "processing", "windows", "quotas"];
        let tables = inner.texts("tables");
        for table in tables.value.iter().filter(|table| !all.contains(&table.as_str())) {
            self.tell(tables.line, "tables", "known-word", format!("\"{table}\" is not one of {}", all.join(", ")));
        }
        let tables = if tables.value.is_empty() { all.map(str::to_owned).to_vec() } else { tables.value };
        let states = inner.texts("states");
        let mut codes = Vec::new();
        for state in states.value {
            match self.network.country(&state) {
                Ok(index) => codes.push(self.network.country_code(index).to_owned()),
                Err(error) => self.tell(states.line, "states", "known-country", error.to_string()),
            }
        }
        Some(Adopt { regime: regime.value, tables, states: codes })
    }
}
