//! What rises and what falls?
//!
//! Monthly series of the listed papers and of the citations they receive, per topic and section; growth; bursts; the years the list builds on; papers that slept, and
//! papers that displaced what came before. Months that are still filling are marked, never interpreted. Each part is made in its own file.

use super::beauty::sleeping_beauties;
use super::bursts::Talk;
use super::disruptive::disruptions;
use super::horizon::Horizon;
use super::months::Months;
use super::reference_years::{half_lives, reference_peaks, reference_years};
use super::sections::{first_sections, section_names};
use super::series::{counted, series};
use super::{Topics, Trends};

pub(crate) fn trends(horizon: &Horizon, topics: &Topics) -> Trends {
    let Some(months) = Months::of(horizon) else { return Trends::default() };
    let (reference_half_life, citation_half_life) = half_lives(horizon);
    let whole = counted(horizon, &months, "", &horizon.listed);
    let talk = Talk::of(horizon, &months);
    let topic_members: Vec<(String, Vec<u32>)> =
        topics.topics.iter().map(|topic| (topic.label.clone(), topic.papers.iter().map(|ix| ix.0).collect())).collect();
    let reference_years = reference_years(horizon);
    Trends {
        first_month: months.first,
        incomplete_months: months.incomplete,
        topics: series(horizon, &months, &talk, topic_members, &whole),
        sections: series(horizon, &months, &talk, section_members(horizon), &whole),
        bursts: talk.bursts_of_terms(horizon, &months),
        reference_peaks: reference_peaks(horizon, &reference_years),
        reference_years,
        reference_half_life,
        citation_half_life,
        velocity: whole.velocity,
        outlook: whole.outlook,
        sleeping_beauties: sleeping_beauties(horizon),
        disruption: disruptions(horizon),
        papers: whole.papers,
        citations: whole.citations,
    }
}

/// Sections with the known papers that stand under them first, in the order of the list.
fn section_members(horizon: &Horizon) -> Vec<(String, Vec<u32>)> {
    let names = section_names(horizon);
    let mut members: Vec<(String, Vec<u32>)> = horizon.corpus.section_order().iter().map(|name| (name.clone(), Vec::new())).collect();
    for (section, &node) in first_sections(horizon).into_iter().zip(&horizon.listed) {
        if let Some(&place) = section.and_then(|section| names.get(section)) {
            members[place].1.push(node);
        }
    }
    members.retain(|(_, nodes)| !nodes.is_empty());
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn series_run_without_gaps_and_the_last_months_are_marked() {
        let sample = Sample::new(&[("a", "2020-01"), ("b", "2020-04"), ("c", "2022-11"), ("y", "2021")])
            .cites(&[("b", "a"), ("c", "a"), ("c", "b"), ("y", "a")])
            .listed_under("One", &["a"])
            .listed_under("Two", &["b"]);
        let (corpus, graph) = sample.build();
        let trends = trends(&Horizon::new(&corpus, &graph, date("2023-01-15")), &Topics::default());
        assert_eq!((trends.papers.len(), trends.papers.iter().sum::<u32>()), (37, 2));
        // The paper known to the year only has no month to stand in.
        assert_eq!(trends.citations.iter().sum::<u32>(), 3);
        assert_eq!(trends.incomplete_months, 4);
        assert_eq!(trends.sections.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
    }

    #[test]
    fn a_closed_collection_ends_where_its_data_ends() {
        let (corpus, graph) = Sample::new(&[("a", "2020-01"), ("b", "2020-12")]).cites(&[("b", "a")]).listed(&["a"]).build();
        let trends = trends(&Horizon::new(&corpus, &graph, date("2025-01-01")), &Topics::default());
        assert_eq!((trends.papers.len(), trends.incomplete_months), (12, 3));
    }

    #[test]
    fn without_dates_there_is_no_trend() {
        let (corpus, graph) = Sample::new(&[("a", ""), ("b", "")]).cites(&[("b", "a")]).listed(&["a"]).build();
        assert_eq!(trends(&Horizon::new(&corpus, &graph, date("2025-01-01")), &Topics::default()), Trends::default());
    }
}
