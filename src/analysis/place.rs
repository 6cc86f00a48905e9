//! Where does a paper stand by one number: among all, in its section, in its topic?
//!
//! Standings and the groups they belong to go in, places come out. Nothing is computed anew.

use serde::Serialize;

use super::Standing;
use super::standing::ranks_within;

/// A number to rank by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    Hot,
    /// Percentile among papers of its age; equal percentiles are shown in the order of rescaled PageRank.
    Age,
    Citations,
    Influential,
    /// Citations of the last 12 months.
    Recent,
    Pagerank,
    Rescaled,
    /// Citations by listed papers.
    Local,
    /// Coupling with the rest of the list.
    Relevance,
}

/// No number is called so.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("no number is called `{0}`")]
pub struct UnknownNumber(String);

impl std::str::FromStr for By {
    type Err = UnknownNumber;

    fn from_str(name: &str) -> Result<By, UnknownNumber> {
        By::ALL.into_iter().find(|by| by.name() == name).ok_or_else(|| UnknownNumber(name.to_owned()))
    }
}

impl By {
    pub const ALL: [By; 9] =
        [By::Hot, By::Age, By::Citations, By::Influential, By::Recent, By::Pagerank, By::Rescaled, By::Local, By::Relevance];

    /// As it is typed and printed.
    pub const fn name(self) -> &'static str {
        match self {
            By::Hot => "hot",
            By::Age => "age",
            By::Citations => "citations",
            By::Influential => "influential",
            By::Recent => "recent",
            By::Pagerank => "pagerank",
            By::Rescaled => "rescaled",
            By::Local => "local",
            By::Relevance => "relevance",
        }
    }

    /// In a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            By::Hot => "Attention it will get soon",
            By::Age => "Percentile of citations among papers of its age",
            By::Citations => "All citations",
            By::Influential => "Citations the catalog calls influential",
            By::Recent => "Citations of the last 12 months",
            By::Pagerank => "PageRank",
            By::Rescaled => "PageRank against papers of its age",
            By::Local => "Citations by listed papers",
            By::Relevance => "Coupling with the rest of the list",
        }
    }

    /// `None`: this paper cannot be ranked by it, which is not the same as coming last.
    pub fn value(self, standing: &Standing) -> Option<f64> {
        match self {
            By::Hot => Some(standing.hot),
            By::Age => standing.age_percentile,
            By::Citations => Some(f64::from(standing.all_citations())),
            By::Influential => standing.influential_citations.map(f64::from),
            By::Recent => Some(f64::from(standing.citations_12m)),
            By::Pagerank => Some(standing.pagerank),
            By::Rescaled => standing.rescaled_pagerank,
            By::Local => Some(f64::from(standing.local_citations)),
            By::Relevance => Some(standing.relevance),
        }
    }
}

/// Ranks are 1-based; equal values share the better one. `None` where the number is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    pub rank: Option<u32>,
    pub in_section: Option<u32>,
    pub in_topic: Option<u32>,
}

/// The standings best first, as places in `standings`, and the [`Place`] of each (parallel to `standings`).
///
/// `section` and `topic` name the group of a standing; papers without one have no place in it. Papers without the number come last. O(n log n).
pub fn places<S: Ord + Copy, T: Ord + Copy>(
    standings: &[Standing],
    by: By,
    section: impl Fn(&Standing) -> Option<S>,
    topic: impl Fn(&Standing) -> Option<T>,
) -> (Vec<usize>, Vec<Place>) {
    let key = |i: usize| by.value(&standings[i]).unwrap_or(f64::NEG_INFINITY);
    let second = |i: usize| if by == By::Age { standings[i].rescaled_pagerank.unwrap_or(f64::NEG_INFINITY) } else { standings[i].hot };
    let mut order: Vec<usize> = (0..standings.len()).collect();
    order.sort_by(|&a, &b| {
        let (x, y) = (&standings[a], &standings[b]);
        key(b)
            .total_cmp(&key(a))
            .then(second(b).total_cmp(&second(a)))
            .then(y.citations_known.cmp(&x.citations_known))
            .then(x.paper.cmp(&y.paper))
    });
    let values: Vec<Option<f64>> = standings.iter().map(|standing| by.value(standing)).collect();
    let all = ranks_within(&values, &vec![Some(()); standings.len()]);
    let sections = ranks_within(&values, &standings.iter().map(section).collect::<Vec<_>>());
    let topics = ranks_within(&values, &standings.iter().map(topic).collect::<Vec<_>>());
    let place = |i: usize| Place { rank: all[i], in_section: sections[i], in_topic: topics[i] };
    (order, (0..standings.len()).map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::horizon::Horizon;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn numbers_are_typed_as_they_are_printed() {
        for by in By::ALL {
            assert_eq!((by.name().parse(), serde_json::to_value(by).unwrap()), (Ok(by), by.name().into()));
        }
        assert_eq!("best".parse::<By>().unwrap_err().to_string(), "no number is called `best`");
    }

    #[test]
    fn every_group_counts_for_itself_and_equal_values_share_a_place() {
        let ids = ["a", "b", "c", "d", "x", "y"];
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (*id, "2020-01")).collect();
        let (corpus, graph) =
            Sample::new(&papers).cites(&[("x", "a"), ("y", "a"), ("x", "b"), ("y", "c")]).listed(&["a", "b", "c", "d"]).build();
        let standings = crate::analysis::rank::rank(&Horizon::new(&corpus, &graph, date("2020-06-01")), 1).standings;
        let title = |s: &Standing| corpus.paper(s.paper).title.clone();
        let (order, places) =
            super::places(&standings, By::Citations, |s| Some(title(s).as_str() > "b"), |s| (title(s) != "a").then_some(0));
        let of = |name: &str| places[standings.iter().position(|s| title(s) == name).unwrap()];
        assert_eq!(title(&standings[order[0]]), "a");
        assert_eq!(of("a"), Place { rank: Some(1), in_section: Some(1), in_topic: None });
        assert_eq!(of("b"), Place { rank: Some(2), in_section: Some(2), in_topic: Some(1) });
        assert_eq!(of("c"), Place { rank: Some(2), in_section: Some(1), in_topic: Some(1) });
        assert_eq!(of("d"), Place { rank: Some(4), in_section: Some(2), in_topic: Some(3) });
        let (_, none) = super::places(&standings, By::Influential, |_| None::<u8>, |_| None::<u8>);
        assert!(none.iter().all(|place| place.rank.is_none()));
    }
}
