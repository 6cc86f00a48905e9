//! What rises and falls, and which papers slept, disrupted or made a year stand out.

use serde::Serialize;

use crate::analysis::{Burst, Disruption, Growth, Outlook, Series, SleepingBeauty, Velocity};
use crate::paper::Date;

use super::super::view::View;
use super::{id, ids};

#[derive(Serialize)]
pub struct TrendsPart<'a> {
    first_month: Option<Date>,
    months: usize,
    incomplete_months: u32,
    papers: &'a [u32],
    citations: &'a [u32],
    topics: Vec<SeriesRow<'a>>,
    sections: Vec<SeriesRow<'a>>,
    bursts: Vec<BurstRow<'a>>,
    reference_years: &'a [(i32, u32, f64)],
    reference_peaks: Vec<PeakRow<'a>>,
    reference_half_life: Option<f64>,
    citation_half_life: Option<f64>,
    velocity: Option<&'a Velocity>,
    outlook: Option<&'a Outlook>,
    sleeping_beauties: BeautiesPart<'a>,
    disruption: DisruptionPart<'a>,
    historiograph: HistoriographPart<'a>,
}

#[derive(Serialize)]
struct SeriesRow<'a> {
    name: &'a str,
    papers: &'a [u32],
    citations: &'a [u32],
    share: &'a [f64],
    growth: Option<&'a Growth>,
    paper_growth: Option<&'a Growth>,
    velocity: Option<&'a Velocity>,
    outlook: Option<&'a Outlook>,
    bursts: Vec<BurstRow<'a>>,
    evidence: &'a str,
}

#[derive(Serialize)]
struct BurstRow<'a> {
    term: &'a str,
    from: Option<Date>,
    to: Option<Date>,
    weight: f64,
    open: bool,
    papers: u32,
    expected: f64,
    because: Vec<&'a str>,
}

#[derive(Serialize)]
struct PeakRow<'a> {
    year: i32,
    references: u32,
    deviation: f64,
    works: Vec<(&'a str, u32)>,
}

#[derive(Serialize)]
struct BeautiesPart<'a> {
    papers: Vec<BeautyRow<'a>>,
    judged: u32,
    too_young: u32,
    too_few: u32,
    unknown: u32,
}

#[derive(Serialize)]
struct BeautyRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    beauty: f64,
    percentile: f64,
    published: i32,
    awakening: i32,
    peak: i32,
    citations: &'a [u32],
    evidence: &'a str,
}

#[derive(Serialize)]
struct DisruptionPart<'a> {
    papers: Vec<DisruptionRow<'a>>,
    window_years: u32,
    too_young: u32,
    too_few: u32,
    unknown: u32,
}

#[derive(Serialize)]
struct DisruptionRow<'a> {
    paper_id: &'a str,
    title: &'a str,
    disruption: f64,
    without_bystanders: f64,
    percentile: Option<f64>,
    peers: u32,
    focal_only: u32,
    both: u32,
    references_only: u32,
    references: u32,
    evidence: &'a str,
}

#[derive(Serialize)]
struct HistoriographPart<'a> {
    papers: Vec<LandmarkRow<'a>>,
    /// (citing, cited)
    links: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct LandmarkRow<'a> {
    paper_id: &'a str,
    local_citations: u32,
    citations: u32,
}

pub fn trends<'a>(view: &'a View<'a>) -> TrendsPart<'a> {
    let trends = &view.study.analyses.trends;
    let (beauties, disruption, historiograph) = (&trends.sleeping_beauties, &trends.disruption, &view.study.analyses.historiograph);
    TrendsPart {
        first_month: Date::from_month_index(trends.first_month).filter(|_| !trends.papers.is_empty()),
        months: trends.papers.len(),
        incomplete_months: trends.incomplete_months,
        papers: &trends.papers,
        citations: &trends.citations,
        topics: trends.topics.iter().map(|series| series_row(view, series)).collect(),
        sections: trends.sections.iter().map(|series| series_row(view, series)).collect(),
        bursts: trends.bursts.iter().map(|burst| burst_row(view, burst)).collect(),
        reference_years: &trends.reference_years,
        reference_peaks: trends
            .reference_peaks
            .iter()
            .map(|peak| PeakRow {
                year: peak.year,
                references: peak.references,
                deviation: peak.deviation,
                works: peak.works.iter().map(|&(ix, n)| (id(view, ix), n)).collect(),
            })
            .collect(),
        reference_half_life: trends.reference_half_life,
        citation_half_life: trends.citation_half_life,
        velocity: trends.velocity.as_ref(),
        outlook: trends.outlook.as_ref(),
        sleeping_beauties: BeautiesPart {
            papers: beauties.papers.iter().map(|beauty| beauty_row(view, beauty)).collect(),
            judged: beauties.judged,
            too_young: beauties.too_young,
            too_few: beauties.too_few,
            unknown: beauties.unknown,
        },
        disruption: DisruptionPart {
            papers: disruption.papers.iter().map(|one| disruption_row(view, one)).collect(),
            window_years: disruption.window_years,
            too_young: disruption.too_young,
            too_few: disruption.too_few,
            unknown: disruption.unknown,
        },
        historiograph: HistoriographPart {
            papers: historiograph
                .papers
                .iter()
                .map(|one| LandmarkRow { paper_id: id(view, one.paper), local_citations: one.local_citations, citations: one.citations })
                .collect(),
            links: historiograph.links.iter().map(|&(citing, cited)| (id(view, citing), id(view, cited))).collect(),
        },
    }
}

fn series_row<'a>(view: &View<'a>, series: &'a Series) -> SeriesRow<'a> {
    SeriesRow {
        name: &series.name,
        papers: &series.papers,
        citations: &series.citations,
        share: &series.share,
        growth: series.growth.as_ref(),
        paper_growth: series.paper_growth.as_ref(),
        velocity: series.velocity.as_ref(),
        outlook: series.outlook.as_ref(),
        bursts: series.bursts.iter().map(|burst| burst_row(view, burst)).collect(),
        evidence: &series.evidence,
    }
}

fn burst_row<'a>(view: &View<'a>, burst: &'a Burst) -> BurstRow<'a> {
    BurstRow {
        term: &burst.term,
        from: Date::from_month_index(burst.from),
        to: Date::from_month_index(burst.to),
        weight: burst.weight,
        open: burst.open,
        papers: burst.papers,
        expected: burst.expected,
        because: ids(view, &burst.because),
    }
}

fn beauty_row<'a>(view: &View<'a>, beauty: &'a SleepingBeauty) -> BeautyRow<'a> {
    BeautyRow {
        paper_id: id(view, beauty.paper),
        title: &view.paper(beauty.paper).title,
        beauty: beauty.beauty,
        percentile: beauty.percentile,
        published: beauty.published,
        awakening: beauty.awakening,
        peak: beauty.peak,
        citations: &beauty.citations,
        evidence: &beauty.evidence,
    }
}

fn disruption_row<'a>(view: &View<'a>, one: &'a Disruption) -> DisruptionRow<'a> {
    DisruptionRow {
        paper_id: id(view, one.paper),
        title: &view.paper(one.paper).title,
        disruption: one.disruption,
        without_bystanders: one.without_bystanders,
        percentile: one.percentile,
        peers: one.peers,
        focal_only: one.focal_only,
        both: one.both,
        references_only: one.references_only,
        references: one.references,
        evidence: &one.evidence,
    }
}
