//! What papers cite and what cites them: nested in batches where the lists are short, by pages where they are long or were cut.
//!
//! A batch shares one allowance of rows among its papers and cuts silently, so every list is compared with the count that came with it, and asked
//! again by pages when rows are missing. Which way a list was fetched does not show in the answer.

use std::collections::VecDeque;

use super::client::{Kind, Problem, Question};
use super::lookup::ids_body;
use super::plan::{PAGE, WINDOW, pack};
use super::wire::{self, Direction, Nested};
use super::{ROW_FIELDS, SemanticScholar};
use crate::catalog::{Arrived, Dated, EdgeList, EdgeState, Failure, Wanted};
use crate::paper::Paper;

const MOST_500S_TOGETHER: u32 = 3;
const MOST_500S_ALONE: u32 = 5;
/// So many pieces failed without one success between, and it is the server's fault.
const MOST_FAILED_PIECES: u32 = 15;

enum Piece {
    Together(Vec<usize>),
    /// By pages, with the count a batch told.
    Alone(usize, Option<u32>),
}

/// Rows in the catalog's order; `None` for works without id.
type Rows = Vec<Option<Paper>>;

pub(super) async fn lists(s2: &SemanticScholar, direction: Direction, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
    let packed = pack(wanted, direction);
    if !packed.empty.is_empty() {
        let empty = || EdgeList { rows: Vec::new(), nameless: 0, state: EdgeState::Empty };
        arrived(packed.empty.iter().map(|&index| (index, s2.dated(empty()))).collect());
    }
    let batches = packed.batches.into_iter().map(Piece::Together);
    let mut queue: VecDeque<Piece> =
        batches.chain(packed.paged.into_iter().map(|index| Piece::Alone(index, wanted[index].count))).collect();
    let mut failed_pieces = 0;
    while let Some(piece) = queue.pop_front() {
        match piece {
            Piece::Alone(index, total) => {
                let list = by_pages(s2, direction, &wanted[index], total).await;
                arrived(vec![(index, s2.dated(list))]);
            }
            Piece::Together(indices) => match nested(s2, direction, wanted, &indices).await {
                Ok(answers) => {
                    failed_pieces = 0;
                    let mut group = Vec::new();
                    for (index, answer) in indices.into_iter().zip(answers) {
                        match judge(answer, &wanted[index]) {
                            Judged::Answer(list) => group.push((index, s2.dated(list))),
                            Judged::Cut(total) => queue.push_back(Piece::Alone(index, total)),
                        }
                    }
                    if !group.is_empty() {
                        arrived(group);
                    }
                }
                Err(problem) => {
                    failed_pieces += 1;
                    for piece in after(s2, problem, indices, wanted, failed_pieces, arrived) {
                        queue.push_back(piece);
                    }
                }
            },
        }
    }
}

/// What to ask instead of a batch that failed; answers what there is no point in asking.
fn after(
    s2: &SemanticScholar,
    problem: Problem,
    mut indices: Vec<usize>,
    wanted: &[Wanted],
    failed_pieces: u32,
    arrived: Arrived<'_, Dated<EdgeList>>,
) -> Vec<Piece> {
    let failure = match problem {
        Problem::Failed(failure) => failure,
        Problem::NotFound => Failure::Rejected("404 to a batch".to_owned()),
        Problem::Choked(status) if failed_pieces >= MOST_FAILED_PIECES => {
            s2.client.give_up(Failure::Server(status));
            Failure::Server(status)
        }
        // Too much for one answer, or one paper that spoils it for the others.
        Problem::Choked(_) | Problem::BadRequest(_) if indices.len() > 1 => {
            let second = indices.split_off(indices.len() / 2);
            return vec![Piece::Together(indices), Piece::Together(second)];
        }
        Problem::Choked(_) | Problem::BadRequest(_) => {
            return indices.into_iter().map(|index| Piece::Alone(index, wanted[index].count)).collect();
        }
    };
    arrived(indices.into_iter().map(|index| (index, s2.dated(EdgeList::failed(failure.clone())))).collect());
    Vec::new()
}

async fn nested(s2: &SemanticScholar, direction: Direction, wanted: &[Wanted], indices: &[usize]) -> Result<Vec<Option<Nested>>, Problem> {
    let ids: Vec<&str> = indices.iter().map(|&index| wanted[index].id.as_str()).collect();
    let list = direction.field();
    let mut fields = format!("{},{list}.paperId", direction.count_field());
    for field in ROW_FIELDS {
        fields.push_str(&format!(",{list}.{field}"));
    }
    let question = Question {
        kind: Kind::Batch,
        path: &["paper", "batch"],
        query: &[("fields", &fields)],
        body: Some(ids_body(&ids)),
        most_500s: if ids.len() > 1 { MOST_500S_TOGETHER } else { MOST_500S_ALONE },
    };
    s2.client.ask(&question, |bytes| wire::read_nested(bytes, ids.len(), direction)).await
}

enum Judged {
    Answer(EdgeList),
    /// Rows are missing of so many.
    Cut(Option<u32>),
}

fn judge(answer: Option<Nested>, wanted: &Wanted) -> Judged {
    let Some(nested) = answer else {
        return Judged::Answer(EdgeList::failed(Failure::Rejected("it no longer knows this paper".to_owned())));
    };
    match nested.rows {
        None => Judged::Answer(hidden(nested.total)),
        Some(rows) if nested.total.is_some_and(|total| number(rows.len()) < total) => Judged::Cut(nested.total),
        Some(rows) => Judged::Answer(list(rows, nested.total, wanted.at_most, true)),
    }
}

fn hidden(total: Option<u32>) -> EdgeList {
    let state = if total == Some(0) { EdgeState::Empty } else { EdgeState::Elided };
    EdgeList { rows: Vec::new(), nameless: 0, state }
}

async fn by_pages(s2: &SemanticScholar, direction: Direction, wanted: &Wanted, total: Option<u32>) -> EdgeList {
    let mut rows: Rows = Vec::new();
    let mut offset = 0;
    let most = wanted.at_most.min(WINDOW - 1);
    let mut ended = false;
    while offset < most {
        // The window rule: offset + limit stays below 10,000.
        let limit = PAGE.min(most - offset);
        let page = match page(s2, direction, wanted.id.as_str(), offset, limit).await {
            Ok(page) => page,
            Err(failure) => return EdgeList::failed(failure),
        };
        let Some(more) = page.rows else { return hidden(total) };
        rows.extend(more);
        match page.next {
            Some(next) if next > offset => offset = next,
            _ => {
                ended = true;
                break;
            }
        }
    }
    list(rows, total, wanted.at_most, ended)
}

async fn page(s2: &SemanticScholar, direction: Direction, id: &str, offset: u32, limit: u32) -> Result<wire::Page, Failure> {
    let (offset, limit) = (offset.to_string(), limit.to_string());
    let question = Question {
        kind: match direction {
            Direction::References => Kind::References,
            Direction::Citations => Kind::Citations,
        },
        path: &["paper", id, direction.field()],
        query: &[("fields", &ROW_FIELDS.join(",")), ("offset", &offset), ("limit", &limit)],
        body: None,
        most_500s: MOST_500S_ALONE,
    };
    s2.client.ask(&question, |bytes| wire::read_page(bytes, direction)).await.map_err(|problem| match problem {
        Problem::BadRequest(words) => Failure::Rejected(words),
        Problem::NotFound => Failure::Rejected("it no longer knows this paper".to_owned()),
        Problem::Choked(status) => Failure::Server(status),
        Problem::Failed(failure) => failure,
    })
}

fn number(rows: usize) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// The list these rows make. `ended`: the catalog said that no more come.
fn list(mut rows: Rows, total: Option<u32>, at_most: u32, ended: bool) -> EdgeList {
    let came = number(rows.len());
    rows.truncate(usize::try_from(at_most).unwrap_or(usize::MAX));
    let shown = number(rows.len());
    // Where the catalog counts fewer than it lists, the list is right; where it promises more without counting, there is at least one more.
    let at_least = if ended || total.is_some() { came } else { came.saturating_add(1) };
    let total = total.unwrap_or(at_least).max(at_least);
    let nameless = number(rows.iter().filter(|row| row.is_none()).count());
    let mut named: Vec<Paper> = rows.into_iter().flatten().collect();
    named.sort_by(|a, b| a.id.cmp(&b.id));
    named.dedup_by(|a, b| a.id == b.id);
    let state = match (shown, total) {
        (_, 0) => EdgeState::Empty,
        (shown, total) if shown < total => EdgeState::Truncated { total },
        _ => EdgeState::Complete,
    };
    EdgeList { rows: named, nameless, state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ids: &[&str]) -> Rows {
        ids.iter().map(|id| (!id.is_empty()).then(|| Paper::new(*id, "t"))).collect()
    }

    #[test]
    fn rows_are_sorted_named_once_and_the_nameless_counted() {
        let made = list(rows(&["b", "", "a", "b", ""]), Some(5), 1_000, true);
        assert_eq!(made.rows.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((made.nameless, made.state), (2, EdgeState::Complete));
    }

    #[test]
    fn a_short_list_says_how_short() {
        assert_eq!(list(rows(&["a"]), Some(3), 1_000, true).state, EdgeState::Truncated { total: 3 });
        assert_eq!(list(rows(&[]), Some(3), 1_000, true).state, EdgeState::Truncated { total: 3 });
        assert_eq!(list(rows(&[]), Some(0), 1_000, true).state, EdgeState::Empty);
        assert_eq!(list(rows(&[]), None, 1_000, true).state, EdgeState::Empty);
        assert_eq!(list(rows(&["a", "b"]), Some(1), 1_000, true).state, EdgeState::Complete);
        assert_eq!(list(rows(&["a", "b"]), None, 2, false).state, EdgeState::Truncated { total: 3 });
    }

    #[test]
    fn the_newest_rows_are_kept_when_fewer_are_wanted() {
        let made = list(rows(&["z", "y", "x"]), Some(3), 2, true);
        assert_eq!(made.rows.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["y", "z"]);
        assert_eq!(made.state, EdgeState::Truncated { total: 3 });
    }

    #[test]
    fn a_hidden_list_is_not_an_empty_one() {
        let wanted = Wanted { id: crate::paper::PaperId("a".into()), count: Some(3), at_most: 10 };
        let state = |rows, total| match judge(Some(Nested { total, rows }), &wanted) {
            Judged::Answer(list) => Some(list.state),
            Judged::Cut(_) => None,
        };
        assert_eq!(state(None, Some(3)), Some(EdgeState::Elided));
        assert_eq!(state(None, Some(0)), Some(EdgeState::Empty));
        assert_eq!(state(Some(Vec::new()), Some(3)), None);
        assert_eq!(state(Some(Vec::new()), Some(0)), Some(EdgeState::Empty));
    }
}
