//! Which months are shown, which of them are still filling, and what happened in each?
//!
//! A horizon goes in; counts per month come out, without gaps.

use super::horizon::Horizon;
use crate::paper::Date;

/// Months that ended less than this many days ago are incomplete. Of the citations a paper gets in two years only 13–21 % are known after three months
/// (hep-th .209, hep-ph .127), and catalogs take weeks to read a new paper's references.
const FILLING_DAYS: i32 = 90;

/// The months that are shown: from the first to the last listed or citing paper.
pub(crate) struct Months {
    pub first: i32,
    pub count: usize,
    pub incomplete: u32,
}

impl Months {
    pub fn of(horizon: &Horizon) -> Option<Months> {
        let last_possible = Date::from_epoch_days(horizon.today)?.month_index()?;
        let first = horizon.listed.iter().filter_map(|&node| horizon.month(node)).min()?;
        let citing = horizon.listed.iter().flat_map(|&node| horizon.graph().citers(node));
        let last = horizon.listed.iter().chain(citing).filter_map(|&node| horizon.month(node)).max()?.min(last_possible);
        // Months without news up to today are news; after the end of the data they are not.
        let last = if horizon.data_until.is_some() { last } else { last_possible }.max(first);
        let filling = (0..=last - first).take_while(|back| month_end(last - back) > horizon.today - FILLING_DAYS).count();
        Some(Months { first, count: (last - first + 1) as usize, incomplete: filling as u32 })
    }

    pub fn place(&self, month: i32) -> Option<usize> {
        usize::try_from(month - self.first).ok().filter(|&place| place < self.count)
    }

    /// How many of `nodes` were published in each month; a node counts as often as it comes.
    pub fn counted(&self, horizon: &Horizon, nodes: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut counts = vec![0; self.count];
        nodes.filter_map(|node| self.place(horizon.month(node)?)).for_each(|place| counts[place] += 1);
        counts
    }

    pub fn papers(&self, horizon: &Horizon, members: &[u32]) -> Vec<u32> {
        self.counted(horizon, members.iter().copied())
    }

    pub fn citations(&self, horizon: &Horizon, members: &[u32]) -> Vec<u32> {
        self.counted(horizon, members.iter().flat_map(|&node| horizon.graph().citers(node)).copied())
    }

    /// How many months are complete.
    pub fn complete(&self) -> usize {
        self.count.saturating_sub(self.incomplete as usize)
    }

    /// (last 12 complete months, 12 before), when there are that many.
    pub fn windows(&self, counts: &[u32]) -> Option<(u32, u32)> {
        let end = self.complete();
        let (middle, start) = (end.checked_sub(12)?, end.checked_sub(24)?);
        Some((counts[middle..end].iter().sum(), counts[start..middle].iter().sum()))
    }
}

/// The last day of a month, in days since 1970-01-01.
fn month_end(month: i32) -> i32 {
    Date::from_month_index(month + 1).map_or(i32::MAX, |next| next.first_day() - 1)
}
