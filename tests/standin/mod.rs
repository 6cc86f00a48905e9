//! A stand-in for Semantic Scholar on this machine's loopback: its own HTTP/1.1, its own data, faults on demand.
//!
//! Shared by tests (`mod standin;`) and runnable by hand (`cargo run --release --example standin`). It keeps a log of all that arrived, with times.

#![allow(dead_code, unused_imports, reason = "each test uses a part of it")]

mod answer;
mod http;
mod json;
mod world;

pub use http::{Fault, Faults, Hit, Options, Standin};
pub use world::{Random, Record, World, arxiv_of};
