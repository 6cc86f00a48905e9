//! A closed catalog over two tables: papers and who cites whom.
//!
//! In go `papers.csv` or `papers.parquet` (id; optionally title, authors parted by `;`, date or year, arxiv, doi, acl, abstract, venue, citation_count, section, listed, label)
//! and `citations.csv` or `citations.parquet` (citing, cited). Out comes a catalog that knows these papers and no others, without network. Counts it was not given are
//! counts inside the table. Errors name file and line or row.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use super::tables_notes::{Notes, Oddity, TableNote};
use super::tables_parquet;
use super::{
    Arrived, Catalog, CatalogError, Dated, EdgeList, EdgeState, Lookup, Requests, SearchAnswer, SearchQuery, TitleAnswer, TitleQuery,
    Wanted,
};
use crate::paper::{Author, Date, Identifier, Paper, PaperId, Scheme, normalized_title, title_similarity};
use crate::text::clean;

/// Candidates shown for a title.
const MOST_CANDIDATES: usize = 5;
/// Titles compared letter by letter for one question.
const MOST_COMPARED: usize = 40;
/// Papers that share a rare word with a title; with so many, common words find no more.
const ENOUGH: usize = 500;
/// A title less alike than this is no candidate.
const LEAST_SIMILARITY: f64 = 0.4;

/// What is read of `papers`; other columns are left alone.
const PAPER_COLUMNS: [&str; 14] =
    ["id", "title", "authors", "date", "year", "arxiv", "doi", "acl", "abstract", "venue", "citation_count", "section", "listed", "label"];

#[derive(Debug)]
pub struct Tables {
    papers: Vec<Paper>,
    references: Vec<Vec<u32>>,
    /// Newest first.
    citations: Vec<Vec<u32>>,
    sections: Vec<Option<String>>,
    listed: Vec<bool>,
    /// What somebody else says each paper is about; no analysis sees it.
    labels: Vec<Option<String>>,
    by_id: HashMap<PaperId, u32>,
    by_identifier: HashMap<Identifier, u32>,
    /// Word → papers with it in their title; made when a title is first asked for.
    by_word: OnceLock<HashMap<String, Vec<u32>>>,
    asked: Date,
    notes: Notes,
}

/// Papers, their labels, and who cites whom, as places among the papers.
pub type Parts = (Vec<Paper>, Vec<Option<String>>, Vec<(u32, u32)>);

/// A paper the table marks as listed, with its section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableEntry {
    pub id: PaperId,
    pub title: String,
    pub section: Option<String>,
}

impl Tables {
    /// Reads `papers.csv` or `papers.parquet` and `citations.csv` or `citations.parquet`; with both, CSV is read. See [`Tables::from_csv`].
    ///
    /// The answers are of the last day the newest paper's date may mean: the same tables give the same answers on any day. Dates after today are not believed.
    ///
    /// # Errors
    /// A file that is missing or cannot be read, and what [`Tables::from_csv`] refuses.
    pub fn from_folder(folder: &Path) -> Result<Tables, CatalogError> {
        let (papers, papers_file) = table(folder, "papers.csv", "papers.parquet", &PAPER_COLUMNS)?;
        let (citations, citations_file) = table(folder, "citations.csv", "citations.parquet", &["citing", "cited"])?;
        Tables::read(&papers, papers_file, &citations, citations_file, None)
    }

    /// Reads both tables; `asked` dates the answers. O(papers + citations).
    ///
    /// # Errors
    /// A missing column, an empty or repeated id, a date, number or row that cannot be read; with file and line.
    pub fn from_csv(papers: &str, citations: &str, asked: Date) -> Result<Tables, CatalogError> {
        Tables::read(papers, "papers.csv", citations, "citations.csv", Some(asked))
    }

    fn read(
        papers: &str,
        papers_file: &'static str,
        citations: &str,
        citations_file: &'static str,
        asked: Option<Date>,
    ) -> Result<Tables, CatalogError> {
        let mut tables = Tables {
            papers: Vec::new(),
            references: Vec::new(),
            citations: Vec::new(),
            sections: Vec::new(),
            listed: Vec::new(),
            labels: Vec::new(),
            by_id: HashMap::new(),
            by_identifier: HashMap::new(),
            by_word: OnceLock::new(),
            asked: asked.unwrap_or(Date::EPOCH),
            notes: Notes::default(),
        };
        let counted = tables.read_papers(papers, papers_file)?;
        tables.read_citations(citations, citations_file)?;
        tables.finish(&counted);
        if asked.is_none() {
            // A paper of the future is a mistake of the table, and moves nothing.
            let today = super::s2::today().first_day();
            let dates = tables.papers.iter().filter_map(|paper| paper.date).filter(|date| date.first_day() <= today);
            tables.asked = dates.map(Date::last).max().unwrap_or(Date::EPOCH);
        }
        tables.note_future_dates(papers_file);
        Ok(tables)
    }

    pub fn len(&self) -> usize {
        self.papers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.papers.is_empty()
    }

    /// The table's papers, in its order.
    pub fn papers_in_order(&self) -> &[Paper] {
        &self.papers
    }

    /// Papers whose column `listed` is true or 1, in the table's order; all papers when there is no such column.
    pub fn entries(&self) -> Vec<TableEntry> {
        let entry =
            |i: usize| TableEntry { id: self.papers[i].id.clone(), title: self.papers[i].title.clone(), section: self.sections[i].clone() };
        (0..self.papers.len()).filter(|&i| self.listed[i]).map(entry).collect()
    }

    /// The papers of [`Tables::entries`], whole.
    pub fn listed(&self) -> impl Iterator<Item = (&Paper, Option<&str>)> {
        (0..self.papers.len()).filter(|&i| self.listed[i]).map(|i| (&self.papers[i], self.sections[i].as_deref()))
    }

    /// The paper of an id of the table, or of an identifier that reads like it.
    pub fn paper(&self, id: &str) -> Option<&Paper> {
        let own = || self.by_id.get(&PaperId(id.to_owned()));
        let arxiv = || looks_like_arxiv(id).then(|| self.by_identifier.get(&Identifier::new(Scheme::Arxiv, id))).flatten();
        let doi = || id.starts_with("10.").then(|| self.by_identifier.get(&Identifier::new(Scheme::Doi, id))).flatten();
        own().or_else(arxiv).or_else(doi).and_then(|index| self.papers.get(*index as usize))
    }

    /// The same tables with answers of another day.
    pub fn asked_on(self, asked: Date) -> Tables {
        Tables { asked, ..self }
    }

    /// The day of the answers.
    pub fn asked(&self) -> Date {
        self.asked
    }

    /// Everything in the table, in its order: papers, their labels, and (citing, cited) as places among them.
    pub fn into_parts(self) -> Parts {
        let citations = self
            .references
            .iter()
            .enumerate()
            .flat_map(|(citing, cited)| cited.iter().map(move |cited| (number(citing), *cited)))
            .collect();
        (self.papers, self.labels, citations)
    }

    /// What was odd in the tables and did not stop their reading, each kind once with its count and first place.
    pub fn notes(&self) -> &[TableNote] {
        self.notes.all()
    }

    fn note_future_dates(&mut self, file: &'static str) {
        let asked = self.asked;
        for (row, paper) in self.papers.iter().enumerate() {
            if let Some(date) = paper.date.filter(|date| date.first_day() > asked.last_day()) {
                // Rows are papers; where a title breaks lines, the line is only near.
                let mut position = csv::Position::new();
                position.set_record(row as u64 + 1).set_line(row as u64 + 2);
                self.notes.add(file, Oddity::FutureDate, Some(&position), &date.to_string());
            }
        }
    }

    /// Which papers came with their own citation count is returned.
    fn read_papers(&mut self, text: &str, file: &'static str) -> Result<Vec<bool>, CatalogError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = Columns::of(file, &mut reader)?;
        let id = columns.required("id")?;
        let mut counted = Vec::new();
        let (mut first_bad_date, mut dated) = (None, 0usize);
        for row in reader.records() {
            let row = Row::of(file, row, &columns)?;
            let paper_id = PaperId(row.at(id).to_owned());
            if paper_id.0.is_empty() {
                return Err(row.error("the id is empty"));
            }
            let index = u32::try_from(self.papers.len()).map_err(|_| row.error("too many papers"))?;
            if self.by_id.insert(paper_id.clone(), index).is_some() {
                return Err(row.error(&format!("the id `{paper_id}` stands in an earlier line already")));
            }
            let mut paper = Paper::new(paper_id.0, row.get("title").unwrap_or_default());
            paper.identifiers = row.identifiers(&paper.id.0);
            paper.authors =
                row.get("authors").unwrap_or_default().split(';').map(str::trim).filter(|n| !n.is_empty()).map(Author::named).collect();
            paper.venue = row.get("venue").unwrap_or_default().to_owned();
            match row.date() {
                Ok(date) => paper.date = date,
                Err(error) => {
                    first_bad_date.get_or_insert(error);
                    self.notes.add(file, Oddity::UnreadableDate, row.record.position(), row.date_cell().unwrap_or_default());
                }
            }
            dated += usize::from(paper.date.is_some());
            paper.abstract_text = row.get("abstract").map(str::to_owned);
            paper.citation_count =
                row.get("citation_count").map(|n| n.parse().map_err(|_| row.error(&format!("`{n}` is not a count")))).transpose()?;
            let paper = paper.cleaned();
            for identifier in &paper.identifiers {
                // Two papers may claim one identifier; the first keeps it.
                self.by_identifier.entry(identifier.clone()).or_insert(index);
            }
            counted.push(paper.citation_count.is_some());
            self.sections.push(row.get("section").map(clean));
            self.labels.push(row.get("label").map(clean));
            let listed = row.get("listed").map(yes_or_no);
            if listed == Some(None) {
                self.notes.add(file, Oddity::UnclearListed, row.record.position(), row.get("listed").unwrap_or_default());
            }
            self.listed.push(!columns.has("listed") || listed == Some(Some(true)));
            self.papers.push(paper);
        }
        match first_bad_date {
            // Not a slip here and there: the column holds something else.
            Some(error) if dated == 0 => Err(error),
            _ => Ok(counted),
        }
    }

    fn read_citations(&mut self, text: &str, file: &'static str) -> Result<(), CatalogError> {
        self.references = vec![Vec::new(); self.papers.len()];
        self.citations = vec![Vec::new(); self.papers.len()];
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let columns = Columns::of(file, &mut reader)?;
        let (citing, cited) = (columns.required("citing")?, columns.required("cited")?);
        let mut record = csv::StringRecord::new();
        // Millions of rows: no allocation per row.
        while reader.read_record(&mut record).map_err(|error| table_error(file, &error))? {
            let place = |column: usize| self.by_id.get(&PaperId(record.get(column).unwrap_or_default().to_owned())).copied();
            match (place(citing), place(cited)) {
                (Some(citing), Some(cited)) if citing != cited => {
                    self.references[citing as usize].push(cited);
                    self.citations[cited as usize].push(citing);
                }
                (Some(_), Some(_)) => self.notes.add(file, Oddity::SelfCitation, record.position(), record.get(citing).unwrap_or_default()),
                (known, _) => {
                    let unknown = record.get(if known.is_none() { citing } else { cited }).unwrap_or_default();
                    self.notes.add(file, Oddity::UnknownPaper, record.position(), unknown);
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, counted: &[bool]) {
        let Tables { papers, references, citations, .. } = self;
        for list in references.iter_mut().chain(citations.iter_mut()) {
            list.sort_unstable();
            list.dedup();
        }
        for list in citations.iter_mut() {
            list.sort_by(|&a, &b| {
                papers[b as usize].date.cmp(&papers[a as usize].date).then(papers[a as usize].id.cmp(&papers[b as usize].id))
            });
        }
        for (i, paper) in papers.iter_mut().enumerate() {
            paper.reference_count = Some(number(references[i].len()));
            if !counted[i] {
                paper.citation_count = Some(number(citations[i].len()));
            }
        }
    }

    fn find(&self, identifier: &Identifier) -> Option<&Paper> {
        let found = match identifier.scheme {
            // The table's own ids.
            Scheme::S2 => self.by_id.get(&PaperId(identifier.value.clone())),
            _ => None,
        };
        let found = found.or_else(|| self.by_identifier.get(&identifier.unversioned()))?;
        self.papers.get(*found as usize)
    }

    /// The most alike titles, best first. Only papers that share words are looked at, those with the rarest words first.
    fn nearest(&self, title: &str) -> Vec<(Paper, Option<f64>)> {
        let mut weight: HashMap<u32, f64> = HashMap::new();
        // The table's titles are clean; the list's may hold `$\\alpha$`.
        let words = words(&clean(title));
        let by_word = self.by_word.get_or_init(|| posted(&self.papers));
        let mut posted: Vec<&[u32]> = words.iter().filter_map(|word| Some(by_word.get(word)?.as_slice())).collect();
        posted.sort_by_key(|holders| holders.len());
        for holders in posted {
            let rarity = ((1 + self.papers.len()) as f64 / (1 + holders.len()) as f64).ln();
            if weight.len() >= ENOUGH && holders.len() > ENOUGH {
                // A common word finds nobody who shares no rarer one; it only ranks those already found.
                for (paper, sum) in weight.iter_mut() {
                    if holders.binary_search(paper).is_ok() {
                        *sum += rarity;
                    }
                }
                continue;
            }
            for &paper in holders {
                *weight.entry(paper).or_default() += rarity;
            }
        }
        let mut candidates: Vec<(u32, f64)> = weight.into_iter().collect();
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates.truncate(MOST_COMPARED);
        let mut alike: Vec<(u32, f64)> = candidates
            .into_iter()
            .map(|(paper, _)| (paper, title_similarity(title, &self.papers[paper as usize].title)))
            .filter(|(_, similarity)| *similarity >= LEAST_SIMILARITY)
            .collect();
        alike.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        alike.truncate(MOST_CANDIDATES);
        alike.into_iter().map(|(paper, similarity)| (self.papers[paper as usize].clone(), Some(similarity))).collect()
    }

    /// Papers with all words in title or abstract, the most cited first.
    fn hits(&self, query: &SearchQuery) -> SearchAnswer {
        let wanted = words(&query.text);
        let since = |paper: &&Paper| query.since.is_none_or(|year| paper.date.is_some_and(|date| date.year() >= year));
        let has_all = |paper: &&Paper| {
            let abstract_words = paper.abstract_text.as_deref().map(words).unwrap_or_default();
            let known: HashSet<String> = words(&paper.title).into_iter().chain(abstract_words).collect();
            wanted.iter().all(|word| known.contains(word))
        };
        let mut hits: Vec<&Paper> = if wanted.is_empty() { Vec::new() } else { self.papers.iter().filter(since).filter(has_all).collect() };
        hits.sort_by(|a, b| b.citation_count.cmp(&a.citation_count).then_with(|| a.id.cmp(&b.id)));
        let total = number(hits.len());
        let most = usize::try_from(query.at_most).unwrap_or(usize::MAX);
        SearchAnswer::Hits { papers: hits.into_iter().take(most).cloned().collect(), total }
    }

    fn list(&self, lists: &[Vec<u32>], wanted: &Wanted) -> EdgeList {
        let Some(list) = self.by_id.get(&wanted.id).and_then(|index| lists.get(*index as usize)) else {
            return EdgeList::failed(super::Failure::Rejected("the table has no such paper".to_owned()));
        };
        let most = usize::try_from(wanted.at_most).unwrap_or(usize::MAX);
        let mut rows: Vec<Paper> = list.iter().take(most).map(|&i| self.papers[i as usize].clone()).collect();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        let state = match list.len() {
            0 => EdgeState::Empty,
            total if total > most => EdgeState::Truncated { total: number(total) },
            _ => EdgeState::Complete,
        };
        EdgeList { rows, nameless: 0, state }
    }

    fn answer<Q, A>(&self, wanted: &[Q], answer: impl Fn(&Q) -> A, arrived: Arrived<'_, Dated<A>>) {
        if !wanted.is_empty() {
            arrived(wanted.iter().enumerate().map(|(index, q)| (index, Dated { asked: self.asked, answer: answer(q) })).collect());
        }
    }
}

impl Catalog for Tables {
    async fn papers(&self, wanted: &[Identifier], arrived: Arrived<'_, Dated<Lookup>>) {
        let lookup =
            |identifier: &Identifier| self.find(identifier).map_or(Lookup::NotFound, |paper| Lookup::Found(Box::new(paper.clone())));
        self.answer(wanted, lookup, arrived);
    }

    async fn titles(&self, wanted: &[TitleQuery], arrived: Arrived<'_, Dated<TitleAnswer>>) {
        let nearest = |query: &TitleQuery| match self.nearest(&query.title) {
            none if none.is_empty() => TitleAnswer::NoMatch,
            candidates => TitleAnswer::Candidates(candidates),
        };
        self.answer(wanted, nearest, arrived);
    }

    async fn references(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.answer(wanted, |wanted| self.list(&self.references, wanted), arrived);
    }

    async fn citations(&self, wanted: &[Wanted], arrived: Arrived<'_, Dated<EdgeList>>) {
        self.answer(wanted, |wanted| self.list(&self.citations, wanted), arrived);
    }

    async fn search(&self, wanted: &[SearchQuery], arrived: Arrived<'_, Dated<SearchAnswer>>) {
        self.answer(wanted, |query| self.hits(query), arrived);
    }

    fn requests(&self) -> Requests {
        Requests::default()
    }
}

fn posted(papers: &[Paper]) -> HashMap<String, Vec<u32>> {
    let mut by_word: HashMap<String, Vec<u32>> = HashMap::new();
    for (index, paper) in papers.iter().enumerate() {
        words(&paper.title).into_iter().for_each(|word| by_word.entry(word).or_default().push(number(index)));
    }
    by_word
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn words(title: &str) -> Vec<String> {
    let mut words: Vec<String> = normalized_title(title).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

struct Columns {
    file: &'static str,
    places: HashMap<String, usize>,
}

impl Columns {
    fn of(file: &'static str, reader: &mut csv::Reader<&[u8]>) -> Result<Columns, CatalogError> {
        let head = reader.headers().map_err(|error| table_error(file, &error))?;
        Ok(Columns { file, places: head.iter().enumerate().map(|(place, name)| (name.to_lowercase(), place)).collect() })
    }

    fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    fn required(&self, name: &str) -> Result<usize, CatalogError> {
        let missing = || table_problem(self.file, None, format!("there is no column `{name}`"));
        self.places.get(name).copied().ok_or_else(missing)
    }
}

struct Row<'a> {
    columns: &'a Columns,
    record: csv::StringRecord,
}

impl<'a> Row<'a> {
    fn of(file: &'static str, record: csv::Result<csv::StringRecord>, columns: &'a Columns) -> Result<Row<'a>, CatalogError> {
        Ok(Row { columns, record: record.map_err(|error| table_error(file, &error))? })
    }

    fn at(&self, place: usize) -> &str {
        self.record.get(place).unwrap_or_default()
    }

    /// The cell, when there is such a column and it is not blank.
    fn get(&self, name: &str) -> Option<&str> {
        self.columns.places.get(name).map(|place| self.at(*place)).filter(|cell| !cell.is_empty())
    }

    fn error(&self, what: &str) -> CatalogError {
        table_problem(self.columns.file, self.record.position(), what.to_owned())
    }

    fn identifiers(&self, id: &str) -> Vec<Identifier> {
        let arxiv = self.get("arxiv").or_else(|| looks_like_arxiv(id).then_some(id));
        let named = [(Scheme::Arxiv, arxiv), (Scheme::Doi, self.get("doi")), (Scheme::Acl, self.get("acl"))];
        let mut identifiers: Vec<Identifier> =
            named.into_iter().filter_map(|(scheme, value)| Some(Identifier::new(scheme, value?))).collect();
        identifiers.sort();
        identifiers
    }

    fn date_cell(&self) -> Option<&str> {
        self.get("date").or_else(|| self.get("year"))
    }

    fn date(&self) -> Result<Option<Date>, CatalogError> {
        self.date_cell().map(|text| text.parse().map_err(|error| self.error(&format!("{error}")))).transpose()
    }
}

/// `2106.09685` or `hep-th/9112015`.
/// What a cell of `listed` says; `None` when it is neither.
fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "1.0" => Some(true),
        "0" | "false" | "no" | "n" | "0.0" => Some(false),
        _ => None,
    }
}

fn looks_like_arxiv(id: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if let Some((archive, number)) = id.split_once('/') {
        return number.len() == 7 && digits(number) && archive.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-' || b == b'.');
    }
    id.split_once('.').is_some_and(|(month, number)| month.len() == 4 && digits(month) && (4..=5).contains(&number.len()) && digits(number))
}

/// The text of whichever of the two files there is.
fn table(folder: &Path, csv: &'static str, parquet: &'static str, columns: &[&str]) -> Result<(String, &'static str), CatalogError> {
    match fs::read_to_string(folder.join(csv)) {
        Ok(text) => return Ok((text, csv)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            return Err(table_problem(csv, None, "text that is not UTF-8".to_owned()));
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(CatalogError::NoTable { path: folder.join(csv), source: error });
        }
        Err(_) => {}
    }
    match fs::read(folder.join(parquet)) {
        Ok(bytes) => Ok((tables_parquet::to_csv(bytes, parquet, columns)?, parquet)),
        // The name people expect is told.
        Err(error) => Err(CatalogError::NoTable { path: folder.join(csv), source: error }),
    }
}

/// Lines of CSV count the head; rows of Parquet have none.
fn table_problem(file: &str, position: Option<&csv::Position>, what: String) -> CatalogError {
    let place = match position {
        _ if !file.ends_with(".parquet") => format!("line {}", position.map_or(1, csv::Position::line)),
        Some(position) => format!("row {}", position.record()),
        None => "columns".to_owned(),
    };
    CatalogError::Table { file: file.to_owned(), place, what }
}

fn table_error(file: &str, error: &csv::Error) -> CatalogError {
    let what = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} cells where the head has {expected_len}"),
        csv::ErrorKind::Utf8 { .. } => "text that is not UTF-8".to_owned(),
        _ => "the row cannot be read".to_owned(),
    };
    table_problem(file, error.position(), what)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPERS: &str = "id,title,authors,date,doi,section,listed\n\
        2001.00001,Attention Is Not Explanation,Sarthak Jain; Byron Wallace,2019-02,,Probing,1\n\
        p2,\"Attention is not, not Explanation\",,2019,10.18653/V1/D19-1002,,\n\
        p3,Deep residual learning,,2015-12-10,,Vision,true\n";
    const CITATIONS: &str = "citing,cited\np2,2001.00001\n2001.00001,p3\np2,p3\np2,p3\np3,p3\np2,elsewhere\n";

    fn tables() -> Tables {
        Tables::from_csv(PAPERS, CITATIONS, Date::year_only(2024).unwrap()).unwrap()
    }

    fn wait<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
    }

    fn message(papers: &str, citations: &str) -> String {
        Tables::from_csv(papers, citations, Date::year_only(2024).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn a_paper_is_found_by_each_of_its_identifiers() {
        let tables = tables();
        let ids = [
            Identifier::new(Scheme::Arxiv, "2001.00001").with_version(Some(3)),
            Identifier::new(Scheme::Doi, "10.18653/v1/d19-1002"),
            Identifier::new(Scheme::S2, "p3"),
            Identifier::new(Scheme::Arxiv, "1999.00001"),
        ];
        let answers = wait(super::super::papers(&tables, &ids));
        let titles: Vec<Option<&str>> = answers
            .iter()
            .map(|a| match &a.answer {
                Lookup::Found(paper) => Some(paper.title.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            titles,
            [Some("Attention Is Not Explanation"), Some("Attention is not, not Explanation"), Some("Deep residual learning"), None]
        );
    }

    #[test]
    fn counts_are_counts_inside_the_table_unless_the_table_gives_them() {
        let tables = tables();
        let counts: Vec<_> = tables.papers_in_order().iter().map(|p| (p.reference_count, p.citation_count)).collect();
        assert_eq!(counts, [(Some(1), Some(1)), (Some(2), Some(0)), (Some(0), Some(2))]);
        assert_eq!(
            tables.notes().iter().map(|note| (note.oddity, note.count)).collect::<Vec<_>>(),
            [(Oddity::SelfCitation, 1), (Oddity::UnknownPaper, 1)]
        );
        let given = Tables::from_csv("id,title,citation_count\na,A,77\n", "citing,cited\n", Date::year_only(2024).unwrap()).unwrap();
        assert_eq!(given.papers_in_order()[0].citation_count, Some(77));
    }

    #[test]
    fn lists_are_complete_empty_or_cut_and_the_newest_come_first() {
        let tables = tables();
        let wanted = |id: &str, at_most| Wanted { id: PaperId(id.into()), count: None, at_most };
        let answers = wait(super::super::citations(&tables, &[wanted("p3", 10), wanted("p2", 10), wanted("p3", 1), wanted("zz", 1)]));
        let states: Vec<&EdgeState> = answers.iter().map(|a| &a.answer.state).collect();
        assert_eq!(states[..3], [&EdgeState::Complete, &EdgeState::Empty, &EdgeState::Truncated { total: 2 }]);
        assert!(matches!(states[3], EdgeState::Failed { .. }));
        assert_eq!(answers[2].answer.rows[0].id.as_str(), "2001.00001");
    }

    #[test]
    fn titles_find_their_nearest_first() {
        let query = |title: &str| TitleQuery { title: title.to_owned() };
        let answers = wait(super::super::titles(&tables(), &[query("attention is not explanation."), query("Quantum gravity")]));
        let TitleAnswer::Candidates(candidates) = &answers[0].answer else { panic!("{answers:?}") };
        assert_eq!(candidates[0].1, Some(1.0));
        assert_eq!(candidates.len(), 2);
        assert_eq!(answers[1].answer, TitleAnswer::NoMatch);
    }

    #[test]
    fn listed_papers_keep_their_section() {
        let entries = tables().entries();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].section.as_deref(), Some("Probing"));
    }

    #[test]
    fn odd_rows_are_counted_with_their_first_place() {
        let papers = "id,title,date,listed\na,A,2020-01,yes\nb,B,2020-13,maybe\nc,C,2021-02-30,no\nd,D,2049,0\n";
        let citations = "citing,cited\na,a\nb,a\nx,a\na,y\nc,c\n";
        let tables = Tables::from_csv(papers, citations, Date::new(2022, Some(1), Some(1)).unwrap()).unwrap();
        let said: Vec<String> = tables.notes().iter().map(TableNote::to_string).collect();
        assert_eq!(
            said,
            [
                "papers.csv: 2 dates are not readable; taken as unknown; first in line 3: `2020-13`",
                "papers.csv: 1 cell of `listed` says neither yes nor no; taken as no; first in line 3: `maybe`",
                "citations.csv: 2 citations are of a paper by itself; left out; first in line 2: `a`",
                "citations.csv: 2 citations name a paper that the tables do not have; left out; first in line 4: `x`",
                "papers.csv: 1 date lies after the day of the answers; not believed; first in line 5: `2049`",
            ]
        );
        assert_eq!(tables.listed().count(), 1);
    }

    #[test]
    fn errors_name_file_and_line() {
        assert_eq!(message("name,title\n", "citing,cited\n"), "papers.csv line 1: there is no column `id`");
        assert_eq!(message("id,title\na,A\na,B\n", "citing,cited\n"), "papers.csv line 3: the id `a` stands in an earlier line already");
        assert_eq!(
            message("id,title,date\na,A,soon\n", "x\n"),
            "papers.csv line 2: `soon` is not a date; write YYYY-MM-DD, YYYY-MM or YYYY"
        );
        assert_eq!(message("id,title\na,A,B\n", ""), "papers.csv line 2: 3 cells where the head has 2");
        assert_eq!(message("id,title\na,A\n", "citing\n"), "citations.csv line 1: there is no column `cited`");
    }
}
