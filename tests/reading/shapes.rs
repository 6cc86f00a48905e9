//! One small list per shape, with what must come out.

use super::*;

fn only(text: &str) -> Entry {
    let list = read(text);
    assert_eq!(list.entries.len(), 1, "{:#?}", list.entries);
    list.entries.into_iter().next().unwrap()
}

#[test]
fn a_wrapped_title_with_a_tail_is_one_entry() {
    let text = "# L\n\n## A\n\n- **Small Things in \n  Large Models**, `arXiv, 2401.00001`, [arxiv](http://arxiv.org/abs/2401.00001v2), [pdf](http://arxiv.org/pdf/2401.00001v2.pdf), cication: [**-1**](None) \n\n\t *Ada One, Bo Two, ..., Cy Three* · ([tool](https://github.com/x/tool) - x)\n";
    let entry = only(text);
    assert_eq!(entry.title, "Small Things in Large Models");
    assert_eq!(&text[entry.title_span.clone()], "Small Things in \n  Large Models");
    assert_eq!(ids(&entry), ["arxiv:2401.00001v2"]);
    assert_eq!((entry.authors.len(), entry.authors_truncated), (3, true));
    assert_eq!((entry.line, entry.end_line, entry.kind), (5, 8, Kind::Paper));
    let count = entry.count.unwrap();
    assert_eq!((count.value, count.form), (None, CountForm::Linked));
    assert_eq!(&text[count.span], "-1");
    assert_eq!(&text[count.slot], "[**-1**](None)");
    let (url, span) = count.link.unwrap();
    assert_eq!((url.as_str(), &text[span]), ("None", "None"));
}

#[test]
fn known_counts_are_read_in_their_forms() {
    let text = "- **Title of One Paper**, [pdf](https://arxiv.org/abs/2401.00001), cication: [**12**](https://scholar.google.com/scholar?cites=5)\n";
    let count = only(text).count.unwrap();
    assert_eq!((count.value, &text[count.span]), (Some(12), "12"));
    let text = "- **Title of One Paper** ([Citation](https://scholar.google.com/scholar?cites=5): 1,235) [[pdf](https://arxiv.org/abs/2401.00001)]\n";
    let count = only(text).count.unwrap();
    assert_eq!((count.value, &text[count.span]), (Some(1235), "1,235"));
    let text = "- **Title of One Paper** [[pdf](https://arxiv.org/abs/2401.00001)] Citations: 7\n";
    let count = only(text).count.unwrap();
    assert_eq!((count.value, count.form, &text[count.span]), (Some(7), CountForm::Plain, "7"));
    let text = "- [Title of One Paper](https://arxiv.org/abs/2401.00001) ![](https://img.shields.io/badge/Citations-12-green)\n";
    let count = only(text).count.unwrap();
    assert_eq!((count.value, count.form, &text[count.span]), (Some(12), CountForm::Badge, "12"));
    let text = "| Title | Citations |\n|--|--|\n| [Title of One Paper](https://arxiv.org/abs/2401.00001) | 31 |\n";
    let count = only(text).count.unwrap();
    assert_eq!((count.value, count.form, &text[count.span]), (Some(31), CountForm::Cell, "31"));
}

#[test]
fn titles_are_written_as_a_person_would() {
    for (item, title) in [
        (
            "- [2023/10] **Acting Without Thinking.** *Ada One et al. arXiv.* [[paper](https://arxiv.org/abs/2310.00001)]",
            "Acting Without Thinking",
        ),
        (
            "- BIGAN - [Learning to Invert Things](https://arxiv.org/abs/1711.00001) ([github](https://github.com/x/y))",
            "Learning to Invert Things",
        ),
        (
            "1. <u>T9</u>: **\"Exploring the Limits of Lists\"**. *Ada One et al.* JMLR 2019. [[Paper](https://arxiv.org/abs/1910.00001)]",
            "Exploring the Limits of Lists",
        ),
        (
            "- **(R-MAP)** _Relative Attention for Molecules_ ```Journal of Lists 2024```     \n[[Paper](https://arxiv.org/abs/2110.00001)]",
            "Relative Attention for Molecules",
        ),
        (
            "- ***VideoThing:*** Compositional Synthesis with Motion [[Paper]](https://arxiv.org/pdf/2306.00001.pdf) [[Code]](https://github.com/x/y)",
            "VideoThing: Compositional Synthesis with Motion",
        ),
        (
            "- [[CVPR](https://arxiv.org/abs/1811.00001)] Point Clouds from Above. [[pytorch](https://github.com/x/y)] [__`seg.`__] :fire:",
            "Point Clouds from Above",
        ),
        (
            "- **[PVA]** PVA: Deep but Light Networks\t| **[NIPSW' 16]** |[`[pdf]`](https://arxiv.org/pdf/1608.00001.pdf)",
            "PVA: Deep but Light Networks",
        ),
        (
            "* TimesThing: Variation Modeling for Series, in *TIST* 2022. [\\[paper\\]](https://openreview.net/forum?id=ju_Uqw384Oq)",
            "TimesThing: Variation Modeling for Series",
        ),
        (
            "* Robust Forecasting of Many Series, AISTATS'22. [\\[paper\\]](https://arxiv.org/abs/2202.00001)",
            "Robust Forecasting of Many Series",
        ),
        ("- \"Rethinking How to Read Lists\", 2024-04, [[paper]](https://example.org/share/44ea)", "Rethinking How to Read Lists"),
        (
            "- [PlenThings for Real-time Rendering](https://example.org/plen/), Yu et al., Arxiv 2021 | [github](https://github.com/x/y)",
            "PlenThings for Real-time Rendering",
        ),
        (
            "- **2015-05** | Learning of Cellular Systems | *Ada One, Bo Two* | [Bioinformatics](https://doi.org/10.1093/bioinformatics/btv315)",
            "Learning of Cellular Systems",
        ),
        ("* Ada One, et al.: [A Neural System for Lists](https://arxiv.org/abs/1611.00001), 2016.", "A Neural System for Lists"),
        (
            "1. (2021 NAACL) **Neutral Words on Climate.** *Ada One, Bo Two.* [[pdf](https://aclanthology.org/2021.naacl-main.175.pdf)]",
            "Neutral Words on Climate",
        ),
        ("- A Simple $L_2$ Strategy for the Cache [[pdf](https://arxiv.org/abs/2406.00001)]", "A Simple $L_2$ Strategy for the Cache"),
        (
            "- **\"Give Me Sixteen\"? Trade-Offs of Numbers** [pdf](https://arxiv.org/abs/2411.00001)",
            "\"Give Me Sixteen\"? Trade-Offs of Numbers",
        ),
        ("- 🔥 [Fish &amp; Chips: A Survey](https://arxiv.org/abs/2411.00001) :star:", "Fish & Chips: A Survey"),
        ("- [Megathing](https://arxiv.org/abs/1909.00001): Training Billions of Parameters", "Megathing: Training Billions of Parameters"),
        (
            "- Detach and Adapt: Learning Across Domains [[CVPR2018]](https://example.org/a.pdf)",
            "Detach and Adapt: Learning Across Domains",
        ),
    ] {
        let list = read(&format!("# L\n\n{item}\n"));
        assert_eq!(titles(&list), [title], "{item}");
        assert_eq!(list.entries[0].kind, Kind::Paper, "{item}");
    }
}

#[test]
fn authors_venue_and_year_are_read_where_printed() {
    let entry = only(
        "- **Memory in Lists** (ICML 2022) <br />\n    Ada One, Bo Two, Cy D. Three.\n      [[paper](https://arxiv.org/abs/2206.00001)]\n",
    );
    assert_eq!(entry.authors, ["Ada One", "Bo Two", "Cy D. Three"]);
    assert_eq!((entry.venue.as_deref(), entry.year), (Some("ICML"), Some(2022)));
    let entry = only(
        "* Networks for Relation Finding [[paper]](https://link.springer.com/chapter/10.1007/978-3-642-53917-6_21)\n\t* ChunYang One, WenBo Two and WanXiang Three\n\t* ADMA 2013\n",
    );
    assert_eq!(entry.authors.len(), 3);
    assert_eq!((entry.venue.as_deref(), entry.year), (Some("ADMA"), Some(2013)));
    assert_eq!(ids(&entry), ["doi:10.1007/978-3-642-53917-6_21"]);
}

#[test]
fn sections_nest_and_empty_ones_stay() {
    let list =
        read("# List\n\n- [A](#a)\n  - [B](#b)\n\n## A\n\n### A\n\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001)\n\n## B\n");
    assert_eq!(list.title, "List");
    let paths: Vec<Vec<&str>> = list.sections.iter().map(|section| section.path.iter().map(String::as_str).collect()).collect();
    assert_eq!(paths, [vec!["List"], vec!["List", "A"], vec!["List", "A", "A"], vec!["List", "B"]]);
    assert_eq!(list.section_path(&list.entries[0]), ["List", "A", "A"]);
    let empty: Vec<usize> =
        list.notices.iter().filter(|notice| notice.code == NoticeCode::EmptySection).map(|notice| notice.line).collect();
    assert_eq!(empty, [12]);
}

#[test]
fn a_year_below_an_empty_heading_of_its_level_is_its_child() {
    let list = read(
        "# L\n## Avatars:\n## 2024:\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001)\n## 2023:\n- [Two Good Papers Here](https://arxiv.org/abs/2301.00001)\n## Other\n## More\n- [Three Good Papers Here](https://arxiv.org/abs/2201.00001)\n",
    );
    let paths: Vec<&[String]> = list.entries.iter().map(|entry| list.section_path(entry)).collect();
    assert_eq!(paths, [["L", "Avatars:", "2024:"].as_slice(), ["L", "Avatars:", "2023:"].as_slice(), ["L", "More"].as_slice()]);
}

#[test]
fn names_that_are_no_headings_become_groups() {
    let list = read(
        "## P\n\n- **Year 2024**\n  - **CVPR**\n    - ***Thing:*** A Model of Things [[Paper]](https://arxiv.org/pdf/2401.00001)\n* 4D\n  * [Motion in Four Dimensions](https://arxiv.org/abs/2301.00001)\n\n**Journals**\n\n- Slow but Steady Adaptation [[pdf](https://arxiv.org/abs/2201.00001)]\n",
    );
    let groups: Vec<Vec<&str>> = list.entries.iter().map(|entry| entry.group.iter().map(String::as_str).collect()).collect();
    assert_eq!(groups, [vec!["Year 2024", "CVPR"], vec!["4D"], vec!["Journals"]]);
    assert!(list.entries.iter().all(|entry| list.section_path(entry) == ["P"]));
}

#[test]
fn a_table_has_a_paper_per_row_with_its_columns_in_any_order() {
    let list = read(
        "# T\n\n| Conf | Title | Authors | Code | Date |\n|--|--|--|--|--|\n| CHI25 | [Align With Me Please](https://doi.org/10.1145/3706599.3720126) | Ada One, Bo Two | [code](https://github.com/x/y) | 2025.04 |\n<!-- | hidden | [No](https://arxiv.org/abs/2401.99999) | | | | -->\n| CHI25 | Critical Thinking in Chat | Cy Three | [![arXiv](https://img.shields.io/badge/arXiv-2304.09842-b31b1b.svg)](https://arxiv.org/abs/2304.09842) | 2025.04 |\n",
    );
    assert_eq!(titles(&list), ["Align With Me Please", "Critical Thinking in Chat"]);
    assert_eq!(ids(&list.entries[0]), ["doi:10.1145/3706599.3720126"]);
    assert_eq!(list.entries[0].authors, ["Ada One", "Bo Two"]);
    assert_eq!((list.entries[0].venue.as_deref(), list.entries[0].year), (Some("CHI"), Some(2025)));
    assert_eq!(ids(&list.entries[1]), ["arxiv:2304.09842"]);
}

#[test]
fn tables_of_results_and_indexes_of_venues_are_told_apart() {
    let list = read(
        "# T\n\n| Model | EM | Paper / Source |\n|--|--|--|\n| AoA (One et al., 2017) | 74.4 | [Attention over Attention Readers](http://aclweb.org/anthology/P17-1055) |\n\n| Venue | Recent |\n|--|--|\n| [KDD](https://dblp.org/search?q=KDD) | [25](https://dl.acm.org/doi/proceedings/10.1145/3690624), [24](https://dl.acm.org/doi/proceedings/10.1145/3637528), [23](https://x.org), [22](https://y.org) |\n",
    );
    assert_eq!(titles(&list), ["Attention over Attention Readers"]);
    assert_eq!(ids(&list.entries[0]), ["acl:P17-1055"]);
}

#[test]
fn html_tables_lists_and_links_are_read() {
    let list = read(
        "<h1>HTML</h1>\n<h2 id=\"s\">Papers</h2>\n<table>\n<tr><th>Title</th><th>Link</th></tr>\n<tr><td>Reading Lists in Tables</td><td><a href=\"https://arxiv.org/abs/2401.00001\">pdf</a></td></tr>\n</table>\n\n<ul>\n<li><a href=\"https://arxiv.org/abs/2401.00002\"><b>Reading Lists in Lists</b></a> <img src=\"https://x.org/a.png\"></li>\n<li><a href='https://arxiv.org/abs/2401.00003'>Reading More Lists in Lists</a></li>\n</ul>\n",
    );
    assert_eq!(titles(&list), ["Reading Lists in Tables", "Reading Lists in Lists", "Reading More Lists in Lists"]);
    assert_eq!(list.section_path(&list.entries[0]), ["HTML", "Papers"]);
    assert_eq!(ids(&list.entries[0]), ["arxiv:2401.00001"]);
}

#[test]
fn markdown_inside_details_is_read() {
    let list = read(
        "# L\n\n<details open>\n<summary>Pose Estimation</summary>\n- [Inverting Fields for Poses](https://arxiv.org/abs/2012.00001), Yen et al., IROS 2021\n</details>\n\n- [Another Paper on Fields](https://arxiv.org/abs/2012.00002)\n",
    );
    assert_eq!(titles(&list), ["Inverting Fields for Poses", "Another Paper on Fields"]);
    assert_eq!(list.entries[0].group, ["Pose Estimation"]);
    assert!(list.entries[1].group.is_empty());
    assert_eq!(list.entries[0].line, 5);
}

#[test]
fn a_heading_per_paper_is_an_entry_not_a_section() {
    let paper = |n: u32| {
        format!(
            "### {n}. Splats of Many Kinds {n}\n**Authors**: Ada One, Bo Two\n\n<details>\n<summary><b>Abstract</b></summary>\nWe show things.\n</details>\n\n[📄 Paper](https://arxiv.org/pdf/2401.0000{n}.pdf) | [💻 Code (not yet)](https://github.com/x/y)\n\n"
        )
    };
    let list = read(&format!("# L\n\n## S\n\n{}{}{}", paper(1), paper(2), paper(3)));
    assert_eq!(titles(&list), ["Splats of Many Kinds 1", "Splats of Many Kinds 2", "Splats of Many Kinds 3"]);
    assert_eq!(list.sections.len(), 2);
    assert_eq!(list.entries[0].authors, ["Ada One", "Bo Two"]);
}

#[test]
fn paragraphs_carry_entries_too() {
    let list = read(
        "# L\n\nWe collect papers; see [our survey](https://arxiv.org/abs/2309.99999).\n\n**A Portable Camera for Views.**<br>\n*Ada One, Bo Two.*<br>\nIROS 2022. [[PDF](https://arxiv.org/abs/2208.00001)]\n\n**Fast Region Things**\n\n- intro: Tsinghua\n- arxiv: <https://arxiv.org/abs/1504.00001>\n- github: https://github.com/x/y\n\n[A Paper Alone on Its Line](http://arxiv.org/abs/2606.00001)\n\n- The paper: introduces things.\n\n---\n",
    );
    assert_eq!(titles(&list), ["A Portable Camera for Views", "Fast Region Things", "A Paper Alone on Its Line"]);
    assert_eq!(ids(&list.entries[1]), ["arxiv:1504.00001"]);
    assert_eq!((list.entries[2].line, list.entries[2].end_line), (15, 17));
}

#[test]
fn fields_below_a_topic_make_an_entry_without_a_title() {
    let list = read("# Scene Completion\n\n- Paper: https://arxiv.org/abs/2302.00001\n- Code: https://github.com/x/y\n");
    assert_eq!(titles(&list), [""]);
    assert_eq!(ids(&list.entries[0]), ["arxiv:2302.00001"]);
}

#[test]
fn several_papers_in_one_line_are_several_entries() {
    let list = read(
        "# L\n\n* [Stores of Columns: A System](papers/cstore.pdf) (2005) and [The Analytic Store Seven Years Later](papers/v.pdf) (2012): both are good.\n",
    );
    assert_eq!(titles(&list), ["Stores of Columns: A System", "The Analytic Store Seven Years Later"]);
}

#[test]
fn bibtex_blocks_are_entries_when_they_are_what_is_listed() {
    let record = |n: u32| {
        format!(
            "```bibtex\n@misc{{one{n},\n    title   = {{Escaping the {{Big}} Data Number {n}}},\n    author  = {{Ada One and Bo Two}},\n    year    = {{2021}},\n    eprint  = {{2104.0570{n}}},\n    archivePrefix = {{arXiv}}\n}}\n```\n\n"
        )
    };
    let list = read(&format!("# Citations\n\n{}{}{}", record(1), record(2), record(3)));
    assert_eq!(list.entries.len(), 3);
    assert_eq!(list.entries[0].title, "Escaping the Big Data Number 1");
    assert_eq!(ids(&list.entries[2]), ["arxiv:2104.05703"]);
    assert!(read(&format!("# L\n\n## Citation\n\n{}", record(1))).entries.is_empty());
}

#[test]
fn plain_titles_without_links_are_entries() {
    let list = read(
        "# Catalog\n\n## Data\n- FlipThing: Effective Augmentation for Few-Shot Learning\n- Generating Data to Mitigate Spurious Correlations\n- Keywords and Instances: A Hierarchical Framework\n",
    );
    assert_eq!(list.entries.len(), 3);
    assert_eq!(list.entries[0].title, "FlipThing: Effective Augmentation for Few-Shot Learning");
}

#[test]
fn reference_links_and_bare_addresses_are_links() {
    let list = read(
        "# L\n\n- [Linked by Reference Here][1]\n- A Title Before Its Address https://arxiv.org/abs/2401.00002\n- Broken Link Syntax of a Title [[ICVGIP'22]] (https://dl.acm.org/doi/abs/10.1145/3571600.3571621) [Pytorch]](https://github.com/x/y)\n\n[1]: https://arxiv.org/abs/2401.00001 \"x\"\n",
    );
    assert_eq!(titles(&list), ["Linked by Reference Here", "A Title Before Its Address", "Broken Link Syntax of a Title"]);
    assert_eq!(
        list.entries.iter().flat_map(ids).collect::<Vec<_>>(),
        ["arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1145/3571600.3571621"]
    );
    assert!(list.notices.iter().any(|notice| notice.code == NoticeCode::BrokenLinkSyntax && notice.line == 5));
}

#[test]
fn what_is_no_entry_is_left_alone() {
    let list = read(
        "---\ntitle: x\n---\n# L\n\n> see [a survey](https://arxiv.org/abs/2303.00001)\n\n## News\n- [2023/09] See [A Paper of Ours That Is New](https://arxiv.org/abs/2309.00001)\n\n## Papers\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001)\n<!-- - [A Hidden Paper Is Here](https://arxiv.org/abs/2401.00002) -->\n- The paper with the most authors was [A Dataset of Everything There Is](https://arxiv.org/abs/2306.00001)\n\n## Contributing\n- like `[A Title of a Paper](https://arxiv.org/abs/2105.00001)`\n- [Guide to Adding New Papers](https://arxiv.org/abs/2105.00001)\n",
    );
    assert_eq!(titles(&list), ["One Good Paper Here"]);
}

#[test]
fn kinds_are_told_by_where_entries_point() {
    let list = read(
        "# L\n- [**tool**](https://github.com/x/tool) - x ![Star](https://img.shields.io/github/stars/x/tool.svg)\n- :clapper: [How Things Work](https://www.youtube.com/watch?v=a)\n- [A Post About Speed](https://example.org/blog/speed)\n- [thing-125M](https://huggingface.co/x/thing-125M)\n\n\t ([arxiv](https://arxiv.org/abs/2402.14905))\n- [Data for Everyone](https://huggingface.co/datasets/x/y)\n- [A Talk](https://x.com/a/status/1)\n",
    );
    let kinds: Vec<Kind> = list.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Kind::Repository, Kind::Video, Kind::Post, Kind::Model, Kind::Dataset, Kind::Resource]);
    assert!(list.entries[3].identifiers.is_empty());
    assert_eq!(list.entries[3].mentions[0].to_string(), "arxiv:2402.14905");
}

#[test]
fn duplicates_are_told_with_their_reason() {
    let list = read(
        "# L\n## A\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001v1)\n- [One Good Paper, Here](https://arxiv.org/abs/2401.00001v2)\n- [A Title Without Any Id](https://example.org/a.pdf)\n## B\n- [A title without any id.](https://example.org/b.pdf)\n- [Talk One of the Day](https://example.org/talks)\n- [Talk Two of the Day](https://example.org/talks)\n",
    );
    let found: Vec<(usize, Option<usize>)> = list.entries.iter().map(|entry| (entry.line, entry.duplicate_of)).collect();
    assert_eq!(found, [(3, None), (4, Some(0)), (5, None), (7, Some(2)), (8, None), (9, None)]);
    use citegraph::list::DuplicateReason::{Title, Version};
    assert_eq!([list.entries[1].duplicate_reason, list.entries[3].duplicate_reason], [Some(Version), Some(Title)]);
}

#[test]
fn oddities_are_noticed_with_their_place() {
    let text = "# L\n\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001) [code]() [](https://x.com/a) [pdf](https://arxiv.org/abs/2401.000001)\n- [Two Good Papers](https://arxiv.org/abs/2401.00002) [arxiv](https://arxiv.org/abs/2401.00003)\n";
    let list = read(text);
    let codes: Vec<NoticeCode> = list.notices.iter().map(|notice| notice.code).collect();
    assert_eq!(
        codes,
        [NoticeCode::EmptyLinkTarget, NoticeCode::EmptyLinkText, NoticeCode::MalformedIdentifier, NoticeCode::IdTitleConflict]
    );
    assert_eq!(&text[list.notices[1].span.clone()], "[](https://x.com/a)");
    assert_eq!((list.notices[1].line, list.notices[1].column), (3, 68));
}

#[test]
fn garbled_names_are_repaired_in_fields_only() {
    let text = "# L\n\n- **Norms for Everyone**, [pdf](https://arxiv.org/abs/2401.00001)\n\n\t *Andr茅 One, Baptiste Rozi猫re* 路 ([tool](https://github.com/x/y))\n";
    let entry = only(text);
    assert_eq!(entry.authors, ["André One", "Baptiste Rozière"]);
    let list = read("# 目录\n\n## 学习\n\n- [为什么深度学习有效 Why Deep Learning Works](https://arxiv.org/abs/2401.00001) 思路\n");
    assert_eq!(list.section_path(&list.entries[0]), ["目录", "学习"]);
    assert!(list.notices.iter().all(|notice| notice.code != NoticeCode::GarbledText));
}

#[test]
fn encodings_and_line_ends_do_not_shift_offsets() {
    let plain = "# L\r\n\r\n- [Zoë's Good Paper Here](https://arxiv.org/abs/2401.00001)\r\n";
    let with_mark = format!("\u{feff}{plain}");
    let list = read(&with_mark);
    assert_eq!(&with_mark[list.entries[0].title_span.clone()], "Zoë's Good Paper Here");
    assert_eq!((list.sections[0].line, list.entries[0].line), (1, 3));

    let mut bytes = b"# L\n\n- [A Good\xff Paper\0 Here](https://arxiv.org/abs/2401.00001)\n".to_vec();
    let list = read_bytes(&bytes);
    assert_eq!(list.entries[0].title, "A Good\u{fffd} Paper\u{fffd} Here");
    assert_eq!(&bytes[list.entries[0].span.clone()], &bytes[5..bytes.len() - 1]);
    assert!(list.notices.iter().any(|notice| notice.code == NoticeCode::InvalidUtf8 && notice.span == (14..15)));

    bytes = vec![0xff, 0xfe];
    bytes.extend(plain.encode_utf16().flat_map(u16::to_le_bytes));
    let list = read_bytes(&bytes);
    assert_eq!(list.entries[0].title, "Zoë's Good Paper Here");
    let units: Vec<u16> =
        bytes[list.entries[0].title_span.clone()].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), "Zoë's Good Paper Here");
}

#[test]
fn json_keeps_its_promised_form() {
    let json = to_json(
        &read(
            "# L\n\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001v3), [pdf](x.pdf), cication: [**-1**](None)\n- [One Good Paper Here](https://arxiv.org/abs/2401.00001)\n",
        ),
        "name",
    );
    assert_eq!(json["list"], "name");
    assert_eq!(json["sections"][0]["path"], serde_json::json!(["L"]));
    let first = &json["entries"][0];
    assert_eq!(first["identifiers"], serde_json::json!([{"scheme": "arxiv", "value": "2401.00001", "version": 3}]));
    assert_eq!((&first["citation_count"], &first["duplicate_of"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!(first["span"], serde_json::json!([5, 104]));
    assert_eq!(first["kind"], "paper");
    assert_eq!(json["entries"][1]["duplicate_of"], 3);
    assert_eq!(json["notices"][0]["code"], "placeholder-citation");
}
