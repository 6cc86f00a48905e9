//! What a column or a key holds, by its name: the names databases, reference managers and people give.
//!
//! One vocabulary for tables, JSON and YAML, so that a name learnt for one format is known to all.

use crate::paper::Scheme;

use super::super::Span;
use super::{Record, names, references};

/// What a field of a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    Title,
    Authors,
    Year,
    Venue,
    Doi,
    Arxiv,
    Pmid,
    Pmcid,
    /// An identifier of any scheme.
    Id,
    Url,
    Abstract,
    Keywords,
    References,
    Kind,
    Key,
    Group,
    /// A note that may print identifiers.
    Note,
}

impl Slot {
    /// As in the settings.
    pub fn named(name: &str) -> Option<Slot> {
        Some(match name {
            "title" => Slot::Title,
            "authors" => Slot::Authors,
            "year" => Slot::Year,
            "venue" => Slot::Venue,
            "doi" => Slot::Doi,
            "arxiv" => Slot::Arxiv,
            "pmid" => Slot::Pmid,
            "id" => Slot::Id,
            "url" => Slot::Url,
            "abstract" => Slot::Abstract,
            "keywords" => Slot::Keywords,
            "section" => Slot::Group,
            _ => return None,
        })
    }
}

/// Names by slot, the surest first: where two columns hold the same, the earlier name wins. Letters and digits only, lower case.
const NAMES: &[(Slot, &[&str])] = &[
    (
        Slot::Title,
        &[
            "title",
            "papertitle",
            "articletitle",
            "documenttitle",
            "itemtitle",
            "displayname",
            "titleofpaper",
            "papername",
            "primarytitle",
            "titleofthepaper",
            "titleofarticle",
            "worktitle",
            "fulltitle",
            "titles",
            "paper",
            "article",
            "publication",
            "papers",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "название",
            "заголовок",
            "标题",
            "题名",
            "论文",
            "论文标题",
            "论文名称",
            "タイトル",
            "論文",
            "論題",
            "제목",
            "논문",
            "논문제목",
            "tytuł",
            "başlık",
            "name",
        ],
    ),
    (
        Slot::Authors,
        &[
            "authorfullnames",
            "authors",
            "author",
            "authornames",
            "authorsnames",
            "authorsinventors",
            "authorlist",
            "creators",
            "creator",
            "authorships",
            "authorshipsrawauthorname",
            "authorshipsauthordisplayname",
            "bookauthors",
            "autor",
            "autoren",
            "autores",
            "auteur",
            "auteurs",
            "autori",
            "авторы",
            "автор",
            "作者",
            "著者",
            "저자",
            "editors",
            "editor",
        ],
    ),
    (
        Slot::Year,
        &[
            "year",
            "publicationyear",
            "pubyear",
            "yearofpublication",
            "publishedyear",
            "py",
            "publicationdate",
            "date",
            "published",
            "issued",
            "pubdate",
            "dateofpublication",
            "datepublished",
            "publishedprint",
            "publishedonline",
            "coverdate",
            "jahr",
            "año",
            "ano",
            "année",
            "annee",
            "anno",
            "год",
            "年份",
            "年",
            "发表年份",
            "発行年",
            "연도",
            "rok",
            "yr",
        ],
    ),
    (
        Slot::Venue,
        &[
            "sourcetitle",
            "journal",
            "publicationtitle",
            "containertitle",
            "venue",
            "journalbook",
            "conference",
            "journaltitle",
            "journalname",
            "booktitle",
            "proceedingstitle",
            "conferencename",
            "source",
            "publishedin",
            "publicationvenue",
            "primarylocationsourcedisplayname",
            "hostvenuedisplayname",
            "hostvenue",
            "venuename",
            "journalconference",
            "conferencejournal",
            "publicationname",
            "parent",
            "seriestitle",
            "publisher",
            "zeitschrift",
            "revista",
            "revue",
            "rivista",
            "журнал",
            "期刊",
            "会议",
            "雑誌",
            "학회",
        ],
    ),
    (Slot::Doi, &["doi", "itemdoi", "doilink", "doiurl", "digitalobjectidentifier", "externalidsdoi", "idsdoi", "paperdoi"]),
    (Slot::Arxiv, &["arxiv", "arxivid", "arxivlink", "arxivurl", "externalidsarxiv", "eprint", "arxivnumber"]),
    (Slot::Pmid, &["pmid", "pubmedid", "pubmed", "idspmid", "externalidspubmed"]),
    (Slot::Pmcid, &["pmcid", "pmc", "idspmcid", "externalidspubmedcentral"]),
    (Slot::Id, &["identifier", "identifiers", "paperid", "corpusid", "s2id"]),
    (
        Slot::Url,
        &[
            "url",
            "link",
            "paperlink",
            "paperurl",
            "pdf",
            "pdflink",
            "urls",
            "links",
            "externalurl",
            "sourceurl",
            "sourceurls",
            "articleurl",
            "landingpageurl",
            "href",
            "lien",
            "enlace",
            "ссылка",
            "链接",
            "website",
            "pdfurl",
            "primarylocationlandingpageurl",
            "accesslink",
        ],
    ),
    (Slot::Abstract, &["abstract", "summary", "abstractnote", "resumen", "résumé", "zusammenfassung", "аннотация", "摘要", "tldr"]),
    (
        Slot::Keywords,
        &[
            "authorkeywords",
            "keywords",
            "keyword",
            "manualtags",
            "tags",
            "indexkeywords",
            "meshterms",
            "subjects",
            "schlagwörter",
            "ключевыеслова",
            "关键词",
        ],
    ),
    (Slot::References, &["references", "citedreferences", "cr", "reference", "referencedworks", "referencesids"]),
    (Slot::Kind, &["documenttype", "publicationtype", "itemtype", "type", "contenttype", "worktype"]),
    (Slot::Key, &["eid", "ut", "accessionnumber", "lensid", "publicationid", "citationkey", "citekey", "key", "openalexid", "id"]),
    (
        Slot::Group,
        &[
            "section",
            "category",
            "topic",
            "group",
            "theme",
            "area",
            "subfield",
            "kategorie",
            "thema",
            "categoría",
            "分类",
            "类别",
            "カテゴリ",
        ],
    ),
    (Slot::Note, &["note", "extra", "notes", "remarks", "comment", "archivelocation", "number"]),
];

/// The tags of Web of Science that head the columns of its tab-delimited files.
const WEB_OF_SCIENCE: &[(&str, Slot)] = &[
    ("ti", Slot::Title),
    ("af", Slot::Authors),
    ("au", Slot::Authors),
    ("py", Slot::Year),
    ("so", Slot::Venue),
    ("di", Slot::Doi),
    ("pm", Slot::Pmid),
    ("ab", Slot::Abstract),
    ("de", Slot::Keywords),
    ("cr", Slot::References),
    ("ut", Slot::Key),
    ("dt", Slot::Kind),
];

/// Letters and digits of a name, lower case.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The slot of a name and its rank, 0 the surest.
pub(super) fn slot(name: &str) -> Option<(Slot, usize)> {
    let key = key(name);
    NAMES.iter().find_map(|(slot, names)| names.iter().position(|known| *known == key).map(|rank| (*slot, rank)))
}

/// The same for the header of a tab-delimited file of Web of Science.
pub(super) fn web_of_science(tag: &str) -> Option<(Slot, usize)> {
    let tag = tag.trim().to_ascii_lowercase();
    WEB_OF_SCIENCE.iter().position(|(known, _)| *known == tag).map(|at| (WEB_OF_SCIENCE[at].1, at))
}

/// Puts the text of one field into a record.
pub(super) fn fill(record: &mut Record, slot: Slot, text: &str, place: Span) {
    let text = text.trim();
    if text.is_empty() || matches!(text, "N/A" | "n/a" | "NA" | "-" | "None" | "nan" | "NaN" | "null") {
        return;
    }
    match slot {
        Slot::Title => record.set_title(&crate::text::clean(text), place),
        Slot::Authors if record.authors.is_empty() && !text.starts_with("[No author") => {
            (record.authors, record.truncated) = names::of_line(&crate::text::clean(text));
        }
        Slot::Year => record.set_year(text),
        Slot::Venue => record.set_venue(&crate::text::clean(text)),
        Slot::Doi => {
            record.add_doi(text);
            record.add(super::parse_identifier(text));
        }
        Slot::Arxiv => {
            let bare = text.trim_start_matches("arXiv:").trim_start_matches("arxiv:");
            record.add(super::parse_identifier(&format!("arXiv:{bare}")).or_else(|| super::parse_identifier(text)));
        }
        Slot::Pmid => record.add_number(Scheme::Pmid, text.rsplit('/').find(|part| !part.is_empty()).unwrap_or(text)),
        Slot::Pmcid => record.add_number(Scheme::Pmcid, text.rsplit('/').find(|part| !part.is_empty()).unwrap_or(text)),
        Slot::Id => record.add(super::parse_identifier(text)),
        Slot::Url => {
            for url in text.split([' ', '\n', ';', '|']).filter(|url| url.contains("://") || url.starts_with("www.")) {
                record.add_url(url, place.start..place.start);
            }
            // A link in Markdown or a DOI where an address is expected.
            if record.urls.is_empty() {
                record.add(super::parse_identifier(text));
            }
        }
        Slot::Abstract if record.facts.abstract_text.is_none() => record.facts.abstract_text = Some(crate::text::clean(text)),
        Slot::Keywords if record.facts.keywords.is_empty() => {
            let marks: &[char] = if text.contains(';') { &[';'] } else { &[',', '|'] };
            let words = text.split(marks).map(|word| word.trim().to_owned());
            record.facts.keywords = words.filter(|word| !word.is_empty()).collect();
        }
        Slot::References if record.facts.references.is_empty() => record.facts.references = references::of_line(text),
        Slot::Kind if record.facts.kind.is_empty() => text.clone_into(&mut record.facts.kind),
        Slot::Key if record.facts.key.is_empty() => {
            text.clone_into(&mut record.facts.key);
            if text.contains("://") || text.contains(':') {
                record.add(super::parse_identifier(text));
            }
        }
        Slot::Group if record.group.is_empty() => record.group = vec![super::one_line(text)],
        Slot::Note => record.add_printed(text),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_known_once() {
        let mut all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert!(all.iter().all(|name| key(name) == *name), "{:?}", all.iter().find(|name| key(name) != **name));
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{:?}", all.windows(2).find(|pair| pair[0] == pair[1]));
        assert_eq!(slot("Author full names"), Some((Slot::Authors, 0)));
        assert_eq!(slot("Source title").map(|(slot, _)| slot), Some(Slot::Venue));
        assert_eq!(slot("Title").map(|(slot, _)| slot), Some(Slot::Title));
        assert_eq!(slot("Cited by"), None);
    }
}
