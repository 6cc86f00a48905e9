//! Lists in the styles of the wild, each small, with what must come out of every entry: title, identifiers, authors, venue, year.

use super::*;

/// `title | ids | authors | venue | year`, as far as there are any.
fn told(list: &List) -> Vec<String> {
    let field = |entry: &Entry| {
        let year = entry.year.map_or(String::new(), |year| year.to_string());
        [entry.title.clone(), ids(entry).join(" "), entry.authors.join(", "), entry.venue.clone().unwrap_or_default(), year].join(" | ")
    };
    list.entries.iter().map(|entry| field(entry).trim_end_matches([' ', '|']).to_owned()).collect()
}

pub(super) fn is_read_as(text: &str, wanted: &[&str]) {
    assert_eq!(told(&read(text)), wanted, "{text}");
}

#[test]
fn badges_stand_before_and_behind_titles() {
    is_read_as(
        "# L [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n\n## 🔥 S\n- 🌟 **A Survey of Reasoning over Graphs** [![arXiv](https://img.shields.io/badge/arXiv-2401.01234-b31b1b.svg)](https://arxiv.org/abs/2401.01234) [![stars](https://img.shields.io/github/stars/x/y)](https://github.com/x/y)\n- ![](https://img.shields.io/badge/ICLR-2024-blue) **PathWalker: Walking Paths** [[paper](https://openreview.net/forum?id=abcDEF1234)]\n- [![paper](https://img.shields.io/badge/paper-blue)](https://arxiv.org/abs/2402.00011) Plain Title Behind Its Badge\n",
        &[
            "A Survey of Reasoning over Graphs | arxiv:2401.01234",
            "PathWalker: Walking Paths | openreview:abcDEF1234",
            "Plain Title Behind Its Badge | arxiv:2402.00011",
        ],
    );
}

#[test]
fn a_table_may_link_its_numbers() {
    is_read_as(
        "# P\n\n| # | Paper | Venue | Year |\n|--|--|--|--|\n| [1](https://arxiv.org/abs/2101.00011) | Learning to Read Tables | NeurIPS | 2021 |\n| 2 | A Paper That Has No Link | JMLR | 2020 |\n",
        &["Learning to Read Tables | arxiv:2101.00011 |  | NeurIPS | 2021", "A Paper That Has No Link |  |  | JMLR | 2020"],
    );
}

#[test]
fn front_matter_of_sites_is_hidden() {
    let list = read(
        "+++\ntitle = \"Reading List\"\ntags = [\n  \"papers\",\n]\n+++\n\n# R\n\n1. [Scaling Rules for Models](https://arxiv.org/abs/2001.08361) - *Ada One, Bo Two*, 2020. Great overview.\n",
    );
    assert_eq!(list.title, "R");
    assert_eq!(told(&list), ["Scaling Rules for Models | arxiv:2001.08361 | Ada One, Bo Two |  | 2020"]);
}

#[test]
fn linked_notes_are_titles() {
    is_read_as(
        "# N\n\n- [ ] [[Lists Are Not All You Need]] #todo\n- [x] [[Deep Reading Machines|Deep Reading]] arXiv:2301.00123\n- [[@one2017]] Reading Once More: A Second Look (https://arxiv.org/abs/1706.03762)\n- ![[figure.png]]\n",
        &[
            "Lists Are Not All You Need",
            "Deep Reading | arxiv:2301.00123 |  | arXiv",
            "Reading Once More: A Second Look | arxiv:1706.03762",
        ],
    );
}

#[test]
fn footnotes_belong_to_the_entries_that_point_to_them() {
    is_read_as(
        "# N\n\n- Dense Passages for Open Questions [^1]\n- [Late Reading for Efficient Search][late]\n- A Second Title With a Note[^2]\n\n[^1]: One et al., 2020. https://arxiv.org/abs/2004.04906\n[late]: https://arxiv.org/abs/2004.12832 \"x\"\n[^2]: https://arxiv.org/abs/2004.00002\n[^3]: [A Paper Only in a Note Here](https://arxiv.org/abs/2004.00003)\n",
        &[
            "Dense Passages for Open Questions | arxiv:2004.04906 | One |  | 2020",
            "Late Reading for Efficient Search | arxiv:2004.12832",
            "A Second Title With a Note | arxiv:2004.00002",
            "A Paper Only in a Note Here | arxiv:2004.00003",
        ],
    );
}

#[test]
fn summaries_within_summaries_are_groups() {
    let list = read(
        "# L\n\n<details>\n<summary><b>2024</b></summary>\n\n<details>\n<summary>ICML</summary>\n\n- [Folded Paper One in Details](https://arxiv.org/abs/2405.00001)\n\n</details>\n\n<details>\n<summary>NeurIPS</summary>\n\n- [Folded Paper Two in Details](https://arxiv.org/abs/2405.00002)\n\n</details>\n</details>\n\n- [Unfolded Paper Behind Them](https://arxiv.org/abs/2405.00004)\n",
    );
    let groups: Vec<Vec<&str>> = list.entries.iter().map(|entry| entry.group.iter().map(String::as_str).collect()).collect();
    assert_eq!(groups, [vec!["2024", "ICML"], vec!["2024", "NeurIPS"], vec![]]);
}

#[test]
fn citation_strings_are_taken_apart_with_and_without_links() {
    is_read_as(
        "# R\n\n1. One, A., Two, N., et al. (2017). Lists are all you need. NeurIPS.\n2. One, J., Two, M.-W., Three, K., & Four, T. (2019). LIST: Pre-training of deep lists. In NAACL-HLT.\n3. One, T. B. et al. (2020). Readers are few-shot readers. arXiv:2005.14165.\n4. One S, Two J. Long short-term lists. Neural reading. 1997;9(8):1735-80.\n5. Y. One, Z. Two, and G. Three, \"Deep lists,\" Nature, vol. 521, pp. 436–444, 2015. doi: 10.1038/nature14539\n6. One K., Two X., Three S. Deep Residual Reading // CVPR, 2016. https://doi.org/10.1109/CVPR.2016.90\n7. One, C. (2022). *The Trouble with Lists*. FAccT. [pdf](https://dl.acm.org/doi/10.1145/3531146.3533088)\n8. One, A., & Two, B. (2023). [Alignment of Lists: A Survey](https://arxiv.org/abs/2310.00001). arXiv.\n",
        &[
            "Lists are all you need |  | A. One, N. Two | NeurIPS | 2017",
            "LIST: Pre-training of deep lists |  | J. One, M.-W. Two, K. Three, T. Four | NAACL-HLT | 2019",
            "Readers are few-shot readers | arxiv:2005.14165 | T. B. One | arXiv | 2020",
            "Long short-term lists |  | S One, J Two | Neural reading | 1997",
            "Deep lists | doi:10.1038/nature14539 | Y. One, Z. Two, G. Three | Nature | 2015",
            "Deep Residual Reading | doi:10.1109/cvpr.2016.90 | K One, X Two, S Three | CVPR | 2016",
            "The Trouble with Lists | doi:10.1145/3531146.3533088 | C. One | FAccT | 2022",
            "Alignment of Lists: A Survey | arxiv:2310.00001 | A. One, B. Two | arXiv | 2023",
        ],
    );
}

#[test]
fn titles_may_have_authors_and_venue_behind_them() {
    is_read_as(
        "# B\n\n* [Lists by Reading](http://proceedings.mlr.press/v37/one15.html), C. One, J. Two, *ICML*, 2015\n* Weight Uncertainty of Lists, A. One, *Journal of Reading*, 2019. [[link](https://example.org/x.pdf)]\n* On the Lottery: Finding Sparse Lists -- Ada One & Bo Two (ICLR'19) <https://arxiv.org/abs/1803.03635>\n* Reading deep requires rethinking. ICLR 2017 (Best Paper). [pdf](https://arxiv.org/abs/1611.03530)\n",
        &[
            "Lists by Reading |  | C. One, J. Two | ICML | 2015",
            "Weight Uncertainty of Lists |  | A. One | Journal of Reading | 2019",
            "On the Lottery: Finding Sparse Lists | arxiv:1803.03635 | Ada One, Bo Two | ICLR | 2019",
            "Reading deep requires rethinking | arxiv:1611.03530 |  | ICLR | 2017",
        ],
    );
}

#[test]
fn an_item_may_be_an_identifier_and_nothing_else() {
    is_read_as(
        "# T\n\n- 2106.09685\n- arXiv:1706.03762v5\n- arxiv.org/abs/2005.14165\n- https://arxiv.org/abs/1810.04805\n- 10.1145/3485447.3511974\n- hep-th/9901001\n- 1.5\n",
        &[
            " | arxiv:2106.09685",
            " | arxiv:1706.03762v5",
            " | arxiv:2005.14165",
            " | arxiv:1810.04805",
            " | doi:10.1145/3485447.3511974",
            " | arxiv:hep-th/9901001",
        ],
    );
}

#[test]
fn lines_below_an_italic_or_bold_title_are_about_it() {
    is_read_as(
        "# R\n\n*Emergent Abilities of Large Lists*\nAda One, Bo Two, Cy Three\n[paper](https://arxiv.org/abs/2206.07682)\n\n**[Paper of the Second Day](https://arxiv.org/abs/2405.01001)**\n*Ada One, Bo Two*\nAbstract: we do things.\n\n### [A Survey on Lists of All Kinds](https://arxiv.org/abs/2308.11432)\n**Ada One, Bo Two** · *Frontiers of CS* · 2023 · 📌 Cited by 512\n",
        &[
            "Emergent Abilities of Large Lists | arxiv:2206.07682 | Ada One, Bo Two, Cy Three",
            "Paper of the Second Day | arxiv:2405.01001 | Ada One, Bo Two",
            "A Survey on Lists of All Kinds | arxiv:2308.11432 | Ada One, Bo Two |  | 2023",
        ],
    );
}

#[test]
fn chinese_and_japanese_titles_need_no_link() {
    let list = read(
        "# 论文\n\n## 综述\n1. 基于深度学习的图像识别综述\n2. 大规模语言模型的推理能力研究进展\n\n## 方法\n- 《注意力机制在机器翻译中的应用》，张三，李四，计算机学报，2020\n- 「拡散モデルによる画像生成の研究」 山田太郎, 2022\n- 《神经网络压缩》 [论文](https://arxiv.org/abs/2101.00777)\n\n## 说明\n欢迎大家提交新的论文。\n- 请先阅读说明\n- 本列表收录深度学习方法的论文\n",
    );
    assert_eq!(
        told(&list),
        [
            "基于深度学习的图像识别综述",
            "大规模语言模型的推理能力研究进展",
            "注意力机制在机器翻译中的应用 |  | 张三, 李四 | 计算机学报 | 2020",
            "拡散モデルによる画像生成の研究 |  | 山田太郎 |  | 2022",
            "神经网络压缩 | arxiv:2101.00777",
        ]
    );
}

#[test]
fn cells_of_html_tables_reach_over_rows_and_columns() {
    let table = "# T\n\n<table>\n<tr><th>Kind</th><th>Title</th><th>Venue</th><th>Links</th></tr>\n<tr><td rowspan=\"2\">Pruning</td><td>Pruning Lists by Their Weights</td><td rowspan=\"2\">ICML 2020</td><td><a href=\"https://arxiv.org/abs/2001.00001\">paper</a></td></tr>\n<tr><td>Pruning Lists by Their Gradients</td><td><a href=\"https://arxiv.org/abs/2001.00002\">paper</a></td></tr>\n<tr><td colspan=\"4\"><b>Others</b></td></tr>\n<tr><td>Tuning</td><td rowspan=\"2\">Distilling Large into Small Lists</td><td>EMNLP 2023</td><td><a href=\"https://arxiv.org/abs/2001.00006\">paper</a></td></tr>\n<tr><td>Tuning</td><td></td><td><a href=\"https://github.com/x/y\">code</a></td></tr>\n</table>\n";
    let list = read(table);
    assert_eq!(
        told(&list),
        [
            "Pruning Lists by Their Weights | arxiv:2001.00001 |  | ICML | 2020",
            "Pruning Lists by Their Gradients | arxiv:2001.00002 |  | ICML | 2020",
            "Distilling Large into Small Lists | arxiv:2001.00006 |  | EMNLP | 2023",
        ]
    );
    assert_eq!((list.entries[1].group.len(), list.entries[2].group.as_slice()), (0, ["Others".to_owned()].as_slice()));
    assert_eq!((list.entries[2].line, list.entries[2].end_line), (8, 9));
    assert!(list.entries[2].links.iter().any(|link| link.url == "https://github.com/x/y"));
}

#[test]
fn a_cell_may_hold_several_papers() {
    is_read_as(
        "# Z\n\n| Task | Papers |\n|--|--|\n| Detection | [Finding Boxes with Networks](https://arxiv.org/abs/1506.01497)<br>[Finding Boxes in One Look](https://arxiv.org/abs/1506.02640) |\n| Masks | [Segmenting Anything You Like](https://arxiv.org/abs/2304.02643), [Segmenting with Masks of Regions](https://arxiv.org/abs/1703.06870) |\n",
        &[
            "Finding Boxes with Networks | arxiv:1506.01497",
            "Finding Boxes in One Look | arxiv:1506.02640",
            "Segmenting Anything You Like | arxiv:2304.02643",
            "Segmenting with Masks of Regions | arxiv:1703.06870",
        ],
    );
}

#[test]
fn years_and_venues_stand_in_front_in_many_ways() {
    is_read_as(
        "# N\n- [NeurIPS 2023] **Fields of Light** | [paper](https://arxiv.org/abs/2303.00001)\n- (ECCV'22) Compact Fields for Fast Reading, [[PDF]](https://arxiv.org/pdf/2203.00002.pdf)\n- `CVPR2024` [Fields in the Wild](https://arxiv.org/abs/2403.00003) ⭐\n- 2021 | ICCV | Baking Fields for Readers | [PDF](https://arxiv.org/abs/2103.00004)\n- **SIGGRAPH Asia 2022** - [Hash Grids for Everything](https://arxiv.org/abs/2201.05989) - Ada One et al.\n+ **LiThing: Visual Lists for All** (Apr 2023, NeurIPS 2023)\n  📄 [Paper](https://arxiv.org/abs/2304.08485) \n",
        &[
            "Fields of Light | arxiv:2303.00001 |  | NeurIPS | 2023",
            "Compact Fields for Fast Reading | arxiv:2203.00002 |  | ECCV | 2022",
            "Fields in the Wild | arxiv:2403.00003 |  | CVPR | 2024",
            "Baking Fields for Readers | arxiv:2103.00004 |  | ICCV | 2021",
            "Hash Grids for Everything | arxiv:2201.05989 | Ada One | SIGGRAPH Asia | 2022",
            "LiThing: Visual Lists for All | arxiv:2304.08485 |  | NeurIPS | 2023",
        ],
    );
}

#[test]
fn remarks_below_an_entry_and_thanks_are_no_entries() {
    is_read_as(
        "# S\n\n* [Alignment of Many Lists](https://arxiv.org/abs/2310.00001)\n    * Covers outer and inner alignment; see also [the blog](https://blog.example.org/x)\n* Acknowledgement: we referred to the survey paper [Pretrained Readers of Lists](https://arxiv.org/abs/2110.05006) when writing this.\n",
        &["Alignment of Many Lists | arxiv:2310.00001"],
    );
}
