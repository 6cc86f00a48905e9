//! Along which papers did ideas travel? The main path as a historiograph: one row per paper by date, citations as arcs.

use std::collections::BTreeSet;

use crate::paper::PaperIx;

use super::super::ReportError;
use super::super::map::decimal_year;
use super::super::palette;
use super::super::view::{self, View};
use super::axes::{self, Frame, Scale};
use super::canvas::{At, GRID, INK, LABEL, MUTED, SMALL, fitted};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, sheet};
use crate::text;

const NAME: &str = "main-path";
const TITLE: &str = "Main path";
const MOST: usize = 30;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let links = &view.study.analyses.main_path.links;
    let (nodes, shown) = nodes(view, links);
    if nodes.len() < 2 {
        return left_out(TITLE, "the citations among dated papers form no path");
    }
    let row = 27.0;
    let (mut canvas, down) = sheet(
        size,
        150.0 + nodes.len() as f64 * row,
        TITLE,
        "The chain of citations most paths through the graph run along: older work above, what builds on it below",
        &foot(view, &format!("{} of {} on the path", shown.len(), text::counted(links.len() as u64, "citation", "citations"))),
    );
    let frame = Frame { left: size.pick(40.0, 22.0), top: 82.0 + down, width: size.pick(330.0, 96.0), height: nodes.len() as f64 * row };
    let years: Vec<f64> = nodes.iter().map(|&ix| view.paper(ix).date.map_or(f64::NAN, decimal_year)).collect();
    let (low, high) = (years[0], years[years.len() - 1]);
    let margin = ((high - low) * 0.04).max(0.15);
    let x = Scale::new((low - margin, high + margin), (frame.left, frame.right()));
    let spot = |place: usize| (x.at(years[place]), frame.top + (place as f64 + 0.5) * row);
    for place in 0..nodes.len() {
        let (px, py) = spot(place);
        canvas.line(&[(px, py), (frame.right() + 14.0, py)], GRID, 1.0);
    }
    let strongest = shown.iter().map(|link| link.2).fold(f64::NEG_INFINITY, f64::max);
    for (citing, cited, weight) in &shown {
        let (Some(from), Some(to)) = (nodes.iter().position(|ix| ix == cited), nodes.iter().position(|ix| ix == citing)) else { continue };
        // A difference of ln 10 halves the line.
        let thickness = (3.2 * 0.5f64.powf((strongest - weight).max(0.0) / std::f64::consts::LN_10)).max(0.8);
        canvas.faint_line(&arc(spot(from), spot(to)), MUTED, thickness, 0.75);
    }
    for (place, &ix) in nodes.iter().enumerate() {
        let paper = view.paper(ix);
        let position = view.position(ix);
        let topic = position.and_then(|position| view.topic(position));
        let shape = topic.map_or("circle", |topic| palette::SHAPES[topic % palette::SHAPES.len()]);
        canvas.shape(spot(place), 5.4, shape, palette::topic(topic), 1.0);
        let date = paper.date.map(|date| date.to_string()).unwrap_or_default();
        let y = spot(place).1;
        let shown = size.pick(date.as_str(), date.get(..4).unwrap_or_default());
        canvas.text(frame.right() + 20.0, y, shown, SMALL, At::Start);
        let left = frame.right() + size.pick(92.0, 52.0);
        let kind = if position.is_some() { LABEL.bold() } else { LABEL };
        canvas.text(
            left,
            y,
            &fitted(&size.pick(view::title(paper), view::label(paper, 40)), kind, canvas.width - left - 12.0),
            kind.colour(INK),
            At::Start,
        );
    }
    axes::years(&mut canvas, frame, x, (low - margin).ceil() as i32, (high + margin).floor() as i32);
    let caption = format!(
        "Key-route main path over search path counts: thicker arcs carry more paths. Bold papers are on the list; colour and shape are the topic's. {}.",
        coverage(view)
    );
    let rows = links
        .iter()
        .map(|&(citing, cited, weight)| {
            vec![
                view.paper(citing).id.0.clone(),
                view::title(view.paper(citing)),
                view.paper(cited).id.0.clone(),
                view::title(view.paper(cited)),
                format!("{weight:.3}"),
            ]
        })
        .collect();
    let svg = canvas.finish(TITLE, &format!("{} papers by date joined by {} citations. {caption}", nodes.len(), shown.len()))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["citing", "citing_title", "cited", "cited_title", "ln_search_path_count"], rows },
    }))
}

type Link = (PaperIx, PaperIx, f64);

/// The papers of the strongest links, oldest first, as many as fit; and the links between them.
fn nodes(view: &View<'_>, links: &[Link]) -> (Vec<PaperIx>, Vec<Link>) {
    let mut chosen: BTreeSet<PaperIx> = BTreeSet::new();
    for &(citing, cited, _) in links {
        let new = [citing, cited].iter().filter(|ix| !chosen.contains(ix)).count();
        if chosen.len() + new <= MOST && view.paper(citing).date.is_some() && view.paper(cited).date.is_some() {
            chosen.extend([citing, cited]);
        }
    }
    let shown = links.iter().filter(|(citing, cited, _)| chosen.contains(citing) && chosen.contains(cited)).copied().collect();
    let mut nodes: Vec<PaperIx> = chosen.into_iter().collect();
    nodes.sort_by_key(|&ix| (view.paper(ix).date.map(|date| date.middle_day()), ix));
    (nodes, shown)
}

/// A curve that bows to the left of both ends.
fn arc(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let bow = 6.0 + 0.16 * (to.1 - from.1).abs().min(160.0);
    (0..=16)
        .map(|step| {
            let t = f64::from(step) / 16.0;
            let bend = 4.0 * t * (1.0 - t) * bow;
            (from.0 + (to.0 - from.0) * t - bend, from.1 + (to.1 - from.1) * t)
        })
        .collect()
}
