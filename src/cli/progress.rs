//! Long work shows where it is: one line that is rewritten on a terminal; without one, a line at the end of each stage and every half minute.

use std::io::IsTerminal;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::table::counted;

/// Without a terminal, one line is printed after this time.
const EVERY: Duration = Duration::from_secs(30);

/// Shows what is being done. It is silent with `--quiet`.
pub struct Meter {
    bar: ProgressBar,
    state: Arc<Shared>,
    /// Prints the lines where there is no terminal.
    clock: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    /// What is being done, and how far it is.
    message: String,
    /// What is being asked and of how many, and since when.
    stage: Option<(&'static str, usize, Instant)>,
    is_ended: bool,
}

impl Meter {
    pub fn new(quiet: bool) -> Meter {
        let is_terminal = std::io::stderr().is_terminal();
        let target = if quiet || !is_terminal { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        let state = Arc::new(Shared::default());
        let clock = if quiet || is_terminal { None } else { print_now_and_then(Arc::clone(&state)) };
        Meter { bar, state, clock }
    }

    /// How many questions of a kind are answered.
    pub fn show(&self, what: &'static str, done: usize, total: usize, requests: u32) {
        if total == 0 {
            return;
        }
        let mut state = self.state.state.lock().unwrap_or_else(PoisonError::into_inner);
        let since = match state.stage {
            Some((known, of, since)) if known == what && of == total && done > 0 => since,
            _ => Instant::now(),
        };
        state.stage = Some((what, total, since));
        let left = left(since.elapsed(), done, total).map(|time| format!(", about {} left", in_words(time))).unwrap_or_default();
        let requests = counted(requests, "request", "requests");
        state.message = format!("{what}: {done} of {total} answered ({requests} so far{left})");
        self.bar.set_message(state.message.clone());
        if self.clock.is_some() && done >= total {
            anstream::eprintln!("{}", state.message);
        }
    }

    /// What is being done where nothing can be counted.
    pub fn say(&self, message: &str) {
        let mut state = self.state.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.stage = None;
        state.message = super::table::printable(message);
        self.bar.set_message(state.message.clone());
    }

    /// Nothing is shown until something new is said.
    pub fn clear(&self) {
        self.state.state.lock().unwrap_or_else(PoisonError::into_inner).message.clear();
        self.bar.finish_and_clear();
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.state.state.lock().unwrap_or_else(PoisonError::into_inner).is_ended = true;
        self.state.ended.notify_all();
        if let Some(clock) = self.clock.take() {
            // A thread that panicked has nothing more to say.
            let _ = clock.join();
        }
    }
}

/// `None` when no thread can be had: then only the ends of stages are told.
fn print_now_and_then(shared: Arc<Shared>) -> Option<std::thread::JoinHandle<()>> {
    let work = move || {
        let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (now, wait) =
                shared.ended.wait_timeout_while(state, EVERY, |state| !state.is_ended).unwrap_or_else(PoisonError::into_inner);
            state = now;
            if !wait.timed_out() {
                return;
            }
            if !state.message.is_empty() {
                anstream::eprintln!("{}", state.message);
            }
        }
    };
    std::thread::Builder::new().name("progress".into()).spawn(work).ok()
}

/// The time the rest takes at the pace so far; `None` before the first answer and after the last.
fn left(elapsed: Duration, done: usize, total: usize) -> Option<Duration> {
    (done > 0 && done < total).then(|| elapsed.mul_f64((total - done) as f64 / done as f64))
}

/// `40 s`, `3 min`.
pub fn in_words(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    if seconds < 120 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace_so_far() {
        assert_eq!(left(Duration::from_secs(10), 0, 100), None);
        assert_eq!(left(Duration::from_secs(10), 20, 100), Some(Duration::from_secs(40)));
        assert_eq!(left(Duration::from_secs(10), 100, 100), None);
        assert_eq!((in_words(Duration::from_secs(119)), in_words(Duration::from_secs(121))), ("119 s".to_owned(), "3 min".to_owned()));
    }
}
