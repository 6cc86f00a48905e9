//! `citegraph feature`: which papers to feature, and which to retire.

use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::Job;
use citegraph::catalog::Catalog;
use citegraph::maintain::feature::{Feature, Group, Reason, features};
use citegraph::report::Provenance;
use clap::Args;
use serde_json::json;

use super::args::{CatalogArgs, Global};
use super::check::Form;
use super::config;
use super::door::Door;
use super::github::{hand_on, markdown};
use super::input;
use super::progress::Meter;
use super::table::printable;
use super::trouble::Trouble;
use super::{entries, pretty, print, reach, runtime, study_failures, tell_gaps};

#[derive(Debug, Args)]
pub struct FeatureArgs {
    /// The list; `-` reads standard input
    #[arg(value_name = "LIST")]
    pub list: PathBuf,
    /// At most this many papers of each kind for each section
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub per_section: usize,
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

/// For runs that write no report.
pub fn provenance(door: &Door<'_>) -> Provenance {
    let (catalog, caveat) = door.describe();
    Provenance {
        catalog,
        partial: !caveat.is_empty(),
        caveat,
        asked: None,
        input_hash: String::new(),
        input_name: String::new(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: 42,
        options: serde_json::Value::Null,
        requests: door.requests(),
        plan: serde_json::Value::Null,
        cache: serde_json::Value::Null,
    }
}

pub fn run(args: &FeatureArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let config = config::read(args.config.as_deref(), [args.list.as_path()])?;
    let input = entries(input::read(&args.list)?)?;
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let job =
        Job { name: input.name.clone(), list: input.list, overrides: config.overrides, reach: reach(&args.catalog), as_of: None, seed: 42 };
    let study = runtime()?.block_on(citegraph::run(job, &door, provenance(&door)));
    meter.clear();
    door.close(global);
    let groups = features(&study.list, &study.resolved, &study.corpus, &study.analyses, args.per_section);
    let as_markdown = || {
        format!(
            "## Features for {}\n\nAs of {}. A proposal: nothing was changed.\n\n{}",
            markdown(&study.name),
            study.analyses.as_of,
            groups.iter().map(markdown_of).collect::<String>()
        )
    };
    let shown = match args.format {
        Form::Json => pretty(
            &json!({"schema_version": 1, "list": study.name, "as_of": study.analyses.as_of, "caveat": study.provenance.caveat, "groups": groups}),
        ),
        Form::Md => as_markdown(),
        Form::Text => groups.iter().map(text_of).collect(),
    };
    print(&shown)?;
    hand_on(&[], &as_markdown());
    Ok(tell_gaps(&study_failures(&study), global))
}

fn of(group: &Group, reason: Reason) -> impl Iterator<Item = &Feature> {
    group.features.iter().filter(move |f| f.reason == reason)
}

fn head(group: &Group) -> String {
    group.section.clone().unwrap_or_else(|| "The whole list".into())
}

fn stability(f: &Feature) -> String {
    let young = if f.provisional { ", provisional" } else { "" };
    format!("rank {} of {}, 90 % interval {}–{}{young}", f.rank, f.ranked, f.rank_interval.0, f.rank_interval.1)
}

fn text_of(group: &Group) -> String {
    let mut out = format!("{}\n", printable(&head(group)));
    for reason in Reason::ALL {
        for f in of(group, reason) {
            out.push_str(&format!("  {:10} {}:{} {}\n", reason.name(), "line", f.line, printable(&f.title)));
            out.push_str(&format!("  {:10}   {} ({})\n", "", printable(&f.evidence), stability(f)));
        }
    }
    out.push('\n');
    out
}

fn markdown_of(group: &Group) -> String {
    let mut out = format!("### {}\n\n| | paper | line | evidence | how stable |\n|---|---|---:|---|---|\n", markdown(&head(group)));
    for reason in Reason::ALL {
        for f in of(group, reason) {
            out.push_str(&format!(
                "| {} | {} | {} | {} | {} |\n",
                reason.name(),
                markdown(&f.title),
                f.line,
                markdown(&f.evidence),
                stability(f)
            ));
        }
    }
    out.push('\n');
    out
}
