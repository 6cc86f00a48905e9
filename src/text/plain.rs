//! What is left of a text when nothing in it can move, hide or reorder the text around it?

/// Without control, invisible and direction-changing characters; white space of any kind folded to single spaces, none at the ends.
///
/// Direction marks are dropped because they can make one title reorder the text around it. Zero-width joiners go with them: a few scripts lose a
/// ligature, but no two titles that look equal differ.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_space(c) || c.is_control() {
            gap = true;
        } else if !is_invisible(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        }
    }
    out
}

/// [`plain`], cut at a word where possible to at most `most` characters, with an ellipsis when something is missing.
pub fn short(text: &str, most: usize) -> String {
    let text = plain(text);
    let Some((cut, _)) = text.char_indices().nth(most) else { return text };
    let keep = text.char_indices().nth(most.saturating_sub(1)).map_or(cut, |(at, _)| at);
    let head = &text[..keep];
    let head = match head.rfind(' ') {
        Some(space) if !text[keep..].starts_with(' ') && space * 3 > head.len() * 2 => &head[..space],
        _ => head,
    };
    format!("{}…", head.trim_end_matches([' ', ',', ';', ':', '-', '–']))
}

/// Whether [`plain`] would change nothing; one pass, no copy.
pub(super) fn is_plain(text: &str) -> bool {
    let mut after_space = true;
    for c in text.chars() {
        if c == ' ' {
            if after_space {
                return false;
            }
            after_space = true;
        } else if is_space(c) || c.is_control() || is_invisible(c) {
            return false;
        } else {
            after_space = false;
        }
    }
    !after_space || text.is_empty()
}

/// White space as Unicode has it, and the blank letters of Braille and Hangul.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{2800}' | '\u{3164}' | '\u{115F}' | '\u{1160}' | '\u{FFA0}')
}

/// Characters that show nothing: soft hyphens, zero-width spaces and joiners, direction marks, annotations, tags.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_control_and_direction_characters() {
        assert_eq!(plain("  a\u{0}b\n\tc \u{202E}d\u{2066} "), "a b c d");
        assert_eq!(plain("naïve 目录 Δ"), "naïve 目录 Δ");
        assert_eq!(plain("infor\u{AD}mation\u{A0}of\u{3000}things\u{200B}"), "information of things");
    }

    #[test]
    fn what_is_plain_is_known_without_a_copy() {
        for text in ["", "a", "a b", "naïve 目录 Δ", " a", "a ", "a  b", "a\tb", "a\u{200B}b", "a\u{A0}b", "\u{1}"] {
            assert_eq!(is_plain(text), plain(text) == text, "{text:?}");
        }
    }

    #[test]
    fn short_text_ends_at_a_word() {
        assert_eq!(short("Attention is all you need", 17), "Attention is all…");
        assert_eq!(short("abc", 3), "abc");
        assert_eq!(short(&"x".repeat(10_000), 20).chars().count(), 20);
        assert_eq!(short("", 5), "");
    }
}
