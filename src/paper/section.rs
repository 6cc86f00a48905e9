//! Where in a list does an entry stand?
//!
//! A [`SectionPath`] is the value; it becomes text only where it is shown, written or typed.

use std::fmt;

use serde::{Serialize, Serializer};

/// Stands between a heading and the one below it where a path is shown as text.
const JOINT: &str = " › ";

/// The headings an entry stands under, the outermost first; empty for an entry under no heading.
///
/// The list's own title is never part of it: see [`List::section`](crate::list::List::section) for what counts as the title. Shown as `Model › Quantization`;
/// every table, JSON file and page names a section by this text.
///
/// ```
/// use citegraph::paper::SectionPath;
///
/// let path = SectionPath::new(["Model", "Quantization"]);
/// assert_eq!((path.to_string().as_str(), path.name()), ("Model › Quantization", "Quantization"));
/// assert!(path.is_within(&SectionPath::new(["Model"])));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionPath(Vec<String>);

impl SectionPath {
    pub fn new<H: Into<String>>(headings: impl IntoIterator<Item = H>) -> SectionPath {
        SectionPath(headings.into_iter().map(Into::into).collect())
    }

    /// Reads what [`Display`](fmt::Display) writes, such as the column `section` of a table. A heading that itself contains ` › ` comes back as two.
    pub fn parse(text: &str) -> SectionPath {
        SectionPath::new(text.split(JOINT).map(str::trim).filter(|heading| !heading.is_empty()))
    }

    pub fn headings(&self) -> &[String] {
        &self.0
    }

    /// Under no heading.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The innermost heading; empty under no heading.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Whether this is the section `outer` or stands below it. Every section stands within the empty path.
    pub fn is_within(&self, outer: &SectionPath) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// Every heading of the path as a path of its own, from the outermost to this one.
    pub fn ancestry(&self) -> impl Iterator<Item = SectionPath> {
        (1..=self.0.len()).map(|depth| SectionPath(self.0[..depth].to_vec()))
    }

    /// The outermost heading and what stands below it; `None` under no heading.
    pub fn split_first(&self) -> Option<(&str, SectionPath)> {
        self.0.split_first().map(|(first, rest)| (first.as_str(), SectionPath(rest.to_vec())))
    }

    /// Whether a person who types `asked` means this section: its innermost heading, or its whole path with the headings joined by `›`, `>` or `/`. Case and
    /// spacing do not matter.
    pub fn is_called(&self, asked: &str) -> bool {
        !self.is_empty() && (folded(asked) == folded(&self.to_string()) || folded(asked) == folded(self.name()))
    }
}

/// The parts of a typed path, in lower case and with single spaces.
pub fn folded(typed: &str) -> Vec<String> {
    let part = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    typed.split(['›', '>', '/']).map(part).collect()
}

impl fmt::Display for SectionPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(JOINT))
    }
}

impl Serialize for SectionPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_back_as_it_is_shown() {
        for headings in [vec![], vec!["Model"], vec!["Speed / Memory", "KV cache"]] {
            let path = SectionPath::new(headings);
            assert_eq!(SectionPath::parse(&path.to_string()), path);
        }
        assert_eq!(serde_json::json!(SectionPath::new(["A", "B"])), "A › B");
    }

    #[test]
    fn a_section_is_within_itself_and_the_headings_above_and_no_namesake() {
        let (inner, outer) = (SectionPath::new(["Model", "Pruning"]), SectionPath::new(["Model"]));
        assert!(inner.is_within(&inner) && inner.is_within(&outer) && !outer.is_within(&inner));
        assert!(!SectionPath::new(["Models"]).is_within(&outer) && !SectionPath::new(["Other", "Model"]).is_within(&outer));
        assert_eq!(inner.ancestry().collect::<Vec<_>>(), [outer, inner.clone()]);
    }

    #[test]
    fn a_section_is_called_by_its_own_heading_or_its_whole_path() {
        let path = SectionPath::new(["Model", "Speed / Memory"]);
        assert!(path.is_called("speed/memory") && path.is_called("MODEL >  Speed / memory"));
        assert!(!path.is_called("Model") && !path.is_called("") && !SectionPath::default().is_called(""));
    }
}
