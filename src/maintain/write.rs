//! How does a changed list reach the disk without ever being half-written?
//!
//! The new bytes are written whole into a hidden file beside the list, flushed to the disk, and renamed over it, which is atomic.
//! Killed at any instant, or on a full disk, the list is the old one or the new one. This is the only write to a list.
//!
//! A run that was killed leaves its hidden file behind. The writer holds a lock on it, which the system lets go when the writer is gone: the next write to
//! the folder sweeps what nobody holds.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    #[error("could not write `{}`; it is unchanged", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("could not write `{}`", path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error("`{}` was changed by someone else meanwhile; it is left as it is", path.display())]
    Changed { path: PathBuf },
}

/// Replaces the file's content, keeping its permissions; a symbolic link keeps pointing where it did.
///
/// # Errors
/// When the file no longer holds `old`, or the disk refuses. The file is then untouched.
pub fn replace(path: &Path, old: &[u8], new: &[u8]) -> Result<(), WriteError> {
    replace_with(path, old, |file| file.write_all(new))
}

/// Makes a file that was not there, whole or not at all.
///
/// # Errors
/// When there is such a file already, or the disk refuses.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let failed = |source| WriteError::Create { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sweep(folder);
    let mut stage = tempfile::Builder::new().prefix(STAGE_PREFIX).tempfile_in(folder).map_err(failed)?;
    let _ = stage.as_file().try_lock();
    stage.write_all(bytes).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are the owner's alone; this one is meant to be committed.
        stage.as_file().set_permissions(fs::Permissions::from_mode(0o644)).map_err(failed)?;
    }
    stage.as_file().sync_all().map_err(failed)?;
    stage.persist_noclobber(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// Begins the name of the file in which the new bytes wait for their place.
const STAGE_PREFIX: &str = ".citegraph-writing-";

fn replace_with(path: &Path, old: &[u8], fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
    let failed = |source| WriteError::Write { path: path.to_owned(), source };
    let target = fs::canonicalize(path).map_err(failed)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let permissions = fs::metadata(&target).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only")));
    }
    sweep(folder);
    // Removed again when anything below fails.
    let mut stage = tempfile::Builder::new().prefix(STAGE_PREFIX).tempfile_in(folder).map_err(failed)?;
    // Where a file system knows no locks, what is left behind is swept by its age alone.
    let _ = stage.as_file().try_lock();
    fill(stage.as_file_mut()).map_err(failed)?;
    stage.as_file().set_permissions(permissions).map_err(failed)?;
    stage.as_file().sync_all().map_err(failed)?;
    if fs::read(&target).map_err(failed)? != old {
        return Err(WriteError::Changed { path: path.to_owned() });
    }
    stage.persist(&target).map_err(|e| failed(e.error))?;
    // The rename itself should survive a power cut; where a folder cannot be synced, the file is whole all the same.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Removes what killed runs left in the folder. What cannot be removed stays: the write itself does not depend on it.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_stage = entry.file_name().to_string_lossy().starts_with(STAGE_PREFIX) && entry.file_type().is_ok_and(|t| t.is_file());
        if is_stage && is_forgotten(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Nobody holds its lock; or, where there are no locks, an hour has passed.
fn is_forgotten(path: &Path) -> bool {
    // Between making the file and locking it there is an instant: a file of this second is left alone.
    let age = fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|at| at.elapsed().ok()).map_or(0, |age| age.as_secs());
    let Ok(file) = fs::File::open(path) else { return false };
    match file.try_lock() {
        Ok(()) => age >= 1,
        Err(fs::TryLockError::WouldBlock) => false,
        Err(fs::TryLockError::Error(_)) => age >= 3600,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("list.md");
        fs::write(&path, "old").unwrap();
        (home, path)
    }

    fn alone(home: &Path) -> bool {
        fs::read_dir(home).unwrap().count() == 1
    }

    #[test]
    fn the_content_is_replaced_and_nothing_is_left_behind() {
        let (home, path) = list();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(alone(home.path()));
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let (home, path) = list();
        assert!(matches!(create(&path, b"new"), Err(WriteError::Create { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        create(&home.path().join("b.json"), b"new").unwrap();
        assert_eq!(fs::read(home.path().join("b.json")).unwrap(), b"new");
    }

    #[test]
    fn a_disk_that_fills_up_leaves_the_old_list() {
        let (home, path) = list();
        let full = replace_with(&path, b"old", |file| {
            file.write_all(b"ha")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(matches!(full, Err(WriteError::Write { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert!(alone(home.path()));
    }

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_another_writes_is_not() {
        let (home, path) = list();
        let make = |name: &str| {
            let file = fs::File::create(home.path().join(name)).unwrap();
            file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000)).unwrap();
            file
        };
        let left = make(".citegraph-writing-left");
        drop(left);
        let held = make(".citegraph-writing-held");
        held.lock().unwrap();
        make("citegraph-writing-no.md");
        fs::create_dir(home.path().join(".citegraph-writing-folder")).unwrap();
        replace(&path, b"old", b"new").unwrap();
        let mut names: Vec<String> =
            fs::read_dir(home.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        assert_eq!(names, [".citegraph-writing-folder", ".citegraph-writing-held", "citegraph-writing-no.md", "list.md"]);
    }

    #[test]
    fn a_list_that_changed_meanwhile_is_left_alone() {
        let (home, path) = list();
        assert!(matches!(replace(&path, b"older", b"new"), Err(WriteError::Changed { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert!(alone(home.path()));
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_symbolic_links_stay() {
        use std::os::unix::fs::PermissionsExt;
        let (home, path) = list();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = home.path().join("link.md");
        std::os::unix::fs::symlink("list.md", &link).unwrap();
        replace(&link, b"old", b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_read_only_list_is_refused() {
        let (_home, path) = list();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(replace(&path, b"old", b"new").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
    }
}
