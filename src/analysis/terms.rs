//! Which words do titles and abstracts use?
//!
//! Text goes in, words with their stems come out, and from them phrases for labels and bursts and vectors for likeness. English is assumed where it matters:
//! other languages keep their words as they are.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Deref;
use std::rc::Rc;

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

/// Tables of words: they are asked some hundred times a title, so they hash eight bytes at a step. Nothing depends on their order.
type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;
pub(crate) type WordSet = HashSet<String, BuildHasherDefault<WordHasher>>;

/// Multiply and rotate, as the compiler's own tables do.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut eights = bytes.chunks_exact(8);
        for eight in &mut eights {
            self.add(u64::from_le_bytes(eight.try_into().unwrap_or_default()));
        }
        let rest = eights.remainder().iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.add(rest);
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    /// The upper bits are the well mixed ones; tables use both ends.
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}

/// A word at one place of a text. `breaks` tells that no phrase can run from the word before into this one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    lexeme: Rc<Lexeme>,
    pub breaks: bool,
}

/// A word as printed, or several joined by hyphens, with the stems of its parts parted by blanks.
#[derive(Debug, PartialEq)]
pub(crate) struct Lexeme {
    pub surface: String,
    pub stem: String,
    pub role: Role,
    /// Stems of the parts that carry meaning.
    pub content: Vec<String>,
    /// May begin or end a phrase.
    at_edge: bool,
    /// May begin one, or stand inside.
    at_front: bool,
    is_number: bool,
}

impl Deref for Word {
    type Target = Lexeme;

    fn deref(&self) -> &Lexeme {
        &self.lexeme
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Content,
    /// Says nothing alone but may stand inside a phrase: `mixture of experts`.
    Link,
    /// Says nothing and ends a phrase.
    Filler,
}

/// Words that carry no topic: English function words, and what papers say of themselves whatever they are about.
const FILLERS: &str = "a about above across after again against all almost along already also although always am among an and another any are aren around as at away \
back be became because become been before behind being below beside besides between beyond both but by came can cannot come could did do does doing don done down \
during each either else enough etc even ever every everything few first for from further get gets getting give given go goes going gone good got had has have having \
he hence her here hers herself him himself his how however i if in into is isn it its itself just keep know last later latter least less let like likely ll made \
make makes making many may maybe me might mine more most much must my myself near need needs neither never next no nobody none nor not nothing now nowhere of off \
often on once one only onto or other others otherwise our ours out over own per perhaps please put quite rather re really same say see seem seems several shall she \
should since so some someone something sometimes somewhere soon still such take taking than that the their them then there therefore these they thing things this \
those though three through throughout thus to together too toward towards two under unless until up upon us use used useful uses using usually ve very via want was \
way ways we well went were what whatever when whenever where whereas wherever whether which while who whole whom whose why will with within without won would yes yet \
you your yours better best \
based approach approaches method methods methodology new novel improved improving improve improves improvement improvements propose proposed \
proposes proposing present presents presented paper papers study studies work works result results show shows shown showing demonstrate demonstrates demonstrated \
achieve achieves achieved achieving significant significantly state art outperform outperforms performance simple effective effectively various different existing \
recent recently previous prior introduce introduces introducing introduction investigate investigating exploring explore understanding revisiting rethinking \
really matters case analysis empirical comprehensive overview survey surveys review reviews tutorial guide challenges opportunities perspective perspectives \
framework frameworks problem problems task tasks technique techniques application applications system systems experiment experiments experimental extensive however \
furthermore moreover including includes include according respectively due able enable enables enabling provide provides providing given possible potential potentially \
number set sets large larger largest small smaller high higher low lower fast faster general generally especially particular particularly across important \
beyond matter free help helps lead leads making means key main major full fully end open source available code github publicly data dataset datasets release released \
easily easy strong stronger powerful great better learn learns learned learning learner model models modeling modelling network networks neural deep";

/// Small words allowed inside a phrase.
const LINKS: &str = "of to";

/// Words that are filler alone but belong to many good phrases (`language model`, `state spaces`), as first or last word.
const PHRASE_ONLY: &str = "data dataset datasets learn learned learning model models modeling modelling network networks neural code task tasks system systems \
state analysis number set problem matter understanding source";

/// The same, as first word only (`few shot`, `low rank`).
const FIRST_ONLY: &str = "few large larger small smaller high low fast first one two three zero open deep end free key full second last next case best general strong accurate accurately affordable accelerating accelerate solve solving follow following emerge emerging verified ultra adaptive dynamic \
robust scalable lightweight generic universal unified automatic practical beyond long short deeper wider faster cheaper bigger";

pub(crate) struct Reader {
    stemmer: Stemmer,
    roles: WordMap<&'static str, Role>,
    phrase_only: HashSet<&'static str>,
    first_only: HashSet<&'static str>,
    /// Every word met so far, as printed: a list of thousands of titles has few different ones.
    lexicon: RefCell<WordMap<String, Rc<Lexeme>>>,
}

impl Reader {
    pub fn new() -> Reader {
        let mut roles: WordMap<&'static str, Role> = FILLERS.split_whitespace().map(|word| (word, Role::Filler)).collect();
        roles.extend(FIRST_ONLY.split_whitespace().chain(PHRASE_ONLY.split_whitespace()).map(|word| (word, Role::Filler)));
        roles.extend(LINKS.split_whitespace().map(|word| (word, Role::Link)));
        Reader {
            stemmer: Stemmer::create(Algorithm::English),
            roles,
            phrase_only: PHRASE_ONLY.split_whitespace().collect(),
            first_only: FIRST_ONLY.split_whitespace().collect(),
            lexicon: RefCell::default(),
        }
    }

    /// Letters and digits make words, hyphens make compounds of them, apostrophes are dropped, everything else but blanks and slashes ends a phrase. Formulas between `$` are skipped.
    pub fn words(&self, text: &str) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        // The word so far, its parts joined by `-`, and whether a hyphen waits for the next part.
        let (mut surface, mut joins) = (String::new(), false);
        let (mut breaks, mut in_formula) = (true, false);
        let formulas = text.matches('$').count() > 1;
        for c in text.chars().chain(std::iter::once(' ')) {
            if c == '$' {
                in_formula = formulas && !in_formula;
            }
            if !in_formula && c.is_alphanumeric() {
                if std::mem::take(&mut joins) {
                    surface.push('-');
                }
                surface.push(c);
                continue;
            }
            // Inside a part only: after a hyphen the next part has not begun.
            if matches!(c, '\'' | '’') && !surface.is_empty() && !joins {
                continue;
            }
            if matches!(c, '-' | '‐' | '‑') {
                joins = !surface.is_empty();
                continue;
            }
            joins = false;
            if !surface.is_empty() {
                words.push(Word { lexeme: self.lexeme(&surface), breaks });
                surface.clear();
                breaks = false;
            }
            breaks |= !(c.is_whitespace() || matches!(c, '/' | '$'));
        }
        words
    }

    fn lexeme(&self, surface: &str) -> Rc<Lexeme> {
        if let Some(known) = self.lexicon.borrow().get(surface) {
            return Rc::clone(known);
        }
        let lexeme = Rc::new(self.read(surface));
        self.lexicon.borrow_mut().insert(surface.to_owned(), Rc::clone(&lexeme));
        lexeme
    }

    fn read(&self, surface: &str) -> Lexeme {
        let parts: Vec<&str> = surface.split('-').collect();
        let roles: Vec<Role> = parts.iter().map(|part| self.role(part)).collect();
        let stems: Vec<String> = parts.iter().map(|part| self.stem(part)).collect();
        let content = stems.iter().zip(&roles).filter(|(_, role)| **role == Role::Content).map(|(stem, _)| stem.clone()).collect();
        // `in-context` and `4-bit` mean something even where their parts do not.
        let role = if parts.len() > 1 { Role::Content } else { roles[0] };
        let lower = surface.to_lowercase();
        let at_edge = role == Role::Content || self.phrase_only.contains(lower.as_str());
        Lexeme {
            surface: surface.to_owned(),
            stem: stems.join(" "),
            role,
            content,
            at_edge,
            at_front: at_edge || self.first_only.contains(lower.as_str()),
            is_number: surface.chars().all(|c| c.is_ascii_digit()),
        }
    }

    fn stem(&self, word: &str) -> String {
        let lower = word.to_lowercase();
        if lower.is_ascii() { self.stemmer.stem(&lower).into_owned() } else { lower }
    }

    fn role(&self, word: &str) -> Role {
        match self.roles.get(word.to_lowercase().as_str()) {
            Some(role) => *role,
            None if word.chars().all(|c| c.is_ascii_digit()) || word.chars().filter(|c| !is_script(*c)).count() <= 1 => Role::Link,
            None => Role::Content,
        }
    }

    /// Calls `found(stems, words as printed)` for every phrase of one to three words. Each holds a word of content; none crosses punctuation or ends with a word of `leaning`.
    pub fn phrases(&self, words: &[Word], leaning: &WordSet, mut found: impl FnMut(&str, &str)) {
        let (mut stems, mut surface) = (String::new(), String::new());
        for from in 0..words.len() {
            for to in from + 1..=(from + 3).min(words.len()) {
                let run = &words[from..to];
                if run.len() > 1 && run[run.len() - 1].breaks {
                    break;
                }
                if is_phrase(run) && !leaning.contains(&run[run.len() - 1].stem) {
                    join(run, &mut stems, |word| &word.stem);
                    join(run, &mut surface, |word| &word.surface);
                    found(&stems, &surface);
                }
            }
        }
    }
}

fn is_phrase(run: &[Word]) -> bool {
    let (first, last) = (&run[0], &run[run.len() - 1]);
    if run.len() == 1 {
        return first.role == Role::Content;
    }
    let begins = first.at_front || (first.is_number && last.role == Role::Content);
    let between = match run {
        // `mixture of experts`, but not `pruning in one`.
        [_, middle, _] if middle.role == Role::Link => first.role == Role::Content && last.role == Role::Content && !middle.is_number,
        [_, middle, _] => middle.at_front,
        _ => true,
    };
    begins && between && last.at_edge && run.iter().any(|word| word.role == Role::Content)
}

fn join<'a>(run: &'a [Word], into: &mut String, part: impl Fn(&'a Word) -> &'a str) {
    into.clear();
    for (i, word) in run.iter().enumerate() {
        if i > 0 {
            into.push(' ');
        }
        into.push_str(part(word));
    }
}

/// Raised and lowered characters: `n²` and `xᵢ` are formulas, not words.
fn is_script(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209C}' | '\u{1D62}'..='\u{1D6A}')
}

/// Stems that mostly lean on the word after them, such as adjectives and the verbs titles begin with (`sparse`, `accelerating`): no phrase can end with one.
pub(crate) fn leaning<'a>(reader: &Reader, titles: impl Iterator<Item = &'a str>) -> WordSet {
    leaning_of(titles.map(|title| reader.words(title)))
}

/// The same of titles that have been read.
pub(crate) fn leaning_of(titles: impl Iterator<Item = impl AsRef<[Word]>>) -> WordSet {
    let mut seen: WordMap<String, (u32, u32)> = WordMap::default();
    for words in titles {
        let words = words.as_ref();
        for (i, word) in words.iter().enumerate().filter(|(_, word)| word.role != Role::Link) {
            let leans = words.get(i + 1).is_some_and(|next| !next.breaks && next.at_edge);
            let add = u32::from(leans);
            match seen.get_mut(&word.stem) {
                Some(count) => *count = (count.0 + 1, count.1 + add),
                None => drop(seen.insert(word.stem.clone(), (1, add))),
            }
        }
    }
    seen.into_iter().filter(|(_, (all, leans))| *all >= 3 && f64::from(*leans) >= LEANING * f64::from(*all)).map(|(stem, _)| stem).collect()
}

const LEANING: f64 = 0.75;

/// Phrases by number, and the ways they are printed. Words are in lower case unless they carry a capital or digit inside (`KV`, `LoRA`, `GPT`), which titles keep.
#[derive(Debug, Default)]
pub(crate) struct Phrasebook {
    numbers: WordMap<String, u32>,
    stems: Vec<String>,
    printed: WordMap<String, u32>,
    /// By number of the printing, in plain case; several may be equal.
    surfaces: Vec<String>,
}

/// A phrase as printed at one place, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sighting {
    pub phrase: u32,
    surface: u32,
}

impl Phrasebook {
    pub fn note(&mut self, stems: &str, surface: &str) -> Sighting {
        let phrase = number(&mut self.numbers, stems, || self.stems.push(stems.to_owned()));
        let plain = || surface.split_inclusive([' ', '-']).map(plain_case).collect();
        Sighting { phrase, surface: number(&mut self.printed, surface, || self.surfaces.push(plain())) }
    }

    pub fn stems(&self, phrase: u32) -> &str {
        &self.stems[phrase as usize]
    }

    pub fn phrases(&self) -> usize {
        self.stems.len()
    }

    /// The commonest printing of a phrase in `sightings`, which are sorted; among equals the first in the alphabet.
    pub fn best(&self, sightings: &[Sighting], phrase: u32) -> &str {
        let from = sightings.partition_point(|sighting| sighting.phrase < phrase);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for sighting in sightings[from..].iter().take_while(|sighting| sighting.phrase == phrase) {
            *counts.entry(&self.surfaces[sighting.surface as usize]).or_insert(0) += 1;
        }
        if counts.is_empty() {
            return self.stems(phrase);
        }
        counts.iter().fold(("", 0), |best, (surface, &n)| if n > best.1 { (surface, n) } else { best }).0
    }
}

/// The number of a text, given in order of first appearance.
fn number(numbers: &mut WordMap<String, u32>, text: &str, first_seen: impl FnOnce()) -> u32 {
    if let Some(&number) = numbers.get(text) {
        return number;
    }
    let number = numbers.len() as u32;
    numbers.insert(text.to_owned(), number);
    first_seen();
    number
}

fn plain_case(word: &str) -> String {
    let has_inner_capital = word.chars().skip(1).any(char::is_uppercase);
    if has_inner_capital { word.to_owned() } else { word.to_lowercase() }
}

/// A document as weights of stems: tf-idf of its words of content, length 1. Sorted by stem number.
pub(crate) type Vector = Vec<(u32, f64)>;

/// Tf-idf vectors of texts; idf is taken over `background`, which should hold more of the field than the texts alone.
pub(crate) fn vectors<'a>(reader: &Reader, texts: &[String], background: impl Iterator<Item = &'a str>) -> Vec<Vector> {
    let mut numbers: WordMap<String, u32> = WordMap::default();
    let counted: Vec<BTreeMap<u32, u32>> = texts
        .iter()
        .map(|text| {
            let mut counts = BTreeMap::new();
            for stem in reader.words(text).iter().flat_map(|word| &word.content) {
                *counts.entry(number(&mut numbers, stem, || {})).or_insert(0) += 1;
            }
            counts
        })
        .collect();
    let mut documents = 0u32;
    let mut frequency = vec![0u32; numbers.len()];
    for text in background {
        documents += 1;
        let mut present: Vec<u32> =
            reader.words(text).iter().flat_map(|word| &word.content).filter_map(|stem| numbers.get(stem).copied()).collect();
        present.sort_unstable();
        present.dedup();
        present.into_iter().for_each(|number| frequency[number as usize] += 1);
    }
    counted.into_iter().map(|counts| weighted(&counts, &frequency, documents)).collect()
}

fn weighted(counts: &BTreeMap<u32, u32>, frequency: &[u32], documents: u32) -> Vector {
    let mut vector: Vector = counts
        .iter()
        .map(|(&number, &count)| {
            let idf = ((f64::from(documents) + 1.0) / (f64::from(frequency[number as usize]) + 1.0)).ln() + 1.0;
            (number, (1.0 + f64::from(count).ln()) * idf)
        })
        .collect();
    let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, w)| *w /= length);
    }
    vector
}

/// Leaves every vector its `kept` largest weights, at length 1 again: what likens two texts is their rare words.
pub(crate) fn keep_weightiest(vectors: &mut [Vector], kept: usize) {
    for vector in vectors.iter_mut().filter(|vector| vector.len() > kept) {
        vector.select_nth_unstable_by(kept, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        vector.truncate(kept);
        vector.sort_unstable_by_key(|&(number, _)| number);
        let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
        vector.iter_mut().for_each(|(_, w)| *w /= length);
    }
}

/// Links between each text and its `nearest` most alike texts (cosine above 0): (i, j, cosine), i < j, ascending. A word that more than `commonest` texts have likens no two.
/// O(Σ over words of texts with it, squared).
pub(crate) fn nearest_texts(vectors: &[Vector], nearest: usize, commonest: usize) -> Vec<(u32, u32, f64)> {
    let words = vectors.iter().flatten().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
    let mut holders: Vec<Vec<(u32, f64)>> = vec![Vec::new(); words];
    for (i, vector) in vectors.iter().enumerate() {
        vector.iter().for_each(|&(number, weight)| holders[number as usize].push((i as u32, weight)));
    }
    let nearer = |a: &(u32, f64), b: &(u32, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    let start = || (vec![0.0f64; vectors.len()], Vec::<u32>::new());
    let row = |(cosine, touched): &mut (Vec<f64>, Vec<u32>), i: usize| {
        for &(number, weight) in &vectors[i] {
            let holders = &holders[number as usize];
            if holders.len() > commonest {
                continue;
            }
            for &(j, other) in holders {
                if cosine[j as usize] == 0.0 {
                    touched.push(j);
                }
                cosine[j as usize] += weight * other;
            }
        }
        let mut others: Vec<(u32, f64)> = touched
            .drain(..)
            .map(|j| (j, std::mem::take(&mut cosine[j as usize]).min(1.0)))
            .filter(|&(j, c)| j as usize != i && c > 0.0)
            .collect();
        if others.len() > nearest {
            others.select_nth_unstable_by(nearest, nearer);
            others.truncate(nearest);
        }
        let i = i as u32;
        others.into_iter().map(move |(j, c)| (j.min(i), j.max(i), c)).collect::<Vec<_>>()
    };
    let mut links: Vec<(u32, u32, f64)> = (0..vectors.len()).into_par_iter().map_init(start, row).flatten_iter().collect();
    // A pair may come from both sides, with sums in another order: keep the one found first.
    links.sort_by_key(|&(a, b, _)| (a, b));
    links.dedup_by_key(|link| (link.0, link.1));
    links
}

/// Mean cosine of each text with its `nearest` most alike texts among `to`, itself excluded.
pub(crate) fn nearness(vectors: &[Vector], to: &[u32], nearest: usize) -> Vec<f64> {
    let words = vectors.iter().flatten().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
    let mut holders: Vec<Vec<(u32, f64)>> = vec![Vec::new(); words];
    for (place, &node) in to.iter().enumerate() {
        vectors[node as usize].iter().for_each(|&(number, weight)| holders[number as usize].push((place as u32, weight)));
    }
    let mut cosine = vec![0.0; to.len()];
    let mut touched: Vec<u32> = Vec::new();
    // The best so far, best first.
    let mut best: Vec<f64> = Vec::with_capacity(nearest + 1);
    let of = |(node, vector): (usize, &Vector)| {
        for &(number, weight) in vector {
            for &(place, other) in &holders[number as usize] {
                if cosine[place as usize] == 0.0 {
                    touched.push(place);
                }
                cosine[place as usize] += weight * other;
            }
        }
        best.clear();
        for place in touched.drain(..) {
            let c = std::mem::take(&mut cosine[place as usize]);
            if c > 0.0 && to[place as usize] as usize != node && (best.len() < nearest || best.last().is_some_and(|&last| c > last)) {
                let at = best.partition_point(|&b| b >= c);
                best.insert(at, c);
                best.truncate(nearest);
            }
        }
        best.iter().sum::<f64>() / nearest as f64
    };
    vectors.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(text: &str) -> Vec<String> {
        let reader = Reader::new();
        let mut found = Vec::new();
        reader.phrases(&reader.words(text), &WordSet::default(), |_, surface| found.push(surface.to_owned()));
        found
    }

    #[test]
    fn phrases_keep_to_clauses_and_hold_content() {
        assert_eq!(phrases("SparseGPT: Pruning in One-Shot"), ["SparseGPT", "Pruning", "One-Shot"]);
        assert!(phrases("Mixture of Experts").contains(&"Mixture of Experts".to_owned()));
        assert!(phrases("Towards a Simple Approach using the Method").is_empty());
        assert!(phrases("4-bit Quantization").contains(&"4-bit Quantization".to_owned()));
    }

    #[test]
    fn words_that_lean_on_the_next_are_found() {
        let titles = ["Sparse Attention", "Sparse Transformers", "Sparse Experts and Attention"];
        let leaning = leaning(&Reader::new(), titles.into_iter());
        assert!(leaning.contains("spars") && !leaning.contains("attent"));
    }

    #[test]
    fn surfaces_keep_inner_capitals_only() {
        let mut book = Phrasebook::default();
        let mut seen = ["KV Cache", "KV Caching", "KV cache"].map(|surface| book.note("kv cach", surface));
        seen.sort_unstable();
        assert_eq!(book.best(&seen, seen[0].phrase), "KV cache");
    }

    #[test]
    fn alike_texts_are_near_and_strangers_are_not_linked() {
        let texts: Vec<String> = ["pruning weights", "weight pruning again", "speculative decoding", ""].map(str::to_owned).to_vec();
        let vectors = vectors(&Reader::new(), &texts, texts.iter().map(String::as_str));
        let links = nearest_texts(&vectors, 10, usize::MAX);
        assert_eq!(links.len(), 1);
        assert!((links[0].2 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn formulas_and_signs_are_no_words() {
        assert_eq!(phrases("$L_2$ Norms"), ["Norms"]);
        assert_eq!(phrases("Norms, L₂, O(n²)"), ["Norms"]);
        assert!(Reader::new().words("?! —").is_empty());
        let surfaces = |text: &str| Reader::new().words(text).iter().map(|word| word.surface.clone()).collect::<Vec<_>>();
        assert_eq!(surfaces("- it's One--Shot-, K-'means"), ["its", "One-Shot", "K", "means"]);
    }
}
