//! What people do with a cache by hand: look, check, tidy, empty, take along.
//!
//! Everything returns plain values; printing them is somebody else's affair.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::lock::Lock;
use super::store::{FILE_NAME, NewRecord, Place, Store};
use crate::catalog::CatalogError;
use crate::paper::Date;

/// What a cache holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Info {
    pub folder: PathBuf,
    pub file: String,
    pub bytes: u64,
    pub papers: u32,
    pub titles: u32,
    pub references: u32,
    pub citations: u32,
    pub searches: u32,
    /// Records that newer ones replaced; `prune` drops them.
    pub superseded: u32,
    /// Damaged places between records.
    pub gaps: u32,
    pub oldest: Option<Date>,
    pub newest: Option<Date>,
    /// Damaged files that were moved aside.
    pub moved_aside: Vec<PathBuf>,
}

/// What a full check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    pub records: u32,
    /// Keys whose record is not what was written.
    pub damaged: Vec<String>,
    pub gaps: u32,
    /// Bytes of a last record that was never finished; the next run cuts them off.
    pub torn_bytes: u64,
}

impl Verified {
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.gaps == 0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cleared {
    pub files: u32,
    pub bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pruned {
    pub kept: u32,
    pub dropped: u32,
    pub bytes_before: u64,
    pub bytes_after: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub added: u32,
    /// Here already, as new or newer.
    pub known: u32,
    pub damaged: u32,
}

/// # Errors
/// When the file cannot be read or is no cache. A missing folder or file is an empty cache.
pub fn info(folder: &Path) -> Result<Info, CatalogError> {
    let store = Store::open(&folder.join(FILE_NAME))?;
    let count = |prefix: &str| number(store.keys().filter(|(key, _)| key.starts_with(prefix)).count());
    Ok(Info {
        folder: folder.to_owned(),
        file: FILE_NAME.to_owned(),
        bytes: store.sizes().0,
        papers: count("p:"),
        titles: count("t:"),
        references: count("r:"),
        citations: count("c:"),
        searches: count("s:"),
        superseded: store.superseded,
        gaps: store.gaps,
        oldest: store.keys().map(|(_, place)| place.asked).min(),
        newest: store.keys().map(|(_, place)| place.asked).max(),
        moved_aside: files(folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "damaged")).collect(),
    })
}

/// First and last day on which an answer that is still there was asked, replaced answers included: between them lie the days
/// [`Cached::as_of`](super::Cached::as_of) can tell apart.
///
/// # Errors
/// As [`info`].
pub fn days(folder: &Path) -> Result<Option<(Date, Date)>, CatalogError> {
    Ok(Store::open(&folder.join(FILE_NAME))?.days)
}

/// Reads every record and compares it with its check. O(bytes).
///
/// # Errors
/// As [`info`].
pub fn verify(folder: &Path) -> Result<Verified, CatalogError> {
    let store = Store::open(&folder.join(FILE_NAME))?;
    let mut damaged: Vec<String> =
        store.keys().filter(|(key, _)| !matches!(store.get(key), Some(Ok(_)))).map(|(key, _)| key.clone()).collect();
    damaged.sort_unstable();
    Ok(Verified { records: number(store.keys().count()), damaged, gaps: store.gaps, torn_bytes: store.sizes().1 })
}

/// Removes the answers and what was moved aside. Other files in the folder stay.
///
/// # Errors
/// When a file cannot be removed, or another process uses the cache.
pub fn clear(folder: &Path) -> Result<Cleared, CatalogError> {
    let mut cleared = Cleared { files: 0, bytes: 0 };
    if !folder.exists() {
        return Ok(cleared);
    }
    let _lock = Lock::take_soon(folder)?;
    for path in files(folder) {
        cleared.bytes += fs::metadata(&path).map_or(0, |data| data.len());
        fs::remove_file(&path).map_err(CatalogError::io("remove", &path))?;
        cleared.files += 1;
    }
    Ok(cleared)
}

/// Rewrites the file without replaced, damaged and, when `older_than` days are given, old records.
///
/// # Errors
/// When the file cannot be read or written, is no cache, or another process uses it.
pub fn prune(folder: &Path, older_than: Option<u32>, today: Date) -> Result<Pruned, CatalogError> {
    let path = folder.join(FILE_NAME);
    if !path.exists() {
        return Ok(Pruned { kept: 0, dropped: 0, bytes_before: 0, bytes_after: 0 });
    }
    let _lock = Lock::take_soon(folder)?;
    let store = Store::open(&path)?;
    let bytes_before = store.sizes().0;
    let young = |place: &Place| {
        let age = today.first_day() - place.asked.first_day();
        older_than.is_none_or(|days| age <= i32::try_from(days).unwrap_or(i32::MAX))
    };
    let (kept, dropped) = store.copy_to(&path, |_, place| young(place))?;
    Ok(Pruned { kept, dropped, bytes_before, bytes_after: fs::metadata(&path).map_or(0, |data| data.len()) })
}

/// Writes all good records to one file, with which somebody else's run can be repeated offline. An existing file is replaced.
///
/// # Errors
/// When the cache cannot be read or is none, or the file cannot be written.
pub fn export(folder: &Path, file: &Path) -> Result<Pruned, CatalogError> {
    let store = Store::open(&folder.join(FILE_NAME))?;
    let (kept, dropped) = store.copy_to(file, |_, _| true)?;
    Ok(Pruned { kept, dropped, bytes_before: store.sizes().0, bytes_after: fs::metadata(file).map_or(0, |data| data.len()) })
}

/// Takes over the records of an exported file that are not here, or newer than here.
///
/// # Errors
/// When the file is missing or no cache, the folder cannot be written to, or another process uses it.
pub fn import(file: &Path, folder: &Path) -> Result<Imported, CatalogError> {
    fs::metadata(file).map_err(CatalogError::io("read the exported cache", file))?;
    let theirs = Store::open(file).map_err(|error| match error {
        CatalogError::NotACache { path } => CatalogError::NotAnExport { path },
        other => other,
    })?;
    super::prepare(folder)?;
    let path = folder.join(FILE_NAME);
    let _lock = Lock::take_soon(folder)?;
    let mut ours = Store::open(&path)?;
    let mut imported = Imported { added: 0, known: 0, damaged: theirs.gaps };
    let mut keys: Vec<(&String, &Place)> = theirs.keys().collect();
    keys.sort_unstable_by_key(|(key, _)| *key);
    let mut records = Vec::new();
    for (key, place) in keys {
        if ours.place(key).is_some_and(|here| here.asked >= place.asked) {
            imported.known += 1;
            continue;
        }
        match theirs.get(key) {
            Some(Ok(value)) => {
                imported.added += 1;
                records.push(NewRecord { key: key.clone(), asked: place.asked, value });
            }
            _ => imported.damaged += 1,
        }
        if records.len() == 256 {
            ours.append(std::mem::take(&mut records)).map_err(CatalogError::io("write the cache file", &path))?;
        }
    }
    ours.append(records).map_err(CatalogError::io("write the cache file", &path))?;
    Ok(imported)
}

/// Files of any version of this cache, and those moved aside.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("citegraph-v") && (name.ends_with(".answers") || name.ends_with(".answers.damaged"))
    };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(ours).collect();
    files.sort();
    files
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
