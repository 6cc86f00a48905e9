//! Nothing that a list prints is suggested to it: the demo list, with entries made so that nobody can identify them.

use std::path::Path;
use std::process::{Command, Output};

const HOME: &str = env!("CARGO_MANIFEST_DIR");

fn citegraph(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .current_dir(folder)
        .env("S2_API_URL", "http://127.0.0.1:9")
        .output()
        .expect("the program starts")
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// The demo list, its tables, and the title and line of each entry whose id was replaced by one no catalog knows.
fn world(ids: &[&str]) -> (tempfile::TempDir, Vec<usize>) {
    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(home.path().join("snapshot")).expect("a folder can be made");
    for name in ["papers.csv", "citations.csv"] {
        std::fs::copy(format!("{HOME}/examples/snapshot/{name}"), home.path().join("snapshot").join(name)).expect("the example's tables");
    }
    let mut text = std::fs::read_to_string(format!("{HOME}/examples/efficient-llm.md")).expect("the example list");
    let line_of = |text: &str, id: &str| text.lines().position(|line| line.contains(id)).expect("the example lists it") + 1;
    let lines = ids.iter().map(|id| line_of(&text, id)).collect();
    for (i, id) in ids.iter().enumerate() {
        // Of a form an id can have, of a month in which no paper was given that number.
        text = text.replace(id, &format!("0704.9{i:03}"));
    }
    std::fs::write(home.path().join("list.md"), text).expect("a list can be written");
    (home, lines)
}

#[test]
fn an_entry_nobody_identified_is_not_suggested_by_any_command() {
    let ids = ["1909.10351", "2106.09685", "1904.10509"];
    let listed: Vec<&str> = {
        let text = std::fs::read_to_string(format!("{HOME}/examples/efficient-llm.md")).expect("the example list");
        ids.into_iter().filter(|id| text.contains(id)).collect()
    };
    assert!(listed.len() >= 3, "{listed:?}");
    let (home, lines) = world(&listed);
    let found = json(&citegraph(home.path(), &["missing", "list.md", "--corpus", "snapshot", "--format", "json"]));
    let suggested: Vec<&str> = found["rows"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect();
    let held: Vec<(&str, u64)> = found["held_back"]
        .as_array()
        .expect("what was held back")
        .iter()
        .filter_map(|row| Some((row["id"].as_str()?, row["line"].as_u64()?)))
        .collect();
    for (id, line) in listed.iter().zip(&lines) {
        assert!(!suggested.contains(id), "{id} is suggested");
        assert!(held.contains(&(*id, *line as u64)), "{id} of line {line} is not among {held:?}");
        let asked = format!("arxiv:{id}");
        let checked = citegraph(home.path(), &["check", &asked, "--list", "list.md", "--corpus", "snapshot", "--format", "json"]);
        assert_eq!(checked.status.code(), Some(4), "{}", String::from_utf8_lossy(&checked.stderr));
        let candidate = &json(&checked)["candidates"][0];
        assert_eq!(candidate["listed"][0]["line"].as_u64(), Some(*line as u64), "{candidate}");
        assert_eq!(candidate["listed"][0]["unidentified"].as_str(), Some("unknown"));
        assert!(candidate["proposal"].is_null());
    }
    let report = citegraph(home.path(), &["report", "list.md", "--corpus", "snapshot", "--quiet", "-o", "out"]);
    assert!(matches!(report.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&report.stderr));
    let told = std::fs::read_to_string(home.path().join("out/report.md")).expect("a report");
    let page = std::fs::read_to_string(home.path().join("out/index.html")).expect("a page");
    let document = std::fs::read_to_string(home.path().join("out/report.json")).expect("a document");
    let document: serde_json::Value = serde_json::from_str(&document).expect("it is JSON");
    let held = document["missing"]["held_back"].as_array().expect("what was held back");
    assert!(!held.is_empty());
    for kind in ["classics", "recents"] {
        let rows = document["missing"][kind].as_array().expect("suggestions");
        assert!(rows.iter().all(|row| !listed.contains(&row["paper_id"].as_str().unwrap_or_default())));
    }
    let head = format!("{} suggestion", held.len());
    assert!(told.contains(&head) && told.contains("held back"), "{told}");
    assert!(page.contains(&head) && page.contains("held back"));
}
