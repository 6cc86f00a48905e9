//! Markup in the texts of records: `<i>`, `<sub>`, JATS, entities → plain text.

/// The text without tags and with its entities put in. `a < b` is no tag.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return super::one_line(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let passed = if rest.starts_with('<') { tag(rest, &mut out) } else { entity(rest, &mut out) };
        rest = &rest[passed..];
    }
    out.push_str(rest);
    super::one_line(&out)
}

/// The length of the tag at the start, or of the sign that is none.
fn tag(text: &str, out: &mut String) -> usize {
    let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-')).collect();
    let end = text.bytes().take(300).position(|byte| byte == b'>');
    match end.filter(|_| is_markup(&name.to_ascii_lowercase())) {
        Some(end) => {
            if matches!(name.to_ascii_lowercase().as_str(), "br" | "p" | "jats:p" | "jats:title" | "title" | "div") {
                out.push(' ');
            }
            end + 1
        }
        None => {
            out.push('<');
            1
        }
    }
}

fn is_markup(name: &str) -> bool {
    let name = name.rsplit(':').next().unwrap_or(name);
    matches!(
        name,
        "i" | "b"
            | "u"
            | "em"
            | "strong"
            | "sub"
            | "sup"
            | "scp"
            | "sc"
            | "inf"
            | "span"
            | "p"
            | "br"
            | "div"
            | "a"
            | "title"
            | "sec"
            | "italic"
            | "bold"
            | "underline"
            | "small"
            | "style"
            | "tt"
            | "math"
            | "mml"
            | "mi"
            | "mo"
            | "mn"
            | "mrow"
            | "msub"
            | "msup"
            | "nlm"
            | "font"
    )
}

/// The length of the entity at the start, or of the sign that begins none.
fn entity(text: &str, out: &mut String) -> usize {
    let end = text.bytes().take(12).position(|byte| byte == b';');
    let decoded = end.and_then(|end| {
        let name = &text[1..end];
        let c = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?,
                None => number.parse().ok().and_then(char::from_u32)?,
            },
            None => named(name)?,
        };
        Some((c, end + 1))
    });
    match decoded.filter(|(c, _)| !c.is_control()) {
        Some((c, length)) => {
            out.push(c);
            length
        }
        None => {
            out.push('&');
            1
        }
    }
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "alpha" => 'α',
        "beta" => 'β',
        "gamma" => 'γ',
        "delta" => 'δ',
        "mu" => 'μ',
        "times" => '×',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "ccedil" => 'ç',
        "ntilde" => 'ñ',
        "oslash" => 'ø',
        "aring" => 'å',
        "deg" => '°',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_is_taken_away_and_signs_stay() {
        for (text, shown) in [
            ("On <i>Canis lupus</i> and CO<sub>2</sub>", "On Canis lupus and CO2"),
            ("a < b &amp; c > d", "a < b & c > d"),
            ("&lt;i&gt;x", "<i>x"),
            ("caf&#233; &#xe9; AT&T", "café é AT&T"),
            ("<jats:p>One</jats:p><jats:p>Two</jats:p>", "One Two"),
            ("P<0.05 and <unknown>", "P<0.05 and <unknown>"),
        ] {
            assert_eq!(plain(text), shown, "{text}");
        }
    }
}
