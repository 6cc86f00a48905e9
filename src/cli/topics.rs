//! `citegraph topics`: what belongs together, and does the list say so?

use std::process::ExitCode;

use citegraph::analysis::{Level, Split, TopicNumber, Topics};
use citegraph::paper::{PaperIx, SectionPath};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::args::Global;
use super::sheet::{Cell, Form, Named, PAPER_COLUMNS, Sheet, Shown, or_dash, paper_cells, paper_faces, paper_heads};
use super::source::{Source, SourceArgs};
use super::table::Column;
use super::trouble::Trouble;

#[derive(Debug, Args)]
pub struct TopicsArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// How fine the topics are
    #[arg(long, value_enum, default_value_t = Grain::Medium, value_name = "LEVEL")]
    pub level: Grain,
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Grain {
    Coarse,
    Medium,
    Fine,
    /// All three, one below the other
    All,
}

impl Grain {
    fn takes(self, level: &Level) -> bool {
        match self {
            Grain::Coarse => level.name == "coarse",
            Grain::Medium => level.name == "medium",
            Grain::Fine => level.name == "fine",
            Grain::All => true,
        }
    }
}

pub fn run(args: &TopicsArgs, global: &Global) -> Result<ExitCode, Trouble> {
    let source = Source::open(&args.source, global)?;
    let look = source.look();
    let topics = look.topics();
    let listed: Vec<PaperIx> = look.listed().collect();
    let levels: Vec<&Level> = topics.levels.iter().filter(|level| args.level.takes(level)).collect();
    let sheet = || Sheet {
        columns: [&["id", "topic", "topic_label", "level", "title", "section"][..], &PAPER_COLUMNS].concat(),
        rows: levels.iter().flat_map(|level| listed.iter().map(|&ix| cells(&source, level, ix))).collect(),
        about: about(&source, &topics),
    };
    let shown = || {
        let more = (args.format == Form::Md).then(|| Box::new(papers_shown(&source, &levels, &listed)));
        Shown { more, ..shown(&source, &topics, &levels) }
    };
    source.tell(&look, args.format, global, sheet, shown)
}

fn topic_in(source: &Source, level: &Level, ix: PaperIx) -> Option<u32> {
    source.corpus.listed().binary_search(&ix).ok().and_then(|at| level.topic_of[at])
}

fn cells(source: &Source, level: &Level, ix: PaperIx) -> Vec<Cell> {
    let topic = topic_in(source, level, ix);
    let label = topic.and_then(|topic| level.labels.get(topic as usize));
    let mut cells = vec![
        Cell::Id(source.paper(ix).id.0.clone()),
        Cell::whole(topic.map(|topic| TopicNumber::of(topic as usize).get())),
        Cell::Text(label.cloned().unwrap_or_default()),
        Cell::Id(level.name.to_owned()),
        Cell::Text(source.paper(ix).title.clone()),
        Cell::Text(source.section(ix).map(SectionPath::to_string).unwrap_or_default()),
    ];
    cells.extend(paper_cells(source.paper(ix)));
    cells
}

/// The papers topic by topic, those without one last.
fn papers_shown(source: &Source, levels: &[&Level], listed: &[PaperIx]) -> Shown {
    let mut columns = vec![Column::word("level", 1), Column::number("topic", 9), Column::title("paper"), Column::word("date", 8)];
    columns.push(Column::text("section", 7));
    columns.extend(paper_heads());
    let mut rows = Vec::new();
    for level in levels {
        let mut papers: Vec<(Option<u32>, PaperIx)> = listed.iter().map(|&ix| (topic_in(source, level, ix), ix)).collect();
        papers.sort_by_key(|&(topic, ix)| (topic.is_none(), topic, ix));
        rows.extend(papers.into_iter().map(|(topic, ix)| {
            let paper = source.paper(ix);
            let mut cells = vec![
                Cell::Id(level.name.to_owned()),
                Cell::whole(topic.map(|topic| TopicNumber::of(topic as usize).get())),
                Cell::Papers(vec![Named::whole(paper)]),
            ];
            cells.extend([
                Cell::Id(or_dash(paper.date)),
                Cell::Text(source.section(ix).map(|section| section.name().to_owned()).unwrap_or_default()),
            ]);
            cells.extend(paper_faces(paper));
            cells
        }));
    }
    Shown { columns, rows, ..Shown::default() }
}

fn about(source: &Source, topics: &Topics) -> Map<String, Value> {
    let ids = |papers: &[PaperIx]| papers.iter().map(|&ix| source.paper(ix).id.0.clone()).collect::<Vec<_>>();
    let described: Vec<Value> = topics
        .topics
        .iter()
        .enumerate()
        .map(|(i, t)| {
            json!({
                "topic": TopicNumber::of(i), "label": t.label, "papers": t.papers.len(), "stability": t.stability, "terms": t.terms, "core": ids(&t.core),
                "bridges": t.bridges.iter().map(|b| json!({"id": source.paper(b.paper).id, "topic": TopicNumber::of(b.topic as usize), "share": b.share})).collect::<Vec<_>>(),
                "sections": t.sections,
            })
        })
        .collect();
    let misfiled: Vec<Value> = topics
        .misfiled
        .iter()
        .map(|m| {
            json!({"id": source.paper(m.paper).id, "section": m.section, "suggested": m.suggested, "share_suggested": m.share_suggested,
                "share_own": m.share_own, "because": ids(&m.because)})
        })
        .collect();
    let parts =
        |split: &Split| split.parts.iter().map(|part| json!({"label": part.label, "papers": ids(&part.papers)})).collect::<Vec<_>>();
    let splits: Vec<Value> = topics
        .splits
        .iter()
        .map(|s| json!({"section": s.section, "parts": parts(s), "within": s.within, "between": s.between, "stability": s.stability, "evidence": s.evidence}))
        .collect();
    let merges: Vec<Value> = topics
        .merges
        .iter()
        .map(|m| json!({"sections": m.sections, "papers": m.papers, "within": m.within, "between": m.between, "p_value": m.p_value, "evidence": m.evidence}))
        .collect();
    Map::from_iter([
        ("topics_medium".to_owned(), json!(described)),
        ("agreement_with_sections".to_owned(), json!(topics.agreement)),
        ("misfiled".to_owned(), json!(misfiled)),
        ("split".to_owned(), json!(splits)),
        ("merge".to_owned(), json!(merges)),
    ])
}

fn shown(source: &Source, topics: &Topics, levels: &[&Level]) -> Shown {
    let mut rows = Vec::new();
    for level in levels {
        let count = |topic: usize| level.topic_of.iter().filter(|of| **of == Some(topic as u32)).count();
        for (i, label) in level.labels.iter().enumerate() {
            let mut row = vec![Cell::whole(TopicNumber::of(i).get()), Cell::Text(label.clone()), Cell::Whole(Some(count(i) as u64))];
            // What is known of a topic is known at the medium level.
            match topics.topics.get(i).filter(|_| level.name == "medium") {
                Some(topic) => {
                    let sections: Vec<String> = topic.sections.iter().take(2).map(|(name, n)| format!("{} ({n})", name.name())).collect();
                    row.push(Cell::Id(format!("{:.0} %", 100.0 * topic.stability)));
                    row.push(Cell::Papers(topic.core.iter().take(3).map(|&ix| Named::short(source.paper(ix))).collect()));
                    row.push(Cell::Text(sections.join("; ")));
                }
                None => row.extend([Cell::Whole(None), Cell::Papers(Vec::new()), Cell::Text(String::new())]),
            }
            row.push(Cell::Id(level.name.to_owned()));
            rows.push(row);
        }
        let alone = level.topic_of.iter().filter(|of| of.is_none()).count();
        if alone > 0 {
            let mut row =
                vec![Cell::Whole(None), Cell::Text("without a topic".into()), Cell::Whole(Some(alone as u64)), Cell::Id(String::new())];
            row.extend([Cell::Papers(Vec::new()), Cell::Text(String::new()), Cell::Id(level.name.to_owned())]);
            rows.push(row);
        }
    }
    let mut below = String::from("stable: how often two papers of the topic stay together when the grouping is repeated\n");
    if let Some(a) = &topics.agreement {
        below.push_str(&format!(
            "agreement with the list's sections: adjusted Rand index {:.2}, adjusted mutual information {:.2}, over {} papers (0 chance, 1 the same)\n",
            a.adjusted_rand, a.adjusted_mutual_information, a.papers
        ));
    }
    if !topics.misfiled.is_empty() {
        below.push_str(&format!("{} papers have their ties in another section than their own:\n", topics.misfiled.len()));
        for m in topics.misfiled.iter().take(10) {
            below.push_str(&format!(
                "  {}: {} → {} ({:.0} % of its ties there, {:.0} % here)\n",
                source.title(m.paper),
                m.section.name(),
                m.suggested.name(),
                100.0 * m.share_suggested,
                100.0 * m.share_own
            ));
        }
    }
    let columns = vec![
        Column::key("topic"),
        Column::title("label"),
        Column::number("papers", 9),
        Column::number("stable", 5),
        Column::text("core papers", 8),
        Column::text("mostly under", 6),
        Column::word("level", 1),
    ];
    Shown { columns, rows, below, ..Shown::default() }
}
