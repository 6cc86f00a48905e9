//! Reads the lists named on the command line: their JSON with `--json`, else how fast they were read.
//!
//! `cargo run --release --example read_lists -- examples/efficient-llm.md`

use std::io::Write;
use std::time::Instant;

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let json = arguments.first().is_some_and(|first| first == "--json");
    if json {
        arguments.remove(0);
    }
    let mut texts = Vec::new();
    for name in &arguments {
        texts.push((name, std::fs::read(name)?));
    }
    if json {
        for (name, bytes) in &texts {
            writeln!(out, "{}", citegraph::list::to_json(&citegraph::list::read_bytes(bytes), name))?;
        }
        return Ok(());
    }
    for (name, bytes) in &texts {
        let start = Instant::now();
        let list = citegraph::list::read_bytes(bytes);
        let seconds = start.elapsed().as_secs_f64();
        let size = bytes.len() as f64 / 1e6;
        writeln!(
            out,
            "{name}: {size:.2} MB, {} entries, {} notices, {:.1} ms, {:.1} MB/s",
            list.entries.len(),
            list.notices.len(),
            seconds * 1e3,
            size / seconds
        )?;
    }
    Ok(())
}
