//! From bytes to text: which encoding a resource is in, and its text.
//!
//! A declaration is obeyed even when it is wrong, as browsers obey it; where there is none, browsers guess from the
//! address and the user's language, and we look at the bytes instead.

mod declared;
mod prescan;
#[cfg(test)]
mod tests;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use super::media::MimeType;

/// How many bytes a declaration inside the bytes must begin in.
const PRESCAN_LENGTH: usize = 1024;

/// How many bytes the detector looks at: more never changed its mind in practice, and 20 MB would cost half a second.
const DETECTION_LENGTH: usize = 1 << 20;

/// What the bytes are, as far as their encoding goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// `text/html`: `<meta>` counts.
    Html,
    /// XML, XHTML, SVG: the XML declaration counts, else UTF-8.
    Xml,
    /// A style sheet: `@charset` counts, then the encoding of the document that asked for it, else UTF-8.
    Css {
        /// The encoding of the document (or sheet) that refers to this sheet.
        environment: Option<&'static Encoding>,
    },
    /// Text without a declaration of its own.
    Text,
}

/// Where an encoding was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A byte order mark.
    Bom,
    /// The Content-Type header.
    Http,
    /// A `<meta>` element.
    Meta,
    /// An XML declaration.
    XmlDeclaration,
    /// A leading `@charset`.
    CssCharset,
    /// The document that refers to the sheet.
    Environment,
    /// The bytes themselves.
    Detected,
    /// Nothing said or hinted anything: the format's default.
    Default,
}

/// A decoded resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What it was decoded from.
    pub encoding: &'static Encoding,
    /// Where that was learnt.
    pub source: Source,
    /// Whether something was malformed and became U+FFFD.
    pub replaced: bool,
}

/// Decodes bytes: byte order mark, then the charset of `http_content_type` (the whole header value), then what `hint`
/// names. HTML standard, "encoding sniffing algorithm"; CSS Syntax 3, "determine the fallback encoding".
pub fn decode(bytes: &[u8], http_content_type: Option<&str>, hint: Hint) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, Source::Bom, bytes.get(length..).unwrap_or_default());
    }
    let (encoding, source) = http_charset(http_content_type)
        .map_or_else(|| undeclared(bytes, hint), |encoding| (encoding, Source::Http));
    with(encoding, source, bytes)
}

fn with(encoding: &'static Encoding, source: Source, bytes: &[u8]) -> Decoded {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: text.into_owned(), encoding, source, replaced }
}

fn http_charset(content_type: Option<&str>) -> Option<&'static Encoding> {
    Encoding::for_label(MimeType::parse(content_type?)?.charset?.as_bytes())
}

fn undeclared(bytes: &[u8], hint: Hint) -> (&'static Encoding, Source) {
    let head = bytes.get(..PRESCAN_LENGTH).unwrap_or(bytes);
    match hint {
        Hint::Html => declared::utf16_xml(head)
            .map(|encoding| (encoding, Source::XmlDeclaration))
            .or_else(|| prescan::meta(head).map(|encoding| (encoding, Source::Meta)))
            .or_else(|| declared::xml(head).map(|encoding| (encoding, Source::XmlDeclaration)))
            .unwrap_or_else(|| detect(bytes)),
        Hint::Xml => declared::utf16_xml(head)
            .or_else(|| declared::xml(head))
            .map_or((UTF_8, Source::Default), |encoding| (encoding, Source::XmlDeclaration)),
        Hint::Css { environment } => declared::css(head)
            .map(|encoding| (encoding, Source::CssCharset))
            .or_else(|| environment.map(|encoding| (encoding, Source::Environment)))
            .unwrap_or((UTF_8, Source::Default)),
        Hint::Text => detect(bytes),
    }
}

/// The encoding that a label inside the bytes stands for: as the bytes could be read so far, UTF-16 cannot be meant, and
/// x-user-defined is taken for windows-1252 as the HTML standard has it.
fn internal_label(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    })
}

fn detect(bytes: &[u8]) -> (&'static Encoding, Source) {
    if bytes.is_ascii() && !bytes.contains(&0x1B) && !bytes.contains(&0) {
        return (UTF_8, Source::Default);
    }
    if let Some(encoding) = zeros(bytes) {
        return (encoding, Source::Detected);
    }
    // A body that a limit cut off may end inside a character.
    let is_utf8 = std::str::from_utf8(bytes).is_err_and(|e| e.error_len().is_none())
        || std::str::from_utf8(bytes).is_ok();
    if is_utf8 && !bytes.is_ascii() {
        return (UTF_8, Source::Detected);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes.get(..DETECTION_LENGTH).unwrap_or(bytes), bytes.len() <= DETECTION_LENGTH);
    (detector.guess(None, Utf8Detection::Allow), Source::Detected)
}

/// UTF-16 without a mark: at least a third of the bytes at one parity are zero, and hardly any at the other.
fn zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCAN_LENGTH).unwrap_or(bytes);
    let pairs = head.len() / 2;
    let at = |parity: usize| head.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (at(0), at(1));
    if pairs > 0 && odd * 3 >= pairs && even * 50 <= pairs {
        Some(UTF_16LE)
    } else if pairs > 0 && even * 3 >= pairs && odd * 50 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}
