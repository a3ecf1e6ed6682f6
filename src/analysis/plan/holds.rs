//! Whether prices prove an instant: judged in whole numbers over all arcs, with nothing of the search that found them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use crate::algo::labels::pass;
use crate::algo::march::Spell;
use crate::force::share::MICRO;
use crate::network::capacity::{Directions, Sharing};

use super::classes::Class;
use super::problem::Problem;
use super::prove::{Ground, Priced};
use super::reach::Reach;
use super::scarce::{Charge, WHOLE, windows};

/// Whether prices prove that not everybody is complete by the instant that `reaches` are for: over all arcs, in whole
/// numbers.
pub(super) fn holds(
    problem: &mut Problem<'_>,
    ground: &Ground<'_, '_>,
    reaches: &[Option<Reach>],
    prices: &[Priced],
) -> bool {
    let mut of_asset: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, priced) in prices.iter().enumerate() {
        of_asset.entry(priced.row.asset).or_default().push(number);
    }
    let spans = windows(reaches, ground.charges, ground.levels.len());
    for priced in prices {
        // A direction is named exactly where the two count apart.
        let own = &problem.capacities.assets[priced.row.asset as usize];
        let apart = own.directions == Directions::Apart && own.sharing == Sharing::Stretch;
        if apart != priced.row.up.is_some() {
            return false;
        }
        // Whoever pays passes within the windows only, and they give what is said.
        let within = |group: &usize| {
            let own = spans[priced.row.asset as usize].iter().find(|span| span.0 == *group);
            own.is_none_or(|span| span.1 >= priced.row.windows.0 && span.2 <= priced.row.windows.1)
        };
        let gives = super::scarce::gives(ground.levels[priced.row.asset as usize], priced.row.windows);
        if !priced.row.groups.iter().all(within) || gives != priced.row.gives {
            return false;
        }
    }
    let worth: u128 = prices.iter().map(|one| u128::from(one.price) * u128::from(one.row.gives)).sum();
    let mut paid = 0_u128;
    for (group, reach) in reaches.iter().enumerate() {
        let Some(reach) = reach else { continue };
        let assets = &problem.capacities.assets;
        // What an arc charges, in prices by unit and country: pieces of a group differ only in these.
        let mut charged: Vec<Charged> = Vec::new();
        for usable in &reach.arcs {
            let mut own = Vec::new();
            for Charge { asset, part, up } in ground.charges.of(usable.arc).iter().filter(|charge| charge.part > 0) {
                for number in of_asset.get(asset).into_iter().flatten() {
                    let row = &prices[*number].row;
                    let along = row.up.is_none_or(|own| Some(own) == *up);
                    if along && row.groups.contains(&group) {
                        own.push((*number, *part));
                    }
                }
            }
            charged.push(own);
        }
        let Some(class) = &ground.light[group] else { return false };
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); reach.nodes];
        for (index, usable) in (0_u32..).zip(&reach.arcs) {
            out[usable.ends.0 as usize].push(index);
        }
        for commodity in ground.commodities.iter().filter(|one| one.group == group) {
            let cost = |own: &Vec<(usize, u64)>| -> u128 {
                let one = |(number, part): &(usize, u64)| {
                    let own = &assets[prices[*number].row.asset as usize];
                    u128::from(prices[*number].price)
                        * u128::from(*part)
                        * u128::from(commodity.need(own.unit, own.country))
                };
                own.iter().map(one).sum()
            };
            let costs: Vec<u128> = charged.iter().map(cost).collect();
            let Some(least) = cheapest(class, reach, &out, &costs) else { return true };
            paid += least * u128::from(commodity.pieces);
        }
    }
    paid > worth * u128::from(MICRO * WHOLE)
}

/// What an arc charges, as (priced row, part of a piece).
type Charged = Vec<(usize, u64)>;

/// What the cheapest way costs on which the lightest pieces, held up by nobody, are complete in time; `None` without one.
///
/// Labels are (cost, time, march clock), the cheapest first, of these the earliest; a label that costs as much as another
/// at its node, is no earlier and has no more of its march left says nothing new.
fn cheapest(class: &Class<'_>, reach: &Reach, out: &[Vec<u32>], costs: &[u128]) -> Option<u128> {
    let (graph, start) = (class.compiled.graph(), &class.compiled.start);
    let rest_s = graph.rule.map_or(0, |rule| rule.rest_s);
    let mut seen: Vec<Vec<(u32, u32)>> = vec![Vec::new(); reach.nodes];
    let mut heap = BinaryHeap::from([Reverse((0_u128, start.ready_s(), 0_u32, reach.start))]);
    while let Some(Reverse((sum, t, driven_s, node))) = heap.pop() {
        if node == reach.target {
            return Some(sum);
        }
        if seen[node as usize].iter().any(|own| own.0 <= t && own.1 <= driven_s) {
            continue;
        }
        seen[node as usize].push((t, driven_s));
        for index in &out[node as usize] {
            let (usable, sum) = (&reach.arcs[*index as usize], sum + costs[*index as usize]);
            let gate_s = graph.special_of(usable.arc).map_or(0, |special| special.gate_s);
            let run_s = graph.run_s[(usable.arc / 2) as usize];
            let mut stood = false;
            for (t, driven_s) in [(t, driven_s), (t.saturating_add(rest_s), 0)] {
                let mut banned = false;
                let passage = pass(graph, usable.arc, t, driven_s, gate_s, run_s, &mut |spell, _, _| {
                    banned |= spell == Spell::Ban;
                });
                if passage.gate_open_s <= usable.last_s {
                    heap.push(Reverse((sum, passage.end_s, passage.driven_s, usable.ends.1)));
                }
                stood |= banned || passage.gate_open_s > passage.ready_s;
                // Whoever has to stand may stand for as long as the rest takes.
                if !stood || rest_s == 0 {
                    break;
                }
            }
        }
    }
    None
}
