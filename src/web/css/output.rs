//! A text with slices of it replaced; what is not replaced is copied in as few pieces as possible.

use std::ops::Range;

pub(super) struct Output<'a> {
    text: &'a str,
    written: String,
    /// All of `text` before this offset is in `written`, or was left out.
    done: usize,
}

/// A place to which the output can go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    start: usize,
    written: usize,
    done: usize,
}

impl<'a> Output<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, written: String::new(), done: 0 }
    }

    /// Writes `new` in place of a range; ranges must come in rising order.
    pub(super) fn splice(&mut self, range: Range<usize>, new: &str) {
        self.copy_to(range.start);
        self.written.push_str(new);
        self.done = range.end;
    }

    /// Leaves out what follows `start`, up to where [`Output::resume`] says. A space takes its place, as the tokens on
    /// both sides of the gap must not become one (`/` and `*`, say).
    pub(super) fn cut(&mut self, start: usize) {
        self.copy_to(start);
        if !self.written.is_empty() {
            self.written.push(' ');
        }
        self.done = start;
    }

    /// Remembers the offset `start`, which nothing written so far reaches beyond.
    pub(super) fn mark(&self, start: usize) -> Mark {
        Mark { start, written: self.written.len(), done: self.done }
    }

    /// Takes back what was written since `mark`, and leaves out what follows it.
    pub(super) fn cut_from(&mut self, mark: Mark) {
        self.written.truncate(mark.written);
        self.done = mark.done;
        self.cut(mark.start);
    }

    /// Whether everything before `end` is written or left out.
    pub(super) fn is_done(&self, end: usize) -> bool {
        self.done >= end
    }

    pub(super) fn resume(&mut self, end: usize) {
        self.done = end;
    }

    /// Copies the rest; `ending` completes the last token, unless that one was replaced.
    pub(super) fn finish(&mut self, ending: &str) {
        if self.done < self.text.len() {
            self.copy_to(self.text.len());
            self.written.push_str(ending);
        }
    }

    pub(super) fn into_string(mut self, closers: impl Iterator<Item = char>) -> String {
        self.written.extend(closers);
        self.written
    }

    fn copy_to(&mut self, end: usize) {
        self.written.push_str(self.text.get(self.done..end).unwrap_or_default());
    }
}
