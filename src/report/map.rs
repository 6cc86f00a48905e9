//! Which papers stand on the map, where, and which citations run between them?

use std::collections::HashMap;

use crate::paper::{Date, PaperIx};

use super::layout::{self, Points, Timeline};
use super::view::View;

/// Suggestions of each kind that stand on the map beside the listed papers.
const SUGGESTIONS: usize = 30;

pub struct Map {
    /// The listed papers in the corpus's order, then suggested ones.
    pub nodes: Vec<PaperIx>,
    /// How many of them are listed.
    pub listed: usize,
    pub topics: Vec<Option<usize>>,
    /// (citing, cited) as places in `nodes`, sorted.
    pub edges: Vec<(u32, u32)>,
    pub force: Points,
    pub time: Timeline,
}

impl Map {
    pub fn of(view: &View<'_>) -> Map {
        let corpus = &view.study.corpus;
        let mut nodes = corpus.listed().to_vec();
        let listed = nodes.len();
        let mut places: HashMap<PaperIx, u32> = nodes.iter().enumerate().map(|(i, ix)| (*ix, i as u32)).collect();
        let missing = &view.study.analyses.missing;
        let mut topics: Vec<Option<usize>> = (0..listed).map(|position| view.topic(position)).collect();
        for suggestion in missing.classics.iter().take(SUGGESTIONS).chain(missing.recents.iter().take(SUGGESTIONS)) {
            if places.contains_key(&suggestion.paper) {
                continue;
            }
            places.insert(suggestion.paper, nodes.len() as u32);
            nodes.push(suggestion.paper);
            topics.push(most_common(suggestion.voters.iter().filter_map(|&ix| view.topic(view.position(ix)?))));
        }
        let edges: Vec<(u32, u32)> =
            corpus.citations().iter().filter_map(|(citing, cited)| Some((*places.get(citing)?, *places.get(cited)?))).collect();
        let mut edges = edges;
        edges.sort_unstable();
        let years: Vec<Option<f64>> = nodes.iter().map(|&ix| view.paper(ix).date.map(decimal_year)).collect();
        let force = layout::force(&topics, &edges);
        let time = layout::timeline(&years, &topics);
        Map { nodes, listed, topics, edges, force, time }
    }
}

/// The middle of a date as a decimal year.
pub fn decimal_year(date: Date) -> f64 {
    1970.0 + f64::from(date.middle_day()) / 365.2425
}

/// The most frequent value, the smallest of equally frequent ones.
fn most_common(values: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0u32) += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(value, _)| value)
}
