//! Tables: CSV, TSV and the rows of a spreadsheet, of databases and of people.
//!
//! Text goes in, a record for each row comes out. The sign between cells, the header and the meaning of its columns are found in the file; a
//! column without a known name is the titles' only when its cells look like titles and another column holds identifiers or years.

use std::collections::BTreeMap;

use super::super::Span;
use super::formats::{Options, Unreadable};
use super::slots::{self, Slot};
use super::{Batch, Record, parse_identifier, year_in};

/// A row by its cells, each with the bytes of its content.
struct Row<'t> {
    cells: Vec<Cell<'t>>,
    span: Span,
}

struct Cell<'t> {
    source: &'t str,
    at: usize,
    quoted: bool,
}

impl Cell<'_> {
    fn text(&self) -> String {
        if self.quoted && self.source.contains("\"\"") { self.source.replace("\"\"", "\"") } else { self.source.to_owned() }
    }

    fn span(&self) -> Span {
        let lead = self.source.len() - self.source.trim_start().len();
        self.at + lead..self.at + lead + self.source.trim().len()
    }
}

/// Whether a text is a table whose header names a title or an identifier among at least two columns.
pub(super) fn looks(head: &str, ending: &str) -> bool {
    if matches!(ending, "csv" | "tsv" | "tab") {
        return true;
    }
    let Some(first) = head.lines().find(|line| !line.trim().is_empty()) else { return false };
    if first.starts_with(['#', '|', '<', '{', '[', '-', '*', '@', '%']) {
        return false;
    }
    let head = &head[..super::super::segments::floor_boundary(head, 20_000)];
    let separator = separator(head);
    let rows = Splitter::new(head, separator).take(6).collect::<Vec<_>>();
    let Some(header) = rows.first().filter(|row| row.cells.len() >= 3) else { return false };
    let known = columns_by_name(header);
    let has = |slot: Slot| known.contains_key(&slot);
    let same = rows.iter().skip(1).all(|row| row.cells.len() + 1 >= header.cells.len() && row.cells.len() <= header.cells.len() + 1);
    known.len() >= 2
        && (has(Slot::Title) || has(Slot::Doi))
        && (same || separator == b'\t')
        && header.cells.iter().all(|cell| cell.source.len() < 80)
}

/// The records of a table.
pub(super) fn read(text: &str, options: &Options) -> Result<Batch, Unreadable> {
    let mut batch = Batch::default();
    let lead = text.len() - text.trim_start_matches('\u{feff}').len();
    let (skip, separator) = match declared(&text[lead..]) {
        Some((length, sign)) => (lead + length, sign),
        None => (lead, separator(&text[lead..super::super::segments::floor_boundary(text, text.len().min(100_000)).max(lead)])),
    };
    let mut splitter = Splitter::new(text, separator);
    splitter.at = skip;
    let rows: Vec<Row<'_>> = splitter.by_ref().collect();
    for (span, message) in splitter.notices {
        batch.notice(span, message);
    }
    let plan = plan(&rows, options)?;
    let body = rows.get(plan.body..).unwrap_or_default();
    for row in body {
        let record = record(row, &plan.columns);
        if record.is_empty() {
            // A row of one cell between others is a heading of people's tables.
            if row.cells.iter().filter(|cell| !cell.source.trim().is_empty()).count() > 1 {
                batch.notice(record.span, "a row without title and identifier");
            }
        } else {
            batch.records.push(record);
        }
    }
    Ok(batch)
}

fn record(row: &Row<'_>, columns: &[(Slot, usize)]) -> Record {
    let mut record = Record { span: row.span.clone(), title_span: row.span.start..row.span.start, ..Record::default() };
    for (slot, column) in columns {
        if let Some(cell) = row.cells.get(*column) {
            slots::fill(&mut record, *slot, &cell.text(), cell.span());
        }
    }
    record
}

/// `sep=;`, as Excel writes it.
fn declared(text: &str) -> Option<(usize, u8)> {
    let line = text.lines().next()?;
    let sign = line.trim().strip_prefix("sep=")?.bytes().next()?;
    Some((line.len(), sign))
}

/// The sign that parts the first rows into the most cells, as many in each.
fn separator(text: &str) -> u8 {
    let score = |sign: u8| {
        let counts: Vec<usize> = Splitter::new(text, sign).take(20).map(|row| row.cells.len()).collect();
        let most = counts.iter().copied().max().unwrap_or(1);
        let usual = counts.iter().filter(|count| **count * 10 >= most * 8).count();
        if most < 2 { 0 } else { usual * 1000 / counts.len().max(1) * 100 + most.min(99) }
    };
    // The comma last among equals: it stands in titles, and decimal commas make it the worse guess.
    [b'\t', b';', b'|', b','].into_iter().rev().max_by_key(|sign| score(*sign)).unwrap_or(b',')
}

// ---------------------------------------------------------------- which column holds what

struct Plan {
    /// The first row of records.
    body: usize,
    columns: Vec<(Slot, usize)>,
}

/// For each slot the column with the surest name.
fn columns_by_name(header: &Row<'_>) -> BTreeMap<Slot, (usize, usize)> {
    let tags = header.cells.iter().filter(|cell| cell.source.trim().len() == 2).count();
    let is_wos = tags >= 8 && tags * 5 >= header.cells.len() * 4;
    let mut known: BTreeMap<Slot, (usize, usize)> = BTreeMap::new();
    for (column, cell) in header.cells.iter().enumerate() {
        let name = cell.text();
        let found = if is_wos { slots::web_of_science(&name) } else { slots::slot(&name) };
        if let Some((slot, rank)) = found {
            let best = known.entry(slot).or_insert((rank, column));
            if rank < best.0 {
                *best = (rank, column);
            }
        }
    }
    known
}

fn plan(rows: &[Row<'_>], options: &Options) -> Result<Plan, Unreadable> {
    let known: Vec<BTreeMap<Slot, (usize, usize)>> = rows.iter().take(12).map(columns_by_name).collect();
    let header = (0..known.len()).max_by_key(|i| (known[*i].len(), std::cmp::Reverse(*i))).filter(|i| {
        let cells = &rows[*i].cells;
        known[*i].len() >= 2 || (known[*i].len() == 1 && (*i == 0 || cells.len() == 1))
    });
    // A table of people may have a header whose names say nothing: then the first row is it, unless it holds identifiers itself.
    let first_is_data = rows.first().is_some_and(|row| row.cells.iter().any(|cell| is_identifier(cell.source)));
    let (body, mut columns) = match header {
        Some(i) => (i + 1, known[i].iter().map(|(slot, (_, column))| (*slot, *column)).collect::<Vec<_>>()),
        None => (usize::from(!first_is_data), Vec::new()),
    };
    let names: Vec<String> = match body.checked_sub(1).and_then(|header| rows.get(header)) {
        Some(row) => row.cells.iter().map(|cell| super::one_line(&cell.text())).collect(),
        None => (1..=rows.first().map_or(0, |row| row.cells.len())).map(|number| format!("column {number}")).collect(),
    };
    for (slot, column) in &options.columns {
        let at = names.iter().position(|name| slots::key(name) == slots::key(column));
        let slot = Slot::named(slot);
        let (Some(slot), Some(at)) = (slot, at) else {
            return Err(no_title(&names, &format!("the settings name a column `{column}` that is not there")));
        };
        columns.retain(|(known, _)| *known != slot);
        columns.push((slot, at));
    }
    by_content(&rows[body.min(rows.len())..], names.len(), &mut columns);
    let has = |slot: Slot| columns.iter().any(|(known, _)| *known == slot);
    let identified = [Slot::Doi, Slot::Arxiv, Slot::Pmid, Slot::Pmcid, Slot::Id].into_iter().any(has);
    if rows.is_empty() || !has(Slot::Title) && !identified {
        return Err(no_title(&names, "no column of this table looks like titles or identifiers"));
    }
    Ok(Plan { body, columns })
}

fn no_title(names: &[String], problem: &str) -> Unreadable {
    let shown: Vec<String> = names.iter().take(40).map(|name| format!("`{name}`")).collect();
    Unreadable {
        message: format!("{problem}; its columns are {}", if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }),
        hint: "rename the column that holds the titles to `Title` and save the table again".to_owned(),
    }
}

fn is_identifier(text: &str) -> bool {
    let text = text.trim();
    text.len() >= 6 && (text.contains("://") || parse_identifier(text).is_some())
}

/// Columns without a known name, by what their cells look like.
fn by_content(body: &[Row<'_>], width: usize, columns: &mut Vec<(Slot, usize)>) {
    let sample = &body[..body.len().min(200)];
    let taken: Vec<usize> = columns.iter().map(|(_, column)| *column).collect();
    let share = |column: usize, holds: &dyn Fn(&str) -> bool| {
        let cells = sample.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.source.trim()).filter(|cell| !cell.is_empty());
        let (all, held) = cells.fold((0usize, 0usize), |(all, held), cell| (all + 1, held + usize::from(holds(cell))));
        if all == 0 { 0.0 } else { held as f64 / all as f64 }
    };
    let has = |columns: &[(Slot, usize)], slot: Slot| columns.iter().any(|(known, _)| *known == slot);
    for column in (0..width).filter(|column| !taken.contains(column)) {
        if !has(columns, Slot::Id) && !has(columns, Slot::Doi) && share(column, &|cell| parse_identifier(cell).is_some()) >= 0.6 {
            columns.push((Slot::Id, column));
        } else if !has(columns, Slot::Url) && share(column, &|cell| cell.contains("://")) >= 0.6 {
            columns.push((Slot::Url, column));
        } else if !has(columns, Slot::Year) && share(column, &|cell| cell.len() == 4 && year_in(cell).is_some()) >= 0.6 {
            columns.push((Slot::Year, column));
        }
    }
    let confirmed = [Slot::Id, Slot::Doi, Slot::Url, Slot::Year, Slot::Arxiv, Slot::Pmid].into_iter().any(|slot| has(columns, slot));
    if has(columns, Slot::Title) || !confirmed {
        return;
    }
    // Titles are phrases, mostly different from each other, and no paragraphs.
    let titled = |cell: &str| (3..=40).contains(&cell.split_whitespace().count()) && !cell.contains("://") && !cell.contains(';');
    let free = (0..width).filter(|column| !columns.iter().any(|(_, known)| known == column));
    let candidates = free.filter(|column| share(*column, &titled) >= 0.6 && distinct(sample, *column) >= 0.8);
    let words = |column: usize| {
        sample.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.source.split_whitespace().count()).sum::<usize>()
    };
    if let Some(column) = candidates.max_by_key(|column| (words(*column), std::cmp::Reverse(*column))) {
        columns.insert(0, (Slot::Title, column));
    }
}

fn distinct(sample: &[Row<'_>], column: usize) -> f64 {
    let mut cells: Vec<&str> = sample.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.source.trim()).collect();
    let all = cells.len().max(1);
    cells.sort_unstable();
    cells.dedup();
    cells.len() as f64 / all as f64
}

// ---------------------------------------------------------------- cells

/// Rows one by one. The `csv` crate gives neither the bytes of a cell nor a way on behind a quote that never closes.
struct Splitter<'t> {
    text: &'t str,
    bytes: &'t [u8],
    separator: u8,
    at: usize,
    notices: Vec<(Span, String)>,
    /// No quote closes between these places: what was looked for once is not looked for again.
    open: Span,
}

impl<'t> Splitter<'t> {
    fn new(text: &'t str, separator: u8) -> Splitter<'t> {
        Splitter { text, bytes: text.as_bytes(), separator, at: 0, notices: Vec::new(), open: 0..0 }
    }

    fn cell(&mut self) -> Cell<'t> {
        let blanks = self.bytes[self.at..].iter().take_while(|byte| **byte == b' ').count();
        let quote = self.at + blanks;
        if self.bytes.get(quote) == Some(&b'"') {
            if let Some(end) = self.closing(quote + 1) {
                let cell = Cell { source: &self.text[quote + 1..end], at: quote + 1, quoted: true };
                self.at = end + 1 + self.bytes[end + 1..].iter().take_while(|byte| **byte == b' ').count();
                return cell;
            }
            self.notices
                .push((quote..quote + 1, "the quote that opens here never closes; the row is read to the end of its line".to_owned()));
        }
        let from = if self.bytes.get(quote) == Some(&b'"') { quote + 1 } else { self.at };
        let separator = self.separator;
        let length = self.bytes[from..].iter().position(|byte| *byte == separator || matches!(byte, b'\n' | b'\r'));
        let end = from + length.unwrap_or(self.bytes.len() - from);
        self.at = end;
        Cell { source: &self.text[from..end], at: from, quoted: false }
    }

    /// The quote that closes: behind it stands a separator or the end of the line. A quote at the head of a line is the start of another
    /// row, and this one never closed.
    fn closing(&mut self, from: usize) -> Option<usize> {
        if self.open.contains(&from) {
            return None;
        }
        let mut at = from;
        while let Some(found) = memchr::memchr(b'"', &self.bytes[at..]) {
            let quote = at + found;
            if self.bytes.get(quote + 1) == Some(&b'"') {
                // Two are one quote; an empty cell inside another cannot be told from it.
                at = quote + 2;
                continue;
            }
            let behind = quote + 1 + self.bytes[quote + 1..].iter().take_while(|byte| **byte == b' ').count();
            match self.bytes.get(behind) {
                None | Some(b'\n' | b'\r') => return Some(quote),
                Some(byte) if *byte == self.separator => return Some(quote),
                _ => {}
            }
            if self.bytes[..quote].last() == Some(&b'\n') && self.text[from..quote].contains('\n') {
                self.open = from..quote;
                return None;
            }
            at = quote + 1;
        }
        self.open = from..self.bytes.len();
        None
    }
}

impl<'t> Iterator for Splitter<'t> {
    type Item = Row<'t>;

    fn next(&mut self) -> Option<Row<'t>> {
        // Blank lines are no rows.
        self.at += self.bytes[self.at.min(self.bytes.len())..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell());
            match self.bytes.get(self.at) {
                Some(byte) if *byte == self.separator => self.at += 1,
                // Behind a closing quote stands nothing else; were it so, it would not close.
                _ => break,
            }
        }
        Some(Row { cells, span: start..self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let batch = read(text, &Options::default()).unwrap();
        let one = |record: &Record| {
            let ids: Vec<String> = record.identifiers.iter().map(ToString::to_string).collect();
            format!("{} | {} | {} | {}", record.title, record.authors.join(" & "), record.year.unwrap_or(0), ids.join(" "))
        };
        batch.records.iter().map(one).collect()
    }

    #[test]
    fn columns_are_found_by_their_names() {
        assert_eq!(
            told(
                "Authors,Title,Source title,Year,DOI,References\n\"Stone I.; Reed M.\",\"Gravel,\nrevisited\",River Letters,2015,10.1234/g.1,\"A B., Sand, doi: 10.1234/c.1 (2010)\"\n"
            ),
            ["Gravel, revisited | I. Stone & M. Reed | 2015 | doi:10.1234/g.1"]
        );
        assert_eq!(told("\u{feff}Titel;Autor;Jahr\nÜber Kies;Stone, Ira;2015\n"), ["Über Kies | Ira Stone | 2015 | "]);
        assert_eq!(told("sep=;\nTitle;Year\nA \"\"quoted\"\" one;2001\n").len(), 1);
        assert_eq!(
            told("PT\tAU\tAF\tTI\tSO\tDI\tPY\tUT\nJ\tStone, I\tStone, Ira\tGravel\tRIVER\t10.1234/g.1\t2015\tWOS:1\n"),
            ["Gravel | Ira Stone | 2015 | doi:10.1234/g.1"]
        );
    }

    #[test]
    fn columns_without_a_known_name_are_found_by_their_cells() {
        let text = "What we read,When,Where to find it\nThe memory of gravel,2015,https://doi.org/10.1234/g.1\nKettles in the dark,2016,https://arxiv.org/abs/2101.00001\n";
        assert_eq!(told(text), ["The memory of gravel |  | 2015 | doi:10.1234/g.1", "Kettles in the dark |  | 2016 | arxiv:2101.00001"]);
    }

    #[test]
    fn a_table_without_titles_names_its_columns() {
        let error = read("Colour,Weight\nred,1\nblue,2\n", &Options::default()).unwrap_err();
        assert!(error.message.contains("`Colour`, `Weight`") && error.hint.contains("`Title`"), "{error}");
        let options = Options { columns: [("title".to_owned(), "Colour".to_owned())].into() };
        assert_eq!(read("Colour,Weight\nred,1\nblue,2\n", &options).unwrap().records.len(), 2);
        let wrong = Options { columns: [("title".to_owned(), "Size".to_owned())].into() };
        assert!(read("Colour,Weight\nred,1\n", &wrong).unwrap_err().message.contains("`Size`"));
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_row() {
        let text = "title,year\n\"First title,2001\n\"Second title\",2002\nThird title,2003\n";
        let batch = read(text, &Options::default()).unwrap();
        let titles: Vec<&str> = batch.records.iter().map(|record| record.title.as_str()).collect();
        assert_eq!(titles, ["First title", "Second title", "Third title"]);
        assert_eq!(text[..batch.notices[0].0.start].matches('\n').count() + 1, 2);
    }
}
