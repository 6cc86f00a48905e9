//! What fits into a README or an issue? `report.md`: GitHub-flavoured, short, every outside text escaped.

use crate::analysis::{HeldBack, Standing, Suggestion, TopicNumber};
use crate::maintain::Severity;

use super::figures::Figures;
use super::summary::{self, Part};
use super::view::{self, View};
use crate::text::{self, counted, markdown, thousands};

const TOP: usize = 10;
/// Longest title in a table.
const TITLE: usize = 90;

pub fn render(view: &View<'_>, figures: &Figures) -> String {
    let mut out = String::new();
    head(&mut out, view);
    rankings(&mut out, view);
    topics(&mut out, view);
    sleepers(&mut out, view);
    missing(&mut out, view);
    borders(&mut out, view);
    health(&mut out, view);
    pictures(&mut out, figures);
    out.push_str("\nNumbers, method and the interactive map: `index.html`. References: `references.bib`. Tables: `tables/`. Graph: `graph/`. Machine-readable: `report.json`, `manifest.json`.\n");
    out
}

fn head(out: &mut String, view: &View<'_>) {
    let study = view.study;
    out.push_str(&format!("# {}: citation report\n\n", markdown(&view.name())));
    if let Some(words) = view.part_words() {
        out.push_str(&format!("{}\n\n", markdown(&words)));
    }
    let asked = match study.provenance.asked {
        Some((first, last)) if first == last => format!(", asked {first}"),
        Some((first, last)) => format!(", asked {first} to {last}"),
        None => String::new(),
    };
    let until =
        study.analyses.data_until.map_or_else(String::new, |day| format!(" (the data ends in {day}: ages and windows count from there)"));
    out.push_str(&format!("As of {}{until}; source: {}{asked}.\n\n", study.analyses.as_of, markdown(&study.provenance.catalog)));
    if study.provenance.partial || !study.provenance.caveat.is_empty() {
        let caveat = if study.provenance.caveat.is_empty() {
            "Counts are counts inside a closed snapshot, far below the world's."
        } else {
            &study.provenance.caveat
        };
        out.push_str(&format!("> [!NOTE]\n> {}\n\n", markdown(caveat)));
    }
    let c = &study.coverage;
    out.push_str("| entries | paper entries | identified | ambiguous | unknown | failed | not a paper | distinct papers | references known |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    let references = if study.provenance.partial {
        format!("{}, inside the snapshot", thousands(u64::from(c.references_known)))
    } else if c.references_total > 0 {
        format!(
            "{} of {} ({:.0} %)",
            thousands(u64::from(c.references_known)),
            thousands(u64::from(c.references_total)),
            100.0 * f64::from(c.references_known) / f64::from(c.references_total)
        )
    } else {
        "none".to_owned()
    };
    out.push_str(&format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {references} |\n\n",
        c.entries, c.papers, c.found, c.ambiguous, c.unknown, c.failed, c.not_a_paper, c.distinct_papers
    ));
    for sentence in summary::sentences(view) {
        let words: String = sentence.parts.iter().map(|part| self::part(view, part)).collect();
        out.push_str(&format!("- **{}.** {words}\n", sentence.heading));
    }
    out.push('\n');
}

fn part(view: &View<'_>, part: &Part) -> String {
    match part {
        Part::Text(words) => markdown_words(words),
        Part::Strong(words) => format!("**{}**", markdown(words)),
        Part::Paper(ix) => linked(view.paper(*ix)),
    }
}

/// Our own words: their spaces at the ends hold sentences together.
fn markdown_words(words: &str) -> String {
    words.replace('<', "&lt;")
}

fn linked(paper: &crate::paper::Paper) -> String {
    let title = markdown(&text::short(&view::title(paper), TITLE));
    match view::url(paper) {
        Some(url) => format!("[{title}]({})", url.replace('(', "%28").replace(')', "%29").replace('|', "%7C")),
        None => title,
    }
}

fn rankings(out: &mut String, view: &View<'_>) {
    if view.standings().is_empty() {
        return;
    }
    out.push_str("## Hot now\n\n| # | 90 % | paper | date | hot | citations | last 12 months |\n|---:|---|---|---|---:|---:|---:|\n");
    for standing in view.standings().iter().take(TOP) {
        let rank =
            view.rank_in_part(standing).map_or_else(|| standing.rank.to_string(), |here| format!("{here} (overall {})", standing.rank));
        out.push_str(&row(view, standing, &rank, &format!("{:.2}", standing.hot)));
    }
    let aged = view.by_age();
    if !aged.is_empty() {
        out.push_str("\n## Cited beyond their age\n\n| # | 90 % (hot) | paper | date | percentile | citations | last 12 months |\n|---:|---|---|---|---:|---:|---:|\n");
        for standing in aged.into_iter().take(TOP) {
            let percentile = standing.age_percentile.map(|p| format!("{p:.1}")).unwrap_or_default();
            out.push_str(&row(view, standing, &standing.age_rank.unwrap_or_default().to_string(), &percentile));
        }
    }
    out.push_str("\n*hot*: expected attention soon, 1 is the mean of papers under two years; *percentile*: share of papers of its age with fewer citations; ⚠: under a year old, too young to judge.\n\n");
}

fn row(view: &View<'_>, standing: &Standing, rank: &str, number: &str) -> String {
    let paper = view.paper(standing.paper);
    let young = if standing.provisional { " ⚠" } else { "" };
    let date = paper.date.map(|date| date.to_string()).unwrap_or_default();
    let citations = thousands(u64::from(standing.all_citations()));
    format!(
        "| {rank} | {}–{} | {}{young} | {date} | {number} | {citations} | {} |\n",
        standing.rank_interval.0,
        standing.rank_interval.1,
        linked(paper),
        thousands(u64::from(standing.citations_12m))
    )
}

fn topics(out: &mut String, view: &View<'_>) {
    if view.topics().is_empty() {
        return;
    }
    out.push_str("## Topics\n\n| # | topic | papers | core paper | citations a year | change |\n|---:|---|---:|---|---:|---|\n");
    for (topic, found) in view.topics().iter().enumerate().take(2 * TOP) {
        let growth = view.study.analyses.trends.topics.get(topic).and_then(|series| series.growth.as_ref());
        let core = found.core.first().or(found.papers.first()).map(|&ix| linked(view.paper(ix))).unwrap_or_default();
        let (year, change) = growth.map_or((String::new(), String::new()), |g| (thousands(u64::from(g.last_12m)), trend(g)));
        out.push_str(&format!(
            "| {} | {} | {} | {core} | {year} | {change} |\n",
            TopicNumber::of(topic),
            markdown(&view.topic_word(topic)),
            found.papers.len()
        ));
    }
    out.push('\n');
}

/// Papers that slept, and papers that are cited instead of what they build on.
fn sleepers(out: &mut String, view: &View<'_>) {
    let trends = &view.study.analyses.trends;
    let rows = trends.sleeping_beauties.papers.iter().take(3).map(|b| ("sleeping beauty", b.paper, &b.evidence));
    let rows: Vec<_> = rows.chain(trends.disruption.papers.iter().take(3).map(|d| ("disruption", d.paper, &d.evidence))).collect();
    if rows.is_empty() {
        return;
    }
    out.push_str("## Slept, or disrupted\n\n| paper | kind | why |\n|---|---|---|\n");
    for (kind, ix, evidence) in rows {
        out.push_str(&format!("| {} | {kind} | {} |\n", linked(view.paper(ix)), markdown(&text::short(evidence, 200))));
    }
    out.push('\n');
}

/// Sections that could be split or be one.
fn borders(out: &mut String, view: &View<'_>) {
    let topics = &view.study.analyses.topics;
    let splits = topics.splits.iter().take(5).map(|split| ("split", view::section_word(&split.section), &split.evidence));
    let merges = topics.merges.iter().take(5).map(|merge| {
        ("join", format!("{} and {}", view::section_word(&merge.sections.0), view::section_word(&merge.sections.1)), &merge.evidence)
    });
    let rows: Vec<_> = splits.chain(merges).collect();
    if rows.is_empty() {
        return;
    }
    out.push_str("## Sections\n\n| advice | section | why |\n|---|---|---|\n");
    for (advice, section, evidence) in rows {
        out.push_str(&format!("| {advice} | {} | {} |\n", markdown(&section), markdown(&text::short(evidence, 240))));
    }
    out.push('\n');
}

/// In words; an arrow only where chance does not explain the change.
pub fn trend(growth: &crate::analysis::Growth) -> String {
    let from = format!("from {}", thousands(u64::from(growth.before_12m)));
    match (growth.significant, growth.log_ratio > 0.0) {
        (true, true) if growth.is_birth() => format!("new, {from}"),
        (true, true) => format!("▲ rising, {from}"),
        (true, false) => format!("▼ falling, {from}"),
        (false, _) => format!("within chance, {from}"),
    }
}

fn missing(out: &mut String, view: &View<'_>) {
    let missing = &view.study.analyses.missing;
    for (title, suggestions) in
        [("Missing: works the list rests on", &missing.classics), ("Missing: recent works that build on it", &missing.recents)]
    {
        if !suggestions.is_empty() {
            out.push_str(&format!("## {title}\n\n| paper | date | why | section |\n|---|---|---|---|\n"));
            suggestions.iter().take(TOP).for_each(|suggestion| out.push_str(&suggested(view, suggestion)));
            out.push('\n');
        }
    }
    if !missing.held_back.is_empty() {
        out.push_str(&format!("{}\n\n", markdown(&held_back(view).join(" "))));
    }
}

/// How many works are not suggested because the list prints them, and where; for the page and the Markdown alike.
pub fn held_back(view: &View<'_>) -> Vec<String> {
    let held = &view.study.analyses.missing.held_back;
    let Some(first) = held.first() else { return Vec::new() };
    let head = match held.len() {
        1 => "1 suggestion was held back: the list prints it, but the entry was not identified as this paper.".to_owned(),
        n => format!(
            "{} suggestions were held back: the list prints them, but the entries were not identified as these papers.",
            thousands(n as u64)
        ),
    };
    let place = |held: &HeldBack| {
        format!("\u{201c}{}\u{201d}: line {} ({})", text::short(&view::title(view.paper(held.paper)), TITLE), held.line, held.outcome)
    };
    let shown: Vec<String> = std::iter::once(first).chain(&held[1..]).take(TOP).map(place).collect();
    let more = if held.len() > TOP { format!("; {} more in report.json", thousands((held.len() - TOP) as u64)) } else { String::new() };
    vec![head, format!("{}{more}.", shown.join("; "))]
}

fn suggested(view: &View<'_>, suggestion: &Suggestion) -> String {
    let paper = view.paper(suggestion.paper);
    let date = paper.date.map(|date| date.to_string()).unwrap_or_default();
    let section = suggestion.section.as_ref().map(|s| text::short(&s.to_string(), 60)).unwrap_or_default();
    format!("| {} | {date} | {} | {} |\n", linked(paper), markdown(&text::short(&suggestion.evidence, 160)), markdown(&section))
}

fn health(out: &mut String, view: &View<'_>) {
    let findings = &view.study.findings;
    if findings.is_empty() {
        return;
    }
    let mut kinds: Vec<(Severity, &str, usize, usize)> = Vec::new();
    for finding in findings {
        match kinds.iter_mut().find(|(_, code, ..)| *code == finding.code) {
            Some(kind) => kind.2 += 1,
            None => kinds.push((finding.severity, finding.code, 1, finding.line)),
        }
    }
    kinds.sort_by(|a, b| b.0.cmp(&a.0).then(b.2.cmp(&a.2)).then(a.1.cmp(b.1)));
    out.push_str(&format!(
        "## Health of the list\n\n{}:\n\n| finding | severity | times | first line |\n|---|---|---:|---:|\n",
        counted(findings.len() as u64, "finding", "findings")
    ));
    for (severity, code, times, line) in kinds {
        out.push_str(&format!("| `{code}` | {} | {times} | {line} |\n", severity_name(severity)));
    }
    out.push('\n');
}

pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn pictures(out: &mut String, figures: &Figures) {
    if figures.drawn.is_empty() {
        return;
    }
    out.push_str("## Figures\n\n");
    for figure in &figures.drawn {
        out.push_str(&format!("![{}](figures/{}.png)\n\n*{}*\n\n", markdown(&figure.title), figure.name, markdown(&figure.caption)));
    }
}
