//! A list as JSON, for `citegraph parse` and for other programs.
//!
//! Fields that are promised keep their form: spans are `[start, end]`, an unknown count and a first printing are `null`.

use serde_json::{Value, json};

use crate::paper::{Identifier, Scheme};

use super::{Entry, List, Reference, SourceRecord, Span};

/// The list as one JSON value; `name` is what the caller calls it.
///
/// An entry of an export has a `record`: its key, type, abstract, keywords, cited works and, for BibTeX and RIS, its fields as
/// `[name, value]` in the order of the file. Other entries have none.
///
/// `duplicate_of` is the line of the earlier entry, `citation_count` is `null` where the list prints none or a placeholder,
/// `section` is the path of headings as printed, the list's title included, and `section_name` the name every table and report uses;
/// pages that name a paper without identifying it stand in `pages`, never in `identifiers`.
pub fn to_json(list: &List, name: &str) -> Value {
    json!({
        "list": name,
        "title": list.title,
        "sections": list.sections.iter().map(|section| json!({ "path": section.path, "line": section.line, "span": span(&section.span) })).collect::<Vec<_>>(),
        "entries": list.entries.iter().map(|entry| entry_json(list, entry)).collect::<Vec<_>>(),
        "notices": list.notices.iter().map(|notice| json!({
            "code": notice.code,
            "message": notice.message,
            "line": notice.line,
            "column": notice.column,
            "span": span(&notice.span),
        })).collect::<Vec<_>>(),
    })
}

fn span(span: &Span) -> Value {
    json!([span.start, span.end])
}

fn identifier(identifier: &Identifier) -> Value {
    let mut value = json!({ "scheme": identifier.scheme.name(), "value": identifier.value });
    if let Some(version) = identifier.version {
        value["version"] = version.into();
    }
    value
}

fn entry_json(list: &List, entry: &Entry) -> Value {
    let of_scheme = |wanted: bool| move |id: &&Identifier| (id.scheme == Scheme::Url) == wanted;
    let mut value = json!({
        "line": entry.line,
        "end_line": entry.end_line,
        "span": span(&entry.span),
        "section": list.section_path(entry),
        "section_name": list.section(entry),
        "group": entry.group,
        "kind": entry.kind,
        "title": entry.title,
        "title_span": span(&entry.title_span),
        "authors": entry.authors,
        "authors_truncated": entry.authors_truncated,
        "venue": entry.venue,
        "year": entry.year,
        "identifiers": entry.identifiers.iter().filter(of_scheme(false)).map(identifier).collect::<Vec<_>>(),
        "pages": entry.identifiers.iter().filter(of_scheme(true)).map(|id| id.value.clone()).collect::<Vec<_>>(),
        "mentions": entry.mentions.iter().filter(of_scheme(false)).map(identifier).collect::<Vec<_>>(),
        "links": entry.links.iter().map(|link| json!({ "label": link.label, "url": link.url, "image": link.image })).collect::<Vec<_>>(),
        "citation_count": entry.count.as_ref().and_then(|count| count.value),
        "count": entry.count.as_ref().map(|count| json!({ "value": count.value, "span": span(&count.span), "slot": span(&count.slot) })),
        "duplicate_of": entry.duplicate_of.and_then(|first| list.entries.get(first)).map(|first| first.line),
        "duplicate_reason": entry.duplicate_reason,
        "rule": entry.rule,
    });
    if let Some(record) = &entry.record {
        value["record"] = record_json(record);
    }
    value
}

/// What an export says beyond what every list says; only what is there.
fn record_json(record: &SourceRecord) -> Value {
    let mut value = json!({ "key": record.key, "type": record.kind });
    if let Some(text) = &record.abstract_text {
        value["abstract"] = text.as_str().into();
    }
    if !record.keywords.is_empty() {
        value["keywords"] = json!(record.keywords);
    }
    if !record.references.is_empty() {
        value["references"] = record.references.iter().map(reference_json).collect();
    }
    if !record.fields.is_empty() {
        value["fields"] = record.fields.iter().map(|(name, text)| json!([name, text])).collect();
    }
    value
}

fn reference_json(reference: &Reference) -> Value {
    json!({
        "text": reference.text,
        "title": reference.title,
        "year": reference.year,
        "identifiers": reference.identifiers.iter().map(identifier).collect::<Vec<_>>(),
    })
}
