//! Lists in other forms than Markdown: BibTeX, RIS, CSL-JSON, plain identifiers.
//!
//! Bytes and a [`Format`] go in, the same [`List`] comes out; what is no record becomes a notice with its place.

use serde_json::Value;

use crate::paper::{Identifier, Scheme};

use super::bibtex::{self, BibRecord};
use super::identifiers::{AddressReading, identifiers_in_text, parse_identifier, read_address};
use super::read::of_records;
use super::segments::floor_boundary;
use super::source::decode;
use super::{List, Span, read_bytes};

/// How a list is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, HTML, reStructuredText or Org.
    Markdown,
    Bibtex,
    Ris,
    CslJson,
    /// One identifier or address a line, `#` begins a comment.
    Identifiers,
}

impl Format {
    /// By the ending of the name, else by what stands at the start.
    pub fn guess(name: &str, bytes: &[u8]) -> Format {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "bib" | "bibtex" | "biblatex" => return Format::Bibtex,
            "ris" => return Format::Ris,
            "md" | "markdown" | "rst" | "org" | "html" | "htm" => return Format::Markdown,
            _ => {}
        }
        let decoded = decode(&bytes[..bytes.len().min(65_536)]);
        let text = decoded.text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with("TY  -") {
            return Format::Ris;
        }
        if text.starts_with('@') && !bibtex::records(&text[..floor_boundary(text, 20_000)], 0).0.is_empty() {
            return Format::Bibtex;
        }
        if (text.starts_with('[') || text.starts_with('{')) && (ending == "json" || text.contains("\"title\"") && text.contains("\"type\""))
        {
            return Format::CslJson;
        }
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).take(200).collect();
        let identifiers = lines.iter().filter(|line| line_identifier(line).is_some()).count();
        if identifiers > 0 && identifiers * 10 >= lines.len() * 8 { Format::Identifiers } else { Format::Markdown }
    }
}

/// Reads a list in the given form. Total, like [`read_bytes`].
pub fn read_as(format: Format, bytes: &[u8]) -> List {
    match format {
        Format::Markdown => read_bytes(bytes),
        Format::Bibtex => of_records(bytes, |text| bibtex::records(text, 0)),
        Format::Ris => of_records(bytes, ris),
        Format::CslJson => of_records(bytes, csl),
        Format::Identifiers => of_records(bytes, identifier_lines),
    }
}

fn line_identifier(line: &str) -> Option<Identifier> {
    let line = line.split_whitespace().next()?.trim_end_matches([',', ';']);
    parse_identifier(line)
}

fn identifier_lines(text: &str) -> (Vec<BibRecord>, Vec<Span>) {
    let (mut records, mut broken) = (Vec::new(), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_start_matches('\u{feff}').trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let lead = line.find(bare).unwrap_or(0);
        let span = start + lead..start + lead + bare.len();
        match line_identifier(bare) {
            Some(identifier) => {
                records.push(BibRecord { title_span: span.start..span.start, span, identifiers: vec![identifier], ..BibRecord::default() })
            }
            None => broken.push(span),
        }
    }
    (records, broken)
}

// ---------------------------------------------------------------- RIS

fn ris(text: &str) -> (Vec<BibRecord>, Vec<Span>) {
    let (mut records, mut broken) = (Vec::new(), Vec::new());
    let mut open: Option<BibRecord> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.trim_start_matches('\u{feff}');
        let start = at - line.len();
        let bare = line.trim_end();
        if bare.is_empty() {
            continue;
        }
        let field =
            bare.get(..2).zip(bare.get(2..).and_then(|rest| rest.trim_start().strip_prefix('-'))).map(|(tag, value)| (tag, value.trim()));
        match (field, &mut open) {
            (Some(("TY", _)), _) => {
                records.extend(open.take());
                open = Some(BibRecord { span: start..at, ..BibRecord::default() });
            }
            (Some(("ER", _)), record) => {
                if let Some(mut record) = record.take() {
                    record.span.end = start + bare.len();
                    records.push(record);
                }
            }
            (Some((tag, value)), Some(record)) => {
                record.span.end = start + bare.len();
                let place = start + bare.len() - value.len();
                ris_field(record, tag, value, place..place + value.len());
            }
            (None, Some(record)) => record.span.end = start + bare.len(),
            (_, None) => broken.push(start..start + bare.len()),
        }
    }
    records.extend(open);
    (records, broken)
}

fn ris_field(record: &mut BibRecord, tag: &str, value: &str, place: Span) {
    match tag {
        "TI" | "T1" | "CT" if record.title.is_empty() => {
            value.clone_into(&mut record.title);
            record.title_span = place;
        }
        "AU" | "A1" => record.authors.push(given_first(value)),
        "PY" | "Y1" | "DA" if record.year.is_none() => record.year = value.get(..4).and_then(|year| year.parse().ok()),
        "JO" | "JF" | "T2" | "JA" | "BT" if record.venue.is_none() && !value.is_empty() => record.venue = Some(value.to_owned()),
        "DO" => add(
            record,
            parse_identifier(&format!("doi:{}", value.trim_start_matches("https://doi.org/"))).or_else(|| parse_identifier(value)),
        ),
        "AN" | "C1" | "N1" | "M3" => {
            for identifier in identifiers_in_text(value) {
                add(record, Some(identifier));
            }
        }
        "UR" | "L1" | "L2" | "LK" => {
            if let AddressReading::Paper(identifier) = read_address(value) {
                add(record, Some(identifier));
            }
            record.urls.push((value.to_owned(), place));
        }
        _ => {}
    }
}

/// `One, Ada` → `Ada One`.
fn given_first(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) => format!("{} {}", given.trim(), family.trim()).trim().to_owned(),
        None => name.trim().to_owned(),
    }
}

fn add(record: &mut BibRecord, identifier: Option<Identifier>) {
    if let Some(identifier) = identifier
        && !record.identifiers.iter().any(|known| known.scheme == identifier.scheme)
    {
        record.identifiers.push(identifier);
    }
}

// ---------------------------------------------------------------- CSL-JSON

fn csl(text: &str) -> (Vec<BibRecord>, Vec<Span>) {
    let body = text.trim_start_matches('\u{feff}');
    let lead = text.len() - body.len();
    let Ok(value) = serde_json::from_str::<Value>(body) else {
        return (Vec::new(), std::iter::once(0..text.len()).filter(|span| !span.is_empty()).collect());
    };
    let items: Vec<&Value> = match &value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => match map.get("items").and_then(Value::as_array) {
            Some(items) => items.iter().collect(),
            None => vec![&value],
        },
        _ => Vec::new(),
    };
    let spans = object_spans(body, &value);
    let records = items.iter().enumerate().map(|(i, item)| {
        let span = spans.get(i).map_or(lead..text.len(), |span| span.start + lead..span.end + lead);
        csl_item(item, &text[span.clone()], span)
    });
    (records.collect(), Vec::new())
}

/// The bytes of each item, by counting braces outside strings.
fn object_spans(text: &str, value: &Value) -> Vec<Span> {
    let wanted = match value {
        Value::Object(map) if map.contains_key("items") => 2,
        _ => 1,
    };
    let (mut depth, mut start, mut in_string, mut escaped) = (0usize, 0, false, false);
    let mut spans = Vec::new();
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => {
                depth += 1;
                if depth == wanted {
                    start = i;
                }
            }
            b'}' if !in_string => {
                if depth == wanted {
                    spans.push(start..i + 1);
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    spans
}

fn csl_item(item: &Value, source: &str, span: Span) -> BibRecord {
    let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::trim).filter(|value| !value.is_empty());
    let title = text("title").unwrap_or_default().to_owned();
    let place = source
        .find(&title)
        .filter(|_| !title.is_empty())
        .map_or(span.start..span.start, |at| span.start + at..span.start + at + title.len());
    let authors = item.get("author").and_then(Value::as_array).into_iter().flatten().filter_map(|author| {
        let part = |name: &str| author.get(name).and_then(Value::as_str).unwrap_or_default();
        let name = [part("given"), part("non-dropping-particle"), part("family"), part("literal")].join(" ");
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    });
    let year = item.pointer("/issued/date-parts/0/0").and_then(|year| year.as_i64().or_else(|| year.as_str()?.parse().ok()));
    let mut record = BibRecord {
        title_span: place,
        authors: authors.collect(),
        venue: text("container-title").map(str::to_owned),
        year: year.and_then(|year| i32::try_from(year).ok()),
        title,
        span,
        ..BibRecord::default()
    };
    add(&mut record, text("DOI").and_then(|doi| parse_identifier(&format!("doi:{doi}")).or_else(|| parse_identifier(doi))));
    for (name, scheme) in [("PMID", Scheme::Pmid), ("PMCID", Scheme::Pmcid)] {
        add(&mut record, text(name).and_then(|value| parse_identifier(&format!("{scheme}:{value}"))));
    }
    if let Some(url) = text("URL") {
        if let AddressReading::Paper(identifier) = read_address(url) {
            add(&mut record, Some(identifier));
        }
        let at = record.span.start;
        record.urls.push((url.to_owned(), at..at));
    }
    for name in ["number", "note", "archive_location", "id"] {
        for identifier in text(name).map(identifiers_in_text).unwrap_or_default() {
            add(&mut record, Some(identifier));
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &str) -> (Format, List) {
        let format = Format::guess(name, text.as_bytes());
        (format, read_as(format, text.as_bytes()))
    }

    fn first_id(list: &List, i: usize) -> String {
        list.entries[i].identifiers[0].to_string()
    }

    #[test]
    fn bibtex_files_are_lists() {
        let text = "@article{a,\n title = {On Things},\n author = {One, Ada},\n doi = {10.1145/3485447.3511974}\n}\n\n@misc{b, title={Other}, eprint={2104.05704}, archivePrefix={arXiv}}\n";
        let (format, list) = read_text("x.bib", text);
        assert_eq!((format, list.entries.len()), (Format::Bibtex, 2));
        assert_eq!(list.entries[0].authors, ["Ada One"]);
        assert_eq!((first_id(&list, 0), first_id(&list, 1)), ("doi:10.1145/3485447.3511974".into(), "arxiv:2104.05704".into()));
        assert_eq!(&text[list.entries[1].span.clone()], "@misc{b, title={Other}, eprint={2104.05704}, archivePrefix={arXiv}}");
    }

    #[test]
    fn ris_files_are_lists() {
        let text = "TY  - JOUR\nTI  - On Things\nAU  - One, Ada\nPY  - 2020/01/02\nJO  - Journal of Things\nDO  - 10.1145/3485447.3511974\nER  - \n";
        let (format, list) = read_text("export.txt", text);
        assert_eq!(format, Format::Ris);
        let entry = &list.entries[0];
        assert_eq!(
            (entry.title.as_str(), entry.authors[0].as_str(), entry.year, entry.venue.as_deref()),
            ("On Things", "Ada One", Some(2020), Some("Journal of Things"))
        );
        assert_eq!(&text[entry.title_span.clone()], "On Things");
    }

    #[test]
    fn a_byte_order_mark_moves_no_place() {
        let text = "\u{feff}what is this\nTY  - JOUR\nTI  - TI\nER  - \n";
        let list = read_as(Format::Ris, text.as_bytes());
        let broken = &list.notices.iter().find(|notice| notice.code == super::super::NoticeCode::UnrecognisedBlock).unwrap().span;
        assert_eq!((&text[broken.clone()], broken.start), ("what is this", 3));
        assert_eq!(list.entries[0].title_span, text.rfind("TI").unwrap()..text.rfind("TI").unwrap() + 2);
    }

    #[test]
    fn csl_json_is_a_list() {
        let text = r#"[{"id":"x","type":"article","title":"On Things","author":[{"family":"One","given":"Ada"}],"issued":{"date-parts":[[2020,1]]},"DOI":"10.1145/3485447.3511974"}]"#;
        let (format, list) = read_text("export.json", text);
        assert_eq!((format, list.entries.len()), (Format::CslJson, 1));
        assert_eq!((list.entries[0].year, list.entries[0].authors[0].as_str()), (Some(2020), "Ada One"));
        assert_eq!(&text[list.entries[0].title_span.clone()], "On Things");
    }

    #[test]
    fn plain_identifiers_are_a_list() {
        let (format, list) =
            read_text("ids.txt", "# mine\n2106.09685\narXiv:1706.03762v5\nhttps://doi.org/10.1145/3485447.3511974\nN19-1423\nnot one\n");
        assert_eq!((format, list.entries.len()), (Format::Identifiers, 4));
        assert_eq!(list.entries[1].line, 3);
        assert!(list.notices.iter().any(|notice| notice.code == super::super::NoticeCode::UnrecognisedBlock && notice.line == 6));
    }

    #[test]
    fn markdown_is_guessed_otherwise() {
        assert_eq!(Format::guess("README", b"# A list\n\n- [x](https://arxiv.org/abs/2106.09685)\n"), Format::Markdown);
    }
}
