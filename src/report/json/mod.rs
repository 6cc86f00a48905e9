//! What does another program read? `report.json`, whose shape `docs/report-schema.json` publishes.
//!
//! Papers are named by their id here, never by their place. Nothing in it changes between a first and a second run of the same list:
//! what a run spent stands in the manifest.

mod papers;
mod topics;
mod trends;

use serde::Serialize;

use crate::analysis::{HeldBack, Suggestion};
use crate::maintain::Severity;
use crate::paper::{Date, Identifier, PaperIx, SectionPath};

use super::view::View;
use super::{Coverage, Part, ReportError, Study};

use papers::{PaperRow, RankingRow};
pub use papers::{is_paper, reason};
use topics::{SectionRow, TopicsPart, section_rows};
use trends::TrendsPart;

/// Raised when a field is removed or changes its meaning; new fields do not raise it.
pub const SCHEMA_VERSION: u32 = 2;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    program: &'static str,
    program_version: &'a str,
    list: ListPart<'a>,
    part: Option<&'a Part>,
    as_of: Date,
    data_until: Option<Date>,
    asked: Option<Asked>,
    catalog: &'a str,
    partial: bool,
    caveat: &'a str,
    coverage: &'a Coverage,
    papers: Vec<PaperRow<'a>>,
    rankings: Vec<RankingRow<'a>>,
    topics: TopicsPart<'a>,
    trends: TrendsPart<'a>,
    missing: MissingPart<'a>,
    main_path: MainPathPart<'a>,
    findings: Vec<FindingRow<'a>>,
}

#[derive(Serialize)]
struct ListPart<'a> {
    name: &'a str,
    title: &'a str,
    /// Every heading but the title, in the order of the list.
    sections: Vec<SectionPath>,
}

#[derive(Serialize)]
pub struct Asked {
    pub first: Date,
    pub last: Date,
}

#[derive(Serialize)]
struct MissingPart<'a> {
    classics: Vec<SuggestionRow<'a>>,
    recents: Vec<SuggestionRow<'a>>,
    held_back: Vec<HeldBackRow<'a>>,
}

/// A work that is not suggested because the list prints it.
#[derive(Serialize)]
struct HeldBackRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    entry_line: usize,
    section: &'a SectionPath,
    printed_title: &'a str,
    outcome: &'static str,
}

#[derive(Serialize)]
struct SuggestionRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    identifiers: &'a [Identifier],
    date: Option<Date>,
    citation_count: Option<u32>,
    score: f64,
    voters: Vec<&'a str>,
    surprise: Option<f64>,
    section: Option<&'a SectionPath>,
    /// Where it would stand, likeliest first.
    sections: Vec<SectionRow<'a>>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct MainPathPart<'a> {
    links: Vec<LinkRow<'a>>,
    /// Papers on a longest chain of citations.
    basket: Vec<&'a str>,
    broken_cycles: u32,
}

#[derive(Serialize)]
struct LinkRow<'a> {
    citing: &'a str,
    cited: &'a str,
    ln_search_path_count: f64,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    line: usize,
    column: usize,
    span: (usize, usize),
}

pub fn render(view: &View<'_>) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(&document(view))
        .map_err(|source| ReportError::Render { what: "report.json".to_owned(), source: Box::new(source) })?;
    bytes.push(b'\n');
    Ok(bytes)
}

pub fn asked(study: &Study) -> Option<Asked> {
    study.provenance.asked.map(|(first, last)| Asked { first, last })
}

fn document<'a>(view: &'a View<'a>) -> Document<'a> {
    let study = view.study;
    let provenance = &study.provenance;
    Document {
        schema_version: SCHEMA_VERSION,
        program: super::manifest::PROGRAM,
        program_version: &provenance.program_version,
        list: ListPart {
            name: &study.name,
            title: &study.list.title,
            sections: study.list.section_paths().map(|(_, path)| path).collect(),
        },
        part: study.part.as_ref(),
        as_of: study.analyses.as_of,
        data_until: study.analyses.data_until,
        asked: asked(study),
        catalog: &provenance.catalog,
        partial: provenance.partial,
        caveat: &provenance.caveat,
        coverage: &study.coverage,
        papers: papers::papers(view),
        rankings: papers::rankings(view),
        topics: topics::topics(view),
        trends: trends::trends(view),
        missing: MissingPart {
            classics: study.analyses.missing.classics.iter().map(|s| suggestion(view, s)).collect(),
            recents: study.analyses.missing.recents.iter().map(|s| suggestion(view, s)).collect(),
            held_back: study.analyses.missing.held_back.iter().map(|held| held_back(view, held)).collect(),
        },
        main_path: MainPathPart {
            links: study
                .analyses
                .main_path
                .links
                .iter()
                .map(|&(citing, cited, ln)| LinkRow { citing: id(view, citing), cited: id(view, cited), ln_search_path_count: ln })
                .collect(),
            basket: ids(view, &study.analyses.main_path.basket),
            broken_cycles: study.analyses.main_path.broken_cycles,
        },
        findings: study.findings.iter().map(finding).collect(),
    }
}

fn id<'a>(view: &View<'a>, ix: PaperIx) -> &'a str {
    view.paper(ix).id.as_str()
}

fn ids<'a>(view: &View<'a>, papers: &[PaperIx]) -> Vec<&'a str> {
    papers.iter().map(|&ix| id(view, ix)).collect()
}

fn suggestion<'a>(view: &View<'a>, suggestion: &'a Suggestion) -> SuggestionRow<'a> {
    let paper = view.paper(suggestion.paper);
    SuggestionRow {
        paper_id: paper.id.as_str(),
        title: &paper.title,
        identifiers: &paper.identifiers,
        date: paper.date,
        citation_count: paper.citation_count,
        score: suggestion.score,
        voters: suggestion.voters.iter().map(|&ix| id(view, ix)).collect(),
        surprise: suggestion.surprise,
        section: suggestion.section.as_ref(),
        sections: view.filed(suggestion.paper).map(|filed| section_rows(view, filed)).unwrap_or_default(),
        evidence: &suggestion.evidence,
    }
}

fn held_back<'a>(view: &View<'a>, held: &'a HeldBack) -> HeldBackRow<'a> {
    let paper = view.paper(held.paper);
    HeldBackRow {
        paper_id: paper.id.as_str(),
        title: &paper.title,
        entry_line: held.line,
        section: &held.section,
        printed_title: &held.printed,
        outcome: held.outcome,
    }
}

fn finding(finding: &crate::maintain::Finding) -> FindingRow<'_> {
    FindingRow {
        code: finding.code,
        severity: finding.severity,
        message: &finding.message,
        line: finding.line,
        column: finding.column,
        span: (finding.span.start, finding.span.end),
    }
}
