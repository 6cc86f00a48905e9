//! DOIs, in addresses of resolvers and publishers.
//!
//! An address or a text goes in; the DOI without what publishers add to it comes out.

use crate::paper::{Identifier, Scheme};

use super::web::{Address, percent_decoded, run_length};

use super::arxiv::arxiv_at_start;
use super::identifiers::AddressReading;

/// `10.` registrant `/` suffix at the start; what no DOI ends with is cut.
pub(super) fn doi_at_start(text: &str) -> AddressReading {
    match doi_prefix(text) {
        Some(doi) => doi_or_arxiv(&trim_doi_tail(doi)),
        None if text.starts_with("10.") => AddressReading::Malformed(text.to_owned()),
        None => AddressReading::Other,
    }
}

/// The longest run that may be a DOI: to white space, quotes, angle brackets or a bracket that closes nothing.
pub(super) fn doi_prefix(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("10.")?;
    let registrant = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    if !(4..=9).contains(&rest.bytes().take_while(u8::is_ascii_digit).count()) || rest.as_bytes().get(registrant) != Some(&b'/') {
        return None;
    }
    let head = 3 + registrant + 1;
    let end = head
        + run_length(&text[head..], |c| match c {
            '"' | '`' | '{' | '}' | '|' | '^' | '[' | ']' => true,
            c => c.is_whitespace() || c.is_control() || c >= '\u{2010}',
        });
    let doi = text[..end].trim_end_matches(['.', ',', ';', ':', '\'', '*', '/', '?', '!', '-', '_', '&']);
    (doi.len() > head).then_some(doi)
}

pub(super) fn doi_or_arxiv(doi: &str) -> AddressReading {
    let lower = doi.to_ascii_lowercase();
    if let Some(id) = lower.strip_prefix("10.48550/arxiv.") {
        return arxiv_at_start(id)
            .map_or_else(|| AddressReading::Malformed(doi.to_owned()), |(identifier, _)| AddressReading::Paper(identifier));
    }
    AddressReading::Paper(Identifier::new(Scheme::Doi, lower))
}

const TAILS: [&str; 22] = [
    "/full",
    "/pdf",
    "/epdf",
    "/abstract",
    "/meta",
    "/html",
    "/references",
    "/summary",
    "/fulltext",
    "/pdfft",
    "/ref",
    "/cite",
    "/xml",
    "/download",
    "/export",
    ".pdf",
    ".full",
    ".short",
    ".abstract",
    ".html",
    ".xml",
    "/supplementary-material",
];

pub(super) fn trim_doi_tail(doi: &str) -> String {
    let mut doi = doi.trim_end_matches('/');
    loop {
        let lower = doi.to_ascii_lowercase();
        let Some(tail) = TAILS.iter().find(|tail| lower.ends_with(*tail)) else { break };
        let cut = &doi[..doi.len() - tail.len()];
        if cut.matches('/').count() == 0 || cut.ends_with('/') {
            break;
        }
        doi = cut.trim_end_matches('/');
    }
    let preprint = doi.starts_with("10.1101/") || doi.starts_with("10.64898/");
    if preprint && let Some((head, version)) = doi.rsplit_once('v') {
        let is_version = !version.is_empty() && version.len() <= 2 && version.bytes().all(|b| b.is_ascii_digit());
        if is_version && head.ends_with(|c: char| c.is_ascii_digit()) {
            doi = head;
        }
    }
    doi.trim_end_matches(['.', '/', ',']).to_owned()
}

/// A DOI in the address of a publisher.
pub(super) fn publisher_doi(url: &Address<'_>, path: &str) -> Option<Identifier> {
    if let Some(early) = biorxiv_early(url, path) {
        return Some(early);
    }
    let in_path = memchr::memchr_iter(b'.', path.as_bytes())
        .filter_map(|dot| dot.checked_sub(2).filter(|at| &path.as_bytes()[*at..dot] == b"10"))
        .filter(|at| *at == 0 || matches!(path.as_bytes()[at - 1], b'/' | b':' | b'='))
        .find_map(|at| doi_prefix(&path[at..]));
    let decoded_query;
    let found = match in_path {
        Some(doi) => doi,
        None => {
            let value = ["doi", "id", "DOI", "doiid", "uri"].iter().find_map(|name| url.parameter(name))?;
            decoded_query = percent_decoded(value);
            let value = decoded_query.strip_prefix("doi:").or(decoded_query.strip_prefix("info:doi/")).unwrap_or(&decoded_query);
            doi_prefix(value)?
        }
    };
    let no_paper = path.contains("/doi/proceedings/")
        || path.contains("/journal/") && url.on("wiley.com")
        || path.starts_with("/toc/")
        || path.contains("/profile/");
    if no_paper || !plausible_publisher(url, path) {
        return None;
    }
    let mut doi = trim_doi_tail(found);
    if article_number_site(&url.host) {
        doi = cut_article_number(&doi);
    }
    if url.on("biorxiv.org") || url.on("medrxiv.org") {
        doi = doi.split('/').take(2).collect::<Vec<_>>().join("/");
        doi = doi.split(".full").next().unwrap_or(&doi).to_owned();
        doi = trim_doi_tail(&doi);
    }
    if (url.on("springer.com") || url.on("springeropen.com") || url.on("biomedcentral.com")) && doi.matches('/').count() > 1 {
        doi = doi.split('/').take(2).collect::<Vec<_>>().join("/");
    }
    match doi_or_arxiv(&doi) {
        AddressReading::Paper(identifier) => Some(identifier),
        _ => None,
    }
}

/// Code hosts and images carry strings that look like DOIs and are none.
fn plausible_publisher(url: &Address<'_>, path: &str) -> bool {
    let image = [".png", ".jpg", ".jpeg", ".gif", ".svg"].iter().any(|end| path.ends_with(end));
    !image && !url.on("github.com") && !url.on("githubusercontent.com") && !path.contains("/DC1/") && !path.contains("/10.1145/1390000/")
}

/// Publishers that put an article number and the title behind the DOI.
fn article_number_site(host: &str) -> bool {
    [
        "direct.mit.edu",
        "academic.oup.com",
        "pubs.aip.org",
        "asmedigitalcollection.asme.org",
        "pubs.geoscienceworld.org",
        "watermark.silverchair.com",
        "journals.biologists.com",
        "aacrjournals.org",
        "ashpublications.org",
        "rupress.org",
    ]
    .iter()
    .any(|site| host.ends_with(site))
}

fn cut_article_number(doi: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for (i, segment) in doi.split('/').enumerate() {
        if i >= 2 && segment.len() >= 4 && segment.bytes().all(|b| b.is_ascii_digit()) {
            break;
        }
        kept.push(segment);
    }
    kept.join("/")
}

/// `biorxiv.org/content/early/2017/06/12/148882` → `10.1101/148882`.
fn biorxiv_early(url: &Address<'_>, path: &str) -> Option<Identifier> {
    if !url.on("biorxiv.org") && !url.on("medrxiv.org") || path.contains("/10.") {
        return None;
    }
    let rest = path.strip_prefix("/content/biorxiv").or_else(|| path.strip_prefix("/content"))?.strip_prefix("/early/")?;
    let word = rest.split('/').nth(3)?;
    let digits = word.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let number = word[..digits].trim_end_matches('.');
    let plain = number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit());
    let dated = number.matches('.').count() == 3;
    (plain || dated).then(|| Identifier::new(Scheme::Doi, format!("10.1101/{number}")))
}

/// Nature's article names are the suffixes of their DOIs.
pub(super) fn nature(path: &str) -> Option<Identifier> {
    if let Some(at) = path.find("/10.")
        && let Some(doi) = doi_prefix(&path[at + 1..])
    {
        return Some(Identifier::new(Scheme::Doi, trim_doi_tail(doi)));
    }
    let name = match path.strip_prefix("/articles/") {
        Some(rest) => rest.split('/').next()?,
        None if path.contains("/journal/") && (path.contains("/full/") || path.contains("/abs/") || path.contains("/pdf/")) => {
            path.rsplit('/').next()?
        }
        None => return None,
    };
    let name = name.split('.').next()?.split('_').next()?;
    let modern = name.starts_with('s') && name.matches('-').count() >= 3;
    let classic = (6..=20).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric())
        && name.bytes().any(|b| b.is_ascii_digit())
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    (modern || classic).then(|| Identifier::new(Scheme::Doi, format!("10.1038/{name}")))
}

// ---------------------------------------------------------------- other schemes
