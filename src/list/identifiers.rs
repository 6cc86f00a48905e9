//! Identifiers in addresses and in text.
//!
//! An address or a typed word goes in, an [`Identifier`] in its normal form comes out. Nothing is guessed: a number that breaks
//! the rules of its scheme is malformed and said to be so, never cut to fit. No network, no list is known here.

use std::borrow::Cow;
use std::ops::Range;

use crate::paper::{Identifier, Scheme};

use super::pages;
use super::scan::find_short;
use super::segments::floor_boundary;
use super::web::{Address, address, percent_decoded};

use super::arxiv::{arxiv_at_start, arxiv_mirror, arxiv_new, arxiv_path, arxiv_word, is_arxiv_host, strip_prefix_ignoring_case};
use super::doi::{doi_at_start, doi_or_arxiv, doi_prefix, nature, publisher_doi, trim_doi_tail};

/// What an address says about a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressReading {
    Paper(Identifier),
    /// It has the form of an identifier and breaks its rules: the part that does.
    Malformed(String),
    Other,
}

/// The identifier a web address carries, such as `arxiv.org/abs/…`, `doi.org/…`, a publisher's page, a badge.
///
/// Pages of proceedings without ids of their own (CVF, PMLR, NeurIPS, …) come back as [`Scheme::Url`].
pub fn identifiers_in_url(url: &str) -> Option<Identifier> {
    match read_address(url) {
        AddressReading::Paper(identifier) => Some(identifier),
        _ => None,
    }
}

/// Reads a web address; linear in its length.
pub fn read_address(url: &str) -> AddressReading {
    let url = url.trim();
    if url.len() < 6 || url.len() > 4096 {
        return AddressReading::Other;
    }
    let url: Cow<'_, str> = if url.contains('\\') { url.replace('\\', "").into() } else { url.into() };
    let url = url.trim_start_matches(['(', '<', '[']);
    let url = if url.starts_with("http") && !url.contains('(') { url.trim_end_matches([')', '>', ']']) } else { url };
    if let Some(doi) = url.strip_prefix("doi:") {
        return doi_at_start(doi.trim());
    }
    if let Some(number) = strip_prefix_ignoring_case(url, "arxiv:") {
        return arxiv_word(number.trim());
    }
    let Some(parts) = address(url) else { return relative(url) };
    match by_host(&parts) {
        AddressReading::Other => inner_address(url).unwrap_or(AddressReading::Other),
        reading => reading,
    }
}

/// A relative target such as `2201.03655` or `papers/2212.01692.pdf`.
fn relative(url: &str) -> AddressReading {
    let name = url.rsplit('/').next().unwrap_or(url);
    let name = name.strip_suffix(".pdf").unwrap_or(name);
    arxiv_new(name).filter(|(_, rest)| rest.is_empty()).map_or(AddressReading::Other, |(id, _)| AddressReading::Paper(id))
}

/// Archives, mirrors and redirects that carry the real address inside theirs.
fn inner_address(url: &str) -> Option<AddressReading> {
    let skip = find_short(url, "://")? + 3;
    let rest = &url[skip..];
    let inner = match rest.find("http") {
        Some(at) if rest[at..].starts_with("http://") || rest[at..].starts_with("https://") => Cow::Borrowed(&rest[at..]),
        Some(at) if rest[at..].starts_with("http%3A") || rest[at..].starts_with("https%3A") => {
            let end = rest[at..].find('&').map_or(rest.len(), |i| at + i);
            percent_decoded(&rest[at..end])
        }
        _ => return None,
    };
    let parts = address(&inner)?;
    match by_host(&parts) {
        AddressReading::Other => None,
        reading => Some(reading),
    }
}

fn by_host(url: &Address<'_>) -> AddressReading {
    let path = percent_decoded(url.path);
    let path = path.as_ref();
    let paper = |identifier: Option<Identifier>| identifier.map_or(AddressReading::Other, AddressReading::Paper);
    if is_arxiv_host(&url.host) {
        return arxiv_path(path);
    }
    match url.host.as_ref() {
        "doi.org" | "dx.doi.org" | "www.doi.org" | "doai.io" | "oadoi.org" => {
            return doi_at_start(path.trim_start_matches('/').trim_start_matches("doi.org/").trim_start_matches("doi:"));
        }
        "openreview.net" | "www.openreview.net" => return paper(openreview(url, path)),
        "huggingface.co" | "hf.co" | "www.huggingface.co" | "hf-mirror.com" => {
            return path.strip_prefix("/papers/").map_or(AddressReading::Other, arxiv_word);
        }
        "img.shields.io" | "badgen.net" | "badge.fury.io" | "flat.badgen.net" | "custom-icon-badges.demolab.com" | "badges.toozhao.com" => {
            return badge(url, path);
        }
        "dblp.org" | "dblp.uni-trier.de" | "www.dblp.org" | "dblp.dagstuhl.de" => return paper(dblp(path)),
        "pubmed.ncbi.nlm.nih.gov"
        | "www.ncbi.nlm.nih.gov"
        | "ncbi.nlm.nih.gov"
        | "pmc.ncbi.nlm.nih.gov"
        | "europepmc.org"
        | "www.pubmedcentral.nih.gov" => {
            return paper(medline(url, path));
        }
        "nature.com" | "www.nature.com" => return paper(nature(path)),
        // No host of papers; most links of many lists.
        "delivery.acm.org" | "github.com" => return AddressReading::Other,
        _ => {}
    }
    if url.on("aclanthology.org") || url.on("aclweb.org") || url.on("aclanthology.info") || url.on("aclanthology.coli.uni-saarland.de") {
        return paper(acl_path(path));
    }
    if url.on("semanticscholar.org") {
        return semantic_scholar(url, path);
    }
    if let Some(reading) = arxiv_mirror(url, path) {
        return reading;
    }
    if let Some(doi) = publisher_doi(url, path) {
        return AddressReading::Paper(doi);
    }
    paper(pages::proceedings_page(url, path))
}

// ---------------------------------------------------------------- arXiv

/// A badge prints an id in its label, or asks Semantic Scholar for a count.
fn badge(url: &Address<'_>, path: &str) -> AddressReading {
    if url.query.contains("api.semanticscholar.org") {
        let asked = percent_decoded(url.query);
        if let Some(at) = asked.find("api.semanticscholar.org")
            && let Some(inner) = address(&asked[at..])
        {
            let inner_path = percent_decoded(inner.path).into_owned();
            return semantic_scholar(&inner, &inner_path);
        }
    }
    let Some(label) = path.strip_prefix("/badge/").or_else(|| path.strip_prefix("/static/")) else { return AddressReading::Other };
    let mut parts = label.split(['-', '_', '/', ' ', ':']).filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        if strip_prefix_ignoring_case(part, "arxiv").is_some()
            && let Some(identifier) = parts.clone().take(2).find_map(|next| arxiv_new(next).filter(|(_, rest)| rest.is_empty()))
        {
            return AddressReading::Paper(identifier.0);
        }
        if part.eq_ignore_ascii_case("doi")
            && let Some(at) = label.find("10.")
        {
            let doi = label[at..].rsplit_once('-').map_or(&label[at..], |(doi, _)| doi).replace("--", "-").replace("__", "_");
            return doi_at_start(&doi);
        }
    }
    AddressReading::Other
}

// ---------------------------------------------------------------- DOI

fn openreview(url: &Address<'_>, path: &str) -> Option<Identifier> {
    let page = path.trim_matches('/');
    if !matches!(page, "forum" | "pdf" | "attachment" | "revisions" | "forum.html") {
        return None;
    }
    let value = url.parameter("id")?.trim_end_matches(['.', ')', ',', ']']);
    openreview_id(value).then(|| Identifier::new(Scheme::OpenReview, value))
}

fn openreview_id(value: &str) -> bool {
    (5..=24).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn acl_path(path: &str) -> Option<Identifier> {
    path.split('/').rev().find_map(|segment| acl_id(segment.trim())).map(|id| Identifier::new(Scheme::Acl, id))
}

/// `P19-1001`, `2020.acl-main.1`, with file endings and revisions cut; volumes are no papers.
fn acl_id(word: &str) -> Option<String> {
    let word = [".pdf", ".bib", ".xml", ".html"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let bytes = word.as_bytes();
    if bytes.len() >= 8 && bytes[0].is_ascii_alphabetic() && bytes[1..3].iter().all(u8::is_ascii_digit) && bytes[3] == b'-' {
        let digits = bytes[4..].iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = &word[4 + digits..];
        let revision = rest.is_empty() || rest.starts_with(['v', 'V', '.', 'e']);
        return (digits == 4 && revision).then(|| word[..8].to_ascii_uppercase());
    }
    let mut parts = word.splitn(3, '.');
    let (year, venue, number) = (parts.next()?, parts.next()?, parts.next()?);
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && (year.starts_with("19") || year.starts_with("20"));
    let is_venue = venue.contains('-') && venue.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &number[digits..];
    let revision = rest.is_empty() || rest.starts_with(['v', '.', 'e']);
    (is_year && is_venue && (1..=4).contains(&digits) && revision)
        .then(|| format!("{year}.{}.{}", venue.to_ascii_lowercase(), &number[..digits]))
}

fn semantic_scholar(url: &Address<'_>, path: &str) -> AddressReading {
    let hash = |word: &str| is_hash(word, 40).then(|| AddressReading::Paper(Identifier::new(Scheme::S2, word)));
    if url.host.starts_with("pdfs.") {
        let mut segments = path.trim_start_matches('/').split('/');
        if let (Some(head), Some(tail)) = (segments.next(), segments.next()) {
            let tail = tail.split('.').next().unwrap_or(tail);
            if is_hash(head, 4) && is_hash(tail, 36) {
                return AddressReading::Paper(Identifier::new(Scheme::S2, format!("{head}{tail}")));
            }
        }
        return AddressReading::Other;
    }
    for segment in path.split('/').rev() {
        if let Some(found) = hash(segment) {
            return found;
        }
        if let Some(found) = prefixed(segment) {
            return AddressReading::Paper(found);
        }
    }
    if let Some(number) = url.parameter("corpusId").or_else(|| url.parameter("CorpusId")) {
        return corpus(number).map_or(AddressReading::Other, AddressReading::Paper);
    }
    AddressReading::Other
}

fn is_hash(word: &str, length: usize) -> bool {
    word.len() == length && word.bytes().all(|b| b.is_ascii_hexdigit())
}

fn corpus(number: &str) -> Option<Identifier> {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    (1..=12).contains(&digits).then(|| Identifier::new(Scheme::Corpus, &number[..digits]))
}

fn dblp(path: &str) -> Option<Identifier> {
    let rest = path.strip_prefix("/rec/")?;
    let rest =
        ["html/", "bibtex/", "xml/", "rdf/", "bibtex0/", "bibtex1/"].iter().find_map(|format| rest.strip_prefix(format)).unwrap_or(rest);
    let key = [".html", ".bib", ".xml", ".rdf", ".ris", ".nt"]
        .iter()
        .find_map(|end| rest.strip_suffix(end))
        .unwrap_or(rest)
        .trim_end_matches('/');
    dblp_key(key).then(|| Identifier::new(Scheme::Dblp, key))
}

fn dblp_key(key: &str) -> bool {
    let kind =
        ["conf/", "journals/", "books/", "series/", "reference/", "phd/", "tr/", "homepages/"].iter().any(|kind| key.starts_with(kind));
    kind && key.matches('/').count() >= 2 && key.bytes().all(|b| b.is_ascii_graphic())
}

fn medline(url: &Address<'_>, path: &str) -> Option<Identifier> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if let Some(number) = segments.iter().find_map(|segment| pmcid(segment)) {
        return Some(number);
    }
    let all_digits = |word: &str| (1..=9).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let word = match segments.as_slice() {
        [number, ..] if url.host.starts_with("pubmed.") => number,
        ["pubmed", number, ..] => number,
        ["article" | "abstract", kind, number, ..] if kind.eq_ignore_ascii_case("med") => number,
        _ => return None,
    };
    all_digits(word).then(|| Identifier::new(Scheme::Pmid, *word))
}

fn pmcid(word: &str) -> Option<Identifier> {
    let digits = strip_prefix_ignoring_case(word, "pmc")?;
    let digits = digits.split('.').next()?;
    let valid = (4..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| Identifier::new(Scheme::Pmcid, digits))
}

// ---------------------------------------------------------------- typed words

/// `arXiv:…`, `DOI:…`, `CorpusID:…` and their like, as Semantic Scholar and people write them.
fn prefixed(text: &str) -> Option<Identifier> {
    let (prefix, value) = text.split_once(':')?;
    let value = value.trim();
    let all_digits = !value.is_empty() && value.len() <= 12 && value.bytes().all(|b| b.is_ascii_digit());
    match prefix.trim().to_ascii_lowercase().as_str() {
        "arxiv" => whole_arxiv(value),
        "doi" => whole_doi(value),
        "acl" => acl_id(value).map(|id| Identifier::new(Scheme::Acl, id)),
        "corpusid" | "corpus" => all_digits.then(|| Identifier::new(Scheme::Corpus, value)),
        "pmid" | "pubmed" => all_digits.then(|| Identifier::new(Scheme::Pmid, value)),
        "pmcid" | "pmc" => pmcid(value).or_else(|| all_digits.then(|| Identifier::new(Scheme::Pmcid, value))),
        "dblp" => dblp_key(value).then(|| Identifier::new(Scheme::Dblp, value)),
        "openreview" => openreview_id(value).then(|| Identifier::new(Scheme::OpenReview, value)),
        "s2" => is_hash(value, 40).then(|| Identifier::new(Scheme::S2, value)),
        "url" => identifiers_in_url(value),
        _ => None,
    }
}

fn whole_arxiv(text: &str) -> Option<Identifier> {
    let text = text.strip_suffix(".pdf").unwrap_or(text);
    arxiv_at_start(text).filter(|(_, rest)| rest.is_empty()).map(|(identifier, _)| identifier)
}

fn whole_doi(text: &str) -> Option<Identifier> {
    let doi = doi_prefix(text).filter(|doi| doi.len() == text.len())?;
    match doi_or_arxiv(doi) {
        AddressReading::Paper(identifier) => Some(identifier),
        _ => None,
    }
}

/// An identifier as a person types or pastes it: `arXiv:2106.09685v2`, a DOI, an address, an ACL id, `CorpusID:1`, 40 hexadecimal digits.
pub fn parse_identifier(text: &str) -> Option<Identifier> {
    let text = text.trim();
    if let Some(found) = prefixed(text) {
        return Some(found);
    }
    if is_hash(text, 40) {
        return Some(Identifier::new(Scheme::S2, text));
    }
    if let Some(found) = whole_arxiv(text).or_else(|| whole_doi(text)).or_else(|| pmcid(text)) {
        return Some(found);
    }
    if let Some(id) = acl_id(text).filter(|id| id.eq_ignore_ascii_case(text)) {
        return Some(Identifier::new(Scheme::Acl, id));
    }
    if dblp_key(text) {
        return Some(Identifier::new(Scheme::Dblp, text));
    }
    address(text).is_some().then(|| identifiers_in_url(text)).flatten()
}

/// A point between digits, as arXiv numbers and DOIs have.
pub(super) fn has_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b'.', bytes).any(|dot| dot > 0 && digit(dot - 1) && digit(dot + 1))
}

/// Identifiers printed as text: `arXiv:2106.09685`, `arXiv, 2412.17483`, `abs/2106.09685`, `doi:10.1145/…`.
pub(super) fn identifiers_in_text(text: &str) -> Vec<Identifier> {
    printed_identifiers(text).into_iter().map(|(identifier, _)| identifier).collect()
}

/// The same with the bytes of each number.
pub(super) fn printed_identifiers(text: &str) -> Vec<(Identifier, Range<usize>)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(i) = memchr::memchr3(b'1', b'2', b'0', bytes.get(at..).unwrap_or_default()) {
        let start = at + i;
        at = start + 1;
        if start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'.') {
            continue;
        }
        let before = &text[floor_boundary(text, start.saturating_sub(24))..start];
        let before = before.trim_end_matches([' ', ':', ',', '.', '/', '[', '(', '_', '\u{a0}', '*', '`']);
        let ends_with = |word: &str| {
            before.len() >= word.len() && before.get(before.len() - word.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
        };
        if (ends_with("arxiv") || ends_with("abs") || ends_with("arxiv preprint"))
            && let Some((identifier, _)) = arxiv_at_start(&text[start..])
        {
            at = start + identifier.value.len();
            found.push((identifier, start..at));
        } else if (ends_with("doi") || ends_with("doi.org"))
            && let Some(doi) = doi_prefix(&text[start..])
            && let AddressReading::Paper(identifier) = doi_or_arxiv(&trim_doi_tail(doi))
        {
            at = start + doi.len();
            found.push((identifier, start..at));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(url: &str) -> String {
        identifiers_in_url(url).map_or("-".into(), |id| id.to_string())
    }

    #[test]
    fn arxiv_addresses_in_all_their_forms() {
        for url in [
            "https://arxiv.org/abs/2106.09685",
            "http://arxiv.org/pdf/2106.09685.pdf",
            "arxiv.org/2106.09685",
            "//arxiv.org/abs/2106.09685",
            "https://arxiv.org/abs//2106.09685",
            "https://arxiv.org/abs/2106.09685.pdf",
            "https://www.arxiv.org/abs/2106.09685?ref=x",
            "https://browse.arxiv.org/pdf/2106.09685#page=3",
            "https://arxiv.org/ftp/arxiv/papers/2106/2106.09685.pdf",
            "http://128.84.21.199/pdf/2106.09685",
            "https://ar5iv.labs.arxiv.org/html/2106.09685",
            "https://alphaxiv.org/abs/2106.09685",
            "https://www.alphaxiv.org/overview/2106.09685",
            "https://huggingface.co/papers/2106.09685",
            "https://doi.org/10.48550/arXiv.2106.09685",
            "https://img.shields.io/badge/arXiv-2106.09685-b31b1b.svg",
            "https://papers.cool/arxiv/2106.09685",
            "https://web.archive.org/web/2021/https://arxiv.org/abs/2106.09685",
            "2106.09685",
            "papers/2106.09685.pdf",
            "https://arxiv.org/abs/2106.09685%20(http",
        ] {
            assert_eq!(id(url), "arxiv:2106.09685", "{url}");
        }
        assert_eq!(id("https://arxiv.org/html/2412.14468v1/extracted/6081011/images/a.png"), "arxiv:2412.14468v1");
        assert_eq!(id("http://arxiv.org/pdf/2406.11235v3.pdf"), "arxiv:2406.11235v3");
        assert_eq!(id("https://arxiv.org/abs/quant-ph/9802018"), "arxiv:quant-ph/9802018");
        assert_eq!(id("https://arxiv.org/pdf/math.GT/0309136v2.pdf"), "arxiv:math/0309136v2");
        assert_eq!(id("https://arxiv.org/abs/1411.0738"), "arxiv:1411.0738");
    }

    #[test]
    fn malformed_arxiv_numbers_are_said_to_be_so() {
        for url in [
            "https://arxiv.org/abs/2307.000400",
            "https://arxiv.org/abs/1702.079830",
            "https://arxiv.org/abs/1905.0197",
            "https://arxiv.org/abs/1411.07386",
            "https://arxiv.org/abs/2313.00001",
        ] {
            assert!(matches!(read_address(url), AddressReading::Malformed(_)), "{url}");
        }
        for url in ["https://arxiv.org/list/cs.CL/recent", "https://arxiv.org/a/smith_j_1", "https://arxiv.org/"] {
            assert_eq!(read_address(url), AddressReading::Other, "{url}");
        }
    }

    #[test]
    fn dois_lose_what_publishers_add() {
        for (url, doi) in [
            ("https://doi.org/10.1007/JHEP04(2026)128", "10.1007/jhep04(2026)128"),
            ("https://doi.org/10.1016/s2589-7500(24)00061-x", "10.1016/s2589-7500(24)00061-x"),
            ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00338/96474/Beat-the-AI", "10.1162/tacl_a_00338"),
            ("https://direct.mit.edu/tacl/article/doi/10.1162/tacl\\_a\\_00407/1", "10.1162/tacl_a_00407/1"),
            (
                "https://academic.oup.com/bioinformatics/article/doi/10.1093/bioinformatics/btac773/6873738",
                "10.1093/bioinformatics/btac773",
            ),
            ("https://www.biorxiv.org/content/10.1101/2022.07.12.499365v1.full.pdf", "10.1101/2022.07.12.499365"),
            ("https://www.biorxiv.org/content/10.1101/563601v2", "10.1101/563601"),
            ("https://www.biorxiv.org/content/early/2017/06/12/148882", "10.1101/148882"),
            ("https://www.frontiersin.org/articles/10.3389/fninf.2014.00014/full", "10.3389/fninf.2014.00014"),
            ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0130140", "10.1371/journal.pone.0130140"),
            ("https://link.springer.com/content/pdf/10.1007%2F978-3-030-12738-1.pdf", "10.1007/978-3-030-12738-1"),
            ("https://dl.acm.org/doi/abs/10.1145/3485447.3511974", "10.1145/3485447.3511974"),
            ("https://www.nature.com/articles/s42256-023-00626-4", "10.1038/s42256-023-00626-4"),
            ("https://www.nature.com/articles/nature14539.pdf", "10.1038/nature14539"),
        ] {
            assert_eq!(id(url), format!("doi:{doi}"), "{url}");
        }
        for url in [
            "https://dl.acm.org/doi/proceedings/10.1145/3690624",
            "http://delivery.acm.org/10.1145/1390000/1380586/p1.pdf",
            "https://github.com/a/b/10.1145/3485447",
        ] {
            assert_eq!(id(url), "-", "{url}");
        }
    }

    #[test]
    fn other_schemes() {
        for (url, wanted) in [
            ("https://openreview.net/forum?id=H4DqfPSibmx&noteId=1", "openreview:H4DqfPSibmx"),
            ("https://openreview.net/pdf?id=F1vEjWK-lH_", "openreview:F1vEjWK-lH_"),
            ("https://openreview.net/group?id=NeurIPS.cc/2024/Conference", "-"),
            ("https://openreview.net/pdf/7OHvHHHJHWFH4nOC.pdf", "-"),
            ("https://www.aclweb.org/anthology/P19-1243.pdf", "acl:P19-1243"),
            ("http://aclweb.org/anthology/P/P19/P19-1001v2.pdf", "acl:P19-1001"),
            ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
            ("https://aclanthology.org/volumes/P19-1/", "-"),
            ("https://api.semanticscholar.org/CorpusID:263134283", "corpus:263134283"),
            (
                "https://www.semanticscholar.org/paper/A-title/4d5f4d6785d550383e3f3afb04c3015bf0d28405",
                "s2:4d5f4d6785d550383e3f3afb04c3015bf0d28405",
            ),
            (
                "https://pdfs.semanticscholar.org/40e7/4473cb82231559cbaeaa44989e9bbfe7ec3f.pdf",
                "s2:40e74473cb82231559cbaeaa44989e9bbfe7ec3f",
            ),
            (
                "https://img.shields.io/badge/dynamic/json?url=https%3A%2F%2Fapi.semanticscholar.org%2Fgraph%2Fv1%2Fpaper%2F4d5f4d6785d550383e3f3afb04c3015bf0d28405%3Ffields%3DcitationCount",
                "s2:4d5f4d6785d550383e3f3afb04c3015bf0d28405",
            ),
            ("https://pubmed.ncbi.nlm.nih.gov/12345678/", "pmid:12345678"),
            ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4726808/", "pmcid:4726808"),
            ("https://dblp.org/rec/conf/nips/VaswaniSPUJGKP17.html", "dblp:conf/nips/VaswaniSPUJGKP17"),
            ("https://www.themoonlight.io/paper/share/44eaf8b8-2f20", "-"),
        ] {
            assert_eq!(id(url), wanted, "{url}");
        }
    }

    #[test]
    fn typed_words_are_read() {
        for (text, wanted) in [
            ("arXiv:2106.09685v2", "arxiv:2106.09685v2"),
            ("2106.09685", "arxiv:2106.09685"),
            ("quant-ph/9802018", "arxiv:quant-ph/9802018"),
            ("DOI:10.18653/v1/N19-1423", "doi:10.18653/v1/n19-1423"),
            ("10.18653/v1/N19-1423", "doi:10.18653/v1/n19-1423"),
            ("N19-1423", "acl:N19-1423"),
            ("2020.acl-main.1", "acl:2020.acl-main.1"),
            ("CorpusID:1", "corpus:1"),
            ("PMC4726808", "pmcid:4726808"),
            ("649def34f8be52c8b66281af98ae884c09aef38b", "s2:649def34f8be52c8b66281af98ae884c09aef38b"),
            ("https://arxiv.org/abs/2106.09685", "arxiv:2106.09685"),
        ] {
            assert_eq!(parse_identifier(text).map(|id| id.to_string()).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "attention", "12345", "arXiv:1905.0197", "2106.09685 and more"] {
            assert_eq!(parse_identifier(text), None, "{text}");
        }
    }

    #[test]
    fn printed_identifiers_are_found() {
        let found: Vec<String> =
            identifiers_in_text("`arXiv, 2412.17483`, arXiv:2106.09685v2. See doi: 10.1145/3485447.3511974. Room 2412.17483")
                .iter()
                .map(ToString::to_string)
                .collect();
        assert_eq!(found, ["arxiv:2412.17483", "arxiv:2106.09685v2", "doi:10.1145/3485447.3511974"]);
    }
}
