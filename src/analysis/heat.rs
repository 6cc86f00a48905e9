//! Which papers will get attention soon?
//!
//! Attention is a rate: citations received lately, over the time there was to receive them. New papers start from what they rest on; older attention fades but is not forgotten.
//! Graph and ages go in, one number a paper comes out; no iteration, O(citations). Works on any dated citation graph, listed papers or not.

use crate::graph::CitationGraph;

/// The hot score of every paper,
///
/// (r / mean r + s/2) · 1.5 / (x + 0.5) + 0.1 · l / mean l + 0.3 · ln(1 + m),
///
/// where, summed over citing papers by their age in years, r = Σ 0.05^age (half-life 2.8 months), m = Σ 0.5^age, l = Σ 0.8^age;
/// x = 1 − 0.05^a is the part of r's memory a paper of age a has lived through, so that a paper two months old is not blamed for two months of citations;
/// s = e^(−a/2) · f / mean f with f = ln(1 + references it shares with another paper) is the start of new papers. Means are over papers under 2 years (r),
/// under 1 year (f) and all (l).
///
/// It grew out of HEAT+ (r with 0.1, plus 0.5 s, plus 0.1 l): the exposure x and the logarithm of m are new. Measured in `evaluate`.
/// Papers without a date get no start; citing papers without a date count for nothing. Misleads where citations of the last months are not known yet.
pub(crate) struct Heat<'a> {
    graph: &'a CitationGraph,
    /// Per citing paper what it adds to r, m and l.
    fading: Vec<[f64; 3]>,
    /// Half the start of new papers.
    start: Vec<f64>,
    /// What r is multiplied with to make it a rate.
    exposure: Vec<f64>,
    /// Over which papers means are taken.
    pool: &'a [u32],
    young: Vec<bool>,
}

const RATES: [f64; 3] = [0.05, 0.5, 0.8];
const START_WEIGHT: f64 = 0.5;
const START_YEARS: f64 = 2.0;
/// Shrinks the rate of papers too young to have one.
const CAUTION: f64 = 0.5;
const MIDDLE_WEIGHT: f64 = 0.3;
const LASTING_WEIGHT: f64 = 0.1;

impl<'a> Heat<'a> {
    /// `ages` in years, `None` without a date; `pool`: the papers whose citations are known, over which means are taken.
    pub fn new(graph: &'a CitationGraph, ages: &[Option<f64>], pool: &'a [u32]) -> Heat<'a> {
        let fading = ages.iter().map(|age| age.map_or([0.0; 3], |a| RATES.map(|rate| rate.powf(a)))).collect();
        let foundation: Vec<f64> = (0..ages.len() as u32)
            .map(|node| {
                let shared = graph.references(node).iter().filter(|&&cited| graph.citers(cited).len() > 1).count();
                (1.0 + shared as f64).ln()
            })
            .collect();
        let usual = mean(&foundation, pool, |node| ages[node as usize].is_some_and(|a| a < 1.0));
        let start =
            (0..ages.len()).map(|n| ages[n].map_or(0.0, |a| START_WEIGHT * (-a / START_YEARS).exp() * foundation[n] / usual)).collect();
        let exposure = ages.iter().map(|age| (1.0 + CAUTION) / (CAUTION + age.map_or(1.0, |a| 1.0 - RATES[0].powf(a)))).collect();
        let young = ages.iter().map(|age| age.is_some_and(|a| a < 2.0)).collect();
        Heat { graph, fading, start, exposure, pool, young }
    }

    /// The score of `nodes` when citing paper c counts `weight(c)` times.
    pub fn of(&self, nodes: &[u32], weight: impl Fn(u32) -> f64) -> Vec<f64> {
        let received = |node: u32| {
            self.graph.citers(node).iter().fold([0.0; 3], |sum: [f64; 3], &citer| {
                let (w, add) = (weight(citer), self.fading[citer as usize]);
                [sum[0] + w * add[0], sum[1] + w * add[1], sum[2] + w * add[2]]
            })
        };
        let mut recent = vec![0.0; self.start.len()];
        let mut lasting = vec![0.0; self.start.len()];
        let of_pool: Vec<[f64; 3]> = self.pool.iter().map(|&node| received(node)).collect();
        for (&node, &[r, _, l]) in self.pool.iter().zip(&of_pool) {
            (recent[node as usize], lasting[node as usize]) = (r, l);
        }
        let usual_recent = mean(&recent, self.pool, |node| self.young[node as usize]);
        let usual_lasting = mean(&lasting, self.pool, |_| true);
        let score = |node: u32, [r, m, l]: [f64; 3]| {
            let n = node as usize;
            (r / usual_recent + self.start[n]) * self.exposure[n] + LASTING_WEIGHT * l / usual_lasting + MIDDLE_WEIGHT * m.ln_1p()
        };
        // Mostly the pool itself is asked for.
        if nodes == self.pool {
            return nodes.iter().zip(of_pool).map(|(&node, received)| score(node, received)).collect();
        }
        nodes.iter().map(|&node| score(node, received(node))).collect()
    }
}

/// Mean over those of `pool` that are `chosen`, else over all of it, else 1: never 0, so that it can be divided by.
fn mean(values: &[f64], pool: &[u32], chosen: impl Fn(u32) -> bool) -> f64 {
    let of = |all: bool| {
        let (sum, n) =
            pool.iter().filter(|&&node| all || chosen(node)).fold((0.0, 0u32), |(sum, n), &node| (sum + values[node as usize], n + 1));
        (n > 0 && sum > 0.0).then(|| sum / f64::from(n))
    };
    of(false).or_else(|| of(true)).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_citation_outweighs_old_ones() {
        // 0 has two old citers, 1 one fresh citer.
        let graph = CitationGraph::from_sorted(5, vec![(2, 0), (3, 0), (4, 1)]);
        let ages = [Some(3.0), Some(3.0), Some(2.5), Some(2.5), Some(0.05)];
        let heat = Heat::new(&graph, &ages, &[0, 1]).of(&[0, 1], |_| 1.0);
        assert!(heat[1] > 2.0 * heat[0], "{heat:?}");
    }

    #[test]
    fn papers_without_dates_or_citations_have_a_number_too() {
        let graph = CitationGraph::from_sorted(3, vec![(1, 0)]);
        for pool in [&[][..], &[0, 1, 2]] {
            let heat = Heat::new(&graph, &[None, None, None], pool).of(&[0, 1, 2], |_| 1.0);
            assert_eq!(heat, [0.0, 0.0, 0.0]);
        }
    }
}
