//! How much do two papers rest on the same works, and how often are they cited together?
//!
//! Bibliographic coupling (Kessler 1963) and co-citation (Small 1973) as cosines between rows of the citation graph, through an inverted index:
//! only pairs that share something are ever looked at.

use std::ops::Range;

use rayon::prelude::*;

use super::{Arrows, CitationGraph};

/// Cosines of bibliographic coupling among `members`: links (i, j, cosine) between places in `members`, i < j, ascending.
///
/// A shared reference counts by the square of ln((N + 1) / (citations + 1)): a work everyone cites tells little. Young papers have references on their first day,
/// so this works before anyone has cited them; it cannot see papers whose reference lists are unknown.
pub fn coupling(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    Cosines::of_coupling(graph, members).links()
}

/// Sum of the coupling cosines of each member with all others, without looking at any pair: the cosine with the sum of all directions, less that with itself.
///
/// O(cells of the members).
pub fn coupling_sums(graph: &CitationGraph, members: &[u32]) -> Vec<f64> {
    let rows = Cosines::of_coupling(graph, members);
    let mut direction = vec![0.0; graph.node_count()];
    for (&node, &norm) in members.iter().zip(&rows.norms).filter(|(_, norm)| **norm > 0.0) {
        graph.references(node).iter().for_each(|&c| direction[c as usize] += rows.square[c as usize] / norm);
    }
    let sum = |(&node, &norm): (&u32, &f64)| match norm {
        0.0 => 0.0,
        norm => (graph.references(node).iter().map(|&c| direction[c as usize]).sum::<f64>() / norm - 1.0).max(0.0),
    };
    members.iter().zip(&rows.norms).map(sum).collect()
}

/// Cosines of co-citation among `members`: shared citers / √(citers · citers). Blind to papers nobody has cited yet.
pub fn cocitation(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    Cosines::of_cocitation(graph, members).links()
}

/// Links between members of which one cites the other, with weight 1.
pub fn direct(graph: &CitationGraph, members: &[u32]) -> Vec<(u32, u32, f64)> {
    let place = places(graph.node_count(), members);
    let mut links: Vec<(u32, u32)> = Vec::new();
    for (i, &node) in members.iter().enumerate() {
        for &cited in graph.references(node) {
            let j = place[cited as usize];
            if j != NOWHERE && j != i as u32 {
                links.push((j.min(i as u32), j.max(i as u32)));
            }
        }
    }
    links.sort_unstable();
    links.dedup();
    links.into_iter().map(|(i, j)| (i, j, 1.0)).collect()
}

const NOWHERE: u32 = u32::MAX;

fn places(nodes: usize, members: &[u32]) -> Vec<u32> {
    let mut place = vec![NOWHERE; nodes];
    for (i, &node) in members.iter().enumerate() {
        place[node as usize] = i as u32;
    }
    place
}

/// The rows of `members` through an inverted index: what shares a column with a row is found without looking at the others.
pub struct Cosines<'a> {
    rows: &'a Arrows,
    members: &'a [u32],
    /// Column c is held by the members `holders[starts[c]..starts[c + 1]]`, ascending.
    starts: Vec<u32>,
    holders: Vec<u32>,
    /// For every cell, member by member, where in `holders` those after this member begin.
    later: Vec<u32>,
    /// Where the cells of every member begin.
    cells: Vec<u32>,
    /// Square of the weight of every column.
    square: Vec<f64>,
    /// Lengths of the rows and their inverses, 0 of an empty row.
    norms: Vec<f64>,
    inverse: Vec<f64>,
}

/// Sums per member for one row at a time; one per thread.
pub struct Scratch {
    shared: Vec<f64>,
    /// One bit per member that was met, of a row that meets many.
    met: Vec<u64>,
    /// The members that were met: of a row that meets few, the first `touched` in the order they were.
    members: Vec<u32>,
    touched: usize,
    many: bool,
    /// Places in `met` that may hold a bit.
    from: usize,
    to: usize,
    /// What the row adds: from where to where in the holders, and the squared weight.
    lists: Vec<(u32, u32, f64)>,
    /// What a block will hold, until its length is known: memory that grows leaves gaps.
    steps: Vec<u8>,
    cosines: Vec<f32>,
}

impl Scratch {
    pub fn new(members: usize) -> Scratch {
        Scratch {
            shared: vec![0.0; members],
            met: vec![0; members.div_ceil(64)],
            members: vec![0; members + 2],
            touched: 0,
            many: false,
            from: 0,
            to: 0,
            lists: Vec::new(),
            steps: Vec::new(),
            cosines: Vec::new(),
        }
    }

    /// Holders from place `start` to `end`, of a column of this squared weight.
    #[inline]
    fn list(&mut self, start: u32, end: u32, square: f64) {
        // Sharing a column of weight 0 is sharing nothing.
        if start < end && square > 0.0 {
            self.lists.push((start, end, square));
        }
    }

    /// Adds up the weights of the lists per holder, and forgets the lists; each is ascending.
    fn add_up(&mut self, holders: &[u32]) {
        // The ends of all lists are fetched at once, before the loops that each must wait for their list.
        let (mut first, mut last, mut total) = (u32::MAX, 0, 0);
        for &(start, end, _) in &self.lists {
            first = first.min(holders[start as usize]);
            last = last.max(holders[end as usize - 1]);
            total += end as usize - start as usize;
        }
        (self.from, self.to) = (first as usize / 64, last as usize / 64 + 1);
        self.many = total > 24.max(self.to.saturating_sub(self.from) / 10);
        self.touched = 0;
        let (shared, met) = (self.shared.as_mut_slice(), self.met.as_mut_slice());
        if self.many {
            for (start, end, square) in self.lists.drain(..) {
                for &j in &holders[start as usize..end as usize] {
                    shared[j as usize] += square;
                    met[j as usize / 64] |= 1 << (j % 64);
                }
            }
            return;
        }
        let (members, mut touched) = (self.members.as_mut_slice(), 0);
        for (start, end, square) in self.lists.drain(..) {
            for &j in &holders[start as usize..end as usize] {
                let sum = &mut shared[j as usize];
                // Always written, kept when it is new: no branch to guess.
                members[touched] = j;
                touched += usize::from(*sum == 0.0);
                *sum += square;
            }
        }
        self.touched = touched;
    }

    /// The members that were met, ascending, and the sums, which are the caller's to clear.
    fn met(&mut self) -> (&[u32], &mut [f64]) {
        if self.many {
            let (members, mut touched) = (self.members.as_mut_slice(), 0);
            for (word, bits) in self.met[self.from..self.to].iter_mut().enumerate() {
                let first = (self.from + word) as u32 * 64;
                let mut bits = std::mem::take(bits);
                // Most words hold none, one or two: all are written, as many kept as there are. No branch to guess.
                for place in [touched, touched + 1] {
                    members[place] = first + (bits | 1 << 63).trailing_zeros();
                    touched += usize::from(bits != 0);
                    bits &= bits.wrapping_sub(1);
                }
                while bits != 0 {
                    members[touched] = first + bits.trailing_zeros();
                    touched += 1;
                    bits &= bits - 1;
                }
            }
            self.touched = touched;
        } else {
            self.members[..self.touched].sort_unstable();
        }
        (&self.members[..self.touched], &mut self.shared)
    }
}

/// Pairs of members and their cosines, each pair once, in five to six bytes a pair: a network of a million papers has tens of millions.
///
/// Cosines are rounded to the nearest `f32`, so they are right to seven digits.
pub struct Pairs {
    blocks: Vec<Block>,
}

/// Some rows one after the other.
struct Block {
    first: u32,
    /// Pairs up to the end of each row.
    ends: Vec<u32>,
    /// From one member of a row to the next, the first from the row's own: seven bits a byte, the last below 128.
    steps: Vec<u8>,
    cosines: Vec<f32>,
}

impl Pairs {
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.cosines.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// (i, j, cosine), i < j, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        self.blocks.iter().flat_map(Block::iter)
    }
}

/// Longest form of a step.
const STEP: usize = 5;

/// Writes a step, of which there is room for the longest, and says where it ends.
#[inline]
fn write_step(steps: &mut [u8], at: usize, mut step: u32) -> usize {
    let mut at = at;
    // Most are of one byte or two: both are written, as many kept as there are. No branch to guess.
    if step < 1 << 14 {
        let long = step >= 128;
        steps[at] = step as u8 & 127 | u8::from(long) << 7;
        steps[at + 1] = (step >> 7) as u8;
        return at + 1 + usize::from(long);
    }
    while step >= 128 {
        steps[at] = step as u8 | 128;
        step >>= 7;
        at += 1;
    }
    steps[at] = step as u8;
    at + 1
}

impl Block {
    fn iter(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        let mut steps = self.steps.iter();
        let (mut row, mut other) = (0, self.first);
        self.cosines.iter().zip(0..).map(move |(&cosine, pair)| {
            while self.ends[row] == pair {
                row += 1;
                other = self.first + row as u32;
            }
            let mut shift = 0;
            for &byte in steps.by_ref() {
                other += u32::from(byte & 127) << shift;
                shift += 7;
                if byte < 128 {
                    break;
                }
            }
            (self.first + row as u32, other, cosine)
        })
    }
}

impl<'a> Cosines<'a> {
    /// Rows of the coupling cosines, see [`coupling`].
    pub fn of_coupling(graph: &'a CitationGraph, members: &'a [u32]) -> Cosines<'a> {
        let nodes = graph.node_count() as f64;
        let weight = |cited: u32| ((nodes + 1.0) / (graph.citers(cited).len() as f64 + 1.0)).ln();
        Cosines::new(&graph.cites, members, weight)
    }

    /// Rows of the co-citation cosines, see [`cocitation`].
    pub fn of_cocitation(graph: &'a CitationGraph, members: &'a [u32]) -> Cosines<'a> {
        Cosines::new(&graph.cited_by, members, |_| 1.0)
    }

    /// Column c is weighted by `weight(c)` ≥ 0. O(nodes + cells of the members).
    ///
    /// # Panics
    /// When the members have more than 2³² cells.
    fn new(rows: &'a Arrows, members: &'a [u32], weight: impl Fn(u32) -> f64) -> Cosines<'a> {
        let columns = rows.node_count();
        let mut cells = vec![0u32; members.len() + 1];
        let mut starts = vec![0u32; columns + 1];
        for (i, &node) in members.iter().enumerate() {
            let row = rows.neighbors_slice(node);
            row.iter().for_each(|&column| starts[column as usize + 1] += 1);
            cells[i + 1] = cells[i] + u32::try_from(row.len()).expect("fewer than 2^32 cells");
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut holders = vec![0; starts[columns] as usize];
        let mut later = Vec::with_capacity(holders.len());
        for (i, &node) in members.iter().enumerate() {
            for &column in rows.neighbors_slice(node) {
                let at = &mut next[column as usize];
                holders[*at as usize] = i as u32;
                *at += 1;
                later.push(*at);
            }
        }
        let held = |column: u32| starts[column as usize + 1] > starts[column as usize];
        let square: Vec<f64> = (0..columns as u32).map(|c| if held(c) { weight(c).powi(2) } else { 0.0 }).collect();
        let norm = |&node: &u32| rows.neighbors_slice(node).iter().map(|&c| square[c as usize]).sum::<f64>().sqrt();
        let norms: Vec<f64> = members.iter().map(norm).collect();
        let inverse = norms.iter().map(|&norm| if norm > 0.0 { 1.0 / norm } else { 0.0 }).collect();
        Cosines { rows, members, starts, holders, later, cells, square, norms, inverse }
    }

    /// Calls `found(j, cosine)` for every member j but i that shares something with member i, ascending; the cosine is the same from both sides.
    ///
    /// A column that more than `commonest` members hold binds nothing (it still counts in the norms): each such column would cost its holders squared.
    /// O(Σ over columns of the row of its holders).
    pub fn row(&self, i: usize, commonest: usize, scratch: &mut Scratch, mut found: impl FnMut(u32, f64)) {
        let columns = self.rows.neighbors_slice(self.members[i]);
        for &column in columns {
            let (start, end) = (self.starts[column as usize], self.starts[column as usize + 1]);
            if (end - start) as usize <= commonest {
                scratch.list(start, end, self.square[column as usize]);
            }
        }
        scratch.add_up(&self.holders);
        let (members, shared) = scratch.met();
        for &j in members {
            let sum = std::mem::take(&mut shared[j as usize]);
            if j as usize != i {
                found(j, self.cosine(i, j as usize, sum));
            }
        }
    }

    fn cosine(&self, i: usize, j: usize, sum: f64) -> f64 {
        (sum * (self.inverse[i] * self.inverse[j])).min(1.0)
    }

    /// Every pair that shares something. O(Σ over columns of holders, squared) time; memory for the pairs and one number a member and thread.
    pub fn pairs(&self) -> Pairs {
        let block = |rows: Range<usize>, scratch: &mut Scratch| {
            let (mut steps, mut cosines) = (std::mem::take(&mut scratch.steps), std::mem::take(&mut scratch.cosines));
            let (first, mut ends, mut end) = (rows.start as u32, Vec::with_capacity(rows.len()), 0);
            for i in rows {
                let (members, shared) = self.later_in_row(i, scratch);
                let cosine = |&j: &u32| self.cosine(i, j as usize, std::mem::take(&mut shared[j as usize])) as f32;
                cosines.extend(members.iter().map(cosine));
                if steps.len() < end + STEP * members.len() {
                    steps.resize(end + STEP * members.len(), 0);
                }
                let mut last = i as u32;
                for &j in members {
                    end = write_step(&mut steps, end, j - last);
                    last = j;
                }
                ends.push(u32::try_from(cosines.len()).expect("a block has fewer than 2^32 pairs"));
            }
            let found = Block { first, ends, steps: steps[..end].into(), cosines: cosines.as_slice().into() };
            cosines.clear();
            (scratch.steps, scratch.cosines) = (steps, cosines);
            found
        };
        Pairs { blocks: self.blocks(block) }
    }

    /// [`pairs`](Cosines::pairs) as links, unrounded.
    fn links(&self) -> Vec<(u32, u32, f64)> {
        let block = |rows: Range<usize>, scratch: &mut Scratch| {
            let mut links = Vec::new();
            for i in rows {
                let (members, shared) = self.later_in_row(i, scratch);
                let mut cosine = |j: u32| self.cosine(i, j as usize, std::mem::take(&mut shared[j as usize]));
                links.extend(members.iter().map(|&j| (i as u32, j, cosine(j))));
            }
            links
        };
        self.blocks(block).concat()
    }

    /// A few rows at a time, on all threads, in order.
    fn blocks<T: Send>(&self, block: impl Fn(Range<usize>, &mut Scratch) -> T + Sync) -> Vec<T> {
        let members = self.members.len();
        let blocks = (0..members.div_ceil(BLOCK)).into_par_iter();
        let rows = |i: usize| i * BLOCK..((i + 1) * BLOCK).min(members);
        blocks.map_init(|| Scratch::new(members), |scratch, i| block(rows(i), scratch)).collect()
    }

    /// The members j > i that share something with i, and what they share, which is the caller's to clear.
    fn later_in_row<'s>(&self, i: usize, scratch: &'s mut Scratch) -> (&'s [u32], &'s mut [f64]) {
        let columns = self.rows.neighbors_slice(self.members[i]);
        let later = &self.later[self.cells[i] as usize..self.cells[i + 1] as usize];
        for (&column, &later) in columns.iter().zip(later) {
            scratch.list(later, self.starts[column as usize + 1], self.square[column as usize]);
        }
        scratch.add_up(&self.holders);
        scratch.met()
    }
}

/// Rows a thread takes at once.
const BLOCK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, arrows: &[(u32, u32)]) -> CitationGraph {
        let mut arrows = arrows.to_vec();
        arrows.sort_unstable();
        CitationGraph::from_sorted(nodes, arrows)
    }

    #[test]
    fn papers_with_the_same_references_couple_fully() {
        let graph = graph(6, &[(0, 3), (0, 4), (1, 3), (1, 4), (2, 5)]);
        let links = coupling(&graph, &[0, 1, 2]);
        assert_eq!(links.len(), 1);
        assert!((links[0].2 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_rare_shared_reference_binds_more_than_a_famous_one() {
        // 0 and 1 share the rare 5; 0 and 2 share the famous 6.
        let graph = graph(7, &[(0, 5), (0, 6), (1, 5), (1, 4), (2, 6), (2, 4), (3, 6)]);
        let links = coupling(&graph, &[0, 1, 2]);
        let of = |a, b| links.iter().find(|l| (l.0, l.1) == (a, b)).unwrap().2;
        assert!(of(0, 1) > of(0, 2));
    }

    #[test]
    fn sums_without_pairs_are_the_sums_of_the_pairs() {
        let graph = graph(8, &[(0, 5), (0, 6), (1, 5), (1, 4), (2, 6), (2, 4), (3, 6), (3, 5)]);
        let members = [0, 1, 2, 3, 7];
        let mut sums = [0.0; 5];
        for (i, j, cosine) in coupling(&graph, &members) {
            sums[i as usize] += cosine;
            sums[j as usize] += cosine;
        }
        let quick = coupling_sums(&graph, &members);
        assert!(quick.iter().zip(sums).all(|(a, b)| (a - b).abs() < 1e-12), "{quick:?} {sums:?}");
    }

    #[test]
    fn a_row_is_the_same_from_both_sides() {
        let graph = graph(8, &[(0, 5), (0, 6), (1, 5), (1, 4), (2, 6), (2, 4), (3, 6), (3, 5)]);
        let (members, mut scratch) = ([0, 1, 2, 3], Scratch::new(4));
        let rows = Cosines::of_coupling(&graph, &members);
        let mut seen = Vec::new();
        (0..4).for_each(|i| rows.row(i, usize::MAX, &mut scratch, |j, w| seen.push((i as u32, j, w))));
        seen.retain(|link| link.0 < link.1 && seen_from_there(&rows, link));
        assert_eq!(seen.len(), coupling(&graph, &members).len());
    }

    fn seen_from_there(rows: &Cosines, link: &(u32, u32, f64)) -> bool {
        let mut there = None;
        rows.row(link.1 as usize, usize::MAX, &mut Scratch::new(4), |j, w| there = there.or((j == link.0).then_some(w)));
        there == Some(link.2)
    }

    #[test]
    fn cocitation_is_the_cosine_of_shared_citers() {
        let graph = graph(5, &[(2, 0), (3, 0), (4, 0), (2, 1), (3, 1)]);
        let links = cocitation(&graph, &[0, 1]);
        assert!((links[0].2 - 2.0 / 6.0f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn pairs_are_the_links_in_less_room() {
        // Three papers that share references with few, far from each other and near.
        let (famous, papers) = (400, 401);
        let mut arrows: Vec<(u32, u32)> = (0..papers).step_by(3).filter(|&i| i != famous).map(|i| (i, famous)).collect();
        arrows.extend((1..papers).step_by(130).map(|i| (i, 2)));
        let graph = graph(papers as usize, &arrows);
        let members: Vec<u32> = (0..papers).collect();
        let links = coupling(&graph, &members);
        let pairs = Cosines::of_coupling(&graph, &members).pairs();
        assert_eq!(pairs.len(), links.len());
        assert!(links.len() > 8_000 && links.iter().any(|(i, j, _)| j - i > 300));
        assert!(pairs.iter().zip(&links).all(|(pair, link)| pair == (link.0, link.1, link.2 as f32)));
    }

    #[test]
    fn rows_of_few_and_of_many_say_what_counting_says() {
        let mut dice = crate::graph::chance::Dice::new(7);
        let papers = 700u32;
        // Some works are cited by a handful, some by hundreds; far papers share one.
        let mut arrows: Vec<(u32, u32)> =
            (0..4_000).map(|_| ((dice.unit() * 600.0) as u32, 600 + (dice.unit().powi(3) * 100.0) as u32)).collect();
        arrows.extend([(0, 699), (599, 699)]);
        arrows.sort_unstable();
        arrows.dedup();
        let graph = CitationGraph::from_sorted(papers as usize, arrows);
        let members: Vec<u32> = (0..papers).collect();
        let mut expected = Vec::new();
        for cited in [&graph.cited_by, &graph.cites].map(|rows| move |i: u32| rows.neighbors_slice(i).to_vec()) {
            let rows: Vec<Vec<u32>> = members.iter().map(|&i| cited(i)).collect();
            let shared = |i: usize, j: usize| rows[i].iter().filter(|c| rows[j].contains(c)).count();
            let pairs = (0..700).flat_map(|i| (i + 1..700).map(move |j| (i, j)));
            expected.push(pairs.filter(|&(i, j)| shared(i, j) > 0).map(|(i, j)| (i as u32, j as u32)).collect::<Vec<_>>());
        }
        for (kind, expected) in [Cosines::of_cocitation(&graph, &members), Cosines::of_coupling(&graph, &members)].iter().zip(expected) {
            let pairs: Vec<(u32, u32)> = kind.pairs().iter().map(|(i, j, _)| (i, j)).collect();
            assert_eq!(pairs, expected);
            let mut scratch = Scratch::new(700);
            let mut from_rows = Vec::new();
            (0..700).for_each(|i| kind.row(i, usize::MAX, &mut scratch, |j, _| from_rows.push((i as u32, j))));
            from_rows.retain(|(i, j)| i < j);
            assert_eq!(from_rows, expected);
        }
    }

    #[test]
    fn steps_of_every_length_are_read_back() {
        // Members 0, 5, 200, 20,000 and 2,100,000 share one reference: steps of one to four bytes.
        let nodes = 2_100_002;
        let holders = [0, 5, 200, 20_000, 2_100_000];
        let graph = CitationGraph::from_sorted(nodes, holders.iter().map(|&i| (i, 2_100_001)).collect());
        let members: Vec<u32> = (0..nodes as u32).collect();
        let pairs: Vec<(u32, u32)> = Cosines::of_coupling(&graph, &members).pairs().iter().map(|(i, j, _)| (i, j)).collect();
        let expected: Vec<(u32, u32)> =
            holders.iter().enumerate().flat_map(|(k, &i)| holders[k + 1..].iter().map(move |&j| (i, j))).collect();
        assert_eq!(pairs, expected);
    }

    #[test]
    fn mutual_citation_is_one_link() {
        assert_eq!(direct(&graph(3, &[(0, 1), (1, 0), (2, 0)]), &[0, 1]), [(0, 1, 1.0)]);
    }
}
