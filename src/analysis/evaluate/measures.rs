//! How well does a score foretell a gain?

/// Spearman's rank correlation, ties at their mean rank; 0 when either side is constant.
pub fn spearman(scores: &[f64], gains: &[f64]) -> f64 {
    let everyone: Vec<usize> = (0..scores.len()).collect();
    pearson(&mean_ranks(scores), &mean_ranks(gains), &everyone)
}

/// Pearson's correlation over the chosen places, which may repeat.
pub(super) fn pearson(a: &[f64], b: &[f64], chosen: &[usize]) -> f64 {
    let n = chosen.len() as f64;
    let mean = |values: &[f64]| chosen.iter().map(|&i| values[i]).sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for &i in chosen {
        let (x, y) = (a[i] - mean_a, b[i] - mean_b);
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

/// 1-based ranks from the lowest; equal values share their mean rank.
pub(super) fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&i| ranks[i] = rank);
        before += tied.len();
    }
    ranks
}

/// Normalised discounted cumulative gain of the first `k`, linear gain; ties count as if broken at random (their mean gain).
pub fn ndcg(scores: &[f64], gains: &[f64], k: usize) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let discount = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let (mut reached, mut place) = (0.0, 0);
    for tied in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let mean = tied.iter().map(|&i| gains[i]).sum::<f64>() / tied.len() as f64;
        for _ in tied.iter().take(k.saturating_sub(place)) {
            reached += mean * discount(place);
            place += 1;
        }
    }
    let mut ideal = gains.to_vec();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let best: f64 = ideal.iter().take(k).enumerate().map(|(place, gain)| gain * discount(place)).sum();
    if best > 0.0 { reached / best } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_mean_rank() {
        assert_eq!(mean_ranks(&[3.0, 1.0, 3.0, 0.0]), [3.5, 2.0, 3.5, 1.0]);
    }

    #[test]
    fn a_perfect_order_scores_one_and_a_constant_score_the_mean() {
        assert!((spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]) - 1.0).abs() < 1e-12);
        assert_eq!(spearman(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        assert!((ndcg(&[3.0, 2.0, 1.0], &[5.0, 1.0, 0.0], 2) - 1.0).abs() < 1e-12);
        let flat = ndcg(&[0.0; 4], &[4.0, 0.0, 0.0, 0.0], 1);
        assert!((flat - 0.25).abs() < 1e-12);
        assert_eq!(ndcg(&[], &[], 5), 0.0);
    }
}
