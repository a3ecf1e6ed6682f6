//! The detailed benchmark with its rivals: RoutingKit (C++), the crates `cch` and `fast_paths`. See `benches/README.md`.

#[path = "../../detailed/input.rs"]
mod input;
mod kit;
#[path = "../../detailed/ours.rs"]
mod ours;
#[path = "../../detailed/race.rs"]
mod race;

use cch::{Cch, PathQuery};
use corridor::algo::graph::LinkSet;
use race::{Answer, Ask, Contestant, clocked};
use routingkit_cch::{CCH, CCHMetric, CCHQuery};

fn main() {
    let Some(input) = input::from_arguments() else { return };
    ours::with_contestants(&input, |vehicles, fixed| race_with_peers(&input, vehicles, fixed));
}

/// What lives as long as the program.
fn kept<T>((made, ms): (T, f64)) -> (&'static T, f64) {
    (Box::leak(Box::new(made)), ms)
}

/// The graph as arcs by tail.
struct Arcs {
    first: Vec<u32>,
    tail: Vec<u32>,
    head: Vec<u32>,
    weight: Vec<u32>,
    link: Vec<u32>,
}

fn arcs(input: &input::Input) -> Arcs {
    let mut arcs = Arcs { first: vec![0], tail: vec![], head: vec![], weight: vec![], link: vec![] };
    for node in 0..input.graph.nodes() as u32 {
        for arc in input.graph.arcs(node) {
            arcs.tail.push(node);
            arcs.head.push(arc.head);
            arcs.weight.push(arc.weight);
            arcs.link.push(arc.link);
        }
        arcs.first.push(arcs.head.len() as u32);
    }
    arcs
}

fn peer<'a>(name: &'static str, every: usize, ask: Ask<'a>) -> Contestant<'a> {
    Contestant { name, ours: false, every, ask }
}

fn race_with_peers(input: &input::Input, vehicles: Vec<Contestant>, fixed: Vec<Contestant>) {
    let (mut vehicles, mut fixed) = (vehicles, fixed);
    let arcs = arcs(input);
    let nodes = input.graph.nodes() as u32;
    let (lat, lon): (Vec<f32>, Vec<f32>) = input.places.iter().map(|at| (at.0 as f32 / 1e3, at.1 as f32 / 1e3)).unzip();
    println!("\n| preparation of the peers, once | ms |\n|---|---:|");

    let mut plain = kit::ffi::new_kit(&arcs.first, &arcs.tail, &arcs.head, &arcs.weight, &arcs.link);
    let name = "RoutingKit `Dijkstra`, filter on the arcs";
    vehicles.push(peer(
        name,
        1,
        Box::new(move |from, to, open| {
            let found = plain.pin_mut().distance(from, to, open.words());
            Answer::Distance((found < u32::MAX).then_some(found))
        }),
    ));

    let (order, ms) = clocked(|| routingkit_cch::compute_order_inertial(nodes, &arcs.tail, &arcs.head, &lat, &lon));
    println!("| RoutingKit: order | {ms:.0} |");
    let (kit, ms) = kept(clocked(|| CCH::new(&order, &arcs.tail, &arcs.head, |_| {}, false)));
    println!("| RoutingKit: CCH | {ms:.0} |");
    let (metric, ms) = kept(clocked(|| CCHMetric::new(kit, arcs.weight.clone())));
    println!("| RoutingKit: customisation | {ms:.0} |");
    let mut query = CCHQuery::new(metric);
    let ask = move |from: u32, to: u32, _: &LinkSet| {
        query.add_source(from, 0);
        query.add_target(to, 0);
        Answer::Distance(query.run().distance())
    };
    fixed.push(peer("RoutingKit CCH (`routingkit-cch` 0.1.4), distance", 1, Box::new(ask)));
    let mut query = CCHQuery::new(metric);
    let ask = move |from: u32, to: u32, _: &LinkSet| {
        query.add_source(from, 0);
        query.add_target(to, 0);
        let result = query.run();
        std::hint::black_box(result.node_path());
        Answer::Distance(result.distance())
    };
    fixed.push(peer("RoutingKit CCH, distance and way (nodes)", 1, Box::new(ask)));
    let mut changing = CCHMetric::new(kit, arcs.weight.clone());
    let (links, weights) = (arcs.link.clone(), arcs.weight.clone());
    let ask = move |from: u32, to: u32, open: &LinkSet| {
        let closed = routingkit_cch::INF_WEIGHT;
        let weights =
            links.iter().zip(&weights).map(|(&link, &weight)| if open.contains(link) { weight } else { closed });
        changing.reset(weights.collect());
        let mut query = CCHQuery::new(&changing);
        query.add_source(from, 0);
        query.add_target(to, 0);
        Answer::Distance(query.run().distance())
    };
    vehicles.push(peer("RoutingKit CCH customised anew, then asked", 3, Box::new(ask)));

    let graph =
        cch::graph::Graph { first_out: arcs.first.clone(), head: arcs.head.clone(), weight: arcs.weight.clone() };
    let (order, ms) = clocked(|| cch::inertial_order(nodes, &arcs.tail, &arcs.head, &lat, &lon));
    println!("| `cch`: order | {ms:.0} |");
    let (cch, ms) = kept(clocked(|| Cch::build(&graph, &order)));
    println!("| `cch`: hierarchy, {} arcs | {ms:.0} |", cch.cch_arc_count());
    let (metric, ms) = kept(clocked(|| cch.customize(&arcs.weight)));
    println!("| `cch`: customisation (this thread's share) | {ms:.0} |");
    let (view, _) = kept((cch.view(), 0.0));
    let (metric, _) = kept((metric.view(), 0.0));
    let found = |distance| Answer::Distance((distance < cch::INF_WEIGHT).then_some(distance));
    let ask = move |from: u32, to: u32, _: &LinkSet| found(cch::distance(view, metric, from, to));
    fixed.push(peer("crate `cch` 0.3 `distance`", 1, Box::new(ask)));
    let mut query = PathQuery::new(view);
    let ask = move |from: u32, to: u32, _: &LinkSet| Answer::Nodes(query.path(metric, from, to));
    fixed.push(peer("crate `cch` 0.3 `PathQuery`, way (nodes)", 1, Box::new(ask)));

    let mut roads = fast_paths::InputGraph::new();
    for link in input.graph.links() {
        roads.add_edge_bidir(link.a as usize, link.b as usize, link.weight as usize);
    }
    roads.freeze();
    let (fast, ms) = kept(clocked(|| fast_paths::prepare(&roads)));
    println!("| `fast_paths`: contraction | {ms:.0} |");
    let mut calculator = fast_paths::create_calculator(fast);
    let ask = move |from: u32, to: u32, _: &LinkSet| {
        let path = calculator.calc_path(fast, from as usize, to as usize);
        Answer::Distance(path.map(|path| path.get_weight() as u32))
    };
    fixed.push(peer("crate `fast_paths` 1.0, distance and way (nodes)", 1, Box::new(ask)));

    race::all(input, &mut vehicles, &mut fixed);
}
