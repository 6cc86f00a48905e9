//! Which sections should be split, and which joined?
//!
//! The list's sections and the ties between its papers go in; splits and merges with their evidence come out. Silent unless the ties speak clearly.

use std::collections::BTreeMap;

use serde::Serialize;

use super::horizon::Horizon;
use super::label::{self, Phrases};
use super::sections::{home_sections, section_places};
use crate::graph::chance::Dice;
use crate::graph::leiden::{self, Quality};
use crate::graph::network::Network;
use crate::paper::{PaperIx, SectionPath};

/// A section that falls into parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Split {
    pub section: SectionPath,
    /// Largest first. Papers without ties inside the section are in no part.
    pub parts: Vec<SplitPart>,
    /// Mean strength of the tie between two papers of one part.
    pub within: f64,
    /// Between two papers of different parts.
    pub between: f64,
    /// Between a paper of the section and one of another section: what strangers have.
    pub abroad: f64,
    /// Mean share of restarts in which two papers of one part stay together, 0–1.
    pub stability: f64,
    pub evidence: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SplitPart {
    /// What sets its words apart from the other parts'.
    pub label: String,
    /// The most central first.
    pub papers: Vec<PaperIx>,
}

/// Two sections whose border the ties do not see.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Merge {
    /// The larger one first.
    pub sections: (SectionPath, SectionPath),
    pub papers: (u32, u32),
    /// Mean strength of the tie between two papers of the first, of the second, and of one and the other.
    pub within: (f64, f64),
    pub between: f64,
    /// Between a paper of either and one of any other section.
    pub abroad: f64,
    /// Share of random divisions into sections of these sizes with ties within as strong as the real division's; large when the border means nothing.
    pub p_value: f64,
    /// The strongest ties across the border.
    pub because: Vec<(PaperIx, PaperIx)>,
    pub evidence: String,
}

/// Papers of one section are tied this many times as strongly as papers of two, or the list's sections are no subjects and nothing is said of them.
const OF_SUBJECTS: f64 = 2.0;

/// A section smaller than this is not split.
const FEWEST_TO_SPLIT: usize = 10;
const FEWEST_IN_PART: usize = 4;
/// Ties between parts are at most this share of those within.
const PARTED: f64 = 0.25;
/// And at most this many times those with other sections: the parts are hardly nearer to each other than strangers.
const LIKE_STRANGERS: f64 = 2.0;
const STABLE: f64 = 0.8;
const RESTARTS: u32 = 20;
/// A section larger than this is no place to look for parts by hand; its topics tell more.
const MOST_TO_SPLIT: usize = 3_000;

const FEWEST_TO_MERGE: usize = 4;
const MOST_TO_MERGE: usize = 2_000;
/// Ties across the border are at least this share of the weaker of the two within.
const JOINED: f64 = 0.8;
/// And both are this many times those with other sections.
const NEARER_THAN_STRANGERS: f64 = 3.0;
/// The border must be this hard to tell from chance.
const UNSEEN: f64 = 0.2;
const DIVISIONS: u64 = 999;
const WITNESSES: usize = 3;
const KEPT: usize = 10;

/// Papers by section, and the ties between sections.
struct Map<'a> {
    network: &'a Network,
    names: &'a [SectionPath],
    section_of: Vec<Option<u32>>,
    members: Vec<Vec<u32>>,
    /// Sum of ties between two sections, and inside one; the smaller number first.
    ties: BTreeMap<(u32, u32), f64>,
    /// Sum of ties of each section to other sections.
    outside: Vec<f64>,
}

impl<'a> Map<'a> {
    fn new(horizon: &'a Horizon, network: &'a Network) -> Map<'a> {
        let names = horizon.corpus.section_order();
        let places = section_places(horizon);
        let section_of: Vec<Option<u32>> = home_sections(horizon).into_iter().map(|s| places.get(s?).map(|&place| place as u32)).collect();
        let mut members = vec![Vec::new(); names.len()];
        section_of.iter().enumerate().for_each(|(node, section)| section.iter().for_each(|&s| members[s as usize].push(node as u32)));
        let (mut ties, mut outside) = (BTreeMap::new(), vec![0.0; names.len()]);
        for (a, b, weight) in network.links() {
            if let (Some(s), Some(t)) = (section_of[a as usize], section_of[b as usize]) {
                *ties.entry((s.min(t), s.max(t))).or_insert(0.0) += weight;
                if s != t {
                    outside[s as usize] += weight;
                    outside[t as usize] += weight;
                }
            }
        }
        Map { network, names, section_of, members, ties, outside }
    }

    fn sum(&self, s: u32, t: u32) -> f64 {
        self.ties.get(&(s.min(t), s.max(t))).copied().unwrap_or(0.0)
    }

    fn size(&self, s: u32) -> f64 {
        self.members[s as usize].len() as f64
    }

    fn within(&self, s: u32) -> f64 {
        per(self.sum(s, s), pairs(self.size(s)))
    }

    /// Whether sections are about subjects: papers of one are tied clearly more than papers of two. Lists in order of time have sections of no subject.
    fn is_about_subjects(&self) -> bool {
        let sections = 0..self.members.len() as u32;
        let within: f64 = sections.clone().map(|s| self.sum(s, s)).sum();
        let inside: f64 = sections.map(|s| pairs(self.size(s))).sum();
        let across: f64 = self.outside.iter().sum::<f64>() / 2.0;
        let all = pairs(self.members.iter().map(|m| m.len() as f64).sum());
        per(within, inside) >= OF_SUBJECTS * per(across, all - inside)
    }

    /// Mean tie between the papers of these sections and those of the others.
    fn abroad(&self, sections: &[u32]) -> f64 {
        let size: f64 = sections.iter().map(|&s| self.size(s)).sum();
        let all: f64 = self.members.iter().map(|m| m.len() as f64).sum();
        let mut sum: f64 = sections.iter().map(|&s| self.outside[s as usize]).sum();
        if let [s, t] = sections {
            sum -= 2.0 * self.sum(*s, *t);
        }
        per(sum, size * (all - size))
    }
}

fn pairs(n: f64) -> f64 {
    n * (n - 1.0) / 2.0
}

fn per(sum: f64, pairs: f64) -> f64 {
    if pairs > 0.0 { sum / pairs } else { 0.0 }
}

/// Sections that fall into parts: at least ten papers, parts of four or more, ties between the parts at most a quarter of those within and hardly stronger than with
/// other sections, and the same parts in most of 20 restarts. Clearest first; at most ten.
pub(crate) fn splits(horizon: &Horizon, network: &Network, phrases: &Phrases, seed: u64) -> Vec<Split> {
    let map = Map::new(horizon, network);
    if !map.is_about_subjects() {
        return Vec::new();
    }
    let fit = |s: &u32| (FEWEST_TO_SPLIT..=MOST_TO_SPLIT).contains(&map.members[*s as usize].len());
    let mut found: Vec<Split> = (0..map.names.len() as u32).filter(fit).filter_map(|s| split(horizon, &map, phrases, s, seed)).collect();
    found.sort_by(|a, b| (a.between / a.within).total_cmp(&(b.between / b.within)).then(a.section.cmp(&b.section)));
    found.truncate(KEPT);
    found
}

fn split(horizon: &Horizon, map: &Map, phrases: &Phrases, section: u32, seed: u64) -> Option<Split> {
    let members = &map.members[section as usize];
    let inner = within(map.network, members);
    let abroad = map.abroad(&[section]);
    let (best, runs) = leiden::best_of(&inner, Quality::Modularity { gamma: 1.0 }, seed, RESTARTS);
    let joined = strangers(&inner, &best.community, LIKE_STRANGERS * abroad);
    let mut parts: Vec<Vec<u32>> = vec![Vec::new(); members.len()];
    joined.iter().enumerate().for_each(|(i, &p)| parts[p as usize].push(i as u32));
    parts.retain(|part| !part.is_empty());
    // Papers without a tie to the others belong to no part; parts of two or three are no sections.
    let (mut parts, small): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.len() >= FEWEST_IN_PART);
    let left: usize = small.iter().map(Vec::len).sum();
    if parts.len() < 2 || 5 * left > members.len() {
        return None;
    }
    parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    let mut part_of = vec![None; members.len()];
    parts.iter().enumerate().for_each(|(p, nodes)| nodes.iter().for_each(|&i| part_of[i as usize] = Some(p)));
    let (mut same, mut other) = (0.0, 0.0);
    for (a, b, weight) in inner.links() {
        if let (Some(p), Some(q)) = (part_of[a as usize], part_of[b as usize]) {
            *if p == q { &mut same } else { &mut other } += weight;
        }
    }
    let inside: f64 = parts.iter().map(|part| pairs(part.len() as f64)).sum();
    let all = pairs(parts.iter().map(|part| part.len() as f64).sum());
    let (within, between) = (per(same, inside), per(other, all - inside));
    let runs: Vec<Vec<u32>> = runs.iter().map(|run| strangers(&inner, &run.community, LIKE_STRANGERS * abroad)).collect();
    let stability = parts.iter().map(|part| together(part, &runs)).sum::<f64>() / inside;
    if between > PARTED * within || stability < STABLE {
        return None;
    }
    let outer: Vec<Vec<u32>> = parts.iter().map(|part| part.iter().map(|&i| members[i as usize]).collect()).collect();
    let labels = label::labels(horizon, phrases, &outer);
    let central = |part: &[u32]| -> Vec<PaperIx> {
        let mut papers: Vec<(f64, u32)> = part
            .iter()
            .map(|&i| (inner.neighbours(i).filter(|(j, _)| part_of[*j as usize] == part_of[i as usize]).map(|(_, w)| w).sum(), i))
            .collect();
        papers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        papers.into_iter().map(|(_, i)| PaperIx(horizon.listed[members[i as usize] as usize])).collect()
    };
    let parts: Vec<SplitPart> =
        parts.iter().zip(labels).map(|(part, label)| SplitPart { label: label.text, papers: central(part) }).collect();
    let sizes: Vec<String> = parts.iter().map(|part| format!("{} ({})", part.label, part.papers.len())).collect();
    let evidence = format!(
        "falls into {}; two papers of different parts are tied {} as two of one part, and {} as a paper here and one elsewhere",
        sizes.join(", "),
        times(between, within),
        times(between, abroad)
    );
    Some(Split { section: map.names[section as usize].clone(), parts, within, between, abroad, stability, evidence })
}

/// Joins communities, the nearest first, until the papers of any two are tied at most `like_strangers` in the mean: what is left are parts that do not know each other.
/// A number for every node, below the number of nodes. O(communities³) at worst.
fn strangers(network: &Network, community: &[u32], like_strangers: f64) -> Vec<u32> {
    let groups = community.iter().max().map_or(0, |&c| c as usize + 1);
    let mut size = vec![0.0; groups];
    community.iter().for_each(|&c| size[c as usize] += 1.0);
    let mut ties: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for (a, b, weight) in network.links() {
        let (p, q) = (community[a as usize], community[b as usize]);
        if p != q {
            *ties.entry((p.min(q), p.max(q))).or_insert(0.0) += weight;
        }
    }
    let mut now: Vec<u32> = (0..groups as u32).collect();
    let mean = |size: &[f64], (p, q): (u32, u32), sum: f64| sum / (size[p as usize] * size[q as usize]);
    while let Some((p, q)) = ties
        .iter()
        .map(|(&pair, &sum)| (mean(&size, pair, sum), pair))
        .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
        .and_then(|(mean, pair)| (mean > like_strangers).then_some(pair))
    {
        size[p as usize] += size[q as usize];
        now.iter_mut().filter(|group| **group == q).for_each(|group| *group = p);
        for ((a, b), weight) in std::mem::take(&mut ties) {
            let moved = |group: u32| if group == q { p } else { group };
            let (a, b) = (moved(a), moved(b));
            if a != b {
                *ties.entry((a.min(b), a.max(b))).or_insert(0.0) += weight;
            }
        }
    }
    community.iter().map(|&c| now[c as usize]).collect()
}

/// The network among some nodes, numbered by their place.
fn within(network: &Network, nodes: &[u32]) -> Network {
    let mut links = Vec::new();
    for (i, &node) in nodes.iter().enumerate() {
        let later = network.neighbours(node).filter(|(to, _)| *to > node);
        links.extend(later.filter_map(|(to, weight)| Some((i as u32, nodes.binary_search(&to).ok()? as u32, weight))));
    }
    Network::new(nodes.len(), &links)
}

/// Mean over runs of the pairs of a part that stay together.
fn together(part: &[u32], runs: &[Vec<u32>]) -> f64 {
    let of_run = |run: &Vec<u32>| -> f64 {
        let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
        part.iter().for_each(|&i| *counts.entry(run[i as usize]).or_insert(0.0) += 1.0);
        counts.values().map(|&n| pairs(n)).sum()
    };
    runs.iter().map(of_run).sum::<f64>() / runs.len().max(1) as f64
}

fn times(value: f64, of: f64) -> String {
    match value / of {
        ratio if !ratio.is_finite() => "more strongly".to_owned(),
        ratio if ratio < 0.095 => "less than a tenth as strongly".to_owned(),
        ratio => format!("{ratio:.1} times as strongly"),
    }
}

/// Pairs of sections whose border the ties do not see: four papers or more each, ties across at least 0.8 of those within the looser one, both three times those with other
/// sections, and a division no better than one random division in five. Strongest tie first; at most ten.
pub(crate) fn merges(horizon: &Horizon, network: &Network, seed: u64) -> Vec<Merge> {
    let map = Map::new(horizon, network);
    if !map.is_about_subjects() {
        return Vec::new();
    }
    let fit = |s: u32| (FEWEST_TO_MERGE..=MOST_TO_MERGE).contains(&map.members[s as usize].len());
    let mut found: Vec<(f64, Merge)> = Vec::new();
    for (&(s, t), &sum) in map.ties.iter().filter(|((s, t), _)| s != t && fit(*s) && fit(*t)) {
        let (between, abroad) = (per(sum, map.size(s) * map.size(t)), map.abroad(&[s, t]));
        let looser = map.within(s).min(map.within(t));
        if between < JOINED * looser || between.min(looser) < NEARER_THAN_STRANGERS * abroad || looser <= 0.0 {
            continue;
        }
        let p_value = border_p(&map, s, t, seed);
        if p_value >= UNSEEN {
            let (s, t) = if map.size(t) > map.size(s) { (t, s) } else { (s, t) };
            found.push((between / looser, merge(horizon, &map, (s, t), between, abroad, p_value)));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.sections.cmp(&b.1.sections)));
    found.into_iter().take(KEPT).map(|(_, merge)| merge).collect()
}

fn merge(horizon: &Horizon, map: &Map, (s, t): (u32, u32), between: f64, abroad: f64, p_value: f64) -> Merge {
    let name = |s: u32| map.names[s as usize].clone();
    let short = |s: u32| map.names[s as usize].name();
    let within = (map.within(s), map.within(t));
    let evidence = format!(
        "a paper of {} and one of {} are tied {} as two of the looser section, and {} as with papers elsewhere; {:.0} % of random divisions part them as well",
        short(s),
        short(t),
        times(between, within.0.min(within.1)),
        times(between, abroad),
        100.0 * p_value
    );
    Merge {
        sections: (name(s), name(t)),
        papers: (map.size(s) as u32, map.size(t) as u32),
        within,
        between,
        abroad,
        p_value,
        because: across(horizon, map, s, t),
        evidence,
    }
}

/// The strongest ties across a border.
fn across(horizon: &Horizon, map: &Map, s: u32, t: u32) -> Vec<(PaperIx, PaperIx)> {
    let mut ties: Vec<(f64, u32, u32)> = Vec::new();
    for &a in &map.members[s as usize] {
        let over = map.network.neighbours(a).filter(|(b, _)| map.section_of[*b as usize] == Some(t));
        ties.extend(over.map(|(b, weight)| (weight, a, b)));
    }
    ties.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let ix = |node: u32| PaperIx(horizon.listed[node as usize]);
    ties.into_iter().take(WITNESSES).map(|(_, a, b)| (ix(a), ix(b))).collect()
}

/// Permutation test of a border: how often a random division of both sections' papers into two of their sizes has as much tie inside, weighted by
/// 1 / pairs so that both sides count alike. (1 + such divisions) / (1 + divisions).
fn border_p(map: &Map, s: u32, t: u32, seed: u64) -> f64 {
    let mut nodes: Vec<u32> = [s, t].iter().flat_map(|&x| map.members[x as usize].iter().copied()).collect();
    nodes.sort_unstable();
    let links: Vec<(u32, u32, f64)> = within(map.network, &nodes).links().collect();
    let (first, second) = (pairs(map.size(s)), pairs(map.size(t)));
    let strength = |is_first: &[bool]| -> f64 {
        let inside = links.iter().filter(|(a, b, _)| is_first[*a as usize] == is_first[*b as usize]);
        inside.map(|&(a, _, weight)| weight / if is_first[a as usize] { first } else { second }).sum()
    };
    let mut division: Vec<bool> = nodes.iter().map(|&node| map.section_of[node as usize] == Some(s)).collect();
    let real = strength(&division);
    let mut dice = Dice::stream(seed, (u64::from(s) << 32) | u64::from(t));
    let as_strong = (0..DIVISIONS)
        .filter(|_| {
            dice.shuffle(&mut division);
            strength(&division) >= real - 1e-12 * real.abs()
        })
        .count();
    (1.0 + as_strong as f64) / (1.0 + DIVISIONS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    /// Four groups of six papers, each resting on works of its own; the papers of one group stand under one section, but for what `place` says.
    fn found(place: impl Fn(usize) -> &'static str) -> (Vec<Split>, Vec<Merge>) {
        let ids: Vec<String> = (0..24).map(|i| format!("p{i:02}")).chain((0..24).map(|i| format!("r{i:02}"))).collect();
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "2020-01")).collect();
        let mut arrows = Vec::new();
        for i in 0..24 {
            for k in 0..4 {
                arrows.push((ids[i].as_str(), ids[24 + i / 6 * 6 + (i / 2 + k) % 6].as_str()));
            }
        }
        let mut sample = Sample::new(&papers).cites(&arrows);
        for section in ["One", "Two", "Three", "Four"] {
            let members: Vec<&str> = (0..24).filter(|&i| place(i) == section).map(|i| ids[i].as_str()).collect();
            sample = sample.listed_under(section, &members);
        }
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-01-01"));
        let network = Network::new(24, &crate::graph::coupling::coupling(&graph, &horizon.listed));
        (splits(&horizon, &network, &Phrases::of(&horizon), 1), merges(&horizon, &network, 1))
    }

    #[test]
    fn sections_that_follow_the_ties_are_left_alone() {
        let (splits, merges) = found(|i| ["One", "Two", "Three", "Four"][i / 6]);
        assert!(splits.is_empty() && merges.is_empty(), "{splits:?} {merges:?}");
    }

    #[test]
    fn a_section_of_two_subjects_is_split() {
        let (splits, merges) = found(|i| ["One", "One", "Three", "Four"][i / 6]);
        assert_eq!((splits.len(), merges.len()), (1, 0), "{splits:?}");
        let sizes: Vec<usize> = splits[0].parts.iter().map(|part| part.papers.len()).collect();
        assert_eq!((splits[0].section.name(), sizes), ("One", vec![6, 6]));
        assert!(splits[0].between == 0.0 && splits[0].stability > 0.9);
    }

    #[test]
    fn one_subject_under_two_sections_is_joined() {
        let (splits, merges) = found(|i| if i < 12 && i % 2 == 0 { "One" } else { ["Two", "Two", "Three", "Four"][i / 6] });
        assert!(splits.is_empty() || splits.iter().all(|s| s.section.name() != "Three"), "{splits:?}");
        assert_eq!(merges.len(), 1, "{merges:?}");
        assert_eq!(merges[0].papers, (6, 6));
        assert!(merges[0].p_value > 0.2 && merges[0].because.len() == 3);
    }
}
