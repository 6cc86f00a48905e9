//! Real lists with labels: how much of them is found, and how much is found that is not there.
//!
//! Labels count what a list's own rule calls an entry; an id under another heading of the same list is then "not an entry" although it
//! is a paper on a line of its own. Such lines were read by eye and are listed in [`TOO_NARROW`]; precision is told as the labels have
//! it, and with these lines set right. Other ids that the labels do not have count against both.
//! Where another label is wrong: MrNeRF 226 (the title begins with "3D"), WooooDyy 666-669 (quotes around whole titles are kept), mhagiwara
//! (whole citations as titles), WILLOSCAR 772 and 889 (a remark on another paper's text), Yochengliu 214
//! (an extension), the verified line 881 of amusi object-detection (the title stands in 883).

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use serde_json::Value;

type Id = (String, String);

fn normal(title: &str) -> String {
    title.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(['.', ' ']).to_owned()
}

/// A label's id in the schemes and forms of the reader.
fn label_id(scheme: &str, value: &str) -> Id {
    let lower = value.to_lowercase();
    if let Some(number) = lower.strip_prefix("corpusid:") {
        return ("corpus".into(), number.into());
    }
    match scheme {
        "s2" | "s2pdf" => ("s2".into(), lower),
        "doi" | "doi_derivable" => ("doi".into(), lower),
        "acl" => ("acl".into(), lower),
        "pmcid" => ("pmcid".into(), lower.trim_start_matches("pmc").into()),
        _ => (scheme.into(), value.into()),
    }
}

fn label_ids(ids: &Value) -> BTreeSet<Id> {
    let schemes = ids.as_object().into_iter().flatten();
    schemes
        .flat_map(|(scheme, values)| {
            values
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|value| value.as_str())
                .map(|value| label_id(scheme, value))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn entry_ids(entry: &Entry) -> BTreeSet<Id> {
    entry
        .identifiers
        .iter()
        .filter(|id| id.scheme != Scheme::Url)
        .map(|id| (id.scheme.name().to_owned(), if id.scheme == Scheme::Acl { id.value.to_lowercase() } else { id.value.clone() }))
        .collect()
}

/// A list, first and last of its lines, and what stands there.
type TooNarrow = (&'static str, &'static [(usize, usize)], &'static str);

/// Lines of papers that the labels do not count.
const TOO_NARROW: [TooNarrow; 11] = [
    (
        "cedrickchee__awesome-transformer-nlp",
        &[(132, 311), (382, 390), (571, 571)],
        "papers as linked titles under Articles, AI Safety, Tasks",
    ),
    ("cedrickchee__awesome-transformer-nlp", &[(421, 421), (489, 489)], "a library and a post, each with its own paper"),
    ("kba__awesome-ocr", &[(267, 270)], "datasets: one with its own paper, one linked by its DOI"),
    ("yangkky__Machine-learning-for-proteins", &[(643, 658)], "a DOI that is percent-encoded, and a nature.com page"),
    ("zhijing-jin__NLP4SocialGood_Papers", &[(137, 137), (243, 243)], "DOIs that are percent-encoded"),
    ("youngfish42__Awesome-FL", &[(1091, 1091)], "a title whose link has no text"),
    ("youngfish42__Awesome-FL", &[(180, 205)], "nature.com pages, whose names are the suffixes of their DOIs"),
    (
        "youngfish42__Awesome-FL",
        &[(3808, 3811), (3936, 3991), (4043, 4064), (4082, 4082)],
        "titles under todo, frameworks, surveys, tutorials",
    ),
    ("zjunlp__KnowledgeEditingPapers", &[(102, 118)], "surveys in bold with authors and link"),
    ("hoya012__deep_learning_object_detection", &[(289, 289)], "a paper that goes on in the next line"),
    ("zhaoxin94__awesome-domain-adaptation", &[(109, 109)], "a DOI that is percent-encoded"),
];

fn is_too_narrow(list: &str, line: usize) -> bool {
    TOO_NARROW.iter().any(|(name, lines, _)| {
        list.strip_suffix(".md") == Some(name) && lines.iter().any(|(first, last)| (*first..=*last).contains(&line))
    })
}

#[derive(Default)]
struct Score {
    name: String,
    wanted: usize,
    found: usize,
    wrong: usize,
    /// Of these, those on lines of [`TOO_NARROW`].
    narrow: usize,
    not_entries: usize,
    hidden: usize,
    entries: usize,
    matched: usize,
    read: usize,
    titles: usize,
    sections: usize,
    verified: usize,
    verified_exact: usize,
    schemes: BTreeMap<String, (usize, usize)>,
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn score(list: &List, truth: &Value, labels: &[Value]) -> Score {
    let mut score = Score { name: truth["list"].as_str().unwrap_or_default().to_owned(), ..Score::default() };
    let control = truth["role"] == "control";
    let visible = label_ids(&truth["ids"]);
    let hidden: BTreeSet<Id> = label_ids(&truth["ids_hidden_in_html_comments"]).difference(&visible).cloned().collect();
    let outside: BTreeSet<Id> = truth["ids_nonentry"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|id| label_id(id["scheme"].as_str().unwrap_or(""), id["id"].as_str().unwrap_or("")))
        .collect();
    let derivable: BTreeSet<Id> = label_ids(&serde_json::json!({ "doi": truth["ids"]["doi_derivable"], "s2": truth["ids"]["s2pdf"] }));
    let wanted: BTreeSet<Id> = if control { BTreeSet::new() } else { labels.iter().flat_map(|label| label_ids(&label["ids"])).collect() };
    let got: BTreeSet<Id> = list.entries.iter().flat_map(entry_ids).collect();
    score.wanted = wanted.len();
    score.found = wanted.intersection(&got).count();
    score.wrong = if control { 0 } else { got.difference(&wanted).filter(|id| !derivable.contains(*id)).count() };
    let narrow = |id: &&Id| {
        list.entries.iter().find(|entry| entry_ids(entry).contains(id)).is_some_and(|entry| is_too_narrow(&score.name, entry.line))
    };
    score.narrow = if control { 0 } else { got.difference(&wanted).filter(|id| !derivable.contains(*id)).filter(narrow).count() };
    score.not_entries = got.intersection(&outside).filter(|id| !wanted.contains(*id)).count();
    score.hidden = got.intersection(&hidden).count();
    for (scheme, value) in &wanted {
        let counts = score.schemes.entry(scheme.clone()).or_default();
        counts.0 += 1;
        counts.1 += usize::from(got.contains(&(scheme.clone(), value.clone())));
    }
    match_entries(&mut score, list, labels);
    verify(&mut score, list, truth, &derivable);
    if control {
        (score.entries, score.read) = (0, 0);
    }
    score
}

fn match_entries(score: &mut Score, list: &List, labels: &[Value]) {
    let mut used = vec![false; list.entries.len()];
    for label in labels {
        let line = label["line"].as_u64().unwrap_or(0) as usize;
        let title = normal(label["title"].as_str().unwrap_or_default());
        let ids = label_ids(&label["ids"]);
        let first = list.entries.partition_point(|entry| entry.line + 1 < line);
        let near = (first..list.entries.len()).take_while(|i| list.entries[*i].line <= line + 1);
        let found = near
            .filter(|i| !used[*i])
            .find(|i| !entry_ids(&list.entries[*i]).is_disjoint(&ids) || normal(&list.entries[*i].title) == title);
        let Some(found) = found else { continue };
        used[found] = true;
        let entry = &list.entries[found];
        score.matched += 1;
        score.titles += usize::from(normal(&entry.title) == title);
        score.sections += usize::from(serde_json::json!(list.section_path(entry)) == label["section"]);
    }
    score.entries = labels.len();
    score.read = list.entries.len();
}

fn verify(score: &mut Score, list: &List, truth: &Value, derivable: &BTreeSet<Id>) {
    for verified in truth["verified_entries"].as_array().into_iter().flatten() {
        let line = verified["line"].as_u64().unwrap_or(0) as usize;
        let ids = label_ids(&verified["ids"]);
        let exact = list.entries.iter().filter(|entry| entry.line.abs_diff(line) <= 1).any(|entry| {
            let path = serde_json::json!(list.section_path(entry));
            let got = entry_ids(entry);
            normal(&entry.title) == normal(verified["title"].as_str().unwrap_or_default())
                && (path == verified["section"] || path == verified["section_semantic"])
                && got.is_superset(&ids)
                && got.difference(&ids).all(|id| derivable.contains(id))
        });
        score.verified += 1;
        score.verified_exact += usize::from(exact);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

fn report(scores: &[Score]) {
    say(&format!(
        "{:<56} {:>5} {:>6} {:>6} {:>4} {:>4} {:>5} {:>6} {:>6} {:>6} {:>6}",
        "list", "ids", "recall", "prec", "not", "hid", "ents", "recall", "prec", "title", "sect"
    ));
    for s in scores {
        let name: String = s.name.chars().take(56).collect();
        say(&format!(
            "{name:<56} {:>5} {:>6.3} {:>6.3} {:>4} {:>4} {:>5} {:>6.3} {:>6.3} {:>6.3} {:>6.3}",
            s.wanted,
            ratio(s.found, s.wanted),
            ratio(s.found, s.found + s.wrong),
            s.not_entries,
            s.hidden,
            s.entries,
            ratio(s.matched, s.entries),
            ratio(s.matched, s.read),
            ratio(s.titles, s.matched),
            ratio(s.sections, s.matched)
        ));
    }
    let medians = [
        ("id recall", median(scores.iter().map(|s| ratio(s.found, s.wanted)).collect())),
        ("id precision", median(scores.iter().map(|s| ratio(s.found, s.found + s.wrong)).collect())),
        ("entry recall", median(scores.iter().map(|s| ratio(s.matched, s.entries)).collect())),
        ("title", median(scores.iter().map(|s| ratio(s.titles, s.matched)).collect())),
    ];
    for (name, value) in medians {
        say(&format!("median {name}: {value:.4}"));
    }
    let mut worst: Vec<(f64, &str)> =
        scores.iter().map(|s| (ratio(s.found, s.wanted).min(ratio(s.found, s.found + s.wrong)), s.name.as_str())).collect();
    worst.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (value, name) in worst.iter().take(10) {
        say(&format!("worst ids: {value:.3} {name}"));
    }
}

#[test]
fn labelled_lists_are_read_as_labelled() {
    let Some(folder) = shared("lists/dev") else { return };
    let truths = folder.join("../truth");
    let mut scores = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let list = read_bytes(&std::fs::read(&path).unwrap());
        let truth: Value = serde_json::from_slice(&std::fs::read(truths.join(format!("{stem}.json"))).unwrap()).unwrap();
        let labels = std::fs::read_to_string(truths.join(format!("entries/{stem}.jsonl"))).unwrap();
        let labels: Vec<Value> = labels.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        scores.push(score(&list, &truth, &labels));
    }
    report(&scores);
    let sum = |field: fn(&Score) -> usize| scores.iter().map(field).sum::<usize>();
    let mut schemes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (scheme, (wanted, found)) in scores.iter().flat_map(|score| &score.schemes) {
        let counts = schemes.entry(scheme).or_default();
        (counts.0, counts.1) = (counts.0 + wanted, counts.1 + found);
    }
    for (scheme, (wanted, found)) in schemes {
        say(&format!("{scheme}: {found} of {wanted} ({:.4})", ratio(found, wanted)));
    }
    let id_recall = ratio(sum(|s| s.found), sum(|s| s.wanted));
    let id_precision = ratio(sum(|s| s.found), sum(|s| s.found + s.wrong));
    let set_right = ratio(sum(|s| s.found + s.narrow), sum(|s| s.found + s.wrong));
    let outside_cedrickchee = || scores.iter().filter(|score| !score.name.starts_with("cedrickchee"));
    let precision_elsewhere = ratio(outside_cedrickchee().map(|s| s.found).sum(), outside_cedrickchee().map(|s| s.found + s.wrong).sum());
    let entry_recall = ratio(sum(|s| s.matched), sum(|s| s.entries));
    let titles = ratio(sum(|s| s.titles), sum(|s| s.matched));
    let verified = ratio(sum(|s| s.verified_exact), sum(|s| s.verified));
    say(&format!(
        "identifiers: recall {id_recall:.4}, precision {id_precision:.4} ({precision_elsewhere:.4} without cedrickchee, {set_right:.4} with {} labels set right), {} of non-entries, {} hidden",
        sum(|s| s.narrow),
        sum(|s| s.not_entries),
        sum(|s| s.hidden)
    ));
    say(&format!(
        "entries: recall {entry_recall:.4}, precision {:.4}; titles {titles:.4}; sections {:.4}",
        ratio(sum(|s| s.matched), sum(|s| s.read)),
        ratio(sum(|s| s.sections), sum(|s| s.matched))
    ));
    say(&format!("verified: {} of {} exact", sum(|s| s.verified_exact), sum(|s| s.verified)));
    // Floors only rise.
    assert!(id_recall >= 0.9995, "{id_recall}");
    assert!(id_precision >= 0.9915, "{id_precision}");
    assert!(precision_elsewhere >= 0.9955, "{precision_elsewhere}");
    assert!(set_right >= 0.9999, "{set_right}");
    assert!(entry_recall >= 0.989, "{entry_recall}");
    assert!(titles >= 0.977, "{titles}");
    assert!(verified >= 0.995, "{verified}");
    assert_eq!(sum(|s| s.hidden), 0);
}

#[test]
fn hard_cases_come_out_as_expected() {
    let Some(path) = shared("lists/hardcases.json") else { return };
    let cases: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut failed = Vec::new();
    for case in &cases {
        let problems = problems_of(case);
        if !problems.is_empty() {
            failed.push(format!("{} ({}): {problems:?}", case["id"], case["case"]));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    say(&format!("{} hard cases", cases.len()));
}

fn problems_of(case: &Value) -> Vec<String> {
    let expected = &case["expected"];
    let raw = case["raw"].as_str().unwrap_or_default();
    if raw.ends_with('…') {
        // Cut short in the collection: what is asked for is not in it.
        return Vec::new();
    }
    // Snippets are cut out of their list: a fence or a table head may be missing.
    let text = match case["cls"].as_str() {
        Some("bibtex") => format!("```\n{0}\n{0}\n{raw}\n", "@misc{x,\n title={Some Other Work}}"),
        _ if raw.starts_with('|') => {
            let columns = raw.matches('|').count().max(2);
            format!("# L\n\n|{0}\n|{1}\n{raw}\n", " |".repeat(columns), "--|".repeat(columns))
        }
        _ => format!("# L\n\n{raw}\n"),
    };
    let list = read(&text);
    let mut problems = Vec::new();
    let ids: BTreeSet<String> = list.entries.iter().flat_map(|entry| entry.identifiers.iter().map(|id| id.value.clone())).collect();
    let mut fail = |what: String| problems.push(what);
    if let Some(count) = expected["entries"].as_u64().or(expected["papers"].as_u64())
        && case["cls"] != "bibtex"
        && list.entries.len() as u64 != count
    {
        fail(format!("{} entries: {:?}", list.entries.len(), titles(&list)));
    }
    if let Some(title) = expected["title"].as_str()
        && !list.entries.iter().any(|entry| normal(&entry.title) == normal(title))
    {
        fail(format!("titles {:?}", titles(&list)));
    }
    for id in expected["ids"].as_array().into_iter().chain(expected["ids_contains"].as_array()).flatten().filter_map(Value::as_str) {
        if !ids.contains(id) {
            fail(format!("no {id} in {ids:?}"));
        }
    }
    if expected["ids"].as_array().is_some_and(Vec::is_empty) && !ids.is_empty() {
        fail(format!("ids {ids:?}"));
    }
    for id in expected["must_not"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if ids.iter().any(|found| found.contains(id)) {
            fail(format!("{id} taken"));
        }
    }
    if let Some(printed) = expected["printed"].as_str()
        && !ids.contains(printed)
    {
        fail(format!("printed {printed} not in {ids:?}"));
    }
    if let Some(path) = expected["section_path"].as_array()
        && !list
            .entries
            .iter()
            .any(|entry| list.section_path(entry).ends_with(&path.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()))
        && !list
            .sections
            .iter()
            .any(|section| section.path.ends_with(&path.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()))
    {
        fail(format!("sections {:?}", list.sections.iter().map(|section| &section.path).collect::<Vec<_>>()));
    }
    if let Some(count) = expected["empty_links"].as_u64() {
        let empty = list.notices.iter().filter(|notice| notice.code == NoticeCode::EmptyLinkTarget).count() as u64;
        if empty != count {
            fail(format!("{empty} empty links"));
        }
    }
    problems
}
