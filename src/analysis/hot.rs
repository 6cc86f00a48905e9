//! Which papers will get attention soon?
//!
//! Attention is a rate: citations received lately, over the time there was to receive them. New papers start from what they rest on and who wrote them; older attention fades.
//! Graph, ages and records go in, one number a paper comes out; no iteration, O(citations). How much a start is worth is read off the corpus' own last year.

use std::collections::HashMap;

use super::evaluate::spearman;
use super::horizon::Horizon;
use crate::graph::CitationGraph;
use crate::paper::{Author, PaperIx};

/// The hot score of every paper,
///
/// (r / mean r + s) · 1.5 / (x + 0.5) + M · ln(1 + m / mean m), with
///
/// r = Σ over citing papers of 0.05^age · 31 / (30 + n): half-life 2.8 months, and a paper with n references, many of them here, gives each less;
/// m = Σ over citing papers of 0.5^age; x = 1 − 0.05^a is the part of r's memory a paper of age a has lived through, so that a paper two months old is not blamed for two months
/// of citations; s = S · e^(−a/2) · (f / mean f + v / mean v + c) is the start of new papers: f = ln(1 + Σ e^(−lag/3)) over the references it shares with another paper, younger
/// references counting more; v = ln(1 + the mean m of the other papers of its best author), where authors are known. Ages and lags in years, means over papers under 2 years (r, m)
/// or under 1 year (f, v).
///
/// S (¼, ½ or 1), M (1 or 2) and c (0 or ½: whether a new paper without any sign stands above an old one) are those that would have ordered best, by Spearman's correlation, the
/// citations of the last year from what was known a year ago; ½, 1 and ½ where that is too little to tell. Measured in `evaluate` and `docs/validity.md`.
///
/// It grew out of HEAT+ (r with 0.1, plus 0.5 s, plus a long memory). Papers without a date get no start; citing papers without a date count like old ones, so that a corpus without
/// dates is ordered by citations.
/// Misleads where citations of the last months are not known yet, and where authors share a name.
pub(crate) struct Hot<'a> {
    graph: &'a CitationGraph,
    /// Per citing paper what it adds to r and m.
    fading: Vec<[f64; 2]>,
    start: Vec<f64>,
    /// What r is multiplied with to make it a rate.
    exposure: Vec<f64>,
    /// Over which papers means are taken.
    pool: &'a [u32],
    /// Under two years old.
    young: Vec<bool>,
    middle_weight: f64,
}

const FRESH: f64 = 0.05;
const MIDDLE: f64 = 0.5;
/// References from which on a citing paper's word is divided.
const USUAL_REFERENCES: f64 = 30.0;
const START_YEARS: f64 = 2.0;
const FRONT_YEARS: f64 = 3.0;
/// How much a reference counts for the start when its lag is not known.
const UNDATED_REFERENCE: f64 = 0.5;
/// A citing paper without a date counts like one of five years: too little to be hot by, enough for an order where nothing is dated.
const UNDATED_CITATION: f64 = 0.03;
/// Shrinks the rate of papers too young to have one.
const CAUTION: f64 = 0.5;
/// Fewer papers that were known a year ago, or fewer of them cited since, tell nothing.
const FEWEST_PAST: usize = 200;
const FEWEST_CITED: usize = 50;
/// More papers than this tell no more.
const ENOUGH_PAST: usize = 50_000;

/// What is known of papers besides graph and ages.
pub(crate) struct Records {
    /// Length of the reference list, parallel to the nodes.
    references: Vec<f64>,
    /// Numbers of authors, parallel to the nodes; empty where nothing is known.
    authors: Vec<Vec<u32>>,
}

impl Records {
    /// What the graph itself says, and authors; `authors`: see [`author_numbers`], parallel to the nodes.
    pub fn with_authors(graph: &CitationGraph, authors: Vec<Vec<u32>>) -> Records {
        Records { references: (0..graph.node_count() as u32).map(|node| graph.references(node).len() as f64).collect(), authors }
    }

    /// With the catalog's reference counts, and the authors of listed papers.
    pub fn of(horizon: &Horizon) -> Records {
        let mut authors = vec![Vec::new(); horizon.known.len()];
        let numbers = author_numbers(horizon.listed.iter().map(|&node| horizon.corpus.paper(PaperIx(node)).authors.as_slice()));
        for (&node, numbers) in horizon.listed.iter().zip(numbers) {
            authors[node as usize] = numbers;
        }
        let mut records = Records::with_authors(horizon.graph(), authors);
        for (known, paper) in records.references.iter_mut().zip(horizon.corpus.papers()) {
            *known = known.max(f64::from(paper.reference_count.unwrap_or(0)));
        }
        records
    }
}

/// Authors as numbers, the same for the same id or, without ids, the same name.
pub(crate) fn author_numbers<'a>(papers: impl Iterator<Item = &'a [Author]>) -> Vec<Vec<u32>> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |author: &Author| {
        let name = author.id.clone().unwrap_or_else(|| author.name.trim().to_lowercase());
        let next = numbers.len() as u32;
        (!name.is_empty()).then(|| *numbers.entry(name).or_insert(next))
    };
    papers.map(|authors| authors.iter().filter_map(&mut number).collect()).collect()
}

/// S, c and M.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Weights {
    start: f64,
    newness: f64,
    middle: f64,
}

const USUAL: Weights = Weights { start: 0.5, newness: 0.5, middle: 1.0 };

impl<'a> Hot<'a> {
    /// `ages` in years, `None` without a date; `pool`: the papers whose citations are known, over which means are taken.
    pub fn with(graph: &'a CitationGraph, ages: &[Option<f64>], pool: &'a [u32], records: &Records) -> Hot<'a> {
        let weights = weights_of_last_year(graph, ages, pool, records).unwrap_or(USUAL);
        let mut hot = Hot::unstarted(graph, ages, pool, records, UNDATED_CITATION);
        hot.start = hot.starts(ages, &|_| true, records).weighed(weights);
        hot.middle_weight = weights.middle;
        hot
    }

    /// `undated`: what a citing paper without a date adds to m.
    fn unstarted<'b>(graph: &'b CitationGraph, ages: &[Option<f64>], pool: &'b [u32], records: &Records, undated: f64) -> Hot<'b> {
        let share = |references: f64| (1.0 + USUAL_REFERENCES) / (references + USUAL_REFERENCES);
        let fading =
            |(age, &references): (&Option<f64>, &f64)| age.map_or([0.0, undated], |a| [FRESH.powf(a) * share(references), MIDDLE.powf(a)]);
        Hot {
            graph,
            fading: ages.iter().zip(&records.references).map(fading).collect(),
            start: vec![0.0; ages.len()],
            exposure: ages.iter().map(|age| (1.0 + CAUTION) / (CAUTION + age.map_or(1.0, |a| 1.0 - FRESH.powf(a)))).collect(),
            pool,
            young: ages.iter().map(|age| age.is_some_and(|a| a < 2.0)).collect(),
            middle_weight: USUAL.middle,
        }
    }

    /// The score of `nodes` when citing paper c counts `weight(c)` times.
    pub fn of(&self, nodes: &[u32], weight: impl Fn(u32) -> f64) -> Vec<f64> {
        let score = |(&node, [recent, middle]): (&u32, [f64; 2])| {
            let n = node as usize;
            (recent + self.start[n]) * self.exposure[n] + self.middle_weight * middle
        };
        nodes.iter().zip(self.received(nodes, weight)).map(score).collect()
    }

    /// r / mean r and ln(1 + m / mean m) of `nodes`.
    fn received(&self, nodes: &[u32], weight: impl Fn(u32) -> f64) -> Vec<[f64; 2]> {
        let received = |&node: &u32| {
            self.graph.citers(node).iter().fold([0.0; 2], |sum: [f64; 2], &citer| {
                let (w, add) = (weight(citer), self.fading[citer as usize]);
                [sum[0] + w * add[0], sum[1] + w * add[1]]
            })
        };
        let of_pool: Vec<[f64; 2]> = self.pool.iter().map(received).collect();
        let usual = |part: usize| mean(self.pool, |place, _| of_pool[place][part], |node| self.young[node as usize]);
        let (usual_recent, usual_middle) = (usual(0), usual(1));
        // Mostly the pool itself is asked for.
        let of_nodes = if nodes == self.pool { of_pool } else { nodes.iter().map(received).collect() };
        of_nodes.into_iter().map(|[r, m]| [r / usual_recent, (m / usual_middle).ln_1p()]).collect()
    }

    fn starts(&self, ages: &[Option<f64>], known: &dyn Fn(u32) -> bool, records: &Records) -> Starts {
        let graph = self.graph;
        let is_shared = |cited: u32| graph.citers(cited).iter().filter(|&&citer| known(citer)).nth(1).is_some();
        let front = |node: u32| -> f64 {
            let weight = |cited: u32| match (ages[node as usize], ages[cited as usize]) {
                (Some(own), Some(older)) => (-(older - own).max(0.0) / FRONT_YEARS).exp(),
                _ => UNDATED_REFERENCE,
            };
            graph.references(node).iter().filter(|&&cited| is_shared(cited)).map(|&cited| weight(cited)).sum::<f64>().ln_1p()
        };
        let decay: Vec<f64> = ages.iter().map(|age| age.map_or(0.0, |a| (-a / START_YEARS).exp())).collect();
        let is_new = |node: u32| ages[node as usize].is_some_and(|a| a < 1.0);
        let mut fronts = vec![0.0; ages.len()];
        self.pool.iter().filter(|&&node| ages[node as usize].is_some()).for_each(|&node| fronts[node as usize] = front(node));
        let tracks = self.tracks(records);
        let usual_front = mean(self.pool, |_, node| fronts[node as usize], is_new);
        let usual_track = mean(self.pool, |_, node| tracks[node as usize], is_new);
        let signs = (0..ages.len()).map(|n| decay[n] * (fronts[n] / usual_front + tracks[n] / usual_track)).collect();
        Starts { signs, newness: decay }
    }

    /// ln(1 + mean m over the other papers of the best author), the mean drawn towards 0 by one paper more.
    fn tracks(&self, records: &Records) -> Vec<f64> {
        let authors = records.authors.iter().flatten().max().map_or(0, |&most| most as usize + 1);
        let mut written = vec![(0.0, 0.0); authors];
        let middle = |node: u32| self.graph.citers(node).iter().map(|&citer| self.fading[citer as usize][1]).sum::<f64>();
        let mut tracks = vec![0.0; records.authors.len()];
        if authors == 0 {
            return tracks;
        }
        let received: Vec<f64> = self.pool.iter().map(|&node| middle(node)).collect();
        for (&node, received) in self.pool.iter().zip(&received) {
            for &author in &records.authors[node as usize] {
                let (sum, papers) = &mut written[author as usize];
                (*sum, *papers) = (*sum + received, *papers + 1.0);
            }
        }
        for (&node, received) in self.pool.iter().zip(&received) {
            let others = records.authors[node as usize]
                .iter()
                .map(|&author| written[author as usize])
                .map(|(sum, papers)| (sum - received) / papers);
            tracks[node as usize] = others.fold(0.0, f64::max).ln_1p();
        }
        tracks
    }
}

struct Starts {
    /// From references and authors.
    signs: Vec<f64>,
    /// From being new alone.
    newness: Vec<f64>,
}

impl Starts {
    fn weighed(&self, weights: Weights) -> Vec<f64> {
        (0..self.signs.len() as u32).map(|node| self.of(node, weights)).collect()
    }

    fn of(&self, node: u32, weights: Weights) -> f64 {
        weights.start * (self.signs[node as usize] + weights.newness * self.newness[node as usize])
    }
}

/// The weights that would have ordered best what came within the last year; `None` with too short a past.
fn weights_of_last_year(graph: &CitationGraph, ages: &[Option<f64>], pool: &[u32], records: &Records) -> Option<Weights> {
    let then: Vec<Option<f64>> = ages.iter().map(|age| age.map(|a| a - 1.0).filter(|a| *a >= 0.0)).collect();
    let known = |node: u32| then[node as usize].is_some();
    let past: Vec<u32> = pool.iter().copied().filter(|&node| known(node)).collect();
    if past.len() < FEWEST_PAST {
        return None;
    }
    let asked: Vec<u32> = past.iter().copied().step_by(past.len().div_ceil(ENOUGH_PAST)).collect();
    let came_since = |citer: u32| ages[citer as usize].is_some_and(|a| (0.0..1.0).contains(&a));
    let gains: Vec<f64> = asked.iter().map(|&node| graph.citers(node).iter().filter(|&&citer| came_since(citer)).count() as f64).collect();
    if gains.iter().filter(|gain| **gain > 0.0).count() < FEWEST_CITED {
        return None;
    }
    let hot = Hot::unstarted(graph, &then, &past, records, 0.0);
    let starts = hot.starts(&then, &known, records);
    let received = hot.received(&asked, |_| 1.0);
    let mut best: Option<(f64, Weights)> = None;
    for middle in [1.0, 2.0] {
        for newness in [0.0, 0.5] {
            for start in [0.25, 0.5, 1.0] {
                let weights = Weights { start, newness, middle };
                let score = |(&node, [recent, lasting]): (&u32, &[f64; 2])| {
                    (recent + starts.of(node, weights)) * hot.exposure[node as usize] + middle * lasting
                };
                let scores: Vec<f64> = asked.iter().zip(&received).map(score).collect();
                let reached = spearman(&scores, &gains);
                // A difference that rounding could make is none.
                if best.is_none_or(|(most, _)| reached > most + 1e-9) {
                    best = Some((reached, weights));
                }
            }
        }
    }
    best.map(|(_, weights)| weights)
}

/// Mean over those of `pool` that are `chosen`, else over all of it, else 1: never 0, so that it can be divided by. `value` by place in the pool and node.
fn mean(pool: &[u32], value: impl Fn(usize, u32) -> f64, chosen: impl Fn(u32) -> bool) -> f64 {
    let of = |all: bool| {
        let chosen = pool.iter().enumerate().filter(|&(_, &node)| all || chosen(node));
        let (sum, n) = chosen.fold((0.0, 0u32), |(sum, n), (place, &node)| (sum + value(place, node), n + 1));
        (n > 0 && sum > 0.0).then(|| sum / f64::from(n))
    };
    of(false).or_else(|| of(true)).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    fn anonymous(graph: &CitationGraph) -> Records {
        Records::with_authors(graph, vec![Vec::new(); graph.node_count()])
    }

    #[test]
    fn a_fresh_citation_outweighs_old_ones() {
        // 0 has two old citers, 1 one fresh citer.
        let graph = CitationGraph::from_sorted(5, vec![(2, 0), (3, 0), (4, 1)]);
        let ages = [Some(3.0), Some(3.0), Some(2.5), Some(2.5), Some(0.05)];
        let scores = Hot::with(&graph, &ages, &[0, 1], &anonymous(&graph)).of(&[0, 1], |_| 1.0);
        assert!(scores[1] > 2.0 * scores[0], "{scores:?}");
    }

    #[test]
    fn without_dates_the_order_is_that_of_citations() {
        let graph = CitationGraph::from_sorted(4, vec![(1, 0), (2, 0), (2, 1)]);
        for pool in [&[][..], &[0, 1, 2, 3]] {
            let scores = Hot::with(&graph, &[None; 4], pool, &anonymous(&graph)).of(&[0, 1, 2, 3], |_| 1.0);
            assert!(scores[0] > scores[1] && scores[1] > scores[2] && scores[2] == 0.0 && scores[3] == 0.0, "{scores:?}");
        }
    }

    #[test]
    fn a_new_paper_by_a_cited_author_starts_higher() {
        // 0 is cited; 1 and 2 are new, 1 by the author of 0.
        let graph = CitationGraph::from_sorted(5, vec![(3, 0), (4, 0)]);
        let ages = [Some(2.0), Some(0.1), Some(0.1), Some(0.3), Some(0.3)];
        let mut records = anonymous(&graph);
        (records.authors[0], records.authors[1], records.authors[2]) = (vec![7, 1], vec![2, 7], vec![3]);
        let pool = [0, 1, 2];
        let scores = Hot::with(&graph, &ages, &pool, &records).of(&pool, |_| 1.0);
        assert!(scores[1] > scores[2] && scores[2] > 0.0, "{scores:?}");
    }

    /// 600 papers over six years; every second one rests on three old works, and those papers are cited.
    fn history() -> (CitationGraph, Vec<Option<f64>>) {
        let mut dice = Dice::new(5);
        let nodes = 600u32;
        let ages: Vec<Option<f64>> = (0..nodes).map(|i| Some(6.0 - 6.0 * f64::from(i) / f64::from(nodes))).collect();
        let mut arrows = Vec::new();
        for i in 60..nodes {
            if i % 2 == 0 {
                arrows.extend([(i, 0), (i, 1), (i, 2)]);
            }
            let earlier = (0..6).map(|_| i - 1 - dice.below(250.min(i as usize)) as u32);
            arrows.extend(earlier.filter(|j| j % 2 == 0 && *j > 2).map(|j| (i, j)));
        }
        arrows.sort_unstable();
        arrows.dedup();
        (CitationGraph::from_sorted(nodes as usize, arrows), ages)
    }

    #[test]
    fn the_last_year_is_judged_by_what_was_known_before_it() {
        let (graph, ages) = history();
        let pool: Vec<u32> = (0..600).collect();
        let records = anonymous(&graph);
        let weights = weights_of_last_year(&graph, &ages, &pool, &records);
        assert!(weights.is_some());
        // References of papers that came since do not make a reference shared, and their number changes nothing.
        let mut longer = anonymous(&graph);
        (0..600).filter(|&n| ages[n].unwrap() < 1.0).for_each(|n| longer.references[n] = 500.0);
        assert_eq!(weights, weights_of_last_year(&graph, &ages, &pool, &longer));
        assert_eq!(weights_of_last_year(&graph, &ages, &pool[..100], &records), None);
        assert_eq!(weights_of_last_year(&graph, &vec![None; 600], &pool, &records), None);
    }
}
