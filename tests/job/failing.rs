//! A good report is never replaced by an empty one, and the exit code says what happened.

use std::path::Path;
use std::process::Output;

use crate::standin::{Fault, Faults, Options, Standin, World};
use crate::{EXAMPLE, command, done, facts, folder, json, run};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

/// Every request gets this.
fn always(fault: Fault) -> Faults {
    Faults { probability: 1.0, kinds: vec![fault], ..Faults::default() }
}

const IMPATIENT: [&str; 4] = ["--patience", "200ms", "--cache", "fresh"];

#[test]
fn a_report_stays_when_no_question_is_answered() {
    let home = folder();
    let server = Standin::of(World::example());
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "keep"]));
    let before = facts(&home.path().join("keep"));
    for fault in [Fault::TooMany, Fault::Html, Fault::Message, Fault::Dropped, Fault::Internal] {
        server.set_faults(always(fault));
        for out in ["keep", "new"] {
            let output = run(home.path(), &server, &[&["report", EXAMPLE, "--out", out][..], &IMPATIENT].concat());
            assert_eq!(code(&output), Some(1), "{fault:?}: {}", said(&output));
            let text = said(&output);
            assert!(text.contains("could be looked up") && text.contains("because") && text.contains("hint:"), "{text}");
            assert!(output.stdout.is_empty());
        }
        assert!(facts(&home.path().join("keep")) == before, "{fault:?} changed the report");
        assert!(!home.path().join("new").exists(), "{fault:?}");
    }
    // The cache that answers everything needs nobody.
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "keep"]));
    assert!(facts(&home.path().join("keep")) == before);
    let url = server.url();
    drop(server);
    let mut dead = std::process::Command::new(env!("CARGO_BIN_EXE_citegraph"));
    dead.args(["report", EXAMPLE, "--out", "keep"]).args(IMPATIENT).current_dir(home.path()).env("S2_API_URL", url).env("S2_PACE", "0ms");
    let output = dead.env_remove("S2_API_KEY").output().unwrap();
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    assert!(facts(&home.path().join("keep")) == before);
}

#[test]
fn a_report_stays_when_no_citation_is_answered_and_a_new_one_says_so() {
    let home = folder();
    let server = Standin::of(World::example());
    done(&run(home.path(), &server, &["report", EXAMPLE, "--out", "keep"]));
    let before = facts(&home.path().join("keep"));
    let arguments = |out| [&["report", EXAMPLE, "--out", out][..], &IMPATIENT].concat();
    // The papers are found, then nothing more is answered.
    let faults = Faults { first: vec![None, None], ..always(Fault::TooMany) };
    let server = Standin::start(World::example(), Options { faults, ..Options::default() });
    let output = run(home.path(), &server, &arguments("keep"));
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    assert!(said(&output).contains("stays as it was"), "{}", said(&output));
    assert!(facts(&home.path().join("keep")) == before);
    let output = run(home.path(), &server, &arguments("new"));
    assert_eq!(code(&output), Some(3), "{}", said(&output));
    assert_eq!(json(home.path().join("new/report.json"))["coverage"]["found"], 90);
}

#[test]
fn a_refused_key_ends_every_command_at_the_first_request() {
    let home = folder();
    let good = Standin::of(World::example());
    done(&run(home.path(), &good, &["report", EXAMPLE, "--out", "keep"]));
    let before = facts(&home.path().join("keep"));
    std::fs::copy(EXAMPLE, home.path().join("list.md")).unwrap();
    std::fs::copy(EXAMPLE, home.path().join("other.md")).unwrap();
    let refuse = || Standin::start(World::example(), Options { keys: vec!["right".into()], ..Options::default() });
    for arguments in [
        // Old answers do not hide that the key is wrong.
        &["report", "list.md", "--out", "keep", "--refresh"][..],
        &["report", "list.md", "--out", "keep", "--cache", "fresh"],
        &["report", "list.md", "other.md", "--out", "both", "--cache", "fresh"],
        &["report", "--query", "graphs", "--cache", "fresh"],
        &["export", "list.md", "--format", "ris", "--cache", "fresh"],
        &["rank", "list.md", "--cache", "fresh"],
        &["resolve", "list.md", "--cache", "fresh"],
        &["feature", "list.md", "--cache", "fresh"],
        &["check", "arxiv:2106.09685", "--list", "list.md", "--cache", "fresh"],
        &["lint", "list.md", "--online", "--cache", "fresh"],
        &["refresh", "list.md", "--write", "--badges", "badges", "--cache", "fresh"],
    ] {
        let server = refuse();
        let output = command(home.path(), &server, arguments).env("S2_API_KEY", "wrong").output().unwrap();
        assert_eq!(code(&output), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("403") && said(&output).contains("S2_API_KEY"), "{arguments:?}: {}", said(&output));
        assert_eq!(server.total(), 1, "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert!(facts(&home.path().join("keep")) == before);
    for untouched in ["both", "badges", "reports"] {
        assert!(!home.path().join(untouched).exists(), "{untouched}");
    }
}

#[test]
fn several_lists_stay_when_nothing_is_answered_and_one_of_them_when_none_of_its_papers_is_found() {
    let home = folder();
    std::fs::create_dir(home.path().join("lists")).unwrap();
    std::fs::copy(EXAMPLE, home.path().join("lists/real.md")).unwrap();
    let made_up: String =
        (1..=4).map(|i| format!("- **Nobody Wrote This Number {i}**, [p](https://arxiv.org/abs/2001.9999{i})\n")).collect();
    std::fs::write(home.path().join("lists/other.md"), format!("# Other\n\n{made_up}")).unwrap();
    let server = Standin::of(World::example());
    let output = run(home.path(), &server, &["report", "lists", "--out", "keep"]);
    assert_eq!(code(&output), Some(3), "{}", said(&output));
    assert!(said(&output).contains("none of the 4 papers"), "{}", said(&output));
    assert!(home.path().join("keep/other/index.html").exists(), "the overview leads to it");
    let before = facts(&home.path().join("keep"));
    server.set_faults(always(Fault::TooMany));
    let output = run(home.path(), &server, &[&["report", "lists", "--out", "keep"][..], &IMPATIENT].concat());
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    assert!(facts(&home.path().join("keep")) == before);
}

#[test]
fn how_many_papers_must_be_found_can_be_said() {
    let home = folder();
    let server = Standin::of(World::example());
    let example = std::fs::read_to_string(EXAMPLE).unwrap();
    let made_up: String =
        (10..60).map(|i| format!("- **Nobody Wrote This Number {i}**, [p](https://arxiv.org/abs/2001.999{i})\n")).collect();
    std::fs::write(home.path().join("list.md"), format!("{example}\n## More\n\n{made_up}")).unwrap();
    done(&run(home.path(), &server, &["report", "list.md"]));
    let output = run(home.path(), &server, &["report", "list.md", "--min-found", "70%"]);
    assert_eq!(code(&output), Some(3), "{}", said(&output));
    assert!(said(&output).contains("90 of 140") && said(&output).contains("70 %"), "{}", said(&output));
    std::fs::write(home.path().join("none.md"), format!("# None\n\n{made_up}")).unwrap();
    for command in ["report", "rank", "topics", "feature", "resolve"] {
        let output = run(home.path(), &server, &[command, "none.md"]);
        assert_eq!(code(&output), Some(1), "{command}: {}", said(&output));
        assert!(said(&output).contains("none of the 50 papers"), "{command}: {}", said(&output));
    }
    assert!(!home.path().join("reports/none").exists());
}

#[test]
fn check_says_by_its_exit_code_what_became_of_the_candidate() {
    let home = folder();
    let server = Standin::of(World::example());
    let text = std::fs::read_to_string(EXAMPLE).unwrap();
    // The first entry is taken off the list: a candidate that is new to it.
    let (head, entries) = text.split_at(text.find("- **").unwrap());
    let (first, rest) = entries.split_once("\n- ").unwrap();
    let id_in = |text: &str| -> String {
        let id = text.split("arxiv.org/abs/").nth(1).unwrap();
        id.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect()
    };
    let (new, listed) = (id_in(first), id_in(rest));
    std::fs::write(home.path().join("list.md"), format!("{head}- {rest}")).unwrap();
    for (candidates, expected) in [
        (&[new.as_str()][..], 0),
        (&[listed.as_str()], 4),
        (&["arxiv:9999.99999"], 3),
        (&["hello"], 3),
        (&[new.as_str(), "hello"], 3),
        (&["hello", listed.as_str(), new.as_str()], 4),
    ] {
        let output = run(home.path(), &server, &[&["check", "--list", "list.md"], candidates].concat());
        assert_eq!(code(&output), Some(expected), "{candidates:?}: {}{}", said(&output), String::from_utf8_lossy(&output.stdout));
    }
    let output = run(home.path(), &server, &["check", "--list", "list.md", "arxiv:9999.99999"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("`arxiv:9999.99999` is no paper id"), "{text}");
}

#[test]
fn a_day_before_all_papers_is_an_error_that_names_the_first() {
    let home = folder();
    let server = Standin::of(World::example());
    for arguments in [
        &["report", EXAMPLE, "--as-of", "1900-01-01"][..],
        &["rank", EXAMPLE, "--as-of", "1900-01-01"],
        &["topics", "--corpus", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot"), "--as-of", "1900-01-01"],
    ] {
        let output = run(home.path(), &server, arguments);
        assert_eq!(code(&output), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("was known on 1900-01-01: the first is of "), "{}", said(&output));
        assert!(output.stdout.is_empty());
    }
    assert!(!home.path().join("reports").exists());
}

#[test]
fn tables_and_files_without_papers_are_no_success() {
    let home = folder();
    let server = Standin::of(World::example());
    std::fs::create_dir(home.path().join("empty")).unwrap();
    std::fs::write(home.path().join("empty/papers.csv"), "id,title,year\n").unwrap();
    std::fs::write(home.path().join("empty/citations.csv"), "citing,cited\n").unwrap();
    for command in ["report", "rank", "topics", "trends", "missing"] {
        let output = run(home.path(), &server, &[command, "--corpus", "empty"]);
        assert_eq!(code(&output), Some(1), "{command}: {}", said(&output));
    }
    assert!(!home.path().join("reports").exists());
    std::fs::write(home.path().join("prose.md"), "Nothing to see here.\n").unwrap();
    for arguments in [
        &["parse", "prose.md"][..],
        &["report", "prose.md"],
        &["resolve", "prose.md"],
        &["rank", "prose.md"],
        &["refresh", "prose.md"],
        &["check", "hello", "--list", "prose.md"],
        &["feature", "prose.md"],
        &["init", "prose.md"],
        &["export", "prose.md", "--format", "ris"],
    ] {
        let output = run(home.path(), &server, arguments);
        assert_eq!(code(&output), Some(1), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("no entry was found in `prose.md`"), "{arguments:?}: {}", said(&output));
    }
    let output = run(home.path(), &server, &["lint", "prose.md"]);
    assert_ne!(code(&output), Some(0), "lint: {}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(server.total(), 0);
}

/// A limit on the size of files stands in for a full disk.
#[cfg(unix)]
#[test]
fn answers_that_cannot_be_kept_are_counted_and_the_exit_code_says_so() {
    let home = folder();
    let server = Standin::of(World::example());
    let program = env!("CARGO_BIN_EXE_citegraph");
    let script = format!("trap '' XFSZ; ulimit -f 4; exec '{program}' rank '{EXAMPLE}' --format csv");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).current_dir(home.path()).env("S2_API_URL", server.url()).env("S2_PACE", "0ms").env_remove("S2_API_KEY");
    let output = shell.output().unwrap();
    assert_eq!(code(&output), Some(3), "{}", said(&output));
    assert!(said(&output).contains("answers could not be kept in the cache"), "{}", said(&output));
    assert!(!output.stdout.is_empty(), "the answers were used all the same");
    assert_clean(home.path(), &server);
}

/// The cache that was cut short is sound and goes on.
fn assert_clean(home: &Path, server: &Standin) {
    done(&run(home, server, &["rank", EXAMPLE, "--format", "csv"]));
    done(&run(home, server, &["cache", "verify"]));
}
