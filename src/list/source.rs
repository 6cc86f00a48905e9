//! The bytes as they are, and the text that is parsed.
//!
//! Bytes or text go in; out come a working text without byte order mark, NUL, front matter, hidden comments and container
//! tags, a map back to the bytes of the file, and the lines. Offsets that leave the room are always those of the file.

use std::borrow::Cow;

use super::Span;

/// What stands in for a byte that is no UTF-8: one byte wide, so that offsets stay; shown as U+FFFD.
pub(super) const INVALID: char = '\u{1a}';

/// A run of the working text that was taken over unchanged.
#[derive(Clone, Copy, Debug)]
struct Piece {
    work: usize,
    file: usize,
    length: usize,
}

/// A `<details>` region: its summary line, and where it ends, in the working text.
#[derive(Clone, Debug)]
pub(super) struct Details {
    pub summary: Span,
    pub end: usize,
}

/// The working text with its way back to the file.
pub(super) struct Source<'a> {
    pub text: Cow<'a, str>,
    pub details: Vec<Details>,
    /// The document's title where the format has one that is no section.
    pub title: String,
    /// Empty when the working text is the file itself.
    pieces: Vec<Piece>,
    /// Offset in a UTF-16 file of every byte of its UTF-8 form; empty for other files.
    utf16: Vec<u32>,
}

/// The file as text, before anything is taken away.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// Runs of bytes that are no UTF-8.
    pub invalid: Vec<Span>,
    utf16: Vec<u32>,
}

/// Decodes UTF-8 with or without mark, and UTF-16 with a mark; never fails.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let [0xff, 0xfe, rest @ ..] = bytes {
        return decode_utf16(rest, u16::from_le_bytes);
    }
    if let [0xfe, 0xff, rest @ ..] = bytes {
        return decode_utf16(rest, u16::from_be_bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), invalid: Vec::new(), utf16: Vec::new() },
        Err(_) => decode_damaged(bytes),
    }
}

fn decode_damaged(bytes: &[u8]) -> Decoded<'_> {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid: Vec<Span> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let bad = chunk.invalid().len();
        if bad == 0 {
            continue;
        }
        let start = text.len();
        text.extend(std::iter::repeat_n(INVALID, bad));
        match invalid.last_mut() {
            Some(last) if last.end == start => last.end = text.len(),
            _ => invalid.push(start..text.len()),
        }
    }
    Decoded { text: Cow::Owned(text), invalid, utf16: Vec::new() }
}

fn decode_utf16(rest: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'static> {
    let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(rest.len());
    let mut utf16 = Vec::with_capacity(rest.len());
    let mut invalid = Vec::new();
    let mut offset = 2u32;
    for decoded in char::decode_utf16(units) {
        let (c, width) = match decoded {
            Ok(c) => (c, 2 * c.len_utf16() as u32),
            Err(_) => {
                invalid.push(text.len()..text.len() + 1);
                (INVALID, 2)
            }
        };
        text.push(c);
        utf16.extend(std::iter::repeat_n(offset, c.len_utf8()));
        offset = offset.saturating_add(width);
    }
    utf16.push(offset);
    Decoded { text: Cow::Owned(text), invalid, utf16 }
}

impl<'a> Source<'a> {
    /// Takes away what is not to be read as Markdown.
    pub fn new(decoded: &'a Decoded<'_>) -> Source<'a> {
        let mut editor = edit(&decoded.text);
        let title = std::mem::take(&mut editor.title);
        let utf16 = decoded.utf16.clone();
        match editor.finish() {
            None => Source { text: Cow::Borrowed(decoded.text.as_ref()), details: Vec::new(), title, pieces: Vec::new(), utf16 },
            Some((text, pieces, details)) => Source { text: Cow::Owned(text), details, title, pieces, utf16 },
        }
    }

    /// The text as it is, for formats that hide nothing.
    pub fn whole(decoded: &'a Decoded<'_>) -> Source<'a> {
        Source {
            text: Cow::Borrowed(decoded.text.as_ref()),
            details: Vec::new(),
            title: String::new(),
            pieces: Vec::new(),
            utf16: decoded.utf16.clone(),
        }
    }

    /// The parts of the decoded text that are not in the working text, ascending.
    pub fn hidden(&self, decoded: &Decoded<'_>) -> Vec<Span> {
        let mut hidden = Vec::new();
        if self.text.len() == decoded.text.len() && self.pieces.is_empty() {
            return hidden;
        }
        let mut shown = 0;
        let end = Piece { work: 0, file: decoded.text.len(), length: 0 };
        for piece in self.pieces.iter().filter(|piece| piece.length > 0).chain([&end]) {
            if piece.file > shown {
                hidden.push(shown..piece.file);
            }
            shown = piece.file + piece.length;
        }
        hidden
    }

    /// From the working text to the bytes of the decoded text.
    fn decoded_offset(&self, work: usize) -> usize {
        if self.pieces.is_empty() {
            return work;
        }
        let after = self.pieces.partition_point(|piece| piece.work <= work);
        let Some(piece) = after.checked_sub(1).map(|i| self.pieces[i]) else { return 0 };
        piece.file + (work - piece.work).min(piece.length)
    }

    /// From the working text to the decoded text; the end is that of the last byte, not the start of what follows.
    pub fn decoded_span(&self, span: &Span) -> Span {
        if self.pieces.is_empty() {
            return span.clone();
        }
        let start = self.decoded_offset(span.start);
        let end = if span.end > span.start { self.decoded_offset(span.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    /// From the decoded text to the file.
    pub fn file_span(&self, decoded: Span) -> Span {
        if self.utf16.is_empty() {
            return decoded;
        }
        let at = |i: usize| self.utf16.get(i).or(self.utf16.last()).copied().unwrap_or(0) as usize;
        at(decoded.start)..at(decoded.end)
    }
}

/// The starts of the lines of the decoded text.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Lines<'a> {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|i| i + 1));
        if starts.len() == 1 {
            // A file of the days when a carriage return alone ended a line.
            starts.extend(memchr::memchr_iter(b'\r', bytes).map(|i| i + 1));
        }
        Lines { text, starts }
    }

    /// 1-based line of a byte.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).max(1)
    }

    fn line_start(&self, line: usize) -> usize {
        self.starts.get(line - 1).copied().unwrap_or(0)
    }

    /// Lines and 1-based columns, in characters, of ascending offsets: linear even when all stand on one line.
    pub fn columns(&self, offsets: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
        let (mut last_line, mut last_offset, mut last_column) = (0, 0, 1);
        offsets
            .map(|offset| {
                let line = self.line(offset);
                if line != last_line || offset < last_offset {
                    (last_line, last_offset, last_column) = (line, self.line_start(line), 1);
                }
                last_column += self.text.get(last_offset..offset).map_or(0, |passed| passed.chars().count());
                last_offset = offset;
                (line, last_column)
            })
            .collect()
    }
}

/// Copies the text piece by piece, leaving things out.
pub(super) struct Editor<'t> {
    pub text: &'t str,
    out: String,
    pieces: Vec<Piece>,
    details: Vec<Details>,
    open_details: Vec<Option<usize>>,
    /// Everything before it is in `out` or was left out.
    pub done: usize,
    edited: bool,
    pub title: String,
    seen: usize,
    blank: bool,
    no_comment_ends: bool,
}

impl<'t> Editor<'t> {
    fn copy_until(&mut self, end: usize) {
        if end > self.done {
            self.pieces.push(Piece { work: self.out.len(), file: self.done, length: end - self.done });
            // All but a little of the text is copied, if any is.
            if self.out.capacity() == 0 {
                self.out.reserve(self.text.len());
            }
            self.out.push_str(&self.text[self.done..end]);
            self.done = end;
        }
    }

    /// Whether the line so far holds nothing but space and what was left out; each byte is looked at once.
    fn blank_until(&mut self, at: usize) -> bool {
        if self.blank && at > self.seen {
            self.blank = self.text[self.seen..at].trim_start().is_empty();
            self.seen = at;
        }
        self.blank
    }

    /// Where the comment that opens at `open` ends; one failed search answers for all that follow.
    fn comment_end(&mut self, open: usize) -> Option<usize> {
        let body = &self.text[open + 4..];
        if body.starts_with('>') {
            return Some(open + 5);
        }
        if body.starts_with("->") {
            return Some(open + 6);
        }
        if self.no_comment_ends {
            return None;
        }
        let found = memchr::memmem::find(body.as_bytes(), b"-->").map(|i| open + 4 + i + 3);
        self.no_comment_ends = found.is_none();
        found
    }

    /// Replaces the bytes up to `end`, from `start` on, by `with`.
    pub fn replace(&mut self, start: usize, end: usize, with: &str) {
        if start < self.done {
            return;
        }
        self.copy_until(start);
        self.edited = true;
        if !with.is_empty() {
            self.pieces.push(Piece { work: self.out.len(), file: start, length: 0 });
            self.out.push_str(with);
        }
        self.done = end;
    }

    fn finish(mut self) -> Option<(String, Vec<Piece>, Vec<Details>)> {
        if !self.edited {
            return None;
        }
        self.copy_until(self.text.len());
        let end = self.out.len();
        for details in &mut self.details {
            details.end = details.end.min(end);
        }
        Some((self.out, self.pieces, self.details))
    }
}

fn edit(text: &str) -> Editor<'_> {
    let mut editor = Editor {
        text,
        out: String::new(),
        pieces: Vec::new(),
        details: Vec::new(),
        open_details: Vec::new(),
        done: 0,
        edited: false,
        title: String::new(),
        seen: 0,
        blank: true,
        no_comment_ends: false,
    };
    let mut at = 0;
    if text.starts_with('\u{feff}') {
        editor.replace(0, 3, "");
        at = 3;
    }
    if let Some(end) = front_matter(&text[at..]) {
        editor.replace(at, at + end, "");
        at += end;
    }
    if super::rst::is_rst(&text[at..]) {
        super::rst::edit(&mut editor);
        return editor;
    }
    if super::org::is_org(&text[at..]) {
        super::org::edit(&mut editor);
        return editor;
    }
    let notes = memchr::memmem::find(text.as_bytes(), b"\n[^").is_some();
    let interesting = notes || memchr::memchr2(b'<', 0, &text.as_bytes()[at..]).is_some();
    if interesting {
        edit_lines(&mut editor, at);
    }
    editor
}

/// The length of a YAML block between two `---` lines, or a TOML block between two `+++` lines, at the very start.
fn front_matter(text: &str) -> Option<usize> {
    let fence = text.lines().next()?.trim_end();
    let assign = match fence {
        "---" => ':',
        "+++" => '=',
        _ => return None,
    };
    let mut at = memchr::memchr(b'\n', text.as_bytes())? + 1;
    let mut keys = 0;
    for line in text[at..].split_inclusive('\n').take(200) {
        let bare = line.trim_end();
        if bare == fence || fence == "---" && bare == "..." {
            return (keys > 0).then_some(at + line.len());
        }
        let inside = bare.is_empty() || bare.starts_with([' ', '\t', '-', '#', ']', '[']) || bare.contains(assign);
        if !inside {
            return None;
        }
        keys += usize::from(bare.contains(assign));
        at += line.len();
    }
    None
}

fn edit_lines(editor: &mut Editor<'_>, from: usize) {
    let text = editor.text;
    let bytes = text.as_bytes();
    let mut fence: Option<(u8, usize)> = None;
    let mut at = from;
    let mut in_note = false;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
        let line = &text[at..end];
        let trimmed = line.trim_start_matches([' ', '\t', '>']);
        if let Some((mark, length)) = fence_of(trimmed) {
            match fence {
                None => fence = Some((mark, length)),
                Some((open, least)) if open == mark && length >= least && trimmed.trim_end().bytes().all(|b| b == mark) => fence = None,
                Some(_) => {}
            }
            at = end;
            continue;
        }
        // A definition right below a footnote is one, not the footnote's next line.
        if fence.is_none() && in_note && line.starts_with('[') && !line.starts_with("[^") && line.contains("]:") {
            editor.replace(at, at, "\n");
        }
        in_note = line.starts_with("[^");
        if fence.is_some() || memchr::memchr2(b'<', 0, line.as_bytes()).is_none() {
            at = end;
            continue;
        }
        at = edit_line(editor, at, end);
    }
}

fn fence_of(trimmed: &str) -> Option<(u8, usize)> {
    let mark = *trimmed.as_bytes().first()?;
    if mark != b'`' && mark != b'~' {
        return None;
    }
    let length = trimmed.bytes().take_while(|b| *b == mark).count();
    let inline = mark == b'`' && memchr::memchr(b'`', &trimmed.as_bytes()[length..]).is_some();
    (length >= 3 && !inline).then_some((mark, length))
}

/// Edits one line; returns where to go on, which is later than its end when a comment runs on.
fn edit_line(editor: &mut Editor<'_>, start: usize, mut end: usize) -> usize {
    let text = editor.text;
    let bytes = text.as_bytes();
    let mut line_start = start;
    let mut at = start;
    editor.seen = start;
    editor.blank = true;
    while let Some(found) = memchr::memchr2(b'<', 0, bytes.get(at..end).unwrap_or_default()) {
        let open = at + found;
        if bytes[open] == 0 {
            editor.replace(open, open + 1, "\u{fffd}");
            at = open + 1;
        } else if text[open..].starts_with("<!--") {
            let blank_before = editor.blank_until(open);
            let Some(close) = editor.comment_end(open) else {
                if blank_before {
                    editor.replace(open, text.len(), "");
                    return text.len();
                }
                at = open + 4;
                continue;
            };
            if open > 0 && bytes[open - 1] == b'`' {
                at = open + 4;
                continue;
            }
            let runs_on = close > end;
            let line_end = if runs_on { memchr::memchr(b'\n', &bytes[close..]).map_or(bytes.len(), |i| close + i + 1) } else { end };
            // A comment that fills its lines goes with them, so that a table or list around it stays one.
            if blank_before && editor.done <= line_start && text[close..line_end].trim_start().is_empty() {
                editor.replace(line_start, line_end, "");
                return line_end;
            }
            editor.replace(open, close, "");
            editor.seen = close;
            if runs_on {
                (line_start, end) = (close, line_end);
            }
            at = close;
        } else {
            at = edit_tag(editor, line_start, open, end);
        }
    }
    end
}

const CONTAINERS: [&str; 9] = ["details", "summary", "div", "center", "section", "article", "p", "font", "small"];

/// Leaves out one container tag; a summary at the head of its line becomes a paragraph of its own.
fn edit_tag(editor: &mut Editor<'_>, line_start: usize, open: usize, end: usize) -> usize {
    let text = editor.text;
    let bytes = text.as_bytes();
    let closing = bytes.get(open + 1) == Some(&b'/');
    let name_start = open + 1 + usize::from(closing);
    let name_end = name_start + bytes[name_start..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = &text[name_start..name_end];
    let Some(name) = CONTAINERS.iter().find(|known| known.eq_ignore_ascii_case(name)) else {
        return open + 1;
    };
    let limit = (open + 1024).min(bytes.len());
    let Some(close) = memchr::memchr2(b'>', b'<', &bytes[name_end..limit]).map(|i| name_end + i) else { return open + 1 };
    if bytes[close] == b'<' {
        return open + 1;
    }
    let after = close + 1;
    let head_of_line = editor.blank_until(open);
    let indent =
        &text[line_start..line_start + bytes[line_start..open].iter().take(16).take_while(|b| **b == b' ' || **b == b'\t').count()];
    match (*name, closing) {
        ("details", false) => {
            editor.replace(open, after, "");
            editor.open_details.push(None);
        }
        ("details", true) => {
            let line_break = if head_of_line { "" } else { "\n\n" };
            editor.replace(open, after, line_break);
            let at = editor.out.len();
            if let Some(Some(index)) = editor.open_details.pop() {
                editor.details[index].end = at;
            }
        }
        ("summary", false) if head_of_line => {
            editor.replace(open, after, &format!("\n\n{indent}"));
            let start = editor.out.len();
            editor.details.push(Details { summary: start..start, end: usize::MAX });
            let index = editor.details.len() - 1;
            if let Some(last) = editor.open_details.last_mut() {
                *last = Some(index);
            }
        }
        ("summary", true) => {
            let opened = editor.details.last().is_some_and(|details| details.summary.is_empty());
            if opened {
                editor.copy_until(open);
                let at = editor.out.len();
                if let Some(last) = editor.details.last_mut() {
                    last.summary.end = at.max(last.summary.start + 1);
                }
                editor.replace(open, after, &format!("\n\n{indent}"));
            } else {
                editor.replace(open, after, "<br>");
            }
        }
        _ => editor.replace(open, after, ""),
    }
    editor.seen = after;
    // A tag that spans lines takes the rest of this one with it; what follows on its last line is scanned there.
    after.min(end).max(open + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn working(text: &str) -> String {
        let decoded = decode(text.as_bytes());
        Source::new(&decoded).text.into_owned()
    }

    #[test]
    fn plain_text_is_taken_as_it_is() {
        let decoded = decode(b"# A\n- b\n");
        assert!(matches!(Source::new(&decoded).text, Cow::Borrowed("# A\n- b\n")));
    }

    #[test]
    fn comments_and_front_matter_are_hidden_and_offsets_lead_back() {
        let text = "---\ntitle: x\n---\n# A\n<!-- gone\n- gone too -->\n- b <!-- x -->c\n";
        let decoded = decode(text.as_bytes());
        let source = Source::new(&decoded);
        assert_eq!(source.text, "# A\n- b c\n");
        let c = source.text.find('c').unwrap();
        assert_eq!(&text[source.decoded_span(&(c..c + 1))], "c");
        let b = source.text.find('b').unwrap();
        assert_eq!(&text[source.decoded_span(&(b..c + 1))], "b <!-- x -->c");
    }

    #[test]
    fn a_comment_row_does_not_end_a_table() {
        assert_eq!(working("| a |\n|--|\n<!-- | x | -->\n| b |\n"), "| a |\n|--|\n| b |\n");
    }

    #[test]
    fn an_unclosed_comment_hides_the_rest_only_at_the_head_of_a_line() {
        assert_eq!(working("a\n<!-- b\nc"), "a\n");
        assert_eq!(working("a <!-- b\nc"), "a <!-- b\nc");
    }

    #[test]
    fn details_become_paragraphs() {
        let decoded = decode(b"<details>\n<summary>Name</summary>\n- a\n</details>\n");
        let source = Source::new(&decoded);
        assert_eq!(source.details.len(), 1);
        assert_eq!(&source.text[source.details[0].summary.clone()], "Name");
        assert!(source.text.contains("\n- a\n"));
    }

    #[test]
    fn invalid_bytes_keep_their_place() {
        let decoded = decode(b"- a\xff\xfeb\n");
        assert_eq!(decoded.text.len(), 7);
        assert_eq!(decoded.invalid, vec![3..5]);
    }

    #[test]
    fn utf16_offsets_are_those_of_the_file() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("# é\n".encode_utf16().flat_map(u16::to_le_bytes));
        let decoded = decode(&bytes);
        assert_eq!(decoded.text, "# é\n");
        let source = Source::new(&decoded);
        assert_eq!(source.file_span(2..4), 6..8);
    }

    #[test]
    fn columns_count_characters() {
        let lines = Lines::of("é a\nb");
        assert_eq!(lines.columns([0, 3, 5].into_iter()), vec![(1, 1), (1, 3), (2, 1)]);
    }
}
