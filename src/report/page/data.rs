//! What does the page's script work with? Columns over the papers of the map (the listed ones first), and the citations among them.

use serde::Serialize;

use crate::analysis::{Level, Standing};
use crate::maintain::titles::mismatch;
use crate::resolve::{Evidence, Resolution};

use super::super::map::{Map, decimal_year};
use super::super::palette;
use super::super::view::{self, View};
use crate::text;

#[derive(Serialize)]
pub struct Data {
    /// How many of the papers are listed; the rest are suggestions.
    listed: usize,
    sections: Vec<String>,
    topics: Vec<TopicData>,
    /// The other levels of detail, coarse to fine.
    levels: Vec<LevelData>,
    shapes: [&'static str; 5],
    neutral: String,
    colours: Vec<String>,
    papers: Columns,
    /// Papers of the ranking, best first.
    ranking: Vec<u32>,
    /// citing, cited, citing, cited, …
    edges: Vec<u32>,
    time: TimeData,
}

#[derive(Serialize)]
struct TopicData {
    label: String,
    papers: usize,
}

#[derive(Serialize)]
struct LevelData {
    name: &'static str,
    labels: Vec<String>,
    /// Of each listed paper.
    topic: Vec<Option<u32>>,
}

#[derive(Serialize, Default)]
struct Columns {
    title: Vec<String>,
    short: Vec<String>,
    authors: Vec<String>,
    venue: Vec<String>,
    date: Vec<String>,
    year: Vec<Option<f64>>,
    url: Vec<Option<String>>,
    section: Vec<Vec<u32>>,
    topic: Vec<Option<usize>>,
    lines: Vec<Vec<usize>>,
    evidence: Vec<String>,
    found_by: Vec<String>,
    /// In the report's ranking; `overall` is the one in the whole list where the report is of a part.
    rank: Vec<Option<u32>>,
    overall: Vec<Option<u32>>,
    low: Vec<Option<u32>>,
    high: Vec<Option<u32>>,
    hot: Vec<Option<f64>>,
    percentile: Vec<Option<f64>>,
    cohort: Vec<Option<u32>>,
    /// Settles equal percentiles.
    rescaled: Vec<Option<f64>>,
    provisional: Vec<bool>,
    citations: Vec<Option<u32>>,
    known: Vec<Option<u32>>,
    recent: Vec<Option<u32>>,
    local: Vec<Option<u32>>,
    local_references: Vec<Option<u32>>,
    pagerank: Vec<Option<f64>>,
    relevance: Vec<Option<f64>>,
    monthly: Vec<Vec<u32>>,
    x: Vec<i32>,
    y: Vec<i32>,
    time_x: Vec<i32>,
    time_y: Vec<i32>,
}

#[derive(Serialize)]
struct TimeData {
    first_year: f64,
    year_width: f64,
    lanes: Vec<(i32, i32)>,
}

pub fn of(view: &View<'_>, map: &Map) -> Data {
    let mut papers = Columns::default();
    for place in 0..map.nodes.len() {
        push(&mut papers, view, map, place);
    }
    let position = |s: &Standing| view.position(s.paper).map(|position| position as u32);
    Data {
        listed: map.listed,
        sections: view.sections.iter().map(view::section_word).collect(),
        topics: (0..view.topics().len())
            .map(|topic| TopicData { label: view.topic_word(topic), papers: view.topics()[topic].papers.len() })
            .collect(),
        levels: other_levels(view)
            .map(|level| LevelData {
                name: level.name,
                labels: level.labels.iter().map(|label| view::topic_terms(label, 60)).collect(),
                topic: level.topic_of.clone(),
            })
            .collect(),
        shapes: palette::SHAPES,
        neutral: palette::hex(palette::NEUTRAL),
        colours: palette::TOPICS.iter().map(|rgb| palette::hex(*rgb)).collect(),
        papers,
        ranking: view.standings().iter().filter_map(position).collect(),
        edges: map.edges.iter().flat_map(|&(citing, cited)| [citing, cited]).collect(),
        time: TimeData {
            first_year: map.time.first_year,
            year_width: map.time.year_width,
            lanes: map.time.lanes.iter().map(|(top, bottom)| (top.round() as i32, bottom.round() as i32)).collect(),
        },
    }
}

/// Levels that part the papers otherwise than the topics shown everywhere do.
pub fn other_levels<'a>(view: &View<'a>) -> impl Iterator<Item = &'a Level> {
    let topics = &view.study.analyses.topics;
    topics.levels.iter().filter(|level| level.topic_of != topics.topic_of && !level.labels.is_empty())
}

fn push(columns: &mut Columns, view: &View<'_>, map: &Map, place: usize) {
    let ix = map.nodes[place];
    let paper = view.paper(ix);
    let position = (place < map.listed).then_some(place);
    let standing = position.and_then(|position| view.standing(position));
    columns.title.push(view::title(paper));
    columns.short.push(call_name(paper));
    columns.authors.push(view::authors(paper, 6));
    columns.venue.push(text::short(&paper.venue, 80));
    columns.date.push(paper.date.map(|date| date.to_string()).unwrap_or_default());
    columns.year.push(paper.date.map(|date| rounded(decimal_year(date), 3)));
    columns.url.push(view::url(paper));
    columns.section.push(position.map_or_else(Vec::new, |position| section_numbers(view, position)));
    columns.topic.push(map.topics[place]);
    columns.lines.push(
        position
            .map_or_else(Vec::new, |position| view.entries(position).iter().map(|&entry| view.study.list.entries[entry].line).collect()),
    );
    columns.evidence.push(match (standing, position) {
        (Some(standing), _) => text::short(&standing.evidence, 400),
        (None, None) => suggestion_evidence(view, ix),
        _ => String::new(),
    });
    columns.found_by.push(position.map_or_else(String::new, |position| found_by(view, position)));
    let in_part = standing.and_then(|s| view.rank_in_part(s));
    columns.rank.push(in_part.or(standing.map(|s| s.rank)));
    columns.overall.push(in_part.and(standing.map(|s| s.rank)));
    columns.low.push(standing.map(|s| s.rank_interval.0));
    columns.high.push(standing.map(|s| s.rank_interval.1));
    columns.hot.push(standing.map(|s| rounded(s.hot, 4)));
    columns.percentile.push(standing.and_then(|s| s.age_percentile).map(|p| rounded(p, 1)));
    columns.cohort.push(standing.map(|s| s.cohort));
    columns.rescaled.push(standing.and_then(|s| s.rescaled_pagerank).map(|z| rounded(z, 3)));
    columns.provisional.push(standing.is_some_and(|s| s.provisional));
    columns.citations.push(standing.map_or(paper.citation_count, |s| Some(s.all_citations())));
    columns.known.push(standing.map(|s| s.citations_known));
    columns.recent.push(standing.map(|s| s.citations_12m));
    columns.local.push(standing.map(|s| s.local_citations));
    columns.local_references.push(standing.map(|s| s.local_references));
    columns.pagerank.push(standing.map(|s| rounded(s.pagerank * 1e4, 4)));
    columns.relevance.push(standing.map(|s| rounded(s.relevance, 4)));
    columns.monthly.push(standing.map_or_else(Vec::new, |s| s.monthly.clone()));
    columns.x.push(map.force[place].0.round() as i32);
    columns.y.push(map.force[place].1.round() as i32);
    columns.time_x.push(map.time.points[place].0.round() as i32);
    columns.time_y.push(map.time.points[place].1.round() as i32);
}

fn section_numbers(view: &View<'_>, position: usize) -> Vec<u32> {
    let of = view.sections_of(position);
    view.sections.iter().enumerate().filter(|(_, name)| of.contains(name)).map(|(number, _)| number as u32).collect()
}

fn suggestion_evidence(view: &View<'_>, ix: crate::paper::PaperIx) -> String {
    let missing = &view.study.analyses.missing;
    missing.classics.iter().chain(&missing.recents).find(|s| s.paper == ix).map(|s| text::short(&s.evidence, 400)).unwrap_or_default()
}

/// Why the list's entry is believed to mean this paper.
fn found_by(view: &View<'_>, position: usize) -> String {
    let Some(&entry) = view.entries(position).first() else { return String::new() };
    match view.study.resolved.resolutions.get(entry) {
        Some(resolution @ Resolution::Found { evidence, .. }) => {
            let differ = mismatch(&view.study.list.entries[entry], resolution, &view.study.resolved);
            let differ = differ.map(|alike| format!("; the printed title is another one ({:.0} % alike)", 100.0 * alike));
            text::short(&format!("{}{}", evidence_words(evidence), differ.unwrap_or_default()), 240)
        }
        _ => String::new(),
    }
}

pub fn evidence_words(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Identifier { identifier, merged, .. } => {
            let mut words = format!("identified by {identifier}");
            if *merged {
                words.push_str(", which the catalog has merged into this record");
            }
            words
        }
        Evidence::Title { similarity, author_agrees, year_agrees, .. } => {
            let mut words = format!("matched by title ({:.0} % alike", 100.0 * similarity);
            for (agrees, what) in [(author_agrees, "author"), (year_agrees, "year")] {
                match agrees {
                    Some(true) => words.push_str(&format!(", {what} agrees")),
                    Some(false) => words.push_str(&format!(", {what} differs")),
                    None => {}
                }
            }
            words + ")"
        }
        Evidence::Override => "set by the overrides file".to_owned(),
    }
}

fn rounded(value: f64, digits: i32) -> f64 {
    let unit = 10f64.powi(digits);
    (value * unit).round() / unit
}

/// What people call a paper: the short name before a colon in its title, else author and year.
fn call_name(paper: &crate::paper::Paper) -> String {
    let title = view::title(paper);
    match title.split_once(':') {
        Some((head, _)) if (2..=22).contains(&head.chars().count()) => head.trim().to_owned(),
        _ => text::short(&paper.short_name(), 32),
    }
}
