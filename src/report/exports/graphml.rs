//! GraphML 1.0 for Gephi, Cytoscape, yEd, networkx and igraph.
//!
//! Attributes are declared before the graph and named as Gephi maps them (`label`, `x`, `y`, `size`, `r`, `g`, `b`, `url`). Unknown values are left out.

use crate::paper::Scheme;

use super::super::text::xml;
use super::{Exported, Node, number};

/// Name and type of a node's attributes.
const ATTRIBUTES: [(&str, &str); 27] = [
    ("label", "string"),
    ("title", "string"),
    ("first_author", "string"),
    ("authors", "string"),
    ("year", "int"),
    ("date", "string"),
    ("venue", "string"),
    ("arxiv_id", "string"),
    ("doi", "string"),
    ("url", "string"),
    ("listed", "boolean"),
    ("section", "string"),
    ("topic", "int"),
    ("topic_label", "string"),
    ("rank", "int"),
    ("hot", "double"),
    ("age_percentile", "double"),
    ("citations", "int"),
    ("citations_12m", "int"),
    ("local_citations", "int"),
    ("pagerank", "double"),
    ("x", "double"),
    ("y", "double"),
    ("size", "double"),
    ("r", "int"),
    ("g", "int"),
    ("b", "int"),
];

pub fn write(graph: &Exported<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    out.push_str(&format!("<desc>{}</desc>\n", xml(&graph.description)));
    for (number, (name, kind)) in ATTRIBUTES.iter().enumerate() {
        out.push_str(&format!("<key id=\"d{number}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
    }
    out.push_str("<graph id=\"citations\" edgedefault=\"directed\">\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        out.push_str(&format!("<node id=\"n{place}\">"));
        for (number, value) in values(node).into_iter().enumerate() {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.push_str(&format!("<data key=\"d{number}\">{}</data>", xml(&value)));
            }
        }
        out.push_str("</node>\n");
    }
    for (number, (citing, cited)) in graph.edges.iter().enumerate() {
        out.push_str(&format!("<edge id=\"e{number}\" source=\"n{citing}\" target=\"n{cited}\"/>\n"));
    }
    out.push_str("</graph>\n</graphml>\n");
    out
}

fn values(node: &Node<'_>) -> [Option<String>; 27] {
    let paper = node.paper;
    [
        Some(node.label.clone()),
        Some(node.title.clone()),
        Some(node.first_author()),
        Some(super::view::authors(paper, 20)),
        node.year().map(|year| year.to_string()),
        paper.date.map(|date| date.to_string()),
        Some(paper.venue.clone()),
        node.identifier(Scheme::Arxiv).map(str::to_owned),
        node.identifier(Scheme::Doi).map(str::to_owned),
        node.url.clone(),
        Some(node.listed.to_string()),
        Some(node.section.clone()),
        node.topic.map(|topic| topic.to_string()),
        Some(node.topic_label.clone()),
        node.rank.map(|rank| rank.to_string()),
        node.hot.map(number),
        node.age_percentile.map(number),
        node.citations.map(|n| n.to_string()),
        node.citations_12m.map(|n| n.to_string()),
        node.local_citations.map(|n| n.to_string()),
        node.pagerank.map(|rank| format!("{rank:e}")),
        Some(number(node.x)),
        // Upwards is positive for Gephi, downwards on the page.
        Some(number(-node.y)),
        Some(number(node.size)),
        Some(node.colour.0.to_string()),
        Some(node.colour.1.to_string()),
        Some(node.colour.2.to_string()),
    ]
}
