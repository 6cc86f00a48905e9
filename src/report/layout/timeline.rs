//! Where do papers stand when dates run from left to right?

use super::{Points, ROOM};

/// Dates from left to right, one lane per group; papers without a date stand left of all.
pub struct Timeline {
    pub points: Points,
    /// Year at x = 0, and map units per year.
    pub first_year: f64,
    pub year_width: f64,
    /// Upper and lower edge of each lane; the last one is of papers without a group, when there are any.
    pub lanes: Vec<(f64, f64)>,
}

/// `years` are dates as decimal years. O(n · m) for m papers that crowd one place.
pub fn timeline(years: &[Option<f64>], groups: &[Option<usize>]) -> Timeline {
    let first = years.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let last = years.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let first_year = if first.is_finite() { first.floor() } else { 0.0 };
    let span = if last.is_finite() { (last - first_year).max(1.0) } else { 1.0 };
    let year_width = (1000.0f64).max(ROOM * 2.4 * (years.len() as f64).sqrt()) * 1.4 / span;
    let lanes_wanted = groups.iter().flatten().max().map_or(0, |most| most + 1);
    let ungrouped = groups.iter().any(Option::is_none);
    let mut members = vec![Vec::new(); lanes_wanted + usize::from(ungrouped)];
    for (i, group) in groups.iter().enumerate() {
        members[group.unwrap_or(lanes_wanted)].push(i);
    }
    let mut points = vec![(0.0, 0.0); years.len()];
    let mut lanes = Vec::new();
    let mut top = 0.0;
    for lane in &mut members {
        if lane.is_empty() {
            lanes.push((top, top));
            continue;
        }
        let (mut dated, undated): (Vec<usize>, Vec<usize>) = lane.iter().copied().partition(|&i| years[i].is_some());
        let x = |i: usize| years[i].map_or(0.0, |year| (year - first_year) * year_width);
        dated.sort_by(|&a, &b| x(a).total_cmp(&x(b)).then(a.cmp(&b)));
        let swarm = swarm(&dated.iter().map(|&i| x(i)).collect::<Vec<_>>());
        let wanted = (undated.len() as f64).sqrt().ceil().min(4.0) * ROOM;
        let reach = swarm.iter().fold(wanted, |reach, y| reach.max(y.abs())) + 2.2 * ROOM;
        for (&i, y) in dated.iter().zip(&swarm) {
            points[i] = (x(i), top + reach + y);
        }
        for (&i, (dx, dy)) in undated.iter().zip(columns(undated.len(), reach - 2.2 * ROOM)) {
            points[i] = (-4.0 * ROOM - dx, top + reach + dy);
        }
        lanes.push((top, top + 2.0 * reach));
        top += 2.0 * reach;
    }
    Timeline { points, first_year, year_width, lanes }
}

/// Places for dots without a date: columns from right to left, none higher than `reach` above or below the middle.
fn columns(count: usize, reach: f64) -> impl Iterator<Item = (f64, f64)> {
    let room = 2.0 * ROOM + 1.0;
    let rows = ((2.0 * reach / room).floor() as usize + 1).min(count.max(1));
    (0..count).map(move |i| ((i / rows) as f64 * room, ((i % rows) as f64 - (rows - 1) as f64 / 2.0) * room))
}

/// Heights for dots at ascending `x`, each as near to the middle as those before it allow.
fn swarm(x: &[f64]) -> Vec<f64> {
    let room = 2.0 * ROOM + 1.0;
    let mut y: Vec<f64> = Vec::with_capacity(x.len());
    let mut oldest = 0;
    for i in 0..x.len() {
        while x[oldest] < x[i] - room {
            oldest += 1;
        }
        let mut taken: Vec<(f64, f64)> = (oldest..i)
            .map(|j| {
                let reach = (room * room - (x[i] - x[j]).powi(2)).max(0.0).sqrt();
                (y[j] - reach, y[j] + reach)
            })
            .collect();
        taken.sort_by(|a, b| a.0.total_cmp(&b.0));
        y.push(nearest_free(&taken));
    }
    y
}

/// The value nearest to 0 outside all open intervals, which are sorted by their lower end.
fn nearest_free(taken: &[(f64, f64)]) -> f64 {
    let mut best = f64::INFINITY;
    let mut end = f64::NEG_INFINITY;
    let mut offer = |low: f64, high: f64| {
        if low <= high {
            let value = 0.0f64.clamp(low, high);
            if value.abs() < best.abs() {
                best = value;
            }
        }
    };
    for &(low, high) in taken {
        offer(end, low);
        end = end.max(high);
    }
    offer(end, f64::INFINITY);
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_to_the_right_and_lanes_do_not_touch() {
        let line = timeline(&[Some(2020.0), Some(2021.5), Some(2021.5), None], &[Some(0), Some(0), Some(1), None]);
        assert!(line.points[0].0 < line.points[1].0);
        assert_eq!(line.points[1].0, line.points[2].0);
        assert!(line.points[3].0 < line.points[0].0);
        assert!(line.lanes.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }

    #[test]
    fn dots_of_one_month_stack_without_overlap() {
        let y = swarm(&[0.0; 9]);
        for i in 0..9 {
            for j in 0..i {
                assert!((y[i] - y[j]).abs() >= 2.0 * ROOM, "{y:?}");
            }
        }
    }
}
