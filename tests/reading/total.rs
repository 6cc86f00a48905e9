//! Any bytes give a list; spans lie inside; time does not run away.

use super::*;
use citegraph::list::{Format, read_as};
use proptest::prelude::*;

fn check(bytes: &[u8]) {
    let list = read_bytes(bytes);
    let text = std::str::from_utf8(bytes).ok();
    let inside = |span: &std::ops::Range<usize>| {
        assert!(span.start <= span.end && span.end <= bytes.len(), "{span:?} of {}", bytes.len());
        if let Some(text) = text {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{span:?}");
        }
    };
    let mut last = 0;
    for entry in &list.entries {
        inside(&entry.span);
        inside(&entry.title_span);
        entry.links.iter().for_each(|link| inside(&link.span));
        if let Some(count) = &entry.count {
            inside(&count.span);
            inside(&count.slot);
        }
        assert!(entry.line >= last && entry.end_line >= entry.line);
        last = entry.line;
        assert!(entry.section.is_none_or(|section| section < list.sections.len()));
    }
    list.sections.iter().for_each(|section| inside(&section.span));
    list.notices.iter().for_each(|notice| inside(&notice.span));
    assert!(list.notices.windows(2).all(|pair| pair[0].line <= pair[1].line));
    assert_eq!(list, read_bytes(bytes));
    for spec in Format::specs() {
        let Ok(list) = read_as(spec.format, bytes) else { continue };
        for entry in &list.entries {
            inside(&entry.span);
            inside(&entry.title_span);
        }
        list.notices.iter().for_each(|notice| inside(&notice.span));
    }
}

/// Pieces that lists are made of, put together at random.
fn listish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# ",
        "## 2024\n",
        "- ",
        "  - ",
        "\t",
        "1. ",
        "**",
        "*",
        "`",
        "[",
        "]",
        "(",
        ")",
        "](",
        "[paper](https://arxiv.org/abs/2401.00001)",
        "![",
        "https://doi.org/10.1/",
        "| a | b |\n|--|--|\n",
        "|",
        "\n",
        "\n\n",
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<!--",
        "-->",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "<a href=\"x\">",
        "</a>",
        "<br>",
        "<li>",
        "```\n",
        "@misc{a, title={b}}",
        "et al.",
        "é",
        "路",
        "目录",
        "🔥",
        ":fire:",
        "Title of Things",
        ", ",
        "ICML'20",
        "2024",
        "cication: [**-1**](None)",
        "\r\n",
        "\0",
        "---\n",
        "> ",
        "`_",
        "`Title <http://x>`_\n",
        ".. x::\n",
        "Citations: 1,2",
        "arXiv:2401.00001",
        "\"",
        "“",
        "\\",
        "$x_1$",
        "&amp;",
        "Authors: A. B., C. D.",
        "[^1]",
        "[^1]: ",
        "[[",
        "]]",
        "<td rowspan=3 colspan=2>",
        "<th rowspan=\"0\">",
        "One, A., & Two, B. (2020). ",
        "One S, Two J. ",
        "《",
        "》，",
        "综述研究",
        "+++\n",
        " · ",
        "10.1145/3485447.3511974",
        "#+TITLE: x\n",
        "#+begin_src\n",
        "* ",
        "** TODO ",
        ":PROPERTIES:\n:URL: https://x.org/a\n:END:\n",
        "[[https://x.org/a][words]]",
        "[[https://x.org/a]]",
        " :tag:\n",
        "|--+--|\n",
        "\\bibitem{a} ",
        "\\newblock ",
        "\\url{",
        "[1] ",
        "„",
        "« ",
        "（2020）",
        "    ",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_a_list(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_mixture_of_what_lists_are_made_of_gives_a_list(text in listish()) {
        check(text.as_bytes());
    }

    #[test]
    fn utf16_gives_a_list(text in listish()) {
        let mut bytes = vec![0xfe, 0xff];
        bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        check(&bytes);
    }
}

#[test]
fn large_and_hostile_inputs_come_to_an_end() {
    let entry = |i: u32| {
        format!("- [Paper number {i} about graphs](https://arxiv.org/abs/{:04}.{:05}) Ada One, Bo Two\n", 2001 + i % 12, i % 99_999 + 1)
    };
    let inputs: Vec<(&str, String)> = vec![
        ("100,000 entries", format!("# L\n\n{}", (0..100_000).map(entry).collect::<String>())),
        ("a line of 1 MB", format!("# L\n\n- {}\n", "word [Title of a paper](https://arxiv.org/abs/2101.00001) ".repeat(18_000))),
        ("50,000 nested brackets", format!("# L\n\n- {}\n", "[".repeat(50_000))),
        ("50,000 nested lists", format!("{}x\n", "- ".repeat(50_000))),
        ("50,000 nested quotations", format!("{}x\n", "> ".repeat(50_000))),
        ("50,000 nested HTML tables", "<table><tr><td>".repeat(50_000)),
        ("200,000 comments that never end", "<!-- ".repeat(200_000)),
        ("emphasis without end", "*_".repeat(200_000)),
        (
            "a table of 30,000 rows",
            format!("|a|b|\n|-|-|\n{}", "|x y z paper title|[pdf](https://arxiv.org/abs/2101.00001)|\n".repeat(30_000)),
        ),
        ("references by the thousand", format!("{}{}", "[a]: http://x\n".repeat(20_000), "[a] ".repeat(20_000))),
        ("open parentheses before an address", format!("{}http://a\n", "(".repeat(300_000))),
        ("a megabyte of brackets", format!("# L\n\n- {}\n", "[".repeat(1_000_000))),
        ("nested links", format!("# L\n\n- {}{}\n", "[a".repeat(100_000), "](b)".repeat(100_000))),
        ("a line of 1 MB without a space", format!("# L\n\n- {}\n", "a.1,".repeat(250_000))),
        ("cells that want to fill everything", {
            let row = "<tr><td rowspan=99999999 colspan=99999999><b>Reading Tables of Any Size</b></td><td><a href=\"https://arxiv.org/abs/2101.00001\">pdf</a></td></tr>\n";
            format!("<table>{}</table>\n", row.repeat(10_000))
        }),
        ("a column of cells that reach down for ever", {
            let row = "<tr><td>Reading Tables of Any Size</td><td><a href=\"https://arxiv.org/abs/2101.00001\">pdf</a></td></tr>\n";
            format!("<table><tr>{}</tr>{}</table>\n", "<td rowspan=0>x</td>".repeat(60), row.repeat(30_000))
        }),
        (
            "20,000 summaries within each other",
            format!(
                "{}- [A Paper on Lists](https://arxiv.org/abs/2101.00001)\n",
                "<details>\n<summary>x</summary>\n\n- [A Paper on Lists](https://arxiv.org/abs/2101.00001)\n\n".repeat(20_000)
            ),
        ),
        ("100,000 footnotes", format!("{}\n\n{}", "- A Title of a Paper[^1]\n".repeat(100_000), "[^1]: x\n".repeat(100_000))),
        ("names without end", format!("# L\n\n{}- {}\n", "- One, A., Two, B. and so on. \n".repeat(20_000), "One, A. B., ".repeat(80_000))),
        ("Chinese in one line", format!("# L\n\n- {}\n", "综述研究方法，".repeat(50_000))),
        ("unfinished BibTeX", format!("```\n{}```\n", "@article{a, title={b}\n".repeat(20_000))),
    ];
    for (name, text) in inputs {
        let start = std::time::Instant::now();
        let list = read(&text);
        let seconds = start.elapsed().as_secs_f64();
        say(&format!("{name}: {:.2} MB, {} entries, {:.0} ms", text.len() as f64 / 1e6, list.entries.len(), seconds * 1e3));
        if name == "100,000 entries" {
            assert_eq!(list.entries.len(), 100_000);
        }
    }
}
