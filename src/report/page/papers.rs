//! How does the page name a paper: in sentences, in the plain ranking, among the suggestions?

use serde::Serialize;

use crate::analysis::Suggestion;
use crate::paper::PaperIx;

use super::super::view::{self, View};
use crate::text::{self, thousands};

/// A paper wherever one is named.
#[derive(Serialize, Clone)]
pub struct PaperView {
    pub title: String,
    pub who: String,
    pub date: String,
    pub url: Option<String>,
    /// Its number in the page's data, when it stands on the map.
    pub place: Option<usize>,
}

#[derive(Serialize)]
pub struct PlainRow {
    pub rank: u32,
    pub paper: PaperView,
    pub hot: String,
    pub percentile: String,
    pub citations: String,
}

#[derive(Serialize)]
pub struct MissingView {
    pub place: usize,
    pub paper: PaperView,
    pub score: String,
    pub votes: usize,
    pub voters: Vec<PaperView>,
    pub hidden_voters: usize,
    pub surprise: String,
    pub section: String,
    /// Other sections that would do, with their share.
    pub sections: Vec<(String, String)>,
    pub citations: String,
    pub evidence: String,
}

pub fn paper_view(view: &View<'_>, ix: PaperIx) -> PaperView {
    let paper = view.paper(ix);
    PaperView {
        title: view::title(paper),
        who: view::authors(paper, 2),
        date: paper.date.map(|date| date.to_string()).unwrap_or_default(),
        url: view::url(paper),
        place: view.position(ix),
    }
}

pub fn plain_ranking(view: &View<'_>) -> Vec<PlainRow> {
    let row = |s: &crate::analysis::Standing| PlainRow {
        rank: s.rank,
        paper: paper_view(view, s.paper),
        hot: format!("{:.2}", s.hot),
        percentile: s.age_percentile.map(|p| format!("{p:.1}")).unwrap_or_default(),
        citations: thousands(u64::from(s.all_citations())),
    };
    view.standings().iter().take(25).map(row).collect()
}

/// The likeliest sections with their part of all that speaks for any; the voters' own section stands beside them.
fn sections(view: &View<'_>, suggestion: &Suggestion) -> Vec<(String, String)> {
    let filed = view.filed(suggestion.paper).map_or(&[][..], |filed| &filed.sections);
    filed.iter().take(2).map(|s| (view::section_word(&s.section), format!("{:.0} %", 100.0 * s.share))).collect()
}

pub fn missing_views(view: &View<'_>, suggestions: &[Suggestion]) -> Vec<MissingView> {
    const VOTERS: usize = 6;
    let one = |(place, s): (usize, &Suggestion)| MissingView {
        place: place + 1,
        paper: paper_view(view, s.paper),
        score: format!("{:.2}", s.score),
        votes: s.voters.len(),
        voters: s.voters.iter().take(VOTERS).map(|&ix| paper_view(view, ix)).collect(),
        hidden_voters: s.voters.len().saturating_sub(VOTERS),
        surprise: s.surprise.map(|v| format!("{v:.1} ×")).unwrap_or_default(),
        section: s.section.as_ref().map(view::section_word).unwrap_or_default(),
        sections: sections(view, s),
        citations: view.paper(s.paper).citation_count.map(|n| thousands(u64::from(n))).unwrap_or_default(),
        evidence: text::short(&s.evidence, 300),
    };
    suggestions.iter().take(50).enumerate().map(one).collect()
}
