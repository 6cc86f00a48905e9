//! What changed between two reports of a list? A digest in Markdown.
//!
//! Two `report.json` go in. Numbers are compared only where they mean the same: a rank has changed when the new one lies outside the old one's interval.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;

use crate::paper::SectionPath;
use crate::text::{counted, markdown};

#[derive(Debug, Deserialize)]
struct Report {
    schema_version: u32,
    as_of: String,
    list: ListPart,
    papers: Vec<Paper>,
    topics: Topics,
    missing: Missing,
}

#[derive(Debug, Deserialize)]
struct ListPart {
    name: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Paper {
    entry_line: usize,
    section: SectionText,
    title: String,
    matched_title: Option<String>,
    paper_id: Option<String>,
    citation_count: Option<u64>,
    rank: Option<u32>,
    rank_interval: Option<(u32, u32)>,
    #[serde(default)]
    provisional: Option<bool>,
}

/// A section as text, and in reports of version 1 as headings of which the first is the list's title.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum SectionText {
    Shown(String),
    Headings(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Topics {
    topics: Vec<Topic>,
}

#[derive(Debug, Deserialize)]
struct Topic {
    label: String,
    papers: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Missing {
    classics: Vec<Suggestion>,
    recents: Vec<Suggestion>,
}

#[derive(Debug, Deserialize)]
struct Suggestion {
    paper_id: String,
    title: String,
    evidence: String,
    section: Option<String>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DigestError {
    #[error("the {which} report is not understood")]
    Syntax { which: &'static str, source: serde_json::Error },
    #[error("the {which} report has schema version {version}, not 1 or 2")]
    Version { which: &'static str, version: u32 },
}

/// What is worth telling.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// A count has changed materially by this share …
    pub min_change: f64,
    /// … and at least this many citations.
    pub min_citations: u64,
    /// Rows of a table.
    pub most: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { min_change: 0.1, min_citations: 3, most: 20 }
    }
}

/// What changed, in Markdown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    pub text: String,
    /// Whether anything did that is worth telling.
    pub changed: bool,
}

/// The digest of two `report.json`.
///
/// # Errors
/// When one of them is no report of this program.
pub fn digest(old: &[u8], new: &[u8], options: &Options) -> Result<Digest, DigestError> {
    let (old, new) = (read(old, "old")?, read(new, "new")?);
    let mut out = format!("## {}: from {} to {}\n\n", markdown(&new.list.name), markdown(&old.as_of), markdown(&new.as_of));
    let before = out.len();
    known(&mut out, &old, &new);
    entries(&mut out, &old, &new, options);
    counts(&mut out, &old, &new, options);
    ranks(&mut out, &old, &new, options);
    topics(&mut out, &old, &new);
    missing(&mut out, &old, &new, options);
    let changed = out.len() > before;
    if !changed {
        out.push_str("Nothing changed that is worth telling.\n");
    }
    Ok(Digest { text: out, changed })
}

fn read(bytes: &[u8], which: &'static str) -> Result<Report, DigestError> {
    let report: Report = serde_json::from_slice(bytes).map_err(|source| DigestError::Syntax { which, source })?;
    if (1..=2).contains(&report.schema_version) { Ok(report) } else { Err(DigestError::Version { which, version: report.schema_version }) }
}

/// Papers of a report by what names them in both: the catalog's id, else the id the other report knows for the title, else the title.
fn by_key<'a>(report: &'a Report, other: &Report) -> BTreeMap<String, Vec<&'a Paper>> {
    let title = |p: &Paper| crate::paper::normalized_title(&p.title);
    let mut ids: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for paper in &other.papers {
        let Some(id) = paper.paper_id.as_deref() else { continue };
        // A title of two papers names neither.
        ids.entry(title(paper)).and_modify(|known| *known = known.filter(|k| *k == id)).or_insert(Some(id));
    }
    let mut papers: BTreeMap<String, Vec<&Paper>> = BTreeMap::new();
    for paper in &report.papers {
        let known = paper.paper_id.clone().or_else(|| ids.get(&title(paper)).copied().flatten().map(str::to_owned));
        papers.entry(known.unwrap_or_else(|| title(paper))).or_default().push(paper);
    }
    papers
}

fn title(paper: &Paper) -> String {
    markdown(paper.matched_title.as_deref().filter(|_| paper.title.is_empty()).unwrap_or(&paper.title))
}

fn section(paper: &Paper) -> String {
    match &paper.section {
        SectionText::Shown(name) => name.clone(),
        SectionText::Headings(path) => SectionPath::new(if path.len() > 1 { &path[1..] } else { path }).to_string(),
    }
}

fn entries(out: &mut String, old: &Report, new: &Report, options: &Options) {
    let (before, after) = (by_key(old, new), by_key(new, old));
    let added: Vec<&Paper> = after.iter().filter(|(k, _)| !before.contains_key(*k)).map(|(_, p)| p[0]).collect();
    let removed: Vec<&Paper> = before.iter().filter(|(k, _)| !after.contains_key(*k)).map(|(_, p)| p[0]).collect();
    let places = |papers: &[&Paper]| papers.iter().map(|p| section(p)).collect::<BTreeSet<String>>();
    let moved = after.iter().filter_map(|(k, now)| {
        let (from, to) = (places(before.get(k)?), places(now));
        (from != to).then(|| (now[0], from, to))
    });
    let moved: Vec<(&Paper, BTreeSet<String>, BTreeSet<String>)> = moved.collect();
    let names = |set: &BTreeSet<String>| set.iter().map(|s| markdown(s)).collect::<Vec<_>>().join(", ");
    listing(out, "Added", &added, options, |p| format!("- {} ({})", title(p), markdown(&section(p))));
    listing(out, "Removed", &removed, options, |p| format!("- {} ({})", title(p), markdown(&section(p))));
    listing(out, "Moved", &moved, options, |(p, from, to)| format!("- {}: {} → {}", title(p), names(from), names(to)));
}

/// How many papers were found then and now, where that changed: numbers of papers found in one report only cannot be compared.
fn known(out: &mut String, old: &Report, new: &Report) {
    let found = |r: &Report| r.papers.iter().filter(|p| p.paper_id.is_some()).count();
    let (before, now) = (found(old), found(new));
    if before != now {
        let _ = write!(out, "Papers found: {before} → {now}.\n\n");
    }
}

fn listing<T>(out: &mut String, head: &str, rows: &[T], options: &Options, row: impl Fn(&T) -> String) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(out, "### {head} ({})\n\n", rows.len());
    for r in rows.iter().take(options.most) {
        let _ = writeln!(out, "{}", row(r));
    }
    if rows.len() > options.most {
        let _ = writeln!(out, "- … and {} more", rows.len() - options.most);
    }
    out.push('\n');
}

/// Papers of both reports, the first entry of each.
fn both<'a>(old: &'a Report, new: &'a Report) -> Vec<(&'a Paper, &'a Paper)> {
    let before = by_key(old, new);
    by_key(new, old).into_iter().filter_map(|(k, now)| Some((before.get(&k)?[0], now[0]))).collect()
}

fn counts(out: &mut String, old: &Report, new: &Report, options: &Options) {
    let mut rows: Vec<(u64, &Paper, u64, u64)> = both(old, new)
        .into_iter()
        .filter_map(|(a, b)| {
            let (from, to) = (a.citation_count?, b.citation_count?);
            let change = from.abs_diff(to);
            (change >= options.min_citations && change as f64 >= options.min_change * from as f64).then_some((change, b, from, to))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(change, p, ..)| (std::cmp::Reverse(*change), p.entry_line));
    let _ = write!(out, "### Citations that changed ({})\n\n| paper | before | now | |\n|---|---:|---:|---:|\n", rows.len());
    for (_, paper, from, to) in rows.iter().take(options.most) {
        let _ = writeln!(out, "| {} | {from} | {to} | {:+} |", title(paper), *to as i64 - *from as i64);
    }
    rest(out, rows.len(), options);
}

fn rest(out: &mut String, rows: usize, options: &Options) {
    if rows > options.most {
        let _ = write!(out, "\n… and {} more\n", rows - options.most);
    }
    out.push('\n');
}

fn ranks(out: &mut String, old: &Report, new: &Report, options: &Options) {
    let mut rows: Vec<_> = both(old, new)
        .into_iter()
        .filter_map(|(a, b)| {
            let (from, interval, to) = (a.rank?, a.rank_interval?, b.rank?);
            (to < interval.0 || to > interval.1).then_some((from.abs_diff(to), b, from, interval, to))
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|(change, p, _, _, to)| (std::cmp::Reverse(*change), *to, p.entry_line));
    let _ =
        write!(out, "### Ranks that left their interval ({})\n\n| paper | before (90 % interval) | now |\n|---|---:|---:|\n", rows.len());
    for (_, paper, from, (low, high), to) in rows.iter().take(options.most) {
        let young = if paper.provisional == Some(true) { " (provisional)" } else { "" };
        let _ = writeln!(out, "| {}{young} | {from} ({low}–{high}) | {to} |", title(paper));
    }
    rest(out, rows.len(), options);
}

/// A topic is the same when it shares the most papers with an old one, and more than half of the smaller.
fn topics(out: &mut String, old: &Report, new: &Report) {
    let listed: BTreeSet<&str> = old.papers.iter().filter_map(|p| p.paper_id.as_deref()).collect();
    let mut lines = Vec::new();
    for topic in &new.topics.topics {
        let members: BTreeSet<&str> = topic.papers.iter().map(String::as_str).collect();
        let shared = |t: &&Topic| t.papers.iter().filter(|p| members.contains(p.as_str())).count();
        let same = old.topics.topics.iter().max_by_key(shared).filter(|t| shared(t) * 2 > t.papers.len().min(members.len()));
        let fresh = members.iter().filter(|p| !listed.contains(*p)).count();
        match same {
            None => lines.push(format!("- new: {} ({})", markdown(&topic.label), counted(members.len(), "paper", "papers"))),
            Some(t) if fresh > 0 => lines.push(format!(
                "- {}: {} → {} papers, {fresh} of them new to the list",
                markdown(&topic.label),
                t.papers.len(),
                members.len()
            )),
            Some(_) => {}
        }
    }
    if !lines.is_empty() {
        let _ = write!(out, "### Topics that grew\n\n{}\n\n", lines.join("\n"));
    }
}

fn missing(out: &mut String, old: &Report, new: &Report, options: &Options) {
    let known: BTreeSet<&str> = old.missing.classics.iter().chain(&old.missing.recents).map(|s| s.paper_id.as_str()).collect();
    let fresh: Vec<&Suggestion> =
        new.missing.recents.iter().chain(&new.missing.classics).filter(|s| !known.contains(s.paper_id.as_str())).collect();
    listing(out, "New candidates", &fresh, options, |s| {
        let place = s.section.as_deref().map_or_else(String::new, |name| format!(" (perhaps for {})", markdown(name)));
        format!("- {}{place}: {}", markdown(&s.title), markdown(&s.evidence))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(papers: &str, missing: &str) -> Vec<u8> {
        format!(
            r#"{{"schema_version":1,"as_of":"2026-01-01","list":{{"name":"l"}},"papers":[{papers}],"topics":{{"topics":[]}},"missing":{{"classics":[],"recents":[{missing}]}}}}"#
        )
        .into_bytes()
    }

    fn paper(id: &str, section: &str, count: u32, rank: u32) -> String {
        format!(
            r#"{{"entry_line":1,"section":["L","{section}"],"title":"Paper {id} | x","matched_title":null,"paper_id":"{id}","citation_count":{count},"rank":{rank},"rank_interval":[{rank},{}]}}"#,
            rank + 2
        )
    }

    #[test]
    fn what_came_went_moved_and_rose_is_told() {
        let old = report(&[paper("a", "A", 100, 1), paper("b", "A", 5, 2), paper("c", "A", 5, 3)].join(","), "");
        let new = report(
            &[paper("a", "B", 103, 1), paper("b", "A", 30, 9), paper("d", "A", 5, 3)].join(","),
            r#"{"paper_id":"m","title":"Missing <one>","evidence":"4 cite it","section":"A"}"#,
        );
        let text = digest(&old, &new, &Options::default()).unwrap().text;
        assert!(text.contains("### Added (1)\n\n- Paper d \\| x (A)"), "{text}");
        assert!(text.contains("### Removed (1)\n\n- Paper c") && text.contains("- Paper a \\| x: A → B"), "{text}");
        assert!(text.contains("| Paper b \\| x | 5 | 30 | +25 |") && !text.contains("| 100 | 103 |"), "{text}");
        assert!(text.contains("| Paper b \\| x | 2 (2–4) | 9 |"), "{text}");
        assert!(text.contains("- Missing &lt;one&gt; (perhaps for A): 4 cite it"), "{text}");
    }

    #[test]
    fn a_paper_that_was_not_found_before_did_not_come_anew() {
        let unfound = r#"{"entry_line":1,"section":["L","A"],"title":"Paper a | x","matched_title":null,"paper_id":null,"citation_count":null,"rank":null,"rank_interval":null}"#;
        let text = digest(&report(unfound, ""), &report(&paper("a", "A", 3, 1), ""), &Options::default()).unwrap().text;
        assert!(!text.contains("Added") && !text.contains("Removed") && text.contains("Papers found: 0 → 1."), "{text}");
    }

    #[test]
    fn two_equal_reports_say_so_and_rubbish_is_an_error() {
        let same = report(&paper("a", "A", 1, 1), "");
        let told = digest(&same, &same, &Options::default()).unwrap();
        assert!(told.text.contains("Nothing changed") && !told.changed);
        assert!(digest(b"{}", &same, &Options::default()).is_err());
    }
}
