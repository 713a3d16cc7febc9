//! The address of a link: whether it can be kept, and the key by which duplicates are found.

use url::Url;

use super::UrlKey;
use crate::text::{is_invisible, shorten};

/// Why an address cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `bad-url` or `unsupported-scheme`.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// What to do next.
    pub help: String,
}

/// Query parameters that say where a visitor came from and nothing of the page.
const TRACKERS: [&str; 30] = [
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "hsctatracking",
    "igsh",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "ref_src",
    "s_cid",
    "spm",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
];

/// Checks an address as written, white space at its ends already removed. `Ok` means: http or https, with a host,
/// as the URL Standard parses it; the flag says whether it carries a user name or password.
pub fn check(address: &str) -> Result<bool, Refusal> {
    let bad = |message: String, help: &str| Refusal { code: "bad-url", message, help: help.into() };
    if address.is_empty() {
        return Err(bad(
            "the address is empty".into(),
            "write the whole address, such as `https://example.org/page`",
        ));
    }
    if let Some(c) = address.chars().find(|c| c.is_whitespace() || c.is_control() || is_invisible(*c)) {
        let what = if c.is_whitespace() { "white space" } else { "an invisible character" };
        return Err(bad(
            format!("the address contains {what} (U+{:04X})", u32::from(c)),
            "an address has none: remove it, or write `%20` where a space belongs",
        ));
    }
    let Some(scheme) = scheme(address) else {
        return Err(bad(
            format!("`{}` is not a whole address", shorten(address, 80)),
            "write it with its scheme, such as `https://example.org/page`",
        ));
    };
    match scheme.as_str() {
        "http" | "https" => {}
        "javascript" | "data" | "vbscript" | "file" => {
            return Err(Refusal {
                code: "unsupported-scheme",
                message: format!("`{scheme}:` addresses are no web pages and are never kept"),
                help: "only `http:` and `https:` addresses can be kept".into(),
            });
        }
        other => {
            return Err(Refusal {
                code: "unsupported-scheme",
                message: format!("`{}:` addresses cannot be captured", shorten(other, 30)),
                help: "only `http:` and `https:` addresses can be kept".into(),
            });
        }
    }
    if !address.get(scheme.len()..).is_some_and(|rest| rest.starts_with("://")) {
        return Err(bad(
            format!("`{}` lacks the two slashes after `{scheme}:`", shorten(address, 80)),
            "write it as `https://example.org/page`",
        ));
    }
    let parsed = Url::parse(address).map_err(|error| {
        bad(format!("`{}` is not an address: {error}", shorten(address, 80)), "check the host and the port")
    })?;
    if parsed.host_str().is_none_or(str::is_empty) {
        return Err(bad(
            format!("`{}` has no host", shorten(address, 80)),
            "write `https://` and then the host",
        ));
    }
    Ok(!parsed.username().is_empty() || parsed.password().is_some())
}

/// The scheme in lower case; `None` for `example.org`, `example.org:8080/x` or `/path`.
fn scheme(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let shaped = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let is_port = rest.starts_with(|c: char| c.is_ascii_digit()) && !scheme.eq_ignore_ascii_case("tel");
    (shaped && (rest.starts_with("//") || !(scheme.contains('.') || is_port)))
        .then(|| scheme.to_ascii_lowercase())
}

/// The form of a URL by which duplicates are found: two links with one key are one link. Ignored are: http or https
/// (unless a port is named), the host's case and final dot, the default port, tracking parameters, an empty query, the trailing slash, the
/// way in which characters are percent-encoded, and the fragment unless it routes (`#/…`, `#!…`). A text that is no
/// URL is its own key.
pub fn key(address: &str) -> UrlKey {
    let Ok(url) = Url::parse(address) else { return address.to_owned() };
    let mut key = String::with_capacity(address.len());
    match url.scheme() {
        // A port of its own speaks one of the two: there the scheme tells servers apart.
        "http" | "https" if url.port().is_none() => key.push_str("web://"),
        other => {
            key.push_str(other);
            key.push_str("://");
        }
    }
    if !url.username().is_empty() || url.password().is_some() {
        key.push_str(url.username());
        key.push(':');
        key.push_str(url.password().unwrap_or(""));
        key.push('@');
    }
    key.push_str(url.host_str().unwrap_or("").trim_end_matches('.'));
    if let Some(port) = url.port() {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push_str(canonical_percent(url.path()).trim_end_matches('/'));
    let kept: Vec<String> = url
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(canonical_percent)
        .filter(|pair| !is_tracker(pair.split('=').next().unwrap_or("")))
        .collect();
    if !kept.is_empty() {
        key.push('?');
        key.push_str(&kept.join("&"));
    }
    if let Some(fragment) = url.fragment().filter(|f| f.starts_with(['/', '!'])) {
        key.push('#');
        key.push_str(&canonical_percent(fragment));
    }
    key
}

fn is_tracker(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKERS.contains(&name.as_str())
}

/// Escapes of unreserved characters (RFC 3986, section 2.3) are decoded, all others get upper-case digits.
fn canonical_percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let digits = escape.get(1..3).and_then(|hex| {
            hex.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(hex, 16).ok()).flatten()
        });
        if let Some(byte) = digits {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                out.push(char::from(byte));
            } else {
                out.push_str(&escape[..3].to_ascii_uppercase());
            }
            rest = &escape[3..];
        } else {
            out.push('%');
            rest = &escape[1..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_one_page_has_one_key() {
        let same = [
            ["http://Example.org", "https://example.org/"],
            ["https://example.org:443/a/", "http://example.org:80/a"],
            ["https://example.org./a", "https://example.org/a"],
            ["https://bücher.example/", "https://xn--bcher-kva.example"],
            ["https://example.org/a?utm_source=x&b=1&UTM_Medium=y", "https://example.org/a?b=1"],
            ["https://example.org/a?fbclid=1", "https://example.org/a?"],
            ["https://example.org/a#part", "https://example.org/a"],
            ["https://example.org/%7euser/%e4%bd%a0", "https://example.org/~user/你"],
            ["https://example.org/a#!/b", "http://example.org/a#!/b"],
        ];
        for [one, other] in same {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn what_differs_has_another_key() {
        let different = [
            ["https://example.org/a", "https://example.org/A"],
            ["https://www.example.org/", "https://example.org/"],
            ["https://example.org/#/a", "https://example.org/#/b"],
            ["https://example.org/?a=1", "https://example.org/?a=2"],
            ["https://example.org:8080/", "https://example.org/"],
            ["http://example.org:8080/", "https://example.org:8080/"],
            ["https://example.org/a%2Fb", "https://example.org/a/b"],
            ["https://ann@example.org/", "https://example.org/"],
        ];
        for [one, other] in different {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn the_specification_lists_every_tracker() {
        let specification = include_str!("../../docs/format.md");
        let missing: Vec<_> =
            TRACKERS.iter().filter(|name| !specification.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn only_web_addresses_are_kept() {
        assert_eq!(check("https://example.org/a?b#c"), Ok(false));
        assert_eq!(check("HTTP://[::1]:8080/"), Ok(false));
        assert_eq!(check("https://ann:secret@example.org/"), Ok(true));
        for address in [
            "javascript:alert(1)",
            "DATA:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://x/",
            "mailto:a@example.org",
            "gemini://x",
            "tel:123",
        ] {
            assert_eq!(check(address).map_err(|r| r.code), Err("unsupported-scheme"), "{address}");
        }
        for address in [
            "",
            "example.org",
            "example.org:8080/x",
            "localhost:8080",
            "/a",
            "https:/example.org",
            "https://",
            "https://a b/",
            "https://a\u{202e}b/",
            "https://exa\tmple.org",
            "https://a:99999/",
            "http:example.org",
            "https://[::1/",
            "//example.org/",
        ] {
            assert_eq!(check(address).map_err(|r| r.code), Err("bad-url"), "{address}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_key(text in "\\PC{0,80}") {
            let first = key(&text);
            prop_assert_eq!(key(&text), first);
        }

        #[test]
        fn any_text_is_judged(text in "(https?:)?(//)?\\PC{0,40}") {
            if check(&text).is_ok() {
                prop_assert!(Url::parse(&text).is_ok());
            }
        }
    }
}
