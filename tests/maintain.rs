//! The maintainer's tools: edits that touch only what they must, findings against planted faults, writes that are whole or not at all.

#![allow(clippy::print_stdout, reason = "what was measured or skipped is shown")]

#[path = "maintain/days.rs"]
mod days;
#[path = "maintain/faults.rs"]
mod faults;
#[path = "maintain/many.rs"]
mod many;
#[path = "maintain/placing.rs"]
mod placing;
#[path = "maintain/planted.rs"]
mod planted;
mod standin;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use citegraph::list::{self, Entry, Kind, List};
use citegraph::maintain::edit::{Edit, apply, unified_diff};
use citegraph::maintain::lint::{Diagnosis, Knowledge, Rules, fixes, is_editable, lint};
use citegraph::maintain::refresh::{Options, Style, refresh};
use citegraph::paper::{Date, Paper, normalized_title};
use citegraph::resolve::{Evidence, Resolution, Resolved};
use proptest::prelude::*;
use standin::{Standin, World};

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("CITEGRAPH_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    if path.join("lists/dev").is_dir() {
        return Some(path);
    }
    println!("skipped: the shared lists are not beside the checkout");
    None
}

fn shared_lists() -> Vec<(String, Vec<u8>)> {
    let Some(shared) = shared() else { return Vec::new() };
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for folder in ["lists/dev", "lists/siblings", "seed"] {
        let Ok(folder) = std::fs::read_dir(shared.join(folder)) else { continue };
        for path in folder.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.extension().is_some_and(|e| e == "md")) {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// What names the work of an entry, the same before and after an edit.
fn key(entry: &Entry) -> String {
    // A count's link to the catalog's page is an identifier, too, but not the one the list began with.
    let printed = entry.identifiers.iter().find(|i| i.scheme != citegraph::paper::Scheme::S2);
    printed.map_or_else(|| normalized_title(&entry.title), |i| i.unversioned().to_string())
}

fn number(text: &str) -> u32 {
    text.bytes().fold(7_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b))) % 9_000
}

/// Every paper is known, with a count made from its key; every eleventh has none.
fn all_known(list: &List) -> Resolved {
    let mut papers = BTreeMap::new();
    let mut resolutions = Vec::new();
    for entry in &list.entries {
        if entry.kind != Kind::Paper {
            resolutions.push(Resolution::NotAPaper);
            continue;
        }
        let key = key(entry);
        let id = blake3::hash(key.as_bytes()).to_hex()[..40].to_owned();
        let count = number(&key);
        let paper = Paper { citation_count: (!count.is_multiple_of(11)).then_some(count), ..Paper::new(id.as_str(), entry.title.as_str()) };
        resolutions.push(Resolution::Found {
            paper: paper.id.clone(),
            evidence: Evidence::Title { similarity: 1.0, score: None, author_agrees: None, year_agrees: None },
        });
        papers.entry(id).or_insert(paper);
    }
    let day = Date::new(2026, Some(3), Some(4));
    Resolved { resolutions, papers: papers.into_values().collect(), merged: Vec::new(), asked: day.map(|d| (d, d)) }
}

/// The bytes outside the spans are equal, and putting the old values back gives the old bytes.
fn only_the_spans_changed(name: &str, old: &[u8], new: &[u8], edits: &[Edit]) {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|e| e.span.start);
    edits.dedup();
    let (mut at_old, mut at_new) = (0, 0);
    for edit in &edits {
        let kept = edit.span.start - at_old;
        assert!(old[at_old..edit.span.start] == new[at_new..at_new + kept], "{name}: bytes before {} changed", edit.span.start);
        at_new += kept;
        assert_eq!(&new[at_new..at_new + edit.replacement.len()], edit.replacement.as_bytes());
        at_new += edit.replacement.len();
        at_old = edit.span.end;
    }
    assert!(old[at_old..] == new[at_new..], "{name}: bytes at the end changed");
}

/// Refreshes, checks the bytes, refreshes again; gives the number of changes.
fn refreshed_twice(name: &str, bytes: &[u8], options: &Options) -> usize {
    let list = list::read_bytes(bytes);
    if !is_editable(bytes) {
        return 0;
    }
    let plan = refresh(bytes, &list, &all_known(&list), options);
    let new = apply(bytes, &plan.edits()).unwrap_or_else(|e| panic!("{name}: {e}"));
    only_the_spans_changed(name, bytes, &new, &plan.edits());
    for change in &plan.changes {
        let slot = &list.entries[change.entry].count.as_ref().unwrap().slot;
        let around = list.entries[change.entry].span.clone();
        assert!(
            change.edits.iter().all(|e| options.replace_sources
                || options.style != Style::Keep
                || (e.span.start >= slot.start && e.span.end <= slot.end + 8)),
            "{name}: an edit outside the slot"
        );
        assert!(around.start <= slot.start);
    }
    let list = list::read_bytes(&new);
    let again = refresh(&new, &list, &all_known(&list), options);
    assert!(again.changes.is_empty(), "{name}: the second refresh changes {:?}", again.changes[0]);
    plan.changes.len()
}

fn every_option() -> Vec<Options> {
    let base = Options { allow_drops: true, min_change: 0.0, ..Options::default() };
    vec![
        Options::default(),
        base.clone(),
        Options { replace_sources: true, ..base.clone() },
        Options { style: Style::Badge, replace_sources: true, ..base.clone() },
        Options { style: Style::Plain, replace_sources: true, ..base },
    ]
}

#[test]
fn refresh_touches_only_counts_of_real_lists_and_is_done_after_once() {
    for options in every_option() {
        let mut changed = 0;
        let lists = shared_lists();
        for (name, bytes) in &lists {
            changed += refreshed_twice(name, bytes, &options);
        }
        println!("{} lists, {changed} counts changed with {:?}", lists.len(), options.style);
    }
}

#[test]
fn what_lint_mends_is_not_found_again_in_real_lists() {
    let (mut mended, mut lists) = (0, 0);
    for (name, bytes) in shared_lists() {
        mended += mended_once(&name, &bytes);
        lists += 1;
    }
    println!("{lists} lists, {mended} findings mended");
}

/// Lints, mends, lints again: of the codes mended, none that had a fix that was made is left at its place.
fn mended_once(name: &str, bytes: &[u8]) -> usize {
    if !is_editable(bytes) {
        return 0;
    }
    let list = list::read_bytes(bytes);
    let resolved = all_known(&list);
    let knowledge = Knowledge { resolved: Some(&resolved), study: None };
    let found = lint(bytes, &list, knowledge, &Rules::default());
    let edits = fixes(&found);
    let new = apply(bytes, &edits).unwrap_or_else(|e| panic!("{name}: {e}"));
    only_the_spans_changed(name, bytes, &new, &edits);
    let key = |d: &Diagnosis| (d.finding.code, d.finding.message.clone());
    let is_made = |d: &&Diagnosis| d.fix.as_ref().is_some_and(|f| f.edits.iter().all(|e| edits.contains(e)));
    let list = list::read_bytes(&new);
    let resolved = all_known(&list);
    let left = lint(&new, &list, Knowledge { resolved: Some(&resolved), study: None }, &Rules::default());
    let times = |found: &[Diagnosis], wanted: &(&str, String)| found.iter().filter(|d| key(d) == *wanted).count();
    let mut made: BTreeMap<(&str, String), usize> = BTreeMap::new();
    found.iter().filter(is_made).for_each(|d| *made.entry(key(d)).or_default() += 1);
    for (mended, count) in &made {
        assert!(times(&left, mended) + count <= times(&found, mended), "{name}: {mended:?} was mended and is there again");
    }
    made.values().sum()
}

fn line_end() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("\n"), Just("\r\n")]
}

fn count_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("cication: [**-1**](None) ".to_owned()),
        (0..9_000_u32).prop_map(|n| format!("cication: [**{n}**](https://scholar.google.com/scholar?cites={n})")),
        (0..9_000_u32).prop_map(|n| format!("cication: [**{n}**](https://www.semanticscholar.org/paper/x{n})")),
        (0..9_000_u32).prop_map(|n| format!("Citations: {n}")),
        (1..9_u32, 0..999_u32).prop_map(|(a, b)| format!("Citations: {a},{b:03}")),
        (0..9_000_u32).prop_map(|n| format!("![c](https://img.shields.io/badge/Citations-{n}-green)")),
        (0..9_000_u32).prop_map(|n| format!("[![c](https://img.shields.io/badge/Citations-{n}-green)](https://scholar.google.com/x)")),
        Just("Citations: ?".to_owned()),
        Just(String::new()),
    ]
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"plain words".to_vec()),
        Just(b"\ttab \0 nul".to_vec()),
        Just(b"\xff\xfe\x80 damaged".to_vec()),
        Just("路 茅 璁烘".as_bytes().to_vec()),
        Just(b"[](https://x.com/a) [code]()".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..30).prop_map(|mut b| {
            b.retain(|b| *b != b'\n');
            b
        }),
    ]
}

fn list_bytes() -> impl Strategy<Value = Vec<u8>> {
    let entry = (0..30_usize, 1..4_u16, count_text(), noise());
    (any::<bool>(), line_end(), proptest::collection::vec(entry, 1..25), any::<bool>()).prop_map(|(mark, end, entries, table)| {
        let mut out: Vec<u8> = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        out.extend(format!("# L{end}{end}## A{end}{end}").bytes());
        for (i, version, count, noise) in &entries {
            out.extend(
                format!("- **{}**, [arxiv](http://arxiv.org/abs/2001.{i:05}v{version}), {count}{end}{end}\t *A. Author* ", title(*i))
                    .bytes(),
            );
            out.extend(noise);
            out.extend(end.bytes());
        }
        if table {
            out.extend(format!("{end}## B{end}{end}| Title | Paper | Citations |{end}|---|---|---|{end}").bytes());
            for (i, version, ..) in &entries {
                out.extend(
                    format!("| {} | [p](https://arxiv.org/abs/2001.{i:05}) | {}   |{end}", title(*i), i * usize::from(*version) * 37)
                        .bytes(),
                );
            }
        }
        out
    })
}

fn title(i: usize) -> String {
    format!("A Study of Number {i} among the Graphs of Kind {}", i * 31 % 17)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn refresh_touches_only_counts_of_made_up_lists(bytes in list_bytes()) {
        for options in every_option() {
            refreshed_twice("made up", &bytes, &options);
        }
    }

    #[test]
    fn what_lint_mends_is_not_found_again(bytes in list_bytes()) {
        mended_once("made up", &bytes);
    }

    #[test]
    fn a_diff_leads_from_the_old_bytes_to_the_new(bytes in list_bytes()) {
        let list = list::read_bytes(&bytes);
        let options = Options { allow_drops: true, min_change: 0.0, ..Options::default() };
        let plan = refresh(&bytes, &list, &all_known(&list), &options);
        let new = apply(&bytes, &plan.edits()).unwrap();
        let diff = unified_diff(&bytes, &plan.edits(), "list.md").unwrap();
        prop_assert_eq!(patched(&bytes, &diff), new);
    }
}

/// A small `patch`.
fn patched(old: &[u8], diff: &[u8]) -> Vec<u8> {
    let lines: Vec<&[u8]> = old.split_inclusive(|b| *b == b'\n').collect();
    let mut out = Vec::new();
    let mut at = 0;
    let mut last_ended = true;
    for line in diff.split_inclusive(|b| *b == b'\n').skip(2) {
        match line[0] {
            b'@' => {
                let text = String::from_utf8_lossy(line).into_owned();
                let range = text.split(' ').nth(1).unwrap().trim_start_matches('-').to_owned();
                let (start, length) = range.split_once(',').unwrap();
                let start: usize = start.parse().unwrap();
                let start = if length == "0" { start } else { start - 1 };
                out.extend(lines[at..start].concat());
                at = start;
            }
            b' ' => {
                assert_eq!(lines[at].strip_suffix(b"\n").unwrap_or(lines[at]), line[1..].strip_suffix(b"\n").unwrap());
                out.extend(lines[at]);
                at += 1;
            }
            b'-' => at += 1,
            b'+' => {
                out.extend(&line[1..]);
                last_ended = true;
                continue;
            }
            b'\\' if last_ended && at >= lines.len() && out.ends_with(b"\n") && !lines[lines.len() - 1].ends_with(b"\n") => {
                out.pop();
            }
            _ => {}
        }
        last_ended = line[0] == b'+';
    }
    out.extend(lines[at..].concat());
    out
}

// ---------------------------------------------------------------- the program

fn citegraph(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_citegraph"));
    command
        .args(arguments)
        .current_dir(folder)
        .env("S2_API_URL", "http://127.0.0.1:9")
        .env("S2_PACE", "0ms")
        .env_remove("S2_API_KEY")
        .env_remove("GITHUB_ACTIONS");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    citegraph(folder, arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A list whose papers stand in `tables`, each with a placeholder.
fn home(papers: usize) -> (tempfile::TempDir, Vec<u8>) {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("tables")).unwrap();
    let (mut rows, mut text) = (String::from("id,title,arxiv\n"), String::from("# L\r\n\r\n## A\r\n\r\n"));
    for i in 0..papers {
        let id = format!("20{:02}.{:05}", i % 12 + 1, i);
        rows.push_str(&format!("{id},\"{} part {i}\",{id}\n", title(i)));
        text.push_str(&format!("- **{} part {i}**, [arxiv](http://arxiv.org/abs/{id}v1), cication: [**-1**](None) \r\n", title(i)));
    }
    std::fs::write(home.path().join("tables/papers.csv"), rows).unwrap();
    std::fs::write(home.path().join("tables/citations.csv"), "citing,cited\n").unwrap();
    std::fs::write(home.path().join("list.md"), &text).unwrap();
    (home, text.into_bytes())
}

fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn refresh_shows_first_and_writes_when_told_and_is_done_after_once() {
    let (home, old) = home(5);
    let list = home.path().join("list.md");
    let shown = run(home.path(), &["refresh", "list.md", "--corpus", "tables"]);
    assert_eq!(shown.status.code(), Some(0), "{}", said(&shown));
    assert_eq!(String::from_utf8_lossy(&shown.stdout).matches("\n+- **").count(), 5);
    assert!(said(&shown).contains("the list was not changed"));
    assert_eq!(std::fs::read(&list).unwrap(), old);
    let written = run(home.path(), &["refresh", "list.md", "--corpus", "tables", "--write"]);
    assert_eq!((written.status.code(), written.stdout.as_slice()), (Some(0), &b""[..]), "{}", said(&written));
    let new = std::fs::read(&list).unwrap();
    assert!(
        String::from_utf8_lossy(&new).contains("cication: [**0**](https://arxiv.org/abs/2001.00000) \r\n"),
        "{}",
        String::from_utf8_lossy(&new)
    );
    let again = run(home.path(), &["refresh", "list.md", "--corpus", "tables", "--write", "--quiet"]);
    assert_eq!(said(&again), "");
    assert_eq!(std::fs::read(&list).unwrap(), new);
}

#[test]
fn a_failure_is_never_written() {
    let (home, old) = home(3);
    let output = run(home.path(), &["refresh", "list.md", "--write", "--patience", "50ms"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("none of the 3 papers") && said(&output).contains("could not be reached"), "{}", said(&output));
    assert_eq!(std::fs::read(home.path().join("list.md")).unwrap(), old);
}

#[test]
fn a_run_killed_at_any_moment_leaves_the_old_list_or_the_new() {
    let (home, old) = home(4_000);
    let list = home.path().join("list.md");
    let arguments = ["refresh", "list.md", "--corpus", "tables", "--write", "--quiet"];
    let begun = Instant::now();
    assert!(run(home.path(), &arguments).status.success());
    let whole = begun.elapsed();
    let new = std::fs::read(&list).unwrap();
    assert_ne!(old, new);
    let (mut kept, mut written) = (0, 0);
    for step in 0..24 {
        std::fs::write(&list, &old).unwrap();
        let mut child = citegraph(home.path(), &arguments).spawn().unwrap();
        // Most of the kills fall where the write is.
        std::thread::sleep(whole.mul_f64(0.6 + 0.6 * f64::from(step) / 24.0).saturating_sub(Duration::from_millis(5)));
        let _ = child.kill();
        let _ = child.wait();
        let found = std::fs::read(&list).unwrap();
        assert!(found == old || found == new, "a torn list of {} bytes", found.len());
        if found == old { kept += 1 } else { written += 1 }
    }
    let litter = |home: &Path| names(home).iter().filter(|name| name.starts_with(".citegraph-writing-")).count();
    let left = litter(home.path());
    // The next write sweeps what the killed ones left.
    std::fs::write(home.path().join(".citegraph-writing-killed"), "half").unwrap();
    std::thread::sleep(Duration::from_millis(1_100));
    std::fs::write(&list, &old).unwrap();
    assert!(run(home.path(), &arguments).status.success());
    assert_eq!((std::fs::read(&list).unwrap() == new, litter(home.path())), (true, 0));
    println!("24 kills: {kept} left the old list, {written} the new; {left} left a hidden file, which the next write swept");
}

/// A real small disk; needs the right to mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_small_disk_that_is_full_leaves_the_old_list_and_no_litter() {
    let (home, old) = home(400);
    let disk = home.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let size = format!("size={}", (old.len() * 3 / 2).next_multiple_of(4096));
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&disk).output();
    if !mounted.is_ok_and(|m| m.status.success()) {
        println!("skipped: no right to mount a small disk");
        return;
    }
    let on_disk = disk.join("list.md");
    let outcome = std::panic::catch_unwind(|| {
        std::fs::write(&on_disk, &old).unwrap();
        let output = run(home.path(), &["refresh", "disk/list.md", "--corpus", "tables", "--write"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("could not write `disk/list.md`; it is unchanged"), "{}", said(&output));
        assert_eq!(std::fs::read(&on_disk).unwrap(), old);
        assert_eq!(names(&disk).into_iter().collect::<Vec<_>>(), ["list.md"]);
    });
    assert!(Command::new("umount").arg(&disk).status().unwrap().success());
    outcome.unwrap();
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_list_and_no_litter() {
    let (home, old) = home(400);
    let before = names(home.path());
    // Files may not grow beyond 8 blocks: the list is larger.
    let script = format!("trap '' XFSZ; ulimit -f 8; exec '{}' refresh list.md --corpus tables --write", env!("CARGO_BIN_EXE_citegraph"));
    let output = Command::new("sh").args(["-c", &script]).current_dir(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("could not write `list.md`; it is unchanged"), "{}", said(&output));
    assert_eq!(std::fs::read(home.path().join("list.md")).unwrap(), old);
    assert_eq!(names(home.path()), before);
}

#[test]
fn lint_is_offline_and_ends_with_4_at_the_asked_severity() {
    let (home, _) = home(3);
    let twice = "# L\n\n## A\n\n- **A Study of Many Things**, [p](https://arxiv.org/abs/2001.00001)\n- **A Study of Many Things**, [p](https://arxiv.org/abs/2001.00001)\n";
    std::fs::write(home.path().join("twice.md"), twice).unwrap();
    assert_eq!(run(home.path(), &["lint", "twice.md"]).status.code(), Some(0));
    assert!(!home.path().join("cache").exists(), "lint made a cache");
    assert_eq!(run(home.path(), &["lint", "twice.md", "--fail-on", "warning"]).status.code(), Some(4));
    assert_eq!(run(home.path(), &["lint", "twice.md", "--deny", "duplicate-entry"]).status.code(), Some(4));
    let allowed = run(home.path(), &["lint", "twice.md", "--fail-on", "note", "--allow", "duplicate-entry"]);
    assert_eq!(allowed.status.code(), Some(0), "{}", said(&allowed));
    assert_eq!(run(home.path(), &["lint", "twice.md", "--deny", "no-such-code"]).status.code(), Some(2));
    let mended = run(home.path(), &["lint", "twice.md", "--fix", "--fail-on", "warning"]);
    assert_eq!(mended.status.code(), Some(0), "{}", said(&mended));
    assert_eq!(std::fs::read_to_string(home.path().join("twice.md")).unwrap().matches("2001.00001").count(), 1);
    std::fs::write(home.path().join("citegraph.toml"), "[lint]\nfail-on = \"warning\"\n[lint.severity]\nduplicate-entry = \"off\"\n")
        .unwrap();
    std::fs::write(home.path().join("twice.md"), twice).unwrap();
    assert_eq!(run(home.path(), &["lint", "twice.md"]).status.code(), Some(0));
}

#[test]
fn every_code_that_can_be_found_is_explained() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/maintain");
    let mut used = BTreeSet::new();
    for file in std::fs::read_dir(sources).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in ["context.at_title(\"", "context.at(\""] {
            used.extend(text.match_indices(call).map(|(at, _)| text[at + call.len()..].split('"').next().unwrap().to_owned()));
        }
    }
    assert!(used.len() >= 10, "{used:?}");
    let home = tempfile::tempdir().unwrap();
    for code in used.iter().map(String::as_str).chain(["duplicate-entry", "placeholder-citation", "garbled-text", "no-entries"]) {
        let output = run(home.path(), &["explain", code]);
        assert_eq!(output.status.code(), Some(0), "{code}: {}", said(&output));
        assert!(output.stdout.len() > 150, "{code}");
    }
    assert_eq!(run(home.path(), &["explain", "no-such"]).status.code(), Some(2));
    assert!(run(home.path(), &["explain"]).stdout.split(|b| *b == b'\n').count() > 24);
}

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/efficient-llm.md");
const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot");

fn json_of(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", said(output)))
}

#[test]
fn check_tells_what_the_list_knows_of_a_candidate_and_how_it_would_print_it() {
    let home = tempfile::tempdir().unwrap();
    let list = home.path().join("list.md");
    std::fs::copy(EXAMPLE, &list).unwrap();
    let asked =
        ["check", "arxiv:1412.6550", "https://arxiv.org/abs/2302.13971", "No Such Paper At All", "--list", "list.md", "--corpus", SNAPSHOT];
    let json = json_of(&run(home.path(), &[&asked[..], &["--format", "json"]].concat()));
    let candidates = json["candidates"].as_array().unwrap();
    let (new, known, none) = (&candidates[0], &candidates[1], &candidates[2]);
    assert_eq!(new["listed"], serde_json::json!([]));
    assert_eq!(new["cited_by"].as_array().unwrap().len(), 5);
    assert!(new["sections"][0]["section"].as_str().unwrap().contains("Distillation"));
    assert_eq!(known["listed"][0]["section"], "Small Language Models");
    assert_eq!((&known["proposal"], &none["paper"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    // Put in where it is said, the proposal is one entry more.
    let proposal = &new["proposal"];
    let old = std::fs::read_to_string(&list).unwrap();
    let after = proposal["after_line"].as_u64().unwrap() as usize;
    let mut lines: Vec<&str> = old.split_inclusive('\n').collect();
    lines.insert(after, proposal["text"].as_str().unwrap());
    let (before, now) = (list::read(&old), list::read(&lines.concat()));
    assert_eq!(now.entries.len(), before.entries.len() + 1);
    let entry = now.entries.iter().find(|e| e.title == "FitNets: Hints for Thin Deep Nets").expect("it is read");
    assert!(now.section_path(entry).last().unwrap().contains("Distillation"));
    let markdown = run(home.path(), &[&asked[..], &["--format", "md"]].concat());
    assert!(said(&markdown).contains("| already listed | line 345 (Small Language Models) |"), "{}", said(&markdown));
}

#[test]
fn feature_proposes_with_evidence_and_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let list = home.path().join("list.md");
    std::fs::copy(EXAMPLE, &list).unwrap();
    let json = json_of(&run(home.path(), &["feature", "list.md", "--corpus", SNAPSHOT, "--per-section", "2", "--format", "json"]));
    let groups = json["groups"].as_array().unwrap();
    assert!(groups.len() > 5 && groups[0]["section"].is_null());
    for feature in groups.iter().flat_map(|g| g["features"].as_array().unwrap()) {
        assert!(!feature["evidence"].as_str().unwrap().is_empty() && feature["rank_interval"][0].as_u64() <= feature["rank"].as_u64());
    }
    let reasons: BTreeSet<&str> =
        groups.iter().flat_map(|g| g["features"].as_array().unwrap()).filter_map(|f| f["reason"].as_str()).collect();
    assert!(reasons.is_superset(&BTreeSet::from(["hot", "classic", "bridging"])), "{reasons:?}");
    assert_eq!(std::fs::read(&list).unwrap(), std::fs::read(EXAMPLE).unwrap());
}

#[test]
fn diff_tells_what_changed_between_two_reports() {
    let home = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(EXAMPLE).unwrap();
    std::fs::write(home.path().join("old.md"), &text).unwrap();
    let at = text.find("- **LLaMA: Open and Efficient").expect("the example has it");
    std::fs::write(home.path().join("new.md"), &text[..at]).unwrap();
    for name in ["old", "new"] {
        assert!(run(home.path(), &["report", &format!("{name}.md"), "--corpus", SNAPSHOT, "--quiet"]).status.success());
    }
    let told = run(home.path(), &["diff", "reports/old", "reports/new"]);
    assert!(said(&told).contains("### Removed (") && said(&told).contains("- LLaMA: Open and Efficient"), "{}", said(&told));
    assert!(said(&run(home.path(), &["diff", "reports/new", "reports/new"])).contains("Nothing changed"));
    assert_eq!(run(home.path(), &["diff", "reports/none", "reports/new"]).status.code(), Some(1));
}

#[test]
fn init_writes_settings_that_are_understood_and_never_over_others() {
    let home = tempfile::tempdir().unwrap();
    std::fs::copy(EXAMPLE, home.path().join("list.md")).unwrap();
    assert_eq!(run(home.path(), &["init", "list.md"]).status.code(), Some(0));
    assert_eq!(run(home.path(), &["lint", "list.md", "--corpus", SNAPSHOT]).status.code(), Some(0));
    let again = run(home.path(), &["init", "list.md"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again).contains("--force"), "{}", said(&again));
    std::fs::write(home.path().join("citegraph.toml"), "[lint]\nfail_on = \"note\"\n").unwrap();
    let wrong = run(home.path(), &["lint", "list.md"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said(&wrong).contains("line 2, column 1"), "{}", said(&wrong));
}

#[test]
fn a_workflow_gets_outputs_and_a_summary() {
    let (home, _) = home(3);
    let (outputs, summary) = (home.path().join("out.txt"), home.path().join("summary.md"));
    let refresh = citegraph(home.path(), &["refresh", "list.md", "--corpus", "tables", "--write", "--badges", "badges"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", &outputs)
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .unwrap();
    assert_eq!(refresh.status.code(), Some(0), "{}", said(&refresh));
    assert_eq!(std::fs::read_to_string(outputs).unwrap(), "changed=3\nskipped=0\nunanswered=0\n");
    assert!(std::fs::read_to_string(summary).unwrap().contains("| line | title | before | now |"));
    let badge: serde_json::Value = serde_json::from_slice(&std::fs::read(home.path().join("badges/2001.00000.json")).unwrap()).unwrap();
    assert_eq!(badge["schemaVersion"], 1);
    assert_eq!(badge["message"], "0");
}

#[test]
fn the_workflows_name_only_what_the_action_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = std::fs::read_to_string(root.join("action.yml")).unwrap();
    for file in ["weekly-refresh.yml", "pull-request.yml"] {
        let text = std::fs::read_to_string(root.join("examples/github").join(file)).unwrap();
        for (at, mark) in text.match_indices("steps.refresh.outputs.") {
            let name: String = text[at + mark.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
            assert!(action.contains(&format!("\n  {name}:\n")), "{file}: {name}");
        }
        for line in text.lines().filter_map(|l| l.trim().strip_prefix("command: ")) {
            let words: Vec<&str> = line.split(' ').filter(|w| !w.is_empty()).collect();
            let help = run(root, &[words[0], "--help"]);
            for option in words.iter().filter(|w| w.starts_with("--")) {
                assert!(said(&help).contains(option), "{file}: `citegraph {}` has no {option}", words[0]);
            }
        }
    }
}

#[test]
fn lint_of_all_shared_lists_is_measured() {
    let Some(shared) = shared() else { return };
    let mut lists: Vec<PathBuf> = std::fs::read_dir(shared.join("lists/dev"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    lists.sort();
    let bytes: u64 = lists.iter().map(|p| std::fs::metadata(p).unwrap().len()).sum();
    let home = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let output = citegraph(home.path(), &["lint", "--quiet"]).args(&lists).output().unwrap();
    let time = begun.elapsed();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    println!("lint of {} lists, {:.1} MB: {:.2} s", lists.len(), bytes as f64 / 1e6, time.as_secs_f64());
}
