//! JSON of any program that lists works → records.
//!
//! The works are the objects with titles of the array that holds the most of them, wherever it stands. Each object is read by itself, so a
//! file that breaks off keeps what stands before the break.

use serde_json::Value;

use super::super::Span;
use super::formats::Unreadable;
use super::{Batch, object};

/// How deep below the top works are looked for: `{"message": {"items": [{…}]}}` has them at three.
const DEEPEST: usize = 6;

/// Whether a text is JSON with a work or a list in it.
pub(super) fn looks(head: &str, ending: &str) -> bool {
    head.starts_with(['[', '{'])
        && (matches!(ending, "json" | "jsonl" | "ndjson") || head.contains("\"title\"") || head.contains("\"display_name\""))
}

pub(super) fn read(text: &str) -> Result<Batch, Unreadable> {
    let mut batch = Batch::default();
    for found in works(text) {
        let source = &text[found.span.clone()];
        if let Ok(value) = serde_json::from_str::<Value>(source) {
            let mut record = object::record(&value, source, found.span);
            if record.group.is_empty() {
                record.group = found.group;
            }
            if !record.is_empty() {
                batch.records.push(record);
            }
        }
    }
    let body = text.trim_start_matches('\u{feff}');
    let lines = body.lines().next().is_some_and(|line| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok());
    if !lines && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
        let place = offset(body, error.line(), error.column()) + text.len() - body.len();
        let message = format!("the JSON cannot be parsed: {error}");
        if batch.records.is_empty() {
            return Err(Unreadable {
                message,
                hint: "is the file whole? Export it again, as BibTeX or RIS if that is possible".to_owned(),
            });
        }
        batch.notice(place..place, format!("{message}; what stands before is read"));
    }
    if batch.records.is_empty() {
        return Err(no_work(text));
    }
    Ok(batch)
}

pub(super) fn no_work(text: &str) -> Unreadable {
    let mut names: Vec<String> = Vec::new();
    for part in text.split('"').skip(1).step_by(2).take(400) {
        let key = part.trim();
        if !key.is_empty() && key.len() < 40 && names.len() < 12 && !names.iter().any(|known| known == key) {
            names.push(format!("`{key}`"));
        }
    }
    Unreadable {
        message: format!(
            "this data has no object with a title; it holds {}",
            if names.is_empty() { "no names".to_owned() } else { names.join(", ") }
        ),
        hint: "lists of works have objects with `title`, `authors`, `year`, `doi`; or export as CSL-JSON, BibTeX or RIS".to_owned(),
    }
}

/// The byte of a 1-based line and column.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    super::super::segments::floor_boundary(text, (start + column.saturating_sub(1)).min(text.len()))
}

struct Found {
    span: Span,
    /// The key above the list, where several lists stand below keys: sections of a data list.
    group: Vec<String>,
}

/// An object or array that is open.
struct Open {
    start: usize,
    /// The key it stands under.
    key: Option<String>,
    is_array: bool,
    /// Ends of objects directly inside, with titles.
    has_title: bool,
}

/// The objects with titles at the level that has the most of them.
fn works(text: &str) -> Vec<Found> {
    let mut levels: Vec<Vec<Found>> = (0..=DEEPEST).map(|_| Vec::new()).collect();
    let mut open: Vec<Open> = Vec::new();
    let mut key: Option<&str> = None;
    let mut scanner = Scanner { text, at: 0 };
    while let Some(token) = scanner.next() {
        match token {
            Token::Key(name) => {
                key = Some(name);
                let shallow = open.len() <= 4;
                if let Some(object) = open.last_mut().filter(|object| !object.is_array)
                    && matches!(name, "title" | "display_name" | "Title" | "name" | "paper" | "paper_title" | "Paper" | "paperTitle")
                {
                    object.has_title |= !matches!(name, "name" | "display_name") || shallow;
                }
            }
            Token::Open(start, is_array) => {
                open.push(Open { start, key: key.take().map(str::to_owned), is_array, has_title: false });
            }
            Token::Close(end) => {
                let Some(closed) = open.pop() else { continue };
                if !closed.is_array && closed.has_title && open.len() <= DEEPEST && !inside_a_work(&open) {
                    levels[open.len()].push(Found { span: closed.start..end, group: group(&open) });
                }
                key = None;
            }
            Token::Other => key = None,
        }
    }
    // Where the top is one work, what it holds is not.
    let best = (0..levels.len()).max_by_key(|depth| (levels[*depth].len(), std::cmp::Reverse(*depth)));
    let mut found = best.map(|depth| std::mem::take(&mut levels[depth])).unwrap_or_default();
    let groups = found.iter().map(|found| &found.group).collect::<std::collections::BTreeSet<_>>().len();
    if groups < 2 {
        found.iter_mut().for_each(|found| found.group.clear());
    }
    found
}

/// Authors, cited works and journals stand inside of works.
fn inside_a_work(open: &[Open]) -> bool {
    const PARTS: [&str; 12] = [
        "authors",
        "author",
        "reference",
        "references",
        "journal",
        "venue",
        "parent",
        "concepts",
        "topics",
        "creators",
        "tags",
        "attachments",
    ];
    open.iter().any(|open| open.has_title || open.key.as_deref().is_some_and(|key| PARTS.contains(&key)))
}

fn group(open: &[Open]) -> Vec<String> {
    open.iter().filter_map(|open| open.key.clone()).collect()
}

enum Token<'t> {
    Key(&'t str),
    Open(usize, bool),
    Close(usize),
    Other,
}

/// The brackets and keys of JSON, whole or broken off; linear, without a stack.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn next(&mut self) -> Option<Token<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' | b'[' => return Some(Token::Open(self.at - 1, byte == b'[')),
                b'}' | b']' => return Some(Token::Close(self.at)),
                b'"' => {
                    let start = self.at;
                    loop {
                        let found = memchr::memchr2(b'"', b'\\', bytes.get(self.at..)?)?;
                        self.at += found + 1;
                        if bytes[self.at - 1] == b'"' {
                            break;
                        }
                        self.at += 1;
                    }
                    let end = self.at - 1;
                    let space = bytes[self.at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                    let is_key = bytes.get(self.at + space) == Some(&b':');
                    return Some(if is_key { Token::Key(self.text.get(start..end).unwrap_or_default()) } else { Token::Other });
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let one = |record: &super::super::Record| {
            let ids: Vec<String> = record.identifiers.iter().map(ToString::to_string).collect();
            format!(
                "{} | {} | {} | {} | {}",
                record.title,
                record.authors.join(" & "),
                record.year.unwrap_or(0),
                record.venue.clone().unwrap_or_default(),
                ids.join(" ")
            )
        };
        read(text).unwrap().records.iter().map(one).collect()
    }

    #[test]
    fn answers_of_services_and_exports_are_read() {
        for (text, record) in [
            (
                r#"[{"id":"a","type":"article-journal","title":"On <i>Canis</i>","author":[{"family":"One","given":"Ada"}],"container-title":"J","issued":{"date-parts":[[2020,1]]},"DOI":"10.1234/a.1"}]"#,
                "On Canis | Ada One | 2020 | J | doi:10.1234/a.1",
            ),
            (
                r#"{"message":{"items":[{"title":["Gravel"],"author":[{"given":"Ada","family":"One"}],"published":{"date-parts":[[2015]]},"DOI":"10.1234/g.1","container-title":["River"],"reference":[{"DOI":"10.1234/c.1","article-title":"Sand"}]}]}}"#,
                "Gravel | Ada One | 2015 | River | doi:10.1234/g.1",
            ),
            (
                r#"{"total":1,"data":[{"paperId":"0123456789012345678901234567890123456789","externalIds":{"ArXiv":"2101.00001","DOI":"10.1234/s.1"},"title":"Kettles","year":2021,"venue":"K","authors":[{"authorId":"1","name":"Mo Reed"}]}]}"#,
                "Kettles | Mo Reed | 2021 | K | arxiv:2101.00001 doi:10.1234/s.1 s2:0123456789012345678901234567890123456789",
            ),
            (
                r#"{"results":[{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1234/o.1","display_name":"Clouds","publication_year":2019,"authorships":[{"author":{"display_name":"Ira Stone"}}],"primary_location":{"source":{"display_name":"Sky"}},"referenced_works":["https://openalex.org/W2"]}]}"#,
                "Clouds | Ira Stone | 2019 | Sky | doi:10.1234/o.1",
            ),
            (
                r#"{"config":{},"items":[{"itemType":"journalArticle","title":"Ferns","creators":[{"firstName":"Jo","lastName":"Kraft","creatorType":"author"}],"date":"2007","publicationTitle":"Moss","extra":"arXiv: 2101.00004"}]}"#,
                "Ferns | Jo Kraft | 2007 | Moss | arxiv:2101.00004",
            ),
        ] {
            let mut told = told(text);
            // The order of identifiers is the list's; here it is that of the members.
            let mut parts: Vec<String> = told.remove(0).rsplitn(2, " | ").map(str::to_owned).collect();
            let mut ids: Vec<&str> = parts[0].split(' ').collect();
            ids.sort_unstable();
            parts[0] = ids.join(" ");
            assert_eq!(format!("{} | {}", parts[1], parts[0]), record);
        }
    }

    #[test]
    fn broken_json_keeps_what_stands_or_says_where_it_breaks() {
        let batch = read("[{\"title\":\"One\"},\n{\"title\":\"Two\"},\n{\"tit").unwrap();
        assert_eq!((batch.records.len(), batch.notices.len()), (2, 1));
        let error = read("{\"a\": [1,2,").unwrap_err();
        assert!(error.message.contains("line 1 column"), "{error}");
        assert!(read("{\"colour\": [1,2]}").unwrap_err().message.contains("`colour`"));
    }

    #[test]
    fn keys_above_lists_are_sections() {
        let batch = read(r#"{"Rivers":[{"title":"Gravel"}],"Sky":[{"title":"Clouds"}]}"#).unwrap();
        let groups: Vec<&str> = batch.records.iter().map(|record| record.group[0].as_str()).collect();
        assert_eq!(groups, ["Rivers", "Sky"]);
    }
}
