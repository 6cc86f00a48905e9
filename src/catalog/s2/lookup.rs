//! Papers by identifier, in batches, and by title, one by one.
//!
//! One id can spoil a batch for the others: by being malformed, or by making the server fail. Such a batch is halved until the culprit stands
//! alone; it is set aside with its reason, and nobody else loses an answer.

use std::collections::{BTreeMap, VecDeque};

use super::client::{Kind, Problem, Question};
use super::ids::{Form, form};
use super::plan::MOST_IDS;
use super::{PAPER_FIELDS, SemanticScholar, wire};
use crate::catalog::{Arrived, Dated, Failure, Lookup, TitleAnswer, TitleQuery};
use crate::paper::{Identifier, Paper, Scheme, normalized_title};

/// So many 500s in a row on a batch, and it is halved.
const MOST_500S_TOGETHER: u32 = 3;
/// So many on one id alone, and it is the id's fault.
const MOST_500S_ALONE: u32 = 5;
/// So many pieces failed without one success between, and it is the server's fault: two poisonous ids cannot spoil all of eight pieces.
const MOST_FAILED_PIECES: u32 = 15;
/// Letters of a title that are sent.
const LONGEST_TITLE: usize = 300;

/// A paper Semantic Scholar surely knows ("Attention Is All You Need"): company for ids while no other is known.
pub(super) const FAMOUS: &str = "ARXIV:1706.03762";

/// One distinct id and the questions that asked for it.
struct Asked {
    id: String,
    sure: bool,
    questions: Vec<usize>,
}

/// Ids asked together.
struct Piece {
    asked: Vec<Asked>,
    /// A known id goes along: a refusal then means that some id is malformed, not that all are unknown.
    accompanied: bool,
}

impl Piece {
    fn halves(self) -> [Piece; 2] {
        let mut first = self.asked;
        let second = first.split_off(first.len() / 2);
        [first, second].map(|asked| Piece { asked, accompanied: self.accompanied })
    }
}

pub(super) async fn papers(s2: &SemanticScholar, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
    let (asked, known_without) = sort_out(wanted);
    if !known_without.is_empty() {
        arrived(known_without.into_iter().map(|(question, answer)| (question, s2.dated(answer))).collect());
    }
    let mut queue: VecDeque<Piece> = pieces(asked);
    let mut failed_pieces = 0;
    while let Some(piece) = queue.pop_front() {
        let company = if piece.accompanied { Some(s2.known.borrow().clone().unwrap_or_else(|| FAMOUS.to_owned())) } else { None };
        let problem = match batch(s2, &piece, company.as_deref()).await {
            Ok(found) => {
                failed_pieces = 0;
                remember_one(s2, &piece, &found);
                deliver(s2, piece, found, arrived);
                continue;
            }
            Err(problem) => problem,
        };
        let answer = match problem {
            Problem::Failed(failure) => Lookup::Failed(failure),
            Problem::NotFound => Lookup::Failed(Failure::Rejected("404 to a batch".to_owned())),
            Problem::BadRequest(words) if is_no_valid_id(&words) => match after_no_valid_id(s2, piece, &words) {
                NoValidId::AskAgain(pieces) => {
                    queue.extend(pieces);
                    continue;
                }
                NoValidId::Answer(alone, answer) => {
                    same_for_all(s2, alone, &answer, arrived);
                    continue;
                }
            },
            Problem::BadRequest(_) if piece.asked.len() > 1 => {
                queue.extend(piece.halves());
                continue;
            }
            Problem::BadRequest(words) => Lookup::Failed(Failure::Rejected(words)),
            Problem::Choked(status) => {
                failed_pieces += 1;
                if failed_pieces >= MOST_FAILED_PIECES {
                    s2.client.give_up(Failure::Server(status));
                    Lookup::Failed(Failure::Server(status))
                } else if piece.asked.len() > 1 {
                    queue.extend(piece.halves());
                    continue;
                } else if !s2.client.has_answered() {
                    // Nothing ever succeeded: no ground to blame the id.
                    Lookup::Failed(Failure::Server(status))
                } else {
                    Lookup::Failed(Failure::Rejected(format!("it fails ({status}) whenever this id is asked")))
                }
            }
        };
        same_for_all(s2, piece, &answer, arrived);
    }
}

/// Distinct ids to ask, and what is known without asking.
fn sort_out(wanted: &[Identifier]) -> (Vec<Asked>, Vec<(usize, Lookup)>) {
    let mut asked: Vec<Asked> = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    let mut known_without = Vec::new();
    for (question, identifier) in wanted.iter().enumerate() {
        let (id, sure) = match form(identifier) {
            // A DOI is free text: what the server takes for one is not known for sure.
            Form::Sure(id) => (id, identifier.scheme != Scheme::Doi),
            Form::Unsure(id) => (id, false),
            Form::Malformed(why) => {
                known_without.push((question, Lookup::Failed(Failure::Rejected(why))));
                continue;
            }
            Form::Unaskable => {
                known_without.push((question, Lookup::NotFound));
                continue;
            }
        };
        match place.get(&id) {
            Some(&at) => asked[at].questions.push(question),
            None => {
                place.insert(id.clone(), asked.len());
                asked.push(Asked { id, sure, questions: vec![question] });
            }
        }
    }
    (asked, known_without)
}

fn pieces(mut asked: Vec<Asked>) -> VecDeque<Piece> {
    let mut pieces = VecDeque::new();
    while !asked.is_empty() {
        let rest = asked.split_off(asked.len().min(MOST_IDS));
        pieces.push_back(Piece { asked: std::mem::replace(&mut asked, rest), accompanied: false });
    }
    pieces
}

async fn batch(s2: &SemanticScholar, piece: &Piece, company: Option<&str>) -> Result<Vec<Option<Paper>>, Problem> {
    let ids: Vec<&str> = piece.asked.iter().map(|asked| asked.id.as_str()).chain(company).collect();
    let question = Question {
        kind: Kind::Batch,
        path: &["paper", "batch"],
        query: &[("fields", PAPER_FIELDS)],
        body: Some(ids_body(&ids)),
        most_500s: if piece.asked.len() > 1 { MOST_500S_TOGETHER } else { MOST_500S_ALONE },
    };
    s2.client.ask(&question, |bytes| wire::read_batch(bytes, ids.len())).await
}

pub(super) fn ids_body(ids: &[&str]) -> Vec<u8> {
    serde_json::json!({ "ids": ids }).to_string().into_bytes()
}

fn remember_one(s2: &SemanticScholar, piece: &Piece, found: &[Option<Paper>]) {
    let mut known = s2.known.borrow_mut();
    if known.is_none() {
        *known = piece.asked.iter().zip(found).find(|(_, paper)| paper.is_some()).map(|(asked, _)| asked.id.clone());
        if known.is_none() && piece.accompanied && found.last().is_some_and(Option::is_some) {
            *known = Some(FAMOUS.to_owned());
        }
    }
}

fn deliver(s2: &SemanticScholar, piece: Piece, found: Vec<Option<Paper>>, arrived: Arrived<'_, Dated<Lookup>>) {
    let mut group = Vec::new();
    for (asked, paper) in piece.asked.into_iter().zip(found) {
        let answer = paper.map_or(Lookup::NotFound, |paper| Lookup::Found(Box::new(paper)));
        group.extend(asked.questions.into_iter().map(|question| (question, s2.dated(answer.clone()))));
    }
    arrived(group);
}

fn same_for_all(s2: &SemanticScholar, piece: Piece, answer: &Lookup, arrived: Arrived<'_, Dated<Lookup>>) {
    let questions = piece.asked.into_iter().flat_map(|asked| asked.questions);
    arrived(questions.map(|question| (question, s2.dated(answer.clone()))).collect());
}

fn is_no_valid_id(words: &str) -> bool {
    words.to_ascii_lowercase().contains("no valid paper ids")
}

enum NoValidId {
    AskAgain(Vec<Piece>),
    Answer(Piece, Lookup),
}

/// "No valid paper ids given" means that all ids are unknown, or that one is malformed. Which of the two shows in the company of a known id;
/// while none is known, ids of a sure form are believed to be well formed.
fn after_no_valid_id(s2: &SemanticScholar, piece: Piece, words: &str) -> NoValidId {
    let has_known = s2.known.borrow().is_some();
    if piece.accompanied && !has_known {
        s2.famous_failed.set(true);
    }
    let was_accompanied = piece.accompanied && has_known;
    let alone = piece.asked.len() == 1;
    let all_sure = piece.asked.iter().all(|asked| asked.sure);
    if alone {
        let answer = if all_sure && !was_accompanied { Lookup::NotFound } else { Lookup::Failed(Failure::Rejected(words.to_owned())) };
        return match (all_sure, was_accompanied, s2.known.borrow().is_some()) {
            // An unsure form gets the benefit of the doubt when company is at hand.
            (false, false, true) => NoValidId::AskAgain(vec![Piece { accompanied: true, ..piece }]),
            (false, false, false) => NoValidId::Answer(piece, Lookup::NotFound),
            _ => NoValidId::Answer(piece, answer),
        };
    }
    if was_accompanied {
        return NoValidId::AskAgain(piece.halves().into());
    }
    if s2.known.borrow().is_some() {
        let piece = Piece { accompanied: true, ..piece };
        // One more id must fit.
        return NoValidId::AskAgain(if piece.asked.len() < MOST_IDS { vec![piece] } else { piece.halves().into() });
    }
    if all_sure {
        return NoValidId::Answer(piece, Lookup::NotFound);
    }
    if !s2.famous_failed.get() && piece.asked.len() < MOST_IDS {
        return NoValidId::AskAgain(vec![Piece { accompanied: true, ..piece }]);
    }
    let piece = Piece { accompanied: false, ..piece };
    let (sure, unsure): (Vec<Asked>, Vec<Asked>) = piece.asked.into_iter().partition(|asked| asked.sure);
    let parts = if sure.is_empty() {
        Piece { asked: unsure, accompanied: false }.halves().into()
    } else {
        [sure, unsure].map(|asked| Piece { asked, accompanied: false }).into()
    };
    NoValidId::AskAgain(parts)
}

pub(super) async fn titles(s2: &SemanticScholar, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
    // Printings of one title are one question; the first printing is sent.
    let mut distinct: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (question, query) in wanted.iter().enumerate() {
        distinct.entry(normalized_title(&query.title)).or_default().push(question);
    }
    let mut in_order: Vec<(String, Vec<usize>)> = distinct.into_iter().collect();
    in_order.sort_by_key(|(_, questions)| questions[0]);
    for (key, questions) in in_order {
        let answer = if key.is_empty() {
            TitleAnswer::Failed(Failure::Rejected("a title without letters".to_owned()))
        } else {
            title(s2, &wanted[questions[0]].title).await
        };
        arrived(questions.into_iter().map(|question| (question, s2.dated(answer.clone()))).collect());
    }
}

async fn title(s2: &SemanticScholar, title: &str) -> TitleAnswer {
    let text = query_text(title);
    let question = Question {
        kind: Kind::TitleMatch,
        path: &["paper", "search", "match"],
        query: &[("query", &text), ("fields", PAPER_FIELDS)],
        body: None,
        most_500s: MOST_500S_ALONE,
    };
    match s2.client.ask(&question, wire::read_match).await {
        Ok(candidates) if candidates.is_empty() => TitleAnswer::NoMatch,
        Ok(candidates) => TitleAnswer::Candidates(candidates),
        Err(Problem::NotFound) => TitleAnswer::NoMatch,
        Err(Problem::BadRequest(words)) => TitleAnswer::Failed(Failure::Rejected(words)),
        Err(Problem::Choked(status)) => TitleAnswer::Failed(Failure::Server(status)),
        Err(Problem::Failed(failure)) => TitleAnswer::Failed(failure),
    }
}

/// One line, typographic dashes and quotes made plain, not endless. Plain hyphens stay: titles with them were seen to match.
fn query_text(title: &str) -> String {
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        c if c.is_control() => ' ',
        c => c,
    };
    let line: String = title.chars().map(plain).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(LONGEST_TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_asked_once_and_answered_everywhere() {
        let ids = [
            Identifier::new(Scheme::Arxiv, "2106.09685"),
            Identifier::new(Scheme::OpenReview, "abc"),
            Identifier::new(Scheme::Arxiv, "2106.09685").with_version(Some(2)),
            Identifier::new(Scheme::Arxiv, "x"),
        ];
        let (asked, known_without) = sort_out(&ids);
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].questions, [0, 2]);
        assert_eq!(known_without.len(), 2);
        assert_eq!(known_without[0], (1, Lookup::NotFound));
        assert!(matches!(known_without[1], (3, Lookup::Failed(Failure::Rejected(_)))));
    }

    #[test]
    fn titles_are_sent_as_one_plain_line() {
        assert_eq!(query_text(" Pre\u{2010}training:\n  What’s “new”? "), "Pre-training: What's \"new\"?");
        assert_eq!(query_text(&"ä".repeat(1_000)).chars().count(), LONGEST_TITLE);
    }
}
