//! Changes of a text by replacing ranges of it: whatever no patch names stays, byte for byte.

use std::ops::Range;

/// A range and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

impl Patch {
    pub(super) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }

    pub(super) fn delete(range: Range<usize>) -> Self {
        Self::new(range, "")
    }
}

/// The text with all patches made; those at one place in their order. `None` when two overlap or one lies outside.
pub(super) fn apply(text: &str, patches: &[Patch]) -> Option<String> {
    let mut order: Vec<&Patch> = patches.iter().collect();
    order.sort_by_key(|patch| (patch.range.start, patch.range.end));
    let mut out =
        String::with_capacity(text.len() + patches.iter().map(|patch| patch.text.len()).sum::<usize>());
    let mut at = 0;
    for patch in order {
        out.push_str(text.get(at..patch.range.start)?);
        out.push_str(&patch.text);
        at = patch.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// A file's text as it is edited: without its byte order mark, which is put back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    mark: &'static str,
    pub(super) text: &'a str,
    /// How its lines end.
    pub(super) newline: &'static str,
}

const MARK: &str = "\u{feff}";

impl<'a> Page<'a> {
    /// `None` for what is not UTF-8.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let whole = std::str::from_utf8(bytes).ok()?;
        let (mark, text) = whole.strip_prefix(MARK).map_or(("", whole), |text| (MARK, text));
        Some(Self { mark, text, newline: if text.contains("\r\n") { "\r\n" } else { "\n" } })
    }

    /// The bytes of the file with another text.
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        [self.mark, text].concat().into_bytes()
    }
}

/// The number, from 1, of the line that holds `at`.
pub(super) fn line_number(text: &str, at: usize) -> usize {
    1 + text.get(..at).unwrap_or("").matches('\n').count()
}

/// The beginning of the line that holds `at`.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1)
}

/// The end of the line that holds `at`, before its line ending.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let end = rest.find('\n').map_or(text.len(), |found| at + found);
    if end > at && text.get(..end).is_some_and(|before| before.ends_with('\r')) { end - 1 } else { end }
}

/// The beginning of the line below the one that holds `at`; the end of the text for the last.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |found| at + found + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_are_made_in_their_places() {
        let patches =
            [Patch::insert(3, "d"), Patch::new(0..1, "A"), Patch::insert(3, "e"), Patch::delete(1..2)];
        assert_eq!(apply("abc", &patches).as_deref(), Some("Acde"));
        assert_eq!(apply("abc", &[Patch::delete(0..2), Patch::delete(1..3)]), None);
        assert_eq!(apply("abc", &[Patch::delete(2..9)]), None);
    }

    #[test]
    fn lines_and_marks() {
        let text = "a\r\nbc\r\n";
        assert_eq!((line_start(text, 4), line_end(text, 4), next_line(text, 4)), (3, 5, 7));
        assert_eq!((line_start(text, 7), line_end(text, 7), next_line(text, 7)), (7, 7, 7));
        let page = Page::new("\u{feff}a\r\n".as_bytes()).unwrap();
        assert_eq!((page.text, page.newline), ("a\r\n", "\r\n"));
        assert_eq!(page.bytes("b"), "\u{feff}b".as_bytes());
    }
}
