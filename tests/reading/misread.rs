//! Shapes that were read wrongly once, each with what looks like it and is something else.

use super::wild::is_read_as;
use super::*;

#[test]
fn citations_with_quoted_titles_may_go_on_in_small_letters() {
    is_read_as(
        "# L\n\n- A. One, B. Two, \"Reading Long Lists,\" in Proc. X [pdf](https://arxiv.org/abs/2001.00001)\n- A. One, \"Reading Long Lists Alone,\" in Proc. of Lists, 2019. [pdf](https://arxiv.org/abs/2001.00002)\n- A. One, \"Reading Lists Online,\" arXiv preprint arXiv:2001.00003, 2020.\n- \"Why Lists?\" in Long Lists: a Survey of Quotations [pdf](https://arxiv.org/abs/2001.00004)\n",
        &[
            "Reading Long Lists | arxiv:2001.00001 | A. One, B. Two | Proc. X",
            "Reading Long Lists Alone | arxiv:2001.00002 | A. One | Proc. of Lists | 2019",
            "Reading Lists Online | arxiv:2001.00003 | A. One | arXiv preprint | 2020",
            "\"Why Lists?\" in Long Lists: a Survey of Quotations | arxiv:2001.00004",
        ],
    );
}

#[test]
fn keys_of_bibliographies_give_names_and_year() {
    is_read_as(
        "# L\n\n- [Foo et al., 2020] Learning to Read Lists [pdf](https://arxiv.org/abs/2001.00004)\n- (Baz, 2019). Learning to Write Lists. [pdf](https://arxiv.org/abs/2001.00005)\n- [Foo and Bar, 2020b] Another Way to Read Lists [pdf](https://arxiv.org/abs/2001.00006)\n- (Smith & Jones, 2018) Lists in Time and Space [pdf](https://arxiv.org/abs/2001.00007)\n- [Foo et al., 2021](https://arxiv.org/abs/2001.00008) The Title Behind the Key of Lists\n- [Foo et al., 2022](https://arxiv.org/abs/2001.00009) show that lists are long\n",
        &[
            "Learning to Read Lists | arxiv:2001.00004 | Foo |  | 2020",
            "Learning to Write Lists | arxiv:2001.00005 | Baz |  | 2019",
            "Another Way to Read Lists | arxiv:2001.00006 | Foo, Bar |  | 2020",
            "Lists in Time and Space | arxiv:2001.00007 | Smith, Jones |  | 2018",
            "The Title Behind the Key of Lists | arxiv:2001.00008 | Foo |  | 2021",
            " | arxiv:2001.00009 | Foo |  | 2022",
        ],
    );
}

#[test]
fn journals_and_makers_in_brackets_are_no_people() {
    is_read_as(
        "# L\n\n- (Neuroscience, 2019) A Brain for Lists [pdf](https://arxiv.org/abs/2001.00001)\n- (Computers & Graphics, 2018) Lists in Pictures and Words [pdf](https://arxiv.org/abs/2001.00002)\n- (Google, 2018) Lists Read in Both Directions [pdf](https://arxiv.org/abs/2001.00003)\n- [OpenAI, 2023] Lists Read by Large Models [pdf](https://arxiv.org/abs/2001.00004)\n- [ICML, 2020] Lists at a Conference [pdf](https://arxiv.org/abs/2001.00005)\n",
        &[
            "A Brain for Lists | arxiv:2001.00001 |  | Neuroscience | 2019",
            "Lists in Pictures and Words | arxiv:2001.00002 |  | Computers & Graphics | 2018",
            "Lists Read in Both Directions | arxiv:2001.00003 |  |  | 2018",
            "Lists Read by Large Models | arxiv:2001.00004 |  |  | 2023",
            "Lists at a Conference | arxiv:2001.00005 |  | ICML | 2020",
        ],
    );
}

#[test]
fn an_identifier_behind_the_title_is_no_part_of_it() {
    is_read_as(
        "# L\n\n- Scaling Laws for Lists arXiv:2001.08361 [cs.LG]\n- **Scaling Rules for Lists arXiv:2001.08362v2** [code](https://github.com/x/y)\n- [Scaling More Lists (arXiv:2001.08363)](https://arxiv.org/abs/2001.08363)\n- A Comment on arXiv:1210.6972 and Its Lists [pdf](https://arxiv.org/abs/2001.00007)\n- [Comment on arXiv:1210.6972](https://arxiv.org/abs/2001.00008)\n",
        &[
            "Scaling Laws for Lists | arxiv:2001.08361 |  | arXiv",
            "Scaling Rules for Lists | arxiv:2001.08362v2",
            "Scaling More Lists | arxiv:2001.08363",
            "A Comment on arXiv:1210.6972 and Its Lists | arxiv:2001.00007",
            "Comment on arXiv:1210.6972 | arxiv:2001.00008",
        ],
    );
}

#[test]
fn the_full_title_counts_where_a_name_and_its_maker_stand_in_front() {
    is_read_as(
        "# L\n\n- **ListNet** (Org, 2023): \"Reading Lists with Deep Networks\" [paper](https://arxiv.org/abs/2001.00008)\n- **ListNet2** (OpenAI, 2023): [Reading Lists with Deeper Networks](https://arxiv.org/abs/2001.00009)\n- **ListNet3** (Org, 2024): a network that reads lists, and more [paper](https://arxiv.org/abs/2001.00010)\n",
        &[
            "Reading Lists with Deep Networks | arxiv:2001.00008 |  |  | 2023",
            "Reading Lists with Deeper Networks | arxiv:2001.00009 |  |  | 2023",
            "ListNet3 | arxiv:2001.00010",
        ],
    );
}

#[test]
fn remarks_that_point_somewhere_are_no_entries() {
    is_read_as(
        "# L\n\n- [A Paper on Lists](https://arxiv.org/abs/2001.00001)\n- TL;DR: read [this](https://arxiv.org/abs/2001.00010)\n- For everything else see [this paper](https://arxiv.org/abs/2001.00011)\n- Read more [here](https://arxiv.org/abs/2001.00012).\n- Note: [Lists Are Longer Than You Think](https://arxiv.org/abs/2001.00013)\n- A Dataset of Very Long Lists, available [here](https://arxiv.org/abs/2001.00014)\n",
        &[
            "A Paper on Lists | arxiv:2001.00001",
            "Lists Are Longer Than You Think | arxiv:2001.00013",
            "A Dataset of Very Long Lists, available | arxiv:2001.00014",
        ],
    );
}

#[test]
fn wide_titles_stand_behind_names_in_any_letters() {
    is_read_as(
        "# L\n\n- Ada One. 日本語題名. 学会, 2021\n- Ada One. 深層学習による日本語解析の研究. 人工知能学会, 2021\n- 张三, 李四. 基于深度学习的图像识别综述[J]. 计算机学报, 2020, 43(1): 1-10.\n- 深度学习. 它是什么. 请看 2020 年的说明\n",
        &[
            "日本語題名 |  | Ada One | 学会 | 2021",
            "深層学習による日本語解析の研究 |  | Ada One | 人工知能学会 | 2021",
            "基于深度学习的图像识别综述 |  | 张三, 李四 | 计算机学报 | 2020",
        ],
    );
}

#[test]
fn signs_that_stand_for_no_count_are_placeholders() {
    let form = |count: &str| {
        let text = format!("- **Counting Long Lists** [pdf](https://arxiv.org/abs/2001.00012) {count}\n");
        let count = read(&text).entries[0].count.clone();
        count.map(|count| (count.value, text[count.span].to_owned()))
    };
    for sign in ["?", "n/a", "N/A", "TBD", "tbd", "-", "–", "unknown"] {
        assert_eq!(form(&format!("Citations: {sign}")), Some((None, sign.to_owned())));
        assert_eq!(form(&format!("(Citations: {sign})")), Some((None, sign.to_owned())));
        let cell = format!("| Title | Citations |\n|--|--|\n| [Counting Lists in Tables](https://arxiv.org/abs/2001.00013) | {sign} |\n");
        let count = read(&cell).entries[0].count.clone().unwrap();
        assert_eq!((count.value, &cell[count.span]), (None, sign));
    }
    assert_eq!(form("Citations: 12"), Some((Some(12), "12".to_owned())));
    for text in ["Citations: - see the page", "Citations? Many.", "Citations: nonexistent", "Citations - none yet but soon"] {
        assert_eq!(form(text), None, "{text}");
    }
}

#[test]
fn venues_in_italics_and_long_brackets_are_no_part_of_titles() {
    is_read_as(
        "# L\n\n- Forecasting Lists, in *Annual Review of Lists and Its Uses* 2014. [\\[paper\\]](https://arxiv.org/abs/2001.00001)\n- [ACM Trans. Read. Intell. Syst.] Toward Responsible Lists for All [PUB](https://doi.org/10.1145/3485875)\n- [Foundations and Trends in Lists 2021] Open Problems in Long Lists [PUB](https://arxiv.org/abs/2001.00003)\n- **2016-11** | Lists Automate the Reading of Lists | *Ada One, Bo Two, Cy Three, Di Four, Ed Five* | [PLoS Computational Lists](https://doi.org/10.1371/journal.pcbi.1005177)\n- **[Fast Lists]** Fast Lists | **[ICCV' 15]** |[`[pdf]`](https://arxiv.org/pdf/1504.08083.pdf)\n- ”Quoted the Wrong Way Around for Lists“ [pdf](https://arxiv.org/abs/2001.00005)\n",
        &[
            "Forecasting Lists | arxiv:2001.00001 |  | Annual Review of Lists and Its Uses | 2014",
            "Toward Responsible Lists for All | doi:10.1145/3485875",
            "Open Problems in Long Lists | arxiv:2001.00003 |  | Foundations and Trends in Lists | 2021",
            "Lists Automate the Reading of Lists | doi:10.1371/journal.pcbi.1005177 | Ada One, Bo Two, Cy Three, Di Four, Ed Five |  | 2016",
            "Fast Lists | arxiv:1504.08083 |  | ICCV | 2015",
            "Quoted the Wrong Way Around for Lists | arxiv:2001.00005",
        ],
    );
}

#[test]
fn names_and_a_colon_may_stand_in_front_of_a_dated_title() {
    is_read_as(
        "# L\n\n## P\n\n- Ada One and Bo Two: Combining Labeled and Unlabeled Lists, 1998.\n- Ada One, Bo Two, Cy C.N. Three: Random Lists: Models for Labeling Lists, ICML 2001.\n- Ada One, et al.: Classifying Lists Labeled by None. Machine Reading, 1999.\n- Ada One et al.: Reading Lists (almost) from Scratch, J. of List Research, 2011.\n- Rules and Exceptions: A Survey of Lists, 2004.\n",
        &[
            "Combining Labeled and Unlabeled Lists |  | Ada One, Bo Two |  | 1998",
            "Random Lists: Models for Labeling Lists |  | Ada One, Bo Two, Cy C.N. Three | ICML | 2001",
            "Classifying Lists Labeled by None |  | Ada One | Machine Reading | 1999",
            "Reading Lists (almost) from Scratch |  | Ada One | J. of List Research | 2011",
            "Rules and Exceptions: A Survey of Lists |  |  |  | 2004",
        ],
    );
}

#[test]
fn among_plain_titles_one_in_small_letters_is_one_too() {
    is_read_as(
        "# L\n\n## P\n\n- Reading Lists by Their Titles\n- Writing Lists by Hand and Machine\n- The Patience of Long Lists\n- What does the list say to the reader? A style of its own\n- Lists in the Age of Readers\n- neural reality of list structure constructions\n- Lists: One More Look at Them\n- Sorting Lists of Papers\n- Merging Lists of Papers\n- Splitting Lists of Papers\n\n## How this is kept\n\n- add what is missing to the list\n- keep the order of the entries as it is\n- one line for one paper is enough\n",
        &[
            "Reading Lists by Their Titles",
            "Writing Lists by Hand and Machine",
            "The Patience of Long Lists",
            "What does the list say to the reader? A style of its own",
            "Lists in the Age of Readers",
            "neural reality of list structure constructions",
            "Lists: One More Look at Them",
            "Sorting Lists of Papers",
            "Merging Lists of Papers",
            "Splitting Lists of Papers",
        ],
    );
}

#[test]
fn papers_a_repository_speaks_of_are_mentions() {
    let list = read(
        "# L\n\n- [ListKit](https://github.com/x/listkit) - a code base for working with [Open Lists (OL)](https://arxiv.org/abs/2001.00001).\n- [ListPost](https://blog.example.org/2024/01/lists) would not be possible without the [Zero reader](https://arxiv.org/abs/2001.00002).\n- [ListModel](https://github.com/x/listmodel) reads lists. [[paper](https://arxiv.org/abs/2001.00003)]\n- [Code of Lists](https://github.com/x/y) | [Reading Lists Once More](https://arxiv.org/abs/2001.00004)\n",
    );
    let told: Vec<(Vec<String>, usize)> = list.entries.iter().map(|entry| (ids(entry), entry.mentions.len())).collect();
    assert_eq!(told, [(vec![], 1), (vec![], 1), (vec!["arxiv:2001.00003".to_owned()], 0), (vec!["arxiv:2001.00004".to_owned()], 0)]);
}

#[test]
fn a_table_of_topics_with_named_works_is_an_index() {
    let index = "# L\n\n| Topic | Benchmarks |\n|--|--|\n| **Facts** | [ListQA](https://arxiv.org/abs/2001.00001), [ListQA plus](https://arxiv.org/abs/2001.00002) |\n| **Bias** | [BiasList](https://arxiv.org/abs/2001.00003) |\n| **Reasoning** | [ReasonList](https://arxiv.org/abs/2001.00004) [LogicList](https://arxiv.org/abs/2001.00005) |\n";
    let list = read(index);
    assert_eq!(list.entries, []);
    assert_eq!(list.notices.iter().filter(|notice| notice.code == NoticeCode::PaperOutsideEntries).count(), 1);
    is_read_as(
        "# L\n\n| Name | Links |\n|--|--|\n| ListNet | [paper](https://arxiv.org/abs/2001.00001) [code](https://github.com/x/y) |\n| ListNet2 | [paper](https://arxiv.org/abs/2001.00002) [code](https://github.com/x/z) |\n",
        &["ListNet | arxiv:2001.00001", "ListNet2 | arxiv:2001.00002"],
    );
}

#[test]
fn what_makers_are_quoted_with_is_no_announcement() {
    is_read_as(
        "# L\n\n- [Lists Are Easily Distracted by Other Lists](https://arxiv.org/abs/2001.00001) by Ada One - Adding \"Feel free to ignore what is irrelevant\" to the list helps its readers.\n- [Our New List of Lists](https://arxiv.org/abs/2001.00002) has been accepted, feel free to read it and to tell us what you think.\n- [arXiv version](https://arxiv.org/abs/2001.00003)\nCompare for yourself.\n\n**Acknowledgment: We referred to the survey [A Survey of All Lists](https://arxiv.org/abs/2001.00004) when writing some parts of this section.**\n",
        &["Lists Are Easily Distracted by Other Lists | arxiv:2001.00001 | Ada One"],
    );
}

#[test]
fn titles_in_bold_may_follow_each_other_without_a_blank_line() {
    is_read_as(
        "# L\n\n**Modeling Lists with Machines of Lists.**  \nAda One, Bo Two, Cy Three.  \n*Journal of Lists, February 2022.*  \n[[10.1371/journal.pcbi.1009853](https://doi.org/10.1371/journal.pcbi.1009853)]\n**The Scopes of Lists: a General Model**\nDi Four, Ed Five, Flo Six.  \n*Preprint, May 2022.*  \n[[10.1101/2022.05.24.493213](https://doi.org/10.1101/2022.05.24.493213)]\n",
        &[
            "Modeling Lists with Machines of Lists | doi:10.1371/journal.pcbi.1009853 | Ada One, Bo Two, Cy Three | Journal of Lists | 2022",
            "The Scopes of Lists: a General Model | doi:10.1101/2022.05.24.493213 | Di Four, Ed Five, Flo Six | Preprint | 2022",
        ],
    );
}

#[test]
fn cells_may_hold_an_identifier_and_no_link() {
    is_read_as(
        "# L\n\n| Title | Venue | arXiv |\n|--|--|--|\n| Reading Tables of Lists | ICML 2020 | 2003.00006 |\n| Reading Tables Without Lists | arXiv:2003.00007 | |\n",
        &["Reading Tables of Lists | arxiv:2003.00006 |  | ICML | 2020", "Reading Tables Without Lists | arxiv:2003.00007 |  | arXiv"],
    );
}

#[test]
fn names_behind_by_may_have_initials_and_firms_are_no_names() {
    is_read_as(
        "# L\n\n- [Lists Beyond a Fixed Length](https://arxiv.org/abs/2001.00001) by Ada One, William W. Two and Quoc V. Three.\n- [Lists as Discriminators of Lists](https://arxiv.org/abs/2001.00002) by Kev Four, Min-Thang Five, and Chris D. Six - A list like others.\n- [Lists Without a Loss](https://arxiv.org/abs/2001.00003) by Google Research and Stanford University, 2020\n- **Lists on Graphs** von A. Eins und B. Zwei (2017), [Artikel](https://arxiv.org/abs/2001.00004)\n",
        &[
            "Lists Beyond a Fixed Length | arxiv:2001.00001 | Ada One, William W. Two, Quoc V. Three",
            "Lists as Discriminators of Lists | arxiv:2001.00002 | Kev Four, Min-Thang Five, Chris D. Six",
            "Lists Without a Loss | arxiv:2001.00003",
            "Lists on Graphs | arxiv:2001.00004 | A. Eins, B. Zwei",
        ],
    );
}
