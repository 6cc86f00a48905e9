//! Pace, patience, budget, interruption, and where the key goes.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use citegraph::catalog::s2::{Interrupt, SemanticScholar};
use citegraph::catalog::{self, Catalog, Failure, Lookup, TitleAnswer};

use crate::standin::{Fault, Faults, Hit, Options, Standin, World};
use crate::*;

fn gaps(log: &[Hit]) -> Vec<Duration> {
    log.windows(2).map(|pair| pair[1].arrived.duration_since(pair[0].answered)).collect()
}

fn some_titles(world: &World, n: usize) -> Vec<catalog::TitleQuery> {
    world.records.iter().take(n).map(|r| title(&r.title)).collect()
}

#[test]
fn requests_keep_their_pace_from_the_end_of_the_one_before() {
    let world = World::example();
    let titles = some_titles(&world, 4);
    let server =
        Standin::start(world, Options { faults: Faults { latency: Duration::from_millis(30), ..Faults::default() }, ..Default::default() });
    let mut settings = settings(&server);
    settings.pace = Some(Duration::from_millis(60));
    run(catalog::titles(&SemanticScholar::new(settings).unwrap(), &titles));
    assert_eq!(server.total(), 4);
    // Where the server stamps the end, the answer still has to travel: the gap may only be longer.
    assert!(gaps(&server.log()).iter().all(|gap| *gap >= Duration::from_millis(59)), "{:?}", gaps(&server.log()));
}

#[test]
fn two_clients_that_share_a_turn_file_keep_one_pace_between_them() {
    let world = World::example();
    let titles = some_titles(&world, 8);
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let turn = folder.path().join("turn");
    std::thread::scope(|scope| {
        for half in titles.chunks(4) {
            let (url, turn, half) = (server.url(), turn.clone(), half.to_vec());
            scope.spawn(move || {
                let mut settings = settings_for(&url, None);
                settings.pace = Some(Duration::from_millis(50));
                settings.turn_file = Some(turn);
                run(catalog::titles(&SemanticScholar::new(settings).unwrap(), &half));
            });
        }
    });
    assert_eq!(server.total(), 8);
    assert!(gaps(&server.log()).iter().all(|gap| *gap >= Duration::from_millis(48)), "{:?}", gaps(&server.log()));
}

#[test]
fn retry_after_is_honoured() {
    let server = Standin::of(World::example());
    server.set_faults(Faults { first: vec![Some(Fault::TooMany)], retry_after: Some(1), ..Faults::default() });
    let waits = Rc::new(RefCell::new(Vec::new()));
    let mut settings = settings(&server);
    let heard = Rc::clone(&waits);
    settings.on_wait = Some(Box::new(move |wait| heard.borrow_mut().push((wait.seconds, wait.why.clone()))));
    run(catalog::papers(&SemanticScholar::new(settings).unwrap(), &[arxiv("1308.3432")]));
    assert!(gaps(&server.log())[0] >= Duration::from_secs(1));
    assert_eq!(*waits.borrow(), [(1.0, Failure::RateLimited)]);
}

#[test]
fn a_wait_longer_than_the_patience_is_not_begun() {
    let world = World::example();
    let titles = some_titles(&world, 5);
    let server = Standin::of(world);
    server.set_faults(Faults { probability: 1.0, kinds: vec![Fault::TooMany], retry_after: Some(3_600), ..Faults::default() });
    let start = Instant::now();
    let answers = run(catalog::titles(&client(&server), &titles));
    assert!(answers.iter().all(|a| a.answer == TitleAnswer::Failed(Failure::RateLimited)));
    assert_eq!(server.total(), 1);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_budget_ends_the_asking_politely() {
    let world = World::example();
    let titles = some_titles(&world, 5);
    let server = Standin::of(world);
    let mut settings = settings(&server);
    settings.budget = Some(3);
    let answers = run(catalog::titles(&SemanticScholar::new(settings).unwrap(), &titles));
    let kept = answers.iter().filter(|a| matches!(a.answer, TitleAnswer::Candidates(_))).count();
    assert_eq!((kept, server.total()), (3, 3));
    assert!(answers[3..].iter().all(|a| a.answer == TitleAnswer::Failed(Failure::Budget)));
}

#[test]
fn an_interrupt_ends_a_wait_at_once_and_answers_the_rest() {
    let world = World::example();
    let titles = some_titles(&world, 5);
    let server = Standin::of(world);
    server.set_faults(Faults { first: vec![None, Some(Fault::TooMany)], retry_after: Some(60), ..Faults::default() });
    let interrupt = Interrupt::default();
    let mut settings = settings(&server);
    settings.interrupt = interrupt.clone();
    settings.on_wait = Some(Box::new(move |_| {
        let interrupt = interrupt.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            interrupt.raise();
        });
    }));
    let start = Instant::now();
    let answers = run(catalog::titles(&SemanticScholar::new(settings).unwrap(), &titles));
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(matches!(answers[0].answer, TitleAnswer::Candidates(_)));
    assert!(answers[1..].iter().all(|a| a.answer == TitleAnswer::Failed(Failure::Interrupted)));
}

#[test]
fn the_key_travels_in_its_header_only_and_shows_nowhere() {
    let server = Standin::start(World::example(), Options { keys: vec!["s3cret-key".to_owned()], ..Default::default() });
    let s2 = SemanticScholar::new(settings_for(&server.url(), Some("s3cret-key"))).unwrap();
    let answers = run(catalog::papers(&s2, &[arxiv("1308.3432"), arxiv("s3cret-key")]));
    run(catalog::titles(&s2, &[title("x")]));
    for hit in server.log() {
        assert_eq!(hit.header("x-api-key"), Some("s3cret-key"));
        assert!(hit.header("user-agent").unwrap().starts_with("citegraph/"));
        assert!(!hit.target.contains("s3cret") && !hit.body.contains("s3cret"));
        assert_eq!(hit.headers.iter().filter(|(_, value)| value.contains("s3cret")).count(), 1);
    }
    assert!(!format!("{s2:?}").contains("s3cret"));
    assert!(matches!(answers[0].answer, Lookup::Found(_)));
}

#[test]
fn the_key_does_not_follow_a_redirect_to_another_host() {
    let other = Standin::of(World::example());
    let server = Standin::of(World::example());
    server.set_faults(Faults { redirect: Some(other.url()), ..Faults::default() });
    let s2 = SemanticScholar::new(settings_for(&server.url(), Some("s3cret-key"))).unwrap();
    let answers = run(catalog::papers(&s2, &[arxiv("1308.3432")]));
    assert!(matches!(failure_of(&answers[0]), Failure::Rejected(_)), "{answers:?}");
    assert_eq!(other.total(), 0);
    assert!(!format!("{answers:?} {s2:?}").contains("s3cret"));
}

#[test]
fn refusals_slow_the_pace_down() {
    let world = World::example();
    let titles = some_titles(&world, 4);
    let server = Standin::of(world);
    server.set_faults(Faults { first: vec![None, Some(Fault::TooMany)], ..Faults::default() });
    let mut settings = settings(&server);
    settings.pace = Some(Duration::from_millis(40));
    let s2 = SemanticScholar::new(settings).unwrap();
    run(catalog::titles(&s2, &titles));
    let gaps = gaps(&server.log());
    assert!(gaps[2] >= Duration::from_millis(53), "{gaps:?}");
    assert_eq!(s2.requests().retried, 1);
}
