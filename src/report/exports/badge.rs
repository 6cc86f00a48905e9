//! A badge for a README: what shields.io's endpoint reads from a static file (`schemaVersion`, `label`, `message`, `color`).

use serde_json::json;

use super::super::Study;
use crate::text::thousands;

pub fn write(study: &Study) -> String {
    let c = &study.coverage;
    let (message, colour) = match (c.papers, c.found) {
        (0, _) => ("none".to_owned(), "lightgrey"),
        (papers, found) => {
            let share = 100.0 * f64::from(found) / f64::from(papers);
            let colour = match share {
                share if share >= 95.0 => "brightgreen",
                share if share >= 80.0 => "green",
                share if share >= 60.0 => "yellow",
                _ => "orange",
            };
            let identified = if found == papers { "all identified".to_owned() } else { format!("{} identified", percent(share)) };
            (format!("{}, {identified}", thousands(u64::from(papers))), colour)
        }
    };
    let badge = json!({ "schemaVersion": 1, "label": "papers", "message": message, "color": colour });
    format!("{badge:#}\n")
}

/// Never 100 % while one is missing.
fn percent(share: f64) -> String {
    format!("{:.0} %", share.floor().min(99.0))
}
