//! The client over HTTP against a stand-in for Semantic Scholar, with all its surprises.

mod standin;

use std::time::Duration;

use citegraph::catalog::s2::{SemanticScholar, Settings};
use citegraph::catalog::{self, Lookup};
use citegraph::paper::{Identifier, Scheme};
use standin::{Standin, World};

fn settings(server: &Standin) -> Settings {
    let mut settings = Settings::new(&server.url(), None).unwrap();
    settings.pace = Some(Duration::ZERO);
    settings
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn papers_of_the_example_are_found_by_arxiv_id() {
    let server = Standin::of(World::example());
    let s2 = SemanticScholar::new(settings(&server)).unwrap();
    let found = run(catalog::papers(&s2, &[Identifier::new(Scheme::Arxiv, "1308.3432")]));
    let Lookup::Found(paper) = &found[0].answer else { panic!("{found:?}") };
    assert!(paper.title.starts_with("Estimating or Propagating Gradients"));
}
