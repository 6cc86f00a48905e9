//! How would this list print a new entry, and where would it stand?
//!
//! The place follows the section's order where it has one. The shape is a neighbour's (`shape`); where none can be copied without saying
//! something of the neighbour, a plain form is proposed.

use serde::Serialize;

use crate::list::List;
use crate::paper::{Paper, SectionPath};

use super::order::{Value, found, groups, of_paper, printed};
use super::refresh::address;
use super::shape::{self, Common};

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

/// Without a `section` (see [`List::section`]) the list's last section with papers is taken.
pub fn propose(bytes: &[u8], list: &List, paper: &Paper, section: Option<&SectionPath>) -> Option<Proposal> {
    let groups = groups(list);
    let (section, entries) = groups.iter().find(|(path, _)| Some(path) == section).or(groups.last())?;
    let (at, order) = position(list, entries, paper);
    let common = Common::of(bytes, list);
    let number = shape::number_after(bytes, &list.entries[at.0], at.1);
    let like = |inside: &[usize]| {
        let mut near: Vec<usize> = inside.to_vec();
        // The fewest foreign links first: project pages and code of the neighbour are not the new paper's.
        near.sort_by_key(|&i| (shape::foreign(&list.entries[i]), list.entries[i].count.is_none(), std::cmp::Reverse(i)));
        near.into_iter().take(40).find_map(|i| Some((i, shape::shaped(bytes, list, &list.entries[i], paper, &common, number)?)))
    };
    let everywhere: Vec<usize> = groups.iter().flat_map(|(_, entries)| entries.iter().copied()).collect();
    let shaped = like(entries).or_else(|| like(&everywhere));
    let (text, like_line) = match shaped {
        Some((i, text)) => (text, Some(list.entries[i].line)),
        None => {
            let row = shape::bare_row(bytes, list, &list.entries[at.0], paper);
            (row.or_else(|| plain(paper))?, None)
        }
    };
    let after = &list.entries[at.0];
    let after_line = if at.1 { after.end_line } else { after.line.saturating_sub(1) };
    Some(Proposal { list: None, text, after_line, section: section.to_string(), order, like_line })
}

/// (entry, behind it or before it), and why.
fn position(list: &List, entries: &[usize], paper: &Paper) -> ((usize, bool), String) {
    let last = (entries[entries.len() - 1], true);
    let Some((rule, strays)) = found(list, entries) else { return (last, "the section has no clear order: at its end".to_owned()) };
    let Some(own) = of_paper(paper, rule.key) else {
        return (last, format!("the section is sorted {}; the paper's place is not known", rule.name()));
    };
    // Behind what comes before it; in a section that begins with the newest, before its equals, where new entries are put.
    let before = |value: &Value| if rule.descending { *value > own } else { *value <= own };
    let mut in_order = entries.iter().filter(|i| strays.binary_search(i).is_err());
    let behind = in_order.rfind(|&&i| printed(&list.entries[i], rule.key).is_some_and(|value| before(&value)));
    (behind.map_or((entries[0], false), |&i| (i, true)), format!("the section is sorted {}", rule.name()))
}

/// Catalog text as Markdown that means nothing but itself.
pub(super) fn escaped(text: &str, cell: bool) -> String {
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
    use crate::list;
    use crate::paper::{Author, Date, Identifier, Scheme};

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

    #[test]
    fn nothing_of_the_neighbour_is_said_of_the_new_paper() {
        let tail = "- **Another Study of Older Things**. *Xu Aa, Yo Bb* [[pdf](https://arxiv.org/abs/2002.00002)], 2020.2\n";
        for neighbour in [
            "- **A Study of Old Things and More**. *Xu Aa* ACL'23 Findings [[pdf](https://arxiv.org/abs/2001.00001)], 2020.1\n",
            "- **A Study of Old Things and More**. *Xu Aa* [[pdf](https://arxiv.org/abs/2001.00001)], 2020.1 :trophy: Best Paper\n",
            "- **A Study of Old Things and More**. *Xu Aa* [[pdf](https://arxiv.org/abs/2001.00001)], 2020.1\n  <details>We study things that are old and many of them</details>\n",
        ] {
            let new = proposed(&format!("# L\n\n## A\n\n{neighbour}{tail}"));
            assert_eq!(
                new.text,
                "- **Sorting Lists of \\*Graphs\\***. *Ada One, Bo Two, Cy Three, Di Four, Ed Five, Fay Six* [[pdf](https://arxiv.org/abs/2405.12345)], 2024.5\n",
                "{neighbour}"
            );
        }
    }

    #[test]
    fn a_numbered_list_is_counted_on_and_a_dated_section_keeps_its_order() {
        let entry = |n: usize, month: usize| {
            format!("{n}. **A Study of Number {n} and More**, [p](https://arxiv.org/abs/24{month:02}.0000{n}), 2024-{month:02}\n")
        };
        let text: String = (1..=9).map(|n| entry(n, 12 - n)).collect();
        let new = proposed(&format!("# L\n\n## A\n\n{text}"));
        assert_eq!((new.after_line, new.order.as_str()), (10, "the section is sorted newest-first"));
        assert_eq!(new.text, "7. **Sorting Lists of \\*Graphs\\***, [p](https://arxiv.org/abs/2405.12345), 2024-05\n");
    }
}
