//! XML of reference managers and databases: PubMed, EndNote, Zotero RDF.
//!
//! Text goes in; the elements that are records come out one by one as small trees, each with its bytes, and then as records. A file that
//! breaks off keeps the records that stand before the break.

use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::paper::Scheme;

use super::super::Span;
use super::formats::Unreadable;
use super::names::given_first;
use super::{Batch, Record, parse_identifier};

/// An element with what is in it.
#[derive(Debug, Default)]
struct Element {
    /// Without its prefix.
    name: String,
    attributes: Vec<(String, String)>,
    /// Texts and elements in order; a text is an element without a name.
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn find(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first element with this name at any depth.
    fn deep(&self, name: &str) -> Option<&Element> {
        let mut open: Vec<&Element> = vec![self];
        while let Some(element) = open.pop() {
            if element.name == name {
                return Some(element);
            }
            open.extend(element.children.iter().rev());
        }
        None
    }

    fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        let mut open: Vec<&Element> = vec![self];
        std::iter::from_fn(move || {
            while let Some(element) = open.pop() {
                open.extend(element.children.iter().rev());
                if element.name == name {
                    return Some(element);
                }
            }
            None
        })
    }

    /// All text inside, markup dropped.
    fn plain(&self) -> String {
        let (mut out, mut open) = (String::new(), vec![self]);
        while let Some(element) = open.pop() {
            out.push_str(&element.text);
            open.extend(element.children.iter().rev());
        }
        crate::text::clean(&out)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn text_of(&self, name: &str) -> Option<String> {
        self.deep(name).map(Element::plain).filter(|text| !text.is_empty())
    }
}

/// Whether a text is XML of one of these kinds.
pub(super) fn looks(head: &str) -> bool {
    head.starts_with('<') && KINDS.iter().any(|kind| kind.marks.iter().any(|mark| head.contains(mark)))
}

struct Kind {
    /// What the head of such a file holds.
    marks: &'static [&'static str],
    /// The elements that are records; all that stand directly in the root where there is none.
    records: &'static [&'static str],
    read: fn(&Element, &mut Record),
}

const KINDS: [Kind; 3] = [
    Kind {
        marks: &["<PubmedArticle", "<MedlineCitation"],
        records: &["PubmedArticle", "PubmedBookArticle", "MedlineCitation"],
        read: pubmed,
    },
    Kind { marks: &["<ref-type", "<records>", "<rec-number"], records: &["record"], read: endnote },
    Kind { marks: &["<rdf:RDF"], records: &[], read: zotero },
];

pub(super) fn read(text: &str) -> Result<Batch, Unreadable> {
    let mut batch = Batch::default();
    let head = &text[..super::super::segments::floor_boundary(text, text.len().min(65_536))];
    let kind = KINDS.iter().find(|kind| kind.marks.iter().any(|mark| head.contains(mark)));
    let Some(kind) = kind else {
        return Err(Unreadable {
            message: "this XML is none that is read (PubMed, EndNote or Zotero RDF)".to_owned(),
            hint: "export the references as BibTeX, RIS or CSV".to_owned(),
        });
    };
    let (elements, broken) = elements(text, kind.records);
    // Zotero puts journals beside the works that are in them.
    let journals: Vec<&Element> = elements.iter().map(|(element, _)| element).filter(|element| element.name == "Journal").collect();
    for (element, span) in &elements {
        let mut record = Record { title_span: span.start..span.start, span: span.clone(), ..Record::default() };
        (kind.read)(element, &mut record);
        if record.venue.is_none()
            && let Some(about) = element.find("isPartOf").and_then(|part| part.attribute("resource"))
            && let Some(journal) = journals.iter().find(|journal| journal.attribute("about") == Some(about))
        {
            journal.text_of("title").into_iter().for_each(|title| record.set_venue(&title));
            journal.all("identifier").for_each(|identifier| record.add_doi(&identifier.plain()));
        }
        if let Some(at) = text[span.clone()].find(&record.title).filter(|_| !record.title.is_empty()) {
            record.title_span = span.start + at..span.start + at + record.title.len();
        }
        if !record.title.is_empty() {
            batch.records.push(record);
        }
    }
    if let Some((at, message)) = broken {
        batch.notice(at..at, format!("the XML breaks off here: {message}"));
    }
    if batch.records.is_empty() {
        let message = batch.notices.pop().map_or_else(|| "this XML has no record with a title".to_owned(), |(_, message)| message);
        return Err(Unreadable { message, hint: "is the file whole? Export it again, as RIS or BibTeX if that is possible".to_owned() });
    }
    Ok(batch)
}

/// Where and why a file breaks off.
type Break = (usize, String);

/// The records with their bytes, and where and why the file breaks off.
fn elements(text: &str, records: &[&str]) -> (Vec<(Element, Span)>, Option<Break>) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut found = Vec::new();
    let mut open: Vec<(Element, usize)> = Vec::new();
    let mut depth = 0usize;
    let place = |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
    loop {
        let before = place(&reader);
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(start)) => {
                depth += 1;
                let element = element(&start);
                let is_record = if records.is_empty() { depth == 2 } else { records.contains(&element.name.as_str()) };
                // Deeper than this nothing is looked for.
                if !open.is_empty() || is_record {
                    open.push((element, before));
                }
            }
            Ok(Event::Empty(start)) => {
                if let Some((parent, _)) = open.last_mut() {
                    parent.children.push(element(&start));
                }
            }
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                if let Some((element, start)) = open.pop() {
                    match open.last_mut() {
                        Some((parent, _)) if open_depth_is_kept(&element) => parent.children.push(element),
                        Some(_) => {}
                        None => found.push((element, start..place(&reader))),
                    }
                }
            }
            Ok(Event::Text(piece)) => push_text(&mut open, &piece),
            Ok(Event::CData(piece)) => push_text(&mut open, &piece),
            Ok(Event::GeneralRef(name)) => push_text(&mut open, &crate::text::clean(&format!("&{};", &*name))),
            Ok(_) => {}
            Err(error) => return (found, Some((super::super::segments::floor_boundary(text, before), error.to_string()))),
        }
        if open.len() > 200 {
            return (found, Some((before, "elements are nested too deep".to_owned())));
        }
    }
    let broken = (!open.is_empty()).then(|| (text.len(), "the last record does not end".to_owned()));
    (found, broken)
}

fn open_depth_is_kept(element: &Element) -> bool {
    !element.name.is_empty()
}

fn push_text(open: &mut [(Element, usize)], text: &str) {
    if let Some((element, _)) = open.last_mut() {
        element.children.push(Element { text: text.to_owned(), ..Element::default() });
    }
}

fn element(start: &quick_xml::events::BytesStart<'_>) -> Element {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let attributes = start.attributes().flatten().map(|attribute| (local(attribute.key.as_ref()), crate::text::clean(&attribute.value)));
    Element { name: local(start.name().as_ref()), attributes: attributes.collect(), ..Element::default() }
}

// ---------------------------------------------------------------- the kinds

fn pubmed(element: &Element, record: &mut Record) {
    let title = element.text_of("ArticleTitle").or_else(|| element.text_of("BookTitle")).or_else(|| element.text_of("VernacularTitle"));
    let title = title.unwrap_or_default();
    let bare = title.strip_prefix('[').and_then(|title| title.trim_end_matches('.').strip_suffix(']')).unwrap_or(&title);
    record.set_title(bare.strip_suffix('.').unwrap_or(bare), record.span.start..record.span.start);
    for author in element.deep("AuthorList").into_iter().flat_map(|list| list.all("Author")) {
        let part = |name: &str| author.find(name).map(Element::plain).unwrap_or_default();
        let given = Some(part("ForeName")).filter(|name| !name.is_empty()).unwrap_or_else(|| part("Initials"));
        let name = super::one_line(&format!("{given} {} {}", part("LastName"), part("CollectiveName")));
        record.authors.extend(Some(name).filter(|name| !name.is_empty()));
    }
    let journal = element.deep("Journal");
    journal.and_then(|journal| journal.text_of("Title")).into_iter().for_each(|venue| record.set_venue(&venue));
    element.text_of("MedlineTA").into_iter().for_each(|venue| record.set_venue(&venue));
    ["PubDate", "ArticleDate", "PubMedPubDate"].iter().filter_map(|name| element.text_of(name)).for_each(|date| record.set_year(&date));
    // Not deep: the references have numbers too.
    let citation = element.find("MedlineCitation").unwrap_or(element);
    citation.find("PMID").into_iter().for_each(|pmid| record.add_number(Scheme::Pmid, &pmid.plain()));
    record.facts.key = citation.find("PMID").map(Element::plain).unwrap_or_default();
    let own = element.find("PubmedData").and_then(|data| data.find("ArticleIdList"));
    let located = element.all("ELocationID");
    for id in own.into_iter().flat_map(|list| &list.children).chain(located) {
        match id.attribute("IdType").or_else(|| id.attribute("EIdType")) {
            Some("doi") => record.add_doi(&id.plain()),
            Some("pmc") => record.add_number(Scheme::Pmcid, &id.plain()),
            Some("pubmed") => record.add_number(Scheme::Pmid, &id.plain()),
            _ => {}
        }
    }
    record.facts.abstract_text = element.text_of("Abstract");
    record.facts.keywords = element.all("Keyword").map(Element::plain).collect();
    for cited in element.all("Reference") {
        let text = cited.text_of("Citation").unwrap_or_default();
        let mut reference = super::references::of_text(&text);
        for id in cited.all("ArticleId") {
            let scheme = if id.attribute("IdType") == Some("pubmed") { "pmid:" } else { "doi:" };
            reference.identifiers.extend(parse_identifier(&format!("{scheme}{}", id.plain())));
        }
        if !text.is_empty() {
            record.facts.references.push(reference);
        }
    }
}

fn endnote(element: &Element, record: &mut Record) {
    let titles = element.find("titles");
    let title = titles.and_then(|titles| titles.find("title")).map(Element::plain).unwrap_or_default();
    record.set_title(&title, record.span.start..record.span.start);
    let people = |name: &str| {
        element.deep(name).into_iter().flat_map(|list| list.all("author")).map(|author| given_first(&author.plain())).collect()
    };
    record.authors = people("authors");
    if record.authors.is_empty() {
        record.authors = people("secondary-authors");
    }
    element
        .find("periodical")
        .and_then(|periodical| periodical.text_of("full-title"))
        .into_iter()
        .for_each(|venue| record.set_venue(&venue));
    for name in ["secondary-title", "alt-title", "tertiary-title"] {
        titles.and_then(|titles| titles.find(name)).into_iter().for_each(|venue| record.set_venue(&venue.plain()));
    }
    element.deep("dates").and_then(|dates| dates.text_of("year")).into_iter().for_each(|year| record.set_year(&year));
    element.text_of("electronic-resource-num").into_iter().for_each(|doi| record.add_doi(&doi));
    element.all("url").for_each(|url| record.add_url(&url.plain(), record.span.start..record.span.start));
    record.facts.abstract_text = element.text_of("abstract");
    record.facts.keywords = element.all("keyword").map(Element::plain).collect();
    record.facts.key = element.find("rec-number").map(Element::plain).unwrap_or_default();
    record.facts.kind = element.find("ref-type").and_then(|kind| kind.attribute("name")).unwrap_or_default().to_owned();
    ["notes", "custom2", "accession-num"].iter().filter_map(|name| element.text_of(name)).for_each(|note| record.add_printed(&note));
}

fn zotero(element: &Element, record: &mut Record) {
    // Attachments, notes, collections and journals stand beside the works.
    let kind = element.find("itemType").map(Element::plain).unwrap_or_default();
    if matches!(element.name.as_str(), "Attachment" | "Memo" | "Collection" | "Journal" | "Series")
        || matches!(kind.as_str(), "attachment" | "note")
    {
        return;
    }
    let title = element.find("title").map(Element::plain).unwrap_or_default();
    record.set_title(&title, record.span.start..record.span.start);
    for person in element.find("authors").into_iter().flat_map(|list| list.all("Person")) {
        let part = |names: &[&str]| names.iter().find_map(|name| person.find(name)).map(Element::plain).unwrap_or_default();
        let name = super::one_line(&format!("{} {}", part(&["givenName", "givenname"]), part(&["surname"])));
        record.authors.extend(Some(name).filter(|name| !name.is_empty()));
    }
    element.find("date").map(Element::plain).into_iter().for_each(|date| record.set_year(&date));
    let journal = element.find("isPartOf");
    journal.and_then(|part| part.text_of("title")).into_iter().for_each(|venue| record.set_venue(&venue));
    for identifier in element
        .children
        .iter()
        .filter(|child| child.name == "identifier")
        .chain(journal.into_iter().flat_map(|part| part.all("identifier")))
    {
        let text = identifier.plain();
        record.add_doi(&text);
        if text.contains("://") {
            record.add_url(&text, record.span.start..record.span.start);
        }
    }
    let about = element.attribute("about").unwrap_or_default();
    if about.contains("://") {
        record.add_url(about, record.span.start..record.span.start);
    }
    element.find("description").map(Element::plain).into_iter().for_each(|extra| record.add_printed(&extra));
    record.facts.abstract_text = element.find("abstract").map(Element::plain);
    record.facts.keywords = element.children.iter().filter(|child| child.name == "subject").map(Element::plain).collect();
    record.facts.kind = kind;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let one = |record: &Record| {
            let ids: Vec<String> = record.identifiers.iter().map(ToString::to_string).collect();
            let (authors, venue) = (record.authors.join(" & "), record.venue.clone().unwrap_or_default());
            format!("{} | {authors} | {} | {venue} | {}", record.title, record.year.unwrap_or(0), ids.join(" "))
        };
        read(text).unwrap().records.iter().map(one).collect()
    }

    #[test]
    fn the_three_kinds_are_read() {
        let pubmed = "<?xml version=\"1.0\"?>\n<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version=\"1\">12345678</PMID><Article><Journal><JournalIssue><PubDate><Year>2015</Year></PubDate></JournalIssue><Title>River Letters</Title></Journal><ArticleTitle>On <i>gravel</i> &amp; CO<sub>2</sub>.</ArticleTitle><AuthorList><Author><LastName>Stone</LastName><ForeName>Ira</ForeName></Author></AuthorList></Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType=\"doi\">10.1234/g.1</ArticleId></ArticleIdList><ReferenceList><Reference><Citation>Reed. Sand. 2010</Citation><ArticleIdList><ArticleId IdType=\"pubmed\">999</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>";
        assert_eq!(told(pubmed), ["On gravel & CO2 | Ira Stone | 2015 | River Letters | pmid:12345678 doi:10.1234/g.1"]);
        let endnote = "<xml><records><record><rec-number>1</rec-number><ref-type name=\"Journal Article\">17</ref-type><contributors><authors><author><style>Stone, Ira</style></author></authors></contributors><titles><title><style>The memory </style><style>of gravel</style></title><secondary-title>River</secondary-title></titles><dates><year>2015</year></dates><electronic-resource-num>10.1234/g.1</electronic-resource-num></record></records></xml>";
        assert_eq!(told(endnote), ["The memory of gravel | Ira Stone | 2015 | River | doi:10.1234/g.1"]);
        let zotero = "<rdf:RDF xmlns:rdf=\"r\" xmlns:dc=\"d\" xmlns:bib=\"b\" xmlns:z=\"z\" xmlns:dcterms=\"t\" xmlns:foaf=\"f\">\n<bib:Article rdf:about=\"https://doi.org/10.1234/g.1\"><z:itemType>journalArticle</z:itemType><dcterms:isPartOf rdf:resource=\"urn:issn:1\"/><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Stone</foaf:surname><foaf:givenName>Ira</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors><dc:title>The memory of gravel</dc:title><dc:date>2015</dc:date></bib:Article><bib:Journal rdf:about=\"urn:issn:1\"><dc:title>River Letters</dc:title></bib:Journal></rdf:RDF>";
        assert_eq!(told(zotero), ["The memory of gravel | Ira Stone | 2015 | River Letters | doi:10.1234/g.1"]);
    }

    #[test]
    fn a_file_that_breaks_off_keeps_whole_records() {
        let text = "<xml><records><record><titles><title>One</title></titles></record><record><titles><title>Two</ti";
        let batch = read(text).unwrap();
        assert_eq!((batch.records.len(), batch.notices.len()), (1, 1));
        assert!(read("<xml><records></records></xml>").is_err());
    }
}
