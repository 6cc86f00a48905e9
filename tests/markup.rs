//! A corpus whose titles and abstracts are full of markup: nothing of it becomes a topic word, a burst, or text of the report.

use citegraph::analysis::{Options, analyze};
use citegraph::catalog::Tables;
use citegraph::corpus::Corpus;
use citegraph::graph::CitationGraph;
use citegraph::paper::Date;

/// Words that only markup brings: names of tags, entities, TeX commands and control characters.
const MARKUP: [&str; 18] = [
    "lt", "gt", "amp", "nbsp", "quot", "etx", "jats", "italic", "inline", "formula", "sup", "textit", "alpha", "mml", "http", "www",
    "href", "emph",
];

/// Two subjects, thirty papers each; every abstract has the same markup, so that it would be the commonest phrase.
fn corpus() -> Corpus {
    let subjects = [("volume rendering", "transfer functions"), ("parallel coordinates", "scatterplots")];
    let mut papers = String::from("id,title,date,abstract\n");
    let mut citations = String::from("citing,cited\n");
    for (s, (subject, detail)) in subjects.iter().enumerate() {
        for i in 0..30u32 {
            let title = match i % 4 {
                0 => format!("<i>{subject}</i> in $\\alpha$-space &amp;amp; {detail} {i}"),
                1 => format!("\\textit{{{subject}}} with &lt;sup&gt;2&lt;/sup&gt; {detail} {i}"),
                2 => format!("<jats:italic>{detail}</jats:italic> for {subject}&nbsp;{i}"),
                _ => format!("\\emph{{{detail}}} of <inline-formula><tex>$k$</tex></inline-formula> {subject} {i}"),
            };
            let text = format!(
                "<jats:p>&lt;p&gt;We study {subject} by {detail}, p &amp;lt; 0.05 and n&gt;3.\u{3}&lt;/p&gt;</jats:p> <a href=\"http://www.e.org\">x</a> <<ETX>>"
            );
            let (year, month) = (2015 + i / 6, 1 + i % 6);
            papers.push_str(&format!("{s}x{i},\"{}\",{year}-{month:02},\"{}\"\n", title.replace('"', "\"\""), text.replace('"', "\"\"")));
            for earlier in i.saturating_sub(5)..i {
                citations.push_str(&format!("{s}x{i},{s}x{earlier}\n"));
            }
        }
    }
    let tables = Tables::from_csv(&papers, &citations, "2020-12-31".parse().expect("a date")).expect("the tables are sound");
    let listed: Vec<_> = tables.listed().map(|(paper, _)| (paper.id.clone(), None)).collect();
    Corpus::of_tables(tables, &listed).0
}

fn is_free_of_markup(text: &str) -> bool {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    !words.iter().any(|word| MARKUP.contains(&word.as_str())) && !text.contains(['\\', '$', '\u{3}']) && !text.contains("<jats")
}

#[test]
fn no_tag_or_entity_becomes_a_topic_word() {
    let corpus = corpus();
    for paper in corpus.papers() {
        assert!(is_free_of_markup(&paper.title), "{}", paper.title);
        let text = paper.abstract_text.as_deref().unwrap_or_default();
        assert!(is_free_of_markup(text) && text.contains("p < 0.05 and n>3."), "{text}");
    }
    let graph = CitationGraph::of(&corpus);
    let as_of: Date = "2020-12-31".parse().expect("a date");
    let found = analyze(&corpus, &graph, &Options { as_of, seed: 42 });
    assert!(found.topics.topics.len() >= 2);
    let terms = found.topics.topics.iter().flat_map(|topic| topic.terms.iter().map(|term| term.term.as_str()));
    let labels = found.topics.topics.iter().map(|topic| topic.label.as_str());
    let bursts = found.trends.bursts.iter().map(|burst| burst.term.as_str());
    for text in terms.chain(labels).chain(bursts) {
        assert!(is_free_of_markup(text), "{text}");
    }
    assert!(found.topics.topics[0].label.contains("volume rendering") || found.topics.topics[0].label.contains("parallel coordinates"));
}
