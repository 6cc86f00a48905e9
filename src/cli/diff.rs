//! `citegraph diff`: what changed between two reports.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use citegraph::maintain::digest::{Options, digest};
use clap::Args;

use super::config::share;
use super::github::hand_on;
use super::print;
use super::trouble::Trouble;

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Folder of the earlier report, or its report.json
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// Folder of the later report, or its report.json
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// Tell of counts that changed by at least this share
    #[arg(long, value_name = "SHARE", default_value = "10%", value_parser = share)]
    pub min_change: f64,
    /// Rows of each table
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
}

pub fn run(args: &DiffArgs) -> Result<ExitCode, Trouble> {
    let options = Options { min_change: args.min_change, most: args.most, ..Options::default() };
    let text = digest(&read(&args.old)?, &read(&args.new)?, &options)?;
    hand_on(&[("changed", (!text.contains("Nothing changed that")).to_string())], &text);
    print(&text)
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let file = if path.is_dir() { path.join("report.json") } else { path.to_owned() };
    std::fs::read(&file).map_err(|e| {
        Trouble::new(anyhow::Error::new(e).context(format!("could not read the report `{}`", file.display())))
            .hint("name two folders that `citegraph report` wrote")
    })
}
