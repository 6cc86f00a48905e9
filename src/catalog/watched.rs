//! Tells how far a question has come. It knows nothing of terminals: what is done with the news is the listener's affair.

use std::cell::Cell;

use super::{Arrived, Catalog, Dated, EdgeList, Lookup, Requests, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery, Wanted};
use crate::paper::Identifier;

/// Which of the questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Papers,
    Titles,
    References,
    Citations,
    Searches,
}

/// How far a question has come; one piece of news per group of answers, and one before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub question: Asked,
    pub done: usize,
    pub total: usize,
    /// All requests sent so far.
    pub requests: Requests,
}

/// Hands every question to the catalog inside, and news to `tell`.
pub struct Watched<C, F> {
    inner: C,
    tell: F,
}

impl<C: Catalog, F: Fn(Progress)> Watched<C, F> {
    pub fn new(inner: C, tell: F) -> Self {
        Watched { inner, tell }
    }

    pub fn inner(&self) -> &C {
        &self.inner
    }

    fn start(&self, question: Asked, total: usize) -> Watch<'_, C, F> {
        let watch = Watch { watched: self, question, total, done: Cell::new(0) };
        watch.tell(0);
        watch
    }
}

struct Watch<'a, C, F> {
    watched: &'a Watched<C, F>,
    question: Asked,
    total: usize,
    done: Cell<usize>,
}

impl<C: Catalog, F: Fn(Progress)> Watch<'_, C, F> {
    fn tell(&self, more: usize) {
        self.done.set(self.done.get() + more);
        (self.watched.tell)(Progress {
            question: self.question,
            done: self.done.get(),
            total: self.total,
            requests: self.watched.inner.requests(),
        });
    }
}

impl<C: Catalog, F: Fn(Progress)> Catalog for Watched<C, F> {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        let watch = self.start(Asked::Papers, wanted.len());
        let mut pass = |group: Vec<_>| {
            watch.tell(group.len());
            arrived(group);
        };
        self.inner.papers(wanted, &mut pass).await;
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        let watch = self.start(Asked::Titles, wanted.len());
        let mut pass = |group: Vec<_>| {
            watch.tell(group.len());
            arrived(group);
        };
        self.inner.titles(wanted, &mut pass).await;
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        let watch = self.start(Asked::References, wanted.len());
        let mut pass = |group: Vec<_>| {
            watch.tell(group.len());
            arrived(group);
        };
        self.inner.references(wanted, &mut pass).await;
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        let watch = self.start(Asked::Citations, wanted.len());
        let mut pass = |group: Vec<_>| {
            watch.tell(group.len());
            arrived(group);
        };
        self.inner.citations(wanted, &mut pass).await;
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        let watch = self.start(Asked::Searches, wanted.len());
        let mut pass = |group: Vec<_>| {
            watch.tell(group.len());
            arrived(group);
        };
        self.inner.search(wanted, &mut pass).await;
    }

    fn requests(&self) -> Requests {
        self.inner.requests()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::offline::Nowhere;
    use crate::paper::{Date, Scheme};
    use std::cell::RefCell;

    #[test]
    fn every_group_is_told_and_passed_on() {
        let news = RefCell::new(Vec::new());
        let watched = Watched::new(Nowhere { today: Date::year_only(2024).unwrap() }, |progress: Progress| {
            news.borrow_mut().push((progress.done, progress.total))
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let ids = vec![Identifier::new(Scheme::Arxiv, "2106.09685"); 3];
        let answers = runtime.block_on(crate::catalog::papers(&watched, &ids));
        assert_eq!(answers.len(), 3);
        assert_eq!(*news.borrow(), [(0, 3), (3, 3)]);
    }
}
