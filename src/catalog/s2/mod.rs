//! Semantic Scholar over HTTP.
//!
//! In go identifiers, titles and papers whose neighbours are wanted; out come typed answers, one group per request.
//! `settings` says where and how politely, `plan` which requests, `ids` how ids are written, `client` sends one request until it is answered,
//! `wire` reads what comes back, `lookup`, `edges` and `search` put the answers together. Nothing is kept between runs: that is the cache's affair.

mod client;
mod edges;
mod ids;
mod lookup;
mod pace;
mod plan;
mod search;
mod settings;
mod wire;

pub use plan::Plan;
pub use settings::{Interrupt, Key, PACE_WITH_KEY, PACE_WITHOUT_KEY, PUBLIC_API, Settings, TellWait, Wait, today};

use std::cell::{Cell, RefCell};
use std::fmt;

use client::Client;
use wire::Direction;

use super::{
    Arrived, Catalog, CatalogError, Dated, EdgeList, Failure, Lookup, Requests, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery, Wanted,
};
use crate::paper::Identifier;

/// What the API is asked about a paper.
const PAPER_FIELDS: &str = "title,externalIds,corpusId,year,publicationDate,venue,abstract,authors,referenceCount,citationCount,\
                            influentialCitationCount,publicationTypes,s2FieldsOfStudy";
/// What it is asked about a neighbour. No abstracts: the API often hides them here, and they would burst its 10 MB.
const ROW_FIELDS: [&str; 9] =
    ["title", "externalIds", "venue", "year", "referenceCount", "citationCount", "influentialCitationCount", "publicationDate", "authors"];

/// The client. One request at a time, at the pace of its [`Settings`].
pub struct SemanticScholar {
    client: Client,
    /// An id the catalog is known to know, as it was asked: company for ids of which none may be valid.
    known: RefCell<Option<String>>,
    /// [`FAMOUS`](lookup::FAMOUS) was no company: the catalog did not know it, or a malformed id stood beside it.
    famous_failed: Cell<bool>,
    plan: Cell<Plan>,
}

impl SemanticScholar {
    /// # Errors
    /// When the key fits no header, or HTTPS cannot be set up.
    pub fn new(settings: Settings) -> Result<SemanticScholar, CatalogError> {
        Ok(SemanticScholar {
            client: Client::new(settings)?,
            known: RefCell::new(None),
            famous_failed: Cell::new(false),
            plan: Cell::default(),
        })
    }

    /// The least requests that the questions put so far could have taken.
    pub fn plan(&self) -> Plan {
        self.plan.get()
    }

    /// Why nothing is asked any more, once that is so: a refused key, spent patience, nobody there.
    pub fn gave_up(&self) -> Option<Failure> {
        self.client.gave_up()
    }

    fn planned(&self, questions: Plan) {
        let mut plan = self.plan.get();
        plan += questions;
        self.plan.set(plan);
    }

    fn dated<T>(&self, answer: T) -> Dated<T> {
        Dated { asked: self.client.settings().today, answer }
    }
}

impl fmt::Debug for SemanticScholar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SemanticScholar").field("settings", self.client.settings()).field("requests", &self.client.requests()).finish()
    }
}

impl Catalog for SemanticScholar {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        self.planned(Plan::for_papers(wanted));
        lookup::papers(self, wanted, arrived).await;
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        self.planned(Plan::for_titles(wanted));
        lookup::titles(self, wanted, arrived).await;
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.planned(Plan::for_references(wanted));
        edges::lists(self, Direction::References, wanted, arrived).await;
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.planned(Plan::for_citations(wanted));
        edges::lists(self, Direction::Citations, wanted, arrived).await;
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        self.planned(Plan::for_searches(wanted));
        search::searches(self, wanted, arrived).await;
    }

    fn requests(&self) -> Requests {
        self.client.requests()
    }
}
