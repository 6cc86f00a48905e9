//! Names of people, as records write them → given names first.

/// The people of a BibTeX field, and whether it ends in `and others`.
pub(super) fn of_bibtex(source: &str) -> (Vec<String>, bool) {
    let parts = split_and(source);
    let mut names = Vec::with_capacity(parts.len());
    let mut truncated = false;
    if let [only] = parts[..] {
        // People who do not know of `and` write commas or semicolons.
        let bare = super::tex::text(only);
        if bare.contains(';') || bare.matches(',').count() > 2 {
            return of_line(&bare);
        }
    }
    for part in parts {
        let name = bibtex_name(part);
        if matches!(name.to_lowercase().as_str(), "others" | "et al." | "et al" | "...") {
            truncated = true;
        } else if !name.is_empty() {
            names.push(name);
        }
    }
    (names, truncated)
}

/// At each `and` outside of braces.
fn split_and(source: &str) -> Vec<&str> {
    let bytes = source.as_bytes();
    let (mut parts, mut depth, mut from, mut at) = (Vec::new(), 0usize, 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            byte if depth == 0 && byte.is_ascii_whitespace() => {
                let rest = &bytes[at + 1..];
                let is_and = rest.len() > 3 && rest[..3].eq_ignore_ascii_case(b"and") && rest[3].is_ascii_whitespace();
                if is_and {
                    parts.push(source[from..at].trim());
                    from = at + 4;
                    at += 3;
                }
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(source[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// `One, Ada`, `von One, Jr, Ada`, `Ada One`, `{A Firm, Inc.}`, `family=One, given=Ada`.
fn bibtex_name(source: &str) -> String {
    let parts = split_commas(source);
    if parts.len() >= 2 && parts.iter().any(|part| part.trim_start().starts_with("family=")) {
        let part = |key: &str| {
            let found = parts.iter().find_map(|part| part.trim().strip_prefix(key)?.strip_prefix('='));
            found.map(|value| super::tex::text(value.trim().trim_matches('"'))).unwrap_or_default()
        };
        return super::one_line(&[part("given"), part("prefix"), part("family"), part("suffix")].join(" "));
    }
    let parts: Vec<String> = parts.into_iter().map(super::tex::text).collect();
    match &parts[..] {
        [family, given] => super::one_line(&format!("{given} {family}")),
        [family, suffix, given, ..] => super::one_line(&format!("{given} {family} {suffix}")),
        [name] => name.clone(),
        [] => String::new(),
    }
}

fn split_commas(source: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0usize, 0);
    for (i, byte) in source.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(&source[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&source[from..]);
    parts
}

/// `One, Ada` → `Ada One`; `One A.` (Scopus, MEDLINE) → `A. One`.
pub(super) fn given_first(name: &str) -> String {
    let name = name.trim().trim_end_matches([',', ';']).trim();
    if let Some((family, given)) = name.split_once(',') {
        let (given, suffix) = match given.split_once(',') {
            Some((given, suffix)) => (given.trim(), suffix.trim()),
            None => (given.trim(), ""),
        };
        return super::one_line(&format!("{given} {family} {suffix}"));
    }
    match name.rsplit_once(' ') {
        Some((family, initials)) if super::super::citation::is_initials(initials) && !family.contains('.') => {
            format!("{initials} {family}")
        }
        _ => super::one_line(name),
    }
}

/// Names in one line of a table, parted by `;`, `|`, line ends or ` and `, else by commas.
pub(super) fn of_line(line: &str) -> (Vec<String>, bool) {
    let line = line.trim();
    let parts: Option<Vec<&str>> =
        [";", "；", "|", "\n", " and ", " & ", "、"].iter().find(|mark| line.contains(**mark)).and_then(|mark| {
            let parts: Vec<&str> = line.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
            // `Ada One, Bo Two and Cy Three`: the commas part the names too.
            let lists = matches!(*mark, " and " | " & ") && parts.first().is_some_and(|first| first.contains(',') && !is_inverted(first));
            (!lists).then_some(parts)
        });
    let Some(parts) = parts else {
        // `Ada One, Bo Two`, or one name `One, Ada`.
        if is_inverted(line) {
            return (vec![given_first(line)], false);
        }
        let (names, truncated) = super::super::people::names(line);
        return (names.iter().map(|name| given_first(name)).collect(), truncated);
    };
    let mut truncated = false;
    let mut names = Vec::with_capacity(parts.len());
    for part in parts {
        let lower = part.to_lowercase();
        let bare = part.trim_start_matches("and ").trim_start_matches("& ");
        if matches!(lower.as_str(), "others" | "et al." | "et al" | "..." | "…" | "u.a." | "u. a.") {
            truncated = true;
            continue;
        }
        let bare = match lower.strip_suffix(" et al.").or_else(|| lower.strip_suffix(" et al")) {
            Some(head) => {
                truncated = true;
                bare.get(..head.len()).unwrap_or(bare)
            }
            None => bare,
        };
        let name = given_first(without_note(bare));
        if name.chars().any(char::is_alphabetic) {
            names.push(name);
        }
    }
    (names, truncated)
}

/// `One, Ada`: one name, the family first. Two names have two words each.
fn is_inverted(name: &str) -> bool {
    match name.split_once(',') {
        Some((family, given)) if !given.contains(',') => {
            let words = |text: &str| text.split_whitespace().count();
            let initials = given.split_whitespace().all(|word| word.len() <= 2 || word.ends_with('.'));
            !given.trim().is_empty() && (words(family) == 1 || initials) && words(given) <= 3
        }
        _ => false,
    }
}

/// `Stone, Ira (57001)` → `Stone, Ira`.
fn without_note(name: &str) -> &str {
    match name.split_once(" (") {
        Some((head, note)) if note.trim_end().trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit() || byte == b' ') => head,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bibtex_names() {
        let (names, more) = of_bibtex(r"One, Ada and {A Firm and Sons, Inc.} and van der Two, Jr., Bo and {\'E}mile Three and others");
        assert_eq!(names, ["Ada One", "A Firm and Sons, Inc.", "Bo van der Two Jr.", "Émile Three"]);
        assert!(more);
        assert_eq!(of_bibtex("family=One, given=Ada and Bo Two").0, ["Ada One", "Bo Two"]);
        assert_eq!(of_bibtex("Ada One,\n  Bo Two, Cy Three, Di Four").0, ["Ada One", "Bo Two", "Cy Three", "Di Four"]);
    }

    #[test]
    fn names_of_tables() {
        for (line, names) in [
            ("Stone, Ira (111); Reed, Mo (222)", vec!["Ira Stone", "Mo Reed"]),
            ("Stone I.; Reed M.", vec!["I. Stone", "M. Reed"]),
            ("Reed, Mo", vec!["Mo Reed"]),
            ("Reed Mo", vec!["Reed Mo"]),
            ("Mo Reed, Ira Stone and Cy Vas", vec!["Mo Reed", "Ira Stone", "Cy Vas"]),
            ("Mo Reed and Ira Stone", vec!["Mo Reed", "Ira Stone"]),
            ("Reed, Mo and Stone, Ira", vec!["Mo Reed", "Ira Stone"]),
            ("Mo Reed|Ira Stone", vec!["Mo Reed", "Ira Stone"]),
        ] {
            assert_eq!(of_line(line).0, names, "{line}");
        }
        assert_eq!(of_line("Reed, M.; et al."), (vec!["M. Reed".to_owned()], true));
    }
}
