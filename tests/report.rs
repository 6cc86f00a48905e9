//! The report as its readers get it: every file well-formed, outside text as text, the same bytes twice.
#![expect(clippy::print_stdout, reason = "times and skipped tests are told")]

#[path = "report/schema.rs"]
mod schema;
#[path = "report/study.rs"]
mod study;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use citegraph::part::Wanted;
use citegraph::report::exports::{self, Format};
use citegraph::report::{Report, render};
use html5gum::{Token, Tokenizer};
use resvg::usvg::roxmltree;
use serde_json::Value;

fn file<'a>(report: &'a Report, name: &str) -> &'a [u8] {
    &report.files.iter().find(|(path, _)| path == Path::new(name)).unwrap_or_else(|| panic!("{name} is missing")).1
}

fn text<'a>(report: &'a Report, name: &str) -> &'a str {
    std::str::from_utf8(file(report, name)).unwrap()
}

fn json(report: &Report, name: &str) -> Value {
    serde_json::from_slice(file(report, name)).unwrap()
}

fn ending<'a>(report: &'a Report, ending: &'a str) -> impl Iterator<Item = (&'a PathBuf, &'a str)> {
    report
        .files
        .iter()
        .filter(move |(path, _)| path.extension().is_some_and(|e| e == ending))
        .map(|(path, bytes)| (path, std::str::from_utf8(bytes).unwrap()))
}

/// Set CITEGRAPH_KEEP_REPORTS to a folder to look at the reports of the tests.
#[test]
fn reports_of_every_size_render() {
    let keep = std::env::var_os("CITEGRAPH_KEEP_REPORTS").map(PathBuf::from);
    let large: &[usize] = if keep.is_some() { &[5_000, 10_000] } else { &[] };
    for &size in [0, 1, 2, 5, 90, 500].iter().chain(large) {
        for hostile in [false, true] {
            let study = study::study(size, hostile);
            let begin = std::time::Instant::now();
            let report = render(&study).unwrap();
            println!(
                "{size} papers, hostile {hostile}: {:?}, {} bytes",
                begin.elapsed(),
                report.files.iter().map(|f| f.1.len()).sum::<usize>()
            );
            if let Some(dir) = &keep {
                report.write(&dir.join(format!("{size}{}", if hostile { "-hostile" } else { "" }))).unwrap();
            }
        }
    }
    let report = render(&study::example()).unwrap();
    if let Some(dir) = &keep {
        report.write(&dir.join("example")).unwrap();
    }
}

#[test]
fn a_report_has_its_files() {
    let report = render(&study::study(90, false)).unwrap();
    for name in
        ["index.html", "report.md", "report.json", "manifest.json", "references.bib", "graph/citations.graphml", "graph/citations.gexf"]
    {
        assert!(!file(&report, name).is_empty(), "{name}");
    }
    for table in ["entries", "papers", "citations", "rankings", "topics", "trends", "missing"] {
        assert!(file(&report, &format!("tables/{table}.csv")).len() > 20);
        assert_eq!(&file(&report, &format!("tables/{table}.parquet"))[..4], b"PAR1");
    }
    for figure in [
        "citations-by-month",
        "topic-share",
        "growth",
        "age-citations",
        "sections-topics",
        "bursts",
        "reference-years",
        "main-path",
        "rank-stability",
    ] {
        assert_eq!(&file(&report, &format!("figures/{figure}.png"))[1..4], b"PNG");
        assert!(text(&report, &format!("figures/{figure}.svg")).contains("<text"), "text stays text");
    }
    assert!(file(&report, "index.html").len() < 2_000_000);
    assert!(report.files.windows(2).all(|pair| pair[0].0 < pair[1].0), "sorted by name");
}

#[test]
fn a_list_of_nothing_gives_a_whole_report() {
    let report = render(&study::study(0, false)).unwrap();
    assert!(text(&report, "index.html").contains("The list has no entries"));
    assert_eq!(json(&report, "report.json")["coverage"]["entries"], 0);
    assert_eq!(text(&report, "tables/rankings.csv").lines().count(), 1, "a header");
    assert_eq!(ending(&report, "svg").count(), 0);
}

#[test]
fn hostile_titles_are_text_in_the_page() {
    for size in [5, 90] {
        let report = render(&study::study(size, true)).unwrap();
        let page = text(&report, "index.html");
        let mut tags: BTreeMap<String, usize> = BTreeMap::new();
        for token in Tokenizer::new(page) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            let name = String::from_utf8_lossy(&tag.name).into_owned();
            for (key, value) in &tag.attributes {
                let (key, value) = (String::from_utf8_lossy(key).to_lowercase(), String::from_utf8_lossy(value).to_lowercase());
                assert!(!key.starts_with("on") && key != "style" && key != "src" && key != "srcset", "{name} {key}={value}");
                assert!(!(key == "href" && value.trim().starts_with("javascript")), "{value}");
                // Only links that a reader follows leave the page.
                assert!(!value.starts_with("http") || (name == "a" && key == "href") || key == "xmlns", "{name} {key}={value}");
            }
            *tags.entry(name).or_insert(0) += 1;
        }
        assert_eq!((tags["script"], tags["style"], tags["title"] >= 1), (2, 1, true));
        for unwanted in ["img", "iframe", "link", "object", "embed", "i", "base", "video", "audio"] {
            assert!(!tags.contains_key(unwanted), "{unwanted} in the page");
        }
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"), "the title is shown as it is");
        assert!(!page.contains("49{%") && page.contains("{{ 7 * 7 }}"), "the template does not run outside text");
        let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
        assert!(!data.contains('<') && serde_json::from_str::<Value>(data).is_ok());
        let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        assert!(style.match_indices("url(").all(|(at, _)| style[at..].starts_with("url(data:")), "no outside style");
        assert!(!page.contains('\u{202E}') && !page.contains('\u{0}') && !page.contains('\u{7}'));
        assert!(!page.contains(&"x".repeat(400)), "long titles are cut");
    }
}

#[test]
fn hostile_titles_leave_xml_well_formed() {
    let report = render(&study::study(90, true)).unwrap();
    let mut seen = 0;
    for name in ["svg", "graphml", "gexf"] {
        for (path, xml) in ending(&report, name) {
            roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            seen += 1;
        }
    }
    assert!(seen >= 9);
    let gexf = roxmltree::Document::parse(text(&report, "graph/citations.gexf")).unwrap();
    let labels: Vec<_> = gexf
        .descendants()
        .filter(|node| node.has_tag_name(("http://gexf.net/1.3", "node")))
        .filter_map(|node| node.attribute("label"))
        .collect();
    assert!(labels.iter().any(|label| label.contains("</script><img src=x onerror=alert(1)>")));
}

#[test]
fn hostile_titles_leave_csv_whole_and_harmless() {
    let report = render(&study::study(90, true)).unwrap();
    for (path, csv) in ending(&report, "csv") {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let width = reader.headers().unwrap().len();
        for row in reader.records() {
            let row = row.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(row.len(), width);
            for cell in &row {
                let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!formula || cell.parse::<f64>().is_ok(), "{}: {cell:?}", path.display());
            }
        }
    }
}

#[test]
fn hostile_titles_stay_in_their_markdown_cells() {
    let report = render(&study::study(90, true)).unwrap();
    let page = text(&report, "report.md");
    let mut tables = 0;
    let mut width = 0;
    for line in page.lines() {
        let cells = line.replace("\\|", "").matches('|').count();
        if line.starts_with('|') {
            if width == 0 {
                width = cells;
                tables += 1;
            }
            assert_eq!(cells, width, "{line}");
        } else {
            width = 0;
        }
        assert!(!line.contains("<img") && !line.contains("<script") && !line.contains("@someone"), "{line}");
    }
    assert!(tables >= 6);
    let html: Vec<_> = pulldown_cmark::Parser::new_ext(page, pulldown_cmark::Options::all()).collect();
    for event in html {
        match event {
            pulldown_cmark::Event::Html(html) | pulldown_cmark::Event::InlineHtml(html) => panic!("{html}"),
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://"), "{dest_url}")
            }
            _ => {}
        }
    }
}

#[test]
fn the_machine_readable_report_follows_its_schema() {
    let root = env!("CARGO_MANIFEST_DIR");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(format!("{root}/docs/report-schema.json")).unwrap()).unwrap();
    for (size, hostile) in [(0, false), (1, false), (90, false), (90, true)] {
        let study = study::study(size, hostile);
        let report = json(&render(&study).unwrap(), "report.json");
        let wrong = schema::errors(&schema, &report);
        assert!(wrong.is_empty(), "{wrong:#?}");
        let papers = report["papers"].as_array().unwrap();
        assert_eq!(papers.len() as u64, report["coverage"]["paper_entries"].as_u64().unwrap(), "one row per entry that is about a paper");
        let found = papers.iter().filter(|paper| paper["outcome"] == "found").count() as u64;
        assert_eq!(found, report["coverage"]["found"].as_u64().unwrap());
        let lines: Vec<u64> = papers.iter().map(|paper| paper["entry_line"].as_u64().unwrap()).collect();
        assert!(lines.is_sorted(), "in list order");
    }
}

#[test]
fn only_the_manifest_knows_what_a_run_spent() {
    let mut study = study::study(90, false);
    let cold = render(&study).unwrap();
    study.provenance.requests = Default::default();
    study.provenance.cache = serde_json::json!({ "state": "cold", "entries": 17 });
    let warm = render(&study).unwrap();
    let differing: Vec<_> = cold.files.iter().zip(&warm.files).filter(|(a, b)| a != b).map(|(a, _)| a.0.display().to_string()).collect();
    assert_eq!(differing, ["manifest.json"]);
    let requests = json(&cold, "manifest.json")["requests"].clone();
    assert_eq!(requests, serde_json::json!({ "batch": 3, "match": 2, "references": 0, "citations": 0, "total": 5, "retried": 0 }));
}

#[test]
fn the_manifest_lists_every_other_file_with_its_hash() {
    let report = render(&study::study(5, false)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    report.write(dir.path()).unwrap();
    let manifest = json(&report, "manifest.json");
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, report.files.len());
    for file in files {
        let bytes = std::fs::read(dir.path().join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["blake3"], blake3::hash(&bytes).to_hex().to_string());
    }
}

fn digest() -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in render(&study::study(90, true)).unwrap().files {
        hasher.update(name.to_string_lossy().as_bytes()).update(&bytes);
    }
    hasher.finalize().to_hex().to_string()
}

/// Runs in processes of its own, below; by itself it checks that twice is the same.
#[test]
fn the_same_study_gives_the_same_bytes() {
    let one = digest();
    assert_eq!(one, digest());
    if std::env::var_os("CITEGRAPH_PRINT_DIGEST").is_some() {
        println!("digest={one}=");
        return;
    }
    for threads in ["1", "2"] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_same_study_gives_the_same_bytes", "--nocapture"])
            .env("CITEGRAPH_PRINT_DIGEST", "1")
            .env("POLARS_MAX_THREADS", threads)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains(&format!("digest={one}=")), "{threads} threads: {output:?}");
    }
}

#[test]
fn partial_data_are_said_on_the_face_of_the_report() {
    let report = render(&study::example()).unwrap();
    for name in ["index.html", "report.md"] {
        assert!(text(&report, name).replace("&#x27;", "'").contains("Counts are counts inside the bundled snapshot"), "{name}");
    }
}

#[test]
fn a_part_keeps_the_ranks_of_the_whole_and_counts_its_own() {
    let whole = study::study(90, false);
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report-schema.json")).unwrap()).unwrap();
    let topics = &whole.analyses.topics.topics;
    let place = (0..topics.len()).max_by_key(|&place| topics[place].papers.len()).unwrap();
    let label = topics[place].label.clone();
    for wanted in [
        Wanted::Section("quantization".into()),
        Wanted::Topic(citegraph::analysis::TopicNumber::of(place).to_string()),
        Wanted::Topic(label),
    ] {
        let part = citegraph::part::part(&whole, &wanted).unwrap();
        let ids = |study: &citegraph::report::Study| -> BTreeMap<String, u32> {
            let standings = &study.analyses.rankings.standings;
            standings.iter().map(|s| (study.corpus.paper(s.paper).id.0.clone(), s.rank)).collect()
        };
        let (all, some) = (ids(&whole), ids(&part));
        assert!(some.len() > 2 && some.len() < all.len() && some.len() == part.corpus.listed().len(), "{wanted:?}");
        assert!(some.iter().all(|(id, rank)| all[id] == *rank), "{wanted:?}: ranks are those of the whole list");
        assert!(part.list.entries.len() < whole.list.entries.len());
        let report = render(&part).unwrap();
        let document = json(&report, "report.json");
        let wrong = schema::errors(&schema, &document);
        assert!(wrong.is_empty(), "{wrong:#?}");
        let here: Vec<u64> = document["rankings"].as_array().unwrap().iter().map(|row| row["rank_in_part"].as_u64().unwrap()).collect();
        assert_eq!(here, (1..=some.len() as u64).collect::<Vec<_>>());
        assert_eq!(document["part"]["papers_of_list"], all.len());
        check_bibtex(text(&report, "references.bib"), some.len());
        assert!(text(&report, "index.html").contains("This report is of one"));
        assert!(text(&report, "report.md").contains("(overall "));
        let elsewhere = part.analyses.missing.classics.iter().chain(&part.analyses.missing.recents);
        assert!(
            elsewhere.into_iter().all(|s| !all.contains_key(&part.corpus.paper(s.paper).id.0)),
            "what is listed elsewhere is not missing"
        );
    }
    assert_eq!(json(&render(&whole).unwrap(), "report.json")["rankings"][0]["rank_in_part"], Value::Null);
}

#[test]
fn a_part_that_is_not_there_is_told_with_what_there_is() {
    let whole = study::study(90, false);
    let error = citegraph::part::part(&whole, &Wanted::Section("Quantisation".into())).err().unwrap();
    assert_eq!(error.to_string(), "there is no section `Quantisation`");
    let hint = error.hint().unwrap();
    assert!(hint.starts_with("did you mean `Quantization`?") && hint.contains("`Serving Systems`"), "{hint}");
    let error = citegraph::part::part(&whole, &Wanted::Topic("99".into())).err().unwrap();
    assert!(error.hint().unwrap().contains("`1 ") && !error.hint().unwrap().contains("`0 "), "{error}");
    let nothing = study::study(0, false);
    let error = citegraph::part::part(&nothing, &Wanted::Section("x".into())).err().unwrap();
    assert_eq!(error.hint().as_deref(), Some("this list has no sections"));
}

/// A cell of a table, by row and column name.
fn rows_of(report: &Report, name: &str) -> Vec<std::collections::HashMap<String, String>> {
    let table = text(report, name);
    csv::Reader::from_reader(table.as_bytes()).deserialize().map(Result::unwrap).collect()
}

#[test]
fn tables_join_on_section_and_sections_come_in_the_order_of_the_list() {
    let study = study::study(90, false);
    let report = render(&study).unwrap();
    let (entries, papers, rankings) =
        (rows_of(&report, "tables/entries.csv"), rows_of(&report, "tables/papers.csv"), rows_of(&report, "tables/rankings.csv"));
    let paper = |id: &str| papers.iter().find(|row| row["id"] == id).unwrap();
    let found: Vec<_> = entries.iter().filter(|row| !row["id"].is_empty()).collect();
    assert!(found.len() > 50 && rankings.len() > 50);
    for entry in &found {
        assert!(
            !entry["section"].is_empty() && paper(&entry["id"])["sections"].split("; ").any(|one| one == entry["section"]),
            "{entry:?}"
        );
    }
    for ranked in &rankings {
        assert_eq!(ranked["section"], paper(&ranked["id"])["section"]);
        assert!(found.iter().any(|entry| entry["id"] == ranked["id"] && entry["section"] == ranked["section"]), "{ranked:?}");
    }
    // The program's own file says the same.
    let json: serde_json::Value = serde_json::from_str(text(&report, "report.json")).unwrap();
    for row in json["papers"].as_array().unwrap().iter().filter(|row| row["paper_id"].is_string()) {
        assert!(found.iter().any(|entry| row["section"] == entry["section"].as_str() && row["paper_id"] == entry["id"].as_str()), "{row}");
    }
    for (row, ranked) in json["rankings"].as_array().unwrap().iter().zip(&rankings) {
        assert_eq!(row["section"], ranked["section"].as_str());
    }
    // The figure, the page's menu and the file name the sections in the order of the list.
    let order: Vec<&str> = study.corpus.section_order().iter().map(|section| section.name()).collect();
    let mut lines: Vec<(usize, &str)> = Vec::new();
    for entry in &found {
        if !lines.iter().any(|(_, name)| *name == entry["section"]) {
            lines.push((entry["line"].parse().unwrap(), &entry["section"]));
        }
    }
    lines.sort_unstable();
    assert_eq!(order, lines.iter().map(|(_, name)| *name).collect::<Vec<_>>());
    let page = text(&report, "index.html");
    let menu = &page[page.find("id=\"f-section\"").unwrap()..];
    let places: Vec<usize> = order.iter().map(|name| menu.find(&format!(">{name}</option>")).unwrap()).collect();
    assert!(places.is_sorted(), "{order:?}");
}

#[test]
fn a_section_holds_what_stands_below_it() {
    let mut whole = study::study(90, false);
    whole.list.title_section = None;
    for section in &mut whole.list.sections {
        let name = section.path.last().unwrap().clone();
        section.path = match name.as_str() {
            "Quantization" => vec!["Compression".into(), "Quantization".into()],
            "Distillation" => vec!["Compression".into(), "Others".into()],
            "Survey" => vec!["Reading".into(), "Others".into()],
            _ => section.path.clone(),
        };
    }
    let entries = |asked: &str| citegraph::part::part(&whole, &Wanted::Section(asked.into())).map(|part| part.list.entries.len());
    let (both, one) = (entries("compression").unwrap(), entries("Compression / Quantization").unwrap());
    assert!(one > 0 && both == one + entries("Compression > Others").unwrap());
    let error = entries("others").unwrap_err();
    assert!(
        error.hint().unwrap().contains("`Compression › Others`, `Reading › Others`")
            || error.hint().unwrap().contains("`Reading › Others`, `Compression › Others`"),
        "{error}"
    );
}

#[test]
fn hostile_names_of_sections_lead_to_their_part() {
    let whole = study::study(90, true);
    let names: Vec<String> = whole.list.entries.iter().map(|entry| whole.list.section(entry).to_string()).collect();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let part = citegraph::part::part(&whole, &Wanted::Section(name.clone())).unwrap();
        let report = render(&part).unwrap();
        assert!(!text(&report, "index.html").contains("<img"), "{name}");
    }
}

fn program(arguments: &[&str], folder: &Path) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_citegraph")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn exports_go_to_standard_output_or_to_files_that_are_whole() {
    let home = tempfile::tempdir().unwrap();
    let (list, tables) =
        (concat!(env!("CARGO_MANIFEST_DIR"), "/examples/efficient-llm.md"), concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot"));
    let export = |more: &[&str]| program(&[&["export", list, "--corpus", tables], more].concat(), home.path());
    let output = export(&["--format", "bibtex", "--section", "quantization"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    check_bibtex(std::str::from_utf8(&output.stdout).unwrap(), 14);
    let output = export(&["--format", "pajek"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("hint: name a folder"));
    let output = export(&["--format", "pajek", "--out", "deep/pajek"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut names: Vec<_> = std::fs::read_dir(home.path().join("deep/pajek")).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["citations.net", "hot.vec", "topics.clu"]);
    let output = export(&["--format", "ris", "--out", "mine.ris", "--quiet"]);
    assert_eq!((output.status.code(), output.stdout.len(), output.stderr.len()), (Some(0), 0, 0));
    check_ris(&std::fs::read_to_string(home.path().join("mine.ris")).unwrap(), 87);
    let output = export(&["--format", "ris", "--topic", "no such topic"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert_eq!(export(&["--format", "word"]).status.code(), Some(2));
}

#[test]
fn exports_are_what_their_readers_expect() {
    for hostile in [false, true] {
        let study = study::study(90, hostile);
        let listed = study.corpus.listed().len();
        for format in Format::ALL {
            let files = exports::export(&study, format, exports::Scope::Neighbours);
            assert!(!files.is_empty() && files.iter().all(|(_, bytes)| !bytes.is_empty()), "{}", format.name());
            let text: Vec<String> = files.into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
            match format {
                Format::GraphMl | Format::Gexf => drop(roxmltree::Document::parse(&text[0]).unwrap()),
                Format::VosViewerJson | Format::Cytoscape => drop(serde_json::from_str::<Value>(&text[0]).unwrap()),
                Format::CslJson => check_csl(&text[0], listed),
                Format::BibTex | Format::BibLaTex => check_bibtex(&text[0], listed),
                Format::Badge => {
                    let badge: Value = serde_json::from_str(&text[0]).unwrap();
                    assert_eq!((&badge["schemaVersion"], &badge["label"]), (&Value::from(1), &Value::from("papers")));
                    assert!(badge["message"].is_string() && badge["color"].is_string());
                }
                Format::Ris => check_ris(&text[0], listed),
                Format::Pajek => check_pajek(&text),
                Format::VosViewer => check_vosviewer(&text),
                Format::GephiCsv => {
                    text.iter().for_each(|csv| assert!(csv::Reader::from_reader(csv.as_bytes()).records().all(|row| row.is_ok())))
                }
                Format::Dot => assert!(
                    text[0].lines().filter(|line| line.contains("xlabel")).all(|line| line
                        .replace("\\\\", "")
                        .replace("\\\"", "")
                        .matches('"')
                        .count()
                        % 2
                        == 0)
                ),
            }
        }
    }
}

fn check_csl(text: &str, listed: usize) {
    let items: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(items.len(), listed);
    let known = ["id", "type", "title", "author", "issued", "container-title", "DOI", "number", "URL", "abstract"];
    assert!(items.iter().all(|item| item["id"].is_string()
        && item["type"].is_string()
        && item.as_object().unwrap().keys().all(|key| known.contains(&key.as_str()))));
}

fn check_bibtex(text: &str, listed: usize) {
    let library = biblatex::Bibliography::parse(text).unwrap();
    assert_eq!(library.len(), listed);
    let keys: HashSet<_> = library.iter().map(|entry| entry.key.clone()).collect();
    assert_eq!(keys.len(), listed);
    assert!(library.iter().all(|entry| entry.title().is_ok()));
}

fn check_ris(text: &str, listed: usize) {
    assert_eq!(text.lines().filter(|line| line.starts_with("TY  - ")).count(), listed);
    assert_eq!(text.lines().filter(|line| *line == "ER  - ").count(), listed);
    assert!(text.lines().all(|line| line.is_empty() || line.get(2..6) == Some("  - ")));
}

fn check_pajek(files: &[String]) {
    let count: usize = files[0].lines().next().unwrap().strip_prefix("*Vertices ").unwrap().parse().unwrap();
    assert!(files[0].is_ascii() && files[0].lines().skip(1).take(count).all(|line| line.matches('"').count() == 2));
    assert!(files[1..].iter().all(|file| file.lines().count() == count + 1));
}

fn check_vosviewer(files: &[String]) {
    let width = files[0].lines().next().unwrap().split('\t').count();
    let ids: HashSet<&str> = files[0].lines().skip(1).map(|line| line.split('\t').next().unwrap()).collect();
    assert!(files[0].lines().all(|line| line.split('\t').count() == width && !line.contains('"')));
    let mut pairs = HashSet::new();
    for line in files[1].lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.len() == 3 && ids.contains(cells[0]) && ids.contains(cells[1]) && pairs.insert((cells[0], cells[1])), "{line}");
    }
}
