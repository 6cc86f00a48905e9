//! Do topics agree with classes that people made?

use serde::Serialize;

use super::measures::mean_with_interval;
use crate::analysis::agreement::{adjusted_mutual_information, adjusted_rand, normalized_mutual_information};
use crate::analysis::cluster::{Grouping, LEVELS};
use crate::analysis::horizon::Horizon;
use crate::analysis::relatedness::Relatedness;
use crate::analysis::sections::home_sections;
use crate::corpus::Corpus;
use crate::graph::CitationGraph;
use crate::graph::chance::Dice;
use crate::graph::coupling;
use crate::graph::leiden::{self, Quality};
use crate::graph::network::Network;
use crate::paper::{Date, SectionPath};

/// One method, mean over lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopicsRow {
    pub method: String,
    pub lists: u32,
    /// Papers that have a class.
    pub papers: u32,
    pub adjusted_rand: f64,
    /// 95 % of resampled sets of lists; `None` for a single list.
    pub adjusted_rand_interval: Option<(f64, f64)>,
    pub adjusted_mutual_information: f64,
    pub adjusted_mutual_information_interval: Option<(f64, f64)>,
    /// Flatters many small groups; shown because others publish it.
    pub normalized_mutual_information: f64,
    pub normalized_mutual_information_interval: Option<(f64, f64)>,
    /// Mean number of topics.
    pub topics: f64,
}

const RESTARTS: u32 = 20;

/// Topics of the corpus' own list against its headings with at least `fewest` papers, and the baseline: communities of direct citations.
pub fn heading_task(corpus: &Corpus, graph: &CitationGraph, as_of: Date, fewest: usize, seed: u64) -> Vec<TopicsRow> {
    let horizon = Horizon::new(corpus, graph, as_of);
    let sections = home_sections(&horizon);
    let mut names: Vec<&SectionPath> = sections.iter().flatten().copied().collect();
    names.sort_unstable();
    names.dedup();
    let class: Vec<Option<u32>> = sections
        .iter()
        .map(|section| {
            let section = (*section)?;
            let papers = sections.iter().filter(|other| **other == Some(section)).count();
            names.binary_search(&section).ok().filter(|_| papers >= fewest).map(|class| class as u32)
        })
        .collect();
    averaged(&[compared(&horizon, &class, seed)], seed)
}

/// Topics of `lists` random lists of `size` papers with at least 5 references, against the classes of the papers.
///
/// `classes` is parallel to the corpus; papers without a class are never drawn.
pub fn label_task(
    corpus: &Corpus,
    graph: &CitationGraph,
    as_of: Date,
    classes: &[Option<u32>],
    size: usize,
    lists: u32,
    seed: u64,
) -> Vec<TopicsRow> {
    let mut horizon = Horizon::new(corpus, graph, as_of);
    let all: Vec<u32> = (0..corpus.len() as u32)
        .filter(|&node| horizon.known[node as usize] && classes[node as usize].is_some() && graph.references(node).len() >= 5)
        .collect();
    let rows: Vec<Vec<TopicsRow>> = (0..lists)
        .map(|list| {
            let mut drawn = all.clone();
            Dice::stream(seed, u64::from(list)).shuffle(&mut drawn);
            drawn.truncate(size);
            drawn.sort_unstable();
            let class: Vec<Option<u32>> = drawn.iter().map(|&node| classes[node as usize]).collect();
            horizon.listed = drawn;
            compared(&horizon, &class, seed)
        })
        .collect();
    averaged(&rows, seed)
}

fn compared(horizon: &Horizon, class: &[Option<u32>], seed: u64) -> Vec<TopicsRow> {
    let relatedness = Relatedness::of(horizon);
    let mut rows: Vec<TopicsRow> = LEVELS
        .iter()
        .map(|&(name, gamma)| {
            let grouping = Grouping::of(&relatedness.network, name, gamma, seed);
            row(format!("citegraph, {name}"), &apart(&grouping.group), class)
        })
        .collect();
    if Relatedness::is_thinned(horizon.listed.len()) {
        // What the ties left out of a large list would have changed.
        let whole = Relatedness::whole(horizon);
        rows.extend(LEVELS.iter().map(|&(name, gamma)| {
            let grouping = Grouping::of(&whole.network, name, gamma, seed);
            row(format!("citegraph, {name}, all ties"), &apart(&grouping.group), class)
        }));
    }
    let direct = Network::new(horizon.listed.len(), &coupling::direct(horizon.graph(), &horizon.listed));
    let (best, _) = leiden::best_of(&direct, Quality::Modularity { gamma: 1.0 }, seed, RESTARTS);
    rows.push(row("direct citations, Leiden".to_owned(), &best.community, class));
    rows
}

/// Papers without a topic are groups of their own.
fn apart(group: &[Option<u32>]) -> Vec<u32> {
    let mut next = group.iter().flatten().max().map_or(0, |most| most + 1);
    group
        .iter()
        .map(|group| {
            group.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

fn row(method: String, group: &[u32], class: &[Option<u32>]) -> TopicsRow {
    let (found, wanted): (Vec<u32>, Vec<u32>) = group.iter().zip(class).filter_map(|(&group, class)| Some((group, (*class)?))).unzip();
    let mut groups = group.to_vec();
    groups.sort_unstable();
    groups.dedup();
    TopicsRow {
        method,
        lists: 1,
        papers: found.len() as u32,
        adjusted_rand: adjusted_rand(&found, &wanted),
        adjusted_rand_interval: None,
        adjusted_mutual_information: adjusted_mutual_information(&found, &wanted),
        adjusted_mutual_information_interval: None,
        normalized_mutual_information: normalized_mutual_information(&found, &wanted),
        normalized_mutual_information_interval: None,
        topics: groups.len() as f64,
    }
}

/// The mean of each method over lists; every list has its rows in the same order. With several lists the intervals are the middle 95 % of resampled sets of them.
pub fn averaged(lists: &[Vec<TopicsRow>], seed: u64) -> Vec<TopicsRow> {
    let methods = lists.first().map_or(0, Vec::len);
    let mean = |m: usize, of: &dyn Fn(&TopicsRow) -> f64| {
        let (mean, interval) = mean_with_interval(&lists.iter().map(|rows| of(&rows[m])).collect::<Vec<f64>>(), seed);
        (mean, (lists.len() > 1).then_some(interval))
    };
    (0..methods)
        .map(|m| {
            let (adjusted_rand, adjusted_rand_interval) = mean(m, &|row| row.adjusted_rand);
            let (adjusted_mutual_information, adjusted_mutual_information_interval) = mean(m, &|row| row.adjusted_mutual_information);
            let (normalized_mutual_information, normalized_mutual_information_interval) = mean(m, &|row| row.normalized_mutual_information);
            TopicsRow {
                method: lists[0][m].method.clone(),
                lists: lists.len() as u32,
                papers: lists.iter().map(|rows| rows[m].papers).sum(),
                adjusted_rand,
                adjusted_rand_interval,
                adjusted_mutual_information,
                adjusted_mutual_information_interval,
                normalized_mutual_information,
                normalized_mutual_information_interval,
                topics: mean(m, &|row| row.topics).0,
            }
        })
        .collect()
}
