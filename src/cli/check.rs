//! `citegraph check`: evidence about candidates for a list, fit for a pull request.

use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::Job;
use citegraph::maintain::check::{Candidate, Tie, check, name, with_candidates};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::args::{CatalogArgs, Global};
use super::config;
use super::door::Door;
use super::github::{hand_on, markdown};
use super::input;
use super::progress::Meter;
use super::table::printable;
use super::trouble::Trouble;
use super::{entries, pretty, print, reach, runtime, study_failures, tell_gaps};

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Identifiers (`arxiv:2106.09685`, a DOI), addresses or titles
    #[arg(required = true, value_name = "CANDIDATE")]
    pub candidates: Vec<String>,
    /// The list they are meant for
    #[arg(long, value_name = "LIST")]
    pub list: PathBuf,
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Md,
    Json,
}

pub fn run(args: &CheckArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let config = config::read(args.config.as_deref(), [args.list.as_path()])?;
    let input = entries(input::read(&args.list)?)?;
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let job = Job {
        name: input.name.clone(),
        list: with_candidates(&input.list, &args.candidates),
        overrides: config.overrides,
        reach: reach(&args.catalog),
        as_of: None,
        seed: 42,
    };
    let study = runtime()?.block_on(citegraph::run(job, &door, super::feature::provenance(&door)));
    meter.clear();
    door.close(global);
    let found = check(&input.bytes, &input.list, &args.candidates, &study.resolved, &study.corpus, &study.analyses);
    let as_markdown = || found.iter().map(|c| markdown_of(c, &input.name)).collect::<Vec<_>>().join("\n");
    let shown = match args.format {
        Form::Json => pretty(&json!({"schema_version": 1, "list": input.name, "as_of": study.analyses.as_of, "candidates": found})),
        Form::Md => as_markdown(),
        Form::Text => found.iter().map(text_of).collect::<Vec<_>>().join("\n"),
    };
    print(&shown)?;
    let listed = found.iter().filter(|c| !c.listed.is_empty()).count();
    hand_on(&[("listed", listed.to_string()), ("found", found.iter().filter(|c| c.paper.is_some()).count().to_string())], &as_markdown());
    Ok(tell_gaps(&study_failures(&study), global))
}

/// The evidence as (heading, sentence), without mark-up: both forms show the same.
fn facts(c: &Candidate) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let Some(paper) = &c.paper else {
        facts.push(("not found", c.reason.clone().unwrap_or_else(|| "the catalog knows no such paper".into())));
        return facts;
    };
    let published: Vec<String> =
        [Some(paper.venue.clone()).filter(|v| !v.is_empty()), paper.date.map(|d| d.to_string())].into_iter().flatten().collect();
    let authors: Vec<&str> = paper.authors.iter().take(3).map(|a| a.name.as_str()).collect();
    let more = if paper.authors.len() > 3 { " et al." } else { "" };
    facts.push(("paper", format!("{}{more}; {}", authors.join(", "), published.join(", "))));
    if let Some(why) = &c.retracted {
        facts.push(("retracted", why.clone()));
    }
    match c.listed.as_slice() {
        [] => facts.push(("already listed", "no".into())),
        places => {
            let shown: Vec<String> = places.iter().map(|p| format!("line {} ({})", p.line, p.section)).collect();
            facts.push(("already listed", shown.join(", ")));
        }
    }
    facts.push(("cited by the list", ties(&c.cited_by, "no listed paper cites it")));
    let none = if c.references_known { "it cites no listed paper" } else { "not known: its reference list is hidden or incomplete" };
    facts.push(("cites of the list", ties(&c.cites, none)));
    if let Some(s) = &c.standing {
        let (low, high) = s.rank_interval;
        facts.push(("how hot", format!("rank {} of {} (90 % interval {low}–{high}): {}", s.rank, c.ranked, s.evidence)));
        let age = match (s.age_percentile, s.provisional) {
            (_, true) => "under a year old: too young to judge".to_owned(),
            (Some(p), _) => format!("more cited than {p:.0} % of {} papers of its age", s.cohort),
            (None, _) => "too few papers of its age to compare with".to_owned(),
        };
        facts.push(("for its age", age));
    }
    facts.push(("by the same authors", ties(&c.same_authors, "none listed")));
    let sections: Vec<String> = c.sections.iter().map(|s| format!("{} ({:.0} % of its ties)", s.section, s.share * 100.0)).collect();
    facts.push(("best section", if sections.is_empty() { "no ties to any section are known".into() } else { sections.join(", then ") }));
    if let Some(best) = c.sections.first() {
        facts.push(("closest there", best.because.join("; ")));
    }
    facts
}

fn ties(ties: &[Tie], none: &str) -> String {
    if ties.is_empty() {
        return none.to_owned();
    }
    let shown: Vec<String> = ties.iter().take(3).map(|t| format!("\u{201c}{}\u{201d} (line {})", t.title, t.line)).collect();
    let papers = if ties.len() == 1 { "paper" } else { "papers" };
    format!("{} {papers}: {}{}", ties.len(), shown.join(", "), if ties.len() > 3 { ", …" } else { "" })
}

fn text_of(c: &Candidate) -> String {
    let mut out = format!("{}\n", printable(&name(c)));
    for (head, fact) in facts(c) {
        out.push_str(&format!("  {:20} {}\n", head, printable(&fact)));
    }
    if let Some(p) = &c.proposal {
        let line = p.text.trim_end_matches(['\r', '\n']);
        out.push_str(&format!("  {:20} after line {} of `{}` ({})\n", "entry", p.after_line, printable(&p.section), printable(&p.order)));
        line.lines().for_each(|l| out.push_str(&format!("    {}\n", printable(l))));
    }
    out
}

fn markdown_of(c: &Candidate, list: &str) -> String {
    let title = markdown(&name(c));
    let url = c.paper.as_ref().and_then(|p| p.url());
    let head = match url {
        Some(url) => format!("[{title}]({})", citegraph::maintain::refresh::address(&url)),
        None => title,
    };
    let mut out = format!("### {head}\n\nEvidence for `{}`:\n\n| | |\n|---|---|\n", printable(list).replace('`', "'"));
    for (head, fact) in facts(c) {
        out.push_str(&format!("| {head} | {} |\n", markdown(&fact)));
    }
    if let Some(p) = &c.proposal {
        // A fence longer than any run of backticks inside.
        let fence = "`".repeat(p.text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
        let text = p.text.trim_end_matches(['\r', '\n']).lines().map(printable_tabs).collect::<Vec<_>>().join("\n");
        out.push_str(&format!(
            "\nAn entry in the list's style, after line {} of {} ({}):\n\n{fence}markdown\n{text}\n{fence}\n",
            p.after_line,
            markdown(&p.section),
            markdown(&p.order)
        ));
    }
    out
}

/// Tabs are part of some lists' style.
fn printable_tabs(line: &str) -> String {
    line.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}
