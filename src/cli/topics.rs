//! `citegraph topics`: what belongs together, and does the list say so?

use std::process::ExitCode;

use citegraph::analysis::{Level, Split, TopicNumber, Topics};
use citegraph::paper::{PaperIx, SectionPath};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::args::Global;
use super::sheet::{Cell, Form, Sheet, Shown};
use super::source::{Source, SourceArgs};
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
        columns: vec!["id", "topic", "topic_label", "level", "title", "section"],
        rows: levels.iter().flat_map(|level| listed.iter().map(|&ix| cells(&source, level, ix))).collect(),
        about: about(&source, &topics),
    };
    let shown = || shown(&source, &topics, &levels);
    source.tell(&look, args.format, global, sheet, shown)
}

fn topic_in(source: &Source, level: &Level, ix: PaperIx) -> Option<u32> {
    source.corpus.listed().binary_search(&ix).ok().and_then(|at| level.topic_of[at])
}

fn cells(source: &Source, level: &Level, ix: PaperIx) -> Vec<Cell> {
    let topic = topic_in(source, level, ix);
    let label = topic.and_then(|topic| level.labels.get(topic as usize));
    vec![
        Cell::Id(source.paper(ix).id.0.clone()),
        Cell::whole(topic.map(|topic| TopicNumber::of(topic as usize).get())),
        Cell::Text(label.cloned().unwrap_or_default()),
        Cell::Id(level.name.to_owned()),
        Cell::Text(source.paper(ix).title.clone()),
        Cell::Text(source.section(ix).map(SectionPath::to_string).unwrap_or_default()),
    ]
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
            let mut row = vec![TopicNumber::of(i).to_string(), label.clone(), count(i).to_string()];
            // What is told of a topic is told of the medium level.
            match topics.topics.get(i).filter(|_| level.name == "medium") {
                Some(topic) => {
                    row.push(format!("{:.0} %", 100.0 * topic.stability));
                    row.push(topic.core.iter().take(3).map(|&ix| source.paper(ix).short_name()).collect::<Vec<_>>().join("; "));
                    row.push(
                        topic.sections.iter().take(2).map(|(name, n)| format!("{} ({n})", name.name())).collect::<Vec<_>>().join("; "),
                    );
                }
                None => row.extend(["–".to_owned(), String::new(), String::new()]),
            }
            row.push(level.name.to_owned());
            rows.push(row);
        }
        let alone = level.topic_of.iter().filter(|of| of.is_none()).count();
        if alone > 0 {
            rows.push(vec![
                "–".into(),
                "without a topic".into(),
                alone.to_string(),
                String::new(),
                String::new(),
                String::new(),
                level.name.into(),
            ]);
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
    Shown {
        head: vec!["", "topic", "papers", "stable", "core papers", "mostly under", "level"],
        rows,
        flexible: 4,
        above: String::new(),
        below,
    }
}
