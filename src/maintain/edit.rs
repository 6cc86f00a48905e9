//! Changes of a few bytes, and what they look like.
//!
//! The bytes of a file and [`Edit`]s go in; the new bytes or a unified diff come out. Every byte outside the spans stays what it was,
//! whatever its encoding or line ending. Nothing here writes to a disk.

use std::ops::Range;

use crate::list::Span;

/// Puts `replacement` where `span` is; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Bytes in the file as it is.
    pub span: Span,
    pub replacement: String,
}

impl Edit {
    pub fn new(span: Span, replacement: impl Into<String>) -> Edit {
        Edit { span, replacement: replacement.into() }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    #[error("the change of bytes {}–{} lies outside the file", .0.start, .0.end)]
    Outside(Span),
    #[error("two changes meet at byte {0}")]
    Overlap(usize),
}

/// The file after all edits; the same edit twice counts once.
///
/// # Errors
/// When an edit lies outside the file or two of them overlap; nothing is half-applied.
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, EditError> {
    let edits = ordered(bytes, edits)?;
    let grown: usize = edits.iter().map(|e| e.replacement.len()).sum();
    let mut out = Vec::with_capacity(bytes.len() + grown);
    put(&mut out, bytes, 0..bytes.len(), &edits);
    Ok(out)
}

/// The edits that do not overlap with one before them, in order of place; for fixes of several findings at one place.
pub fn compatible(edits: impl IntoIterator<Item = Vec<Edit>>) -> Vec<Edit> {
    let mut kept: Vec<Edit> = Vec::new();
    for group in edits {
        let free = group.iter().all(|edit| kept.iter().all(|other| edit == other || apart(&edit.span, &other.span)));
        if free {
            kept.extend(group);
        }
    }
    kept.sort_by_key(|e| (e.span.start, e.span.end));
    kept.dedup();
    kept
}

fn apart(a: &Span, b: &Span) -> bool {
    if a.is_empty() && b.is_empty() { a.start != b.start } else { a.end <= b.start || b.end <= a.start }
}

fn ordered(bytes: &[u8], edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
    let mut edits: Vec<Edit> = edits.to_vec();
    edits.sort_by(|a, b| (a.span.start, a.span.end, &a.replacement).cmp(&(b.span.start, b.span.end, &b.replacement)));
    edits.dedup();
    if let Some(bad) = edits.iter().find(|e| e.span.start > e.span.end || e.span.end > bytes.len()) {
        return Err(EditError::Outside(bad.span.clone()));
    }
    match edits.windows(2).find(|pair| !apart(&pair[0].span, &pair[1].span)) {
        Some(pair) => Err(EditError::Overlap(pair[1].span.start)),
        None => Ok(edits),
    }
}

/// Appends the bytes of `range` with the edits inside it; `edits` are in order.
fn put(out: &mut Vec<u8>, bytes: &[u8], range: Range<usize>, edits: &[Edit]) {
    let mut at = range.start;
    for edit in edits {
        out.extend_from_slice(&bytes[at..edit.span.start]);
        out.extend_from_slice(edit.replacement.as_bytes());
        at = edit.span.end;
    }
    out.extend_from_slice(&bytes[at..range.end]);
}

/// Lines shown before and after a change.
const CONTEXT: usize = 3;

/// Some lines of the file (half-open, 0-based) and what replaces them.
struct Block {
    lines: Range<usize>,
    new: Vec<u8>,
}

/// A unified diff that `patch` and `git apply` understand; empty without edits. Lines end at LF, so a CR stays where it was.
///
/// It is made from the edits, not found by comparing: it shows just the lines they touch.
///
/// # Errors
/// As [`apply`].
pub fn unified_diff(bytes: &[u8], edits: &[Edit], name: &str) -> Result<Vec<u8>, EditError> {
    let edits = ordered(bytes, edits)?;
    let starts = line_starts(bytes);
    let blocks = blocks(bytes, &starts, &edits);
    let line = |i: usize| &bytes[starts[i]..starts.get(i + 1).copied().unwrap_or(bytes.len())];
    let count = starts.len();
    let name = quoted(name);
    let mut out = Vec::new();
    let mut shift: isize = 0;
    let mut at = 0;
    while at < blocks.len() {
        let mut end = at + 1;
        while end < blocks.len() && blocks[end].lines.start - blocks[end - 1].lines.end <= 2 * CONTEXT {
            end += 1;
        }
        let hunk = &blocks[at..end];
        let from = hunk[0].lines.start.saturating_sub(CONTEXT);
        let to = (hunk[hunk.len() - 1].lines.end + CONTEXT).min(count);
        let grown: isize = hunk.iter().map(|b| new_lines(&b.new).count() as isize - b.lines.len() as isize).sum();
        if out.is_empty() {
            out.extend_from_slice(format!("--- a/{name}\n+++ b/{name}\n").as_bytes());
        }
        let place = |start: isize, length: isize| format!("{},{length}", if length == 0 { start } else { start + 1 });
        let (old_start, old_length) = (from as isize, (to - from) as isize);
        out.extend_from_slice(
            format!("@@ -{} +{} @@\n", place(old_start, old_length), place(old_start + shift, old_length + grown)).as_bytes(),
        );
        let mut next = from;
        for block in hunk {
            (next..block.lines.start).for_each(|i| show(&mut out, b' ', line(i)));
            block.lines.clone().for_each(|i| show(&mut out, b'-', line(i)));
            new_lines(&block.new).for_each(|new| show(&mut out, b'+', new));
            next = block.lines.end;
        }
        (next..to).for_each(|i| show(&mut out, b' ', line(i)));
        shift += grown;
        at = end;
    }
    Ok(out)
}

fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts: Vec<usize> = std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|i| i + 1)).collect();
    if starts.last() == Some(&bytes.len()) {
        starts.pop();
    }
    starts
}

fn blocks(bytes: &[u8], starts: &[usize], edits: &[Edit]) -> Vec<Block> {
    let line_of = |byte: usize| starts.partition_point(|s| *s <= byte).saturating_sub(1);
    let end_of = |line: usize| starts.get(line).copied().unwrap_or(bytes.len());
    let mut groups: Vec<(Range<usize>, Vec<Edit>)> = Vec::new();
    for edit in edits {
        let at_start = |byte: usize| byte == 0 || bytes.get(byte - 1) == Some(&b'\n');
        let whole =
            at_start(edit.span.start) && at_start(edit.span.end) && (edit.replacement.is_empty() || edit.replacement.ends_with('\n'));
        let lines = if whole && edit.span.end < bytes.len() {
            line_of(edit.span.start)..line_of(edit.span.end)
        } else if whole && edit.span.start == bytes.len() {
            starts.len()..starts.len()
        } else {
            let last = if edit.span.is_empty() { edit.span.start } else { edit.span.end - 1 };
            line_of(edit.span.start)..(line_of(last) + 1).min(starts.len())
        };
        match groups.last_mut() {
            Some((known, inside)) if lines.start < known.end || lines == *known => {
                known.end = known.end.max(lines.end);
                inside.push(edit.clone());
            }
            _ => groups.push((lines, vec![edit.clone()])),
        }
    }
    groups
        .into_iter()
        .filter_map(|(lines, inside)| {
            let range = end_of(lines.start)..end_of(lines.end);
            let mut new = Vec::new();
            put(&mut new, bytes, range.clone(), &inside);
            (new != bytes[range]).then_some(Block { lines, new })
        })
        .collect()
}

fn new_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|b| *b == b'\n')
}

fn show(out: &mut Vec<u8>, sign: u8, line: &[u8]) {
    out.push(sign);
    out.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        out.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}

/// A file name may not break the head of a diff; a tab behind a name with spaces says where it ends, as git writes it.
fn quoted(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    let name = name.trim_start_matches("./").trim_start_matches('/');
    if name.contains(' ') { format!("{name}\t") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(text: &str, edits: &[Edit]) -> String {
        String::from_utf8(unified_diff(text.as_bytes(), edits, "list.md").unwrap()).unwrap()
    }

    #[test]
    fn only_the_bytes_of_the_span_change() {
        let bytes = b"\xef\xbb\xbfa\r\n\xff\t12\0 b";
        let place = 8..10;
        assert_eq!(&bytes[place.clone()], b"12");
        let out = apply(bytes, &[Edit::new(place, "345")]).unwrap();
        assert_eq!(out, b"\xef\xbb\xbfa\r\n\xff\t345\0 b");
    }

    #[test]
    fn overlapping_or_outlying_edits_are_refused_as_a_whole() {
        let edit = |from, to| Edit::new(from..to, "x");
        assert_eq!(apply(b"abcd", &[edit(0, 2), edit(1, 3)]), Err(EditError::Overlap(1)));
        assert_eq!(apply(b"abcd", &[edit(3, 9)]), Err(EditError::Outside(3..9)));
        assert_eq!(apply(b"abcd", &[edit(0, 2), edit(0, 2)]).unwrap(), b"xcd");
        assert_eq!(apply(b"abcd", &[edit(2, 4), edit(0, 2)]).unwrap(), b"xx");
    }

    #[test]
    fn a_diff_shows_three_lines_around_a_change() {
        let text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let shown = diff(text, &[Edit::new(8..9, "five")]);
        assert_eq!(shown, "--- a/list.md\n+++ b/list.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
        assert_eq!(diff(text, &[]), "");
        assert_eq!(diff(text, &[Edit::new(8..9, "5")]), "");
    }

    #[test]
    fn whole_lines_are_taken_out_and_put_in() {
        assert_eq!(diff("a\nb\nc\n", &[Edit::new(2..4, "")]), "--- a/list.md\n+++ b/list.md\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
        assert_eq!(diff("a\nc\n", &[Edit::new(2..2, "b\n")]), "--- a/list.md\n+++ b/list.md\n@@ -1,2 +1,3 @@\n a\n+b\n c\n");
        assert_eq!(diff("a\n", &[Edit::new(2..2, "b\n")]), "--- a/list.md\n+++ b/list.md\n@@ -1,1 +1,2 @@\n a\n+b\n");
    }

    #[test]
    fn a_missing_last_newline_is_told() {
        assert!(diff("a\nb", &[Edit::new(2..3, "c")]).ends_with("-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"));
    }

    #[test]
    fn far_changes_are_parts_of_their_own_and_near_ones_are_one() {
        let text: String = (0..40).map(|i| format!("{i:02}\n")).collect();
        let at = |line: usize| Edit::new(line * 3..line * 3 + 2, "xx\nyy");
        assert_eq!(diff(&text, &[at(5), at(30)]).matches("@@ -").count(), 2);
        assert!(diff(&text, &[at(5), at(30)]).contains("@@ -28,7 +29,8 @@"));
        assert_eq!(diff(&text, &[at(5), at(10)]).matches("@@ -").count(), 1);
    }
}
