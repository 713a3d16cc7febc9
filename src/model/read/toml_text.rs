//! TOML: file-wide keys, then tables of one kind (`[[link]]`, `[[tag]]`).

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::recover::recover;
use super::{Field, Reading, Value};
use crate::diagnostic::Diagnostic;

/// The content of a TOML file.
#[derive(Debug, Default)]
pub(in crate::model) struct TomlText {
    /// Keys before the first table, and tables of unknown names.
    pub(in crate::model) head: Vec<Field>,
    /// The tables, each with the place of its header.
    pub(in crate::model) tables: Vec<(Range<usize>, Vec<Field>)>,
}

/// Reads a text whose tables are named by one of `names` (the first is the proper one). A text that is not sound TOML
/// is read table by table: each problem is reported, what is sound is kept.
pub(in crate::model) fn read_toml(text: &str, names: &[&str], reading: &mut Reading<'_>) -> TomlText {
    let mut out = TomlText::default();
    match DeTable::parse(text) {
        Ok(table) => sort_out(fields_of(table.get_ref(), text, 0), names, reading, &mut out),
        Err(_) => {
            for fields in recover(text, names, reading) {
                sort_out(fields, names, reading, &mut out);
            }
        }
    }
    out
}

/// Reads plain keys and values, as in front matter; `offset` is where `text` begins in the file. `None` when a line
/// that decides about the link could not be read.
pub(in crate::model) fn read_fields(
    text: &str,
    offset: usize,
    reading: &mut Reading<'_>,
) -> Option<Vec<Field>> {
    super::recover::mend(text, offset, "nothing in this file is read", reading)
}

/// Divides the top level into tables and the rest.
fn sort_out(fields: Vec<Field>, names: &[&str], reading: &mut Reading<'_>, out: &mut TomlText) {
    for field in fields {
        if !names.contains(&field.name.as_str()) {
            out.head.push(field);
            continue;
        }
        let proper = names.first().copied().unwrap_or("");
        match field.value {
            Value::List(items) => {
                for (item, at) in items {
                    if let Value::Table(fields) = item {
                        out.tables.push((at, fields));
                    } else {
                        reading.report(at, not_a_table(proper));
                    }
                }
            }
            Value::Table(fields) => {
                let help = format!("write `[[{proper}]]`, so that more can follow");
                let message = format!("`[{0}]` is read as `[[{0}]]`", field.name);
                reading.report(field.at.clone(), Diagnostic::warning("single-brackets", message).help(help));
                out.tables.push((field.at, fields));
            }
            _ => reading.report(field.at, not_a_table(proper)),
        }
    }
}

fn not_a_table(proper: &str) -> Diagnostic {
    Diagnostic::error("wrong-type", format!("`{proper}` begins a table"))
        .help(format!("write `[[{proper}]]` on a line of its own, and the fields below it"))
}

/// The fields of a table. The parser bounds the depth (80 levels), so this may recurse.
pub(super) fn fields_of(table: &DeTable<'_>, text: &str, offset: usize) -> Vec<Field> {
    table
        .iter()
        .map(|(key, value)| Field {
            name: key.get_ref().to_string(),
            at: shift(key.span(), offset),
            value: value_of(value.get_ref(), text, value.span(), offset),
            value_at: shift(value.span(), offset),
        })
        .collect()
}

fn value_of(value: &DeValue<'_>, text: &str, at: Range<usize>, offset: usize) -> Value {
    let written = || text.get(at.clone()).unwrap_or("").to_owned();
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(_) | DeValue::Float(_) => Value::Number(written()),
        DeValue::Datetime(_) => Value::Date(written()),
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| (value_of(item.get_ref(), text, item.span(), offset), shift(item.span(), offset)))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(fields_of(table, text, offset)),
    }
}

fn shift(range: Range<usize>, offset: usize) -> Range<usize> {
    range.start + offset..range.end + offset
}
