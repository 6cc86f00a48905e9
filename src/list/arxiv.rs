//! arXiv ids, old and new style, in addresses and words.
//!
//! A path or a word goes in; the id with its version, or the word that breaks the rules, comes out.

use crate::paper::{Identifier, Scheme};

use super::web::Address;

use super::identifiers::AddressReading;

pub(super) fn is_arxiv_host(host: &str) -> bool {
    host == "arxiv.org"
        || host.ends_with(".arxiv.org")
        || matches!(
            host,
            "ar5iv.org"
                | "www.ar5iv.org"
                | "alphaxiv.org"
                | "www.alphaxiv.org"
                | "128.84.21.199"
                | "xxx.lanl.gov"
                | "lanl.arxiv.org"
                | "arxiv.dosf.top"
        )
        || host == "ar5iv.labs.arxiv.org"
        || host == "www.arxiv-vanity.com"
        || host == "arxiv-vanity.com"
}

/// Sites that name arXiv papers in their paths: `papers.cool/arxiv/ID`, `scirate.com/arxiv/ID`, `paperswithcode.com/paper/arxiv:ID`.
pub(super) fn arxiv_mirror(url: &Address<'_>, path: &str) -> Option<AddressReading> {
    let named = path.as_bytes().windows(5).any(|word| matches!(word[0], b'a' | b'A') && word.eq_ignore_ascii_case(b"arxiv"));
    if !named && !url.host.contains("arxiv") && !url.query.contains("arxiv") {
        return None;
    }
    let known = [
        "papers.cool",
        "scirate.com",
        "paperswithcode.com",
        "cool.paper",
        "bytez.com",
        "emergentmind.com",
        "connectedpapers.com",
        "arxiv.wiki",
        "arxivxplorer.com",
        "explainpaper.com",
        "deeparxiv.org",
        "hjfy.top",
        "chatpaper.com",
        "themoonlight.io",
    ];
    if !known.iter().any(|host| url.on(host)) && !url.host.contains("arxiv") {
        return None;
    }
    let found = path.split('/').chain(url.query.split(['=', '&'])).rev().find_map(|segment| {
        let word = strip_prefix_ignoring_case(segment, "arxiv").map_or(segment, |rest| rest.trim_start_matches([':', '.', '-', '_']));
        match arxiv_word(word) {
            AddressReading::Paper(identifier) => Some(identifier),
            _ => None,
        }
    })?;
    Some(AddressReading::Paper(found))
}

pub(super) fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// Folders an arXiv address may have in front of the id.
const ARXIV_FOLDERS: [&str; 16] = [
    "abs",
    "pdf",
    "html",
    "ps",
    "format",
    "src",
    "e-print",
    "ftp",
    "papers",
    "arxiv",
    "overview",
    "resources",
    "tb",
    "trackback",
    "cits",
    "bibtex",
];

/// The path of an arXiv address: `/abs/2106.09685v2`, `/pdf/cs/9901002.pdf`, `/ftp/arxiv/papers/2304/2304.11018.pdf`.
pub(super) fn arxiv_path(path: &str) -> AddressReading {
    let mut segments = path.split('/').map(str::trim).filter(|segment| !segment.is_empty()).take(8);
    let Some(mut first) = segments.next() else { return AddressReading::Other };
    let ftp = first.eq_ignore_ascii_case("ftp");
    while ARXIV_FOLDERS.iter().any(|folder| first.eq_ignore_ascii_case(folder)) {
        match segments.next() {
            Some(next) => first = next,
            None => return AddressReading::Other,
        }
    }
    let second = segments.next();
    if let Some(name) = second.filter(|_| ftp && segments.next().is_none()) {
        return arxiv_word(name);
    }
    if let Some(archive) = archive_of(first) {
        return match second.and_then(old_number) {
            Some((number, version)) => old_style(archive, number, version),
            None => AddressReading::Other,
        };
    }
    arxiv_word(first)
}

/// A word that should be an arXiv id, with or without prefix, version and file ending.
pub(super) fn arxiv_word(word: &str) -> AddressReading {
    let word = word.split(['?', '#', '&']).next().unwrap_or(word).trim().trim_start_matches(['[', '(', ':']);
    let word = strip_prefix_ignoring_case(word, "arxiv:").or_else(|| strip_prefix_ignoring_case(word, "arxiv.")).unwrap_or(word).trim();
    if let Some((identifier, rest)) = arxiv_new(word) {
        return if acceptable_tail(rest) { AddressReading::Paper(identifier) } else { AddressReading::Malformed(word.to_owned()) };
    }
    let looks_like = word.split_once('.').is_some_and(|(head, tail)| {
        head.len() == 4 && head.bytes().all(|b| b.is_ascii_digit()) && tail.bytes().take_while(u8::is_ascii_digit).count() >= 3
    });
    if looks_like { AddressReading::Malformed(word.to_owned()) } else { AddressReading::Other }
}

/// What may follow an id in a path: a file ending, a stray letter after a version, punctuation.
fn acceptable_tail(rest: &str) -> bool {
    let rest = rest.trim_end_matches(['.', ',', ';', ')', ']', '}', '*', '_', '"', '\'', '>', ' ']);
    rest.is_empty()
        || rest.starts_with('.')
        || rest.starts_with(' ')
        || rest.starts_with(')')
        || rest.starts_with(']')
        || rest.len() == 1
        || rest.eq_ignore_ascii_case("pdf")
        || rest.starts_with(['[', '(', ',', '%', '，', '|', '-', '_'])
}

/// A new-style id at the start of `text`, and what follows it.
pub(super) fn arxiv_new(text: &str) -> Option<(Identifier, &str)> {
    let bytes = text.as_bytes();
    if bytes.len() < 9 || bytes[4] != b'.' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = bytes[5..].iter().take_while(|b| b.is_ascii_digit()).count();
    let year = usize::from(bytes[0] - b'0') * 10 + usize::from(bytes[1] - b'0');
    let month = usize::from(bytes[2] - b'0') * 10 + usize::from(bytes[3] - b'0');
    let wanted = if year * 100 + month >= 1501 { 5 } else { 4 };
    let possible = (1..=12).contains(&month) && (7..=40).contains(&year) && (year > 7 || month >= 4);
    if !possible || digits != wanted || bytes[5..5 + digits].iter().all(|b| *b == b'0') {
        return None;
    }
    let (version, rest) = version_after(&text[5 + digits..]);
    Some((Identifier::new(Scheme::Arxiv, &text[..5 + digits]).with_version(version), rest))
}

fn version_after(text: &str) -> (Option<u16>, &str) {
    let Some(after) = text.strip_prefix(['v', 'V']) else { return (None, text) };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    match after[..digits].parse::<u16>() {
        Ok(version) if version > 0 && digits <= 3 => (Some(version), &after[digits..]),
        _ => (None, text),
    }
}

const ARCHIVES: [&str; 38] = [
    "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nlin", "nucl-ex", "nucl-th", "physics",
    "quant-ph", "math", "cs", "q-bio", "q-fin", "stat", "acc-phys", "adap-org", "alg-geom", "ao-sci", "atom-ph", "bayes-an", "chao-dyn",
    "chem-ph", "cmp-lg", "comp-gas", "dg-ga", "funct-an", "mtrl-th", "patt-sol", "plasm-ph", "q-alg", "solv-int", "supr-con", "eess",
    "econ",
];

/// The archive of an old-style id, its subject class dropped: `math.GT` → `math`.
fn archive_of(word: &str) -> Option<&'static str> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let word = word.split('.').next().unwrap_or(word);
    ARCHIVES.iter().copied().find(|archive| archive.eq_ignore_ascii_case(word))
}

fn old_number(text: &str) -> Option<(&str, Option<u16>)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let year: usize = text.get(..2)?.parse().ok()?;
    let month: usize = text.get(2..4)?.parse().ok()?;
    let possible = digits == 7 && (1..=12).contains(&month) && (year >= 91 || year <= 7);
    if !possible {
        return None;
    }
    let (version, rest) = version_after(&text[7..]);
    acceptable_tail(rest).then_some((&text[..7], version))
}

fn old_style(archive: &str, number: &str, version: Option<u16>) -> AddressReading {
    AddressReading::Paper(Identifier::new(Scheme::Arxiv, format!("{archive}/{number}")).with_version(version))
}

/// An id in either style at the start of `text`; an old-style one needs its archive.
pub(super) fn arxiv_at_start(text: &str) -> Option<(Identifier, &str)> {
    if let Some(found) = arxiv_new(text) {
        let (_, rest) = &found;
        let runs_on = rest.starts_with(|c: char| c.is_ascii_digit());
        return (!runs_on).then_some(found);
    }
    let slash = text.bytes().take(20).position(|b| b == b'/')?;
    let archive = archive_of(&text[..slash])?;
    let number = &text[slash + 1..];
    let (digits, _) = old_number(number.get(..7).unwrap_or(number))?;
    let (version, rest) = version_after(&number[7..]);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    Some((Identifier::new(Scheme::Arxiv, format!("{archive}/{digits}")).with_version(version), rest))
}

// ---------------------------------------------------------------- badges
