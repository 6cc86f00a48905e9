//! What a run could not find out, which exit code that means, and when a result would be empty.
//!
//! A result in which no paper was identified is an error: it would replace a good one with nothing.

use std::collections::BTreeMap;
use std::process::ExitCode;

use citegraph::catalog::{EdgeState, Failure};
use citegraph::corpus::{Corpus, Coverage, States};
use citegraph::list::{Kind, List};
use citegraph::resolve::{Resolution, Resolved};

use super::args::Global;
use super::door::{self, Door};
use super::table::counted;
use super::trouble::{Trouble, tell_hint, warn};

/// Done, but something is missing: questions without an answer, answers that could not be kept, fewer papers than asked for.
pub const GAPS: u8 = 3;

/// What a run could not find out.
#[derive(Clone, Debug, Default)]
pub struct Gaps {
    /// Questions without an answer, by reason.
    failures: BTreeMap<Failure, usize>,
    /// Something else is missing that was told already.
    others: bool,
}

impl Gaps {
    /// Questions about the entries alone.
    pub fn of_entries(resolved: &Resolved) -> Gaps {
        Gaps::count(resolved.resolutions.iter().filter_map(failure_of))
    }

    /// Questions about the entries and the neighbours of their papers.
    pub fn of(resolved: &Resolved, corpus: &Corpus) -> Gaps {
        let states = corpus.known().iter().flat_map(|known| [&known.references, &known.citations]);
        let edges = states.filter_map(|state| match state {
            EdgeState::Failed { failure } => Some(failure),
            _ => None,
        });
        Gaps::count(resolved.resolutions.iter().filter_map(failure_of).chain(edges))
    }

    fn count<'a>(failures: impl Iterator<Item = &'a Failure>) -> Gaps {
        let mut gaps = Gaps::default();
        for failure in failures {
            *gaps.failures.entry(failure.clone()).or_insert(0) += 1;
        }
        gaps
    }

    /// The gaps of another list.
    pub fn add(&mut self, other: &Gaps) {
        for (failure, times) in &other.failures {
            *self.failures.entry(failure.clone()).or_insert(0) += times;
        }
        self.others |= other.others;
    }

    /// The gaps of a part of what was asked already: what is missing there is not counted again.
    pub fn add_part(&mut self, part: &Gaps) {
        for (failure, times) in &part.failures {
            let known = self.failures.entry(failure.clone()).or_insert(0);
            *known = (*known).max(*times);
        }
        self.others |= part.others;
    }

    /// Something is missing that is no unanswered question; the caller has told of it.
    pub fn add_other(&mut self) {
        self.others = true;
    }

    /// Questions without an answer.
    pub fn unanswered(&self) -> usize {
        self.failures.values().sum()
    }

    /// Says what is missing and what helps; the exit code says it too.
    pub fn tell(&self, global: &Global) -> ExitCode {
        for (failure, times) in &self.failures {
            warn(format!("{} no answer: {failure}", counted(*times, "question has", "questions have")));
        }
        if !global.quiet
            && let Some(hint) = self.hint()
        {
            tell_hint(hint);
        }
        if self.failures.is_empty() && !self.others { ExitCode::SUCCESS } else { ExitCode::from(GAPS) }
    }

    /// The reason that explains most: a refusal explains all.
    fn worst(&self) -> Option<&Failure> {
        self.failures.keys().find(|f| matches!(f, Failure::Forbidden)).or(self.failures.keys().next())
    }

    fn hint(&self) -> Option<&'static str> {
        self.worst().map(hint)
    }
}

/// What helps against a failure.
pub fn hint(failure: &Failure) -> &'static str {
    match failure {
        Failure::Forbidden if door::has_key() => "check the key in S2_API_KEY, or unset it to ask without a key",
        Failure::Forbidden => "a key in S2_API_KEY may help; if there is a proxy between, it may be the one that refuses",
        Failure::Offline => "run once without --offline to fill the cache",
        Failure::RateLimited => "run the same command again later; what was answered is kept. A key in S2_API_KEY helps",
        Failure::Budget => "run the same command again to go on from here",
        Failure::Unreachable => "check the network and the proxy settings; run the same command again to go on from here",
        Failure::Malformed(_) => {
            "perhaps a proxy or a login page answers instead of Semantic Scholar; check the network and S2_API_URL, then run the same command again"
        }
        _ => "run the same command again; what was answered is kept",
    }
}

fn failure_of(resolution: &Resolution) -> Option<&Failure> {
    match resolution {
        Resolution::Failed { failure } => Some(failure),
        _ => None,
    }
}

/// An error when no paper of the list was identified, or when the catalog refused to answer at all. `shown` names the list.
pub fn require_papers(shown: &str, list: &List, resolved: &Resolved, door: &Door<'_>) -> Result<(), Trouble> {
    require_answers(shown, resolved, door)?;
    let outcome = |name: &str| resolved.resolutions.iter().filter(|r| r.outcome() == name).count();
    if outcome("found") > 0 {
        return Ok(());
    }
    if !list.entries.iter().any(|entry| entry.kind == Kind::Paper) {
        let entries = counted(list.entries.len(), "entry", "entries");
        return Err(Trouble::say(format!("none of the {entries} of `{shown}` is about a paper"))
            .hint(format!("`citegraph parse {shown}` shows what was understood, with places")));
    }
    let counts: Vec<String> = ["unknown", "ambiguous", "failed"]
        .into_iter()
        .map(|name| (outcome(name), name))
        .filter(|(n, _)| *n > 0)
        .map(|(n, name)| format!("{n} {name}"))
        .collect();
    let papers = resolved.resolutions.len() - outcome("not-a-paper");
    let message = format!("none of the {} named in `{shown}` was identified ({})", counted(papers, "paper", "papers"), counts.join(", "));
    let hint = Gaps::of_entries(resolved).hint().map_or_else(|| format!("`citegraph resolve {shown}` says why for each"), str::to_owned);
    Err(Trouble::say(message).hint(hint))
}

/// An error when every question about the entries failed, or the catalog refused to answer.
pub fn require_answers(shown: &str, resolved: &Resolved, door: &Door<'_>) -> Result<(), Trouble> {
    if door.was_refused() {
        return Err(Trouble::new(Failure::Forbidden).hint(hint(&Failure::Forbidden)));
    }
    let asked = resolved.resolutions.iter().filter(|r| !matches!(r, Resolution::NotAPaper)).count();
    let gaps = Gaps::of_entries(resolved);
    match gaps.worst() {
        Some(failure) if gaps.unanswered() == asked => {
            let message = format!("none of the {} named in `{shown}` could be looked up", counted(asked, "paper", "papers"));
            Err(Trouble::new(anyhow::Error::new(failure.clone()).context(message)).hint(hint(failure)))
        }
        _ => Ok(()),
    }
}

/// Why no list of references or citations is known although all were asked for; `None` when one is known or a budget was set.
pub fn no_neighbours(coverage: &Coverage, corpus: &Corpus) -> Option<Failure> {
    // A list whose count is 0 is empty without being asked for.
    let known = |s: &States| s.complete + s.elided + s.truncated;
    if known(&coverage.reference_lists) + known(&coverage.citation_lists) > 0 {
        return None;
    }
    let gaps = Gaps::of(&Resolved::default(), corpus);
    gaps.worst().filter(|failure| **failure != Failure::Budget).cloned()
}
