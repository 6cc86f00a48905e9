//! The same numbers as other programs on known graphs, and answers that do not depend on what must not matter.
//!
//! `reference/expected.json` was printed by `reference/make.py` (networkx, igraph, leidenalg).

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "skipped tests say so, and tables are printed")]

use std::collections::HashMap;
use std::path::PathBuf;

use citegraph::analysis::evaluate::{heading_task, label_task, missing_task, rank_task};
use citegraph::analysis::{self, Analyses, Look, Options};
use citegraph::catalog::EdgeState;
use citegraph::corpus::{Corpus, Known, Listed};
use citegraph::graph::CitationGraph;
use citegraph::graph::betweenness::{Follow, betweenness};
use citegraph::graph::chance::Dice;
use citegraph::graph::components::{Strands, core_numbers, weak_components};
use citegraph::graph::leiden::{self, Quality};
use citegraph::graph::network::Network;
use citegraph::graph::pagerank::{Walks, hubs_and_authorities};
use citegraph::graph::search_paths::search_path_counts;
use citegraph::paper::{Citation, Date, Paper, PaperId};
use proptest::prelude::*;
use serde_json::Value;

fn expected() -> Value {
    serde_json::from_str(include_str!("reference/expected.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn graph_of(nodes: usize, mut arrows: Vec<(u32, u32)>) -> CitationGraph {
    arrows.sort_unstable();
    arrows.dedup();
    CitationGraph::from_sorted(nodes, arrows)
}

fn karate() -> CitationGraph {
    let edges = expected()["karate"]["edges"].as_array().unwrap().iter().map(numbers).map(|e| (e[0] as u32, e[1] as u32)).collect();
    graph_of(34, edges)
}

/// As in `make.py`.
fn random_graph(nodes: usize, arrows: usize, seed: u64) -> CitationGraph {
    let mut dice = Dice::new(seed);
    let drawn: Vec<(u32, u32)> =
        (0..arrows).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32)).filter(|(a, b)| a != b).collect();
    graph_of(nodes, drawn)
}

fn undirected(graph: &CitationGraph) -> Network {
    let mut links: Vec<(u32, u32)> =
        (0..graph.node_count() as u32).flat_map(|a| graph.references(a).iter().map(move |&b| (a.min(b), a.max(b)))).collect();
    links.sort_unstable();
    links.dedup();
    Network::new(graph.node_count(), &links.into_iter().map(|(a, b)| (a, b, 1.0)).collect::<Vec<_>>())
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum()
}

fn assert_digest(values: &[f64], expected: &Value) {
    let weighted: f64 = values.iter().enumerate().map(|(i, x)| (i % 97 + 1) as f64 * x).sum();
    let squares: f64 = values.iter().map(|x| x * x).sum();
    assert!(distance(&values[..3], &numbers(&expected["first"])) < 1e-12, "{:?}", &values[..3]);
    assert!((weighted - expected["weighted_sum"].as_f64().unwrap()).abs() < 1e-9, "{weighted}");
    assert!((squares - expected["sum_of_squares"].as_f64().unwrap()).abs() < 1e-12, "{squares}");
}

// ---------------------------------------------------------------- known graphs

#[test]
fn karate_has_the_known_ranks_cores_and_communities() {
    let (graph, answers) = (karate(), expected());
    let known = &answers["karate"];
    assert!(distance(&Walks::new(&graph).pagerank(0.85), &numbers(&known["pagerank_85"])) < 1e-9);
    let cores: Vec<f64> = core_numbers(&graph).into_iter().map(f64::from).collect();
    assert_eq!(cores, numbers(&known["core_numbers"]));
    assert!(distance(&betweenness(&graph, Follow::BothWays), &numbers(&known["betweenness"])) < 1e-9);
    let (hubs, authorities) = hubs_and_authorities(&graph);
    assert!(distance(&hubs, &numbers(&known["hubs"])) < 1e-7);
    assert!(distance(&authorities, &numbers(&known["authorities"])) < 1e-7);
    for (gamma, name) in [(1.0, "modularity"), (2.0, "modularity_gamma_2")] {
        let (best, _) = leiden::best_of(&undirected(&graph), Quality::Modularity { gamma }, 1, 20);
        let wanted = known[name].as_f64().unwrap();
        assert!((best.quality - wanted).abs() < 1e-9, "{name}: {} is not {wanted}", best.quality);
    }
}

#[test]
fn a_random_graph_with_circles_has_networkx_numbers() {
    let (graph, answers) = (random_graph(300, 900, 42), expected());
    let known = &answers["random"];
    assert_eq!(graph.citation_count() as u64, known["citations"].as_u64().unwrap());
    assert_eq!(Strands::of(&graph).len() as u64, known["strong_components"].as_u64().unwrap());
    let mut weak = weak_components(&graph);
    weak.sort_unstable();
    weak.dedup();
    assert_eq!(weak.len() as u64, known["weak_components"].as_u64().unwrap());
    let walks = Walks::new(&graph);
    assert_digest(&walks.pagerank(0.5), &known["pagerank_50"]);
    assert_digest(&walks.pagerank(0.85), &known["pagerank_85"]);
    let mut start = vec![0.0; 300];
    (start[0], start[5], start[7]) = (1.0, 2.0, 1.0);
    assert_digest(&walks.personalized(0.85, &start), &known["personalized_85"]);
    let cores: Vec<f64> = core_numbers(&graph).into_iter().map(f64::from).collect();
    assert_eq!(cores, numbers(&known["core_numbers"]));
    let between = betweenness(&graph, Follow::References);
    let most = between.iter().copied().fold(0.0, f64::max);
    let wanted = &known["betweenness"];
    assert!(distance(&between[..3], &numbers(&wanted["first"])) < 1e-9 * most);
    assert!((between.iter().map(|x| x * x).sum::<f64>() / wanted["sum_of_squares"].as_f64().unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn search_path_counts_are_those_of_walking_every_path() {
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let nodes = 2 + dice.below(9);
        let arrows: Vec<(u32, u32)> = (1..nodes as u32).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|_| dice.below(3) == 0).collect();
        let graph = graph_of(nodes, arrows);
        let mut walked: HashMap<(u32, u32), f64> = HashMap::new();
        for source in (0..nodes as u32).filter(|&node| graph.citers(node).is_empty()) {
            walk(&graph, source, &mut Vec::new(), &mut walked);
        }
        for found in search_path_counts(&graph) {
            let wanted = walked[&(found.citing, found.cited)];
            assert!((found.log_count.exp() - wanted).abs() < 1e-9 * wanted, "seed {seed}");
        }
    }
}

fn walk(graph: &CitationGraph, node: u32, path: &mut Vec<(u32, u32)>, walked: &mut HashMap<(u32, u32), f64>) {
    if graph.references(node).is_empty() {
        path.iter().for_each(|&arrow| *walked.entry(arrow).or_insert(0.0) += 1.0);
    }
    for &cited in graph.references(node) {
        path.push((node, cited));
        walk(graph, cited, path, walked);
        path.pop();
    }
}

// ---------------------------------------------------------------- what must not matter

/// A corpus drawn at random: some papers listed, some without dates, circles and strangers included.
fn drawn_corpus(papers: usize, arrows: &[(u32, u32)], rename: impl Fn(usize) -> String) -> Corpus {
    let name = |i: u32| PaperId(rename(i as usize));
    let words = ["sparse attention", "graph pruning", "token decoding", "kernel fusion"];
    let records = (0..papers)
        .map(|i| {
            let mut paper = Paper::new(rename(i), format!("{} study {i}", words[i % 4]));
            paper.date = (i % 7 != 3).then(|| Date::new(2018 + (i % 6) as i32, Some((i % 12) as u8 + 1), None)).flatten();
            paper
        })
        .collect();
    let citations: Vec<Citation> =
        arrows.iter().map(|&(a, b)| Citation { citing: name(a % papers.max(1) as u32), cited: name(b % papers.max(1) as u32) }).collect();
    let known = Known {
        references: EdgeState::Complete,
        reference_rows: 0,
        reference_nameless: 0,
        citations: EdgeState::Complete,
        citation_rows: 0,
    };
    let listed = (0..papers)
        .filter(|i| i % 3 != 1)
        .map(|i| Listed { id: name(i as u32), known: known.clone(), sections: vec![format!("List › Part {}", i % 3)] })
        .collect();
    Corpus::new(records, &citations, listed, None)
}

fn analyzed(corpus: &Corpus) -> Analyses {
    let options = Options { as_of: "2024-01-01".parse().unwrap(), seed: 7 };
    analysis::analyze(corpus, &CitationGraph::of(corpus), &options)
}

fn all_numbers_are_numbers(value: &Value, path: &str) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| all_numbers_are_numbers(item, path)),
        Value::Object(fields) => fields.iter().for_each(|(name, item)| all_numbers_are_numbers(item, &format!("{path}.{name}"))),
        // Infinite and undefined numbers become null in JSON; these columns are the ones that may be empty.
        Value::Null => assert!(
            ["age_percentile", "age_rank", "rescaled_pagerank", "citations", "influential_citations", "topic_of", "agreement", "growth"]
                .iter()
                .chain(&["surprise", "section", "reference_half_life", "citation_half_life", "data_until"])
                .chain(&["velocity", "outlook", "paper_growth", "percentile", "topic"])
                .any(|name| path.ends_with(name)),
            "{path} is not a number"
        ),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_corpus_gives_answers_without_holes(papers in 0usize..40, arrows in prop::collection::vec((0u32..40, 0u32..40), 0..160)) {
        let corpus = drawn_corpus(papers, &arrows, |i| format!("p{i:03}"));
        let answers = analyzed(&corpus);
        all_numbers_are_numbers(&serde_json::to_value(&answers).unwrap(), "");
        prop_assert_eq!(answers.topics.topic_of.len(), corpus.listed().len());
        for standing in &answers.rankings.standings {
            prop_assert!(standing.hot.is_finite() && standing.pagerank.is_finite() && standing.relevance.is_finite());
            prop_assert!(standing.rank_interval.0 <= standing.rank && standing.rank <= standing.rank_interval.1);
        }
    }

    #[test]
    fn renumbering_papers_renumbers_answers(arrows in prop::collection::vec((0u32..40, 0u32..40), 20..200)) {
        let forward = drawn_corpus(40, &arrows, |i| format!("p{i:03}"));
        let backward = drawn_corpus(40, &arrows, |i| format!("p{:03}", 39 - i));
        let (a, b) = (analyzed(&forward), analyzed(&backward));
        let hot = |answers: &Analyses, corpus: &Corpus| -> HashMap<String, [f64; 5]> {
            let of = |s: &analysis::Standing| [s.hot, s.pagerank, s.relevance, s.age_percentile.unwrap_or(-1.0), s.rescaled_pagerank.unwrap_or(-9.0)];
            answers.rankings.standings.iter().map(|s| (corpus.paper(s.paper).title.clone(), of(s))).collect()
        };
        let (a_hot, b_hot) = (hot(&a, &forward), hot(&b, &backward));
        for (title, values) in &a_hot {
            prop_assert!(distance(values, &b_hot[title]) < 1e-6, "{}: {:?} {:?}", title, values, b_hot[title]);
        }
        prop_assert_eq!(&a.trends.papers, &b.trends.papers);
        prop_assert_eq!(&a.trends.citations, &b.trends.citations);
        let scores = |answers: &Analyses, corpus: &Corpus| -> HashMap<String, f64> {
            answers.missing.classics.iter().chain(&answers.missing.recents).map(|s| (corpus.paper(s.paper).title.clone(), s.score)).collect()
        };
        let (a_scores, b_scores) = (scores(&a, &forward), scores(&b, &backward));
        prop_assert_eq!(a_scores.len(), b_scores.len());
        for (title, score) in &a_scores {
            prop_assert!((score - b_scores[title]).abs() < 1e-9);
        }
    }
}

#[test]
fn one_thread_and_two_give_the_same_answers() {
    let mut dice = Dice::new(3);
    let arrows: Vec<(u32, u32)> = (0..900).map(|_| (dice.below(200) as u32, dice.below(200) as u32)).collect();
    let corpus = drawn_corpus(200, &arrows, |i| format!("p{i:03}"));
    let with = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| analyzed(&corpus));
    let (one, two) = (with(1), with(2));
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&two).unwrap());
}

// ---------------------------------------------------------------- shared data

struct Table {
    ids: Vec<String>,
    titles: Vec<String>,
    dates: Vec<Option<Date>>,
    labels: Vec<String>,
    graph: CitationGraph,
}

fn shared() -> PathBuf {
    std::env::var_os("CITEGRAPH_SHARED").map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from)
}

/// Papers sorted by id and their citations, or `None` with a line that says so.
fn table(name: &str) -> Option<Table> {
    let folder = shared().join("data").join(name);
    let (Ok(mut papers), Ok(mut citations)) =
        (csv::Reader::from_path(folder.join("papers.csv")), csv::Reader::from_path(folder.join("citations.csv")))
    else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut rows: Vec<HashMap<String, String>> = papers.deserialize().map(Result::unwrap).collect();
    rows.sort_by(|a, b| a["id"].cmp(&b["id"]));
    let column = |name: &str| rows.iter().map(|row| row.get(name).cloned().unwrap_or_default()).collect::<Vec<String>>();
    let ids = column("id");
    let place: HashMap<&str, u32> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i as u32)).collect();
    let arrows: Vec<(u32, u32)> = citations
        .deserialize()
        .map(|row: Result<(String, String), _>| row.unwrap())
        .filter_map(|(citing, cited)| Some((*place.get(citing.as_str())?, *place.get(cited.as_str())?)))
        .filter(|(citing, cited)| citing != cited)
        .collect();
    let dates = rows.iter().map(|row| row.get("date").and_then(|d| d.parse().ok()).or_else(|| row.get("year")?.parse().ok())).collect();
    let graph = graph_of(ids.len(), arrows);
    let (titles, labels) = (column("title"), column("label"));
    Some(Table { ids, titles, dates, labels, graph })
}

fn corpus_of(table: &Table, listed: &[(String, String)]) -> Corpus {
    let papers = (0..table.ids.len())
        .map(|i| {
            let mut paper = Paper::new(&table.ids[i], &table.titles[i]);
            paper.date = table.dates[i];
            paper
        })
        .collect();
    let id = |node: u32| PaperId(table.ids[node as usize].clone());
    let citations: Vec<Citation> = (0..table.ids.len() as u32)
        .flat_map(|a| table.graph.references(a).iter().map(move |&b| (a, b)))
        .map(|(a, b)| Citation { citing: id(a), cited: id(b) })
        .collect();
    let known = Known {
        references: EdgeState::Complete,
        reference_rows: 0,
        reference_nameless: 0,
        citations: EdgeState::Complete,
        citation_rows: 0,
    };
    let listed =
        listed.iter().map(|(section, id)| Listed { id: PaperId(id.clone()), known: known.clone(), sections: vec![section.clone()] });
    Corpus::new(papers, &citations, listed.collect(), None)
}

#[test]
fn hep_ph_has_networkx_ranks_and_communities_as_good_as_leidenalgs() {
    let Some(table) = table("hepph") else { return };
    let answers = expected();
    let known = &answers["hepph"];
    assert_eq!(table.graph.citation_count() as u64, known["citations"].as_u64().unwrap());
    let walks = Walks::new(&table.graph);
    assert_digest(&walks.pagerank(0.5), &known["pagerank_50"]);
    assert_digest(&walks.pagerank(0.85), &known["pagerank_85"]);
    let started = std::time::Instant::now();
    let (best, _) = leiden::best_of(&undirected(&table.graph), Quality::Modularity { gamma: 1.0 }, 1, 10);
    let wanted = known["modularity"].as_f64().unwrap();
    println!("modularity {} against {wanted}, ten runs in {:?}", best.quality, started.elapsed());
    assert!(best.quality >= wanted * 0.999, "{} against {wanted}", best.quality);
}

#[test]
#[ignore = "prints tables; takes a minute"]
fn table_of_rankings() {
    let splits = [("hepph", ["1996-01", "1997-01", "1998-01"]), ("paperscape", ["1994-07", "1995-01", "1995-07"])];
    for (name, splits) in splits {
        let Some(table) = table(name) else { return };
        let rows: Vec<_> = splits.iter().flat_map(|split| rank_task(&table.graph, &table.dates, split.parse().unwrap(), 1)).collect();
        for first in rows.iter().take(10) {
            let same: Vec<_> = rows.iter().filter(|row| (row.method, row.scope) == (first.method, first.scope)).collect();
            let mean = |of: &dyn Fn(&&_) -> f64| same.iter().map(of).sum::<f64>() / same.len() as f64;
            println!(
                "{name:10} {:?} {:28} {:.3} / {:.3}",
                first.scope,
                first.method,
                mean(&|row: &&analysis::evaluate::RankRow| row.spearman),
                mean(&|row: &&analysis::evaluate::RankRow| row.ndcg_50)
            );
        }
    }
}

#[test]
#[ignore = "prints tables; takes a minute"]
fn table_of_missing_papers() {
    let Some(table) = table("paperscape") else { return };
    for row in missing_task(&table.graph, &table.dates, &table.titles, "1996-01".parse().unwrap(), 200, 1) {
        println!(
            "{:28} {} queries: R@20 {:.3} [{:.3}, {:.3}] R@50 {:.3} MRR {:.3}",
            row.method, row.queries, row.recall_20, row.recall_20_interval.0, row.recall_20_interval.1, row.recall_50, row.reciprocal_rank
        );
    }
}

#[test]
#[ignore = "prints tables; takes a minute"]
fn table_of_topics() {
    let Some(table) = table("arxiv2023") else { return };
    let as_of = "2024-01-01".parse().unwrap();
    let entries = shared().join("lists/truth/entries/RUCAIBox__LLMSurvey.jsonl");
    let listed: Vec<(String, String)> = std::fs::read_to_string(entries)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|entry| Some((entry["section"].to_string(), entry["ids"]["arxiv"][0].as_str()?.to_owned())))
        .filter(|(_, id)| table.ids.binary_search(id).is_ok())
        .collect();
    let corpus = corpus_of(&table, &listed);
    let mut rows = heading_task(&corpus, &table.graph, as_of, 5, 1);
    let mut names = table.labels.clone();
    names.sort_unstable();
    names.dedup();
    let classes: Vec<Option<u32>> =
        table.labels.iter().map(|label| names.binary_search(label).ok().filter(|_| !label.is_empty()).map(|c| c as u32)).collect();
    rows.extend(label_task(&corpus, &table.graph, as_of, &classes, 200, 10, 1));
    for row in rows {
        println!(
            "{:34} {} lists: ARI {:.3} AMI {:.3} NMI {:.3}, {:.1} topics",
            row.method, row.lists, row.adjusted_rand, row.adjusted_mutual_information, row.normalized_mutual_information, row.topics
        );
    }
}

/// Lists of `shared/lists/truth` with their headings, as far as the table knows their papers, and lists of 200 random papers under their arXiv labels.
fn lists_with_headings(table: &Table) -> Vec<(String, Vec<(String, String)>)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(shared().join("lists/truth/entries")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut lists = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let listed: Vec<(String, String)> = entries
            .filter_map(|entry| Some((heading(&entry), entry["ids"]["arxiv"][0].as_str()?.to_owned())))
            .filter(|(_, id)| table.ids.binary_search(id).is_ok())
            .collect();
        if listed.len() >= 50 {
            lists.push((file.file_stem().unwrap().to_string_lossy().into_owned(), listed));
        }
    }
    let labelled: Vec<u32> = (0..table.ids.len() as u32)
        .filter(|&node| !table.labels[node as usize].is_empty() && table.graph.references(node).len() >= 5)
        .collect();
    for list in 0..5 {
        let mut drawn = labelled.clone();
        Dice::stream(11, list).shuffle(&mut drawn);
        let listed = drawn.iter().take(200).map(|&node| (table.labels[node as usize].clone(), table.ids[node as usize].clone()));
        lists.push((format!("arXiv labels, list {list}"), listed.collect()));
    }
    lists
}

/// The section of an entry as the corpus names it.
fn heading(entry: &Value) -> String {
    let path: Vec<&str> = entry["section"].as_array().map_or(Vec::new(), |path| path.iter().filter_map(Value::as_str).collect());
    path[usize::from(path.len() > 1)..].join(" › ")
}

#[test]
#[ignore = "prints tables; takes a minute"]
fn table_of_filing() {
    let Some(table) = table("arxiv2023") else { return };
    let options = Options { as_of: "2024-01-01".parse().unwrap(), seed: 1 };
    let (mut sums, mut lists) = ([0.0; 3], 0.0);
    for (name, listed) in lists_with_headings(&table) {
        let corpus = corpus_of(&table, &listed);
        let graph = CitationGraph::of(&corpus);
        let found = Look::new(&corpus, &graph, &options).suggested_sections(corpus.listed());
        let mut sizes: HashMap<&str, usize> = HashMap::new();
        corpus.sections().iter().for_each(|s| *sizes.entry(&s[0]).or_insert(0) += 1);
        // Nobody can find the section of a paper that stands alone in it.
        let fair: Vec<usize> = (0..found.len()).filter(|&i| sizes[corpus.sections()[i][0].as_str()] >= 3).collect();
        let right = |i: usize, first: usize| found[i].sections.iter().take(first).any(|s| corpus.sections()[i].contains(&s.section));
        let share = |first: usize| fair.iter().filter(|&&i| right(i, first)).count() as f64 / fair.len() as f64;
        let largest = *sizes.values().max().unwrap() as f64 / fair.len() as f64;
        println!(
            "{name:60} {:4} papers, {:3} sections: first {:.3}, first three {:.3}; largest section {largest:.3}",
            fair.len(),
            sizes.len(),
            share(1),
            share(3)
        );
        if sizes.len() > 1 {
            sums = [sums[0] + share(1), sums[1] + share(3), sums[2] + largest];
            lists += 1.0;
        }
    }
    println!(
        "mean of {lists} lists: first {:.3}, first three {:.3}; largest section {:.3}",
        sums[0] / lists,
        sums[1] / lists,
        sums[2] / lists
    );
}

/// In lists of 300 papers under arXiv labels: one label divided at random (to be joined again), two labels put under one heading (to be split).
#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_borders() {
    let Some(table) = table("arxiv2023") else { return };
    let labelled: Vec<u32> = (0..table.ids.len() as u32)
        .filter(|&node| !table.labels[node as usize].is_empty() && table.graph.references(node).len() >= 5)
        .collect();
    let (mut joined, mut parted, mut other_merges, mut other_splits, mut lists) = (0, 0, 0, 0, 0);
    for list in 0..20u64 {
        let mut drawn = labelled.clone();
        let mut dice = Dice::stream(23, list);
        dice.shuffle(&mut drawn);
        drawn.truncate(300);
        let label = |node: u32| table.labels[node as usize].as_str();
        let mut sizes: Vec<(usize, &str)> = Vec::new();
        drawn.iter().for_each(|&node| match sizes.iter_mut().find(|(_, name)| *name == label(node)) {
            Some(size) => size.0 += 1,
            None => sizes.push((1, label(node))),
        });
        let chosen = |least: usize, most: usize| -> Vec<&str> {
            sizes.iter().filter(|(n, _)| (least..=most).contains(n)).map(|(_, name)| *name).collect()
        };
        let (large, small) = (chosen(16, 60), chosen(8, 60));
        let Some(&divided) = large.get(dice.below(large.len())) else { continue };
        let others: Vec<&str> = small.into_iter().filter(|name| *name != divided && *name != "cs.LG").collect();
        if others.len() < 2 {
            continue;
        }
        let (one, two) = (others[list as usize % others.len()], others[(list as usize + 1) % others.len()]);
        let section = |node: u32, dice: &mut Dice| match label(node) {
            name if name == divided => format!("half {}", dice.below(2)),
            name if name == one || name == two => "put together".to_owned(),
            name => name.to_owned(),
        };
        let listed: Vec<(String, String)> =
            drawn.iter().map(|&node| (section(node, &mut dice), table.ids[node as usize].clone())).collect();
        let corpus = corpus_of(&table, &listed);
        let answers = analysis::analyze(&corpus, &CitationGraph::of(&corpus), &Options { as_of: "2024-01-01".parse().unwrap(), seed: 1 });
        let topics = &answers.topics;
        let is_planted = |m: &&analysis::Merge| m.sections.0.starts_with("half") && m.sections.1.starts_with("half");
        let (right, put_together) =
            (topics.merges.iter().filter(is_planted).count(), topics.splits.iter().filter(|s| s.section == "put together").count());
        println!("list {list}: {divided} divided, {one} and {two} put together");
        topics.splits.iter().for_each(|s| println!("  split {} ({:.2}): {}", s.section, s.stability, s.evidence));
        topics.merges.iter().for_each(|m| println!("  merge {:?} {:?}: {}", m.sections, m.papers, m.evidence));
        (joined, parted, lists) = (joined + right, parted + put_together, lists + 1);
        (other_merges, other_splits) = (other_merges + topics.merges.len() - right, other_splits + topics.splits.len() - put_together);
    }
    println!(
        "{lists} lists: divided labels joined {joined}, labels put together split {parted}; other merges {other_merges}, other splits {other_splits}"
    );
}

#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_large_topics() {
    let Some(table) = table("arxiv2023") else { return };
    let mut names = table.labels.clone();
    names.sort_unstable();
    names.dedup();
    let classes: Vec<Option<u32>> =
        table.labels.iter().map(|label| names.binary_search(label).ok().filter(|_| !label.is_empty()).map(|c| c as u32)).collect();
    let corpus = corpus_of(&table, &[]);
    for (size, lists) in [(600, 3), (1_000, 3), (2_000, 2), (3_000, 1)] {
        for row in label_task(&corpus, &table.graph, "2024-01-01".parse().unwrap(), &classes, size, lists, 1) {
            println!(
                "{size} papers, {:34} {} lists: ARI {:.3} AMI {:.3}, {:.1} topics",
                row.method, row.lists, row.adjusted_rand, row.adjusted_mutual_information, row.topics
            );
        }
    }
}
