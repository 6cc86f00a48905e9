//! How did one topic or section fare, month by month?
//!
//! Members go in; counts, share, velocity, growth, bursts and the outlook come out. Months that are still filling are counted and never interpreted.

use serde::Serialize;

use super::bursts::{Talk, runs};
use super::growth::growths;
use super::horizon::Horizon;
use super::months::Months;
use super::{Burst, Growth};

/// One topic, one section, or the whole list over the months of [`Trends`](super::Trends).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    pub name: String,
    /// Papers per month, over the months of [`Trends`](super::Trends).
    pub papers: Vec<u32>,
    /// Citations received per month.
    pub citations: Vec<u32>,
    /// Its share of the list's papers in the 12 months up to each month, 0–1: without the growth of the field and the season. 0 where the list has none.
    pub share: Vec<f64>,
    /// In citations received.
    pub growth: Option<Growth>,
    /// In papers: the same test on the papers of each 12 months, which a list has few of.
    pub paper_growth: Option<Growth>,
    /// `None` with fewer than 24 complete months.
    pub velocity: Option<Velocity>,
    /// `None` with fewer than 12 complete months.
    pub outlook: Option<Outlook>,
    /// When papers suddenly belonged to it or cited it, among all listed and citing papers; strongest first.
    pub bursts: Vec<Burst>,
    /// The numbers in plain words.
    pub evidence: String,
}

/// How fast citations come, over complete months only.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Velocity {
    /// Citations received a month, mean of the last 12.
    pub per_month: f64,
    /// The same of the 12 before.
    pub before: f64,
    /// Of the last 3: the latest, and the least complete.
    pub last_3m: f64,
    /// Citations received in the last 12 months by each of its papers, on average; 0 without papers.
    pub per_paper: f64,
}

/// What comes if the last 12 complete months repeat themselves, and nothing bolder: of eight simple forecasts of next year's papers of a topic, none beat this on both
/// hep-th and hep-ph (mean error 22 % and 16 %).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outlook {
    /// Papers of the last 12 complete months, hence of the next.
    pub papers: u32,
    /// 22 % less and more, or what 80 % of pairs of equal Poisson counts differ by, whichever is wider.
    pub low: u32,
    pub high: u32,
}

/// Mean error of the naive forecast on hep-th, the worse of two corpora.
const USUAL_ERROR: f64 = 0.22;
/// Of a normal deviate: 80 % lie within.
const EIGHTY_PERCENT: f64 = 1.2816;

impl Outlook {
    fn of(papers: u32) -> Outlook {
        let n = f64::from(papers);
        // Past and future are both drawn, so their difference has twice the variance.
        let wide = (USUAL_ERROR * n).max(EIGHTY_PERCENT * (2.0 * n.max(1.0)).sqrt());
        Outlook { papers, low: (n - wide).max(0.0).floor() as u32, high: (n + wide).ceil() as u32 }
    }
}

/// A series for every (name, members); growth is tested against `whole` and corrected over the series given.
pub(crate) fn series(horizon: &Horizon, months: &Months, talk: &Talk, members: Vec<(String, Vec<u32>)>, whole: &Series) -> Vec<Series> {
    let mut series: Vec<Series> = members
        .iter()
        .map(|(name, nodes)| {
            let mut series = counted(horizon, months, name, nodes);
            series.share = share(&series.papers, &whole.papers);
            series.bursts = talk.bursts_of(horizon, months, name, nodes);
            series
        })
        .collect();
    grow(months, &mut series, &whole.citations, |s| &s.citations, |s, growth| s.growth = growth);
    grow(months, &mut series, &whole.papers, |s| &s.papers, |s, growth| s.paper_growth = growth);
    for (series, (_, nodes)) in series.iter_mut().zip(&members) {
        series.evidence = evidence(series, nodes.len());
    }
    series
}

/// Counts, velocity and outlook of the members.
pub(crate) fn counted(horizon: &Horizon, months: &Months, name: &str, members: &[u32]) -> Series {
    let (papers, citations) = (months.papers(horizon, members), months.citations(horizon, members));
    let outlook = months.complete().checked_sub(12).map(|from| Outlook::of(papers[from..months.complete()].iter().sum()));
    let velocity = velocity(months, &citations, members.len());
    Series { name: name.to_owned(), papers, citations, velocity, outlook, ..Series::default() }
}

fn velocity(months: &Months, citations: &[u32], members: usize) -> Option<Velocity> {
    let (last, before) = months.windows(citations)?;
    let end = months.complete();
    let last_3m: u32 = citations[end - 3..end].iter().sum();
    Some(Velocity {
        per_month: f64::from(last) / 12.0,
        before: f64::from(before) / 12.0,
        last_3m: f64::from(last_3m) / 3.0,
        per_paper: if members == 0 { 0.0 } else { f64::from(last) / members as f64 },
    })
}

fn share(papers: &[u32], all: &[u32]) -> Vec<f64> {
    let (mut own, mut whole) = (0u32, 0u32);
    (0..papers.len())
        .map(|at| {
            (own, whole) = (own + papers[at], whole + all[at]);
            if at >= 12 {
                (own, whole) = (own - papers[at - 12], whole - all[at - 12]);
            }
            if whole == 0 { 0.0 } else { f64::from(own) / f64::from(whole) }
        })
        .collect()
}

fn grow(months: &Months, series: &mut [Series], whole: &[u32], of: impl Fn(&Series) -> &[u32], set: impl Fn(&mut Series, Option<Growth>)) {
    let Some(whole) = months.windows(whole).filter(|(last, before)| last + before > 0) else { return };
    let counts: Vec<(u32, u32)> = series.iter().filter_map(|s| months.windows(of(s))).collect();
    series.iter_mut().zip(growths(&counts, whole)).for_each(|(series, growth)| set(series, growth));
}

fn evidence(series: &Series, members: usize) -> String {
    let mut parts = vec![if members == 1 { "1 paper".to_owned() } else { format!("{members} papers") }];
    if let Some(growth) = &series.growth {
        let verdict = match (growth.significant, growth.beyond_list > 0.0) {
            (true, true) => format!("more than the list grew (q {})", probability(growth.q_value)),
            (true, false) => format!("less than the list grew (q {})", probability(growth.q_value)),
            (false, _) => "no more and no less than chance lets it differ from the list".to_owned(),
        };
        parts.push(format!(
            "{} citations in the last 12 complete months after {} in the 12 before: {verdict}",
            growth.last_12m, growth.before_12m
        ));
    }
    if let Some(outlook) = series.outlook {
        parts.push(format!(
            "{} new papers in these 12 months; if they continue, {} to {} in the next",
            outlook.papers, outlook.low, outlook.high
        ));
    }
    parts.join("; ")
}

fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// Bursts of a series of documents, with what they rest on; see [`runs`].
impl Talk {
    fn bursts_of(&self, horizon: &Horizon, months: &Months, name: &str, members: &[u32]) -> Vec<Burst> {
        let mut documents: Vec<u32> = members.to_vec();
        documents.extend(members.iter().flat_map(|&node| horizon.graph().citers(node)));
        documents.sort_unstable();
        documents.dedup();
        let hits = months.counted(horizon, documents.iter().copied());
        let mut found = runs(&hits, &self.sizes, months);
        for burst in &mut found {
            burst.term = name.to_owned();
            burst.because = self.loudest(horizon, documents.iter().copied(), burst);
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.from.cmp(&b.from)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn shares_are_of_twelve_months() {
        let mut papers = vec![0u32; 14];
        (papers[0], papers[13]) = (1, 1);
        let all = vec![1u32; 14];
        let share = share(&papers, &all);
        assert_eq!((share[0], share[1], share[11], share[12]), (1.0, 0.5, 1.0 / 12.0, 0.0));
        assert_eq!(share[13], 1.0 / 12.0);
    }

    #[test]
    fn the_outlook_is_the_last_year_again() {
        assert_eq!(Outlook::of(100), Outlook { papers: 100, low: 78, high: 122 });
        let few = Outlook::of(4);
        assert!(few.low == 0 && few.high >= 7, "{few:?}");
        assert_eq!(Outlook::of(0).papers, 0);
    }

    #[test]
    fn velocity_counts_complete_months_only() {
        // A paper of 2019 cited once a month in 2020 and twice a month in 2021; the last three months are filling.
        let mut ids: Vec<(String, String)> = vec![("a".into(), "2019-08".into())];
        for month in 0..24 {
            for copy in 0..=(month / 12) {
                ids.push((format!("c{month:02}{copy}"), format!("{}-{:02}", 2020 + month / 12, month % 12 + 1)));
            }
        }
        let papers: Vec<(&str, &str)> = ids.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let arrows: Vec<(&str, &str)> = papers[1..].iter().map(|(id, _)| (*id, "a")).collect();
        let (corpus, graph) = Sample::new(&papers).cites(&arrows).listed(&["a"]).build();
        let horizon = Horizon::new(&corpus, &graph, date("2022-01-15"));
        let months = Months::of(&horizon).unwrap();
        let series = counted(&horizon, &months, "A", &[0]);
        assert_eq!(months.incomplete, 4);
        let velocity = series.velocity.unwrap();
        // October 2020 to September 2021, and the 12 months before that but the one before the first.
        assert!((velocity.per_month - (3.0 + 9.0 * 2.0) / 12.0).abs() < 1e-12, "{velocity:?}");
        assert_eq!((velocity.last_3m, velocity.per_paper), (2.0, 21.0));
        assert!((velocity.before - 9.0 / 12.0).abs() < 1e-12, "{velocity:?}");
    }
}
