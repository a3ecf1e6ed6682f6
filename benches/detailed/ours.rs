//! What is in this package: our searches, a plain Dijkstra and petgraph's.

use corridor::algo::climb::Climber;
use corridor::algo::dissection::contraction_order;
use corridor::algo::graph::Path;
use corridor::algo::hierarchy::Hierarchy;
use corridor::algo::restricted::{Ground, Restricted};
use corridor::algo::shortest::Dijkstra;
use petgraph::graph::UnGraph;
use petgraph::visit::{EdgeFiltered, EdgeRef};

use crate::input::Input;
use crate::race::{Answer, Contestant, clocked};

/// Prepares, says how long that took, and hands over those who answer with the vehicle changing and those with it fixed.
pub(crate) fn with_contestants(input: &Input, go: impl FnOnce(Vec<Contestant>, Vec<Contestant>)) {
    let graph = &input.graph;
    println!("{} nodes, {} links; {}", graph.nodes(), graph.links().len(), machine());
    let (order, order_ms) = clocked(|| contraction_order(graph, &input.places));
    let (hierarchy, hierarchy_ms) = clocked(|| Hierarchy::new(graph, &order));
    let (ground, ground_ms) = clocked(|| Ground::new(graph, &hierarchy));
    println!("\n### Preparation, once\n\n| step | ms | size |\n|---|---:|---|");
    println!("| **ours**: order by nested dissection | {order_ms:.0} | |");
    let (all, search) = (hierarchy.all_arcs(), hierarchy.search_arcs());
    println!("| **ours**: hierarchy with distances | {hierarchy_ms:.0} | {all} arcs, {search} of them searched |");
    println!("| **ours**: chains | {ground_ms:.0} | {} junctions |", ground.junctions());
    let measured = |path: Option<Path>| Answer::Distance(path.map(|path| std::hint::black_box(path).distance));

    let mut restricted = Restricted::new(&ground);
    let mut restricted_path = Restricted::new(&ground);
    let mut plain = Dijkstra::new(graph);
    let mut pet = UnGraph::<(), u32>::with_capacity(graph.nodes(), graph.links().len());
    let nodes: Vec<_> = (0..graph.nodes()).map(|_| pet.add_node(())).collect();
    for link in graph.links() {
        pet.add_edge(nodes[link.a as usize], nodes[link.b as usize], link.weight);
    }
    let pet = &pet;
    let vehicles = vec![
        Contestant {
            name: "distance",
            ours: true,
            every: 1,
            ask: Box::new(|from, to, open| Answer::Distance(restricted.distance(from, to, |link| open.contains(link)))),
        },
        Contestant {
            name: "distance and way",
            ours: true,
            every: 1,
            ask: Box::new(|from, to, open| measured(restricted_path.path(from, to, |link| open.contains(link)))),
        },
        Contestant {
            name: "plain Dijkstra of this package (standard binary heap)",
            ours: false,
            every: 1,
            ask: Box::new(|from, to, open| Answer::Distance(plain.distance(from, to, |link| open.contains(link)))),
        },
        Contestant {
            name: "petgraph 0.8 `dijkstra` with a goal on `EdgeFiltered`",
            ours: false,
            every: 7,
            ask: Box::new(|from, to, open| {
                let filtered = EdgeFiltered::from_fn(pet, |link| open.contains(link.id().index() as u32));
                let (from, to) = (nodes[from as usize], nodes[to as usize]);
                let found = petgraph::algo::dijkstra(&filtered, from, Some(to), |link| *link.weight());
                Answer::Distance(found.get(&to).copied())
            }),
        },
    ];
    let mut climber = Climber::new(graph, &hierarchy);
    let mut climber_path = Climber::new(graph, &hierarchy);
    let mut restricted_open = Restricted::new(&ground);
    let fixed = vec![
        Contestant {
            name: "distance",
            ours: true,
            every: 1,
            ask: Box::new(|from, to, _| Answer::Distance(climber.distance(from, to))),
        },
        Contestant {
            name: "distance and way",
            ours: true,
            every: 1,
            ask: Box::new(|from, to, _| measured(climber_path.path(from, to))),
        },
        Contestant {
            name: "the restricted search with every link open, way",
            ours: true,
            every: 1,
            ask: Box::new(|from, to, _| measured(restricted_open.path(from, to, |_| true))),
        },
    ];
    judge(input, &hierarchy, &ground);
    go(vehicles, fixed);
}

/// Replays ways of both kinds link by link, outside the timing.
fn judge(input: &Input, hierarchy: &Hierarchy, ground: &Ground) {
    let mut climber = Climber::new(&input.graph, hierarchy);
    let mut restricted = Restricted::new(ground);
    let mut links = 0;
    let vehicles = input.many_vehicles();
    for (number, &(from, to)) in input.queries.iter().enumerate().take(400) {
        let open = &vehicles[number % vehicles.len()];
        let free = climber.path(from, to).expect("the graph is connected");
        assert_eq!(free.fault(&input.graph, from, to, |_| true), None);
        links += free.links.len();
        if let Some(bound) = restricted.path(from, to, |link| open.contains(link)) {
            assert_eq!(bound.fault(&input.graph, from, to, |link| open.contains(link)), None);
            assert!(bound.distance >= free.distance);
        }
    }
    println!(
        "\nWays of 400 questions replayed link by link: joined up, admissible, as long as stated; {} links on average.",
        links / 400
    );
}

/// The processor and the system.
#[allow(clippy::disallowed_methods, reason = "a bench names its machine")]
fn machine() -> String {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores, {}; one thread, processor time", model.unwrap_or("unknown"), std::env::consts::OS)
}
