//! EndNote's tagged files (`.enw`): a percent sign and a letter, the value, records parted by blank lines or by `%0`.

use super::names::given_first;
use super::tagged::{self, Field};
use super::{Batch, Record};

/// `%0 Journal Article`, `%T …` or `%A …` on the first lines.
pub(super) fn looks(head: &str) -> bool {
    let lines: Vec<&str> = tagged::lines(head).map(|(_, line)| line).filter(|line| !line.trim().is_empty()).take(60).collect();
    let tags: Vec<&str> = lines.iter().filter_map(|line| tag(line)).map(|(tag, _)| tag).collect();
    let first = lines.first().is_some_and(|line| tag(line).is_some());
    first && tags.contains(&"%T") && tags.len() >= 2
}

fn tag(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let known =
        bytes.first() == Some(&b'%') && bytes.get(1).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"@!?#$&<>^[~(*+=".contains(byte));
    (known && bytes.get(2).is_none_or(|byte| *byte == b' ')).then(|| (&line[..2], 2))
}

pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut loose = Vec::new();
    let fields = tagged::fields(text, tag, &mut loose);
    loose.into_iter().for_each(|span| batch.notice(span, "a line outside of any record"));
    let typed = fields.iter().any(|field| field.tag == "%0");
    let mut from = 0;
    for i in 1..=fields.len() {
        if fields.get(i).is_none_or(|field| if typed { field.tag == "%0" } else { field.after_blank }) {
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
    if let Some(title) = named("%T") {
        record.set_title(&crate::text::clean(&title.whole()), title.value_span());
    }
    let people = |tag: &'static str| fields.iter().filter(move |field| field.tag == tag).flat_map(Field::lines);
    record.authors = people("%A").map(given_first).collect();
    if record.authors.is_empty() {
        record.authors = people("%E").map(given_first).collect();
    }
    ["%D", "%8"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_year(field.value));
    ["%J", "%B", "%C0", "%S", "%I"].iter().filter_map(|tag| named(tag)).for_each(|field| record.set_venue(&field.whole()));
    for field in fields {
        match field.tag {
            "%R" => record.add_doi(field.value),
            "%U" => field.lines().for_each(|url| record.add_url(url, field.place.start..field.place.start)),
            "%X" => record.facts.abstract_text = Some(crate::text::clean(&field.whole())),
            "%K" => {
                record.facts.keywords = field.lines().flat_map(|line| line.split([',', ';'])).map(|word| word.trim().to_owned()).collect()
            }
            "%0" => field.value.clone_into(&mut record.facts.kind),
            "%M" | "%F" if record.facts.key.is_empty() => field.value.clone_into(&mut record.facts.key),
            "%Z" | "%1" | "%2" => record.add_printed(&field.whole()),
            _ => {}
        }
    }
    if record.is_empty() {
        batch.notice(record.span, "a record without title and identifier");
    } else {
        batch.records.push(record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_begin_with_their_type() {
        let text = "%0 Journal Article\n%T The memory of gravel\n%A Stone, Ira\n%A Reed, Mo\n%J River Letters\n%D 2015\n%R 10.1234/gravel.1\n\n%0 Book\n%T Kettles\n%D 2016\n";
        assert!(looks(text));
        let batch = read(text);
        let told: Vec<_> = batch
            .records
            .iter()
            .map(|record| (record.title.as_str(), record.authors.len(), record.year, record.identifiers.len()))
            .collect();
        assert_eq!(told, [("The memory of gravel", 2, Some(2015), 1), ("Kettles", 0, Some(2016), 0)]);
    }
}
