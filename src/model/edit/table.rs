//! A `[[link]]` of a TOML file.

use toml_edit::{ArrayOfTables, DocumentMut, Item, value};

use super::NewLink;
use super::one::fields;
use crate::model::read::tidy_notes;

/// The text of one `[[link]]`, with LF line endings.
pub(super) fn text(link: &NewLink) -> String {
    let mut table = fields(link);
    if let Some(notes) = link.notes.as_deref().and_then(tidy_notes) {
        table["notes"] = value(notes);
    }
    let mut tables = ArrayOfTables::new();
    tables.push(table);
    let mut document = DocumentMut::new();
    document["link"] = Item::ArrayOfTables(tables);
    document.to_string()
}
