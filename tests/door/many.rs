//! Ten thousand papers with everything that can be odd about them, in a process of its own, whose memory is measured.

use citegraph::catalog::cache::{Cached, Policy};
use citegraph::catalog::{self, Catalog, Wanted};

use crate::standin::{Faults, Options, Standin, World, arxiv_of};
use crate::*;

const PAPERS: usize = 10_000;
const CHILD: &str = "CITEGRAPH_MANY_CHILD";
const MOST_MEGABYTES: u64 = 500;

/// 5 % elided, 20 % with rows without id.
fn world() -> World {
    World::made_up(PAPERS, 30, 3).planted(|records| {
        for (i, record) in records.iter_mut().enumerate() {
            record.elided = i % 20 == 3 && !record.references.is_empty();
            record.nameless_references = if i % 5 == 1 { 1 + i % 4 } else { 0 };
        }
    })
}

/// What is planted among the ids: 1 % unknown to the catalog, 1 % malformed; of these, some are seen to be and some spoil their batch.
fn planted(i: usize) -> Option<Identifier> {
    match i % 100 {
        17 => Some(arxiv(&format!("1901.{i:05}"))),
        42 if i % 1_000 == 42 => Some(Identifier::new(Scheme::Doi, format!("10.9999/spoils.{i}"))),
        42 => Some(arxiv(&format!("1901.{i:03}x"))),
        _ => None,
    }
}

fn is_spoiling(i: usize) -> bool {
    i % 1_000 == 42
}

#[test]
fn ten_thousand_planted_outcomes_come_back_exactly_as_planted_in_little_memory() {
    if let Ok(place) = std::env::var(CHILD) {
        return run_as_child(&place);
    }
    let malformed = (0..PAPERS).filter(|&i| is_spoiling(i)).map(|i| format!("DOI:10.9999/spoils.{i}")).collect();
    let server = Standin::start(world(), Options { faults: Faults { malformed, ..Faults::default() }, ..Options::default() });
    let folder = tempfile::tempdir().unwrap();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "door::many::ten_thousand_planted_outcomes_come_back_exactly_as_planted_in_little_memory", "--nocapture"])
        .env(CHILD, format!("{} {}", server.url(), folder.path().display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().filter(|line| line.contains("papers asked")).for_each(|line| println!("{line}"));
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// Asks for everything, then measures, then compares.
fn run_as_child(place: &str) {
    let (url, folder) = place.split_once(' ').unwrap();
    let ids: Vec<Identifier> = (0..PAPERS).map(|i| planted(i).unwrap_or_else(|| arxiv(&arxiv_of(i)))).collect();
    let s2 = SemanticScholar::new(settings_for(url, None)).unwrap();
    let cached = Cached::open(s2, std::path::Path::new(folder), Policy::new(today())).unwrap();
    let (answers, references, citations) = run(async {
        let answers = catalog::papers(&cached, &ids).await;
        let papers = || answers.iter().filter_map(|answer| if let Lookup::Found(paper) = &answer.answer { Some(paper) } else { None });
        let wanted = |paper: &Paper, count| Wanted { id: paper.id.clone(), count, at_most: 1_000 };
        let references: Vec<Wanted> = papers().map(|paper| wanted(paper, paper.reference_count)).collect();
        let citations: Vec<Wanted> = papers().map(|paper| wanted(paper, paper.citation_count)).collect();
        let (references, citations) = (catalog::references(&cached, &references).await, catalog::citations(&cached, &citations).await);
        (answers, references, citations)
    });
    let megabytes = peak_megabytes();
    let rows: usize = references.iter().chain(&citations).map(|list| list.answer.rows.len()).sum();
    println!("{PAPERS} papers asked, {rows} rows, {:?}, peak memory {megabytes:?} MB", cached.requests());

    let world = world();
    let mut lists = references.iter().zip(&citations);
    let (mut unknown, mut malformed, mut elided, mut nameless_lists) = (0, 0, 0, 0);
    for (i, (answer, record)) in answers.iter().zip(&world.records).enumerate() {
        match (&answer.answer, i % 100) {
            (Lookup::NotFound, 17) => unknown += 1,
            (Lookup::Failed(Failure::Rejected(_)), 42) => malformed += 1,
            (Lookup::Found(paper), rest) if rest != 17 && rest != 42 => {
                assert_eq!(paper.id.as_str(), record.sha);
                let (references, citations) = lists.next().unwrap();
                let expected = match record.reference_count() {
                    _ if record.elided => EdgeState::Elided,
                    0 => EdgeState::Empty,
                    _ => EdgeState::Complete,
                };
                assert_eq!(references.answer.state, expected, "{i}");
                let nameless = if record.elided { 0 } else { record.nameless_references };
                assert_eq!(references.answer.nameless as usize, nameless, "{i}");
                assert_eq!(citations.answer.rows.len(), record.citations.len(), "{i}");
                elided += usize::from(record.elided);
                nameless_lists += usize::from(nameless > 0);
            }
            (other, _) => panic!("{i}: {other:?}"),
        }
    }
    assert_eq!((unknown, malformed), (PAPERS / 100, PAPERS / 100));
    assert!(lists.next().is_none() && elided > PAPERS / 25 && nameless_lists > PAPERS / 6, "{elided} {nameless_lists}");
    assert!(megabytes.is_none_or(|megabytes| megabytes < MOST_MEGABYTES), "{megabytes:?} MB");
}

/// The most this process ever held, where the system tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
}
