//! How does text from outside become harmless in each format?
//!
//! Titles, names and links go in, text that a format shows as it is comes out. Nothing here knows what the text means.

/// Longest title a page, a figure or a table of the report shows; `report.json` and the Parquet tables keep all of it.
pub const SHOWN: usize = 300;

/// Without control and direction-changing characters, white space folded to single spaces.
///
/// Direction marks are dropped because they can make one title reorder the text around it.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
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

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{61C}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E0000}'..='\u{E007F}')
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

/// For XML text and attribute values; characters XML 1.0 forbids are left out.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// For GitHub-flavoured Markdown, inside a paragraph or a table cell.
pub fn markdown(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A zero-width joint after `@` would show nothing and keep people from being notified; the entity does the same.
            '@' => out.push_str("&#64;"),
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            // `www.` and `#12` become links by themselves.
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '!' | '|' | '~' | '=' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// For a cell of a CSV file that people open in a spreadsheet: a cell a spreadsheet would take for a formula begins with an apostrophe.
pub fn cell(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let first = text.trim_start().chars().next();
    if matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) { format!("'{text}") } else { text }
}

/// Data inside a `<script>` element: nothing in it can end the element or begin another.
pub fn script_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

/// An address that is safe to link: http or https, everything that is no plain address character percent-encoded. `None` for any other scheme.
pub fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.to_ascii_lowercase();
    if !(lower.starts_with("https://") || lower.starts_with("http://")) {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'&' | b'*' | b'+' | b',' | b';' | b'=' | b'%'
            | b'(' | b')' => {
                out.push(byte as char);
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Some(out)
}

/// `1234567` as `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 paper`, `2 papers`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub fn joined(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_no_control_and_direction_characters() {
        assert_eq!(plain("  a\u{0}b\n\tc \u{202E}d\u{2066} "), "a b c d");
        assert_eq!(plain("naïve 目录 Δ"), "naïve 目录 Δ");
    }

    #[test]
    fn short_text_ends_at_a_word() {
        assert_eq!(short("Attention is all you need", 17), "Attention is all…");
        assert_eq!(short("abc", 3), "abc");
        assert_eq!(short(&"x".repeat(10_000), 20).chars().count(), 20);
        assert_eq!(short("", 5), "");
    }

    #[test]
    fn xml_has_no_forbidden_character() {
        assert_eq!(xml("<a b=\"c\">&'\u{1}\u{FFFE}]]>"), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;]]&gt;");
    }

    #[test]
    fn markdown_shows_what_was_written() {
        assert_eq!(markdown("a|b `c` [d](e) <f> @me"), "a\\|b \\`c\\` \\[d\\]\\(e\\) &lt;f&gt; &#64;me");
        assert_eq!(markdown("see http://x.y and www.z"), "see http&#58;//x.y and www&#46;z");
    }

    #[test]
    fn cells_that_look_like_formulas_are_text() {
        for bad in ["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1", " =1"] {
            assert!(cell(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(cell("a=b"), "a=b");
    }

    #[test]
    fn data_cannot_end_its_script() {
        assert_eq!(script_json("\"</script><!--&\u{2028}\""), "\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link(" https://doi.org/10.1/<a>\"b ").as_deref(), Some("https://doi.org/10.1/%3Ca%3E%22b"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(counted(1, "paper", "papers"), "1 paper");
    }
}
