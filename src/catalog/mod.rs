//! What does the world know of these papers?
//!
//! A [`Catalog`] answers five questions: which paper is this identifier, which paper has this title, what does a paper cite, what cites it, and which
//! papers do these words find.
//! This is the only asynchronous room and the only one with a network. Catalogs wrap each other (cache, progress); no other room knows which one it talks to.
//!
//! Answers arrive in groups through a callback, one group per underlying request, so that a wrapper can keep each the moment it was paid for.
//! A failure is never an empty result: every answer says complete, empty, elided, truncated, failed or never asked.

pub mod cache;
mod error;
pub mod offline;
pub mod s2;
mod tables;
mod tables_notes;
mod tables_parquet;
pub mod watched;

pub use error::CatalogError;
pub use tables::{TableEntry, Tables};
pub use tables_notes::{Oddity, TableNote};

use serde::{Deserialize, Serialize};

use crate::paper::{Date, Identifier, Paper, PaperId};

/// Receives answers as they arrive: (index of the question, answer), one call per underlying request. Every index comes exactly once.
pub type Arrived<'a, T> = &'a mut dyn FnMut(Vec<(usize, T)>);

#[expect(async_fn_in_trait, reason = "one thread drives all requests; no answer crosses threads")]
pub trait Catalog {
    /// Which paper does each identifier name?
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>);

    /// Which paper has this title? The answer is the catalog's best guess; whether to believe it is [`resolve`](crate::resolve)'s affair.
    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>);

    /// What does each paper cite?
    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>);

    /// What cites each paper? The newest come first; at most [`Wanted::at_most`] rows.
    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>);

    /// Which papers do these words find? Catalogs that cannot be searched say so.
    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        let answer = || SearchAnswer::Failed(Failure::Rejected("this catalog cannot be searched".to_owned()));
        let never = Date::from_epoch_days(0).expect("the epoch is a date");
        if !wanted.is_empty() {
            arrived((0..wanted.len()).map(|index| (index, Dated { asked: never, answer: answer() })).collect());
        }
    }

    /// Requests sent so far, retries included.
    fn requests(&self) -> Requests;
}

/// An answer and the day it was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dated<T> {
    pub asked: Date,
    pub answer: T,
}

/// What an identifier led to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lookup {
    /// The returned id may differ from the one asked: merged papers answer with their primary.
    Found(Box<Paper>),
    /// The catalog says it has no such paper.
    NotFound,
    Failed(Failure),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TitleQuery {
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TitleAnswer {
    /// Candidates, best first, with the catalog's own score (comparable only within one query). Never empty.
    Candidates(Vec<(Paper, Option<f64>)>),
    /// The catalog says no title comes near.
    NoMatch,
    Failed(Failure),
}

/// Words to search for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchQuery {
    /// All words must occur in title or abstract; Semantic Scholar also reads `|`, `-`, `"…"`, `*` and brackets.
    pub text: String,
    /// First year of publication wanted.
    pub since: Option<i32>,
    /// Papers wanted, the most cited first.
    pub at_most: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchAnswer {
    /// The most cited first, each once, at most [`SearchQuery::at_most`]; `total` is what the catalog says there are, 0 when it knows none.
    Hits {
        papers: Vec<Paper>,
        total: u32,
    },
    Failed(Failure),
}

/// A paper whose neighbours are wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub id: PaperId,
    /// How many rows the catalog said there are, when it said so; plans are packed by it.
    pub count: Option<u32>,
    pub at_most: u32,
}

/// The neighbours of one paper in one direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EdgeList {
    /// Neighbours the catalog can name, sorted by id, each once.
    pub rows: Vec<Paper>,
    /// Rows without an id: works the catalog could not identify.
    pub nameless: u32,
    pub state: EdgeState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum EdgeState {
    /// Every row the catalog has.
    Complete,
    /// The catalog says there are none.
    Empty,
    /// The publisher hides them.
    Elided,
    /// `rows` of `total`: the catalog's limit or ours was reached.
    Truncated { total: u32 },
    /// We could not ask.
    Failed { failure: Failure },
    /// We did not ask.
    NeverAsked,
}

impl EdgeList {
    pub fn never_asked() -> EdgeList {
        EdgeList { rows: Vec::new(), nameless: 0, state: EdgeState::NeverAsked }
    }

    pub fn failed(failure: Failure) -> EdgeList {
        EdgeList { rows: Vec::new(), nameless: 0, state: EdgeState::Failed { failure } }
    }
}

/// Why a question got no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Failure {
    #[error("offline, and the cache does not hold the answer")]
    Offline,
    #[error("the catalog kept answering 429 (too many requests)")]
    RateLimited,
    #[error("the catalog refused to answer (403)")]
    Forbidden,
    #[error("the catalog could not be reached")]
    Unreachable,
    #[error("the catalog kept failing ({0})")]
    Server(u16),
    #[error("the catalog rejected the request: {0}")]
    Rejected(String),
    #[error("the answer could not be understood: {0}")]
    Malformed(String),
    #[error("the request budget was spent")]
    Budget,
    #[error("interrupted")]
    Interrupted,
    #[error("another process kept the cache busy")]
    Busy,
}

/// Requests sent, by kind; `retried` counts those among `total` that repeated a failed one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    pub batch: u32,
    #[serde(rename = "match")]
    pub title_match: u32,
    pub references: u32,
    pub citations: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub search: u32,
    pub total: u32,
    pub retried: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Asks for papers and waits for all of them, in the order asked.
pub async fn papers(catalog: &impl Catalog, wanted: &[Identifier]) -> Vec<Dated<Lookup>> {
    let mut answers: Vec<Option<Dated<Lookup>>> = vec![None; wanted.len()];
    catalog.papers(wanted, &mut |group| put(&mut answers, group)).await;
    all(answers)
}

/// Asks for titles and waits for all of them, in the order asked.
pub async fn titles(catalog: &impl Catalog, wanted: &[TitleQuery]) -> Vec<Dated<TitleAnswer>> {
    let mut answers: Vec<Option<Dated<TitleAnswer>>> = vec![None; wanted.len()];
    catalog.titles(wanted, &mut |group| put(&mut answers, group)).await;
    all(answers)
}

/// Asks for reference lists and waits for all of them, in the order asked.
pub async fn references(catalog: &impl Catalog, wanted: &[Wanted]) -> Vec<Dated<EdgeList>> {
    let mut answers: Vec<Option<Dated<EdgeList>>> = vec![None; wanted.len()];
    catalog.references(wanted, &mut |group| put(&mut answers, group)).await;
    all(answers)
}

/// Asks for citations and waits for all of them, in the order asked.
pub async fn citations(catalog: &impl Catalog, wanted: &[Wanted]) -> Vec<Dated<EdgeList>> {
    let mut answers: Vec<Option<Dated<EdgeList>>> = vec![None; wanted.len()];
    catalog.citations(wanted, &mut |group| put(&mut answers, group)).await;
    all(answers)
}

/// Searches and waits for the answer.
pub async fn search(catalog: &impl Catalog, wanted: &SearchQuery) -> Dated<SearchAnswer> {
    let mut answers: Vec<Option<Dated<SearchAnswer>>> = vec![None];
    catalog.search(std::slice::from_ref(wanted), &mut |group| put(&mut answers, group)).await;
    all(answers).remove(0)
}

fn put<T>(answers: &mut [Option<T>], group: Vec<(usize, T)>) {
    for (index, answer) in group {
        answers[index] = Some(answer);
    }
}

fn all<T>(answers: Vec<Option<T>>) -> Vec<T> {
    answers.into_iter().map(|answer| answer.expect("a catalog answers every question")).collect()
}
