//! The catalog of a machine without a network: it never knows, and says so.

use super::{Arrived, Catalog, Dated, EdgeList, Failure, Lookup, Requests, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery, Wanted};
use crate::paper::{Date, Identifier};

/// Answers [`Failure::Offline`] to everything. Behind a cache, it makes the cache the only source.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere {
    pub today: Date,
}

impl Nowhere {
    fn all<T>(self, questions: usize, answer: impl Fn() -> T, arrived: Arrived<'_, Dated<T>>) {
        if questions > 0 {
            arrived((0..questions).map(|index| (index, Dated { asked: self.today, answer: answer() })).collect());
        }
    }
}

impl Catalog for Nowhere {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        self.all(wanted.len(), || Lookup::Failed(Failure::Offline), arrived);
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        self.all(wanted.len(), || TitleAnswer::Failed(Failure::Offline), arrived);
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.all(wanted.len(), || EdgeList::failed(Failure::Offline), arrived);
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.all(wanted.len(), || EdgeList::failed(Failure::Offline), arrived);
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        self.all(wanted.len(), || SearchAnswer::Failed(Failure::Offline), arrived);
    }

    fn requests(&self) -> Requests {
        Requests::default()
    }
}
