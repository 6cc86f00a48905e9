//! Which years do the listed papers rest on? Reference publication year spectroscopy (Marx et al. 2014).

use super::super::ReportError;
use super::super::view::View;
use super::axes::{self, Frame, Scale, Wish};
use super::canvas::{ACCENT, At, INK, SMALL};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::text;

const NAME: &str = "reference-years";
const TITLE: &str = "Years the list rests on";
/// The spectrum is drawn from the year before which only this share of references lies, so that one work of 1763 does not squeeze the rest.
const TAIL: f64 = 0.01;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let all = &view.study.analyses.trends.reference_years;
    let total: u64 = all.iter().map(|(_, n, _)| u64::from(*n)).sum();
    if all.len() < 2 || total < 10 {
        return left_out(TITLE, "fewer than ten references of the listed papers have a year");
    }
    let mut before = 0;
    let from = all.iter().position(|(_, n, _)| {
        before += u64::from(*n);
        before as f64 > TAIL * total as f64
    });
    let years = &all[from.unwrap_or(0)..];
    let (first, last) = (years[0].0, years[years.len() - 1].0);
    let (mut canvas, down) = sheet(
        size,
        460.0,
        TITLE,
        "References of the listed papers by the year of the cited work, and how far each year rises above its neighbours",
        &foot(view, &format!("n = {} with a year", text::counted(total, "reference", "references"))),
    );
    let frame = Frame { left: size.pick(64.0, 44.0), top: 92.0 + down, width: size.pick(872.0, 324.0), height: 288.0 };
    let most = years.iter().map(|(_, n, _)| f64::from(*n)).fold(1.0, f64::max);
    let deepest = years.iter().map(|(_, _, d)| *d).fold(0.0, f64::min);
    let ticks = axes::counts(most, 5);
    let y = Scale::new((deepest.min(0.0), ticks.last().copied().unwrap_or(1.0)), (frame.bottom(), frame.top));
    let x = Scale::new((f64::from(first), f64::from(last) + 1.0), (frame.left, frame.right()));
    axes::vertical(&mut canvas, frame, y, &ticks, axes::compact);
    let words = size.pick(
        "references to works of that year (bars), deviation from the 5-year median (line)",
        "references (bars), deviation from 5-year median (line)",
    );
    axes::vertical_title(&mut canvas, frame, words);
    let width = (frame.width / f64::from(last - first + 1)).min(40.0);
    for (year, n, _) in years {
        let middle = x.at(f64::from(*year) + 0.5);
        canvas.rect(middle - width * 0.4, y.at(f64::from(*n)), width * 0.8, y.at(0.0) - y.at(f64::from(*n)), ACCENT, 0.35);
    }
    let line: Vec<(f64, f64)> = years.iter().map(|(year, _, d)| (x.at(f64::from(*year) + 0.5), y.at(*d))).collect();
    canvas.line(&line, INK, 1.6);
    let mut peaks: Vec<&(i32, u32, f64)> = years.iter().filter(|(_, _, d)| *d > 0.0).collect();
    peaks.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let wishes: Vec<Wish> = peaks
        .iter()
        .take(8)
        .map(|(year, _, d)| Wish { x: x.at(f64::from(*year) + 0.5), y: y.at(*d), radius: 2.0, words: year.to_string() })
        .collect();
    let kind = SMALL.bold().colour(INK);
    for (number, left, middle) in axes::placed(&wishes, &[], frame, kind) {
        canvas.dot(wishes[number].x, wishes[number].y, 3.0, INK, 1.0);
        canvas.text(left, middle, &wishes[number].words, kind, At::Start);
    }
    let year_scale = Scale::new((f64::from(first) - 0.5, f64::from(last) + 0.5), (frame.left, frame.right()));
    axes::years(&mut canvas, frame, year_scale, first, last);
    axes::horizontal_title(&mut canvas, frame, "year of the cited work");
    let older = all.len() - years.len();
    let caption = format!(
        "Peaks of the line are years with works that many listed papers cite.{} {}.",
        if older > 0 { format!(" {older} earlier years with under 1 % of the references are in the data only.") } else { String::new() },
        coverage(view)
    );
    let rows = all.iter().map(|(year, n, d)| vec![year.to_string(), n.to_string(), format!("{d:.2}")]).collect();
    let svg = canvas.finish(TITLE, &format!("Bars and a line over the years {first} to {last}. {caption}"))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["year", "references", "deviation_from_median"], rows },
    }))
}
