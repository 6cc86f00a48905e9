//! `citegraph diff`: what changed between two reports, or between two days of the cache.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::Job;
use citegraph::catalog::Catalog;
use citegraph::catalog::cache::{self, Cached};
use citegraph::maintain::digest::{Digest, Options, digest};
use citegraph::paper::Date;
use citegraph::report::{self, Provenance};
use clap::Args;
use serde_json::Value;

use super::config::{self, share};
use super::github::hand_on;
use super::input::{self, Input};
use super::trouble::{Trouble, warn};
use super::{entries, print, runtime};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  citegraph diff reports/last-week reports/this-week\n  citegraph diff --list README.md 2026-11-01 2026-11-08\n  git show HEAD~5:README.md > was.md && citegraph diff --list README.md --was was.md 2026-11-01 2026-11-08\n\nThe days are looked up in the cache, which keeps every answer with its day until `citegraph cache prune`; nothing is asked."
)]
pub struct DiffArgs {
    /// Folder of the earlier report, or its report.json; with --list, the earlier day
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Folder of the later report, or its report.json; with --list, the later day
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// OLD and NEW are days: look at this list with what the cache knew then
    #[arg(long, value_name = "LIST")]
    pub list: Option<PathBuf>,
    /// The list as it was on the earlier day, where it has changed since
    #[arg(long, value_name = "LIST", requires = "list")]
    pub was: Option<PathBuf>,
    /// Tell of counts that changed by at least this share
    #[arg(long, value_name = "SHARE", default_value = "10%", value_parser = share)]
    pub min_change: f64,
    /// Rows of each table
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE", requires = "list")]
    pub config: Option<PathBuf>,
    /// Folder of the cache
    #[arg(long, value_name = "DIR", default_value = "cache")]
    pub cache: PathBuf,
}

pub fn run(args: &DiffArgs) -> Result<ExitCode, Trouble> {
    let options = Options { min_change: args.min_change, most: args.most, ..Options::default() };
    let Digest { text, changed } = match &args.list {
        Some(list) => of_days(args, list, &options)?,
        None => of_reports(args, &options)?,
    };
    hand_on(&[("changed", changed.to_string())], &text);
    print(&text)
}

// ---------------------------------------------------------------- two reports

fn of_reports(args: &DiffArgs, options: &Options) -> Result<Digest, Trouble> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let lists = |bytes: &[u8], path: &Path| -> Option<Vec<(String, PathBuf)>> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let folder = if path.is_dir() { path } else { path.parent()? };
        let lists = value["lists"].as_array().filter(|_| value["kind"] == "lists")?;
        let one = |l: &Value| Some((l["name"].as_str()?.to_owned(), folder.join(l["report"].as_str()?)));
        Some(lists.iter().filter_map(one).collect())
    };
    let (before, now) = match (lists(&old, &args.old), lists(&new, &args.new)) {
        (None, None) => return Ok(digest(&old, &new, options)?),
        (Some(before), Some(now)) => (before, now),
        _ => return Err(Trouble::say("one is a report of several lists, the other of one").hint("name the folder of the list inside it")),
    };
    let mut out = Digest::default();
    for (name, path) in &now {
        match before.iter().find(|(known, _)| known == name) {
            Some((_, was)) => {
                let one = digest(&read(was)?, &read(path)?, options)?;
                out.text.push_str(&one.text);
                out.changed |= one.changed;
            }
            None => {
                out.text.push_str(&format!("## {}: a new list\n\n", super::github::markdown(name)));
                out.changed = true;
            }
        }
    }
    for (name, _) in before.iter().filter(|(name, _)| !now.iter().any(|(known, _)| known == name)) {
        out.changed = true;
        out.text.push_str(&format!("## {}: no longer among the lists\n\n", super::github::markdown(name)));
    }
    Ok(out)
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let file = if path.is_dir() { path.join("report.json") } else { path.to_owned() };
    std::fs::read(&file).map_err(|e| {
        let trouble = Trouble::new(anyhow::Error::new(e).context(format!("could not read the report `{}`", file.display())));
        match day(path) {
            Ok(_) => trouble.hint("to compare two days of the cache, name the list with --list"),
            Err(_) => trouble.hint("name two folders that `citegraph report` wrote"),
        }
    })
}

// ---------------------------------------------------------------- two days

fn day(text: &Path) -> Result<Date, Trouble> {
    let text = text.to_string_lossy();
    let date: Result<Date, _> = text.parse();
    date.ok()
        .filter(|date: &Date| date.day().is_some())
        .ok_or_else(|| Trouble::say(format!("`{text}` is no day")).hint("with --list, OLD and NEW are days such as 2026-11-01"))
}

fn of_days(args: &DiffArgs, list: &Path, options: &Options) -> Result<Digest, Trouble> {
    let (old, new) = (day(&args.old)?, day(&args.new)?);
    if old == new {
        return Err(Trouble::say(format!("{old} is named twice"))
            .hint("name two days; `citegraph cache info` says between which the cache has answers"));
    }
    if old > new {
        return Err(Trouble::say(format!("{old} is not before {new}")).hint("name the earlier day first"));
    }
    known_by(&args.cache, old)?;
    let now = entries(input::read(list)?)?;
    let was = args.was.as_deref().map(|path| entries(input::read(path)?)).transpose()?;
    let config = config::read(args.config.as_deref(), [list])?;
    let of = |input: &Input, day: Date| -> Result<Vec<u8>, Trouble> {
        let view = Cached::as_of(&args.cache, day)?;
        let job = Job {
            name: now.name.clone(),
            list: input.list.clone(),
            overrides: config.overrides_of(list, false)?,
            reach: citegraph::corpus::Reach::default(),
            as_of: Some(day),
            seed: 42,
        };
        let study = runtime()?.block_on(citegraph::run(job, &view, provenance(&view)));
        Ok(report::lists::report_json(&study)?)
    };
    Ok(digest(&of(was.as_ref().unwrap_or(&now), old)?, &of(&now, new)?, options)?)
}

/// An empty past is not the same as a past in which nothing was known.
fn known_by(folder: &Path, day: Date) -> Result<(), Trouble> {
    match cache::days(folder)? {
        None => Err(Trouble::say(format!("the cache in `{}` holds no answers", folder.display()))
            .hint("`citegraph report LIST` fills it; --cache names another folder")),
        Some((first, _)) if first > day => {
            Err(Trouble::say(format!("the oldest answer in the cache is of {first}: nothing is known of {day}"))
                .hint("choose a later day; answers that `citegraph cache prune` dropped are gone"))
        }
        Some((_, last)) => {
            if last <= day {
                warn(format!("no answer is newer than {day}: both days know the same"));
            }
            Ok(())
        }
    }
}

fn provenance(view: &impl Catalog) -> Provenance {
    Provenance {
        catalog: "Semantic Scholar Academic Graph".into(),
        partial: false,
        caveat: String::new(),
        asked: None,
        input_hash: String::new(),
        input_name: String::new(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: 42,
        options: Value::Null,
        requests: view.requests(),
        plan: Value::Null,
        cache: Value::Null,
    }
}
