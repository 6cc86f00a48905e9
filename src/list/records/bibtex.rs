//! BibTeX records, in code blocks of a list or in a file of their own.
//!
//! Text of records goes in; title, authors, venue, year and identifiers come out, each record with its bytes. What cannot be parsed is told by its bytes.

use biblatex::{Bibliography, ChunksExt, Entry as Record, PermissiveType};

use crate::paper::{Identifier, Scheme};

use super::Span;
use super::identifiers::{AddressReading, parse_identifier, read_address};

#[derive(Debug, Default, PartialEq)]
pub(super) struct BibRecord {
    pub span: Span,
    pub title: String,
    pub title_span: Span,
    pub authors: Vec<String>,
    pub truncated: bool,
    pub venue: Option<String>,
    pub year: Option<i32>,
    pub identifiers: Vec<Identifier>,
    pub urls: Vec<(String, Span)>,
}

/// Records and the bytes of what looked like a record and was none.
pub(super) fn records(text: &str, base: usize) -> (Vec<BibRecord>, Vec<Span>) {
    let mut found = Vec::new();
    let mut broken = Vec::new();
    for span in record_spans(text) {
        let source = &text[span.clone()];
        let file_span = span.start + base..span.end + base;
        match Bibliography::parse(source).ok().as_ref().and_then(|parsed| parsed.iter().next()) {
            Some(record) => found.push(read(record, source, file_span)),
            None => match loose(source, file_span.clone()) {
                Some(record) => found.push(record),
                None => broken.push(file_span),
            },
        }
    }
    (found, broken)
}

/// `@type{` … its closing brace; a record that never closes ends where the next begins.
fn record_spans(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'@', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        let name = bytes[at..].iter().take(40).take_while(|b| b.is_ascii_alphabetic()).count();
        let open = at + name + bytes[at + name..].iter().take(8).take_while(|b| **b == b' ').count();
        let at_line_start = start == 0 || text[..start].ends_with(['\n', ' ', '\t', '}']);
        let kind = text[at..at + name].to_ascii_lowercase();
        if name == 0
            || !at_line_start
            || !matches!(bytes.get(open), Some(b'{' | b'('))
            || matches!(kind.as_str(), "comment" | "preamble" | "string")
        {
            continue;
        }
        let end = record_end(text, open);
        spans.push(start..end);
        at = end;
    }
    spans
}

fn record_end(text: &str, open: usize) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for (i, byte) in bytes[open..].iter().enumerate() {
        match byte {
            b'{' | b'(' if depth == 0 => depth = 1,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return open + i + 1;
                }
            }
            b'@' if depth <= 1 && i > 0 && bytes[open + i - 1] == b'\n' => return open + i,
            _ => {}
        }
    }
    bytes.len()
}

fn read(record: &Record, source: &str, span: Span) -> BibRecord {
    let text = |name: &str| record.get(name).map(|chunks| tidy(&chunks.format_verbatim())).filter(|value| !value.is_empty());
    let title = text("title").map(|title| match text("subtitle") {
        Some(subtitle) => format!("{title}: {subtitle}"),
        None => title,
    });
    let people = record.author().unwrap_or_default();
    let others = people.iter().any(|person| person.name.eq_ignore_ascii_case("others"));
    let authors = people.iter().filter(|person| !person.name.eq_ignore_ascii_case("others")).map(|person| {
        let parts = [person.given_name.as_str(), person.prefix.as_str(), person.name.as_str(), person.suffix.as_str()];
        parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
    });
    let year = text("year").or_else(|| text("date")).and_then(|year| year.get(..4).and_then(|year| year.parse().ok()));
    let _: Option<PermissiveType<i64>> = None;
    let venue = ["booktitle", "journal", "journaltitle", "school", "institution", "publisher"].iter().find_map(|name| text(name));
    let mut identifiers: Vec<Identifier> = Vec::new();
    let mut urls = Vec::new();
    let mut add = |identifier: Option<Identifier>| {
        if let Some(identifier) = identifier
            && !identifiers.iter().any(|known| known.scheme == identifier.scheme)
        {
            identifiers.push(identifier);
        }
    };
    if let Some(eprint) = text("eprint") {
        let archive = text("archiveprefix").or_else(|| text("eprinttype")).unwrap_or_default().to_ascii_lowercase();
        if archive.is_empty() || archive == "arxiv" {
            add(parse_identifier(&format!("arXiv:{}", eprint.trim_start_matches("arXiv:"))));
        }
    }
    if let Some(doi) = text("doi") {
        let doi = doi.trim_start_matches("https://doi.org/").trim_start_matches("http://dx.doi.org/");
        add(parse_identifier(&format!("doi:{doi}")));
    }
    for (name, scheme) in [("pmid", Scheme::Pmid), ("pmcid", Scheme::Pmcid)] {
        add(text(name).and_then(|value| parse_identifier(&format!("{scheme}:{value}"))));
    }
    for name in ["url", "pdf", "howpublished", "note", "link"] {
        let Some(value) = text(name) else { continue };
        let Some(start) = value.find("http").or_else(|| (name == "url").then_some(0)) else { continue };
        let url = value[start..].split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ',', '}']);
        if let AddressReading::Paper(identifier) = read_address(url) {
            add(Some(identifier));
        }
        let place = source.find(url).map_or(span.start..span.start, |at| span.start + at..span.start + at + url.len());
        if !url.is_empty() {
            urls.push((url.to_owned(), place));
        }
    }
    for name in ["journal", "volume", "note", "eprint"] {
        if let Some(value) = text(name) {
            for identifier in super::identifiers::identifiers_in_text(&value) {
                add(Some(identifier));
            }
        }
    }
    let title = title.unwrap_or_default();
    let title_span = title_place(source, &title).map_or(span.start..span.start, |place| span.start + place.start..span.start + place.end);
    BibRecord { title_span, authors: authors.collect(), truncated: others, title, venue, year, identifiers, urls, span }
}

/// Where the value of `title` stands.
fn title_place(source: &str, title: &str) -> Option<Span> {
    let first = title.split_whitespace().next()?;
    let field = source.to_ascii_lowercase().find("title")?;
    let start = field + source.get(field..)?.find(first)?;
    let last = title.split_whitespace().next_back()?;
    let line_end = source[start..].find(",\n").or_else(|| source[start..].find(",\r")).map_or(source.len(), |i| start + i);
    let end = source[start..line_end].rfind(last).map(|i| start + i + last.len())?;
    Some(start..end.max(start))
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['{', '}'], "")
}

/// A record that breaks the grammar: its title and identifiers, if they can be made out.
fn loose(source: &str, span: Span) -> Option<BibRecord> {
    let lower = source.to_ascii_lowercase();
    let field = |name: &str| {
        let mut at = 0;
        loop {
            let found = lower.get(at..)?.find(name)? + at;
            at = found + name.len();
            let before_ok = found == 0 || !lower.as_bytes()[found - 1].is_ascii_alphanumeric();
            let rest = source.get(at..)?.trim_start();
            if let Some(value) = rest.strip_prefix('=').filter(|_| before_ok) {
                let value = value.trim_start().trim_start_matches(['{', '"']);
                let end = value.find(['}', '"', '\n']).unwrap_or(value.len());
                return Some(tidy(&value[..end]));
            }
        }
    };
    let title = field("title").filter(|title| !title.is_empty())?;
    let authors = field("author").unwrap_or_default();
    let authors = authors.split(" and ").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let mut identifiers = Vec::new();
    for name in ["eprint", "doi", "url"] {
        if let Some(identifier) = field(name).and_then(|value| parse_identifier(&value))
            && !identifiers.contains(&identifier)
        {
            identifiers.push(identifier);
        }
    }
    let year = field("year").and_then(|year| year.trim_end_matches(',').parse().ok());
    let title_span = title_place(source, &title).map_or(span.start..span.start, |place| span.start + place.start..span.start + place.end);
    Some(BibRecord {
        span,
        title,
        title_span,
        authors,
        truncated: false,
        venue: field("booktitle").or_else(|| field("journal")),
        year,
        identifiers,
        urls: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_and_broken_ones_told() {
        let text = "x\n@article{a1,\n  title = {On {Small} Things},\n  author = {Ada One and Bo Two},\n  year = 2021,\n  eprint = {2104.05704},\n  archivePrefix = {arXiv}\n}\n@misc{oops\n";
        let (records, broken) = records(text, 100);
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(record.title, "On Small Things");
        assert_eq!(record.authors, ["Ada One", "Bo Two"]);
        assert_eq!(record.year, Some(2021));
        assert_eq!(record.identifiers[0].to_string(), "arxiv:2104.05704");
        assert_eq!(record.span.start, 102);
        assert_eq!(broken.len(), 1);
    }
}
