//! Tables fit the terminal: the commands that print them, on the example list, at the widths people have.

use std::process::Command;

use unicode_width::UnicodeWidthStr;

const HOME: &str = env!("CARGO_MANIFEST_DIR");
const WIDTHS: [usize; 7] = [40, 60, 80, 100, 120, 160, 200];

/// What a command prints on a terminal of this width.
fn printed(arguments: &[&str], width: usize) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_citegraph"))
        .args(arguments)
        .current_dir(format!("{HOME}/examples"))
        .env("COLUMNS", width.to_string())
        .output()
        .expect("the program starts");
    String::from_utf8(output.stdout).expect("text")
}

fn fits(command: &[&str], tables: bool) {
    let arguments = if tables { [command, &["--corpus", "snapshot"]].concat() } else { command.to_vec() };
    for width in WIDTHS {
        let text = printed(&arguments, width);
        assert!(text.lines().count() >= 3, "{arguments:?} printed too little:\n{text}");
        for line in text.lines() {
            assert!(line.width() <= width, "{arguments:?} at {width}: {} cells: {line}", line.width());
        }
    }
}

#[test]
fn rankings_topics_and_suggestions_fit() {
    let list = "efficient-llm.md";
    fits(&["rank", list], true);
    fits(&["rank", list, "--by", "pagerank", "--section", "Quantization"], true);
    fits(&["topics", list, "--level", "all"], true);
    fits(&["missing", list], true);
}

#[test]
fn trends_fit() {
    for show in ["growth", "months", "bursts", "reference-years", "sleeping-beauties", "disruption", "main-path", "historiograph"] {
        fits(&["trends", "efficient-llm.md", "--show", show], true);
    }
}

#[test]
fn what_was_read_and_measured_fits() {
    fits(&["parse", "efficient-llm.md"], false);
    fits(&["resolve", "efficient-llm.md"], true);
    fits(&["evaluate", "--task", "rank"], true);
}

#[test]
fn evidence_fits() {
    fits(&["feature", "efficient-llm.md"], true);
    fits(&["check", "A title nobody has written", "arxiv:2302.13971", "--list", "efficient-llm.md"], true);
}

#[test]
fn a_table_at_80_columns_shows_whole_titles() {
    let text = printed(&["rank", "efficient-llm.md", "--corpus", "snapshot"], 80);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("LLaMA: Open and Efficient") && words.contains("Foundation Language Models"), "{text}");
}
