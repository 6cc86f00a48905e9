//! Tables that come as Parquet. The only file of this room that knows polars.
//!
//! In go the bytes of a file and the names of the columns wanted, out comes the same table as CSV text, one line per row, so that one reader reads
//! both. Texts, whole and decimal numbers, flags and lists of texts (joined by `;`) are read; of other types only columns nobody wants may be.

use std::io::Cursor;

use polars::prelude::*;
use polars_io::prelude::*;

use crate::catalog::CatalogError;

/// # Errors
/// When the bytes are no Parquet, or a wanted column is of a type that is not read.
pub(super) fn to_csv(bytes: Vec<u8>, file: &'static str, wanted: &[&str]) -> Result<String, CatalogError> {
    let problem = |what: String| CatalogError::Table { file: file.to_owned(), place: "columns".to_owned(), what };
    let unreadable = |_: PolarsError| problem("this is no Parquet file, or it is damaged".to_owned());
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let schema = reader.schema().map_err(unreadable)?;
    let mut names = Vec::new();
    for (name, field) in schema.iter() {
        if !wanted.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        if !is_readable(&field.dtype) {
            return Err(problem(format!("column `{name}` is of the type {:?}; write it as text or whole numbers", field.dtype)));
        }
        names.push(name.to_string());
    }
    if names.is_empty() {
        return Err(problem(format!("there is no column `{}`", wanted[0])));
    }
    let frame = reader.with_columns(Some(names)).read_parallel(ParallelStrategy::None).finish().map_err(unreadable)?;
    csv_of(&frame).map_err(unreadable)
}

fn is_readable(dtype: &ArrowDataType) -> bool {
    match dtype {
        ArrowDataType::Utf8 | ArrowDataType::LargeUtf8 | ArrowDataType::Utf8View | ArrowDataType::Boolean => true,
        ArrowDataType::Int32 | ArrowDataType::Int64 | ArrowDataType::UInt32 | ArrowDataType::UInt64 => true,
        ArrowDataType::Float32 | ArrowDataType::Float64 => true,
        ArrowDataType::List(item) | ArrowDataType::LargeList(item) => {
            matches!(item.dtype, ArrowDataType::Utf8 | ArrowDataType::LargeUtf8 | ArrowDataType::Utf8View)
        }
        _ => false,
    }
}

fn csv_of(frame: &DataFrame) -> PolarsResult<String> {
    let columns = frame.columns();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and every row has the same number of cells.
    let _ = writer.write_record(columns.iter().map(|column| column.name().as_str()));
    for row in 0..frame.height() {
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            cells.push(cell(&column.get(row)?));
        }
        let _ = writer.write_record(&cells);
    }
    Ok(writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default())
}

fn cell(value: &AnyValue<'_>) -> String {
    match value {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => (*text).to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        // Whole years and counts are often kept as decimal numbers, because some are missing.
        AnyValue::Float64(number) if number.fract() == 0.0 => format!("{number:.0}"),
        AnyValue::Float32(number) if number.fract() == 0.0 => format!("{number:.0}"),
        AnyValue::List(items) => (0..items.len()).filter_map(|i| items.get(i).ok()).map(|item| cell(&item)).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parquet(mut frame: DataFrame) -> Vec<u8> {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        bytes
    }

    fn table() -> DataFrame {
        let authors: Series =
            Series::new("authors".into(), [Series::new("".into(), ["A. One", "B. Two"]), Series::new("".into(), ["C, Three"])]);
        let columns = vec![
            Column::new("id".into(), ["a", "b"]),
            Column::new("title".into(), ["Commas, and \"quotes\"", "Lines\nbroken"]),
            authors.into(),
            Column::new("year".into(), [Some(2020.0), None]),
            Column::new("citation_count".into(), [7_i64, 0]),
            Column::new("listed".into(), [true, false]),
            Column::new("unwanted".into(), [1.5, 2.5]),
        ];
        DataFrame::new(2, columns).unwrap()
    }

    #[test]
    fn a_parquet_table_becomes_the_same_table_in_csv() {
        let text = to_csv(parquet(table()), "papers.parquet", &["id", "title", "authors", "year", "citation_count", "listed"]).unwrap();
        let rows: Vec<Vec<String>> =
            csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        assert_eq!(rows[0], ["a", "Commas, and \"quotes\"", "A. One; B. Two", "2020", "7", "true"]);
        assert_eq!(rows[1], ["b", "Lines\nbroken", "C, Three", "", "0", "false"]);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_file_and_column() {
        let message = |bytes: Vec<u8>, wanted: &[&str]| to_csv(bytes, "papers.parquet", wanted).unwrap_err().to_string();
        assert_eq!(message(b"PAR1 not really".to_vec(), &["id"]), "papers.parquet columns: this is no Parquet file, or it is damaged");
        assert_eq!(message(parquet(table()), &["citing"]), "papers.parquet columns: there is no column `citing`");
    }
}
