//! What does the page say of topics: cards, levels, agreement with sections, papers that may stand elsewhere.

use serde::Serialize;

use crate::analysis::{Agreement, Filed, Growth, Level, Merge, Misfiled, Series, Split, TopicNumber};
use crate::paper::Date;

use super::super::markdown::trend;
use super::super::palette;
use super::super::view::{View, section_word, topic_terms};
use super::papers::{PaperView, paper_view};
use super::parts::TABLE_ROWS;
use crate::text::{self, counted};

#[derive(Serialize)]
pub struct TopicView {
    pub number: TopicNumber,
    /// Its place among the topics, for the page's script.
    pub place: usize,
    pub label: String,
    pub colour: String,
    pub shape: &'static str,
    pub size: String,
    pub terms: Vec<String>,
    pub core: Vec<PaperView>,
    pub more: Vec<PaperView>,
    pub bridges: Vec<BridgeView>,
    pub sections: Vec<String>,
    pub stability: String,
    pub growth: Option<GrowthView>,
    pub spark: Option<String>,
    /// What comes if the last year repeats itself, and bursts.
    pub ahead: String,
}

#[derive(Serialize)]
pub struct BridgeView {
    pub paper: PaperView,
    pub topic: String,
    pub share: String,
}

#[derive(Serialize)]
pub struct GrowthView {
    pub class: &'static str,
    pub words: String,
    pub year: String,
    pub q: String,
}

#[derive(Serialize)]
pub struct LevelView {
    pub name: &'static str,
    pub topics: usize,
    pub modularity: String,
}

#[derive(Serialize)]
pub struct AgreementView {
    pub papers: u32,
    pub adjusted_rand: String,
    pub information: String,
    pub words: &'static str,
}

#[derive(Serialize)]
pub struct MisfiledView {
    pub paper: PaperView,
    pub section: String,
    pub suggested: String,
    pub share_suggested: String,
    pub share_own: String,
    pub because: Vec<PaperView>,
}

const MEMBERS: usize = 12;

pub fn topic_view(view: &View<'_>, number: usize) -> TopicView {
    let topic = &view.topics()[number];
    let series = view.study.analyses.trends.topics.get(number);
    let rest = topic.papers.iter().filter(|ix| !topic.core.contains(ix));
    TopicView {
        number: TopicNumber::of(number),
        place: number,
        label: view.topic_word(number),
        colour: palette::hex(palette::topic(Some(number))),
        shape: palette::SHAPES[number % palette::SHAPES.len()],
        size: counted(topic.papers.len() as u64, "paper", "papers"),
        terms: topic.terms.iter().take(8).map(|term| text::short(&term.term, 40)).collect(),
        core: topic.core.iter().take(5).map(|&ix| paper_view(view, ix)).collect(),
        more: rest.take(MEMBERS).map(|&ix| paper_view(view, ix)).collect(),
        bridges: topic
            .bridges
            .iter()
            .take(3)
            .map(|b| BridgeView {
                paper: paper_view(view, b.paper),
                topic: format!("{}. {}", TopicNumber::of(b.topic as usize), view.topic_word(b.topic as usize)),
                share: format!("{:.0} %", 100.0 * b.share),
            })
            .collect(),
        sections: topic.sections.iter().take(4).map(|(name, n)| format!("{} ({n})", section_word(name))).collect(),
        stability: format!("{:.0} %", 100.0 * topic.stability),
        growth: series.and_then(|series| series.growth.as_ref()).map(growth_view),
        ahead: series.map(ahead).unwrap_or_default(),
        spark: series.and_then(|series| spark(&series.citations, view.study.analyses.trends.incomplete_months as usize)),
    }
}

fn ahead(series: &Series) -> String {
    let mut words = Vec::new();
    if let Some(v) = &series.velocity {
        words.push(format!("{:.1} citations a month, {:.1} before.", v.per_month, v.before));
    }
    if let Some(o) = &series.outlook {
        words.push(format!(
            "{} in the next 12 months if the last 12 repeat themselves ({}–{}).",
            counted(u64::from(o.papers), "paper", "papers"),
            o.low,
            o.high
        ));
    }
    if let Some(burst) = series.bursts.first() {
        let month = |index| Date::from_month_index(index).map(|date| date.to_string()).unwrap_or_default();
        words.push(format!("Burst from {} to {}.", month(burst.from), if burst.open { "now".to_owned() } else { month(burst.to) }));
    }
    words.join(" ")
}

#[derive(Serialize)]
pub struct SplitView {
    section: String,
    parts: Vec<(String, Vec<PaperView>, usize)>,
    evidence: String,
}

#[derive(Serialize)]
pub struct MergeView {
    sections: (String, String),
    because: Vec<(PaperView, PaperView)>,
    evidence: String,
}

#[derive(Serialize)]
pub struct UnfiledView {
    paper: PaperView,
    sections: Vec<(String, String)>,
    evidence: String,
}

pub fn split_view(view: &View<'_>, split: &Split) -> SplitView {
    SplitView {
        section: section_word(&split.section),
        parts: split
            .parts
            .iter()
            .map(|part| {
                (topic_terms(&part.label, 60), part.papers.iter().take(4).map(|&ix| paper_view(view, ix)).collect(), part.papers.len())
            })
            .collect(),
        evidence: text::short(&split.evidence, 400),
    }
}

pub fn merge_view(view: &View<'_>, merge: &Merge) -> MergeView {
    MergeView {
        sections: (section_word(&merge.sections.0), section_word(&merge.sections.1)),
        because: merge.because.iter().take(3).map(|&(a, b)| (paper_view(view, a), paper_view(view, b))).collect(),
        evidence: text::short(&merge.evidence, 400),
    }
}

/// Listed papers that stand under no section, with the sections their ties point to.
pub fn unfiled(view: &View<'_>) -> Vec<UnfiledView> {
    let listed = |filed: &&Filed| view.study.corpus.role(filed.paper).listed && !filed.sections.is_empty();
    let one = |filed: &Filed| UnfiledView {
        paper: paper_view(view, filed.paper),
        sections: filed.sections.iter().take(3).map(|s| (section_word(&s.section), format!("{:.0} %", 100.0 * s.share))).collect(),
        evidence: text::short(&filed.sections[0].evidence, 300),
    };
    view.study.analyses.filing.iter().filter(listed).take(TABLE_ROWS).map(one).collect()
}

fn growth_view(growth: &Growth) -> GrowthView {
    let class = match (growth.significant, growth.log_ratio > 0.0) {
        (true, true) if growth.is_birth() => "level",
        (true, true) => "up",
        (true, false) => "down",
        _ => "level",
    };
    GrowthView {
        class,
        words: trend(growth),
        year: counted(u64::from(growth.last_12m), "citation", "citations"),
        q: if growth.q_value < 0.001 { "< 0.001".to_owned() } else { format!("{:.3}", growth.q_value) },
    }
}

/// Points of a line 120 × 28 over the last 48 complete months.
pub fn spark(monthly: &[u32], incomplete: usize) -> Option<String> {
    let end = monthly.len().saturating_sub(incomplete);
    let shown = &monthly[end.saturating_sub(48)..end];
    let most = shown.iter().copied().max().filter(|most| *most > 0)?;
    let step = 120.0 / (shown.len().max(2) - 1) as f64;
    let points: Vec<String> = shown
        .iter()
        .enumerate()
        .map(|(i, n)| format!("{:.1},{:.1}", i as f64 * step, 26.0 - 24.0 * f64::from(*n) / f64::from(most)))
        .collect();
    Some(points.join(" "))
}

/// Our own words for adjusted mutual information; the number stands beside them.
fn agreement_words(information: f64) -> &'static str {
    match information {
        v if v >= 0.75 => "sections and topics nearly coincide",
        v if v >= 0.4 => "sections and topics agree in good part",
        v if v >= 0.15 => "sections and topics agree a little",
        _ => "sections and topics are different views of the list",
    }
}

pub fn misfiled_view(view: &View<'_>, m: &Misfiled) -> MisfiledView {
    MisfiledView {
        paper: paper_view(view, m.paper),
        section: section_word(&m.section),
        suggested: section_word(&m.suggested),
        share_suggested: format!("{:.0} %", 100.0 * m.share_suggested),
        share_own: format!("{:.0} %", 100.0 * m.share_own),
        because: m.because.iter().take(3).map(|&ix| paper_view(view, ix)).collect(),
    }
}

pub fn level_view(level: &Level) -> LevelView {
    LevelView { name: level.name, topics: level.labels.len(), modularity: format!("{:.2}", level.modularity) }
}

pub fn agreement_view(agreement: &Agreement) -> AgreementView {
    AgreementView {
        papers: agreement.papers,
        adjusted_rand: format!("{:.2}", agreement.adjusted_rand),
        information: format!("{:.2}", agreement.adjusted_mutual_information),
        words: agreement_words(agreement.adjusted_mutual_information),
    }
}
