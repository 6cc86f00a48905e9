//! How Semantic Scholar wants identifiers written.
//!
//! In goes an identifier of a list, out comes the text of an `ids` element and how sure we are of its form. One malformed id makes a whole batch
//! fail, so what is surely malformed is never sent.

use crate::paper::{Identifier, Scheme};

/// Pages the API accepts behind `URL:`.
const URL_HOSTS: [&str; 5] = ["semanticscholar.org", "arxiv.org", "aclweb.org", "acm.org", "biorxiv.org"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Certainly of a form the API accepts.
    Sure(String),
    /// Plausible, but of a form that was not seen accepted.
    Unsure(String),
    /// Not of its scheme's form: never sent.
    Malformed(String),
    /// The API has no way to ask by this scheme.
    Unaskable,
}

/// Writes `identifier` the way the API reads it; the version is left out, because versioned arXiv ids are not found.
pub(super) fn form(identifier: &Identifier) -> Form {
    let value = identifier.value.trim();
    let malformed = || Form::Malformed(format!("`{}` is not a well-formed {} id", shown(value), identifier.scheme));
    if value.is_empty() || value.len() > 500 || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return malformed();
    }
    match identifier.scheme {
        Scheme::Arxiv => arxiv(unversioned(value)).unwrap_or_else(malformed),
        Scheme::Doi => doi(value).unwrap_or_else(malformed),
        Scheme::Acl => acl(value).unwrap_or_else(malformed),
        Scheme::S2 if value.len() == 40 && value.bytes().all(|b| b.is_ascii_hexdigit()) => Form::Sure(value.to_ascii_lowercase()),
        Scheme::Corpus => number("CorpusId", value).unwrap_or_else(malformed),
        Scheme::Pmid => number("PMID", value).unwrap_or_else(malformed),
        Scheme::Pmcid => number("PMCID", value.trim_start_matches("PMC")).unwrap_or_else(malformed),
        Scheme::Url => url(value),
        Scheme::OpenReview | Scheme::Dblp => Form::Unaskable,
        Scheme::S2 => malformed(),
    }
}

fn shown(value: &str) -> String {
    value.chars().take(60).collect()
}

/// `2106.09685v2` → `2106.09685`.
fn unversioned(value: &str) -> &str {
    match value.rsplit_once('v') {
        Some((id, version))
            if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) && id.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            id
        }
        _ => value,
    }
}

fn arxiv(value: &str) -> Option<Form> {
    let digits = |text: &str, most: std::ops::RangeInclusive<usize>| most.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((month, number)) = value.split_once('.')
        && digits(month, 4..=4)
        && digits(number, 4..=5)
    {
        return Some(Form::Sure(format!("ARXIV:{value}")));
    }
    let (archive, number) = value.split_once('/')?;
    let named =
        archive.starts_with(|c: char| c.is_ascii_lowercase()) && archive.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-' || b == b'.');
    (named && digits(number, 7..=7)).then(|| Form::Unsure(format!("ARXIV:{value}")))
}

fn doi(value: &str) -> Option<Form> {
    let (prefix, suffix) = value.strip_prefix("10.")?.split_once('/')?;
    if prefix.is_empty() || suffix.is_empty() || !prefix.bytes().all(|b| b.is_ascii_digit() || b == b'.') || value.contains("://") {
        return None;
    }
    let usual = suffix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._;()/:<>[]+".contains(&b));
    let text = format!("DOI:{value}");
    Some(if usual { Form::Sure(text) } else { Form::Unsure(text) })
}

fn acl(value: &str) -> Option<Form> {
    if !value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
        return None;
    }
    let text = format!("ACL:{value}");
    let old = value.len() == 8 && value.as_bytes()[0].is_ascii_uppercase() && value.as_bytes()[3] == b'-';
    let new =
        value.split_once('.').is_some_and(|(year, rest)| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && rest.contains('-'));
    Some(if old || new { Form::Sure(text) } else { Form::Unsure(text) })
}

fn number(prefix: &str, value: &str) -> Option<Form> {
    let digits = !value.is_empty() && value.len() <= 12 && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Form::Sure(format!("{prefix}:{value}")))
}

fn url(value: &str) -> Form {
    let host = value.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let host = host.to_ascii_lowercase();
    let known = URL_HOSTS.iter().any(|known| host == *known || host.strip_suffix(known).is_some_and(|sub| sub.ends_with('.')));
    if known { Form::Unsure(format!("URL:{value}")) } else { Form::Unaskable }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_of(scheme: Scheme, value: &str) -> Form {
        form(&Identifier::new(scheme, value))
    }

    fn sure(text: &str) -> Form {
        Form::Sure(text.to_owned())
    }

    fn unsure(text: &str) -> Form {
        Form::Unsure(text.to_owned())
    }

    #[test]
    fn each_scheme_is_written_the_way_the_api_reads_it() {
        assert_eq!(form_of(Scheme::Arxiv, "2106.15928"), sure("ARXIV:2106.15928"));
        assert_eq!(form_of(Scheme::Arxiv, "2106.15928v3"), sure("ARXIV:2106.15928"));
        assert_eq!(form(&Identifier::new(Scheme::Arxiv, "0704.0001").with_version(Some(2))), sure("ARXIV:0704.0001"));
        assert_eq!(form_of(Scheme::Arxiv, "math/0207249"), unsure("ARXIV:math/0207249"));
        assert_eq!(form_of(Scheme::Arxiv, "cond-mat/9901001v2"), unsure("ARXIV:cond-mat/9901001"));
        assert_eq!(form_of(Scheme::Doi, "10.1038/S42256-024-00832-8"), sure("DOI:10.1038/s42256-024-00832-8"));
        assert_eq!(form_of(Scheme::Acl, "N19-1423"), sure("ACL:N19-1423"));
        assert_eq!(form_of(Scheme::Acl, "2020.acl-main.1"), sure("ACL:2020.acl-main.1"));
        assert_eq!(form_of(Scheme::Corpus, "470667"), sure("CorpusId:470667"));
        assert_eq!(form_of(Scheme::Pmid, "19872477"), sure("PMID:19872477"));
        assert_eq!(form_of(Scheme::Pmcid, "PMC2323736"), sure("PMCID:2323736"));
        let sha = "649def34f8be52c8b66281af98ae884c09aef38b";
        assert_eq!(form_of(Scheme::S2, &sha.to_uppercase()), sure(sha));
        assert_eq!(form_of(Scheme::Url, "https://www.biorxiv.org/x"), unsure("URL:https://www.biorxiv.org/x"));
    }

    #[test]
    fn what_would_spoil_a_batch_is_never_sent() {
        for (scheme, value) in [
            (Scheme::Arxiv, ""),
            (Scheme::Arxiv, "2106.1"),
            (Scheme::Arxiv, "210615928"),
            (Scheme::Doi, "https://doi.org/10.1/x"),
            (Scheme::Doi, "10.1/"),
            (Scheme::Doi, "10.1038/a b"),
            (Scheme::S2, "649def"),
            (Scheme::Corpus, "12a"),
            (Scheme::Pmid, "-1"),
            (Scheme::Acl, "N19/1423"),
        ] {
            assert!(matches!(form_of(scheme, value), Form::Malformed(_)), "{scheme} {value}");
        }
    }

    #[test]
    fn schemes_without_a_form_are_not_asked() {
        assert_eq!(form_of(Scheme::OpenReview, "H4DqfPSibmx"), Form::Unaskable);
        assert_eq!(form_of(Scheme::Dblp, "conf/nips/VaswaniSPUJGKP17"), Form::Unaskable);
        assert_eq!(form_of(Scheme::Url, "https://notacm.org/x"), Form::Unaskable);
    }
}
