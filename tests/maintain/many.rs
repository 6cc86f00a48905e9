//! Several lists, or a folder of them, as one corpus.

use std::path::Path;

use super::{EXAMPLE, SNAPSHOT, Standin, World, citegraph, json_of, names, run, said};

/// A folder with the example cut in two and one paper of the first repeated, differently, in the second.
fn folder() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(EXAMPLE).unwrap();
    let half = text[..text.len() / 2].rfind("\n## ").expect("the example has sections") + 1;
    std::fs::create_dir_all(home.path().join("lists/sub")).unwrap();
    std::fs::write(home.path().join("lists/one.md"), &text[..half]).unwrap();
    let again = "# Two\n\n- **A survey of transformers, revised**, [pdf](https://arxiv.org/pdf/2106.04554v2.pdf)\n\n";
    std::fs::write(home.path().join("lists/sub/two.md"), format!("{again}{}", &text[half..])).unwrap();
    std::fs::write(home.path().join("lists/CONTRIBUTING.md"), "# How to help\n\nBe kind.\n").unwrap();
    home
}

fn same_files(a: &Path, b: &Path) {
    for name in names(a) {
        let (one, other) = (a.join(&name), b.join(&name));
        if one.is_dir() {
            same_files(&one, &other);
        } else if name != "manifest.json" {
            assert!(std::fs::read(&one).unwrap() == std::fs::read(&other).unwrap(), "{} differs", one.display());
        }
    }
}

#[test]
fn a_folder_becomes_one_report_with_a_page_for_each_list() {
    let home = folder();
    let report = run(home.path(), &["report", "lists", "--corpus", SNAPSHOT]);
    assert_eq!(report.status.code(), Some(0), "{}", said(&report));
    assert!(said(&report).contains("1 file in `lists` with fewer than 3 papers left out: CONTRIBUTING.md"), "{}", said(&report));
    let out = home.path().join("reports/lists");
    let expected = ["all", "index.html", "manifest.json", "one", "report.json", "report.md", "two"];
    assert_eq!(names(&out).into_iter().collect::<Vec<_>>(), expected);
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!((&json["kind"], &json["lists"][1]["report"]), (&"lists".into(), &"two/report.json".into()));
    let shared = json["shared"].as_array().unwrap();
    let survey = shared.iter().find(|s| s["title"].as_str().unwrap().starts_with("A Survey of Transformers")).expect("it is on both");
    assert_eq!((&survey["places"][1]["list"], &survey["places"][1]["line"]), (&"two".into(), &3.into()));
    let page = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(page.contains("href=\"one/index.html\"") && page.contains("href=\"all/index.html\""), "{page}");
    // A list's page does not depend on the lists beside it, and a second run gives the same bytes.
    assert!(run(home.path(), &["report", "lists/one.md", "--corpus", SNAPSHOT, "--out", "alone", "--quiet"]).status.success());
    same_files(&home.path().join("alone"), &out.join("one"));
    let again = run(home.path(), &["report", "lists/one.md", "lists/sub/two.md", "--corpus", SNAPSHOT, "--out", "again", "--quiet"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    same_files(&out.join("all/tables"), &home.path().join("again/all/tables"));
    same_files(&out.join("two"), &home.path().join("again/two"));
    // The reports themselves are no lists.
    let lint = run(home.path(), &["lint", ".", "--corpus", SNAPSHOT]);
    assert!(said(&lint).contains("in 2 lists, which share"), "{}", said(&lint));
}

#[test]
fn lint_tells_of_papers_on_other_lists_as_often_as_the_rules_want() {
    let home = folder();
    let found = |arguments: &[&str]| {
        let output = run(home.path(), &[&["lint", "lists", "--corpus", SNAPSHOT, "--format", "json"], arguments].concat());
        let json = json_of(&output);
        let findings = json["lists"][1]["findings"].as_array().unwrap();
        let elsewhere: Vec<serde_json::Value> = findings.iter().filter(|f| f["code"] == "listed-elsewhere").cloned().collect();
        (output.status.code(), json["shared_papers"].as_u64().unwrap(), elsewhere)
    };
    let (code, shared, elsewhere) = found(&[]);
    assert_eq!((code, shared as usize), (Some(0), elsewhere.len()));
    assert!(elsewhere.iter().any(|f| f["line"] == 3 && f["severity"] == "note" && f["message"].as_str().unwrap().contains("of `one`")));
    assert_eq!(found(&["--deny", "listed-elsewhere"]).0, Some(4));
    assert_eq!(found(&["--allow", "listed-elsewhere"]).2, [] as [serde_json::Value; 0]);
    // Without any catalog the printed identifiers tell.
    let offline = json_of(&run(home.path(), &["lint", "lists", "--format", "json"]));
    assert_eq!(offline["shared_papers"].as_u64(), Some(shared));
}

#[test]
fn several_lists_are_asked_for_together() {
    let home = folder();
    let server = Standin::of(World::example());
    let go = |arguments: &[&str]| citegraph(home.path(), arguments).env("S2_API_URL", server.url()).output().unwrap();
    let plan = go(&["report", "lists", "--dry-run"]);
    assert!(said(&plan).contains("2 requests to find the papers: 1 batch, 1 match"), "{}", said(&plan));
    let report = go(&["report", "lists", "--quiet"]);
    assert_eq!(report.status.code(), Some(0), "{}", said(&report));
    let asked = server.total();
    for arguments in
        [&["refresh", "lists", "--write"][..], &["feature", "lists"], &["lint", "lists", "--online"], &["report", "lists", "--quiet"]]
    {
        let output = go(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
    }
    assert_eq!(server.total(), asked, "what one command asked, the others have");
    println!("2 lists: {asked} requests for report, none for refresh, feature, lint and a second report");
}

#[test]
fn check_finds_the_list_a_candidate_fits() {
    let home = folder();
    let json = json_of(&run(
        home.path(),
        &["check", "arxiv:1412.6550", "arxiv:2106.04554", "--list", "lists", "--corpus", SNAPSHOT, "--format", "json"],
    ));
    let (new, known) = (&json["candidates"][0], &json["candidates"][1]);
    let section = new["sections"][0]["section"].as_str().unwrap();
    let proposal = &new["proposal"];
    let list = proposal["list"].as_str().expect("a list is proposed");
    assert!(section.starts_with(&format!("{list} › ")), "{section}");
    let path = home.path().join(if list == "one" { "lists/one.md" } else { "lists/sub/two.md" });
    let lines = std::fs::read_to_string(path).unwrap().lines().count();
    assert!(proposal["after_line"].as_u64().unwrap() as usize <= lines);
    let places: Vec<(&str, u64)> =
        known["listed"].as_array().unwrap().iter().map(|p| (p["list"].as_str().unwrap(), p["line"].as_u64().unwrap())).collect();
    assert!(places.contains(&("two", 3)) && places.iter().any(|(list, _)| *list == "one"), "{places:?}");
}

#[test]
fn a_folder_without_lists_says_so() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("empty")).unwrap();
    let output = run(home.path(), &["lint", "empty"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("no list was found in the folder `empty`"), "{}", said(&output));
}
