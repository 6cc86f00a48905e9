//! Do the list's own sections agree with the ties between its papers?
//!
//! Sections and relatedness go in; agreement, and papers that stand in the wrong place, come out. A paper's section is the one of its first listing that is not in
//! an overview of other sections.

use std::collections::BTreeMap;

use super::catch_all::catch_all;
use super::horizon::Horizon;
use super::terms::Reader;
use super::{Agreement, Misfiled, agreement as measures};
use crate::graph::network::Network;
use crate::paper::{PaperIx, SectionPath};

/// Per known listed paper the section that says what it is about: the first it stands in that is not an overview of others (see [`catch_all`]).
/// `None` for a paper under no heading, or in overviews alone.
pub(crate) fn home_sections<'a>(horizon: &Horizon<'a>) -> Vec<Option<&'a SectionPath>> {
    let overviews = catch_all(horizon.corpus);
    all_sections(horizon).map(|sections| sections.iter().find(|section| !overviews.contains(section))).collect()
}

/// Per known listed paper every section it stands in, in list order.
pub(crate) fn all_sections<'a>(horizon: &Horizon<'a>) -> impl Iterator<Item = &'a [SectionPath]> + use<'a> {
    let corpus = horizon.corpus;
    horizon.places().into_iter().map(|place| corpus.sections()[place].as_slice())
}

/// The place of every section in the order of the list.
pub(crate) fn section_places<'a>(horizon: &Horizon<'a>) -> BTreeMap<&'a SectionPath, usize> {
    horizon.corpus.section_order().iter().zip(0..).collect()
}

/// How many of the members stand in each section, most first; a paper counts in every section it stands in.
pub(crate) fn counted<'a>(sections: &[&'a [SectionPath]], members: &[u32]) -> Vec<(&'a SectionPath, u32)> {
    let mut counts: BTreeMap<&SectionPath, u32> = BTreeMap::new();
    for section in members.iter().flat_map(|&node| sections[node as usize]) {
        *counts.entry(section).or_insert(0) += 1;
    }
    let mut counted: Vec<(&SectionPath, u32)> = counts.into_iter().collect();
    counted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counted
}

/// Over papers with a topic and a section; `None` with fewer than 4 of them or a single section.
pub(crate) fn agreement(horizon: &Horizon, group: &[Option<u32>]) -> Option<Agreement> {
    let sections = home_sections(horizon);
    let mut names: Vec<&SectionPath> = sections.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let both: Vec<(u32, u32)> = group
        .iter()
        .zip(&sections)
        .filter_map(|(group, section)| Some(((*group)?, names.binary_search(&(*section)?).ok()? as u32)))
        .collect();
    if both.len() < 4 || names.len() < 2 {
        return None;
    }
    let (topics, sections): (Vec<u32>, Vec<u32>) = both.into_iter().unzip();
    Some(Agreement {
        papers: topics.len() as u32,
        adjusted_rand: measures::adjusted_rand(&topics, &sections),
        adjusted_mutual_information: measures::adjusted_mutual_information(&topics, &sections),
    })
}

/// A section with fewer papers is no evidence.
const FEWEST_IN_SECTION: usize = 3;
/// Ties to the suggested section, per paper of it, must be this many times those to the own section.
const CLEARLY: f64 = 2.5;
/// And this share of all ties must lead there.
const SHARE: f64 = 0.4;
/// This share of a section's papers must be tied to it most, or the section is not one of content (surveys, tutorials, tools).
const COHERENT: f64 = 0.5;
const FEWEST_WITNESSES: usize = 3;

/// Papers whose ties clearly point to another section. Silent unless the evidence is strong: both sections are coherent, have three papers or more,
/// and ties to the suggested one are 2.5 times as strong.
pub(crate) fn misfiled(horizon: &Horizon, network: &Network) -> Vec<Misfiled> {
    let sections = home_sections(horizon);
    let mut names: Vec<&SectionPath> = sections.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let section_of: Vec<Option<usize>> = sections.iter().map(|s| s.and_then(|name| names.binary_search(&name).ok())).collect();
    let mut size = vec![0usize; names.len()];
    section_of.iter().flatten().for_each(|&s| size[s] += 1);
    let ties: Vec<Vec<f64>> = (0..network.node_count() as u32).map(|node| ties_to(network, node, &section_of, names.len())).collect();
    // Strength of ties per other paper of the section, so that large sections do not win by size.
    let per_paper = |node: usize, s: usize| {
        let others = size[s] - usize::from(section_of[node] == Some(s));
        if others == 0 { 0.0 } else { ties[node][s] / others as f64 }
    };
    let strongest = |node: usize| {
        (0..names.len())
            .filter(|&s| size[s] >= FEWEST_IN_SECTION)
            .max_by(|&a, &b| per_paper(node, a).total_cmp(&per_paper(node, b)).then(b.cmp(&a)))
    };
    let coherent: Vec<bool> = (0..names.len())
        .map(|s| {
            let at_home = (0..section_of.len()).filter(|&node| section_of[node] == Some(s) && strongest(node) == Some(s)).count();
            size[s] >= FEWEST_IN_SECTION && at_home as f64 >= COHERENT * size[s] as f64
        })
        .collect();
    let (reader, places) = (Reader::new(), horizon.places());
    let mut found: Vec<(f64, Misfiled)> = Vec::new();
    for node in 0..section_of.len() {
        let (Some(own), Some(best)) = (section_of[node], strongest(node)) else { continue };
        let all: f64 = ties[node].iter().sum();
        if own == best || !coherent[own] || !coherent[best] || all <= 0.0 {
            continue;
        }
        if horizon.corpus.sections()[places[node]].contains(names[best]) {
            continue;
        }
        if speaks_of(&reader, horizon, node, names[own]) && !speaks_of(&reader, horizon, node, names[best]) {
            continue;
        }
        let (share_suggested, share_own) = (ties[node][best] / all, ties[node][own] / all);
        let because = witnesses(network, node as u32, &section_of, best);
        if share_suggested < SHARE
            || per_paper(node, best) < CLEARLY * per_paper(node, own)
            || share_suggested < 1.5 * share_own
            || because.len() < FEWEST_WITNESSES
        {
            continue;
        }
        let ix = |node: u32| PaperIx(horizon.listed[node as usize]);
        found.push((
            share_suggested - share_own,
            Misfiled {
                paper: ix(node as u32),
                section: names[own].clone(),
                suggested: names[best].clone(),
                share_suggested,
                share_own,
                because: because.into_iter().take(5).map(ix).collect(),
            },
        ));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.paper.cmp(&b.1.paper)));
    found.into_iter().map(|(_, misfiled)| misfiled).collect()
}

/// The title of the paper has a word of the section's own heading.
fn speaks_of(reader: &Reader, horizon: &Horizon, node: usize, section: &SectionPath) -> bool {
    let stems = |text: &str| -> Vec<String> { reader.words(text).iter().flat_map(|word| word.content.clone()).collect() };
    let heading = stems(section.name());
    stems(&horizon.corpus.paper(PaperIx(horizon.listed[node])).title).iter().any(|stem| heading.contains(stem))
}

fn ties_to(network: &Network, node: u32, section_of: &[Option<usize>], sections: usize) -> Vec<f64> {
    let mut ties = vec![0.0; sections];
    for (to, weight) in network.neighbours(node) {
        if let Some(section) = section_of[to as usize] {
            ties[section] += weight;
        }
    }
    ties
}

/// Papers of the section tied to the node, strongest first.
fn witnesses(network: &Network, node: u32, section_of: &[Option<usize>], section: usize) -> Vec<u32> {
    let mut ties: Vec<(u32, f64)> = network.neighbours(node).filter(|(to, _)| section_of[*to as usize] == Some(section)).collect();
    ties.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ties.into_iter().map(|(to, _)| to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};
    use crate::graph::coupling;

    #[test]
    fn a_paper_tied_to_another_section_is_pointed_out_and_others_are_not() {
        // Two tight groups; `x` stands with the second but rests on what the first rests on.
        let ids = ["a", "b", "c", "d", "e", "f", "g", "x", "r", "s", "t", "u"];
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (*id, "2020-01")).collect();
        let mut arrows = Vec::new();
        for id in ["a", "b", "c", "x"] {
            arrows.extend([(id, "r"), (id, "s")]);
        }
        for id in ["d", "e", "f", "g"] {
            arrows.extend([(id, "t"), (id, "u")]);
        }
        let sample =
            Sample::new(&papers).cites(&arrows).listed_under("One", &["a", "b", "c"]).listed_under("Two", &["d", "e", "f", "g", "x"]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-01-01"));
        let network = Network::new(8, &coupling::coupling(&graph, &horizon.listed));
        let found = misfiled(&horizon, &network);
        assert_eq!(found.len(), 1);
        assert_eq!((corpus.paper(found[0].paper).title.as_str(), found[0].suggested.name()), ("x", "One"));
        assert_eq!(found[0].because.len(), 3);
    }
}
