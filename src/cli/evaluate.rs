//! `citegraph evaluate`: what would we have said then, and what happened?

use std::path::PathBuf;
use std::process::ExitCode;

use citegraph::analysis::evaluate::{
    MissingRow, RankRow, Scope, TopicsRow, heading_task, label_task, missing_task, rank_task_with_authors,
};
use citegraph::corpus::Corpus;
use citegraph::graph::CitationGraph;
use citegraph::paper::{Author, Date, Paper};
use citegraph::resolve::{self, Overrides};
use clap::{Args, ValueEnum};
use serde_json::{Map, json};

use super::args::Global;
use super::progress::Meter;
use super::sheet::{self, Cell, Form, Sheet, Shown};
use super::table::Column;
use super::trouble::{Trouble, warn};
use super::{entries, input, print, runtime, source};

#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// Tables with dates: papers.csv and citations.csv (or .parquet) in this folder
    #[arg(long, value_name = "DIR")]
    pub corpus: PathBuf,
    /// What to measure
    #[arg(long, value_enum)]
    pub task: Task,
    /// Look from these days [default: the last three whole years for rank, the last for missing]
    #[arg(long, value_name = "DATE", num_args = 1.., value_delimiter = ',')]
    pub split: Vec<Date>,
    /// With missing: papers whose references are hidden, per split
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub queries: usize,
    /// With topics: a list whose headings are the truth [default: the column `label` of the papers]
    #[arg(long, value_name = "LIST")]
    pub list: Option<PathBuf>,
    /// With topics: random lists drawn from the labelled papers
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub lists: u32,
    /// With topics: papers in each of them
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub list_size: usize,
    /// With topics and --list: headings with fewer papers do not count
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub fewest: usize,
    /// Seed of everything random
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Do hot papers get the citations of the next year?
    Rank,
    /// Are hidden references found again?
    Missing,
    /// Do topics agree with classes that people made?
    Topics,
}

/// One method on one piece of data.
struct Measured {
    /// The split, or `mean`.
    split: String,
    scope: &'static str,
    method: String,
    n: u32,
    values: Vec<(f64, Option<(f64, f64)>)>,
}

pub fn run(args: &EvaluateArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let tables = source::tables(&args.corpus)?;
    let end = tables.asked();
    let meter = Meter::new(global.quiet);
    let (columns, what, rows) = match args.task {
        Task::Topics => {
            let (what, rows) = topics(args, tables, end, &meter)?;
            (TOPICS, what, rows.iter().map(of_topics).collect())
        }
        Task::Rank => {
            let splits = splits(args, &tables, end, 3)?;
            let authors = authors(&tables);
            let authors: Vec<&[Author]> = authors.iter().map(Vec::as_slice).collect();
            let (dates, graph) = dated(tables);
            let each = |split: &Date| {
                meter.say(&format!("ranking as of {split}"));
                rank_task_with_authors(&graph, &dates, &authors, *split, args.seed).iter().map(of_rank).collect::<Vec<Measured>>()
            };
            (RANK, "citations received in the year after the split".to_owned(), averaged(splits.iter().map(each).collect()))
        }
        Task::Missing => {
            let splits = splits(args, &tables, end, 1)?;
            let titles: Vec<String> = titles(&tables);
            let (dates, graph) = dated(tables);
            let each = |split: &Date| {
                meter.say(&format!("searching as of {split}"));
                missing_task(&graph, &dates, &titles, *split, args.queries, args.seed).iter().map(of_missing).collect::<Vec<Measured>>()
            };
            let what = "half of the references of papers of the year after the split, found again from the other half".to_owned();
            (MISSING, what, averaged(splits.iter().map(each).collect()))
        }
    };
    meter.clear();
    if rows.iter().all(|row: &Measured| row.n == 0) {
        return Err(Trouble::say("there is nothing to measure").hint(match args.task {
            Task::Missing => "no paper of the year after the split has 20 references that are in the tables",
            Task::Rank => "no dated paper is older than the split",
            Task::Topics => "no paper has a class",
        }));
    }
    let sheet = sheet_of(args, columns, &what, &rows);
    print(&match args.format {
        Form::Csv => sheet::csv(&sheet),
        Form::Json => sheet::json(&sheet),
        Form::Table => sheet::table(&shown(args, columns, &what, &rows)),
        Form::Md => sheet::md(&shown(args, columns, &what, &rows)),
    })
}

/// The name of a number and those of its interval's ends.
type Measure = [&'static str; 3];

const RANK: &[Measure] = &[["spearman", "spearman_low", "spearman_high"], ["ndcg_50", "ndcg_50_low", "ndcg_50_high"]];
const MISSING: &[Measure] = &[
    ["recall_20", "recall_20_low", "recall_20_high"],
    ["recall_50", "recall_50_low", "recall_50_high"],
    ["reciprocal_rank", "reciprocal_rank_low", "reciprocal_rank_high"],
];
const TOPICS: &[Measure] = &[
    ["adjusted_rand", "adjusted_rand_low", "adjusted_rand_high"],
    ["adjusted_mutual_information", "adjusted_mutual_information_low", "adjusted_mutual_information_high"],
    ["normalized_mutual_information", "normalized_mutual_information_low", "normalized_mutual_information_high"],
    ["topics", "topics_low", "topics_high"],
];

fn of_rank(row: &RankRow) -> Measured {
    Measured {
        split: row.split.to_string(),
        scope: match row.scope {
            Scope::All => "all",
            Scope::Young => "up to 1 year old",
        },
        method: row.method.to_owned(),
        n: row.papers,
        values: vec![(row.spearman, Some(row.spearman_interval)), (row.ndcg_50, Some(row.ndcg_50_interval))],
    }
}

fn of_missing(row: &MissingRow) -> Measured {
    Measured {
        split: row.split.to_string(),
        scope: "",
        method: row.method.to_owned(),
        n: row.queries,
        values: vec![
            (row.recall_20, Some(row.recall_20_interval)),
            (row.recall_50, Some(row.recall_50_interval)),
            (row.reciprocal_rank, Some(row.reciprocal_rank_interval)),
        ],
    }
}

fn of_topics(row: &TopicsRow) -> Measured {
    Measured {
        split: String::new(),
        scope: "",
        method: row.method.clone(),
        n: row.papers,
        values: vec![
            (row.adjusted_rand, row.adjusted_rand_interval),
            (row.adjusted_mutual_information, row.adjusted_mutual_information_interval),
            (row.normalized_mutual_information, row.normalized_mutual_information_interval),
            (row.topics, None),
        ],
    }
}

/// The splits one after the other, and with several their mean; its interval takes the splits for independent.
fn averaged(splits: Vec<Vec<Measured>>) -> Vec<Measured> {
    let k = splits.len() as f64;
    let mut mean = Vec::new();
    if splits.len() > 1 && splits.iter().all(|rows| rows.len() == splits[0].len()) {
        for (i, first) in splits[0].iter().enumerate() {
            let values = (0..first.values.len())
                .map(|v| {
                    let of: Vec<_> = splits.iter().map(|rows| rows[i].values[v]).collect();
                    let value = of.iter().map(|(value, _)| value).sum::<f64>() / k;
                    let reach = |side: fn(f64, (f64, f64)) -> f64| {
                        of.iter()
                            .map(|(value, interval)| interval.map_or(0.0, |interval| side(*value, interval)).powi(2))
                            .sum::<f64>()
                            .sqrt()
                            / k
                    };
                    (value, Some((value - reach(|value, i| value - i.0), value + reach(|value, i| i.1 - value))))
                })
                .collect();
            let n = splits.iter().map(|rows| rows[i].n).sum();
            mean.push(Measured { split: "mean".into(), scope: first.scope, method: first.method.clone(), n, values });
        }
    }
    splits.into_iter().flatten().chain(mean).collect()
}

/// The days to look from: given, or the ends of the last `most` whole years of data.
fn splits(args: &EvaluateArgs, tables: &citegraph::catalog::Tables, end: Date, most: i32) -> Result<Vec<Date>, Trouble> {
    let first = tables.papers_in_order().iter().filter_map(|paper| paper.date).min();
    let Some(first) = first else {
        return Err(Trouble::say(format!("no paper in `{}` has a date", args.corpus.display())).hint("a column `date` or `year` is needed"));
    };
    if args.split.is_empty() {
        let whole = Date::from_epoch_days(end.first_day() + 1).unwrap_or(end);
        let back = |years: i32| Date::new(whole.year() - years, whole.month(), None).filter(|split| *split > first);
        let splits: Vec<Date> = (1..=most).rev().filter_map(back).collect();
        if splits.is_empty() {
            return Err(Trouble::say(format!("the data ends on {end} and begins in {first}: too short to look back from"))
                .hint("name a day with --split"));
        }
        return Ok(splits);
    }
    for split in &args.split {
        if split.first_day() <= first.first_day() || split.first_day() >= end.last_day() {
            return Err(Trouble::say(format!("{split} does not lie between {first} and {end}, where the data begins and ends")));
        }
        if end.last_day() - split.first_day() < 364 {
            warn(format!("the data ends on {end}, less than a year after {split}: what came is known in part"));
        }
    }
    Ok(args.split.clone())
}

fn titles(tables: &citegraph::catalog::Tables) -> Vec<String> {
    sorted(tables).into_iter().map(|paper| paper.title.clone()).collect()
}

fn authors(tables: &citegraph::catalog::Tables) -> Vec<Vec<Author>> {
    sorted(tables).into_iter().map(|paper| paper.authors.clone()).collect()
}

/// By id, as the corpus is.
fn sorted(tables: &citegraph::catalog::Tables) -> Vec<&Paper> {
    let mut papers: Vec<&Paper> = tables.papers_in_order().iter().collect();
    papers.sort_by(|a, b| a.id.cmp(&b.id));
    papers
}

fn dated(tables: citegraph::catalog::Tables) -> (Vec<Option<Date>>, CitationGraph) {
    let (corpus, _) = Corpus::of_tables(tables, &[]);
    let dates = corpus.papers().iter().map(|paper| paper.date).collect();
    (dates, CitationGraph::of(&corpus))
}

fn topics(args: &EvaluateArgs, tables: citegraph::catalog::Tables, end: Date, meter: &Meter) -> Result<(String, Vec<TopicsRow>), Trouble> {
    if let Some(path) = &args.list {
        let input = entries(input::read_as(path, None)?)?;
        let resolved = runtime()?.block_on(resolve::resolve(&input.list, &tables, &Overrides::default()));
        let listed: Vec<_> = input
            .list
            .entries
            .iter()
            .zip(&resolved.resolutions)
            .filter_map(|(entry, r)| {
                Some((r.paper()?.clone(), Some(input.list.section(entry)).filter(|s| !s.is_empty()).map(|s| s.to_string())))
            })
            .collect();
        meter.say("grouping the list");
        let (corpus, _) = Corpus::of_tables(tables, &listed);
        let graph = CitationGraph::of(&corpus);
        let what = format!("headings of `{}` with {} papers or more, over {} papers found", input.name, args.fewest, corpus.listed().len());
        return Ok((what, heading_task(&corpus, &graph, end, args.fewest, args.seed)));
    }
    let (corpus, labels) = Corpus::of_tables(tables, &[]);
    let mut names: Vec<&str> = labels.iter().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    if names.len() < 2 {
        return Err(Trouble::say(format!("the papers in `{}` have no labels to compare topics with", args.corpus.display()))
            .hint("add a column `label`, or name a list whose headings are the truth with --list"));
    }
    let classes: Vec<Option<u32>> =
        labels.iter().map(|label| label.as_deref().and_then(|label| names.binary_search(&label).ok()).map(|class| class as u32)).collect();
    let graph = CitationGraph::of(&corpus);
    meter.say("grouping random lists");
    let what = format!("{} labels, {} random lists of {} papers", names.len(), args.lists, args.list_size);
    Ok((what, label_task(&corpus, &graph, end, &classes, args.list_size, args.lists, args.seed)))
}

fn sheet_of(args: &EvaluateArgs, measures: &'static [Measure], what: &str, rows: &[Measured]) -> Sheet {
    let mut columns = vec!["split", "scope", "method", "n"];
    columns.extend(measures.iter().flatten());
    let cells = |row: &Measured| {
        let mut cells = vec![Cell::Id(row.split.clone()), Cell::Id(row.scope.to_owned()), Cell::Id(row.method.clone()), Cell::whole(row.n)];
        for (value, interval) in &row.values {
            cells.extend([Some(*value), interval.map(|i| i.0), interval.map(|i| i.1)].map(Cell::Number));
        }
        cells
    };
    let about = [("corpus", json!(args.corpus)), ("truth", json!(what)), ("seed", json!(args.seed))];
    Sheet {
        columns,
        rows: rows.iter().map(cells).collect(),
        about: about.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
    }
}

fn shown(args: &EvaluateArgs, measures: &'static [Measure], what: &str, rows: &[Measured]) -> Shown {
    let split = args.task != Task::Topics;
    let scoped = args.task == Task::Rank;
    let mut columns = Vec::new();
    columns.extend(split.then(|| Column::word("split", 3)));
    columns.extend(scoped.then(|| Column::word("papers compared", 2)));
    columns.extend([Column::title("method"), Column::number("n", 1)]);
    columns.extend(measures.iter().zip((4..=9u8).rev()).map(|([name, ..], importance)| {
        let head = match *name {
            "spearman" => "Spearman ρ [95 %]",
            "ndcg_50" => "nDCG@50 [95 %]",
            "recall_20" => "R@20 [95 %]",
            "recall_50" => "R@50 [95 %]",
            "reciprocal_rank" => "MRR [95 %]",
            "adjusted_rand" => "ARI [95 %]",
            "adjusted_mutual_information" => "AMI [95 %]",
            "normalized_mutual_information" => "NMI [95 %]",
            _ => "topics",
        };
        Column::word(head, importance)
    }));
    let several = rows.iter().any(|row| row.split == "mean");
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        // An issue or a paper wants the mean; the terminal has room for every split.
        .filter(|row| !several || row.split == "mean" || args.format == Form::Table)
        .map(|row| {
            let mut cells = Vec::new();
            cells.extend(split.then(|| Cell::Id(row.split.clone())));
            cells.extend(scoped.then(|| Cell::Id(row.scope.to_owned())));
            cells.extend([Cell::Id(row.method.clone()), Cell::whole(row.n)]);
            cells.extend(row.values.iter().zip(measures).map(|((value, interval), [name, ..])| {
                Cell::Id(match (interval, *name) {
                    (_, "topics") => format!("{value:.1}"),
                    (Some((low, high)), _) => format!("{value:.3} [{low:.3}, {high:.3}]"),
                    (None, _) => format!("{value:.3}"),
                })
            }));
            cells
        })
        .collect();
    Shown {
        columns,
        rows,
        above: format!("{}: {what}\n", args.corpus.display()),
        below: "intervals: 95 % of bootstrap samples; nothing after a split was known to any method\n".into(),
        more: None,
    }
}
