//! BibTeX and BibLaTeX: special characters escaped, capitals of the title kept by braces, arXiv ids as `eprint`, keys stable and unique.

use crate::paper::{Paper, Scheme};

use super::super::view;
use super::{entry_type, keys, name_parts};
use crate::text::plain;

/// BibTeX has `year`, `journal` and `archivePrefix`; BibLaTeX has `date`, `journaltitle` and `eprinttype`, and `@online` for a preprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    BibTex,
    BibLaTex,
}

pub fn write(papers: &[&Paper], dialect: Dialect) -> String {
    papers.iter().zip(keys(papers)).map(|(paper, key)| entry(paper, &key, dialect)).collect::<Vec<_>>().join("\n")
}

fn entry(paper: &Paper, key: &str, dialect: Dialect) -> String {
    let latex = dialect == Dialect::BibLaTex;
    let arxiv = paper.identifier(Scheme::Arxiv);
    let kind = match entry_type(paper) {
        "misc" if latex && (arxiv.is_some() || view::url(paper).is_some()) => "online",
        kind => kind,
    };
    let mut fields: Vec<(&str, String)> = vec![("title", format!("{{{}}}", escaped(&view::title(paper))))];
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
    if !venue.is_empty() {
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
    let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@{kind}{{{key},\n{}\n}}\n", lines.join(",\n"))
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
