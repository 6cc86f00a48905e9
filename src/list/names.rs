//! Names of people, one and many.
//!
//! Small text goes in; yes or no, or places in it, come out.

use std::sync::LazyLock;

use super::scan::{Trim, find_short, has_more_words, raw_words, table_of, without_head};
use super::wordset::{Words, has, words_of};

static NOT_NAME_SET: Words = LazyLock::new(|| words_of(NOT_NAMES));

/// Where `et al`, `et. al` or `et.al` stands as words, in any case: not in `Net allows`.
pub(super) fn et_al(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is = |i: usize, letter: u8| bytes.get(i).is_some_and(|b| b.eq_ignore_ascii_case(&letter));
    let ends = |mark: &u8| matches!(mark, b' ' | b'.');
    let starts = |t: &usize| *t > 0 && is(*t - 1, b'e') && bytes.get(*t + 1).is_some_and(ends);
    memchr::memchr2_iter(b't', b'T', bytes).filter(starts).map(|t| t - 1).find(|at| {
        if text[..*at].ends_with(|c: char| c.is_alphanumeric()) {
            return false;
        }
        let gap = bytes[at + 2..].iter().take(2).take_while(|mark| ends(mark)).count();
        let end = at + 2 + gap + 2;
        is(end - 2, b'a') && is(end - 1, b'l') && !text[end..].starts_with(|c: char| c.is_alphanumeric())
    })
}

/// What stands between commas, semicolons and ampersands, ideographic ones among them.
fn between_separators(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let mut at = from;
        loop {
            let Some(found) = bytes[at..].iter().position(|byte| MAY_SEPARATE[usize::from(*byte)]) else {
                start = None;
                return Some(&text[from..]);
            };
            at += found;
            let width = match bytes[at] {
                b',' | b';' | b'&' => 1,
                _ if text[at..].starts_with(['、', '，']) => 3,
                _ => {
                    at += 1;
                    continue;
                }
            };
            start = Some(at + width);
            return Some(&text[from..at]);
        }
    })
}

/// The bytes that separators begin with.
const MAY_SEPARATE: [bool; 256] = table_of(b",;&\xe3\xef");

/// `text.split(" and ")`, when there is an `and`.
fn between_and(text: &str, and: bool) -> impl Iterator<Item = &str> {
    between(text, if and { " and " } else { "" })
}

/// `text.split(word)`; the text itself for no word.
pub(super) fn between<'t>(text: &'t str, word: &'static str) -> impl Iterator<Item = &'t str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = find_short(text, word);
        rest = at.map(|at| &text[at + word.len()..]);
        Some(at.map_or(text, |at| &text[..at]))
    })
}

/// What a text holds that parts names, seen in one pass.
#[derive(Default)]
struct NameSigns {
    /// `: `.
    colon: bool,
    /// `...`.
    dots: bool,
    /// `al` behind a space or a period.
    al: bool,
    /// ` and `.
    and: bool,
    /// No fewer than the parts there are.
    parts: usize,
}

impl NameSigns {
    /// As far as the colon: there may be any number of parts.
    fn unread(text: &str) -> NameSigns {
        let bytes = text.as_bytes();
        let colon = memchr::memchr_iter(b':', bytes).any(|at| bytes.get(at + 1) == Some(&b' '));
        NameSigns { colon, and: true, parts: bytes.len(), ..NameSigns::default() }
    }

    fn of(text: &str) -> NameSigns {
        let bytes = text.as_bytes();
        let mut signs = NameSigns { parts: 1, ..NameSigns::default() };
        for (i, byte) in bytes.iter().enumerate().filter(|(_, byte)| MAY_PART_NAMES[usize::from(**byte)]) {
            match byte {
                // The last two begin the ideographic commas.
                b',' | b';' | b'&' | 0xe3 | 0xef => signs.parts += 1,
                b'd' if bytes[..i].ends_with(b" an") && bytes.get(i + 1) == Some(&b' ') => {
                    signs.parts += 1;
                    signs.and = true;
                }
                b':' => signs.colon |= bytes.get(i + 1) == Some(&b' '),
                b'.' => signs.dots |= bytes[i..].starts_with(b"..."),
                b'l' | b'L' => signs.al |= matches!(bytes[..i], [.., b' ' | b'.', b'a' | b'A']),
                _ => {}
            }
        }
        signs
    }
}

/// The bytes [`NameSigns`] looks at.
const MAY_PART_NAMES: [bool; 256] = table_of(b",;&d:.lL\xe3\xef");

/// A list of names: commas between short capitalised runs, or `et al.`.
pub(super) fn is_authors(text: &str) -> bool {
    let text = text.trimmed();
    if text.len() < 4 {
        return false;
    }
    let keyed = text.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("author"));
    // An abstract is turned away by its first words; only what is short is looked through.
    let long = text.len() > 320 && has_more_words(text, 80);
    let signs = if long { NameSigns::unread(text) } else { NameSigns::of(text) };
    let colon = signs.colon;
    if !long && (signs.al && et_al(text).is_some() || signs.dots) && !has_more_words(text, 80) {
        return !colon || keyed;
    }
    if colon && !keyed || signs.parts < 2 {
        return false;
    }
    let mut left = signs.parts;
    let (mut names, mut others, mut full) = (0, 0, 0);
    for part in between_separators(text).flat_map(|part| between_and(part, signs.and)) {
        // Too few parts are left, or too many were no names.
        if names + left < 2 || others * 4 > names + left {
            return false;
        }
        left = left.saturating_sub(1);
        let part = without_head(part.trimmed().trim_end_matches('.'), "and ");
        if part.is_empty() {
            continue;
        }
        if is_name(part) {
            names += 1;
            full += usize::from(has_more_words(part, 1));
        } else {
            others += 1;
            if others >= 3 && others > names {
                return false;
            }
        }
    }
    names >= 2 && others * 4 <= names && (names > 2 && full * 3 >= names || full == names || names > 3)
}

/// Words of titles that are no names.
const NOT_NAMES: &str = "the of for with in on to an via from by is are learning network networks model models data neural deep language towards toward \
    survey using based analysis generation detection recognition classification representation representations efficient fast \
    methods method framework systems system large training inference attention transformer transformers reasoning segmentation \
    estimation optimization adaptation image video text speech graph robust federated beyond how what why when synthesis evaluation \
    understanding retrieval translation prediction knowledge applications application approach approaches challenges opportunities \
    review benchmark policy control agents agent scene view views rendering reconstruction semantic visual multi self supervised \
    unsupervised adversarial generative diffusion reinforcement quantization pruning distillation compression privacy security \
    search";

/// One to five words, each with a capital or a particle of names.
pub(super) fn is_name(part: &str) -> bool {
    let part = part.split('(').next().unwrap_or(part).trimmed();
    if part.is_empty() || part.len() > 48 {
        return false;
    }
    let particle = |word: &str| {
        matches!(
            word,
            "van"
                | "von"
                | "der"
                | "den"
                | "de"
                | "la"
                | "le"
                | "di"
                | "da"
                | "del"
                | "bin"
                | "al"
                | "el"
                | "ten"
                | "ter"
                | "dos"
                | "du"
                | "y"
                | "zu"
        )
    };
    let (mut words, mut capitals) = (0, 0);
    let fits = part.split_whitespace().all(|word| {
        words += 1;
        let first = word.trim_start_matches(['*', '"', '\'', '[', '^', '†']).chars().next();
        let capital = first.is_some_and(|c| c.is_uppercase() || !c.is_ascii() && c.is_alphabetic());
        capitals += usize::from(capital);
        words <= 5 && (capital || particle(word)) && !word.contains(['?', '!', '='])
    });
    fits && capitals > 0 && part.bytes().filter(u8::is_ascii_digit).count() <= 1 && !raw_words(part).any(|word| has(&NOT_NAME_SET, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_every_width_part_names() {
        for text in ["", "a", "a, b;c", ",,", "甲、乙，丙&", "ａ，あ", "a、"] {
            let wanted: Vec<&str> = text.split([',', ';', '&', '、', '，']).collect();
            assert_eq!(between_separators(text).collect::<Vec<_>>(), wanted, "{text}");
        }
    }

    #[test]
    fn names_are_told_from_titles() {
        assert!(is_authors("Tom B. Brown, Benjamin Mann, Nick Ryder"));
        assert!(is_authors("Yu et al."));
        assert!(is_authors("Anton van den Hengel and Ehsan Abbasnejad"));
        assert!(!is_authors("Attention is all you need"));
        assert!(!is_authors("Retrieval, reasoning, and planning in large models"));
    }
}
