//! How fast are the walks, the communities and the couplings?
//!
//! `cargo bench --bench kernels -- [--edges FILE] [--write FILE] [--runs N]`: median seconds of N runs (5) after a warm-up, one line of tab-separated
//! `graph task seconds quality` each. FILE: a line `citing,cited` of numbers per citation, a heading is skipped. Without it the hep-ph table (`../shared`, or the
//! folder named by `CITEGRAPH_SHARED`) and a generated graph of 50,000 papers and about a million citations; `--write` saves that one.
//! `RAYON_NUM_THREADS=1` gives times of one core. `compare.py` runs igraph, networkit and scipy beside it.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use citegraph::graph::CitationGraph;
use citegraph::graph::chance::Dice;
use citegraph::graph::coupling::{cocitation, coupling};
use citegraph::graph::leiden::{Quality, leiden, leiden_within};
use citegraph::graph::network::Network;
use citegraph::graph::pagerank::Walks;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1));
    let runs = value("--runs").and_then(|runs| runs.parse().ok()).unwrap_or(5);
    if let Some(file) = value("--edges") {
        return measure(file, &read(Path::new(file)).expect("a readable file of citations"), runs);
    }
    let generated = generated(50_000, 20, 1);
    if let Some(file) = value("--write") {
        let lines = (0..generated.node_count() as u32).flat_map(|a| generated.references(a).iter().map(move |b| format!("{a},{b}\n")));
        std::fs::write(file, lines.collect::<String>()).expect("a writable file");
        return;
    }
    let shared =
        std::env::var_os("CITEGRAPH_SHARED").map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from);
    match read(&shared.join("data/hepph/citations.csv")) {
        Ok(graph) => measure("hepph", &graph, runs),
        Err(error) => println!("skipped: hepph: {error}"),
    }
    measure("generated", &generated, runs);
}

fn measure(name: &str, graph: &CitationGraph, runs: usize) {
    println!("{name}\tcitations\t{}\t{} papers", graph.citation_count(), graph.node_count());
    let tell = |task: &str, (seconds, quality): (f64, String)| println!("{name}\t{task}\t{seconds:.6}\t{quality}");
    let top = |ranks: Vec<f64>| format!("highest {:.6e}", ranks.iter().copied().fold(0.0, f64::max));
    tell("walks", median(runs, || Walks::new(graph), |_| String::new()));
    tell("pagerank_85_cold", median(runs, || Walks::new(graph).pagerank(0.85), top));
    let walks = Walks::new(graph);
    tell("pagerank_50", median(runs, || walks.pagerank(0.5), top));
    tell("pagerank_85", median(runs, || walks.pagerank(0.85), top));
    let mut start = vec![0.0; graph.node_count()];
    start.iter_mut().step_by(graph.node_count() / 100 + 1).for_each(|weight| *weight = 1.0);
    tell("personalized_85", median(runs, || walks.personalized(0.85, &start), top));
    let (network, modularity) = (undirected(graph), Quality::Modularity { gamma: 1.0 });
    tell("leiden_2", median(runs, || leiden_within(&network, modularity, 1, 2), |found| format!("{:.5}", found.quality)));
    tell("leiden_converged", median(runs, || leiden(&network, modularity, 1), |found| format!("{:.5}", found.quality)));
    let everyone: Vec<u32> = (0..graph.node_count() as u32).collect();
    tell("cocitation", median(runs, || cocitation(graph, &everyone), |links| format!("{} pairs", links.len())));
    tell("coupling", median(runs, || coupling(graph, &everyone), |links| format!("{} pairs", links.len())));
}

fn median<T>(runs: usize, run: impl Fn() -> T, quality: impl Fn(T) -> String) -> (f64, String) {
    let quality = quality(black_box(run()));
    let mut seconds: Vec<f64> = (0..runs.max(1))
        .map(|_| {
            let started = Instant::now();
            let result = black_box(run());
            let seconds = started.elapsed().as_secs_f64();
            drop(result);
            seconds
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    (seconds[seconds.len() / 2], quality)
}

/// Papers are numbered in the order of their names as numbers; citations that stand twice and of a paper by itself are left out.
fn read(file: &Path) -> std::io::Result<CitationGraph> {
    let text = std::fs::read_to_string(file)?;
    let named: Vec<(u64, u64)> = text
        .lines()
        .filter_map(|line| line.split_once(','))
        .filter_map(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)))
        .collect();
    let mut names: Vec<u64> = named.iter().flat_map(|&(a, b)| [a, b]).collect();
    names.sort_unstable();
    names.dedup();
    let place = |name: u64| names.binary_search(&name).expect("every name was gathered") as u32;
    let mut arrows: Vec<(u32, u32)> = named.iter().map(|&(a, b)| (place(a), place(b))).filter(|(a, b)| a != b).collect();
    arrows.sort_unstable();
    arrows.dedup();
    Ok(CitationGraph::from_sorted(names.len(), arrows))
}

/// Papers in time order; each cites about `references` earlier ones: half copied from a paper it cites, the rest from its own of 200 fields, recent ones more likely.
fn generated(papers: usize, references: usize, seed: u64) -> CitationGraph {
    const FIELDS: usize = 200;
    let mut dice = Dice::new(seed);
    let mut cites: Vec<Vec<u32>> = Vec::with_capacity(papers);
    for i in 0..papers {
        let mut cited: Vec<u32> = Vec::new();
        for _ in 0..references.min(i) {
            let copied = cited.get(dice.below(cited.len())).map(|&j| &cites[j as usize]).filter(|list| !list.is_empty());
            let choice = match copied.filter(|_| dice.below(2) == 0) {
                Some(list) => list[dice.below(list.len())],
                None => {
                    let back = (dice.unit().powi(3) * i as f64) as usize;
                    let near = i - 1 - back.min(i - 1);
                    let own = near - near % FIELDS + i % FIELDS;
                    (if own < i && dice.below(6) > 0 { own } else { near }) as u32
                }
            };
            if !cited.contains(&choice) {
                cited.push(choice);
            }
        }
        cites.push(cited);
    }
    let mut arrows: Vec<(u32, u32)> = cites.iter().enumerate().flat_map(|(i, cited)| cited.iter().map(move |&j| (i as u32, j))).collect();
    arrows.sort_unstable();
    CitationGraph::from_sorted(papers, arrows)
}

fn undirected(graph: &CitationGraph) -> Network {
    let arrows = (0..graph.node_count() as u32).flat_map(|a| graph.references(a).iter().map(move |&b| (a.min(b), a.max(b))));
    let mut links: Vec<(u32, u32)> = arrows.collect();
    links.sort_unstable();
    links.dedup();
    Network::new(graph.node_count(), &links.into_iter().map(|(a, b)| (a, b, 1.0)).collect::<Vec<_>>())
}
