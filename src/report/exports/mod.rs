//! What do other programs read? Graphs for Gephi, Cytoscape, Pajek, VOSviewer and Graphviz; references for Zotero, LaTeX and EndNote.
//!
//! One file, one format, each a pure function from an [`Exported`] graph or a list of papers to text.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::analysis::TopicNumber;
use crate::list::SourceRecord;
use crate::paper::{Paper, PaperIx, Scheme};

use super::map::Map;
use super::palette::{self, Rgb};
use super::view::{self, View};
use super::{ReportError, Study};
use crate::text;

mod attributes;
pub mod badge;
pub mod bibtex;
pub mod csl;
pub mod cytoscape;
pub mod dot;
pub mod gephi;
pub mod gexf;
pub mod graphml;
pub mod pajek;
pub mod ris;
pub mod vosviewer;

/// Every format a study can be exported to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    GraphMl,
    Gexf,
    GephiCsv,
    Pajek,
    VosViewer,
    VosViewerJson,
    Cytoscape,
    Dot,
    CslJson,
    BibTex,
    BibLaTex,
    Ris,
    Badge,
}

impl Format {
    pub const ALL: [Format; 13] = [
        Format::GraphMl,
        Format::Gexf,
        Format::GephiCsv,
        Format::Pajek,
        Format::VosViewer,
        Format::VosViewerJson,
        Format::Cytoscape,
        Format::Dot,
        Format::CslJson,
        Format::BibTex,
        Format::BibLaTex,
        Format::Ris,
        Format::Badge,
    ];

    /// The word that names it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::GraphMl => "graphml",
            Format::Gexf => "gexf",
            Format::GephiCsv => "gephi-csv",
            Format::Pajek => "pajek",
            Format::VosViewer => "vosviewer",
            Format::VosViewerJson => "vosviewer-json",
            Format::Cytoscape => "cytoscape",
            Format::Dot => "dot",
            Format::CslJson => "csl-json",
            Format::BibTex => "bibtex",
            Format::BibLaTex => "biblatex",
            Format::Ris => "ris",
            Format::Badge => "badge",
        }
    }

    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// For whom it is, in a few words.
    pub fn purpose(self) -> &'static str {
        match self {
            Format::GraphMl => "Gephi, Cytoscape, yEd, networkx, igraph",
            Format::Gexf => "Gephi and gephi-lite, with time, colours and places",
            Format::GephiCsv => "Gephi's spreadsheet import: nodes and edges",
            Format::Pajek => "Pajek: network, topics as a partition, hot as a vector",
            Format::VosViewer => "VOSviewer: map and network",
            Format::VosViewerJson => "VOSviewer Online",
            Format::Cytoscape => "Cytoscape and Cytoscape.js (.cyjs)",
            Format::Dot => "Graphviz",
            Format::CslJson => "Zotero, Pandoc and every citation processor",
            Format::BibTex => "LaTeX with BibTeX",
            Format::BibLaTex => "LaTeX with BibLaTeX: Unicode, whole dates, eprint types",
            Format::Ris => "EndNote, Mendeley, Zotero",
            Format::Badge => "a badge in a README, through shields.io's endpoint",
        }
    }

    /// Names of the files it is written to.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Format::GraphMl => &["citations.graphml"],
            Format::Gexf => &["citations.gexf"],
            Format::GephiCsv => &["gephi-nodes.csv", "gephi-edges.csv"],
            Format::Pajek => &["citations.net", "topics.clu", "hot.vec"],
            Format::VosViewer => &["vosviewer-map.txt", "vosviewer-network.txt"],
            Format::VosViewerJson => &["vosviewer.json"],
            Format::Cytoscape => &["citations.cyjs"],
            Format::Dot => &["citations.dot"],
            Format::CslJson => &["papers.csl.json"],
            Format::BibTex | Format::BibLaTex => &["papers.bib"],
            Format::Ris => &["papers.ris"],
            Format::Badge => &["badge.json"],
        }
    }
}

/// Which papers an exported graph has; bibliographies always have the listed ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// The listed papers, what they cite, and what cites them.
    #[default]
    Neighbours,
    /// The listed papers and the citations among them.
    Listed,
}

/// The files of one format ([`Format::files`]), relative names and bytes.
pub fn export(study: &Study, format: Format, scope: Scope) -> Vec<(PathBuf, Vec<u8>)> {
    let view = View::of(study);
    let graph = || Exported::of(&view, &Map::of(&view), scope);
    let papers = || listed_papers(&view);
    let texts = match format {
        Format::GraphMl => vec![graphml::write(&graph())],
        Format::Gexf => vec![gexf::write(&graph())],
        Format::GephiCsv => gephi::write(&graph()).into(),
        Format::Pajek => pajek::write(&graph()).into(),
        Format::VosViewer => vosviewer::text(&graph()).into(),
        Format::VosViewerJson => vec![vosviewer::json(&graph())],
        Format::Cytoscape => vec![cytoscape::write(&graph())],
        Format::Dot => vec![dot::write(&graph())],
        Format::CslJson => vec![csl::write(&papers())],
        Format::BibTex => vec![bibtex::write(&works(&view), bibtex::Dialect::BibTex)],
        Format::BibLaTex => vec![bibtex::write(&works(&view), bibtex::Dialect::BibLaTex)],
        Format::Ris => vec![ris::write(&papers())],
        Format::Badge => vec![badge::write(study)],
    };
    format.files().iter().map(PathBuf::from).zip(texts.into_iter().map(String::into_bytes)).collect()
}

/// Papers in a bibliography's format; empty for formats of graphs and badges.
pub fn references(papers: &[&Paper], format: Format) -> String {
    let works = || papers.iter().map(|paper| Work { paper: Some(paper), record: None }).collect::<Vec<_>>();
    match format {
        Format::BibTex => bibtex::write(&works(), bibtex::Dialect::BibTex),
        Format::BibLaTex => bibtex::write(&works(), bibtex::Dialect::BibLaTex),
        Format::Ris => ris::write(papers),
        Format::CslJson => csl::write(papers),
        _ => String::new(),
    }
}

/// Writes exported files below `dir`: all are whole before the first takes its place; strangers there are left alone.
///
/// # Errors
/// When the disk refuses.
pub fn write(files: &[(PathBuf, Vec<u8>)], dir: &Path) -> Result<(), ReportError> {
    super::write::files(files, dir)
}

pub(super) fn listed_papers<'a>(view: &View<'a>) -> Vec<&'a Paper> {
    view.study.corpus.listed().iter().map(|&ix| view.paper(ix)).collect()
}

/// A work for a bibliography: what the catalog knows of it, what the list's own BibTeX record says, or both.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    pub paper: Option<&'a Paper>,
    pub record: Option<&'a SourceRecord>,
}

/// The records of a BibTeX list, found or not, and the listed papers that have none. So no `\cite` of the list's own file breaks.
pub(super) fn works<'a>(view: &View<'a>) -> Vec<Work<'a>> {
    let study = view.study;
    let mut covered = HashSet::new();
    let mut works = Vec::new();
    for (entry, resolution) in study.list.entries.iter().zip(&study.resolved.resolutions) {
        let Some(record) = entry.record.as_deref().filter(|record| record.is_bibtex) else { continue };
        let ix = resolution.paper().and_then(|id| study.corpus.find(id));
        covered.extend(ix);
        works.push(Work { paper: ix.map(|ix| view.paper(ix)), record: Some(record) });
    }
    let others = study.corpus.listed().iter().filter(|ix| !covered.contains(*ix));
    works.extend(others.map(|&ix| Work { paper: Some(view.paper(ix)), record: None }));
    works
}

/// A graph as the formats want it. All text is whole; each format escapes it.
pub struct Exported<'a> {
    pub name: String,
    /// What a reader of the file must know: where it comes from, what was left out.
    pub description: String,
    pub nodes: Vec<Node<'a>>,
    /// (citing, cited) as places in `nodes`, sorted.
    pub edges: Vec<(usize, usize)>,
    pub topic_labels: Vec<String>,
}

pub struct Node<'a> {
    pub paper: &'a Paper,
    /// `Author 2020 · Short title`
    pub label: String,
    pub title: String,
    pub listed: bool,
    pub section: String,
    pub topic: Option<TopicNumber>,
    pub topic_label: String,
    pub rank: Option<u32>,
    pub hot: Option<f64>,
    pub age_percentile: Option<f64>,
    /// The catalog's own total.
    pub citations: Option<u32>,
    pub citations_12m: Option<u32>,
    pub local_citations: Option<u32>,
    pub pagerank: Option<f64>,
    pub x: f64,
    pub y: f64,
    pub size: f64,
    pub colour: Rgb,
    pub url: Option<String>,
}

impl Node<'_> {
    pub fn id(&self) -> &str {
        self.paper.id.as_str()
    }

    pub fn year(&self) -> Option<i32> {
        self.paper.date.map(|date| date.year())
    }

    pub fn first_author(&self) -> String {
        self.paper.authors.first().map(|author| text::plain(&author.name)).unwrap_or_default()
    }

    pub fn identifier(&self, scheme: Scheme) -> Option<&str> {
        self.paper.identifier(scheme).map(|id| id.value.as_str())
    }
}

/// Neighbours with one tie are leaves that say nothing of structure; past this many papers they are left out.
const MOST_NODES: usize = 5_000;

impl<'a> Exported<'a> {
    /// The listed papers and their neighbours; in a large corpus only neighbours with enough ties to listed papers.
    pub fn of(view: &View<'a>, map: &Map, scope: Scope) -> Exported<'a> {
        let chosen = match scope {
            Scope::Neighbours => chosen(view),
            Scope::Listed => view.study.corpus.listed().to_vec(),
        };
        let places: HashMap<PaperIx, usize> = chosen.iter().enumerate().map(|(place, ix)| (*ix, place)).collect();
        let edges: Vec<(usize, usize)> =
            view.study.corpus.citations().iter().filter_map(|(citing, cited)| Some((*places.get(citing)?, *places.get(cited)?))).collect();
        let mut nodes: Vec<Node<'a>> = chosen.iter().map(|&ix| node(view, ix)).collect();
        place_nodes(&mut nodes, &places, &edges, map);
        let study = view.study;
        let left_out = study.corpus.len() - chosen.len();
        let mut description =
            format!("Citations around {}, as of {}; source: {}.", study.name, study.analyses.as_of, study.provenance.catalog);
        if scope == Scope::Listed {
            description.push_str(" Only listed papers; tables/citations.csv has their neighbours too.");
        } else if left_out > 0 {
            description
                .push_str(&format!(" {left_out} papers with too few ties to listed papers are left out; tables/citations.csv has all."));
        }
        if !study.provenance.caveat.is_empty() {
            description.push(' ');
            description.push_str(&study.provenance.caveat);
        }
        let topic_labels = (0..view.topics().len()).map(|topic| view.topic_label(topic)).collect();
        Exported { name: study.name.clone(), description, nodes, edges, topic_labels }
    }
}

fn chosen(view: &View<'_>) -> Vec<PaperIx> {
    let corpus = &view.study.corpus;
    let mut ties = vec![0u32; corpus.len()];
    for (citing, cited) in corpus.citations() {
        ties[cited.index()] += u32::from(corpus.role(*citing).listed);
        ties[citing.index()] += u32::from(corpus.role(*cited).listed);
    }
    let all = || (0..corpus.len() as u32).map(PaperIx);
    let with = |least: u32| all().filter(|ix| corpus.role(*ix).listed || ties[ix.index()] >= least).collect::<Vec<_>>();
    let mut least = 0;
    let mut chosen = with(least);
    while chosen.len() > MOST_NODES && least < 64 {
        least = (least + 1).max(2);
        chosen = with(least);
    }
    chosen
}

fn node<'a>(view: &View<'a>, ix: PaperIx) -> Node<'a> {
    let paper = view.paper(ix);
    let position = view.position(ix);
    let standing = position.and_then(|position| view.standing(position));
    let topic = position.and_then(|position| view.topic(position));
    Node {
        paper,
        label: format!("{} · {}", text::short(&paper.short_name(), 40), view::label(paper, 40)),
        title: text::plain(&paper.title),
        listed: position.is_some(),
        section: position.and_then(|position| view.section(position)).map_or_else(String::new, |section| text::plain(&section.to_string())),
        topic: topic.map(TopicNumber::of),
        topic_label: topic.map_or_else(String::new, |topic| view.topic_label(topic)),
        rank: standing.map(|s| s.rank),
        hot: standing.map(|s| s.hot),
        age_percentile: standing.and_then(|s| s.age_percentile),
        citations: paper.citation_count,
        citations_12m: standing.map(|s| s.citations_12m),
        local_citations: standing.map(|s| s.local_citations),
        pagerank: standing.map(|s| s.pagerank),
        x: 0.0,
        y: 0.0,
        size: standing.map_or(4.0, |s| 6.0 + 4.0 * f64::from(s.local_citations).sqrt()),
        colour: if position.is_some() { palette::topic(topic) } else { palette::NEUTRAL },
        url: view::url(paper),
    }
}

/// Papers of the map keep their places; others stand at the middle of their neighbours there, fanned out so that no two share a place.
fn place_nodes(nodes: &mut [Node<'_>], places: &HashMap<PaperIx, usize>, edges: &[(usize, usize)], map: &Map) {
    let mut fixed = vec![false; nodes.len()];
    for (ix, point) in map.nodes.iter().zip(&map.force) {
        if let Some(&place) = places.get(ix) {
            (nodes[place].x, nodes[place].y) = *point;
            fixed[place] = true;
        }
    }
    let mut sums = vec![(0.0, 0.0, 0.0); nodes.len()];
    for &(a, b) in edges {
        for (free, tied) in [(a, b), (b, a)] {
            if !fixed[free] && fixed[tied] {
                let sum = &mut sums[free];
                *sum = (sum.0 + nodes[tied].x, sum.1 + nodes[tied].y, sum.2 + 1.0);
            }
        }
    }
    for (place, node) in nodes.iter_mut().enumerate().filter(|(place, _)| !fixed[*place]) {
        let (x, y, ties) = sums[place];
        let angle = place as f64 * 2.399_963;
        let middle = if ties > 0.0 { (x / ties, y / ties) } else { (0.0, 0.0) };
        let reach = 30.0 + 60.0 / f64::max(ties, 1.0) + (place % 17) as f64;
        (node.x, node.y) = (middle.0 + reach * angle.cos(), middle.1 + reach * angle.sin());
    }
}

/// Short decimal numbers, the same on every system.
fn number(value: f64) -> String {
    if value.is_finite() { format!("{}", (value * 1e6).round() / 1e6) } else { "0".to_owned() }
}

/// BibTeX's word for what kind of work it is: `article`, `inproceedings` or `misc` (a preprint, or not known).
fn entry_type(paper: &Paper) -> &'static str {
    let venue = text::plain(&paper.venue);
    let is = |kind: &str| paper.publication_types.iter().any(|of| of == kind);
    match () {
        () if venue.is_empty() || venue.to_lowercase().starts_with("arxiv") => "misc",
        () if is("Conference") => "inproceedings",
        () if is("JournalArticle") || is("Review") => "article",
        () => "misc",
    }
}

/// `vaswani2017attention`; the second of equal keys gets `-2`, and so on, in the order of the papers.
fn keys(papers: &[&Paper]) -> Vec<String> {
    let bases: Vec<String> = papers.iter().map(|paper| key(paper)).collect();
    each_once(&bases)
}

/// `vaswani2017attention`.
fn key(paper: &Paper) -> String {
    let word = |text: String| text.split(' ').find(|word| word.len() > 2).map(deunicode::deunicode).unwrap_or_default();
    let author = paper.authors.first().map(crate::paper::Author::surname_key).unwrap_or_default();
    let year = paper.date.map(|date| date.year().to_string()).unwrap_or_default();
    let key = format!("{}{year}{}", deunicode::deunicode(&author), word(crate::paper::normalized_title(&paper.title)));
    let key: String = key.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
    if key.is_empty() { "paper".to_owned() } else { key.to_lowercase() }
}

/// The second of equal keys gets `-2`, and so on.
fn each_once(bases: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut taken = HashSet::new();
    bases
        .iter()
        .map(|base| {
            loop {
                let count = seen.entry(base.clone()).or_insert(0);
                *count += 1;
                let key = if *count == 1 { base.clone() } else { format!("{base}-{count}") };
                if taken.insert(key.clone()) {
                    return key;
                }
            }
        })
        .collect()
}

/// `Last` and `First`, of `First Last` or `Last, First`.
fn name_parts(name: &str) -> (String, String) {
    let name = text::plain(name);
    match name.split_once(',') {
        Some((family, given)) => (family.trim().to_owned(), given.trim().to_owned()),
        None => match name.rsplit_once(' ') {
            Some((given, family)) => (family.to_owned(), given.to_owned()),
            None => (name, String::new()),
        },
    }
}
