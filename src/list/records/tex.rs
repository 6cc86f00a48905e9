//! TeX as it stands in titles and names → plain text.
//!
//! Accents, symbols, Greek letters and the markup of text are understood; other commands are dropped and their arguments kept. Linear in
//! the length of the text. biblatex's own reading of values leaves unknown commands and mathematics as they are, and refuses a file at the
//! first undefined macro, so values are read here.

use unicode_normalization::UnicodeNormalization;

/// The plain text of a value.
pub(super) fn text(source: &str) -> String {
    if !source.bytes().any(|byte| matches!(byte, b'\\' | b'{' | b'}' | b'$' | b'~' | b'-' | b'`' | b'\'')) {
        return super::one_line(source);
    }
    let once = decode(source);
    // Zotero escapes mathematics that was typed into a title: `\$\textbackslash Lambda\$` was `$\Lambda$`.
    let again = source.contains("\\textbackslash") && once.contains('\\');
    let decoded = if again { decode(&once) } else { once };
    super::one_line(&decoded)
}

fn decode(source: &str) -> String {
    let mut reader = Reader { rest: source, out: String::with_capacity(source.len()), accent: None, math: false, composed: false };
    while let Some(c) = reader.rest.chars().next() {
        reader.rest = &reader.rest[c.len_utf8()..];
        reader.take(c);
    }
    if reader.composed { reader.out.nfc().collect() } else { reader.out }
}

struct Reader<'t> {
    rest: &'t str,
    out: String,
    /// The accent that waits for its letter.
    accent: Option<char>,
    math: bool,
    composed: bool,
}

impl Reader<'_> {
    fn take(&mut self, c: char) {
        match c {
            '\\' => self.command(),
            '{' | '}' => {}
            '$' => self.math = !self.math,
            '^' | '_' if self.math => {}
            '~' => self.put(' '),
            '-' if !self.math && self.rest.starts_with("--") => self.replace(2, '—'),
            '-' if !self.math && self.rest.starts_with('-') => self.replace(1, '–'),
            '`' if self.rest.starts_with('`') => self.replace(1, '“'),
            '\'' if self.rest.starts_with('\'') => self.replace(1, '”'),
            ' ' if self.accent.is_some() => {}
            c => self.put(c),
        }
    }

    fn replace(&mut self, more: usize, with: char) {
        self.rest = &self.rest[more..];
        self.put(with);
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        if let Some(accent) = self.accent.take().filter(|_| c.is_alphabetic()) {
            self.out.push(accent);
            self.composed = true;
        }
    }

    fn put_str(&mut self, text: &str) {
        text.chars().for_each(|c| self.put(c));
    }

    fn command(&mut self) {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if length == 0 {
            return self.sign();
        }
        let (name, rest) = self.rest.split_at(length);
        // A space ends a command and belongs to it.
        self.rest = rest.strip_prefix([' ', '\n', '\t']).unwrap_or(rest);
        if let Some(accent) = letter_accent(name) {
            // `\c` is an accent; `\c` in front of a word of its own is none.
            self.accent = Some(accent);
            return;
        }
        if self.accent.is_some() && matches!(name, "i" | "j") {
            return self.put_str(name);
        }
        if name == "relax" {
            return;
        }
        if let Some(symbol) = symbol(name) {
            return self.put_str(symbol);
        }
        match name {
            "url" | "path" => {}
            "cite" | "citep" | "citet" | "label" | "ref" | "footnote" | "noopsort" | "vspace" | "hspace" | "textcolor" | "color"
            | "href" | "bibinfo" | "bibfield" | "bibnamefont" | "bibfnamefont" | "foreignlanguage" | "penalty" | "cyr"
            | "selectlanguage" => self.skip_argument(name),
            "newline" | "linebreak" | "quad" | "qquad" | "space" | "par" | "newblock" => self.put(' '),
            // Its argument, if there is one, stays. `\textquoterights` is a symbol that lost its space.
            _ => {
                let glued = (5..length).rev().filter(|_| name.starts_with("text")).find_map(|end| Some((end, symbol(&name[..end])?)));
                if let Some((end, symbol)) = glued {
                    self.put_str(symbol);
                    self.put_str(&name[end..]);
                }
            }
        }
    }

    /// `\'`, `\&`, `\ `, `\\`, `\(`.
    fn sign(&mut self) {
        let Some(c) = self.rest.chars().next() else { return };
        self.rest = &self.rest[c.len_utf8()..];
        match sign_accent(c) {
            Some(accent) if self.rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '{' | '\\' | ' ')) => {
                self.accent = Some(accent)
            }
            _ => match c {
                '&' | '%' | '$' | '#' | '_' | '{' | '}' => self.put(c),
                '(' | ')' | '[' | ']' => self.math = matches!(c, '(' | '['),
                ',' | ';' | ':' | ' ' | '\\' | '\n' => self.put(' '),
                '"' | '\'' | '`' | '~' | '^' | '.' | '=' => self.put(c),
                _ => {}
            },
        }
    }

    /// The first argument of a command whose argument is no text.
    fn skip_argument(&mut self, name: &str) {
        if name == "penalty" {
            let digits = self.rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
            self.rest = self.rest[digits..].trim_start_matches(' ');
            return;
        }
        let Some(inside) = self.rest.strip_prefix('{') else { return };
        let mut depth = 1usize;
        for (i, byte) in inside.bytes().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &inside[i + 1..];
                return;
            }
        }
        self.rest = "";
    }
}

fn sign_accent(sign: char) -> Option<char> {
    Some(match sign {
        '\'' => '\u{301}',
        '`' => '\u{300}',
        '^' => '\u{302}',
        '"' => '\u{308}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        '.' => '\u{307}',
        _ => return None,
    })
}

fn letter_accent(name: &str) -> Option<char> {
    Some(match name {
        "u" => '\u{306}',
        "v" => '\u{30c}',
        "H" => '\u{30b}',
        "c" => '\u{327}',
        "k" => '\u{328}',
        "r" => '\u{30a}',
        "d" => '\u{323}',
        "b" => '\u{331}',
        _ => return None,
    })
}

/// What a command prints; the names of LaTeX and amsmath, and those reference managers write.
fn symbol(name: &str) -> Option<&'static str> {
    SYMBOLS.binary_search_by_key(&name, |(known, _)| *known).ok().map(|at| SYMBOLS[at].1)
}

/// Ascending by name.
#[rustfmt::skip]
const SYMBOLS: &[(&str, &str)] = &[
    ("AA", "Å"), ("AE", "Æ"), ("BibTeX", "BibTeX"), ("DH", "Ð"), ("DJ", "Đ"), ("Delta", "Δ"), ("Gamma", "Γ"), ("L", "Ł"), ("LaTeX", "LaTeX"),
    ("Lambda", "Λ"), ("NG", "Ŋ"), ("O", "Ø"), ("OE", "Œ"), ("Omega", "Ω"), ("P", "¶"), ("Phi", "Φ"), ("Pi", "Π"), ("Psi", "Ψ"), ("S", "§"),
    ("Sigma", "Σ"), ("TH", "Þ"), ("TeX", "TeX"), ("Theta", "Θ"), ("Upsilon", "Υ"), ("Xi", "Ξ"), ("aa", "å"), ("ae", "æ"), ("alpha", "α"),
    ("approx", "≈"), ("ast", "∗"), ("backslash", "\\"), ("beta", "β"), ("cap", "∩"), ("cdot", "·"), ("chi", "χ"), ("circ", "°"), ("copyright", "©"),
    ("cup", "∪"), ("dag", "†"), ("delta", "δ"), ("dh", "ð"), ("dj", "đ"), ("dots", "…"), ("ell", "ℓ"), ("epsilon", "ε"), ("equiv", "≡"),
    ("eta", "η"), ("exists", "∃"), ("flat", "♭"), ("forall", "∀"), ("gamma", "γ"), ("ge", "≥"), ("geq", "≥"), ("gg", "≫"), ("gt", ">"),
    ("hbar", "ℏ"), ("i", "ı"), ("in", "∈"), ("infty", "∞"), ("int", "∫"), ("iota", "ι"), ("j", "ȷ"), ("kappa", "κ"), ("l", "ł"),
    ("lambda", "λ"), ("langle", "⟨"), ("ldots", "…"), ("le", "≤"), ("leftarrow", "←"), ("leftrightarrow", "↔"), ("leq", "≤"), ("ll", "≪"),
    ("lt", "<"), ("mid", "|"), ("mu", "μ"), ("nabla", "∇"), ("ne", "≠"), ("neg", "¬"), ("neq", "≠"), ("ng", "ŋ"), ("not", ""), ("nu", "ν"),
    ("o", "ø"), ("odot", "⊙"), ("oe", "œ"), ("omega", "ω"), ("oplus", "⊕"), ("otimes", "⊗"), ("partial", "∂"), ("perp", "⊥"), ("phi", "φ"),
    ("pi", "π"), ("pm", "±"), ("pounds", "£"), ("prime", "′"), ("prod", "∏"), ("propto", "∝"), ("psi", "ψ"), ("rangle", "⟩"), ("rho", "ρ"),
    ("rightarrow", "→"), ("setminus", "∖"), ("sharp", "♯"), ("sigma", "σ"), ("sim", "∼"), ("simeq", "≃"), ("slash", "/"), ("sqrt", "√"),
    ("ss", "ß"), ("star", "⋆"), ("subset", "⊂"), ("sum", "∑"), ("sun", "☉"), ("supset", "⊃"), ("tau", "τ"), ("textasciicircum", "^"),
    ("textasciitilde", "~"), ("textbackslash", "\\"), ("textbar", "|"), ("textbullet", "•"), ("textcelsius", "℃"), ("textdegree", "°"),
    ("textdollar", "$"), ("textellipsis", "…"), ("textemdash", "—"), ("textendash", "–"), ("texteuro", "€"), ("textgreater", ">"),
    ("textless", "<"), ("textmu", "µ"), ("textquotedbl", "\""), ("textquotedblleft", "“"), ("textquotedblright", "”"), ("textquoteleft", "‘"),
    ("textquoteright", "’"), ("textquotesingle", "'"), ("textregistered", "®"), ("texttimes", "×"), ("texttrademark", "™"),
    ("textunderscore", "_"), ("th", "þ"), ("theta", "θ"), ("times", "×"), ("to", "→"), ("uparrow", "↑"), ("upsilon", "υ"), ("varepsilon", "ε"),
    ("varphi", "φ"), ("wedge", "∧"), ("xi", "ξ"), ("zeta", "ζ"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_symbols_is_sorted() {
        assert!(SYMBOLS.windows(2).all(|pair| pair[0].0 < pair[1].0), "{:?}", SYMBOLS.windows(2).find(|pair| pair[0].0 >= pair[1].0));
    }

    #[test]
    fn tex_becomes_plain_text() {
        for (source, plain) in [
            ("On {Small} Things", "On Small Things"),
            (
                r#"G\"odel, \'{E}tudes, na{\"\i}ve, \v{C}ech, Erd\H{o}s, \c{c}a, {\L}ukasz, {\o}re, \aa ngstr\"om"#,
                "Gödel, Études, naïve, Čech, Erdős, ça, Łukasz, øre, ångström",
            ),
            (r"P{\'{\i}}a, Mart{\'\i}nez, {\'\relax i}", "Pía, Martínez, í"),
            (r"\emph{Very} \textbf{bold} {\em old} H\textsubscript{2}O", "Very bold old H2O"),
            (r"CO$_2$ and $\alpha$-decay at $O(n^2)$, $\mathcal{O}(n)$", "CO2 and α-decay at O(n2), O(n)"),
            (r"1 {$<$} 2 \& 3\%, \ensuremath{\geq} 4", "1 < 2 & 3%, ≥ 4"),
            (r"A \$\textbackslash Lambda\$ model", "A Λ model"),
            (r"A {\$}{\textbackslash}Lambda{\$} model", "A Λ model"),
            ("pages 1--9~and ``quoted'' --- done", "pages 1–9 and “quoted” — done"),
            (r"\href{https://x.org/a}{The Title}", "The Title"),
            (r"\textcolor{red}{Red} \relax words\footnote{no}", "Red words"),
            (r"3\penalty0 (2):\penalty0 1", "3(2):1"),
            ("plain", "plain"),
        ] {
            assert_eq!(text(source), plain, "{source}");
        }
    }
}
