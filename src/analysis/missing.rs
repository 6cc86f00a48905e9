//! Which papers might the list lack?
//!
//! Works the listed papers rest on (classics) and works that build on them (recents), each with who votes for it, how surprising that is, and where it belongs.

use std::collections::BTreeMap;

use super::horizon::Horizon;
use super::sections::first_sections;
use super::terms::{self, Reader};
use super::{Direction, Missing, Suggestion, Wanted};
use crate::graph::CitationGraph;
use crate::graph::pagerank;
use crate::paper::PaperIx;

const KEPT: usize = 50;
const FEWEST_VOTERS: usize = 2;

pub(crate) fn missing(horizon: &Horizon) -> Missing {
    let search = Search::new(horizon);
    let told = |direction| search.suggestions(&Wanted { direction, fewest_voters: FEWEST_VOTERS, most: KEPT });
    Missing { classics: told(Direction::Classics), recents: told(Direction::Recents) }
}

/// Suggestions of one kind, best first.
pub(crate) fn suggestions(horizon: &Horizon, wanted: &Wanted) -> Vec<Suggestion> {
    Search::new(horizon).suggestions(wanted)
}

/// A list to be completed, and how near everything is to it.
struct Search<'a, 'b> {
    horizon: &'a Horizon<'b>,
    seeds: Seeds,
    scores: Scores,
    expected: Expected,
}

struct Candidate {
    node: u32,
    score: f64,
    /// Its votes are citations by the list, rather than of the list.
    classic: bool,
    voters: Vec<u32>,
}

impl<'a, 'b> Search<'a, 'b> {
    fn new(horizon: &'a Horizon<'b>) -> Search<'a, 'b> {
        let seeds = Seeds::new(horizon.graph(), &horizon.listed);
        let ages = horizon.ages();
        let alike = text_likeness(horizon);
        let counts = |node: u32| {
            let paper = horizon.corpus.paper(PaperIx(node));
            (paper.reference_count, paper.citation_count.filter(|_| horizon.is_whole()))
        };
        let scores = list_rec(horizon.graph(), &seeds, &ages, counts, alike);
        let expected = Expected::new(horizon, &seeds);
        Search { horizon, seeds, scores, expected }
    }

    fn suggestions(&self, wanted: &Wanted) -> Vec<Suggestion> {
        let known = &self.horizon.known;
        let candidates = (0..known.len() as u32).filter(|&node| known[node as usize] && !self.seeds.is_seed[node as usize]);
        let mut found: Vec<Candidate> = candidates.filter_map(|node| self.candidate(node, wanted)).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        found.truncate(wanted.most);
        found.into_iter().map(|candidate| suggestion(self.horizon, &self.seeds, candidate, &self.expected)).collect()
    }

    fn candidate(&self, node: u32, wanted: &Wanted) -> Option<Candidate> {
        let cited_by = self.seeds.among(self.horizon.graph().citers(node));
        let cites = self.seeds.among(self.horizon.graph().references(node));
        let classic = !cited_by.is_empty() && cited_by.len() >= cites.len();
        let score = match wanted.direction {
            Direction::Classics => self.scores.classic(node),
            Direction::Recents => self.scores.recent(node),
            Direction::Any => self.scores.classic(node),
        };
        let fits = match wanted.direction {
            Direction::Classics => classic,
            Direction::Recents => !classic && !cites.is_empty(),
            Direction::Any => score > 0.0,
        };
        let voters = if classic { cited_by } else { cites };
        (fits && voters.len() >= wanted.fewest_voters).then_some(Candidate { node, score, classic, voters })
    }
}

/// The listed papers as seeds of a search.
pub(crate) struct Seeds {
    pub nodes: Vec<u32>,
    pub is_seed: Vec<bool>,
}

impl Seeds {
    pub fn new(graph: &CitationGraph, nodes: &[u32]) -> Seeds {
        let mut is_seed = vec![false; graph.node_count()];
        nodes.iter().for_each(|&node| is_seed[node as usize] = true);
        Seeds { nodes: nodes.to_vec(), is_seed }
    }

    pub fn among(&self, nodes: &[u32]) -> Vec<u32> {
        nodes.iter().copied().filter(|&node| self.is_seed[node as usize]).collect()
    }
}

/// Parts of LIST-REC per paper, each with maximum 1 over papers that are not listed.
pub(crate) struct Scores {
    lists: Vec<f64>,
    walk: Vec<f64>,
    cocited: Vec<f64>,
    coupled: Vec<f64>,
    overlap: Vec<f64>,
    text: Vec<f64>,
    /// What the sum is divided by: what everyone cites is no discovery.
    fame: Vec<f64>,
}

impl Scores {
    /// What lists like this one cite, plus nearness by a random walk, plus half of co-citation and coupling with the list, plus a little of like titles.
    ///
    /// The first three are LIST-REC; coupling and titles find a seventh more of the entries hidden from real lists, and cost nothing on hidden reference lists;
    /// the division by (100 + citations)^0.3 puts the right work first more often (mean reciprocal rank .55 instead of .41).
    pub fn classic(&self, node: u32) -> f64 {
        (self.lists[node as usize] + self.common(node)) / self.fame[node as usize]
    }

    /// The same with the share of its references that is the list, instead of what similar lists cite.
    pub fn recent(&self, node: u32) -> f64 {
        (self.overlap[node as usize] + self.common(node)) / self.fame[node as usize]
    }

    fn common(&self, node: u32) -> f64 {
        let n = node as usize;
        self.walk[n] + 0.5 * self.cocited[n] + 0.5 * self.coupled[n] + 0.2 * self.text[n]
    }
}

/// LIST-REC: every paper p with w_p of K seeds among its references is a list like ours, as alike as cos_p = w_p / √(references · K).
///
/// lists = Σ over citing p of cos_p³ · e^(−age/2); walk = personalised PageRank on the undirected graph, damping 0.5;
/// cocited = Σ over seeds of Salton's cosine of co-citation; coupled = Σ over seeds of the idf cosine of coupling; `text`: likeness of titles, any scale; `counts`: the catalog's totals of references and citations. Blind to works nobody in the corpus cites. O(citations · rounds of the walk + co-citations of seeds).
pub(crate) fn list_rec(
    graph: &CitationGraph,
    seeds: &Seeds,
    ages: &[Option<f64>],
    counts: impl Fn(u32) -> (Option<u32>, Option<u32>),
    text: Vec<f64>,
) -> Scores {
    let nodes = graph.node_count();
    let k = seeds.nodes.len() as f64;
    let mut alike = vec![0.0; nodes];
    for &seed in &seeds.nodes {
        graph.citers(seed).iter().for_each(|&citer| alike[citer as usize] += 1.0);
    }
    for node in 0..nodes as u32 {
        let n = node as usize;
        if alike[n] > 0.0 {
            // The corpus may know only the part of a reference list that touches the list; the catalog's count tells how long it is.
            let references = graph.references(node).len().max(counts(node).0.unwrap_or(0) as usize) as f64;
            alike[n] /= (references * k).sqrt();
        }
    }
    let recency = |n: usize| ages[n].map_or(0.25, |age| (-age / 2.0).exp());
    let vote: Vec<f64> = alike.iter().enumerate().map(|(n, cosine)| cosine.powi(3) * recency(n)).collect();
    let lists = (0..nodes as u32).map(|node| graph.citers(node).iter().map(|&citer| vote[citer as usize]).sum()).collect();
    let mut start = vec![0.0; nodes];
    seeds.nodes.iter().for_each(|&seed| start[seed as usize] = 1.0);
    let walk = pagerank::undirected_walk(graph, 0.5, &start);
    let overlap = alike.iter().enumerate().map(|(n, cosine)| cosine * recency(n)).collect();
    Scores {
        lists: scaled(lists, seeds),
        walk: scaled(walk, seeds),
        cocited: scaled(salton(graph, seeds), seeds),
        coupled: scaled(coupled(graph, seeds), seeds),
        overlap: scaled(overlap, seeds),
        text: scaled(text, seeds),
        fame: (0..nodes as u32).map(|node| fame(graph.citers(node).len().max(counts(node).1.unwrap_or(0) as usize))).collect(),
    }
}

fn fame(citations: usize) -> f64 {
    (100.0 + citations as f64).powf(0.3)
}

/// Σ over seeds of shared citers / √(citers · citers).
pub(crate) fn salton(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let mut sum = vec![0.0; graph.node_count()];
    let mut shared = vec![0.0f64; graph.node_count()];
    let mut touched: Vec<u32> = Vec::new();
    for &seed in &seeds.nodes {
        for &citer in graph.citers(seed) {
            for &other in graph.references(citer) {
                if shared[other as usize] == 0.0 {
                    touched.push(other);
                }
                shared[other as usize] += 1.0;
            }
        }
        let own = graph.citers(seed).len() as f64;
        for other in touched.drain(..) {
            sum[other as usize] += shared[other as usize] / (own * graph.citers(other).len() as f64).sqrt();
            shared[other as usize] = 0.0;
        }
    }
    sum
}

/// Σ over seeds of the cosine between reference lists, references weighted by ln((N + 1) / (citations + 1)). O(citations).
fn coupled(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let nodes = graph.node_count();
    let weight: Vec<f64> = (0..nodes as u32).map(|node| ((nodes as f64 + 1.0) / (graph.citers(node).len() as f64 + 1.0)).ln()).collect();
    let length = |node: u32| graph.references(node).iter().map(|&cited| weight[cited as usize].powi(2)).sum::<f64>().sqrt();
    // The sum of cosines with the seeds is the cosine with the sum of their directions.
    let mut direction = vec![0.0; nodes];
    for &seed in &seeds.nodes {
        let length = length(seed);
        graph.references(seed).iter().for_each(|&cited| direction[cited as usize] += weight[cited as usize] / length);
    }
    (0..nodes as u32)
        .map(|node| match length(node) {
            length if length > 0.0 => {
                graph.references(node).iter().map(|&cited| weight[cited as usize] * direction[cited as usize]).sum::<f64>() / length
            }
            _ => 0.0,
        })
        .collect()
}

/// Mean likeness of a paper's title to the three listed titles nearest to it.
fn text_likeness(horizon: &Horizon) -> Vec<f64> {
    let titles: Vec<String> = horizon.corpus.papers().iter().map(|paper| paper.title.clone()).collect();
    let vectors = terms::vectors(&Reader::new(), &titles, titles.iter().cloned());
    terms::nearness(&vectors, &horizon.listed, 3)
}

/// Brought to maximum 1 over papers that are no seeds.
fn scaled(mut values: Vec<f64>, seeds: &Seeds) -> Vec<f64> {
    let most = values.iter().zip(&seeds.is_seed).filter(|(_, seed)| !**seed).map(|(value, _)| *value).fold(0.0, f64::max);
    if most > 0.0 {
        values.iter_mut().for_each(|value| *value /= most);
    }
    values
}

/// How many votes a work's fame makes likely: votes per citation over all candidates of its direction, times its citations.
struct Expected {
    cited_rate: Option<f64>,
    citing_rate: Option<f64>,
}

impl Expected {
    fn new(horizon: &Horizon, seeds: &Seeds) -> Expected {
        let (mut cited, mut citing) = ((0.0, 0.0), (0.0, 0.0));
        for node in (0..horizon.known.len() as u32).filter(|&node| !seeds.is_seed[node as usize]) {
            let paper = horizon.corpus.paper(PaperIx(node));
            let votes = seeds.among(horizon.graph().citers(node)).len();
            if let (Some(total), true) = (paper.citation_count, votes > 0) {
                cited = (cited.0 + votes as f64, cited.1 + f64::from(total));
            }
            let votes = seeds.among(horizon.graph().references(node)).len();
            if let (Some(total), true) = (paper.reference_count, votes > 0) {
                citing = (citing.0 + votes as f64, citing.1 + f64::from(total));
            }
        }
        let rate = |(votes, total): (f64, f64)| (votes > 0.0 && total > 0.0).then(|| votes / total);
        Expected { cited_rate: rate(cited), citing_rate: rate(citing) }
    }

    fn surprise(&self, horizon: &Horizon, node: u32, votes: usize, classic: bool) -> Option<f64> {
        let paper = horizon.corpus.paper(PaperIx(node));
        let (rate, total) = if classic { (self.cited_rate?, paper.citation_count?) } else { (self.citing_rate?, paper.reference_count?) };
        // A catalog may count fewer than the corpus shows.
        let total = f64::from(total).max(votes as f64);
        Some(votes as f64 / (rate * total)).filter(|_| horizon.is_whole())
    }
}

fn suggestion(horizon: &Horizon, seeds: &Seeds, candidate: Candidate, expected: &Expected) -> Suggestion {
    let Candidate { node, score, classic, mut voters } = candidate;
    // A vote says more the fewer works the voter deals with.
    let attention = |voter: u32| if classic { horizon.graph().references(voter).len() } else { horizon.graph().citers(voter).len() };
    voters.sort_by_key(|&voter| (attention(voter), voter));
    let surprise = expected.surprise(horizon, node, voters.len(), classic).filter(|_| !voters.is_empty());
    let section = section_of(horizon, &voters);
    let evidence = evidence(horizon, seeds, node, &voters, surprise, section.as_ref(), classic);
    Suggestion {
        paper: PaperIx(node),
        score,
        voters: voters.into_iter().map(PaperIx).collect(),
        surprise,
        section: section.map(|(name, _)| name),
        evidence,
    }
}

/// The section most voters stand under, and how many; among equals the one with fewer papers in all, which is the more telling.
fn section_of(horizon: &Horizon, voters: &[u32]) -> Option<(String, usize)> {
    let sections = first_sections(horizon);
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    sections.iter().flatten().for_each(|name| *sizes.entry(name).or_insert(0) += 1);
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for voter in voters {
        if let Some(name) = horizon.listed.binary_search(voter).ok().and_then(|place| sections[place]) {
            *votes.entry(name).or_insert(0) += 1;
        }
    }
    let best = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(sizes[b.0].cmp(&sizes[a.0])).then(b.0.cmp(a.0)))?;
    Some((best.0.to_owned(), best.1))
}

fn evidence(
    horizon: &Horizon,
    seeds: &Seeds,
    node: u32,
    voters: &[u32],
    surprise: Option<f64>,
    section: Option<&(String, usize)>,
    classic: bool,
) -> String {
    let (n, k) = (voters.len(), seeds.nodes.len());
    let paper = horizon.corpus.paper(PaperIx(node));
    let mut parts = vec![match (n, classic) {
        (0, _) => together(horizon, seeds, node),
        (_, true) => format!("cited by {n} of {k} listed papers"),
        (_, false) => format!("cites {n} of {k} listed papers"),
    }];
    if let Some((name, votes)) = section {
        parts.push(format!("{votes} of them under {}", name.rsplit(" › ").next().unwrap_or(name)));
    }
    if classic && let Some(total) = paper.citation_count.filter(|_| horizon.is_whole()) {
        parts.push(format!("{total} citations in all"));
    }
    if let Some(surprise) = surprise.filter(|_| classic) {
        parts.push(match surprise {
            s if s >= 1.5 => format!("{s:.1} times the votes its fame explains"),
            s if s < 0.67 => "famous far beyond this list".to_owned(),
            _ => "about as many votes as its fame explains".to_owned(),
        });
    }
    let cited = horizon.graph().citers(node).len();
    if !classic && cited > 0 {
        parts.push(format!("itself cited by {cited} papers known here"));
    }
    parts.join("; ")
}

/// What ties a paper to the list that neither cites the list nor is cited by it.
fn together(horizon: &Horizon, seeds: &Seeds, node: u32) -> String {
    let graph = horizon.graph();
    let companions = |papers: &[u32], of: &dyn Fn(u32) -> Vec<u32>| -> (usize, usize) {
        let shared: Vec<Vec<u32>> = papers.iter().map(|&paper| seeds.among(&of(paper))).filter(|seeds| !seeds.is_empty()).collect();
        let mut listed: Vec<u32> = shared.concat();
        listed.sort_unstable();
        listed.dedup();
        (listed.len(), shared.len())
    };
    let plural = |n: usize| if n == 1 { "paper" } else { "papers" };
    match companions(graph.citers(node), &|citer| graph.references(citer).to_vec()) {
        (0, _) => {}
        (listed, papers) => return format!("cited together with {listed} listed {} by {papers} {}", plural(listed), plural(papers)),
    }
    match companions(graph.references(node), &|cited| graph.citers(cited).to_vec()) {
        (0, _) => "no direct tie to the list; near it by a longer way or by its title".to_owned(),
        (listed, papers) => format!("shares {papers} of its references with {listed} listed {}", plural(listed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Sample, date};

    #[test]
    fn classics_and_recents_come_with_true_votes_and_a_section() {
        let ids = ["a", "b", "c", "old", "new", "once"];
        let papers: Vec<(&str, &str)> = ids.iter().map(|id| (*id, if *id == "new" { "2021-06" } else { "2020-01" })).collect();
        let sample = Sample::new(&papers)
            .cites(&[("a", "old"), ("b", "old"), ("c", "once"), ("new", "a"), ("new", "c")])
            .listed_under("L › One", &["a", "b"])
            .listed_under("L › Two", &["c"]);
        let (corpus, graph) = sample.build();
        let found = missing(&Horizon::new(&corpus, &graph, date("2021-09-01")));
        let titles = |suggestions: &[Suggestion]| suggestions.iter().map(|s| corpus.paper(s.paper).title.clone()).collect::<Vec<_>>();
        assert_eq!((titles(&found.classics), titles(&found.recents)), (vec!["old".to_owned()], vec!["new".to_owned()]));
        assert_eq!(found.classics[0].section.as_deref(), Some("L › One"));
        assert_eq!(found.classics[0].evidence, "cited by 2 of 3 listed papers; 2 of them under One");
        assert_eq!(found.recents[0].voters.len(), 2);
    }
}
