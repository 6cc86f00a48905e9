//! Does a candidate belong on the list, and where? Evidence for a pull request.
//!
//! The list is analysed as if the candidates stood on it; what that says about each of them is gathered here. It is evidence, not a verdict.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::{Analyses, Look, Options, Standing};
use crate::catalog::EdgeState;
use crate::corpus::Corpus;
use crate::graph::CitationGraph;
use crate::list::{self, Entry, Kind, List};
use crate::paper::{Author, Identifier, Paper, PaperIx, SectionPath};
use crate::resolve::{Printed, PrintedEntry, Resolution, Resolved, printed_entries};

use super::published::retracted;
use super::style::{self, Proposal};

/// The list with the candidates behind its own entries: identifiers, addresses or titles.
pub fn with_candidates(list: &List, asked: &[String]) -> List {
    let mut list = list.clone();
    let pattern = list::read("- **A title in plain words**, [paper](https://arxiv.org/abs/2001.00001)\n");
    let Some(blank) = pattern.entries.first() else { return list };
    for text in asked {
        let identifier = list::parse_identifier(text.trim());
        let title = if identifier.is_some() || is_meant_as_id(text) { String::new() } else { text.trim().to_owned() };
        list.entries.push(Entry {
            kind: Kind::Paper,
            section: None,
            title,
            identifiers: identifier.into_iter().collect(),
            mentions: Vec::new(),
            links: Vec::new(),
            count: None,
            duplicate_of: None,
            ..blank.clone()
        });
    }
    list
}

/// Whether the text begins as an identifier or an address does: it is then no title, even when it cannot be read.
fn is_meant_as_id(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let schemes = ["arxiv", "doi", "acl", "pmid", "pmcid", "corpusid", "s2", "dblp", "openreview", "mag", "url"];
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| schemes.contains(&scheme) && !rest.contains(' '));
    has_scheme || (text.contains("://") && !text.contains(' ')) || (text.starts_with("10.") && text.contains('/') && !text.contains(' '))
}

/// A candidate no catalog knows, as far as its own words tell.
fn as_asked(asked: &str) -> Paper {
    let identifier = list::parse_identifier(asked.trim());
    let title = if identifier.is_some() || is_meant_as_id(asked) { "" } else { asked.trim() };
    Paper { identifiers: identifier.into_iter().collect(), ..Paper::new("", title) }
}

/// A list candidates are meant for.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Unique among the sources.
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub list: &'a List,
}

/// What is known of one candidate.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    pub asked: String,
    pub outcome: &'static str,
    /// Why there is no paper, when there is none.
    pub reason: Option<String>,
    pub paper: Option<Paper>,
    /// Where the list has it already.
    pub listed: Vec<Place>,
    pub retracted: Option<String>,
    /// Listed papers that cite it, the best ranked first.
    pub cited_by: Vec<Tie>,
    /// Listed papers it cites, the best ranked first.
    pub cites: Vec<Tie>,
    /// Whether all its references could be looked at.
    pub references_known: bool,
    /// Its numbers among the listed papers.
    pub standing: Option<Standing>,
    /// How many papers were ranked, itself included.
    pub ranked: usize,
    /// Listed papers by one of its authors.
    pub same_authors: Vec<Tie>,
    /// Sections its ties lead to, strongest first.
    pub sections: Vec<SectionTie>,
    /// An entry as this list would print it.
    pub proposal: Option<Proposal>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Place {
    /// Which of several lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    pub line: usize,
    pub section: String,
    pub title: String,
    /// Set when the entry prints the candidate but was not identified as it: what became of the entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unidentified: Option<&'static str>,
}

/// A listed paper.
#[derive(Clone, Debug, Serialize)]
pub struct Tie {
    pub title: String,
    /// Which of several lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    pub line: usize,
    pub rank: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SectionTie {
    pub section: SectionPath,
    /// Of all that speaks for any section, 0–1.
    pub share: f64,
    /// Titles of the closest papers there.
    pub because: Vec<String>,
    /// What ties it to the closest, in plain words.
    pub evidence: String,
}

/// The evidence for each candidate; `all` is the list of one source, or that of several [`together`](super::many::together), and `resolved`, `corpus`
/// and `analyses` are of that list [`with_candidates`].
pub fn check(
    sources: &[Source<'_>],
    all: &List,
    asked: &[String],
    resolved: &Resolved,
    (corpus, graph, analyses): (&Corpus, &CitationGraph, &Analyses),
) -> Vec<Candidate> {
    let own = all.entries.len();
    let options = Options { as_of: analyses.as_of, seed: 0 };
    let look = Look::new(corpus, graph, &options);
    let looking = Looking { sources, list: all, resolved, corpus, analyses, look, printed: printed_entries(all, resolved) };
    asked.iter().enumerate().filter_map(|(i, asked)| Some(looking.at(asked, resolved.resolutions.get(own + i)?))).collect()
}

struct Looking<'a> {
    sources: &'a [Source<'a>],
    list: &'a List,
    resolved: &'a Resolved,
    corpus: &'a Corpus,
    analyses: &'a Analyses,
    look: Look<'a>,
    /// The list's own entries, without the candidates.
    printed: Vec<PrintedEntry>,
}

impl Looking<'_> {
    fn at(&self, asked: &str, resolution: &Resolution) -> Candidate {
        let reason = match resolution {
            _ if is_meant_as_id(asked) && list::parse_identifier(asked.trim()).is_none() => {
                Some(format!("`{}` is no paper id; ids look like arxiv:2106.09685 or doi:10.18653/v1/N19-1423", asked.trim()))
            }
            Resolution::Unknown { reason } => Some(reason.clone()),
            Resolution::Failed { failure } => Some(failure.to_string()),
            Resolution::Ambiguous { candidates } => {
                candidates.first().map(|c| format!("perhaps \u{201c}{}\u{201d}: {}", c.title, c.reason))
            }
            _ => None,
        };
        let paper = resolution.paper().and_then(|id| self.resolved.paper(id)).cloned();
        let mut candidate = Candidate {
            asked: asked.to_owned(),
            outcome: resolution.outcome(),
            reason,
            paper: None,
            listed: Vec::new(),
            retracted: paper.as_ref().and_then(retracted),
            cited_by: Vec::new(),
            cites: Vec::new(),
            references_known: false,
            standing: None,
            ranked: self.analyses.rankings.standings.len(),
            same_authors: Vec::new(),
            sections: Vec::new(),
            proposal: None,
        };
        let Some(paper) = paper else {
            candidate.listed = self.places(&as_asked(asked));
            return candidate;
        };
        candidate.listed = self.places(&paper);
        if let Some(ix) = self.corpus.find(&paper.id) {
            candidate.cited_by = self.ties(self.neighbours(ix, false));
            candidate.cites = self.ties(self.neighbours(ix, true));
            candidate.standing = self.analyses.rankings.standings.iter().find(|s| s.paper == ix).cloned();
            let known = self.corpus.listed().iter().position(|l| *l == ix).map(|at| &self.corpus.known()[at].references);
            candidate.references_known = matches!(known, Some(EdgeState::Complete | EdgeState::Empty));
            candidate.same_authors = self.ties(self.same_authors(ix));
            candidate.sections = self.sections(ix);
        }
        let section = candidate.sections.first().map(|s| s.section.clone());
        candidate.proposal = if candidate.listed.is_empty() { self.proposal(&paper, section.as_ref()) } else { None };
        candidate.paper = Some(paper);
        candidate
    }

    /// Where the list prints the paper, identified or not.
    fn places(&self, paper: &Paper) -> Vec<Place> {
        let place = |at: usize| {
            let (entry, list) = (&self.printed[at], self.source_at(at));
            let section = if list.is_some() { super::many::split(&entry.section).1 } else { entry.section.clone() };
            let unidentified = (entry.paper.as_ref() != Some(&paper.id)).then(|| entry.state());
            Place { list, line: entry.line, section: section.to_string(), title: entry.title.clone(), unidentified }
        };
        Printed::of(&self.printed).places(paper).into_iter().map(place).collect()
    }

    /// Which of several lists an entry of all of them stands in.
    fn source_at(&self, entry: usize) -> Option<String> {
        let mut end = 0;
        let of = |source: &&Source<'_>| {
            end += source.list.entries.len();
            entry < end
        };
        (self.sources.len() > 1).then(|| self.sources.iter().find(of).map(|source| source.name.to_owned()))?
    }

    fn proposal(&self, paper: &Paper, section: Option<&SectionPath>) -> Option<Proposal> {
        if let [only] = self.sources {
            return style::propose(only.bytes, only.list, paper, section);
        }
        let (name, inner) = super::many::split(section?);
        let source = self.sources.iter().find(|source| source.name == name)?;
        let proposal = style::propose(source.bytes, source.list, paper, Some(&inner))?;
        Some(Proposal { list: Some(name), ..proposal })
    }

    /// Listed papers it cites (`out`) or that cite it.
    fn neighbours(&self, ix: PaperIx, out: bool) -> BTreeSet<PaperIx> {
        let arrows = self.corpus.citations().iter();
        let ends = arrows.filter_map(|&(citing, cited)| match out {
            true => (citing == ix).then_some(cited),
            false => (cited == ix).then_some(citing),
        });
        ends.filter(|other| self.corpus.role(*other).listed).collect()
    }

    fn ties(&self, papers: BTreeSet<PaperIx>) -> Vec<Tie> {
        let rank = |ix: PaperIx| self.analyses.rankings.standings.iter().find(|s| s.paper == ix).map(|s| s.rank);
        let mut ties: Vec<Tie> = papers
            .into_iter()
            .filter_map(|ix| {
                let paper = self.corpus.paper(ix);
                let at = self.resolved.resolutions.iter().take(self.list.entries.len()).position(|r| r.paper() == Some(&paper.id))?;
                Some(Tie { title: paper.title.clone(), list: self.source_at(at), line: self.list.entries[at].line, rank: rank(ix) })
            })
            .collect();
        ties.sort_by_key(|t| (t.rank.unwrap_or(u32::MAX), t.line));
        ties
    }

    /// By the catalog's author id where both have one, else by the whole name.
    fn same_authors(&self, ix: PaperIx) -> BTreeSet<PaperIx> {
        let same = |a: &Author, b: &Author| match (&a.id, &b.id) {
            (Some(a), Some(b)) => a == b,
            _ => crate::paper::normalized_title(&a.name) == crate::paper::normalized_title(&b.name),
        };
        let own = &self.corpus.paper(ix).authors;
        let others = self.corpus.listed().iter().copied().filter(|other| *other != ix);
        others.filter(|other| self.corpus.paper(*other).authors.iter().any(|a| own.iter().any(|b| same(a, b)))).collect()
    }

    /// As if the candidate were not listed; see [`Look::suggested_sections`] for how and how well.
    fn sections(&self, ix: PaperIx) -> Vec<SectionTie> {
        let filed = self.look.suggested_sections(&[ix]);
        let ties = filed.into_iter().flat_map(|filed| filed.sections).filter(|s| !s.section.is_empty()).map(|s| SectionTie {
            section: s.section,
            share: s.share,
            because: s.because.iter().take(3).map(|ix| self.corpus.paper(*ix).title.clone()).collect(),
            evidence: s.evidence,
        });
        ties.collect()
    }
}

/// What a reader would call the candidate.
pub fn name(candidate: &Candidate) -> String {
    candidate.paper.as_ref().map_or_else(|| candidate.asked.clone(), |p| p.title.clone())
}

/// The identifiers a reader may want, in words.
pub fn identifiers(paper: &Paper) -> String {
    paper.identifiers.iter().map(Identifier::to_string).collect::<Vec<_>>().join(", ")
}
