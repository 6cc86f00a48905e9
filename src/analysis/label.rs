//! What is each topic about, in a few words?
//!
//! Titles and abstracts of the members go in, labels come out. The words are the papers' own; nothing is made up.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Term;
use super::horizon::Horizon;
use super::sections;
use super::terms::{Reader, Surfaces, leaning};
use crate::paper::PaperIx;

/// A topic's name and the terms it is made of, best first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Label {
    pub text: String,
    pub terms: Vec<Term>,
}

const TERMS_KEPT: usize = 10;
const TERMS_IN_LABEL: usize = 3;
/// A term must be this much commoner in the topic than elsewhere.
const LEAST_LIFT: f64 = 1.5;
/// A further term must be at least this good, relative to the first.
const GOOD_ENOUGH: f64 = 0.25;
/// What stands in the heading of the members' sections is a likelier name.
const HEADING_BONUS: f64 = 1.3;

/// Labels of groups of listed papers (indices into `Horizon::listed`), in their order; no two begin with the same term.
///
/// Class-based tf-idf (Grootendorst 2022) over phrases of one to three words, counted once a paper: share of the topic's papers with the phrase, times ln(1 + mean share / share elsewhere).
pub(crate) fn labels(horizon: &Horizon, groups: &[Vec<u32>]) -> Vec<Label> {
    let reader = Reader::new();
    let mut surfaces = Surfaces::default();
    let known = horizon.corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known);
    let leaning = leaning(&reader, known.map(|(paper, _)| paper.title.as_str()));
    let members: BTreeSet<u32> = groups.iter().flatten().copied().collect();
    let phrases: BTreeMap<u32, BTreeMap<String, f64>> =
        members.iter().map(|&node| (node, phrases_of(horizon, &reader, &leaning, &mut surfaces, node))).collect();
    let mut everywhere: BTreeMap<&str, f64> = BTreeMap::new();
    for held in phrases.values() {
        held.iter().for_each(|(phrase, weight)| *everywhere.entry(phrase).or_insert(0.0) += weight);
    }
    let scored: Vec<Vec<Candidate>> = groups.iter().map(|group| scored(horizon, &reader, group, &phrases, &everywhere)).collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| first_score(&scored[b]).total_cmp(&first_score(&scored[a])).then(a.cmp(&b)));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut labels = vec![Label { text: String::new(), terms: Vec::new() }; groups.len()];
    for k in order {
        labels[k] = composed(horizon, &groups[k], &scored[k], &surfaces, &mut taken);
    }
    labels
}

struct Candidate {
    phrase: String,
    score: f64,
    papers: u32,
}

fn first_score(candidates: &[Candidate]) -> f64 {
    candidates.first().map_or(0.0, |c| c.score)
}

/// Phrases of one paper with weights: 1 from the title, 0.3 from the abstract alone.
fn phrases_of(horizon: &Horizon, reader: &Reader, leaning: &HashSet<String>, surfaces: &mut Surfaces, node: u32) -> BTreeMap<String, f64> {
    let paper = horizon.corpus.paper(PaperIx(horizon.listed[node as usize]));
    let mut held = BTreeMap::new();
    let mut add = |text: &str, weight: f64| {
        for (stems, surface) in reader.phrases(&reader.words(text), leaning) {
            surfaces.see(&stems, &surface);
            let held = held.entry(stems).or_insert(0.0f64);
            *held = held.max(weight);
        }
    };
    add(&paper.title, 1.0);
    if let Some(text) = &paper.abstract_text {
        add(text, 0.3);
    }
    held
}

fn scored(
    horizon: &Horizon,
    reader: &Reader,
    group: &[u32],
    phrases: &BTreeMap<u32, BTreeMap<String, f64>>,
    everywhere: &BTreeMap<&str, f64>,
) -> Vec<Candidate> {
    let mut inside: BTreeMap<&str, (f64, u32)> = BTreeMap::new();
    for (phrase, weight) in group.iter().flat_map(|node| &phrases[node]) {
        let entry = inside.entry(phrase).or_insert((0.0, 0));
        *entry = (entry.0 + weight, entry.1 + 1);
    }
    let (here, elsewhere) = (group.len() as f64, (phrases.len() - group.len()) as f64);
    let heading = heading_stems(horizon, reader, group);
    let fewest = if group.len() < 4 { 1 } else { 2 };
    let mut candidates: Vec<Candidate> = inside
        .iter()
        .filter(|(_, (_, papers))| *papers >= fewest)
        .filter_map(|(&phrase, &(weight, papers))| {
            let share = weight / here;
            // Half a paper more elsewhere than was seen: absence in a small list proves little.
            let rest = (everywhere[phrase] - weight + 0.5) / (elsewhere + 1.0);
            let words = phrase.split(' ').count();
            let length = 1.0 + 0.25 * (words as f64 - 1.0);
            let bonus = if phrase.split(' ').all(|stem| heading.contains(stem)) { HEADING_BONUS } else { 1.0 };
            let score = share * (1.0 + share / rest).ln() * length * bonus;
            (share >= LEAST_LIFT * rest || elsewhere == 0.0).then(|| Candidate { phrase: phrase.to_owned(), score, papers })
        })
        .collect();
    drop_fragments(&mut candidates);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.papers.cmp(&a.papers)).then(a.phrase.cmp(&b.phrase)));
    candidates
}

/// This share of a phrase's papers must have it inside one longer phrase for it to be a mere piece of that.
const FRAGMENT: f64 = 0.6;

/// Leaves out phrases that stand mostly inside one longer phrase of the group: `fine` of `fine tuning`.
fn drop_fragments(candidates: &mut Vec<Candidate>) {
    let inside = |short: &str, long: &str| long.len() > short.len() && format!(" {long} ").contains(&format!(" {short} "));
    let fragments: BTreeSet<String> = candidates
        .iter()
        .filter(|short| {
            candidates
                .iter()
                .any(|long| f64::from(long.papers) >= FRAGMENT * f64::from(short.papers) && inside(&short.phrase, &long.phrase))
        })
        .map(|short| short.phrase.clone())
        .collect();
    candidates.retain(|candidate| !fragments.contains(&candidate.phrase));
}

/// Stems of the headings under which at least a third of the group stands.
fn heading_stems(horizon: &Horizon, reader: &Reader, group: &[u32]) -> BTreeSet<String> {
    let sections = sections::counted(horizon, group);
    let headings = sections.iter().filter(|(_, n)| 3 * *n as usize >= group.len());
    headings.flat_map(|(name, _)| reader.words(name.rsplit(" › ").next().unwrap_or(name))).map(|word| word.stem).collect()
}

/// The best terms that do not repeat each other; the first is no other topic's first.
fn composed(horizon: &Horizon, group: &[u32], candidates: &[Candidate], surfaces: &Surfaces, taken: &mut BTreeSet<String>) -> Label {
    let mut chosen: Vec<&Candidate> = Vec::new();
    for candidate in candidates {
        if chosen.len() == TERMS_KEPT {
            break;
        }
        if chosen.is_empty() && taken.contains(&candidate.phrase) {
            continue;
        }
        if chosen.iter().all(|other| !overlap(&other.phrase, &candidate.phrase)) {
            chosen.push(candidate);
        }
    }
    let Some(first) = chosen.first() else {
        // Without any shared phrase the most central title has to do.
        let title = group.first().map_or("", |&node| horizon.corpus.paper(PaperIx(horizon.listed[node as usize])).title.as_str());
        return Label { text: title.to_owned(), terms: Vec::new() };
    };
    taken.insert(first.phrase.clone());
    let good = chosen.iter().take(TERMS_IN_LABEL).filter(|c| c.score >= GOOD_ENOUGH * first.score);
    let text = good.map(|c| surfaces.best(&c.phrase)).collect::<Vec<_>>().join(" · ");
    let terms = chosen.iter().map(|c| Term { term: surfaces.best(&c.phrase).to_owned(), weight: c.score, papers: c.papers }).collect();
    Label { text, terms }
}

fn overlap(a: &str, b: &str) -> bool {
    a.split(' ').any(|word| b.split(' ').any(|other| word == other))
}
