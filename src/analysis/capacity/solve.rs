//! The largest flow with its proof: solved by `algo`, then checked by `verify` before anybody sees a number.

use crate::algo::flow::{MaxFlow, UNLIMITED};
use crate::algo::shared::{SharedFlow, keeps, largest};
use crate::error::{Error, Result};
use crate::verify::{self, Certificate, Link, verify};

use super::problem::{Frame, Limit, Problem};

/// A proven maximum.
pub(super) struct Solved {
    pub(super) problem: Problem,
    /// The largest flow when nothing is shared.
    pub(super) plain: MaxFlow,
    /// What each link of the graph carries.
    pub(super) flow: Vec<i64>,
    /// Thousandths of a vehicle a day.
    pub(super) value: u64,
    /// The proof, checked.
    pub(super) certificate: Certificate,
}

/// A part of what holds the flow back: a link of the graph, or something that links share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    /// Link of the graph; none where links share it.
    pub(super) link: Option<u32>,
    /// Its part of the bound, thousandths of a vehicle a day; of a link of a plain cut: what it lets pass.
    pub(super) part: u64,
    /// Assets that are just so narrow, ascending.
    pub(super) assets: Vec<u32>,
    /// Number of the pool.
    pub(super) pool: Option<u32>,
}

/// How much a flow is to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The value and its proof.
    Value,
    /// A flow of short ways as well.
    ShortWays,
}

/// Solves and proves.
///
/// # Errors
/// [`Error::Question`] when nothing has a capacity; [`Error::Output`] when the proof does not hold: a fault of the
/// program, better said than a wrong number.
pub(super) fn solve(frame: &Frame<'_>, problem: Problem, about: &str, wish: Wish) -> Result<Solved> {
    let plain = problem.graph.max_flow(problem.source, problem.sink);
    let known = &mut *frame.known.borrow_mut();
    let enough = wish == Wish::Value || (plain.value >= UNLIMITED && problem.rows.is_empty());
    let plainly = if enough { keeps(&problem.graph, &problem.rows, &plain) } else { None };
    let found = plainly.unwrap_or_else(|| {
        largest(&problem.graph, &problem.rows, &problem.lengths, &plain, known, wish == Wish::ShortWays)
    });
    if found.value >= UNLIMITED {
        return Err(Error::Question(
            "nothing between these places has a capacity: the flow is without limit; ask from or to other places"
                .to_owned(),
        ));
    }
    let certificate = certificate(frame, &problem, &plain, found, about);
    let report = verify(&certificate);
    if let Some(fault) = report.fault() {
        return Err(Error::Output(format!(
            "the proof of {about} does not hold ({}: {}); please report this",
            fault.name, fault.value
        )));
    }
    let flow = certificate.links.iter().map(|link| link.4).collect();
    Ok(Solved { value: certificate.value, problem, plain, flow, certificate })
}

/// Id of what a row stands for.
pub(super) fn limit_id(frame: &Frame<'_>, limit: &Limit) -> String {
    match limit {
        Limit::Asset(asset) => frame.capacities.id(frame.network, *asset),
        Limit::Pool(pool) => frame.pools.list[*pool as usize].id.clone(),
        Limit::Deck(deck) => {
            let lanes = frame.capacities.decks[*deck as usize].lanes;
            format!("shared-{}", frame.capacities.id(frame.network, lanes))
        }
    }
}

fn certificate(frame: &Frame<'_>, problem: &Problem, plain: &MaxFlow, found: SharedFlow, about: &str) -> Certificate {
    let graph = &problem.graph;
    let links = graph.links().iter().zip(&found.flow);
    let rows = problem.rows.iter().zip(&problem.limits).zip(&found.prices).map(|((row, limit), price)| verify::Row {
        asset: limit_id(frame, limit),
        capacity: row.capacity,
        members: row
            .members
            .iter()
            .map(|member| verify::Member { link: member.link, along: member.along, weight: member.weight })
            .collect(),
        price: *price,
    });
    Certificate {
        about: about.to_owned(),
        value: found.value,
        gap: found.bound - found.value,
        nodes: u32::try_from(graph.nodes()).unwrap_or(u32::MAX),
        source: plain.source,
        sink: plain.sink,
        scale: found.scale,
        links: links.map(|(link, flow)| Link(link.a, link.b, link.forward, link.backward, *flow)).collect(),
        rows: rows.collect(),
        potential: found.potential,
    }
}

/// The old flow and prices of a solution as a proof for another problem of the same shape: whether it holds is to be seen.
pub(super) fn still(frame: &Frame<'_>, problem: &Problem, solved: &Solved) -> Certificate {
    certificate(frame, problem, &solved.plain, solved.shared(), "unchanged")
}

impl Solved {
    /// Flow and prices as they were found.
    pub(super) fn shared(&self) -> SharedFlow {
        let of = &self.certificate;
        SharedFlow {
            value: of.value,
            bound: of.value + of.gap,
            flow: self.flow.clone(),
            potential: of.potential.clone(),
            scale: of.scale,
            prices: of.rows.iter().map(|row| row.price).collect(),
        }
    }

    /// Whether something shared holds the flow back, so that the proof is prices and no plain cut.
    pub(super) fn priced(&self) -> bool {
        self.certificate.rows.iter().any(|row| row.price > 0)
    }

    /// What holds the flow back: the plain cut nearest the source or the sink, or everything that has a price.
    pub(super) fn cut(&self, frame: &Frame<'_>, levels: &[u64], near_sink: bool) -> Vec<Hold> {
        if self.priced() {
            return self.prices(frame, levels);
        }
        let (graph, plain) = (&self.problem.graph, &self.plain);
        let side = if near_sink { plain.side_near_sink(graph) } else { plain.side_near_source(graph) };
        let links = if near_sink { plain.cut_near_sink() } else { plain.cut_near_source() };
        let narrow = |link: u32| {
            let of = &graph.links()[link as usize];
            let capacity = if side[of.a as usize] { of.forward } else { of.backward };
            let assets = self.binding(frame, levels, link, capacity);
            Hold { link: Some(link), part: capacity, assets, pool: None }
        };
        links.iter().copied().map(narrow).collect()
    }

    /// Everything with a price, and its part of the bound.
    fn prices(&self, frame: &Frame<'_>, levels: &[u64]) -> Vec<Hold> {
        let certificate = &self.certificate;
        let scale = u128::from(certificate.scale);
        let part = |price: u128, capacity: u64| u64::try_from(price * u128::from(capacity) / scale).unwrap_or(u64::MAX);
        let mut holds = Vec::new();
        let mut charges = vec![(0_u128, 0_u128); certificate.links.len()];
        for (row, limit) in certificate.rows.iter().zip(&self.problem.limits).filter(|(row, _)| row.price > 0) {
            for member in &row.members {
                let charge = u128::from(row.price) * u128::from(member.weight);
                let (on, back) = &mut charges[member.link as usize];
                *on += if member.along >= 0 { charge } else { 0 };
                *back += if member.along <= 0 { charge } else { 0 };
            }
            let (assets, pool) = match limit {
                Limit::Asset(asset) => (vec![*asset], None),
                Limit::Pool(pool) => (Vec::new(), Some(*pool)),
                Limit::Deck(deck) => (vec![frame.capacities.decks[*deck as usize].lanes], None),
            };
            let part = part(u128::from(row.price), row.capacity);
            // What costs less than a thousandth of a vehicle a day is rounding.
            if part > 0 || row.capacity == 0 {
                holds.push(Hold { link: None, part, assets, pool });
            }
        }
        let at = |node: u32| u128::from(certificate.potential[node as usize]);
        for (index, (link, (on, back))) in (0_u32..).zip(certificate.links.iter().zip(charges)) {
            for (rise, charge, capacity) in [
                (at(link.1).saturating_sub(at(link.0)), on, link.2),
                (at(link.0).saturating_sub(at(link.1)), back, link.3),
            ] {
                let part = part(rise.saturating_sub(charge), capacity);
                // What has no limit holds nothing back: its price is the rounding of the others.
                if part > 0 && capacity < super::WITHOUT_LIMIT {
                    let assets = self.binding(frame, levels, index, capacity);
                    holds.push(Hold { link: Some(index), part, assets, pool: None });
                }
            }
        }
        holds
    }

    /// The assets of a link whose level is just a capacity.
    pub(super) fn binding(&self, frame: &Frame<'_>, levels: &[u64], link: u32, capacity: u64) -> Vec<u32> {
        let level =
            |asset: u32| frame.mix.vehicles(frame.capacities.assets[asset as usize].unit, levels[asset as usize]);
        self.problem.assets_of(link).filter(|asset| level(*asset) == capacity).collect()
    }
}
