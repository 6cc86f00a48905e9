//! `citegraph trends`: what rises and falls?

use std::process::ExitCode;

use citegraph::analysis::{Historiograph, Series, TopicNumber, Topics, Trends};
use citegraph::paper::{Date, PaperIx};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::args::Global;
use super::sheet::{Cell, Form, Named, PAPER_COLUMNS, Sheet, Shown, or_dash, paper_cells};
use super::source::{Source, SourceArgs};
use super::table::Column;
use super::trouble::Trouble;

#[derive(Debug, Args)]
pub struct TrendsArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// What to show
    #[arg(long, value_enum, default_value_t = Facet::Growth, value_name = "WHAT")]
    pub show: Facet,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Facet {
    /// The last 12 complete months against the 12 before, per topic and section
    Growth,
    /// Papers and citations of every month, in all and per topic and section
    Months,
    /// Terms, topics and sections that came up faster than before
    Bursts,
    /// The years the references point to
    ReferenceYears,
    /// Papers little cited for years, then much
    SleepingBeauties,
    /// Papers cited instead of what they rest on, or together with it
    Disruption,
    /// The chain of citations along which the field came
    MainPath,
    /// The papers most cited by the list, in order of time
    Historiograph,
}

impl Facet {
    /// Whether it speaks of topics: they take longest.
    fn is_by_topic(self) -> bool {
        matches!(self, Facet::Growth | Facet::Months | Facet::Bursts)
    }
}

pub fn run(args: &TrendsArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let source = Source::open(&args.source, global)?;
    let look = source.look();
    let topics = if args.show.is_by_topic() { look.medium_topics() } else { Topics::default() };
    let trends = look.trends(&topics);
    let view = View { source: &source, trends: &trends };
    let sheet = || {
        let (columns, rows) = match args.show {
            Facet::Growth => view.growth(),
            Facet::Months => view.months(),
            Facet::Bursts => view.bursts(),
            Facet::ReferenceYears => view.reference_years(),
            Facet::SleepingBeauties => view.sleeping_beauties(),
            Facet::Disruption => view.disruption(),
            Facet::MainPath => view.main_path(&look.main_path()),
            Facet::Historiograph => view.historiograph(&look.historiograph()),
        };
        Sheet { columns, rows, about: view.about() }
    };
    let shown = || match args.show {
        Facet::Growth => view.growth_shown(),
        Facet::Months => view.plain(view.months(), "the last months are incomplete where `complete` says false"),
        Facet::Bursts => view.plain(
            view.bursts(),
            "Kleinberg's two-state bursts; open: it lasts to the end of the data; expected: papers at the usual rate",
        ),
        Facet::ReferenceYears => view.plain(
            view.reference_years(),
            "deviation: references to the year minus the median of the five years around it; peak: works that make it",
        ),
        Facet::SleepingBeauties => {
            let b = &trends.sleeping_beauties;
            let judged = format!(
                "{} papers judged; {} too young, {} with too few citations, {} with citations known in part",
                b.judged, b.too_young, b.too_few, b.unknown
            );
            view.plain(view.sleeping_beauties(), &judged)
        }
        Facet::Disruption => {
            let d = &trends.disruption;
            let judged = format!(
                "CD index over {} years; {} papers judged, {} too young, {} with too few references or citations, {} known in part. Compare by percentile only",
                d.window_years,
                d.papers.len(),
                d.too_young,
                d.too_few,
                d.unknown
            );
            view.plain(view.disruption(), &judged)
        }
        Facet::MainPath => {
            view.plain(view.main_path(&look.main_path()), "key-route main path; log_count: logarithm of the search path count")
        }
        Facet::Historiograph => view.plain(view.historiograph(&look.historiograph()), "cites: which of these papers it cites"),
    };
    source.tell(&look, args.format, global, sheet, shown)
}

type Rows = (Vec<&'static str>, Vec<Vec<Cell>>);

struct View<'a> {
    source: &'a Source,
    trends: &'a Trends,
}

impl View<'_> {
    fn series(&self) -> impl Iterator<Item = (&'static str, Option<usize>, &Series)> {
        let topics = self.trends.topics.iter().enumerate().map(|(i, series)| ("topic", Some(i), series));
        topics.chain(self.trends.sections.iter().map(|series| ("section", None, series)))
    }

    fn complete_months(&self) -> usize {
        self.trends.papers.len().saturating_sub(self.trends.incomplete_months as usize)
    }

    fn last_year(&self, months: &[u32]) -> u32 {
        let complete = &months[..self.complete_months().min(months.len())];
        complete[complete.len().saturating_sub(12)..].iter().sum()
    }

    fn month(&self, at: usize) -> Option<Date> {
        Date::from_month_index(self.trends.first_month + i32::try_from(at).unwrap_or(0))
    }

    fn about(&self) -> Map<String, Value> {
        let complete = self.complete_months().checked_sub(1).and_then(|at| self.month(at));
        Map::from_iter([
            ("last_complete_month".to_owned(), json!(complete)),
            ("incomplete_months".to_owned(), json!(self.trends.incomplete_months)),
            ("reference_half_life".to_owned(), json!(self.trends.reference_half_life)),
            ("citation_half_life".to_owned(), json!(self.trends.citation_half_life)),
            ("velocity".to_owned(), json!(self.trends.velocity)),
            ("outlook".to_owned(), json!(self.trends.outlook)),
        ])
    }

    fn growth(&self) -> Rows {
        let all = self.last_year(&self.trends.papers).max(1);
        let rows = self.series().map(|(kind, number, series)| {
            let growth = series.growth.as_ref();
            let papers = self.last_year(&series.papers);
            vec![
                Cell::Id(kind.to_owned()),
                Cell::whole(number.map(|n| TopicNumber::of(n).get())),
                Cell::Text(series.name.clone()),
                Cell::whole(series.papers.iter().sum::<u32>()),
                Cell::whole(papers),
                Cell::Number(Some(f64::from(papers) / f64::from(all))),
                Cell::whole(growth.map(|g| g.last_12m)),
                Cell::whole(growth.map(|g| g.before_12m)),
                Cell::Number(growth.map(|g| g.log_ratio)),
                Cell::Number(growth.map(|g| g.beyond_list)),
                Cell::Number(growth.map(|g| g.p_value)),
                Cell::Number(growth.map(|g| g.q_value)),
                Cell::Flag(growth.is_some_and(|g| g.significant)),
                Cell::Number(series.velocity.map(|v| v.per_month)),
                Cell::Number(series.velocity.map(|v| v.last_3m)),
                Cell::whole(series.outlook.map(|o| o.papers)),
                Cell::whole(series.outlook.map(|o| o.low)),
                Cell::whole(series.outlook.map(|o| o.high)),
                Cell::Text(series.evidence.clone()),
            ]
        });
        let columns = vec![
            "kind",
            "topic",
            "name",
            "papers",
            "papers_12m",
            "share_12m",
            "citations_12m",
            "citations_before_12m",
            "log_ratio",
            "beyond_list",
            "p_value",
            "q_value",
            "significant",
            "citations_per_month",
            "citations_per_month_3m",
            "outlook_papers",
            "outlook_low",
            "outlook_high",
            "evidence",
        ];
        (columns, rows.collect())
    }

    fn growth_shown(&self) -> Shown {
        let percent = |log: f64| format!("{:+.0} %", 100.0 * (log.exp() - 1.0));
        let rows = self
            .series()
            .map(|(kind, number, series)| {
                let growth = series.growth.as_ref();
                let verdict = match growth {
                    Some(g) if g.significant && g.beyond_list > 0.0 => "outgrows the list",
                    Some(g) if g.significant => "falls behind",
                    Some(_) => "like the list",
                    None => "too little is known",
                };
                vec![
                    Cell::Id(match number {
                        Some(n) => format!("{kind} {n}"),
                        None => kind.to_owned(),
                    }),
                    Cell::Text(series.name.clone()),
                    Cell::whole(series.papers.iter().sum::<u32>()),
                    Cell::whole(self.last_year(&series.papers)),
                    Cell::whole(growth.map(|g| g.last_12m)),
                    Cell::Id(or_dash(growth.map(|g| percent(g.log_ratio)))),
                    Cell::Id(or_dash(growth.map(|g| format!("{:.3}", g.q_value)))),
                    Cell::Id(verdict.to_owned()),
                    Cell::Id(or_dash(series.outlook.map(|o| format!("{}–{}", o.low, o.high)))),
                ]
            })
            .collect();
        let mut below = String::from(
            "growth: citations of the last 12 complete months against the 12 before; q: false discovery rate of growing unlike the whole list\n",
        );
        if let Some(month) = self.complete_months().checked_sub(1).and_then(|at| self.month(at)) {
            below.push_str(&format!("the last complete month is {month}; {} later ones are left out\n", self.trends.incomplete_months));
        }
        if let Some(years) = self.trends.reference_half_life {
            below.push_str(&format!("half of the references are younger than {years:.1} years"));
            match self.trends.citation_half_life {
                Some(years) => below.push_str(&format!(", half of the citations come within {years:.1} years\n")),
                None => below.push('\n'),
            }
        }
        let open: Vec<&str> = self.trends.bursts.iter().filter(|b| b.open).take(8).map(|b| b.term.as_str()).collect();
        if !open.is_empty() {
            below.push_str(&format!("terms that are bursting now: {}\n", open.join(", ")));
        }
        let columns = vec![
            Column::word("", 8),
            Column::title("name"),
            Column::number("papers", 7),
            Column::number("papers, 12 months", 4),
            Column::number("citations, 12 months", 5),
            Column::number("growth", 9),
            Column::number("q", 2),
            Column::word("verdict", 6),
            Column::number("papers next year", 3),
        ];
        Shown { columns, rows, below, ..Shown::default() }
    }

    fn months(&self) -> Rows {
        let complete = self.complete_months();
        let whole = ("all", None, "", &self.trends.papers, &self.trends.citations);
        let parts = self.series().map(|(kind, number, s)| (kind, number, s.name.as_str(), &s.papers, &s.citations));
        let rows = std::iter::once(whole).chain(parts).flat_map(|(kind, number, name, papers, citations)| {
            (0..papers.len()).map(move |at| {
                vec![
                    Cell::Id(kind.to_owned()),
                    Cell::whole(number.map(|n| TopicNumber::of(n).get())),
                    Cell::Text(name.to_owned()),
                    Cell::Id(self.month(at).map(|month| month.to_string()).unwrap_or_default()),
                    Cell::whole(papers[at]),
                    Cell::whole(citations.get(at).copied()),
                    Cell::Flag(at < complete),
                ]
            })
        });
        (vec!["kind", "topic", "name", "month", "papers", "citations", "complete"], rows.collect())
    }

    fn bursts(&self) -> Rows {
        let month = |index: i32| Date::from_month_index(index).map(|date| date.to_string()).unwrap_or_default();
        let of_series = self.series().flat_map(|(kind, _, series)| series.bursts.iter().map(move |burst| (kind, burst)));
        let rows = self.trends.bursts.iter().map(|burst| ("term", burst)).chain(of_series).map(|(kind, b)| {
            vec![
                Cell::Id(kind.to_owned()),
                Cell::Text(b.term.clone()),
                Cell::Id(month(b.from)),
                Cell::Id(month(b.to)),
                Cell::Number(Some(b.weight)),
                Cell::Flag(b.open),
                Cell::whole(b.papers),
                Cell::Number(Some(b.expected)),
                self.papers(&b.because),
            ]
        });
        (vec!["kind", "name", "from", "to", "weight", "open", "papers", "expected", "because"], rows.collect())
    }

    fn papers(&self, papers: &[PaperIx]) -> Cell {
        Cell::Papers(papers.iter().map(|&ix| Named::short(self.source.paper(ix))).collect())
    }

    /// Rows of papers end with what a paper is cited and looked up by.
    fn of_papers(&self, columns: &[&'static str], rows: impl Iterator<Item = (PaperIx, Vec<Cell>)>) -> Rows {
        let rows = rows.map(|(ix, cells)| cells.into_iter().chain(paper_cells(self.source.paper(ix))).collect());
        ([columns, &PAPER_COLUMNS].concat(), rows.collect())
    }

    fn reference_years(&self) -> Rows {
        let peak = |year: i32| self.trends.reference_peaks.iter().find(|peak| peak.year == year);
        let rows = self.trends.reference_years.iter().map(|&(year, references, deviation)| {
            let works = peak(year).map(|peak| peak.works.iter().map(|work| work.0).collect::<Vec<PaperIx>>()).unwrap_or_default();
            vec![Cell::Id(year.to_string()), Cell::whole(references), Cell::Number(Some(deviation)), self.papers(&works)]
        });
        (vec!["year", "references", "deviation", "peak"], rows.collect())
    }

    fn sleeping_beauties(&self) -> Rows {
        let rows = self.trends.sleeping_beauties.papers.iter().map(|b| {
            let cells = vec![
                Cell::Id(self.source.paper(b.paper).id.0.clone()),
                Cell::Text(self.source.title(b.paper)),
                Cell::Id(b.published.to_string()),
                Cell::Id(b.awakening.to_string()),
                Cell::Id(b.peak.to_string()),
                Cell::Number(Some(b.beauty)),
                Cell::Number(Some(b.percentile)),
                Cell::Text(b.evidence.clone()),
            ];
            (b.paper, cells)
        });
        self.of_papers(&["id", "name", "published", "awakening", "peak", "beauty", "percentile", "evidence"], rows)
    }

    fn disruption(&self) -> Rows {
        let rows = self.trends.disruption.papers.iter().map(|d| {
            let cells = vec![
                Cell::Id(self.source.paper(d.paper).id.0.clone()),
                Cell::Text(self.source.title(d.paper)),
                Cell::Number(Some(d.disruption)),
                Cell::Number(d.percentile),
                Cell::whole(d.peers),
                Cell::whole(d.focal_only),
                Cell::whole(d.both),
                Cell::whole(d.references_only),
                Cell::Text(d.evidence.clone()),
            ];
            (d.paper, cells)
        });
        self.of_papers(&["id", "name", "disruption", "percentile", "peers", "focal_only", "both", "references_only", "evidence"], rows)
    }

    fn historiograph(&self, found: &Historiograph) -> Rows {
        let rows = found.papers.iter().map(|landmark| {
            let cites: Vec<PaperIx> = found.links.iter().filter(|(citing, _)| *citing == landmark.paper).map(|(_, cited)| *cited).collect();
            let paper = self.source.paper(landmark.paper);
            let cells = vec![
                Cell::Id(paper.id.0.clone()),
                Cell::Text(self.source.title(landmark.paper)),
                Cell::Id(paper.date.map(|date| date.to_string()).unwrap_or_default()),
                Cell::whole(landmark.local_citations),
                Cell::whole(landmark.citations),
                self.papers(&cites),
            ];
            (landmark.paper, cells)
        });
        self.of_papers(&["id", "name", "date", "local_citations", "citations", "cites"], rows)
    }

    fn main_path(&self, path: &citegraph::analysis::MainPath) -> Rows {
        let id = |ix| Cell::Id(self.source.paper(ix).id.0.clone());
        let title = |ix| Cell::Text(self.source.title(ix));
        let url = |ix| Cell::Id(self.source.paper(ix).url().unwrap_or_default());
        let rows = path.links.iter().map(|&(citing, cited, weight)| {
            vec![id(citing), id(cited), Cell::Number(Some(weight)), title(citing), title(cited), url(citing), url(cited)]
        });
        (vec!["citing", "cited", "log_count", "citing_title", "cited_title", "citing_url", "cited_url"], rows.collect())
    }

    /// A table for people, of the columns programs get: papers by their titles instead of their ids.
    fn plain(&self, (names, rows): Rows, below: &str) -> Shown {
        let (mut columns, mut faces): (Vec<Column>, Vec<Vec<Cell>>) = (Vec::new(), rows.iter().map(|_| Vec::new()).collect());
        let at = |name: &str| names.iter().position(|other| *other == name);
        for (place, name) in names.iter().enumerate() {
            let Some((column, id, url)) = face(name, place) else { continue };
            columns.push(column);
            for (row, out) in rows.iter().zip(&mut faces) {
                let text = |name: Option<&str>| name.and_then(at).and_then(|at| row.get(at)).map(Cell::shown).unwrap_or_default();
                out.push(match id {
                    Some(id) => Cell::Papers(vec![Named {
                        id: text(Some(id)),
                        name: row[place].shown(),
                        url: Some(text(url)).filter(|url| !url.is_empty()),
                    }]),
                    None => row[place].clone(),
                });
            }
        }
        Shown { columns, rows: faces, below: format!("{below}\n"), ..Shown::default() }
    }
}

/// How a column for programs is shown to people, and which columns hold the id and the address of the paper it names. `None`: not at all.
fn face(name: &'static str, place: usize) -> Option<(Column, Option<&'static str>, Option<&'static str>)> {
    let plain = |column| Some((column, None, None));
    // The columns come in the order of their importance.
    let importance = 90 - u8::try_from(place).unwrap_or(80).min(80);
    match name {
        "id" | "citing" | "cited" | "url" | "citing_url" | "cited_url" => None,
        "name" => Some((Column::title("name"), Some("id"), Some("url"))),
        "citing_title" => Some((Column::title("citing paper"), Some("citing"), Some("citing_url"))),
        "cited_title" => Some((Column::text("cited paper", 99), Some("cited"), Some("cited_url"))),
        "evidence" => plain(Column::sentence("evidence")),
        "arxiv_id" => plain(Column::word("arXiv", 1)),
        "doi" => plain(Column::word("DOI", 0)),
        "authors" => plain(Column::text("authors", 4)),
        "venue" => plain(Column::text("venue", 3)),
        "year" if place == 0 => plain(Column::key("year")),
        "year" => plain(Column::number("year", 2)),
        "because" | "peak" | "cites" => plain(Column::text(name, importance)),
        "kind" | "complete" | "open" | "from" | "to" | "month" | "date" | "published" | "awakening" => {
            plain(Column::word(name, importance))
        }
        _ => plain(Column::number(name, importance)),
    }
}
