//! What matters, what belongs together, what rises, what is missing, and how much of it is known?
//!
//! Pure functions of a frozen corpus and its graph: no clock, no randomness but the seed, the same bytes on any number of threads.
//! One file, one question. Each number says where it comes from and when it misleads.

pub mod agreement;
pub mod beauty;
mod borders;
pub mod burst;
mod bursts;
mod catch_all;
mod cluster;
mod cohort;
mod disruptive;
pub mod evaluate;
mod filing;
pub mod growth;
pub mod heading;
mod historiograph;
mod horizon;
mod hot;
mod label;
mod list_rec;
mod main_path;
mod missing;
mod months;
pub mod place;
mod rank;
mod reference_years;
mod relatedness;
#[cfg(test)]
mod sample;
mod sections;
mod series;
pub mod standing;
mod terms;
mod topic_number;
mod trend;

pub use beauty::{SleepingBeauties, SleepingBeauty};
pub use borders::{Merge, Split, SplitPart};
pub use disruptive::{Disruption, Disruptions};
pub use filing::{Filed, SectionSuggestion};
pub use historiograph::{Historiograph, Landmark};
pub use label::TERM_JOINT;
pub use reference_years::ReferencePeak;
pub use relatedness::topic_signals;
pub use series::{Outlook, Series, Velocity};
pub use standing::{Place, Places};
pub use topic_number::{TopicNumber, TopicNumberError};

use serde::Serialize;

use crate::corpus::Corpus;
use crate::graph::CitationGraph;
use crate::paper::{Date, PaperIx, SectionPath};

/// What an analysis may depend on besides corpus and graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Options {
    /// Only what was known on this day counts; papers and citations after it are not looked at.
    pub as_of: Date,
    pub seed: u64,
}

/// Every answer about one corpus.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analyses {
    pub as_of: Date,
    /// Set when the data ends more than half a year before `as_of`, as in a closed collection: then this day is the present of every
    /// analysis, and ages, windows and series end here.
    pub data_until: Option<Date>,
    pub rankings: Rankings,
    pub topics: Topics,
    pub trends: Trends,
    pub missing: Missing,
    pub main_path: MainPath,
    pub historiograph: Historiograph,
    /// Parallel to [`Rankings::standings`]: where each paper stands inside its section and its topic.
    pub places: Vec<Places>,
    /// Which section each suggested paper belongs to, and each listed paper that stands under none; by paper.
    pub filing: Vec<Filed>,
}

impl Analyses {
    /// The day from which ages and windows count.
    pub fn present(&self) -> Date {
        self.data_until.unwrap_or(self.as_of)
    }
}

/// Runs every analysis.
pub fn analyze(corpus: &Corpus, graph: &CitationGraph, options: &Options) -> Analyses {
    let look = Look::new(corpus, graph, options);
    let topics = look.topics();
    let rankings = look.rankings();
    let missing = look.missing();
    Analyses {
        as_of: options.as_of,
        data_until: look.data_until(),
        places: standing::places(corpus, &rankings, &topics),
        filing: look.filing(&missing),
        rankings,
        trends: look.trends(&topics),
        missing,
        main_path: look.main_path(),
        historiograph: look.historiograph(),
        topics,
    }
}

/// A corpus as it was known on the day looked from, to which single questions can be put.
pub struct Look<'a> {
    horizon: horizon::Horizon<'a>,
    seed: u64,
}

impl<'a> Look<'a> {
    /// Cuts away what was not known on the day. O(papers + citations).
    pub fn new(corpus: &'a Corpus, graph: &'a CitationGraph, options: &Options) -> Look<'a> {
        Look { horizon: horizon::Horizon::new(corpus, graph, options.as_of), seed: options.seed }
    }

    /// See [`Analyses::data_until`].
    pub fn data_until(&self) -> Option<Date> {
        self.horizon.data_until
    }

    /// Papers known on the day.
    pub fn known(&self) -> usize {
        self.horizon.known.iter().filter(|known| **known).count()
    }

    /// Listed papers known on the day, ascending.
    pub fn listed(&self) -> impl Iterator<Item = PaperIx> {
        self.horizon.listed.iter().map(|&node| PaperIx(node))
    }

    pub fn rankings(&self) -> Rankings {
        rank::rank(&self.horizon, self.seed)
    }

    pub fn topics(&self) -> Topics {
        cluster::topics(&self.horizon, self.seed)
    }

    /// The same topics at the medium level alone, without splits, merges and misfiled papers: a third of the work.
    pub fn medium_topics(&self) -> Topics {
        cluster::medium_topics(&self.horizon, self.seed)
    }

    /// [`Topics::splits`] and [`Topics::merges`] without the topics.
    pub fn borders(&self) -> (Vec<Split>, Vec<Merge>) {
        cluster::borders(&self.horizon, self.seed)
    }

    pub fn trends(&self, topics: &Topics) -> Trends {
        trend::trends(&self.horizon, topics)
    }

    /// The suggestions a report shows: with at least two votes, 50 of each kind.
    pub fn missing(&self) -> Missing {
        missing::missing(&self.horizon)
    }

    /// Suggestions of one kind without works that `is_left_out`, works the list prints, and, with a heading, those that do not belong under it.
    pub fn suggestions(&self, wanted: &Wanted, is_left_out: impl Fn(PaperIx) -> bool, heading: Option<&SectionPath>) -> Suggestions {
        missing::suggestions(&self.horizon, wanted, is_left_out, heading)
    }

    pub fn main_path(&self) -> MainPath {
        main_path::main_path(&self.horizon)
    }

    pub fn historiograph(&self) -> Historiograph {
        historiograph::historiograph(&self.horizon)
    }

    /// Sections for the suggested papers and for listed papers that stand under none; by paper, each once.
    pub fn filing(&self, missing: &Missing) -> Vec<Filed> {
        filing::filing(&self.horizon, missing)
    }

    /// Ranked sections for any papers of the corpus, in the order asked; a listed paper is filed as if it were not listed.
    pub fn suggested_sections(&self, papers: &[PaperIx]) -> Vec<Filed> {
        filing::suggested_sections(&self.horizon, papers)
    }
}

// ---------------------------------------------------------------- rank

/// The listed papers, best *hot* first. The two headline columns (`hot`, `age_percentile`) are never mixed into one number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rankings {
    pub standings: Vec<Standing>,
    /// The weights of `hot` used for these papers.
    pub weights: HotWeights,
}

/// How much the parts of `hot` weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct HotWeights {
    /// Of the start of new papers.
    pub start: f64,
    /// Of being new alone, within the start.
    pub newness: f64,
    /// Of the citations of some years.
    pub middle: f64,
    /// Read off the last year of these very papers; otherwise the usual ones, because fewer than 2,000 papers were known a year ago.
    pub chosen: bool,
}

/// What `hot` is the sum of; all parts are in units of the mean recent attention of papers under two years, none is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct HotParts {
    /// Citations of the last months as a rate.
    pub recent: f64,
    /// Citations of the last years, fading.
    pub lasting: f64,
    /// The start of a new paper: from references it shares with other papers,
    pub references: f64,
    /// from its authors' other papers,
    pub authors: f64,
    /// and from being new alone.
    pub newness: f64,
}

impl HotParts {
    pub fn sum(&self) -> f64 {
        self.observed() + self.start()
    }

    /// What citations say.
    pub fn observed(&self) -> f64 {
        self.recent + self.lasting
    }

    /// What is expected of a new paper before its citations tell.
    pub fn start(&self) -> f64 {
        self.references + self.authors + self.newness
    }

    /// The largest part in words, and its share of the sum (0–1); `None` where the sum is 0.
    pub fn largest(&self) -> Option<(&'static str, f64)> {
        let parts = [
            ("citations of the last months", self.recent),
            ("citations of the last years", self.lasting),
            ("its references", self.references),
            ("other papers of its authors", self.authors),
            ("being new", self.newness),
        ];
        let sum = self.sum();
        let largest = parts.into_iter().reduce(|best, part| if part.1 > best.1 { part } else { best })?;
        (sum > 0.0).then(|| (largest.0, largest.1 / sum))
    }
}

/// How one listed paper stands. Ranks are 1-based; equal values share the better rank.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Standing {
    pub paper: PaperIx,
    /// Place in the ranking by `hot` among all listed papers.
    pub rank: u32,
    /// 90 % of rankings put it between these ranks when the citing papers are drawn anew and every start is uncertain by as much as it counts
    /// (exponentially distributed). It tells of chance in these data, and is no forecast of next year's rank.
    pub rank_interval: (u32, u32),
    /// How much attention it will get soon, from recent citations as a rate, with a start for new papers and a little memory;
    /// how much a start is worth is read off the corpus' own last year.
    /// Comparable within one corpus only; about 1 for a paper under two years with mean recent attention.
    pub hot: f64,
    /// What `hot` is the sum of.
    pub hot_parts: HotParts,
    /// Percentile (0–100) of its citations among papers of its age that are not here for being cited; `None` with too few peers.
    pub age_percentile: Option<f64>,
    /// How many papers of its age it was compared with.
    pub cohort: u32,
    /// Place by `age_percentile`, equal ones by `rescaled_pagerank`, for those that have one.
    pub age_rank: Option<u32>,
    /// Rescaled PageRank: standard deviations above papers of its age; `None` with too few peers.
    pub rescaled_pagerank: Option<f64>,
    /// Under 12 months old (or no date): too young to judge, not bad.
    pub provisional: bool,
    /// The catalog's own total, when it gave one.
    pub citations: Option<u32>,
    pub influential_citations: Option<u32>,
    /// Citing papers in the corpus.
    pub citations_known: u32,
    pub citations_3m: u32,
    pub citations_12m: u32,
    /// PageRank in the corpus (damping 0.5); sums to 1 over the corpus.
    pub pagerank: f64,
    /// Listed papers that cite it.
    pub local_citations: u32,
    /// Listed papers it cites.
    pub local_references: u32,
    /// Mean idf-weighted coupling cosine with the other listed papers, 0–1.
    pub relevance: f64,
    /// Citing papers of the corpus per month, for the 24 months up to `as_of`, oldest first.
    pub monthly: Vec<u32>,
    /// The numbers in plain words.
    pub evidence: String,
}

impl Standing {
    /// All citations as far as they are known: the catalog's total, or where the catalog gives none the citing papers seen. The column `citations` of every
    /// table, file and page.
    pub fn all_citations(&self) -> u32 {
        self.citations.unwrap_or(self.citations_known)
    }

    /// No paper of its age that it was compared with has as many citations.
    pub fn leads_its_age(&self) -> bool {
        self.age_percentile.is_some_and(|percentile| percentile >= cohort::first_of(self.cohort))
    }
}

// ---------------------------------------------------------------- topics

/// Topics of the listed papers at three levels, coarse to fine, and their comparison with the list's own sections.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Topics {
    /// Parallel to [`Corpus::listed`]: index into `topics`; `None` for a paper nothing connects.
    pub topic_of: Vec<Option<u32>>,
    /// The medium level, largest first.
    pub topics: Vec<Topic>,
    pub levels: Vec<Level>,
    pub agreement: Option<Agreement>,
    /// Sections that only repeat papers of the others, in list order: they take no part in the comparison, and nothing is filed there.
    pub overviews: Vec<SectionPath>,
    pub misfiled: Vec<Misfiled>,
    /// Sections that fall into parts with hardly a tie between them.
    pub splits: Vec<Split>,
    /// Pairs of sections whose border the ties do not see.
    pub merges: Vec<Merge>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// Leiden's resolution parameter.
    pub gamma: f64,
    pub name: &'static str,
    /// Parallel to [`Corpus::listed`].
    pub topic_of: Vec<Option<u32>>,
    pub labels: Vec<String>,
    pub modularity: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Topic {
    pub label: String,
    /// Terms that set it apart, best first.
    pub terms: Vec<Term>,
    /// Members, the most central first.
    pub papers: Vec<PaperIx>,
    /// Members with the strongest ties inside.
    pub core: Vec<PaperIx>,
    /// Members with the largest share of their ties outside, strongest first.
    pub bridges: Vec<Bridge>,
    /// Mean share of restarts in which two members stay together, 0–1.
    pub stability: f64,
    /// Sections its papers stand in, most first; a paper counts in each of its sections.
    pub sections: Vec<(SectionPath, u32)>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    pub term: String,
    pub weight: f64,
    /// Members whose title or abstract has it.
    pub papers: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bridge {
    pub paper: PaperIx,
    /// The other topic it ties to most.
    pub topic: u32,
    /// Share of its ties that lead out of its own topic.
    pub share: f64,
}

/// How topics and sections agree; over papers that have both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    pub papers: u32,
    pub adjusted_rand: f64,
    pub adjusted_mutual_information: f64,
}

/// A paper whose ties point to another section than its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Misfiled {
    pub paper: PaperIx,
    pub section: SectionPath,
    pub suggested: SectionPath,
    /// Share of its ties to sectioned papers that lead to `suggested`, and to its own section.
    pub share_suggested: f64,
    pub share_own: f64,
    /// Papers of `suggested` it is tied to most, as evidence.
    pub because: Vec<PaperIx>,
}

// ---------------------------------------------------------------- trends

/// What rises and falls. Months run from `first_month` (months since year 0) without gaps; counts are of listed papers unless said.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trends {
    pub first_month: i32,
    /// How many of the last months are incomplete: papers and citations of them are still arriving.
    pub incomplete_months: u32,
    /// Listed papers per month.
    pub papers: Vec<u32>,
    /// Citing papers per month: citations the listed papers received.
    pub citations: Vec<u32>,
    /// Parallel to [`Topics::topics`].
    pub topics: Vec<Series>,
    /// The list's sections that have known papers, in the order of the list; a paper counts in each section it stands in.
    pub sections: Vec<Series>,
    /// Of title terms; those of topics and sections stand in their [`Series`].
    pub bursts: Vec<Burst>,
    /// Reference years: (year, references of the listed papers to it, deviation from the 5-year median).
    pub reference_years: Vec<(i32, u32, f64)>,
    /// The years that stand out most, with the works that make them.
    pub reference_peaks: Vec<ReferencePeak>,
    /// Median age in years of the references the listed papers make.
    pub reference_half_life: Option<f64>,
    /// Median age in years of the citations the listed papers receive.
    pub citation_half_life: Option<f64>,
    /// Of the whole list.
    pub velocity: Option<Velocity>,
    pub outlook: Option<Outlook>,
    pub sleeping_beauties: SleepingBeauties,
    pub disruption: Disruptions,
}

/// The last 12 complete months against the 12 before, in citations received or in papers: an exact conditional binomial test of whether the series grows like the whole list,
/// corrected over the series (Benjamini–Hochberg). It takes citations for independent, which those by one paper are not: near the limit be doubtful.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Growth {
    pub last_12m: u32,
    pub before_12m: u32,
    /// ln((last+2)/(before+2)).
    pub log_ratio: f64,
    /// `log_ratio` minus that of the whole list: above 0 it outgrows the list. `significant` is about this difference, in either direction.
    pub beyond_list: f64,
    pub p_value: f64,
    pub q_value: f64,
    pub significant: bool,
}

impl Growth {
    /// Cited fewer than five times in the 12 months before: the papers were new, so the factor tells of their birth and not of a rise.
    pub fn is_birth(&self) -> bool {
        self.before_12m < 5
    }
}

/// Kleinberg's two-state batched burst of a title term or a topic.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Burst {
    /// The term, or the name of the topic or section.
    pub term: String,
    /// Months since year 0, inclusive.
    pub from: i32,
    pub to: i32,
    pub weight: f64,
    /// It lasts to the end of the data.
    pub open: bool,
    /// Papers of these months that have the term, or belong to the topic or cite it; and how many there would be at the usual rate.
    pub papers: u32,
    pub expected: f64,
    /// Some of them: listed ones first, then the most cited.
    pub because: Vec<PaperIx>,
}

// ---------------------------------------------------------------- missing

/// Papers the list might lack.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Missing {
    /// Works the listed papers rest on, best first.
    pub classics: Vec<Suggestion>,
    /// Works that build on the listed papers, best first.
    pub recents: Vec<Suggestion>,
    /// Works that would be among them, but that the list prints: held back, in the order in which they would have been suggested.
    pub held_back: Vec<HeldBack>,
}

/// A work that is not suggested because an entry of the list prints it, although nobody could tell that the entry means it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeldBack {
    pub paper: PaperIx,
    /// Line of the list.
    pub line: usize,
    pub section: SectionPath,
    /// The title as the list prints it.
    pub printed: String,
    /// What became of the entry: see [`PrintedEntry::state`](crate::resolve::PrintedEntry::state).
    pub outcome: &'static str,
}

/// Suggestions of one kind, and what was not suggested.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suggestions {
    /// Best first.
    pub found: Vec<Suggestion>,
    /// How many works the caller left out.
    pub left_out: usize,
    pub held_back: Vec<HeldBack>,
}

/// Which suggestions are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Cited by the list.
    Classics,
    /// Citing the list.
    Recents,
    /// Anything near the list, by one score: also what neither cites it nor is cited by it but is cited together with it.
    Any,
}

/// What to search for, and how much of it to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub direction: Direction,
    /// Fewer votes than this are no suggestion.
    pub fewest_voters: usize,
    pub most: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Suggestion {
    pub paper: PaperIx,
    pub score: f64,
    /// Listed papers that cite it, and listed papers it cites: two numbers that are never added.
    pub cited_by: usize,
    pub cites: usize,
    /// Listed papers that cite it (classics) or that it cites (recents), most relevant first.
    pub voters: Vec<PaperIx>,
    /// Votes divided by what its global count makes likely; above 1 it belongs to this list more than its fame explains. `None` without a global count.
    pub surprise: Option<f64>,
    /// The section most voters stand under.
    pub section: Option<SectionPath>,
    pub evidence: String,
}

// ---------------------------------------------------------------- main path

/// The key-route main path (Liu & Lu 2012) over search path counts (Hummon & Doreian 1989).
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MainPath {
    /// (citing, cited, ln of the search path count), strongest first.
    pub links: Vec<(PaperIx, PaperIx, f64)>,
    /// Citations left out because they point to a later paper or closed a circle.
    pub broken_cycles: u32,
    /// Papers on a longest chain of citations (criticality 0; Price & Evans 2025), oldest first: they hold the classic main path and what it chose against.
    pub basket: Vec<PaperIx>,
}
