//! Where do the numbers come from? The rows of every table of a network, each with source, date and class of evidence.

use serde_json::{Map, Value as Json, json};

use crate::analysis::features::Value;
use crate::analysis::layers::{layer, rows};
use crate::analysis::lists::json_of;
use crate::data::schema::Schema;
use crate::data::tables::Tables;
use crate::error::{Error, Result};
use crate::network::Network;

/// The name under which works and reforms, which are files of their own, stand beside the tables.
const CARDS: &str = "cards";

/// Columns that say what a row is or where it comes from, and not what it states.
const ABOUT: [&str; 11] =
    ["id", "name", "aliases", "country", "lat", "lon", "source", "date", "evidence", "note", "osm"];

/// So many of the columns that a row states something in are given in the list of all rows.
const SAID: usize = 4;

/// Names of the tables, and of the cards beside them.
pub fn names() -> Vec<&'static str> {
    schemas().map(table_of).chain([CARDS]).collect()
}

/// A table by name: what a row and a column mean, which columns tell rows apart, and every row. O(cells).
///
/// # Errors
/// When there is no such table.
pub fn sheet(network: &Network, name: &str) -> Result<Json> {
    if name == CARDS {
        let rows = cards(network)?;
        return Ok(json!({
            "table": CARDS, "meaning": "Works and reforms that could be made", "key": ["id"], "columns": [], "rows": rows,
        }));
    }
    let schema = schemas()
        .find(|schema| table_of(schema) == name)
        .ok_or_else(|| Error::Question(format!("there is no table \"{name}\"; there are {}", names().join(", "))))?;
    let column = |column: &crate::data::schema::Column| json!({ "name": column.name, "meaning": column.bare_meaning(), "unit": column.unit() });
    let columns: Vec<Json> = schema.columns.iter().map(column).collect();
    let rows: Vec<Json> = rows(network, schema)?.iter().map(|row| object(schema, row)).collect();
    Ok(json!({
        "table": name, "meaning": schema.meaning.trim(), "key": schema.key, "columns": columns, "rows": rows,
    }))
}

/// Every row of every table: table, id, name, state, position, class of evidence, source, date, and the first of what it
/// states. O(cells).
///
/// # Errors
/// When the network's text is not what was read from it (which the checks exclude).
pub fn figures(network: &Network) -> Result<Json> {
    let mut all = Vec::new();
    for schema in schemas() {
        for row in rows(network, schema)? {
            all.push(figure(table_of(schema), schema.key, &object(schema, &row)));
        }
    }
    all.extend(cards(network)?.iter().map(|card| figure(CARDS, &["id"], card)));
    Ok(Json::Array(all))
}

/// The tables with how many rows are known how well. O(cells).
///
/// # Errors
/// As [`figures`].
pub fn tables(network: &Network) -> Result<Json> {
    let mut all = Vec::new();
    for schema in schemas() {
        let rows: Vec<Json> = rows(network, schema)?.iter().map(|row| object(schema, row)).collect();
        all.push(summary(table_of(schema), schema.meaning.trim(), &rows));
    }
    all.push(summary(CARDS, "Works and reforms that could be made", &cards(network)?));
    Ok(Json::Array(all))
}

fn summary(table: &str, meaning: &str, rows: &[Json]) -> Json {
    let mut classes = Map::new();
    for word in rows.iter().filter_map(|row| row["evidence"].as_str()) {
        let count = classes.get(word).and_then(Json::as_u64).unwrap_or(0);
        classes.insert(word.to_owned(), json!(count + 1));
    }
    json!({ "table": table, "meaning": meaning, "rows": rows.len(), "evidence": classes })
}

/// Tables whose columns are described.
fn schemas() -> impl Iterator<Item = &'static Schema> {
    Tables::SCHEMAS.iter().copied().flatten()
}

fn table_of(schema: &'static Schema) -> &'static str {
    schema.file.trim_end_matches(".csv")
}

/// What a row says, without empty cells.
pub(super) fn object(schema: &Schema, row: &[Value]) -> Json {
    let known = schema.columns.iter().zip(row).filter(|(_, value)| **value != Value::None);
    Json::Object(known.map(|(column, value)| (column.name.to_owned(), json_of(value))).collect())
}

/// Works and reforms with what each says.
pub(super) fn cards(network: &Network) -> Result<Vec<Json>> {
    let layer = layer(network, CARDS)?;
    let object = |values: &[Value]| {
        let known = layer.fields.iter().zip(values).filter(|(_, value)| **value != Value::None);
        Json::Object(known.map(|(field, value)| (field.clone(), json_of(value))).collect())
    };
    Ok(layer.features.iter().map(|card| object(&card.values)).collect())
}

fn figure(table: &str, key: &[&str], row: &Json) -> Json {
    let word = |name: &str| match &row[name] {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let id: Vec<String> = key.iter().filter_map(|name| word(name)).collect();
    let mut figure = Map::new();
    figure.insert("table".to_owned(), json!(table));
    figure.insert("id".to_owned(), json!(id.join(" ")));
    for name in ["name", "country", "lat", "lon", "evidence", "source", "date"] {
        if !row[name].is_null() {
            figure.insert(name.to_owned(), row[name].clone());
        }
    }
    let stated = row.as_object().into_iter().flatten();
    let stated = stated.filter(|(name, _)| !ABOUT.contains(&name.as_str()) && !key.contains(&name.as_str()));
    let says: Map<String, Json> = stated.take(SAID).map(|(name, value)| (name.clone(), value.clone())).collect();
    if !says.is_empty() {
        figure.insert("says".to_owned(), Json::Object(says));
    }
    Json::Object(figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_stands_in_the_list_and_has_a_class() {
        let network = Network::europe().expect("the embedded network");
        let (all, summed) = (figures(&network).expect("rows"), tables(&network).expect("tables"));
        let (all, summed) = (all.as_array().expect("a list"), summed.as_array().expect("a list"));
        let rows: u64 = summed.iter().map(|table| table["rows"].as_u64().expect("a count")).sum();
        assert_eq!(rows as usize, all.len());
        let classes = ["official", "published", "derived", "assumed"];
        for figure in all {
            assert!(classes.contains(&figure["evidence"].as_str().unwrap_or("")), "{figure}");
            assert!(!figure["source"].as_str().unwrap_or("").is_empty(), "{figure}");
        }
        for table in summed {
            let counted: u64 = table["evidence"].as_object().expect("classes").values().filter_map(Json::as_u64).sum();
            assert_eq!(table["rows"].as_u64(), Some(counted), "{table}");
        }
    }

    #[test]
    fn a_table_is_what_its_file_says() {
        let network = Network::europe().expect("the embedded network");
        let ports = sheet(&network, "ports").expect("ports");
        let lines = network.table_text("ports.csv").lines().count() - 1;
        assert_eq!(ports["rows"].as_array().expect("rows").len(), lines);
        let draught = ports["columns"].as_array().expect("columns").iter().find(|one| one["name"] == "draught_m");
        assert_eq!(draught.expect("a column")["unit"], "metres");
        assert!(sheet(&network, "harbours").unwrap_err().to_string().contains("ports"));
    }
}
