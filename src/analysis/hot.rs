//! Which papers will get attention soon?
//!
//! Attention is a rate: citations received lately, over the time there was to receive them. New papers start from what they rest on and who wrote them; older attention fades.
//! Graph, ages and records go in, one number a paper comes out; no iteration, O(citations). How much a start is worth is read off the corpus' own last year.

use std::collections::HashMap;

use super::evaluate::spearman;
use super::horizon::Horizon;
use super::{HotParts, HotWeights};
use crate::graph::CitationGraph;
use crate::paper::{Author, PaperIx};

/// The hot score of every paper,
///
/// (r / μ_r + s) · 1.5 / (x + 0.5) + M · ln(1 + m / μ_m), with
///
/// r = Σ over citing papers of 0.05^age · 31 / (30 + n): half-life 2.8 months, and a paper with n references, many of them here, gives each less;
/// m = Σ over citing papers of 0.5^age; x = 1 − 0.05^a is the part of r's memory a paper of age a has lived through, so that a paper two months old is not blamed for two months
/// of citations; s = S · e^(−a/2) · (w_f · f / μ_f + w_v · v + c) is the start of new papers: f = ln(1 + Σ e^(−lag/3)) over the references it shares with another paper, younger
/// references counting more; v = ln(1 + m̄ / μ_m) with m̄ the mean m of the other papers of its best author, where authors are known. Ages and lags in years.
///
/// No ratio divides by a mean over few papers. μ_r and μ_m are means over papers under 2 years, drawn towards the mean of all by 10 papers more; μ_f is the mean over papers under
/// 1 year that have an f, drawn towards 1.4 by 10 more, and f / μ_f is 3 at most. w = k / (k + K) for k papers under 1 year that have the sign, with K = 30 for f and 1,000 for v:
/// what few papers show moves nobody far.
///
/// A start alone never overtakes a clear lead: a paper stays behind every paper at most a year older that has three citations more in 3 months, in 12 months and in all, and as
/// much without the starts. (With one citation more instead of three, ρ on hep-ph falls by .009: one citation is chance.)
///
/// S (¼, ½ or 1), M (1 or 2) and c (0 or ½: whether a new paper without any sign stands above an old one) are those that would have ordered best, by Spearman's correlation, the
/// citations of the last year from what was known a year ago; ½, 1 and ½ where that is too little to tell. Measured in `evaluate` and `docs/validity.md`.
///
/// It grew out of HEAT+ (r with 0.1, plus 0.5 s, plus a long memory). Papers without a date get no start; citing papers without a date count like old ones, so that a corpus without
/// dates is ordered by citations.
/// Misleads where citations of the last months are not known yet, and where authors share a name.
pub(crate) struct Hot<'a> {
    graph: &'a CitationGraph,
    ages: &'a [Option<f64>],
    /// Per citing paper what it adds to r and m.
    fading: Vec<[f64; 2]>,
    /// By node: references, authors, newness, each already weighed.
    starts: Vec<[f64; 3]>,
    /// What r is multiplied with to make it a rate.
    exposure: Vec<f64>,
    /// Over which papers means are taken.
    pool: &'a [u32],
    /// Under two years old.
    young: Vec<bool>,
    pub weights: HotWeights,
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
/// By so many papers a mean over few is drawn towards what is usual.
const DRAWN_BY: f64 = 10.0;
/// The mean f of dated corpora: 1.1 to 1.7 on hep-ph and paperscape.
const USUAL_FRONT: f64 = 1.4;
const MOST_FRONT: f64 = 3.0;
/// With so many new papers that have the sign it counts half. Authors help among thousands of papers and harm in lists of hundreds.
const HALF_FRONTS: f64 = 30.0;
const HALF_TRACKS: f64 = 1_000.0;
/// So many citations more, in 3 months, in 12 and in all, are a lead that no start overtakes.
const CLEAR_LEAD: u32 = 3;
/// Fewer papers that were known a year ago, or fewer of them cited since, tell nothing: on lists of 250 to 400 papers the usual weights do better than those that fit the last year.
const FEWEST_PAST: usize = 2_000;
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

const USUAL: HotWeights = HotWeights { start: 0.5, newness: 0.5, middle: 1.0, chosen: false };

impl<'a> Hot<'a> {
    /// `ages` in years, `None` without a date; `pool`: the papers whose citations are known, over which means are taken.
    pub fn with(graph: &'a CitationGraph, ages: &'a [Option<f64>], pool: &'a [u32], records: &Records) -> Hot<'a> {
        let weights = weights_of_last_year(graph, ages, pool, records).unwrap_or(USUAL);
        let mut hot = Hot::unstarted(graph, ages, pool, records, UNDATED_CITATION);
        hot.starts = hot.signs(&|_| true, records).into_iter().map(|signs| weighed(signs, weights)).collect();
        hot.weights = weights;
        hot
    }

    /// `undated`: what a citing paper without a date adds to m.
    fn unstarted<'b>(graph: &'b CitationGraph, ages: &'b [Option<f64>], pool: &'b [u32], records: &Records, undated: f64) -> Hot<'b> {
        let share = |references: f64| (1.0 + USUAL_REFERENCES) / (references + USUAL_REFERENCES);
        let fading =
            |(age, &references): (&Option<f64>, &f64)| age.map_or([0.0, undated], |a| [FRESH.powf(a) * share(references), MIDDLE.powf(a)]);
        Hot {
            graph,
            ages,
            fading: ages.iter().zip(&records.references).map(fading).collect(),
            starts: vec![[0.0; 3]; ages.len()],
            exposure: ages.iter().map(|age| (1.0 + CAUTION) / (CAUTION + age.map_or(1.0, |a| 1.0 - FRESH.powf(a)))).collect(),
            pool,
            young: ages.iter().map(|age| age.is_some_and(|a| a < 2.0)).collect(),
            weights: USUAL,
        }
    }

    /// What each of `nodes` owes its score to, and [`HotParts::sum`] is the score. O(citations + papers · papers that lead them).
    pub fn parts(&self, nodes: &[u32]) -> Vec<HotParts> {
        let parts = |(&node, [recent, lasting]): (&u32, [f64; 2])| {
            let n = node as usize;
            let [references, authors, newness] = self.starts[n].map(|start| start * self.exposure[n]);
            HotParts { recent: recent * self.exposure[n], lasting: self.weights.middle * lasting, references, authors, newness }
        };
        let mut parts: Vec<HotParts> = nodes.iter().zip(self.received(nodes, |_| 1.0)).map(parts).collect();
        self.keep_behind_leaders(nodes, &mut parts);
        parts
    }

    /// The score of `nodes` when citing paper c counts `weight(c)` times and the start of node n `start(n)` times.
    pub fn drawn(&self, nodes: &[u32], weight: impl Fn(u32) -> f64, start: impl Fn(u32) -> f64) -> Vec<f64> {
        let score = |(&node, [recent, middle]): (&u32, [f64; 2])| {
            let n = node as usize;
            (recent + start(node) * self.starts[n].iter().sum::<f64>()) * self.exposure[n] + self.weights.middle * middle
        };
        nodes.iter().zip(self.received(nodes, weight)).map(score).collect()
    }

    /// Cuts starts that would put a paper before one with a clear lead; the order among those kept behind one paper stays.
    fn keep_behind_leaders(&self, nodes: &[u32], parts: &mut [HotParts]) {
        struct Leader {
            observed: f64,
            score: f64,
            age: f64,
            counts: [u32; 3],
        }
        let within = |node: u32, years: f64| {
            let came = |&&citer: &&u32| self.ages[citer as usize].is_some_and(|age| age < years);
            self.graph.citers(node).iter().filter(came).count() as u32
        };
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by(|&a, &b| parts[b].observed().total_cmp(&parts[a].observed()).then(a.cmp(&b)));
        let mut leaders: Vec<Leader> = Vec::new();
        for i in order {
            let Some(age) = self.ages[nodes[i] as usize] else { continue };
            let counts = [within(nodes[i], 0.25), within(nodes[i], 1.0), self.graph.citers(nodes[i]).len() as u32];
            let (observed, start) = (parts[i].observed(), parts[i].start());
            let leads = |leader: &&Leader| {
                leader.age <= age + 1.0 && leader.counts.iter().zip(&counts).all(|(more, less)| *more >= less + CLEAR_LEAD)
            };
            // Those before it in order have no less without their starts; from the nearest on, their scores can only be higher than that.
            let mut limit = observed + start;
            for leader in leaders.iter().rev() {
                if leader.observed >= limit {
                    break;
                }
                if leader.score < limit && leads(&leader) {
                    limit = leader.score;
                }
            }
            if limit < observed + start {
                let kept = (limit - observed).max(0.0) * (1.0 - 1e-6 / (1.0 + start)) / start;
                parts[i].references *= kept;
                parts[i].authors *= kept;
                parts[i].newness *= kept;
            }
            if counts[0] >= CLEAR_LEAD {
                leaders.push(Leader { observed, score: parts[i].sum(), age, counts });
            }
        }
    }

    /// r and m of a node when citing paper c counts `weight(c)` times.
    fn sums(&self, node: u32, weight: impl Fn(u32) -> f64) -> [f64; 2] {
        self.graph.citers(node).iter().fold([0.0; 2], |sum: [f64; 2], &citer| {
            let (w, add) = (weight(citer), self.fading[citer as usize]);
            [sum[0] + w * add[0], sum[1] + w * add[1]]
        })
    }

    /// μ_r and μ_m of the sums of the pool.
    fn usual(&self, of_pool: &[[f64; 2]]) -> [f64; 2] {
        [0, 1].map(|part| {
            let all = of_pool.iter().map(|sums| sums[part]).sum::<f64>() / of_pool.len().max(1) as f64;
            let young = of_pool.iter().zip(self.pool).filter(|&(_, &node)| self.young[node as usize]);
            let (sum, n) = young.fold((0.0, 0.0), |(sum, n), (sums, _)| (sum + sums[part], n + 1.0));
            if all > 0.0 { (sum + DRAWN_BY * all) / (n + DRAWN_BY) } else { 1.0 }
        })
    }

    /// r / μ_r and ln(1 + m / μ_m) of `nodes`.
    fn received(&self, nodes: &[u32], weight: impl Fn(u32) -> f64) -> Vec<[f64; 2]> {
        let of_pool: Vec<[f64; 2]> = self.pool.iter().map(|&node| self.sums(node, &weight)).collect();
        let [usual_recent, usual_middle] = self.usual(&of_pool);
        // Mostly the pool itself is asked for.
        let of_nodes = if nodes == self.pool { of_pool } else { nodes.iter().map(|&node| self.sums(node, &weight)).collect() };
        of_nodes.into_iter().map(|[r, m]| [r / usual_recent, (m / usual_middle).ln_1p()]).collect()
    }

    /// By node, faded by age: what references, authors and being new alone are a sign of.
    fn signs(&self, known: &dyn Fn(u32) -> bool, records: &Records) -> Vec<[f64; 3]> {
        let (graph, ages) = (self.graph, self.ages);
        let is_shared = |cited: u32| graph.citers(cited).iter().filter(|&&citer| known(citer)).nth(1).is_some();
        let front = |node: u32| -> f64 {
            let weight = |cited: u32| match (ages[node as usize], ages[cited as usize]) {
                (Some(own), Some(older)) => (-(older - own).max(0.0) / FRONT_YEARS).exp(),
                _ => UNDATED_REFERENCE,
            };
            graph.references(node).iter().filter(|&&cited| is_shared(cited)).map(|&cited| weight(cited)).sum::<f64>().ln_1p()
        };
        let mut fronts = vec![0.0; ages.len()];
        self.pool.iter().filter(|&&node| ages[node as usize].is_some()).for_each(|&node| fronts[node as usize] = front(node));
        let tracks = self.tracks(records);
        let (sum, with_front) = self.of_new(&fronts);
        let (_, with_track) = self.of_new(&tracks);
        let usual_front = (sum + DRAWN_BY * USUAL_FRONT) / (with_front + DRAWN_BY);
        let (front_counts, track_counts) = (with_front / (with_front + HALF_FRONTS), with_track / (with_track + HALF_TRACKS));
        let signs = |n: usize| {
            let fades = ages[n].map_or(0.0, |a| (-a / START_YEARS).exp());
            [front_counts * (fronts[n] / usual_front).min(MOST_FRONT), track_counts * tracks[n], 1.0].map(|sign| fades * sign)
        };
        (0..ages.len()).map(signs).collect()
    }

    /// Sum and number of the values above 0 among papers of the pool under a year.
    fn of_new(&self, values: &[f64]) -> (f64, f64) {
        let new = self.pool.iter().filter(|&&node| self.ages[node as usize].is_some_and(|a| a < 1.0)).map(|&node| values[node as usize]);
        new.filter(|value| *value > 0.0).fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0))
    }

    /// ln(1 + m̄ / μ_m) with m̄ over the other papers of the best author, the mean drawn towards 0 by one paper more.
    fn tracks(&self, records: &Records) -> Vec<f64> {
        let authors = records.authors.iter().flatten().max().map_or(0, |&most| most as usize + 1);
        let mut written = vec![(0.0, 0.0); authors];
        let mut tracks = vec![0.0; self.ages.len()];
        if authors == 0 {
            return tracks;
        }
        let received: Vec<[f64; 2]> = self.pool.iter().map(|&node| self.sums(node, |_| 1.0)).collect();
        let [_, usual] = self.usual(&received);
        for (&node, [_, received]) in self.pool.iter().zip(&received) {
            for &author in &records.authors[node as usize] {
                let (sum, papers) = &mut written[author as usize];
                (*sum, *papers) = (*sum + received, *papers + 1.0);
            }
        }
        for (&node, [_, received]) in self.pool.iter().zip(&received) {
            let others = records.authors[node as usize]
                .iter()
                .map(|&author| written[author as usize])
                .map(|(sum, papers)| (sum - received) / papers);
            tracks[node as usize] = (others.fold(0.0, f64::max) / usual).ln_1p();
        }
        tracks
    }
}

fn weighed([references, authors, newness]: [f64; 3], weights: HotWeights) -> [f64; 3] {
    [references, authors, weights.newness * newness].map(|sign| weights.start * sign)
}

/// The weights that would have ordered best what came within the last year; `None` with too short a past.
fn weights_of_last_year(graph: &CitationGraph, ages: &[Option<f64>], pool: &[u32], records: &Records) -> Option<HotWeights> {
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
    let signs = hot.signs(&known, records);
    let received = hot.received(&asked, |_| 1.0);
    let mut best: Option<(f64, HotWeights)> = None;
    for middle in [1.0, 2.0] {
        for newness in [0.0, 0.5] {
            for start in [0.25, 0.5, 1.0] {
                let weights = HotWeights { start, newness, middle, chosen: true };
                let score = |(&node, [recent, lasting]): (&u32, &[f64; 2])| {
                    (recent + weighed(signs[node as usize], weights).iter().sum::<f64>()) * hot.exposure[node as usize] + middle * lasting
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
        let scores = Hot::with(&graph, &ages, &[0, 1], &anonymous(&graph)).parts(&[0, 1]);
        let scores: Vec<f64> = scores.iter().map(HotParts::sum).collect();
        assert!(scores[1] > 2.0 * scores[0], "{scores:?}");
    }

    #[test]
    fn without_dates_the_order_is_that_of_citations() {
        let graph = CitationGraph::from_sorted(4, vec![(1, 0), (2, 0), (2, 1)]);
        for pool in [&[][..], &[0, 1, 2, 3]] {
            let scores = Hot::with(&graph, &[None; 4], pool, &anonymous(&graph)).parts(&[0, 1, 2, 3]);
            let scores: Vec<f64> = scores.iter().map(HotParts::sum).collect();
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
        let scores = Hot::with(&graph, &ages, &pool, &records).parts(&pool);
        let scores: Vec<f64> = scores.iter().map(HotParts::sum).collect();
        assert!(scores[1] > scores[2] && scores[2] > 0.0, "{scores:?}");
    }

    /// The last of 250 papers is new, and shares its author with the most cited one.
    #[test]
    fn one_shared_author_moves_nobody_far_and_no_start_overtakes_a_clear_lead() {
        let mut dice = Dice::new(9);
        let nodes = 250u32;
        let ages: Vec<Option<f64>> = (0..nodes).map(|i| Some(5.0 - 4.9 * f64::from(i) / f64::from(nodes))).collect();
        let mut arrows: Vec<(u32, u32)> = Vec::new();
        for i in 20..nodes {
            // Earlier papers are cited more.
            for _ in 0..8 {
                let before = 1 + dice.below(i as usize - 10);
                arrows.push((i, dice.below(before) as u32));
            }
        }
        arrows.sort_unstable();
        arrows.dedup();
        let graph = CitationGraph::from_sorted(nodes as usize, arrows);
        let pool: Vec<u32> = (0..nodes).collect();
        let ranks = |records: &Records| {
            let parts = Hot::with(&graph, &ages, &pool, records).parts(&pool);
            let mut order = pool.clone();
            order.sort_by(|&a, &b| parts[b as usize].sum().total_cmp(&parts[a as usize].sum()));
            let mut rank = vec![0i32; nodes as usize];
            order.iter().zip(0..).for_each(|(&node, place)| rank[node as usize] = place);
            (rank, parts)
        };
        let (before, parts) = ranks(&anonymous(&graph));
        let mut records = anonymous(&graph);
        let most = pool.iter().copied().max_by_key(|&node| graph.citers(node).len()).unwrap() as usize;
        (records.authors[most], records.authors[nodes as usize - 1]) = (vec![0], vec![0]);
        let (after, _) = ranks(&records);
        let moved = before.iter().zip(&after).map(|(a, b)| (a - b).abs()).max().unwrap();
        assert!(moved <= 5, "moved by {moved}");
        let within = |node: u32, years: f64| graph.citers(node).iter().filter(|&&c| ages[c as usize].unwrap() < years).count();
        let counts = |node: u32| [within(node, 0.25), within(node, 1.0), graph.citers(node).len()];
        for (a, b) in pool.iter().flat_map(|&a| pool.iter().map(move |&b| (a, b))) {
            let leads = counts(a).iter().zip(counts(b)).all(|(more, less)| *more >= less + 3);
            let (first, second) = (&parts[a as usize], &parts[b as usize]);
            if leads && ages[a as usize] <= ages[b as usize].map(|age| age + 1.0) && first.observed() >= second.observed() {
                assert!(first.sum() >= second.sum(), "{a} {first:?} leads {b} {second:?}");
            }
        }
    }

    /// 4,000 papers over six years; every second one rests on three old works, and those papers are cited.
    fn history() -> (CitationGraph, Vec<Option<f64>>) {
        let mut dice = Dice::new(5);
        let nodes = 4_000u32;
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
        let pool: Vec<u32> = (0..4_000).collect();
        let records = anonymous(&graph);
        let weights = weights_of_last_year(&graph, &ages, &pool, &records);
        assert!(weights.is_some());
        // References of papers that came since do not make a reference shared, and their number changes nothing.
        let mut longer = anonymous(&graph);
        (0..4_000).filter(|&n| ages[n].unwrap() < 1.0).for_each(|n| longer.references[n] = 500.0);
        assert_eq!(weights, weights_of_last_year(&graph, &ages, &pool, &longer));
        assert_eq!(weights_of_last_year(&graph, &ages, &pool[..1_000], &records), None);
        assert_eq!(weights_of_last_year(&graph, &vec![None; 4_000], &pool, &records), None);
    }
}
