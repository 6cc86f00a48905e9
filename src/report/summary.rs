//! What would one tell a colleague in a minute? Sentences put together from numbers that stand elsewhere in the report.

use crate::analysis::{Standing, Suggestion};
use crate::paper::PaperIx;

use super::view::View;
use crate::text::{self, counted};

/// A piece of a sentence; a paper becomes a link where there is something to link to.
#[derive(Debug, PartialEq)]
pub enum Part {
    Text(String),
    Paper(PaperIx),
    Strong(String),
}

/// `heading` is one word such as `Hot`.
pub struct Sentence {
    pub heading: &'static str,
    pub parts: Vec<Part>,
}

pub fn sentences(view: &View<'_>) -> Vec<Sentence> {
    [known(view), hot(view), classic(view), rising(view), missing(view), to_do(view)].into_iter().flatten().collect()
}

fn words(text: impl Into<String>) -> Part {
    Part::Text(text.into())
}

fn strong(text: impl Into<String>) -> Part {
    Part::Strong(text.into())
}

fn known(view: &View<'_>) -> Option<Sentence> {
    let coverage = &view.study.coverage;
    let mut parts = match (coverage.entries, coverage.papers) {
        (0, _) => vec![words("The list has no entries, so there is nothing to rank.")],
        (entries, 0) => vec![words(format!("None of the list's {} is about a paper.", counted(u64::from(entries), "entry", "entries")))],
        (_, papers) => vec![
            strong(format!(
                "{} of {}",
                text::thousands(u64::from(coverage.found)),
                counted(u64::from(papers), "paper entry", "paper entries")
            )),
            words(" were identified"),
        ],
    };
    if coverage.found > 0 {
        let corpus = &view.study.corpus;
        let is_listed = |ix: &PaperIx| corpus.role(*ix).listed;
        let around = corpus.papers().len().min(u32::MAX as usize) as u32;
        let around = (0..around).map(PaperIx).filter(|ix| !is_listed(ix) && (corpus.role(*ix).cited || corpus.role(*ix).citing)).count();
        let citations = corpus.citations().iter().filter(|(citing, cited)| is_listed(citing) || is_listed(cited)).count();
        parts.push(words(format!(
            " as {}. They cite or are cited by {} in {} (the rows of tables/citations.csv with a listed paper).",
            counted(corpus.listed().len() as u64, "distinct paper", "distinct papers"),
            counted(around as u64, "other paper", "other papers"),
            counted(citations as u64, "citation", "citations")
        )));
    }
    if coverage.future_dates > 0 {
        parts.push(words(format!(
            " The catalog dates {} after the day it was asked; such dates are not believed.",
            counted(u64::from(coverage.future_dates), "paper", "papers")
        )));
    }
    if (1..coverage.papers).contains(&coverage.found) {
        parts.push(words(" The entries that were not identified stand under Health of the list."));
    }
    Some(Sentence { heading: "Known", parts })
}

fn listing(papers: impl Iterator<Item = PaperIx>, most: usize) -> Vec<Part> {
    let papers: Vec<PaperIx> = papers.take(most).collect();
    let mut parts = Vec::new();
    for (place, &paper) in papers.iter().enumerate() {
        if place > 0 {
            parts.push(words(if place + 1 == papers.len() { " and " } else { ", " }));
        }
        parts.push(Part::Paper(paper));
    }
    parts
}

fn hot(view: &View<'_>) -> Option<Sentence> {
    let first = view.standings().first().filter(|first| first.hot > 0.0)?;
    let mut parts = vec![Part::Paper(first.paper), words(" draws the most recent attention")];
    if first.citations_12m > 0 {
        parts.push(words(format!(
            " ({} from papers of the last 12 months)",
            counted(u64::from(first.citations_12m), "citation", "citations")
        )));
    }
    let next: Vec<&Standing> = view.standings().iter().skip(1).take(2).filter(|s| s.hot > 0.0).collect();
    if !next.is_empty() {
        parts.push(words(", before "));
        parts.extend(listing(next.into_iter().map(|s| s.paper), 2));
    }
    if first.rank_interval.1 > 1 {
        parts.push(words(format!(". Its first place is not settled: resampling puts it anywhere up to rank {}", first.rank_interval.1)));
    }
    parts.push(words("."));
    Some(Sentence { heading: "Hot", parts })
}

fn classic(view: &View<'_>) -> Option<Sentence> {
    let aged = view.by_age();
    let first = aged.first()?;
    let mut parts = vec![words("For their age the most cited are ")];
    parts.extend(listing(aged.iter().map(|s| s.paper), 3));
    let percentile = first.age_percentile.unwrap_or_default();
    let peers = counted(u64::from(first.cohort), "paper", "papers");
    parts.push(words(if first.leads_its_age() {
        format!("; the first is cited more than all {peers} of its age.")
    } else {
        format!("; the first is cited more than {percentile:.0} % of {peers} of its age.")
    }));
    Some(Sentence { heading: "Classic", parts })
}

/// A rise or a newcomer is named when it gained this many citations in a year: a factor of small numbers is no news.
const FEWEST_GAINED: u32 = 10;

fn rising(view: &View<'_>) -> Option<Sentence> {
    let mut grown: Vec<(usize, &crate::analysis::Growth)> =
        view.study.analyses.trends.topics.iter().enumerate().filter_map(|(topic, series)| Some((topic, series.growth.as_ref()?))).collect();
    if grown.is_empty() {
        return None;
    }
    grown.sort_by(|a, b| b.1.log_ratio.total_cmp(&a.1.log_ratio).then(a.0.cmp(&b.0)));
    let name = |topic: usize| strong(format!("{}. {}", crate::analysis::TopicNumber::of(topic), view.topic_word(topic)));
    let change = |g: &crate::analysis::Growth| {
        words(format!(" ({} → {} citations a year)", text::thousands(u64::from(g.before_12m)), text::thousands(u64::from(g.last_12m))))
    };
    let gained = |g: &crate::analysis::Growth| g.last_12m.saturating_sub(g.before_12m) >= FEWEST_GAINED;
    let up: Vec<_> = grown.iter().filter(|(_, g)| g.significant && g.log_ratio > 0.0 && !g.is_birth() && gained(g)).take(3).collect();
    let new: Vec<_> = grown.iter().filter(|(_, g)| g.is_birth() && gained(g)).take(3).collect();
    let down: Vec<_> = grown.iter().rev().filter(|(_, g)| g.significant && g.log_ratio < 0.0).take(2).collect();
    let mut parts = Vec::new();
    for (list, lead) in [(&up, "Attention grows for "), (&new, "Hardly cited a year before: "), (&down, "Attention falls for ")] {
        if !list.is_empty() {
            parts.push(words(if parts.is_empty() { lead.to_owned() } else { format!(". {lead}") }));
            for (place, (topic, growth)) in list.iter().enumerate() {
                parts.push(words(if place > 0 { ", " } else { "" }));
                parts.push(name(*topic));
                parts.push(change(growth));
            }
        }
    }
    parts.push(words(if parts.is_empty() { "No topic's attention changed by more than chance over the last year." } else { "." }));
    parts.retain(|part| *part != words(""));
    Some(Sentence { heading: "Rising", parts })
}

fn missing(view: &View<'_>) -> Option<Sentence> {
    let missing = &view.study.analyses.missing;
    let first = missing.classics.first().or(missing.recents.first())?;
    let mut parts = vec![words("The list may lack "), Part::Paper(first.paper), words(votes(first, !missing.classics.is_empty()))];
    if let (false, Some(recent)) = (missing.classics.is_empty(), missing.recents.first()) {
        parts.extend([words("; among recent work "), Part::Paper(recent.paper), words(votes(recent, false))]);
    }
    parts.push(words("."));
    Some(Sentence { heading: "Missing", parts })
}

fn votes(suggestion: &Suggestion, cited: bool) -> String {
    let count = counted(suggestion.voters.len() as u64, "listed paper", "listed papers");
    if cited { format!(", which {count} cite") } else { format!(", which cites {count}") }
}

fn to_do(view: &View<'_>) -> Option<Sentence> {
    use crate::maintain::Severity;
    let count = |severity| view.study.findings.iter().filter(|finding| finding.severity == severity).count() as u64;
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    if errors + warnings + notes == 0 {
        return None;
    }
    let kinds = [(errors, "error", "errors"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let words_of: Vec<String> = kinds.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| counted(n, one, many)).collect();
    Some(Sentence { heading: "To do", parts: vec![words(format!("Reading and resolving the list gave {}.", text::joined(&words_of)))] })
}
