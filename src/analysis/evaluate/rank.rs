//! Do the papers we call hot get the citations of the next year?

use rayon::prelude::*;
use serde::Serialize;

use super::measures::{falling, mean_ranks, middle, ndcg_of, pearson, resample};
use crate::analysis::HotParts;
use crate::analysis::horizon::DAYS_PER_YEAR;
use crate::analysis::hot::{Hot, Records, author_numbers};
use crate::graph::CitationGraph;
use crate::graph::chance::Dice;
use crate::graph::pagerank::Walks;
use crate::paper::{Author, Date};

/// Which papers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    All,
    /// A year old or younger.
    Young,
}

/// One method at one split.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankRow {
    pub split: Date,
    pub scope: Scope,
    pub method: &'static str,
    pub papers: u32,
    /// Spearman correlation with the citations received within the year after the split.
    pub spearman: f64,
    /// 95 % of resampled sets of papers.
    pub spearman_interval: (f64, f64),
    pub ndcg_50: f64,
    pub ndcg_50_interval: (f64, f64),
}

const TOP: usize = 50;
const RESAMPLES: u64 = 200;
const DAMPING: f64 = 0.5;

/// The hot score and its baselines on everything published before `split`, against the citations of the year after it.
///
/// `dates` is parallel to the nodes; papers without a date take no part. Citations that point to a later paper are kept as they are. Baselines: citation count,
/// citations of the last year, PageRank (damping 0.5), AttRank (α .2, β .5, γ .3, attention of one year, w −.48).
pub fn rank_task(graph: &CitationGraph, dates: &[Option<Date>], split: Date, seed: u64) -> Vec<RankRow> {
    rank_task_with_authors(graph, dates, &vec![&[][..]; graph.node_count()], split, seed)
}

/// [`rank_task`] when the authors of the papers are known, too; `authors` is parallel to the nodes.
pub fn rank_task_with_authors(
    graph: &CitationGraph,
    dates: &[Option<Date>],
    authors: &[&[Author]],
    split: Date,
    seed: u64,
) -> Vec<RankRow> {
    let past = Past::new(graph, dates, split);
    if past.ages.is_empty() {
        return Vec::new();
    }
    let everyone: Vec<u32> = (0..past.ages.len() as u32).collect();
    let numbers = author_numbers(past.known.iter().map(|&node| authors[node as usize]));
    let records = Records::with_authors(&past.graph, numbers);
    let some_ages: Vec<Option<f64>> = past.ages.iter().map(|&age| Some(age)).collect();
    let methods: [(&'static str, Vec<f64>); 5] = [
        ("hot", Hot::with(&past.graph, &some_ages, &everyone, &records).parts(&everyone).iter().map(HotParts::sum).collect()),
        ("citations", everyone.iter().map(|&node| past.graph.citers(node).len() as f64).collect()),
        ("citations of the last year", everyone.iter().map(|&node| past.last_year(node)).collect()),
        ("AttRank", attrank(&past)),
        ("PageRank", Walks::new(&past.graph).pagerank(DAMPING)),
    ];
    let compared = |scope: Scope| {
        let chosen: Vec<usize> = (0..past.ages.len()).filter(|&i| scope == Scope::All || past.ages[i] <= 1.0).collect();
        let of = |values: &[f64]| chosen.iter().map(|&i| values[i]).collect::<Vec<f64>>();
        let gains = Ordered::of(of(&past.gains));
        let scores: Vec<(&'static str, Ordered)> = methods.iter().map(|(name, scores)| (*name, Ordered::of(of(scores)))).collect();
        let resampled: Vec<Vec<(f64, f64)>> = (0..RESAMPLES)
            .into_par_iter()
            .map(|draw| {
                let times = resample(chosen.len(), &mut Dice::stream(seed, draw));
                scores.iter().map(|(_, scores)| measured(scores, &gains, &times)).collect()
            })
            .collect();
        let row = |(m, (method, scores)): (usize, &(&'static str, Ordered))| {
            let (spearman, ndcg_50) = measured(scores, &gains, &vec![1.0; chosen.len()]);
            RankRow {
                split,
                scope,
                method,
                papers: chosen.len() as u32,
                spearman,
                spearman_interval: middle(resampled.iter().map(|draw| draw[m].0).collect()),
                ndcg_50,
                ndcg_50_interval: middle(resampled.iter().map(|draw| draw[m].1).collect()),
            }
        };
        scores.iter().enumerate().map(row).collect::<Vec<RankRow>>()
    };
    [Scope::All, Scope::Young].into_iter().flat_map(compared).collect()
}

/// Values with what both measures need of them.
struct Ordered {
    values: Vec<f64>,
    ranks: Vec<f64>,
    falling: Vec<u32>,
}

impl Ordered {
    fn of(values: Vec<f64>) -> Ordered {
        Ordered { ranks: mean_ranks(&values), falling: falling(&values), values }
    }
}

/// Spearman's correlation (of the ranks in the whole set) and nDCG of the first 50, when paper i counts `times[i]` times.
fn measured(scores: &Ordered, gains: &Ordered, times: &[f64]) -> (f64, f64) {
    (pearson(&scores.ranks, &gains.ranks, times), ndcg_of(&scores.values, &gains.values, times, &scores.falling, &gains.falling, TOP))
}

/// The corpus as it was at the split, renumbered, and what came in the year after.
struct Past {
    /// Nodes of the whole graph, in the new order.
    known: Vec<u32>,
    graph: CitationGraph,
    ages: Vec<f64>,
    gains: Vec<f64>,
}

impl Past {
    fn new(graph: &CitationGraph, dates: &[Option<Date>], split: Date) -> Past {
        let today = split.first_day();
        let days: Vec<Option<i32>> = dates.iter().map(|date| date.map(Date::middle_day)).collect();
        let known: Vec<u32> = (0..graph.node_count() as u32).filter(|&node| days[node as usize].is_some_and(|day| day < today)).collect();
        let mut place = vec![u32::MAX; graph.node_count()];
        known.iter().enumerate().for_each(|(i, &node)| place[node as usize] = i as u32);
        let year = today + DAYS_PER_YEAR.round() as i32;
        let (mut arrows, mut gains) = (Vec::new(), Vec::new());
        for (i, &node) in known.iter().enumerate() {
            arrows.extend(
                graph
                    .references(node)
                    .iter()
                    .filter(|&&cited| place[cited as usize] != u32::MAX)
                    .map(|&cited| (i as u32, place[cited as usize])),
            );
            gains.push(
                graph.citers(node).iter().filter(|&&citer| days[citer as usize].is_some_and(|day| (today..year).contains(&day))).count()
                    as f64,
            );
        }
        let ages = known.iter().map(|&node| f64::from(today - days[node as usize].unwrap_or(today)) / DAYS_PER_YEAR).collect();
        Past { graph: CitationGraph::from_sorted(known.len(), arrows), known, ages, gains }
    }

    fn last_year(&self, node: u32) -> f64 {
        self.graph.citers(node).iter().filter(|&&citer| self.ages[citer as usize] <= 1.0).count() as f64
    }
}

/// AttRank (Kanellos et al. 2021): a walk that restarts where recent attention and recent papers are.
fn attrank(past: &Past) -> Vec<f64> {
    let nodes = past.ages.len() as u32;
    let attention: Vec<f64> = (0..nodes).map(|node| past.last_year(node)).collect();
    let recency: Vec<f64> = past.ages.iter().map(|age| (-0.48 * age).exp()).collect();
    let (all_attention, all_recency) = (attention.iter().sum::<f64>().max(1.0), recency.iter().sum::<f64>());
    let start: Vec<f64> = attention.iter().zip(&recency).map(|(a, r)| 0.5 * a / all_attention + 0.3 * r / all_recency).collect();
    Walks::new(&past.graph).with_even_dangling(0.2, &start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_after_the_split_reaches_a_method() {
        let dates: Vec<Option<Date>> = ["2000-01", "2000-06", "2001-03", "2003-01"].iter().map(|d| d.parse().ok()).collect();
        let graph = CitationGraph::from_sorted(4, vec![(1, 0), (2, 0), (2, 1), (3, 0)]);
        let past = Past::new(&graph, &dates, "2001-01".parse().unwrap());
        assert_eq!(past.graph.citation_count(), 1);
        assert_eq!(past.gains, [1.0, 1.0]);
        let rows = rank_task(&graph, &dates, "2001-01".parse().unwrap(), 1);
        assert_eq!(rows.len(), 10);
        assert!(rows.iter().all(|row| row.spearman.is_finite() && row.ndcg_50.is_finite()));
        assert!(rank_task(&graph, &dates, "1990".parse().unwrap(), 1).is_empty());
    }
}
