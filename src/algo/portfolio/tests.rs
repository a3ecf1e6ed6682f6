//! Against looking at every set.

use super::*;
use crate::algo::draws::drawn;

fn mixed(counter: u64) -> u64 {
    drawn(0, counter, 0)
}

/// A monotone value made of groups: each is worth something to who holds all of it, and of some the best one counts.
fn planted(items: usize, seed: u64) -> (Vec<u64>, Vec<(Set, u64)>) {
    let mut counter = seed;
    let mut next = |below: u64| {
        counter = counter.wrapping_add(1);
        mixed(seed ^ mixed(counter)) % below
    };
    let costs = (0..items).map(|_| next(20)).collect();
    let groups = (0..items + 2).map(|_| {
        let size = 1 + next(3);
        ((0..size).map(|_| next(items as u64) as usize).collect(), next(30))
    });
    let groups = groups.collect();
    (costs, groups)
}

fn worth(groups: &[(Set, u64)], set: &Set) -> u64 {
    // Half of the groups add up, the better of the other half counts: complements and substitutes.
    let half = groups.len() / 2;
    let held = |list: &[(Set, u64)]| {
        list.iter().filter(|(own, _)| own.is_in(set)).map(|(_, value)| *value).collect::<Vec<_>>()
    };
    held(&groups[..half]).iter().sum::<u64>() + held(&groups[half..]).iter().max().copied().unwrap_or(0)
}

fn memo(groups: &[(Set, u64)]) -> Memo<'_, ()> {
    Memo::new(move |sets: &[Set]| Ok(sets.iter().map(|set| worth(groups, set)).collect()))
}

fn every(items: usize) -> impl Iterator<Item = Set> {
    (0..1_u32 << items).map(move |bits| (0..items).filter(|item| bits >> item & 1 == 1).collect())
}

/// Needs, exclusions and a second resource by a seed.
fn conditions(costs: Vec<u64>, budget: u64, seed: u64) -> Items {
    let count = costs.len();
    let mut items = Items::plain(costs, budget);
    let pick = |salt: u64| (mixed(seed ^ salt) % count as u64) as usize;
    if seed.is_multiple_of(3) {
        let (a, b) = (pick(1), pick(2));
        if a != b {
            items.requires[a] = Set::one(b);
        }
        let (c, d) = (pick(3), pick(4));
        if c != d && !items.requires[c].has(d) && !items.requires[d].has(c) {
            items.excludes[c] = Set::one(d);
            items.excludes[d] = Set::one(c);
        }
    }
    if seed.is_multiple_of(2) {
        items.costs.push((0..count).map(|item| mixed(seed ^ item as u64) % 5).collect());
        items.budgets.push(6);
    }
    items
}

#[test]
fn the_best_set_is_that_of_all_sets() {
    for seed in 0..400 {
        let count = 3 + (seed % 8) as usize;
        let (costs, groups) = planted(count, seed);
        let budget = mixed(seed) % 60;
        let items = conditions(costs, budget, seed);
        let truth = every(count).filter(|set| items.allows(*set)).map(|set| worth(&groups, &set)).max().unwrap();
        let mut search = Search::new(count, memo(&groups));
        let best = search.best(&items, 100_000).unwrap();
        assert!(items.allows(best.set) && best.is_proven(), "seed {seed}: {best:?}");
        assert_eq!((best.value, worth(&groups, &best.set)), (truth, best.value), "seed {seed}");
        // The cheapest of that value.
        let least = every(count)
            .filter(|set| items.allows(*set) && worth(&groups, set) >= truth)
            .map(|set| items.cost(0, set))
            .min();
        let (found, proven) = search.cheapest(&items, truth, 100_000).unwrap().unwrap();
        assert!(proven && items.allows(found.set));
        assert_eq!(Some(found.cost), least, "seed {seed}");
        assert_eq!(search.cheapest(&items, truth + 1, 100_000).unwrap(), None);
        // Another budget, with what was learnt.
        let more = Items {
            budgets: vec![budget + 15].into_iter().chain(items.budgets.iter().skip(1).copied()).collect(),
            ..items.clone()
        };
        let truth = every(count).filter(|set| more.allows(*set)).map(|set| worth(&groups, &set)).max().unwrap();
        assert_eq!(search.best(&more, 100_000).unwrap().value, truth, "seed {seed}");
    }
}

#[test]
fn a_cut_off_search_says_how_far_it_may_be() {
    let (costs, groups) = planted(12, 7);
    let items = Items::plain(costs, 40);
    let truth = every(12).filter(|set| items.allows(*set)).map(|set| worth(&groups, &set)).max().unwrap();
    for asks in [0, 1, 5, 20, 60] {
        let mut search = Search::new(12, memo(&groups));
        let best = search.best(&items, asks).unwrap();
        assert!(best.value <= truth && truth <= best.bound, "{asks}: {best:?} {truth}");
        assert!(items.allows(best.set));
    }
}

#[test]
fn the_fullest_sets_hold_every_set_within_the_budgets() {
    for seed in 0..200 {
        let count = 3 + (seed % 7) as usize;
        let (costs, groups) = planted(count, seed);
        let items = conditions(costs, mixed(seed) % 40, seed);
        let free = Set::all(count).minus(items.banned);
        let sets = items.fullest(free, 1_000).expect("there are few");
        assert!(sets.iter().all(|set| items.allows(*set)), "seed {seed}");
        for own in every(count).filter(|set| items.allows(*set)) {
            assert!(sets.iter().any(|set| own.is_in(set)), "seed {seed}: {own:?}");
        }
        let largest = |set: &&Set| !sets.iter().any(|other| other != *set && set.is_in(other));
        assert_eq!(sets.iter().filter(largest).count(), sets.len(), "seed {seed}: none is a part of another");
        assert_eq!(items.fullest(free, sets.len() - 1), None);
        // Where they are few they are the proof, with hardly a question.
        let truth = every(count).filter(|set| items.allows(*set)).map(|set| worth(&groups, &set)).max().unwrap();
        let mut search = Search::new(count, memo(&groups));
        let best = search.best(&items, sets.len() + 2).unwrap();
        if sets.len() <= 12 {
            assert_eq!((best.value, best.is_proven()), (truth, true), "seed {seed}");
        }
    }
}

#[test]
fn no_budget_and_all_the_money() {
    let (costs, groups) = planted(10, 3);
    let costs: Vec<u64> = costs.into_iter().map(|cost| cost + 1).collect();
    let mut search = Search::new(10, memo(&groups));
    let none = search.best(&Items::plain(costs.clone(), 0), 10_000).unwrap();
    assert_eq!((none.set, none.value, none.is_proven()), (Set::EMPTY, 0, true));
    let all = search.best(&Items::plain(costs, u64::MAX), 10_000).unwrap();
    assert_eq!((all.value, all.is_proven()), (worth(&groups, &Set::all(10)), true));
    // Costs beyond what a number holds are never within a budget.
    let mut search = Search::new(10, memo(&groups));
    let dear = search.best(&Items::plain(vec![u64::MAX; 10], u64::MAX - 1), 10_000).unwrap();
    assert_eq!((dear.set, dear.is_proven()), (Set::EMPTY, true));
}

#[test]
fn greedy_finds_nothing_where_three_sections_make_a_line() {
    let line = [(Set::all(3), 10)];
    let value = |set: &Set| if line[0].0.is_in(set) { line[0].1 } else { 0 };
    let mut search = Search::new(5, Memo::<()>::new(move |sets: &[Set]| Ok(sets.iter().map(value).collect())));
    let best = search.best(&Items::plain(vec![4, 4, 4, 1, 1], 12), 10_000).unwrap();
    assert_eq!((best.set, best.value, best.cost), (Set::all(3), 10, 12));
    let found = minimal_sets(&mut search.memo, Set::all(5), 8).unwrap();
    assert_eq!(found, [Set::all(3)]);
    let shares = shares(&mut search.memo, Set::all(5)).unwrap();
    let means: Vec<f64> = shares.iter().map(|(_, share)| (share.mean() * 1e6).round() / 1e6).collect();
    assert_eq!(means, [3.333_333, 3.333_333, 3.333_333, 0.0, 0.0]);
    let pairs = pairs(&mut search.memo, Set::all(5)).unwrap();
    // Alone no two of them are worth anything; beside the third, each needs the other.
    assert_eq!(pairs.len(), 3);
    assert!(pairs.iter().all(|pair| pair.alone == 0 && pair.among_all == 10), "{pairs:?}");
}

#[test]
fn pairs_are_those_of_all_pairs() {
    for seed in 0..150 {
        let count = 3 + (seed % 7) as usize;
        let (_, groups) = planted(count, seed);
        let all = Set::all(count);
        let value = |set: Set| i128::from(worth(&groups, &set));
        let mut truth = Vec::new();
        for a in 0..count {
            for b in a + 1..count {
                let alone = value(Set::one(a).with(b)) - value(Set::one(a)) - value(Set::one(b)) + value(Set::EMPTY);
                let among_all =
                    value(all) - value(all.without(a)) - value(all.without(b)) + value(all.without(a).without(b));
                if alone != 0 || among_all != 0 {
                    truth.push(Pair { items: (a, b), alone, among_all });
                }
            }
        }
        assert_eq!(pairs(&mut memo(&groups), all).unwrap(), truth, "seed {seed}");
    }
}

#[test]
fn minimal_sets_are_smallest_and_worth_something() {
    for seed in 0..150 {
        let count = 3 + (seed % 7) as usize;
        let (_, planted) = planted(count, seed);
        let worthy = |set: &Set| worth(&planted, set) > 0;
        let smallest = |set: &Set| worthy(set) && set.items().all(|item| !worthy(&set.without(item)));
        let mut truth: Vec<Set> = every(count).filter(smallest).collect();
        truth.sort_by_key(|set| (set.len(), *set));
        let found = minimal_sets(&mut memo(&planted), Set::all(count), 1_000).unwrap();
        assert_eq!(found, truth, "seed {seed}");
    }
}

#[test]
fn shares_add_up_and_samples_come_near() {
    for seed in 0..20 {
        let count = 7;
        let (_, groups) = planted(count, seed);
        let whole = worth(&groups, &Set::all(count));
        let exact = shares(&mut memo(&groups), Set::all(count)).unwrap();
        let sum: i128 = exact.iter().map(|(_, share)| share.sum).sum();
        assert_eq!(sum, i128::from(whole) * i128::try_from(exact[0].1.of).unwrap(), "seed {seed}");
        // Over every order: the mean of what each item adds.
        let mut slow = vec![0_i128; count];
        let mut order: Vec<usize> = (0..count).collect();
        permute(&mut order, 0, &mut |order| {
            let mut set = Set::EMPTY;
            for item in order {
                let before = worth(&groups, &set);
                set = set.with(*item);
                slow[*item] += i128::from(worth(&groups, &set)) - i128::from(before);
            }
        });
        assert_eq!(exact.iter().map(|(_, share)| share.sum).collect::<Vec<_>>(), slow, "seed {seed}");
        let sampled = sampled_shares(&mut memo(&groups), Set::all(count), 200, seed).unwrap();
        let sum: i128 = sampled.iter().map(|(_, share)| share.sum).sum();
        assert_eq!(sum, i128::from(whole) * 400, "every order telescopes to the whole");
        for ((_, exact), (_, sampled)) in exact.iter().zip(&sampled) {
            assert!((exact.mean() - sampled.mean()).abs() <= 5.0 * sampled.error() + 1e-9, "seed {seed}");
        }
    }
}

fn permute(order: &mut Vec<usize>, at: usize, seen: &mut impl FnMut(&[usize])) {
    if at == order.len() {
        return seen(order);
    }
    for place in at..order.len() {
        order.swap(at, place);
        permute(order, at + 1, seen);
        order.swap(at, place);
    }
}

#[test]
fn answers_that_fall_are_lifted_and_counted() {
    let value = |set: &Set| if set.len() == 2 { 3 } else { 5 * u64::from(set.len() == 1) };
    let mut memo = Memo::<()>::new(move |sets: &[Set]| Ok(sets.iter().map(value).collect()));
    assert_eq!(memo.value(Set::one(0)).unwrap(), 5);
    assert_eq!(memo.value(Set::one(0).with(1)).unwrap(), 5);
    assert_eq!(memo.lifted(), 1);
    // Between two equal values nothing is asked.
    assert_eq!(memo.asked(), 2);
}

#[test]
fn seventy_items_of_which_ten_matter_are_few_questions() {
    let (costs, groups) = planted(10, 11);
    let costs: Vec<u64> = (0..70).map(|item| costs.get(item / 7).map_or(1, |cost| cost + 1)).collect();
    let spread = |set: &Set| (0..10).filter(|item| set.has(item * 7)).collect::<Set>();
    let oracle = |sets: &[Set]| Ok(sets.iter().map(|set| worth(&groups, &spread(set))).collect());
    let mut search = Search::new(70, Memo::<()>::new(oracle));
    let best = search.best(&Items::plain(costs.clone(), 40), 100_000).unwrap();
    let small: Vec<u64> = (0..10).map(|item| costs[item * 7]).collect();
    let items = Items::plain(small, 40);
    let truth = every(10).filter(|set| items.allows(*set)).map(|set| worth(&groups, &set)).max().unwrap();
    assert_eq!((best.value, best.is_proven()), (truth, true));
    let asked = search.memo.asked();
    assert!(asked < 700, "{asked} sets asked");
}
