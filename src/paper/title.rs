//! Titles: the form in which two printings of one title are equal, and how alike two titles are.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::clean;

/// A title reduced to what does not vary between printings; equal keys mean the same title.
pub type TitleKey = String;

/// Lower case, without accents, mark-up signs and punctuation; words parted by one space.
///
/// `"Déjà Vu: $L_2$ Norms"` → `"deja vu l 2 norms"`. Scripts without case stay as they are.
pub fn normalized_title(title: &str) -> TitleKey {
    let mut key = String::with_capacity(title.len());
    let mut gap = false;
    for c in title.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            key.push(c);
        } else if c != '\'' && c != '’' {
            gap = true;
        }
    }
    key
}

/// How alike two titles are, from 0 to 1: the Dice coefficient of their letter trigrams without markup, after [`normalized_title`].
///
/// Trigrams forgive spelling and hyphenation; they do not see that `II` is not `III`, nor that a `not` is missing, so a decision needs more than this number.
pub fn title_similarity(a: &str, b: &str) -> f64 {
    let (a, b) = (normalized_title(&clean(a)), normalized_title(&clean(b)));
    if a == b {
        return if a.is_empty() { 0.0 } else { 1.0 };
    }
    let (left, right) = (trigrams(&a), trigrams(&b));
    let total: usize = left.values().sum::<usize>() + right.values().sum::<usize>();
    if total == 0 {
        return 0.0;
    }
    let shared: usize = left.iter().map(|(gram, n)| (*n).min(right.get(gram).copied().unwrap_or(0))).sum();
    2.0 * shared as f64 / total as f64
}

fn trigrams(key: &str) -> HashMap<[char; 3], usize> {
    let mut grams = HashMap::new();
    let padded: Vec<char> = std::iter::once(' ').chain(key.chars()).chain(std::iter::once(' ')).collect();
    for gram in padded.windows(3) {
        *grams.entry([gram[0], gram[1], gram[2]]).or_insert(0) += 1;
    }
    grams
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printings_of_one_title_share_a_key() {
        assert_eq!(normalized_title("  Déjà-Vu:  $L_2$ Norms. "), "deja vu l 2 norms");
        assert_eq!(normalized_title("What’s new?"), normalized_title("What's New"));
        assert_eq!(normalized_title("目录 A"), "目录 a");
        assert_eq!(normalized_title("!?"), "");
    }

    #[test]
    fn similarity_is_one_for_the_same_title_and_low_for_another() {
        assert_eq!(title_similarity("BERT: Pre-training", "bert pre training"), 1.0);
        assert!(title_similarity("Attention is not explanation", "Attention is not not explanation") > 0.85);
        assert!(title_similarity("Attention is all you need", "Deep residual learning") < 0.2);
        assert_eq!(title_similarity("", ""), 0.0);
    }
}
