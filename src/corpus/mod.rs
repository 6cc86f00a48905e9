//! Which papers are in play?
//!
//! The listed papers, what they cite, what cites them, and the citations among them: frozen, sorted, deduplicated.
//! A [`Corpus`] never changes after it was made; a [`PaperIx`](crate::paper::PaperIx) means the same in every room.

mod coverage;
mod gather;
mod tables;

use std::collections::HashMap;

use serde::Serialize;

use crate::catalog::EdgeState;
use crate::paper::{Citation, Date, Paper, PaperId, PaperIx, SectionPath};
use crate::resolve::PrintedEntry;

pub use coverage::{Coverage, States};
pub use gather::{Reach, gather};

/// Why a paper is in the corpus; several may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Role {
    /// The list names it.
    pub listed: bool,
    /// A listed paper cites it.
    pub cited: bool,
    /// It cites a listed paper.
    pub citing: bool,
}

/// How much is known of one listed paper's neighbours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Known {
    pub references: EdgeState,
    /// Rows with an id.
    pub reference_rows: u32,
    /// Rows the catalog could not identify.
    pub reference_nameless: u32,
    pub citations: EdgeState,
    pub citation_rows: u32,
}

/// The frozen set of papers and citations every analysis looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Corpus {
    papers: Vec<Paper>,
    roles: Vec<Role>,
    /// Sorted by (citing, cited), each once, no paper cites itself.
    citations: Vec<(PaperIx, PaperIx)>,
    /// Papers the list names, ascending.
    listed: Vec<PaperIx>,
    /// Parallel to `listed`.
    known: Vec<Known>,
    /// Parallel to `listed`: the sections the paper stands in, in list order, each once.
    sections: Vec<Vec<SectionPath>>,
    /// Every section of `sections` once, in the order of the list.
    section_order: Vec<SectionPath>,
    /// What the list prints, entry by entry; empty where the corpus comes from tables.
    printed: Vec<PrintedEntry>,
    /// First and last day an answer was asked.
    asked: Option<(Date, Date)>,
    /// Papers the catalog dates after the last day asked, with that date; the corpus has them with another date or none.
    future_dates: Vec<(PaperIx, Date)>,
}

/// A paper the list names.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub id: PaperId,
    pub known: Known,
    pub sections: Vec<SectionPath>,
}

impl Corpus {
    /// Freezes papers and citations: sorts by id, merges repeats (the first record wins), drops self-citations and citations of papers that are not there.
    /// Sections keep the order in which `listed` names them; see [`Corpus::with_section_order`].
    ///
    /// O((p + c) log(p + c)) for p papers and c citations.
    ///
    /// # Panics
    /// When a listed paper has no record among `papers`, or there are more than 2³² papers.
    pub fn new(papers: Vec<Paper>, citations: &[Citation], listed: Vec<Listed>, asked: Option<(Date, Date)>) -> Corpus {
        let mut papers = papers;
        papers.sort_by(|a, b| a.id.cmp(&b.id));
        papers.dedup_by(|later, first| later.id == first.id);
        let place: HashMap<&PaperId, PaperIx> =
            papers.iter().enumerate().map(|(i, p)| (&p.id, PaperIx(u32::try_from(i).expect("fewer than 2^32 papers")))).collect();
        let mut arrows: Vec<(PaperIx, PaperIx)> = citations
            .iter()
            .filter_map(|c| Some((*place.get(&c.citing)?, *place.get(&c.cited)?)))
            .filter(|(citing, cited)| citing != cited)
            .collect();
        arrows.sort_unstable();
        arrows.dedup();
        drop(place);
        Corpus::of_arrows(papers, arrows, listed, asked)
    }

    /// The same for papers sorted by id and citations sorted, each once, by place; none of a paper to itself.
    fn of_sorted(papers: Vec<Paper>, citations: Vec<(u32, u32)>, listed: Vec<Listed>, asked: Option<(Date, Date)>) -> Corpus {
        let arrows = citations.into_iter().map(|(citing, cited)| (PaperIx(citing), PaperIx(cited))).collect();
        Corpus::of_arrows(papers, arrows, listed, asked)
    }

    fn of_arrows(mut papers: Vec<Paper>, arrows: Vec<(PaperIx, PaperIx)>, listed: Vec<Listed>, asked: Option<(Date, Date)>) -> Corpus {
        let future_dates = asked.map_or(Vec::new(), |(_, last)| without_future(&mut papers, last));
        let place = |id: &PaperId| papers.binary_search_by(|paper| paper.id.cmp(id)).ok().map(|at| PaperIx(at as u32));
        let section_order = each_once(listed.iter().flat_map(|l| &l.sections));
        let mut rows: Vec<(PaperIx, Known, Vec<SectionPath>)> =
            listed.into_iter().map(|l| (place(&l.id).expect("a listed paper has a record"), l.known, l.sections)).collect();
        rows.sort_by_key(|(ix, ..)| *ix);
        rows.dedup_by_key(|(ix, ..)| *ix);
        let mut roles = vec![Role::default(); papers.len()];
        for (ix, ..) in &rows {
            roles[ix.index()].listed = true;
        }
        for (citing, cited) in &arrows {
            let (from, to) = (roles[citing.index()].listed, roles[cited.index()].listed);
            roles[cited.index()].cited |= from;
            roles[citing.index()].citing |= to;
        }
        let mut corpus = Corpus {
            papers,
            roles,
            citations: arrows,
            listed: Vec::new(),
            known: Vec::new(),
            sections: Vec::new(),
            section_order,
            printed: Vec::new(),
            asked,
            future_dates,
        };
        for (ix, known, sections) in rows {
            corpus.listed.push(ix);
            corpus.known.push(known);
            corpus.sections.push(sections);
        }
        corpus
    }

    /// Papers the catalog dates after the last day asked, ascending, with the date it gives. Here they have the month of their arXiv id, or no date
    /// (see [`Paper::date_until`]): what never was cannot be new.
    pub fn future_dates(&self) -> &[(PaperIx, Date)] {
        &self.future_dates
    }

    pub fn len(&self) -> usize {
        self.papers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    pub fn papers(&self) -> &[Paper] {
        &self.papers
    }

    pub fn paper(&self, ix: PaperIx) -> &Paper {
        &self.papers[ix.index()]
    }

    pub fn role(&self, ix: PaperIx) -> Role {
        self.roles[ix.index()]
    }

    /// (citing, cited), sorted.
    pub fn citations(&self) -> &[(PaperIx, PaperIx)] {
        &self.citations
    }

    pub fn listed(&self) -> &[PaperIx] {
        &self.listed
    }

    /// Parallel to [`Corpus::listed`].
    pub fn known(&self) -> &[Known] {
        &self.known
    }

    /// Parallel to [`Corpus::listed`]: the sections each paper stands under.
    pub fn sections(&self) -> &[Vec<SectionPath>] {
        &self.sections
    }

    /// Every section a listed paper stands under, once, in the order of the list.
    pub fn section_order(&self) -> &[SectionPath] {
        &self.section_order
    }

    /// The same corpus with its sections in this order; names it does not have are left out, sections not named come last.
    pub fn with_section_order<'a>(mut self, names: impl IntoIterator<Item = &'a SectionPath>) -> Corpus {
        let place: HashMap<&SectionPath, usize> = each_place(names);
        let last = place.len();
        self.section_order.sort_by_key(|name| place.get(name).copied().unwrap_or(last));
        self
    }

    /// The same corpus, knowing what the list prints: a paper that one of these entries names is not suggested to it.
    pub fn with_printed(self, printed: Vec<PrintedEntry>) -> Corpus {
        Corpus { printed, ..self }
    }

    /// Every entry of the list as printed, identified or not; empty for a corpus of tables.
    pub fn printed(&self) -> &[PrintedEntry] {
        &self.printed
    }

    pub fn asked(&self) -> Option<(Date, Date)> {
        self.asked
    }

    pub fn find(&self, id: &PaperId) -> Option<PaperIx> {
        self.papers.binary_search_by(|p| p.id.cmp(id)).ok().map(|i| PaperIx(i as u32))
    }
}

fn each_place<'a>(names: impl IntoIterator<Item = &'a SectionPath>) -> HashMap<&'a SectionPath, usize> {
    let mut place = HashMap::new();
    for name in names {
        let next = place.len();
        place.entry(name).or_insert(next);
    }
    place
}

fn each_once<'a>(names: impl Iterator<Item = &'a SectionPath>) -> Vec<SectionPath> {
    let mut names: Vec<(usize, &SectionPath)> = each_place(names).into_iter().map(|(name, place)| (place, name)).collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name.clone()).collect()
}

/// Takes away dates after `last_day`; what was taken is returned.
fn without_future(papers: &mut [Paper], last_day: Date) -> Vec<(PaperIx, Date)> {
    let mut taken = Vec::new();
    for (place, paper) in papers.iter_mut().enumerate() {
        let believed = paper.date_until(last_day);
        if let Some(date) = paper.date.filter(|date| believed != Some(*date)) {
            taken.push((PaperIx(place as u32), date));
            paper.date = believed;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_after_the_day_asked_is_not_believed() {
        let date = |year, month| Date::new(year, Some(month), None).unwrap();
        let paper = |id: &str, date| Paper { date: Some(date), ..Paper::new(id, id) };
        let mut preprint = paper("b", date(2031, 1));
        preprint.identifiers = vec![crate::paper::Identifier::new(crate::paper::Scheme::Arxiv, "2106.09685")];
        // A month that has begun is no future, although its last day has not come.
        let papers = vec![paper("a", date(2049, 1)), preprint, paper("c", date(2024, 6)), paper("d", date(2020, 1))];
        let asked = Date::new(2024, Some(6), Some(3)).unwrap();
        let corpus = Corpus::new(papers.clone(), &[], Vec::new(), Some((asked, asked)));
        assert_eq!(
            corpus.papers().iter().map(|p| p.date).collect::<Vec<_>>(),
            [None, Some(date(2021, 6)), Some(date(2024, 6)), Some(date(2020, 1))]
        );
        assert_eq!(corpus.future_dates(), [(PaperIx(0), date(2049, 1)), (PaperIx(1), date(2031, 1))]);
        // Without a day nothing is known to be later.
        assert!(Corpus::new(papers, &[], Vec::new(), None).future_dates().is_empty());
    }

    #[test]
    fn sections_keep_the_order_of_the_list() {
        let known = Known {
            references: EdgeState::Complete,
            reference_rows: 0,
            reference_nameless: 0,
            citations: EdgeState::Complete,
            citation_rows: 0,
        };
        let listed = |id: &str, section: &str| Listed {
            id: PaperId(id.to_owned()),
            known: known.clone(),
            sections: vec![SectionPath::new([section])],
        };
        let papers = ["a", "b", "c", "d"].map(|id| Paper::new(id, id)).to_vec();
        let rows = vec![listed("c", "Zebras"), listed("a", "Apes"), listed("d", "Lions"), listed("b", "Zebras")];
        let corpus = Corpus::new(papers, &[], rows, None);
        let paths = |names: [&str; 3]| names.map(|name| SectionPath::new([name]));
        assert_eq!(corpus.section_order(), paths(["Zebras", "Apes", "Lions"]));
        let wanted = paths(["Lions", "Tigers", "Zebras"]);
        assert_eq!(corpus.with_section_order(&wanted).section_order(), paths(["Lions", "Zebras", "Apes"]));
    }
}
