//! GraphML 1.0 for Gephi, Cytoscape, yEd, networkx and igraph.
//!
//! Attributes are declared before the graph and named as Gephi maps them (`label`, `x`, `y`, `size`, `r`, `g`, `b`, `url`). Unknown values are left out.

use super::attributes::{ATTRIBUTES, Attribute, Kind, known};
use super::{Exported, number};
use crate::text::xml;

/// What a drawing program maps by name; `y` is upwards for Gephi and downwards on the page.
const LOOK: [Attribute; 7] = [
    Attribute { name: "label", kind: Kind::Text, value: |node| Some(node.label.clone()) },
    Attribute { name: "x", kind: Kind::Number, value: |node| Some(number(node.x)) },
    Attribute { name: "y", kind: Kind::Number, value: |node| Some(number(-node.y)) },
    Attribute { name: "size", kind: Kind::Number, value: |node| Some(number(node.size)) },
    Attribute { name: "r", kind: Kind::Whole, value: |node| Some(node.colour.0.to_string()) },
    Attribute { name: "g", kind: Kind::Whole, value: |node| Some(node.colour.1.to_string()) },
    Attribute { name: "b", kind: Kind::Whole, value: |node| Some(node.colour.2.to_string()) },
];

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Whole => "int",
        Kind::Number => "double",
        Kind::Flag => "boolean",
    }
}

pub fn write(graph: &Exported<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n");
    out.push_str(&format!("<desc>{}</desc>\n", xml(&graph.description)));
    for (prefix, attributes) in [("d", ATTRIBUTES.as_slice()), ("look", LOOK.as_slice())] {
        for (number, attribute) in attributes.iter().enumerate() {
            let (name, kind) = (attribute.name, kind(attribute.kind));
            out.push_str(&format!("<key id=\"{prefix}{number}\" for=\"node\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
        }
    }
    out.push_str("<graph id=\"citations\" edgedefault=\"directed\">\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        out.push_str(&format!("<node id=\"n{place}\">"));
        for (prefix, attributes) in [("d", ATTRIBUTES.as_slice()), ("look", LOOK.as_slice())] {
            for (number, value) in known(attributes, node) {
                out.push_str(&format!("<data key=\"{prefix}{number}\">{}</data>", xml(&value)));
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
