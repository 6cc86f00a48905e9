//! Which paper does each entry mean, and why do we believe it?
//!
//! A [`List`] and a [`Catalog`] go in, one [`Resolution`](crate::resolve::Resolution) per entry comes out. Identifiers are asked first, all at once; entries without one the catalog
//! could know are asked by title, one by one. Deciding (`judge`) is apart from asking and knows no network. No entry is dropped.

mod judge;
mod merge;
mod overrides;
mod printed;
mod spelling;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::catalog::{self, Catalog, Dated, Failure, Lookup, TitleAnswer, TitleQuery};
use crate::list::{Entry, Kind, List};
use crate::paper::{Date, Identifier, Paper, PaperId, Scheme, title_similarity};

pub use judge::{ACCEPT, REVIEW, judge, title_contains};
pub use merge::{absorb, twins};
pub use overrides::{Meaning, Override, Overrides};
pub use printed::{Printed, PrintedEntry, printed_entries};

/// What became of one entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// The paper's record lies in [`Resolved::papers`].
    Found {
        paper: PaperId,
        evidence: Evidence,
    },
    /// Candidates that are too close to refuse and too far to believe, best first.
    Ambiguous {
        candidates: Vec<Candidate>,
    },
    /// The catalog knows no such paper.
    Unknown {
        reason: String,
    },
    /// The entry is not about a paper.
    NotAPaper,
    Failed {
        failure: Failure,
    },
}

impl Resolution {
    pub fn outcome(&self) -> &'static str {
        match self {
            Resolution::Found { .. } => "found",
            Resolution::Ambiguous { .. } => "ambiguous",
            Resolution::Unknown { .. } => "unknown",
            Resolution::NotAPaper => "not-a-paper",
            Resolution::Failed { .. } => "failed",
        }
    }

    pub fn paper(&self) -> Option<&PaperId> {
        match self {
            Resolution::Found { paper, .. } => Some(paper),
            _ => None,
        }
    }
}

/// Why a resolution is believed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Evidence {
    /// The list prints an identifier the catalog knows. `title_similarity` compares the printed with the catalog's title
    /// (`None` when the list prints no title). `merged`: the catalog answered with another record that absorbed the one asked.
    Identifier { identifier: Identifier, merged: bool, title_similarity: Option<f64> },
    /// The catalog's title match agrees.
    Title { similarity: f64, score: Option<f64>, author_agrees: Option<bool>, year_agrees: Option<bool> },
    /// The user's overrides say so.
    Override,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    pub paper: PaperId,
    pub title: String,
    pub similarity: f64,
    pub reason: String,
}

/// One [`Resolution`] per entry of the list, in its order, and the records of the papers found (sorted by id, each once).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    pub resolutions: Vec<Resolution>,
    pub papers: Vec<Paper>,
    /// Records of one work that were merged: (merged away, kept). The kept one is in `papers`.
    pub merged: Vec<(PaperId, PaperId)>,
    /// First and last day an answer was asked.
    pub asked: Option<(Date, Date)>,
}

impl Resolved {
    pub fn paper(&self, id: &PaperId) -> Option<&Paper> {
        self.papers.binary_search_by(|p| p.id.cmp(id)).ok().map(|i| &self.papers[i])
    }
}

/// The questions a list will put to a catalog, before any answer is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Questions {
    /// Each once, in list order.
    pub identifiers: Vec<Identifier>,
    /// Titles of the papers without an identifier a catalog could know, each once.
    pub titles: Vec<TitleQuery>,
}

/// What resolving this list has to ask.
pub fn questions(list: &List, overrides: &Overrides) -> Questions {
    let mut seen = BTreeSet::new();
    let mut questions = Questions::default();
    let mut titles = BTreeSet::new();
    for entry in &list.entries {
        let meant = meant(entry, overrides);
        if !meant.is_paper {
            continue;
        }
        for identifier in meant.identifiers.iter().map(Identifier::unversioned) {
            if seen.insert(identifier.clone()) {
                questions.identifiers.push(identifier);
            }
        }
        if !meant.identifiers.iter().any(is_askable) && !entry.title.is_empty() {
            let query = TitleQuery { title: entry.title.clone() };
            if titles.insert(crate::paper::normalized_title(&query.title)) {
                questions.titles.push(query);
            }
        }
    }
    questions
}

/// Asks the catalog for every paper the list names and decides what each entry means.
pub async fn resolve(list: &List, catalog: &impl Catalog, overrides: &Overrides) -> Resolved {
    let Questions { identifiers, .. } = questions(list, overrides);
    let asked: Vec<Identifier> = identifiers.into_iter().filter(is_askable).collect();
    let answers = catalog::papers(catalog, &asked).await;
    let mut days: Vec<Date> = answers.iter().map(|a| a.asked).collect();
    let by_identifier: HashMap<Identifier, Lookup> = asked.into_iter().zip(answers.into_iter().map(|a| a.answer)).collect();

    let first: Vec<Option<(Resolution, Vec<Paper>)>> =
        list.entries.iter().map(|entry| by_identifiers(entry, overrides, &by_identifier)).collect();

    let mut queries = Vec::new();
    let mut place: BTreeMap<String, usize> = BTreeMap::new();
    for (entry, _) in list.entries.iter().zip(&first).filter(|(_, done)| done.is_none()) {
        place.entry(crate::paper::normalized_title(&entry.title)).or_insert_with(|| {
            queries.push(TitleQuery { title: entry.title.clone() });
            queries.len() - 1
        });
    }
    let matches: Vec<Dated<TitleAnswer>> = catalog::titles(catalog, &queries).await;
    days.extend(matches.iter().map(|m| m.asked));

    let mut records: BTreeMap<PaperId, Paper> = BTreeMap::new();
    let mut resolutions = Vec::with_capacity(list.entries.len());
    for (entry, done) in list.entries.iter().zip(first) {
        let (resolution, papers) =
            done.unwrap_or_else(|| by_title(entry, &matches[place[&crate::paper::normalized_title(&entry.title)]].answer));
        if let Some(id) = resolution.paper()
            && let Some(record) = papers.into_iter().find(|p| p.id == *id)
        {
            records.entry(id.clone()).or_insert(record);
        }
        resolutions.push(resolution);
    }
    let asked = days.iter().min().copied().zip(days.iter().max().copied());
    merge::same_works(Resolved { resolutions, papers: records.into_values().collect(), merged: Vec::new(), asked })
}

/// Whether a catalog could know the identifier; the others (OpenReview, DBLP, most pages) only help to compare entries.
fn is_askable(identifier: &Identifier) -> bool {
    !matches!(identifier.scheme, Scheme::OpenReview | Scheme::Dblp | Scheme::Url)
}

struct Meant {
    is_paper: bool,
    identifiers: Vec<Identifier>,
    overridden: bool,
}

fn meant(entry: &Entry, overrides: &Overrides) -> Meant {
    match overrides.meaning(entry) {
        Some(Meaning::Identifier(identifier)) => Meant { is_paper: true, identifiers: vec![identifier], overridden: true },
        Some(Meaning::NotAPaper) => Meant { is_paper: false, identifiers: Vec::new(), overridden: true },
        None => Meant { is_paper: entry.kind == Kind::Paper, identifiers: entry.identifiers.clone(), overridden: false },
    }
}

/// Decides by identifiers where they decide; `None` when the title has to be asked.
fn by_identifiers(entry: &Entry, overrides: &Overrides, answers: &HashMap<Identifier, Lookup>) -> Option<(Resolution, Vec<Paper>)> {
    let meant = meant(entry, overrides);
    if !meant.is_paper {
        return Some((Resolution::NotAPaper, Vec::new()));
    }
    let askable: Vec<&Identifier> = meant.identifiers.iter().filter(|i| is_askable(i)).collect();
    if askable.is_empty() {
        if entry.title.is_empty() {
            return Some((
                Resolution::Unknown { reason: "the entry prints neither a title nor an identifier a catalog could know".into() },
                Vec::new(),
            ));
        }
        return None;
    }
    let looked: Vec<(&Identifier, &Lookup)> = askable.iter().filter_map(|i| Some((*i, answers.get(&i.unversioned())?))).collect();
    // When two identifiers of one entry lead to two papers, the one whose title agrees is meant; else the first printed.
    let mut best: Option<(&Identifier, &Paper, Option<f64>)> = None;
    for (identifier, lookup) in &looked {
        if let Lookup::Found(paper) = lookup {
            let similarity = (!entry.title.is_empty()).then(|| title_similarity(&entry.title, &paper.title));
            if best.as_ref().is_none_or(|(.., known)| similarity.unwrap_or(0.0) > known.unwrap_or(0.0) + 0.2) {
                best = Some((identifier, paper, similarity));
            }
        }
    }
    if let Some((identifier, paper, similarity)) = best {
        let evidence = if meant.overridden {
            Evidence::Override
        } else {
            Evidence::Identifier { identifier: identifier.clone(), merged: is_merged(identifier, paper), title_similarity: similarity }
        };
        return Some((Resolution::Found { paper: paper.id.clone(), evidence }, vec![paper.clone()]));
    }
    let failure = looked.iter().find_map(|(_, lookup)| match lookup {
        Lookup::Failed(failure) => Some(failure.clone()),
        _ => None,
    });
    if let Some(failure) = failure {
        return Some((Resolution::Failed { failure }, Vec::new()));
    }
    let names: Vec<String> = askable.iter().map(|i| i.to_string()).collect();
    Some((Resolution::Unknown { reason: format!("the catalog has no paper with {}", names.join(", ")) }, Vec::new()))
}

/// Whether the record answers under another id than the one asked, which happens when the catalog merged two records.
fn is_merged(asked: &Identifier, paper: &Paper) -> bool {
    match asked.scheme {
        Scheme::S2 => paper.id.as_str() != asked.value,
        scheme => paper.identifier(scheme).is_some_and(|known| !known.value.eq_ignore_ascii_case(&asked.value)),
    }
}

fn by_title(entry: &Entry, answer: &TitleAnswer) -> (Resolution, Vec<Paper>) {
    match answer {
        TitleAnswer::Candidates(candidates) => (judge(entry, candidates), candidates.iter().map(|(paper, _)| paper.clone()).collect()),
        TitleAnswer::NoMatch => (Resolution::Unknown { reason: "the catalog knows no such title".into() }, Vec::new()),
        TitleAnswer::Failed(failure) => (Resolution::Failed { failure: failure.clone() }, Vec::new()),
    }
}
