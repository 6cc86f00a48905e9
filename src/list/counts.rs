//! Citation counts a list prints, with the bytes a rewriter may touch.
//!
//! The segments of an entry go in; at most one [`PrintedCount`] comes out. A placeholder is a count without a value, never zero.

use super::document::Document;
use super::scan::Trim;
use super::segments::{Segment, SegmentKind, floor_boundary};
use super::{CountForm, PrintedCount, Span};

/// The first count printed in these segments.
pub(super) fn find(document: &Document<'_>, segments: &[Segment]) -> Option<PrintedCount> {
    segments.iter().enumerate().find_map(|(i, segment)| match segment.kind {
        SegmentKind::Image => badge(document, segment),
        SegmentKind::Text if segment.text.len() > 3 => match segments.get(i + 1) {
            Some(next) if next.link.is_some() && next.kind == SegmentKind::Text && ends_with_word(&segment.text) => linked(document, next),
            _ if segment.link.is_some() && ends_with_word(&segment.text) => after_link(document, segment, segments.get(i + 1)?),
            _ if segment.link.is_none() => plain(document, segment),
            _ => None,
        },
        _ => None,
    })
}

/// `Citations:`, `cication: `, `(cited by `.
fn ends_with_word(text: &str) -> bool {
    let text = text.trim_end_matches([' ', ':', '：', '(', '[', '|', '*', ')', ']', '=']);
    let tail = &text[floor_boundary(text, text.len().saturating_sub(12))..];
    if text.is_ascii() && !tail.ends_with(|c: char| matches!(c.to_ascii_lowercase(), 'n' | 's' | 'y' | 't')) {
        return false;
    }
    let ends =
        |word: &str| tail.len().checked_sub(word.len()).is_some_and(|at| tail.as_bytes()[at..].eq_ignore_ascii_case(word.as_bytes()));
    ["citation", "citations", "cication", "cications", "cited by", "cites", "被引", "被引用", "引用", "被引用数", "citation count"]
        .iter()
        .any(|word| ends(word))
}

/// Digits with thousands separators, or a placeholder: value and length.
fn number(text: &str) -> Option<(Option<u64>, usize)> {
    for placeholder in ["-1", "n/a", "tbd", "tba", "none", "nan", "unknown", "???", "??", "?", "--", "-", "–", "—"] {
        if text.get(..placeholder.len()).is_some_and(|head| head.eq_ignore_ascii_case(placeholder)) {
            return Some((None, placeholder.len()));
        }
    }
    let bytes = text.as_bytes();
    let mut end = 0;
    let mut value: u64 = 0;
    while let Some(byte) = bytes.get(end) {
        let separator = *byte == b',' && end > 0 && bytes.get(end + 1..end + 4).is_some_and(|group| group.iter().all(u8::is_ascii_digit));
        if byte.is_ascii_digit() {
            value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
        } else if !separator {
            break;
        }
        end += 1;
    }
    (end > 0 && end <= 12).then_some((Some(value), end))
}

fn linked(document: &Document<'_>, label: &Segment) -> Option<PrintedCount> {
    let trimmed = label.text.trimmed();
    let (value, length) = number(trimmed)?;
    if length != trimmed.len() {
        return None;
    }
    let lead = label.text.len() - label.text.trim_start().len();
    let span = label.span.start + lead..label.span.start + lead + length;
    let link = &document.links[label.link?];
    Some(PrintedCount {
        value,
        span,
        link: Some((link.url.to_string(), target_span(document, label.link?))),
        slot: link.span.clone(),
        form: CountForm::Linked,
    })
}

/// `([Citation](https://scholar…): 1,235)`.
fn after_link(document: &Document<'_>, label: &Segment, next: &Segment) -> Option<PrintedCount> {
    if next.kind != SegmentKind::Text || next.link.is_some() {
        return None;
    }
    let rest = next.text.trim_start_matches([' ', ':', '：', ')', ']', '\u{a0}']);
    let (value, length) = number(rest).filter(|(value, length)| value.is_some() || ends_field(&rest[*length..]))?;
    let lead = next.text.len() - rest.len();
    let span = next.span.start + lead..next.span.start + lead + length;
    let link = label.link?;
    Some(PrintedCount {
        value,
        slot: span.clone(),
        span,
        link: Some((document.links[link].url.to_string(), target_span(document, link))),
        form: CountForm::Plain,
    })
}

fn plain(document: &Document<'_>, segment: &Segment) -> Option<PrintedCount> {
    if segment.text.len() != segment.span.len() || document.text.get(segment.span.clone()) != Some(segment.text.as_ref()) {
        return None;
    }
    let text = &segment.text;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'i', b'I', &text.as_bytes()[at..]) {
        let start = at + found;
        at = start + 1;
        let Some(head) = start.checked_sub(1).filter(|head| matches!(text.as_bytes()[*head], b'c' | b'C')) else { continue };
        let Some(rest) = ["citations", "citation", "cications", "cication", "cited by"].iter().find_map(|word| {
            let end = head + word.len();
            text.get(head..end).is_some_and(|found| found.eq_ignore_ascii_case(word)).then(|| &text[end..])
        }) else {
            continue;
        };
        let value_text = rest.trim_start_matches([' ', ':', '：', '(', '=', '*']);
        let parted = value_text.len() < rest.len();
        if let Some((value, length)) = number(value_text).filter(|_| parted) {
            let start = segment.span.start + (text.len() - value_text.len());
            let span = start..start + length;
            let behind = &value_text[length..];
            let runs_on = behind.starts_with(|c: char| c.is_alphanumeric());
            let keyed = rest[..rest.len() - value_text.len()].contains([':', '：', '=']);
            let word = value_text.starts_with(|c: char| c.is_alphabetic());
            let sane = !runs_on && (value.is_some() || (keyed || word) && ends_field(behind));
            return sane.then(|| PrintedCount { value, slot: span.clone(), span, link: None, form: CountForm::Plain });
        }
    }
    None
}

/// Nothing follows, or what ends a field: `Citations: -` is a placeholder, `Citations: - see below` is none.
fn ends_field(text: &str) -> bool {
    let text = text.trim_start_matches(['*', '_', ' ']);
    text.is_empty() || text.starts_with([')', ']', ',', '|', ';', '.', '\n', '·', '，', '）'])
}

/// `img.shields.io/badge/Citations-12-green`.
fn badge(document: &Document<'_>, image: &Segment) -> Option<PrintedCount> {
    let link = image.link?;
    let target = target_span(document, link);
    let url = document.text.get(target.clone())?;
    let label = url.find("/badge/").map(|i| i + 7)?;
    let dash = url[label..].find('-').map(|i| label + i)?;
    let name = url[label..dash].to_lowercase();
    if !(name.contains("citation") || name.contains("cited")) {
        return None;
    }
    let (value, length) = number(&url[dash + 1..])
        .filter(|(value, length)| value.is_some() || !url[dash + 1 + length..].starts_with(|c: char| c.is_alphanumeric()))?;
    let start = target.start + dash + 1;
    let span = start..start + length;
    Some(PrintedCount { value, slot: span.clone(), span, link: None, form: CountForm::Badge })
}

/// The bytes of a link's address inside the link.
pub(super) fn target_span(document: &Document<'_>, link: usize) -> Span {
    let link = &document.links[link];
    let inside = document.text.get(link.span.clone()).unwrap_or_default();
    match inside.rfind(link.url.as_ref()) {
        Some(at) if !link.url.is_empty() => link.span.start + at..link.span.start + at + link.url.len(),
        _ => link.span.end..link.span.end,
    }
}

/// A count in a table's column of counts.
pub(super) fn cell(segments: &[Segment]) -> Option<PrintedCount> {
    let segment = segments.iter().find(|segment| segment.kind == SegmentKind::Text && !segment.text.trimmed().is_empty())?;
    let trimmed = segment.text.trimmed();
    let (value, length) = number(trimmed)?;
    if length != trimmed.len() {
        return None;
    }
    let lead = segment.text.len() - segment.text.trim_start().len();
    let span = segment.span.start + lead..segment.span.start + lead + length;
    Some(PrintedCount { value, slot: span.clone(), span, link: None, form: CountForm::Cell })
}
