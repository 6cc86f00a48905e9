//! How far does a score stand out among papers of its time?
//!
//! Scores and days go in, standard scores within a moving window of papers come out: what is left of PageRank or a citation count when age is taken away.

/// (x − μ) / σ over the `window` papers published nearest in time, the paper itself among them (Mariani, Medo & Zhang 2016, there of PageRank and with 1,000 papers).
///
/// Papers of one day stand in the order of their numbers. At the ends the window shifts, it does not shrink; it is at most all papers with a day. `None` without a day;
/// 0 where all of the window are equal. O(n log n). Says nothing in corpora whose old papers are there for being cited: then compare with chosen peers.
pub fn rescaled(scores: &[f64], day: &[Option<i32>], window: usize) -> Vec<Option<f64>> {
    let mut order: Vec<(i32, usize)> = day.iter().enumerate().filter_map(|(i, day)| Some(((*day)?, i))).collect();
    order.sort_unstable();
    let window = window.clamp(1, order.len().max(1));
    // In units of the mean, so that the running sums keep their digits.
    let scale = order.iter().map(|&(_, i)| scores[i].abs()).sum::<f64>() / order.len().max(1) as f64;
    let value = |i: usize| if scale > 0.0 { scores[i] / scale } else { 0.0 };
    let mut sums: Vec<(f64, f64)> = Vec::with_capacity(order.len() + 1);
    sums.push((0.0, 0.0));
    for (n, &(_, i)) in order.iter().enumerate() {
        let (sum, squares) = sums[n];
        sums.push((sum + value(i), squares + value(i) * value(i)));
    }
    let mut found = vec![None; scores.len()];
    for (place, &(_, i)) in order.iter().enumerate() {
        let from = place.saturating_sub(window / 2).min(order.len() - window);
        let (low, high) = (sums[from], sums[from + window]);
        let mean = (high.0 - low.0) / window as f64;
        let deviation = ((high.1 - low.1) / window as f64 - mean * mean).max(0.0).sqrt();
        // Equal values leave a rounding error, not a spread.
        found[i] = Some(if deviation > 1e-7 * mean.abs().max(1e-9) { (value(i) - mean) / deviation } else { 0.0 });
    }
    found
}

/// The window for `papers` papers: 1,000, or a fifth of a smaller corpus.
pub fn usual_window(papers: usize) -> usize {
    (papers / 5).clamp(1, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    #[test]
    fn scores_are_those_of_summing_every_window() {
        let mut dice = Dice::new(4);
        for _ in 0..50 {
            let n = 1 + dice.below(60);
            let scores: Vec<f64> = (0..n).map(|_| dice.unit().powi(3) * 1e-4).collect();
            let day: Vec<Option<i32>> = (0..n).map(|_| (dice.below(9) > 0).then(|| dice.below(40) as i32)).collect();
            let window = 1 + dice.below(20);
            let mut order: Vec<usize> = (0..n).filter(|&i| day[i].is_some()).collect();
            order.sort_by_key(|&i| (day[i], i));
            let found = rescaled(&scores, &day, window);
            for (place, &i) in order.iter().enumerate() {
                let window = window.min(order.len());
                let from = place.saturating_sub(window / 2).min(order.len() - window);
                let near: Vec<f64> = order[from..from + window].iter().map(|&j| scores[j]).collect();
                let mean = near.iter().sum::<f64>() / window as f64;
                let deviation = (near.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / window as f64).sqrt();
                let wanted = if deviation > 1e-12 { (scores[i] - mean) / deviation } else { 0.0 };
                assert!((found[i].unwrap() - wanted).abs() < 1e-6, "{:?} {wanted}", found[i]);
            }
        }
    }

    #[test]
    fn age_does_not_show() {
        let scores: Vec<f64> = (0..400).map(|i| if i < 200 { 100.0 } else { 1.0 } + f64::from(i % 2)).collect();
        let day: Vec<Option<i32>> = (0..400).map(Some).collect();
        let found = rescaled(&scores, &day, 40);
        assert!((found[1].unwrap() - found[399].unwrap()).abs() < 1e-9);
        assert_eq!(rescaled(&[2.0; 5], &[Some(1); 5], 3), [Some(0.0); 5]);
        assert_eq!(rescaled(&[2.0], &[None], 3), [None]);
    }
}
