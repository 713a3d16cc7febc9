//! What the columns of a sheet mean.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Sheet, is_address};
use crate::exchange::When;
use crate::exchange::fields::Meaning::{
    Added, Collection, Description, Lost, Notes, Quotes, Read as ReadMark, Shelf, Status, Tags, Title,
    Unread, Updated, Url,
};
use crate::exchange::fields::{Meaning, Sign, Table, known, plain_name};

/// Columns of one name that are read: texts that are joined grow with each.
const MOST_ALIKE: usize = 8;
/// Rows that are looked at to find columns without names.
const LOOKED_AT: usize = 50;

const POCKET: &Table = &[("tags", Tags(Sign::Pipe)), ("cursor", Lost("places in lists"))];

const INSTAPAPER: &Table = &[("folder", Shelf), ("selection", Quotes), ("tags", Tags(Sign::Comma))];

const RAINDROP: &Table = &[
    ("folder", Collection),
    ("excerpt", Description),
    ("note", Notes),
    ("highlights", Quotes),
    ("tags", Tags(Sign::Comma)),
    ("cover", Lost("pictures")),
];

/// Readwise Reader.
const READWISE: &Table = &[
    ("document_tags", Tags(Sign::Comma)),
    ("saved_date", Added),
    ("location", Status),
    ("reading_progress", Lost("reading positions")),
    ("seen", Lost("marks of what was seen")),
];

/// Matter says when it was last used, and not when it was kept.
const MATTER: &Table = &[
    ("tags", Tags(Sign::Semicolon)),
    ("in_queue", Unread),
    ("read", ReadMark),
    ("highlight_count", Lost("numbers of highlights")),
    ("last_interaction_date", Updated),
    ("file_id", Lost("ids")),
];

/// A column: what it means with its rank, and its name as written.
type Column = (Option<(Meaning, usize)>, String);

/// The columns of a sheet.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    named: bool,
}

impl Columns {
    /// Finds out what each column means: by the names in the first row, else by what stands below each other.
    pub(super) fn find(sheet: &Sheet) -> Result<Self, String> {
        let Some(first) = sheet.rows.first() else { return Err("is empty".to_owned()) };
        if first.cells.iter().any(is_address) {
            return Self::by_cells(sheet);
        }
        let plain: Vec<String> = first.cells.iter().map(plain_name).collect();
        let table = table_of(&plain.iter().map(String::as_str).collect());
        let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
        let mut columns: Vec<Column> = Vec::with_capacity(plain.len());
        for (index, (plain, written)) in plain.iter().zip(first.cells.iter()).enumerate() {
            let count = alike.entry(plain).or_default();
            *count += 1;
            let known = known(table, plain).filter(|_| *count <= MOST_ALIKE);
            columns.push((known, name_of(written, index)));
        }
        if !columns.iter().any(|(known, _)| known.is_some_and(|(meaning, _)| meaning == Url)) {
            let Some(column) = column_of_addresses(sheet).and_then(|index| columns.get_mut(index)) else {
                return Err("is a table without a column of addresses: none is named `url`, `link`, \
                            or what means the same"
                    .to_owned());
            };
            column.0 = Some((Url, 0));
        }
        for (index, (known, _)) in columns.iter_mut().enumerate() {
            if let Some((Tags(sign @ Sign::Any), _)) = known {
                *sign = Sign::of_all(sheet.rows.iter().skip(1).filter_map(|row| row.cells.get(index)));
            }
        }
        Ok(Self { columns, named: true })
    }

    /// Without names: the first column of addresses, the first of dates, and of the others the first is titles.
    fn by_cells(sheet: &Sheet) -> Result<Self, String> {
        let Some(addresses) = column_of_addresses(sheet) else {
            return Err("is a table without a column of addresses".to_owned());
        };
        let width = sheet.rows.iter().take(LOOKED_AT).map(|row| row.cells.len()).max().unwrap_or_default();
        let mut columns: Vec<Column> = (0..width).map(|index| (None, name_of("", index))).collect();
        let mut wanted = vec![Added, Title];
        for (index, (known, _)) in columns.iter_mut().enumerate() {
            let cells = || {
                let rows = sheet.rows.iter().take(LOOKED_AT);
                rows.filter_map(|row| row.cells.get(index)).map(str::trim).filter(|cell| !cell.is_empty())
            };
            let meaning = if index == addresses {
                Some(Url)
            } else if cells().next().is_none() || cells().any(is_address) {
                None
            } else if cells().all(|cell| When::read(cell).is_some()) {
                Some(Added)
            } else if cells().any(|cell| cell.parse::<f64>().is_err()) {
                Some(Title)
            } else {
                None
            };
            *known = meaning
                .filter(|meaning| *meaning == Url || wanted.contains(meaning))
                .map(|meaning| (meaning, 0));
            wanted.retain(|one| Some(*one) != meaning);
        }
        Ok(Self { columns, named: false })
    }

    /// Whether the first row holds names.
    pub(super) fn is_named(&self) -> bool {
        self.named
    }

    /// What the column means, and its name.
    pub(super) fn get(&self, index: usize) -> Option<(Option<(Meaning, usize)>, &str)> {
        self.columns.get(index).map(|(known, name)| (*known, name.as_str()))
    }
}

fn name_of(written: &str, index: usize) -> String {
    let written = written.trim();
    if written.is_empty() { format!("column {}", index + 1) } else { written.to_owned() }
}

/// The program by the names of its columns.
fn table_of(names: &BTreeSet<&str>) -> &'static Table {
    let all = |wanted: &[&str]| wanted.iter().all(|name| names.contains(name));
    if all(&["url", "title", "time_added", "status"]) {
        POCKET
    } else if all(&["url", "title", "selection", "folder"]) {
        INSTAPAPER
    } else if all(&["document_tags", "location"]) {
        READWISE
    } else if all(&["in_queue", "favorited"]) {
        MATTER
    } else if all(&["url", "folder", "created"])
        && ["excerpt", "note", "cover"].iter().any(|name| names.contains(name))
    {
        RAINDROP
    } else {
        &[]
    }
}

/// The column in which most of the first rows have an address; of equals the leftmost.
fn column_of_addresses(sheet: &Sheet) -> Option<usize> {
    let mut counts: Vec<usize> = Vec::new();
    for row in sheet.rows.iter().take(LOOKED_AT) {
        for (index, cell) in row.cells.iter().enumerate() {
            if counts.len() <= index {
                counts.push(0);
            }
            if let Some(count) = counts.get_mut(index) {
                *count += usize::from(is_address(cell));
            }
        }
    }
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most)
}
