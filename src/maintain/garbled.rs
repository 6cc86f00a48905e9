//! Which words were saved in the wrong encoding, as `JosÃ©` for `José`?
//!
//! Reading finds files that went through GBK as a whole. Here single words are found that were UTF-8, read as Windows-1252 and saved again: each such sign
//! comes back from its bytes, so that it can be mended. Genuine text never holds these pairs: a letter such as `Ã` is not followed by `©` in any language.

use super::edit::Edit;
use super::lint::{Context, Diagnosis, is_editable};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let Some(text) = std::str::from_utf8(context.bytes).ok().filter(|_| is_editable(context.bytes)) else { return Vec::new() };
    let mut found = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let edits = if line.is_ascii() { Vec::new() } else { repairs(line, at) };
        if let (Some(first), Some(last)) = (edits.first(), edits.last()) {
            let span = first.span.start..last.span.end;
            let printed = shown(text, &span);
            let message = format!("text saved in the wrong encoding: \u{201c}{printed}\u{201d}");
            let meant: String = edits.iter().map(|e| e.replacement.as_str()).collect::<Vec<_>>().join(" ");
            found.push(
                context
                    .at("garbled-text", span, number + 1, message)
                    .because(format!("meant: {meant}"))
                    .fixed_by("put the right signs", edits),
            );
        }
        at += line.len();
    }
    found
}

/// The words around the damage, not the whole line.
fn shown(text: &str, span: &std::ops::Range<usize>) -> String {
    let from = text[..span.start].rfind(|c: char| c.is_whitespace() || "[*(".contains(c)).map_or(0, |i| i + 1);
    let to = text[span.end..].find(|c: char| c.is_whitespace() || "]*)".contains(c)).map_or(text.len(), |i| span.end + i);
    let words: String = text[from..to].chars().take(60).collect();
    if words.chars().count() == 60 { words + "…" } else { words }
}

fn repairs(line: &str, at: usize) -> Vec<Edit> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut edits = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let Some((meant, taken)) = meant(&chars[i..]) else {
            i += 1;
            continue;
        };
        let end = chars.get(i + taken).map_or(line.len(), |(end, _)| *end);
        edits.push(Edit::new(at + chars[i].0..at + end, meant.to_string()));
        i += taken;
    }
    edits
}

/// The sign whose UTF-8 bytes, read as Windows-1252, are the first of these characters, and how many they are.
fn meant(chars: &[(usize, char)]) -> Option<(char, usize)> {
    let length = match byte(chars[0].1)? {
        0xc2..=0xc5 => 2,
        0xe2 => 3,
        _ => return None,
    };
    let bytes: Vec<u8> = chars.get(..length)?.iter().map(|(_, c)| byte(*c)).collect::<Option<_>>()?;
    let sign = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    let plausible = matches!(sign, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{203a}' | '\u{20ac}' | '\u{2122}');
    plausible.then_some((sign, length))
}

/// In Windows-1252; ASCII is never damaged.
fn byte(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match c {
        '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => HIGH.chars().position(|known| known == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(line: &str) -> String {
        let new = super::super::edit::apply(line.as_bytes(), &repairs(line, 0)).unwrap();
        String::from_utf8(new).unwrap()
    }

    #[test]
    fn signs_come_back_from_their_bytes() {
        assert_eq!(mended("JosÃ© GonzÃ¡lez, FranÃ§ois MÃ¼ller"), "José González, François Müller");
        assert_eq!(mended("the listâ€™s â€œbestâ€\u{9d} â€“ 5Â°"), "the list’s “best” – 5°");
        assert_eq!(mended("Å ukasz Åukasiewicz"), "Å ukasz Åukasiewicz", "half a sign is left alone");
    }

    #[test]
    fn genuine_letters_stay() {
        for text in [
            "José González",
            "SÃO PAULO",
            "Ångström ÅÄÖ â ê",
            "naïve “quotes” – 5 °C ©",
            "王小明",
            "Â la carte",
            "Ã©".to_owned().replace("Ã©", "É").as_str(),
        ] {
            assert_eq!(repairs(text, 0), [], "{text}");
        }
    }
}
