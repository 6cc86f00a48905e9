//! What does local moving see of the network?

use std::borrow::Cow;

use super::{Network, Quality, RANDOMNESS};

/// Networks of at least so many nodes are treated in parallel ways.
pub(super) const LARGE: usize = 10_000;

/// The network at one level of aggregation. Both qualities have the form Σ_C (links inside C − resolution/2 · W_C²), W the sum of node weights.
///
/// The bottom layer borrows the network.
pub(super) struct Layer<'a> {
    pub starts: Cow<'a, [usize]>,
    pub targets: Cow<'a, [u32]>,
    weights: Cow<'a, [f64]>,
    pub node_weight: Vec<f64>,
    /// Weight of links inside an aggregated node.
    pub inside: Vec<f64>,
    pub resolution: f64,
    /// Scale of the refinement's randomness.
    pub theta: f64,
    /// Every weight is 1.
    pub unit: bool,
    /// Neighbours of every node in ascending order.
    pub ascending: bool,
}

impl Layer<'_> {
    pub fn of(network: &Network, quality: Quality) -> Layer<'_> {
        let (starts, targets, weights) = network.parts();
        let nodes = network.node_count();
        let strengths: Vec<f64> = (0..nodes as u32).map(|node| network.strength(node)).collect();
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
            unit: nodes >= LARGE && weights.iter().all(|&w| w == 1.0),
            ascending: true,
        }
    }

    pub fn len(&self) -> usize {
        self.node_weight.len()
    }

    pub fn row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.starts[node as usize]..self.starts[node as usize + 1];
        self.targets[row.clone()].iter().copied().zip(self.weights[row].iter().copied())
    }

    #[inline(always)]
    pub fn each(&self, node: u32, mut then: impl FnMut(u32, f64)) {
        let row = self.starts[node as usize]..self.starts[node as usize + 1];
        if self.unit {
            self.targets[row].iter().for_each(|&to| then(to, 1.0));
        } else {
            self.targets[row.clone()].iter().zip(&self.weights[row]).for_each(|(&to, &w)| then(to, w));
        }
    }

    /// The neighbours in a range alone; rows that are not ascending are taken whole.
    #[inline(always)]
    pub fn each_within(&self, node: u32, range: std::ops::Range<u32>, mut then: impl FnMut(u32, f64)) {
        let mut row = self.starts[node as usize]..self.starts[node as usize + 1];
        if self.ascending {
            let targets = &self.targets[row.clone()];
            let before = targets.partition_point(|&to| to < range.start);
            let inside = targets[before..].partition_point(|&to| to < range.end);
            row = row.start + before..row.start + before + inside;
        }
        if self.unit {
            self.targets[row].iter().for_each(|&to| then(to, 1.0));
        } else {
            self.targets[row.clone()].iter().zip(&self.weights[row]).for_each(|(&to, &w)| then(to, w));
        }
    }

    pub fn quality(&self, community: &[u32]) -> f64 {
        let mut weight = vec![0.0; self.len()];
        let mut inside = 0.0;
        for node in 0..self.len() as u32 {
            let own = community[node as usize];
            weight[own as usize] += self.node_weight[node as usize];
            inside += self.inside[node as usize];
            inside += 0.5 * self.row(node).filter(|(to, _)| community[*to as usize] == own).map(|(_, w)| w).sum::<f64>();
        }
        inside - 0.5 * self.resolution * weight.iter().map(|w| w * w).sum::<f64>()
    }

    /// Every group becomes a node.
    pub fn aggregated(&self, group: &[u32], groups: usize) -> Layer<'static> {
        let members = Members::of(group, groups);
        let (mut starts, mut targets, mut weights) = (Vec::with_capacity(groups + 1), Vec::new(), Vec::new());
        let (mut node_weight, mut inside) = (vec![0.0; groups], vec![0.0; groups]);
        starts.push(0);
        let mut sum = Sums::new(groups);
        for g in 0..groups {
            for &node in &members.nodes[members.range(g)] {
                node_weight[g] += self.node_weight[node as usize];
                inside[g] += self.inside[node as usize];
                for (to, w) in self.row(node) {
                    let other = group[to as usize];
                    if other as usize == g {
                        inside[g] += 0.5 * w;
                    } else {
                        sum.add(other, w);
                    }
                }
            }
            targets.extend_from_slice(&sum.touched);
            weights.extend(sum.touched.iter().map(|&other| sum.value[other as usize]));
            sum.clear();
            starts.push(targets.len());
        }
        let (resolution, theta) = (self.resolution, self.theta);
        Layer { starts: starts.into(), targets: targets.into(), weights: weights.into(), node_weight, inside, resolution, theta, unit: false, ascending: false }
    }
}

/// The nodes of every group, ascending, one group after the other.
pub(super) struct Members {
    pub starts: Vec<u32>,
    pub nodes: Vec<u32>,
}

impl Members {
    /// Counting sort, O(nodes + groups).
    pub fn of(group: &[u32], groups: usize) -> Members {
        let mut starts = vec![0u32; groups + 1];
        group.iter().for_each(|&g| starts[g as usize + 1] += 1);
        for g in 0..groups {
            starts[g + 1] += starts[g];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; group.len()];
        for (node, &g) in group.iter().enumerate() {
            nodes[next[g as usize] as usize] = node as u32;
            next[g as usize] += 1;
        }
        Members { starts, nodes }
    }

    pub fn range(&self, group: usize) -> std::ops::Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }
}

/// Sums keyed by community, cleared at the cost of what was touched.
pub(super) struct Sums {
    pub value: Vec<f64>,
    pub touched: Vec<u32>,
}

impl Sums {
    pub fn new(keys: usize) -> Sums {
        Sums { value: vec![0.0; keys], touched: Vec::new() }
    }

    pub fn add(&mut self, key: u32, weight: f64) {
        // Weights are positive, so a zero sum was never touched.
        if self.value[key as usize] == 0.0 {
            self.touched.push(key);
        }
        self.value[key as usize] += weight;
    }

    pub fn clear(&mut self) {
        for &key in &self.touched {
            self.value[key as usize] = 0.0;
        }
        self.touched.clear();
    }
}

