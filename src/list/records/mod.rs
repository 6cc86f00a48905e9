//! Lists that are records: exports of reference managers and databases, tables, data files.
//!
//! A reader of one format takes text and gives a [`Batch`]: records, and notices with places. What a record becomes in the [`List`] is
//! decided once, here, for all formats.

mod bibitem;
mod bibtex;
mod endnote;
mod formats;
mod identifiers_list;
mod json;
mod medline;
mod names;
mod object;
mod references;
mod ris;
mod sheet;
mod slots;
mod tagged;
mod tex;
mod unread;
mod wos;
mod xml;
mod yaml;

pub use formats::{Format, Options, Spec, Unreadable, read_as, read_with};

use crate::paper::{Identifier, Scheme};
use crate::text::clean;

use super::doi::{doi_or_arxiv, doi_prefix, trim_doi_tail};
use super::identifiers::{AddressReading, identifiers_in_text, parse_identifier, read_address};
use super::web::percent_decoded;
use super::{Entry, Kind, Link, Notice, NoticeCode, Rule, Section, Span, read};

/// What one record says, before it becomes an entry. Texts are plain: no TeX, no markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Record {
    pub span: Span,
    pub title: String,
    /// Empty at the start of the record when the title does not stand in one piece.
    pub title_span: Span,
    /// Given names first.
    pub authors: Vec<String>,
    pub truncated: bool,
    pub venue: Option<String>,
    pub year: Option<i32>,
    pub identifiers: Vec<Identifier>,
    pub urls: Vec<(String, Span)>,
    /// A volume, a data set or a program that is no paper, where the format says so.
    pub kind: Option<Kind>,
    /// The group the file files it under: a JabRef group, a column `Topic`, a key above the list.
    pub group: Vec<String>,
    pub facts: SourceRecord,
}

/// What an export says about a work beyond what every list says; kept for other programs and for the way back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceRecord {
    /// The key or accession number of the record in its file; empty where the format has none.
    pub key: String,
    /// The type as printed: `article`, `JOUR`, `journal-article`.
    pub kind: String,
    pub abstract_text: Option<String>,
    pub keywords: Vec<String>,
    /// The works it cites, in the order printed. Empty does not mean that it cites none: most exports carry no references.
    pub references: Vec<Reference>,
    /// Names and values as they stand in the file, in its order, macros put in. BibTeX and RIS only.
    pub fields: Vec<(String, String)>,
    /// The fields are BibTeX's: names in lower case, values in TeX.
    pub is_bibtex: bool,
}

/// A work that a record cites.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reference {
    /// As printed.
    pub text: String,
    /// Empty where the export does not set it apart.
    pub title: String,
    pub year: Option<i32>,
    pub identifiers: Vec<Identifier>,
}

/// What a reader makes of a file.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub records: Vec<Record>,
    /// What could not be read, and why.
    pub notices: Vec<(Span, String)>,
    pub title: String,
}

impl Batch {
    fn notice(&mut self, span: Span, message: impl Into<String>) {
        self.notices.push((span, message.into()));
    }
}

impl Record {
    /// Adds an identifier; the first of a scheme stands.
    pub fn add(&mut self, identifier: Option<Identifier>) {
        if let Some(identifier) = identifier
            && !self.identifiers.iter().any(|known| known.scheme == identifier.scheme)
        {
            self.identifiers.push(identifier);
        }
    }

    /// A DOI in whatever dress: `doi:`, an address of a resolver, percent-encoded.
    pub fn add_doi(&mut self, text: &str) {
        self.add(doi_in(text));
    }

    /// A number of this scheme, such as `12345678` or `PMC7654321`.
    pub fn add_number(&mut self, scheme: Scheme, text: &str) {
        let number = text.split_whitespace().next().unwrap_or_default();
        self.add(parse_identifier(&format!("{scheme}:{}", number.trim_end_matches('.'))));
    }

    /// An address, with the identifier it carries.
    pub fn add_url(&mut self, url: &str, place: Span) {
        let url = url.trim().trim_end_matches(['.', ',', '}']);
        if url.is_empty() {
            return;
        }
        if let AddressReading::Paper(identifier) = read_address(url) {
            self.add(Some(identifier));
        }
        if !self.urls.iter().any(|(known, _)| known == url) {
            self.urls.push((url.to_owned(), place));
        }
    }

    /// Identifiers that a note prints, with their names in front: `arXiv:…`, `PMID: …`.
    pub fn add_printed(&mut self, text: &str) {
        identifiers_in_text(text).into_iter().for_each(|identifier| self.add(Some(identifier)));
        for (name, scheme) in [("PMID", Scheme::Pmid), ("PMCID", Scheme::Pmcid)] {
            self.add(number_after(text, name).and_then(|number| parse_identifier(&format!("{scheme}:{number}"))));
        }
    }

    pub fn set_title(&mut self, title: &str, place: Span) {
        if self.title.is_empty() && !title.trim().is_empty() {
            self.title = one_line(title);
            self.title_span = place;
        }
    }

    pub fn set_venue(&mut self, venue: &str) {
        let venue = one_line(venue);
        if self.venue.is_none() && !venue.is_empty() {
            self.venue = Some(venue);
        }
    }

    pub fn set_year(&mut self, text: &str) {
        self.year = self.year.or_else(|| year_in(text));
    }

    fn is_empty(&self) -> bool {
        self.title.is_empty() && self.identifiers.is_empty()
    }
}

/// The number behind `PMID:` or `PMCID:` in a text.
fn number_after<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let at = text.find(name)? + name.len();
    let rest = text[at..].trim_start_matches([':', ' ', '=']);
    let digits = rest.strip_prefix("PMC").unwrap_or(rest).bytes().take_while(u8::is_ascii_digit).count();
    let start = if rest.starts_with("PMC") { 3 } else { 0 };
    (digits > 0 && !text[at..].starts_with(|c: char| c.is_alphanumeric())).then(|| &rest[start..start + digits])
}

/// The first DOI in a text, out of its dress.
pub(super) fn doi_in(text: &str) -> Option<Identifier> {
    let text = text.replace('\\', "");
    let text = if text.contains('%') { percent_decoded(&text).into_owned() } else { text };
    let starts = text.match_indices("10.").map(|(at, _)| at);
    for start in starts.filter(|start| !text[..*start].ends_with(|c: char| c.is_ascii_digit())) {
        let found = doi_prefix(&text[start..]).map(|doi| doi_or_arxiv(&trim_doi_tail(doi)));
        if let Some(AddressReading::Paper(identifier)) = found {
            return Some(identifier);
        }
    }
    None
}

/// The year of a printed date, in whatever form: `2020-05-01`, `20200501`, `[1990] 2002`, `circa 2015`, `2020//11//Nov`, `5/1998`, `1998a`.
///
/// What stands in square brackets is the year of a first edition, taken only where there is no other.
pub(super) fn year_in(text: &str) -> Option<i32> {
    let mut inside: Option<i32> = None;
    let mut depth = 0usize;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            byte if byte.is_ascii_digit() => {
                let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let year = plausible_year(&text[at..at + length]);
                if year.is_some() && depth == 0 {
                    return year;
                }
                inside = inside.or(year);
                at += length;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    inside
}

/// `2020`, or the first four of `202005` and `20200501`.
fn plausible_year(digits: &str) -> Option<i32> {
    let year = digits.get(..4)?.parse().ok().filter(|year| (1400..=2100).contains(year))?;
    let month = digits.get(4..6).map(|month| month.parse::<u32>().is_ok_and(|month| month <= 12));
    (digits.len() == 4 || matches!(digits.len(), 6 | 8) && month == Some(true)).then_some(year)
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From records to the parts of a list: entries, the sections their groups make, notices.
pub(super) fn parts(batch: Batch, repair: impl Fn(&str) -> String) -> (Vec<Section>, Vec<Entry>, Vec<Notice>) {
    let mut sections: Vec<Section> = Vec::new();
    let mut entries = Vec::with_capacity(batch.records.len());
    // Groups are few; the last is asked first, since records of one group mostly stand together.
    for mut record in batch.records {
        let group = std::mem::take(&mut record.group);
        let section = (!group.is_empty()).then(|| {
            let known = sections.iter().rposition(|section| section.path == group);
            known.unwrap_or_else(|| {
                sections.push(Section { path: group, line: 0, span: record.span.start..record.span.start });
                sections.len() - 1
            })
        });
        entries.push(entry(record, section, &repair));
    }
    let notices = batch.notices.into_iter().map(|(span, message)| read::notice(NoticeCode::UnrecognisedBlock, message, span)).collect();
    (sections, entries, notices)
}

/// The entry of one record.
pub(super) fn entry(record: Record, section: Option<usize>, repair: impl Fn(&str) -> String) -> Entry {
    Entry {
        span: record.span,
        section,
        kind: record.kind.unwrap_or(Kind::Paper),
        title: clean(&repair(&record.title)),
        title_span: record.title_span,
        authors: record.authors.iter().map(|name| clean(&repair(name))).collect(),
        authors_truncated: record.truncated,
        venue: record.venue.as_deref().map(|venue| clean(&repair(venue))),
        year: record.year,
        identifiers: record.identifiers,
        links: record.urls.into_iter().map(|(url, span)| Link { label: String::new(), url, image: false, span }).collect(),
        record: Some(Box::new(record.facts)),
        rule: Rule { unit: "record", slot: "field", affixes: Vec::new(), kind: "record" },
        ..Entry::paper("", 0)
    }
}

/// Records of BibTeX or `\bibitem`s in a block of code, and the bytes that could not be read; `base` is where the text begins.
pub(super) fn in_code(text: &str, base: usize) -> (Vec<Record>, Vec<Span>) {
    if text.contains("\\bibitem") {
        return (bibitem::records(text, base), Vec::new());
    }
    if !text.contains('@') {
        return (Vec::new(), Vec::new());
    }
    let Batch { mut records, notices, .. } = bibtex::read(text);
    let shift = |span: &mut Span| *span = span.start + base..span.end + base;
    for record in &mut records {
        shift(&mut record.span);
        shift(&mut record.title_span);
        record.urls.iter_mut().for_each(|(_, place)| shift(place));
    }
    (records, notices.into_iter().map(|(span, _)| span.start + base..span.end + base).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_in_every_form() {
        for (text, year) in [
            ("2020", Some(2020)),
            ("2020-05-01", Some(2020)),
            ("20200501", Some(2020)),
            ("202013", None),
            ("[1990] 2002", Some(2002)),
            ("[1990]", Some(1990)),
            ("circa 2015", Some(2015)),
            ("2015/october", Some(2015)),
            ("2020//11//Nov/Dec2020", Some(2020)),
            ("05/1998", Some(1998)),
            ("1998a", Some(1998)),
            ("2019-2020", Some(2019)),
            ("n.d.", None),
            ("12345678", None),
            ("in press", None),
        ] {
            assert_eq!(year_in(text), year, "{text}");
        }
    }

    #[test]
    fn a_doi_is_read_in_every_dress() {
        for text in [
            "10.1234/abc_1",
            "doi:10.1234/abc_1",
            "DOI: 10.1234/ABC_1.",
            "https://doi.org/10.1234/abc_1",
            "http://dx.doi.org/10.1234%2Fabc_1",
            "doi.acm.org/10.1234/abc_1",
            r"10.1234/abc\_1",
            "10.1234/abc_1, 10.1234/abc_2",
            "10.1234/abc_1 [doi]",
        ] {
            assert_eq!(doi_in(text).map(|doi| doi.to_string()).as_deref(), Some("doi:10.1234/abc_1"), "{text}");
        }
        assert_eq!(doi_in("110.1234/x"), None);
    }
}
