//! What rises and what falls?
//!
//! Monthly series of the listed papers and of the citations they receive, per topic and section; growth; bursts of words; the years the list builds on; half-lives.
//! Months that are still filling are marked, never interpreted.

use std::collections::{BTreeMap, BTreeSet};

use super::growth::growths;
use super::horizon::Horizon;
use super::sections::first_sections;
use super::terms::{Phrasebook, Reader, Sighting, leaning};
use super::{Burst, Series, Topics, Trends, burst};
use crate::paper::{Date, PaperIx};

/// Months that ended less than this many days ago are incomplete. Of the citations a paper gets in two years only 13–21 % are known after three months
/// (hep-th .209, hep-ph .127), and catalogs take weeks to read a new paper's references.
const FILLING_DAYS: i32 = 90;
const BURSTS_KEPT: usize = 20;
/// A term in fewer titles than this has no history.
const FEWEST_TITLES: usize = 5;
/// A burst must save at least this much (in nats) beyond the price of entering it.
const LEAST_WEIGHT: f64 = 1.0;

pub(crate) fn trends(horizon: &Horizon, topics: &Topics) -> Trends {
    let Some(months) = Months::of(horizon) else { return Trends::default() };
    let (reference_half_life, citation_half_life) = half_lives(horizon);
    let everyone: Vec<u32> = horizon.listed.clone();
    let (papers, citations) = (months.papers(horizon, &everyone), months.citations(horizon, &everyone));
    let topic_members: Vec<(String, Vec<u32>)> =
        topics.topics.iter().map(|topic| (topic.label.clone(), topic.papers.iter().map(|ix| ix.0).collect())).collect();
    Trends {
        first_month: months.first,
        incomplete_months: months.incomplete,
        topics: series(horizon, &months, topic_members, &citations),
        sections: series(horizon, &months, section_members(horizon), &citations),
        bursts: bursts(horizon, &months),
        reference_years: reference_years(horizon),
        reference_half_life,
        citation_half_life,
        papers,
        citations,
    }
}

/// The months that are shown: from the first to the last listed or citing paper.
struct Months {
    first: i32,
    count: usize,
    incomplete: u32,
}

impl Months {
    fn of(horizon: &Horizon) -> Option<Months> {
        let last_possible = Date::from_epoch_days(horizon.today)?.month_index()?;
        let first = horizon.listed.iter().filter_map(|&node| horizon.month(node)).min()?;
        let citing = horizon.listed.iter().flat_map(|&node| horizon.graph().citers(node));
        let last = horizon.listed.iter().chain(citing).filter_map(|&node| horizon.month(node)).max()?.min(last_possible);
        // Months without news up to today are news; after the end of the data they are not.
        let last = if horizon.data_until.is_some() { last } else { last_possible }.max(first);
        let filling = (0..=last - first).take_while(|back| month_end(last - back) > horizon.today - FILLING_DAYS).count();
        Some(Months { first, count: (last - first + 1) as usize, incomplete: filling as u32 })
    }

    fn place(&self, month: i32) -> Option<usize> {
        usize::try_from(month - self.first).ok().filter(|&place| place < self.count)
    }

    fn papers(&self, horizon: &Horizon, members: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; self.count];
        members.iter().filter_map(|&node| self.place(horizon.month(node)?)).for_each(|place| counts[place] += 1);
        counts
    }

    fn citations(&self, horizon: &Horizon, members: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; self.count];
        let citing = members.iter().flat_map(|&node| horizon.graph().citers(node));
        citing.filter_map(|&node| self.place(horizon.month(node)?)).for_each(|place| counts[place] += 1);
        counts
    }

    /// (last 12 complete months, 12 before), when there are that many.
    fn windows(&self, counts: &[u32]) -> Option<(u32, u32)> {
        let end = self.count.checked_sub(self.incomplete as usize)?;
        let (middle, start) = (end.checked_sub(12)?, end.checked_sub(24)?);
        Some((counts[middle..end].iter().sum(), counts[start..middle].iter().sum()))
    }
}

/// The last day of a month, in days since 1970-01-01.
fn month_end(month: i32) -> i32 {
    Date::from_month_index(month + 1).map_or(i32::MAX, |next| next.first_day() - 1)
}

fn series(horizon: &Horizon, months: &Months, members: Vec<(String, Vec<u32>)>, all_citations: &[u32]) -> Vec<Series> {
    let mut series: Vec<Series> = members
        .into_iter()
        .map(|(name, nodes)| Series {
            name,
            papers: months.papers(horizon, &nodes),
            citations: months.citations(horizon, &nodes),
            growth: None,
        })
        .collect();
    if let Some(whole) = months.windows(all_citations).filter(|(last, before)| last + before > 0) {
        let counts: Vec<(u32, u32)> = series.iter().filter_map(|s| months.windows(&s.citations)).collect();
        series.iter_mut().zip(growths(&counts, whole)).for_each(|(series, growth)| series.growth = growth);
    }
    series
}

/// Sections with the known papers that stand under them first, by name: the corpus does not keep the order of the list.
fn section_members(horizon: &Horizon) -> Vec<(String, Vec<u32>)> {
    let mut members: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (section, &node) in first_sections(horizon).into_iter().zip(&horizon.listed) {
        if let Some(section) = section {
            members.entry(section).or_default().push(node);
        }
    }
    members.into_iter().map(|(name, nodes)| (name.to_owned(), nodes)).collect()
}

/// Bursts of phrases in the titles of listed and citing papers, strongest first.
fn bursts(horizon: &Horizon, months: &Months) -> Vec<Burst> {
    let reader = Reader::new();
    let mut book = Phrasebook::default();
    let mut seen: Vec<Sighting> = Vec::new();
    let mut sizes = vec![0u32; months.count];
    // (phrase, month), once a title.
    let mut hits: Vec<(u32, usize)> = Vec::new();
    let speakers = speakers(horizon);
    let leaning = leaning(&reader, speakers.iter().map(|&node| horizon.corpus.paper(PaperIx(node)).title.as_str()));
    for node in speakers {
        let Some(place) = horizon.month(node).and_then(|month| months.place(month)) else { continue };
        sizes[place] += 1;
        let own = seen.len();
        let words = reader.words(&horizon.corpus.paper(PaperIx(node)).title);
        reader.phrases(&words, &leaning, |stems, surface| seen.push(book.note(stems, surface)));
        let mut phrases: Vec<u32> = seen[own..].iter().map(|sighting| sighting.phrase).collect();
        phrases.sort_unstable();
        phrases.dedup();
        hits.extend(phrases.into_iter().map(|phrase| (phrase, place)));
    }
    seen.sort_unstable();
    hits.sort_unstable();
    let mut found: Vec<(&str, Burst)> = Vec::new();
    let mut counts = vec![0; months.count];
    for of_phrase in hits.chunk_by(|a, b| a.0 == b.0).filter(|of_phrase| of_phrase.len() >= FEWEST_TITLES) {
        counts.fill(0);
        of_phrase.iter().for_each(|&(_, place)| counts[place] += 1);
        let phrase = of_phrase[0].0;
        let bursts = runs(&counts, &sizes, months).into_iter();
        found.extend(bursts.map(|burst| (book.stems(phrase), Burst { term: book.best(&seen, phrase).to_owned(), ..burst })));
    }
    found.sort_by(|a, b| b.1.weight.total_cmp(&a.1.weight).then(b.0.len().cmp(&a.0.len())).then(a.0.cmp(b.0)));
    distinct(found)
}

/// Listed papers and papers citing them.
fn speakers(horizon: &Horizon) -> Vec<u32> {
    let mut nodes: BTreeSet<u32> = horizon.listed.iter().copied().collect();
    nodes.extend(horizon.listed.iter().flat_map(|&node| horizon.graph().citers(node)));
    nodes.into_iter().collect()
}

/// Every burst of a series, each with its own weight.
fn runs(hits: &[u32], sizes: &[u32], months: &Months) -> Vec<Burst> {
    let explanation = burst::explain(hits, sizes);
    if !explanation.bursting.contains(&true) {
        return Vec::new();
    }
    let savings = burst::savings(hits, sizes);
    let mut found = Vec::new();
    let mut at = 0;
    while at < hits.len() {
        let length = explanation.bursting[at..].iter().take_while(|b| **b).count();
        if length > 0 {
            let weight: f64 = savings[at..at + length].iter().sum();
            let price = burst::ENTRY * (hits.len() as f64).ln();
            if weight - price >= LEAST_WEIGHT && hits[at..at + length].iter().sum::<u32>() >= 3 {
                let (from, to) = (months.first + at as i32, months.first + (at + length) as i32 - 1);
                found.push(Burst { term: String::new(), from, to, weight, open: at + length == hits.len() });
            }
        }
        at += length.max(1);
    }
    found
}

/// The strongest bursts; of phrases that share words and overlap in time only the strongest.
fn distinct(found: Vec<(&str, Burst)>) -> Vec<Burst> {
    let mut kept: Vec<(&str, Burst)> = Vec::new();
    for (stems, burst) in found {
        let repeats = kept.iter().any(|(other, earlier)| {
            let share_word = stems.split(' ').any(|word| other.split(' ').any(|w| w == word));
            share_word && burst.from <= earlier.to && earlier.from <= burst.to
        });
        if !repeats {
            kept.push((stems, burst));
        }
        if kept.len() == BURSTS_KEPT {
            break;
        }
    }
    kept.into_iter().map(|(_, burst)| burst).collect()
}

/// Reference publication year spectroscopy (Marx et al. 2014): references by year, and how far each year stands out of the five around it.
fn reference_years(horizon: &Horizon) -> Vec<(i32, u32, f64)> {
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

/// Median age of the references the listed papers make, and of the citations they receive; ages below 0 count as 0.
fn half_lives(horizon: &Horizon) -> (Option<f64>, Option<f64>) {
    let gap = |citing: u32, cited: u32| -> Option<f64> { Some((horizon.age(cited)? - horizon.age(citing)?).max(0.0)) };
    let graph = horizon.graph();
    let made = horizon.listed.iter().flat_map(|&node| graph.references(node).iter().filter_map(move |&cited| gap(node, cited)));
    let received = horizon.listed.iter().flat_map(|&node| graph.citers(node).iter().filter_map(move |&citing| gap(citing, node)));
    (median(made.collect()), median(received.collect()))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn series_run_without_gaps_and_the_last_months_are_marked() {
        let sample = Sample::new(&[("a", "2020-01"), ("b", "2020-04"), ("c", "2022-11"), ("y", "2021")])
            .cites(&[("b", "a"), ("c", "a"), ("c", "b"), ("y", "a")])
            .listed_under("One", &["a"])
            .listed_under("Two", &["b"]);
        let (corpus, graph) = sample.build();
        let trends = trends(&Horizon::new(&corpus, &graph, date("2023-01-15")), &Topics::default());
        assert_eq!((trends.papers.len(), trends.papers.iter().sum::<u32>()), (37, 2));
        // The paper known to the year only has no month to stand in.
        assert_eq!(trends.citations.iter().sum::<u32>(), 3);
        assert_eq!(trends.incomplete_months, 4);
        assert_eq!(trends.sections.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
    }

    #[test]
    fn a_closed_collection_ends_where_its_data_ends() {
        let (corpus, graph) = Sample::new(&[("a", "2020-01"), ("b", "2020-12")]).cites(&[("b", "a")]).listed(&["a"]).build();
        let trends = trends(&Horizon::new(&corpus, &graph, date("2025-01-01")), &Topics::default());
        assert_eq!((trends.papers.len(), trends.incomplete_months), (12, 3));
    }

    #[test]
    fn without_dates_there_is_no_trend() {
        let (corpus, graph) = Sample::new(&[("a", ""), ("b", "")]).cites(&[("b", "a")]).listed(&["a"]).build();
        assert_eq!(trends(&Horizon::new(&corpus, &graph, date("2025-01-01")), &Topics::default()), Trends::default());
    }
}
