//! How do the papers cite each other?
//!
//! The citation graph (directed, node i = paper i, arrow = citing → cited) and the networks woven from it (weighted, undirected).
//! Everything here is a pure function of its arguments and gives the same bytes on any number of threads.

pub mod adamic_adar;
pub mod attention;
pub mod betweenness;
pub mod chance;
pub mod components;
pub mod coupling;
pub mod disruption;
pub mod leiden;
pub mod network;
pub mod pagerank;
pub mod rescaled;
pub mod search_paths;

use petgraph::Directed;
use petgraph::csr::Csr;

use crate::corpus::Corpus;

/// petgraph's compressed sparse rows: 4 bytes an arrow and 8 a node.
pub type Arrows = Csr<(), (), Directed, u32>;

/// The citation graph of a corpus, in both directions.
pub struct CitationGraph {
    /// Row i: what paper i cites, ascending.
    pub cites: Arrows,
    /// Row i: what cites paper i, ascending.
    pub cited_by: Arrows,
}

impl CitationGraph {
    /// O(p + c).
    pub fn of(corpus: &Corpus) -> CitationGraph {
        CitationGraph::from_sorted(corpus.len(), corpus.citations().iter().map(|(citing, cited)| (citing.0, cited.0)).collect())
    }

    /// From arrows sorted by (citing, cited), each once.
    ///
    /// # Panics
    /// When they are not sorted or name a node ≥ `nodes`.
    pub fn from_sorted(nodes: usize, arrows: Vec<(u32, u32)>) -> CitationGraph {
        let mut reversed: Vec<(u32, u32)> = arrows.iter().map(|&(citing, cited)| (cited, citing)).collect();
        reversed.sort_unstable();
        CitationGraph { cites: rows(nodes, &arrows), cited_by: rows(nodes, &reversed) }
    }

    pub fn node_count(&self) -> usize {
        self.cites.node_count()
    }

    pub fn citation_count(&self) -> usize {
        self.cites.edge_count()
    }

    /// What paper `node` cites, ascending.
    pub fn references(&self, node: u32) -> &[u32] {
        self.cites.neighbors_slice(node)
    }

    /// What cites paper `node`, ascending.
    pub fn citers(&self, node: u32) -> &[u32] {
        self.cited_by.neighbors_slice(node)
    }
}

fn rows(nodes: usize, arrows: &[(u32, u32)]) -> Arrows {
    let mut csr = Arrows::from_sorted_edges(arrows).expect("arrows are sorted and each comes once");
    while csr.node_count() < nodes {
        csr.add_node(());
    }
    csr
}
