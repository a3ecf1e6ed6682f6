//! Distances of the embedded network against published ones (`tests/data/*.csv`).

use corridor::algo::labels::{Graph, NONE, potential};
use corridor::data::base::Shapes;
use corridor::data::folder::Files;
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

/// A spot on a link: the link and how far along it from its first end (0 to 1), with the way to it in metres.
struct Foot {
    link: usize,
    share: f64,
    off_m: f64,
}

/// The foot of a position on the nearest link that is kept, along its drawn shape.
fn foot(network: &Network, shapes: &Shapes, graph: &Graph, lat: f64, lon: f64) -> Foot {
    let mut best = Foot { link: 0, share: 0.0, off_m: f64::INFINITY };
    let squeeze = lat.to_radians().cos();
    for (link, one) in network.topology.links.iter().enumerate() {
        let (LinkKind::Road(base) | LinkKind::Rail(base)) = one.kind else { continue };
        if graph.items[link] != 0 {
            continue;
        }
        let end = |node: u32| {
            let node = &network.topology.nodes[node as usize];
            (f64::from(node.lat_e5) / 1e5, f64::from(node.lon_e5) / 1e5)
        };
        let mut line = vec![end(one.a)];
        line.extend(shapes.0[base as usize].iter().map(|(lat, lon)| (f64::from(*lat) / 1e5, f64::from(*lon) / 1e5)));
        line.push(end(one.b));
        if line.iter().all(|point| (point.0 - lat).abs() > 1.0 || (point.1 - lon).abs() > 1.5) {
            continue;
        }
        let steps: Vec<f64> = line.windows(2).map(|pair| Topology::distance_m(pair[0], pair[1])).collect();
        let total: f64 = steps.iter().sum::<f64>().max(1.0);
        let mut before = 0.0;
        for (pair, step) in line.windows(2).zip(&steps) {
            let (dx, dy) = ((pair[1].1 - pair[0].1) * squeeze, pair[1].0 - pair[0].0);
            let (px, py) = ((lon - pair[0].1) * squeeze, lat - pair[0].0);
            let along = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1e-12)).clamp(0.0, 1.0);
            let at = (pair[0].0 + along * (pair[1].0 - pair[0].0), pair[0].1 + along * (pair[1].1 - pair[0].1));
            let off_m = Topology::distance_m(at, (lat, lon));
            if off_m < best.off_m {
                best = Foot { link, share: (before + along * step) / total, off_m };
            }
            before += step;
        }
    }
    best
}

/// Shortest length between two feet, metres.
fn between(network: &Network, graph: &Graph, from: &Foot, to: &Foot) -> f64 {
    let length = |foot: &Foot| f64::from(network.topology.links[foot.link].length_m);
    let ends = |foot: &Foot| {
        let (a, b) = graph.ends[foot.link];
        [(a, foot.share * length(foot)), (b, (1.0 - foot.share) * length(foot))]
    };
    let mut best = if from.link == to.link { (from.share - to.share).abs() * length(from) } else { f64::INFINITY };
    for (target, tail) in ends(to) {
        let reach = potential(graph, target, 1);
        for (start, head) in ends(from) {
            if reach[start as usize] != NONE {
                best = best.min(head + f64::from(reach[start as usize]) + tail);
            }
        }
    }
    best
}

/// The committed network folder (its bytes are those embedded in the program; another test says so).
fn europe() -> Network {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("networks/europe");
    Network::new(Files::open(&folder).expect("the committed folder")).expect("a sound network")
}

struct Pair {
    name: String,
    ours_km: f64,
    published_km: f64,
    snap_km: f64,
    note: String,
}

fn land(network: &Network, mode: &str) -> Vec<Pair> {
    let shapes = network.shapes().expect("the embedded network is sound");
    let rail = |kind: LinkKind| matches!(kind, LinkKind::Rail(_) | LinkKind::Border | LinkKind::GaugeChange(_));
    let road = |kind: LinkKind| matches!(kind, LinkKind::Road(_) | LinkKind::Border | LinkKind::Shuttle(_));
    let graph = lengths(network, |kind| if mode == "rail" { rail(kind) } else { road(kind) });
    let ways = lengths(network, |kind| {
        if mode == "rail" { matches!(kind, LinkKind::Rail(_)) } else { matches!(kind, LinkKind::Road(_)) }
    });
    let mut reader = csv::Reader::from_reader(include_str!("data/land_distances.csv").as_bytes());
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record.expect("a readable row");
        if &record[6] != mode || record[10].starts_with("excluded") {
            continue;
        }
        let number = |index: usize| record[index].parse::<f64>().expect("a number");
        let from = foot(network, &shapes, &ways, number(2), number(3));
        let to = foot(network, &shapes, &ways, number(4), number(5));
        let ours_km = between(network, &graph, &from, &to) / 1_000.0;
        pairs.push(Pair {
            name: format!("{} - {}", &record[0], &record[1]),
            ours_km,
            published_km: number(7),
            snap_km: (from.off_m + to.off_m) / 1_000.0,
            note: record[10].to_owned(),
        });
    }
    pairs
}

/// Prints every pair and counts those within a bound.
fn count_within(mode: &str, within: f64) -> (usize, usize) {
    let network = europe();
    let pairs = land(&network, mode);
    let mut good = 0;
    for pair in &pairs {
        let ratio = pair.ours_km / pair.published_km;
        let ok = (ratio - 1.0).abs() <= within;
        good += usize::from(ok);
        let mark = if ok { " " } else { "!" };
        println!(
            "{mark} {mode} {:<40} {:>7.0} of {:>7.0} km, ratio {ratio:.3}, ends off {:.1} km; {}",
            pair.name, pair.ours_km, pair.published_km, pair.snap_km, pair.note
        );
    }
    println!("{mode}: {good} of {} within {:.0} %", pairs.len(), within * 100.0);
    assert!(pairs.len() >= 40, "too few pairs to say anything: {}", pairs.len());
    (good, pairs.len())
}

#[test]
fn nine_in_ten_distances_are_as_published() {
    let (rail, rails) = count_within("rail", 0.05);
    let (road, roads) = count_within("road", 0.07);
    assert!(rail * 10 >= rails * 9, "rail: only {rail} of {rails} pairs within 5 %");
    // Mountain and coast roads of the straightened source stay too short, dense towns too long.
    assert!(road * 100 >= roads * 85, "road: only {road} of {roads} pairs within 7 %");
    assert!((rail + road) * 10 >= (rails + roads) * 9, "together only {} of {}", rail + road, rails + roads);
}

#[test]
fn sea_distances_are_within_five_percent() {
    let network = europe();
    let graph = lengths(&network, |kind| matches!(kind, LinkKind::Sea(_) | LinkKind::SeaAccess(_)));
    let mut reader = csv::Reader::from_reader(include_str!("data/sea_distances.csv").as_bytes());
    let (mut good, mut all) = (0, 0);
    for record in reader.records() {
        let record = record.expect("a readable row");
        if record[5].starts_with("excluded") {
            continue;
        }
        let node = |id: &str| {
            network
                .facilities
                .iter()
                .position(|facility| facility.id == format!("port:{id}"))
                .map(|index| network.topology.facility_node[index])
        };
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
