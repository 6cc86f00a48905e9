//! What does the page say beside the figures of trends: bursts with their papers, the works behind peaks, sleeping beauties, disruption, landmarks.

use serde::Serialize;

use crate::analysis::{Burst, Disruption, SleepingBeauty};
use crate::paper::Date;

use super::super::view::View;
use super::papers::{PaperView, paper_view};
use crate::text::{self, counted, joined, thousands};

/// Rows of each of these tables.
const MOST: usize = 15;

#[derive(Serialize)]
pub struct TrendTables {
    outlook: String,
    bursts: Vec<BurstView>,
    peaks: Vec<PeakView>,
    beauties: Vec<BeautyView>,
    beauties_note: String,
    disruption: Vec<DisruptionView>,
    disruption_note: String,
    landmarks: Vec<LandmarkView>,
}

#[derive(Serialize)]
struct BurstView {
    term: String,
    time: String,
    papers: u32,
    expected: String,
    because: Vec<PaperView>,
}

#[derive(Serialize)]
struct PeakView {
    year: i32,
    references: String,
    works: Vec<(PaperView, u32)>,
}

#[derive(Serialize)]
struct BeautyView {
    paper: PaperView,
    published: i32,
    awakening: i32,
    peak: i32,
    beauty: String,
    spark: Option<String>,
    spark_words: String,
    evidence: String,
}

#[derive(Serialize)]
struct DisruptionView {
    paper: PaperView,
    percentile: String,
    disruption: String,
    evidence: String,
}

#[derive(Serialize)]
struct LandmarkView {
    paper: PaperView,
    local: u32,
    citations: String,
}

pub fn tables(view: &View<'_>) -> TrendTables {
    let trends = &view.study.analyses.trends;
    let beauties = &trends.sleeping_beauties;
    let disruption = &trends.disruption;
    TrendTables {
        outlook: outlook(view),
        bursts: strongest(&trends.bursts).into_iter().map(|burst| burst_view(view, burst)).collect(),
        peaks: trends
            .reference_peaks
            .iter()
            .take(8)
            .map(|peak| PeakView {
                year: peak.year,
                references: counted(u64::from(peak.references), "reference", "references"),
                works: peak.works.iter().take(3).map(|&(ix, n)| (paper_view(view, ix), n)).collect(),
            })
            .collect(),
        beauties: beauties.papers.iter().take(MOST).map(|beauty| beauty_view(view, beauty)).collect(),
        beauties_note: judged(
            beauties.judged,
            &[
                (beauties.too_young, "too young or without a date"),
                (beauties.too_few, "with too few citations to have a curve"),
                (beauties.unknown, "with citations known only in part"),
            ],
        ),
        disruption: disruption.papers.iter().take(MOST).map(|one| disruption_view(view, one)).collect(),
        disruption_note: judged(
            u32::try_from(disruption.papers.len()).unwrap_or(u32::MAX),
            &[
                (disruption.too_young, "too young or without a date"),
                (disruption.too_few, "with too few references or citing papers"),
                (disruption.unknown, "with surroundings known only in part"),
            ],
        ),
        landmarks: view
            .study
            .analyses
            .historiograph
            .papers
            .iter()
            .map(|one| LandmarkView {
                paper: paper_view(view, one.paper),
                local: one.local_citations,
                citations: thousands(u64::from(one.citations)),
            })
            .collect(),
    }
}

/// `12 listed papers can be judged; 40 are not: 30 too young …`
fn judged(can: u32, cannot: &[(u32, &str)]) -> String {
    let why: Vec<String> = cannot.iter().filter(|(n, _)| *n > 0).map(|(n, why)| format!("{} {why}", thousands(u64::from(*n)))).collect();
    let can = counted(u64::from(can), "listed paper can be judged", "listed papers can be judged");
    if why.is_empty() { format!("{can}.") } else { format!("{can}; the others cannot: {}.", joined(&why)) }
}

fn outlook(view: &View<'_>) -> String {
    let trends = &view.study.analyses.trends;
    let mut words = String::new();
    if let Some(v) = &trends.velocity {
        words.push_str(&format!(
            "The listed papers received {:.1} citations a month over the last 12 complete months, after {:.1} in the 12 before. ",
            v.per_month, v.before
        ));
    }
    if let Some(o) = &trends.outlook {
        words.push_str(&format!(
            "If the last 12 months repeat themselves, {} for the list in the next 12 ({}–{} in four of five cases).",
            counted(u64::from(o.papers), "new paper appears", "new papers appear"),
            thousands(u64::from(o.low)),
            thousands(u64::from(o.high))
        ));
    }
    words.trim_end().to_owned()
}

fn strongest(bursts: &[Burst]) -> Vec<&Burst> {
    let mut bursts: Vec<&Burst> = bursts.iter().filter(|burst| !burst.because.is_empty()).collect();
    bursts.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)).then(a.from.cmp(&b.from)));
    bursts.truncate(MOST);
    bursts
}

fn burst_view(view: &View<'_>, burst: &Burst) -> BurstView {
    let month = |index| Date::from_month_index(index).map(|date| date.to_string()).unwrap_or_default();
    let end = if burst.open { "now".to_owned() } else { month(burst.to) };
    BurstView {
        term: text::short(&burst.term, 60),
        time: format!("{} – {end}", month(burst.from)),
        papers: burst.papers,
        expected: format!("{:.1}", burst.expected),
        because: burst.because.iter().take(3).map(|&ix| paper_view(view, ix)).collect(),
    }
}

fn beauty_view(view: &View<'_>, beauty: &SleepingBeauty) -> BeautyView {
    let years = |last: usize| beauty.published + i32::try_from(last).unwrap_or(0);
    BeautyView {
        paper: paper_view(view, beauty.paper),
        published: beauty.published,
        awakening: beauty.awakening,
        peak: beauty.peak,
        beauty: format!("{:.1}", beauty.beauty),
        spark: super::topics::spark(&beauty.citations, 0),
        spark_words: format!("Citations a year from {} to {}", beauty.published, years(beauty.citations.len().saturating_sub(1))),
        evidence: text::short(&beauty.evidence, 300),
    }
}

fn disruption_view(view: &View<'_>, one: &Disruption) -> DisruptionView {
    DisruptionView {
        paper: paper_view(view, one.paper),
        percentile: one.percentile.map(|p| format!("{p:.0}")).unwrap_or_default(),
        disruption: format!("{:.2}", one.disruption),
        evidence: text::short(&one.evidence, 300),
    }
}
