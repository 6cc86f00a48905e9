//! How far to trust the answers: the tables of `docs/validity.md`, and floors below which they may not fall. Tables are printed by
//! `cargo test --release --test validity -- --ignored --nocapture table_of_…`; all need the data beside the project.

#![allow(clippy::print_stdout, reason = "tables are printed")]

mod tables;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use citegraph::analysis::agreement::adjusted_rand;
use citegraph::analysis::evaluate::{TopicsRow, averaged, heading_task, label_task, missing_task, rank_task};
use citegraph::analysis::{self, Look, Options};
use citegraph::graph::CitationGraph;
use citegraph::graph::chance::Dice;
use citegraph::paper::SectionPath;
use serde_json::Value;
use tables::{Table, corpus_of, shared, table};

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

/// A list: its name, and section and id of its papers.
type Headed = (String, Vec<(String, String)>);

/// Lists of `shared/lists/truth` with their headings, as far as the table knows their papers, that have so many of them.
fn real_lists(table: &Table, papers: std::ops::Range<usize>) -> Vec<Headed> {
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
        if papers.contains(&listed.len()) {
            lists.push((file.file_stem().unwrap().to_string_lossy().into_owned(), listed));
        }
    }
    lists
}

/// Lists of random papers under their labels.
fn drawn_lists(table: &Table, seed: u64, lists: u64, papers: usize) -> Vec<Headed> {
    let labelled: Vec<u32> = (0..table.ids.len() as u32)
        .filter(|&node| !table.labels[node as usize].is_empty() && table.graph.references(node).len() >= 5)
        .collect();
    let draw = |list: u64| {
        let mut drawn = labelled.clone();
        Dice::stream(seed, list).shuffle(&mut drawn);
        let listed = drawn.iter().take(papers).map(|&node| (table.labels[node as usize].clone(), table.ids[node as usize].clone()));
        (format!("labels, draw {seed}.{list}"), listed.collect())
    };
    (0..lists).map(draw).collect()
}

/// Those the weights of filing were chosen on.
fn lists_with_headings(table: &Table) -> Vec<Headed> {
    [real_lists(table, 50..usize::MAX), drawn_lists(table, 11, 5, 200)].concat()
}

/// The section of an entry as the corpus names it.
fn heading(entry: &Value) -> String {
    let path: Vec<&str> = entry["section"].as_array().map_or(Vec::new(), |path| path.iter().filter_map(Value::as_str).collect());
    path[usize::from(path.len() > 1)..].join(" › ")
}

/// How often a paper's own section is suggested when it is taken out: (fair papers, share first, share among the first three, share of the largest section).
fn filed(table: &Table, (name, listed): &Headed) -> Option<[f64; 4]> {
    let options = Options { as_of: "2024-01-01".parse().unwrap(), seed: 1 };
    let corpus = corpus_of(table, listed);
    let graph = CitationGraph::of(&corpus);
    let found = Look::new(&corpus, &graph, &options).suggested_sections(corpus.listed());
    let mut sizes: HashMap<&SectionPath, usize> = HashMap::new();
    corpus.sections().iter().for_each(|s| *sizes.entry(&s[0]).or_insert(0) += 1);
    // Nobody can find the section of a paper that stands alone in it.
    let fair: Vec<usize> = (0..found.len()).filter(|&i| sizes[&corpus.sections()[i][0]] >= 3).collect();
    let right = |i: usize, first: usize| found[i].sections.iter().take(first).any(|s| corpus.sections()[i].contains(&s.section));
    let share = |first: usize| fair.iter().filter(|&&i| right(i, first)).count() as f64 / fair.len() as f64;
    let largest = *sizes.values().max().unwrap() as f64 / fair.len() as f64;
    let (first, three) = (share(1), share(3));
    println!(
        "{name:60} {:4} papers, {:3} sections: first {first:.3}, first three {three:.3}; largest section {largest:.3}",
        fair.len(),
        sizes.len()
    );
    (sizes.values().filter(|n| **n >= 3).count() > 1).then_some([fair.len() as f64, first, three, largest])
}

fn tell_filed(table: &Table, lists: &[Headed], what: &str) {
    let rows: Vec<[f64; 4]> = lists.iter().filter_map(|list| filed(table, list)).collect();
    let mean = |of: usize| rows.iter().map(|row| row[of]).sum::<f64>() / rows.len() as f64;
    let papers: f64 = rows.iter().map(|row| row[0]).sum();
    println!(
        "{what}: {} lists, {papers} papers: first {:.3}, first three {:.3}; largest section {:.3}",
        rows.len(),
        mean(1),
        mean(2),
        mean(3)
    );
}

#[test]
#[ignore = "prints tables; takes a minute"]
fn table_of_filing() {
    let Some(table) = table("arxiv2023") else { return };
    tell_filed(&table, &lists_with_headings(&table), "mean (in-sample)");
}

// ---------------------------------------------------------------- held out

/// The seed of everything drawn for tables that were looked at once.
const HELD_OUT: u64 = 1_001;

/// Papers that stand on a real list, or in any draw something was chosen on.
fn used_papers(table: &Table) -> BTreeSet<String> {
    let draws =
        [drawn_lists(table, 1, 10, 200), drawn_lists(table, 1, 3, 3_000), drawn_lists(table, 11, 5, 200), drawn_lists(table, 23, 20, 300)];
    let real = real_lists(table, 1..usize::MAX);
    real.iter().chain(draws.iter().flatten()).flat_map(|(_, listed)| listed.iter().map(|(_, id)| id.clone())).collect()
}

/// The table with labels only for papers nothing was chosen on.
fn unused(name: &str) -> Option<Table> {
    let mut table = table(name)?;
    let used = if name == "arxiv2023" { used_papers(&table) } else { BTreeSet::new() };
    for (id, label) in table.ids.iter().zip(&mut table.labels) {
        if used.contains(id) {
            label.clear();
        }
    }
    Some(table)
}

fn tell_topics(rows: Vec<TopicsRow>, what: &str) {
    for row in rows {
        let shown = |value: f64, interval: Option<(f64, f64)>| match interval {
            Some((low, high)) => format!("{value:.3} [{low:.3}, {high:.3}]"),
            None => format!("{value:.3}"),
        };
        println!(
            "{what}: {:28} {} lists, {} papers: ARI {} AMI {} NMI {}, {:.1} topics",
            row.method,
            row.lists,
            row.papers,
            shown(row.adjusted_rand, row.adjusted_rand_interval),
            shown(row.adjusted_mutual_information, row.adjusted_mutual_information_interval),
            shown(row.normalized_mutual_information, row.normalized_mutual_information_interval),
            row.topics
        );
    }
}

fn tell_label_task(table: &Table, as_of: &str, lists: u32, size: usize, what: &str) {
    let mut names = table.labels.clone();
    names.sort_unstable();
    names.dedup();
    let class = |label: &String| names.binary_search(label).ok().filter(|_| !label.is_empty()).map(|c| c as u32);
    let classes: Vec<Option<u32>> = table.labels.iter().map(class).collect();
    let corpus = corpus_of(table, &[]);
    tell_topics(label_task(&corpus, &table.graph, as_of.parse().unwrap(), &classes, size, lists, HELD_OUT), what);
}

#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_topics_held_out() {
    let Some(whole) = table("arxiv2023") else { return };
    // Lists too short to have been looked at while something was chosen; two headings of five papers at least.
    let mut rows = Vec::new();
    for (name, listed) in real_lists(&whole, 12..50) {
        let mut sizes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        listed.iter().for_each(|(section, id)| _ = sizes.entry(section).or_default().insert(id));
        if sizes.values().filter(|ids| ids.len() >= 5).count() >= 2 {
            let found = heading_task(&corpus_of(&whole, &listed), &whole.graph, "2024-01-01".parse().unwrap(), 5, HELD_OUT);
            tell_topics(found.clone(), &name);
            rows.push(found);
        }
    }
    tell_topics(averaged(&rows, HELD_OUT), "headings of short lists");
    if let Some(table) = unused("arxiv2023") {
        tell_label_task(&table, "2024-01-01", 20, 200, "arXiv categories of unused papers");
    }
    if let Some(table) = unused("paperscape") {
        tell_label_task(&table, "1997-01", 20, 200, "archives of paperscape");
        tell_label_task(&table, "1997-01", 3, 2_000, "archives of paperscape, large");
    }
}

#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_filing_held_out() {
    let Some(whole) = table("arxiv2023") else { return };
    tell_filed(&whole, &real_lists(&whole, 12..50), "short lists");
    for name in ["arxiv2023", "paperscape"] {
        let Some(table) = unused(name) else { return };
        tell_filed(&table, &drawn_lists(&table, HELD_OUT, 10, 200), name);
    }
}

#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_borders_held_out() {
    for name in ["arxiv2023", "paperscape"] {
        let Some(table) = unused(name) else { return };
        tell_planted(&table, &drawn_lists(&table, HELD_OUT, 8, 300), name);
    }
}

// ---------------------------------------------------------------- sections to split and to join

/// What was planted in lists, and what was said of it.
#[derive(Clone, Copy, Debug, Default)]
struct Planted {
    lists: usize,
    /// Two sections put together, how often a split of the result was named, and how often its parts were the two (adjusted Rand index ≥ .5).
    together: [usize; 3],
    /// Other splits named in those lists that are not named without the plant.
    stray_splits: usize,
    /// A section divided at random, and how often joining its halves was named.
    divided: [usize; 2],
    stray_merges: usize,
    /// Sections of ten papers or more as they stand, and how many of them are to be split.
    untouched: [usize; 2],
    /// Pairs of sections of four papers or more as they stand, and how many of them are to be joined.
    pairs: [usize; 2],
}

impl Planted {
    fn add(&mut self, other: &Planted) {
        self.lists += other.lists;
        let sum = |to: &mut [usize], from: &[usize]| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        sum(&mut self.together, &other.together);
        sum(&mut self.divided, &other.divided);
        sum(&mut self.untouched, &other.untouched);
        sum(&mut self.pairs, &other.pairs);
        self.stray_splits += other.stray_splits;
        self.stray_merges += other.stray_merges;
    }

    fn tell(&self, name: &str) {
        let [put, split, right] = self.together;
        println!(
            "{name:62} put together {put:3}: split {split:3} (parts right {right:3}, other new splits {}); divided {:3}: joined {:3} (other new merges {}); as they stand: {:2} of {:3} sections split, {:2} of {:4} pairs joined",
            self.stray_splits,
            self.divided[0],
            self.divided[1],
            self.stray_merges,
            self.untouched[1],
            self.untouched[0],
            self.pairs[1],
            self.pairs[0]
        );
    }
}

/// In lists with headings: two sections put under one heading (to be split), one divided at random (to be joined again), and the lists as they stand.
fn planted(table: &Table, (_, listed): &Headed, most: usize) -> Planted {
    let options = Options { as_of: "2024-01-01".parse().unwrap(), seed: 1 };
    let advice = |listed: &[(String, String)]| {
        let corpus = corpus_of(table, listed);
        let graph = CitationGraph::of(&corpus);
        let (splits, merges) = Look::new(&corpus, &graph, &options).borders();
        let id = |ix: &citegraph::paper::PaperIx| corpus.paper(*ix).id.0.clone();
        let parts = |s: &analysis::Split| s.parts.iter().map(|part| part.papers.iter().map(id).collect()).collect::<Vec<Vec<String>>>();
        let splits: Vec<(String, Vec<Vec<String>>)> = splits.iter().map(|s| (s.section.to_string(), parts(s))).collect();
        let merges: Vec<(String, String)> = merges.into_iter().map(|m| (m.sections.0.to_string(), m.sections.1.to_string())).collect();
        (splits, merges)
    };
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for (section, id) in listed {
        if first.insert(id, section).is_none() {
            *sizes.entry(section).or_insert(0) += 1;
        }
    }
    let count = |least: usize| sizes.values().filter(|n| **n >= least).count();
    let (splits, merges) = advice(listed);
    let mut found = Planted { lists: 1, ..Planted::default() };
    found.untouched = [count(10), splits.len()];
    found.pairs = [count(4) * count(4).saturating_sub(1) / 2, merges.len()];
    let fit: Vec<&str> = sizes.iter().filter(|(name, n)| (8..=80).contains(*n) && !name.is_empty()).map(|(name, _)| *name).collect();
    let mut dice = Dice::new(listed.len() as u64);
    let mut pairs: Vec<(&str, &str)> = (0..fit.len()).flat_map(|b| (0..b).map(move |a| (a, b))).map(|(a, b)| (fit[a], fit[b])).collect();
    dice.shuffle(&mut pairs);
    for (one, two) in pairs.into_iter().take(most) {
        let put = |section: &String| if section == one || section == two { "put together".to_owned() } else { section.clone() };
        let (after, _) = advice(&listed.iter().map(|(section, id)| (put(section), id.clone())).collect::<Vec<_>>());
        let named = after.iter().find(|(section, _)| section == "put together");
        let right = named.is_some_and(|(_, parts)| {
            let of = |(part, ids): (usize, &Vec<String>)| {
                ids.iter().map(|id| (part as u32, u32::from(first[id.as_str()] == one))).collect::<Vec<_>>()
            };
            let (found, wanted): (Vec<u32>, Vec<u32>) = parts.iter().enumerate().flat_map(of).unzip();
            adjusted_rand(&found, &wanted) >= 0.5
        });
        let new = after.iter().filter(|(section, _)| section != "put together" && !splits.iter().any(|(before, _)| before == section));
        found.stray_splits += new.count();
        found.together = [found.together[0] + 1, found.together[1] + usize::from(named.is_some()), found.together[2] + usize::from(right)];
    }
    let mut divisible: Vec<&str> = fit;
    dice.shuffle(&mut divisible);
    for section in divisible.into_iter().take(most) {
        let mut halve = |of: &String| if of == section { format!("half {}", dice.below(2)) } else { of.clone() };
        let (_, after) = advice(&listed.iter().map(|(section, id)| (halve(section), id.clone())).collect::<Vec<_>>());
        let is_half = |name: &String| name.starts_with("half ");
        let joined = after.iter().any(|(one, two)| is_half(one) && is_half(two));
        let new = after.iter().filter(|pair| !(is_half(&pair.0) && is_half(&pair.1) || merges.contains(pair)));
        found.stray_merges += new.count();
        found.divided = [found.divided[0] + 1, found.divided[1] + usize::from(joined)];
    }
    found
}

fn tell_planted(table: &Table, lists: &[Headed], what: &str) {
    let found: Vec<Planted> = lists.iter().map(|list| planted(table, list, 6)).collect();
    let mut sum = Planted::default();
    for ((name, _), found) in lists.iter().zip(&found) {
        found.tell(name);
        sum.add(found);
    }
    sum.tell(what);
}

/// Measured (`docs/validity.md`), less a little.
#[test]
fn topics_and_borders_do_not_fall_below_their_floors() {
    let Some(table) = table("arxiv2023") else { return };
    let as_of = "2024-01-01".parse().unwrap();
    let lists = real_lists(&table, 50..usize::MAX);
    let named = |name: &str| lists.iter().find(|list| list.0.starts_with(name)).unwrap();
    let rows = heading_task(&corpus_of(&table, &named("RUCAIBox__LLMSurvey").1), &table.graph, as_of, 5, 1);
    let of = |rows: &[TopicsRow], method: &str| rows.iter().find(|row| row.method == method).unwrap().adjusted_rand;
    let (ours, direct) = (of(&rows, "citegraph, medium"), of(&rows, "direct citations, Leiden"));
    assert!(ours >= 0.3 && ours > direct + 0.1, "{ours} against {direct}");
    // A large list, where a sample of the ties has to do.
    let classes: Vec<Option<u32>> = {
        let mut names = table.labels.clone();
        names.sort_unstable();
        names.dedup();
        table.labels.iter().map(|label| names.binary_search(label).ok().filter(|_| !label.is_empty()).map(|c| c as u32)).collect()
    };
    let rows = label_task(&corpus_of(&table, &[]), &table.graph, as_of, &classes, 1_000, 1, 2);
    let (sampled, all) = (of(&rows, "citegraph, medium"), of(&rows, "citegraph, medium, all ties"));
    assert!((sampled - all).abs() < 0.04, "{sampled} against {all}");
    let mut found = Planted::default();
    ["52CV", "sbrugman"].iter().for_each(|name| found.add(&planted(&table, named(name), 6)));
    found.tell("two lists");
    let [put, split, right] = found.together;
    assert!(put == 12 && split >= 7 && right >= 6, "{found:?}");
    assert!(found.divided[1] >= 4 && found.untouched[1] == 0 && found.pairs[1] == 0 && found.stray_merges <= 3, "{found:?}");
}

#[test]
#[ignore = "prints tables; takes minutes"]
fn table_of_borders() {
    let Some(table) = table("arxiv2023") else { return };
    tell_planted(&table, &real_lists(&table, 50..usize::MAX), "TUNING lists");
    tell_planted(&table, &drawn_lists(&table, 23, 5, 300), "TUNING draws");
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
