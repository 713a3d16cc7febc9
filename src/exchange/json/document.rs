//! The file as values: one JSON document, or one object a line.

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::exchange::fields::decode;
use crate::exchange::{Parsed, Read};
use crate::text::shorten;

/// What Firefox's compressed backups begin with.
const MOZ_LZ4: &[u8] = b"mozLz40\0";
/// How much of a file is looked at to tell whether it is JSON.
const BEGINNING: usize = 4096;

/// What a file holds.
#[derive(Debug)]
pub(super) struct Document {
    /// The document; of lines, the list of them.
    pub(super) value: Value,
    /// The number of the line of each value, where each has its own.
    pub(super) lines: Vec<usize>,
    /// Bytes of its text.
    pub(super) length: usize,
}

impl Document {
    /// Reads a file. A line that is no JSON, in a file of lines, is refused by itself.
    pub(super) fn parse(bytes: &[u8], parsed: &mut Parsed) -> Result<Self, String> {
        if bytes.starts_with(MOZ_LZ4) {
            return Err("is a compressed backup of Firefox (.jsonlz4), which is not read: \
                        in its library choose `Backup…` for JSON or `Export Bookmarks to HTML…`"
                .to_owned());
        }
        let text = decode(bytes);
        let error = match serde_json::from_str(&text) {
            Ok(value) => return Ok(Self { value, lines: Vec::new(), length: text.len() }),
            Err(error) => error,
        };
        let mut values = Vec::new();
        let mut lines = Vec::new();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match serde_json::from_str::<Value>(line) {
                Ok(value) if value.is_object() || (value.is_string() && !values.is_empty()) => {
                    values.push(value);
                    lines.push(index + 1);
                }
                _ if values.is_empty() => return Err(format!("is not sound JSON: {error}")),
                _ => {
                    parsed.refuse(
                        &shorten(line.trim(), 80),
                        "a line that is not sound JSON",
                        Some(index + 1),
                    );
                }
            }
        }
        if values.is_empty() {
            return Err("is empty".to_owned());
        }
        Ok(Self { value: Value::Array(values), lines, length: text.len() })
    }

    /// The line of the value at `index`.
    pub(super) fn line(&self, index: usize) -> Option<usize> {
        self.lines.get(index).copied()
    }
}

/// Whether a file is JSON, by its beginning. A Markdown file may begin with `[`, too.
pub(super) fn is_json(file: Read<'_>) -> bool {
    if file.bytes.starts_with(MOZ_LZ4) {
        return true;
    }
    let beginning = file.bytes.get(..BEGINNING).unwrap_or(file.bytes);
    // A character that the cut went through would make other encodings likely.
    let whole = std::str::from_utf8(beginning).map_or_else(
        |error| if error.error_len().is_none() { error.valid_up_to() } else { beginning.len() },
        |_| beginning.len(),
    );
    let text = decode(beginning.get(..whole).unwrap_or(beginning));
    let text = text.trim_start();
    let Some(inside) = text.strip_prefix(['{', '[']).map(str::trim_start) else { return false };
    let opens = if text.starts_with('{') {
        inside.starts_with(['"', '}'])
    } else {
        inside.starts_with(['{', '[', '"']) || inside.trim_end() == "]"
    };
    let name = file.name.to_lowercase();
    let named = [".json", ".jsonl", ".ndjson"].iter().any(|end| name.ends_with(end));
    opens && (named || begins_soundly(text))
}

fn begins_soundly(text: &str) -> bool {
    match serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().next() {
        Some(Ok(_)) => true,
        Some(Err(error)) => error.is_eof(),
        None => false,
    }
}
