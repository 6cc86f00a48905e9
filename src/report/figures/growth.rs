//! Which sections and topics draw more citations than a year ago? The last 12 complete months against the 12 before, beside the change of the whole list.

use crate::analysis::{Growth, Series};

use super::super::ReportError;
use super::super::view::View;
use super::axes::{Frame, Scale};
use super::canvas::{ACCENT, AXIS, At, Canvas, GRID, GROUND, INK, LABEL, MUTED, SMALL, Type, fitted_label, fitted_path};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::paper::SectionPath;
use crate::text;

const NAME: &str = "growth";
const TITLE: &str = "Growth of sections and topics";
/// Of each kind; the rest is in the data.
const MOST: usize = 16;
const ROW: f64 = 24.0;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let trends = &view.study.analyses.trends;
    let sections: Vec<Row> = rows(&trends.sections, fitted_section, |_, series| series.name.clone());
    let topics: Vec<Row> = rows(&trends.topics, fitted_label, |topic, _| view.topic_label(topic));
    let Some(list) = sections.iter().chain(&topics).map(|row| row.growth.log_ratio - row.growth.beyond_list).next() else {
        return left_out(TITLE, "no section or topic received citations in the last two complete years");
    };
    let groups: Vec<(&str, Vec<&Row>)> =
        [("sections", shown(&sections)), ("topics", shown(&topics))].into_iter().filter(|(_, rows)| !rows.is_empty()).collect();
    let count: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
    let (mut canvas, down) = sheet(
        size,
        166.0 + count as f64 * ROW + groups.len() as f64 * 26.0,
        TITLE,
        "Citations received in the last 12 complete months against the 12 before, as a factor (2 is twice as many)",
        &foot(
            view,
            &format!("{} of {} sections, {} of {} topics", shown(&sections).len(), sections.len(), shown(&topics).len(), topics.len()),
        ),
    );
    let frame = Frame {
        left: size.pick(330.0, 172.0),
        top: 82.0 + down,
        width: size.pick(470.0, 124.0),
        height: count as f64 * ROW + groups.len() as f64 * 26.0,
    };
    let most =
        groups.iter().flat_map(|(_, rows)| rows.iter()).map(|row| row.growth.log_ratio.abs()).fold(list.abs().max(2f64.ln()), f64::max);
    let x = Scale::new((-most * 1.06, most * 1.06), (frame.left, frame.right()));
    for power in -8i32..=8 {
        let value = f64::from(power) * 2f64.ln();
        let step = if most > size.pick(4.0, 2.0) * 2f64.ln() { 2 } else { 1 };
        if value.abs() <= most * 1.06 && power % step == 0 {
            canvas.line(&[(x.at(value), frame.top), (x.at(value), frame.bottom())], GRID, if power == 0 { 1.6 } else { 1.0 });
            let word = if power < 0 { format!("1/{}", 1 << -power) } else { format!("{}", 1 << power) };
            canvas.text(x.at(value), frame.bottom() + 14.0, &word, AXIS, At::Middle);
        }
    }
    canvas.line(&[(x.at(list), frame.top - 4.0), (x.at(list), frame.bottom())], INK, 1.2);
    canvas.text(x.at(list), frame.top - 12.0, "whole list", SMALL, At::Middle);
    canvas.text(frame.right() + size.pick(16.0, 10.0), frame.top - 12.0, "before → last", SMALL, At::Start);
    let mut y = frame.top;
    for (name, rows) in &groups {
        canvas.text(frame.left - 14.0, y + 14.0, name, LABEL.bold(), At::End);
        y += 26.0;
        for row in rows {
            draw_row(&mut canvas, frame, x, (list, y + ROW / 2.0), (row, size));
            y += ROW;
        }
    }
    canvas.text(
        size.pick(frame.left + frame.width / 2.0, canvas.width / 2.0),
        frame.bottom() + 36.0,
        "factor of change in citations a year (logarithmic)",
        SMALL,
        At::Middle,
    );
    let caption = format!(
        "A full mark differs from the whole list by more than chance explains (exact test, corrected over all of its kind, q < 0.05); a hollow one does not. A paper counts in every section it stands in. {}.",
        coverage(view)
    );
    let told = |kind: &'static str, rows: &[Row]| rows.iter().map(|row| row.cells(kind)).collect::<Vec<_>>();
    let mut data = told("section", &sections);
    data.extend(told("topic", &topics));
    let svg = canvas.finish(TITLE, &format!("Change of {} sections and {} topics. {caption}", sections.len(), topics.len()))?;
    let columns = vec!["group", "name", "before_12m", "last_12m", "log_ratio", "beyond_list", "q_value", "significant"];
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns, rows: data },
    }))
}

fn fitted_section(name: &str, kind: Type, most: f64) -> String {
    fitted_path(&SectionPath::parse(name), kind, most)
}

/// Cuts a name to a width.
type Fit = fn(&str, Type, f64) -> String;

struct Row {
    name: String,
    fit: Fit,
    growth: Growth,
}

impl Row {
    fn cells(&self, kind: &str) -> Vec<String> {
        let g = &self.growth;
        vec![
            kind.to_owned(),
            self.name.clone(),
            g.before_12m.to_string(),
            g.last_12m.to_string(),
            format!("{:.3}", g.log_ratio),
            format!("{:.3}", g.beyond_list),
            format!("{:.4}", g.q_value),
            g.significant.to_string(),
        ]
    }
}

/// The fastest first; what had no citation in two years did not change.
fn rows(series: &[Series], fit: Fit, name: impl Fn(usize, &Series) -> String) -> Vec<Row> {
    let mut rows: Vec<Row> = series
        .iter()
        .enumerate()
        .filter_map(|(place, series)| Some(Row { name: name(place, series), fit, growth: series.growth.clone()? }))
        .filter(|row| row.growth.last_12m + row.growth.before_12m > 0)
        .collect();
    rows.sort_by(|a, b| b.growth.log_ratio.total_cmp(&a.growth.log_ratio));
    rows
}

/// Where there are too many, those with the most citations; the fastest first.
fn shown(rows: &[Row]) -> Vec<&Row> {
    let mut most: Vec<(usize, &Row)> = rows.iter().enumerate().collect();
    most.sort_by_key(|(_, row)| std::cmp::Reverse(row.growth.last_12m + row.growth.before_12m));
    most.truncate(MOST);
    most.sort_by_key(|(place, _)| *place);
    most.into_iter().map(|(_, row)| row).collect()
}

fn draw_row(canvas: &mut Canvas, frame: Frame, x: Scale, (list, y): (f64, f64), (row, size): (&Row, Size)) {
    let g = &row.growth;
    let place = x.at(g.log_ratio);
    let colour = if g.significant { ACCENT } else { MUTED };
    canvas.text(frame.left - 14.0, y, &(row.fit)(&row.name, LABEL, frame.left - size.pick(38.0, 22.0)), LABEL, At::End);
    canvas.line(&[(x.at(list), y), (place, y)], colour, 2.0);
    canvas.dot(place, y, 5.0, colour, 1.0);
    if !g.significant {
        canvas.dot(place, y, 3.2, GROUND, 1.0);
    }
    let words = format!("{} → {}", text::thousands(u64::from(g.before_12m)), text::thousands(u64::from(g.last_12m)));
    canvas.text(frame.right() + size.pick(16.0, 10.0), y, &words, SMALL, At::Start);
}
