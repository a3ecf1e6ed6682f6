//! Processor time of programs that a shell started, as its `times` tells it.

/// `0m0.031s 0m0.004s` to milliseconds.
pub(crate) fn children_ms(text: &str) -> u64 {
    let parts = text.split_whitespace().filter_map(|word| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m')?;
        let (whole, part) = seconds.split_once('.')?;
        let thousandths = part.get(..3)?.parse::<u64>().ok()?;
        Some(minutes.parse::<u64>().ok()? * 60_000 + whole.parse::<u64>().ok()? * 1_000 + thousandths)
    });
    parts.sum()
}
