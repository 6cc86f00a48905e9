//! Which papers slept for years before anyone saw them?
//!
//! Citations a year go in, Ke's beauty coefficient and the year of awakening come out; of the listed papers those are looked at that are old enough and whose citations are all known.

use serde::Serialize;

use super::horizon::Horizon;
use crate::catalog::EdgeState;
use crate::paper::{Date, PaperIx};
use crate::text::counted;

/// A paper that was little cited for years, then much.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SleepingBeauty {
    pub paper: PaperIx,
    /// Beauty coefficient B (Ke, Ferrara, Radicchi & Flammini 2015): how far, and how long, citations stay below the straight line to their peak.
    pub beauty: f64,
    /// Share (0–100) of the papers looked at with a smaller B.
    pub percentile: f64,
    pub published: i32,
    pub awakening: i32,
    pub peak: i32,
    /// Citations received per calendar year, from `published` to the last complete year.
    pub citations: Vec<u32>,
    pub evidence: String,
}

/// B of a series of citations a year and the place at which the paper awakes; (0, 0) when the peak is at the start or there is nothing.
///
/// B = Σ_{t=0}^{t_m} ((c_m − c_0)/t_m · t + c_0 − c_t) / max(1, c_t), t_m the first year of most citations c_m; it awakes where the curve is farthest below the line from
/// (0, c_0) to (t_m, c_m). 0 for a straight rise, below 0 for an early one. Without any scale of its own: compare within a field. Meaningless under some five years,
/// and wrong where only the newest citations are known.
pub fn beauty(citations: &[u32]) -> (f64, usize) {
    let Some(most) = citations.iter().copied().max() else { return (0.0, 0) };
    let peak = citations.iter().position(|&c| c == most).unwrap_or(0);
    if peak == 0 {
        return (0.0, 0);
    }
    let (first, most, end) = (i64::from(citations[0]), i64::from(most), peak as i64);
    let mut sum = 0.0;
    let (mut farthest, mut awakening) = (-1, 0);
    for (t, &c) in citations[..=peak].iter().enumerate() {
        // The distance below the line, times t_m.
        let below = (most - first) * t as i64 + (first - i64::from(c)) * end;
        sum += below as f64 / end as f64 / f64::from(c.max(1));
        if below.abs() > farthest {
            (farthest, awakening) = (below.abs(), t);
        }
    }
    (sum, awakening)
}

/// Complete calendar years from publication on.
const FEWEST_YEARS: usize = 5;
const FEWEST_CITATIONS: u32 = 10;
/// A beauty slept at least this long.
const LONG_SLEEP: i32 = 3;
const LEAST_PERCENTILE: f64 = 75.0;
const KEPT: usize = 10;

/// What was found, and how many listed papers could not be judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SleepingBeauties {
    /// Largest B first.
    pub papers: Vec<SleepingBeauty>,
    /// Listed papers that were looked at: five complete years old, ten citations, all of them known.
    pub judged: u32,
    /// Too young, or without a date.
    pub too_young: u32,
    /// Old enough, with too few citations to have a curve.
    pub too_few: u32,
    /// Their citations are known only in part, so that old ones may be missing.
    pub unknown: u32,
}

/// The listed papers with the largest B that slept for three years or more and have a larger B than three quarters of those judged.
pub(crate) fn sleeping_beauties(horizon: &Horizon) -> SleepingBeauties {
    let mut found = SleepingBeauties::default();
    let Some(last_year) = Date::from_epoch_days(horizon.today.saturating_add(1)).map(|tomorrow| tomorrow.year() - 1) else { return found };
    let mut judged: Vec<(f64, SleepingBeauty)> = Vec::new();
    for (&node, &place) in horizon.listed.iter().zip(&horizon.places()) {
        let Some(published) = horizon.year(node).filter(|year| last_year - year + 1 >= FEWEST_YEARS as i32) else {
            found.too_young += 1;
            continue;
        };
        if !matches!(horizon.corpus.known()[place].citations, EdgeState::Complete | EdgeState::Empty) {
            found.unknown += 1;
            continue;
        }
        let mut citations = vec![0u32; (last_year - published + 1) as usize];
        // What cites a paper before its date cites an earlier print of it: its first year.
        let years = horizon.graph().citers(node).iter().filter_map(|&citer| horizon.year(citer));
        years.filter(|year| *year <= last_year).for_each(|year| citations[(year - published).max(0) as usize] += 1);
        if citations.iter().sum::<u32>() < FEWEST_CITATIONS {
            found.too_few += 1;
            continue;
        }
        let (beauty, awakening) = beauty(&citations);
        let peak = published + citations.iter().enumerate().max_by_key(|(t, c)| (**c, std::cmp::Reverse(*t))).map_or(0, |(t, _)| t as i32);
        let awakening = published + awakening as i32;
        judged.push((
            beauty,
            SleepingBeauty { paper: PaperIx(node), beauty, published, awakening, peak, citations, ..SleepingBeauty::default() },
        ));
    }
    found.judged = judged.len() as u32;
    judged.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.paper.cmp(&b.1.paper)));
    let all = judged.len();
    let ranked = judged.into_iter().enumerate().map(|(place, (_, mut paper))| {
        paper.percentile = if all > 1 { 100.0 * (all - 1 - place) as f64 / (all - 1) as f64 } else { 100.0 };
        paper
    });
    let asleep = ranked.filter(|p| p.beauty > 0.0 && p.awakening - p.published >= LONG_SLEEP && p.percentile >= LEAST_PERCENTILE);
    found.papers = asleep.take(KEPT).collect();
    found.papers.iter_mut().for_each(|paper| paper.evidence = evidence(paper));
    found
}

fn evidence(paper: &SleepingBeauty) -> String {
    let slept = (paper.awakening - paper.published) as usize;
    let before: u32 = paper.citations[..slept].iter().sum();
    let most = paper.citations.iter().copied().max().unwrap_or(0);
    let citations = |n: u32| counted(n, "citation", "citations");
    format!(
        "published {}; {} in its first {slept} years; woke in {}; {} in {}, its best year",
        paper.published,
        citations(before),
        paper.awakening,
        citations(most),
        paper.peak
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};
    use crate::graph::chance::Dice;

    #[test]
    fn a_known_series_has_the_known_beauty() {
        let (b, awakening) = beauty(&[0, 0, 0, 0, 1, 0, 0, 2, 5, 12, 20]);
        assert!((b - 49.7).abs() < 1e-12, "{b}");
        assert_eq!(awakening, 6);
        for (citations, wanted) in [(&[][..], 0.0), (&[5, 3, 1], 0.0), (&[0, 1, 2, 3], 0.0)] {
            assert!((beauty(citations).0 - wanted).abs() < 1e-12, "{citations:?}");
        }
        assert!(beauty(&[0, 9, 9, 10]).0 < 0.0);
    }

    #[test]
    fn beauty_is_what_the_formula_says() {
        let mut dice = Dice::new(8);
        for _ in 0..300 {
            let citations: Vec<u32> = (0..2 + dice.below(12)).map(|_| dice.below(9) as u32).collect();
            let most = *citations.iter().max().unwrap();
            let peak = citations.iter().position(|&c| c == most).unwrap();
            if peak == 0 {
                assert_eq!(beauty(&citations), (0.0, 0));
                continue;
            }
            let (c0, cm, tm) = (f64::from(citations[0]), f64::from(most), peak as f64);
            let line = |t: usize| (cm - c0) / tm * t as f64 + c0;
            let wanted: f64 = (0..=peak).map(|t| (line(t) - f64::from(citations[t])) / f64::from(citations[t].max(1))).sum();
            let distance =
                |t: usize| ((cm - c0) * t as f64 - tm * f64::from(citations[t]) + tm * c0).abs() / ((cm - c0).powi(2) + tm * tm).sqrt();
            let farthest = (0..=peak).map(distance).fold(0.0, f64::max);
            let (b, awakening) = beauty(&citations);
            assert!((b - wanted).abs() < 1e-9 && (distance(awakening) - farthest).abs() < 1e-9, "{citations:?}");
        }
    }

    #[test]
    fn a_paper_that_woke_late_is_found_and_young_ones_are_not_judged() {
        let mut papers = vec![("beauty".to_owned(), "2000-05".to_owned()), ("young".to_owned(), "2012-01".to_owned())];
        let mut arrows = Vec::new();
        for (year, count) in [(2003, 1), (2009, 2), (2010, 6), (2011, 9), (2012, 12)] {
            for copy in 0..count {
                papers.push((format!("c{year}{copy}"), format!("{year}-11")));
                arrows.push((format!("c{year}{copy}"), "beauty".to_owned()));
            }
        }
        let papers: Vec<(&str, &str)> = papers.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let arrows: Vec<(&str, &str)> = arrows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let (corpus, graph) = Sample::new(&papers).cites(&arrows).listed(&["beauty", "young"]).build();
        let found = sleeping_beauties(&Horizon::new(&corpus, &graph, date("2013-02-01")));
        assert_eq!((found.judged, found.too_young, found.papers.len()), (1, 1, 1));
        let beauty = &found.papers[0];
        assert_eq!((beauty.published, beauty.awakening, beauty.peak), (2000, 2008, 2012));
        assert_eq!(beauty.evidence, "published 2000; 1 citation in its first 8 years; woke in 2008; 12 citations in 2012, its best year");
    }
}
