//! The command line: what was typed becomes jobs, what came out becomes words and an exit code.

mod args;
mod check;
mod config;
mod demo;
mod diff;
mod door;
mod evaluate;
mod explain;
mod export;
mod feature;
mod findings;
mod gaps;
mod github;
mod init;
mod input;
mod interrupt;
mod lint;
mod lists;
mod missing;
mod progress;
mod rank;
mod refresh;
mod sheet;
mod show;
mod source;
mod study;
mod table;
mod topics;
mod trends;
mod trouble;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::catalog::Catalog;
use citegraph::corpus::Reach;
use citegraph::report::{self, Study};
use citegraph::{list, resolve};
use clap::{CommandFactory, Parser};

use args::{
    CacheArgs, CacheCommand, CatalogArgs, Cli, Color, Command, DemoArgs, Format, Global, InputFormat, ParseArgs, ReportArgs, ResolveArgs,
};
use door::Door;
use gaps::Gaps;
use input::Input;
use progress::Meter;
use study::Studies;
use table::counted;
use trouble::{Trouble, warn};

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    anstream::ColorChoice::write_global(match cli.global.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    });
    if let Some(threads) = cli.global.threads {
        // Fails only when a pool exists already, and none does before the first analysis.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    }
    interrupt::watch();
    let done = match cli.command {
        Command::Report(args) => report(args, &cli.global),
        Command::Demo(args) => demo(&args, &cli.global),
        Command::Export(args) => export::run(&args, &cli.global),
        Command::Parse(args) => parse(&args),
        Command::Resolve(args) => resolve_list(&args, &cli.global),
        Command::Rank(args) => rank::run(&args, &cli.global),
        Command::Topics(args) => topics::run(&args, &cli.global),
        Command::Trends(args) => trends::run(&args, &cli.global),
        Command::Missing(args) => missing::run(&args, &cli.global),
        Command::Evaluate(args) => evaluate::run(&args, &cli.global),
        Command::Lint(args) => lint::run(args, &cli.global),
        Command::Explain(args) => explain::run(&args),
        Command::Refresh(args) => refresh::run(args, &cli.global),
        Command::Check(args) => check::run(&args, &cli.global),
        Command::Feature(args) => feature::run(&args, &cli.global),
        Command::Diff(args) => diff::run(&args),
        Command::Init(args) => init::run(&args, &cli.global),
        Command::Cache(args) => cache(&args),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "citegraph", &mut out);
            print(&String::from_utf8_lossy(&out))
        }
        Command::Man { command } => manual(command.as_deref()),
    };
    done.unwrap_or_else(|trouble| trouble.tell())
}

/// Data goes to stdout; a reader that closes it early, such as `head`, is no error.
fn print(text: &str) -> Result<ExitCode, Trouble> {
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::new(anyhow::Error::new(e).context("could not write to standard output")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// Bytes as they are, for other programs; on a terminal they may not steer it.
fn print_bytes(bytes: &[u8]) -> Result<ExitCode, Trouble> {
    use std::io::IsTerminal;
    if std::io::stdout().is_terminal() {
        let text = String::from_utf8_lossy(bytes);
        return print(
            &text.split_inclusive('\n').map(|line| format!("{}\n", table::printable(line.trim_end_matches('\n')))).collect::<String>(),
        );
    }
    match std::io::stdout().lock().write_all(bytes) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Trouble::new(anyhow::Error::new(e).context("could not write to standard output")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The page of the program, or of one of its commands.
fn manual(name: Option<&str>) -> Result<ExitCode, Trouble> {
    let mut program = Cli::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| Trouble::say(format!("there is no command `{name}`")).hint("`citegraph help` lists them"))?
        }
    };
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out)?;
    print(&String::from_utf8_lossy(&out))
}

fn parse(args: &ParseArgs) -> Result<ExitCode, Trouble> {
    let input = input::read_as(&args.list, args.input_format.map(InputFormat::read_as))?;
    if !input.bytes.is_empty() {
        print(&match args.format {
            Format::Table => show::parsed(&input.list),
            Format::Json => pretty(&list::to_json(&input.list, &input.name)),
        })?;
    }
    // What was understood is shown even when it is nothing; it is an error all the same.
    no_entry(&input).map_or(Ok(ExitCode::SUCCESS), Err)
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn runtime() -> Result<tokio::runtime::Runtime, Trouble> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Trouble::new(anyhow::Error::new(e).context("could not start the runtime")))
}

fn resolve_list(args: &ResolveArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let overrides = config::read(args.config.as_deref(), [args.list.as_path()])?.overrides_of(&args.list, false)?;
    let input = entries(input::read_as(&args.list, args.input_format.map(InputFormat::read_as))?)?;
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.catalog, &meter, global)?;
    let resolved = runtime()?.block_on(resolve::resolve(&input.list, &door, &overrides));
    meter.clear();
    let requests = door.requests();
    let mut gaps = Gaps::of_entries(&resolved);
    door.close(&mut gaps, global);
    gaps::require_answers(&input.shown(), &resolved, &door)?;
    print(&match args.format {
        Format::Table => show::resolved(&input.list, &resolved, &requests),
        Format::Json => pretty(&show::resolved_json(&input.name, &input.list, &resolved, &requests)),
    })?;
    gaps::require_papers(&input.shown(), &input.list, &resolved, &door)?;
    Ok(gaps.tell(global))
}

/// A list in which nothing was found is most likely not the file that was meant.
fn entries(input: Input) -> Result<Input, Trouble> {
    match no_entry(&input) {
        Some(trouble) => Err(trouble),
        None => Ok(input),
    }
}

fn no_entry(input: &Input) -> Option<Trouble> {
    if !input.list.entries.is_empty() {
        return None;
    }
    let shown = input.shown();
    let is_stdin = input.path.as_os_str() == "-";
    Some(if input.bytes.is_empty() {
        let name = if is_stdin { "standard input".to_owned() } else { format!("`{shown}`") };
        let hint = if is_stdin { "`-` reads the list from standard input: pipe one in" } else { "is this the file that was meant?" };
        Trouble::say(format!("{name} is empty")).hint(hint)
    } else {
        let message = match input.bytes.iter().take(8000).any(|b| *b == 0) {
            true => format!("`{shown}` is not a text file"),
            false => format!("no entry was found in `{shown}`"),
        };
        Trouble::say(message).hint(format!("`citegraph parse {shown}` shows what was understood, with places"))
    })
}

fn report(args: ReportArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let (inputs, config) = args.study.read(&args.lists, global)?;
    let part = args.part.slug();
    if inputs.len() > 1 {
        if part.is_some() {
            return Err(Trouble::say("a part of several lists is not one part").hint("name one list with --section or --topic"));
        }
        if args.dry_run {
            let (input, overrides) = lists::as_one(inputs, &config)?;
            return print(&door::plan(vec![input], &overrides, &args.study, global)?);
        }
        return lists::report(inputs, &args, &config, global);
    }
    let overrides = study::overrides(&inputs, &config)?;
    let outs = folders(&inputs, part.as_deref(), args.out.as_deref());
    if args.dry_run {
        return print(&door::plan(inputs, &overrides, &args.study, global)?);
    }
    for out in &outs {
        check_writable(out)?;
    }
    let meter = Meter::new(global.quiet);
    let mut studies = Studies::open(&args.study, overrides, &meter, global)?;
    let (inputs, outs) = if inputs.is_empty() {
        let inputs = vec![studies.made_list(global)?];
        let outs = folders(&inputs, part.as_deref(), args.out.as_deref());
        (inputs, outs)
    } else {
        (inputs, outs)
    };
    for (input, out) in inputs.into_iter().zip(outs) {
        // Only a list that this run made goes beside its report; a list read from a file stays where it is.
        let beside = input.is_generated.then(|| input.bytes.clone());
        let study = args.part.of(studies.study(input)?)?;
        keep_from_emptying(&study, &out)?;
        if is_below(&study, args.min_found) {
            studies.gaps.add_other();
        }
        finish(&study, &out, &meter, global)?;
        if let Some(bytes) = beside {
            interrupt::uncut(|| report::exports::write(&[(PathBuf::from("list.md"), bytes)], &out))?;
        }
    }
    meter.clear();
    Ok(studies.end(global))
}

/// An error when a report without a single known citation would take the place of another, because the catalog gave no answer.
fn keep_from_emptying(study: &Study, out: &Path) -> Result<(), Trouble> {
    let Some(failure) = gaps::no_neighbours(&study.coverage, &study.corpus) else { return Ok(()) };
    if !lists::is_report(out) {
        return Ok(());
    }
    let message = format!("no citation of `{}` could be looked up, so the report in `{}` stays as it was", study.name, out.display());
    let hint = gaps::hint(&failure);
    Err(Trouble::new(anyhow::Error::new(failure).context(message)).hint(hint))
}

/// Whether fewer entries were identified than asked for, with a warning.
fn is_below(study: &Study, min_found: f64) -> bool {
    let (found, papers) = (study.coverage.found, study.coverage.papers);
    let is_below = f64::from(found) < min_found * f64::from(papers);
    if is_below {
        let share = 100.0 * f64::from(found) / f64::from(papers.max(1));
        warn(format!(
            "{}: {found} of {papers} entries that name a paper were identified ({share:.0} %, and --min-found asks for {:.0} %)",
            study.name,
            100.0 * min_found
        ));
    }
    is_below
}

fn demo(args: &DemoArgs, global: &Global) -> Result<ExitCode, Trouble> {
    check_writable(&args.out)?;
    let meter = Meter::new(global.quiet);
    let (job, tables, provenance) = demo::job()?;
    let study = runtime()?.block_on(citegraph::run(job, &tables, provenance));
    finish(&study, &args.out, &meter, global)?;
    meter.clear();
    Ok(ExitCode::SUCCESS)
}

fn reach(args: &CatalogArgs) -> Reach {
    Reach { max_citations: args.max_citations, ..Reach::default() }
}

/// Renders and writes the report, and says where it is.
fn finish(study: &Study, out: &Path, meter: &Meter, global: &Global) -> Result<(), Trouble> {
    meter.say("rendering");
    let rendered = report::render(study)?;
    interrupt::uncut(|| rendered.write(out))?;
    meter.clear();
    if !global.quiet {
        let c = &study.coverage;
        anstream::eprintln!(
            "{}: {}, {}: {} found ({}), {} ambiguous, {} unknown, {} failed; {} and {} in the graph",
            table::printable(&study.part.as_ref().map_or_else(|| study.name.clone(), |part| format!("{}: {}", study.name, part.name))),
            counted(c.entries, "entry", "entries"),
            counted(c.papers, "paper entry", "paper entries"),
            c.found,
            counted(c.distinct_papers, "distinct paper", "distinct papers"),
            c.ambiguous,
            c.unknown,
            c.failed,
            counted(study.corpus.len(), "paper", "papers"),
            counted(study.corpus.citations().len(), "citation", "citations")
        );
    }
    print(&format!("{}\n", out.join("index.html").display()))?;
    Ok(())
}

/// The folder of each report; a report of a part has a folder of its own.
fn folders(inputs: &[Input], part: Option<&str>, out: Option<&Path>) -> Vec<PathBuf> {
    let name = |input: &Input| part.map_or_else(|| input.name.clone(), |part| format!("{}-{part}", input.name));
    inputs.iter().map(|input| out.map_or_else(|| Path::new("reports").join(name(input)), Path::to_owned)).collect()
}

/// Finds out before anything is asked whether the report could be written.
fn check_writable(out: &Path) -> Result<(), Trouble> {
    let problem = |e: std::io::Error| {
        Trouble::new(anyhow::Error::new(e).context(format!("could not write to `{}`", out.display())))
            .hint("choose another folder with --out")
    };
    if out.exists() && !out.is_dir() {
        return Err(Trouble::say(format!("`{}` is a file, not a folder", out.display())).hint("choose another folder with --out"));
    }
    let absolute = std::path::absolute(out).map_err(problem)?;
    let existing = absolute.ancestors().find(|a| a.exists()).unwrap_or(Path::new("/"));
    tempfile::tempfile_in(existing).map(drop).map_err(problem)
}

fn cache(args: &CacheArgs) -> Result<ExitCode, Trouble> {
    match &args.command {
        CacheCommand::Info => print(&door::cache_info(&args.cache)?),
        CacheCommand::Verify => {
            let (text, damaged) = door::cache_verify(&args.cache)?;
            print(&text)?;
            Ok(if damaged { ExitCode::from(1) } else { ExitCode::SUCCESS })
        }
        CacheCommand::Prune { older_than } => print(&door::cache_prune(&args.cache, *older_than)?),
        CacheCommand::Clear => print(&door::cache_clear(&args.cache)?),
        CacheCommand::Export { file } => print(&door::cache_export(&args.cache, file)?),
        CacheCommand::Import { file } => print(&door::cache_import(&args.cache, file)?),
    }
}
