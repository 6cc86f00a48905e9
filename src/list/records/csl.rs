//! CSL-JSON, as Zotero and Pandoc write it.

use serde_json::Value;

use crate::paper::Scheme;

use super::super::Span;
use super::{Batch, Record};

pub(super) fn read(text: &str) -> Batch {
    let (records, broken) = csl(text);
    Batch { records, notices: broken.into_iter().map(|span| (span, "no JSON that can be read".to_owned())).collect(), title: String::new() }
}

fn csl(text: &str) -> (Vec<Record>, Vec<Span>) {
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

fn csl_item(item: &Value, source: &str, span: Span) -> Record {
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
    let mut record = Record {
        title_span: place,
        authors: authors.collect(),
        venue: text("container-title").map(str::to_owned),
        year: year.and_then(|year| i32::try_from(year).ok()),
        title,
        span,
        ..Record::default()
    };
    text("DOI").into_iter().for_each(|doi| record.add_doi(doi));
    for (name, scheme) in [("PMID", Scheme::Pmid), ("PMCID", Scheme::Pmcid)] {
        text(name).into_iter().for_each(|value| record.add_number(scheme, value));
    }
    if let Some(url) = text("URL") {
        let at = record.span.start;
        record.add_url(url, at..at);
    }
    for name in ["number", "note", "archive_location", "id"] {
        text(name).into_iter().for_each(|value| record.add_printed(value));
    }
    record
}
