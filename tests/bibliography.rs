//! A bibliography in, a bibliography out: keys and fields of the user's file stay, what is missing comes from the catalog.

use std::path::Path;
use std::process::Command;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot");
const LIBRARY: &str = r#"@string{jml = {Journal of ML}}
@article{me:flash,
  title = {{FlashAttention}: Fast and Memory-Efficient Exact Attention with {IO}-Awareness},
  note = {my note \& more},
  keywords = {a, b},
}
@misc{dup, title = "LoRA: Low-Rank Adaptation of Large Language Models", eprint = {2106.09685}, archivePrefix = {arXiv}}
@misc{dup, title = "Sequence-Level Knowledge Distillation"}
@book{nobody, title = {A Book That Nobody Knows {\"u}ber}, author = {N. Body}, year = 1999, journal = jml}
"#;

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .args(["--corpus", SNAPSHOT])
        .current_dir(folder)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The fields of the entry with this key.
fn entry<'a>(text: &'a str, key: &str) -> &'a str {
    let start = text.find(&format!("{{{key},")).unwrap_or_else(|| panic!("no {key} in\n{text}"));
    &text[start..start + text[start..].find("\n}").expect("an end")]
}

#[test]
fn keys_and_fields_of_the_users_file_stay() {
    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(home.path().join("mine.bib"), LIBRARY).expect("a file");
    printed(home.path(), &["report", "mine.bib", "--out", "r", "--quiet"]);
    let report = std::fs::read_to_string(home.path().join("r/references.bib")).expect("a bibliography");
    assert_eq!(report, printed(home.path(), &["export", "mine.bib", "--format", "bibtex"]));

    let flash = entry(&report, "me:flash");
    for kept in ["title = {{FlashAttention}: Fast", "note = {my note \\& more}", "keywords = {a, b}"] {
        assert!(flash.contains(kept), "{kept} is gone from {flash}");
    }
    for added in ["author = {Dao, Tri}", "year = {2022}", "eprint = {2205.14135}"] {
        assert!(flash.contains(added), "{added} is missing in {flash}");
    }
    // What the record says is not said again.
    assert_eq!(entry(&report, "dup").matches("eprint").count(), 1);
    // Two records of one key are two works.
    assert!(entry(&report, "dup-2").contains("Sequence-Level"));
    // A work nobody identified can still be cited.
    assert!(entry(&report, "nobody").contains("A Book That Nobody Knows {\\\"u}ber") && entry(&report, "nobody").contains("Journal of ML"));
    let keys: Vec<&str> =
        report.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{')).map(|(_, key)| key.trim_end_matches(',')).collect();
    assert_eq!(keys, ["dup", "dup-2", "me:flash", "nobody"]);
}

#[test]
fn suggestions_and_rankings_come_as_bibliographies_and_as_lines_of_a_list() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/efficient-llm.md");
    for command in ["missing", "rank"] {
        let bibtex = printed(home.path(), &[command, list, "--top", "7", "--format", "bibtex"]);
        assert_eq!(bibtex.lines().filter(|line| line.starts_with('@')).count(), 7, "{bibtex}");
        assert!(!bibtex.contains("arXiv.org"), "{bibtex}");
        let ris = printed(home.path(), &[command, list, "--top", "7", "--format", "ris"]);
        assert_eq!(ris.lines().filter(|line| line.starts_with("TY  - ")).count(), 7);
        let csl: serde_json::Value =
            serde_json::from_str(&printed(home.path(), &[command, list, "--top", "7", "--format", "csl-json"])).expect("JSON");
        assert_eq!(csl.as_array().map(Vec::len), Some(7));
        // The lines read back as the same papers.
        let lines = printed(home.path(), &[command, list, "--top", "7", "--format", "list"]);
        assert!(lines.lines().all(|line| line.starts_with("- **") && line.contains("https://arxiv.org/abs/")), "{lines}");
        let read = citegraph::list::read_bytes(format!("# L\n\n{lines}").as_bytes());
        assert_eq!(read.entries.iter().filter(|entry| !entry.identifiers.is_empty()).count(), 7, "{lines}");
    }
}

#[test]
fn a_graph_of_listed_papers_has_no_others() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/efficient-llm.md");
    let ids = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&printed(home.path(), &[&["export", list, "--format", "cytoscape"], arguments].concat())).expect("JSON")
    };
    let (all, listed) = (ids(&[]), ids(&["--listed"]));
    let count = |graph: &serde_json::Value, what: &str| graph["elements"][what].as_array().map_or(0, Vec::len);
    assert_eq!((count(&all, "nodes"), count(&listed, "nodes")), (185, 87));
    assert!(count(&listed, "edges") > 100 && count(&listed, "edges") < count(&all, "edges"));
}

#[test]
fn maintainers_commands_read_a_bibliography_and_change_nothing_in_it() {
    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(home.path().join("mine.bib"), LIBRARY).expect("a file");
    let ended = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_citegraph")).args(arguments).args(["--corpus", SNAPSHOT]).current_dir(home.path()).output();
        let output = output.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
    };
    let (code, said) = ended(&["lint", "mine.bib", "--online"]);
    assert_eq!(code, Some(0), "{said}");
    // The one work that nobody knows, at its record, and nothing of Markdown.
    assert!(said.contains("mine.bib:9:") && said.contains("[unresolved]") && said.contains("0 errors, 1 warning, 0 notes"), "{said}");
    assert_eq!(ended(&["feature", "mine.bib"]).0, Some(0));
    let (code, said) = ended(&["check", "arxiv:2106.09685", "--list", "mine.bib"]);
    assert!(code == Some(4) && said.contains("line 7"), "{said}");
    for arguments in [&["lint", "mine.bib", "--fix"][..], &["lint", "mine.bib", "--diff"], &["refresh", "mine.bib", "--write"]] {
        let (code, said) = ended(arguments);
        assert!(code == Some(1) && said.contains("is read as BibTeX"), "{arguments:?}: {said}");
    }
    assert_eq!(std::fs::read_to_string(home.path().join("mine.bib")).expect("a file"), LIBRARY);
}
