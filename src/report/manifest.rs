//! What was asked, with what, and which files came of it? The one file that may differ between two runs of the same list: it holds what the run spent.

use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;

use crate::catalog::Requests;
use crate::paper::Date;

use super::json::{Asked, SCHEMA_VERSION, asked};
use super::{ReportError, Study};

pub const PROGRAM: &str = "citegraph";

#[derive(Serialize)]
struct Manifest<'a> {
    schema_version: u32,
    program: &'static str,
    program_version: &'a str,
    list: &'a str,
    part: Option<&'a super::Part>,
    input_name: &'a str,
    input_hash: &'a str,
    as_of: Date,
    asked: Option<Asked>,
    catalog: &'a str,
    partial: bool,
    caveat: &'a str,
    seed: u64,
    options: &'a Value,
    requests: Requests,
    plan: &'a serde_json::Value,
    cache: &'a Value,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    name: String,
    bytes: usize,
    blake3: String,
}

/// `files` are all other files of the report.
pub fn render(study: &Study, files: &[(PathBuf, Vec<u8>)]) -> Result<Vec<u8>, ReportError> {
    let provenance = &study.provenance;
    let mut files: Vec<File> = files
        .iter()
        .map(|(name, bytes)| File { name: portable(name), bytes: bytes.len(), blake3: blake3::hash(bytes).to_hex().to_string() })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let manifest = Manifest {
        schema_version: SCHEMA_VERSION,
        program: PROGRAM,
        program_version: &provenance.program_version,
        list: &study.name,
        part: study.part.as_ref(),
        input_name: &provenance.input_name,
        input_hash: &provenance.input_hash,
        as_of: study.analyses.as_of,
        asked: asked(study),
        catalog: &provenance.catalog,
        partial: provenance.partial,
        caveat: &provenance.caveat,
        seed: provenance.seed,
        options: &provenance.options,
        requests: provenance.requests,
        plan: &provenance.plan,
        cache: &provenance.cache,
        files,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest)
        .map_err(|source| ReportError::Render { what: "manifest.json".to_owned(), source: Box::new(source) })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// With `/` between folders on every system.
fn portable(name: &std::path::Path) -> String {
    name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
