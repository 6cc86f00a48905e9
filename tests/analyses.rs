//! The analysis commands over tables: the real binary, its columns, what it knew on a day, and what it says of bad input.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn citegraph(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .current_dir(folder)
        // Nothing listens there: no test may ask the world.
        .env("S2_API_URL", "http://127.0.0.1:9")
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

fn refused(output: &Output, code: i32, says: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(says), "`{says}` is not in: {said}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Header and rows, each row by column name.
fn rows(csv: &str) -> (Vec<String>, Vec<std::collections::HashMap<String, String>>) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (head, reader.deserialize().map(Result::unwrap).collect())
}

/// Two subjects of thirty papers each, one a month from 2018 on, alternating; each paper cites the six before it of its own subject, and one paper of
/// the other subject now and then. The columns `section` and `label` name the subject.
fn two_subjects() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let words = [["sparse attention", "token pruning", "kernel fusion"], ["galaxy survey", "dark halo", "stellar wind"]];
    let id = |n: usize| format!("p{n:02}");
    let mut papers = String::from("id,title,date,section,label\n");
    let mut citations = String::from("citing,cited\n");
    for n in 0..60 {
        let (subject, month) = (n % 2, n);
        let name = ["Attention", "Galaxies"][subject];
        papers.push_str(&format!(
            "{},The {} study {n},{}-{:02},{name},{name}\n",
            id(n),
            words[subject][n / 2 % 3],
            2018 + month / 12,
            month % 12 + 1
        ));
        (1..=6).filter(|back| 2 * back <= n).for_each(|back| citations.push_str(&format!("{},{}\n", id(n), id(n - 2 * back))));
        if n % 10 == 7 {
            citations.push_str(&format!("{},{}\n", id(n), id(n - 1)));
        }
    }
    std::fs::write(folder.path().join("papers.csv"), papers).unwrap();
    std::fs::write(folder.path().join("citations.csv"), citations).unwrap();
    folder
}

#[test]
fn rank_has_stable_columns_and_every_paper_known_then() {
    let home = two_subjects();
    let (head, ranked) = rows(&stdout(&citegraph(home.path(), &["rank", "--corpus", ".", "--as-of", "2021-01", "--format", "csv", "-q"])));
    let stable = [
        "id",
        "title",
        "section",
        "topic",
        "date",
        "hot",
        "age_percentile",
        "provisional",
        "citations",
        "citations_12m",
        "pagerank",
        "local_citations",
        "rank",
    ];
    assert_eq!(head[..stable.len()], stable);
    // 36 months lie before January 2021.
    assert_eq!(ranked.len(), 36);
    assert!(ranked.iter().all(|row| row["date"].as_str() < "2021-01"));
    let hot: Vec<f64> = ranked.iter().map(|row| row["hot"].parse().unwrap()).collect();
    assert!(hot.is_sorted_by(|a, b| a >= b), "{hot:?}");
    // p24 of January 2020 is cited by six later papers, five of them known in January 2021 (p26 … p34), and p27 cites p26, not p24.
    let of = |id: &str| ranked.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!((of("p24")["citations"].as_str(), of("p34")["citations"].as_str()), ("5", "0"));
    assert_eq!((of("p34")["provisional"].as_str(), of("p02")["provisional"].as_str()), ("true", "false"));
    let total: f64 = ranked.iter().map(|row| row["pagerank"].parse::<f64>().unwrap()).sum();
    assert!((total - 1.0).abs() < 1e-9, "{total}");
}

#[test]
fn rank_by_another_number_within_a_section_and_in_other_forms() {
    let home = two_subjects();
    let arguments = ["rank", "--corpus", ".", "--by", "citations", "--section", "galax", "--top", "4"];
    let json: Value = serde_json::from_str(&stdout(&citegraph(home.path(), &[&arguments[..], &["--format", "json"]].concat()))).unwrap();
    assert_eq!(json["rows"].as_array().unwrap().len(), 4);
    assert_eq!(
        (json["rows_in_all"].as_u64(), json["as_of"].as_str(), json["by"].as_str()),
        (Some(30), Some("2022-12-31"), Some("citations"))
    );
    let ranks: Vec<u64> = json["rows"].as_array().unwrap().iter().map(|row| row["rank_in_section"].as_u64().unwrap()).collect();
    assert_eq!(ranks, [1, 1, 1, 1]);
    assert!(json["rows"].as_array().unwrap().iter().all(|row| row["section"] == "Galaxies" && row["citations"] == 6));
    let table = stdout(&citegraph(home.path(), &arguments));
    assert!(table.contains("as known on 2022-12-31") && table.contains("rank in"), "{table}");
    let md = stdout(&citegraph(home.path(), &[&arguments[..], &["--format", "md"]].concat()));
    assert!(md.contains("\n| rank | rank in section | paper |"), "{md}");
    refused(&citegraph(home.path(), &["rank", "--corpus", ".", "--section", "Chemistry"]), 1, "there is no section `Chemistry`");
    refused(&citegraph(home.path(), &["rank", "--corpus", ".", "--topic", "99"]), 1, "there is no topic 99");
    let zero = citegraph(home.path(), &["rank", "--corpus", ".", "--topic", "0"]);
    assert!(!zero.status.success() && String::from_utf8_lossy(&zero.stderr).contains("topics are numbered from 1"), "{zero:?}");
}

#[test]
fn a_section_is_what_stands_under_it_and_below_it() {
    let home = two_subjects();
    // Four sections, two of them below one heading and two called alike.
    let section = |n: usize| ["Machines › Attention", "Sky › Galaxies", "Machines › Others", "Sky › Others"][n % 4];
    let seeds: String = (0..40).map(|n| format!("p{n:02},{}\n", section(n))).collect();
    std::fs::write(home.path().join("seeds.csv"), format!("id,section\n{seeds}")).unwrap();
    let ask = |command: &str, section: &str, more: &[&str]| {
        let arguments = [command, "--corpus", ".", "--seeds", "seeds.csv", "--section", section, "--format", "csv", "-q"];
        citegraph(home.path(), &[&arguments[..], more].concat())
    };
    for (asked, under, count) in
        [("machines", "Machines", 20), ("Machines / Others", "Machines › Others", 10), ("galax", "Sky › Galaxies", 10)]
    {
        let (_, ranked) = rows(&stdout(&ask("rank", asked, &[])));
        assert_eq!(ranked.len(), count, "{asked}");
        assert!(ranked.iter().all(|row| row["section"].starts_with(under)), "{ranked:?}");
        // Places in the section are places among all these papers.
        assert_eq!(ranked[0]["rank_in_section"], "1");
        let places: Vec<usize> = ranked.iter().map(|row| row["rank_in_section"].parse().unwrap()).collect();
        assert!(places.is_sorted() && places[count - 1] > count / 2, "{places:?}");
    }
    let (_, sky) = rows(&stdout(&ask("missing", "sky", &[])));
    assert!(!sky.is_empty() && sky.iter().all(|row| row["section"].starts_with("Sky › ")), "{sky:?}");
    for command in ["rank", "missing"] {
        let said = ask(command, "others", &[]);
        refused(&said, 1, "several sections are called `others`");
        refused(&said, 1, "`Machines › Others`, `Sky › Others`");
        refused(&ask(command, "Galaxis", &[]), 1, "did you mean `Sky › Galaxies`?");
    }
    refused(&ask("rank", "Sky / Others", &["--as-of", "2018-02"]), 1, "no paper of section `Sky › Others` was found or known on 2018-02");
}

#[test]
fn missing_finds_the_hidden_half_of_a_subject() {
    let home = two_subjects();
    // Every other paper of the first subject is the list.
    let seeds: Vec<String> = (0..60).step_by(4).map(|n| format!("p{n:02}")).collect();
    std::fs::write(home.path().join("seeds.txt"), seeds.join("\n")).unwrap();
    let arguments = ["missing", "--corpus", ".", "--seeds", "seeds.txt", "--format", "csv", "-q"];
    let (head, found) = rows(&stdout(&citegraph(home.path(), &arguments)));
    assert_eq!(head[..6], ["id", "title", "score", "voters", "section", "rank"]);
    let hidden = found.iter().take(12).filter(|row| row["id"][1..].parse::<u32>().unwrap() % 4 == 2).count();
    assert!(hidden >= 11, "{hidden} of the first 12");
    assert!(found.iter().all(|row| !seeds.contains(&row["id"])));
    assert_eq!(found.iter().map(|row| row["rank"].parse::<usize>().unwrap()).collect::<Vec<_>>(), (1..=found.len()).collect::<Vec<_>>());
    // Votes are citations.
    let first = &found[0];
    let citations = std::fs::read_to_string(home.path().join("citations.csv")).unwrap();
    assert!(first["voters"].split("; ").all(|voter| {
        citations.contains(&format!("{voter},{}\n", first["id"])) || citations.contains(&format!("{},{voter}\n", first["id"]))
    }));
    // What somebody knows is left out, here by its title.
    std::fs::write(home.path().join("known.md"), format!("# Known\n\n- **{}**\n", first["title"])).unwrap();
    let (_, rest) = rows(&stdout(&citegraph(home.path(), &[&arguments[..], &["--exclude", "known.md"]].concat())));
    assert_eq!((rest.len(), &rest[0]["id"]), (found.len() - 1, &found[1]["id"]));
    // The past does not see the future.
    let (_, then) = rows(&stdout(&citegraph(home.path(), &[&arguments[..], &["--as-of", "2020"]].concat())));
    assert!(then.iter().all(|row| row["date"].as_str() < "2020"));
    let (_, classics) =
        rows(&stdout(&citegraph(home.path(), &[&arguments[..], &["--classics", "--min-votes", "2", "--top", "5"]].concat())));
    assert!(classics.len() == 5 && classics.iter().all(|row| row["evidence"].starts_with("cited by ")), "{classics:?}");
}

#[test]
fn topics_are_the_two_subjects_and_sections_agree() {
    let home = two_subjects();
    let (head, grouped) =
        rows(&stdout(&citegraph(home.path(), &["topics", "--corpus", ".", "--level", "coarse", "--format", "csv", "-q"])));
    assert_eq!(head[..4], ["id", "topic", "topic_label", "level"]);
    assert_eq!(grouped.len(), 60);
    let topic = |row: &std::collections::HashMap<String, String>| row["topic"].clone();
    for subject in ["Attention", "Galaxies"] {
        let mut topics: Vec<String> = grouped.iter().filter(|row| row["section"] == subject).map(topic).collect();
        topics.sort();
        topics.dedup();
        assert_eq!(topics.len(), 1, "{subject}: {topics:?}");
    }
    // A list drawn from the tables, with sections.
    std::fs::write(home.path().join("seeds.csv"), "section,id\nOne,p00\nOne,p02\nOne,p04\nTwo,p01\nTwo,p03\nTwo,p05\n").unwrap();
    let json: Value =
        serde_json::from_str(&stdout(&citegraph(home.path(), &["topics", "--corpus", ".", "--seeds", "seeds.csv", "--format", "json"])))
            .unwrap();
    assert_eq!((json["papers_listed"].as_u64(), json["papers_known"].as_u64()), (Some(6), Some(60)));
    assert_eq!(json["rows"][1]["section"], "Two");
}

#[test]
fn trends_speak_of_topics_months_and_years() {
    let home = two_subjects();
    let (head, growth) = rows(&stdout(&citegraph(home.path(), &["trends", "--corpus", ".", "--format", "csv", "-q"])));
    assert_eq!(head[..4], ["kind", "topic", "name", "papers"]);
    assert!(growth.iter().any(|row| row["kind"] == "section" && row["name"] == "Attention" && row["papers"] == "30"), "{growth:?}");
    let (_, months) = rows(&stdout(&citegraph(home.path(), &["trends", "--corpus", ".", "--show", "months", "--format", "csv", "-q"])));
    assert_eq!(months.iter().filter(|row| row["kind"] == "all").map(|row| row["papers"].parse::<u32>().unwrap()).sum::<u32>(), 60);
    assert_eq!(months.iter().filter(|row| row["kind"] == "all" && row["complete"] == "false").count(), 3);
    for what in ["bursts", "reference-years", "main-path"] {
        stdout(&citegraph(home.path(), &["trends", "--corpus", ".", "--show", what]));
    }
}

#[test]
fn evaluate_prints_methods_with_intervals_for_each_task() {
    let home = two_subjects();
    let (head, ranked) = rows(&stdout(&citegraph(
        home.path(),
        &["evaluate", "--corpus", ".", "--task", "rank", "--split", "2020-06,2021-06", "--format", "csv"],
    )));
    assert_eq!(head[..7], ["split", "scope", "method", "n", "spearman", "spearman_low", "spearman_high"]);
    // Two splits and their mean, two scopes, five methods.
    assert_eq!(ranked.len(), 30);
    for row in &ranked {
        let [value, low, high] = ["spearman", "spearman_low", "spearman_high"].map(|name| row[name].parse::<f64>().unwrap());
        assert!(low <= value && value <= high, "{row:?}");
    }
    let mean = ranked.iter().find(|row| row["split"] == "mean" && row["method"] == "hot" && row["scope"] == "all").unwrap();
    let of = |split: &str| -> f64 {
        ranked.iter().find(|row| row["split"] == split && row["method"] == "hot" && row["scope"] == "all").unwrap()["spearman"]
            .parse()
            .unwrap()
    };
    assert!((mean["spearman"].parse::<f64>().unwrap() - (of("2020-06") + of("2021-06")) / 2.0).abs() < 1e-12);
    let table = stdout(&citegraph(home.path(), &["evaluate", "--corpus", ".", "--task", "topics", "--lists", "2", "--list-size", "40"]));
    assert!(table.contains("2 labels, 2 random lists of 40 papers") && table.contains("direct citations"), "{table}");
    refused(&citegraph(home.path(), &["evaluate", "--corpus", ".", "--task", "missing"]), 1, "there is nothing to measure");
    refused(&citegraph(home.path(), &["evaluate", "--corpus", ".", "--task", "rank", "--split", "1990"]), 1, "does not lie between");
    refused(&citegraph(home.path(), &["evaluate", "--corpus", ".", "--task", "rank", "--split", "soon"]), 2, "is not a date");
}

#[test]
fn bad_seeds_and_bad_tables_are_told_with_their_place() {
    let home = two_subjects();
    std::fs::write(home.path().join("some.txt"), "p00\n# a remark\n\nnobody\np02\n").unwrap();
    let output = citegraph(home.path(), &["missing", "--corpus", ".", "--seeds", "some.txt"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("1 of 3 ids in `some.txt` are not in the tables, first `nobody` in line 4"), "{said}");
    std::fs::write(home.path().join("none.txt"), "x\ny\n").unwrap();
    refused(&citegraph(home.path(), &["rank", "--corpus", ".", "--seeds", "none.txt"]), 1, "the first is `x` in line 1");
    refused(&citegraph(home.path(), &["rank", "--corpus", ".", "--seeds", "absent.txt"]), 1, "absent.txt");
    refused(&citegraph(home.path(), &["rank", "--seeds", "some.txt", "list.md"]), 2, "--seeds");
    refused(&citegraph(home.path(), &["rank"]), 2, "required");
    refused(&citegraph(home.path(), &["rank", "--corpus", "nowhere"]), 1, "papers.csv");
    std::fs::write(home.path().join("papers.csv"), "id,date\na,2020-13\n").unwrap();
    refused(&citegraph(home.path(), &["rank", "--corpus", "."]), 1, "line 2");
    std::fs::write(home.path().join("papers.csv"), "id,listed\np00,0\np02,no\n").unwrap();
    refused(&citegraph(home.path(), &["rank", "--corpus", "."]), 1, "list no paper");
}

#[test]
fn a_list_and_its_tables_give_the_same_ranks_on_any_number_of_threads() {
    let home = two_subjects();
    let titled: String = std::fs::read_to_string(home.path().join("papers.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .take(20)
        .map(|line| format!("- **{}**\n", line.split(',').nth(1).unwrap()))
        .collect();
    std::fs::write(home.path().join("list.md"), format!("# L\n\n## All\n\n{titled}")).unwrap();
    let run =
        |threads: &str| stdout(&citegraph(home.path(), &["rank", "list.md", "--corpus", ".", "--format", "json", "--threads", threads]));
    let one = run("1");
    assert_eq!(one, run("2"));
    let json: Value = serde_json::from_str(&one).unwrap();
    assert_eq!((json["rows"].as_array().unwrap().len(), json["coverage"]["found"].as_u64()), (20, Some(20)));
}
