//! Lists made by a search: pages, totals, what is cut, what is kept.

use citegraph::catalog::cache::{Cached, Policy};
use citegraph::catalog::{self, Catalog, Failure, SearchAnswer, SearchQuery};

use crate::standin::{Fault, Faults, Options, Standin, World};
use crate::*;

fn query(text: &str, at_most: u32) -> SearchQuery {
    SearchQuery { text: text.to_owned(), since: None, at_most }
}

fn hits(answer: &SearchAnswer) -> (Vec<&Paper>, u32) {
    match answer {
        SearchAnswer::Hits { papers, total } => (papers.iter().collect(), *total),
        SearchAnswer::Failed(failure) => panic!("{failure}"),
    }
}

fn world() -> World {
    World::made_up(3_000, 8, 4)
}

#[test]
fn a_search_gives_the_most_cited_first_and_says_how_many_there_are() {
    let server = Standin::of(world());
    let answer = run(catalog::search(&client(&server), &query("part", 200))).answer;
    let (papers, total) = hits(&answer);
    assert_eq!((papers.len(), total, server.total()), (200, 3_000, 1));
    assert!(papers.is_sorted_by(|a, b| a.citation_count >= b.citation_count));
    assert!(papers[0].abstract_text.is_some() || papers[1].abstract_text.is_some());
}

#[test]
fn pages_follow_one_another_until_all_are_there() {
    let server = Standin::of(world());
    let s2 = client(&server);
    let answer = run(catalog::search(&s2, &query("part", 10_000))).answer;
    let (papers, total) = hits(&answer);
    let distinct: std::collections::BTreeSet<&PaperId> = papers.iter().map(|paper| &paper.id).collect();
    assert_eq!((papers.len(), distinct.len(), total, server.count("bulk")), (3_000, 3_000, 3_000, 3));
    assert_eq!((s2.requests().search, s2.plan().search), (3, 10));
}

#[test]
fn words_and_years_narrow_a_search_and_hyphens_do_not_empty_it() {
    let server = Standin::of(world());
    let ask = |text: &str, since| run(catalog::search(&client(&server), &SearchQuery { since, ..query(text, 5_000) })).answer;
    let all = ask("nature of graphs", None);
    let late = ask("nature-of graphs", Some(2017));
    assert!(hits(&late).1 > 0 && hits(&late).1 < hits(&all).1);
    assert!(hits(&late).0.iter().all(|paper| paper.date.unwrap().year() >= 2017));
    assert_eq!(ask("nothing has these words", None), SearchAnswer::Hits { papers: Vec::new(), total: 0 });
    let asked = server.total();
    assert!(matches!(ask("  ", None), SearchAnswer::Failed(Failure::Rejected(_))));
    assert_eq!(server.total(), asked);
}

#[test]
fn a_search_that_breaks_off_is_a_failure_and_faults_that_pass_change_nothing() {
    let clean = run(catalog::search(&client(&Standin::of(world())), &query("part", 3_000)));
    for seed in 0..5 {
        let faults = Faults { probability: 0.4, seed, ..Faults::default() };
        let server = Standin::start(world(), Options { faults, ..Options::default() });
        assert_eq!(run(catalog::search(&client(&server), &query("part", 3_000))), clean);
    }
    let first = std::iter::once(None).chain(std::iter::repeat_n(Some(Fault::Html), 60)).collect();
    let server = Standin::start(world(), Options { faults: Faults { first, ..Faults::default() }, ..Options::default() });
    assert!(matches!(run(catalog::search(&client(&server), &query("part", 3_000))).answer, SearchAnswer::Failed(_)));
}

#[test]
fn a_kept_search_answers_offline_and_its_papers_need_not_be_asked() {
    let server = Standin::of(world());
    let folder = tempfile::tempdir().unwrap();
    let cached = Cached::open(client(&server), folder.path(), Policy::new(today())).unwrap();
    let first = run(catalog::search(&cached, &query("part", 200)));
    assert_eq!(run(catalog::search(&cached, &query("  Part ", 200))), first);
    assert_eq!(server.total(), 1);
    let offline = Cached::offline(folder.path(), today()).unwrap();
    assert_eq!(run(catalog::search(&offline, &query("part", 200))), first);
    let ids: Vec<Identifier> = hits(&first.answer).0.iter().map(|paper| Identifier::new(Scheme::S2, paper.id.as_str())).collect();
    let papers = run(catalog::papers(&offline, &ids));
    assert!(papers.iter().zip(hits(&first.answer).0).all(|(lookup, paper)| found(lookup) == paper));
    assert_eq!(run(catalog::search(&offline, &query("part", 201))).answer, SearchAnswer::Failed(Failure::Offline));
}
