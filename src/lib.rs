//! Citation graph analyzer: a curated paper list in; rankings, topics and trend reports out.
//!
//! Data flows one way, from left to right, and every room imports only rooms to its left:
//! `paper` ← `list` ← `catalog` ← `resolve` ← `corpus` ← `graph` ← `analysis` ← `maintain` ← `report`.

pub mod paper;

pub mod list;

pub mod catalog;

pub mod resolve;

pub mod corpus;

pub mod graph;

pub mod analysis;

pub mod maintain;

pub mod report;
