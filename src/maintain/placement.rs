//! May a new line stand here, and is the list still whole with it?
//!
//! Bytes, the list read from them and a proposed line go in. A line is believed only when reading the list with it gives exactly one entry more, in the
//! neighbour's section, and every other entry as it was.

use crate::list::{self, Entry, Kind, List};
use crate::paper::{Identifier, Paper, Scheme, normalized_title};

use super::edit::{Edit, apply};

/// How the line of an entry is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Everything before the text: `- `, `  * `, `- [ ] `.
    Bullet(String),
    /// The indentation before the number, and the sign behind it.
    Numbered(String, char),
    /// A row of a Markdown table.
    Row { cells: usize },
    /// A paragraph of its own.
    Line,
    /// HTML, a heading, a quotation, code: nothing is put beside it.
    Other,
}

/// The form of the entry's first line.
pub(super) fn form(bytes: &[u8], list: &List, entry: &Entry) -> Form {
    let Some(span) = lines(bytes, entry) else { return Form::Other };
    let section = entry.section.and_then(|at| list.sections.get(at)).map_or(0, |section| section.span.end.min(span.start));
    let Ok(before) = std::str::from_utf8(&bytes[section..span.start]) else { return Form::Other };
    let Ok(text) = std::str::from_utf8(&bytes[span]) else { return Form::Other };
    let line = text.lines().next().unwrap_or_default();
    if is_inside_markup(before) {
        return Form::Other;
    }
    if let Some(wanted) = table_above(before) {
        return if cells(line) == wanted { Form::Row { cells: wanted } } else { Form::Other };
    }
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = &line[..line.len() - rest.len()];
    if rest.starts_with(['<', '#', '>', '|', '@', '`', '~']) {
        return Form::Other;
    }
    bullet(line, indent, rest).or_else(|| numbered(indent, rest)).unwrap_or(if indent.is_empty() { Form::Line } else { Form::Other })
}

fn bullet(line: &str, indent: &str, rest: &str) -> Option<Form> {
    let text = rest.strip_prefix(['-', '*', '+'])?;
    let text = text.strip_prefix([' ', '\t']).map(|t| t.trim_start_matches([' ', '\t']))?;
    let task = ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| text.strip_prefix(task));
    let lead = &line[..line.len() - task.unwrap_or(text).len()];
    (lead.len() > indent.len()).then(|| Form::Bullet(lead.to_owned()))
}

fn numbered(indent: &str, rest: &str) -> Option<Form> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = rest[digits..].chars().next().filter(|c| matches!(c, '.' | ')'))?;
    let is_item = (1..=5).contains(&digits) && rest[digits + 1..].starts_with([' ', '\t']);
    is_item.then(|| Form::Numbered(indent.to_owned(), sign))
}

/// Whether HTML that has to be closed, or a block of code, is still open at the end of the text.
fn is_inside_markup(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let times = |what: &str| {
        let ends = |at: usize| !lower[at + what.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        lower.match_indices(what).filter(|(at, _)| ends(*at)).count()
    };
    let open = |tag: &str| times(&format!("<{tag}")) > times(&format!("</{tag}"));
    let fences = before.lines().filter(|line| line.trim_start().starts_with("```")).count();
    fences % 2 == 1 || ["table", "ul", "ol", "dl", "pre"].into_iter().any(open) || times("<!--") > before.matches("-->").count()
}

/// The cells of the head of the Markdown table whose rows the text ends with.
fn table_above(before: &str) -> Option<usize> {
    let rows = before.lines().rev().take_while(|line| !line.trim().is_empty() && line.contains('|'));
    rows.into_iter().find(|line| is_rule(line)).map(cells)
}

fn is_rule(line: &str) -> bool {
    line.contains('-') && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Cells of a row of a Markdown table.
pub(super) fn cells(row: &str) -> usize {
    let row = row.trim();
    let inner = row.strip_prefix('|').unwrap_or(row);
    let mut signs = 0;
    let mut escaped = false;
    for c in inner.chars() {
        signs += usize::from(c == '|' && !escaped);
        escaped = c == '\\' && !escaped;
    }
    signs + usize::from(!inner.ends_with('|') || inner.ends_with("\\|"))
}

/// The whole lines of an entry; the last line of a file may have no end.
pub(super) fn lines(bytes: &[u8], entry: &Entry) -> Option<std::ops::Range<usize>> {
    let from = memchr::memrchr(b'\n', bytes.get(..entry.span.start)?).map_or(0, |i| i + 1);
    let end = entry.span.end.max(entry.span.start + 1) - 1;
    let to = memchr::memchr(b'\n', bytes.get(end..)?).map_or(bytes.len(), |i| end + i + 1);
    Some(from..to)
}

/// How lines of the file end.
pub(super) fn line_end(bytes: &[u8]) -> &'static str {
    let first = memchr::memchr(b'\n', bytes);
    if first.is_some_and(|at| at > 0 && bytes[at - 1] == b'\r') { "\r\n" } else { "\n" }
}

/// The byte behind a line (from 1; 0 is the beginning of the file).
fn offset(bytes: &[u8], line: usize) -> usize {
    match line {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', bytes).nth(line - 1).map_or(bytes.len(), |at| at + 1),
    }
}

/// Whether the list with `text` after the line has exactly one entry more, `paper`, beside `neighbour`, and is otherwise what it was.
pub(super) fn stays_whole(bytes: &[u8], list: &List, (after_line, text): (usize, &str), paper: &Paper, neighbour: &Entry) -> bool {
    let at = offset(bytes, after_line);
    let open_end = at == bytes.len() && !bytes.is_empty() && !bytes.ends_with(b"\n");
    let inserted = if open_end { format!("{}{text}", line_end(bytes)) } else { text.to_owned() };
    let Ok(new) = apply(bytes, &[Edit::new(at..at, inserted)]) else { return false };
    let read = list::read_bytes(&new);
    if read.entries.len() != list.entries.len() + 1 || !read.sections.iter().map(|s| &s.path).eq(list.sections.iter().map(|s| &s.path)) {
        return false;
    }
    let place = list.entries.iter().filter(|entry| entry.span.start < at).count();
    let (before, rest) = read.entries.split_at(place);
    let Some((own, behind)) = rest.split_first() else { return false };
    let others = before.iter().chain(behind);
    is_about(own, paper)
        && own.section == neighbour.section
        && own.group == neighbour.group
        && others.zip(&list.entries).all(|(now, was)| is_same(now, was))
}

fn is_about(entry: &Entry, paper: &Paper) -> bool {
    let own = Identifier { scheme: Scheme::S2, value: paper.id.0.clone(), version: None };
    let known = |i: &Identifier| i.unversioned() == own || paper.identifiers.iter().any(|p| p.unversioned() == i.unversioned());
    entry.kind == Kind::Paper && normalized_title(&entry.title) == normalized_title(&paper.title) && entry.identifiers.iter().any(known)
}

fn is_same(now: &Entry, was: &Entry) -> bool {
    let count = |entry: &Entry| entry.count.as_ref().map(|count| count.value);
    (now.kind, &now.title, now.section, &now.group) == (was.kind, &was.title, was.section, &was.group)
        && now.identifiers == was.identifiers
        && (&now.authors, &now.venue, now.year) == (&was.authors, &was.venue, was.year)
        && count(now) == count(was)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_of(text: &str) -> Form {
        let list = list::read(text);
        form(text.as_bytes(), &list, list.entries.last().expect("an entry"))
    }

    #[test]
    fn the_form_of_a_line_is_seen() {
        let title = "**A Study of Old Things**, [p](https://arxiv.org/abs/2001.00001)";
        for (text, expected) in [
            (format!("# L\n\n- {title}\n"), Form::Bullet("- ".to_owned())),
            (format!("# L\n\n*   {title}\n"), Form::Bullet("*   ".to_owned())),
            (format!("# L\n\n- [ ] {title}\n"), Form::Bullet("- [ ] ".to_owned())),
            (format!("# L\n\n12) {title}\n"), Form::Numbered(String::new(), ')')),
            (format!("# L\n\n{title}\n"), Form::Line),
            (format!("# L\n\n| a | b |\n|---|---|\n| {title} | x \\| y |\n"), Form::Row { cells: 2 }),
            (format!("# L\n\na | b\n---|---\n{title} | x\n"), Form::Row { cells: 2 }),
            (
                "# L\n\n<ul>\n<li><b>A Study of Old Things</b> <a href=\"https://arxiv.org/abs/2001.00001\">p</a></li>\n</ul>\n".to_owned(),
                Form::Other,
            ),
            ("# L\n\n## [A Study of Old Things](https://arxiv.org/abs/2001.00001)\n".to_owned(), Form::Other),
        ] {
            assert_eq!(form_of(&text), expected, "{text}");
        }
    }

    #[test]
    fn html_that_was_closed_does_not_count() {
        assert!(!is_inside_markup("<table><tr><td>x</td></tr></table>\n<TABLEAU>"));
        assert!(is_inside_markup("<Table align=\"left\">\n<tr>"));
        assert!(is_inside_markup("```\ncode"));
    }
}
