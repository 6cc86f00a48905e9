//! Lists of other languages and notations, with what must come out of every entry.

use super::wild::is_read_as;
use super::*;

#[test]
fn german_and_french_lists_have_quotes_of_their_own() {
    is_read_as(
        "# Leseliste\n\n## Grundlagen\n\n- „Listen als Folgen von Wegen“, C. Drei, Zeitschrift 12 (2019). [PDF](https://arxiv.org/abs/2001.00001)\n- Eins, A. & Zwei, B. (2020): Tiefe Netze auf großen Listen. Springer.\n- « Apprendre à lire les listes », NeurIPS 2019. [article](https://arxiv.org/abs/2001.00002)\n- Quatre, D., « Des listes et des lecteurs », Revue des listes, vol. 3, 2018. doi:10.1145/3485447.3511974\n",
        &[
            "Listen als Folgen von Wegen | arxiv:2001.00001 | C. Drei | Zeitschrift | 2019",
            "Tiefe Netze auf großen Listen |  | A. Eins, B. Zwei | Springer | 2020",
            "Apprendre à lire les listes | arxiv:2001.00002 |  | NeurIPS | 2019",
            "Des listes et des lecteurs | doi:10.1145/3485447.3511974 | D Quatre | Revue des listes | 2018",
        ],
    );
}

#[test]
fn wide_brackets_hold_names_venue_and_year() {
    is_read_as(
        "# 論文\n\n## 生成\n\n- [拡散モデルによる画像生成](https://arxiv.org/abs/2006.11239)（NeurIPS 2020）\n- テキストから画像を生成する手法の提案（佐藤花子、情報処理学会、2022）\n",
        &[
            "拡散モデルによる画像生成 | arxiv:2006.11239 |  | NeurIPS | 2020",
            "テキストから画像を生成する手法の提案 |  | 佐藤花子 | 情報処理学会 | 2022",
        ],
    );
}

#[test]
fn references_numbered_by_hand_are_entries() {
    is_read_as(
        "READING GROUP\n=============\n\nWeek 1\n------\n1. Ada One and Bo Two. Reading lists together.\n   In Proceedings of the Conference on Lists, 2019.\n   https://arxiv.org/abs/1901.00001\n\n2. Cy Three.\n   \"Lists in the dark\".\n   Journal of Lists, 2018, pp. 1-20.\n   doi: 10.1145/3485447.3511974\n\nWeek 2\n------\n[4] F. Six, G. Seven. Lists and their friends. In ACL, 2021. https://aclanthology.org/2021.acl-long.1/\n[5] H. Eight, I. Nine. Lists and their enemies. In ACL, 2022.\n\n[6] J. Ten, K. Eleven. Lists and their neighbours. In ACL, 2023.\n\n[7] and [8] are about something else.\n",
        &[
            "Reading lists together | arxiv:1901.00001 | Ada One, Bo Two | Proceedings of the Conference on Lists | 2019",
            "Lists in the dark | doi:10.1145/3485447.3511974 | Cy Three | Journal of Lists | 2018",
            "Lists and their friends | acl:2021.acl-long.1 | F. Six, G. Seven | ACL | 2021",
            "Lists and their enemies |  | H. Eight, I. Nine | ACL | 2022",
            "Lists and their neighbours |  | J. Ten, K. Eleven | ACL | 2023",
        ],
    );
}

#[test]
fn titles_below_an_entry_are_not_its_notes() {
    is_read_as(
        "# L\n\n## P\n\n**Lists for Everyone** [pdf](https://openreview.net/forum?id=abcDEF1234)\n\n7. Reading the Unread Lists\n8. A List of All Lists That Do Not List Themselves (2015)\n\n**Lists for No One** [pdf](https://openreview.net/forum?id=abcDEF4321)\n\n- it reads lists that nobody reads\n- and it does so at any length\n",
        &[
            "Lists for Everyone | openreview:abcDEF1234",
            "Reading the Unread Lists",
            "A List of All Lists That Do Not List Themselves |  |  |  | 2015",
            "Lists for No One | openreview:abcDEF4321",
        ],
    );
}

#[test]
fn lists_in_plain_text_are_read_by_their_lines() {
    is_read_as(
        "My reading list\n\nDeep learning\n  One, Two, Three. Deep learning of lists. Nature 2015. https://doi.org/10.1038/nature14539\n  Four et al. Deep residual reading for lists. CVPR 2016. https://arxiv.org/abs/1512.03385\n\nsee also arXiv:1312.5602\n",
        &[
            "Deep learning of lists | doi:10.1038/nature14539 | One, Two, Three | Nature | 2015",
            "Deep residual reading for lists | arxiv:1512.03385 | Four | CVPR | 2016",
        ],
    );
}

#[test]
fn tables_and_items_may_be_folded_away() {
    let list = read(
        "# L\n\n<details open>\n<summary><b>2023</b> (click)</summary>\n\n| Paper | Authors | Venue | Links |\n|:------|:-------:|-------|-------|\n| Reading Tables in Details | Ada One, Bo Two | ICML | [pdf](https://arxiv.org/abs/2301.00001) · [code](https://github.com/x/y) |\n\n</details>\n<details><summary>2022</summary>\n<table>\n<tr><th>Title</th><th>Paper</th></tr>\n<tr><td>Old Tables Read Anew</td><td><a href=\"https://arxiv.org/abs/2201.00003\">arXiv</a></td></tr>\n</table>\n</details>\n\n- <details><summary>[Lists That Unfold](https://arxiv.org/abs/2101.00004) (ACL 2021)</summary>\n\n  We unfold lists, see also https://arxiv.org/abs/2101.00005.\n\n  </details>\n",
    );
    assert_eq!(titles(&list), ["Reading Tables in Details", "Old Tables Read Anew", "Lists That Unfold"]);
    assert_eq!(
        (list.entries[0].group.as_slice(), list.entries[1].group.as_slice()),
        (["2023 (click)".to_owned()].as_slice(), ["2022".to_owned()].as_slice())
    );
    assert_eq!((ids(&list.entries[2]), list.entries[2].mentions.len()), (vec!["arxiv:2101.00004".to_owned()], 1));
}

#[test]
fn bibliographies_of_latex_are_read_from_code() {
    is_read_as(
        "# R\n\n```latex\n\\begin{thebibliography}{9}\n\\bibitem{a} A. One, B. Two. \\emph{Attention to lists}. NeurIPS, 2017. \\url{https://arxiv.org/abs/1706.03762}\n\\bibitem{b} C. Three et al. Deep lists. ICML, 2018. arXiv:1810.04805\n\\bibitem[Four(2020)]{c}\nD.~Four.\n\\newblock Lists are readers.\n\\newblock {\\em Journal of Lists}, 3:1--10, 2020.\n\\end{thebibliography}\n```\n",
        &[
            "Attention to lists | arxiv:1706.03762 | A. One, B. Two | NeurIPS | 2017",
            "Deep lists | arxiv:1810.04805 | C. Three | ICML | 2018",
            "Lists are readers |  | D. Four | Journal of Lists | 2020",
        ],
    );
}

#[test]
fn headings_that_are_links_to_papers_are_entries() {
    is_read_as(
        "# P\n\n### [Reading Lists](https://arxiv.org/abs/2401.00001)\n> Ada One, Bo Two\n\n### [Sorting Lists](https://arxiv.org/abs/2401.00003)\n\nIt sorts.\n\n### [Merging Lists](https://arxiv.org/abs/2401.00004)\n",
        &["Reading Lists | arxiv:2401.00001 | Ada One, Bo Two", "Sorting Lists | arxiv:2401.00003", "Merging Lists | arxiv:2401.00004"],
    );
    is_read_as(
        "# P\n\n## [Transformers](https://arxiv.org/abs/1706.03762)\n\n- [A Paper on Long Lists](https://arxiv.org/abs/2401.00001)\n\n## Graphs\n\n- [A Paper on Graphs of Lists](https://arxiv.org/abs/2401.00002)\n",
        &["A Paper on Long Lists | arxiv:2401.00001", "A Paper on Graphs of Lists | arxiv:2401.00002"],
    );
}
