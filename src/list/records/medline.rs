//! MEDLINE, as PubMed writes it (`.nbib`, "PubMed format").
//!
//! Text goes in, records come out: a tag of up to four signs filled with spaces, a hyphen, the value; further lines indented.

use crate::paper::Scheme;

use super::names::given_first;
use super::tagged::{self, Field};
use super::{Batch, Record};

/// `PMID- 123`, and another tag of its width.
pub(super) fn looks(head: &str) -> bool {
    let tags: Vec<&str> = tagged::lines(head).take(600).filter_map(|(_, line)| tag(line)).map(|(tag, _)| tag).collect();
    tags.len() >= 3 && tags.contains(&"PMID") && tags.iter().any(|tag| matches!(*tag, "TI" | "AID" | "FAU" | "DP" | "BTI" | "OWN"))
}

fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let letters = bytes.iter().take(4).take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let filled = bytes.get(letters..4)?.iter().all(|byte| *byte == b' ');
    let hyphen = bytes.get(4) == Some(&b'-') && bytes.get(5).is_none_or(|byte| *byte == b' ');
    (letters >= 2 && bytes[0].is_ascii_uppercase() && filled && hyphen).then(|| (&line[..letters], 5))
}

pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut loose = Vec::new();
    let fields = tagged::fields(text, tag, &mut loose);
    loose.into_iter().for_each(|span| batch.notice(span, "a line outside of any record"));
    // Blank lines part the records; where they were lost, the next PMID does.
    let mut from = 0;
    for i in 1..=fields.len() {
        let starts = fields.get(i).is_none_or(|field| field.tag == "PMID" || field.after_blank);
        if starts {
            take(&fields[from..i], &mut batch);
            from = i;
        }
    }
    batch
}

fn take(fields: &[Field<'_>], batch: &mut Batch) {
    let (Some(first), Some(last)) = (fields.first(), fields.last()) else { return };
    let span = first.span.start..last.span.end;
    let mut record = Record { title_span: span.start..span.start, span, ..Record::default() };
    let named = |tag: &str| fields.iter().find(|field| field.tag == tag && !field.value.is_empty());
    if let Some(title) = named("TI").or_else(|| named("BTI")).or_else(|| named("TT")) {
        let text = crate::text::clean(&title.whole());
        // A title in brackets is a translation.
        let text = text.strip_prefix('[').and_then(|text| text.trim_end_matches('.').strip_suffix(']')).unwrap_or(&text);
        record.set_title(text.strip_suffix('.').unwrap_or(text), title.value_span());
    }
    let full = fields.iter().any(|field| field.tag == "FAU");
    let people = fields.iter().filter(|field| field.tag == if full { "FAU" } else { "AU" } || field.tag == "CN");
    record.authors = people.map(|field| given_first(&field.whole())).collect();
    for field in fields {
        fill(&mut record, field);
    }
    ["DP", "DEP", "PHST", "EDAT"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_year(field.value));
    ["JT", "TA", "CTI", "SO"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_venue(&field.whole()));
    if record.is_empty() {
        batch.notice(record.span, "a record without title and identifier");
    } else {
        batch.records.push(record);
    }
}

fn fill(record: &mut Record, field: &Field<'_>) {
    match field.tag {
        "PMID" => {
            record.add_number(Scheme::Pmid, field.value);
            field.value.clone_into(&mut record.facts.key);
        }
        "LID" | "AID" | "DOI" if field.value.contains("[doi]") || field.tag == "DOI" => record.add_doi(&field.whole()),
        "SO" => record.add_printed(&field.whole()),
        "PMC" => record.add_number(Scheme::Pmcid, field.value),
        "AB" => record.facts.abstract_text = Some(crate::text::clean(&field.whole())),
        "OT" | "MH" => record.facts.keywords.push(field.whole()),
        "PT" if record.facts.kind.is_empty() => field.value.clone_into(&mut record.facts.kind),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_with_their_numbers() {
        let text = "\nPMID- 12345678\nOWN - NLM\nDP  - 2020 Jan\nTI  - Light therapy in\n      invented tumours.\nFAU - Smith, Jane\nAU  - Smith J\nJT  - Lancet of nowhere\nAID - 10.1234/tumour.7 [doi]\nPMC - PMC7654321\n\nPMID- 2\nTI  - [Tea.]\n";
        assert!(looks(text));
        let batch = read(text);
        let first = &batch.records[0];
        let ids: Vec<String> = first.identifiers.iter().map(ToString::to_string).collect();
        assert_eq!(ids, ["pmid:12345678", "doi:10.1234/tumour.7", "pmcid:7654321"]);
        assert_eq!(
            (first.title.as_str(), first.authors[0].as_str(), first.year),
            ("Light therapy in invented tumours", "Jane Smith", Some(2020))
        );
        assert_eq!((batch.records.len(), batch.records[1].title.as_str()), (2, "Tea"));
    }
}
