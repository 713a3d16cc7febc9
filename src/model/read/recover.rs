//! Unsound TOML, table by table. A broken line that holds one harmless field loses that field; any other broken line
//! loses its table; nothing loses the file.

use std::ops::Range;

use toml::de::DeTable;

use super::conflict::blank;
use super::field::Meaning;
use super::toml_text::fields_of;
use super::{Field, Reading};
use crate::diagnostic::Diagnostic;

/// How many broken lines of one table are mended before the table is given up.
const MENDED: usize = 16;

/// Reads what can be read: the fields of the text before the first header, then those of each table.
pub(super) fn recover(text: &str, names: &[&str], reading: &mut Reading<'_>) -> Vec<Vec<Field>> {
    let mut found = Vec::new();
    for piece in split(text, names, 0..text.len(), false) {
        let is_head = !is_header(text.get(piece.clone()).unwrap_or(""), names);
        let body = text.get(piece.clone()).unwrap_or("");
        // A string that was never closed swallows the tables after it: then headers count wherever they stand.
        let parts = if DeTable::parse(body).is_ok() { vec![piece] } else { split(text, names, piece, true) };
        for part in parts {
            let body = text.get(part.clone()).unwrap_or("");
            let decides = is_head && part.start == 0 && decides(body);
            let lost = if decides { "nothing in this file is read" } else { "this part is left out" };
            match mend(body, part.start, lost, reading) {
                Some(fields) => found.push(fields),
                None if decides => return Vec::new(),
                None => {}
            }
        }
    }
    found
}

/// Whether keys for a whole file may say that its links are hidden or left alone: then they must not get lost.
fn decides(head: &str) -> bool {
    let head = head.to_lowercase();
    ["visib", "privat", "public", "shared", "archiv"].iter().any(|word| head.contains(word))
}

/// Parses one piece, leaving out broken lines that hold one harmless field each. `None` when the piece is lost, of
/// which `lost` says what that means.
pub(super) fn mend(piece: &str, offset: usize, lost: &str, reading: &mut Reading<'_>) -> Option<Vec<Field>> {
    let mut text = piece.to_owned();
    for _ in 0..MENDED {
        let error = match DeTable::parse(&text) {
            Ok(table) => return Some(fields_of(table.get_ref(), &text, offset)),
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        let start = text.floor_char_boundary(span.start);
        let end = text.floor_char_boundary(span.end.max(start));
        let at = offset + start..offset + end;
        let line = line_around(&text, start);
        let message = format!("not TOML: {}", error.message().replace('\n', " "));
        let diagnostic = Diagnostic::error("toml-syntax", message);
        if is_harmless(text.get(line.clone()).unwrap_or("")) {
            reading.report(at, diagnostic.label("this line is left out"));
            text = blank(&text, &[line]).into_owned();
        } else {
            reading.report(at, diagnostic.help(format!("mend this line; until then, {lost}")));
            return None;
        }
    }
    let message = "too many broken lines in one entry";
    reading.report(
        offset..offset,
        Diagnostic::error("toml-syntax", message).help(format!("until they are mended, {lost}")),
    );
    None
}

/// Whether a line is one field whose loss cannot publish or lose a link.
fn is_harmless(line: &str) -> bool {
    let Some((name, _)) = line.split_once('=') else { return false };
    Meaning::of(name.trim().trim_matches(['"', '\''])).is_some_and(Meaning::is_harmless)
}

/// The line that holds `at`, without its line ending.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1);
    let end = text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |found| at + found);
    start..end.max(start)
}

/// Where the tables of these names begin: the lines of their headers, outside of multi-line strings.
pub(in crate::model) fn table_starts(text: &str, names: &[&str]) -> Vec<usize> {
    let pieces = split(text, names, 0..text.len(), false);
    let begins = |start: &usize| text.get(*start..).is_some_and(|rest| is_header(rest, names));
    pieces.into_iter().map(|piece| piece.start).filter(begins).collect()
}

/// Divides `range` of the text at lines that begin a table. Headers inside multi-line strings do not count, unless
/// `everywhere`.
fn split(text: &str, names: &[&str], range: Range<usize>, everywhere: bool) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut inside = Quote::None;
    let (mut start, mut at) = (range.start, range.start);
    for line in text.get(range.clone()).unwrap_or("").split_inclusive('\n') {
        if (everywhere || inside == Quote::None) && is_header(line, names) && at > start {
            pieces.push(start..at);
            start = at;
        }
        inside = inside.after(line);
        at += line.len();
    }
    pieces.push(start..range.end);
    pieces
}

/// A line such as `[[link]]`, `[[link]` or `[link]`, or any other header of an array of tables.
fn is_header(line: &str, names: &[&str]) -> bool {
    let line = line.trim_start();
    let Some(rest) = line.strip_prefix('[') else { return false };
    let name = rest.trim_start_matches(['[', ' ', '\t']);
    let word: &str =
        name.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).next().unwrap_or("");
    // `[link.more]` belongs to the table above it.
    names.contains(&word) && !name.get(word.len()..).is_some_and(|after| after.trim_start().starts_with('.'))
}

/// The multi-line string that is open at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Basic,
    Literal,
}

impl Quote {
    /// The state after one more line.
    fn after(self, line: &str) -> Self {
        let mut state = self;
        let mut rest = line;
        loop {
            match state {
                Self::Basic => match close_basic(rest) {
                    Some(after) => (state, rest) = (Self::None, after),
                    None => return state,
                },
                Self::Literal => match rest.split_once("'''") {
                    Some((_, after)) => (state, rest) = (Self::None, after),
                    None => return state,
                },
                Self::None => {
                    let Some(at) = rest.find(['"', '\'', '#']) else { return state };
                    let found = rest.get(at..).unwrap_or("");
                    if let Some(after) = found.strip_prefix("\"\"\"") {
                        (state, rest) = (Self::Basic, after);
                    } else if let Some(after) = found.strip_prefix("'''") {
                        (state, rest) = (Self::Literal, after);
                    } else if let Some(after) = found.strip_prefix('\'') {
                        let Some((_, after)) = after.split_once('\'') else { return state };
                        rest = after;
                    } else if let Some(after) = found.strip_prefix('"') {
                        let Some(after) = close_line(after) else { return state };
                        rest = after;
                    } else {
                        return state;
                    }
                }
            }
        }
    }
}

/// What follows the `"""` that closes a multi-line basic string.
fn close_basic(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find(['\\', '"'])?;
        let found = rest.get(at..)?;
        if let Some(after) = found.strip_prefix("\"\"\"") {
            return Some(after);
        }
        let skip =
            if found.starts_with('\\') { 1 + found.chars().nth(1).map_or(0, char::len_utf8) } else { 1 };
        rest = found.get(skip..)?;
    }
}

/// What follows the `"` that closes a basic string.
fn close_line(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find(['\\', '"'])?;
        let found = rest.get(at..)?;
        if let Some(after) = found.strip_prefix('"') {
            return Some(after);
        }
        rest = found.get(1 + found.chars().nth(1).map_or(0, char::len_utf8)..)?;
    }
}
