//! Web of Science plain text (`.txt`, `.ciw`, `.isi`), which Scopus-like databases (SciELO, KCI, Zoological Record) write as well.
//!
//! Text goes in, records come out: a tag of two signs at the head of a line, values behind it, further lines indented.

use crate::paper::Scheme;

use super::names::given_first;
use super::tagged::{self, Field};
use super::{Batch, Record, references};

/// `PT J` and `ER`, or the head `FN …`, `VR …`.
pub(super) fn looks(head: &str) -> bool {
    let mut lines = tagged::lines(head).map(|(_, line)| line).filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    let mut tags: Vec<&str> = Vec::new();
    tags.extend(tagged::lines(head).take(600).filter_map(|(_, line)| tag(line)).map(|(tag, _)| tag));
    let has = |name: &str| tags.contains(&name);
    (first.starts_with("FN ") && has("PT")) || has("PT") && has("AU") && has("TI") && (has("ER") || has("UT") || has("SO"))
}

fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let letters =
        bytes.first()?.is_ascii_uppercase() && bytes.get(1).is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let ends = bytes.get(2).is_none_or(|byte| *byte == b' ') && bytes.get(3) != Some(&b'-');
    (letters && ends).then(|| (&line[..2], 2))
}

pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut loose = Vec::new();
    let fields = tagged::fields(text, tag, &mut loose);
    loose.into_iter().for_each(|span| batch.notice(span, "a line outside of any record"));
    let mut from = 0;
    for (i, field) in fields.iter().enumerate() {
        let ends = matches!(field.tag, "ER" | "EF");
        if ends || field.tag == "PT" && i > from {
            take(&fields[from..i], &mut batch);
            from = i + usize::from(ends);
        }
    }
    if from < fields.len() {
        let last = fields[from..].last().map_or(0..0, |field| field.span.clone());
        let before = batch.records.len();
        take(&fields[from..], &mut batch);
        if batch.records.len() > before && fields.iter().any(|field| field.tag == "ER") {
            batch.notice(last, "the file ends inside this record");
        }
    }
    batch
}

fn take(fields: &[Field<'_>], batch: &mut Batch) {
    let fields = match fields {
        // The head of the file.
        [first, rest @ ..] if matches!(first.tag, "FN" | "VR") => match rest {
            [second, rest @ ..] if second.tag == "VR" => rest,
            rest => rest,
        },
        fields => fields,
    };
    let (Some(first), Some(last)) = (fields.first(), fields.last()) else { return };
    let span = first.span.start..last.span.end;
    let mut record = Record { title_span: span.start..span.start, span, ..Record::default() };
    let named = |tag: &str| fields.iter().find(|field| field.tag == tag && !field.value.is_empty());
    if let Some(title) = named("TI").or_else(|| named("FT")) {
        record.set_title(&crate::text::clean(&title.whole()), title.value_span());
    }
    // Full names where there are some.
    let people = named("AF").or_else(|| named("AU")).or_else(|| named("BE")).or_else(|| named("ED"));
    record.authors = people.map(|field| field.lines().map(given_first).collect()).unwrap_or_default();
    for field in fields {
        fill(&mut record, field);
    }
    ["PY", "EA", "PD"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_year(field.value));
    ["SO", "CT", "JI", "PU"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_venue(&field.whole()));
    if record.is_empty() {
        batch.notice(record.span, "a record without title and identifier");
    } else {
        batch.records.push(record);
    }
}

fn fill(record: &mut Record, field: &Field<'_>) {
    match field.tag {
        "DI" => record.add_doi(field.value),
        "PM" => record.add_number(Scheme::Pmid, field.value),
        "UT" => field.value.clone_into(&mut record.facts.key),
        "PT" => field.value.clone_into(&mut record.facts.kind),
        "AB" => record.facts.abstract_text = Some(crate::text::clean(&field.whole())),
        "DE" | "ID" => {
            let whole = field.whole();
            record.facts.keywords.extend(whole.split(';').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()));
        }
        "AR" | "BP" => record.add_printed(field.value),
        "CR" => record.facts.references = field.lines().map(references::of_text).collect(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Stone, I\n   Reed, M\nAF Stone, Ira\n   Reed, Mo\nTI The memory of gravel: a\n   second look\nSO RIVER LETTERS\nPY 2015\nDI 10.1234/gravel.1\nCR Reed M, 2010, RIVER LETT, V3, P1, DOI 10.1234/cited.1\n   Alba C, 2011, SAND\nUT WOS:0001\nER\n\nPT J\nTI Kettles in the dark\nPY 2016\nER\n\nEF\n";

    #[test]
    fn records_and_what_they_cite_are_read() {
        assert!(looks(SAMPLE));
        let batch = read(SAMPLE);
        assert_eq!((batch.records.len(), batch.notices.len()), (2, 0));
        let first = &batch.records[0];
        assert_eq!(first.title, "The memory of gravel: a second look");
        assert_eq!(
            (first.authors.join("; "), first.year, first.venue.as_deref()),
            ("Ira Stone; Mo Reed".to_owned(), Some(2015), Some("RIVER LETTERS"))
        );
        assert_eq!(first.identifiers[0].to_string(), "doi:10.1234/gravel.1");
        let cited: Vec<_> = first.facts.references.iter().map(|cited| (cited.year, cited.identifiers.len())).collect();
        assert_eq!(cited, [(Some(2010), 1), (Some(2011), 0)]);
    }

    #[test]
    fn a_file_that_breaks_off_keeps_what_stands() {
        let batch = read(&SAMPLE[..SAMPLE.len() - 20]);
        assert_eq!((batch.records.len(), batch.notices.len()), (2, 1));
    }
}
