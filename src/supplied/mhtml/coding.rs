//! Content transfer encodings undone (RFC 2045, section 6).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 as mail has it, with or without its padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes of a body. The error says why they cannot be had.
pub(super) fn decode(encoding: &str, body: &[u8]) -> Result<Vec<u8>, String> {
    match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "7bit" | "8bit" | "binary" => Ok(body.to_vec()),
        "quoted-printable" => Ok(quoted_printable(body)),
        "base64" => {
            let dense: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            BASE64.decode(dense).map_err(|_| "its base64 is damaged".into())
        }
        other => Err(format!("its encoding `{}` is not known", crate::text::shorten(other, 40))),
    }
}

/// What is no escape stays as it is: browsers read it so.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'=' {
            out.push(byte);
        } else if let Some(value) = hex_pair(behind) {
            out.push(value);
            rest = behind.get(2..).unwrap_or_default();
        } else if let Some(next) = soft_break(behind) {
            rest = next;
        } else {
            out.push(b'=');
        }
    }
    out
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// What follows a line break that is none of the text's own; a space may stand before it.
fn soft_break(bytes: &[u8]) -> Option<&[u8]> {
    let blank = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = bytes.get(blank..)?;
    rest.strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
        .or_else(|| rest.is_empty().then_some(rest))
}
