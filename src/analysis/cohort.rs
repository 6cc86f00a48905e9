//! How does a paper stand among papers of its age?
//!
//! Peers and their ages go in; percentiles and standard scores come out. Who may be a peer is decided by the caller.

/// Fewer peers than this say nothing.
pub(crate) const FEWEST_PEERS: usize = 10;
/// The window widens until it has this many peers…
const ENOUGH_PEERS: usize = 30;
/// …or this many months on either side.
const WIDEST_MONTHS: i32 = 12;

/// Percentile of `value` in its cohort, the paper itself and its peers within ±1 month, widened month by month until 30 peers are found:
/// (100 · (lower + equal/2) / cohort, peers).
///
/// The paper is among its equals, so the first of 31 stands at 98.4 and the first of 1,001 at 99.95: to lead many says more. `peers`: (month, value), sorted, with the paper
/// itself. `None` for the percentile with fewer than 10 peers within a year. O(log peers) a month of the window.
pub(crate) fn percentile(peers: &[(i32, f64)], month: i32, value: f64) -> (Option<f64>, u32) {
    let mut window = &peers[0..0];
    let others = |window: &[(i32, f64)]| window.len().saturating_sub(1);
    for reach in 1..=WIDEST_MONTHS {
        let from = peers.partition_point(|&(m, _)| m < month - reach);
        let to = peers.partition_point(|&(m, _)| m <= month + reach);
        window = &peers[from..to];
        if others(window) >= ENOUGH_PEERS {
            break;
        }
    }
    let compared = others(window);
    if compared < FEWEST_PEERS {
        return (None, compared as u32);
    }
    // Month by month the values are sorted.
    let (mut lower, mut equal) = (0.0, 0.0);
    let mut left = window;
    while let Some(&(month, _)) = left.first() {
        let (same, later) = left.split_at(left.partition_point(|&(m, _)| m == month));
        let below = same.partition_point(|&(_, v)| v < value);
        lower += below as f64;
        equal += same[below..].partition_point(|&(_, v)| v <= value) as f64;
        left = later;
    }
    (Some(100.0 * (lower + equal / 2.0) / window.len() as f64), compared as u32)
}

/// The percentile of a paper that stands alone above `peers` others.
pub(crate) fn first_of(peers: u32) -> f64 {
    100.0 * (f64::from(peers) + 0.5) / (f64::from(peers) + 1.0)
}

/// Rescaled score (Mariani, Medo & Zhang 2016): standard deviations above the mean of the `window` peers published nearest, for each (day, value) asked.
///
/// `peers`: (day, value), sorted. At the ends the window shifts, it does not shrink. `None` with fewer than 10 peers; 0 where all are equal.
pub(crate) fn rescaled(peers: &[(i32, f64)], day: i32, value: f64) -> Option<f64> {
    if peers.len() < FEWEST_PEERS {
        return None;
    }
    let window = (peers.len() / 5).clamp(ENOUGH_PEERS, 1_000).min(peers.len());
    let middle = peers.partition_point(|&(d, _)| d < day);
    let from = middle.saturating_sub(window / 2).min(peers.len() - window);
    let near = &peers[from..from + window];
    let mean = near.iter().map(|p| p.1).sum::<f64>() / window as f64;
    let deviation = (near.iter().map(|p| (p.1 - mean).powi(2)).sum::<f64>() / window as f64).sqrt();
    // Equal values leave a rounding error, not a spread.
    Some(if deviation > 1e-12 * mean.abs() { (value - mean) / deviation } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_widens_until_thirty_and_gives_up_below_ten() {
        let peers: Vec<(i32, f64)> = (0..60).map(|i| (i, f64::from(i))).collect();
        let (place, n) = percentile(&peers, 30, 30.0);
        assert_eq!(n, 24);
        assert!((place.unwrap() - 50.0).abs() < 1e-9);
        assert_eq!(percentile(&peers[..10], 4, 4.0), (None, 9));
        assert_eq!(percentile(&peers, 1_000, 1.0), (None, 0));
    }

    #[test]
    fn the_first_of_many_stands_above_the_first_of_few() {
        let peers: Vec<(i32, f64)> = (0..40).map(|i| (5, f64::from(i))).chain((0..400).map(|i| (50, f64::from(i)))).collect();
        let (few, many) = (percentile(&peers, 5, 39.0), percentile(&peers, 50, 399.0));
        assert_eq!((few.1, many.1), (39, 399));
        assert!((few.0.unwrap() - first_of(39)).abs() < 1e-9 && (many.0.unwrap() - first_of(399)).abs() < 1e-9);
        assert!(few.0 < many.0);
    }

    #[test]
    fn equal_values_stand_in_the_middle() {
        let peers = vec![(5, 0.0); 13];
        assert_eq!(percentile(&peers, 5, 0.0), (Some(50.0), 12));
        assert_eq!(rescaled(&peers, 5, 0.0), Some(0.0));
    }

    #[test]
    fn the_rescaled_score_compares_with_its_own_time() {
        // Old papers have large values, young ones small.
        let peers: Vec<(i32, f64)> = (0..400).map(|i| (i, if i < 200 { 100.0 } else { 1.0 } + f64::from(i % 2))).collect();
        assert!(rescaled(&peers, 399, 3.0).unwrap() > rescaled(&peers, 0, 100.5).unwrap());
    }
}
