//! What the analysis commands look at: a list resolved through a catalog, or whole tables.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::analysis::{Look, Options, heading};
use citegraph::catalog::Tables;
use citegraph::corpus::{Corpus, Coverage};
use citegraph::graph::CitationGraph;
use citegraph::paper::{Paper, PaperId, PaperIx, SectionPath};
use citegraph::{Gathered, Job};
use clap::Args;
use serde_json::{Map, Value, json};

use super::args::Global;
use super::door::{self, Door};
use super::gaps::Gaps;
use super::progress::Meter;
use super::sheet::{self, Form, PaperForm, Sheet, Shown};
use super::study::StudyArgs;
use super::trouble::{Trouble, warn};
use super::{input, print, reach, runtime, study};

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("papers").required(true).multiple(true).args(["list", "query", "corpus"])))]
pub struct SourceArgs {
    /// The list; `-` reads standard input [default with --corpus: the papers the tables mark as listed, else all]
    #[arg(conflicts_with_all = ["query", "seeds"], value_name = "LIST")]
    pub list: Option<PathBuf>,
    /// With --corpus: the list is a file of ids, one a line, or a CSV file with a column `id` and perhaps `section`
    #[arg(long, value_name = "FILE", requires = "corpus", conflicts_with = "query")]
    pub seeds: Option<PathBuf>,
    #[command(flatten)]
    pub study: StudyArgs,
}

/// Papers and citations to look at, and how much of them is known.
pub struct Source {
    pub name: String,
    pub corpus: Corpus,
    pub graph: CitationGraph,
    pub options: Options,
    /// The list's sections in its order, also those none of whose papers was found.
    sections: Vec<SectionPath>,
    /// Of a list; whole tables are known whole.
    coverage: Option<Coverage>,
    catalog: String,
    caveat: String,
    gaps: Gaps,
    meter: Meter,
}

impl Source {
    pub fn open(args: &SourceArgs, global: &Global) -> Result<Source, Trouble> {
        match (&args.study.catalog.corpus, &args.list, &args.study.query) {
            (Some(folder), None, None) => Source::of_tables(folder, args, global),
            _ => Source::of_list(args, global),
        }
    }

    fn of_tables(folder: &Path, args: &SourceArgs, global: &Global) -> Result<Source, Trouble> {
        let meter = Meter::new(global.quiet);
        meter.say("reading the tables");
        let tables = tables(folder)?;
        let listed = match &args.seeds {
            Some(file) => seeds(file, &tables)?,
            None => tables.listed().map(|(paper, section)| (paper.id.clone(), section.map(str::to_owned))).collect(),
        };
        if listed.is_empty() {
            return Err(door::no_paper_listed(&folder.display().to_string()));
        }
        let as_of = args.study.as_of.unwrap_or(tables.asked());
        let name = folder.file_name().map_or_else(|| "corpus".to_owned(), |name| name.to_string_lossy().into_owned());
        let (corpus, _) = Corpus::of_tables(tables, &listed);
        let graph = CitationGraph::of(&corpus);
        if args.study.as_of.is_some() {
            study::require_known(&name, &corpus, &graph, as_of)?;
        }
        Ok(Source {
            name,
            graph,
            sections: corpus.section_order().to_vec(),
            corpus,
            options: Options { as_of, seed: args.study.seed },
            coverage: None,
            catalog: "tables".into(),
            caveat: String::new(),
            gaps: Gaps::default(),
            meter: analysing(meter),
        })
    }

    fn of_list(args: &SourceArgs, global: &Global) -> Result<Source, Trouble> {
        let (input, overrides) = args.study.read_one(args.list.as_deref(), global)?;
        let meter = Meter::new(global.quiet);
        let door = Door::open(&args.study.catalog, &meter, global)?;
        let runtime = runtime()?;
        let input = match input {
            Some(input) => input,
            None => runtime.block_on(door::list(&door, &args.study, global))?,
        };
        let job = Job {
            name: input.name,
            list: input.list,
            overrides,
            reach: reach(&args.study.catalog),
            as_of: args.study.as_of,
            seed: args.study.seed,
        };
        let shown = args.list.as_ref().map_or_else(|| job.name.clone(), |path| path.display().to_string());
        let Gathered { resolved, corpus, graph, coverage, as_of } = runtime.block_on(study::gather(&job, &shown, &door))?;
        let mut gaps = Gaps::of(&resolved, &corpus);
        door.close(&mut gaps, global);
        let (catalog, caveat) = door.describe();
        drop(door);
        Ok(Source {
            meter: analysing(meter),
            gaps,
            sections: job.list.entries.iter().map(|entry| job.list.section(entry)).collect(),
            name: job.name,
            corpus,
            graph,
            options: Options { as_of, seed: args.study.seed },
            coverage: Some(coverage),
            catalog,
            caveat: [caveat, input.caveat].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" "),
        })
    }

    pub fn look(&self) -> Look<'_> {
        Look::new(&self.corpus, &self.graph, &self.options)
    }

    pub fn paper(&self, ix: PaperIx) -> &Paper {
        self.corpus.paper(ix)
    }

    /// The title, or the id where the catalog knows no title.
    pub fn title(&self, ix: PaperIx) -> String {
        let paper = self.paper(ix);
        if paper.title.is_empty() { paper.id.0.clone() } else { paper.title.clone() }
    }

    /// The first section a listed paper stands under.
    pub fn section(&self, ix: PaperIx) -> Option<&SectionPath> {
        let at = self.corpus.listed().binary_search(&ix).ok()?;
        self.corpus.sections()[at].first()
    }

    /// The heading a user means; see [`heading::named`].
    pub fn heading(&self, asked: &str) -> Result<SectionPath, Trouble> {
        heading::named(asked, &self.sections).map_err(|error| {
            let hint = error.hint();
            Trouble::new(error).hint(hint)
        })
    }

    /// Whether a listed paper stands under the heading or below it, at any of its places in the list.
    pub fn stands_under(&self, ix: PaperIx, heading: &SectionPath) -> bool {
        let at = self.corpus.listed().binary_search(&ix);
        at.is_ok_and(|at| self.corpus.sections()[at].iter().any(|section| section.is_within(heading)))
    }

    /// What was looked at, from when, and how much of it is known.
    pub fn about(&self, look: &Look<'_>) -> String {
        let listed = look.listed().count();
        let mut out = match &self.coverage {
            Some(c) => {
                let lists = &c.reference_lists;
                let known = lists.complete + lists.empty;
                let asked = known + lists.elided + lists.truncated + lists.failed + lists.never_asked;
                let mut out = format!("{}: {} of {} paper entries found", self.name, c.found, c.papers);
                for (n, what) in [(c.ambiguous, "ambiguous"), (c.unknown, "unknown"), (c.failed, "failed")] {
                    if n > 0 {
                        out.push_str(&format!(", {n} {what}"));
                    }
                }
                out.push_str(&format!("; reference lists of {known} of {asked} known"));
                out
            }
            None => format!("{}: {listed} listed papers", self.name),
        };
        let known = look.known();
        out.push_str(&format!("; {} looked at, as known on {}", citegraph::text::counted(known, "paper", "papers"), self.options.as_of));
        if let Some(until) = look.data_until() {
            out.push_str(&format!("; the data ends on {until}, and that day is taken for today"));
        }
        out.push('\n');
        out
    }

    /// The same for programs.
    pub fn about_json(&self, look: &Look<'_>) -> Map<String, Value> {
        let fields = [
            ("list", json!(self.name)),
            ("catalog", json!(self.catalog)),
            ("caveat", json!(self.caveat)),
            ("as_of", json!(self.options.as_of)),
            ("data_until", json!(look.data_until())),
            ("asked", json!(self.corpus.asked())),
            ("seed", json!(self.options.seed)),
            ("papers_listed", json!(look.listed().count())),
            ("papers_known", json!(look.known())),
            ("coverage", json!(self.coverage)),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Prints the form asked for; what was looked at goes beside it, and the exit code tells of gaps.
    /// Papers alone, for a bibliography or a list; see [`PaperForm::papers`].
    pub fn tell_papers(&self, look: &Look<'_>, form: PaperForm, papers: &[PaperIx], global: &Global) -> Result<ExitCode, Trouble> {
        let papers: Vec<&Paper> = papers.iter().map(|&ix| self.paper(ix)).collect();
        self.meter.clear();
        print(&form.papers(&papers))?;
        if !global.quiet {
            anstream::eprintln!("{}", super::table::printable_lines(&self.about(look)));
        }
        Ok(self.gaps.tell(global))
    }

    pub fn tell(
        &self,
        look: &Look<'_>,
        form: Form,
        global: &Global,
        sheet: impl FnOnce() -> Sheet,
        shown: impl FnOnce() -> Shown,
    ) -> Result<ExitCode, Trouble> {
        let full = |mut sheet: Sheet| {
            let mut about = self.about_json(look);
            about.append(&mut sheet.about);
            sheet.about = about;
            sheet
        };
        let headed = |mut shown: Shown| {
            shown.above = format!("{}{}", self.about(look), shown.above);
            shown
        };
        let text = match form {
            Form::Table => sheet::table(&headed(shown())),
            Form::Md => sheet::md(&headed(shown())),
            Form::Json => sheet::json(&full(sheet())),
            Form::Csv => sheet::csv(&sheet()),
        };
        self.meter.clear();
        print(&text)?;
        if form == Form::Csv && !global.quiet {
            anstream::eprint!("{}", super::table::printable_lines(&self.about(look)));
            anstream::eprintln!();
        }
        Ok(self.gaps.tell(global))
    }
}

/// The analyses come next, wherever they are made.
fn analysing(meter: Meter) -> Meter {
    meter.say("analysing");
    meter
}

pub fn tables(folder: &Path) -> Result<Tables, Trouble> {
    let tables = Tables::from_folder(folder).map_err(door::trouble)?;
    tables.notes().iter().for_each(|note| warn(note.to_string()));
    Ok(tables)
}

/// A file of ids: one a line, or CSV with a column `id`.
fn seeds(file: &Path, tables: &Tables) -> Result<Vec<(PaperId, Option<String>)>, Trouble> {
    let shown = file.display();
    let text = input::text(file)?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let (mut id, mut section) = (0, None);
    let (mut found, mut absent) = (Vec::new(), Vec::new());
    for (number, row) in reader.records().enumerate() {
        let row = row.map_err(|e| Trouble::new(anyhow::Error::new(e).context(format!("could not read `{shown}`"))))?;
        let column = |name: &str| row.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        if let (0, Some(at)) = (number, column("id")) {
            (id, section) = (at, column("section"));
            continue;
        }
        let Some(wanted) = row.get(id).filter(|cell| !cell.is_empty()) else { continue };
        match tables.paper(wanted) {
            Some(paper) => {
                let section = section.and_then(|at| row.get(at)).filter(|name| !name.is_empty()).map(str::to_owned);
                found.push((paper.id.clone(), section));
            }
            None => {
                // The reader counts the remarks and empty lines before a row to the row.
                let from = row.position().map_or(1, csv::Position::line) as usize;
                let below = text.lines().skip(from - 1).position(|line| line.contains(wanted));
                absent.push((from + below.unwrap_or(0), wanted.to_owned()));
            }
        }
    }
    if found.is_empty() {
        let trouble = Trouble::say(match absent.first() {
            Some((line, id)) => {
                format!("none of the {} ids in `{shown}` is in the tables; the first is `{id}` in line {line}", absent.len())
            }
            None => format!("there are no ids in `{shown}`"),
        });
        return Err(trouble.hint("write one id of `papers.csv` a line, or a CSV file with a column `id`"));
    }
    if let Some((line, id)) = absent.first() {
        warn(format!(
            "{} of {} ids in `{shown}` are not in the tables, first `{id}` in line {line}",
            absent.len(),
            absent.len() + found.len()
        ));
    }
    Ok(found)
}
