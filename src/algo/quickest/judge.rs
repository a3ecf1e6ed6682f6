//! Whether an answer is right, judged by the arcs alone.

use super::{Pipe, Quickest};

impl Quickest {
    /// Says what is wrong with the answer, if anything: a route that does not lead from source to sink, takes another time
    /// than it says or more than there is, an arc with too much, routes that do not bring the units, or times of nodes that
    /// do not prove that less time is too little. Uses nothing of the search. O(nodes + arcs + arcs of routes).
    ///
    /// ```
    /// use corridor::algo::quickest::{Pipe, quickest};
    /// let pipes = [Pipe { tail: 0, head: 1, transit: 5, capacity: 2 }];
    /// let mut found = quickest(2, &pipes, 0, 1, 10).expect("there is a way");
    /// assert_eq!(found.fault(&pipes, 0, 1, 10), None);
    /// found.numerator += 1;
    /// assert!(found.fault(&pipes, 0, 1, 10).is_some());
    /// ```
    pub fn fault(&self, pipes: &[Pipe], source: u32, sink: u32, units: u64) -> Option<String> {
        self.not_enough(pipes, source, sink, units).or_else(|| self.not_least(pipes, source, sink, units))
    }

    /// What is wrong with the routes.
    fn not_enough(&self, pipes: &[Pipe], source: u32, sink: u32, units: u64) -> Option<String> {
        let parts = u128::from(self.denominator);
        let mut used = vec![0_u128; pipes.len()];
        let mut brought = 0_u128;
        for (number, route) in self.routes.iter().enumerate() {
            let mut node = source;
            let mut transit = 0_u64;
            for &arc in &route.arcs {
                let Some(pipe) = pipes.get(arc as usize).filter(|pipe| pipe.tail == node) else {
                    return Some(format!("route {number} cannot go on with arc {arc} at node {node}"));
                };
                used[arc as usize] += u128::from(route.rate);
                transit += u64::from(pipe.transit);
                node = pipe.head;
            }
            if node != sink || transit != route.transit {
                return Some(format!(
                    "route {number} reaches node {node} after {transit}, not {sink} after {}",
                    route.transit
                ));
            }
            let Some(open) = self.numerator.checked_sub(u128::from(transit) * parts) else {
                return Some(format!("route {number} takes {transit}, longer than there is"));
            };
            brought += u128::from(route.rate) * open;
        }
        if let Some(arc) = (0..pipes.len()).find(|&arc| used[arc] > u128::from(pipes[arc].capacity)) {
            return Some(format!("{} enter arc {arc}, at most {} can", used[arc], pipes[arc].capacity));
        }
        (self.denominator == 0 || brought != u128::from(units) * parts)
            .then(|| format!("the routes bring {brought} / {parts} units, not {units}"))
    }

    /// What is wrong with the times of the nodes.
    fn not_least(&self, pipes: &[Pipe], source: u32, sink: u32, units: u64) -> Option<String> {
        let time = |node: u32| self.potentials.get(node as usize).copied();
        if time(source) != Some(0) || time(sink).and_then(|time| u128::try_from(time).ok()) != Some(self.numerator) {
            return Some("the times of the nodes do not begin with 0 and end with the answer".into());
        }
        let parts = i128::from(self.denominator);
        let mut most = 0_i128;
        for (number, pipe) in pipes.iter().enumerate() {
            let (Some(tail), Some(head)) = (time(pipe.tail), time(pipe.head)) else {
                return Some(format!("arc {number} has an end without a time"));
            };
            most += i128::from(pipe.capacity) * (head - tail - i128::from(pipe.transit) * parts).max(0);
        }
        (most != i128::from(units) * parts).then(|| format!("the times let {most} / {parts} units arrive, not {units}"))
    }
}
