//! A card file to a card: words, years and sums.

use crate::data::card_file::CardFile;
use crate::data::record::{At, nearest};
use crate::data::rows::{Evidence, Provenance};
use crate::error::{Place, Problem};
use crate::network::Network;

use super::resolve::{Resolver, effects};
use super::{Card, CardKind, Cost};

/// States of a project, from a thought to traffic.
const STATUS: &[&str] = &["idea", "study", "design", "proposed", "approved", "tender", "works", "done", "suspended"];
const TEN_T: &[&str] = &["core", "extended-core", "comprehensive", "none"];
/// A cost beyond this many EUR million is a slip of the unit.
const COST_MAX_EUR_M: f64 = 1_000_000.0;

/// Reads one file; what is wrong goes to `problems`.
pub(super) fn card(network: &Network, file: &CardFile, problems: &mut Vec<Problem>) -> Card {
    let mut reader = Reader { network, file, problems };
    let id = reader.words("id");
    let name = file.file.trim_end_matches(".toml");
    if id != name {
        reader.tell("id", "id-is-file", format!("\"{id}\" is not the name of the file; call the file {id}.toml"));
    }
    let kind = match reader.word("kind", &["works", "reform"]).as_str() {
        "reform" => CardKind::Reform,
        _ => CardKind::Works,
    };
    let states = reader.states();
    let cost = reader.cost();
    let (start_year, completion_year) = (reader.year("start_year"), reader.year("completion_year"));
    if let (Some(start), Some(completion)) = (start_year, completion_year)
        && start > completion
    {
        reader.tell("completion_year", "years-ordered", format!("{completion} lies before the start in {start}"));
    }
    let legal_instrument = reader.optional("legal_instrument");
    let agree = reader.texts("agree");
    if kind == CardKind::Reform {
        if legal_instrument.is_none() {
            reader.tell("legal_instrument", "reform-whole", "a reform names the act that it needs".to_owned());
        }
        if agree.is_empty() {
            reader.tell("agree", "reform-whole", "a reform names who must agree".to_owned());
        }
    }
    let ten_t = reader.optional("ten_t");
    if let Some(word) = &ten_t {
        reader.known("ten_t", word, TEN_T);
    }
    let secured = reader.file.record.number("secured_eur_m");
    let secured_keur = secured.map_or(0, |at| reader.keur("secured_eur_m", &at));
    let provenance = reader.provenance();
    let status = reader.word("status", STATUS);
    let owner = reader.words("owner");
    let record = &file.record;
    let mut resolver = Resolver { network, file, problems: reader.problems, provenance: provenance.clone() };
    let effects = effects(&mut resolver, record);
    Card {
        name: record.text("name").map_or_else(String::new, |at| at.value),
        kind,
        states,
        owner,
        cost,
        start_year,
        completion_year,
        status,
        instruments: record.texts("instruments").value,
        secured_keur,
        ten_t,
        dual_use: record.flag("dual_use"),
        legal_instrument,
        agree,
        requires: record.texts("requires").value,
        excludes: record.texts("excludes").value,
        provenance,
        file: file.file.clone(),
        text: file.text.clone(),
        effects,
        id,
    }
}

struct Reader<'a> {
    network: &'a Network,
    file: &'a CardFile,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn tell(&mut self, field: &str, check: &str, message: String) {
        let place = Place::field(&self.file.file, self.file.record.line_of(field), field);
        self.problems.push(Problem::new(place, check, message));
    }

    /// A text that must not be empty.
    fn words(&mut self, field: &str) -> String {
        let text = self.file.record.text(field).map_or_else(String::new, |at| at.value);
        if text.trim().is_empty() {
            self.tell(field, "not-empty", format!("{field} is empty; say it or ask who knows"));
        }
        text
    }

    fn optional(&mut self, field: &str) -> Option<String> {
        self.file.record.text(field).map(|at| at.value).filter(|text| !text.trim().is_empty())
    }

    fn texts(&self, field: &str) -> Vec<String> {
        self.file.record.texts(field).value
    }

    fn known(&mut self, field: &str, word: &str, known: &[&str]) {
        if !known.contains(&word) {
            let near = nearest(word, known.iter().copied());
            let hint = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            self.tell(field, "known-word", format!("\"{word}\" is not one of {}{hint}", known.join(", ")));
        }
    }

    fn word(&mut self, field: &str, known: &[&str]) -> String {
        let word = self.words(field);
        self.known(field, &word, known);
        word
    }

    fn states(&mut self) -> Vec<String> {
        let mut states = Vec::new();
        for state in self.texts("states") {
            match self.network.country(&state) {
                Ok(index) => states.push(self.network.country_code(index).to_owned()),
                Err(error) => self.tell("states", "known-country", error.to_string()),
            }
        }
        if states.is_empty() {
            self.tell("states", "not-empty", "name at least one state".to_owned());
        }
        states.sort();
        states.dedup();
        states
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie between 0 and the most")]
    fn keur(&mut self, field: &str, at: &At<f64>) -> u64 {
        if !(0.0..=COST_MAX_EUR_M).contains(&at.value) {
            let message = format!("{} is not between 0 and {COST_MAX_EUR_M} EUR million; check the unit", at.value);
            self.tell(field, "in-range", message);
            return 0;
        }
        (at.value * 1_000.0).round() as u64
    }

    fn cost(&mut self) -> Option<Cost> {
        let fields = ["cost_low_eur_m", "cost_eur_m", "cost_high_eur_m"];
        let given = fields.map(|field| self.file.record.number(field));
        let Some(typical) = &given[1] else {
            if given.iter().any(Option::is_some) {
                self.tell("cost_eur_m", "range-whole", "a low or high cost needs cost_eur_m between them".to_owned());
            }
            return None;
        };
        let keur = self.keur("cost_eur_m", typical);
        let mut end = |index: usize| given[index].as_ref().map_or(keur, |at| self.keur(fields[index], at));
        let (low_keur, high_keur) = (end(0), end(2));
        if low_keur > keur || keur > high_keur {
            self.tell("cost_eur_m", "range-ordered", "low, typical and high cost are not in order".to_owned());
        }
        let price_year = self.year("price_year");
        if price_year.is_none() && keur > 0 {
            self.tell("price_year", "cost-whole", "a cost needs the year of its prices".to_owned());
        }
        Some(Cost { low_keur, keur, high_keur, price_year })
    }

    fn year(&mut self, field: &str) -> Option<u32> {
        let given = self.file.record.count(field)?;
        let year = u32::try_from(given.value).unwrap_or(u32::MAX);
        if !(1990..=2100).contains(&year) {
            self.tell(field, "in-range", format!("{year} is no year between 1990 and 2100"));
        }
        Some(year)
    }

    fn provenance(&mut self) -> Provenance {
        let source = self.words("source");
        let date = self.words("date");
        if !date.is_empty() && !crate::data::tables::is_date(&date) {
            self.tell("date", "date", format!("\"{date}\" is no date; write YYYY, YYYY-MM or YYYY-MM-DD"));
        }
        let evidence = match self.word("evidence", &["official", "published", "derived", "assumed"]).as_str() {
            "official" => Evidence::Official,
            "published" => Evidence::Published,
            "derived" => Evidence::Derived,
            _ => Evidence::Assumed,
        };
        let note = self.optional("note").unwrap_or_default();
        Provenance { source, date, evidence, note }
    }
}
