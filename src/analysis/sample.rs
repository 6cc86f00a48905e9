//! Small corpora for the tests of this room.

use crate::catalog::EdgeState;
use crate::corpus::{Corpus, Known, Listed};
use crate::graph::CitationGraph;
use crate::paper::{Citation, Date, Paper, PaperId};

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

    pub fn listed_under(mut self, section: &str, ids: &[&str]) -> Sample {
        self.listed.extend(ids.iter().map(|id| Listed {
            id: PaperId((*id).into()),
            known: Known {
                references: EdgeState::Complete,
                reference_rows: 0,
                reference_nameless: 0,
                citations: EdgeState::Complete,
                citation_rows: 0,
            },
            sections: if section.is_empty() { Vec::new() } else { vec![section.to_owned()] },
        }));
        self
    }

    pub fn build(self) -> (Corpus, CitationGraph) {
        let corpus = Corpus::new(self.papers, &self.citations, self.listed, None);
        let graph = CitationGraph::of(&corpus);
        (corpus, graph)
    }
}
