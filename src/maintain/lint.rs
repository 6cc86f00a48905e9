//! Every rule asked about one list.
//!
//! A list, its bytes and what is known of its papers go in; [`Diagnosis`]es come out, in order of place, with severities as the rules say.
//! Nothing here asks a catalog, and nothing writes: a fix is a proposal of edits.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::analysis::Topics;
use crate::corpus::Corpus;
use crate::list::{Entry, List, NoticeCode, Span};
use crate::paper::SectionPath;
use crate::resolve::{Resolution, Resolved};

use super::codes::code;
use super::edit::{Edit, compatible};
use super::order::OrderRules;
use super::refresh::{self, Refresh};
use super::{Finding, Severity};
use super::{contents, counts, garbled, links, misfiled, order, published, same, titles};

/// A finding with its evidence and, where it can be mended safely, how.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnosis {
    #[serde(flatten)]
    pub finding: Finding,
    pub evidence: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A machine's mending of one finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fix {
    pub what: String,
    #[serde(skip)]
    pub edits: Vec<Edit>,
}

impl Diagnosis {
    pub(super) fn because(mut self, evidence: String) -> Diagnosis {
        self.evidence.push(evidence);
        self
    }

    pub(super) fn fixed_by(mut self, what: &str, edits: Vec<Edit>) -> Diagnosis {
        self.fix = (!edits.is_empty()).then(|| Fix { what: what.to_owned(), edits });
        self
    }

    pub(super) fn severe(mut self, severity: Severity) -> Diagnosis {
        self.finding.severity = severity;
        self
    }
}

/// What the maintainer wants to hear.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Severities other than a code's own; `None` silences it.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// A printed count is stale when it differs by this share.
    pub stale_count: f64,
    pub order: OrderRules,
    /// Sections of which nothing is said, nor of what stands below them: headings, or whole paths joined by `›`, `>` or `/`; see [`SectionPath::is_called`].
    pub ignored_sections: Vec<String>,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { severities: BTreeMap::new(), stale_count: 0.2, order: OrderRules::default(), ignored_sections: Vec::new() }
    }
}

/// What is known of a list's papers; the more, the more is found.
#[derive(Clone, Copy, Default)]
pub struct Knowledge<'a> {
    pub resolved: Option<&'a Resolved>,
    pub study: Option<(&'a Corpus, &'a Topics)>,
}

pub(super) struct Context<'a> {
    /// Empty when only the reading is at hand; places are then whole lines.
    pub bytes: &'a [u8],
    pub list: &'a List,
    pub resolved: Option<&'a Resolved>,
    pub study: Option<(&'a Corpus, &'a Topics)>,
    pub rules: &'a Rules,
    /// What a refresh would do.
    pub refresh: Refresh,
    starts: Vec<usize>,
}

impl<'a> Context<'a> {
    fn new(bytes: &'a [u8], list: &'a List, knowledge: Knowledge<'a>, rules: &'a Rules) -> Context<'a> {
        let options = refresh::Options { min_change: rules.stale_count, ..refresh::Options::default() };
        let refresh = match knowledge.resolved {
            Some(resolved) if is_editable(bytes) => refresh::refresh(bytes, list, resolved, &options),
            _ => Refresh::default(),
        };
        Context { refresh, ..Context::places(bytes, list, knowledge, rules) }
    }

    /// Without knowing what a refresh would do.
    pub fn places(bytes: &'a [u8], list: &'a List, knowledge: Knowledge<'a>, rules: &'a Rules) -> Context<'a> {
        let starts = if is_editable(bytes) {
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|i| i + 1)).collect()
        } else {
            Vec::new()
        };
        Context { bytes, list, resolved: knowledge.resolved, study: knowledge.study, rules, refresh: Refresh::default(), starts }
    }

    /// Entries with their places and what became of them.
    pub fn resolved_entries(&self) -> impl Iterator<Item = (usize, &'a Entry, &'a Resolution)> {
        let resolutions = self.resolved.map_or(&[][..], |r| &r.resolutions);
        self.list.entries.iter().zip(resolutions).enumerate().map(|(i, (entry, resolution))| (i, entry, resolution))
    }

    pub fn at_title(&self, code: &'static str, entry: &Entry, message: String) -> Diagnosis {
        let span = if entry.title_span.is_empty() { entry.span.clone() } else { entry.title_span.clone() };
        self.at(code, span, entry.line, message)
    }

    /// `line` is used when the bytes are not at hand.
    pub fn at(&self, name: &'static str, span: Span, line: usize, message: String) -> Diagnosis {
        let (line, column) = self.place(span.start).unwrap_or((line, 1));
        let severity = code(name).map_or(Severity::Note, |c| c.severity);
        Diagnosis { finding: Finding { code: name, severity, message, line, column, span }, evidence: Vec::new(), fix: None }
    }

    fn place(&self, byte: usize) -> Option<(usize, usize)> {
        let line = self.starts.partition_point(|s| *s <= byte).checked_sub(1)?;
        let before = self.bytes.get(self.starts[line]..byte)?;
        // A line of megabytes is no text; counting it again for each finding would take forever.
        let column =
            if before.len() > 1 << 16 { 1 } else { String::from_utf8_lossy(before).chars().filter(|c| *c != '\u{feff}').count() + 1 };
        Some((line + 1, column))
    }

    /// The lines of an entry as one span, when they hold nothing else.
    pub fn whole_lines(&self, place: usize) -> Option<Span> {
        let entry = &self.list.entries[place];
        let first = self.starts.partition_point(|s| *s <= entry.span.start).checked_sub(1)?;
        let last = self.starts.partition_point(|s| *s < entry.span.end.max(entry.span.start + 1)).checked_sub(1)?;
        let span = self.starts[first]..self.starts.get(last + 1).copied().unwrap_or(self.bytes.len());
        let alone = |other: &Entry| other.span.end <= span.start || other.span.start >= span.end;
        let others = self.list.entries.iter().enumerate().filter(|(i, _)| *i != place);
        let headings = self.list.sections.iter().all(|s| s.span.end <= span.start || s.span.start >= span.end);
        (headings && others.into_iter().all(|(_, other)| alone(other))).then_some(span)
    }
}

/// Edits speak UTF-8; a file in UTF-16 is read but not changed.
pub fn is_editable(bytes: &[u8]) -> bool {
    !bytes.is_empty() && !bytes.starts_with(&[0xff, 0xfe]) && !bytes.starts_with(&[0xfe, 0xff])
}

/// Everything worth saying about the list, ordered by place.
pub fn lint(bytes: &[u8], list: &List, knowledge: Knowledge<'_>, rules: &Rules) -> Vec<Diagnosis> {
    let context = Context::new(bytes, list, knowledge, rules);
    let mut found = notices(&context);
    let checks = [
        titles::check,
        same::check,
        counts::check,
        published::check,
        garbled::check,
        links::check,
        contents::check,
        order::check,
        misfiled::check,
    ];
    for check in checks {
        found.extend(check(&context));
    }
    ruled(found, bytes, list, rules)
}

/// The findings as the rules and the list's own remarks want them, in order of place.
pub(super) fn ruled(mut found: Vec<Diagnosis>, bytes: &[u8], list: &List, rules: &Rules) -> Vec<Diagnosis> {
    let ignored = ignored(list, rules);
    let allowed = allowed_in_place(bytes);
    found.retain_mut(|diagnosis| {
        let finding = &mut diagnosis.finding;
        if let Some(severity) = rules.severities.get(finding.code) {
            match severity {
                Some(severity) => finding.severity = *severity,
                None => return false,
            }
        }
        let here = |line: usize| allowed.get(&line).is_some_and(|codes| codes.iter().any(|c| c == finding.code));
        !ignored.iter().any(|span| span.contains(&finding.span.start)) && !here(finding.line)
    });
    found.sort_by(|a, b| {
        (a.finding.span.start, a.finding.line, a.finding.code).cmp(&(b.finding.span.start, b.finding.line, b.finding.code))
    });
    found
}

/// What reading noticed.
fn notices(context: &Context<'_>) -> Vec<Diagnosis> {
    let list = context.list;
    let entry_at: BTreeMap<usize, usize> = list.entries.iter().enumerate().map(|(i, e)| (e.title_span.start, i)).collect();
    let mut found = Vec::new();
    for notice in &list.notices {
        if notice.code == NoticeCode::EmptySection && has_words(context, &notice.span) {
            continue;
        }
        let name = notice.code.name();
        let severity = code(name).map_or(Severity::Note, |c| c.severity);
        let (line, column) = (notice.line, notice.column);
        let finding = Finding { code: name, severity, message: notice.message.clone(), line, column, span: notice.span.clone() };
        let diagnosis = Diagnosis { finding, evidence: Vec::new(), fix: None };
        found.push(match notice.code {
            NoticeCode::DuplicateEntry => match entry_at.get(&notice.span.start) {
                Some(&place) => same::detailed(context, place, diagnosis),
                None => diagnosis,
            },
            NoticeCode::PlaceholderCitation => counts::with_count(context, diagnosis),
            _ => diagnosis,
        });
    }
    found
}

/// Whether something stands under the heading: prose is no list, but the section is not empty. Rules, remarks and ways back to the top are nothing.
fn has_words(context: &Context<'_>, heading: &Span) -> bool {
    let next = context.list.sections.iter().map(|s| s.span.start).filter(|start| *start > heading.start).min();
    let Some(under) = context.bytes.get(heading.end..next.unwrap_or(context.bytes.len())) else { return false };
    let text = String::from_utf8_lossy(under);
    let leads_back = |line: &str| line.contains("](#") || line.contains("href=\"#");
    let says = |line: &str| !line.trim_start().starts_with("<!--") && !leads_back(line) && line.chars().any(char::is_alphanumeric);
    // A heading that is underlined or made of HTML ends behind its own bytes.
    let lines = || text.lines().skip(usize::from(!text.starts_with('\n')));
    // Two such links are a table of contents.
    lines().any(says) || lines().filter(|line| leads_back(line)).count() > 1
}

/// The bytes of sections of which nothing is to be said.
fn ignored(list: &List, rules: &Rules) -> Vec<Span> {
    let is_ignored = |path: SectionPath| path.ancestry().any(|heading| rules.ignored_sections.iter().any(|name| heading.is_called(name)));
    let starts = || list.sections.iter().map(|s| s.span.start);
    let end = |start: usize| starts().filter(|next| *next > start).min().unwrap_or(usize::MAX);
    list.section_paths().filter(|(_, path)| is_ignored(path.clone())).map(|(s, _)| s.span.start..end(s.span.start)).collect()
}

/// `<!-- citegraph-allow CODE... -->` silences codes on its own line and the next.
fn allowed_in_place(bytes: &[u8]) -> BTreeMap<usize, Vec<String>> {
    const MARK: &[u8] = b"<!-- citegraph-allow ";
    let mut allowed: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (mut line, mut counted) = (1, 0);
    for at in memchr::memmem::find_iter(bytes, MARK) {
        line += memchr::memchr_iter(b'\n', &bytes[counted..at]).count();
        counted = at;
        let rest = &bytes[at + MARK.len()..];
        let words = &rest[..memchr::memmem::find(rest, b"-->").unwrap_or(0)];
        let codes: Vec<String> = String::from_utf8_lossy(words).split([' ', ',']).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        for line in [line, line + 1] {
            allowed.entry(line).or_default().extend(codes.iter().cloned());
        }
    }
    allowed
}

/// The edits that mend these findings; where two meet, the first wins and the other waits for the next run.
pub fn fixes<'a>(found: impl IntoIterator<Item = &'a Diagnosis>) -> Vec<Edit> {
    compatible(found.into_iter().filter_map(|d| d.fix.as_ref()).map(|fix| fix.edits.clone()))
}
