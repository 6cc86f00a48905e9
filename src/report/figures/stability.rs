//! How sure are the first places? The hottest papers with the ranks that resampling gives them.

use crate::analysis::Standing;

use super::super::ReportError;
use super::super::palette;
use super::super::view::{self, View};
use super::axes::{Frame, Scale};
use super::canvas::{AXIS, At, GRID, LABEL, SMALL, fitted};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::text;

const NAME: &str = "rank-stability";
const TITLE: &str = "How sure are the first places?";
const MOST: usize = 25;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let standings = view.standings();
    if standings.len() < 3 {
        return left_out(TITLE, "fewer than three papers are ranked");
    }
    let shown = &standings[..standings.len().min(MOST)];
    let row = 24.0;
    let (mut canvas, down) = sheet(
        size,
        166.0 + shown.len() as f64 * row,
        TITLE,
        size.pick(
            "Rank by recent attention: the mark is the rank, the bar holds 90 % of the ranks that resampled citations give",
            "Rank by recent attention: the mark is the rank, the bar holds 90 % of the ranks that resampled citations give; * provisional",
        ),
        &foot(view, &format!("first {} of {} ranked papers", shown.len(), standings.len())),
    );
    let frame = Frame { left: size.pick(400.0, 176.0), top: 82.0 + down, width: size.pick(520.0, 190.0), height: shown.len() as f64 * row };
    let worst = shown.iter().map(|s| s.rank_interval.1.max(s.rank)).max().unwrap_or(1);
    let logarithmic = worst > 60;
    let value = |rank: u32| if logarithmic { f64::from(rank.max(1)).log10() } else { f64::from(rank) };
    let low = if logarithmic { value(1) } else { 0.0 };
    let x = Scale::new((low, value(worst) * 1.02), (frame.left, frame.right()));
    for tick in ticks(worst, logarithmic) {
        let place = x.at(value(tick));
        canvas.line(&[(place, frame.top), (place, frame.bottom())], GRID, 1.0);
        canvas.text(place, frame.bottom() + 14.0, &tick.to_string(), AXIS, At::Middle);
    }
    for (number, standing) in shown.iter().enumerate() {
        let y = frame.top + (number as f64 + 0.5) * row;
        let topic = view.position(standing.paper).and_then(|position| view.topic(position));
        let colour = palette::topic(topic);
        let mark = if standing.provisional { size.pick(" (provisional)", " *") } else { "" };
        let words = format!(
            "{}{mark}",
            fitted(
                &name(view, standing, size),
                LABEL,
                size.pick(if mark.is_empty() { 350.0 } else { 270.0 }, if mark.is_empty() { 150.0 } else { 134.0 })
            )
        );
        canvas.text(frame.left - 14.0, y, &words, LABEL, At::End);
        let (from, to) = (x.at(value(standing.rank_interval.0)), x.at(value(standing.rank_interval.1)));
        canvas.rect(from, y - 3.5, (to - from).max(1.0), 7.0, colour, 0.32);
        let shape = topic.map_or("circle", |topic| palette::SHAPES[topic % palette::SHAPES.len()]);
        canvas.shape((x.at(value(standing.rank)), y), 5.0, shape, colour, 1.0);
    }
    let of = if view.study.part.is_some() { " in the whole list" } else { "" };
    let scale = format!("rank by recent attention{of} (1 is first{})", if logarithmic { "; logarithmic" } else { "" });
    canvas.text(size.pick(frame.left + frame.width / 2.0, canvas.width / 2.0), frame.bottom() + 36.0, &scale, SMALL, At::Middle);
    let caption = format!("Where bars overlap widely, the order between the papers is not settled by the data. {}.", coverage(view));
    let rows = standings
        .iter()
        .map(|s| {
            vec![
                view.paper(s.paper).id.0.clone(),
                view::title(view.paper(s.paper)),
                s.rank.to_string(),
                s.rank_interval.0.to_string(),
                s.rank_interval.1.to_string(),
                s.provisional.to_string(),
            ]
        })
        .collect();
    let svg = canvas.finish(TITLE, &format!("Ranks of {} papers with intervals. {caption}", shown.len()))?;
    let title = text::plain(TITLE);
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title,
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["id", "title", "rank", "hot_rank_low", "hot_rank_high", "provisional"], rows },
    }))
}

fn name(view: &View<'_>, standing: &Standing, size: Size) -> String {
    let paper = view.paper(standing.paper);
    size.pick(view::title(paper), view::label(paper, 34))
}

fn ticks(worst: u32, logarithmic: bool) -> Vec<u32> {
    if logarithmic {
        return [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000].into_iter().filter(|tick| *tick <= worst).collect();
    }
    let step = [1, 2, 5, 10].into_iter().find(|step| worst / step <= 12).unwrap_or(20);
    std::iter::once(1).chain((1..=worst / step).map(|i| i * step).filter(|tick| *tick > 1)).collect()
}
