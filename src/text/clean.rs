//! What did an author write, before a publisher, an index or an exporter wrapped it in markup?
//!
//! A title, abstract, name or venue as another program gave it goes in; the words come out: without HTML, JATS and MathML tags, with entities as
//! characters (also those encoded twice), TeX as Unicode, and white space as single spaces. `a < b`, `p<0.05` and `AT&T` stay what they are.
//!
//! Tags are told by their names, not by their brackets, because abstracts are full of `<`. Character references are those of the HTML standard, decoded
//! by `html5gum`; tags are not left to it, since to a tokenizer everything behind `x <y` is a tag.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

use super::plain::{is_plain, plain};
use super::tex;

/// The text without markup. Cleaning twice is the same as once, and plain text comes back unchanged.
///
/// O(length) for text without markup; each level of markup inside markup (`&amp;lt;i&amp;gt;`) costs one more pass.
pub fn clean(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    // Every pass that changes something makes the text shorter or turns control characters into spaces, so this ends.
    loop {
        let next = pass(&text);
        if next == text {
            return next;
        }
        text = Cow::Owned(next);
    }
}

fn pass(text: &str) -> String {
    let text = if text.contains('&') { Cow::Owned(entities(text)) } else { Cow::Borrowed(text) };
    let text = if text.contains('<') { Cow::Owned(without_tags(&text)) } else { text };
    let text = if text.contains(['\\', '$', '{']) { Cow::Owned(tex::unicode(&text)) } else { text };
    if is_plain(&text) { text.into_owned() } else { plain(&text) }
}

// ---------------------------------------------------------------- entities

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((length, character)) = entity(rest) else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[length..];
        // `&amp;amp;amp;lt;` is one ampersand too often encoded, not three.
        while character == "&" && rest.starts_with("amp;") {
            rest = &rest[4..];
        }
        out.push_str(&character);
    }
    out.push_str(rest);
    out
}

/// Longest name of a character reference, `&CounterClockwiseContourIntegral;`.
const LONGEST_NAME: usize = 32;

/// The character reference a text begins with: its length and what it means. Only with its semicolon: `R&D` and `?a=1&lt=2` are none.
fn entity(text: &str) -> Option<(usize, String)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST_NAME + 1).position(|b| b == b';')?;
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_name(name[..end].strip_prefix('#').unwrap_or(&name[..end])) {
        return None;
    }
    let reference = &text[..end + 2];
    let Ok(Token::String(meaning)) = Tokenizer::new(reference).next()? else { return None };
    let meaning = String::from_utf8_lossy(&meaning.value).into_owned();
    // What the standard does not name is left as it stands.
    (!meaning.is_empty() && !meaning.ends_with(';') || meaning == ";").then_some((reference.len(), meaning))
}

// ---------------------------------------------------------------- tags

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match markup(rest) {
            Some((length, shown)) => {
                out.push_str(&shown);
                rest = &rest[length..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Elements of HTML, JATS, MathML and IEEE Xplore that abstracts and titles are seen to hold, beside those with a prefix such as `jats:`.
const ELEMENTS: &[&str] = &[
    // HTML
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "mark",
    "meta",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
    // JATS
    "abstract",
    "alternatives",
    "bold",
    "break",
    "disp-formula",
    "disp-quote",
    "email",
    "ext-link",
    "fn",
    "graphic",
    "inline-formula",
    "inline-graphic",
    "italic",
    "list",
    "list-item",
    "monospace",
    "named-content",
    "overline",
    "roman",
    "sans-serif",
    "sc",
    "sec",
    "nlm",
    "scp",
    "styled-content",
    "subtitle",
    "tex-math",
    "underline",
    "uri",
    "xref",
    // MathML
    "annotation",
    "math",
    "mfenced",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "semantics",
    // IEEE Xplore
    "emphasis",
    "etex",
    "formula",
    "inf",
    "tex",
];

/// Prefixes of the name spaces above.
const PREFIXES: &[&str] = &["jats", "mml", "m", "html", "xhtml", "h", "ce", "sb", "ja"];

/// Names of control characters; IEEE Xplore ends old abstracts with `<<ETX>>`.
const CONTROLS: &[&str] = &["STX", "ETX", "EOT", "ENQ", "ACK", "DLE", "NAK", "SYN", "ETB", "SUB", "ESC", "NUL", "SOH"];

/// Elements that begin or end a line, so that the words on both sides are two.
const BLOCKS: &[&str] = &[
    "abstract",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "break",
    "caption",
    "center",
    "dd",
    "disp-formula",
    "disp-quote",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "list",
    "list-item",
    "nav",
    "ol",
    "p",
    "pre",
    "sec",
    "section",
    "subtitle",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Longest tag that is looked for, in bytes: name spaces make them long, but a lone `<` must not search a whole abstract.
const LONGEST_TAG: usize = 600;

/// The markup a text that begins with `<` begins with: its length, and what is shown instead.
fn markup(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let window = &text[..text.floor_char_boundary(LONGEST_TAG)];
    if let Some(inner) = window.strip_prefix("<!--") {
        return inner.find("-->").map(|end| (4 + end + 3, Cow::Borrowed(" ")));
    }
    if let Some(inner) = text.strip_prefix("<![CDATA[") {
        return inner.find("]]>").map(|end| (9 + end + 3, Cow::Owned(inner[..end].to_owned())));
    }
    if window.starts_with("<?") || window.starts_with("<!DOCTYPE") {
        return window.find('>').map(|end| (end + 1, Cow::Borrowed(" ")));
    }
    for (open, close) in [("<<", ">>"), ("<", ">")] {
        let name = text.strip_prefix(open).and_then(|rest| rest.get(..3));
        if name.is_some_and(|name| CONTROLS.contains(&name)) && text[open.len() + 3..].starts_with(close) {
            return Some((2 * open.len() + 3, Cow::Borrowed(" ")));
        }
    }
    let tag = Tag::at(window)?;
    if let Some(script) = script(&tag, text) {
        return Some(script);
    }
    Some((tag.length, Cow::Borrowed(if BLOCKS.contains(&tag.name.as_str()) { " " } else { "" })))
}

struct Tag {
    /// Without prefix, in small letters.
    name: String,
    closes: bool,
    length: usize,
}

impl Tag {
    fn at(text: &str) -> Option<Tag> {
        let inner = text.strip_prefix('<')?;
        let closes = inner.starts_with('/');
        let inner = &inner[usize::from(closes)..];
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':' | '_'))?;
        let name = inner[..end].to_ascii_lowercase();
        let known = match name.split_once(':') {
            Some((prefix, local)) => PREFIXES.contains(&prefix) && !local.is_empty(),
            None => ELEMENTS.contains(&name.as_str()),
        };
        let close = inner.find('>')?;
        let attributes = inner[end..close].trim().trim_end_matches('/').trim_end();
        // `a <b and c> d` compares; attributes have values.
        let is_tag = attributes.is_empty() || (!closes && inner[end..].starts_with(char::is_whitespace) && attributes.contains('='));
        let local = name.split_once(':').map_or(name.as_str(), |(_, local)| local).to_owned();
        (known && is_tag && !attributes.contains('<')).then_some(Tag { name: local, closes, length: 1 + usize::from(closes) + close + 1 })
    }
}

/// `<sup>2</sup>` whole, when its content has raised characters; `C<sup>++</sup>` is `C++`. Lowered digits stay on the line: catalogs and people write
/// `CO2` and `H2O`, and look for that, while `R3` for R³ would be wrong.
fn script(tag: &Tag, text: &str) -> Option<(usize, Cow<'static, str>)> {
    if tag.closes || tag.name != "sup" {
        return None;
    }
    let inner = &text[tag.length..];
    let end = inner.find('<')?;
    let close = Tag::at(&inner[end..]).filter(|close| close.closes && close.name == tag.name)?;
    let shown = inner[..end].trim().chars().map(tex::raised).collect::<Option<String>>()?;
    // Signs alone are part of a name (`C++`); a letter alone is a footnote as often as an exponent.
    let counts = inner[..end].contains(|c: char| c.is_ascii_digit());
    counts.then_some((tag.length + end + close.length, Cow::Owned(shown)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_go_and_comparisons_stay() {
        for (dirty, text) in [
            ("<jats:p>We show <jats:italic>E. coli</jats:italic>.</jats:p><jats:p>Then</jats:p>", "We show E. coli. Then"),
            ("<jats:title>Abstract</jats:title><jats:p>We</jats:p>", "Abstract We"),
            ("On <i>k</i>-means in <b>R</b><sup>3</sup>", "On k-means in R³"),
            ("H<sub>2</sub>O and C<sup>++</sup> and 10<sup>-3</sup>, 5<sup>th</sup>", "H2O and C++ and 10⁻³, 5th"),
            ("<P CLASS=\"x\">One<BR/>Two</P>", "One Two"),
            ("<mml:math><mml:mi>x</mml:mi></mml:math>-ray", "x-ray"),
            ("the end.<<ETX>>", "the end."),
            ("a<!-- no -->b<![CDATA[ c<d ]]>", "a b c<d"),
            ("<inline-formula xmlns:mml=\"http://www.w3.org/1998/Math/MathML\"><tex-math>$\\alpha$</tex-math></inline-formula>", "α"),
        ] {
            assert_eq!(clean(dirty), text);
        }
        for text in
            ["a < b", "p<0.05 and q>0.1", "for a <b and c> d", "x<y", "if n<k then", "<unk> and <mask>", "List<T>", "a <", "<", "<<", "<i"]
        {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn entities_are_characters_however_often_they_were_encoded() {
        for (dirty, text) in [
            ("AT&amp;T &quot;x&quot;", "AT&T \"x\""),
            ("p &lt; 0.05 &amp;lt; 1 &amp;amp;amp;gt; 0", "p < 0.05 < 1 > 0"),
            ("&lt;i&gt;E. coli&lt;/i&gt;", "E. coli"),
            ("CO&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt;", "CO2"),
            ("G&ouml;del&nbsp;&#8212;&#x2013; &hellip;", "Gödel —– …"),
            ("&lt;<ETX>&gt;", ""),
        ] {
            assert_eq!(clean(dirty), text);
        }
        for text in ["R&D", "AT&T; and Q&A", "a?b=1&lt=2", "&nosuchthing;", "&;", "&", "&#;", "&#xyz;"] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn white_space_and_control_characters_are_plain() {
        assert_eq!(clean(" a\u{3}b\u{A0}\u{2009}c\r\n d\u{AD}e\u{200B} "), "a b c de");
    }

    /// Pieces that interact: openings, closings, halves of entities, TeX.
    fn piece() -> impl Strategy<Value = String> {
        let fixed: Vec<&'static str> = vec![
            "<i>",
            "</i>",
            "<sup>",
            "</sup>",
            "<jats:p>",
            "&lt;",
            "&gt;",
            "&amp;",
            "amp;",
            "lt;",
            "&",
            "<",
            ">",
            ";",
            "2",
            "++",
            " ",
            "a",
            "$",
            "\\",
            "{",
            "}",
            "^",
            "_",
            "\\alpha",
            "\\textit{",
            "\\'e",
            "\\(",
            "\\)",
            "&#60;",
            "&dollar;",
            "&bsol;",
            "\u{A0}",
            "\u{3}",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<<ETX>>",
            "b",
            "/",
            "=",
            "\\begin{",
            "\\frac",
            "n",
            "é",
            "\\\\",
            "5",
        ];
        prop_oneof![4 => proptest::sample::select(fixed).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn cleaning_twice_is_the_same_as_once(pieces in proptest::collection::vec(piece(), 0..24)) {
            let once = clean(&pieces.concat());
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn plain_text_is_unchanged(words in proptest::collection::vec("[A-Za-z0-9.,:;()'%+*/=<>^_~-]{1,9}|&|<|R&D|[$][0-9]{1,3}", 0..12)) {
            let text = words.join(" ");
            // A comparison may look like a tag by chance: `a<b>c`.
            prop_assume!(!text.contains(['<', '>']) || markup_free(&text));
            prop_assert_eq!(clean(&text), text);
        }
    }

    fn markup_free(text: &str) -> bool {
        text.match_indices('<').all(|(at, _)| markup(&text[at..]).is_none())
    }
}
