//! Which heading of a list is meant, and what stands under it?
//!
//! The names of sections (headings joined by ` › `, as the corpus has them) and what somebody typed go in; one heading comes out, or what could have been meant instead.
//! The one place that knows what `--section` means: rankings, suggestions, reports and exports ask here.

use std::collections::BTreeSet;

use crate::paper::title_similarity;

/// Stands between a heading and the one below it.
pub const JOINT: &str = " › ";

#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeadingError {
    #[error("there is no section `{asked}`")]
    None { asked: String, nearest: Option<String>, all: Vec<String> },
    #[error("several sections are called `{asked}`")]
    Several { asked: String, all: Vec<String> },
}

impl HeadingError {
    /// What can be typed instead.
    pub fn hint(&self) -> String {
        match self {
            HeadingError::None { nearest, all, .. } => instead("section", nearest.as_deref(), all),
            HeadingError::Several { all, .. } => format!("name the headings above it, too, or all of it: {}", quoted(all)),
        }
    }
}

/// What can be typed where nothing is called so.
pub fn instead(kind: &str, nearest: Option<&str>, all: &[String]) -> String {
    match nearest {
        _ if all.is_empty() => format!("this list has no {kind}s"),
        Some(nearest) => format!("did you mean `{nearest}`? There are {}", quoted(all)),
        None => format!("there are {}", quoted(all)),
    }
}

fn quoted(names: &[String]) -> String {
    const MOST: usize = 24;
    let most = names.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{most} and {} more", names.len() - MOST) } else { most }
}

/// Of the names the one most like what was asked, if any is.
pub fn nearest(asked: &str, names: &[String]) -> Option<String> {
    let likeness = |name: &String| title_similarity(asked, name).max(title_similarity(asked, last(name)));
    let nearest = names.iter().map(|name| (likeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(likeness, _)| *likeness > 0.35).map(|(_, name)| name.clone())
}

/// Every heading of these sections as a path, those above before those below, each once, in the order given.
pub fn headings<'a>(sections: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for section in sections.into_iter().filter(|name| !name.is_empty()) {
        let ends = section.match_indices(JOINT).map(|(at, _)| at).chain([section.len()]);
        all.extend(ends.map(|end| &section[..end]).filter(|heading| seen.insert(*heading)).map(str::to_owned));
    }
    all
}

/// Whether a heading, given as its path, is one way or another the one that is meant.
type Way<'a> = &'a dyn Fn(&[String]) -> bool;

/// The heading a user means, by its whole path; else by the end of its path; else by a piece of its own name. Headings are joined by `›`, `>` or `/`; case and
/// blanks do not matter.
///
/// # Errors
/// When no heading is called so, or several are: nothing is guessed.
pub fn named<'a>(asked: &str, sections: impl IntoIterator<Item = &'a str>) -> Result<String, HeadingError> {
    let all = headings(sections);
    let wanted = path(asked);
    let ways: [Way; 3] = [&|path| path == wanted, &|path| path.ends_with(&wanted), &|path| {
        wanted.len() == 1 && !wanted[0].is_empty() && path.last().is_some_and(|own| own.contains(&wanted[0]))
    }];
    for is_meant in ways {
        let mut meant: Vec<String> = all.iter().filter(|heading| is_meant(&path(heading))).cloned().collect();
        match meant.len() {
            0 => {}
            1 => return Ok(meant.remove(0)),
            // Headings that differ in case only, and one of them is written just so.
            _ if meant.iter().any(|heading| heading == asked) => return Ok(asked.to_owned()),
            _ => return Err(HeadingError::Several { asked: asked.to_owned(), all: meant }),
        }
    }
    Err(HeadingError::None { asked: asked.to_owned(), nearest: nearest(asked, &all), all })
}

/// Whether a section is this heading or stands below it.
pub fn holds(heading: &str, section: &str) -> bool {
    section.strip_prefix(heading).is_some_and(|rest| rest.is_empty() || rest.starts_with(JOINT))
}

/// A section's own name, without the headings above it.
pub fn last(section: &str) -> &str {
    section.rsplit(JOINT).next().unwrap_or(section)
}

fn path(name: &str) -> Vec<String> {
    let part = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    name.split(['›', '>', '/']).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 6] =
        ["Model › Quantization", "Model › Pruning › Structured", "Quantization", "Serving", "Speed / Memory", "Other › Structured"];

    fn found(asked: &str) -> Result<String, HeadingError> {
        named(asked, SECTIONS)
    }

    #[test]
    fn a_heading_is_found_by_its_path_the_end_of_it_or_a_piece_of_its_name() {
        for (asked, heading) in [
            ("quantization", "Quantization"),
            ("model / quantization", "Model › Quantization"),
            ("Pruning", "Model › Pruning"),
            ("pruning > structured", "Model › Pruning › Structured"),
            ("serv", "Serving"),
            ("MODEL", "Model"),
            ("speed/memory", "Speed / Memory"),
        ] {
            assert_eq!(found(asked).as_deref(), Ok(heading), "{asked}");
        }
    }

    #[test]
    fn what_is_unknown_or_may_mean_several_is_told_with_the_candidates() {
        let error = found("structured").unwrap_err();
        assert_eq!(error.to_string(), "several sections are called `structured`");
        assert!(error.hint().ends_with("`Model › Pruning › Structured`, `Other › Structured`"), "{}", error.hint());
        let error = found("quantisation").unwrap_err();
        assert_eq!(error.to_string(), "there is no section `quantisation`");
        assert!(error.hint().starts_with("did you mean `") && error.hint().contains("`Serving`"), "{}", error.hint());
        for asked in ["", " ", "/", "vision"] {
            assert!(matches!(found(asked), Err(HeadingError::None { .. })), "{asked}");
        }
        assert_eq!(named("x", []).unwrap_err().hint(), "this list has no sections");
    }

    #[test]
    fn headings_written_alike_are_told_apart_by_how_they_are_written() {
        assert_eq!(named("Vision", ["Vision", "VISION"]).as_deref(), Ok("Vision"));
        assert!(named("vision", ["Vision", "VISION"]).is_err());
    }

    #[test]
    fn a_heading_holds_what_stands_below_it_and_no_namesake() {
        assert!(holds("Model", "Model") && holds("Model", "Model › Pruning › Structured"));
        assert!(!holds("Model", "Models") && !holds("Model › Pruning", "Model") && !holds("Model", "Other › Model"));
    }
}
