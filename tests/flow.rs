//! Maximum flows with values that others have found (`tests/data/flow`, made by `make.py` there).

use std::path::Path;

use corridor::algo::flow::{FlowGraph, FlowLink, losses, worst_pair};

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/flow")
}

/// The links of an instance.
fn links(name: &str) -> Vec<FlowLink> {
    let file = std::fs::File::open(folder().join(format!("{name}.csv.gz"))).expect("the instance is there");
    let mut rows = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let link = |row: csv::StringRecord| {
        let [a, b, forward] = [0, 1, 2].map(|at| row[at].parse::<u64>().expect("a number"));
        FlowLink { a: a as u32, b: b as u32, forward, backward: 0 }
    };
    rows.records().map(|row| link(row.expect("a row"))).collect()
}

#[test]
fn values_are_those_that_others_found() {
    let mut rows = csv::Reader::from_path(folder().join("values.csv")).expect("the list of instances is there");
    let mut instances = 0;
    for row in rows.records() {
        let row = row.expect("a row of values.csv");
        let (name, number) = (&row[0], |at: usize| row[at].parse::<u64>().expect("a number"));
        let (nodes, source, sink, value) = (number(1) as usize, number(2) as u32, number(3) as u32, number(4));
        let graph = FlowGraph::new(nodes, links(name));
        let flow = graph.max_flow(source, sink);
        assert_eq!((flow.value, flow.fault(&graph)), (value, None), "{name}");
        for cut in [flow.cut_near_source(), flow.cut_near_sink()] {
            let capacity: u64 = cut.iter().map(|&link| graph.links()[link as usize].forward).sum();
            assert_eq!(capacity, value, "{name}: a cut of another size");
        }
        // Without a link: solved anew.
        let lost = losses(&graph, &flow);
        let without = |link: usize| {
            let mut links = graph.links().to_vec();
            links[link].forward = 0;
            FlowGraph::new(nodes, links).max_flow(source, sink).value
        };
        for link in (0..lost.len()).step_by(97) {
            assert_eq!(value - lost[link], without(link), "{name}: link {link}");
        }
        // The worst pair costs at least as much as the worst link, and what is left without it is what is said.
        let singles: Vec<Vec<u32>> = (0..lost.len() as u32).map(|link| vec![link]).collect();
        let pair = worst_pair(&graph, &flow, &singles).expect("something flows");
        assert!(pair.loss >= lost.iter().copied().max().unwrap_or(0), "{name}: {pair:?}");
        let mut links = graph.links().to_vec();
        links[pair.groups.0].forward = 0;
        links[pair.groups.1].forward = 0;
        assert_eq!(value - pair.loss, FlowGraph::new(nodes, links).max_flow(source, sink).value, "{name}: {pair:?}");
        instances += 1;
    }
    assert_eq!(instances, 6);
}
