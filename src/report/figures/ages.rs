//! Who is cited beyond their age? Publication date against citations.

use super::super::ReportError;
use super::super::map::decimal_year;
use super::super::palette;
use super::super::view::{self, View};
use super::axes::{self, Frame, Scale, Wish};
use super::canvas::{At, Canvas, GRID, LABEL, SMALL, fitted, fitted_label};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::analysis::Standing;
use crate::text;

const NAME: &str = "age-citations";
const TITLE: &str = "Age against citations";
const LEGEND: usize = 12;

struct Point<'a> {
    standing: &'a Standing,
    year: f64,
    citations: u32,
    topic: Option<usize>,
}

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let world = view.standings().iter().filter(|s| s.citations.is_some()).count() * 2 > view.standings().len();
    let count = |s: &Standing| if world { s.citations } else { Some(s.citations_known) };
    let points: Vec<Point<'_>> = view
        .standings()
        .iter()
        .filter_map(|standing| {
            let year = decimal_year(view.paper(standing.paper).date?);
            let topic = view.position(standing.paper).and_then(|position| view.topic(position));
            Some(Point { standing, year, citations: count(standing)?, topic })
        })
        .collect();
    if points.len() < 3 {
        return left_out(TITLE, "fewer than three listed papers have a date and a count");
    }
    let axis = if world { "citations (the catalog's total)" } else { "citations known here" };
    let (mut canvas, down) = sheet(
        size,
        size.pick(600.0, 610.0 + (view.topics().len().min(LEGEND) + 2) as f64 * 24.0),
        TITLE,
        "Each mark is a listed paper: the higher among papers of its date, the more it is cited for its age",
        &foot(view, &format!("n = {}", text::counted(points.len() as u64, "listed paper with a date", "listed papers with a date"))),
    );
    let frame = Frame { left: size.pick(64.0, 48.0), top: 92.0 + down, width: size.pick(650.0, 320.0), height: 430.0 };
    let (x, y) = scales(&points, frame);
    let first = points.iter().map(|p| p.year.floor() as i32).min().unwrap_or(0);
    let last = points.iter().map(|p| p.year.ceil() as i32).max().unwrap_or(first + 1);
    for (value, place) in decades(&points, y) {
        canvas.line(&[(frame.left, place), (frame.right(), place)], GRID, 1.0);
        canvas.text(frame.left - 8.0, place, &text::thousands(value), super::canvas::AXIS, At::End);
    }
    axes::vertical_title(&mut canvas, frame, &format!("{axis}, logarithmic"));
    axes::years(&mut canvas, frame, x, first, last);
    axes::horizontal_title(&mut canvas, frame, "date of publication");
    let radius = if points.len() > 1_000 {
        2.4
    } else if points.len() > 250 {
        3.2
    } else {
        4.6
    };
    let opacity = if points.len() > 250 { 0.55 } else { 0.85 };
    let place = |p: &Point<'_>| (x.at(p.year), y.at((1.0 + f64::from(p.citations)).log10()));
    for point in points.iter().rev() {
        let shape = point.topic.map_or("circle", |topic| palette::SHAPES[topic % palette::SHAPES.len()]);
        canvas.shape(place(point), radius, shape, palette::topic(point.topic), opacity);
    }
    let labelled = label(&mut canvas, view, &points, frame, radius, place);
    let (legend_x, legend_top) = size.pick((frame.right() + 26.0, frame.top + 6.0), (16.0, frame.bottom() + 66.0));
    legend(&mut canvas, view, &points, legend_x, legend_top);
    let caption = format!(
        "The vertical scale is logarithmic. {labelled} of {} papers are labelled: the most cited for their age and the hottest first, where a label fits. {}.",
        points.len(),
        coverage(view)
    );
    let rows = points
        .iter()
        .map(|p| {
            let paper = view.paper(p.standing.paper);
            let topic = p.topic.map_or_else(String::new, |topic| view.topic_label(topic));
            vec![
                paper.id.0.clone(),
                view::title(paper),
                paper.date.map(|d| d.to_string()).unwrap_or_default(),
                p.citations.to_string(),
                topic,
            ]
        })
        .collect();
    let svg = canvas.finish(TITLE, &format!("Scatter plot of {} papers by date and {axis}. {caption}", points.len()))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["id", "title", "date", "citations", "topic"], rows },
    }))
}

fn scales(points: &[Point<'_>], frame: Frame) -> (Scale, Scale) {
    let low = points.iter().map(|p| p.year).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|p| p.year).fold(f64::NEG_INFINITY, f64::max);
    let margin = ((high - low) * 0.03).max(0.1);
    let most = points.iter().map(|p| p.citations).max().unwrap_or(1).max(1);
    let top = (1.0 + f64::from(most)).log10() * 1.05;
    (Scale::new((low - margin, high + margin), (frame.left, frame.right())), Scale::new((-0.04 * top, top), (frame.bottom(), frame.top)))
}

/// 0, 1, 3, 10, 30, … as far as the data go.
fn decades(points: &[Point<'_>], y: Scale) -> Vec<(u64, f64)> {
    let most = u64::from(points.iter().map(|p| p.citations).max().unwrap_or(1)).max(1);
    let mut values = vec![0, 1];
    let mut power = 1u64;
    while power < most {
        values.extend([3 * power, 10 * power]);
        power *= 10;
    }
    let step = if most > 3_000 { 2 } else { 1 };
    let values = values.into_iter().filter(|value| *value <= most);
    let mut shown: Vec<(u64, f64)> = values.map(|value| (value, y.at((1.0 + value as f64).log10()))).collect();
    if step == 2 {
        shown.retain(|(value, _)| !value.to_string().starts_with('3'));
    }
    shown
}

fn label(
    canvas: &mut Canvas,
    view: &View<'_>,
    points: &[Point<'_>],
    frame: Frame,
    radius: f64,
    place: impl Fn(&Point<'_>) -> (f64, f64),
) -> usize {
    let mut order: Vec<&Point<'_>> = points.iter().collect();
    order.sort_by_key(|p| p.standing.rank.min(p.standing.age_rank.unwrap_or(u32::MAX)));
    let wishes: Vec<Wish> = order
        .iter()
        .take(if points.len() > 400 { 24 } else { 60 })
        .map(|p| {
            let (x, y) = place(p);
            Wish { x, y, radius, words: fitted(&view::label(view.paper(p.standing.paper), 34), SMALL, 190.0) }
        })
        .collect();
    let taken: Vec<(f64, f64, f64)> = points.iter().map(|p| (place(p).0, place(p).1, radius * 0.8)).collect();
    let kind = SMALL.colour(super::canvas::INK);
    // In a crowd labels may cover anonymous points, never each other; else there would be no label at all.
    let avoided = if points.len() > 400 { &[][..] } else { &taken[..] };
    let placed = axes::placed(&wishes, avoided, frame, kind);
    for (number, left, middle) in &placed {
        if avoided.is_empty() {
            canvas.rect(
                left - 2.0,
                middle - 7.5,
                super::canvas::width_of(&wishes[*number].words, kind) + 4.0,
                15.0,
                super::canvas::GROUND,
                0.78,
            );
        }
        canvas.text(*left, *middle, &wishes[*number].words, kind, At::Start);
    }
    placed.len()
}

fn legend(canvas: &mut Canvas, view: &View<'_>, points: &[Point<'_>], x: f64, top: f64) {
    let mut row = 0.0;
    let mut line = |canvas: &mut Canvas, shape: &str, colour, words: &str| {
        canvas.shape((x + 6.0, top + row), 5.0, shape, colour, 0.9);
        let most = canvas.width - x - 20.0 - 20.0;
        canvas.text(x + 20.0, top + row, &fitted_label(words, LABEL, most), LABEL, At::Start);
        row += 24.0;
    };
    let shown = view.topics().len().min(LEGEND);
    for topic in 0..shown {
        line(canvas, palette::SHAPES[topic % palette::SHAPES.len()], palette::topic(Some(topic)), &view.topic_label(topic));
    }
    if points.iter().any(|p| p.topic.is_none()) {
        line(canvas, "circle", palette::NEUTRAL, "no topic");
    }
    if view.topics().len() > shown {
        canvas.text(x, top + row, &format!("and {} more topics", view.topics().len() - shown), SMALL, At::Start);
    }
}
