//! The way from bytes to a [`List`], step by step.

use super::document::{BlockKind, Document};
use super::duplicates;
use super::garbled::{self, Damage};
use super::identifiers::{AddressReading, read_address};
use super::outside;
use super::records::{self, Record};
use super::scan::Trim;
use super::source::{Decoded, INVALID, Lines, Source, decode};
use super::stretches;
use super::vocabulary::is_side_heading;
use super::walk::{self, Walked};
use super::{Entry, List, Notice, NoticeCode, Span};

/// Reads a Markdown list. Total: any text gives a list, oddities become notices; time grows with the length of the text alone.
pub fn read(text: &str) -> List {
    read_bytes(text.as_bytes())
}

/// Reads a Markdown list from the bytes of a file: UTF-8 with or without mark, UTF-16 with one, damaged bytes and all.
///
/// Spans are byte offsets in these bytes as they are.
pub fn read_bytes(bytes: &[u8]) -> List {
    let decoded = decode(bytes);
    let source = Source::new(&decoded);
    let document = stretches::parse(&source.text);
    let damage = garbled::examine(&source.text);
    let readings: Vec<AddressReading> = document.links.iter().map(|link| read_address(&link.url)).collect();
    let mut walked = walk::walk(&document, &damage, &readings, &source.details);
    let mut notices = std::mem::take(&mut walked.notices);
    let used = std::mem::take(&mut walked.used);
    let read = outside::Read { links: std::mem::take(&mut walked.taken), leaves: std::mem::take(&mut walked.read) };
    let (sections, mut entries) = with_records(&document, &damage, walked, &mut notices);
    entries.sort_by_key(|entry| (entry.span.start, entry.span.end));
    duplicates::mark(&mut entries);
    let outside = outside::find(&document, &readings, &read, (&sections, &entries), (&decoded.text, &source.hidden(&decoded)));
    notices.extend(outside.visible);
    let title = if source.title.is_empty() {
        sections.first().and_then(|section| section.path.last()).cloned().unwrap_or_default()
    } else {
        damage.repair(&source.title).into_owned()
    };
    let mut list = List::new(title, sections, entries, notices);
    notice_links(&document, &readings, &mut list.notices);
    notice_entries(&mut list);
    notice_damage(&damage, &mut list.notices);
    for (i, section) in list.sections.iter().enumerate() {
        if !used.contains(&i) && !section.path.last().is_some_and(|name| is_side_heading(name)) {
            list.notices.push(notice(NoticeCode::EmptySection, "a section without entries".into(), section.span.clone()));
        }
    }
    place(&mut list, &source, &decoded, outside.hidden);
    list
}

/// A list whose parts another reader made; spans are those of the text of `source`.
pub(super) fn of_parts(
    source: &Source<'_>,
    decoded: &Decoded<'_>,
    title: String,
    parts: impl FnOnce(&Damage) -> (Vec<super::Section>, Vec<Entry>, Vec<Notice>),
) -> List {
    let damage = garbled::examine(&source.text);
    let (sections, mut entries, notices) = parts(&damage);
    duplicates::mark(&mut entries);
    let mut list = List::new(title, sections, entries, notices);
    notice_entries(&mut list);
    notice_damage(&damage, &mut list.notices);
    place(&mut list, source, decoded, Vec::new());
    list
}

pub(super) fn notice(code: NoticeCode, message: String, span: Span) -> Notice {
    Notice { code, message, line: 0, column: 0, span }
}

/// Sections and entries, with the BibTeX records of code blocks where the list consists of such.
fn with_records(document: &Document<'_>, damage: &Damage, walked: Walked, notices: &mut Vec<Notice>) -> (Vec<super::Section>, Vec<Entry>) {
    let mut entries = walked.entries;
    let records = walked.code.iter().map(|(block, section)| (*block, *section, records_of(document, *block))).collect::<Vec<_>>();
    let total: usize = records.iter().map(|(_, _, (records, _))| records.len()).sum();
    // One or two records are the list's own "cite us"; more are what it lists.
    if total >= 3 {
        for (_, section, (records, broken)) in records {
            let repair = |text: &str| damage.repair(text).replace(INVALID, "\u{fffd}");
            entries.extend(records.into_iter().map(|record| records::entry(record, section, repair)));
            notices.extend(
                broken.into_iter().map(|span| notice(NoticeCode::UnrecognisedBlock, "a BibTeX record that cannot be read".into(), span)),
            );
        }
    }
    (walked.sections, entries)
}

fn records_of(document: &Document<'_>, block: usize) -> (Vec<Record>, Vec<Span>) {
    let block = &document.blocks[block];
    debug_assert_eq!(block.kind, BlockKind::Code);
    document.text.get(block.span.clone()).map(|text| records::in_code(text, block.span.start)).unwrap_or_default()
}

fn notice_links(document: &Document<'_>, readings: &[AddressReading], notices: &mut Vec<Notice>) {
    let text = document.text;
    for (link, reading) in document.links.iter().zip(readings) {
        if let AddressReading::Malformed(word) = reading {
            let word: String = word.chars().take(80).collect();
            notices.push(notice(
                NoticeCode::MalformedIdentifier,
                format!("`{word}` has the form of an identifier and breaks its rules"),
                link.span.clone(),
            ));
        }
        if link.bare {
            let before = &text[..link.span.start];
            if before.ends_with("] (") || before.ends_with(']') {
                notices.push(notice(
                    NoticeCode::BrokenLinkSyntax,
                    "an address beside a label that does not link to it".into(),
                    link.span.clone(),
                ));
            }
        } else if link.url.trimmed().is_empty() {
            notices.push(notice(NoticeCode::EmptyLinkTarget, "a link without an address".into(), link.span.clone()));
        } else if link.label.trimmed().is_empty() && !link.image {
            notices.push(notice(NoticeCode::EmptyLinkText, "a link without a text".into(), link.span.clone()));
        }
    }
}

fn notice_entries(list: &mut List) {
    let mut notices = Vec::new();
    for entry in &list.entries {
        if let Some(count) = entry.count.as_ref().filter(|count| count.value.is_none()) {
            notices.push(notice(
                NoticeCode::PlaceholderCitation,
                "a placeholder where a citation count should be".into(),
                count.slot.clone(),
            ));
        }
        if let Some(first) = entry.duplicate_of.and_then(|first| list.entries.get(first)) {
            let place = if first.section == entry.section { "in the same section" } else { "in another section" };
            notices.push(notice(NoticeCode::DuplicateEntry, format!("listed before {place}: {}", first.title), entry.title_span.clone()));
        }
    }
    if list.entries.is_empty() {
        notices.push(notice(NoticeCode::NoEntries, "no entry was found".into(), 0..0));
    }
    list.notices.append(&mut notices);
}

fn notice_damage(damage: &Damage, notices: &mut Vec<Notice>) {
    for span in &damage.repairable {
        notices.push(notice(NoticeCode::GarbledText, "text saved in the wrong encoding, repaired where it is shown".into(), span.clone()));
    }
    for span in &damage.lost {
        notices.push(notice(NoticeCode::GarbledText, "text saved in the wrong encoding, beyond repair".into(), span.clone()));
    }
}

/// From the working text to the file: spans, lines, columns; `hidden` are notices of what is not in the working text.
fn place(list: &mut List, source: &Source<'_>, decoded: &Decoded<'_>, hidden: Vec<Notice>) {
    let lines = Lines::of(&decoded.text);
    for section in &mut list.sections {
        let span = source.decoded_span(&section.span);
        section.line = lines.line(span.start);
        section.span = source.file_span(span);
    }
    let file = |span: &mut Span| *span = source.file_span(source.decoded_span(span));
    for entry in &mut list.entries {
        let span = source.decoded_span(&entry.span);
        entry.line = lines.line(span.start);
        entry.end_line = lines.line(span.end.saturating_sub(1).max(span.start));
        entry.span = source.file_span(span);
        file(&mut entry.title_span);
        for link in &mut entry.links {
            file(&mut link.span);
        }
        if let Some(count) = &mut entry.count {
            file(&mut count.span);
            file(&mut count.slot);
            if let Some((_, target)) = &mut count.link {
                file(target);
            }
        }
    }
    for notice in &mut list.notices {
        notice.span = source.decoded_span(&notice.span);
    }
    list.notices.extend(hidden);
    for span in &decoded.invalid {
        list.notices.push(notice(NoticeCode::InvalidUtf8, "bytes that are no valid text".into(), span.clone()));
    }
    list.notices.sort_by_key(|notice| (notice.span.start, notice.span.end, notice.code));
    let places = lines.columns(list.notices.iter().map(|notice| notice.span.start));
    for (notice, (line, column)) in list.notices.iter_mut().zip(places) {
        (notice.line, notice.column) = (line, column);
        notice.span = source.file_span(notice.span.clone());
    }
}
