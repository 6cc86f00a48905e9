//! Which listed papers belong together?
//!
//! Relatedness goes in; topics at three levels, their members, cores, bridges and stability come out. Labels are made in `label`, the comparison with the list's sections in `sections`.

use std::collections::{BTreeMap, BTreeSet};

use super::borders;
use super::catch_all::catch_all;
use super::horizon::Horizon;
use super::label;
use super::relatedness::Relatedness;
use super::sections;
use super::{Bridge, Level, Topic, Topics};
use crate::graph::leiden::{self, Partition, Quality};
use crate::graph::network::Network;
use crate::paper::{PaperIx, SectionPath};

/// Headings of real lists agree best with γ = 1.5 (mean ARI over 11 lists .27, against .17 at 0.75 and .19 at 3).
pub(crate) const LEVELS: [(&str, f64); 3] = [("coarse", 0.75), ("medium", 1.5), ("fine", 3.0)];
const MEDIUM: usize = 1;
const RESTARTS: u32 = 20;
/// Up to this many papers all restarts are run; of larger lists fewer, in proportion.
const ALL_RESTARTS_UP_TO: usize = 700;
const FEWEST_RESTARTS: u32 = 3;
/// Above this many papers two restarts of two iterations have to do: they come within some thousandths of the best.
const HUGE: usize = 100_000;
const RESTARTS_OF_HUGE: u32 = 2;
const ITERATIONS_OF_HUGE: usize = 2;
/// Nobody reads more.
const MOST_TOPICS: usize = 2_000;
const CORE: usize = 5;
const BRIDGES: usize = 5;
/// A bridge has at least this share of its ties outside its topic.
const BRIDGE_SHARE: f64 = 0.4;

/// Topics of the listed papers known on the day, at all levels, and their comparison with the list's sections.
pub(crate) fn topics(horizon: &Horizon, seed: u64) -> Topics {
    let relatedness = Relatedness::of(horizon);
    let network = &relatedness.network;
    let phrases = label::Phrases::of(horizon);
    Topics {
        misfiled: sections::misfiled(horizon, network),
        splits: borders::splits(horizon, network, &phrases, seed),
        merges: borders::merges(horizon, network, seed),
        ..grouped(horizon, network, &phrases, seed, &LEVELS)
    }
}

/// The same topics, but neither other levels nor the comparison: a third of the work, for answers that need no more.
pub(crate) fn medium_topics(horizon: &Horizon, seed: u64) -> Topics {
    let relatedness = Relatedness::of(horizon);
    grouped(horizon, &relatedness.network, &label::Phrases::of(horizon), seed, &LEVELS[MEDIUM..=MEDIUM])
}

/// Sections to split and to join alone.
pub(crate) fn borders(horizon: &Horizon, seed: u64) -> (Vec<borders::Split>, Vec<borders::Merge>) {
    let relatedness = Relatedness::of(horizon);
    let network = &relatedness.network;
    (borders::splits(horizon, network, &label::Phrases::of(horizon), seed), borders::merges(horizon, network, seed))
}

/// Topics at these levels, the medium one among them.
fn grouped(horizon: &Horizon, network: &Network, phrases: &label::Phrases, seed: u64, levels: &[(&'static str, f64)]) -> Topics {
    let groupings: Vec<Grouping> = levels.iter().map(|&(name, gamma)| Grouping::of(network, name, gamma, seed)).collect();
    let labels: Vec<Vec<label::Label>> = groupings.iter().map(|grouping| label::labels(horizon, phrases, &grouping.members)).collect();
    let sections_of: Vec<&[SectionPath]> = sections::all_sections(horizon).collect();
    let overviews = catch_all(horizon.corpus);
    let at = levels.iter().position(|level| level.0 == LEVELS[MEDIUM].0).unwrap_or(0);
    let medium = &groupings[at];
    let topics = medium.members.iter().zip(&labels[at]).enumerate();
    Topics {
        topic_of: spread(horizon, &medium.group),
        topics: topics.map(|(k, (members, label))| topic(horizon, &sections_of, network, medium, (k as u32, members), label)).collect(),
        levels: groupings.iter().zip(&labels).map(|(grouping, labels)| level(horizon, grouping, labels)).collect(),
        agreement: sections::agreement(horizon, &medium.group),
        overviews: horizon.corpus.section_order().iter().filter(|section| overviews.contains(section)).cloned().collect(),
        ..Topics::default()
    }
}

/// Per listed paper of the corpus, from per listed paper known on the day.
fn spread(horizon: &Horizon, group: &[Option<u32>]) -> Vec<Option<u32>> {
    let mut all = vec![None; horizon.corpus.listed().len()];
    horizon.places().into_iter().zip(group).for_each(|(place, group)| all[place] = *group);
    all
}

fn level(horizon: &Horizon, grouping: &Grouping, labels: &[label::Label]) -> Level {
    Level {
        gamma: grouping.gamma,
        name: grouping.name,
        topic_of: spread(horizon, &grouping.group),
        labels: labels.iter().map(|label| label.text.clone()).collect(),
        modularity: grouping.modularity,
    }
}

fn topic(
    horizon: &Horizon,
    sections_of: &[&[SectionPath]],
    network: &Network,
    grouping: &Grouping,
    (number, members): (u32, &[u32]),
    label: &label::Label,
) -> Topic {
    let ix = |node: u32| PaperIx(horizon.listed[node as usize]);
    let inside = |node: u32| -> f64 {
        network.neighbours(node).filter(|(to, _)| grouping.group[*to as usize] == Some(number)).map(|(_, w)| w).sum()
    };
    let mut central: Vec<(f64, u32)> = members.iter().map(|&node| (inside(node), node)).collect();
    central.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut bridges: Vec<(f64, Bridge)> = members.iter().filter_map(|&node| bridge(horizon, network, grouping, number, node)).collect();
    bridges.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.paper.cmp(&b.1.paper)));
    Topic {
        label: label.text.clone(),
        terms: label.terms.clone(),
        papers: central.iter().map(|&(_, node)| ix(node)).collect(),
        core: central.iter().filter(|(tie, _)| *tie > 0.0).take(CORE.min(members.len().div_ceil(2))).map(|&(_, node)| ix(node)).collect(),
        bridges: bridges.into_iter().take(BRIDGES).map(|(_, bridge)| bridge).collect(),
        stability: grouping.stability(members),
        sections: sections::counted(sections_of, members).into_iter().map(|(section, n)| (section.clone(), n)).collect(),
    }
}

/// The paper as a bridge, with the weight of its ties outside.
fn bridge(horizon: &Horizon, network: &Network, grouping: &Grouping, own: u32, node: u32) -> Option<(f64, Bridge)> {
    let mut ties: BTreeMap<u32, f64> = BTreeMap::new();
    for (to, weight) in network.neighbours(node) {
        if let Some(topic) = grouping.group[to as usize] {
            *ties.entry(topic).or_insert(0.0) += weight;
        }
    }
    let all: f64 = ties.values().sum();
    let outside = all - ties.remove(&own).unwrap_or(0.0);
    let (&topic, _) = ties.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    let share = outside / all;
    (share >= BRIDGE_SHARE).then(|| (outside, Bridge { paper: PaperIx(horizon.listed[node as usize]), topic, share }))
}

/// One level: groups of nodes of the relatedness network, largest first.
pub(crate) struct Grouping {
    name: &'static str,
    gamma: f64,
    pub group: Vec<Option<u32>>,
    /// Ascending nodes of each group.
    members: Vec<Vec<u32>>,
    modularity: f64,
    runs: Vec<Partition>,
}

impl Grouping {
    pub fn of(network: &Network, name: &'static str, gamma: f64, seed: u64) -> Grouping {
        let quality = Quality::Modularity { gamma };
        let (best, runs) = match network.node_count() {
            0..=HUGE => leiden::best_of(network, quality, seed, restarts(network.node_count())),
            _ => leiden::best_within(network, quality, seed, RESTARTS_OF_HUGE, ITERATIONS_OF_HUGE),
        };
        let nodes = network.node_count();
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); best.communities as usize];
        best.community.iter().enumerate().for_each(|(node, &c)| members[c as usize].push(node as u32));
        merge_small(network, &mut members, smallest(nodes), most(nodes, name), gamma);
        members.retain(|nodes| nodes.len() > 1);
        members.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        let mut group = vec![None; nodes];
        for (k, nodes) in members.iter().enumerate() {
            nodes.iter().for_each(|&node| group[node as usize] = Some(k as u32));
        }
        // Papers that belong nowhere count as groups of their own.
        let mut next = members.len() as u32;
        let whole: Vec<u32> = group
            .iter()
            .map(|g| {
                g.unwrap_or_else(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let modularity = leiden::quality_of(network, quality, &whole);
        Grouping { name, gamma, group, members, modularity, runs }
    }

    /// Mean share of restarts in which two members are together; 1 for a group of one.
    fn stability(&self, members: &[u32]) -> f64 {
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let all = pairs(members.len() as f64);
        if all == 0.0 {
            return 1.0;
        }
        let together = |run: &Partition| -> f64 {
            let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
            members.iter().for_each(|&node| *counts.entry(run.community[node as usize]).or_insert(0.0) += 1.0);
            counts.values().map(|&n| pairs(n)).sum::<f64>() / all
        };
        self.runs.iter().map(together).sum::<f64>() / self.runs.len() as f64
    }
}

fn restarts(papers: usize) -> u32 {
    (u64::from(RESTARTS) * ALL_RESTARTS_UP_TO as u64 / papers.max(1) as u64).clamp(u64::from(FEWEST_RESTARTS), u64::from(RESTARTS)) as u32
}

/// The smallest topic worth a name.
fn smallest(papers: usize) -> usize {
    match papers {
        0..8 => 2,
        8..200 => 3,
        _ => 4,
    }
}

/// More topics than this and a reader sees the list again, not its topics.
fn most(papers: usize, level: &str) -> usize {
    let papers_per_topic = if level == "fine" { 4 } else { 8 };
    (papers / papers_per_topic).clamp(2, MOST_TOPICS)
}

/// Joins groups below `smallest`, then the smallest groups until `most` are left, to the group that gains most: ties − γ · strengths / 2m. Groups without any tie stay as they are.
///
/// O(links + Σ over joined groups of their ties and of what they join).
fn merge_small(network: &Network, members: &mut Vec<Vec<u32>>, smallest: usize, most: usize, gamma: f64) {
    let strength: Vec<f64> = (0..network.node_count() as u32).map(|node| network.strength(node)).collect();
    let twice: f64 = strength.iter().sum();
    let mut group = vec![0usize; network.node_count()];
    for (k, nodes) in members.iter().enumerate() {
        nodes.iter().for_each(|&node| group[node as usize] = k);
    }
    let tied =
        |nodes: &[u32], k: usize, group: &[usize]| nodes.iter().any(|&n| network.neighbours(n).any(|(to, _)| group[to as usize] != k));
    let total = |nodes: &[u32]| -> f64 { nodes.iter().map(|&n| strength[n as usize]).sum() };
    // Groups are put in order at the end only: a large one takes in thousands of small ones.
    let mut least_node: Vec<Option<u32>> = members.iter().map(|nodes| nodes.first().copied()).collect();
    let key = |nodes: &[u32], first: Option<u32>, k: usize| (nodes.len(), first, k);
    let mut totals: Vec<f64> = members.iter().map(|nodes| total(nodes)).collect();
    // Groups with ties to others by size, then by their first node: the next to join comes first.
    let mut waiting: BTreeSet<(usize, Option<u32>, usize)> =
        (0..members.len()).filter(|&k| tied(&members[k], k, &group)).map(|k| key(&members[k], least_node[k], k)).collect();
    let mut real = members.iter().filter(|nodes| nodes.len() > 1).count();
    while let Some(&(size, _, least)) = waiting.first() {
        if size >= smallest && real <= most {
            break;
        }
        let mut ties: BTreeMap<usize, f64> = BTreeMap::new();
        for &node in &members[least] {
            network.neighbours(node).for_each(|(to, w)| *ties.entry(group[to as usize]).or_insert(0.0) += w);
        }
        ties.remove(&least);
        let gain = |(k, tie): (&usize, &f64)| tie - gamma * totals[least] * totals[*k] / twice;
        let Some((&to, _)) = ties.iter().max_by(|&a, &b| gain(a).total_cmp(&gain(b)).then(b.0.cmp(a.0))) else { break };
        waiting.pop_first();
        waiting.remove(&key(&members[to], least_node[to], to));
        let moved = std::mem::take(&mut members[least]);
        real -= usize::from(moved.len() > 1 && members[to].len() > 1);
        real += usize::from(moved.len() == 1 && members[to].len() == 1);
        moved.iter().for_each(|&node| group[node as usize] = to);
        members[to].extend(moved);
        least_node[to] = least_node[to].min(least_node[least]);
        totals[to] += totals[least];
        if tied(&members[to], to, &group) {
            waiting.insert(key(&members[to], least_node[to], to));
        }
    }
    members.iter_mut().for_each(|nodes| nodes.sort_unstable());
    members.retain(|nodes| !nodes.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn two_lines_of_work_are_two_topics_and_a_stranger_has_none() {
        let ids = ["a1", "a2", "a3", "b1", "b2", "b3", "r", "s", "zzz"];
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (*id, "2020-01")).collect();
        let sample = Sample::new(&papers)
            .cites(&[("a1", "r"), ("a2", "r"), ("a3", "r"), ("a2", "a1"), ("b1", "s"), ("b2", "s"), ("b3", "s"), ("b2", "b1")])
            .listed(&["a1", "a2", "a3", "b1", "b2", "b3", "zzz"]);
        let (corpus, graph) = sample.build();
        let topics = topics(&Horizon::new(&corpus, &graph, date("2021-01-01")), 1);
        assert_eq!(topics.topic_of, [Some(0), Some(0), Some(0), Some(1), Some(1), Some(1), None]);
        assert_eq!(topics.levels.iter().map(|l| l.name).collect::<Vec<_>>(), ["coarse", "medium", "fine"]);
        assert!(topics.topics.iter().all(|t| t.stability > 0.9 && t.papers.len() == 3));
    }

    #[test]
    fn small_groups_join_and_groups_without_ties_stay() {
        let network = Network::new(6, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 0.5)]);
        let mut members = vec![vec![0, 1, 2], vec![3], vec![4], vec![5]];
        merge_small(&network, &mut members, 3, 2, 1.0);
        assert_eq!(members, [vec![0, 1, 2, 3], vec![4], vec![5]]);
    }
}
