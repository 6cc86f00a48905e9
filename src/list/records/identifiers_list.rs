//! One identifier or address a line; `#` begins a comment.

use crate::paper::Identifier;

use super::tagged::lines;
use super::{Batch, Record, parse_identifier};

/// Whether most of the first lines begin with an identifier.
pub(super) fn looks(head: &str) -> bool {
    let lines: Vec<&str> =
        lines(head).map(|(_, line)| line.trim()).filter(|line| !line.is_empty() && !line.starts_with('#')).take(200).collect();
    let identifiers = lines.iter().filter(|line| identifiers(line).next().is_some()).count();
    identifiers > 0 && identifiers * 10 >= lines.len() * 8
}

/// The identifiers at the head of a line: a second one is of the same paper. Words behind them are a remark.
fn identifiers(line: &str) -> impl Iterator<Item = Identifier> + '_ {
    let line = line.trim();
    // `PMID: 12345678`
    let spaced = line.split_once(": ").filter(|(name, _)| !name.contains(' ')).map(|(name, value)| {
        let value = value.split([' ', ',', ';', '\t']).next().unwrap_or_default();
        format!("{name}:{value}")
    });
    let first = spaced.as_deref().and_then(parse_identifier);
    let skip = if first.is_some() { 2 } else { 0 };
    let words = line.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty()).skip(skip);
    first.into_iter().chain(words.map_while(parse_identifier))
}

pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    for (start, line) in lines(text) {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let lead = start + line.len() - line.trim_start().len();
        let span = lead..lead + bare.len();
        let mut record = Record { title_span: span.start..span.start, span: span.clone(), ..Record::default() };
        identifiers(bare).for_each(|identifier| record.add(Some(identifier)));
        if record.identifiers.is_empty() {
            batch.notice(span, "no identifier that can be read");
        } else {
            batch.records.push(record);
        }
    }
    batch
}
