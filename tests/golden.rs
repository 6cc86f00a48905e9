//! Everything the demo writes and the commands print, compared with `tests/expected/`.
//!
//! A changed report shows itself here before a reader meets it. After an intended change:
//! `CITEGRAPH_RENEW=1 cargo test --release --test golden`, then read `git diff tests/expected`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const HOME: &str = env!("CARGO_MANIFEST_DIR");
/// Digits of a sum may differ in the last places between processors and C libraries.
const TOLERANCE: f64 = 1e-9;

#[test]
fn the_demo_writes_what_it_wrote() {
    let home = tempfile::tempdir().expect("a temporary folder");
    run(home.path(), &["demo", "--quiet", "--out", "out"]);
    let out = home.path().join("out");
    let mut found = BTreeMap::new();
    for (name, bytes) in files_below(&out) {
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        // Parquet holds what the CSV holds, PNG what the SVG shows; the exports have readers of their own in `tests/exports`.
        if name == "manifest.json" || ["parquet", "png", "graphml", "gexf"].contains(&ending.as_str()) {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is not UTF-8"));
        if name == "index.html" {
            let (page, data) = parts_of_page(&text);
            found.insert("index.html".to_owned(), page);
            found.insert("index.data.json".to_owned(), data);
        } else {
            found.insert(name, text);
        }
    }
    compare("demo", found);
}

#[test]
fn the_commands_print_what_they_printed() {
    let home = tempfile::tempdir().expect("a temporary folder");
    std::fs::copy(format!("{HOME}/examples/efficient-llm.md"), home.path().join("efficient-llm.md")).expect("the example list");
    std::fs::create_dir(home.path().join("snapshot")).expect("a folder can be made");
    for name in ["papers.csv", "citations.csv"] {
        std::fs::copy(format!("{HOME}/examples/snapshot/{name}"), home.path().join("snapshot").join(name)).expect("the example's tables");
    }
    let tables = ["--corpus", "snapshot"];
    let list = ["efficient-llm.md"];
    let mut found = BTreeMap::new();
    let mut messages = String::new();
    let mut add = |name: &str, arguments: Vec<&str>| {
        let (code, stdout, stderr) = ended(home.path(), &arguments);
        messages.push_str(&format!("$ citegraph {}\n{stderr}exit code {code}\n\n", arguments.join(" ")));
        found.insert(name.to_owned(), stdout);
    };
    add("parse.json", vec!["parse", list[0], "--format", "json"]);
    add("parse.txt", vec!["parse", list[0]]);
    add("resolve.txt", [&["resolve"], &list[..], &tables].concat());
    for command in ["rank", "topics", "trends", "missing"] {
        for (format, ending) in [("csv", "csv"), ("json", "json"), ("md", "md"), ("table", "txt")] {
            add(&format!("{command}.{ending}"), [&[command], &list[..], &tables, &["--format", format]].concat());
        }
    }
    add("rank-corpus.csv", [&["rank", "--format", "csv"], &tables[..]].concat());
    for task in ["rank", "missing"] {
        add(&format!("evaluate-{task}.csv"), [&["evaluate", "--task", task, "--format", "csv"], &tables[..]].concat());
    }
    add("evaluate-topics.csv", [&["evaluate", "--task", "topics", "--format", "csv", "--list"], &list[..], &tables].concat());
    for format in ["bibtex", "biblatex", "ris", "csl-json", "dot"] {
        add(&format!("export.{format}"), [&["export", "--format", format], &list[..], &tables].concat());
    }
    add("feature.txt", [&["feature"], &list[..], &tables].concat());
    add("feature.json", [&["feature", "--format", "json"], &list[..], &tables].concat());
    let candidates = ["arxiv:2302.13971", "arxiv:2009.06732", "A title nobody has written"];
    add("check.txt", [&["check", "--list"], &list[..], &candidates, &tables].concat());
    add("check.json", [&["check", "--format", "json", "--list"], &list[..], &candidates, &tables].concat());
    add("lint.txt", [&["lint", "--online"], &list[..], &tables].concat());
    add("lint.json", [&["lint", "--online", "--format", "json"], &list[..], &tables].concat());
    add("lint-diff.txt", [&["lint", "--online", "--diff"], &list[..], &tables].concat());
    add("refresh.txt", [&["refresh"], &list[..], &tables].concat());
    add("init.txt", vec!["init", list[0]]);
    let settings = std::fs::read_to_string(home.path().join("citegraph.toml")).unwrap_or_default();
    found.extend([("init.toml".to_owned(), settings), ("messages.txt".to_owned(), messages)]);
    compare("commands", found);
}

#[test]
fn the_help_is_what_it_was() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let top = run(home.path(), &["--help"]);
    let listed = top.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<&str> = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 15, "{commands:?}");
    let mut found = BTreeMap::from([("citegraph.txt".to_owned(), top.clone())]);
    for command in commands.into_iter().filter(|command| *command != "help") {
        found.insert(format!("{command}.txt"), run(home.path(), &[command, "--help"]));
    }
    compare_reference(&found);
    compare("help", found);
}

/// `docs/commands.md` holds the real help of every command.
fn compare_reference(help: &BTreeMap<String, String>) {
    let mut page =
        "# Commands\n\nWhat `citegraph --help` and `citegraph COMMAND --help` print. This page is generated by `tests/golden.rs`.\n"
            .to_owned();
    let name = |file: &str| file.trim_end_matches(".txt").to_owned();
    // The program itself comes first.
    let (program, commands): (Vec<_>, Vec<_>) = help.iter().partition(|(file, _)| *file == "citegraph.txt");
    for (file, text) in program.into_iter().chain(commands) {
        page.push_str(&format!("\n## {}\n\n```text\n{}\n```\n", name(file), text.trim_end()));
    }
    let path = Path::new(HOME).join("docs/commands.md");
    if renews() {
        std::fs::write(path, page).expect("the page can be written");
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    let differs = difference("docs/commands.md", &expected, &page);
    assert!(differs.is_none(), "{differs:?}\nCITEGRAPH_RENEW=1 cargo test --release --test golden writes it anew");
}

fn renews() -> bool {
    std::env::var_os("CITEGRAPH_RENEW").is_some_and(|value| value == "1")
}

/// What a command that ends well prints to standard output.
fn run(home: &Path, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = ended(home, arguments);
    assert_eq!(code, 0, "{arguments:?}: {stderr}");
    stdout
}

/// Exit code, standard output and standard error of a command.
fn ended(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .current_dir(home)
        .env_remove("S2_API_KEY")
        .env_remove("S2_PACE")
        .env("COLUMNS", "100")
        .env("S2_API_URL", "http://127.0.0.1:9")
        .output()
        .expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).unwrap_or_else(|_| panic!("{arguments:?} printed bytes"));
    (output.status.code().expect("an exit code"), text(output.stdout), text(output.stderr))
}

fn compare(folder: &str, found: BTreeMap<String, String>) {
    let folder = Path::new(HOME).join("tests/expected").join(folder);
    if renews() {
        renew(&folder, &found);
        return;
    }
    let expected = files_below(&folder);
    let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
    let mut differences = Vec::new();
    for name in names {
        match (expected.get(name), found.get(name)) {
            (Some(expected), Some(found)) => differences.extend(difference(name, &String::from_utf8_lossy(expected), found)),
            (None, _) => differences.push(format!("{name}: new")),
            (_, None) => differences.push(format!("{name}: gone")),
        }
    }
    assert!(
        differences.is_empty(),
        "{} differ from {}:\n{}\nIntended? CITEGRAPH_RENEW=1 cargo test --release --test golden, then read `git diff tests/expected`",
        differences.len(),
        folder.display(),
        differences.join("\n")
    );
}

fn renew(folder: &Path, found: &BTreeMap<String, String>) {
    for old in files_below(folder).into_keys().filter(|old| !found.contains_key(old)) {
        std::fs::remove_file(folder.join(old)).expect("an old file can be removed");
    }
    for (name, text) in found {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        std::fs::write(path, text).expect("an expected file can be written");
    }
}

/// The first line that differs by more than the last digits of a number.
fn difference(name: &str, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let (mut old, mut new) = (expected.lines(), found.lines());
    let mut line = 0;
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (None, None) => return None,
            (Some(a), Some(b)) if is_equal(a, b) => {}
            (a, b) => {
                let shown = |text: Option<&str>| text.map_or_else(|| "(end)".to_owned(), |text| text.chars().take(300).collect());
                return Some(format!("{name}:{line}\n  expected {}\n  found    {}", shown(a), shown(b)));
            }
        }
    }
}

fn is_equal(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (pieces(a), pieces(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a == b || is_nearly(a, b))
}

fn is_nearly(a: &str, b: &str) -> bool {
    // Whole numbers are counts: they are equal or they are not.
    let number = |text: &str| text.contains('.').then(|| text.parse::<f64>().ok()).flatten();
    matches!((number(a), number(b)), (Some(a), Some(b)) if (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1e-300))
}

/// Numbers, and the text between them.
fn pieces(line: &str) -> Vec<&str> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || c == 'e' || c == '-' || c == '+';
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let numeric = is_of_number(first);
        let end = rest.find(|c| is_of_number(c) != numeric).unwrap_or(rest.len());
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces
}

/// The page without its style, script and figures, which are compared as files, and its data, one value a line.
fn parts_of_page(page: &str) -> (String, String) {
    let start = page.find("<script type=\"application/json\"").expect("the page has data");
    let open = start + page[start..].find('>').expect("a whole tag") + 1;
    let close = open + page[open..].find("</script>").expect("the data ends");
    let data: serde_json::Value = serde_json::from_str(&page[open..close]).expect("the data is JSON");
    let without_data = format!("{}{}", &page[..open], &page[close..]);
    let mut text = without_data;
    for (from, to) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let start = text.find(from).expect("style and script") + from.len();
        let end = start + text[start..].find(to).expect("they end");
        text.replace_range(start..end, "");
    }
    let text = without_figures(&text);
    let text: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty() && !line.contains("Content-Security-Policy")).collect();
    (text.join("\n") + "\n", format!("{data:#}\n"))
}

/// Icons stay; what is longer is a figure.
fn without_figures(page: &str) -> String {
    let mut text = String::new();
    for (i, piece) in page.split("<svg").enumerate() {
        let (svg, after) = if i == 0 { ("", piece) } else { piece.split_at(piece.find("</svg>").expect("a whole figure")) };
        if i > 0 {
            text.push_str("<svg");
        }
        text.push_str(if svg.len() > 1000 { "" } else { svg });
        text.push_str(after);
    }
    text
}

/// Names, with `/` between folders, and contents of all files below a folder; none where it does not exist.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name: Vec<_> = path.strip_prefix(folder).expect("below").iter().map(|part| part.to_string_lossy()).collect();
                found.insert(name.join("/"), std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    found
}

#[test]
fn a_digit_in_the_last_place_is_no_difference_and_a_count_is() {
    assert!(is_equal("x 0.12345678901234567,3", "x 0.12345678901234561,3"));
    assert!(!is_equal("x 0.1234,3", "x 0.1235,3"));
    assert!(!is_equal("3 papers", "4 papers"));
    assert!(!is_equal("a 0.5 b", "a 0.5"));
}
