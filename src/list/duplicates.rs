//! Entries that are one work printed more than once.
//!
//! Entries in order go in; each learns the first earlier entry that is the same work, and why. Two works that share a page of talks are not one.

use std::collections::HashMap;

use crate::paper::{Identifier, Scheme, normalized_title};

use super::segments::word_count;
use super::{DuplicateReason, Entry, Kind};

/// Marks duplicates; linear in the number of entries.
pub(super) fn mark(entries: &mut [Entry]) {
    let mut by_identifier: HashMap<(Scheme, &str), usize> = HashMap::with_capacity(entries.len());
    let mut by_title: HashMap<String, usize> = HashMap::with_capacity(entries.len());
    let mut marks: Vec<Option<(usize, DuplicateReason)>> = Vec::with_capacity(entries.len());
    for i in 0..entries.len() {
        let titled = entries[i].kind == Kind::Paper && word_count(&entries[i].title) >= 3;
        let key = if titled { title_key(&entries[i].title) } else { String::new() };
        let same_id = entries[i]
            .identifiers
            .iter()
            .find_map(|identifier| by_identifier.get(&(identifier.scheme, identifier.value.as_str())).map(|first| (*first, identifier)));
        let same_title = titled.then(|| by_title.get(&key).copied()).flatten();
        let found = match (same_id, same_title) {
            (Some((first, identifier)), _) => {
                let earlier = &entries[first];
                let version = earlier
                    .identifiers
                    .iter()
                    .find(|other| other.scheme == identifier.scheme && other.value == identifier.value)
                    .and_then(|other| other.version);
                let reason = if version == identifier.version { DuplicateReason::Identifier } else { DuplicateReason::Version };
                Some((first, reason))
            }
            // One title under two identifiers of one scheme: two works, or two editions; not for the reader to say.
            (None, Some(first)) if !contradict(&entries[first].identifiers, &entries[i].identifiers) => {
                Some((first, DuplicateReason::Title))
            }
            _ => None,
        };
        let mark = found.map(|(first, reason)| (marks[first].map_or(first, |(root, _)| root), reason));
        marks.push(mark);
        let root = mark.map_or(i, |(root, _)| root);
        for identifier in &entries[i].identifiers {
            by_identifier.entry((identifier.scheme, identifier.value.as_str())).or_insert(root);
        }
        if titled {
            by_title.entry(key).or_insert(root);
        }
    }
    for (entry, mark) in entries.iter_mut().zip(marks) {
        if let Some((root, reason)) = mark {
            entry.duplicate_of = Some(root);
            entry.duplicate_reason = Some(reason);
        }
    }
}

fn contradict(a: &[Identifier], b: &[Identifier]) -> bool {
    a.iter().any(|one| one.scheme != Scheme::Url && b.iter().any(|other| other.scheme == one.scheme && other.value != one.value))
}

/// [`normalized_title`], without its detour for titles in plain ASCII.
fn title_key(title: &str) -> String {
    if !title.is_ascii() {
        return normalized_title(title);
    }
    let mut key = String::with_capacity(title.len());
    let mut gap = false;
    for byte in title.bytes() {
        if byte.is_ascii_alphanumeric() {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            key.push(char::from(byte.to_ascii_lowercase()));
        } else if byte != b'\'' {
            gap = true;
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_gives_the_same_key() {
        for title in ["  Deja-Vu:  $L_2$ Norms. ", "What's New?", "!?", "BERT: Pre-training"] {
            assert_eq!(title_key(title), normalized_title(title));
        }
    }
}
