//! Several lists in one folder: what does the overview in front of their reports look like?
//!
//! An [`Overview`] goes in; `index.html`, `report.md`, `report.json` and `manifest.json` come out. Each list has a whole report in a folder of its name
//! beside them, and all lists together in [`ALL`]. Nothing is computed here; every text from outside is escaped.

use std::path::PathBuf;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, context};
use serde_json::{Value, json};

use crate::maintain::many::{Overview, Shared, Summary};

use super::page::hash;
use super::{Provenance, Report, ReportError, SCHEMA_VERSION, Study};
use crate::text::{markdown, path_segment, plain, short};

/// Folder of the report of all lists together.
pub const ALL: &str = "all";

const TEMPLATE: &str = include_str!("assets/lists.html");
const STYLE: &str = include_str!("assets/lists.css");
/// Shared papers that the page shows; `report.json` has all.
const SHOWN: usize = 100;

/// The files of the overview. A list's folder has the list's name.
///
/// # Errors
/// When the page cannot be rendered.
pub fn overview(name: &str, overview: &Overview, provenance: &Provenance) -> Result<Report, ReportError> {
    let mut files = vec![
        (PathBuf::from("index.html"), page(name, overview, provenance)?),
        (PathBuf::from("report.json"), document(name, overview, provenance)?),
        (PathBuf::from("report.md"), told(name, overview).into_bytes()),
    ];
    let listed: Vec<Value> = files
        .iter()
        .map(|(name, bytes)| json!({"name": name.to_string_lossy(), "bytes": bytes.len(), "blake3": blake3::hash(bytes).to_hex().to_string()}))
        .collect();
    let manifest = json!({
        "schema_version": SCHEMA_VERSION,
        "program": super::manifest::PROGRAM,
        "program_version": provenance.program_version,
        "kind": "lists",
        "as_of": overview.as_of,
        "catalog": provenance.catalog,
        "partial": provenance.partial,
        "caveat": provenance.caveat,
        "seed": provenance.seed,
        "options": provenance.options,
        "requests": provenance.requests,
        "cache": provenance.cache,
        "files": listed,
    });
    files.push((PathBuf::from("manifest.json"), lines(&manifest)?));
    files.sort();
    Ok(Report { files })
}

/// What `report.json` of one study would be, without rendering anything else.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn report_json(study: &Study) -> Result<Vec<u8>, ReportError> {
    super::json::render(&super::view::View::of(study))
}

fn failed(what: &str, source: impl std::error::Error + Send + Sync + 'static) -> ReportError {
    ReportError::Render { what: what.to_owned(), source: Box::new(source) }
}

fn lines(value: &Value) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| failed("report.json", e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn document(name: &str, overview: &Overview, provenance: &Provenance) -> Result<Vec<u8>, ReportError> {
    let mut value = serde_json::to_value(overview).map_err(|e| failed("report.json", e))?;
    value["schema_version"] = json!(SCHEMA_VERSION);
    value["program"] = json!(super::manifest::PROGRAM);
    value["program_version"] = json!(provenance.program_version);
    value["kind"] = json!("lists");
    value["name"] = json!(name);
    value["catalog"] = json!(provenance.catalog);
    value["caveat"] = json!(provenance.caveat);
    value["together"] = json!(format!("{ALL}/report.json"));
    for (list, summary) in value["lists"].as_array_mut().into_iter().flatten().zip(&overview.lists) {
        list["report"] = json!(format!("{}/report.json", summary.name));
        list["page"] = json!(format!("{}/index.html", summary.name));
    }
    lines(&value)
}

/// An address relative to the overview.
fn href(list: &str) -> String {
    format!("{}/index.html", path_segment(list))
}

fn page(name: &str, overview: &Overview, provenance: &Provenance) -> Result<Vec<u8>, ReportError> {
    let bad = |e: minijinja::Error| failed("index.html", e);
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_filter("plain", |text: String| short(&text, crate::text::SHOWN));
    // Nothing in it needs escaping: every other byte is a percent sign with two digits.
    environment.add_filter("href", |list: String| minijinja::Value::from_safe_string(href(&list)));
    environment.add_template("lists", TEMPLATE).map_err(bad)?;
    let policy = format!("default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'", hash(STYLE));
    let (found, papers): (u32, u32) = overview.lists.iter().fold((0, 0), |(f, p), l| (f + l.coverage.found, p + l.coverage.papers));
    let page = environment
        .get_template("lists")
        .and_then(|template| {
            template.render(context! {
                policy, style => STYLE, name, all => ALL, found, papers,
                overview => Serde(overview),
                catalog => &provenance.catalog, caveat => &provenance.caveat,
                shown => SHOWN,
            })
        })
        .map_err(bad)?;
    Ok(page.into_bytes())
}

/// For a README or an issue.
fn told(name: &str, overview: &Overview) -> String {
    let mut out = format!(
        "# {}: {} lists\n\nAs of {}: {} papers, {} of them on two lists or more.\n\n| list | entries | papers | found | shared | errors | warnings | hottest |\n|---|---:|---:|---:|---:|---:|---:|---|\n",
        markdown(&short(name, 120)),
        overview.lists.len(),
        overview.as_of,
        overview.distinct_papers,
        overview.shared.len()
    );
    overview.lists.iter().for_each(|list| out.push_str(&row(list)));
    if !overview.shared.is_empty() {
        out.push_str("\n## On two lists or more\n\n");
        overview.shared.iter().take(SHOWN).for_each(|paper| out.push_str(&shared_line(paper)));
        if overview.shared.len() > SHOWN {
            out.push_str(&format!("- … and {} more in `report.json`\n", overview.shared.len() - SHOWN));
        }
    }
    out
}

fn row(list: &Summary) -> String {
    let c = &list.coverage;
    format!(
        "| [{}]({}) | {} | {} | {} | {} | {} | {} | {} |\n",
        markdown(&list.name),
        href(&list.name),
        c.entries,
        c.papers,
        c.found,
        list.shared,
        list.errors,
        list.warnings,
        list.hottest.as_deref().map_or_else(|| "–".to_owned(), |title| markdown(&short(title, 90)))
    )
}

fn shared_line(paper: &Shared) -> String {
    let places: Vec<String> = paper.places.iter().map(|p| format!("{} {}", markdown(&plain(&p.list)), p.line)).collect();
    format!("- {}: {}\n", markdown(&short(&paper.title, 90)), places.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Coverage;

    fn sample(name: &str) -> Overview {
        let summary = Summary {
            name: name.into(),
            title: "<T>".into(),
            path: "x.md".into(),
            coverage: Coverage::default(),
            errors: 1,
            warnings: 2,
            notes: 3,
            shared: 0,
            topics: vec!["a & b".into()],
            hottest: Some("<script>alert(1)</script>".into()),
        };
        Overview {
            as_of: "2026-01-02".parse().unwrap(),
            distinct_papers: 0,
            lists: vec![summary],
            shared: Vec::new(),
            hot: Vec::new(),
            topics: Vec::new(),
            missing: Vec::new(),
            misfiled: Vec::new(),
        }
    }

    fn provenance() -> Provenance {
        Provenance {
            catalog: "tables".into(),
            partial: false,
            caveat: String::new(),
            asked: None,
            input_hash: String::new(),
            input_name: String::new(),
            program_version: "0".into(),
            seed: 42,
            options: Value::Null,
            requests: Default::default(),
            plan: Value::Null,
            cache: Value::Null,
        }
    }

    #[test]
    fn names_and_titles_are_text_and_links_stay_inside_the_folder() {
        let report = overview("two \"lists\" <b>", &sample("a b\"<i>"), &provenance()).unwrap();
        let names: Vec<String> = report.files.iter().map(|(name, _)| name.display().to_string()).collect();
        assert_eq!(names, ["index.html", "manifest.json", "report.json", "report.md"]);
        let page = String::from_utf8(report.files[0].1.clone()).unwrap();
        assert!(page.contains("href=\"a%20b%22%3Ci%3E/index.html\""), "{page}");
        assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<b>\""), "{page}");
        assert!(page.contains("sha256-") && !page.contains("http://"));
        let json: Value = serde_json::from_slice(&report.files[2].1).unwrap();
        assert_eq!((&json["kind"], &json["lists"][0]["warnings"]), (&json!("lists"), &json!(2)));
    }
}
