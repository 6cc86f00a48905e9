//! Gephi's spreadsheet import: a table of nodes and one of edges with the header names it knows.

use super::{Exported, number, palette};
use crate::text::{csv_cell, plain};

pub fn write(graph: &Exported<'_>) -> [String; 2] {
    let mut nodes = String::from("Id,Label,Title,Year,Section,Topic,Listed,Rank,Hot,Citations,Local citations,Colour,Url\r\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        let optional = |value: Option<String>| value.unwrap_or_default();
        let row = [
            format!("n{place}"),
            quoted(&node.label),
            quoted(&node.title),
            optional(node.year().map(|year| year.to_string())),
            quoted(&node.section),
            quoted(&node.topic_label),
            node.listed.to_string(),
            optional(node.rank.map(|rank| rank.to_string())),
            optional(node.hot.map(number)),
            optional(node.citations.map(|n| n.to_string())),
            optional(node.local_citations.map(|n| n.to_string())),
            palette::hex(node.colour),
            quoted(node.url.as_deref().unwrap_or_default()),
        ];
        nodes.push_str(&format!("{}\r\n", row.join(",")));
    }
    let mut edges = String::from("Source,Target,Type,Weight\r\n");
    for (citing, cited) in &graph.edges {
        edges.push_str(&format!("n{citing},n{cited},Directed,1\r\n"));
    }
    [nodes, edges]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", csv_cell(&plain(text)).replace('"', "\"\""))
}
