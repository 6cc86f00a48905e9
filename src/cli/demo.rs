//! The example that ships with the program: a list and a snapshot of bibliographic facts, no network, no key.

use citegraph::catalog::Tables;
use citegraph::corpus::Reach;
use citegraph::paper::Date;
use citegraph::report::Provenance;
use citegraph::resolve::Overrides;
use citegraph::{Job, list};

use super::trouble::Trouble;

const NAME: &str = "efficient-llm";
const LIST: &str = include_str!("../../examples/efficient-llm.md");
const PAPERS: &str = include_str!("../../examples/snapshot/papers.csv");
const CITATIONS: &str = include_str!("../../examples/snapshot/citations.csv");
/// The last day the snapshot's newest month may mean: its facts are looked at from there.
const TAKEN: (i32, u8, u8) = (2023, 7, 31);
const SEED: u64 = 42;

/// The example's job, its catalog and where its facts come from.
pub fn job() -> Result<(Job, Tables, Provenance), Trouble> {
    let taken = Date::new(TAKEN.0, Some(TAKEN.1), Some(TAKEN.2)).ok_or_else(|| Trouble::say("the example has no date"))?;
    let tables = Tables::from_csv(PAPERS, CITATIONS, taken)?;
    let job = Job {
        name: NAME.into(),
        list: list::read_bytes(LIST.as_bytes()),
        overrides: Overrides::default(),
        reach: Reach::default(),
        as_of: None,
        seed: SEED,
    };
    let provenance = Provenance {
        catalog: "the snapshot that ships with citegraph (examples/snapshot)".into(),
        partial: true,
        caveat: "This is an example. Every count is a count inside a small snapshot that ends in July 2023, far below the true number: \
                 papers outside it neither cite nor are cited. Only first authors are recorded."
            .into(),
        asked: None,
        input_hash: blake3::hash(LIST.as_bytes()).to_hex().to_string(),
        input_name: "efficient-llm.md".into(),
        program_version: env!("CARGO_PKG_VERSION").into(),
        seed: SEED,
        options: serde_json::json!({"demo": true}),
        requests: Default::default(),
        plan: serde_json::Value::Null,
        cache: serde_json::json!({"used": false}),
    };
    Ok((job, tables, provenance))
}
