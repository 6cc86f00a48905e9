//! The whole flow on the bundled example: list → report, without disk or network, the same bytes every time.

use std::process::Command;

use citegraph::catalog::Tables;
use citegraph::corpus::Reach;
use citegraph::list::{self, Kind};
use citegraph::report::{self, Provenance, Study};
use citegraph::resolve::{Overrides, Resolution};
use citegraph::{Job, paper::Date};

const LIST: &str = include_str!("../examples/efficient-llm.md");
const PAPERS: &str = include_str!("../examples/snapshot/papers.csv");
const CITATIONS: &str = include_str!("../examples/snapshot/citations.csv");

fn study() -> Study {
    let tables = Tables::from_csv(PAPERS, CITATIONS, Date::new(2023, Some(7), Some(31)).unwrap()).expect("the snapshot is sound");
    let job = Job {
        name: "efficient-llm".into(),
        list: list::read_bytes(LIST.as_bytes()),
        overrides: Overrides::default(),
        reach: Reach::default(),
        as_of: None,
        seed: 42,
    };
    let provenance = Provenance {
        catalog: "snapshot".into(),
        partial: true,
        caveat: "partial".into(),
        asked: None,
        input_hash: String::new(),
        input_name: "efficient-llm.md".into(),
        program_version: "0".into(),
        seed: 42,
        options: serde_json::Value::Null,
        requests: Default::default(),
        plan: serde_json::Value::Null,
        cache: serde_json::Value::Null,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(citegraph::run(job, &tables, provenance))
}

#[test]
fn every_paper_of_the_example_is_found() {
    let study = study();
    let c = &study.coverage;
    assert_eq!(c.entries, c.papers + c.not_a_paper);
    assert_eq!(c.papers, c.found + c.ambiguous + c.unknown + c.failed);
    assert_eq!((c.papers, c.found, c.not_a_paper), (90, 90, 8));
    assert_eq!(c.distinct_papers, 87);
    assert_eq!((study.corpus.len(), study.corpus.citations().len()), (185, 1667));
    assert!(
        !study
            .list
            .entries
            .iter()
            .zip(&study.resolved.resolutions)
            .any(|(e, r)| e.kind != Kind::Paper && !matches!(r, Resolution::NotAPaper))
    );
}

#[test]
fn every_listed_paper_has_a_rank_and_nearly_all_a_topic() {
    let study = study();
    let standings = &study.analyses.rankings.standings;
    assert_eq!(standings.len(), 87);
    assert!(standings.windows(2).all(|w| w[0].hot >= w[1].hot));
    assert!(standings.iter().all(|s| !s.evidence.is_empty() && s.hot.is_finite() && s.pagerank.is_finite()));
    let placed = study.analyses.topics.topic_of.iter().filter(|t| t.is_some()).count();
    assert!(placed >= 83, "{placed} of 87");
    assert!((4..=20).contains(&study.analyses.topics.topics.len()));
    assert!(!study.analyses.missing.classics.is_empty());
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let (first, second) = (report::render(&study()).expect("it renders"), report::render(&study()).expect("it renders"));
    assert!(first.files.len() > 10);
    for ((name, bytes), (other_name, other_bytes)) in first.files.iter().zip(&second.files) {
        assert_eq!(name, other_name);
        assert!(bytes == other_bytes, "{} differs", name.display());
    }
}

#[test]
fn the_demo_gives_the_same_bytes_on_one_thread_and_on_two() {
    let home = tempfile::tempdir().unwrap();
    for threads in ["1", "2"] {
        let output = Command::new(env!("CARGO_BIN_EXE_citegraph"))
            .args(["demo", "--quiet", "--threads", threads, "--out", threads])
            .current_dir(home.path())
            .env("POLARS_MAX_THREADS", threads)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(tree(&home.path().join("1")), tree(&home.path().join("2")));
}

/// Names and hashes of all files below a folder.
fn tree(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, blake3::hash(&std::fs::read(&path).unwrap()).to_hex().to_string()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn two_records_of_one_neighbour_count_once_and_a_listed_paper_is_not_missed_under_its_other_record() {
    let papers = "id,title,authors,date,arxiv,doi\n\
        a,A Study of Listed Things,Ada Lovelace,2020-01,2001.00001,\n\
        a2,A study of listed things,Ada Lovelace,2021-03,,10.1/a\n\
        b,Another Listed Study,Grace Hopper,2020-02,2002.00001,\n\
        pre,Work That Cites,Mary Shelley,2021-05,2105.00001,\n\
        pub,Work that cites,Mary Shelley,2022-01,,10.1/pub\n\
        other,Work that cites,Emmy Noether,2022-01,,10.1/other\n";
    let citations = "citing,cited\npre,a\npub,a\nother,a\npub,b\npre,a2\nb,a2\n";
    let tables = Tables::from_csv(papers, citations, Date::new(2022, Some(6), Some(1)).unwrap()).unwrap();
    let text = "# L\n\n- **A Study of Listed Things**, [p](https://arxiv.org/abs/2001.00001)\n- **Another Listed Study**, [p](https://arxiv.org/abs/2002.00001)\n";
    let job = Job {
        name: "l".into(),
        list: list::read_bytes(text.as_bytes()),
        overrides: Overrides::default(),
        reach: Reach::default(),
        as_of: None,
        seed: 1,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let corpus = runtime.block_on(citegraph::gather(&job, &tables)).corpus;
    let ids: Vec<&str> = corpus.papers().iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
    assert!(ids.contains(&"a") && ids.contains(&"b") && ids.contains(&"other"));
    let kept = if ids.contains(&"pre") { "pre" } else { "pub" };
    let kept = corpus.paper(corpus.find(&citegraph::paper::PaperId(kept.into())).unwrap());
    assert_eq!(kept.identifiers.len(), 2, "both ids are shown");
    let of = |id: &str| corpus.find(&citegraph::paper::PaperId(id.into())).unwrap();
    let cites = |x, y| corpus.citations().contains(&(x, y));
    // What cites the other record of a listed paper cites the listed paper.
    assert!(cites(of("b"), of("a")) && cites(corpus.find(&kept.id).unwrap(), of("b")));
}
