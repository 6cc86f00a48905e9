//! Which papers keep the same company as the given ones?
//!
//! Adamic & Adar's measure (2003) on the citation graph taken both ways: shared neighbours, the rarely connected ones counting most.

use super::CitationGraph;
use super::components::merged;

/// For every paper v, Σ over papers s of `from`, s ≠ v, of Σ over neighbours w that v and s share of 1 / ln(neighbours of w).
///
/// Neighbours are papers cited and citing; mutual citations count once, `from` holds each paper once. O(Σ over neighbours of `from` of their neighbours).
/// Grows with the number of neighbours of v: famous papers come first whatever is asked.
pub fn adamic_adar(graph: &CitationGraph, from: &[u32]) -> Vec<f64> {
    let nodes = graph.node_count();
    let neighbours = |node: u32| merged(graph.references(node), graph.citers(node));
    let mut near = vec![0u32; nodes];
    let mut is_start = vec![false; nodes];
    for &start in from {
        is_start[start as usize] = true;
        neighbours(start).into_iter().for_each(|between| near[between as usize] += 1);
    }
    let mut score = vec![0.0; nodes];
    for between in (0..nodes as u32).filter(|&node| near[node as usize] > 0) {
        let around = neighbours(between);
        if around.len() < 2 {
            continue;
        }
        let each = 1.0 / (around.len() as f64).ln();
        for node in around {
            // A paper is not its own company.
            let others = near[between as usize] - u32::from(is_start[node as usize]);
            score[node as usize] += f64::from(others) * each;
        }
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    #[test]
    fn scores_are_those_of_looking_at_every_pair() {
        for seed in 0..100 {
            let mut dice = Dice::new(seed);
            let nodes = 2 + dice.below(14);
            let mut arrows: Vec<(u32, u32)> =
                (0..30).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32)).filter(|(a, b)| a != b).collect();
            arrows.sort_unstable();
            arrows.dedup();
            let graph = CitationGraph::from_sorted(nodes, arrows);
            let neighbours = |node: u32| merged(graph.references(node), graph.citers(node));
            let from: Vec<u32> = (0..nodes as u32).filter(|_| dice.below(3) == 0).collect();
            let found = adamic_adar(&graph, &from);
            for node in 0..nodes as u32 {
                let pair = |other: u32| -> f64 {
                    let shared = neighbours(node).into_iter().filter(|w| neighbours(other).contains(w));
                    shared.map(|w| 1.0 / (neighbours(w).len() as f64).ln()).sum()
                };
                let wanted: f64 = from.iter().filter(|&&other| other != node).map(|&other| pair(other)).sum();
                assert!((found[node as usize] - wanted).abs() < 1e-9, "seed {seed}");
            }
        }
    }
}
