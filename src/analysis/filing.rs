//! Which section does a paper belong to?
//!
//! Any paper of the corpus goes in, listed or not; sections of the list, the likeliest first, come out, each with the listed papers that speak for it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::Missing;
use super::horizon::Horizon;
use super::relatedness::{COCITATION, DIRECT, NEAREST_TEXTS, TEXT, text};
use super::sections::{all_sections, home_sections};
use super::terms::{self, Reader, Vector};
use crate::graph::coupling::{Cosines, Scratch};
use crate::paper::{PaperIx, SectionPath};

/// The sections a paper may belong to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Filed {
    pub paper: PaperIx,
    /// Likeliest first; empty when nothing ties it to a listed paper with a section.
    pub sections: Vec<SectionSuggestion>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SectionSuggestion {
    pub section: SectionPath,
    /// Its part of all that speaks for any section, 0–1. Near that of the next section means undecided.
    pub share: f64,
    /// Papers of the section tied to it, strongest first.
    pub because: Vec<PaperIx>,
    /// What ties it to the strongest of them, in plain words.
    pub evidence: String,
}

const SUGGESTIONS: usize = 3;
const WITNESSES: usize = 5;
/// Of listed papers without a section at most so many are filed: a list of more of them has no sections to speak of.
const MOST_BARE: usize = 2_000;
/// Ties that count: the strongest of them speak, the many weak ones only murmur.
const NEAREST: usize = 25;
/// How much the words of a section's heading speak, in proportion to all ties of the paper…
const HEADING: f64 = 0.6;
/// …or to this, for a paper with hardly any.
const LEAST_TIED: f64 = 0.1;
/// What more papers than this share binds no two of them, as in the relatedness of large lists.
const COMMONEST: usize = 2_000;

/// Ranked sections for any papers of the corpus, in the order asked; a listed paper is filed as if it were not listed.
///
/// A section's score is the sum of the paper's ties to those of its 25 nearest listed papers that stand there, and a little for the words of its heading.
/// Ties are those of the topics: coupling cosine + 0.5 · direct citation + 0.3 · co-citation cosine + 0.5 · text cosine. Of the papers of 17 lists, each taken out
/// in turn, 52 % come first under their own section and 75 % under one of the first three (the largest section: 29 %); held back for nothing else, so take it as in-sample.
/// No paper is filed under an overview of other sections, such as a table of all models ([`catch_all`](super::catch_all)).
/// Sections that are no subjects (surveys, tools, years) collect what lies near their members' subjects. O(citations of listed and asked papers · holders of what they share).
pub(crate) fn suggested_sections(horizon: &Horizon, papers: &[PaperIx]) -> Vec<Filed> {
    let sections = home_sections(horizon);
    if sections.iter().all(Option::is_none) || papers.is_empty() {
        return papers.iter().map(|&paper| Filed { paper, sections: Vec::new() }).collect();
    }
    let mut members: Vec<u32> = horizon.listed.iter().copied().chain(papers.iter().map(|ix| ix.0)).collect();
    members.sort_unstable();
    members.dedup();
    let desk = Desk::new(horizon, &members, sections);
    papers.par_iter().map_init(|| Scratch::new(members.len()), |scratch, &paper| desk.file(paper, scratch)).collect()
}

/// Sections for the suggested papers and for listed papers that stand under none; by paper, each once.
pub(crate) fn filing(horizon: &Horizon, missing: &Missing) -> Vec<Filed> {
    let sections: Vec<&[SectionPath]> = all_sections(horizon).collect();
    if sections.iter().all(|sections| sections.is_empty()) {
        return Vec::new();
    }
    let bare = sections.into_iter().zip(&horizon.listed).filter(|(sections, _)| sections.is_empty()).take(MOST_BARE);
    let mut asked: Vec<PaperIx> = missing.classics.iter().chain(&missing.recents).map(|suggestion| suggestion.paper).collect();
    asked.extend(bare.map(|(_, &node)| PaperIx(node)));
    asked.sort_unstable();
    asked.dedup();
    suggested_sections(horizon, &asked)
}

/// Everything that is looked up while filing.
struct Desk<'a> {
    horizon: &'a Horizon<'a>,
    /// Listed and asked papers, ascending.
    members: &'a [u32],
    /// Per member its section, when it is listed under one.
    section: Vec<Option<&'a SectionPath>>,
    /// The words of every section's own heading.
    headings: BTreeMap<&'a SectionPath, Vector>,
    coupled: Cosines<'a>,
    cocited: Cosines<'a>,
    vectors: Vec<Vector>,
    /// Per word the members with a section whose text has it.
    holders: Vec<Vec<(u32, f64)>>,
}

impl<'a> Desk<'a> {
    fn new(horizon: &'a Horizon<'a>, members: &'a [u32], sections: Vec<Option<&'a SectionPath>>) -> Desk<'a> {
        let of_listed = |node: u32| horizon.listed.binary_search(&node).ok().and_then(|place| sections[place]);
        let section: Vec<Option<&SectionPath>> = members.iter().map(|&node| of_listed(node)).collect();
        let names: BTreeSet<&SectionPath> = section.iter().flatten().copied().collect();
        let mut texts: Vec<String> = members.iter().map(|&node| text(horizon.corpus.paper(PaperIx(node)))).collect();
        texts.extend(names.iter().map(|section| section.name().to_owned()));
        let known = horizon.corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known);
        let mut vectors = terms::vectors(&Reader::new(), &texts, known.map(|(paper, _)| paper.title.as_str()));
        let headings = names.into_iter().zip(vectors.split_off(members.len())).collect();
        let words = vectors.iter().flatten().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
        let mut holders: Vec<Vec<(u32, f64)>> = vec![Vec::new(); words];
        for (i, vector) in vectors.iter().enumerate().filter(|(i, _)| section[*i].is_some()) {
            vector.iter().for_each(|&(number, weight)| holders[number as usize].push((i as u32, weight)));
        }
        let graph = horizon.graph();
        let (coupled, cocited) = (Cosines::of_coupling(graph, members), Cosines::of_cocitation(graph, members));
        Desk { horizon, members, section, headings, coupled, cocited, vectors, holders }
    }

    fn file(&self, paper: PaperIx, scratch: &mut Scratch) -> Filed {
        let Ok(i) = self.members.binary_search(&paper.0) else { return Filed { paper, sections: Vec::new() } };
        let ties = self.nearest(i, scratch);
        let mut scores: BTreeMap<&SectionPath, (f64, Vec<u32>)> = BTreeMap::new();
        for (j, weight) in ties {
            if let Some(name) = self.section[j as usize] {
                let entry = scores.entry(name).or_insert((0.0, Vec::new()));
                entry.0 += weight;
                entry.1.push(j);
            }
        }
        let tied: f64 = scores.values().map(|(score, _)| score).sum();
        for (name, heading) in &self.headings {
            let alike = cosine(&self.vectors[i], heading);
            if alike > 0.0 {
                scores.entry(name).or_insert((0.0, Vec::new())).0 += HEADING * tied.max(LEAST_TIED) * alike;
            }
        }
        let all: f64 = scores.values().map(|(score, _)| score).sum();
        let mut ranked: Vec<(&SectionPath, (f64, Vec<u32>))> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(b.0)));
        let told = ranked.into_iter().take(SUGGESTIONS).map(|(name, (score, witnesses))| SectionSuggestion {
            section: name.clone(),
            share: score / all,
            evidence: self.evidence(i, name, &witnesses),
            because: witnesses.into_iter().take(WITNESSES).map(|j| PaperIx(self.members[j as usize])).collect(),
        });
        Filed { paper, sections: told.collect() }
    }

    /// The strongest ties of member i to others with a section, strongest first.
    fn nearest(&self, i: usize, scratch: &mut Scratch) -> Vec<(u32, f64)> {
        let mut ties: BTreeMap<u32, f64> = BTreeMap::new();
        let mut add = |j: u32, weight: f64| {
            if self.section[j as usize].is_some() && j as usize != i {
                *ties.entry(j).or_insert(0.0) += weight;
            }
        };
        self.coupled.row(i, COMMONEST, scratch, &mut add);
        self.cocited.row(i, COMMONEST, scratch, |j, weight| add(j, COCITATION * weight));
        let (graph, node) = (self.horizon.graph(), self.members[i]);
        let mut linked: Vec<u32> = graph.references(node).iter().chain(graph.citers(node)).copied().collect();
        linked.sort_unstable();
        linked.dedup();
        linked.iter().filter_map(|other| self.members.binary_search(other).ok()).for_each(|j| add(j as u32, DIRECT));
        self.alike(i).into_iter().for_each(|(j, weight)| add(j, TEXT * weight));
        strongest(ties, NEAREST)
    }

    /// The texts most like that of member i, with their cosines.
    fn alike(&self, i: usize) -> Vec<(u32, f64)> {
        let mut cosine: BTreeMap<u32, f64> = BTreeMap::new();
        for &(number, weight) in &self.vectors[i] {
            let holders = &self.holders[number as usize];
            if holders.len() > COMMONEST {
                continue;
            }
            for &(j, other) in holders {
                *cosine.entry(j).or_insert(0.0) += weight * other;
            }
        }
        cosine.remove(&(i as u32));
        strongest(cosine, NEAREST_TEXTS)
    }

    fn evidence(&self, i: usize, section: &SectionPath, witnesses: &[u32]) -> String {
        let (graph, node) = (self.horizon.graph(), self.members[i]);
        let of = |has: &dyn Fn(u32) -> bool| witnesses.iter().filter(|&&j| has(self.members[j as usize])).count();
        let shares = |a: &[u32], b: &[u32]| a.iter().any(|x| b.binary_search(x).is_ok());
        let kinds = [
            (of(&|other| shares(graph.references(node), graph.references(other))), "sharing references"),
            (of(&|other| graph.references(other).binary_search(&node).is_ok()), "citing it"),
            (of(&|other| graph.references(node).binary_search(&other).is_ok()), "cited by it"),
            (of(&|other| shares(graph.citers(node), graph.citers(other))), "cited together with it"),
        ];
        let mut told: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        let name = section.name();
        if witnesses.is_empty() {
            return format!("only its words are those of the heading {name}");
        }
        if told.is_empty() {
            told.push("all for the words they use".to_owned());
        }
        let papers = if witnesses.len() == 1 { "paper" } else { "papers" };
        format!("{} of its nearest {papers} under {name}: {}", witnesses.len(), told.join(", "))
    }
}

/// Of vectors sorted by word, of length 1 each.
fn cosine(a: &Vector, b: &Vector) -> f64 {
    let of = |(number, weight): &(u32, f64)| a.binary_search_by_key(number, |x| x.0).map_or(0.0, |at| a[at].1 * weight);
    b.iter().map(of).sum()
}

fn strongest(ties: BTreeMap<u32, f64>, most: usize) -> Vec<(u32, f64)> {
    let mut ties: Vec<(u32, f64)> = ties.into_iter().filter(|(_, weight)| *weight > 0.0).collect();
    ties.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ties.truncate(most);
    ties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn nothing_is_filed_under_a_table_of_everything() {
        let ids: Vec<String> =
            (0..24).map(|i| format!("p{i:02}")).chain((0..3).map(|i| format!("r{i}"))).chain(["new".to_owned()]).collect();
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "2020-01")).collect();
        let mut arrows: Vec<(&str, &str)> = (0..24).map(|i| (ids[i].as_str(), ids[24 + i / 8].as_str())).collect();
        arrows.extend([("new", "r1"), ("new", "p08"), ("new", "p09")]);
        let all: Vec<&str> = ids[..24].iter().map(String::as_str).collect();
        let sample = Sample::new(&papers).cites(&arrows).listed_under("All models", &all);
        let sample = sample.listed_under("A", &all[..8]).listed_under("B", &all[8..16]).listed_under("C", &all[16..]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-01-01"));
        let new = PaperIx(corpus.papers().iter().position(|p| p.title == "new").unwrap() as u32);
        let sections: Vec<String> = suggested_sections(&horizon, &[new])[0].sections.iter().map(|s| s.section.to_string()).collect();
        assert_eq!(sections.first().map(String::as_str), Some("B"), "{sections:?}");
        assert!(!sections.contains(&"All models".to_owned()), "{sections:?}");
    }

    #[test]
    fn a_paper_goes_where_its_references_go() {
        let ids = ["a", "b", "c", "d", "e", "f", "new", "r", "s", "t", "u", "lone"];
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (*id, "2020-01")).collect();
        let mut arrows = vec![("new", "r"), ("new", "s"), ("new", "a"), ("new", "t")];
        for id in ["a", "b", "c"] {
            arrows.extend([(id, "r"), (id, "s")]);
        }
        for id in ["d", "e", "f"] {
            arrows.extend([(id, "t"), (id, "u")]);
        }
        let sample =
            Sample::new(&papers).cites(&arrows).listed_under("L › One", &["a", "b", "c"]).listed_under("L › Two", &["d", "e", "f"]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-01-01"));
        let of = |id: &str| PaperIx(corpus.papers().iter().position(|p| p.title == id).unwrap() as u32);
        let found = suggested_sections(&horizon, &[of("new"), of("lone"), of("d")]);
        assert_eq!(found[0].sections[0].section.to_string(), "L › One");
        assert!(found[0].sections[0].share > 0.7 && found[0].sections[1].section.name() == "Two");
        assert_eq!(found[0].sections[0].because[0], of("a"));
        assert_eq!(found[0].sections[0].evidence, "3 of its nearest papers under One: 3 sharing references, 1 cited by it");
        assert!(found[1].sections.is_empty());
        // A listed paper is filed as if it were not.
        assert_eq!(found[2].sections[0].section.to_string(), "L › Two");
    }
}
