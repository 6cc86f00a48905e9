//! Which standing, topic, section and entries belong to a paper?
//!
//! A [`Study`] keeps each answer where it was made; every file of a report looks at them paper by paper. A [`View`] is that look-up and nothing else:
//! it is total (an answer that was not made is absent, never a panic) and computes no number.

use std::collections::HashMap;

use crate::analysis::place::{By, places};
use crate::analysis::{Filed, Places, Standing, TERM_JOINT, Topic, TopicNumber};
use crate::list::Entry;
use crate::paper::{Paper, PaperIx, SectionPath};
use crate::resolve::Resolution;

use super::Study;
use crate::text;

/// A study, looked at paper by paper. A *position* is a place in [`Corpus::listed`](crate::corpus::Corpus::listed).
pub struct View<'a> {
    pub study: &'a Study,
    positions: HashMap<PaperIx, usize>,
    /// Position → index into the standings.
    standings: Vec<Option<usize>>,
    /// Position → entries of the list that mean the paper, in list order.
    entries: Vec<Vec<usize>>,
    /// Sections with a known paper, in list order, each once.
    pub sections: &'a [SectionPath],
}

impl<'a> View<'a> {
    pub fn of(study: &'a Study) -> View<'a> {
        let listed = study.corpus.listed();
        let positions: HashMap<PaperIx, usize> = listed.iter().enumerate().map(|(position, ix)| (*ix, position)).collect();
        let mut standings = vec![None; listed.len()];
        for (index, standing) in study.analyses.rankings.standings.iter().enumerate() {
            if let Some(&position) = positions.get(&standing.paper) {
                standings[position] = Some(index);
            }
        }
        let mut entries = vec![Vec::new(); listed.len()];
        for (index, resolution) in study.resolved.resolutions.iter().enumerate() {
            let paper = resolution.paper().and_then(|id| study.corpus.find(id));
            if let Some(&position) = paper.and_then(|ix| positions.get(&ix)) {
                entries[position].push(index);
            }
        }
        View { sections: study.corpus.section_order(), study, positions, standings, entries }
    }

    pub fn paper(&self, ix: PaperIx) -> &'a Paper {
        self.study.corpus.paper(ix)
    }

    pub fn position(&self, ix: PaperIx) -> Option<usize> {
        self.positions.get(&ix).copied()
    }

    pub fn standing(&self, position: usize) -> Option<&'a Standing> {
        self.standings[position].map(|index| &self.study.analyses.rankings.standings[index])
    }

    pub fn standings(&self) -> &'a [Standing] {
        &self.study.analyses.rankings.standings
    }

    /// The rank among the part's papers, when the study is of a part: `Standing::rank` is the one in the whole list.
    pub fn rank_in_part(&self, standing: &Standing) -> Option<u32> {
        let better = self.standings().partition_point(|other| other.rank < standing.rank);
        self.study.part.as_ref().map(|_| u32::try_from(better).unwrap_or(u32::MAX - 1) + 1)
    }

    /// Standings that have an age percentile, best first; of equal ones the higher rescaled PageRank first.
    pub fn by_age(&self) -> Vec<&'a Standing> {
        let (order, _) = places(self.standings(), By::Age, |_| None::<u8>, |_| None::<u8>);
        order.into_iter().map(|i| &self.standings()[i]).filter(|standing| standing.age_rank.is_some()).collect()
    }

    /// Where the standing at this place stands inside its section and its topic.
    pub fn places(&self, place: usize) -> Option<&'a Places> {
        self.study.analyses.places.get(place)
    }

    /// Which sections a suggested or unfiled paper belongs to.
    pub fn filed(&self, ix: PaperIx) -> Option<&'a Filed> {
        let filing = &self.study.analyses.filing;
        filing.binary_search_by_key(&ix, |filed| filed.paper).ok().map(|at| &filing[at])
    }

    /// The list's name, and the part's when the study is of a part.
    pub fn name(&self) -> String {
        let name = text::short(&self.study.name, 120);
        self.study.part.as_ref().map_or_else(|| name.clone(), |part| format!("{name}: {}", text::short(&part.name, 120)))
    }

    /// What a reader of a part must know, in a sentence or two.
    pub fn part_words(&self) -> Option<String> {
        let part = self.study.part.as_ref()?;
        let papers = self.study.corpus.listed().len();
        Some(format!(
            "This report is of one {}, “{}”: {} of the {} papers of the whole list. Hot, age percentile and overall ranks are those of the whole list; \
             topics, trends, suggestions and the main path are found among these papers alone.",
            part.kind.word(),
            text::short(&part.name, 160),
            text::thousands(papers as u64),
            text::thousands(part.papers_of_list as u64)
        ))
    }

    /// Index of the paper's topic.
    pub fn topic(&self, position: usize) -> Option<usize> {
        let topics = &self.study.analyses.topics;
        let topic = topics.topic_of.get(position).copied().flatten()? as usize;
        (topic < topics.topics.len()).then_some(topic)
    }

    pub fn topics(&self) -> &'a [Topic] {
        &self.study.analyses.topics.topics
    }

    /// A topic's whole label, for tables that programs read.
    pub fn topic_label(&self, topic: usize) -> String {
        let label = self.topics().get(topic).map(|t| text::plain(&t.label)).unwrap_or_default();
        if label.is_empty() { TopicNumber::of(topic).name() } else { label }
    }

    /// A topic's label where room is short.
    pub fn topic_word(&self, topic: usize) -> String {
        topic_terms(&self.topic_label(topic), 60)
    }

    /// The first section the paper stands in; `None` under no heading.
    pub fn section(&self, position: usize) -> Option<&'a SectionPath> {
        self.sections_of(position).first()
    }

    pub fn sections_of(&self, position: usize) -> &'a [SectionPath] {
        self.study.corpus.sections().get(position).map_or(&[], Vec::as_slice)
    }

    /// Entries that mean the paper: index into the list's entries.
    pub fn entries(&self, position: usize) -> &[usize] {
        &self.entries[position]
    }

    /// Every entry with what became of it, in list order.
    pub fn resolved(&self) -> impl Iterator<Item = (usize, &'a Entry, Option<&'a Resolution>)> {
        self.study.list.entries.iter().enumerate().map(|(i, entry)| (i, entry, self.study.resolved.resolutions.get(i)))
    }

    /// Citations of which both papers are listed: (citing position, cited position), sorted by paper.
    pub fn citations_among_listed(&self) -> Vec<(u32, u32)> {
        let place = |ix: &PaperIx| self.positions.get(ix).map(|position| *position as u32);
        self.study.corpus.citations().iter().filter_map(|(citing, cited)| Some((place(citing)?, place(cited)?))).collect()
    }
}

/// A section as a reader sees it.
pub fn section_word(section: &SectionPath) -> String {
    let word = text::short(&section.to_string(), 80);
    if word.is_empty() { "(no heading)".to_owned() } else { word }
}

/// `A. Author, B. Author, … (n authors)`, at most `most` names.
pub fn authors(paper: &Paper, most: usize) -> String {
    let names: Vec<String> =
        paper.authors.iter().take(most).map(|author| text::short(&author.name, 60)).filter(|name| !name.is_empty()).collect();
    let hidden = paper.authors.len().saturating_sub(most);
    match hidden {
        0 => names.join(", "),
        _ => format!("{} and {hidden} more", names.join(", ")),
    }
}

/// The title as a reader sees it; a paper without one is named by its id.
pub fn title(paper: &Paper) -> String {
    let title = text::short(&paper.title, text::SHOWN);
    if title.is_empty() { format!("(untitled) {}", text::short(paper.id.as_str(), 60)) } else { title }
}

/// A title for labels: the part before a colon when that is telling, else the first words.
pub fn label(paper: &Paper, most: usize) -> String {
    let whole = title(paper);
    match whole.split_once(':') {
        Some((head, _)) if (2..=most).contains(&head.chars().count()) => head.trim().to_owned(),
        _ => text::short(&whole, most),
    }
}

/// A topic's label of at most `most` characters: the terms that fit whole, at least the first (which is cut like [`text::short`]).
pub fn topic_terms(terms: &str, most: usize) -> String {
    leading_terms(terms, |part| part.chars().count() <= most).unwrap_or_else(|| text::short(terms, most))
}

/// As many of a label's terms as fit whole, when the first does; that one is no other topic's first, so it still tells them apart.
pub fn leading_terms(terms: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
    let whole = text::plain(terms);
    let ends = whole.match_indices(TERM_JOINT).map(|(at, _)| at).chain([whole.len()]);
    ends.take_while(|&end| fits(&whole[..end])).last().map(|end| whole[..end].to_owned())
}

pub fn url(paper: &Paper) -> Option<String> {
    paper.url().as_deref().and_then(text::link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_keeps_whole_terms() {
        assert_eq!(topic_terms("sparse attention · kernels · speed", 40), "sparse attention · kernels · speed");
        assert_eq!(topic_terms("sparse attention · kernels · speed", 28), "sparse attention · kernels");
        assert_eq!(topic_terms("sparse attention · kernels · speed", 26), "sparse attention · kernels");
        assert_eq!(topic_terms("sparse attention · kernels · speed", 25), "sparse attention");
        assert_eq!(topic_terms("sparse attention · kernels", 10), "sparse at…");
        assert_eq!(topic_terms("", 10), "");
    }
}
