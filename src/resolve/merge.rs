//! Preprint and published version are one work: two records of it become one paper.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::paper::{Identifier, Paper, PaperId, Scheme, normalized_title};

use super::{Resolution, Resolved};

/// Merges records of one work (see [`twins`]).
///
/// The record with more citations is kept (ties: the smaller id); it gets the identifiers of both and the earlier date.
/// Its counts stay its own: the sum would count papers twice that cite both.
pub(super) fn same_works(resolved: Resolved) -> Resolved {
    let Resolved { mut resolutions, papers, asked, .. } = resolved;
    let groups = twins(&papers);
    let mut is_twin = vec![false; papers.len()];
    groups.iter().flatten().for_each(|&i| is_twin[i] = true);
    let mut kept_papers: Vec<Paper> = papers.iter().zip(&is_twin).filter(|(_, twin)| !**twin).map(|(paper, _)| paper.clone()).collect();
    let mut merged: Vec<(PaperId, PaperId)> = Vec::new();
    for members in groups {
        let kept =
            *members.iter().min_by_key(|&&i| (std::cmp::Reverse(papers[i].citation_count), &papers[i].id)).expect("a group has members");
        let mut paper = papers[kept].clone();
        for &other in members.iter().filter(|&&i| i != kept) {
            absorb(&mut paper, &papers[other]);
            merged.push((papers[other].id.clone(), paper.id.clone()));
        }
        kept_papers.push(paper);
    }
    kept_papers.sort_by(|a, b| a.id.cmp(&b.id));
    merged.sort();
    let renamed: HashMap<&PaperId, &PaperId> = merged.iter().map(|(from, to)| (from, to)).collect();
    for resolution in &mut resolutions {
        if let Resolution::Found { paper, .. } = resolution
            && let Some(&kept) = renamed.get(paper)
        {
            *paper = kept.clone();
        }
    }
    Resolved { resolutions, papers: kept_papers, merged, asked }
}

/// Records of one work: those that share an arXiv id, DOI or ACL id, or that agree in title, first author and, within two years, in date.
///
/// Groups of two and more, as ascending places in `papers`. O(identifiers + titles), but for papers with one title and author.
pub fn twins(papers: &[Paper]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..papers.len()).collect();
    let mut by_identifier: HashMap<&Identifier, usize> = HashMap::new();
    let mut by_title: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (i, paper) in papers.iter().enumerate() {
        for identifier in paper.identifiers.iter().filter(|id| matches!(id.scheme, Scheme::Arxiv | Scheme::Doi | Scheme::Acl)) {
            let first = *by_identifier.entry(identifier).or_insert(i);
            unite(&mut group, first, i);
        }
        let Some(author) = paper.authors.first() else { continue };
        let same_title = by_title.entry((normalized_title(&paper.title), author.surname_key())).or_default();
        for &twin in same_title.iter() {
            if same_time(&papers[twin], paper) && !clash(&papers[twin], paper) {
                unite(&mut group, twin, i);
            }
        }
        same_title.push(i);
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..papers.len() {
        groups.entry(root(&group, i)).or_default().push(i);
    }
    groups.into_values().filter(|members| members.len() > 1).collect()
}

/// Two records with different arXiv ids are two works, however alike their titles.
fn clash(a: &Paper, b: &Paper) -> bool {
    matches!((a.identifier(Scheme::Arxiv), b.identifier(Scheme::Arxiv)), (Some(x), Some(y)) if x.value != y.value)
}

fn same_time(a: &Paper, b: &Paper) -> bool {
    match (a.date, b.date) {
        (Some(a), Some(b)) => (a.year() - b.year()).abs() <= 2,
        _ => true,
    }
}

/// The kept record gets what only the other one says.
pub fn absorb(kept: &mut Paper, other: &Paper) {
    let all: BTreeSet<Identifier> = kept.identifiers.iter().chain(&other.identifiers).cloned().collect();
    kept.identifiers = all.into_iter().collect();
    kept.date = match (kept.date, other.date) {
        (Some(a), Some(b)) => Some(if b.first_day() < a.first_day() { b } else { a }),
        (a, b) => a.or(b),
    };
    if kept.abstract_text.is_none() {
        kept.abstract_text = other.abstract_text.clone();
    }
    if kept.venue.is_empty() || kept.venue == "arXiv.org" {
        kept.venue = if other.venue.is_empty() { std::mem::take(&mut kept.venue) } else { other.venue.clone() };
    }
}

fn root(group: &[usize], mut i: usize) -> usize {
    while group[i] != i {
        i = group[i];
    }
    i
}

fn unite(group: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(group, a), root(group, b));
    let (low, high) = (a.min(b), a.max(b));
    group[high] = low;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Author, Date};
    use crate::resolve::Evidence;

    fn paper(id: &str, title: &str, year: i32, arxiv: Option<&str>, doi: Option<&str>) -> Paper {
        let mut paper = Paper::new(id, title);
        paper.authors = vec![Author::named("Ada Lovelace")];
        paper.date = Date::year_only(year);
        paper.identifiers.extend(arxiv.map(|v| Identifier::new(Scheme::Arxiv, v)));
        paper.identifiers.extend(doi.map(|v| Identifier::new(Scheme::Doi, v)));
        paper
    }

    fn merged(papers: Vec<Paper>) -> Resolved {
        let resolutions = papers.iter().map(|p| Resolution::Found { paper: p.id.clone(), evidence: Evidence::Override }).collect();
        same_works(Resolved { resolutions, papers, merged: Vec::new(), asked: None })
    }

    #[test]
    fn preprint_and_published_version_become_one_paper_with_both_ids() {
        let preprint = paper("a", "On engines", 2020, Some("2001.00001"), None);
        let mut published = paper("b", "On Engines", 2021, None, Some("10.1/x"));
        published.citation_count = Some(7);
        let resolved = merged(vec![preprint, published]);
        assert_eq!(resolved.papers.len(), 1);
        assert_eq!(resolved.papers[0].id.as_str(), "b");
        assert_eq!(resolved.papers[0].identifiers.len(), 2);
        assert_eq!(resolved.papers[0].date, Date::year_only(2020));
        assert!(resolved.resolutions.iter().all(|r| r.paper().unwrap().as_str() == "b"));
        assert_eq!(resolved.merged, [(PaperId("a".into()), PaperId("b".into()))]);
    }

    #[test]
    fn same_title_with_two_arxiv_ids_or_far_years_stays_two_papers() {
        assert_eq!(
            merged(vec![
                paper("a", "On engines", 2020, Some("2001.00001"), None),
                paper("b", "On engines", 2020, Some("2005.00009"), None)
            ])
            .papers
            .len(),
            2
        );
        assert_eq!(merged(vec![paper("a", "On engines", 2010, None, None), paper("b", "On engines", 2020, None, None)]).papers.len(), 2);
    }

    #[test]
    fn a_shared_doi_merges_whatever_the_titles() {
        assert_eq!(
            merged(vec![paper("a", "Old name", 2019, None, Some("10.1/x")), paper("b", "New name", 2023, None, Some("10.1/x"))])
                .papers
                .len(),
            1
        );
    }
}
