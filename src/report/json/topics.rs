//! What belongs together: topics, their levels, and what ties say of the list's sections.

use serde::Serialize;

use crate::analysis::{Agreement, Filed, Growth, Merge, SectionSuggestion, Split, SplitPart, Term, TopicNumber};
use crate::paper::SectionPath;

use super::super::view::View;
use super::{id, ids};

#[derive(Serialize)]
pub struct TopicsPart<'a> {
    topics: Vec<TopicRow<'a>>,
    levels: Vec<LevelRow<'a>>,
    agreement: Option<&'a Agreement>,
    /// Sections that only repeat papers of others; they take no part in the comparison.
    overviews: &'a [SectionPath],
    misfiled: Vec<MisfiledRow<'a>>,
    splits: Vec<SplitRow<'a>>,
    merges: Vec<MergeRow<'a>>,
    /// For papers that stand under no section.
    unfiled: Vec<FiledRow<'a>>,
}

#[derive(Serialize)]
struct SplitRow<'a> {
    section: &'a SectionPath,
    parts: Vec<SplitPartRow<'a>>,
    within: f64,
    between: f64,
    abroad: f64,
    stability: f64,
    evidence: &'a str,
}

#[derive(Serialize)]
struct SplitPartRow<'a> {
    label: &'a str,
    papers: Vec<&'a str>,
}

#[derive(Serialize)]
struct MergeRow<'a> {
    sections: &'a (SectionPath, SectionPath),
    papers: (u32, u32),
    within: (f64, f64),
    between: f64,
    abroad: f64,
    p_value: f64,
    because: Vec<(&'a str, &'a str)>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct FiledRow<'a> {
    paper_id: &'a str,
    sections: Vec<SectionRow<'a>>,
}

/// A section a paper belongs to, and how much of what speaks for any section speaks for it.
#[derive(Serialize)]
pub struct SectionRow<'a> {
    section: &'a SectionPath,
    share: f64,
    because: Vec<&'a str>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct TopicRow<'a> {
    topic: TopicNumber,
    label: &'a str,
    terms: &'a [Term],
    papers: Vec<&'a str>,
    core: Vec<&'a str>,
    bridges: Vec<BridgeRow<'a>>,
    stability: f64,
    sections: &'a [(SectionPath, u32)],
    growth: Option<&'a Growth>,
}

#[derive(Serialize)]
struct BridgeRow<'a> {
    paper_id: &'a str,
    topic: TopicNumber,
    share: f64,
}

#[derive(Serialize)]
struct LevelRow<'a> {
    name: &'a str,
    gamma: f64,
    modularity: f64,
    labels: &'a [String],
    /// Number of each listed paper's topic at this level, by paper id; number 1 is the first of `labels`.
    papers: Vec<(&'a str, Option<TopicNumber>)>,
}

#[derive(Serialize)]
struct MisfiledRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    section: &'a SectionPath,
    suggested: &'a SectionPath,
    share_suggested: f64,
    share_own: f64,
    because: Vec<&'a str>,
}

pub fn topics<'a>(view: &'a View<'a>) -> TopicsPart<'a> {
    let topics = &view.study.analyses.topics;
    let series = &view.study.analyses.trends.topics;
    TopicsPart {
        topics: topics
            .topics
            .iter()
            .enumerate()
            .map(|(number, topic)| TopicRow {
                topic: TopicNumber::of(number),
                label: &topic.label,
                terms: &topic.terms,
                papers: topic.papers.iter().map(|&ix| id(view, ix)).collect(),
                core: topic.core.iter().map(|&ix| id(view, ix)).collect(),
                bridges: topic
                    .bridges
                    .iter()
                    .map(|b| BridgeRow { paper_id: id(view, b.paper), topic: TopicNumber::of(b.topic as usize), share: b.share })
                    .collect(),
                stability: topic.stability,
                sections: &topic.sections,
                growth: series.get(number).and_then(|series| series.growth.as_ref()),
            })
            .collect(),
        levels: topics
            .levels
            .iter()
            .map(|level| LevelRow {
                name: level.name,
                gamma: level.gamma,
                modularity: level.modularity,
                labels: &level.labels,
                papers: view
                    .study
                    .corpus
                    .listed()
                    .iter()
                    .zip(&level.topic_of)
                    .map(|(&ix, topic)| (id(view, ix), topic.map(|topic| TopicNumber::of(topic as usize))))
                    .collect(),
            })
            .collect(),
        agreement: topics.agreement.as_ref(),
        overviews: &topics.overviews,
        misfiled: topics
            .misfiled
            .iter()
            .map(|m| MisfiledRow {
                paper_id: id(view, m.paper),
                title: &view.paper(m.paper).title,
                section: &m.section,
                suggested: &m.suggested,
                share_suggested: m.share_suggested,
                share_own: m.share_own,
                because: m.because.iter().map(|&ix| id(view, ix)).collect(),
            })
            .collect(),
        splits: topics.splits.iter().map(|split| split_row(view, split)).collect(),
        merges: topics.merges.iter().map(|merge| merge_row(view, merge)).collect(),
        unfiled: view
            .study
            .analyses
            .filing
            .iter()
            .filter(|filed| view.study.corpus.role(filed.paper).listed)
            .map(|filed| FiledRow { paper_id: id(view, filed.paper), sections: section_rows(view, filed) })
            .collect(),
    }
}

fn split_row<'a>(view: &View<'a>, split: &'a Split) -> SplitRow<'a> {
    let part = |part: &'a SplitPart| SplitPartRow { label: &part.label, papers: ids(view, &part.papers) };
    SplitRow {
        section: &split.section,
        parts: split.parts.iter().map(part).collect(),
        within: split.within,
        between: split.between,
        abroad: split.abroad,
        stability: split.stability,
        evidence: &split.evidence,
    }
}

fn merge_row<'a>(view: &View<'a>, merge: &'a Merge) -> MergeRow<'a> {
    MergeRow {
        sections: &merge.sections,
        papers: merge.papers,
        within: merge.within,
        between: merge.between,
        abroad: merge.abroad,
        p_value: merge.p_value,
        because: merge.because.iter().map(|&(a, b)| (id(view, a), id(view, b))).collect(),
        evidence: &merge.evidence,
    }
}

/// The first three.
pub fn section_rows<'a>(view: &View<'a>, filed: &'a Filed) -> Vec<SectionRow<'a>> {
    let row = |s: &'a SectionSuggestion| SectionRow {
        section: &s.section,
        share: s.share,
        because: ids(view, &s.because),
        evidence: &s.evidence,
    };
    filed.sections.iter().take(3).map(row).collect()
}
