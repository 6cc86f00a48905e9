//! The data beside the project, as tests take it: papers by id, their citations, and corpora that list some of them. Tests without it say that they are skipped.

#![allow(dead_code, clippy::print_stderr, reason = "each test program uses some of it; skipped tests say so")]

use std::collections::HashMap;
use std::path::PathBuf;

use citegraph::catalog::EdgeState;
use citegraph::corpus::{Corpus, Known, Listed};
use citegraph::graph::CitationGraph;
use citegraph::paper::{Author, Citation, Date, Paper, PaperId, SectionPath};

pub fn graph_of(nodes: usize, mut arrows: Vec<(u32, u32)>) -> CitationGraph {
    arrows.sort_unstable();
    arrows.dedup();
    CitationGraph::from_sorted(nodes, arrows)
}

pub struct Table {
    pub ids: Vec<String>,
    pub titles: Vec<String>,
    pub authors: Vec<Vec<Author>>,
    pub dates: Vec<Option<Date>>,
    pub labels: Vec<String>,
    pub graph: CitationGraph,
}

pub fn shared() -> PathBuf {
    std::env::var_os("CITEGRAPH_SHARED").map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").into(), PathBuf::from)
}

/// Papers sorted by id and their citations, or `None` with a line that says so.
pub fn table(name: &str) -> Option<Table> {
    let folder = shared().join("data").join(name);
    let (Ok(mut papers), Ok(mut citations)) =
        (csv::Reader::from_path(folder.join("papers.csv")), csv::Reader::from_path(folder.join("citations.csv")))
    else {
        eprintln!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut rows: Vec<HashMap<String, String>> = papers.deserialize().map(Result::unwrap).collect();
    rows.sort_by(|a, b| a["id"].cmp(&b["id"]));
    let column = |name: &str| rows.iter().map(|row| row.get(name).cloned().unwrap_or_default()).collect::<Vec<String>>();
    let ids = column("id");
    let place: HashMap<&str, u32> = ids.iter().enumerate().map(|(i, id)| (id.as_str(), i as u32)).collect();
    let arrows: Vec<(u32, u32)> = citations
        .deserialize()
        .map(|row: Result<(String, String), _>| row.unwrap())
        .filter_map(|(citing, cited)| Some((*place.get(citing.as_str())?, *place.get(cited.as_str())?)))
        .filter(|(citing, cited)| citing != cited)
        .collect();
    let dates = rows.iter().map(|row| row.get("date").and_then(|d| d.parse().ok()).or_else(|| row.get("year")?.parse().ok())).collect();
    let graph = graph_of(ids.len(), arrows);
    let named = |names: &String| names.split(';').map(str::trim).filter(|name| !name.is_empty()).map(Author::named).collect();
    let authors = column("authors").iter().map(named).collect();
    let (titles, labels) = (column("title"), column("label"));
    Some(Table { ids, titles, authors, dates, labels, graph })
}

pub fn corpus_of(table: &Table, listed: &[(String, String)]) -> Corpus {
    let papers = (0..table.ids.len())
        .map(|i| {
            let mut paper = Paper::new(&table.ids[i], &table.titles[i]);
            paper.date = table.dates[i];
            paper.authors.clone_from(&table.authors[i]);
            paper
        })
        .collect();
    let id = |node: u32| PaperId(table.ids[node as usize].clone());
    let citations: Vec<Citation> = (0..table.ids.len() as u32)
        .flat_map(|a| table.graph.references(a).iter().map(move |&b| (a, b)))
        .map(|(a, b)| Citation { citing: id(a), cited: id(b) })
        .collect();
    let known = Known {
        references: EdgeState::Complete,
        reference_rows: 0,
        reference_nameless: 0,
        citations: EdgeState::Complete,
        citation_rows: 0,
    };
    let listed = listed.iter().map(|(section, id)| Listed {
        id: PaperId(id.clone()),
        known: known.clone(),
        sections: vec![SectionPath::parse(section)],
    });
    Corpus::new(papers, &citations, listed.collect(), None)
}
