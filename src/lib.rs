//! Citation graph analyzer: a curated paper list in; rankings, topics and trend reports out.
//!
//! Data flows one way, and every room imports only rooms to its left:
//! `text` ← `paper` ← `list` ← `catalog` ← `resolve` ← `corpus` ← `graph` ← `analysis` ← `maintain` ← `report` ← [`run`].

/// How does text from outside become clean where it enters, and harmless where it is shown?
pub mod text;

/// The words every room speaks: Paper, Identifier, Date, Citation.
pub mod paper;

/// What does this list say? Text → [`list::List`].
pub mod list;

/// What does the world know of these papers? The only network, and the cache in front of it.
pub mod catalog;

/// Which paper does each entry mean, and why do we believe it?
pub mod resolve;

/// Which papers are in play? Frozen, sorted, deduplicated.
pub mod corpus;

/// How do they cite each other? From here on everything is pure.
pub mod graph;

/// What matters, what belongs together, what rises, what is missing?
pub mod analysis;

/// What should the maintainer do?
pub mod maintain;

/// Answers become page, tables, figures and exports.
pub mod report;

/// The study of one section or topic, out of the study of a whole list.
pub mod part;

use catalog::Catalog;
use corpus::{Corpus, Coverage, Reach};
use graph::CitationGraph;
use list::List;
use paper::Date;
use report::{Provenance, Study};
use resolve::{Overrides, Resolved};

/// What is asked for one list.
#[derive(Clone, Debug)]
pub struct Job {
    /// The list's name: its file name without ending.
    pub name: String,
    pub list: List,
    pub overrides: Overrides,
    pub reach: Reach,
    /// The day to look from; the newest answer's day unless said.
    pub as_of: Option<Date>,
    pub seed: u64,
}

/// What is known of a list before anything is computed.
pub struct Gathered {
    pub resolved: Resolved,
    pub corpus: Corpus,
    pub graph: CitationGraph,
    pub coverage: Coverage,
    /// The day to look from.
    pub as_of: Date,
}

/// The part of the job that asks: resolve → gather → graph.
pub async fn gather(job: &Job, catalog: &impl Catalog) -> Gathered {
    let resolved = resolve::resolve(&job.list, catalog, &job.overrides).await;
    let corpus = corpus::gather(&job.list, &resolved, catalog, &job.reach).await;
    let graph = CitationGraph::of(&corpus);
    let coverage = Coverage::of(&job.list, &resolved, &corpus);
    let as_of = job.as_of.unwrap_or_else(|| last_day_known(&corpus));
    Gathered { resolved, corpus, graph, coverage, as_of }
}

/// The whole job: gather → analyze. Reading comes before, rendering and writing come after.
///
/// `provenance` describes the catalog; the days asked and the requests spent are filled in here.
pub async fn run(job: Job, catalog: &impl Catalog, provenance: Provenance) -> Study {
    let gathered = gather(&job, catalog).await;
    conclude(job, gathered, Provenance { requests: catalog.requests(), ..provenance })
}

/// The part of the job that asks nothing: the analyses of what was gathered for it. The days asked are filled in.
pub fn conclude(job: Job, gathered: Gathered, provenance: Provenance) -> Study {
    let Gathered { resolved, corpus, graph, coverage, as_of } = gathered;
    let Job { name, list, seed, .. } = job;
    let analyses = analysis::analyze(&corpus, &graph, &analysis::Options { as_of, seed });
    let findings = maintain::findings(&[], &list, &resolved);
    let provenance = Provenance { asked: corpus.asked(), seed, ..provenance };
    Study { name, list, resolved, corpus, graph, analyses, coverage, findings, provenance, part: None }
}

/// The newest answer's day; without any answer the newest paper's, and without that the epoch.
pub fn last_day_known(corpus: &Corpus) -> Date {
    let asked = corpus.asked().map(|(_, last)| last);
    asked.or_else(|| corpus.papers().iter().filter_map(|p| p.date).max()).unwrap_or(Date::EPOCH)
}
