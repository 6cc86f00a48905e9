//! Answers for the terminal and for other programs.

use citegraph::catalog::Requests;
use citegraph::list::{Entry, Kind, List};
use citegraph::maintain::titles::mismatch;
use citegraph::paper::Identifier;
use citegraph::resolve::{Evidence, Resolution, Resolved};
use serde_json::{Value, json};

use super::table::{Column, aligned, counted, prose, table_width};

/// `parse`: what was understood.
pub fn parsed(list: &List) -> String {
    let rows: Vec<Vec<String>> = list
        .entries
        .iter()
        .map(|entry| {
            let identifiers: Vec<String> = entry.identifiers.iter().map(Identifier::to_string).collect();
            let title = if entry.title.is_empty() { "(no title)".to_owned() } else { entry.title.clone() };
            vec![entry.line.to_string(), entry.kind.name().to_owned(), title, identifiers.join(" "), list.section(entry).to_string()]
        })
        .collect();
    let columns =
        [Column::key("line"), Column::word("kind", 3), Column::title("title"), Column::text("identifiers", 2), Column::text("section", 1)];
    let mut out = if rows.is_empty() { String::new() } else { aligned(&columns, &rows, table_width()) };
    if !list.notices.is_empty() {
        let notices: Vec<Vec<String>> =
            list.notices.iter().map(|n| vec![format!("{}:{}", n.line, n.column), n.code.name().to_owned(), n.message.clone()]).collect();
        out.push('\n');
        let columns = [Column::word("place", 9), Column::title("notice"), Column::sentence("message")];
        out.push_str(&aligned(&columns, &notices, table_width()));
    }
    let totals = format!(
        "{}, {}, {}, {}",
        counted(list.entries.len(), "entry", "entries"),
        counted(papers(list), "paper", "papers"),
        counted(list.sections.len(), "section", "sections"),
        counted(list.notices.len(), "notice", "notices")
    );
    out.push('\n');
    out.push_str(&prose(&totals, table_width(), 2));
    out
}

fn papers(list: &List) -> usize {
    list.entries.iter().filter(|e| e.kind == Kind::Paper).count()
}

/// `resolve`: which paper each entry means, and why.
pub fn resolved(list: &List, resolved: &Resolved, requests: &Requests) -> String {
    let rows: Vec<Vec<String>> = list
        .entries
        .iter()
        .zip(&resolved.resolutions)
        .filter(|(_, r)| !matches!(r, Resolution::NotAPaper))
        .map(|(entry, resolution)| {
            let paper = resolution.paper().and_then(|id| resolved.paper(id));
            let title = paper.map_or_else(|| entry.title.clone(), |p| p.title.clone());
            let count = paper.and_then(|p| p.citation_count).map_or_else(|| "–".to_owned(), |n| n.to_string());
            vec![entry.line.to_string(), resolution.outcome().to_owned(), title, count, why(entry, resolution, resolved)]
        })
        .collect();
    let columns =
        [Column::key("line"), Column::word("outcome", 9), Column::title("title"), Column::number("citations", 1), Column::sentence("why")];
    let mut out = if rows.is_empty() { String::new() } else { aligned(&columns, &rows, table_width()) };
    let count = |outcome: &str| resolved.resolutions.iter().filter(|r| r.outcome() == outcome).count();
    let totals = format!(
        "{}: {} found, {} ambiguous, {} unknown, {} failed, {} not a paper; {}",
        counted(list.entries.len(), "entry", "entries"),
        count("found"),
        count("ambiguous"),
        count("unknown"),
        count("failed"),
        count("not-a-paper"),
        counted(requests.total, "request", "requests")
    );
    out.push('\n');
    out.push_str(&prose(&totals, table_width(), 2));
    out
}

/// A title that differs is said by the rule of `lint`: a model's name contradicts nothing.
fn why(entry: &Entry, resolution: &Resolution, resolved: &Resolved) -> String {
    match resolution {
        Resolution::Found { evidence: Evidence::Identifier { identifier, .. }, .. } => match mismatch(entry, resolution, resolved) {
            Some(similarity) => format!("{identifier}, but the titles differ ({similarity:.2})"),
            None => identifier.to_string(),
        },
        Resolution::Found { evidence: Evidence::Title { similarity, .. }, .. } => format!("title ({similarity:.2})"),
        Resolution::Found { evidence: Evidence::Override, .. } => "override".into(),
        Resolution::Ambiguous { candidates } => candidates
            .first()
            .map_or_else(String::new, |c| format!("perhaps \u{201c}{}\u{201d} ({:.2}): {}", c.title, c.similarity, c.reason)),
        Resolution::Unknown { reason } => reason.clone(),
        Resolution::Failed { failure } => failure.to_string(),
        Resolution::NotAPaper => String::new(),
    }
}

/// `resolve --format json`.
pub fn resolved_json(name: &str, list: &List, resolved: &Resolved, requests: &Requests) -> Value {
    let entries: Vec<Value> = list
        .entries
        .iter()
        .zip(&resolved.resolutions)
        .map(|(entry, resolution)| {
            let mut row = json!({
                "line": entry.line,
                "section": list.section_path(entry),
                "section_name": list.section(entry),
                "title": entry.title,
                "outcome": resolution.outcome(),
                "paper": resolution.paper().and_then(|id| resolved.paper(id)),
            });
            match resolution {
                Resolution::Found { evidence, .. } => row["evidence"] = json!(evidence),
                Resolution::Ambiguous { candidates } => row["candidates"] = json!(candidates),
                Resolution::Unknown { reason } => row["reason"] = json!(reason),
                Resolution::Failed { failure } => row["reason"] = json!(failure.to_string()),
                Resolution::NotAPaper => {}
            }
            row
        })
        .collect();
    let asked = resolved.asked.map(|(first, last)| json!({"from": first, "to": last}));
    json!({"schema_version": 1, "list": name, "asked": asked, "entries": entries, "requests": requests})
}
