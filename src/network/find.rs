//! Places by name: exact, folded and fuzzy, with suggestions.

use super::{Network, NodeKind, topology::Topology};
use crate::data::base::Way;
use crate::error::{Error, Result};

/// Something that a name can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A facility (index).
    Facility(u32),
    /// A settlement on a road: the node of the base that bears its plain name.
    Settlement(u32),
}

/// Lower case, accents and punctuation gone: `Göteborg (port)` and `goteborg port` are the same.
///
/// ```
/// use corridor::network::find::fold;
/// assert_eq!(fold("Adaži, Rīga"), "adazi riga");
/// assert_eq!(fold("GÖTEBORG"), "goteborg");
/// assert_eq!(fold("Αθήνα, Греция"), "αθήνα греция");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ď' | 'đ' => folded.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'ģ' | 'ğ' => folded.push('g'),
            'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => folded.push('i'),
            'ķ' => folded.push('k'),
            'ł' | 'ļ' | 'ľ' | 'ĺ' => folded.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => folded.push('n'),
            'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ő' => folded.push('o'),
            'ř' | 'ŕ' => folded.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => folded.push('s'),
            'ť' | 'ţ' | 'ț' => folded.push('t'),
            'ü' | 'ú' | 'ù' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => folded.push('u'),
            'ý' | 'ÿ' => folded.push('y'),
            'ź' | 'ż' | 'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            '\u{300}'..='\u{36f}' => {}
            // Greek, Cyrillic and other letters stay as they are: a name in them is a name.
            _ if letter.is_alphanumeric() => folded.push(letter),
            _ => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
        }
    }
    folded.trim_end().to_owned()
}

/// A candidate for a name: what it is, its name, its id, how alike it is (1: the same).
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// What.
    pub target: Target,
    /// Name.
    pub name: String,
    /// Id to ask for it exactly.
    pub id: String,
    /// ISO code.
    pub country: String,
    /// 1 for the same name, less for similar ones.
    pub likeness: f64,
}

/// Names at least this alike are worth suggesting.
const LIKENESS_MIN: f64 = 0.80;

/// At least this alike is the same name.
const SAME: f64 = 0.998;

impl Network {
    /// All that a text may mean, the most alike first. `CC:name` or `name, CC` keeps to one country.
    pub fn find(&self, text: &str) -> Vec<Match> {
        let mut matches = self.find_facilities(text, false);
        let (wanted, country) = self.split_country(text);
        for (index, node) in (0_u32..).zip(&self.base.nodes) {
            if node.way != Way::Road || node.border || self.own.is_some() {
                continue;
            }
            let name = &self.base.names[node.name as usize];
            if name.contains('(') {
                continue;
            }
            let code = self.base.countries[node.country as usize].as_str();
            if country.is_some_and(|country| country != code) {
                continue;
            }
            let likeness = alike(&wanted, &fold(name)) * 0.999;
            if likeness >= LIKENESS_MIN {
                let id = format!("{code}:{}", fold(name).replace(' ', "-"));
                matches.push(Match {
                    target: Target::Settlement(index),
                    name: name.to_owned(),
                    id,
                    country: code.to_owned(),
                    likeness,
                });
            }
        }
        matches.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.target.cmp(&b.target)));
        matches
    }

    /// Like [`Network::find`], among facilities only, and if wanted only those of exactly this name.
    fn find_facilities(&self, text: &str, exact: bool) -> Vec<Match> {
        let alike = if exact { same_name } else { alike };
        let (wanted, country) = self.split_country(text);
        let mut matches: Vec<Match> = Vec::new();
        for (index, facility) in (0_u32..).zip(&self.facilities) {
            let code = self.country_code(facility.country);
            if country.is_some_and(|country| country != code) {
                continue;
            }
            let bare = facility.id.split_once(':').map_or("", |(_, id)| id);
            let names = [facility.id.as_str(), bare, facility.name.as_str()]
                .into_iter()
                .chain(facility.aliases.iter().map(String::as_str));
            let worth = |name: &&str| !exact || may_begin(name, &wanted);
            let likeness = names.filter(worth).map(|name| alike(&wanted, &fold(name))).fold(0.0, f64::max);
            if likeness >= LIKENESS_MIN {
                let (name, id) = (facility.name.clone(), facility.id.clone());
                matches.push(Match { target: Target::Facility(index), name, id, country: code.to_owned(), likeness });
            }
        }
        matches.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.target.cmp(&b.target)));
        matches
    }

    /// The one place that a text means.
    ///
    /// # Errors
    /// When nothing bears the name (with suggestions) or several places do (with their ids).
    pub fn place(&self, text: &str) -> Result<Target> {
        if fold(text).is_empty() {
            return Err(Error::Question(format!(
                "\"{text}\" names no place; give the name of a port, a town or a training area"
            )));
        }
        if let Some(index) =
            (0_u32..).zip(&self.facilities).find_map(|(index, facility)| (facility.id == text).then_some(index))
        {
            return Ok(Target::Facility(index));
        }
        let mut matches = self.find_facilities(text, true);
        if matches.is_empty() {
            matches = self.find(text);
        }
        let same: Vec<&Match> = matches.iter().filter(|found| found.likeness > SAME).collect();
        match same.as_slice() {
            [one] => return Ok(one.target),
            [] => {}
            _ => {
                if let Some(target) = self.same_spot(&same) {
                    return Ok(target);
                }
                let ids: Vec<String> = same
                    .iter()
                    .take(8)
                    .map(|found| format!("{} ({}, {})", found.id, found.name, found.country))
                    .collect();
                return Err(Error::Question(format!(
                    "\"{text}\" may mean several places; ask for one of them by its id: {}",
                    ids.join(", ")
                )));
            }
        }
        let mut near: Vec<String> = Vec::new();
        for found in &matches {
            let words = format!("{} ({})", found.name, found.country);
            if near.len() < 3 && !near.contains(&words) {
                near.push(words);
            }
        }
        let hint = if near.is_empty() {
            "`corridor network find` searches all names".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        Err(Error::Question(format!("no place is called \"{text}\"; {hint}")))
    }

    /// Several facilities of one name within 15 km are one place to a planner: the place, else the port, is meant.
    fn same_spot(&self, found: &[&Match]) -> Option<Target> {
        let facility = |target: Target| match target {
            Target::Facility(index) => Some((index, &self.facilities[index as usize])),
            Target::Settlement(_) => None,
        };
        let (_, first) = facility(found.first()?.target)?;
        let mut best: Option<(u8, u32)> = None;
        for one in found {
            let (index, other) = facility(one.target)?;
            if Topology::distance_m((first.lat, first.lon), (other.lat, other.lon)) > 15_000.0 {
                return None;
            }
            let rank = match other.kind.word() {
                "place" => 0,
                "port" => 1,
                _ => 2,
            };
            best = best.into_iter().chain([(rank, index)]).min();
        }
        best.map(|(_, index)| Target::Facility(index))
    }

    fn split_country<'a>(&'a self, text: &str) -> (String, Option<&'a str>) {
        let code = |code: &str| {
            self.countries
                .iter()
                .find(|country| country.code.eq_ignore_ascii_case(code.trim()))
                .map(|country| country.code.as_str())
        };
        if let Some((name, suffix)) = text.rsplit_once(',')
            && let Some(code) = code(suffix)
        {
            return (fold(name), Some(code));
        }
        if let Some((prefix, name)) = text.split_once(':')
            && let Some(code) = code(prefix)
        {
            return (fold(name), Some(code));
        }
        (fold(text), None)
    }

    /// The node at which a target lies.
    pub fn node_of(&self, target: Target) -> u32 {
        match target {
            Target::Facility(index) => self.topology.facility_node[index as usize],
            Target::Settlement(node) => node,
        }
    }

    /// Name of a node for people.
    pub fn node_name(&self, node: u32) -> String {
        match self.topology.nodes[node as usize].kind {
            NodeKind::Base(base) => self.base.names[self.base.nodes[base as usize].name as usize].to_owned(),
            NodeKind::Facility(index) => self.facilities[index as usize].name.clone(),
            NodeKind::Wharf(index) | NodeKind::Apron(index) => self.facilities[index as usize].name.clone(),
            NodeKind::Roadstead(index) => format!("{} roads", self.facilities[index as usize].name),
            NodeKind::SeaPoint(row) => self.tables.sea_points[row as usize].row.name.clone(),
        }
    }
}

/// Whether a name may fold to a text, by its first letter: false only when it surely does not.
fn may_begin(name: &str, folded: &str) -> bool {
    match (name.bytes().next(), folded.bytes().next()) {
        (Some(first), Some(wanted)) if first.is_ascii_alphanumeric() => first.to_ascii_lowercase() == wanted,
        _ => true,
    }
}

/// 1 for the same text, else 0.
fn same_name(wanted: &str, name: &str) -> f64 {
    f64::from(u8::from(wanted == name))
}

/// 1 for the same text, else the Jaro-Winkler likeness, a little more when one begins with the other.
fn alike(wanted: &str, name: &str) -> f64 {
    if wanted == name {
        return 1.0;
    }
    let near = wanted.len().abs_diff(name.len()) <= 6 || name.starts_with(wanted);
    if !near || wanted.is_empty() || name.is_empty() {
        return 0.0;
    }
    let bonus = if wanted.len() >= 4 && name.split(' ').any(|word| word == wanted) { 0.05 } else { 0.0 };
    (strsim::jaro_winkler(wanted, name) + bonus).min(0.99)
}
