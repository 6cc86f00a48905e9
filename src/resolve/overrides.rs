//! What the user knows better: entries whose meaning is given, not resolved.

use crate::list::Entry;
use crate::paper::{Identifier, normalized_title};

/// Names one entry, by its printed title or its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    pub title: Option<String>,
    pub line: Option<usize>,
    pub meaning: Meaning,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    Identifier(Identifier),
    NotAPaper,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides(pub Vec<Override>);

impl Overrides {
    /// The last override that names the entry wins.
    pub fn meaning(&self, entry: &Entry) -> Option<Meaning> {
        if self.0.is_empty() {
            return None;
        }
        let key = normalized_title(&entry.title);
        let names =
            |o: &&Override| o.line == Some(entry.line) || o.title.as_deref().is_some_and(|t| !key.is_empty() && normalized_title(t) == key);
        self.0.iter().rev().find(names).map(|o| o.meaning.clone())
    }
}
