//! Files of ours that others may write: links and records.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use crate::diagnostic::{Source, github, json, render, short};
use crate::model::{SourceFile, address, read};
use crate::replay::{Blobs, Edits, derive};
use crate::store::record::Record;
use crate::web::dom::Budget;

/// Reads bytes as a link file of each kind: every problem stands where it is said to stand, and what was read is sound.
pub fn link_file(bytes: &[u8]) {
    let paths = ["links/a.md", "links/b.toml", "links/tags.toml"];
    let files = paths.map(|path| SourceFile { path: path.into(), bytes: bytes.to_vec() });
    let (collection, sources) = read(&files, &TimeZone::UTC);
    for diagnostic in &collection.diagnostics {
        for span in diagnostic.primary.iter().chain(diagnostic.related.iter().map(|(span, _)| span)) {
            let text = sources.get(&span.file).map(Source::text);
            assert!(text.is_some_and(|text| text.get(span.range.clone()).is_some()), "{diagnostic:?}");
        }
        let drawn = render(diagnostic, &sources, false)
            + &short(diagnostic, &sources)
            + &github(diagnostic, &sources);
        assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'), "{drawn:?}");
        let _ = json(diagnostic, &sources).to_string();
    }
    let mut ids = HashSet::new();
    for link in &collection.links {
        assert!(ids.insert(&link.id), "{:?}", link.id);
        assert!(address::check(&link.url).is_ok(), "{:?}", link.url);
        assert!(link.tags.iter().all(|key| collection.tags.tags.contains_key(key)), "{:?}", link.tags);
    }
    let mut slugs = HashSet::new();
    for tag in collection.tags.tags.values() {
        assert!(slugs.insert(&tag.slug), "{:?}", tag.slug);
        let known = |key| collection.tags.tags.contains_key(key);
        assert!(tag.parents.iter().chain(&tag.related).all(known), "{:?}", tag.slug);
    }
}

/// Reads bytes as a capture record and derives what it says, with the bytes themselves as every blob.
pub fn record(bytes: &[u8]) {
    let Ok(record) = serde_json::from_slice::<Record>(bytes) else { return };
    let _ = record.document();
    for index in 0..record.exchanges.len().min(100) {
        let _ = record.follow(index);
    }
    let derived =
        derive(&record, &All(bytes), &Edits::default(), &Budget { nodes: 20_000, ..Budget::default() });
    assert!(!derived.documents.is_empty());
    if let Some(found) = super::what_asks(&derived) {
        panic!("{found}");
    }
}

struct All<'b>(&'b [u8]);

impl Blobs for All<'_> {
    fn read(&self, _: &str) -> Option<Vec<u8>> {
        Some(self.0.to_vec())
    }
}
