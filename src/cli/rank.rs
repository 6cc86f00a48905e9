//! `citegraph rank`: which papers matter, soon and for their age?

use std::process::ExitCode;

use citegraph::analysis::place::{By, Place, places};
use citegraph::analysis::{Standing, TopicNumber, Topics};
use citegraph::paper::{PaperIx, SectionPath};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::{Map, json};

use super::args::Global;
use super::sheet::{Cell, Named, PAPER_COLUMNS, PaperForm, Sheet, Shown, or_dash, paper_cells, paper_faces, paper_heads};
use super::source::{Source, SourceArgs};
use super::table::Column;
use super::trouble::{Trouble, warn};

#[derive(Debug, Args)]
pub struct RankArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// What to rank by
    #[arg(long, value_parser = numbers(), default_value = By::Hot.name(), value_name = "NUMBER")]
    pub by: By,
    /// Only papers under this section of the list and what stands below it: its heading, or several joined by `/`
    #[arg(long, value_name = "HEADING")]
    pub section: Option<String>,
    /// Only papers of the topic with this number, from 1
    #[arg(long, value_name = "N")]
    pub topic: Option<TopicNumber>,
    /// At most this many papers [default: 20 for people, all for programs]
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    #[arg(long, value_enum, default_value_t = PaperForm::Table)]
    pub format: PaperForm,
}

fn numbers() -> impl TypedValueParser<Value = By> {
    PossibleValuesParser::new(By::ALL.map(|by| PossibleValue::new(by.name()).help(by.meaning()))).try_map(|name| name.parse::<By>())
}

struct Row<'a> {
    standing: &'a Standing,
    place: Place,
    section: Option<&'a SectionPath>,
    topic: Option<u32>,
}

pub fn run(args: &RankArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let source = Source::open(&args.source, global)?;
    let look = source.look();
    let standings = look.rankings().standings;
    // The forms for people show topics only where one is asked for.
    let topics = if args.format.is_for_people() && args.topic.is_none() { Topics::default() } else { look.medium_topics() };
    let topic_of = |s: &Standing| source.corpus.listed().binary_search(&s.paper).ok().and_then(|at| *topics.topic_of.get(at)?);
    let by = args.by;
    let asked = args.section.as_deref().map(|asked| source.heading(asked)).transpose()?;
    let is_under = |s: &Standing, heading: &SectionPath| source.stands_under(s.paper, heading);
    // Places are those among the papers shown.
    let section_of = |s: &Standing| asked.as_ref().filter(|heading| is_under(s, heading)).or_else(|| source.section(s.paper));
    let (order, places) = places(&standings, by, section_of, topic_of);
    if let Some(topic) = args.topic.filter(|topic| topic.index() >= topics.topics.len()) {
        return Err(Trouble::say(format!("there is no topic {topic}"))
            .hint(format!("`citegraph topics` shows them, numbered from 1 to {}", topics.topics.len())));
    }
    let rows: Vec<Row> = order
        .into_iter()
        .map(|i| Row {
            standing: &standings[i],
            place: places[i],
            section: source.section(standings[i].paper),
            topic: topic_of(&standings[i]),
        })
        .filter(|row| asked.as_ref().is_none_or(|heading| is_under(row.standing, heading)))
        .filter(|row| args.topic.is_none_or(|topic| row.topic == Some(topic.index() as u32)))
        .collect();
    if let (Some(heading), true, false) = (&asked, rows.is_empty(), standings.is_empty()) {
        return Err(Trouble::say(format!("no paper of section `{heading}` was found or known on {}", source.options.as_of)));
    }
    let unranked = rows.iter().filter(|row| row.place.rank.is_none()).count();
    if unranked > 0 {
        warn(format!("{unranked} of {} papers have no such number and are not ranked by it", rows.len()));
    }
    let most = args.top.unwrap_or(if args.format.is_for_people() { 20 } else { usize::MAX });
    let taken = &rows[..rows.len().min(most)];
    let Some(form) = args.format.of_sheet() else {
        let papers: Vec<PaperIx> = taken.iter().map(|row| row.standing.paper).collect();
        return source.tell_papers(&look, args.format, &papers, global);
    };
    let label = |topic: Option<u32>| topic.and_then(|t| topics.topics.get(t as usize)).map(|t| t.label.clone());
    let sheet = || Sheet {
        columns: [&COLUMNS[..], &PAPER_COLUMNS].concat(),
        rows: taken.iter().map(|row| cells(&source, row, label(row.topic))).collect(),
        about: Map::from_iter([("by".to_owned(), json!(by)), ("rows_in_all".to_owned(), json!(rows.len()))]),
    };
    let shown = || shown(&source, args, taken, rows.len());
    source.tell(&look, form, global, sheet, shown)
}

/// Stable: columns keep their names and meanings; new ones come at the end.
const COLUMNS: [&str; 28] = [
    "id",
    "title",
    "section",
    "topic",
    "date",
    "hot",
    "age_percentile",
    "provisional",
    "citations",
    "citations_12m",
    "pagerank",
    "local_citations",
    "rank",
    "rank_in_section",
    "rank_in_topic",
    "hot_rank",
    "hot_rank_low",
    "hot_rank_high",
    "age_rank",
    "cohort",
    "rescaled_pagerank",
    "influential_citations",
    "citations_known",
    "citations_3m",
    "local_references",
    "relevance",
    "topic_label",
    "evidence",
];

fn cells(source: &Source, row: &Row, label: Option<String>) -> Vec<Cell> {
    let s = row.standing;
    let paper = source.paper(s.paper);
    let mut cells = vec![
        Cell::Id(paper.id.0.clone()),
        Cell::Text(paper.title.clone()),
        Cell::Text(row.section.map(SectionPath::to_string).unwrap_or_default()),
        Cell::whole(row.topic.map(|topic| TopicNumber::of(topic as usize).get())),
        Cell::Id(paper.date.map(|date| date.to_string()).unwrap_or_default()),
        Cell::Number(Some(s.hot)),
        Cell::Number(s.age_percentile),
        Cell::Flag(s.provisional),
        Cell::whole(s.all_citations()),
        Cell::whole(s.citations_12m),
        Cell::Number(Some(s.pagerank)),
        Cell::whole(s.local_citations),
        Cell::whole(row.place.rank),
        Cell::whole(row.place.in_section),
        Cell::whole(row.place.in_topic),
        Cell::whole(s.rank),
        Cell::whole(s.rank_interval.0),
        Cell::whole(s.rank_interval.1),
        Cell::whole(s.age_rank),
        Cell::whole(s.cohort),
        Cell::Number(s.rescaled_pagerank),
        Cell::whole(s.influential_citations),
        Cell::whole(s.citations_known),
        Cell::whole(s.citations_3m),
        Cell::whole(s.local_references),
        Cell::Number(Some(s.relevance)),
        Cell::Text(label.unwrap_or_default()),
        Cell::Text(s.evidence.clone()),
    ];
    cells.extend(paper_cells(paper));
    cells
}

fn shown(source: &Source, args: &RankArgs, rows: &[Row], in_all: usize) -> Shown {
    let local = match (&args.section, args.topic) {
        (Some(_), _) => Some("rank in section"),
        (None, Some(_)) => Some("rank in topic"),
        (None, None) => None,
    };
    let extra = match args.by {
        By::Hot | By::Age | By::Citations | By::Recent | By::Local => None,
        By::Influential => Some("influential citations"),
        By::Pagerank => Some("PageRank ·10⁶"),
        By::Rescaled => Some("rescaled PageRank"),
        By::Relevance => Some("relevance"),
    };
    let mut columns = vec![Column::key("rank")];
    columns.extend(local.map(|head| Column::number(head, 12)));
    columns.extend([Column::title("paper"), Column::word("date", 6)]);
    columns.extend(extra.map(|head| Column::number(head, 11)));
    columns.extend([
        Column::number("hot", 10),
        Column::number("rank interval", 4),
        Column::number("age percentile", 9),
        Column::number("citations", 8),
        Column::number("citations, 12 months", 5),
        Column::number("cited by the list", 7),
    ]);
    columns.extend(paper_heads());
    let face = |text: String| Cell::Id(text);
    let rows_shown = rows
        .iter()
        .map(|row| {
            let s = row.standing;
            let paper = source.paper(s.paper);
            let mut cells = vec![Cell::whole(row.place.rank)];
            cells.extend(local.map(|_| Cell::whole(if args.section.is_some() { row.place.in_section } else { row.place.in_topic })));
            cells.extend([Cell::Papers(vec![Named::whole(paper)]), face(or_dash(paper.date))]);
            cells.extend(extra.map(|_| match args.by {
                By::Pagerank => face(format!("{:.1}", s.pagerank * 1e6)),
                By::Rescaled => Cell::Number(s.rescaled_pagerank),
                By::Relevance => face(format!("{:.3}", s.relevance)),
                _ => Cell::whole(s.influential_citations),
            }));
            cells.extend([
                Cell::Number(Some(s.hot)),
                face(format!("{}–{}", s.rank_interval.0, s.rank_interval.1)),
                face(format!("{}{}", or_dash(s.age_percentile.map(|p| format!("{p:.0}"))), if s.provisional { "*" } else { "" })),
                Cell::whole(s.all_citations()),
                Cell::whole(s.citations_12m),
                Cell::whole(s.local_citations),
            ]);
            cells.extend(paper_faces(paper));
            cells
        })
        .collect();
    let mut below = String::new();
    if rows.len() < in_all {
        below.push_str(&format!("{} of {in_all} papers; --top shows more\n", rows.len()));
    }
    below.push_str("hot: attention it will get soon, comparable within this list only; rank interval: where 90 % of resampled rankings by hot put it\n");
    below.push_str("age percentile: of its citations among papers of its age; *: provisional, under a year old or undated\n");
    below.push_str("cited by the list: listed papers that cite it\n");
    Shown { columns, rows: rows_shown, below, ..Shown::default() }
}
