//! RIS, as reference managers and databases write it.
//!
//! Text goes in, records come out. The rules of the format are held by few: tags stand in any order, `TY` late or never, values wrap, and a
//! line of an abstract may begin with two capitals and a hyphen. A tag is two capitals or a capital and a digit, a space, a hyphen.

use crate::paper::Scheme;

use super::names::given_first;
use super::tagged::{self, Field};
use super::{Batch, Record, parse_identifier};

/// Whether a text is RIS: most of its first lines are fields, and a `TY` or an `ER` is among them.
pub(super) fn looks(head: &str) -> bool {
    let lines: Vec<&str> = tagged::lines(head).map(|(_, line)| line.trim()).filter(|line| !line.is_empty()).take(400).collect();
    let tags: Vec<&str> = lines.iter().filter_map(|line| tag(line)).map(|(tag, _)| tag).collect();
    tags.iter().any(|tag| matches!(*tag, "TY" | "ER")) && tags.len() >= 3 && tags.len() * 3 >= lines.len()
}

/// `TY  - JOUR`, `ER  -`, `Y1 - 2015`, `TI  -  x`; `ER-positive` is text.
fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let letter = bytes.first()?.is_ascii_uppercase() && bytes.get(1).is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let spaces = bytes.get(2..)?.iter().take(4).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let hyphen = 2 + spaces;
    let ends = bytes.get(hyphen + 1).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    // `ER  -` needs its spaces; so does every tag, or a hyphenated word at the start of a line would be one.
    (letter && spaces > 0 && bytes.get(hyphen) == Some(&b'-') && (ends || spaces >= 2)).then(|| (&line[..2], hyphen + 1))
}

pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut loose = Vec::new();
    let fields = tagged::fields(text, tag, &mut loose);
    loose.into_iter().for_each(|span| batch.notice(span, "a line outside of any record"));
    for fields in records(&fields) {
        let record = record(fields);
        if record.is_empty() {
            batch.notice(record.span, "a record without title and identifier");
        } else {
            batch.records.push(record);
        }
    }
    batch
}

/// The fields of each record. Records end at `ER` or where the next `TY` stands; blank lines part them where each part has its own `TY` or
/// title, which also holds for files whose tags are sorted.
fn records<'f, 't>(fields: &'f [Field<'t>]) -> Vec<&'f [Field<'t>]> {
    let by_blank = by_blank_lines(fields);
    if by_blank.len() > 1 && by_blank.iter().all(|part| count(part, "TY") == 1 && count(part, "ER") == 1) {
        return by_blank;
    }
    let mut out = Vec::new();
    let (mut from, mut typed) = (0, false);
    for (i, field) in fields.iter().enumerate() {
        match field.tag {
            "ER" => {
                out.push(&fields[from..i]);
                (from, typed) = (i + 1, false);
            }
            "TY" if typed => {
                out.push(&fields[from..i]);
                from = i;
            }
            "TY" => typed = true,
            // Neither `TY` nor `ER`: Ovid's records are parted by blank lines.
            "TI" | "T1" if field_repeats(&fields[from..i], field.tag) && !typed && count(fields, "ER") == 0 => {
                let start = fields[from..=i].iter().rposition(|field| field.after_blank).map_or(i, |at| from + at);
                out.push(&fields[from..start.max(from)]);
                from = start.max(from);
            }
            _ => {}
        }
    }
    out.push(&fields[from..]);
    out.retain(|part| !part.is_empty());
    out
}

fn by_blank_lines<'f, 't>(fields: &'f [Field<'t>]) -> Vec<&'f [Field<'t>]> {
    fields.chunk_by(|_, next| !next.after_blank).collect()
}

fn count(fields: &[Field<'_>], tag: &str) -> usize {
    fields.iter().filter(|field| field.tag == tag).count()
}

fn field_repeats(fields: &[Field<'_>], tag: &str) -> bool {
    fields.iter().any(|field| field.tag == tag)
}

fn record(fields: &[Field<'_>]) -> Record {
    let start = fields.first().map_or(0, |field| field.span.start);
    let end = fields.last().map_or(start, |field| field.span.end);
    let mut record = Record { span: start..end, title_span: start..start, ..Record::default() };
    let first = |tags: &[&str]| tags.iter().find_map(|tag| fields.iter().find(|field| field.tag == *tag && !field.value.is_empty()));
    record.facts.kind = first(&["TY"]).map(|field| field.value.to_owned()).unwrap_or_default();
    if let Some(title) = first(&["TI", "T1", "CT", "BT"]) {
        record.set_title(&crate::text::clean(&title.whole()), title.value_span());
    }
    for field in fields {
        take(&mut record, field);
    }
    if record.authors.is_empty() {
        record.authors = fields.iter().filter(|field| matches!(field.tag, "A2" | "ED")).map(|field| given_first(&field.whole())).collect();
    }
    for tag in ["PY", "Y1", "YR", "DA", "Y2"] {
        fields.iter().filter(|field| field.tag == tag).for_each(|field| record.set_year(field.value));
    }
    // A conference paper of Scopus has its conference in C3, and the series in T2.
    let is_talk = matches!(record.facts.kind.as_str(), "CONF" | "CPAPER");
    let venues: &[&str] = if is_talk {
        &["T2", "BT", "C3", "JO", "JF", "T3", "J2", "JA", "PB"]
    } else {
        &["JO", "JF", "T2", "JA", "BT", "J2", "J1", "C3", "T3", "PB"]
    };
    let venue = venues.iter().filter_map(|tag| first(&[tag])).map(Field::whole).find(|venue| *venue != record.title);
    venue.into_iter().for_each(|venue| record.set_venue(&venue));
    record
}

fn take(record: &mut Record, field: &Field<'_>) {
    let value = field.value;
    if field.tag != "TY" && !value.is_empty() {
        record.facts.fields.push((field.tag.to_owned(), field.whole()));
    }
    match field.tag {
        "AU" | "A1" if !value.is_empty() => {
            // Some programs write all names on one line.
            let whole = field.whole();
            if whole.contains(';') {
                let (names, truncated) = super::names::of_line(&whole);
                record.authors.extend(names);
                record.truncated |= truncated;
            } else if whole.eq_ignore_ascii_case("et al.") || whole.eq_ignore_ascii_case("others") {
                record.truncated = true;
            } else {
                record.authors.push(given_first(&whole));
            }
        }
        "DO" | "DI" => record.add_doi(&field.whole()),
        "L3" | "M3" => {
            record.add_doi(value);
            record.add_printed(value);
        }
        "AN" => {
            record.add_printed(value);
            if record.facts.key.is_empty() {
                value.clone_into(&mut record.facts.key);
            }
        }
        "ID" => value.clone_into(&mut record.facts.key),
        "C1" | "C7" | "N1" | "VL" | "JO" | "T2" => record.add_printed(&field.whole()),
        "C2" if value.starts_with("PMC") => record.add_number(Scheme::Pmcid, value),
        "UR" | "L1" | "L2" | "LK" => {
            for url in field.whole().split([' ', ';']).filter(|url| url.contains("://") || url.starts_with("www.")) {
                let place = if field.rest.is_empty() { field.place.clone() } else { field.place.start..field.place.start };
                record.add_url(url, place);
            }
            if record.urls.is_empty() && record.identifiers.is_empty() {
                record.add(parse_identifier(value));
            }
        }
        "AB" | "N2" if record.facts.abstract_text.is_none() => {
            record.facts.abstract_text = Some(field.whole()).filter(|text| !text.is_empty())
        }
        "KW" | "DE" => record.facts.keywords.extend(field.lines().flat_map(|line| line.split(';')).map(|word| word.trim().to_owned())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let one = |record: &Record| {
            let ids: Vec<String> = record.identifiers.iter().map(ToString::to_string).collect();
            let (authors, venue) = (record.authors.join(" & "), record.venue.clone().unwrap_or_default());
            format!("{} | {authors} | {} | {venue} | {}", record.title, record.year.unwrap_or(0), ids.join(" "))
        };
        read(text).records.iter().map(one).collect()
    }

    #[test]
    fn hyphens_at_the_start_of_a_line_are_text() {
        let text = "TY  - JOUR\nTI  - Light therapy in\nTI-6Al tumours\nAU  - Alba, C.\nAB  - half of which were\nER-positive, and\nPR - none\nPY  - 2019\nDO  - 10.1234/tumour.7\nER  -\nTY  - JOUR\nTI  - Second\nER  - \n";
        assert_eq!(told(text), ["Light therapy in TI-6Al tumours | C. Alba | 2019 |  | doi:10.1234/tumour.7", "Second |  | 0 |  | "]);
    }

    #[test]
    fn tags_stand_in_any_order_and_may_be_absent() {
        let sorted = "A1  - One, Ada\nDO  - 10.1234/a.1\nER  - \nPY  - 2001\nTI  - First\nTY  - JOUR\n\nA1  - Two, Bo\nER  - \nTI  - Second\nTY  - CONF\nYR  - 2002\n";
        assert_eq!(told(sorted), ["First | Ada One | 2001 |  | doi:10.1234/a.1", "Second | Bo Two | 2002 |  | "]);
        let late = "AU  - One, Ada\nTI  - First\nTY  - JOUR\nER  - \nAU  - Two, Bo\nTI  - Second\nTY  - JOUR\nER  - \n";
        assert_eq!(told(late).len(), 2);
        let never = "C1  - 1\nTI  - First\nPY  - 2021\nER  - \n\nC1  - 2\nTI  - Second\nER  - \n";
        assert_eq!(told(never), ["First |  | 2021 |  | ", "Second |  | 0 |  | "]);
        let no_end = "VN  - Ovid\nTI  - First\n\nVN  - Ovid\nTI  - Second\n";
        assert_eq!(told(no_end), ["First |  | 0 |  | ", "Second |  | 0 |  | "]);
    }

    #[test]
    fn carriage_returns_and_marks_are_line_ends() {
        let text = "\u{feff}TY  - CONF\rTI  - A Talk\rT2  - Lecture Notes\rC3  - Proc. of Things\rY1  - 2020//11//Nov/Dec2020\rER  -\r";
        assert_eq!(told(text), ["A Talk |  | 2020 | Lecture Notes | "]);
    }
}
