//! How many citations did the listed papers receive, and how many of them appeared, month by month?

use crate::paper::Date;

use super::super::ReportError;
use super::super::view::View;
use super::axes::{self, Frame, Scale};
use super::canvas::{ACCENT, At, MUTED, SMALL};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::text;

const NAME: &str = "citations-by-month";
const TITLE: &str = "Citations by month";

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let trends = &view.study.analyses.trends;
    let months = trends.citations.len().min(trends.papers.len());
    let total: u64 = trends.citations.iter().map(|n| u64::from(*n)).sum();
    let papers: u64 = trends.papers.iter().map(|n| u64::from(*n)).sum();
    if months == 0 || total + papers == 0 {
        return left_out(TITLE, "no listed paper and no citation has a month");
    }
    let incomplete = (trends.incomplete_months as usize).min(months);
    let (mut canvas, down) = sheet(
        size,
        520.0,
        TITLE,
        "Citations the listed papers received (above) and listed papers that appeared (below), each month",
        &foot(view, &format!("n = {} with a month", text::counted(total, "citation", "citations"))),
    );
    let upper = Frame { left: size.pick(64.0, 44.0), top: 92.0 + down, width: size.pick(872.0, 324.0), height: 220.0 };
    let lower = Frame { top: 358.0 + down, height: 82.0, ..upper };
    let first = trends.first_month;
    let x = Scale::new((f64::from(first), f64::from(first) + months as f64), (upper.left, upper.right()));
    for (frame, values, title) in [(upper, &trends.citations, "citations a month"), (lower, &trends.papers, "listed papers a month")] {
        let most = values.iter().copied().max().unwrap_or(0);
        let ticks = axes::counts(f64::from(most), if frame.height > 100.0 { 5 } else { 2 });
        let y = Scale::new((0.0, ticks.last().copied().unwrap_or(1.0)), (frame.bottom(), frame.top));
        axes::vertical(&mut canvas, frame, y, &ticks, axes::compact);
        axes::vertical_title(&mut canvas, frame, title);
        let width = (frame.width / months as f64).min(26.0);
        for (month, value) in values.iter().take(months).enumerate() {
            let middle = x.at(f64::from(first) + month as f64 + 0.5);
            let top = y.at(f64::from(*value));
            let gap = if width > 4.0 { width * 0.16 } else { 0.0 };
            let opacity = if month + incomplete >= months { 0.38 } else { 1.0 };
            if *value > 0 {
                canvas.rect(middle - width / 2.0 + gap / 2.0, top, width - gap, frame.bottom() - top, ACCENT, opacity);
            }
        }
        if incomplete > 0 {
            let from = x.at(f64::from(first) + (months - incomplete) as f64);
            canvas.hatch(from, frame.top, frame.right() - from, frame.height);
        }
    }
    if incomplete > 0 {
        canvas.text(
            upper.right(),
            upper.top - 14.0,
            size.pick("hatched: months still filling", "hatched: still filling"),
            SMALL.colour(MUTED),
            At::End,
        );
    }
    axes::months(&mut canvas, lower, x, first, first + months as i32 - 1);
    axes::horizontal_title(&mut canvas, lower, "month of publication");
    let caption = format!(
        "Each bar is one month. Recent months look low because papers and their reference lists take months to reach the catalog: the last {incomplete} are hatched. {}.",
        coverage(view)
    );
    let rows = (0..months)
        .map(|month| {
            let at = Date::from_month_index(first + month as i32).map(|date| date.to_string()).unwrap_or_default();
            vec![at, trends.citations[month].to_string(), trends.papers[month].to_string(), (month + incomplete < months).to_string()]
        })
        .collect();
    let svg =
        canvas.finish(TITLE, &format!("Bar chart of {total} citations and {papers} listed papers over {months} months. {caption}"))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["month", "citations", "listed_papers", "complete"], rows },
    }))
}
