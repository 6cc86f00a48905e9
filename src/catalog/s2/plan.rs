//! Which requests a set of questions takes: pure, so that a dry run tells the truth and the client does what it told.
//!
//! The API answers 500 ids, 9,999 nested rows and 10 MB at most per batch, and cuts nested lists silently; lists are paged by 1,000 rows to the 9,999th.

use std::ops::AddAssign;
use std::time::Duration;

use serde::Serialize;

use super::ids::{Form, form};
use super::wire::Direction;
use crate::catalog::{Requests, SearchQuery, TitleQuery, Wanted};
use crate::paper::{Identifier, normalized_title};

/// Ids per batch.
pub(super) const MOST_IDS: usize = 500;
/// Rows per page.
pub(super) const PAGE: u32 = 1_000;
/// `offset + limit` must stay below this.
pub(super) const WINDOW: u32 = 10_000;
/// Rows the nested lists of one batch may hold in all.
const NESTED_LIMIT: u32 = 9_999;
/// Bytes of one nested row, on the generous side: id, title, external ids, authors, dates and counts.
const ROW_BYTES: u32 = 700;
const BYTES_WANTED: u32 = 8_000_000;
/// Rows assumed of a list whose length nobody told.
const UNKNOWN_ROWS: u32 = 60;

/// Requests needed when none fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub batch: u32,
    #[serde(rename = "match")]
    pub title_match: u32,
    pub references: u32,
    pub citations: u32,
    #[serde(skip_serializing_if = "crate::catalog::is_zero")]
    pub search: u32,
}

impl Plan {
    pub fn total(self) -> u32 {
        self.batch + self.title_match + self.references + self.citations + self.search
    }

    /// Time at this pace, with `latency` per answer.
    pub fn duration(self, pace: Duration, latency: Duration) -> Duration {
        (pace + latency) * self.total()
    }

    pub fn for_papers(wanted: &[Identifier]) -> Plan {
        let mut forms: Vec<String> = wanted
            .iter()
            .filter_map(|identifier| match form(identifier) {
                Form::Sure(text) | Form::Unsure(text) => Some(text),
                Form::Malformed(_) | Form::Unaskable => None,
            })
            .collect();
        forms.sort_unstable();
        forms.dedup();
        Plan { batch: number(forms.len().div_ceil(MOST_IDS)), ..Plan::default() }
    }

    pub fn for_titles(wanted: &[TitleQuery]) -> Plan {
        let mut titles: Vec<String> = wanted.iter().map(|query| normalized_title(&query.title)).filter(|title| !title.is_empty()).collect();
        titles.sort_unstable();
        titles.dedup();
        Plan { title_match: number(titles.len()), ..Plan::default() }
    }

    pub fn for_searches(wanted: &[SearchQuery]) -> Plan {
        Plan { search: wanted.iter().map(|query| query.at_most.div_ceil(PAGE).max(1)).sum(), ..Plan::default() }
    }

    pub fn for_references(wanted: &[Wanted]) -> Plan {
        let packed = pack(wanted, Direction::References);
        Plan { batch: number(packed.batches.len()), references: pages(wanted, &packed), ..Plan::default() }
    }

    pub fn for_citations(wanted: &[Wanted]) -> Plan {
        let packed = pack(wanted, Direction::Citations);
        Plan { batch: number(packed.batches.len()), citations: pages(wanted, &packed), ..Plan::default() }
    }
}

impl AddAssign for Plan {
    fn add_assign(&mut self, other: Plan) {
        self.batch += other.batch;
        self.title_match += other.title_match;
        self.references += other.references;
        self.citations += other.citations;
        self.search += other.search;
    }
}

impl From<Requests> for Plan {
    fn from(sent: Requests) -> Plan {
        Plan {
            batch: sent.batch,
            title_match: sent.title_match,
            references: sent.references,
            citations: sent.citations,
            search: sent.search,
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn pages(wanted: &[Wanted], packed: &Packed) -> u32 {
    packed
        .paged
        .iter()
        .map(|&index| {
            let rows = wanted[index].count.unwrap_or(UNKNOWN_ROWS).min(wanted[index].at_most).min(WINDOW - 1);
            rows.div_ceil(PAGE)
        })
        .sum()
}

/// How a set of lists is asked: by index into the questions.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Packed {
    /// Known to be empty: not asked.
    pub empty: Vec<usize>,
    pub batches: Vec<Vec<usize>>,
    pub paged: Vec<usize>,
}

/// Rows one batch is packed with. Reference lists do not grow between the count and the list; citations may, so a little room is left.
/// What is cut nevertheless is asked again by paging.
fn room(direction: Direction) -> u32 {
    let room = match direction {
        Direction::References => NESTED_LIMIT,
        Direction::Citations => NESTED_LIMIT - 99,
    };
    room.min(BYTES_WANTED / ROW_BYTES)
}

pub(super) fn pack(wanted: &[Wanted], direction: Direction) -> Packed {
    let room = room(direction);
    let mut packed = Packed::default();
    let mut nested: Vec<(u32, usize)> = Vec::new();
    for (index, question) in wanted.iter().enumerate() {
        match question.count {
            Some(0) => packed.empty.push(index),
            Some(count) if count > room || count > question.at_most => packed.paged.push(index),
            Some(count) => nested.push((count, index)),
            None => nested.push((UNKNOWN_ROWS, index)),
        }
    }
    nested.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    packed.batches = into_batches(&nested, room);
    packed
}

/// Longest first, each into the batch with the fewest rows, over as few batches as rows and ids allow; one more when they do not fit.
/// Balanced so, batches rarely run out of ids before rows. O(n · batches) per try, rarely more than two tries.
fn into_batches(lists: &[(u32, usize)], room: u32) -> Vec<Vec<usize>> {
    let rows: u64 = lists.iter().map(|(count, _)| u64::from(*count)).sum();
    let by_rows = usize::try_from(rows.div_ceil(u64::from(room))).unwrap_or(usize::MAX);
    let mut batches = by_rows.max(lists.len().div_ceil(MOST_IDS));
    loop {
        if let Some(packed) = spread(lists, room, batches) {
            return packed;
        }
        batches += 1;
    }
}

fn spread(lists: &[(u32, usize)], room: u32, batches: usize) -> Option<Vec<Vec<usize>>> {
    let mut packed = vec![Vec::new(); batches];
    let mut rows = vec![0_u32; batches];
    for &(count, index) in lists {
        let batch = (0..batches).filter(|&b| packed[b].len() < MOST_IDS).min_by_key(|&b| (rows[b], packed[b].len()))?;
        rows[batch] += count;
        if rows[batch] > room {
            return None;
        }
        packed[batch].push(index);
    }
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{PaperId, Scheme};

    fn wanted(counts: &[Option<u32>], at_most: u32) -> Vec<Wanted> {
        counts.iter().enumerate().map(|(i, &count)| Wanted { id: PaperId(format!("{i:040x}")), count, at_most }).collect()
    }

    #[test]
    fn lists_are_packed_within_rows_and_ids() {
        let questions = wanted(&vec![Some(60); 1_200], 10_000);
        let packed = pack(&questions, Direction::References);
        for batch in &packed.batches {
            assert!(batch.len() <= MOST_IDS);
            assert!(batch.iter().map(|&i| questions[i].count.unwrap()).sum::<u32>() <= NESTED_LIMIT);
        }
        assert_eq!(packed.batches.iter().map(Vec::len).sum::<usize>(), 1_200);
        assert_eq!(Plan::for_references(&questions), Plan { batch: 8, ..Plan::default() });
    }

    #[test]
    fn packing_costs_at_most_five_percent_more_than_the_least_possible() {
        let mut state = 1_u64;
        let counts: Vec<Option<u32>> = (0..5_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                Some(1 + (state >> 33) as u32 % 400)
            })
            .collect();
        let least = counts.iter().flatten().sum::<u32>().div_ceil(NESTED_LIMIT);
        for direction in [Direction::References, Direction::Citations] {
            let batches = number(pack(&wanted(&counts, 10_000), direction).batches.len());
            assert!(f64::from(batches) <= 1.05 * f64::from(least), "{batches} for {least}");
        }
    }

    #[test]
    fn empty_lists_cost_nothing_and_famous_papers_only_the_pages_wanted() {
        let questions = wanted(&[Some(0), Some(100_000), Some(2_500), None], 1_000);
        let packed = pack(&questions, Direction::Citations);
        assert_eq!(packed, Packed { empty: vec![0], batches: vec![vec![3]], paged: vec![1, 2] });
        assert_eq!(Plan::for_citations(&questions), Plan { batch: 1, citations: 2, ..Plan::default() });
        assert_eq!(Plan::for_citations(&wanted(&[Some(100_000)], 50_000)).citations, 10);
    }

    #[test]
    fn one_paper_named_twice_is_asked_once() {
        let ids = [Identifier::new(Scheme::Arxiv, "2106.09685"), Identifier::new(Scheme::Arxiv, "2106.09685").with_version(Some(2))];
        assert_eq!(Plan::for_papers(&ids).batch, 1);
        assert_eq!(Plan::for_papers(&[Identifier::new(Scheme::OpenReview, "x")]).batch, 0);
        let titles = ["A title", "a  title!", ""].map(|title| TitleQuery { title: title.to_owned() });
        assert_eq!(Plan::for_titles(&titles).total(), 1);
    }
}
