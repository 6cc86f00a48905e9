//! `Ada One, Bo Two, A Title of Its Own (ICML 2019)`: names and title in one run, parted by commas alone.
//!
//! A text goes in; the names and what follows them come out, when the text begins with two full names or more.

use super::super::citation::is_initials;
use super::super::names::{et_al, is_name};
use super::super::scan::word_count;
use super::super::venues::{is_date, is_venue};

/// Where the names end and the rest begins; `None` when the text does not begin with names.
///
/// A part is a name when it has two to four words, all of them capitalised and none of them a word of titles; the last name may follow
/// `and`. One name is too little: `Language Models, Their Users and Their Makers` begins with what might be one.
pub(in super::super) fn split(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    let mut names = 0;
    // Where each name ends, with the names up to there.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    while names < 60 && at < text.len() {
        let start = at + text[at..].len() - text[at..].trim_start().len();
        let part = text[start..].split([',', ';', '\n']).next().unwrap_or_default();
        let without_and = part.trim_start_matches("and ").trim_start_matches("& ");
        if let Some(omitted) = et_al(without_and) {
            return is_person(&without_and[..omitted])
                .then(|| behind_omission(text, text.len() - text[start..].len() + part.len() - without_and.len() + omitted))
                .flatten();
        }
        let pair = part.split_once(" and ").or_else(|| part.split_once(" & "));
        let (people, last) = match pair {
            Some((one, two)) if is_person(one) && is_person(two) => (2, true),
            _ if is_person(without_and) => (1, without_and.len() < part.len()),
            _ => break,
        };
        names += people;
        at = start + part.len() + 1;
        ends.push((names, start + part.len()));
        if last {
            break;
        }
    }
    // `Jan Petrov, Sven Schall, Patient Referees, ECML`: what stands before a venue is the title, though it might be a name.
    while let Some((names, end)) = ends.pop() {
        let rest = text.get(end + 1..).unwrap_or_default().trim();
        let next = rest.split(',').next().unwrap_or_default();
        if word_count(rest) >= 2 && !is_venue(next) && !is_date(next) {
            return (names >= 2).then(|| (text[..end].trim(), rest));
        }
    }
    None
}

/// What stands behind `et al.` at this place.
fn behind_omission(text: &str, omitted: usize) -> Option<(&str, &str)> {
    let tail = text.get(omitted..)?.trim_start();
    let tail = tail.get(2..)?.trim_start_matches(['.', ' ']);
    let tail = tail.get(2..)?.trim_start_matches(['.', ',', ':', ';', ' ']);
    (word_count(tail) >= 2).then(|| (text[..text.len() - tail.len()].trim_end_matches([',', ' ', ':', ';']), tail))
}

/// `Odile Brun`, `Peter R. Sandoval`, `M. Steen`: not `Estimation`, not `Deep Learning`.
fn is_person(part: &str) -> bool {
    let part = part.trim();
    (2..=4).contains(&part.split_whitespace().count())
        && is_name(part)
        && part.split(' ').all(|word| !word.contains([':', '(', ')', '"', '?']) && (word.len() <= 3 || !is_shout(word)))
        && !part.split(' ').all(is_initials)
}

/// Four capitals or more: `BOLSTER` is no name.
fn is_shout(word: &str) -> bool {
    word.chars().filter(|c| c.is_uppercase()).count() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_from_the_title_behind_them() {
        for (text, names, rest) in [
            (
                "Odile Brun, Max Steen, Ivy Farr, Habits and Prizes: A Survey",
                "Odile Brun, Max Steen, Ivy Farr",
                "Habits and Prizes: A Survey",
            ),
            ("Jan Petrov, Sven Schall, Patient Referees, ECML, 2005", "Jan Petrov, Sven Schall", "Patient Referees, ECML, 2005"),
            ("Marta Dorn and Karel Zima, BOLSTER: Soft Landings", "Marta Dorn and Karel Zima", "BOLSTER: Soft Landings"),
        ] {
            assert_eq!(split(text), Some((names, rest)), "{text}");
        }
        for text in [
            "Attention, Memory, Control, and Planning in Small Robots",
            "Logic, Language, Vision",
            "Deep Learning, Large Models, and the Rest of It",
            "Ada One, Bo Two",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
