//! What the program says and how it ends: the real binary, run as a user would.

use std::path::Path;
use std::process::{Command, Output};

fn citegraph(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("S2_API_KEY")
        .env_remove("S2_PACE")
        // Nothing listens there: no test may ask the world.
        .env("S2_API_URL", "http://127.0.0.1:9")
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn help_and_version_go_to_stdout_and_end_well() {
    let home = folder();
    for arguments in [&["--help"][..], &["--version"], &["report", "--help"], &["cache", "--help"], &["completions", "bash"], &["man"]] {
        let output = citegraph(home.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        assert!(!stdout(&output).is_empty());
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    let home = folder();
    for arguments in [&[][..], &["reprot"], &["report"], &["report", "x.md", "--as-of", "yesterday"], &["report", "x.md", "--pace", "fast"]]
    {
        let output = citegraph(home.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "");
        assert!(!stderr(&output).is_empty());
    }
}

#[test]
fn a_list_that_cannot_be_read_is_an_error_with_a_hint() {
    let home = folder();
    std::fs::write(home.path().join("empty.md"), "").unwrap();
    std::fs::write(home.path().join("junk.md"), [0u8, 159, 146, 150, 0, 1, 2, 3].repeat(100)).unwrap();
    std::fs::write(home.path().join("prose.md"), "Nothing to see here.\n").unwrap();
    std::fs::create_dir(home.path().join("folder")).unwrap();
    for (list, says) in [
        ("missing.md", "could not read the list `missing.md`"),
        ("folder", "`folder` is a folder, not a list"),
        ("empty.md", "`empty.md` is empty"),
        ("junk.md", "`junk.md` is not a text file"),
        ("prose.md", "no entry was found in `prose.md`"),
    ] {
        for command in ["report", "resolve"] {
            // Folders hold lists; this one holds none.
            let says = if (command, list) == ("report", "folder") { "no list was found in the folder `folder`" } else { says };
            let output = citegraph(home.path(), &[command, list]);
            assert_eq!(output.status.code(), Some(1), "{command} {list}");
            let said = stderr(&output);
            assert!(said.starts_with(&format!("error: {says}")), "{said}");
            assert!(said.contains("\nhint: "), "{said}");
            assert_eq!(stdout(&output), "");
        }
    }
    assert!(!home.path().join("reports").exists(), "nothing may be left behind");
}

#[test]
fn an_output_folder_that_cannot_be_written_is_found_out_before_asking() {
    let home = folder();
    std::fs::write(
        home.path().join("list.md"),
        "# L\n\n- **LoRA: Low-Rank Adaptation of Large Language Models**, [arxiv](https://arxiv.org/abs/2106.09685)\n",
    )
    .unwrap();
    std::fs::write(home.path().join("taken"), "a file").unwrap();
    let output = citegraph(home.path(), &["report", "list.md", "--out", "taken"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: `taken` is a file, not a folder"), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(home.path().join("taken")).unwrap(), "a file");
    assert!(!home.path().join("cache").exists(), "nothing was asked");
}

#[test]
fn mistakes_in_the_settings_are_shown_with_their_place() {
    let home = folder();
    std::fs::write(home.path().join("list.md"), "- [LoRA](https://arxiv.org/abs/2106.09685)\n").unwrap();
    std::fs::write(home.path().join("citegraph.toml"), "[[override]]\ntitle = \"LoRA\"\nis = \"something else entirely\"\n").unwrap();
    let output = citegraph(home.path(), &["report", "list.md", "--config", "citegraph.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`citegraph.toml`:3:6"), "{}", stderr(&output));
}

#[test]
fn parse_speaks_json_with_places_and_needs_no_network() {
    let home = folder();
    let text = "# Nice List\n\n## A\n\n- **LoRA: Low-Rank Adaptation of Large Language Models**, [arxiv](https://arxiv.org/abs/2106.09685v2), cication: [**-1**](None) \n\n## B\n";
    std::fs::write(home.path().join("list.md"), text).unwrap();
    let output = citegraph(home.path(), &["parse", "list.md", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(json["list"], "list");
    let entry = &json["entries"][0];
    assert_eq!(entry["line"], 5);
    assert_eq!(entry["kind"], "paper");
    assert_eq!(entry["section"], serde_json::json!(["Nice List", "A"]));
    assert_eq!(entry["title"], "LoRA: Low-Rank Adaptation of Large Language Models");
    assert_eq!(entry["identifiers"][0], serde_json::json!({"scheme": "arxiv", "value": "2106.09685", "version": 2}));
    assert_eq!(entry["citation_count"], serde_json::Value::Null);
    assert!(json["notices"].as_array().unwrap().iter().any(|n| n["code"] == "placeholder-citation"));
    assert_eq!(std::fs::read_to_string(home.path().join("list.md")).unwrap(), text);
}

#[test]
fn bibliographies_and_plain_ids_are_lists_too() {
    let home = folder();
    std::fs::write(home.path().join("refs.bib"), "@article{hu2021,\n  title = {LoRA: Low-Rank Adaptation of Large Language Models},\n  author = {Hu, Edward J.},\n  year = {2021},\n  eprint = {2106.09685},\n  archivePrefix = {arXiv}\n}\n").unwrap();
    std::fs::write(home.path().join("ids.txt"), "2106.09685\nhttps://doi.org/10.18653/v1/N19-1423\n").unwrap();
    for (arguments, entries) in
        [(&["parse", "refs.bib", "--format", "json"][..], 1), (&["parse", "ids.txt", "--input-format", "ids", "--format", "json"], 2)]
    {
        let output = citegraph(home.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let json: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
        assert_eq!(json["entries"].as_array().map(Vec::len), Some(entries), "{json}");
        assert_eq!(json["entries"][0]["identifiers"][0]["value"], "2106.09685");
    }
}

#[test]
fn without_an_answer_nothing_is_written_and_the_exit_code_says_so() {
    let home = folder();
    std::fs::write(
        home.path().join("list.md"),
        "# L\n\n- **LoRA: Low-Rank Adaptation of Large Language Models**, [arxiv](https://arxiv.org/abs/2106.09685)\n",
    )
    .unwrap();
    for (arguments, says) in
        [(&["--pace", "0ms", "--patience", "100ms"][..], "could not be reached"), (&["--offline"], "the cache does not hold the answer")]
    {
        let output = citegraph(home.path(), &[&["report", "list.md"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains(says) && stderr(&output).contains("hint: "), "{}", stderr(&output));
        assert!(!home.path().join("reports").exists());
    }
}

#[test]
fn quiet_says_nothing_but_errors() {
    let home = folder();
    let output = citegraph(home.path(), &["demo", "--quiet", "--out", "r"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    assert!(stdout(&output).trim_end().ends_with("index.html"));
}

#[test]
fn no_colour_reaches_a_pipe() {
    let output = citegraph(folder().path(), &["report", "missing.md"]);
    assert!(!stderr(&output).contains('\u{1b}'));
    let output = citegraph(folder().path(), &["report", "missing.md", "--color", "always"]);
    assert!(stderr(&output).contains('\u{1b}'));
}
