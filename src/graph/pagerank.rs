//! Where does a reader end who follows references at random?
//!
//! The citation graph is nearly acyclic, so PageRank's linear system is solved almost directly: one pass over its strongly connected components,
//! citing before cited, with Gauss–Seidel rounds only inside the circles. The dangling papers (no references in the graph) are treated exactly,
//! as networkx and igraph treat them: the reader starts anew.

use std::sync::OnceLock;

use super::CitationGraph;
use super::components::{Peeled, Strands};

/// Rounds inside a circle stop when nothing moves by more than this, relative to the value: the error is below 1e-13 / (1 − damping).
const TOLERANCE: f64 = 1e-14;
const MOST_ROUNDS: usize = 2_000;

/// Walks on a citation graph; its topological order is found once, by the first walk.
pub struct Walks<'a> {
    graph: &'a CitationGraph,
    strands: OnceLock<Strands>,
}

impl<'a> Walks<'a> {
    /// O(nodes).
    pub fn new(graph: &'a CitationGraph) -> Walks<'a> {
        Walks { graph, strands: Strands::in_time(graph).map_or_else(OnceLock::new, OnceLock::from) }
    }

    /// y with y = start + damping · Pᵀ y: what flows through every paper when `start` enters and each passes `damping` of it on to its references, evenly.
    ///
    /// O(nodes + citations), plus rounds inside circles. The same bits whether or not the order is known.
    pub fn flow(&self, damping: f64, start: &[f64]) -> Vec<f64> {
        let Some(strands) = self.strands.get() else { return self.first_flow(damping, start) };
        let mut flow = start.to_vec();
        self.follow(strands, 0, damping, &mut flow);
        flow
    }

    /// Papers hand on what they have as soon as all that cite them have: finding the order and walking along it is one reading of the citations.
    fn first_flow(&self, damping: f64, start: &[f64]) -> Vec<f64> {
        let share = |value: f64, references: usize| damping * value / references as f64;
        let above = Peeled::from_above(self.graph, |node| start[node as usize], share, |flow, each| *flow += each);
        let mut flow: Vec<f64> = above.loads().collect();
        let done = above.order.len();
        let strands = Strands::below(self.graph, above.order);
        self.follow(&strands, done, damping, &mut flow);
        // Another thread may have found it as well: the same.
        let _ = self.strands.set(strands);
        flow
    }

    /// Hands on along the strands from `first` on.
    fn follow(&self, strands: &Strands, first: usize, damping: f64, flow: &mut [f64]) {
        for strand in strands.iter().skip(first) {
            match strand {
                // All that enters it has arrived.
                &[node] => self.hand_on(node, damping * flow[node as usize], flow),
                circle => self.circulate(circle, damping, flow),
            }
        }
    }

    /// Divides `amount` among what a paper cites.
    fn hand_on(&self, node: u32, amount: f64, flow: &mut [f64]) {
        let references = self.graph.references(node);
        let each = amount / references.len() as f64;
        for &cited in references {
            flow[cited as usize] += each;
        }
    }

    /// Every paper of a circle hands on what it has got since its last turn, round after round until that is next to nothing.
    fn circulate(&self, circle: &[u32], damping: f64, flow: &mut [f64]) {
        let mut handed = vec![0.0; circle.len()];
        for _ in 0..MOST_ROUNDS {
            let mut moved = 0.0f64;
            for (&node, handed) in circle.iter().zip(&mut handed) {
                let value = flow[node as usize];
                let new = value - *handed;
                if new > 0.0 {
                    *handed = value;
                    moved = moved.max(new / value);
                    self.hand_on(node, damping * new, flow);
                }
            }
            if moved <= TOLERANCE {
                return;
            }
        }
    }

    /// PageRank; sums to 1. A reader who reaches a paper without references goes on at a random paper.
    ///
    /// For citations damping 0.5 is apt (Chen et al. 2007): readers follow short chains. Old papers win by age alone; compare within an age only.
    pub fn pagerank(&self, damping: f64) -> Vec<f64> {
        let nodes = self.graph.node_count();
        self.personalized(damping, &vec![1.0 / nodes.max(1) as f64; nodes])
    }

    /// PageRank of a reader who starts, and starts anew, at `start` (weights ≥ 0, any scale); sums to 1, or is all 0 when `start` is.
    ///
    /// The dangling mass returns to `start`, so the answer is the flow from `start`, brought to sum 1.
    pub fn personalized(&self, damping: f64, start: &[f64]) -> Vec<f64> {
        normalized(self.flow(damping, start))
    }

    /// x with x = damping · (Pᵀx + dangling/N) + start, the dangling mass spread evenly: AttRank's equation (Kanellos et al. 2021) with
    /// start = β · attention + γ · recency.
    pub fn with_even_dangling(&self, damping: f64, start: &[f64]) -> Vec<f64> {
        let nodes = self.graph.node_count();
        if nodes == 0 {
            return Vec::new();
        }
        // The system is linear: x = flow(start) + dangling mass · flow(damping/N).
        let mut x = self.flow(damping, start);
        let even = self.flow(damping, &vec![damping / nodes as f64; nodes]);
        let dangling = |flow: &[f64]| -> f64 {
            flow.iter().zip(0..).filter(|&(_, node)| self.graph.references(node).is_empty()).map(|(value, _)| value).sum()
        };
        let mass = dangling(&x) / (1.0 - dangling(&even));
        x.iter_mut().zip(&even).for_each(|(value, even)| *value += mass * even);
        x
    }
}

/// In four strands, because an addition waits for the one before it.
fn sum(values: &[f64]) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut strands = [0.0; 4];
    for four in fours {
        for (strand, value) in strands.iter_mut().zip(four) {
            *strand += value;
        }
    }
    strands.iter().chain(rest).sum()
}

/// Hubs and authorities (Kleinberg 1999), each with sum 1; power iteration to 1e-10 or 1,000 rounds. All 0 without citations.
///
/// Follows the densest part of the graph only; on several fields at once it ranks one of them and forgets the rest.
pub fn hubs_and_authorities(graph: &CitationGraph) -> (Vec<f64>, Vec<f64>) {
    let nodes = graph.node_count();
    if graph.citation_count() == 0 {
        return (vec![0.0; nodes], vec![0.0; nodes]);
    }
    let mut hubs = vec![1.0 / nodes as f64; nodes];
    let mut authorities = vec![0.0; nodes];
    for _ in 0..1_000 {
        authorities = normalized((0..nodes as u32).map(|node| graph.citers(node).iter().map(|&c| hubs[c as usize]).sum()).collect());
        let next =
            normalized((0..nodes as u32).map(|node| graph.references(node).iter().map(|&r| authorities[r as usize]).sum()).collect());
        let moved: f64 = next.iter().zip(&hubs).map(|(a, b)| (a - b).abs()).sum();
        hubs = next;
        if moved < 1e-10 {
            break;
        }
    }
    (hubs, authorities)
}

/// Brought to sum 1, unless all are 0.
fn normalized(mut values: Vec<f64>) -> Vec<f64> {
    let total = sum(&values);
    if total > 0.0 {
        let scale = 1.0 / total;
        values.iter_mut().for_each(|value| *value *= scale);
    }
    values
}

/// A reader who starts at `start` and follows citations in both directions, going back to the start with probability 1 − damping at every step; sums to 1.
///
/// y = (1 − d) · start + d · U D⁻¹ y, iterated until less than 1e-12 moves. O(citations) a round, ln 1e-12 / ln d rounds.
pub fn undirected_walk(graph: &CitationGraph, damping: f64, start: &[f64]) -> Vec<f64> {
    let nodes = graph.node_count();
    let total: f64 = start.iter().sum();
    if total <= 0.0 {
        return vec![0.0; nodes];
    }
    let home: Vec<f64> = start.iter().map(|s| s / total).collect();
    let share: Vec<f64> = (0..nodes as u32)
        .map(|node| match graph.references(node).len() + graph.citers(node).len() {
            0 => 0.0,
            n => 1.0 / n as f64,
        })
        .collect();
    let mut at = home.clone();
    let mut handed = vec![0.0; nodes];
    for _ in 0..200 {
        for node in 0..nodes {
            handed[node] = at[node] * share[node];
        }
        let lost: f64 = (0..nodes).filter(|&node| share[node] == 0.0).map(|node| at[node]).sum();
        let mut moved = 0.0;
        let mut next = Vec::with_capacity(nodes);
        for node in 0..nodes as u32 {
            let n = node as usize;
            let received: f64 = graph.references(node).iter().chain(graph.citers(node)).map(|&other| handed[other as usize]).sum();
            let value = (1.0 - damping + damping * lost) * home[n] + damping * received;
            moved += (value - at[n]).abs();
            next.push(value);
        }
        at = next;
        if moved < 1e-12 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    fn graph(nodes: usize, arrows: &[(u32, u32)]) -> CitationGraph {
        let mut arrows = arrows.to_vec();
        arrows.sort_unstable();
        CitationGraph::from_sorted(nodes, arrows)
    }

    /// Power iteration straight from the definition.
    fn by_definition(graph: &CitationGraph, damping: f64) -> Vec<f64> {
        let n = graph.node_count();
        let mut x = vec![1.0 / n as f64; n];
        for _ in 0..10_000 {
            let dangling: f64 = (0..n).filter(|&i| graph.references(i as u32).is_empty()).map(|i| x[i]).sum();
            x = (0..n as u32)
                .map(|i| {
                    let received: f64 = graph.citers(i).iter().map(|&c| x[c as usize] / graph.references(c).len() as f64).sum();
                    (1.0 - damping) / n as f64 + damping * (received + dangling / n as f64)
                })
                .collect();
        }
        x
    }

    #[test]
    fn circles_chains_and_dead_ends_give_pagerank() {
        let graph = graph(7, &[(0, 1), (1, 2), (2, 0), (3, 2), (4, 3), (4, 0), (5, 6)]);
        let walks = Walks::new(&graph);
        for damping in [0.5, 0.85, 0.99] {
            let expected = by_definition(&graph, damping);
            let l1: f64 = walks.pagerank(damping).iter().zip(&expected).map(|(a, b)| (a - b).abs()).sum();
            assert!(l1 < 1e-11, "damping {damping}: {l1}");
        }
    }

    #[test]
    fn chance_graphs_give_pagerank_and_the_first_walk_equals_the_next() {
        let mut dice = Dice::new(7);
        for nodes in [2, 3, 5, 8, 13, 40] {
            for arrows in [nodes / 2, nodes, 2 * nodes] {
                let mut drawn: Vec<(u32, u32)> = (0..arrows).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32)).collect();
                drawn.retain(|(citing, cited)| citing != cited);
                drawn.sort_unstable();
                drawn.dedup();
                let graph = CitationGraph::from_sorted(nodes, drawn);
                let walks = Walks::new(&graph);
                let (first, next) = (walks.pagerank(0.85), walks.pagerank(0.85));
                assert!(first.iter().zip(&next).all(|(a, b)| a.to_bits() == b.to_bits()));
                let l1: f64 = first.iter().zip(&by_definition(&graph, 0.85)).map(|(a, b)| (a - b).abs()).sum();
                assert!(l1 < 1e-11, "{nodes} papers, {arrows} citations: {l1}");
            }
        }
    }

    #[test]
    fn a_circle_entered_at_one_paper_passes_it_on() {
        let graph = graph(3, &[(0, 1), (1, 2), (2, 0)]);
        for entry in 0..3 {
            let mut start = vec![0.0; 3];
            start[entry] = 1.0;
            let flow = Walks::new(&graph).flow(0.5, &start);
            let wanted: Vec<f64> = (0..3).map(|node| 0.5f64.powi(((node + 3 - entry) % 3) as i32) / (1.0 - 0.125)).collect();
            assert!(flow.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{flow:?} {wanted:?}");
        }
    }

    #[test]
    fn even_dangling_with_an_even_start_is_pagerank() {
        let graph = graph(5, &[(0, 1), (2, 1), (3, 2), (2, 3)]);
        let walks = Walks::new(&graph);
        let expected = walks.pagerank(0.85);
        let x = walks.with_even_dangling(0.85, &[0.15 / 5.0; 5]);
        assert!(x.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn nothing_gives_nothing() {
        let empty = graph(0, &[]);
        assert!(Walks::new(&empty).pagerank(0.5).is_empty());
        assert!(Walks::new(&empty).with_even_dangling(0.5, &[]).is_empty());
        assert_eq!(hubs_and_authorities(&graph(2, &[])).0, [0.0, 0.0]);
        assert_eq!(undirected_walk(&graph(2, &[(0, 1)]), 0.5, &[0.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn the_undirected_walk_keeps_its_mass_and_prefers_what_is_near() {
        let y = undirected_walk(&graph(4, &[(0, 1), (2, 1), (3, 2)]), 0.5, &[1.0, 0.0, 0.0, 0.0]);
        assert!((y.iter().sum::<f64>() - 1.0).abs() < 1e-10);
        assert!(y[0] > y[1] && y[1] > y[2] && y[2] > y[3]);
    }
}
