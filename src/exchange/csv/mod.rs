//! Comma-separated values, of whichever program, and ours.
//!
//! The first row names the columns, in any order and spelling. Where there are no names, addresses are looked for, and what
//! stands beside them.

mod columns;
mod own;
mod sheet;

use serde_json::Value;

use columns::Columns;
use sheet::{Row, Sheet};

use super::fields::{self, Sorted, drop_field, holds_something};
use super::format::Ground;
use super::{Entry, Format, Parsed, Read};
use crate::text::shorten;

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    let name = file.name.to_lowercase();
    let named = [".csv", ".tsv", ".tab"].iter().any(|end| name.ends_with(end));
    (sheet::names_addresses(file.bytes) || (named && !file.bytes.trim_ascii().is_empty()))
        .then_some(Format::Csv)
}

pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let sheet = Sheet::parse(bytes)?;
    let mut parsed = Parsed::default();
    if own::is_own(&sheet) {
        own::read(&sheet, &mut parsed);
        return Ok(parsed);
    }
    let columns = Columns::find(&sheet)?;
    let header = columns.is_named().then(|| sheet.rows.first()).flatten();
    for row in sheet.rows.iter().skip(usize::from(header.is_some())) {
        // Files that were put together from several have the names several times.
        if header.is_some_and(|header| header.cells == row.cells) {
            continue;
        }
        row_to_entry(row, &columns, &mut parsed);
    }
    Ok(parsed)
}

fn row_to_entry(row: &Row, columns: &Columns, parsed: &mut Parsed) {
    if row.cells.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    let values: Vec<Value> = row.cells.iter().map(|cell| Value::String(cell.to_owned())).collect();
    let mut entry = Entry { line: Some(row.line), ..Entry::default() };
    let mut sorted = Sorted::default();
    for (index, value) in values.iter().enumerate() {
        match columns.get(index) {
            Some((Some(known), name)) => sorted.add_known(known, name, value),
            Some((None, name)) if holds_something(value) => drop_field(parsed, name),
            None if holds_something(value) => drop_field(parsed, &format!("column {}", index + 1)),
            _ => {}
        }
    }
    sorted.apply(&mut entry, parsed);
    if entry.url.is_empty() {
        let said = entry.title.or(entry.description).or(entry.notes).unwrap_or_default();
        parsed.refuse(&shorten(&Entry::line_of(&said).unwrap_or_default(), 80), "has no address", entry.line);
    } else {
        parsed.entries.push(entry);
    }
}

pub(super) fn write(entries: &[Entry], _ground: Ground<'_>) -> String {
    own::write(entries)
}

pub(super) fn holds(entry: &Entry, _ground: Ground<'_>) -> Entry {
    fields::tidy(entry)
}

#[cfg(test)]
mod tests;
