//! How near is every paper to a list?
//!
//! Citations, ages and the listed papers go in; a score a paper comes out, from what lists alike cite, walks, co-citation, coupling and titles. What may be suggested, and why, is
//! said by others.

use crate::graph::CitationGraph;
use crate::graph::pagerank;

/// The listed papers as seeds of a search.
pub(crate) struct Seeds {
    pub nodes: Vec<u32>,
    pub is_seed: Vec<bool>,
}

impl Seeds {
    pub fn new(graph: &CitationGraph, nodes: &[u32]) -> Seeds {
        let mut is_seed = vec![false; graph.node_count()];
        nodes.iter().for_each(|&node| is_seed[node as usize] = true);
        Seeds { nodes: nodes.to_vec(), is_seed }
    }

    pub fn among(&self, nodes: &[u32]) -> Vec<u32> {
        nodes.iter().copied().filter(|&node| self.is_seed[node as usize]).collect()
    }
}

/// Parts of the nearness per paper, each with maximum 1 over papers that are not listed.
pub(crate) struct Scores {
    lists: Vec<f64>,
    breadth: Vec<f64>,
    walk: Vec<f64>,
    cocited: Vec<f64>,
    cited: Vec<f64>,
    coupled: Vec<f64>,
    overlap: Vec<f64>,
    text: Vec<f64>,
    /// What the sum is divided by: what everyone cites is no discovery.
    fame: Vec<f64>,
}

impl Scores {
    /// What lists like this one cite, plus nearness by a random walk, plus half of co-citation, plus a little of what the list itself cites, of coupling and of like titles.
    ///
    /// Grown from LIST-REC (`lists` with equal seeds, `walk`, `cocited`). Weights were chosen on reference lists hidden in hep-ph and paperscape and on halves hidden from real lists
    /// (`docs/validity.md`); the division by (100 + citations)^0.3 puts the right work first more often on real lists and costs nothing on reference lists.
    pub fn classic(&self, node: u32) -> f64 {
        let n = node as usize;
        let near = self.lists[n] + 0.5 * self.breadth[n] + self.walk[n] + 0.5 * self.cocited[n];
        (near + 0.3 * self.cited[n] + 0.2 * self.coupled[n] + 0.4 * self.text[n]) / self.fame[n]
    }

    /// For works that build on the list: the share of its references that is the list, and coupling, instead of what similar lists cite.
    pub fn recent(&self, node: u32) -> f64 {
        let n = node as usize;
        (self.overlap[n] + self.walk[n] + 0.5 * self.cocited[n] + 0.5 * self.coupled[n] + 0.2 * self.text[n]) / self.fame[n]
    }
}

/// Every paper p that cites seeds is a list like ours; it votes for all it cites, fresh lists more: with d_p = e^(−age/2) and n_p references,
///
/// lists = Σ over citing p of d_p · (Σ over its seeds of citations^(−1/4) / √n_p)³: to cite a work that everybody cites says less;
/// breadth = Σ over citing p of d_p · (Σ over its seeds of b)² / √n_p, where b makes seeds that are always cited together count as one ([`one_vote_each`]);
/// walk = personalised PageRank on the undirected graph, damping 0.5; cocited = Σ over seeds of Salton's cosine of co-citation;
/// cited = seeds that cite it; coupled = Σ over seeds of the idf cosine of coupling; overlap = d_p · its seeds / √(n_p · seeds).
///
/// `text`: likeness of titles, any scale; `counts`: the catalog's totals of references and citations. Blind to works nobody in the corpus cites.
/// O(citations · rounds of the walk + co-citations of seeds).
pub(crate) fn list_rec(
    graph: &CitationGraph,
    seeds: &Seeds,
    ages: &[Option<f64>],
    counts: impl Fn(u32) -> (Option<u32>, Option<u32>),
    text: Vec<f64>,
) -> Scores {
    let nodes = graph.node_count();
    let counted: Vec<(Option<u32>, Option<u32>)> = (0..nodes as u32).map(counts).collect();
    // The corpus may know only the part of a reference list that touches the list; the catalog's count tells how long it is.
    let references = |n: usize| graph.references(n as u32).len().max(counted[n].0.unwrap_or(0) as usize) as f64;
    let citations = |n: usize| graph.citers(n as u32).len().max(counted[n].1.unwrap_or(0) as usize);
    let recency: Vec<f64> = ages.iter().map(|age| age.map_or(0.25, |age| (-age / 2.0).exp())).collect();
    // Σ of `weight` over the seeds every paper cites.
    let overlap = |weight: &dyn Fn(usize) -> f64| -> Vec<f64> {
        let mut sum = vec![0.0; nodes];
        for (place, &seed) in seeds.nodes.iter().enumerate() {
            let weight = weight(place);
            graph.citers(seed).iter().for_each(|&citer| sum[citer as usize] += weight);
        }
        sum
    };
    let voted = |vote: &[f64]| (0..nodes as u32).map(|node| graph.citers(node).iter().map(|&citer| vote[citer as usize]).sum()).collect();
    let votes = |sums: &[f64], vote: &dyn Fn(f64, usize) -> f64| -> Vec<f64> {
        sums.iter().enumerate().map(|(n, &sum)| if sum > 0.0 { vote(sum, n) } else { 0.0 }).collect()
    };

    let telling = overlap(&|place| (citations(seeds.nodes[place] as usize).max(1) as f64).powf(-0.25));
    let lists: Vec<f64> = voted(&votes(&telling, &|sum, n| recency[n] * (sum / references(n).sqrt()).powi(3)));
    let each = one_vote_each(graph, seeds, &recency);
    let breadth: Vec<f64> = voted(&votes(&overlap(&|place| each[place]), &|sum, n| recency[n] * sum.powi(2) / references(n).sqrt()));
    let even = votes(&overlap(&|_| 1.0), &|sum, n| recency[n] * sum / (references(n) * seeds.nodes.len() as f64).sqrt());
    let start: Vec<f64> = seeds.is_seed.iter().map(|&seed| f64::from(u8::from(seed))).collect();
    let cited = (0..nodes as u32).map(|node| seeds.among(graph.citers(node)).len() as f64).collect();
    Scores {
        lists: scaled(lists, seeds),
        breadth: scaled(breadth, seeds),
        walk: scaled(pagerank::undirected_walk(graph, 0.5, &start), seeds),
        cocited: scaled(salton(graph, seeds), seeds),
        cited: scaled(cited, seeds),
        coupled: scaled(coupled(graph, seeds), seeds),
        overlap: scaled(even, seeds),
        text: scaled(text, seeds),
        fame: (0..nodes).map(|n| fame(citations(n))).collect(),
    }
}

/// How much each seed counts (parallel to `seeds.nodes`) so that the seeds a list cites add up to how much of ours it covers: ridge regression,
/// b = (XᵀDX + λI)⁻¹ 1, X the citing papers by the seeds they cite, D their freshness, λ = twice the mean of the diagonal of XᵀDX.
///
/// Solved by conjugate gradients, O(citations of seeds) a round, at most 60 rounds: the matrix is well conditioned by λ.
fn one_vote_each(graph: &CitationGraph, seeds: &Seeds, freshness: &[f64]) -> Vec<f64> {
    let k = seeds.nodes.len();
    let rows: Vec<&[u32]> = seeds.nodes.iter().map(|&seed| graph.citers(seed)).collect();
    let diagonal: f64 = rows.iter().flat_map(|row| row.iter()).map(|&citer| freshness[citer as usize]).sum::<f64>();
    if diagonal <= 0.0 {
        return vec![1.0; k];
    }
    let ridge = 2.0 * diagonal / k as f64;
    let mut at_citer = vec![0.0; graph.node_count()];
    let mut apply = |x: &[f64]| -> Vec<f64> {
        for (row, x) in rows.iter().zip(x) {
            row.iter().for_each(|&citer| at_citer[citer as usize] += x);
        }
        let sums: Vec<f64> = rows
            .iter()
            .zip(x)
            .map(|(row, x)| ridge * x + row.iter().map(|&citer| freshness[citer as usize] * at_citer[citer as usize]).sum::<f64>())
            .collect();
        rows.iter().for_each(|row| row.iter().for_each(|&citer| at_citer[citer as usize] = 0.0));
        sums
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut each = vec![0.0; k];
    let mut residual = vec![1.0; k];
    let mut direction = residual.clone();
    let mut size = dot(&residual, &residual);
    for _ in 0..60 {
        let image = apply(&direction);
        let step = size / dot(&direction, &image);
        for i in 0..k {
            each[i] += step * direction[i];
            residual[i] -= step * image[i];
        }
        let left = dot(&residual, &residual);
        if left <= 1e-20 * k as f64 {
            break;
        }
        for i in 0..k {
            direction[i] = residual[i] + left / size * direction[i];
        }
        size = left;
    }
    each
}

fn fame(citations: usize) -> f64 {
    (100.0 + citations as f64).powf(0.3)
}

/// Σ over seeds of shared citers / √(citers · citers).
pub(crate) fn salton(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let mut sum = vec![0.0; graph.node_count()];
    let mut shared = vec![0.0f64; graph.node_count()];
    let mut touched: Vec<u32> = Vec::new();
    for &seed in &seeds.nodes {
        for &citer in graph.citers(seed) {
            for &other in graph.references(citer) {
                if shared[other as usize] == 0.0 {
                    touched.push(other);
                }
                shared[other as usize] += 1.0;
            }
        }
        let own = graph.citers(seed).len() as f64;
        for other in touched.drain(..) {
            sum[other as usize] += shared[other as usize] / (own * graph.citers(other).len() as f64).sqrt();
            shared[other as usize] = 0.0;
        }
    }
    sum
}

/// Σ over seeds of the cosine between reference lists, references weighted by ln((N + 1) / (citations + 1)). O(citations).
fn coupled(graph: &CitationGraph, seeds: &Seeds) -> Vec<f64> {
    let nodes = graph.node_count();
    let weight: Vec<f64> = (0..nodes as u32).map(|node| ((nodes as f64 + 1.0) / (graph.citers(node).len() as f64 + 1.0)).ln()).collect();
    let length = |node: u32| graph.references(node).iter().map(|&cited| weight[cited as usize].powi(2)).sum::<f64>().sqrt();
    // The sum of cosines with the seeds is the cosine with the sum of their directions.
    let mut direction = vec![0.0; nodes];
    for &seed in &seeds.nodes {
        let length = length(seed);
        graph.references(seed).iter().for_each(|&cited| direction[cited as usize] += weight[cited as usize] / length);
    }
    (0..nodes as u32)
        .map(|node| match length(node) {
            length if length > 0.0 => {
                graph.references(node).iter().map(|&cited| weight[cited as usize] * direction[cited as usize]).sum::<f64>() / length
            }
            _ => 0.0,
        })
        .collect()
}

/// Brought to maximum 1 over papers that are no seeds.
fn scaled(mut values: Vec<f64>, seeds: &Seeds) -> Vec<f64> {
    let most = values.iter().zip(&seeds.is_seed).filter(|(_, seed)| !**seed).map(|(value, _)| *value).fold(0.0, f64::max);
    if most > 0.0 {
        values.iter_mut().for_each(|value| *value /= most);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_that_are_always_cited_together_share_a_vote() {
        // 0 and 1 are cited by 3, 4 and 5 alike; 2 by 6, 7 and 8.
        let arrows = vec![(3, 0), (3, 1), (4, 0), (4, 1), (5, 0), (5, 1), (6, 2), (7, 2), (8, 2)];
        let graph = CitationGraph::from_sorted(9, arrows);
        let each = one_vote_each(&graph, &Seeds::new(&graph, &[0, 1, 2]), &[1.0; 9]);
        // Diagonal 3, ridge 6: (3 + 6) b + 3 b = 1 for the pair, 9 b = 1 for the other.
        for (found, wanted) in each.iter().zip([1.0 / 12.0, 1.0 / 12.0, 1.0 / 9.0]) {
            assert!((found - wanted).abs() < 1e-12, "{each:?}");
        }
        assert_eq!(one_vote_each(&CitationGraph::from_sorted(2, vec![]), &Seeds::new(&graph, &[0, 1]), &[1.0; 2]), [1.0, 1.0]);
    }

    #[test]
    fn nothing_known_gives_nothing() {
        let graph = CitationGraph::from_sorted(2, vec![]);
        for seeds in [vec![], vec![0]] {
            let scores = list_rec(&graph, &Seeds::new(&graph, &seeds), &[None, None], |_| (None, None), vec![0.0; 2]);
            assert_eq!((scores.classic(1), scores.recent(1)), (0.0, 0.0));
        }
    }
}
