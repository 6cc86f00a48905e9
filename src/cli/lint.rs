//! `citegraph lint`: what should be looked at in a list, with places, evidence and fixes.
//!
//! Offline by default: what the cache knows is used, nothing is asked.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::analysis::{self, Look, Topics};
use citegraph::catalog::EdgeState;
use citegraph::corpus::{self, Corpus};
use citegraph::graph::CitationGraph;
use citegraph::maintain::Severity;
use citegraph::maintain::edit::{apply, unified_diff};
use citegraph::maintain::lint::{Diagnosis, Knowledge, Rules, fixes, is_editable, lint};
use citegraph::maintain::many::{self, Part};
use citegraph::maintain::write::replace;
use citegraph::resolve::{self, Overrides, Resolution, Resolved};
use clap::{Args, ValueEnum};

use super::args::{CatalogArgs, Global};
use super::config;
use super::door::Door;
use super::explain::code_names;
use super::findings::{self, Linted};
use super::gaps::{self, Gaps};
use super::github::hand_on;
use super::input::{self, Input};
use super::lists;
use super::progress::Meter;
use super::table::{counted, printable};
use super::trouble::{Trouble, tell_hint, warn};
use super::{interrupt, print, print_bytes, reach, runtime};

/// Findings at or above the asked severity.
const FINDINGS: u8 = 4;

#[derive(Debug, Args)]
#[command(
    after_help = "Answers come from the cache; what it does not hold is not checked. Fill it with `citegraph report LIST`, or ask now with --online.\nWhether links still work is not checked here: that is the work of lychee (https://github.com/lycheeverse/lychee)."
)]
pub struct LintArgs {
    /// Markdown lists, or folders of lists; `-` reads standard input
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<PathBuf>,
    /// Mend what can be mended safely, or only these codes, and write the lists
    #[arg(long, value_name = "CODE", num_args = 0..=1, require_equals = true, value_delimiter = ',', default_missing_value = "all", conflicts_with = "diff")]
    pub fix: Option<Vec<String>>,
    /// Show what --fix would change as a unified diff, and nothing else
    #[arg(long, value_name = "CODE", num_args = 0..=1, require_equals = true, value_delimiter = ',', default_missing_value = "all")]
    pub diff: Option<Vec<String>>,
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub format: Output,
    /// Make these codes errors
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = code_names(), hide_possible_values = true)]
    pub deny: Vec<String>,
    /// Say nothing of these codes
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = code_names(), hide_possible_values = true)]
    pub allow: Vec<String>,
    /// End with 4 when there is a finding this severe [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<Level>,
    /// Show every finding; otherwise many of one kind are told together
    #[arg(long)]
    pub all: bool,
    /// Look for misfiled papers in lists of over 5,000 papers, too, which takes ten seconds and more
    #[arg(long)]
    pub thorough: bool,
    /// Ask Semantic Scholar for what the cache lacks
    #[arg(long, conflicts_with = "offline")]
    pub online: bool,
    /// Settings, severities and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Text,
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Note,
    Warning,
    Error,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}

pub fn run(mut args: LintArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let mut config = config::read(args.config.as_deref(), args.lists.iter().map(PathBuf::as_path))?;
    severities(&mut config.rules, &args);
    let fail_on = args.fail_on.map(Severity::from).or(config.fail_on).unwrap_or(Severity::Error);
    let mut inputs = lists::expand(&args.lists, global)?.iter().map(|path| input::read(path)).collect::<Result<Vec<Input>, Trouble>>()?;
    let names = lists::names(&inputs);
    inputs.iter_mut().zip(names).for_each(|(input, name)| input.name = name);
    let overrides = lists::overrides(&config, &inputs)?;
    if args.fix.is_some() || args.diff.is_some() {
        inputs.iter().try_for_each(|input| input.require_markup("nothing in it is fixed"))?;
    }
    let chosen = chosen(args.fix.as_ref().or(args.diff.as_ref()))?;
    if args.fix.is_some() && inputs.iter().any(|i| i.path.as_os_str() == "-") {
        return Err(Trouble::say("standard input cannot be written to").hint("use --diff to see the fixes"));
    }
    let mut gaps = if args.online || args.catalog.refresh || args.catalog.budget.is_some() {
        ask(&inputs, &overrides, &args.catalog, global)?
    } else {
        Gaps::default()
    };
    let online = args.online;
    args.catalog.offline = args.catalog.corpus.is_none();
    (args.catalog.refresh, args.catalog.budget) = (false, None);
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let (mut linted, mut kept, mut diffs) = (Vec::new(), Vec::new(), Vec::new());
    for (input, overrides) in inputs.iter_mut().zip(&overrides) {
        let look = |input: &Input| examine(input, &door, &config.rules, overrides, &args);
        let (mut found, mut resolved) = look(input)?;
        if let Some(codes) = &chosen
            && is_editable(&input.bytes)
        {
            let edits = fixes(found.iter().filter(|d| codes.is_empty() || codes.contains(d.finding.code)));
            if !global.quiet {
                let would = if args.diff.is_some() { " would be" } else { "" };
                let places = counted(edits.len(), "place", "places");
                anstream::eprintln!("{}: {places}{would} fixed", printable(&input.shown()));
            }
            if args.diff.is_some() {
                diffs.extend(unified_diff(&input.bytes, &edits, &input.path.to_string_lossy())?);
            } else if !edits.is_empty() {
                let new = apply(&input.bytes, &edits)?;
                interrupt::uncut(|| replace(&input.path, &input.bytes, &new))?;
                *input = Input { name: std::mem::take(&mut input.name), ..input::read(&input.path)? };
                (found, resolved) = look(input)?;
            }
        }
        kept.push(resolved);
        linted.push(Linted { path: input.path.clone(), found });
    }
    let shared = across(&inputs, &kept, &config.rules, &mut linted);
    let unknown = kept.iter().flat_map(|r| &r.resolutions).filter(|r| matches!(r, Resolution::Failed { .. })).count();
    meter.clear();
    door.close(&mut gaps, global);
    if args.diff.is_some() {
        print_bytes(&diffs)?;
        return Ok(ExitCode::SUCCESS);
    }
    print(&findings::rendered(&linted, shared, args.format, args.all)?)?;
    if unknown > 0 && !online && !global.quiet {
        let papers = counted(unknown, "entry is", "entries are");
        warn(format!("{papers} not in the cache: their ids, titles and counts were not checked"));
        tell_hint("run `citegraph report LIST` once to fill the cache, or use --online");
    }
    let count = |severity| linted.iter().flat_map(|l| &l.found).filter(|d| d.finding.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    hand_on(
        &[("errors", errors.to_string()), ("warnings", warnings.to_string()), ("notes", notes.to_string())],
        &findings::summary(&linted, shared),
    );
    let gaps = gaps.tell(global);
    let worst = linted.iter().flat_map(|l| &l.found).map(|d| d.finding.severity).max();
    Ok(if worst.is_some_and(|worst| worst >= fail_on) { ExitCode::from(FINDINGS) } else { gaps })
}

fn severities(rules: &mut Rules, args: &LintArgs) {
    for code in &args.deny {
        rules.severities.insert(code.clone(), Some(Severity::Error));
    }
    for code in &args.allow {
        rules.severities.insert(code.clone(), None);
    }
}

/// The codes to mend; empty means all.
fn chosen(asked: Option<&Vec<String>>) -> Result<Option<BTreeSet<String>>, Trouble> {
    let Some(asked) = asked else { return Ok(None) };
    let codes: BTreeSet<String> = asked.iter().filter(|code| *code != "all").cloned().collect();
    for code in &codes {
        match citegraph::maintain::codes::code(code) {
            Some(known) if known.fixable => {}
            Some(_) => {
                return Err(
                    Trouble::say(format!("`{code}` has no automatic fix")).hint(format!("`citegraph explain {code}` tells what to do"))
                );
            }
            None => return Err(Trouble::say(format!("`{code}` is no code of a finding")).hint("`citegraph explain` lists them")),
        }
    }
    Ok(Some(codes))
}

/// Fills the cache with what the lists mean.
fn ask(inputs: &[Input], overrides: &[Overrides], args: &CatalogArgs, global: &Global) -> Result<Gaps, Trouble> {
    let meter = Meter::new(global.quiet);
    let door = Door::open(args, &meter, global)?;
    let runtime = runtime()?;
    let (list, overrides) = lists::together(inputs, overrides);
    let resolved = runtime.block_on(resolve::resolve(&list, &door, &overrides));
    meter.clear();
    let shown: Vec<String> = inputs.iter().map(Input::shown).collect();
    gaps::require_answers(&shown.join("`, `"), &resolved, &door)?;
    let mut gaps = Gaps::of_entries(&resolved);
    door.close(&mut gaps, global);
    Ok(gaps)
}

/// The findings of one list, and what its entries mean.
fn examine(
    input: &Input,
    door: &Door<'_>,
    rules: &Rules,
    overrides: &Overrides,
    args: &LintArgs,
) -> Result<(Vec<Diagnosis>, Resolved), Trouble> {
    let runtime = runtime()?;
    let resolved = runtime.block_on(resolve::resolve(&input.list, door, overrides));
    let wanted = ["misfiled", "section-split", "section-merge"].iter().any(|code| rules.severities.get(*code) != Some(&None));
    let most = if args.thorough { usize::MAX } else { MOST_FOR_A_GRAPH };
    let worthwhile = wanted && (FEWEST_FOR_A_GRAPH..=most).contains(&resolved.papers.len());
    let study = if worthwhile { runtime.block_on(study(input, door, &resolved, &args.catalog)) } else { None };
    let knowledge = Knowledge { resolved: Some(&resolved), study: study.as_ref().map(|(corpus, topics)| (corpus, topics)) };
    let mut found = lint(input.markup(), &input.list, knowledge, rules);
    // What the cache lacks is said once, not entry by entry.
    found.retain(|d| d.finding.code != "lookup-failed");
    Ok((found, resolved))
}

/// Adds what only several lists together show; gives the number of papers that stand in more than one.
fn across(inputs: &[Input], resolved: &[Resolved], rules: &Rules, linted: &mut [Linted]) -> usize {
    if inputs.len() < 2 {
        return 0;
    }
    let parts: Vec<Part<'_>> = inputs.iter().zip(resolved).map(|(input, resolved)| lists::part(input, resolved)).collect();
    let shared = many::shared(&parts);
    for (list, more) in linted.iter_mut().zip(many::across(&parts, &shared, rules)) {
        list.found.extend(more);
        list.found.sort_by_key(|d| (d.finding.span.start, d.finding.line, d.finding.code));
    }
    shared.len()
}

/// Fewer papers make no sections to compare.
const FEWEST_FOR_A_GRAPH: usize = 8;

/// The analyses of 4,000 take 4.5 s; of more too long for a command that should answer soon.
const MOST_FOR_A_GRAPH: usize = 5_000;

/// What the ties say of the sections, when the cache holds the reference lists they need.
async fn study(input: &Input, door: &Door<'_>, resolved: &Resolved, args: &CatalogArgs) -> Option<(Corpus, Topics)> {
    let corpus = corpus::gather(&input.list, resolved, door, &reach(args)).await;
    let known = corpus.known().iter().filter(|k| matches!(k.references, EdgeState::Complete | EdgeState::Truncated { .. })).count();
    let (_, as_of) = corpus.asked()?;
    if known * 3 < corpus.listed().len() {
        return None;
    }
    let graph = CitationGraph::of(&corpus);
    let topics = Look::new(&corpus, &graph, &analysis::Options { as_of, seed: 42 }).topics();
    Some((corpus, topics))
}
