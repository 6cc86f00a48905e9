//! YAML → records: data lists of sites, hayagriva, CITATION.cff.
//!
//! The events of `saphyr-parser` are made into values as JSON has them, each object with its bytes; what reads JSON reads them then.

use saphyr_parser::{Event, Parser, Span as Place};
use serde_json::{Map, Value};

use super::formats::Unreadable;
use super::{Batch, object};

/// Deeper nesting is no list of works, and would cost stack.
const DEEPEST: usize = 60;

/// The member that holds the bytes of an object; no key of YAML is like it.
const SPAN: &str = "\u{0}span";

/// Whether a text is YAML with a title in it.
pub(super) fn looks(head: &str, ending: &str) -> bool {
    if matches!(ending, "yml" | "yaml" | "cff") {
        return true;
    }
    let first = head
        .lines()
        .map(str::trim_end)
        .find(|line| !line.is_empty() && !line.starts_with(['#', '-']) || line.starts_with("- "))
        .unwrap_or_default();
    let key = first.trim_start_matches("- ").split_once(':').map(|(key, _)| key).unwrap_or_default();
    let is_key = !key.is_empty() && key.len() < 40 && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let titles = head.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("title:")).count();
    let prose = head.contains("](") || head.contains("\n# ") && head.contains("\n\n");
    is_key && titles >= 2 && !prose && !head.starts_with("---\n")
}

pub(super) fn read(text: &str) -> Result<Batch, Unreadable> {
    let mut batch = Batch::default();
    let (documents, broken) = documents(text);
    let mut works = Vec::new();
    for document in &documents {
        walk(document, &mut Vec::new(), &mut works);
    }
    let groups = works.iter().map(|work| &work.group).collect::<std::collections::BTreeSet<_>>().len();
    for work in &works {
        let span = span_of(work.value, text);
        let mut record = object::record(work.value, &text[span.clone()], span);
        if record.group.is_empty() && groups >= 2 {
            record.group.clone_from(&work.group);
        }
        if record.facts.key.is_empty() {
            work.key.unwrap_or_default().clone_into(&mut record.facts.key);
        }
        batch.records.push(record);
    }
    if let Some((at, message)) = broken {
        if batch.records.is_empty() {
            return Err(Unreadable { message: format!("the YAML cannot be parsed: {message}"), hint: "is the file whole?".to_owned() });
        }
        batch.notice(at..at, format!("the YAML cannot be parsed from here on: {message}"));
    }
    if batch.records.is_empty() {
        return Err(Unreadable {
            message: "this YAML has no object with a title".to_owned(),
            hint: "lists of works, hayagriva and CITATION.cff have objects with `title`, `author`, `date`".to_owned(),
        });
    }
    Ok(batch)
}

struct Work<'v> {
    value: &'v Value,
    key: Option<&'v str>,
    group: Vec<String>,
}

fn walk<'v>(value: &'v Value, path: &mut Vec<&'v str>, works: &mut Vec<Work<'v>>) {
    match value {
        Value::Object(map) if map.contains_key("cff-version") => {
            let own = map.get("preferred-citation").filter(|citation| object::is_work(citation)).unwrap_or(value);
            works.push(Work { value: own, key: None, group: Vec::new() });
        }
        Value::Object(map) => {
            if object::is_work(value) && !map.values().any(holds_works) {
                let (key, group) = match path.split_last() {
                    Some((last, rest)) if !last.is_empty() => (Some(*last), rest),
                    Some((_, rest)) => (None, rest),
                    None => (None, &path[..]),
                };
                let group = group.iter().filter(|name| !name.is_empty()).map(|name| (*name).to_owned()).collect();
                return works.push(Work { value, key, group });
            }
            for (name, inner) in map {
                path.push(name);
                walk(inner, path, works);
                path.pop();
            }
        }
        Value::Array(all) => {
            for inner in all {
                path.push("");
                walk(inner, path, works);
                path.pop();
            }
        }
        _ => {}
    }
}

/// A list of works inside an object with a name: the object is a section.
fn holds_works(value: &Value) -> bool {
    value.as_array().is_some_and(|all| all.iter().any(|one| object::is_work(one) && one.get("title").is_some()))
}

fn span_of(value: &Value, text: &str) -> super::super::Span {
    let bound = |i: usize| {
        value.get(SPAN).and_then(|span| span.get(i)).and_then(Value::as_u64).and_then(|at| usize::try_from(at).ok()).unwrap_or(0)
    };
    let floor = |at: usize| super::super::segments::floor_boundary(text, at.min(text.len()));
    let start = floor(bound(0));
    let end = floor(bound(1)).max(start);
    let bare = text[start..end].trim_end();
    start..start + bare.len()
}

/// A container that is open.
struct Open {
    value: Value,
    start: usize,
    /// The key that waits for its value.
    key: Option<String>,
}

/// The documents of a stream, and where and why it breaks off.
fn documents(text: &str) -> (Vec<Value>, Option<(usize, String)>) {
    let body = text.trim_start_matches('\u{feff}');
    let lead = text.len() - body.len();
    let mut places = Places::new(body);
    let mut builder = Builder::default();
    let mut broken = None;
    for event in Parser::new_from_str(body) {
        match event {
            Ok((event, place)) => builder.take(event, place, &mut places, lead),
            Err(error) => {
                let at = lead + places.byte(error.marker().line(), error.marker().col());
                broken = Some((at, format!("{} at line {}", error.info(), error.marker().line())));
                while builder.open.len() + builder.deeper > 0 {
                    builder.close(at);
                }
                break;
            }
        }
    }
    (builder.documents, broken)
}

#[derive(Default)]
struct Builder {
    documents: Vec<Value>,
    open: Vec<Open>,
    /// Containers below the deepest that is kept.
    deeper: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, place: Place, places: &mut Places<'_>, lead: usize) {
        match event {
            Event::Scalar(text, ..) if self.deeper == 0 => self.put(Value::String(text.into_owned())),
            // What an alias stands for is not copied: copies of copies fill any memory.
            Event::Alias(_) if self.deeper == 0 => self.put(Value::Null),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if self.open.len() >= DEEPEST {
                    self.deeper += 1;
                    return;
                }
                let value = if matches!(event, Event::SequenceStart(..)) { Value::Array(Vec::new()) } else { Value::Object(Map::new()) };
                let start = lead + places.byte(place.start.line(), place.start.col());
                self.open.push(Open { value, start, key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(lead + places.byte(place.start.line(), place.start.col())),
            _ => {}
        }
    }

    fn close(&mut self, end: usize) {
        if self.deeper > 0 {
            self.deeper -= 1;
            if self.deeper == 0 {
                self.put(Value::Null);
            }
            return;
        }
        let Some(mut closed) = self.open.pop() else { return };
        if let Value::Object(map) = &mut closed.value {
            map.insert(SPAN.to_owned(), serde_json::json!([closed.start, end]));
        }
        self.put(closed.value);
    }

    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            None => self.documents.push(value),
            Some(Open { value: Value::Array(all), .. }) => all.push(value),
            Some(Open { value: Value::Object(map), key, .. }) => match key.take() {
                Some(key) => {
                    map.entry(key).or_insert(value);
                }
                None => *key = Some(value.as_str().unwrap_or_default().to_owned()),
            },
            Some(_) => {}
        }
    }
}

/// Bytes of lines and columns, asked in ascending order for the most part.
struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Places<'t> {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Places { text, starts }
    }

    /// `line` is 1-based; `column` counts characters from 0. A column is looked up in the first kilobytes of its line, so that a file on one
    /// line costs no square.
    fn byte(&self, line: usize, column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let rest = &self.text[start..];
        let near = rest.char_indices().take(4096).nth(column).map(|(at, _)| at);
        start + near.unwrap_or_else(|| super::super::segments::floor_boundary(rest, column.min(rest.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_lists_hayagriva_and_cff_are_read() {
        let text = "# Papers\n- title: \"The memory of grâvel\"\n  authors: [Ira Stone, Mo Reed]\n  year: 2015\n  doi: 10.1234/g.1\n- {title: Kettles, url: 'https://arxiv.org/abs/2101.00001', abstract: see doi:10.1/x}\n";
        let batch = read(text).unwrap();
        let first = &batch.records[0];
        assert_eq!((first.title.as_str(), first.authors.len(), first.year), ("The memory of grâvel", 2, Some(2015)));
        assert_eq!(&text[first.title_span.clone()], "The memory of grâvel");
        assert_eq!(batch.records[1].identifiers[0].to_string(), "arxiv:2101.00001");

        let text = "gravel:\n  type: article\n  title: The memory\n  author: [\"Stone, Ira\"]\n  date: 2015-03\n  parent: { type: periodical, title: River Letters }\n  serial-number: { doi: \"10.1234/g.1\" }\nsky:\n  title: { value: Clouds, verbatim: true }\n";
        let batch = read(text).unwrap();
        let first = &batch.records[0];
        assert_eq!((first.facts.key.as_str(), first.authors[0].as_str(), first.year), ("gravel", "Ira Stone", Some(2015)));
        assert_eq!((first.venue.as_deref(), first.identifiers[0].to_string()), (Some("River Letters"), "doi:10.1234/g.1".to_owned()));
        assert_eq!(batch.records[1].title, "Clouds");

        let text = "cff-version: 1.2.0\ntitle: Gravel counter\nauthors:\n  - family-names: Stone\n    given-names: Ira\nidentifiers:\n  - type: doi\n    value: 10.5281/zenodo.1\nreferences:\n  - title: Sand\n    year: 2010\n";
        let batch = read(text).unwrap();
        assert_eq!((batch.records.len(), batch.records[0].authors[0].as_str()), (1, "Ira Stone"));
        assert_eq!(batch.records[0].facts.references[0].title, "Sand");
    }

    #[test]
    fn sections_and_breaks_are_told() {
        let batch = read("rivers:\n  - title: Gravel\nsky:\n  - title: Clouds\n").unwrap();
        assert_eq!(batch.records.iter().map(|record| record.group.join("/")).collect::<Vec<_>>(), ["rivers", "sky"]);
        let batch = read("- title: Gravel\n  year: 2015\n- title: \"Clouds\n").unwrap();
        assert_eq!((batch.records[0].title.as_str(), batch.notices.len()), ("Gravel", 1));
        assert!(read("a: [1, 2]\n").unwrap_err().message.contains("no object with a title"));
        // Deep nesting costs no stack.
        assert!(read(&"[".repeat(50_000)).is_err());
    }
}
