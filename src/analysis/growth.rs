//! Did something grow more than chance explains?
//!
//! Two counts and the share expected of the first go in, an exact p-value comes out; many p-values go in, Benjamini–Hochberg's q-values come out.

use super::Growth;

/// Half of the false discoveries one would tolerate is a common choice; this is the stricter usual one.
const SIGNIFICANT: f64 = 0.05;

/// Growth of each series (last 12 months, 12 months before) against the growth of the `whole`.
///
/// `None` where both counts are 0. The test is the exact conditional one of two Poisson rates: n₁ of n₁ + n₀, binomial.
pub(crate) fn growths(counts: &[(u32, u32)], whole: (u32, u32)) -> Vec<Option<Growth>> {
    let expected_last = f64::from(whole.0) / f64::from((whole.0 + whole.1).max(1));
    let p_values: Vec<Option<f64>> =
        counts.iter().map(|&(last, before)| (last + before > 0).then(|| binomial_p(last, last + before, expected_last))).collect();
    let tested: Vec<f64> = p_values.iter().flatten().copied().collect();
    let mut q_values = q_values(&tested).into_iter();
    counts
        .iter()
        .zip(p_values)
        .map(|(&(last_12m, before_12m), p_value)| {
            let p_value = p_value?;
            let q_value = q_values.next()?;
            let log_ratio = log_ratio(last_12m, before_12m);
            let beyond_list = log_ratio - self::log_ratio(whole.0, whole.1);
            Some(Growth { last_12m, before_12m, log_ratio, beyond_list, p_value, q_value, significant: q_value < SIGNIFICANT })
        })
        .collect()
}

fn log_ratio(last: u32, before: u32) -> f64 {
    ((f64::from(last) + 2.0) / (f64::from(before) + 2.0)).ln()
}

/// Two-sided exact binomial test: the chance of every outcome no likelier than `k` of `n`. O(n).
pub fn binomial_p(k: u32, n: u32, p: f64) -> f64 {
    let p = p.clamp(1e-12, 1.0 - 1e-12);
    let (n, k) = (n as usize, k as usize);
    let step = p.ln() - (1.0 - p).ln();
    let mut log_chance = n as f64 * (1.0 - p).ln();
    let mut chances = Vec::with_capacity(n + 1);
    for i in 0..=n {
        chances.push(log_chance);
        log_chance += step + ((n - i) as f64).ln() - ((i + 1) as f64).ln();
    }
    // Equal chances must not be parted by rounding.
    let bound = chances[k] + 1e-7;
    chances.iter().filter(|&&c| c <= bound).map(|c| c.exp()).sum::<f64>().min(1.0)
}

/// Benjamini & Hochberg 1995: the smallest false discovery rate at which each would be accepted.
pub fn q_values(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]).then(a.cmp(&b)));
    let mut q = vec![1.0; p_values.len()];
    let mut least = 1.0f64;
    for (from_last, &i) in order.iter().enumerate() {
        let rank = p_values.len() - from_last;
        least = least.min(p_values[i] * p_values.len() as f64 / rank as f64);
        q[i] = least;
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_test_is_rs_binom_test() {
        // binom.test(15, 20, 0.5)$p.value and binom.test(3, 40, 0.2)$p.value, as scipy.stats.binomtest gives them.
        assert!((binomial_p(15, 20, 0.5) - 0.041_389_465_332_031_25).abs() < 1e-12);
        assert!((binomial_p(3, 40, 0.2) - 0.047_869_463_388_393_13).abs() < 1e-12);
        assert!((binomial_p(10, 20, 0.5) - 1.0).abs() < 1e-12);
        assert!(binomial_p(0, 100_000, 0.5) < 1e-300);
    }

    #[test]
    fn q_values_are_benjamini_hochbergs() {
        let q = q_values(&[0.01, 0.04, 0.03, 0.005]);
        let expected = [0.02, 0.04, 0.04, 0.02];
        assert!(q.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{q:?}");
    }

    #[test]
    fn nothing_before_and_after_is_no_growth() {
        let growths = growths(&[(0, 0), (5, 5)], (5, 5));
        assert!(growths[0].is_none() && !growths[1].as_ref().unwrap().significant);
    }
}
