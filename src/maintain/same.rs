//! Which entries are one paper?
//!
//! What reading marked (same identifier, version or title) and what only the catalog knows (other address, preprint and published) go in; findings come out.

use std::collections::{BTreeMap, BTreeSet};

use crate::list::{DuplicateReason, Entry};
use crate::paper::{Identifier, PaperId, Scheme, normalized_title};

use super::Severity;
use super::edit::Edit;
use super::lint::{Context, Diagnosis};

/// Entries that reading could not tell apart but that resolve to one paper, and newer versions of an arXiv paper printed elsewhere.
pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let mut found = newer_versions(context);
    let Some(resolved) = context.resolved else { return found };
    let mut first: BTreeMap<&PaperId, Vec<&Entry>> = BTreeMap::new();
    for (_, entry, resolution) in context.resolved_entries() {
        let Some(paper) = resolution.paper() else { continue };
        // An identifier that belongs to another paper is reported as such; it does not make two entries one.
        if super::titles::mismatch(entry, resolution, resolved).is_some() {
            continue;
        }
        let earlier = first.entry(paper).or_default();
        let nearest = earlier.iter().find(|e| e.section == entry.section).or(earlier.first());
        if let Some(other) = nearest
            && entry.duplicate_of.is_none()
        {
            let here = other.section == entry.section;
            let message = format!(
                "the same paper as line {}{}, under another identifier or title",
                other.line,
                if here { "" } else { ", in another section" }
            );
            let severity = if here { Severity::Warning } else { Severity::Note };
            let title = resolved.paper(paper).map_or("", |p| p.title.as_str());
            let diagnosis =
                context.at_title("same-paper", entry, message).severe(severity).because(format!("both are \u{201c}{title}\u{201d}"));
            let names = |e: &Entry| e.identifiers.iter().map(Identifier::to_string).collect::<Vec<_>>().join(", ");
            found.push(diagnosis.because(format!("line {}: {}; here: {}", other.line, or_title(&names(other)), or_title(&names(entry)))));
        }
        earlier.push(entry);
    }
    found
}

fn or_title(names: &str) -> &str {
    if names.is_empty() { "the title alone" } else { names }
}

/// A duplicate that reading marked: how it is known, how much it matters, and its fix.
pub(super) fn detailed(context: &Context<'_>, place: usize, diagnosis: Diagnosis) -> Diagnosis {
    let entry = &context.list.entries[place];
    let Some(first) = entry.duplicate_of.and_then(|first| context.list.entries.get(first)) else { return diagnosis };
    let reason = match entry.duplicate_reason {
        Some(DuplicateReason::Identifier) => "the same identifier",
        Some(DuplicateReason::Version) => "the same identifier in another version",
        Some(DuplicateReason::Title) | None => "the same title",
    };
    let mut diagnosis = diagnosis.because(format!("{reason} as line {}", first.line));
    if first.section != entry.section {
        return diagnosis.severe(Severity::Note);
    }
    let extra = said_only_here(first, entry);
    if extra.is_empty() {
        let edits = removal(context, place).into_iter().collect();
        return diagnosis.fixed_by("remove this entry", edits);
    }
    diagnosis = diagnosis.because(format!("only here: {}", extra.join(", ")));
    diagnosis
}

/// What would be lost with the later entry.
fn said_only_here(first: &Entry, later: &Entry) -> Vec<String> {
    let mut extra = Vec::new();
    if normalized_title(&first.title) != normalized_title(&later.title) {
        extra.push(format!("the title \u{201c}{}\u{201d}", later.title));
    }
    let known: BTreeSet<String> = first.links.iter().map(|l| bare(&l.url)).collect();
    extra.extend(later.links.iter().filter(|l| !known.contains(&bare(&l.url)) && !is_placeholder(&l.url)).map(|l| l.url.clone()));
    extra.extend(later.identifiers.iter().filter(|i| i.scheme != Scheme::Url && !first.identifiers.contains(i)).map(Identifier::to_string));
    let longer = later.span.len() > first.span.len() + first.span.len() / 5;
    if extra.is_empty() && longer {
        extra.push("more text".to_owned());
    }
    extra
}

fn bare(url: &str) -> String {
    url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
}

fn is_placeholder(url: &str) -> bool {
    matches!(url, "None" | "" | "#")
}

/// The entry's lines, when nothing else stands on them and no number would be missing.
fn removal(context: &Context<'_>, place: usize) -> Option<Edit> {
    let span = context.whole_lines(place)?;
    let first = context.bytes[span.clone()].iter().find(|b| !b.is_ascii_whitespace())?;
    let more = span.end < context.bytes.len() || context.bytes.ends_with(b"\n");
    (matches!(first, b'-' | b'*' | b'+' | b'|') && more).then(|| Edit::new(span, ""))
}

fn newer_versions(context: &Context<'_>) -> Vec<Diagnosis> {
    let printed = |e: &Entry| {
        e.identifiers
            .iter()
            .filter(|i| i.scheme == Scheme::Arxiv)
            .filter_map(|i| Some((i.value.clone(), i.version?, e.line)))
            .collect::<Vec<_>>()
    };
    let mut newest: BTreeMap<String, (u16, usize)> = BTreeMap::new();
    for (value, version, line) in context.list.entries.iter().flat_map(printed) {
        let known = newest.entry(value).or_insert((version, line));
        if version > known.0 {
            *known = (version, line);
        }
    }
    let mut found = Vec::new();
    for entry in &context.list.entries {
        for (value, version, _) in printed(entry) {
            let (best, line) = newest[&value];
            if version < best {
                found.push(context.at_title(
                    "newer-version",
                    entry,
                    format!("arxiv:{value} is printed as v{version} here and as v{best} on line {line}"),
                ));
            }
        }
    }
    found
}
