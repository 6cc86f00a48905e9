//! How do thousands of papers push each other without looking at every pair? Barnes and Hut's tree: far ones count as one.

use super::Points;

/// A quadtree in one array; every cell knows its mass and centre of mass.
pub struct Tree {
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
    pub fn of(at: &Points, mass: &[f64]) -> Tree {
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
    pub fn push(&self, place: (f64, f64), node: usize, strength: f64) -> (f64, f64) {
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
