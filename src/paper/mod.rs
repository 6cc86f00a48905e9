//! The words every room speaks: papers, their identifiers, dates, citations and titles.
//!
//! Nothing here reads a file, asks a network or knows a format. Everything is a plain value.

mod date;
mod identifier;
pub mod section;
mod title;

pub use date::{Date, DateError};
pub use identifier::{Identifier, Scheme};
pub use section::SectionPath;
pub use title::{TitleKey, normalized_title, title_similarity};

use serde::{Deserialize, Serialize};

use crate::text::clean;

/// The name under which the catalog knows a paper.
///
/// Semantic Scholar's 40 hexadecimal digits, or the `id` column of a table of papers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaperId(pub String);

impl PaperId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for PaperId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place of a paper in a [`Corpus`](crate::corpus::Corpus), and of its node in the citation graph.
///
/// Every per-paper answer of every analysis is a column indexed by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaperIx(pub u32);

impl PaperIx {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A person as the catalog names them; `id` is the catalog's own author id where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub name: String,
}

impl Author {
    pub fn named(name: impl Into<String>) -> Self {
        Author { id: None, name: name.into() }
    }

    /// The last word of the name, folded to plain lower-case letters: `"Ö. Ünal"` → `"unal"`.
    pub fn surname_key(&self) -> String {
        let name = self.name.trim();
        let last = match name.split_once(',') {
            Some((surname, _)) => surname,
            None => name.rsplit(char::is_whitespace).next().unwrap_or(name),
        };
        normalized_title(last)
    }
}

/// What the catalog knows of one paper.
///
/// Counts are the catalog's own totals, `None` when it gives none: an unknown count is never zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub id: PaperId,
    /// Every identifier the catalog lists for it, sorted, without versions.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    pub title: String,
    #[serde(default)]
    pub authors: Vec<Author>,
    /// Empty when the catalog names none.
    #[serde(default)]
    pub venue: String,
    /// First known publication date; year alone when the catalog knows no more.
    #[serde(default)]
    pub date: Option<Date>,
    #[serde(default, rename = "abstract")]
    pub abstract_text: Option<String>,
    #[serde(default)]
    pub reference_count: Option<u32>,
    #[serde(default)]
    pub citation_count: Option<u32>,
    #[serde(default)]
    pub influential_citation_count: Option<u32>,
    /// Such as `Review`, `JournalArticle`, `Conference`.
    #[serde(default)]
    pub publication_types: Vec<String>,
    #[serde(default)]
    pub fields_of_study: Vec<String>,
}

impl Paper {
    /// A paper of which only id and title are known.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Paper {
            id: PaperId(id.into()),
            identifiers: Vec::new(),
            title: title.into(),
            authors: Vec::new(),
            venue: String::new(),
            date: None,
            abstract_text: None,
            reference_count: None,
            citation_count: None,
            influential_citation_count: None,
            publication_types: Vec::new(),
            fields_of_study: Vec::new(),
        }
    }

    /// The date, unless it lies after `last_day`: then the month of the arXiv id, and without one nothing. No paper that is known was published later
    /// than that; such dates are slips of the catalog, or issues of journals that are yet to come.
    pub fn date_until(&self, last_day: Date) -> Option<Date> {
        let is_past = |date: &Date| date.first_day() <= last_day.last_day();
        let of_arxiv = || self.identifiers.iter().find_map(Identifier::arxiv_month);
        self.date.filter(is_past).or_else(|| self.date.and(of_arxiv().filter(is_past)))
    }

    /// The same with its text free of markup (see [`clean`]); identifiers and counts stay as they are.
    ///
    /// Every catalog calls it where a record enters, also for records that were kept before it did.
    pub fn cleaned(mut self) -> Paper {
        self.title = clean(&self.title);
        self.venue = clean(&self.venue);
        self.authors.iter_mut().for_each(|author| author.name = clean(&author.name));
        self.authors.retain(|author| !author.name.is_empty());
        self.abstract_text = self.abstract_text.map(|text| clean(&text)).filter(|text| !text.is_empty());
        self
    }

    pub fn identifier(&self, scheme: Scheme) -> Option<&Identifier> {
        self.identifiers.iter().find(|i| i.scheme == scheme)
    }

    /// The page a reader would open: arXiv, else DOI, else Semantic Scholar.
    pub fn url(&self) -> Option<String> {
        for scheme in [Scheme::Arxiv, Scheme::Doi, Scheme::Acl, Scheme::OpenReview, Scheme::Pmid] {
            if let Some(url) = self.identifier(scheme).and_then(Identifier::url) {
                return Some(url);
            }
        }
        self.is_semantic_scholar().then(|| format!("https://www.semanticscholar.org/paper/{}", self.id))
    }

    fn is_semantic_scholar(&self) -> bool {
        self.id.0.len() == 40 && self.id.0.bytes().all(|b| b.is_ascii_hexdigit())
    }

    /// `Vaswani 2017`, the way people speak of a paper; without a known author the beginning of its title.
    pub fn short_name(&self) -> String {
        let who = match self.authors.first() {
            Some(author) => {
                let name = author.name.trim();
                match name.split_once(',') {
                    Some((surname, _)) => surname.trim().to_owned(),
                    None => name.rsplit(char::is_whitespace).next().unwrap_or(name).to_owned(),
                }
            }
            None => return short_title(&self.title),
        };
        match self.date {
            Some(date) => format!("{who} {}", date.year()),
            None => who,
        }
    }
}

/// `LoRA` of `LoRA: Low-Rank …`; else the first words, `…` where they are cut.
fn short_title(title: &str) -> String {
    const MOST: usize = 28;
    if let Some((name, _)) = title.split_once(':')
        && (1..=MOST).contains(&name.trim().chars().count())
    {
        return name.trim().to_owned();
    }
    let mut short = String::new();
    for word in title.split_whitespace() {
        if !short.is_empty() && short.chars().count() + 1 + word.chars().count() > MOST {
            return format!("{short} …");
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.extend(word.chars().take(MOST));
    }
    if short.is_empty() { "?".to_owned() } else { short }
}

/// One arrow of the citation graph: `citing` → `cited`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Citation {
    pub citing: PaperId,
    pub cited: PaperId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_spoken_of_by_author_and_year_or_by_its_title() {
        let mut paper = Paper::new("p", "LoRA: Low-Rank Adaptation of Large Language Models");
        assert_eq!(paper.short_name(), "LoRA");
        paper.authors = vec![Author::named("Edward J. Hu")];
        paper.date = Date::year_only(2021);
        assert_eq!(paper.short_name(), "Hu 2021");
        assert_eq!(Paper::new("p", "Training language models to follow instructions").short_name(), "Training language models to …");
        assert_eq!(Paper::new("p", "").short_name(), "?");
    }
}
