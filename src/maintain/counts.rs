//! Are the printed citation counts still true? What a refresh would change becomes findings.

use super::lint::{Context, Diagnosis};

/// Known numbers that differ from the catalog's.
pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    for change in &context.refresh.changes {
        let entry = &context.list.entries[change.entry];
        let (Some(old), Some(count)) = (change.old, &entry.count) else { continue };
        let day = context.resolved.and_then(|r| r.asked).map_or_else(String::new, |(_, day)| format!(" (asked by {day})"));
        let message = format!("the list prints {old} citations, the catalog counts {}{day}", change.new);
        found.push(
            context
                .at("stale-count", count.span.clone(), entry.line, message)
                .fixed_by(&format!("write {}", change.new), change.edits.clone()),
        );
    }
    found
}

/// A placeholder whose count is known says so and can be filled.
pub(super) fn with_count(context: &Context<'_>, diagnosis: Diagnosis) -> Diagnosis {
    let slot = |place: usize| context.list.entries[place].count.as_ref().map(|c| &c.slot);
    let at = &diagnosis.finding.span;
    if let Some(change) = context.refresh.changes.iter().find(|c| slot(c.entry) == Some(at)) {
        let edits = change.edits.clone();
        return diagnosis.because(format!("the catalog counts {}", change.new)).fixed_by(&format!("write {}", change.new), edits);
    }
    match context.refresh.skipped.iter().find(|s| slot(s.entry) == Some(at)) {
        Some(skip) => diagnosis.because(skip.reason.to_string()),
        None => diagnosis,
    }
}
