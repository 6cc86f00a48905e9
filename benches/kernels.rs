//! How fast are the kernels on the graph, and how much memory do they take?
//!
//! `cargo bench --bench kernels -- [--edges FILE] [--write FILE] [--runs N] [--tasks A,B,…]`: median seconds of N runs (5) after a warm-up, one line of tab-separated
//! `graph task seconds cpu quality megabytes` each: of the clock, of the processor (all threads; the fairer number on a busy machine); the last is the peak of the whole process so far, so ask for one task to learn its own. FILE: a line `citing,cited` of
//! numbers per citation, a heading is skipped. Without it the hep-ph table (`../shared`, or the folder named by `CITEGRAPH_SHARED`) and a generated graph of 50,000 papers
//! and about a million citations; `--write` saves that one. `RAYON_NUM_THREADS=1` gives times of one core. Memory comes from the C library, as that of the other programs does. `compare.py` runs other programs beside it.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use citegraph::graph::CitationGraph;
use citegraph::graph::betweenness::{Follow, betweenness};
use citegraph::graph::chance::Dice;
use citegraph::graph::components::{Strands, core_numbers, weak_components};
use citegraph::graph::coupling::Cosines;
use citegraph::graph::disruption::followers;
use citegraph::graph::leiden::{Quality, leiden, leiden_within, quality_of};
use citegraph::graph::network::Network;
use citegraph::graph::pagerank::{Walks, hubs_and_authorities};
use citegraph::graph::search_paths::{search_path_counts, without_circles};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1));
    let runs = value("--runs").and_then(|runs| runs.parse().ok()).unwrap_or(5);
    let tasks: Option<Vec<&str>> = value("--tasks").map(|tasks| tasks.split(',').collect());
    let measure = |name: &str, graph: &CitationGraph| Bench { name, graph, runs, tasks: tasks.as_deref() }.all();
    if let Some(file) = value("--edges") {
        return measure(file, &read(Path::new(file)).expect("a readable file of citations"));
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
        Ok(graph) => measure("hepph", &graph),
        Err(error) => println!("skipped: hepph: {error}"),
    }
    measure("generated", &generated);
}

struct Bench<'a> {
    name: &'a str,
    graph: &'a CitationGraph,
    runs: usize,
    tasks: Option<&'a [&'a str]>,
}

impl Bench<'_> {
    fn all(&self) {
        let (name, graph) = (self.name, self.graph);
        println!("{name}\tcitations\t{}\t{}\tcitations and papers\t{}", graph.citation_count(), graph.node_count(), peak_megabytes());
        let top = |ranks: Vec<f64>| format!("highest {:.6e}", ranks.iter().copied().fold(0.0, f64::max));
        let count = |n: usize, what: &str| format!("{n} {what}");
        self.task("walks", || Walks::new(graph), |_| String::new());
        self.task("pagerank_85_cold", || Walks::new(graph).pagerank(0.85), top);
        if ["pagerank_50", "pagerank_85", "personalized_85"].iter().any(|task| self.wants(task)) {
            let walks = Walks::new(graph);
            self.task("pagerank_50", || walks.pagerank(0.5), top);
            self.task("pagerank_85", || walks.pagerank(0.85), top);
            let mut start = vec![0.0; graph.node_count()];
            start.iter_mut().step_by(graph.node_count() / 100 + 1).for_each(|weight| *weight = 1.0);
            self.task("personalized_85", || walks.personalized(0.85, &start), top);
        }
        self.task("read_once", || every_row(graph), |sum| format!("sum {sum}"));
        self.task("hits", || hubs_and_authorities(graph).1, top);
        self.task("strong_components", || Strands::of(graph).len(), |n| count(n, "components"));
        self.task("weak_components", || weak_components(graph), |of| count(of.iter().zip(0..).filter(|(a, b)| **a == *b).count(), "parts"));
        self.task("cores", || core_numbers(graph), |cores| format!("deepest {}", cores.iter().max().unwrap_or(&0)));
        if self.wants("search_paths") {
            let (tree, _) = without_circles(graph, |node| node as i32);
            self.task("search_paths", || search_path_counts(&tree), |counts| count(counts.len(), "citations"));
        }
        self.communities();
        let everyone: Vec<u32> = (0..graph.node_count() as u32).collect();
        // Numbers stand for days: in generated graphs they are in order of time.
        let day: Vec<Option<i32>> = everyone.iter().map(|&node| Some(node as i32)).collect();
        let window = Some(graph.node_count() as i32 / 5);
        self.task("disruption", || followers(graph, &day, &everyone, window), |all| count(all.len(), "papers"));
        self.task("cocitation", || Cosines::of_cocitation(graph, &everyone).pairs(), |pairs| count(pairs.len(), "pairs"));
        self.task("coupling", || Cosines::of_coupling(graph, &everyone).pairs(), |pairs| count(pairs.len(), "pairs"));
        // Minutes on large graphs: only when asked for.
        if self.tasks.is_some() {
            self.task("betweenness", || betweenness(graph, Follow::References), top);
        }
    }

    fn communities(&self) {
        let tasks = ["network", "leiden_2", "leiden_converged", "leiden_cpm_2", "leiden_cpm_converged"];
        if !tasks.iter().any(|task| self.wants(task)) {
            return;
        }
        self.task("network", || Network::of_citations(self.graph), |network| format!("{} links", network.link_count()));
        let network = Network::of_citations(self.graph);
        let modularity = Quality::Modularity { gamma: 1.0 };
        // The mean density of links inside communities of a citation graph is of this order.
        let cpm = Quality::Cpm { gamma: 0.01 };
        let links = network.link_count() as f64;
        let told = |quality: Quality, community: &[u32]| {
            let scale = if matches!(quality, Quality::Cpm { .. }) { links } else { 1.0 };
            format!("{:.5}", quality_of(&network, quality, community) / scale)
        };
        self.task("leiden_2", || leiden_within(&network, modularity, 1, 2), |found| told(modularity, &found.community));
        self.task("leiden_converged", || leiden(&network, modularity, 1), |found| told(modularity, &found.community));
        self.task("leiden_cpm_2", || leiden_within(&network, cpm, 1, 2), |found| told(cpm, &found.community));
        self.task("leiden_cpm_converged", || leiden(&network, cpm, 1), |found| told(cpm, &found.community));
    }

    fn wants(&self, task: &str) -> bool {
        self.tasks.is_none_or(|tasks| tasks.contains(&task))
    }

    fn task<T>(&self, task: &str, run: impl Fn() -> T, quality: impl Fn(T) -> String) {
        if !self.wants(task) {
            return;
        }
        let quality = quality(black_box(run()));
        // The processor's clock ticks every few milliseconds: short tasks are repeated within a measurement.
        let started = Instant::now();
        black_box(run());
        let repeats = (0.1 / started.elapsed().as_secs_f64().max(1e-6)).ceil().clamp(1.0, 2_000.0) as usize;
        let (mut seconds, mut cpu): (Vec<f64>, Vec<f64>) = (0..self.runs.max(1))
            .map(|_| {
                let (started, before) = (Instant::now(), cpu_seconds());
                (0..repeats).for_each(|_| drop(black_box(run())));
                (started.elapsed().as_secs_f64() / repeats as f64, (cpu_seconds() - before) / repeats as f64)
            })
            .unzip();
        let median = |values: &mut Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let (seconds, cpu) = (median(&mut seconds), median(&mut cpu));
        println!("{}\t{task}\t{seconds:.6}\t{cpu:.6}\t{quality}\t{}", self.name, peak_megabytes());
    }
}

/// Processor time of all threads of this process; 0 where the system does not say.
fn cpu_seconds() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let of = |thread: std::fs::DirEntry| -> Option<u64> {
        std::fs::read_to_string(thread.path().join("schedstat")).ok()?.split(' ').next()?.parse().ok()
    };
    threads.flatten().filter_map(of).sum::<u64>() as f64 / 1e9
}

/// The least a walk must do: read every citation once, in order, and one number of each citing paper.
fn every_row(graph: &CitationGraph) -> f64 {
    let weight: Vec<f64> = vec![1.0; graph.node_count()];
    (0..graph.node_count() as u32).map(|node| graph.citers(node).iter().map(|&citer| weight[citer as usize]).sum::<f64>()).sum()
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    peak.unwrap_or(0) / 1024
}

/// Papers are numbered in the order of their names as numbers; citations that stand twice and of a paper by itself are left out.
fn read(file: &Path) -> std::io::Result<CitationGraph> {
    let text = std::fs::read_to_string(file)?;
    let numbers = |line: &str| line.split_once(',').and_then(|(a, b)| Some((a.trim().parse::<u64>().ok()?, b.trim().parse::<u64>().ok()?)));
    let mut names: Vec<u64> = text.lines().filter_map(numbers).flat_map(|(a, b)| [a, b]).collect();
    names.sort_unstable();
    names.dedup();
    let place = |name: u64| names.binary_search(&name).expect("every name was gathered") as u32;
    let mut arrows: Vec<(u32, u32)> = text.lines().filter_map(numbers).map(|(a, b)| (place(a), place(b))).filter(|(a, b)| a != b).collect();
    drop(text);
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
