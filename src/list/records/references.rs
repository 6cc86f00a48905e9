//! The works an export says its records cite: Scopus's `References`, Web of Science's `CR`.

use super::super::identifiers::identifiers_in_text;
use super::{Reference, doi_in, year_in};

/// References of one cell, parted by semicolons.
pub(super) fn of_line(text: &str) -> Vec<Reference> {
    let mut parts: Vec<&str> = text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() == 1 && text.contains('\n') {
        parts = text.lines().map(str::trim).filter(|part| !part.is_empty()).collect();
    }
    parts.into_iter().map(of_text).collect()
}

/// One reference as it is printed.
pub(super) fn of_text(text: &str) -> Reference {
    let text = super::one_line(text);
    let mut identifiers: Vec<_> = Vec::new();
    // A bare address of OpenAlex names a work, though in a scheme this program does not ask for.
    let has_doi = text.contains("10.");
    identifiers.extend(has_doi.then(|| doi_in(&text)).flatten());
    for identifier in identifiers_in_text(&text) {
        if !identifiers.iter().any(|known| known.scheme == identifier.scheme) {
            identifiers.push(identifier);
        }
    }
    let without_doi = text.find("10.").map_or(text.as_str(), |at| &text[..at]);
    let behind = text.rfind('(').map(|at| &text[at..]);
    let year = behind.and_then(year_in).or_else(|| year_in(without_doi));
    Reference { title: title(&text), year, identifiers, text }
}

/// `Reed M., Stone I., Gravel in rivers, River Lett, 3, (2010)` → `Gravel in rivers`: what follows the last of the names in front. Web of
/// Science prints no titles: there the year follows the name.
fn title(text: &str) -> String {
    let mut parts = text.split(", ").skip_while(|part| is_name(part));
    let Some(first) = parts.next() else { return String::new() };
    let named = text.split(", ").next().is_some_and(is_name);
    let first = first.split(" (").next().unwrap_or_default().trim();
    let is_year = first.trim_matches(['(', ')']).len() == 4 && year_in(first).is_some();
    if named && !is_year && first.split_whitespace().count() >= 2 { first.to_owned() } else { String::new() }
}

/// `Reed M.`, `Reed`, `M.`, `van der Two B.-C.`: initials at the end.
fn is_name(part: &str) -> bool {
    let last = part.split_whitespace().next_back().unwrap_or_default();
    last.ends_with('.') && last.len() <= 8 && last.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
        || part.split_whitespace().count() == 1
            && part.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''))
            && part.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let refs = of_line(
            "Reed M., Stone I., Gravel in rivers, River Lett, 3, (2010); Reed, M., Sand on beaches (2011) Beach Lett, 2, doi: 10.1234/cited.2; REED M, 2012, RIVER LETT, V3, P1, DOI 10.1234/cited.3",
        );
        let told: Vec<_> = refs.iter().map(|r| (r.title.as_str(), r.year, r.identifiers.first().map(ToString::to_string))).collect();
        assert_eq!(
            told,
            [
                ("Gravel in rivers", Some(2010), None),
                ("Sand on beaches", Some(2011), Some("doi:10.1234/cited.2".to_owned())),
                ("", Some(2012), Some("doi:10.1234/cited.3".to_owned())),
            ]
        );
    }
}
