//! Ctrl-C: what was answered is kept, nothing is left half-written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Set while files of a report are being put in place, which takes a moment and should not be cut.
static WRITING: AtomicBool = AtomicBool::new(false);

/// 128 + SIGINT, as shells report it.
pub const EXIT_CODE: i32 = 130;

/// Ends the process in good order when the user presses Ctrl-C.
pub fn watch() {
    // Without a thread for it Ctrl-C ends the process the blunt way, which the cache and the report survive as well.
    let _ = std::thread::Builder::new().name("interrupt".into()).spawn(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_err() {
            return;
        }
        while WRITING.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        anstream::eprintln!("\ninterrupted; every answer so far is kept, and the same command goes on from there");
        #[expect(clippy::exit, reason = "the answer in flight is given up; everything before it is on disk")]
        std::process::exit(EXIT_CODE);
    });
}

/// Runs `write` so that an interrupt waits for its end.
pub fn uncut<T>(write: impl FnOnce() -> T) -> T {
    WRITING.store(true, Ordering::SeqCst);
    let done = write();
    WRITING.store(false, Ordering::SeqCst);
    done
}
