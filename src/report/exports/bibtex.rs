//! BibTeX and BibLaTeX: special characters escaped, capitals of the title kept by braces, arXiv ids as `eprint`, keys stable and unique.
//!
//! A record of the list's own BibTeX file keeps its key, type and fields as they stand there; what it lacks and the catalog knows is added behind.

use crate::paper::{Paper, Scheme};

use super::super::view;
use super::{Work, each_once, entry_type, key, name_parts};
use crate::list::SourceRecord;
use crate::text::plain;

/// BibTeX has `year`, `journal` and `archivePrefix`; BibLaTeX has `date`, `journaltitle` and `eprinttype`, and `@online` for a preprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    BibTex,
    BibLaTex,
}

/// In the order of the keys, each of which stands once; of two records with one key the second gets `-2`.
pub fn write(works: &[Work<'_>], dialect: Dialect) -> String {
    let keys: Vec<String> = works
        .iter()
        .map(|work| work.record.and_then(own_key).or_else(|| work.paper.map(key)).unwrap_or_else(|| "paper".to_owned()))
        .collect();
    let mut entries: Vec<(String, String)> = works
        .iter()
        .zip(each_once(&keys))
        .map(|(work, key)| {
            let text = entry(work, &key, dialect);
            (key, text)
        })
        .collect();
    entries.sort();
    entries.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// The record's key without what would end or begin something else.
fn own_key(record: &SourceRecord) -> Option<String> {
    let key: String = record.key.chars().filter(|c| !c.is_whitespace() && !c.is_control() && !"{}(),\"#%~\\".contains(*c)).collect();
    (!key.is_empty()).then_some(key)
}

fn entry(work: &Work<'_>, key: &str, dialect: Dialect) -> String {
    let known = work.paper.map(|paper| of_paper(paper, dialect));
    let own = work.record.filter(|record| !record.fields.is_empty() && record.fields.iter().all(|(_, value)| is_balanced(value)));
    let (kind, fields) = match (own, known) {
        (Some(record), known) => {
            let mut fields = record.fields.clone();
            let lacks = |name: &str| {
                !same_field(name).iter().any(|name| record.fields.iter().any(|(own, value)| own == name && !value.trim().is_empty()))
            };
            let added = known.into_iter().flat_map(|(_, fields)| fields).filter(|(name, _)| lacks(name));
            fields.extend(added.map(|(name, value)| (name.to_owned(), value)));
            (record.kind.clone(), fields)
        }
        (None, Some((kind, fields))) => (kind.to_owned(), fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        (None, None) => ("misc".to_owned(), Vec::new()),
    };
    let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@{kind}{{{key},\n{}\n}}\n", lines.join(",\n"))
}

/// The names under which a record may have the field already.
fn same_field(name: &str) -> &'static [&'static str] {
    match name {
        "year" | "date" => &["year", "date"],
        // The record says the year in its own way.
        "month" => &["month", "year", "date"],
        "journal" | "journaltitle" | "booktitle" | "organization" => {
            &["journal", "journaltitle", "booktitle", "organization", "howpublished", "school", "institution", "publisher"]
        }
        "eprint" | "eprinttype" | "archivePrefix" => &["eprint", "arxivid", "arxiv"],
        "title" => &["title"],
        "author" => &["author", "editor"],
        "doi" => &["doi"],
        _ => &["url", "doi", "eprint"],
    }
}

/// Every brace that opens closes, so that the value ends where it should.
fn is_balanced(value: &str) -> bool {
    let mut depth = 0i32;
    let mut is_escaped = false;
    for c in value.chars() {
        depth += match c {
            '{' if !is_escaped => 1,
            '}' if !is_escaped => -1,
            _ => 0,
        };
        is_escaped = c == '\\' && !is_escaped;
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn of_paper(paper: &Paper, dialect: Dialect) -> (&'static str, Vec<(&'static str, String)>) {
    let latex = dialect == Dialect::BibLaTex;
    let arxiv = paper.identifier(Scheme::Arxiv);
    let kind = match entry_type(paper) {
        "misc" if latex && (arxiv.is_some() || view::url(paper).is_some()) => "online",
        kind => kind,
    };
    let mut fields: Vec<(&'static str, String)> = vec![("title", format!("{{{}}}", escaped(&view::title(paper))))];
    let authors: Vec<String> = paper.authors.iter().map(|author| name(&author.name)).filter(|name| !name.is_empty()).collect();
    if !authors.is_empty() {
        fields.push(("author", authors.join(" and ")));
    }
    if let Some(date) = paper.date.filter(|_| latex) {
        // Already written as BibLaTeX wants it: a year, year and month, or a whole day.
        fields.push(("date", date.to_string()));
    } else if let Some(date) = paper.date {
        fields.push(("year", date.year().to_string()));
        fields.extend(date.month().map(|month| ("month", month.to_string())));
    }
    let venue = escaped(&paper.venue);
    // `arXiv.org` is no journal; `eprint` says it.
    let is_arxiv = arxiv.is_some() && venue.to_lowercase().starts_with("arxiv");
    if !venue.is_empty() && !is_arxiv {
        let name = match (kind, latex) {
            ("inproceedings", _) => "booktitle",
            ("online", _) => "organization",
            (_, true) => "journaltitle",
            (_, false) => "journal",
        };
        fields.push((name, venue));
    }
    if let Some(arxiv) = arxiv {
        fields.push(("eprint", escaped(&arxiv.value)));
        fields.push(if latex { ("eprinttype", "arxiv".to_owned()) } else { ("archivePrefix", "arXiv".to_owned()) });
    }
    if let Some(doi) = paper.identifier(Scheme::Doi) {
        fields.push(("doi", escaped(&doi.value)));
    }
    if let Some(url) = view::url(paper) {
        fields.push(("url", url.replace('%', "\\%").replace('#', "\\#").replace('&', "\\&").replace('_', "\\_")));
    }
    (kind, fields)
}

/// `Last, First`; a name of one word in braces, so that `and` or a comma in it parts nothing.
fn name(name: &str) -> String {
    let (family, given) = name_parts(name);
    let (family, given) = (escaped(&family), escaped(&given));
    match (family.is_empty(), given.is_empty()) {
        (true, _) => given,
        (false, true) => format!("{{{family}}}"),
        (false, false) => format!("{}, {}", guarded(&family), guarded(&given)),
    }
}

fn guarded(part: &str) -> String {
    if part.split(' ').any(|word| word.eq_ignore_ascii_case("and")) || part.contains(',') { format!("{{{part}}}") } else { part.to_owned() }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        match c {
            '\\' => out.push_str("{\\textbackslash}"),
            '~' => out.push_str("{\\textasciitilde}"),
            '^' => out.push_str("{\\textasciicircum}"),
            '<' => out.push_str("{\\textless}"),
            '>' => out.push_str("{\\textgreater}"),
            '|' => out.push_str("{\\textbar}"),
            '"' => out.push_str("{\\textquotedbl}"),
            '{' => out.push_str("{\\textbraceleft}"),
            '}' => out.push_str("{\\textbraceright}"),
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
