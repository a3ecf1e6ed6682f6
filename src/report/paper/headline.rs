//! An answer in the few sentences that a reader without time reads.

use serde_json::Value as Json;

use crate::report::words;

/// The sentences, the first the most important.
pub(super) fn headline(ask: &str, answer: &Json) -> Vec<String> {
    match ask {
        "route" => route(answer),
        "capacity" => capacity(answer),
        "plan" => plan(answer),
        "failure" => failure(answer),
        "invest" => invest(answer),
        _ => Vec::new(),
    }
}

/// The one figure of an answer, and what it counts.
pub(super) fn figure(ask: &str, answer: &Json) -> Option<(String, String)> {
    let minutes = |minutes: &Json| minutes.as_i64().map(words::duration_short);
    let counted = |figure: String, what: &str| Some((figure, what.to_owned()));
    match ask {
        "route" => match list(answer, "routes").first() {
            Some(best) => counted(minutes(&best["total_min"])?, "from the decision to arrival"),
            None => counted("no way".to_owned(), "as asked; proven"),
        },
        "capacity" => counted(words::thousands(answer["per_day"]["vehicles"].as_u64()?), "vehicles a day"),
        "plan" => counted(minutes(&answer["closure_min"])?, "until the force is complete"),
        "failure" => {
            let losses = list(answer, "losses");
            let cuts = losses.iter().filter(|loss| loss["cut_off"].as_bool() == Some(true)).count();
            let what = format!("single losses that matter; {cuts} cut everything off");
            Some((words::thousands(losses.len() as u64), what))
        }
        "invest" => {
            let unit = format!("{} for the money, at best", text(answer, "unit"));
            Some((format!("+{:.1}", answer["portfolio"]["gain"].as_f64()?), unit))
        }
        _ => None,
    }
}

/// A name without what stands in brackets, where it is long.
fn short(name: &str) -> &str {
    let bare = name.split(" (").next().unwrap_or(name);
    if name.chars().count() > 36 { bare } else { name }
}

fn list<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

fn text<'a>(json: &'a Json, key: &str) -> &'a str {
    json[key].as_str().unwrap_or_default()
}

fn names(rows: &[Json], key: &str, most: usize) -> String {
    let mut told: Vec<&str> = rows.iter().take(most).map(|row| short(text(row, key))).collect();
    let more = rows.len().saturating_sub(most);
    let rest = format!("{more} more");
    if more > 0 {
        told.push(&rest);
    }
    told.join("; ")
}

/// What a relaxation relaxes.
fn relaxed(one: &Json) -> String {
    list(one, "relax").iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; ")
}

fn route(answer: &Json) -> Vec<String> {
    let ends = format!("{} to {}", text(&answer["from"], "name"), text(&answer["to"], "name"));
    let load = text(&answer["load"], "text");
    let opens = list(answer, "relaxations").first();
    let Some(best) = list(answer, "routes").first() else {
        let mut told = vec![format!("{ends}, {load}: no way.")];
        told.extend(opens.map(|one| format!("A way opens with: {}.", relaxed(one))));
        return told;
    };
    let minutes = best["total_min"].as_i64().unwrap_or(0);
    let modes: Vec<&str> = list(best, "legs").iter().map(|leg| text(leg, "mode")).collect();
    let mut told = vec![format!(
        "{ends}, {load}: {} from the decision to arrival, {}, by {}.",
        words::duration(minutes),
        words::km(best["distance_km"].as_f64().unwrap_or(0.0)),
        modes.join(", ")
    )];
    let mut shares: Vec<(i64, &str)> = Vec::new();
    for line in list(best, "ledger") {
        let (name, minutes) = (text(line, "line"), line["minutes"].as_i64().unwrap_or(0));
        match shares.iter_mut().find(|(_, known)| *known == name) {
            Some((sum, _)) => *sum += minutes,
            None => shares.push((minutes, name)),
        }
    }
    shares.sort_by_key(|(minutes, name)| (-minutes, *name));
    if let Some((most, name)) = shares.first() {
        told.push(format!("Most of it is {name}: {}.", words::duration(*most)));
    }
    if let Some((one, saved)) = opens.and_then(|one| Some((one, one["saves_min"].as_i64()?))) {
        told.push(format!("{} sooner with: {}.", words::duration(saved), relaxed(one)));
    }
    told.push(format!("{} limits on the way are not proven.", list(best, "unknowns").len()));
    told
}

fn capacity(answer: &Json) -> Vec<String> {
    let day = &answer["per_day"];
    let mut told = vec![format!(
        "{} to {}: {} vehicles ({} t, {} train loads) a day, proven by a cut of the same size.",
        text(&answer["from"], "name"),
        text(&answer["to"], "name"),
        words::thousands(day["vehicles"].as_u64().unwrap_or(0)),
        words::thousands(day["tonnes"].as_u64().unwrap_or(0)),
        day["trains"].as_f64().unwrap_or(0.0)
    )];
    let cut = list(answer, "cut");
    told.push(format!("Held back by: {}.", names(cut, "name", 5)));
    if let Some(rung) = list(answer, "ladder").first() {
        let works = list(rung, "works");
        let gain = rung["gain_vehicles"].as_f64().unwrap_or(0.0);
        told.push(format!("First works: {} (+{gain:.0} vehicles a day).", names(works, "name", 3)));
    }
    told
}

fn plan(answer: &Json) -> Vec<String> {
    let hours = |key: &str| answer[key].as_f64().unwrap_or(0.0);
    let minutes = |key: &str| answer[key].as_i64().unwrap_or(0);
    let bound = if minutes("closure_min") <= minutes("lower_bound_min") {
        "proven: no plan is complete sooner".to_owned()
    } else {
        format!("no plan is complete before C+{:.1} h", hours("lower_bound_h"))
    };
    let mut told = vec![format!("{}: complete at C+{:.1} h; {bound}.", text(answer, "name"), hours("closure_h"))];
    let late: Vec<&str> = list(answer, "units")
        .iter()
        .filter(|unit| unit["late_h"].as_f64().unwrap_or(0.0) > 0.0)
        .map(|unit| text(unit, "name"))
        .collect();
    if !late.is_empty() {
        told.push(format!("Late: {}.", late.join("; ")));
    }
    if let Some(last) = list(answer, "binding").iter().max_by_key(|one| one["piece_hours"].as_u64().unwrap_or(0)) {
        told.push(format!("What holds it up most: {} ({}).", text(last, "name"), text(last, "kind")));
    }
    if let Some(change) = list(answer, "sooner").first() {
        told.push(format!(
            "{:.1} h sooner with: {}.",
            change["gain_h"].as_f64().unwrap_or(0.0),
            text(change, "change")
        ));
    }
    told
}

fn failure(answer: &Json) -> Vec<String> {
    let losses = list(answer, "losses");
    let mut told = Vec::new();
    if let Some(worst) = losses.first() {
        let days = worst["days_lost"].as_f64().map_or(String::new(), |days| format!(", {days:.1} days lost"));
        let flow = worst["flow_loss"].as_f64().unwrap_or(0.0);
        let costs = if worst["cut_off"].as_bool() == Some(true) {
            "without it nothing arrives".to_owned()
        } else {
            format!("{flow:.0} vehicles a day fewer{days}")
        };
        told.push(format!("The worst single loss: {} ({costs}).", text(worst, "name")));
        if losses.len() > 1 {
            told.push(format!("Then: {}.", names(&losses[1..], "name", 4)));
        }
    }
    told
}

fn invest(answer: &Json) -> Vec<String> {
    let mut told = vec![format!("First: {}.", names(list(answer, "cards"), "name", 5))];
    let cost = answer["portfolio"]["cost_eur_m"].as_f64();
    if let Some(cost) = cost {
        told.push(format!("The best portfolio costs EUR {cost:.0} million."));
    }
    told
}
