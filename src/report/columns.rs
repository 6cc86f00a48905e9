//! What do the tables hold? Seven of them; `docs/tables.md` describes every column, and a column keeps its name and meaning.
//!
//! Papers are named by `id`, the catalog's id; `topic` is the topic's number, from 1. Several values in one cell are parted by `; `.

use crate::analysis::{Places, Series, Standing, Suggestion, TopicNumber, Trends};
use crate::paper::{Date, PaperIx, Scheme, SectionPath};
use crate::resolve::{Evidence, Resolution};

use super::json::reason;
use super::view::{self, View};

pub struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
}

pub struct Column {
    pub name: &'static str,
    pub values: Values,
}

pub enum Values {
    Text(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
}

impl Column {
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Text(values) => values.len(),
            Values::Integer(values) => values.len(),
            Values::Float(values) => values.len(),
            Values::Flag(values) => values.len(),
        }
    }
}

pub fn all(view: &View<'_>) -> Vec<Table> {
    vec![entries(view), papers(view), citations(view), rankings(view), topics(view), trends(view), missing(view)]
}

fn text<T>(name: &'static str, rows: &[T], value: impl Fn(&T) -> Option<String>) -> Column {
    Column { name, values: Values::Text(rows.iter().map(|row| value(row).filter(|text| !text.is_empty())).collect()) }
}

fn integer<T, N: Into<i64>>(name: &'static str, rows: &[T], value: impl Fn(&T) -> Option<N>) -> Column {
    Column { name, values: Values::Integer(rows.iter().map(|row| value(row).map(Into::into)).collect()) }
}

fn float<T>(name: &'static str, rows: &[T], value: impl Fn(&T) -> Option<f64>) -> Column {
    Column { name, values: Values::Float(rows.iter().map(value).collect()) }
}

fn flag<T>(name: &'static str, rows: &[T], value: impl Fn(&T) -> Option<bool>) -> Column {
    Column { name, values: Values::Flag(rows.iter().map(value).collect()) }
}

fn place(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn entries(view: &View<'_>) -> Table {
    let rows: Vec<_> = view.resolved().collect();
    let list = &view.study.list;
    let evidence = |r: Option<&Resolution>| match r {
        Some(Resolution::Found { evidence, .. }) => Some(match evidence {
            Evidence::Identifier { identifier, .. } => format!("identifier {identifier}"),
            Evidence::Title { .. } => "title".to_owned(),
            Evidence::Override => "override".to_owned(),
        }),
        _ => None,
    };
    let similarity = |r: Option<&Resolution>| match r {
        Some(Resolution::Found { evidence: Evidence::Identifier { title_similarity, .. }, .. }) => *title_similarity,
        Some(Resolution::Found { evidence: Evidence::Title { similarity, .. }, .. }) => Some(*similarity),
        Some(Resolution::Ambiguous { candidates }) => candidates.first().map(|best| best.similarity),
        _ => None,
    };
    let columns = vec![
        integer("line", &rows, |(_, entry, _)| Some(place(entry.line))),
        text("section", &rows, |(_, entry, _)| Some(list.section(entry).to_string())),
        text("kind", &rows, |(_, entry, _)| Some(entry.kind.name().to_owned())),
        text("title", &rows, |(_, entry, _)| Some(entry.title.clone())),
        text("authors", &rows, |(_, entry, _)| Some(entry.authors.join("; "))),
        integer("year", &rows, |(_, entry, _)| entry.year),
        text("identifiers", &rows, |(_, entry, _)| Some(entry.identifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))),
        integer("printed_citations", &rows, |(_, entry, _)| {
            entry.count.as_ref().and_then(|count| count.value).map(|n| i64::try_from(n).unwrap_or(i64::MAX))
        }),
        text("outcome", &rows, |(_, _, r)| r.map(|r| r.outcome().to_owned())),
        text("id", &rows, |(_, _, r)| r.and_then(Resolution::paper).map(|id| id.0.clone())),
        text("evidence", &rows, |(_, _, r)| evidence(*r)),
        float("title_similarity", &rows, |(_, _, r)| similarity(*r)),
        text("reason", &rows, |(_, _, r)| r.and_then(reason)),
        integer("duplicate_of_line", &rows, |(_, entry, _)| {
            entry.duplicate_of.and_then(|first| list.entries.get(first)).map(|first| place(first.line))
        }),
    ];
    Table { name: "entries", columns }
}

fn papers(view: &View<'_>) -> Table {
    let corpus = &view.study.corpus;
    let rows: Vec<PaperIx> = (0..corpus.len()).map(|i| PaperIx(u32::try_from(i).unwrap_or(u32::MAX))).collect();
    let paper = |ix: &PaperIx| corpus.paper(*ix);
    let identifier = |ix: &PaperIx, scheme| paper(ix).identifier(scheme).map(|id| id.value.clone());
    let known = |ix: &PaperIx| view.position(*ix).and_then(|position| corpus.known().get(position));
    let columns = vec![
        text("id", &rows, |ix| Some(paper(ix).id.0.clone())),
        text("arxiv_id", &rows, |ix| identifier(ix, Scheme::Arxiv)),
        text("doi", &rows, |ix| identifier(ix, Scheme::Doi)),
        text("title", &rows, |ix| Some(paper(ix).title.clone())),
        text("first_author", &rows, |ix| paper(ix).authors.first().map(|author| author.name.clone())),
        text("authors", &rows, |ix| Some(paper(ix).authors.iter().map(|author| author.name.as_str()).collect::<Vec<_>>().join("; "))),
        integer("year", &rows, |ix| paper(ix).date.map(Date::year)),
        text("date", &rows, |ix| paper(ix).date.map(|date| date.to_string())),
        text("venue", &rows, |ix| Some(paper(ix).venue.clone())),
        text("section", &rows, |ix| view.section(view.position(*ix)?).map(SectionPath::to_string)),
        text("sections", &rows, |ix| view.position(*ix).map(|position| joined(view.sections_of(position).iter()))),
        flag("listed", &rows, |ix| Some(corpus.role(*ix).listed)),
        flag("cited", &rows, |ix| Some(corpus.role(*ix).cited)),
        flag("citing", &rows, |ix| Some(corpus.role(*ix).citing)),
        integer("citation_count", &rows, |ix| paper(ix).citation_count),
        integer("influential_citation_count", &rows, |ix| paper(ix).influential_citation_count),
        integer("reference_count", &rows, |ix| paper(ix).reference_count),
        text("references_state", &rows, |ix| known(ix).map(|known| state_name(&known.references).to_owned())),
        integer("reference_rows", &rows, |ix| known(ix).map(|known| known.reference_rows)),
        integer("references_nameless", &rows, |ix| known(ix).map(|known| known.reference_nameless)),
        text("citations_state", &rows, |ix| known(ix).map(|known| state_name(&known.citations).to_owned())),
        integer("citation_rows", &rows, |ix| known(ix).map(|known| known.citation_rows)),
        text("url", &rows, |ix| view::url(paper(ix))),
    ];
    Table { name: "papers", columns }
}

/// Several values of one cell.
fn joined<T: ToString>(values: impl Iterator<Item = T>) -> String {
    values.map(|value| value.to_string()).collect::<Vec<_>>().join("; ")
}

fn state_name(state: &crate::catalog::EdgeState) -> &'static str {
    use crate::catalog::EdgeState;
    match state {
        EdgeState::Complete => "complete",
        EdgeState::Empty => "empty",
        EdgeState::Elided => "elided",
        EdgeState::Truncated { .. } => "truncated",
        EdgeState::Failed { .. } => "failed",
        EdgeState::NeverAsked => "never-asked",
    }
}

fn citations(view: &View<'_>) -> Table {
    let corpus = &view.study.corpus;
    let rows = corpus.citations();
    let columns = vec![
        text("citing", rows, |(citing, _)| Some(corpus.paper(*citing).id.0.clone())),
        text("cited", rows, |(_, cited)| Some(corpus.paper(*cited).id.0.clone())),
        text("citing_date", rows, |(citing, _)| corpus.paper(*citing).date.map(|date| date.to_string())),
        text("cited_date", rows, |(_, cited)| corpus.paper(*cited).date.map(|date| date.to_string())),
        flag("citing_listed", rows, |(citing, _)| Some(corpus.role(*citing).listed)),
        flag("cited_listed", rows, |(_, cited)| Some(corpus.role(*cited).listed)),
    ];
    Table { name: "citations", columns }
}

fn rankings(view: &View<'_>) -> Table {
    let trends = &view.study.analyses.trends;
    let disruption = |s: &Standing| trends.disruption.papers.iter().find(|one| one.paper == s.paper);
    let beauty = |s: &Standing| trends.sleeping_beauties.papers.iter().find(|one| one.paper == s.paper);
    let rows: Vec<(&Standing, Option<&Places>)> =
        view.standings().iter().enumerate().map(|(place, standing)| (standing, view.places(place))).collect();
    let rows = rows.as_slice();
    let topic = |s: &Standing| view.position(s.paper).and_then(|position| view.topic(position));
    let columns = vec![
        text("id", rows, |(s, _)| Some(view.paper(s.paper).id.0.clone())),
        text("title", rows, |(s, _)| Some(view.paper(s.paper).title.clone())),
        text("section", rows, |(s, _)| view.section(view.position(s.paper)?).map(SectionPath::to_string)),
        integer("topic", rows, |(s, _)| topic(s).map(|topic| TopicNumber::of(topic).get())),
        text("topic_label", rows, |(s, _)| topic(s).map(|topic| view.topic_label(topic))),
        text("date", rows, |(s, _)| view.paper(s.paper).date.map(|date| date.to_string())),
        integer("rank", rows, |(s, _)| Some(s.rank)),
        integer("rank_in_part", rows, |(s, _)| view.rank_in_part(s)),
        integer("hot_rank_low", rows, |(s, _)| Some(s.rank_interval.0)),
        integer("hot_rank_high", rows, |(s, _)| Some(s.rank_interval.1)),
        integer("rank_in_section", rows, |(_, places)| Some(places.as_ref()?.section.as_ref()?.rank)),
        integer("rank_in_topic", rows, |(_, places)| Some(places.as_ref()?.topic.as_ref()?.rank)),
        float("hot", rows, |(s, _)| Some(s.hot)),
        float("age_percentile", rows, |(s, _)| s.age_percentile),
        integer("age_rank", rows, |(s, _)| s.age_rank),
        integer("cohort", rows, |(s, _)| Some(s.cohort)),
        flag("provisional", rows, |(s, _)| Some(s.provisional)),
        integer("citations", rows, |(s, _)| Some(s.all_citations())),
        integer("influential_citations", rows, |(s, _)| s.influential_citations),
        integer("citations_known", rows, |(s, _)| Some(s.citations_known)),
        integer("citations_3m", rows, |(s, _)| Some(s.citations_3m)),
        integer("citations_12m", rows, |(s, _)| Some(s.citations_12m)),
        float("pagerank", rows, |(s, _)| Some(s.pagerank)),
        float("rescaled_pagerank", rows, |(s, _)| s.rescaled_pagerank),
        integer("local_citations", rows, |(s, _)| Some(s.local_citations)),
        integer("local_references", rows, |(s, _)| Some(s.local_references)),
        float("relevance", rows, |(s, _)| Some(s.relevance)),
        float("disruption", rows, |(s, _)| disruption(s).map(|one| one.disruption)),
        float("disruption_percentile", rows, |(s, _)| disruption(s).and_then(|one| one.percentile)),
        float("beauty", rows, |(s, _)| beauty(s).map(|one| one.beauty)),
        integer("awakening", rows, |(s, _)| beauty(s).map(|one| one.awakening)),
        text("monthly", rows, |(s, _)| Some(s.monthly.iter().map(u32::to_string).collect::<Vec<_>>().join(" "))),
        text("evidence", rows, |(s, _)| Some(s.evidence.clone())),
    ];
    Table { name: "rankings", columns }
}

fn topics(view: &View<'_>) -> Table {
    let rows: Vec<(usize, &crate::analysis::Topic)> = view.topics().iter().enumerate().collect();
    let ids = |papers: &[PaperIx]| papers.iter().map(|&ix| view.paper(ix).id.as_str()).collect::<Vec<_>>().join("; ");
    let series = |topic: usize| view.study.analyses.trends.topics.get(topic);
    let velocity = |topic: usize| series(topic).and_then(|series| series.velocity.as_ref());
    let outlook = |topic: usize| series(topic).and_then(|series| series.outlook.as_ref());
    let growth = |topic: usize| view.study.analyses.trends.topics.get(topic).and_then(|series| series.growth.as_ref());
    let columns = vec![
        integer("topic", &rows, |(i, _)| Some(TopicNumber::of(*i).get())),
        text("label", &rows, |(_, t)| Some(t.label.clone())),
        integer("papers", &rows, |(_, t)| Some(place(t.papers.len()))),
        float("stability", &rows, |(_, t)| Some(t.stability)),
        text("terms", &rows, |(_, t)| Some(t.terms.iter().map(|term| term.term.as_str()).collect::<Vec<_>>().join("; "))),
        text("core", &rows, |(_, t)| Some(ids(&t.core))),
        text("bridges", &rows, |(_, t)| Some(t.bridges.iter().map(|b| view.paper(b.paper).id.as_str()).collect::<Vec<_>>().join("; "))),
        text("members", &rows, |(_, t)| Some(ids(&t.papers))),
        text("sections", &rows, |(_, t)| Some(t.sections.iter().map(|(name, n)| format!("{name} ({n})")).collect::<Vec<_>>().join("; "))),
        integer("citations_12m", &rows, |(i, _)| growth(*i).map(|g| g.last_12m)),
        integer("citations_before_12m", &rows, |(i, _)| growth(*i).map(|g| g.before_12m)),
        float("log_ratio", &rows, |(i, _)| growth(*i).map(|g| g.log_ratio)),
        float("p_value", &rows, |(i, _)| growth(*i).map(|g| g.p_value)),
        float("q_value", &rows, |(i, _)| growth(*i).map(|g| g.q_value)),
        float("citations_per_month", &rows, |(i, _)| velocity(*i).map(|v| v.per_month)),
        integer("outlook_papers", &rows, |(i, _)| outlook(*i).map(|o| o.papers)),
        integer("outlook_low", &rows, |(i, _)| outlook(*i).map(|o| o.low)),
        integer("outlook_high", &rows, |(i, _)| outlook(*i).map(|o| o.high)),
        flag("significant", &rows, |(i, _)| growth(*i).map(|g| g.significant)),
    ];
    Table { name: "topics", columns }
}

struct MonthRow<'a> {
    group: &'static str,
    series: &'a str,
    month: Option<Date>,
    papers: Option<u32>,
    citations: Option<u32>,
    complete: bool,
}

/// One row per series and month.
fn trends(view: &View<'_>) -> Table {
    let trends = &view.study.analyses.trends;
    let mut rows = month_rows(trends, "all", ("", &trends.papers, &trends.citations));
    rows.extend(trends.topics.iter().flat_map(|series| month_rows(trends, "topic", parts(series))));
    rows.extend(trends.sections.iter().flat_map(|series| month_rows(trends, "section", parts(series))));
    let columns = vec![
        text("group", &rows, |r| Some(r.group.to_owned())),
        text("series", &rows, |r| Some(r.series.to_owned())),
        text("month", &rows, |r| r.month.map(|month| month.to_string())),
        integer("papers", &rows, |r| r.papers),
        integer("citations", &rows, |r| r.citations),
        flag("complete", &rows, |r| Some(r.complete)),
    ];
    Table { name: "trends", columns }
}

type SeriesParts<'a> = (&'a str, &'a [u32], &'a [u32]);

fn month_rows<'a>(trends: &Trends, group: &'static str, (series, papers, citations): SeriesParts<'a>) -> Vec<MonthRow<'a>> {
    let months = trends.papers.len();
    let complete = months.saturating_sub(trends.incomplete_months as usize);
    (0..months)
        .map(|month| MonthRow {
            group,
            series,
            month: Date::from_month_index(trends.first_month + i32::try_from(month).unwrap_or(0)),
            papers: papers.get(month).copied(),
            citations: citations.get(month).copied(),
            complete: month < complete,
        })
        .collect()
}

fn parts(series: &Series) -> SeriesParts<'_> {
    (&series.name, &series.papers, &series.citations)
}

fn missing(view: &View<'_>) -> Table {
    let missing = &view.study.analyses.missing;
    let numbered = |group: &'static str, suggestions: &'_ [Suggestion]| -> Vec<(&'static str, usize, Suggestion)> {
        suggestions.iter().enumerate().map(|(i, s)| (group, i + 1, s.clone())).collect()
    };
    let mut rows = numbered("classic", &missing.classics);
    rows.extend(numbered("recent", &missing.recents));
    let columns = vec![
        text("id", &rows, |(_, _, s)| Some(view.paper(s.paper).id.0.clone())),
        text("title", &rows, |(_, _, s)| Some(view.paper(s.paper).title.clone())),
        text("group", &rows, |(group, _, _)| Some((*group).to_owned())),
        integer("place", &rows, |(_, at, _)| Some(place(*at))),
        text("date", &rows, |(_, _, s)| view.paper(s.paper).date.map(|date| date.to_string())),
        float("score", &rows, |(_, _, s)| Some(s.score)),
        integer("votes", &rows, |(_, _, s)| Some(place(s.voters.len()))),
        text("voters", &rows, |(_, _, s)| Some(s.voters.iter().map(|&ix| view.paper(ix).id.as_str()).collect::<Vec<_>>().join("; "))),
        float("surprise", &rows, |(_, _, s)| s.surprise),
        text("section", &rows, |(_, _, s)| s.section.as_ref().map(SectionPath::to_string)),
        integer("citation_count", &rows, |(_, _, s)| view.paper(s.paper).citation_count),
        text("evidence", &rows, |(_, _, s)| Some(s.evidence.clone())),
        text("url", &rows, |(_, _, s)| view::url(view.paper(s.paper))),
    ];
    Table { name: "missing", columns }
}
