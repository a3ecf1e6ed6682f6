//! The cheapest circulation on a small graph by the network simplex method (Dantzig 1951; Cunningham 1976).
//!
//! A spanning tree of arcs that are neither empty nor full, everything else at one of its ends. An arc whose use would
//! pay goes round the circle that it closes, and what is first empty or full on that circle leaves the tree. The trees are
//! kept *strongly feasible*, so that no circle of trees is run through. After a change of costs the tree stays where it is
//! and few exchanges lead to the new optimum, which is why it is used here.

use crate::algo::graph::NONE;

/// An arc of the small graph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) capacity: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Empty,
    Tree,
    Full,
}

/// The circulation and its tree. The last node is the root, joined to every other by an arc too dear to be used.
#[derive(Clone)]
pub(super) struct Tree {
    arcs: Vec<Arc>,
    cost: Vec<i64>,
    pub(super) flow: Vec<i64>,
    state: Vec<State>,
    /// Whether use of each arc (1) or less use of it (-1) may pay; 0 in the tree.
    pays: Vec<i8>,
    /// Sum of costs along the tree: an arc of the tree costs what it rises.
    potential: Vec<i64>,
    parent: Vec<u32>,
    /// Arc to the parent.
    by: Vec<u32>,
    depth: Vec<u32>,
    /// Children as linked lists.
    child: Vec<u32>,
    next: Vec<u32>,
    before: Vec<u32>,
    /// Where the search for an arc goes on.
    at: usize,
    /// So many of the arcs are looked at.
    looked_at: usize,
    root: u32,
}

impl Tree {
    /// Nothing flows. `dear` is more than half of what any circle can bring.
    pub(super) fn new(nodes: u32, mut arcs: Vec<Arc>, dear: i64) -> Tree {
        let root = nodes;
        let real = arcs.len();
        arcs.extend((0..nodes).map(|node| Arc { tail: node, head: root, capacity: i64::MAX / 4 }));
        let mut cost = vec![0; arcs.len()];
        cost[real..].fill(dear);
        let mut state = vec![State::Empty; arcs.len()];
        state[real..].fill(State::Tree);
        let size = nodes as usize + 1;
        let mut pays: Vec<i8> = arcs.iter().map(|arc| i8::from(arc.capacity > 0)).collect();
        pays[real..].fill(0);
        let mut tree = Tree {
            looked_at: arcs.len(),
            pays,
            flow: vec![0; arcs.len()],
            cost,
            state,
            potential: vec![0; size],
            parent: vec![root; size],
            by: (0..size).map(|node| (real + node) as u32).collect(),
            depth: vec![1; size],
            child: vec![NONE; size],
            next: vec![NONE; size],
            before: vec![NONE; size],
            arcs,
            at: 0,
            root,
        };
        tree.parent[root as usize] = NONE;
        tree.by[root as usize] = NONE;
        tree.depth[root as usize] = 0;
        for node in 0..nodes {
            tree.hang(node, root);
        }
        tree
    }

    /// Other costs for the first arcs, and `dear` for some of them; the flow stays.
    pub(super) fn charge(&mut self, costs: impl Iterator<Item = i64>, closed: &[u32], dear: i64) {
        self.cost.iter_mut().zip(costs).for_each(|(cost, new)| *cost = new);
        closed.iter().for_each(|arc| self.cost[*arc as usize] = dear);
        let root = self.root;
        self.measure(root);
    }

    /// By how much the potential rises from one node to another.
    pub(super) fn rise(&self, from: u32, to: u32) -> i64 {
        self.potential[to as usize] - self.potential[from as usize]
    }

    fn hang(&mut self, node: u32, parent: u32) {
        let first = std::mem::replace(&mut self.child[parent as usize], node);
        self.next[node as usize] = first;
        self.before[node as usize] = NONE;
        if first != NONE {
            self.before[first as usize] = node;
        }
        self.parent[node as usize] = parent;
    }

    fn unhang(&mut self, node: u32) {
        let (before, next) = (self.before[node as usize], self.next[node as usize]);
        match before {
            NONE => self.child[self.parent[node as usize] as usize] = next,
            before => self.next[before as usize] = next,
        }
        if next != NONE {
            self.before[next as usize] = before;
        }
    }

    /// Whether the arc to the parent leads up.
    fn up(&self, node: u32) -> bool {
        self.arcs[self.by[node as usize] as usize].tail == node
    }

    /// Depths and potentials below a node, from its parent's.
    fn measure(&mut self, node: u32) {
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            let at = node as usize;
            let parent = self.parent[at];
            if parent != NONE {
                let cost = self.cost[self.by[at] as usize];
                let rise = if self.up(node) { -cost } else { cost };
                self.potential[at] = self.potential[parent as usize] + rise;
                self.depth[at] = self.depth[parent as usize] + 1;
            }
            let mut child = self.child[at];
            while child != NONE {
                stack.push(child);
                child = self.next[child as usize];
            }
        }
    }

    fn set(&mut self, arc: usize, state: State) {
        self.pays[arc] = match state {
            State::Empty => i8::from(self.arcs[arc].capacity > 0),
            State::Tree => 0,
            State::Full => -1,
        };
        self.state[arc] = state;
    }

    /// From now on arcs to the root are not looked at: nothing can flow over them in any circulation.
    pub(super) fn without_root(&mut self) {
        self.looked_at = self.arcs.len() - self.root as usize;
    }

    /// The arc that pays most among a block of arcs that holds one that pays.
    fn entering(&mut self) -> Option<usize> {
        let count = self.looked_at;
        let block = 20 + count.isqrt();
        let mut best: Option<(i64, usize)> = None;
        let (mut at, mut left, mut looked) = (self.at % count, count, 0);
        while left > 0 {
            let until = at + (block - looked).min(count - at).min(left);
            let arcs = self.arcs[at..until].iter().zip(&self.cost[at..until]).zip(&self.pays[at..until]);
            for (arc, ((Arc { tail, head, .. }, cost), sign)) in (at..).zip(arcs) {
                if *sign == 0 {
                    continue;
                }
                let rise = self.potential[*head as usize] - self.potential[*tail as usize] - cost;
                let pays = if *sign > 0 { rise } else { -rise };
                if pays > 0 && best.is_none_or(|(most, _)| pays > most) {
                    best = Some((pays, arc));
                }
            }
            (left, looked) = (left - (until - at), looked + (until - at));
            at = if until == count { 0 } else { until };
            if looked == block {
                if best.is_some() {
                    self.at = at;
                    break;
                }
                looked = 0;
            }
        }
        best.map(|(_, arc)| arc)
    }

    /// Exchanges arcs until nothing pays, at most so many; whether it came to the end.
    pub(super) fn solve(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some(arc) = self.entering() else { return true };
            self.exchange(arc);
        }
        self.entering().is_none()
    }

    /// What can still go over the arc between a node and its parent.
    fn room(&self, node: u32, upwards: bool) -> i64 {
        let arc = self.by[node as usize] as usize;
        if self.up(node) == upwards { self.arcs[arc].capacity - self.flow[arc] } else { self.flow[arc] }
    }

    fn push(&mut self, node: u32, upwards: bool, amount: i64) {
        let along = self.up(node) == upwards;
        self.flow[self.by[node as usize] as usize] += if along { amount } else { -amount };
    }

    fn exchange(&mut self, entering: usize) {
        let Arc { tail, head, capacity } = self.arcs[entering];
        let fills = self.state[entering] == State::Empty;
        // The circle goes from `from` over the entering arc to `to`, up to where their branches meet, and down again.
        let (from, to) = if fills { (tail, head) } else { (head, tail) };
        let (mut a, mut b) = (from, to);
        while a != b {
            if self.depth[a as usize] >= self.depth[b as usize] {
                a = self.parent[a as usize];
            } else {
                b = self.parent[b as usize];
            }
        }
        let meet = a;
        let mut amount = capacity;
        let mut leaving: Option<(u32, bool)> = None;
        let mut node = from;
        while node != meet {
            let room = self.room(node, false);
            if room < amount {
                (amount, leaving) = (room, Some((node, true)));
            }
            node = self.parent[node as usize];
        }
        node = to;
        while node != meet {
            let room = self.room(node, true);
            if room <= amount {
                (amount, leaving) = (room, Some((node, false)));
            }
            node = self.parent[node as usize];
        }
        if amount > 0 {
            self.flow[entering] += if fills { amount } else { -amount };
            for (end, upwards) in [(from, false), (to, true)] {
                let mut node = end;
                while node != meet {
                    self.push(node, upwards, amount);
                    node = self.parent[node as usize];
                }
            }
        }
        let Some((out, on_first)) = leaving else {
            self.set(entering, if fills { State::Full } else { State::Empty });
            return;
        };
        let gone = self.by[out as usize] as usize;
        self.set(gone, if self.flow[gone] == 0 { State::Empty } else { State::Full });
        self.set(entering, State::Tree);
        let (inner, outer) = if on_first { (from, to) } else { (to, from) };
        // What hung on the leaving arc now hangs on the entering one, turned round.
        let (mut node, mut above, mut arc) = (inner, outer, entering as u32);
        loop {
            let old = self.parent[node as usize];
            let old_arc = self.by[node as usize];
            self.unhang(node);
            self.hang(node, above);
            self.by[node as usize] = arc;
            if node == out {
                break;
            }
            (above, arc, node) = (node, old_arc, old);
        }
        self.measure(inner);
    }
}
