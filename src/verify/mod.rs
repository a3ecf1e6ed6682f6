//! Certificates of throughput, checked by code that shares nothing with what made them.
//!
//! A [`Certificate`] says: so much and no more can pass from a source to a sink. It holds the whole instance (links with
//! capacities in whole units, rows that several links share), a flow that reaches the value (*primal*), and prices that
//! prove that none reaches more (*dual*). Everything is whole numbers. Checking takes one pass over the links.
//!
//! # Why the prices prove it
//! Every node has a potential, the source 0 and the sink `scale`. A link from `a` to `b` costs what the potential rises
//! from `a` to `b`, less what the rows that it uses cost anyhow, and never less than nothing. So every way from source to
//! sink costs at least `scale` a unit, and a flow of `value` pays at least `scale x value`. It cannot pay more than every
//! capacity times its price, added up: the *bound*. Hence `value <= bound / scale`, whatever the flow. Where no row has a
//! price, potentials of 0 and 1 are a cut, and the bound is what the cut lets pass.
//!
//! The check demands `scale x value = bound`; where links share rows the best whole flow may lie a little below, and the
//! certificate says by how much (`gap`, thousandths of a vehicle a day: less than one vehicle or a thousandth of the value).

mod file;

pub use file::{read, write};

use serde::{Deserialize, Serialize};

/// A row's use by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Number of the link.
    pub link: u32,
    /// 1: from `a` to `b`; -1: from `b` to `a`; 0: both ways.
    pub along: i8,
    /// Units of the row that a unit of flow takes.
    pub weight: u64,
}

/// A capacity that several links share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Id of the asset.
    pub asset: String,
    /// How much of it there is, in its own whole unit.
    pub capacity: u64,
    /// Who uses it.
    pub members: Vec<Member>,
    /// Price of a unit.
    pub price: u64,
}

/// A link: ends, what it lets pass each way, and the flow from `a` to `b` (negative: from `b` to `a`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link(
    /// First end.
    pub u32,
    /// Second end.
    pub u32,
    /// Capacity from the first end to the second.
    pub u64,
    /// Capacity from the second end to the first.
    pub u64,
    /// Flow.
    pub i64,
);

/// A claim of throughput with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// What the numbers are about, in words.
    pub about: String,
    /// The flow claimed to be the largest, thousandths of a vehicle a day.
    pub value: u64,
    /// How far a larger flow is not excluded; 0 unless something is shared.
    pub gap: u64,
    /// How many nodes.
    pub nodes: u32,
    /// Number of the source.
    pub source: u32,
    /// Number of the sink.
    pub sink: u32,
    /// Potential of the sink.
    pub scale: u64,
    /// Links.
    pub links: Vec<Link>,
    /// Shared capacities.
    pub rows: Vec<Row>,
    /// Potential of each node.
    pub potential: Vec<u64>,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What.
    pub name: String,
    /// Whether it holds.
    pub ok: bool,
    /// What was found.
    pub value: String,
}

/// The outcome of all checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether all hold.
    pub ok: bool,
    /// Each of them.
    pub checks: Vec<Check>,
}

impl Report {
    fn of(checks: Vec<Check>) -> Report {
        Report { ok: checks.iter().all(|check| check.ok), checks }
    }

    /// The first check that does not hold.
    pub fn fault(&self) -> Option<&Check> {
        self.checks.iter().find(|check| !check.ok)
    }
}

/// Gaps must stay below one vehicle, or below a thousandth of the value.
fn gap_max(value: u64) -> u64 {
    (value / 1_000).max(999)
}

fn check(name: &str, fault: Option<String>, holds: String) -> Check {
    Check { name: name.to_owned(), ok: fault.is_none(), value: fault.unwrap_or(holds) }
}

/// Checks a certificate. `O(nodes + links + members)`.
///
/// ```
/// use corridor::verify::{Certificate, Link, verify};
/// let mut certificate = Certificate {
///     about: "two links one after the other".into(), value: 3, gap: 0, nodes: 3, source: 0, sink: 2, scale: 1,
///     links: vec![Link(0, 1, 5, 0, 3), Link(1, 2, 3, 0, 3)], rows: vec![], potential: vec![0, 0, 1],
/// };
/// assert!(verify(&certificate).ok);
/// certificate.value = 4;
/// assert_eq!(verify(&certificate).fault().unwrap().name, "conservation");
/// ```
pub fn verify(certificate: &Certificate) -> Report {
    let shape = shape(certificate);
    let sound = shape.is_none();
    let mut checks =
        vec![check("shape", shape, format!("{} nodes, {} links", certificate.nodes, certificate.links.len()))];
    if sound {
        checks.push(capacities(certificate));
        checks.push(conservation(certificate));
        checks.push(rows(certificate));
        checks.push(bound(certificate));
    }
    Report::of(checks)
}

/// Whether all numbers point to something.
fn shape(certificate: &Certificate) -> Option<String> {
    let nodes = certificate.nodes;
    if certificate.source >= nodes || certificate.sink >= nodes {
        return Some(format!("source {} or sink {} is not among {nodes} nodes", certificate.source, certificate.sink));
    }
    if certificate.source == certificate.sink {
        return Some(format!("source and sink are the same node, {}", certificate.source));
    }
    if certificate.potential.len() != nodes as usize {
        return Some(format!("{} potentials for {nodes} nodes", certificate.potential.len()));
    }
    if certificate.scale == 0 {
        return Some("the scale is 0".to_owned());
    }
    if let Some(at) = certificate.links.iter().position(|link| link.0 >= nodes || link.1 >= nodes) {
        return Some(format!("link {at} ends outside the graph"));
    }
    let links = certificate.links.len();
    for row in &certificate.rows {
        for member in &row.members {
            if member.link as usize >= links || !(-1..=1).contains(&member.along) {
                return Some(format!("the row {} names link {} along {}", row.asset, member.link, member.along));
            }
        }
    }
    None
}

/// No link carries more than it can.
fn capacities(certificate: &Certificate) -> Check {
    let over = certificate.links.iter().enumerate().find_map(|(at, Link(_, _, forward, backward, flow))| {
        let most = if *flow < 0 { *backward } else { *forward };
        (flow.unsigned_abs() > most).then(|| format!("link {at} carries {flow}, at most {most} pass"))
    });
    check("capacities", over, format!("{} links", certificate.links.len()))
}

/// What enters a node leaves it; the value leaves the source and reaches the sink.
fn conservation(certificate: &Certificate) -> Check {
    let mut kept = vec![0_i128; certificate.nodes as usize];
    for Link(a, b, _, _, flow) in &certificate.links {
        kept[*a as usize] -= i128::from(*flow);
        kept[*b as usize] += i128::from(*flow);
    }
    kept[certificate.source as usize] += i128::from(certificate.value);
    kept[certificate.sink as usize] -= i128::from(certificate.value);
    let fault = kept.iter().position(|kept| *kept != 0).map(|node| format!("node {node} keeps {}", kept[node]));
    check("conservation", fault, format!("{} pass from source to sink", certificate.value))
}

/// No shared capacity is used beyond what there is.
fn rows(certificate: &Certificate) -> Check {
    let mut over = None;
    for row in &certificate.rows {
        let mut used = 0_u128;
        for member in &row.members {
            let flow = certificate.links[member.link as usize].4;
            let counts = member.along == 0 || (member.along > 0) == (flow > 0);
            if counts {
                used = used.saturating_add(u128::from(flow.unsigned_abs()).saturating_mul(u128::from(member.weight)));
            }
        }
        if used > u128::from(row.capacity) {
            over = Some(format!("{} is used {used} times, there are {}", row.asset, row.capacity));
        }
    }
    check("shared capacities", over, format!("{} rows", certificate.rows.len()))
}

/// The prices prove that no flow is larger.
fn bound(certificate: &Certificate) -> Check {
    let name = "equality with the bound";
    let potential = |node: u32| u128::from(certificate.potential[node as usize]);
    let scale = u128::from(certificate.scale);
    if potential(certificate.source) != 0 || potential(certificate.sink) != scale {
        return check(name, Some("the source must have potential 0 and the sink the scale".to_owned()), String::new());
    }
    // What the rows make each link cost, each way.
    let mut shared = vec![(0_u128, 0_u128); certificate.links.len()];
    let mut bound = 0_u128;
    for row in &certificate.rows {
        let price = u128::from(row.price);
        bound = bound.saturating_add(price.saturating_mul(u128::from(row.capacity)));
        for member in &row.members {
            let cost = price.saturating_mul(u128::from(member.weight));
            let (forward, backward) = &mut shared[member.link as usize];
            if member.along >= 0 {
                *forward = forward.saturating_add(cost);
            }
            if member.along <= 0 {
                *backward = backward.saturating_add(cost);
            }
        }
    }
    for (Link(a, b, forward, backward, _), (row_forward, row_backward)) in certificate.links.iter().zip(shared) {
        let (at_a, at_b) = (potential(*a), potential(*b));
        let price = at_b.saturating_sub(at_a).saturating_sub(row_forward);
        let back = at_a.saturating_sub(at_b).saturating_sub(row_backward);
        bound = bound
            .saturating_add(price.saturating_mul(u128::from(*forward)))
            .saturating_add(back.saturating_mul(u128::from(*backward)));
    }
    let priced = certificate.rows.iter().any(|row| row.price > 0);
    let most = bound / scale;
    let claimed = u128::from(certificate.value) + u128::from(certificate.gap);
    let shares = !certificate.rows.is_empty();
    let fault = if certificate.gap > gap_max(certificate.value) || (!shares && certificate.gap > 0) {
        Some(format!("a gap of {} is not allowed", certificate.gap))
    } else if most != claimed || (!priced && bound != scale.saturating_mul(claimed)) {
        Some(format!("the prices prove at most {most}, not {claimed}"))
    } else {
        None
    };
    check(name, fault, format!("at most {most} can pass"))
}

#[cfg(test)]
mod tests;
