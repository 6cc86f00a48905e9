//! What does the template fill in? Plain words and numbers, put in order; the template escapes them.

use serde::Serialize;

use crate::analysis::{Growth, Suggestion};
use crate::list::Entry;
use crate::maintain::Severity;
use crate::paper::PaperIx;
use crate::resolve::Resolution;

use super::super::figures::{Figure, Figures};
use super::super::json::{is_paper, reason};
use super::super::markdown::{severity_name, trend};
use super::super::palette;
use super::super::summary::{self, Part};
use super::super::text::{self, counted, thousands};
use super::super::view::{self, SECTION_JOINT, View};

pub struct Frame {
    pub policy: String,
    pub style: String,
    pub script: String,
    pub data: String,
}

#[derive(Serialize)]
pub struct Page {
    policy: String,
    style: String,
    script: String,
    data: String,
    name: String,
    title: String,
    as_of: String,
    asked: String,
    catalog: String,
    partial: bool,
    caveat: String,
    bars: Vec<Bar>,
    tiles: Vec<Tile>,
    summary: Vec<SentenceView>,
    has_papers: bool,
    listed: usize,
    ranked: usize,
    sections: Vec<String>,
    topic_labels: Vec<String>,
    years: Vec<i32>,
    plain_ranking: Vec<PlainRow>,
    suggestions_on_map: usize,
    edges_note: String,
    topics: Vec<TopicView>,
    levels: Vec<LevelView>,
    agreement: Option<AgreementView>,
    misfiled: Vec<MisfiledView>,
    ranking_figures: Vec<FigureView>,
    topic_figures: Vec<FigureView>,
    trend_figures: Vec<FigureView>,
    left_out: Vec<LeftOutView>,
    half_lives: String,
    classics: Vec<MissingView>,
    recents: Vec<MissingView>,
    finding_groups: Vec<FindingGroup>,
    unresolved: Vec<UnresolvedView>,
    duplicates: Vec<DuplicateView>,
    not_papers: u32,
    states: Vec<StateRow>,
    provenance: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Bar {
    class: &'static str,
    name: &'static str,
    count: String,
    /// Percent of the bar's length.
    from: String,
    width: String,
}

#[derive(Serialize)]
struct Tile {
    number: String,
    words: String,
}

#[derive(Serialize)]
struct SentenceView {
    heading: &'static str,
    parts: Vec<PartView>,
}

#[derive(Serialize)]
struct PartView {
    words: String,
    strong: bool,
    paper: Option<PaperView>,
}

/// A paper wherever one is named.
#[derive(Serialize, Clone)]
struct PaperView {
    title: String,
    who: String,
    date: String,
    url: Option<String>,
    /// Its number in the page's data, when it stands on the map.
    place: Option<usize>,
}

#[derive(Serialize)]
struct PlainRow {
    rank: u32,
    paper: PaperView,
    hot: String,
    percentile: String,
    citations: String,
}

#[derive(Serialize)]
struct TopicView {
    number: usize,
    label: String,
    colour: String,
    shape: &'static str,
    size: String,
    terms: Vec<String>,
    core: Vec<PaperView>,
    more: Vec<PaperView>,
    bridges: Vec<BridgeView>,
    sections: Vec<String>,
    stability: String,
    growth: Option<GrowthView>,
    spark: Option<String>,
}

#[derive(Serialize)]
struct BridgeView {
    paper: PaperView,
    topic: String,
    share: String,
}

#[derive(Serialize)]
struct GrowthView {
    class: &'static str,
    words: String,
    year: String,
    q: String,
}

#[derive(Serialize)]
struct LevelView {
    name: &'static str,
    topics: usize,
    modularity: String,
}

#[derive(Serialize)]
struct AgreementView {
    papers: u32,
    adjusted_rand: String,
    information: String,
    words: &'static str,
}

#[derive(Serialize)]
struct MisfiledView {
    paper: PaperView,
    section: String,
    suggested: String,
    share_suggested: String,
    share_own: String,
    because: Vec<PaperView>,
}

#[derive(Serialize)]
struct FigureView {
    name: &'static str,
    title: String,
    caption: String,
    svg: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    hidden_rows: usize,
}

#[derive(Serialize)]
struct LeftOutView {
    title: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct MissingView {
    place: usize,
    paper: PaperView,
    score: String,
    votes: usize,
    voters: Vec<PaperView>,
    hidden_voters: usize,
    surprise: String,
    section: String,
    citations: String,
    evidence: String,
}

#[derive(Serialize)]
struct FindingGroup {
    code: &'static str,
    severity: &'static str,
    count: usize,
    rows: Vec<FindingRow>,
    hidden: usize,
}

#[derive(Serialize)]
struct FindingRow {
    line: usize,
    column: usize,
    message: String,
}

#[derive(Serialize)]
struct UnresolvedView {
    line: usize,
    title: String,
    section: String,
    outcome: &'static str,
    reason: String,
    candidates: Vec<String>,
}

#[derive(Serialize)]
struct DuplicateView {
    line: usize,
    first: usize,
    title: String,
    section: String,
}

#[derive(Serialize)]
struct StateRow {
    what: &'static str,
    complete: u32,
    empty: u32,
    elided: u32,
    truncated: u32,
    failed: u32,
    never_asked: u32,
}

const TABLE_ROWS: usize = 200;
const MEMBERS: usize = 12;

pub fn page(view: &View<'_>, figures: &Figures, frame: Frame) -> Page {
    let study = view.study;
    let topics = &study.analyses.topics;
    let pick = |names: &[&str]| figures.drawn.iter().filter(|figure| names.contains(&figure.name)).map(figure_view).collect::<Vec<_>>();
    let mut years: Vec<i32> = study.corpus.listed().iter().filter_map(|&ix| view.paper(ix).date).map(|date| date.year()).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Page {
        policy: frame.policy,
        style: frame.style,
        script: frame.script,
        data: frame.data,
        name: text::short(&study.name, 120),
        title: text::short(&study.list.title, 160),
        as_of: study.analyses.as_of.to_string(),
        asked: match study.provenance.asked {
            Some((first, last)) if first == last => first.to_string(),
            Some((first, last)) => format!("{first} to {last}"),
            None => String::new(),
        },
        catalog: text::short(&study.provenance.catalog, 120),
        partial: study.provenance.partial,
        caveat: text::plain(&study.provenance.caveat),
        bars: bars(view),
        tiles: tiles(view),
        summary: summary::sentences(view)
            .into_iter()
            .map(|s| SentenceView { heading: s.heading, parts: s.parts.iter().map(|part| part_view(view, part)).collect() })
            .collect(),
        has_papers: !study.corpus.listed().is_empty(),
        listed: study.corpus.listed().len(),
        ranked: view.standings().len(),
        sections: view.sections.iter().map(|name| view.section_word(name)).collect(),
        topic_labels: (0..view.topics().len()).map(|topic| view.topic_label(topic)).collect(),
        years,
        plain_ranking: plain_ranking(view),
        suggestions_on_map: study.analyses.missing.classics.len().min(30) + study.analyses.missing.recents.len().min(30),
        edges_note: counted(view.citations_among_listed().len() as u64, "citation", "citations"),
        topics: (0..view.topics().len()).map(|topic| topic_view(view, topic)).collect(),
        levels: topics
            .levels
            .iter()
            .map(|level| LevelView { name: level.name, topics: level.labels.len(), modularity: format!("{:.2}", level.modularity) })
            .collect(),
        agreement: topics.agreement.as_ref().map(|a| AgreementView {
            papers: a.papers,
            adjusted_rand: format!("{:.2}", a.adjusted_rand),
            information: format!("{:.2}", a.adjusted_mutual_information),
            words: agreement_words(a.adjusted_mutual_information),
        }),
        misfiled: topics.misfiled.iter().map(|m| misfiled_view(view, m)).collect(),
        ranking_figures: pick(&["rank-stability", "age-citations"]),
        topic_figures: pick(&["sections-topics", "main-path"]),
        trend_figures: pick(&["citations-by-month", "topic-share", "bursts", "reference-years"]),
        left_out: figures.left_out.iter().map(|f| LeftOutView { title: f.title, why: f.why }).collect(),
        half_lives: half_lives(view),
        classics: missing_views(view, &study.analyses.missing.classics),
        recents: missing_views(view, &study.analyses.missing.recents),
        finding_groups: finding_groups(view),
        unresolved: unresolved(view),
        duplicates: duplicates(view),
        not_papers: study.coverage.not_a_paper,
        states: states(view),
        provenance: provenance(view),
    }
}

fn bars(view: &View<'_>) -> Vec<Bar> {
    let c = &view.study.coverage;
    let total = f64::from(c.entries.max(1));
    let mut from = 0.0;
    let kinds = [
        ("found", "found", c.found),
        ("ambiguous", "ambiguous", c.ambiguous),
        ("unknown", "unknown", c.unknown),
        ("failed", "failed", c.failed),
        ("other", "not a paper", c.not_a_paper),
    ];
    kinds
        .into_iter()
        .map(|(class, name, count)| {
            let width = 100.0 * f64::from(count) / total;
            let bar = Bar { class, name, count: thousands(u64::from(count)), from: format!("{from:.3}%"), width: format!("{width:.3}%") };
            from += width;
            bar
        })
        .collect()
}

fn tiles(view: &View<'_>) -> Vec<Tile> {
    let study = view.study;
    let c = &study.coverage;
    let tile = |number: String, words: &str| Tile { number, words: words.to_owned() };
    let mut tiles = vec![tile(
        thousands(u64::from(c.distinct_papers)),
        if c.distinct_papers == 1 { "paper identified" } else { "different papers identified" },
    )];
    if c.references_total > 0 {
        tiles.push(tile(
            format!("{:.0} %", 100.0 * f64::from(c.references_known) / f64::from(c.references_total)),
            "of their references known",
        ));
    }
    if c.citations_total > 0 {
        tiles.push(tile(
            format!("{:.0} %", 100.0 * f64::from(c.citations_known) / f64::from(c.citations_total)),
            "of their citations known",
        ));
    }
    tiles.push(tile(thousands(view.citations_among_listed().len() as u64), "citations among listed papers"));
    if !view.topics().is_empty() {
        tiles.push(tile(view.topics().len().to_string(), if view.topics().len() == 1 { "topic" } else { "topics" }));
    }
    tiles
}

fn part_view(view: &View<'_>, part: &Part) -> PartView {
    match part {
        Part::Text(words) => PartView { words: words.clone(), strong: false, paper: None },
        Part::Strong(words) => PartView { words: words.clone(), strong: true, paper: None },
        Part::Paper(ix) => {
            let mut paper = paper_view(view, *ix);
            paper.title = view::label(view.paper(*ix), 70);
            PartView { words: String::new(), strong: false, paper: Some(paper) }
        }
    }
}

fn paper_view(view: &View<'_>, ix: PaperIx) -> PaperView {
    let paper = view.paper(ix);
    PaperView {
        title: view::title(paper),
        who: view::authors(paper, 2),
        date: paper.date.map(|date| date.to_string()).unwrap_or_default(),
        url: view::url(paper),
        place: view.position(ix),
    }
}

fn plain_ranking(view: &View<'_>) -> Vec<PlainRow> {
    let row = |s: &crate::analysis::Standing| PlainRow {
        rank: s.rank,
        paper: paper_view(view, s.paper),
        hot: format!("{:.2}", s.hot),
        percentile: s.age_percentile.map(|p| format!("{p:.1}")).unwrap_or_default(),
        citations: s.citations.map(|n| thousands(u64::from(n))).unwrap_or_default(),
    };
    view.standings().iter().take(25).map(row).collect()
}

fn topic_view(view: &View<'_>, number: usize) -> TopicView {
    let topic = &view.topics()[number];
    let series = view.study.analyses.trends.topics.get(number);
    let rest = topic.papers.iter().filter(|ix| !topic.core.contains(ix));
    TopicView {
        number,
        label: view.topic_label(number),
        colour: palette::hex(palette::topic(Some(number))),
        shape: palette::SHAPES[number % palette::SHAPES.len()],
        size: counted(topic.papers.len() as u64, "paper", "papers"),
        terms: topic.terms.iter().take(8).map(|term| text::short(&term.term, 40)).collect(),
        core: topic.core.iter().take(5).map(|&ix| paper_view(view, ix)).collect(),
        more: rest.take(MEMBERS).map(|&ix| paper_view(view, ix)).collect(),
        bridges: topic
            .bridges
            .iter()
            .take(3)
            .map(|b| BridgeView {
                paper: paper_view(view, b.paper),
                topic: view.topic_label(b.topic as usize),
                share: format!("{:.0} %", 100.0 * b.share),
            })
            .collect(),
        sections: topic.sections.iter().take(4).map(|(name, n)| format!("{} ({n})", view.section_word(name))).collect(),
        stability: format!("{:.0} %", 100.0 * topic.stability),
        growth: series.and_then(|series| series.growth.as_ref()).map(growth_view),
        spark: series.and_then(|series| spark(&series.citations, view.study.analyses.trends.incomplete_months as usize)),
    }
}

fn growth_view(growth: &Growth) -> GrowthView {
    let class = match (growth.significant, growth.log_ratio > 0.0) {
        (true, true) => "up",
        (true, false) => "down",
        _ => "level",
    };
    GrowthView {
        class,
        words: trend(growth),
        year: counted(u64::from(growth.last_12m), "citation", "citations"),
        q: if growth.q_value < 0.001 { "< 0.001".to_owned() } else { format!("{:.3}", growth.q_value) },
    }
}

/// Points of a line 120 × 28 over the last 48 complete months.
fn spark(monthly: &[u32], incomplete: usize) -> Option<String> {
    let end = monthly.len().saturating_sub(incomplete);
    let shown = &monthly[end.saturating_sub(48)..end];
    let most = shown.iter().copied().max().filter(|most| *most > 0)?;
    let step = 120.0 / (shown.len().max(2) - 1) as f64;
    let points: Vec<String> = shown
        .iter()
        .enumerate()
        .map(|(i, n)| format!("{:.1},{:.1}", i as f64 * step, 26.0 - 24.0 * f64::from(*n) / f64::from(most)))
        .collect();
    Some(points.join(" "))
}

/// Our own words for adjusted mutual information; the number stands beside them.
fn agreement_words(information: f64) -> &'static str {
    match information {
        v if v >= 0.75 => "sections and topics nearly coincide",
        v if v >= 0.4 => "sections and topics agree in good part",
        v if v >= 0.15 => "sections and topics agree a little",
        _ => "sections and topics are different views of the list",
    }
}

fn misfiled_view(view: &View<'_>, m: &crate::analysis::Misfiled) -> MisfiledView {
    MisfiledView {
        paper: paper_view(view, m.paper),
        section: view.section_word(&m.section),
        suggested: view.section_word(&m.suggested),
        share_suggested: format!("{:.0} %", 100.0 * m.share_suggested),
        share_own: format!("{:.0} %", 100.0 * m.share_own),
        because: m.because.iter().take(3).map(|&ix| paper_view(view, ix)).collect(),
    }
}

fn figure_view(figure: &Figure) -> FigureView {
    FigureView {
        name: figure.name,
        title: figure.title.clone(),
        caption: figure.caption.clone(),
        svg: figure.svg.clone(),
        columns: figure.data.columns.clone(),
        rows: figure.data.rows.iter().take(TABLE_ROWS).map(|row| row.iter().map(|cell| text::short(cell, 160)).collect()).collect(),
        hidden_rows: figure.data.rows.len().saturating_sub(TABLE_ROWS),
    }
}

fn half_lives(view: &View<'_>) -> String {
    let trends = &view.study.analyses.trends;
    let mut lines = Vec::new();
    if let Some(years) = trends.reference_half_life {
        lines.push(format!("Half of the references the listed papers make are to works at most {years:.1} years older than themselves."));
    }
    if let Some(years) = trends.citation_half_life {
        lines.push(format!("Half of the citations the listed papers receive come within {years:.1} years of their publication."));
    }
    lines.join(" ")
}

fn missing_views(view: &View<'_>, suggestions: &[Suggestion]) -> Vec<MissingView> {
    const VOTERS: usize = 6;
    let one = |(place, s): (usize, &Suggestion)| MissingView {
        place: place + 1,
        paper: paper_view(view, s.paper),
        score: format!("{:.2}", s.score),
        votes: s.voters.len(),
        voters: s.voters.iter().take(VOTERS).map(|&ix| paper_view(view, ix)).collect(),
        hidden_voters: s.voters.len().saturating_sub(VOTERS),
        surprise: s.surprise.map(|v| format!("{v:.1} ×")).unwrap_or_default(),
        section: s.section.as_deref().map(|name| view.section_word(name)).unwrap_or_default(),
        citations: view.paper(s.paper).citation_count.map(|n| thousands(u64::from(n))).unwrap_or_default(),
        evidence: text::short(&s.evidence, 300),
    };
    suggestions.iter().take(50).enumerate().map(one).collect()
}

fn finding_groups(view: &View<'_>) -> Vec<FindingGroup> {
    let mut groups: Vec<(Severity, FindingGroup)> = Vec::new();
    for finding in &view.study.findings {
        let place = groups.iter().position(|(_, group)| group.code == finding.code).unwrap_or_else(|| {
            groups.push((
                finding.severity,
                FindingGroup { code: finding.code, severity: severity_name(finding.severity), count: 0, rows: Vec::new(), hidden: 0 },
            ));
            groups.len() - 1
        });
        let group = &mut groups[place].1;
        group.count += 1;
        if group.rows.len() < TABLE_ROWS {
            group.rows.push(FindingRow { line: finding.line, column: finding.column, message: text::short(&finding.message, 300) });
        } else {
            group.hidden += 1;
        }
    }
    groups.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.count.cmp(&a.1.count)).then(a.1.code.cmp(b.1.code)));
    groups.into_iter().map(|(_, group)| group).collect()
}

fn entry_section(view: &View<'_>, entry: &Entry) -> String {
    view.section_word(&view.study.list.section_path(entry).join(SECTION_JOINT))
}

fn unresolved(view: &View<'_>) -> Vec<UnresolvedView> {
    view.resolved()
        .filter(|(_, entry, resolution)| is_paper(entry, *resolution) && resolution.and_then(Resolution::paper).is_none())
        .map(|(_, entry, resolution)| UnresolvedView {
            line: entry.line,
            title: text::short(&entry.title, 200),
            section: entry_section(view, entry),
            outcome: resolution.map_or("failed", Resolution::outcome),
            reason: text::short(&resolution.and_then(reason).unwrap_or_default(), 200),
            candidates: match resolution {
                Some(Resolution::Ambiguous { candidates }) => candidates
                    .iter()
                    .take(3)
                    .map(|c| format!("{} ({:.0} % alike)", text::short(&c.title, 160), 100.0 * c.similarity))
                    .collect(),
                _ => Vec::new(),
            },
        })
        .collect()
}

fn duplicates(view: &View<'_>) -> Vec<DuplicateView> {
    let entries = &view.study.list.entries;
    entries
        .iter()
        .filter_map(|entry| {
            let first = entries.get(entry.duplicate_of?)?;
            Some(DuplicateView {
                line: entry.line,
                first: first.line,
                title: text::short(&entry.title, 160),
                section: entry_section(view, entry),
            })
        })
        .collect()
}

fn states(view: &View<'_>) -> Vec<StateRow> {
    let c = &view.study.coverage;
    let row = |what, s: &super::super::States| StateRow {
        what,
        complete: s.complete,
        empty: s.empty,
        elided: s.elided,
        truncated: s.truncated,
        failed: s.failed,
        never_asked: s.never_asked,
    };
    vec![row("reference lists", &c.reference_lists), row("citation lists", &c.citation_lists)]
}

fn provenance(view: &View<'_>) -> Vec<(String, String)> {
    let p = &view.study.provenance;
    let mut rows = vec![
        ("Source".to_owned(), text::short(&p.catalog, 200)),
        ("List".to_owned(), text::short(&p.input_name, 200)),
        ("List, BLAKE3".to_owned(), text::short(&p.input_hash, 80)),
        ("As of".to_owned(), view.study.analyses.as_of.to_string()),
        ("Program".to_owned(), format!("citegraph {}", text::short(&p.program_version, 40))),
        ("Seed".to_owned(), p.seed.to_string()),
    ];
    if !p.options.is_null() {
        rows.push(("Options".to_owned(), text::short(&p.options.to_string(), 600)));
    }
    rows
}
