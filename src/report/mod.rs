//! Answers become something to read: page, tables, figures, exports.
//!
//! A [`Study`] goes in, a [`Report`](crate::report::Report) (names and bytes) comes out; [`Report::write`](crate::report::Report::write) is the only write of a report.
//! This room computes nothing but layout: every number it shows comes from `analysis` or `maintain`.

mod columns;
pub mod exports;
mod figures;
mod json;
mod layout;
pub mod lists;
mod manifest;
mod map;
mod markdown;
mod page;
mod palette;
mod summary;
mod tables;
mod view;
mod write;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::analysis::{Analyses, TopicNumber};
use crate::catalog::Requests;
use crate::corpus::Corpus;
pub use crate::corpus::{Coverage, States};
use crate::graph::CitationGraph;
use crate::list::List;
use crate::maintain::Finding;
use crate::paper::{Date, SectionPath};
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
    /// Set when the study is of one part of the list: ranks are then those of the whole list.
    pub part: Option<Part>,
}

/// The part of a list a study is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub kind: PartKind,
    /// The section as it is shown, or the topic's label.
    pub name: String,
    /// The section, when the part is one.
    #[serde(skip)]
    pub section: Option<SectionPath>,
    /// The topic's number in the whole list.
    pub topic: Option<TopicNumber>,
    /// Papers and entries of the whole list.
    pub papers_of_list: usize,
    pub entries_of_list: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    Section,
    Topic,
}

impl PartKind {
    pub fn word(self) -> &'static str {
        match self {
            PartKind::Section => "section",
            PartKind::Topic => "topic",
        }
    }
}

impl Part {
    pub fn of_section(whole: &Study, section: SectionPath) -> Part {
        Part { section: Some(section.clone()), ..Part::named(whole, PartKind::Section, section.to_string()) }
    }

    pub fn of_topic(whole: &Study, label: String, topic: TopicNumber) -> Part {
        Part { topic: Some(topic), ..Part::named(whole, PartKind::Topic, label) }
    }

    fn named(whole: &Study, kind: PartKind, name: String) -> Part {
        let (papers_of_list, entries_of_list) = (whole.corpus.listed().len(), whole.list.entries.len());
        Part { kind, name, section: None, topic: None, papers_of_list, entries_of_list }
    }

    /// Does a section of the list belong to the part? A topic has papers of all sections.
    pub fn holds(&self, section: &SectionPath) -> bool {
        self.section.as_ref().is_none_or(|part| section.is_within(part))
    }
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
    /// The least requests this run's questions could have taken, after what the cache held; goes into the manifest only.
    pub plan: serde_json::Value,
    /// What the cache did in this run; goes into the manifest only.
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

pub use json::SCHEMA_VERSION;

/// Renders every file of the report. Same study, same bytes; only `manifest.json` depends on what the run spent.
pub fn render(study: &Study) -> Result<Report, ReportError> {
    let view = view::View::of(study);
    let map = map::Map::of(&view);
    let graph = exports::Exported::of(&view, &map, exports::Scope::Neighbours);
    let figures = figures::all(&view)?;
    let mut files = figures::files(&figures)?;
    for table in columns::all(&view) {
        files.extend(tables::write(&table)?);
    }
    files.push((PathBuf::from("graph/citations.graphml"), exports::graphml::write(&graph).into_bytes()));
    files.push((PathBuf::from("graph/citations.gexf"), exports::gexf::write(&graph).into_bytes()));
    files.push((
        PathBuf::from("references.bib"),
        exports::bibtex::write(&exports::works(&view), exports::bibtex::Dialect::BibTex).into_bytes(),
    ));
    files.push((PathBuf::from("index.html"), page::render(&view, &map, &figures)?));
    files.push((PathBuf::from("report.md"), markdown::render(&view, &figures).into_bytes()));
    files.push((PathBuf::from("report.json"), json::render(&view)?));
    files.push((PathBuf::from("manifest.json"), manifest::render(study, &files)?));
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Report { files })
}

impl Report {
    /// Writes all files below `dir`, each whole or not at all; files of an older report that are no more are removed.
    pub fn write(&self, dir: &Path) -> Result<(), ReportError> {
        write::write(self, dir)
    }
}
