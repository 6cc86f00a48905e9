//! Findings for people, other programs, GitHub and code scanners.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use citegraph::maintain::Severity;
use citegraph::maintain::codes::CODES;
use citegraph::maintain::lint::Diagnosis;
use serde_json::{Value, json};

use super::explain::severity_name;
use super::github::{command_data, command_property, markdown};
use super::lint::Output;
use super::pretty;
use super::table::{counted, printable};
use super::trouble::Trouble;

/// One list's findings.
pub struct Linted {
    pub path: PathBuf,
    pub found: Vec<Diagnosis>,
}

/// `shared`: papers that stand in more than one of the lists.
pub fn rendered(lists: &[Linted], shared: usize, output: Output, all: bool) -> Result<String, Trouble> {
    Ok(match output {
        Output::Text => text(lists, shared, all),
        Output::Json => pretty(&as_json(lists, shared)),
        Output::Github => github(lists),
        Output::Sarif => pretty(&sarif(lists)),
    })
}

/// Findings of one code beyond these are told together; errors never are.
fn most(severity: Severity) -> usize {
    match severity {
        Severity::Note => 3,
        Severity::Warning => 10,
        Severity::Error => usize::MAX,
    }
}

fn text(lists: &[Linted], shared: usize, all: bool) -> String {
    let mut out = String::new();
    for list in lists {
        let path = printable(&list.path.display().to_string());
        let mut times: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
        let mut rest: BTreeMap<(&str, Severity), Vec<usize>> = BTreeMap::new();
        for diagnosis in &list.found {
            let finding = &diagnosis.finding;
            let seen = times.entry((finding.code, finding.severity)).or_insert(0);
            *seen += 1;
            if !all && *seen > most(finding.severity) {
                rest.entry((finding.code, finding.severity)).or_default().push(finding.line);
                continue;
            }
            one(&mut out, &path, diagnosis);
        }
        for ((code, severity), mut lines) in rest {
            let count = lines.len();
            lines.dedup();
            let shown: Vec<String> = lines.iter().take(12).map(usize::to_string).collect();
            let more = if lines.len() > 12 { ", …" } else { "" };
            let (style, plural) = (style_of(severity), if lines.len() == 1 { "line" } else { "lines" });
            let name = severity_name(severity);
            out.push_str(&format!("{path}: {style}{name}{style:#}[{code}]: {count} more, on {plural} {}{more}\n", shown.join(", ")));
        }
    }
    out.push_str(&by_code(lists));
    out.push_str(&totals(lists, shared));
    out
}

fn one(out: &mut String, path: &str, diagnosis: &Diagnosis) {
    let finding = &diagnosis.finding;
    let style = style_of(finding.severity);
    let (line, column, code) = (finding.line, finding.column, finding.code);
    out.push_str(&format!(
        "{path}:{line}:{column}: {style}{}{style:#}[{code}]: {}\n",
        severity_name(finding.severity),
        printable(&finding.message)
    ));
    for evidence in &diagnosis.evidence {
        out.push_str(&format!("    {}\n", printable(evidence)));
    }
    if let Some(fix) = &diagnosis.fix {
        out.push_str(&format!("    --fix: {}\n", printable(&fix.what)));
    }
}

fn style_of(severity: Severity) -> anstyle::Style {
    match severity {
        Severity::Note => anstyle::AnsiColor::Cyan.on_default(),
        Severity::Warning => anstyle::AnsiColor::Yellow.on_default().bold(),
        Severity::Error => anstyle::AnsiColor::Red.on_default().bold(),
    }
}

/// How often each code was found, the most severe and the most frequent first.
fn by_code(lists: &[Linted]) -> String {
    let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in lists.iter().flat_map(|l| &l.found).map(|d| &d.finding) {
        *counts.entry((std::cmp::Reverse(finding.severity), finding.code)).or_default() += 1;
    }
    if counts.len() < 2 {
        return String::new();
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|((severity, _), count)| (*severity, std::cmp::Reverse(*count)));
    rows.iter().map(|((severity, code), count)| format!("{count:7} {:7} {code}\n", severity_name(severity.0))).collect()
}

fn totals(lists: &[Linted], shared: usize) -> String {
    let count = |severity| lists.iter().flat_map(|l| &l.found).filter(|d| d.finding.severity == severity).count();
    let fixable = lists.iter().flat_map(|l| &l.found).filter(|d| d.fix.is_some()).count();
    let files = match (lists.len(), shared) {
        (1, _) => String::new(),
        (n, 0) => format!(" in {n} lists"),
        (n, shared) => format!(" in {n} lists, which share {shared} papers"),
    };
    let hint = if fixable > 0 { format!("; {fixable} can be fixed with --fix (--diff shows them first)") } else { String::new() };
    format!(
        "{}, {}, {}{files}{hint}\n",
        counted(count(Severity::Error), "error", "errors"),
        counted(count(Severity::Warning), "warning", "warnings"),
        counted(count(Severity::Note), "note", "notes")
    )
}

fn as_json(lists: &[Linted], shared: usize) -> Value {
    let lists: Vec<Value> = lists.iter().map(|l| json!({"path": l.path, "findings": l.found})).collect();
    json!({"schema_version": 1, "lists": lists, "shared_papers": shared})
}

fn github(lists: &[Linted]) -> String {
    let mut out = String::new();
    for list in lists {
        let file = command_property(&list.path.to_string_lossy());
        // GitHub shows the first ten annotations of a step: the most severe come first.
        let mut found: Vec<&Diagnosis> = list.found.iter().collect();
        found.sort_by_key(|d| std::cmp::Reverse(d.finding.severity));
        for diagnosis in found {
            let finding = &diagnosis.finding;
            let kind = match finding.severity {
                Severity::Note => "notice",
                other => severity_name(other),
            };
            let message: Vec<String> = std::iter::once(&finding.message).chain(&diagnosis.evidence).map(|m| printable(m)).collect();
            let (line, column, code) = (finding.line.max(1), finding.column.max(1), finding.code);
            out.push_str(&format!(
                "::{kind} file={file},line={line},col={column},title={}::{}\n",
                command_property(code),
                command_data(&message.join("\n"))
            ));
        }
    }
    out
}

/// SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.
fn sarif(lists: &[Linted]) -> Value {
    let rules: Vec<Value> = CODES
        .iter()
        .map(|code| {
            json!({
                "id": code.name,
                "shortDescription": {"text": code.summary},
                "fullDescription": {"text": code.explanation},
                "help": {"text": code.explanation},
                "defaultConfiguration": {"level": severity_name(code.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = lists.iter().flat_map(|list| list.found.iter().map(|d| result(list, d))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "citegraph", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(list: &Linted, diagnosis: &Diagnosis) -> Value {
    let finding = &diagnosis.finding;
    let message: Vec<&str> = std::iter::once(finding.message.as_str()).chain(diagnosis.evidence.iter().map(String::as_str)).collect();
    let uri = json!({"uri": uri(&list.path)});
    let mut result = json!({
        "ruleId": finding.code,
        "level": severity_name(finding.severity),
        "message": {"text": message.join("\n")},
        "locations": [{"physicalLocation": {
            "artifactLocation": uri,
            "region": {
                "startLine": finding.line.max(1),
                "startColumn": finding.column.max(1),
                "byteOffset": finding.span.start,
                "byteLength": finding.span.len(),
            },
        }}],
    });
    if let Some(place) = CODES.iter().position(|c| c.name == finding.code) {
        result["ruleIndex"] = json!(place);
    }
    if let Some(fix) = &diagnosis.fix {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|e| json!({"deletedRegion": {"byteOffset": e.span.start, "byteLength": e.span.len()}, "insertedContent": {"text": e.replacement}}))
            .collect();
        result["fixes"] =
            json!([{"description": {"text": fix.what}, "artifactChanges": [{"artifactLocation": uri, "replacements": replacements}]}]);
    }
    result
}

/// A path as a URI reference.
fn uri(path: &Path) -> String {
    let mut out = String::new();
    if path.is_absolute() {
        out.push_str("file://");
    }
    for byte in path.to_string_lossy().trim_start_matches("./").bytes() {
        match byte {
            b'\\' if cfg!(windows) => out.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// For the step summary.
pub fn summary(lists: &[Linted], shared: usize) -> String {
    let mut out = format!("### citegraph lint\n\n{}\n", totals(lists, shared));
    for list in lists.iter().filter(|l| !l.found.is_empty()) {
        out.push_str(&format!(
            "`{}`\n\n| place | finding | |\n|---|---|---|\n",
            printable(&list.path.display().to_string()).replace('`', "'")
        ));
        let mut found: Vec<&Diagnosis> = list.found.iter().collect();
        found.sort_by_key(|d| std::cmp::Reverse(d.finding.severity));
        for d in found.iter().take(100) {
            let f = &d.finding;
            out.push_str(&format!("| {}:{} | {} {} | {} |\n", f.line, f.column, severity_name(f.severity), f.code, markdown(&f.message)));
        }
        if found.len() > 100 {
            out.push_str(&format!("| | | {} more |\n", found.len() - 100));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use citegraph::list;
    use citegraph::maintain::lint::{Knowledge, Rules, lint};

    fn linted(path: &str) -> Linted {
        let text = "# L\n\n## 100%, a:b\n\n- [](https://x.com/a)\n- **LoRA: Low-Rank Adaptation**, [p](https://arxiv.org/abs/2106.09685), [code]()\n\n## \u{1b}[31mEmpty\n";
        Linted { path: path.into(), found: lint(text.as_bytes(), &list::read(text), Knowledge::default(), &Rules::default()) }
    }

    #[test]
    fn annotations_are_one_line_each_and_escaped() {
        let out = github(&[linted("a,b:c.md")]);
        assert!(out.lines().count() >= 2 && out.lines().all(|l| l.starts_with("::notice file=a%2Cb%3Ac.md,line=")), "{out}");
        assert!(!out.contains('\u{1b}'));
    }

    #[test]
    fn sarif_names_rules_places_and_columns() {
        let log = sarif(&[linted("docs/a b.md")]);
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let result = &run["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "docs/a%20b.md");
        assert!(place["region"]["startLine"].as_u64() > Some(0));
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        for result in run["results"].as_array().unwrap() {
            assert!(matches!(result["level"].as_str(), Some("note" | "warning" | "error")));
        }
    }

    #[test]
    fn many_notes_of_one_kind_are_told_together() {
        let body: String =
            (0..9).map(|i| format!("- **A Study Number {i} of Things**, [p](https://arxiv.org/abs/2106.0968{i}), [code]()\n")).collect();
        let text_of = format!("# L\n\n{body}");
        let linted =
            Linted { path: "l.md".into(), found: lint(text_of.as_bytes(), &list::read(&text_of), Knowledge::default(), &Rules::default()) };
        let folded = text(&[linted], 0, false);
        assert!(folded.contains("6 more, on lines 6, 7"), "{folded}");
    }
}
