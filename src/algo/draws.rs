//! Numbers that look random and hang on nothing but a seed, the number of the draw and the number of the thing drawn.
//!
//! Counter-based (Salmon, Moraes, Dror & Shaw 2011): nobody has to be asked in an order, so results do not depend on threads,
//! and two questions with the same seed compare like with like. The mixing is that of splitmix64 (Steele, Lea & Flood 2014).

/// One in all: the denominator of shares.
pub const ONE: u64 = 1 << 32;

fn mixed(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// The number of a thing in a draw. O(1).
///
/// ```
/// use corridor::algo::draws::drawn;
/// assert_eq!(drawn(1, 2, 3), drawn(1, 2, 3));
/// assert_ne!(drawn(1, 2, 3), drawn(1, 3, 2));
/// ```
pub fn drawn(seed: u64, draw: u64, thing: u64) -> u64 {
    let step = 0x9E37_79B9_7F4A_7C15_u64;
    let seeded = mixed(seed.wrapping_add(step));
    let in_draw = mixed(seeded ^ draw.wrapping_add(1).wrapping_mul(step));
    mixed(in_draw ^ thing.wrapping_add(1).wrapping_mul(0xD1B5_4A32_D192_ED03))
}

/// Whether a thing of a probability (`share` of [`ONE`]) happens in a draw. O(1).
///
/// ```
/// use corridor::algo::draws::{ONE, happens};
/// let often = (0..10_000).filter(|draw| happens(7, *draw, 0, ONE / 4)).count();
/// assert!((2_300..2_700).contains(&often));
/// assert!(!happens(7, 0, 0, 0) && happens(7, 0, 0, ONE));
/// ```
pub fn happens(seed: u64, draw: u64, thing: u64, share: u64) -> bool {
    drawn(seed, draw, thing) >> 32 < share
}
