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
use super::sections::{all_sections, section_places};
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

/// Sections with all known papers that stand in them, in the order of the list: a paper counts in each of its sections.
fn section_members(horizon: &Horizon) -> Vec<(String, Vec<u32>)> {
    let places = section_places(horizon);
    let mut members: Vec<(String, Vec<u32>)> =
        horizon.corpus.section_order().iter().map(|section| (section.to_string(), Vec::new())).collect();
    for (sections, &node) in all_sections(horizon).zip(&horizon.listed) {
        for place in sections.iter().filter_map(|section| places.get(section)) {
            members[*place].1.push(node);
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
    fn a_paper_counts_in_every_section_even_when_a_table_of_everything_comes_first() {
        // Twenty papers stand in a table first and in three sections after it; each is cited by two papers of its own.
        let ids: Vec<(String, String)> = (0..20)
            .map(|i| (format!("p{i:02}"), format!("2019-{:02}", i % 12 + 1)))
            .chain((0..40).map(|i| (format!("c{i:02}"), format!("{}-{:02}", 2020 + i / 20, i % 12 + 1))))
            .collect();
        let papers: Vec<(&str, &str)> = ids.iter().map(|(id, date)| (id.as_str(), date.as_str())).collect();
        let arrows: Vec<(&str, &str)> = (0..40).map(|i| (papers[20 + i].0, papers[i % 20].0)).collect();
        let listed: Vec<&str> = papers[..20].iter().map(|(id, _)| *id).collect();
        let sample = Sample::new(&papers).cites(&arrows).listed_under("All", &listed);
        let sample = sample.listed_under("A", &listed[..8]).listed_under("B", &listed[8..14]).listed_under("C", &listed[14..]);
        let (corpus, graph) = sample.build();
        let trends = trends(&Horizon::new(&corpus, &graph, date("2021-12-31")), &Topics::default());
        let sums: Vec<(&str, u32, u32)> =
            trends.sections.iter().map(|s| (s.name.as_str(), s.papers.iter().sum(), s.citations.iter().sum())).collect();
        assert_eq!(sums, [("All", 20, 40), ("A", 8, 16), ("B", 6, 12), ("C", 6, 12)]);
    }

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
