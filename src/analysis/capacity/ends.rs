//! Where from and where to: words to sets of places.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::network::find::{Target, fold};
use crate::network::{FacilityKind, Network};

/// A set of places that a question names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ends {
    /// As asked, tidied: `Lithuania`, `North Sea ports`.
    pub(super) name: String,
    /// Nodes, ascending.
    pub(super) nodes: Vec<u32>,
    /// States in which they lie.
    pub(super) countries: BTreeSet<u8>,
}

impl Ends {
    fn of(network: &Network, name: &str, mut nodes: Vec<u32>) -> Ends {
        nodes.sort_unstable();
        nodes.dedup();
        let countries = nodes.iter().map(|node| network.topology.nodes[*node as usize].country).collect();
        Ends { name: name.to_owned(), nodes, countries }
    }

    /// Several sets as one.
    pub(super) fn together(network: &Network, sets: &[Ends]) -> Ends {
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        let nodes = sets.iter().flat_map(|set| set.nodes.iter().copied()).collect();
        Ends::of(network, &names.join(", "), nodes)
    }
}

/// Facilities of a kind that fulfil a condition.
fn facilities(network: &Network, wanted: impl Fn(&FacilityKind, u8, &str) -> bool) -> Vec<u32> {
    let all = network.facilities.iter().zip(&network.topology.facility_node);
    all.filter(|(facility, _)| wanted(&facility.kind, facility.country, &facility.id)).map(|(_, node)| *node).collect()
}

/// The set that a word means: `ports:GROUP`, a theatre of `areas.csv`, a state (all its places), or one place.
///
/// # Errors
/// When nothing bears the name, with suggestions.
pub(super) fn ends(network: &Network, text: &str) -> Result<Ends> {
    let areas = network.tables.areas.iter().map(|lined| &lined.row);
    if let Some(group) = text.trim().strip_prefix("ports:") {
        let wanted = fold(group);
        let same = |name: &str| fold(name) == wanted;
        if let Some(row) = areas.clone().find(|row| row.kind == "ports" && (same(&row.id) || same(&row.name))) {
            let member =
                |id: &str| row.members.0.iter().any(|member| member == "*" || id.strip_prefix("port:") == Some(member));
            return Ok(Ends::of(
                network,
                &row.name,
                facilities(network, |kind, _, id| matches!(kind, FacilityKind::Port(_)) && member(id)),
            ));
        }
        if let Ok(country) = network.country(group) {
            let name = format!("ports of {}", network.countries[country as usize].name);
            return Ok(Ends::of(
                network,
                &name,
                facilities(network, |kind, at, _| matches!(kind, FacilityKind::Port(_)) && at == country),
            ));
        }
        let known: Vec<String> =
            areas.filter(|row| row.kind == "ports").map(|row| format!("ports:{}", row.id)).collect();
        return Err(Error::Question(if known.is_empty() {
            format!(
                "no group of ports is called \"{group}\": this network has no groups of ports (areas.csv); name places"
            )
        } else {
            format!("no group of ports is called \"{group}\"; there are {}", known.join(", "))
        }));
    }
    let wanted = fold(text);
    let theatre =
        areas.clone().find(|row| row.kind == "theatre" && (fold(&row.id) == wanted || fold(&row.name) == wanted));
    let codes: Option<(String, Vec<u8>)> = match theatre {
        Some(row) => {
            let codes = row.members.0.iter().map(|code| network.country(code)).collect::<Result<Vec<u8>>>()?;
            Some((row.name.clone(), codes))
        }
        None if fold(text).is_empty() => None,
        None => {
            network.country(text).ok().map(|country| (network.countries[country as usize].name.clone(), vec![country]))
        }
    };
    if let Some((name, codes)) = codes {
        let nodes = facilities(network, |kind, at, _| matches!(kind, FacilityKind::Place(_)) && codes.contains(&at));
        if nodes.is_empty() {
            return Err(Error::Question(format!(
                "{name} has no place in places.csv that anything could reach; name a place"
            )));
        }
        return Ok(Ends::of(network, &name, nodes));
    }
    match network.place(text) {
        Ok(target) => {
            let node = network.node_of(target);
            let name = match target {
                Target::Facility(index) => network.facilities[index as usize].name.clone(),
                Target::Settlement(_) => network.node_name(node),
            };
            Ok(Ends::of(network, &name, vec![node]))
        }
        Err(error) => {
            let like = |row: &&crate::data::rows::AreaRow| strsim::jaro_winkler(&fold(&row.id), &wanted);
            let near = areas.filter(|row| row.kind == "theatre").max_by(|a, b| like(a).total_cmp(&like(b)));
            let hint = near.map_or(String::new(), |row| format!("; among theatres the nearest is {}", row.id));
            Err(Error::Question(format!("{error}{hint}")))
        }
    }
}
