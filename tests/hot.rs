//! What the hot ranking must never do, and how well it does on lists: real lists on arxiv2023, and lists drawn from paperscape. Tables are printed by
//! `cargo test --release --test hot -- --ignored --nocapture`. All need the data beside the project.

#![allow(clippy::print_stdout, reason = "the measurements are shown, and a test that is skipped says so")]

mod tables;

use std::collections::BTreeSet;
use std::path::Path;

use citegraph::analysis::evaluate::{Scope, ndcg, rank_task, spearman};
use citegraph::analysis::{Look, Options, Standing};
use citegraph::corpus::Corpus;
use citegraph::graph::CitationGraph;
use citegraph::graph::chance::Dice;
use citegraph::paper::{Author, Date};
use tables::{Table, corpus_of, shared, table};

/// A list of 60 to 250 papers known at the split, grown from one paper along citations.
fn grown_list(table: &Table, split: Date, seed: u64, draw: u64) -> Vec<u32> {
    let mut dice = Dice::stream(seed, draw);
    let today = split.first_day();
    let is_known = |node: u32| table.dates[node as usize].is_some_and(|date| date.middle_day() < today);
    let ties = |node: u32| {
        let both = table.graph.references(node).iter().chain(table.graph.citers(node));
        both.copied().filter(|&other| is_known(other)).collect::<Vec<u32>>()
    };
    let size = 60 + dice.below(191);
    loop {
        let first = dice.below(table.ids.len()) as u32;
        if !is_known(first) || ties(first).len() < 5 {
            continue;
        }
        let mut list = BTreeSet::from([first]);
        // A paper with three ties to the list is three times as likely to be next.
        let mut border = ties(first);
        while list.len() < size && !border.is_empty() {
            let next = border.swap_remove(dice.below(border.len()));
            if list.insert(next) {
                border.extend(ties(next));
            }
        }
        if list.len() == size {
            return list.into_iter().collect();
        }
    }
}

fn standings(table: &Table, listed: &[u32], as_of: Date) -> (Corpus, Vec<Standing>) {
    let ids: Vec<(String, String)> = listed.iter().map(|&node| (String::new(), table.ids[node as usize].clone())).collect();
    let corpus = corpus_of(table, &ids);
    let graph = CitationGraph::of(&corpus);
    let found = Look::new(&corpus, &graph, &Options { as_of, seed: 1 }).rankings().standings;
    (corpus, found)
}

/// Papers among the first five older than three months with less than a tenth of the citations in twelve months that the median of the next ten has.
fn absurd(corpus: &Corpus, standings: &[Standing], today: i32) -> Vec<usize> {
    let mut next: Vec<u32> = standings.iter().skip(5).take(10).map(|s| s.citations_12m).collect();
    next.sort_unstable();
    let Some(&median) = next.get(next.len() / 2) else { return Vec::new() };
    let is_young = |s: &Standing| corpus.paper(s.paper).date.is_some_and(|date| today - date.middle_day() < 91);
    (0..standings.len().min(5)).filter(|&i| 10 * standings[i].citations_12m < median && !is_young(&standings[i])).collect()
}

#[derive(Default)]
struct Sum {
    lists: f64,
    spearman: f64,
    ndcg: f64,
    absurd: usize,
}

impl Sum {
    fn add(&mut self, table: &Table, split: Date, list: &[u32]) {
        let (corpus, found) = standings(table, list, split);
        let (today, year) = (split.first_day(), split.first_day() + 365);
        let gain = |s: &Standing| {
            let came = |&&citer: &&u32| table.dates[citer as usize].is_some_and(|date| (today..year).contains(&date.middle_day()));
            table.graph.citers(s.paper.0).iter().filter(came).count() as f64
        };
        let (scores, gains): (Vec<f64>, Vec<f64>) = found.iter().map(|s| (s.hot, gain(s))).unzip();
        self.lists += 1.0;
        self.spearman += spearman(&scores, &gains);
        self.ndcg += ndcg(&scores, &gains, 10);
        self.absurd += absurd(&corpus, &found, today).len();
    }
}

/// Gives the least cited listed paper between three months and a year of age an author of the most cited one, and takes all others away.
fn plant_pair(table: &mut Table, list: &[u32], split: Date) {
    table.authors = vec![Vec::new(); table.ids.len()];
    let today = split.first_day();
    let age = |node: u32| table.dates[node as usize].map_or(99.0, |date| date.years_before(today));
    let known = |node: u32| table.graph.citers(node).iter().filter(|&&citer| age(citer) > 0.0).count();
    let new = list.iter().copied().filter(|&node| (0.25..1.0).contains(&age(node))).min_by_key(|&node| (known(node), node));
    let old = list.iter().copied().max_by_key(|&node| (known(node), node));
    if let (Some(new), Some(old)) = (new, old) {
        for node in [new, old] {
            table.authors[node as usize] = vec![Author::named("Planted, A.")];
        }
    }
}

#[test]
#[ignore = "prints a table; takes minutes"]
fn table_of_hot_in_lists() {
    for (name, splits, draws) in [
        ("paperscape", &["1994-07", "1995-01", "1995-07"][..], 45),
        ("paperscape", &["1996-01"][..], 60),
        ("hepph", &["1998-07", "1999-01"][..], 30),
    ] {
        let Some(mut table) = table(name) else { return };
        let real = table.authors.clone();
        for authors in ["all", "one pair", "none"] {
            let mut sum = Sum::default();
            for (split, draw) in splits.iter().flat_map(|split| (0..draws).map(move |draw| (split, draw))) {
                let split: Date = split.parse().unwrap();
                let list = grown_list(&table, split, 77, draw);
                match authors {
                    "one pair" => plant_pair(&mut table, &list, split),
                    "none" => table.authors = vec![Vec::new(); table.ids.len()],
                    _ => table.authors.clone_from(&real),
                }
                sum.add(&table, split, &list);
            }
            let n = sum.lists;
            println!(
                "{name} {splits:?} authors known: {authors}, {n} lists: ρ {:.3} nDCG@10 {:.3} absurd {}",
                sum.spearman / n,
                sum.ndcg / n,
                sum.absurd
            );
        }
    }
}

/// The papers of a list of `shared/lists/dev` that the table has.
fn real_list(table: &Table, file: &Path) -> Vec<u32> {
    let text = std::fs::read_to_string(file).unwrap();
    let entries = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let ids = entries.filter_map(|entry| Some(entry["ids"]["arxiv"][0].as_str()?.to_owned()));
    let found: BTreeSet<u32> = ids.filter_map(|id| table.ids.binary_search(&id).ok()).map(|node| node as u32).collect();
    found.into_iter().collect()
}

/// The twenty labelled lists with most papers in arxiv2023, as they are and with one shared author planted.
#[test]
fn no_obscure_paper_leads_a_real_list() {
    let (Some(mut table), Ok(files)) = (table("arxiv2023"), std::fs::read_dir(shared().join("lists/truth/entries"))) else {
        println!("skipped: the labelled lists or arxiv2023 are not there");
        return;
    };
    let mut lists: Vec<(std::path::PathBuf, Vec<u32>)> =
        files.map(|file| file.unwrap().path()).map(|file| (file.clone(), real_list(&table, &file))).collect();
    lists.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    lists.truncate(20);
    // The day after the data ends.
    let as_of: Date = "2023-08-16".parse().unwrap();
    let mut faults = Vec::new();
    for (file, list) in &lists {
        for planted in [false, true] {
            table.authors = vec![Vec::new(); table.ids.len()];
            if planted {
                plant_pair(&mut table, list, as_of);
            }
            let (corpus, found) = standings(&table, list, as_of);
            let named = |i: usize| {
                format!(
                    "{} ({} papers, planted {planted}): {} is {}",
                    file.display(),
                    list.len(),
                    corpus.paper(found[i].paper).title,
                    i + 1
                )
            };
            faults.extend(absurd(&corpus, &found, as_of.first_day()).into_iter().map(named));
        }
    }
    println!("{} lists of {} to {} papers", lists.len(), lists.last().unwrap().1.len(), lists[0].1.len());
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Measured (`docs/validity.md`), less a little.
#[test]
fn hot_does_not_fall_below_its_floors() {
    let Some(table) = table("hepph") else { return };
    let rows = rank_task(&table.graph, &table.dates, "1997-01".parse().unwrap(), 1);
    let of = |scope: Scope| rows.iter().find(|row| row.method == "hot" && row.scope == scope).unwrap();
    assert!(of(Scope::All).spearman >= 0.705 && of(Scope::All).ndcg_50 >= 0.85, "{:?}", of(Scope::All));
    assert!(of(Scope::Young).spearman >= 0.585, "{:?}", of(Scope::Young));
}
