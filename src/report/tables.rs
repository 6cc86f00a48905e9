//! How do tables become CSV and Parquet? The only file that knows polars.
//!
//! CSV after RFC 4180 (UTF-8, comma, `\n` line ends; an empty cell is unknown); Parquet with Zstandard and `citegraph.schema_version` in its metadata. Both hold the same columns.
//!
//! In CSV a text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-` or `@`) gets a leading apostrophe and control characters become
//! spaces; Parquet keeps the text as it is.

use std::path::PathBuf;

use polars::prelude::*;
use polars_io::prelude::*;

use super::ReportError;
use super::columns::{Column as Wanted, Table, Values};
use super::json::SCHEMA_VERSION;
use crate::text;

/// `tables/<name>.csv` and `tables/<name>.parquet`.
pub fn write(table: &Table) -> Result<[(PathBuf, Vec<u8>); 2], ReportError> {
    let failed = |source: PolarsError| ReportError::Render { what: format!("table `{}`", table.name), source: Box::new(source) };
    let csv = csv(table).map_err(failed)?;
    let parquet = parquet(table).map_err(failed)?;
    Ok([(PathBuf::from(format!("tables/{}.csv", table.name)), csv), (PathBuf::from(format!("tables/{}.parquet", table.name)), parquet)])
}

fn csv(table: &Table) -> PolarsResult<Vec<u8>> {
    let mut frame = frame(table, text::csv_cell)?;
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).include_header(true).n_threads(1).finish(&mut frame)?;
    Ok(bytes)
}

fn parquet(table: &Table) -> PolarsResult<Vec<u8>> {
    let mut frame = frame(table, |text| text.to_owned())?;
    let mut bytes = Vec::new();
    let about =
        vec![("citegraph.schema_version".to_owned(), SCHEMA_VERSION.to_string()), ("citegraph.table".to_owned(), table.name.to_owned())];
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(about)))
        .set_parallel(false)
        .finish(&mut frame)?;
    Ok(bytes)
}

fn frame(table: &Table, shown: impl Fn(&str) -> String) -> PolarsResult<DataFrame> {
    let height = table.columns.first().map_or(0, Wanted::len);
    let columns = table
        .columns
        .iter()
        .map(|column| {
            let name = PlSmallStr::from_static(column.name);
            match &column.values {
                Values::Text(values) => Column::new(name, values.iter().map(|v| v.as_deref().map(&shown)).collect::<Vec<Option<String>>>()),
                Values::Integer(values) => Column::new(name, values.as_slice()),
                Values::Float(values) => Column::new(name, values.as_slice()),
                Values::Flag(values) => Column::new(name, values.as_slice()),
            }
        })
        .collect();
    DataFrame::new(height, columns)
}
