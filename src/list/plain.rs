//! Titles in running text, neither bold nor linked: where they end, and what stands around them.
//!
//! The segments of a line go in; the title with what follows it comes out.

use std::sync::LazyLock;

use super::citation;
use super::clean::{is_title_case, printed_arxiv};
use super::document::style;
use super::labels::is_generic_label;
use super::names::{et_al, is_authors, is_name};
use super::scan::{Trim, find_short, has_words, table_of};
use super::segments::{Segment, SegmentKind, floor_boundary, word_count};
use super::venues::{is_date, is_venue, printed_year};
use super::vocabulary::is_decoration;
use super::wordset::{Words, has, words_of};

use super::title::{CitedAside, Form, Run, Title, bold, finish, italic, linked, run};

static RUNNING_SET: Words = LazyLock::new(|| words_of(RUNNING));

/// A sentence that runs on ends with such a word.
const RUNNING: &str = "the a an this see our in from for with of and by on at check read via is are to also use";

pub(super) fn plain(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let found = run(line, start, skipped, |segment| {
        segment.is_plain() && (!segment.is(style::BOLD) || segment.is(style::ITALIC)) && !segment.is(style::CODE)
            || segment.is_plain()
                && segment.is(style::CODE)
                && !segment.is(style::BOLD)
                && !segment.text.ends_with('.')
                && word_count(&segment.text) <= 2
    })?;
    if let Some(quoted) = quoted(&found) {
        return Some(quoted);
    }
    if let Some(title) = wiki_link(&found).or_else(|| cited(&found)) {
        return Some(title);
    }
    if let Some(title) = before_venue(&found, line) {
        return Some(title);
    }
    let found = before_italics(found, line);
    if let Some(title) = bold_behind_bracket(&found, line) {
        return Some(title);
    }
    let next = line.get(found.to);
    let text = found.text.trim_end();
    if let Some(next) = next {
        let words = word_count(text);
        // Bold or linked text behind a short prefix is the title: `BCGAN - [Title](…)`, `T5: **"Title"**`.
        let label = next.text.trimmed();
        // `2016 | A Title of Its Own | names | [Journal](…)`: the title was there.
        let told = text.split_once('|').is_some_and(|(head, _)| word_count(head) >= 4 && !is_authors(head));
        let strong = !told && (next.is(style::BOLD) && !is_venue(label) || next.is_linked() && !is_generic_label(label));
        let running = has(&RUNNING_SET, text.rsplit(' ').next().unwrap_or_default());
        let parted = text.is_empty()
            || text.ends_with([':', '-', '–', '—', '|', ',', '.', '(', '[', '"', '“', ')', ']', '：', '>', '→', '·', '\u{1f517}', '/'])
            || text.ends_with(|c: char| is_decoration(c));
        let longer = parted && word_count(label) >= words && words <= 3
            || word_count(label) >= 3 && (words <= 3 || word_count(label) > words || is_authors(text) || is_citation_start(text));
        if strong && (parted || words <= 2 && !running) && (longer || words <= 1) {
            let mut title = if next.is_linked() && !next.is(style::BOLD) { linked(line, found.to, 0)? } else { bold(line, found.to, 0)? };
            title.embedded = false;
            return Some(title);
        }
        // `for lists read [this](…)`: a pointer in a sentence.
        if next.is_linked() && (running || words <= 4) && is_pointer(label) && !is_title_case(text) {
            let (title, _) = split_plain(&found.text);
            let mut title = finish(title, &found, Form::Plain, None)?;
            title.embedded = true;
            return Some(title);
        }
        if next.is_linked() && !parted && words >= 1 && word_count(label) >= 3 && !is_generic_label(label) && !next.is(style::BOLD) {
            let mut title = linked(line, found.to, 0)?;
            title.embedded = true;
            return Some(title);
        }
        if next.is(style::ITALIC)
            && words <= 3
            && parted
            && let Some(title) = italic(line, found.to, 0)
        {
            return Some(title);
        }
    }
    let (title, rest) = split_plain(&found.text);
    let mut title = finish(title, &found, Form::Plain, None)?;
    title.rest = rest.to_owned();
    Some(title)
}

/// `(a remark in *many* words) **Title**`: the bold text behind a bracket that opens the line.
fn bold_behind_bracket(found: &Run, line: &[Segment]) -> Option<Title> {
    let text = found.text.trim_start();
    let unclosed = text.starts_with('(') && text.matches('(').count() > text.matches(')').count();
    let closed = text.starts_with('(') && text.trim_end().ends_with(')');
    if !unclosed && !closed {
        return None;
    }
    let at = (found.to..line.len().min(found.to + 8))
        .find(|i| line[*i].is(style::BOLD) && line[*i].kind == SegmentKind::Text && word_count(&line[*i].text) >= 3)?;
    bold(line, at, 0)
}

/// `One, A. (2023). Title. Venue.`
pub(super) fn cited(found: &Run) -> Option<Title> {
    let cited = citation::parse(&found.text)?;
    let (text, _) = split_plain(cited.title);
    let aside = CitedAside { authors: cited.authors.to_owned(), venue: cited.venue.to_owned(), year: cited.year };
    let mut title = finish(text, found, Form::Plain, None)?;
    title.cited = Some(Box::new(aside));
    Some(title)
}

/// `A Title, in *Journal of Lists* 2019`.
fn before_venue(found: &Run, line: &[Segment]) -> Option<Title> {
    let (first, second) = (line.get(found.from)?, line.get(found.from + 1)?);
    if found.to < found.from + 2 || !second.is(style::ITALIC) {
        return None;
    }
    let all: usize = line[found.from..found.to].iter().map(|segment| segment.text.len()).sum();
    let head = first.text.get(all - found.text.len()..)?.trim_end().strip_suffix(" in")?.trim_end();
    if !head.ends_with([',', '.']) || word_count(head) < 2 {
        return None;
    }
    let run = Run { from: found.from, to: found.from + 2, text: head.into(), span: first.span.clone() };
    let mut title = finish(head, &run, Form::Plain, None)?;
    title.cited = Some(Box::new(CitedAside { authors: String::new(), venue: second.text.trimmed().to_owned(), year: None }));
    Some(title)
}

/// `Title, A. One, *Journal of Lists*, 2019`: italics behind a comma or a period are no part of the title.
fn before_italics<'s>(found: Run<'s>, line: &[Segment]) -> Run<'s> {
    let mut length = 0;
    if !line[found.from..found.to].iter().any(|segment| segment.is(style::ITALIC)) {
        return found;
    }
    for i in found.from..found.to {
        let segment = &line[i];
        let head = found.text.get(..length).unwrap_or_default().trim_end();
        if i > found.from && segment.is(style::ITALIC) && head.ends_with([',', '.', ';']) && word_count(head) >= 3 {
            let text = found.text[..length].to_owned().into();
            return Run { from: found.from, to: i, text, span: found.span.start..line[i - 1].span.end };
        }
        length += segment.text.len();
        if i == found.from {
            // What was skipped of the first segment is not in the text.
            let all: usize = line[found.from..found.to].iter().map(|segment| segment.text.len()).sum();
            length -= all - found.text.len();
        }
    }
    found
}

/// `this`, `here`, `this paper`: a label that stands for what it links to.
fn is_pointer(label: &str) -> bool {
    let label = label.trim_end_matches(['.', ',', '!']).to_lowercase();
    let label =
        label.strip_suffix(" paper").or_else(|| label.strip_suffix(" survey")).or_else(|| label.strip_suffix(" article")).unwrap_or(&label);
    matches!(label, "this" | "here" | "that" | "it" | "this one" | "this link")
}

fn is_citation_start(text: &str) -> bool {
    let text = text.trim_end_matches([':', ' ', '.', ',', '"']);
    text.ends_with(" et al") || is_authors(text) || is_name(text)
}

/// `"Title"` in plain text.
fn quoted(found: &Run) -> Option<Title> {
    let text = found.text.trim_start();
    let (open, close) = match text.chars().next()? {
        '"' => ('"', '"'),
        '“' => ('“', '”'),
        '„' => ('„', '“'),
        '«' => ('«', '»'),
        '「' => ('「', '」'),
        '『' => ('『', '』'),
        '《' => ('《', '》'),
        _ => return None,
    };
    let inner = &text[open.len_utf8()..];
    let end = if open == '„' { inner.find(['“', '”'])? } else { inner.find(close)? };
    let close = inner[end..].chars().next()?;
    let after = inner[end + close.len_utf8()..].trim_start();
    let ends = after.is_empty() || after.starts_with([',', '.', '(', '[', '|', '-', '–', ':', ';', '，', '。', '（', '\n'])
        // `「題名」 山田太郎`: wide quotes go around titles.
        || matches!(open, '「' | '『' | '《') && inner[end + close.len_utf8()..].starts_with(char::is_whitespace);
    if word_count(&inner[..end]) < 3 || !ends {
        return None;
    }
    let rest = after.to_owned();
    let mut title = finish(&inner[..end], found, Form::Quoted, None)?;
    title.rest = rest;
    Some(title)
}

/// `[[A Note's Name]]`, `[[A Note's Name|shown]]` of linked notes: the name, shown or not.
fn wiki_link(found: &Run) -> Option<Title> {
    let (inside, rest) = found.text.trim_start().strip_prefix("[[")?.split_once("]]")?;
    let name = inside.split('|').next_back().unwrap_or(inside);
    if inside.contains(['[', '\n']) || word_count(name) < 2 || is_generic_label(name) {
        return None;
    }
    let mut title = finish(name, found, Form::Quoted, None)?;
    title.rest = rest.to_owned();
    Some(title)
}

/// Title and what follows it in plain text: `Title, ICML'20.`, `Title. A. Author, B. Author.`, `A. Author et al.: Title, 2019`.
pub(super) fn split_plain(text: &str) -> (&str, &str) {
    let mut text = text;
    if let Some(colon) = find_short(text, ": ")
        && is_author_prefix(&text[..colon])
    {
        text = text[colon + 1..].trim_start_matches([':', ' ']);
    }
    let mut end = text.len();
    if let Some(bar) =
        text.find('|').into_iter().chain(find_short(text, " \t").filter(|at| text[*at..].trim_start().starts_with('|'))).min()
    {
        end = end.min(bar);
    }
    if let Some((head, _)) = printed_arxiv(&text[..end]) {
        end = head;
    }
    // Links that were meant and not written right.
    if let Some(open) = find_short(&text[..end], "[[").filter(|open| word_count(&text[..*open]) >= 2) {
        end = open;
    }
    // A name, two spaces, and what it is about.
    if word_count(&text[..end]) > 25
        && let Some(gap) = text[..end.min(floor_boundary(text, 160))].find("  ").filter(|gap| word_count(&text[..*gap]) >= 1)
    {
        return (&text[..gap], &text[gap..]);
    }
    // The second source line begins with authors or a venue.
    for (i, _) in text[..end].match_indices('\n').take(4) {
        let rest = text[i..end].trimmed();
        let below = rest.split('\n').next().unwrap_or(rest).trimmed();
        if word_count(&text[..i]) >= 3 && !rest.is_empty() && (is_authors(rest) || is_venue(rest) || is_line_of_names(below)) {
            end = i;
            break;
        }
    }
    // `題名（山田太郎、学会、2022）`.
    if let Some(open) = text[..end].trim_end().strip_suffix('）').and_then(|head| head.rfind('（'))
        && printed_year(&text[open..end]).is_some()
    {
        return (&text[..open], text[open..end].trim_end().trim_start_matches('（').trim_end_matches('）'));
    }
    // `Title (VLDB 2019)`: the siblings' venue ends the title there and nowhere before.
    if let Some(open) = dated_bracket(&text[..end]) {
        end = open;
    }
    let mut begun = false;
    for (i, mark) in marks(&text[..end]).take(40) {
        begun = begun || has_words(&text[..i], 2);
        if !begun {
            continue;
        }
        let rest = text[i + mark.len_utf8()..end].trimmed();
        let spaced = mark == '(' || text[i + mark.len_utf8()..].starts_with([' ', '\n']) || rest.is_empty();
        if !spaced || rest.is_empty() {
            continue;
        }
        let venue = if rest.contains(',') { is_venue_tail(rest) } else { is_venue(rest) || is_venue_tail(rest) };
        let found = match mark {
            '.' | '?' | '!' => venue || are_authors(rest) || are_authors(rest.split(". ").next().unwrap_or(rest)),
            ',' => venue || citation::are_initialled(rest) || et_al(rest).is_some_and(|at| word_count(&rest[..at]) <= 4),
            '-' | '–' => text[..i].trim_end_matches('-').ends_with(' ') && (venue || is_authors(rest)),
            _ => {
                // Only what stands in the bracket is judged: `Rules (Mostly) Without Data (2011), R. One et al.`
                let inside = rest.find(')').map_or(rest, |close| &rest[..close]);
                is_venue(inside) || is_date(inside) || are_authors(inside)
            }
        };
        if found {
            let keep = if matches!(mark, '?' | '!') { i + 1 } else { i };
            return (text[..keep].trim_end_matches([' ', '-']), &text[keep..]);
        }
    }
    (&text[..end], &text[end..])
}

/// Names; with `et al.` only names may stand in front of it.
fn are_authors(text: &str) -> bool {
    is_authors(text) && et_al(text).is_none_or(|at| text[..at].split([',', '&']).all(|name| name.trimmed().is_empty() || is_name(name)))
}

/// `A title of any case (SIGMOD 2001)`.
pub(super) fn ends_with_venue(text: &str) -> bool {
    dated_bracket(text).is_some_and(|open| word_count(&text[..open]) >= 3)
}

/// Where a bracket opens that ends the text and holds a venue with its year, or a year.
fn dated_bracket(text: &str) -> Option<usize> {
    let inside = text.trim_end().trim_end_matches('.').strip_suffix([')', '）'])?;
    let open = inside.rfind(['(', '（'])?;
    let width = inside[open..].chars().next().map_or(1, char::len_utf8);
    let inside = &inside[open + width..];
    let dated = is_date(inside) || is_venue(inside) && printed_year(inside).is_some();
    (dated && word_count(&text[..open]) >= 2).then_some(open)
}

/// `Ada One`, `Ada One, Bo Two, 2015` on a line of its own.
fn is_line_of_names(line: &str) -> bool {
    let names = line.rsplit_once(',').filter(|(_, year)| is_date(year)).map_or(line, |(names, _)| names);
    is_authors(names)
        || !line.ends_with([':', '.', ',', '-'])
            && (2..=3).contains(&word_count(names))
            && is_name(names)
            && names.is_ascii()
            && names.split(' ').all(|word| word.len() <= 12)
}

/// The signs that may part a title from what follows, with their places.
pub(super) fn marks(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let i = at + bytes.get(at..)?.iter().position(|byte| MAY_PART[usize::from(*byte)])?;
            at = i + 1;
            if bytes[i].is_ascii() {
                return Some((i, char::from(bytes[i])));
            }
            if text[i..].starts_with('–') {
                return Some((i, '–'));
            }
        }
    })
}

/// The bytes that [`marks`] begin with.
const MAY_PART: [bool; 256] = table_of(b".,(-?!\xe2");

/// `Ronan Collobert et al.`, `Ada One, Bo Two and Cy Three` in front of a colon. One or two names are too like a title to tell.
fn is_author_prefix(head: &str) -> bool {
    if et_al(head).is_some() {
        return word_count(head) <= 16;
    }
    let names = head.split([',', '&']).flat_map(|part| part.split(" and ")).map(str::trim).filter(|part| !part.is_empty());
    let (mut all, mut full) = (0, 0);
    for name in names {
        all += 1;
        full += usize::from(is_name(name) && word_count(name) >= 2);
    }
    all >= 3 && full * 3 >= all * 2 && is_authors(head)
}

/// Everything in it is a venue or a date: `ICML'20`, `in TIST 2022`, `J. of ML, 2011`.
fn is_venue_tail(rest: &str) -> bool {
    let mut parts = 0;
    rest.len() < 120
        && rest
            .split([',', '.', ';'])
            .map(|part| part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | ']' | ')' | '|')))
            .filter(|part| !part.is_empty())
            .all(|part| {
                parts += 1;
                is_venue(part) || is_date(part)
            })
        && parts > 0
}
