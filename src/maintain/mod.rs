//! What should the maintainer do?
//!
//! Findings about the list, each with a stable code, its place and its evidence. Nothing here writes.

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
    pub line: usize,
    pub column: usize,
    pub span: Span,
}

/// What is wrong with the list, as far as reading and resolving it showed; ordered by place.
pub fn findings(list: &List, resolved: &Resolved) -> Vec<Finding> {
    let _ = (list, resolved);
    Vec::new()
}
