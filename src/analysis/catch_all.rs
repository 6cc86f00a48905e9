//! Which sections are overviews of the others?
//!
//! A table of everything ("List of LLMs") repeats papers that stand in their own sections as well. It says nothing of what a paper is about, so no paper is
//! filed there and it takes no part in the comparison of sections with citations.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::paper::SectionPath;

/// A smaller section is never called an overview: two or three papers listed twice are chance.
const FEWEST_PAPERS: usize = 10;
/// This share of its papers must stand in another section as well. Of the sections of 44 lists with ten papers or more, the one overview has 98 % and the next
/// highest section that repeats several others has 61 %; the limit lies between them and was not tuned further.
const REPEATED: f64 = 0.8;
/// The other places of its papers are spread over at least this many sections …
const FEWEST_OTHERS: usize = 3;
/// … none of which has more than this share of them: otherwise the section is a part or a twin of that one.
const MOST_IN_ONE: f64 = 2.0 / 3.0;

/// The sections that only repeat what stands in others, in no order.
///
/// Empty when several sections that would be such hold half of the papers between them: then the list is arranged twice, by topic and by year say, and neither
/// arrangement is an overview of the other. O(listings · sections of a paper).
pub(crate) fn catch_all(corpus: &Corpus) -> BTreeSet<&SectionPath> {
    let mut members: BTreeMap<&SectionPath, Vec<&[SectionPath]>> = BTreeMap::new();
    for sections in corpus.sections() {
        sections.iter().for_each(|section| members.entry(section).or_default().push(sections));
    }
    members.retain(|_, papers| papers.len() >= FEWEST_PAPERS);
    let found: BTreeSet<&SectionPath> =
        members.iter().filter(|(section, papers)| repeats_others(section, papers)).map(|(section, _)| *section).collect();
    let inside = corpus.sections().iter().filter(|sections| sections.iter().any(|section| found.contains(section))).count();
    if found.len() > 1 && 2 * inside >= corpus.sections().len() { BTreeSet::new() } else { found }
}

/// `papers`: all sections of each paper of the section.
fn repeats_others(section: &SectionPath, papers: &[&[SectionPath]]) -> bool {
    let repeated = papers.iter().filter(|sections| sections.len() > 1).count();
    let mut others: BTreeMap<&SectionPath, usize> = BTreeMap::new();
    for other in papers.iter().copied().flatten().filter(|other| *other != section) {
        *others.entry(other).or_insert(0) += 1;
    }
    let most = others.values().copied().max().unwrap_or(0);
    repeated as f64 >= REPEATED * papers.len() as f64 && others.len() >= FEWEST_OTHERS && most as f64 <= MOST_IN_ONE * repeated as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::Sample;

    /// Papers `p0` … and the sections each stands in.
    fn found(listings: &[(&str, std::ops::Range<usize>)]) -> Vec<String> {
        let ids: Vec<String> = (0..60).map(|i| format!("p{i}")).collect();
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "2020-01")).collect();
        let sample = listings.iter().fold(Sample::new(&papers), |sample, (section, members)| {
            let members: Vec<&str> = members.clone().map(|i| ids[i].as_str()).collect();
            sample.listed_under(section, &members)
        });
        let (corpus, _) = sample.build();
        catch_all(&corpus).into_iter().map(SectionPath::to_string).collect()
    }

    #[test]
    fn a_table_of_what_the_other_sections_hold_is_one() {
        assert_eq!(found(&[("All models", 0..40), ("Text", 0..15), ("Images", 15..28), ("Sound", 28..60)]), ["All models"]);
        // A fifth of it may stand nowhere else.
        assert_eq!(found(&[("Must read", 0..20), ("Text", 4..9), ("Images", 9..14), ("Sound", 14..60), ("Tools", 30..45)]), ["Must read"]);
    }

    #[test]
    fn a_part_of_another_section_a_small_one_and_a_list_arranged_twice_are_none() {
        assert!(found(&[("Text", 0..40), ("Short text", 0..20), ("Images", 40..60), ("Sound", 45..60)]).is_empty());
        assert!(found(&[("New", 0..9), ("Text", 0..15), ("Images", 15..28), ("Sound", 28..60)]).is_empty());
        // Two topics, and within each of them the same three years.
        let mut twice = vec![("By topic › A", 0..30), ("By topic › B", 30..60)];
        for start in [0, 30] {
            twice.extend([("2020", start..start + 10), ("2021", start + 10..start + 20), ("2022", start + 20..start + 30)]);
        }
        assert!(found(&twice).is_empty());
    }
}
