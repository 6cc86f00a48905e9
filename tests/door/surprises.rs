//! Each surprise of the API, and what the client makes of it.

use citegraph::catalog::{self, Catalog, EdgeState, Failure, Lookup, TitleAnswer, Wanted};
use citegraph::paper::{Identifier, PaperId, Scheme};

use crate::standin::{Faults, Record, Standin, World};
use crate::*;

/// A small world with everything odd planted: paper 1 elided, 2 with rows without id, 3 without references, 4 miscounted.
fn odd_world() -> World {
    World::made_up(60, 12, 7).planted(|records| {
        records[31].elided = true;
        records[32].nameless_references = 5;
        records[32].nameless_citations = 3;
        records[0].references.clear();
        records[10].uncounted_citations = 2;
    })
}

#[test]
fn papers_of_the_example_are_found_by_arxiv_id() {
    let server = Standin::of(World::example());
    let answers = run(catalog::papers(&client(&server), &[arxiv("1308.3432")]));
    assert!(found(&answers[0]).title.starts_with("Estimating or Propagating Gradients"));
    assert_eq!(answers[0].asked, today());
}

#[test]
fn a_batch_in_which_no_id_resolves_means_not_found_and_one_known_id_turns_it_into_nulls() {
    let world = odd_world();
    let known = world.records[5].clone();
    let server = Standin::of(world);
    let s2 = client(&server);
    let unknown = [arxiv("1999.00001"), arxiv("1999.00002")];
    let answers = run(catalog::papers(&s2, &unknown));
    assert!(answers.iter().all(|a| a.answer == Lookup::NotFound));
    assert_eq!(s2.requests().total, 1, "well-formed ids are believed");
    let mixed = [unknown[0].clone(), arxiv(known.arxiv.as_deref().unwrap())];
    let answers = run(catalog::papers(&s2, &mixed));
    assert_eq!(answers[0].answer, Lookup::NotFound);
    assert_eq!(found(&answers[1]).title, known.title);
    // From now on a known id keeps company: the refusal is proven, not believed.
    let answers = run(catalog::papers(&s2, &unknown));
    assert!(answers.iter().all(|a| a.answer == Lookup::NotFound));
    assert_eq!(s2.requests().total, 4);
}

#[test]
fn dois_that_are_all_unknown_cost_one_request_more_not_two_for_each() {
    let world = World::made_up(50, 3, 1).planted(|records| records[0].arxiv = Some("1706.03762".into()));
    let server = Standin::of(world);
    let s2 = client(&server);
    let unknown: Vec<Identifier> = (0..300).map(|i| Identifier::new(Scheme::Doi, format!("10.5555/nobody.{i}"))).collect();
    let answers = run(catalog::papers(&s2, &unknown));
    assert!(answers.iter().all(|a| a.answer == Lookup::NotFound));
    assert_eq!(s2.requests().total, 2);
}

#[test]
fn a_malformed_id_that_spoils_its_batch_is_found_and_set_aside() {
    let world = World::made_up(300, 3, 1);
    let mut ids = all_ids(&world.records);
    let bad = world.records[77].arxiv.clone().unwrap();
    let server = Standin::of(world);
    server.set_faults(Faults { malformed: [format!("ARXIV:{bad}")].into(), ..Faults::default() });
    let s2 = client(&server);
    // A first success lends the company that tells malformed from unknown.
    run(catalog::papers(&s2, &ids[..5]));
    ids.push(arxiv("1999.00001"));
    let answers = run(catalog::papers(&s2, &ids));
    for (i, answer) in answers.iter().enumerate() {
        match i {
            77 => assert_eq!(failure_of(answer), &Failure::Rejected("No valid paper ids given".to_owned())),
            300 => assert_eq!(answer.answer, Lookup::NotFound),
            _ => drop(found(answer)),
        }
    }
    assert!(s2.requests().total <= 22, "{:?}", s2.requests());
}

#[test]
fn ids_that_are_surely_malformed_are_never_sent() {
    let server = Standin::of(odd_world());
    let s2 = client(&server);
    let ids = [
        Identifier::new(Scheme::Arxiv, ""),
        Identifier::new(Scheme::Doi, "https://doi.org/10.1/x"),
        arxiv("21.1"),
        Identifier::new(Scheme::OpenReview, "abc"),
    ];
    let answers = run(catalog::papers(&s2, &ids));
    assert!(answers[..3].iter().all(|a| matches!(failure_of(a), Failure::Rejected(_))), "{answers:?}");
    assert_eq!(answers[3].answer, Lookup::NotFound);
    assert_eq!(server.total(), 0);
}

#[test]
fn versions_of_arxiv_ids_are_left_out_of_the_question() {
    let world = odd_world();
    let id = world.records[5].arxiv.clone().unwrap();
    let server = Standin::of(world);
    let ids = [arxiv(&id).with_version(Some(3)), arxiv(&format!("{id}v2"))];
    let answers = run(catalog::papers(&client(&server), &ids));
    assert_eq!(found(&answers[0]), found(&answers[1]));
    assert!(!server.log()[0].body.contains("v2"));
}

#[test]
fn every_form_of_id_finds_the_same_paper_and_a_merged_id_its_primary() {
    let world = odd_world().planted(|records| records[5].acl = Some("N19-1423".to_owned()));
    let record = world.records[5].clone();
    let server = Standin::of(world);
    let ids = [
        arxiv(record.arxiv.as_deref().unwrap()),
        Identifier::new(Scheme::Doi, record.doi.as_deref().unwrap()),
        Identifier::new(Scheme::Acl, "N19-1423"),
        Identifier::new(Scheme::Corpus, record.corpus.to_string()),
        Identifier::new(Scheme::S2, &record.sha),
        Identifier::new(Scheme::S2, &record.merged_sha),
        Identifier::new(Scheme::Url, format!("https://arxiv.org/abs/{}", record.arxiv.as_deref().unwrap())),
    ];
    let answers = run(catalog::papers(&client(&server), &ids));
    for answer in &answers {
        assert_eq!(found(answer).id.as_str(), record.sha);
    }
    assert_eq!(server.total(), 1);
}

#[test]
fn one_id_that_makes_the_server_fail_costs_nobody_else_an_answer() {
    let world = World::made_up(500, 3, 1);
    let poison: Vec<String> = [3, 250, 499].map(|i| world.records[i].arxiv.clone().unwrap()).into();
    let ids = all_ids(&world.records);
    let server = Standin::of(world);
    server.set_faults(Faults { poison: poison.iter().map(|id| format!("ARXIV:{id}")).collect(), ..Faults::default() });
    let answers = run(catalog::papers(&client(&server), &ids));
    for (answer, id) in answers.iter().zip(&ids) {
        if poison.contains(&id.value) {
            assert!(matches!(failure_of(answer), Failure::Rejected(why) if why.contains("500")), "{answer:?}");
        } else {
            found(answer);
        }
    }
}

#[test]
fn a_server_that_only_fails_is_not_asked_about_every_id() {
    let world = World::made_up(500, 3, 1);
    let ids = all_ids(&world.records);
    let server = Standin::of(world);
    server.set_faults(Faults { probability: 1.0, kinds: vec![standin::Fault::Internal], ..Faults::default() });
    let s2 = client(&server);
    let answers = run(catalog::papers(&s2, &ids));
    assert!(answers.iter().all(|a| failure_of(a) == &Failure::Server(500)));
    assert!(s2.requests().total < 60, "{:?}", s2.requests());
}

#[test]
fn nested_lists_cut_silently_are_compared_with_their_count_and_fetched_again_by_pages() {
    // 60 papers with 300 references each: 18,000 rows, told as if they were 100 each, so that they land in one batch that is cut at 9,999.
    let world = World::made_up(1_000, 0, 1).planted(|records| {
        for citing in 900..960 {
            for cited in 0..300 {
                records[citing].references.push(cited);
                records[cited].citations.push(citing);
            }
        }
    });
    let records: Vec<Record> = world.records[900..960].to_vec();
    let server = Standin::of(world);
    let s2 = client(&server);
    let honest = run(catalog::references(&s2, &references_of(&records)));
    assert_eq!((s2.requests().batch, s2.requests().references), (2, 0));
    let s2 = client(&server);
    let understated: Vec<Wanted> = records.iter().map(|r| wanted(r, 100, 10_000)).collect();
    let refetched = run(catalog::references(&s2, &understated));
    assert_eq!((s2.requests().batch, s2.requests().references), (1, 27));
    assert!(states(&refetched).iter().all(|state| *state == EdgeState::Complete));
    assert_eq!(honest, refetched, "the way a list was fetched does not show");
}

#[test]
fn a_list_hidden_by_the_publisher_is_elided_nested_or_paged() {
    let world = odd_world();
    let record = world.records[31].clone();
    let server = Standin::of(world);
    let nested = run(catalog::references(&client(&server), &[wanted(&record, record.reference_count(), 10_000)]));
    let paged = run(catalog::references(&client(&server), &[wanted(&record, 20_000, 10_000)]));
    assert_eq!(states(&nested), [EdgeState::Elided]);
    assert_eq!(states(&paged), [EdgeState::Elided]);
    assert_eq!((server.count("batch"), server.count("references")), (1, 1));
}

#[test]
fn rows_without_an_id_are_counted_not_listed() {
    let world = odd_world();
    let record = world.records[32].clone();
    let server = Standin::of(world);
    let s2 = client(&server);
    for count in [record.reference_count(), 20_000] {
        let list = &run(catalog::references(&s2, &[wanted(&record, count, 10_000)]))[0].answer;
        assert_eq!((list.rows.len(), list.nameless), (record.references.len(), 5));
    }
    let list = &run(catalog::citations(&s2, &citations_of(std::slice::from_ref(&record), 1_000)))[0].answer;
    assert_eq!((list.rows.len(), list.nameless, &list.state), (record.citations.len(), 3, &EdgeState::Complete));
}

#[test]
fn an_empty_list_is_empty_and_costs_no_request_when_the_count_says_so() {
    let world = odd_world();
    let record = world.records[0].clone();
    let server = Standin::of(world);
    let s2 = client(&server);
    let known = run(catalog::references(&s2, &[wanted(&record, 0, 10_000)]));
    assert_eq!((states(&known), server.total()), (vec![EdgeState::Empty], 0));
    let unknown = run(catalog::references(&s2, &[Wanted { id: PaperId(record.sha), count: None, at_most: 10_000 }]));
    assert_eq!((states(&unknown), server.total()), (vec![EdgeState::Empty], 1));
}

#[test]
fn a_list_shorter_than_its_count_is_truncated_even_after_paging() {
    let world = odd_world();
    let record = world.records[10].clone();
    let server = Standin::of(world);
    let list = &run(catalog::citations(&client(&server), &citations_of(std::slice::from_ref(&record), 1_000)))[0].answer;
    assert_eq!(list.state, EdgeState::Truncated { total: record.citation_count() as u32 });
    assert_eq!(list.rows.len(), record.citations.len());
    assert_eq!((server.count("batch"), server.count("citations")), (1, 1));
}

#[test]
fn of_a_famous_paper_the_newest_citations_come_and_the_total_stays_known() {
    let world = World::made_up(12_001, 0, 1).planted(|records| {
        for citing in 1..12_001 {
            records[citing].references.push(0);
            records[0].citations.push(citing);
        }
    });
    let record = world.records[0].clone();
    let mut newest: Vec<String> = record.citations[..1_000].iter().map(|&i| world.records[i].sha.clone()).collect();
    newest.sort();
    let server = Standin::of(world);
    let s2 = client(&server);
    let list = &run(catalog::citations(&s2, &[wanted(&record, 12_000, 1_000)]))[0].answer;
    assert_eq!(list.state, EdgeState::Truncated { total: 12_000 });
    assert_eq!(list.rows.iter().map(|p| p.id.0.clone()).collect::<Vec<_>>(), newest);
    assert_eq!(s2.requests().total, 1);
    // All that can be paged: 9,999 rows, in ten pages, never over the window.
    let list = &run(catalog::citations(&s2, &[wanted(&record, 12_000, 50_000)]))[0].answer;
    assert_eq!((list.rows.len(), &list.state), (9_999, &EdgeState::Truncated { total: 12_000 }));
    assert_eq!(s2.requests().citations, 11);
    assert!(server.log().iter().all(|hit| hit.status == 200));
}

#[test]
fn a_title_is_matched_or_not_and_an_unknown_one_is_no_failure() {
    let world = odd_world();
    let record = world.records[8].clone();
    let server = Standin::of(world);
    let s2 = client(&server);
    let asked = [title(&record.title), title("Something about quite other matters"), title(&record.title.to_uppercase()), title("?!")];
    let answers = run(catalog::titles(&s2, &asked));
    let TitleAnswer::Candidates(candidates) = &answers[0].answer else { panic!("{answers:?}") };
    assert_eq!(candidates[0].0.id.as_str(), record.sha);
    assert!(candidates[0].1.is_some());
    assert_eq!(answers[1].answer, TitleAnswer::NoMatch);
    assert_eq!(answers[2].answer, answers[0].answer);
    assert!(matches!(answers[3].answer, TitleAnswer::Failed(Failure::Rejected(_))));
    assert_eq!(s2.requests().title_match, 2, "one title is one request");
}

#[test]
fn a_paper_the_catalog_forgot_fails_alone() {
    let world = odd_world();
    let records = world.records.clone();
    let server = Standin::of(world);
    let gone = Wanted { id: PaperId("0".repeat(40)), count: Some(5), at_most: 10_000 };
    let answers = run(catalog::references(&client(&server), &[gone.clone(), wanted(&records[20], records[20].reference_count(), 10_000)]));
    assert!(matches!(&answers[0].answer.state, EdgeState::Failed { failure: Failure::Rejected(_) }));
    assert_eq!(answers[1].answer.state, EdgeState::Complete);
    let alone = run(catalog::references(&client(&server), &[gone]));
    assert!(matches!(&alone[0].answer.state, EdgeState::Failed { failure: Failure::Rejected(_) }), "{alone:?}");
}

/// Two thousand real papers with their real citations, when the data lies beside the project.
#[test]
fn the_arxiv_world_comes_back_as_its_tables_say() {
    let folder = std::env::var("CITEGRAPH_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned())
        + "/data/arxiv2023";
    let Ok(world) = World::from_folder(&folder) else { return println!("skipped: no papers at {folder}") };
    let all = world.records.clone();
    let records: Vec<Record> = all.iter().filter(|record| record.arxiv.is_some()).step_by(15).cloned().collect();
    let server = Standin::of(world);
    let s2 = client(&server);
    let got = run(everything(&s2, &records, &[title(&records[0].title)]));
    let shas = |places: &[usize]| {
        let mut shas: Vec<&str> = places.iter().map(|&i| all[i].sha.as_str()).collect();
        shas.sort_unstable();
        shas.dedup();
        shas.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for (i, record) in records.iter().enumerate() {
        let paper = found(&got.papers[i]);
        assert_eq!((&paper.title, paper.date.map(|d| d.year())), (&citegraph::text::clean(&record.title), record.year));
        let rows = |list: &catalog::EdgeList| list.rows.iter().map(|p| p.id.0.clone()).collect::<Vec<_>>();
        assert_eq!(rows(&got.references[i].answer), shas(&record.references));
        if record.citation_count() <= 1_000 {
            assert_eq!(rows(&got.citations[i].answer), shas(&record.citations));
        }
    }
    println!("{} papers, {:?}", records.len(), s2.requests());
}
