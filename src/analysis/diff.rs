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
    /// For each sentence of `what` whether that is for the better.
    pub tones: Vec<Tone>,
}

impl Diff {
    /// One sentence about a question that was asked only once.
    pub fn of_one(sentence: &str) -> Diff {
        Diff { what: vec![sentence.to_owned()], tones: vec![Tone::Other], ..Diff::default() }
    }
}

/// Whether a change is for the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Sooner, more that flows, fewer that forbid.
    Better,
    /// Later, less, more.
    Worse,
    /// Neither.
    Other,
}

impl Tone {
    fn when(better: bool) -> Tone {
        if better { Tone::Better } else { Tone::Worse }
    }
}

/// Sentences with their tones, in order.
#[derive(Default)]
struct Told(Vec<(Tone, String)>);

impl Told {
    fn say(&mut self, tone: Tone, sentence: String) {
        self.0.push((tone, sentence));
    }
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
    if !same && what.0.is_empty() {
        let keys: Vec<&str> = changed_keys(&first, &second);
        what.say(Tone::Other, format!("the headline is the same; different are: {}", keys.join(", ")));
    }
    let (tones, what) = what.0.into_iter().unzip();
    Ok(Diff { same, why, what, tones })
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

/// What is only in one of two lists; `good` says what it means when something goes.
fn gone_and_new(what: &mut Told, before: &[String], after: &[String], (gone, new): (&str, &str), good: Tone) {
    let (lost, found) = (only(before, after), only(after, before));
    if !lost.is_empty() {
        what.say(good, format!("{gone}: {}", lost.join("; ")));
    }
    let bad = if good == Tone::Better { Tone::Worse } else { Tone::Other };
    if !found.is_empty() {
        what.say(bad, format!("{new}: {}", found.join("; ")));
    }
}

fn route(before: &Json, after: &Json) -> Told {
    let mut what = Told::default();
    let best = |answer: &'_ Json| list(answer, "routes").first().cloned();
    let (first, second) = match (best(before), best(after)) {
        (None, None) => return what,
        (Some(_), None) => {
            what.say(Tone::Worse, "no way is left; there was one".to_owned());
            refusals(&mut what, before, after);
            return what;
        }
        (None, Some(way)) => {
            let takes = duration(way["total_min"].as_i64().unwrap_or(0));
            what.say(Tone::Better, format!("a way opens: {takes}; there was none"));
            return what;
        }
        (Some(first), Some(second)) => (first, second),
    };
    let total = |way: &Json| way["total_min"].as_i64().unwrap_or(0);
    if total(&first) != total(&second) {
        let tone = Tone::when(total(&second) < total(&first));
        what.say(tone, format!("the best way arrives {}", sooner(total(&first), total(&second))));
    }
    let legs = |way: &Json| -> Vec<String> {
        list(way, "legs")
            .iter()
            .map(|leg| format!("{} {} - {}", text(leg, "mode"), text(leg, "from"), text(leg, "to")))
            .collect()
    };
    gone_and_new(&mut what, &legs(&first), &legs(&second), ("no longer", "now"), Tone::Other);
    let states = |way: &Json| -> Vec<String> {
        list(way, "countries").iter().filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let words = ("no longer through", "now through");
    gone_and_new(&mut what, &states(&first), &states(&second), words, Tone::Other);
    let km = |way: &Json| way["distance_km"].as_f64().unwrap_or(0.0);
    if (km(&first) - km(&second)).abs() >= 1.0 {
        what.say(Tone::Other, format!("it is {:.0} km, was {:.0} km", km(&second), km(&first)));
    }
    let ledger = |way: &Json| sums(list(way, "ledger"), "line", "minutes");
    for (line, a, b) in moved(&ledger(&first), &ledger(&second)) {
        let word = if b < a { "less" } else { "more" };
        let sentence = format!("{line}: {} {word} ({}, was {})", duration((b - a).abs()), duration(b), duration(a));
        what.say(Tone::when(b < a), sentence);
    }
    refusals(&mut what, before, after);
    let unknown = |way: &Json| list(way, "unknowns").len();
    if unknown(&first) != unknown(&second) {
        let sentence = format!("{} limits on the way are not proven, were {}", unknown(&second), unknown(&first));
        what.say(Tone::when(unknown(&second) < unknown(&first)), sentence);
    }
    what
}

/// What forbids a better way, or every way.
fn refusals(what: &mut Told, before: &Json, after: &Json) {
    let refused = |answer: &Json| -> Vec<String> {
        list(answer, "refused").iter().map(|one| format!("{} ({})", text(one, "what"), text(one, "limit"))).collect()
    };
    let words = ("no longer forbids a better way", "now forbids a better way");
    gone_and_new(what, &refused(before), &refused(after), words, Tone::Better);
}

fn capacity(before: &Json, after: &Json) -> Told {
    let mut what = Told::default();
    for unit in ["vehicles", "tonnes", "trains"] {
        let (a, b) = (before["per_day"][unit].as_f64().unwrap_or(0.0), after["per_day"][unit].as_f64().unwrap_or(0.0));
        if (a - b).abs() > 1e-9 {
            let word = if b < a { "fewer" } else { "more" };
            let sentence = format!("{:.1} {word} {unit} a day: {b:.1}, were {a:.1}", (b - a).abs());
            what.say(Tone::when(b > a), sentence);
        }
    }
    let cut = |answer: &Json| -> Vec<String> { list(answer, "cut").iter().map(|asset| text(asset, "name")).collect() };
    let words = ("no longer in the cut", "now in the cut");
    gone_and_new(&mut what, &cut(before), &cut(after), words, Tone::Other);
    let assets = |answer: &Json| -> BTreeMap<String, i64> {
        let capacity = |asset: &Json| (asset["vehicles"].as_f64().unwrap_or(0.0) * 1_000.0).round();
        #[allow(clippy::cast_possible_truncation, reason = "flows are far below 2^53")]
        let pair = |asset: &Json| (text(asset, "name"), capacity(asset) as i64);
        list(answer, "cut").iter().map(pair).collect()
    };
    let (first, second) = (assets(before), assets(after));
    for (name, a, b) in moved(&first, &second) {
        if first.contains_key(&name) && second.contains_key(&name) {
            let figures = [b / 1_000, b % 1_000, a / 1_000, a % 1_000];
            let [b, b_part, a, a_part] = figures;
            let sentence = format!("{name} passes {b}.{b_part:03} vehicles a day, was {a}.{a_part:03}");
            what.say(Tone::when((b, b_part) > (a, a_part)), sentence);
        }
    }
    what
}

fn plan(before: &Json, after: &Json) -> Told {
    let mut what = Told::default();
    let minutes = |answer: &Json, key: &str| answer[key].as_i64().unwrap_or(0);
    let (a, b) = (minutes(before, "closure_min"), minutes(after, "closure_min"));
    if a != b {
        what.say(Tone::when(b < a), format!("the force is complete {}", sooner(a, b)));
    }
    let (bound_before, bound_after) = (minutes(before, "lower_bound_min"), minutes(after, "lower_bound_min"));
    if b < bound_before {
        what.say(Tone::Better, "that is proven: before, no plan could be complete so early".to_owned());
    } else if a < bound_after {
        what.say(Tone::Worse, "that is proven: now, no plan can be complete so early as before".to_owned());
    }
    if bound_before != bound_after {
        let sentence = format!("the proven bound is {}, was {}", duration(bound_after), duration(bound_before));
        what.say(Tone::when(bound_after < bound_before), sentence);
    }
    let units = |answer: &Json| sums(list(answer, "units"), "name", "closure_min");
    let (first, second) = (units(before), units(after));
    for (unit, a, b) in moved(&first, &second) {
        match (first.contains_key(&unit), second.contains_key(&unit)) {
            (true, true) => what.say(Tone::when(b < a), format!("{unit} is there {}", sooner(a, b))),
            (true, false) => what.say(Tone::Other, format!("{unit} no longer moves")),
            _ => what.say(Tone::Other, format!("{unit} now moves, complete after {}", duration(b))),
        }
    }
    let ledger = |answer: &Json| sums(list(answer, "ledger"), "line", "piece_hours");
    for (line, a, b) in moved(&ledger(before), &ledger(after)) {
        let word = if b < a { "less" } else { "more" };
        let sentence = format!("{line}: {} hours of pieces {word} ({b}, were {a})", (b - a).abs());
        what.say(Tone::when(b < a), sentence);
    }
    let binds = |answer: &Json| -> Vec<String> {
        let mut names: Vec<String> = list(answer, "binding").iter().map(|one| text(one, "name")).collect();
        names.sort();
        names.dedup();
        names
    };
    let words = ("no longer holds up", "now holds up");
    gone_and_new(&mut what, &binds(before), &binds(after), words, Tone::Better);
    what
}

fn failure(before: &Json, after: &Json) -> Told {
    let mut what = Told::default();
    let (a, b) = (&before["base"]["vehicles_per_day"], &after["base"]["vehicles_per_day"]);
    if a != b {
        let sentence = format!("without a loss {} vehicles a day arrive, were {}", words(Some(b)), words(Some(a)));
        what.say(Tone::when(b.as_f64() > a.as_f64()), sentence);
    }
    let travel = |answer: &Json| answer["base"]["travel_min"].as_i64();
    if let (Some(a), Some(b)) = (travel(before), travel(after))
        && a != b
    {
        what.say(Tone::when(b < a), format!("without a loss the fastest way is {}", sooner(a, b)));
    }
    let costs = |answer: &Json| {
        let ten = &list(answer, "losses")[..list(answer, "losses").len().min(10)];
        sums(ten, "name", "lost_min")
    };
    let (first, second) = (costs(before), costs(after));
    for (name, a, b) in moved(&first, &second).into_iter().take(6) {
        if first.contains_key(&name) && second.contains_key(&name) {
            let sentence = format!("the loss of {name} costs {}, was {}", duration(b), duration(a));
            what.say(Tone::when(b < a), sentence);
        }
    }
    let top = |answer: &Json| -> Vec<String> {
        list(answer, "losses").iter().take(10).map(|one| text(one, "name")).collect()
    };
    let fatal = |answer: &Json| -> Vec<String> {
        let cuts = list(answer, "losses").iter().filter(|one| one["cut_off"].as_bool() == Some(true));
        cuts.map(|one| text(one, "name")).collect()
    };
    let words = ("its loss no longer cuts everything off", "its loss now cuts everything off");
    gone_and_new(&mut what, &fatal(before), &fatal(after), words, Tone::Better);
    let words = ("no longer among the ten worst losses", "now among the ten worst losses");
    gone_and_new(&mut what, &top(before), &top(after), words, Tone::Other);
    ranks(&mut what, list(before, "losses"), list(after, "losses"), "loss");
    what
}

fn invest(before: &Json, after: &Json) -> Told {
    let mut what = Told::default();
    let gain = |answer: &Json| answer["portfolio"]["gain"].as_f64();
    if let (Some(a), Some(b)) = (gain(before), gain(after))
        && (a - b).abs() > 1e-9
    {
        let sentence = format!("the best set buys {b:.1} {}, was {a:.1}", text(after, "unit"));
        what.say(Tone::when(b > a), sentence);
    }
    ranks(&mut what, list(before, "cards"), list(after, "cards"), "card");
    let chosen = |answer: &Json| -> Vec<String> {
        let name = |id: &str| {
            let card = list(answer, "cards").iter().find(|card| card["id"].as_str() == Some(id));
            card.map_or_else(|| id.to_owned(), |card| text(card, "name"))
        };
        list(&answer["portfolio"], "cards").iter().filter_map(Json::as_str).map(name).collect()
    };
    let words = ("no longer in the portfolio", "now in the portfolio");
    gone_and_new(&mut what, &chosen(before), &chosen(after), words, Tone::Other);
    what
}

/// Who moved among the first ten of a ranking.
fn ranks(what: &mut Told, before: &[Json], after: &[Json], noun: &str) {
    let rank = |rows: &[Json], name: &str| rows.iter().position(|row| text(row, "name") == name).map(|rank| rank + 1);
    for (index, row) in after.iter().take(10).enumerate() {
        let name = text(row, "name");
        match rank(before, &name) {
            Some(old) if old != index + 1 => {
                what.say(Tone::Other, format!("{noun} {name} ranks {}, was {old}", index + 1));
            }
            None => what.say(Tone::Other, format!("{noun} {name} ranks {}, was not listed", index + 1)),
            _ => {}
        }
    }
}
