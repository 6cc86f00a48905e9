//! Do later papers cite a paper instead of what it rests on, or together with it?
//!
//! The counts behind the disruption index (Funk & Owen-Smith 2017; Wu, Wang & Evans 2019). The graph and days of publication go in, three counts a paper come out;
//! nothing here says which papers it is fair to compare.

use rayon::prelude::*;

use super::CitationGraph;

/// Papers after the focal one, within the window: who cites what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Followers {
    /// Cite the focal paper and none of its references (n_i).
    pub focal_only: u32,
    /// Cite the focal paper and some of its references (n_j).
    pub both: u32,
    /// Cite some of its references but not the focal paper (n_k).
    pub references_only: u32,
}

impl Followers {
    /// CD = (n_i − n_j) / (n_i + n_j + n_k), −1 (consolidating) … 1 (disrupting); `None` without followers.
    ///
    /// Misleads across time and fields: longer reference lists push it towards 0 (Petersen, Arroyave & Pammolli 2024), and a paper whose reference list is
    /// unknown seems to disrupt everything. Compare within an age, with 10 references and 10 citers at least.
    pub fn disruption(&self) -> Option<f64> {
        self.ratio(self.references_only)
    }

    /// (n_i − n_j) / (n_i + n_j): the index without n_k (Leydesdorff, Tekles & Bornmann 2021), which needs the reference lists of the citers only.
    pub fn disruption_without_bystanders(&self) -> Option<f64> {
        self.ratio(0)
    }

    /// Papers of the window that cite the focal one.
    pub fn citers(&self) -> u32 {
        self.focal_only + self.both
    }

    fn ratio(&self, bystanders: u32) -> Option<f64> {
        let all = f64::from(self.focal_only) + f64::from(self.both) + f64::from(bystanders);
        (all > 0.0).then(|| (f64::from(self.focal_only) - f64::from(self.both)) / all)
    }
}

/// The followers of each of `focal` among papers published after it and at most `window` days later (`None`: ever after), on `day` (days since 1970-01-01).
///
/// Papers without a day follow nobody and have no followers; nor does a paper without references in the graph, whose index would be 1 by lack of data.
/// O(Σ over focal papers of the citers of their references), parallel over the focal papers; one word a node and thread.
pub fn followers(graph: &CitationGraph, day: &[Option<i32>], focal: &[u32], window: Option<i32>) -> Vec<Followers> {
    focal.par_iter().map_init(|| vec![NOT_MET; graph.node_count()], |met, &focal| of_one(graph, day, focal, window, met)).collect()
}

const NOT_MET: u8 = 0;
const CITES_FOCAL: u8 = 1;
const COUNTED: u8 = 2;

/// `met` is all [`NOT_MET`] before and after.
fn of_one(graph: &CitationGraph, day: &[Option<i32>], focal: u32, window: Option<i32>, met: &mut [u8]) -> Followers {
    let (Some(published), false) = (day[focal as usize], graph.references(focal).is_empty()) else { return Followers::default() };
    let last = window.map_or(i32::MAX, |window| published.saturating_add(window));
    let follows = |paper: u32| day[paper as usize].is_some_and(|day| day > published && day <= last);
    let mut count = Followers::default();
    for &citer in graph.citers(focal).iter().filter(|&&citer| follows(citer)) {
        met[citer as usize] = CITES_FOCAL;
        count.focal_only += 1;
    }
    let around = || graph.references(focal).iter().flat_map(|&reference| graph.citers(reference)).copied();
    for paper in around().filter(|&paper| paper != focal) {
        match met[paper as usize] {
            CITES_FOCAL => (count.focal_only, count.both) = (count.focal_only - 1, count.both + 1),
            NOT_MET if follows(paper) => count.references_only += 1,
            _ => continue,
        }
        met[paper as usize] = COUNTED;
    }
    graph.citers(focal).iter().for_each(|&citer| met[citer as usize] = NOT_MET);
    around().for_each(|paper| met[paper as usize] = NOT_MET);
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::chance::Dice;

    #[test]
    fn a_paper_cited_alone_disrupts_and_one_cited_with_its_sources_consolidates() {
        // 2 cites 0 and 1. Then 3 cites 2 only, 4 cites 2 and 0, 5 cites 1 only.
        let graph = CitationGraph::from_sorted(6, vec![(2, 0), (2, 1), (3, 2), (4, 0), (4, 2), (5, 1)]);
        let day: Vec<Option<i32>> = (0..6).map(|i| Some(i * 100)).collect();
        let of = |window| followers(&graph, &day, &[2], window)[0];
        assert_eq!(of(None), Followers { focal_only: 1, both: 1, references_only: 1 });
        assert_eq!(of(None).disruption(), Some(0.0));
        assert_eq!(of(Some(100)), Followers { focal_only: 1, both: 0, references_only: 0 });
        assert_eq!(of(Some(100)).disruption(), Some(1.0));
        // Without references nothing can be said.
        assert_eq!(followers(&graph, &day, &[0], None)[0].disruption(), None);
    }

    #[test]
    fn counts_are_those_of_asking_every_paper() {
        for seed in 0..300 {
            let mut dice = Dice::new(seed);
            let nodes = 2 + dice.below(11);
            let day: Vec<Option<i32>> = (0..nodes).map(|_| (dice.below(8) > 0).then(|| dice.below(9) as i32)).collect();
            let mut arrows: Vec<(u32, u32)> =
                (0..40).map(|_| (dice.below(nodes) as u32, dice.below(nodes) as u32)).filter(|(a, b)| a != b).collect();
            arrows.sort_unstable();
            arrows.dedup();
            let graph = CitationGraph::from_sorted(nodes, arrows);
            let window = (dice.below(3) > 0).then(|| dice.below(6) as i32);
            let everyone: Vec<u32> = (0..nodes as u32).collect();
            for (focal, found) in everyone.iter().zip(followers(&graph, &day, &everyone, window)) {
                assert_eq!(found, asked_one_by_one(&graph, &day, *focal, window), "seed {seed}, paper {focal}");
            }
        }
    }

    fn asked_one_by_one(graph: &CitationGraph, day: &[Option<i32>], focal: u32, window: Option<i32>) -> Followers {
        let mut count = Followers::default();
        let references = graph.references(focal);
        for paper in 0..graph.node_count() as u32 {
            let (Some(then), Some(now)) = (day[focal as usize], day[paper as usize]) else { continue };
            if references.is_empty() || paper == focal || now <= then || window.is_some_and(|window| now > then + window) {
                continue;
            }
            let cites = graph.references(paper);
            match (cites.contains(&focal), cites.iter().any(|cited| references.contains(cited))) {
                (true, false) => count.focal_only += 1,
                (true, true) => count.both += 1,
                (false, true) => count.references_only += 1,
                (false, false) => {}
            }
        }
        count
    }
}
