//! The form that an entry has after it was written and read, where a format holds all of it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::limits::MOST_TAGS;
use crate::exchange::{Entry, When};
use crate::text::squeeze;

/// The entry with white space as its fields have it: one line where one line is meant, nothing empty, no tag twice.
pub(in crate::exchange) fn tidy(entry: &Entry) -> Entry {
    let line = |text: &Option<String>| text.as_deref().and_then(Entry::line_of);
    let listed = |all: &[String], tidy: fn(&str) -> String| {
        all.iter().map(|one| tidy(one)).filter(|one| !one.is_empty()).collect::<Vec<_>>()
    };
    let mut tidy = Entry {
        url: entry.url.trim().to_owned(),
        id: line(&entry.id),
        title: line(&entry.title),
        description: line(&entry.description),
        notes: None,
        tags: Vec::new(),
        folders: listed(&entry.folders, squeeze),
        author: line(&entry.author),
        language: line(&entry.language),
        via: line(&entry.via),
        aliases: listed(&entry.aliases, |one| one.trim().to_owned()),
        line: None,
        ..*entry
    };
    if let Some(notes) = &entry.notes {
        tidy.note(notes);
    }
    for tag in entry.tags.iter().take(MOST_TAGS) {
        tidy.tag(tag);
    }
    tidy
}

/// Reads a date as [`When`] displays it, and nothing else: our own files say days and instants exactly.
pub(in crate::exchange) fn exact_when(text: &str) -> Option<When> {
    let text = text.trim();
    if text.contains('T') {
        text.parse::<Timestamp>().ok().map(When::Instant)
    } else {
        text.parse::<Date>().ok().map(When::Day)
    }
}
