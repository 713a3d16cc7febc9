//! `data:` URLs: taken apart (Fetch section 6, "data: URL processor"), and SVG in them sanitised.

use std::fmt::Write as _;

use super::own::{self, Place};
use super::sanitise::sanitise;
use crate::web::dom::{Budget, Dom, Element};

/// A `data:` URL taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataUrl {
    /// The media type with its parameters, such as `text/css;charset=utf-8`.
    pub(crate) media_type: String,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// Reads a `data:` URL; its fragment is no part of it.
pub(crate) fn read(url: &str) -> Option<DataUrl> {
    let url = own::stripped(url);
    let rest = url.get(..5).filter(|s| s.eq_ignore_ascii_case("data:")).and(url.get(5..))?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (head, body) = rest.split_once(',')?;
    let body: Vec<u8> = percent_encoding::percent_decode_str(body).collect();
    let head = head.trim();
    let encoded = head.rsplit_once(';').filter(|(_, last)| last.trim().eq_ignore_ascii_case("base64"));
    let (media_type, body) = match encoded {
        Some((kind, _)) => (kind, base64(&body)?),
        None => (head, body),
    };
    let media_type = match media_type {
        "" => "text/plain;charset=US-ASCII".to_owned(),
        kind if kind.starts_with(';') => format!("text/plain{kind}"),
        kind => kind.to_ascii_lowercase(),
    };
    Some(DataUrl { media_type, body })
}

/// Forgiving base64 (Infra section 6.2): white space ignored, padding optional.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for &c in text {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' | b' ' | b'\t' | b'\n' | b'\r' | 0x0c => continue,
            _ => return None,
        };
        held = held << 6 | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

/// Reads an SVG file and takes out what could run, ask or lead anywhere. `None` for what a browser would not show.
pub(super) fn clean_svg(text: &str, place: Place, budget: &Budget) -> Option<Dom> {
    let mut dom = Dom::parse_xml(text, budget).ok()?;
    let root = dom.root()?;
    if !dom.element(root).is_some_and(|e| e.is_svg() && e.local() == "svg") {
        return None;
    }
    sanitise(&mut dom, place);
    // What is published is what a browser reads: it has to be clean once more.
    for _ in 0..ROUNDS {
        let written = dom.to_xml();
        dom = Dom::parse_xml(&written, &Budget { bytes: usize::MAX, ..*budget }).ok()?;
        sanitise(&mut dom, place);
        if dom.to_xml() == written {
            return dom.root().is_some().then_some(dom);
        }
    }
    None
}

/// Rounds until what is written is read back as the same safe tree.
const ROUNDS: usize = 3;

/// An embedded SVG picture, safe: as it is when nothing had to be taken out. `None` for anything else.
pub(super) fn safe_svg_url(url: &str, budget: &Budget) -> Option<String> {
    let data = read(url)?;
    if data.media_type.split(';').next()?.trim() != "image/svg+xml" {
        return None;
    }
    let text = String::from_utf8(data.body).ok()?;
    // A picture takes no style sheet from outside; nothing of the kind is passed on all the same.
    let is_plain = !text.contains("<?xml-") && !text.contains("<!");
    let before = Dom::parse_xml(&text, budget).ok()?;
    let after = clean_svg(&text, Place::Embedded, budget)?.to_xml();
    if is_plain
        && before.to_xml() == after
        && !before.descendants(Dom::DOCUMENT).any(|id| is_unseen(before.element(id)))
    {
        return Some(url.to_owned());
    }
    let mut out = String::from("data:image/svg+xml,");
    for byte in after.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'_'
            | b'.'
            | b'/'
            | b':'
            | b';'
            | b'='
            | b'@' => {
                out.push(byte.into());
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Some(out)
}

/// Whether an element is one that serialising does not tell apart.
fn is_unseen(element: Option<&Element>) -> bool {
    element.is_some_and(|e| !e.is_svg() && !e.is_html())
}

/// Whether `url` is an embedded SVG picture from which nothing has to be taken.
pub(super) fn is_svg(url: &str) -> bool {
    let kind = own::stripped(url).get(..18).map(str::to_ascii_lowercase);
    kind.as_deref() == Some("data:image/svg+xml")
        && safe_svg_url(url, &Budget::default()).is_some_and(|safe| safe == url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(url: &str) -> Option<(String, String)> {
        read(url).map(|d| (d.media_type, String::from_utf8_lossy(&d.body).into_owned()))
    }

    #[test]
    fn takes_data_urls_apart() {
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(text("data:,a%20b#c"), pair("text/plain;charset=US-ASCII", "a b"));
        assert_eq!(text("DATA:Text/CSS;charset=x,a,b"), pair("text/css;charset=x", "a,b"));
        assert_eq!(text("data:text/css ; base64 ,YWJj"), pair("text/css ", "abc"));
        assert_eq!(text("data:;base64,YQ=="), pair("text/plain;charset=US-ASCII", "a"));
        assert_eq!(text("data:text/css;base64,!"), None);
        assert_eq!(text("http://e/,"), None);
    }

    #[test]
    fn svg_in_data_urls_is_cleaned_only_where_needed() {
        let budget = Budget::default();
        let clean = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>";
        assert_eq!(safe_svg_url(clean, &budget).as_deref(), Some(clean));
        assert!(is_svg(clean));
        let bad = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script/></svg>";
        assert!(!is_svg(bad));
        let safe = safe_svg_url(bad, &budget).expect("an SVG");
        assert!(is_svg(&safe), "{safe}");
        assert!(!safe.contains("onload") && !safe.contains("script"));
        assert_eq!(safe_svg_url("data:image/svg+xml,<svg", &budget), None);
    }
}
