//! `citegraph explain`: what a finding means and what to do about it.

use std::process::ExitCode;

use citegraph::maintain::Severity;
use citegraph::maintain::codes::{CODES, Code};
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::print;
use super::trouble::Trouble;

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Code of a finding; all are listed without one
    #[arg(value_name = "CODE", value_parser = code_names(), hide_possible_values = true)]
    pub code: Option<String>,
}

/// Accepts the codes there are, and proposes the nearest for a slip.
pub fn code_names() -> PossibleValuesParser {
    PossibleValuesParser::new(CODES.iter().map(|code| code.name))
}

pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

pub fn run(args: &ExplainArgs) -> Result<ExitCode, Trouble> {
    match args.code.as_deref().and_then(citegraph::maintain::codes::code) {
        Some(code) => print(&told(code)),
        None => {
            let width = CODES.iter().map(|c| c.name.len()).max().unwrap_or(0);
            print(&CODES.iter().map(|c| format!("{:width$}  {:7}  {}\n", c.name, severity_name(c.severity), c.summary)).collect::<String>())
        }
    }
}

fn told(code: &Code) -> String {
    let fix = if code.fixable { "`citegraph lint --fix` mends the safe cases." } else { "It has no automatic fix." };
    format!("{} ({})\n{}\n\n{}\n{fix}\n", code.name, severity_name(code.severity), code.summary, code.explanation)
}
