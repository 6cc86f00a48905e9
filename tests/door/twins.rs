//! Preprint and published version of one work, known to the catalog as two papers.

use citegraph::corpus::{self, Reach};
use citegraph::list;
use citegraph::resolve::{self, Overrides};

use crate::standin::{Record, Standin, World};
use crate::*;

/// Paper 65 was published a year later under another id; 70 and 72 cite the published one, 71 and 72 the preprint.
fn world() -> World {
    World::made_up(80, 0, 8).planted(|records| {
        let published = Record {
            id: "published".into(),
            arxiv: None,
            doi: Some("10.1145/5555".into()),
            venue: "Journal of Parts".into(),
            year: records[65].year.map(|year| year + 1),
            date: None,
            abstract_text: None,
            ..records[65].clone()
        };
        records.push(published);
        for (citing, cited) in [(70, 80), (72, 80), (71, 65), (72, 65), (65, 1), (80, 2)] {
            records[citing].references.push(cited);
            records[cited].citations.push(citing);
        }
    })
}

#[test]
fn two_records_of_one_work_are_one_paper_with_both_ids_and_the_citations_of_both() {
    let world = world();
    let (preprint, published) = (world.records[65].clone(), world.records[80].clone());
    let text = format!(
        "# L\n\n## Preprints\n\n- **{}**, [arxiv](https://arxiv.org/abs/{})\n\n## Journals\n\n- **{}**, [doi](https://doi.org/10.1145/5555)\n",
        preprint.title,
        preprint.arxiv.as_deref().unwrap(),
        published.title
    );
    let server = Standin::of(world.clone());
    let s2 = client(&server);
    let list = list::read(&text);
    let resolved = run(resolve::resolve(&list, &s2, &Overrides::default()));
    assert_eq!((resolved.papers.len(), resolved.merged.len()), (1, 1), "{resolved:?}");
    let kept = &resolved.papers[0];
    assert_eq!(kept.identifier(Scheme::Arxiv).unwrap().value, preprint.arxiv.unwrap());
    assert!(kept.identifiers.iter().any(|id| id.value == "10.1145/5555"));
    assert_eq!(kept.venue, "Journal of Parts");
    assert_eq!(kept.date.map(|date| date.year()), preprint.year, "the earlier date");

    let corpus = run(corpus::gather(&list, &resolved, &s2, &Reach::default()));
    let ix = corpus.find(&kept.id).unwrap();
    let shas = |places: &[usize]| {
        let mut shas: Vec<&str> = places.iter().map(|&i| world.records[i].sha.as_str()).collect();
        shas.sort_unstable();
        shas.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let side = |citing: bool| {
        let arrows = corpus.citations().iter().filter(|(from, to)| if citing { *to == ix } else { *from == ix });
        arrows.map(|(from, to)| corpus.paper(if citing { *from } else { *to }).id.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(side(true), shas(&[70, 71, 72]), "each citing paper once");
    assert_eq!(side(false), shas(&[1, 2]));
    let sections: Vec<String> = corpus.sections()[0].iter().map(ToString::to_string).collect();
    assert_eq!(sections, ["Preprints", "Journals"]);
    let gone = &resolved.merged[0].0;
    assert!(corpus.find(gone).is_none());
}
