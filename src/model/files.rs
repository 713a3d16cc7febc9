//! Reads the files of a collection, each by its kind.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::collect::collect;
use super::markdown::read_markdown;
use super::read::{
    Draft, EntryKind, Reading, WrittenTag, read_defaults, read_entry, read_toml, without_conflicts,
};
use super::tags_file::{Declared, read_tags};
use super::{Collection, SourceFile};
use crate::diagnostic::{Diagnostic, Severity, Source, Sources, Span};
use crate::threads::in_threads;

/// Where tags are described.
pub(crate) const TAGS_FILE: &str = "links/tags.toml";
/// Links below this folder are private.
const PRIVATE: &str = "links/private/";
/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 20_000_000;

/// Reads link files and tags.toml into one collection. Files are taken in the order of their paths; those whose names
/// end in neither `.toml` nor `.md` are passed over. The texts are returned for drawing the diagnostics.
pub fn read(files: &[SourceFile], timezone: &TimeZone) -> (Collection, Sources) {
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let mut sound = Vec::with_capacity(sorted.len());
    for file in sorted {
        let Some(kind) = kind_of(&file.path) else { continue };
        match admit(file, &mut sources) {
            Some(diagnostic) => diagnostics.push(diagnostic),
            None => sound.push((file.path.as_str(), kind)),
        }
    }
    let read_one = |(path, kind): &(&str, Kind)| {
        sources.get(path).map(|source| read_source(path, *kind, source, timezone)).unwrap_or_default()
    };
    let contents = in_threads(&sound, read_one);
    let mut drafts: Vec<Draft> =
        Vec::with_capacity(contents.iter().map(|content| content.drafts.len()).sum());
    let mut declared = Vec::new();
    for mut content in contents {
        drafts.append(&mut content.drafts);
        declared.append(&mut content.declared);
        diagnostics.append(&mut content.diagnostics);
    }
    (collect(drafts, declared, diagnostics), sources)
}

/// One file by itself: nothing is merged, resolved or named yet.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its links.
    pub(super) drafts: Vec<Draft>,
    /// The tags that it describes.
    pub(super) declared: Vec<Declared>,
    /// Every tag that is written in it, in file order.
    pub(super) tags: Vec<WrittenTag>,
    /// Problems.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Content {
    /// How many of its problems are errors.
    pub(super) fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// Reads the text of one file, which must be a link file or tags.toml by its name.
pub(super) fn read_text(path: &str, text: &str, timezone: &TimeZone) -> Content {
    let Some(kind) = kind_of(path) else { return Content::default() };
    read_source(path, kind, &Source::new(text.to_owned()), timezone)
}

fn read_source(path: &str, kind: Kind, source: &Source, timezone: &TimeZone) -> Content {
    let mut reading = Reading::new(path, source, timezone);
    reading.private = path.starts_with(PRIVATE);
    let text = without_conflicts(source.text(), &mut reading);
    let mut content = Content::default();
    match kind {
        Kind::Tags => content.declared = read_tags(&text, &mut reading),
        Kind::Toml => content.drafts = read_links(&text, &mut reading),
        Kind::Markdown => content.drafts = read_markdown(&text, &mut reading),
    }
    content.tags = reading.tags;
    content.diagnostics = reading.diagnostics;
    content
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Tags,
    Toml,
    Markdown,
}

/// Whether a file of this name, below `links/`, is read: by its ending, in any case.
pub fn is_link_file(path: &str) -> bool {
    kind_of(path).is_some()
}

fn kind_of(path: &str) -> Option<Kind> {
    let lower = path.to_lowercase();
    if path == TAGS_FILE {
        Some(Kind::Tags)
    } else if lower.ends_with(".toml") {
        Some(Kind::Toml)
    } else if lower.ends_with(".md") || lower.ends_with(".markdown") {
        Some(Kind::Markdown)
    } else {
        None
    }
}

/// Adds a file's text to the sources, or says why it cannot be read.
fn admit(file: &SourceFile, sources: &mut Sources) -> Option<Diagnostic> {
    let bytes = file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&file.bytes);
    if bytes.len() > MAX_FILE_BYTES {
        let message = format!(
            "the file has {} MB; at most {} are read",
            bytes.len() / 1_000_000,
            MAX_FILE_BYTES / 1_000_000
        );
        let diagnostic = Diagnostic::error("too-large", message).at(Span::new(file.path.as_str(), 0..0));
        return Some(diagnostic.help("divide it into several files"));
    }
    let text = String::from_utf8_lossy(bytes);
    let Cow::Owned(_) = &text else {
        sources.insert(&file.path, text);
        return None;
    };
    let at = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let byte = bytes.get(at).copied().unwrap_or(0);
    let message = format!("not UTF-8: byte 0x{byte:02X} at offset {}", at + file.bytes.len() - bytes.len());
    let help = if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        "this is UTF-16: save the file as UTF-8"
    } else {
        "save the file as UTF-8; until then, nothing in it is read"
    };
    let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
    let diagnostic =
        Diagnostic::error("not-utf8", message).at(Span::new(file.path.as_str(), at..end)).help(help);
    sources.insert(&file.path, text);
    Some(diagnostic)
}

/// Reads a TOML file of links.
fn read_links(text: &str, reading: &mut Reading<'_>) -> Vec<Draft> {
    let content = read_toml(text, &["link", "links"], reading);
    let defaults = read_defaults(&content.head, EntryKind::Table, reading);
    content
        .tables
        .iter()
        .filter_map(|(at, fields)| read_entry(fields, at.clone(), EntryKind::Table, &defaults, reading))
        .collect()
}
