//! Bounds on nesting, set before the Markdown parser sees the text: its work for each line grows with the depth.

use std::borrow::Cow;

use crate::diagnostic::Diagnostic;
use crate::model::read::Reading;

/// List and quote markers at or beyond this column open nothing: at most 64 lists in each other.
const MAX_COLUMN: usize = 128;

/// The text with markers that nest too deeply blanked (same length); the first is reported.
pub(super) fn bounded<'t>(text: &'t str, offset: usize, reading: &mut Reading<'_>) -> Cow<'t, str> {
    let (text, first) = flattened(text);
    if let Some(found) = first {
        let diagnostic =
            Diagnostic::error("nested-too-deeply", "lists and quotes are nested too deeply here");
        let help = "what is nested deeper than 64 levels is not read as a list";
        reading.report(offset + found..offset + found + 1, diagnostic.help(help));
    }
    text
}

/// The text with markers that nest too deeply blanked (same length), and where the first of them stands.
pub(crate) fn flattened(text: &str) -> (Cow<'_, str>, Option<usize>) {
    let mut out: Option<Vec<u8>> = None;
    let mut first = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for at in deep_markers(line) {
            let found = start + at;
            first.get_or_insert(found);
            // A marker is one ASCII character, and so is the space that takes its place.
            if let Some(byte) = out.get_or_insert_with(|| text.as_bytes().to_vec()).get_mut(found) {
                *byte = b' ';
            }
        }
        start += line.len();
    }
    let text = out.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned);
    (text, first)
}

/// Offsets of the markers in the line's prefix that stand too far to the right.
fn deep_markers(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let bytes = line.as_bytes();
    let (mut at, mut column) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        let gap = matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
        let marks = match byte {
            b' ' | b'0'..=b'9' => false,
            b'\t' => {
                column += 3 - column % 4;
                false
            }
            b'>' => true,
            b'-' | b'*' | b'+' if gap => true,
            b'.' | b')' if gap && at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_digit) => true,
            _ => break,
        };
        if marks && column >= MAX_COLUMN {
            found.push(at);
        }
        at += 1;
        column += 1;
    }
    // A line of nothing but `* * *` is a rule, not a nest.
    let rule = line.trim();
    let is_rule = rule.chars().next().is_some_and(|first| rule.chars().all(|c| c == first || c == ' '));
    if is_rule && !rule.starts_with('>') { Vec::new() } else { found }
}
