//! Which catalog answers: Semantic Scholar behind a cache, the cache alone, or tables. Here the environment is read.

use std::path::Path;
use std::time::Duration;

use citegraph::catalog::cache::{self, Cached, Policy};
use citegraph::catalog::offline::Nowhere;
use citegraph::catalog::s2::{Key, PUBLIC_API, Plan, SemanticScholar, Settings, today};
use citegraph::catalog::watched::{Asked, Progress, Watched};
use citegraph::catalog::{
    Arrived, Catalog, CatalogError, Dated, EdgeList, Failure, Lookup, Requests, SearchAnswer, SearchQuery, Tables, TitleAnswer, TitleQuery,
    Wanted, search,
};
use citegraph::paper::{Identifier, Paper, normalized_title};
use citegraph::resolve::{self, Overrides};

use super::args::{CatalogArgs, Global};
use super::gaps::{self, Gaps};
use super::input::{self, Input};
use super::progress::Meter;
use super::reach;
use super::study::StudyArgs;
use super::table::counted;
use super::trouble::{Trouble, warn};

type Tell<'a> = Box<dyn Fn(Progress) + 'a>;

/// The catalog of a run.
pub enum Door<'a> {
    Online(Box<Cached<Watched<SemanticScholar, Tell<'a>>>>),
    Offline(Box<Cached<Nowhere>>),
    Tables(Box<Tables>, String),
}

impl<'a> Door<'a> {
    pub fn open(args: &CatalogArgs, meter: &'a Meter, global: &Global) -> Result<Door<'a>, Trouble> {
        if let Some(folder) = &args.corpus {
            return Ok(Door::Tables(Box::new(super::source::tables(folder)?), folder.display().to_string()));
        }
        if args.offline {
            return Ok(Door::Offline(Box::new(Cached::offline(&args.cache, today()).map_err(trouble)?)));
        }
        let mut settings = settings(args)?;
        let (quiet, verbose) = (global.quiet, global.verbose);
        settings.on_wait = Some(Box::new(move |wait| {
            // Why nobody answers is told at once: a certificate or a proxy does not mend itself.
            let news = wait.seconds >= 10.0 || (wait.attempt == 1 && wait.detail.is_some());
            if verbose || (!quiet && news) {
                let detail = wait.detail.as_ref().map(|detail| format!(" ({})", super::table::printable(detail))).unwrap_or_default();
                anstream::eprintln!("waiting {:.0} s: {}{detail} (attempt {})", wait.seconds.max(1.0), wait.why, wait.attempt);
            }
        }));
        let tell: Tell<'a> = Box::new(move |p: Progress| meter.show(name(p.question), p.done, p.total, p.requests.total));
        let inner = Watched::new(SemanticScholar::new(settings).map_err(trouble)?, tell);
        let policy = Policy { refresh: args.refresh, max_age: args.max_age, patience: busy_patience(args), ..Policy::new(today()) };
        let cached = Cached::open(inner, &args.cache, policy).map_err(trouble)?.on_busy(Box::new(move |folder, process| {
            if !quiet {
                let process = process.map(|id| format!(" (process {id})")).unwrap_or_default();
                anstream::eprintln!("waiting for another citegraph{process} that is using the cache in `{}`", folder.display());
            }
        }));
        Ok(Door::Online(Box::new(cached)))
    }

    /// What the catalog is called, and what a reader must know about it.
    pub fn describe(&self) -> (String, String) {
        match self {
            Door::Online(_) | Door::Offline(_) => ("Semantic Scholar Academic Graph".into(), String::new()),
            Door::Tables(_, folder) => (
                format!("tables in `{folder}`"),
                "Every count is a count inside the tables this report was made from: papers outside them neither cite nor are cited."
                    .into(),
            ),
        }
    }

    /// For the manifest.
    pub fn cache_state(&self) -> serde_json::Value {
        match self {
            Door::Online(cached) => serde_json::json!({"used": true, "offline": false, "state": cached.state()}),
            Door::Offline(cached) => serde_json::json!({"used": true, "offline": true, "state": cached.state()}),
            Door::Tables(..) => serde_json::json!({"used": false}),
        }
    }

    /// The least requests that what was asked so far could have taken, after what the cache held.
    pub fn plan(&self) -> Plan {
        match self {
            Door::Online(cached) => cached.inner().inner().plan(),
            Door::Offline(_) | Door::Tables(..) => Plan::default(),
        }
    }

    /// Whether the catalog refused to answer (403): nothing was asked after that.
    pub fn was_refused(&self) -> bool {
        matches!(self, Door::Online(cached) if cached.inner().inner().gave_up() == Some(Failure::Forbidden))
    }

    /// Says what the user should know of the cache. Answers that could not be kept are a gap: the next run has to ask them again.
    pub fn close(&self, gaps: &mut Gaps, global: &Global) {
        let state = match self {
            Door::Online(cached) => cached.state(),
            Door::Offline(cached) => cached.state(),
            Door::Tables(..) => return,
        };
        if state.not_kept.is_some() {
            gaps.add_other();
        }
        if !global.quiet {
            state.warnings().into_iter().for_each(warn);
        }
    }
}

/// Whether a key is set.
pub fn has_key() -> bool {
    std::env::var("S2_API_KEY").is_ok_and(|key| !key.trim().is_empty())
}

/// Another run may have much to ask: waiting for it is cheaper than asking twice.
fn busy_patience(args: &CatalogArgs) -> Duration {
    args.patience.max(Duration::from_secs(3600))
}

fn name(question: Asked) -> &'static str {
    match question {
        Asked::Papers => "identifiers",
        Asked::Titles => "titles",
        Asked::References => "reference lists",
        Asked::Citations => "citation lists",
        Asked::Searches => "searches",
    }
}

fn settings(args: &CatalogArgs) -> Result<Settings, Trouble> {
    let base = std::env::var("S2_API_URL").ok().filter(|url| !url.trim().is_empty());
    let key = Key::new(&std::env::var("S2_API_KEY").unwrap_or_default()).map_err(trouble)?;
    let mut settings = Settings::new(base.as_deref().unwrap_or(PUBLIC_API), key).map_err(trouble)?;
    settings.pace = pace(args)?;
    settings.patience = args.patience;
    settings.budget = args.budget;
    settings.turn_file = Some(cache::turn_file(&args.cache));
    Ok(settings)
}

/// The pace said, or that of the environment. It is read here and not by the parser, which would take it for an option that was typed.
fn pace(args: &CatalogArgs) -> Result<Option<Duration>, Trouble> {
    let set = std::env::var("S2_PACE").ok().filter(|text| !text.trim().is_empty());
    match (args.pace, set) {
        (None, Some(text)) => {
            super::args::duration(text.trim()).map(Some).map_err(|why| Trouble::say(format!("S2_PACE is `{text}`")).hint(why))
        }
        (pace, _) => Ok(pace),
    }
}

pub fn trouble(error: CatalogError) -> Trouble {
    let hint = error.hint();
    let trouble = Trouble::new(error);
    match hint {
        Some(hint) => trouble.hint(hint),
        None => trouble,
    }
}

/// The list of a run without a list: what a search finds, or the papers the tables mark as listed.
pub async fn list(door: &Door<'_>, args: &StudyArgs, global: &Global) -> Result<Input, Trouble> {
    let query = match (door, search_query(args)) {
        (_, Some(query)) => query,
        (Door::Tables(tables, folder), None) => {
            let name = Path::new(folder).file_name().map_or_else(|| "corpus".to_owned(), |name| name.to_string_lossy().into_owned());
            let papers: Vec<(Option<String>, &Paper)> =
                tables.listed().map(|(paper, section)| (section.map(str::to_owned), paper)).collect();
            if papers.is_empty() {
                return Err(no_paper_listed(folder));
            }
            return Ok(input::generated(&name, &name, &papers));
        }
        (_, None) => return Err(Trouble::say("there is neither a list nor a search")),
    };
    let (papers, total) = match search(door, &query).await.answer {
        SearchAnswer::Hits { papers, total } => (papers, total),
        SearchAnswer::Failed(failure) => {
            let hint = gaps::hint(&failure);
            return Err(Trouble::new(anyhow::Error::new(failure).context("the search has no answer")).hint(hint));
        }
    };
    if papers.is_empty() {
        return Err(Trouble::say(format!("nothing was found for `{}`", query.text))
            .hint("all words must occur in title or abstract; try fewer, or `|` between them"));
    }
    let taken = taken(papers.len(), total, &query);
    if !global.quiet {
        anstream::eprintln!("{}", super::table::printable(&taken));
    }
    let mut by_year: Vec<(Option<String>, &Paper)> = papers
        .iter()
        .map(|paper| (Some(paper.date.map_or_else(|| "Without a year".to_owned(), |date| date.year().to_string())), paper))
        .collect();
    // Stable: within a year the most cited stay first.
    by_year.sort_by_key(|(_, paper)| std::cmp::Reverse(paper.date.map(|date| date.year())));
    let mut input = input::generated(&slug(&query.text), &query.text, &by_year);
    input.caveat = taken;
    Ok(input)
}

pub fn no_paper_listed(folder: &str) -> Trouble {
    Trouble::say(format!("the tables in `{folder}` list no paper"))
        .hint("the column `listed` must say `true` or `1` for some; without it all are listed")
}

/// What `--query` asks.
pub fn search_query(args: &StudyArgs) -> Option<SearchQuery> {
    args.query.as_ref().map(|text| SearchQuery { text: text.clone(), since: args.since, at_most: args.limit })
}

/// How much of what there is was taken.
fn taken(papers: usize, total: u32, query: &SearchQuery) -> String {
    let since = query.since.map(|year| format!(" since {year}")).unwrap_or_default();
    let words = query.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if papers as u64 >= u64::from(total) {
        return format!("This list is a search: all {total} papers the catalog finds for \u{201c}{words}\u{201d}{since}.");
    }
    format!(
        "This list is a search: the {papers} most cited of {total} papers the catalog finds for \u{201c}{words}\u{201d}{since}; --limit takes more."
    )
}

/// A name for a folder: `KV cache, quantized` → `kv-cache-quantized`.
pub fn slug(text: &str) -> String {
    let slug: String = normalized_title(text).replace(' ', "-").chars().take(60).collect();
    if slug.is_empty() { "search".to_owned() } else { slug }
}

impl Catalog for Door<'_> {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        match self {
            Door::Online(catalog) => catalog.papers(wanted, arrived).await,
            Door::Offline(catalog) => catalog.papers(wanted, arrived).await,
            Door::Tables(catalog, _) => catalog.papers(wanted, arrived).await,
        }
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        match self {
            Door::Online(catalog) => catalog.titles(wanted, arrived).await,
            Door::Offline(catalog) => catalog.titles(wanted, arrived).await,
            Door::Tables(catalog, _) => catalog.titles(wanted, arrived).await,
        }
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        match self {
            Door::Online(catalog) => catalog.references(wanted, arrived).await,
            Door::Offline(catalog) => catalog.references(wanted, arrived).await,
            Door::Tables(catalog, _) => catalog.references(wanted, arrived).await,
        }
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        match self {
            Door::Online(catalog) => catalog.citations(wanted, arrived).await,
            Door::Offline(catalog) => catalog.citations(wanted, arrived).await,
            Door::Tables(catalog, _) => catalog.citations(wanted, arrived).await,
        }
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        match self {
            Door::Online(catalog) => catalog.search(wanted, arrived).await,
            Door::Offline(catalog) => catalog.search(wanted, arrived).await,
            Door::Tables(catalog, _) => catalog.search(wanted, arrived).await,
        }
    }

    fn requests(&self) -> Requests {
        match self {
            Door::Online(catalog) => catalog.requests(),
            Door::Offline(catalog) => catalog.requests(),
            Door::Tables(catalog, _) => catalog.requests(),
        }
    }
}

/// What `--dry-run` says: requests by kind and time, after what the cache already holds.
pub fn plan(inputs: Vec<Input>, overrides: &Overrides, report: &StudyArgs, global: &Global) -> Result<String, Trouble> {
    let args = &report.catalog;
    if args.corpus.is_some() {
        return Ok("0 requests: the tables answer everything\n".into());
    }
    let cache = Cached::offline(&args.cache, today()).map_err(trouble)?;
    let pace = settings(args)?.effective_pace();
    let runtime = super::runtime()?;
    let mut plan = Plan::default();
    let mut open = 0;
    let mut out = String::new();
    let mut inputs = inputs;
    if let Some(query) = search_query(report) {
        if cache.lacking_searches(std::slice::from_ref(&query)).is_empty() {
            inputs.push(runtime.block_on(list(
                &Door::Offline(Box::new(Cached::offline(&args.cache, today()).map_err(trouble)?)),
                report,
                global,
            ))?);
        } else {
            plan += Plan::for_searches(&[query]);
            open += 1;
        }
    }
    for input in &inputs {
        let questions = resolve::questions(&input.list, overrides);
        let (identifiers, titles) = (cache.lacking_papers(&questions.identifiers), cache.lacking_titles(&questions.titles));
        plan += Plan::for_papers(&identifiers);
        plan += Plan::for_titles(&titles);
        let resolved = runtime.block_on(resolve::resolve(&input.list, &cache, overrides));
        let wanted = |count, at_most, id: &citegraph::paper::PaperId| Wanted { id: id.clone(), count, at_most };
        let references: Vec<Wanted> = resolved.papers.iter().map(|p| wanted(p.reference_count, u32::MAX, &p.id)).collect();
        let citations: Vec<Wanted> = resolved.papers.iter().map(|p| wanted(p.citation_count, reach(args).max_citations, &p.id)).collect();
        plan += Plan::for_references(&cache.lacking_references(&references));
        plan += Plan::for_citations(&cache.lacking_citations(&citations));
        open += identifiers.len() + titles.len();
        out.push_str(&format!(
            "{}: {} and {} to ask; the cache holds {} of it\n",
            super::table::printable(&input.name),
            counted(identifiers.len(), "identifier", "identifiers"),
            counted(titles.len(), "title", "titles"),
            counted(resolved.papers.len(), "paper", "papers")
        ));
    }
    let total = plan.total();
    out.push_str(&format!(
        "{}{}: {} batch, {} match, {} references, {} citations{}; {}\n",
        counted(total, "request", "requests"),
        if open > 0 { " to find the papers" } else { "" },
        plan.batch,
        plan.title_match,
        plan.references,
        plan.citations,
        if plan.search > 0 { format!(", {} search", plan.search) } else { String::new() },
        takes(plan, pace)
    ));
    if open > 0 {
        let lists = plan_of_unknown(open, reach(args).citers);
        out.push_str(&format!(
            "then about {} more for the reference and citation lists of the papers found, at some 60 rows a list; {}. A paper with over 1,000 citations adds a page\n",
            lists.total(),
            takes(lists, pace)
        ));
    }
    Ok(out)
}

/// What the lists of so many papers may take of which nothing is known yet, and the reference lists of those that cite them.
fn plan_of_unknown(papers: usize, citers: usize) -> Plan {
    let wanted = |n: usize| -> Vec<Wanted> {
        (0..n).map(|i| Wanted { id: citegraph::paper::PaperId(i.to_string()), count: None, at_most: u32::MAX }).collect()
    };
    let mut plan = Plan::for_references(&wanted(papers));
    plan += Plan::for_citations(&wanted(papers));
    plan += Plan::for_references(&wanted(citers.min(papers)));
    plan
}

/// How long the requests take at this pace.
fn takes(plan: Plan, pace: Duration) -> String {
    let time = super::progress::in_words(plan.duration(pace, Duration::from_millis(1200)));
    if pace.is_zero() { format!("about {time} without pauses") } else { format!("about {time} at one every {:.1} s", pace.as_secs_f64()) }
}

pub fn cache_info(folder: &Path) -> Result<String, Trouble> {
    let info = cache::info(folder).map_err(trouble)?;
    let days = match (info.oldest, info.newest) {
        (Some(oldest), Some(newest)) => format!("asked between {oldest} and {newest}"),
        _ => "no answers yet".into(),
    };
    let mut out = format!(
        "{}: {} kB\n{}, {}, {}, {}, {}; {days}\n",
        folder.join(&info.file).display(),
        info.bytes.div_ceil(1024),
        counted(info.papers, "paper", "papers"),
        counted(info.titles, "title", "titles"),
        counted(info.references, "reference list", "reference lists"),
        counted(info.citations, "citation list", "citation lists"),
        counted(info.searches, "search", "searches")
    );
    if info.gaps > 0 {
        out.push_str(&format!("{}; `citegraph cache verify` tells more\n", counted(info.gaps, "damaged place", "damaged places")));
    }
    for path in &info.moved_aside {
        out.push_str(&format!("moved aside: {}\n", path.display()));
    }
    Ok(out)
}

/// The words, and whether anything is damaged.
pub fn cache_verify(folder: &Path) -> Result<(String, bool), Trouble> {
    let verified = cache::verify(folder).map_err(trouble)?;
    let mut out = format!("{} checked, {} damaged\n", counted(verified.records, "record", "records"), verified.damaged.len());
    for key in &verified.damaged {
        out.push_str(&format!("damaged: {}\n", super::table::printable(key)));
    }
    if verified.gaps > 0 {
        out.push_str(&format!("{} could not be read\n", counted(verified.gaps, "place", "places")));
    }
    if verified.torn_bytes > 0 {
        out.push_str(&format!(
            "the last record was never finished ({}); the next run cuts it off and asks again\n",
            counted(verified.torn_bytes, "byte", "bytes")
        ));
    }
    Ok((out, !verified.is_sound()))
}

pub fn cache_clear(folder: &Path) -> Result<String, Trouble> {
    let cleared = cache::clear(folder).map_err(trouble)?;
    Ok(format!("removed {}, {} kB\n", counted(cleared.files, "file", "files"), cleared.bytes.div_ceil(1024)))
}

pub fn cache_prune(folder: &Path, older_than: Option<u32>) -> Result<String, Trouble> {
    let pruned = cache::prune(folder, older_than, today()).map_err(trouble)?;
    let (before, after) = (pruned.bytes_before.div_ceil(1024), pruned.bytes_after.div_ceil(1024));
    Ok(format!("kept {}, dropped {}; {before} kB before, {after} kB now\n", counted(pruned.kept, "record", "records"), pruned.dropped))
}

pub fn cache_export(folder: &Path, file: &Path) -> Result<String, Trouble> {
    let exported = cache::export(folder, file).map_err(trouble)?;
    if exported.kept == 0 {
        warn(format!("the cache in `{}` holds no answers", folder.display()));
    }
    Ok(format!("{}, {} kB in {}\n", counted(exported.kept, "record", "records"), exported.bytes_after.div_ceil(1024), file.display()))
}

pub fn cache_import(folder: &Path, file: &Path) -> Result<String, Trouble> {
    let imported = cache::import(file, folder).map_err(trouble)?;
    if imported.damaged > 0 {
        warn(format!("{} in `{}` left out", counted(imported.damaged, "damaged record", "damaged records"), file.display()));
    }
    Ok(format!("{} added; {} here already, as new or newer\n", counted(imported.added, "record", "records"), imported.known))
}
