//! Which printed citation counts should change, and to what?
//!
//! A list as it is and what resolving it showed go in; [`Edit`]s, and what was left alone with the reason, come out. Only bytes of a count's own slot
//! change. Unknown never replaces known, a failure never becomes a number, a number is not put under another source's link, and two printings of one
//! paper get the same number. Applied twice, the second time changes nothing.

use std::collections::BTreeMap;
use std::fmt;

use crate::list::{CountForm, Entry, Link, List, PrintedCount, Span};
use crate::paper::{Date, Paper, PaperId};
use crate::resolve::{Resolution, Resolved};
use crate::text::thousands;

use super::edit::Edit;
use super::titles::mismatch;

/// How a count should look afterwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// As the list prints it.
    #[default]
    Keep,
    /// A static badge of shields.io.
    Badge,
    /// The number alone.
    Plain,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub style: Style,
    /// A known count that changed by less than this share of it is left alone; 0.05 is 5 %.
    pub min_change: f64,
    /// Replace numbers that link to another source, number and link together.
    pub replace_sources: bool,
    /// Believe counts that fell to less than half.
    pub allow_drops: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { style: Style::Keep, min_change: 0.05, replace_sources: false, allow_drops: false }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refresh {
    pub changes: Vec<Change>,
    pub skipped: Vec<Skip>,
    /// Counts that are right, or nearly.
    pub unchanged: usize,
    /// What a marked date should say; only when a count changes.
    pub date_edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Index into [`List::entries`].
    pub entry: usize,
    pub paper: PaperId,
    pub old: Option<u64>,
    pub new: u64,
    pub edits: Vec<Edit>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Skip {
    /// Index into [`List::entries`].
    pub entry: usize,
    pub old: Option<u64>,
    pub reason: SkipReason,
}

/// Why a printed count was left as it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SkipReason {
    NotAPaper,
    NoMatch,
    SeveralCandidates,
    NoAnswer(String),
    TitleMismatch { similarity: f64, title: String },
    CountUnknown,
    OtherSource(String),
    Fell { from: u64, to: u64 },
    Unplaced,
}

impl SkipReason {
    /// Stable and kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::NotAPaper => "not-a-paper",
            SkipReason::NoMatch => "no-match",
            SkipReason::SeveralCandidates => "several-candidates",
            SkipReason::NoAnswer(_) => "no-answer",
            SkipReason::TitleMismatch { .. } => "title-mismatch",
            SkipReason::CountUnknown => "count-unknown",
            SkipReason::OtherSource(_) => "other-source",
            SkipReason::Fell { .. } => "fell",
            SkipReason::Unplaced => "unplaced",
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SkipReason::NotAPaper => f.write_str("the entry is not about a paper"),
            SkipReason::NoMatch => f.write_str("the catalog knows no such paper"),
            SkipReason::SeveralCandidates => f.write_str("no candidate is sure"),
            SkipReason::NoAnswer(why) => f.write_str(why),
            SkipReason::TitleMismatch { similarity, title } => {
                write!(f, "the identifier belongs to \u{201c}{title}\u{201d} (similarity {similarity:.2})")
            }
            SkipReason::CountUnknown => f.write_str("the catalog gives no count"),
            SkipReason::OtherSource(host) => write!(f, "the number links to {host}; --replace-sources replaces number and link together"),
            SkipReason::Fell { from, to } => {
                write!(f, "the count would fall from {from} to {to}, probably another record; --allow-drops believes it")
            }
            SkipReason::Unplaced => f.write_str("the number's bytes could not be found for sure"),
        }
    }
}

impl Refresh {
    /// All edits, those of the date last.
    pub fn edits(&self) -> Vec<Edit> {
        self.changes.iter().flat_map(|c| &c.edits).chain(&self.date_edits).cloned().collect()
    }
}

/// The new count of one entry, before it is decided whether it is worth a change.
struct Target<'a> {
    entry: usize,
    count: &'a PrintedCount,
    paper: &'a Paper,
    new: u64,
}

/// Plans the update of every printed count of the list. O(entries).
pub fn refresh(bytes: &[u8], list: &List, resolved: &Resolved, options: &Options) -> Refresh {
    let mut plan = Refresh::default();
    let mut by_paper: BTreeMap<&PaperId, Vec<Target<'_>>> = BTreeMap::new();
    for (place, (entry, resolution)) in list.entries.iter().zip(&resolved.resolutions).enumerate() {
        let Some(count) = &entry.count else { continue };
        match target(bytes, entry, count, resolution, resolved, options) {
            Ok(paper) => {
                let new = u64::from(paper.citation_count.unwrap_or_default());
                by_paper.entry(&paper.id).or_default().push(Target { entry: place, count, paper, new });
            }
            Err(reason) => plan.skipped.push(Skip { entry: place, old: count.value, reason }),
        }
    }
    for targets in by_paper.into_values() {
        decide(bytes, list, &targets, options, &mut plan);
    }
    plan.changes.sort_by_key(|c| c.entry);
    plan.skipped.sort_by_key(|s| s.entry);
    if let Some((_, asked)) = resolved.asked.filter(|_| !plan.changes.is_empty()) {
        plan.date_edits = date_edits(bytes, asked);
    }
    plan
}

/// The paper whose count may be written here, or why none may.
fn target<'a>(
    bytes: &[u8],
    entry: &Entry,
    count: &PrintedCount,
    resolution: &Resolution,
    resolved: &'a Resolved,
    options: &Options,
) -> Result<&'a Paper, SkipReason> {
    let paper = match resolution {
        Resolution::Found { paper, .. } => resolved.paper(paper).ok_or(SkipReason::NoMatch)?,
        Resolution::Ambiguous { .. } => return Err(SkipReason::SeveralCandidates),
        Resolution::Unknown { .. } => return Err(SkipReason::NoMatch),
        Resolution::NotAPaper => return Err(SkipReason::NotAPaper),
        Resolution::Failed { failure } => return Err(SkipReason::NoAnswer(failure.to_string())),
    };
    if let Some(similarity) = mismatch(entry, resolution, resolved) {
        return Err(SkipReason::TitleMismatch { similarity, title: paper.title.clone() });
    }
    if paper.citation_count.is_none() {
        return Err(SkipReason::CountUnknown);
    }
    if let Source::Other(host) = source(entry, count, paper)
        && !options.replace_sources
    {
        return Err(SkipReason::OtherSource(host));
    }
    if !is_placed(bytes, count) {
        return Err(SkipReason::Unplaced);
    }
    Ok(paper)
}

/// Either all printings of a paper are updated, or none.
fn decide(bytes: &[u8], list: &List, targets: &[Target<'_>], options: &Options, plan: &mut Refresh) {
    let fallen = |t: &Target<'_>| t.count.value.filter(|old| *old >= 20 && t.new * 2 < *old && !options.allow_drops);
    if let Some(from) = targets.iter().find_map(fallen) {
        for t in targets {
            plan.skipped.push(Skip { entry: t.entry, old: t.count.value, reason: SkipReason::Fell { from, to: t.new } });
        }
        return;
    }
    let first = targets[0].count.value;
    let due = targets.iter().any(|t| {
        t.count.value != first
            || is_material(t.count.value, t.new, options.min_change)
            || changes_form(t.count, options.style)
            || matches!(source(&list.entries[t.entry], t.count, t.paper), Source::Other(_))
    });
    for t in targets {
        let entry = &list.entries[t.entry];
        let edits = if due { edits_of(bytes, entry, t.count, t.paper, t.new, options.style) } else { Some(Vec::new()) };
        match edits {
            Some(edits) if edits.iter().all(|e| bytes.get(e.span.clone()) == Some(e.replacement.as_bytes())) => plan.unchanged += 1,
            Some(edits) => plan.changes.push(Change { entry: t.entry, paper: t.paper.id.clone(), old: t.count.value, new: t.new, edits }),
            None => plan.skipped.push(Skip { entry: t.entry, old: t.count.value, reason: SkipReason::Unplaced }),
        }
    }
}

/// Whether the difference is worth a line in a commit; a placeholder always is.
pub fn is_material(old: Option<u64>, new: u64, min_change: f64) -> bool {
    match old {
        None => true,
        Some(old) => old != new && old.abs_diff(new) as f64 >= min_change * old as f64,
    }
}

fn changes_form(count: &PrintedCount, style: Style) -> bool {
    match (style, count.form) {
        (Style::Keep, _) | (_, CountForm::Cell) => false,
        (Style::Badge, form) => form != CountForm::Badge,
        (Style::Plain, form) => form != CountForm::Plain,
    }
}

/// Where a printed number says it comes from.
enum Source {
    /// No link, or one that leads nowhere, such as `None`.
    Silent,
    /// The catalog's page of the paper, or the page this program links to.
    SemanticScholar,
    /// The host.
    Other(String),
}

fn source(entry: &Entry, count: &PrintedCount, paper: &Paper) -> Source {
    let own = page(paper);
    let source_of = |url: &str| if own.as_deref() == Some(url) { Source::SemanticScholar } else { source_of(url) };
    match (&count.link, count.form) {
        (Some((url, _)), _) => source_of(url),
        (None, CountForm::Badge) => match around(entry, &count.slot).map(|link| source_of(&link.url)) {
            // A badge may well link to the paper; only a place that counts citations is a source.
            Some(Source::Other(host)) if counts_citations(&host) => Source::Other(host),
            Some(Source::SemanticScholar) => Source::SemanticScholar,
            _ => Source::Silent,
        },
        (None, _) => Source::Silent,
    }
}

/// The link, not an image, around these bytes.
fn around<'a>(entry: &'a Entry, slot: &Span) -> Option<&'a Link> {
    entry.links.iter().find(|link| !link.image && link.span.start < slot.start && slot.end < link.span.end)
}

fn source_of(url: &str) -> Source {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).or_else(|| url.strip_prefix("//"));
    let Some(rest) = rest else { return Source::Silent };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_start_matches("www.").to_lowercase();
    if host == "semanticscholar.org" || host.ends_with(".semanticscholar.org") { Source::SemanticScholar } else { Source::Other(host) }
}

fn counts_citations(host: &str) -> bool {
    host.starts_with("scholar.google.")
        || [
            "dimensions.ai",
            "inspirehep.net",
            "openalex.org",
            "opencitations.net",
            "scopus.com",
            "webofscience.com",
            "lens.org",
            "ui.adsabs.harvard.edu",
        ]
        .iter()
        .any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

/// Do the bytes of the span say what reading understood?
fn is_placed(bytes: &[u8], count: &PrintedCount) -> bool {
    let Some(text) = bytes.get(count.span.clone()).and_then(|b| std::str::from_utf8(b).ok()) else { return false };
    match count.value {
        Some(value) => text.replace(',', "").parse() == Ok(value),
        None => !text.is_empty() && text.len() <= 5 && text.parse::<u64>().is_err(),
    }
}

/// `None` when the bytes to change cannot be told for sure.
fn edits_of(bytes: &[u8], entry: &Entry, count: &PrintedCount, paper: &Paper, new: u64, style: Style) -> Option<Vec<Edit>> {
    let grouped = bytes.get(count.span.clone()).is_some_and(|old| old.contains(&b','));
    let number = if grouped { thousands(new) } else { new.to_string() };
    if changes_form(count, style) {
        return converted(entry, count, paper, new, style).map(|edit| vec![edit]);
    }
    if count.form == CountForm::Cell && count.link.is_none() {
        return Some(vec![cell(bytes, count, &number)]);
    }
    let mut edits = vec![Edit::new(count.span.clone(), number)];
    if let Some((url, target)) = &count.link
        && !matches!(source(entry, count, paper), Source::SemanticScholar)
    {
        // The page goes in together with the number: a number never stands under a link that does not show it.
        if bytes.get(target.clone())? != url.as_bytes() || url.is_empty() {
            return None;
        }
        edits.push(Edit::new(target.clone(), page(paper)?));
    } else if count.form == CountForm::Badge
        && let Some(link) = around(entry, &count.slot)
        && matches!(source(entry, count, paper), Source::Other(_))
    {
        edits.push(Edit::new(target_in(bytes, link)?, page(paper)?));
    }
    Some(edits)
}

/// The address of a link: the last time it stands in the link's bytes.
fn target_in(bytes: &[u8], link: &Link) -> Option<Span> {
    let inside = bytes.get(link.span.clone())?;
    let at = memchr::memmem::rfind(inside, link.url.as_bytes()).filter(|_| !link.url.is_empty())?;
    Some(link.span.start + at..link.span.start + at + link.url.len())
}

/// A number in a padded column: what it grows is taken from the padding behind it, what it shrinks is given back.
fn cell(bytes: &[u8], count: &PrintedCount, number: &str) -> Edit {
    let width = count.span.len();
    let padding = bytes[count.span.end..].iter().take_while(|b| **b == b' ').count();
    let grown = number.len().saturating_sub(width);
    if grown > 0 && padding > grown {
        return Edit::new(count.span.start..count.span.end + grown, number);
    }
    let lost = width.saturating_sub(number.len());
    let padded = if padding >= 2 { " ".repeat(lost) } else { String::new() };
    Edit::new(count.span.clone(), format!("{number}{padded}"))
}

fn converted(entry: &Entry, count: &PrintedCount, paper: &Paper, new: u64, style: Style) -> Option<Edit> {
    match style {
        Style::Badge => {
            let image = format!("![Citations: {new}](https://img.shields.io/badge/citations-{new}-blue)");
            Some(Edit::new(count.slot.clone(), format!("[{image}]({})", page(paper)?)))
        }
        Style::Plain if count.form == CountForm::Badge => {
            let image = entry.links.iter().find(|l| l.image && l.span.start < count.slot.start && count.slot.end < l.span.end)?;
            let whole = around(entry, &count.slot).map_or(&image.span, |link| &link.span);
            Some(Edit::new(whole.clone(), format!("Citations: {new}")))
        }
        _ => Some(Edit::new(count.slot.clone(), new.to_string())),
    }
}

/// The page that shows the count.
pub(super) fn page(paper: &Paper) -> Option<String> {
    let id = paper.id.as_str();
    let is_semantic_scholar = id.len() == 40 && id.bytes().all(|b| b.is_ascii_hexdigit());
    let url = if is_semantic_scholar { format!("https://www.semanticscholar.org/paper/{id}") } else { paper.url()? };
    Some(address(&url))
}

/// An address that cannot end a Markdown link early, nor leave a table's cell.
pub fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '|' => out.push_str("%7C"),
            '\\' => out.push_str("%5C"),
            '"' => out.push_str("%22"),
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

/// Between these a list shows the day its counts were asked.
pub const DATE_MARKS: (&str, &str) = ("<!-- citegraph:date -->", "<!-- /citegraph:date -->");

fn date_edits(bytes: &[u8], asked: Date) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memmem::find(&bytes[at..], DATE_MARKS.0.as_bytes()) {
        let from = at + open + DATE_MARKS.0.len();
        let Some(length) = memchr::memmem::find(&bytes[from..], DATE_MARKS.1.as_bytes()) else { break };
        // Marks far apart, or with lines between, are not a date's.
        if length <= 40 && !bytes[from..from + length].contains(&b'\n') {
            edits.push(Edit::new(from..from + length, asked.to_string()));
        }
        at = from + length;
    }
    edits
}

/// A badge of shields.io's endpoint format: what a list can point at instead of having its bytes changed.
///
/// <https://shields.io/badges/endpoint-badge>
pub fn shields_badge(count: u64) -> serde_json::Value {
    let message = match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1000),
        _ => format!("{}M", count / 1_000_000),
    };
    serde_json::json!({"schemaVersion": 1, "label": "citations", "message": message, "color": "blue"})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list;
    use crate::maintain::edit::apply;
    use crate::paper::{Identifier, Scheme};
    use crate::resolve::Evidence;

    const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

    /// Every paper of the list is the same one with this count.
    fn resolved(list: &List, count: Option<u32>) -> Resolved {
        let paper = Paper { citation_count: count, ..Paper::new(SHA, "A Study of Lists and Graphs") };
        let resolutions = list
            .entries
            .iter()
            .map(|_| Resolution::Found {
                paper: paper.id.clone(),
                evidence: Evidence::Identifier {
                    identifier: Identifier::new(Scheme::Arxiv, "2001.00001"),
                    merged: false,
                    title_similarity: Some(1.0),
                },
            })
            .collect::<Vec<_>>();
        Resolved { resolutions, papers: vec![paper], asked: Date::new(2026, Some(1), Some(2)).map(|d| (d, d)), ..Resolved::default() }
    }

    fn after(text: &str, count: u32, options: &Options) -> String {
        let list = list::read(text);
        let plan = refresh(text.as_bytes(), &list, &resolved(&list, Some(count)), options);
        let new = String::from_utf8(apply(text.as_bytes(), &plan.edits()).unwrap()).unwrap();
        let list = list::read(&new);
        let again = refresh(new.as_bytes(), &list, &resolved(&list, Some(count)), options);
        assert_eq!(again.changes, [], "the second time changes something: {new}");
        new
    }

    fn kept(text: &str, count: u32) -> String {
        after(text, count, &Options::default())
    }

    const HEAD: &str = "# L\n\n- **A Study of Lists and Graphs**, `arXiv, 2001.00001`, [arxiv](http://arxiv.org/abs/2001.00001v1), ";

    #[test]
    fn a_placeholder_becomes_the_count_with_a_link_to_the_page() {
        let text = format!("{HEAD}cication: [**-1**](None) \n\n\t *A*");
        let wanted = format!("{HEAD}cication: [**7**](https://www.semanticscholar.org/paper/{SHA}) \n\n\t *A*");
        assert_eq!(kept(&text, 7), wanted);
    }

    #[test]
    fn small_changes_are_left_alone_and_large_ones_are_made() {
        let text = format!("{HEAD}cication: [**100**](https://www.semanticscholar.org/paper/x)\n");
        assert_eq!(kept(&text, 104), text);
        assert_eq!(kept(&text, 105), text.replace("**100**", "**105**"));
        assert!(is_material(Some(0), 1, 0.05) && !is_material(Some(3), 3, 0.0));
    }

    #[test]
    fn a_number_of_google_scholar_stays_unless_asked_and_then_goes_with_its_link() {
        let text = format!("{HEAD}cication: [**5**](https://scholar.google.com/scholar?cites=1&hl=en)\n");
        assert_eq!(kept(&text, 900), text);
        let replaced = after(&text, 900, &Options { replace_sources: true, ..Options::default() });
        assert_eq!(replaced, format!("{HEAD}cication: [**900**](https://www.semanticscholar.org/paper/{SHA})\n"));
        let badge = format!("{HEAD}[![c](https://img.shields.io/badge/Citations-5-green)](https://scholar.google.com/x)\n");
        assert_eq!(kept(&badge, 900), badge);
    }

    #[test]
    fn unknown_never_replaces_known_and_a_fall_is_not_believed() {
        let text = format!("{HEAD}Citations: 5000\n");
        let list = list::read(&text);
        let plan = refresh(text.as_bytes(), &list, &resolved(&list, None), &Options::default());
        assert_eq!((plan.changes.len(), plan.skipped[0].reason.code()), (0, "count-unknown"));
        assert_eq!(kept(&text, 3), text);
        assert_eq!(after(&text, 3, &Options { allow_drops: true, ..Options::default() }), text.replace("5000", "3"));
    }

    #[test]
    fn badges_plain_numbers_and_separators_keep_their_form() {
        let badge = format!("{HEAD}![c](https://img.shields.io/badge/Citations-12-green)\n");
        assert_eq!(kept(&badge, 30), badge.replace("-12-", "-30-"));
        let grouped = format!("{HEAD}Citations: 1,235\n");
        assert_eq!(kept(&grouped, 12_345), grouped.replace("1,235", "12,345"));
    }

    #[test]
    fn two_printings_of_one_paper_get_the_same_number() {
        let line = |n| format!("- **A Study of Lists and Graphs**, [arxiv](http://arxiv.org/abs/2001.00001), Citations: {n}\n");
        let text = format!("# L\n\n## A\n\n{}\n## B\n\n{}", line(100), line(102));
        assert_eq!(kept(&text, 101).matches("Citations: 101").count(), 2);
    }

    #[test]
    fn a_count_changes_its_style_when_asked_and_only_once() {
        let text = format!("{HEAD}cication: [**-1**](None) \n");
        let badge = after(&text, 7, &Options { style: Style::Badge, ..Options::default() });
        assert!(
            badge.contains(&format!(
                "cication: [![Citations: 7](https://img.shields.io/badge/citations-7-blue)](https://www.semanticscholar.org/paper/{SHA}) \n"
            )),
            "{badge}"
        );
        let plain = after(&text, 7, &Options { style: Style::Plain, ..Options::default() });
        assert!(plain.ends_with("cication: 7 \n"));
    }

    #[test]
    fn a_column_keeps_its_padding() {
        let table = |n: &str| {
            format!(
                "# L\n\n| Title | Paper | Citations |\n|---|---|---|\n| A Study of Lists and Graphs | [p](https://arxiv.org/abs/2001.00001) | {n}|\n"
            )
        };
        assert_eq!(kept(&table("12    "), 3456), table("3456  "));
        assert_eq!(kept(&table("12 "), 3456), table("3456 "));
        assert_eq!(kept(&table("12  "), 9), table("9   "));
    }

    #[test]
    fn a_marked_date_is_written_with_the_counts() {
        let text = format!("Counts of <!-- citegraph:date --><!-- /citegraph:date -->.\n\n{HEAD}Citations: 5\n");
        assert!(kept(&text, 10).starts_with("Counts of <!-- citegraph:date -->2026-01-02<!-- /citegraph:date -->."));
        assert_eq!(kept(&text, 5), text);
    }

    #[test]
    fn an_address_cannot_end_a_link_early() {
        assert_eq!(address("https://doi.org/10.1/a(b) c|"), "https://doi.org/10.1/a%28b%29%20c%7C");
    }
}
