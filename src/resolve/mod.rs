//! Which paper does each entry mean, and why do we believe it?

use serde::Serialize;

use crate::catalog::Failure;
use crate::paper::{Identifier, Paper, PaperId};

/// What became of one entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// The paper's record lies in [`Resolved::papers`].
    Found {
        paper: PaperId,
        evidence: Evidence,
    },
    /// Candidates that are too close to refuse and too far to believe, best first.
    Ambiguous {
        candidates: Vec<Candidate>,
    },
    /// The catalog knows no such paper.
    Unknown {
        reason: String,
    },
    /// The entry is not about a paper.
    NotAPaper,
    Failed {
        failure: Failure,
    },
}

impl Resolution {
    pub fn outcome(&self) -> &'static str {
        match self {
            Resolution::Found { .. } => "found",
            Resolution::Ambiguous { .. } => "ambiguous",
            Resolution::Unknown { .. } => "unknown",
            Resolution::NotAPaper => "not-a-paper",
            Resolution::Failed { .. } => "failed",
        }
    }

    pub fn paper(&self) -> Option<&PaperId> {
        match self {
            Resolution::Found { paper, .. } => Some(paper),
            _ => None,
        }
    }
}

/// Why a resolution is believed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Evidence {
    /// The list prints an identifier the catalog knows. `title_similarity` compares the printed with the catalog's title
    /// (`None` when the list prints no title).
    Identifier { identifier: Identifier, merged: bool, title_similarity: Option<f64> },
    /// The catalog's title match agrees.
    Title { similarity: f64, score: Option<f64>, author_agrees: Option<bool>, year_agrees: Option<bool> },
    /// The user's overrides file says so.
    Override,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    pub paper: PaperId,
    pub title: String,
    pub similarity: f64,
    pub reason: String,
}

/// One [`Resolution`] per entry of the list, in its order, and the records of the papers found (sorted by id, each once).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    pub resolutions: Vec<Resolution>,
    pub papers: Vec<Paper>,
}
