//! Answers become something to read: page, tables, figures, exports.
//!
//! A [`Study`] goes in, a [`Report`] (names and bytes) comes out; [`Report::write`] is the only write of a report.
//! This room computes nothing but layout: every number it shows comes from `analysis` or `maintain`.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::analysis::Analyses;
use crate::catalog::Requests;
use crate::corpus::Corpus;
pub use crate::corpus::{Coverage, States};
use crate::graph::CitationGraph;
use crate::list::List;
use crate::maintain::Finding;
use crate::paper::Date;
use crate::resolve::Resolved;

/// Everything that is known when the analyses are done.
pub struct Study {
    /// The list's name: its file name without ending.
    pub name: String,
    pub list: List,
    pub resolved: Resolved,
    pub corpus: Corpus,
    pub graph: CitationGraph,
    pub analyses: Analyses,
    pub coverage: Coverage,
    pub findings: Vec<Finding>,
    pub provenance: Provenance,
}

/// Where the answers come from; goes into the manifest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Provenance {
    /// Such as `Semantic Scholar Academic Graph API` or `bundled snapshot`.
    pub catalog: String,
    /// True when counts are counts inside a closed snapshot, far below the world's; the report says so on its face.
    pub partial: bool,
    /// What a reader must know about the source, shown at the top when not empty.
    pub caveat: String,
    /// First and last day an answer was asked.
    pub asked: Option<(Date, Date)>,
    /// blake3 of the list's bytes, hexadecimal.
    pub input_hash: String,
    pub input_name: String,
    pub program_version: String,
    pub seed: u64,
    pub options: serde_json::Value,
    /// Spent in this run: the only thing that differs between a first and a second run, so it goes into the manifest and nowhere else.
    pub requests: Requests,
    pub cache: serde_json::Value,
}

/// Files of a report: relative names and their bytes, sorted by name.
pub struct Report {
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    #[error("could not render {what}")]
    Render { what: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("could not write `{}`", path.display())]
    Write { path: PathBuf, source: std::io::Error },
}

/// Renders every file of the report. Same study, same bytes.
pub fn render(study: &Study) -> Result<Report, ReportError> {
    let _ = study;
    Ok(Report { files: Vec::new() })
}

impl Report {
    /// Writes all files below `dir`.
    pub fn write(&self, dir: &Path) -> Result<(), ReportError> {
        let _ = dir;
        Ok(())
    }
}
