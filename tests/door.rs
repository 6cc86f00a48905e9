//! The client over HTTP against a stand-in for Semantic Scholar, with all its surprises.

#![allow(clippy::print_stdout, reason = "tests that are skipped say so")]

mod door {
    pub mod cached;
    pub mod decoding;
    pub mod faults;
    pub mod manners;
    pub mod many;
    pub mod search;
    pub mod surprises;
    pub mod twins;
}
mod standin;

use std::time::Duration;

use citegraph::catalog::s2::{Key, SemanticScholar, Settings};
use citegraph::catalog::{Dated, EdgeList, EdgeState, Failure, Lookup, Requests, TitleAnswer, TitleQuery, Wanted};
use citegraph::paper::{Date, Identifier, Paper, PaperId, Scheme};
use standin::{Record, Standin};

/// No pace, no long backoff, one fixed day.
pub fn settings(server: &Standin) -> Settings {
    settings_for(&server.url(), None)
}

pub fn settings_for(url: &str, key: Option<&str>) -> Settings {
    let mut settings = Settings::new(url, key.and_then(|key| Key::new(key).unwrap())).unwrap();
    settings.pace = Some(Duration::ZERO);
    settings.today = today();
    settings
}

pub fn client(server: &Standin) -> SemanticScholar {
    SemanticScholar::new(settings(server)).unwrap()
}

pub fn today() -> Date {
    "2024-06-01".parse().unwrap()
}

pub fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

pub fn arxiv(id: &str) -> Identifier {
    Identifier::new(Scheme::Arxiv, id)
}

pub fn all_ids(records: &[Record]) -> Vec<Identifier> {
    records.iter().map(|record| arxiv(record.arxiv.as_deref().unwrap())).collect()
}

pub fn title(text: &str) -> TitleQuery {
    TitleQuery { title: text.to_owned() }
}

/// What a paper's neighbours are asked with when its counts are known.
pub fn wanted(record: &Record, count: usize, at_most: u32) -> Wanted {
    Wanted { id: PaperId(record.sha.clone()), count: Some(count as u32), at_most }
}

pub fn references_of(records: &[Record]) -> Vec<Wanted> {
    records.iter().map(|record| wanted(record, record.reference_count(), 10_000)).collect()
}

pub fn citations_of(records: &[Record], at_most: u32) -> Vec<Wanted> {
    records.iter().map(|record| wanted(record, record.citation_count(), at_most)).collect()
}

pub fn found(lookup: &Dated<Lookup>) -> &Paper {
    match &lookup.answer {
        Lookup::Found(paper) => paper,
        other => panic!("not found: {other:?}"),
    }
}

pub fn states(lists: &[Dated<EdgeList>]) -> Vec<EdgeState> {
    lists.iter().map(|list| list.answer.state.clone()).collect()
}

pub fn failure_of(lookup: &Dated<Lookup>) -> &Failure {
    match &lookup.answer {
        Lookup::Failed(failure) => failure,
        other => panic!("not failed: {other:?}"),
    }
}

/// Everything one run asks: papers, some titles, references, citations.
#[derive(Debug, PartialEq)]
pub struct Everything {
    pub papers: Vec<Dated<Lookup>>,
    pub titles: Vec<Dated<TitleAnswer>>,
    pub references: Vec<Dated<EdgeList>>,
    pub citations: Vec<Dated<EdgeList>>,
}

pub async fn everything(catalog: &impl citegraph::catalog::Catalog, records: &[Record], titles: &[TitleQuery]) -> Everything {
    Everything {
        papers: citegraph::catalog::papers(catalog, &all_ids(records)).await,
        titles: citegraph::catalog::titles(catalog, titles).await,
        references: citegraph::catalog::references(catalog, &references_of(records)).await,
        citations: citegraph::catalog::citations(catalog, &citations_of(records, 1_000)).await,
    }
}

/// The ledger agrees with what arrived.
pub fn assert_counted(requests: Requests, server: &Standin) {
    let arrived = |kind: &str| server.count(kind) as u32;
    assert_eq!(
        (requests.batch, requests.title_match, requests.references, requests.citations, requests.total),
        (arrived("batch"), arrived("match"), arrived("references"), arrived("citations"), server.total() as u32)
    );
}
