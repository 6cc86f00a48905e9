//! Many lists at once: a folder or several files become one corpus with one report folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::catalog::Catalog;
use citegraph::list::{self, Kind};
use citegraph::maintain::many::{self, Part};
use citegraph::report::{self, Provenance, Study, lists::ALL};
use citegraph::resolve::Overrides;
use citegraph::{Gathered, Job};

use super::args::{Global, ReportArgs};
use super::config::Config;
use super::door::Door;
use super::gaps::{self, Gaps};
use super::input::Input;
use super::progress::Meter;
use super::study::provenance;
use super::table::{counted, printable};
use super::trouble::{Trouble, warn};
use super::{finish, interrupt, print, reach, runtime, study};

/// Fewer papers do not make a file in a folder a list.
const FEWEST_PAPERS: usize = 3;

/// Folders become the lists in them, in order of their paths; files stay what they are.
pub fn expand(paths: &[PathBuf], global: &Global) -> Result<Vec<PathBuf>, Trouble> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let mut files = Vec::new();
        walk(path, &mut files)?;
        files.sort();
        let (lists, others): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| is_list(file));
        let shown = path.display();
        if lists.is_empty() {
            return Err(Trouble::say(format!("no list was found in the folder `{shown}`"))
                .hint(format!("a list is a Markdown file with at least {FEWEST_PAPERS} papers; name the file itself if it has fewer")));
        }
        if !others.is_empty() && !global.quiet {
            let names: Vec<String> = others.iter().take(4).map(|p| p.strip_prefix(path).unwrap_or(p).display().to_string()).collect();
            let more = if others.len() > names.len() { ", …" } else { "" };
            let files = counted(others.len(), "file", "files");
            anstream::eprintln!(
                "{files} in `{shown}` with fewer than {FEWEST_PAPERS} papers left out: {}{more}",
                printable(&names.join(", "))
            );
        }
        all.extend(lists);
    }
    let mut seen = BTreeSet::new();
    all.retain(|path| path.as_os_str() == "-" || seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
    Ok(all)
}

/// Markdown and reStructuredText below the folder; not what is hidden, installed, or a report of this program.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Trouble> {
    let failed =
        |e: std::io::Error| Trouble::new(anyhow::Error::new(e).context(format!("could not read the folder `{}`", folder.display())));
    if is_report(folder) {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(failed)?;
        if name.starts_with('.') || matches!(name.as_str(), "node_modules" | "target") {
            continue;
        }
        let path = entry.path();
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|e| ["md", "markdown", "rst"].iter().any(|known| e.eq_ignore_ascii_case(known))) {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether the folder holds a report of this program.
pub fn is_report(folder: &Path) -> bool {
    let manifest = std::fs::read(folder.join("manifest.json")).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok());
    manifest.is_some_and(|manifest| manifest["program"] == "citegraph")
}

fn is_list(path: &Path) -> bool {
    let is_paper = |e: &&list::Entry| e.kind == Kind::Paper;
    std::fs::read(path).is_ok_and(|bytes| {
        let format = list::Format::guess(&path.to_string_lossy(), &bytes);
        list::read_as(format, &bytes).is_ok_and(|list| list.entries.iter().filter(is_paper).count() >= FEWEST_PAPERS)
    })
}

/// A name for each list that no other has: its own, or with as many folders in front as it takes.
pub fn names(inputs: &[Input]) -> Vec<String> {
    let mut names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    for depth in 1..8 {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        names.iter().for_each(|name| *times.entry(name).or_default() += 1);
        let twice: Vec<usize> = (0..names.len()).filter(|&i| times[names[i].as_str()] > 1).collect();
        if twice.is_empty() {
            break;
        }
        for i in twice {
            let path = std::path::absolute(&inputs[i].path).unwrap_or_default();
            let folders: Vec<String> = path.iter().rev().skip(1).take(depth).map(|f| f.to_string_lossy().into_owned()).collect();
            names[i] = folders.iter().rev().map(String::as_str).chain([stem(&inputs[i]).as_str()]).collect::<Vec<_>>().join("-");
        }
    }
    let mut taken = BTreeSet::from([ALL.to_owned()]);
    for name in &mut names {
        let mut number = 2;
        let first = name.replace(['/', '\\'], "-");
        *name = first.clone();
        while !taken.insert(name.clone()) {
            *name = format!("{first}-{number}");
            number += 1;
        }
    }
    names
}

fn stem(input: &Input) -> String {
    input.path.file_stem().map_or_else(|| input.name.clone(), |s| s.to_string_lossy().into_owned())
}

/// What holds of all lists: overrides by title, and those by line for the list they name.
pub fn overrides(config: &Config, inputs: &[Input]) -> Result<Vec<Overrides>, Trouble> {
    inputs.iter().map(|input| Ok(config.overrides_of(&input.path, inputs.len() > 1)?)).collect()
}

/// A report for each list, one of all lists together, and an overview in front of them.
pub fn report(mut inputs: Vec<Input>, args: &ReportArgs, config: &Config, global: &Global) -> Result<ExitCode, Trouble> {
    let names = names(&inputs);
    inputs.iter_mut().zip(names).for_each(|(input, name)| input.name = name);
    let (home, title) = home(args);
    super::check_writable(&home)?;
    let overrides = overrides(config, &inputs)?;
    let meter = Meter::new(global.quiet);
    let door = Door::open(&args.study.catalog, &meter, global)?;
    let runtime = runtime()?;
    // All together first: their questions fill the fewest requests, and each list then finds its answers in the cache.
    let together = job_of_all(&title, &inputs, &overrides, args);
    let gathered = runtime.block_on(study::gather(&together, &title, &door))?;
    let mut gaps = Gaps::of(&gathered.resolved, &gathered.corpus);
    meter.say("analysing all lists together");
    let mut all = citegraph::conclude(together, gathered, of_all(&title, &inputs, &door, args));
    super::keep_from_emptying(&all, &home.join(ALL))?;
    if super::is_below(&all, args.min_found) {
        gaps.add_other();
    }
    let (mut summaries, mut kept) = (Vec::new(), Vec::new());
    for (input, overrides) in inputs.iter().zip(&overrides) {
        let job =
            Job { name: input.name.clone(), list: input.list.clone(), overrides: overrides.clone(), ..job_of_all(&title, &[], &[], args) };
        let gathered = runtime.block_on(citegraph::gather(&job, &door));
        gaps.add_part(&Gaps::of(&gathered.resolved, &gathered.corpus));
        let replaces = is_worth_writing(&home.join(&input.name), input, &gathered, &door, &mut gaps);
        let mut provenance = provenance(input, &door, &args.study);
        provenance.cache = door.cache_state();
        provenance.plan = serde_json::json!(door.plan());
        meter.say(&format!("analysing {}", input.name));
        let mut study = citegraph::conclude(job, gathered, provenance);
        study.findings = citegraph::maintain::findings(input.markup(), &study.list, &study.resolved);
        if replaces {
            finish(&study, &home.join(&input.name), &meter, global)?;
        }
        let path = input.path.display().to_string();
        let of = (&study.corpus, &study.analyses);
        summaries.push(many::summary(&input.name, &path, &study.list, &study.coverage, &study.findings, of));
        let Study { resolved, .. } = study;
        kept.push(resolved);
    }
    let parts: Vec<Part<'_>> = inputs.iter().zip(&kept).map(|(input, resolved)| part(input, resolved)).collect();
    let shared = many::shared(&parts);
    all.findings = findings_of_all(&parts, &shared, config);
    all.provenance.cache = door.cache_state();
    finish(&all, &home.join(ALL), &meter, global)?;
    let overview = many::overview(summaries, shared, &all.corpus, &all.analyses);
    let rendered = report::lists::overview(&title, &overview, &all.provenance)?;
    interrupt::uncut(|| rendered.write(&home))?;
    meter.clear();
    door.close(&mut gaps, global);
    print(&format!("{}\n", home.join("index.html").display()))?;
    Ok(gaps.tell(global))
}

/// Whether the report of one list among several is written: one without any paper does not take the place of another.
/// Where there is none yet it is written, so that the overview leads somewhere.
fn is_worth_writing(folder: &Path, input: &Input, gathered: &Gathered, door: &Door<'_>, gaps: &mut Gaps) -> bool {
    let Err(trouble) = gaps::require_papers(&input.shown(), &input.list, &gathered.resolved, door) else { return true };
    gaps.add_other();
    let stays = is_report(folder);
    warn(if stays { format!("{trouble}; the report in `{}` stays as it was", folder.display()) } else { trouble.to_string() });
    !stays
}

/// A list among several.
pub fn part<'a>(input: &'a Input, resolved: &'a citegraph::resolve::Resolved) -> Part<'a> {
    Part { name: &input.name, bytes: input.markup(), list: &input.list, resolved }
}

/// All lists as one, with what overrides say of each.
pub fn together(inputs: &[Input], overrides: &[Overrides]) -> (list::List, Overrides) {
    let list = many::together(inputs.iter().map(|input| (input.name.as_str(), &input.list)));
    let overrides = inputs.iter().zip(overrides).flat_map(|(input, overrides)| many::by_title(&input.list, overrides));
    (list, Overrides(overrides.collect()))
}

/// For a plan: what all lists ask is asked once.
pub fn as_one(inputs: Vec<Input>, config: &Config) -> Result<(Input, Overrides), Trouble> {
    let overrides = overrides(config, &inputs)?;
    let (list, overrides) = together(&inputs, &overrides);
    let name = format!("{} lists", inputs.len());
    let input = Input {
        path: PathBuf::new(),
        name,
        bytes: Vec::new(),
        list,
        caveat: String::new(),
        is_generated: false,
        format: list::Format::Markdown,
    };
    Ok((input, overrides))
}

fn job_of_all(title: &str, inputs: &[Input], overrides: &[Overrides], args: &ReportArgs) -> Job {
    let (list, overrides) = together(inputs, overrides);
    Job { name: title.to_owned(), list, overrides, reach: reach(&args.study.catalog), as_of: args.study.as_of, seed: args.study.seed }
}

fn of_all(title: &str, inputs: &[Input], door: &Door<'_>, args: &ReportArgs) -> Provenance {
    let mut hasher = blake3::Hasher::new();
    inputs.iter().for_each(|input| {
        hasher.update(blake3::hash(&input.bytes).as_bytes());
    });
    Provenance {
        input_hash: hasher.finalize().to_hex().to_string(),
        input_name: title.to_owned(),
        requests: door.requests(),
        ..provenance(&inputs[0], door, &args.study)
    }
}

/// Of all lists together only what no list alone shows.
fn findings_of_all(parts: &[Part<'_>], shared: &[many::Shared], config: &Config) -> Vec<citegraph::maintain::Finding> {
    let found = many::across(parts, shared, &config.rules);
    let named = |(part, found): (&Part<'_>, Vec<citegraph::maintain::lint::Diagnosis>)| {
        let name = part.name.to_owned();
        found.into_iter().map(move |d| citegraph::maintain::Finding { message: format!("{name}: {}", d.finding.message), ..d.finding })
    };
    parts.iter().zip(found).flat_map(named).collect()
}

/// The folder of all reports, and what the lists are called together.
fn home(args: &ReportArgs) -> (PathBuf, String) {
    let given = match args.lists.as_slice() {
        [only] => std::fs::canonicalize(only).ok().and_then(|p| Some(p.file_name()?.to_string_lossy().into_owned())),
        _ => None,
    };
    match (&args.out, given) {
        (Some(out), given) => {
            let own = || out.file_name().map_or_else(|| "lists".to_owned(), |n| n.to_string_lossy().into_owned());
            (out.clone(), given.unwrap_or_else(own))
        }
        (None, Some(name)) => (Path::new("reports").join(&name), name),
        (None, None) => (PathBuf::from("reports"), "lists".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str) -> Input {
        Input {
            path: path.into(),
            name: Path::new(path).file_stem().unwrap().to_string_lossy().into_owned(),
            bytes: Vec::new(),
            list: list::List::default(),
            caveat: String::new(),
            is_generated: false,
            format: list::Format::Markdown,
        }
    }

    #[test]
    fn lists_of_one_name_are_told_apart_by_their_folders() {
        let named = |paths: &[&str]| names(&paths.iter().map(|p| input(p)).collect::<Vec<_>>());
        assert_eq!(named(&["/x/a.md", "/x/b.md"]), ["a", "b"]);
        assert_eq!(named(&["/x/nlp/list.md", "/x/vision/list.md", "/x/c.md"]), ["nlp-list", "vision-list", "c"]);
        assert!(named(&["/x/all.md", "/x/all.md"])[0].len() > 3);
    }

    #[test]
    fn a_folder_gives_its_lists_and_nothing_hidden_or_made() {
        let home = tempfile::tempdir().unwrap();
        let papers = "# L\n\n- **A Study of Old Things**, [p](https://arxiv.org/abs/2001.00001)\n- **Another Study of Things**, [p](https://arxiv.org/abs/2001.00002)\n- **The Last Study of Things**, [p](https://arxiv.org/abs/2001.00003)\n";
        for (path, text) in [
            ("b.md", papers),
            ("sub/a.md", papers),
            ("CONTRIBUTING.md", "# How to\n\nRead [this](https://arxiv.org/abs/2001.00001)."),
            (".github/x.md", papers),
            ("reports/l/report.md", papers),
            ("reports/l/manifest.json", "{\"program\": \"citegraph\"}"),
        ] {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let global = Global { quiet: true, verbose: false, color: super::super::args::Color::Never, threads: None };
        let found = expand(&[home.path().to_owned(), home.path().join("b.md")], &global).map_err(|_| ()).unwrap();
        let names: Vec<_> = found.iter().map(|p| p.strip_prefix(home.path()).unwrap().display().to_string()).collect();
        assert_eq!(names, ["b.md", "sub/a.md"]);
        assert!(expand(&[home.path().join(".github/none")], &global).is_ok(), "a missing file is told where it is read");
    }
}
