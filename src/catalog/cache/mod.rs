//! A catalog that keeps what the catalog inside it answered.
//!
//! Every group of answers is on disk before it is passed on. Failures are never kept. What is kept is dated, holds for a time that depends on
//! its kind, and never expires offline. `store` is the file, `lock` who may write, `kinds` what is kept under which key, `admin` what people do
//! with a cache by hand.

mod admin;
mod kinds;
mod lock;
mod store;

pub use admin::{Cleared, Imported, Info, Pruned, Verified, clear, days, export, import, info, prune, verify};
pub use kinds::{DAYS_OF_COUNTS, DAYS_OF_NEGATIVES, DAYS_OF_REFERENCES};

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use kinds::Kind;
use lock::Lock;
use store::{NewRecord, Store};

use super::offline::Nowhere;
use super::{
    Arrived, Catalog, CatalogError, Dated, EdgeList, Failure, Lookup, Requests, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery, Wanted,
};
use crate::paper::{Date, Identifier};

/// The sign by which backup programs know a cache (bford.info/cachedir).
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# Answers of catalogs, kept by citegraph. They can be asked again.\n";

/// Answers served from the file at once.
const GROUP: usize = 128;

/// What is believed, and what is asked anew.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Ask nothing; believe everything, however old.
    pub offline: bool,
    /// Believe nothing that was there before this run.
    pub refresh: bool,
    /// Believe nothing older, in days; `None` for the usual age of each kind.
    pub max_age: Option<u32>,
    pub today: Date,
    /// How long to wait for another process.
    pub patience: Duration,
}

impl Policy {
    pub fn new(today: Date) -> Policy {
        Policy { offline: false, refresh: false, max_age: None, today, patience: Duration::from_secs(600) }
    }
}

/// What the cache did during a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CacheState {
    /// Questions answered from the cache.
    pub hits: u32,
    /// Questions passed on, or offline left unanswered.
    pub misses: u32,
    /// Records found damaged; they were asked again, never served.
    pub damaged: u32,
    /// Answers too old, served because asking failed.
    pub stale: u32,
    /// A file that was no cache, moved out of the way.
    pub moved_aside: Option<PathBuf>,
    /// Why answers could not be kept.
    pub not_kept: Option<String>,
    /// Answers that could not be kept: the next run asks them again.
    pub lost: u32,
}

impl CacheState {
    /// What the user should hear, if anything.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(path) = &self.moved_aside {
            warnings.push(format!("the cache file was damaged; it was moved to `{}` and a new one begun", path.display()));
        }
        if self.damaged > 0 {
            warnings.push(format!("damaged records in the cache, which were not used: {}", self.damaged));
        }
        if self.stale > 0 {
            warnings.push(format!("answers older than wished, because asking again failed: {}", self.stale));
        }
        if let Some(why) = &self.not_kept {
            warnings.push(match self.lost {
                0 => format!("the cache could not be used as it should: {why}"),
                1 => format!("1 answer could not be kept in the cache, and the next run has to ask it again: {why}"),
                lost => format!("{lost} answers could not be kept in the cache, and the next run has to ask them again: {why}"),
            });
        }
        warnings
    }
}

/// Hears of waits for another process: the folder of the cache, and the process's number when it is known.
pub type TellBusy = Box<dyn Fn(&Path, Option<u32>)>;

/// See the [module](self).
pub struct Cached<C> {
    inner: C,
    folder: PathBuf,
    policy: Policy,
    store: RefCell<Store>,
    state: RefCell<CacheState>,
    /// Keys written in this run: fresh under any policy.
    fresh: RefCell<HashSet<String>>,
    /// Keys found damaged, each counted once.
    damaged: RefCell<HashSet<String>>,
    on_busy: Option<TellBusy>,
    /// Waits come with every kind of question; they are told of once.
    told_busy: Cell<bool>,
}

/// Through this file, processes that share a cache keep the pace between them: [`Settings::turn_file`](super::s2::Settings::turn_file).
pub fn turn_file(folder: &Path) -> PathBuf {
    folder.join("citegraph.turn")
}

impl Cached<Nowhere> {
    /// The cache alone.
    ///
    /// # Errors
    /// When the cache file exists but cannot be read or is none.
    pub fn offline(folder: &Path, today: Date) -> Result<Cached<Nowhere>, CatalogError> {
        Cached::open(Nowhere { today }, folder, Policy { offline: true, ..Policy::new(today) })
    }

    /// The cache as it was at the end of that day: the newest answer of that day or before to every question, and nothing else.
    /// What `prune` dropped since is gone.
    ///
    /// # Errors
    /// As [`Cached::offline`].
    pub fn as_of(folder: &Path, day: Date) -> Result<Cached<Nowhere>, CatalogError> {
        let cached = Cached::offline(folder, day)?;
        cached.store.replace(Store::open_until(&folder.join(store::FILE_NAME), day)?);
        Ok(cached)
    }
}

impl<C: Catalog> Cached<C> {
    /// Opens the cache in `folder`, which is made if need be (but not offline).
    ///
    /// # Errors
    /// When the folder cannot be made, read or, online, written to; offline, also when the file is no cache.
    pub fn open(inner: C, folder: &Path, policy: Policy) -> Result<Cached<C>, CatalogError> {
        let path = folder.join(store::FILE_NAME);
        let mut state = CacheState::default();
        if !policy.offline {
            prepare(folder)?;
        }
        let store = match Store::open(&path) {
            Err(CatalogError::NotACache { path }) if !policy.offline => {
                state.moved_aside = Some(move_aside(folder, &path)?);
                Store::open(&path)?
            }
            other => other?,
        };
        state.damaged = store.gaps;
        let (store, state) = (RefCell::new(store), RefCell::new(state));
        Ok(Cached {
            inner,
            folder: folder.to_owned(),
            policy,
            store,
            state,
            fresh: RefCell::default(),
            damaged: RefCell::default(),
            on_busy: None,
            told_busy: Cell::new(false),
        })
    }

    /// `tell` hears when another process has to be waited for, once.
    #[must_use]
    pub fn on_busy(mut self, tell: TellBusy) -> Self {
        self.on_busy = Some(tell);
        self
    }

    pub fn inner(&self) -> &C {
        &self.inner
    }

    pub fn state(&self) -> CacheState {
        self.state.borrow().clone()
    }

    /// The questions a run would have to ask, for plans.
    pub fn lacking_papers(&self, wanted: &[Identifier]) -> Vec<Identifier> {
        self.lacking::<kinds::Papers>(wanted)
    }

    pub fn lacking_titles(&self, wanted: &[TitleQuery]) -> Vec<TitleQuery> {
        self.lacking::<kinds::Titles>(wanted)
    }

    pub fn lacking_references(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        self.lacking::<kinds::References>(wanted)
    }

    pub fn lacking_citations(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        self.lacking::<kinds::Citations>(wanted)
    }

    pub fn lacking_searches(&self, wanted: &[SearchQuery]) -> Vec<SearchQuery> {
        self.lacking::<kinds::Searches>(wanted)
    }

    fn lacking<K: Kind>(&self, wanted: &[K::Question]) -> Vec<K::Question> {
        wanted.iter().filter(|question| !matches!(self.kept::<K>(question), Kept::Fresh(_))).cloned().collect()
    }

    async fn through<K: Kind>(&self, wanted: &[K::Question], arrived: Arrived<'_, Dated<K::Answer>>) {
        let mut open = Open::<K>::new(wanted);
        self.serve(&mut open, arrived);
        if open.is_done() {
            return;
        }
        if self.policy.offline {
            return self.fail(open, &Failure::Offline, arrived);
        }
        let busy = || {
            if let Some(tell) = self.on_busy.as_ref().filter(|_| !self.told_busy.replace(true)) {
                tell(&self.folder, lock::holder(&self.folder));
            }
        };
        // While the lock is held nobody else asks or writes; what others asked in the meantime need not be asked again.
        let lock = match Lock::take(&self.folder, self.policy.patience, busy).await {
            Ok(lock) => Some(lock),
            Err(CatalogError::Busy { .. }) => return self.fail(open, &Failure::Busy, arrived),
            Err(error) => {
                self.not_kept(&error);
                None
            }
        };
        if let Err(error) = self.store.borrow_mut().refresh() {
            self.not_kept(&error);
        }
        self.serve(&mut open, arrived);
        if !open.is_done() {
            self.ask(open, lock.is_some(), arrived).await;
        }
    }

    /// Answers what can be answered from the store, in groups small enough for the memory.
    fn serve<K: Kind>(&self, open: &mut Open<'_, K>, arrived: Arrived<'_, Dated<K::Answer>>) {
        let mut group = Vec::new();
        open.rest.retain(|asked| match self.kept::<K>(asked.question) {
            Kept::Fresh(answer) => {
                self.state.borrow_mut().hits += number(asked.places.len());
                group.extend(asked.places.iter().map(|&place| (place, answer.clone())));
                if group.len() >= GROUP {
                    arrived(std::mem::take(&mut group));
                }
                false
            }
            Kept::Stale(_) | Kept::Nothing => true,
        });
        if !group.is_empty() {
            arrived(group);
        }
    }

    async fn ask<K: Kind>(&self, open: Open<'_, K>, may_write: bool, arrived: Arrived<'_, Dated<K::Answer>>) {
        let questions: Vec<K::Question> = open.rest.iter().map(|asked| asked.question.clone()).collect();
        self.state.borrow_mut().misses += open.places();
        let mut keep_and_pass = |group: Vec<(usize, Dated<K::Answer>)>| {
            self.keep::<K>(&questions, &group, may_write);
            let mut passed = Vec::new();
            for (index, answer) in group {
                let asked = &open.rest[index];
                let answer = self.or_stale::<K>(answer, asked.question);
                passed.extend(asked.places.iter().map(|&place| (place, answer.clone())));
            }
            arrived(passed);
        };
        K::ask(&self.inner, &questions, &mut keep_and_pass).await;
    }

    /// An old answer is better than none; its date tells.
    fn or_stale<K: Kind>(&self, answer: Dated<K::Answer>, question: &K::Question) -> Dated<K::Answer> {
        if !K::is_failed(&answer.answer) {
            return answer;
        }
        match self.kept::<K>(question) {
            Kept::Stale(stale) => {
                self.state.borrow_mut().stale += 1;
                stale
            }
            _ => answer,
        }
    }

    fn fail<K: Kind>(&self, open: Open<'_, K>, failure: &Failure, arrived: Arrived<'_, Dated<K::Answer>>) {
        self.state.borrow_mut().misses += open.places();
        let mut group = Vec::new();
        for asked in open.rest {
            let failed = Dated { asked: self.policy.today, answer: K::failed(failure.clone()) };
            let answer = self.or_stale::<K>(failed, asked.question);
            group.extend(asked.places.into_iter().map(|place| (place, answer.clone())));
        }
        arrived(group);
    }

    fn keep<K: Kind>(&self, questions: &[K::Question], group: &[(usize, Dated<K::Answer>)], may_write: bool) {
        let mut records = Vec::new();
        let mut answers = 0;
        for (index, dated) in group {
            let Some(value) = K::write(&questions[*index], &dated.answer) else { continue };
            answers += 1;
            let keys = K::key(&questions[*index]).into_iter().chain(K::aliases(&dated.answer));
            let mut keys: Vec<String> = keys.collect();
            keys.dedup();
            records.extend(keys.into_iter().map(|key| NewRecord { key, asked: dated.asked, value: value.clone() }));
            records.extend(K::by_products(&dated.answer).into_iter().map(|(key, value)| NewRecord { key, asked: dated.asked, value }));
        }
        if records.is_empty() {
            return;
        }
        if !may_write {
            self.state.borrow_mut().lost += answers;
            return;
        }
        self.fresh.borrow_mut().extend(records.iter().map(|record| record.key.clone()));
        if let Err(error) = self.store.borrow_mut().append(records) {
            self.state.borrow_mut().lost += answers;
            self.not_kept(&error);
        }
    }

    fn not_kept(&self, error: &dyn std::error::Error) {
        let cause = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        self.state.borrow_mut().not_kept.get_or_insert_with(|| format!("{error}{cause}"));
    }

    fn kept<K: Kind>(&self, question: &K::Question) -> Kept<K::Answer> {
        let Some(key) = K::key(question) else { return Kept::Nothing };
        let store = self.store.borrow();
        let (Some(place), Some(value)) = (store.place(&key), store.get(&key)) else { return Kept::Nothing };
        match value.map_err(|_| ()).and_then(|bytes| K::read(question, &bytes)) {
            Err(()) => {
                if self.damaged.borrow_mut().insert(key) {
                    self.state.borrow_mut().damaged += 1;
                }
                Kept::Nothing
            }
            Ok(None) => Kept::Nothing,
            Ok(Some(answer)) => {
                let fresh = self.is_fresh(&key, place.asked, K::life(&answer));
                let dated = Dated { asked: place.asked, answer };
                if fresh { Kept::Fresh(dated) } else { Kept::Stale(dated) }
            }
        }
    }

    fn is_fresh(&self, key: &str, asked: Date, life: u32) -> bool {
        if self.policy.offline || self.fresh.borrow().contains(key) {
            return true;
        }
        let age = self.policy.today.first_day() - asked.first_day();
        !self.policy.refresh && age <= i32::try_from(self.policy.max_age.unwrap_or(life)).unwrap_or(i32::MAX)
    }
}

enum Kept<A> {
    Fresh(Dated<A>),
    Stale(Dated<A>),
    Nothing,
}

/// Questions not yet answered.
struct Open<'a, K: Kind> {
    rest: Vec<AskedFor<'a, K>>,
}

/// One question and everywhere it was asked.
struct AskedFor<'a, K: Kind> {
    question: &'a K::Question,
    places: Vec<usize>,
}

impl<'a, K: Kind> Open<'a, K> {
    fn new(wanted: &'a [K::Question]) -> Self {
        let mut rest: Vec<AskedFor<'a, K>> = Vec::new();
        let mut twins: HashMap<String, usize> = HashMap::new();
        for (place, question) in wanted.iter().enumerate() {
            let twin = K::twin(question);
            if let Some(&first) = twin.as_ref().and_then(|twin| twins.get(twin)) {
                rest[first].places.push(place);
                continue;
            }
            if let Some(twin) = twin {
                twins.insert(twin, rest.len());
            }
            rest.push(AskedFor { question, places: vec![place] });
        }
        Open { rest }
    }

    fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    fn places(&self) -> u32 {
        number(self.rest.iter().map(|asked| asked.places.len()).sum())
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl<C: Catalog> Catalog for Cached<C> {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        self.through::<kinds::Papers>(wanted, arrived).await;
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        self.through::<kinds::Titles>(wanted, arrived).await;
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.through::<kinds::References>(wanted, arrived).await;
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.through::<kinds::Citations>(wanted, arrived).await;
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        self.through::<kinds::Searches>(wanted, arrived).await;
    }

    fn requests(&self) -> Requests {
        self.inner.requests()
    }
}

/// Makes the folder, marks it as a cache, and finds out now rather than later whether it can be written to.
fn prepare(folder: &Path) -> Result<(), CatalogError> {
    fs::create_dir_all(folder).map_err(CatalogError::io("make the cache folder", folder))?;
    Lock::try_take(folder)?;
    let tag = folder.join("CACHEDIR.TAG");
    if !tag.exists() {
        fs::write(&tag, TAG).map_err(CatalogError::io("write to the cache folder, at", &tag))?;
    }
    Ok(())
}

fn move_aside(folder: &Path, path: &Path) -> Result<PathBuf, CatalogError> {
    let _lock = Lock::take_soon(folder)?;
    let to = path.with_extension("answers.damaged");
    fs::rename(path, &to).map_err(CatalogError::io("move the damaged cache file aside, at", path))?;
    Ok(to)
}
