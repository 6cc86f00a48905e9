//! What is said along the way, and about input that is not what was meant.

use std::process::Output;
use std::time::Duration;

use crate::standin::{Standin, World};
use crate::{EXAMPLE, command, done, folder, run};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_a_terminal_each_stage_is_told_in_a_line() {
    let home = folder();
    let server = Standin::of(World::example());
    let output = run(home.path(), &server, &["rank", EXAMPLE, "--format", "csv"]);
    done(&output);
    for stage in ["identifiers", "titles", "reference lists", "citation lists"] {
        let lines: Vec<String> = said(&output).lines().filter(|line| line.starts_with(&format!("{stage}: "))).map(str::to_owned).collect();
        assert!(!lines.is_empty() && lines.len() <= 2, "{stage}: {}", said(&output));
        assert!(lines[0].contains(" of ") && lines[0].contains("answered ("), "{lines:?}");
    }
    let quiet = run(home.path(), &server, &["rank", EXAMPLE, "--format", "csv", "--quiet", "--refresh"]);
    assert_eq!(said(&quiet), "");
}

#[test]
fn a_wait_for_another_process_is_told_once_with_its_number() {
    let home = folder();
    let server = Standin::of(World::example());
    std::fs::create_dir(home.path().join("cache")).unwrap();
    let lock = home.path().join("cache/citegraph.lock");
    std::fs::write(&lock, "4711").unwrap();
    let other = std::fs::OpenOptions::new().write(true).open(&lock).unwrap();
    other.lock().unwrap();
    let child = command(home.path(), &server, &["rank", EXAMPLE, "--format", "csv"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    other.unlock().unwrap();
    let output = child.wait_with_output().unwrap();
    done(&output);
    let waits: Vec<String> = said(&output).lines().filter(|line| line.starts_with("waiting for another")).map(str::to_owned).collect();
    assert_eq!(waits.len(), 1, "{}", said(&output));
    assert!(waits[0].contains("process 4711"), "{waits:?}");
}

#[test]
fn a_dry_run_says_what_is_known_and_what_is_guessed() {
    let home = folder();
    let server = Standin::of(World::example());
    let output = run(home.path(), &server, &["report", EXAMPLE, "--dry-run"]);
    done(&output);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("2 requests to find the papers: 1 batch, 1 match") && text.contains("without pauses"), "{text}");
    assert!(text.contains("then about ") && !text.contains("every 0.0 s"), "{text}");
    let output = run(home.path(), &server, &["report", EXAMPLE, "--dry-run", "--pace", "1.1s"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("at one every 1.1 s"));
    assert_eq!(server.total(), 0);
}

#[test]
fn badges_that_were_written_are_told_of() {
    let home = folder();
    let server = Standin::of(World::example());
    std::fs::copy(EXAMPLE, home.path().join("list.md")).unwrap();
    let before = std::fs::read(home.path().join("list.md")).unwrap();
    let output = run(home.path(), &server, &["refresh", "list.md", "--badges", "badges"]);
    done(&output);
    let files = std::fs::read_dir(home.path().join("badges")).unwrap().count();
    let text = said(&output);
    assert!(files > 50 && text.contains(&format!("{files} badges were written to `badges`")), "{text}");
    assert!(text.contains("the list was not changed") && !text.contains("nothing was written"), "{text}");
    assert_eq!(std::fs::read(home.path().join("list.md")).unwrap(), before);
}

#[test]
fn input_that_is_not_what_was_meant_is_named() {
    let home = folder();
    let server = Standin::of(World::example());
    std::fs::write(home.path().join("wrong.cache"), "no answers in here, but more than forty letters of something else\n").unwrap();
    let ended = |arguments: &[&str], code: i32, says: &[&str], not: &[&str]| {
        let output = command(home.path(), &server, arguments).stdin(std::process::Stdio::null()).output().unwrap();
        let text = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        says.iter().for_each(|words| assert!(text.contains(words), "{arguments:?}: {words}\n{text}"));
        not.iter().for_each(|words| assert!(!text.contains(words), "{arguments:?}: {words}\n{text}"));
    };
    ended(&["cache", "import", "wrong.cache"], 1, &["holds no exported answers", "cache export"], &["--offline"]);
    ended(&["report", "--query", " "], 2, &["no word to search for"], &[]);
    ended(&["report"], 2, &["--query", "--corpus", "<LIST"], &["--pace"]);
    ended(&["rank"], 2, &["--query", "--corpus", "<LIST"], &["--pace"]);
    ended(&["check", "x"], 2, &["--list"], &["--pace"]);
    for name in ["parse", "report", "resolve"] {
        ended(&[name, "-"], 1, &["is empty"], &[]);
    }
    let mut fast = command(home.path(), &server, &["rank", EXAMPLE]);
    let output = fast.env("S2_PACE", "fast").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("S2_PACE is `fast`"), "{}", said(&output));
    assert_eq!(server.total(), 0);
}
