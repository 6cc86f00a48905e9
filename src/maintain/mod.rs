//! What should the maintainer do?
//!
//! Findings about the list, each with a stable code, its place and its evidence; edits of single counts; evidence about candidates and features.
//! Everything here is a pure function of what the earlier rooms know, but [`replace`](crate::maintain::write::replace), the one place that writes to a list.

pub mod check;
pub mod codes;
mod contents;
mod counts;
pub mod digest;
pub mod edit;
pub mod feature;
mod garbled;
mod links;
pub mod lint;
pub mod many;
mod misfiled;
pub mod order;
mod placement;
mod published;
pub mod refresh;
mod same;
mod shape;
pub mod style;
pub mod titles;
pub mod write;

use serde::Serialize;

use crate::list::{List, Span};
use crate::resolve::Resolved;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Note,
    Warning,
    Error,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Stable and kebab-case.
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// Bytes in the file as it is.
    pub span: Span,
}

/// What is wrong with the list, as far as reading and resolving it showed; ordered by place. For more, see [`lint::lint`].
///
/// `bytes` is the file; without it (empty) places are those of whole lines, and what needs the text is not looked at.
pub fn findings(bytes: &[u8], list: &List, resolved: &Resolved) -> Vec<Finding> {
    let knowledge = lint::Knowledge { resolved: Some(resolved), study: None };
    lint::lint(bytes, list, knowledge, &lint::Rules::default()).into_iter().map(|diagnosis| diagnosis.finding).collect()
}
