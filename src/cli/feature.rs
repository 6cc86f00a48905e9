//! `citegraph feature`: which papers to feature, and which to retire.

use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::Job;
use citegraph::catalog::Catalog;
use citegraph::list::List;
use citegraph::maintain::feature::{Feature, Group, Reason, features};
use citegraph::paper::Date;
use citegraph::report::Provenance;
use citegraph::resolve::Overrides;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::args::{CatalogArgs, Global};
use super::check::Form;
use super::config;
use super::door::Door;
use super::gaps::{self, Gaps};
use super::github::{hand_on, markdown};
use super::input::{self, Input};
use super::lists;
use super::progress::Meter;
use super::table::{labelled, printable, prose, table_width};
use super::trouble::Trouble;
use super::{entries, pretty, print, reach, runtime};

#[derive(Debug, Args)]
pub struct FeatureArgs {
    /// Lists, or folders of lists; `-` reads standard input
    #[arg(required = true, value_name = "LIST")]
    pub lists: Vec<PathBuf>,
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
    let config = config::read(args.config.as_deref(), args.lists.iter().map(PathBuf::as_path))?;
    let mut inputs =
        lists::expand(&args.lists, global)?.iter().map(|path| entries(input::read(path)?)).collect::<Result<Vec<Input>, Trouble>>()?;
    let names = lists::names(&inputs);
    inputs.iter_mut().zip(names).for_each(|(input, name)| input.name = name);
    let overrides = lists::overrides(&config, &inputs)?;
    let mut jobs: Vec<(String, List, Overrides)> = Vec::new();
    if inputs.len() > 1 {
        // First, because its questions fill the fewest requests.
        let (all, of_all) = lists::together(&inputs, &overrides);
        jobs.push(("all lists".to_owned(), all, of_all));
    }
    jobs.extend(inputs.into_iter().zip(overrides).map(|(input, overrides)| (input.name, input.list, overrides)));
    let several = jobs.len() > 1;
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let runtime = runtime()?;
    let (mut proposals, mut gaps) = (Vec::new(), Gaps::default());
    for (place, (name, list, overrides)) in jobs.into_iter().enumerate() {
        let job = Job { name, list, overrides, reach: reach(&args.catalog), as_of: None, seed: 42 };
        let study = runtime.block_on(citegraph::run(job, &door, provenance(&door)));
        let mut groups = features(&study.list, &study.resolved, &study.corpus, &study.analyses, args.per_section);
        if several && place == 0 {
            // Sections are told list by list.
            groups.truncate(1);
        }
        if place == 0 {
            gaps::require_papers(&study.name, &study.list, &study.resolved, &door)?;
            gaps.add(&Gaps::of(&study.resolved, &study.corpus));
        }
        proposals.push(Proposals { list: study.name, as_of: study.analyses.as_of, caveat: study.provenance.caveat, groups });
    }
    meter.clear();
    door.close(&mut gaps, global);
    let as_markdown = || proposals.iter().map(Proposals::markdown).collect::<String>();
    let shown = match args.format {
        Form::Json if several => pretty(&json!({"schema_version": 1, "lists": proposals})),
        Form::Json => {
            let mut value = serde_json::to_value(&proposals[0])?;
            value["schema_version"] = json!(1);
            pretty(&value)
        }
        Form::Md => as_markdown(),
        Form::Text => proposals.iter().map(|p| p.text(several)).collect(),
    };
    print(&shown)?;
    hand_on(&[], &as_markdown());
    Ok(gaps.tell(global))
}

/// What is proposed for one list, or for all of them together.
#[derive(Serialize)]
struct Proposals {
    list: String,
    as_of: Date,
    caveat: String,
    groups: Vec<Group>,
}

impl Proposals {
    fn text(&self, several: bool) -> String {
        let head = if several { format!("# {}\n\n", printable(&self.list)) } else { String::new() };
        head + &self.groups.iter().map(text_of).collect::<String>()
    }

    fn markdown(&self) -> String {
        format!(
            "## Features for {}\n\nAs of {}. A proposal: nothing was changed.\n\n{}",
            markdown(&self.list),
            self.as_of,
            self.groups.iter().map(markdown_of).collect::<String>()
        )
    }
}

/// The papers of a group, each once with all its reasons, in the order of the reasons.
fn papers(group: &Group) -> Vec<Vec<&Feature>> {
    let mut papers: Vec<Vec<&Feature>> = Vec::new();
    for feature in Reason::ALL.iter().flat_map(|reason| group.features.iter().filter(|f| f.reason == *reason)) {
        match papers.iter_mut().find(|known| known[0].paper_id == feature.paper_id) {
            Some(known) => known.push(feature),
            None => papers.push(vec![feature]),
        }
    }
    papers
}

fn reasons(features: &[&Feature]) -> String {
    features.iter().map(|f| f.reason.name()).collect::<Vec<_>>().join(", ")
}

fn head(group: &Group) -> String {
    group.section.as_ref().map_or_else(|| "The whole list".to_owned(), ToString::to_string)
}

fn stability(f: &Feature) -> String {
    let young = if f.provisional { ", provisional" } else { "" };
    format!("rank {} of {}, 90 % interval {}–{}{young}", f.rank, f.ranked, f.rank_interval.0, f.rank_interval.1)
}

fn text_of(group: &Group) -> String {
    let width = table_width();
    let mut out = prose(&head(group), width, 2);
    for features in papers(group) {
        let first = features[0];
        out.push_str(&labelled(2, &format!("line {}", first.line), 10, &first.title, width));
        for f in &features {
            out.push_str(&labelled(4, f.reason.name(), 10, &f.evidence, width));
        }
        out.push_str(&labelled(4, "stability", 10, &stability(first), width));
    }
    if group.features.is_empty() {
        out.push_str("  nothing stands out among the papers found\n");
    }
    out.push('\n');
    out
}

fn markdown_of(group: &Group) -> String {
    let mut out = format!("### {}\n\n", markdown(&head(group)));
    if group.features.is_empty() {
        return out + "Nothing stands out among the papers found.\n\n";
    }
    out.push_str("| | paper | line | evidence | how stable |\n|---|---|---:|---|---|\n");
    for features in papers(group) {
        let first = features[0];
        let evidence: Vec<String> = features.iter().map(|f| markdown(&f.evidence)).collect();
        out.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            reasons(&features),
            markdown(&first.title),
            first.line,
            evidence.join("<br>"),
            stability(first)
        ));
    }
    out.push('\n');
    out
}
