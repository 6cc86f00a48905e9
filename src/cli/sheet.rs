//! One table, four forms: for a terminal, for a spreadsheet, for a program, for an issue.
//!
//! Rows of values go in. CSV and JSON hold every column with every digit; the forms for people hold the columns made for them.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::github::markdown;
use super::table::{aligned, terminal_width};

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

/// One value. `None` is unknown, never zero.
pub enum Cell {
    /// Shown as it is everywhere: ids that other programs look up.
    Id(String),
    /// Text from outside.
    Text(String),
    Whole(Option<u64>),
    Number(Option<f64>),
    Flag(bool),
    /// Several ids.
    Ids(Vec<String>),
}

impl Cell {
    pub fn whole(value: impl Into<Option<u32>>) -> Cell {
        Cell::Whole(value.into().map(u64::from))
    }

    fn csv(&self) -> String {
        match self {
            Cell::Id(id) => id.clone(),
            Cell::Text(text) => citegraph::report::spreadsheet_cell(text),
            Cell::Whole(value) => value.map(|n| n.to_string()).unwrap_or_default(),
            Cell::Number(value) => value.map(|x| x.to_string()).unwrap_or_default(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Ids(ids) => ids.join("; "),
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
            Cell::Ids(ids) => ids.join("; "),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Id(text) | Cell::Text(text) => json!(text),
            Cell::Whole(value) => json!(value),
            Cell::Number(value) => json!(value),
            Cell::Flag(flag) => json!(flag),
            Cell::Ids(ids) => json!(ids),
        }
    }
}

/// A table for people: fewer columns, rounded numbers.
pub struct Shown {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// Which column gives way when the terminal is narrow.
    pub flexible: usize,
    /// Sentences above and below the table.
    pub above: String,
    pub below: String,
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
    let around = |text: &str| text.lines().map(|line| format!("{}\n", super::table::printable(line))).collect::<String>();
    let mut out = around(&shown.above);
    if !shown.rows.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&aligned(&shown.head, &shown.rows, shown.flexible, terminal_width()));
    }
    if !shown.below.is_empty() {
        out.push('\n');
        out.push_str(&around(&shown.below));
    }
    out
}

pub fn md(shown: &Shown) -> String {
    let mut out = String::new();
    for line in shown.above.lines() {
        out.push_str(&format!("{}\n", markdown(line)));
    }
    if !shown.rows.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("| {} |\n|{}\n", shown.head.join(" | "), "---|".repeat(shown.head.len())));
        for row in &shown.rows {
            out.push_str(&format!("| {} |\n", row.iter().map(|cell| markdown(cell)).collect::<Vec<_>>().join(" | ")));
        }
    }
    if !shown.below.is_empty() {
        out.push('\n');
        for line in shown.below.lines() {
            out.push_str(&format!("{}\n", markdown(line)));
        }
    }
    out
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
            vec![Cell::Id("b".into()), Cell::Ids(vec!["a".into(), "c".into()]), Cell::Number(None), Cell::whole(3), Cell::Flag(false)],
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
    fn markdown_keeps_titles_from_breaking_the_table() {
        let shown = Shown {
            head: vec!["title"],
            rows: vec![vec!["a | b <script>".into()]],
            flexible: 0,
            above: String::new(),
            below: "n = 1".into(),
        };
        assert!(md(&shown).starts_with("| title |\n|---|\n| a \\| b &lt;script&gt; |\n"), "{}", md(&shown));
    }
}
