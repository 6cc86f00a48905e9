//! No paper is dropped silently: what names one is read into an entry, or told with its place.

use super::*;
use citegraph::list::{Notice, identifiers_in_url};
use citegraph::paper::Identifier;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;

/// Papers that a text names by address or by `arXiv:…`, found without the reader: the bytes of each, and what it is.
fn named(text: &str) -> Vec<(Range<usize>, Identifier)> {
    let mut found = Vec::new();
    for prefix in ["arxiv.org/abs/", "arxiv.org/pdf/", "arXiv:", "openreview.net/forum?id=", "aclanthology.org/", "doi.org/10."] {
        for (at, _) in text.match_indices(prefix) {
            let start = if prefix.starts_with("doi") { at + "doi.org/".len() } else { at + prefix.len() };
            let part_of = |c: char| match prefix {
                "openreview.net/forum?id=" => c.is_ascii_alphanumeric() || matches!(c, '-' | '_'),
                "doi.org/10." => c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'),
                "aclanthology.org/" => c.is_ascii_alphanumeric() || matches!(c, '-' | '.'),
                _ => c.is_ascii_digit() || c == '.',
            };
            let end = start + text[start..].find(|c| !part_of(c)).unwrap_or(text.len() - start);
            let word =
                if prefix.starts_with("openreview") { &text[start..end] } else { text[start..end].trim_end_matches(['.', '/', '-', '_']) };
            let address = match prefix {
                "openreview.net/forum?id=" => format!("https://openreview.net/forum?id={word}"),
                "doi.org/10." => format!("https://doi.org/{word}"),
                "aclanthology.org/" => format!("https://aclanthology.org/{word}"),
                _ => format!("https://arxiv.org/abs/{word}"),
            };
            if let Some(identifier) = identifiers_in_url(&address) {
                found.push((at..start + word.len(), identifier.unversioned()));
            }
        }
    }
    found
}

/// Those that the list neither holds nor tells of.
fn dropped(text: &str, list: &List) -> Vec<String> {
    let papers = named(text);
    let of_entry = |entry: &Entry| {
        let links = entry.links.iter().filter_map(|link| identifiers_in_url(&link.url));
        entry.identifiers.iter().chain(&entry.mentions).cloned().chain(links).map(|id| id.unversioned()).collect::<Vec<_>>()
    };
    let mut known: BTreeSet<Identifier> = list.entries.iter().flat_map(of_entry).collect();
    for link in list.entries.iter().flat_map(|entry| &entry.links) {
        known.extend(named(&link.url).into_iter().chain(named(&link.label)).map(|(_, identifier)| identifier));
    }
    for (place, identifier) in &papers {
        // What a definition links to is told where it is used.
        let told = |notice: &Notice| {
            notice.span.start < place.end && place.start < notice.span.end || notice.message.contains(&identifier.to_string())
        };
        if list.notices.iter().any(told) {
            known.insert(identifier.clone());
        }
    }
    let lost = |identifier: &Identifier| !known.iter().any(|known| known.scheme == identifier.scheme && same_value(known, identifier));
    papers.iter().filter(|(_, identifier)| lost(identifier)).map(|(place, id)| format!("{id} at {place:?}")).collect()
}

/// Publishers' tails are cut from DOIs by the reader.
fn same_value(a: &Identifier, b: &Identifier) -> bool {
    a.value == b.value || a.scheme == Scheme::Doi && (a.value.starts_with(&b.value) || b.value.starts_with(&a.value))
}

fn told(text: &str) -> Vec<(usize, String)> {
    let list = read(text);
    let outside = list.notices.iter().filter(|notice| notice.code == NoticeCode::PaperOutsideEntries);
    outside.map(|notice| (notice.line, notice.message.clone())).collect()
}

#[test]
fn papers_on_lines_of_a_paragraph_are_entries() {
    let text = "# Reading\n\nSurveys\n    Lists Are All You Need Again. Ada One, Bo Two. 2017. https://arxiv.org/abs/1706.03762\n    Deep Bidirectional Lists. Ada One. 2018. https://arxiv.org/abs/1810.04805\n\nOne only\n    Scaling Laws for Neural Lists https://arxiv.org/abs/2001.08361\n\nBelow a blank line\n\n    Lists are Few-Shot Readers (2020) https://arxiv.org/abs/2005.14165\n    Training Readers to Follow Lists https://arxiv.org/abs/2203.02155\n\nA Title on a Line of Its Own\n  Cy Three\n  https://arxiv.org/abs/1412.6980\n";
    let list = read(text);
    assert_eq!(
        titles(&list),
        [
            "Lists Are All You Need Again",
            "Deep Bidirectional Lists",
            "Scaling Laws for Neural Lists",
            "Lists are Few-Shot Readers",
            "Training Readers to Follow Lists",
            "A Title on a Line of Its Own",
        ]
    );
    assert!(list.entries.iter().all(|entry| entry.identifiers.len() == 1), "{:#?}", list.entries);
    assert_eq!(told(text), []);
}

#[test]
fn code_is_not_taken_for_a_list() {
    let text = "# Use\n\nRun this:\n\n    pip install lists\n    # see https://arxiv.org/abs/2001.08361\n    python -m lists --paper 1\n\nand\n\n    wget https://arxiv.org/pdf/2005.14165\n";
    let list = read(text);
    assert_eq!(list.entries, []);
    assert_eq!(told(text).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6, 11]);
}

#[test]
fn what_is_in_no_entry_is_told_once_and_with_its_place() {
    let text = "# L\n\nThis list goes with [our long survey of it](https://arxiv.org/abs/2001.00001), see also arXiv:2001.00002.\n\n## News\n\n- [2024] [Lists of Old](https://arxiv.org/abs/2001.00003) is out\n- [2023] See [New Lists](https://openreview.net/forum?id=abcDEF1234)\n\n## Papers\n\n- [A Paper about Lists](https://arxiv.org/abs/2001.00004)\n- Read more [here](https://arxiv.org/abs/2001.00001).\n\n<!-- - [Hidden Lists](https://arxiv.org/abs/2001.00005)\n- [A Paper about Lists](https://arxiv.org/abs/2001.00004) -->\n\n> As [One says](https://doi.org/10.1145/3485447.3511974) lists are long.\n\n```\ncurl https://aclanthology.org/2020.acl-main.1.pdf\n```\n\n`https://openreview.net/forum?id=zyxWVU4321` is code, too.\n\n[unused]: https://arxiv.org/abs/2001.00009\n";
    assert_eq!(
        told(text),
        [
            (3, "2 papers that are in no entry: arxiv:2001.00001, arxiv:2001.00002".to_owned()),
            (
                7,
                "2 papers that are in no entry, under `News`, which is not read for entries: arxiv:2001.00003, openreview:abcDEF1234"
                    .to_owned()
            ),
            (15, "a paper that is in no entry, in a comment: arxiv:2001.00005".to_owned()),
            (18, "a paper that is in no entry, in a quotation: doi:10.1145/3485447.3511974".to_owned()),
            (21, "a paper that is in no entry, in a block of code: acl:2020.acl-main.1".to_owned()),
            (24, "a paper that is in no entry: openreview:zyxWVU4321".to_owned()),
            (26, "a paper that is in no entry, in a reference that nothing uses: arxiv:2001.00009".to_owned()),
        ]
    );
}

#[test]
fn a_comment_of_many_papers_is_one_notice() {
    let rows: String = (1..=40).map(|i| format!("- [Paper {i}](https://arxiv.org/abs/2001.{i:05})\n")).collect();
    let text = format!(
        "---\ntitle: x\nsee: https://arxiv.org/abs/2002.00001\n---\n# L\n\n- [A Paper on Lists](https://arxiv.org/abs/2003.00001)\n\n<!--\n{rows}-->\n"
    );
    let told = told(&text);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].1, "a paper that is in no entry, in the front matter: arxiv:2002.00001");
    assert_eq!(told[1].1, "40 papers that are in no entry, in a comment: arxiv:2001.00001, arxiv:2001.00002, arxiv:2001.00003 and 37 more");
}

#[test]
fn papers_of_entries_are_never_told() {
    for text in [
        "# L\n\n- [A Paper on Lists](https://arxiv.org/abs/2003.00001), extended in [another one of them](https://arxiv.org/abs/2003.00002)\n  - Discussed at https://arxiv.org/abs/2003.00003 and in arXiv:2003.00004\n",
        "| Title | Where |\n|--|--|\n| Reading Tables of Lists | arXiv:2003.00005 |\n| Reading More Tables | 2003.00006 |\n",
        "# L\n\n- A Title With a Note[^1]\n\n[^1]: See https://arxiv.org/abs/2003.00007\n",
        "# L\n\n```\n@misc{a, title={One Thing}, eprint={2003.00008}, archivePrefix={arXiv}}\n@misc{b, title={Two Things}, url={https://arxiv.org/abs/2003.00009}}\n@misc{c, title={Three Things}, doi={10.1145/3485447.3511974}}\n```\n",
    ] {
        assert_eq!(told(text), [], "{text}");
        assert_eq!(dropped(text, &read(text)), [] as [String; 0], "{text}");
    }
}

#[test]
fn a_line_that_looks_like_a_paper_beside_papers_is_told() {
    let text = "# L\n\n## Papers\n\n- [Reading Lists with Care](https://arxiv.org/abs/2003.00001)\n\nOne et al. Reading Lists of Papers by Machine, 2019\n\nThis section holds what is read most.\n\n## Thanks to\n\nTo Everyone Who Has Read This List in 2020\n";
    let list = read(text);
    let lines: Vec<usize> =
        list.notices.iter().filter(|notice| notice.code == NoticeCode::UnrecognisedBlock).map(|notice| notice.line).collect();
    assert_eq!(lines, [7]);
}

/// Pieces of lists in which papers may be named, and the papers themselves, each by a number of its own.
fn document_with_papers() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# A Heading\n",
        "## News\n",
        "## Citation\n",
        "- ",
        "  - ",
        "    ",
        "\t",
        "1. ",
        "* ",
        "> ",
        "**",
        "*",
        "_",
        "`",
        "[",
        "]",
        "(",
        ")",
        "](",
        "[paper](",
        "[A Title of Things](",
        "\n",
        "\n\n",
        "\n\n",
        " | ",
        "| Title | Paper |\n|--|--|\n",
        "<details>\n",
        "<summary>",
        "</summary>\n",
        "</details>\n",
        "<!--",
        "-->\n",
        "<table>\n",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>\n",
        "<br>",
        "<li>",
        "<p>",
        "</p>",
        "<div>\n",
        "</div>\n",
        "```\n",
        "~~~\n",
        "@misc{a, title={b}, url={",
        "}}\n",
        "Ada One et al.",
        "A Title of Things",
        "see this: ",
        "for lists, see ",
        "We release ",
        "Our paper ",
        ", ",
        ". ",
        "ICML'20",
        "2024",
        "🔥",
        "目录",
        "[^1]",
        "[^1]: ",
        "TL;DR: ",
        "Code: ",
        "PAPER",
        "PAPER",
        "PAPER",
        "PAPER",
        "PAPER",
        "PAPER",
        "PAPER",
        "PAPER",
    ]);
    let named = prop::collection::vec((pieces, 0usize..6), 1..50);
    named.prop_map(|pieces| {
        let mut text = String::new();
        for (i, (piece, form)) in pieces.into_iter().enumerate() {
            if piece != "PAPER" {
                text.push_str(piece);
                continue;
            }
            // A word before an address would be a part of it, or not.
            let number = i + 1;
            text.push_str(&match form {
                0 => format!("https://arxiv.org/abs/2401.{number:05} "),
                1 => format!("https://arxiv.org/pdf/2402.{number:05}.pdf "),
                2 => format!("https://doi.org/10.1145/3485447.35{number:05} "),
                3 => format!("https://openreview.net/forum?id=abcDEF{number:04} "),
                4 => format!("https://aclanthology.org/2020.acl-main.{number}/ "),
                _ => format!(" arXiv:2403.{number:05} "),
            });
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_list_no_paper_is_dropped(text in document_with_papers()) {
        let lost = dropped(&text, &read(&text));
        prop_assert!(lost.is_empty(), "{lost:?} of\n{text}");
    }
}

#[test]
fn no_paper_of_the_shared_lists_is_dropped() {
    let mut folders = Vec::new();
    folders.extend(shared("lists/dev"));
    folders.extend(shared("lists/siblings"));
    let (mut lists, mut papers) = (0, 0);
    for folder in folders {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "md" || end == "rst")) {
            let text = std::fs::read_to_string(&path).unwrap();
            let list = read(&text);
            let lost = dropped(&text, &list);
            assert!(lost.is_empty(), "{}: {lost:?}", path.display());
            lists += 1;
            papers += named(&text).len();
            let told = list.notices.iter().filter(|notice| notice.code == NoticeCode::PaperOutsideEntries).count();
            if told > 0 {
                say(&format!("{}: {told} notices of papers outside entries", path.file_stem().unwrap().to_string_lossy()));
            }
        }
    }
    say(&format!("{papers} papers named in {lists} lists, none dropped"));
}
