//! The description of force files for people.

use std::fmt::Write as _;

use super::force_file::{EXPECT, FORCE, Kind, POOL, STAGING, STOCK, UNIT};

/// The description of a force file for people, as Markdown.
pub fn schema() -> String {
    let mut text = String::from(
        "# Force files\n\nA force file is TOML. This page is written by `corridor plan --schema` from the same description that checks\nthe files; a test fails when it is stale.\n",
    );
    for table in [&FORCE, &UNIT, &POOL, &STAGING, &STOCK, &EXPECT] {
        let title = if table.name.is_empty() { "The file".to_owned() } else { format!("`[[{}]]`", table.name) };
        let _ = write!(
            text,
            "\n## {title}\n{}.\n\n| field | holds | must | example | meaning |\n|---|---|---|---|---|\n",
            table.meaning
        );
        for field in table.fields {
            let kind = match field.kind {
                Kind::Text => "words",
                Kind::Texts => "list of words",
                Kind::Count => "whole number",
                Kind::Number => "number",
                Kind::Tables(_) => "tables",
            };
            let example = match field.kind {
                Kind::Tables(inner) => format!("`[[{}]]`", inner.name),
                _ => format!("`{} = {}`", field.name, field.example),
            };
            let must = if field.required { "yes" } else { "" };
            let _ = writeln!(text, "| `{}` | {kind} | {must} | {example} | {} |", field.name, field.meaning);
        }
    }
    text
}
