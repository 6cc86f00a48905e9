//! Which entries stand in the wrong section, and which sections should be split or joined? The analysis decides; here it gets its place in the list.

use crate::analysis::Topics;
use crate::corpus::Corpus;
use crate::list::Section;
use crate::paper::SectionPath;

use super::lint::{Context, Diagnosis};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let Some((corpus, topics)) = context.study else { return Vec::new() };
    let mut found = borders(context, corpus, topics);
    for misfiled in &topics.misfiled {
        let paper = corpus.paper(misfiled.paper);
        let stands = context
            .resolved_entries()
            .find(|(_, entry, r)| r.paper() == Some(&paper.id) && context.list.section(entry) == misfiled.section);
        let Some((_, entry, resolution)) = stands else { continue };
        // Under a wrong identifier another paper's ties were looked at.
        if context.resolved.is_some_and(|resolved| super::titles::mismatch(entry, resolution, resolved).is_some()) {
            continue;
        }
        let message =
            format!("perhaps better under \u{201c}{}\u{201d} than under \u{201c}{}\u{201d}", misfiled.suggested, misfiled.section);
        let percent = |share: f64| (share * 100.0).round();
        let ties =
            format!("{} % of its ties lead there, {} % to its own section", percent(misfiled.share_suggested), percent(misfiled.share_own));
        let witnesses: Vec<String> =
            misfiled.because.iter().take(3).map(|ix| format!("\u{201c}{}\u{201d}", corpus.paper(*ix).title)).collect();
        found.push(context.at_title("misfiled", entry, message).because(ties).because(format!("closest there: {}", witnesses.join(", "))));
    }
    found
}

/// Sections that fall into parts, and pairs of sections that the ties do not tell apart; at the heading.
fn borders(context: &Context<'_>, corpus: &Corpus, topics: &Topics) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    for split in &topics.splits {
        let Some(section) = heading(context, &split.section) else { continue };
        let message = format!("\u{201c}{}\u{201d} falls into {} parts with hardly a tie between them", split.section, split.parts.len());
        let diagnosis = context.at("section-split", section.span.clone(), section.line, message).because(split.evidence.clone());
        found.push(split.parts.iter().fold(diagnosis, |diagnosis, part| {
            let titles: Vec<String> = part.papers.iter().take(2).map(|ix| format!("\u{201c}{}\u{201d}", corpus.paper(*ix).title)).collect();
            diagnosis.because(format!("{} papers about {}, such as {}", part.papers.len(), part.label, titles.join(", ")))
        }));
    }
    for merge in &topics.merges {
        let Some(section) = heading(context, &merge.sections.1) else { continue };
        let message = format!("the ties do not tell \u{201c}{}\u{201d} from \u{201c}{}\u{201d}", merge.sections.1, merge.sections.0);
        found.push(context.at("section-merge", section.span.clone(), section.line, message).because(merge.evidence.clone()));
    }
    found
}

/// The heading of the first entry that stands in this section.
fn heading<'a>(context: &Context<'a>, path: &SectionPath) -> Option<&'a Section> {
    let entry = context.list.entries.iter().find(|entry| context.list.section(entry) == *path)?;
    context.list.sections.get(entry.section?)
}
