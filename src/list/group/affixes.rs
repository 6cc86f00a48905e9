//! What siblings print in front of their titles and behind them: years, venues, names, tags.
//!
//! A text goes in; where the title begins or ends in it comes out, when the text has that shape. A shape is taken away only when enough
//! siblings have it (`share`), so that `2001: A Space Odyssey` keeps its year and `(Almost) No Labels` its bracket.

use super::super::labels::is_generic_label;
use super::super::names::{et_al, is_authors, is_name};
use super::super::scan::word_count;
use super::super::venues::{is_date, is_venue, printed_year, year_of};
use super::likeness::is_function_word;

/// Where the affix stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum End {
    Front,
    Back,
}

/// One shape of decoration.
pub(in super::super) struct Affix {
    pub name: &'static str,
    pub end: End,
    /// The part of the siblings that must have it before it is taken from any.
    pub share: f64,
    /// Bytes to skip (front) or to keep (back).
    pub find: fn(&str) -> Option<usize>,
    /// A text with the affix, and what is left of it.
    #[cfg_attr(not(test), expect(dead_code))]
    pub example: (&'static str, &'static str),
    /// A text that has no such affix.
    #[cfg_attr(not(test), expect(dead_code))]
    pub counter: &'static str,
}

pub(in super::super) const AFFIXES: [Affix; 11] = [
    Affix {
        name: "year-in-front",
        end: End::Front,
        share: 0.5,
        find: year_in_front,
        example: ("2023 - Autopsy of a List", "Autopsy of a List"),
        counter: "2001: A Space Odyssey in Word Vectors",
    },
    Affix {
        name: "date-in-brackets",
        end: End::Front,
        share: 0.4,
        find: date_in_brackets,
        example: ("(2023.05) Autopsy of a List", "Autopsy of a List"),
        counter: "(Almost) No Labels",
    },
    Affix {
        name: "venue-in-front",
        end: End::Front,
        share: 0.4,
        find: venue_in_front,
        example: ("17-CVPR-Autopsy of a List", "Autopsy of a List"),
        counter: "GPT-4 Technical Report",
    },
    Affix {
        name: "number-in-front",
        end: End::Front,
        share: 0.5,
        find: number_in_front,
        example: ("[12]Autopsy of a List", "Autopsy of a List"),
        counter: "3D Autopsy",
    },
    Affix {
        name: "name-in-brackets",
        end: End::Front,
        share: 0.4,
        find: name_in_brackets,
        example: ("[Hedgerow] Autopsy of a List", "Autopsy of a List"),
        counter: "[a long remark in brackets] is no name",
    },
    Affix {
        name: "person-in-front",
        end: End::Front,
        share: 0.8,
        find: person_in_front,
        example: ("Tilda Voss: Autopsy of a List", "Autopsy of a List"),
        counter: "Graph Networks: A Survey",
    },
    Affix {
        name: "bar-behind",
        end: End::Back,
        share: 0.0,
        find: bar_behind,
        example: ("Autopsy of a List | SOSP' 24", "Autopsy of a List"),
        counter: "P(A|B) in Lists",
    },
    Affix {
        name: "year-in-brackets-behind",
        end: End::Back,
        share: 0.2,
        find: year_in_brackets_behind,
        example: ("Autopsy of a List(EDBT 2011)", "Autopsy of a List"),
        counter: "Autopsy of a List (Extended)",
    },
    Affix {
        name: "year-in-brackets-inside",
        end: End::Back,
        share: 0.5,
        find: year_in_brackets_inside,
        example: ("Autopsy of a List (2017), H. One and Bo Two", "Autopsy of a List"),
        counter: "Autopsy of a List (2017) and What Followed",
    },
    Affix {
        name: "venue-in-brackets-behind",
        end: End::Back,
        share: 0.2,
        find: venue_in_brackets_behind,
        example: ("Autopsy of a List (NeurIPS)", "Autopsy of a List"),
        counter: "Autopsy of a List (ALI)",
    },
    Affix {
        name: "by-author",
        end: End::Back,
        share: 0.5,
        find: by_author,
        example: ("Autopsy of a List by Ada One . 2016", "Autopsy of a List"),
        counter: "Learning by Looking at Lists",
    },
];

/// Signs between a prefix and the title.
fn behind_sign(text: &str, from: usize, signs: &[char]) -> Option<usize> {
    let rest = text.get(from..)?;
    let trimmed = rest.trim_start();
    let marked = trimmed.strip_prefix(signs)?;
    let title = marked.trim_start();
    (word_count(title) >= 1).then(|| text.len() - title.len())
}

fn year_in_front(text: &str) -> Option<usize> {
    let length = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/')).filter(|length| (4..=10).contains(length))?;
    let spaced = text[length..].starts_with(' ') || text[length..].starts_with(['|', '–']);
    (is_date(&text[..length]) && spaced).then(|| behind_sign(text, length, &['-', '–', '—', '|', '.', ','])).flatten()
}

/// What a bracket at the start holds, and where the text goes on behind it.
fn bracket_in_front(text: &str) -> Option<(&str, usize)> {
    let (open, rest) = (text.chars().next()?, text.get(1..)?);
    let close = match open {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let end = rest.find([close, open]).filter(|end| rest[*end..].starts_with(close))?;
    let behind = rest[end + 1..].trim_start_matches([' ', ':', '-', '–']);
    (word_count(behind) >= 1).then(|| (&rest[..end], text.len() - behind.len()))
}

fn date_in_brackets(text: &str) -> Option<usize> {
    bracket_in_front(text).filter(|(inside, _)| is_date(inside) || is_venue(inside) && printed_year(inside).is_some()).map(|(_, at)| at)
}

fn name_in_brackets(text: &str) -> Option<usize> {
    bracket_in_front(text).filter(|(inside, _)| text.starts_with('[') && (1..=4).contains(&word_count(inside))).map(|(_, at)| at)
}

/// `17-CVPR-`, `SOSP19: `, `OSDI'22 - `, `NeurIPS'18 `, `CVPR 2018 - `.
fn venue_in_front(text: &str) -> Option<usize> {
    let capitals = |word: &str| {
        word.chars().filter(|c| c.is_ascii_uppercase()).count() >= 2 && word.chars().all(|c| c.is_ascii_alphabetic() || c == '&')
    };
    let bytes = text.as_bytes();
    // `17-CVPR-Title`, `2017-CVPR-Title`.
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if matches!(digits, 2 | 4) && bytes.get(digits) == Some(&b'-') {
        let rest = &text[digits + 1..];
        let (venue, title) = rest.split_once('-')?;
        return (capitals(venue.trim()) && word_count(title) >= 1).then(|| text.len() - title.trim_start().len());
    }
    let length = text.find(|c: char| !c.is_ascii_alphabetic() && c != '&').filter(|length| (2..=12).contains(length))?;
    if !capitals(&text[..length]) {
        return None;
    }
    let rest = text[length..].trim_start_matches(' ').trim_start_matches(['\'', '’', '`', '-']).trim_start_matches(' ');
    let at = text.len() - rest.len();
    let marked = text[length..at].contains(['\'', '’', '`']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits == 2 && (marked || at == length) || digits == 4 && year_of(&rest[..4]).is_some();
    if !year {
        return None;
    }
    let behind = at + digits;
    let parted = behind_sign(text, behind, &[':', '-', '–', '|', ',', '.']);
    let spaced = (marked && text[behind..].starts_with(' ')).then(|| behind + 1).filter(|at| word_count(&text[*at..]) >= 2);
    parted.or(spaced)
}

fn number_in_front(text: &str) -> Option<usize> {
    let open = text.starts_with(['[', '(']);
    let from = usize::from(open);
    let digits = text[from..].bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return None;
    }
    let rest = &text[from + digits..];
    let close: &[char] = if open { &[']', ')'] } else { &['.', ')', '、'] };
    let title = rest.strip_prefix(close)?;
    let spaced = open || title.starts_with([' ', '\t']) || rest.starts_with('、');
    let title = title.trim_start();
    (spaced && word_count(title) >= 1).then(|| text.len() - title.len())
}

fn person_in_front(text: &str) -> Option<usize> {
    let (name, title) = text.split_once(": ")?;
    let person = (2..=4).contains(&word_count(name)) && is_name(name) || et_al(name).is_some_and(|at| is_name(&name[..at]));
    (person && word_count(title) >= 2).then(|| text.len() - title.trim_start().len())
}

fn bar_behind(text: &str) -> Option<usize> {
    let at = text.find(" | ").or_else(|| text.find(" |").filter(|at| at + 2 == text.len())).or_else(|| text.find(" ｜ "))?;
    (word_count(&text[..at]) >= 2).then(|| text[..at].trim_end().len())
}

/// The last bracket of a text and what it holds.
fn bracket_behind(text: &str) -> Option<(usize, &str)> {
    let inside = text.trim_end_matches(['.', ' ', ',']).strip_suffix([')', '）', ']', '】'])?;
    let open = inside.rfind(['(', '（', '[', '【'])?;
    let width = inside[open..].chars().next().map_or(1, char::len_utf8);
    let keep = text[..open].trim_end_matches([' ', ',', '-', ':']).len();
    (word_count(&text[..keep]) >= 1).then(|| (keep, inside[open + width..].trim()))
}

/// A year in it, alone or among few words: `2019`, `EDBT 2011`, `aiDM2020`, `SOSP'21, best paper`.
fn year_in_brackets_behind(text: &str) -> Option<usize> {
    let (keep, inside) = bracket_behind(text)?;
    (is_dated(inside) && word_count(inside) <= 8).then_some(keep)
}

/// Ends or begins with a year, or with the short form of one.
fn is_dated(text: &str) -> bool {
    let year = |word: &str| {
        let digits = word.trim_matches(|c: char| !c.is_alphanumeric());
        let tail = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        year_of(digits).is_some() || year_of(tail).is_some() || word.contains(['\'', '’']) && printed_year(word).is_some()
    };
    let mut words = text.split([' ', ',', '/', '-', '.']).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    year(first) || year(last) || is_date(text)
}

/// `… (2017), H. One and Bo Two`, `… (2017): A Tutorial, G. One`: the siblings print the year there, so the title ends there.
fn year_in_brackets_inside(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(open) = text[from..].find('(').map(|at| from + at) {
        let inside = text.get(open + 1..)?;
        let end = inside.find(')')?;
        let behind = &inside[end + 1..];
        let ends = behind.trim_start().is_empty() || behind.trim_start().starts_with([',', '.', ';', ':']);
        let keep = text[..open].trim_end_matches([' ', ',']).len();
        if ends && word_count(&inside[..end]) <= 6 && is_dated(&inside[..end]) && word_count(&text[..keep]) >= 2 {
            return Some(keep);
        }
        from = open + 1;
    }
    None
}

fn venue_in_brackets_behind(text: &str) -> Option<usize> {
    let (keep, inside) = bracket_behind(text)?;
    (is_venue(inside) || is_generic_label(inside)).then_some(keep)
}

fn by_author(text: &str) -> Option<usize> {
    by(text, |names| {
        // `by Their Weights` is how, not by whom.
        if is_function_word(names.split(' ').next().unwrap_or_default()) {
            return false;
        }
        if is_authors(names) {
            return true;
        }
        let name = names.split([',', '(']).next().unwrap_or(names);
        let name = name.split(" . ").next().unwrap_or(name).split(". ").next().unwrap_or(name);
        is_name(name.trim_end_matches(['.', ' '])) && (1..=4).contains(&word_count(name))
    })
}

fn by(text: &str, people: impl Fn(&str) -> bool) -> Option<usize> {
    let at = text.rfind(" by ")?;
    let names = text[at + 4..].trim().trim_end_matches(['.', ',', ' ']);
    let keep = text[..at].trim_end_matches([',', ' ', '-']).len();
    (word_count(&text[..keep]) >= 2 && names.starts_with(char::is_uppercase) && people(names)).then_some(keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_affix_takes_its_example_and_leaves_its_counter_example() {
        for affix in &AFFIXES {
            let (text, left) = affix.example;
            let found = (affix.find)(text).map(|at| if affix.end == End::Front { &text[at..] } else { &text[..at] });
            assert_eq!(found, Some(left), "{}", affix.name);
            assert_eq!((affix.find)(affix.counter), None, "{}: {}", affix.name, affix.counter);
        }
    }

    #[test]
    fn venues_in_front_have_many_forms() {
        for text in
            ["SOSP19: Autopsy of a List", "OSDI'22 - Autopsy of a List", "NeurIPS'18 Autopsy of a List", "20-OSDI-Autopsy of a List"]
        {
            assert_eq!(venue_in_front(text).map(|at| &text[at..]), Some("Autopsy of a List"), "{text}");
        }
        for text in ["YOLO9000: Better, Faster, Stronger", "COVID-19 in Lists", "BERT for Lists", "T5: Lists"] {
            assert_eq!(venue_in_front(text), None, "{text}");
        }
    }
}
