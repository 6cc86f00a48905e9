//! A long text → its document, a stretch at a time.
//!
//! The parser keeps what it knows of a text until the last of it is read: of a list of megabytes that is more than the list. A heading
//! that stands in nothing closes everything before it, and so does a paragraph, list or table behind a blank line, so what follows can
//! be parsed by itself, and the document comes out as if the text had been parsed at once. Only labels reach further: `[a][label]` may be defined anywhere. Definitions of earlier stretches are
//! kept; a stretch that asks for a later one is parsed again with more text behind it.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag};
use unicase::UniCase;

use super::builder::{Builder, Mark, OPTIONS};
use super::document::Document;
use super::scan::collapsed;

/// Bytes of a stretch, about: what is known of one stays in the processor's cache.
const LENGTH: usize = 128 * 1024;

/// Reads the working text; linear in its length.
pub(super) fn parse(text: &str) -> Document<'_> {
    parse_by(text, LENGTH)
}

fn parse_by(text: &str, length: usize) -> Document<'_> {
    if text.len() <= 2 * length {
        return at_once(text);
    }
    let labels = Labels::of(text);
    let mut builder = Builder::new(text);
    let mut defined = Definitions::new();
    let (mut at, mut reach) = (0, length);
    while at < text.len() {
        // A list or table that reaches further is followed to its end, and what stands behind it is a place to stop.
        let behind = blank_line_behind(text, at + reach);
        let stretch = at..blank_line_behind(text, behind + reach / 32);
        match read(&mut builder, stretch, &labels, &mut defined) {
            Outcome::Until(end) => (at, reach) = (end, length),
            Outcome::TooShort(wanted) => reach = (2 * reach).max(wanted.map_or(0, |place| place + 1 - at)),
            Outcome::DefinedBefore => return at_once(text),
        }
    }
    builder.finish()
}

fn at_once(text: &str) -> Document<'_> {
    let mut builder = Builder::new(text);
    for (event, span) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        builder.event(event, span);
    }
    builder.finish()
}

/// Where the addresses of labels lead that earlier stretches define.
type Definitions = HashMap<UniCase<String>, CowStr<'static>>;

enum Outcome {
    /// Read up to here, where a block begins or the text ends.
    Until(usize),
    /// Nowhere to stop, or a label that may be defined here, further on.
    TooShort(Option<usize>),
    /// A footnote that only earlier text holds.
    DefinedBefore,
}

fn read<'t>(builder: &mut Builder<'t>, stretch: Range<usize>, labels: &Labels, defined: &mut Definitions) -> Outcome {
    let text: &'t str = builder.working_text();
    let start = builder.mark();
    // The first reference that asks for a definition further on, and where that may be.
    let asking = Cell::new((usize::MAX, 0));
    let answer = |broken: BrokenLink<'t>| {
        if labels.none() {
            return None;
        }
        let label = key(&broken.reference);
        let known = defined.get(&label).map(|address| (address.clone(), CowStr::Borrowed("")));
        if known.is_none()
            && let Some(place) = labels.from(&label, stretch.end)
        {
            asking.set(asking.get().min((stretch.start + broken.span.start, place)));
        }
        known
    };
    let last = stretch.end == text.len();
    let mut stop: Option<(usize, Mark)> = None;
    let mut notes: HashSet<UniCase<String>> = HashSet::new();
    let mut depth = 0usize;
    let mut events = Parser::new_with_broken_link_callback(&text[stretch.clone()], OPTIONS, Some(answer)).into_offset_iter();
    for (mut event, span) in events.by_ref() {
        let span = stretch.start + span.start..stretch.start + span.end;
        match &mut event {
            Event::Start(tag) => {
                if depth == 0 && !last && span.start - stretch.start >= stretch.len() / 2 {
                    if matches!(tag, Tag::Heading { .. }) {
                        builder.close_html();
                    }
                    if builder.is_idle() && begins_anew(text, span.start, tag) {
                        stop = Some((span.start, builder.mark()));
                    }
                }
                if let Tag::FootnoteDefinition(label) = tag {
                    notes.insert(note_key(label));
                }
                prefer_earlier(tag, defined);
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        builder.event(event, span);
    }
    let end = match &stop {
        Some((end, _)) => *end,
        None if last => stretch.end,
        None => {
            builder.back_to(start);
            return Outcome::TooShort(None);
        }
    };
    let (asked, place) = asking.get();
    let wanted = match labels.open_note(&text[stretch.start..end], &notes, &stretch) {
        _ if asked < end => Some(place),
        Some(Place::Before) => return Outcome::DefinedBefore,
        Some(Place::Later(place)) => Some(place),
        None => None,
    };
    if let Some(place) = wanted {
        builder.back_to(start);
        return Outcome::TooShort(Some(place));
    }
    if let Some((_, mark)) = stop {
        builder.back_to(mark);
    }
    if !last {
        let found = events.reference_definitions().iter().filter(|(_, definition)| stretch.start + definition.span.start < end);
        let found: Vec<(UniCase<String>, CowStr<'static>)> =
            found.map(|(label, definition)| (key(label), definition.dest.clone().into_static())).collect();
        for (label, address) in found {
            defined.entry(label).or_insert(address);
        }
    }
    Outcome::Until(end)
}

/// Whether a block without a block around it would be the same at the start of a text.
fn begins_anew(text: &str, start: usize, tag: &Tag<'_>) -> bool {
    let heading = matches!(tag, Tag::Heading { .. });
    if heading && text[start..].starts_with('#') {
        return true;
    }
    // A line below a definition is not read as one behind a blank line is.
    let above = text[..start].trim_end_matches(' ');
    let above = above.strip_suffix('\n').unwrap_or_default().trim_end_matches([' ', '\t', '\r']);
    above.ends_with('\n') && (heading || matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::BlockQuote(_)))
}

/// The first definition of a label holds, also against one of its own stretch.
fn prefer_earlier(tag: &mut Tag<'_>, defined: &Definitions) {
    if defined.is_empty() {
        return;
    }
    if let Tag::Link { link_type, dest_url, id, .. } | Tag::Image { link_type, dest_url, id, .. } = tag
        && matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
        && let Some(address) = defined.get(&key(id))
    {
        *dest_url = address.clone();
    }
}

fn key(label: &str) -> UniCase<String> {
    UniCase::new(collapsed(label))
}

fn note_key(label: &str) -> UniCase<String> {
    UniCase::new(format!("^{}", collapsed(label)))
}

/// The end of the first line at or behind `from` that a blank one follows: no definition runs over one.
fn blank_line_behind(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        at += found + 1;
        let line = bytes[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        if line == Some(&b'\n') {
            return at;
        }
    }
    bytes.len()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Later(usize),
}

/// Where `[label]:` stands; what looks like a definition may be none, but none is missed.
#[derive(Default)]
struct Labels {
    /// Ascending.
    places: HashMap<UniCase<String>, Vec<usize>>,
    /// Of those that run over lines: each may be any label.
    wrapped: Vec<usize>,
}

impl Labels {
    fn of(text: &str) -> Labels {
        let bytes = text.as_bytes();
        let escaped = |at: usize| bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        let mut labels = Labels::default();
        let mut behind = 0;
        for end in memchr::memmem::find_iter(bytes, b"]:").filter(|end| !escaped(*end)) {
            let mut from = end;
            let bracket = loop {
                match memchr::memrchr2(b'[', b']', &bytes[behind..from]) {
                    Some(found) if escaped(behind + found) => from = behind + found,
                    found => break found.map(|found| behind + found),
                }
            };
            behind = end;
            let Some(open) = bracket.filter(|open| bytes[*open] == b'[') else { continue };
            let label = &text[open + 1..end];
            let places = if label.contains(['\n', '\r']) { &mut labels.wrapped } else { labels.places.entry(key(label)).or_default() };
            places.push(open);
        }
        labels
    }

    fn none(&self) -> bool {
        self.places.is_empty() && self.wrapped.is_empty()
    }

    /// The first place at or behind `from` where the label may be defined.
    fn from(&self, label: &UniCase<String>, from: usize) -> Option<usize> {
        let first = |places: &[usize]| places.get(places.partition_point(|place| *place < from)).copied();
        let named = self.places.get(label).and_then(|places| first(places));
        named.into_iter().chain(first(&self.wrapped)).min()
    }

    /// Where the first footnote stands that is named in `text` and found in other stretches only.
    fn open_note(&self, text: &str, notes: &HashSet<UniCase<String>>, stretch: &Range<usize>) -> Option<Place> {
        if self.none() {
            return None;
        }
        memchr::memmem::find_iter(text.as_bytes(), b"[^").find_map(|open| {
            let line = text[open + 1..].split(['\n', '\r']).next().unwrap_or_default();
            let label = key(&line[..line.find(']')?]);
            let places = self.places.get(&label).filter(|_| !notes.contains(&label))?;
            let later = self.from(&label, stretch.end).filter(|_| places.last() >= Some(&stretch.end)).map(Place::Later);
            later.or_else(|| (places[0] < stretch.start).then_some(Place::Before))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// All of a document, in one order.
    fn told(mut document: Document<'_>) -> String {
        let mut notes: Vec<_> = std::mem::take(&mut document.notes).into_iter().map(|(label, block)| (label.to_string(), block)).collect();
        notes.sort();
        document.links.iter_mut().for_each(|link| link.url = CowStr::Boxed(link.url.as_ref().into()));
        format!("{document:?} {notes:?}")
    }

    fn is_same(text: &str, length: usize) {
        assert_eq!(told(parse_by(text, length)), told(at_once(text)), "by {length}: {text:?}");
    }

    #[test]
    fn labels_are_found_wherever_they_stand() {
        let used = "# A\n\n- [x][one] and [One] and [two][]\n\ntext[^n]\n\n";
        let definitions = "# B\n\n[one]: /1\n[two]:\n  /2 'title'\n\n[^n]: A note.\n\n";
        let again = "# C\n\n[ONE]: /other\n\n[one]\n\n";
        for text in [
            format!("{used}{definitions}{again}"),
            format!("{definitions}{used}{again}{used}"),
            format!("{again}{used}{}{definitions}", "# D\n\n- item\n\n".repeat(20)),
            format!("{}{}{}", definitions, "# D\n\n- item\n\n".repeat(20), used),
            format!("```\n{used}\n{definitions}\n```\n\n{used}{definitions}"),
        ] {
            for length in [1, 16, 40, 100] {
                is_same(&text, length);
            }
        }
    }

    #[test]
    fn only_a_block_in_nothing_parts_a_text() {
        for text in [
            "- a\n\n  # in the item\n\n  b\n\n- c\n\n# out\n\n- d\n",
            "> # quoted\n>\n> b\n\n# out\n\n> c\n",
            "```\n\n# code\n\n```\n\n# out\n\n    # code\n\nTitle\n===\n\n<details>\n\n# inside\n\n- a\n\n</details>\n\n# out\n\n- b\n",
            "<pre>\n\n# no heading\n\n</pre>\n\n# out\n\ntext\n",
            "[^a]: note\n\n    # in the note\n\n# out [^a]\n\ntext\n",
            "- a\n\n- b\n\n  more\n\n  | x |\n  |---|\n\n out\n\n- c\n\n1. d\n\n2. e\n",
            "[x]: /u\n2. no list\nT\n---\n\nb\n",
            "a\n\n[x]: /u\n2. no list\n\n<div>\n\ninside\n\n- b\n\n</div>\n\nout\n\n    code\n\n> q\n\n> r\n\n| x |\n|---|\n| y |\n",
        ] {
            for length in 1..24 {
                is_same(text, length);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn stretches_make_the_same_document(
            parts in prop::collection::vec(prop::sample::select(&[
                "# H\n\n", "## [a] h\n", "T\n---\n", "- item [a](b)\n", "  - [x][a]\n", "1. [A]\n", "\n", "\n\n", "[a]: /u\n", "[A b]:\n/v\n",
                "[^1]: note\n", "x[^1]\n", "[a\nb]: /w\n", "[a b][]\n", "```\n", "~~~\n", "> q\n", "> # q\n", "<details>\n", "</details>\n",
                "<!-- ", "-->\n", "<pre>\n", "</pre>\n", "    code\n", "| a | b |\n|---|---|\n", "| [a] | x |\n", "\\[a]: /e\n", "**b\n",
                "https://x.org/a\n", "<a href=\"u\">[a]</a>\n", "<table><tr><td>\n", "ß\n", "[ẞ]: /s\n", "[SS]\n", "***\n", "2. two\n", "para\n\n", "\n- item\n\n", "<style>\n", "<b>x\n",
            ][..]), 0..60),
            length in 1usize..60,
        ) {
            is_same(&parts.concat(), length);
        }
    }
}
