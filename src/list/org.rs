//! Org mode, turned into Markdown on the way in.
//!
//! Only what lists use is turned: headings with their words and tags, links, properties, the rule below a table's head. The map of offsets
//! stays true.

use super::segments::floor_boundary;
use super::source::Editor;

/// Whether the text is Org rather than Markdown: headings of stars, and links or keywords as only Org has them.
pub(super) fn is_org(text: &str) -> bool {
    let head = &text[..floor_boundary(text, 100_000)];
    if !head.contains("\n* ") && !head.starts_with("* ") && !head.starts_with("#+") {
        return false;
    }
    let keywords = head.lines().filter(|line| line.get(..2) == Some("#+") || line.trim() == ":PROPERTIES:").count();
    let links = head.match_indices("[[").filter(|(at, _)| head[at + 2..].starts_with("http")).count();
    keywords + links >= 2 && keywords + links > 2 * head.matches("](").count()
}

/// Edits the whole text, line by line.
pub(super) fn edit(editor: &mut Editor<'_>) {
    let text = editor.text;
    let mut start = editor.done;
    let mut quoted = false;
    for line in text[start..].split_inclusive('\n') {
        let end = start + line.len();
        let bare = line.trim();
        if bare.len() > 8 && bare[..8.min(floor_boundary(bare, 8))].eq_ignore_ascii_case("#+begin_") {
            quoted = true;
        }
        if let Some(keyword) = bare.strip_prefix("#+") {
            if keyword.get(..6).is_some_and(|key| key.eq_ignore_ascii_case("title:")) {
                keyword[6..].trim().clone_into(&mut editor.title);
            }
            quoted &= !keyword.get(..4).is_some_and(|key| key.eq_ignore_ascii_case("end_"));
            editor.replace(start, end, "\n");
        } else if !quoted {
            edit_line(editor, line, start, &text[end..]);
        }
        start = end;
    }
}

fn edit_line(editor: &mut Editor<'_>, line: &str, start: usize, below: &str) {
    let bare = line.trim_start();
    let lead = line.len() - bare.len();
    let stars = line.bytes().take_while(|byte| *byte == b'*').count();
    if stars > 0 && line[stars..].starts_with(' ') {
        let words = without_state(&line[stars..]);
        let kept = without_tags(words.trim_end());
        let first = start + line.len() - words.len();
        let marks = "#".repeat(stars.min(6));
        let tail = (start + line.trim_end().len()).max(first + kept);
        match address_of(below).filter(|_| !words.contains("[[") && kept > 0) {
            // The address among its properties is the heading's own.
            Some(address) => {
                editor.replace(start, first, &format!("{marks} ["));
                editor.replace(first + kept, tail, &format!("]({address})"));
            }
            None => {
                editor.replace(start, first, &format!("{marks} "));
                links(editor, &words[..kept], first);
                editor.replace(first + kept, tail, "");
            }
        }
        return;
    }
    match bare.trim_end() {
        ":PROPERTIES:" | ":LOGBOOK:" => return editor.replace(start, start + line.len(), "\n"),
        ":END:" => return editor.replace(start, start + line.len(), "\n"),
        _ => {}
    }
    // `:URL: https://…`
    if let Some((key, value)) = bare.strip_prefix(':').and_then(|rest| rest.split_once(':'))
        && !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && value.starts_with([' ', '\n', '\r'])
    {
        let address = value.contains("://");
        return editor.replace(start, if address { start + line.len() } else { start + lead + 1 }, if address { "\n" } else { "- " });
    }
    // `|------+------|`
    if bare.starts_with("|-") && bare.trim_end().bytes().all(|byte| matches!(byte, b'|' | b'-' | b'+')) {
        return editor.replace(start + lead, start + line.trim_end().len(), &bare.trim_end().replace('+', "|"));
    }
    links(editor, line, start);
}

/// The address in the drawer of properties that follows a heading.
fn address_of(below: &str) -> Option<&str> {
    let mut lines = below.lines();
    if lines.next()?.trim() != ":PROPERTIES:" {
        return None;
    }
    let properties = lines.take(20).map(str::trim).take_while(|line| *line != ":END:");
    properties
        .filter_map(|line| line.strip_prefix(':')?.split_once(": "))
        .map(|(_, value)| value.trim())
        .find(|value| value.contains("://") && !value.contains([' ', '(', ')', '[', ']', '<', '>']))
}

/// ` TODO [#A] Title` → `Title`.
fn without_state(text: &str) -> &str {
    let text = text.trim_start();
    let text =
        ["TODO ", "DONE ", "NEXT ", "WAITING ", "READ ", "CANCELLED "].iter().find_map(|state| text.strip_prefix(state)).unwrap_or(text);
    let text = text.trim_start();
    text.strip_prefix("[#")
        .and_then(|rest| rest.split_once(']'))
        .filter(|(mark, _)| mark.len() == 1)
        .map_or(text, |(_, rest)| rest.trim_start())
}

/// The length of a heading without its `:tags:`.
fn without_tags(text: &str) -> usize {
    let Some(at) = text.strip_suffix(':').and_then(|head| head.rfind(" :")) else { return text.len() };
    let tags = &text[at + 2..text.len() - 1];
    let is_tags = !tags.is_empty() && tags.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '@' | ':' | '%'));
    if is_tags { text[..at].trim_end().len() } else { text.len() }
}

/// `[[address][words]]` → `[words](address)`, `[[address]]` → `<address>`.
fn links(editor: &mut Editor<'_>, text: &str, base: usize) {
    let mut at = 0;
    while let Some(open) = text[at..].find("[[").map(|found| at + found) {
        let inside = &text[open + 2..];
        let Some(close) = inside.find("]]") else { return };
        at = open + 2 + close + 2;
        let (address, words) = match inside[..close].split_once("][") {
            Some((address, words)) => (address, Some(words)),
            None => (&inside[..close], None),
        };
        if !address.contains("://") || address.contains([' ', '[', ']', '(', ')']) {
            continue;
        }
        match words {
            Some(words) => {
                let first = base + open + 2 + address.len() + 2;
                editor.replace(base + open, first, "[");
                editor.replace(first + words.len(), base + at, &format!("]({address})"));
            }
            None => {
                editor.replace(base + open, base + open + 2, "<");
                editor.replace(base + at - 2, base + at, ">");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::is_org;

    #[test]
    fn headings_links_properties_and_tables_are_understood() {
        let text = "#+TITLE: Papers to read\n* Lists\n** TODO [[https://arxiv.org/abs/1706.03762][Attention to All Lists Again]] :survey:\n** [#A] Deep Reading of Lists\n   :PROPERTIES:\n   :URL: https://arxiv.org/abs/1810.04805\n   :YEAR: 2018\n   :END:\n** [[https://arxiv.org/abs/2005.14165][Lists are Few-Shot Readers of Lists]]\n* Graphs\n  - [[https://arxiv.org/abs/1609.02907][Semi-Supervised Lists with Graphs]] (2016)\n  - [ ] Attention on Graphs of Lists, [[https://arxiv.org/abs/1710.10903]]\n\n  | Title                   | Link                            |\n  |-------------------------+---------------------------------|\n  | Walks on Graphs of Lists | https://arxiv.org/abs/1403.6652 |\n";
        let list = read(text);
        let told: Vec<(&str, String, usize)> =
            list.entries.iter().map(|entry| (entry.title.as_str(), entry.identifiers[0].to_string(), entry.line)).collect();
        assert_eq!(
            told,
            [
                ("Attention to All Lists Again", "arxiv:1706.03762".to_owned(), 3),
                ("Deep Reading of Lists", "arxiv:1810.04805".to_owned(), 4),
                ("Lists are Few-Shot Readers of Lists", "arxiv:2005.14165".to_owned(), 9),
                ("Semi-Supervised Lists with Graphs", "arxiv:1609.02907".to_owned(), 11),
                ("Attention on Graphs of Lists", "arxiv:1710.10903".to_owned(), 12),
                ("Walks on Graphs of Lists", "arxiv:1403.6652".to_owned(), 16),
            ]
        );
        assert_eq!(list.title, "Papers to read");
        assert_eq!(&text[list.entries[0].title_span.clone()], "Attention to All Lists Again");
    }

    #[test]
    fn markdown_with_stars_and_notes_is_no_org() {
        assert!(!is_org(
            "# L\n\n* [[paper](https://arxiv.org/abs/1706.03762)] A Title\n* [[https://x.org]] B\n* [x](https://arxiv.org/abs/1)\n"
        ));
        assert!(!is_org("* [[A Note's Name]]\n* [[Another Note]]\n"));
    }
}
