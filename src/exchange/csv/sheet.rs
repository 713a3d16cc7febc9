//! The file as rows of cells.

use csv::{ReaderBuilder, StringRecord};

use crate::exchange::fields::{Meaning, decode, meaning_of, plain_name};

/// What may divide cells, the likeliest first.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a file is looked at to tell whether it is of this kind.
const BEGINNING: usize = 16 << 10;
/// The longest name of a column; what is longer is prose.
const LONGEST_NAME: usize = 40;

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// The line at which it begins, from 1.
    pub(super) line: usize,
    /// Its cells. Rows of one file may differ in their number.
    pub(super) cells: StringRecord,
}

/// All rows, the first one included, whether it holds names or not.
#[derive(Debug)]
pub(super) struct Sheet {
    /// In file order; blank lines are none.
    pub(super) rows: Vec<Row>,
}

impl Sheet {
    /// Reads a file. What divides cells is told by its first row.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = decode(bytes);
        let (named, text) = named_sign(&text);
        let sign = named.unwrap_or_else(|| sign_of(text));
        let mut rows = Vec::new();
        let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 + usize::from(named.is_some()) };
        for row in reader(text, sign).into_records() {
            let cells = row.map_err(|error| format!("is not sound CSV: {error}"))?;
            let at =
                cells.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
            rows.push(Row { line: lines.at(at), cells });
        }
        if rows.is_empty() { Err("is empty".to_owned()) } else { Ok(Self { rows }) }
    }
}

/// Counts lines. The positions that the reader gives may lie before blank lines and before the end of the row above.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the row that is found from `from` on, which is not before the last one asked for.
    fn at(&mut self, from: usize) -> usize {
        while let Some(byte) = self.text.get(self.at)
            && (self.at < from || matches!(byte, b'\r' | b'\n'))
        {
            self.line += usize::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// Whether the first row of a file names a column of addresses.
pub(super) fn names_addresses(bytes: &[u8]) -> bool {
    let text = decode(bytes.get(..BEGINNING).unwrap_or(bytes));
    let (named, text) = named_sign(&text);
    let cells = first_row(text, named.unwrap_or_else(|| sign_of(text)));
    cells.len() > 1
        && cells.iter().all(|cell| cell.len() <= LONGEST_NAME)
        && cells.iter().any(|cell| meaning_of(&plain_name(cell)) == Some(Meaning::Url))
}

/// Whether a cell is an address and nothing else.
pub(super) fn is_address(cell: &str) -> bool {
    let cell = cell.trim();
    cell.contains("://") && !cell.contains(char::is_whitespace)
}

/// A first line `sep=;`, by which Excel is told.
fn named_sign(text: &str) -> (Option<u8>, &str) {
    let Some(rest) = text.strip_prefix("sep=") else { return (None, text) };
    match rest.as_bytes() {
        [sign, b'\n', ..] if sign.is_ascii() => (Some(*sign), rest.get(2..).unwrap_or_default()),
        [sign, b'\r', b'\n', ..] if sign.is_ascii() => (Some(*sign), rest.get(3..).unwrap_or_default()),
        _ => (None, text),
    }
}

fn reader(text: &str, sign: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(sign).has_headers(false).flexible(true).from_reader(text.as_bytes())
}

fn first_row(text: &str, sign: u8) -> StringRecord {
    reader(text, sign).into_records().next().and_then(Result::ok).unwrap_or_default()
}

/// The sign that makes most sense of the first row: names that are known, else an address by itself, else many cells.
fn sign_of(text: &str) -> u8 {
    let sense = |sign: u8| {
        let cells = first_row(text, sign);
        let names =
            cells.iter().filter(|cell| cell.len() <= LONGEST_NAME && meaning_of(&plain_name(cell)).is_some());
        (names.count(), cells.iter().any(is_address), cells.len())
    };
    // Of equals the last counts.
    SIGNS.into_iter().rev().max_by_key(|sign| sense(*sign)).unwrap_or(b',')
}
