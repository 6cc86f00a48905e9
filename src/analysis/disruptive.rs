//! Which listed papers do later ones cite instead of what they rest on?
//!
//! The disruption index within five years, as a percentile among papers of their age. Hidden wherever data or age do not carry it.

use serde::Serialize;

use super::cohort;
use super::horizon::{DAYS_PER_YEAR, Horizon};
use crate::catalog::EdgeState;
use crate::graph::disruption::{Followers, followers};
use crate::paper::PaperIx;

/// How later papers use one listed paper, within five years of its publication.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Disruption {
    pub paper: PaperIx,
    /// CD₅, −1 (cited together with its references) … 1 (cited instead of them). Compare by `percentile` only: the index itself shrinks as reference lists grow longer.
    pub disruption: f64,
    /// The same without the papers that cite its references only: (n_i − n_j) / (n_i + n_j).
    pub without_bystanders: f64,
    /// Percentile (0–100) of `disruption` among `peers` papers of its age that can be judged; `None` with too few.
    pub percentile: Option<f64>,
    pub peers: u32,
    /// Citing papers that cite none of its references, some of them, and papers citing its references only.
    pub focal_only: u32,
    pub both: u32,
    pub references_only: u32,
    pub references: u32,
    pub evidence: String,
}

/// What could be judged, and how many listed papers could not be.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Disruptions {
    /// Highest percentile first; of large lists the first 1,000.
    pub papers: Vec<Disruption>,
    pub window_years: u32,
    /// Under five years old, or without a date.
    pub too_young: u32,
    /// Fewer than 10 references here, or than 10 citing papers within the window.
    pub too_few: u32,
    /// Who cites it or its references is known only in part, which makes every paper look disrupting.
    pub unknown: u32,
}

const WINDOW_YEARS: u32 = 5;
const FEWEST_REFERENCES: usize = 10;
const FEWEST_CITERS: u32 = 10;
/// Of the citations its references have in all, this share must be in the corpus.
const LEAST_KNOWN: f64 = 0.8;
const MOST_KEPT: usize = 1_000;
/// Peers are drawn evenly from the corpus up to this many: percentiles need no more, and each costs the citers of its references.
const MOST_PEERS: usize = 20_000;

/// CD₅ of the listed papers that have ten references and ten citing papers, are five years old, and whose surroundings are known.
///
/// O(Σ over judged papers and peers of the citers of their references).
pub(crate) fn disruptions(horizon: &Horizon) -> Disruptions {
    let mut found = Disruptions { window_years: WINDOW_YEARS, ..Disruptions::default() };
    let graph = horizon.graph();
    let mut candidates: Vec<u32> = Vec::new();
    for (&node, &place) in horizon.listed.iter().zip(&horizon.places()) {
        if horizon.age(node).is_none_or(|age| age < f64::from(WINDOW_YEARS)) {
            found.too_young += 1;
        } else if graph.references(node).len() < FEWEST_REFERENCES || graph.citers(node).len() < FEWEST_CITERS as usize {
            found.too_few += 1;
        } else if !matches!(horizon.corpus.known()[place].citations, EdgeState::Complete) || !surroundings_known(horizon, node) {
            found.unknown += 1;
        } else {
            candidates.push(node);
        }
    }
    let window = (f64::from(WINDOW_YEARS) * DAYS_PER_YEAR).round() as i32;
    let counted: Vec<(u32, Followers)> = judged(horizon, &candidates, window);
    found.too_few += (candidates.len() - counted.len()) as u32;
    if counted.is_empty() {
        return found;
    }
    let mut peers: Vec<(i32, f64)> = judged(horizon, &peers_of(horizon), window)
        .into_iter()
        .filter_map(|(node, count)| Some((horizon.nearest_month(node)?, count.disruption()?)))
        .collect();
    peers.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.papers = counted.into_iter().filter_map(|(node, count)| disruption(horizon, node, count, &peers)).collect();
    let key = |d: &Disruption| d.percentile.unwrap_or(-1.0);
    found.papers.sort_by(|a, b| key(b).total_cmp(&key(a)).then(b.disruption.total_cmp(&a.disruption)).then(a.paper.cmp(&b.paper)));
    found.papers.truncate(MOST_KEPT);
    found
}

fn judged(horizon: &Horizon, nodes: &[u32], window: i32) -> Vec<(u32, Followers)> {
    let counts = followers(horizon.graph(), &horizon.day, nodes, Some(window));
    nodes.iter().copied().zip(counts).filter(|(_, count)| count.citers() >= FEWEST_CITERS).collect()
}

/// Papers of the corpus that could be judged as well, all or an even draw.
fn peers_of(horizon: &Horizon) -> Vec<u32> {
    let graph = horizon.graph();
    let fit = |&node: &u32| {
        horizon.known[node as usize]
            && horizon.age(node).is_some_and(|age| age >= f64::from(WINDOW_YEARS))
            && graph.references(node).len() >= FEWEST_REFERENCES
            && graph.citers(node).len() >= FEWEST_CITERS as usize
            && (horizon.listed.binary_search(&node).is_ok() || surroundings_known(horizon, node))
    };
    let all: Vec<u32> = (0..horizon.known.len() as u32).filter(fit).collect();
    let step = all.len().div_ceil(MOST_PEERS).max(1);
    let listed = |node: &u32| horizon.listed.len() <= MOST_PEERS && horizon.listed.binary_search(node).is_ok();
    all.iter().enumerate().filter(|(i, node)| i % step == 0 || listed(node)).map(|(_, &node)| node).collect()
}

/// Most of the citations its references have anywhere are in the corpus.
fn surroundings_known(horizon: &Horizon, node: u32) -> bool {
    let (mut here, mut anywhere) = (0.0, 0.0);
    for &reference in horizon.graph().references(node) {
        let known = horizon.graph().citers(reference).len() as f64;
        here += known;
        // Without a total there is no telling; a catalog's total is of today, so an earlier day cannot be compared with it.
        let total = horizon.corpus.paper(PaperIx(reference)).citation_count.filter(|_| horizon.is_whole());
        anywhere += total.map_or(known, |total| f64::from(total).max(known));
    }
    here >= LEAST_KNOWN * anywhere
}

fn disruption(horizon: &Horizon, node: u32, count: Followers, peers: &[(i32, f64)]) -> Option<Disruption> {
    let index = count.disruption()?;
    let (percentile, compared) = cohort::percentile(peers, horizon.nearest_month(node)?, index);
    let mut found = Disruption {
        paper: PaperIx(node),
        disruption: index,
        without_bystanders: count.disruption_without_bystanders()?,
        percentile,
        peers: compared,
        focal_only: count.focal_only,
        both: count.both,
        references_only: count.references_only,
        references: horizon.graph().references(node).len() as u32,
        evidence: String::new(),
    };
    found.evidence = evidence(&found);
    Some(found)
}

fn evidence(found: &Disruption) -> String {
    let place = match found.percentile {
        Some(percentile) => format!("more disrupting than {percentile:.0} % of {} papers of its age", found.peers),
        None => format!("too few papers of its age to compare ({})", found.peers),
    };
    format!(
        "{} of the {} papers citing it in its first {WINDOW_YEARS} years cite none of its {} references; {} cite these but not it; {place}",
        found.focal_only,
        found.focal_only + found.both,
        found.references,
        found.references_only
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn a_paper_cited_without_its_references_is_judged_and_young_ones_are_not() {
        let mut papers = vec![("focal".to_owned(), "2001-01".to_owned()), ("young".to_owned(), "2009-01".to_owned())];
        let mut arrows = Vec::new();
        for i in 0..10 {
            papers.push((format!("r{i}"), "1995-01".to_owned()));
            arrows.push(("focal".to_owned(), format!("r{i}")));
        }
        for i in 0..12 {
            papers.push((format!("c{i:02}"), "2003-01".to_owned()));
            arrows.push((format!("c{i:02}"), "focal".to_owned()));
            if i < 4 {
                arrows.push((format!("c{i:02}"), "r0".to_owned()));
            }
        }
        papers.push(("late".to_owned(), "2008-01".to_owned()));
        arrows.push(("late".to_owned(), "focal".to_owned()));
        let papers: Vec<(&str, &str)> = papers.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let arrows: Vec<(&str, &str)> = arrows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let (corpus, graph) = Sample::new(&papers).cites(&arrows).listed(&["focal", "young", "r0"]).build();
        let found = disruptions(&Horizon::new(&corpus, &graph, date("2010-01-01")));
        assert_eq!((found.papers.len(), found.too_young, found.too_few, found.unknown), (1, 1, 1, 0));
        let focal = &found.papers[0];
        assert_eq!((focal.focal_only, focal.both, focal.references_only, focal.percentile), (8, 4, 0, None));
        assert!((focal.disruption - 4.0 / 12.0).abs() < 1e-12);
    }
}
