//! How does a report reach the disk without ever being half-written?
//!
//! Every file is first written whole into a hidden folder beside its place (same file system), flushed, and then renamed over the old one, which is atomic.
//! The manifest is renamed last: it names what is there. A run killed at any instant leaves old or new files, never torn ones;
//! the hidden folder it may leave is swept by the next run. Files of an older report are removed only when that report's own manifest names them.

use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::{Report, ReportError};

/// Begins the name of the folder in which files wait for their place.
const STAGE_PREFIX: &str = ".citegraph-writing-";

pub fn write(report: &Report, dir: &Path) -> Result<(), ReportError> {
    let before = listed_files(&dir.join("manifest.json"));
    files(&report.files, dir)?;
    for old in before {
        if !report.files.iter().any(|(name, _)| *name == old) {
            remove(dir, &old);
        }
    }
    Ok(())
}

/// Puts files into a folder: all are written whole before the first takes its place. A `manifest.json` among them comes last.
pub fn files(files: &[(PathBuf, Vec<u8>)], dir: &Path) -> Result<(), ReportError> {
    let fresh = first_missing(dir);
    fs::create_dir_all(dir).map_err(|source| failed(dir, source))?;
    let outcome = write_into(files, dir);
    if outcome.is_err() {
        // Only folders that this call made and that hold nothing are taken back.
        remove_empty(dir, fresh.as_deref());
    }
    outcome
}

fn write_into(files: &[(PathBuf, Vec<u8>)], dir: &Path) -> Result<(), ReportError> {
    sweep(dir);
    // `tempfile` removes the folder again when anything below fails.
    let stage = tempfile::Builder::new().prefix(STAGE_PREFIX).tempdir_in(dir).map_err(|source| failed(dir, source))?;
    for (number, (name, bytes)) in files.iter().enumerate() {
        let path = stage.path().join(number.to_string());
        write_whole(&path, bytes).map_err(|source| failed(&dir.join(name), source))?;
    }
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&number| files[number].0 == Path::new("manifest.json"));
    for number in order {
        let target = dir.join(&files[number].0);
        put(&stage.path().join(number.to_string()), &target).map_err(|source| failed(&target, source))?;
    }
    Ok(())
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

fn put(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(from, to)
}

/// Names in an older report's manifest that lie below the folder; anything odd counts as no manifest.
fn listed_files(manifest: &Path) -> Vec<PathBuf> {
    let Ok(bytes) = fs::read(manifest) else { return Vec::new() };
    let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return Vec::new() };
    if manifest["program"] != super::manifest::PROGRAM {
        return Vec::new();
    }
    let files = manifest["files"].as_array().map(Vec::as_slice).unwrap_or_default();
    files.iter().filter_map(|file| file["name"].as_str()).map(PathBuf::from).filter(|name| stays_below(name)).collect()
}

fn stays_below(name: &Path) -> bool {
    name.components().count() > 0 && name.components().all(|part| matches!(part, Component::Normal(_)))
}

/// Removes a file of an older report and its folder when that is empty now. A file that cannot be removed stays: the report itself is whole.
fn remove(dir: &Path, name: &Path) {
    if fs::remove_file(dir.join(name)).is_ok()
        && let Some(parent) = name.parent().filter(|parent| !parent.as_os_str().is_empty())
    {
        let _ = fs::remove_dir(dir.join(parent));
    }
}

/// Removes what runs that were killed left behind an hour ago or longer; a younger one may belong to a run that still writes.
fn sweep(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(STAGE_PREFIX);
        let age = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
        if ours && age.is_some_and(|age| age.as_secs() > 3600) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The outermost folder of `dir` that does not exist yet.
fn first_missing(dir: &Path) -> Option<PathBuf> {
    dir.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).last().map(Path::to_path_buf)
}

fn remove_empty(dir: &Path, outermost: Option<&Path>) {
    let Some(outermost) = outermost else { return };
    for path in dir.ancestors().take_while(|path| path.starts_with(outermost)) {
        if fs::remove_dir(path).is_err() {
            return;
        }
    }
}

fn failed(path: &Path, source: io::Error) -> ReportError {
    ReportError::Write { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(files: &[(&str, &str)]) -> Report {
        let mut names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        names.push("manifest.json".to_owned());
        let listed: Vec<_> = names.iter().map(|name| serde_json::json!({ "name": name })).collect();
        let manifest = serde_json::json!({ "program": "citegraph", "files": listed }).to_string();
        let mut files: Vec<(PathBuf, Vec<u8>)> = files.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_vec())).collect();
        files.push((PathBuf::from("manifest.json"), manifest.into_bytes()));
        Report { files }
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_second_report_replaces_the_first_and_leaves_strangers_alone() {
        let dir = tempfile::tempdir().unwrap();
        report(&[("a.txt", "1"), ("sub/b.txt", "2")]).write(dir.path()).unwrap();
        fs::write(dir.path().join("mine.txt"), "keep").unwrap();
        report(&[("a.txt", "3")]).write(dir.path()).unwrap();
        assert_eq!(names(dir.path()), ["a.txt", "manifest.json", "mine.txt"]);
        assert_eq!(fs::read_to_string(dir.path().join("a.txt")).unwrap(), "3");
    }

    #[test]
    fn a_manifest_that_names_files_elsewhere_removes_nothing() {
        let outside = tempfile::tempdir().unwrap();
        let dir = outside.path().join("report");
        fs::create_dir(&dir).unwrap();
        fs::write(outside.path().join("precious"), "x").unwrap();
        fs::write(dir.join("manifest.json"), r#"{"program":"citegraph","files":[{"name":"../precious"},{"name":"/etc/none"}]}"#).unwrap();
        report(&[("a.txt", "1")]).write(&dir).unwrap();
        assert!(outside.path().join("precious").exists());
    }

    #[test]
    fn exports_beside_a_report_leave_it_alone() {
        let dir = tempfile::tempdir().unwrap();
        report(&[("a.txt", "1")]).write(dir.path()).unwrap();
        files(&[(PathBuf::from("b.txt"), b"2".to_vec())], dir.path()).unwrap();
        assert_eq!(names(dir.path()), ["a.txt", "b.txt", "manifest.json"]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "x").unwrap();
        let error = report(&[("a.txt", "1")]).write(&dir.path().join("file/sub")).unwrap_err();
        assert!(error.to_string().contains("file/sub"), "{error}");
        assert_eq!(names(dir.path()), ["file"]);
    }

    #[test]
    fn a_place_taken_by_a_folder_fails_and_leaves_no_stage() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a.txt/in")).unwrap();
        assert!(report(&[("a.txt", "1")]).write(dir.path()).is_err());
        assert_eq!(names(dir.path()), ["a.txt"]);
    }
}
