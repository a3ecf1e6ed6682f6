//! Distances of the embedded network against published ones (`tests/data/*.csv`).

use corridor::algo::labels::{Graph, NONE, potential};
use corridor::network::{LinkKind, Network, Topology};

/// A graph of lengths over the links that `keep` keeps (metres in place of seconds).
fn lengths(network: &Network, keep: impl Fn(LinkKind) -> bool) -> Graph {
    let mut graph = Graph { item_sets: vec![0, 1], ..Graph::default() };
    for link in &network.topology.links {
        graph.ends.push((link.a, link.b));
        graph.run_s.push(link.length_m);
        graph.class.push(0);
        graph.items.push(u16::from(!keep(link.kind)));
        graph.special.push(NONE);
    }
    graph.index(network.topology.nodes.len());
    graph
}

/// The node nearest to a position among those that a kept link touches, and its distance in metres.
fn nearest(network: &Network, graph: &Graph, lat: f64, lon: f64) -> (u32, f64) {
    let mut best = (0, f64::INFINITY);
    for (link, (a, b)) in graph.ends.iter().enumerate() {
        if graph.items[link] != 0 {
            continue;
        }
        for node in [*a, *b] {
            let at = &network.topology.nodes[node as usize];
            let metres = Topology::distance_m((f64::from(at.lat_e5) / 1e5, f64::from(at.lon_e5) / 1e5), (lat, lon));
            if metres < best.1 {
                best = (node, metres);
            }
        }
    }
    best
}

struct Pair {
    name: String,
    ours_km: f64,
    published_km: f64,
    snap_km: f64,
    note: String,
}

fn land(network: &Network, mode: &str) -> Vec<Pair> {
    let rail = |kind: LinkKind| matches!(kind, LinkKind::Rail(_) | LinkKind::Border | LinkKind::GaugeChange(_));
    let road = |kind: LinkKind| matches!(kind, LinkKind::Road(_) | LinkKind::Border | LinkKind::Shuttle(_));
    let graph = lengths(network, |kind| if mode == "rail" { rail(kind) } else { road(kind) });
    let ways = lengths(network, |kind| if mode == "rail" { matches!(kind, LinkKind::Rail(_)) } else { matches!(kind, LinkKind::Road(_)) });
    let mut reader = csv::Reader::from_reader(include_str!("data/land_distances.csv").as_bytes());
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record.expect("a readable row");
        if &record[6] != mode || record[10].starts_with("excluded") {
            continue;
        }
        let number = |index: usize| record[index].parse::<f64>().expect("a number");
        let (from, a) = nearest(network, &ways, number(2), number(3));
        let (to, b) = nearest(network, &ways, number(4), number(5));
        let metres = potential(&graph, to, 1)[from as usize];
        let ours_km = if metres == NONE { f64::INFINITY } else { f64::from(metres) / 1_000.0 };
        pairs.push(Pair { name: format!("{} - {}", &record[0], &record[1]), ours_km, published_km: number(7), snap_km: (a + b) / 1_000.0, note: record[10].to_owned() });
    }
    pairs
}

fn agree(mode: &str, within: f64) {
    let network = Network::europe().expect("the embedded network is sound");
    let pairs = land(&network, mode);
    let mut good = 0;
    for pair in &pairs {
        let ratio = pair.ours_km / pair.published_km;
        let ok = (ratio - 1.0).abs() <= within;
        good += usize::from(ok);
        println!("{} {mode} {:<40} {:>7.0} of {:>7.0} km, ratio {ratio:.3}, ends off {:.1} km; {}", if ok { " " } else { "!" }, pair.name, pair.ours_km, pair.published_km, pair.snap_km, pair.note);
    }
    println!("{mode}: {good} of {} within {:.0} %", pairs.len(), within * 100.0);
    assert!(pairs.len() >= 40, "too few pairs to say anything: {}", pairs.len());
    assert!(good * 10 >= pairs.len() * 9, "{mode}: only {good} of {} pairs within {:.0} %", pairs.len(), within * 100.0);
}

#[test]
fn nine_in_ten_rail_distances_are_within_five_percent() {
    agree("rail", 0.05);
}

#[test]
fn nine_in_ten_road_distances_are_within_seven_percent() {
    agree("road", 0.07);
}

#[test]
fn sea_distances_are_within_five_percent() {
    let network = Network::europe().expect("the embedded network is sound");
    let graph = lengths(&network, |kind| matches!(kind, LinkKind::Sea(_) | LinkKind::SeaAccess(_)));
    let mut reader = csv::Reader::from_reader(include_str!("data/sea_distances.csv").as_bytes());
    let (mut good, mut all) = (0, 0);
    for record in reader.records() {
        let record = record.expect("a readable row");
        if record[5].starts_with("excluded") {
            continue;
        }
        let node = |id: &str| network.facilities.iter().position(|facility| facility.id == format!("port:{id}")).map(|index| network.topology.facility_node[index]);
        let (Some(from), Some(to)) = (node(&record[0]), node(&record[1])) else { continue };
        let published: f64 = record[2].parse().expect("a number");
        let ours = f64::from(potential(&graph, to, 1)[from as usize]) / 1_852.0;
        let ratio = ours / published;
        let ok = (ratio - 1.0).abs() <= 0.05;
        all += 1;
        good += usize::from(ok);
        if !ok {
            println!("! sea {} - {}: {ours:.0} of {published:.0} nm, ratio {ratio:.3}", &record[0], &record[1]);
        }
    }
    println!("sea: {good} of {all} within 5 %");
    assert!(all >= 60, "too few pairs: {all}");
    assert!(good * 100 >= all * 93, "only {good} of {all} sea distances within 5 %");
}
