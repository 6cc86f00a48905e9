//! Are two titles printings of one title? Forms that forgive what printing, typing and house style change, and nothing else.
//!
//! In go two titles as they stand, out comes a [`Likeness`]. Nothing here decides whether to believe it, and nothing knows authors or years.
//! What the rules gain and cost is measured in `tests/matching.rs`.

use unicode_normalization::UnicodeNormalization;

use crate::paper::{normalized_title, title_similarity};
use crate::text::clean;

/// How two titles agree, from the surest to the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Equal after normalization.
    Equal,
    /// Equal but for house style: joined or parted words, articles and prepositions, plurals, abbreviations, one spelling or another, a venue's tag,
    /// a slip of the pen in one long word.
    Printing,
    /// One prints the work's short name before the title (`NeuroSAT: Learning a …`), the other does not.
    Named,
    /// None of these; [`Form::similarity`] says how far apart they are.
    Apart,
}

/// Short for; both in folded, singular form. Only abbreviations that mean one thing in titles.
const ABBREVIATIONS: [(&str, &[&str]); 14] = [
    ("llm", &["large", "language", "model"]),
    ("mllm", &["multimodal", "large", "language", "model"]),
    ("lm", &["language", "model"]),
    ("plm", &["pretrained", "language", "model"]),
    ("vlm", &["vision", "language", "model"]),
    ("cot", &["chain", "thought"]),
    ("icl", &["in", "context", "learning"]),
    ("gnn", &["graph", "neural", "network"]),
    ("cnn", &["convolutional", "neural", "network"]),
    ("rnn", &["recurrent", "neural", "network"]),
    ("gan", &["generative", "adversarial", "network"]),
    ("nlp", &["natural", "language", "processing"]),
    ("nmt", &["neural", "machine", "translation"]),
    ("vqa", &["visual", "question", "answering"]),
];

/// Words that printings drop and exchange; those that change a title's meaning (`not`, `without`, `no`) are not among them.
const SMALL_WORDS: [&str; 20] = [
    "a", "an", "the", "of", "for", "on", "in", "with", "via", "by", "and", "to", "from", "using", "toward", "through", "at", "its", "as",
    "into",
];

const GREEK: [(char, &str); 12] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('π', "pi"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('φ', "phi"),
    ('ω', "omega"),
];

/// British, American; beside the endings `-isation`, `-our`.
const SPELLINGS: [(&str, &str); 11] = [
    ("modelling", "modeling"),
    ("labelling", "labeling"),
    ("labelled", "labeled"),
    ("unlabelled", "unlabeled"),
    ("analyse", "analyze"),
    ("centre", "center"),
    ("defence", "defense"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("neighbour", "neighbor"),
    ("travelling", "traveling"),
];

/// What a title consists of when house style is taken away.
pub(super) struct Form {
    key: String,
    /// Without tags, articles kept; singular, abbreviations spelled out.
    words: Vec<String>,
    /// As `words`, of what follows the short name, when there is one.
    unnamed: Option<Vec<String>>,
}

impl Form {
    pub(super) fn of(title: &str) -> Form {
        let title = &clean(title);
        let plain = untagged(&plain(title)).to_owned();
        let unnamed = without_name(&plain).map(folded_words);
        Form { key: normalized_title(title), words: folded_words(&plain), unnamed }
    }

    /// Equal keys mean equal titles.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether one has a word of weight to which nothing in the other corresponds, not even another form of it.
    pub(super) fn differs_in_a_word(&self, other: &Form) -> bool {
        let lonely = |words: &[String], others: &[String]| {
            let known = |word: &String| {
                is_small(word) || others.iter().any(|other| word == other || is_slip(word, other) || is_same_stem(word, other))
            };
            words.iter().any(|word| !known(word))
        };
        lonely(&self.words, &other.words) || lonely(&other.words, &self.words)
    }

    pub(super) fn likeness(&self, other: &Form) -> Likeness {
        if self.key == other.key && !self.key.is_empty() {
            return Likeness::Equal;
        }
        if is_printing(&self.words, &other.words) {
            return Likeness::Printing;
        }
        let named = |unnamed: &Option<Vec<String>>, whole: &[String]| {
            unnamed.as_ref().is_some_and(|title| says_enough(title) && is_printing(title, whole))
        };
        if named(&self.unnamed, &other.words) || named(&other.unnamed, &self.words) {
            return Likeness::Named;
        }
        Likeness::Apart
    }

    /// Letter trigrams in common, from 0 to 1, of the titles as printed or with house style taken away, whichever is more.
    pub(super) fn similarity(&self, other: &Form) -> f64 {
        title_similarity(&self.key, &other.key).max(title_similarity(&self.words.join(" "), &other.words.join(" ")))
    }
}

/// A title this long seldom belongs to two works.
pub(super) fn says_enough(words: &[String]) -> bool {
    let content = words.iter().filter(|word| !is_small(word)).count();
    content >= 4 && words.iter().map(|word| word.chars().count()).sum::<usize>() >= 24
}

fn is_printing(a: &[String], b: &[String]) -> bool {
    if a.concat() == b.concat() {
        return !a.is_empty();
    }
    let content = |words: &[String]| -> Vec<String> { words.iter().filter(|word| !is_small(word)).cloned().collect() };
    let (a, b) = (content(a), content(b));
    if a.len() < 3 || b.len() < 3 {
        return false;
    }
    a.concat() == b.concat()
        || (a.len() == b.len()
            && a.iter().zip(&b).all(|(a, b)| a == b || is_slip(a, b))
            && a.iter().zip(&b).filter(|(a, b)| a != b).count() == 1)
}

fn is_small(word: &str) -> bool {
    SMALL_WORDS.contains(&word)
}

/// One letter more, less or other in a long word, but no digit.
fn is_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().min(b.len()) < 6 || a.len().abs_diff(b.len()) > 1 || a.iter().chain(&b).any(char::is_ascii_digit) {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a[front..].iter().rev().zip(b[front..].iter().rev()).take_while(|(x, y)| x == y).count();
    a.len().max(b.len()) - front - back <= 1
}

/// The first five letters and more than half of the longer word: `molecule`, `molecular`.
fn is_same_stem(a: &str, b: &str) -> bool {
    let front = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    front >= 5 && 2 * front > a.chars().count().max(b.chars().count())
}

/// TeX commands and Greek letters by name, `&` as a word.
fn plain(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let name: &str = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
                rest = &rest[name.len()..];
                if GREEK.iter().any(|(_, greek)| *greek == name) {
                    out.push_str(name);
                }
            }
            '$' | '{' | '}' => {}
            '&' => out.push_str(" and "),
            '°' | '◦' => {}
            c => match GREEK.iter().find(|(letter, _)| c.to_lowercase().eq(letter.to_lowercase())) {
                Some((_, name)) => out.push_str(name),
                None => out.push(c),
            },
        }
    }
    out
}

/// Without `[CVPR 2024]` in front and `(Poster Paper)`, `(NeurIPS 2023)`, `-- Full Version` behind.
fn untagged(title: &str) -> &str {
    let mut title = title.trim();
    if let Some(rest) = title.strip_prefix('[')
        && let Some((tag, rest)) = rest.split_once(']')
        && tag.chars().count() <= 24
        && normalized_title(rest).split(' ').count() >= 3
    {
        title = rest.trim_start();
    }
    let bare = title.trim_end_matches(['.', ' ']);
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((before, tag)) = bare.strip_suffix(close).and_then(|rest| rest.rsplit_once(open))
            && is_tag(tag)
        {
            return before.trim_end();
        }
    }
    if let Some((before, tag)) = bare.rsplit_once("--")
        && is_tag(tag)
    {
        return before.trim_end_matches(['-', ' ']);
    }
    title
}

fn is_tag(text: &str) -> bool {
    const TAGS: [&str; 17] = [
        "paper",
        "poster",
        "oral",
        "spotlight",
        "technical",
        "report",
        "full",
        "extended",
        "long",
        "short",
        "version",
        "abstract",
        "preprint",
        "demo",
        "findings",
        "best",
        "workshop",
    ];
    const VENUES: [&str; 20] = [
        "neurips", "nips", "icml", "iclr", "aaai", "ijcai", "acl", "emnlp", "naacl", "eacl", "coling", "cvpr", "iccv", "eccv", "wacv",
        "kdd", "www", "sigir", "arxiv", "tmlr",
    ];
    let key = normalized_title(text);
    let is_year =
        |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit());
    let mut words = key.split(' ').peekable();
    words.peek().is_some_and(|word| !word.is_empty()) && words.all(|word| TAGS.contains(&word) || VENUES.contains(&word) || is_year(word))
}

/// What follows a name of one to three words and a colon or dash.
fn without_name(title: &str) -> Option<&str> {
    let cut = [": ", " - ", " -- ", " – ", " — "].iter().filter_map(|mark| Some((title.find(mark)?, mark.len()))).min()?;
    let (name, rest) = (&title[..cut.0], &title[cut.0 + cut.1..]);
    let is_name = (1..=3).contains(&name.split_whitespace().count()) && !name.contains(':');
    is_name.then_some(rest)
}

fn folded_words(title: &str) -> Vec<String> {
    let key = normalized_title(&title.nfkc().collect::<String>());
    let mut words = Vec::new();
    for word in key.split(' ').filter(|word| !word.is_empty()) {
        let word = folded(word);
        match ABBREVIATIONS.iter().find(|(short, _)| *short == word) {
            Some((_, long)) => words.extend(long.iter().map(|word| (*word).to_owned())),
            None => words.push(word),
        }
    }
    words
}

/// Singular, American.
fn folded(word: &str) -> String {
    let is_plural = word.chars().count() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    let word = if is_plural { &word[..word.len() - 1] } else { word };
    let word = SPELLINGS.iter().find(|(british, _)| *british == word).map_or(word, |(_, american)| american);
    word.replace("isation", "ization")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> Likeness {
        let there = Form::of(a).likeness(&Form::of(b));
        assert_eq!(there, Form::of(b).likeness(&Form::of(a)), "both ways");
        there
    }

    #[test]
    fn house_style_does_not_change_a_title() {
        for (a, b) in [
            (
                "Improving Relation Extraction by Pretrained Language Representations",
                "Improving Relation Extraction by Pre-trained Language Representations",
            ),
            ("Demystifying Local & Global Fairness Trade-offs", "Demystifying Local and Global Fairness Tradeoffs"),
            ("A Survey on Evaluation of LLMs", "A Survey on Evaluation of Large Language Models"),
            ("Towards Expert-Level Question Answering", "Toward Expert-level Question Answering"),
            ("[CVPR 2024] Panda-70M: Captioning 70M Videos", "Panda-70M: Captioning 70M Videos"),
            ("Separation of Powers in Federated Learning (Poster Paper)", "Separation of Powers in Federated Learning"),
            ("The β-VAE of Many Colours", "The $\\beta$-VAE of many colors"),
            ("Summarisation and Modelling of Speech", "Summarization and modeling of speech"),
            ("Positive-Augmented Constrastive Learning for Captions", "Positive-Augmented Contrastive Learning for Captions"),
        ] {
            assert_eq!(likeness(a, b), Likeness::Printing, "{a} | {b}");
        }
        assert_eq!(likeness("BERT: Pre-training", "bert pre training"), Likeness::Equal);
        assert_eq!(likeness("Synthesis in 360◦ for Everyone", "Synthesis in 360$^{\\circ}$ for Everyone"), Likeness::Equal);
    }

    #[test]
    fn a_short_name_in_front_is_no_other_work_when_the_title_says_enough() {
        assert_eq!(
            likeness("NeuroSAT: Learning a SAT Solver from Single-Bit Supervision", "Learning a SAT solver from single-bit supervision"),
            Likeness::Named
        );
        assert_eq!(likeness("Mamba: State Spaces", "State Spaces"), Likeness::Apart);
    }

    #[test]
    fn another_number_or_a_missing_not_is_no_printing() {
        for (a, b) in [
            ("Attention is not explanation in networks", "Attention is not not explanation in networks"),
            ("Training language models with GPT-3 feedback", "Training language models with GPT-4 feedback"),
            ("Zero-shot learners of language", "Few-shot learners of language"),
            ("", ""),
            ("!?", "?"),
        ] {
            assert_eq!(likeness(a, b), Likeness::Apart, "{a} | {b}");
        }
    }
}
