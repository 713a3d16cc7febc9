//! Words for pages: titles, hosts, languages, and outside text made fit to show.

use std::borrow::Cow;

use url::Url;

use super::input::Snapshot;
use crate::model::Link;

/// Outside text without control characters (which neither HTML nor XML may hold); line breaks and tabs become spaces.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_noncharacter(c)) {
        return Cow::Borrowed(text);
    }
    let spaced = |c: char| if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { None };
    Cow::Owned(
        text.chars()
            .filter_map(|c| if c.is_control() || is_noncharacter(c) { spaced(c) } else { Some(c) })
            .collect(),
    )
}

/// Code points that Unicode keeps for internal use; XML forbids U+FFFE and U+FFFF, HTML calls them all errors.
pub fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

/// Trimmed, cleaned, and `None` when nothing is left.
pub fn present(text: Option<&str>) -> Option<Cow<'_, str>> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    let text = clean(text);
    (!text.trim().is_empty()).then_some(text)
}

/// A link's title with the language it is in, where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title<'a> {
    /// The words.
    pub text: Cow<'a, str>,
    /// BCP 47 tag.
    pub language: Option<String>,
}

/// The person's title, else the page's own, else the address without its scheme.
pub fn title<'a>(link: &'a Link, best: Option<&'a Snapshot>) -> Title<'a> {
    let meta = best.map(|snapshot| &snapshot.meta);
    let known = link.language.as_deref().and_then(language);
    let of_page = || known.clone().or_else(|| meta.and_then(|m| m.language.as_deref()).and_then(language));
    if let Some(text) = present(link.title.as_deref()) {
        return Title { text, language: known };
    }
    if let Some(text) = present(meta.and_then(|m| m.title.as_deref())) {
        return Title { text, language: of_page() };
    }
    Title { text: without_scheme(&link.url), language: None }
}

/// An address as people say it: no `https://`, no slash at the end.
pub fn without_scheme(url: &str) -> Cow<'_, str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    present(Some(rest)).unwrap_or_else(|| clean(url))
}

/// The host of an address as it was written, without `www.` and without a user's name; a port stays.
pub fn host(url: &str) -> Cow<'_, str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    clean(host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host))
}

/// An address fit for an href: http and https only, as a browser would write it.
pub fn outward(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Scheme, host and port of an address: its site's front door.
pub fn origin(url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

/// A language tag that is well formed (RFC 5646 section 2.1, in outline) and names a language that exists; `zh_CN` is
/// read as `zh-CN`.
pub fn language(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?;
    let sound = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && tag.len() <= 35
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        && crate::replay::is_language(&primary.to_ascii_lowercase());
    sound.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go() {
        assert_eq!(clean("a\u{0}b\nc\u{7f}\u{ffff}"), "ab c");
        assert!(matches!(clean("plain"), Cow::Borrowed(_)));
        assert_eq!(present(Some(" \u{1} ")), None);
    }

    #[test]
    fn hosts_as_written() {
        assert_eq!(host("https://www.example.org/a"), "example.org");
        assert_eq!(host("https://例え.jp:8080?q"), "例え.jp:8080");
        assert_eq!(host("https://me:secret@example.org\\@evil.example/"), "example.org");
        assert_eq!(host("mailto:a@b.example"), "b.example");
        assert_eq!(host("https://www.com/"), "www.com");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert_eq!(outward("HTTPS://Example.org/a b").as_deref(), Some("https://example.org/a%20b"));
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "java\nscript:alert(1)",
            "/relative",
            "file:///etc/passwd",
        ] {
            assert_eq!(outward(bad), None, "{bad}");
        }
    }

    #[test]
    fn languages() {
        assert_eq!(language("zh_CN").as_deref(), Some("zh-CN"));
        assert_eq!(language("sr-Latn-RS").as_deref(), Some("sr-Latn-RS"));
        for bad in ["", "e", "english", "en-", "en\" onload", "x-y", "us", "cn"] {
            assert_eq!(language(bad), None, "{bad}");
        }
    }

    #[test]
    fn addresses_as_titles() {
        assert_eq!(without_scheme("https://example.org/"), "example.org");
        assert_eq!(without_scheme("https:///"), "https:///");
    }
}
