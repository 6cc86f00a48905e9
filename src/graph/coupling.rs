//! How much do two papers rest on the same works, and how often are they cited together?
//!
//! Bibliographic coupling (Kessler 1963) and co-citation (Small 1973) as cosines between rows of the citation graph, through an inverted index:
//! only pairs that share something are ever looked at.

use rayon::prelude::*;

use super::{Arrows, CitationGraph};

/// Cosines of bibliographic coupling among `members`: links (i, j, cosine) between places in `members`, i < j, ascending.
///
/// A shared reference counts by the square of ln((N + 1) / (citations + 1)): a work everyone cites tells little. Young papers have references on their first day,
/// so this works before anyone has cited them; it cannot see papers whose reference lists are unknown.
pub fn coupling(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    let nodes = graph.node_count() as f64;
    let weight = |cited: u32| ((nodes + 1.0) / (graph.citers(cited).len() as f64 + 1.0)).ln();
    cosines(&graph.cites, members, weight)
}

/// Cosines of co-citation among `members`: shared citers / √(citers · citers). Blind to papers nobody has cited yet.
pub fn cocitation(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    cosines(&graph.cited_by, members, |_| 1.0)
}

/// Links between members of which one cites the other, with weight 1.
pub fn direct(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    let place = places(graph.node_count(), members);
    let mut links: Vec<(u32, u32)> = Vec::new();
    for (i, &node) in members.iter().enumerate() {
        for &cited in graph.references(node) {
            let j = place[cited as usize];
            if j != NOWHERE && j != i as u32 {
                links.push((j.min(i as u32), j.max(i as u32)));
            }
        }
    }
    links.sort_unstable();
    links.dedup();
    links.into_iter().map(|(i, j)| (i, j, 1.0)).collect()
}

const NOWHERE: u32 = u32::MAX;

fn places(nodes: usize, members: &[u32]) -> Vec<u32> {
    let mut place = vec![NOWHERE; nodes];
    for (i, &node) in members.iter().enumerate() {
        place[node as usize] = i as u32;
    }
    place
}

/// Cosines between the rows of `members`, column c weighted by `weight(c)` ≥ 0. O(Σ over columns of members in it, squared).
fn cosines(rows: &Arrows, members: &[u32], weight: impl Fn(u32) -> f64 + Sync) -> Vec<(u32, u32, f64)> {
    // Inverted index: for every column the members that have it, ascending.
    let mut cells: Vec<(u32, u32)> = members
        .iter()
        .enumerate()
        .flat_map(|(i, &node)| rows.neighbors_slice(node).iter().map(move |&column| (column, i as u32)))
        .collect();
    cells.sort_unstable();
    let mut starts: Vec<(u32, usize)> = Vec::new();
    for (at, &(column, _)) in cells.iter().enumerate() {
        if starts.last().is_none_or(|&(last, _)| last != column) {
            starts.push((column, at));
        }
    }
    let holders = |column: u32| -> &[(u32, u32)] {
        let k = starts.binary_search_by_key(&column, |&(c, _)| c).expect("the column was indexed");
        let end = starts.get(k + 1).map_or(cells.len(), |&(_, at)| at);
        &cells[starts[k].1..end]
    };
    let norms: Vec<f64> =
        members.iter().map(|&node| rows.neighbors_slice(node).iter().map(|&c| weight(c).powi(2)).sum::<f64>().sqrt()).collect();
    members
        .par_iter()
        .enumerate()
        .map_init(
            || vec![0.0f64; members.len()],
            |shared, (i, &node)| {
                let mut touched: Vec<u32> = Vec::new();
                for &column in rows.neighbors_slice(node) {
                    let square = weight(column).powi(2);
                    let all = holders(column);
                    let later = all.partition_point(|&(_, j)| j as usize <= i);
                    for &(_, j) in &all[later..] {
                        if shared[j as usize] == 0.0 {
                            touched.push(j);
                        }
                        shared[j as usize] += square;
                    }
                }
                touched.sort_unstable();
                touched.dedup();
                let mut links = Vec::with_capacity(touched.len());
                for j in touched {
                    let norm = norms[i] * norms[j as usize];
                    if shared[j as usize] > 0.0 && norm > 0.0 {
                        links.push((i as u32, j, (shared[j as usize] / norm).min(1.0)));
                    }
                    shared[j as usize] = 0.0;
                }
                links
            },
        )
        .flatten_iter()
        .collect()
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
    fn papers_with_the_same_references_couple_fully() {
        let graph = graph(6, &[(0, 3), (0, 4), (1, 3), (1, 4), (2, 5)]);
        let links = coupling(&graph, &[0, 1, 2]);
        assert_eq!(links.len(), 1);
        assert!((links[0].2 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_rare_shared_reference_binds_more_than_a_famous_one() {
        // 0 and 1 share the rare 5; 0 and 2 share the famous 6.
        let graph = graph(7, &[(0, 5), (0, 6), (1, 5), (1, 4), (2, 6), (2, 4), (3, 6)]);
        let links = coupling(&graph, &[0, 1, 2]);
        let of = |a, b| links.iter().find(|l| (l.0, l.1) == (a, b)).unwrap().2;
        assert!(of(0, 1) > of(0, 2));
    }

    #[test]
    fn cocitation_is_the_cosine_of_shared_citers() {
        let graph = graph(5, &[(2, 0), (3, 0), (4, 0), (2, 1), (3, 1)]);
        let links = cocitation(&graph, &[0, 1]);
        assert!((links[0].2 - 2.0 / 6.0f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn mutual_citation_is_one_link() {
        assert_eq!(direct(&graph(3, &[(0, 1), (1, 0), (2, 0)]), &[0, 1]), [(0, 1, 1.0)]);
    }
}
