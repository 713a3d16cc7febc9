//! Tags that hold below a heading: `## Title <!-- tags: a, b c -->`, or the comment on the line after it.

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::model::read::{Reading, Values as _, WrittenTag};

/// The headings above the current place, outermost first, with their tags.
#[derive(Debug, Default)]
pub(super) struct Headings {
    open: Vec<(u8, Vec<WrittenTag>)>,
}

impl Headings {
    /// A heading begins: it ends those of its own level and below.
    pub(super) fn enter(&mut self, level: u8) {
        while self.open.last().is_some_and(|(open, _)| *open >= level) {
            self.open.pop();
        }
        self.open.push((level, Vec::new()));
    }

    /// Gives tags to the last heading; false when there is none.
    pub(super) fn give(&mut self, tags: Vec<WrittenTag>) -> bool {
        let Some((_, last)) = self.open.last_mut() else { return false };
        last.extend(tags);
        true
    }

    /// All tags that hold here.
    pub(super) fn tags(&self) -> impl Iterator<Item = &WrittenTag> {
        self.open.iter().flat_map(|(_, tags)| tags)
    }
}

/// The list in a comment `<!-- tags: a, b c -->`, with its place in `html`.
pub(super) fn tag_comment(html: &str) -> Option<Range<usize>> {
    let opened = html.find("<!--")? + 4;
    let inner = html.get(opened..)?;
    let end = inner.find("-->")?;
    let inner = inner.get(..end)?;
    let trimmed = inner.trim_start();
    let (word, list) = trimmed.split_once(':')?;
    let named = word.trim_end().eq_ignore_ascii_case("tags") || word.trim_end().eq_ignore_ascii_case("tag");
    named.then(|| opened + end - list.len()..opened + end)
}

/// The tags of a comment; `offset` is where `html` begins in the file. `None` when it is no such comment.
pub(super) fn comment_tags(html: &str, offset: usize, reading: &mut Reading<'_>) -> Option<Vec<WrittenTag>> {
    let range = tag_comment(html)?;
    let list = html.get(range.clone())?;
    let mut tags = Vec::new();
    let mut at = offset + range.start;
    for part in list.split(',') {
        let lead = part.len() - part.trim_start().len();
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let start = at + lead;
            tags.extend(reading.tag(trimmed, start..start + trimmed.len(), offset + range.start));
        }
        at += part.len() + 1;
    }
    Some(tags)
}

/// Reports a comment that stands where it says nothing.
pub(super) fn misplaced(at: Range<usize>, reading: &mut Reading<'_>) {
    let diagnostic = Diagnostic::warning("misplaced-tags", "these tags belong to no heading and no link");
    let help = "put the comment into the heading's line or on the line after it";
    reading.report(at, diagnostic.label("not used").help(help));
}
