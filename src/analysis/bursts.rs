//! When did papers suddenly speak of something?
//!
//! Titles of listed and citing papers go in, bursts of phrases come out; the automaton itself is in `burst`.

use std::collections::BTreeSet;

use super::horizon::Horizon;
use super::months::Months;
use super::terms::{Phrasebook, Reader, Sighting, Word, leaning_of};
use super::{Burst, burst};
use crate::paper::PaperIx;

const BURSTS_KEPT: usize = 20;
/// A term in fewer titles than this has no history.
const FEWEST_TITLES: usize = 5;
/// A burst must save at least this much (in nats) beyond the price of entering it.
const LEAST_WEIGHT: f64 = 1.0;
/// And hold this many papers.
const FEWEST_PAPERS: u32 = 3;
/// Papers named as evidence.
const WITNESSES: usize = 5;

/// Everyone who speaks: listed papers and papers citing them, and how many of them each month has.
pub(crate) struct Talk {
    speakers: Vec<u32>,
    pub sizes: Vec<u32>,
}

impl Talk {
    pub fn of(horizon: &Horizon, months: &Months) -> Talk {
        let mut nodes: BTreeSet<u32> = horizon.listed.iter().copied().collect();
        nodes.extend(horizon.listed.iter().flat_map(|&node| horizon.graph().citers(node)));
        let speakers: Vec<u32> = nodes.into_iter().collect();
        let sizes = months.counted(horizon, speakers.iter().copied());
        Talk { speakers, sizes }
    }

    /// Bursts of phrases in titles, strongest first.
    pub fn bursts_of_terms(&self, horizon: &Horizon, months: &Months) -> Vec<Burst> {
        let reader = Reader::new();
        let mut book = Phrasebook::default();
        let mut seen: Vec<Sighting> = Vec::new();
        // (phrase, month, paper), once a title.
        let mut hits: Vec<(u32, usize, u32)> = Vec::new();
        let title = |node: u32| horizon.corpus.paper(PaperIx(node)).title.as_str();
        let read: Vec<Vec<Word>> = self.speakers.iter().map(|&node| reader.words(title(node))).collect();
        let leaning = leaning_of(read.iter());
        for (&node, words) in self.speakers.iter().zip(&read) {
            let Some(place) = horizon.month(node).and_then(|month| months.place(month)) else { continue };
            let own = seen.len();
            reader.phrases(words, &leaning, |stems, surface| seen.push(book.note(stems, surface)));
            let mut phrases: Vec<u32> = seen[own..].iter().map(|sighting| sighting.phrase).collect();
            phrases.sort_unstable();
            phrases.dedup();
            hits.extend(phrases.into_iter().map(|phrase| (phrase, place, node)));
        }
        seen.sort_unstable();
        hits.sort_unstable();
        let mut found: Vec<(u32, Burst)> = Vec::new();
        let mut counts = vec![0; months.count];
        for of_phrase in hits.chunk_by(|a, b| a.0 == b.0).filter(|of_phrase| of_phrase.len() >= FEWEST_TITLES) {
            counts.fill(0);
            of_phrase.iter().for_each(|&(_, place, _)| counts[place] += 1);
            let phrase = of_phrase[0].0;
            found.extend(runs(&counts, &self.sizes, months).into_iter().map(|burst| (phrase, burst)));
        }
        let stems = |phrase: u32| book.stems(phrase);
        found.sort_by(|a, b| {
            b.1.weight.total_cmp(&a.1.weight).then(stems(b.0).len().cmp(&stems(a.0).len())).then(stems(a.0).cmp(stems(b.0)))
        });
        let told = distinct(found, stems).into_iter().map(|(phrase, mut burst)| {
            let from = hits.partition_point(|hit| hit.0 < phrase);
            let of_phrase = hits[from..].iter().take_while(|hit| hit.0 == phrase);
            burst.because = self.loudest(horizon, of_phrase.map(|hit| hit.2), &burst);
            burst.term = book.best(&seen, phrase).to_owned();
            burst
        });
        told.collect()
    }

    /// The most cited of the burst's documents, listed ones first.
    pub fn loudest(&self, horizon: &Horizon, documents: impl Iterator<Item = u32>, burst: &Burst) -> Vec<PaperIx> {
        let inside = documents.filter(|&node| horizon.month(node).is_some_and(|month| (burst.from..=burst.to).contains(&month)));
        let rank = |node: u32| {
            let listed = horizon.listed.binary_search(&node).is_ok();
            (std::cmp::Reverse((listed, horizon.graph().citers(node).len())), node)
        };
        let mut nodes: Vec<u32> = inside.collect();
        nodes.sort_by_key(|&node| rank(node));
        nodes.into_iter().take(WITNESSES).map(PaperIx).collect()
    }
}

/// Every burst of a series, each with its own weight; without name and witnesses.
pub(crate) fn runs(hits: &[u32], sizes: &[u32], months: &Months) -> Vec<Burst> {
    let sum = |counts: &[u32]| counts.iter().map(|&n| f64::from(n)).sum::<f64>();
    let rate = sum(hits) / sum(sizes).max(1.0);
    let explanation = burst::explain(hits, sizes);
    // What most papers are about cannot become twice as common.
    if burst::DENSER * rate >= 1.0 || !explanation.bursting.contains(&true) {
        return Vec::new();
    }
    let savings = burst::savings(hits, sizes);
    let mut found = Vec::new();
    let mut at = 0;
    while at < hits.len() {
        let length = explanation.bursting[at..].iter().take_while(|b| **b).count();
        if length > 0 {
            let run = at..at + length;
            let weight: f64 = savings[run.clone()].iter().sum();
            let price = burst::ENTRY * (hits.len() as f64).ln();
            let papers = hits[run.clone()].iter().sum::<u32>();
            if weight - price >= LEAST_WEIGHT && papers >= FEWEST_PAPERS {
                found.push(Burst {
                    from: months.first + at as i32,
                    to: months.first + (at + length) as i32 - 1,
                    weight,
                    open: at + length == hits.len(),
                    papers,
                    expected: rate * sum(&sizes[run]),
                    ..Burst::default()
                });
            }
        }
        at += length.max(1);
    }
    found
}

/// The strongest bursts; of phrases that share words and overlap in time only the strongest.
fn distinct<'a>(found: Vec<(u32, Burst)>, stems: impl Fn(u32) -> &'a str) -> Vec<(u32, Burst)> {
    let mut kept: Vec<(u32, Burst)> = Vec::new();
    for (phrase, burst) in found {
        let repeats = kept.iter().any(|(other, earlier)| {
            let share_word = stems(phrase).split(' ').any(|word| stems(*other).split(' ').any(|w| w == word));
            share_word && burst.from <= earlier.to && earlier.from <= burst.to
        });
        if !repeats {
            kept.push((phrase, burst));
        }
        if kept.len() == BURSTS_KEPT {
            break;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};
    use crate::analysis::series::{counted, series};

    /// Two papers of 2019; one is cited once a month, the other only in three months of 2020, but then often.
    fn sample() -> Sample {
        let mut papers = vec![("steady".to_owned(), "2019-01".to_owned()), ("sudden".to_owned(), "2019-01".to_owned())];
        let mut arrows = Vec::new();
        for month in 0..36 {
            let day = format!("{}-{:02}", 2019 + month / 12, month % 12 + 1);
            for copy in 0..4 {
                let id = format!("s{month:02}{copy}");
                papers.push((id.clone(), day.clone()));
                arrows.push((id, "steady".to_owned()));
            }
            for copy in 0..if (15..18).contains(&month) { 6 } else { 0 } {
                let id = format!("x{month:02}{copy}");
                papers.push((id.clone(), day.clone()));
                arrows.push((id, "sudden".to_owned()));
            }
        }
        let papers: Vec<(&str, &str)> = papers.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let arrows: Vec<(&str, &str)> = arrows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        Sample::new(&papers).cites(&arrows).listed(&["steady", "sudden"])
    }

    #[test]
    fn a_topic_bursts_when_papers_suddenly_cite_it() {
        let (corpus, graph) = sample().build();
        let horizon = Horizon::new(&corpus, &graph, date("2022-06-01"));
        let months = Months::of(&horizon).unwrap();
        let talk = Talk::of(&horizon, &months);
        let node = |id: &str| corpus.papers().iter().position(|p| p.title == id).unwrap() as u32;
        let whole = counted(&horizon, &months, "", &horizon.listed);
        let members = vec![("Sudden".to_owned(), vec![node("sudden")]), ("Steady".to_owned(), vec![node("steady")])];
        let found = series(&horizon, &months, &talk, members, &whole);
        assert_eq!(found[0].bursts.len(), 1);
        let burst = &found[0].bursts[0];
        assert_eq!((burst.from, burst.to, burst.papers, burst.open), (12 * 2020 + 3, 12 * 2020 + 5, 18, false));
        assert_eq!((burst.term.as_str(), burst.because.len()), ("Sudden", 5));
        assert!(burst.expected < 5.0, "{burst:?}");
        assert!(found[1].bursts.is_empty());
    }
}
