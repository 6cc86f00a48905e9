//! How closely are the listed papers related?
//!
//! One network over the listed papers from four signals, so that a paper nobody has cited yet, or whose reference list is hidden, still has neighbours.

use rayon::prelude::*;

use super::horizon::Horizon;
use super::terms::{self, Reader, Vector};
use crate::graph::chance::Dice;
use crate::graph::coupling::{self, Cosines, Scratch};
use crate::graph::network::Network;
use crate::paper::{Paper, PaperIx};

/// Weights of the signals: coupling (idf cosine) counts once.
pub(crate) const DIRECT: f64 = 0.5;
pub(crate) const COCITATION: f64 = 0.3;
pub(crate) const TEXT: f64 = 0.5;
pub(crate) const NEAREST_TEXTS: usize = 10;
/// Titles stand for the paper: in the presence of an abstract they count this often.
const TITLE_TIMES: usize = 3;
/// In lists above this size a sample of every paper's ties is kept: all of them would grow with the square of the list.
const SMALL: usize = 700;
/// How many of a paper's ties are kept in a large list, on average; more stay where others count the paper among theirs.
const KEPT: usize = 60;
/// In still larger ones, for the sake of memory.
const HUGE: usize = 100_000;
const KEPT_IN_HUGE: usize = 30;
/// In a large list, what more papers share than this, a work or a word, binds no two of them.
const COMMONEST: usize = 2_000;
/// In a large list, a text is likened by this many of its weightiest words.
const WEIGHTIEST_WORDS: usize = 24;

/// The signals and their weights in words, for those who read a report.
pub fn topic_signals() -> String {
    format!(
        "shared references (bibliographic coupling, weight 1), one paper citing the other ({DIRECT}), being cited together (co-citation, {COCITATION}) and the \
         words of titles and abstracts ({TEXT}, each paper with its {NEAREST_TEXTS} nearest texts)"
    )
}

/// Relatedness among the listed papers known on the day; node i is `Horizon::listed[i]`.
pub(crate) struct Relatedness {
    pub network: Network,
}

impl Relatedness {
    /// coupling cosine + 0.5 · one cites the other + 0.3 · co-citation cosine + 0.5 · text cosine with the 10 nearest texts.
    ///
    /// Hybrids of citations and text beat either alone (Ahlgren et al. 2020, Boyack & Klavans 2020). In lists of more than 700 papers a sample of the
    /// ties stays, about 60 a paper, that weighs what all of them weigh: near-linear in the list, where all ties grow with its square. Topics agree with classes as
    /// those of all ties do (`docs/validity.md`).
    pub fn of(horizon: &Horizon) -> Relatedness {
        if Relatedness::is_thinned(horizon.listed.len()) { Relatedness::thinned(horizon) } else { Relatedness::whole(horizon) }
    }

    /// Whether of lists of so many papers a sample of the ties is kept.
    pub fn is_thinned(papers: usize) -> bool {
        papers > SMALL
    }

    /// With all ties, whatever the size of the list.
    pub fn whole(horizon: &Horizon) -> Relatedness {
        let (graph, members) = (horizon.graph(), &horizon.listed);
        let cocited = coupling::cocitation(graph, members).into_iter().map(|(a, b, w)| (a, b, COCITATION * w));
        let links: Vec<_> = coupling::coupling(graph, members)
            .into_iter()
            .chain(direct(horizon))
            .chain(cocited)
            .chain(alike(&vectors(horizon), usize::MAX))
            .collect();
        Relatedness { network: Network::new(members.len(), &links) }
    }

    fn thinned(horizon: &Horizon) -> Relatedness {
        let (graph, members) = (horizon.graph(), &horizon.listed);
        let mut vectors = vectors(horizon);
        terms::keep_weightiest(&mut vectors, WEIGHTIEST_WORDS);
        let rest: Vec<_> = direct(horizon).chain(alike(&vectors, COMMONEST)).collect();
        let rest = Network::new(members.len(), &rest);
        let (coupled, cocited) = (Cosines::of_coupling(graph, members), Cosines::of_cocitation(graph, members));
        let kept = if members.len() > HUGE { KEPT_IN_HUGE } else { KEPT };
        let links = sampled_ties(&coupled, &cocited, &rest, kept);
        Relatedness { network: Network::new(members.len(), &links) }
    }
}

fn direct(horizon: &Horizon) -> impl Iterator<Item = (u32, u32, f64)> + use<> {
    coupling::direct(horizon.graph(), &horizon.listed).into_iter().map(|(a, b, w)| (a, b, DIRECT * w))
}

fn alike(vectors: &[Vector], commonest: usize) -> impl Iterator<Item = (u32, u32, f64)> + use<> {
    terms::nearest_texts(vectors, NEAREST_TEXTS, commonest).into_iter().map(|(a, b, w)| (a, b, TEXT * w))
}

/// A thinner network that weighs what the whole one weighs: ties stronger than the node's threshold stay as they are, of the weaker ones a sample stays, each with
/// chance ∝ its weight and then as strong as the threshold, so that the expected sum of ties between any two groups of papers is what it was (threshold sampling,
/// Duffield, Lund & Thorup 2005). Keeping the strongest alone would cut large topics to pieces, whose papers have more companions than that.
/// The threshold is such that a node keeps `kept` ties on average; a tie stays when either end keeps it. (i, j, weight), i < j, ascending.
fn sampled_ties(coupled: &Cosines, cocited: &Cosines, rest: &Network, kept: usize) -> Vec<(u32, u32, f64)> {
    let nodes = rest.node_count();
    let start = || (Scratch::new(nodes), vec![0.0f64; nodes], Vec::<u32>::new());
    let row = |(scratch, weight, touched): &mut (Scratch, Vec<f64>, Vec<u32>), i: usize| {
        let mut add = |j: u32, w: f64| {
            if weight[j as usize] == 0.0 {
                touched.push(j);
            }
            weight[j as usize] += w;
        };
        coupled.row(i, COMMONEST, scratch, &mut add);
        cocited.row(i, COMMONEST, scratch, |j, w| add(j, COCITATION * w));
        rest.neighbours(i as u32).for_each(|(j, w)| add(j, w));
        let ties: Vec<(u32, f64)> = touched.drain(..).map(|j| (j, std::mem::take(&mut weight[j as usize]))).collect();
        let (threshold, i) = (threshold(&ties, kept), i as u32);
        let pair = move |j: u32| (i.min(j), i.max(j));
        let chance = move |(a, b): (u32, u32)| Dice::stream(u64::from(a), u64::from(b)).unit();
        let stays = move |(j, w): &(u32, f64)| *w >= threshold || chance(pair(*j)) * threshold < *w;
        ties.into_iter().filter(stays).map(move |(j, w)| (pair(j).0, pair(j).1, w.max(threshold))).collect::<Vec<_>>()
    };
    let mut links: Vec<(u32, u32, f64)> = (0..nodes).into_par_iter().map_init(start, row).flatten_iter().collect();
    // The weight is the same from both sides: its parts are added in the same order. Of two thresholds the lower one holds, for it kept the tie more easily.
    links.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    links.dedup_by_key(|link| (link.0, link.1));
    links
}

/// τ with Σ min(1, weight / τ) = `kept`; 0 when there are no more ties than that. O(ties) a round, a few rounds.
fn threshold(ties: &[(u32, f64)], kept: usize) -> f64 {
    if ties.len() <= kept {
        return 0.0;
    }
    let mut threshold = f64::INFINITY;
    loop {
        let (mut certain, mut rest) = (0, 0.0);
        for (_, weight) in ties {
            if *weight >= threshold {
                certain += 1;
            } else {
                rest += weight;
            }
        }
        let next = if certain < kept { rest / (kept - certain) as f64 } else { threshold };
        if next >= threshold {
            return threshold;
        }
        threshold = next;
    }
}

fn vectors(horizon: &Horizon) -> Vec<Vector> {
    let corpus = horizon.corpus;
    let texts: Vec<String> = horizon.listed.iter().map(|&node| text(corpus.paper(PaperIx(node)))).collect();
    let background = corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known).map(|(paper, _)| paper.title.as_str());
    terms::vectors(&Reader::new(), &texts, background)
}

pub(crate) fn text(paper: &Paper) -> String {
    match &paper.abstract_text {
        Some(abstract_text) => format!("{}{abstract_text}", format!("{}. ", paper.title).repeat(TITLE_TIMES)),
        None => paper.title.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_keeps_so_many_ties_on_average() {
        let mut dice = Dice::new(5);
        for ties in [0, 3, 10, 11, 40, 500] {
            let ties: Vec<(u32, f64)> = (0..ties).map(|j| (j, 0.01 + dice.unit().powi(4))).collect();
            let threshold = threshold(&ties, 10);
            let expected: f64 = ties.iter().map(|(_, w)| if threshold > 0.0 { (w / threshold).min(1.0) } else { 1.0 }).sum();
            assert!((expected - 10.0f64.min(ties.len() as f64)).abs() < 1e-9, "{} ties: {expected}", ties.len());
        }
        assert_eq!(threshold(&[(0, 1.0), (1, 1.0), (2, 1.0)], 2), 1.5);
    }

    #[test]
    fn a_sample_of_ties_weighs_what_all_of_them_weigh() {
        // Two groups of 200 papers, strong ties inside each, weak ones between.
        let mut dice = Dice::new(9);
        let mut all = Vec::new();
        for a in 0..400u32 {
            for b in a + 1..400 {
                all.push((a, b, dice.unit() * if a % 2 == b % 2 { 0.5 } else { 0.02 }));
            }
        }
        let none = crate::graph::CitationGraph::from_sorted(400, Vec::new());
        let members: Vec<u32> = (0..400).collect();
        let empty = Cosines::of_coupling(&none, &members);
        let thin = sampled_ties(&empty, &empty, &Network::new(400, &all), 40);
        assert!(thin.len() < all.len() / 4 && thin.is_sorted_by(|x, y| (x.0, x.1) < (y.0, y.1)), "{}", thin.len());
        let sum = |links: &[(u32, u32, f64)], same: bool| -> f64 {
            links.iter().filter(|(a, b, _)| (a % 2 == b % 2) == same).map(|link| link.2).sum()
        };
        for same in [true, false] {
            // Some 1,300 of the weak ties stay, so their sum is known to 3 %.
            assert!((sum(&thin, same) / sum(&all, same) - 1.0).abs() < 0.08, "{} of {}", sum(&thin, same), sum(&all, same));
        }
    }
}
