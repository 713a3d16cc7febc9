//! Response and request headers: as records hold them, and the few that steer a fetch.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderName};

use crate::store::layout::without_secrets;

/// Bytes of response headers that a record holds of one exchange.
const MAX_HEADERS: usize = 32 << 10;

/// Headers as records hold them: in order, duplicates kept, secrets redacted.
pub(super) fn recorded(headers: &HeaderMap) -> Vec<(String, String)> {
    let secret = ["cookie", "set-cookie", "authorization", "proxy-authorization", "authentication-info"];
    let value = |name: &str, bytes: &[u8]| {
        if secret.contains(&name) {
            return "[redacted]".to_owned();
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&b| b as char).collect(),
        };
        if matches!(name, "location" | "content-location" | "referer" | "refresh") {
            without_secrets(&text)
        } else {
            text
        }
    };
    headers.iter().map(|(n, v)| (n.as_str().to_owned(), value(n.as_str(), v.as_bytes()))).collect()
}

/// Cuts headers beyond a bound, as no body limit counts them; whether there was anything to cut.
pub(super) fn cut(headers: &mut Vec<(String, String)>) -> bool {
    let mut room = MAX_HEADERS;
    let whole = headers.iter().take_while(|(name, value)| {
        let size = name.len() + value.len();
        let fits = size <= room;
        room = room.saturating_sub(size);
        fits
    });
    let fitting = whole.count();
    let cut = fitting < headers.len();
    headers.truncate(fitting);
    cut
}

/// The first value of a header, trimmed.
pub(super) fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name).map(|v| String::from_utf8_lossy(v.as_bytes()).trim().to_owned())
}

/// `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Duration::try_from(date.duration_since(now)).ok()
}

/// A `Location` as a URL can be made of it: bytes beyond ASCII are kept by percent-encoding them, whatever they encode.
pub(super) fn location_text(bytes: &[u8]) -> String {
    percent_encoding::percent_encode(bytes, percent_encoding::CONTROLS).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_redacted_and_doubles_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in
            [("vary", "a"), ("set-cookie", "id=1"), ("vary", "b"), ("location", "https://a:b@c.example/")]
        {
            headers.append(name, value.parse().unwrap());
        }
        let mut kept = recorded(&headers);
        kept.sort();
        let expected =
            [("location", "https://c.example/"), ("set-cookie", "[redacted]"), ("vary", "a"), ("vary", "b")];
        assert_eq!(kept, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn a_flood_of_headers_is_cut() {
        let mut headers: Vec<_> = (0..100).map(|n| (format!("x-{n}"), "y".repeat(1000))).collect();
        assert!(cut(&mut headers));
        assert_eq!(headers.len(), 32);
        assert!(!cut(&mut headers));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
        assert_eq!(retry_after("120", now), Some(Duration::from_mins(2)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 12:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 11:00:00 GMT", now), None);
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn a_location_keeps_its_bytes() {
        assert_eq!(location_text("/caf\u{e9}".as_bytes()), "/caf%C3%A9");
        assert_eq!(location_text(b"/caf\xe9"), "/caf%E9");
    }
}
