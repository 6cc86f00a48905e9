//! Where do ticks, titles and labels go so that they never touch each other?

use crate::paper::Date;

use super::canvas::{AXIS, At, Canvas, GRID, SMALL, Type, width_of};

/// The data's rectangle inside a figure.
#[derive(Clone, Copy)]
pub struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Frame {
    pub fn right(self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(self) -> f64 {
        self.top + self.height
    }
}

/// A straight scale from values to places.
#[derive(Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    pub fn new((low, high): (f64, f64), (from, to): (f64, f64)) -> Scale {
        Scale { low, high: if high > low { high } else { low + 1.0 }, from, to }
    }

    pub fn at(self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }
}

/// Round values from 0 to at least `most`: at most `wanted` steps of 1, 2 or 5 times a power of ten; whole numbers only.
pub fn counts(most: f64, wanted: usize) -> Vec<f64> {
    let rough = (most / wanted.max(1) as f64).max(1.0);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|step| *step >= rough - 1e-9).unwrap_or(10.0 * power).max(1.0);
    let last = (most / step).ceil().max(1.0) as usize;
    (0..=last).map(|i| i as f64 * step).collect()
}

/// `12`, `3.4k`, `2M`.
pub fn compact(value: f64) -> String {
    let trim = |text: String| text.trim_end_matches(".0").to_owned();
    match value {
        v if v >= 1e6 => format!("{}M", trim(format!("{:.1}", v / 1e6))),
        v if v >= 1e4 => format!("{}k", trim(format!("{:.1}", v / 1e3))),
        v => format!("{v}"),
    }
}

/// Horizontal grid lines with their values to the left.
pub fn vertical(canvas: &mut Canvas, frame: Frame, scale: Scale, ticks: &[f64], word: impl Fn(f64) -> String) {
    for &tick in ticks {
        let y = scale.at(tick);
        canvas.line(&[(frame.left, y), (frame.right(), y)], GRID, 1.0);
        canvas.text(frame.left - 8.0, y, &word(tick), AXIS, At::End);
    }
}

/// The title of the vertical axis, above its values: read without turning one's head.
pub fn vertical_title(canvas: &mut Canvas, frame: Frame, words: &str) {
    canvas.text(frame.left, frame.top - 14.0, words, SMALL, At::Start);
}

pub fn horizontal_title(canvas: &mut Canvas, frame: Frame, words: &str) {
    canvas.text(frame.left + frame.width / 2.0, frame.bottom() + 38.0, words, SMALL, At::Middle);
}

/// Years or months under a scale of months since year 0, as many as fit.
pub fn months(canvas: &mut Canvas, frame: Frame, scale: Scale, first: i32, last: i32) {
    let per_month = (scale.at(f64::from(first) + 1.0) - scale.at(f64::from(first))).abs();
    let fits = |step: &i32| f64::from(*step) * per_month >= width_of(&month_word(first, *step), AXIS) + 16.0;
    let step = [1, 3, 6, 12, 24, 60, 120, 240].into_iter().find(fits).unwrap_or(600);
    let mut month = first.div_euclid(step) * step;
    while month <= last {
        if month >= first {
            let x = scale.at(f64::from(month));
            canvas.line(&[(x, frame.bottom()), (x, frame.bottom() + 4.0)], GRID, 1.0);
            canvas.text(x, frame.bottom() + 15.0, &month_word(month, step), AXIS, At::Middle);
        }
        month += step;
    }
}

fn month_word(month: i32, step: i32) -> String {
    if step >= 12 {
        format!("{}", month.div_euclid(12))
    } else {
        Date::from_month_index(month).map(|date| date.to_string()).unwrap_or_default()
    }
}

/// Whole years under a scale of years, as many as fit.
pub fn years(canvas: &mut Canvas, frame: Frame, scale: Scale, first: i32, last: i32) {
    let per_year = (scale.at(1.0) - scale.at(0.0)).abs();
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| f64::from(*step) * per_year >= 44.0).unwrap_or(100);
    for year in (first..=last).filter(|year| year.rem_euclid(step) == 0) {
        let x = scale.at(f64::from(year));
        if x < frame.left - 1.0 || x > frame.right() + 1.0 {
            continue;
        }
        canvas.line(&[(x, frame.bottom()), (x, frame.bottom() + 4.0)], GRID, 1.0);
        canvas.text(x, frame.bottom() + 15.0, &year.to_string(), AXIS, At::Middle);
    }
}

/// A label that wants to stand near a point.
pub struct Wish {
    pub x: f64,
    pub y: f64,
    /// Free space around the point.
    pub radius: f64,
    pub words: String,
}

/// Which wishes can be met without overlap, the first ones first: (number of the wish, left end, middle height).
///
/// A label may stand right, left, above or below its point; it never covers another label, a point or the frame's edge. O(w² + w·p).
pub fn placed(wishes: &[Wish], points: &[(f64, f64, f64)], frame: Frame, kind: Type) -> Vec<(usize, f64, f64)> {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut placed = Vec::new();
    for (number, wish) in wishes.iter().enumerate() {
        let (width, half) = (width_of(&wish.words, kind), kind.size * 0.62);
        let gap = wish.radius + 4.0;
        let places = [
            (wish.x + gap, wish.y),
            (wish.x - gap - width, wish.y),
            (wish.x - width / 2.0, wish.y - gap - half),
            (wish.x - width / 2.0, wish.y + gap + half),
            (wish.x + gap * 0.7, wish.y - gap - half * 0.5),
            (wish.x + gap * 0.7, wish.y + gap + half * 0.5),
            (wish.x - gap * 0.7 - width, wish.y - gap - half * 0.5),
            (wish.x - gap * 0.7 - width, wish.y + gap + half * 0.5),
        ];
        let free = places.into_iter().find(|&(left, middle)| {
            let here = [left - 2.0, middle - half, left + width + 2.0, middle + half];
            inside(here, frame)
                && !taken.iter().any(|other| overlap(here, *other))
                && !points.iter().any(|point| covers(here, *point, (wish.x, wish.y)))
        });
        if let Some((left, middle)) = free {
            taken.push([left - 2.0, middle - half, left + width + 2.0, middle + half]);
            placed.push((number, left, middle));
        }
    }
    placed
}

fn inside(here: [f64; 4], frame: Frame) -> bool {
    here[0] >= frame.left && here[1] >= frame.top - 6.0 && here[2] <= frame.right() + 6.0 && here[3] <= frame.bottom()
}

fn overlap(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

fn covers(here: [f64; 4], (x, y, radius): (f64, f64, f64), own: (f64, f64)) -> bool {
    (x, y) != own && x + radius > here[0] && x - radius < here[2] && y + radius > here[1] && y - radius < here[3]
}

#[cfg(test)]
mod tests {
    use super::super::canvas::LABEL;
    use super::*;

    #[test]
    fn ticks_are_round_whole_numbers() {
        assert_eq!(counts(7.0, 5), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(counts(0.0, 5), [0.0, 1.0]);
        assert_eq!(counts(950.0, 5), [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]);
        assert_eq!(compact(12_300.0), "12.3k");
    }

    #[test]
    fn labels_never_overlap() {
        let frame = Frame { left: 0.0, top: 0.0, width: 300.0, height: 200.0 };
        let wishes: Vec<Wish> = (0..60)
            .map(|i| Wish { x: f64::from(i * 37 % 300), y: f64::from(i * 53 % 200), radius: 3.0, words: format!("label {i}") })
            .collect();
        let placed = placed(&wishes, &[], frame, LABEL);
        assert!(placed.len() > 5 && placed.len() < 60);
        let boxes: Vec<[f64; 4]> = placed.iter().map(|(i, x, y)| [*x, y - 6.0, x + width_of(&wishes[*i].words, LABEL), y + 6.0]).collect();
        for i in 0..boxes.len() {
            for j in 0..i {
                assert!(!overlap(boxes[i], boxes[j]));
            }
        }
    }
}
