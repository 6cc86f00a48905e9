//! Where do papers stand when ties pull and all push? ForceAtlas2 (Jacomy et al. 2014) in a fixed number of rounds, from a fixed start.

use std::f64::consts::PI;

use super::tree::Tree;
use super::{Points, ROOM};

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
}
