//! How does text from outside become clean where it enters, and harmless where it is shown?
//!
//! `clean` takes away what a catalog or another program wrapped around the words: tags, entities, TeX, control characters. It runs once, where text
//! enters. The escapes (`xml`, `markdown`, `csv_cell`, `terminal`, `script_json`, `link`) run where text leaves, one for each format; HTML is
//! escaped by the page's template engine. Nothing here knows what the text means.

mod clean;
mod escape;
mod plain;
mod tex;
mod words;

pub use clean::clean;
pub use escape::{csv_cell, link, markdown, path_segment, script_json, terminal, terminal_lines, xml};
pub use plain::{plain, short};
pub use words::{counted, joined, thousands};

/// Longest title a page, a figure or a table of the report shows, in characters; `report.json` and the Parquet tables keep all of it.
pub const SHOWN: usize = 300;
