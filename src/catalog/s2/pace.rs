//! How long to wait before the next request: the pace, the backoff, and the turn between processes.
//!
//! The pace counts from the end of the previous attempt. After a 429 it slows by half, to four times at most, and recovers with each success.

use std::cell::Cell;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The longest pace, in multiples of the usual one.
const SLOWEST: f64 = 4.0;
/// The longest wait before a repeat, in multiples of the first.
const LONGEST_BACKOFF: u32 = 30;

pub(super) struct Pace {
    usual: Duration,
    slowed: Cell<f64>,
    last_end: Cell<Option<Instant>>,
    random: Cell<u64>,
    turn: Option<File>,
}

impl Pace {
    /// A turn file that cannot be opened is done without: the pace then holds within this process only.
    pub(super) fn new(usual: Duration, turn_file: Option<&Path>) -> Pace {
        let turn = turn_file.and_then(|path| OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).ok());
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64) ^ (u64::from(std::process::id()) << 32);
        Pace { usual, slowed: Cell::new(1.0), last_end: Cell::new(None), random: Cell::new(seed | 1), turn }
    }

    /// Waits until a request may start. It must be followed by [`Pace::ended`].
    pub(super) async fn turn(&self) {
        let pace = self.current();
        if let Some(file) = &self.turn {
            while let Err(TryLockError::WouldBlock) = file.try_lock() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            sleep(remaining_by_clock(read_stamp(file), pace)).await;
        }
        if let Some(last) = self.last_end.get() {
            sleep(pace.saturating_sub(last.elapsed())).await;
        }
    }

    pub(super) fn ended(&self) {
        self.last_end.set(Some(Instant::now()));
        self.pass_turn(true);
    }

    /// Gives the turn back without a request having been sent.
    pub(super) fn pass_turn(&self, stamp: bool) {
        if let Some(file) = &self.turn {
            if stamp {
                // A stamp that cannot be written costs the other process its knowledge of our pace, not us an answer.
                let _ = write_stamp(file);
            }
            let _ = file.unlock();
        }
    }

    pub(super) fn current(&self) -> Duration {
        self.usual.mul_f64(self.slowed.get())
    }

    pub(super) fn slow_down(&self) {
        self.slowed.set((self.slowed.get() * 1.5).min(SLOWEST));
    }

    pub(super) fn recover(&self) {
        self.slowed.set((self.slowed.get() * 0.9).max(1.0));
    }

    /// The wait after failed attempt `attempt` (from 1): 2, 4, 8 … seconds at a pace of one a second, and up to a quarter more at random,
    /// so that clients refused together do not return together.
    pub(super) fn backoff(&self, attempt: u32) -> Duration {
        let first = (self.usual * 2).clamp(Duration::from_millis(2), Duration::from_secs(2));
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1)).min(LONGEST_BACKOFF);
        (first * factor).mul_f64(1.0 + 0.25 * self.uniform())
    }

    /// Uniform in [0, 1): xorshift64.
    fn uniform(&self) -> f64 {
        let mut x = self.random.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.random.set(x);
        (x >> 11) as f64 / (1_u64 << 53) as f64
    }
}

async fn sleep(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

/// What is left of the pace since `stamp`; never more than the pace, whatever the clocks say.
fn remaining_by_clock(stamp: Option<u64>, pace: Duration) -> Duration {
    let Some(stamp) = stamp else { return Duration::ZERO };
    let now = millis_now();
    if stamp > now {
        return pace;
    }
    pace.saturating_sub(Duration::from_millis(now - stamp))
}

fn millis_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

fn read_stamp(mut file: &File) -> Option<u64> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_stamp(mut file: &File) -> std::io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    // Fixed width, so that an older, longer stamp leaves nothing behind.
    file.write_all(format!("{:020}\n", millis_now()).as_bytes())
}

/// Reads `Retry-After`: seconds, or an HTTP date.
pub(super) fn retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    Some(Duration::from_secs(u64::try_from(date.as_second() - jiff::Timestamp::now().as_second()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backoff_doubles_from_two_seconds_to_a_minute() {
        let pace = Pace::new(Duration::from_secs(1), None);
        for (attempt, seconds) in [(1, 2.0), (2, 4.0), (3, 8.0), (4, 16.0), (5, 32.0), (6, 60.0), (9, 60.0), (1_000, 60.0)] {
            let wait = pace.backoff(attempt).as_secs_f64();
            assert!((seconds..=seconds * 1.25).contains(&wait), "{attempt}: {wait}");
        }
        assert!(Pace::new(Duration::ZERO, None).backoff(1) < Duration::from_millis(10));
    }

    #[test]
    fn the_pace_slows_after_refusals_and_recovers() {
        let pace = Pace::new(Duration::from_secs(1), None);
        for _ in 0..20 {
            pace.slow_down();
        }
        assert_eq!(pace.current(), Duration::from_secs(4));
        for _ in 0..40 {
            pace.recover();
        }
        assert_eq!(pace.current(), Duration::from_secs(1));
    }

    #[test]
    fn a_stamp_from_the_future_delays_by_one_pace_at_most() {
        let pace = Duration::from_secs(3);
        assert_eq!(remaining_by_clock(Some(u64::MAX), pace), pace);
        assert_eq!(remaining_by_clock(Some(0), pace), Duration::ZERO);
        assert_eq!(remaining_by_clock(None, pace), Duration::ZERO);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }
}
