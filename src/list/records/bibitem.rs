//! `\bibitem`s of LaTeX, pasted into a block of code.
//!
//! Text goes in, records come out, each with its bytes; commands are dropped, their words stay. Nothing else of LaTeX is understood.

use crate::paper::Identifier;

use super::super::citation;
use super::super::identifiers::{AddressReading, identifiers_in_text, parse_identifier, read_address};
use super::super::people::names;
use super::super::segments::word_count;
use super::super::venues::printed_year;
use super::super::{Span, web};
use super::formats::Unreadable;
use super::{Batch, Record};

/// A file of LaTeX with a bibliography in it.
pub(super) fn file(text: &str) -> Result<Batch, Unreadable> {
    let records = records(text, 0);
    let items = text.matches("\\bibitem").count();
    let mut batch = Batch { records, ..Batch::default() };
    if batch.records.is_empty() {
        return Err(Unreadable {
            message: "this LaTeX has no bibliography (`\\bibitem`) that can be read".to_owned(),
            hint: "name the `.bib` or `.bbl` file the document uses".to_owned(),
        });
    }
    if batch.records.len() < items {
        let read: Vec<Span> = batch.records.iter().map(|record| record.span.clone()).collect();
        let unread = text.match_indices("\\bibitem").map(|(at, word)| at..at + word.len());
        for span in unread.filter(|span| read.binary_search_by_key(&span.start, |known| known.start).is_err()) {
            batch.notice(span, "a bibliography item without a title that can be made out");
        }
    }
    Ok(batch)
}

/// The items of a bibliography; `base` is where the text begins.
pub(super) fn records(text: &str, base: usize) -> Vec<Record> {
    let starts: Vec<usize> = text.match_indices("\\bibitem").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.find("\\end{thebibliography}").unwrap_or(text.len())]);
    let items = starts.iter().zip(ends).filter(|(start, end)| **start < *end);
    items.filter_map(|(start, end)| read(&text[*start..end], base + start)).collect()
}

fn read(source: &str, base: usize) -> Option<Record> {
    let source = source.trim_end();
    let body = &source["\\bibitem".len()..];
    let body = body.trim_start().strip_prefix('[').and_then(|inside| inside.split_once(']')).map_or(body, |(_, rest)| rest);
    let body = body.trim_start().strip_prefix('{').and_then(|inside| inside.split_once('}')).map_or(body, |(_, rest)| rest);
    let parts: Vec<String> = body.split("\\newblock").map(plain).map(|part| part.trim().trim_end_matches('.').trim().to_owned()).collect();
    let whole = parts.join(". ");
    let (authors, title, venue) = match citation::parse(&whole) {
        Some(cited) => (cited.authors.to_owned(), cited.title.to_owned(), cited.venue.to_owned()),
        None if parts.len() >= 2 => {
            let venue = parts.get(2).map_or("", |part| part.split([',', ':', ';']).next().unwrap_or_default());
            (parts[0].clone(), parts[1].clone(), venue.trim().to_owned())
        }
        None => return None,
    };
    let title = title.trim_matches(['"', ' ', '.', ',']).to_owned();
    if word_count(&title) == 0 {
        return None;
    }
    let (authors, truncated) = names(&authors);
    let (identifiers, urls) = addresses(body, base + source.len() - body.len());
    Some(Record {
        span: base..base + source.len(),
        title_span: place_of(source, &title).map_or(base..base, |place| base + place.start..base + place.end),
        title,
        authors,
        truncated,
        venue: Some(venue).filter(|venue| !venue.is_empty()),
        year: printed_year(&whole),
        identifiers,
        urls,
        ..Record::default()
    })
}

/// The words of a text without commands: `{\em X}` and `\emph{X}` are X, an address is nothing.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (command, behind) = rest.split_at(length);
                rest = behind;
                if matches!(command, "url" | "doi" | "path" | "href" | "label" | "cite") {
                    rest = rest.trim_start().strip_prefix('{').and_then(|inside| inside.split_once('}')).map_or(rest, |(_, behind)| behind);
                } else if command.is_empty() {
                    // An accent or an escaped sign: `\'e`, `\&`.
                    if let Some(sign) = rest.chars().next() {
                        rest = &rest[sign.len_utf8()..];
                        out.extend(Some(sign).filter(|sign| matches!(sign, '&' | '%' | '$' | '#' | '_')));
                    }
                } else {
                    rest = rest.trim_start_matches(' ');
                }
            }
            '{' | '}' => {}
            '~' | '\n' => out.push(' '),
            '`' | '\'' if rest.starts_with(c) => {
                rest = &rest[1..];
                out.push('"');
            }
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn addresses(body: &str, base: usize) -> (Vec<Identifier>, Vec<(String, Span)>) {
    let (mut identifiers, mut urls) = (Vec::new(), Vec::new());
    let mut add = |identifier: Option<Identifier>| {
        if let Some(identifier) = identifier.filter(|new| !identifiers.iter().any(|known: &Identifier| known.scheme == new.scheme)) {
            identifiers.push(identifier);
        }
    };
    for place in web::addresses(body, 0..body.len()) {
        let url = &body[place.clone()];
        if let AddressReading::Paper(identifier) = read_address(url) {
            add(Some(identifier));
        }
        urls.push((url.to_owned(), base + place.start..base + place.end));
    }
    for (at, _) in body.match_indices("\\doi{") {
        add(body[at + 5..].split('}').next().and_then(|doi| parse_identifier(&format!("doi:{doi}"))));
    }
    identifiers_in_text(body).into_iter().for_each(|identifier| add(Some(identifier)));
    (identifiers, urls)
}

/// From the title's first word to its last.
fn place_of(source: &str, title: &str) -> Option<Span> {
    if let Some(at) = source.find(title) {
        return Some(at..at + title.len());
    }
    let start = source.find(title.split_whitespace().next()?)?;
    let last = title.split_whitespace().next_back()?;
    let end = start + source[start..].find(last)? + last.len();
    Some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_with_and_without_blocks() {
        let text = "\\begin{thebibliography}{9}\n\\bibitem{a} A. One, B. Two. \\emph{Attention to lists}. NeurIPS, 2017. \\url{https://arxiv.org/abs/1706.03762}\n\\bibitem[Four(2020)]{b}\nD.~Four.\n\\newblock Lists are {R}eaders.\n\\newblock {\\em Journal of Lists}, 3:1--10, 2020.\n\\newblock \\doi{10.1145/3485447.3511974}.\n\\bibitem{broken}\n\\end{thebibliography}\n";
        let records = records(text, 10);
        let told: Vec<String> = records
            .iter()
            .map(|record| {
                let (authors, venue, year) =
                    (record.authors.join(", "), record.venue.as_deref().unwrap_or_default(), record.year.unwrap_or(0));
                format!("{} | {authors} | {venue} | {year} | {}", record.title, record.identifiers[0])
            })
            .collect();
        assert_eq!(
            told,
            [
                "Attention to lists | A. One, B. Two | NeurIPS | 2017 | arxiv:1706.03762",
                "Lists are Readers | D. Four | Journal of Lists | 2020 | doi:10.1145/3485447.3511974",
            ]
        );
        assert_eq!(&text[records[0].title_span.start - 10..records[0].title_span.end - 10], "Attention to lists");
        assert!(text[records[1].span.start - 10..records[1].span.end - 10].ends_with("3511974}."));
    }
}
