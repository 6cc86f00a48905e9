//! The same numbers as other programs on known graphs, and answers that do not depend on what must not matter.
//!
//! `reference/expected.json` was printed by `reference/make.py` (networkx, igraph, leidenalg), `reference/dated.json` by `reference/dated.py` (cdindex, networkx, scipy).

#![allow(clippy::print_stdout, reason = "what was compared is printed")]

mod tables;

use std::collections::HashMap;

use citegraph::analysis::{self, Analyses, Options};
use citegraph::catalog::EdgeState;
use citegraph::corpus::{Corpus, Known, Listed};
use citegraph::graph::CitationGraph;
use citegraph::graph::attention::{AttRank, citerank};
use citegraph::graph::betweenness::{Follow, betweenness};
use citegraph::graph::chance::Dice;
use citegraph::graph::components::{Strands, core_numbers, weak_components};
use citegraph::graph::disruption::followers;
use citegraph::graph::leiden::{self, Quality};
use citegraph::graph::network::Network;
use citegraph::graph::pagerank::{Walks, hubs_and_authorities};
use citegraph::graph::rescaled::rescaled;
use citegraph::graph::search_paths::search_path_counts;
use citegraph::paper::{Citation, Date, Paper, PaperId, SectionPath};
use proptest::prelude::*;
use serde_json::Value;
use tables::{graph_of, table};

fn expected() -> Value {
    serde_json::from_str(include_str!("reference/expected.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
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

/// The same, when rounding may differ by as much as `error` of the sums.
fn assert_near_digest(values: &[f64], expected: &Value, error: f64) {
    let weighted: f64 = values.iter().enumerate().map(|(i, x)| (i % 97 + 1) as f64 * x).sum();
    let squares: f64 = values.iter().map(|x| x * x).sum();
    let near = |found: f64, wanted: f64, of: f64| assert!((found - wanted).abs() <= error * of, "{found} is not {wanted}");
    values.iter().zip(numbers(&expected["first"])).for_each(|(found, wanted)| near(*found, wanted, wanted.abs().max(1.0)));
    near(squares, expected["sum_of_squares"].as_f64().unwrap(), squares);
    near(weighted, expected["weighted_sum"].as_f64().unwrap(), 97.0 * values.iter().map(|x| x.abs()).sum::<f64>());
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
        .map(|i| Listed {
            id: name(i as u32),
            known: known.clone(),
            sections: vec![SectionPath::new(["List".to_owned(), format!("Part {}", i % 3)])],
        })
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

/// Every number of `dated.json` about one graph; papers stand in order of their numbers where days are equal.
fn assert_dated(graph: &CitationGraph, days: &[i32], known: &Value) {
    assert_eq!(graph.citation_count() as u64, known["citations"].as_u64().unwrap());
    let (walks, today) = (Walks::new(graph), days.iter().max().unwrap() + 30);
    let ages: Vec<Option<f64>> = days.iter().map(|day| Some(f64::from(today - day) / 365.25)).collect();
    assert_digest(&citerank(&walks, &ages, 0.5, 2.6), &known["citerank_50_2.6"]);
    assert_digest(&citerank(&walks, &ages, 0.48, 1.0), &known["citerank_48_1"]);
    assert_digest(&AttRank::default().of(&walks, graph, &ages), &known["attrank"]);
    let days: Vec<Option<i32>> = days.iter().copied().map(Some).collect();
    let ranks = walks.pagerank(0.5);
    for (window, known) in known["rescaled"].as_object().unwrap() {
        let found: Vec<f64> = rescaled(&ranks, &days, window.parse().unwrap()).into_iter().map(Option::unwrap).collect();
        assert_near_digest(&found, known, 1e-5);
    }
    let everyone: Vec<u32> = (0..graph.node_count() as u32).collect();
    for (window, known) in known["disruption"].as_object().unwrap() {
        let found = followers(graph, &days, &everyone, Some(window.parse().unwrap()));
        let found: Vec<f64> = found.iter().map(|followers| followers.disruption().unwrap_or(0.0)).collect();
        assert_near_digest(&found, known, 1e-12);
    }
}

#[test]
fn measures_that_know_time_are_those_of_other_programs() {
    let known: Value = serde_json::from_str(include_str!("reference/dated.json")).unwrap();
    assert_dated(&karate(), &(0..34).map(|i| 50 * i).collect::<Vec<_>>(), &known["karate"]);
    // As in `dated.py`: later numbers cite earlier ones, three papers share a day.
    let drawn = |dice: &mut Dice| (dice.below(300) as u32, dice.below(300) as u32);
    let mut dice = Dice::new(7);
    let arrows = (0..2_400).map(|_| drawn(&mut dice)).filter(|(a, b)| a != b).map(|(a, b)| (a.max(b), a.min(b))).collect();
    assert_dated(&graph_of(300, arrows), &(0..300).map(|i| i / 3 * 10).collect::<Vec<_>>(), &known["dag"]);
    let Some(table) = table("hepph") else { return };
    let days: Vec<i32> = table.dates.iter().map(|date| 30 * (date.unwrap().month_index().unwrap() + 1)).collect();
    assert_dated(&table.graph, &days, &known["hepph"]);
}

// ---------------------------------------------------------------- shared data

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
