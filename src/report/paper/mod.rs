//! A report as one self-contained page: summary, answers with maps, charts and tables, the register of figures, and what
//! the answers may be trusted with. Every text is escaped (by maud), nothing is loaded from anywhere, nothing runs.

mod headline;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value as Json;

use crate::analysis::register::{CLASSES, Entry};

const STYLE: &str = include_str!("page.css");

/// Characters that may not stand in a picture's address.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'"').add(b'#').add(b'%').add(b'\'').add(b'<').add(b'>').add(b'&').add(b'`');

/// One answer.
pub struct Section {
    /// Name in file names.
    pub id: String,
    /// Title.
    pub title: String,
    /// Name of the question.
    pub ask: String,
    /// The command that gives the same answer.
    pub command: String,
    /// The answer.
    pub json: Json,
    /// The answer as text.
    pub table: String,
    /// The answer as a picture (SVG).
    pub picture: Option<String>,
    /// Files that hold it, beside the page.
    pub files: Vec<String>,
}

/// How far something about the answers can be trusted: 0 (not at all) to 4.
pub struct Factor {
    /// What about them.
    pub name: String,
    /// Level.
    pub level: u8,
    /// Why.
    pub why: String,
}

/// A whole report.
pub struct Paper {
    /// Title.
    pub title: String,
    /// What it is for.
    pub summary: String,
    /// Answers.
    pub sections: Vec<Section>,
    /// Figures that they rest on.
    pub register: Vec<Entry>,
    /// What they may be trusted with.
    pub credibility: Vec<Factor>,
}

/// What the answers do not say, whatever was asked.
const LIMITS: [&str; 5] = [
    "It is a screening of infrastructure and procedures, no forecast and no movement order.",
    "Times come from published planning factors and movements; ferry timetables and works change every season.",
    "Enemy action, weather, the priority that a host nation gives, and drivers' rest beyond the march rule are not modelled.",
    "Limits that nobody has published stand at the defaults of their state; the register lists them as unknown or assumed.",
    "Public, aggregated data only. Check what binds with its owner before acting on it.",
];

/// The report as an HTML page.
pub fn render(paper: &Paper) -> String {
    let stamp = paper.sections.first().map_or(&Json::Null, |section| &section.json["stamp"]);
    let text = |key: &str| stamp[key].as_str().unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:";
                title { (paper.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header { h1 { (paper.title) } @if !paper.summary.is_empty() { p.lead { (paper.summary) } } }
                main {
                    (summary(paper))
                    @for section in &paper.sections { (answer(section)) }
                    (register(&paper.register))
                    (credibility(paper))
                }
                footer {
                    p { "corridor " (text("version")) ", network " (text("network")) " " code { (text("network_hash")) } }
                    p { (tables::cell(&stamp["attribution"])) }
                    p { "The same scenario, program and network give the same bytes. manifest.json lists every file with its SHA-256." }
                }
            }
        }
    };
    page.into_string()
}

fn summary(paper: &Paper) -> Markup {
    let weakest = paper.credibility.iter().min_by_key(|factor| factor.level);
    let count = |class: &str| paper.register.iter().filter(|entry| entry.evidence == class).count();
    html! {
        section #summary {
            h2 { "In one page" }
            @for section in &paper.sections {
                @let told = headline::headline(&section.ask, &section.json);
                article.card {
                    h3 { a href={ "#" (section.id) } { (section.title) } }
                    @if let Some((figure, counts)) = headline::figure(&section.ask, &section.json) {
                        p.figure { strong { (figure) } " " span { (counts) } }
                    }
                    @if let Some(first) = told.first() { p.first { (first) } }
                    ul { @for one in told.iter().skip(1) { li { (one) } } }
                }
            }
            article.card.sure {
                h3 { "How sure is this?" }
                p {
                    "The answers rest on " (paper.register.len()) " figures: "
                    @for (index, class) in CLASSES.iter().rev().enumerate() {
                        @if index > 0 { ", " } (count(class)) " " (class)
                    }
                    ". "
                    @if let Some(weakest) = weakest { "Weakest point: " (weakest.name) " (" (weakest.level) " of 4): " (weakest.why) "." }
                }
                p.small { (LIMITS[0]) " " (LIMITS[2]) }
            }
        }
    }
}

fn answer(section: &Section) -> Markup {
    html! {
        section.answer id=(section.id) {
            h2 { (section.title) }
            p.small { "Asked as " code { (section.command) } }
            @if let Some(picture) = &section.picture {
                figure {
                    img alt={ "Picture of the answer: " (section.title) } src={ "data:image/svg+xml," (utf8_percent_encode(picture, ESCAPED)) };
                }
            }
            (tables::bars(&section.ask, &section.json))
            (tables::tables(&section.ask, &section.json))
            @if let Some(notes) = section.json.get("notes").or_else(|| section.json.get("assumptions")).and_then(Json::as_array) {
                @if !notes.is_empty() {
                    h4 { "Notes" }
                    ul { @for note in notes { li { (tables::cell(note)) } } }
                }
            }
            details { summary { "The whole answer as text" } pre tabindex="0" { (section.table) } }
            @if !section.files.is_empty() {
                p.small { "Files: " @for (index, file) in section.files.iter().enumerate() {
                    @if index > 0 { ", " } a href=(file) { (file) }
                } }
            }
        }
    }
}

fn register(entries: &[Entry]) -> Markup {
    html! {
        section #register {
            h2 { "Register of figures" }
            p { "Every figure that the answers cite or that binds them, the least known first, with who says so and when." }
            div.scroll tabindex="0" role="region" aria-label="register of figures" {
                table {
                    thead { tr { @for heading in ["evidence", "figure", "source", "date", "questions"] { th scope="col" { (heading) } } } }
                    tbody { @for entry in entries {
                        tr class=(entry.evidence) {
                            td { (entry.evidence) }
                            td { (entry.figure) }
                            td { (entry.source) }
                            td { (entry.date) }
                            td { (entry.questions.join(", ")) }
                        }
                    } }
                }
            }
        }
    }
}

fn credibility(paper: &Paper) -> Markup {
    let mut factors: Vec<&Factor> = paper.credibility.iter().collect();
    factors.sort_by_key(|factor| factor.level);
    html! {
        section #credibility {
            h2 { "Credibility statement" }
            p { "Eight points after NASA-STD-7009, from 0 (unknown) to 4, the weakest first; never averaged." }
            div.scroll tabindex="0" role="region" aria-label="credibility" {
                table {
                    thead { tr { @for heading in ["point", "level", "why"] { th scope="col" { (heading) } } } }
                    tbody { @for factor in factors { tr { td { (factor.name) } td.num { (factor.level) } td { (factor.why) } } } }
                }
            }
            h3 { "Limits of use" }
            ul { @for limit in LIMITS { li { (limit) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn no_text_becomes_markup() {
        let evil = "<img src=x onerror=alert(1)>\"'&";
        let section = Section {
            id: "way".to_owned(),
            title: evil.to_owned(),
            ask: "route".to_owned(),
            command: evil.to_owned(),
            json: json!({
                "stamp": { "version": evil, "network": evil, "attribution": [evil] },
                "from": { "name": evil }, "to": { "name": evil }, "load": { "text": evil }, "notes": [evil],
                "routes": [{ "total_min": 5, "distance_km": 1.0, "legs": [{ "mode": evil }], "ledger": [{ "line": evil, "minutes": 5 }] }],
            }),
            table: evil.to_owned(),
            picture: Some(format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{evil}</text></svg>")),
            files: vec![evil.to_owned()],
        };
        let entry = Entry {
            figure: evil.to_owned(),
            source: evil.to_owned(),
            date: evil.to_owned(),
            evidence: "assumed".to_owned(),
            questions: vec![evil.to_owned()],
        };
        let page = render(&Paper {
            title: evil.to_owned(),
            summary: evil.to_owned(),
            sections: vec![section],
            register: vec![entry],
            credibility: vec![Factor { name: evil.to_owned(), level: 1, why: evil.to_owned() }],
        });
        assert!(!page.contains("<img src=x") && !page.contains("onerror=alert(1)>\""), "{page}");
        assert!(page.matches("&lt;img src=x").count() > 12);
        assert_eq!(page.matches("<script").count() + page.matches("http-equiv=\"refresh").count(), 0);
        assert!(!page.contains("src=\"http") && !page.contains("url("));
    }
}
