//! `citegraph missing`: what does the list lack?

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::analysis::{Direction, HeldBack, Suggestion, Suggestions, Wanted};
use citegraph::list::List;
use citegraph::paper::{Identifier, Paper, PaperIx, SectionPath, TitleKey, normalized_title};
use clap::Args;
use serde_json::{Map, Value, json};

use super::args::Global;
use super::input;
use super::sheet::{Cell, Named, PAPER_COLUMNS, PaperForm, Sheet, Shown, or_dash, paper_cells, paper_faces, paper_heads};
use super::source::{Source, SourceArgs};
use super::table::{Column, counted};
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
    #[arg(long, value_enum, default_value_t = PaperForm::Table)]
    pub format: PaperForm,
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
    let find = |direction| {
        let wanted = Wanted { direction, fewest_voters: args.min_votes, most };
        look.suggestions(&wanted, |ix| excluded.has(source.paper(ix)), section.as_ref())
    };
    let Some(form) = args.format.of_sheet() else {
        let papers: Vec<PaperIx> = find(direction).found.iter().map(|suggestion| suggestion.paper).collect();
        return source.tell_papers(&look, args.format, &papers, global);
    };
    let sheet = || {
        let Suggestions { found, left_out, held_back } = find(direction);
        Sheet {
            columns: [&COLUMNS[..], &PAPER_COLUMNS, &["cited_by_list", "cites_of_list"]].concat(),
            rows: found.iter().enumerate().map(|(i, s)| cells(&source, i, s)).collect(),
            about: Map::from_iter([
                ("direction".to_owned(), json!(direction)),
                ("excluded".to_owned(), json!(left_out)),
                ("held_back".to_owned(), json!(held_back_rows(&source, &held_back))),
            ]),
        }
    };
    let shown = || {
        // What the list rests on and what builds on it are two questions: people get two tables, the better founded first.
        let kinds = match direction {
            Direction::Any => vec![Direction::Classics, Direction::Recents],
            one => vec![one],
        };
        let listed = look.listed().count();
        let tables = kinds.into_iter().rev().map(|kind| {
            let Suggestions { found, left_out, held_back } = find(kind);
            let mut shown = shown(&source, kind, listed, &found, left_out, section.as_ref());
            shown.below.push_str(&printed_already(&source, &held_back));
            shown
        });
        let joined = tables.reduce(|below, mut above| {
            above.more = Some(Box::new(below));
            above
        });
        joined.unwrap_or_default()
    };
    source.tell(&look, form, global, sheet, shown)
}

const COLUMNS: [&str; 11] = ["id", "title", "score", "voters", "section", "rank", "votes", "surprise", "date", "citations", "evidence"];

fn cells(source: &Source, at: usize, s: &Suggestion) -> Vec<Cell> {
    let paper = source.paper(s.paper);
    let mut cells = vec![
        Cell::Id(paper.id.0.clone()),
        Cell::Text(paper.title.clone()),
        Cell::Number(Some(s.score)),
        Cell::Papers(s.voters.iter().map(|&voter| Named::short(source.paper(voter))).collect()),
        Cell::Text(s.section.as_ref().map(SectionPath::to_string).unwrap_or_default()),
        Cell::Whole(Some(at as u64 + 1)),
        Cell::Whole(Some(s.voters.len() as u64)),
        Cell::Number(s.surprise),
        Cell::Id(paper.date.map(|date| date.to_string()).unwrap_or_default()),
        Cell::whole(paper.citation_count),
        Cell::Text(s.evidence.clone()),
    ];
    cells.extend(paper_cells(paper));
    cells.extend([Cell::Whole(Some(s.cited_by as u64)), Cell::Whole(Some(s.cites as u64))]);
    cells
}

fn shown(source: &Source, kind: Direction, listed: usize, found: &[Suggestion], left_out: usize, section: Option<&SectionPath>) -> Shown {
    let mut columns = vec![
        Column::key("rank"),
        Column::title("paper"),
        Column::word("date", 7),
        Column::number("cited by the list", 9),
        Column::number("cites of the list", 8),
        Column::text("section", 6),
        Column::number("citations", 5),
    ];
    columns.extend(paper_heads());
    columns.push(Column::sentence("evidence"));
    let rows = found.iter().enumerate().map(|(i, s)| {
        let paper = source.paper(s.paper);
        let mut cells = vec![
            Cell::Whole(Some(i as u64 + 1)),
            Cell::Papers(vec![Named::whole(paper)]),
            Cell::Id(or_dash(paper.date)),
            Cell::Whole(Some(s.cited_by as u64)),
            Cell::Whole(Some(s.cites as u64)),
            Cell::Text(or_dash(s.section.as_ref().map(|section| section.name().to_owned()))),
            Cell::whole(paper.citation_count),
        ];
        cells.extend(paper_faces(paper));
        cells.push(Cell::Text(s.evidence.clone()));
        cells
    });
    let (above, what) = match kind {
        Direction::Classics => ("Classics: works the list cites and does not name\n", "no work the list cites"),
        Direction::Recents => ("Recent: works that cite the list\n", "no work that cites the list"),
        Direction::Any => ("", "nothing near the list"),
    };
    let mut below = String::new();
    // Without a listed paper nothing was searched for.
    if found.is_empty() && listed > 0 {
        let whose = section.map_or_else(String::new, |section| format!(" and belongs to {section}"));
        below.push_str(&format!("{what}{whose} is missing, as far as is known\n"));
    }
    if left_out > 0 {
        below.push_str(&format!("{left_out} left out by --exclude\n"));
    }
    if kind != Direction::Recents || listed == 0 {
        below.push_str("cited by the list: listed papers that cite it; cites of the list: listed papers it cites\n");
    } else {
        below.push_str("a suggestion, not a verdict: works nobody here cites are not seen\n");
    }
    Shown { columns, rows: rows.collect(), above: above.to_owned(), below, more: None }
}

/// For programs: works that are not suggested because the list prints them.
fn held_back_rows(source: &Source, held_back: &[HeldBack]) -> Vec<Value> {
    let row = |held: &HeldBack| {
        let paper = source.paper(held.paper);
        json!({"id": paper.id, "title": paper.title, "line": held.line, "section": held.section, "printed": held.printed, "outcome": held.outcome})
    };
    held_back.iter().map(row).collect()
}

/// The same for people.
fn printed_already(source: &Source, held_back: &[HeldBack]) -> String {
    if held_back.is_empty() {
        return String::new();
    }
    const SHOWN: usize = 10;
    let mut out = format!(
        "{} held back, because the list prints {} without being identified:\n",
        counted(held_back.len(), "suggestion", "suggestions"),
        if held_back.len() == 1 { "it" } else { "them" }
    );
    for held in held_back.iter().take(SHOWN) {
        out.push_str(&format!("  line {} ({}): {}\n", held.line, held.outcome, source.title(held.paper)));
    }
    if held_back.len() > SHOWN {
        out.push_str(&format!("  … and {} more; --format json has all\n", held_back.len() - SHOWN));
    }
    out
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
