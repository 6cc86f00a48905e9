//! What became of each entry, and how each listed paper stands.

use serde::Serialize;

use crate::analysis::{Standing, TopicNumber};
use crate::list::{Entry, Kind};
use crate::paper::{Date, Identifier, SectionPath};
use crate::resolve::{Candidate, Evidence, Resolution};

use super::super::view::View;

#[derive(Serialize)]
pub struct PaperRow<'a> {
    entry_line: usize,
    section: SectionPath,
    title: &'a str,
    identifiers: &'a [Identifier],
    kind: Kind,
    outcome: &'static str,
    /// Why the resolution is believed; null unless found.
    evidence: Option<&'a Evidence>,
    /// In words, for outcomes other than found.
    reason: Option<String>,
    candidates: &'a [Candidate],
    duplicate_of_line: Option<usize>,
    paper_id: Option<&'a str>,
    matched_title: Option<&'a str>,
    date: Option<Date>,
    venue: Option<&'a str>,
    citation_count: Option<u32>,
    citations_known: Option<u32>,
    citations_12m: Option<u32>,
    local_citations: Option<u32>,
    topic: Option<TopicNumber>,
    topic_label: Option<String>,
    rank: Option<u32>,
    rank_interval: Option<(u32, u32)>,
    hot: Option<f64>,
    age_percentile: Option<f64>,
    age_rank: Option<u32>,
    provisional: Option<bool>,
}

#[derive(Serialize)]
pub struct RankingRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    date: Option<Date>,
    /// The first it stands in, then all of them.
    section: Option<&'a SectionPath>,
    sections: &'a [SectionPath],
    topic: Option<TopicNumber>,
    /// Place among the papers of the part; null when the report is of the whole list.
    rank_in_part: Option<u32>,
    #[serde(flatten)]
    standing: Numbers<'a>,
    /// Places by hot inside the first section and the topic.
    rank_in_section: Option<u32>,
    rank_in_topic: Option<u32>,
}

/// A [`Standing`] without its place.
#[derive(Serialize)]
struct Numbers<'a> {
    rank: u32,
    rank_interval: (u32, u32),
    hot: f64,
    age_percentile: Option<f64>,
    cohort: u32,
    age_rank: Option<u32>,
    rescaled_pagerank: Option<f64>,
    provisional: bool,
    /// See [`Standing::all_citations`].
    citations: u32,
    influential_citations: Option<u32>,
    citations_known: u32,
    citations_3m: u32,
    citations_12m: u32,
    pagerank: f64,
    local_citations: u32,
    local_references: u32,
    relevance: f64,
    monthly: &'a [u32],
    evidence: &'a str,
}

/// One row per entry that is about a paper or led to one, in list order.
pub fn papers<'a>(view: &'a View<'a>) -> Vec<PaperRow<'a>> {
    view.resolved()
        .filter(|(_, entry, resolution)| is_paper(entry, *resolution))
        .map(|(_, entry, resolution)| paper_row(view, entry, resolution))
        .collect()
}

/// Is the entry counted among the papers? Whatever is not `not-a-paper`, so that the rows add up to [`Coverage::papers`].
pub fn is_paper(entry: &Entry, resolution: Option<&Resolution>) -> bool {
    match resolution {
        Some(Resolution::NotAPaper) => false,
        Some(_) => true,
        None => entry.kind == Kind::Paper,
    }
}

fn paper_row<'a>(view: &'a View<'a>, entry: &'a Entry, resolution: Option<&'a Resolution>) -> PaperRow<'a> {
    let ix = resolution.and_then(Resolution::paper).and_then(|id| view.study.corpus.find(id));
    let paper = ix.map(|ix| view.paper(ix));
    let position = ix.and_then(|ix| view.position(ix));
    let standing = position.and_then(|position| view.standing(position));
    let topic = position.and_then(|position| view.topic(position));
    PaperRow {
        entry_line: entry.line,
        section: view.study.list.section(entry),
        title: &entry.title,
        identifiers: &entry.identifiers,
        kind: entry.kind,
        outcome: resolution.map_or("failed", Resolution::outcome),
        evidence: match resolution {
            Some(Resolution::Found { evidence, .. }) => Some(evidence),
            _ => None,
        },
        reason: resolution.map_or(Some("it was never asked for".to_owned()), reason),
        candidates: match resolution {
            Some(Resolution::Ambiguous { candidates }) => candidates,
            _ => &[],
        },
        duplicate_of_line: entry.duplicate_of.and_then(|first| view.study.list.entries.get(first)).map(|first| first.line),
        paper_id: resolution.and_then(Resolution::paper).map(|id| id.as_str()),
        matched_title: paper.map(|paper| paper.title.as_str()),
        date: paper.and_then(|paper| paper.date),
        venue: paper.map(|paper| paper.venue.as_str()).filter(|venue| !venue.is_empty()),
        citation_count: paper.and_then(|paper| paper.citation_count),
        citations_known: standing.map(|s| s.citations_known),
        citations_12m: standing.map(|s| s.citations_12m),
        local_citations: standing.map(|s| s.local_citations),
        topic: topic.map(TopicNumber::of),
        topic_label: topic.map(|topic| view.topic_label(topic)),
        rank: standing.map(|s| s.rank),
        rank_interval: standing.map(|s| s.rank_interval),
        hot: standing.map(|s| s.hot),
        age_percentile: standing.and_then(|s| s.age_percentile),
        age_rank: standing.and_then(|s| s.age_rank),
        provisional: standing.map(|s| s.provisional),
    }
}

/// Why an entry was not found, in words.
pub fn reason(resolution: &Resolution) -> Option<String> {
    match resolution {
        Resolution::Found { .. } | Resolution::NotAPaper => None,
        Resolution::Ambiguous { candidates } => candidates.first().map(|best| best.reason.clone()),
        Resolution::Unknown { reason } => Some(reason.clone()),
        Resolution::Failed { failure } => Some(failure.to_string()),
    }
}

/// One row per listed paper, hottest first.
pub fn rankings<'a>(view: &View<'a>) -> Vec<RankingRow<'a>> {
    view.standings().iter().enumerate().map(|(place, standing)| ranking(view, place, standing)).collect()
}

fn ranking<'a>(view: &View<'a>, place: usize, standing: &'a Standing) -> RankingRow<'a> {
    let paper = view.paper(standing.paper);
    let position = view.position(standing.paper);
    RankingRow {
        paper_id: paper.id.as_str(),
        title: &paper.title,
        date: paper.date,
        section: position.and_then(|position| view.section(position)),
        sections: position.map_or(&[], |position| view.sections_of(position)),
        topic: position.and_then(|position| view.topic(position)).map(TopicNumber::of),
        rank_in_part: view.rank_in_part(standing),
        standing: numbers(standing),
        rank_in_section: view.places(place).and_then(|places| Some(places.section.as_ref()?.rank)),
        rank_in_topic: view.places(place).and_then(|places| Some(places.topic.as_ref()?.rank)),
    }
}

fn numbers(standing: &Standing) -> Numbers<'_> {
    Numbers {
        rank: standing.rank,
        rank_interval: standing.rank_interval,
        hot: standing.hot,
        age_percentile: standing.age_percentile,
        cohort: standing.cohort,
        age_rank: standing.age_rank,
        rescaled_pagerank: standing.rescaled_pagerank,
        provisional: standing.provisional,
        citations: standing.all_citations(),
        influential_citations: standing.influential_citations,
        citations_known: standing.citations_known,
        citations_3m: standing.citations_3m,
        citations_12m: standing.citations_12m,
        pagerank: standing.pagerank,
        local_citations: standing.local_citations,
        local_references: standing.local_references,
        relevance: standing.relevance,
        monthly: &standing.monthly,
        evidence: &standing.evidence,
    }
}
