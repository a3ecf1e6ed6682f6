//! What part of a carrier a piece takes at the very least: dual feasible functions.
//!
//! A function `f` is dual feasible when numbers that add up to at most 1 have images that add up to at most 1. Then the
//! images of all pieces, added up, are a lower bound on the carriers that any packing needs, and each piece's image is
//! its share: what the proofs of a plan's lower bound count. Literature: Fekete & Schepers 2001 (the family `u(k)`),
//! Lueker 1983.

/// Millionths in one.
pub const MICRO: u64 = 1_000_000;

/// The largest `k` tried.
const K_MAX: u64 = 60;

/// The image of `size` of `whole` under `u(k)`, in millionths, rounded down; `k = 0` is the identity.
///
/// `u(k)` maps `x` to `x` where `(k + 1) x` is whole, and to `floor((k + 1) x) / k` elsewhere.
fn image(size: u64, whole: u64, k: u64) -> u64 {
    if size >= whole {
        return MICRO;
    }
    let scaled = (k + 1) * size;
    if k == 0 || scaled.is_multiple_of(whole) { size * MICRO / whole } else { scaled / whole * MICRO / k }
}

/// Shares of pieces, given as (size, how many), of a carrier that holds `whole`: the images under the one function of
/// the family that proves the most carriers, in millionths. A size beyond `whole` counts as a whole carrier.
///
/// Complexity: O(kinds) for each of 61 functions.
///
/// ```
/// use corridor::force::share::{bound, shares};
/// // Tanks of 98 t on trains of 1,800 t: 18 fit, so each is an eighteenth.
/// let tanks = [(98, 36)];
/// assert_eq!(shares(&tanks, 1_800), [55_555]);
/// assert_eq!(bound(&tanks, 1_800), 2);
/// // Pieces just over half: one each.
/// assert_eq!(shares(&[(51, 10), (20, 3)], 100), [1_000_000, 0]);
/// ```
pub fn shares(sizes: &[(u64, u64)], whole: u64) -> Vec<u64> {
    let of = |k: u64| -> Vec<u64> { sizes.iter().map(|(size, _)| image(*size, whole.max(1), k)).collect() };
    let total = |shares: &[u64]| -> u128 {
        shares.iter().zip(sizes).map(|(share, (_, count))| u128::from(*share) * u128::from(*count)).sum()
    };
    // The last of equals: larger `k` tells sizes apart more finely.
    (0..=K_MAX).map(of).max_by_key(|shares| total(shares)).unwrap_or_default()
}

/// Carriers that any packing needs at least.
pub fn bound(sizes: &[(u64, u64)], whole: u64) -> u64 {
    let total: u128 =
        shares(sizes, whole).iter().zip(sizes).map(|(share, (_, count))| u128::from(*share) * u128::from(*count)).sum();
    // Shares were rounded down by less than a millionth each; only what is surely above a whole number counts.
    u64::try_from(total.div_ceil(u128::from(MICRO))).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fewest bins by trying everything.
    fn fewest(sizes: &[u64], whole: u64, bins: &mut Vec<u64>, best: &mut usize) {
        if bins.len() >= *best {
            return;
        }
        let Some((first, rest)) = sizes.split_first() else {
            *best = bins.len();
            return;
        };
        for bin in 0..bins.len() {
            if bins[bin] + first <= whole {
                bins[bin] += first;
                fewest(rest, whole, bins, best);
                bins[bin] -= first;
            }
        }
        bins.push(*first);
        fewest(rest, whole, bins, best);
        bins.pop();
    }

    #[test]
    fn never_above_the_fewest_bins_on_named_seeds() {
        for seed in 1..600_u64 {
            let mut state = seed;
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % n
            };
            let whole = 10 + draw(90);
            let sizes: Vec<u64> = (0..1 + draw(8)).map(|_| 1 + draw(whole)).collect();
            let counted: Vec<(u64, u64)> = sizes.iter().map(|size| (*size, 1)).collect();
            let mut best = sizes.len() + 1;
            fewest(&sizes, whole, &mut Vec::new(), &mut best);
            let proven = bound(&counted, whole);
            assert!(
                proven <= u64::try_from(best).expect("small"),
                "seed {seed}: {proven} > {best}, {sizes:?} in {whole}"
            );
        }
    }

    #[test]
    fn images_of_what_fits_together_fit_together() {
        for seed in 1..400_u64 {
            let mut state = seed;
            let mut draw = |n: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % n
            };
            let whole = 50 + draw(100);
            let mut left = whole;
            let mut sizes = Vec::new();
            while left > 0 {
                let size = 1 + draw(left);
                sizes.push(size);
                left -= size;
            }
            for k in 0..=K_MAX {
                let sum: u64 = sizes.iter().map(|size| image(*size, whole, k)).sum();
                assert!(sum <= MICRO, "seed {seed}, k {k}: {sizes:?} of {whole} map to {sum}");
            }
        }
    }
}
