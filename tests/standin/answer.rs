//! What the API answers to a request, in its own order of decision: id before fields, fields before windows.

use std::collections::BTreeSet;

use super::json::Json;
use super::world::{Record, World};

pub struct Answer {
    pub status: u16,
    pub body: String,
}

const BASE_FIELDS: [&str; 21] = [
    "paperId",
    "externalIds",
    "corpusId",
    "publicationVenue",
    "url",
    "title",
    "abstract",
    "venue",
    "year",
    "referenceCount",
    "citationCount",
    "influentialCitationCount",
    "isOpenAccess",
    "openAccessPdf",
    "fieldsOfStudy",
    "s2FieldsOfStudy",
    "publicationTypes",
    "publicationDate",
    "journal",
    "citationStyles",
    "authors",
];
const AUTHOR_FIELDS: [&str; 9] =
    ["authorId", "name", "url", "externalIds", "affiliations", "homepage", "paperCount", "citationCount", "hIndex"];
const FULL_FIELDS: [&str; 3] = ["tldr", "embedding", "textAvailability"];
const MOST_NESTED: usize = 9_999;
const MOST_NESTED_SINGLE: usize = 1_000;
const MOST_BYTES: usize = 10_000_000;

pub fn error(status: u16, words: &str) -> Answer {
    Answer { status, body: format!("{{\"error\":{}}}\n", Json::text(words).print()) }
}

fn ok(json: &Json) -> Answer {
    Answer { status: 200, body: json.print() + "\n" }
}

/// Fields of a paper, and of the papers on its lists.
#[derive(Default)]
struct Fields {
    own: BTreeSet<String>,
    references: Option<BTreeSet<String>>,
    citations: Option<BTreeSet<String>>,
}

impl Fields {
    fn parse(text: Option<&str>, full: bool) -> Result<Fields, Answer> {
        let mut fields = Fields::default();
        let mut unknown = Vec::new();
        for name in text.unwrap_or("paperId,title").split(',').map(str::trim) {
            let (head, rest) = name.split_once('.').map_or((name, None), |(head, rest)| (head, Some(rest)));
            match (head, rest) {
                ("references" | "citations", rest) if full => {
                    let set = if head == "references" { &mut fields.references } else { &mut fields.citations };
                    let set = set.get_or_insert_default();
                    match rest {
                        None => drop(set.insert("title".to_owned())),
                        Some(rest) if is_base(rest) => drop(set.insert(rest.split('.').next().unwrap().to_owned())),
                        Some(_) => unknown.push(name),
                    }
                }
                _ if is_base(name) || (full && FULL_FIELDS.contains(&head)) => drop(fields.own.insert(head.to_owned())),
                ("contexts" | "intents" | "contextsWithIntent" | "isInfluential", None) if !full => {}
                _ => unknown.push(name),
            }
        }
        if unknown.is_empty() {
            Ok(fields)
        } else {
            Err(error(400, &format!("Unrecognized or unsupported fields: [{}]", unknown.join(", "))))
        }
    }
}

fn is_base(name: &str) -> bool {
    match name.split_once('.') {
        None => BASE_FIELDS.contains(&name),
        Some(("authors", field)) => AUTHOR_FIELDS.contains(&field),
        Some(_) => false,
    }
}

/// The fields of a paper in the API's own order.
fn paper(record: &Record, fields: &BTreeSet<String>) -> Vec<(&'static str, Json)> {
    let mut object = vec![("paperId", Json::text(&record.sha))];
    for name in BASE_FIELDS {
        if name != "paperId" && name != "authors" && fields.contains(name) {
            object.push((name, field(record, name)));
        }
    }
    if fields.contains("authors") {
        object.push(("authors", Json::List(record.authors.iter().map(|name| author(name)).collect())));
    }
    object
}

fn author(name: &str) -> Json {
    let id = blake3::hash(name.as_bytes()).as_bytes()[..4].iter().fold(0_u32, |id, b| id << 8 | u32::from(*b));
    Json::Object(vec![("authorId", Json::text(id.to_string())), ("name", Json::text(name))])
}

fn field(record: &Record, name: &str) -> Json {
    let int = |n: usize| Json::Int(n as i64);
    match name {
        "externalIds" => {
            let mut ids = Vec::new();
            let named = [("ArXiv", &record.arxiv), ("DOI", &record.doi), ("ACL", &record.acl)];
            ids.extend(named.into_iter().filter_map(|(scheme, id)| Some((scheme, Json::text(id.as_ref()?)))));
            ids.push(("CorpusId", Json::Int(record.corpus as i64)));
            Json::Object(ids)
        }
        "corpusId" => Json::Int(record.corpus as i64),
        "url" => Json::text(format!("https://www.semanticscholar.org/paper/{}", record.sha)),
        "title" => Json::text(&record.title),
        "abstract" => Json::or_null(record.abstract_text.as_deref(), Json::text),
        "venue" => Json::text(&record.venue),
        "year" => Json::or_null(record.year, |y| Json::Int(i64::from(y))),
        "referenceCount" => int(record.reference_count()),
        "citationCount" => int(record.citation_count()),
        "influentialCitationCount" => int(record.citation_count() / 10),
        "isOpenAccess" => Json::Bool(false),
        "openAccessPdf" => Json::Object(vec![("url", Json::text("")), ("status", Json::Null), ("license", Json::Null)]),
        "s2FieldsOfStudy" => {
            Json::List(vec![Json::Object(vec![("category", Json::text("Computer Science")), ("source", Json::text("s2-fos-model"))])])
        }
        "publicationTypes" => Json::List(vec![Json::text("JournalArticle")]),
        "publicationDate" => Json::or_null(record.date.as_deref(), Json::text),
        _ => Json::Null,
    }
}

/// A work the catalog could not identify: a title, nothing else.
fn nameless(number: usize, fields: &BTreeSet<String>) -> Json {
    let mut object = vec![("paperId", Json::Null)];
    for name in BASE_FIELDS {
        match name {
            "paperId" => {}
            "title" if fields.contains(name) => object.push((name, Json::text(format!("[{number}] Unidentified work, in: Proc.")))),
            _ if fields.contains(name) => object.push((name, Json::Null)),
            _ => {}
        }
    }
    Json::Object(object)
}

fn rows(world: &World, ids: &[usize], nameless_rows: usize, fields: &BTreeSet<String>, skip: usize, take: usize) -> Vec<Json> {
    let named = ids.iter().map(|&i| Json::Object(paper(&world.records[i], fields)));
    named.chain((0..nameless_rows).map(|n| nameless(n, fields))).skip(skip).take(take).collect()
}

/// A paper with its lists, `budget` rows between them.
fn full(world: &World, index: usize, fields: &Fields, budget: &mut usize) -> Json {
    let record = &world.records[index];
    let mut object = paper(record, &fields.own);
    let mut list = |ids: &[usize], nameless_rows: usize, fields: &BTreeSet<String>| {
        let rows = rows(world, ids, nameless_rows, fields, 0, *budget);
        *budget -= rows.len();
        Json::List(rows)
    };
    if let Some(fields) = &fields.citations {
        object.push(("citations", list(&record.citations, record.nameless_citations, fields)));
    }
    if let Some(fields) = &fields.references {
        object.push(("references", if record.elided { Json::Null } else { list(&record.references, record.nameless_references, fields) }));
    }
    Json::Object(object)
}

/// `POST /paper/batch`.
pub fn batch(world: &World, body: &[u8], fields: Option<&str>) -> Answer {
    #[derive(serde::Deserialize)]
    struct Body {
        ids: Vec<String>,
    }
    let Ok(Body { ids }) = serde_json::from_slice(body) else { return error(400, "Invalid request body") };
    if ids.len() > 500 {
        return error(400, "Too many ids (standin's words)");
    }
    let malformed = ids.iter().any(|id| id.is_empty() || (id.contains("://") && !id.to_lowercase().starts_with("url:")));
    let found: Vec<Option<usize>> = ids.iter().map(|id| world.resolve(id)).collect();
    if malformed || found.iter().all(Option::is_none) {
        return error(400, "No valid paper ids given");
    }
    let fields = match Fields::parse(fields, true) {
        Ok(fields) => fields,
        Err(answer) => return answer,
    };
    // One allowance for the whole answer, spent in the order of the catalog's own ids.
    let mut order: Vec<usize> = (0..found.len()).filter(|&place| found[place].is_some()).collect();
    order.sort_by_key(|&place| &world.records[found[place].unwrap()].sha);
    let mut budget = MOST_NESTED;
    let mut items = vec![Json::Null; found.len()];
    for place in order {
        items[place] = full(world, found[place].unwrap(), &fields, &mut budget);
    }
    let answer = ok(&Json::List(items));
    if answer.body.len() > MOST_BYTES {
        error(400, "Response would exceed maximum size. Try smaller batches (standin's words)")
    } else {
        answer
    }
}

/// `GET /paper/{id}`.
pub fn single(world: &World, id: &str, fields: Option<&str>) -> Answer {
    let Some(index) = world.resolve(id) else { return not_found(id) };
    match Fields::parse(fields, true) {
        Ok(fields) => ok(&full(world, index, &fields, &mut MOST_NESTED_SINGLE.clone())),
        Err(answer) => answer,
    }
}

fn not_found(id: &str) -> Answer {
    error(404, &format!("Paper with id {id} not found"))
}

/// `GET /paper/{id}/references` and `/citations`.
pub fn list(world: &World, id: &str, references: bool, fields: Option<&str>, offset: usize, limit: usize) -> Answer {
    let Some(index) = world.resolve(id) else { return not_found(id) };
    let fields = match Fields::parse(fields, false) {
        Ok(fields) => fields.own,
        Err(answer) => return answer,
    };
    if limit > 1_000 {
        return error(400, "limit must be <= 1000 (standin's words)");
    }
    if offset + limit >= 10_000 {
        return error(400, "offset + limit must be < 10000");
    }
    let record = &world.records[index];
    let info = || {
        let disclaimer = if record.elided {
            "Notice: The following paper fields have been elided by the publisher: {'references'}."
        } else {
            "Notice: Paper or abstract available at its publisher."
        };
        let pdf = vec![("url", Json::text("")), ("status", Json::Null), ("license", Json::Null), ("disclaimer", Json::text(disclaimer))];
        ("citingPaperInfo", Json::Object(vec![("openAccessPdf", Json::Object(pdf)), ("title", Json::text(&record.title))]))
    };
    if references && record.elided {
        return ok(&Json::Object(vec![("data", Json::Null), info()]));
    }
    let (ids, nameless_rows, role) = if references {
        (&record.references, record.nameless_references, "citedPaper")
    } else {
        (&record.citations, record.nameless_citations, "citingPaper")
    };
    let data = rows(world, ids, nameless_rows, &fields, offset, limit);
    let mut object = vec![("offset", Json::Int(offset as i64))];
    if ids.len() + nameless_rows > offset + limit {
        object.push(("next", Json::Int((offset + limit) as i64)));
    }
    if references {
        object.push(info());
    }
    object.push(("data", Json::List(data.into_iter().map(|row| Json::Object(vec![(role, row)])).collect())));
    ok(&Json::Object(object))
}

/// `GET /paper/search/match`: the nearest title, if any is near.
pub fn title_match(world: &World, query: &str, fields: Option<&str>) -> Answer {
    let fields = match Fields::parse(fields, true) {
        Ok(fields) => fields.own,
        Err(answer) => return answer,
    };
    match world.search(query, 0.7).first() {
        None => error(404, "Title match not found"),
        Some(&(index, score)) => {
            let mut object = paper(&world.records[index], &fields);
            object.push(("matchScore", Json::Float(score)));
            ok(&Json::Object(vec![("data", Json::List(vec![Json::Object(object)]))]))
        }
    }
}

/// `GET /paper/search`.
pub fn search(world: &World, query: &str, fields: Option<&str>, offset: usize, limit: usize) -> Answer {
    let fields = match Fields::parse(fields, true) {
        Ok(fields) => fields.own,
        Err(answer) => return answer,
    };
    if limit > 100 || offset + limit > 1_000 {
        return error(400, "offset + limit must be < 1000");
    }
    // Hyphenated words match nothing.
    let hits = if query.contains('-') { Vec::new() } else { world.search(query, 1.0) };
    let mut object = vec![("total", Json::Int(hits.len() as i64)), ("offset", Json::Int(offset as i64))];
    if hits.is_empty() {
        return ok(&Json::Object(object));
    }
    if offset >= hits.len() {
        return error(400, "Requested data for this limit and/or offset is not available");
    }
    if hits.len() > offset + limit {
        object.push(("next", Json::Int((offset + limit) as i64)));
    }
    let page = hits.iter().skip(offset).take(limit).map(|&(index, _)| Json::Object(paper(&world.records[index], &fields)));
    object.push(("data", Json::List(page.collect())));
    ok(&Json::Object(object))
}

/// `GET /paper/search/bulk`: pages of 1,000, a token between them; `year` as `2023-`, sorted by id or by citations.
pub fn bulk(world: &World, query: &str, fields: Option<&str>, token: Option<&str>, year: Option<&str>, sort: Option<&str>) -> Answer {
    let fields = match Fields::parse(fields, false) {
        Ok(fields) => fields.own,
        Err(answer) => return answer,
    };
    let mut hits: Vec<usize> = if query.is_empty() {
        (0..world.records.len()).collect()
    } else if query.contains('-') {
        // Hyphenated words match nothing.
        Vec::new()
    } else {
        world.search(query, 1.0).into_iter().map(|(index, _)| index).collect()
    };
    if let Some(first) = year.and_then(|year| year.strip_suffix('-')?.parse::<i32>().ok()) {
        hits.retain(|&index| world.records[index].year.is_some_and(|year| year >= first));
    }
    hits.sort_by_key(|&index| &world.records[index].sha);
    if sort == Some("citationCount:desc") {
        hits.sort_by_key(|&index| std::cmp::Reverse(world.records[index].citation_count()));
    }
    let start = token.and_then(|token| token.strip_prefix("STANDIN")?.parse().ok()).unwrap_or(0_usize);
    let page = hits.iter().skip(start).take(1_000).map(|&index| Json::Object(paper(&world.records[index], &fields)));
    let next = start + 1_000;
    let token = if next < hits.len() { Json::text(format!("STANDIN{next}")) } else { Json::Null };
    ok(&Json::Object(vec![("total", Json::Int(hits.len() as i64)), ("token", token), ("data", Json::List(page.collect()))]))
}
