//! Semantic Scholar's JSON, read into the words of this program.
//!
//! In go bytes from outside, out come papers and rows or a sentence why not. Unknown keys are skipped, any value may be null.
//! Nothing here panics, whatever the bytes.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::paper::{Author, Date, Identifier, Paper, PaperId, Scheme};

/// A paper or an edge row as it comes. Rows without `paperId` are works the catalog could not identify.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct WirePaper {
    paper_id: Option<String>,
    corpus_id: Option<Value>,
    external_ids: Option<BTreeMap<String, Value>>,
    title: Option<String>,
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    venue: Option<String>,
    year: Option<Value>,
    publication_date: Option<String>,
    reference_count: Option<Value>,
    citation_count: Option<Value>,
    influential_citation_count: Option<Value>,
    publication_types: Option<Vec<Option<String>>>,
    s2_fields_of_study: Option<Vec<Option<WireField>>>,
    authors: Option<Vec<Option<WireAuthor>>>,
    match_score: Option<f64>,
    /// Absent, null (elided), or rows.
    #[serde(deserialize_with = "present")]
    references: Option<Option<Vec<Option<WirePaper>>>>,
    #[serde(deserialize_with = "present")]
    citations: Option<Option<Vec<Option<WirePaper>>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WireField {
    category: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WireAuthor {
    author_id: Option<String>,
    name: Option<String>,
}

/// Tells an absent key from a null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Which of a paper's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    References,
    Citations,
}

/// One side of a paper's neighbourhood as a batch tells it.
pub(super) struct Nested {
    /// The catalog's own count.
    pub total: Option<u32>,
    /// `None`: null, the publisher hides it. Otherwise rows in the catalog's order, `None` for works it could not identify.
    pub rows: Option<Vec<Option<Paper>>>,
}

/// One page of a list.
pub(super) struct Page {
    /// `None` when the publisher hides the list.
    pub rows: Option<Vec<Option<Paper>>>,
    pub next: Option<u32>,
}

/// A batch of papers: as many as were asked, in their order.
pub(super) fn read_batch(bytes: &[u8], asked: usize) -> Result<Vec<Option<Paper>>, String> {
    Ok(read_wire_batch(bytes, asked)?.into_iter().map(|item| item.and_then(WirePaper::into_paper)).collect())
}

/// A batch of nested lists; `None` for papers the catalog does not know.
pub(super) fn read_nested(bytes: &[u8], asked: usize, direction: Direction) -> Result<Vec<Option<Nested>>, String> {
    let nested = |paper: WirePaper| {
        let (total, rows) = match direction {
            Direction::References => (paper.reference_count, paper.references),
            Direction::Citations => (paper.citation_count, paper.citations),
        };
        let rows = rows.ok_or_else(|| format!("a paper without its {}", direction.field()))?;
        let rows = rows.map(|rows| rows.into_iter().map(|row| row.and_then(WirePaper::into_paper)).collect());
        Ok(Nested { total: total.as_ref().and_then(count), rows })
    };
    read_wire_batch(bytes, asked)?.into_iter().map(|item| item.map(nested).transpose()).collect()
}

fn read_wire_batch(bytes: &[u8], asked: usize) -> Result<Vec<Option<WirePaper>>, String> {
    let items: Vec<Option<WirePaper>> = read_json(bytes)?;
    if items.len() != asked {
        return Err(format!("{} answers to {asked} questions", items.len()));
    }
    if items.iter().flatten().any(|item| item.paper_id.is_none()) {
        return Err("a paper without its id".to_owned());
    }
    Ok(items)
}

/// The best match of a title, with its score; empty when there is none.
pub(super) fn read_match(bytes: &[u8]) -> Result<Vec<(Paper, Option<f64>)>, String> {
    #[derive(Deserialize)]
    struct Match {
        data: Option<Vec<Option<WirePaper>>>,
    }
    let data = read_json::<Match>(bytes)?.data.ok_or_else(|| no_data(bytes))?;
    Ok(data
        .into_iter()
        .flatten()
        .filter_map(|paper| {
            let score = paper.match_score;
            Some((paper.into_paper()?, score))
        })
        .collect())
}

/// One page of `/references` or `/citations`.
pub(super) fn read_page(bytes: &[u8], direction: Direction) -> Result<Page, String> {
    #[derive(Deserialize)]
    struct Rows {
        #[serde(default, deserialize_with = "present")]
        data: Option<Option<Vec<Option<Row>>>>,
        next: Option<u32>,
        error: Option<IgnoredAny>,
        message: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        citing_paper: Option<WirePaper>,
        cited_paper: Option<WirePaper>,
    }
    let page: Rows = read_json(bytes)?;
    let rows = match page.data {
        None => return Err(no_data(bytes)),
        Some(None) if page.error.is_some() || page.message.is_some() => return Err(no_data(bytes)),
        Some(rows) => rows,
    };
    let paper = |row: Option<Row>| {
        let row = row?;
        match direction {
            Direction::References => row.cited_paper,
            Direction::Citations => row.citing_paper,
        }
        .and_then(WirePaper::into_paper)
    };
    Ok(Page { rows: rows.map(|rows| rows.into_iter().map(paper).collect()), next: page.next })
}

/// One page of a search.
pub(super) struct Hits {
    pub total: u32,
    pub token: Option<String>,
    pub papers: Vec<Paper>,
}

/// One page of `/paper/search/bulk`. Nothing found may come without data.
pub(super) fn read_hits(bytes: &[u8]) -> Result<Hits, String> {
    #[derive(Deserialize)]
    struct Wire {
        total: Option<Value>,
        token: Option<String>,
        data: Option<Vec<Option<WirePaper>>>,
    }
    let wire: Wire = read_json(bytes)?;
    let total = wire.total.as_ref().and_then(count).ok_or_else(|| no_data(bytes))?;
    let data = match wire.data {
        None if total > 0 => return Err(no_data(bytes)),
        data => data.unwrap_or_default(),
    };
    Ok(Hits {
        total,
        token: wire.token.filter(|token| !token.is_empty()),
        papers: data.into_iter().flatten().filter_map(WirePaper::into_paper).collect(),
    })
}

/// The words of an error answer, whichever dialect (`error` of the application, `message` of the gateway), at most 200 letters.
pub(super) fn error_text(bytes: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Words {
        error: Option<String>,
        message: Option<String>,
    }
    let words = serde_json::from_slice::<Words>(bytes).ok().and_then(|words| words.error.or(words.message));
    let words = words.unwrap_or_else(|| "no reason given".to_owned());
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

/// An object that is no answer; a gateway says in it what it has to say.
fn no_data(bytes: &[u8]) -> String {
    format!("not what was asked: {}", error_text(bytes))
}

/// Whether the application itself answered, rather than a gateway before it.
pub(super) fn is_application_error(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Words {
        #[serde(rename = "error")]
        _error: String,
    }
    serde_json::from_slice::<Words>(bytes).is_ok()
}

fn read_json<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        let begin = bytes.iter().find(|b| !b.is_ascii_whitespace());
        match begin {
            None => "an empty answer".to_owned(),
            Some(b'<') => "a web page instead of an answer".to_owned(),
            Some(b'{') if error.is_data() => no_data(bytes),
            _ if error.is_eof() => "the answer breaks off".to_owned(),
            // The library's words may quote the answer; the place is enough.
            _ => format!("unreadable at line {} column {}", error.line(), error.column()),
        }
    })
}

impl Direction {
    pub(super) fn field(self) -> &'static str {
        match self {
            Direction::References => "references",
            Direction::Citations => "citations",
        }
    }

    pub(super) fn count_field(self) -> &'static str {
        match self {
            Direction::References => "referenceCount",
            Direction::Citations => "citationCount",
        }
    }
}

impl WirePaper {
    /// `None` without an id.
    fn into_paper(self) -> Option<Paper> {
        let id = self.paper_id.filter(|id| !id.is_empty())?;
        let paper = Paper {
            id: PaperId(id),
            identifiers: identifiers(self.external_ids.unwrap_or_default(), self.corpus_id),
            title: self.title.unwrap_or_default(),
            authors: authors(self.authors.unwrap_or_default()),
            venue: self.venue.unwrap_or_default(),
            date: date(self.publication_date.as_deref(), self.year.as_ref()),
            abstract_text: self.abstract_text,
            reference_count: self.reference_count.as_ref().and_then(count),
            citation_count: self.citation_count.as_ref().and_then(count),
            influential_citation_count: self.influential_citation_count.as_ref().and_then(count),
            publication_types: distinct(self.publication_types.unwrap_or_default().into_iter().flatten()),
            fields_of_study: distinct(self.s2_fields_of_study.unwrap_or_default().into_iter().flatten().filter_map(|f| f.category)),
        };
        Some(paper.cleaned())
    }
}

fn authors(wire: Vec<Option<WireAuthor>>) -> Vec<Author> {
    wire.into_iter().flatten().filter_map(|author| Some(Author { id: author.author_id, name: author.name? })).collect()
}

fn identifiers(external: BTreeMap<String, Value>, corpus: Option<Value>) -> Vec<Identifier> {
    let mut identifiers: Vec<Identifier> = external
        .iter()
        .filter_map(|(name, value)| {
            let scheme = match name.as_str() {
                "ArXiv" => Scheme::Arxiv,
                "DOI" => Scheme::Doi,
                "ACL" => Scheme::Acl,
                "PubMed" => Scheme::Pmid,
                "PubMedCentral" => Scheme::Pmcid,
                "DBLP" => Scheme::Dblp,
                "CorpusId" => Scheme::Corpus,
                _ => return None,
            };
            Some(Identifier::new(scheme, text(value)?))
        })
        .chain(corpus.as_ref().and_then(text).map(|corpus| Identifier::new(Scheme::Corpus, corpus)))
        .collect();
    identifiers.sort();
    identifiers.dedup();
    identifiers
}

/// A string or a number, as text; ids come as either.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A count, which the swagger calls a string and traffic an integer. What is neither, or negative, is unknown.
fn count(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The day when there is one; else the year.
fn date(day: Option<&str>, year: Option<&Value>) -> Option<Date> {
    let day = day.and_then(|day| day.get(..10).unwrap_or(day).parse().ok());
    day.or_else(|| Date::year_only(i32::try_from(count(year?)?).ok()?))
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_read_with_everything_it_says() {
        let body = br#"[{"paperId": "aa", "corpusId": 7, "externalIds": {"ArXiv": "2312.07559", "DOI": "10.1093/MIND/X", "MAG": "1", "CorpusId": 7},
            "title": "Two  \n words", "venue": "", "year": 2023, "publicationDate": "2023-12-08", "citationCount": 3, "referenceCount": null,
            "s2FieldsOfStudy": [{"category": "CS", "source": "external"}, {"category": "CS", "source": "s2-fos-model"}],
            "publicationTypes": null, "authors": [{"authorId": null, "name": "A. Turing"}, null], "brandNew": [{}]}, null]"#;
        let papers = read_batch(body, 2).unwrap();
        let paper = papers[0].as_ref().unwrap();
        assert_eq!(paper.title, "Two words");
        assert_eq!(paper.date.unwrap().to_string(), "2023-12-08");
        let ids: Vec<String> = paper.identifiers.iter().map(Identifier::to_string).collect();
        assert_eq!(ids, ["arxiv:2312.07559", "doi:10.1093/mind/x", "corpus:7"]);
        assert_eq!((paper.citation_count, paper.reference_count), (Some(3), None));
        assert_eq!(paper.fields_of_study, ["CS"]);
        assert_eq!(paper.authors, [Author::named("A. Turing")]);
        assert!(papers[1].is_none());
    }

    #[test]
    fn markup_of_the_catalog_stays_outside() {
        let body = r#"[{"paperId": "aa", "title": "RL$^2$ &amp;amp; <i>k</i>-means", "venue": "J. Inf. &amp; Sci.\u00a0",
            "abstract": "<jats:p>p &lt; 0.05, a<b.</jats:p> <<ETX>>", "authors": [{"name": "K. G\\\"odel"}, {"name": " \u200b"}]}]"#;
        let paper = read_batch(body.as_bytes(), 1).unwrap().remove(0).unwrap();
        assert_eq!((paper.title.as_str(), paper.venue.as_str()), ("RL² & k-means", "J. Inf. & Sci."));
        assert_eq!(paper.abstract_text.as_deref(), Some("p < 0.05, a<b."));
        assert_eq!(paper.authors, [Author::named("K. Gödel")]);
    }

    #[test]
    fn a_batch_of_the_wrong_length_is_no_answer() {
        assert_eq!(read_batch(b"[null]", 2), Err("1 answers to 2 questions".to_owned()));
        assert!(read_batch(b"{\"message\": \"Too Many Requests\"}", 1).unwrap_err().contains("Too Many Requests"));
        assert_eq!(read_batch(b"<html>", 1), Err("a web page instead of an answer".to_owned()));
        assert_eq!(read_batch(b"[{\"paperId\": ", 1), Err("the answer breaks off".to_owned()));
        assert_eq!(read_batch(b"", 1), Err("an empty answer".to_owned()));
    }

    #[test]
    fn null_absent_and_empty_lists_differ() {
        let read = |body: &str| {
            read_nested(body.as_bytes(), 1, Direction::References).map(|mut items| items.remove(0).unwrap().rows.map(|r| r.len()))
        };
        assert_eq!(read(r#"[{"paperId": "a", "references": null}]"#), Ok(None));
        assert_eq!(read(r#"[{"paperId": "a", "references": []}]"#), Ok(Some(0)));
        assert_eq!(read(r#"[{"paperId": "a", "references": [{"paperId": null, "title": "x"}]}]"#), Ok(Some(1)));
        assert!(read(r#"[{"paperId": "a"}]"#).is_err());
    }

    #[test]
    fn a_page_may_be_hidden_but_not_without_data() {
        let hidden = read_page(br#"{"data": null, "citingPaperInfo": {"title": "t"}}"#, Direction::References).unwrap();
        assert!(hidden.rows.is_none());
        assert!(read_page(br#"{"offset": 0}"#, Direction::References).is_err());
        assert!(read_page(br#"{"data": null, "message": "x"}"#, Direction::References).is_err());
        let page =
            read_page(br#"{"offset": 0, "next": 1, "data": [{"citingPaper": {"paperId": "b", "year": 1999}}]}"#, Direction::Citations)
                .unwrap();
        assert_eq!(page.next, Some(1));
        assert_eq!(page.rows.unwrap()[0].as_ref().unwrap().date, Date::year_only(1999));
    }

    #[test]
    fn both_error_dialects_are_understood() {
        assert_eq!(error_text(br#"{"error":"No valid paper ids given"}"#), "No valid paper ids given");
        assert_eq!(error_text(br#"{"message": "Forbidden"}"#), "Forbidden");
        assert_eq!(error_text(b"<html>"), "no reason given");
        assert!(is_application_error(br#"{"error":"Title match not found"}"#));
        assert!(!is_application_error(br#"{"message": "Not Found"}"#));
    }
}
