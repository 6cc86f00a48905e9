//! Through which citations does most of a field's descent run?
//!
//! Search path counts (Hummon & Doreian 1989, in Batagelj's linear form) and key-route main paths (Liu & Lu 2012).
//! Counts grow beyond any integer, so their natural logarithms are kept.

use super::CitationGraph;
use super::components::Strands;

/// A citation and the ln of the number of ways from a source (cited by nobody) to a sink (citing nobody) that use it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traversal {
    pub citing: u32,
    pub cited: u32,
    pub log_count: f64,
}

/// The graph without the citations that close circles, and how many were left out.
///
/// In each circle the citations that point to a paper that is not earlier, by `(time, place)`, go; `time` may repeat. O(nodes + citations).
pub fn without_circles(graph: &CitationGraph, time: impl Fn(u32) -> i32) -> (CitationGraph, u32) {
    // First only what points to a later time goes, because that is evidence; then what still circles within one time.
    let (once, first) = dropped(graph, |citing, cited| time(cited) > time(citing));
    if first == 0 && Strands::of(graph).len() == graph.node_count() {
        return (once, 0);
    }
    let (twice, second) = dropped(&once, |citing, cited| (time(cited), cited) > (time(citing), citing));
    (twice, first + second)
}

fn dropped(graph: &CitationGraph, goes: impl Fn(u32, u32) -> bool) -> (CitationGraph, u32) {
    let strands = Strands::of(graph);
    let component = strands.component_of();
    let mut kept = Vec::with_capacity(graph.citation_count());
    let mut count = 0;
    for citing in 0..graph.node_count() as u32 {
        for &cited in graph.references(citing) {
            if component[citing as usize] == component[cited as usize] && goes(citing, cited) {
                count += 1;
            } else {
                kept.push((citing, cited));
            }
        }
    }
    (CitationGraph::from_sorted(graph.node_count(), kept), count)
}

/// Search path counts of all citations of a graph without circles, in the order of its rows. O(nodes + citations).
///
/// Two passes over a topological order: ways from the sources to `citing`, times ways from `cited` to the sinks.
///
/// # Panics
/// When the graph has circles; see [`without_circles`].
pub fn search_path_counts(graph: &CitationGraph) -> Vec<Traversal> {
    let strands = Strands::of(graph);
    assert_eq!(strands.len(), graph.node_count(), "search paths need a graph without circles");
    let nodes = graph.node_count();
    let (mut from_sources, mut to_sinks) = (vec![0.0; nodes], vec![0.0; nodes]);
    for &node in &strands.order {
        from_sources[node as usize] = log_sum(graph.citers(node).iter().map(|&c| from_sources[c as usize]));
    }
    for &node in strands.order.iter().rev() {
        to_sinks[node as usize] = log_sum(graph.references(node).iter().map(|&r| to_sinks[r as usize]));
    }
    let mut counts = Vec::with_capacity(graph.citation_count());
    for citing in 0..nodes as u32 {
        for &cited in graph.references(citing) {
            counts.push(Traversal { citing, cited, log_count: from_sources[citing as usize] + to_sinks[cited as usize] });
        }
    }
    counts
}

/// ln Σ exp; 0 (one way: it starts or ends here) of nothing.
fn log_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return 0.0;
    }
    most + values.map(|value| (value - most).exp()).sum::<f64>().ln()
}

/// The key-route main path: the `routes` citations with the highest counts, each followed forward and backward along the highest counts to the ends.
///
/// Strongest first; equal counts by (citing, cited). The classic main path likes long chains (Šubelj et al. 2020) and misses side branches; several key routes soften that.
pub fn key_routes(counts: &[Traversal], nodes: usize, routes: usize) -> Vec<Traversal> {
    let mut by_strength: Vec<usize> = (0..counts.len()).collect();
    by_strength.sort_by(|&a, &b| counts[b].log_count.total_cmp(&counts[a].log_count).then(a.cmp(&b)));
    // The strongest citation made by, and received by, each paper.
    let (mut onward, mut back) = (vec![None; nodes], vec![None; nodes]);
    for &at in &by_strength {
        onward[counts[at].citing as usize].get_or_insert(at);
        back[counts[at].cited as usize].get_or_insert(at);
    }
    let mut chosen = vec![false; counts.len()];
    for &key in by_strength.iter().take(routes) {
        chosen[key] = true;
        let mut node = counts[key].cited;
        while let Some(at) = onward[node as usize] {
            chosen[at] = true;
            node = counts[at].cited;
        }
        let mut node = counts[key].citing;
        while let Some(at) = back[node as usize] {
            chosen[at] = true;
            node = counts[at].citing;
        }
    }
    by_strength.into_iter().filter(|&at| chosen[at]).map(|at| counts[at]).collect()
}

/// How many citations the longest chain through each paper falls short of the longest chain of all (unit criticality, Price & Evans 2025).
///
/// 0 on a longest chain. The papers with 0 hold the classic main path and more than it, without choosing among equals. O(nodes + citations).
/// Long chains are not important chains; in a graph of several parts only the longest part has zeros.
///
/// # Panics
/// When the graph has circles; see [`without_circles`].
pub fn criticality(graph: &CitationGraph) -> Vec<u32> {
    let strands = Strands::of(graph);
    assert_eq!(strands.len(), graph.node_count(), "chains need a graph without circles");
    let nodes = graph.node_count();
    let (mut above, mut below) = (vec![0u32; nodes], vec![0u32; nodes]);
    for &node in &strands.order {
        above[node as usize] = graph.citers(node).iter().map(|&c| above[c as usize] + 1).max().unwrap_or(0);
    }
    for &node in strands.order.iter().rev() {
        below[node as usize] = graph.references(node).iter().map(|&r| below[r as usize] + 1).max().unwrap_or(0);
    }
    let longest = above.iter().zip(&below).map(|(a, b)| a + b).max().unwrap_or(0);
    above.iter().zip(&below).map(|(a, b)| longest - a - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, arrows: &[(u32, u32)]) -> CitationGraph {
        let mut arrows = arrows.to_vec();
        arrows.sort_unstable();
        CitationGraph::from_sorted(nodes, arrows)
    }

    #[test]
    fn a_diamond_with_a_tail_counts_its_ways() {
        let graph = graph(5, &[(4, 3), (4, 2), (3, 1), (2, 1), (1, 0)]);
        let counts: Vec<(u32, u32, f64)> =
            search_path_counts(&graph).iter().map(|t| (t.citing, t.cited, t.log_count.exp().round())).collect();
        assert_eq!(counts, [(1, 0, 2.0), (2, 1, 1.0), (3, 1, 1.0), (4, 2, 1.0), (4, 3, 1.0)]);
    }

    #[test]
    fn counts_beyond_any_integer_stay_finite() {
        // 2000 diamonds in a row: 2^2000 ways.
        let mut arrows = Vec::new();
        for d in 0..2_000u32 {
            let base = 3 * d;
            arrows.extend([(base + 3, base + 1), (base + 3, base + 2), (base + 1, base), (base + 2, base)]);
        }
        let counts = search_path_counts(&graph(6_001, &arrows));
        assert!((counts[0].log_count - 1_999.0 * 2f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn circles_lose_the_citation_of_the_later_paper() {
        let circle = graph(3, &[(0, 1), (1, 0), (2, 0)]);
        let (tree, broken) = without_circles(&circle, |node| node as i32);
        assert_eq!((broken, tree.references(0), tree.references(1)), (1, &[][..], &[0][..]));
        let (_, broken) = without_circles(&circle, |_| 0);
        assert_eq!(broken, 1);
    }

    #[test]
    fn key_routes_run_from_end_to_end() {
        let graph = graph(6, &[(5, 4), (4, 3), (4, 2), (3, 1), (2, 1), (1, 0)]);
        let path = key_routes(&search_path_counts(&graph), 6, 1);
        let arrows: Vec<(u32, u32)> = path.iter().map(|t| (t.citing, t.cited)).collect();
        assert_eq!(arrows, [(1, 0), (5, 4), (2, 1), (4, 2)]);
    }

    #[test]
    fn papers_on_a_longest_chain_are_critical() {
        let graph = graph(6, &[(5, 4), (4, 3), (4, 2), (3, 1), (2, 1), (1, 0), (5, 0)]);
        assert_eq!(criticality(&graph), [0; 6]);
        let short = self::graph(5, &[(2, 1), (1, 0), (3, 0)]);
        assert_eq!(criticality(&short), [0, 0, 0, 1, 2]);
    }
}
