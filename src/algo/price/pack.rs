//! The packing of a few ways by multiplicative weights: either all units fit, or prices under which they do not.

/// A way of a commodity: the rows that it draws on and what one unit takes of each.
pub(super) type Way = Vec<(usize, f64)>;

/// A piece of a commodity that is sent at once is at least this part of it, so that no phase is long.
const PIECES: f64 = 4.0;

/// So many phases without better prices end a packing.
const PATIENCE: usize = 6;

/// How to pack.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// How much dearer a row grows for each full use of its worth.
    pub(super) step: f64,
    /// How often all units are sent, at most.
    pub(super) phases: usize,
    /// Whether to return the prices that the packing ends with, which tell best which ways are wanting.
    pub(super) explore: bool,
}

/// What a packing found.
pub(super) enum Packed {
    /// All units fit on the ways: no prices of these or more ways prove anything.
    Fits,
    /// The prices (`prices` times worth adds up to 1) under which the ways cost most, or the last.
    Prices(Vec<f64>),
}

/// What one unit pays on its cheapest way, and which that is.
pub(super) fn cheapest(ways: &[Way], prices: &[f64]) -> (usize, f64) {
    let mut best = (0, f64::INFINITY);
    for (number, way) in ways.iter().enumerate() {
        let price = way.iter().map(|&(row, take)| take * prices[row]).sum();
        if price < best.1 {
            best = (number, price);
        }
    }
    best
}

/// Packs `units` of each commodity on its `ways`: in each phase all units once, each piece on the way that is cheapest now;
/// a row grows dearer as it is used. O(phases * pieces * ways).
///
/// `work` falls by one for each row of a way that is looked at; without any left no further phase begins.
///
/// `prices` are those to begin with; only additions, multiplications and divisions are used, so that every machine computes
/// the same.
pub(super) fn pack(
    ways: &[Vec<Way>],
    units: &[f64],
    worth: &[f64],
    mut prices: Vec<f64>,
    manner: Manner,
    work: &mut u64,
) -> Packed {
    let Manner { step, phases, explore } = manner;
    let used: Vec<usize> = (0..worth.len()).filter(|&row| worth[row].is_finite()).collect();
    let mut load = vec![0.0; worth.len()];
    let mut best: Option<(f64, Vec<f64>)> = None;
    let mut last = 0;
    // Where a row is used many times over, each use counts for less: else the fullest rows would soon be all that counts,
    // and what many uses in a row give could exceed what a number holds.
    let mut gentle = step / 8.0;
    for phase in 1..=phases {
        let total: f64 = used.iter().map(|&row| prices[row] * worth[row]).sum();
        for &row in &used {
            prices[row] /= total;
        }
        let paid: f64 = ways.iter().zip(units).map(|(ways, units)| units * cheapest(ways, &prices).1).sum();
        if best.as_ref().is_none_or(|best| paid > best.0) {
            if best.as_ref().is_none_or(|best| paid > best.0 * 1.0001) {
                last = phase;
            }
            best = Some((paid, prices.clone()));
        }
        if phase > last + PATIENCE || *work == 0 {
            break;
        }
        for (ways, &units) in ways.iter().zip(units) {
            let mut left = units;
            while left > 0.0 {
                *work = work.saturating_sub(ways.iter().map(|way| way.len() as u64).sum());
                let way = &ways[cheapest(ways, &prices).0];
                let room = way.iter().map(|&(row, take)| worth[row] / take).fold(f64::INFINITY, f64::min);
                let piece = left.min(room.max(units / PIECES));
                for &(row, take) in way {
                    load[row] += piece * take;
                    prices[row] *= 1.0 + gentle * (piece * take / worth[row]).min(1.0);
                }
                left -= piece;
            }
        }
        let worst = used.iter().map(|&row| load[row] / worth[row]).fold(0.0, f64::max) / phase as f64;
        gentle = step / worst.max(1.0);
        if used.iter().all(|&row| load[row] <= worth[row] * phase as f64) {
            return Packed::Fits;
        }
    }
    let total: f64 = used.iter().map(|&row| prices[row] * worth[row]).sum();
    for &row in &used {
        prices[row] /= total;
    }
    Packed::Prices(if explore { prices } else { best.map_or(prices, |best| best.1) })
}
