//! One request, asked until it is answered or there is no point in asking again.
//!
//! In goes a question (method, path, query, body) and a reader of its answer; out comes what the reader made of it, or why not.
//! This file knows HTTP, the pace and when to repeat; it knows no papers.
//!
//! Repeated are 429, 500, 502, 503, 504, broken transport, and answers with status 200 that the reader cannot read (HTML, a gateway's message,
//! half an answer). Never repeated are 400, 403, 404. The key leaves only in a header, only to the host it was meant for.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{StatusCode, Url, redirect};

use super::pace::{Pace, retry_after};
use super::settings::{Settings, Wait, is_loopback};
use super::wire;
use crate::catalog::{CatalogError, Failure, Requests};

/// An answer larger than this is not from Semantic Scholar, whose limit is 10 MB.
const MOST_BYTES: usize = 64 << 20;
/// With no connection ever made, so many attempts show that there is none.
const ATTEMPTS_WITHOUT_ANY_ANSWER: u32 = 3;
/// So many requests in a row, each given up after all its attempts, and nothing more is asked.
const STRIKES: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Batch,
    TitleMatch,
    References,
    Citations,
    Search,
}

pub(super) struct Question<'a> {
    pub kind: Kind,
    /// Segments after `/graph/v1`.
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    /// Sent as JSON by POST; GET without.
    pub body: Option<Vec<u8>>,
    /// Give up after so many 500s in a row: the server may be choking on what was asked.
    pub most_500s: u32,
}

/// Why a question has no readable answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Problem {
    /// 400: what was wrong, in the catalog's words.
    BadRequest(String),
    /// 404 with the catalog's own error body.
    NotFound,
    /// 500 or 504 on every attempt: perhaps the fault of what was asked.
    Choked(u16),
    Failed(Failure),
}

/// What one attempt came to, when it did not succeed.
struct Miss {
    failure: Failure,
    retry_after: Option<Duration>,
    /// The server could not even be spoken to.
    no_contact: bool,
    /// What the network said, in its own words.
    detail: Option<String>,
}

/// A request without an answer.
#[derive(Default)]
struct Lost {
    no_contact: bool,
    detail: Option<String>,
}

impl Lost {
    /// The last cause says most: `invalid peer certificate: UnknownIssuer`. It names neither address nor key.
    fn of(error: &reqwest::Error) -> Lost {
        use std::error::Error;
        let mut cause: &dyn Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let detail = error.source().is_some().then(|| cause.to_string());
        Lost { no_contact: error.is_connect(), detail }
    }
}

pub(super) struct Client {
    http: reqwest::Client,
    settings: Settings,
    pace: Pace,
    requests: Cell<Requests>,
    /// What is left of the patience.
    patience: Cell<Duration>,
    strikes: Cell<u32>,
    spoken: Cell<bool>,
    answered: Cell<bool>,
    given_up: RefCell<Option<Failure>>,
}

impl Client {
    pub(super) fn new(settings: Settings) -> Result<Client, CatalogError> {
        // Fails when a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        if let Some(key) = &settings.key {
            let mut value = HeaderValue::from_str(key.expose()).map_err(|_| CatalogError::BadKey)?;
            value.set_sensitive(true);
            headers.insert("x-api-key", value);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("citegraph/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(same_origin_only())
            .connect_timeout(Duration::from_secs(15))
            .timeout(Duration::from_secs(90));
        if is_loopback(&settings.base) {
            builder = builder.no_proxy();
        }
        if settings.base.scheme() == "http" {
            // No redirect leads to https: the system's certificates need not be read.
            builder = builder.tls_certs_only([]);
        }
        let http = builder.build().map_err(CatalogError::Http)?;
        let pace = Pace::new(settings.effective_pace(), settings.turn_file.as_deref());
        let patience = Cell::new(settings.patience);
        Ok(Client {
            http,
            settings,
            pace,
            requests: Cell::default(),
            patience,
            strikes: Cell::new(0),
            spoken: Cell::new(false),
            answered: Cell::new(false),
            given_up: RefCell::new(None),
        })
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn requests(&self) -> Requests {
        self.requests.get()
    }

    /// Whether any question was ever answered.
    pub(super) fn has_answered(&self) -> bool {
        self.answered.get()
    }

    /// Why nothing is asked any more, once that is so.
    pub(super) fn gave_up(&self) -> Option<Failure> {
        self.given_up.borrow().clone()
    }

    /// Nothing is asked from now on; everything is answered with `failure`.
    pub(super) fn give_up(&self, failure: Failure) {
        self.given_up.borrow_mut().get_or_insert(failure);
    }

    /// Asks until `read` understands the answer.
    pub(super) async fn ask<T>(&self, question: &Question<'_>, read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, Problem> {
        let mut attempt = 0;
        let mut in_a_row_500 = 0;
        loop {
            self.may_ask().map_err(Problem::Failed)?;
            attempt += 1;
            let miss = match self.attempt(question, attempt > 1, &read).await {
                Ok(answer) => {
                    self.strikes.set(0);
                    self.answered.set(true);
                    self.pace.recover();
                    return Ok(answer);
                }
                Err(Outcome::Final(problem)) => return Err(problem),
                Err(Outcome::Again(miss)) => miss,
            };
            in_a_row_500 = if matches!(miss.failure, Failure::Server(500 | 504)) { in_a_row_500 + 1 } else { 0 };
            if in_a_row_500 >= question.most_500s
                && let Failure::Server(status) = miss.failure
            {
                return Err(Problem::Choked(status));
            }
            if attempt >= self.most_attempts(&miss) {
                return Err(Problem::Failed(self.strike(&miss)));
            }
            self.wait(&miss, attempt).await.map_err(Problem::Failed)?;
        }
    }

    fn may_ask(&self) -> Result<(), Failure> {
        if let Some(failure) = self.given_up.borrow().as_ref() {
            return Err(failure.clone());
        }
        if self.settings.interrupt.is_raised() {
            return Err(Failure::Interrupted);
        }
        if self.settings.budget.is_some_and(|budget| self.requests.get().total >= budget) {
            return Err(Failure::Budget);
        }
        Ok(())
    }

    fn most_attempts(&self, miss: &Miss) -> u32 {
        let most = self.settings.max_attempts.max(1);
        if miss.no_contact && !self.spoken.get() {
            most.min(ATTEMPTS_WITHOUT_ANY_ANSWER)
        } else if miss.failure == Failure::RateLimited && self.settings.key.is_none() {
            // Anonymous refusals say nothing about us; only patience helps.
            most.saturating_mul(2)
        } else {
            most
        }
    }

    /// A request was given up: after some of these in a row the rest of the run is.
    fn strike(&self, miss: &Miss) -> Failure {
        self.strikes.set(self.strikes.get() + 1);
        let hopeless = miss.no_contact && !self.spoken.get();
        if hopeless || self.strikes.get() >= STRIKES {
            self.give_up(miss.failure.clone());
        }
        miss.failure.clone()
    }

    async fn wait(&self, miss: &Miss, attempt: u32) -> Result<(), Failure> {
        let wait = miss.retry_after.unwrap_or(Duration::ZERO).max(self.pace.backoff(attempt));
        let Some(left) = self.patience.get().checked_sub(wait) else {
            self.give_up(miss.failure.clone());
            return Err(miss.failure.clone());
        };
        self.patience.set(left);
        if let Some(tell) = &self.settings.on_wait {
            tell(&Wait { seconds: wait.as_secs_f64(), why: miss.failure.clone(), detail: miss.detail.clone(), attempt });
        }
        self.settings.interrupt.unless_raised(tokio::time::sleep(wait)).await.ok_or(Failure::Interrupted)
    }

    async fn attempt<T>(&self, question: &Question<'_>, repeat: bool, read: &impl Fn(&[u8]) -> Result<T, String>) -> Result<T, Outcome> {
        let interrupt = &self.settings.interrupt;
        if interrupt.unless_raised(self.pace.turn()).await.is_none() {
            self.pace.pass_turn(false);
            return Err(Outcome::Final(Problem::Failed(Failure::Interrupted)));
        }
        self.count(question.kind, repeat);
        let sent = interrupt.unless_raised(self.send(question)).await;
        self.pace.ended();
        let Some(sent) = sent else { return Err(Outcome::Final(Problem::Failed(Failure::Interrupted))) };
        let reply = match sent {
            Ok(reply) => reply,
            Err(Lost { no_contact, detail }) => {
                return Err(Outcome::Again(Miss { failure: Failure::Unreachable, retry_after: None, no_contact, detail }));
            }
        };
        self.spoken.set(true);
        self.judge(reply, read)
    }

    fn judge<T>(&self, reply: Reply, read: &impl Fn(&[u8]) -> Result<T, String>) -> Result<T, Outcome> {
        let again = |failure| Outcome::Again(Miss { failure, retry_after: reply.retry_after, no_contact: false, detail: None });
        let refused = |problem| Err(Outcome::Final(problem));
        let words = || self.scrub(&wire::error_text(&reply.body));
        match reply.status.as_u16() {
            200 => read(&reply.body).map_err(|why| again(Failure::Malformed(self.scrub(&why)))),
            400 => refused(Problem::BadRequest(words())),
            401 | 403 => {
                self.give_up(Failure::Forbidden);
                refused(Problem::Failed(Failure::Forbidden))
            }
            404 if wire::is_application_error(&reply.body) => refused(Problem::NotFound),
            429 => {
                self.pace.slow_down();
                Err(again(Failure::RateLimited))
            }
            408 | 500..=599 => Err(again(Failure::Server(reply.status.as_u16()))),
            300..=399 => refused(Problem::Failed(Failure::Rejected("it redirects to another address".to_owned()))),
            status => refused(Problem::Failed(Failure::Rejected(format!("{status}: {}", words())))),
        }
    }

    /// The catalog echoes what it was sent; should that ever be the key, it stays here.
    fn scrub(&self, text: &str) -> String {
        match &self.settings.key {
            Some(key) => text.replace(key.expose(), "***"),
            None => text.to_owned(),
        }
    }

    /// `Err(true)` when no connection was made, `Err(false)` when it broke.
    async fn send(&self, question: &Question<'_>) -> Result<Reply, Lost> {
        let url = self.url(question);
        let request = match &question.body {
            Some(body) => self.http.post(url).header("content-type", "application/json").body(body.clone()),
            None => self.http.get(url),
        };
        let mut response = request.send().await.map_err(|error| Lost::of(&error))?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?));
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Lost { no_contact: false, ..Lost::of(&error) })? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(Lost::default());
            }
        }
        Ok(Reply { status, retry_after, body })
    }

    fn url(&self, question: &Question<'_>) -> Url {
        let mut url = self.settings.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["graph", "v1"]).extend(question.path);
        }
        if !question.query.is_empty() {
            url.query_pairs_mut().extend_pairs(question.query);
        }
        url
    }

    fn count(&self, kind: Kind, repeat: bool) {
        let mut requests = self.requests.get();
        *match kind {
            Kind::Batch => &mut requests.batch,
            Kind::TitleMatch => &mut requests.title_match,
            Kind::References => &mut requests.references,
            Kind::Citations => &mut requests.citations,
            Kind::Search => &mut requests.search,
        } += 1;
        requests.total += 1;
        requests.retried += u32::from(repeat);
        self.requests.set(requests);
    }
}

enum Outcome {
    Final(Problem),
    Again(Miss),
}

struct Reply {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Vec<u8>,
}

/// A redirect is followed only to the same scheme, host and port: the key must not reach anybody else.
fn same_origin_only() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let same = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
        if same && attempt.previous().len() < 5 { attempt.follow() } else { attempt.stop() }
    })
}
