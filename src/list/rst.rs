//! reStructuredText lists, turned into Markdown on the way in.
//!
//! Only what lists use is turned: links, underlined headings, roles, line blocks; directives are left out. The map of offsets stays true.

use super::segments::floor_boundary;
use super::source::Editor;

/// Whether the text is reStructuredText rather than Markdown.
pub(super) fn is_rst(text: &str) -> bool {
    let head = &text[..floor_boundary(text, 200_000)];
    let links = head.matches(">`_").count();
    let directives = head.lines().filter(|line| line.starts_with(".. ") && line.contains("::")).count();
    (links > 0 || directives > 1) && links + directives > 2 * head.matches("](").count()
}

/// Edits the whole text, line by line.
pub(super) fn edit(editor: &mut Editor<'_>) {
    let text = editor.text;
    let lines = line_starts(text);
    let line = |i: usize| -> &str { lines.get(i).map_or("", |start| &text[*start..lines.get(i + 1).copied().unwrap_or(text.len())]) };
    let mut levels: Vec<(u8, bool)> = Vec::new();
    let title_style = lone_first_style(text, &lines);
    let mut in_directive = false;
    let mut i = 0;
    while i < lines.len() {
        let start = lines[i];
        let end = start + line(i).len();
        let content = line(i).trim_end();
        let indented = content.starts_with([' ', '\t']);
        if in_directive && (content.is_empty() || indented) {
            if !content.is_empty() {
                editor.replace(start, end, "");
            }
            i += 1;
            continue;
        }
        in_directive = false;
        if content.starts_with(".. ") {
            editor.replace(start, end, "");
            in_directive = true;
            i += 1;
            continue;
        }
        let over = adornment(content).filter(|mark| adornment(line(i + 2).trim_end()) == Some(*mark) && !line(i + 1).trim().is_empty());
        if let Some(mark) = over {
            editor.replace(start, end, "");
            if title_style == Some((mark, true)) {
                editor.title = line(i + 1).trim().to_owned();
            } else {
                heading(editor, &mut levels, (mark, true), lines[i + 1]);
            }
            let (from, to) = (lines[i + 2], lines[i + 2] + line(i + 2).len());
            editor.replace(from, to, "\n");
            i += 3;
            continue;
        }
        let under = adornment(line(i + 1).trim_end())
            .filter(|_| !content.is_empty() && !indented && content.chars().count() <= line(i + 1).trim_end().len() + 2);
        if let Some(mark) = under {
            if title_style == Some((mark, false)) {
                content.trim().clone_into(&mut editor.title);
            } else {
                heading(editor, &mut levels, (mark, false), start);
            }
            let (from, to) = (lines[i + 1], lines[i + 1] + line(i + 1).len());
            editor.replace(from, to, "\n");
            i += 2;
            continue;
        }
        let bare = content.trim_start();
        if let Some(rest) = bare.strip_prefix("| ") {
            // A line block: the line goes on with what stands above.
            editor.replace(start, start + content.len() - rest.len(), "");
        }
        i += links_of_line(editor, text, start, end, &lines, i);
    }
}

/// The style of the first heading when no other has it: such a heading is the document's title, not a section.
fn lone_first_style(text: &str, lines: &[usize]) -> Option<(u8, bool)> {
    let line =
        |i: usize| -> &str { lines.get(i).map_or("", |start| text[*start..lines.get(i + 1).copied().unwrap_or(text.len())].trim_end()) };
    let mut styles: Vec<(u8, bool)> = Vec::new();
    let mut i = 0;
    while i + 1 < lines.len() {
        if let Some(mark) = adornment(line(i)).filter(|mark| adornment(line(i + 2)) == Some(*mark) && !line(i + 1).is_empty()) {
            styles.push((mark, true));
            i += 3;
        } else if let Some(mark) =
            adornment(line(i + 1)).filter(|_| !line(i).is_empty() && !line(i).starts_with([' ', '\t']) && adornment(line(i)).is_none())
        {
            styles.push((mark, false));
            i += 2;
        } else {
            i += 1;
        }
    }
    let first = *styles.first()?;
    (styles.len() > 1 && styles.iter().filter(|style| **style == first).count() == 1).then_some(first)
}

fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|i| i + 1).filter(|start| *start < text.len()));
    starts
}

/// The sign a line of three or more equal signs is made of.
fn adornment(line: &str) -> Option<u8> {
    let mark = *line.as_bytes().first()?;
    let all = line.len() >= 3 && line.bytes().all(|b| b == mark);
    (all && matches!(mark, b'=' | b'-' | b'*' | b'~' | b'^' | b'"' | b'+' | b'#' | b'`' | b':' | b'.' | b'_')).then_some(mark)
}

fn heading(editor: &mut Editor<'_>, levels: &mut Vec<(u8, bool)>, style: (u8, bool), start: usize) {
    let level = levels.iter().position(|known| *known == style).unwrap_or_else(|| {
        levels.push(style);
        levels.len() - 1
    });
    editor.replace(start, start, &format!("{} ", "#".repeat(level.min(5) + 1)));
}

/// Turns links and roles that begin in this line; returns how many lines were passed.
fn links_of_line(editor: &mut Editor<'_>, text: &str, start: usize, end: usize, lines: &[usize], line: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start.max(editor.done);
    let mut passed = 1;
    while let Some(found) = memchr::memchr(b'`', bytes.get(at..end).unwrap_or_default()) {
        let open = at + found;
        if bytes.get(open + 1) == Some(&b'`') {
            at = open + 2;
            continue;
        }
        let limit = floor_boundary(text, (open + 2000).min(text.len()));
        let Some(close) = memchr::memchr(b'`', &bytes[open + 1..limit]).map(|i| open + 1 + i) else {
            at = open + 1;
            continue;
        };
        let inside = &text[open + 1..close];
        if inside.contains("\n\n") {
            at = open + 1;
            continue;
        }
        let role = role_before(&text[start..open]);
        let angle = inside.rfind('<').filter(|_| inside.ends_with('>') && bytes.get(close + 1) == Some(&b'_'));
        if let Some(angle) = angle {
            let tail = close + 1 + bytes[close + 1..].iter().take(2).take_while(|b| **b == b'_').count();
            let label_end = open + 1 + inside[..angle].trim_end().len();
            editor.replace(open, open + 1, "[");
            editor.replace(label_end, open + 1 + angle + 1, "](");
            editor.replace(close - 1, tail, ")");
            at = tail;
        } else if let Some(length) = role {
            // Emphasis must touch its words.
            let lead = inside.len() - inside.trim_start().len();
            let end = open + 1 + inside.trim_end().len().max(lead);
            editor.replace(open - length, open + 1 + lead, "*");
            editor.replace(end, close + 1, "*");
            at = close + 1;
        } else {
            at = close + 1;
        }
        if at > end {
            passed = lines.partition_point(|start| *start < at) - line;
            break;
        }
    }
    passed.max(1)
}

/// `:authors:` right in front: its length.
fn role_before(text: &str) -> Option<usize> {
    let head = text.strip_suffix(':')?;
    let open = head.rfind(':')?;
    let name = &head[open + 1..];
    (!name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')).then_some(name.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn links_headings_and_line_blocks_are_understood() {
        let text = "Papers\n******\n\n.. contents::\n    :local:\n\nGraphs\n======\n\n`Walks: On the\nGraph <https://arxiv.org/pdf/1403.6652>`_\n    | :authors:`Ada One, Bo Two`\n    | :venue:`KDD 2014`\n\n`A Second Title <https://example.org/x.pdf>`_\n";
        let list = read(text);
        assert_eq!(list.entries.len(), 2, "{:#?}", list.entries);
        let entry = &list.entries[0];
        assert_eq!(entry.title, "Walks: On the Graph");
        assert_eq!(list.section_path(entry), ["Graphs"]);
        assert_eq!(list.title, "Papers");
        assert_eq!(entry.authors, ["Ada One", "Bo Two"]);
        assert_eq!((entry.venue.as_deref(), entry.year), (Some("KDD"), Some(2014)));
        assert_eq!(&text[entry.title_span.clone()], "Walks: On the\nGraph");
        assert_eq!((entry.line, entry.end_line), (10, 13));
    }
}
