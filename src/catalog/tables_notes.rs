//! What was odd in a table and did not stop its reading: counted by kind, with the first place.

use std::fmt;

/// A kind of oddity in a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Oddity {
    /// A date that is none; the paper counts as undated.
    UnreadableDate,
    /// A date after the day of the answers; see [`Paper::date_until`](crate::paper::Paper::date_until).
    FutureDate,
    /// A cell of `listed` that is neither yes nor no; the paper counts as not listed.
    UnclearListed,
    /// A paper that cites itself; left out.
    SelfCitation,
    /// A citation of or by a paper that the table does not have; left out.
    UnknownPaper,
}

/// How often one oddity was met in a file, and where first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableNote {
    pub file: &'static str,
    pub oddity: Oddity,
    pub count: usize,
    /// Line of a CSV file, from 1 with the header; row of a Parquet file, from 1.
    pub first: u64,
    /// What stands there.
    pub text: String,
}

impl fmt::Display for TableNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many, outcome) = match self.oddity {
            Oddity::UnreadableDate => ("date is", "dates are", "not readable; taken as unknown"),
            Oddity::FutureDate => ("date lies", "dates lie", "after the day of the answers; not believed"),
            Oddity::UnclearListed => ("cell of `listed` says", "cells of `listed` say", "neither yes nor no; taken as no"),
            Oddity::SelfCitation => ("citation is", "citations are", "of a paper by itself; left out"),
            Oddity::UnknownPaper => ("citation names", "citations name", "a paper that the tables do not have; left out"),
        };
        let verb = if self.count == 1 { one } else { many };
        let place = if self.file.ends_with(".parquet") { "row" } else { "line" };
        write!(f, "{}: {} {verb} {outcome}; first in {place} {}: `{}`", self.file, self.count, self.first, self.text)
    }
}

/// Notes as they come up.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<TableNote>);

impl Notes {
    /// `record` and `line`: the place as the reader tells it; records are counted without the header.
    pub fn add(&mut self, file: &'static str, oddity: Oddity, position: Option<&csv::Position>, text: &str) {
        if let Some(known) = self.0.iter_mut().find(|note| note.file == file && note.oddity == oddity) {
            known.count += 1;
            return;
        }
        let first = position.map_or(0, |at| if file.ends_with(".parquet") { at.record() } else { at.line() });
        self.0.push(TableNote { file, oddity, count: 1, first, text: crate::text::clean(text) });
    }

    pub fn all(&self) -> &[TableNote] {
        &self.0
    }
}
