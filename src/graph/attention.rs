//! Where does a reader end who prefers what is new, or what is read now?
//!
//! Walks on the citation graph that know time. Ages in years go in, one number a paper comes out.

use super::CitationGraph;
use super::pagerank::Walks;

/// CiteRank (Walker, Xie, Yan & Maslov 2007): readers start at paper i with chance ∝ e^(−age/`years`) and follow references with chance `damping` at each step.
///
/// Σ_k (damping · W)^k ρ, ρ summing to 1; nobody starts anew at dead ends, so the sum over papers is below 1 / (1 − damping). Papers without an age are no start.
/// The authors found damping 0.5 with 2.6 years for physics journals, 0.48 with 1 year for hep-th. O(nodes + citations). Favours old papers of a growing field
/// when `years` is large, and forgets all but the newest when it is small.
pub fn citerank(walks: &Walks, ages: &[Option<f64>], damping: f64, years: f64) -> Vec<f64> {
    let mut start: Vec<f64> = ages.iter().map(|age| age.map_or(0.0, |age| (-age.max(0.0) / years).exp())).collect();
    let total: f64 = start.iter().sum();
    if total > 0.0 {
        start.iter_mut().for_each(|weight| *weight /= total);
    }
    walks.flow(damping, &start)
}

/// What AttRank mixes: `alpha` + `beta` + `gamma` = 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttRank {
    /// Of following a reference.
    pub alpha: f64,
    /// Of choosing a paper by the citations it received in the last `years`.
    pub beta: f64,
    /// Of choosing a paper by its youth, ∝ e^(`decay` · age).
    pub gamma: f64,
    pub years: f64,
    pub decay: f64,
}

impl Default for AttRank {
    /// The setting that does best on average over hep-th, hep-ph and AAN.
    fn default() -> AttRank {
        AttRank { alpha: 0.2, beta: 0.5, gamma: 0.3, years: 1.0, decay: -0.48 }
    }
}

impl AttRank {
    /// x with x = α (Pᵀx + dangling/N) + β · attention + γ · recency (Kanellos, Vergoulis, Sacharidis, Dalamagas & Vassiliou 2021); sums to 1.
    ///
    /// Attention is the share of citations made by papers at most `years` old, recency ∝ e^(decay · age); where nobody was cited lately, attention is even.
    /// Papers without an age have no recency and pay no attention. O(nodes + citations). A paper of last month has recency alone: its place among its like is chance.
    pub fn of(&self, walks: &Walks, graph: &CitationGraph, ages: &[Option<f64>]) -> Vec<f64> {
        let nodes = ages.len();
        let lately = |node: u32| ages[node as usize].is_some_and(|age| age <= self.years);
        let attention = shares((0..nodes as u32).map(|node| graph.citers(node).iter().filter(|&&c| lately(c)).count() as f64).collect());
        let recency = shares(ages.iter().map(|age| age.map_or(0.0, |age| (self.decay * age.max(0.0)).exp())).collect());
        let start: Vec<f64> = attention.iter().zip(&recency).map(|(a, r)| self.beta * a + self.gamma * r).collect();
        walks.with_even_dangling(self.alpha, &start)
    }
}

/// Brought to sum 1; even where all are 0.
fn shares(mut values: Vec<f64>) -> Vec<f64> {
    let total: f64 = values.iter().sum();
    let even = 1.0 / values.len().max(1) as f64;
    values.iter_mut().for_each(|value| *value = if total > 0.0 { *value / total } else { even });
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    fn drawn(seed: u64) -> (CitationGraph, Vec<Option<f64>>) {
        let mut dice = Dice::new(seed);
        let nodes = 2 + dice.below(20);
        let mut arrows: Vec<(u32, u32)> =
            (0..50).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32)).filter(|(a, b)| a != b).collect();
        arrows.sort_unstable();
        arrows.dedup();
        let ages = (0..nodes).map(|_| (dice.below(6) > 0).then(|| 4.0 * dice.unit())).collect();
        (CitationGraph::from_sorted(nodes, arrows), ages)
    }

    #[test]
    fn citerank_is_the_sum_over_lengths_of_walks() {
        for seed in 0..40 {
            let (graph, ages) = drawn(seed);
            let found = citerank(&Walks::new(&graph), &ages, 0.5, 2.6);
            let mut step: Vec<f64> = ages.iter().map(|a| a.map_or(0.0, |a| (-a / 2.6).exp())).collect();
            let total: f64 = step.iter().sum();
            step.iter_mut().for_each(|w| *w /= if total > 0.0 { total } else { 1.0 });
            let mut sum = step.clone();
            for _ in 0..200 {
                let mut next = vec![0.0; step.len()];
                for node in 0..step.len() as u32 {
                    let references = graph.references(node);
                    references.iter().for_each(|&r| next[r as usize] += 0.5 * step[node as usize] / references.len() as f64);
                }
                step = next;
                sum.iter_mut().zip(&step).for_each(|(s, x)| *s += x);
            }
            assert!(found.iter().zip(&sum).all(|(a, b)| (a - b).abs() < 1e-12), "seed {seed}");
        }
    }

    #[test]
    fn attrank_solves_its_equation_and_sums_to_one() {
        for seed in 0..40 {
            let (graph, ages) = drawn(seed);
            let (rank, nodes) = (AttRank::default(), ages.len());
            let x = rank.of(&Walks::new(&graph), &graph, &ages);
            assert!((x.iter().sum::<f64>() - 1.0).abs() < 1e-10, "seed {seed}");
            let dangling: f64 = (0..nodes).filter(|&n| graph.references(n as u32).is_empty()).map(|n| x[n]).sum();
            let recent = |n: u32| graph.citers(n).iter().filter(|&&c| ages[c as usize].is_some_and(|a| a <= 1.0)).count() as f64;
            let (a, r) = (shares((0..nodes as u32).map(recent).collect()), ages.iter().map(|a| a.map_or(0.0, |a| (-0.48 * a).exp())));
            let r = shares(r.collect());
            for n in 0..nodes {
                let walked: f64 = graph.citers(n as u32).iter().map(|&c| x[c as usize] / graph.references(c).len() as f64).sum();
                let wanted = 0.2 * (walked + dangling / nodes as f64) + 0.5 * a[n] + 0.3 * r[n];
                assert!((x[n] - wanted).abs() < 1e-12, "seed {seed}");
            }
        }
    }
}
