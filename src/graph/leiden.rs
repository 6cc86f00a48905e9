//! Which nodes of a network belong together?
//!
//! The Leiden algorithm (Traag, Waltman & van Eck 2019): local moving with a queue, refinement, aggregation, repeated until nothing improves.
//! Same network, same seed, same answer on any number of threads. Restarts run in parallel and the best is chosen by quality, then by the earliest restart.
//! In networks of 10,000 nodes or more one run is divided among threads as well: nodes move in batches (`batches`), communities are refined each by itself
//! (`refinement`), aggregation and sums are cut into fixed pieces. Smaller networks, of which there are many runs at a time, keep to one thread a run.

mod batches;
mod layer;
mod moving;
mod refinement;
mod sums;

use rayon::prelude::*;

use self::layer::{LARGE, Layer};
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

/// One run from one seed, until an iteration gains nothing. Near O(links) an iteration; a handful of iterations. Large networks in parallel.
///
/// Every community is connected. The answer is one of many nearly as good: other seeds differ in thousandths of the quality and in the place of many nodes, so take
/// the best of several, and of a single run no more than its outline.
pub fn leiden(network: &Network, quality: Quality, seed: u64) -> Partition {
    leiden_within(network, quality, seed, MOST_ITERATIONS)
}

/// The same with at most `iterations` of them: two reach within some thousandths of what many do.
pub fn leiden_within(network: &Network, quality: Quality, seed: u64, iterations: usize) -> Partition {
    let one = || run(network, &Layer::of(network, quality), quality, seed, iterations);
    // From outside the pool each of the many small batches would wait to be let in.
    if network.node_count() < LARGE { one() } else { rayon::scope(|_| one()) }
}

fn run(network: &Network, bottom: &Layer, quality: Quality, seed: u64, iterations: usize) -> Partition {
    let mut dice = Dice::new(seed);
    let mut community: Vec<u32> = (0..network.node_count() as u32).collect();
    let mut best = bottom.alone();
    let mut kept = community.clone();
    for _ in 0..iterations {
        let reached = iterate(bottom, &mut community, &mut dice);
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

/// The quality of any partition of the network, from the definition. O(links), large networks in parallel.
pub fn quality_of(network: &Network, quality: Quality, community: &[u32]) -> f64 {
    let inside = inside(network, community);
    let groups = community.iter().max().map_or(0, |&c| c as usize + 1);
    match quality {
        Quality::Cpm { gamma } => {
            let mut sizes = vec![0.0; groups];
            community.iter().for_each(|&c| sizes[c as usize] += 1.0);
            inside - gamma * sizes.iter().map(|n: &f64| n * (n - 1.0) / 2.0).sum::<f64>()
        }
        Quality::Modularity { gamma } => {
            let mut strength = vec![0.0; groups];
            network.strengths().iter().zip(community).for_each(|(s, &c)| strength[c as usize] += s);
            let twice: f64 = strength.iter().sum();
            if twice == 0.0 {
                return 0.0;
            }
            2.0 * inside / twice - gamma * strength.iter().map(|s| (s / twice).powi(2)).sum::<f64>()
        }
    }
}

/// Weight of the links inside communities. Large networks block by block, the same blocks on any number of threads.
fn inside(network: &Network, community: &[u32]) -> f64 {
    const BLOCK: usize = 4_096;
    let nodes = network.node_count();
    let own = |node: u32| {
        let linked = network.neighbours(node).filter(move |&(to, _)| node < to && community[node as usize] == community[to as usize]);
        linked.map(|(_, weight)| weight)
    };
    if nodes < LARGE {
        return (0..nodes as u32).flat_map(own).sum();
    }
    let blocks = (0..nodes as u32).into_par_iter().step_by(BLOCK);
    let sums: Vec<f64> = blocks.map(|first| (first..(first + BLOCK as u32).min(nodes as u32)).flat_map(own).sum()).collect();
    sums.iter().sum()
}

fn finish(network: &Network, quality: Quality, community: Vec<u32>) -> Partition {
    let (community, communities) = renumbered(&community);
    let quality = quality_of(network, quality, &community);
    Partition { community, communities, quality }
}

/// Numbers from 0 in order of first appearance.
pub fn renumbered(community: &[u32]) -> (Vec<u32>, u32) {
    let mut renumbered = community.to_vec();
    let communities = renumber(&mut renumbered);
    (renumbered, communities)
}

/// The same in place; how many there are.
fn renumber(community: &mut [u32]) -> u32 {
    let mut new = vec![u32::MAX; community.iter().max().map_or(0, |&c| c as usize + 1)];
    let mut next = 0;
    for c in community {
        let number = &mut new[*c as usize];
        if *number == u32::MAX {
            *number = next;
            next += 1;
        }
        *c = *number;
    }
    next
}

/// One Leiden iteration: move, refine, aggregate, until aggregation changes nothing. `community` holds the start and the result, ids below its length.
/// Returns the quality reached.
fn iterate(bottom: &Layer, community: &mut [u32], dice: &mut Dice) -> f64 {
    let mut above: Option<Layer<'static>> = None;
    // Which node of the current layer each bottom node is in.
    let mut place: Vec<u32> = (0..bottom.len() as u32).collect();
    let mut current: Vec<u32> = renumbered(community).0;
    loop {
        let layer = above.as_ref().unwrap_or(bottom);
        if layer.large {
            batches::move_nodes(layer, &mut current, dice);
        } else {
            moving::move_nodes(layer, &mut current, dice);
        }
        let (numbered, communities) = renumbered(&current);
        current = numbered;
        if communities as usize == layer.len() {
            community.iter_mut().zip(&place).for_each(|(c, &p)| *c = current[p as usize]);
            // The top layer knows it at once, with other roundings.
            return if bottom.large { layer.alone() } else { bottom.quality(community) };
        }
        let (group, groups) = refinement::refined(layer, &current, communities as usize, dice);
        let mut of_group = vec![0; groups];
        group.iter().zip(&current).for_each(|(&g, &c)| of_group[g as usize] = c);
        if groups == layer.len() {
            // Refinement merged nothing: aggregate by communities instead, or the loop would not end.
            let next = layer.aggregated(&current, communities as usize);
            place.iter_mut().for_each(|p| *p = current[*p as usize]);
            current = (0..communities).collect();
            above = Some(next);
            continue;
        }
        let next = layer.aggregated(&group, groups);
        place.iter_mut().for_each(|p| *p = group[*p as usize]);
        current = of_group;
        above = Some(next);
    }
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

    /// Groups of 100 nodes; most links stay inside.
    fn planted(nodes: usize, links: usize, seed: u64, weighted: bool) -> Network {
        let mut dice = Dice::new(seed);
        let links: Vec<(u32, u32, f64)> = (0..links)
            .map(|_| {
                let a = dice.below(nodes);
                let b = if dice.below(4) > 0 { a / 100 * 100 + dice.below(100) } else { dice.below(nodes) };
                (a as u32, b.min(nodes - 1) as u32, if weighted { 0.1 + dice.unit() } else { 1.0 })
            })
            .collect();
        // Repeated links have added up.
        let weight = |sum: f64| if weighted { sum } else { 1.0 };
        Network::new(nodes, &Network::new(nodes, &links).links().map(|(a, b, sum)| (a, b, weight(sum))).collect::<Vec<_>>())
    }

    const BOTH: [Quality; 2] = [Quality::Modularity { gamma: 1.0 }, Quality::Cpm { gamma: 0.02 }];

    #[test]
    fn any_number_of_threads_finds_the_same_communities() {
        let pools: Vec<rayon::ThreadPool> =
            [1, 2, 4, 7].into_iter().map(|n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap()).collect();
        for (nodes, links, weighted) in [(10_500, 90_000, false), (15_000, 100_000, true), (12_345, 120_000, false), (3_000, 80_000, true)]
        {
            let network = planted(nodes, links, links as u64, weighted);
            for quality in BOTH {
                let found: Vec<(Partition, Partition)> = pools
                    .iter()
                    .map(|pool| pool.install(|| (leiden_within(&network, quality, 5, 2), best_within(&network, quality, 6, 2, 1).0)))
                    .collect();
                for other in &found[1..] {
                    assert!(*other == found[0], "{nodes} nodes, {quality:?}");
                    assert_eq!(other.0.quality.to_bits(), found[0].0.quality.to_bits());
                }
            }
        }
    }

    #[test]
    fn large_networks_yield_at_least_what_was_planted() {
        for weighted in [false, true] {
            let network = planted(12_000, 120_000, 3, weighted);
            let groups: Vec<u32> = (0..12_000).map(|node| node / 100).collect();
            for quality in BOTH {
                let found = leiden(&network, quality, 2);
                let wanted = quality_of(&network, quality, &groups);
                assert!(found.quality >= wanted * 0.9999, "{quality:?}: {} against {wanted}", found.quality);
            }
        }
    }

    #[test]
    fn communities_of_large_networks_are_connected() {
        let network = planted(20_000, 100_000, 4, false);
        for quality in BOTH {
            let found = leiden_within(&network, quality, 1, 2);
            let mut seen = vec![false; 20_000];
            let mut pieces = 0;
            for start in 0..20_000u32 {
                if std::mem::replace(&mut seen[start as usize], true) {
                    continue;
                }
                pieces += 1;
                let mut front = vec![start];
                while let Some(node) = front.pop() {
                    let own = found.community[node as usize];
                    for (to, _) in network.neighbours(node) {
                        if found.community[to as usize] == own && !std::mem::replace(&mut seen[to as usize], true) {
                            front.push(to);
                        }
                    }
                }
            }
            assert_eq!(pieces, found.communities, "{quality:?}");
        }
    }

    #[test]
    fn networks_without_links_or_nodes_are_no_trouble() {
        assert_eq!(leiden(&Network::new(3, &[]), Quality::Modularity { gamma: 1.0 }, 1).communities, 3);
        assert_eq!(leiden(&Network::new(0, &[]), Quality::Cpm { gamma: 1.0 }, 1).communities, 0);
    }
}
