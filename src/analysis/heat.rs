//! Which papers will get attention soon?
//!
//! HEAT+: citations received lately, fading fast, plus a small start for new papers by what they rest on, plus a little long memory.
//! Graph and ages go in, one number a paper comes out; no iteration, O(citations). Works on any dated citation graph, listed papers or not.

use crate::graph::CitationGraph;

/// HEAT+ of every paper,
///
/// r / mean r (papers under 2 years) + 0.5 · e^(−age/2) · f / mean f (papers under 1 year) + 0.1 · l / mean l,
///
/// where r = Σ 0.1^age over citing papers (half-life 3.6 months), l = Σ 0.8^age (3.1 years) and f = ln(1 + references shared with others).
/// 1 is about the recent attention of a mean paper under two years.
///
/// Papers without a date get no new-paper start; citing papers without a date count for nothing. Misleads where citations of the last months are not known yet.
pub(crate) struct Heat<'a> {
    graph: &'a CitationGraph,
    fading: Vec<f64>,
    lasting: Vec<f64>,
    /// The start of new papers, ready to add.
    start: Vec<f64>,
    /// Over which papers means are taken.
    pool: &'a [u32],
    young: Vec<bool>,
}

pub(crate) const FADING: f64 = 0.1;
pub(crate) const LASTING: f64 = 0.8;
const START_WEIGHT: f64 = 0.5;
const START_YEARS: f64 = 2.0;
const LASTING_WEIGHT: f64 = 0.1;

impl<'a> Heat<'a> {
    /// `ages` in years, `None` without a date; `pool`: the papers whose citations are known, over which means are taken.
    pub fn new(graph: &'a CitationGraph, ages: &[Option<f64>], pool: &'a [u32]) -> Heat<'a> {
        let fade = |rate: f64| ages.iter().map(|age| age.map_or(0.0, |a| rate.powf(a))).collect::<Vec<f64>>();
        let foundation: Vec<f64> = (0..ages.len() as u32)
            .map(|node| {
                let shared = graph.references(node).iter().filter(|&&cited| graph.citers(cited).len() > 1).count();
                (1.0 + shared as f64).ln()
            })
            .collect();
        let usual = mean(&foundation, pool, |node| ages[node as usize].is_some_and(|a| a < 1.0));
        let start =
            (0..ages.len()).map(|n| ages[n].map_or(0.0, |a| START_WEIGHT * (-a / START_YEARS).exp() * foundation[n] / usual)).collect();
        let young = ages.iter().map(|age| age.is_some_and(|a| a < 2.0)).collect();
        Heat { graph, fading: fade(FADING), lasting: fade(LASTING), start, pool, young }
    }

    pub fn all(&self) -> Vec<f64> {
        let everyone: Vec<u32> = (0..self.start.len() as u32).collect();
        self.of(&everyone, |_| 1.0)
    }

    /// HEAT+ of `nodes` when citing paper c counts `weight(c)` times.
    pub fn of(&self, nodes: &[u32], weight: impl Fn(u32) -> f64) -> Vec<f64> {
        let received =
            |rate: &[f64], node: u32| -> f64 { self.graph.citers(node).iter().map(|&citer| rate[citer as usize] * weight(citer)).sum() };
        let mut recent = vec![0.0; self.start.len()];
        let mut memory = vec![0.0; self.start.len()];
        for &node in nodes.iter().chain(self.pool) {
            recent[node as usize] = received(&self.fading, node);
            memory[node as usize] = received(&self.lasting, node);
        }
        let usual_recent = mean(&recent, self.pool, |node| self.young[node as usize]);
        let usual_memory = mean(&memory, self.pool, |_| true);
        nodes
            .iter()
            .map(|&node| {
                let n = node as usize;
                recent[n] / usual_recent + self.start[n] + LASTING_WEIGHT * memory[n] / usual_memory
            })
            .collect()
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
        let heat = Heat::new(&graph, &ages, &[0, 1]).all();
        assert!(heat[1] > 3.0 * heat[0], "{heat:?}");
    }

    #[test]
    fn papers_without_dates_or_citations_have_a_number_too() {
        let graph = CitationGraph::from_sorted(3, vec![(1, 0)]);
        for pool in [&[][..], &[0, 1, 2]] {
            let heat = Heat::new(&graph, &[None, None, None], pool).all();
            assert_eq!(heat, [0.0, 0.0, 0.0]);
        }
    }
}
