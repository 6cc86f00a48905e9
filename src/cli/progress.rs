//! Long work shows where it is, on a terminal; in a pipe it is quiet.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One line on the terminal that is rewritten.
pub struct Meter {
    bar: ProgressBar,
}

impl Meter {
    /// `quiet` or no terminal on stderr: nothing is drawn.
    pub fn new(quiet: bool) -> Meter {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is sound"));
        bar.enable_steady_tick(Duration::from_millis(120));
        Meter { bar }
    }

    pub fn show(&self, what: &str, done: usize, total: usize, requests: u32) {
        let plural = if requests == 1 { "request" } else { "requests" };
        self.bar.set_message(format!("{what} {done}/{total} ({requests} {plural} so far)"));
    }

    pub fn say(&self, message: &str) {
        self.bar.set_message(message.to_owned());
    }

    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
