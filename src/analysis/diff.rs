//! What changed between two answers to one question, and why, in words.
//!
//! Why: another network, other flags, another version, or nothing of these. What: the headline of the question first, then
//! where the time or the flow went.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Whether the two are the same but for their stamps.
    pub same: bool,
    /// What is different about the question or what it was asked of.
    pub why: Vec<String>,
    /// What is different about the answer.
    pub what: Vec<String>,
}

/// Compares two answers. O(size).
///
/// # Errors
/// When one is no answer, or they answer different questions.
///
/// ```
/// use corridor::analysis::diff::diff;
/// use serde_json::json;
/// let answer = |minutes: i64, regime: &str| json!({
///     "stamp": { "program": "corridor", "query": { "from": "A", "to": "B", "regime": regime } },
///     "routes": [{ "total_min": minutes, "legs": [], "ledger": [{ "line": "lead time", "minutes": minutes }] }],
/// });
/// let told = diff(&answer(600, "today"), &answer(480, "emers-6h")).unwrap();
/// assert_eq!(told.why, ["regime is emers-6h, was today"]);
/// assert!(told.what[0].contains("2 h 00 min sooner"), "{told:?}");
/// ```
pub fn diff(before: &Json, after: &Json) -> Result<Diff> {
    let (kind, other) = (kind(before)?, kind(after)?);
    if kind != other {
        return Err(Error::Question(format!(
            "the first is an answer to {kind}, the second to {other}: nothing to compare"
        )));
    }
    let why = why(&before["stamp"], &after["stamp"]);
    let mut what = match kind {
        "route" => route(before, after),
        "capacity" => capacity(before, after),
        "plan" => plan(before, after),
        "failure" => failure(before, after),
        _ => invest(before, after),
    };
    let bare = |json: &Json| {
        let mut object = json.as_object().cloned().unwrap_or_default();
        object.remove("stamp");
        object
    };
    let (first, second) = (bare(before), bare(after));
    let same = first == second;
    if !same && what.is_empty() {
        let keys: Vec<&str> = changed_keys(&first, &second);
        what.push(format!("the headline is the same; different are: {}", keys.join(", ")));
    }
    Ok(Diff { same, why, what })
}

/// The question that an answer belongs to, by what it holds.
fn kind(answer: &Json) -> Result<&'static str> {
    let has = |key: &str| answer.get(key).is_some();
    match () {
        () if answer["stamp"]["program"].is_null() => {
            Err(Error::Question("this is no answer of corridor as JSON: it has no stamp".to_owned()))
        }
        () if has("routes") => Ok("route"),
        () if has("closure_min") => Ok("plan"),
        () if has("per_day") => Ok("capacity"),
        () if has("losses") => Ok("failure"),
        () if has("cards") => Ok("invest"),
        () => Err(Error::Question("this answer belongs to no question that can be compared".to_owned())),
    }
}

fn changed_keys<'a>(first: &'a Map<String, Json>, second: &'a Map<String, Json>) -> Vec<&'a str> {
    let keys = first.keys().chain(second.keys().filter(|key| !first.contains_key(*key)));
    keys.filter(|key| first.get(*key) != second.get(*key)).map(String::as_str).collect()
}

/// A value of a flag in words.
fn words(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => "not given".to_owned(),
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(list)) if list.is_empty() => "none".to_owned(),
        Some(Json::Array(list)) => list.iter().map(|one| words(Some(one))).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

fn why(before: &Json, after: &Json) -> Vec<String> {
    let mut why = Vec::new();
    let none = Map::new();
    let (first, second) = (before["query"].as_object().unwrap_or(&none), after["query"].as_object().unwrap_or(&none));
    for key in changed_keys(first, second) {
        why.push(format!("{key} is {}, was {}", words(second.get(key)), words(first.get(key))));
    }
    if before["network_hash"] != after["network_hash"] {
        let name = |stamp: &Json| {
            let hash = words(stamp.get("network_hash"));
            format!("{} {}", words(stamp.get("network")), hash.get(..12).unwrap_or(&hash))
        };
        why.push(format!("the network is {}, was {}", name(after), name(before)));
    }
    if before["version"] != after["version"] {
        why.push(format!(
            "the program is version {}, was {}",
            words(after.get("version")),
            words(before.get("version"))
        ));
    }
    if why.is_empty() {
        why.push("the question, the network and the program are the same".to_owned());
    }
    why
}

fn list<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Json, key: &str) -> String {
    json[key].as_str().unwrap_or_default().to_owned()
}

fn duration(minutes: i64) -> String {
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    if days > 0 { format!("{days} d {hours} h {minutes:02} min") } else { format!("{hours} h {minutes:02} min") }
}

/// `3 h 00 min sooner (9 d 1 h 00 min, was ...)`.
fn sooner(before: i64, after: i64) -> String {
    let word = if after < before { "sooner" } else { "later" };
    format!("{} {word}: {}, was {}", duration((after - before).abs()), duration(after), duration(before))
}

/// What is in one list of words and not in the other.
fn only<'a>(of: &'a [String], not: &[String]) -> Vec<&'a str> {
    let mut all: Vec<&str> = of.iter().filter(|word| !not.contains(word)).map(String::as_str).collect();
    all.dedup();
    all
}

/// Sums of a number by the word of each row.
fn sums(rows: &[Json], word: &str, number: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in rows {
        *sums.entry(text(row, word)).or_insert(0) += row[number].as_i64().unwrap_or(0);
    }
    sums
}

/// The lines that changed, the largest change first.
fn moved(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<(String, i64, i64)> {
    let keys: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let of = |sums: &BTreeMap<String, i64>, key: &String| sums.get(key).copied().unwrap_or(0);
    let mut moved: Vec<(String, i64, i64)> =
        keys.into_iter().map(|key| (key.clone(), of(before, key), of(after, key))).filter(|(_, a, b)| a != b).collect();
    moved.sort_by_key(|(key, before, after)| (-(after - before).abs(), key.clone()));
    moved
}

fn gone_and_new(what: &mut Vec<String>, before: &[String], after: &[String], gone: &str, new: &str) {
    let (lost, found) = (only(before, after), only(after, before));
    if !lost.is_empty() {
        what.push(format!("{gone}: {}", lost.join("; ")));
    }
    if !found.is_empty() {
        what.push(format!("{new}: {}", found.join("; ")));
    }
}

fn route(before: &Json, after: &Json) -> Vec<String> {
    let mut what = Vec::new();
    let best = |answer: &'_ Json| list(answer, "routes").first().cloned();
    let (first, second) = match (best(before), best(after)) {
        (None, None) => return what,
        (Some(_), None) => return vec!["no way is left; there was one".to_owned()],
        (None, Some(way)) => {
            return vec![format!("a way opens: {}; there was none", duration(way["total_min"].as_i64().unwrap_or(0)))];
        }
        (Some(first), Some(second)) => (first, second),
    };
    let total = |way: &Json| way["total_min"].as_i64().unwrap_or(0);
    if total(&first) != total(&second) {
        what.push(format!("the best way arrives {}", sooner(total(&first), total(&second))));
    }
    let legs = |way: &Json| -> Vec<String> {
        list(way, "legs")
            .iter()
            .map(|leg| format!("{} {} - {}", text(leg, "mode"), text(leg, "from"), text(leg, "to")))
            .collect()
    };
    gone_and_new(&mut what, &legs(&first), &legs(&second), "no longer", "now");
    let km = |way: &Json| way["distance_km"].as_f64().unwrap_or(0.0);
    if (km(&first) - km(&second)).abs() >= 1.0 {
        what.push(format!("it is {:.0} km, was {:.0} km", km(&second), km(&first)));
    }
    let ledger = |way: &Json| sums(list(way, "ledger"), "line", "minutes");
    for (line, a, b) in moved(&ledger(&first), &ledger(&second)) {
        let word = if b < a { "less" } else { "more" };
        what.push(format!("{line}: {} {word} ({}, was {})", duration((b - a).abs()), duration(b), duration(a)));
    }
    let refused = |answer: &Json| -> Vec<String> {
        list(answer, "refused").iter().map(|one| format!("{} ({})", text(one, "what"), text(one, "limit"))).collect()
    };
    gone_and_new(
        &mut what,
        &refused(before),
        &refused(after),
        "no longer forbids a better way",
        "now forbids a better way",
    );
    let unknown = |way: &Json| list(way, "unknowns").len();
    if unknown(&first) != unknown(&second) {
        what.push(format!("{} limits on the way are not proven, were {}", unknown(&second), unknown(&first)));
    }
    what
}

fn capacity(before: &Json, after: &Json) -> Vec<String> {
    let mut what = Vec::new();
    for unit in ["vehicles", "tonnes", "trains"] {
        let (a, b) = (before["per_day"][unit].as_f64().unwrap_or(0.0), after["per_day"][unit].as_f64().unwrap_or(0.0));
        if (a - b).abs() > 1e-9 {
            let word = if b < a { "fewer" } else { "more" };
            what.push(format!("{:.1} {word} {unit} a day: {b:.1}, were {a:.1}", (b - a).abs()));
        }
    }
    let cut = |answer: &Json| -> Vec<String> { list(answer, "cut").iter().map(|asset| text(asset, "name")).collect() };
    gone_and_new(&mut what, &cut(before), &cut(after), "no longer in the cut", "now in the cut");
    let assets = |answer: &Json| -> BTreeMap<String, i64> {
        let capacity = |asset: &Json| (asset["vehicles"].as_f64().unwrap_or(0.0) * 1_000.0).round();
        #[allow(clippy::cast_possible_truncation, reason = "flows are far below 2^53")]
        let pair = |asset: &Json| (text(asset, "name"), capacity(asset) as i64);
        list(answer, "cut").iter().map(pair).collect()
    };
    let (first, second) = (assets(before), assets(after));
    for (name, a, b) in moved(&first, &second) {
        if first.contains_key(&name) && second.contains_key(&name) {
            what.push(format!(
                "{name} passes {}.{:03} vehicles a day, was {}.{:03}",
                b / 1_000,
                b % 1_000,
                a / 1_000,
                a % 1_000
            ));
        }
    }
    what
}

fn plan(before: &Json, after: &Json) -> Vec<String> {
    let mut what = Vec::new();
    let minutes = |answer: &Json, key: &str| answer[key].as_i64().unwrap_or(0);
    let (a, b) = (minutes(before, "closure_min"), minutes(after, "closure_min"));
    if a != b {
        what.push(format!("the force is complete {}", sooner(a, b)));
    }
    let (a, b) = (minutes(before, "lower_bound_min"), minutes(after, "lower_bound_min"));
    if a != b {
        what.push(format!("the proven bound is {}, was {}", duration(b), duration(a)));
    }
    let units = |answer: &Json| sums(list(answer, "units"), "name", "closure_min");
    let (first, second) = (units(before), units(after));
    for (unit, a, b) in moved(&first, &second) {
        match (first.contains_key(&unit), second.contains_key(&unit)) {
            (true, true) => what.push(format!("{unit} is there {}", sooner(a, b))),
            (true, false) => what.push(format!("{unit} no longer moves")),
            _ => what.push(format!("{unit} now moves, complete after {}", duration(b))),
        }
    }
    let ledger = |answer: &Json| sums(list(answer, "ledger"), "line", "piece_hours");
    for (line, a, b) in moved(&ledger(before), &ledger(after)) {
        let word = if b < a { "less" } else { "more" };
        what.push(format!("{line}: {} hours of pieces {word} ({b}, were {a})", (b - a).abs()));
    }
    let binds = |answer: &Json| -> Vec<String> {
        let mut names: Vec<String> = list(answer, "binding").iter().map(|one| text(one, "name")).collect();
        names.sort();
        names.dedup();
        names
    };
    gone_and_new(&mut what, &binds(before), &binds(after), "no longer holds up", "now holds up");
    what
}

fn failure(before: &Json, after: &Json) -> Vec<String> {
    let mut what = Vec::new();
    let (a, b) = (&before["base"]["vehicles_per_day"], &after["base"]["vehicles_per_day"]);
    if a != b {
        what.push(format!("without a loss {} vehicles a day arrive, were {}", words(Some(b)), words(Some(a))));
    }
    let top = |answer: &Json| -> Vec<String> {
        list(answer, "losses").iter().take(10).map(|one| text(one, "name")).collect()
    };
    gone_and_new(
        &mut what,
        &top(before),
        &top(after),
        "no longer among the ten worst losses",
        "now among the ten worst losses",
    );
    ranks(&mut what, list(before, "losses"), list(after, "losses"), "loss");
    what
}

fn invest(before: &Json, after: &Json) -> Vec<String> {
    let mut what = Vec::new();
    ranks(&mut what, list(before, "cards"), list(after, "cards"), "card");
    let chosen = |answer: &Json| -> Vec<String> {
        list(&answer["portfolio"], "cards")
            .iter()
            .map(|card| card.as_str().map_or_else(|| text(card, "id"), str::to_owned))
            .collect()
    };
    gone_and_new(&mut what, &chosen(before), &chosen(after), "no longer in the portfolio", "now in the portfolio");
    what
}

/// Who moved among the first ten of a ranking.
fn ranks(what: &mut Vec<String>, before: &[Json], after: &[Json], noun: &str) {
    let rank = |rows: &[Json], name: &str| rows.iter().position(|row| text(row, "name") == name).map(|rank| rank + 1);
    for (index, row) in after.iter().take(10).enumerate() {
        let name = text(row, "name");
        match rank(before, &name) {
            Some(old) if old != index + 1 => what.push(format!("{noun} {name} ranks {}, was {old}", index + 1)),
            None => what.push(format!("{noun} {name} ranks {}, was not listed", index + 1)),
            _ => {}
        }
    }
}
