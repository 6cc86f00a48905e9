//! How does a changed list reach the disk without ever being half-written?
//!
//! The new bytes are written whole into a hidden file beside the list, flushed to the disk, and renamed over it, which is atomic.
//! Killed at any instant, or on a full disk, the list is the old one or the new one. This is the only write to a list.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    #[error("could not write `{}`; it is unchanged", path.display())]
    Write { path: PathBuf, source: io::Error },
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

fn replace_with(path: &Path, old: &[u8], fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
    let failed = |source| WriteError::Write { path: path.to_owned(), source };
    let target = fs::canonicalize(path).map_err(failed)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let permissions = fs::metadata(&target).map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(failed(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only")));
    }
    // Removed again when anything below fails.
    let mut stage = tempfile::Builder::new().prefix(".citegraph-writing-").tempfile_in(folder).map_err(failed)?;
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
