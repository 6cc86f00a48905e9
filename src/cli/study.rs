//! From what was typed to an analysed study: the way `report`, `export` and every command about one list share.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::analysis::{Look, Options};
use citegraph::catalog::Catalog;
use citegraph::corpus::Corpus;
use citegraph::graph::CitationGraph;
use citegraph::paper::{Date, PaperIx};
use citegraph::part::{self, Wanted};
use citegraph::report::{Provenance, Study};
use citegraph::resolve::Overrides;
use citegraph::{Gathered, Job};
use clap::Args;

use super::args::{CatalogArgs, Global, InputFormat};
use super::config::Config;
use super::door::{self, Door};
use super::gaps::{self, Gaps};
use super::input::{self, Input};
use super::progress::Meter;
use super::trouble::Trouble;
use super::{config, entries, lists, reach, runtime};

/// What a study depends on besides its list.
#[derive(Debug, Args)]
pub struct StudyArgs {
    /// No list: the papers these words find, the most cited first
    #[arg(long, value_name = "WORDS", value_parser = words)]
    pub query: Option<String>,
    /// With --query: only papers of this year and later
    #[arg(long, value_name = "YEAR", requires = "query", value_parser = clap::value_parser!(i32).range(1000..=9999))]
    pub since: Option<i32>,
    /// With --query: at most this many papers
    #[arg(long, value_name = "N", requires = "query", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Look from this day: only what was known then counts (a year or month means its first day) [default: the day of the newest answer]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<Date>,
    /// What the list is written in [default: guessed from name and content]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Seed of everything random
    #[arg(long, default_value_t = 42, value_name = "N")]
    pub seed: u64,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

fn words(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("there is no word to search for".to_owned()) } else { Ok(text.to_owned()) }
}

impl StudyArgs {
    /// The lists as they were read, folders expanded, and the settings.
    pub fn read(&self, lists: &[PathBuf], global: &Global) -> Result<(Vec<Input>, Config), Trouble> {
        let config = config::read(self.config.as_deref(), lists.iter().map(PathBuf::as_path))?;
        let read = |path: &PathBuf| entries(input::read_as(path, self.input_format.map(InputFormat::read_as))?);
        Ok((lists::expand(lists, global)?.iter().map(read).collect::<Result<_, Trouble>>()?, config))
    }

    /// The same for a command about one list: the list, if one is named, and what the settings say of its entries.
    pub fn read_one(&self, list: Option<&Path>, global: &Global) -> Result<(Option<Input>, Overrides), Trouble> {
        let named: Vec<PathBuf> = list.map(Path::to_path_buf).into_iter().collect();
        let (inputs, config) = self.read(&named, global)?;
        if let (Some(list), [_, second, ..]) = (list, inputs.as_slice()) {
            return Err(Trouble::say(format!("`{}` holds {} lists", list.display(), inputs.len()))
                .hint(format!("name one of them, such as `{}`; `citegraph report` takes them all", second.path.display())));
        }
        let overrides = overrides(&inputs, &config)?;
        Ok((inputs.into_iter().next(), overrides))
    }
}

/// What the settings say of the entries of the one list, or of the list that a run without one makes.
pub fn overrides(inputs: &[Input], config: &Config) -> Result<Overrides, Trouble> {
    Ok(inputs.first().map_or_else(|| Ok(config.overrides.clone()), |input| config.overrides_of(&input.path, false))?)
}

/// Of which part of the list.
#[derive(Debug, Default, Args)]
pub struct PartArgs {
    /// Only this section of the list and what stands below it: its heading, or several joined by `/`. Ranks stay those of the whole list
    #[arg(long, value_name = "HEADING", conflicts_with = "topic")]
    pub section: Option<String>,
    /// Only this topic: its number (from 1) or its label. Ranks stay those of the whole list
    #[arg(long, value_name = "N")]
    pub topic: Option<String>,
}

impl PartArgs {
    fn wanted(&self) -> Option<Wanted> {
        let section = self.section.clone().map(Wanted::Section);
        section.or_else(|| self.topic.clone().map(Wanted::Topic))
    }

    /// For names of folders: what was asked, as it was asked.
    pub fn slug(&self) -> Option<String> {
        match self.wanted()? {
            Wanted::Section(heading) => Some(door::slug(&heading)),
            Wanted::Topic(topic) => Some(format!("topic-{}", door::slug(&topic))),
        }
    }

    /// The study of the part asked; the whole one when none is.
    pub fn of(&self, study: Study) -> Result<Study, Trouble> {
        let Some(wanted) = self.wanted() else { return Ok(study) };
        part::part(&study, &wanted).map_err(|error| {
            let hint = error.hint();
            let trouble = Trouble::new(error);
            match hint {
                Some(hint) => trouble.hint(hint),
                None => trouble,
            }
        })
    }
}

/// Everything the analyses need, asked for; an error when it would say nothing: no paper identified, or none known on the day asked.
pub async fn gather(job: &Job, shown: &str, door: &Door<'_>) -> Result<Gathered, Trouble> {
    let gathered = citegraph::gather(job, door).await;
    gaps::require_papers(shown, &job.list, &gathered.resolved, door)?;
    if let Some(day) = job.as_of {
        require_known(shown, &gathered.corpus, &gathered.graph, day)?;
    }
    Ok(gathered)
}

/// An error when no dated paper of the list was known on the day, though some are dated.
pub fn require_known(shown: &str, corpus: &Corpus, graph: &CitationGraph, day: Date) -> Result<(), Trouble> {
    let date = |ix: &PaperIx| corpus.paper(*ix).date;
    let Some(first) = corpus.listed().iter().filter_map(date).min_by_key(|date| date.first_day()) else { return Ok(()) };
    let look = Look::new(corpus, graph, &Options { as_of: day, seed: 0 });
    if look.listed().any(|ix| date(&ix).is_some()) {
        return Ok(());
    }
    Err(Trouble::say(format!("no paper of `{shown}` was known on {day}: the first is of {first}")).hint("choose a later day with --as-of"))
}

/// Studies of several lists behind one door.
pub struct Studies<'a> {
    args: &'a StudyArgs,
    door: Door<'a>,
    meter: &'a Meter,
    runtime: tokio::runtime::Runtime,
    overrides: Overrides,
    pub gaps: Gaps,
}

impl<'a> Studies<'a> {
    pub fn open(args: &'a StudyArgs, overrides: Overrides, meter: &'a Meter, global: &Global) -> Result<Studies<'a>, Trouble> {
        let door = Door::open(&args.catalog, meter, global)?;
        Ok(Studies { args, door, meter, runtime: runtime()?, overrides, gaps: Gaps::default() })
    }

    /// The list of a run without one: what a search finds, or the papers the tables mark.
    pub fn made_list(&self, global: &Global) -> Result<Input, Trouble> {
        self.runtime.block_on(door::list(&self.door, self.args, global))
    }

    /// # Errors
    /// As [`gather`].
    pub fn study(&mut self, input: Input) -> Result<Study, Trouble> {
        let mut provenance = provenance(&input, &self.door, self.args);
        let shown = input.shown();
        let bytes = if input.format.is_markup() { input.bytes } else { Vec::new() };
        let job = Job {
            name: input.name,
            list: input.list,
            overrides: self.overrides.clone(),
            reach: reach(&self.args.catalog),
            as_of: self.args.as_of,
            seed: self.args.seed,
        };
        self.meter.say("looking up papers and citations");
        let gathered = self.runtime.block_on(gather(&job, &shown, &self.door))?;
        self.gaps.add(&Gaps::of(&gathered.resolved, &gathered.corpus));
        provenance.requests = self.door.requests();
        provenance.cache = self.door.cache_state();
        provenance.plan = serde_json::json!(self.door.plan());
        self.meter.say("analysing");
        let mut study = citegraph::conclude(job, gathered, provenance);
        // With the file at hand findings are those of `lint`, on the lines it names.
        study.findings = citegraph::maintain::findings(&bytes, &study.list, &study.resolved);
        Ok(study)
    }

    /// Says what the user should know of the cache and of gaps.
    pub fn end(mut self, global: &Global) -> ExitCode {
        self.door.close(&mut self.gaps, global);
        self.gaps.tell(global)
    }
}

/// The study of one list, or of none with `--query` or `--corpus`, and the exit code it leads to when all else goes well.
pub fn one(list: Option<&Path>, args: &StudyArgs, global: &Global) -> Result<(Study, ExitCode), Trouble> {
    let (input, overrides) = args.read_one(list, global)?;
    let meter = Meter::new(global.quiet);
    let mut studies = Studies::open(args, overrides, &meter, global)?;
    let input = match input {
        Some(input) => input,
        None => studies.made_list(global)?,
    };
    let study = studies.study(input)?;
    meter.clear();
    Ok((study, studies.end(global)))
}

pub fn provenance(input: &Input, door: &Door, args: &StudyArgs) -> Provenance {
    let (catalog, caveat) = door.describe();
    Provenance {
        catalog,
        partial: !caveat.is_empty(),
        caveat: [caveat.as_str(), input.caveat.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "),
        asked: None,
        input_hash: blake3::hash(&input.bytes).to_hex().to_string(),
        input_name: input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: args.seed,
        options: options(args),
        requests: Default::default(),
        plan: serde_json::Value::Null,
        cache: serde_json::Value::Null,
    }
}

fn options(args: &StudyArgs) -> serde_json::Value {
    let mut options = serde_json::json!({"as_of": args.as_of, "max_citations": args.catalog.max_citations});
    if let Some(query) = door::search_query(args) {
        options["query"] = serde_json::json!(query);
    }
    options
}
