//! VOSviewer: map and network text files, and the JSON of VOSviewer Online. Clusters run from 1; a paper without a topic has none.
//!
//! VOSviewer networks have no direction: two papers that cite each other are one link of strength 2.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Exported, Node, number};
use crate::analysis::TopicNumber;
use crate::text::{plain, xml};

/// VOSviewer's own limit.
const MOST_CLUSTERS: usize = 1_000;

/// Map and network.
pub fn text(graph: &Exported<'_>) -> [String; 2] {
    let mut map = String::from(
        "id\tlabel\tdescription\turl\tx\ty\tcluster\tweight<Citations>\tweight<Cited by the list>\tscore<Year>\tscore<Hot>\r\n",
    );
    for (place, node) in graph.nodes.iter().enumerate() {
        let row = [
            (place + 1).to_string(),
            field(&node.label),
            field(&node.title),
            node.url.as_deref().map(field).unwrap_or_default(),
            number(node.x / 100.0),
            number(-node.y / 100.0),
            cluster(node).map(|c| c.to_string()).unwrap_or_default(),
            node.citations.unwrap_or(0).to_string(),
            node.local_citations.unwrap_or(0).to_string(),
            node.year().map(|year| year.to_string()).unwrap_or_default(),
            node.hot.map(number).unwrap_or_default(),
        ];
        map.push_str(&format!("{}\r\n", row.join("\t")));
    }
    let network: String = links(graph).into_iter().map(|((a, b), strength)| format!("{}\t{}\t{strength}\r\n", a + 1, b + 1)).collect();
    [map, network]
}

pub fn json(graph: &Exported<'_>) -> String {
    let items: Vec<Value> = graph.nodes.iter().enumerate().map(|(place, node)| item(place, node)).collect();
    let links: Vec<Value> = links(graph)
        .into_iter()
        .map(|((a, b), strength)| json!({ "source_id": a + 1, "target_id": b + 1, "strength": strength }))
        .collect();
    let clusters: Vec<Value> = graph
        .topic_labels
        .iter()
        .take(MOST_CLUSTERS)
        .enumerate()
        .map(|(i, label)| json!({ "cluster": i + 1, "label": plain(label) }))
        .collect();
    let document = json!({
        "network": { "items": items, "links": links, "clusters": clusters },
        "config": { "terminology": { "item": "paper", "items": "papers", "link": "citation", "links": "citations", "cluster": "topic", "clusters": "topics" } },
        "info": { "title": plain(&graph.name), "description": xml(&graph.description) }
    });
    format!("{document:#}\n")
}

fn item(place: usize, node: &Node<'_>) -> Value {
    let mut item = json!({
        "id": place + 1,
        "label": node.label,
        // Read as HTML.
        "description": xml(&node.title),
        "x": node.x / 100.0,
        "y": -node.y / 100.0,
        "weights": { "Citations": node.citations.unwrap_or(0), "Cited by the list": node.local_citations.unwrap_or(0) },
    });
    if let Some(url) = &node.url {
        item["url"] = json!(url);
    }
    if let Some(cluster) = cluster(node) {
        item["cluster"] = json!(cluster);
    }
    let mut scores = serde_json::Map::new();
    if let Some(year) = node.year() {
        scores.insert("Year".to_owned(), json!(year));
    }
    if let Some(hot) = node.hot {
        scores.insert("Hot".to_owned(), json!(hot));
    }
    item["scores"] = Value::Object(scores);
    item
}

fn cluster(node: &Node<'_>) -> Option<usize> {
    node.topic.map(TopicNumber::index).map(|index| index + 1).filter(|cluster| *cluster <= MOST_CLUSTERS)
}

/// A tab-separated field: VOSviewer wants quotes balanced, so there are none.
fn field(text: &str) -> String {
    plain(text).replace('"', "'")
}

fn links(graph: &Exported<'_>) -> BTreeMap<(usize, usize), u32> {
    let mut links = BTreeMap::new();
    for &(a, b) in &graph.edges {
        *links.entry((a.min(b), a.max(b))).or_insert(0) += 1;
    }
    links
}
