//! Along which citations did the list's subject grow?
//!
//! The key-route main path through the listed papers and the works several of them cite. Not a ranking: long chains win over important side branches.

use super::MainPath;
use super::horizon::Horizon;
use crate::graph::CitationGraph;
use crate::graph::search_paths::{key_routes, search_path_counts, without_circles};
use crate::paper::PaperIx;

const KEY_ROUTES: usize = 10;
/// Works that are not listed take part when this many listed papers cite them.
const FEWEST_CITING: usize = 2;

pub(crate) fn main_path(horizon: &Horizon) -> MainPath {
    let graph = lineage(horizon);
    let (graph, broken_cycles) = without_circles(&graph, |node| horizon.day[node as usize].unwrap_or(i32::MIN));
    let routes = key_routes(&search_path_counts(&graph), graph.node_count(), KEY_ROUTES);
    MainPath { links: routes.into_iter().map(|link| (PaperIx(link.citing), PaperIx(link.cited), link.log_count)).collect(), broken_cycles }
}

/// Citations by listed papers of listed papers and of works at least two listed papers cite.
fn lineage(horizon: &Horizon) -> CitationGraph {
    let mut citing = vec![0usize; horizon.known.len()];
    for &node in &horizon.listed {
        horizon.graph().references(node).iter().for_each(|&cited| citing[cited as usize] += 1);
    }
    let mut takes_part: Vec<bool> = citing.iter().map(|&n| n >= FEWEST_CITING).collect();
    horizon.listed.iter().for_each(|&node| takes_part[node as usize] = true);
    let mut arrows = Vec::new();
    for node in (0..horizon.known.len() as u32).filter(|&node| takes_part[node as usize]) {
        arrows.extend(horizon.graph().references(node).iter().filter(|&&cited| takes_part[cited as usize]).map(|&cited| (node, cited)));
    }
    CitationGraph::from_sorted(horizon.known.len(), arrows)
}
