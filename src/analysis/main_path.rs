//! Along which citations did the list's subject grow?
//!
//! The key-route main path through the listed papers. Not a ranking: long chains win over important side branches.

use super::MainPath;
use super::horizon::Horizon;
use crate::graph::CitationGraph;
use crate::graph::search_paths::{criticality, key_routes, search_path_counts, without_circles};
use crate::paper::PaperIx;

const KEY_ROUTES: usize = 10;
/// With fewer citations among the listed papers than this share of them, works that several of them cite take part.
const FEWEST_SHARE: f64 = 0.5;
const FEWEST_CITING: usize = 2;

pub(crate) fn main_path(horizon: &Horizon) -> MainPath {
    let (graph, backward) = lineage(horizon);
    let (graph, circular) = without_circles(&graph, |node| horizon.day[node as usize].unwrap_or(i32::MIN));
    let routes = key_routes(&search_path_counts(&graph), graph.node_count(), KEY_ROUTES);
    let links = routes.into_iter().map(|link| (PaperIx(link.citing), PaperIx(link.cited), link.log_count)).collect();
    MainPath { links, broken_cycles: backward + circular, basket: basket(horizon, &graph) }
}

/// Papers on a longest chain, oldest first; none where nothing cites anything.
fn basket(horizon: &Horizon, graph: &CitationGraph) -> Vec<PaperIx> {
    let cites_or_is_cited = |&node: &u32| !graph.references(node).is_empty() || !graph.citers(node).is_empty();
    let critical = criticality(graph).into_iter().zip(0u32..).filter(|(short, _)| *short == 0).map(|(_, node)| node);
    let mut basket: Vec<u32> = critical.filter(cites_or_is_cited).collect();
    basket.sort_by_key(|&node| (horizon.day[node as usize].unwrap_or(i32::MAX), node));
    basket.into_iter().map(PaperIx).collect()
}

/// Citations among listed papers, and, if they are few, of works at least two listed papers cite; and how many were left out because they point to a later paper:
/// revised papers cite what came after them, but nothing descends from its future.
fn lineage(horizon: &Horizon) -> (CitationGraph, u32) {
    let nodes = horizon.known.len();
    let mut takes_part = vec![false; nodes];
    horizon.listed.iter().for_each(|&node| takes_part[node as usize] = true);
    let among = |takes_part: &[bool]| -> Vec<(u32, u32)> {
        let citing = (0..nodes as u32).filter(|&node| takes_part[node as usize]);
        citing
            .flat_map(|node| {
                horizon.graph().references(node).iter().filter(|&&cited| takes_part[cited as usize]).map(move |&cited| (node, cited))
            })
            .collect()
    };
    let mut arrows = among(&takes_part);
    if (arrows.len() as f64) < FEWEST_SHARE * horizon.listed.len() as f64 {
        let mut citing = vec![0usize; nodes];
        for &node in &horizon.listed {
            horizon.graph().references(node).iter().for_each(|&cited| citing[cited as usize] += 1);
        }
        (0..nodes).filter(|&node| citing[node] >= FEWEST_CITING).for_each(|node| takes_part[node] = true);
        arrows = among(&takes_part);
    }
    let all = arrows.len();
    arrows.retain(|&(citing, cited)| match (horizon.day[citing as usize], horizon.day[cited as usize]) {
        (Some(citing), Some(cited)) => cited <= citing,
        _ => true,
    });
    let backward = (all - arrows.len()) as u32;
    (CitationGraph::from_sorted(nodes, arrows), backward)
}
