//! Which parts of a layer's communities are well connected?
//!
//! Communities do not see each other: the links inside one are gathered first, and after that its own numbers are all that is touched. Those of small layers are split
//! one after another; those of large layers in parallel, each with random numbers of its own, so that the parts are the same on any number of threads.

use rayon::prelude::*;

use super::layer::{Layer, each_of};
use super::sums::{Members, Sums};
use super::{Dice, renumber};

/// The part of every node, and how many parts there are. O(links).
///
/// Parts are numbered in the order in which they first appear among the nodes of small layers, and community by community in large ones.
pub(super) fn refined(layer: &Layer, community: &[u32], communities: usize, dice: &mut Dice) -> (Vec<u32>, usize) {
    let members = Members::of(community, communities);
    let mut place = vec![0u32; layer.len()];
    members.nodes.iter().enumerate().for_each(|(at, &node)| place[node as usize] = at as u32);
    // In the order of the members, so that every community has a slice of its own to write to.
    let mut part_at = vec![0u32; layer.len()];
    let mut slices = Vec::with_capacity(communities);
    let mut rest = part_at.as_mut_slice();
    for c in 0..communities {
        let (own, others) = rest.split_at_mut(members.range(c).len());
        slices.push(own);
        rest = others;
    }
    let split = |c: usize, part: &mut [u32], dice: &mut Dice| Inside::of(layer, &members, &place, c).split(layer, part, dice);
    let counts: Vec<u32> = if layer.large {
        let seed = dice.next_u64();
        // The part of a node alone is 0 already.
        let apart = |(c, part): (usize, &mut [u32])| if part.len() == 1 { 1 } else { split(c, part, &mut Dice::stream(seed, c as u64)) };
        slices.into_par_iter().enumerate().with_max_len(1).map(apart).collect()
    } else {
        slices.into_iter().enumerate().map(|(c, part)| split(c, part, dice)).collect()
    };
    let mut part = vec![0u32; layer.len()];
    let mut before = 0;
    for (c, &count) in counts.iter().enumerate() {
        for at in members.range(c) {
            part[members.nodes[at] as usize] = part_at[at] + before;
        }
        before += count;
    }
    if !layer.large {
        renumber(&mut part);
    }
    (part, before as usize)
}

/// One community with the links inside it; its nodes are numbered from 0.
struct Inside<'a> {
    nodes: &'a [u32],
    starts: Vec<usize>,
    targets: Vec<u32>,
    /// Empty when every weight is 1.
    weights: Vec<f64>,
}

impl<'a> Inside<'a> {
    fn of(layer: &Layer, members: &'a Members, place: &[u32], c: usize) -> Inside<'a> {
        let range = members.range(c);
        let nodes = &members.nodes[range.clone()];
        let (first, count) = (range.start as u32, range.len() as u32);
        let most: usize = nodes.iter().map(|&node| layer.degree(node)).sum();
        let (targets, weights) = (Vec::with_capacity(most), Vec::with_capacity(if layer.unit() { 0 } else { most }));
        let mut inside = Inside { nodes, starts: Vec::with_capacity(nodes.len() + 1), targets, weights };
        inside.starts.push(0);
        let mut filled = 0;
        for &node in nodes {
            // Room for all links, of which those inside are kept: no branch that nobody can foresee.
            inside.targets.resize(filled + layer.degree(node), 0);
            if !layer.unit() {
                inside.weights.resize(filled + layer.degree(node), 0.0);
            }
            layer.each(node, |to, w| {
                let at = place[to as usize].wrapping_sub(first);
                inside.targets[filled] = at;
                if !layer.unit() {
                    inside.weights[filled] = w;
                }
                filled += usize::from(at < count);
            });
            inside.starts.push(filled);
        }
        inside
    }

    fn each(&self, node: usize, then: impl FnMut(u32, f64)) {
        each_of(&self.targets, &self.weights, self.starts[node]..self.starts[node + 1], then);
    }

    /// Nodes start alone and join, at random but gladly where the gain is large, a part of their community. Parts are numbered from 0; returns how many.
    fn split(&self, layer: &Layer, part: &mut [u32], dice: &mut Dice) -> u32 {
        let nodes = self.nodes.len();
        let node_weight: Vec<f64> = self.nodes.iter().map(|&node| layer.node_weight[node as usize]).collect();
        let whole: f64 = node_weight.iter().sum();
        part.iter_mut().zip(0..).for_each(|(part, node)| *part = node);
        let mut part_weight = node_weight.clone();
        let mut part_size = vec![1u32; nodes];
        let mut outward: Vec<f64> = (0..nodes)
            .map(|node| {
                let mut sum = 0.0;
                self.each(node, |_, w| sum += w);
                sum
            })
            .collect();
        let mut ties = Sums::new(nodes);
        let mut chances: Vec<(u32, f64)> = Vec::new();
        let mut order: Vec<u32> = (0..nodes as u32).collect();
        dice.shuffle(&mut order);
        for &node in &order {
            let n = node as usize;
            let cost = layer.resolution * node_weight[n];
            if part_size[n] != 1 || part[n] != node || outward[n] < cost * (whole - node_weight[n]) {
                continue;
            }
            self.each(n, |to, w| ties.add(part[to as usize], w));
            chances.clear();
            for &p in ties.touched() {
                let weight = part_weight[p as usize];
                let gain = ties.of(p) - cost * weight;
                if p != node && gain >= 0.0 && outward[p as usize] >= layer.resolution * weight * (whole - weight) {
                    chances.push((p, gain));
                }
            }
            if let Some(p) = drawn(&mut chances, layer.theta, dice) {
                let to = p as usize;
                part[n] = p;
                part_size[to] += 1;
                part_weight[to] += node_weight[n];
                outward[to] += outward[n] - 2.0 * ties.of(p);
            }
            ties.clear();
        }
        renumber(part)
    }
}

/// One of the choices, with probability in proportion to exp(gain / θ).
fn drawn(choices: &mut [(u32, f64)], theta: f64, dice: &mut Dice) -> Option<u32> {
    let most = choices.iter().map(|c| c.1).fold(f64::NEG_INFINITY, f64::max);
    // The gains give way to their exponentials.
    choices.iter_mut().for_each(|c| c.1 = ((c.1 - most) / theta).exp());
    let total: f64 = choices.iter().map(|c| c.1).sum();
    let mut left = dice.unit() * total;
    for &(choice, odds) in choices.iter() {
        left -= odds;
        if left < 0.0 {
            return Some(choice);
        }
    }
    choices.last().map(|c| c.0)
}
