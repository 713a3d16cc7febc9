//! The links that our own reader finds in a Markdown file.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use super::super::{Entry, Parsed};
use crate::model::{Link, SourceFile, TagSet, id_v1, key, read};

/// What was collected.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) entries: Vec<Entry>,
    /// The file is one link, with its notes.
    pub(super) single: bool,
    /// Lines, from 1, at which an address of a collected link stands.
    pub(super) lines: HashSet<usize>,
    /// Addresses that need not be added again.
    known: HashSet<String>,
}

impl Collected {
    /// Whether an address is not yet there. From then on, it is.
    pub(super) fn is_new(&mut self, url: &str) -> bool {
        self.known.insert(key(url))
    }

    /// Whether a link of this address is there.
    pub(super) fn holds(&self, url: &str) -> bool {
        self.known.contains(&key(url))
    }
}

/// Reads a file as one of the collection's. `front` is where its body begins, when it has front matter.
pub(super) fn collect(text: &str, front: Option<usize>, parsed: &mut Parsed) -> Collected {
    let file = SourceFile { path: "links/import.md".to_owned(), bytes: text.as_bytes().to_vec() };
    // A time without an offset is taken as UTC, as everywhere in what is imported.
    let (collection, sources) = read(&[file], &TimeZone::UTC);
    let mut found = Collected::default();
    let at_front = |link: &Link| front.is_some() && link.source.line == 1;
    found.single = matches!(&collection.links[..], [only] if at_front(only));
    for link in &collection.links {
        found.known.insert(key(&link.url));
        found.lines.insert(link.source.line);
        let mut entry = entry(link, &collection.tags);
        // A chosen id stands in front matter alone.
        entry.id = Some(link.id.clone()).filter(|id| found.single && *id != id_v1(&link.url));
        found.entries.push(entry);
    }
    for diagnostic in &collection.diagnostics {
        let Some(span) = &diagnostic.primary else { continue };
        match diagnostic.code {
            "duplicate-link" => {
                let source = sources.get(&span.file);
                found.lines.extend(source.map(|source| source.place(span.range.start).line));
            }
            "bad-date" => parsed.drop_one("dates that cannot be read"),
            _ if front.is_some_and(|end| span.range.start < end) => parsed.drop_one("fields of front matter"),
            _ => {}
        }
    }
    found
}

fn entry(link: &Link, tags: &TagSet) -> Entry {
    Entry { line: Some(link.source.line), ..Entry::of_link(link, tags) }
}
