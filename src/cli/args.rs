//! What can be typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads a curated paper list, resolves it through Semantic Scholar, and reports what matters, what belongs together, what rises and what is missing.
#[derive(Debug, Parser)]
#[command(name = "citegraph", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

const AFTER_HELP: &str = "\
Exit codes:
  0    done
  1    failed: nothing to read, no paper identified, no answer at all; nothing was written
  2    wrong usage
  3    done, but something is missing: questions without an answer, answers that could not be
       kept, a candidate that was not found, fewer papers found than --min-found
  4    lint: findings at or above the asked severity; check: a candidate is on the list already
       (4 counts for more than 3)
  130  interrupted

Environment:
  S2_API_KEY  key for Semantic Scholar (optional; never logged or stored)
  S2_API_URL  scheme, host and port in front of /graph/v1
  S2_PACE     the same as --pace
  NO_COLOR    no colours";

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on stderr
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Colours on the terminal
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Threads for the analyses (the result does not depend on it)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read lists, resolve and analyse them, and write a report folder for each
    Report(ReportArgs),
    /// Write the report of the example that ships with the program; needs no network and no key
    Demo(DemoArgs),
    /// Hand the papers or their citation graph to another program: Gephi, VOSviewer, Zotero, LaTeX and more
    Export(super::export::ExportArgs),
    /// Show what was understood of a list, offline
    Parse(ParseArgs),
    /// Show which paper each entry of a list means, and why
    Resolve(ResolveArgs),
    /// Rank papers: what is hot, what is good for its age, and what the counts say
    Rank(super::rank::RankArgs),
    /// Group papers into topics, and compare them with the list's sections
    Topics(super::topics::TopicsArgs),
    /// Show what rises and falls: growth, bursts, reference years
    Trends(super::trends::TrendsArgs),
    /// Suggest papers the list lacks, with who votes for them
    Missing(super::missing::MissingArgs),
    /// Measure on dated citation data how far rankings, suggestions and topics can be trusted
    Evaluate(super::evaluate::EvaluateArgs),
    /// Find what should be mended in lists: duplicates, wrong ids, stale counts and more; offline
    Lint(super::lint::LintArgs),
    /// Tell what a finding of `lint` means
    Explain(super::explain::ExplainArgs),
    /// Bring the citation counts a list prints up to date
    Refresh(super::refresh::RefreshArgs),
    /// Gather evidence about candidates for a list: listed already? who cites it? which section?
    Check(super::check::CheckArgs),
    /// Propose papers to feature and to retire, with evidence
    Feature(super::feature::FeatureArgs),
    /// Tell what changed between two reports, or two days of the cache
    Diff(super::diff::DiffArgs),
    /// Write settings that fit what a list looks like
    Init(super::init::InitArgs),
    /// Look after the cache of answers
    Cache(CacheArgs),
    /// Print completions for a shell
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man {
        /// Of this command, such as `report`
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("papers").required(true).multiple(true).args(["lists", "query", "corpus"])))]
pub struct ReportArgs {
    /// Lists, or folders of lists; several get an overview and one report together; `-` reads standard input
    #[arg(conflicts_with = "query", value_name = "LIST")]
    pub lists: Vec<PathBuf>,
    /// Folder of the report [default: reports/<list or folder name>]; with several lists, the folder of their folders [default: reports]
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Say how many requests the report would take, and ask nothing
    #[arg(long)]
    pub dry_run: bool,
    /// End with 3 when a smaller share of the entries that name a paper could be identified
    #[arg(long, value_name = "SHARE", default_value = "50%", value_parser = super::config::share)]
    pub min_found: f64,
    #[command(flatten)]
    pub part: super::study::PartArgs,
    #[command(flatten)]
    pub study: super::study::StudyArgs,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder of the report
    #[arg(short, long, value_name = "DIR", default_value = "reports/demo")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct ParseArgs {
    /// The list; `-` reads standard input
    #[arg(value_name = "LIST")]
    pub list: PathBuf,
    /// What the list is written in [default: guessed from name and content]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct ResolveArgs {
    /// The list; `-` reads standard input
    #[arg(value_name = "LIST")]
    pub list: PathBuf,
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// What the list is written in [default: guessed from name and content]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Settings and overrides [default: citegraph.toml beside the list]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub catalog: CatalogArgs,
}

/// The formats of lists by their names, from the one table of formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputFormat(pub citegraph::list::Format);

impl InputFormat {
    pub fn read_as(self) -> citegraph::list::Format {
        self.0
    }
}

impl ValueEnum for InputFormat {
    fn value_variants<'a>() -> &'a [InputFormat] {
        static ALL: std::sync::LazyLock<Vec<InputFormat>> =
            std::sync::LazyLock::new(|| citegraph::list::Format::specs().iter().map(|spec| InputFormat(spec.format)).collect());
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        self.0.spec().map(|spec| clap::builder::PossibleValue::new(spec.name).help(spec.title))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Catalog options")]
pub struct CatalogArgs {
    /// Folder of the cache
    #[arg(long, value_name = "DIR", default_value = "cache")]
    pub cache: PathBuf,
    /// Ask nothing: answer from the cache alone and say what is missing
    #[arg(long, conflicts_with_all = ["refresh", "budget"])]
    pub offline: bool,
    /// Ask again even what the cache holds
    #[arg(long)]
    pub refresh: bool,
    /// Ask again what is older than this many days
    #[arg(long, value_name = "DAYS")]
    pub max_age: Option<u32>,
    /// Citations asked per paper, the newest first
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub max_citations: u32,
    /// Stop asking after this many requests and report what is known
    #[arg(long, value_name = "N")]
    pub budget: Option<u32>,
    /// Time between two requests, such as 1.1s or 0ms [default: S2_PACE, else 1.1s with a key, longer without]
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub pace: Option<Duration>,
    /// How long to wait in all when Semantic Scholar refuses or fails
    #[arg(long, value_name = "DURATION", default_value = "10m", value_parser = duration)]
    pub patience: Duration,
    /// Answer from tables instead of Semantic Scholar: papers.csv and citations.csv (or .parquet) in this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["offline", "refresh", "budget", "max_age"])]
    pub corpus: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CacheArgs {
    #[command(subcommand)]
    pub command: CacheCommand,
    /// Folder of the cache
    #[arg(long, global = true, value_name = "DIR", default_value = "cache")]
    pub cache: PathBuf,
}

#[derive(Clone, Debug, Subcommand)]
pub enum CacheCommand {
    /// Count what it holds
    Info,
    /// Check every record
    Verify,
    /// Drop what was replaced or is damaged, and what is too old
    Prune {
        /// Drop answers older than this, too
        #[arg(long, value_name = "DAYS")]
        older_than: Option<u32>,
    },
    /// Throw everything away
    Clear,
    /// Write all answers to one file, with which somebody else can make the same report offline
    Export {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Take over the answers of an exported file
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// A number with a unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| "write a number with a unit, such as 500ms, 1.1s or 10m".to_owned())?;
    Duration::try_from(parsed).map_err(|_| "a duration cannot be negative".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn durations_are_written_with_a_unit() {
        assert_eq!(duration("0ms"), Ok(Duration::ZERO));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert!(duration("ten").is_err());
        assert!(duration("-1s").is_err());
    }
}
