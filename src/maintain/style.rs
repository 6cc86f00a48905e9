//! How would this list print a new entry, and where would it stand?
//!
//! The shape of a neighbour is copied: its title, identifier, authors, year and count are replaced by the new paper's. The result is believed only when
//! reading the list with the new lines in it gives exactly one entry more, with the new title and identifier; otherwise a plain form is proposed.

use serde::Serialize;

use crate::list::{self, Entry, Kind, List};
use crate::paper::{Paper, Scheme, normalized_title};

use super::edit::{Edit, apply};
use super::order::{OrderKey, found, groups};
use super::refresh::{address, page};

/// An entry ready to be put in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// Which of several lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// With its line ends.
    pub text: String,
    /// After this line of the list.
    pub after_line: usize,
    pub section: String,
    /// Why there.
    pub order: String,
    /// The neighbour whose shape it has; `None` for the plain form.
    pub like_line: Option<usize>,
}

/// `section` is a name as [`section_name`](crate::corpus::section_name) gives it; without one the list's last section with papers is taken.
pub fn propose(bytes: &[u8], list: &List, paper: &Paper, section: Option<&str>) -> Option<Proposal> {
    let groups = groups(list);
    let (section, entries) = groups.iter().find(|(name, _)| Some(name.as_str()) == section).or(groups.last())?;
    let (at, order) = position(list, entries, paper);
    let like = |inside: &[usize]| {
        let mut near: Vec<usize> = inside.to_vec();
        // The fewest foreign links first: project pages and code of the neighbour are not the new paper's.
        near.sort_by_key(|&i| (foreign(&list.entries[i]), list.entries[i].count.is_none(), std::cmp::Reverse(i)));
        near.into_iter().take(12).find_map(|i| Some((i, shaped(bytes, list, &list.entries[i], paper)?)))
    };
    let everywhere: Vec<usize> = groups.iter().flat_map(|(_, entries)| entries.iter().copied()).collect();
    let shaped = like(entries).or_else(|| like(&everywhere));
    let (text, like_line) = match shaped {
        Some((i, text)) => (text, Some(list.entries[i].line)),
        None => (plain(paper)?, None),
    };
    let after = &list.entries[at.0];
    let after_line = if at.1 { after.end_line } else { after.line.saturating_sub(1) };
    Some(Proposal { list: None, text, after_line, section: section.clone(), order, like_line })
}

/// (entry, behind it or before it), and why.
fn position(list: &List, entries: &[usize], paper: &Paper) -> ((usize, bool), String) {
    let last = (entries[entries.len() - 1], true);
    match found(list, entries) {
        Some((rule, _)) if matches!(rule.key, OrderKey::Date | OrderKey::Year) => {
            let place = if rule.descending { (entries[0], false) } else { last };
            (place, format!("the section is sorted {}; check the neighbours' dates", rule.name()))
        }
        Some((rule, _)) if rule.key == OrderKey::Title && !rule.descending => {
            let title = normalized_title(&paper.title);
            let before = entries.iter().rev().find(|&&i| normalized_title(&list.entries[i].title) < title);
            (before.map_or((entries[0], false), |&i| (i, true)), "the section is sorted by title".to_owned())
        }
        Some((rule, _)) => (last, format!("the section is sorted {}", rule.name())),
        None => (last, "the section has no clear order: at its end".to_owned()),
    }
}

fn foreign(entry: &Entry) -> usize {
    let own =
        |url: &str| list::identifiers_in_url(url).iter().any(|i| entry.identifiers.iter().any(|o| o.unversioned() == i.unversioned()));
    entry
        .links
        .iter()
        .filter(|l| !own(&l.url) && entry.count.as_ref().is_none_or(|c| l.span.end <= c.slot.start || l.span.start >= c.slot.end))
        .count()
}

fn shaped(bytes: &[u8], list: &List, like: &Entry, paper: &Paper) -> Option<String> {
    if like.kind != Kind::Paper || foreign(like) > 0 || like.title_span.is_empty() {
        return None;
    }
    let span = lines(bytes, like)?;
    let text = std::str::from_utf8(bytes.get(span.clone())?).ok()?;
    let inside = |at: usize| at.checked_sub(span.start);
    let mut edits =
        vec![Edit::new(inside(like.title_span.start)?..inside(like.title_span.end)?, escaped(&paper.title, text.starts_with('|')))];
    let old = like.identifiers.iter().find(|i| i.scheme == Scheme::Arxiv)?;
    let new = paper.identifier(Scheme::Arxiv)?;
    edits.extend(text.match_indices(&old.value).map(|(at, id)| Edit::new(at..at + id.len(), new.value.clone())));
    if let Some(count) = &like.count {
        let number = paper.citation_count?.to_string();
        edits.push(Edit::new(inside(count.span.start)?..inside(count.span.end)?, number));
        if let Some((_, target)) = &count.link {
            edits.push(Edit::new(inside(target.start)?..inside(target.end)?, page(paper)?));
        }
    }
    if let (Some(first), Some(last)) = (like.authors.first(), like.authors.last()) {
        let title_end = inside(like.title_span.end)?;
        let (from, to) = if text[..title_end].contains(first.as_str()) {
            (text.find(first.as_str())?, text[..title_end].rfind(last.as_str())? + last.len())
        } else {
            let from = title_end + text.get(title_end..)?.find(first.as_str())?;
            (from, text.rfind(last.as_str())? + last.len())
        };
        if from < to {
            edits.push(Edit::new(from..to, people(paper, like)));
        }
    }
    if let (Some(old), Some(new)) = (like.year, paper.date) {
        let taken = |at: usize| edits.iter().any(|e| at < e.span.end && e.span.start < at + 4);
        let bounded = |at: usize| {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
            !digit(text[..at].chars().next_back()) && !text[at + 4..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric())
        };
        let years: Vec<Edit> = text
            .match_indices(&old.to_string())
            .filter(|(at, _)| bounded(*at) && !taken(*at))
            .map(|(at, y)| Edit::new(at..at + y.len(), new.year().to_string()))
            .collect();
        edits.extend(years);
    }
    let text = String::from_utf8(apply(text.as_bytes(), &edits).ok()?).ok()?;
    is_read_right(bytes, list, span.end, &text, paper).then_some(text)
}

fn lines(bytes: &[u8], entry: &Entry) -> Option<std::ops::Range<usize>> {
    let from = memchr::memrchr(b'\n', bytes.get(..entry.span.start)?).map_or(0, |i| i + 1);
    let end = entry.span.end.max(entry.span.start + 1) - 1;
    let to = memchr::memchr(b'\n', bytes.get(end..)?).map(|i| end + i + 1)?;
    Some(from..to)
}

fn people(paper: &Paper, like: &Entry) -> String {
    let names: Vec<String> = paper.authors.iter().map(|a| escaped(&a.name, false)).collect();
    match names.len() {
        0 => "Authors".to_owned(),
        n if like.authors_truncated && n > 5 => format!("{}, ..., {}", names[..3].join(", "), names[n - 2..].join(", ")),
        n if like.authors.len() == 1 && n > 1 => format!("{} et al.", names[0]),
        _ => names.join(", "),
    }
}

/// The list with the new lines in it has exactly this one entry more.
fn is_read_right(bytes: &[u8], list: &List, at: usize, text: &str, paper: &Paper) -> bool {
    let Ok(new) = apply(bytes, &[Edit::new(at..at, text)]) else { return false };
    let read = list::read_bytes(&new);
    let arxiv = paper.identifier(Scheme::Arxiv);
    let is_new = |e: &&Entry| {
        normalized_title(&e.title) == normalized_title(&paper.title) && e.identifiers.iter().any(|i| Some(&i.unversioned()) == arxiv)
    };
    read.entries.len() == list.entries.len() + 1 && read.entries.iter().filter(is_new).count() == 1
}

/// Catalog text as Markdown that means nothing but itself.
fn escaped(text: &str, cell: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '[' | ']' | '<' | '>' | '`' | '\\' | '*' => out.extend(['\\', c]),
            '|' if cell => out.push_str("\\|"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn plain(paper: &Paper) -> Option<String> {
    let who = match paper.authors.as_slice() {
        [] => String::new(),
        [one] => format!("{}. ", escaped(&one.name, false)),
        [first, ..] => format!("{} et al. ", escaped(&first.name, false)),
    };
    let venue = if paper.venue.is_empty() { String::new() } else { format!("{} ", escaped(&paper.venue, false)) };
    let year = paper.date.map_or_else(String::new, |d| d.year().to_string());
    let when = format!("{venue}{year}").trim_end().to_owned();
    let when = if when.is_empty() { when } else { format!("{when}. ") };
    Some(format!("- **{}**. {who}{when}[[paper]]({})\n", escaped(&paper.title, false), address(&paper.url()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Author, Date, Identifier};

    fn paper() -> Paper {
        Paper {
            identifiers: vec![Identifier::new(Scheme::Arxiv, "2405.12345")],
            authors: ["Ada One", "Bo Two", "Cy Three", "Di Four", "Ed Five", "Fay Six"].map(Author::named).into(),
            date: Date::new(2024, Some(5), Some(1)),
            citation_count: Some(12),
            ..Paper::new("0123456789abcdef0123456789abcdef01234567", "Sorting Lists of *Graphs*")
        }
    }

    fn proposed(text: &str) -> Proposal {
        propose(text.as_bytes(), &list::read(text), &paper(), None).unwrap()
    }

    #[test]
    fn a_new_entry_has_the_shape_of_its_neighbour() {
        let text = "# L\n\n## A\n\n- **A Study of Old Things and More**, `arXiv, 2001.00001`, [arxiv](http://arxiv.org/abs/2001.00001v1), [pdf](http://arxiv.org/pdf/2001.00001v1.pdf), cication: [**3**](https://www.semanticscholar.org/paper/x) \n\n\t *Xu Aa, Yo Bb, Zo Cc, ..., Uu Dd, Vv Ee*\n";
        let new = proposed(text);
        assert_eq!(
            new.text,
            "- **Sorting Lists of \\*Graphs\\***, `arXiv, 2405.12345`, [arxiv](http://arxiv.org/abs/2405.12345v1), [pdf](http://arxiv.org/pdf/2405.12345v1.pdf), cication: [**12**](https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567) \n\n\t *Ada One, Bo Two, Cy Three, ..., Ed Five, Fay Six*\n"
        );
        assert_eq!((new.after_line, new.like_line), (7, Some(5)));
    }

    #[test]
    fn a_row_of_a_table_has_a_row_for_a_neighbour() {
        let text = "# L\n\n## A\n\n| Title | Year | Paper |\n|---|---|---|\n| A Study of Old Things and More | 2020 | [arxiv](https://arxiv.org/abs/2001.00001) |\n";
        assert_eq!(proposed(text).text, "| Sorting Lists of \\*Graphs\\* | 2024 | [arxiv](https://arxiv.org/abs/2405.12345) |\n");
    }

    #[test]
    fn without_a_neighbour_to_copy_the_form_is_plain() {
        let text = "# L\n\n## A\n\n- **A Study of Old Things and More**, [code](https://github.com/a/b)\n- **A Study of New Things and Less**, [doi](https://doi.org/10.1000/1)\n";
        let new = proposed(text);
        assert_eq!(new.text, "- **Sorting Lists of \\*Graphs\\***. Ada One et al. 2024. [[paper]](https://arxiv.org/abs/2405.12345)\n");
        assert_eq!(new.like_line, None);
    }
}
