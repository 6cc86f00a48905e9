//! The papers a stand-in knows: read from tables, or made up by a seed.
//!
//! Titles, dates and citations of tables are what they are; paper ids, corpus ids and merged ids are synthetic, derived from the table's id.

use std::collections::HashMap;

use citegraph::paper::normalized_title;

#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Synthetic: 40 hexadecimal digits.
    pub sha: String,
    /// Synthetic: a second id, merged into the first.
    pub merged_sha: String,
    /// Synthetic.
    pub corpus: u64,
    /// The id in the table.
    pub id: String,
    pub arxiv: Option<String>,
    pub doi: Option<String>,
    pub acl: Option<String>,
    pub title: String,
    pub authors: Vec<String>,
    /// YYYY-MM-DD.
    pub date: Option<String>,
    pub year: Option<i32>,
    pub venue: String,
    pub abstract_text: Option<String>,
    /// Newest first.
    pub references: Vec<usize>,
    pub citations: Vec<usize>,
    /// Rows without an id at the end of the lists.
    pub nameless_references: usize,
    pub nameless_citations: usize,
    /// The publisher hides the references.
    pub elided: bool,
    /// Counted, but on no list.
    pub uncounted_citations: usize,
}

impl Record {
    pub fn reference_count(&self) -> usize {
        self.references.len() + self.nameless_references
    }

    pub fn citation_count(&self) -> usize {
        self.citations.len() + self.nameless_citations + self.uncounted_citations
    }
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub records: Vec<Record>,
    by_id: HashMap<String, usize>,
    by_word: HashMap<String, Vec<usize>>,
}

impl World {
    /// `papers.csv` with id, title and optional arxiv, authors, date, year, doi, acl, venue, abstract; `citations.csv` with citing, cited.
    pub fn from_csv(papers: &str, citations: &str) -> World {
        let mut reader = csv::Reader::from_reader(papers.as_bytes());
        let columns = reader.headers().expect("papers.csv has a head").clone();
        let column = |name: &str| columns.iter().position(|c| c == name);
        let (id, title) = (column("id").expect("a column id"), column("title"));
        let (arxiv, authors, date, year) = (column("arxiv"), column("authors"), column("date"), column("year"));
        let (doi, acl, venue, abstract_text) = (column("doi"), column("acl"), column("venue"), column("abstract"));
        let mut records = Vec::new();
        for row in reader.records() {
            let row = row.expect("papers.csv is well formed");
            let get = |place: Option<usize>| place.and_then(|p| row.get(p)).filter(|text| !text.is_empty()).map(str::to_owned);
            let table_id = row[id].to_owned();
            let arxiv = get(arxiv).or_else(|| is_arxiv(&table_id).then(|| table_id.clone()));
            let date = get(date);
            records.push(Record {
                title: get(title).unwrap_or_else(|| format!("Paper {table_id}")),
                doi: get(doi).or_else(|| arxiv.as_ref().map(|a| format!("10.48550/arXiv.{a}"))),
                arxiv,
                acl: get(acl),
                authors: get(authors).map(|a| a.split(';').map(|name| name.trim().to_owned()).collect()).unwrap_or_default(),
                year: get(year).or_else(|| date.as_ref().map(|d| d[..4].to_owned())).and_then(|y| y.parse().ok()),
                // Months become their first day: the API gives whole dates.
                date: date.filter(|d| d.len() >= 7).map(|d| if d.len() == 7 { format!("{d}-01") } else { d }),
                venue: get(venue).unwrap_or_else(|| "arXiv.org".to_owned()),
                abstract_text: get(abstract_text),
                id: table_id,
                ..Record::default()
            });
        }
        let place: HashMap<String, usize> = records.iter().enumerate().map(|(i, r)| (r.id.clone(), i)).collect();
        let mut reader = csv::Reader::from_reader(citations.as_bytes());
        for row in reader.records() {
            let row = row.expect("citations.csv is well formed");
            if let (Some(&citing), Some(&cited)) = (place.get(&row[0]), place.get(&row[1])) {
                records[citing].references.push(cited);
                records[cited].citations.push(citing);
            }
        }
        World::of(records)
    }

    /// The example that ships with the program.
    pub fn example() -> World {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/snapshot");
        World::from_folder(folder).expect("the example snapshot is there")
    }

    pub fn from_folder(folder: &str) -> std::io::Result<World> {
        let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}"));
        Ok(World::from_csv(&read("papers.csv")?, &read("citations.csv")?))
    }

    /// `papers` papers named `2001.00000` …, each citing up to `most_references` earlier ones.
    pub fn made_up(papers: usize, most_references: usize, seed: u64) -> World {
        let mut random = Random::new(seed);
        let mut records: Vec<Record> = (0..papers)
            .map(|i| {
                let arxiv = arxiv_of(i);
                let month = i * 120 / papers.max(1);
                Record {
                    title: format!("On the {} of {} by {}: part {i}", WORDS[i % 7], WORDS[7 + i / 7 % 7], WORDS[14 + i / 49 % 7]),
                    authors: vec![format!("Ada Author{}", i % 97), format!("Béla Writer{}", i % 89)],
                    year: Some(2010 + month as i32 / 12),
                    date: Some(format!("{}-{:02}-{:02}", 2010 + month / 12, month % 12 + 1, i % 28 + 1)),
                    doi: Some(format!("10.48550/arXiv.{arxiv}")),
                    venue: "arXiv.org".to_owned(),
                    abstract_text: (i % 4 > 0).then(|| format!("We study number {i}. It is “odd”.")),
                    id: arxiv.clone(),
                    arxiv: Some(arxiv),
                    ..Record::default()
                }
            })
            .collect();
        for citing in 1..papers {
            let mut cited: Vec<usize> = (0..random.below(most_references + 1)).map(|_| random.below(citing)).collect();
            cited.sort_unstable();
            cited.dedup();
            for cited in cited {
                records[citing].references.push(cited);
                records[cited].citations.push(citing);
            }
        }
        World::of(records)
    }

    /// Changes records, then numbers and indexes anew.
    pub fn planted(mut self, change: impl FnOnce(&mut Vec<Record>)) -> World {
        change(&mut self.records);
        World::of(self.records)
    }

    fn of(mut records: Vec<Record>) -> World {
        for record in &mut records {
            let hash = blake3::hash(format!("synthetic paper {}", record.id).as_bytes());
            record.sha = hash.to_hex()[..40].to_owned();
            record.merged_sha = blake3::hash(format!("synthetic merged {}", record.id).as_bytes()).to_hex()[..40].to_owned();
            record.corpus = u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap()) % 300_000_000;
        }
        let newest: Vec<(Option<String>, Option<i32>, String)> = records.iter().map(|r| (r.date.clone(), r.year, r.sha.clone())).collect();
        for record in &mut records {
            record.citations.sort_by(|&a, &b| newest[b].0.cmp(&newest[a].0).then(newest[a].2.cmp(&newest[b].2)));
            record.references.sort_by(|&a, &b| newest[b].1.cmp(&newest[a].1).then(newest[a].2.cmp(&newest[b].2)));
        }
        let mut by_id = HashMap::new();
        let mut by_word: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, record) in records.iter().enumerate() {
            by_id.insert(record.sha.clone(), i);
            by_id.insert(record.merged_sha.clone(), i);
            by_id.insert(format!("corpusid:{}", record.corpus), i);
            let named = [("arxiv", &record.arxiv), ("doi", &record.doi), ("acl", &record.acl)];
            for (scheme, id) in named {
                if let Some(id) = id {
                    by_id.insert(format!("{scheme}:{}", id.to_lowercase()), i);
                }
            }
            for word in words(&record.title) {
                by_word.entry(word).or_default().push(i);
            }
        }
        World { records, by_id, by_word }
    }

    /// Prefixes in any casing, bare DOIs, merged ids; versioned arXiv ids are not found.
    pub fn resolve(&self, id: &str) -> Option<usize> {
        let lower = id.to_lowercase();
        if lower.starts_with("10.") {
            return self.by_id.get(&format!("doi:{lower}")).copied();
        }
        if let Some(url) = lower.strip_prefix("url:") {
            let arxiv = url.split_once("arxiv.org/abs/")?.1;
            let arxiv = arxiv.rsplit_once('v').map_or(arxiv, |(id, _)| id);
            return self.by_id.get(&format!("arxiv:{arxiv}")).copied();
        }
        self.by_id.get(&lower).copied()
    }

    pub fn by_table_id(&self, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.id == id)
    }

    /// Papers with most of the query's words in the title, best first, with a score.
    pub fn search(&self, query: &str, least: f64) -> Vec<(usize, f64)> {
        let asked = words(query);
        if asked.is_empty() {
            return Vec::new();
        }
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for word in &asked {
            for &i in self.by_word.get(word).map(Vec::as_slice).unwrap_or_default() {
                *shared.entry(i).or_default() += 1;
            }
        }
        let mut hits: Vec<(usize, f64)> = shared
            .into_iter()
            .filter(|(_, n)| *n as f64 >= least * asked.len() as f64)
            .map(|(i, n)| (i, 200.0 * n as f64 / (asked.len() + words(&self.records[i].title).len()) as f64))
            .collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1).then(self.records[a.0].sha.cmp(&self.records[b.0].sha)));
        hits
    }
}

fn words(title: &str) -> Vec<String> {
    let mut words: Vec<String> = normalized_title(title).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

pub fn arxiv_of(i: usize) -> String {
    format!("{:02}{:02}.{:05}", 10 + i / 12 % 20, i % 12 + 1, i)
}

fn is_arxiv(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match (id.split_once('.'), id.split_once('/')) {
        (Some((month, number)), None) => month.len() == 4 && digits(month) && digits(number),
        (None, Some((_, number))) => number.len() == 7 && digits(number),
        _ => false,
    }
}

const WORDS: [&str; 21] = [
    "nature",
    "limits",
    "cost",
    "speed",
    "depth",
    "width",
    "height",
    "language",
    "vision",
    "speech",
    "graphs",
    "markets",
    "proteins",
    "robots",
    "pruning",
    "quantization",
    "distillation",
    "retrieval",
    "attention",
    "caching",
    "scaling",
];

/// xorshift64*: the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n.max(1)
    }

    pub fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
