//! The questions as the cache sees them: under which key an answer is kept, how long it holds, and whom it may serve.
//!
//! Records are cleaned as they are read, because older and imported ones were kept as the catalog gave them.

use serde::{Deserialize, Serialize};

use crate::catalog::{
    Arrived, Catalog, Dated, EdgeList, EdgeState, Failure, Lookup, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery, Wanted,
};
use crate::paper::{Identifier, Paper, Scheme, normalized_title};

/// Counts change daily; a month old they are still of use.
pub const DAYS_OF_COUNTS: u32 = 30;
/// What a paper cites changes only when the catalog reads it anew.
pub const DAYS_OF_REFERENCES: u32 = 180;
/// What is unknown today may be indexed next week.
pub const DAYS_OF_NEGATIVES: u32 = 14;

pub(super) trait Kind {
    type Question: Clone;
    type Answer: Clone;

    /// `None`: not kept.
    fn key(question: &Self::Question) -> Option<String>;

    /// Questions with the same twin get the same answer.
    fn twin(question: &Self::Question) -> Option<String> {
        Self::key(question)
    }

    /// Bytes to keep; `None` for failures, which are never kept.
    fn write(question: &Self::Question, answer: &Self::Answer) -> Option<Vec<u8>>;

    /// The kept answer, when it is readable and says enough for this question.
    fn read(question: &Self::Question, bytes: &[u8]) -> Result<Option<Self::Answer>, ()>;

    /// Days an answer holds.
    fn life(answer: &Self::Answer) -> u32;

    fn failed(failure: Failure) -> Self::Answer;

    fn is_failed(answer: &Self::Answer) -> bool;

    /// Further keys under which the answer is kept.
    fn aliases(_answer: &Self::Answer) -> Vec<String> {
        Vec::new()
    }

    /// Other answers that came along: (key, bytes to keep).
    fn by_products(_answer: &Self::Answer) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    async fn ask(inner: &impl Catalog, wanted: &[Self::Question], arrived: Arrived<'_, Dated<Self::Answer>>);
}

fn to_bytes(value: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

fn from_bytes<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, ()> {
    serde_json::from_slice(bytes).map_err(|_| ())
}

pub(super) struct Papers;

impl Kind for Papers {
    type Question = Identifier;
    type Answer = Lookup;

    fn key(question: &Identifier) -> Option<String> {
        Some(format!("p:{}", question.unversioned()))
    }

    fn write(_: &Identifier, answer: &Lookup) -> Option<Vec<u8>> {
        (!Self::is_failed(answer)).then(|| to_bytes(answer))?
    }

    fn read(_: &Identifier, bytes: &[u8]) -> Result<Option<Lookup>, ()> {
        from_bytes(bytes).map(|answer| match answer {
            Lookup::Found(paper) => Some(Lookup::Found(Box::new(paper.cleaned()))),
            other => Some(other),
        })
    }

    fn life(answer: &Lookup) -> u32 {
        if matches!(answer, Lookup::Found(_)) { DAYS_OF_COUNTS } else { DAYS_OF_NEGATIVES }
    }

    fn failed(failure: Failure) -> Lookup {
        Lookup::Failed(failure)
    }

    fn is_failed(answer: &Lookup) -> bool {
        matches!(answer, Lookup::Failed(_))
    }

    fn aliases(answer: &Lookup) -> Vec<String> {
        match answer {
            Lookup::Found(paper) => Self::key(&Identifier::new(Scheme::S2, paper.id.as_str())).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    async fn ask(inner: &impl Catalog, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        inner.papers(wanted, arrived).await;
    }
}

pub(super) struct Titles;

impl Kind for Titles {
    type Question = TitleQuery;
    type Answer = TitleAnswer;

    fn key(question: &TitleQuery) -> Option<String> {
        let key = normalized_title(&question.title);
        (!key.is_empty() && key.len() < 2_000).then(|| format!("t:{key}"))
    }

    fn write(_: &TitleQuery, answer: &TitleAnswer) -> Option<Vec<u8>> {
        (!Self::is_failed(answer)).then(|| to_bytes(answer))?
    }

    fn read(_: &TitleQuery, bytes: &[u8]) -> Result<Option<TitleAnswer>, ()> {
        from_bytes(bytes).map(|answer| match answer {
            TitleAnswer::Candidates(found) => {
                Some(TitleAnswer::Candidates(found.into_iter().map(|(paper, score)| (paper.cleaned(), score)).collect()))
            }
            other => Some(other),
        })
    }

    fn life(answer: &TitleAnswer) -> u32 {
        if matches!(answer, TitleAnswer::Candidates(_)) { DAYS_OF_COUNTS } else { DAYS_OF_NEGATIVES }
    }

    fn failed(failure: Failure) -> TitleAnswer {
        TitleAnswer::Failed(failure)
    }

    fn is_failed(answer: &TitleAnswer) -> bool {
        matches!(answer, TitleAnswer::Failed(_))
    }

    async fn ask(inner: &impl Catalog, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        inner.titles(wanted, arrived).await;
    }
}

pub(super) struct References;

impl Kind for References {
    type Question = Wanted;
    type Answer = EdgeList;

    fn key(question: &Wanted) -> Option<String> {
        Some(format!("r:{}", question.id))
    }

    fn twin(question: &Wanted) -> Option<String> {
        Some(format!("r:{} {}", question.id, question.at_most))
    }

    fn write(question: &Wanted, answer: &EdgeList) -> Option<Vec<u8>> {
        write_list(question, answer)
    }

    fn read(question: &Wanted, bytes: &[u8]) -> Result<Option<EdgeList>, ()> {
        read_list(question, bytes)
    }

    fn life(_: &EdgeList) -> u32 {
        DAYS_OF_REFERENCES
    }

    fn failed(failure: Failure) -> EdgeList {
        EdgeList::failed(failure)
    }

    fn is_failed(answer: &EdgeList) -> bool {
        list_failed(answer)
    }

    async fn ask(inner: &impl Catalog, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        inner.references(wanted, arrived).await;
    }
}

pub(super) struct Citations;

impl Kind for Citations {
    type Question = Wanted;
    type Answer = EdgeList;

    fn key(question: &Wanted) -> Option<String> {
        Some(format!("c:{}", question.id))
    }

    fn twin(question: &Wanted) -> Option<String> {
        Some(format!("c:{} {}", question.id, question.at_most))
    }

    fn write(question: &Wanted, answer: &EdgeList) -> Option<Vec<u8>> {
        write_list(question, answer)
    }

    fn read(question: &Wanted, bytes: &[u8]) -> Result<Option<EdgeList>, ()> {
        read_list(question, bytes)
    }

    fn life(_: &EdgeList) -> u32 {
        DAYS_OF_COUNTS
    }

    fn failed(failure: Failure) -> EdgeList {
        EdgeList::failed(failure)
    }

    fn is_failed(answer: &EdgeList) -> bool {
        list_failed(answer)
    }

    async fn ask(inner: &impl Catalog, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        inner.citations(wanted, arrived).await;
    }
}

pub(super) struct Searches;

impl Kind for Searches {
    type Question = SearchQuery;
    type Answer = SearchAnswer;

    fn key(question: &SearchQuery) -> Option<String> {
        let text = question.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let since = question.since.map(|year| year.to_string()).unwrap_or_default();
        (!text.is_empty() && text.len() < 2_000).then(|| format!("s:{since}:{}:{text}", question.at_most))
    }

    fn write(_: &SearchQuery, answer: &SearchAnswer) -> Option<Vec<u8>> {
        (!Self::is_failed(answer)).then(|| to_bytes(answer))?
    }

    fn read(_: &SearchQuery, bytes: &[u8]) -> Result<Option<SearchAnswer>, ()> {
        from_bytes(bytes).map(|answer| match answer {
            SearchAnswer::Hits { papers, total } => {
                Some(SearchAnswer::Hits { papers: papers.into_iter().map(Paper::cleaned).collect(), total })
            }
            other => Some(other),
        })
    }

    fn life(_: &SearchAnswer) -> u32 {
        DAYS_OF_NEGATIVES
    }

    fn failed(failure: Failure) -> SearchAnswer {
        SearchAnswer::Failed(failure)
    }

    fn is_failed(answer: &SearchAnswer) -> bool {
        matches!(answer, SearchAnswer::Failed(_))
    }

    /// What a search finds are whole records of papers: they need not be asked again.
    fn by_products(answer: &SearchAnswer) -> Vec<(String, Vec<u8>)> {
        let SearchAnswer::Hits { papers, .. } = answer else { return Vec::new() };
        // A list made of the search links its papers by their public identifiers, and is read back without asking.
        let records = |paper: &Paper| {
            let value = to_bytes(&Lookup::Found(Box::new(paper.clone())));
            let own = Identifier::new(Scheme::S2, paper.id.as_str());
            let keys: Vec<String> = std::iter::once(&own).chain(&paper.identifiers).filter_map(Papers::key).collect();
            keys.into_iter().filter_map(move |key| Some((key, value.clone()?)))
        };
        papers.iter().flat_map(records).collect()
    }

    async fn ask(inner: &impl Catalog, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        inner.search(wanted, arrived).await;
    }
}

fn list_failed(list: &EdgeList) -> bool {
    matches!(list.state, EdgeState::Failed { .. } | EdgeState::NeverAsked)
}

/// A list as kept, with how many rows were asked for.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    at_most: u32,
    list: T,
}

/// No list can be paged further than this.
const LONGEST_LIST: u32 = 9_999;

fn write_list(question: &Wanted, list: &EdgeList) -> Option<Vec<u8>> {
    (!list_failed(list)).then(|| to_bytes(&Kept { at_most: question.at_most, list }))?
}

fn read_list(question: &Wanted, bytes: &[u8]) -> Result<Option<EdgeList>, ()> {
    let Kept::<EdgeList> { at_most, mut list } = from_bytes(bytes)?;
    list.rows = list.rows.into_iter().map(Paper::cleaned).collect();
    if let EdgeState::Truncated { total } = list.state
        && at_most < total.min(LONGEST_LIST)
        && question.at_most > at_most
    {
        // It was cut by our own wish, and now more is wished for.
        return Ok(None);
    }
    Ok(Some(at_most_newest(list, question.at_most)))
}

fn at_most_newest(mut list: EdgeList, at_most: u32) -> EdgeList {
    let rows = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
    let shown = rows.saturating_add(list.nameless);
    if shown <= at_most {
        return list;
    }
    let total = match list.state {
        EdgeState::Truncated { total } => total.max(shown),
        _ => shown,
    };
    let newest_first = |a: &Paper, b: &Paper| b.date.cmp(&a.date).then_with(|| a.id.cmp(&b.id));
    list.rows.sort_by(newest_first);
    list.rows.truncate(at_most as usize);
    list.rows.sort_by(|a, b| a.id.cmp(&b.id));
    list.nameless = at_most.saturating_sub(rows);
    list.state = EdgeState::Truncated { total };
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Date, PaperId};

    fn wanted(at_most: u32) -> Wanted {
        Wanted { id: PaperId("x".into()), count: None, at_most }
    }

    fn list(rows: usize, state: EdgeState) -> EdgeList {
        let paper = |i: usize| Paper { date: Date::year_only(2000 + i as i32), ..Paper::new(format!("{i}"), "t") };
        EdgeList { rows: (0..rows).map(paper).collect(), nameless: 1, state }
    }

    fn kept(asked: u32, list: &EdgeList, now: u32) -> Option<EdgeList> {
        read_list(&wanted(now), &write_list(&wanted(asked), list).unwrap()).unwrap()
    }

    #[test]
    fn a_complete_list_serves_any_wish() {
        let complete = list(5, EdgeState::Complete);
        assert_eq!(kept(100, &complete, 1_000).unwrap(), complete);
        let cut = kept(100, &complete, 3).unwrap();
        assert_eq!(cut.state, EdgeState::Truncated { total: 6 });
        assert_eq!(cut.rows.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["2", "3", "4"]);
        assert_eq!(cut.nameless, 0);
    }

    #[test]
    fn a_list_cut_by_wish_serves_no_greater_wish() {
        let cut = list(4, EdgeState::Truncated { total: 50 });
        assert!(kept(5, &cut, 5).is_some());
        assert!(kept(5, &cut, 6).is_none());
        // Here the catalog had no more to give, or no way to give it.
        assert!(kept(100, &cut, 1_000).is_some());
        assert!(kept(9_999, &list(4, EdgeState::Truncated { total: 100_000 }), 50_000).is_some());
    }

    #[test]
    fn records_kept_before_they_were_cleaned_are_clean_when_read() {
        let dirty = || Paper { abstract_text: Some("<p>x &lt; y</p>".into()), ..Paper::new("x", "RL$^2$ &amp; more") };
        let is_clean = |paper: &Paper| paper.title == "RL² & more" && paper.abstract_text.as_deref() == Some("x < y");
        let id = Identifier::new(Scheme::S2, "x");
        let found = Papers::read(&id, &to_bytes(&Lookup::Found(Box::new(dirty()))).unwrap()).unwrap().unwrap();
        assert!(matches!(found, Lookup::Found(paper) if is_clean(&paper)));
        let rows = EdgeList { rows: vec![dirty()], nameless: 0, state: EdgeState::Complete };
        assert!(is_clean(&kept(9, &rows, 9).unwrap().rows[0]));
        let query = TitleQuery { title: "x".into() };
        let bytes = to_bytes(&TitleAnswer::Candidates(vec![(dirty(), None)])).unwrap();
        assert!(matches!(Titles::read(&query, &bytes).unwrap().unwrap(), TitleAnswer::Candidates(found) if is_clean(&found[0].0)));
    }

    #[test]
    fn failures_are_never_kept() {
        assert_eq!(Papers::write(&Identifier::new(Scheme::Arxiv, "1"), &Lookup::Failed(Failure::RateLimited)), None);
        assert_eq!(write_list(&wanted(1), &EdgeList::failed(Failure::Forbidden)), None);
        assert_eq!(write_list(&wanted(1), &EdgeList::never_asked()), None);
        assert!(Papers::write(&Identifier::new(Scheme::Arxiv, "1"), &Lookup::NotFound).is_some());
    }

    #[test]
    fn printings_of_a_title_share_a_key_and_titles_without_letters_have_none() {
        let key = |title: &str| Titles::key(&TitleQuery { title: title.to_owned() });
        assert_eq!(key("BERT: Pre-training"), key("bert pre training"));
        assert_eq!(key("!?"), None);
    }
}
