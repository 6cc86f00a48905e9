//! Which facts of a paper go along with a graph? One list for GraphML and GEXF: name, type and value.

use crate::paper::Scheme;

use super::super::view;
use super::{Node, number};

/// In GraphML's words; GEXF has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    Number,
    Flag,
}

pub struct Attribute {
    pub name: &'static str,
    pub kind: Kind,
    /// `None`, or an empty text, is not known and is left out.
    pub value: fn(&Node<'_>) -> Option<String>,
}

const fn of(name: &'static str, kind: Kind, value: fn(&Node<'_>) -> Option<String>) -> Attribute {
    Attribute { name, kind, value }
}

pub const ATTRIBUTES: [Attribute; 21] = [
    of("paper_id", Kind::Text, |node| Some(node.id().to_owned())),
    of("title", Kind::Text, |node| Some(node.title.clone())),
    of("first_author", Kind::Text, |node| Some(node.first_author())),
    of("authors", Kind::Text, |node| Some(view::authors(node.paper, 20))),
    of("year", Kind::Whole, |node| node.year().map(|year| year.to_string())),
    of("date", Kind::Text, |node| node.paper.date.map(|date| date.to_string())),
    of("venue", Kind::Text, |node| Some(node.paper.venue.clone())),
    of("arxiv_id", Kind::Text, |node| node.identifier(Scheme::Arxiv).map(str::to_owned)),
    of("doi", Kind::Text, |node| node.identifier(Scheme::Doi).map(str::to_owned)),
    of("url", Kind::Text, |node| node.url.clone()),
    of("listed", Kind::Flag, |node| Some(node.listed.to_string())),
    of("section", Kind::Text, |node| Some(node.section.clone())),
    of("topic", Kind::Whole, |node| node.topic.map(|topic| topic.to_string())),
    of("topic_label", Kind::Text, |node| Some(node.topic_label.clone())),
    of("rank", Kind::Whole, |node| node.rank.map(|rank| rank.to_string())),
    of("hot", Kind::Number, |node| node.hot.map(number)),
    of("age_percentile", Kind::Number, |node| node.age_percentile.map(number)),
    of("citations", Kind::Whole, |node| node.citations.map(|n| n.to_string())),
    of("citations_12m", Kind::Whole, |node| node.citations_12m.map(|n| n.to_string())),
    of("local_citations", Kind::Whole, |node| node.local_citations.map(|n| n.to_string())),
    of("pagerank", Kind::Number, |node| node.pagerank.map(|rank| format!("{rank:e}"))),
];

/// Number of the attribute and its value, for those that are known.
pub fn known<'a>(attributes: &'a [Attribute], node: &'a Node<'_>) -> impl Iterator<Item = (usize, String)> + 'a {
    attributes
        .iter()
        .enumerate()
        .filter_map(|(number, attribute)| Some((number, (attribute.value)(node).filter(|value| !value.is_empty())?)))
}
