//! Sets of words in lower case, asked very often.
//!
//! A word in any case goes in, yes or no comes out; most words are turned away by their length and ends.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// FNV-1a: short words, no strangers who choose them.
#[derive(Clone, Copy)]
struct ShortHash(u64);

impl Default for ShortHash {
    fn default() -> Self {
        ShortHash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for ShortHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// Words in lower case, behind a sieve that most words of a text do not pass.
pub(super) struct WordSet {
    words: HashSet<&'static [u8], BuildHasherDefault<ShortHash>>,
    /// Which lengths there are, as bits, of words that begin with a byte.
    by_first: [u32; 256],
    /// The same of words that end with a byte.
    by_last: [u32; 256],
}

pub(super) type Words = LazyLock<WordSet>;

impl WordSet {
    pub fn contains(&self, lower: &str) -> bool {
        self.words.contains(lower.as_bytes())
    }

    /// Whether a word of ASCII may be in the set.
    fn may_hold(&self, word: &[u8]) -> bool {
        let [first, .., last] = word else { return true };
        let bit = 1u32.checked_shl(word.len() as u32).unwrap_or(0);
        self.by_first[usize::from(first.to_ascii_lowercase())] & self.by_last[usize::from(last.to_ascii_lowercase())] & bit != 0
    }
}

/// Whether the word is in the set in lower case; no word of a set is longer than the buffer.
#[inline]
pub(super) fn has(set: &WordSet, word: &str) -> bool {
    let mut buffer = [0u8; 32];
    if !word.is_ascii() {
        return set.contains(word.to_lowercase().as_str());
    }
    if !set.may_hold(word.as_bytes()) {
        return false;
    }
    let Some(lower) = buffer.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    set.words.contains(&*lower)
}

pub(super) fn words_of(text: &'static str) -> WordSet {
    let mut set = WordSet { words: text.split(' ').map(str::as_bytes).collect(), by_first: [0; 256], by_last: [0; 256] };
    for word in &set.words {
        if let [first, .., last] = word {
            let bit = 1u32.checked_shl(word.len() as u32).unwrap_or(0);
            set.by_first[usize::from(*first)] |= bit;
            set.by_last[usize::from(*last)] |= bit;
        }
    }
    set
}
