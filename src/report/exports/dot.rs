//! Graphviz: `neato -n -Tsvg citations.dot` draws it with the places given, `dot -Tsvg` finds its own.

use super::{Exported, number, palette};
use crate::text::plain;

pub fn write(graph: &Exported<'_>) -> String {
    let mut out = String::from(
        "digraph citations {\n  graph [overlap=false, outputorder=edgesfirst];\n  node [shape=circle, style=filled, fontname=\"Helvetica\", fontsize=9, fixedsize=true, label=\"\"];\n  edge [color=\"#00000040\", arrowsize=0.4];\n",
    );
    for (place, node) in graph.nodes.iter().enumerate() {
        out.push_str(&format!(
            "  n{place} [xlabel={}, tooltip={}, fillcolor=\"{}\", width={}, pos=\"{},{}\"];\n",
            quoted(&node.label),
            quoted(&node.title),
            palette::hex(node.colour),
            number(node.size / 72.0),
            number(node.x),
            number(-node.y)
        ));
    }
    for (citing, cited) in &graph.edges {
        out.push_str(&format!("  n{citing} -> n{cited};\n"));
    }
    out.push_str("}\n");
    out
}

/// A quoted string; a backslash would begin an escape such as `\N`.
fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "\\\\").replace('"', "\\\""))
}
