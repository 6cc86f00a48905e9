//! `citegraph missing`: what does the list lack?

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::analysis::{Direction, Suggestion, Wanted};
use citegraph::list::List;
use citegraph::paper::{Identifier, Paper, SectionPath, TitleKey, normalized_title};
use clap::Args;
use serde_json::{Map, json};

use super::args::Global;
use super::input;
use super::sheet::{Cell, Form, Sheet, Shown, or_dash};
use super::source::{Source, SourceArgs};
use super::trouble::Trouble;

#[derive(Debug, Args)]
pub struct MissingArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// Only works the listed papers cite
    #[arg(long, conflicts_with = "recent")]
    pub classics: bool,
    /// Only works that cite the listed papers
    #[arg(long)]
    pub recent: bool,
    /// Only suggestions that belong to this section or one below it: its heading, or several joined by `/`
    #[arg(long, value_name = "HEADING")]
    pub section: Option<String>,
    /// Leave out the works of these lists or bibliographies (Markdown, .bib, .ris, CSL-JSON, ids)
    #[arg(long, value_name = "FILE")]
    pub exclude: Vec<PathBuf>,
    /// Leave out what fewer listed papers vote for
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub min_votes: usize,
    /// At most this many suggestions [default: 20 for people, 1000 for programs]
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
}

pub fn run(args: &MissingArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let excluded = Excluded::read(&args.exclude)?;
    let source = Source::open(&args.source, global)?;
    let look = source.look();
    let direction = match (args.classics, args.recent) {
        (true, _) => Direction::Classics,
        (_, true) => Direction::Recents,
        _ => Direction::Any,
    };
    let section = args.section.as_deref().map(|asked| source.heading(asked)).transpose()?;
    let most = args.top.unwrap_or(if args.format.is_for_people() { 20 } else { 1_000 });
    let wanted = Wanted { direction, fewest_voters: args.min_votes, most };
    let is_left_out = |ix| excluded.has(source.paper(ix));
    let (found, left_out) = look.suggestions(&wanted, is_left_out, section.as_ref());
    let sheet = || Sheet {
        columns: vec!["id", "title", "score", "voters", "section", "rank", "votes", "surprise", "date", "citations", "evidence"],
        rows: found.iter().enumerate().map(|(i, s)| cells(&source, i, s)).collect(),
        about: Map::from_iter([("direction".to_owned(), json!(direction)), ("excluded".to_owned(), json!(left_out))]),
    };
    let shown = || shown(&source, look.listed().count(), &found, left_out, section.as_ref());
    source.tell(&look, args.format, global, sheet, shown)
}

fn cells(source: &Source, at: usize, s: &Suggestion) -> Vec<Cell> {
    let paper = source.paper(s.paper);
    vec![
        Cell::Id(paper.id.0.clone()),
        Cell::Text(paper.title.clone()),
        Cell::Number(Some(s.score)),
        Cell::Ids(s.voters.iter().map(|&voter| source.paper(voter).id.0.clone()).collect()),
        Cell::Text(s.section.as_ref().map(SectionPath::to_string).unwrap_or_default()),
        Cell::Whole(Some(at as u64 + 1)),
        Cell::Whole(Some(s.voters.len() as u64)),
        Cell::Number(s.surprise),
        Cell::Id(paper.date.map(|date| date.to_string()).unwrap_or_default()),
        Cell::whole(paper.citation_count),
        Cell::Text(s.evidence.clone()),
    ]
}

fn shown(source: &Source, listed: usize, found: &[Suggestion], left_out: usize, section: Option<&SectionPath>) -> Shown {
    let rows = found
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let section = s.section.as_ref().map(|section| section.name().to_owned());
            vec![
                (i + 1).to_string(),
                source.title(s.paper),
                or_dash(source.paper(s.paper).date),
                s.voters.len().to_string(),
                or_dash(section),
                s.evidence.clone(),
            ]
        })
        .collect();
    let mut below = String::new();
    // Without a listed paper nothing was searched for.
    if found.is_empty() && listed > 0 {
        below.push_str(&match section {
            Some(section) => format!("nothing that belongs to {section} is missing, as far as is known\n"),
            None => "nothing near the list is missing from it, as far as is known\n".to_owned(),
        });
    }
    if left_out > 0 {
        below.push_str(&format!("{left_out} left out by --exclude\n"));
    }
    below.push_str(
        "votes: listed papers that cite it or that it cites; a suggestion, not a verdict: works nobody here cites are not seen\n",
    );
    Shown { head: vec!["", "paper", "date", "votes", "section", "why"], rows, flexible: 1, above: String::new(), below }
}

/// Works somebody knows already.
#[derive(Default)]
struct Excluded {
    identifiers: HashSet<Identifier>,
    ids: HashSet<String>,
    titles: HashSet<TitleKey>,
}

impl Excluded {
    fn read(files: &[PathBuf]) -> Result<Excluded, Trouble> {
        let mut excluded = Excluded::default();
        for file in files {
            excluded.add(&input::read_as(file, None)?.list, file)?;
        }
        Ok(excluded)
    }

    fn add(&mut self, list: &List, file: &Path) -> Result<(), Trouble> {
        if list.entries.is_empty() {
            return Err(Trouble::say(format!("no entry was found in `{}`", file.display()))
                .hint("--exclude takes lists, .bib, .ris, CSL-JSON or files of identifiers"));
        }
        for entry in &list.entries {
            self.identifiers.extend(entry.identifiers.iter().map(Identifier::unversioned));
            self.ids.extend(entry.identifiers.iter().map(|id| id.value.clone()));
            self.titles.extend(telling(&entry.title));
        }
        Ok(())
    }

    fn has(&self, paper: &Paper) -> bool {
        // Most runs exclude nothing, and titles of a whole corpus take long to fold.
        if self.ids.is_empty() && self.titles.is_empty() {
            return false;
        }
        self.ids.contains(&paper.id.0)
            || paper.identifiers.iter().any(|id| self.identifiers.contains(id))
            || telling(&paper.title).is_some_and(|key| self.titles.contains(&key))
    }
}

/// A title that names one work: a word or two may name many.
fn telling(title: &str) -> Option<TitleKey> {
    const FEWEST_WORDS: usize = 3;
    const FEWEST_LETTERS: usize = 16;
    let key = normalized_title(title);
    (key.split(' ').count() >= FEWEST_WORDS || key.chars().count() >= FEWEST_LETTERS).then_some(key)
}
