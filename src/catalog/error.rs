//! What can stop a catalog before it answers anything. Failures of single answers are [`Failure`](super::Failure)s instead.

use std::io;
use std::path::{Path, PathBuf};

/// A catalog that could not be made, or a cache that could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogError {
    #[error("`{url}` cannot be the address of the catalog: {reason}")]
    BadUrl { url: String, reason: String },
    #[error("the API key holds characters that no key has")]
    BadKey,
    #[error("refused to send the API key unencrypted to `{host}`")]
    PlainHttp { host: String },
    #[error("cannot set up HTTPS")]
    Http(#[source] reqwest::Error),
    #[error("cannot {doing} `{}`", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("`{}` is not a cache file of this program, or its head is damaged", path.display())]
    NotACache { path: PathBuf },
    #[error("`{}` holds no exported answers", path.display())]
    NotAnExport { path: PathBuf },
    #[error("another process is using the cache in `{}`", folder.display())]
    Busy { folder: PathBuf },
    /// `place` is a line of CSV or a row of Parquet.
    #[error("{file} {place}: {what}")]
    Table { file: String, place: String, what: String },
    #[error("cannot read the table `{}`", path.display())]
    NoTable { path: PathBuf, source: io::Error },
}

impl CatalogError {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> CatalogError + use<> {
        let path = path.to_owned();
        move |source| CatalogError::Io { doing, path, source }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            CatalogError::BadUrl { .. } => {
                "give scheme, host and port, such as `https://api.semanticscholar.org` or `http://127.0.0.1:8099`"
            }
            CatalogError::BadKey => "check the environment variable `S2_API_KEY` for blanks and line ends",
            CatalogError::PlainHttp { .. } => "use https, or unset `S2_API_KEY`",
            CatalogError::Http(_) => "the system's certificates are needed for HTTPS; is the package `ca-certificates` installed?",
            CatalogError::Io { .. } => "choose a folder you may read and write with `--cache DIR`",
            CatalogError::NotACache { .. } => "run once without `--offline`: the file is then moved aside and the answers are asked again",
            CatalogError::NotAnExport { .. } => {
                "name a file that `citegraph cache export FILE` wrote; neither it nor your cache was changed"
            }
            CatalogError::Busy { .. } => "wait for the other run to end, or use another folder with `--cache DIR`",
            CatalogError::Table { .. } => return None,
            CatalogError::NoTable { .. } => {
                "the folder holds papers.csv or papers.parquet (id, title, …) and citations.csv or citations.parquet (citing, cited)"
            }
        })
    }
}
