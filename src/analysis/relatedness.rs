//! How closely are the listed papers related?
//!
//! One network over the listed papers from four signals, so that a paper nobody has cited yet, or whose reference list is hidden, still has neighbours.

use rayon::prelude::*;

use super::horizon::Horizon;
use super::terms::{self, Reader, Vector};
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
/// In lists above this size only the strongest ties of every paper are kept: all of them would grow with the square of the list.
const SMALL: usize = 700;
/// How many of a paper's ties are kept in a large list; more stay where others count the paper among theirs.
const STRONGEST: usize = 30;
/// In a large list, what more papers share than this, a work or a word, binds no two of them.
const COMMONEST: usize = 2_000;
/// In a large list, a text is likened by this many of its weightiest words.
const WEIGHTIEST_WORDS: usize = 24;

/// Relatedness among the listed papers known on the day; node i is `Horizon::listed[i]`.
pub(crate) struct Relatedness {
    pub network: Network,
}

impl Relatedness {
    /// coupling cosine + 0.5 · one cites the other + 0.3 · co-citation cosine + 0.5 · text cosine with the 10 nearest texts.
    ///
    /// Hybrids of citations and text beat either alone (Ahlgren et al. 2020, Boyack & Klavans 2020). In lists of more than 700 papers every paper keeps its 30
    /// strongest ties, and what the 30 of others tie to it: near-linear in the list, where all ties grow with its square.
    pub fn of(horizon: &Horizon) -> Relatedness {
        if Relatedness::is_thinned(horizon.listed.len()) { Relatedness::thinned(horizon) } else { Relatedness::whole(horizon) }
    }

    /// Whether lists of so many papers keep their strongest ties only.
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
        let links = strongest_ties(&Cosines::of_coupling(graph, members), &Cosines::of_cocitation(graph, members), &rest);
        Relatedness { network: Network::new(members.len(), &links) }
    }
}

fn direct(horizon: &Horizon) -> impl Iterator<Item = (u32, u32, f64)> + use<> {
    coupling::direct(horizon.graph(), &horizon.listed).into_iter().map(|(a, b, w)| (a, b, DIRECT * w))
}

fn alike(vectors: &[Vector], commonest: usize) -> impl Iterator<Item = (u32, u32, f64)> + use<> {
    terms::nearest_texts(vectors, NEAREST_TEXTS, commonest).into_iter().map(|(a, b, w)| (a, b, TEXT * w))
}

/// The strongest ties of every node, each tie once, (i, j, weight), i < j, ascending.
fn strongest_ties(coupled: &Cosines, cocited: &Cosines, rest: &Network) -> Vec<(u32, u32, f64)> {
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
        let mut ties: Vec<(u32, f64)> = touched.drain(..).map(|j| (j, std::mem::take(&mut weight[j as usize]))).collect();
        let stronger = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if ties.len() > STRONGEST {
            ties.select_nth_unstable_by(STRONGEST, stronger);
            ties.truncate(STRONGEST);
        }
        let i = i as u32;
        ties.into_iter().map(|(j, w)| (i.min(j), i.max(j), w)).collect::<Vec<_>>()
    };
    let mut links: Vec<(u32, u32, f64)> = (0..nodes).into_par_iter().map_init(start, row).flatten_iter().collect();
    links.sort_unstable_by_key(|&(a, b, _)| (a, b));
    // The weight is the same from both sides: its parts are added in the same order.
    links.dedup_by_key(|link| (link.0, link.1));
    links
}

fn vectors(horizon: &Horizon) -> Vec<Vector> {
    let corpus = horizon.corpus;
    let texts: Vec<String> = horizon.listed.iter().map(|&node| text(corpus.paper(PaperIx(node)))).collect();
    let background = corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known).map(|(paper, _)| paper.title.clone());
    terms::vectors(&Reader::new(), &texts, background)
}

pub(crate) fn text(paper: &Paper) -> String {
    match &paper.abstract_text {
        Some(abstract_text) => format!("{}{abstract_text}", format!("{}. ", paper.title).repeat(TITLE_TIMES)),
        None => paper.title.clone(),
    }
}
