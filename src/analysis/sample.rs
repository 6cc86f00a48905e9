//! Small corpora for the tests of this room.

use crate::catalog::EdgeState;
use crate::corpus::{Corpus, Known, Listed};
use crate::graph::CitationGraph;
use crate::paper::{Citation, Date, Paper, PaperId, SectionPath};

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[derive(Default)]
pub(crate) struct Sample {
    papers: Vec<Paper>,
    citations: Vec<Citation>,
    listed: Vec<Listed>,
}

impl Sample {
    /// Papers by (id, date); an empty date is unknown; the id is the title.
    pub fn new(papers: &[(&str, &str)]) -> Sample {
        let papers = papers
            .iter()
            .map(|(id, date)| {
                let mut paper = Paper::new(*id, *id);
                paper.date = date.parse().ok();
                paper
            })
            .collect();
        Sample { papers, ..Sample::default() }
    }

    pub fn cites(mut self, arrows: &[(&str, &str)]) -> Sample {
        self.citations.extend(arrows.iter().map(|(a, b)| Citation { citing: PaperId((*a).into()), cited: PaperId((*b).into()) }));
        self
    }

    pub fn listed(self, ids: &[&str]) -> Sample {
        self.listed_under("", ids)
    }

    /// A paper may stand in several sections; `section` is a path as it is shown.
    pub fn listed_under(mut self, section: &str, ids: &[&str]) -> Sample {
        let path = SectionPath::parse(section);
        for id in ids {
            let id = PaperId((*id).into());
            let place = self.listed.iter().position(|listed| listed.id == id).unwrap_or_else(|| {
                let known = Known {
                    references: EdgeState::Complete,
                    reference_rows: 0,
                    reference_nameless: 0,
                    citations: EdgeState::Complete,
                    citation_rows: 0,
                };
                self.listed.push(Listed { id, known, sections: Vec::new() });
                self.listed.len() - 1
            });
            self.listed[place].sections.extend((!path.is_empty()).then(|| path.clone()));
        }
        self
    }

    pub fn build(self) -> (Corpus, CitationGraph) {
        let corpus = Corpus::new(self.papers, &self.citations, self.listed, None);
        let graph = CitationGraph::of(&corpus);
        (corpus, graph)
    }
}
