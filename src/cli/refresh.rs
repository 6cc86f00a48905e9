//! `citegraph refresh`: the counts a list prints, brought up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::catalog::Catalog;
use citegraph::maintain::edit::{apply, unified_diff};
use citegraph::maintain::lint::is_editable;
use citegraph::maintain::refresh::{Options, Refresh, SkipReason, Style, refresh, shields_badge};
use citegraph::maintain::write::{create, replace};
use citegraph::paper::Scheme;
use citegraph::resolve::{self, Resolved};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::args::{CatalogArgs, Global};
use super::config::{self, share};
use super::door::Door;
use super::gaps::{self, Gaps};
use super::github::{hand_on, markdown};
use super::input::{self, Input};
use super::lists;
use super::progress::Meter;
use super::table::{counted, printable};
use super::trouble::Trouble;
use super::{entries, interrupt, pretty, print, print_bytes, runtime};

/// Older answers than this many days are asked again, unless said otherwise.
const MAX_AGE: u32 = 7;

#[derive(Debug, Args)]
pub struct RefreshArgs {
    /// Markdown lists, or folders of lists; `-` reads standard input
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<PathBuf>,
    /// Change the lists; without it nothing is written
    #[arg(long, conflicts_with = "diff")]
    pub write: bool,
    /// Show the change as a unified diff and nothing else
    #[arg(long)]
    pub diff: bool,
    /// How a count should look; `keep` leaves its form
    #[arg(long, value_enum, default_value_t = StyleArg::Keep)]
    pub style: StyleArg,
    /// Leave a known count alone unless it changed by this share [default: 5%]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub min_change: Option<f64>,
    /// Replace numbers that link to another source, such as Google Scholar, number and link together
    #[arg(long)]
    pub replace_sources: bool,
    /// Believe counts that fell to less than half
    #[arg(long)]
    pub allow_drops: bool,
    /// Also write a badge (shields.io endpoint JSON) for each paper into this folder
    #[arg(long, value_name = "DIR")]
    pub badges: Option<PathBuf>,
    /// `text` is the diff, with what was skipped on stderr
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StyleArg {
    Keep,
    Badge,
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    Text,
    Json,
}

pub fn run(mut args: RefreshArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let config = config::read(args.config.as_deref(), args.lists.iter().map(PathBuf::as_path))?;
    let inputs =
        lists::expand(&args.lists, global)?.iter().map(|path| entries(input::read(path)?)).collect::<Result<Vec<Input>, Trouble>>()?;
    let overrides = lists::overrides(&config, &inputs)?;
    for input in &inputs {
        check(input, args.write)?;
    }
    if args.catalog.max_age.is_none() && !args.catalog.offline && !args.catalog.refresh && args.catalog.corpus.is_none() {
        args.catalog.max_age = Some(MAX_AGE);
    }
    let options = Options {
        style: match args.style {
            StyleArg::Keep => Style::Keep,
            StyleArg::Badge => Style::Badge,
            StyleArg::Plain => Style::Plain,
        },
        min_change: args.min_change.or(config.min_change).unwrap_or(Options::default().min_change),
        replace_sources: args.replace_sources,
        allow_drops: args.allow_drops,
    };
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let runtime = runtime()?;
    let (mut gaps, mut shown, mut summary) = (Gaps::default(), Vec::new(), String::new());
    let (mut changed, mut skipped, mut badges_written) = (0, 0, 0);
    // All are asked before anything is written. What all lists ask fills the fewest requests; each list then finds its answers in the cache.
    let (all, of_all) = lists::together(&inputs, &overrides);
    let resolved = runtime.block_on(resolve::resolve(&all, &door, &of_all));
    gaps::require_papers(&named(&inputs), &all, &resolved, &door)?;
    for (input, overrides) in inputs.iter().zip(&overrides) {
        let resolved = runtime.block_on(resolve::resolve(&input.list, &door, overrides));
        let plan = refresh(&input.bytes, &input.list, &resolved, &options);
        if args.write {
            let new = apply(&input.bytes, &plan.edits())?;
            if new != input.bytes {
                interrupt::uncut(|| replace(&input.path, &input.bytes, &new))?;
            }
        }
        if let Some(folder) = &args.badges {
            badges_written += badges(folder, &resolved)?;
        }
        meter.clear();
        if !global.quiet && !args.diff {
            tell(input, &plan, args.write, global.verbose);
        }
        show(input, &plan, &resolved, &args, &mut shown)?;
        summary.push_str(&told(input, &plan));
        changed += plan.changes.len();
        skipped += plan.skipped.len();
        gaps.add(&Gaps::of_entries(&resolved));
    }
    let requests = door.requests().total;
    if !global.quiet && !args.diff {
        tell_written(&args, changed, badges_written);
    }
    door.close(&mut gaps, global);
    if args.format == Shape::Json {
        let lists: Vec<Value> = shown.iter().filter_map(|bytes: &Vec<u8>| serde_json::from_slice(bytes).ok()).collect();
        print(&pretty(&json!({"schema_version": 1, "written": args.write, "requests": requests, "lists": lists})))?;
    } else {
        print_bytes(&shown.concat())?;
    }
    hand_on(&[("changed", changed.to_string()), ("skipped", skipped.to_string()), ("unanswered", gaps.unanswered().to_string())], &summary);
    Ok(gaps.tell(global))
}

/// The lists, for messages about all of them.
fn named(inputs: &[Input]) -> String {
    inputs.iter().map(Input::shown).collect::<Vec<_>>().join("`, `")
}

/// What was written and what was not.
fn tell_written(args: &RefreshArgs, changed: usize, badges_written: usize) {
    if let Some(folder) = &args.badges {
        let badges = counted(badges_written, "badge was", "badges were");
        anstream::eprintln!("{badges} written to `{}`", printable(&folder.display().to_string()));
    }
    if !args.write && changed > 0 {
        let lists = if args.lists.len() == 1 { "the list was" } else { "the lists were" };
        anstream::eprintln!("{lists} not changed; --write does it");
    }
}

/// Finds out before anything is asked whether the list can be changed at all.
fn check(input: &Input, write: bool) -> Result<(), Trouble> {
    input.require_markup("its counts are not changed")?;
    let shown = input.path.display();
    if !is_editable(&input.bytes) {
        return Err(Trouble::say(format!("`{shown}` is UTF-16, which is read but not changed")).hint("save it as UTF-8 first"));
    }
    if write && input.path.as_os_str() == "-" {
        return Err(Trouble::say("standard input cannot be written to").hint("leave --write away to see the diff"));
    }
    Ok(())
}

fn show(input: &Input, plan: &Refresh, resolved: &Resolved, args: &RefreshArgs, shown: &mut Vec<Vec<u8>>) -> Result<(), Trouble> {
    match args.format {
        Shape::Json => shown.push(serde_json::to_vec(&json_of(input, plan, resolved))?),
        Shape::Text if args.write => {}
        Shape::Text => shown.push(unified_diff(&input.bytes, &plan.edits(), &input.path.to_string_lossy())?),
    }
    Ok(())
}

fn json_of(input: &Input, plan: &Refresh, resolved: &Resolved) -> Value {
    let entry = |i: usize| &input.list.entries[i];
    let changes: Vec<Value> = plan
        .changes
        .iter()
        .map(|c| {
            let edits: Vec<Value> = c.edits.iter().map(|e| json!({"span": [e.span.start, e.span.end], "replacement": e.replacement})).collect();
            json!({"line": entry(c.entry).line, "title": entry(c.entry).title, "paper_id": c.paper, "old": c.old, "new": c.new, "edits": edits})
        })
        .collect();
    let skipped: Vec<Value> = plan
        .skipped
        .iter()
        .map(|s| json!({"line": entry(s.entry).line, "title": entry(s.entry).title, "old": s.old, "code": s.reason.code(), "reason": s.reason.to_string()}))
        .collect();
    let asked = resolved.asked.map(|(first, last)| json!({"from": first, "to": last}));
    json!({"path": input.path, "asked": asked, "changes": changes, "skipped": skipped, "unchanged": plan.unchanged})
}

/// What changed and what did not, with the reason; many of one kind are told together.
fn tell(input: &Input, plan: &Refresh, written: bool, verbose: bool) {
    let filled = plan.changes.iter().filter(|c| c.old.is_none()).count();
    let updated = plan.changes.len() - filled;
    let would = if written { "" } else { "would be " };
    anstream::eprintln!(
        "{}: {}: {filled} {would}filled, {updated} {would}updated, {} left as they are, {} skipped",
        printable(&input.path.display().to_string()),
        counted(plan.changes.len() + plan.unchanged + plan.skipped.len(), "count", "counts"),
        plan.unchanged,
        plan.skipped.len()
    );
    let mut by_code: BTreeMap<&str, Vec<(usize, &SkipReason)>> = BTreeMap::new();
    for skip in &plan.skipped {
        by_code.entry(skip.reason.code()).or_default().push((input.list.entries[skip.entry].line, &skip.reason));
    }
    for (code, skips) in by_code {
        let most = if verbose { usize::MAX } else { 5 };
        for (line, reason) in skips.iter().take(most) {
            anstream::eprintln!("  skipped line {line} ({code}): {}", printable(&reason.to_string()));
        }
        if skips.len() > most {
            anstream::eprintln!("  skipped {} more ({code}); --verbose shows all", skips.len() - most);
        }
    }
}

/// For the step summary.
fn told(input: &Input, plan: &Refresh) -> String {
    let mut out = format!("### Citation counts of `{}`\n\n", printable(&input.path.display().to_string()).replace('`', "'"));
    out.push_str(&format!("{} changed, {} left as they are, {} skipped\n\n", plan.changes.len(), plan.unchanged, plan.skipped.len()));
    if !plan.changes.is_empty() {
        out.push_str("| line | title | before | now |\n|---:|---|---:|---:|\n");
    }
    let mut changes: Vec<_> = plan.changes.iter().collect();
    changes.sort_by_key(|c| (std::cmp::Reverse(c.new.abs_diff(c.old.unwrap_or(0))), c.entry));
    for c in changes.iter().take(50) {
        let entry = &input.list.entries[c.entry];
        let old = c.old.map_or_else(|| "–".to_owned(), |n| n.to_string());
        out.push_str(&format!("| {} | {} | {old} | {} |\n", entry.line, markdown(&entry.title), c.new));
    }
    out.push('\n');
    out
}

/// One file for each paper, named after its best identifier; unchanged files are not touched. Gives the number of files written.
fn badges(folder: &Path, resolved: &Resolved) -> Result<usize, Trouble> {
    let mut count = 0;
    std::fs::create_dir_all(folder)
        .map_err(|e| Trouble::new(anyhow::Error::new(e).context(format!("could not make the folder `{}`", folder.display()))))?;
    for paper in &resolved.papers {
        let Some(citations) = paper.citation_count else { continue };
        let id = paper.identifier(Scheme::Arxiv).map_or(paper.id.as_str(), |i| i.value.as_str());
        let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
        let path = folder.join(format!("{}.json", name.trim_start_matches('.')));
        let text = format!("{}\n", shields_badge(u64::from(citations)));
        if std::fs::read_to_string(&path).is_ok_and(|known| known == text) {
            continue;
        }
        let written = if path.exists() {
            std::fs::read(&path)
                .map_err(anyhow::Error::new)
                .and_then(|old| replace(&path, &old, text.as_bytes()).map_err(anyhow::Error::new))
        } else {
            create(&path, text.as_bytes()).map_err(anyhow::Error::new)
        };
        written.map_err(|e| Trouble::new(e.context(format!("could not write the badge `{}`", path.display()))))?;
        count += 1;
    }
    Ok(count)
}
