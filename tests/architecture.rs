//! The house plan, held by a test: rooms import only rooms to their left, and each guest lives in its room.

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right; `lib` is the library's own file.
const ROOMS: [&str; 11] = ["text", "paper", "list", "catalog", "resolve", "corpus", "graph", "analysis", "maintain", "report", "lib"];

/// (what, where it may be named: a folder or file below `src`, why).
const GUESTS: [(&str, &[&str], &str); 19] = [
    ("pulldown_cmark", &["list/", "text/escape"], "Markdown is read in one room; the tests of the escape read it back"),
    ("html5gum", &["list/", "text/clean"], "HTML is read in one room, entities of catalog text in another"),
    ("encoding_rs", &["list/"], "garbled text is repaired where it is read"),
    ("biblatex", &["list/", "report/exports"], "BibTeX is a format of lists and exports"),
    ("reqwest", &["catalog/"], "one room asks the network"),
    ("rustls", &["catalog/"], "one room asks the network"),
    ("redb", &["catalog/"], "one room keeps answers"),
    ("zstd", &["catalog/"], "one room keeps answers"),
    ("tokio", &["catalog/", "cli/"], "everything behind the catalog is synchronous"),
    ("petgraph", &["graph/", "analysis/"], "the citation graph is petgraph's"),
    ("polars", &["report/tables", "catalog/tables"], "tables have one writer and one reader"),
    ("plotters", &["report/figures"], "figures have one drawer"),
    ("resvg", &["report/figures"], "figures have one drawer"),
    ("minijinja", &["report/"], "the page is made in one room"),
    ("clap", &["cli/"], "the library never heard of a command line"),
    ("anyhow", &["cli/"], "the library's errors are typed"),
    ("indicatif", &["cli/"], "only the porch knows of terminals"),
    ("SystemTime::now", &["catalog/", "cli/"], "answers do not depend on the clock"),
    ("std::env::var", &["cli/"], "the environment is read on the porch"),
];

#[test]
fn rooms_import_only_rooms_to_their_left() {
    let mut broken = Vec::new();
    for (path, code) in sources() {
        let room = room_of(&path);
        let Some(here) = ROOMS.iter().position(|r| *r == room) else { continue };
        for (number, line) in code.lines().enumerate() {
            for (place, other) in ROOMS.iter().enumerate() {
                let imports = line.contains(&format!("crate::{other}::")) || line.contains(&format!("use crate::{other};"));
                if imports && place > here {
                    broken.push(format!("{path}:{}: {room} may not import {other}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_guest_lives_in_its_room() {
    let mut broken = Vec::new();
    for (path, code) in sources() {
        for (number, line) in code.lines().enumerate() {
            for (guest, homes, why) in GUESTS {
                let named =
                    line.contains(&format!("{guest}::")) || line.contains(&format!("use {guest};")) || line.contains(&format!("{guest}("));
                if named && !homes.iter().any(|home| path.starts_with(home)) {
                    broken.push(format!("{path}:{}: {guest} is not at home here ({why}): {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn there_is_no_room_for_odds_and_ends() {
    for (path, _) in sources() {
        let name = Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert!(!matches!(name.as_str(), "utils" | "util" | "common" | "helpers" | "types" | "misc"), "{path}");
    }
}

#[test]
fn every_source_file_says_what_it_is_about() {
    for (path, code) in sources() {
        assert!(code.starts_with("//!"), "{path} does not begin with a module head");
    }
}

/// Path below `src` with forward slashes, and the code without line comments.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 20, "the sources were not found");
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            let code = text.lines().map(|l| if l.trim_start().starts_with("//") && !l.starts_with("//!") { "" } else { l });
            let code: Vec<&str> = code.enumerate().map(|(i, l)| if i > 0 && l.starts_with("//!") { "" } else { l }).collect();
            let path = file.strip_prefix(&root).expect("it lies below src").to_string_lossy().replace('\\', "/");
            (path, code.join("\n"))
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a source folder is readable") {
        let path = entry.expect("an entry is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn room_of(path: &str) -> String {
    let first = path.split('/').next().unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}
