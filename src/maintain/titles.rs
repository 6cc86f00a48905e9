//! Do title and identifier of an entry agree, and could the entry be resolved at all?
//!
//! Entries and resolutions go in; findings come out. The title is compared here, not asked for.

use crate::list::Entry;
use crate::paper::normalized_title;
use crate::resolve::{Evidence, Resolution, Resolved, title_contains};

use super::lint::{Context, Diagnosis};

/// Below this similarity a printed title and the title behind its identifier are two titles.
const MISMATCH: f64 = 0.5;

/// How little the printed title resembles the one behind the identifier, when they are two titles.
pub fn mismatch(entry: &Entry, resolution: &Resolution, resolved: &Resolved) -> Option<f64> {
    let Resolution::Found { paper, evidence: Evidence::Identifier { title_similarity: Some(similarity), .. } } = resolution else {
        return None;
    };
    let (printed, known) = (normalized_title(&entry.title), normalized_title(&resolved.paper(paper)?.title));
    let speaks = printed.split(' ').count() > NICKNAME_WORDS;
    (speaks && *similarity < MISMATCH && !title_contains(&printed, &known) && !is_name_of(&printed, &known)).then_some(*similarity)
}

/// A nickname may share no word with the title (`Chinchilla`, `Flan-T5`), so that few words contradict nothing.
const NICKNAME_WORDS: usize = 2;

/// Lists often print a paper's nickname: one or two words that the full title has, too.
fn is_name_of(printed: &str, known: &str) -> bool {
    let words: Vec<&str> = printed.split(' ').collect();
    !printed.is_empty() && words.len() <= 3 && words.iter().all(|word| known.split(' ').any(|other| other == *word))
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    context.resolved_entries().filter_map(|(_, entry, resolution)| of_resolution(context, entry, resolution)).collect()
}

fn of_resolution(context: &Context<'_>, entry: &Entry, resolution: &Resolution) -> Option<Diagnosis> {
    let resolved = context.resolved?;
    match resolution {
        Resolution::Found { paper, evidence: Evidence::Identifier { identifier, .. } } => {
            let similarity = mismatch(entry, resolution, resolved)?;
            let title = &resolved.paper(paper)?.title;
            let printed = &entry.title;
            let message = format!(
                "{identifier} is \u{201c}{title}\u{201d}, but the list prints \u{201c}{printed}\u{201d} (similarity of the titles: {similarity:.2})"
            );
            Some(context.at_title("id-title-mismatch", entry, message))
        }
        Resolution::Unknown { reason } => Some(context.at_title("unresolved", entry, reason.clone())),
        Resolution::Ambiguous { candidates } => {
            let best = candidates.first()?;
            let message = format!("perhaps \u{201c}{}\u{201d} (similarity {:.2}): {}", best.title, best.similarity, best.reason);
            let others =
                candidates.iter().skip(1).take(3).map(|c| format!("or \u{201c}{}\u{201d} (similarity {:.2})", c.title, c.similarity));
            Some(others.fold(context.at_title("ambiguous-title", entry, message), Diagnosis::because))
        }
        Resolution::Failed { failure } => Some(context.at_title("lookup-failed", entry, failure.to_string())),
        _ => None,
    }
}
