//! A line that `check` proposes never breaks the list: with it there is one entry more, in the section named, and the others are what they were.

use citegraph::list::{self, Entry, Kind, List};
use citegraph::maintain::lint::is_editable;
use citegraph::maintain::style::{Proposal, propose};
use citegraph::paper::{Author, Date, Identifier, Paper, Scheme, SectionPath, normalized_title};

fn paper() -> Paper {
    Paper {
        identifiers: vec![Identifier::new(Scheme::Arxiv, "2405.98765")],
        authors: ["Ada One", "Bo Two", "Cy Three"].map(Author::named).into(),
        date: Date::new(2024, Some(5), Some(21)),
        citation_count: Some(12),
        venue: "arXiv.org".into(),
        ..Paper::new("0123456789abcdef0123456789abcdef01234567", "Sorting Heaps of Unread Graphs by Their Weight")
    }
}

/// The list with the text after the line, as an editor puts it there.
fn inserted(bytes: &[u8], line: usize, text: &str) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let ended;
    if let Some(last) = lines.last_mut().filter(|last| !last.ends_with(b"\n")) {
        ended = [last, b"\n".as_slice()].concat();
        *last = &ended;
    }
    lines.insert(line, text.as_bytes());
    lines.concat()
}

fn facts(list: &List, entry: &Entry) -> String {
    let count = entry.count.as_ref().map(|count| count.value);
    format!("{:?}", (entry.kind, &entry.title, list.section_path(entry), &entry.group, &entry.identifiers, count))
}

fn pipes(line: &str) -> usize {
    line.replace("\\|", "").trim().trim_matches('|').matches('|').count()
}

/// Looks at the list with the proposed line by other means than the program does.
fn assert_whole(name: &str, bytes: &[u8], list: &List, section: &SectionPath, proposal: &Proposal) {
    let (Some(text), Some(line)) = (&proposal.text, proposal.after_line) else { return };
    let new = inserted(bytes, line, text);
    let read = list::read_bytes(&new);
    let told = || format!("{name}, `{section}`, after line {line}: {text}");
    assert_eq!(read.entries.len(), list.entries.len() + 1, "{}", told());
    let is_new = |e: &&Entry| normalized_title(&e.title) == normalized_title(&paper().title);
    let own: Vec<&Entry> = read.entries.iter().filter(is_new).collect();
    assert_eq!(own.len(), 1, "{}", told());
    assert_eq!(&read.section(own[0]), section, "{}", told());
    let others: Vec<String> = read.entries.iter().filter(|e| !is_new(e)).map(|e| facts(&read, e)).collect();
    let before: Vec<String> = list.entries.iter().map(|e| facts(list, e)).collect();
    if let Some(at) = (0..before.len()).find(|&at| before[at] != others[at]) {
        panic!("{}\nwas {}\nis  {}", told(), before[at], others[at]);
    }
    let all = String::from_utf8_lossy(bytes).into_owned();
    let lines: Vec<&str> = all.lines().collect();
    let (above, below) = (lines[..line].last().copied().unwrap_or(""), lines.get(line).copied().unwrap_or(""));
    let is_rule = |l: &str| l.contains("--") && l.contains('|') && l.trim().chars().all(|c| "|-: \t".contains(c));
    let table = |l: &str| l.trim_start().starts_with('|') || is_rule(l);
    if table(above) && (above.trim().ends_with('|') || table(below)) {
        assert_eq!(pipes(text.trim_end()), pipes(above), "{}", told());
        assert_eq!(text.trim_end().lines().count(), 1, "{}", told());
    }
    let head = lines[..line].join("\n").to_lowercase();
    assert!(head.matches("<table").count() <= head.matches("</table").count(), "inside an HTML table: {}", told());
}

/// Proposals for up to `most` sections of the list: (with a line, all).
fn tried(name: &str, bytes: &[u8], most: usize) -> (usize, usize) {
    let list = list::read_bytes(bytes);
    let mut sections: Vec<SectionPath> = Vec::new();
    for entry in list.entries.iter().filter(|e| e.kind == Kind::Paper) {
        let section = list.section(entry);
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    let step = sections.len().div_ceil(most).max(1);
    let (mut lines, mut all) = (0, 0);
    for section in sections.iter().step_by(step) {
        let proposal = propose(bytes, &list, &paper(), Some(section)).expect("a section with papers gets an answer");
        assert_eq!(proposal.section, section.to_string(), "{name}");
        assert_whole(name, bytes, &list, section, &proposal);
        lines += usize::from(proposal.text.is_some());
        all += 1;
        if proposal.text.is_none() {
            assert!(proposal.after_line.is_none() && proposal.order.contains("by hand"), "{proposal:?}");
        }
    }
    (lines, all)
}

#[test]
fn no_proposal_breaks_a_real_list() {
    let Some(shared) = super::shared() else { return };
    let (mut lines, mut all, mut lists) = (0, 0, 0);
    for folder in ["lists/dev", "lists/released", "lists/siblings", "seed"] {
        let Ok(folder) = std::fs::read_dir(shared.join(folder)) else {
            println!("skipped: {folder} is not there");
            continue;
        };
        let mut paths: Vec<_> = folder.filter_map(|e| Some(e.ok()?.path())).filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
        paths.sort();
        for path in paths {
            let bytes = std::fs::read(&path).unwrap();
            // A parse for each draft: lists of megabytes would take minutes.
            if !is_editable(&bytes) || bytes.len() > 400_000 {
                continue;
            }
            let (with, of) = tried(&path.display().to_string(), &bytes, 5);
            (lines, all, lists) = (lines + with, all + of, lists + 1);
        }
    }
    println!("{lines} of {all} sections of {lists} lists got a line");
    assert!(lines * 2 > all, "{lines} of {all}");
}

fn entry(i: usize, lead: &str) -> String {
    format!("{lead}**A Study of Number {i} and More**, [pdf](https://arxiv.org/abs/24{:02}.0000{})", 1 + i % 12, i % 10)
}

#[test]
fn no_proposal_breaks_a_list_of_any_shape() {
    let lines = |lead: &dyn Fn(usize) -> String, between: &str| -> String {
        (1..=9).map(|i| format!("{}\n{between}", entry(i, &lead(i)))).collect()
    };
    let fixed = |lead: &'static str| move |_: usize| lead.to_owned();
    let numbered = |sign: &'static str| move |i: usize| format!("{i}{sign} ");
    let row = |i: usize| {
        format!("| [A Study of Number {i} and More](https://arxiv.org/abs/24{:02}.0000{}) | 2024 | x \\| y |\n", 1 + i % 12, i % 10)
    };
    let rows: String = (1..=9).map(row).collect();
    let html: String = (1..=9)
        .map(|i| {
            format!(
                "<tr>\n<td>A Study of Number {i} and More</td>\n<td><a href=\"https://arxiv.org/abs/2401.0000{i}\">pdf</a></td>\n</tr>\n"
            )
        })
        .collect();
    let items: String = (1..=9)
        .map(|i| format!("<li><b>A Study of Number {i} and More</b> <a href=\"https://arxiv.org/abs/2401.0000{i}\">pdf</a></li>\n"))
        .collect();
    // (section, whether a line is expected)
    let bodies: Vec<(String, bool)> = vec![
        (lines(&fixed("- "), ""), true),
        (lines(&fixed("* "), "\n"), true),
        (lines(&fixed("+   "), ""), true),
        (lines(&fixed("- [ ] "), ""), true),
        (lines(&numbered("."), ""), true),
        (lines(&numbered(")"), "\n"), true),
        (lines(&fixed("- [2024/05] "), ""), true),
        (lines(&fixed("- (2024.5) "), ""), true),
        (lines(&fixed(""), "\n"), true),
        (lines(&fixed("- "), "  - a remark that is no paper\n"), true),
        (format!("- A group\n{}", lines(&fixed("  - "), "")), true),
        (format!("<details>\n<summary>More</summary>\n\n{}\n</details>\n", lines(&fixed("- "), "")), true),
        (format!("| Title | Year | Note |\n|---|:---:|---|\n{rows}"), true),
        (format!("Title | Year | Note\n---|---|---\n{}", rows.replace("\n| ", "\n").replacen("| ", "", 1).replace(" |\n", "\n")), false),
        (format!("<table>\n<tbody>\n{html}</tbody>\n</table>\n"), false),
        (format!("<ul>\n{items}</ul>\n"), false),
    ];
    let (mut with, mut all) = (0, 0);
    for (body, expected) in &bodies {
        for (second, _) in &bodies {
            for (end, last) in [("\n", true), ("\r\n", true), ("\n", false)] {
                let other = second.replace("Number", "Another Thing").replace("abs/24", "abs/23").replace("abs/2401", "abs/2301");
                let text = format!("# L\n\n## First\n\n{other}\n## Second\n\n{body}");
                let text = text.trim_end().to_owned() + if last { "\n" } else { "" };
                let text = text.replace('\n', end);
                let list = list::read_bytes(text.as_bytes());
                for section in [SectionPath::new(["First"]), SectionPath::new(["Second"])] {
                    let Some(proposal) = propose(text.as_bytes(), &list, &paper(), Some(&section)) else { continue };
                    assert_whole("a made-up list", text.as_bytes(), &list, &section, &proposal);
                    if let Some(text) = proposal.text.as_ref().filter(|_| end == "\r\n") {
                        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
                    }
                    with += usize::from(proposal.text.is_some());
                    all += 1;
                    if section.name() == "Second" && *expected {
                        assert!(proposal.text.is_some(), "{}\n{text}", proposal.order);
                    }
                }
            }
        }
    }
    println!("{with} of {all} made-up sections got a line");
}

#[test]
fn a_plain_line_has_the_form_of_its_section() {
    let tail =
        |i: usize| format!("**A Study of Number {i} and More** [code](https://github.com/a/b{i}) [doi](https://doi.org/10.1000/{i})\n");
    let text_of = |lead: &str| {
        let body: String = (1..=4).map(|i| format!("{}{}", lead.replace('#', &i.to_string()), tail(i))).collect();
        let text = format!("# L\n\n## A\n\n{body}");
        propose(text.as_bytes(), &list::read(&text), &paper(), Some(&SectionPath::new(["A"]))).unwrap().text.expect("a line")
    };
    for (lead, begins) in [
        ("- ", "- **Sorting"),
        ("*  ", "*  **Sorting"),
        ("#. ", "5. **Sorting"),
        ("#) ", "5) **Sorting"),
        ("- [2023/04] ", "- [2024/05] **Sorting"),
        ("- (2023.4) ", "- (2024.5) **Sorting"),
        ("* 2023-04-03: ", "* 2024-05-21: **Sorting"),
    ] {
        assert!(text_of(lead).starts_with(begins), "{lead}: {}", text_of(lead));
    }
}
