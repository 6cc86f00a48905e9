//! What does the page say of the list's health: findings, entries without a paper, repeats, and how much is known of the neighbours.

use serde::Serialize;

use crate::list::Entry;
use crate::maintain::Severity;
use crate::maintain::codes::code;
use crate::resolve::Resolution;

use super::super::json::{is_paper, reason};
use super::super::markdown::severity_name;
use super::super::view::{View, section_word};
use super::parts::TABLE_ROWS;
use crate::text;

#[derive(Serialize)]
pub struct FindingGroup {
    pub code: &'static str,
    pub severity: &'static str,
    /// What it means, in one line.
    pub summary: &'static str,
    pub count: usize,
    pub rows: Vec<FindingRow>,
    pub hidden: usize,
}

#[derive(Serialize)]
pub struct FindingRow {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

#[derive(Serialize)]
pub struct UnresolvedView {
    pub line: usize,
    pub title: String,
    pub section: String,
    pub outcome: &'static str,
    pub reason: String,
    pub candidates: Vec<String>,
}

#[derive(Serialize)]
pub struct DuplicateView {
    pub line: usize,
    pub first: usize,
    pub title: String,
    pub section: String,
}

#[derive(Serialize)]
pub struct StateRow {
    pub what: &'static str,
    pub complete: u32,
    pub empty: u32,
    pub elided: u32,
    pub truncated: u32,
    pub failed: u32,
    pub never_asked: u32,
}

pub fn finding_groups(view: &View<'_>) -> Vec<FindingGroup> {
    let mut groups: Vec<(Severity, FindingGroup)> = Vec::new();
    for finding in &view.study.findings {
        let place = groups.iter().position(|(_, group)| group.code == finding.code).unwrap_or_else(|| {
            groups.push((
                finding.severity,
                FindingGroup {
                    code: finding.code,
                    severity: severity_name(finding.severity),
                    summary: code(finding.code).map_or("", |code| code.summary),
                    count: 0,
                    rows: Vec::new(),
                    hidden: 0,
                },
            ));
            groups.len() - 1
        });
        let group = &mut groups[place].1;
        group.count += 1;
        if group.rows.len() < TABLE_ROWS {
            group.rows.push(FindingRow { line: finding.line, column: finding.column, message: text::short(&finding.message, 300) });
        } else {
            group.hidden += 1;
        }
    }
    groups.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.count.cmp(&a.1.count)).then(a.1.code.cmp(b.1.code)));
    groups.into_iter().map(|(_, group)| group).collect()
}

fn entry_section(view: &View<'_>, entry: &Entry) -> String {
    section_word(&view.study.list.section(entry))
}

/// Entries that are about a paper and led to none.
pub fn unresolved_count(view: &View<'_>) -> usize {
    view.resolved()
        .filter(|(_, entry, resolution)| is_paper(entry, *resolution) && resolution.and_then(Resolution::paper).is_none())
        .count()
}

pub fn duplicate_count(view: &View<'_>) -> usize {
    view.study.list.entries.iter().filter(|entry| entry.duplicate_of.is_some()).count()
}

/// The first of them: ambiguous ones, which a person can settle, before unknown and failed ones; in list order.
pub fn unresolved(view: &View<'_>) -> Vec<UnresolvedView> {
    let order = |resolution: Option<&Resolution>| match resolution {
        Some(Resolution::Ambiguous { .. }) => 0,
        Some(Resolution::Unknown { .. }) => 1,
        _ => 2,
    };
    let mut rows: Vec<_> = view
        .resolved()
        .filter(|(_, entry, resolution)| is_paper(entry, *resolution) && resolution.and_then(Resolution::paper).is_none())
        .collect();
    rows.sort_by_key(|(place, _, resolution)| (order(*resolution), *place));
    rows.into_iter()
        .take(TABLE_ROWS)
        .map(|(_, entry, resolution)| UnresolvedView {
            line: entry.line,
            title: text::short(&entry.title, 200),
            section: entry_section(view, entry),
            outcome: resolution.map_or("failed", Resolution::outcome),
            reason: text::short(&resolution.and_then(reason).unwrap_or_default(), 200),
            candidates: match resolution {
                Some(Resolution::Ambiguous { candidates }) => candidates
                    .iter()
                    .take(3)
                    .map(|c| format!("{} ({:.0} % alike)", text::short(&c.title, 160), 100.0 * c.similarity))
                    .collect(),
                _ => Vec::new(),
            },
        })
        .collect()
}

pub fn duplicates(view: &View<'_>) -> Vec<DuplicateView> {
    let entries = &view.study.list.entries;
    entries
        .iter()
        .filter(|entry| entry.duplicate_of.is_some())
        .take(TABLE_ROWS)
        .filter_map(|entry| {
            let first = entries.get(entry.duplicate_of?)?;
            Some(DuplicateView {
                line: entry.line,
                first: first.line,
                title: text::short(&entry.title, 160),
                section: entry_section(view, entry),
            })
        })
        .collect()
}

pub fn states(view: &View<'_>) -> Vec<StateRow> {
    let c = &view.study.coverage;
    let row = |what, s: &super::super::States| StateRow {
        what,
        complete: s.complete,
        empty: s.empty,
        elided: s.elided,
        truncated: s.truncated,
        failed: s.failed,
        never_asked: s.never_asked,
    };
    vec![row("reference lists", &c.reference_lists), row("citation lists", &c.citation_lists)]
}
