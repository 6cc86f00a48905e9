//! The places of an entry that may hold its title, each read for itself.
//!
//! The lines of a draft go in; one reading for each slot that is filled comes out. Which of them is the title is decided for the group
//! of siblings ([`super::vote`]).

use std::rc::Rc;

use smallvec::SmallVec;

use super::super::Span;
use super::super::citation;
use super::super::clean::{clean, is_title_case};
use super::super::document::style;
use super::super::entry::Context;
use super::super::labels::is_generic_label;
use super::super::plain;
use super::super::prefix::skip_prefix;
use super::super::scan::{Trim, find_short, word_count};
use super::super::segments::{Segment, SegmentKind};
use super::super::title::{CitedAside, Form, Title};
use super::likeness::is_balanced;
use super::names_first;

/// A place of an entry that may hold its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Slot {
    /// What the line's own rules read (`title::find`).
    Line,
    /// All words in front of the links, whatever their style: `Teaching **Robots** with Sheep, [[pdf]](…)`.
    Lead,
    /// A linked name and the plain words behind it: `[Name](…): What It Does`.
    Joined,
    /// The text of the first link that is no label.
    Link,
    Bold,
    /// Words in quotes, anywhere in the line.
    Quoted,
    /// The title of a citation that prints its authors first.
    Cited,
    /// Plain words behind a linked label: `[[Journal](…)] What It Says`.
    Behind,
    /// A line below the first: a nested bullet, a paragraph of the item.
    Below,
}

impl Slot {
    pub const ALL: [Slot; 9] =
        [Slot::Line, Slot::Lead, Slot::Joined, Slot::Link, Slot::Bold, Slot::Quoted, Slot::Cited, Slot::Behind, Slot::Below];

    /// The word for it in JSON and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Slot::Line => "line",
            Slot::Lead => "lead",
            Slot::Joined => "link-and-rest",
            Slot::Link => "link",
            Slot::Bold => "bold",
            Slot::Quoted => "quoted",
            Slot::Cited => "citation",
            Slot::Behind => "behind-label",
            Slot::Below => "line-below",
        }
    }
}

/// What one slot says.
#[derive(Clone, Debug)]
pub(in super::super) struct Reading {
    pub slot: Slot,
    pub title: Rc<Title>,
    /// Which line of the draft's head it stands in.
    pub at: usize,
}

pub(in super::super) type Readings = SmallVec<[Reading; 4]>;

/// Reads every slot but [`Slot::Line`] of one line; linear in its length. `known` is what the line's own rules read.
pub(in super::super) fn read(context: &Context<'_, '_>, segments: &[Segment<'_>], at: usize, known: Option<&Title>, out: &mut Readings) {
    let mut before = Vec::new();
    let (start, skipped) = skip_prefix(segments, &mut before);
    let stop = segments[start.min(segments.len())..]
        .iter()
        .position(|segment| segment.kind == SegmentKind::Break)
        .map_or(segments.len(), |i| start + i);
    let line = &segments[..stop];
    if start >= line.len() {
        return;
    }
    let mut push = |slot: Slot, title: Option<Title>| {
        let rival = |title: &Title| !title.text.is_empty() && known.is_none_or(|known| may_rival(segments, known, slot, title));
        if let Some(mut title) = title.filter(rival) {
            title.before.extend(before.iter().cloned());
            out.push(Reading { slot, title: Rc::new(title), at });
        }
    };
    push(Slot::Lead, lead(line, start, skipped));
    push(Slot::Joined, joined(context, line, start));
    push(Slot::Link, link(line, start));
    push(Slot::Bold, bold(line, start));
    push(Slot::Quoted, quoted(line, start));
    push(Slot::Cited, cited(line, start, skipped));
    push(Slot::Behind, behind(line));
}

/// Whether a slot may stand against what the line's rules read. A link or bold words that begin the line and are set apart from what
/// follows name the entry, however short they are (`[tool](…) - made for "A Longer Title"`).
fn may_rival(segments: &[Segment<'_>], known: &Title, slot: Slot, title: &Title) -> bool {
    if title.text == known.text {
        return false;
    }
    let marked = matches!(known.form, Form::Link | Form::Bold) && known.cited.is_none();
    match slot {
        // A citation or quotation that was recognised says where its title ends.
        Slot::Lead => known.cited.is_none() && known.form != Form::Quoted && !(marked && is_set_apart(segments, known)),
        Slot::Joined => true,
        Slot::Cited => !marked || known.text.contains(&title.text),
        _ => !marked || title.from < known.after && known.from < title.after,
    }
}

/// What follows the title is another style or begins with a sign that parts.
fn is_set_apart(segments: &[Segment<'_>], title: &Title) -> bool {
    let Some(next) = segments.get(title.after) else { return true };
    let text = next.text.trim_start();
    next.kind != SegmentKind::Text
        || next.is(style::ITALIC)
        || next.is(style::CODE)
        || text.starts_with(|c: char| !c.is_alphanumeric() && c != '"')
        || next.text.starts_with('\n')
}

/// A title with nothing around it.
fn title_of(text: &str, form: Form, link: Option<usize>, (from, after): (usize, usize), span: Span) -> Title {
    Title { text: clean(text), span, form, link, from, after, rest: String::new(), before: Vec::new(), embedded: false, cited: None }
}

fn span_of(line: &[Segment<'_>], from: usize, to: usize) -> Span {
    line[from].span.start..line[to.max(from + 1) - 1].span.end
}

/// A link that says what kind of page it leads to, or who wrote what it leads to, ends the words in front of it.
fn is_label_link(segment: &Segment<'_>) -> bool {
    let label = segment.text.trimmed();
    segment.is_linked() && (label.is_empty() || is_generic_label(label) || citation::key(label).is_some())
}

fn lead(line: &[Segment<'_>], start: usize, skipped: usize) -> Option<Title> {
    let mut to = start;
    let mut parted = false;
    while let Some(segment) = line.get(to).filter(|s| s.kind == SegmentKind::Text && !s.is_address() && !is_label_link(s)) {
        // Behind a mark another style begins another part.
        if parted && (segment.is_linked() || segment.is(style::ITALIC)) {
            break;
        }
        let text = segment.text.trim_end();
        parted = text.ends_with([',', '.', ';', '-', '–', '—', '|', ':', '(']) || parted && text.is_empty();
        to += 1;
    }
    let length = to - start;
    if length == 0 {
        return None;
    }
    let mut text = String::new();
    for (i, segment) in line[start..to].iter().enumerate() {
        text.push_str(if i == 0 { segment.text.get(skipped..).unwrap_or_default() } else { &segment.text });
    }
    let linked = line[start..to].iter().find(|segment| segment.is_linked());
    // What a source line adds is authors or a remark; a title that is wrapped goes on in small letters.
    let first_line = text.trim_start().split('\n').next().unwrap_or_default();
    let wrapped = text.trimmed().split_once('\n').is_some_and(|(_, rest)| rest.trim_start().starts_with(char::is_lowercase));
    let whole = if wrapped { text.as_str() } else { first_line };
    let whole = plain::split_plain(cut_open_bracket(whole)).0;
    let mut title = title_of(whole, Form::Plain, linked.and_then(|segment| segment.link), (start, to), span_of(line, start, to));
    if word_count(&title.text) < 2 {
        return None;
    }
    let rest = text.trim_start().get(whole.len()..).unwrap_or_default();
    title.rest = rest.to_owned();
    Some(title)
}

/// `A Title (details on `: what opens in front of a link belongs to the link.
fn cut_open_bracket(text: &str) -> &str {
    let mut depth: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' => depth.push(at),
            ')' | ']' | '）' => {
                depth.pop();
            }
            _ => {}
        }
    }
    match depth.first() {
        Some(open) if word_count(&text[..*open]) >= 2 => &text[..*open],
        _ => text,
    }
}

/// Plain words up to the next bar, label or line.
fn plain_until_label(line: &[Segment<'_>], from: usize) -> (String, usize) {
    let mut text = String::new();
    let mut to = from;
    while let Some(segment) = line.get(to).filter(|s| s.kind == SegmentKind::Text && !s.is_address() && s.link.is_none()) {
        text.push_str(&segment.text);
        to += 1;
        if segment.text.contains('\n') {
            break;
        }
    }
    (text, to)
}

fn joined(context: &Context<'_, '_>, line: &[Segment<'_>], start: usize) -> Option<Title> {
    let first = line.get(start).filter(|segment| segment.is_linked())?;
    let name = first.text.trimmed();
    let link = first.link?;
    if name.is_empty() || is_generic_label(name) || word_count(name) > 6 {
        return None;
    }
    let named = name.ends_with([':', '：']);
    let (tail, to) = plain_until_label(line, start + 1);
    let rest = match (named, tail.trim_start().strip_prefix([':', '：'])) {
        (_, Some(rest)) => rest,
        (true, None) => tail.as_str(),
        _ => return None,
    };
    let rest = rest.split('\n').next().unwrap_or_default();
    let end = find_short(rest, " | ").or_else(|| rest.find(" |")).unwrap_or(rest.len());
    let subtitle = cut_open_bracket(&rest[..end]).trim();
    let of_paper = context.paper_of(link).is_some() || context.document.links[link].url.ends_with(".pdf");
    if word_count(subtitle) < 2 || !(of_paper || is_title_case(subtitle)) {
        return None;
    }
    let text = format!("{}: {subtitle}", name.trim_end_matches([':', '：', ' ']));
    let mut title = title_of(&text, Form::Link, Some(link), (start, to), span_of(line, start, to));
    title.rest = rest[end..].to_owned();
    Some(title)
}

fn link(line: &[Segment<'_>], start: usize) -> Option<Title> {
    let titled = |segment: &Segment<'_>| segment.is_linked() && !is_label_link(segment);
    let from = (start..line.len()).find(|i| titled(&line[*i]) && word_count(&line[*i].text) >= 2)?;
    let link = line[from].link;
    let mut text = String::new();
    let mut to = from;
    while let Some(segment) = line.get(to).filter(|segment| segment.link == link && segment.kind == SegmentKind::Text) {
        text.push_str(&segment.text);
        to += 1;
    }
    Some(title_of(&text, Form::Link, link, (from, to), span_of(line, from, to)))
}

fn bold(line: &[Segment<'_>], start: usize) -> Option<Title> {
    let is_bold = |segment: &Segment<'_>| segment.kind == SegmentKind::Text && segment.is(style::BOLD) && !segment.is(style::CODE);
    let from = (start..line.len()).find(|i| is_bold(&line[*i]) && word_count(&line[*i].text) >= 1 && !is_generic_label(&line[*i].text))?;
    let mut text = String::new();
    let mut to = from;
    while let Some(segment) = line.get(to).filter(|segment| is_bold(segment)) {
        text.push_str(&segment.text);
        to += 1;
    }
    let link = line[from..to].iter().find_map(|segment| segment.link);
    Some(title_of(&text, Form::Bold, link, (from, to), span_of(line, from, to)))
}

/// The words of a line, and where each segment begins in them.
fn whole_text(line: &[Segment<'_>], start: usize) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut begins = Vec::with_capacity(line.len().saturating_sub(start));
    for segment in &line[start..] {
        begins.push(text.len());
        if segment.kind == SegmentKind::Text && !segment.is_address() {
            text.push_str(&segment.text);
        }
    }
    (text, begins)
}

/// The pairs of quotes of many languages.
const QUOTES: [(char, &[char]); 8] = [
    ('"', &['"', '”']),
    ('“', &['”', '"', '“']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('「', &['」']),
    ('『', &['』']),
    ('《', &['》']),
    ('‘', &['’']),
];

fn quoted(line: &[Segment<'_>], start: usize) -> Option<Title> {
    let (text, begins) = whole_text(line, start);
    let (open, closes, at) =
        text.char_indices().find_map(|(at, c)| QUOTES.iter().find(|(open, _)| *open == c).map(|(open, closes)| (*open, *closes, at)))?;
    // A quote inside a word is an apostrophe or a sign of inches.
    if text[..at].ends_with(char::is_alphanumeric) {
        return None;
    }
    let inside_at = at + open.len_utf8();
    let close = inside_at + text[inside_at..].find(closes)?;
    let inside = &text[inside_at..close];
    let behind = &text[close + text[close..].chars().next().map_or(1, char::len_utf8)..];
    if word_count(inside) < 2 || inside.contains('\n') || behind.starts_with(char::is_alphanumeric) {
        return None;
    }
    let segment_of = |place: usize| start + begins.partition_point(|begin| *begin <= place).saturating_sub(1);
    let (from, to) = (segment_of(inside_at), segment_of(close.saturating_sub(1)) + 1);
    let link = line[from..to].iter().find_map(|segment| segment.link.filter(|_| segment.is_linked()));
    let mut title = title_of(inside, Form::Quoted, link, (from, to), span_of(line, from, to));
    let authors = text[..at].trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ':'));
    if !authors.is_empty() && authors.len() < 400 {
        let line_behind = behind.split('\n').next().unwrap_or_default();
        title.cited = Some(Box::new(aside_of(authors, line_behind)));
    }
    Some(title)
}

/// Authors in front of a title, venue and year behind it.
fn aside_of(authors: &str, behind: &str) -> CitedAside {
    let behind = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
    let year = super::super::venues::printed_year(behind);
    CitedAside { authors: authors.to_owned(), venue: citation::clause(behind).to_owned(), year }
}

fn cited(line: &[Segment<'_>], start: usize, skipped: usize) -> Option<Title> {
    // Links that say what they lead to are no part of a citation.
    let to = (start..line.len()).find(|i| is_label_link(&line[*i])).unwrap_or(line.len());
    let (text, _) = whole_text(&line[..to], start);
    let text = text.get(skipped..)?.trim_start().trim_end_matches(['[', '(', ' ']);
    let first_line = text.split('\n').next().unwrap_or_default();
    let text = if word_count(first_line) >= 5 { first_line } else { text };
    let (authors, found, behind, year) = match citation::parse(text) {
        Some(cited) => (cited.authors, cited.title, cited.venue, cited.year),
        None => {
            let (authors, rest) = names_first::split(text)?;
            let (found, behind) = plain::split_plain(rest);
            (authors, found, behind, super::super::venues::printed_year(behind))
        }
    };
    if word_count(found) < 2 || !is_balanced(found) {
        return None;
    }
    let link = line[start..to].iter().find_map(|segment| segment.link.filter(|_| segment.is_linked() && segment.text.contains(found)));
    let mut title = title_of(found, Form::Plain, link, (start, to), span_of(line, start, to));
    title.cited = Some(Box::new(CitedAside { authors: authors.to_owned(), venue: behind.trim().to_owned(), year }));
    Some(title)
}

fn behind(line: &[Segment<'_>]) -> Option<Title> {
    let first = line.iter().position(|segment| segment.is_linked() && !segment.text.trimmed().is_empty())?;
    let front: usize = line[..first].iter().map(|segment| word_count(&segment.text)).sum();
    if front > 0 {
        return None;
    }
    let (text, to) = plain_until_label(line, first + 1);
    let text = text.split('\n').next().unwrap_or_default().trim_start();
    let opened = line[..first].iter().any(|segment| segment.text.trim_end().ends_with('['));
    let text = match text.strip_prefix(']') {
        Some(rest) if opened => rest,
        _ => return None,
    };
    let text = cut_open_bracket(text.trim_start());
    (word_count(text) >= 2).then(|| {
        let mut title = title_of(text, Form::Plain, None, (first + 1, to), span_of(line, first + 1, to));
        title.before.push(line[first].text.trimmed().to_owned());
        title
    })
}
