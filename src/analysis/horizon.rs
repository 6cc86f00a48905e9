//! What was known on a given day?
//!
//! A corpus and its graph go in; the same graph without what was not known yet comes out, with the age of every paper. Nothing here ranks or judges.

use crate::corpus::Corpus;
use crate::graph::CitationGraph;
use crate::paper::{Date, Paper, PaperIx};

/// Data that ends this many days before the day asked is a closed collection: its own end is its present.
const CLOSED_AFTER_DAYS: i32 = 183;
pub(crate) const DAYS_PER_YEAR: f64 = 365.25;

/// The corpus as it was known on one day. Numbers of papers are those of the corpus; unknown papers have no citations here.
pub(crate) struct Horizon<'a> {
    pub corpus: &'a Corpus,
    full: &'a CitationGraph,
    cut: Option<CitationGraph>,
    /// Days since 1970-01-01 from which ages are counted: the day asked, or the end of the data when that lies far before it.
    pub today: i32,
    /// The last day of data, when the data ends long before the day asked.
    pub data_until: Option<Date>,
    pub known: Vec<bool>,
    /// The date of each known paper, unless it lies after the day asked: then it is a mistake of the catalog, and the paper is taken for undated.
    date: Vec<Option<Date>>,
    /// The middle of what each paper's date may mean, never after `today`.
    pub day: Vec<Option<i32>>,
    /// Known papers of the list, ascending.
    pub listed: Vec<u32>,
}

impl<'a> Horizon<'a> {
    pub fn new(corpus: &'a Corpus, graph: &'a CitationGraph, as_of: Date) -> Horizon<'a> {
        let last_day = as_of.first_day();
        let asked_by_then = corpus.asked().is_some_and(|(_, last)| last.first_day() <= last_day);
        let known: Vec<bool> = (0..corpus.len()).map(|i| was_known(corpus, i, as_of, asked_by_then)).collect();
        let cut = known.contains(&false).then(|| without_unknown(graph, &known));
        let believed = |(paper, known): (&Paper, &bool)| paper.date.filter(|date| *known && date.first_day() <= last_day);
        let dates: Vec<Option<Date>> = corpus.papers().iter().zip(&known).map(believed).collect();
        let days: Vec<Option<i32>> = dates.iter().map(|date| date.map(|date| date.middle_day().min(last_day))).collect();
        let end = dates.iter().flatten().map(|date| date.last_day()).max();
        let closed = end.filter(|end| last_day - end > CLOSED_AFTER_DAYS);
        let listed = corpus.listed().iter().map(|ix| ix.0).filter(|&node| known[node as usize]).collect();
        Horizon {
            corpus,
            full: graph,
            cut,
            today: closed.unwrap_or(last_day),
            data_until: closed.and_then(Date::from_epoch_days),
            known,
            date: dates,
            day: days,
            listed,
        }
    }

    pub fn graph(&self) -> &CitationGraph {
        self.cut.as_ref().unwrap_or(self.full)
    }

    /// Nothing was cut away: the catalog's own totals hold.
    pub fn is_whole(&self) -> bool {
        self.cut.is_none()
    }

    /// Age in years, never negative; `None` without a date.
    pub fn age(&self, node: u32) -> Option<f64> {
        self.day[node as usize].map(|day| f64::from((self.today - day).max(0)) / DAYS_PER_YEAR)
    }

    pub fn ages(&self) -> Vec<Option<f64>> {
        (0..self.day.len() as u32).map(|node| self.age(node)).collect()
    }

    /// Month of publication (months since year 0), of papers whose month is known.
    pub fn month(&self, node: u32) -> Option<i32> {
        self.date[node as usize].and_then(Date::month_index)
    }

    /// Month of the middle day, for papers with any date.
    pub fn nearest_month(&self, node: u32) -> Option<i32> {
        self.day[node as usize].and_then(Date::from_epoch_days).and_then(Date::month_index)
    }

    pub fn year(&self, node: u32) -> Option<i32> {
        self.date[node as usize].map(Date::year)
    }

    /// Place of every listed paper in [`Corpus::listed`], for known papers only.
    pub fn places(&self) -> Vec<usize> {
        self.corpus.listed().iter().enumerate().filter(|(_, ix)| self.known[ix.index()]).map(|(place, _)| place).collect()
    }
}

/// A full date counts from its day on. A date known to the month or year counts once most of it is over, or when the catalog was asked by then.
/// Undated papers count when the list names them or the catalog was asked by then.
fn was_known(corpus: &Corpus, paper: usize, as_of: Date, asked_by_then: bool) -> bool {
    match corpus.papers()[paper].date {
        _ if asked_by_then => true,
        None => corpus.asked().is_none() || corpus.role(PaperIx(paper as u32)).listed,
        Some(date) => date.middle_day() <= as_of.first_day(),
    }
}

fn without_unknown(graph: &CitationGraph, known: &[bool]) -> CitationGraph {
    let mut arrows = Vec::new();
    for citing in (0..known.len() as u32).filter(|&node| known[node as usize]) {
        arrows.extend(graph.references(citing).iter().filter(|&&cited| known[cited as usize]).map(|&cited| (citing, cited)));
    }
    CitationGraph::from_sorted(known.len(), arrows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn later_papers_and_their_citations_are_not_looked_at() {
        let sample =
            Sample::new(&[("a", "2020-01"), ("b", "2021-01"), ("c", "2022-01")]).cites(&[("b", "a"), ("c", "a")]).listed(&["a", "c"]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-06-01"));
        assert_eq!(horizon.known, [true, true, false]);
        assert_eq!(horizon.graph().citers(0), [1]);
        assert_eq!(horizon.listed, [0]);
        assert!(!horizon.is_whole());
    }

    #[test]
    fn a_month_is_not_known_on_its_first_day() {
        let (corpus, graph) = Sample::new(&[("a", "2020-01")]).build();
        assert!(!Horizon::new(&corpus, &graph, date("2020-01")).known[0]);
        assert!(Horizon::new(&corpus, &graph, date("2020-02")).known[0]);
    }

    #[test]
    fn a_date_after_the_day_asked_is_not_believed() {
        let papers = "id,title,date\na,A,2020-01\nb,B,2049-05\nc,C,2023-07\n";
        let tables = crate::catalog::Tables::from_csv(papers, "citing,cited\nb,a\n", date("2025-11-03")).unwrap();
        let (corpus, _) = Corpus::of_tables(tables, &[(crate::paper::PaperId("b".to_owned()), None)]);
        let graph = CitationGraph::of(&corpus);
        let horizon = Horizon::new(&corpus, &graph, date("2025-11-03"));
        assert_eq!((horizon.age(1), horizon.year(1), horizon.month(1)), (None, None, None));
        assert_eq!(horizon.data_until, Some(date("2023-07-31")), "it does not move the end of the data");
        assert!(horizon.known[1]);
    }

    #[test]
    fn a_closed_collection_lives_in_its_own_present() {
        let (corpus, graph) = Sample::new(&[("a", "2020-01"), ("b", "2023-07")]).build();
        let horizon = Horizon::new(&corpus, &graph, date("2025-11-03"));
        assert_eq!(horizon.data_until, Some(date("2023-07-31")));
        assert!(horizon.age(1).unwrap() < 0.1);
        assert_eq!(Horizon::new(&corpus, &graph, date("2023-09-01")).data_until, None);
    }
}
