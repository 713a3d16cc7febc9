//! The texts that diagnostics point into, with look-up of line and column.

use std::collections::BTreeMap;
use std::ops::Range;

/// Distance, in bytes, between the places at which the number of characters so far is remembered: a column in a
/// line of many megabytes is found as fast as in a short one.
const STRIDE: usize = 1024;

/// Texts by path.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: BTreeMap<String, Source>,
}

/// One text with its index of lines.
#[derive(Debug, Clone)]
pub struct Source {
    text: String,
    /// Byte offsets at which lines start; the first is 0.
    lines: Vec<usize>,
    /// Number of characters before the byte `i * STRIDE`.
    marks: Vec<usize>,
}

/// A place in a text as people count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
}

impl Sources {
    /// No texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under its path; a text that was there under the same path is replaced.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(path.into(), Source::new(text.into()));
    }

    /// Takes over all texts of `other`.
    pub fn extend(&mut self, other: Self) {
        self.texts.extend(other.texts);
    }

    /// The text of a path with its index.
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.texts.get(path)
    }

    /// Line and column of a byte offset in the text of `path`; `None` when there is no such text.
    pub fn place(&self, path: &str, offset: usize) -> Option<Place> {
        self.get(path).map(|source| source.place(offset))
    }
}

impl Source {
    /// Indexes a text.
    pub fn new(text: String) -> Self {
        let mut lines = vec![0];
        lines.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1));
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut chars = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            marks.push(chars);
            chars += count_chars(chunk);
        }
        Self { text, lines, marks }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset. An offset beyond the end, or inside a character, counts as the next
    /// sensible place before it.
    pub fn place(&self, offset: usize) -> Place {
        let offset = self.floor(offset);
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        Place { line, column: self.chars_before(offset) - self.chars_before(start) + 1 }
    }

    /// Byte range of a line (from 1) without its line ending; empty at the end of the text for a line beyond it.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let end_of_text = self.text.len();
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(end_of_text);
        let end = self.lines.get(line).map_or(end_of_text, |next| next - 1);
        let body = self.text.get(start..end.max(start)).unwrap_or("");
        start..start + body.trim_end_matches('\r').len()
    }

    /// The nearest character boundary at or before `offset`.
    pub fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset)
    }

    fn chars_before(&self, offset: usize) -> usize {
        let mark = (offset / STRIDE).min(self.marks.len().saturating_sub(1));
        let counted = self.marks.get(mark).copied().unwrap_or(0);
        counted + self.text.as_bytes().get(mark * STRIDE..offset).map_or(0, count_chars)
    }
}

/// Number of characters that begin in `bytes`, a part of a UTF-8 text.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a\n协程 = x\r\nend".into());
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(2), Place { line: 2, column: 1 });
        assert_eq!(source.place("a\n协程".len()), Place { line: 2, column: 3 });
        assert_eq!(source.place(3), Place { line: 2, column: 1 }, "inside a character");
        assert_eq!(source.place(9_999), Place { line: 3, column: 4 });
        assert_eq!(&source.text()[source.line_range(2)], "协程 = x");
        assert_eq!(source.line_range(7), source.text().len()..source.text().len());
    }

    #[test]
    fn an_empty_text_has_one_place() {
        assert_eq!(Source::new(String::new()).place(0), Place { line: 1, column: 1 });
    }

    proptest! {
        #[test]
        fn places_agree_with_counting(text in "(?s)[a-z\n程\u{301}🦀]{0,3000}", at in 0usize..6000) {
            let source = Source::new(text.clone());
            let at = text.floor_char_boundary(at);
            let before = &text[..at];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            prop_assert_eq!(source.place(at), Place { line, column });
        }
    }
}
