//! Which part of a list is asked for, and what does the study of that part look like?
//!
//! A [`Study`] of a whole list goes in, the study of one section or topic comes out. Ranks and the numbers beside them are those of the whole, so that they mean
//! the same in both reports; topics, trends, suggestions and main path are found again among the part's papers. Nothing is asked here.

use std::collections::{BTreeSet, HashMap};

use crate::analysis::heading::{self, HeadingError};
use crate::analysis::{self, Analyses, Misfiled, Options, Standing, TopicNumber, TopicNumberError};
use crate::corpus::{Corpus, Coverage, Listed};
use crate::graph::CitationGraph;
use crate::list::{Entry, List};
use crate::paper::{Citation, PaperId, SectionPath, normalized_title};
use crate::report::{Part, Study};
use crate::resolve::{Resolution, Resolved};

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A heading, or several joined by `›`, `>` or `/`; what stands below it belongs to it.
    Section(String),
    /// The topic's number (see [`TopicNumber`]), or its label.
    Topic(String),
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartError {
    #[error(transparent)]
    Heading(#[from] HeadingError),
    #[error("there is no topic `{asked}`")]
    NoTopic { asked: String, nearest: Option<String>, all: Vec<String> },
    #[error(transparent)]
    TopicNumber(#[from] TopicNumberError),
    #[error("no paper of {kind} `{name}` was found")]
    Empty { kind: &'static str, name: String },
}

impl PartError {
    /// What can be typed instead.
    pub fn hint(&self) -> Option<String> {
        match self {
            PartError::Heading(error) => Some(error.hint()),
            PartError::NoTopic { nearest, all, .. } => Some(heading::instead("topic", nearest.as_deref(), all)),
            PartError::TopicNumber(_) => Some("`citegraph topics` shows them with their numbers".to_owned()),
            PartError::Empty { .. } => None,
        }
    }
}

/// The study of one part of a list.
///
/// # Errors
/// When nothing is called so, several sections are, or none of its papers was found.
pub fn part(study: &Study, wanted: &Wanted) -> Result<Study, PartError> {
    let (part, entries, papers) = match wanted {
        Wanted::Section(asked) => section(study, asked)?,
        Wanted::Topic(asked) => topic(study, asked)?,
    };
    if papers.is_empty() {
        return Err(PartError::Empty { kind: part.kind.word(), name: part.name });
    }
    let (list, resolved) = narrowed_list(study, &entries);
    let corpus = narrowed_corpus(study, &papers, &part);
    let graph = CitationGraph::of(&corpus);
    let analyses = analyses(study, &corpus, &graph);
    let coverage = Coverage::of(&list, &resolved, &corpus);
    let within = |line: usize| list.entries.iter().any(|entry| (entry.line..=entry.end_line).contains(&line));
    let findings = study.findings.iter().filter(|finding| within(finding.line)).cloned().collect();
    let (name, provenance) = (study.name.clone(), study.provenance.clone());
    Ok(Study { name, list, resolved, corpus, graph, analyses, coverage, findings, provenance, part: Some(part) })
}

type Found = (Part, Vec<usize>, BTreeSet<PaperId>);

fn section(study: &Study, asked: &str) -> Result<Found, PartError> {
    let sections: Vec<SectionPath> = study.list.entries.iter().map(|entry| study.list.section(entry)).collect();
    let heading = heading::named(asked, &sections)?;
    let entries: Vec<usize> = (0..sections.len()).filter(|&i| sections[i].is_within(&heading)).collect();
    let papers = entries.iter().filter_map(|&i| study.resolved.resolutions.get(i)?.paper().cloned()).collect();
    Ok((Part::of_section(study, heading), entries, papers))
}

fn topic(study: &Study, asked: &str) -> Result<Found, PartError> {
    let topics = &study.analyses.topics.topics;
    let labels: Vec<String> = topics.iter().map(|topic| topic.label.clone()).collect();
    let by_number = match asked.parse::<TopicNumber>() {
        Err(error @ TopicNumberError::Zero) => return Err(error.into()),
        number => number.ok().map(TopicNumber::index).filter(|place| *place < topics.len()),
    };
    let by_label = || labels.iter().position(|label| normalized_title(label) == normalized_title(asked));
    let Some(place) = by_number.or_else(by_label) else {
        let all: Vec<String> = labels.iter().enumerate().map(|(place, label)| format!("{} {label}", TopicNumber::of(place))).collect();
        return Err(PartError::NoTopic { asked: asked.to_owned(), nearest: heading::nearest(asked, &all), all });
    };
    let papers: BTreeSet<PaperId> = topics[place].papers.iter().map(|&ix| study.corpus.paper(ix).id.clone()).collect();
    let meant = |resolution: &Resolution| resolution.paper().is_some_and(|id| papers.contains(id));
    let entries = (0..study.list.entries.len()).filter(|&i| study.resolved.resolutions.get(i).is_some_and(meant)).collect();
    let number = TopicNumber::of(place);
    let name = if labels[place].is_empty() { number.name() } else { labels[place].clone() };
    Ok((Part::of_topic(study, name, number), entries, papers))
}

/// The entries that stay, with what became of them. Lines and bytes stay those of the file.
fn narrowed_list(study: &Study, entries: &[usize]) -> (List, Resolved) {
    let places: HashMap<usize, usize> = entries.iter().enumerate().map(|(new, &old)| (old, new)).collect();
    let entry = |&old: &usize| {
        let entry = study.list.entries[old].clone();
        Entry { duplicate_of: entry.duplicate_of.and_then(|first| places.get(&first).copied()), ..entry }
    };
    let list = List { entries: entries.iter().map(entry).collect(), ..study.list.clone() };
    let resolutions = entries.iter().filter_map(|&old| study.resolved.resolutions.get(old).cloned()).collect();
    (list, Resolved { resolutions, ..study.resolved.clone() })
}

/// The part's papers, what they cite and what cites them.
fn narrowed_corpus(study: &Study, papers: &BTreeSet<PaperId>, part: &Part) -> Corpus {
    let whole = &study.corpus;
    let inside: Vec<bool> = whole.papers().iter().map(|paper| papers.contains(&paper.id)).collect();
    let mut near = inside.clone();
    for (citing, cited) in whole.citations() {
        near[citing.index()] |= inside[cited.index()];
        near[cited.index()] |= inside[citing.index()];
    }
    let records = whole.papers().iter().zip(&near).filter(|(_, near)| **near).map(|(paper, _)| paper.clone()).collect();
    let citations: Vec<Citation> = whole
        .citations()
        .iter()
        .filter(|(citing, cited)| near[citing.index()] && near[cited.index()])
        .map(|(citing, cited)| Citation { citing: whole.paper(*citing).id.clone(), cited: whole.paper(*cited).id.clone() })
        .collect();
    let listed = whole
        .listed()
        .iter()
        .zip(whole.known().iter().zip(whole.sections()))
        .filter(|(ix, _)| inside[ix.index()])
        .map(|(ix, (known, sections))| Listed {
            id: whole.paper(*ix).id.clone(),
            known: known.clone(),
            sections: sections.iter().filter(|section| part.holds(section)).cloned().collect(),
        })
        .collect();
    Corpus::new(records, &citations, listed, whole.asked()).with_section_order(whole.section_order()).with_printed(whole.printed().to_vec())
}

fn analyses(study: &Study, corpus: &Corpus, graph: &CitationGraph) -> Analyses {
    let whole = &study.analyses;
    let mut analyses = analysis::analyze(corpus, graph, &Options { as_of: whole.as_of, seed: study.provenance.seed });
    let here = |ix| corpus.find(&study.corpus.paper(ix).id);
    let listed_here = |ix| here(ix).filter(|&ix| corpus.role(ix).listed);
    // A quiet part may end before the whole does; the ranks' windows are the whole's.
    analyses.data_until = whole.data_until;
    analyses.rankings = whole.rankings.clone();
    let here_too = |standing: Standing| Some(Standing { paper: listed_here(standing.paper)?, ..standing });
    analyses.rankings.standings = analyses.rankings.standings.into_iter().filter_map(here_too).collect();
    analyses.places = analysis::standing::places(corpus, &analyses.rankings, &analyses.topics);
    analyses.topics.misfiled = whole
        .topics
        .misfiled
        .iter()
        .filter_map(|m| {
            let because = m.because.iter().filter_map(|&ix| here(ix)).collect();
            Some(Misfiled { paper: listed_here(m.paper)?, because, ..m.clone() })
        })
        .collect();
    // What stands elsewhere on the list is not missing from it.
    let elsewhere = |ix| study.corpus.find(&corpus.paper(ix).id).is_some_and(|ix| study.corpus.role(ix).listed);
    analyses.missing.classics.retain(|suggestion| !elsewhere(suggestion.paper));
    analyses.missing.recents.retain(|suggestion| !elsewhere(suggestion.paper));
    analyses
}
