//! On which years does the list build, and how quickly does its subject age?
//!
//! Reference publication year spectroscopy and half-lives: the horizon goes in, counts by year with their peaks and two medians come out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::horizon::Horizon;
use crate::paper::PaperIx;

/// A year that stands out of the five around it, with the works that make it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReferencePeak {
    pub year: i32,
    /// References of the listed papers to works of this year.
    pub references: u32,
    /// How far that lies above the median of the five years around it.
    pub deviation: f64,
    /// The works cited most, and by how many listed papers each.
    pub works: Vec<(PaperIx, u32)>,
}

const PEAKS: usize = 5;
const WORKS: usize = 3;
/// A work fewer listed papers cite makes no peak.
const FEWEST_CITING: u32 = 2;

/// Reference publication year spectroscopy (Marx et al. 2014): references by year, and how far each year stands out of the five around it.
pub(crate) fn reference_years(horizon: &Horizon) -> Vec<(i32, u32, f64)> {
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    for year in horizon.listed.iter().flat_map(|&node| horizon.graph().references(node)).filter_map(|&cited| horizon.year(cited)) {
        *counts.entry(year).or_insert(0) += 1;
    }
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value()) else { return Vec::new() };
    let at = |year: i32| counts.get(&year).copied().unwrap_or(0);
    (first..=last)
        .map(|year| {
            let mut around: Vec<u32> = (year - 2..=year + 2).map(at).collect();
            around.sort_unstable();
            (year, at(year), f64::from(at(year)) - f64::from(around[2]))
        })
        .collect()
}

/// The years that stand out most, strongest first, with the works that make them. A year without a work that two listed papers cite is no peak.
///
/// The last years of a young list stand out by being recent, and say little about roots.
pub(crate) fn reference_peaks(horizon: &Horizon, years: &[(i32, u32, f64)]) -> Vec<ReferencePeak> {
    let mut peaks: Vec<&(i32, u32, f64)> = years.iter().filter(|(.., deviation)| *deviation > 0.0).collect();
    peaks.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let mut cited: Vec<u32> = vec![0; horizon.known.len()];
    horizon.listed.iter().flat_map(|&node| horizon.graph().references(node)).for_each(|&work| cited[work as usize] += 1);
    let works_of = |wanted: i32| -> Vec<(PaperIx, u32)> {
        let of_year = (0u32..).zip(&cited).filter(|(work, n)| **n >= FEWEST_CITING && horizon.year(*work) == Some(wanted));
        let mut works: Vec<(PaperIx, u32)> = of_year.map(|(work, &n)| (PaperIx(work), n)).collect();
        works.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        works.truncate(WORKS);
        works
    };
    let peaks =
        peaks.into_iter().map(|&(year, references, deviation)| ReferencePeak { year, references, deviation, works: works_of(year) });
    peaks.filter(|peak| !peak.works.is_empty()).take(PEAKS).collect()
}

/// Median age of the references the listed papers make, and of the citations they receive; ages below 0 count as 0.
pub(crate) fn half_lives(horizon: &Horizon) -> (Option<f64>, Option<f64>) {
    let gap = |citing: u32, cited: u32| -> Option<f64> { Some((horizon.age(cited)? - horizon.age(citing)?).max(0.0)) };
    let graph = horizon.graph();
    let made = horizon.listed.iter().flat_map(|&node| graph.references(node).iter().filter_map(move |&cited| gap(node, cited)));
    let received = horizon.listed.iter().flat_map(|&node| graph.citers(node).iter().filter_map(move |&citing| gap(citing, node)));
    (median(made.collect()), median(received.collect()))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let middle = values.len() / 2;
    let odd = values.len() % 2 == 1;
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = if odd { upper } else { below.iter().copied().fold(f64::NEG_INFINITY, f64::max) };
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn a_work_many_rest_on_makes_its_year_a_peak() {
        let sample = Sample::new(&[("root", "1998"), ("x", "1996"), ("a", "2020-01"), ("b", "2020-02"), ("c", "2020-03")])
            .cites(&[("a", "root"), ("b", "root"), ("c", "root"), ("a", "x")])
            .listed(&["a", "b", "c"]);
        let (corpus, graph) = sample.build();
        let horizon = Horizon::new(&corpus, &graph, date("2021-01-01"));
        let years = reference_years(&horizon);
        assert_eq!(years, [(1996, 1, 1.0), (1997, 0, 0.0), (1998, 3, 3.0)]);
        let peaks = reference_peaks(&horizon, &years);
        assert_eq!(peaks.len(), 1);
        assert_eq!((peaks[0].year, peaks[0].works[0].1), (1998, 3));
        assert_eq!(corpus.paper(peaks[0].works[0].0).title, "root");
        let (made, received) = half_lives(&horizon);
        assert!(made.unwrap() > 21.0 && received.is_none());
    }
}
