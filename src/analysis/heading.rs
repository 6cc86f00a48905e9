//! Which heading of a list is meant, and what stands under it?
//!
//! The sections of a list and what somebody typed go in; one heading comes out, or what could have been meant instead.
//! The one place that knows what `--section` means: rankings, suggestions, reports and exports ask here.

use std::collections::BTreeSet;

use crate::paper::section::folded;
use crate::paper::{SectionPath, title_similarity};

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
    let likeness = |name: &String| title_similarity(asked, name).max(title_similarity(asked, SectionPath::parse(name).name()));
    let nearest = names.iter().map(|name| (likeness(name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    nearest.filter(|(likeness, _)| *likeness > 0.35).map(|(_, name)| name.clone())
}

/// Every heading of these sections as a path, those above before those below, each once, in the order given.
pub fn headings<'a>(sections: impl IntoIterator<Item = &'a SectionPath>) -> Vec<SectionPath> {
    let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
    for heading in sections.into_iter().flat_map(SectionPath::ancestry) {
        if seen.insert(heading.clone()) {
            all.push(heading);
        }
    }
    all
}

/// Whether a heading, given as its folded path, is one way or another the one that is meant.
type Way<'a> = &'a dyn Fn(&[String]) -> bool;

/// The heading a user means, by its whole path; else by the end of its path; else by a piece of its own name. Headings are joined by `›`, `>` or `/`; case and
/// blanks do not matter.
///
/// # Errors
/// When no heading is called so, or several are: nothing is guessed.
pub fn named<'a>(asked: &str, sections: impl IntoIterator<Item = &'a SectionPath>) -> Result<SectionPath, HeadingError> {
    let all = headings(sections);
    let wanted = folded(asked);
    let ways: [Way; 3] = [&|path| path == wanted, &|path| path.ends_with(&wanted), &|path| {
        wanted.len() == 1 && !wanted[0].is_empty() && path.last().is_some_and(|own| own.contains(&wanted[0]))
    }];
    let shown = |headings: &[SectionPath]| headings.iter().map(SectionPath::to_string).collect();
    for is_meant in ways {
        let mut meant: Vec<SectionPath> = all.iter().filter(|heading| is_meant(&folded(&heading.to_string()))).cloned().collect();
        match meant.len() {
            0 => {}
            1 => return Ok(meant.remove(0)),
            // Headings that differ in case only, and one of them is written just so.
            _ => match meant.iter().find(|heading| heading.to_string() == asked) {
                Some(heading) => return Ok(heading.clone()),
                None => return Err(HeadingError::Several { asked: asked.to_owned(), all: shown(&meant) }),
            },
        }
    }
    let all: Vec<String> = shown(&all);
    Err(HeadingError::None { asked: asked.to_owned(), nearest: nearest(asked, &all), all })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: [&str; 6] =
        ["Model › Quantization", "Model › Pruning › Structured", "Quantization", "Serving", "Speed / Memory", "Other › Structured"];

    fn shown(asked: &str, sections: &[&str]) -> Result<String, HeadingError> {
        let sections: Vec<SectionPath> = sections.iter().map(|name| SectionPath::parse(name)).collect();
        named(asked, &sections).map(|heading| heading.to_string())
    }

    fn found(asked: &str) -> Result<String, HeadingError> {
        shown(asked, &SECTIONS)
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
        assert_eq!(shown("x", &[]).unwrap_err().hint(), "this list has no sections");
    }

    #[test]
    fn headings_written_alike_are_told_apart_by_how_they_are_written() {
        assert_eq!(shown("Vision", &["Vision", "VISION"]).as_deref(), Ok("Vision"));
        assert!(shown("vision", &["Vision", "VISION"]).is_err());
    }
}
