//! Several lists as one corpus: which papers stand in more than one, and how the lists compare.
//!
//! Lists with what resolving each of them showed go in; one [`List`] of all, the papers they share, findings and an [`Overview`] come out.
//! Lines and bytes stay those of each list's own file: a place is always a list and a line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::analysis::Analyses;
use crate::corpus::{Corpus, Coverage};
use crate::list::{Entry, Kind, List, Section};
use crate::paper::{Date, Identifier, PaperId, PaperIx, Scheme, SectionPath, normalized_title};
use crate::resolve::{Override, Overrides, Resolution, Resolved};

use super::lint::{Context, Diagnosis, Knowledge, Rules, ruled};
use super::{Finding, Severity};

/// One of several lists, as it was read and resolved.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Unique among the lists.
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub list: &'a List,
    pub resolved: &'a Resolved,
}

/// All lists as one: each is an outermost section under its name. Notices stay with their lists.
pub fn together<'a>(parts: impl IntoIterator<Item = (&'a str, &'a List)>) -> List {
    let mut all = List::default();
    for (name, list) in parts {
        let (first_section, first_entry) = (all.sections.len(), all.entries.len());
        all.sections.push(Section { path: vec![name.to_owned()], line: 1, span: 0..0 });
        all.sections.extend(list.sections.iter().map(|section| {
            let inner = list.below_title(&section.path);
            Section { path: std::iter::once(name.to_owned()).chain(inner.iter().cloned()).collect(), ..section.clone() }
        }));
        all.entries.extend(list.entries.iter().map(|entry| Entry {
            section: Some(entry.section.map_or(first_section, |section| first_section + 1 + section)),
            duplicate_of: entry.duplicate_of.map(|earlier| first_entry + earlier),
            ..entry.clone()
        }));
    }
    all
}

/// Overrides of one list that hold for all lists [`together`]: those by line become overrides by the title on that line.
pub fn by_title(list: &List, overrides: &Overrides) -> Vec<Override> {
    let title_at = |line: usize| list.entries.iter().find(|e| e.line == line && !e.title.is_empty()).map(|e| e.title.clone());
    let by_title = |o: &Override| match o.line {
        None => Some(o.clone()),
        Some(line) => title_at(line).map(|title| Override { title: Some(title), line: None, meaning: o.meaning.clone() }),
    };
    overrides.0.iter().filter_map(by_title).collect()
}

/// A paper that stands in two lists or more.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shared {
    pub title: String,
    pub paper_id: Option<PaperId>,
    /// In order of the lists, then of the lines.
    pub places: Vec<Place>,
    /// How many lists.
    pub lists: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Name of the list.
    pub list: String,
    pub line: usize,
    pub section: String,
    #[serde(skip)]
    part: usize,
    #[serde(skip)]
    entry: usize,
}

/// Papers of two lists or more, those of most lists first. Known by the catalog's paper, else by a printed identifier, else by the whole title.
/// O(entries · log).
pub fn shared(parts: &[Part<'_>]) -> Vec<Shared> {
    let mut groups = Groups::default();
    let entries = || parts.iter().enumerate().flat_map(|(p, part)| (0..part.list.entries.len()).map(move |e| (p, e)));
    // What the catalog knows first, then identifiers alone, then titles alone: the weaker evidence joins the stronger.
    for (p, e) in entries() {
        groups.by_paper(parts, p, e);
    }
    for (p, e) in entries() {
        groups.by_identifier(parts, p, e);
    }
    groups.learn_titles(parts);
    for (p, e) in entries() {
        groups.by_title(parts, p, e);
    }
    let mut found: Vec<Shared> = groups.members.into_iter().filter_map(|members| told(parts, members)).collect();
    found.sort_by(|a, b| b.lists.cmp(&a.lists).then_with(|| a.title.cmp(&b.title)).then_with(|| a.paper_id.cmp(&b.paper_id)));
    found
}

fn told(parts: &[Part<'_>], mut members: Vec<(usize, usize)>) -> Option<Shared> {
    members.sort_unstable();
    let lists = members.iter().map(|(part, _)| part).collect::<BTreeSet<_>>().len();
    if lists < 2 {
        return None;
    }
    let paper = members.iter().find_map(|&(p, e)| parts[p].resolved.resolutions.get(e)?.paper().and_then(|id| parts[p].resolved.paper(id)));
    let printed = |&(p, e): &(usize, usize)| Some(parts[p].list.entries[e].title.clone()).filter(|title| !title.is_empty());
    let place = |&(part, entry): &(usize, usize)| {
        let (list, at) = (parts[part].list, &parts[part].list.entries[entry]);
        Place { list: parts[part].name.to_owned(), line: at.line, section: list.section(at).to_string(), part, entry }
    };
    Some(Shared {
        title: paper.map(|p| p.title.clone()).or_else(|| members.iter().find_map(printed)).unwrap_or_default(),
        paper_id: paper.map(|p| p.id.clone()),
        places: members.iter().map(place).collect(),
        lists,
    })
}

#[derive(Default)]
struct Groups {
    members: Vec<Vec<(usize, usize)>>,
    taken: BTreeSet<(usize, usize)>,
    papers: BTreeMap<PaperId, usize>,
    identifiers: BTreeMap<Identifier, usize>,
    /// `None`: several groups have this title.
    titles: BTreeMap<String, Option<usize>>,
}

/// Shorter titles name many works.
const FEWEST_WORDS: usize = 3;

impl Groups {
    fn add(&mut self, group: Option<usize>, member: (usize, usize)) -> usize {
        let group = group.unwrap_or(self.members.len());
        if group == self.members.len() {
            self.members.push(Vec::new());
        }
        self.members[group].push(member);
        self.taken.insert(member);
        group
    }

    fn by_paper(&mut self, parts: &[Part<'_>], p: usize, e: usize) {
        let part = &parts[p];
        let (entry, Some(resolution)) = (&part.list.entries[e], part.resolved.resolutions.get(e)) else { return };
        let Some(paper) = resolution.paper().and_then(|id| part.resolved.paper(id)) else { return };
        if super::titles::mismatch(entry, resolution, part.resolved).is_some() {
            // Under a wrong identifier an entry is nobody's twin.
            self.taken.insert((p, e));
            return;
        }
        // Records of one work may be merged otherwise in another list: their identifiers say so.
        let known = self.papers.get(&paper.id).or_else(|| paper.identifiers.iter().find_map(|i| self.identifiers.get(i))).copied();
        let group = self.add(known, (p, e));
        self.papers.insert(paper.id.clone(), group);
        for identifier in paper.identifiers.iter().cloned().chain(told_by(entry)) {
            self.identifiers.entry(identifier).or_insert(group);
        }
    }

    fn by_identifier(&mut self, parts: &[Part<'_>], p: usize, e: usize) {
        let entry = &parts[p].list.entries[e];
        if self.taken.contains(&(p, e)) || !is_paper(&parts[p], e) {
            return;
        }
        let own: Vec<Identifier> = told_by(entry).collect();
        if own.is_empty() {
            return;
        }
        let known = own.iter().find_map(|i| self.identifiers.get(i)).copied();
        let group = self.add(known, (p, e));
        for identifier in own {
            self.identifiers.entry(identifier).or_insert(group);
        }
    }

    fn learn_titles(&mut self, parts: &[Part<'_>]) {
        for (group, members) in self.members.iter().enumerate() {
            for &(p, e) in members {
                let Some(title) = telling(&parts[p].list.entries[e]) else { continue };
                let known = self.titles.entry(title).or_insert(Some(group));
                if *known != Some(group) {
                    *known = None;
                }
            }
        }
    }

    fn by_title(&mut self, parts: &[Part<'_>], p: usize, e: usize) {
        if self.taken.contains(&(p, e)) || !is_paper(&parts[p], e) {
            return;
        }
        let Some(title) = telling(&parts[p].list.entries[e]) else { return };
        let known = self.titles.get(&title).copied();
        if known == Some(None) {
            return;
        }
        let group = self.add(known.flatten(), (p, e));
        self.titles.insert(title, Some(group));
    }
}

fn is_paper(part: &Part<'_>, entry: usize) -> bool {
    let is_other = matches!(part.resolved.resolutions.get(entry), Some(Resolution::NotAPaper));
    part.list.entries[entry].kind == Kind::Paper && !is_other
}

/// Identifiers that name a work wherever they stand.
fn told_by(entry: &Entry) -> impl Iterator<Item = Identifier> {
    entry.identifiers.iter().filter(|i| i.scheme != Scheme::Url).map(Identifier::unversioned)
}

fn telling(entry: &Entry) -> Option<String> {
    Some(normalized_title(&entry.title)).filter(|title| title.split(' ').count() >= FEWEST_WORDS)
}

/// A note in every list but the first at the first entry of each shared paper; parallel to `parts`.
pub fn across(parts: &[Part<'_>], shared: &[Shared], rules: &Rules) -> Vec<Vec<Diagnosis>> {
    let contexts: Vec<Context<'_>> = parts
        .iter()
        .map(|part| Context::places(part.bytes, part.list, Knowledge { resolved: Some(part.resolved), study: None }, rules))
        .collect();
    let mut found: Vec<Vec<Diagnosis>> = vec![Vec::new(); parts.len()];
    for paper in shared {
        let first = &paper.places[0];
        let mut seen = BTreeSet::from([first.part]);
        for place in &paper.places[1..] {
            if !seen.insert(place.part) {
                continue;
            }
            let entry = &parts[place.part].list.entries[place.entry];
            let message = format!("the same paper as line {} of `{}`", first.line, first.list);
            let mut diagnosis = contexts[place.part].at_title("listed-elsewhere", entry, message);
            let others: Vec<String> = paper
                .places
                .iter()
                .filter(|other| other.part != place.part && other.part != first.part)
                .map(|other| format!("line {} of `{}`", other.line, other.list))
                .collect();
            if !others.is_empty() {
                diagnosis = diagnosis.because(format!("also {}", others.join(", ")));
            }
            found[place.part].push(diagnosis);
        }
    }
    found.into_iter().zip(parts).map(|(found, part)| ruled(found, part.bytes, part.list, rules)).collect()
}

// ---------------------------------------------------------------- the overview

/// How several lists compare, and what all of them together say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    pub as_of: Date,
    /// Papers of all lists, each once.
    pub distinct_papers: u32,
    pub lists: Vec<Summary>,
    pub shared: Vec<Shared>,
    /// The hottest papers of all lists.
    pub hot: Vec<Hot>,
    pub topics: Vec<SharedTopic>,
    pub missing: Vec<Lacking>,
    pub misfiled: Vec<Elsewhere>,
}

/// One list among several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub name: String,
    pub title: String,
    /// The file as it was named.
    pub path: String,
    pub coverage: Coverage,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    /// Papers that another list has, too.
    pub shared: usize,
    /// Its largest topics.
    pub topics: Vec<String>,
    /// Its hottest paper.
    pub hottest: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hot {
    pub paper_id: PaperId,
    pub title: String,
    pub url: Option<String>,
    pub rank: u32,
    pub rank_interval: (u32, u32),
    pub evidence: String,
    pub lists: Vec<String>,
}

/// A topic of all lists together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedTopic {
    pub label: String,
    pub papers: usize,
    /// Papers of it in each list, most first.
    pub lists: Vec<(String, usize)>,
}

/// A paper no list has.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lacking {
    pub paper_id: PaperId,
    pub title: String,
    pub url: Option<String>,
    pub evidence: String,
    /// The list it fits, and the section there.
    pub list: Option<String>,
    pub section: Option<String>,
}

/// A paper whose ties lead to another list than its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Elsewhere {
    pub paper_id: PaperId,
    pub title: String,
    pub from: String,
    pub to: String,
    pub share: f64,
}

/// A list's own line of the overview; `shared` is counted by [`overview`].
pub fn summary(name: &str, path: &str, list: &List, coverage: &Coverage, findings: &[Finding], of: (&Corpus, &Analyses)) -> Summary {
    let (corpus, analyses) = of;
    let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
    Summary {
        name: name.to_owned(),
        title: list.title.clone(),
        path: path.to_owned(),
        coverage: coverage.clone(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        shared: 0,
        topics: analyses.topics.topics.iter().take(3).map(|t| t.label.clone()).collect(),
        hottest: analyses.rankings.standings.first().map(|s| corpus.paper(s.paper).title.clone()),
    }
}

/// How many hot papers, topics and missing papers are told.
const MOST: usize = 20;

/// `corpus` and `analyses` are of all lists [`together`].
pub fn overview(mut lists: Vec<Summary>, shared: Vec<Shared>, corpus: &Corpus, analyses: &Analyses) -> Overview {
    for list in &mut lists {
        list.shared = shared.iter().filter(|paper| paper.places.iter().any(|place| place.list == list.name)).count();
    }
    let of_list = |ix: PaperIx| -> Vec<String> {
        let sections = corpus.listed().binary_search(&ix).map_or(&[][..], |place| corpus.sections()[place].as_slice());
        let mut names: Vec<String> = Vec::new();
        for name in sections.iter().map(|section| split(section).0) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    };
    let hot = analyses.rankings.standings.iter().take(MOST).map(|s| {
        let paper = corpus.paper(s.paper);
        Hot {
            paper_id: paper.id.clone(),
            title: paper.title.clone(),
            url: paper.url(),
            rank: s.rank,
            rank_interval: s.rank_interval,
            evidence: s.evidence.clone(),
            lists: of_list(s.paper),
        }
    });
    let topics = analyses.topics.topics.iter().take(MOST).map(|topic| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        topic.papers.iter().flat_map(|ix| of_list(*ix)).for_each(|name| *counts.entry(name).or_default() += 1);
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        SharedTopic { label: topic.label.clone(), papers: topic.papers.len(), lists: counts }
    });
    let half = MOST / 2;
    let missing = analyses.missing.recents.iter().take(half).chain(analyses.missing.classics.iter().take(half)).map(|s| {
        let paper = corpus.paper(s.paper);
        let (list, section) = s.section.as_ref().map_or((None, None), |section| {
            let (list, inner) = split(section);
            (Some(list), Some(inner.to_string()).filter(|name| !name.is_empty()))
        });
        Lacking { paper_id: paper.id.clone(), title: paper.title.clone(), url: paper.url(), evidence: s.evidence.clone(), list, section }
    });
    let misfiled = analyses.topics.misfiled.iter().filter(|m| split(&m.section).0 != split(&m.suggested).0).map(|m| Elsewhere {
        paper_id: corpus.paper(m.paper).id.clone(),
        title: corpus.paper(m.paper).title.clone(),
        from: m.section.to_string(),
        to: m.suggested.to_string(),
        share: m.share_suggested,
    });
    Overview {
        as_of: analyses.as_of,
        distinct_papers: u32::try_from(corpus.listed().len()).unwrap_or(u32::MAX),
        hot: hot.collect(),
        topics: topics.collect(),
        missing: missing.collect(),
        misfiled: misfiled.collect(),
        lists,
        shared,
    }
}

/// A section of all lists: the list's name, and the section in it.
pub fn split(section: &SectionPath) -> (String, SectionPath) {
    section.split_first().map(|(list, inner)| (list.to_owned(), inner)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list;
    use crate::paper::Paper;
    use crate::resolve::{Evidence, Meaning};

    fn unresolved(list: &List) -> Resolved {
        let resolutions = list.entries.iter().map(|_| Resolution::Unknown { reason: "offline".into() }).collect();
        Resolved { resolutions, ..Resolved::default() }
    }

    const A: &str = "# A\n\n## One\n\n- **A Study of Old Things**, [p](https://arxiv.org/abs/2001.00001)\n- **LoRA: Low-Rank Adaptation of Models**, [p](https://arxiv.org/abs/2106.09685v1)\n";
    const B: &str = "# B\n\n- **LoRA: low-rank adaptation of models**, [c](https://github.com/a/b)\n- **Old things, studied**, [p](https://arxiv.org/pdf/2001.00001v2)\n- **Quite Another Paper Altogether**, [p](https://arxiv.org/abs/2001.00009)\n";

    #[test]
    fn papers_of_two_lists_are_known_by_identifier_or_title_without_a_catalog() {
        let (a, b) = (list::read(A), list::read(B));
        let (ra, rb) = (unresolved(&a), unresolved(&b));
        let parts = [
            Part { name: "a", bytes: A.as_bytes(), list: &a, resolved: &ra },
            Part { name: "b", bytes: B.as_bytes(), list: &b, resolved: &rb },
        ];
        let found = shared(&parts);
        let lines: Vec<Vec<(&str, usize)>> = found.iter().map(|s| s.places.iter().map(|p| (p.list.as_str(), p.line)).collect()).collect();
        assert_eq!(lines, [vec![("a", 5), ("b", 4)], vec![("a", 6), ("b", 3)]]);
        let notes = across(&parts, &found, &Rules::default());
        assert_eq!(notes[0], []);
        assert_eq!(notes[1].iter().map(|d| d.finding.line).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(notes[1][1].finding.message, "the same paper as line 5 of `a`");
        let silent = Rules { severities: BTreeMap::from([("listed-elsewhere".to_owned(), None)]), ..Rules::default() };
        assert_eq!(across(&parts, &found, &silent)[1], []);
    }

    #[test]
    fn one_record_under_two_links_is_one_paper() {
        let b = "# B\n\n- **Low-rank adapters**, [doi](https://doi.org/10.1000/lora)\n";
        let (la, lb) = (list::read(A), list::read(b));
        let paper = Paper::new("p", "LoRA: Low-Rank Adaptation of Models");
        let found = |list: &List| Resolved {
            resolutions: list
                .entries
                .iter()
                .map(|e| match e.title.contains("ank") {
                    true => Resolution::Found { paper: paper.id.clone(), evidence: Evidence::Override },
                    false => Resolution::Unknown { reason: String::new() },
                })
                .collect(),
            papers: vec![paper.clone()],
            ..Resolved::default()
        };
        let (ra, rb) = (found(&la), found(&lb));
        let parts = [
            Part { name: "a", bytes: A.as_bytes(), list: &la, resolved: &ra },
            Part { name: "b", bytes: b.as_bytes(), list: &lb, resolved: &rb },
        ];
        assert_eq!(shared(&parts).iter().map(|s| s.title.as_str()).collect::<Vec<_>>(), ["LoRA: Low-Rank Adaptation of Models"]);
    }

    #[test]
    fn together_every_list_is_a_section_and_keeps_its_lines() {
        let (a, b) = (list::read(A), list::read(B));
        let all = together([("a", &a), ("b", &b)]);
        let names: Vec<String> = all.entries.iter().map(|e| format!("{}:{}", all.section(e), e.line)).collect();
        assert_eq!(names, ["a › One:5", "a › One:6", "b:3", "b:4", "b:5"]);
        assert_eq!(split(&SectionPath::new(["a", "One", "Two"])), ("a".to_owned(), SectionPath::new(["One", "Two"])));
    }

    #[test]
    fn an_override_by_line_names_its_entry_by_title() {
        let list = list::read(A);
        let overrides = Overrides(vec![Override { title: None, line: Some(6), meaning: Meaning::NotAPaper }]);
        let by_title = by_title(&list, &overrides);
        assert_eq!(by_title[0].title.as_deref(), Some("LoRA: Low-Rank Adaptation of Models"));
        assert_eq!(by_title[0].line, None);
    }
}
