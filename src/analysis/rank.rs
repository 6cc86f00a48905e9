//! Which listed papers matter: soon (*hot*), and for their age?
//!
//! Two headline columns that are never mixed, the plain counts beside them, how sure each place is, and the numbers in words.

use rayon::prelude::*;

use super::horizon::{DAYS_PER_YEAR, Horizon};
use super::hot::{Hot, Records};
use super::{Rankings, Standing, cohort};
use crate::catalog::EdgeState;
use crate::graph::chance::Dice;
use crate::graph::coupling;
use crate::graph::pagerank::Walks;
use crate::paper::PaperIx;
use crate::text::counted;

const RESAMPLES: u64 = 200;
/// Of lists above `LARGE` papers: ranks among thousands need no finer interval.
const RESAMPLES_OF_LARGE: u64 = 100;
const LARGE: usize = 1_000;
/// Each draw looks at every citation.
const RESAMPLES_OF_HUGE: u64 = 20;
const HUGE: usize = 100_000;
/// Keeps the draws of a paper's start apart from those of its citations.
const START_STREAM: u64 = 0x0053_5441_5254;
const MONTHS_SHOWN: i32 = 24;
/// Readers follow short chains of references: Chen et al. 2007 find 0.5 apt for citations.
const DAMPING: f64 = 0.5;

/// Ranks the listed papers known on the day. O(citations + 200 · citations of listed papers), 100 times above 1,000 papers.
pub(crate) fn rank(horizon: &Horizon, seed: u64) -> Rankings {
    let listed = &horizon.listed;
    let ages = horizon.ages();
    let scores = Hot::with(horizon.graph(), &ages, listed, &Records::of(horizon));
    let parts = scores.parts(listed);
    let intervals = intervals(horizon, &scores, seed);
    let pagerank = pagerank(horizon);
    let peers = Peers::new(horizon, &pagerank);
    let relevance = relevance(horizon);
    let is_listed = mask(horizon);
    let mut standings: Vec<Standing> = listed
        .iter()
        .enumerate()
        .map(|(i, &node)| {
            let paper = horizon.corpus.paper(PaperIx(node));
            let (age_percentile, cohort) = peers.percentile(horizon, node);
            let graph = horizon.graph();
            Standing {
                paper: PaperIx(node),
                rank: 0,
                rank_interval: intervals[i],
                hot: parts[i].sum(),
                hot_parts: parts[i],
                age_percentile,
                cohort,
                age_rank: None,
                rescaled_pagerank: horizon.day[node as usize]
                    .and_then(|day| cohort::rescaled(&peers.pageranks, day, pagerank[node as usize])),
                provisional: ages[node as usize].is_none_or(|age| age < 1.0),
                citations: paper.citation_count.filter(|_| horizon.is_whole()),
                influential_citations: paper.influential_citation_count.filter(|_| horizon.is_whole()),
                citations_known: graph.citers(node).len() as u32,
                citations_3m: received_within(horizon, node, 0.25),
                citations_12m: received_within(horizon, node, 1.0),
                pagerank: pagerank[node as usize],
                local_citations: graph.citers(node).iter().filter(|&&c| is_listed[c as usize]).count() as u32,
                local_references: graph.references(node).iter().filter(|&&r| is_listed[r as usize]).count() as u32,
                relevance: relevance[i],
                monthly: monthly(horizon, node),
                evidence: String::new(),
            }
        })
        .collect();
    place(&mut standings);
    for standing in &mut standings {
        standing.evidence = evidence(horizon, standing, &peers);
    }
    Rankings { standings, weights: scores.weights }
}

/// Sorts by `hot`, then for stable order by place in the corpus, and fills in both ranks. Equal values share the better rank.
fn place(standings: &mut [Standing]) {
    standings.sort_by(|a, b| b.hot.total_cmp(&a.hot).then(a.paper.cmp(&b.paper)));
    for i in 0..standings.len() {
        let tied = i > 0 && standings[i].hot == standings[i - 1].hot;
        standings[i].rank = if tied { standings[i - 1].rank } else { i as u32 + 1 };
        let (low, high) = standings[i].rank_interval;
        standings[i].rank_interval = (low.min(standings[i].rank), high.max(standings[i].rank));
    }
    // Papers of one percentile are told apart by rescaled PageRank, which compares with papers of their age, too.
    let mut by_age: Vec<((f64, f64), usize)> = standings
        .iter()
        .enumerate()
        .filter_map(|(i, s)| Some(((s.age_percentile?, s.rescaled_pagerank.unwrap_or(f64::NEG_INFINITY)), i)))
        .collect();
    by_age.sort_by(|(a, i), (b, j)| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(i.cmp(j)));
    let mut last = None;
    for (n, &(place, i)) in by_age.iter().enumerate() {
        let rank = match last {
            Some((same, rank)) if same == place => rank,
            _ => n as u32 + 1,
        };
        last = Some((place, rank));
        standings[i].age_rank = Some(rank);
    }
}

/// Where 90 % of rankings put each paper when the citing papers are drawn anew (each counts Poisson(1) times) and the start of each paper, too (it counts an exponentially
/// distributed number of times, mean 1): what is expected is less certain than what was counted.
///
/// A draw hangs on the paper's id, so it does not change with the order of papers.
fn intervals(horizon: &Horizon, scores: &Hot, seed: u64) -> Vec<(u32, u32)> {
    let listed = &horizon.listed;
    let mut citing: Vec<u32> = listed.iter().flat_map(|&node| horizon.graph().citers(node).iter().copied()).collect();
    citing.sort_unstable();
    citing.dedup();
    let name = |&node: &u32| fingerprint(horizon.corpus.paper(PaperIx(node)).id.as_str());
    let names: Vec<u64> = citing.iter().map(name).collect();
    let own_names: Vec<u64> = listed.iter().map(name).collect();
    let resamples = match listed.len() {
        papers if papers <= LARGE => RESAMPLES,
        papers if papers <= HUGE => RESAMPLES_OF_LARGE,
        _ => RESAMPLES_OF_HUGE,
    };
    let ranks: Vec<Vec<u32>> = (0..resamples)
        .into_par_iter()
        .map(|draw| {
            let mut weight = vec![0.0f64; horizon.known.len()];
            for (&node, &name) in citing.iter().zip(&names) {
                weight[node as usize] = f64::from(Dice::stream(seed ^ name, draw).poisson_one());
            }
            let mut start = vec![0.0f64; horizon.known.len()];
            for (&node, &name) in listed.iter().zip(&own_names) {
                start[node as usize] = -(1.0 - Dice::stream(seed ^ name ^ START_STREAM, draw).unit()).ln();
            }
            ranks_of(&scores.drawn(listed, |citer| weight[citer as usize], |node| start[node as usize]))
        })
        .collect();
    let (low, high) = (ranks.len() / 20, ranks.len() - 1 - ranks.len() / 20);
    let mut of_paper: Vec<u32> = Vec::with_capacity(ranks.len());
    (0..listed.len())
        .map(|i| {
            of_paper.clear();
            of_paper.extend(ranks.iter().map(|draw| draw[i]));
            of_paper.sort_unstable();
            (of_paper[low], of_paper[high])
        })
        .collect()
}

/// 1-based ranks, the largest value first; equal values share the better rank.
fn ranks_of(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let mut ranks = vec![0; values.len()];
    for (n, &i) in order.iter().enumerate() {
        let tied = n > 0 && values[order[n - 1]] == values[i];
        ranks[i] = if tied { ranks[order[n - 1]] } else { n as u32 + 1 };
    }
    ranks
}

/// FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// PageRank among the known papers; unknown ones have 0.
fn pagerank(horizon: &Horizon) -> Vec<f64> {
    let start: Vec<f64> = horizon.known.iter().map(|&known| f64::from(u8::from(known))).collect();
    Walks::new(horizon.graph()).personalized(DAMPING, &start)
}

/// Papers that are here for being listed or for citing, not for being cited: those were selected by success.
struct Peers {
    /// (month, citations) of all peers, sorted.
    citations: Vec<(i32, f64)>,
    /// (day, PageRank), sorted.
    pageranks: Vec<(i32, f64)>,
    /// Citations are the catalog's totals rather than counts inside the corpus.
    totals: bool,
}

impl Peers {
    fn new(horizon: &Horizon, pagerank: &[f64]) -> Peers {
        let roles = |node: u32| horizon.corpus.role(PaperIx(node));
        let fair: Vec<u32> = (0..horizon.known.len() as u32)
            .filter(|&node| horizon.day[node as usize].is_some() && (roles(node).listed || roles(node).citing))
            .collect();
        // Counts inside the corpus are complete for listed papers only, so totals are fairer where the catalog gives them.
        let with_total = fair.iter().filter(|&&node| horizon.corpus.paper(PaperIx(node)).citation_count.is_some()).count();
        let totals = horizon.is_whole() && !fair.is_empty() && 10 * with_total >= 9 * fair.len();
        let mut citations: Vec<(i32, f64)> =
            fair.iter().filter_map(|&node| Some((horizon.nearest_month(node)?, cited(horizon, node, totals)?))).collect();
        citations.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut pageranks: Vec<(i32, f64)> =
            fair.iter().filter_map(|&node| Some((horizon.day[node as usize]?, pagerank[node as usize]))).collect();
        pageranks.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Peers { citations, pageranks, totals }
    }

    fn percentile(&self, horizon: &Horizon, node: u32) -> (Option<f64>, u32) {
        let (Some(month), Some(value)) = (horizon.nearest_month(node), cited(horizon, node, self.totals)) else {
            return (None, 0);
        };
        cohort::percentile(&self.citations, month, value)
    }
}

fn cited(horizon: &Horizon, node: u32, totals: bool) -> Option<f64> {
    if totals {
        return horizon.corpus.paper(PaperIx(node)).citation_count.map(f64::from);
    }
    Some(horizon.graph().citers(node).len() as f64)
}

fn received_within(horizon: &Horizon, node: u32, years: f64) -> u32 {
    let since = horizon.today - (years * DAYS_PER_YEAR).round() as i32;
    horizon.graph().citers(node).iter().filter(|&&citer| horizon.day[citer as usize].is_some_and(|day| day > since)).count() as u32
}

fn monthly(horizon: &Horizon, node: u32) -> Vec<u32> {
    let mut counts = vec![0; MONTHS_SHOWN as usize];
    let Some(last) = crate::paper::Date::from_epoch_days(horizon.today).and_then(crate::paper::Date::month_index) else {
        return counts;
    };
    for &citer in horizon.graph().citers(node) {
        if let Some(month) = horizon.nearest_month(citer)
            && let Ok(place) = usize::try_from(month - (last - MONTHS_SHOWN + 1))
            && place < counts.len()
        {
            counts[place] += 1;
        }
    }
    counts
}

/// Mean coupling cosine with the other listed papers.
fn relevance(horizon: &Horizon) -> Vec<f64> {
    let others = horizon.listed.len().saturating_sub(1).max(1) as f64;
    coupling::coupling_sums(horizon.graph(), &horizon.listed).into_iter().map(|sum| sum / others).collect()
}

fn mask(horizon: &Horizon) -> Vec<bool> {
    let mut mask = vec![false; horizon.known.len()];
    horizon.listed.iter().for_each(|&node| mask[node as usize] = true);
    mask
}

/// The numbers in plain words.
fn evidence(horizon: &Horizon, standing: &Standing, peers: &Peers) -> String {
    let mut parts: Vec<String> = Vec::new();
    let known = standing.citations_known;
    parts.push(match (known, standing.citations_3m, standing.citations_12m) {
        (0, ..) => "no citing paper is known".to_owned(),
        (_, 0, 0) => format!("none of its {} came in the last 12 months", citations(known)),
        (1, 0, _) => "its only known citation came in the last 12 months".to_owned(),
        (1, ..) => "its only known citation came in the last 3 months".to_owned(),
        (_, 0, year) => format!("{year} of its {} came in the last 12 months, none in the last 3", citations(known)),
        (_, recent, _) => format!("{recent} of its {} came in the last 3 months", citations(known)),
    });
    if let Some(total) = truncated(horizon, standing.paper) {
        parts.push(format!("only the newest of {total} citations were looked at"));
    }
    parts.push(match standing.age_percentile {
        Some(percentile) => {
            let measure = if peers.totals { "" } else { " by citations known here" };
            if standing.leads_its_age() {
                format!("the most cited of {} papers of its age{measure}", standing.cohort + 1)
            } else if percentile >= 50.0 {
                format!("top {} of {} papers of its age{measure}", share(100.0 - percentile), standing.cohort)
            } else {
                format!("above {} of {} papers of its age{measure}", share(percentile), standing.cohort)
            }
        }
        None if horizon.day[standing.paper.index()].is_none() => "its date is not known, so its age group is not either".to_owned(),
        None => format!("too few papers of its age to compare ({})", standing.cohort),
    });
    if let Some((what, of_hot)) = standing.hot_parts.largest() {
        parts.push(format!("{} of hot comes from {what}", share(100.0 * of_hot)));
    }
    parts.push(match standing.local_citations {
        0 => "cited by no listed paper".to_owned(),
        1 => "cited by 1 listed paper".to_owned(),
        n => format!("cited by {n} listed papers"),
    });
    if standing.provisional && horizon.day[standing.paper.index()].is_some() {
        parts.push("under a year old, so provisional".to_owned());
    }
    parts.join("; ")
}

fn citations(n: u32) -> String {
    counted(n, "known citation", "known citations")
}

fn share(percent: f64) -> String {
    if percent < 1.0 { "1 %".to_owned() } else { format!("{percent:.0} %") }
}

fn truncated(horizon: &Horizon, paper: PaperIx) -> Option<u32> {
    let place = horizon.corpus.listed().binary_search(&paper).ok()?;
    match horizon.corpus.known()[place].citations {
        EdgeState::Truncated { total } => Some(total),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn the_hot_paper_leads_and_its_evidence_is_true() {
        let sample = Sample::new(&[("old", "2018-01"), ("new", "2022-06"), ("x", "2019-01"), ("y", "2022-11"), ("z", "2022-12")])
            .cites(&[("x", "old"), ("y", "new"), ("z", "new"), ("new", "old")])
            .listed(&["old", "new"]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2023-01-01"));
        let standings = rank(&horizon, 1).standings;
        assert_eq!(corpus.paper(standings[0].paper).title, "new");
        assert_eq!((standings[0].rank, standings[0].citations_3m, standings[0].citations_12m), (1, 2, 2));
        assert_eq!(standings[0].evidence.split("; ").next(), Some("2 of its 2 known citations came in the last 3 months"));
        assert_eq!((standings[1].local_citations, standings[1].provisional), (1, false));
        assert_eq!(standings[0].monthly.iter().sum::<u32>(), 2);
        assert!(standings[0].provisional);
    }

    /// 40 papers of one month: "star" is listed and cited by all that cite; `famous` others are here only because "star" cites them, and everybody cites those.
    fn month_with(famous: usize) -> Standing {
        let names: Vec<String> = (0..40).map(|i| format!("peer{i:02}")).chain((0..famous).map(|i| format!("famous{i:02}"))).collect();
        let mut papers: Vec<(&str, &str)> = vec![("star", "2020-01"), ("later", "2021-01")];
        papers.extend(names.iter().map(|name| (name.as_str(), "2020-01")));
        let mut arrows: Vec<(&str, &str)> = vec![("later", "star")];
        arrows.extend(names.iter().filter(|name| name.starts_with("peer")).map(|name| (name.as_str(), "star")));
        for name in names.iter().filter(|name| name.starts_with("famous")) {
            arrows.push(("star", name));
            arrows.extend(names.iter().filter(|peer| peer.starts_with("peer")).map(|peer| (peer.as_str(), name.as_str())));
            arrows.extend([("later", name.as_str()), ("peer00", name.as_str())]);
        }
        let (corpus, graph) = Sample::new(&papers).cites(&arrows).listed(&["star"]).build();
        rank(&Horizon::new(&corpus, &graph, date("2021-06-01")), 1).standings.remove(0)
    }

    #[test]
    fn papers_that_are_here_for_being_cited_are_no_peers() {
        let (alone, among_famous) = (month_with(0), month_with(30));
        assert_eq!((alone.cohort, among_famous.cohort), (40, 40), "the forty that cite, not the thirty that are cited");
        assert_eq!(alone.age_percentile, among_famous.age_percentile);
        assert!(alone.evidence.contains("the most cited of 41 papers of its age"), "{}", alone.evidence);
    }

    #[test]
    fn papers_of_one_percentile_are_told_apart_by_rescaled_pagerank() {
        let standing =
            |percentile, rescaled| Standing { age_percentile: percentile, rescaled_pagerank: rescaled, age_rank: None, ..month_with(0) };
        let mut standings = vec![
            standing(Some(90.0), Some(1.0)),
            standing(Some(90.0), Some(2.0)),
            standing(None, None),
            standing(Some(90.0), Some(2.0)),
            standing(Some(95.0), None),
        ];
        place(&mut standings);
        assert_eq!(standings.iter().map(|s| s.age_rank).collect::<Vec<_>>(), [Some(4), Some(2), None, Some(2), Some(1)]);
    }

    #[test]
    fn what_is_expected_is_less_certain_than_what_was_counted() {
        // Twenty new papers that nobody cites: all that is known of them is their start.
        let ids: Vec<String> = (0..20).map(|i| format!("new{i:02}")).collect();
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "2022-12")).collect();
        let listed: Vec<&str> = ids.iter().map(String::as_str).collect();
        let (corpus, graph) = Sample::new(&papers).listed(&listed).build();
        for standing in rank(&Horizon::new(&corpus, &graph, date("2023-01-01")), 1).standings {
            let (low, high) = standing.rank_interval;
            assert!(high - low >= 15, "a paper of which nothing is known looks safe: {low}-{high}");
            assert!(standing.hot_parts.observed() == 0.0 && standing.hot_parts.start() > 0.0, "{standing:?}");
            assert!(standing.evidence.contains("100 % of hot comes from being new"), "{}", standing.evidence);
        }
    }

    #[test]
    fn equal_values_share_the_better_rank() {
        assert_eq!(ranks_of(&[1.0, 3.0, 1.0, 0.0]), [2, 1, 2, 4]);
    }
}
