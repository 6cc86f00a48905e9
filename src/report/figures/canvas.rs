//! How is a figure drawn and measured? The pen of every figure: plotters' SVG backend, the shipped font, and the marks all figures share.
//!
//! Everything is drawn on a grid eight times finer than the picture (plotters' coordinates are whole numbers) and the header then gives the true size,
//! so lines are smooth and text stays text. Colours of ink, grid and ground are fixed words the page's style sheet recolours in dark mode.

use std::sync::Once;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::super::palette::Rgb;
use super::super::view::leading_terms;
use super::font;
use crate::paper::SectionPath;
use crate::text;

pub const INK: Rgb = (0x1C, 0x21, 0x28);
pub const MUTED: Rgb = (0x5A, 0x63, 0x6E);
pub const GRID: Rgb = (0xE2, 0xE5, 0xE9);
pub const GROUND: Rgb = (0xFF, 0xFF, 0xFE);
pub const ACCENT: Rgb = (0, 114, 178);

const FINE: f64 = 8.0;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum At {
    Start,
    Middle,
    End,
}

/// Size, weight and colour of a text.
#[derive(Clone, Copy)]
pub struct Type {
    pub size: f64,
    pub bold: bool,
    pub colour: Rgb,
}

pub const TITLE: Type = Type { size: 17.0, bold: true, colour: INK };
pub const SUBTITLE: Type = Type { size: 12.5, bold: false, colour: MUTED };
pub const AXIS: Type = Type { size: 12.0, bold: false, colour: MUTED };
pub const LABEL: Type = Type { size: 12.0, bold: false, colour: INK };
pub const SMALL: Type = Type { size: 11.0, bold: false, colour: MUTED };

impl Type {
    pub fn bold(self) -> Type {
        Type { bold: true, ..self }
    }

    pub fn colour(self, colour: Rgb) -> Type {
        Type { colour, ..self }
    }
}

/// Marks in drawing order; [`Canvas::finish`] hands them to plotters.
pub struct Canvas {
    pub width: f64,
    pub height: f64,
    marks: Vec<Mark>,
}

enum Mark {
    Line(Vec<(i32, i32)>, RGBAColor, u32),
    Fill(Vec<(i32, i32)>, RGBAColor),
    Rect((i32, i32), (i32, i32), RGBAColor),
    Dot((i32, i32), i32, RGBAColor),
    Text((i32, i32), String, Type, At),
}

impl Canvas {
    pub fn new(width: f64, height: f64) -> Canvas {
        let mut canvas = Canvas { width, height, marks: Vec::new() };
        canvas.rect(0.0, 0.0, width, height, GROUND, 1.0);
        canvas
    }

    pub fn line(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64) {
        self.faint_line(points, colour, width, 1.0);
    }

    pub fn faint_line(&mut self, points: &[(f64, f64)], colour: Rgb, width: f64, opacity: f64) {
        self.marks.push(Mark::Line(points.iter().map(fine).collect(), rgba(colour, opacity), (width * FINE).round().max(1.0) as u32));
    }

    pub fn fill(&mut self, points: &[(f64, f64)], colour: Rgb, opacity: f64) {
        self.marks.push(Mark::Fill(points.iter().map(fine).collect(), rgba(colour, opacity)));
    }

    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, colour: Rgb, opacity: f64) {
        self.marks.push(Mark::Rect(fine(&(x, y)), fine(&(x + width, y + height)), rgba(colour, opacity)));
    }

    pub fn dot(&mut self, x: f64, y: f64, radius: f64, colour: Rgb, opacity: f64) {
        self.marks.push(Mark::Dot(fine(&(x, y)), (radius * FINE).round() as i32, rgba(colour, opacity)));
    }

    /// A topic's mark: colour and shape.
    pub fn shape(&mut self, (x, y): (f64, f64), radius: f64, shape: &str, colour: Rgb, opacity: f64) {
        let at = |points: &[(f64, f64)]| points.iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius)).collect::<Vec<_>>();
        match shape {
            "square" => self.fill(&at(&[(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]), colour, opacity),
            "diamond" => self.fill(&at(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]), colour, opacity),
            "triangle" => self.fill(&at(&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8)]), colour, opacity),
            "cross" => {
                let arm = 0.42;
                let cross = [
                    (-arm, -1.15),
                    (arm, -1.15),
                    (arm, -arm),
                    (1.15, -arm),
                    (1.15, arm),
                    (arm, arm),
                    (arm, 1.15),
                    (-arm, 1.15),
                    (-arm, arm),
                    (-1.15, arm),
                    (-1.15, -arm),
                    (-arm, -arm),
                ];
                self.fill(&at(&cross), colour, opacity);
            }
            _ => self.dot(x, y, radius, colour, opacity),
        }
    }

    /// A rectangle hatched from lower left to upper right: data that are not complete.
    pub fn hatch(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.rect(x, y, width, height, MUTED, 0.07);
        let mut offset = -height;
        while offset < width {
            let (from, to) = (offset.max(0.0), (offset + height).min(width));
            if to > from {
                self.faint_line(&[(x + from, y + height - (from - offset)), (x + to, y + height - (to - offset))], MUTED, 0.7, 0.28);
            }
            offset += 6.0;
        }
    }

    pub fn text(&mut self, x: f64, y: f64, words: &str, kind: Type, at: At) {
        let words = font::drawable(words);
        if !words.is_empty() {
            self.marks.push(Mark::Text(fine(&(x, y)), words, kind, at));
        }
    }

    /// The SVG: of `width` × `height` user units, with a title and a description for those who do not see it.
    pub fn finish(self, title: &str, description: &str) -> Result<String, super::super::ReportError> {
        register();
        let mut svg = String::new();
        let drawn = self
            .draw(&mut svg)
            .map_err(|error| super::super::ReportError::Render { what: format!("figure `{title}`"), source: error.into() });
        drawn?;
        let head = format!(
            "<svg width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {fw} {fh}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>{}</title>\n<desc>{}</desc>\n",
            text::xml(&text::plain(title)),
            text::xml(&text::plain(description)),
            w = self.width,
            h = self.height,
            fw = self.width * FINE,
            fh = self.height * FINE
        );
        // plotters' own header ends with the first `>`.
        let body = svg.split_once('>').map_or("", |(_, body)| body.trim_start());
        Ok(slim(&head, body))
    }

    fn draw(&self, svg: &mut String) -> Result<(), String> {
        let size = ((self.width * FINE) as u32, (self.height * FINE) as u32);
        let area = SVGBackend::with_string(svg, size).into_drawing_area();
        for mark in &self.marks {
            match mark {
                Mark::Line(points, colour, width) => area.draw(&PathElement::new(points.clone(), colour.stroke_width(*width))),
                Mark::Fill(points, colour) => area.draw(&Polygon::new(points.clone(), colour.filled())),
                Mark::Rect(from, to, colour) => area.draw(&Rectangle::new([*from, *to], colour.filled())),
                Mark::Dot(at, radius, colour) => area.draw(&Circle::new(*at, *radius, colour.filled())),
                Mark::Text(at, words, kind, anchor) => area.draw(&Text::new(words.as_str(), *at, style(*kind, *anchor))),
            }
            .map_err(|error| error.to_string())?;
        }
        area.present().map_err(|error| error.to_string())
    }
}

/// One line per mark instead of three, and no attribute that says what holds anyway.
fn slim(head: &str, body: &str) -> String {
    let mut out = String::with_capacity(head.len() + body.len());
    out.push_str(head);
    out.push_str(
        &body
            .replace(" opacity=\"1\"", "")
            .replace(" stroke=\"none\"", "")
            .replace(">\n</text>", "></text>")
            .replace("\n</text>", "</text>"),
    );
    out
}

fn style<'a>(kind: Type, anchor: At) -> TextStyle<'a> {
    let weight = if kind.bold { FontStyle::Bold } else { FontStyle::Normal };
    // plotters divides a font's size by 1.24 on its way into the SVG.
    let font = FontDesc::new(FontFamily::Name(font::FAMILY), kind.size * FINE * 1.24, weight);
    let horizontal = match anchor {
        At::Start => HPos::Left,
        At::Middle => HPos::Center,
        At::End => HPos::Right,
    };
    font.color(&rgba(kind.colour, 1.0)).pos(Pos::new(horizontal, VPos::Center))
}

/// Width of a text in picture units.
pub fn width_of(words: &str, kind: Type) -> f64 {
    register();
    font::width(&font::drawable(words), kind.bold) * kind.size
}

/// Words cut to a width, with an ellipsis.
pub fn fitted(words: &str, kind: Type, most: f64) -> String {
    let words = text::plain(words);
    if width_of(&words, kind) <= most {
        return words;
    }
    let (mut low, mut high) = (0, words.chars().count());
    while low + 1 < high {
        let middle = usize::midpoint(low, high);
        if width_of(&text::short(&words, middle), kind) <= most { low = middle } else { high = middle }
    }
    text::short(&words, low.max(1))
}

/// A topic's label cut to a width, between its terms where one fits.
pub fn fitted_label(terms: &str, kind: Type, most: f64) -> String {
    leading_terms(terms, |part| width_of(part, kind) <= most).unwrap_or_else(|| fitted(terms, kind, most))
}

/// A section cut to a width: its last heading tells more than its first.
pub fn fitted_path(section: &SectionPath, kind: Type, most: f64) -> String {
    let plain = SectionPath::new(section.headings().iter().map(|heading| text::plain(heading)));
    let ends = (1..plain.headings().len()).map(|from| format!("… › {}", SectionPath::new(&plain.headings()[from..])));
    let mut ways = std::iter::once(plain.to_string()).chain(ends);
    ways.find(|words| width_of(words, kind) <= most).unwrap_or_else(|| fitted(plain.name(), kind, most))
}

/// Words in lines of a width, at most so many; the last one ends in an ellipsis when words are left over.
pub fn wrapped(words: &str, kind: Type, most: f64, lines: usize) -> Vec<String> {
    let words = text::plain(words);
    let mut rest: Vec<&str> = words.split(' ').collect();
    let mut out = Vec::new();
    while !rest.is_empty() && out.len() + 1 < lines {
        let fits = (1..=rest.len()).take_while(|&n| width_of(&rest[..n].join(" "), kind) <= most).last().unwrap_or(1);
        out.push(fitted(&rest[..fits].join(" "), kind, most));
        rest.drain(..fits);
    }
    if !rest.is_empty() {
        out.push(fitted(&rest.join(" "), kind, most));
    }
    out
}

fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = plotters::style::register_font(font::FAMILY, FontStyle::Normal, font::REGULAR);
        let _ = plotters::style::register_font(font::FAMILY, FontStyle::Bold, font::SEMI_BOLD);
    });
}

fn fine(point: &(f64, f64)) -> (i32, i32) {
    ((point.0 * FINE).round() as i32, (point.1 * FINE).round() as i32)
}

fn rgba((r, g, b): Rgb, opacity: f64) -> RGBAColor {
    RGBAColor(r, g, b, opacity)
}
