//! Papers that are named where no entry is: in prose, in asides, in code, in comments.
//!
//! What the walk left over goes in; a notice comes out for each place that names papers no entry names. A paper is told once, at its
//! first place; what is never read for entries (a comment, a block of code, an aside, the rest of a table) is told as a whole.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::paper::{Identifier, Scheme};

use super::document::{Block, BlockKind, Document, Inline, style};
use super::identifiers::{AddressReading, has_decimal, printed_identifiers, read_address};
use super::records;
use super::segments::floor_boundary;
use super::vocabulary::is_side_heading;
use super::web;
use super::{Entry, Notice, NoticeCode, Section, Span};

/// A paper by an address or a printed identifier, with its bytes.
struct Named {
    identifier: Identifier,
    span: Span,
}

/// What is told as a whole: the start and the name of it.
type Region = (usize, String);

/// What was read into entries: whether each link was, and each leaf of the document.
pub(super) struct Read {
    pub links: Vec<bool>,
    pub leaves: Vec<bool>,
}

/// Notices about papers outside the entries: those of the working text, and those of the hidden parts of the file, whose spans are of
/// the decoded text.
#[derive(Debug, Default)]
pub(super) struct Outside {
    pub visible: Vec<Notice>,
    pub hidden: Vec<Notice>,
}

/// Finds what was read into no entry; `hidden` are the parts of `decoded` that were left out of the working text.
///
/// Linear in the length of what is no entry, and in the number of identifiers once that names any paper.
pub(super) fn find(
    document: &Document<'_>,
    readings: &[AddressReading],
    read: &Read,
    (sections, entries): (&[Section], &[Entry]),
    (decoded, hidden): (&str, &[Span]),
) -> Outside {
    let mut visible = by_links(document, readings, &read.links);
    visible.extend(in_text(document, &read.leaves));
    visible.extend(between(document, &read.leaves));
    visible.sort_by_key(|named| (named.span.start, named.span.end));
    let hidden = merged(decoded, hidden);
    let mut concealed: Vec<Named> = hidden.iter().flat_map(|span| in_source(decoded, span.clone())).collect();
    if visible.is_empty() && concealed.is_empty() {
        return Outside::default();
    }
    let mut unknown: HashSet<(Scheme, String), RandomState> =
        visible.iter().chain(&concealed).map(|named| (named.identifier.scheme, named.identifier.value.clone())).collect();
    let known = {
        let named: HashSet<(Scheme, &str), RandomState> = unknown.iter().map(|(scheme, value)| (*scheme, value.as_str())).collect();
        let of_entries = entries.iter().flat_map(|entry| entry.identifiers.iter().chain(&entry.mentions));
        let of_links = readings.iter().zip(&read.links).filter(|(_, taken)| **taken).filter_map(|(reading, _)| match reading {
            AddressReading::Paper(identifier) => Some(identifier),
            _ => None,
        });
        let held = of_entries.chain(of_links).filter(|identifier| named.contains(&(identifier.scheme, identifier.value.as_str())));
        held.map(|identifier| (identifier.scheme, identifier.value.clone())).collect::<HashSet<_, RandomState>>()
    };
    unknown.retain(|identifier| !known.contains(identifier));
    // Told once, so taken out.
    let mut first = |named: &Named| unknown.remove(&(named.identifier.scheme, named.identifier.value.clone()));
    visible.retain(&mut first);
    concealed.retain(&mut first);
    let regions = Regions::of(document, sections);
    Outside {
        visible: grouped(visible, |at| regions.at(document, at)),
        hidden: grouped(concealed, |at| {
            let span = hidden.get(hidden.partition_point(|span| span.end <= at)).cloned().unwrap_or(at..at);
            (span.start, name_of_hidden(decoded, &span).to_owned())
        }),
    }
}

// ---------------------------------------------------------------- what is named

fn by_links(document: &Document<'_>, readings: &[AddressReading], taken: &[bool]) -> Vec<Named> {
    let left = document.links.iter().zip(readings).zip(taken).filter(|(_, taken)| !**taken);
    left.filter_map(|((link, reading), _)| match reading {
        AddressReading::Paper(identifier) => Some(Named { identifier: identifier.clone(), span: link.span.clone() }),
        _ => None,
    })
    .collect()
}

/// Identifiers printed in lines that are of no entry, whatever their words are set in.
fn in_text(document: &Document<'_>, read: &[bool]) -> Vec<Named> {
    let mut found = Vec::new();
    let leaves = document.blocks.iter().zip(read).filter(|(block, read)| !**read && !block.inlines.is_empty());
    for (block, _) in leaves {
        let inlines = &document.inlines[block.inlines.clone()];
        if !inlines.iter().any(|inline| has_decimal(&inline.text)) {
            continue;
        }
        let mut text = String::new();
        let mut starts = Vec::with_capacity(inlines.len());
        for inline in inlines {
            starts.push(text.len());
            text.push_str(if inline.style & style::ADDRESS == 0 { &inline.text } else { " " });
        }
        for (identifier, place) in printed_identifiers(&text) {
            let i = starts.partition_point(|start| *start <= place.start) - 1;
            let inline = &inlines[i];
            let literal = inline.text.len() == inline.span.len() && place.end <= starts[i] + inline.text.len();
            let begin = inline.span.start + place.start - starts[i];
            let span = if literal { begin..begin + place.len() } else { inline.span.clone() };
            found.push(Named { identifier, span });
        }
    }
    found
}

/// Papers in what lies between the lines that were read: code, definitions, tags, lines of no entry as they are written.
fn between(document: &Document<'_>, read: &[bool]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    // Comments are gone from the text, but for those that stand where the fence of code seemed to.
    let comments = memchr::memmem::find(document.text.as_bytes(), b"<!--").is_some();
    let leaves = document.blocks.iter().zip(read).filter(|(block, read)| **read && !block.inlines.is_empty());
    for (block, _) in leaves {
        let pieces = &document.inlines[block.inlines.clone()];
        let (Some(first), Some(last)) =
            (pieces.first().map(|piece| whole(document, piece)), pieces.last().map(|piece| whole(document, piece)))
        else {
            continue;
        };
        if first.start > at {
            found.extend(in_source(document.text, at..first.start));
        }
        if comments && document.text.get(first.start..last.end).is_some_and(|text| text.contains("<!--")) {
            continue;
        }
        at = at.max(last.end);
    }
    found.extend(in_source(document.text, at..document.text.len()));
    found
}

/// A piece with the links around it.
fn whole(document: &Document<'_>, piece: &Inline<'_>) -> Span {
    let mut span = piece.span.clone();
    let inner = piece.link.map(|link| &document.links[link]);
    for link in inner.into_iter().chain(inner.and_then(|link| link.around).map(|around| &document.links[around])) {
        span = span.start.min(link.span.start)..span.end.max(link.span.end);
    }
    span
}

/// Papers in text that was not parsed: addresses, printed identifiers, records.
fn in_source(text: &str, span: Span) -> Vec<Named> {
    let Some(source) = text.get(span.clone()) else { return Vec::new() };
    // The shortest address is longer.
    if source.len() < 12 {
        return Vec::new();
    }
    let mut found: Vec<Named> = addresses(text, span.clone()).collect();
    if has_decimal(source) {
        let printed = printed_identifiers(source).into_iter();
        found.extend(printed.map(|(identifier, place)| Named { identifier, span: span.start + place.start..span.start + place.end }));
    }
    if source.contains('@') {
        let (records, _) = records::in_code(source, span.start);
        for record in records {
            let place = record.span.clone();
            found.extend(record.identifiers.into_iter().map(|identifier| Named { identifier, span: place.clone() }));
        }
    }
    found.sort_by_key(|named| (named.span.start, named.span.end));
    found
}

fn addresses(text: &str, span: Span) -> impl Iterator<Item = Named> + '_ {
    web::addresses(text, span).filter_map(|place| match read_address(&text[place.clone()]) {
        AddressReading::Paper(identifier) => Some(Named { identifier, span: place }),
        _ => None,
    })
}

// ---------------------------------------------------------------- where

/// Hidden parts with nothing but space between them as one.
fn merged(text: &str, hidden: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(hidden.len());
    for span in hidden {
        match out.last_mut() {
            Some(last) if text.get(last.end..span.start).is_some_and(|between| between.trim_start().is_empty()) => last.end = span.end,
            _ => out.push(span.clone()),
        }
    }
    out
}

fn name_of_hidden(text: &str, span: &Span) -> &'static str {
    match text.get(span.clone()) {
        Some(source) if source.contains("<!--") => "in a comment",
        Some(source) if source.starts_with("---") || source.starts_with("+++") => "in the front matter",
        _ => "in markup that is not read",
    }
}

/// Blocks that are told as wholes, ascending.
struct Regions {
    blocks: Vec<(Span, &'static str)>,
    sections: Vec<(usize, Option<String>)>,
}

impl Regions {
    fn of(document: &Document<'_>, sections: &[Section]) -> Regions {
        let mut blocks: Vec<(Span, &'static str)> = Vec::new();
        for Block { kind, span, .. } in &document.blocks {
            let name = match kind {
                BlockKind::Code => "in a block of code",
                BlockKind::Table => "in a table",
                BlockKind::Quote => "in a quotation",
                _ => continue,
            };
            // The outermost counts.
            if blocks.last().is_none_or(|(last, _)| last.end <= span.start) {
                blocks.push((span.clone(), name));
            }
        }
        let aside = |section: &Section| section.path.iter().find(|name| is_side_heading(name)).cloned();
        Regions { blocks, sections: sections.iter().map(|section| (section.span.start, aside(section))).collect() }
    }

    fn at(&self, document: &Document<'_>, at: usize) -> Region {
        let section = self.sections.partition_point(|(start, _)| *start <= at).checked_sub(1).map(|i| &self.sections[i]);
        if let Some((start, Some(name))) = section {
            return (*start, format!("under `{name}`, which is not read for entries"));
        }
        let block = self.blocks.get(self.blocks.partition_point(|(span, _)| span.end <= at));
        if let Some((span, name)) = block.filter(|(span, _)| span.start <= at) {
            return (span.start, (*name).to_owned());
        }
        if in_definition(document.text, at) {
            return (at, "in a reference that nothing uses".to_owned());
        }
        let line = document.blocks.partition_point(|block| block.span.start <= at).saturating_sub(1);
        (document.blocks.get(line).map_or(0, |block| block.span.start), String::new())
    }
}

fn in_definition(text: &str, at: usize) -> bool {
    // Labels of definitions are shorter.
    let from = floor_boundary(text, at.saturating_sub(1000));
    let line = text.get(from..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with('[') && line.trim_end_matches(['<', ' ']).ends_with("]:")
}

/// Neighbours of one region in one notice.
fn grouped(named: Vec<Named>, region_at: impl Fn(usize) -> Region) -> Vec<Notice> {
    let mut groups: Vec<(Region, Vec<Named>)> = Vec::new();
    for paper in named {
        let region = region_at(paper.span.start);
        match groups.last_mut().filter(|(last, _)| *last == region) {
            Some((_, papers)) => papers.push(paper),
            None => groups.push((region, vec![paper])),
        }
    }
    groups.into_iter().map(|((_, place), papers)| told(&papers, &place)).collect()
}

fn told(papers: &[Named], place: &str) -> Notice {
    const SHOWN: usize = 3;
    let what =
        if papers.len() == 1 { "a paper that is in no entry".to_owned() } else { format!("{} papers that are in no entry", papers.len()) };
    let shown: Vec<String> = papers.iter().take(SHOWN).map(|paper| paper.identifier.to_string()).collect();
    let more = if papers.len() > SHOWN { format!(" and {} more", papers.len() - SHOWN) } else { String::new() };
    let place = if place.is_empty() { String::new() } else { format!(", {place}") };
    let start = papers.iter().map(|paper| paper.span.start).min().unwrap_or(0);
    let end = papers.iter().map(|paper| paper.span.end).max().unwrap_or(start);
    Notice {
        code: NoticeCode::PaperOutsideEntries,
        message: format!("{what}{place}: {}{more}", shown.join(", ")),
        line: 0,
        column: 0,
        span: start..end,
    }
}
