//! Who may ask and write: one process at a time per cache folder. The system lifts the lock of a process that dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::catalog::CatalogError;

const FILE_NAME: &str = "citegraph.lock";

/// The number of the process that took the lock last.
pub(super) fn holder(folder: &Path) -> Option<u32> {
    std::fs::read_to_string(folder.join(FILE_NAME)).ok()?.trim().parse().ok()
}

/// Held until dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// When the lock file cannot be made, for example because the folder cannot be written to.
    pub(super) fn try_take(folder: &Path) -> Result<Option<Lock>, CatalogError> {
        let path = folder.join(FILE_NAME);
        let failed = || CatalogError::io("write to the cache folder, at", &path);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(failed())?;
        match file.try_lock() {
            Ok(()) => {
                // Only for the words of those who wait: a number that cannot be written costs nothing.
                let _ = file.set_len(0).and_then(|()| (&file).write_all(std::process::id().to_string().as_bytes()));
                Ok(Some(Lock { _file: file }))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed()(error)),
        }
    }

    /// Waits up to `patience`; `told` hears once that there is something to wait for.
    pub(super) async fn take(folder: &Path, patience: Duration, told: impl FnOnce()) -> Result<Lock, CatalogError> {
        let start = Instant::now();
        let mut told = Some(told);
        loop {
            if let Some(lock) = Lock::try_take(folder)? {
                return Ok(lock);
            }
            if let Some(told) = told.take() {
                told();
            }
            if start.elapsed() >= patience {
                return Err(CatalogError::Busy { folder: folder.to_owned() });
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits a moment, without a runtime.
    pub(super) fn take_soon(folder: &Path) -> Result<Lock, CatalogError> {
        for _ in 0..80 {
            if let Some(lock) = Lock::try_take(folder)? {
                return Ok(lock);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        Err(CatalogError::Busy { folder: folder.to_owned() })
    }
}
