//! Which slot holds the titles of a group of siblings, and which decoration they share.
//!
//! Drafts with the readings of their slots go in; for each draft the reading that is its title comes out. The line's own reading stays
//! unless another one is better by a margin: where two readings are merely different, nothing changes.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::super::clean::clean;
use super::super::entry::{Draft, Unit};
use super::super::title::Title;
use super::affixes::{AFFIXES, Affix, End};
use super::likeness::likeness;
use super::slots::{Reading, Slot};

/// How much of a reading's value is the mean of its slot over the group; the rest is its own likeness. A single line decides nothing
/// alone, and a slot that is good in the group does not make a poor text a title.
const OF_GROUP: f64 = 0.6;

/// What another slot must have over the line's own reading. Two readings of one title differ by less (an article more, a bracket less);
/// names, labels and cut titles lose more (see `likeness`).
const MARGIN: f64 = 0.1;

/// What a slot loses that only few siblings fill: it counts less the fewer do. A quotation in one of forty lines is no place of titles.
const RARE: f64 = 0.15;

/// So many siblings of the whole file are added to those of the section at the file's mean: three lines below a heading are few, and the
/// rest of the list is written by the same hand.
const FROM_FILE: f64 = 3.0;

/// Siblings that a share is counted over, at least.
const LEAST: usize = 3;

/// Siblings: what stands below one heading and is carried by one kind of block.
type Family = (Option<usize>, Unit);

/// How a title was chosen.
#[derive(Clone, Debug)]
pub(in super::super) struct Chosen {
    pub title: Rc<Title>,
    pub at: usize,
    pub slot: Slot,
    /// Names of the affixes that were taken away, in order.
    pub affixes: Vec<&'static str>,
}

struct Candidate {
    draft: usize,
    reading: Reading,
    text: String,
    front: Vec<String>,
    back: String,
    affixes: Vec<&'static str>,
    likeness: f64,
}

/// Chooses a title for each draft that has readings; time grows with their number.
pub(in super::super) fn choose(drafts: &mut [Draft]) {
    let families: Vec<Family> = drafts.iter().map(|draft| (draft.section, draft.unit)).collect();
    let mut candidates: Vec<Candidate> = Vec::new();
    for (draft, readings) in drafts.iter_mut().map(|draft| std::mem::take(&mut draft.readings)).enumerate() {
        candidates.extend(readings.into_iter().map(|reading| {
            let text = reading.title.text.clone();
            Candidate { draft, reading, text, front: Vec::new(), back: String::new(), affixes: Vec::new(), likeness: 0.0 }
        }));
    }
    for slot in Slot::ALL {
        strip_shared(&mut candidates, slot, &families);
    }
    for candidate in &mut candidates {
        candidate.likeness = likeness(&candidate.text);
    }
    let means = Means::of(&candidates, &families);
    let mut rest = candidates.into_iter().peekable();
    while let Some(first) = rest.next() {
        let draft = first.draft;
        let mut best = first;
        let mut value = means.value(&best, families[draft]);
        if best.reading.slot == Slot::Line {
            value += MARGIN;
        }
        while let Some(next) = rest.next_if(|next| next.draft == draft) {
            let other = means.value(&next, families[draft]);
            if other > value {
                (best, value) = (next, other);
            }
        }
        drafts[draft].chosen = Some(chosen_of(best));
    }
}

fn chosen_of(candidate: Candidate) -> Chosen {
    let Candidate { reading, text, front, back, affixes, .. } = candidate;
    let mut title = reading.title;
    if text != title.text {
        let changed = Rc::make_mut(&mut title);
        changed.text = text;
        changed.before.extend(front);
        if !back.is_empty() {
            changed.rest = format!("{back} {}", changed.rest);
        }
    }
    Chosen { title, at: reading.at, slot: reading.slot, affixes }
}

/// Takes from the readings of one slot what enough of the siblings have at the same end.
fn strip_shared(candidates: &mut [Candidate], slot: Slot, families: &[Family]) {
    let members: Vec<usize> = (0..candidates.len()).filter(|i| candidates[*i].reading.slot == slot).collect();
    // A title has few affixes; each round takes one from either end.
    for _ in 0..3 {
        let mut changed = false;
        for affix in &AFFIXES {
            changed |= strip_one(candidates, &members, affix, families);
        }
        if !changed {
            return;
        }
    }
}

fn strip_one(candidates: &mut [Candidate], members: &[usize], affix: &Affix, families: &[Family]) -> bool {
    let found: Vec<Option<usize>> = members.iter().map(|i| (affix.find)(&candidates[*i].text)).collect();
    if found.iter().all(Option::is_none) {
        return false;
    }
    let mut of_family: HashMap<Family, (usize, usize), RandomState> = HashMap::default();
    let mut of_file: HashMap<Unit, (usize, usize), RandomState> = HashMap::default();
    for (i, found) in members.iter().zip(&found) {
        let family = families[candidates[*i].draft];
        for count in [of_family.entry(family).or_default(), of_file.entry(family.1).or_default()] {
            count.0 += usize::from(found.is_some());
            count.1 += 1;
        }
    }
    let enough = |(with, all): (usize, usize)| all >= LEAST && with as f64 >= affix.share * all as f64;
    let mut changed = false;
    for (i, found) in members.iter().zip(found) {
        let Some(at) = found else { continue };
        let family = families[candidates[*i].draft];
        if affix.share == 0.0 || enough(of_family[&family]) || enough(of_file[&family.1]) {
            changed |= cut(&mut candidates[*i], affix, at);
        }
    }
    changed
}

fn cut(candidate: &mut Candidate, affix: &Affix, at: usize) -> bool {
    let (kept, taken) = match affix.end {
        End::Front => (&candidate.text[at..], &candidate.text[..at]),
        End::Back => (&candidate.text[..at], &candidate.text[at..]),
    };
    let kept = clean(kept);
    if kept.is_empty() || kept.len() >= candidate.text.len() {
        return false;
    }
    let signs = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|' | ':' | ',' | '.' | '[' | ']' | '(' | ')' | '（' | '）');
    match affix.end {
        End::Front => candidate.front.push(taken.trim_matches(signs).to_owned()),
        End::Back => candidate.back = format!("{taken} {}", candidate.back),
    }
    candidate.text = kept;
    candidate.affixes.push(affix.name);
    true
}

/// The mean likeness of each slot, by family and in the file.
struct Means {
    /// Drafts of each family that have a reading.
    sizes: HashMap<Family, f64, RandomState>,
    of_family: HashMap<(Family, Slot), (f64, f64), RandomState>,
    of_file: HashMap<(Unit, Slot), (f64, f64), RandomState>,
}

impl Means {
    fn of(candidates: &[Candidate], families: &[Family]) -> Means {
        let mut means = Means { sizes: HashMap::default(), of_family: HashMap::default(), of_file: HashMap::default() };
        let mut last = None;
        for candidate in candidates {
            if last.replace(candidate.draft) != Some(candidate.draft) {
                *means.sizes.entry(families[candidate.draft]).or_default() += 1.0;
            }
            let (family, slot) = (families[candidate.draft], candidate.reading.slot);
            for sum in [means.of_family.entry((family, slot)).or_default(), means.of_file.entry((family.1, slot)).or_default()] {
                sum.0 += candidate.likeness;
                sum.1 += 1.0;
            }
        }
        means
    }

    /// `0.6 · mean of the slot over the group + 0.4 · own likeness − 0.15 · part of the group that leaves the slot empty`, the mean drawn
    /// toward that of the file.
    fn value(&self, candidate: &Candidate, family: Family) -> f64 {
        let slot = candidate.reading.slot;
        let (sum, count) = self.of_family[&(family, slot)];
        let (all, number) = self.of_file[&(family.1, slot)];
        let mean = (sum + FROM_FILE * all / number) / (count + FROM_FILE);
        let empty = if slot == Slot::Line { 0.0 } else { 1.0 - count / self.sizes[&family] };
        OF_GROUP * mean + (1.0 - OF_GROUP) * candidate.likeness - RARE * empty
    }
}
