//! Which nodes of a network belong together?
//!
//! The Leiden algorithm (Traag, Waltman & van Eck 2019): local moving with a queue, refinement, aggregation, repeated until nothing improves.
//! Same network, same seed, same answer; restarts run in parallel and the best is chosen by quality, then by the earliest restart.

use std::borrow::Cow;
use std::collections::VecDeque;

use rayon::prelude::*;

use super::chance::Dice;
use super::network::Network;

/// What a good partition is. A larger `gamma` gives more and smaller communities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quality {
    /// Q = 1/2m Σ (A_ij − γ k_i k_j / 2m) δ_ij. In large networks it cannot see communities much smaller than √m links.
    Modularity { gamma: f64 },
    /// H = Σ_{i<j} (A_ij − γ) δ_ij (constant Potts model): no such limit, but γ is in units of link weight.
    Cpm { gamma: f64 },
}

/// Communities of the nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// Numbered from 0 in the order in which they first appear among the nodes.
    pub community: Vec<u32>,
    pub communities: u32,
    pub quality: f64,
}

/// How random the refinement is, relative to the mean link weight (θ of the paper).
const RANDOMNESS: f64 = 0.01;
const MOST_ITERATIONS: usize = 100;

/// One run from one seed, until an iteration gains nothing. Near O(links) an iteration; a handful of iterations.
pub fn leiden(network: &Network, quality: Quality, seed: u64) -> Partition {
    leiden_within(network, quality, seed, MOST_ITERATIONS)
}

/// The same with at most `iterations` of them: two reach within some thousandths of what many do.
pub fn leiden_within(network: &Network, quality: Quality, seed: u64, iterations: usize) -> Partition {
    run(network, &Layer::of(network, quality), quality, seed, iterations)
}

fn run(network: &Network, bottom: &Layer, quality: Quality, seed: u64, iterations: usize) -> Partition {
    let mut dice = Dice::new(seed);
    let mut community: Vec<u32> = (0..network.node_count() as u32).collect();
    let mut best = bottom.quality(&community);
    let mut kept = community.clone();
    for _ in 0..iterations {
        iterate(bottom, &mut community, &mut dice);
        let reached = bottom.quality(&community);
        if reached > best {
            kept.clone_from(&community);
        }
        if reached <= best + 1e-12 * best.abs() {
            break;
        }
        best = reached;
    }
    finish(network, quality, kept)
}

/// `restarts` runs from independent streams of `seed`: the best of them, and all of them in order.
pub fn best_of(network: &Network, quality: Quality, seed: u64, restarts: u32) -> (Partition, Vec<Partition>) {
    best_within(network, quality, seed, restarts, MOST_ITERATIONS)
}

/// The same with at most `iterations` in each run.
pub fn best_within(network: &Network, quality: Quality, seed: u64, restarts: u32, iterations: usize) -> (Partition, Vec<Partition>) {
    let bottom = Layer::of(network, quality);
    let seed_of = |restart: u32| Dice::stream(seed, u64::from(restart)).next_u64();
    let runs: Vec<Partition> =
        (0..restarts.max(1)).into_par_iter().map(|restart| run(network, &bottom, quality, seed_of(restart), iterations)).collect();
    let mut best = 0;
    for (i, run) in runs.iter().enumerate() {
        if run.quality > runs[best].quality + 1e-12 {
            best = i;
        }
    }
    (runs[best].clone(), runs)
}

/// The quality of any partition of the network, from the definition.
pub fn quality_of(network: &Network, quality: Quality, community: &[u32]) -> f64 {
    let inside: f64 = network.links().filter(|&(a, b, _)| community[a as usize] == community[b as usize]).map(|l| l.2).sum();
    let groups = community.iter().max().map_or(0, |&c| c as usize + 1);
    match quality {
        Quality::Cpm { gamma } => {
            let mut sizes = vec![0.0; groups];
            community.iter().for_each(|&c| sizes[c as usize] += 1.0);
            inside - gamma * sizes.iter().map(|n: &f64| n * (n - 1.0) / 2.0).sum::<f64>()
        }
        Quality::Modularity { gamma } => {
            let mut strength = vec![0.0; groups];
            (0..network.node_count()).for_each(|node| strength[community[node] as usize] += network.strength(node as u32));
            let twice: f64 = strength.iter().sum();
            if twice == 0.0 {
                return 0.0;
            }
            2.0 * inside / twice - gamma * strength.iter().map(|s| (s / twice).powi(2)).sum::<f64>()
        }
    }
}

fn finish(network: &Network, quality: Quality, community: Vec<u32>) -> Partition {
    let (community, communities) = renumbered(&community);
    let quality = quality_of(network, quality, &community);
    Partition { community, communities, quality }
}

/// Numbers from 0 in order of first appearance.
pub fn renumbered(community: &[u32]) -> (Vec<u32>, u32) {
    let mut new = vec![u32::MAX; community.iter().max().map_or(0, |&c| c as usize + 1)];
    let mut next = 0;
    let renumbered = community
        .iter()
        .map(|&c| {
            if new[c as usize] == u32::MAX {
                new[c as usize] = next;
                next += 1;
            }
            new[c as usize]
        })
        .collect();
    (renumbered, next)
}

/// The network at one level of aggregation. Both qualities have the form Σ_C (links inside C − resolution/2 · W_C²), W the sum of node weights.
///
/// The bottom layer borrows the network.
struct Layer<'a> {
    starts: Cow<'a, [usize]>,
    targets: Cow<'a, [u32]>,
    weights: Cow<'a, [f64]>,
    node_weight: Vec<f64>,
    /// Weight of links inside an aggregated node.
    inside: Vec<f64>,
    resolution: f64,
    /// Scale of the refinement's randomness.
    theta: f64,
}

impl Layer<'_> {
    fn of(network: &Network, quality: Quality) -> Layer<'_> {
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
        }
    }

    fn len(&self) -> usize {
        self.node_weight.len()
    }

    fn row(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let row = self.starts[node as usize]..self.starts[node as usize + 1];
        self.targets[row.clone()].iter().copied().zip(self.weights[row].iter().copied())
    }

    fn quality(&self, community: &[u32]) -> f64 {
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
    fn aggregated(&self, group: &[u32], groups: usize) -> Layer<'static> {
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
        Layer { starts: starts.into(), targets: targets.into(), weights: weights.into(), node_weight, inside, resolution, theta }
    }
}

/// The nodes of every group, ascending, one group after the other.
struct Members {
    starts: Vec<u32>,
    nodes: Vec<u32>,
}

impl Members {
    /// Counting sort, O(nodes + groups).
    fn of(group: &[u32], groups: usize) -> Members {
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

    fn range(&self, group: usize) -> std::ops::Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }
}

/// Sums keyed by community, cleared at the cost of what was touched.
struct Sums {
    value: Vec<f64>,
    touched: Vec<u32>,
}

impl Sums {
    fn new(keys: usize) -> Sums {
        Sums { value: vec![0.0; keys], touched: Vec::new() }
    }

    fn add(&mut self, key: u32, weight: f64) {
        // Weights are positive, so a zero sum was never touched.
        if self.value[key as usize] == 0.0 {
            self.touched.push(key);
        }
        self.value[key as usize] += weight;
    }

    fn clear(&mut self) {
        for &key in &self.touched {
            self.value[key as usize] = 0.0;
        }
        self.touched.clear();
    }
}

/// One Leiden iteration: move, refine, aggregate, until aggregation changes nothing. `community` holds the start and the result, ids below its length.
fn iterate(bottom: &Layer, community: &mut [u32], dice: &mut Dice) {
    let mut above: Option<Layer<'static>> = None;
    // Which node of the current layer each bottom node is in.
    let mut place: Vec<u32> = (0..bottom.len() as u32).collect();
    let mut current: Vec<u32> = renumbered(community).0;
    loop {
        let layer = above.as_ref().unwrap_or(bottom);
        move_nodes(layer, &mut current, dice);
        let (numbered, communities) = renumbered(&current);
        current = numbered;
        for (node, c) in community.iter_mut().enumerate() {
            *c = current[place[node] as usize];
        }
        if communities as usize == layer.len() {
            return;
        }
        let (group, groups) = renumbered(&refined(layer, &current, communities as usize, dice));
        let mut of_group = vec![0; groups as usize];
        group.iter().zip(&current).for_each(|(&g, &c)| of_group[g as usize] = c);
        if groups as usize == layer.len() {
            // Refinement merged nothing: aggregate by communities instead, or the loop would not end.
            let next = layer.aggregated(&current, communities as usize);
            place.iter_mut().for_each(|p| *p = current[*p as usize]);
            current = (0..communities).collect();
            above = Some(next);
            continue;
        }
        let next = layer.aggregated(&group, groups as usize);
        place.iter_mut().for_each(|p| *p = group[*p as usize]);
        current = of_group;
        above = Some(next);
    }
}

/// Moves nodes to the neighbouring (or an empty) community where the quality gains most, until no move gains.
fn move_nodes(layer: &Layer, community: &mut [u32], dice: &mut Dice) {
    let nodes = layer.len();
    let mut weight = vec![0.0; nodes];
    let mut size = vec![0u32; nodes];
    for node in 0..nodes {
        weight[community[node] as usize] += layer.node_weight[node];
        size[community[node] as usize] += 1;
    }
    let mut empty: Vec<u32> = (0..nodes as u32).rev().filter(|&c| size[c as usize] == 0).collect();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    dice.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let mut waiting = vec![true; nodes];
    let mut ties = Sums::new(nodes);
    while let Some(node) = queue.pop_front() {
        waiting[node as usize] = false;
        let own = community[node as usize];
        let node_weight = layer.node_weight[node as usize];
        for (to, w) in layer.row(node) {
            ties.add(community[to as usize], w);
        }
        weight[own as usize] -= node_weight;
        size[own as usize] -= 1;
        let gain = |c: u32, tie: f64| tie - layer.resolution * node_weight * weight[c as usize];
        let stay = gain(own, ties.value[own as usize]);
        let (mut best, mut best_gain) = (own, stay);
        // A hair's gain is noise of the sums, and chasing it may go round in circles.
        let hair = 1e-12 * (stay.abs() + layer.resolution * node_weight * node_weight).max(f64::MIN_POSITIVE);
        for &c in &ties.touched {
            let value = gain(c, ties.value[c as usize]);
            if c != own && value > best_gain + hair {
                (best, best_gain) = (c, value);
            }
        }
        if best_gain < -hair
            && size[own as usize] > 0
            && let Some(&free) = empty.last()
        {
            best = free;
        }
        ties.clear();
        if best != own {
            if empty.last() == Some(&best) {
                empty.pop();
            }
            if size[own as usize] == 0 {
                empty.push(own);
            }
            community[node as usize] = best;
            for (to, _) in layer.row(node) {
                if community[to as usize] != best && !waiting[to as usize] {
                    waiting[to as usize] = true;
                    queue.push_back(to);
                }
            }
        }
        weight[best as usize] += node_weight;
        size[best as usize] += 1;
    }
}

/// Splits every community into well-connected parts: nodes start alone and join, at random but gladly where the gain is large, a part of the same community.
fn refined(layer: &Layer, community: &[u32], communities: usize, dice: &mut Dice) -> Vec<u32> {
    let nodes = layer.len();
    let mut members = Members::of(community, communities);
    let mut part: Vec<u32> = (0..nodes as u32).collect();
    let mut part_weight = layer.node_weight.clone();
    let mut part_size = vec![1u32; nodes];
    // Weight of links from a part to the rest of its community.
    let mut outward: Vec<f64> = (0..nodes as u32)
        .map(|node| layer.row(node).filter(|(to, _)| community[*to as usize] == community[node as usize]).map(|(_, w)| w).sum())
        .collect();
    let mut ties = Sums::new(nodes);
    let mut chances: Vec<(u32, f64)> = Vec::new();
    for c in 0..communities {
        let range = members.range(c);
        let group = &mut members.nodes[range];
        let whole: f64 = group.iter().map(|&node| layer.node_weight[node as usize]).sum();
        dice.shuffle(group);
        for &node in group.iter() {
            let n = node as usize;
            let node_weight = layer.node_weight[n];
            if part_size[n] != 1 || part[n] != node || outward[n] < layer.resolution * node_weight * (whole - node_weight) {
                continue;
            }
            for (to, w) in layer.row(node) {
                if community[to as usize] == community[n] {
                    ties.add(part[to as usize], w);
                }
            }
            chances.clear();
            for &p in &ties.touched {
                let weight = part_weight[p as usize];
                let gain = ties.value[p as usize] - layer.resolution * node_weight * weight;
                if p != node && gain >= 0.0 && outward[p as usize] >= layer.resolution * weight * (whole - weight) {
                    chances.push((p, gain));
                }
            }
            if let Some(p) = drawn(&mut chances, layer.theta, dice) {
                let tie = ties.value[p as usize];
                part[n] = p;
                part_size[p as usize] += 1;
                part_weight[p as usize] += node_weight;
                outward[p as usize] += outward[n] - 2.0 * tie;
            }
            ties.clear();
        }
    }
    part
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

#[cfg(test)]
mod tests {
    use super::*;

    fn two_cliques() -> Network {
        let mut links = Vec::new();
        for base in [0, 5] {
            for a in 0..5 {
                for b in a + 1..5 {
                    links.push((base + a, base + b, 1.0));
                }
            }
        }
        links.push((0, 5, 1.0));
        Network::new(11, &links)
    }

    #[test]
    fn two_cliques_and_a_loner_are_three_communities() {
        for quality in [Quality::Modularity { gamma: 1.0 }, Quality::Cpm { gamma: 0.5 }] {
            let found = leiden(&two_cliques(), quality, 1);
            assert_eq!(found.community, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2], "{quality:?}");
        }
    }

    #[test]
    fn the_best_of_many_is_at_least_as_good_as_each() {
        let (best, runs) = best_of(&two_cliques(), Quality::Modularity { gamma: 1.0 }, 3, 8);
        assert_eq!(runs.len(), 8);
        assert!(runs.iter().all(|run| run.quality <= best.quality + 1e-12));
    }

    #[test]
    fn networks_without_links_or_nodes_are_no_trouble() {
        assert_eq!(leiden(&Network::new(3, &[]), Quality::Modularity { gamma: 1.0 }, 1).communities, 3);
        assert_eq!(leiden(&Network::new(0, &[]), Quality::Cpm { gamma: 1.0 }, 1).communities, 0);
    }
}
