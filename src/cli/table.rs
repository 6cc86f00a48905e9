//! Tables on a terminal: aligned columns that fit the width, one row a line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns parted by two spaces. The column `flexible` gives way when a line would not fit into `width` cells; `None` never cuts.
pub fn aligned(header: &[&str], rows: &[Vec<String>], flexible: usize, width: Option<usize>) -> String {
    let clean: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let mut widths: Vec<usize> = header.iter().map(|h| h.width()).collect();
    for row in &clean {
        for (column, cell) in row.iter().enumerate() {
            widths[column] = widths[column].max(cell.width());
        }
    }
    if let Some(width) = width {
        let total: usize = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
        widths[flexible] = widths[flexible].saturating_sub(total.saturating_sub(width)).max(12);
    }
    let mut out = String::new();
    let head: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    for row in std::iter::once(&head).chain(&clean) {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let cell = fitted(cell, widths[column]);
            let pad = widths[column].saturating_sub(cell.width());
            line.push_str(&cell);
            line.push_str(&" ".repeat(pad + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Text from outside may not steer the terminal: control and direction characters become spaces.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}') { ' ' } else { c }
        })
        .collect()
}

/// The same for text of several lines.
pub fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

fn fitted(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in cell.chars() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        used += w;
        out.push(c);
    }
    out.push('…');
    out
}

/// `1 paper`, `2 papers`.
pub fn counted<N: std::fmt::Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    let word = if number == N::from(1) { one } else { many };
    format!("{number} {word}")
}

/// Cells of the terminal on stdout; `None` in a pipe.
pub fn terminal_width() -> Option<usize> {
    use std::io::IsTerminal;
    std::io::stdout().is_terminal().then(|| usize::from(console::Term::stdout().size().1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flexible_column_gives_way() {
        let rows = vec![vec!["1".to_owned(), "A very long title that does not fit".to_owned(), "found".to_owned()]];
        let table = aligned(&["line", "title", "outcome"], &rows, 1, Some(30));
        assert!(table.lines().all(|l| l.width() <= 30), "{table}");
        assert!(table.contains('…'));
        assert!(aligned(&["line", "title", "outcome"], &rows, 1, None).contains("does not fit"));
    }

    #[test]
    fn titles_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a [31mb c");
    }
}
