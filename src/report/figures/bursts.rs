//! When did which term burst? One bar per burst, strongest first.

use crate::paper::Date;

use super::super::ReportError;
use super::super::view::View;
use super::axes::{self, Frame, Scale};
use super::canvas::{ACCENT, At, GRID, LABEL, SMALL, fitted};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::text;

const NAME: &str = "bursts";
const TITLE: &str = "Bursts of terms and topics";
const MOST: usize = 24;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let trends = &view.study.analyses.trends;
    if trends.bursts.is_empty() {
        return left_out(TITLE, "no term or topic came in a burst");
    }
    let mut bursts: Vec<&crate::analysis::Burst> = trends.bursts.iter().collect();
    bursts.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)).then(a.from.cmp(&b.from)));
    bursts.truncate(MOST);
    bursts.sort_by(|a, b| a.from.cmp(&b.from).then(a.to.cmp(&b.to)).then_with(|| a.term.cmp(&b.term)));
    let first = bursts.iter().map(|b| b.from).min().unwrap_or(0).min(trends.first_month.max(bursts[0].from - 12));
    let end = trends.first_month + trends.papers.len() as i32;
    let last = bursts.iter().map(|b| b.to + 1).max().unwrap_or(first + 1).max(end);
    let row = 25.0;
    let (mut canvas, down) = sheet(
        size,
        152.0 + bursts.len() as f64 * row,
        TITLE,
        "Months in which a term of the titles, or a topic, came clearly more often than before and after",
        &foot(view, &format!("{} of {}", bursts.len(), text::counted(trends.bursts.len() as u64, "burst", "bursts"))),
    );
    let frame =
        Frame { left: size.pick(230.0, 146.0), top: 82.0 + down, width: size.pick(640.0, 178.0), height: bursts.len() as f64 * row };
    let x = Scale::new((f64::from(first), f64::from(last)), (frame.left, frame.right()));
    let most = bursts.iter().map(|b| b.weight).fold(1e-9, f64::max);
    canvas.text(frame.right() + 10.0, frame.top - 12.0, "weight", SMALL, At::Start);
    for (number, burst) in bursts.iter().enumerate() {
        let y = frame.top + (number as f64 + 0.5) * row;
        canvas.line(&[(frame.left, y), (frame.right(), y)], GRID, 1.0);
        canvas.text(frame.left - 12.0, y, &fitted(&burst.term, LABEL, frame.left - size.pick(36.0, 24.0)), LABEL, At::End);
        let (from, to) = (x.at(f64::from(burst.from)), x.at(f64::from(burst.to) + 1.0));
        let half = 3.0 + 6.0 * (burst.weight / most).sqrt();
        canvas.rect(from, y - half, (to - from).max(2.0), 2.0 * half, ACCENT, 0.9);
        if burst.open {
            canvas.fill(&[(to, y - half - 2.0), (to + half + 3.0, y), (to, y + half + 2.0)], ACCENT, 0.9);
        }
        canvas.text(frame.right() + 18.0, y, &format!("{:.1}", burst.weight), SMALL, At::Start);
    }
    axes::months(&mut canvas, frame, x, first, last - 1);
    let caption = format!(
        "A bar runs from a burst's first to its last month; thicker is stronger (Kleinberg's weight); an arrow marks bursts that last to the end of the data. {}.",
        coverage(view)
    );
    let month = |index| Date::from_month_index(index).map(|date| date.to_string()).unwrap_or_default();
    let rows = trends
        .bursts
        .iter()
        .map(|b| vec![b.term.clone(), month(b.from), month(b.to), format!("{:.3}", b.weight), b.open.to_string()])
        .collect();
    let svg = canvas.finish(TITLE, &format!("Bars for {} bursts on a time axis. {caption}", bursts.len()))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["term", "from", "to", "weight", "open"], rows },
    }))
}
