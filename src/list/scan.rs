//! Small searches in short texts, byte by byte.
//!
//! Text goes in, places and counts come out. They answer what `str` answers too, without its set-up for each search: a list is read as
//! a few hundred thousand texts of a few words, each of them asked many times.

/// Whether the two ASCII signs stand side by side.
pub(super) fn has_pair(text: &str, pair: [u8; 2]) -> bool {
    text.as_bytes().windows(2).any(|window| window == pair)
}

/// Where an ASCII word of up to a few letters stands.
pub(super) fn find_short(text: &str, word: &str) -> Option<usize> {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    let last = bytes.len().checked_sub(word.len())?;
    (0..=last).find(|at| bytes[*at] == first && &bytes[*at..*at + word.len()] == word)
}

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The runs of letters and digits.
pub(super) fn raw_words(text: &str) -> RawWords<'_> {
    RawWords { text, at: 0 }
}

#[derive(Clone)]
pub(super) struct RawWords<'t> {
    text: &'t str,
    at: usize,
}

impl RawWords<'_> {
    /// The length of the character at a boundary, and whether it belongs to words.
    fn character(&self, at: usize) -> Option<(usize, bool)> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            return Some((1, byte.is_ascii_alphanumeric()));
        }
        self.text[at..].chars().next().map(|c| (c.len_utf8(), c.is_alphanumeric()))
    }
}

impl<'t> Iterator for RawWords<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let mut start = self.at;
        while let Some((length, false)) = self.character(start) {
            start += length;
        }
        let mut end = start;
        while let Some((length, true)) = self.character(end) {
            end += length;
        }
        self.at = end;
        (end > start).then(|| &self.text[start..end])
    }
}

/// The text with each run of white space as one space, none at the ends.
pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// [`collapsed`], borrowed where nothing is to be done but at the ends.
pub(super) fn tidy(text: &str) -> std::borrow::Cow<'_, str> {
    let trimmed = text.trim();
    let mut space = false;
    let single = trimmed.bytes().all(|byte| {
        let doubled = space && byte == b' ';
        space = byte == b' ';
        !doubled && matches!(byte, b' '..=b'~')
    });
    if single { trimmed.into() } else { collapsed(trimmed).into() }
}

/// How many words there are: runs between white space that hold a letter or a digit.
///
/// Chinese and Japanese do without spaces: two characters count as a word.
pub(super) fn word_count(text: &str) -> usize {
    if !text.is_ascii() {
        return foreign_words(text);
    }
    let mut words = 0;
    let mut rest = text.as_bytes().iter();
    while rest.any(u8::is_ascii_alphanumeric) {
        words += 1;
        rest.any(|byte| IS_SPACE[usize::from(*byte)]);
    }
    words
}

fn foreign_words(text: &str) -> usize {
    let (mut words, mut wide, mut letters) = (0, 0usize, false);
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_whitespace() {
            words += if wide > 0 { wide.div_ceil(2) } else { usize::from(letters) };
            (wide, letters) = (0, false);
        } else {
            wide += usize::from(c >= '\u{2e80}');
            letters = letters || c.is_alphanumeric();
        }
    }
    words
}

const IS_SPACE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_whitespace();
        byte += 1;
    }
    table
};

/// `text.trim_start_matches(head)`.
pub(super) fn without_head<'t>(mut text: &'t str, head: &str) -> &'t str {
    while let Some(rest) = text.strip_prefix(head) {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_found() {
        for (text, count) in [("", 0), ("a b", 2), (" - a-b  ", 1), ("déjà vu", 2), ("深度学习 x", 3), ("a ü – b", 3), ("🔥 a", 2)]
        {
            assert_eq!(word_count(text), count, "{text}");
        }
        assert_eq!(raw_words("[a-ß] 学习, b2").collect::<Vec<_>>(), ["a", "ß", "学习", "b2"]);
        assert_eq!(raw_words(" - ").next(), None);
    }

    #[test]
    fn searches_say_what_str_says() {
        for (text, word) in [("a and b", " and "), ("and", " and "), ("", " and "), ("x... ", "..."), ("aab", "ab")] {
            assert_eq!(find_short(text, word), text.find(word), "{text}");
        }
        assert!(has_pair("a: b", *b": ") && !has_pair("a:b ", *b": "));
        for text in [" a  b ", "a b", "é  x", "", "a\tb", "a\u{a0}b"] {
            assert_eq!(tidy(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
