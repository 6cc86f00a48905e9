//! What should the maintainer do?
//!
//! Findings about the list, each with a stable code, its place and its evidence. Nothing here writes.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::list::{Entry, List, NoticeCode, Span};
use crate::paper::PaperId;
use crate::resolve::{Evidence, Resolution, Resolved, title_contains};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Stable and kebab-case.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// Bytes in the file as it is.
    pub span: Span,
}

/// Below this similarity a printed title and the title behind its identifier are two titles.
const MISMATCH: f64 = 0.5;

/// What is wrong with the list, as far as reading and resolving it showed; ordered by place.
pub fn findings(list: &List, resolved: &Resolved) -> Vec<Finding> {
    let mut findings: Vec<Finding> = list
        .notices
        .iter()
        .map(|notice| Finding {
            code: notice.code.name(),
            severity: severity(notice.code),
            message: notice.message.clone(),
            line: notice.line,
            column: notice.column,
            span: notice.span.clone(),
        })
        .collect();
    for (entry, resolution) in list.entries.iter().zip(&resolved.resolutions) {
        findings.extend(of_resolution(entry, resolution, resolved));
    }
    findings.extend(same_paper_twice(list, resolved));
    findings.sort_by(|a, b| (a.span.start, a.line, a.code).cmp(&(b.span.start, b.line, b.code)));
    findings
}

fn severity(code: NoticeCode) -> Severity {
    match code {
        NoticeCode::DuplicateEntry | NoticeCode::IdTitleConflict | NoticeCode::MalformedIdentifier | NoticeCode::BrokenLinkSyntax => {
            Severity::Warning
        }
        NoticeCode::NoEntries | NoticeCode::InvalidUtf8 => Severity::Error,
        _ => Severity::Note,
    }
}

fn of_resolution(entry: &Entry, resolution: &Resolution, resolved: &Resolved) -> Option<Finding> {
    let (code, severity, message) = match resolution {
        Resolution::Found { paper, evidence: Evidence::Identifier { identifier, title_similarity: Some(similarity), .. } }
            if *similarity < MISMATCH =>
        {
            let title = &resolved.paper(paper)?.title;
            if title_contains(&crate::paper::normalized_title(&entry.title), &crate::paper::normalized_title(title)) {
                return None;
            }
            let message = format!("{identifier} is \u{201c}{title}\u{201d}, but the list prints \u{201c}{}\u{201d}", entry.title);
            ("id-title-mismatch", Severity::Warning, message)
        }
        Resolution::Unknown { reason } => ("unresolved", Severity::Warning, reason.clone()),
        Resolution::Ambiguous { candidates } => {
            let best = candidates.first()?;
            (
                "ambiguous-title",
                Severity::Note,
                format!("perhaps \u{201c}{}\u{201d} (similarity {:.2}): {}", best.title, best.similarity, best.reason),
            )
        }
        Resolution::Failed { failure } => ("lookup-failed", Severity::Note, failure.to_string()),
        _ => return None,
    };
    Some(Finding { code, severity, message, line: entry.line, column: 1, span: entry.span.clone() })
}

/// Entries that reading could not tell apart but that resolve to one paper, within one section.
fn same_paper_twice(list: &List, resolved: &Resolved) -> Vec<Finding> {
    let mut first: BTreeMap<(&PaperId, Option<usize>), &Entry> = BTreeMap::new();
    let mut findings = Vec::new();
    for (entry, resolution) in list.entries.iter().zip(&resolved.resolutions) {
        let Some(paper) = resolution.paper() else { continue };
        match first.get(&(paper, entry.section)) {
            None => {
                first.insert((paper, entry.section), entry);
            }
            Some(earlier) if entry.duplicate_of.is_none() => findings.push(Finding {
                code: "same-paper",
                severity: Severity::Warning,
                message: format!("the same paper as line {} under another identifier or title", earlier.line),
                line: entry.line,
                column: 1,
                span: entry.span.clone(),
            }),
            Some(_) => {}
        }
    }
    findings
}
