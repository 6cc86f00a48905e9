//! Pajek: the network, the topics as a partition, ranks as a vector. 1-based places, coordinates from 0 to 1, labels without quotes.

use std::collections::HashSet;

use super::{Exported, number};
use crate::analysis::TopicNumber;

pub fn write(graph: &Exported<'_>) -> [String; 3] {
    let count = graph.nodes.len();
    let mut net = format!("*Vertices {count}\r\n");
    let (x, y) = (unit(graph.nodes.iter().map(|n| n.x)), unit(graph.nodes.iter().map(|n| n.y)));
    for (place, label) in labels(graph).into_iter().enumerate() {
        net.push_str(&format!("{} \"{label}\" {:.4} {:.4} 0.5000\r\n", place + 1, x[place], y[place]));
    }
    net.push_str("*Arcs\r\n");
    for (citing, cited) in &graph.edges {
        net.push_str(&format!("{} {} 1\r\n", citing + 1, cited + 1));
    }
    let column = |value: &dyn Fn(usize) -> String| -> String {
        let rows: String = (0..count).map(|place| format!("{}\r\n", value(place))).collect();
        format!("*Vertices {count}\r\n{rows}")
    };
    // 0 is no topic.
    let clu = column(&|place| graph.nodes[place].topic.map_or(0, TopicNumber::get).to_string());
    let vec = column(&|place| number(graph.nodes[place].hot.unwrap_or(0.0)));
    [net, clu, vec]
}

/// Each once: some readers take the label for the name of the vertex.
fn labels(graph: &Exported<'_>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut unique = |label: String| {
        let mut name = label.clone();
        let mut times = 1;
        while !taken.insert(name.clone()) {
            times += 1;
            name = format!("{label} ({times})");
        }
        name
    };
    graph.nodes.iter().map(|node| unique(label(&node.label))).collect()
}

/// Plain ASCII: Pajek reads no other letters reliably.
fn label(text: &str) -> String {
    deunicode::deunicode(text).chars().map(|c| if c == '"' { '\'' } else { c }).filter(|c| !c.is_control()).collect()
}

/// Stretched to 0.02–0.98.
fn unit(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    values.into_iter().map(|value| if high > low { 0.02 + 0.96 * (value - low) / (high - low) } else { 0.5 }).collect()
}
