//! Identifiers of papers: a scheme and a value in one normal form, so that equal means the same.

use std::fmt;

use super::date::Date;
use serde::{Deserialize, Serialize};

/// Who gave the identifier out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// `2106.09685`, `quant-ph/9802018`.
    Arxiv,
    /// Lower case, without resolver: `10.18653/v1/n19-1423`.
    Doi,
    /// ACL Anthology: `N19-1423`, `2020.acl-main.1`.
    Acl,
    /// Forum id: `H4DqfPSibmx`.
    OpenReview,
    /// Semantic Scholar's 40 hexadecimal digits.
    S2,
    /// Semantic Scholar's corpus number.
    Corpus,
    Pmid,
    /// Digits only, without `PMC`.
    Pmcid,
    /// `conf/nips/VaswaniSPUJGKP17`.
    Dblp,
    /// A page that names one paper but has no id of its own (CVF, PMLR, NeurIPS proceedings, …).
    Url,
}

impl Scheme {
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Arxiv => "arxiv",
            Scheme::Doi => "doi",
            Scheme::Acl => "acl",
            Scheme::OpenReview => "openreview",
            Scheme::S2 => "s2",
            Scheme::Corpus => "corpus",
            Scheme::Pmid => "pmid",
            Scheme::Pmcid => "pmcid",
            Scheme::Dblp => "dblp",
            Scheme::Url => "url",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An identifier in its normal form; the version stands apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    pub scheme: Scheme,
    pub value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u16>,
}

impl Identifier {
    /// Puts `value` into the scheme's normal form: trimmed, DOIs and hashes in lower case.
    pub fn new(scheme: Scheme, value: impl Into<String>) -> Identifier {
        let mut value = value.into();
        if value.trim().len() < value.len() {
            value = value.trim().to_owned();
        }
        if matches!(scheme, Scheme::Doi | Scheme::S2) {
            value = value.to_lowercase();
        }
        Identifier { scheme, value, version: None }
    }

    pub fn with_version(mut self, version: Option<u16>) -> Identifier {
        self.version = version;
        self
    }

    /// The same identifier with its version forgotten: what two printings of one paper share.
    pub fn unversioned(&self) -> Identifier {
        Identifier { version: None, ..self.clone() }
    }

    /// The month an arXiv id was given in, as `2106.09685` or `hep-th/9901001` say; `None` for other schemes.
    pub fn arxiv_month(&self) -> Option<Date> {
        let digits = (self.scheme == Scheme::Arxiv).then(|| self.value.rsplit('/').next()?.get(..4)).flatten()?;
        let number: u16 = digits.parse().ok()?;
        let (year, month) = (i32::from(number / 100), u8::try_from(number % 100).ok()?);
        // arXiv began in 1991.
        Date::new(if year >= 91 { 1900 + year } else { 2000 + year }, Some(month), None)
    }

    /// The page of the identifier, without version.
    pub fn url(&self) -> Option<String> {
        let value = &self.value;
        Some(match self.scheme {
            Scheme::Arxiv => format!("https://arxiv.org/abs/{value}"),
            Scheme::Doi => format!("https://doi.org/{value}"),
            Scheme::Acl => format!("https://aclanthology.org/{value}/"),
            Scheme::OpenReview => format!("https://openreview.net/forum?id={value}"),
            // A table's own id has no page.
            Scheme::S2 if value.len() != 40 || !value.bytes().all(|b| b.is_ascii_hexdigit()) => return None,
            Scheme::S2 => format!("https://www.semanticscholar.org/paper/{value}"),
            Scheme::Corpus => format!("https://api.semanticscholar.org/CorpusID:{value}"),
            Scheme::Pmid => format!("https://pubmed.ncbi.nlm.nih.gov/{value}/"),
            Scheme::Pmcid => format!("https://pmc.ncbi.nlm.nih.gov/articles/PMC{value}/"),
            Scheme::Dblp => format!("https://dblp.org/rec/{value}"),
            Scheme::Url => value.clone(),
        })
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)?;
        if let Some(version) = self.version {
            write!(f, "v{version}")?;
        }
        Ok(())
    }
}
