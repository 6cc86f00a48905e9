//! What number does a reader know a topic by?
//!
//! Topics are kept in a vector and numbered from 1 everywhere outside of it. This type is the only way from one to the other.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The number of a topic as every page, table, file, figure, option and folder name gives it: 1 for the largest topic.
///
/// ```
/// use citegraph::analysis::TopicNumber;
///
/// let second = TopicNumber::of(1);
/// assert_eq!((second.to_string().as_str(), second.index()), ("2", 1));
/// assert!("0".parse::<TopicNumber>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct TopicNumber(u32);

impl TopicNumber {
    /// Of the topic at this place of [`Topics::topics`](super::Topics::topics), or of a [`Level`](super::Level)'s labels.
    pub fn of(index: usize) -> TopicNumber {
        TopicNumber(u32::try_from(index).unwrap_or(u32::MAX - 1).saturating_add(1))
    }

    /// The place in the vector, from 0.
    pub fn index(self) -> usize {
        self.0 as usize - 1
    }

    pub fn get(self) -> u32 {
        self.0
    }

    /// What a topic without a label is called.
    pub fn name(self) -> String {
        format!("Topic {self}")
    }
}

impl fmt::Display for TopicNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TopicNumberError {
    #[error("topics are numbered from 1, so there is no topic 0")]
    Zero,
    #[error("not a topic number")]
    NotANumber,
}

impl FromStr for TopicNumber {
    type Err = TopicNumberError;

    fn from_str(text: &str) -> Result<TopicNumber, TopicNumberError> {
        match text.trim().parse::<u32>() {
            Ok(0) => Err(TopicNumberError::Zero),
            Ok(number) => Ok(TopicNumber(number)),
            Err(_) => Err(TopicNumberError::NotANumber),
        }
    }
}
