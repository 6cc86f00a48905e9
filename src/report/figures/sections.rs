//! How do the list's sections and the found topics meet? A heat map of papers per section and topic.

use super::super::ReportError;
use super::super::view::View;
use super::canvas::{ACCENT, AXIS, At, GRID, GROUND, INK, LABEL, MUTED, SMALL, fitted, fitted_label, fitted_path};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::analysis::TopicNumber;
use crate::paper::SectionPath;
use crate::text;

const NAME: &str = "sections-topics";
const TITLE: &str = "Sections and topics";
const MOST_ROWS: usize = 24;
const MOST_COLUMNS: usize = 14;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    if view.topics().is_empty() || view.sections.is_empty() {
        return left_out(TITLE, "the papers have no topics or no sections");
    }
    let counts = counts(view);
    let columns = view.topics().len().min(MOST_COLUMNS);
    let rows = shown_rows(&counts);
    let cell_height = 26.0;
    let height = 132.0 + rows.len() as f64 * cell_height + 60.0;
    let legend_height = 132.0 + columns as f64 * 22.0 + 60.0;
    let papers: u32 = counts.iter().flatten().sum();
    let (mut canvas, down) = sheet(
        size,
        size.pick(height.max(legend_height), height + legend_height - 100.0),
        TITLE,
        "Listed papers by the section they stand under and the topic their citations put them in",
        &foot(view, &format!("n = {}", text::counted(u64::from(papers), "paper with both", "papers with both"))),
    );
    let (left, top) = (size.pick(250.0, 152.0), 112.0 + down);
    let cell_width = (size.pick(420.0, 216.0) / columns as f64).min(46.0);
    let most = counts.iter().flatten().copied().max().unwrap_or(1).max(1);
    canvas.text(left - 12.0, top - 16.0, "section", SMALL, At::End);
    for column in 0..columns {
        canvas.text(left + (column as f64 + 0.5) * cell_width, top - 16.0, &TopicNumber::of(column).to_string(), AXIS.bold(), At::Middle);
    }
    for (row, &section) in rows.iter().enumerate() {
        let y = top + row as f64 * cell_height;
        canvas.text(
            left - 12.0,
            y + cell_height / 2.0,
            &fitted_path(&view.sections[section], LABEL, left - size.pick(36.0, 22.0)),
            LABEL,
            At::End,
        );
        for (column, &value) in counts[section].iter().enumerate().take(columns) {
            let x = left + column as f64 * cell_width;
            canvas.rect(x + 1.0, y + 1.0, cell_width - 2.0, cell_height - 2.0, GRID, 0.45);
            if value > 0 {
                let share = f64::from(value) / f64::from(most);
                canvas.rect(x + 1.0, y + 1.0, cell_width - 2.0, cell_height - 2.0, ACCENT, 0.14 + 0.86 * share);
                let ink = if share > 0.65 { GROUND } else { INK };
                canvas.text(x + cell_width / 2.0, y + cell_height / 2.0, &value.to_string(), LABEL.colour(ink), At::Middle);
            }
        }
    }
    let legend_x = size.pick(left + columns as f64 * cell_width + 28.0, 16.0);
    let legend_top = size.pick(top, top + rows.len() as f64 * cell_height + 40.0);
    canvas.text(legend_x, legend_top - 16.0, "topic", SMALL, At::Start);
    for topic in 0..columns {
        let y = legend_top + 11.0 + topic as f64 * 22.0;
        canvas.text(legend_x + 16.0, y, &TopicNumber::of(topic).to_string(), AXIS.bold(), At::End);
        canvas.text(legend_x + 26.0, y, &fitted_label(&view.topic_label(topic), LABEL, canvas.width - legend_x - 46.0), LABEL, At::Start);
    }
    let hidden = (counts.iter().filter(|row| row.iter().any(|n| *n > 0)).count() - rows.len(), view.topics().len() - columns);
    if hidden != (0, 0) {
        let words = format!("{} sections and {} topics with fewer papers are in the data only", hidden.0, hidden.1);
        canvas.text(
            legend_x,
            legend_top + 22.0 + columns as f64 * 22.0,
            &fitted(&words, SMALL, canvas.width - legend_x - 20.0),
            SMALL.colour(MUTED),
            At::Start,
        );
    }
    let caption = format!(
        "A row with one dark cell is a section that is one topic; a row spread over columns is a section that mixes several. A paper under several sections counts in each. {}.",
        coverage(view)
    );
    let data = (0..view.sections.len())
        .flat_map(|section| (0..view.topics().len()).map(move |topic| (section, topic)))
        .filter(|&(section, topic)| counts[section][topic] > 0)
        .map(|(section, topic)| {
            vec![
                view.sections[section].to_string(),
                TopicNumber::of(topic).to_string(),
                view.topic_label(topic),
                counts[section][topic].to_string(),
            ]
        })
        .collect();
    let svg = canvas.finish(TITLE, &format!("Heat map of {} sections by {columns} topics. {caption}", rows.len()))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["section", "topic", "topic_label", "papers"], rows: data },
    }))
}

/// Section × topic.
fn counts(view: &View<'_>) -> Vec<Vec<u32>> {
    let mut counts = vec![vec![0; view.topics().len()]; view.sections.len()];
    let places: std::collections::HashMap<&SectionPath, usize> = view.sections.iter().zip(0..).collect();
    for position in 0..view.study.corpus.listed().len() {
        let Some(topic) = view.topic(position) else { continue };
        for section in view.sections_of(position) {
            if let Some(&row) = places.get(section) {
                counts[row][topic] += 1;
            }
        }
    }
    counts
}

/// Sections with papers, in list order; the fullest when there are too many.
fn shown_rows(counts: &[Vec<u32>]) -> Vec<usize> {
    let size = |row: usize| counts[row].iter().sum::<u32>();
    let mut rows: Vec<usize> = (0..counts.len()).filter(|&row| size(row) > 0).collect();
    rows.sort_by_key(|&row| std::cmp::Reverse(size(row)));
    rows.truncate(MOST_ROWS);
    rows.sort_unstable();
    rows
}
