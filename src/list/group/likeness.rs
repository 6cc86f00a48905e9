//! How much does a text look like the title of a paper?
//!
//! A text goes in, a number from 0 to 1 comes out. It compares readings of one group of siblings; it says nothing about a single line
//! that has no rival: a tool's slogan looks like a title, too.

use std::sync::LazyLock;

use super::super::citation;
use super::super::clean::is_title_case;
use super::super::labels::is_generic_label;
use super::super::names::{et_al, is_authors, is_name};
use super::super::scan::{Trim, find_short, raw_words, word_count};
use super::super::venues::{is_date, is_venue, year_of};
use super::super::wordset::{Words, has, words_of};

static FUNCTION_WORDS: Words = LazyLock::new(|| words_of(include_str!("../lexicon/function_words.txt")));

/// `clamp(length + form − faults, 0, 1)`.
///
/// *length*: 0.25, 0.45, 0.6 for one, two and three words, 0.75 for 4 to 20, then 0.03 less for each word more: few titles of papers are
/// shorter than three words, and a text of forty words is an abstract. *form*: 0.1 for a function word or a colon inside (a name has
/// neither), 0.1 for the capitals of a title. *faults*: see [`faults`]; each is as large as the length of a title, or nearly so,
/// where the text can be no title (names, a label, an address), and 0.2 to 0.35 where a part that is no title stands at one of its ends.
pub(in super::super) fn likeness(text: &str) -> f64 {
    let text = text.trimmed();
    let words = word_count(text);
    let length = match words {
        0 => return 0.0,
        1 => 0.25,
        2 => 0.45,
        3 => 0.6,
        4..=20 => 0.75,
        more => 0.75 - 0.03 * (more - 20) as f64,
    };
    let inner = raw_words(text).skip(1).any(|word| has(&FUNCTION_WORDS, word)) || text.contains(": ");
    let form = if inner { 0.1 } else { 0.0 } + if is_title_case(text) { 0.1 } else { 0.0 };
    (length + form - faults(text)).clamp(0.0, 1.0)
}

/// A word of sentences rather than of names: `their`, `the`, `with`.
pub(in super::super) fn is_function_word(word: &str) -> bool {
    has(&FUNCTION_WORDS, word)
}

/// What speaks against the text, added up.
fn faults(text: &str) -> f64 {
    let mut faults = 0.0;
    if is_generic_label(text) || is_date(text) || is_venue(text) {
        return 0.9;
    }
    if text.contains("://") {
        faults += 0.6;
    }
    if is_authors(text) || is_one_name(text) {
        faults += 0.6;
    } else if begins_with_names(text) {
        faults += 0.4;
    }
    if et_al(text).is_some() {
        faults += 0.3;
    }
    if !is_balanced(text) {
        faults += 0.35;
    }
    if begins_with_year(text) || ends_with_bracketed_year(text) {
        faults += 0.25;
    }
    if text.contains(" | ") {
        faults += 0.25;
    }
    if ends_unfinished(text) {
        faults += 0.3;
    }
    if text.starts_with(['(', '[', '{']) {
        faults += 0.2;
    }
    if sentences_inside(text) {
        faults += 0.2;
    }
    if text.char_indices().skip(1).any(|(at, c)| matches!(c, '"' | '“') && text[..at].ends_with(' '))
        && text.matches(['"', '“', '”']).count() >= 2
    {
        faults += 0.1;
    }
    if text.starts_with(char::is_lowercase) {
        faults += 0.05;
    }
    faults
}

/// A full name of two or three words: `Hanna Weil`, `Peter R. Sandoval`.
fn is_one_name(text: &str) -> bool {
    (2..=3).contains(&word_count(text)) && is_name(text) && text.split(' ').any(citation::is_initials)
}

/// Names with commas between them, then something else: `A. Brun, M. Steen, Habits and Prizes`.
pub(in super::super) fn begins_with_names(text: &str) -> bool {
    citation::parse(text).is_some() || super::names_first::split(text).is_some()
}

/// Every bracket and every wide quote that opens closes, and none closes that did not open.
pub(in super::super) fn is_balanced(text: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    for c in text.chars() {
        let closes = match c {
            '(' => Some(')'),
            '（' => Some('）'),
            '[' => Some(']'),
            '{' => Some('}'),
            '【' => Some('】'),
            _ => None,
        };
        match closes {
            Some(close) => open.push(close),
            None if matches!(c, ')' | ']' | '}' | '）' | '】') => match open.pop() {
                // `（2019)` is written so.
                Some(')' | '）') if matches!(c, ')' | '）') => {}
                Some(close) if close == c => {}
                _ => return false,
            },
            None => {}
        }
    }
    open.is_empty()
}

/// `2020 - …`, `2020: …`.
fn begins_with_year(text: &str) -> bool {
    text.get(..4).and_then(year_of).is_some() && text[4..].trim_start().starts_with(['-', '–', '—', '|', ',', '.'])
}

/// `… (CIDR 2019)`, `… (2011)`.
fn ends_with_bracketed_year(text: &str) -> bool {
    let Some(inside) = text.strip_suffix([')', '）', ']']) else { return false };
    let Some((_, inside)) = inside.rsplit_once(['(', '（', '[']) else { return false };
    inside.len() <= 60 && inside.split(|c: char| !c.is_ascii_digit()).any(|word| year_of(word).is_some())
}

/// Ends in a comma, a dash, an opening bracket or a word that asks for another.
fn ends_unfinished(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    text.ends_with([',', '-', '–', '(', '[', ':', '&', '/'])
        || matches!(last, "the" | "a" | "an" | "of" | "for" | "with" | "and" | "or" | "in" | "by" | "from" | "to" | "via")
}

/// `One. Two`: more than one sentence, the first of three words or more.
fn sentences_inside(text: &str) -> bool {
    find_short(text, ". ")
        .is_some_and(|at| word_count(&text[..at]) >= 3 && !citation::is_initials(text[..at].rsplit(' ').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_liked_better_than_what_stands_around_them() {
        let title = likeness("Reading Lists by the Light of Their Siblings");
        for other in [
            "Ada One, Bo Two and Cy Three",
            "ICML 2019",
            "[pdf]",
            "2019 - Reading Lists by the Light of Their Siblings",
            "Reading Lists by the Light of Their Siblings (VLDB 2019)",
            "Reading Lists by the",
            "Reading Lists (by",
            "Ada One, Bo Two, Reading Lists by the Light of Their Siblings",
            "Reading Lists by the Light of Their Siblings | Somewhere",
            "https://example.org/a",
        ] {
            assert!(likeness(other) + 0.2 <= title, "{other}: {} against {title}", likeness(other));
        }
    }

    #[test]
    fn lists_of_capitals_are_titles() {
        assert!(likeness("Attention, Memory, Control, and Planning in Small Robots") > 0.7);
        assert!(likeness("Weather Rules (Mostly) Without Data") > 0.7);
    }
}
