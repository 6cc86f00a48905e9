//! What do the answers look like? Nine figures, each as SVG with text as text, as PNG at twice the size and as data.
//!
//! One file, one figure: `draw` gives a [`Figure`], or says in words why there is nothing to draw. plotters, resvg and the shipped font live only here.

mod ages;
mod axes;
mod bursts;
mod canvas;
mod citations;
mod font;
mod growth;
mod path;
mod png;
mod reference_years;
mod sections;
mod stability;
mod topics;

use std::path::PathBuf;

use super::ReportError;
use super::view::View;
use crate::text;

use canvas::{At, Canvas, SMALL, SUBTITLE, TITLE};

pub struct Figure {
    /// File name without ending.
    pub name: &'static str,
    pub title: String,
    /// How to read it, with n and coverage.
    pub caption: String,
    pub svg: String,
    /// The same for a phone.
    pub narrow: String,
    pub data: Data,
}

/// The numbers a figure shows.
pub struct Data {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

/// A figure that was left out, and why.
pub struct LeftOut {
    pub title: &'static str,
    pub why: &'static str,
}

pub enum Outcome {
    Drawn(Figure),
    LeftOut(LeftOut),
}

pub struct Figures {
    pub drawn: Vec<Figure>,
    pub left_out: Vec<LeftOut>,
}

/// For whom a figure is drawn: a page and a paper, or a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Wide,
    Narrow,
}

impl Size {
    fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Size::Wide => wide,
            Size::Narrow => narrow,
        }
    }
}

type Draw = fn(&View<'_>, Size) -> Result<Outcome, ReportError>;

const ALL: [Draw; 9] = [
    citations::draw,
    topics::draw,
    growth::draw,
    ages::draw,
    sections::draw,
    bursts::draw,
    reference_years::draw,
    path::draw,
    stability::draw,
];

pub fn all(view: &View<'_>) -> Result<Figures, ReportError> {
    let mut figures = Figures { drawn: Vec::new(), left_out: Vec::new() };
    for draw in ALL {
        match draw(view, Size::Wide)? {
            Outcome::Drawn(mut figure) => {
                if let Outcome::Drawn(narrow) = draw(view, Size::Narrow)? {
                    figure.narrow = narrow.svg;
                }
                figures.drawn.push(figure);
            }
            Outcome::LeftOut(left_out) => figures.left_out.push(left_out),
        }
    }
    Ok(figures)
}

/// SVG, PNG and CSV of every figure, below `figures/`.
pub fn files(figures: &Figures) -> Result<Vec<(PathBuf, Vec<u8>)>, ReportError> {
    let mut files = Vec::new();
    for figure in &figures.drawn {
        files.push((PathBuf::from(format!("figures/{}.png", figure.name)), png::render(figure.name, &figure.svg)?));
        files.push((PathBuf::from(format!("figures/{}.svg", figure.name)), figure.svg.clone().into_bytes()));
        files.push((PathBuf::from(format!("figures/{}.csv", figure.name)), csv(&figure.data)));
    }
    Ok(files)
}

fn csv(data: &Data) -> Vec<u8> {
    let quoted = |value: &str| {
        let value = text::csv_cell(value);
        if value.contains([',', '"', '\n', '\r']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
    };
    let mut out = data.columns.join(",");
    out.push('\n');
    for row in &data.rows {
        let cells: Vec<String> = row.iter().map(|value| if value.parse::<f64>().is_ok() { value.clone() } else { quoted(value) }).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out.into_bytes()
}

/// A sheet with title, a line on what is shown, and at the foot what it rests on; and how much lower than usual the picture begins, because on a narrow
/// sheet words take several lines. `height` is that of a sheet whose words take one line each.
fn sheet(size: Size, height: f64, title: &str, subtitle: &str, foot: &str) -> (Canvas, f64) {
    let (width, left) = size.pick((960.0, 24.0), (380.0, 12.0));
    let lines = |words: &str, kind, most: usize| match size {
        Size::Wide => vec![canvas::fitted(words, kind, width - 2.0 * left)],
        Size::Narrow => canvas::wrapped(words, kind, width - 2.0 * left, most),
    };
    let (title, subtitle, foot) = (lines(title, TITLE, 2), lines(subtitle, SUBTITLE, 4), lines(foot, SMALL, 4));
    let more = |lines: &[String], height: f64| (lines.len().max(1) - 1) as f64 * height;
    let (second, down) = (more(&title, 21.0), more(&title, 21.0) + more(&subtitle, 16.0));
    let mut canvas = Canvas::new(width, height + down + more(&foot, 14.0));
    let mut put = |lines: &[String], top: f64, step: f64, kind| {
        for (row, line) in lines.iter().enumerate() {
            canvas.text(left, top + row as f64 * step, line, kind, At::Start);
        }
    };
    put(&title, 27.0, 21.0, TITLE);
    put(&subtitle, 49.0 + second, 16.0, SUBTITLE);
    put(&foot, height + down - 15.0, 14.0, SMALL);
    (canvas, down)
}

/// What every figure rests on.
fn coverage(view: &View<'_>) -> String {
    let coverage = &view.study.coverage;
    let mut words =
        format!("{} of {} paper entries found", text::thousands(u64::from(coverage.found)), text::thousands(u64::from(coverage.papers)));
    if coverage.references_total > 0 && !view.study.provenance.partial {
        words.push_str(&format!(
            ", {:.0} % of their references known",
            100.0 * f64::from(coverage.references_known) / f64::from(coverage.references_total)
        ));
    }
    if view.study.provenance.partial {
        words.push_str("; counts are counts inside the snapshot");
    }
    words
}

/// `as of 2024-05-01`, with n in front.
fn foot(view: &View<'_>, n: &str) -> String {
    format!("{n} · {} · as of {}", coverage(view), view.study.analyses.as_of)
}

fn left_out(title: &'static str, why: &'static str) -> Result<Outcome, ReportError> {
    Ok(Outcome::LeftOut(LeftOut { title, why }))
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}
