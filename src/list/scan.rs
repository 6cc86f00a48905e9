//! Small searches in short texts, byte by byte.
//!
//! Text goes in, places and counts come out. They answer what `str` answers too, without its set-up for each search: a list is read as
//! a few hundred thousand texts of a few words, each of them asked many times.

/// `str::trim` for texts that mostly have nothing to trim.
pub(super) trait Trim {
    /// Without the white space at its ends.
    fn trimmed(&self) -> &str;
}

impl Trim for str {
    #[inline]
    fn trimmed(&self) -> &str {
        match self.as_bytes() {
            [b'!'..=b'~', .., b'!'..=b'~'] => self,
            _ => self.trim(),
        }
    }
}

/// Whether a text begins with a letter or digit of ASCII: then no signs are to be taken from its start.
#[inline]
pub(super) fn begins_bare(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|byte| IS_LETTER[usize::from(*byte)])
}

/// `text.trim_matches(sign)` for signs that are no letters or digits of ASCII.
#[inline]
pub(super) fn without_signs(text: &str, sign: impl Fn(char) -> bool) -> &str {
    if is_bare(text) { text } else { text.trim_matches(sign) }
}

/// Whether a text begins and ends with a letter or digit of ASCII: then no signs are to be taken from its ends.
#[inline]
pub(super) fn is_bare(text: &str) -> bool {
    match text.as_bytes() {
        [first, .., last] => IS_LETTER[usize::from(*first)] && IS_LETTER[usize::from(*last)],
        _ => false,
    }
}

/// Whether there are more words between white space than this; looks no further than they reach.
pub(super) fn has_more_words(text: &str, most: usize) -> bool {
    if !text.is_ascii() {
        return text.split_whitespace().nth(most).is_some();
    }
    let (mut words, mut inside) = (0, false);
    text.bytes().any(|byte| {
        let space = IS_WHITE[usize::from(byte)];
        words += usize::from(!space && !inside);
        inside = !space;
        words > most
    })
}

/// Whether the two ASCII signs stand side by side.
#[inline]
pub(super) fn has_pair(text: &str, pair: [u8; 2]) -> bool {
    text.as_bytes().windows(2).any(|window| window == pair)
}

/// Where an ASCII word of up to a few letters stands.
#[inline]
pub(super) fn find_short(text: &str, word: &str) -> Option<usize> {
    let (bytes, word) = (text.as_bytes(), word.as_bytes());
    // The sign in it that texts have least.
    let sign = word.iter().position(|byte| byte.is_ascii_punctuation() || *byte == b'\t');
    let probe = sign.or_else(|| word.iter().rposition(|byte| *byte != b' '))?;
    let mut at = probe;
    loop {
        let found = at + memchr::memchr(word[probe], bytes.get(at..)?)?;
        if bytes[found - probe..].starts_with(word) {
            return Some(found - probe);
        }
        at = found + 1;
    }
}

/// Where the first colon stands, a wide one too.
pub(super) fn find_colon(text: &str) -> Option<usize> {
    let colon = memchr::memchr(b':', text.as_bytes());
    if text.is_ascii() {
        return colon;
    }
    text[..colon.unwrap_or(text.len())].find('：').or(colon)
}

#[inline]
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The runs of letters and digits.
#[inline]
pub(super) fn raw_words(text: &str) -> RawWords<'_> {
    RawWords { text, at: 0 }
}

#[derive(Clone)]
pub(super) struct RawWords<'t> {
    text: &'t str,
    at: usize,
}

impl RawWords<'_> {
    /// Where the run of characters that begins here ends; it is of words, or of what stands between them.
    #[inline]
    fn run(&self, mut at: usize, of_words: bool) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(at) {
                Some(byte) if byte.is_ascii() => {
                    if IS_LETTER[usize::from(*byte)] != of_words {
                        return at;
                    }
                    at += 1;
                }
                Some(_) => match self.text[at..].chars().next() {
                    Some(c) if c.is_alphanumeric() == of_words => at += c.len_utf8(),
                    _ => return at,
                },
                None => return at,
            }
        }
    }
}

impl<'t> Iterator for RawWords<'t> {
    type Item = &'t str;

    #[inline]
    fn next(&mut self) -> Option<&'t str> {
        let start = self.run(self.at, false);
        self.at = self.run(start, true);
        (self.at > start).then(|| &self.text[start..self.at])
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
#[inline]
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

/// Whether there are this many words or more; looks no further than they reach.
pub(super) fn has_words(text: &str, least: usize) -> bool {
    if !text.is_ascii() {
        return foreign_words(text) >= least;
    }
    let mut rest = text.as_bytes().iter();
    (0..least).all(|_| {
        let found = rest.any(u8::is_ascii_alphanumeric);
        rest.any(|byte| IS_SPACE[usize::from(*byte)]);
        found
    })
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

const IS_LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

const IS_SPACE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_whitespace();
        byte += 1;
    }
    table
};

/// What `char::is_whitespace` says of ASCII.
const IS_WHITE: [bool; 256] = {
    let mut table = IS_SPACE;
    table[0x0b] = true;
    table
};

/// Which bytes are among these, for a search that looks at every byte.
pub(super) const fn table_of(signs: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < signs.len() {
        table[signs[i] as usize] = true;
        i += 1;
    }
    table
}

/// `text.trim_start_matches(head)`.
#[inline]
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
            assert!(has_words(text, count) && !has_words(text, count + 1), "{text}");
        }
        for (text, count) in [("", 0), (" a\u{b}b\t", 2), ("a\u{a0}ü - ", 3), ("a", 1)] {
            assert!(!has_more_words(text, count) && (count == 0 || has_more_words(text, count - 1)), "{text}");
        }
        assert_eq!(raw_words("[a-ß] 学习, b2").collect::<Vec<_>>(), ["a", "ß", "学习", "b2"]);
        assert_eq!(raw_words(" - ").next(), None);
    }

    #[test]
    fn searches_say_what_str_says() {
        for (text, word) in [("a and b", " and "), ("and", " and "), ("", " and "), ("x... ", "..."), ("aab", "ab")] {
            assert_eq!(find_short(text, word), text.find(word), "{text}");
        }
        for text in ["a:b", "键：值: x", "a：", "é:", "none", ""] {
            assert_eq!(find_colon(text), text.find([':', '：']), "{text}");
        }
        assert!(is_bare("a-b") && !is_bare("(a") && !is_bare("aé") && !is_bare("a") && begins_bare("a.") && !begins_bare("éa"));
        assert!(has_pair("a: b", *b": ") && !has_pair("a:b ", *b": "));
        for text in [" a  b ", "a b", "é  x", "", "a\tb", "a\u{a0}b"] {
            assert_eq!(tidy(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
