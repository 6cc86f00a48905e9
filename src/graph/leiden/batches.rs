//! Where do the nodes of a large layer move?
//!
//! Local moving as in `moving`, a batch of the queue at a time: first every node of the batch chooses, seeing the communities as they were before the batch, so
//! in parallel; then the moves are made one after another, and what no longer gains is put back. The size of a batch and the order of the queue depend on the
//! layer alone, so the communities are the same on any number of threads.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::Dice;
use super::layer::Layer;
use super::sums::{Communities, Pool, Sums, hair};

/// The nodes that move together are a small part of all, so that few have a neighbour who moves at the same time.
const BATCHES: usize = 128;
const BATCH: std::ops::RangeInclusive<usize> = 64..=4096;
/// A batch is at most this part of the queue, so that the last nodes move one by one.
const QUEUE_SHARE: usize = 8;
/// Batches below this are not worth a second thread.
const FEW: usize = 32;
/// Three choices a node are usual. After so many neighbours may be following each other round in circles, and move one by one from there on.
const PATIENCE: usize = 20;

/// Moves nodes to the neighbouring (or an empty) community where the quality gains most, until the queue is empty. Near O(links) in practice.
///
/// A node waits again not whenever a neighbour has moved (Traag et al. 2019), but when the moves of its neighbours since its last choice may add up to a better
/// one: moves around a node deep in its community change nothing for it, and half of all choices need not be made. As there, what communities gain or lose
/// in weight through moves elsewhere wakes nobody before the next iteration.
pub(super) fn move_nodes(layer: &Layer, community: &mut [u32], dice: &mut Dice) {
    let mut moving = Moving::of(layer, community);
    let mut order: Vec<u32> = (0..layer.len() as u32).collect();
    dice.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let largest = (layer.len() / BATCHES).clamp(*BATCH.start(), *BATCH.end());
    let (mut batch, mut choices, mut made) = (Vec::new(), Vec::new(), 0);
    while !queue.is_empty() {
        let size = if made < PATIENCE * layer.len() { (queue.len() / QUEUE_SHARE).clamp(1, largest) } else { 1 };
        made += size;
        batch.clear();
        batch.extend(queue.drain(..size));
        moving.choose(&batch, &mut choices);
        let moves = moving.make(&choices, &mut queue);
        moving.wake(&moves, &mut queue);
    }
}

/// One node's choice, and what it was worth when made.
#[derive(Clone, Copy, Default)]
struct Choice {
    node: u32,
    to: u32,
    /// Weight of links to the own and to the chosen community.
    tie_own: f64,
    tie_to: f64,
    /// How much better than the second best.
    margin: f32,
}

struct Move {
    node: u32,
    from: u32,
    to: u32,
}

/// Instead of a neighbouring community: an empty one.
const ALONE: u32 = u32::MAX;
/// Margin of nodes that wait in the queue.
const WAITING: f32 = f32::NEG_INFINITY;
/// Neighbours are woken in so many ranges, each on one thread.
const LANES: usize = 4;

struct Moving<'a> {
    layer: &'a Layer<'a>,
    community: &'a mut [u32],
    weight: Vec<f64>,
    size: Vec<u32>,
    empty: Vec<u32>,
    /// How much a node's choice may still lose against another until it has to choose again.
    margin: Vec<f32>,
    ties: Pool,
}

impl<'a> Moving<'a> {
    fn of(layer: &'a Layer<'a>, community: &'a mut [u32]) -> Moving<'a> {
        let Communities { weight, size, empty } = Communities::of(&layer.node_weight, community);
        let nodes = layer.len();
        Moving { layer, community, weight, size, empty, margin: vec![WAITING; nodes], ties: Pool::new(nodes) }
    }

    fn choose(&self, batch: &[u32], choices: &mut Vec<Choice>) {
        choices.resize(batch.len(), Choice::default());
        if batch.len() < FEW {
            return self.choose_all(batch, choices);
        }
        let part = (batch.len() / 32).max(FEW / 2);
        batch.par_chunks(part).zip(choices.par_chunks_mut(part)).for_each(|(nodes, choices)| self.choose_all(nodes, choices));
    }

    fn choose_all(&self, nodes: &[u32], choices: &mut [Choice]) {
        self.ties.with(|ties| nodes.iter().zip(choices).for_each(|(&node, choice)| *choice = self.choice(node, ties)));
    }

    /// What the node would do now.
    fn choice(&self, node: u32, ties: &mut Sums) -> Choice {
        let own = self.community[node as usize];
        let node_weight = self.layer.node_weight[node as usize];
        let cost = self.layer.resolution * node_weight;
        self.layer.each(node, |to, w| ties.add(self.community[to as usize], w));
        let tie_own = ties.of(own);
        let stay = tie_own - cost * (self.weight[own as usize] - node_weight);
        let hair = hair(stay, cost * node_weight);
        let (mut to, mut tie_to, mut best, mut second) = (own, tie_own, stay, f64::NEG_INFINITY);
        ties.drain(|c, tie| {
            if c == own {
                return;
            }
            let gain = tie - cost * self.weight[c as usize];
            if gain > best + hair {
                second = best;
                (to, tie_to, best) = (c, tie, gain);
            } else if gain > second {
                second = gain;
            }
        });
        if self.size[own as usize] > 1 {
            if best < -hair {
                (to, tie_to, second, best) = (ALONE, 0.0, best, 0.0);
            } else {
                second = second.max(0.0);
            }
        }
        Choice { node, to, tie_own, tie_to, margin: (best - second).max(0.0) as f32 }
    }

    /// Moves the nodes that still gain after the moves before theirs; the others wait again.
    fn make(&mut self, choices: &[Choice], queue: &mut VecDeque<u32>) -> Vec<Move> {
        let mut moves = Vec::new();
        for choice in choices {
            let (node, own) = (choice.node, self.community[choice.node as usize]);
            self.margin[node as usize] = choice.margin;
            if choice.to == own {
                continue;
            }
            let node_weight = self.layer.node_weight[node as usize];
            let cost = self.layer.resolution * node_weight;
            let stay = choice.tie_own - cost * (self.weight[own as usize] - node_weight);
            let to = if choice.to == ALONE { self.empty.last().copied() } else { Some(choice.to).filter(|&to| self.size[to as usize] > 0) };
            let gain = to.map(|to| choice.tie_to - cost * self.weight[to as usize]);
            let (Some(to), true) = (to, gain.is_some_and(|gain| gain > stay + hair(stay, cost * node_weight))) else {
                self.margin[node as usize] = WAITING;
                queue.push_back(node);
                continue;
            };
            if self.size[to as usize] == 0 {
                self.empty.pop();
            }
            self.weight[own as usize] -= node_weight;
            self.size[own as usize] -= 1;
            if self.size[own as usize] == 0 {
                self.empty.push(own);
            }
            self.weight[to as usize] += node_weight;
            self.size[to as usize] += 1;
            self.community[node as usize] = to;
            moves.push(Move { node, from: own, to });
        }
        moves
    }

    /// Takes what the moves may have cost them from the margins of the neighbours; who has none left waits.
    fn wake(&mut self, moves: &[Move], queue: &mut VecDeque<u32>) {
        if moves.len() < FEW || !self.layer.ascending {
            let mut woken = Vec::new();
            wake_lane(self.layer, self.community, moves, 0, &mut self.margin, &mut woken);
            queue.extend(woken);
            return;
        }
        let lane = self.layer.len().div_ceil(LANES);
        let (layer, community) = (self.layer, &*self.community);
        let woken: Vec<Vec<u32>> = self
            .margin
            .par_chunks_mut(lane)
            .enumerate()
            .map(|(i, margin)| {
                let mut woken = Vec::new();
                wake_lane(layer, community, moves, (i * lane) as u32, margin, &mut woken);
                woken
            })
            .collect();
        queue.extend(woken.into_iter().flatten());
    }
}

fn wake_lane(layer: &Layer, community: &[u32], moves: &[Move], first: u32, margin: &mut [f32], woken: &mut Vec<u32>) {
    let end = first + margin.len() as u32;
    for &Move { node, from, to } in moves {
        layer.each_within(node, first..end, |neighbour, w| {
            let margin = &mut margin[(neighbour - first) as usize];
            let (own, w) = (community[neighbour as usize], w as f32);
            let change = if own == from { -2.0 * w } else { -w };
            let left = *margin + if own == to { w } else { change };
            // Who waits already has no margin to lose.
            if left < 0.0 && *margin >= 0.0 {
                woken.push(neighbour);
                *margin = WAITING;
            } else {
                *margin = left;
            }
        });
    }
}
