//! Closed forms, laws, refusals, and the slow twin: every way and every window of every unit.

use super::*;
use crate::algo::graph::random::Dice;

const WINDOW: u32 = 10;

/// No plan of the twin closes at this minute or later.
const LIMIT: u64 = 90;

fn arc(tail: u32, head: u32, minutes: u32, assets: &[u32]) -> Arc {
    Arc { tail, head, minutes, classes: u64::MAX, assets: assets.to_vec() }
}

fn asset(windows: &[u64]) -> Asset {
    Asset { kind: 0, windows: windows.to_vec() }
}

fn commodity(origin: u32, destination: u32, units: u32, ready: u32) -> Commodity {
    Commodity { origin, destination, units, ready, class: 0, takes: vec![1] }
}

/// A tiny instance: parallel arcs, shared assets of two kinds, closed windows, classes and late units.
fn random(seed: u64) -> Instance {
    let mut dice = Dice(seed);
    let nodes = 2 + dice.below(3);
    let assets: Vec<Asset> = (0..1 + dice.below(3))
        .map(|_| {
            let mut windows: Vec<u64> = (0..1 + dice.below(3)).map(|_| u64::from(dice.below(4))).collect();
            if dice.below(4) > 0 {
                windows.push(1 + u64::from(dice.below(3)));
            }
            Asset { kind: dice.below(2), windows }
        })
        .collect();
    let arcs = (0..nodes + dice.below(4))
        .map(|number| {
            let (tail, head) =
                if number < nodes { (number, (number + 1) % nodes) } else { (dice.below(nodes), dice.below(nodes)) };
            let assets = (0..assets.len() as u32).filter(|_| dice.below(2) == 0).collect();
            let classes = if dice.below(5) == 0 { 1 << dice.below(2) } else { 3 };
            Arc { tail, head, minutes: dice.below(9), classes, assets }
        })
        .collect();
    let commodities = (0..1 + dice.below(3))
        .map(|_| Commodity {
            origin: dice.below(nodes),
            destination: dice.below(nodes),
            units: 1 + dice.below(2),
            ready: dice.below(25),
            class: dice.below(2),
            takes: vec![1 + u64::from(dice.below(2)), u64::from(dice.below(3))],
        })
        .collect();
    Instance::new(nodes as usize, WINDOW, arcs, assets, commodities)
}

/// The slow twin: the least closure below its limit, by sending one unit after the other over every way without a ring and
/// through every window.
struct Twin<'a> {
    instance: &'a Instance,
    units: Vec<usize>,
    taken: Vec<Vec<u64>>,
    best: u64,
}

impl Twin<'_> {
    fn closure(instance: &Instance) -> Option<u64> {
        let counted = instance.commodities.iter().enumerate();
        let units = counted.flat_map(|(k, commodity)| vec![k; commodity.units as usize]).collect();
        let windows = (LIMIT / instance.window + 1) as usize;
        let mut twin = Twin { instance, units, taken: vec![vec![0; windows]; instance.assets.len()], best: LIMIT };
        twin.send(0, 0);
        (twin.best < LIMIT).then_some(twin.best)
    }

    fn send(&mut self, unit: usize, closure: u64) {
        let Some(&k) = self.units.get(unit) else {
            self.best = self.best.min(closure);
            return;
        };
        let commodity = &self.instance.commodities[k];
        self.go(unit, closure, k, commodity.origin, u64::from(commodity.ready), 0);
    }

    fn go(&mut self, unit: usize, closure: u64, k: usize, node: u32, minute: u64, been: u64) {
        if minute.max(closure) >= self.best || been >> node & 1 == 1 {
            return;
        }
        let instance = self.instance;
        let commodity = &instance.commodities[k];
        if node == commodity.destination {
            return self.send(unit + 1, closure.max(minute));
        }
        for side in instance.out.of(node) {
            let arc = &instance.arcs[side.arc as usize];
            if arc.classes >> commodity.class & 1 == 0 {
                continue;
            }
            for window in minute / instance.window..=LIMIT / instance.window {
                let enters = minute.max(window * instance.window);
                let window = window as usize;
                let take = |asset: u32| commodity.take(&instance.assets[asset as usize]);
                let fits = arc.assets.iter().all(|&asset| {
                    let windows = &instance.assets[asset as usize].windows;
                    let capacity = windows[window.min(windows.len() - 1)];
                    self.taken[asset as usize][window] + take(asset) <= capacity || take(asset) == 0
                });
                if fits {
                    arc.assets.iter().for_each(|&asset| self.taken[asset as usize][window] += take(asset));
                    let after = enters + u64::from(arc.minutes);
                    self.go(unit, closure, k, arc.head, after, been | 1 << node);
                    arc.assets.iter().for_each(|&asset| self.taken[asset as usize][window] -= take(asset));
                }
                if arc.assets.is_empty() {
                    break;
                }
            }
        }
    }
}

#[test]
fn is_never_above_the_best_plan_and_often_equal() {
    let (mut compared, mut equal, mut held) = (0, 0, 0);
    for seed in 0..600 {
        let instance = random(seed);
        let closure = Twin::closure(&instance);
        let Ok(bound) = bound(&instance) else {
            assert_eq!(closure, None, "seed {seed}: {instance:?}");
            continue;
        };
        if bound.minute > 0 {
            assert_eq!(check(&instance, bound.minute - 1, &bound.prices), Ok(()), "seed {seed}: {instance:?}");
        }
        let Some(closure) = closure else { continue };
        assert!(bound.minute <= closure, "seed {seed}: {bound:?} but a plan closes at {closure}: {instance:?}");
        compared += 1;
        equal += u32::from(bound.minute == closure);
        held += u32::from(!bound.prices.is_empty());
    }
    assert!(compared > 300 && equal * 10 > compared * 9, "{equal} of {compared} bounds are the closure");
    assert!(held > 10, "only {held} bounds need prices");
}

/// Whatever the prices are, they cannot prove what is not so.
#[test]
fn no_prices_prove_that_a_plan_is_impossible() {
    let mut tried = 0;
    for seed in 0..300 {
        let instance = random(seed);
        let Some(closure) = Twin::closure(&instance) else { continue };
        let mut dice = Dice(seed + 1_000_000);
        for _ in 0..20 {
            let mut prices = Vec::new();
            for asset in 0..instance.assets.len() as u32 {
                for ready_from in [0, 5, 12] {
                    if dice.below(2) == 0 {
                        prices.push(Price { asset, ready_from, price: u64::from(dice.below(20)) });
                    }
                }
            }
            tried += 1;
            assert!(check(&instance, closure, &prices).is_err(), "seed {seed}: {prices:?} of {instance:?}");
        }
    }
    assert!(tried > 3000, "{tried} sets of prices");
}

#[test]
fn one_arc_with_windows_closes_as_counted_by_hand() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let (capacity, units, ready, minutes) = (1 + dice.below(5), 1 + dice.below(40), dice.below(60), dice.below(30));
        let arcs = vec![arc(0, 1, minutes, &[0])];
        let force = vec![commodity(0, 1, units, ready)];
        let instance = Instance::new(2, WINDOW, arcs, vec![asset(&[u64::from(capacity)])], force);
        let last = ready / WINDOW + units.div_ceil(capacity) - 1;
        let closure = u64::from(ready.max(last * WINDOW) + minutes);
        assert_eq!(bound(&instance).map(|bound| bound.minute), Ok(closure), "seed {seed}: {instance:?}");
    }
}

#[test]
fn closed_windows_are_waited_out_and_a_chain_is_as_slow_as_its_worst() {
    let arcs = vec![arc(0, 1, 3, &[0]), arc(1, 2, 4, &[1]), arc(2, 3, 5, &[0])];
    let assets = vec![asset(&[99]), asset(&[0, 0, 4, 0, 4, 0, 0, 4])];
    let instance = Instance::new(4, WINDOW, arcs, assets, vec![commodity(0, 3, 9, 1)]);
    let found = bound(&instance).expect("a way");
    assert_eq!(found.minute, 70 + 4 + 5, "four enter in window 2, four in 4, the last in 7");
    let dearest = found.prices.iter().max_by_key(|price| price.price);
    assert_eq!(dearest.map(|price| price.asset), Some(1), "the asset with closed windows is the bottleneck");
}

#[test]
fn arcs_that_share_an_asset_are_no_faster_than_one() {
    let alone = |shared: u32| {
        let arcs = vec![arc(0, 1, 5, &[0]), arc(0, 1, 5, &[shared])];
        let instance = Instance::new(2, WINDOW, arcs, vec![asset(&[2]), asset(&[2])], vec![commodity(0, 1, 12, 0)]);
        bound(&instance).expect("a way").minute
    };
    assert_eq!((alone(0), alone(1)), (50 + 5, 20 + 5));
}

/// Twenty early and twenty late units over ten per window: without prices for late units alone the early windows, which
/// these cannot use, would count for them.
#[test]
fn late_units_do_not_profit_from_windows_before_they_are_ready() {
    let early_and_late = vec![commodity(0, 1, 20, 0), commodity(0, 1, 20, 95)];
    let instance = Instance::new(2, WINDOW, vec![arc(0, 1, 5, &[0])], vec![asset(&[10])], early_and_late);
    assert_eq!(bound(&instance).map(|bound| bound.minute), Ok(100 + 5));
}

#[test]
fn amounts_by_kind_and_classes_count() {
    let kinds = |takes: Vec<u64>, classes: u64| {
        let arcs = vec![Arc { classes, ..arc(0, 1, 0, &[0]) }, arc(0, 1, 33, &[])];
        let force = Commodity { takes, ..commodity(0, 1, 6, 0) };
        let assets = vec![Asset { kind: 1, windows: vec![6] }];
        bound(&Instance::new(2, WINDOW, arcs, assets, vec![force])).expect("a way").minute
    };
    assert_eq!(kinds(vec![9, 1], 1), 0);
    assert_eq!(kinds(vec![9, 2], 1), 10);
    assert_eq!(kinds(vec![9], 1), 0, "takes nothing of this kind");
    assert_eq!(kinds(vec![9, 1], 2), 33, "not open to this class");
    assert_eq!(kinds(vec![9, 7], 1), 33, "no window takes one");
}

#[test]
fn later_units_never_lower_it_and_more_capacity_never_raises_it() {
    for seed in 0..400 {
        let instance = random(seed);
        let Ok(before) = bound(&instance) else { continue };
        let mut dice = Dice(seed + 2_000_000);
        let mut later = instance.clone();
        let (from, delay) = (dice.below(25), 1 + dice.below(20));
        // All that are ready from then on, so that none is delayed past another: a price may be for those ready from then on.
        let delayed = later.commodities.iter_mut().filter(|commodity| commodity.ready >= from);
        delayed.for_each(|commodity| commodity.ready += delay);
        let after = bound(&later).expect("the same ways");
        assert!(after.minute >= before.minute, "seed {seed}: {before:?} then {after:?}: {instance:?}");
        let mut wider = instance.clone();
        let chosen = dice.below(wider.assets.len() as u32) as usize;
        wider.assets[chosen].windows.iter_mut().for_each(|capacity| *capacity += 1);
        let after = bound(&wider).expect("the same ways");
        assert!(after.minute <= before.minute, "seed {seed}: {before:?} then {after:?}: {instance:?}");
    }
}

#[test]
fn a_changed_proof_is_refused() {
    let arcs = vec![arc(0, 1, 5, &[0]), arc(1, 2, 5, &[1]), arc(0, 2, 30, &[2])];
    let assets = vec![asset(&[3]), asset(&[2]), asset(&[1])];
    let instance = Instance::new(3, WINDOW, arcs, assets, vec![commodity(0, 2, 30, 0), commodity(0, 2, 7, 40)]);
    let Bound { minute, prices } = bound(&instance).expect("ways");
    assert_eq!(check(&instance, minute - 1, &prices), Ok(()));
    let refused = |prices: &[Price]| check(&instance, minute - 1, prices).expect_err("a changed proof passed");
    assert!(matches!(refused(&[]), Fault::NotProven { paid: 0, worth: 0 }));
    // Each of the two ways must have a price: with one for nothing, all go there.
    for free in [1, 2] {
        let changed: Vec<Price> = prices.iter().copied().filter(|price| price.asset != free).collect();
        assert!(changed.len() < prices.len());
        assert!(matches!(refused(&changed), Fault::NotProven { .. }));
        let dear = |price: &Price| Price { price: price.price << if price.asset == free { 10 } else { 0 }, ..*price };
        assert!(matches!(refused(&prices.iter().map(dear).collect::<Vec<_>>()), Fault::NotProven { .. }));
    }
    let elsewhere = [prices.clone(), vec![Price { asset: 9, ready_from: 0, price: 1 }]].concat();
    assert_eq!(refused(&elsewhere), Fault::NoAsset(9));
    let twice = [prices.clone(), prices.clone()].concat();
    assert_eq!(refused(&twice), Fault::Twice(prices[0].asset));
    assert_eq!(check(&instance, LAST_MINUTE, &prices), Err(Fault::TooLate));
    let far = [prices.clone(), vec![Price { asset: 2, ready_from: u32::MAX, price: 1 }]].concat();
    assert_eq!(check(&instance, minute - 1, &far), Ok(()), "a price that nobody pays and that is worth nothing");
}

#[test]
fn what_never_closes_is_said_to_close_after_the_last_minute() {
    let instance =
        Instance::new(2, WINDOW, vec![arc(0, 1, 5, &[0])], vec![asset(&[2, 0])], vec![commodity(0, 1, 3, 0)]);
    assert_eq!(bound(&instance).map(|bound| bound.minute), Ok(LAST_MINUTE));
}
