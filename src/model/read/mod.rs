//! From texts to entries: what TOML tables, front matter and Markdown lists have in common. Nothing here knows of
//! other files; duplicates, tags and ids are settled in `model::collect`.

mod conflict;
mod entry;
mod field;
mod recover;
mod toml_text;
mod values;
pub(super) mod yaml;

use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Link, Moment, Visibility};
use crate::diagnostic::{Diagnostic, Source, Span};

pub(super) use conflict::without_conflicts;
pub(super) use entry::{EntryKind, read_defaults, read_entry};
pub use field::Meaning;
pub(super) use recover::table_starts;
pub(super) use toml_text::{read_fields, read_toml};
pub(super) use values::Values;

/// One file being read, and the problems found in it so far.
pub(super) struct Reading<'a> {
    /// Path relative to the collection's root.
    pub(super) file: Arc<str>,
    /// The text with its line index.
    pub(super) source: &'a Source,
    /// The site's time zone.
    pub(super) timezone: &'a TimeZone,
    /// Whether every link of the file is private, whatever it says.
    pub(super) private: bool,
    /// Problems so far.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Every tag met so far, where it stands.
    pub(super) tags: Vec<WrittenTag>,
}

impl<'a> Reading<'a> {
    /// Begins to read a file.
    pub(super) fn new(file: &str, source: &'a Source, timezone: &'a TimeZone) -> Self {
        Self {
            file: file.into(),
            source,
            timezone,
            private: false,
            diagnostics: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// A range of this file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(Arc::clone(&self.file), range)
    }

    /// Records a problem at a range of this file.
    pub(super) fn report(&mut self, range: Range<usize>, diagnostic: Diagnostic) {
        let span = self.span(range);
        self.diagnostics.push(diagnostic.at(span));
    }
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A text.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A number, as written.
    Number(String),
    /// A TOML date or time, as written.
    Date(String),
    /// A list, each value with its place.
    List(Vec<(Value, Range<usize>)>),
    /// A table.
    Table(Vec<Field>),
}

/// A key with its value, and where both stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) at: Range<usize>,
    pub(super) value: Value,
    pub(super) value_at: Range<usize>,
}

/// A tag as somebody wrote it, and where.
#[derive(Debug, Clone)]
pub(super) struct WrittenTag {
    /// The spelling, already a sound `tag_name`.
    pub(super) name: String,
    pub(super) span: Span,
    /// Where the list begins that it is one of: a field's value, a comment. Tags of a line of Markdown have their own.
    pub(super) list: usize,
}

/// What holds for every link of a file that does not say otherwise.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) tags: Vec<WrittenTag>,
    pub(super) added: Option<Moment>,
    pub(super) visibility: Visibility,
    pub(super) archive: Option<bool>,
}

/// A link as one entry tells it: tags not yet resolved, id not yet assigned.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// `tags` is empty, and `id` too unless a person chose one.
    pub(super) link: Link,
    pub(super) tags: Vec<WrittenTag>,
    /// Where the address stands.
    pub(super) url_at: Span,
    /// Where the chosen id stands.
    pub(super) id_at: Option<Span>,
    /// Where each of `link.aliases` stands.
    pub(super) aliases_at: Vec<Span>,
    /// Where its parts stand, for those who change them.
    pub(super) written: Written,
}

/// Where the parts of an entry stand in its file, in bytes.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// A `[[link]]` or front matter.
    Fields {
        /// The header of the table, or the fence of the front matter.
        at: Range<usize>,
        /// Its fields, in their order.
        fields: Vec<WrittenField>,
    },
    /// An item of a Markdown list.
    Item(Box<WrittenItem>),
}

/// A field that is known, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct WrittenField {
    pub(super) meaning: Meaning,
    pub(super) at: Range<usize>,
    pub(super) value_at: Range<usize>,
}

/// The parts of an item of a Markdown list.
#[derive(Debug, Clone, Default)]
pub(super) struct WrittenItem {
    /// The item with all that belongs to it.
    pub(super) range: Range<usize>,
    /// The link, with its brackets.
    pub(super) link: Range<usize>,
    /// Where its content begins, behind the list marker.
    pub(super) content: usize,
    /// `[ ]` or `[x]`.
    pub(super) task: Option<Range<usize>>,
    /// The date before the link.
    pub(super) date: Option<Range<usize>>,
    /// What stands behind the link and before the tags at the end: the description, if any.
    pub(super) tail: Range<usize>,
    /// The end of the link's line.
    pub(super) line_end: usize,
    /// Other items that are links stand within it.
    pub(super) nested: bool,
}

/// Markdown as it is kept: line feeds only, no blank lines at the ends. `None` when nothing is left.
pub fn tidy_notes(text: &str) -> Option<String> {
    let text =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    let end = text.trim_end().len();
    let body = text.get(..end).unwrap_or("");
    // Leading blank lines go, the indentation of the first line with text stays: it may be code.
    let start = body.find(|c: char| !c.is_whitespace()).unwrap_or(body.len());
    let line = body.get(..start).and_then(|blank| blank.rfind('\n')).map_or(0, |at| at + 1);
    let kept = body.get(line..).unwrap_or("");
    if kept.is_empty() { None } else { Some(kept.to_owned()) }
}
