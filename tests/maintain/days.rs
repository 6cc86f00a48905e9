//! What changed between two days of the cache.

use std::path::Path;

use citegraph::Job;
use citegraph::catalog::cache::{Cached, Policy};
use citegraph::catalog::{Catalog, Tables};
use citegraph::corpus::Reach;
use citegraph::list;
use citegraph::paper::Date;
use citegraph::report::Provenance;
use citegraph::resolve::Overrides;

use super::{EXAMPLE, SNAPSHOT, run, said};

fn provenance() -> Provenance {
    Provenance {
        catalog: String::new(),
        partial: false,
        caveat: String::new(),
        asked: None,
        input_hash: String::new(),
        input_name: String::new(),
        program_version: String::new(),
        seed: 42,
        options: serde_json::Value::Null,
        requests: Default::default(),
        plan: serde_json::Value::Null,
        cache: serde_json::Value::Null,
    }
}

/// Fills the cache as a run on that day would have.
fn a_run_on(day: &str, tables: &Path, home: &Path) {
    let today: Date = day.parse().unwrap();
    let tables = Tables::from_folder(tables).unwrap().asked_on(today);
    let cached = Cached::open(tables, &home.join("cache"), Policy { refresh: true, ..Policy::new(today) }).unwrap();
    let text = std::fs::read_to_string(EXAMPLE).unwrap();
    let job = Job {
        name: "list".into(),
        list: list::read(&text),
        overrides: Overrides::default(),
        reach: Reach::default(),
        as_of: None,
        seed: 42,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(citegraph::run(job, &cached, provenance()));
    assert_eq!(cached.requests().total, 0);
}

/// The example's tables with only every second citation.
fn poorer(home: &Path) -> std::path::PathBuf {
    let folder = home.join("poorer");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(Path::new(SNAPSHOT).join("papers.csv"), folder.join("papers.csv")).unwrap();
    let citations = std::fs::read_to_string(Path::new(SNAPSHOT).join("citations.csv")).unwrap();
    let kept: String = citations.split_inclusive('\n').enumerate().filter(|(i, _)| i % 2 == 0).map(|(_, line)| line).collect();
    std::fs::write(folder.join("citations.csv"), kept).unwrap();
    folder
}

#[test]
fn diff_looks_at_the_list_with_what_the_cache_knew_on_two_days() {
    let home = tempfile::tempdir().unwrap();
    let poorer = poorer(home.path());
    a_run_on("2026-03-01", &poorer, home.path());
    a_run_on("2026-03-08", Path::new(SNAPSHOT), home.path());
    std::fs::copy(EXAMPLE, home.path().join("list.md")).unwrap();
    let go = |arguments: &[&str]| run(home.path(), &[&["diff"], arguments].concat());
    let week = go(&["--list", "list.md", "2026-03-01", "2026-03-08"]);
    assert_eq!(week.status.code(), Some(0), "{}", said(&week));
    let text = said(&week);
    assert!(text.starts_with("## list: from 2026-03-01 to 2026-03-08\n"), "{text}");
    assert!(text.contains("### Citations that changed (") && !text.contains("### Added") && !text.contains("### Removed"), "{text}");
    // Only the days of answers matter, and nothing was asked in between.
    assert_eq!(
        said(&go(&["--list", "list.md", "2026-03-03", "2026-03-20"])).lines().skip(1).collect::<Vec<_>>(),
        text.lines().skip(1).collect::<Vec<_>>()
    );
    let same = go(&["--list", "list.md", "2026-03-02", "2026-03-07"]);
    assert!(said(&same).contains("Nothing changed"), "{}", said(&same));
    // The list as it was.
    let old = std::fs::read_to_string(EXAMPLE).unwrap();
    let at = old.find("- **LLaMA: Open and Efficient").expect("the example has it");
    std::fs::write(home.path().join("was.md"), &old[..at]).unwrap();
    let grown = go(&["--list", "list.md", "--was", "was.md", "2026-03-01", "2026-03-08"]);
    assert!(said(&grown).contains("### Added (") && said(&grown).contains("LLaMA: Open and Efficient"), "{}", said(&grown));
    for (arguments, words) in [
        (&["--list", "list.md", "2026-02-01", "2026-03-08"][..], "the oldest answer in the cache is of 2026-03-01"),
        (&["--list", "list.md", "2026-03-08", "2026-03-01"], "2026-03-08 is not before 2026-03-01"),
        (&["--list", "list.md", "last week", "2026-03-01"], "`last week` is no day"),
        (&["2026-03-01", "2026-03-08"], "name the list with --list"),
        (&["--list", "list.md", "--cache", "none", "2026-03-01", "2026-03-08"], "holds no answers"),
    ] {
        let output = go(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
}
