//! How well do two ways of grouping the same things agree?
//!
//! The adjusted measures are 0 for groupings made by chance and 1 for equal ones.

use std::collections::BTreeMap;

/// Counts of pairs of groups, and of each group.
struct Table {
    cells: Vec<(usize, usize, f64)>,
    rows: Vec<f64>,
    columns: Vec<f64>,
    total: f64,
}

impl Table {
    fn new(a: &[u32], b: &[u32]) -> Table {
        assert_eq!(a.len(), b.len(), "two groupings of the same things");
        let mut counts: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        a.iter().zip(b).for_each(|(&x, &y)| *counts.entry((x, y)).or_insert(0.0) += 1.0);
        let number = |groups: &[u32]| -> BTreeMap<u32, usize> {
            let mut sorted = groups.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            sorted.into_iter().enumerate().map(|(i, g)| (g, i)).collect()
        };
        let (left, right) = (number(a), number(b));
        let mut table = Table { cells: Vec::new(), rows: vec![0.0; left.len()], columns: vec![0.0; right.len()], total: a.len() as f64 };
        for ((x, y), n) in counts {
            let (row, column) = (left[&x], right[&y]);
            table.rows[row] += n;
            table.columns[column] += n;
            table.cells.push((row, column, n));
        }
        table
    }
}

/// Adjusted Rand index (Hubert & Arabie 1985), −0.5…1. 1 when both put everything together, or everything apart.
pub fn adjusted_rand(a: &[u32], b: &[u32]) -> f64 {
    let table = Table::new(a, b);
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let together: f64 = table.cells.iter().map(|c| pairs(c.2)).sum();
    let (in_a, in_b): (f64, f64) = (table.rows.iter().map(|&n| pairs(n)).sum(), table.columns.iter().map(|&n| pairs(n)).sum());
    let all = pairs(table.total);
    if all == 0.0 {
        return 1.0;
    }
    let expected = in_a * in_b / all;
    let most = (in_a + in_b) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

/// Adjusted mutual information (Vinh, Epps & Bailey 2010), normalised by the mean entropy.
///
/// The expectation is exact: O(groups of a · groups of b · largest group).
pub fn adjusted_mutual_information(a: &[u32], b: &[u32]) -> f64 {
    let table = Table::new(a, b);
    let n = table.total;
    if n == 0.0 || (table.rows.len() == 1 && table.columns.len() == 1) {
        return 1.0;
    }
    let information: f64 = table.cells.iter().map(|&(i, j, c)| c / n * (c * n / (table.rows[i] * table.columns[j])).ln()).sum();
    let entropy = |groups: &[f64]| -> f64 { groups.iter().map(|&g| -(g / n) * (g / n).ln()).sum() };
    let expected = expected_information(&table);
    let most = (entropy(&table.rows) + entropy(&table.columns)) / 2.0;
    if (most - expected).abs() < 1e-15 { 1.0 } else { (information - expected) / (most - expected) }
}

/// Mutual information over the mean entropy, 0–1, not adjusted for chance: many tiny groups look like a success. Use the adjusted form to judge.
pub fn normalized_mutual_information(a: &[u32], b: &[u32]) -> f64 {
    let table = Table::new(a, b);
    let n = table.total;
    let information: f64 = table.cells.iter().map(|&(i, j, c)| c / n * (c * n / (table.rows[i] * table.columns[j])).ln()).sum();
    let entropy = |groups: &[f64]| -> f64 { groups.iter().map(|&g| -(g / n) * (g / n).ln()).sum() };
    let most = (entropy(&table.rows) + entropy(&table.columns)) / 2.0;
    if most > 0.0 { information / most } else { 1.0 }
}

/// Mean mutual information of random groupings with the same sizes (hypergeometric).
fn expected_information(table: &Table) -> f64 {
    let n = table.total;
    let mut log_factorial = vec![0.0f64; n as usize + 1];
    for k in 1..log_factorial.len() {
        log_factorial[k] = log_factorial[k - 1] + (k as f64).ln();
    }
    let lf = |x: f64| log_factorial[x as usize];
    let mut expected = 0.0;
    for &r in &table.rows {
        for &c in &table.columns {
            let mut k = (r + c - n).max(1.0);
            while k <= r.min(c) {
                let log_chance = lf(r) + lf(c) + lf(n - r) + lf(n - c) - lf(n) - lf(k) - lf(r - k) - lf(c - k) - lf(n - r - c + k);
                expected += k / n * (n * k / (r * c)).ln() * log_chance.exp();
                k += 1.0;
            }
        }
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_groupings_agree_fully_whatever_their_names() {
        assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[7, 7, 3, 3]), 1.0);
        assert!((adjusted_mutual_information(&[0, 0, 1, 1], &[7, 7, 3, 3]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_numbers_are_scikit_learns() {
        // sklearn.metrics.adjusted_rand_score and adjusted_mutual_info_score of these labels.
        let (a, b) = ([0, 0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 0, 1, 1, 1, 2, 2, 2, 0, 2]);
        assert!((adjusted_rand(&a, &b) - 0.204_545_454_545_454_56).abs() < 1e-12, "{}", adjusted_rand(&a, &b));
        assert!((adjusted_mutual_information(&a, &b) - 0.237_288_777_701_335_58).abs() < 1e-9, "{}", adjusted_mutual_information(&a, &b));
    }

    #[test]
    fn degenerate_groupings_give_numbers() {
        assert_eq!(adjusted_rand(&[], &[]), 1.0);
        assert_eq!(adjusted_mutual_information(&[0], &[0]), 1.0);
        assert!(adjusted_mutual_information(&[0, 0, 0], &[0, 1, 2]).abs() < 1e-9);
        assert!(adjusted_rand(&[0, 0, 0], &[0, 1, 2]).abs() < 1e-9);
    }
}
