//! What stands in front of a title: numbers, dates, venues, badges, marks.
//!
//! The segments of a line go in; where the title may begin, and the dates and venues that were passed, come out.

use super::citation;
use super::clean::is_title_case;
use super::document::style;
use super::labels::is_generic_label;
use super::scan::{Trim, begins_bare, without_head};
use super::segments::{Segment, SegmentKind, word_count};
use super::venues::{is_date, is_venue, year_of};
use super::vocabulary::is_decoration;

/// Skips images, marks, dates and venues in front of the title: the segment to begin at, and the bytes of it that are passed.
pub(super) fn skip_prefix(segments: &[Segment], before: &mut Vec<String>) -> (usize, usize) {
    let mut i = 0;
    let mut skipped = 0;
    while i < segments.len() {
        let segment = &segments[i];
        if segment.kind != SegmentKind::Text || segment.is_address() {
            i += 1;
            skipped = 0;
            continue;
        }
        let text = &segment.text[skipped..];
        let signs = |c: char| {
            c.is_whitespace()
                || is_decoration(c)
                || matches!(c, '|' | ':' | '-' | '–' | ',' | '.' | ']' | ')' | ';' | '*' | '/' | '~' | '】')
        };
        let bare = if begins_bare(text) { text } else { without_head(text.trim_start_matches(signs), "\\[").trim_start() };
        if bare.is_empty() || matches!(bare.trimmed(), "[" | "(" | "【" | "[[") {
            i += 1;
            skipped = 0;
            continue;
        }
        // `[[@key]]`: a note's key of the citation.
        if let Some(length) =
            bare.strip_prefix("[[@").and_then(|rest| rest.find("]]")).map(|end| end + 5).filter(|_| segment.link.is_none())
        {
            skipped += text.len() - bare.len() + length;
            continue;
        }
        let at = text.len() - bare.len();
        if segment.link.is_some() {
            if is_generic_label(bare) && has_later_title(&segments[i + 1..]) {
                before.push(bare.trimmed().to_owned());
                i += 1;
                skipped = 0;
                continue;
            }
            if bracketed_tag(segments, i) || citation::key(bare).is_some() && titled_behind(segments, i) {
                before.push(bare.trimmed().to_owned());
                i += 1;
                skipped = 0;
                continue;
            }
            return (i, skipped + at);
        }
        if segment.is(style::CODE) && has_later_title(&segments[i + 1..]) {
            before.push(bare.trimmed().to_owned());
            i += 1;
            skipped = 0;
            continue;
        }
        if let Some(length) = shortcode(bare) {
            skipped += at + length;
            continue;
        }
        if let Some((inside, length)) = bracket_prefix(bare) {
            let whole = bare[length..].trimmed().is_empty();
            let before_bold = !segment.is(style::BOLD)
                && whole
                && segments.get(i + 1).is_some_and(|next| next.is(style::BOLD) && word_count(&next.text) >= 1);
            let tag = is_venue(inside)
                || is_date(inside)
                || word_count(inside) <= 3
                || is_generic_label(inside)
                || citation::key(inside).is_some()
                || bare.starts_with('[') && is_long_venue(inside)
                || segment.is(style::BOLD) && whole
                || before_bold;
            if tag && (!whole || has_later_title(&segments[i + 1..])) {
                before.push(inside.trimmed().to_owned());
                skipped += at + length;
                continue;
            }
        }
        if let Some(length) = number_prefix(bare) {
            skipped += at + length;
            continue;
        }
        if let Some(length) = date_prefix(bare, segments.get(i + 1)) {
            before.push(bare[..length].trimmed().trim_end_matches(['-', '|', ':', '–', ',', ' ']).to_owned());
            skipped += at + length;
            continue;
        }
        if (segment.is(style::BOLD) || segment.is(style::ITALIC) || bare.trim_end().ends_with(['-', ':', '|', ',', '–']))
            && (is_venue(bare) || is_date(bare.trimmed()))
            && has_later_title(&segments[i + 1..])
        {
            before.push(bare.trimmed().to_owned());
            i += 1;
            skipped = 0;
            continue;
        }
        return (i, skipped + at);
    }
    (segments.len(), 0)
}

/// `[[KITTI](…)] The KITTI Vision Benchmark Suite`: a linked tag in brackets, the title behind it.
fn bracketed_tag(segments: &[Segment], i: usize) -> bool {
    let opens = i > 0 && segments[i - 1].is_plain() && segments[i - 1].text.trim_end().ends_with('[');
    let behind = segments.get(i + 1).filter(|next| next.is_plain()).and_then(|next| next.text.trim_start().strip_prefix(']'));
    word_count(&segments[i].text) <= 3 && opens && behind.is_some_and(|text| word_count(text.split(['[', '(']).next().unwrap_or(text)) >= 3)
}

/// `ACM Trans. Interact. Intell. Syst.`, `Foundations and Trends in Machine Learning 2021`: in brackets that is no title.
fn is_long_venue(inside: &str) -> bool {
    let words = word_count(inside);
    let shortened = inside.split(' ').filter(|word| word.len() >= 3 && word.ends_with('.')).count();
    let dated = inside.rsplit([' ', ',']).next().is_some_and(|word| year_of(word.trim_end_matches(')')).is_some());
    let capitals = inside.split_whitespace().filter(|word| word.len() > 3).all(|word| word.starts_with(|c: char| !c.is_lowercase()));
    words <= 10 && capitals && (shortened >= 2 || dated)
}

/// `[Foo et al., 2020](…) A Title`: what stands behind the key begins like a title, not like the rest of a sentence.
fn titled_behind(segments: &[Segment], i: usize) -> bool {
    let next = segments[i + 1..].iter().find(|next| next.text.chars().any(char::is_alphanumeric));
    next.is_some_and(|next| {
        let text = next.text.trim_start_matches(|c: char| !c.is_alphanumeric());
        text.starts_with(|c: char| !c.is_lowercase()) && word_count(text) >= 3 && is_title_case(text)
    })
}

/// `:fire:`, `:star2:`.
pub(super) fn shortcode(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(':')?;
    let end = rest.find(':')?;
    let name = &rest[..end];
    (!name.is_empty()
        && name.len() <= 30
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-' || b == b'+'))
    .then_some(end + 2)
}

/// `[2023/03]`, `(ACL 2021)`, `【综述】` at the start: what is inside, and its length.
fn bracket_prefix(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next()?;
    let close = match open {
        '[' => ']',
        '(' => ')',
        '【' => '】',
        '（' => '）',
        _ => return None,
    };
    let inner = &text[open.len_utf8()..];
    let end = inner.char_indices().take(200).find(|(_, c)| *c == close || *c == open).filter(|(_, c)| *c == close)?.0;
    let mut length = open.len_utf8() + end + close.len_utf8();
    while text[length..].starts_with([']', ')', ':', ' ']) {
        length += 1;
    }
    (end > 0).then_some((&inner[..end], length))
}

/// `1. `, `12) `, `(3) ` in front of a heading or line.
fn number_prefix(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let mark = rest.starts_with(['.', ')', '、', ']']);
    let after = rest.chars().next().map_or(0, char::len_utf8);
    let spaced = rest[after.min(rest.len())..].starts_with([' ', '\t']) || rest.starts_with('、');
    // `11.Title` without a space, but never `3.5D` or `1.58-bit`.
    let glued = rest.starts_with(['.', ')'])
        && rest[after.min(rest.len())..].starts_with(|c: char| c.is_uppercase())
        && !rest[after.min(rest.len())..].starts_with("D ");
    ((1..=4).contains(&digits) && mark && (spaced || glued)).then_some(digits + after)
}

/// `2023 - `, `2016.05 | `, `2015-05 |` across a bold date.
fn date_prefix(text: &str, next: Option<&Segment>) -> Option<usize> {
    let end = text.char_indices().take(24).find(|(i, c)| matches!(c, '|' | ':' | '–') || *c == '-' && text[..*i].ends_with(' '));
    if let Some((end, c)) = end {
        let head = text[..end].trimmed();
        return ((is_date(head) || c == '|' && is_venue(head)) && !text[end + c.len_utf8()..].trimmed().is_empty())
            .then_some(end + c.len_utf8());
    }
    (is_date(text.trimmed()) && next.is_some_and(|next| next.kind == SegmentKind::Text)).then_some(text.len())
}

/// Something after a prefix may still be a title.
fn has_later_title(segments: &[Segment]) -> bool {
    segments.iter().take(24).filter(|segment| segment.kind == SegmentKind::Text && !segment.is_address()).any(|segment| {
        let text = segment.text.trim_matches(|c: char| !c.is_alphanumeric());
        word_count(text) >= 2 && !is_generic_label(text) && !is_date(text)
    })
}

/// A heading's text without its number: `### 1. Title`.
pub(super) fn without_number(text: &str) -> String {
    let text = text.trimmed();
    match number_prefix(text) {
        Some(length) => text[length..].trimmed().to_owned(),
        None => text.to_owned(),
    }
}
