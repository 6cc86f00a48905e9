//! Which listed papers do the others rest on, and how do these rest on each other?
//!
//! Garfield's historiograph (2003): the papers most cited from within the list and the citations among them, for a picture along time. Not a ranking.

use serde::Serialize;

use super::horizon::Horizon;
use crate::paper::PaperIx;

/// The papers most cited by the list, in order of time, and who of them cites whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Historiograph {
    /// Oldest first; papers without a date last.
    pub papers: Vec<Landmark>,
    /// (citing, cited), both among `papers`, ascending.
    pub links: Vec<(PaperIx, PaperIx)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Landmark {
    pub paper: PaperIx,
    /// Local citation score: listed papers that cite it.
    pub local_citations: u32,
    /// Global citation score: the catalog's total, or the citing papers in the corpus where it gives none.
    pub citations: u32,
}

const LANDMARKS: usize = 30;

/// The 30 listed papers with most local citations (then most citations), at least one each. O(citations of the listed papers).
pub(crate) fn historiograph(horizon: &Horizon) -> Historiograph {
    let graph = horizon.graph();
    let mut is_listed = vec![false; horizon.known.len()];
    horizon.listed.iter().for_each(|&node| is_listed[node as usize] = true);
    let mut landmarks: Vec<Landmark> = horizon
        .listed
        .iter()
        .map(|&node| {
            let total = horizon.corpus.paper(PaperIx(node)).citation_count.filter(|_| horizon.is_whole());
            let local_citations = graph.citers(node).iter().filter(|&&citer| is_listed[citer as usize]).count() as u32;
            Landmark { paper: PaperIx(node), local_citations, citations: total.unwrap_or(graph.citers(node).len() as u32) }
        })
        .filter(|landmark| landmark.local_citations > 0)
        .collect();
    landmarks.sort_by_key(|l| (std::cmp::Reverse((l.local_citations, l.citations)), l.paper));
    landmarks.truncate(LANDMARKS);
    landmarks.sort_by_key(|l| (horizon.day[l.paper.index()].unwrap_or(i32::MAX), l.paper));
    let mut chosen: Vec<u32> = landmarks.iter().map(|l| l.paper.0).collect();
    chosen.sort_unstable();
    let among = |node: u32| graph.references(node).iter().filter(|&cited| chosen.binary_search(cited).is_ok());
    let links = chosen.iter().flat_map(|&node| among(node).map(move |&cited| (PaperIx(node), PaperIx(cited)))).collect();
    Historiograph { papers: landmarks, links }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn papers_the_list_rests_on_stand_along_time() {
        let sample = Sample::new(&[("a", "2019-01"), ("b", "2018-01"), ("c", "2020-01"), ("x", "2021-01")])
            .cites(&[("a", "b"), ("c", "a"), ("c", "b"), ("x", "c")])
            .listed(&["a", "b", "c"]);
        let (corpus, graph) = sample.build();
        let found = historiograph(&Horizon::new(&corpus, &graph, date("2022-01-01")));
        let told: Vec<(&str, u32, u32)> =
            found.papers.iter().map(|l| (corpus.paper(l.paper).title.as_str(), l.local_citations, l.citations)).collect();
        assert_eq!(told, [("b", 2, 2), ("a", 1, 1)]);
        assert_eq!(found.links, [(PaperIx(0), PaperIx(1))]);
    }
}
