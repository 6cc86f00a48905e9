//! What does the template fill in? Plain words and numbers, put in order; the template escapes them.

use serde::Serialize;

use super::super::figures::{Figure, Figures};
use super::super::summary::{self, Part};
use super::super::view::{self, View};
use super::data;
use super::health::{self, DuplicateView, FindingGroup, StateRow, UnresolvedView, duplicates, finding_groups, states, unresolved};
use super::papers::{MissingView, PaperView, PlainRow, missing_views, paper_view, plain_ranking};
use super::topics::{
    AgreementView, LevelView, MergeView, MisfiledView, SplitView, TopicView, UnfiledView, agreement_view, level_view, merge_view,
    misfiled_view, split_view, topic_view, unfiled,
};
use super::trends::{self, TrendTables};
use crate::text::{self, counted, thousands};

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
    /// `section` or `topic`, and what a reader of a part must know.
    part_kind: Option<&'static str>,
    part: Option<String>,
    as_of: String,
    /// When the data ends long before `as_of`.
    data_until: Option<String>,
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
    other_levels: Vec<LevelView>,
    agreement: Option<AgreementView>,
    overviews: Vec<String>,
    topic_signals: String,
    misfiled: Vec<MisfiledView>,
    ranking_figures: Vec<FigureView>,
    topic_figures: Vec<FigureView>,
    trend_figures: Vec<FigureView>,
    left_out: Vec<LeftOutView>,
    half_lives: String,
    trends: TrendTables,
    splits: Vec<SplitView>,
    merges: Vec<MergeView>,
    unfiled: Vec<UnfiledView>,
    classics: Vec<MissingView>,
    recents: Vec<MissingView>,
    held_back: Vec<String>,
    finding_groups: Vec<FindingGroup>,
    unresolved: Vec<UnresolvedView>,
    unresolved_hidden: usize,
    duplicates: Vec<DuplicateView>,
    duplicates_hidden: usize,
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

#[derive(Serialize)]
struct FigureView {
    name: &'static str,
    title: String,
    caption: String,
    svg: String,
    narrow: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<String>>,
    hidden_rows: usize,
}

#[derive(Serialize)]
struct LeftOutView {
    title: &'static str,
    why: &'static str,
}

pub const TABLE_ROWS: usize = 200;

pub fn page(view: &View<'_>, figures: &Figures, suggested: usize, frame: Frame) -> Page {
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
        name: view.name(),
        part_kind: study.part.as_ref().map(|part| part.kind.word()),
        part: view.part_words(),
        title: text::short(&study.list.title, 160),
        as_of: study.analyses.as_of.to_string(),
        data_until: study.analyses.data_until.map(|day| day.to_string()),
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
        sections: view.sections.iter().map(view::section_word).collect(),
        topic_labels: (0..view.topics().len()).map(|topic| view.topic_word(topic)).collect(),
        years,
        plain_ranking: plain_ranking(view),
        suggestions_on_map: suggested,
        edges_note: counted(view.citations_among_listed().len() as u64, "citation", "citations"),
        topics: (0..view.topics().len()).map(|topic| topic_view(view, topic)).collect(),
        levels: topics.levels.iter().map(level_view).collect(),
        other_levels: data::other_levels(view).map(level_view).collect(),
        agreement: topics.agreement.as_ref().map(agreement_view),
        overviews: topics.overviews.iter().map(view::section_word).collect(),
        topic_signals: crate::analysis::topic_signals(),
        misfiled: topics.misfiled.iter().map(|m| misfiled_view(view, m)).collect(),
        ranking_figures: pick(&["rank-stability", "age-citations"]),
        topic_figures: pick(&["sections-topics", "main-path"]),
        trend_figures: pick(&["citations-by-month", "topic-share", "growth", "bursts", "reference-years"]),
        left_out: figures.left_out.iter().map(|f| LeftOutView { title: f.title, why: f.why }).collect(),
        half_lives: half_lives(view),
        trends: trends::tables(view),
        splits: topics.splits.iter().map(|split| split_view(view, split)).collect(),
        merges: topics.merges.iter().map(|merge| merge_view(view, merge)).collect(),
        unfiled: unfiled(view),
        classics: missing_views(view, &study.analyses.missing.classics),
        recents: missing_views(view, &study.analyses.missing.recents),
        held_back: super::super::markdown::held_back(view),
        finding_groups: finding_groups(view),
        unresolved: unresolved(view),
        unresolved_hidden: health::unresolved_count(view).saturating_sub(TABLE_ROWS),
        duplicates: duplicates(view),
        duplicates_hidden: health::duplicate_count(view).saturating_sub(TABLE_ROWS),
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
    if study.provenance.partial {
        // A share of what a snapshot holds would look like a share of what there is.
        tiles.push(tile(thousands(u64::from(c.references_known)), "references inside the snapshot"));
        tiles.push(tile(thousands(u64::from(c.citations_known)), "citations inside the snapshot"));
    }
    if c.references_total > 0 && !study.provenance.partial {
        tiles.push(tile(
            format!("{:.0} %", 100.0 * f64::from(c.references_known) / f64::from(c.references_total)),
            "of their references known",
        ));
    }
    if c.citations_total > 0 && !study.provenance.partial {
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

fn figure_view(figure: &Figure) -> FigureView {
    FigureView {
        name: figure.name,
        title: figure.title.clone(),
        caption: figure.caption.clone(),
        svg: figure.svg.clone(),
        narrow: figure.narrow.clone(),
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

/// The values that stand for S, c and M in the formula of hot.
fn weights_of_hot(view: &View<'_>) -> String {
    let weights = view.study.analyses.rankings.weights;
    let source = if weights.chosen { "chosen on the last year of this list" } else { "the usual ones: too few papers to choose others" };
    format!("start {}, being new {}, lasting citations {} ({source})", weights.start, weights.newness, weights.middle)
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
        ("Weights of hot".to_owned(), weights_of_hot(view)),
    ];
    if !p.options.is_null() {
        rows.push(("Options".to_owned(), text::short(&p.options.to_string(), 600)));
    }
    rows
}
