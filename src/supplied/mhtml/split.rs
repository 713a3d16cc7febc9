//! A multipart divided at its boundary (RFC 2046, section 5.1).

/// One part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'b> {
    /// Headers and body.
    pub(super) bytes: &'b [u8],
    /// Whether a boundary ends it.
    pub(super) whole: bool,
}

/// The parts, `most` of them. What stands before the first boundary and behind the last is nobody's.
pub(super) fn pieces<'b>(body: &'b [u8], boundary: &[u8], most: usize) -> Vec<Piece<'b>> {
    let mut pieces = Vec::new();
    if most == 0 {
        return pieces;
    }
    let (mut at, mut begun) = (0, None);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let Some(closes) = delimiter(line, boundary) else { continue };
        if let Some(from) = begun {
            // The line end before a boundary belongs to the boundary.
            let bytes = body.get(from..start).unwrap_or_default();
            let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            pieces.push(Piece { bytes: bytes.strip_suffix(b"\r").unwrap_or(bytes), whole: true });
        }
        if closes || pieces.len() >= most {
            return pieces;
        }
        begun = Some(at);
    }
    if let Some(bytes) = begun.and_then(|from| body.get(from..)) {
        pieces.push(Piece { bytes, whole: false });
    }
    pieces
}

/// Whether a line is a boundary, and if so, whether it is the last.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    let (rest, closes) = rest.strip_prefix(b"--").map_or((rest, false), |rest| (rest, true));
    rest.iter().all(u8::is_ascii_whitespace).then_some(closes)
}
