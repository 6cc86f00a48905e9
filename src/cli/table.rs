//! Tables on a terminal: columns that fit the width, the least important left out first.

pub use citegraph::text::{counted, terminal as printable, terminal_lines as printable_lines};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How wide a table is where neither `COLUMNS` nor a terminal says.
const WITHOUT_TERMINAL: usize = 120;
/// Narrower than this nothing can be laid out; the lines are this wide then.
const NARROWEST: usize = 20;
/// A title beyond this many cells goes on in a second line, however wide the terminal is.
const WIDEST_TITLE: usize = 100;
const WIDEST_TEXT: usize = 50;
/// A sentence gets a column of its own when so many cells are left for it; otherwise it stands below its row.
const NARROWEST_SENTENCE: usize = 40;
const TITLE_LINES: usize = 2;
const SENTENCE_LINES: usize = 4;
const GAP: usize = 2;
/// Text beyond this many characters is never looked at: no cell has room for it.
const READ: usize = 4_000;

/// What a column does when there is not enough room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// Stays, whole.
    Whole,
    /// Stays, and takes what is left of the width; wraps to two lines, then ends in `…`.
    Title,
    /// Whole, or left out: lower numbers first.
    OrNothing(u8),
    /// Ends in `…`, or is left out: lower numbers first.
    Cut(u8),
    /// A wrapped column, or lines below the row.
    Sentence,
}

/// One column of a [`Grid`].
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub head: &'static str,
    room: Room,
    is_number: bool,
}

impl Column {
    /// A number that tells the rows apart: always there, never shortened.
    pub fn key(head: &'static str) -> Column {
        Column { head, room: Room::Whole, is_number: true }
    }

    /// What the row is about; gets the room that is left.
    pub fn title(head: &'static str) -> Column {
        Column { head, room: Room::Title, is_number: false }
    }

    /// A number; columns of low importance are left out first.
    pub fn number(head: &'static str, importance: u8) -> Column {
        Column { head, room: Room::OrNothing(importance), is_number: true }
    }

    /// A date, a word from a small set, or something else that is useless when cut.
    pub fn word(head: &'static str, importance: u8) -> Column {
        Column { head, room: Room::OrNothing(importance), is_number: false }
    }

    /// A name that may end in `…`.
    pub fn text(head: &'static str, importance: u8) -> Column {
        Column { head, room: Room::Cut(importance), is_number: false }
    }

    /// Evidence and reasons: wrapped, never left out.
    pub fn sentence(head: &'static str) -> Column {
        Column { head, room: Room::Sentence, is_number: false }
    }

    pub fn is_title(&self) -> bool {
        self.room == Room::Title
    }

    pub fn is_number(&self) -> bool {
        self.is_number
    }

    /// Lines a cell may take.
    fn lines(&self) -> usize {
        match self.room {
            Room::Title => TITLE_LINES,
            Room::Sentence => SENTENCE_LINES,
            _ => 1,
        }
    }
}

/// Columns parted by two spaces, no line wider than `width` cells (and [`NARROWEST`]).
pub fn aligned(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    let width = width.max(NARROWEST);
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| readable(cell)).collect()).collect();
    let layout = Layout::of(columns, &rows, width);
    let head: Vec<String> = columns.iter().map(|column| column.head.to_owned()).collect();
    let mut out = String::new();
    layout.write(&mut out, columns, &head, HEAD_LINES);
    for row in &rows {
        layout.write(&mut out, columns, row, 1);
        for (column, cell) in columns.iter().zip(row) {
            if column.room == Room::Sentence && layout.sentences_below && !cell.is_empty() {
                let indent = layout.indent.min(width / 4);
                for line in wrapped(cell, width - indent, SENTENCE_LINES) {
                    out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
                }
            }
        }
    }
    out
}

const HEAD_LINES: usize = 2;

/// Which columns are shown and how wide each is.
struct Layout {
    /// `None`: not shown, or below the row.
    widths: Vec<Option<usize>>,
    sentences_below: bool,
    /// Where lines below a row begin: under the title.
    indent: usize,
}

impl Layout {
    fn of(columns: &[Column], rows: &[Vec<String>], width: usize) -> Layout {
        let wanted: Vec<usize> =
            columns.iter().enumerate().map(|(at, column)| wanted(column, rows.iter().map(|row| row[at].as_str()))).collect();
        let least = |at: usize| match columns[at].room {
            Room::Whole | Room::OrNothing(_) => wanted[at],
            Room::Title => wanted[at].min(width * 2 / 5),
            Room::Cut(_) => wanted[at].min(head_width(columns[at].head).max(14)),
            Room::Sentence => 0,
        };
        let mut shown: Vec<usize> = (0..columns.len()).filter(|&at| columns[at].room != Room::Sentence).collect();
        let taken = |shown: &[usize]| shown.iter().map(|&at| least(at)).sum::<usize>() + GAP * shown.len().saturating_sub(1);
        while taken(&shown) > width {
            let importance = |at: usize| match columns[at].room {
                Room::OrNothing(importance) | Room::Cut(importance) => Some(importance),
                _ => None,
            };
            let Some(last) =
                shown.iter().copied().filter(|&at| importance(at).is_some()).min_by_key(|&at| (importance(at), std::cmp::Reverse(at)))
            else {
                break;
            };
            shown.retain(|&at| at != last);
        }
        let mut widths: Vec<Option<usize>> = vec![None; columns.len()];
        for &at in &shown {
            widths[at] = Some(least(at));
        }
        let mut left = width.saturating_sub(taken(&shown));
        // The title takes its room before other names do.
        let mut by_need = shown.clone();
        by_need.sort_by_key(|&at| !columns[at].is_title());
        for at in by_need {
            let more = wanted[at].saturating_sub(least(at)).min(left);
            widths[at] = widths[at].map(|cells| cells + more);
            left -= more;
        }
        shrink_titles(columns, &mut widths, width);
        let mut sentences_below = false;
        for at in (0..columns.len()).filter(|&at| columns[at].room == Room::Sentence) {
            let room = left.saturating_sub(GAP);
            if room >= NARROWEST_SENTENCE.min(wanted[at]) && room > 0 {
                widths[at] = Some(room.min(wanted[at]));
                left = room.saturating_sub(wanted[at]);
            } else {
                sentences_below = true;
            }
        }
        let before = columns.iter().position(Column::is_title).unwrap_or(0);
        let indent = widths[..before].iter().flatten().map(|cells| cells + GAP).sum();
        Layout { widths, sentences_below, indent }
    }

    /// One row; its cells take as many lines as they need, at most as the column allows.
    fn write(&self, out: &mut String, columns: &[Column], row: &[String], least_lines: usize) {
        let cells: Vec<(usize, bool, Vec<String>)> = columns
            .iter()
            .zip(row)
            .zip(&self.widths)
            .filter_map(|((column, cell), cells)| {
                let cells = (*cells)?;
                Some((cells, column.is_number, wrapped(cell, cells, column.lines().max(least_lines))))
            })
            .collect();
        let lines = cells.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(0);
        for at in 0..lines {
            let mut line = String::new();
            for (cells, is_number, text) in &cells {
                let text = text.get(at).map_or("", String::as_str);
                let pad = " ".repeat(cells.saturating_sub(text.width()));
                let (before, after) = if *is_number { (pad.as_str(), "") } else { ("", pad.as_str()) };
                line.push_str(&format!("{before}{text}{after}{}", " ".repeat(GAP)));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

/// Where even the columns that always stay are too wide, the widest of them gives way.
fn shrink_titles(columns: &[Column], widths: &mut [Option<usize>], width: usize) {
    let taken = |widths: &[Option<usize>]| {
        let shown = widths.iter().flatten().count();
        widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1)
    };
    while taken(widths) > width {
        let over = taken(widths) - width;
        let title = columns.iter().position(Column::is_title).filter(|&at| widths[at] > Some(8));
        let Some(at) = title.or_else(|| (0..widths.len()).max_by_key(|&at| widths[at])) else { return };
        let Some(cells) = widths[at].filter(|cells| *cells > 1) else { return };
        widths[at] = Some(cells.saturating_sub(over).max(if title.is_some() { 8 } else { 1 }));
    }
}

/// Cells a column would like to have.
fn wanted<'a>(column: &Column, cells: impl Iterator<Item = &'a str>) -> usize {
    let content = cells.map(UnicodeWidthStr::width).max().unwrap_or(0);
    let most = match column.room {
        Room::Title => WIDEST_TITLE,
        Room::Cut(_) => WIDEST_TEXT,
        _ => usize::MAX,
    };
    content.min(most).max(head_width(column.head))
}

/// The narrowest width at which a head takes two lines.
fn head_width(head: &str) -> usize {
    let longest = head.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0);
    (longest..=head.width()).find(|&cells| wrapped(head, cells, HEAD_LINES + 1).len() <= HEAD_LINES).unwrap_or(longest)
}

/// Text of at most so many lines, none wider than `width` cells, broken between words where that is possible. What is left out is marked by `…`.
pub fn wrapped(text: &str, width: usize, most_lines: usize) -> Vec<String> {
    let mut lines = folded(text, width, width, most_lines);
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            *last = ending(last, width);
        }
    }
    lines
}

/// Lines of at most `first` cells, from the second on of at most `rest`; folding ends when there are more than `most_lines`.
fn folded(text: &str, first: usize, rest: usize, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let (mut used, mut width) = (0, first);
    let next = |lines: &mut Vec<String>, used: &mut usize, width: &mut usize| {
        lines.push(String::new());
        (*used, *width) = (0, rest);
    };
    for word in text.split_whitespace() {
        let gap = usize::from(used > 0);
        let (cells, is_breakable) = (word.width(), word.width() > rest.min(first));
        if used + gap + cells > width && used > 0 && (!is_breakable || used + gap + 1 >= width) {
            next(&mut lines, &mut used, &mut width);
        } else if gap > 0 {
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
            used += 1;
        }
        // A word wider than a line, as in writings without spaces, is broken between characters as people see them.
        for cluster in word.graphemes(true) {
            let cells = cluster.width();
            if used + cells > width && used > 0 {
                next(&mut lines, &mut used, &mut width);
            }
            if lines.len() > most_lines {
                return lines;
            }
            // One that is wider than the line has no place in any.
            if cells <= width {
                lines.last_mut().into_iter().for_each(|line| line.push_str(cluster));
                used += cells;
            }
        }
    }
    lines
}

/// The beginning of a text and `…`, together at most `width` cells.
fn ending(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        if used + cluster.width() + 1 > width {
            break;
        }
        used += cluster.width();
        out.push_str(cluster);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Printable text of one cell, as much of it as could be shown.
fn readable(cell: &str) -> String {
    let end = cell.char_indices().nth(READ).map_or(cell.len(), |(at, _)| at);
    let mut text = printable(&cell[..end]);
    if end < cell.len() {
        text.push('…');
    }
    text
}

/// Lines of text, each folded where it is wider than `width`; what follows stands `hanging` cells further in than the line began.
pub fn prose(text: &str, width: usize, hanging: usize) -> String {
    let mut out = String::new();
    for line in text.lines().map(printable) {
        let indent = (line.len() - line.trim_start_matches(' ').len()).min(width / 2);
        let hang = (indent + hanging).min(width / 2);
        if line.width() <= width {
            out.push_str(&format!("{}\n", line.trim_end()));
            continue;
        }
        for (at, piece) in folded(&line, width - indent, width - hang, usize::MAX).iter().enumerate() {
            out.push_str(&format!("{}{piece}\n", " ".repeat(if at == 0 { indent } else { hang })));
        }
    }
    out
}

/// A label and its text, which goes on below itself where it is wider than `width`; a label that leaves too little room gets a line of its own.
pub fn labelled(indent: usize, label: &str, label_width: usize, text: &str, width: usize) -> String {
    let (label, text) = (printable(label), printable(text));
    let beside = indent + label_width + 1;
    let mut out = format!("{}{label:label_width$} ", " ".repeat(indent));
    let hanging = if beside <= width / 2 { beside } else { (indent + 2).min(width / 2) };
    if hanging < beside {
        out = format!("{}\n{}", out.trim_end(), " ".repeat(hanging));
    }
    let room = width.saturating_sub(hanging).max(1);
    for (at, piece) in folded(&text, room, room, usize::MAX).iter().enumerate() {
        out.push_str(&if at == 0 { format!("{piece}\n") } else { format!("{}{piece}\n", " ".repeat(hanging)) });
    }
    out
}

/// Cells of a line: `COLUMNS`, else the terminal on stdout; `None` where neither says.
pub fn known_width() -> Option<usize> {
    use std::io::IsTerminal;
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse::<usize>().ok()).filter(|cells| *cells > 0);
    told.or_else(|| std::io::stdout().is_terminal().then(|| usize::from(console::Term::stdout().size().1)))
        .map(|cells| cells.max(NARROWEST))
}

/// Cells of a table's line: [`known_width`], else 120.
pub fn table_width() -> usize {
    known_width().unwrap_or(WITHOUT_TERMINAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::key("rank"),
            Column::title("paper"),
            Column::word("date", 1),
            Column::number("citations", 3),
            Column::text("section", 2),
            Column::sentence("evidence"),
        ]
    }

    fn row(rank: usize, title: &str) -> Vec<String> {
        let evidence = "cited by 32 of 87 listed papers; 6 of them under Fine-tuning; about as many votes as its fame explains";
        vec![rank.to_string(), title.to_owned(), "2019-07".into(), "1234".into(), "A section with a long name".into(), evidence.into()]
    }

    /// Some titles that break careless layouts: wide, combining, joined, right to left, without a space, empty.
    fn titles() -> Vec<String> {
        let mut titles: Vec<String> = [
            "RoBERTa: A Robustly Optimized BERT Pretraining Approach",
            "大规模语言模型的参数高效微调方法综述与展望研究报告大规模语言模型的参数高效微调方法综述与展望研究报告",
            "❤️ 👨‍👩‍👧‍👦 🇩🇪 emoji of several code points ❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️",
            "نماذج اللغة الكبيرة: دراسة استقصائية",
            "",
        ]
        .map(str::to_owned)
        .into();
        titles.push("e\u{301}o\u{308}".repeat(90));
        titles.push("x".repeat(300));
        titles
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_every_row_is_there() {
        let rows: Vec<Vec<String>> = titles().iter().enumerate().map(|(i, title)| row(i + 1, title)).collect();
        for width in (20..=220).chain([1_000]) {
            let table = aligned(&columns(), &rows, width);
            let widest = table.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= width, "{widest} > {width}:\n{table}");
            for rank in 1..=rows.len() {
                assert!(
                    table.lines().any(|line| line.trim_start().starts_with(&format!("{rank} ")) || line.trim() == rank.to_string()),
                    "{rank} at {width}:\n{table}"
                );
            }
            assert!(table.contains("cited by 32"), "evidence is never lost:\n{table}");
        }
    }

    #[test]
    fn the_least_important_columns_go_first_and_come_back_with_the_room() {
        let rows = vec![row(1, "A title of a usual length, as most of them have one today")];
        let heads = |width: usize| aligned(&columns(), &rows, width).lines().next().unwrap_or_default().to_owned();
        let shown = |width: usize| ["date", "section", "citations"].map(|head| heads(width).contains(head));
        assert_eq!(shown(40), [false, false, true]);
        assert_eq!(shown(60), [false, true, true]);
        assert_eq!(shown(90), [true, true, true]);
        assert!(!heads(100).contains("evidence") && heads(200).contains("evidence"), "{}", heads(200));
    }

    #[test]
    fn the_title_gets_the_room() {
        let title = "A title of a usual length, as most of them have one today";
        for width in [80, 100, 120, 160, 200] {
            let table = aligned(&columns(), &[row(1, title)], width);
            let seen: String = table.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(width < 100 || seen.contains(title), "{table}");
            assert!(!table.contains('…') || width < 120, "{table}");
        }
    }

    #[test]
    fn a_title_of_a_megabyte_makes_no_row_longer() {
        let rows = vec![row(1, &"word ".repeat(200_000)), row(2, &"x".repeat(1 << 20)), row(3, "Short")];
        let table = aligned(&columns(), &rows, 200);
        assert!(table.len() < 3_000, "{} bytes", table.len());
        assert!(table.lines().all(|line| !line.ends_with(' ')));
    }

    #[test]
    fn a_long_word_is_broken_and_a_cut_text_says_so() {
        assert_eq!(wrapped("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(wrapped("one two three four", 7, 2), ["one two", "three…"]);
        assert_eq!(wrapped("abcdefghij", 4, 3), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("大规模语言", 5, 2), ["大规", "模语…"]);
        assert_eq!(wrapped("", 5, 2), [""]);
    }

    #[test]
    fn prose_keeps_its_indent_and_its_words() {
        let text = "short\n  a list item that is too long for the width\nhttps://example.org/a/very/long/path";
        let out = prose(text, 20, 2);
        assert_eq!(out, "short\n  a list item that\n    is too long for\n    the width\nhttps://example.org/\n  a/very/long/path\n");
    }
}
