//! Which papers might the list lack?
//!
//! Works the listed papers rest on (classics) and works that build on them (recents), each with who votes for it, how surprising that is, and where it belongs.

use std::collections::BTreeMap;

use super::horizon::Horizon;
pub(crate) use super::list_rec::{Scores, Seeds, list_rec, salton};
use super::sections::home_sections;
use super::terms::{self, Reader};
use super::{Direction, HeldBack, Missing, Suggestion, Suggestions, Wanted, filing};
use crate::paper::{PaperIx, SectionPath};
use crate::resolve::Printed;
use crate::text::counted;

const KEPT: usize = 50;
const FEWEST_VOTERS: usize = 2;

pub(crate) fn missing(horizon: &Horizon) -> Missing {
    let search = Search::new(horizon);
    let mut held_back = Vec::new();
    let mut told = |direction| {
        let candidates = search.candidates(&Wanted { direction, fewest_voters: FEWEST_VOTERS, most: KEPT });
        let candidates = candidates.into_iter().filter(|candidate| search.is_absent(candidate.node, &mut held_back));
        candidates.take(KEPT).map(|candidate| search.told(candidate)).collect()
    };
    let (classics, recents) = (told(Direction::Classics), told(Direction::Recents));
    Missing { classics, recents, held_back }
}

/// Suggestions of one kind, best first, without works that `is_left_out`, works the list prints, and, with a heading, those that belong elsewhere.
///
/// A suggestion nobody of the list votes for has a section, too: where the papers it is most like stand. With a heading suggestions are looked through best first
/// until enough belong there, [`MOST_LOOKED_THROUGH`] at most.
pub(crate) fn suggestions(
    horizon: &Horizon,
    wanted: &Wanted,
    is_left_out: impl Fn(PaperIx) -> bool,
    heading: Option<&SectionPath>,
) -> Suggestions {
    let search = Search::new(horizon);
    let mut candidates = search.candidates(wanted);
    let before = candidates.len();
    candidates.retain(|candidate| !is_left_out(PaperIx(candidate.node)));
    let mut suggestions = Suggestions { left_out: before - candidates.len(), ..Suggestions::default() };
    let told = |candidates: Vec<Candidate>| {
        let mut told: Vec<Suggestion> = candidates.into_iter().map(|candidate| search.told(candidate)).collect();
        file_away(horizon, &mut told);
        told
    };
    let Some(heading) = heading else {
        let absent = candidates.into_iter().filter(|candidate| search.is_absent(candidate.node, &mut suggestions.held_back));
        suggestions.found = told(absent.take(wanted.most).collect());
        return suggestions;
    };
    let belongs = |s: &Suggestion| s.section.as_ref().is_some_and(|section| section.is_within(heading));
    candidates.truncate(MOST_LOOKED_THROUGH.max(wanted.most));
    while suggestions.found.len() < wanted.most && !candidates.is_empty() {
        let rest = candidates.split_off(candidates.len().min(LOOKED_THROUGH_AT_ONCE));
        for suggestion in told(std::mem::replace(&mut candidates, rest)).into_iter().filter(belongs) {
            if suggestions.found.len() < wanted.most && search.is_absent(suggestion.paper.0, &mut suggestions.held_back) {
                suggestions.found.push(suggestion);
            }
        }
    }
    suggestions
}

/// To find those of one section, so many suggestions are looked through at most, and so many at once.
const MOST_LOOKED_THROUGH: usize = 20_000;
const LOOKED_THROUGH_AT_ONCE: usize = 2_000;

fn file_away(horizon: &Horizon, found: &mut [Suggestion]) {
    let bare: Vec<usize> = (0..found.len()).filter(|&i| found[i].section.is_none()).collect();
    let filed = filing::suggested_sections(horizon, &bare.iter().map(|&i| found[i].paper).collect::<Vec<PaperIx>>());
    for (i, filed) in bare.into_iter().zip(filed) {
        found[i].section = filed.sections.into_iter().next().map(|best| best.section);
    }
}

/// A list to be completed, and how near everything is to it.
struct Search<'a, 'b> {
    horizon: &'a Horizon<'b>,
    seeds: Seeds,
    scores: Scores,
    expected: Expected,
    sections: Sections<'b>,
    printed: Printed<'b>,
}

/// Where the listed papers stand.
struct Sections<'a> {
    of: Vec<Option<&'a SectionPath>>,
    sizes: BTreeMap<&'a SectionPath, usize>,
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
        let mut sections = Sections { of: home_sections(horizon), sizes: BTreeMap::new() };
        sections.of.iter().flatten().for_each(|name| *sections.sizes.entry(name).or_insert(0) += 1);
        let printed = Printed::of(horizon.corpus.printed());
        Search { horizon, seeds, scores, expected, sections, printed }
    }

    /// Whether the list does not print the paper; what it prints is added to `held_back`.
    fn is_absent(&self, node: u32, held_back: &mut Vec<HeldBack>) -> bool {
        let paper = PaperIx(node);
        let Some(entry) = self.printed.find(self.horizon.corpus.paper(paper)) else { return true };
        let (section, printed) = (entry.section.clone(), entry.title.clone());
        held_back.push(HeldBack { paper, line: entry.line, section, printed, outcome: entry.state() });
        false
    }

    /// Best first.
    fn candidates(&self, wanted: &Wanted) -> Vec<Candidate> {
        let known = &self.horizon.known;
        let candidates = (0..known.len() as u32).filter(|&node| known[node as usize] && !self.seeds.is_seed[node as usize]);
        let mut found: Vec<Candidate> = candidates.filter_map(|node| self.candidate(node, wanted)).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        found
    }

    fn told(&self, candidate: Candidate) -> Suggestion {
        let (horizon, Candidate { node, score, classic, mut voters }) = (self.horizon, candidate);
        // A vote says more the fewer works the voter deals with.
        let attention = |voter: u32| if classic { horizon.graph().references(voter).len() } else { horizon.graph().citers(voter).len() };
        voters.sort_by_key(|&voter| (attention(voter), voter));
        let surprise = self.expected.surprise(horizon, node, voters.len(), classic).filter(|_| !voters.is_empty());
        let section = self.sections.of_most(horizon, &voters);
        let evidence = evidence(horizon, &self.seeds, node, &voters, surprise, section.as_ref(), classic);
        let among = |papers: &[u32]| self.seeds.among(papers).len();
        let (cited_by, cites) = (among(horizon.graph().citers(node)), among(horizon.graph().references(node)));
        Suggestion {
            cited_by,
            cites,
            paper: PaperIx(node),
            score,
            voters: voters.into_iter().map(PaperIx).collect(),
            surprise,
            section: section.map(|(name, _)| name),
            evidence,
        }
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

/// Mean likeness of a paper's title to the three listed titles nearest to it.
fn text_likeness(horizon: &Horizon) -> Vec<f64> {
    if horizon.known.iter().filter(|known| **known).count() == horizon.listed.len() {
        // Everything is listed: there is nothing to liken.
        return vec![0.0; horizon.known.len()];
    }
    let titles: Vec<String> = horizon.corpus.papers().iter().map(|paper| paper.title.clone()).collect();
    let vectors = terms::vectors(&Reader::new(), &titles, titles.iter().map(String::as_str));
    terms::nearness(&vectors, &horizon.listed, 3)
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

impl Sections<'_> {
    /// The section most voters stand under, and how many; among equals the one with fewer papers in all, which is the more telling.
    fn of_most(&self, horizon: &Horizon, voters: &[u32]) -> Option<(SectionPath, usize)> {
        let mut votes: BTreeMap<&SectionPath, usize> = BTreeMap::new();
        for voter in voters {
            if let Some(name) = horizon.listed.binary_search(voter).ok().and_then(|place| self.of[place]) {
                *votes.entry(name).or_insert(0) += 1;
            }
        }
        let size = |name: &SectionPath| self.sizes.get(name).copied().unwrap_or(0);
        let best = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(size(b.0).cmp(&size(a.0))).then(b.0.cmp(a.0)))?;
        Some((best.0.clone(), best.1))
    }
}

fn evidence(
    horizon: &Horizon,
    seeds: &Seeds,
    node: u32,
    voters: &[u32],
    surprise: Option<f64>,
    section: Option<&(SectionPath, usize)>,
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
        parts.push(format!("{votes} of them under {}", name.name()));
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
        parts.push(format!("itself cited by {} known here", counted(cited, "paper", "papers")));
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
    match companions(graph.citers(node), &|citer| graph.references(citer).to_vec()) {
        (0, _) => {}
        (listed, papers) => {
            return format!(
                "cited together with {} by {}",
                counted(listed, "listed paper", "listed papers"),
                counted(papers, "paper", "papers")
            );
        }
    }
    match companions(graph.references(node), &|cited| graph.citers(cited).to_vec()) {
        (0, _) => "no direct tie to the list; near it by a longer way or by its title".to_owned(),
        (listed, papers) => format!("shares {papers} of its references with {}", counted(listed, "listed paper", "listed papers")),
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
        assert_eq!(found.classics[0].section, Some(SectionPath::new(["L", "One"])));
        assert_eq!(found.classics[0].evidence, "cited by 2 of 3 listed papers; 2 of them under One");
        assert_eq!(found.recents[0].voters.len(), 2);
    }

    #[test]
    fn what_the_list_prints_is_not_suggested_to_it() {
        let papers = [("a", "2020-01"), ("b", "2020-01"), ("One Long Title about Many Things of Old", "2019-01"), ("other", "2019-01")];
        let old = papers[2].0;
        let sample =
            Sample::new(&papers).cites(&[("a", old), ("b", old), ("a", "other"), ("b", "other")]).listed_under("L › One", &["a", "b"]);
        let (corpus, graph) = sample.build();
        let look = |corpus: &crate::corpus::Corpus| {
            let horizon = Horizon::new(corpus, &graph, date("2021-09-01"));
            let wanted = Wanted { direction: Direction::Classics, fewest_voters: 2, most: 1 };
            (missing(&horizon), suggestions(&horizon, &wanted, |_| false, None))
        };
        let (all, _) = look(&corpus);
        assert_eq!((all.classics.len(), all.held_back.len()), (2, 0));
        let list = crate::list::read(
            "# L\n\n## Two\n\n- **One long title about many things of old.** [open](https://openreview.net/forum?id=x)\n",
        );
        let resolutions = vec![crate::resolve::Resolution::Unknown { reason: String::new() }];
        let resolved = crate::resolve::Resolved { resolutions, ..Default::default() };
        let corpus = corpus.with_printed(crate::resolve::printed_entries(&list, &resolved));
        let (told, asked) = look(&corpus);
        assert_eq!(told.classics.len(), 1);
        let held = &told.held_back[0];
        assert_eq!((corpus.paper(held.paper).title.as_str(), held.line, held.outcome), (old, 5, "unknown"));
        // What is held back takes nobody's place.
        assert_eq!((asked.found.len(), corpus.paper(asked.found[0].paper).title.as_str()), (1, "other"));
    }
}
