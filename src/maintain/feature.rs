//! Which papers to feature, and which to retire? Proposals with evidence; the list is not touched.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::analysis::{Analyses, Standing};
use crate::catalog::EdgeState;
use crate::corpus::Corpus;
use crate::list::List;
use crate::paper::{PaperIx, SectionPath};
use crate::resolve::Resolved;

use super::order::{OrderKey, OrderRule, found, groups};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Much recent attention.
    Hot,
    /// Among the oldest third of the list, and what the list's papers rest on.
    Classic,
    /// In the top tenth for its age and not of the hottest, but in the lower half of a section that is not sorted by date or title.
    Overlooked,
    /// Ties into another topic.
    Bridging,
    /// Old enough to judge, in the lowest tenth for its age, hardly cited in a year and by no listed paper.
    Retire,
}

impl Reason {
    pub const ALL: [Reason; 5] = [Reason::Hot, Reason::Classic, Reason::Overlooked, Reason::Bridging, Reason::Retire];

    pub fn name(self) -> &'static str {
        match self {
            Reason::Hot => "hot",
            Reason::Classic => "classic",
            Reason::Overlooked => "overlooked",
            Reason::Bridging => "bridging",
            Reason::Retire => "retire",
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Feature {
    pub reason: Reason,
    pub paper_id: String,
    pub title: String,
    pub line: usize,
    pub section: SectionPath,
    pub evidence: String,
    /// 90 % of resampled rankings put it between these ranks, of `ranked`.
    pub rank_interval: (u32, u32),
    pub rank: u32,
    pub ranked: usize,
    /// Too young to judge.
    pub provisional: bool,
}

/// Proposals of one section, or of the whole list.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// `None` for the whole list.
    pub section: Option<SectionPath>,
    pub features: Vec<Feature>,
}

/// At most `per_section` of each reason for the whole list and for each section, in list order.
pub fn features(list: &List, resolved: &Resolved, corpus: &Corpus, analyses: &Analyses, per_section: usize) -> Vec<Group> {
    let looking = Looking::new(list, resolved, corpus, analyses);
    let all: Vec<Feature> = Reason::ALL.into_iter().flat_map(|reason| looking.ranked(reason)).collect();
    let mut groups = vec![Group { section: None, features: best(all.iter(), per_section) }];
    let mut names: Vec<&SectionPath> = Vec::new();
    for (section, _) in looking.position.values() {
        if !names.contains(&section) {
            names.push(section);
        }
    }
    names.sort_by_key(|name| looking.position.values().filter(|(s, _)| s == *name).map(|(_, at)| at.line).min());
    for name in names {
        let features = best(all.iter().filter(|f| f.section == *name), per_section);
        if !features.is_empty() {
            groups.push(Group { section: Some(name.clone()), features });
        }
    }
    groups
}

fn best<'a>(features: impl Iterator<Item = &'a Feature>, most: usize) -> Vec<Feature> {
    let mut taken: BTreeMap<Reason, usize> = BTreeMap::new();
    features
        .filter(|f| {
            let n = taken.entry(f.reason).or_default();
            *n += 1;
            *n <= most
        })
        .cloned()
        .collect()
}

#[derive(Clone, Copy)]
struct At {
    line: usize,
    /// In the lower half of a section of six or more.
    low: bool,
}

struct Looking<'a> {
    corpus: &'a Corpus,
    analyses: &'a Analyses,
    /// Section and place of every listed paper's first entry.
    position: BTreeMap<PaperIx, (SectionPath, At)>,
    /// The day before which the oldest third of the papers appeared.
    old: Option<i32>,
    today: i32,
}

/// Years after which a paper may be called forgotten.
const YEARS_TO_JUDGE: f64 = 3.0;

impl<'a> Looking<'a> {
    fn new(list: &List, resolved: &Resolved, corpus: &'a Corpus, analyses: &'a Analyses) -> Looking<'a> {
        let mut by_section: BTreeMap<SectionPath, Vec<(PaperIx, usize)>> = BTreeMap::new();
        let mut seen: BTreeMap<PaperIx, ()> = BTreeMap::new();
        for (entry, resolution) in list.entries.iter().zip(&resolved.resolutions) {
            let Some(ix) = resolution.paper().and_then(|id| corpus.find(id)) else { continue };
            if seen.insert(ix, ()).is_none() {
                by_section.entry(list.section(entry)).or_default().push((ix, entry.line));
            }
        }
        // Where a section follows dates or titles, a low place says nothing of the maintainer's esteem.
        let says_nothing = |rule: OrderRule| matches!(rule.key, OrderKey::Date | OrderKey::Year | OrderKey::Title);
        let sorted: BTreeSet<SectionPath> = groups(list)
            .into_iter()
            .filter(|(_, entries)| found(list, entries).is_some_and(|(rule, _)| says_nothing(rule)))
            .map(|(section, _)| section)
            .collect();
        let mut position = BTreeMap::new();
        for (section, papers) in by_section {
            for (i, (ix, line)) in papers.iter().enumerate() {
                let low = papers.len() >= 6 && i * 2 >= papers.len() && !sorted.contains(&section);
                position.insert(*ix, (section.clone(), At { line: *line, low }));
            }
        }
        let mut days: Vec<i32> = corpus.listed().iter().filter_map(|ix| Some(corpus.paper(*ix).date?.middle_day())).collect();
        days.sort_unstable();
        let today = analyses.data_until.unwrap_or(analyses.as_of).first_day();
        Looking { corpus, analyses, position, old: days.get(days.len() / 3).copied(), today }
    }

    fn ranked(&self, reason: Reason) -> Vec<Feature> {
        let standings = &self.analyses.rankings.standings;
        let mut chosen: Vec<(f64, &Standing, String)> = match reason {
            Reason::Bridging => self.bridges(),
            _ => standings.iter().filter_map(|s| self.weigh(reason, s).map(|(weight, evidence)| (weight, s, evidence))).collect(),
        };
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.rank.cmp(&b.1.rank)).then(a.1.paper.cmp(&b.1.paper)));
        let feature = |(_, s, evidence): (f64, &Standing, String)| {
            let paper = self.corpus.paper(s.paper);
            let (section, at) = self.position.get(&s.paper)?;
            Some(Feature {
                reason,
                paper_id: paper.id.to_string(),
                title: paper.title.clone(),
                line: at.line,
                section: section.clone(),
                evidence,
                rank_interval: s.rank_interval,
                rank: s.rank,
                ranked: standings.len(),
                provisional: s.provisional,
            })
        };
        chosen.into_iter().filter_map(feature).collect()
    }

    /// How much the paper is worth naming for this reason, and why; `None` when it is not.
    fn weigh(&self, reason: Reason, s: &Standing) -> Option<(f64, String)> {
        let paper = self.corpus.paper(s.paper);
        let age = paper.date.map(|d| d.years_before(self.today));
        match reason {
            Reason::Hot => (s.citations_12m >= 3).then(|| (s.hot, s.evidence.clone())),
            Reason::Classic => {
                let is_old = paper.date?.middle_day() <= self.old?;
                (is_old && s.local_citations >= 3).then(|| {
                    let total = s.citations.map_or_else(String::new, |n| format!("; {n} citations in all"));
                    (f64::from(s.local_citations), format!("{} of the list's papers cite it{total}", s.local_citations))
                })
            }
            Reason::Overlooked => {
                let percentile = s.age_percentile.filter(|p| *p >= 90.0)?;
                let low = self.position.get(&s.paper).is_some_and(|(_, at)| at.low);
                // What is among the hottest is proposed as that.
                let hottest = (self.analyses.rankings.standings.len() / 10).max(10);
                (low && !s.provisional && s.rank as usize > hottest).then(|| {
                    let share = if percentile >= 99.5 { "nearly all".to_owned() } else { format!("{percentile:.0} %") };
                    (percentile, format!("more cited than {share} of {} papers of its age, but in the lower half of its section", s.cohort))
                })
            }
            Reason::Retire => {
                let percentile = s.age_percentile.filter(|p| *p <= 10.0)?;
                let place = self.corpus.listed().binary_search(&s.paper).ok()?;
                let known = !matches!(self.corpus.known()[place].citations, EdgeState::Failed { .. } | EdgeState::NeverAsked);
                let years = age.filter(|years| *years >= YEARS_TO_JUDGE)?;
                (known && !s.provisional && s.local_citations == 0 && s.citations_12m <= 1).then(|| {
                    let total = s.citations.unwrap_or(s.citations_known);
                    (years, format!("{total} citations in {years:.0} years, {} in the last; fewer than {:.0} % of {} papers of its age; no listed paper cites it", s.citations_12m, 100.0 - percentile, s.cohort))
                })
            }
            Reason::Bridging => None,
        }
    }

    fn bridges(&self) -> Vec<(f64, &Standing, String)> {
        let topics = &self.analyses.topics.topics;
        let mut found = Vec::new();
        for topic in topics {
            for bridge in &topic.bridges {
                let Some(standing) = self.analyses.rankings.standings.iter().find(|s| s.paper == bridge.paper) else { continue };
                let other = topics.get(bridge.topic as usize).map_or("another topic", |t| t.label.as_str());
                let evidence = format!(
                    "{:.0} % of its ties lead out of \u{201c}{}\u{201d}, most of them to \u{201c}{other}\u{201d}",
                    bridge.share * 100.0,
                    topic.label
                );
                found.push((bridge.share, standing, evidence));
            }
        }
        found
    }
}
