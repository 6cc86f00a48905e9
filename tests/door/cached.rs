//! The cache around the client: nothing paid for is lost, nothing is asked twice, nothing damaged is served.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use citegraph::catalog::cache::{self, Cached, Policy};
use citegraph::catalog::s2::SemanticScholar;
use citegraph::catalog::{self, Catalog, CatalogError, EdgeState, Failure, Lookup};
use citegraph::paper::Date;

use crate::standin::{Fault, Faults, Standin, World};
use crate::*;

fn open(server: &Standin, folder: &Path) -> Cached<SemanticScholar> {
    open_with(server, folder, |_| ())
}

fn open_with(server: &Standin, folder: &Path, change: impl FnOnce(&mut Policy)) -> Cached<SemanticScholar> {
    let mut policy = Policy::new(today());
    change(&mut policy);
    Cached::open(client(server), folder, policy).unwrap()
}

fn answers_file(folder: &Path) -> std::path::PathBuf {
    folder.join("citegraph-v1.answers")
}

fn later(days: i32) -> Date {
    Date::from_epoch_days(today().first_day() + days).unwrap()
}

#[test]
fn the_second_run_asks_nothing_and_answers_the_same_and_so_does_an_offline_run() {
    let world = World::made_up(300, 20, 2);
    let records = world.records.clone();
    let titles = [title(&records[3].title), title("Nothing of the kind")];
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let first = run(everything(&open(&server, folder.path()), &records, &titles));
    let sent = server.total();
    let again = open(&server, folder.path());
    assert_eq!(run(everything(&again, &records, &titles)), first);
    assert_eq!((server.total(), again.requests().total, again.state().misses), (sent, 0, 0));
    drop(server);
    let offline = Cached::offline(folder.path(), later(9_999)).unwrap();
    assert_eq!(run(everything(&offline, &records, &titles)), first);
    assert!(folder.path().join("CACHEDIR.TAG").exists());
    assert!(cache::verify(folder.path()).unwrap().is_sound());
}

#[test]
fn offline_says_what_is_missing_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("none");
    let offline = Cached::offline(&inside, today()).unwrap();
    assert_eq!(failure_of(&run(catalog::papers(&offline, &[arxiv("1308.3432")]))[0]), &Failure::Offline);
    assert!(!inside.exists());
}

#[test]
fn failures_are_not_kept_and_the_next_run_goes_on() {
    let world = World::made_up(40, 5, 2);
    let records = world.records.clone();
    let titles: Vec<_> = records.iter().take(10).map(|r| title(&r.title)).collect();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    for run_number in 1..=4 {
        let mut settings = settings(&server);
        settings.budget = Some(3);
        let cached = Cached::open(SemanticScholar::new(settings).unwrap(), folder.path(), Policy::new(today())).unwrap();
        let answers = run(catalog::titles(&cached, &titles));
        let known = answers.iter().filter(|a| !matches!(a.answer, TitleAnswer::Failed(_))).count();
        assert_eq!(known, (3 * run_number).min(10));
    }
    assert_eq!(server.total(), 10, "no title was asked twice");
}

#[test]
fn a_run_dropped_in_the_middle_loses_at_most_the_answer_in_flight() {
    let world = World::made_up(30, 5, 2);
    let titles: Vec<_> = world.records.iter().take(20).map(|r| title(&r.title)).collect();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let arrived = Rc::new(Cell::new(0));
    run(async {
        let cached = open(&server, folder.path());
        let seen = Rc::clone(&arrived);
        let mut count = |group: Vec<_>| seen.set(seen.get() + group.len());
        let work = cached.titles(&titles, &mut count);
        tokio::select! {
            () = work => panic!("it was to be dropped before"),
            () = async {
                while arrived.get() < 7 {
                    tokio::task::yield_now().await;
                }
            } => {}
        }
    });
    let again = open(&server, folder.path());
    run(catalog::titles(&again, &titles));
    assert!(again.requests().total <= 20 - arrived.get() as u32);
    assert!(server.total() <= 21);
}

/// The child's part: one whole run on the shared folder.
fn run_as_child(place: &str) {
    let (url, folder) = place.split_once(' ').unwrap();
    let records = killing_world().records;
    let titles: Vec<_> = records.iter().take(30).map(|r| title(&r.title)).collect();
    let s2 = SemanticScholar::new(settings_for(url, None)).unwrap();
    run(everything(&Cached::open(s2, Path::new(folder), Policy::new(today())).unwrap(), &records, &titles));
}

fn killing_world() -> World {
    World::made_up(1_000, 60, 9)
}

#[test]
fn a_process_killed_at_random_moments_costs_one_request_per_kill_and_no_answer() {
    const CHILD: &str = "CITEGRAPH_DOOR_CHILD";
    if let Ok(place) = std::env::var(CHILD) {
        return run_as_child(&place);
    }
    let world = killing_world();
    let records = world.records.clone();
    let titles: Vec<_> = records.iter().take(30).map(|r| title(&r.title)).collect();
    let server = Standin::start(
        world,
        standin::Options { faults: Faults { latency: Duration::from_millis(4), ..Faults::default() }, ..Default::default() },
    );
    let clean_folder = tempfile::tempdir().unwrap();
    let clean = run(everything(&open(&server, clean_folder.path()), &records, &titles));
    let least = server.total();
    server.clear_log();
    let folder = tempfile::tempdir().unwrap();
    let mut random = standin::Random::new(5);
    let (mut kills, mut done) = (0, false);
    while !done {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "door::cached::a_process_killed_at_random_moments_costs_one_request_per_kill_and_no_answer"])
            .env(CHILD, format!("{} {}", server.url(), folder.path().display()))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // After 25 kills the run may end in peace.
        if kills < 25 {
            let deadline = std::time::Instant::now() + Duration::from_millis(20 + random.below(120) as u64);
            while std::time::Instant::now() < deadline && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            if child.try_wait().unwrap().is_none() {
                child.kill().unwrap();
                kills += 1;
            }
        }
        done = child.wait().unwrap().success();
    }
    assert!(kills > 3, "{kills}");
    assert!(server.total() <= least + kills, "{} requests after {kills} kills, {least} without", server.total());
    let offline = Cached::offline(folder.path(), today()).unwrap();
    assert!(run(everything(&offline, &records, &titles)) == clean);
    assert!(cache::verify(folder.path()).unwrap().is_sound());
}

#[test]
fn a_file_cut_off_anywhere_is_read_on_and_completed() {
    let world = World::made_up(60, 10, 2);
    let records = world.records.clone();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let first = run(everything(&open(&server, folder.path()), &records, &[]));
    let whole = fs::read(answers_file(folder.path())).unwrap();
    for part in 0..10 {
        fs::write(answers_file(folder.path()), &whole[..whole.len() * part / 10]).unwrap();
        let cached = open(&server, folder.path());
        assert_eq!(run(everything(&cached, &records, &[])), first);
        assert_eq!(cached.state().damaged, 0, "torn is not damaged");
        assert!(cache::verify(folder.path()).unwrap().is_sound());
    }
}

#[test]
fn damaged_records_are_noticed_asked_again_and_never_served() {
    let world = World::made_up(60, 10, 2);
    let records = world.records.clone();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let first = run(everything(&open(&server, folder.path()), &records, &[]));
    let mut bytes = fs::read(answers_file(folder.path())).unwrap();
    for place in (200..bytes.len()).step_by(bytes.len() / 6) {
        bytes[place] ^= 0xFF;
    }
    fs::write(answers_file(folder.path()), &bytes).unwrap();
    let sound = cache::verify(folder.path()).unwrap();
    assert!(!sound.is_sound());
    let cached = open(&server, folder.path());
    assert_eq!(run(everything(&cached, &records, &[])), first);
    assert!(cached.state().damaged >= 1);
    assert!(cached.state().warnings()[0].contains("damaged"));
    assert!(cached.requests().total >= 1);
    let pruned = cache::prune(folder.path(), None, today()).unwrap();
    assert!(pruned.dropped > 0);
    assert!(cache::verify(folder.path()).unwrap().is_sound());
    let again = open(&server, folder.path());
    assert_eq!(run(everything(&again, &records, &[])), first);
    assert_eq!(again.requests().total, 0);
}

#[test]
fn a_file_that_is_no_cache_is_moved_aside_online_and_refused_offline() {
    let server = Standin::of(World::example());
    let folder = tempfile::tempdir().unwrap();
    fs::write(answers_file(folder.path()), "not a cache at all, whatever its name says it is").unwrap();
    let refused = Cached::offline(folder.path(), today()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, CatalogError::NotACache { .. }));
    assert!(refused.hint().is_some());
    let cached = open(&server, folder.path());
    found(&run(catalog::papers(&cached, &[arxiv("1308.3432")]))[0]);
    assert!(cached.state().moved_aside.unwrap().exists());
    assert_eq!(cache::info(folder.path()).unwrap().moved_aside.len(), 1);
}

#[test]
fn answers_grow_old_by_their_kind_and_are_asked_again() {
    let world = World::made_up(50, 10, 2);
    let records = world.records.clone();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let unknown = arxiv("1999.00001");
    let ask = |cached: &Cached<SemanticScholar>| {
        run(catalog::papers(cached, &[unknown.clone(), all_ids(&records)[20].clone()]));
        run(catalog::references(cached, &references_of(&records[20..21])));
        run(catalog::citations(cached, &citations_of(&records[20..21], 1_000)));
        cached.requests().total
    };
    assert_eq!(ask(&open(&server, folder.path())), 3);
    for (days, asked) in [(14, 0), (15, 1), (31, 2), (181, 3)] {
        let copy = tempfile::tempdir().unwrap();
        fs::copy(answers_file(folder.path()), answers_file(copy.path())).unwrap();
        let cached = open_with(&server, copy.path(), |policy| policy.today = later(days));
        // At 15 days the unknown id, at 31 also paper (in one batch) and citations, at 181 the references.
        assert_eq!(ask(&cached), asked, "{days} days");
    }
    assert_eq!(ask(&open_with(&server, folder.path(), |policy| policy.max_age = Some(0))), 0);
    assert_eq!(ask(&open_with(&server, folder.path(), |policy| (policy.today, policy.max_age) = (later(1), Some(0)))), 3);
    assert_eq!(ask(&open_with(&server, folder.path(), |policy| policy.refresh = true)), 3);
}

#[test]
fn what_a_refresh_asked_is_not_asked_again_in_the_same_run() {
    let server = Standin::of(World::example());
    let folder = tempfile::tempdir().unwrap();
    let cached = open_with(&server, folder.path(), |policy| policy.refresh = true);
    run(catalog::papers(&cached, &[arxiv("1308.3432")]));
    run(catalog::papers(&cached, &[arxiv("1308.3432"), arxiv("1308.3432").with_version(Some(2))]));
    assert_eq!(server.total(), 1);
}

#[test]
fn an_answer_too_old_is_better_than_a_failure_and_its_date_tells() {
    let server = Standin::of(World::example());
    let folder = tempfile::tempdir().unwrap();
    run(catalog::papers(&open(&server, folder.path()), &[arxiv("1308.3432")]));
    server.set_faults(Faults { probability: 1.0, kinds: vec![Fault::TooMany], ..Faults::default() });
    let mut settings = settings(&server);
    settings.max_attempts = 1;
    let policy = Policy { refresh: true, ..Policy::new(later(90)) };
    let cached = Cached::open(SemanticScholar::new(settings).unwrap(), folder.path(), policy).unwrap();
    let answers = run(catalog::papers(&cached, &[arxiv("1308.3432"), arxiv("1409.0473")]));
    assert_eq!((found(&answers[0]).id.as_str().len(), answers[0].asked), (40, today()));
    assert_eq!(failure_of(&answers[1]), &Failure::RateLimited);
    assert_eq!(cached.state().stale, 1);
}

#[test]
fn two_runs_on_one_cache_wait_for_each_other_and_ask_once() {
    let world = World::made_up(400, 20, 4);
    let records = world.records.clone();
    let titles: Vec<_> = records.iter().take(15).map(|r| title(&r.title)).collect();
    let server = Standin::start(
        world,
        standin::Options { faults: Faults { latency: Duration::from_millis(5), ..Faults::default() }, ..Default::default() },
    );
    let alone = tempfile::tempdir().unwrap();
    let expected = run(everything(&open(&server, alone.path()), &records, &titles));
    let least = server.total();
    server.clear_log();
    let shared = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert_eq!(run(everything(&open(&server, shared.path()), &records, &titles)), expected));
        }
    });
    assert_eq!(server.total(), least);
    assert!(cache::verify(shared.path()).unwrap().is_sound());
}

#[test]
fn a_cache_that_stays_busy_is_told_and_then_given_up() {
    let server = Standin::of(World::example());
    let folder = tempfile::tempdir().unwrap();
    let heard = Rc::new(RefCell::new(0));
    let counter = Rc::clone(&heard);
    let cached = open_with(&server, folder.path(), |policy| policy.patience = Duration::from_millis(60))
        .on_busy(Box::new(move |_, _| *counter.borrow_mut() += 1));
    let other = fs::OpenOptions::new().write(true).open(folder.path().join("citegraph.lock")).unwrap();
    other.lock().unwrap();
    assert_eq!(failure_of(&run(catalog::papers(&cached, &[arxiv("1308.3432")]))[0]), &Failure::Busy);
    assert_eq!(*heard.borrow(), 1);
    assert!(matches!(cache::clear(folder.path()), Err(CatalogError::Busy { .. })));
    other.unlock().unwrap();
    found(&run(catalog::papers(&cached, &[arxiv("1308.3432")]))[0]);
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_a_hint() {
    let server = Standin::of(World::example());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Cached::open(client(&server), &file, Policy::new(today())).map(|_| ()).unwrap_err();
    assert!(error.to_string().starts_with("cannot make the cache folder"), "{error}");
    assert!(error.hint().unwrap().contains("--cache"));
}

#[test]
fn an_exported_cache_makes_the_same_run_possible_elsewhere_offline() {
    let world = World::made_up(80, 10, 2);
    let records = world.records.clone();
    let titles = [title(&records[3].title)];
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let first = run(everything(&open(&server, folder.path()), &records, &titles));
    let file = folder.path().join("exported");
    let exported = cache::export(folder.path(), &file).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let imported = cache::import(&file, elsewhere.path()).unwrap();
    assert_eq!((imported.added, imported.known, imported.damaged), (exported.kept, 0, 0));
    assert_eq!(cache::import(&file, elsewhere.path()).unwrap().known, exported.kept);
    let offline = Cached::offline(elsewhere.path(), today()).unwrap();
    assert_eq!(run(everything(&offline, &records, &titles)), first);
    let info = cache::info(elsewhere.path()).unwrap();
    assert_eq!((info.titles, info.papers), (1, 160), "each paper under the id asked and the id returned");
    assert!(cache::clear(elsewhere.path()).unwrap().files >= 1);
    assert_eq!(cache::info(elsewhere.path()).unwrap().papers, 0);
    assert!(cache::import(&folder.path().join("missing"), elsewhere.path()).is_err());
}

#[test]
fn more_citations_wished_for_are_asked_and_fewer_are_not() {
    let world = World::made_up(2_001, 0, 1).planted(|records| {
        for citing in 1..2_001 {
            records[citing].references.push(0);
            records[0].citations.push(citing);
        }
    });
    let record = world.records[0].clone();
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let cached = open(&server, folder.path());
    for (at_most, requests, rows) in [(1_000, 1, 1_000), (500, 1, 500), (1_500, 3, 1_500), (10_000, 4, 2_000), (1_500, 4, 1_500)] {
        let list = &run(catalog::citations(&cached, &[wanted(&record, 2_000, at_most)]))[0].answer;
        assert_eq!((list.rows.len(), server.total()), (rows, requests), "at most {at_most}");
        assert_eq!(list.state == EdgeState::Complete, at_most == 10_000);
    }
}

#[test]
fn a_plan_leaves_out_what_the_cache_holds() {
    let world = World::made_up(20, 5, 2);
    let ids = all_ids(&world.records);
    let server = Standin::of(world);
    let folder = tempfile::tempdir().unwrap();
    let cached = open(&server, folder.path());
    run(catalog::papers(&cached, &ids[..15]));
    assert_eq!(cached.lacking_papers(&ids), ids[15..]);
    assert!(matches!(run(catalog::papers(&cached, &ids))[19].answer, Lookup::Found(_)));
}
