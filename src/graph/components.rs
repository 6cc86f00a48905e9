//! Which papers hang together, and in which order can they be visited so that citing comes before cited?
//!
//! Citation graphs are nearly acyclic; the few circles (papers revised to cite each other) are strongly connected components.
//! Everything here works on an explicit stack: a chain of a million citations does not overflow anything.

use super::{Arrows, CitationGraph};

/// Strongly connected components in topological order.
#[derive(Clone, Debug, PartialEq)]
pub struct Strands {
    /// Every node once, component by component; a component comes after all components that cite it.
    pub order: Vec<u32>,
    /// `order[starts[k]..starts[k + 1]]` is component k.
    pub starts: Vec<u32>,
}

impl Strands {
    /// O(nodes + citations) time, O(nodes) memory.
    ///
    /// What is in no circle is taken away first: papers cited by nobody, over and over (Kahn 1962), then likewise those that cite nobody.
    /// Tarjan's algorithm (1972) parts the rest; inside a component nodes stand in the order in which its search finished them.
    ///
    /// Where papers are numbered in order of time, so that every citation points down (or every one up), that order is taken as it is.
    pub fn of(graph: &CitationGraph) -> Strands {
        Strands::in_time(graph).unwrap_or_else(|| Strands::below(graph, Peeled::order_of(&graph.cited_by, &graph.cites, &[])))
    }

    /// The order of time, where papers are numbered in it. O(nodes).
    pub(super) fn in_time(graph: &CitationGraph) -> Option<Strands> {
        let nodes = graph.node_count() as u32;
        let alone = |order: Vec<u32>| Some(Strands { starts: (0..=nodes).collect(), order });
        // Rows ascend: the last tells whether all are below, the first whether all are above.
        if (0..nodes).all(|node| graph.references(node).last().is_none_or(|&cited| cited < node)) {
            return alone((0..nodes).rev().collect());
        }
        if (0..nodes).all(|node| graph.references(node).first().is_none_or(|&cited| cited > node)) {
            return alone((0..nodes).collect());
        }
        None
    }

    /// All strands, when those that no circle leads to are known already, in order.
    pub(super) fn below(graph: &CitationGraph, above: Vec<u32>) -> Strands {
        let mut strands = Strands { starts: (0..=above.len() as u32).collect(), order: above };
        if strands.order.len() == graph.node_count() {
            return strands;
        }
        let below = Peeled::order_of(&graph.cites, &graph.cited_by, &strands.order);
        strong_components(&graph.cited_by, &below, &mut strands);
        strands.starts.extend((1..=below.len() as u32).map(|k| strands.order.len() as u32 + k));
        strands.order.extend(below.iter().rev());
        strands
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Components in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|w| &self.order[w[0] as usize..w[1] as usize])
    }

    /// The component of every node, numbered in topological order.
    pub fn component_of(&self) -> Vec<u32> {
        let mut component = vec![0; self.order.len()];
        for (k, nodes) in self.iter().enumerate() {
            for &node in nodes {
                component[node as usize] = k as u32;
            }
        }
        component
    }
}

const UNSEEN: u32 = u32::MAX;

/// The nodes of a graph that can be taken away one after another, each once all before it are gone, and the loads that they hand on as they go.
pub(super) struct Peeled<L> {
    pub order: Vec<u32>,
    waiting: Vec<Waiting<L>>,
}

/// Side by side, because an arrow changes both.
struct Waiting<L> {
    load: L,
    /// How many that come before are not gone yet.
    left: u32,
}

impl Peeled<()> {
    /// The order alone.
    fn order_of(before: &Arrows, after: &Arrows, gone: &[u32]) -> Vec<u32> {
        Peeled::new(before, after, gone, |_| (), |(), _| (), |(), ()| ()).order
    }
}

impl<L: Copy> Peeled<L> {
    /// Citing papers before cited ones.
    pub fn from_above(graph: &CitationGraph, load: impl Fn(u32) -> L, share: impl Fn(L, usize) -> L, add: impl Fn(&mut L, L)) -> Peeled<L> {
        Peeled::new(&graph.cited_by, &graph.cites, &[], load, share, add)
    }

    /// Nodes that nothing in `before` holds back, then those that only these held back, and so on along `after`; `gone` are left out and hold nothing back.
    ///
    /// Each begins with its `load`, divides it by `share` (which is told the length of its row in `after`), and each of that row will `add` what it is given.
    fn new(
        before: &Arrows,
        after: &Arrows,
        gone: &[u32],
        load: impl Fn(u32) -> L,
        share: impl Fn(L, usize) -> L,
        add: impl Fn(&mut L, L),
    ) -> Peeled<L> {
        let nodes = before.node_count() as u32;
        let mut waiting: Vec<Waiting<L>> =
            (0..nodes).map(|node| Waiting { load: load(node), left: before.neighbors_slice(node).len() as u32 }).collect();
        for &node in gone {
            waiting[node as usize].left = u32::MAX;
        }
        // A place more than needed: the next node is written down before it is known to be free, so that the loop has no branch to foresee.
        let mut order = vec![0; nodes as usize + 1];
        let mut end = 0;
        for node in 0..nodes {
            order[end] = node;
            end += usize::from(waiting[node as usize].left == 0);
        }
        let mut at = 0;
        while at < end {
            let row = after.neighbors_slice(order[at]);
            let each = share(waiting[order[at] as usize].load, row.len());
            for &next in row {
                let to = &mut waiting[next as usize];
                add(&mut to.load, each);
                to.left = to.left.wrapping_sub(1);
                order[end] = next;
                end += usize::from(to.left == 0);
            }
            at += 1;
        }
        order.truncate(end);
        Peeled { order, waiting }
    }

    pub fn loads(&self) -> impl Iterator<Item = L> {
        self.waiting.iter().map(|waiting| waiting.load)
    }
}

/// Adds the components of `rows`, without the nodes that are in `strands` and `gone` already; each comes after every component it can reach.
fn strong_components(rows: &Arrows, gone: &[u32], strands: &mut Strands) {
    let nodes = rows.node_count();
    let mut seen_at = vec![UNSEEN; nodes];
    let mut low = vec![0u32; nodes];
    let mut finished_at = vec![UNSEEN; nodes];
    let mut closed = vec![false; nodes];
    for &node in strands.order.iter().chain(gone) {
        seen_at[node as usize] = 0;
        closed[node as usize] = true;
    }
    let mut open: Vec<u32> = Vec::new();
    let mut path: Vec<(u32, u32)> = Vec::new();
    let (mut seen, mut finished) = (0u32, 0u32);
    for root in 0..nodes as u32 {
        if seen_at[root as usize] != UNSEEN {
            continue;
        }
        path.push((root, 0));
        while let Some(&mut (node, ref mut next)) = path.last_mut() {
            let n = node as usize;
            if *next == 0 && seen_at[n] == UNSEEN {
                seen_at[n] = seen;
                low[n] = seen;
                seen += 1;
                open.push(node);
            }
            let row = rows.neighbors_slice(node);
            let mut descend = None;
            while let Some(&to) = row.get(*next as usize) {
                *next += 1;
                if seen_at[to as usize] == UNSEEN {
                    descend = Some(to);
                    break;
                }
                if !closed[to as usize] {
                    low[n] = low[n].min(seen_at[to as usize]);
                }
            }
            if let Some(to) = descend {
                path.push((to, 0));
                continue;
            }
            finished_at[n] = finished;
            finished += 1;
            path.pop();
            if let Some(&(above, _)) = path.last() {
                low[above as usize] = low[above as usize].min(low[n]);
            }
            if low[n] == seen_at[n] {
                close(node, &mut open, &mut closed, &finished_at, strands);
            }
        }
    }
}

fn close(root: u32, open: &mut Vec<u32>, closed: &mut [bool], finished_at: &[u32], strands: &mut Strands) {
    let from = strands.order.len();
    while let Some(node) = open.pop() {
        closed[node as usize] = true;
        strands.order.push(node);
        if node == root {
            break;
        }
    }
    if strands.order.len() - from > 1 {
        strands.order[from..].sort_unstable_by_key(|&node| finished_at[node as usize]);
    }
    strands.starts.push(strands.order.len() as u32);
}

/// Weakly connected components: for every node the smallest node it hangs together with. Union–find, near O(citations).
pub fn weak_components(graph: &CitationGraph) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..graph.node_count() as u32).collect();
    for node in 0..graph.node_count() as u32 {
        for &cited in graph.references(node) {
            let (a, b) = (root(&mut parent, node), root(&mut parent, cited));
            if a != b {
                parent[a.max(b) as usize] = a.min(b);
            }
        }
    }
    (0..graph.node_count() as u32).map(|node| root(&mut parent, node)).collect()
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        parent[node as usize] = parent[parent[node as usize] as usize];
        node = parent[node as usize];
    }
    node
}

/// The core number of every node of the citation graph taken as undirected: the largest k such that it has k neighbours that all have k, and so on.
///
/// Batagelj & Zaveršnik 2003, O(nodes + citations). Says how deep in the thick of the graph a paper sits; says nothing about influence.
pub fn core_numbers(graph: &CitationGraph) -> Vec<u32> {
    let nodes = graph.node_count();
    let neighbours: Vec<Vec<u32>> = (0..nodes as u32).map(|node| merged(graph.references(node), graph.citers(node))).collect();
    let mut degree: Vec<u32> = neighbours.iter().map(|row| row.len() as u32).collect();
    let most = degree.iter().copied().max().unwrap_or(0) as usize;
    let mut bin = vec![0usize; most + 2];
    for &d in &degree {
        bin[d as usize + 1] += 1;
    }
    for d in 1..bin.len() {
        bin[d] += bin[d - 1];
    }
    let mut fill = bin.clone();
    let (mut line, mut place) = (vec![0u32; nodes], vec![0usize; nodes]);
    for node in 0..nodes {
        place[node] = fill[degree[node] as usize];
        line[place[node]] = node as u32;
        fill[degree[node] as usize] += 1;
    }
    for at in 0..nodes {
        let node = line[at] as usize;
        for &other in &neighbours[node] {
            let other = other as usize;
            if degree[other] > degree[node] {
                // Swap `other` with the first node of its bin, then let the bin begin one later.
                let first = bin[degree[other] as usize].max(at + 1);
                let swapped = line[first] as usize;
                line.swap(first, place[other]);
                place[swapped] = place[other];
                place[other] = first;
                bin[degree[other] as usize] = first + 1;
                degree[other] -= 1;
            }
        }
    }
    degree
}

/// Union of two ascending slices.
pub(crate) fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    all.extend_from_slice(a);
    all.extend_from_slice(b);
    all.sort_unstable();
    all.dedup();
    all
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

    #[test]
    fn citing_comes_before_cited_and_circles_stay_together() {
        let strands = Strands::of(&graph(6, &[(3, 1), (1, 0), (2, 1), (4, 2), (2, 4), (5, 4)]));
        let component = strands.component_of();
        assert_eq!(strands.len(), 5);
        assert_eq!(component[2], component[4]);
        for (citing, cited) in [(3, 1), (1, 0), (2, 1), (5, 4)] {
            assert!(component[citing] < component[cited], "{citing} cites {cited}");
        }
    }

    #[test]
    fn chance_graphs_part_into_what_reaches_each_other() {
        let mut dice = Dice::new(5);
        for round in 0..300 {
            let nodes = 1 + dice.below(12);
            let drawn = (0..dice.below(2 * nodes + 1)).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32));
            let mut arrows: Vec<(u32, u32)> = drawn.filter(|(citing, cited)| citing != cited).collect();
            arrows.sort_unstable();
            arrows.dedup();
            let graph = CitationGraph::from_sorted(nodes, arrows);
            let mut reaches: Vec<Vec<bool>> = (0..nodes).map(|a| (0..nodes).map(|b| a == b).collect()).collect();
            for _ in 0..nodes {
                for citing in 0..nodes {
                    for &cited in graph.references(citing as u32) {
                        let row = reaches[cited as usize].clone();
                        reaches[citing].iter_mut().zip(row).for_each(|(to, through)| *to |= through);
                    }
                }
            }
            let strands = Strands::of(&graph);
            let component = strands.component_of();
            let mut all = strands.order.clone();
            all.sort_unstable();
            assert!(all.iter().copied().eq(0..nodes as u32), "round {round}: every node once");
            for a in 0..nodes {
                for b in 0..nodes {
                    assert_eq!(component[a] == component[b], reaches[a][b] && reaches[b][a], "round {round}: {a} and {b}");
                    assert!(!reaches[a][b] || component[a] <= component[b], "round {round}: {a} comes before {b}");
                }
            }
        }
    }

    #[test]
    fn a_chain_of_a_million_does_not_overflow_the_stack() {
        let n = 1_000_000u32;
        let strands = Strands::of(&CitationGraph::from_sorted(n as usize, (1..n).map(|i| (i, i - 1)).collect()));
        assert_eq!(strands.len(), n as usize);
        assert_eq!((strands.order[0], strands.order[n as usize - 1]), (n - 1, 0));
        let ring = CitationGraph::from_sorted(n as usize, (0..n).map(|i| (i, (i + 1) % n)).collect());
        assert_eq!(Strands::of(&ring).len(), 1);
    }

    #[test]
    fn weak_components_are_named_by_their_smallest_node() {
        assert_eq!(weak_components(&graph(6, &[(3, 1), (1, 0), (5, 4)])), [0, 0, 2, 0, 4, 4]);
    }

    #[test]
    fn core_numbers_peel_the_graph() {
        // A triangle with a tail, and a loner.
        assert_eq!(core_numbers(&graph(5, &[(0, 1), (1, 2), (2, 0), (3, 0)])), [2, 2, 2, 1, 0]);
    }
}
