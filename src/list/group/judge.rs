//! Papers or other things: entries whose own evidence is weak are judged with their siblings and their heading.
//!
//! Entries of one list go in with the kind their own lines gave them; the kinds of the doubtful ones come out changed, with the reason.
//! What prints an identifier, links to a paper or names authors and a year is never changed here.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::RandomState;

use super::super::kind;
use super::super::scan::raw_words;
use super::super::wordset::{Words, has, words_of};
use super::super::{Entry, Kind, Section};
use super::likeness::likeness;

static RESOURCE_HEADINGS: Words = LazyLock::new(|| words_of(include_str!("../lexicon/resource_headings.txt")));

/// The part of the siblings that must be papers by their own evidence before an entry on an unknown host is one, too. Below it the group
/// is mixed and the entry's own evidence stands.
const SHARE_OF_PAPERS: f64 = 0.4;

/// How much such an entry must look like a title; a name of one word is enough where all of its siblings are papers.
const LIKENESS: f64 = 0.4;

/// The part above which even an entry that links to code alone is a paper like its siblings.
const NEARLY_ALL: f64 = 0.75;

/// Judges the doubtful entries of a list; linear.
pub(in super::super) fn judge(entries: &mut [Entry], sections: &[Section]) {
    let mut counts: HashMap<(Option<usize>, &'static str), (usize, usize), RandomState> = HashMap::default();
    for entry in entries.iter() {
        let count = counts.entry((entry.section, entry.rule.unit)).or_default();
        count.0 += usize::from(is_evident(entry));
        count.1 += 1;
    }
    for entry in entries.iter_mut().filter(|entry| !is_evident(entry)) {
        let (papers, all) = counts[&(entry.section, entry.rule.unit)];
        // The entry itself is no evidence for itself.
        let share = if all > 1 { papers as f64 / (all - 1) as f64 } else { 0.0 };
        let heading = entry.section.and_then(|section| sections[section].path.last());
        let of_resources = heading.is_some_and(|name| is_of_resources(name)) && share < NEARLY_ALL;
        if let Some((kind, reason)) = verdict(entry, share, of_resources) {
            (entry.kind, entry.rule.kind) = (kind, reason);
        }
    }
}

/// The kind an entry of weak evidence gets, when it is another.
fn verdict(entry: &Entry, share: f64, of_resources: bool) -> Option<(Kind, &'static str)> {
    let code = || entry.links.iter().filter(|link| !link.image).all(|link| kind::of_address(&link.url) == Some(Kind::Repository));
    match entry.rule.kind {
        "title-alone" | "no-link" if of_resources => Some((Kind::Resource, "heading-of-resources")),
        "title-alone" if entry.links.iter().any(|link| !link.image) && code() && share < NEARLY_ALL => {
            Some((Kind::Repository, "code-alone"))
        }
        "unknown-host"
            if !of_resources && share >= SHARE_OF_PAPERS && likeness(&entry.title) >= if share >= NEARLY_ALL { 0.2 } else { LIKENESS } =>
        {
            Some((Kind::Paper, "siblings-are-papers"))
        }
        _ => None,
    }
}

/// The entry's own lines say that it is a paper.
fn is_evident(entry: &Entry) -> bool {
    entry.kind == Kind::Paper && !matches!(entry.rule.kind, "title-alone" | "no-link")
}

/// `Conferences`, `Courses and tutorials`, `Related projects`; not `Papers and books`.
fn is_of_resources(heading: &str) -> bool {
    let mut words = 0;
    let mut named = false;
    for word in raw_words(heading) {
        words += 1;
        named |= has(&RESOURCE_HEADINGS, word);
        if word.eq_ignore_ascii_case("papers") || word.eq_ignore_ascii_case("paper") || word.eq_ignore_ascii_case("surveys") {
            return false;
        }
    }
    named && words <= 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list::read;

    fn kinds(text: &str) -> Vec<Kind> {
        read(text).entries.iter().map(|entry| entry.kind).collect()
    }

    #[test]
    fn a_title_on_an_unknown_host_is_a_paper_among_papers() {
        let papers = "# L\n\n- [Shelves That Sort Themselves](https://arxiv.org/abs/1908.03030)\n- [A Door for Every Drawer](https://journal.example.com/1)\n- [Pulleys in a Storm](https://arxiv.org/abs/1909.04040)\n";
        assert_eq!(kinds(papers), [Kind::Paper; 3]);
        let pages = papers.replace("https://arxiv.org/abs/", "https://pages.example.org/");
        assert_eq!(kinds(&pages), [Kind::Resource; 3]);
    }

    #[test]
    fn what_links_to_code_alone_is_code() {
        let text = "# L\n\n- Ferry Kit: Fast Delivery of Models to Ports. [[GitHub]](https://github.com/example/ferry)\n- Skiff: A Delivery Project for Small Loads [[GitHub]](https://github.com/example/skiff)\n";
        assert_eq!(kinds(text), [Kind::Repository; 2]);
    }
}
