//! What does another program read? `report.json`, whose shape `docs/report-schema.json` publishes.
//!
//! Papers are named by their id here, never by their place. Nothing in it changes between a first and a second run of the same list:
//! what a run spent stands in the manifest.

use serde::Serialize;

use crate::analysis::{Agreement, Burst, Growth, Series, Standing, Suggestion, Term};
use crate::list::{Entry, Kind};
use crate::maintain::Severity;
use crate::paper::{Date, Identifier, PaperIx};
use crate::resolve::{Candidate, Evidence, Resolution};

use super::view::View;
use super::{Coverage, Part, ReportError, Study};

/// Raised when a field is removed or changes its meaning; new fields do not raise it.
pub const SCHEMA_VERSION: u32 = 1;

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
    sections: Vec<&'a [String]>,
}

#[derive(Serialize)]
pub struct Asked {
    pub first: Date,
    pub last: Date,
}

#[derive(Serialize)]
struct PaperRow<'a> {
    entry_line: usize,
    section: &'a [String],
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
    topic: Option<usize>,
    topic_label: Option<String>,
    rank: Option<u32>,
    rank_interval: Option<(u32, u32)>,
    hot: Option<f64>,
    age_percentile: Option<f64>,
    age_rank: Option<u32>,
    provisional: Option<bool>,
}

#[derive(Serialize)]
struct RankingRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    date: Option<Date>,
    section: &'a str,
    topic: Option<usize>,
    /// Place among the papers of the part; null when the report is of the whole list.
    rank_in_part: Option<u32>,
    #[serde(flatten)]
    standing: Numbers<'a>,
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
    citations: Option<u32>,
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

#[derive(Serialize)]
struct TopicsPart<'a> {
    topics: Vec<TopicRow<'a>>,
    levels: Vec<LevelRow<'a>>,
    agreement: Option<&'a Agreement>,
    misfiled: Vec<MisfiledRow<'a>>,
}

#[derive(Serialize)]
struct TopicRow<'a> {
    topic: usize,
    label: &'a str,
    terms: &'a [Term],
    papers: Vec<&'a str>,
    core: Vec<&'a str>,
    bridges: Vec<BridgeRow<'a>>,
    stability: f64,
    sections: &'a [(String, u32)],
    growth: Option<&'a Growth>,
}

#[derive(Serialize)]
struct BridgeRow<'a> {
    paper_id: &'a str,
    topic: u32,
    share: f64,
}

#[derive(Serialize)]
struct LevelRow<'a> {
    name: &'a str,
    gamma: f64,
    modularity: f64,
    labels: &'a [String],
    /// Topic of each listed paper at this level, by paper id.
    papers: Vec<(&'a str, Option<u32>)>,
}

#[derive(Serialize)]
struct MisfiledRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    section: &'a str,
    suggested: &'a str,
    share_suggested: f64,
    share_own: f64,
    because: Vec<&'a str>,
}

#[derive(Serialize)]
struct TrendsPart<'a> {
    first_month: Option<Date>,
    months: usize,
    incomplete_months: u32,
    papers: &'a [u32],
    citations: &'a [u32],
    topics: &'a [Series],
    sections: &'a [Series],
    bursts: Vec<BurstRow<'a>>,
    reference_years: &'a [(i32, u32, f64)],
    reference_half_life: Option<f64>,
    citation_half_life: Option<f64>,
}

#[derive(Serialize)]
struct BurstRow<'a> {
    term: &'a str,
    from: Option<Date>,
    to: Option<Date>,
    weight: f64,
    open: bool,
}

#[derive(Serialize)]
struct MissingPart<'a> {
    classics: Vec<SuggestionRow<'a>>,
    recents: Vec<SuggestionRow<'a>>,
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
    section: Option<&'a str>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct MainPathPart<'a> {
    links: Vec<LinkRow<'a>>,
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
            sections: study.list.sections.iter().map(|s| s.path.as_slice()).collect(),
        },
        part: study.part.as_ref(),
        as_of: study.analyses.as_of,
        data_until: study.analyses.data_until,
        asked: asked(study),
        catalog: &provenance.catalog,
        partial: provenance.partial,
        caveat: &provenance.caveat,
        coverage: &study.coverage,
        papers: papers(view),
        rankings: view.standings().iter().map(|standing| ranking(view, standing)).collect(),
        topics: topics(view),
        trends: trends(view),
        missing: MissingPart {
            classics: study.analyses.missing.classics.iter().map(|s| suggestion(view, s)).collect(),
            recents: study.analyses.missing.recents.iter().map(|s| suggestion(view, s)).collect(),
        },
        main_path: MainPathPart {
            links: study
                .analyses
                .main_path
                .links
                .iter()
                .map(|&(citing, cited, ln)| LinkRow { citing: id(view, citing), cited: id(view, cited), ln_search_path_count: ln })
                .collect(),
            broken_cycles: study.analyses.main_path.broken_cycles,
        },
        findings: study.findings.iter().map(finding).collect(),
    }
}

fn id<'a>(view: &View<'a>, ix: PaperIx) -> &'a str {
    view.paper(ix).id.as_str()
}

/// One row per entry that is about a paper or led to one, in list order.
fn papers<'a>(view: &'a View<'a>) -> Vec<PaperRow<'a>> {
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
        section: view.study.list.section_path(entry),
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
        topic,
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

fn ranking<'a>(view: &View<'a>, standing: &'a Standing) -> RankingRow<'a> {
    let paper = view.paper(standing.paper);
    let position = view.position(standing.paper);
    RankingRow {
        paper_id: paper.id.as_str(),
        title: &paper.title,
        date: paper.date,
        section: position.map_or("", |position| view.section(position)),
        topic: position.and_then(|position| view.topic(position)),
        rank_in_part: view.rank_in_part(standing),
        standing: numbers(standing),
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
        citations: standing.citations,
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

fn topics<'a>(view: &'a View<'a>) -> TopicsPart<'a> {
    let topics = &view.study.analyses.topics;
    let series = &view.study.analyses.trends.topics;
    TopicsPart {
        topics: topics
            .topics
            .iter()
            .enumerate()
            .map(|(number, topic)| TopicRow {
                topic: number,
                label: &topic.label,
                terms: &topic.terms,
                papers: topic.papers.iter().map(|&ix| id(view, ix)).collect(),
                core: topic.core.iter().map(|&ix| id(view, ix)).collect(),
                bridges: topic.bridges.iter().map(|b| BridgeRow { paper_id: id(view, b.paper), topic: b.topic, share: b.share }).collect(),
                stability: topic.stability,
                sections: &topic.sections,
                growth: series.get(number).and_then(|series| series.growth.as_ref()),
            })
            .collect(),
        levels: topics
            .levels
            .iter()
            .map(|level| LevelRow {
                name: level.name,
                gamma: level.gamma,
                modularity: level.modularity,
                labels: &level.labels,
                papers: view.study.corpus.listed().iter().zip(&level.topic_of).map(|(&ix, topic)| (id(view, ix), *topic)).collect(),
            })
            .collect(),
        agreement: topics.agreement.as_ref(),
        misfiled: topics
            .misfiled
            .iter()
            .map(|m| MisfiledRow {
                paper_id: id(view, m.paper),
                title: &view.paper(m.paper).title,
                section: &m.section,
                suggested: &m.suggested,
                share_suggested: m.share_suggested,
                share_own: m.share_own,
                because: m.because.iter().map(|&ix| id(view, ix)).collect(),
            })
            .collect(),
    }
}

fn trends<'a>(view: &'a View<'a>) -> TrendsPart<'a> {
    let trends = &view.study.analyses.trends;
    TrendsPart {
        first_month: Date::from_month_index(trends.first_month).filter(|_| !trends.papers.is_empty()),
        months: trends.papers.len(),
        incomplete_months: trends.incomplete_months,
        papers: &trends.papers,
        citations: &trends.citations,
        topics: &trends.topics,
        sections: &trends.sections,
        bursts: trends.bursts.iter().map(burst).collect(),
        reference_years: &trends.reference_years,
        reference_half_life: trends.reference_half_life,
        citation_half_life: trends.citation_half_life,
    }
}

fn burst(burst: &Burst) -> BurstRow<'_> {
    BurstRow {
        term: &burst.term,
        from: Date::from_month_index(burst.from),
        to: Date::from_month_index(burst.to),
        weight: burst.weight,
        open: burst.open,
    }
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
        section: suggestion.section.as_deref(),
        evidence: &suggestion.evidence,
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
