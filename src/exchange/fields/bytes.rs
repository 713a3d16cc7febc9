//! From the bytes of a file to its text.

use std::borrow::Cow;

use crate::web::charset::{self, Hint};

/// The text of a file: UTF-8 as it is, UTF-16 with a mark or without, else what the bytes look like.
pub(in crate::exchange) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if !starts_wide(bare)
        && let Ok(text) = std::str::from_utf8(bare)
    {
        return Cow::Borrowed(text);
    }
    Cow::Owned(charset::decode(bytes, None, Hint::Text).text)
}

/// Whether text begins as UTF-16 does: with a mark, or with half of an ASCII character.
fn starts_wide(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..])
}
