//! Where Semantic Scholar is, who asks, and how politely.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::Url;
use tokio::sync::Notify;

use crate::catalog::{CatalogError, Failure};
use crate::paper::Date;

/// The public API.
pub const PUBLIC_API: &str = "https://api.semanticscholar.org";

/// An introductory key allows one request a second over all endpoints; a tenth more keeps clear of the edge.
pub const PACE_WITH_KEY: Duration = Duration::from_millis(1_100);

/// All anonymous users share one allowance, and are refused at random whatever their own pace: asking faster wins nothing,
/// asking much slower neither (at spacings of 2.5, 4 and 6 s a quarter to a half of the requests was refused). Three seconds, then patience.
pub const PACE_WITHOUT_KEY: Duration = Duration::from_secs(3);

/// An API key. It shows itself to nobody: printing gives `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// `None` for blank text, which means no key.
    ///
    /// # Errors
    /// When the text has blanks or control signs inside, which no header can carry.
    pub fn new(text: &str) -> Result<Option<Key>, CatalogError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(CatalogError::BadKey);
        }
        Ok(Some(Key(text.to_owned())))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A wait before a request is repeated.
#[derive(Clone, Debug)]
pub struct Wait {
    pub seconds: f64,
    pub why: Failure,
    /// What the network said, where nobody answered.
    pub detail: Option<String>,
    /// The attempt that failed, from 1.
    pub attempt: u32,
}

/// Hears of waits.
pub type TellWait = Box<dyn Fn(&Wait)>;

/// Everything the client is told.
pub struct Settings {
    pub(super) base: Url,
    pub(super) key: Option<Key>,
    /// Time from the end of one attempt to the start of the next; `None` for [`PACE_WITH_KEY`] or [`PACE_WITHOUT_KEY`].
    pub pace: Option<Duration>,
    /// All waiting before repeats, over the whole run, ends here.
    pub patience: Duration,
    /// Attempts per request.
    pub max_attempts: u32,
    /// Requests allowed in all, repeats included.
    pub budget: Option<u32>,
    /// The day answers are dated with.
    pub today: Date,
    /// A file through which processes that share it keep the pace between them.
    pub turn_file: Option<PathBuf>,
    /// Told of each wait before a repeat.
    pub on_wait: Option<TellWait>,
    /// Ends the run politely.
    pub interrupt: Interrupt,
}

impl Settings {
    /// `base` is scheme, host and port, in front of `/graph/v1`.
    ///
    /// # Errors
    /// When `base` is no http(s) address, or would carry the key unencrypted to another machine.
    pub fn new(base: &str, key: Option<Key>) -> Result<Settings, CatalogError> {
        let base = base_url(base)?;
        if key.is_some() && base.scheme() == "http" && !is_loopback(&base) {
            return Err(CatalogError::PlainHttp { host: base.host_str().unwrap_or_default().to_owned() });
        }
        Ok(Settings {
            base,
            key,
            pace: None,
            patience: Duration::from_secs(600),
            max_attempts: 10,
            budget: None,
            today: today(),
            turn_file: None,
            on_wait: None,
            interrupt: Interrupt::default(),
        })
    }

    pub fn effective_pace(&self) -> Duration {
        self.pace.unwrap_or(if self.key.is_some() { PACE_WITH_KEY } else { PACE_WITHOUT_KEY })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base", &self.base.as_str())
            .field("key", &self.key)
            .field("pace", &self.effective_pace())
            .field("patience", &self.patience)
            .field("max_attempts", &self.max_attempts)
            .field("budget", &self.budget)
            .field("today", &self.today)
            .field("turn_file", &self.turn_file)
            .finish_non_exhaustive()
    }
}

/// Today in UTC.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i32::try_from(seconds / 86_400).unwrap_or(0);
    Date::from_epoch_days(days).unwrap_or_else(|| Date::year_only(1970).expect("1970 is a year"))
}

fn base_url(text: &str) -> Result<Url, CatalogError> {
    let bad = |reason: &str| CatalogError::BadUrl { url: without_userinfo(text), reason: reason.to_owned() };
    let trimmed = text.trim().trim_end_matches('/');
    let trimmed = trimmed.strip_suffix("/graph/v1").unwrap_or(trimmed);
    let url = Url::parse(trimmed).map_err(|error| bad(&error.to_string()))?;
    match url.scheme() {
        "http" | "https" => {}
        _ => return Err(bad("it must begin with https:// or http://")),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(bad("it names no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("a user name or password has no place in it"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it must end after the host, the port or a path"));
    }
    Ok(url)
}

/// The text with `user:password@` hidden, for messages.
fn without_userinfo(text: &str) -> String {
    match (text.find("://"), text.rfind('@')) {
        (Some(start), Some(end)) if end > start => format!("{}***{}", &text[..start + 3], &text[end..]),
        _ => text.to_owned(),
    }
}

pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A switch that ends a run: the request under way is given up, the rest is answered [`Failure::Interrupted`].
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    on: AtomicBool,
    changed: Notify,
}

impl Interrupt {
    pub fn raise(&self) {
        self.0.on.store(true, Ordering::SeqCst);
        self.0.changed.notify_waiters();
    }

    pub fn is_raised(&self) -> bool {
        self.0.on.load(Ordering::SeqCst)
    }

    /// Runs `work` to its end, or returns `None` as soon as the switch is raised.
    pub(super) async fn unless_raised<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let notified = self.0.changed.notified();
        tokio::pin!(notified);
        notified.as_mut().enable();
        if self.is_raised() {
            return None;
        }
        tokio::select! {
            biased;
            () = &mut notified => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_as_stars_wherever_it_is_printed() {
        let key = Key::new(" s3cret\n").unwrap().unwrap();
        assert_eq!(key.expose(), "s3cret");
        let settings = Settings::new("https://example.org", Some(key.clone())).unwrap();
        assert!(!format!("{key} {key:?} {settings:?}").contains("s3cret"));
    }

    #[test]
    fn blank_keys_are_no_keys_and_broken_ones_are_refused() {
        assert_eq!(Key::new(" \n").unwrap(), None);
        assert!(matches!(Key::new("a b"), Err(CatalogError::BadKey)));
        assert!(matches!(Key::new("ä"), Err(CatalogError::BadKey)));
    }

    #[test]
    fn the_base_address_is_checked_and_trimmed() {
        for good in ["https://api.semanticscholar.org", "http://127.0.0.1:8099/", "http://[::1]:80/graph/v1/", "http://localhost:1/prefix"]
        {
            assert!(Settings::new(good, None).is_ok(), "{good}");
        }
        for bad in ["", "api.semanticscholar.org", "ftp://example.org", "https://", "https://a:b@example.org", "https://example.org/?x=1"] {
            let error = Settings::new(bad, None).unwrap_err();
            assert!(matches!(error, CatalogError::BadUrl { .. }), "{bad}");
            assert!(!error.to_string().contains("a:b"), "{error}");
        }
    }

    #[test]
    fn a_key_travels_over_plain_http_only_to_this_machine() {
        let key = || Key::new("k").unwrap();
        assert!(Settings::new("http://127.0.0.1:1", key()).is_ok());
        assert!(matches!(Settings::new("http://example.org", key()), Err(CatalogError::PlainHttp { .. })));
        assert!(Settings::new("http://example.org", None).is_ok());
    }
}
