//! Which parts of a small layer's communities are well connected?
//!
//! One community after another (`parts` refines large layers).

use super::Dice;
use super::layer::Layer;
use super::sums::{Members, Sums};

/// Splits every community into well-connected parts: nodes start alone and join, at random but gladly where the gain is large, a part of the same community.
pub(super) fn refined(layer: &Layer, community: &[u32], communities: usize, dice: &mut Dice) -> Vec<u32> {
    let nodes = layer.len();
    let mut members = Members::of(community, communities);
    let mut part: Vec<u32> = (0..nodes as u32).collect();
    let mut part_weight = layer.node_weight.clone();
    let mut part_size = vec![1u32; nodes];
    // Weight of links from a part to the rest of its community.
    let mut outward: Vec<f64> = (0..nodes as u32)
        .map(|node| {
            let mut sum = 0.0;
            layer.each(node, |to, w| sum += if community[to as usize] == community[node as usize] { w } else { 0.0 });
            sum
        })
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
            layer.each(node, |to, w| {
                if community[to as usize] == community[n] {
                    ties.add(part[to as usize], w);
                }
            });
            chances.clear();
            for &p in ties.touched() {
                let weight = part_weight[p as usize];
                let gain = ties.of(p) - layer.resolution * node_weight * weight;
                if p != node && gain >= 0.0 && outward[p as usize] >= layer.resolution * weight * (whole - weight) {
                    chances.push((p, gain));
                }
            }
            if let Some(p) = drawn(&mut chances, layer.theta, dice) {
                let tie = ties.of(p);
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
pub(super) fn drawn(choices: &mut [(u32, f64)], theta: f64, dice: &mut Dice) -> Option<u32> {
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
