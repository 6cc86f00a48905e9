//! Addresses: finding bare ones in text, taking them apart, undoing percent-encoding.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::Span;
use super::scan::{Trim, find_short};

static SCHEME_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"://"));
static ARXIV_HOST: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"arxiv.org/"));

/// The bare addresses in `text[range]`, ascending.
pub(super) fn addresses(text: &str, range: Span) -> impl Iterator<Item = Span> + '_ {
    let bytes = &text.as_bytes()[..range.end];
    let mut at = range.start;
    let mut next_colon = None;
    let mut next_host = None;
    std::iter::from_fn(move || {
        loop {
            let colon = upcoming(&mut next_colon, at, bytes, &SCHEME_END);
            let host = upcoming(&mut next_host, at, bytes, &ARXIV_HOST);
            let hit = match (colon, host) {
                (Some(colon), Some(host)) => colon.min(host),
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => return None,
            };
            at = hit + 3;
            let start = if Some(hit) == colon { scheme_start(bytes, range.start, hit) } else { host_start(bytes, range.start, hit) };
            let Some(start) = start else { continue };
            let end = address_end(text, start, range.end);
            if end > hit + 3 {
                at = end;
                return Some(start..end);
            }
        }
    })
}

/// The next place of `needle` at or after `at`, remembered between calls; `usize::MAX` once there is none.
fn upcoming(next: &mut Option<usize>, at: usize, bytes: &[u8], needle: &Finder<'_>) -> Option<usize> {
    if next.is_none_or(|found| found < at) {
        *next = Some(needle.find(bytes.get(at..).unwrap_or_default()).map_or(usize::MAX, |i| at + i));
    }
    next.filter(|found| *found != usize::MAX)
}

fn scheme_start(bytes: &[u8], floor: usize, colon: usize) -> Option<usize> {
    ["https", "http", "ftp"].iter().find_map(|scheme| {
        let start = colon.checked_sub(scheme.len()).filter(|start| *start >= floor)?;
        bytes[start..colon].eq_ignore_ascii_case(scheme.as_bytes()).then_some(start)
    })
}

fn host_start(bytes: &[u8], floor: usize, hit: usize) -> Option<usize> {
    let mut start = hit;
    while start > floor && hit - start < 12 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'.') {
        start -= 1;
    }
    let prefix = bytes.get(start..hit).unwrap_or_default();
    (prefix.is_empty() || prefix.ends_with(b".")).then_some(start)
}

/// Bytes before the first character that stops the run, or the first bracket that closes nothing.
pub(super) fn run_length(text: &str, stops: impl Fn(char) -> bool) -> usize {
    let mut depth = 0usize;
    for (i, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return i,
            ')' => depth -= 1,
            c if stops(c) => return i,
            _ => {}
        }
    }
    text.len()
}

fn address_end(text: &str, start: usize, limit: usize) -> usize {
    let end = start
        + run_length(&text[start..limit], |c| match c {
            '<' | '>' | '"' | '`' | '|' | '[' | ']' | '{' | '}' | '^' | '\\' => true,
            c => c.is_whitespace() || c.is_control() || ('\u{2010}'..='\u{206f}').contains(&c) || c >= '\u{2e80}',
        });
    let trimmed = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '~']);
    start + trimmed.len()
}

/// An address without scheme, cut at its host: `(host in lower case, path, query, fragment)`.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub host: Cow<'a, str>,
    /// Begins with `/` or is empty.
    pub path: &'a str,
    pub query: &'a str,
}

/// Takes an absolute or scheme-less address apart; relative ones and anchors give `None`.
pub(super) fn address(url: &str) -> Option<Address<'_>> {
    let url = url.trimmed();
    let rest = match find_short(url, "://").map(|at| (&url[..at], &url[at + 3..])) {
        Some((scheme, rest)) if scheme.len() <= 10 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => rest,
        Some(_) => return None,
        None => match url.strip_prefix("//") {
            Some(rest) => rest,
            None => {
                let host = url.split(['/', '?', '#']).next()?;
                let looks_like_host = host.contains('.')
                    && !host.starts_with('.')
                    && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
                let top = host.rsplit('.').next().unwrap_or_default();
                if !looks_like_host || host.len() == url.len() || top.len() < 2 || top.bytes().any(|b| b.is_ascii_digit()) {
                    return None;
                }
                url
            }
        },
    };
    let rest = rest.trim_start_matches('/');
    let (before_fragment, _) = cut(rest, b'#').unwrap_or((rest, ""));
    let (before_query, query) = cut(before_fragment, b'?').unwrap_or((before_fragment, ""));
    let (host, path) = match memchr::memchr(b'/', before_query.as_bytes()) {
        Some(slash) => before_query.split_at(slash),
        None => (before_query, ""),
    };
    let host = memchr::memrchr(b'@', host.as_bytes()).map_or(host, |at| &host[at + 1..]);
    let host = cut(host, b':').map_or(host, |(host, _)| host).trim_end_matches('.');
    let host = if host.bytes().any(|b| b.is_ascii_uppercase()) { Cow::Owned(host.to_ascii_lowercase()) } else { Cow::Borrowed(host) };
    Some(Address { host, path, query })
}

/// `text.split_once(sign)` for an ASCII sign.
fn cut(text: &str, sign: u8) -> Option<(&str, &str)> {
    memchr::memchr(sign, text.as_bytes()).map(|at| (&text[..at], &text[at + 1..]))
}

impl Address<'_> {
    /// The host is this one or a part of it: `x.org` has `www.x.org`.
    #[inline]
    pub fn on(&self, domain: &str) -> bool {
        self.host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .split('&')
            .filter_map(|pair| pair.strip_prefix("amp;").unwrap_or(pair).split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// Undoes `%XX`; what is no UTF-8 afterwards stays as it was.
pub(super) fn percent_decoded(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[i], hex(i + 1), hex(i + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                i += 3;
            }
            (byte, _, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8(out).map_or(text.into(), std::borrow::Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text, 0..text.len()).map(|span| &text[span]).collect()
    }

    #[test]
    fn bare_addresses_end_where_a_reader_ends_them() {
        assert_eq!(found("see https://a.org/x(1)y) and http://b.org."), ["https://a.org/x(1)y", "http://b.org"]);
        assert_eq!(found("[[arxiv]https://arxiv.org/abs/2207.13921]"), ["https://arxiv.org/abs/2207.13921"]);
        assert_eq!(found("at arxiv.org/abs/1.2 or www.arxiv.org/abs/3"), ["arxiv.org/abs/1.2", "www.arxiv.org/abs/3"]);
        assert_eq!(found("论文:https://a.org/b，代码"), ["https://a.org/b"]);
        assert!(found("a :// b x://y").is_empty());
    }

    #[test]
    fn addresses_are_taken_apart() {
        let a = address("HTTPS://user@WWW.X.org:80/p/q?id=1&amp;k=2#f").unwrap();
        assert_eq!((a.host.as_ref(), a.path, a.query), ("www.x.org", "/p/q", "id=1&amp;k=2"));
        assert!(a.on("x.org") && !a.on("ww.x.org"));
        assert_eq!(a.parameter("k"), Some("2"));
        assert!(address("papers/x.pdf").is_none());
        assert!(address("#top").is_none());
        assert!(address("arxiv.org/abs/1").is_some());
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(percent_decoded("10.1007%2F978%28x%29"), "10.1007/978(x)");
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%ff"), "%ff");
    }
}
