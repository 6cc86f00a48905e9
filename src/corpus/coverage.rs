//! How much is known? Counts that every report shows, so that a gap is never taken for a fact.

use serde::Serialize;

use crate::catalog::EdgeState;
use crate::list::List;
use crate::resolve::{Resolution, Resolved};

use super::Corpus;

/// How much is known. Entries = papers + not_a_paper; papers = found + ambiguous + unknown + failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    pub entries: u32,
    /// Entries that are about a paper; in files `paper_entries`, where `papers` always means distinct papers.
    #[serde(rename = "paper_entries")]
    pub papers: u32,
    pub found: u32,
    pub ambiguous: u32,
    pub unknown: u32,
    pub failed: u32,
    pub not_a_paper: u32,
    /// Papers found, each counted once however often it is listed.
    pub distinct_papers: u32,
    /// Rows of the listed papers' reference lists that are known, of those the catalog says there are.
    pub references_known: u32,
    pub references_total: u32,
    /// The same for citations.
    pub citations_known: u32,
    pub citations_total: u32,
    /// Papers of the corpus that the catalog dates after the day asked; see [`Corpus::future_dates`].
    pub future_dates: u32,
    /// Listed papers by the state of their reference list and of their citations.
    pub reference_lists: States,
    pub citation_lists: States,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct States {
    pub complete: u32,
    pub empty: u32,
    pub elided: u32,
    pub truncated: u32,
    pub failed: u32,
    pub never_asked: u32,
}

impl Coverage {
    pub fn of(list: &List, resolved: &Resolved, corpus: &Corpus) -> Coverage {
        let mut coverage = Coverage {
            entries: list.entries.len() as u32,
            distinct_papers: corpus.listed().len() as u32,
            future_dates: corpus.future_dates().len() as u32,
            ..Coverage::default()
        };
        for resolution in &resolved.resolutions {
            *match resolution {
                Resolution::Found { .. } => &mut coverage.found,
                Resolution::Ambiguous { .. } => &mut coverage.ambiguous,
                Resolution::Unknown { .. } => &mut coverage.unknown,
                Resolution::Failed { .. } => &mut coverage.failed,
                Resolution::NotAPaper => &mut coverage.not_a_paper,
            } += 1;
        }
        coverage.papers = coverage.entries - coverage.not_a_paper;
        for (ix, known) in corpus.listed().iter().zip(corpus.known()) {
            let paper = corpus.paper(*ix);
            let references = known.reference_rows + known.reference_nameless;
            coverage.references_known += known.reference_rows;
            // The list may be longer than the catalog's own count says; never claim more than all.
            coverage.references_total += paper.reference_count.unwrap_or(references).max(references);
            coverage.citations_known += known.citation_rows;
            coverage.citations_total += paper.citation_count.unwrap_or(known.citation_rows).max(known.citation_rows);
            coverage.reference_lists.count(&known.references);
            coverage.citation_lists.count(&known.citations);
        }
        coverage
    }

    /// Whether the catalog left gaps that asking again may fill.
    pub fn has_failures(&self) -> bool {
        self.failed
            + self.reference_lists.failed
            + self.citation_lists.failed
            + self.reference_lists.never_asked
            + self.citation_lists.never_asked
            > 0
    }
}

impl States {
    fn count(&mut self, state: &EdgeState) {
        *match state {
            EdgeState::Complete => &mut self.complete,
            EdgeState::Empty => &mut self.empty,
            EdgeState::Elided => &mut self.elided,
            EdgeState::Truncated { .. } => &mut self.truncated,
            EdgeState::Failed { .. } => &mut self.failed,
            EdgeState::NeverAsked => &mut self.never_asked,
        } += 1;
    }
}
