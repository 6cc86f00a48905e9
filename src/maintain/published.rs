//! What became of the papers: published at a venue, or taken back.

use crate::list::Entry;
use crate::paper::{Date, Paper, Scheme};
use crate::resolve::Resolved;

use super::lint::{Context, Diagnosis};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let Some(resolved) = context.resolved else { return Vec::new() };
    let mut found = Vec::new();
    for (_, entry, resolution) in context.resolved_entries() {
        let Some(paper) = resolution.paper().and_then(|id| resolved.paper(id)) else { continue };
        if super::titles::mismatch(entry, resolution, resolved).is_some() {
            continue;
        }
        if let Some((date, asked)) = future_date(paper, resolved) {
            let message = format!("the catalog dates this paper {date}, after the day it was asked ({asked})");
            found.push(context.at_title("future-date", entry, message));
        }
        if let Some(evidence) = retracted(paper) {
            found.push(context.at_title("retracted", entry, "the paper was retracted or withdrawn".into()).because(evidence));
        } else if is_arxiv_only(entry) && is_published(paper) && !names_venue(context, entry, &paper.venue) {
            let year = paper.date.map_or_else(String::new, |d| format!(", {}", d.year()));
            let diagnosis = context.at_title("upgrade", entry, format!("published at {}{year}; the list names arXiv only", paper.venue));
            let doi = paper.identifier(Scheme::Doi).filter(|d| !d.value.starts_with("10.48550/")).and_then(|d| d.url());
            found.push(match doi {
                Some(url) => diagnosis.because(url),
                None => diagnosis,
            });
        }
    }
    found
}

/// The paper's date and the last day asked, when the date lies after that day.
fn future_date(paper: &Paper, resolved: &Resolved) -> Option<(Date, Date)> {
    let (_, asked) = resolved.asked?;
    let date = paper.date.filter(|date| paper.date_until(asked) != Some(*date))?;
    Some((date, asked))
}

/// Why the paper counts as taken back. Papers *about* retraction are common, so only the forms publishers use are believed.
pub fn retracted(paper: &Paper) -> Option<String> {
    let title = paper.title.trim_start_matches(['[', '(', '*', ' ']).to_lowercase();
    for mark in [
        "retracted:",
        "retracted article:",
        "retracted article]",
        "retracted]",
        "retracted)",
        "withdrawn:",
        "withdrawn article:",
        "withdrawn]",
        "retraction:",
        "retraction notice",
    ] {
        if title.starts_with(mark) {
            return Some(format!("its title is \u{201c}{}\u{201d}", paper.title));
        }
    }
    if let Some(kind) = paper.publication_types.iter().find(|t| t.to_lowercase().starts_with("retract")) {
        return Some(format!("the catalog's publication type is {kind}"));
    }
    let text = paper.abstract_text.as_deref().unwrap_or_default().trim_start().to_lowercase();
    [
        "this paper has been withdrawn",
        "this article has been withdrawn",
        "this article has been retracted",
        "this paper has been retracted",
        "this submission has been withdrawn",
    ]
    .iter()
    .any(|mark| text.starts_with(mark))
    .then(|| "its abstract says so".to_owned())
}

fn is_arxiv_only(entry: &Entry) -> bool {
    let is_arxiv = |venue: &str| venue.to_lowercase().contains("arxiv") || venue.to_lowercase().contains("preprint");
    let preprint = |i: &crate::paper::Identifier| match i.scheme {
        Scheme::Arxiv | Scheme::S2 | Scheme::Corpus => true,
        Scheme::Doi => i.value.starts_with("10.48550/"),
        _ => false,
    };
    entry.identifiers.iter().any(|i| i.scheme == Scheme::Arxiv)
        && entry.identifiers.iter().all(preprint)
        && entry.venue.as_deref().is_none_or(is_arxiv)
}

fn is_published(paper: &Paper) -> bool {
    !is_preprint_venue(&paper.venue)
}

/// A server of preprints, or no venue at all.
pub(super) fn is_preprint_venue(venue: &str) -> bool {
    let venue = venue.to_lowercase();
    let preprint = ["arxiv", "corr", "preprint", "biorxiv", "medrxiv", "ssrn", "openreview", "techrxiv", "zenodo"];
    venue.is_empty() || preprint.iter().any(|p| venue.contains(p))
}

/// `Computer Vision and Pattern Recognition` → `CVPR`; `None` where only the full name is known.
pub(super) fn short_venue(venue: &str) -> Option<String> {
    let lower = venue.to_lowercase();
    let (_, short) = SHORT_NAMES.iter().find(|(name, _)| lower.contains(name))?;
    let name = short.first()?;
    Some(if *name == "neurips" { "NeurIPS".to_owned() } else { name.to_uppercase() })
}

/// Venues whose usual short name is not made of their initials.
const SHORT_NAMES: &[(&str, &[&str])] = &[
    ("neural information processing systems", &["neurips", "nips"]),
    ("north american chapter of the association for computational linguistics", &["naacl"]),
    ("international conference on learning representations", &["iclr"]),
    ("computer vision and pattern recognition", &["cvpr"]),
    ("uncertainty in artificial intelligence", &["uai"]),
    ("knowledge discovery and data mining", &["kdd"]),
    ("the web conference", &["www", "thewebconf"]),
    ("interspeech", &["interspeech"]),
    ("acoustics, speech, and signal processing", &["icassp"]),
    ("transactions on pattern analysis and machine intelligence", &["tpami", "pami"]),
    ("international journal of computer vision", &["ijcv"]),
    ("symposium on operating systems principles", &["sosp"]),
    ("usenix", &["usenix", "osdi", "nsdi", "atc"]),
];

/// Whether the entry, or a heading above it, names the venue in a way the reader took for something else.
fn names_venue(context: &Context<'_>, entry: &Entry, venue: &str) -> bool {
    let own = context.bytes.get(entry.span.clone()).map(String::from_utf8_lossy).unwrap_or_default();
    let above: String = context.list.section_path(entry).iter().chain(&entry.group).map(|name| format!(" {name}")).collect();
    let text = format!("{own} {above}").to_lowercase();
    let venue_lower = venue.to_lowercase();
    if text.contains(&venue_lower) {
        return true;
    }
    let short =
        SHORT_NAMES.iter().filter(|(name, _)| venue_lower.contains(name)).flat_map(|(_, short)| short.iter().map(|s| (*s).to_owned()));
    short.chain(initials(venue)).any(|name| has_word(&text, &name))
}

/// `International Conference on Machine Learning` → `icml`, and short names printed in capitals: `AAAI Conference on …` → `aaai`.
fn initials(venue: &str) -> Vec<String> {
    let words: Vec<&str> = venue.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let capitals =
        words.iter().filter(|w| w.len() >= 3 && w.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())).map(|w| w.to_lowercase());
    let letters: String = words
        .iter()
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .filter_map(|w| w.chars().next())
        .collect::<String>()
        .to_lowercase();
    let mut names: Vec<String> = capitals.collect();
    // Short names leave out words at the front: `Conference on Empirical Methods in …` is EMNLP.
    names.extend((0..letters.len().saturating_sub(2)).filter_map(|from| letters.get(from..)).map(str::to_owned));
    names
}

/// `word` at the start of a word, perhaps followed by a year: `cvpr2021`, `cvpr'21`.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_forms_publishers_use_are_a_retraction() {
        let titled = |title: &str| retracted(&Paper::new("1", title)).is_some();
        assert!(titled("RETRACTED ARTICLE: On Lists") && titled("[Retracted] On Lists") && titled("Withdrawn: On Lists"));
        assert!(!titled("Retracted papers and who cites them") && !titled("Retraction Watch: a study"));
        let typed = Paper { publication_types: vec!["Retracted Publication".into()], ..Paper::new("1", "On Lists") };
        assert!(retracted(&typed).is_some());
    }

    #[test]
    fn short_names_of_venues_are_known() {
        assert!(initials("Computer Vision and Pattern Recognition").contains(&"cvpr".to_owned()));
        assert!(initials("Conference on Empirical Methods in Natural Language Processing").contains(&"emnlp".to_owned()));
        assert!(initials("AAAI Conference on Artificial Intelligence").contains(&"aaai".to_owned()));
        assert!(has_word("[cvpr'21] x", "cvpr") && has_word("cvpr2021", "cvpr") && !has_word("acvprx", "cvpr"));
    }
}
