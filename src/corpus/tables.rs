//! A corpus straight from tables: every paper and every citation they hold, without asking for neighbours.
//!
//! In go the tables and which of their papers are the list; out comes the corpus. Its edge lists are complete by definition: the tables are the world.

use crate::catalog::{EdgeState, Tables};
use crate::paper::{PaperId, SectionPath};

use super::{Corpus, Known, Listed};

impl Corpus {
    /// Freezes whole tables, and returns the label of each paper beside them (parallel to [`Corpus::papers`]; no analysis sees labels).
    ///
    /// `listed`: ids of the tables with the sections they stand under; unknown ids are left out, of repeated ones the first counts.
    /// The day of the answers is that of the tables: the last day the newest date may mean. O((p + c) log(p + c)).
    pub fn of_tables(tables: Tables, listed: &[(PaperId, Option<String>)]) -> (Corpus, Vec<Option<String>>) {
        let asked = tables.asked();
        let (papers, labels, arrows) = tables.into_parts();
        let mut order: Vec<usize> = (0..papers.len()).collect();
        order.sort_by(|&a, &b| papers[a].id.cmp(&papers[b].id));
        let mut place = vec![0u32; papers.len()];
        order.iter().enumerate().for_each(|(to, &from)| place[from] = u32::try_from(to).expect("fewer than 2^32 papers"));
        let mut taken: Vec<Option<_>> = papers.into_iter().zip(labels).map(Some).collect();
        let (papers, labels): (Vec<_>, Vec<_>) = order.iter().filter_map(|&from| taken[from].take()).unzip();
        drop(taken);
        let mut citations: Vec<(u32, u32)> = arrows.into_iter().map(|(a, b)| (place[a as usize], place[b as usize])).collect();
        citations.sort_unstable();
        let degrees = |of: fn(&(u32, u32)) -> u32| {
            let mut counts = vec![0u32; papers.len()];
            citations.iter().for_each(|arrow| counts[of(arrow) as usize] += 1);
            counts
        };
        let (references, citers) = (degrees(|a| a.0), degrees(|a| a.1));
        let state = |rows: u32| if rows == 0 { EdgeState::Empty } else { EdgeState::Complete };
        let listed = listed
            .iter()
            .filter_map(|(id, section)| {
                let at = papers.binary_search_by(|paper| paper.id.cmp(id)).ok()?;
                let known = Known {
                    references: state(references[at]),
                    reference_rows: references[at],
                    reference_nameless: 0,
                    citations: state(citers[at]),
                    citation_rows: citers[at],
                };
                Some(Listed {
                    id: id.clone(),
                    known,
                    sections: section.iter().map(|name| SectionPath::parse(name)).filter(|path| !path.is_empty()).collect(),
                })
            })
            .collect();
        (Corpus::of_sorted(papers, citations, listed, Some((asked, asked))), labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Date;

    #[test]
    fn whole_tables_are_the_corpus_and_labels_follow_their_papers() {
        let papers = "id,title,date,label\nb,B,2020-02,x\na,A,2020-01,\nc,C,2021,z\n";
        let tables = Tables::from_csv(papers, "citing,cited\nb,a\nc,a\nc,b\n", Date::EPOCH).unwrap();
        let id = |text: &str| PaperId(text.to_owned());
        let listed = [(id("c"), Some("New".to_owned())), (id("a"), None), (id("zz"), None), (id("c"), Some("Again".to_owned()))];
        let (corpus, labels) = Corpus::of_tables(tables, &listed);
        assert_eq!(corpus.papers().iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(labels, [None, Some("x".to_owned()), Some("z".to_owned())]);
        assert_eq!(corpus.citations().len(), 3);
        assert_eq!(corpus.listed().len(), 2);
        assert_eq!(corpus.sections(), [vec![], vec![SectionPath::new(["New"])]]);
        assert_eq!(corpus.known()[0].references, EdgeState::Empty);
        assert_eq!((corpus.known()[1].reference_rows, &corpus.known()[1].citations), (2, &EdgeState::Empty));
    }
}
