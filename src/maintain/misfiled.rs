//! Which entries stand in the wrong section? The analysis decides; here it gets its place in the list.

use crate::corpus::section_name;

use super::lint::{Context, Diagnosis};

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let Some((corpus, analyses)) = context.study else { return Vec::new() };
    let mut found = Vec::new();
    for misfiled in &analyses.topics.misfiled {
        let paper = corpus.paper(misfiled.paper);
        let stands = context
            .resolved_entries()
            .find(|(_, entry, r)| r.paper() == Some(&paper.id) && section_name(context.list, entry) == misfiled.section);
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
