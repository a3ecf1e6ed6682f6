//! The largest flow with its proof: solved by `algo::flow`, then checked by `verify` before anybody sees a number.

use crate::algo::flow::{FlowGraph, MaxFlow, UNLIMITED};
use crate::error::{Error, Result};
use crate::verify::{Certificate, Link, verify};

use super::problem::{Frame, Problem};

/// A proven maximum.
pub(super) struct Solved {
    pub(super) problem: Problem,
    pub(super) flow: MaxFlow,
    /// Thousandths of a vehicle a day.
    pub(super) value: u64,
    /// The proof, checked.
    pub(super) certificate: Certificate,
}

/// A link of a cut with the assets that make it as narrow as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CutLink {
    /// Link of the graph.
    pub(super) link: u32,
    /// What it lets pass.
    pub(super) capacity: u64,
    /// Assets of just that capacity, ascending.
    pub(super) assets: Vec<u32>,
}

/// Solves and proves.
///
/// # Errors
/// [`Error::Output`] when the proof does not hold: a fault of the program, better said than a wrong number.
pub(super) fn solve(problem: Problem, about: &str) -> Result<Solved> {
    let flow = problem.graph.max_flow(problem.source, problem.sink);
    if flow.value >= UNLIMITED {
        return Err(Error::Question(
            "nothing between these places has a capacity: the flow is without limit; ask from or to other places"
                .to_owned(),
        ));
    }
    let certificate = certificate(&problem.graph, &flow, about);
    let report = verify(&certificate);
    if let Some(fault) = report.fault() {
        return Err(Error::Output(format!(
            "the proof does not hold ({}: {}); please report this",
            fault.name, fault.value
        )));
    }
    Ok(Solved { value: flow.value, problem, flow, certificate })
}

fn certificate(graph: &FlowGraph, flow: &MaxFlow, about: &str) -> Certificate {
    let side = flow.side_near_source(graph);
    let links = graph.links().iter().zip(&flow.flow);
    Certificate {
        about: about.to_owned(),
        value: flow.value,
        gap: 0,
        nodes: u32::try_from(graph.nodes()).unwrap_or(u32::MAX),
        source: flow.source,
        sink: flow.sink,
        scale: 1,
        links: links.map(|(link, flow)| Link(link.a, link.b, link.forward, link.backward, *flow)).collect(),
        rows: Vec::new(),
        potential: side.iter().map(|inside| u64::from(!inside)).collect(),
    }
}

impl Solved {
    /// The cut nearest the source, or nearest the sink.
    pub(super) fn cut(&self, frame: &Frame<'_>, levels: &[u64], near_sink: bool) -> Vec<CutLink> {
        let (graph, flow) = (&self.problem.graph, &self.flow);
        let side = if near_sink { flow.side_near_sink(graph) } else { flow.side_near_source(graph) };
        let links = if near_sink { flow.cut_near_sink() } else { flow.cut_near_source() };
        let narrow = |link: u32| {
            let of = &graph.links()[link as usize];
            let capacity = if side[of.a as usize] { of.forward } else { of.backward };
            CutLink { link, capacity, assets: self.binding(frame, levels, link, capacity) }
        };
        links.iter().copied().map(narrow).collect()
    }

    /// The assets of a link whose level is just a capacity.
    pub(super) fn binding(&self, frame: &Frame<'_>, levels: &[u64], link: u32, capacity: u64) -> Vec<u32> {
        let level =
            |asset: u32| frame.mix.vehicles(frame.capacities.assets[asset as usize].unit, levels[asset as usize]);
        self.problem.assets_of(link).filter(|asset| level(*asset) == capacity).collect()
    }
}
