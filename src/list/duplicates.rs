//! Entries that are one work printed more than once.
//!
//! Entries in order go in; each learns the first earlier entry that is the same work, and why. Two works that share a page of talks are not one.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use foldhash::fast::FixedState;

use crate::paper::{Identifier, Scheme, normalized_title};

use super::scan::has_words;
use super::{DuplicateReason, Entry, Kind};

/// Keys that are hashes already.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The first entry of each hash. A hit is compared before it is believed.
type First = HashMap<u64, usize, BuildHasherDefault<Hashed>>;

/// Marks duplicates; linear in the number of entries.
pub(super) fn mark(entries: &mut [Entry]) {
    let mut by_identifier = First::with_capacity_and_hasher(entries.len(), BuildHasherDefault::default());
    let mut by_title = First::with_capacity_and_hasher(entries.len(), BuildHasherDefault::default());
    let mut marks: Vec<Option<(usize, DuplicateReason)>> = Vec::with_capacity(entries.len());
    let (mut key, mut other_key) = (Vec::new(), Vec::new());
    for (i, entry) in entries.iter().enumerate() {
        let root_of = |holder: usize| marks[holder].map_or(holder, |(root, _): (usize, _)| root);
        let hashes = entry.identifiers.iter().map(identifier_hash);
        let same_id = entry.identifiers.iter().zip(hashes).find_map(|(identifier, hash)| {
            let holder = *by_identifier.get(&hash)?;
            let holds = |other: &Identifier| other.scheme == identifier.scheme && other.value == identifier.value;
            entries[holder].identifiers.iter().any(holds).then(|| (root_of(holder), identifier))
        });
        let titled = entry.kind == Kind::Paper && has_words(&entry.title, 3);
        let mut title_hash = 0;
        let mut same_title = None;
        if titled {
            title_key(&entry.title, &mut key);
            title_hash = hash_of(0, &key);
            same_title = by_title.get(&title_hash).copied().filter(|_| same_id.is_none()).filter(|holder| {
                title_key(&entries[*holder].title, &mut other_key);
                key == other_key
            });
        }
        let found = match (same_id, same_title.map(root_of)) {
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
            (None, Some(first)) if !contradict(&entries[first].identifiers, &entry.identifiers) => Some((first, DuplicateReason::Title)),
            _ => None,
        };
        marks.push(found);
        for identifier in &entry.identifiers {
            by_identifier.entry(identifier_hash(identifier)).or_insert(i);
        }
        if titled {
            by_title.entry(title_hash).or_insert(i);
        }
    }
    for (entry, mark) in entries.iter_mut().zip(marks) {
        if let Some((root, reason)) = mark {
            entry.duplicate_of = Some(root);
            entry.duplicate_reason = Some(reason);
        }
    }
}

/// The same in every run.
fn hash_of(seed: u8, text: &[u8]) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_u8(seed);
    hasher.write(text);
    hasher.finish()
}

fn identifier_hash(identifier: &Identifier) -> u64 {
    hash_of(identifier.scheme as u8 + 1, identifier.value.as_bytes())
}

fn contradict(a: &[Identifier], b: &[Identifier]) -> bool {
    a.iter().any(|one| one.scheme != Scheme::Url && b.iter().any(|other| other.scheme == one.scheme && other.value != one.value))
}

/// [`normalized_title`], without its detour for titles in plain ASCII.
fn title_key(title: &str, key: &mut Vec<u8>) {
    key.clear();
    if !title.is_ascii() {
        key.extend_from_slice(normalized_title(title).as_bytes());
        return;
    }
    // A key is no longer than its title: no byte asks for room.
    key.resize(title.len(), 0);
    let (mut length, mut gap) = (0, false);
    for byte in title.bytes() {
        match IN_KEY[usize::from(byte)] {
            0 => gap = length > 0,
            NOTHING => {}
            letter => {
                if gap {
                    key[length] = b' ';
                    length += 1;
                    gap = false;
                }
                key[length] = letter;
                length += 1;
            }
        }
    }
    key.truncate(length);
}

/// What parts no words.
const NOTHING: u8 = 1;

/// What stands for a byte in a key: its letter, [`NOTHING`], or 0 for what parts words.
const IN_KEY: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table[b'\'' as usize] = NOTHING;
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_gives_the_same_key() {
        for title in ["  Deja-Vu:  $L_2$ Norms. ", "What's New?", "!?", "BERT: Pre-training"] {
            let mut key = b"old".to_vec();
            title_key(title, &mut key);
            assert_eq!(key, normalized_title(title).as_bytes());
        }
    }
}
