//! What can be named in a question: places, states, regimes, loads, forces, theatres, as lists to pick from.

use serde_json::{Value as Json, json};

use crate::analysis::features::Value;
use crate::analysis::layers::rows;
use crate::analysis::sheets;
use crate::data::force_file::ForceFile;
use crate::data::forces::NAMES;
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::Network;

/// Names of the lists with what they hold.
pub const LISTS: &[(&str, &str)] = &[
    ("places", "Ports, places, terminals and airfields that a way may begin or end at; towns too when `name` is given"),
    ("countries", "States of the network"),
    ("regimes", "Sets of administrative rules"),
    ("loads", "Vehicles and cargo types"),
    ("forces", "Force packages that come with the program"),
    ("theatres", "Theatres and groups of ports"),
    ("cards", "Works and reforms that could be made"),
    ("tables", "Tables of the network, with how many rows are known how well"),
    ("figures", "Every row of every table with its source, date and class of evidence"),
];

/// At most this many places are found by name.
const FOUND_MAX: usize = 20;

/// A list by name; `wanted` keeps the places that are called something like it. O(rows).
///
/// # Errors
/// When there is no such list.
pub fn list(network: &Network, name: &str, wanted: Option<&str>) -> Result<Json> {
    match name {
        "places" => Ok(wanted.map_or_else(|| places(network), |wanted| found(network, wanted))),
        "countries" => table(network, "countries.csv"),
        "regimes" => table(network, "regimes.csv"),
        "loads" => table(network, "vehicles.csv"),
        "theatres" => table(network, "areas.csv"),
        "forces" => forces(),
        "cards" => Ok(Json::Array(sheets::cards(network)?)),
        "tables" => sheets::tables(network),
        "figures" => sheets::figures(network),
        _ => {
            let known: Vec<&str> = LISTS.iter().map(|(name, _)| *name).collect();
            Err(Error::Question(format!("there is no list \"{name}\"; there are {}", known.join(", "))))
        }
    }
}

/// A property as JSON.
pub fn json_of(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Text(text) => json!(text),
        Value::Whole(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Flag(flag) => json!(flag),
    }
}

/// Every row of a table with what it says.
fn table(network: &Network, file: &str) -> Result<Json> {
    let Some(schema) = Tables::schema(file) else {
        return Err(Error::Output(format!("{file} is no table")));
    };
    Ok(Json::Array(rows(network, schema)?.iter().map(|row| sheets::object(schema, row)).collect()))
}

fn places(network: &Network) -> Json {
    let place = |facility: &crate::network::Facility| {
        json!({
            "id": facility.id, "name": facility.name, "aliases": facility.aliases,
            "country": network.country_code(facility.country), "kind": facility.kind.word(),
            "lat": facility.lat, "lon": facility.lon,
        })
    };
    Json::Array(network.facilities.iter().map(place).collect())
}

fn found(network: &Network, wanted: &str) -> Json {
    let matches = network.find(wanted).into_iter().take(FOUND_MAX).map(|found| {
        let node = &network.topology.nodes[network.node_of(found.target) as usize];
        let kind = match found.target {
            crate::network::find::Target::Facility(index) => network.facilities[index as usize].kind.word(),
            crate::network::find::Target::Settlement(_) => "town",
        };
        json!({
            "id": found.id, "name": found.name, "country": found.country, "kind": kind,
            "lat": f64::from(node.lat_e5) / 1e5, "lon": f64::from(node.lon_e5) / 1e5,
        })
    });
    Json::Array(matches.collect())
}

fn forces() -> Result<Json> {
    let force = |name: &&str| {
        let file = ForceFile::find(name)?;
        let text = |field: &str| file.record.text(field).map(|at| at.value);
        Ok(json!({ "id": name, "name": text("name"), "text": file.text }))
    };
    NAMES.iter().map(force).collect::<Result<Vec<_>>>().map(Json::Array)
}
