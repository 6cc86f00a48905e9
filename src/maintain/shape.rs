//! What would a neighbour's lines look like if they spoke of another paper?
//!
//! Title, identifier, authors, year and month, count, venue and number of the line are replaced. What is left of the neighbour must be words that many
//! entries of the list have (`pdf`, `code`, `arXiv`): an award, an abstract or a nickname is not copied to another paper.
//! Whether the list stays whole with the new lines is found out in `placement`.

use std::collections::{BTreeMap, BTreeSet};

use crate::list::{self, Entry, Kind, List};
use crate::paper::{Paper, Scheme};
use crate::text::markdown;

use super::edit::{Edit, apply};
use super::placement::{line_end, lines};
use super::published::{is_preprint_venue, short_venue};
use super::refresh::page;

/// Words that belong to the list's form, not to one paper.
pub(super) struct Common {
    times: BTreeMap<String, usize>,
    entries: usize,
}

/// Entries looked at.
const MOST: usize = 400;
/// A word of the form stands in at least this share of the entries …
const SHARE: f64 = 0.15;
const SHARE_OF_NUMBERS: f64 = 0.6;

impl Common {
    pub fn of(bytes: &[u8], list: &List) -> Common {
        let papers: Vec<&Entry> = list.entries.iter().filter(|e| e.kind == Kind::Paper).take(MOST).collect();
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for entry in &papers {
            let text = bytes.get(entry.span.clone()).map(String::from_utf8_lossy).unwrap_or_default();
            for word in words(&without_addresses(&text)) {
                *times.entry(word).or_default() += 1;
            }
        }
        Common { times, entries: papers.len() }
    }

    /// … and in two of them, where there are two; a number in most, or it is a day or a count of one paper.
    fn has(&self, word: &str) -> bool {
        let times = self.times.get(word).copied().unwrap_or(0);
        let share = if word.bytes().all(|b| b.is_ascii_digit()) { SHARE_OF_NUMBERS } else { SHARE };
        times >= self.entries.min(2) && times as f64 >= share * self.entries as f64
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Addresses in links and attributes become spaces.
fn without_addresses(text: &str) -> String {
    let mut out = text.to_owned();
    for (open, close) in [("](", ')'), ("=\"", '"'), ("<http", '>')] {
        let mut at = 0;
        while let Some(found) = out[at..].find(open) {
            let from = at + found + open.len();
            let Some(length) = out[from..].find(close) else { break };
            out.replace_range(from..from + length, " ");
            at = from;
        }
    }
    out
}

/// Links that are not the paper's own: code, project pages, pictures.
pub(super) fn foreign(entry: &Entry) -> usize {
    let own =
        |url: &str| list::identifiers_in_url(url).iter().any(|i| entry.identifiers.iter().any(|o| o.unversioned() == i.unversioned()));
    let in_count = |at: &list::Link| entry.count.as_ref().is_some_and(|c| at.span.end > c.slot.start && at.span.start < c.slot.end);
    let twice = entry.links.iter().enumerate().filter(|(i, l)| entry.links[..*i].iter().any(|earlier| earlier.url == l.url)).count();
    let badge = |at: &list::Link| entry.count.as_ref().is_some_and(|c| at.span.start <= c.slot.start && c.slot.end <= at.span.end);
    entry.links.iter().filter(|l| (l.image || !own(&l.url)) && !in_count(l) && !badge(l)).count() + twice
}

/// The neighbour's lines speaking of `paper`; `None` when that cannot be done without saying something wrong.
pub(super) fn shaped(bytes: &[u8], like: &Entry, paper: &Paper, common: &Common, number: Option<usize>) -> Option<String> {
    if like.kind != Kind::Paper || foreign(like) > 0 || like.title_span.is_empty() {
        return None;
    }
    let span = lines(bytes, like)?;
    let text = std::str::from_utf8(bytes.get(span.clone())?).ok()?;
    if text.trim_start().starts_with('@') || text.contains("<img") {
        return None;
    }
    let inside = |at: usize| at.checked_sub(span.start);
    let title = inside(like.title_span.start)?..inside(like.title_span.end)?;
    let mut edits = vec![Edit::new(title.clone(), markdown(&paper.title))];
    edits.extend(numbered(text, number));
    let old = like.identifiers.iter().find(|i| i.scheme == Scheme::Arxiv)?;
    let new = paper.identifier(Scheme::Arxiv)?;
    edits.extend(text.match_indices(&old.value).map(|(at, id)| Edit::new(at..at + id.len(), new.value.clone())));
    if let Some(count) = &like.count {
        let count_now = paper.citation_count?.to_string();
        edits.push(Edit::new(inside(count.span.start)?..inside(count.span.end)?, count_now));
        if let Some((_, target)) = &count.link {
            edits.push(Edit::new(inside(target.start)?..inside(target.end)?, page(paper)?));
        }
    }
    if !like.authors.is_empty() {
        edits.push(authors(text, &title, like, paper)?);
    }
    edits.extend(dates(text, like, paper, &edits)?);
    edits.extend(venue(text, &title, like, paper)?);
    let rest = left(text, &edits)?;
    let balanced = ['(', ')'].map(|sign| rest.matches(sign).count());
    if balanced[0] != balanced[1] || words(&without_addresses(&rest)).iter().any(|word| !common.has(word)) {
        return None;
    }
    Some(with_end(bytes, String::from_utf8(apply(text.as_bytes(), &edits).ok()?).ok()?))
}

fn with_end(bytes: &[u8], text: String) -> String {
    if text.ends_with('\n') { text } else { text + line_end(bytes) }
}

/// The neighbour's own words: what no edit replaces.
fn left(text: &str, edits: &[Edit]) -> Option<String> {
    let blank: Vec<Edit> = edits.iter().map(|e| Edit::new(e.span.clone(), " ")).collect();
    String::from_utf8(apply(text.as_bytes(), &blank).ok()?).ok()
}

fn authors(text: &str, title: &std::ops::Range<usize>, like: &Entry, paper: &Paper) -> Option<Edit> {
    let (first, last) = (like.authors.first()?, like.authors.last()?);
    if paper.authors.is_empty() {
        return None;
    }
    let (from, to) = if text[..title.end].contains(first.as_str()) {
        (text.find(first.as_str())?, text[..title.end].rfind(last.as_str())? + last.len())
    } else {
        (title.end + text.get(title.end..)?.find(first.as_str())?, text.rfind(last.as_str())? + last.len())
    };
    // `A, B et al.`: as many names as the neighbour prints.
    let et_al = text[to..].trim_start_matches([' ', ',']).starts_with("et al");
    (from < to).then(|| Edit::new(from..to, people(paper, like, et_al)))
}

/// Year, and the month behind it: `2024`, `2024.5`, `2024/05`, `2024-05`. `None` when the paper's own is not known.
fn dates(text: &str, like: &Entry, paper: &Paper, edits: &[Edit]) -> Option<Vec<Edit>> {
    let (Some(old), Some(new)) = (like.year, paper.date) else { return Some(Vec::new()) };
    let year = old.to_string();
    let taken = |at: usize| edits.iter().any(|e| at < e.span.end && e.span.start < at + year.len());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut found = Vec::new();
    for (at, _) in text.match_indices(&year) {
        let (before, behind) = (text[..at].chars().next_back(), &text[at + year.len()..]);
        if taken(at) || is_word(before) || before == Some('.') || is_word(behind.chars().next()) {
            continue;
        }
        found.push(Edit::new(at..at + year.len(), new.year().to_string()));
        let Some(sign) = behind.chars().next().filter(|c| matches!(c, '.' | '/' | '-')) else { continue };
        let digits: &str = &behind[1..1 + behind[1..].bytes().take_while(u8::is_ascii_digit).count()];
        if digits.is_empty() {
            continue;
        }
        let month = new.month().filter(|_| digits.len() <= 2)?;
        let from = at + year.len() + 1;
        let wide = digits.starts_with('0') || (digits.len() == 2 && sign != '.');
        found.push(Edit::new(from..from + digits.len(), if wide { format!("{month:02}") } else { month.to_string() }));
    }
    // `ICLR'23`.
    let short = |year: i32| format!("'{:02}", year.rem_euclid(100));
    for (at, _) in text.match_indices(&short(old)).filter(|(at, _)| !is_word(text[at + 3..].chars().next())) {
        found.push(Edit::new(at..at + 3, short(new.year())));
    }
    Some(found)
}

/// The neighbour's venue becomes the paper's. `None` when one of them cannot be told.
fn venue(text: &str, title: &std::ops::Range<usize>, like: &Entry, paper: &Paper) -> Option<Vec<Edit>> {
    let Some(old) = like.venue.as_deref() else { return Some(Vec::new()) };
    let (old_preprint, new_preprint) = (is_preprint_venue(old), is_preprint_venue(&paper.venue));
    if old_preprint && new_preprint {
        return Some(Vec::new());
    }
    let at = text.match_indices(old).map(|(at, _)| at).find(|at| *at + old.len() <= title.start || *at >= title.end)?;
    let name = match (new_preprint, old.len() <= 8) {
        (true, _) => "arXiv".to_owned(),
        (false, true) => short_venue(&paper.venue).unwrap_or_else(|| paper.venue.clone()),
        (false, false) => paper.venue.clone(),
    };
    Some(vec![Edit::new(at..at + old.len(), markdown(&name))])
}

/// `7. ` and `### 7. ` at the beginning: the digits.
fn counted(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.len() - text.trim_start_matches([' ', '#', '\t']).len();
    let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=5).contains(&length) && text[start + length..].starts_with(['.', ')']);
    is_number.then_some(start..start + length)
}

fn numbered(text: &str, number: Option<usize>) -> Option<Edit> {
    Some(Edit::new(counted(text)?, number?.to_string()))
}

/// The number a new entry gets behind (or before) this one, where the list counts.
pub(super) fn number_after(bytes: &[u8], at: &Entry, behind: bool) -> Option<usize> {
    let span = lines(bytes, at)?;
    let text = std::str::from_utf8(bytes.get(span)?).ok()?;
    let own: usize = text.get(counted(text)?)?.parse().ok()?;
    Some(if behind { own + 1 } else { own })
}

fn people(paper: &Paper, like: &Entry, et_al: bool) -> String {
    let names: Vec<String> = paper.authors.iter().map(|a| markdown(&a.name)).collect();
    match names.len() {
        n if et_al => names[..n.min(like.authors.len()).max(1)].join(", "),
        n if like.authors_truncated && n > 5 => format!("{}, ..., {}", names[..3].join(", "), names[n - 2..].join(", ")),
        _ => names.join(", "),
    }
}

/// A row of the table with the title alone in its cell, for tables whose rows say too much of their papers.
pub(super) fn bare_row(bytes: &[u8], like: &Entry, paper: &Paper) -> Option<String> {
    let span = lines(bytes, like)?;
    let text = std::str::from_utf8(bytes.get(span.clone())?).ok()?;
    let row = text.trim().strip_prefix('|')?;
    let title_at = like.title_span.start.checked_sub(span.start)?;
    let mut at = text.find('|')? + 1;
    let mut out = String::from("|");
    let cells: Vec<&str> = row.strip_suffix('|').unwrap_or(row).split('|').collect();
    for cell in &cells {
        let is_title = (at..=at + cell.len()).contains(&title_at);
        at += cell.len() + 1;
        match is_title {
            true => out.push_str(&format!(" [{}]({}) |", markdown(&paper.title), super::refresh::address(&paper.url()?))),
            false => out.push_str("  |"),
        }
    }
    Some(out + line_end(bytes))
}
