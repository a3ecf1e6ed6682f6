//! Blocking flows on shortest augmenting paths: Dinic 1970.

use super::core::{Core, SOURCE};
use crate::algo::graph::NONE;

/// Pushes up to `limit` more from source to sink and says how much went: everything that can when less than `limit`.
/// O(nodes^2 links).
pub(super) fn augment(core: &mut Core, limit: u64) -> u64 {
    let mut pushed = 0;
    if core.sink == NONE {
        return 0;
    }
    let mut level = vec![NONE; core.nodes()];
    let mut next = vec![0_u32; core.nodes()];
    let mut queue = Vec::with_capacity(core.nodes());
    while pushed < limit && levels(core, &mut level, &mut queue) {
        next.copy_from_slice(&core.first[..core.nodes()]);
        pushed += block(core, &level, &mut next, limit - pushed);
    }
    pushed
}

/// Steps from every node to the sink over arcs that have something left; whether the source has a way.
fn levels(core: &Core, level: &mut [u32], queue: &mut Vec<u32>) -> bool {
    level.fill(NONE);
    queue.clear();
    queue.push(core.sink);
    level[core.sink as usize] = 0;
    let mut at = 0;
    while let Some(&node) = queue.get(at) {
        at += 1;
        let above = level[node as usize] + 1;
        for arc in &core.arcs[core.row(node)] {
            if level[arc.head as usize] == NONE && core.left[arc.mate as usize] > 0 {
                level[arc.head as usize] = above;
                if arc.head == SOURCE {
                    return true;
                }
                queue.push(arc.head);
            }
        }
    }
    false
}

/// Pushes along paths of falling level until every one of them is full, or `limit` has gone.
fn block(core: &mut Core, level: &[u32], next: &mut [u32], limit: u64) -> u64 {
    let mut pushed = 0;
    let mut path: Vec<u32> = Vec::new();
    let mut node = SOURCE;
    loop {
        if node == core.sink {
            let amount = path.iter().fold(limit - pushed, |least, &arc| least.min(core.left[arc as usize]));
            // Go back to the first arc that is now full.
            let mut keep = path.len();
            for (place, &arc) in path.iter().enumerate().rev() {
                core.left[arc as usize] -= amount;
                core.left[core.arcs[arc as usize].mate as usize] += amount;
                if core.left[arc as usize] == 0 {
                    keep = place;
                }
            }
            pushed += amount;
            if pushed == limit {
                return pushed;
            }
            node = core.arcs[core.arcs[path[keep] as usize].mate as usize].head;
            path.truncate(keep);
            continue;
        }
        let end = core.first[node as usize + 1];
        let place = &mut next[node as usize];
        let down = (*place..end).find(|&arc| {
            let head = core.arcs[arc as usize].head;
            core.left[arc as usize] > 0
                && level[head as usize] != NONE
                && level[head as usize] + 1 == level[node as usize]
        });
        if let Some(arc) = down {
            *place = arc;
            path.push(arc);
            node = core.arcs[arc as usize].head;
        } else {
            *place = end;
            let Some(arc) = path.pop() else { return pushed };
            node = core.arcs[core.arcs[arc as usize].mate as usize].head;
            next[node as usize] += 1;
        }
    }
}
