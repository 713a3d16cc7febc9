//! Texts: what was read can be written and read again, and nothing hostile survives the writing.

use std::ops::ControlFlow;

use crate::render::markdown;
use crate::web::charset::{Hint, decode};
use crate::web::coding::Decoder;
use crate::web::{css, srcset};

/// Rewrites a style sheet: no address survives, and what is written is read as it was meant.
pub fn css(text: &str) {
    let out = css::rewrite(text, &mut |_| css::Replacement::Drop);
    assert!(css::urls(&out).iter().all(|(url, _)| url == "data:,"), "{text:?} -> {out:?}");
    assert!(!names_import(&out), "{text:?} -> {out:?}");
    let kept = |text: &str| css::rewrite(text, &mut |_| css::Replacement::Keep);
    assert_eq!(kept(&out), out, "{text:?}");
    let followed = out.clone() + " a{}";
    assert_eq!(kept(&followed), followed, "{text:?} leaves something open");
    let safe = css::escape_for_style_element(&out);
    let ends = |w: &[u8]| w[0] == b'<' && (w[1].is_ascii_alphabetic() || b"/!?".contains(&w[1]));
    assert!(!safe.as_bytes().windows(2).any(ends), "{safe:?}");
    assert_eq!(css::urls(&safe), css::urls(&out), "{text:?}");
    assert_eq!(css::escape_for_style_element(&safe), safe, "{text:?}");
    let ours = css::rewrite(text, &mut |url| css::Replacement::Url(format!("/x?{}", url.value)));
    assert!(css::urls(&ours).iter().all(|(url, _)| url.starts_with("/x?")), "{text:?} -> {ours:?}");
    let out = css::rewrite_declarations(text, &mut |_| css::Replacement::Drop);
    assert!(css::urls_in_declarations(&out).iter().all(|(url, _)| url == "data:,"), "{text:?} -> {out:?}");
}

/// Whether the word is there that preload scanners take for an import, wherever it stands.
fn names_import(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    css.match_indices("@import").any(|(at, word)| {
        let next = css[at + word.len()..].chars().next();
        next.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '(' | ';' | '/'))
    })
}

/// Reads a `srcset` attribute, writes it and reads it again.
pub fn srcset(text: &str) {
    let candidates = srcset::parse(text);
    assert!(candidates.iter().all(|c| !c.url.is_empty()));
    assert_eq!(srcset::parse(&srcset::serialise(&candidates)), candidates, "{text:?}");
}

/// Decodes bytes with every hint. The first line, where there is one, is taken for the Content-Type.
pub fn charset(bytes: &[u8]) {
    let (header, bytes) = match bytes.iter().position(|b| *b == b'\n') {
        Some(at) => (&bytes[..at], &bytes[at + 1..]),
        None => (&b""[..], bytes),
    };
    let header = std::str::from_utf8(header).ok().filter(|header| !header.is_empty());
    for hint in [Hint::Html, Hint::Xml, Hint::Css { environment: None }, Hint::Text] {
        let decoded = decode(bytes, header, hint);
        // No encoding makes more than one character of a byte, and none of them is longer than three or four bytes.
        assert!(decoded.text.len() <= bytes.len() * 4 + 16, "{}", decoded.text.len());
    }
}

/// Undoes content codings: an end within the limit, in pieces of the size promised. The first byte says how the rest is
/// cut up.
pub fn coding(bytes: &[u8]) {
    const LIMIT: usize = 1 << 20;
    let Some((size, bytes)) = bytes.split_first() else { return };
    let size = usize::from(*size).max(1);
    for header in ["gzip", "deflate", "br", "zstd", "gzip, deflate"] {
        let Ok(mut decoder) = Decoder::new(header) else { panic!("{header} is known") };
        let mut length = 0;
        let mut take = |piece: &[u8]| {
            assert!(piece.len() <= crate::web::coding::PIECE);
            length += piece.len();
            if length > LIMIT { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let whole = bytes.chunks(size).all(|chunk| decoder.write(chunk, &mut take).is_ok());
        if whole {
            let _ = decoder.finish();
        }
        assert!(length <= LIMIT + crate::web::coding::PIECE);
    }
}

/// Notes as HTML: every tag is one of ours, with attributes of ours and addresses that cannot run.
pub fn notes(text: &str) {
    markdown::assert_harmless(&markdown::to_html(text));
}
