//! What ways side by side share: a structure under several of them, all crossings into a state.

use crate::network::capacity::{Along, AssetKind, Capacities, Directions, Sharing};
use crate::network::{Network, Topology};

/// An asset, and the links of the topology whose flows add up in it: 1 from the first end, -1 from the second, 0 either
/// way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) asset: u32,
    pub(super) members: Vec<(u32, i8)>,
}

/// All sums of a network. Of links one after another that form one way over the asset, the first stands for all; where
/// both directions have the whole capacity there is a sum for each. `O(assets + links of sums squared)`.
pub(super) fn sums(network: &Network, capacities: &Capacities) -> Vec<Sum> {
    let topology = &network.topology;
    let mut list = Vec::new();
    for (asset, of) in (0_u32..).zip(&capacities.assets) {
        if of.sharing != Sharing::Sum {
            continue;
        }
        let links: Vec<u32> = capacities.links_of(asset).collect();
        if matches!(of.kind, AssetKind::StateQuota { .. }) {
            let along = |link: u32| {
                let uses = capacities.of_link(link).iter().filter(|one| one.asset == asset);
                let (mut on, mut back) = (false, false);
                for one in uses {
                    on |= one.along != Along::Backward;
                    back |= one.along != Along::Forward;
                }
                i8::from(on) - i8::from(back)
            };
            list.push(Sum { asset, members: links.iter().map(|link| (*link, along(*link))).collect() });
            continue;
        }
        let ways = ways(topology, &links);
        match of.directions {
            Directions::Together => list.push(Sum { asset, members: ways.iter().map(|link| (*link, 0)).collect() }),
            Directions::Apart => {
                list.extend(carriageways(network, &links).map(|members| Sum { asset, members }));
            }
        }
    }
    list
}

/// East and north of a link from its first end to its second.
fn heading(topology: &Topology, link: u32) -> (f64, f64) {
    let link = &topology.links[link as usize];
    let at = |node: u32| {
        let node = &topology.nodes[node as usize];
        (f64::from(node.lon_e5) * (f64::from(node.lat_e5) / 1e5).to_radians().cos(), f64::from(node.lat_e5))
    };
    let (a, b) = (at(link.a), at(link.b));
    (b.0 - a.0, b.1 - a.1)
}

/// Links of a road over a structure that stand for all of it, by direction: (link, 1 on or -1 back), one list each way.
pub(super) fn carriageways(network: &Network, links: &[u32]) -> [Vec<(u32, i8)>; 2] {
    let topology = &network.topology;
    let ways = ways(topology, links);
    let Some(first) = ways.first().map(|link| heading(topology, *link)) else { return [Vec::new(), Vec::new()] };
    [1, -1].map(|sign| {
        let along = |link: u32| {
            let own = heading(topology, link);
            if own.0 * first.0 + own.1 * first.1 >= 0.0 { sign } else { -sign }
        };
        ways.iter().map(|link| (*link, along(*link))).collect()
    })
}

/// One link for each way over an asset: of links that hang together end to end the first; where they fork, each one.
pub(super) fn ways(topology: &Topology, links: &[u32]) -> Vec<u32> {
    let ends = |link: u32| [topology.links[link as usize].a, topology.links[link as usize].b];
    let at = |node: u32| links.iter().filter(|link| ends(**link).contains(&node)).count();
    let mut left: Vec<u32> = links.to_vec();
    let mut first = Vec::new();
    while let Some(start) = left.first().copied() {
        let mut group = vec![start];
        let mut seen = 0;
        while let Some(link) = group.get(seen).copied() {
            seen += 1;
            let next = left.iter().copied().filter(|other| ends(*other).iter().any(|end| ends(link).contains(end)));
            for other in next.collect::<Vec<u32>>() {
                if !group.contains(&other) {
                    group.push(other);
                }
            }
        }
        left.retain(|link| !group.contains(link));
        if group.iter().flat_map(|link| ends(*link)).any(|node| at(node) > 2) {
            first.append(&mut group);
        } else {
            group.sort_unstable();
            first.push(group[0]);
        }
    }
    first
}
