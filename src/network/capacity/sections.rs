//! Stretches between junctions: links one after another with nothing between them.

use crate::network::{LinkKind, Topology};

/// A stretch: its end nodes and its links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// End nodes, the lower first.
    pub(super) ends: (u32, u32),
    /// Links, ascending.
    pub(super) links: Vec<u32>,
}

/// Joins the links for which `key` gives something into stretches: two links belong together when they have equal keys
/// and meet in a node where no third link of any kind ends. `O(links)`.
pub(super) fn stretches<K: PartialEq>(topology: &Topology, key: &dyn Fn(&LinkKind, u32) -> Option<K>) -> Vec<Stretch> {
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let none = u32::MAX;
    // The first two links at every node, and how many there are.
    let mut at: Vec<([u32; 2], u32)> = vec![([none; 2], 0); topology.nodes.len()];
    for (index, link) in topology.links.iter().enumerate() {
        for node in [link.a, link.b] {
            let (pair, count) = &mut at[node as usize];
            if let Some(slot) = pair.get_mut(*count as usize) {
                *slot = number(index);
            }
            *count += 1;
        }
    }
    let keys: Vec<Option<K>> = (0_u32..).zip(&topology.links).map(|(index, link)| key(&link.kind, index)).collect();
    // The link that goes on from `link` beyond `node`.
    let onward = |link: u32, node: u32| {
        let (pair, count) = at[node as usize];
        let other = if pair[0] == link { pair[1] } else { pair[0] };
        (count == 2 && other != none && other != link && keys[other as usize] == keys[link as usize]).then_some(other)
    };
    let mut done = vec![false; topology.links.len()];
    let mut all = Vec::new();
    for start in 0..number(topology.links.len()) {
        if done[start as usize] || keys[start as usize].is_none() {
            continue;
        }
        done[start as usize] = true;
        let mut links = vec![start];
        let mut walk = |mut node: u32| {
            let mut link = start;
            while let Some(next) = onward(link, node) {
                if std::mem::replace(&mut done[next as usize], true) {
                    break;
                }
                links.push(next);
                let ends = &topology.links[next as usize];
                node = if ends.a == node { ends.b } else { ends.a };
                link = next;
            }
            node
        };
        let (first, second) = (topology.links[start as usize].a, topology.links[start as usize].b);
        let ends = (walk(first), walk(second));
        links.sort_unstable();
        all.push(Stretch { ends: (ends.0.min(ends.1), ends.0.max(ends.1)), links });
    }
    all
}
