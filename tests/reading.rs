//! The reader on shapes of lists: small ones written for it, and real labelled ones where they are at hand.
//!
//! The labelled lists stand in `../shared` beside the crate, or where `CITEGRAPH_SHARED` says; without them their tests say so and pass.

use std::path::PathBuf;

use citegraph::list::{CountForm, Entry, Kind, List, NoticeCode, read, read_bytes, to_json};
use citegraph::paper::Scheme;

#[path = "reading/labelled.rs"]
mod labelled;
#[path = "reading/misread.rs"]
mod misread;
#[path = "reading/others.rs"]
mod others;
#[path = "reading/outside.rs"]
mod outside;
#[path = "reading/seed.rs"]
mod seed;
#[path = "reading/shapes.rs"]
mod shapes;
#[path = "reading/total.rs"]
mod total;
#[path = "reading/wild.rs"]
mod wild;

/// The folder of shared data, or `None` after saying that the test is skipped.
fn shared(part: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CITEGRAPH_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    say(&format!("skipped: no {part} in the shared data"));
    None
}

/// Tests print what they measured.
#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}

fn ids(entry: &Entry) -> Vec<String> {
    entry.identifiers.iter().filter(|id| id.scheme != Scheme::Url).map(ToString::to_string).collect()
}

fn titles(list: &List) -> Vec<&str> {
    list.entries.iter().map(|entry| entry.title.as_str()).collect()
}
