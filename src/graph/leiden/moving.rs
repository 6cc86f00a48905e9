//! Where do the nodes of a small layer move?
//!
//! One after another (`batches` moves those of large layers).

use std::collections::VecDeque;

use super::Dice;
use super::layer::Layer;
use super::sums::{Communities, Sums, hair};

/// Moves nodes to the neighbouring (or an empty) community where the quality gains most, until no move gains.
pub(super) fn move_nodes(layer: &Layer, community: &mut [u32], dice: &mut Dice) {
    let nodes = layer.len();
    let Communities { mut weight, mut size, mut empty } = Communities::of(&layer.node_weight, community);
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    dice.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let mut waiting = vec![true; nodes];
    let mut ties = Sums::new(nodes);
    while let Some(node) = queue.pop_front() {
        waiting[node as usize] = false;
        let own = community[node as usize];
        let node_weight = layer.node_weight[node as usize];
        layer.each(node, |to, w| ties.add(community[to as usize], w));
        weight[own as usize] -= node_weight;
        size[own as usize] -= 1;
        let gain = |c: u32, tie: f64| tie - layer.resolution * node_weight * weight[c as usize];
        let stay = gain(own, ties.of(own));
        let (mut best, mut best_gain) = (own, stay);
        let hair = hair(stay, layer.resolution * node_weight * node_weight);
        for &c in ties.touched() {
            let value = gain(c, ties.of(c));
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
            layer.each(node, |to, _| {
                if community[to as usize] != best && !waiting[to as usize] {
                    waiting[to as usize] = true;
                    queue.push_back(to);
                }
            });
        }
        weight[best as usize] += node_weight;
        size[best as usize] += 1;
    }
}
