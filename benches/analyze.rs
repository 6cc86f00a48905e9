//! How long does the whole analysis of a list take, and how much memory?
//!
//! `cargo bench --bench analyze -- [PAPERS]… [--answers FOLDER]`: lists of the first PAPERS rows of the arxiv2023 table (`../shared`, or the folder named by
//! `CITEGRAPH_SHARED`) with everything that cites them or is cited by them; without the table, generated corpora of the same shape. Prints seconds of CPU
//! (user, all threads) and of the clock. With `--answers` every answer is written as JSON, for comparing two versions of the program.
//! `-- --corpus FOLDER` reads `papers.csv` and `citations.csv` there, takes every paper for listed, and prints the seconds of each analysis.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use citegraph::analysis::{self, Look, Options};
use citegraph::catalog::{EdgeState, Tables};
use citegraph::corpus::{Corpus, Known, Listed};
use citegraph::graph::CitationGraph;
use citegraph::graph::chance::Dice;
use citegraph::paper::{Citation, Paper, PaperId, SectionPath};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut sizes, mut answers, mut corpus) = (Vec::new(), None, None);
    while let Some(argument) = arguments.next() {
        match argument.parse::<usize>() {
            Ok(size) => sizes.push(size),
            Err(_) if argument == "--answers" => answers = arguments.next().map(PathBuf::from),
            Err(_) if argument == "--corpus" => corpus = arguments.next().map(PathBuf::from),
            Err(_) => {}
        }
    }
    if let Some(folder) = corpus {
        return whole_corpus(&folder);
    }
    if sizes.is_empty() {
        sizes = vec![100, 500, 2_000];
    }
    let table = Table::read().unwrap_or_else(Table::generated);
    for size in sizes {
        let corpus = table.corpus(size);
        let graph = CitationGraph::of(&corpus);
        let (started, cpu) = (Instant::now(), user_seconds());
        let analyses = analysis::analyze(&corpus, &graph, &Options { as_of: "2023-08-01".parse().expect("a date"), seed: 42 });
        let (clock, cpu) = (started.elapsed().as_secs_f64(), user_seconds() - cpu);
        let counts = format!("{size:>6} listed, {:>6} papers, {:>7} citations", corpus.len(), graph.citation_count());
        let topics = &analyses.topics;
        println!(
            "{counts}: {cpu:>7.2} s CPU, {clock:>7.2} s, peak {} MB; {} topics, modularity {:.4}",
            peak_megabytes(),
            topics.topics.len(),
            topics.levels.get(1).map_or(0.0, |level| level.modularity)
        );
        if let Some(folder) = &answers {
            std::fs::create_dir_all(folder).expect("the folder can be made");
            std::fs::write(folder.join(format!("{size}.json")), serde_json::to_vec(&analyses).expect("answers are plain data"))
                .expect("room");
        }
    }
}

/// Every analysis of a whole corpus, one after the other.
fn whole_corpus(folder: &Path) {
    let (mut started, mut cpu) = (Instant::now(), user_seconds());
    let mut tell = |what: &str, found: String| {
        println!(
            "{what:<12} {:>8.2} s CPU, {:>8.2} s, peak {:>6} MB  {found}",
            user_seconds() - cpu,
            started.elapsed().as_secs_f64(),
            peak_megabytes()
        );
        (started, cpu) = (Instant::now(), user_seconds());
    };
    let tables = Tables::from_folder(folder).expect("papers.csv and citations.csv");
    tell("read", format!("{} papers", tables.len()));
    let listed: Vec<(PaperId, Option<String>)> =
        tables.listed().map(|(paper, section)| (paper.id.clone(), section.map(str::to_owned))).collect();
    let (corpus, _) = Corpus::of_tables(tables, &listed);
    drop(listed);
    tell("corpus", format!("{} citations", corpus.citations().len()));
    let graph = CitationGraph::of(&corpus);
    tell("graph", String::new());
    let as_of = corpus.papers().iter().filter_map(|paper| paper.date).max().expect("a dated paper");
    let look = Look::new(&corpus, &graph, &Options { as_of, seed: 42 });
    tell("look", format!("{} papers known on {as_of}", look.known()));
    let rankings = look.rankings();
    tell("rankings", format!("{} standings", rankings.standings.len()));
    drop(rankings);
    let topics = look.topics();
    tell("topics", format!("{} topics, modularity {:.4}", topics.topics.len(), topics.levels.get(1).map_or(0.0, |level| level.modularity)));
    let trends = look.trends(&topics);
    tell("trends", format!("{} bursts, {} sleeping beauties", trends.bursts.len(), trends.sleeping_beauties.papers.len()));
    drop((topics, trends));
    let missing = look.missing();
    tell("missing", format!("{} classics, {} recents", missing.classics.len(), missing.recents.len()));
    tell("filing", format!("{} papers", look.filing(&missing).len()));
    tell("main path", format!("{} links", look.main_path().links.len()));
    tell("historiograph", format!("{} papers", look.historiograph().papers.len()));
}

struct Table {
    papers: Vec<Paper>,
    citations: Vec<Citation>,
}

impl Table {
    fn read() -> Option<Table> {
        let shared =
            std::env::var_os("CITEGRAPH_SHARED").map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from);
        let folder = shared.join("data/arxiv2023");
        let (Ok(mut papers), Ok(mut citations)) =
            (csv::Reader::from_path(folder.join("papers.csv")), csv::Reader::from_path(folder.join("citations.csv")))
        else {
            println!("skipped: {} is not there; a generated corpus instead", folder.display());
            return None;
        };
        let papers = papers
            .deserialize()
            .map(|row: Result<HashMap<String, String>, _>| row.expect("a sound row"))
            .map(|row| Paper {
                date: row["date"].parse().ok().or_else(|| row["year"].parse().ok()),
                ..Paper::new(&row["id"], &row["title"])
            })
            .collect();
        let citations = citations.deserialize().map(|row: Result<(String, String), _>| row.expect("a sound row"));
        let citations = citations.map(|(citing, cited)| Citation { citing: PaperId(citing), cited: PaperId(cited) }).collect();
        Some(Table { papers, citations })
    }

    /// 30,000 papers in fields of 300, each citing 9 earlier ones, mostly famous ones of its own field; titles from the field's words.
    fn generated() -> Table {
        const PAPERS: usize = 30_000;
        const FIELDS: usize = 100;
        let mut dice = Dice::new(1);
        let id = |i: usize| format!("g{i:06}");
        let (mut papers, mut citations) = (Vec::new(), Vec::new());
        for i in 0..PAPERS {
            let field = i % FIELDS;
            let words: Vec<String> =
                (0..8)
                    .map(|_| {
                        if dice.below(3) == 0 {
                            format!("common{}", dice.below(300))
                        } else {
                            format!("field{field}word{}", dice.below(40))
                        }
                    })
                    .collect();
            let month = 12 * 2013 + (i * 126 / PAPERS) as i32;
            papers.push(Paper { date: citegraph::paper::Date::from_month_index(month), ..Paper::new(id(i), words.join(" ")) });
            let earlier = i / FIELDS;
            let mut cited = BTreeSet::new();
            for _ in 0..9 {
                let place =
                    (dice.unit().powi(2) * earlier as f64) as usize * FIELDS + if dice.below(5) == 0 { dice.below(FIELDS) } else { field };
                if place < i {
                    cited.insert(place);
                }
            }
            citations.extend(cited.into_iter().map(|j| Citation { citing: PaperId(id(i)), cited: PaperId(id(j)) }));
        }
        Table { papers, citations }
    }

    fn corpus(&self, listed: usize) -> Corpus {
        let complete = EdgeState::Complete;
        let known = Known { references: complete.clone(), reference_rows: 0, reference_nameless: 0, citations: complete, citation_rows: 0 };
        let section = |i: usize| SectionPath::new([format!("Part {}", i * 20 / listed.max(1))]);
        let rows = self.papers.iter().take(listed).enumerate();
        let rows: Vec<Listed> =
            rows.map(|(i, paper)| Listed { id: paper.id.clone(), known: known.clone(), sections: vec![section(i)] }).collect();
        let named: BTreeSet<&PaperId> = rows.iter().map(|row| &row.id).collect();
        let citations: Vec<Citation> =
            self.citations.iter().filter(|c| named.contains(&c.citing) || named.contains(&c.cited)).cloned().collect();
        let reached: BTreeSet<&PaperId> = citations.iter().flat_map(|c| [&c.citing, &c.cited]).chain(named).collect();
        let papers = self.papers.iter().filter(|paper| reached.contains(&paper.id)).cloned().collect();
        let rows = rows.clone();
        Corpus::new(papers, &citations, rows, None)
    }
}

/// Seconds this process spent in its own code, of all threads; 0 where the system does not say.
fn user_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(11)?.parse::<f64>().ok());
    ticks.unwrap_or(0.0) / 100.0
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    peak.unwrap_or(0) / 1024
}
