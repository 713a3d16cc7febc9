//! JSON, of whichever program, and ours.
//!
//! The program is found by the shape of what it writes: names of fields that only it has. A list of objects that no program
//! is known for is read by the names that many use; what is none of this is refused, with the reason.

mod document;
mod flat;
mod nested;
mod own;
mod pinboard;
mod programs;
mod record;
mod tables;
mod tree;

use document::Document;

use super::fields;
use super::format::Ground;
use super::{Entry, Format, Parsed, Read};

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    document::is_json(file).then_some(Format::Json)
}

pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let document = Document::parse(bytes, &mut parsed)?;
    programs::read(&document, &mut parsed)?;
    Ok(parsed)
}

pub(super) fn write(entries: &[Entry], _ground: Ground<'_>) -> String {
    own::write(entries)
}

pub(super) fn holds(entry: &Entry, _ground: Ground<'_>) -> Entry {
    fields::tidy(entry)
}

pub(super) fn write_pinboard(entries: &[Entry], ground: Ground<'_>) -> String {
    pinboard::write(entries, ground)
}

pub(super) fn holds_pinboard(entry: &Entry, ground: Ground<'_>) -> Entry {
    pinboard::holds(entry, ground)
}

#[cfg(test)]
mod tests;
