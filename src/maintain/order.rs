//! Does every section keep its order? The rule is found in the section, or set by the maintainer.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::list::{Entry, Kind, List};
use crate::paper::{Identifier, Paper, SectionPath, normalized_title};
use crate::resolve::Resolution;

use super::Severity;
use super::lint::{Context, Diagnosis};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderKey {
    /// Month of the arXiv id, or the catalog's date.
    Date,
    /// Printed year.
    Year,
    /// Printed citation count.
    Citations,
    Title,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderRule {
    pub key: OrderKey,
    pub descending: bool,
}

/// Rules that are set; sections without one are looked at for the one they follow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OrderRules {
    /// For every section; `Some(None)`: no order is asked for anywhere.
    pub default: Option<Option<OrderRule>>,
    /// By the section's name or path; `None`: this one has no order.
    pub sections: BTreeMap<String, Option<OrderRule>>,
}

impl OrderRules {
    /// The rule set for a section by its path, else by its own heading, else for all; `None` when none is set.
    fn of(&self, section: &SectionPath) -> Option<&Option<OrderRule>> {
        let by_path = self.sections.get(&section.to_string());
        let by_name = || self.sections.iter().find(|(name, _)| section.is_called(name)).map(|(_, rule)| rule);
        by_path.or_else(by_name).or(self.default.as_ref())
    }
}

impl OrderRule {
    pub fn name(self) -> &'static str {
        match (self.key, self.descending) {
            (OrderKey::Date, true) => "newest-first",
            (OrderKey::Date, false) => "oldest-first",
            (OrderKey::Year, true) => "latest-year-first",
            (OrderKey::Year, false) => "earliest-year-first",
            (OrderKey::Citations, true) => "most-cited-first",
            (OrderKey::Citations, false) => "least-cited-first",
            (OrderKey::Title, false) => "title",
            (OrderKey::Title, true) => "title-backwards",
        }
    }

    pub fn all() -> impl Iterator<Item = OrderRule> {
        let keys = [OrderKey::Date, OrderKey::Year, OrderKey::Citations, OrderKey::Title];
        keys.into_iter().flat_map(|key| [true, false].map(|descending| OrderRule { key, descending }))
    }
}

impl FromStr for OrderRule {
    type Err = String;

    fn from_str(text: &str) -> Result<OrderRule, String> {
        OrderRule::all().find(|rule| rule.name() == text).ok_or_else(|| {
            let names: Vec<&str> = OrderRule::all().map(OrderRule::name).collect();
            format!("`{text}` is no order; write none, {}", names.join(", "))
        })
    }
}

/// Fewer entries with a key say nothing.
const FEWEST: usize = 8;
/// At most this share of them may break a rule that is found.
const STRAYS: f64 = 0.1;

pub(super) type Value = (i64, String);

/// Entries of one section and group, in order, with their place in the list.
pub(super) fn groups(list: &List) -> Vec<(SectionPath, Vec<usize>)> {
    let mut order: Vec<(SectionPath, Vec<usize>)> = Vec::new();
    let mut place: BTreeMap<(Option<usize>, &[String]), usize> = BTreeMap::new();
    for (i, entry) in list.entries.iter().enumerate().filter(|(_, e)| e.kind == Kind::Paper) {
        let at = *place.entry((entry.section, entry.group.as_slice())).or_insert_with(|| {
            order.push((list.section(entry), Vec::new()));
            order.len() - 1
        });
        order[at].1.push(i);
    }
    order
}

/// The rule nearly all entries follow, and those that do not (places in `entries`); `None` without a clear one.
pub fn found(list: &List, entries: &[usize]) -> Option<(OrderRule, Vec<usize>)> {
    let mut best: Option<(OrderRule, Vec<usize>)> = None;
    for rule in OrderRule::all() {
        let keyed: Vec<(usize, Value)> = entries.iter().filter_map(|&i| Some((i, printed(&list.entries[i], rule.key)?))).collect();
        let distinct = keyed.iter().map(|(_, key)| key).collect::<BTreeSet<_>>().len();
        let enough =
            keyed.len() >= FEWEST && keyed.len() * 5 >= entries.len() * 4 && distinct >= if rule.key == OrderKey::Year { 3 } else { 5 };
        if !enough {
            continue;
        }
        let strays = strays(&keyed, rule.descending);
        if strays.len() as f64 <= STRAYS * keyed.len() as f64 && best.as_ref().is_none_or(|(_, known)| strays.len() < known.len()) {
            best = Some((rule, strays));
        }
    }
    best
}

/// What sorts the entry, as far as the list prints it.
pub(super) fn printed(entry: &Entry, key: OrderKey) -> Option<Value> {
    match key {
        OrderKey::Date => arxiv_month(&entry.identifiers).map(|month| (month, String::new())),
        OrderKey::Year => entry.year.map(|year| (i64::from(year), String::new())),
        OrderKey::Citations => entry.count.as_ref()?.value.map(|n| (n as i64, String::new())),
        OrderKey::Title => Some((0, normalized_title(&entry.title))).filter(|(_, title)| !title.is_empty()),
    }
}

/// What would sort a new entry about this paper.
pub(super) fn of_paper(paper: &Paper, key: OrderKey) -> Option<Value> {
    let number = match key {
        OrderKey::Date => arxiv_month(&paper.identifiers).or_else(|| paper.date?.month_index().map(i64::from))?,
        OrderKey::Year => i64::from(paper.date?.year()),
        OrderKey::Citations => i64::from(paper.citation_count?),
        OrderKey::Title => return Some((0, normalized_title(&paper.title))),
    };
    Some((number, String::new()))
}

/// Months since year 0 of an arXiv id such as `2106.09685`.
fn arxiv_month(identifiers: &[Identifier]) -> Option<i64> {
    let date = identifiers.iter().find_map(Identifier::arxiv_month)?;
    Some(i64::from(date.year()) * 12 + i64::from(date.month()?) - 1)
}

/// Who does not belong to the longest run in order. O(n log n).
fn strays(keyed: &[(usize, Value)], descending: bool) -> Vec<usize> {
    // Patience sorting for the longest non-decreasing subsequence; descending order is read backwards.
    let sequence: Vec<&(usize, Value)> = if descending { keyed.iter().rev().collect() } else { keyed.iter().collect() };
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; sequence.len()];
    for (i, (_, key)) in sequence.iter().enumerate() {
        let at = tails.partition_point(|&t| sequence[t].1 <= *key);
        before[i] = at.checked_sub(1).map(|j| tails[j]);
        if at == tails.len() { tails.push(i) } else { tails[at] = i }
    }
    let mut kept = vec![false; sequence.len()];
    let mut at = tails.last().copied();
    while let Some(i) = at {
        kept[i] = true;
        at = before[i];
    }
    let mut strays: Vec<usize> = sequence.iter().zip(kept).filter(|(_, kept)| !kept).map(|((i, _), _)| *i).collect();
    strays.sort_unstable();
    strays
}

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnosis> {
    let rules = &context.rules.order;
    let mut out = Vec::new();
    for (section, entries) in groups(context.list) {
        let set = rules.of(&section);
        match set {
            Some(None) => {}
            Some(Some(rule)) => {
                let keyed: Vec<(usize, Value)> = entries.iter().filter_map(|&i| Some((i, known(context, i, rule.key)?))).collect();
                for i in strays(&keyed, rule.descending) {
                    let message = format!("out of order: `{section}` is to be sorted {}", rule.name());
                    out.push(context.at_title("order-broken", &context.list.entries[i], message).severe(Severity::Warning));
                }
            }
            None => {
                let Some((rule, strays)) = found(context.list, &entries) else { continue };
                for &i in &strays {
                    let message = format!(
                        "out of order: {} of {} entries of `{section}` stand {}",
                        entries.len() - strays.len(),
                        entries.len(),
                        rule.name()
                    );
                    out.push(context.at_title("order-broken", &context.list.entries[i], message));
                }
            }
        }
    }
    out
}

/// What the list prints, else what the catalog knows.
fn known(context: &Context<'_>, place: usize, key: OrderKey) -> Option<Value> {
    let entry = &context.list.entries[place];
    printed(entry, key).or_else(|| {
        let Resolution::Found { paper, .. } = context.resolved?.resolutions.get(place)? else { return None };
        let paper = context.resolved?.paper(paper)?;
        let number = match key {
            OrderKey::Date => i64::from(paper.date?.month_index()?),
            OrderKey::Year => i64::from(paper.date?.year()),
            OrderKey::Citations => i64::from(paper.citation_count?),
            OrderKey::Title => return None,
        };
        Some((number, String::new()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::list;

    fn list_of(months: &[&str]) -> List {
        let lines: String = months
            .iter()
            .enumerate()
            .map(|(i, id)| format!("- **A Study Number {} of Things**, [arxiv](https://arxiv.org/abs/{id})\n", (i * 7) % 11))
            .collect();
        list::read(&format!("# L\n\n{lines}"))
    }

    #[test]
    fn a_section_sorted_by_date_with_one_stray_is_found() {
        let list = list_of(&[
            "2401.00001",
            "2312.00001",
            "2311.00001",
            "2310.00001",
            "2405.00001",
            "2309.00001",
            "2308.00001",
            "2307.00001",
            "2306.00001",
            "2305.00001",
        ]);
        let (rule, strays) = found(&list, &(0..10).collect::<Vec<_>>()).unwrap();
        assert_eq!((rule.name(), strays), ("newest-first", vec![4]));
    }

    #[test]
    fn an_unsorted_section_has_no_rule() {
        let list = list_of(&[
            "2401.00001",
            "2312.00001",
            "2405.00001",
            "2210.00001",
            "2405.00002",
            "2109.00001",
            "2308.00001",
            "2101.00001",
            "2306.00001",
            "2405.00003",
        ]);
        assert_eq!(found(&list, &(0..10).collect::<Vec<_>>()), None);
    }

    #[test]
    fn rules_are_written_as_they_are_named() {
        for rule in OrderRule::all() {
            assert_eq!(rule.name().parse(), Ok(rule));
        }
        assert!("by-mood".parse::<OrderRule>().unwrap_err().contains("newest-first"));
    }
}
