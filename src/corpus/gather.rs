//! Asks for the neighbourhood of the listed papers and freezes it.
//!
//! One hop each way: what the listed papers cite and what cites them. Then the reference lists of those citing papers that overlap most with the list,
//! so that the arrows inside the neighbourhood are known too: 200 of them serve as well as the whole graph (measured on hep-th, hep-ph, AAN and paperscape).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::catalog::{self, Catalog, Dated, EdgeList, EdgeState, Wanted};
use crate::list::List;
use crate::paper::{Citation, Date, Paper, PaperId, SectionPath};
use crate::resolve::{self, Resolved};

use super::{Corpus, Known, Listed};

/// How far to look around the listed papers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Citations asked per paper, the newest first.
    pub max_citations: u32,
    /// Reference lists are asked of at most this many citing papers, those that cite the most listed papers.
    pub citers: usize,
}

impl Default for Reach {
    fn default() -> Reach {
        Reach { max_citations: 1000, citers: 200 }
    }
}

/// Asks the catalog for the neighbours of every paper found and freezes papers and citations.
pub async fn gather(list: &List, resolved: &Resolved, catalog: &impl Catalog, reach: &Reach) -> Corpus {
    let renamed: HashMap<&PaperId, &PaperId> = resolved.merged.iter().map(|(from, to)| (from, to)).collect();
    let rename = |id: &PaperId| renamed.get(id).map_or_else(|| id.clone(), |kept| (*kept).clone());
    let mut gathered = Gathered::default();
    for paper in &resolved.papers {
        gathered.record(paper.clone(), true);
    }
    gathered.days.extend(resolved.asked.iter().flat_map(|(first, last)| [*first, *last]));

    // A work with two records is asked under both; its counts belong to the kept one only.
    let mut asked: Vec<(PaperId, Wanted, Wanted)> = Vec::new();
    for paper in &resolved.papers {
        let wanted = |count, at_most| Wanted { id: paper.id.clone(), count, at_most };
        asked.push((paper.id.clone(), wanted(paper.reference_count, u32::MAX), wanted(paper.citation_count, reach.max_citations)));
    }
    for (twin, kept) in &resolved.merged {
        let wanted = |at_most| Wanted { id: twin.clone(), count: None, at_most };
        asked.push((kept.clone(), wanted(u32::MAX), wanted(reach.max_citations)));
    }
    let references = catalog::references(catalog, &asked.iter().map(|(_, r, _)| r.clone()).collect::<Vec<_>>()).await;
    let citations = catalog::citations(catalog, &asked.iter().map(|(.., c)| c.clone()).collect::<Vec<_>>()).await;

    let mut known: BTreeMap<PaperId, Known> = BTreeMap::new();
    for (((id, ..), references), citations) in asked.iter().zip(references).zip(citations) {
        let fresh = Known {
            references: references.answer.state.clone(),
            reference_rows: references.answer.rows.len() as u32,
            reference_nameless: references.answer.nameless,
            citations: citations.answer.state.clone(),
            citation_rows: citations.answer.rows.len() as u32,
        };
        known.entry(id.clone()).and_modify(|before| better(before, &fresh)).or_insert(fresh);
        gathered.edges(id, references, Direction::References, &rename);
        gathered.edges(id, citations, Direction::Citations, &rename);
    }

    let inside: BTreeSet<PaperId> = gathered.papers.keys().cloned().collect();
    let around = overlapping_citers(resolved, &gathered, reach.citers);
    let wanted: Vec<Wanted> = around
        .iter()
        .map(|id| Wanted { id: id.clone(), count: gathered.papers.get(id).and_then(|p| p.paper.reference_count), at_most: u32::MAX })
        .collect();
    let lists = catalog::references(catalog, &wanted).await;
    gathered.co_cited(&around, lists, &inside, &rename);
    gathered.freeze(list, resolved, known)
}

#[derive(Clone, Copy)]
enum Direction {
    References,
    Citations,
}

#[derive(Default)]
struct Gathered {
    papers: BTreeMap<PaperId, Record>,
    citations: BTreeSet<Citation>,
    days: Vec<Date>,
}

struct Record {
    paper: Paper,
    /// The catalog's full record, not a row of an edge list.
    full: bool,
}

impl Gathered {
    /// Keeps the fuller of two records of one paper; which came first does not matter.
    fn record(&mut self, paper: Paper, full: bool) {
        match self.papers.get_mut(&paper.id) {
            None => {
                self.papers.insert(paper.id.clone(), Record { paper, full });
            }
            Some(known) if (full, fullness(&paper)) > (known.full, fullness(&known.paper)) => *known = Record { paper, full },
            Some(_) => {}
        }
    }

    fn edges(&mut self, id: &PaperId, list: Dated<EdgeList>, direction: Direction, rename: &impl Fn(&PaperId) -> PaperId) {
        if !matches!(list.answer.state, EdgeState::NeverAsked | EdgeState::Failed { .. }) {
            self.days.push(list.asked);
        }
        for mut row in list.answer.rows {
            let other = rename(&row.id);
            if other == *id {
                continue;
            }
            let citation = match direction {
                Direction::References => Citation { citing: id.clone(), cited: other.clone() },
                Direction::Citations => Citation { citing: other.clone(), cited: id.clone() },
            };
            row.id = other;
            self.citations.insert(citation);
            self.record(row, false);
        }
    }

    /// Takes from the reference lists of citing papers what stays inside the neighbourhood, and papers that two of them share.
    fn co_cited(
        &mut self,
        around: &[PaperId],
        lists: Vec<Dated<EdgeList>>,
        inside: &BTreeSet<PaperId>,
        rename: &impl Fn(&PaperId) -> PaperId,
    ) {
        let mut shared: BTreeMap<PaperId, u32> = BTreeMap::new();
        for list in &lists {
            let ids: BTreeSet<PaperId> = list.answer.rows.iter().map(|row| rename(&row.id)).collect();
            for id in ids {
                *shared.entry(id).or_default() += 1;
            }
        }
        for (id, mut list) in around.iter().zip(lists) {
            list.answer.rows.retain(|row| {
                let row = rename(&row.id);
                inside.contains(&row) || shared[&row] >= 2
            });
            self.edges(id, list, Direction::References, rename);
        }
    }

    /// Neighbours that are a second record of another paper here become that paper, so that nobody is counted twice, and what is listed is not
    /// missed under its other record. Of two records the listed one is kept, then the fuller one.
    fn merge_twins(&mut self, listed: &BTreeSet<PaperId>) {
        let papers: Vec<Paper> = self.papers.values().map(|record| record.paper.clone()).collect();
        let mut renamed: BTreeMap<PaperId, PaperId> = BTreeMap::new();
        for group in resolve::twins(&papers) {
            let rank = |i: usize| (listed.contains(&papers[i].id), papers[i].citation_count, std::cmp::Reverse(i));
            let Some(kept) = group.iter().copied().max_by_key(|&i| rank(i)) else { continue };
            for &other in &group {
                // Two listed papers were kept apart where the list was resolved.
                if other != kept && !listed.contains(&papers[other].id) {
                    renamed.insert(papers[other].id.clone(), papers[kept].id.clone());
                    if let Some(record) = self.papers.get_mut(&papers[kept].id) {
                        resolve::absorb(&mut record.paper, &papers[other]);
                    }
                }
            }
        }
        if renamed.is_empty() {
            return;
        }
        self.papers.retain(|id, _| !renamed.contains_key(id));
        let new = |id: PaperId| renamed.get(&id).cloned().unwrap_or(id);
        let citations = std::mem::take(&mut self.citations);
        self.citations = citations
            .into_iter()
            .map(|c| Citation { citing: new(c.citing), cited: new(c.cited) })
            .filter(|c| c.citing != c.cited)
            .collect();
    }

    fn freeze(mut self, list: &List, resolved: &Resolved, known: BTreeMap<PaperId, Known>) -> Corpus {
        self.merge_twins(&known.keys().cloned().collect());
        let mut sections: BTreeMap<&PaperId, Vec<SectionPath>> = BTreeMap::new();
        // Sections in the order of the list.
        let mut order: Vec<SectionPath> = Vec::new();
        for (entry, resolution) in list.entries.iter().zip(&resolved.resolutions) {
            if let Some(id) = resolution.paper() {
                let sections = sections.entry(id).or_default();
                let section = list.section(entry);
                if !section.is_empty() && !sections.contains(&section) {
                    order.push(section.clone());
                    sections.push(section);
                }
            }
        }
        let listed =
            known.into_iter().map(|(id, known)| Listed { sections: sections.get(&id).cloned().unwrap_or_default(), id, known }).collect();
        let asked = self.days.iter().min().copied().zip(self.days.iter().max().copied());
        let citations: Vec<Citation> = self.citations.into_iter().collect();
        Corpus::new(self.papers.into_values().map(|record| record.paper).collect(), &citations, listed, asked)
            .with_section_order(&order)
            .with_printed(resolve::printed_entries(list, resolved))
    }
}

fn fullness(paper: &Paper) -> (bool, bool, bool, Option<u32>, usize, &str) {
    // The last two only settle ties, so that the order of answers never shows.
    let date = paper.date.is_some_and(|d| d.day().is_some());
    (date, paper.date.is_some(), paper.citation_count.is_some(), paper.citation_count, paper.identifiers.len(), &paper.title)
}

/// The union of two records' lists is known as well as the better of them.
fn better(before: &mut Known, fresh: &Known) {
    if fresh.reference_rows > before.reference_rows {
        before.references = fresh.references.clone();
        before.reference_rows = fresh.reference_rows;
        before.reference_nameless = fresh.reference_nameless;
    }
    if fresh.citation_rows > before.citation_rows {
        before.citations = fresh.citations.clone();
        before.citation_rows = fresh.citation_rows;
    }
}

/// The papers outside the list whose references overlap most with it, best first: by w/√r for w listed papers cited (two at least) of r references in all.
/// Ties go to the smaller id.
fn overlapping_citers(resolved: &Resolved, gathered: &Gathered, most: usize) -> Vec<PaperId> {
    let listed: BTreeSet<&PaperId> = resolved.papers.iter().map(|p| &p.id).collect();
    let mut overlap: BTreeMap<&PaperId, u32> = BTreeMap::new();
    for citation in &gathered.citations {
        if listed.contains(&citation.cited) && !listed.contains(&citation.citing) {
            *overlap.entry(&citation.citing).or_default() += 1;
        }
    }
    let mut citers: Vec<(f64, &PaperId)> = overlap
        .into_iter()
        .filter(|(_, cited)| *cited >= 2)
        .map(|(id, cited)| {
            let references = gathered.papers[id].paper.reference_count.unwrap_or(0).max(cited);
            (f64::from(cited) / f64::from(references).sqrt(), id)
        })
        .collect();
    citers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    citers.into_iter().take(most).map(|(_, id)| id.clone()).collect()
}
