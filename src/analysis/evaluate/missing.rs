//! Would we have found the references that were hidden from us?

use rayon::prelude::*;
use serde::Serialize;

use super::measures::mean_with_interval;
use crate::analysis::horizon::DAYS_PER_YEAR;
use crate::analysis::missing::{Seeds, list_rec, salton};
use crate::analysis::terms::{self, Reader};
use crate::graph::CitationGraph;
use crate::graph::chance::Dice;
use crate::graph::pagerank;
use crate::paper::Date;

/// One method over all queries of a split.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MissingRow {
    pub split: Date,
    pub method: &'static str,
    pub queries: u32,
    /// Mean share of the hidden references among the first 20.
    pub recall_20: f64,
    pub recall_50: f64,
    /// Mean of 1 / place of the first hidden reference.
    pub reciprocal_rank: f64,
    /// 95 % of resampled sets of queries, for each.
    pub recall_20_interval: (f64, f64),
    pub recall_50_interval: (f64, f64),
    pub reciprocal_rank_interval: (f64, f64),
}

const FEWEST_REFERENCES: usize = 20;
/// Reference lists are read of this many citing papers, those that overlap most with the seeds.
const CITER_BUDGET: usize = 200;
const METHODS: [&str; 5] = ["citegraph", "citegraph, 200 citers read", "Adamic/Adar + Salton", "co-citation", "personalised PageRank"];

/// Papers of the year after `split` with 20 references or more (at most `queries`, drawn by `seed`): half of the references are seeds, half hidden;
/// the graph is cut strictly before the paper.
///
/// `titles` may be empty strings.
pub fn missing_task(
    graph: &CitationGraph,
    dates: &[Option<Date>],
    titles: &[String],
    split: Date,
    queries: usize,
    seed: u64,
) -> Vec<MissingRow> {
    let days: Vec<Option<i32>> = dates.iter().map(|date| date.map(Date::middle_day)).collect();
    let from = split.first_day();
    let year = from..from + DAYS_PER_YEAR.round() as i32;
    let mut asked: Vec<u32> = (0..graph.node_count() as u32)
        .filter(|&node| days[node as usize].is_some_and(|day| year.contains(&day)) && graph.references(node).len() >= FEWEST_REFERENCES)
        .collect();
    Dice::new(seed).shuffle(&mut asked);
    asked.truncate(queries);
    let vectors = terms::vectors(&Reader::new(), titles, titles.iter().map(String::as_str));
    let found: Vec<Option<[Found; METHODS.len()]>> = asked.par_iter().map(|&query| ask(graph, &days, &vectors, query, seed)).collect();
    let found: Vec<[Found; METHODS.len()]> = found.into_iter().flatten().collect();
    METHODS.iter().enumerate().map(|(m, method)| row(split, method, &found.iter().map(|of| of[m]).collect::<Vec<_>>(), seed)).collect()
}

#[derive(Clone, Copy, Default)]
struct Found {
    recall_20: f64,
    recall_50: f64,
    reciprocal_rank: f64,
}

fn row(split: Date, method: &'static str, found: &[Found], seed: u64) -> MissingRow {
    let measure = |of: fn(&Found) -> f64| mean_with_interval(&found.iter().map(of).collect::<Vec<f64>>(), seed);
    let (recall_20, recall_20_interval) = measure(|f| f.recall_20);
    let (recall_50, recall_50_interval) = measure(|f| f.recall_50);
    let (reciprocal_rank, reciprocal_rank_interval) = measure(|f| f.reciprocal_rank);
    let queries = found.len() as u32;
    MissingRow {
        split,
        method,
        queries,
        recall_20,
        recall_50,
        reciprocal_rank,
        recall_20_interval,
        recall_50_interval,
        reciprocal_rank_interval,
    }
}

fn ask(graph: &CitationGraph, days: &[Option<i32>], vectors: &[terms::Vector], query: u32, seed: u64) -> Option<[Found; METHODS.len()]> {
    let today = days[query as usize]?;
    let known: Vec<u32> = (0..graph.node_count() as u32).filter(|&node| days[node as usize].is_some_and(|day| day < today)).collect();
    let mut place = vec![u32::MAX; graph.node_count()];
    known.iter().enumerate().for_each(|(i, &node)| place[node as usize] = i as u32);
    let mut references: Vec<u32> = graph.references(query).iter().map(|&cited| place[cited as usize]).filter(|&p| p != u32::MAX).collect();
    if references.len() < FEWEST_REFERENCES {
        return None;
    }
    Dice::stream(seed, u64::from(query)).shuffle(&mut references);
    let (hidden, shown) = references.split_at(references.len() / 2);
    let rows = |node: u32| graph.references(known[node as usize]).iter().map(|&cited| place[cited as usize]).filter(|&p| p != u32::MAX);
    let past = CitationGraph::from_sorted(
        known.len(),
        (0..known.len() as u32).flat_map(|node| rows(node).map(move |cited| (node, cited))).collect(),
    );
    let ages: Vec<Option<f64>> = known.iter().map(|&node| days[node as usize].map(|day| f64::from(today - day) / DAYS_PER_YEAR)).collect();
    let seeds = Seeds::new(&past, shown);
    let own: Vec<terms::Vector> = known.iter().map(|&node| vectors[node as usize].clone()).collect();
    let likeness = terms::nearness(&own, shown, 3);
    let counts = |node: u32| (Some(past.references(node).len() as u32), Some(past.citers(node).len() as u32));
    let ours = |seen: &CitationGraph| -> Vec<f64> {
        let scores = list_rec(seen, &seeds, &ages, counts, likeness.clone());
        (0..known.len() as u32).map(|node| scores.classic(node)).collect()
    };
    let judge = |scores: Vec<f64>| found(&scores, &seeds, hidden);
    Some([
        judge(ours(&past)),
        judge(ours(&budgeted(&past, &seeds))),
        judge(adamic_adar_salton(&past, &seeds)),
        judge(cocited(&past, &seeds)),
        judge(walk(&past, &seeds)),
    ])
}

fn found(scores: &[f64], seeds: &Seeds, hidden: &[u32]) -> Found {
    let mut order: Vec<u32> = (0..scores.len() as u32).filter(|&node| !seeds.is_seed[node as usize]).collect();
    order.sort_by(|&a, &b| scores[b as usize].total_cmp(&scores[a as usize]).then(a.cmp(&b)));
    let mut is_hidden = vec![false; scores.len()];
    hidden.iter().for_each(|&node| is_hidden[node as usize] = true);
    let recall = |k: usize| order.iter().take(k).filter(|&&node| is_hidden[node as usize]).count() as f64 / hidden.len() as f64;
    let first = order.iter().position(|&node| is_hidden[node as usize]);
    Found { recall_20: recall(20), recall_50: recall(50), reciprocal_rank: first.map_or(0.0, |place| 1.0 / (place + 1) as f64) }
}

/// What is seen when only the reference lists of the seeds and of the most overlapping citers are read; other citers are known to cite their seeds, no more.
fn budgeted(graph: &CitationGraph, seeds: &Seeds) -> CitationGraph {
    let mut citers: Vec<(f64, u32)> = (0..graph.node_count() as u32)
        .filter_map(|node| {
            let overlap = seeds.among(graph.references(node)).len();
            (overlap > 0).then(|| (overlap as f64 / (graph.references(node).len() as f64).sqrt(), node))
        })
        .collect();
    citers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut read = seeds.is_seed.clone();
    citers.iter().take(CITER_BUDGET).for_each(|&(_, node)| read[node as usize] = true);
    let mut arrows = Vec::new();
    for node in 0..graph.node_count() as u32 {
        arrows.extend(
            graph
                .references(node)
                .iter()
                .filter(|&&cited| read[node as usize] || seeds.is_seed[cited as usize])
                .map(|&cited| (node, cited)),
        );
    }
    CitationGraph::from_sorted(graph.node_count(), arrows)
}

/// Σ over seeds of Adamic/Adar (shared neighbours by 1 / ln of their number of neighbours) plus Salton's co-citation cosine, each brought to maximum 1.
fn adamic_adar_salton(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let degree = |node: u32| graph.references(node).len() + graph.citers(node).len();
    let around = |node: u32| graph.references(node).iter().chain(graph.citers(node)).copied();
    let mut near = vec![0.0; graph.node_count()];
    seeds.nodes.iter().flat_map(|&seed| around(seed)).for_each(|neighbour| near[neighbour as usize] += 1.0);
    let weight = |node: u32| if degree(node) > 1 { near[node as usize] / (degree(node) as f64).ln() } else { 0.0 };
    let adamic: Vec<f64> = (0..graph.node_count() as u32).map(|node| around(node).map(weight).sum()).collect();
    let salton = salton(graph, seeds);
    let most =
        |values: &[f64]| values.iter().zip(&seeds.is_seed).filter(|(_, seed)| !**seed).map(|(v, _)| *v).fold(f64::MIN_POSITIVE, f64::max);
    let (most_adamic, most_salton) = (most(&adamic), most(&salton));
    adamic.iter().zip(&salton).map(|(a, s)| a / most_adamic + s / most_salton).collect()
}

fn cocited(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let overlap: Vec<f64> = (0..graph.node_count() as u32).map(|node| seeds.among(graph.references(node)).len() as f64).collect();
    (0..graph.node_count() as u32).map(|node| graph.citers(node).iter().map(|&citer| overlap[citer as usize]).sum()).collect()
}

fn walk(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let start: Vec<f64> = seeds.is_seed.iter().map(|&seed| f64::from(u8::from(seed))).collect();
    pagerank::undirected_walk(graph, 0.5, &start)
}
