//! Where does each paper stand on the map?
//!
//! Two layouts, both deterministic and computed once here so that the page only draws: *force* (papers that cite each other attract, all repel; ForceAtlas2,
//! Jacomy et al. 2014, with the Barnes–Hut approximation and a weak pull towards the topic's centre) and *time* (date from left to right, one lane per topic).
//! Distance in the force layout is a picture of ties, not a measurement.

mod force;
mod timeline;
mod tree;

pub use force::force;
pub use timeline::{Timeline, timeline};

/// Places in map units; the whole map is about 1,000 units high.
pub type Points = Vec<(f64, f64)>;

/// The radius a dot is given room for, in map units.
const ROOM: f64 = 7.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_one_have_a_layout() {
        assert!(force(&[], &[]).is_empty());
        assert_eq!(force(&[None], &[]).len(), 1);
        assert_eq!(timeline(&[], &[]).lanes.len(), 0);
        assert_eq!(timeline(&[None], &[None]).lanes.len(), 1);
    }
}
