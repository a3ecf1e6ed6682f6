//! Small drawings, and random networks whose distances are compared before and after.

use super::*;
use crate::data::base::Way;
use crate::recipe::geometry::Point;
use crate::recipe::walk::{Dice, distances};

const SHORT: Short = Short { dissolve_km: 1.0, stub_km: 3.0, share: 1.0 };

/// A draft with nodes side by side, links (a, b, km), and the given nodes fixed.
fn draft(nodes: usize, links: &[(u32, u32, f64)], fixed: &[u32]) -> Draft {
    let mut draft = Draft::new(Way::Road);
    for index in 0..nodes {
        draft.add_node(Point::new(50.0, 10.0 + index as f64 / 100.0), 0, 0);
    }
    for &(a, b, km) in links {
        draft.add_link(a, b, km, 0);
    }
    fixed.iter().for_each(|&node| draft.nodes[node as usize].fixed = true);
    draft
}

fn contracted(mut draft: Draft) -> (Draft, BuildReport) {
    let mut report = BuildReport::default();
    contract(&mut draft, SHORT, &mut report);
    (draft, report)
}

fn ends(draft: &Draft) -> Vec<(u32, u32, f64)> {
    let mut ends: Vec<_> = draft.live().map(|(_, link)| (link.a.min(link.b), link.a.max(link.b), link.km)).collect();
    ends.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    ends
}

/// ```text
///   [0] --4-- 1 --5-- 2 --6-- [3]    and a stub 1 --2-- 4
/// ```
#[test]
fn a_chain_becomes_one_link_with_its_shape() {
    let (draft, report) = contracted(draft(5, &[(0, 1, 4.0), (2, 1, 5.0), (2, 3, 6.0), (1, 4, 2.0)], &[0, 3]));
    assert_eq!(ends(&draft), [(0, 3, 15.0)]);
    let (_, link) = draft.live().next().unwrap();
    assert_eq!(link.shape_from(0), [draft.node(1).at, draft.node(2).at]);
    assert_eq!(link.shape_from(3), [draft.node(2).at, draft.node(1).at]);
    assert_eq!(report.value("contract road", "short dead ends, removed"), 1.0);
}

/// ```text
///   [0] --9-- 1 --9-- [2]     links 0-1 and 1-2 differ in country: 1 is a border; or in patch: 1 stays too
/// ```
#[test]
fn what_differs_is_not_merged() {
    let mut patched = draft(3, &[(0, 1, 9.0), (1, 2, 9.0)], &[0, 2]);
    patched.links[1].patch = Some(7);
    assert_eq!(ends(&contracted(patched).0).len(), 2);
    let mut border = draft(3, &[(0, 1, 9.0), (1, 2, 9.0)], &[0, 2]);
    border.links[1].land = 1;
    border.nodes[1].border = true;
    assert_eq!(ends(&contracted(border).0).len(), 2);
}

/// ```text
///         .--5--.
///   [0] ==        [1]   one of the two carries a bridge: both stay; both carry it, or none: the shorter stays
///         '--6--'
/// ```
#[test]
fn a_structure_and_the_way_round_it_stay() {
    for (bridges, left) in [([true, false], 2), ([false, true], 2), ([true, true], 1), ([false, false], 1)] {
        let mut draft = draft(2, &[(0, 1, 5.0), (0, 1, 6.0)], &[0, 1]);
        for (link, bridge) in draft.links.iter_mut().zip(bridges) {
            link.structures = if bridge { vec![3] } else { Vec::new() };
        }
        assert_eq!(ends(&contracted(draft).0).len(), left);
    }
}

/// ```text
///         .-0.5-.
///   [0] -- 1 == 2 -- [3]     the longer way from 1 to 2 carries a bridge: the stretch of 0.5 km is not dissolved
///         '-0.9-'
/// ```
#[test]
fn a_bridge_beside_a_short_stretch_stays() {
    let mut draft = draft(4, &[(0, 1, 5.0), (1, 2, 0.5), (1, 2, 0.9), (2, 3, 5.0)], &[0, 3]);
    draft.links[2].structures = vec![3];
    let (after, _) = contracted(draft);
    assert_eq!(ends(&after).len(), 4);
    assert!(after.live().any(|(_, link)| link.structures == [3]));
}

/// ```text
///   [0] --9-- 1 -0.5- 2 --8-- [3]
///            |        |
///            7        6
///           [4]      [5]
/// ```
#[test]
fn a_short_stretch_gives_its_length_away() {
    let links = [(0, 1, 9.0), (1, 2, 0.5), (2, 3, 8.0), (1, 4, 7.0), (2, 5, 6.0)];
    let (after, _) = contracted(draft(6, &links, &[0, 3, 4, 5]));
    assert_eq!(ends(&after), [(0, 1, 9.0), (1, 3, 8.5), (1, 4, 7.0), (1, 5, 6.5)]);
    let mut bridge = draft(6, &links, &[0, 3, 4, 5]);
    bridge.links[1].structures = vec![0];
    assert_eq!(ends(&contracted(bridge).0).len(), 5);
    let mut fixed = draft(6, &links, &[0, 1, 2, 3, 4, 5]);
    fixed.nodes[1].border = true;
    assert_eq!(ends(&contracted(fixed).0).len(), 5);
}

/// A random network: a grid of `side` by `side` with some links missing, lengths 0.1 to 6 km, some nodes fixed.
fn random(seed: u64, side: usize) -> Draft {
    let mut dice = Dice(seed);
    let mut draft = Draft::new(Way::Road);
    for index in 0..side * side {
        draft.add_node(Point::new(50.0 + (index / side) as f64 / 50.0, 10.0 + (index % side) as f64 / 30.0), 0, 0);
        draft.nodes[index].fixed = dice.roll(5) == 0;
    }
    for index in 0..side * side {
        let right = (index % side + 1 < side).then_some(index + 1);
        let up = (index + side < side * side).then_some(index + side);
        for other in right.into_iter().chain(up) {
            if dice.roll(6) > 0 {
                let km = [0.1, 0.5, 2.0, 6.0][dice.roll(4)] + dice.roll(100) as f64 / 1000.0;
                draft.add_link(index as u32, other as u32, km, 0);
            }
        }
    }
    draft
}

fn compare(seed: u64, short: Short, law: impl Fn(i64, i64, f64) -> bool) {
    let before = random(seed, 9);
    let mut after = before.clone();
    let mut report = BuildReport::default();
    contract(&mut after, short, &mut report);
    let dissolved_m = report.value("contract road", "km of short stretches") * 1000.0;
    let (around_before, around_after) = (before.around(), after.around());
    let fixed: Vec<u32> = (0..before.nodes.len() as u32).filter(|&node| before.node(node).fixed).collect();
    for &from in &fixed {
        let (old, new) = (distances(&before, &around_before, from), distances(&after, &around_after, from));
        for &to in &fixed {
            let (old, new) = (old[to as usize], new[to as usize]);
            let right = match (old, new) {
                (u64::MAX, u64::MAX) => true,
                (u64::MAX, _) | (_, u64::MAX) => false,
                (old, new) => law(old as i64, new as i64, dissolved_m),
            };
            assert!(
                right,
                "seed {seed}, {from} -> {to}: {old} m before, {new} m after; dissolved {dissolved_m} m; links {:?}",
                ends(&before)
            );
        }
    }
}

#[test]
fn merging_and_pruning_keep_every_distance() {
    for seed in 0..60 {
        let lossless = Short { dissolve_km: 0.0, stub_km: 3.0, share: 1.0 };
        compare(seed, lossless, |old, new, _| (old - new).abs() <= 100);
    }
}

#[test]
fn dissolving_stays_within_its_bound() {
    for seed in 0..60 {
        compare(seed, SHORT, |old, new, dissolved| new >= old - 100 && (new - old) as f64 <= 2.0 * dissolved + 100.0);
        let fair = Short { share: 0.9, ..SHORT };
        compare(seed, fair, |old, new, dissolved| {
            let change = (new - old) as f64;
            change >= -0.1 * dissolved - 100.0 && change <= 1.8 * dissolved + 100.0
        });
    }
}

#[test]
fn contraction_of_the_contracted_changes_nothing() {
    for seed in 0..20 {
        let mut once = random(seed, 9);
        contract(&mut once, SHORT, &mut BuildReport::default());
        let mut twice = once.clone();
        contract(&mut twice, SHORT, &mut BuildReport::default());
        assert_eq!(ends(&once), ends(&twice), "seed {seed}");
    }
}
