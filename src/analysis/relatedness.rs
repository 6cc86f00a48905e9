//! How closely are the listed papers related?
//!
//! One network over the listed papers from four signals, so that a paper nobody has cited yet, or whose reference list is hidden, still has neighbours.

use super::horizon::Horizon;
use super::terms::{self, Reader, Vector};
use crate::graph::coupling;
use crate::graph::network::Network;
use crate::paper::{Paper, PaperIx};

/// Weights of the signals: coupling (idf cosine) counts once.
const DIRECT: f64 = 0.5;
const COCITATION: f64 = 0.3;
const TEXT: f64 = 0.5;
const NEAREST_TEXTS: usize = 10;
/// Titles stand for the paper: in the presence of an abstract they count this often.
const TITLE_TIMES: usize = 3;

/// Relatedness among the listed papers known on the day; node i is `Horizon::listed[i]`.
pub(crate) struct Relatedness {
    pub network: Network,
}

impl Relatedness {
    /// coupling cosine + 0.5 · one cites the other + 0.3 · co-citation cosine + 0.5 · text cosine with the 10 nearest texts.
    ///
    /// Hybrids of citations and text beat either alone (Ahlgren et al. 2020, Boyack & Klavans 2020).
    pub fn of(horizon: &Horizon) -> Relatedness {
        let (graph, members) = (horizon.graph(), &horizon.listed);
        let vectors = vectors(horizon);
        let mut links = coupling::coupling(graph, members);
        links.extend(coupling::direct(graph, members).into_iter().map(|(a, b, w)| (a, b, DIRECT * w)));
        links.extend(coupling::cocitation(graph, members).into_iter().map(|(a, b, w)| (a, b, COCITATION * w)));
        links.extend(terms::nearest_texts(&vectors, NEAREST_TEXTS).into_iter().map(|(a, b, w)| (a, b, TEXT * w)));
        Relatedness { network: Network::new(members.len(), &links) }
    }
}

fn vectors(horizon: &Horizon) -> Vec<Vector> {
    let corpus = horizon.corpus;
    let texts: Vec<String> = horizon.listed.iter().map(|&node| text(corpus.paper(PaperIx(node)))).collect();
    let background = corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known).map(|(paper, _)| paper.title.clone());
    terms::vectors(&Reader::new(), &texts, background)
}

fn text(paper: &Paper) -> String {
    match &paper.abstract_text {
        Some(abstract_text) => format!("{}{abstract_text}", format!("{}. ", paper.title).repeat(TITLE_TIMES)),
        None => paper.title.clone(),
    }
}
