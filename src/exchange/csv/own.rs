//! Our own table.
//!
//! A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet. Such cells are written as they are all the
//! same: a guard in front of them would be part of the data for every program that reads the file, this one included.

use csv::WriterBuilder;

use super::sheet::{Row, Sheet};
use crate::exchange::fields::{drop_field, exact_when, list_in_brackets, tag as add_tag, tidy};
use crate::exchange::{Entry, Parsed, When};
use crate::model::{Status, Visibility};
use crate::text::squeeze;

/// Names of the columns. A table with exactly these is ours.
const COLUMNS: [&str; 18] = [
    "url",
    "title",
    "description",
    "notes",
    "tags",
    "folder",
    "added",
    "updated",
    "published",
    "author",
    "language",
    "via",
    "starred",
    "status",
    "visibility",
    "archive",
    "aliases",
    "id",
];

/// Whether the first row has our columns.
pub(super) fn is_own(sheet: &Sheet) -> bool {
    sheet.rows.first().is_some_and(|row| row.cells.iter().eq(COLUMNS))
}

/// Writes links. Writing to memory does not fail.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut out = WriterBuilder::new().from_writer(Vec::new());
    let _ = out.write_record(COLUMNS);
    for entry in entries {
        let _ = out.write_record(cells(&tidy(entry)));
    }
    out.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn cells(entry: &Entry) -> [String; 18] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = |when: Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
    [
        entry.url.clone(),
        text(&entry.title),
        text(&entry.description),
        text(&entry.notes),
        joined(&entry.tags, ", ", |c| c == ','),
        joined(&entry.folders, " / ", |c| c == '/'),
        date(entry.added),
        date(entry.updated),
        date(entry.published),
        text(&entry.author),
        text(&entry.language),
        text(&entry.via),
        if entry.starred { "true".to_owned() } else { String::new() },
        if entry.status == Status::None { String::new() } else { entry.status.name().to_owned() },
        match entry.visibility {
            Visibility::Public => String::new(),
            Visibility::Unlisted => "unlisted".to_owned(),
            Visibility::Private => "private".to_owned(),
        },
        if entry.unarchived { "false".to_owned() } else { String::new() },
        joined(&entry.aliases, " ", char::is_whitespace),
        text(&entry.id),
    ]
}

/// Several texts in one cell: with the sign between them, or as a JSON list where the sign is part of one.
fn joined(all: &[String], sign: &str, is_sign: fn(char) -> bool) -> String {
    let plain =
        all.iter().all(|one| !one.contains(is_sign)) && !all.first().is_some_and(|one| one.starts_with('['));
    if plain { all.join(sign) } else { serde_json::to_string(all).unwrap_or_default() }
}

fn divided(cell: &str, is_sign: fn(char) -> bool) -> Vec<String> {
    list_in_brackets(cell).unwrap_or_else(|| {
        cell.split(is_sign).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
    })
}

/// Reads a table of ours.
pub(super) fn read(sheet: &Sheet, parsed: &mut Parsed) {
    for row in sheet.rows.iter().skip(1) {
        let entry = entry_of(row, parsed);
        if entry.url.is_empty() {
            parsed.refuse(&entry.title.unwrap_or_default(), "has no address", entry.line);
        } else {
            parsed.entries.push(entry);
        }
    }
}

fn entry_of(row: &Row, parsed: &mut Parsed) -> Entry {
    let mut entry = Entry { line: Some(row.line), ..Entry::default() };
    for (index, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
        let line = || Entry::line_of(cell);
        let name = COLUMNS.get(index).copied().unwrap_or_default();
        let taken = match name {
            "url" => fill(&mut entry.url, Some(cell.trim().to_owned())),
            "title" => fill(&mut entry.title, Some(line())),
            "description" => fill(&mut entry.description, Some(line())),
            "notes" => {
                entry.note(cell);
                true
            }
            "tags" => {
                for tag in divided(cell, |c| c == ',') {
                    add_tag(&mut entry, &tag, parsed);
                }
                true
            }
            "folder" => {
                let levels = divided(cell, |c| c == '/');
                entry
                    .folders
                    .extend(levels.iter().map(|level| squeeze(level)).filter(|level| !level.is_empty()));
                true
            }
            "added" => fill(&mut entry.added, exact_when(cell).map(Some)),
            "updated" => fill(&mut entry.updated, exact_when(cell).map(Some)),
            "published" => fill(&mut entry.published, exact_when(cell).map(Some)),
            "author" => fill(&mut entry.author, Some(line())),
            "language" => fill(&mut entry.language, Some(line())),
            "via" => fill(&mut entry.via, Some(line())),
            "starred" => fill(&mut entry.starred, bool_of(cell)),
            "status" => {
                let all = [Status::None, Status::Unread, Status::Read];
                fill(&mut entry.status, all.into_iter().find(|status| status.name() == cell.trim()))
            }
            "visibility" => {
                let found = match cell.trim() {
                    "public" => Some(Visibility::Public),
                    "unlisted" => Some(Visibility::Unlisted),
                    "private" => Some(Visibility::Private),
                    _ => None,
                };
                // What cannot be read might have hidden the link.
                entry.visibility = found.unwrap_or(Visibility::Private);
                found.is_some()
            }
            "archive" => fill(&mut entry.unarchived, bool_of(cell).map(|archive| !archive)),
            "aliases" => {
                let all = divided(cell, char::is_whitespace);
                entry
                    .aliases
                    .extend(all.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()));
                true
            }
            "id" => fill(&mut entry.id, Some(line())),
            _ => false,
        };
        if !taken {
            drop_field(parsed, if name.is_empty() { "further columns" } else { name });
        }
    }
    entry
}

fn fill<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

fn bool_of(cell: &str) -> Option<bool> {
    cell.trim().parse().ok()
}
