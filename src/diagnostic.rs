//! Problems in what a person wrote (links, tags, settings, templates), drawn at their place.
//!
//! A [`Diagnostic`] is plain data that points into a source by byte range; [`Sources`] holds the texts, and
//! `render` draws file, line, column, the line itself, a caret and the help.

use std::ops::Range;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something that could be better; never changes an exit code.
    Notice,
    /// Read, but probably not what was meant; an error under `--strict`.
    Warning,
    /// Something that could not be read and is left out.
    Error,
}

/// A place in a source: a file (relative to the collection, `/`-separated) and a byte range in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Path relative to the collection's root, with `/`.
    pub file: String,
    /// Byte range in the file's text; empty ranges point between two bytes.
    pub range: Range<usize>,
}

/// One problem, where it stands and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable kebab-case name, such as `duplicate-link`, for `--format json` and docs.
    pub code: &'static str,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// Where; `None` when the problem has no place in a text (a file that cannot be opened).
    pub primary: Option<Span>,
    /// A few words beside the caret; may be empty.
    pub label: String,
    /// Other places that take part, such as where the first of two duplicates stands.
    pub related: Vec<(Span, String)>,
    /// What to do next.
    pub help: Option<String>,
}
