use super::{Along, Capacities, Sharing, Unit, allowance};
use crate::network::rules::Case;
use crate::network::{LinkKind, Network};

fn model() -> (Network, Capacities) {
    let network = Network::europe().expect("the embedded network is sound");
    let capacities = Capacities::new(&network, "today").expect("all factors are there");
    (network, capacities)
}

#[test]
fn every_way_but_the_open_sea_has_a_capacity() {
    let (network, capacities) = model();
    for (index, link) in (0_u32..).zip(&network.topology.links) {
        let free = match link.kind {
            LinkKind::Sea(_) => true,
            LinkKind::RoadAccess(facility) => !network.facilities[facility as usize].id.starts_with("port:"),
            _ => false,
        };
        assert_eq!(capacities.of_link(index).is_empty(), free, "{:?}", link.kind);
    }
    for (index, asset) in (0_u32..).zip(&capacities.assets) {
        assert!(capacities.links_of(index).next().is_some(), "{} has no link", capacities.id(&network, index));
        assert!(asset.military.low <= asset.military.typical && asset.military.typical <= asset.military.high);
        assert!(!asset.basis.is_empty(), "{} rests on nothing", capacities.id(&network, index));
    }
}

#[test]
fn ids_are_unique_and_found_again() {
    let (network, capacities) = model();
    let mut ids: Vec<String> =
        (0_u32..).zip(&capacities.assets).map(|(index, _)| capacities.id(&network, index)).collect();
    for (index, id) in (0_u32..).zip(&ids).filter(|(index, _)| index % 97 == 0) {
        assert_eq!(capacities.find(&network, id), Some(index), "{id}");
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn a_visit_counts_once() {
    let (network, capacities) = model();
    let site = capacities.find(&network, "gauge-change:mockava").expect("a row of the table");
    assert_eq!(capacities.assets[site as usize].sharing, Sharing::Site);
    let links: Vec<u32> = capacities.links_of(site).collect();
    assert!(links.len() >= 3, "the gauge change and the ramps of either gauge: {links:?}");
    let ramps: Vec<(u32, bool)> = links
        .iter()
        .filter(|link| matches!(network.topology.links[**link as usize].kind, LinkKind::RailAccess(_)))
        .map(|link| (*link, true))
        .collect();
    let visits = capacities.passages(&ramps);
    assert_eq!(visits.iter().filter(|visit| visit.asset == site).count(), 1, "two ramps of one place, one visit");
    let away = [ramps[0], (0, true), ramps[0]];
    assert_eq!(capacities.passages(&away).iter().filter(|visit| visit.asset == site).count(), 2);
}

#[test]
fn landing_uses_quay_and_gate_and_leaving_does_not() {
    let (network, capacities) = model();
    let discharge = capacities.find(&network, "discharge:klaipeda").expect("a port");
    let link = capacities.links_of(discharge).next().expect("its link");
    let of = |forward: bool| -> Vec<&'static str> {
        let visits = capacities.passages(&[(link, forward)]);
        visits.iter().map(|visit| capacities.assets[visit.asset as usize].kind.word()).collect()
    };
    assert_eq!(of(false), ["port discharge"]);
    assert_eq!(of(true), ["port loading"]);
    let gate = capacities.find(&network, "clearance:klaipeda").expect("a port");
    let road = capacities.links_of(gate).next().expect("its link");
    assert_eq!(capacities.passages(&[(road, true)]).len(), 1, "leaving by road");
    assert_eq!(capacities.passages(&[(road, false)]).len(), 0, "entering by road");
}

#[test]
fn the_regime_decides_which_quotas_count() {
    let (network, today) = model();
    let waived = Capacities::new(&network, "waived").expect("all factors are there");
    let quotas = |model: &Capacities| model.assets.iter().filter(|asset| asset.kind.is_paper()).count();
    assert!(quotas(&today) > 100);
    assert_eq!(quotas(&waived), 0);
    let crossing = today.assets.iter().position(|asset| asset.kind.is_paper()).expect("there are quotas");
    let index = u32::try_from(crossing).expect("few assets");
    let link = today.links_of(index).next().expect("its link");
    assert!(today.of_link(link).iter().any(|one| one.asset == index && one.along != Along::Either));
    assert!(matches!(today.assets[crossing].unit, Unit::Trains | Unit::Vehicles));
}

#[test]
fn an_end_of_the_range_is_a_level_for_every_asset() {
    let (_, capacities) = model();
    let (low, high) = (capacities.levels(Case::Worst), capacities.levels(Case::Best));
    assert!(low.iter().zip(&high).all(|(low, high)| low <= high));
    assert_eq!(low.len(), capacities.assets.len());
}

#[test]
fn windows_never_exceed_the_rate() {
    for level in [1, 333, 1_000, 2_500, 7_999] {
        let through: Vec<u64> = allowance(level, 0..50);
        for days in 1..=50_usize {
            let sum: u64 = through[..days].iter().sum();
            assert!(sum * 1_000 <= level * days as u64 && (sum + 1) * 1_000 > level * days as u64);
        }
    }
}
