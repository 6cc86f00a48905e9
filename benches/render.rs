//! How long does it take to render a report, and how large is its page?
//!
//! `cargo bench --bench render -- [PAPERS]…`: made-up studies of so many listed papers; prints seconds of CPU (user, all threads) and of the clock, and bytes.
#![allow(clippy::print_stdout)]

#[path = "../tests/report/study.rs"]
mod study;

use std::path::Path;
use std::time::Instant;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![500, 5_000, 10_000];
    }
    for size in sizes {
        let study = study::study(size, false);
        let (started, cpu) = (Instant::now(), user_seconds());
        let report = citegraph::report::render(&study).expect("a report renders");
        let (clock, cpu) = (started.elapsed().as_secs_f64(), user_seconds() - cpu);
        let page = report.files.iter().find(|(name, _)| name == Path::new("index.html")).map_or(0, |(_, bytes)| bytes.len());
        let all: usize = report.files.iter().map(|(_, bytes)| bytes.len()).sum();
        println!("{size:>6} listed: {cpu:>6.2} s CPU, {clock:>6.2} s; {} files, {all} bytes, page {page}", report.files.len());
    }
}

/// Seconds of CPU that all threads spent so far, where the system tells.
fn user_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(11)).and_then(|ticks| ticks.parse::<f64>().ok());
    ticks.unwrap_or(0.0) / 100.0
}
