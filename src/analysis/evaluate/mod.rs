//! How far can the answers be trusted? Back-tests on any dated corpus: what would we have said then, and what happened?
//!
//! Nothing of the future reaches a method: papers and citations are cut at the split, by the middle of their dates. Tables go out; nothing is tuned here.

mod measures;
mod missing;
mod rank;
mod topics;

pub use measures::{ndcg, spearman};
pub use missing::{MissingRow, missing_task};
pub use rank::{RankRow, Scope, rank_task, rank_task_with_authors};
pub use topics::{TopicsRow, averaged, heading_task, label_task};
