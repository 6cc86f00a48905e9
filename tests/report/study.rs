//! Studies made up for the tests of the report: same number, same study. Their numbers are shaped like an analysis' but mean nothing.

#![allow(dead_code, reason = "each test file uses a part")]

use citegraph::analysis::*;
use citegraph::catalog::{EdgeState, Failure, Requests};
use citegraph::corpus::{Corpus, Known, Listed};
use citegraph::graph::CitationGraph;
use citegraph::list::{Entry, Kind, List, Section};
use citegraph::maintain::{Finding, Severity};
use citegraph::paper::{Author, Citation, Date, Identifier, Paper, PaperId, PaperIx, Scheme, SectionPath};
use citegraph::report::{Coverage, Provenance, States, Study};
use citegraph::resolve::{Candidate, Evidence, Resolution, Resolved};

/// Titles that try to leave the place they are put in.
pub const HOSTILE: [&str; 12] = [
    "</script><img src=x onerror=alert(1)>",
    "=cmd('calc')!A0",
    "]]> <![CDATA[ -- <!-- --> &amp; &#60;",
    "| a | b | `code` [link](javascript:alert(1)) **bold** @someone #1",
    "\u{202E}gnp.exe\u{202C} and \u{2066}isolated\u{2069}",
    "nul\u{0} bell\u{7} esc\u{1b}[31m delete\u{7f} c1\u{85} vt\u{b}",
    "\"quoted\", 'single', comma; \\backslash {brace} $math$ %percent ~tilde ^caret _under",
    "目录 논문 ورقة 🦀 Ω ∑ ﬁ",
    "{{ 7 * 7 }}{% raw %} ${7*7} <%= 7 %>",
    "\u{2028}line\u{2029}paragraph\r\ncarriage\ttab",
    "-1+1",
    "",
];

const WORDS: [&str; 24] = [
    "Efficient",
    "Sparse",
    "Attention",
    "Quantization",
    "Pruning",
    "Distillation",
    "Language",
    "Models",
    "Transformers",
    "Inference",
    "Decoding",
    "Cache",
    "Adapters",
    "Scaling",
    "Experts",
    "Retrieval",
    "Low-Rank",
    "Speculative",
    "Training",
    "Memory",
    "Long-Context",
    "Kernels",
    "Routing",
    "Alignment",
];
const NAMES: [&str; 12] = [
    "Ada Lund",
    "Bo Krüger",
    "Chen Wei",
    "Dana Ionescu",
    "Eli Novák",
    "Fatima Haddad",
    "Goran Šimić",
    "Hana Sato",
    "Ivo Petrov",
    "Jun Park",
    "Kofi Mensah",
    "Lena Østby",
];

/// SplitMix64: small, and the same everywhere.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, most: usize) -> usize {
        if most == 0 { 0 } else { (self.next() % most as u64) as usize }
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

pub const AS_OF: &str = "2024-06-15";

/// A study of `listed` papers, twice as many around them, some entries that lead nowhere; `hostile` titles in it when asked.
pub fn study(listed: usize, hostile: bool) -> Study {
    let mut numbers = Numbers(7 + listed as u64);
    let topics = if listed == 0 { 0 } else { (listed / 14).clamp(2, 12) };
    let all = listed * 3;
    let papers: Vec<Paper> = (0..all).map(|i| paper(i, all, &mut numbers, hostile)).collect();
    let citations = citations(&papers, topics.max(1), &mut numbers);
    // Every third paper is listed, so that listed ones have all dates.
    let sections = if listed > 0 { SECTIONS.len() } else { 0 };
    let chosen = (0..listed).map(|i| (i * 3, (i + (i / 3) % 2) % sections.max(1))).collect();
    let names = (0..sections).map(|i| if hostile { HOSTILE[i] } else { SECTIONS[i] }.to_owned()).collect();
    build(papers, &Chosen { papers: chosen, sections: names }, &citations, topics, hostile, &mut numbers)
}

/// Listed papers as (place among the papers, section).
struct Chosen {
    papers: Vec<(usize, usize)>,
    sections: Vec<String>,
}

const SECTIONS: [&str; 8] = [
    "Survey",
    "Quantization",
    "Pruning and Sparsity",
    "Distillation",
    "KV Cache and Attention",
    "Speculative Decoding",
    "Serving Systems",
    "Fine-tuning",
];

/// Real titles and citations, of the example that ships with the program, under made-up rankings and topics.
pub fn example() -> Study {
    let root = env!("CARGO_MANIFEST_DIR");
    let read = |name: &str| std::fs::read_to_string(format!("{root}/examples/{name}")).unwrap();
    let mut papers = Vec::new();
    for row in csv::Reader::from_reader(read("snapshot/papers.csv").as_bytes()).records().map(Result::unwrap) {
        let mut paper = Paper::new(&row[0], &row[1]);
        paper.authors = vec![Author::named(&row[2])];
        paper.date = row[3].parse().ok();
        paper.identifiers = vec![Identifier::new(Scheme::Arxiv, &row[0])];
        papers.push(paper);
    }
    let citations: Vec<Citation> = csv::Reader::from_reader(read("snapshot/citations.csv").as_bytes())
        .records()
        .map(Result::unwrap)
        .map(|row| Citation { citing: PaperId(row[0].to_owned()), cited: PaperId(row[1].to_owned()) })
        .collect();
    let mut chosen = Chosen { papers: Vec::new(), sections: Vec::new() };
    for line in read("efficient-llm.md").lines() {
        if let Some(name) = line.strip_prefix("## ") {
            chosen.sections.push(name.to_owned());
        }
        let id = line.split("arxiv.org/abs/").nth(1).and_then(|rest| rest.get(..10));
        let place = id.and_then(|id| papers.iter().position(|paper| paper.id.0 == id));
        if let Some(place) = place.filter(|place| chosen.papers.iter().all(|(other, _)| other != place)) {
            chosen.papers.push((place, chosen.sections.len() - 1));
        }
    }
    let mut study = build(papers, &chosen, &citations, 7, false, &mut Numbers(3));
    study.provenance.partial = true;
    study.provenance.catalog = "bundled snapshot".to_owned();
    study.provenance.caveat = "Counts are counts inside the bundled snapshot of 185 papers, far below the world's.".to_owned();
    study
}

fn paper(i: usize, all: usize, numbers: &mut Numbers, hostile: bool) -> Paper {
    let words: Vec<&str> = (0..4 + numbers.below(6)).map(|_| WORDS[numbers.below(WORDS.len())]).collect();
    let mut title = format!("{}: {}", words[0], words[1..].join(" "));
    if hostile {
        title = match i % 15 {
            13 => "x".repeat(10_000),
            14 => title,
            kind => HOSTILE.get(kind).copied().unwrap_or("plain").to_owned(),
        };
    }
    let mut paper = Paper::new(format!("{:040x}", (i as u128 + 1) * 0x9E37_79B9_7F4A_7C15_u128), title);
    let day = 16_200 + (3_600.0 * (i as f64 / all.max(1) as f64).sqrt()) as i32 + numbers.below(60) as i32;
    let date = Date::from_epoch_days(day.min(19_880));
    paper.date = match numbers.below(12) {
        0 => None,
        1 => date.and_then(|date| Date::year_only(date.year())),
        _ => date,
    };
    paper.authors = (0..1 + numbers.below(7)).map(|_| Author::named(NAMES[numbers.below(NAMES.len())])).collect();
    paper.venue = ["", "NeurIPS", "ACL", "arXiv.org", "ICLR"][numbers.below(5)].to_owned();
    paper.identifiers = vec![Identifier::new(Scheme::Arxiv, format!("{}{:02}.{:05}", 14 + i % 10, 1 + i % 12, i))];
    if hostile {
        paper.identifiers.push(Identifier::new(Scheme::Doi, "10.1/\"><script>alert(2)</script>"));
        paper.authors.push(Author::named("Robert\"; <b>Tables</b>\u{202E} | =1+1"));
        paper.venue = "<i>Venue</i> & `co` | x".to_owned();
    }
    paper.citation_count = (numbers.below(20) > 0).then(|| (numbers.unit().powi(4) * 4_000.0) as u32);
    paper.influential_citation_count = paper.citation_count.map(|n| n / 9);
    paper.reference_count = Some(numbers.below(80) as u32);
    paper
}

fn citations(papers: &[Paper], topics: usize, numbers: &mut Numbers) -> Vec<Citation> {
    let mut citations = Vec::new();
    for citing in 1..papers.len() {
        for _ in 0..4 + numbers.below(6) {
            // Older papers, mostly of the same topic, the early ones more often.
            let mut cited = (numbers.unit() * numbers.unit() * citing as f64) as usize;
            if numbers.below(5) > 0 {
                cited = cited - cited % topics + citing % topics;
            }
            if cited < citing {
                citations.push(Citation { citing: papers[citing].id.clone(), cited: papers[cited].id.clone() });
            }
        }
    }
    citations
}

fn build(papers: Vec<Paper>, chosen: &Chosen, citations: &[Citation], topics: usize, hostile: bool, numbers: &mut Numbers) -> Study {
    let listed = chosen.papers.len();
    let ids: Vec<PaperId> = chosen.papers.iter().map(|(place, _)| papers[*place].id.clone()).collect();
    let list = list(&papers, chosen, hostile);
    let sections = |i: usize| list.section(&list.entries[i]);
    let known = |i: usize| Known {
        references: if i % 9 == 4 { EdgeState::Elided } else { EdgeState::Complete },
        reference_rows: if i % 9 == 4 { 0 } else { 20 },
        reference_nameless: 2,
        citations: if i % 11 == 3 { EdgeState::Truncated { total: 900 } } else { EdgeState::Complete },
        citation_rows: 40,
    };
    let rows = ids.iter().enumerate().map(|(i, id)| Listed { id: id.clone(), known: known(i), sections: vec![sections(i)] }).collect();
    let day: Date = AS_OF.parse().unwrap();
    let corpus = Corpus::new(papers.clone(), citations, rows, Some((day, day)));
    let graph = CitationGraph::of(&corpus);
    let resolved = resolved(&list, &ids, &corpus, listed);
    let topic_of: Vec<Option<u32>> = corpus.listed().iter().map(|&ix| topic_of(&ids, corpus.paper(ix), topics)).collect();
    let mut analyses = Analyses {
        as_of: day,
        data_until: None,
        rankings: rankings(&corpus, &graph, numbers),
        topics: topics_of(&corpus, &topic_of, topics, hostile),
        trends: trends(&corpus, &topic_of, topics, hostile),
        missing: missing(&corpus, hostile),
        main_path: main_path(&corpus),
        historiograph: historiograph(&corpus),
        places: Vec::new(),
        filing: filing(&corpus, hostile),
    };
    analyses.places = standing::places(&corpus, &analyses.rankings, &analyses.topics);
    let outcome = |name: &str| resolved.resolutions.iter().filter(|r| r.outcome() == name).count() as u32;
    let entries = list.entries.len() as u32;
    let coverage = Coverage {
        entries,
        papers: entries - outcome("not-a-paper"),
        found: outcome("found"),
        ambiguous: outcome("ambiguous"),
        unknown: outcome("unknown"),
        failed: outcome("failed"),
        not_a_paper: outcome("not-a-paper"),
        distinct_papers: listed as u32,
        references_known: 18 * listed as u32,
        references_total: 22 * listed as u32,
        citations_known: 40 * listed as u32,
        citations_total: 60 * listed as u32,
        future_dates: 0,
        reference_lists: States { complete: (listed - listed / 9) as u32, elided: (listed / 9) as u32, ..States::default() },
        citation_lists: States { complete: listed as u32, ..States::default() },
    };
    let findings = findings(&list, hostile);
    let name = if hostile { "</title><script>alert(3)</script> | =list".to_owned() } else { "efficient-llm".to_owned() };
    let provenance = Provenance {
        catalog: "Semantic Scholar Academic Graph API".to_owned(),
        partial: false,
        caveat: String::new(),
        asked: Some((day, day)),
        input_hash: "0".repeat(64),
        input_name: "efficient-llm.md".to_owned(),
        program_version: "0.1.0".to_owned(),
        seed: 42,
        options: serde_json::json!({ "as_of": AS_OF }),
        requests: Requests { batch: 3, title_match: 2, total: 5, ..Requests::default() },
        plan: serde_json::json!({"batch": 3}),
        cache: serde_json::json!({ "state": "warm" }),
    };
    Study { name, list, resolved, corpus, graph, analyses, coverage, findings, provenance, part: None }
}

fn list(papers: &[Paper], chosen: &Chosen, hostile: bool) -> List {
    let listed = chosen.papers.len();
    let sections: Vec<Section> = chosen
        .sections
        .iter()
        .enumerate()
        .map(|(i, name)| Section { path: vec!["Efficient LLM".to_owned(), name.clone()], line: 3 + 40 * i, span: 0..1 })
        .collect();
    let entry = |i: usize, title: &str, kind: Kind, section: Option<usize>| Entry {
        span: i * 10..i * 10 + 9,
        section,
        kind,
        title_span: i * 10..i * 10 + 5,
        ..Entry::paper(title, 10 + i)
    };
    let mut entries: Vec<Entry> = chosen
        .papers
        .iter()
        .enumerate()
        .map(|(i, &(place, section))| {
            let mut entry = entry(i, &papers[place].title, Kind::Paper, Some(section));
            entry.identifiers = papers[place].identifiers.clone();
            entry
        })
        .collect();
    if listed > 0 {
        let odd = if hostile { HOSTILE[0] } else { "A paper nobody knows" };
        for (extra, kind) in [Kind::Paper, Kind::Paper, Kind::Paper, Kind::Repository, Kind::Paper].into_iter().enumerate() {
            entries.push(entry(listed + extra, odd, kind, Some(0)));
        }
        entries[listed + 4].duplicate_of = Some(0);
        entries[listed + 4].title = papers[chosen.papers[0].0].title.clone();
    }
    List::new("Efficient LLM".to_owned(), sections, entries, Vec::new())
}

fn resolved(list: &List, ids: &[PaperId], corpus: &Corpus, listed: usize) -> Resolved {
    let evidence = |i: usize| match i % 7 {
        3 => Evidence::Title { similarity: 0.96, score: Some(120.5), author_agrees: Some(true), year_agrees: None },
        _ => Evidence::Identifier { identifier: list.entries[i].identifiers[0].clone(), merged: i % 5 == 2, title_similarity: Some(1.0) },
    };
    let mut resolutions: Vec<Resolution> =
        ids.iter().enumerate().map(|(i, id)| Resolution::Found { paper: id.clone(), evidence: evidence(i) }).collect();
    if listed > 0 {
        let candidate = Candidate {
            paper: ids[0].clone(),
            title: list.entries[listed].title.clone(),
            similarity: 0.84,
            reason: "the title agrees but the year does not".to_owned(),
        };
        resolutions.push(Resolution::Ambiguous { candidates: vec![candidate] });
        resolutions.push(Resolution::Unknown { reason: "no title comes near".to_owned() });
        resolutions.push(Resolution::Failed { failure: Failure::RateLimited });
        resolutions.push(Resolution::NotAPaper);
        resolutions.push(Resolution::Found { paper: ids[0].clone(), evidence: Evidence::Override });
    }
    let papers = corpus.listed().iter().map(|&ix| corpus.paper(ix).clone()).collect();
    Resolved { resolutions, papers, merged: Vec::new(), asked: None }
}

fn topic_of(ids: &[PaperId], paper: &Paper, topics: usize) -> Option<u32> {
    let place = ids.iter().position(|id| *id == paper.id)?;
    (place % 17 != 16 && topics > 0).then(|| (((place * 3) % topics.max(1)).max(place % topics)) as u32)
}

fn rankings(corpus: &Corpus, graph: &CitationGraph, numbers: &mut Numbers) -> Rankings {
    let mut standings: Vec<Standing> = corpus
        .listed()
        .iter()
        .map(|&ix| {
            let paper = corpus.paper(ix);
            let local = |row: &[u32]| row.iter().filter(|node| corpus.role(PaperIx(**node)).listed).count() as u32;
            let citers = graph.citers(ix.0);
            let hot = numbers.unit().powi(3) * 9.0;
            let monthly: Vec<u32> = (0..24).map(|m| (hot * numbers.unit() * (1.0 + f64::from(m) / 12.0)) as u32).collect();
            let provisional = paper.date.is_none_or(|date| date.year() >= 2024);
            Standing {
                paper: ix,
                rank: 0,
                rank_interval: (0, 0),
                hot,
                hot_parts: HotParts { recent: hot, ..HotParts::default() },
                age_percentile: (!provisional).then(|| (numbers.unit() * 1000.0).round() / 10.0),
                cohort: 60,
                age_rank: None,
                rescaled_pagerank: (!provisional).then(|| numbers.unit() * 6.0 - 2.0),
                provisional,
                citations: paper.citation_count,
                influential_citations: paper.influential_citation_count,
                citations_known: citers.len() as u32,
                citations_3m: monthly[21..].iter().sum(),
                citations_12m: monthly[12..].iter().sum(),
                pagerank: numbers.unit() / corpus.len() as f64,
                local_citations: local(citers),
                local_references: local(graph.references(ix.0)),
                relevance: numbers.unit() * 0.5,
                monthly,
                evidence: format!(
                    "cited by {} papers here, {} of them on the list; {:.1} times the recent attention of papers under two years",
                    citers.len(),
                    local(citers),
                    hot
                ),
            }
        })
        .collect();
    standings.sort_by(|a, b| b.hot.total_cmp(&a.hot));
    let count = standings.len() as u32;
    for (i, standing) in standings.iter_mut().enumerate() {
        standing.rank = i as u32 + 1;
        let spread = 1 + standing.rank / 3;
        standing.rank_interval = (standing.rank.saturating_sub(spread).max(1), (standing.rank + spread).min(count));
    }
    let mut by_age: Vec<usize> = (0..standings.len()).filter(|&i| standings[i].age_percentile.is_some()).collect();
    by_age.sort_by(|&a, &b| standings[b].age_percentile.unwrap().total_cmp(&standings[a].age_percentile.unwrap()));
    for (place, i) in by_age.into_iter().enumerate() {
        standings[i].age_rank = Some(place as u32 + 1);
    }
    Rankings { standings, ..Rankings::default() }
}

const LABELS: [&str; 12] = [
    "post-training quantization",
    "attention and KV cache",
    "parameter-efficient fine-tuning",
    "pruning and sparsity",
    "knowledge distillation",
    "speculative decoding",
    "mixture of experts",
    "serving systems",
    "long context",
    "state-space models",
    "small language models",
    "retrieval",
];

fn topics_of(corpus: &Corpus, topic_of: &[Option<u32>], topics: usize, hostile: bool) -> Topics {
    let members = |topic: usize| -> Vec<PaperIx> {
        corpus.listed().iter().zip(topic_of).filter(|(_, t)| **t == Some(topic as u32)).map(|(ix, _)| *ix).collect()
    };
    let label = |topic: usize| if hostile { HOSTILE[topic].to_owned() } else { LABELS[topic].to_owned() };
    let all: Vec<Topic> = (0..topics)
        .map(|topic| {
            let papers = members(topic);
            let section = |i: usize| corpus.sections().get(i).and_then(|s| s.first().cloned()).unwrap_or_default();
            Topic {
                label: label(topic),
                terms: label(topic)
                    .split(' ')
                    .map(|word| Term { term: word.to_owned(), weight: 2.0, papers: papers.len() as u32 / 2 })
                    .collect(),
                core: papers.iter().take(3).copied().collect(),
                bridges: papers
                    .iter()
                    .skip(2)
                    .take(1)
                    .map(|&paper| Bridge { paper, topic: ((topic + 1) % topics) as u32, share: 0.46 })
                    .collect(),
                sections: vec![(section(topic), papers.len() as u32 / 2), (section(topic + 1), papers.len() as u32 / 3)],
                stability: 0.6 + 0.03 * topic as f64,
                papers,
            }
        })
        .collect();
    let levels = ["coarse", "medium", "fine"]
        .iter()
        .map(|name| Level {
            gamma: 1.0,
            name,
            topic_of: topic_of.to_vec(),
            labels: all.iter().map(|t| t.label.clone()).collect(),
            modularity: 0.43,
        })
        .collect();
    let misfiled = corpus
        .listed()
        .iter()
        .take(if topics > 0 { 2 } else { 0 })
        .map(|&paper| Misfiled {
            paper,
            section: SectionPath::new(["Survey"]),
            suggested: SectionPath::new([if hostile { HOSTILE[3] } else { "Quantization" }]),
            share_suggested: 0.7,
            share_own: 0.1,
            because: corpus.listed().iter().skip(2).take(2).copied().collect(),
        })
        .collect();
    Topics {
        topic_of: topic_of.to_vec(),
        topics: all,
        levels,
        agreement: (topics > 0).then_some(Agreement {
            papers: topic_of.len() as u32,
            adjusted_rand: 0.38,
            adjusted_mutual_information: 0.51,
        }),
        misfiled,
        overviews: Vec::new(),
        splits: splits(corpus, hostile),
        merges: merges(corpus, hostile),
    }
}

fn trends(corpus: &Corpus, topic_of: &[Option<u32>], topics: usize, hostile: bool) -> Trends {
    let last = AS_OF.parse::<Date>().unwrap().month_index().unwrap();
    let months: Vec<i32> = corpus.papers().iter().filter_map(|p| p.date?.month_index()).collect();
    let Some(first) = months.iter().copied().min() else { return Trends::default() };
    let length = (last - first + 1) as usize;
    let mut papers = vec![0; length];
    let mut citations = vec![0; length];
    let empty = |name: String| Series { name, papers: vec![0; length], citations: vec![0; length], ..Series::default() };
    let mut series: Vec<Series> = (0..topics).map(|t| empty(if hostile { HOSTILE[t].to_owned() } else { LABELS[t].to_owned() })).collect();
    let position = |ix: PaperIx| corpus.listed().binary_search(&ix).ok();
    let at = |ix: PaperIx| corpus.paper(ix).date.and_then(|d| d.month_index()).map(|m| (m - first) as usize);
    for &ix in corpus.listed() {
        if let Some(month) = at(ix) {
            papers[month] += 1;
            if let Some(topic) = topic_of[position(ix).unwrap()] {
                series[topic as usize].papers[month] += 1;
            }
        }
    }
    for &(citing, cited) in corpus.citations() {
        if let (Some(place), Some(month)) = (position(cited), at(citing)) {
            citations[month] += 1;
            if let Some(topic) = topic_of[place] {
                series[topic as usize].citations[month] += 1;
            }
        }
    }
    for (i, series) in series.iter_mut().enumerate() {
        let (end, from) = (length.saturating_sub(3), length.saturating_sub(15));
        let last_12m: u32 = series.citations[from..end].iter().sum();
        let before_12m: u32 = series.citations[length.saturating_sub(27)..from].iter().sum();
        let log_ratio = (f64::from(last_12m + 2) / f64::from(before_12m + 2)).ln();
        series.growth = Some(Growth {
            last_12m,
            before_12m,
            log_ratio,
            beyond_list: log_ratio,
            p_value: 0.01 * (i + 1) as f64,
            q_value: 0.02 * (i + 1) as f64,
            significant: i < 2,
        });
    }
    let term = |i: usize| if hostile { HOSTILE[i].to_owned() } else { WORDS[i].to_lowercase() };
    let bursts = (0..if length > 40 { 9 } else { 0 })
        .map(|i| Burst {
            term: term(i),
            from: first + 6 * i as i32,
            to: first + 6 * i as i32 + 4 + i as i32,
            weight: 2.0 + i as f64,
            open: i == 8,
            papers: 4 + i as u32,
            expected: 1.5,
            because: corpus.listed().iter().skip(i).take(3).copied().collect(),
        })
        .collect();
    let reference_years = (1998..2024)
        .map(|y| {
            (
                y,
                ((y - 1996) * (y - 1996) / 6) as u32 + if y == 2017 { 60 } else { 0 },
                if y == 2017 { 58.0 } else { f64::from(y % 5) - 2.0 },
            )
        })
        .collect();
    Trends {
        first_month: first,
        incomplete_months: 3,
        papers,
        citations,
        topics: series,
        sections: Vec::new(),
        bursts,
        reference_years,
        reference_half_life: Some(3.4),
        citation_half_life: Some(2.1),
        reference_peaks: vec![ReferencePeak {
            year: 2017,
            references: 133,
            deviation: 58.0,
            works: corpus.listed().iter().take(2).map(|&ix| (ix, 9)).collect(),
        }],
        velocity: Some(Velocity { per_month: 12.5, before: 8.25, last_3m: 14.0, per_paper: 0.4 }),
        outlook: Some(Outlook { papers: 40, low: 29, high: 51 }),
        sleeping_beauties: SleepingBeauties {
            papers: corpus.listed().iter().take(3).map(|&paper| beauty(paper, hostile)).collect(),
            judged: 3,
            too_young: 12,
            too_few: 4,
            unknown: 1,
        },
        disruption: Disruptions {
            papers: corpus.listed().iter().skip(1).take(3).map(|&paper| disruption(paper, hostile)).collect(),
            window_years: 5,
            too_young: 12,
            too_few: 0,
            unknown: 5,
        },
    }
}

fn words(hostile: bool, plain: &str) -> String {
    if hostile { HOSTILE[0].to_owned() } else { plain.to_owned() }
}

fn beauty(paper: PaperIx, hostile: bool) -> SleepingBeauty {
    let evidence = words(hostile, "1 citation in its first four years, 30 in 2022");
    SleepingBeauty {
        paper,
        beauty: 12.5,
        percentile: 96.0,
        published: 2016,
        awakening: 2021,
        peak: 2022,
        citations: vec![0, 1, 0, 0, 2, 12, 30],
        evidence,
    }
}

fn disruption(paper: PaperIx, hostile: bool) -> Disruption {
    Disruption {
        paper,
        disruption: -0.12,
        without_bystanders: 0.3,
        percentile: paper.0.is_multiple_of(2).then_some(81.0),
        peers: 40,
        focal_only: 12,
        both: 8,
        references_only: 30,
        references: 25,
        evidence: words(hostile, "more disrupting than 81 % of 40 papers of its age"),
    }
}

fn splits(corpus: &Corpus, hostile: bool) -> Vec<Split> {
    let part = |label: &str, from: usize| SplitPart {
        label: words(hostile, label),
        papers: corpus.listed().iter().skip(from).take(6).copied().collect(),
    };
    let split = Split {
        section: SectionPath::new([words(hostile, "Quantization")]),
        parts: vec![part("weights", 0), part("caches", 6)],
        within: 0.3,
        between: 0.01,
        abroad: 0.01,
        stability: 0.97,
        evidence: words(hostile, "falls into weights (6) and caches (6) with hardly a tie between them"),
    };
    if corpus.listed().len() > 40 { vec![split] } else { Vec::new() }
}

fn merges(corpus: &Corpus, hostile: bool) -> Vec<Merge> {
    let pairs: Vec<PaperIx> = corpus.listed().iter().take(4).copied().collect();
    let merge = Merge {
        sections: (SectionPath::new([words(hostile, "Survey")]), SectionPath::new([words(hostile, "Distillation")])),
        papers: (12, 10),
        within: (0.2, 0.3),
        between: 0.22,
        abroad: 0.02,
        p_value: 0.4,
        because: pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        evidence: words(hostile, "papers of both are tied as strongly as papers of each"),
    };
    if corpus.listed().len() > 40 { vec![merge] } else { Vec::new() }
}

/// By paper: some suggested ones and one listed one.
fn filing(corpus: &Corpus, hostile: bool) -> Vec<Filed> {
    let section = |share: f64| SectionSuggestion {
        section: SectionPath::new([words(hostile, "Quantization")]),
        share,
        because: corpus.listed().iter().take(2).copied().collect(),
        evidence: words(hostile, "4 of its nearest 25 papers under Quantization: 3 cite it"),
    };
    (0..corpus.len() as u32).map(PaperIx).step_by(5).map(|paper| Filed { paper, sections: vec![section(0.6), section(0.2)] }).collect()
}

fn historiograph(corpus: &Corpus) -> Historiograph {
    let papers: Vec<Landmark> =
        corpus.listed().iter().take(30).map(|&paper| Landmark { paper, local_citations: 7, citations: 900 }).collect();
    let links = papers.windows(2).map(|pair| (pair[1].paper, pair[0].paper)).collect();
    Historiograph { papers, links }
}

fn held_back(paper: PaperIx, hostile: bool) -> HeldBack {
    let printed = if hostile { HOSTILE[0] } else { "A printed title" };
    HeldBack { paper, line: 12, section: SectionPath::new([printed]), printed: printed.to_owned(), outcome: "ambiguous" }
}

fn missing(corpus: &Corpus, hostile: bool) -> Missing {
    let outside: Vec<PaperIx> = (0..corpus.len() as u32).map(PaperIx).filter(|ix| !corpus.role(*ix).listed).collect();
    let suggestion = |(i, &paper): (usize, &PaperIx)| Suggestion {
        cited_by: 12 - i.min(10),
        cites: i % 3,
        paper,
        score: 30.0 - i as f64,
        voters: corpus.listed().iter().skip(i % 3).take(12 - i.min(10)).copied().collect(),
        surprise: (i % 4 != 1).then_some(4.2),
        section: Some(SectionPath::new([if hostile { HOSTILE[0] } else { "Quantization" }])),
        evidence: format!("{} listed papers cite it", 12 - i.min(10)),
    };
    Missing {
        classics: outside.iter().take(14).enumerate().map(suggestion).collect(),
        recents: outside.iter().rev().take(9).enumerate().map(suggestion).collect(),
        held_back: outside.iter().skip(14).take(2).map(|&paper| held_back(paper, hostile)).collect(),
    }
}

fn main_path(corpus: &Corpus) -> MainPath {
    let mut dated: Vec<PaperIx> = corpus.listed().iter().copied().filter(|&ix| corpus.paper(ix).date.is_some()).collect();
    dated.sort_by_key(|&ix| corpus.paper(ix).date);
    let step = (dated.len() / 14).max(1);
    let chain: Vec<PaperIx> = dated.into_iter().step_by(step).collect();
    let mut links: Vec<(PaperIx, PaperIx, f64)> =
        chain.windows(2).enumerate().map(|(i, pair)| (pair[1], pair[0], 20.0 - i as f64 * 0.7)).collect();
    links.extend(chain.windows(4).step_by(3).map(|quad| (quad[3], quad[0], 8.0)));
    MainPath { links, broken_cycles: 1, ..MainPath::default() }
}

fn findings(list: &List, hostile: bool) -> Vec<Finding> {
    let finding =
        |code, severity, message: &str, line| Finding { code, severity, message: message.to_owned(), line, column: 3, span: 0..4 };
    if list.entries.is_empty() {
        return vec![finding("no-entries", Severity::Warning, "the list has no entries", 1)];
    }
    let message = if hostile { HOSTILE[0] } else { "the count is a placeholder" };
    let mut findings: Vec<Finding> = (0..7).map(|i| finding("placeholder-citation", Severity::Note, message, 12 + i)).collect();
    findings.push(finding("duplicate-entry", Severity::Warning, "the same paper stands at line 10", 99));
    findings.push(finding("id-title-conflict", Severity::Error, "the id names another paper than the title", 120));
    findings
}
