//! The list the project began with, against its hand-made truth, field by field.

use super::*;
use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind_of(truth: &str) -> Kind {
    match truth {
        "paper" => Kind::Paper,
        "repo" => Kind::Repository,
        "post" => Kind::Post,
        "video" => Kind::Video,
        "model" => Kind::Model,
        _ => Kind::Resource,
    }
}

#[test]
fn the_seed_comes_out_whole() {
    let Some(folder) = shared("seed") else { return };
    let source = std::fs::read_to_string(folder.join("efficient-llm.md")).unwrap();
    let truth: Value = serde_json::from_slice(&std::fs::read(folder.join("efficient-llm.truth.json")).unwrap()).unwrap();
    let list = read(&source);

    let sections: Vec<(usize, String)> =
        list.sections.iter().map(|section| (section.line, section.path.last().cloned().unwrap_or_default())).collect();
    let wanted: Vec<(usize, String)> = truth["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|section| (section["line"].as_u64().unwrap() as usize, text(&section["title"]).to_owned()))
        .collect();
    assert_eq!(sections, wanted);

    let entries = truth["entries"].as_array().unwrap();
    assert_eq!(list.entries.len(), entries.len());
    for (entry, wanted) in list.entries.iter().zip(entries) {
        compare(&source, &list, entry, wanted);
    }
    let duplicates: Vec<(usize, usize)> =
        list.entries.iter().filter_map(|entry| entry.duplicate_of.map(|first| (list.entries[first].line, entry.line))).collect();
    assert_eq!(duplicates, [(30, 35), (173, 219)]);
    let count = |code| list.notices.iter().filter(|notice| notice.code == code).count();
    assert_eq!(count(NoticeCode::PlaceholderCitation), 39);
    assert_eq!(count(NoticeCode::EmptyLinkText), 9);
    assert_eq!(count(NoticeCode::GarbledText), 40);
    assert_eq!(count(NoticeCode::EmptySection), 1);
}

fn compare(source: &str, list: &List, entry: &Entry, wanted: &Value) {
    let line = wanted["line"].as_u64().unwrap() as usize;
    assert_eq!(entry.line, line);
    let end = wanted["end_line"].as_u64().unwrap() as usize;
    let lines: Vec<&str> = source.lines().collect();
    let last = (line..=end).rev().find(|n| !lines[n - 1].trim().is_empty()).unwrap();
    assert_eq!(entry.end_line, last, "line {line}");
    // The period that ends a linked sentence is not part of its name.
    assert_eq!(entry.title, spaced(text(&wanted["title"])).trim_end_matches('.'), "line {line}");
    assert_eq!(serde_json::json!(list.section_path(entry)), wanted["section"], "line {line}");
    assert_eq!(entry.kind, kind_of(text(&wanted["kind"])), "line {line}");
    if wanted["arxiv"].is_string() {
        assert_eq!(ids(entry), [format!("arxiv:{}v{}", text(&wanted["arxiv"]), wanted["arxiv_version"])], "line {line}");
        assert_eq!((entry.venue.as_deref(), entry.year), (Some("arXiv"), None), "line {line}");
        assert_eq!(entry.authors_truncated, wanted["authors_truncated"].as_bool().unwrap_or(false), "line {line}");
    } else {
        assert!(ids(entry).is_empty(), "line {line}");
    }
    if wanted["authors"].is_array() {
        assert_eq!(serde_json::json!(entry.authors), wanted["authors"], "line {line}");
    } else {
        assert!(entry.authors.is_empty(), "line {line}: {:?}", entry.authors);
    }
    let mentions: Vec<&str> = entry.mentions.iter().map(|id| id.value.as_str()).collect();
    assert_eq!(serde_json::json!(mentions), wanted["secondary_arxiv"], "line {line}");
    let links: Vec<(&str, &str, bool)> = entry.links.iter().map(|link| (link.label.as_str(), link.url.as_str(), link.image)).collect();
    let wanted_links: Vec<(&str, &str, bool)> = wanted["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| (text(&link["label"]), text(&link["url"]), link["image"].as_bool().unwrap()))
        .collect();
    let mut wanted_links: Vec<(String, &str, bool)> =
        wanted_links.into_iter().map(|(label, url, image)| (spaced(label), url, image)).collect();
    let mut links: Vec<(String, &str, bool)> = links.into_iter().map(|(label, url, image)| (spaced(label), url, image)).collect();
    wanted_links.sort();
    links.sort();
    assert_eq!(links, wanted_links, "line {line}");
    match wanted["citation_printed"].as_i64() {
        None => assert!(entry.count.is_none(), "line {line}"),
        Some(printed) => {
            let count = entry.count.as_ref().unwrap();
            assert_eq!(count.value, u64::try_from(printed).ok(), "line {line}");
            assert_eq!(&source[count.span.clone()], printed.to_string(), "line {line}");
            assert!(source[count.slot.clone()].starts_with("[**"), "line {line}");
            let (url, span) = count.link.as_ref().unwrap();
            assert_eq!(url, &source[span.clone()]);
            assert_eq!(wanted["citation_url"].as_str().unwrap_or("None"), url, "line {line}");
        }
    }
}

#[test]
fn the_example_comes_out_whole() {
    let list = read(include_str!("../../examples/efficient-llm.md"));
    assert_eq!(list.title, "Efficient LLM");
    for entry in list.entries.iter().filter(|entry| entry.kind == Kind::Paper) {
        assert!(!entry.title.is_empty() && !entry.authors.is_empty() && ids(entry).len() <= 1, "{entry:#?}");
    }
    let papers = list.entries.iter().filter(|entry| entry.kind == Kind::Paper).count();
    assert!(papers >= 80, "{papers}");
}
