//! How well titles are matched, measured on labelled pairs: printings of one paper that lists give, and papers that are not there.

#![allow(clippy::print_stdout, reason = "the measurements are shown, and tests that are skipped say so")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use citegraph::catalog::{self, Tables, TitleAnswer, TitleQuery};
use citegraph::list::Entry;
use citegraph::paper::{Date, Paper, normalized_title};
use citegraph::resolve::{Resolution, judge};

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("CITEGRAPH_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    if folder.join("lists/truth/entries").is_dir() && folder.join("data/arxiv2023").is_dir() {
        return Some(folder);
    }
    println!("skipped: the labelled lists are not beside the checkout");
    None
}

fn entry(title: &str) -> Entry {
    Entry::paper(title, 1)
}

/// The distinct printings of each paper, by arXiv id: as lists print it, and as the citation data does (first).
struct Printings(BTreeMap<String, Vec<String>>);

impl Printings {
    fn read(shared: &std::path::Path) -> Printings {
        let mut printings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut reader = csv::Reader::from_path(shared.join("data/arxiv2023/papers.csv")).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            // Rows without an arXiv id repeat papers that have one: they would be twins of everything.
            if row[1].is_empty() {
                continue;
            }
            printings.entry(row[0].to_owned()).or_default().push(row[2].to_owned());
        }
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(shared.join("lists/truth/entries")).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            for line in std::fs::read_to_string(file).unwrap().lines() {
                let labelled: serde_json::Value = serde_json::from_str(line).unwrap();
                // An entry with two ids is about two papers.
                let ([id], Some(title)) = (labelled["ids"]["arxiv"].as_array().map_or(&[][..], Vec::as_slice), labelled["title"].as_str())
                else {
                    continue;
                };
                let known = printings.entry(id.as_str().unwrap().to_owned()).or_default();
                if !title.is_empty() && !known.iter().any(|known| known == title) {
                    known.push(title.to_owned());
                }
            }
        }
        printings.retain(|_, titles| !titles.is_empty());
        Printings(printings)
    }

    /// A catalog in which every paper has its first printing.
    fn catalog(&self) -> Tables {
        let mut papers = csv::Writer::from_writer(Vec::new());
        papers.write_record(["id", "title"]).unwrap();
        for (id, titles) in &self.0 {
            papers.write_record([id, &titles[0]]).unwrap();
        }
        let papers = String::from_utf8(papers.into_inner().unwrap()).unwrap();
        Tables::from_csv(&papers, "citing,cited\n", Date::year_only(2024).unwrap()).unwrap()
    }
}

/// The papers of citation data, without the citations.
fn papers_of(folder: &std::path::Path) -> Tables {
    let papers = std::fs::read_to_string(folder.join("papers.csv")).unwrap();
    Tables::from_csv(&papers, "citing,cited\n", Date::year_only(2024).unwrap()).unwrap()
}

fn nearest(catalog: &Tables, titles: &[String]) -> Vec<Vec<(Paper, Option<f64>)>> {
    let queries: Vec<TitleQuery> = titles.iter().map(|title| TitleQuery { title: title.clone() }).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let candidates = |answer| match answer {
        TitleAnswer::Candidates(candidates) => candidates,
        _ => Vec::new(),
    };
    runtime.block_on(catalog::titles(catalog, &queries)).into_iter().map(|dated| candidates(dated.answer)).collect()
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[test]
fn other_printings_of_a_title_are_accepted_and_absent_papers_are_not() {
    let Some(shared) = shared() else { return };
    let printings = Printings::read(&shared);
    let catalog = printings.catalog();

    // Every further printing of a paper, asked of a catalog that has the first; a list that links another paper's title is no witness.
    let owner: BTreeMap<String, &String> = printings.0.iter().rev().map(|(id, titles)| (normalized_title(&titles[0]), id)).collect();
    let is_witness = |id: &String, title: &String| owner.get(&normalized_title(title)).is_none_or(|owner| *owner == id);
    let all: Vec<(&String, &String, &String)> =
        printings.0.iter().flat_map(|(id, titles)| titles[1..].iter().map(move |title| (id, &titles[0], title))).collect();
    let asked: Vec<(&String, &String, &String)> = all.iter().filter(|(id, _, title)| is_witness(id, title)).copied().collect();
    let answers = nearest(&catalog, &asked.iter().map(|(.., title)| (*title).clone()).collect::<Vec<_>>());
    let (mut right, mut wrong, mut differing, mut right_differing) = (0, 0, 0, 0);
    for ((id, known, title), candidates) in asked.iter().zip(&answers) {
        let verdict = judge(&entry(title), candidates);
        let differs = normalized_title(known) != normalized_title(title);
        differing += usize::from(differs);
        match verdict.paper() {
            Some(paper) if paper.as_str() == id.as_str() => {
                right += 1;
                right_differing += usize::from(differs);
            }
            Some(paper) => {
                wrong += 1;
                println!("another paper: {id} {title} -> {paper}");
            }
            None if std::env::var_os("SHOW").is_some() => println!("refused: {id}\n    {title}\n    {known}"),
            None => {}
        }
    }

    // Papers whose own record is taken away, so that the nearest wrong ones are offered.
    let absent: Vec<(&String, &String)> =
        printings.0.iter().filter(|(_, titles)| titles.len() > 1).map(|(id, titles)| (id, &titles[1])).collect();
    let only_listed = printings.0.iter().filter(|(id, titles)| titles.len() == 1 && id.len() > 4).map(|(id, titles)| (id, &titles[0]));
    let absent: Vec<(&String, &String)> = absent.into_iter().chain(only_listed.step_by(12)).collect();
    let answers = nearest(&catalog, &absent.iter().map(|(_, title)| (*title).clone()).collect::<Vec<_>>());
    let (mut accepted, mut same_title) = (0, 0);
    for ((id, title), mut candidates) in absent.iter().zip(answers) {
        candidates.retain(|(paper, _)| paper.id.as_str() != id.as_str());
        let verdict = judge(&entry(title), &candidates);
        let Some(paper) = verdict.paper() else { continue };
        let taken = &candidates.iter().find(|(p, _)| p.id == *paper).unwrap().0.title;
        if normalized_title(taken) == normalized_title(title) {
            same_title += 1;
        } else {
            accepted += 1;
            println!("false: {title}\n    -> {taken}");
        }
    }
    println!(
        "printings asked {}, of which differing after normalization {differing} ({} left out: the title is another paper's)",
        asked.len(),
        all.len() - asked.len()
    );
    println!(
        "  accepted as the right paper {right} ({:.1} %), of the differing {right_differing} ({:.1} %)",
        percent(right, asked.len()),
        percent(right_differing, differing)
    );
    println!("  accepted as another paper {wrong} ({:.2} %)", percent(wrong, asked.len()));
    println!(
        "absent papers asked {}: accepted as another {accepted} ({:.2} %), beside {same_title} twins with the same title",
        absent.len(),
        percent(accepted, absent.len())
    );
    // Floors only rise, ceilings only fall.
    assert!(percent(right, asked.len()) >= FLOOR_ACCEPTED, "{right} of {}", asked.len());
    assert!(percent(right_differing, differing) >= FLOOR_DIFFERING, "{right_differing} of {differing}");
    assert!(percent(wrong, asked.len()) <= CEILING_WRONG, "{wrong} of {}", asked.len());
    assert!(percent(accepted, absent.len()) <= CEILING_ABSENT, "{accepted} of {}", absent.len());
}

/// Percent.
const FLOOR_ACCEPTED: f64 = 75.0;
const FLOOR_DIFFERING: f64 = 25.0;
const CEILING_WRONG: f64 = 0.25;
const CEILING_ABSENT: f64 = 0.15;

/// On physics papers, whose authors are known: the subtitle is dropped; first author and year are printed. Other parts of a series agree in all of this.
#[test]
fn a_dropped_subtitle_is_left_to_a_person_whatever_else_agrees() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/paperscape");
    if !folder.is_dir() {
        return println!("skipped: no second citation data beside the checkout");
    }
    let catalog = papers_of(&folder);
    let papers = catalog.papers_in_order().iter().filter(|paper| !paper.authors.is_empty() && paper.date.is_some());
    let cut: Vec<(&Paper, String)> = papers
        .filter_map(|paper| {
            let (title, subtitle) = paper.title.split_once(": ")?;
            (!subtitle.is_empty() && normalized_title(title).split(' ').count() >= 3).then(|| (paper, title.to_owned()))
        })
        .step_by(3)
        .collect();
    let answers = nearest(&catalog, &cut.iter().map(|(_, title)| title.clone()).collect::<Vec<_>>());
    let (mut accepted, mut absent, mut shown) = (0, 0, 0);
    for ((paper, title), candidates) in cut.iter().zip(answers) {
        let mut printed = entry(title);
        printed.authors = vec![paper.authors[0].name.clone()];
        printed.year = paper.date.map(|date| date.year());
        let verdict = judge(&printed, &candidates);
        accepted += usize::from(verdict.paper().is_some());
        shown += usize::from(matches!(&verdict, Resolution::Ambiguous { candidates } if candidates.iter().any(|c| c.paper == paper.id)));
        let others: Vec<_> = candidates.into_iter().filter(|(other, _)| other.id != paper.id).collect();
        absent += usize::from(judge(&printed, &others).paper().is_some());
    }
    let whole = cut.len();
    println!(
        "subtitles dropped {whole}: accepted {accepted}, shown for review {shown} ({:.1} %); absent papers accepted {absent} ({:.2} %)",
        percent(shown, whole),
        percent(absent, whole)
    );
    // The absent ones accepted: another paper of the same author and year bears the short title itself.
    assert!(percent(absent, whole) <= 2.0 && percent(shown, whole) >= 85.0, "{absent} {shown}");
}
