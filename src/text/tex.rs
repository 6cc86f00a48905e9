//! What does a piece of TeX look like in Unicode?
//!
//! Titles and abstracts hold the TeX their authors typed: `$\alpha$`, `RL$^2$`, `\textit{in vivo}`, `G\"odel`. Text goes in, the same with commands and
//! formulas as characters comes out. What is not known is left as it stands outside a formula; inside one its name stays.
//!
//! Own tables: the one crate for it (`unicodeit`) replaces everywhere, also the `_` and `^` of plain text, and part of its table has a licence this
//! project does not take; `biblatex` knows accents, but only inside a whole BibTeX file. Accents are composed by `unicode-normalization`.

use unicode_normalization::UnicodeNormalization;

/// Groups inside groups that are looked into; deeper ones are text.
const DEEPEST: usize = 24;
/// Longest group that is looked for, in bytes: a lone brace must not search a whole abstract, again and again.
const LONGEST_GROUP: usize = 4_000;
/// Longest formula between two dollar signs, in bytes; with more between them they are two dollar signs.
const LONGEST_FORMULA: usize = 300;

/// Text with its TeX as Unicode.
pub(super) fn unicode(text: &str) -> String {
    let mut reader = Reader { rest: text, out: String::with_capacity(text.len()), in_formula: false, depth: 0 };
    reader.run();
    reader.out
}

/// The character raised, where Unicode has it.
pub(super) fn raised(c: char) -> Option<char> {
    shifted(c, "0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
}

/// The character lowered, where Unicode has it.
fn lowered(c: char) -> Option<char> {
    shifted(c, "0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
}

fn shifted(c: char, from: &str, to: &str) -> Option<char> {
    from.chars().position(|known| known == c).and_then(|at| to.chars().nth(at))
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
    in_formula: bool,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        while let Some(c) = self.rest.chars().next() {
            match c {
                '\\' => self.command(),
                '$' if !self.in_formula => self.dollar(),
                '{' => self.group(),
                '}' | '$' if self.in_formula => self.skip(c),
                '^' | '_' if self.in_formula => self.script(c),
                '~' | '&' if self.in_formula => self.put(" ", c),
                c => self.copy(c),
            }
        }
    }

    fn skip(&mut self, c: char) {
        self.rest = &self.rest[c.len_utf8()..];
    }

    fn copy(&mut self, c: char) {
        self.out.push(c);
        self.skip(c);
    }

    fn put(&mut self, shown: &str, c: char) {
        self.out.push_str(shown);
        self.skip(c);
    }

    /// A part read by itself, in a formula or out of one.
    fn read(&self, text: &str, in_formula: bool) -> String {
        if self.depth >= DEEPEST {
            return text.to_owned();
        }
        let mut inner = Reader { rest: text, out: String::new(), in_formula, depth: self.depth + 1 };
        inner.run();
        inner.out
    }

    /// `$…$` or `$$…$$`, when it is a formula rather than two sums of money.
    fn dollar(&mut self) {
        let display = self.rest.starts_with("$$");
        let body = &self.rest[if display { 2 } else { 1 }..];
        let window = &body[..body.floor_char_boundary(LONGEST_FORMULA)];
        let formula = match display {
            true => window.find("$$").map(|end| (&window[..end], end + 2)),
            false => {
                closing_dollar(window).map(|end| (&window[..end], end + 1)).filter(|(inner, _)| is_formula(inner, &body[inner.len() + 1..]))
            }
        };
        match formula {
            Some((inner, length)) => {
                self.out.push_str(self.read(inner, true).trim());
                self.rest = &body[length..];
            }
            None => self.copy('$'),
        }
    }

    /// `{…}`: in a formula it only groups; outside the braces go where they hold a command or protect capitals (`{BERT}`).
    fn group(&mut self) {
        if self.in_formula {
            return self.skip('{');
        }
        let Some((inner, after)) = braced(self.rest) else { return self.copy('{') };
        let protects = inner.chars().all(char::is_alphabetic) && inner.chars().any(char::is_uppercase);
        let head = inner.trim_start().strip_prefix('\\');
        let commands = head.is_some_and(|name| is_known(command_name(name)) || accent(name).is_some());
        if !protects && !commands {
            return self.copy('{');
        }
        self.out.push_str(&self.read(inner, false));
        self.rest = after;
    }

    /// `^2`, `_{ij}`: raised or lowered where Unicode has the characters, else the sign and the text.
    fn script(&mut self, sign: char) {
        self.skip(sign);
        let argument = self.argument();
        let argument = argument.trim();
        let shift = if sign == '^' { raised } else { lowered };
        let is_count = argument.contains(|c: char| c.is_ascii_digit());
        let moved = argument.chars().map(shift).collect::<Option<String>>();
        match moved.filter(|_| is_count || argument.chars().count() == 1) {
            Some(moved) => self.out.push_str(&moved),
            None if matches!(argument, "∘" | "°") => self.out.push('°'),
            None if argument.is_empty() || matches!(argument, "*" | "'" | "′" | "†") => self.out.push_str(argument),
            None => {
                self.out.push(sign);
                self.out.push_str(argument);
            }
        }
    }

    /// The next group, command or character, read.
    fn argument(&mut self) -> String {
        self.rest = self.rest.trim_start();
        if let Some((inner, after)) = braced(self.rest) {
            self.rest = after;
            return self.read(inner, self.in_formula);
        }
        let length = match self.rest.strip_prefix('\\') {
            Some(name) => 1 + command_name(name).len().max(name.chars().next().map_or(0, char::len_utf8)),
            None => self.rest.chars().next().map_or(0, char::len_utf8),
        };
        let (taken, after) = self.rest.split_at(length);
        self.rest = after;
        self.read(taken, self.in_formula)
    }

    fn command(&mut self) {
        let body = &self.rest[1..];
        if let Some((mark, length)) = accent(body) {
            self.rest = &body[length..];
            let base = self.argument();
            // The accents of dotless letters stand on dotted ones.
            let base = base.trim().replace('ı', "i").replace('ȷ', "j");
            let mut letters = base.chars();
            self.out.extend(letters.next().into_iter().chain([mark]).nfc());
            self.out.push_str(letters.as_str());
            return;
        }
        let name = command_name(body);
        if name.is_empty() {
            return self.sign(body);
        }
        let after = &body[name.len()..];
        if let Some((_, shown)) = SYMBOLS.iter().chain(LETTERS).find(|(known, _)| *known == name) {
            self.out.push_str(shown);
            // A command eats the blank behind it; as a letter of a word it must, as a sign it need not.
            let is_letter = LETTERS.iter().any(|(known, _)| *known == name);
            self.rest = if is_letter { after.strip_prefix("{}").unwrap_or(after).trim_start() } else { after };
        } else if WRAPPERS.contains(&name) {
            self.rest = after;
            if braced(after.trim_start()).is_some() {
                let is_text = !name.starts_with("math") && !matches!(name, "boldsymbol" | "bm" | "ensuremath");
                let before = self.in_formula;
                self.in_formula = (before && !is_text) || name == "ensuremath";
                let shown = self.argument();
                self.in_formula = before;
                self.out.push_str(&shown);
            }
        } else if SWITCHES.contains(&name) {
            self.rest = after.trim_start();
        } else if DROPPED.contains(&name) {
            self.rest = without_arguments(after);
            self.out.push(' ');
        } else if self.in_formula {
            self.structure(name, after);
        } else {
            self.out.push('\\');
            self.out.push_str(name);
            self.rest = after;
        }
    }

    /// What only a formula has.
    fn structure(&mut self, name: &str, after: &'a str) {
        self.rest = after;
        match name {
            "frac" | "dfrac" | "tfrac" => {
                let (over, under) = (self.argument(), self.argument());
                self.out.push_str(&format!("{}/{}", over.trim(), under.trim()));
            }
            "sqrt" => {
                let root = self.argument();
                self.out.push_str(&format!("√{}", root.trim()));
            }
            "left" | "right" | "big" | "Big" | "bigl" | "bigr" | "limits" | "displaystyle" => {}
            "quad" | "qquad" => self.out.push(' '),
            name => self.out.push_str(name),
        }
    }

    /// `\&`, `\,`, `\(`: a backslash and a sign.
    fn sign(&mut self, body: &'a str) {
        let Some(c) = body.chars().next() else { return self.copy('\\') };
        let after = &body[c.len_utf8()..];
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => self.out.push(c),
            ',' | ';' | ':' | ' ' | '>' if self.in_formula => self.out.push(' '),
            // A line break of TeX; before anything but a blank it may be part of a path.
            '\\' if self.in_formula || after.is_empty() || after.starts_with(char::is_whitespace) => self.out.push(' '),
            '!' | '/' | '-' if self.in_formula => {}
            '(' | '[' if !self.in_formula => {
                let close = if c == '(' { "\\)" } else { "\\]" };
                if let Some(end) = after[..after.floor_char_boundary(LONGEST_FORMULA)].find(close) {
                    self.out.push_str(self.read(&after[..end], true).trim());
                    self.rest = &after[end + 2..];
                } else {
                    self.copy('\\');
                }
                return;
            }
            _ => return self.copy('\\'),
        }
        self.rest = after;
    }
}

/// The dollar sign that ends a formula: not `\$`.
fn closing_dollar(text: &str) -> Option<usize> {
    text.match_indices('$').map(|(at, _)| at).find(|&at| !text[..at].ends_with('\\'))
}

/// Whether what stands between two dollar signs is a formula, by the rule of pandoc (no blank inside the signs, no digit behind) and, where no sign of
/// TeX stands inside, without words: `$5 to US$` is none.
fn is_formula(inner: &str, after: &str) -> bool {
    if inner.trim().is_empty() {
        return false;
    }
    if inner.contains('\\') {
        return true;
    }
    let blank = char::is_whitespace;
    if inner.starts_with(blank) || inner.ends_with(blank) || after.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let is_word = |word: &str| word.chars().count() < 3 || inner == word;
    inner.contains(['^', '_', '{']) || (inner.len() <= 40 && inner.split(|c: char| !c.is_alphabetic()).all(is_word))
}

/// A text that begins with `{`: what is in the group, and what comes behind it.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0usize;
    let mut escaped = false;
    if !text.starts_with('{') {
        return None;
    }
    for (at, byte) in text.bytes().enumerate().take(LONGEST_GROUP) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..at], &text[at + 1..]));
                }
            }
            _ => {}
        }
    }
    None
}

/// Behind a dropped command: its star, and every `[…]` and `{…}` that follows.
fn without_arguments(text: &str) -> &str {
    let mut rest = text.strip_prefix('*').unwrap_or(text);
    loop {
        if let Some(inner) = rest.strip_prefix('[')
            && let Some(end) = inner.find(']')
        {
            rest = &inner[end + 1..];
        } else if let Some((_, after)) = braced(rest) {
            rest = after;
        } else {
            return rest;
        }
    }
}

fn command_name(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())]
}

fn is_known(name: &str) -> bool {
    WRAPPERS.contains(&name) || SWITCHES.contains(&name) || SYMBOLS.iter().chain(LETTERS).any(|(known, _)| *known == name)
}

/// An accent behind the backslash: its combining mark, and its length.
fn accent(text: &str) -> Option<(char, usize)> {
    let name = command_name(text);
    if name.is_empty() {
        let (sign, mark) = SIGN_ACCENTS.iter().find(|(sign, _)| text.starts_with(*sign))?;
        // A letter or a group must follow: `\=` alone is no accent.
        let behind = text[sign.len_utf8()..].trim_start();
        let carries = behind.starts_with(|c: char| c.is_alphabetic() || c == '{') || behind.starts_with("\\i") || behind.starts_with("\\j");
        return carries.then_some((*mark, sign.len_utf8()));
    }
    let (_, mark) = NAMED_ACCENTS.iter().find(|(known, _)| *known == name)?;
    let behind = &text[name.len()..];
    let carries =
        behind.starts_with('{') || (name.len() == 1 && behind.starts_with(' ') && behind.trim_start().starts_with(char::is_alphabetic));
    carries.then_some((*mark, name.len()))
}

const SIGN_ACCENTS: &[(char, char)] =
    &[('\'', '\u{301}'), ('`', '\u{300}'), ('^', '\u{302}'), ('"', '\u{308}'), ('~', '\u{303}'), ('=', '\u{304}'), ('.', '\u{307}')];

const NAMED_ACCENTS: &[(&str, char)] = &[
    ("u", '\u{306}'),
    ("v", '\u{30C}'),
    ("H", '\u{30B}'),
    ("c", '\u{327}'),
    ("d", '\u{323}'),
    ("b", '\u{331}'),
    ("r", '\u{30A}'),
    ("k", '\u{328}'),
    ("hat", '\u{302}'),
    ("widehat", '\u{302}'),
    ("tilde", '\u{303}'),
    ("widetilde", '\u{303}'),
    ("bar", '\u{304}'),
    ("overline", '\u{305}'),
    ("vec", '\u{20D7}'),
    ("dot", '\u{307}'),
    ("ddot", '\u{308}'),
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("check", '\u{30C}'),
    ("breve", '\u{306}'),
];

/// Commands whose argument is the text.
const WRAPPERS: &[&str] = &[
    "textit",
    "textbf",
    "texttt",
    "textsc",
    "textrm",
    "textsf",
    "textsl",
    "textup",
    "textmd",
    "textnormal",
    "emph",
    "mathrm",
    "mathbf",
    "mathit",
    "mathcal",
    "mathbb",
    "mathsf",
    "mathtt",
    "mathfrak",
    "mathscr",
    "mathop",
    "boldsymbol",
    "bm",
    "operatorname",
    "text",
    "mbox",
    "hbox",
    "fbox",
    "underline",
    "ensuremath",
    "url",
    "uppercase",
    "lowercase",
    "textcolor",
    "textsuperscript",
    "textsubscript",
    "protect",
];

/// Commands that change the type of what follows.
const SWITCHES: &[&str] = &[
    "it",
    "bf",
    "em",
    "rm",
    "sc",
    "tt",
    "sf",
    "sl",
    "cal",
    "itshape",
    "bfseries",
    "scshape",
    "ttfamily",
    "sffamily",
    "rmfamily",
    "mdseries",
    "normalfont",
    "small",
    "large",
    "Large",
    "scriptsize",
    "footnotesize",
    "textstyle",
    "xspace",
    "noindent",
];

/// Commands that go with their arguments: publishers put whole documents around a formula.
const DROPPED: &[&str] = &[
    "documentclass",
    "usepackage",
    "setlength",
    "begin",
    "end",
    "label",
    "cite",
    "citep",
    "citet",
    "ref",
    "eqref",
    "footnote",
    "thanks",
    "vspace",
    "hspace",
    "oddsidemargin",
    "tag",
];

/// Letters of other alphabets; a blank behind the command belongs to it.
const LETTERS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("th", "þ"),
];

const SYMBOLS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("varpi", "ϖ"),
    ("rho", "ρ"),
    ("varrho", "ϱ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("ell", "ℓ"),
    ("hbar", "ℏ"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("infty", "∞"),
    ("aleph", "ℵ"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("circ", "∘"),
    ("prime", "′"),
    ("dagger", "†"),
    ("ddagger", "‡"),
    ("star", "⋆"),
    ("ast", "*"),
    ("bullet", "•"),
    ("cdot", "·"),
    ("cdots", "⋯"),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("times", "×"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("oplus", "⊕"),
    ("otimes", "⊗"),
    ("odot", "⊙"),
    ("wedge", "∧"),
    ("land", "∧"),
    ("vee", "∨"),
    ("lor", "∨"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("cap", "∩"),
    ("cup", "∪"),
    ("setminus", "∖"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("supset", "⊃"),
    ("supseteq", "⊇"),
    ("in", "∈"),
    ("notin", "∉"),
    ("ni", "∋"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("le", "≤"),
    ("leq", "≤"),
    ("leqslant", "≤"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("geqslant", "≥"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("approx", "≈"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("cong", "≅"),
    ("equiv", "≡"),
    ("propto", "∝"),
    ("lesssim", "≲"),
    ("gtrsim", "≳"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("longrightarrow", "→"),
    ("leftarrow", "←"),
    ("gets", "←"),
    ("leftrightarrow", "↔"),
    ("Rightarrow", "⇒"),
    ("Leftarrow", "⇐"),
    ("Leftrightarrow", "⇔"),
    ("mapsto", "↦"),
    ("uparrow", "↑"),
    ("downarrow", "↓"),
    ("sum", "∑"),
    ("prod", "∏"),
    ("int", "∫"),
    ("langle", "⟨"),
    ("rangle", "⟩"),
    ("lfloor", "⌊"),
    ("rfloor", "⌋"),
    ("lceil", "⌈"),
    ("rceil", "⌉"),
    ("mid", "|"),
    ("vert", "|"),
    ("Vert", "‖"),
    ("perp", "⊥"),
    ("parallel", "∥"),
    ("angle", "∠"),
    ("degree", "°"),
    ("textdegree", "°"),
    ("copyright", "©"),
    ("pounds", "£"),
    ("S", "§"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteright", "’"),
    ("textquoteleft", "‘"),
    ("textbackslash", "\\"),
    ("backslash", "\\"),
    ("textregistered", "®"),
    ("texttrademark", "™"),
    ("textmu", "μ"),
    ("textasciitilde", "~"),
    ("LaTeX", "LaTeX"),
    ("TeX", "TeX"),
    ("log", "log"),
    ("ln", "ln"),
    ("exp", "exp"),
    ("sin", "sin"),
    ("cos", "cos"),
    ("tan", "tan"),
    ("max", "max"),
    ("min", "min"),
    ("sup", "sup"),
    ("inf", "inf"),
    ("lim", "lim"),
    ("arg", "arg"),
    ("det", "det"),
    ("dim", "dim"),
    ("gcd", "gcd"),
    ("mod", "mod"),
    ("Pr", "Pr"),
];

#[cfg(test)]
mod tests {
    use crate::text::clean;

    #[test]
    fn formulas_are_characters() {
        for (tex, text) in [
            ("$\\alpha$-stable processes", "α-stable processes"),
            ("RL$^2$: Fast Reinforcement Learning", "RL²: Fast Reinforcement Learning"),
            ("GPT-$3$ and $k$-means", "GPT-3 and k-means"),
            ("PanGu-$α$", "PanGu-α"),
            ("$L_2$ norms in $O(n^{2})$, $x_i$ and $\\mathcal{L}_{train}$", "L₂ norms in O(n²), xᵢ and L_train"),
            ("360$^{\\circ}$ views, $\\sim 5\\%$", "360° views, ∼ 5%"),
            ("$\\frac{1}{2}$ of $\\sqrt{n}$", "1/2 of √n"),
            ("\\(\\beta\\)-VAE and \\[x \\to y\\]", "β-VAE and x → y"),
            ("$$E = mc^2$$", "E = mc²"),
            ("$\\ell_1$ and $\\hat{x}$", "ℓ₁ and x̂"),
            ("\\documentclass[12pt]{minimal} \\usepackage{amsmath} \\begin{document}$$\\gamma$$\\end{document} rays", "γ rays"),
        ] {
            assert_eq!(clean(tex), text);
        }
    }

    #[test]
    fn commands_and_accents_are_text() {
        for (tex, text) in [
            ("\\textit{In vivo} and {\\it in vitro}", "In vivo and in vitro"),
            (
                "G\\\"odel, Erd\\H{o}s, \\v{C}ech, Fran\\c{c}ois, {\\'e}t{\\'e}, na\\\"{\\i}ve, \\O rsted, Stra\\ss e",
                "Gödel, Erdős, Čech, François, été, naïve, Ørsted, Straße",
            ),
            ("{BERT}: Pre-training of {D}eep Models", "BERT: Pre-training of Deep Models"),
            ("Q\\&A for 5\\% of it", "Q&A for 5% of it"),
            ("\\emph{A \\textbf{b} c} as in \\cite{x}.", "A b c as in ."),
        ] {
            assert_eq!(clean(tex), text);
        }
    }

    #[test]
    fn money_paths_and_sets_are_no_formulas() {
        for text in [
            "from $5 to $10",
            "US$5–$10",
            "a $10,000 prize in US$",
            "$100",
            "{0, 1}-matrices",
            "C:\\dir\\file",
            "x_i and x^2",
            "a \\ b",
            "\\unknown{x}",
            "{",
            "}",
            "\\",
            "$",
            "$$",
            "snake_case {key}",
        ] {
            assert_eq!(clean(text), text);
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("{}x{}", "{\\it ".repeat(3_000), "}".repeat(3_000));
        assert!(clean(&deep).contains('x'));
        assert!(clean(&"$\\frac{".repeat(2_000)).len() < 20_000);
    }
}
