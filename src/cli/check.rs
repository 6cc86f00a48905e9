//! `citegraph check`: evidence about candidates for a list, fit for a pull request.

use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::Job;
use citegraph::catalog::Catalog;
use citegraph::maintain::check::{Candidate, Place, Source, Tie, check, name as title_of, with_candidates};
use citegraph::maintain::style::Proposal;
use citegraph::report::Provenance;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::args::{CatalogArgs, Global};
use super::config;
use super::door::Door;
use super::gaps::{self, GAPS, Gaps};
use super::github::{hand_on, markdown};
use super::input::{self, Input};
use super::lists;
use super::progress::Meter;
use super::table::{counted, labelled, printable, prose, table_width};
use super::trouble::Trouble;
use super::{entries, pretty, print, reach, runtime};

/// A candidate is on the list already.
const LISTED: u8 = 4;

const AFTER_HELP: &str = "\
Exit codes:
  0  every candidate was found and is new to the list
  1  nothing could be looked up
  3  a candidate was not found, or the catalog left gaps
  4  a candidate is on the list already (counts for more than 3)";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct CheckArgs {
    /// Identifiers (`arxiv:2106.09685`, a DOI), addresses or titles
    #[arg(required = true, value_name = "CANDIDATE")]
    pub candidates: Vec<String>,
    /// The list they are meant for; several, or a folder of lists, to learn which of them it fits
    #[arg(long, required = true, value_name = "LIST")]
    pub list: Vec<PathBuf>,
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
    let config = config::read(args.config.as_deref(), args.list.iter().map(PathBuf::as_path))?;
    let mut inputs =
        lists::expand(&args.list, global)?.iter().map(|path| entries(input::read(path)?)).collect::<Result<Vec<Input>, Trouble>>()?;
    let names = lists::names(&inputs);
    inputs.iter_mut().zip(names).for_each(|(input, name)| input.name = name);
    let (all, overrides, name) = match inputs.as_slice() {
        [only] => (only.list.clone(), config.overrides_of(&only.path, false)?, only.name.clone()),
        several => {
            let (all, overrides) = lists::together(several, &lists::overrides(&config, several)?);
            (all, overrides, several.iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", "))
        }
    };
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let list = with_candidates(&all, &args.candidates);
    let job = Job { name: name.clone(), list, overrides, reach: reach(&args.catalog), as_of: None, seed: 42 };
    meter.say("looking up papers and citations");
    let gathered = runtime()?.block_on(citegraph::gather(&job, &door));
    gaps::require_answers(&name, &gathered.resolved, &door)?;
    let mut gaps = Gaps::of(&gathered.resolved, &gathered.corpus);
    meter.say("analysing");
    let study = citegraph::conclude(job, gathered, Provenance { requests: door.requests(), ..super::feature::provenance(&door) });
    meter.clear();
    door.close(&mut gaps, global);
    let sources: Vec<Source<'_>> = inputs.iter().map(|i| Source { name: &i.name, bytes: i.markup(), list: &i.list }).collect();
    let found = check(&sources, &all, &args.candidates, &study.resolved, (&study.corpus, &study.graph, &study.analyses));
    let as_markdown = || found.iter().map(|c| markdown_of(c, &name)).collect::<Vec<_>>().join("\n");
    let shown = match args.format {
        Form::Json => pretty(&json!({"schema_version": 1, "list": name, "as_of": study.analyses.as_of, "candidates": found})),
        Form::Md => as_markdown(),
        Form::Text => found.iter().map(text_of).collect::<Vec<_>>().join("\n"),
    };
    print(&shown)?;
    let listed = found.iter().filter(|c| !c.listed.is_empty()).count();
    hand_on(&[("listed", listed.to_string()), ("found", found.iter().filter(|c| c.paper.is_some()).count().to_string())], &as_markdown());
    Ok(ended(&found, gaps.tell(global)))
}

/// A candidate that is on the list already counts for more than one that was not found, and that for more than gaps elsewhere.
fn ended(found: &[Candidate], gaps: ExitCode) -> ExitCode {
    if found.iter().any(|c| !c.listed.is_empty()) {
        ExitCode::from(LISTED)
    } else if found.iter().any(|c| c.paper.is_none()) {
        ExitCode::from(GAPS)
    } else {
        gaps
    }
}

/// The evidence as (heading, sentence), without mark-up: both forms show the same.
fn facts(c: &Candidate) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let Some(paper) = &c.paper else {
        facts.push(("not found", c.reason.clone().unwrap_or_else(|| "the catalog knows no such paper".into())));
        if !c.listed.is_empty() {
            facts.push(("already listed", listed(&c.listed)));
        }
        return facts;
    };
    let published: Vec<String> =
        [Some(paper.venue.clone()).filter(|v| !v.is_empty()), paper.date.map(|d| d.to_string())].into_iter().flatten().collect();
    let authors: Vec<&str> = paper.authors.iter().take(3).map(|a| a.name.as_str()).collect();
    let more = if paper.authors.len() > 3 { " et al." } else { "" };
    let by = if authors.is_empty() { String::new() } else { format!("{}{more}; ", authors.join(", ")) };
    facts.push(("paper", format!("{by}{}", published.join(", "))));
    if let Some(why) = &c.retracted {
        facts.push(("retracted", why.clone()));
    }
    match c.listed.as_slice() {
        [] => facts.push(("already listed", "no".into())),
        places => facts.push(("already listed", listed(places))),
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
    let sections: Vec<String> = c.sections.iter().map(|s| format!("{} ({:.0} %)", s.section, s.share * 100.0)).collect();
    facts.push(("best section", if sections.is_empty() { "no ties to any section are known".into() } else { sections.join(", then ") }));
    if let Some(best) = c.sections.first() {
        facts.push(("closest there", best.because.join("; ")));
        facts.push(("tied by", best.evidence.clone()));
    }
    facts
}

fn listed(places: &[Place]) -> String {
    let one = |p: &Place| {
        let unidentified = p.unidentified.map_or_else(String::new, |why| format!(", not identified as it ({why})"));
        format!("{}{unidentified}", place(p.list.as_deref(), p.line, &p.section))
    };
    places.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn place(list: Option<&str>, line: usize, section: &str) -> String {
    let list = list.map_or_else(String::new, |list| format!("{list}, "));
    let section = if section.is_empty() { String::new() } else { format!(" ({section})") };
    format!("{list}line {line}{section}")
}

/// Where an entry is to go, and why there.
fn place_of(p: &Proposal) -> String {
    let list = p.list.as_ref().map_or_else(String::new, |list| format!(" of `{}`", printable(list).replace('`', "'")));
    let section = if p.section.is_empty() { String::new() } else { format!(", in `{}`", printable(&p.section)) };
    match p.after_line {
        Some(line) => format!("after line {line}{list}{section} ({})", printable(&p.order)),
        None if section.is_empty() => printable(&p.order),
        None => format!("{}{list} ({})", section.trim_start_matches(", "), printable(&p.order)),
    }
}

fn ties(ties: &[Tie], none: &str) -> String {
    if ties.is_empty() {
        return none.to_owned();
    }
    let shown: Vec<String> =
        ties.iter().take(3).map(|t| format!("\u{201c}{}\u{201d} ({})", t.title, place(t.list.as_deref(), t.line, ""))).collect();
    format!("{}: {}{}", counted(ties.len(), "paper", "papers"), shown.join(", "), if ties.len() > 3 { ", …" } else { "" })
}

fn text_of(c: &Candidate) -> String {
    let width = table_width();
    let mut out = prose(&title_of(c), width, 2);
    for (head, fact) in facts(c) {
        out.push_str(&labelled(2, head, 20, &fact, width));
    }
    if let Some(p) = &c.proposal {
        out.push_str(&labelled(2, "entry", 20, &place_of(p), width));
        // To be pasted as it is: never folded.
        let text = p.text.as_deref().unwrap_or_default().trim_end_matches(['\r', '\n']);
        text.lines().for_each(|l| out.push_str(&format!("    {}\n", printable(l))));
    }
    out
}

fn markdown_of(c: &Candidate, list: &str) -> String {
    let title = markdown(&title_of(c));
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
        out.push_str(&proposal_markdown(p));
    }
    out
}

fn proposal_markdown(p: &Proposal) -> String {
    let list = p.list.as_ref().map_or_else(String::new, |list| format!(" of `{}`", printable(list).replace('`', "'")));
    let (Some(text), Some(line)) = (&p.text, p.after_line) else {
        return format!("\nIts section would be {}{list} ({}).\n", markdown(&p.section), markdown(&p.order));
    };
    // A fence longer than any run of backticks inside.
    let fence = "`".repeat(text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0).max(2) + 1);
    let text = text.trim_end_matches(['\r', '\n']).lines().map(printable_tabs).collect::<Vec<_>>().join("\n");
    format!(
        "\nAn entry in the list's style, after line {line}{list}, in {} ({}):\n\n{fence}markdown\n{text}\n{fence}\n",
        markdown(&p.section),
        markdown(&p.order)
    )
}

/// Tabs are part of some lists' style.
fn printable_tabs(line: &str) -> String {
    line.split('\t').map(printable).collect::<Vec<_>>().join("\t")
}
