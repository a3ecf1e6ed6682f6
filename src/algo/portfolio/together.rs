//! What items gain or lose by being together.

use super::{Memo, Set};

/// Two items, and what they are worth together beyond what each is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The items, ascending.
    pub items: (usize, usize),
    /// Value of both, less the value of each, plus the value of none: above 0 they help each other, below they stand in for
    /// each other.
    pub alone: i128,
    /// The same on top of all other items.
    pub among_all: i128,
}

/// All pairs of items whose interaction, alone or among all, is not 0. An item is compared with many at once: where it adds
/// nothing to what they are worth together, or they nothing to it, no single pair need be asked for.
///
/// # Errors
/// What the oracle returns.
pub fn pairs<E>(memo: &mut Memo<'_, E>, of: Set) -> Result<Vec<Pair>, E> {
    let items: Vec<usize> = of.items().collect();
    let nothing = memo.value(Set::EMPTY)?;
    let singles = memo.values(&items.iter().map(|item| Set::one(*item)).collect::<Vec<_>>())?;
    let whole = memo.value(of)?;
    let without = memo.values(&items.iter().map(|item| of.without(*item)).collect::<Vec<_>>())?;
    let places = 0..items.len();
    let idle: Vec<usize> = places.clone().filter(|at| singles[*at] == nothing).map(|at| items[at]).collect();
    let spare: Vec<usize> = places.filter(|at| without[*at] == whole).map(|at| items[at]).collect();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for item in &items {
        let among = |list: &[usize]| list.iter().copied().filter(|other| other != item).collect::<Vec<_>>();
        let counts_in = |list: &[usize], other: &usize| !list.contains(item) && !list.contains(other);
        let mut others: Vec<usize> =
            among(&items).into_iter().filter(|other| counts_in(&idle, other) || counts_in(&spare, other)).collect();
        others.extend(partners(memo, *item, among(&idle), None)?);
        others.extend(partners(memo, *item, among(&spare), Some(of))?);
        open.extend(others.into_iter().map(|other| (*item.min(&other), *item.max(&other))));
    }
    open.sort_unstable();
    open.dedup();
    let both: Vec<Set> = open.iter().map(|(a, b)| Set::one(*a).with(*b)).collect();
    let neither: Vec<Set> = open.iter().map(|(a, b)| of.without(*a).without(*b)).collect();
    let (both, neither) = (memo.values(&both)?, memo.values(&neither)?);
    let at = |item: usize| items.iter().position(|own| *own == item).unwrap_or(0);
    let mut found = Vec::new();
    for ((pair, both), neither) in open.into_iter().zip(both).zip(neither) {
        let (a, b) = (at(pair.0), at(pair.1));
        let sum = |plus: [u64; 2], less: [u64; 2]| {
            i128::from(plus[0]) + i128::from(plus[1]) - i128::from(less[0]) - i128::from(less[1])
        };
        let one = Pair {
            items: pair,
            alone: sum([both, nothing], [singles[a], singles[b]]),
            among_all: sum([whole, neither], [without[a], without[b]]),
        };
        if one.alone != 0 || one.among_all != 0 {
            found.push(one);
        }
    }
    Ok(found)
}

/// Which other items of `of` change what an item adds beside none of them, ascending: those with which it is worth more, or
/// less, than both are worth apart.
///
/// # Errors
/// What the oracle returns.
pub fn partners_of<E>(memo: &mut Memo<'_, E>, item: usize, of: Set) -> Result<Vec<usize>, E> {
    let others: Vec<usize> = of.without(item).items().collect();
    let nothing = memo.value(Set::EMPTY)?;
    let singles = memo.values(&others.iter().map(|other| Set::one(*other)).collect::<Vec<_>>())?;
    let own = memo.value(Set::one(item))?;
    let of_kind = |busy: bool| {
        let all = others.iter().zip(&singles);
        all.filter(|(_, single)| (**single > nothing) == busy).map(|(other, _)| *other).collect::<Vec<usize>>()
    };
    let busy = of_kind(true);
    let both = memo.values(&busy.iter().map(|other| Set::one(*other).with(item)).collect::<Vec<_>>())?;
    let worth = |other: usize| others.iter().position(|own| *own == other).map_or(nothing, |place| singles[place]);
    let changed = busy.iter().zip(both).filter(|(other, both)| both + nothing != own + worth(**other));
    let mut found: Vec<usize> = changed.map(|(other, _)| *other).collect();
    found.extend(partners(memo, item, of_kind(false), None)?);
    found.sort_unstable();
    Ok(found)
}

/// Which of some others, that change nothing beside none (or when taken from the whole `of`), change what an item adds there.
fn partners<E>(memo: &mut Memo<'_, E>, item: usize, others: Vec<usize>, of: Option<Set>) -> Result<Vec<usize>, E> {
    let mut found = Vec::new();
    let mut stack = vec![others];
    while let Some(part) = stack.pop().filter(|part| !part.is_empty()) {
        let group: Set = part.iter().copied().collect();
        let pair = match of {
            None => [Set::one(item), group.with(item)],
            Some(of) => [of.without(item), of.without(item).minus(group)],
        };
        let values = memo.values(&pair)?;
        if values[0] == values[1] {
            continue;
        }
        if let [only] = part[..] {
            found.push(only);
            continue;
        }
        let (first, second) = part.split_at(part.len() / 2);
        stack.push(second.to_vec());
        stack.push(first.to_vec());
    }
    Ok(found)
}

/// Smallest sets of `of` that are worth more than nothing, none of which holds another, `most` at most, the cheapest by
/// number of items first found. Each is proven smallest: without any one of its items it is worth nothing.
///
/// # Errors
/// What the oracle returns.
pub fn minimal_sets<E>(memo: &mut Memo<'_, E>, of: Set, most: usize) -> Result<Vec<Set>, E> {
    let nothing = memo.value(Set::EMPTY)?;
    let mut found: Vec<Set> = Vec::new();
    // Each item of a set found is left out in turn: another one lacks at least one of them.
    let mut tried: Vec<Set> = Vec::new();
    let mut open = vec![Set::EMPTY];
    while let Some(out) = open.pop() {
        if found.len() >= most || tried.len() >= 8 * most {
            break;
        }
        if tried.contains(&out) {
            continue;
        }
        tried.push(out);
        let within = of.minus(out);
        if let Some(known) = found.iter().copied().find(|known| known.is_in(&within)) {
            open.extend(known.items().map(|item| out.with(item)));
            continue;
        }
        if memo.value(within)? == nothing {
            continue;
        }
        let mut kept = within;
        let mut stack = vec![within.items().collect::<Vec<_>>()];
        while let Some(part) = stack.pop() {
            let fewer = kept.minus(part.iter().copied().collect());
            if memo.value(fewer)? > nothing {
                kept = fewer;
            } else if part.len() > 1 {
                let (first, second) = part.split_at(part.len() / 2);
                stack.push(second.to_vec());
                stack.push(first.to_vec());
            }
        }
        found.push(kept);
        open.extend(kept.items().map(|item| out.with(item)));
    }
    found.sort_by_key(|set| (set.len(), *set));
    Ok(found)
}
