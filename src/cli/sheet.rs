//! One table, four forms: for a terminal, for a spreadsheet, for a program, for an issue.
//!
//! Rows of values go in. CSV and JSON hold every column with every digit; the forms for people hold the columns made for them.

use citegraph::maintain::refresh::address;
use citegraph::paper::{Date, Paper, Scheme};
use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::github::markdown;
use super::table::{Column, aligned, prose, table_width};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Aligned columns for people
    Table,
    Csv,
    Json,
    /// A Markdown table
    Md,
}

impl Form {
    /// Read by people rather than by programs.
    pub fn is_for_people(self) -> bool {
        matches!(self, Form::Table | Form::Md)
    }
}

/// Forms of an answer that is a row of papers: those of a [`Sheet`], and the papers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PaperForm {
    /// Aligned columns for people
    Table,
    Csv,
    Json,
    /// A Markdown table
    Md,
    /// The papers as BibTeX
    Bibtex,
    /// The papers as RIS
    Ris,
    /// The papers as CSL-JSON
    CslJson,
    /// The papers as lines of a Markdown list
    List,
}

impl PaperForm {
    /// The form of a table; `None` for the papers alone.
    pub fn of_sheet(self) -> Option<Form> {
        match self {
            PaperForm::Table => Some(Form::Table),
            PaperForm::Csv => Some(Form::Csv),
            PaperForm::Json => Some(Form::Json),
            PaperForm::Md => Some(Form::Md),
            PaperForm::Bibtex | PaperForm::Ris | PaperForm::CslJson | PaperForm::List => None,
        }
    }

    pub fn is_for_people(self) -> bool {
        self.of_sheet().is_some_and(Form::is_for_people)
    }

    /// The papers alone; empty for the forms of a table.
    pub fn papers(self, papers: &[&Paper]) -> String {
        use citegraph::report::exports::{self, Format};
        match self {
            PaperForm::Bibtex => exports::references(papers, Format::BibTex),
            PaperForm::Ris => exports::references(papers, Format::Ris),
            PaperForm::CslJson => exports::references(papers, Format::CslJson),
            PaperForm::List => super::input::lines(papers.iter().copied()),
            PaperForm::Table | PaperForm::Csv | PaperForm::Json | PaperForm::Md => String::new(),
        }
    }
}

/// One value. `None` is unknown, never zero.
#[derive(Clone)]
pub enum Cell {
    /// Shown as it is everywhere: ids that other programs look up.
    Id(String),
    /// Text from outside.
    Text(String),
    Whole(Option<u64>),
    Number(Option<f64>),
    Flag(bool),
    /// Several texts from outside.
    Texts(Vec<String>),
    /// Papers: their ids for programs, their names for people.
    Papers(Vec<Named>),
}

/// A paper as a table names it.
#[derive(Clone)]
pub struct Named {
    pub id: String,
    pub name: String,
    pub url: Option<String>,
}

impl Named {
    /// By author and year.
    pub fn short(paper: &Paper) -> Named {
        Named { id: paper.id.0.clone(), name: paper.short_name(), url: paper.url() }
    }

    /// By its title, or its id where the catalog knows no title.
    pub fn whole(paper: &Paper) -> Named {
        let name = if paper.title.is_empty() { paper.id.0.clone() } else { paper.title.clone() };
        Named { name, ..Named::short(paper) }
    }

    fn linked(&self) -> String {
        match &self.url {
            Some(url) => format!("[{}]({})", markdown(&self.name), address(url)),
            None => markdown(&self.name),
        }
    }
}

impl Cell {
    pub fn whole(value: impl Into<Option<u32>>) -> Cell {
        Cell::Whole(value.into().map(u64::from))
    }

    fn csv(&self) -> String {
        match self {
            Cell::Id(id) => id.clone(),
            Cell::Text(text) => citegraph::text::csv_cell(text),
            Cell::Whole(value) => value.map(|n| n.to_string()).unwrap_or_default(),
            Cell::Number(value) => value.map(|x| x.to_string()).unwrap_or_default(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Texts(texts) => citegraph::text::csv_cell(&texts.join("; ")),
            Cell::Papers(papers) => papers.iter().map(|paper| paper.id.as_str()).collect::<Vec<_>>().join("; "),
        }
    }

    /// For people: rounded, `–` where nothing is known.
    pub fn shown(&self) -> String {
        match self {
            Cell::Id(text) | Cell::Text(text) => text.clone(),
            Cell::Whole(value) => or_dash(*value),
            Cell::Number(value) => or_dash(value.map(|x| format!("{x:.2}"))),
            Cell::Flag(true) => "yes".to_owned(),
            Cell::Flag(false) => "no".to_owned(),
            Cell::Texts(texts) => texts.join("; "),
            Cell::Papers(papers) => papers.iter().map(|paper| paper.name.as_str()).collect::<Vec<_>>().join("; "),
        }
    }

    fn markdown(&self) -> String {
        match self {
            Cell::Papers(papers) => papers.iter().map(Named::linked).collect::<Vec<_>>().join("; "),
            cell => markdown(&cell.shown()),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Id(text) | Cell::Text(text) => json!(text),
            Cell::Whole(value) => json!(value),
            Cell::Number(value) => json!(value),
            Cell::Flag(flag) => json!(flag),
            Cell::Texts(texts) => json!(texts),
            Cell::Papers(papers) => json!(papers.iter().map(|paper| &paper.id).collect::<Vec<_>>()),
        }
    }
}

/// The columns every table of papers ends with: what a paper is cited and looked up by.
pub const PAPER_COLUMNS: [&str; 6] = ["arxiv_id", "doi", "url", "authors", "venue", "year"];

/// The cells of [`PAPER_COLUMNS`].
pub fn paper_cells(paper: &Paper) -> [Cell; 6] {
    let id = |scheme| Cell::Id(paper.identifier(scheme).map(|id| id.value.clone()).unwrap_or_default());
    [
        id(Scheme::Arxiv),
        id(Scheme::Doi),
        Cell::Id(paper.url().unwrap_or_default()),
        Cell::Texts(paper.authors.iter().map(|author| author.name.clone()).collect()),
        Cell::Text(paper.venue.clone()),
        Cell::Whole(paper.date.map(Date::year).and_then(|year| u64::try_from(year).ok())),
    ]
}

/// The last columns of a table of papers for people: shown where there is room, and always in Markdown.
pub fn paper_heads() -> [Column; 4] {
    [Column::text("authors", 3), Column::text("venue", 2), Column::word("arXiv", 1), Column::word("DOI", 0)]
}

/// The cells of [`paper_heads`].
pub fn paper_faces(paper: &Paper) -> [Cell; 4] {
    const NAMED: usize = 3;
    let mut authors: Vec<&str> = paper.authors.iter().take(NAMED).map(|author| author.name.as_str()).collect();
    if paper.authors.len() > NAMED {
        authors.truncate(1);
    }
    let more = if paper.authors.len() > NAMED { " et al." } else { "" };
    let id = |scheme| Cell::Id(paper.identifier(scheme).map(|id| id.value.clone()).unwrap_or_default());
    [Cell::Text(format!("{}{more}", authors.join(", "))), Cell::Text(paper.venue.clone()), id(Scheme::Arxiv), id(Scheme::Doi)]
}

/// A table for people: fewer columns, rounded numbers.
#[derive(Default)]
pub struct Shown {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    /// Sentences above and below the table.
    pub above: String,
    pub below: String,
    /// A second table, below.
    pub more: Option<Box<Shown>>,
}

/// A table for programs.
pub struct Sheet {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
    /// What JSON says besides the rows.
    pub about: Map<String, Value>,
}

pub fn csv(sheet: &Sheet) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every row has as many cells as there are columns.
    let _ = writer.write_record(&sheet.columns);
    for row in &sheet.rows {
        let _ = writer.write_record(row.iter().map(Cell::csv));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

pub fn json(sheet: &Sheet) -> String {
    let rows: Vec<Value> = sheet
        .rows
        .iter()
        .map(|row| Value::Object(sheet.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.json())).collect()))
        .collect();
    let mut out = Map::new();
    out.insert("schema_version".into(), json!(1));
    out.extend(sheet.about.clone());
    out.insert("rows".into(), json!(rows));
    super::pretty(&Value::Object(out))
}

pub fn table(shown: &Shown) -> String {
    let width = table_width();
    let mut out = prose(&shown.above, width, 0);
    if !shown.rows.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        let rows: Vec<Vec<String>> = shown.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        out.push_str(&aligned(&shown.columns, &rows, width));
    }
    if !shown.below.is_empty() {
        out.push('\n');
        out.push_str(&prose(&shown.below, width, 2));
    }
    if let Some(more) = &shown.more {
        out.push_str(&format!("\n{}", table(more)));
    }
    out
}

pub fn md(shown: &Shown) -> String {
    let mut out = paragraphs(&shown.above);
    if !shown.rows.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        let heads: Vec<&str> = shown.columns.iter().map(|column| column.head).collect();
        let rule: String = shown.columns.iter().map(|column| if column.is_number() { "---:|" } else { "---|" }).collect();
        out.push_str(&format!("| {} |\n|{rule}\n", heads.join(" | ")));
        for row in &shown.rows {
            out.push_str(&format!("| {} |\n", row.iter().map(Cell::markdown).collect::<Vec<_>>().join(" | ")));
        }
    }
    if !shown.below.is_empty() {
        out.push('\n');
        out.push_str(&paragraphs(&shown.below));
    }
    if let Some(more) = &shown.more {
        out.push_str(&format!("\n{}", md(more)));
    }
    out
}

/// One paragraph a line: Markdown would join lines that follow each other.
fn paragraphs(text: &str) -> String {
    text.lines().map(markdown).collect::<Vec<_>>().join("\n\n") + if text.is_empty() { "" } else { "\n" }
}

/// `–` where nothing is known.
pub fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let rows = vec![
            vec![Cell::Id("-1".into()), Cell::Text("=cmd(), \"x\"".into()), Cell::Number(Some(0.1)), Cell::whole(None), Cell::Flag(true)],
            vec![Cell::Id("b".into()), Cell::Texts(vec!["a".into(), "c".into()]), Cell::Number(None), Cell::whole(3), Cell::Flag(false)],
        ];
        let about = Map::from_iter([("list".to_owned(), json!("L"))]);
        Sheet { columns: vec!["id", "title", "hot", "n", "new"], rows, about }
    }

    #[test]
    fn csv_quotes_disarms_formulas_and_leaves_ids_and_unknown_alone() {
        assert_eq!(csv(&sheet()), "id,title,hot,n,new\n-1,\"'=cmd(), \"\"x\"\"\",0.1,,true\nb,a; c,,3,false\n");
    }

    #[test]
    fn json_has_a_version_and_an_object_a_row() {
        let value: Value = serde_json::from_str(&json(&sheet())).unwrap();
        assert_eq!(value["schema_version"], 1);
        assert_eq!(value["list"], "L");
        assert_eq!(value["rows"][0]["n"], Value::Null);
        assert_eq!(value["rows"][1]["title"][1], "c");
    }

    #[test]
    fn markdown_keeps_titles_from_breaking_the_table_and_links_papers() {
        let mut paper = Paper::new("p", "a | b](http://x) <script>");
        paper.identifiers = vec![citegraph::paper::Identifier::new(Scheme::Arxiv, "2106.09685")];
        let shown = Shown {
            columns: vec![Column::key("rank"), Column::title("title")],
            rows: vec![vec![Cell::whole(1), Cell::Papers(vec![Named::whole(&paper)])]],
            below: "n = 1\nm = 2".into(),
            ..Shown::default()
        };
        let expected = "| rank | title |\n|---:|---|\n| 1 | [a \\| b\\](http&#58;//x) &lt;script&gt;](https://arxiv.org/abs/2106.09685) |\n\nn = 1\n\nm = 2\n";
        assert_eq!(md(&shown), expected);
    }
}
