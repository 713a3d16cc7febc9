//! One object of a list becomes one link.

use serde_json::{Map, Value};

use crate::exchange::fields::{Sorted, Table, drop_field, holds_something, text};
use crate::exchange::{Entry, Parsed};
use crate::text::shorten;

/// The longest beginning of a text that stands for what has no address.
const BEGINNING: usize = 80;

/// The link of an object. `passed` are fields that the caller has read.
pub(super) fn entry_of(
    fields: &Map<String, Value>,
    table: &Table,
    passed: &[&str],
    parsed: &mut Parsed,
) -> Entry {
    let mut entry = Entry::default();
    let mut sorted = Sorted::default();
    for (name, value) in fields.iter().filter(|(name, _)| !passed.contains(&name.as_str())) {
        if !sorted.add(table, name, value) && holds_something(value) {
            drop_field(parsed, name);
        }
    }
    sorted.apply(&mut entry, parsed);
    entry
}

/// Takes in a link, or refuses it for want of an address.
pub(super) fn push(entry: Entry, parsed: &mut Parsed) {
    if entry.url.is_empty() {
        let what = name_of(&entry);
        parsed.refuse(&what, "has no address", entry.line);
    } else {
        parsed.entries.push(entry);
    }
}

/// What a person would know an entry without an address by: its title, or the beginning of what it says.
pub(super) fn name_of(entry: &Entry) -> String {
    let said = entry.title.as_ref().or(entry.description.as_ref()).or(entry.notes.as_ref());
    said.map(|text| shorten(&Entry::line_of(text).unwrap_or_default(), BEGINNING)).unwrap_or_default()
}

/// Takes in a text as an address.
pub(super) fn address(value: &Value, line: Option<usize>, parsed: &mut Parsed) {
    if !holds_something(value) {
        return;
    }
    match value.as_str() {
        Some(url) if url.contains(':') => {
            parsed.entries.push(Entry { line, ..Entry::new(url) });
        }
        _ => {
            let what = text(value).unwrap_or_else(|| value.to_string());
            parsed.refuse(&shorten(&what, BEGINNING), "is no link", line);
        }
    }
}

/// Notes the fields beside the list of links.
pub(super) fn beside(fields: &Map<String, Value>, passed: &[&str], parsed: &mut Parsed) {
    const FORM: [&str; 12] = [
        "version",
        "type",
        "total",
        "count",
        "num_links",
        "status",
        "complete",
        "result",
        "page",
        "next",
        "previous",
        "$schema",
    ];
    for (name, value) in fields {
        if !passed.contains(&name.as_str()) && !FORM.contains(&name.as_str()) && holds_something(value) {
            drop_field(parsed, name);
        }
    }
}
