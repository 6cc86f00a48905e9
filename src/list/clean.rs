//! A title as a person would write it.
//!
//! Found text goes in; the same without marks, wrapping quotes, trailing tags and the final period comes out.

use super::arxiv::arxiv_at_start;
use super::labels::is_generic_label;
use super::scan::{Trim, is_bare, tidy};
use super::segments::word_count;
use super::venues::is_date;
use super::vocabulary::is_decoration;

use super::prefix::shortcode;

/// Most longer words begin with a capital, as titles are set.
pub(super) fn is_title_case(text: &str) -> bool {
    let (mut capital, mut small) = (0, 0);
    if text.is_ascii() {
        for word in text.as_bytes().split(|byte| byte.is_ascii_whitespace() || *byte == 0x0b) {
            match word.iter().find(|byte| byte.is_ascii_alphanumeric()) {
                Some(letter) if letter.is_ascii_lowercase() && word.len() > 4 => small += 1,
                Some(letter) if letter.is_ascii_uppercase() => capital += 1,
                _ => {}
            }
        }
        return capital >= 2 && capital > small;
    }
    for word in text.split_whitespace() {
        match word.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next() {
            Some(c) if c.is_lowercase() && word.len() > 4 => small += 1,
            Some(c) if c.is_uppercase() => capital += 1,
            _ => {}
        }
    }
    capital >= 2 && capital > small
}

/// White space, marks, wrapping quotes and brackets, venue tags and the final period taken away.
pub(super) fn clean(text: &str) -> String {
    let tidied = tidy(text);
    let mut text = tidied.as_ref();
    for _ in 0..12 {
        let before = text.len();
        text = strip_ends(text);
        text = unwrap(text).unwrap_or(text);
        if let Some(cut) = trailing_tag(text) {
            text = &text[..cut];
        }
        if let Some((cut, _)) = printed_arxiv(text).filter(|(_, behind)| *behind == text.len()) {
            text = &text[..cut];
        }
        if text.len() == before {
            break;
        }
    }
    text.to_owned()
}

fn strip_ends(text: &str) -> &str {
    if is_bare(text) {
        return text;
    }
    let mut text = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || is_decoration(c)
            || matches!(c, '|' | ':' | ',' | '.' | ';' | ']' | ')' | '*' | '-' | '–' | '—' | '•' | '：') && !matches!(c, '$')
    });
    if let Some(length) = shortcode_at_start(text) {
        text = &text[length..];
    }
    let end = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || is_decoration(c)
            || matches!(c, '|' | ':' | ',' | ';' | '[' | '(' | '-' | '–' | '—' | '：' | '，' | '。' | '/' | '_' | '`')
            || c == '*'
    });
    let end = match end.strip_suffix('.') {
        Some(head) if !head.ends_with("..") && !head.ends_with(" al") => head.trim_end_matches(['.', ' ']),
        _ => end,
    };
    // A closing mark such as `:fire:`.
    if let Some(open) = end.strip_suffix(':').and_then(|head| head.rfind(':'))
        && shortcode(&end[open..]).is_some_and(|length| length == end.len() - open)
    {
        return end[..open].trim_end();
    }
    match text[end.len()..].starts_with(':').then(|| end.rfind(':')).flatten() {
        Some(open) if shortcode(&format!("{}:", &end[open..])).is_some_and(|length| length == end.len() - open + 1) => {
            end[..open].trim_end()
        }
        _ => end,
    }
}

fn shortcode_at_start(text: &str) -> Option<usize> {
    shortcode(text)
}

/// The text inside quotes or brackets that go around all of it.
fn unwrap(text: &str) -> Option<&str> {
    // Most texts neither end in a sign nor hold a quote.
    if text.ends_with(|c: char| c.is_alphanumeric()) && !text.contains('"') {
        return None;
    }
    for (open, close) in [
        ('"', '"'),
        ('“', '”'),
        ('\'', '\''),
        ('‘', '’'),
        ('[', ']'),
        ('(', ')'),
        ('`', '`'),
        ('《', '》'),
        ('「', '」'),
        ('【', '】'),
        ('_', '_'),
        ('*', '*'),
        ('”', '”'),
        ('“', '"'),
        ('"', '”'),
        ('”', '“'),
        ('„', '“'),
        ('„', '”'),
        ('«', '»'),
    ] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.contains(open)
            && !inner.contains(close)
            && !inner.is_empty()
        {
            return Some(inner);
        }
    }
    // A quote that only closes or only opens.
    let stray = |quote: char| text.matches(quote).count() == 1;
    if stray('"') {
        return text.strip_suffix('"').or_else(|| text.strip_prefix('"'));
    }
    if let Some(inner) = text.strip_prefix('“').and_then(|rest| rest.strip_suffix(".”")) {
        return Some(inner);
    }
    None
}

/// Where `arXiv:2001.08361 [cs.LG]` begins behind a title, and where it ends.
pub(super) fn printed_arxiv(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let found = at + memchr::memchr2(b'X', b'x', bytes.get(at..)?)?;
        at = found + 1;
        let Some(start) =
            found.checked_sub(2).filter(|start| text.get(*start..start + 5).is_some_and(|word| word.eq_ignore_ascii_case("arxiv")))
        else {
            continue;
        };
        let number = text[start + 5..].trim_start_matches([':', ' ']);
        let parted = text[..start].ends_with([' ', '(', '[', ',', '\n', '.']) && number.len() < text.len() - start - 5;
        let Some((_, rest)) = arxiv_at_start(number).filter(|_| parted) else { continue };
        // `A comment on arXiv:1210.6972` is a title.
        let head = text[..start].trim_end_matches([' ', '(', '[', '\n']);
        let word = head.rsplit([' ', '\n']).next().unwrap_or_default();
        let joined = matches!(
            word.to_lowercase().as_str(),
            "on" | "of" | "to" | "the" | "in" | "with" | "from" | "by" | "for" | "about" | "and" | "vs"
        );
        if joined || word_count(head) < 2 {
            continue;
        }
        let mut behind = text.len() - rest.len();
        let class = text[behind..].trim_start();
        if let Some(end) = class.strip_prefix('[').and_then(|class| class.find(']')).filter(|end| *end <= 20) {
            behind = text.len() - class.len() + end + 2;
        }
        let head = head.trim_end_matches("preprint").trim_end();
        return Some((head.len(), behind + text[behind..].bytes().take_while(|byte| matches!(byte, b')' | b']' | b'.' | b' ')).count()));
    }
}

/// Where a trailing `(NeurIPS'23)`, `[ICLR 2024]`, `(@org)`, `[[paper]]` begins.
fn trailing_tag(text: &str) -> Option<usize> {
    let (open, close) = match text.chars().next_back()? {
        ')' => ('(', ')'),
        ']' => ('[', ']'),
        '】' => ('【', '】'),
        _ => return None,
    };
    let at = text.rfind(open)?;
    if at == 0 {
        return None;
    }
    let inside = text[at..].trim_start_matches(open).trim_end_matches(close).trimmed();
    let tag = inside.is_empty()
        || is_generic_label(inside)
        || is_date(inside)
        || inside.starts_with('@')
        || open == '[' && word_count(inside) <= 3
        || inside.split([',', ';', '/', '|']).count() > 1
            && inside.split([',', ';', '/', '|']).all(|part| is_generic_label(part) || is_date(part));
    let keep = text[..at].trim_end_matches(['[', '(', ' ']);
    (tag && word_count(keep) >= 1).then_some(keep.len())
}
