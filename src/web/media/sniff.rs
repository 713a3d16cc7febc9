//! What bytes look like: the tables of the MIME Sniffing standard, and the few formats that browsers know beyond them.

/// How many bytes are looked at ("resource header").
const HEADER: usize = 1445;

/// "Image type pattern matching", and AVIF.
pub(super) fn image(bytes: &[u8]) -> Option<&'static str> {
    let is = |magic: &[u8]| bytes.starts_with(magic);
    Some(if is(b"\x89PNG\r\n\x1A\n") {
        "image/png"
    } else if is(b"\xFF\xD8\xFF") {
        "image/jpeg"
    } else if is(b"GIF87a") || is(b"GIF89a") {
        "image/gif"
    } else if is(b"RIFF") && bytes.get(8..14) == Some(b"WEBPVP") {
        "image/webp"
    } else if is(b"\0\0\x01\0") || is(b"\0\0\x02\0") {
        "image/x-icon"
    } else if is(b"BM") {
        "image/bmp"
    } else if has_brand(bytes, &[b"avif", b"avis"]) {
        "image/avif"
    } else {
        return None;
    })
}

/// "Audio or video type pattern matching", and FLAC; Ogg is told apart by its first codec, MP4 by its brand.
pub(super) fn audio_or_video(bytes: &[u8]) -> Option<&'static str> {
    let is = |magic: &[u8]| bytes.starts_with(magic);
    let has = |word: &[u8]| {
        bytes.get(..bytes.len().min(128)).is_some_and(|h| h.windows(word.len()).any(|w| w == word))
    };
    Some(if is(b"\x1A\x45\xDF\xA3") && has(b"webm") {
        "video/webm"
    } else if has_brand(bytes, &[b"M4A ", b"M4B "]) {
        "audio/mp4"
    } else if is_mp4(bytes) {
        "video/mp4"
    } else if is(b"OggS\0") {
        if has(b"theora") { "video/ogg" } else { "audio/ogg" }
    } else if is(b"fLaC") {
        "audio/flac"
    } else if is(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        "audio/wave"
    } else if is(b"RIFF") && bytes.get(8..12) == Some(b"AVI ") {
        "video/avi"
    } else if is(b"FORM") && bytes.get(8..12) == Some(b"AIFF") {
        "audio/aiff"
    } else if is(b"MThd\0\0\0\x06") {
        "audio/midi"
    } else if is(b"ID3") || is_mp3_frame(bytes) {
        "audio/mpeg"
    } else {
        return None;
    })
}

/// "Font type pattern matching".
pub(super) fn font(bytes: &[u8]) -> Option<&'static str> {
    Some(match bytes.get(..4)? {
        b"wOF2" => "font/woff2",
        b"wOFF" => "font/woff",
        b"\0\x01\0\0" | b"true" => "font/ttf",
        b"OTTO" => "font/otf",
        b"ttcf" => "font/collection",
        _ => return None,
    })
}

/// The boxes of an ISO base media file name its major brand and the compatible ones.
fn has_brand(bytes: &[u8], wanted: &[&[u8; 4]]) -> bool {
    brands(bytes).is_some_and(|(major, mut rest)| {
        wanted.iter().any(|w| *w == major)
            || (wanted.contains(&b"avif") && rest.any(|b| wanted.iter().any(|w| *w == b)))
    })
}

/// "Signature for MP4": a brand that begins with `mp4`; browsers also play the brands that cameras write.
fn is_mp4(bytes: &[u8]) -> bool {
    let known =
        |b: &[u8]| b.starts_with(b"mp4") || b.starts_with(b"iso") || matches!(b, b"avc1" | b"M4V " | b"dash");
    brands(bytes).is_some_and(|(major, mut rest)| known(major) || rest.any(known))
}

fn brands(bytes: &[u8]) -> Option<(&[u8], impl Iterator<Item = &[u8]>)> {
    let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    if bytes.get(4..8)? != b"ftyp" || length < 12 {
        return None;
    }
    let rest = bytes.get(16..length.min(bytes.len()).min(HEADER)).unwrap_or_default();
    Some((bytes.get(8..12)?, rest.chunks_exact(4)))
}

/// "Signature for MP3 without ID3": two frame headers at the distance that the first one names.
fn is_mp3_frame(bytes: &[u8]) -> bool {
    let Some(length) = mp3_frame_length(bytes) else { return false };
    bytes.get(length..).is_some_and(|next| mp3_frame_length(next).is_some())
}

fn mp3_frame_length(bytes: &[u8]) -> Option<usize> {
    const VERSION_1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const VERSION_2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let &[first, second, third, _] = bytes.get(..4)? else { return None };
    let is_layer_3 = first == 0xFF && second & 0xE0 == 0xE0 && second >> 1 & 3 == 1;
    let version = second >> 3 & 3;
    if !is_layer_3 || version == 1 {
        return None;
    }
    let (table, factor) = if version == 3 { (VERSION_1, 144_000) } else { (VERSION_2, 72_000) };
    let kilobits = *table.get(usize::from(third >> 4)).filter(|k| **k > 0)?;
    let base = *[44_100, 48_000, 32_000].get(usize::from(third >> 2 & 3))?;
    let rate = match version {
        3 => base,
        2 => base / 2,
        _ => base / 4,
    };
    Some(kilobits * factor / rate + usize::from(third >> 1 & 1))
}

/// Tags with which HTML begins, for the standard's "rules for identifying an unknown MIME type".
const HTML_STARTS: [&[u8]; 17] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<script",
    b"<iframe",
    b"<h1",
    b"<div",
    b"<font",
    b"<table",
    b"<a",
    b"<style",
    b"<title",
    b"<b",
    b"<body",
    b"<br",
    b"<p",
    b"<!--",
];

/// Whether bytes begin as HTML does.
pub(super) fn is_html(bytes: &[u8]) -> bool {
    let text = skip_space(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    HTML_STARTS.iter().any(|tag| {
        text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
            && (*tag == b"<!--" || matches!(text.get(tag.len()), Some(b' ' | b'>')))
    })
}

/// Whether bytes begin with an XML declaration.
pub(super) fn is_xml(bytes: &[u8]) -> bool {
    skip_space(bytes).starts_with(b"<?xml")
}

/// Whether bytes hold a PDF; readers accept some garbage before its mark.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.get(..bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|w| w == b"%PDF-"))
}

/// Whether a text track begins here.
pub(super) fn is_webvtt(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    text.strip_prefix(b"WEBVTT")
        .is_some_and(|rest| matches!(rest.first(), None | Some(b' ' | b'\t' | b'\n' | b'\r')))
}

/// "Rules for distinguishing if a resource is text or binary".
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if [&b"\xFE\xFF"[..], b"\xFF\xFE", b"\xEF\xBB\xBF"].iter().any(|mark| bytes.starts_with(mark)) {
        return false;
    }
    let head = bytes.get(..HEADER).unwrap_or(bytes);
    head.iter().any(|b| matches!(b, 0..=0x08 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F))
}

/// The type of bytes of which nothing is known ("rules for identifying an unknown MIME type"); `scriptable` tells whether
/// they may turn out to be a document.
pub(super) fn unknown(bytes: &[u8], scriptable: bool) -> &'static str {
    if scriptable && is_html(bytes) {
        "text/html"
    } else if scriptable && is_xml(bytes) {
        "text/xml"
    } else if scriptable && bytes.starts_with(b"%PDF-") {
        "application/pdf"
    } else if let Some(essence) = image(bytes).or_else(|| audio_or_video(bytes)) {
        essence
    } else if bytes.starts_with(b"\x1F\x8B\x08") {
        "application/x-gzip"
    } else if bytes.starts_with(b"PK\x03\x04") {
        "application/zip"
    } else if is_binary(bytes) {
        "application/octet-stream"
    } else {
        "text/plain"
    }
}

/// The feed format whose root element comes first, if any: `rss`, `feed` or `rdf:RDF` behind declarations and comments.
pub(super) fn feed(bytes: &[u8]) -> Option<&'static str> {
    let mut rest = bytes.get(..4096).unwrap_or(bytes);
    rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
    loop {
        rest = skip_space(rest);
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<!") || rest.starts_with(b"<?") {
            b">"
        } else {
            break;
        };
        let at = rest.windows(end.len()).position(|w| w == end)?;
        rest = rest.get(at + end.len()..)?;
    }
    let name = rest.strip_prefix(b"<")?;
    let name =
        name.get(..name.iter().position(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))?)?;
    match name {
        b"rss" | b"rdf:RDF" => Some("application/rss+xml"),
        b"feed" => Some("application/atom+xml"),
        _ => None,
    }
}

fn skip_space(bytes: &[u8]) -> &[u8] {
    let start =
        bytes.iter().position(|b| !matches!(b, b'\t' | b'\n' | 0x0C | b'\r' | b' ')).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}
