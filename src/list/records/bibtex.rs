//! BibTeX and BibLaTeX as people keep them: files, and records in code blocks of a list.
//!
//! Text goes in, records come out, each with its bytes. The grammar is read here and not by biblatex: a library of records kept by hand has
//! macros nobody defined, braces that never close and commas that are missing, and biblatex refuses the whole file at the first of them.
//! A record that never closes ends where the next begins; the fields behind the unclosed one are read line by line.

use std::collections::HashMap;

use crate::paper::Scheme;

use super::super::{Kind, Span};
use super::{Batch, Record, names, tex};

/// Records, with what `crossref` and `xdata` lend them; linear in the length of the text.
pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut macros: HashMap<String, String> = months();
    let mut raw: Vec<Raw> = Vec::new();
    let mut done = 0;
    for start in record_starts(text) {
        if start.at < done {
            continue;
        }
        let reader = Reader::new(text, start.open);
        match start.kind.as_str() {
            "comment" | "preamble" => done = reader.closing(start.open, b'}').unwrap_or(start.open),
            "string" => {
                let strings = reader.fields(&mut batch);
                for (name, value) in strings.fields {
                    let value = value.resolved(&macros, text);
                    macros.entry(name).or_insert(value);
                }
                done = strings.end;
            }
            _ => {
                let record = reader.record(start, &mut batch);
                done = record.span.end;
                raw.push(record);
            }
        }
    }
    let lent = Lent::new(&raw, &macros, text);
    for record in &raw {
        if let Some(read) = lent.record(record, text, &mut batch) {
            batch.records.push(read);
        }
    }
    batch.notices.sort_by_key(|(span, _)| span.start);
    batch
}

fn months() -> HashMap<String, String> {
    let names = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    names.iter().map(|name| (name[..3].to_ascii_lowercase(), (*name).to_owned())).collect()
}

struct Start {
    /// Of the `@`.
    at: usize,
    kind: String,
    /// Behind the opening brace.
    open: usize,
}

/// `@type{` or `@type(`, at the head of a line or behind a space or a brace.
fn record_starts(text: &str) -> Vec<Start> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'@', bytes).filter_map(|at| start_at(text, bytes, at)).collect()
}

fn start_at(text: &str, bytes: &[u8], at: usize) -> Option<Start> {
    if bytes.get(at) != Some(&b'@') {
        return None;
    }
    let free = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r' | b' ' | b'\t' | b'}' | b')') || text[..at].ends_with('\u{feff}');
    if !free {
        return None;
    }
    let name = bytes[at + 1..].iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let spaces = bytes[at + 1 + name..].iter().take(8).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let open = at + 1 + name + spaces;
    (name > 0 && matches!(bytes.get(open), Some(b'{' | b'('))).then(|| Start {
        at,
        kind: text[at + 1..at + 1 + name].to_ascii_lowercase(),
        open: open + 1,
    })
}

/// A record by its fields, before macros are put in.
struct Raw {
    span: Span,
    kind: String,
    key: String,
    fields: Vec<(String, Value)>,
}

/// The pieces that `#` joins.
#[derive(Default)]
struct Value {
    pieces: Vec<Piece>,
}

enum Piece {
    /// Bytes between braces or quotes, or a number.
    Text(Span),
    Macro(Span),
}

impl Value {
    fn resolved(&self, macros: &HashMap<String, String>, text: &str) -> String {
        match &self.pieces[..] {
            [Piece::Text(span)] => text[span.clone()].to_owned(),
            pieces => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(span) => text[span.clone()].to_owned(),
                    Piece::Macro(span) => {
                        let name = &text[span.clone()];
                        macros.get(&name.to_lowercase()).cloned().unwrap_or_else(|| name.to_owned())
                    }
                })
                .collect(),
        }
    }

    fn span(&self) -> Option<Span> {
        let place = |piece: &Piece| match piece {
            Piece::Text(span) | Piece::Macro(span) => span.clone(),
        };
        Some(place(self.pieces.first()?).start..place(self.pieces.last()?).end)
    }
}

#[derive(Default)]
struct Fields {
    fields: Vec<(String, Value)>,
    end: usize,
}

/// Reads the inside of one record.
struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// A value did not close: what follows is read line by line.
    by_lines: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, at: usize) -> Reader<'t> {
        Reader { text, bytes: text.as_bytes(), at, by_lines: false }
    }

    fn record(mut self, start: Start, batch: &mut Batch) -> Raw {
        let key = self.key();
        let Fields { fields, end } = self.fields(batch);
        Raw { span: start.at..end, kind: start.kind, key, fields }
    }

    /// Up to the first comma; a record without a key begins with its first field.
    fn key(&mut self) -> String {
        let rest = &self.bytes[self.at..];
        let Some(end) = rest.iter().position(|byte| matches!(byte, b',' | b'=' | b'}' | b'\n' | b'@')) else { return String::new() };
        let key = self.text[self.at..self.at + end].trim().to_owned();
        match rest[end] {
            b',' => self.at += end + 1,
            b'\n' if !key.is_empty() && !key.contains('=') => self.at += end + 1,
            b'=' => return String::new(),
            b'}' => self.at += end,
            _ => {}
        }
        key
    }

    fn space(&mut self) {
        self.at += self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    /// All fields, to the brace that closes the record or the start of the next.
    fn fields(mut self, batch: &mut Batch) -> Fields {
        let mut fields = Vec::new();
        loop {
            self.space();
            match self.bytes.get(self.at) {
                None => {
                    batch.notice(self.last_byte(), "the file ends inside this record");
                    break;
                }
                Some(b'}' | b')') => {
                    self.at += 1;
                    break;
                }
                Some(b'@') if start_at(self.text, self.bytes, self.at).is_some() => {
                    if !self.by_lines {
                        batch.notice(self.at..self.at + 1, "the record above does not close before this one");
                    }
                    break;
                }
                Some(b'%') => self.at += self.bytes[self.at..].iter().take_while(|byte| **byte != b'\n').count(),
                Some(_) => match self.name() {
                    Some(name) => {
                        let value = self.value(&name, batch);
                        fields.push((name, value));
                    }
                    None => self.skip_to_field(),
                },
            }
        }
        Fields { fields, end: self.at.min(self.text.len()) }
    }

    fn last_byte(&self) -> Span {
        let end = self.text.len();
        super::super::segments::floor_boundary(self.text, end.saturating_sub(1))..end
    }

    /// `name =`.
    fn name(&mut self) -> Option<String> {
        let (name, behind) = field_name(&self.bytes[self.at..])?;
        let name = self.text[self.at..self.at + name].to_ascii_lowercase();
        self.at += behind;
        Some(name)
    }

    /// Past what is no field: to behind the next comma or line end, or to a brace.
    fn skip_to_field(&mut self) {
        let passed = self.bytes[self.at..].iter().position(|byte| matches!(byte, b',' | b'\n' | b'}' | b'{' | b'@'));
        match passed {
            Some(length) => {
                let ends = matches!(self.bytes[self.at + length], b'}') || (length > 0 && self.bytes[self.at + length] == b'@');
                self.at += if ends { length } else { length + 1 };
            }
            None => self.at = self.bytes.len(),
        }
    }

    fn value(&mut self, name: &str, batch: &mut Batch) -> Value {
        let mut value = Value::default();
        loop {
            self.space();
            match self.bytes.get(self.at) {
                Some(b'{') => value.pieces.push(Piece::Text(self.delimited(name, b'}', batch))),
                Some(b'"') => value.pieces.push(Piece::Text(self.delimited(name, b'"', batch))),
                Some(_) => value.pieces.extend(self.bare()),
                None => break,
            }
            self.space();
            match self.bytes.get(self.at) {
                Some(b'#') => self.at += 1,
                Some(b',') => {
                    self.at += 1;
                    break;
                }
                _ => break,
            }
        }
        value
    }

    /// A number or the name of a macro: to the comma, the sign `#`, the closing brace or the end of the line.
    fn bare(&mut self) -> Option<Piece> {
        let length = self.bytes[self.at..].iter().position(|byte| matches!(byte, b',' | b'#' | b'}' | b'\n' | b')'));
        let length = length.unwrap_or(self.bytes.len() - self.at);
        let span = self.at..self.at + self.text[self.at..self.at + length].trim_end().len();
        self.at += length;
        let is_number = self.bytes[span.clone()].iter().all(u8::is_ascii_digit);
        (!span.is_empty()).then_some(if is_number { Piece::Text(span) } else { Piece::Macro(span) })
    }

    /// What stands between the delimiter at this place and the one that closes it.
    fn delimited(&mut self, name: &str, close: u8, batch: &mut Batch) -> Span {
        let from = self.at + 1;
        if !self.by_lines
            && let Some(end) = self.closing(from, close)
            && !self.took_the_records_brace(from, end)
        {
            self.at = end + 1;
            return from..end;
        }
        if !self.by_lines {
            let sign = if close == b'"' { "quote" } else { "brace" };
            batch.notice(
                self.at..self.at + 1,
                format!("the {sign} that opens `{name}` here never closes; the next fields are read line by line"),
            );
            self.by_lines = true;
        }
        let end = self.line_field_end(from);
        self.at = end;
        let inside = self.text[from..end].trim_end().trim_end_matches(',').trim_end();
        let inside = inside.strip_suffix(char::from(close)).unwrap_or(inside);
        from..from + inside.trim_end().len()
    }

    /// Whether the brace that closes the value is the one that closes the record: nothing of the record follows, and fields stand inside.
    fn took_the_records_brace(&self, from: usize, end: usize) -> bool {
        let space = self.bytes[end + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let next = end + 1 + space;
        (next == self.bytes.len() || start_at(self.text, self.bytes, next).is_some()) && self.line_field_end(from) < end
    }

    /// The place of the delimiter that closes; none where a record begins before it.
    fn closing(&self, from: usize, close: u8) -> Option<usize> {
        let mut depth = 0usize;
        let mut at = from;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' if depth == 0 => return (close == b'}').then_some(at),
                b'}' => depth -= 1,
                b'"' if depth == 0 && close == b'"' => return Some(at),
                b'@' if at_line_head(self.bytes, at) && start_at(self.text, self.bytes, at).is_some() => return None,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Where the next line begins that starts a field or a record, or closes the record.
    fn line_field_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr::memchr(b'\n', &self.bytes[at..]) {
            let line = at + found + 1;
            let lead = self.bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let rest = &self.bytes[line + lead..];
            let starts =
                field_name(rest).is_some() || (rest.first() == Some(&b'}') && rest.get(1).is_none_or(|byte| byte.is_ascii_whitespace()));
            if starts || start_at(self.text, self.bytes, line + lead).is_some() {
                return line + lead;
            }
            at = line;
        }
        self.bytes.len()
    }
}

fn at_line_head(bytes: &[u8], at: usize) -> bool {
    let blanks = bytes[..at].iter().rev().take(16).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    at == blanks || matches!(bytes[at - blanks - 1], b'\n' | b'\r')
}

/// The length of a field's name, and where its value begins; names have letters, digits and `-_:+.`.
fn field_name(bytes: &[u8]) -> Option<(usize, usize)> {
    let length =
        bytes.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'+' | b'.')).count();
    let spaces = bytes.get(length..)?.iter().take(64).take_while(|byte| byte.is_ascii_whitespace()).count();
    (length > 0 && bytes[0].is_ascii_alphabetic() && bytes.get(length + spaces) == Some(&b'=')).then_some((length, length + spaces + 1))
}

// ---------------------------------------------------------------- from fields to records

/// Records by their keys, for `crossref` and `xdata`.
struct Lent<'r> {
    by_key: HashMap<String, &'r Raw>,
    /// Keys of volumes that other records are in.
    parents: std::collections::HashSet<String>,
    macros: &'r HashMap<String, String>,
}

impl<'r> Lent<'r> {
    fn new(raw: &'r [Raw], macros: &'r HashMap<String, String>, text: &str) -> Lent<'r> {
        let mut by_key = HashMap::with_capacity(raw.len());
        let mut parents = std::collections::HashSet::new();
        for record in raw {
            by_key.entry(record.key.to_lowercase()).or_insert(record);
            let named = record.fields.iter().filter(|(name, _)| name == "crossref");
            parents.extend(named.map(|(_, value)| value.resolved(macros, text).trim().to_lowercase()));
        }
        Lent { by_key, parents, macros }
    }

    fn own<'t>(&self, record: &'t Raw, name: &str, text: &str) -> Option<(String, Option<&'t Value>)> {
        let (_, value) = record.fields.iter().find(|(known, value)| known == name && !value.pieces.is_empty())?;
        Some((value.resolved(self.macros, text), Some(value))).filter(|(resolved, _)| !resolved.trim().is_empty())
    }

    /// The value of a field, of the record itself or of those it names.
    fn field(&self, record: &Raw, name: &str, text: &str) -> Option<String> {
        if let Some((value, _)) = self.own(record, name, text) {
            return Some(value);
        }
        for key in self.own(record, "xdata", text).iter().flat_map(|(keys, _)| keys.split(',')) {
            let lender = self.by_key.get(&key.trim().to_lowercase());
            if let Some((value, _)) = lender.and_then(|lender| self.own(lender, name, text)) {
                return Some(value);
            }
        }
        let (parent, _) = self.own(record, "crossref", text)?;
        let parent = self.by_key.get(&parent.trim().to_lowercase())?;
        match name {
            "booktitle" => self.own(parent, "booktitle", text).or_else(|| self.own(parent, "title", text)),
            "journal" | "journaltitle" | "year" | "date" | "publisher" | "series" => self.own(parent, name, text),
            _ => None,
        }
        .map(|(value, _)| value)
    }

    fn record(&self, raw: &Raw, text: &str, batch: &mut Batch) -> Option<Record> {
        let is_volume = matches!(raw.kind.as_str(), "proceedings" | "mvproceedings" | "collection" | "mvcollection" | "book" | "mvbook");
        if matches!(raw.kind.as_str(), "set" | "xdata") || is_volume && self.parents.contains(&raw.key.to_lowercase()) {
            return None;
        }
        let mut record = Record { span: raw.span.clone(), title_span: raw.span.start..raw.span.start, ..Record::default() };
        if matches!(raw.kind.as_str(), "proceedings" | "mvproceedings") {
            record.kind = Some(Kind::Resource);
        }
        self.fill(&mut record, raw, text);
        if record.is_empty() {
            batch.notice(raw.span.clone(), "a BibTeX record without title and identifier");
            return None;
        }
        Some(record)
    }

    fn fill(&self, record: &mut Record, raw: &Raw, text: &str) {
        let plain = |name: &str| self.field(raw, name, text).map(|value| tex::text(&value)).filter(|value| !value.is_empty());
        let place = |name: &str| {
            let value = raw.fields.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.span());
            value.unwrap_or(raw.span.start..raw.span.start)
        };
        if let Some(title) = plain("title").or_else(|| plain("booktitle")).or_else(|| plain("maintitle")) {
            let whole = match plain("subtitle") {
                Some(subtitle) => format!("{title}: {subtitle}"),
                None => title,
            };
            record.set_title(&whole, place("title"));
        }
        if let Some(people) = self.field(raw, "author", text).or_else(|| self.field(raw, "editor", text)) {
            (record.authors, record.truncated) = names::of_bibtex(&people);
        }
        let dated = ["year", "date", "issued", "origdate", "month"];
        dated.iter().filter_map(|name| plain(name)).for_each(|year| record.set_year(&year));
        let venues = [
            "booktitle",
            "journal",
            "journaltitle",
            "journal-title",
            "fjournal",
            "eventtitle",
            "school",
            "institution",
            "publisher",
            "organization",
        ];
        if let Some(venue) = venues.iter().find_map(|name| self.venue(raw, name, text)).filter(|venue| *venue != record.title) {
            record.set_venue(&venue);
        }
        self.identify(record, raw, text);
        record.group = plain("groups").into_iter().filter_map(|groups| first_group(&groups)).collect();
        let keywords = plain("keywords").or_else(|| plain("keyword")).unwrap_or_default();
        let words = keywords.split([';', ',']).map(|word| word.trim().to_owned());
        record.facts.keywords = words.filter(|word| !word.is_empty()).collect();
        record.facts.abstract_text = plain("abstract");
        record.facts.key.clone_from(&raw.key);
        record.facts.kind.clone_from(&raw.kind);
        record.facts.is_bibtex = true;
        record.facts.fields = raw.fields.iter().map(|(name, value)| (name.clone(), value.resolved(self.macros, text))).collect();
    }

    /// Astronomers name journals by commands of their own: `\apj`.
    fn venue(&self, raw: &Raw, name: &str, text: &str) -> Option<String> {
        let value = self.field(raw, name, text)?;
        let value = value.trim();
        let command = value.strip_prefix('\\').filter(|command| command.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if let Some(command) = command {
            let known = ASTRONOMY.iter().find(|(short, _)| *short == command);
            return Some(known.map_or(command, |(_, journal)| journal).to_owned());
        }
        Some(tex::text(value)).filter(|venue| !venue.is_empty())
    }

    fn identify(&self, record: &mut Record, raw: &Raw, text: &str) {
        let plain = |name: &str| self.own(raw, name, text).map(|(value, _)| tex::text(&value)).filter(|value| !value.is_empty());
        if let Some(eprint) = plain("eprint") {
            let archive = plain("archiveprefix").or_else(|| plain("eprinttype")).unwrap_or_default().to_ascii_lowercase();
            match archive.as_str() {
                "" | "arxiv" => record.add(super::parse_identifier(&format!("arXiv:{}", eprint.trim_start_matches("arXiv:").trim()))),
                "pubmed" | "pmid" => record.add_number(Scheme::Pmid, &eprint),
                _ => {}
            }
        }
        for name in ["arxivid", "arxiv"] {
            plain(name)
                .into_iter()
                .for_each(|id| record.add(super::parse_identifier(&format!("arXiv:{}", id.trim_start_matches("arXiv:")))));
        }
        plain("doi").into_iter().for_each(|doi| record.add_doi(&doi));
        for (name, scheme) in [("pmid", Scheme::Pmid), ("pmcid", Scheme::Pmcid)] {
            plain(name).into_iter().for_each(|number| record.add_number(scheme, &number));
        }
        for name in ["url", "pdf", "howpublished", "note", "link", "ee", "adsurl", "bdsk-url-1"] {
            let Some((value, piece)) = self.own(raw, name, text) else { continue };
            let value = value.replace("\\url", " ").replace(['{', '}'], " ").replace('\\', "");
            let Some(start) = value.find("http").or_else(|| (name == "url").then_some(0)) else { continue };
            let url = value[start..].split_whitespace().next().unwrap_or_default().to_owned();
            let span = piece.and_then(Value::span).unwrap_or(record.span.start..record.span.start);
            let span = text[span.clone()].find(&url).map_or(span.start..span.start, |at| span.start + at..span.start + at + url.len());
            record.add_url(&url, span);
        }
        for name in ["journal", "journaltitle", "volume", "number", "note", "eprint", "annote", "extra", "howpublished", "doi"] {
            plain(name).into_iter().for_each(|value| record.add_printed(&value));
        }
    }
}

/// JabRef writes `A > B, C` or `1:A:B`; the first path is taken.
fn first_group(groups: &str) -> Option<String> {
    groups.split([',', ';']).map(str::trim).find(|group| !group.is_empty()).map(str::to_owned)
}

/// The journals of the American Astronomical Society's macros that exports of ADS use.
#[rustfmt::skip]
const ASTRONOMY: [(&str, &str); 17] = [
    ("aap", "Astronomy & Astrophysics"), ("aapr", "Astronomy & Astrophysics Review"), ("aaps", "Astronomy & Astrophysics Supplement"),
    ("aj", "Astronomical Journal"), ("ao", "Applied Optics"), ("apj", "Astrophysical Journal"), ("apjl", "Astrophysical Journal Letters"),
    ("apjs", "Astrophysical Journal Supplement"), ("araa", "Annual Review of Astronomy and Astrophysics"), ("icarus", "Icarus"),
    ("jcap", "Journal of Cosmology and Astroparticle Physics"), ("mnras", "Monthly Notices of the Royal Astronomical Society"),
    ("nat", "Nature"), ("pasp", "Publications of the Astronomical Society of the Pacific"), ("physrep", "Physics Reports"),
    ("prd", "Physical Review D"), ("prl", "Physical Review Letters"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(record: &Record) -> Vec<String> {
        record.identifiers.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn records_are_read_and_broken_ones_told() {
        let text = "x\n@article{a1,\n  title = {On {Small} Things},\n  author = {Ada One and Bo Two},\n  year = 2021,\n  eprint = {2104.05704},\n  archivePrefix = {arXiv}\n}\n@misc{oops\n";
        let (records, broken) = super::super::in_code(text, 100);
        assert_eq!(records.len(), 1);
        let record = &records[0];
        assert_eq!(record.title, "On Small Things");
        assert_eq!(record.authors, ["Ada One", "Bo Two"]);
        assert_eq!(record.year, Some(2021));
        assert_eq!(ids(record), ["arxiv:2104.05704"]);
        assert_eq!(record.span.start, 102);
        assert_eq!(&text[record.title_span.start - 100..record.title_span.end - 100], "On {Small} Things");
        assert!(!broken.is_empty());
    }

    #[test]
    fn macros_are_put_in_and_unknown_ones_keep_their_name() {
        let text = "@string{jit = {Journal of Invented Things}}\n@STRING(pub = \"Nowhere\")\n@article{a, title = \"A \" # {Title}, journal = jit, month = mar # \"~3\", year = 2020}\n@book{b, title={Kettles}, author={R{\\'i}os, {M{\\'a}r}}, publisher = pub-ANAYA:adr, year=1999}\n";
        let batch = read(text);
        assert!(batch.notices.is_empty(), "{:?}", batch.notices);
        assert_eq!((batch.records[0].title.as_str(), batch.records[0].venue.as_deref()), ("A Title", Some("Journal of Invented Things")));
        assert_eq!((batch.records[1].venue.as_deref(), batch.records[1].authors[0].as_str()), (Some("pub-ANAYA:adr"), "Már Ríos"));
    }

    #[test]
    fn an_unclosed_brace_is_told_with_its_place_and_costs_no_other_record() {
        let text = "@article{a,\n  title = {An {Open Title},\n  year = {2020},\n  doi = {10.1234/abc.1}\n}\n\n@article{b,\n  title = {Second},\n  year = 2021\n}\n";
        let batch = read(text);
        let told: Vec<(&str, Option<i32>)> = batch.records.iter().map(|record| (record.title.as_str(), record.year)).collect();
        assert_eq!(told, [("An Open Title", Some(2020)), ("Second", Some(2021))]);
        assert_eq!(ids(&batch.records[0]), ["doi:10.1234/abc.1"]);
        let (span, message) = &batch.notices[0];
        assert_eq!((text[..span.start].matches('\n').count() + 1, batch.notices.len()), (2, 1), "{message}");
    }

    #[test]
    fn what_a_crossref_names_is_lent_and_is_no_paper() {
        let text = "@inproceedings{a, title={Clouds}, crossref={inv20}}\n@proceedings{inv20, title={Invented Things, {INV} 2020}, year={2020}}\n@inbook{b, title={Rain}, xdata={x}}\n@xdata{x, publisher={Nowhere}, year={2019}}\n@set{s, entryset={a,b}}\n@proceedings{alone, title={A Volume}, year=2001}\n";
        let records = read(text).records;
        let told: Vec<_> =
            records.iter().map(|record| (record.title.as_str(), record.venue.as_deref(), record.year, record.kind)).collect();
        assert_eq!(
            told,
            [
                ("Clouds", Some("Invented Things, INV 2020"), Some(2020), None),
                ("Rain", Some("Nowhere"), Some(2019), None),
                ("A Volume", None, Some(2001), Some(Kind::Resource)),
            ]
        );
    }

    #[test]
    fn missing_commas_keys_in_brackets_and_comments_are_read() {
        let text = "@Comment{jabref-meta: grouping:\n0 AllEntriesGroup:;}\n@misc{[k]1, title = {One}\n year = 2001\n note = {arXiv:2101.00001}}\n@misc{,title={Two}}\n@misc{title={Three}, % a remark, with = and }\n}\n@article(c, title={Four}, eprint={https://x.org/y})\n";
        let batch = read(text);
        let titles: Vec<&str> = batch.records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["One", "Two", "Three", "Four"], "{:?}", batch.notices);
        assert_eq!((batch.records[0].year, ids(&batch.records[0])), (Some(2001), vec!["arxiv:2101.00001".to_owned()]));
        assert!(batch.records[3].identifiers.is_empty());
    }

    #[test]
    fn many_unclosed_values_take_linear_time() {
        // Each value that never closes is scanned once to the next record; a square would take minutes here.
        let text = "@a{k,\n".to_owned() + &"title = {x {\n".repeat(200_000);
        let batch = read(&text);
        assert_eq!((batch.records.len(), batch.notices.len()), (1, 2));
    }
}
