//! CSL-JSON for Zotero, Pandoc and every citation processor: `type` and `id` always, nothing the schema does not know.

use serde_json::{Map, Value, json};

use crate::paper::{Paper, Scheme};

use super::super::view;
use super::{entry_type, keys, name_parts};
use crate::text::plain;

pub fn write(papers: &[&Paper]) -> String {
    let items: Vec<Value> = papers.iter().zip(keys(papers)).map(|(paper, key)| item(paper, &key)).collect();
    format!("{:#}\n", Value::Array(items))
}

fn item(paper: &Paper, key: &str) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    put("id", json!(key));
    put(
        "type",
        json!(match entry_type(paper) {
            "inproceedings" => "paper-conference",
            "article" => "article-journal",
            _ => "article",
        }),
    );
    put("title", json!(view::title(paper)));
    if !paper.authors.is_empty() {
        put("author", paper.authors.iter().map(|author| name(&author.name)).collect());
    }
    if let Some(date) = paper.date {
        let mut parts = vec![json!(date.year())];
        parts.extend(date.month().map(|month| json!(month)));
        parts.extend(date.day().map(|day| json!(day)));
        put("issued", json!({ "date-parts": [parts] }));
    }
    if !plain(&paper.venue).is_empty() {
        put("container-title", json!(plain(&paper.venue)));
    }
    if let Some(doi) = paper.identifier(Scheme::Doi) {
        put("DOI", json!(plain(&doi.value)));
    }
    if let Some(arxiv) = paper.identifier(Scheme::Arxiv) {
        put("number", json!(format!("arXiv:{}", plain(&arxiv.value))));
    }
    if let Some(url) = view::url(paper) {
        put("URL", json!(url));
    }
    if let Some(text) = &paper.abstract_text {
        put("abstract", json!(plain(text)));
    }
    Value::Object(item)
}

fn name(name: &str) -> Value {
    let (family, given) = name_parts(name);
    if given.is_empty() { json!({ "literal": family }) } else { json!({ "family": family, "given": given }) }
}
