//! Where does each paper stand on the map?
//!
//! Two layouts, both deterministic and computed once here so that the page only draws: *force* (papers that cite each other attract, all repel; ForceAtlas2,
//! Jacomy et al. 2014, with the Barnes–Hut approximation and a weak pull towards the topic's centre) and *time* (date from left to right, one lane per topic).
//! Distance in the force layout is a picture of ties, not a measurement.

use std::f64::consts::PI;

/// Places in map units; the whole map is about 1,000 units high.
pub type Points = Vec<(f64, f64)>;

/// The radius a dot is given room for, in map units.
const ROOM: f64 = 7.0;

/// Force layout of `groups.len()` nodes; `edges` are pairs of node numbers, direction does not matter.
///
/// O(rounds · (n log n + e)); rounds fall from 300 to 60 as n grows.
pub fn force(groups: &[Option<usize>], edges: &[(u32, u32)]) -> Points {
    let count = groups.len();
    let mut at = start(groups);
    let mut degree = vec![1.0f64; count];
    for &(a, b) in edges {
        degree[a as usize] += 1.0;
        degree[b as usize] += 1.0;
    }
    let rounds = if count < 2 { 0 } else { (600_000 / count).clamp(60, 300) };
    let mut before = vec![(0.0, 0.0); count];
    let mut speed = 1.0;
    for _ in 0..rounds {
        let push = forces(&at, &degree, edges, groups);
        speed = step(&mut at, &degree, &before, &push, speed);
        before = push;
    }
    fit(&mut at, count);
    part(&mut at);
    at
}

/// Groups on a sunflower, members on a small sunflower around their group's place.
fn start(groups: &[Option<usize>]) -> Points {
    let golden = PI * (3.0 - 5f64.sqrt());
    let spiral = |i: usize, unit: f64| {
        (unit * (i as f64 + 0.5).sqrt() * (i as f64 * golden).cos(), unit * (i as f64 + 0.5).sqrt() * (i as f64 * golden).sin())
    };
    let mut members = std::collections::BTreeMap::new();
    let most = (groups.len() as f64).sqrt();
    groups
        .iter()
        .map(|group| {
            let centre = spiral(group.map_or(0, |g| g + 1), 30.0 * most / 3.0);
            let member: &mut usize = members.entry(*group).or_insert(0);
            let offset = spiral(*member, 10.0);
            *member += 1;
            (centre.0 + offset.0, centre.1 + offset.1)
        })
        .collect()
}

fn forces(at: &Points, degree: &[f64], edges: &[(u32, u32)], groups: &[Option<usize>]) -> Points {
    const REPULSION: f64 = 40.0;
    const GRAVITY: f64 = 1.0;
    const TOPIC: f64 = 0.06;
    let tree = Tree::of(at, degree);
    let centres = centres(at, groups);
    let mut push: Points = (0..at.len())
        .map(|i| {
            let (mut x, mut y) = tree.push(at[i], i, REPULSION * degree[i]);
            let distance = at[i].0.hypot(at[i].1).max(1e-9);
            x -= GRAVITY * degree[i] * at[i].0 / distance;
            y -= GRAVITY * degree[i] * at[i].1 / distance;
            if let Some(centre) = groups[i].and_then(|group| centres.get(group)) {
                x += TOPIC * degree[i].sqrt() * (centre.0 - at[i].0);
                y += TOPIC * degree[i].sqrt() * (centre.1 - at[i].1);
            }
            (x, y)
        })
        .collect();
    for &(a, b) in edges {
        let (a, b) = (a as usize, b as usize);
        // A tie inside a topic pulls fully, one between topics less: the picture parts where the topics do.
        let weight = if groups[a] == groups[b] { 0.12 } else { 0.02 };
        let (dx, dy) = (weight * (at[b].0 - at[a].0), weight * (at[b].1 - at[a].1));
        push[a] = (push[a].0 + dx, push[a].1 + dy);
        push[b] = (push[b].0 - dx, push[b].1 - dy);
    }
    push
}

fn centres(at: &Points, groups: &[Option<usize>]) -> Points {
    let most = groups.iter().flatten().max().map_or(0, |most| most + 1);
    let mut sums = vec![(0.0, 0.0, 0.0); most];
    for (place, group) in at.iter().zip(groups) {
        if let Some(group) = group {
            let sum = &mut sums[*group];
            *sum = (sum.0 + place.0, sum.1 + place.1, sum.2 + 1.0);
        }
    }
    sums.into_iter().map(|(x, y, n)| if n > 0.0 { (x / n, y / n) } else { (0.0, 0.0) }).collect()
}

/// ForceAtlas2's own speed control: slow where a node swings, fast where it travels.
fn step(at: &mut Points, degree: &[f64], before: &Points, push: &Points, speed: f64) -> f64 {
    let swing = |i: usize| (push[i].0 - before[i].0).hypot(push[i].1 - before[i].1);
    let (mut swinging, mut travelling) = (0.0, 0.0);
    for i in 0..at.len() {
        swinging += degree[i] * swing(i);
        travelling += degree[i] * (push[i].0 + before[i].0).hypot(push[i].1 + before[i].1) / 2.0;
    }
    let target = travelling / swinging.max(1e-9);
    let speed = speed + (target - speed).min(speed * 0.5);
    for (i, place) in at.iter_mut().enumerate() {
        let length = push[i].0.hypot(push[i].1).max(1e-9);
        let factor = (speed / (1.0 + (speed * swing(i)).sqrt())).min(20.0 / length);
        place.0 += push[i].0 * factor;
        place.1 += push[i].1 * factor;
    }
    speed
}

/// Moves the middle to the origin and scales so that a node has about the room of its dot and all fit a frame that grows with the count.
fn fit(at: &mut Points, count: usize) {
    let Some(&(x0, y0)) = at.first() else { return };
    let (mut low, mut high) = ((x0, y0), (x0, y0));
    for &(x, y) in at.iter() {
        low = (low.0.min(x), low.1.min(y));
        high = (high.0.max(x), high.1.max(y));
    }
    let span = (high.0 - low.0).max(high.1 - low.1).max(1e-9);
    let scale = (1000.0f64).max(ROOM * 3.2 * (count as f64).sqrt()) / span;
    let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
    for place in at.iter_mut() {
        *place = ((place.0 - middle.0) * scale, (place.1 - middle.1) * scale);
    }
}

/// Pushes dots that lie on each other apart; a few rounds over a grid, O(n) each.
fn part(at: &mut Points) {
    let room = 2.0 * ROOM;
    for _ in 0..24 {
        let mut cells: std::collections::HashMap<(i32, i32), Vec<usize>> = std::collections::HashMap::new();
        let cell = |(x, y): (f64, f64)| ((x / room).floor() as i32, (y / room).floor() as i32);
        for (i, &place) in at.iter().enumerate() {
            cells.entry(cell(place)).or_default().push(i);
        }
        let mut moved = false;
        for i in 0..at.len() {
            let (cx, cy) = cell(at[i]);
            for (nx, ny) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (cx + dx, cy + dy))) {
                for &j in cells.get(&(nx, ny)).map_or(&[][..], Vec::as_slice) {
                    if j <= i {
                        continue;
                    }
                    let (dx, dy) = (at[j].0 - at[i].0, at[j].1 - at[i].1);
                    let distance = dx.hypot(dy);
                    if distance < room {
                        let (ux, uy) = if distance > 1e-6 { (dx / distance, dy / distance) } else { ((i as f64).cos(), (i as f64).sin()) };
                        let half = (room - distance) / 2.0 * 0.9;
                        at[i] = (at[i].0 - ux * half, at[i].1 - uy * half);
                        at[j] = (at[j].0 + ux * half, at[j].1 + uy * half);
                        moved = true;
                    }
                }
            }
        }
        if !moved {
            return;
        }
    }
}

/// A quadtree in one array; every cell knows its mass and centre of mass.
struct Tree {
    cells: Vec<Cell>,
}

struct Cell {
    /// Lower corner and edge.
    x: f64,
    y: f64,
    size: f64,
    mass: f64,
    centre: (f64, f64),
    /// First of four children, or 0 for a leaf.
    children: u32,
    /// The node of a leaf that holds one.
    node: u32,
}

const NO_NODE: u32 = u32::MAX;

impl Tree {
    fn of(at: &Points, mass: &[f64]) -> Tree {
        let reach = at.iter().fold(1.0f64, |reach, &(x, y)| reach.max(x.abs()).max(y.abs()));
        let mut tree = Tree { cells: Vec::with_capacity(at.len() * 3) };
        tree.cells.push(Tree::cell(-reach, -reach, 2.0 * reach + 1e-9));
        for i in 0..at.len() {
            tree.insert(i as u32, at, mass);
        }
        for cell in &mut tree.cells {
            if cell.mass > 0.0 {
                cell.centre = (cell.centre.0 / cell.mass, cell.centre.1 / cell.mass);
            }
        }
        tree
    }

    fn cell(x: f64, y: f64, size: f64) -> Cell {
        Cell { x, y, size, mass: 0.0, centre: (0.0, 0.0), children: 0, node: NO_NODE }
    }

    fn insert(&mut self, node: u32, at: &Points, mass: &[f64]) {
        let mut here = 0usize;
        let (place, weight) = (at[node as usize], mass[node as usize]);
        loop {
            let cell = &mut self.cells[here];
            let was_empty = cell.mass == 0.0;
            cell.mass += weight;
            cell.centre = (cell.centre.0 + weight * place.0, cell.centre.1 + weight * place.1);
            if cell.children != 0 {
                here = self.child(here, place);
            } else if was_empty {
                cell.node = node;
                return;
            } else if cell.size < 1e-3 {
                // Too close to tell apart: they share the leaf.
                return;
            } else {
                let old = std::mem::replace(&mut cell.node, NO_NODE);
                self.split(here);
                let down = self.child(here, at[old as usize]);
                let (old_place, old_mass) = (at[old as usize], mass[old as usize]);
                let child = &mut self.cells[down];
                child.node = old;
                child.mass = old_mass;
                child.centre = (old_mass * old_place.0, old_mass * old_place.1);
                here = self.child(here, place);
            }
        }
    }

    fn split(&mut self, here: usize) {
        let (x, y, half) = (self.cells[here].x, self.cells[here].y, self.cells[here].size / 2.0);
        self.cells[here].children = self.cells.len() as u32;
        for quarter in 0..4 {
            self.cells.push(Tree::cell(x + half * f64::from(quarter & 1), y + half * f64::from(quarter >> 1), half));
        }
    }

    fn child(&self, here: usize, place: (f64, f64)) -> usize {
        let cell = &self.cells[here];
        let half = cell.size / 2.0;
        cell.children as usize + usize::from(place.0 >= cell.x + half) + 2 * usize::from(place.1 >= cell.y + half)
    }

    /// The repulsion all nodes but `node` exert on it.
    fn push(&self, place: (f64, f64), node: usize, strength: f64) -> (f64, f64) {
        const THETA: f64 = 1.1;
        let (mut x, mut y) = (0.0, 0.0);
        let mut stack = [0u32; 256];
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let cell = &self.cells[stack[depth] as usize];
            if cell.mass == 0.0 || (cell.children == 0 && cell.node as usize == node) {
                continue;
            }
            let (dx, dy) = (place.0 - cell.centre.0, place.1 - cell.centre.1);
            let square = dx * dx + dy * dy;
            if cell.children == 0 || cell.size * cell.size < THETA * THETA * square || depth + 4 > stack.len() {
                let square = square.max(0.01);
                let force = strength * cell.mass / square;
                x += dx * force;
                y += dy * force;
            } else {
                for child in 0..4 {
                    stack[depth] = cell.children + child;
                    depth += 1;
                }
            }
        }
        (x, y)
    }
}

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
    fn tied_papers_stand_nearer_than_strangers() {
        let groups = vec![Some(0), Some(0), Some(0), Some(1), Some(1), Some(1)];
        let at = force(&groups, &[(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]);
        let distance = |a: usize, b: usize| (at[a].0 - at[b].0).hypot(at[a].1 - at[b].1);
        assert!(distance(0, 1) < distance(0, 3), "{at:?}");
        assert!(distance(3, 4) < distance(2, 4), "{at:?}");
    }

    #[test]
    fn no_two_dots_share_a_place() {
        let at = force(&vec![None; 50], &[]);
        for i in 0..50 {
            for j in 0..i {
                assert!((at[i].0 - at[j].0).hypot(at[i].1 - at[j].1) > ROOM, "{i} {j}");
            }
        }
        assert!(at.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
    }

    #[test]
    fn nothing_and_one_have_a_layout() {
        assert!(force(&[], &[]).is_empty());
        assert_eq!(force(&[None], &[]).len(), 1);
        assert_eq!(timeline(&[], &[]).lanes.len(), 0);
        assert_eq!(timeline(&[None], &[None]).lanes.len(), 1);
    }

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
