//! Records that are objects: CSL-JSON, BetterBibTeX JSON, answers of Semantic Scholar, OpenAlex and Crossref, CFF, hayagriva, data lists.
//!
//! One object goes in, a record comes out. The names of members are those of columns (`slots`); what is particular here is that a value may
//! be a text, a number, a list, or an object that holds the text.

use serde_json::{Map, Value};

use crate::paper::Scheme;

use super::super::Span;
use super::slots::{self, Slot};
use super::{Record, Reference, doi_in, parse_identifier, year_in};

/// Whether an object is a work: it has a title.
pub(super) fn is_work(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.iter().any(|(name, value)| is_title(name) && !text_of(value).is_empty()))
}

fn is_title(name: &str) -> bool {
    slots::slot(name).is_some_and(|(slot, rank)| slot == Slot::Title && (rank < 12 || !name.is_ascii())) || name == "name"
}

/// The record of an object; `source` is its text, which begins at `span.start`.
pub(super) fn record(value: &Value, source: &str, span: Span) -> Record {
    let mut record = Record { title_span: span.start..span.start, span, ..Record::default() };
    let Some(map) = value.as_object() else { return record };
    let mut members: Vec<(Slot, usize, &str, &Value)> =
        map.iter().filter_map(|(name, value)| slots::slot(name).map(|(slot, rank)| (slot, rank, name.as_str(), value))).collect();
    members.sort_by_key(|(slot, rank, ..)| (*slot, *rank));
    for (slot, _, name, value) in members {
        fill(&mut record, slot, name, value);
    }
    more(&mut record, map);
    if !record.title.is_empty()
        && let Some(at) = source.find(&record.title)
    {
        record.title_span = record.span.start + at..record.span.start + at + record.title.len();
    }
    record
}

fn fill(record: &mut Record, slot: Slot, name: &str, value: &Value) {
    let here = record.span.start..record.span.start;
    match slot {
        Slot::Title => record.set_title(&crate::text::clean(&text_of(value)), here),
        Slot::Authors if record.authors.is_empty() => people(record, value),
        Slot::Year if record.year.is_none() => record.year = year_of(value),
        Slot::Venue if name != "parent" => record.set_venue(&crate::text::clean(&text_of(value))),
        Slot::Url => each(value, &mut |text| {
            if text.contains("://") || text.starts_with("www.") {
                record.add_url(text, here.clone());
            }
        }),
        Slot::Abstract => {
            if let Value::String(text) = value {
                slots::fill(record, slot, text, here);
            }
        }
        Slot::Keywords if record.facts.keywords.is_empty() => match value {
            Value::String(text) => slots::fill(record, slot, text, here),
            value => record.facts.keywords = texts(value),
        },
        Slot::References => references(record, value),
        // Identifiers of one work in a list: `identifiers: [{type: doi, value: …}]` (CFF), or an object of schemes.
        Slot::Id => identifiers(record, value),
        // The position of an entry in a list is no key, and an address in it is no page.
        _ => each(value, &mut |text| slots::fill(record, slot, text, here.clone())),
    }
}

/// Members that hold others: identifiers by scheme, the work's place, text given apart.
fn more(record: &mut Record, map: &Map<String, Value>) {
    for name in ["externalIds", "ids", "serial-number", "serial_number", "identifiers"] {
        map.get(name).into_iter().for_each(|value| identifiers(record, value));
    }
    for name in ["parent", "journal", "venue", "container"] {
        let Some(inner) = map.get(name) else { continue };
        let inner = inner.as_array().and_then(|all| all.first()).unwrap_or(inner);
        if let Some(object) = inner.as_object() {
            ["title", "name", "display_name"].iter().filter_map(|key| object.get(*key)).for_each(|value| record.set_venue(&text_of(value)));
        }
    }
    for pointer in ["/primary_location/source/display_name", "/host_venue/display_name"] {
        let found = pointer[1..].split('/').try_fold(None::<&Value>, |at, key| match at {
            None => map.get(key).map(Some),
            Some(value) => value.get(key).map(Some),
        });
        found.flatten().and_then(Value::as_str).into_iter().for_each(|venue| record.set_venue(venue));
    }
    // OpenAlex keeps abstracts as words with their places.
    if record.facts.abstract_text.is_none()
        && let Some(index) = map.get("abstract_inverted_index").and_then(Value::as_object)
    {
        let mut words: Vec<(u64, &str)> = Vec::new();
        for (word, places) in index {
            words.extend(places.as_array().into_iter().flatten().filter_map(Value::as_u64).map(|place| (place, word.as_str())));
        }
        words.sort_unstable();
        let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
        record.facts.abstract_text = Some(words.join(" ")).filter(|text| !text.is_empty());
    }
    // Semantic Scholar's own id, 40 hexadecimal digits.
    for name in ["paperId", "id", "@id"] {
        map.get(name).and_then(Value::as_str).and_then(parse_identifier).into_iter().for_each(|identifier| record.add(Some(identifier)));
    }
    if let Some(corpus) = map.get("corpusId").and_then(Value::as_u64) {
        record.add_number(Scheme::Corpus, &corpus.to_string());
    }
}

/// The text of a value: itself, its first element, or the member that holds it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(all) => all.first().map(text_of).unwrap_or_default(),
        Value::Object(map) => ["value", "name", "display_name", "title", "text", "literal", "raw", "tag"]
            .iter()
            .find_map(|key| map.get(*key))
            .map(text_of)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    each(value, &mut |text| all.push(text.trim().to_owned()));
    all.retain(|text| !text.is_empty());
    all
}

/// Every text of a value, of its elements and of objects that hold one.
fn each(value: &Value, with: &mut dyn FnMut(&str)) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| {
            let text = text_of(one);
            if !text.is_empty() {
                with(&text);
            }
        }),
        // `pdf: …`, `code: …` below `links`.
        Value::Object(map) if !map.contains_key("value") => map.values().filter_map(Value::as_str).for_each(with),
        value => with(&text_of(value)),
    }
}

fn people(record: &mut Record, value: &Value) {
    match value {
        Value::String(text) => (record.authors, record.truncated) = super::names::of_line(text),
        Value::Array(all) => {
            for one in all {
                let role = one.get("creatorType").and_then(Value::as_str).unwrap_or("author");
                let name = name_of(one);
                match name.to_lowercase().as_str() {
                    "" => {}
                    "others" | "et al." | "et al" => record.truncated = true,
                    _ if role == "author" || role == "presenter" => record.authors.push(name),
                    _ => {}
                }
            }
        }
        one => record.authors.extend(Some(name_of(one)).filter(|name| !name.is_empty())),
    }
}

/// `{given, family}` (CSL, Crossref), `{firstName, lastName}` (Zotero), `{given-names, family-names}` (CFF), `{name}`, `{author: {…}}`.
fn name_of(value: &Value) -> String {
    let Some(map) = value.as_object() else {
        return super::names::given_first(&text_of(value));
    };
    let part = |names: &[&str]| names.iter().find_map(|name| map.get(*name)).and_then(Value::as_str).unwrap_or_default();
    let parts = [
        part(&["given", "firstName", "given-names", "given-name", "first", "first_name", "given_name"]),
        part(&["non-dropping-particle", "dropping-particle", "name-particle", "prefix"]),
        part(&["family", "lastName", "family-names", "last", "last_name", "family_name"]),
        part(&["suffix", "name-suffix"]),
    ];
    let name = super::one_line(&parts.join(" "));
    if !name.is_empty() {
        return name;
    }
    match map.get("author") {
        Some(author) => name_of(author),
        None => super::names::given_first(part(&["literal", "name", "display_name", "full_name", "raw_author_name", "fullName", "title"])),
    }
}

/// `2020`, `"2020-05-01"`, `{date-parts: [[2020, 5]]}`, `{raw: …}`, `[{year: 2009}]`.
fn year_of(value: &Value) -> Option<i32> {
    match value {
        Value::Number(number) => number.as_i64().and_then(|year| i32::try_from(year).ok()).filter(|year| (1400..=2100).contains(year)),
        Value::String(text) => year_in(text),
        Value::Array(all) => all.first().and_then(year_of),
        Value::Object(map) => {
            ["date-parts", "year", "raw", "literal", "value", "date", "season"].iter().find_map(|key| map.get(*key).and_then(year_of))
        }
        _ => None,
    }
}

/// `{DOI: …, ArXiv: …}`, `[{type: doi, value: …}]`, `["doi:…"]`, or a text.
fn identifiers(record: &mut Record, value: &Value) {
    let mut add = |scheme: &str, text: &str| {
        let slot = slots::slot(scheme).map(|(slot, _)| slot);
        match slot {
            Some(slot @ (Slot::Doi | Slot::Arxiv | Slot::Pmid | Slot::Pmcid)) => slots::fill(record, slot, text, 0..0),
            _ => record.add(parse_identifier(&format!("{scheme}:{text}")).or_else(|| parse_identifier(text))),
        }
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(scheme, value)| match scheme.as_str() {
            "PubMedCentral" => add("pmcid", &text_of(value)),
            scheme => add(scheme, &text_of(value)),
        }),
        Value::Array(all) => {
            for one in all {
                let scheme = one.get("type").or_else(|| one.get("scheme")).and_then(Value::as_str).unwrap_or("doi");
                add(scheme, &text_of(one));
            }
        }
        value => add("", &text_of(value)),
    }
}

/// Crossref's `reference`, Semantic Scholar's `references`, OpenAlex's `referenced_works`; CFF's are works of their own.
fn references(record: &mut Record, value: &Value) {
    for one in value.as_array().into_iter().flatten() {
        let Some(map) = one.as_object() else {
            record.facts.references.push(super::references::of_text(&text_of(one)));
            continue;
        };
        let text = |names: &[&str]| names.iter().find_map(|name| map.get(*name)).map(text_of).unwrap_or_default();
        let mut cited = Record::default();
        cited.add(doi_in(&text(&["DOI", "doi"])));
        map.get("externalIds").into_iter().for_each(|ids| identifiers(&mut cited, ids));
        cited.add(map.get("paperId").and_then(Value::as_str).and_then(parse_identifier));
        let title = crate::text::clean(&text(&["article-title", "title", "volume-title"]));
        let printed = text(&["unstructured"]);
        let year = ["year", "issued"].iter().find_map(|name| map.get(*name).and_then(year_of)).or_else(|| year_in(&printed));
        let shown = if printed.is_empty() { title.clone() } else { super::one_line(&printed) };
        record.facts.references.push(Reference { text: shown, title, year, identifiers: cited.identifiers });
    }
}
