//! What does this list say?
//!
//! Text goes in, a [`List`] comes out: sections, entries, identifiers, printed counts, each with its bytes in the text.
//! Reading never fails and never drops a line silently: what was not understood is a [`Notice`](crate::list::Notice) with its place.
//! Nothing here asks a network or decides which paper an entry means.

mod arxiv;
mod builder;
mod citation;
mod clean;
mod counts;
mod document;
mod doi;
mod duplicates;
mod entry;
mod garbled;
mod group;
mod headings;
mod html;
mod identifiers;
mod items;
mod json;
mod kind;
mod labels;
mod line;
mod names;
mod org;
mod outside;
mod pages;
mod paragraphs;
mod people;
mod plain;
mod prefix;
mod read;
mod records;
mod rst;
mod scan;
mod segments;
mod several;
mod source;
mod stretches;
mod table;
mod title;
mod venues;
mod vocabulary;
mod walk;
mod web;
mod wordset;

pub use identifiers::{AddressReading, identifiers_in_url, parse_identifier, read_address};
pub use json::to_json;
pub use read::{read, read_bytes};
pub use records::{Format, Options, Reference, SourceRecord, Spec, Unreadable, read_as, read_with};

use std::ops::Range;

use serde::Serialize;

use crate::paper::{Identifier, SectionPath};

/// A place in the text: byte offsets, end exclusive.
pub type Span = Range<usize>;

/// A curated list as it was understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// The first heading, or empty.
    pub title: String,
    pub sections: Vec<Section>,
    pub entries: Vec<Entry>,
    pub notices: Vec<Notice>,
    /// Place in `sections` of the heading that is the list's title: the one top heading under which every entry stands. It is no section of its own.
    pub title_section: Option<usize>,
}

/// A heading and what stands under it; sections are identified by their place, not their name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Names from the outermost heading to this one.
    pub path: Vec<String>,
    /// 1-based line of the heading.
    pub line: usize,
    /// Bytes of the heading itself.
    pub span: Span,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Paper,
    Repository,
    Post,
    Video,
    Model,
    Dataset,
    Product,
    /// Talks, slides, courses, tutorials, documentation, social posts, demos: resources that no other word fits.
    Resource,
}

impl Kind {
    /// The word for it, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Paper => "paper",
            Kind::Repository => "repository",
            Kind::Post => "post",
            Kind::Video => "video",
            Kind::Model => "model",
            Kind::Dataset => "dataset",
            Kind::Product => "product",
            Kind::Resource => "resource",
        }
    }
}

/// One work, however many links it has.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// 1-based line on which it begins.
    pub line: usize,
    pub span: Span,
    /// 1-based line on which it ends.
    pub end_line: usize,
    /// Index into [`List::sections`]; `None` above the first heading.
    pub section: Option<usize>,
    /// Names between the heading and the entry that are no headings: a bold line, a bullet above bullets, a summary.
    pub group: Vec<String>,
    pub kind: Kind,
    /// As a person would write it; empty when the list prints none.
    pub title: String,
    pub title_span: Span,
    /// As printed, without `...` and `et al.`.
    pub authors: Vec<String>,
    /// The list printed only some of the authors.
    pub authors_truncated: bool,
    pub venue: Option<String>,
    pub year: Option<i32>,
    /// Of the work itself, best first, each once (by unversioned value); never ids from prose, badges of others, …
    pub identifiers: Vec<Identifier>,
    /// Identifiers of other works that the entry mentions.
    pub mentions: Vec<Identifier>,
    pub links: Vec<Link>,
    pub count: Option<PrintedCount>,
    /// Index of the earlier entry of the list that is the same work.
    pub duplicate_of: Option<usize>,
    /// Why it is.
    pub duplicate_reason: Option<DuplicateReason>,
    /// What the export says beyond this, where the list is one of records: key, abstract, keywords, cited works.
    pub record: Option<Box<SourceRecord>>,
    /// How it was found and why it is what it is.
    pub rule: Rule,
}

/// How an entry was found: the words are stable, for people who ask why and for programs that count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What carries it: `item`, `paragraph`, `line`, `row`, `heading`, `record`; empty for an entry that no list printed.
    pub unit: &'static str,
    /// Where its title stands: `line` (the first title of the line), `link`, `bold`, `citation`, …; empty when it prints none.
    pub slot: &'static str,
    /// What was taken away at the ends of the title because its siblings have it there, too: `year-in-front`, `bar-behind`, ….
    pub affixes: Vec<&'static str>,
    /// Why it is of its kind: `identifier`, `page-of-papers`, `printed-as-paper`, `title-alone`, `address`, ….
    pub kind: &'static str,
}

/// Why two entries are one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DuplicateReason {
    /// The same identifier.
    Identifier,
    /// The same identifier in two versions.
    Version,
    /// The same title, and no identifiers that contradict.
    Title,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// Empty when the list prints an empty text.
    pub label: String,
    pub url: String,
    /// An image, such as a badge.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub image: bool,
    #[serde(skip)]
    pub span: Span,
}

/// A citation count the list prints.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedCount {
    /// `None` for a placeholder such as `-1`.
    pub value: Option<u64>,
    /// Bytes of the number itself.
    pub span: Span,
    /// Where the number links to, with the bytes of that address.
    pub link: Option<(String, Span)>,
    /// Bytes of number and link together, such as `[**-1**](None)`.
    pub slot: Span,
    pub form: CountForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountForm {
    /// `cication: [**-1**](None)`
    Linked,
    /// `Citations: 12`
    Plain,
    /// `![](https://img.shields.io/badge/Citations-12-green)`
    Badge,
    /// A column of a table.
    Cell,
}

/// Something odd in the list, with its place; `code` is stable and kebab-case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub code: NoticeCode,
    pub message: String,
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeCode {
    DuplicateEntry,
    PlaceholderCitation,
    GarbledText,
    BrokenLinkSyntax,
    EmptyLinkText,
    EmptyLinkTarget,
    IdTitleConflict,
    MalformedIdentifier,
    UnrecognisedBlock,
    /// An address or a printed identifier of a paper that no entry has, mentions or links to.
    PaperOutsideEntries,
    EmptySection,
    InvalidUtf8,
    NoEntries,
}

impl NoticeCode {
    pub fn name(self) -> &'static str {
        match self {
            NoticeCode::DuplicateEntry => "duplicate-entry",
            NoticeCode::PlaceholderCitation => "placeholder-citation",
            NoticeCode::GarbledText => "garbled-text",
            NoticeCode::BrokenLinkSyntax => "broken-link-syntax",
            NoticeCode::EmptyLinkText => "empty-link-text",
            NoticeCode::EmptyLinkTarget => "empty-link-target",
            NoticeCode::IdTitleConflict => "id-title-conflict",
            NoticeCode::MalformedIdentifier => "malformed-identifier",
            NoticeCode::UnrecognisedBlock => "unrecognised-block",
            NoticeCode::PaperOutsideEntries => "paper-outside-entries",
            NoticeCode::EmptySection => "empty-section",
            NoticeCode::InvalidUtf8 => "invalid-utf8",
            NoticeCode::NoEntries => "no-entries",
        }
    }
}

impl Entry {
    /// A paper that stands on one line and says no more than its title: what programs and tests begin with that make a list without a
    /// text. Its spans are empty; set the other fields, or use the methods below.
    ///
    /// ```
    /// use citegraph::list::Entry;
    /// use citegraph::paper::{Identifier, Scheme};
    ///
    /// let entry = Entry::paper("A Study of Lists", 3).with_identifier(Identifier::new(Scheme::Arxiv, "2401.00001")).with_year(2024);
    /// assert_eq!((entry.line, entry.year, entry.identifiers.len()), (3, Some(2024), 1));
    /// ```
    pub fn paper(title: impl Into<String>, line: usize) -> Entry {
        Entry {
            line,
            span: 0..0,
            end_line: line,
            section: None,
            group: Vec::new(),
            kind: Kind::Paper,
            title: title.into(),
            title_span: 0..0,
            authors: Vec::new(),
            authors_truncated: false,
            venue: None,
            year: None,
            identifiers: Vec::new(),
            mentions: Vec::new(),
            links: Vec::new(),
            count: None,
            duplicate_of: None,
            duplicate_reason: None,
            record: None,
            rule: Rule::default(),
        }
    }

    /// One identifier more, behind those it has.
    pub fn with_identifier(mut self, identifier: Identifier) -> Entry {
        self.identifiers.push(identifier);
        self
    }

    /// These authors, all there are.
    pub fn with_authors<A: Into<String>>(mut self, authors: impl IntoIterator<Item = A>) -> Entry {
        self.authors = authors.into_iter().map(Into::into).collect();
        self
    }

    pub fn with_year(mut self, year: i32) -> Entry {
        self.year = Some(year);
        self
    }

    pub fn with_venue(mut self, venue: impl Into<String>) -> Entry {
        self.venue = Some(venue.into());
        self
    }

    /// Below the section with this index in [`List::sections`].
    pub fn in_section(mut self, section: usize) -> Entry {
        self.section = Some(section);
        self
    }
}

impl List {
    /// A list whose title is found among its headings; see [`List::title_section`].
    pub fn new(title: String, sections: Vec<Section>, entries: Vec<Entry>, notices: Vec<Notice>) -> List {
        let title_section = title_section(&sections, &entries);
        List { title, sections, entries, notices, title_section }
    }

    /// The headings above the entry as the file prints them, the list's title included. To name a section, use [`List::section`].
    pub fn section_path(&self, entry: &Entry) -> &[String] {
        entry.section.map_or(&[], |section| &self.sections[section].path)
    }

    /// The section the entry stands in, as every other part of the program names it.
    ///
    /// The one rule for the list's title: the single top heading that holds every entry is the title and belongs to no path. Where entries stand under two top
    /// headings or more, each of them is a section.
    ///
    /// ```
    /// let list = citegraph::list::read("# Awesome\n\n## Speed\n\n- **A Paper About Speed**, [arxiv](https://arxiv.org/abs/2001.00001)\n");
    /// assert_eq!(list.section(&list.entries[0]).to_string(), "Speed");
    /// ```
    pub fn section(&self, entry: &Entry) -> SectionPath {
        SectionPath::new(self.below_title(self.section_path(entry)))
    }

    /// The path of every heading but the title, in the order of the file.
    pub fn section_paths(&self) -> impl Iterator<Item = (&Section, SectionPath)> {
        let paths = self.sections.iter().map(|section| (section, SectionPath::new(self.below_title(&section.path))));
        paths.filter(|(_, path)| !path.is_empty())
    }

    /// Headings without the list's title.
    pub fn below_title<'a>(&self, path: &'a [String]) -> &'a [String] {
        let title = self.title_section.and_then(|title| self.sections.get(title)).and_then(|section| section.path.first());
        match path {
            [first, rest @ ..] if Some(first) == title => rest,
            path => path,
        }
    }
}

/// The top heading all entries share, when they share one. Entries above the first heading do not count.
fn title_section(sections: &[Section], entries: &[Entry]) -> Option<usize> {
    let mut tops = entries.iter().filter_map(|entry| sections.get(entry.section?)?.path.first());
    let top = tops.next()?;
    if tops.any(|other| other != top) {
        return None;
    }
    sections.iter().position(|section| section.path.first() == Some(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(text: &str) -> Vec<String> {
        let list = read(text);
        list.entries.iter().map(|entry| list.section(entry).to_string()).collect()
    }

    #[test]
    fn the_one_top_heading_above_every_entry_is_the_title_and_no_section() {
        let entry = |n: u32| format!("- **A Paper About Matter {n}**, [arxiv](https://arxiv.org/abs/2001.0000{n})\n");
        let (one, two, three) = (entry(1), entry(2), entry(3));
        // Entries right below the title stand in no section.
        assert_eq!(sections(&format!("# L\n\n{one}\n## A\n\n{two}\n### B\n\n{three}")), ["", "A", "A › B"]);
        // A title with nothing below it, and another top heading that holds everything.
        assert_eq!(sections(&format!("# L\n\nWords.\n\n# Papers\n\n## A\n\n{one}\n## B\n\n{two}")), ["A", "B"]);
        // Two top headings with entries are two sections.
        assert_eq!(sections(&format!("# A\n\n{one}\n# B\n\n## C\n\n{two}")), ["A", "B › C"]);
        assert_eq!(sections(&format!("# Only\n\n{one}{two}")), ["", ""]);
    }
}
