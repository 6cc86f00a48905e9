//! How well does a score foretell a gain, and how sure is that?

use crate::graph::chance::Dice;

/// Spearman's rank correlation, ties at their mean rank; 0 when either side is constant.
pub fn spearman(scores: &[f64], gains: &[f64]) -> f64 {
    pearson(&mean_ranks(scores), &mean_ranks(gains), &vec![1.0; scores.len()])
}

/// Pearson's correlation when place i counts `times[i]` times.
pub(super) fn pearson(a: &[f64], b: &[f64], times: &[f64]) -> f64 {
    let n: f64 = times.iter().sum();
    let mean = |values: &[f64]| values.iter().zip(times).map(|(value, times)| value * times).sum::<f64>() / n;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for ((value_a, value_b), times) in a.iter().zip(b).zip(times) {
        let (x, y) = (value_a - mean_a, value_b - mean_b);
        ab += times * x * y;
        aa += times * x * x;
        bb += times * y * y;
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
    ndcg_of(scores, gains, &vec![1.0; scores.len()], &falling(scores), &falling(gains), k)
}

/// Places from the largest value to the smallest.
pub(super) fn falling(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|&a, &b| values[b as usize].total_cmp(&values[a as usize]).then(a.cmp(&b)));
    order
}

/// [`ndcg`] when place i counts `times[i]` (a whole number of) times; `by_score` and `by_gain`: [`falling`] orders. Looks no further than needed for `k`.
pub(super) fn ndcg_of(scores: &[f64], gains: &[f64], times: &[f64], by_score: &[u32], by_gain: &[u32], k: usize) -> f64 {
    let discount = |place: usize| 1.0 / (place as f64 + 2.0).log2();
    let total = |order: &[u32], tie: &dyn Fn(u32, u32) -> bool| {
        let (mut reached, mut place) = (0.0, 0);
        for tied in order.chunk_by(|&a, &b| tie(a, b)) {
            let count: f64 = tied.iter().map(|&i| times[i as usize]).sum();
            let gain: f64 = tied.iter().map(|&i| times[i as usize] * gains[i as usize]).sum();
            for _ in 0..(count as usize).min(k - place) {
                reached += gain / count * discount(place);
                place += 1;
            }
            if place >= k {
                break;
            }
        }
        reached
    };
    let best = total(by_gain, &|a, b| gains[a as usize] == gains[b as usize]);
    if best > 0.0 { total(by_score, &|a, b| scores[a as usize] == scores[b as usize]) / best } else { 0.0 }
}

/// How often each of `n` places is drawn in one bootstrap sample.
pub(super) fn resample(n: usize, dice: &mut Dice) -> Vec<f64> {
    let mut times = vec![0.0; n];
    (0..n).for_each(|_| times[dice.below(n)] += 1.0);
    times
}

/// The middle 95 % of the values; (0, 0) without any.
pub(super) fn middle(mut values: Vec<f64>) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    values.sort_by(f64::total_cmp);
    let cut = values.len() / 40;
    (values[cut], values[values.len() - 1 - cut])
}

/// Mean of `values` and the middle 95 % of the means of resampled values.
pub(super) fn mean_with_interval(values: &[f64], seed: u64) -> (f64, (f64, f64)) {
    const RESAMPLES: u64 = 1_000;
    let n = values.len();
    let mean = |draw: &mut dyn FnMut(usize) -> usize| (0..n).map(|i| values[draw(i)]).sum::<f64>() / n.max(1) as f64;
    let means = (0..RESAMPLES).map(|draw| {
        let mut dice = Dice::stream(seed, draw);
        mean(&mut |_| dice.below(n))
    });
    (mean(&mut |i| i), if n == 0 { (0.0, 0.0) } else { middle(means.collect()) })
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

    #[test]
    fn counting_a_place_twice_is_having_it_twice() {
        let (scores, gains, times) = ([3.0, 2.0, 2.0, 1.0], [1.0, 4.0, 0.0, 2.0], [2.0, 1.0, 0.0, 3.0]);
        let twice: Vec<usize> = vec![0, 0, 1, 3, 3, 3];
        let of = |values: &[f64; 4]| twice.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        let weighted = ndcg_of(&scores, &gains, &times, &falling(&scores), &falling(&gains), 4);
        assert!((weighted - ndcg(&of(&scores), &of(&gains), 4)).abs() < 1e-12);
        assert!((pearson(&scores, &gains, &times) - pearson(&of(&scores), &of(&gains), &[1.0; 6])).abs() < 1e-12);
    }

    #[test]
    fn the_interval_of_a_mean_holds_it() {
        let (mean, (low, high)) = mean_with_interval(&[0.0, 1.0, 0.0, 1.0, 1.0], 1);
        assert!((mean - 0.6).abs() < 1e-12);
        assert!(low < mean && mean < high);
        assert_eq!(mean_with_interval(&[], 1), (0.0, (0.0, 0.0)));
    }
}
