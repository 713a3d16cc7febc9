//! Problems in what a person wrote (links, tags, settings, templates), drawn at their place.
//!
//! A [`Diagnostic`] is plain data that points into a source by byte range; `Sources` holds the texts, and
//! [`render`] draws file, line, column, the line itself, a caret and the help. [`short`], [`json`] and [`github`]
//! say the same to programs.

mod draw;
mod machine;
mod sources;

use std::ops::Range;
use std::sync::Arc;

pub use draw::render;
pub use machine::{github, github_line, json, short};
pub use sources::{Place, Source, Sources};

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
    pub file: Arc<str>,
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

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

impl Span {
    /// A byte range of a file.
    pub fn new(file: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        Self { file: file.into(), range }
    }
}

impl Diagnostic {
    /// A problem without a place yet.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            primary: None,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// Something that could not be read and is left out.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Read, but probably not what was meant.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Something that could be better.
    pub fn notice(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Notice, code, message)
    }

    /// Where it stands.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.primary = Some(span);
        self
    }

    /// A few words beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Another place that takes part.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// What to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
