//! Declarations that stand at the very beginning: XML's and CSS's.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::internal_label;

/// An XML declaration that is itself in UTF-16 without a mark.
pub(super) fn utf16_xml(head: &[u8]) -> Option<&'static Encoding> {
    if head.starts_with(b"<\0?\0x\0") {
        Some(UTF_16LE)
    } else if head.starts_with(b"\0<\0?\0x") {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// `<?xml … encoding="…"`, read as leniently as browsers read it (HTML standard, "get an XML encoding").
pub(super) fn xml(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = rest.get(..rest.iter().position(|&b| b == b'>')?)?;
    let name = b"encoding";
    let at = declaration.windows(name.len()).position(|w| w == name)?;
    let rest = skip_controls(declaration.get(at + name.len()..)?);
    let rest = skip_controls(rest.strip_prefix(b"=")?);
    let (&quote, rest) = rest.split_first().filter(|(quote, _)| matches!(quote, b'"' | b'\''))?;
    let label = rest.get(..rest.iter().position(|&b| b == quote)?)?;
    if label.iter().any(|&b| b <= b' ') {
        return None;
    }
    internal_label(label)
}

fn skip_controls(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|&b| b > b' ').unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

/// `@charset "…";`, byte for byte.
pub(super) fn css(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"@charset \"")?;
    let end = rest.iter().position(|&b| b == b'"')?;
    let label = rest.get(..end)?;
    (rest.get(end + 1) == Some(&b';')).then(|| internal_label(label))?
}
