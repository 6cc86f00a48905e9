//! Where does a paper stand among its own: in its section, and in its topic?
//!
//! Rankings, topics and the corpus go in; places inside sections and topics come out. No score is made here.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Rankings, Topics};
use crate::corpus::Corpus;
use crate::paper::{PaperIx, SectionPath};

/// A paper's places inside its groups. Ranks are 1-based; equal values share the better rank.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Places {
    pub paper: PaperIx,
    /// The section it stands under first, and its places there; `None` without a section.
    pub section: Option<Place>,
    /// Its topic of [`Topics::topics`], and its places there; `None` without a topic.
    pub topic: Option<Place>,
}

/// A place inside one section or topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Place {
    /// Into [`Corpus::section_order`] or [`Topics::topics`].
    pub group: u32,
    /// Ranked papers of the group.
    pub papers: u32,
    /// By `hot`.
    pub rank: u32,
    /// By `age_percentile`; `None` without one.
    pub age_rank: Option<u32>,
}

/// Places of every ranked paper, parallel to [`Rankings::standings`]. O(papers · log papers).
///
/// `corpus` and `topics` must be those the rankings were made of.
pub fn places(corpus: &Corpus, rankings: &Rankings, topics: &Topics) -> Vec<Places> {
    let standings = &rankings.standings;
    let number: BTreeMap<&SectionPath, u32> = corpus.section_order().iter().zip(0..).collect();
    let at = |paper: PaperIx| corpus.listed().binary_search(&paper).ok();
    let section_of = |paper: PaperIx| corpus.sections().get(at(paper)?)?.first().and_then(|name| number.get(name).copied());
    let sections: Vec<Option<u32>> = standings.iter().map(|s| section_of(s.paper)).collect();
    let of_topic: Vec<Option<u32>> = standings.iter().map(|s| *topics.topic_of.get(at(s.paper)?)?).collect();
    let hot: Vec<Option<f64>> = standings.iter().map(|s| Some(s.hot)).collect();
    let age: Vec<Option<f64>> = standings.iter().map(|s| s.age_percentile).collect();
    let within = |group: &[Option<u32>]| -> Vec<Option<Place>> {
        let mut size: BTreeMap<u32, u32> = BTreeMap::new();
        group.iter().flatten().for_each(|&g| *size.entry(g).or_insert(0) += 1);
        let (rank, age_rank) = (ranks_within(&hot, group), ranks_within(&age, group));
        let place = |i: usize| Some(Place { group: group[i]?, papers: size[&group[i]?], rank: rank[i]?, age_rank: age_rank[i] });
        (0..group.len()).map(place).collect()
    };
    let (in_section, in_topic) = (within(&sections), within(&of_topic));
    let whole = standings.iter().zip(in_section).zip(in_topic);
    whole.map(|((standing, section), topic)| Places { paper: standing.paper, section, topic }).collect()
}

/// 1-based ranks inside each group, the largest value first; equal values share the better rank. `None` without a value or a group.
pub fn ranks_within<G: Ord + Copy>(values: &[Option<f64>], group: &[Option<G>]) -> Vec<Option<u32>> {
    let mut order: Vec<(G, f64, usize)> = (0..values.len()).filter_map(|i| Some((group[i]?, values[i]?, i))).collect();
    order.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
    let mut ranks = vec![None; values.len()];
    for of_group in order.chunk_by(|a, b| a.0 == b.0) {
        let mut shared = 1;
        for (place, &(_, value, i)) in of_group.iter().enumerate() {
            if place > 0 && value < of_group[place - 1].1 {
                shared = place as u32 + 1;
            }
            ranks[i] = Some(shared);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_begin_anew_in_every_group() {
        let values = [Some(3.0), Some(1.0), Some(3.0), None, Some(9.0), Some(2.0)];
        let group = [Some(0), Some(0), Some(0), Some(0), Some(1), None];
        assert_eq!(ranks_within(&values, &group), [Some(1), Some(3), Some(1), None, Some(1), None]);
    }
}
