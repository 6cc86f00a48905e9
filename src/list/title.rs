//! What an entry is called.
//!
//! The segments of an entry's first lines go in; the title as a person would write it comes out, with the link it stands in.
//! Nothing is looked up: a title that is not printed stays empty.

use super::Span;
use super::citation;
use super::document::style;
use super::scan::{find_short, tidy, without_head};
use super::segments::{Segment, SegmentKind, floor_boundary, word_count};
use super::vocabulary::{et_al, field_key, is_authors, is_date, is_decoration, is_generic_label, is_name, is_venue};

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
    title.before = before;
    Some(title)
}

/// Skips images, marks, dates and venues in front of the title: the segment to begin at, and the bytes of it that are passed.
fn skip_prefix(segments: &[Segment], before: &mut Vec<String>) -> (usize, usize) {
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
        let bare = text.trim_start_matches(|c: char| {
            c.is_whitespace()
                || is_decoration(c)
                || matches!(c, '|' | ':' | '-' | '–' | ',' | '.' | ']' | ')' | ';' | '*' | '/' | '~' | '】')
        });
        let bare = without_head(bare, "\\[").trim_start();
        if bare.is_empty() || matches!(bare.trim(), "[" | "(" | "【" | "[[") {
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
                before.push(bare.trim().to_owned());
                i += 1;
                skipped = 0;
                continue;
            }
            if bracketed_tag(segments, i) {
                before.push(bare.trim().to_owned());
                i += 1;
                skipped = 0;
                continue;
            }
            return (i, skipped + at);
        }
        if segment.is(style::CODE) && has_later_title(&segments[i + 1..]) {
            before.push(bare.trim().to_owned());
            i += 1;
            skipped = 0;
            continue;
        }
        if let Some(length) = shortcode(bare) {
            skipped += at + length;
            continue;
        }
        if let Some((inside, length)) = bracket_prefix(bare) {
            let whole = bare[length..].trim().is_empty();
            let before_bold = !segment.is(style::BOLD)
                && whole
                && segments.get(i + 1).is_some_and(|next| next.is(style::BOLD) && word_count(&next.text) >= 1);
            let tag = is_venue(inside)
                || is_date(inside)
                || word_count(inside) <= 3
                || is_generic_label(inside)
                || segment.is(style::BOLD) && whole
                || before_bold;
            if tag && (!whole || has_later_title(&segments[i + 1..])) {
                before.push(inside.trim().to_owned());
                skipped += at + length;
                continue;
            }
        }
        if let Some(length) = number_prefix(bare) {
            skipped += at + length;
            continue;
        }
        if let Some(length) = date_prefix(bare, segments.get(i + 1)) {
            before.push(bare[..length].trim().trim_end_matches(['-', '|', ':', '–', ',', ' ']).to_owned());
            skipped += at + length;
            continue;
        }
        if (segment.is(style::BOLD) || segment.is(style::ITALIC) || bare.trim_end().ends_with(['-', ':', '|', ',', '–']))
            && (is_venue(bare) || is_date(bare.trim()))
            && has_later_title(&segments[i + 1..])
        {
            before.push(bare.trim().to_owned());
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

/// `:fire:`, `:star2:`.
fn shortcode(text: &str) -> Option<usize> {
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
        let head = text[..end].trim();
        return ((is_date(head) || c == '|' && is_venue(head)) && !text[end + c.len_utf8()..].trim().is_empty())
            .then_some(end + c.len_utf8());
    }
    (is_date(text.trim()) && next.is_some_and(|next| next.kind == SegmentKind::Text)).then_some(text.len())
}

/// Something after a prefix may still be a title.
fn has_later_title(segments: &[Segment]) -> bool {
    segments.iter().take(24).filter(|segment| segment.kind == SegmentKind::Text && !segment.is_address()).any(|segment| {
        let text = segment.text.trim_matches(|c: char| !c.is_alphanumeric());
        word_count(text) >= 2 && !is_generic_label(text) && !is_date(text)
    })
}

/// A run of segments that share a property, as one text.
struct Run {
    from: usize,
    to: usize,
    text: String,
    span: Span,
}

fn run(segments: &[Segment], from: usize, skipped: usize, belongs: impl Fn(&Segment) -> bool) -> Option<Run> {
    let mut to = from;
    let mut text = String::new();
    while to < segments.len() && segments[to].kind == SegmentKind::Text && belongs(&segments[to]) {
        let cut = if to == from { skipped.min(segments[to].text.len()) } else { 0 };
        text.push_str(&segments[to].text[cut..]);
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

fn bold(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
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
        if words <= 1
            && next.is_plain()
            && !next.text.trim_start().starts_with(['.', ',', '(', '|', '[', '\n'])
            && word_count(&next.text) >= 3
            && later_title(line, found.to, 3).is_some()
        {
            // A word of the title set in bold.
            let whole = run(line, start, skipped, |segment| segment.is_plain())?;
            return finish(whole, Form::Plain, None, line);
        }
    }
    // `**A *good* `**`title**` broken into several bold runs by the parser.
    if words == 0 {
        return None;
    }
    finish(found, Form::Bold, link, line)
}

fn starts_with_name(title: &str, name: &str) -> bool {
    let name = name.trim().trim_end_matches(':').trim();
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
        finish(run(line, start, skipped, |segment| segment.is(style::BOLD))?, Form::Bold, None, line)?
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

fn linked(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let link = line[start].link;
    let found = run(line, start, skipped, |segment| segment.link == link)?;
    if is_generic_label(&found.text) {
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
                let mut title = finish(
                    Run { text: format!("{}:{}", found.text.trim_end(), subtitle), span: found.span.start..next.span.end, ..found },
                    Form::Link,
                    link,
                    line,
                )?;
                title.rest = tail[subtitle.len()..].to_owned();
                return Some(title);
            }
        }
    }
    finish(found, Form::Link, link, line)
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(['(', '[', '\n']).unwrap_or(text.len());
    let head = &text[..end];
    head.find(". ").map_or(head, |i| &head[..i])
}

/// Most longer words begin with a capital, as titles are set.
pub(super) fn is_title_case(text: &str) -> bool {
    let (mut capital, mut small) = (0, 0);
    if text.is_ascii() {
        for word in text.as_bytes().split(|byte| byte.is_ascii_whitespace() || *byte == 0x0b) {
            match word.iter().find(|byte| byte.is_ascii_alphanumeric()) {
                Some(letter) if letter.is_ascii_lowercase() && word.len() > 4 => small += 1,
                Some(letter) if letter.is_ascii_uppercase() => capital += 1,
                _ => {}
            }
        }
        return capital >= 2 && capital > small;
    }
    for word in text.split_whitespace() {
        match word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next() {
            Some(c) if c.is_lowercase() && word.len() > 4 => small += 1,
            Some(c) if c.is_uppercase() => capital += 1,
            _ => {}
        }
    }
    capital >= 2 && capital > small
}

fn italic(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let found = run(line, start, skipped, |segment| segment.is(style::ITALIC))?;
    let good = word_count(&found.text) >= 2 && !is_authors(&found.text) && !is_venue(&found.text);
    let link = single_link(&line[found.from..found.to]);
    if good { finish(found, Form::Italic, link, line) } else { None }
}

fn plain(line: &[Segment], start: usize, skipped: usize) -> Option<Title> {
    let found = run(line, start, skipped, |segment| {
        segment.is_plain() && (!segment.is(style::BOLD) || segment.is(style::ITALIC)) && !segment.is(style::CODE)
            || segment.is_plain()
                && segment.is(style::CODE)
                && !segment.is(style::BOLD)
                && !segment.text.ends_with('.')
                && word_count(&segment.text) <= 2
    })?;
    if let Some(quoted) = quoted(&found, line) {
        return Some(quoted);
    }
    if let Some(title) = wiki_link(&found, line).or_else(|| cited(&found, line)) {
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
        let label = next.text.trim();
        let strong = next.is(style::BOLD) || next.is_linked() && !is_generic_label(label);
        let last_word = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let running = matches!(
            last_word.as_str(),
            "the"
                | "a"
                | "an"
                | "this"
                | "see"
                | "our"
                | "in"
                | "from"
                | "for"
                | "with"
                | "of"
                | "and"
                | "by"
                | "on"
                | "at"
                | "check"
                | "read"
                | "via"
                | "is"
                | "are"
                | "to"
                | "also"
                | "use"
        );
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
    let rest = rest.to_owned();
    let mut title = finish(Run { text: title.to_owned(), ..found }, Form::Plain, None, line)?;
    title.rest = rest;
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
fn cited(found: &Run, line: &[Segment]) -> Option<Title> {
    let cited = citation::parse(&found.text)?;
    let (text, _) = split_plain(cited.title);
    let aside = CitedAside { authors: cited.authors.to_owned(), venue: cited.venue.to_owned(), year: cited.year };
    let mut title =
        finish(Run { text: text.to_owned(), span: found.span.clone(), from: found.from, to: found.to }, Form::Plain, None, line)?;
    title.cited = Some(Box::new(aside));
    Some(title)
}

/// `Title, A. One, *Journal of Lists*, 2019`: italics behind a comma or a period are no part of the title.
fn before_italics(found: Run, line: &[Segment]) -> Run {
    let mut length = 0;
    if !line[found.from..found.to].iter().any(|segment| segment.is(style::ITALIC)) {
        return found;
    }
    for i in found.from..found.to {
        let segment = &line[i];
        let head = found.text.get(..length).unwrap_or_default().trim_end();
        if i > found.from && segment.is(style::ITALIC) && head.ends_with([',', '.', ';']) && word_count(head) >= 3 {
            let text = found.text[..length].to_owned();
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

fn is_citation_start(text: &str) -> bool {
    let text = text.trim_end_matches([':', ' ', '.', ',', '"']);
    text.ends_with(" et al") || is_authors(text) || is_name(text)
}

/// `"Title"` in plain text.
fn quoted(found: &Run, line: &[Segment]) -> Option<Title> {
    let text = found.text.trim_start();
    let (open, close) = match text.chars().next()? {
        '"' => ('"', '"'),
        '“' => ('“', '”'),
        '「' => ('「', '」'),
        '『' => ('『', '』'),
        '《' => ('《', '》'),
        _ => return None,
    };
    let inner = &text[open.len_utf8()..];
    let end = inner.find(close)?;
    let after = inner[end + close.len_utf8()..].trim_start();
    let ends = after.is_empty() || after.starts_with([',', '.', '(', '[', '|', '-', '–', ':', ';', '，', '。', '（', '\n'])
        // `「題名」 山田太郎`: wide quotes go around titles.
        || matches!(open, '「' | '『' | '《') && inner[end + close.len_utf8()..].starts_with(char::is_whitespace);
    if word_count(&inner[..end]) < 3 || !ends {
        return None;
    }
    let rest = after.to_owned();
    let mut title =
        finish(Run { text: inner[..end].to_owned(), span: found.span.clone(), from: found.from, to: found.to }, Form::Quoted, None, line)?;
    title.rest = rest;
    Some(title)
}

/// `[[A Note's Name]]`, `[[A Note's Name|shown]]` of linked notes: the name, shown or not.
fn wiki_link(found: &Run, line: &[Segment]) -> Option<Title> {
    let (inside, rest) = found.text.trim_start().strip_prefix("[[")?.split_once("]]")?;
    let name = inside.split('|').next_back().unwrap_or(inside);
    if inside.contains(['[', '\n']) || word_count(name) < 2 || is_generic_label(name) {
        return None;
    }
    let run = Run { text: name.to_owned(), span: found.span.clone(), from: found.from, to: found.to };
    let mut title = finish(run, Form::Quoted, None, line)?;
    title.rest = rest.to_owned();
    Some(title)
}

/// Title and what follows it in plain text: `Title, ICML'20.`, `Title. A. Author, B. Author.`, `A. Author et al.: Title, 2019`.
fn split_plain(text: &str) -> (&str, &str) {
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
        let rest = text[i..end].trim();
        if word_count(&text[..i]) >= 3 && !rest.is_empty() && (is_authors(rest) || is_venue(rest)) {
            end = i;
            break;
        }
    }
    let mut begun = false;
    for (i, mark) in marks(&text[..end]).take(40) {
        begun = begun || word_count(&text[..i]) >= 2;
        if !begun {
            continue;
        }
        let rest = text[i + mark.len_utf8()..end].trim();
        let spaced = mark == '(' || text[i + mark.len_utf8()..].starts_with([' ', '\n']) || rest.is_empty();
        if !spaced || rest.is_empty() {
            continue;
        }
        let venue = if rest.contains(',') { is_venue_tail(rest) } else { is_venue(rest) || is_venue_tail(rest) };
        let found = match mark {
            '.' | '?' | '!' => venue || is_authors(rest) || is_authors(rest.split(". ").next().unwrap_or(rest)),
            ',' => venue || citation::are_initialled(rest) || et_al(rest).is_some_and(|at| word_count(&rest[..at]) <= 4),
            '-' | '–' => text[..i].trim_end_matches('-').ends_with(' ') && (venue || is_authors(rest)),
            _ => is_venue(rest.trim_end_matches(')')) || is_authors(rest.trim_end_matches(')')),
        };
        if found {
            let keep = if matches!(mark, '?' | '!') { i + 1 } else { i };
            return (text[..keep].trim_end_matches([' ', '-']), &text[keep..]);
        }
    }
    (&text[..end], &text[end..])
}

/// The signs that may part a title from what follows, with their places.
fn marks(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.bytes().enumerate().filter_map(|(i, byte)| match byte {
        b'.' | b',' | b'(' | b'-' | b'?' | b'!' => Some((i, char::from(byte))),
        0xe2 if text[i..].starts_with('–') => Some((i, '–')),
        _ => None,
    })
}

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

fn finish(found: Run, form: Form, link: Option<usize>, line: &[Segment]) -> Option<Title> {
    let text = clean(&found.text);
    if text.is_empty() || is_date(&text) {
        return None;
    }
    let _ = line;
    Some(Title {
        text,
        span: found.span,
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

/// White space, marks, wrapping quotes and brackets, venue tags and the final period taken away.
pub(super) fn clean(text: &str) -> String {
    let tidied = tidy(text);
    let mut text = tidied.as_ref();
    for _ in 0..12 {
        let before = text.len();
        text = strip_ends(text);
        text = unwrap(text).unwrap_or(text);
        if let Some(cut) = trailing_tag(text) {
            text = &text[..cut];
        }
        if text.len() == before {
            break;
        }
    }
    text.to_owned()
}

fn strip_ends(text: &str) -> &str {
    let mut text = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || is_decoration(c)
            || matches!(c, '|' | ':' | ',' | '.' | ';' | ']' | ')' | '*' | '-' | '–' | '—' | '•' | '：') && !matches!(c, '$')
    });
    if let Some(length) = shortcode_at_start(text) {
        text = &text[length..];
    }
    let end = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || is_decoration(c)
            || matches!(c, '|' | ':' | ',' | ';' | '[' | '(' | '-' | '–' | '—' | '：' | '，' | '。' | '/' | '_' | '`')
            || c == '*'
    });
    let end = match end.strip_suffix('.') {
        Some(head) if !head.ends_with("..") && !head.ends_with(" al") => head.trim_end_matches(['.', ' ']),
        _ => end,
    };
    // A closing mark such as `:fire:`.
    if let Some(open) = end.strip_suffix(':').and_then(|head| head.rfind(':'))
        && shortcode(&end[open..]).is_some_and(|length| length == end.len() - open)
    {
        return end[..open].trim_end();
    }
    match text[end.len()..].starts_with(':').then(|| end.rfind(':')).flatten() {
        Some(open) if shortcode(&format!("{}:", &end[open..])).is_some_and(|length| length == end.len() - open + 1) => {
            end[..open].trim_end()
        }
        _ => end,
    }
}

fn shortcode_at_start(text: &str) -> Option<usize> {
    shortcode(text)
}

/// The text inside quotes or brackets that go around all of it.
fn unwrap(text: &str) -> Option<&str> {
    // Most texts neither end in a sign nor hold a quote.
    if text.ends_with(|c: char| c.is_alphanumeric()) && !text.contains('"') {
        return None;
    }
    for (open, close) in [
        ('"', '"'),
        ('“', '”'),
        ('\'', '\''),
        ('‘', '’'),
        ('[', ']'),
        ('(', ')'),
        ('`', '`'),
        ('《', '》'),
        ('「', '」'),
        ('【', '】'),
        ('_', '_'),
        ('*', '*'),
        ('”', '”'),
        ('“', '"'),
        ('"', '”'),
    ] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains(open)
            && !inner.contains(close)
            && !inner.is_empty()
        {
            return Some(inner);
        }
    }
    // A quote that only closes or only opens.
    let stray = |quote: char| text.matches(quote).count() == 1;
    if stray('"') {
        return text.strip_suffix('"').or_else(|| text.strip_prefix('"'));
    }
    if let Some(inner) = text.strip_prefix('“').and_then(|rest| rest.strip_suffix(".”")) {
        return Some(inner);
    }
    None
}

/// Where a trailing `(NeurIPS'23)`, `[ICLR 2024]`, `(@org)`, `[[paper]]` begins.
fn trailing_tag(text: &str) -> Option<usize> {
    let (open, close) = match text.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        '】' => ('【', '】'),
        _ => return None,
    };
    let at = text.rfind(open)?;
    if at == 0 {
        return None;
    }
    let inside = text[at..].trim_start_matches(open).trim_end_matches(close).trim();
    let tag = inside.is_empty()
        || is_generic_label(inside)
        || is_date(inside)
        || inside.starts_with('@')
        || open == '[' && word_count(inside) <= 3
        || inside.split([',', ';', '/', '|']).count() > 1
            && inside.split([',', ';', '/', '|']).all(|part| is_generic_label(part) || is_date(part));
    let keep = text[..at].trim_end_matches(['[', '(', ' ']);
    (tag && word_count(keep) >= 1).then_some(keep.len())
}

/// A heading's text without its number: `### 1. Title`.
pub(super) fn without_number(text: &str) -> String {
    let text = text.trim();
    match number_prefix(text) {
        Some(length) => text[length..].trim().to_owned(),
        None => text.to_owned(),
    }
}
