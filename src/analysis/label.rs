//! What is each topic about, in a few words?
//!
//! Titles and abstracts of the members go in, labels come out. The words are the papers' own; nothing is made up.

use std::collections::{BTreeSet, HashMap};

use super::Term;
use super::horizon::Horizon;
use super::sections::{counted, home_sections};
use super::terms::{Phrasebook, Reader, Sighting, WordSet, leaning};
use crate::paper::{PaperIx, SectionPath};

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

/// The phrases of all listed papers, read once for all levels.
pub(crate) struct Phrases {
    reader: Reader,
    book: Phrasebook,
    /// Per listed paper each of its phrases with a weight: 1 from the title, 0.3 from the abstract alone.
    held: Vec<Vec<(u32, f64)>>,
    /// Per listed paper every phrase as printed.
    seen: Vec<Vec<Sighting>>,
}

impl Phrases {
    pub fn of(horizon: &Horizon) -> Phrases {
        let reader = Reader::new();
        let known = horizon.corpus.papers().iter().zip(&horizon.known).filter(|(_, known)| **known);
        let leaning = leaning(&reader, known.map(|(paper, _)| paper.title.as_str()));
        let mut phrases = Phrases { reader, book: Phrasebook::default(), held: Vec::new(), seen: Vec::new() };
        horizon.listed.iter().for_each(|&node| phrases.read(horizon, &leaning, node));
        phrases
    }

    fn read(&mut self, horizon: &Horizon, leaning: &WordSet, node: u32) {
        let paper = horizon.corpus.paper(PaperIx(node));
        let (mut held, mut seen) = (Vec::new(), Vec::new());
        let mut add = |text: &str, weight: f64| {
            self.reader.phrases(&self.reader.words(text), leaning, |stems, surface| {
                let sighting = self.book.note(stems, surface);
                seen.push(sighting);
                held.push((sighting.phrase, weight));
            });
        };
        add(&paper.title, 1.0);
        if let Some(text) = &paper.abstract_text {
            add(text, 0.3);
        }
        // Once each, with the larger weight.
        held.sort_unstable_by(|a: &(u32, f64), b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        held.dedup_by_key(|held| held.0);
        self.held.push(held);
        self.seen.push(seen);
    }
}

/// Labels of groups of listed papers (indices into `Horizon::listed`), in their order; no two begin with the same term.
///
/// Class-based tf-idf (Grootendorst 2022) over phrases of one to three words, counted once a paper: share of the topic's papers with the phrase, times ln(1 + mean share / share elsewhere).
/// O(phrases of the papers).
pub(crate) fn labels(horizon: &Horizon, phrases: &Phrases, groups: &[Vec<u32>]) -> Vec<Label> {
    let members: BTreeSet<u32> = groups.iter().flatten().copied().collect();
    let sections = home_sections(horizon).into_iter().map(|section| section.map_or(&[][..], std::slice::from_ref)).collect();
    let mut everywhere = Everywhere { papers: members.len(), weight: vec![0.0; phrases.book.phrases()], sections };
    let mut seen: Vec<Sighting> = Vec::new();
    for &node in &members {
        phrases.held[node as usize].iter().for_each(|&(phrase, weight)| everywhere.weight[phrase as usize] += weight);
        seen.extend_from_slice(&phrases.seen[node as usize]);
    }
    seen.sort_unstable();
    let scored: Vec<Vec<Candidate>> = groups.iter().map(|group| scored(phrases, group, &everywhere)).collect();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&a, &b| first_score(&scored[b]).total_cmp(&first_score(&scored[a])).then(a.cmp(&b)));
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut labels = vec![Label { text: String::new(), terms: Vec::new() }; groups.len()];
    let printed = |phrase: u32| phrases.book.best(&seen, phrase);
    for k in order {
        labels[k] = composed(horizon, &groups[k], &scored[k], printed, &mut taken);
    }
    labels
}

/// What a group is set against.
struct Everywhere<'a> {
    papers: usize,
    /// Per phrase, over the members of all groups.
    weight: Vec<f64>,
    sections: Vec<&'a [SectionPath]>,
}

struct Candidate<'a> {
    number: u32,
    phrase: &'a str,
    score: f64,
    papers: u32,
}

fn first_score(candidates: &[Candidate]) -> f64 {
    candidates.first().map_or(0.0, |c| c.score)
}

fn scored<'a>(phrases: &'a Phrases, group: &[u32], everywhere: &Everywhere) -> Vec<Candidate<'a>> {
    let mut inside: HashMap<u32, (f64, u32)> = HashMap::new();
    for &(phrase, weight) in group.iter().flat_map(|&node| &phrases.held[node as usize]) {
        let entry = inside.entry(phrase).or_insert((0.0, 0));
        *entry = (entry.0 + weight, entry.1 + 1);
    }
    let (here, elsewhere) = (group.len() as f64, (everywhere.papers - group.len()) as f64);
    let heading = heading_stems(&phrases.reader, &everywhere.sections, group);
    let fewest = if group.len() < 4 { 1 } else { 2 };
    // In no order: they are sorted at the end, down to the phrase itself.
    let mut candidates: Vec<Candidate> = inside
        .into_iter()
        .filter(|(_, (_, papers))| *papers >= fewest)
        .filter_map(|(number, (weight, papers))| {
            let phrase = phrases.book.stems(number);
            let share = weight / here;
            // Half a paper more elsewhere than was seen: absence in a small list proves little.
            let rest = (everywhere.weight[number as usize] - weight + 0.5) / (elsewhere + 1.0);
            let words = phrase.split(' ').count();
            let length = 1.0 + 0.25 * (words as f64 - 1.0);
            let bonus = if phrase.split(' ').all(|stem| heading.contains(stem)) { HEADING_BONUS } else { 1.0 };
            let score = share * (1.0 + share / rest).ln() * length * bonus;
            (share >= LEAST_LIFT * rest || elsewhere == 0.0).then_some(Candidate { number, phrase, score, papers })
        })
        .collect();
    drop_fragments(&mut candidates);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.papers.cmp(&a.papers)).then(a.phrase.cmp(b.phrase)));
    candidates
}

/// This share of a phrase's papers must have it inside one longer phrase for it to be a mere piece of that.
const FRAGMENT: f64 = 0.6;

/// Leaves out phrases that stand mostly inside one longer phrase of the group: `fine` of `fine tuning`.
fn drop_fragments(candidates: &mut Vec<Candidate>) {
    // Every piece of a longer phrase, with the papers of the commonest such phrase.
    let mut pieces: HashMap<&str, u32> = HashMap::new();
    for long in candidates.iter() {
        let bounds: Vec<usize> = long.phrase.match_indices(' ').map(|(at, _)| at).collect();
        let begins = std::iter::once(0).chain(bounds.iter().map(|at| at + 1));
        for begin in begins {
            let ends = bounds.iter().copied().chain([long.phrase.len()]).filter(|&end| end > begin && end - begin < long.phrase.len());
            for end in ends {
                let most = pieces.entry(&long.phrase[begin..end]).or_insert(0);
                *most = long.papers.max(*most);
            }
        }
    }
    candidates.retain(|short| pieces.get(short.phrase).is_none_or(|&most| f64::from(most) < FRAGMENT * f64::from(short.papers)));
}

/// Stems of the headings under which at least a third of the group stands.
fn heading_stems(reader: &Reader, sections: &[&[SectionPath]], group: &[u32]) -> BTreeSet<String> {
    let sections = counted(sections, group);
    let headings = sections.iter().filter(|(_, n)| 3 * *n as usize >= group.len());
    headings.flat_map(|(name, _)| reader.words(name.name())).map(|word| word.stem.clone()).collect()
}

/// Between the terms of a label.
pub const TERM_JOINT: &str = " · ";

/// The best terms that do not repeat each other; the first is no other topic's first.
fn composed<'a>(
    horizon: &Horizon,
    group: &[u32],
    candidates: &[Candidate<'a>],
    printed: impl Fn(u32) -> &'a str,
    taken: &mut BTreeSet<&'a str>,
) -> Label {
    let mut chosen: Vec<&Candidate> = Vec::new();
    for candidate in candidates {
        if chosen.len() == TERMS_KEPT {
            break;
        }
        if chosen.is_empty() && taken.contains(candidate.phrase) {
            continue;
        }
        if chosen.iter().all(|other| !overlap(other.phrase, candidate.phrase)) {
            chosen.push(candidate);
        }
    }
    let Some(first) = chosen.first() else {
        // Without any shared phrase the most central title has to do.
        let title = group.first().map_or("", |&node| horizon.corpus.paper(PaperIx(horizon.listed[node as usize])).title.as_str());
        return Label { text: title.to_owned(), terms: Vec::new() };
    };
    taken.insert(first.phrase);
    let good = chosen.iter().take(TERMS_IN_LABEL).filter(|c| c.score >= GOOD_ENOUGH * first.score);
    let text = good.map(|c| printed(c.number)).collect::<Vec<_>>().join(TERM_JOINT);
    let terms = chosen.iter().map(|c| Term { term: printed(c.number).to_owned(), weight: c.score, papers: c.papers }).collect();
    Label { text, terms }
}

fn overlap(a: &str, b: &str) -> bool {
    a.split(' ').any(|word| b.split(' ').any(|other| word == other))
}
