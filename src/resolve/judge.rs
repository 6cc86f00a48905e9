//! Is this candidate the paper the entry means? A pure decision, apart from the asking.
//!
//! Thresholds were read off real list titles: 940 further printings of a paper's title, and 3,522 titles whose own paper was taken out of a catalog of
//! 30,000, so that the nearest wrong one is offered (`tests/matching.rs` measures both). Equal keys and printings (`spelling`) are believed; so is a
//! trigram similarity of 0.92 when the numbers and negations are the same (`II` is not `III`), and of 0.945 when a word of weight is missing on one
//! side: between the two lay the wrong ones (`Mildly Conservative Q-Learning`, 0.943). Measured so: 75 % of the printings accepted, 0.2 % as another
//! paper, 0.06 % of the absent papers accepted as another. A part of a title is never enough, not even when first author and year agree: of 3,206
//! physics titles whose subtitle was dropped and whose paper was absent, 6.5 % would have been taken for another of the same series.

use crate::list::Entry;
use crate::paper::{Paper, normalized_title};

use super::spelling::{Form, Likeness};
use super::{Candidate, Evidence, Resolution};

/// From here on a differing spelling is accepted when nothing else speaks against it.
pub const ACCEPT: f64 = 0.92;
/// From here on even when one title has a word of its own, which may be the one that matters (`Mildly Conservative Q-Learning`).
pub const SURE: f64 = 0.945;
/// From here on a candidate is shown for review.
pub const REVIEW: f64 = 0.75;
/// Titles shorter than this many letters or words say too little to be believed without an author.
const TELLING_LETTERS: usize = 16;
const TELLING_WORDS: usize = 3;

/// Decides which of the catalog's candidates (best first, with its score) the entry means; refuses when unsure.
pub fn judge(entry: &Entry, candidates: &[(Paper, Option<f64>)]) -> Resolution {
    let printed = Form::of(&entry.title);
    let mut verdicts: Vec<Verdict> = candidates.iter().map(|(paper, score)| weigh(entry, &printed, paper, *score)).collect();
    verdicts
        .sort_by(|a, b| a.likeness.cmp(&b.likeness).then(b.similarity.total_cmp(&a.similarity)).then_with(|| a.paper.id.cmp(&b.paper.id)));
    let accepted: Vec<&Verdict> = verdicts.iter().filter(|v| v.doubt.is_none()).collect();
    match accepted.as_slice() {
        [only] => return only.found(),
        [] => {}
        several => {
            // Two papers may share a title; an author who agrees with one of them decides.
            let agreeing: Vec<&&Verdict> = several.iter().filter(|v| v.author_agrees == Some(true)).collect();
            if let [only] = agreeing.as_slice() {
                return only.found();
            }
            return Resolution::Ambiguous { candidates: several.iter().map(|v| v.candidate("another paper has the same title")).collect() };
        }
    }
    let near: Vec<Candidate> =
        verdicts.iter().filter(|v| v.similarity >= REVIEW || v.contained).map(|v| v.candidate(v.doubt.unwrap_or(""))).collect();
    match verdicts.first() {
        Some(_) if !near.is_empty() => Resolution::Ambiguous { candidates: near },
        Some(best) => Resolution::Unknown {
            reason: format!(
                "the nearest title the catalog has is \u{201c}{}\u{201d} (similarity {:.2})",
                best.paper.title, best.similarity
            ),
        },
        None => Resolution::Unknown { reason: "the catalog knows no such title".into() },
    }
}

struct Verdict<'a> {
    paper: &'a Paper,
    score: Option<f64>,
    likeness: Likeness,
    similarity: f64,
    contained: bool,
    author_agrees: Option<bool>,
    year_agrees: Option<bool>,
    /// Why it is not accepted.
    doubt: Option<&'static str>,
}

impl Verdict<'_> {
    fn found(&self) -> Resolution {
        Resolution::Found {
            paper: self.paper.id.clone(),
            evidence: Evidence::Title {
                similarity: self.similarity,
                score: self.score,
                author_agrees: self.author_agrees,
                year_agrees: self.year_agrees,
            },
        }
    }

    fn candidate(&self, reason: &str) -> Candidate {
        Candidate { paper: self.paper.id.clone(), title: self.paper.title.clone(), similarity: self.similarity, reason: reason.to_owned() }
    }
}

fn weigh<'a>(entry: &Entry, printed: &Form, paper: &'a Paper, score: Option<f64>) -> Verdict<'a> {
    let known = Form::of(&paper.title);
    let likeness = printed.likeness(&known);
    let similarity = printed.similarity(&known);
    let author_agrees = author_agrees(&entry.authors, paper);
    let year_agrees = entry.year.zip(paper.date).map(|(year, date)| (year - date.year()).abs() <= 1);
    let contained = title_contains(printed.key(), known.key()) && (is_telling(printed.key()) || is_name_of(printed.key(), &paper.title));
    let spelling = spelling_doubt(likeness, printed, &known);
    let doubt = if spelling == Some(TITLES_DIFFER) {
        Some(match (contained, author_agrees == Some(true) && year_agrees == Some(true)) {
            (true, true) => "one title is a part of the other; author and year agree",
            (true, false) => "one title is a part of the other",
            (false, _) => TITLES_DIFFER,
        })
    } else if spelling.is_some() {
        spelling
    } else if author_agrees == Some(false) {
        Some("the first author differs")
    } else if likeness != Likeness::Equal && year_agrees == Some(false) {
        Some("title and year differ")
    } else if !is_telling(printed.key()) && author_agrees != Some(true) {
        Some("the title is too short to be sure")
    } else {
        None
    };
    Verdict { paper, score, likeness, similarity, contained, author_agrees, year_agrees, doubt }
}

const TITLES_DIFFER: &str = "the titles differ";

/// Why two titles that are no printings of each other ([`Likeness::Apart`]) are not believed to be one; `None` when they are.
pub(super) fn spelling_doubt(likeness: Likeness, printed: &Form, known: &Form) -> Option<&'static str> {
    if likeness != Likeness::Apart {
        return None;
    }
    let similarity = printed.similarity(known);
    if similarity < ACCEPT {
        Some(TITLES_DIFFER)
    } else if similarity < SURE && printed.differs_in_a_word(known) {
        Some("a word differs")
    } else if guarded_words(printed.words()) != guarded_words(known.words()) {
        Some("a number or a negation differs")
    } else {
        None
    }
}

/// Whether any printed author is among the paper's, by surname; `None` when one side names none.
pub(super) fn author_agrees(printed: &[String], paper: &Paper) -> Option<bool> {
    if printed.is_empty() || paper.authors.is_empty() {
        return None;
    }
    let known: Vec<String> = paper.authors.iter().map(crate::paper::Author::surname_key).collect();
    let whole: Vec<String> = paper.authors.iter().map(|a| normalized_title(&a.name)).collect();
    Some(printed.iter().any(|printed| {
        let key = crate::paper::Author::named(printed.as_str()).surname_key();
        let printed = normalized_title(printed);
        // Lists print given names first or last, so a surname may stand anywhere in the other's name.
        known.contains(&key) || whole.iter().any(|name| name.split(' ').any(|word| word == key) || *name == printed)
    }))
}

/// Whether the shorter title is the beginning or the end of the longer, at a word's edge: `X` and `X: Y`.
pub fn title_contains(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() || short.len() == long.len() {
        return false;
    }
    long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' ')) || long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '))
}

/// Whether a short title is the name in front of a longer one: `LoRA` of `LoRA: Low-Rank Adaptation …`.
pub(super) fn is_name_of(short: &str, title: &str) -> bool {
    title.split_once([':', '\u{2013}', '\u{2014}']).is_some_and(|(name, _)| normalized_title(name) == short)
}

/// The words that turn one title into another without changing its look: numerals and negations, in order.
fn guarded_words(words: &[String]) -> Vec<&str> {
    words
        .iter()
        .map(String::as_str)
        .filter(|word| {
            word.chars().any(|c| c.is_ascii_digit()) || is_roman(word) || matches!(*word, "not" | "no" | "non" | "without" | "never")
        })
        .collect()
}

fn is_roman(word: &str) -> bool {
    matches!(word, "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix" | "xi" | "xii")
}

fn is_telling(key: &str) -> bool {
    // Scripts without spaces say more with fewer letters.
    let wide = key.chars().filter(|c| *c as u32 >= 0x2E80).count();
    wide >= 6 || (key.chars().count() >= TELLING_LETTERS && key.split(' ').count() >= TELLING_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Author, Date};

    fn entry(title: &str) -> Entry {
        Entry::paper(title, 1)
    }

    fn outcome(entry: &Entry, titles: &[&str]) -> &'static str {
        let candidates: Vec<_> = titles.iter().enumerate().map(|(i, t)| (Paper::new(format!("p{i}"), *t), None)).collect();
        judge(entry, &candidates).outcome()
    }

    #[test]
    fn an_equal_title_is_found_whatever_its_spelling() {
        assert_eq!(
            outcome(&entry("Déjà Vu: Contextual Sparsity for Efficient LLMs"), &["Deja vu — contextual sparsity for efficient LLMs."]),
            "found"
        );
    }

    #[test]
    fn a_missing_not_or_another_number_is_never_accepted() {
        assert_eq!(
            outcome(
                &entry("Attention is not explanation in modern neural networks"),
                &["Attention is not not explanation in modern neural networks"]
            ),
            "ambiguous"
        );
        assert_eq!(
            outcome(&entry("Lattice calculations of heavy quark decays II"), &["Lattice calculations of heavy quark decays III"]),
            "ambiguous"
        );
    }

    #[test]
    fn a_part_of_a_title_is_shown_but_not_believed() {
        assert_eq!(
            outcome(&entry("Scaling Laws for Precision"), &["Scaling Laws for Precision: A Much Longer Story of Numbers and Bits"]),
            "ambiguous"
        );
    }

    #[test]
    fn a_short_title_is_shown_with_what_it_is_the_name_of_and_not_with_every_title_that_mentions_it() {
        assert_eq!(outcome(&entry("Alpaca"), &["Alpaca: A Strong Model that Follows Instructions"]), "ambiguous");
        assert_eq!(outcome(&entry("Alpaca"), &["Efficient Finetuning of Chinese LLaMA and Alpaca"]), "unknown");
    }

    #[test]
    fn a_word_of_weight_more_is_not_believed_and_a_short_name_in_front_is() {
        let title = "Conservative Q-Learning for Offline Reinforcement Learning";
        assert_eq!(outcome(&entry("Mildly Conservative Q-Learning for Offline Reinforcement Learning"), &[title]), "ambiguous");
        assert_eq!(outcome(&entry("CQL: Conservative Q-Learning for Offline Reinforcement Learning"), &[title]), "found");
    }

    #[test]
    fn a_far_title_is_unknown_and_says_which_was_nearest() {
        let candidates = [(Paper::new("p", "Deep residual learning"), None)];
        match judge(&entry("Attention is all you need"), &candidates) {
            Resolution::Unknown { reason } => assert!(reason.contains("Deep residual learning")),
            other => panic!("{other:?}"),
        }
        assert_eq!(judge(&entry("Attention is all you need"), &[]).outcome(), "unknown");
    }

    #[test]
    fn a_short_title_needs_an_author() {
        let mut short = entry("Mamba");
        assert_eq!(outcome(&short, &["Mamba"]), "ambiguous");
        short.authors = vec!["Gu, Albert".into()];
        let mut paper = Paper::new("p", "Mamba");
        paper.authors = vec![Author::named("Albert Gu"), Author::named("Tri Dao")];
        assert_eq!(judge(&short, &[(paper, None)]).outcome(), "found");
    }

    #[test]
    fn two_papers_with_one_title_are_told_apart_by_an_author_or_not_at_all() {
        let title = "Learning to prune filters in convolutional networks";
        let mut twin = entry(title);
        let mut a = Paper::new("a", title);
        a.authors = vec![Author::named("Qiangui Huang")];
        let mut b = Paper::new("b", title);
        b.authors = vec![Author::named("Someone Else")];
        let candidates = [(a, None), (b, None)];
        assert_eq!(judge(&twin, &candidates).outcome(), "ambiguous");
        twin.authors = vec!["Qiangui Huang".into()];
        assert_eq!(judge(&twin, &candidates).paper().map(|p| p.as_str()), Some("a"));
    }

    #[test]
    fn another_first_author_speaks_against_an_equal_title() {
        let mut e = entry("A survey of efficient transformers");
        e.authors = vec!["Ann Other".into()];
        let mut paper = Paper::new("p", "A survey of efficient transformers");
        paper.authors = vec![Author::named("Yi Tay")];
        paper.date = Date::year_only(2020);
        assert_eq!(judge(&e, &[(paper, None)]).outcome(), "ambiguous");
    }
}
