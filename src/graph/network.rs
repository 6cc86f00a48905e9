//! Networks: weighted, undirected, woven from the citation graph or from texts.

use rayon::prelude::*;

use super::CitationGraph;

/// Networks below so many nodes are not worth a second thread.
const FEW: usize = 10_000;

/// A weighted undirected network in compressed sparse rows; every link stands in both rows. No node links to itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    starts: Vec<usize>,
    targets: Vec<u32>,
    /// Empty when every weight is 1: two thirds of the memory of a large citation graph would say nothing else.
    weights: Vec<f64>,
}

impl Network {
    /// From links in any order; repeated links add up, links of a node to itself and weights that are not positive are left out.
    ///
    /// O(l log l).
    pub fn new(nodes: usize, links: &[(u32, u32, f64)]) -> Network {
        let mut both: Vec<(u32, u32, f64)> = Vec::with_capacity(2 * links.len());
        for &(a, b, weight) in links {
            if a != b && weight > 0.0 && weight.is_finite() {
                both.push((a, b, weight));
                both.push((b, a, weight));
            }
        }
        // The sort is stable so that repeats add up in the order given.
        both.sort_by_key(|&(a, b, _)| (a, b));
        let mut network =
            Network { starts: vec![0; nodes + 1], targets: Vec::with_capacity(both.len()), weights: Vec::with_capacity(both.len()) };
        let mut last = None;
        for (a, b, weight) in both {
            if last == Some((a, b)) {
                *network.weights.last_mut().expect("a link came before") += weight;
                continue;
            }
            last = Some((a, b));
            network.targets.push(b);
            network.weights.push(weight);
            network.starts[a as usize + 1] += 1;
        }
        for node in 0..nodes {
            network.starts[node + 1] += network.starts[node];
        }
        if network.weights.iter().all(|&weight| weight == 1.0) {
            network.weights = Vec::new();
        }
        network
    }

    /// The citation graph taken as undirected: weight 1 between two papers of which one cites the other; mutual citations are one link. O(nodes + citations).
    ///
    /// Directed input of Leiden is symmetrised so, as igraph's `as_undirected(mode="collapse")` does.
    pub fn of_citations(graph: &CitationGraph) -> Network {
        let nodes = graph.node_count();
        let mut starts = Vec::with_capacity(nodes + 1);
        let mut targets = Vec::with_capacity(2 * graph.citation_count());
        starts.push(0);
        for node in 0..nodes as u32 {
            append_union(graph.references(node), graph.citers(node), &mut targets);
            starts.push(targets.len());
        }
        Network { starts, targets, weights: Vec::new() }
    }

    pub fn node_count(&self) -> usize {
        self.starts.len() - 1
    }

    /// Each link counted once.
    pub fn link_count(&self) -> usize {
        self.targets.len() / 2
    }

    /// Neighbours in ascending order with the weight of the link.
    pub fn neighbours(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.starts[node as usize]..self.starts[node as usize + 1];
        let weights = self.weights.get(row.clone()).unwrap_or_default();
        self.targets[row].iter().enumerate().map(|(at, &to)| (to, weights.get(at).copied().unwrap_or(1.0)))
    }

    pub fn weight(&self, a: u32, b: u32) -> f64 {
        let row = self.starts[a as usize]..self.starts[a as usize + 1];
        self.targets[row.clone()].binary_search(&b).map_or(0.0, |place| self.weights.get(row.start + place).copied().unwrap_or(1.0))
    }

    /// Sum of the weights of a node's links.
    pub fn strength(&self, node: u32) -> f64 {
        let row = self.starts[node as usize]..self.starts[node as usize + 1];
        if self.weights.is_empty() { row.len() as f64 } else { self.weights[row].iter().sum() }
    }

    /// Of every node; in large networks in parallel, with the same bits.
    pub fn strengths(&self) -> Vec<f64> {
        let nodes = 0..self.node_count() as u32;
        match nodes.len() {
            0..FEW => nodes.map(|node| self.strength(node)).collect(),
            _ => nodes.into_par_iter().with_min_len(1_000).map(|node| self.strength(node)).collect(),
        }
    }

    /// Every link once, (a < b, weight), ascending.
    pub fn links(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        (0..self.node_count() as u32)
            .flat_map(move |a| self.neighbours(a).filter(move |(b, _)| a < *b).map(move |(b, weight)| (a, b, weight)))
    }

    /// Starts of the rows, targets, weights; no weights when every one is 1.
    pub(crate) fn parts(&self) -> (&[usize], &[u32], &[f64]) {
        (&self.starts, &self.targets, &self.weights)
    }
}

/// Merges two ascending slices, equal values once.
fn append_union(a: &[u32], b: &[u32], into: &mut Vec<u32>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        into.push(a[i].min(b[j]));
        let (from_a, from_b) = (a[i] <= b[j], b[j] <= a[i]);
        i += usize::from(from_a);
        j += usize::from(from_b);
    }
    into.extend_from_slice(&a[i..]);
    into.extend_from_slice(&b[j..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn citations_both_ways_are_one_link() {
        let graph = CitationGraph::from_sorted(4, vec![(0, 1), (1, 0), (2, 0), (3, 1)]);
        let network = Network::of_citations(&graph);
        assert_eq!(network, Network::new(4, &[(0, 1, 1.0), (0, 2, 1.0), (1, 3, 1.0)]));
    }

    #[test]
    fn links_of_weight_one_are_told_though_not_kept() {
        let network = Network::new(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
        assert!(network.weights.is_empty());
        assert_eq!(network.links().collect::<Vec<_>>(), [(0, 1, 1.0), (1, 2, 1.0)]);
        assert_eq!((network.weight(2, 1), network.weight(0, 2)), (1.0, 0.0));
        assert_eq!(network.strengths(), [1.0, 2.0, 1.0]);
    }

    #[test]
    fn repeats_add_up_and_loops_vanish() {
        let network = Network::new(3, &[(0, 1, 1.0), (1, 0, 0.5), (2, 2, 3.0), (1, 2, f64::NAN), (0, 2, -1.0)]);
        assert_eq!(network.links().collect::<Vec<_>>(), [(0, 1, 1.5)]);
        assert_eq!(network.strengths(), [1.5, 1.5, 0.0]);
        assert_eq!((network.weight(1, 0), network.weight(1, 2)), (1.5, 0.0));
    }
}
