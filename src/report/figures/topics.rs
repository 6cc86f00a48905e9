//! How is attention shared between topics over time? Stacked shares per quarter or year.

use super::super::ReportError;
use super::super::palette;
use super::super::view::View;
use super::axes::{self, Frame, Scale};
use super::canvas::{At, Canvas, GROUND, LABEL, MUTED, SMALL, fitted_label};
use super::{Data, Figure, Outcome, Size, coverage, foot, left_out, percent, sheet};
use crate::text;

const NAME: &str = "topic-share";
const TITLE: &str = "Topic share over time";
/// Topics with a colour of their own; the rest are one band.
const SHOWN: usize = 8;

pub fn draw(view: &View<'_>, size: Size) -> Result<Outcome, ReportError> {
    let trends = &view.study.analyses.trends;
    let months = trends.citations.len();
    let total: u64 = trends.topics.iter().flat_map(|series| &series.citations).map(|n| u64::from(*n)).sum();
    if trends.topics.is_empty() {
        return left_out(TITLE, "there are no topics");
    }
    if months < 6 || total < 20 {
        return left_out(TITLE, "too few citations have a month (fewer than 20, or less than half a year)");
    }
    let bins = Bins::of(months, trends.first_month, trends.incomplete_months as usize);
    let bands = bands(view, &bins);
    let (mut canvas, down) = sheet(
        size,
        size.pick(500.0, 520.0 + bands.len() as f64 * 24.0),
        TITLE,
        &format!("Share of the citations each topic's papers received, by {}", bins.word()),
        &foot(view, &format!("n = {} to papers with a topic", text::counted(total, "citation", "citations"))),
    );
    let frame = Frame { left: size.pick(64.0, 44.0), top: 92.0 + down, width: size.pick(610.0, 324.0), height: 328.0 };
    let y = Scale::new((0.0, 100.0), (frame.bottom(), frame.top));
    let totals: Vec<u64> = (0..bins.count).map(|bin| bands.iter().map(|band| band.values[bin]).sum()).collect();
    let Some(from) = totals.iter().position(|total| *total > 0) else {
        return left_out(TITLE, "no citation of a topic's paper has a month");
    };
    let x = Scale::new((bins.month(from), bins.month(bins.count)), (frame.left, frame.right()));
    axes::vertical(&mut canvas, frame, y, &[0.0, 25.0, 50.0, 75.0, 100.0], |v| format!("{v}"));
    axes::vertical_title(&mut canvas, frame, "share of citations, %");
    // Bins are steps, not points of a curve: nothing is drawn between them that is not in the data.
    let mut base = vec![0.0; bins.count];
    for band in &bands {
        for bin in from..bins.count {
            let share = if totals[bin] > 0 { 100.0 * band.values[bin] as f64 / totals[bin] as f64 } else { 0.0 };
            if share > 0.0 {
                let (left, right) = (x.at(bins.month(bin)), x.at(bins.month(bin + 1)));
                let gap = if right - left > 8.0 { 1.0 } else { 0.0 };
                canvas.rect(
                    left,
                    y.at(base[bin] + share),
                    right - left - gap,
                    y.at(base[bin]) - y.at(base[bin] + share),
                    band.colour,
                    0.92,
                );
                canvas.line(&[(left, y.at(base[bin] + share)), (right - gap, y.at(base[bin] + share))], GROUND, 0.8);
            }
            base[bin] += share;
        }
    }
    if bins.incomplete_from < bins.count {
        let left = x.at(bins.month(bins.incomplete_from));
        canvas.hatch(left, frame.top, frame.right() - left, frame.height);
        canvas.text(frame.right(), frame.top - 14.0, "hatched: still filling", SMALL.colour(MUTED), At::End);
    }
    axes::months(&mut canvas, frame, x, bins.month(from) as i32, bins.month(bins.count) as i32 - 1);
    axes::horizontal_title(&mut canvas, frame, "month of the citing paper");
    let (legend_x, legend_top) = size.pick((frame.right() + 24.0, frame.top + 6.0), (16.0, frame.bottom() + 66.0));
    legend(&mut canvas, &bands, legend_x, legend_top);
    let caption = format!(
        "Height is the share of citations in that {}, not their number; early shares rest on few citations (see the data). {}.",
        bins.word(),
        coverage(view)
    );
    let rows = (from..bins.count).flat_map(|bin| bands.iter().map(move |band| (bin, band))).map(|(bin, band)| {
        let share = if totals[bin] > 0 { percent(band.values[bin] as f64 / totals[bin] as f64) } else { String::new() };
        vec![bins.name(bin), band.label.clone(), band.values[bin].to_string(), share, (bin < bins.incomplete_from).to_string()]
    });
    let rows = rows.collect();
    let svg =
        canvas.finish(TITLE, &format!("Stacked shares of {} topics over {} periods. {caption}", trends.topics.len(), bins.count - from))?;
    Ok(Outcome::Drawn(Figure {
        name: NAME,
        title: TITLE.to_owned(),
        caption,
        svg,
        narrow: String::new(),
        data: Data { columns: vec!["period", "topic", "citations", "share_percent", "complete"], rows },
    }))
}

struct Band {
    label: String,
    colour: palette::Rgb,
    /// Citations per bin.
    values: Vec<u64>,
}

/// The largest topics first, everything else as one band on top.
fn bands(view: &View<'_>, bins: &Bins) -> Vec<Band> {
    let series = &view.study.analyses.trends.topics;
    let mut bands: Vec<Band> = Vec::new();
    for (topic, series) in series.iter().enumerate() {
        let values = bins.sums(&series.citations);
        if topic < SHOWN {
            bands.push(Band { label: view.topic_label(topic), colour: palette::topic(Some(topic)), values });
        } else if topic == SHOWN {
            bands.push(Band { label: "other topics".to_owned(), colour: palette::NEUTRAL, values });
        } else if let Some(rest) = bands.last_mut() {
            rest.values.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
    }
    bands
}

fn legend(canvas: &mut Canvas, bands: &[Band], x: f64, top: f64) {
    // In the order of the bands, so that legend and picture read alike from top to bottom.
    for (row, band) in bands.iter().rev().enumerate() {
        let y = top + row as f64 * 24.0;
        canvas.rect(x, y - 6.0, 12.0, 12.0, band.colour, 0.92);
        let most = canvas.width - x - 20.0 - 20.0;
        canvas.text(x + 20.0, y, &fitted_label(&band.label, LABEL, most), LABEL, At::Start);
    }
}

/// Months put together so that a few dozen bins show.
struct Bins {
    months: usize,
    size: usize,
    count: usize,
    /// Months before the first bin's first month of data, so that bins begin at a quarter or a year.
    lead: usize,
    first: i32,
    incomplete_from: usize,
}

impl Bins {
    fn of(months: usize, first: i32, incomplete: usize) -> Bins {
        let size = if months > 120 { 12 } else { 3 };
        let lead = first.rem_euclid(size as i32) as usize;
        let count = (months + lead).div_ceil(size);
        let complete = (months.saturating_sub(incomplete) + lead) / size;
        Bins { months, size, count, lead, first: first - lead as i32, incomplete_from: complete.min(count) }
    }

    fn word(&self) -> &'static str {
        if self.size == 12 { "year" } else { "quarter" }
    }

    fn month(&self, bin: usize) -> f64 {
        f64::from(self.first) + (bin * self.size) as f64
    }

    fn name(&self, bin: usize) -> String {
        let month = self.month(bin) as i32;
        let year = month.div_euclid(12);
        if self.size == 12 { year.to_string() } else { format!("{year}-Q{}", month.rem_euclid(12) / 3 + 1) }
    }

    fn sums(&self, monthly: &[u32]) -> Vec<u64> {
        let mut sums = vec![0; self.count];
        for (month, value) in monthly.iter().take(self.months).enumerate() {
            sums[(month + self.lead) / self.size] += u64::from(*value);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_begin_at_quarters_and_lose_no_month() {
        let bins = Bins::of(7, 2020 * 12 + 1, 2);
        assert_eq!((bins.count, bins.name(0).as_str(), bins.incomplete_from), (3, "2020-Q1", 2));
        assert_eq!(bins.sums(&[1; 7]), [2, 3, 2]);
    }
}
