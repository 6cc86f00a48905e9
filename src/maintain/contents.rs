//! Do the table of contents and the headings agree?
//!
//! Anchors are compared by their letters and digits alone, because sites differ in how they treat signs and emoji; a difference that remains is one.

use std::collections::BTreeSet;

use crate::list::{Section, Span};

use super::edit::Edit;
use super::lint::{Context, Diagnosis};

/// A link of the table of contents.
struct Item {
    text: String,
    anchor: String,
    anchor_span: Span,
    span: Span,
}

/// Fewer links in neighbouring lines are no table of contents.
const FEWEST: usize = 3;
/// A level of headings belongs to the table when this share of it is linked …
const COVERED: f64 = 0.8;
/// … and it has at least this many headings.
const FEWEST_HEADINGS: usize = 5;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let Ok(text) = std::str::from_utf8(context.bytes) else { return Vec::new() };
    if !super::lint::is_editable(context.bytes) {
        return Vec::new();
    }
    let items = table(text);
    if items.is_empty() || context.list.sections.is_empty() {
        return Vec::new();
    }
    let headings: Vec<Heading> = context.list.sections.iter().map(|s| Heading::of(text, s)).collect();
    let named = named_anchors(text);
    let mut found = broken(context, &items, &headings, &named);
    found.extend(missing(context, &items, &headings));
    found
}

struct Heading<'a> {
    section: &'a Section,
    letters: String,
    /// Signs in it that sites turn into letters or leave out.
    odd: bool,
}

impl<'a> Heading<'a> {
    fn of(text: &str, section: &'a Section) -> Heading<'a> {
        let raw = text.get(section.span.clone()).unwrap_or_default();
        let name = section.path.last().map_or("", String::as_str);
        Heading { section, letters: letters(name), odd: !raw.is_ascii() || raw.contains([':', '<', '[', '&', '`', '$']) }
    }

    fn answers(&self, anchor: &str) -> bool {
        let numbered = anchor.trim_end_matches(|c: char| c.is_ascii_digit());
        anchor == self.letters
            || (!numbered.is_empty() && numbered == self.letters)
            || (self.odd
                && (self.letters.is_empty() || anchor.contains(&self.letters) || (!anchor.is_empty() && self.letters.contains(anchor))))
    }
}

fn broken(context: &Context<'_>, items: &[Item], headings: &[Heading<'_>], named: &BTreeSet<String>) -> Vec<Diagnosis> {
    let mut found = Vec::new();
    for item in items {
        let anchor = letters(&item.anchor);
        if named.contains(&anchor) || headings.iter().any(|h| h.answers(&anchor)) {
            continue;
        }
        let message = format!("`#{}` leads to no heading", item.anchor);
        let diagnosis = context.at("toc-out-of-step", item.span.clone(), 1, message);
        let same: Vec<&Heading> = headings.iter().filter(|h| !h.letters.is_empty() && h.letters == letters(&item.text)).collect();
        found.push(match same.as_slice() {
            [only] if !only.odd => {
                let slug = slug(only.section.path.last().map_or("", String::as_str));
                diagnosis
                    .because(format!("the heading on line {} has this text", only.section.line))
                    .fixed_by("correct the link", vec![Edit::new(item.anchor_span.clone(), slug)])
            }
            _ => diagnosis,
        });
    }
    found
}

fn missing(context: &Context<'_>, items: &[Item], headings: &[Heading<'_>]) -> Vec<Diagnosis> {
    let anchors: Vec<String> = items.iter().map(|i| letters(&i.anchor)).collect();
    let linked =
        |h: &Heading| anchors.iter().any(|a| h.answers(a)) || items.iter().any(|i| !h.letters.is_empty() && letters(&i.text) == h.letters);
    let end = items.last().map_or(0, |i| i.span.end);
    let depths: BTreeSet<usize> = headings.iter().map(|h| h.section.path.len()).collect();
    let mut found = Vec::new();
    for depth in depths {
        let level: Vec<&Heading> = headings.iter().filter(|h| h.section.path.len() == depth && h.section.span.start >= end).collect();
        let lacking: Vec<&&Heading> = level.iter().filter(|h| !linked(h)).collect();
        let covered = (level.len() - lacking.len()) as f64 / level.len().max(1) as f64;
        if level.len() < FEWEST_HEADINGS || covered < COVERED {
            continue;
        }
        for heading in lacking {
            let name = heading.section.path.last().map_or("", String::as_str);
            let message = format!("the table of contents does not name \u{201c}{name}\u{201d}");
            found.push(context.at("toc-out-of-step", heading.section.span.clone(), heading.section.line, message));
        }
    }
    found
}

/// Links to anchors in the first run of list lines that has enough of them.
fn table(text: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let (mut gap, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let from = at;
        at += line.len();
        let trimmed = line.trim_start();
        let is_item = trimmed.starts_with(['-', '*', '+']) || trimmed.starts_with(|c: char| c.is_ascii_digit());
        let mut here = if is_item { anchors(line, from) } else { Vec::new() };
        if here.is_empty() {
            gap += 1;
            if gap > 2 || trimmed.starts_with('#') {
                if items.len() >= FEWEST {
                    break;
                }
                items.clear();
            }
        } else {
            gap = 0;
            items.append(&mut here);
        }
    }
    if items.len() >= FEWEST { items } else { Vec::new() }
}

/// `[text](#anchor)` in one line.
fn anchors(line: &str, from: usize) -> Vec<Item> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("](#") {
        let Some(open) = line[..at].rfind('[') else { continue };
        let start = at + 3;
        let Some(length) = line[start..].find([')', ' ', '\n']) else { continue };
        if line[..open].ends_with('!') {
            continue;
        }
        found.push(Item {
            text: line[open + 1..at].to_owned(),
            anchor: line[start..start + length].to_owned(),
            anchor_span: from + start..from + start + length,
            span: from + open..from + start + length + 1,
        });
    }
    found
}

/// Anchors an author set by hand: `<a name="x">`, `<h2 id="x">`.
fn named_anchors(text: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::from(["top".to_owned(), String::new()]);
    for key in ["name=", "id="] {
        for (at, _) in text.match_indices(key) {
            let rest = text[at + key.len()..].trim_start_matches(['"', '\'']);
            let end = rest.find(['"', '\'', '>', ' ', '\n']).unwrap_or(rest.len());
            if end <= 200 {
                named.insert(letters(&rest[..end]));
            }
        }
    }
    named
}

/// Letters and digits in lower case, percent signs decoded.
fn letters(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |b: u8| (b as char).to_digit(16);
        match (first, tail) {
            (b'%', [a, b, after @ ..]) if hex(*a).is_some() && hex(*b).is_some() => {
                bytes.push((hex(*a).unwrap_or(0) * 16 + hex(*b).unwrap_or(0)) as u8);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The anchor GitHub gives a plain heading.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list;
    use crate::maintain::lint::{Knowledge, Rules, fixes, lint};

    const ENTRY: &str = "- **LoRA: Low-Rank Adaptation of Models**, [arxiv](https://arxiv.org/abs/2106.09685)\n\n";

    fn findings(text: &str) -> Vec<Diagnosis> {
        let mut found = lint(text.as_bytes(), &list::read(text), Knowledge::default(), &Rules::default());
        found.retain(|d| d.finding.code == "toc-out-of-step");
        found
    }

    fn text(toc: &[(&str, &str)], headings: &[&str]) -> String {
        let toc: String = toc.iter().map(|(text, anchor)| format!("- [{text}](#{anchor})\n")).collect();
        let body: String = headings.iter().map(|h| format!("## {h}\n\n{ENTRY}")).collect();
        format!("# L\n\n{toc}\n{body}")
    }

    #[test]
    fn a_link_that_leads_nowhere_is_found_and_mended_when_its_text_is_a_heading() {
        let text = text(&[("Alpha Part", "alpha"), ("Beta", "beta"), ("C&D", "cd")], &["Alpha Part", "Beta", "C&D"]);
        let found = findings(&text);
        assert_eq!((found.len(), found[0].finding.line), (1, 3));
        let edits = fixes(&found);
        let new = crate::maintain::edit::apply(text.as_bytes(), &edits).unwrap();
        assert!(String::from_utf8(new).unwrap().contains("[Alpha Part](#alpha-part)"));
    }

    #[test]
    fn a_heading_all_of_whose_neighbours_are_linked_is_missed() {
        let names = ["Aa", "Bb", "Cc", "Dd", "Ee", "Ff"];
        let toc: Vec<(&str, &str)> = vec![("Aa", "aa"), ("Bb", "bb"), ("Cc", "cc"), ("Dd", "dd"), ("Ee", "ee")];
        let found = findings(&text(&toc, &names));
        assert_eq!(found.len(), 1);
        assert!(found[0].finding.message.contains("Ff"));
    }

    #[test]
    fn emoji_numbering_and_repeated_headings_are_in_step() {
        let toc = [("🔥 Hot", "-hot"), ("Other", "other"), ("Other", "other-1"), ("Code", "code")];
        assert_eq!(findings(&text(&toc, &["🔥 Hot", "Other", "Other", "Code"])), []);
    }
}
