//! Cytoscape and Cytoscape.js (`.cyjs`): ids are text and unique over nodes and edges; `name` is what the desktop program shows,
//! `value`, `directed` and `multigraph` are what networkx reads.

use serde_json::{Value, json};

use crate::paper::Scheme;

use super::Exported;

pub fn write(graph: &Exported<'_>) -> String {
    let nodes: Vec<Value> = graph
        .nodes
        .iter()
        .enumerate()
        .map(|(place, node)| {
            let data = json!({
                "id": format!("n{place}"), "value": format!("n{place}"), "name": node.label, "paper_id": node.id(), "title": node.title, "first_author": node.first_author(), "year": node.year(),
                "venue": node.paper.venue, "arxiv_id": node.identifier(Scheme::Arxiv), "doi": node.identifier(Scheme::Doi), "url": node.url, "listed": node.listed,
                "section": node.section, "topic": node.topic, "topic_label": node.topic_label, "rank": node.rank, "hot": node.hot, "age_percentile": node.age_percentile,
                "citations": node.citations, "citations_12m": node.citations_12m, "local_citations": node.local_citations, "colour": super::palette::hex(node.colour),
            });
            let class = if node.listed { "listed" } else { "around" };
            json!({ "data": data, "position": { "x": node.x, "y": node.y }, "classes": class })
        })
        .collect();
    let edges: Vec<Value> = graph
        .edges
        .iter()
        .enumerate()
        .map(|(number, (citing, cited))| json!({ "data": { "id": format!("e{number}"), "source": format!("n{citing}"), "target": format!("n{cited}"), "interaction": "cites" } }))
        .collect();
    let document = json!({ "directed": true, "multigraph": false, "data": { "name": graph.name, "description": graph.description }, "elements": { "nodes": nodes, "edges": edges } });
    format!("{document:#}\n")
}
