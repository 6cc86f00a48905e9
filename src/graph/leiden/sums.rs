//! Sums of link weights keyed by community, and who is in which.

use std::ops::Range;
use std::sync::Mutex;

/// Sums keyed by community, cleared at the cost of what was touched.
pub(super) struct Sums {
    value: Vec<f64>,
    touched: Vec<u32>,
    count: usize,
}

impl Sums {
    pub fn new(keys: usize) -> Sums {
        Sums { value: vec![0.0; keys], touched: vec![0; keys + 1], count: 0 }
    }

    /// `weight` is positive, so a zero sum was never touched. No branch: whether a key is new is nothing a processor foresees.
    #[inline(always)]
    pub fn add(&mut self, key: u32, weight: f64) {
        let value = &mut self.value[key as usize];
        self.touched[self.count] = key;
        self.count += usize::from(*value == 0.0);
        *value += weight;
    }

    #[inline(always)]
    pub fn of(&self, key: u32) -> f64 {
        self.value[key as usize]
    }

    /// In the order in which they were first added to.
    pub fn touched(&self) -> &[u32] {
        &self.touched[..self.count]
    }

    pub fn clear(&mut self) {
        self.drain(|_, _| ());
    }

    /// Hands out every sum and clears it.
    #[inline(always)]
    pub fn drain(&mut self, mut each: impl FnMut(u32, f64)) {
        for &key in &self.touched[..self.count] {
            each(key, std::mem::take(&mut self.value[key as usize]));
        }
        self.count = 0;
    }
}

/// Cleared sums for whichever thread needs some.
pub(super) struct Pool {
    free: Mutex<Vec<Sums>>,
    keys: usize,
}

impl Pool {
    pub fn new(keys: usize) -> Pool {
        Pool { free: Mutex::new(Vec::new()), keys }
    }

    /// `work` leaves the sums cleared.
    pub fn with<T>(&self, work: impl FnOnce(&mut Sums) -> T) -> T {
        let free = self.free.lock().ok().and_then(|mut free| free.pop());
        let mut sums = free.unwrap_or_else(|| Sums::new(self.keys));
        let done = work(&mut sums);
        if let Ok(mut free) = self.free.lock() {
            free.push(sums);
        }
        done
    }
}

/// What is in each community while nodes move.
pub(super) struct Communities {
    /// Of the nodes in it.
    pub weight: Vec<f64>,
    pub size: Vec<u32>,
    /// Those without a node.
    pub empty: Vec<u32>,
}

impl Communities {
    pub fn of(node_weight: &[f64], community: &[u32]) -> Communities {
        let (mut weight, mut size) = (vec![0.0; community.len()], vec![0u32; community.len()]);
        for (&c, node_weight) in community.iter().zip(node_weight) {
            weight[c as usize] += node_weight;
            size[c as usize] += 1;
        }
        let empty = (0..community.len() as u32).rev().filter(|&c| size[c as usize] == 0).collect();
        Communities { weight, size, empty }
    }
}

/// A hair's gain is noise of the sums, and chasing it may go round in circles.
pub(super) fn hair(stay: f64, own: f64) -> f64 {
    1e-12 * (stay.abs() + own).max(f64::MIN_POSITIVE)
}

/// The nodes of every group, ascending, one group after the other.
pub(super) struct Members {
    starts: Vec<u32>,
    pub nodes: Vec<u32>,
}

impl Members {
    /// Counting sort, O(nodes + groups).
    pub fn of(group: &[u32], groups: usize) -> Members {
        let mut starts = vec![0u32; groups + 1];
        group.iter().for_each(|&g| starts[g as usize + 1] += 1);
        for g in 0..groups {
            starts[g + 1] += starts[g];
        }
        let mut next = starts.clone();
        let mut nodes = vec![0; group.len()];
        for (node, &g) in group.iter().enumerate() {
            nodes[next[g as usize] as usize] = node as u32;
            next[g as usize] += 1;
        }
        Members { starts, nodes }
    }

    pub fn range(&self, group: usize) -> Range<usize> {
        self.starts[group] as usize..self.starts[group + 1] as usize
    }
}
