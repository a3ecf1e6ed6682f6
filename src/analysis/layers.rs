//! What is on the map: railways, roads, structures, ports and so on as layers of features.
//!
//! Layers of points hold every column of their table, so that a new column shows without a change here.

use crate::analysis::features::{Feature, Layer, Shape, Value};
use crate::data::card_file::CardFile;
use crate::data::schema::Schema;
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::cards::{Card, Cost};
use crate::network::lines::{Described, Descriptions};
use crate::network::{LinkKind, Network, NodeKind};

/// Names of the layers with what they hold.
pub const LAYERS: &[(&str, &str)] = &[
    ("rail", "Railways by gauge, with what is known of the line"),
    ("road", "Main roads, with what is known of the class"),
    ("structures", "Bridges and tunnels with their limits"),
    ("ports", "Sea ports"),
    ("airfields", "Airfields"),
    ("terminals", "Loading places inland"),
    ("places", "Training areas and other places that governments have published"),
    ("gauge_changes", "Places where loads change gauge"),
    ("borders", "Border crossings of roads and railways"),
    ("cards", "Works and reforms that could be made, with cost and date"),
];

/// A layer by name. O(rows) or O(links).
///
/// # Errors
/// When there is no such layer, or the geometry is damaged.
pub fn layer(network: &Network, name: &str) -> Result<Layer> {
    let Some((name, title)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
        let known: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
        return Err(Error::Question(format!("there is no layer \"{name}\"; there are {}", known.join(", "))));
    };
    let mut layer = match *name {
        "rail" => ways(network, true)?,
        "road" => ways(network, false)?,
        "borders" => borders(network),
        "cards" => cards(network)?,
        table => points(network, &format!("{table}.csv"))?,
    };
    (layer.name, layer.title) = ((*name).to_owned(), (*title).to_owned());
    Ok(layer)
}

/// A cell as its column's type says.
pub(super) fn value(kind: &str, text: &str) -> Value {
    if text.is_empty() {
        return Value::None;
    }
    let words = || Value::Text(text.to_owned());
    match kind {
        "`yes` or `no`" => Value::Flag(text == "yes"),
        kind if kind.contains("number") => match text.parse::<i64>() {
            Ok(whole) if kind.contains("whole") => Value::Whole(whole),
            _ => text.parse::<f64>().ok().filter(|number| number.is_finite()).map_or_else(words, Value::Real),
        },
        _ => words(),
    }
}

/// The rows of a table of a network as texts, by the columns of its description.
///
/// # Errors
/// When the network's text is not what was read from it (which the checks exclude).
pub(super) fn rows(network: &Network, schema: &Schema) -> Result<Vec<Vec<Value>>> {
    let text = network.table_text(schema.file);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let broken = |error: csv::Error| Error::Output(format!("{}: {error}", schema.file));
    let headers = reader.headers().map_err(broken)?.clone();
    let at: Vec<Option<usize>> =
        schema.columns.iter().map(|column| headers.iter().position(|header| header == column.name)).collect();
    let row = |record: csv::StringRecord| {
        let cell = |index: &Option<usize>| index.and_then(|index| record.get(index)).unwrap_or("");
        schema.columns.iter().zip(&at).map(|(column, index)| value(column.kind, cell(index))).collect()
    };
    reader.records().map(|record| Ok(row(record.map_err(broken)?))).collect()
}

/// A table with positions; `lat` and `lon` become the shape.
fn points(network: &Network, file: &str) -> Result<Layer> {
    let Some(schema) = Tables::schema(file) else {
        return Err(Error::Output(format!("{file} is no table")));
    };
    let column = |name: &str| schema.columns.iter().position(|column| column.name == name);
    let (Some(lat), Some(lon), Some(id)) = (column("lat"), column("lon"), column("id")) else {
        return Err(Error::Output(format!("{file} has no positions")));
    };
    let kept: Vec<usize> = (0..schema.columns.len()).filter(|index| ![lat, lon].contains(index)).collect();
    let number = |value: &Value| match value {
        Value::Real(number) => Some(*number),
        _ => None,
    };
    let features = rows(network, schema)?.into_iter().map(|row| {
        let shape = match (number(&row[lon]), number(&row[lat])) {
            (Some(lon), Some(lat)) => Shape::Point((lon, lat)),
            _ => Shape::None,
        };
        let id = if let Value::Text(id) = &row[id] { id.clone() } else { String::new() };
        Feature { id, shape, values: kept.iter().map(|index| row[*index].clone()).collect() }
    });
    let features = features.collect();
    let fields = kept.iter().map(|index| schema.columns[*index].name.to_owned()).collect();
    Ok(Layer { fields, features, ..Layer::default() })
}

/// Railways or roads, link by link.
fn ways(network: &Network, rail: bool) -> Result<Layer> {
    let shapes = network.shapes()?;
    let described = Descriptions::new(network);
    let fields: &[&str] = if rail {
        &[
            "mode",
            "country",
            "gauge_mm",
            "length_km",
            "line",
            "name",
            "tracks",
            "electrification",
            "line_category",
            "axle_load_t",
            "loading_gauge",
            "train_length_m",
            "line_speed_kmh",
            "status",
            "source",
            "date",
            "evidence",
        ]
    } else {
        &[
            "mode",
            "country",
            "length_km",
            "line",
            "name",
            "class",
            "lanes",
            "gross_t",
            "height_m",
            "status",
            "source",
            "date",
            "evidence",
        ]
    };
    let mut features = Vec::new();
    for link in &network.topology.links {
        let (mode, base) = match link.kind {
            LinkKind::Rail(base) if rail => ("rail", base),
            LinkKind::Road(base) if !rail => ("road", base),
            LinkKind::Shuttle(base) if !rail => ("shuttle", base),
            _ => continue,
        };
        let inner = shapes.0.get(base as usize).map_or(&[][..], Vec::as_slice);
        let inner = inner.iter().map(|(lat, lon)| (degrees(*lon), degrees(*lat)));
        let line = std::iter::once(at(network, link.a)).chain(inner).chain([at(network, link.b)]).collect();
        let words = |text: &str| Value::Text(text.to_owned());
        let known = |text: Option<&str>| text.map_or(Value::None, words);
        let mut values = vec![words(mode), words(network.country_code(link.country))];
        let km = Value::Real((f64::from(link.length_m) / 100.0).round() / 10.0);
        let row = described.of(base);
        if rail {
            let gauge = network.base.links[base as usize].gauge_mm;
            values.push(if gauge == 0 { Value::None } else { Value::Whole(i64::from(gauge)) });
            values.push(km);
            let row = if let Some(Described::Rail(lined)) = row { Some(&lined.row) } else { None };
            values.extend([
                known(row.map(|row| row.id.as_str())),
                known(row.map(|row| row.name.as_str())),
                row.and_then(|row| row.tracks).map_or(Value::None, |tracks| Value::Whole(i64::from(tracks))),
                known(row.and_then(|row| row.electrification.as_deref())),
                known(row.and_then(|row| row.line_category.as_deref())),
                row.and_then(|row| row.axle_load_t).map_or(Value::None, |number| Value::Real(number.0)),
                known(row.and_then(|row| row.loading_gauge.as_deref())),
                row.and_then(|row| row.train_length_m).map_or(Value::None, |number| Value::Real(number.0)),
                row.and_then(|row| row.line_speed_kmh).map_or(Value::None, |number| Value::Real(number.0)),
                known(row.map(|row| row.status.as_str())),
                known(row.map(|row| row.source.as_str())),
                known(row.map(|row| row.date.as_str())),
                known(row.map(|row| row.evidence.word())),
            ]);
        } else {
            values.push(km);
            let row = if let Some(Described::Road(lined)) = row { Some(&lined.row) } else { None };
            values.extend([
                known(row.map(|row| row.id.as_str())),
                known(row.map(|row| row.name.as_str())),
                known(row.map(|row| row.class.as_str())),
                row.and_then(|row| row.lanes).map_or(Value::None, |lanes| Value::Whole(i64::from(lanes))),
                row.and_then(|row| row.gross_t).map_or(Value::None, |number| Value::Real(number.0)),
                row.and_then(|row| row.height_m).map_or(Value::None, |number| Value::Real(number.0)),
                known(row.map(|row| row.status.as_str())),
                known(row.map(|row| row.source.as_str())),
                known(row.map(|row| row.date.as_str())),
                known(row.map(|row| row.evidence.word())),
            ]);
        }
        features.push(Feature { id: format!("{mode}-{base}"), shape: Shape::Line(line), values });
    }
    Ok(Layer { fields: fields.iter().map(|field| (*field).to_owned()).collect(), features, ..Layer::default() })
}

/// Where roads and railways cross from one state to another.
fn borders(network: &Network) -> Layer {
    let mut features = Vec::new();
    for link in network.topology.links.iter().filter(|link| link.kind == LinkKind::Border) {
        let (from, to) = (network.topology.nodes[link.a as usize], network.topology.nodes[link.b as usize]);
        let NodeKind::Base(base) = from.kind else { continue };
        let base = &network.base.nodes[base as usize];
        let rail = base.way == crate::data::base::Way::Rail;
        let states = [network.country_code(from.country), network.country_code(to.country)];
        let gauge = if rail && base.gauge_mm != 0 { Value::Whole(i64::from(base.gauge_mm)) } else { Value::None };
        features.push(Feature {
            id: format!("border-{}-{}", link.a, link.b),
            shape: Shape::Point(at(network, link.a)),
            values: vec![
                Value::Text(network.node_name(link.a)),
                Value::Text(states[0].to_owned()),
                Value::Text(states[1].to_owned()),
                Value::Text(if rail { "rail" } else { "road" }.to_owned()),
                gauge,
            ],
        });
    }
    let fields = ["name", "country", "country_other", "mode", "gauge_mm"].map(str::to_owned).to_vec();
    Layer { fields, features, ..Layer::default() }
}

/// Candidate works and reforms where they lie; reforms of whole states lie nowhere.
fn cards(network: &Network) -> Result<Layer> {
    let fields = [
        "id",
        "name",
        "kind",
        "states",
        "owner",
        "cost_eur_m",
        "cost_low_eur_m",
        "cost_high_eur_m",
        "price_year",
        "start_year",
        "completion_year",
        "status",
        "length_km",
        "requires",
        "excludes",
        "effects",
        "source",
        "date",
        "evidence",
        "note",
    ];
    let words = |text: &str| if text.is_empty() { Value::None } else { Value::Text(text.to_owned()) };
    let list = |texts: &[String]| words(&texts.join("; "));
    let year = |year: Option<u32>| year.map_or(Value::None, |year| Value::Whole(i64::from(year)));
    #[allow(clippy::cast_precision_loss, reason = "sums and lengths are far below 2^53")]
    let thousandths = |number: u64| Value::Real(number as f64 / 1e3);
    let feature = |card: &Card| {
        let mut lines = card.lines(network);
        let place = lines.iter().find_map(|line| line.first().copied());
        lines.retain(|line| line.len() > 1);
        let shape = match (lines.len(), place) {
            (0, None) => Shape::None,
            (0, Some(place)) => Shape::Point(place),
            (1, _) => Shape::Line(lines.remove(0)),
            _ => Shape::Lines(lines),
        };
        let cost = |part: fn(&Cost) -> u64| card.cost.as_ref().map_or(Value::None, |cost| thousandths(part(cost)));
        let values = vec![
            words(&card.id),
            words(&card.name),
            words(card.kind.word()),
            list(&card.states),
            words(&card.owner),
            cost(|cost| cost.keur),
            cost(|cost| cost.low_keur),
            cost(|cost| cost.high_keur),
            year(card.cost.as_ref().and_then(|cost| cost.price_year)),
            year(card.start_year),
            year(card.completion_year),
            words(&card.status),
            thousandths(card.length_m(network)),
            list(&card.requires),
            list(&card.excludes),
            list(&card.effects(network)),
            words(&card.provenance.source),
            words(&card.provenance.date),
            words(card.provenance.evidence.word()),
            words(&card.provenance.note),
        ];
        Feature { id: card.id.clone(), shape, values }
    };
    let none: [&std::path::Path; 0] = [];
    let features = network.cards(&CardFile::all(true, &none)?)?.iter().map(feature).collect();
    Ok(Layer { fields: fields.map(str::to_owned).to_vec(), features, ..Layer::default() })
}

fn degrees(e5: i32) -> f64 {
    f64::from(e5) / 1e5
}

/// (longitude, latitude) of a node in degrees.
fn at(network: &Network, node: u32) -> (f64, f64) {
    let node = &network.topology.nodes[node as usize];
    (degrees(node.lon_e5), degrees(node.lat_e5))
}
