//! The whole job, as a user runs it: the real program against a loopback stand-in for Semantic Scholar.

#![allow(clippy::print_stdout, reason = "measurements are shown, and tests that are skipped say so")]

mod job {
    pub mod failing;
    pub mod words;
}
mod standin;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use citegraph::list::{self, Kind};
use citegraph::paper::Scheme;
use standin::{Faults, Options, Random, Standin, World};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/efficient-llm.md");

fn command(folder: &Path, server: &Standin, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_citegraph"));
    command.args(arguments).current_dir(folder).env("S2_API_URL", server.url()).env("S2_PACE", "0ms").env_remove("S2_API_KEY");
    command
}

fn run(folder: &Path, server: &Standin, arguments: &[&str]) -> Output {
    command(folder, server, arguments).output().expect("the program starts")
}

fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

fn json(path: impl AsRef<Path>) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("the file was written")).expect("it is JSON")
}

/// Every file of a report but the manifest, which tells what one run spent.
fn facts(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("the report was written") {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|n| n != "manifest.json") {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, blake3::hash(&std::fs::read(&path).unwrap()).to_hex().to_string());
            }
        }
    }
    found
}

fn same(a: &Path, b: &Path) {
    let (a, b) = (facts(a), facts(b));
    let differing: Vec<&String> = a.iter().filter(|(name, hash)| b.get(*name) != Some(hash)).map(|(name, _)| name).collect();
    assert!(differing.is_empty() && a.len() == b.len(), "differing: {differing:?}");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("CITEGRAPH_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    if path.join("lists").is_dir() {
        return Some(path);
    }
    println!("skipped: the shared lists and citation data are not beside the checkout");
    None
}

/// A world in which every paper of the list exists, with made-up citations among them.
fn world_of(path: &Path) -> World {
    let list = list::read_bytes(&std::fs::read(path).unwrap());
    let mut papers = String::from("id,title\n");
    let mut ids: Vec<String> = Vec::new();
    let mut random = Random::new(7);
    let mut citations = String::from("citing,cited\n");
    for entry in list.entries.iter().filter(|e| e.kind == Kind::Paper && !e.title.is_empty()) {
        // Papers without an arXiv id can be found by title only.
        let arxiv = entry.identifiers.iter().find(|i| i.scheme == Scheme::Arxiv);
        let id = arxiv
            .map_or_else(|| format!("title-{}", citegraph::paper::normalized_title(&entry.title).replace(' ', "-")), |i| i.value.clone());
        if ids.contains(&id) {
            continue;
        }
        papers.push_str(&format!("{id},\"{}\"\n", entry.title.replace('"', "\"\"")));
        for _ in 0..4.min(ids.len()) {
            citations.push_str(&format!("{id},{}\n", ids[random.below(ids.len())]));
        }
        ids.push(id);
    }
    World::from_csv(&papers, &citations)
}

#[test]
fn the_second_run_asks_nothing_and_gives_the_same_bytes() {
    let home = folder();
    let server = Standin::of(World::example());
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "first"]));
    let asked = server.total();
    let manifest = json(home.path().join("first/manifest.json"));
    assert_eq!(manifest["requests"]["total"].as_u64(), Some(asked as u64));
    // One batch of identifiers, one title, one batch each for references, citations and the citing papers' references.
    assert!(asked <= 5, "{asked} requests: {}", manifest["requests"]);
    let coverage = &json(home.path().join("first/report.json"))["coverage"];
    assert_eq!(
        (coverage["paper_entries"].as_u64(), coverage["found"].as_u64(), coverage["failed"].as_u64()),
        (Some(90), Some(90), Some(0))
    );

    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "second"]));
    assert_eq!(server.total(), asked, "the second run asked");
    assert_eq!(json(home.path().join("second/manifest.json"))["requests"]["total"], 0);
    same(&home.path().join("first"), &home.path().join("second"));

    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "third", "--offline"]));
    same(&home.path().join("first"), &home.path().join("third"));
}

#[test]
fn faults_in_every_third_answer_change_nothing_but_the_effort() {
    let home = folder();
    let clean = Standin::of(World::example());
    done(&run(home.path(), &clean, &["report", EXAMPLE, "--out", "clean", "--cache", "clean-cache"]));
    for seed in 0..20 {
        let faults = Faults { probability: 0.3, seed, ..Faults::default() };
        let server = Standin::start(World::example(), Options { faults, ..Options::default() });
        let (out, cache) = (format!("out{seed}"), format!("cache{seed}"));
        done(&run(home.path(), &server, &["report", EXAMPLE, "--out", &out, "--cache", &cache]));
        same(&home.path().join("clean"), &home.path().join(&out));
    }
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    const KILLS: usize = 50;
    let home = folder();
    let world = || World::made_up(1_000, 20, 3);
    // Every sixth paper can be asked by title only: one request each, so that there is much to interrupt.
    let list = list_of(&world(), home.path(), |i| i % 6 != 0);
    let list = list.to_str().unwrap();
    let slow = || Options { faults: Faults { latency: Duration::from_millis(5), ..Faults::default() }, ..Options::default() };
    let clean = Standin::start(world(), slow());
    done(&run(home.path(), &clean, &["report", list, "--out", "clean", "--cache", "clean-cache"]));

    let server = Standin::start(world(), slow());
    let mut random = Random::new(11);
    let (mut kills, mut while_asking) = (0, 0);
    for _ in 0..KILLS {
        let mut child: Child =
            command(home.path(), &server, &["report", list, "--out", "out", "--quiet"]).stdout(Stdio::null()).spawn().unwrap();
        // After some more answers, and then anywhere in the next: while it waits, reads, writes it down.
        let (answered, awaited) = (server.total(), 1 + random.below(4));
        while server.total() < answered + awaited && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(random.below(7_000) as u64));
        let is_running = child.try_wait().unwrap().is_none();
        kills += usize::from(is_running);
        while_asking += usize::from(is_running && server.total() > answered && server.total() < clean.total());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    println!(
        "{kills} kills, {while_asking} of them with questions answered and questions open; {} of {} requests so far",
        server.total(),
        clean.total()
    );
    assert!(while_asking >= KILLS * 4 / 5, "{while_asking} of {KILLS}");
    done(&run(home.path(), &server, &["report", list, "--out", "out"]));
    same(&home.path().join("clean"), &home.path().join("out"));
    assert!(server.total() <= clean.total() + kills, "{} requests, clean {}, {kills} kills", server.total(), clean.total());
}

/// A list of every paper of a world; those of which `has_link` is false are named by title alone.
fn list_of(world: &World, folder: &Path, has_link: impl Fn(usize) -> bool) -> PathBuf {
    let mut text = String::from("# Everything\n");
    for (i, record) in world.records.iter().enumerate() {
        if i % 50 == 0 {
            text.push_str(&format!("\n## Part {}\n\n", i / 50 + 1));
        }
        text.push_str(&format!("- **{}**", record.title));
        if has_link(i) {
            text.push_str(&format!(
                ", [arxiv](https://arxiv.org/abs/{})",
                record.arxiv.as_deref().expect("made-up papers have an arXiv id")
            ));
        }
        text.push('\n');
    }
    let path = folder.join("everything.md");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn an_exported_cache_makes_the_same_report_elsewhere_without_a_network() {
    let (here, elsewhere) = (folder(), folder());
    let server = Standin::of(World::example());
    done(&run(here.path(), &server, &["report", EXAMPLE, "--out", "out"]));
    let exported = elsewhere.path().join("answers.cache");
    let output = run(here.path(), &server, &["cache", "export", exported.to_str().unwrap()]);
    done(&output);
    assert!(String::from_utf8_lossy(&output.stdout).contains(" records, "), "{}", String::from_utf8_lossy(&output.stdout));

    let nobody = Standin::of(World::example());
    done(&run(elsewhere.path(), &nobody, &["cache", "import", "answers.cache"]));
    done(&run(elsewhere.path(), &nobody, &["report", EXAMPLE, "--out", "out", "--offline"]));
    assert_eq!(nobody.total(), 0);
    same(&here.path().join("out"), &elsewhere.path().join("out"));
    let again = run(elsewhere.path(), &nobody, &["cache", "import", "answers.cache"]);
    assert!(String::from_utf8_lossy(&again.stdout).starts_with("0 records added"), "{}", String::from_utf8_lossy(&again.stdout));

    let missing = run(elsewhere.path(), &nobody, &["cache", "import", "nowhere.cache"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("nowhere.cache"));
}

#[test]
fn pruning_drops_what_was_replaced_and_what_is_too_old_and_nothing_else() {
    let home = folder();
    let server = Standin::of(World::example());
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "first"]));
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "second", "--refresh"]));
    let asked = server.total();
    let size = || std::fs::metadata(home.path().join("cache/citegraph-v1.answers")).unwrap().len();
    let before = size();
    let output = run(home.path(), &server, &["cache", "prune", "--older-than", "3"]);
    done(&output);
    assert!(size() < before * 2 / 3, "{before} {}", size());
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("kept "));
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "third"]));
    assert_eq!(server.total(), asked, "nothing that is needed was dropped");
    same(&home.path().join("second"), &home.path().join("third"));
    done(&run(home.path(), &server, &["cache", "verify"]));
}

#[test]
fn a_search_is_a_list_for_those_who_have_none() {
    let home = folder();
    let server = Standin::of(World::made_up(2_000, 12, 5));
    let search = ["report", "--query", "nature of graphs", "--since", "2012", "--limit", "30"];
    let dry = run(home.path(), &server, &[&search[..], &["--dry-run"]].concat());
    done(&dry);
    assert_eq!(server.total(), 0);
    assert!(String::from_utf8_lossy(&dry.stdout).contains(", 1 search"), "{}", String::from_utf8_lossy(&dry.stdout));

    let output = run(home.path(), &server, &search);
    done(&output);
    let out = home.path().join("reports/nature-of-graphs");
    let report = json(out.join("report.json"));
    assert_eq!((report["coverage"]["found"].as_u64(), report["coverage"]["paper_entries"].as_u64()), (Some(30), Some(30)));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("the 30 most cited of ") && said.contains("since 2012"), "{said}");
    assert!(std::fs::read_to_string(out.join("report.md")).unwrap().contains("the 30 most cited of "));
    // The search, the lists of its papers and of the papers around them; what it found is not asked again.
    assert_eq!(server.count("bulk"), 1);
    assert!(server.total() <= 4, "{:?}", server.log().iter().map(|hit| hit.kind).collect::<Vec<_>>());

    let asked = server.total();
    done(&run(home.path(), &server, &[&search[..], &["--offline", "--out", "offline"]].concat()));
    same(&out, &home.path().join("offline"));
    done(&run(home.path(), &server, &["report", "reports/nature-of-graphs/list.md", "--out", "from-list", "--offline"]));
    assert_eq!(server.total(), asked);
    let again = json(home.path().join("from-list/report.json"));
    assert_eq!(again["coverage"]["found"], 30, "{}", again["coverage"]);

    let nothing = run(home.path(), &server, &["report", "--query", "absolutely nowhere"]);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("nothing was found for `absolutely nowhere`"));
    let both = run(home.path(), &server, &["report", EXAMPLE, "--query", "graphs"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn tables_without_a_list_are_their_own_list() {
    let home = folder();
    let server = Standin::of(World::example());
    std::fs::create_dir(home.path().join("Own")).unwrap();
    let mut papers = String::from("id,title,year,section,listed\n");
    let mut citations = String::from("citing,cited\n");
    for i in 0..40 {
        let (section, listed) = if i < 12 { (["Early", "Late"][i / 6], "true") } else { ("", "") };
        papers.push_str(&format!("P{i},Same title,{},{section},{listed}\n", 2000 + i / 4));
        for cited in [i / 2, i / 3, i / 5].into_iter().filter(|cited| *cited < i) {
            citations.push_str(&format!("P{i},P{cited}\n"));
        }
    }
    std::fs::write(home.path().join("Own/papers.csv"), &papers).unwrap();
    std::fs::write(home.path().join("Own/citations.csv"), citations).unwrap();
    done(&run(home.path(), &server, &["report", "--corpus", "Own"]));
    assert_eq!(server.total(), 0);
    let report = json(home.path().join("reports/Own/report.json"));
    assert_eq!(
        (report["coverage"]["found"].as_u64(), report["coverage"]["entries"].as_u64()),
        (Some(12), Some(12)),
        "{}",
        report["coverage"]
    );
    let list = std::fs::read_to_string(home.path().join("reports/Own/list.md")).unwrap();
    assert!(list.contains("## Early") && list.contains("## Late"), "{list}");

    std::fs::write(home.path().join("Own/papers.csv"), papers.replace(",2003,", ",soon,")).unwrap();
    let output = run(home.path(), &server, &["report", "--corpus", "Own"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("papers.csv: 4 dates are not readable; taken as unknown; first in line 14: `soon`"), "{said}");
}

#[test]
fn tables_in_parquet_give_the_report_of_the_same_tables_in_csv() {
    let home = folder();
    let server = Standin::of(World::example());
    // The report's own tables are Parquet files at hand.
    done(&run(home.path(), &server, &["report", "--corpus", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot"), "--out", "csv"]));
    let tables: Vec<String> =
        std::fs::read_dir(home.path().join("csv/tables")).unwrap().map(|f| f.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(tables.contains(&"papers.parquet".to_owned()) && tables.contains(&"citations.parquet".to_owned()), "{tables:?}");
    for format in ["csv", "parquet"] {
        let folder = home.path().join(format!("as-{format}"));
        std::fs::create_dir(&folder).unwrap();
        for table in ["papers", "citations"] {
            std::fs::copy(home.path().join(format!("csv/tables/{table}.{format}")), folder.join(format!("{table}.{format}"))).unwrap();
        }
        done(&run(home.path(), &server, &["report", "--corpus", folder.to_str().unwrap(), "--out", &format!("from-{format}")]));
    }
    let coverage = |name: &str| json(home.path().join(name).join("report.json"))["coverage"].clone();
    assert_eq!(coverage("from-csv"), coverage("from-parquet"));
    assert_eq!(server.total(), 0);
}

#[test]
fn two_runs_at_once_share_the_work() {
    let home = folder();
    let server = Standin::of(World::example());
    let children: Vec<Child> = ["a", "b"]
        .iter()
        .map(|out| {
            command(home.path(), &server, &["report", EXAMPLE, "--out", out]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        done(&child.wait_with_output().unwrap());
    }
    same(&home.path().join("a"), &home.path().join("b"));
    assert!(server.total() <= 5, "{} requests", server.total());
}

#[test]
fn a_wrong_key_is_said_and_never_shown() {
    let home = folder();
    let server = Standin::start(World::example(), Options { keys: vec!["right".into()], ..Options::default() });
    let output = command(home.path(), &server, &["report", EXAMPLE, "--verbose"]).env("S2_API_KEY", "wrong-Secret42").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("403") && said.contains("S2_API_KEY"), "{said}");
    assert!(!said.contains("Secret42"));
    assert_eq!(server.total(), 1, "a refused key is not tried again");
    for (name, bytes) in everything(home.path()) {
        assert!(!bytes.windows(8).any(|w| w == b"Secret42"), "{name}");
    }
    assert!(!home.path().join("reports").exists(), "nothing is written");
}

fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn a_budget_stops_politely_and_the_next_run_goes_on() {
    let home = folder();
    let server = Standin::of(World::example());
    let output = run(home.path(), &server, &["report", EXAMPLE, "--budget", "2", "--out", "part"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(server.total(), 2);
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "whole"]));
    assert!(server.total() <= 5, "{} requests", server.total());
}

#[test]
fn the_plan_of_a_dry_run_is_what_a_run_spends_and_costs_nothing() {
    let home = folder();
    let server = Standin::of(World::example());
    let output = run(home.path(), &server, &["report", EXAMPLE, "--dry-run"]);
    done(&output);
    assert_eq!(server.total(), 0);
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("2 requests to find the papers: 1 batch, 1 match"),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn real_lists_go_through_the_whole_job() {
    let Some(shared) = shared() else { return };
    for list in [
        "seed/efficient-llm.md",
        "lists/dev/atfortes__Awesome-LLM-Reasoning.md",
        "lists/dev/horseee__Awesome-Efficient-LLM.md",
        "lists/dev/corca-ai__awesome-llm-security.md",
    ] {
        let path = shared.join(list);
        let home = folder();
        let server = Standin::of(world_of(&path));
        let output = run(home.path(), &server, &["report", path.to_str().unwrap(), "--out", "out"]);
        done(&output);
        let report = json(home.path().join("out/report.json"));
        let c = |name: &str| report["coverage"][name].as_u64().unwrap();
        println!("{list}: {}", report["coverage"]);
        assert_eq!(c("entries"), c("paper_entries") + c("not_a_paper"), "{list}");
        assert_eq!(c("paper_entries"), c("found") + c("ambiguous") + c("unknown") + c("failed"), "{list}");
        assert_eq!(c("failed"), 0, "{list}");
        if list.starts_with("seed") {
            assert_eq!((c("entries"), c("paper_entries"), c("found"), c("not_a_paper"), c("distinct_papers")), (74, 42, 42, 32, 40));
        }
        let asked = server.total();
        done(&run(home.path(), &server, &["report", path.to_str().unwrap(), "--out", "again"]));
        assert_eq!(server.total(), asked, "{list}: the second run asked");
        same(&home.path().join("out"), &home.path().join("again"));
    }
}

#[test]
fn a_real_survey_list_resolves_against_the_real_citation_graph() {
    let Some(shared) = shared() else { return };
    let list = shared.join("lists/dev/RUCAIBox__LLMSurvey.md");
    let home = folder();
    let world = World::from_folder(shared.join("data/arxiv2023").to_str().unwrap()).expect("the citation data is readable");
    let server = Standin::of(world);
    done(&run(home.path(), &server, &["report", list.to_str().unwrap(), "--out", "out"]));
    let report = json(home.path().join("out/report.json"));
    let found: std::collections::BTreeSet<&str> = report["papers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["outcome"] == "found")
        .flat_map(|p| p["identifiers"].as_array().unwrap())
        .filter(|i| i["scheme"] == "arxiv")
        .filter_map(|i| i["value"].as_str())
        .collect();
    println!("arXiv papers resolved: {}; requests: {}", found.len(), json(home.path().join("out/manifest.json"))["requests"]);
    assert!(found.len() >= 250, "{}", found.len());
    done(&run(home.path(), &server, &["report", list.to_str().unwrap(), "--out", "again"]));
    assert_eq!(json(home.path().join("again/manifest.json"))["requests"]["total"], 0);
    same(&home.path().join("out"), &home.path().join("again"));
}
