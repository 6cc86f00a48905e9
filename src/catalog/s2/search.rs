//! Papers that words find, by `/paper/search/bulk`: pages of 1,000, the most cited first, a token from one page to the next.
//!
//! What was collected is compared with the total the catalog told; a search that broke off in the middle is a failure, not a short answer.

use std::collections::HashSet;

use super::client::{Kind, Problem, Question};
use super::wire::{self, Hits};
use super::{PAPER_FIELDS, SemanticScholar};
use crate::catalog::{Arrived, Dated, Failure, SearchAnswer, SearchQuery};
use crate::paper::Paper;

const MOST_500S: u32 = 5;
/// Letters of a query that are sent.
const LONGEST_QUERY: usize = 500;

pub(super) async fn searches(s2: &SemanticScholar, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
    for (index, query) in wanted.iter().enumerate() {
        let answer = search(s2, query).await.unwrap_or_else(SearchAnswer::Failed);
        arrived(vec![(index, s2.dated(answer))]);
    }
}

async fn search(s2: &SemanticScholar, query: &SearchQuery) -> Result<SearchAnswer, Failure> {
    let text = query_text(&query.text);
    if text.is_empty() {
        return Err(Failure::Rejected("there is nothing to search for".to_owned()));
    }
    let year = query.since.map(|year| format!("{year}-"));
    let most = usize::try_from(query.at_most).unwrap_or(usize::MAX);
    let mut seen = HashSet::new();
    let mut papers: Vec<Paper> = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let Hits { total, token: next, papers: page } = ask(s2, &text, year.as_deref(), token.as_deref()).await?;
        let before = papers.len();
        papers.extend(page.into_iter().filter(|paper| seen.insert(paper.id.clone())));
        token = next;
        // A page that brings nothing new would be followed by others like it.
        if papers.len() >= most || token.is_none() || papers.len() == before {
            papers.truncate(most);
            let total = total.max(u32::try_from(papers.len()).unwrap_or(u32::MAX));
            return Ok(SearchAnswer::Hits { papers, total });
        }
    }
}

async fn ask(s2: &SemanticScholar, text: &str, year: Option<&str>, token: Option<&str>) -> Result<Hits, Failure> {
    let mut parameters = vec![("query", text), ("fields", PAPER_FIELDS), ("sort", "citationCount:desc")];
    parameters.extend(year.map(|year| ("year", year)));
    parameters.extend(token.map(|token| ("token", token)));
    let question =
        Question { kind: Kind::Search, path: &["paper", "search", "bulk"], query: &parameters, body: None, most_500s: MOST_500S };
    s2.client.ask(&question, wire::read_hits).await.map_err(|problem| match problem {
        Problem::Failed(failure) => failure,
        Problem::BadRequest(words) => Failure::Rejected(words),
        Problem::NotFound => Failure::Rejected("404 to a search".to_owned()),
        Problem::Choked(status) => Failure::Server(status),
    })
}

/// One line; a hyphen inside a word becomes a blank, because hyphenated words match nothing. A hyphen before a word means "without" and stays.
fn query_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (c, after) in text.chars().zip(text.chars().skip(1).chain(std::iter::once(' '))) {
        let joins = matches!(c, '-' | '\u{2010}'..='\u{2015}') && before.is_alphanumeric() && after.is_alphanumeric();
        out.push(if joins || c.is_control() { ' ' } else { c });
        before = c;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_QUERY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_inside_words_become_blanks_and_operators_stay() {
        assert_eq!(query_text("  pre-training | \"state of the art\" -survey\n"), "pre training | \"state of the art\" -survey");
        assert_eq!(query_text(" \t "), "");
    }
}
