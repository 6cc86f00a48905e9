//! What does a step of Leiden see of the network?
//!
//! The network itself at the bottom, above it ever smaller networks whose nodes are groups of the layer below.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use super::sums::{Members, Pool, Sums};
use super::{Network, Quality, RANDOMNESS};

/// In networks of at least so many nodes the work on a layer is divided among threads, if the rows of the layer hold at least `MANY` entries. The answer is
/// another than that of the small networks' ways, so it may depend on the network alone, never on how many threads there are.
pub(super) const LARGE: usize = 10_000;
const MANY: usize = 1 << 17;
/// Aggregation of a large layer is cut into so many.
const PIECES: usize = 64;

/// The network at one level of aggregation. Both qualities have the form Σ_C (links inside C − resolution/2 · W_C²), W the sum of node weights.
///
/// The bottom layer borrows the network.
pub(super) struct Layer<'a> {
    pub starts: Cow<'a, [usize]>,
    pub targets: Cow<'a, [u32]>,
    /// Empty when every one is 1: then nobody reads them, and a step on a large network mostly waits for memory.
    weights: Cow<'a, [f64]>,
    pub node_weight: Vec<f64>,
    /// Weight of links inside an aggregated node.
    pub inside: Vec<f64>,
    pub resolution: f64,
    /// Scale of the refinement's randomness.
    pub theta: f64,
    pub large: bool,
    /// Every row is in ascending order.
    pub ascending: bool,
}

impl Layer<'_> {
    pub fn of(network: &Network, quality: Quality) -> Layer<'_> {
        let (starts, targets, weights) = network.parts();
        let nodes = network.node_count();
        let strengths = network.strengths();
        let twice: f64 = strengths.iter().sum();
        let (node_weight, resolution) = match quality {
            Quality::Modularity { gamma } => (strengths, if twice > 0.0 { gamma / twice } else { 0.0 }),
            Quality::Cpm { gamma } => (vec![1.0; nodes], gamma),
        };
        let theta = RANDOMNESS * if targets.is_empty() { 1.0 } else { twice / targets.len() as f64 };
        Layer {
            starts: starts.into(),
            targets: targets.into(),
            weights: weights.into(),
            node_weight,
            inside: vec![0.0; nodes],
            resolution,
            theta,
            large: nodes >= LARGE && targets.len() >= MANY,
            ascending: true,
        }
    }

    pub fn len(&self) -> usize {
        self.node_weight.len()
    }

    pub fn unit(&self) -> bool {
        self.weights.is_empty()
    }

    pub fn degree(&self, node: u32) -> usize {
        self.starts[node as usize + 1] - self.starts[node as usize]
    }

    /// The neighbours and the weights of the links to them.
    #[inline(always)]
    pub fn each(&self, node: u32, then: impl FnMut(u32, f64)) {
        each_of(&self.targets, &self.weights, self.starts[node as usize]..self.starts[node as usize + 1], then);
    }

    /// The neighbours in a range alone. Rows have to be ascending, or the range to hold every node.
    #[inline(always)]
    pub fn each_within(&self, node: u32, range: Range<u32>, then: impl FnMut(u32, f64)) {
        let mut row = self.starts[node as usize]..self.starts[node as usize + 1];
        if range.start > 0 {
            row.start += self.targets[row.clone()].partition_point(|&to| to < range.start);
        }
        row.end = row.start + self.targets[row.clone()].partition_point(|&to| to < range.end);
        each_of(&self.targets, &self.weights, row, then);
    }

    /// The quality when every node is a community.
    pub fn alone(&self) -> f64 {
        self.inside.iter().sum::<f64>() - 0.5 * self.resolution * self.node_weight.iter().map(|w| w * w).sum::<f64>()
    }

    /// The quality of a partition of the layer's nodes.
    pub fn quality(&self, community: &[u32]) -> f64 {
        let mut weight = vec![0.0; self.len()];
        let mut inside = 0.0;
        for node in 0..self.len() as u32 {
            let own = community[node as usize];
            weight[own as usize] += self.node_weight[node as usize];
            inside += self.inside[node as usize];
            let mut linked = 0.0;
            self.each(node, |to, w| linked += if community[to as usize] == own { w } else { 0.0 });
            inside += 0.5 * linked;
        }
        inside - 0.5 * self.resolution * weight.iter().map(|w| w * w).sum::<f64>()
    }

    /// Every group becomes a node. O(links), of large layers in parallel.
    pub fn aggregated(&self, group: &[u32], groups: usize) -> Layer<'static> {
        let members = Members::of(group, groups);
        if !self.large {
            return self.above(vec![self.piece(group, &members, 0..groups, &mut Sums::new(groups))]);
        }
        let (pool, piece) = (Pool::new(groups), groups.div_ceil(PIECES).max(1));
        let pieces: Vec<Piece> = (0..groups.div_ceil(piece))
            .into_par_iter()
            .with_max_len(1)
            .map(|i| pool.with(|sums| self.piece(group, &members, i * piece..groups.min((i + 1) * piece), sums)))
            .collect();
        self.above(pieces)
    }

    /// The layer of the pieces one after the other.
    fn above(&self, pieces: Vec<Piece>) -> Layer<'static> {
        let links = pieces.iter().map(|piece| piece.targets.len()).sum();
        let (mut targets, mut weights) = (Vec::with_capacity(links), Vec::with_capacity(links));
        let (mut starts, mut node_weight, mut inside) = (vec![0], Vec::new(), Vec::new());
        for piece in pieces {
            let before = targets.len();
            starts.extend(piece.ends.iter().map(|end| before + end));
            targets.extend(piece.targets);
            weights.extend(piece.weights);
            node_weight.extend(piece.node_weight);
            inside.extend(piece.inside);
        }
        let (resolution, theta, large) = (self.resolution, self.theta, self.large && targets.len() >= MANY);
        let (starts, targets, weights) = (starts.into(), targets.into(), weights.into());
        Layer { starts, targets, weights, node_weight, inside, resolution, theta, large, ascending: false }
    }

    fn piece(&self, group: &[u32], members: &Members, range: Range<usize>, sum: &mut Sums) -> Piece {
        let mut piece = Piece::default();
        for g in range {
            let (mut node_weight, mut inside) = (0.0, 0.0);
            for &node in &members.nodes[members.range(g)] {
                node_weight += self.node_weight[node as usize];
                inside += self.inside[node as usize];
                self.each(node, |to, w| sum.add(group[to as usize], w));
            }
            inside += 0.5 * sum.of(g as u32);
            sum.drain(|other, w| {
                if other as usize != g {
                    piece.targets.push(other);
                    piece.weights.push(w);
                }
            });
            piece.ends.push(piece.targets.len());
            piece.node_weight.push(node_weight);
            piece.inside.push(inside);
        }
        piece
    }
}

/// The targets and weights of a row; no weights at all when every one is 1.
#[inline(always)]
pub(super) fn each_of(targets: &[u32], weights: &[f64], row: Range<usize>, mut then: impl FnMut(u32, f64)) {
    if weights.is_empty() {
        targets[row].iter().for_each(|&to| then(to, 1.0));
    } else {
        targets[row.clone()].iter().zip(&weights[row]).for_each(|(&to, &w)| then(to, w));
    }
}

/// Some of the nodes of the layer above, with where the row of each ends.
#[derive(Default)]
struct Piece {
    ends: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    node_weight: Vec<f64>,
    inside: Vec<f64>,
}
