//! GEXF 1.3 for Gephi and gephi-lite: dynamic (a paper appears on its date, a citation with the citing paper), with colours, sizes and places.

use crate::paper::Date;

use super::attributes::{ATTRIBUTES, Kind, known};
use super::{Exported, Node, number};
use crate::text::xml;

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Whole => "integer",
        Kind::Number => "double",
        Kind::Flag => "boolean",
    }
}

pub fn write(graph: &Exported<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">\n");
    out.push_str(&format!("<meta><creator>citegraph</creator><description>{}</description></meta>\n", xml(&graph.description)));
    out.push_str("<graph defaultedgetype=\"directed\" mode=\"dynamic\" timeformat=\"date\" timerepresentation=\"interval\">\n");
    out.push_str("<attributes class=\"node\">\n");
    for (number, attribute) in ATTRIBUTES.iter().enumerate() {
        let (name, kind) = (attribute.name, kind(attribute.kind));
        out.push_str(&format!("<attribute id=\"{number}\" title=\"{name}\" type=\"{kind}\"/>\n"));
    }
    out.push_str("</attributes>\n<nodes>\n");
    for (place, node) in graph.nodes.iter().enumerate() {
        push_node(&mut out, place, node);
    }
    out.push_str("</nodes>\n<edges>\n");
    for (number, &(citing, cited)) in graph.edges.iter().enumerate() {
        out.push_str(&format!(
            "<edge id=\"{number}\" source=\"{citing}\" target=\"{cited}\"{}/>\n",
            start(edge_start(graph, citing, cited))
        ));
    }
    out.push_str("</edges>\n</graph>\n</gexf>\n");
    out
}

fn push_node(out: &mut String, place: usize, node: &Node<'_>) {
    out.push_str(&format!("<node id=\"{place}\" label=\"{}\"{}><attvalues>", xml(&node.label), start(node.paper.date)));
    for (number, value) in known(&ATTRIBUTES, node) {
        out.push_str(&format!("<attvalue for=\"{number}\" value=\"{}\"/>", xml(&value)));
    }
    let (r, g, b) = node.colour;
    out.push_str(&format!(
        "</attvalues><viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/><viz:position x=\"{}\" y=\"{}\" z=\"0\"/><viz:size value=\"{}\"/></node>\n",
        number(node.x),
        number(-node.y),
        number(node.size)
    ));
}

/// A citation may not begin before both its papers exist.
fn edge_start(graph: &Exported<'_>, citing: usize, cited: usize) -> Option<Date> {
    graph.nodes[citing].paper.date.max(graph.nodes[cited].paper.date)
}

/// The first day a date may mean; `timeformat="date"` wants whole dates.
fn start(date: Option<Date>) -> String {
    date.map(|date| format!(" start=\"{:04}-{:02}-{:02}\"", date.year(), date.month().unwrap_or(1), date.day().unwrap_or(1)))
        .unwrap_or_default()
}
