//! How would this list print a new entry, and where would it stand?
//!
//! The place follows the section's order where it has one. The shape is a neighbour's (`shape`); where none can be copied without saying
//! something of the neighbour, a plain form is proposed; where no line can be put in without breaking the list, only the section is named.

use serde::Serialize;

use crate::list::{Entry, List};
use crate::paper::{Paper, SectionPath};
use crate::text::markdown;

use super::order::{Value, found, groups, of_paper, printed};
use super::placement::{Form, cells, form, line_end, stays_whole};
use super::refresh::address;
use super::shape::{self, Common};

/// An entry ready to be put in, or the section it belongs to when the line has to be written by hand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proposal {
    /// Which of several lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// With its line ends; `None` when no line can be put into the section that leaves the list whole.
    pub text: Option<String>,
    /// After this line of the list; known when the text is.
    pub after_line: Option<usize>,
    pub section: String,
    /// Why there, or why the line has to be written by hand.
    pub order: String,
    /// The neighbour whose shape it has; `None` for the plain form.
    pub like_line: Option<usize>,
}

/// Drafts of one place that are tried.
const MOST_DRAFTS: usize = 8;

/// Without a `section` (see [`List::section`]) the list's last section with papers is taken.
///
/// What is proposed was tried: the list with the line in it has one entry more and is otherwise what it was.
pub fn propose(bytes: &[u8], list: &List, paper: &Paper, section: Option<&SectionPath>) -> Option<Proposal> {
    let groups = groups(list);
    let group = match section {
        Some(path) => groups.iter().find(|(known, _)| known == path),
        None => groups.last(),
    };
    let Some((section, entries)) = group else { return section.map(|path| by_hand(path, "the section has no entry to stand beside")) };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Some(by_hand(section, "the list is UTF-16, which is not changed here"));
    }
    let (wanted, order) = position(list, entries, paper);
    let end = (entries[entries.len() - 1], true);
    let common = Common::of(bytes, list);
    let everywhere: Vec<usize> = groups.iter().flat_map(|(_, entries)| entries.iter().copied()).collect();
    let drafting = Drafting { bytes, list, paper, common, section: entries, everywhere: &everywhere };
    for place in if wanted == end { vec![end] } else { vec![wanted, end] } {
        let Some((text, after_line, like_line)) = drafting.at(place) else { continue };
        let order = if place == wanted { order } else { format!("{order}; a line there would break the list: at its end") };
        return Some(Proposal {
            list: None,
            text: Some(text),
            after_line: Some(after_line),
            section: section.to_string(),
            order,
            like_line,
        });
    }
    Some(by_hand(section, "its entries have a form that a new line would break"))
}

fn by_hand(section: &SectionPath, why: &str) -> Proposal {
    let order = format!("{why}: the line has to be written by hand");
    Proposal { list: None, text: None, after_line: None, section: section.to_string(), order, like_line: None }
}

struct Drafting<'a> {
    bytes: &'a [u8],
    list: &'a List,
    paper: &'a Paper,
    common: Common,
    /// Entries of the section, and of all sections.
    section: &'a [usize],
    everywhere: &'a [usize],
}

impl Drafting<'_> {
    /// The first draft that leaves the list whole, the line it goes after, and the line it is like.
    fn at(&self, (at, behind): (usize, bool)) -> Option<(String, usize, Option<usize>)> {
        let neighbour = &self.list.entries[at];
        let form = form(self.bytes, self.list, neighbour);
        if form == Form::Other {
            return None;
        }
        let after_line = if behind { neighbour.end_line } else { neighbour.line.saturating_sub(1) };
        let number = shape::number_after(self.bytes, neighbour, behind);
        let shaped = self.similar(&form).filter_map(|i| {
            let like = &self.list.entries[i];
            Some((shape::shaped(self.bytes, like, self.paper, &self.common, number)?, Some(like.line)))
        });
        let plain = std::iter::once(()).filter_map(|()| Some((self.plain(&form, neighbour, number)?, None)));
        shaped.take(MOST_DRAFTS).chain(plain).find_map(|(text, like)| {
            // A paragraph stands between blank lines.
            let end = line_end(self.bytes);
            let texts = if form == Form::Line { vec![text.clone(), format!("{end}{text}"), format!("{text}{end}")] } else { vec![text] };
            let fits = |text: &str| match form {
                Form::Row { cells: wanted } => cells(text) == wanted && text.trim_end().lines().count() == 1,
                _ => true,
            };
            let whole = |text: &String| fits(text) && stays_whole(self.bytes, self.list, (after_line, text), self.paper, neighbour);
            texts.into_iter().find(whole).map(|text| (text, after_line, like))
        })
    }

    /// Entries of the same form, the section's own first. Rows are like rows of their own table only.
    fn similar<'b>(&'b self, wanted: &'b Form) -> impl Iterator<Item = usize> + 'b {
        // The fewest foreign links first: project pages and code of the neighbour are not the new paper's.
        let sorted = |entries: &[usize]| {
            let mut near = entries.to_vec();
            near.sort_by_key(|&i| (shape::foreign(&self.list.entries[i]), self.list.entries[i].count.is_none(), std::cmp::Reverse(i)));
            near.truncate(40);
            near
        };
        let others = if matches!(wanted, Form::Row { .. }) { Vec::new() } else { sorted(self.everywhere) };
        let is_like = |i: &usize| form(self.bytes, self.list, &self.list.entries[*i]) == *wanted;
        sorted(self.section).into_iter().chain(others).filter(is_like)
    }

    /// A form that says nothing but what is known of the paper.
    fn plain(&self, form: &Form, neighbour: &Entry, number: Option<usize>) -> Option<String> {
        let lead = match form {
            Form::Bullet(lead) => lead.replace("[x]", "[ ]").replace("[X]", "[ ]"),
            Form::Numbered(indent, sign) => format!("{indent}{}{sign} ", number?),
            Form::Row { .. } => return shape::bare_row(self.bytes, neighbour, self.paper),
            Form::Line | Form::Other => return None,
        };
        let dates: Vec<Option<Stamp>> = self.section.iter().map(|&i| self.stamp(&self.list.entries[i])).collect();
        let dated = dates.iter().flatten().count() * 2 > dates.len();
        let date = match dates.iter().flatten().last() {
            Some(stamp) if dated => stamp.of(self.paper)?,
            _ => String::new(),
        };
        Some(format!("{lead}{date}{}{}", plain(self.paper)?, line_end(self.bytes)))
    }

    fn stamp(&self, entry: &Entry) -> Option<Stamp> {
        let span = super::placement::lines(self.bytes, entry)?;
        let text = std::str::from_utf8(self.bytes.get(span)?).ok()?;
        Stamp::read(text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '+')))
    }
}

/// A date in front of an entry: `[2023/05] `, `(2023.5) `, `2023-05-01: `.
struct Stamp {
    open: String,
    sign: char,
    parts: usize,
    is_wide: bool,
    close: String,
}

impl Stamp {
    fn read(text: &str) -> Option<Stamp> {
        let digits = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at <= 3)?;
        let rest = &text[digits..];
        let length = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '.' | '-'))?;
        let date = rest[..length].trim_end_matches(['/', '.', '-']);
        let sign = date.chars().find(|c| !c.is_ascii_digit())?;
        let parts: Vec<&str> = date.split(sign).collect();
        let numeric = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        let year = parts[0].parse::<i32>().is_ok_and(|year| (1900..2100).contains(&year));
        let behind = &rest[date.len()..];
        let close = behind[..behind.find(' ')? + 1].to_owned();
        let is_bare = !format!("{}{close}", &text[..digits]).contains(|c: char| c.is_alphanumeric() || matches!(c, '<' | '>'));
        let fits = is_bare && numeric && year && parts[0].len() == 4 && (2..=3).contains(&parts.len());
        let is_wide = parts[1..].iter().all(|part| part.len() == 2);
        // A link begins inside what follows: its bracket is not copied.
        (fits && !text[..digits].contains("](")).then(|| Stamp {
            open: text[..digits].to_owned(),
            sign,
            parts: parts.len(),
            is_wide,
            close,
        })
    }

    /// `None` when the paper's date is not known as exactly as the list prints dates.
    fn of(&self, paper: &Paper) -> Option<String> {
        let date = paper.date?;
        let two = |n: u8| if self.is_wide { format!("{n:02}") } else { n.to_string() };
        let mut out = format!("{}{}{}{}", self.open, date.year(), self.sign, two(date.month()?));
        if self.parts == 3 {
            out.push_str(&format!("{}{}", self.sign, two(date.day()?)));
        }
        Some(out + &self.close)
    }
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

fn plain(paper: &Paper) -> Option<String> {
    let who = match paper.authors.as_slice() {
        [] => String::new(),
        [one] => format!("{}. ", markdown(&one.name)),
        [first, ..] => format!("{} et al. ", markdown(&first.name)),
    };
    let venue = if paper.venue.is_empty() { String::new() } else { format!("{} ", markdown(&paper.venue)) };
    let year = paper.date.map_or_else(String::new, |d| d.year().to_string());
    let when = format!("{venue}{year}").trim_end().to_owned();
    let when = if when.is_empty() { when } else { format!("{when}. ") };
    Some(format!("**{}**. {who}{when}[[paper]]({})", markdown(&paper.title), address(&paper.url()?)))
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
            new.text.unwrap(),
            "- **Sorting Lists of \\*Graphs\\***, `arXiv, 2405.12345`, [arxiv](http://arxiv.org/abs/2405.12345v1), [pdf](http://arxiv.org/pdf/2405.12345v1.pdf), cication: [**12**](https://www.semanticscholar.org/paper/0123456789abcdef0123456789abcdef01234567) \n\n\t *Ada One, Bo Two, Cy Three, ..., Ed Five, Fay Six*\n"
        );
        assert_eq!((new.after_line, new.like_line), (Some(7), Some(5)));
    }

    #[test]
    fn a_row_of_a_table_has_a_row_for_a_neighbour() {
        let text = "# L\n\n## A\n\n| Title | Year | Paper |\n|---|---|---|\n| A Study of Old Things and More | 2020 | [arxiv](https://arxiv.org/abs/2001.00001) |\n";
        assert_eq!(proposed(text).text.unwrap(), "| Sorting Lists of \\*Graphs\\* | 2024 | [arxiv](https://arxiv.org/abs/2405.12345) |\n");
    }

    #[test]
    fn without_a_neighbour_to_copy_the_form_is_plain() {
        let text = "# L\n\n## A\n\n- **A Study of Old Things and More**, [code](https://github.com/a/b)\n- **A Study of New Things and Less**, [doi](https://doi.org/10.1000/1)\n";
        let new = proposed(text);
        assert_eq!(
            new.text.unwrap(),
            "- **Sorting Lists of \\*Graphs\\***. Ada One et al. 2024. [[paper]](https://arxiv.org/abs/2405.12345)\n"
        );
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
                new.text.unwrap(),
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
        assert_eq!((new.after_line, new.order.as_str()), (Some(10), "the section is sorted newest-first"));
        assert_eq!(new.text.unwrap(), "7. **Sorting Lists of \\*Graphs\\***, [p](https://arxiv.org/abs/2405.12345), 2024-05\n");
    }
}
