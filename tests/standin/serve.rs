//! The stand-in by hand: `cargo run --release --example standin -- --port 8099 --world examples/snapshot --faults 0.3 --seed 1`,
//! then `S2_API_URL=http://127.0.0.1:8099 S2_PACE=0ms citegraph report LIST.md`. `GET /_standin/requests` counts what arrived.

#![allow(clippy::print_stdout, reason = "a program for the hand")]

#[path = "mod.rs"]
mod standin;

use std::time::Duration;

use clap::Parser;
use standin::{Faults, Options, Standin, World};

/// A stand-in for Semantic Scholar on the loopback.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 8099)]
    port: u16,
    /// Folder with papers.csv and citations.csv; the example snapshot unless given.
    #[arg(long)]
    world: Option<String>,
    /// Made-up papers instead of a folder.
    #[arg(long, conflicts_with = "world")]
    papers: Option<usize>,
    /// Share of requests that go wrong.
    #[arg(long, default_value_t = 0.0)]
    faults: f64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keys served; others are refused.
    #[arg(long)]
    key: Vec<String>,
    /// Requests a second per key.
    #[arg(long)]
    rate: Option<f64>,
    /// Milliseconds before each answer.
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Seconds in a `Retry-After` on refusals.
    #[arg(long)]
    retry_after: Option<u64>,
    /// Ids that make any request fail with 500.
    #[arg(long)]
    poison: Vec<String>,
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let world = match (&arguments.world, arguments.papers) {
        (Some(folder), _) => World::from_folder(folder)?,
        (None, Some(papers)) => World::made_up(papers, 40, arguments.seed),
        (None, None) => World::example(),
    };
    let faults = Faults {
        probability: arguments.faults,
        seed: arguments.seed,
        latency: Duration::from_millis(arguments.latency),
        retry_after: arguments.retry_after,
        poison: arguments.poison.into_iter().collect(),
        ..Faults::default()
    };
    let papers = world.records.len();
    let server = Standin::start(world, Options { port: arguments.port, faults, keys: arguments.key, rate: arguments.rate });
    println!("{papers} papers at {}; ids are synthetic", server.url());
    server.wait();
    Ok(())
}
