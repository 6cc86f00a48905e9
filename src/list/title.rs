//! What an entry is called.
//!
//! The segments of an entry's first lines go in; the title as a person would write it comes out, with the link it stands in.
//! Nothing is looked up: a title that is not printed stays empty.

use std::borrow::Cow;

use super::Span;
use super::citation;
use super::document::style;
use super::labels::{field_key, is_generic_label};
use super::names::{et_al, is_authors};
use super::scan::Trim;
use super::segments::{Segment, SegmentKind, word_count};
use super::venues::{is_date, is_venue, printed_year};
use super::vocabulary::is_decoration;

pub(super) use super::clean::{clean, is_title_case};
use super::plain::plain;
use super::prefix::skip_prefix;
pub(super) use super::prefix::without_number;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bold,
    Link,
    Quoted,
    Italic,
    Plain,
}

#[derive(Clone, Debug)]
pub(super) struct Title {
    pub text: String,
    pub span: Span,
    pub form: Form,
    /// The link the title stands in.
    pub link: Option<usize>,
    /// Index of the first segment of the title.
    pub from: usize,
    /// Index of the first segment after the title, and how much of the segment before it was title.
    pub after: usize,
    /// What follows the title in its own segment.
    pub rest: String,
    /// Venue or date printed in front of the title.
    pub before: Vec<String>,
    /// The title's link stands in the middle of a sentence.
    pub embedded: bool,
    /// What a citation says besides its title.
    pub cited: Option<Box<CitedAside>>,
}

/// Authors, venue and year of a citation that prints them around the title.
#[derive(Clone, Debug)]
pub(super) struct CitedAside {
    pub authors: String,
    pub venue: String,
    pub year: Option<i32>,
}

/// Finds the title in a line; `None` when nothing in it is a title.
pub(super) fn find(segments: &[Segment]) -> Option<Title> {
    let mut before = Vec::new();
    let (start, skipped) = skip_prefix(segments, &mut before);
    let mut title = pick(segments, start, skipped)?;
    before.append(&mut title.before);
    title.before = before;
    Some(title)
}

/// A run of segments that share a property, as one text.
pub(super) struct Run<'s> {
    pub from: usize,
    pub to: usize,
    pub text: Cow<'s, str>,
    pub span: Span,
}

pub(super) fn run<'s>(segments: &'s [Segment], from: usize, skipped: usize, belongs: impl Fn(&Segment) -> bool) -> Option<Run<'s>> {
    let mut to = from;
    let mut text = Cow::Borrowed("");
    while to < segments.len() && segments[to].kind == SegmentKind::Text && belongs(&segments[to]) {
        let piece = segments[to].text.as_ref();
        if to == from {
            text = Cow::Borrowed(&piece[skipped.min(piece.len())..]);
        } else {
            text.to_mut().push_str(piece);
        }
        to += 1;
    }
    (to > from).then(|| Run { from, to, text, span: segments[from].span.start..segments[to - 1].span.end })
}

fn pick(segments: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let first = segments.get(start)?;
    // The chunk up to the first meant line break that has words before it.
    let stop = segments[start..].iter().position(|segment| segment.kind == SegmentKind::Break).map_or(segments.len(), |i| start + i);
    let line = &segments[..stop];
    if first.is(style::BOLD)
        && let Some(title) = bold(line, start, skipped)
    {
        return Some(title);
    }
    if first.is_linked() {
        return linked(line, start, skipped);
    }
    if first.is(style::ITALIC)
        && let Some(title) = italic(line, start, skipped)
    {
        return Some(title);
    }
    plain(line, start, skipped)
}

pub(super) fn bold(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let found = run(line, start, skipped, |segment| segment.is(style::BOLD))?;
    let words = word_count(&found.text);
    let next = line.get(found.to);
    let link = single_link(&line[found.from..found.to]);
    let short = words <= 3 || found.text.trim_end().ends_with(':');
    if short
        && link.is_none_or(|_| words <= 2)
        && let Some(next) = next
    {
        let colon = found.text.trim_end().ends_with([':', '：']) || next.text.trim_start().starts_with([':', '：']);
        let dash = next.is_plain() && next.text.trim_start().starts_with(['-', '–', '—']);
        if (next.is_linked() || dash || next.is(style::ITALIC))
            && let Some(later) = later_title(line, found.to, 3)
            && (!colon || later.form == Form::Quoted || starts_with_name(&later.text, &found.text))
            // `**Name** - does this and that`: a sentence about it is not what it is called.
            && (later.form != Form::Plain || is_title_case(&later.text))
        {
            return Some(later);
        }
        if colon && let Some(mut later) = later_title(line, found.to, 2) {
            // `**Name:** The rest of the title`.
            if field_key(&format!("{}:", found.text.trim_end_matches(':'))).is_some() {
                return Some(later);
            }
            if later.form == Form::Quoted {
                return Some(later);
            }
            let name = found.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let name = name.trim_matches(|c: char| c == ':' || c == '：' || c == ' ' || is_decoration(c));
            later.text = format!("{name}: {}", later.text);
            later.span.start = found.span.start;
            return Some(later);
        }
        // `**Name** (Org, 2023): "The Full Title"`.
        if let Some(inside) = bracket_then_colon(next)
            && let Some(mut later) = later_title(line, found.to, 3)
            && later.form != Form::Plain
        {
            later.before.extend(printed_year(inside).map(|year| year.to_string()));
            return Some(later);
        }
        if words <= 1
            && next.is_plain()
            && !next.text.trim_start().starts_with(['.', ',', '(', '|', '[', '\n'])
            && word_count(&next.text) >= 3
            && later_title(line, found.to, 3).is_some()
        {
            // A word of the title set in bold.
            let whole = run(line, start, skipped, |segment| segment.is_plain())?;
            return finish(&whole.text, &whole, Form::Plain, None);
        }
    }
    // `**A *good* `**`title**` broken into several bold runs by the parser.
    if words == 0 {
        return None;
    }
    finish(&found.text, &found, Form::Bold, link)
}

/// What stands in the bracket of ` (Org, 2023): …`.
fn bracket_then_colon<'s>(next: &'s Segment<'_>) -> Option<&'s str> {
    let (inside, behind) = next.text.trim_start().strip_prefix('(')?.split_once(')')?;
    (next.is_plain() && inside.len() <= 60 && behind.trim_start().starts_with([':', '：'])).then_some(inside)
}

fn starts_with_name(title: &str, name: &str) -> bool {
    let name = name.trimmed().trim_end_matches(':').trimmed();
    title.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
}

/// A title in what follows a short bold name.
fn later_title(line: &[Segment], from: usize, least: usize) -> Option<Title> {
    let mut ignored = Vec::new();
    let (offset, skipped) = skip_prefix(&line[from..], &mut ignored);
    let start = from + offset;
    let first = line.get(start)?;
    let title = if first.is_linked() {
        linked(line, start, skipped)?
    } else if first.is(style::BOLD) {
        let found = run(line, start, skipped, |segment| segment.is(style::BOLD))?;
        finish(&found.text, &found, Form::Bold, None)?
    } else if first.is(style::ITALIC) {
        italic(line, start, skipped)?
    } else {
        plain(line, start, skipped)?
    };
    (word_count(&title.text) >= least && !is_generic_label(&title.text)).then_some(title)
}

fn single_link(segments: &[Segment]) -> Option<usize> {
    segments.iter().find_map(|segment| segment.link)
}

pub(super) fn linked(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let link = line[start].link;
    let found = run(line, start, skipped, |segment| segment.link == link)?;
    // `[Foo et al., 2020](…)` says who, not what.
    if is_generic_label(&found.text) || citation::key(&found.text).is_some_and(|(names, _)| et_al(names).is_some()) {
        return None;
    }
    // `[Megatron-LM](…): Training Multi-Billion …` continues behind its link.
    if word_count(&found.text) <= 2
        && let Some(next) = line.get(found.to).filter(|next| next.is_plain())
    {
        let tail = next.text.trim_start();
        if let Some(tail) = tail.strip_prefix([':', '：']) {
            let subtitle = first_sentence(tail);
            if is_title_case(subtitle) && word_count(subtitle) >= 3 {
                let whole = format!("{}:{}", found.text.trim_end(), subtitle);
                let found = Run { span: found.span.start..next.span.end, ..found };
                let mut title = finish(&whole, &found, Form::Link, link)?;
                title.rest = tail[subtitle.len()..].to_owned();
                return Some(title);
            }
        }
    }
    finish(&found.text, &found, Form::Link, link)
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(['(', '[', '\n']).unwrap_or(text.len());
    let head = &text[..end];
    head.find(". ").map_or(head, |i| &head[..i])
}

pub(super) fn italic(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let found = run(line, start, skipped, |segment| segment.is(style::ITALIC))?;
    let good = word_count(&found.text) >= 2 && !is_authors(&found.text) && !is_venue(&found.text);
    let link = single_link(&line[found.from..found.to]);
    if good { finish(&found.text, &found, Form::Italic, link) } else { None }
}

/// The title `text`, found in this run.
pub(super) fn finish(text: &str, found: &Run<'_>, form: Form, link: Option<usize>) -> Option<Title> {
    let text = clean(text);
    if text.is_empty() || is_date(&text) {
        return None;
    }
    Some(Title {
        text,
        span: found.span.clone(),
        form,
        link,
        from: found.from,
        after: found.to,
        rest: String::new(),
        before: Vec::new(),
        embedded: false,
        cited: None,
    })
}
