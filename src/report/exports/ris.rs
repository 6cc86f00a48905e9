//! RIS for EndNote, Mendeley and Zotero: one tag a line, two spaces before the dash, `ER` ends a record, CRLF.

use crate::paper::{Paper, Scheme};

use super::super::view;
use super::{entry_type, name_parts};
use crate::text::plain;

pub fn write(papers: &[&Paper]) -> String {
    papers.iter().map(|paper| record(paper)).collect()
}

fn record(paper: &Paper) -> String {
    let mut out = String::new();
    let mut line = |tag: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    line(
        "TY",
        match entry_type(paper) {
            "inproceedings" => "CPAPER",
            "article" => "JOUR",
            _ => "GEN",
        },
    );
    line("TI", &view::title(paper));
    for author in &paper.authors {
        let (family, given) = name_parts(&author.name);
        line("AU", &if given.is_empty() { family } else { format!("{family}, {given}") });
    }
    if let Some(date) = paper.date {
        line("PY", &date.year().to_string());
        let part = |part: Option<u8>| part.map(|n| format!("{n:02}")).unwrap_or_default();
        line("DA", &format!("{}/{}/{}/", date.year(), part(date.month()), part(date.day())));
    }
    line("T2", &plain(&paper.venue));
    line("DO", &paper.identifier(Scheme::Doi).map(|id| plain(&id.value)).unwrap_or_default());
    line("UR", &view::url(paper).unwrap_or_default());
    line("AB", &paper.abstract_text.as_deref().map(plain).unwrap_or_default());
    line("N1", &paper.identifier(Scheme::Arxiv).map(|id| format!("arXiv:{}", plain(&id.value))).unwrap_or_default());
    out.push_str("ER  - \r\n\r\n");
    out
}
