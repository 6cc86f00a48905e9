//! How is text shown as it is in each format?
//!
//! One function for each place text goes to. Each returns text that means nothing but itself there.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::plain::{is_invisible, plain};

/// For XML text and attribute values; characters XML 1.0 forbids are left out.
///
/// By hand, because an XML writer escapes the five signs but lets forbidden characters pass, and one of those makes the whole file unreadable.
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

/// Behind `@` and `#` it keeps GitHub from calling people and issues. GitHub looks for them after Markdown was rendered, so neither a backslash nor an
/// entity stops it; U+2060 shows nothing and does.
const JOINER: char = '\u{2060}';

/// For GitHub-flavoured Markdown on one line: in a paragraph, a list item, a heading, a link text or a table cell.
///
/// A sign is escaped only where it would mean something, so that `Few-Shot (v2)` stays readable in the source.
pub fn markdown(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (at, c) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        let (last, next) = (before.chars().next_back(), after.chars().next());
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' if begins_entity(after) => out.push_str("&amp;"),
            '@' | '#' if calls(c, last, after) => out.extend((c == '#' && at == 0).then_some('\\').into_iter().chain([c, JOINER])),
            '-' if before.ends_with("GH") && next.is_some_and(|n| n.is_ascii_digit()) => out.extend([c, JOINER]),
            ':' if after.starts_with("//") || ends_with_word(before, "mailto") || ends_with_word(before, "xmpp") => out.push_str("&#58;"),
            '.' if ends_with_word(before, "www") => out.push_str("&#46;"),
            '_' if is_letter(last) && is_letter(next) => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' => out.extend(['\\', c]),
            // Templates of GitHub Pages read `{{ }}` and `{% %}` before Markdown does.
            '{' if matches!(next, Some('{' | '%')) => out.extend(['\\', c]),
            // Only at the start of a line do these begin headings, lists and rules; the text is one line.
            '#' | '-' | '+' | '=' if at == 0 => out.extend(['\\', c]),
            '.' | ')' if is_list_number(before) && next.is_none_or(char::is_whitespace) => out.extend(['\\', c]),
            // In front of a link that may follow, it would make a picture of it.
            '!' if after.is_empty() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn is_list_number(before: &str) -> bool {
    (1..=9).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_digit())
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// `&` followed by what an entity looks like.
fn begins_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (1..=32).contains(&length) && name[length..].starts_with(';')
}

/// Whether `@` or `#` would name a person, an address or an issue. `Pass@k` and `C#` do not.
fn calls(c: char, last: Option<char>, after: &str) -> bool {
    let token: &str = after.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
    match (c, token.chars().next()) {
        ('@', Some(next)) if next.is_alphanumeric() => !is_letter(last) || token.contains('.'),
        ('#', Some(next)) => next.is_ascii_digit(),
        _ => false,
    }
}

/// For a cell of a CSV file that people open in a spreadsheet: a cell a spreadsheet would take for a formula begins with an apostrophe.
///
/// Control characters become spaces. Quoting is left to the writer of the file.
pub fn csv_cell(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let first = text.chars().find(|c| !c.is_whitespace() && !is_invisible(*c));
    if matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) { format!("'{text}") } else { text }
}

/// For one line on a terminal: control characters become spaces, invisible and direction-changing ones are left out. Blanks stay as they are.
pub fn terminal(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect()
}

/// [`terminal`] for text of several lines.
pub fn terminal_lines(text: &str) -> String {
    text.lines().map(terminal).collect::<Vec<_>>().join("\n")
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

/// What may stand in one segment of a path: letters, digits, `-`, `.`, `_`, `~`.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What may stand in an address that was one already: also its own delimiters, and `%`, since it may be encoded.
const ADDRESS: AsciiSet = SEGMENT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'%')
    .remove(b'(')
    .remove(b')');

/// An address that is safe to link: http or https, everything that is no plain address character percent-encoded. `None` for any other scheme.
pub fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let is_web = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (is_web("https://") || is_web("http://")).then(|| utf8_percent_encode(url, &ADDRESS).to_string())
}

/// A name as one segment of a relative address: everything but letters, digits, `-`, `.`, `_` and `~` percent-encoded.
pub fn path_segment(name: &str) -> String {
    utf8_percent_encode(name, &SEGMENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that meant something in one of the formats, in one title.
    const HOSTILE: &str = "\u{202E}x\u{200B}\u{1b}[31m ](http://e) `c` www.e.org @me #1 GH-2 <script>alert(1)</script> a|b ![i](u) &lt; {{ x }} $m$ __b__ ~~s~~\r\n# h";

    #[test]
    fn xml_has_no_forbidden_character() {
        assert_eq!(xml("<a b=\"c\">&'\u{1}\u{FFFE}]]>"), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;]]&gt;");
        assert!(xml(HOSTILE).chars().all(|c| !c.is_control() && c != '<'));
    }

    #[test]
    fn markdown_shows_what_was_written() {
        assert_eq!(markdown("a|b `c` [d](e) <f> @me"), "a\\|b \\`c\\` \\[d\\](e) &lt;f&gt; @\u{2060}me");
        assert_eq!(markdown("see http://x.y and www.z"), "see http&#58;//x.y and www&#46;z");
        assert_eq!(markdown("mail a@b.org or mailto:x"), "mail a@\u{2060}b.org or mailto&#58;x");
        assert_eq!(markdown("\\[x] &amp; Q&A"), "\\\\\\[x\\] &amp;amp; Q&A");
    }

    #[test]
    fn markdown_source_stays_readable() {
        for text in ["Few-Shot Learners (v2): 3.5 + x = y!?", "Recall@20 and Pass@k in C# of snake_case", "1.5 bits", "Q&A and R&D, AT&T"] {
            assert_eq!(markdown(text), text);
        }
    }

    #[test]
    fn markdown_at_the_start_of_a_line_is_text() {
        for (text, shown) in [
            ("# h", "\\# h"),
            ("- x", "\\- x"),
            ("+ x", "\\+ x"),
            ("===", "\\==="),
            ("1. x", "1\\. x"),
            ("2) x", "2\\) x"),
            ("#1", "\\#\u{2060}1"),
        ] {
            assert_eq!(markdown(text), shown);
        }
        assert_eq!(markdown("Wow!"), "Wow\\!");
    }

    /// Rendered by the reader of Markdown lists, hostile text is text: no link, picture, code, emphasis, table or HTML.
    #[test]
    fn hostile_text_renders_to_itself() {
        use pulldown_cmark::{Event, Options, Parser, Tag};
        for text in [HOSTILE, "](x", "`", "``a`", "**b", "_a_ b", "[x][y]", "![", "<b", "a\\", "\\", "| a | b |", "***", "1) a", "&copy;"] {
            for frame in ["{}", "- {}", "[{}](u)", "| {} |\n|---|\n| x |"] {
                let source = frame.replace("{}", &markdown(text));
                let mut seen = String::new();
                for event in Parser::new_ext(&source, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH) {
                    match event {
                        Event::Text(piece) if piece.as_ref() != "x" || !frame.starts_with('|') => seen.push_str(&piece),
                        Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) | Event::InlineMath(_) => panic!("{source:?}"),
                        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Image { .. } | Tag::Heading { .. } | Tag::Strikethrough) => {
                            panic!("{source:?}")
                        }
                        Event::Start(Tag::Link { .. }) => assert!(frame.starts_with('['), "{source:?}"),
                        _ => {}
                    }
                }
                assert_eq!(seen.replace(JOINER, ""), plain(text), "{source:?}");
            }
        }
    }

    #[test]
    fn cells_that_look_like_formulas_are_text() {
        for bad in ["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u{200B}=1", "＝1"] {
            assert!(csv_cell(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(csv_cell("a=b"), "a=b");
        assert_eq!(csv_cell("a\u{0}\nb"), "a  b");
    }

    #[test]
    fn titles_cannot_steer_the_terminal() {
        assert_eq!(terminal("a\u{1b}[31mb\u{202e}c\u{61c}\u{200B}\u{200F}d  e"), "a [31mbcd  e");
        assert_eq!(terminal_lines("a\u{7}\nb\u{9b}"), "a \nb ");
        assert!(terminal(HOSTILE).chars().all(|c| !c.is_control() && !is_invisible(c)));
    }

    #[test]
    fn data_cannot_end_its_script() {
        assert_eq!(script_json("\"</script><!--&\u{2028}\""), "\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"");
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert_eq!(link("javascript:alert(1)"), None);
        assert_eq!(link("é"), None);
        assert_eq!(link(" https://doi.org/10.1/<a>\"b ").as_deref(), Some("https://doi.org/10.1/%3Ca%3E%22b"));
        assert_eq!(link("HTTP://x/a_b%20(c)?d=é").as_deref(), Some("HTTP://x/a_b%20(c)?d=%C3%A9"));
        assert_eq!(path_segment("a b/\"<i>"), "a%20b%2F%22%3Ci%3E");
    }
}
