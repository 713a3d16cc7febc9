//! XML one piece after the other: elements, their ends, and text.
//!
//! Of a document type nothing is read: a reference to an entity that it declares stays as it is written. So no text of
//! a few bytes becomes one of millions, and no other file is looked for.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::web::charset::{self, Hint};

/// The deepest nesting that is read.
const DEEPEST: usize = 256;
/// The most attributes of one element.
const MOST_ATTRIBUTES: usize = 256;
/// How much of a file is looked at to find its first element.
const BEGINNING: usize = 16 << 10;
/// The longest reference: `&thetasym;`, `&#x10ffff;`.
const LONGEST_REFERENCE: usize = 12;

/// An element that begins.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name as written, with a prefix if it has one.
    pub(super) name: String,
    /// Its attributes, values decoded.
    pub(super) attributes: Vec<(String, String)>,
    /// The line at which it begins, from 1.
    pub(super) line: usize,
}

impl Element {
    /// The name without a prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// A piece of a document.
#[derive(Debug)]
pub(super) enum Piece {
    /// An element begins. One that is empty ends at once.
    Open(Element),
    /// The element that began last, and is not closed yet, ends.
    Close,
    /// Some of the text between two marks.
    Text(String),
}

/// The text of a file: by its mark, or by what it declares.
pub(super) fn decode(bytes: &[u8]) -> String {
    charset::decode(bytes, None, Hint::Xml).text
}

/// The local name of a file's first element.
pub(super) fn root_of(bytes: &[u8]) -> Option<String> {
    let text = decode(bytes.get(..BEGINNING).unwrap_or(bytes));
    let text = text.trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let mut pull = Pull::new(text);
    while let Ok(Some(piece)) = pull.next() {
        if let Piece::Open(element) = piece {
            return Some(element.local().to_owned());
        }
    }
    None
}

/// Reads a document piece by piece.
pub(super) struct Pull<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    depth: usize,
    counted: usize,
    line: usize,
}

impl<'a> Pull<'a> {
    /// Begins to read.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // Addresses with a bare `&` are common in what people and small programs write.
        config.allow_dangling_amp = true;
        Self { reader, text, depth: 0, counted: 0, line: 1 }
    }

    /// The next piece; `None` at the end of a document that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Piece>, String> {
        loop {
            let before = self.position();
            let piece = match self.reader.read_event() {
                Err(error) => {
                    let line = self.line_at(self.position());
                    return Err(format!("is not well-formed XML, in line {line}: {error}"));
                }
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    let line = self.line_at(before);
                    if self.depth > DEEPEST {
                        return Err(format!("is nested too deeply, in line {line}"));
                    }
                    Piece::Open(element(&start, line)?)
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::Close
                }
                Ok(Event::Text(text)) => Piece::Text(text.xml10_content().into_owned()),
                Ok(Event::CData(text)) => Piece::Text(text.xml10_content().into_owned()),
                Ok(Event::GeneralRef(name)) => {
                    Piece::Text(resolve(&name).map_or_else(|| format!("&{};", &*name), String::from))
                }
                Ok(Event::Eof) if self.depth > 0 => return Err("ends within an element".to_owned()),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
            };
            return Ok(Some(piece));
        }
    }

    /// Whether the element that began last is the document's first.
    pub(super) fn is_at_root(&self) -> bool {
        self.depth == 1
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// The line at a byte that is not before the last one asked for.
    fn line_at(&mut self, at: usize) -> usize {
        let between = self.text.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += between.split(|byte| *byte == b'\n').skip(1).count();
        self.counted = self.counted.max(at);
        self.line
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Result<Element, String> {
    let mut attributes = Vec::new();
    // Without checks: they compare each attribute with all others.
    for attribute in start.attributes().with_checks(false) {
        let attribute =
            attribute.map_err(|error| format!("is not well-formed XML, in line {line}: {error}"))?;
        if attributes.len() >= MOST_ATTRIBUTES {
            return Err(format!("has an element with too many attributes, in line {line}"));
        }
        attributes.push((attribute.key.0.to_owned(), unescape(&attribute.value).into_owned()));
    }
    Ok(Element { name: start.name().0.to_owned(), attributes, line })
}

/// The value of an attribute: white space is spaces, references are undone where they are known.
fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['&', '\n', '\r', '\t']) {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\n', '\r', '\t']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let end = from.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((resolve(from.get(1..end)?)?, end)));
        if let Some((c, end)) = known.filter(|_| from.starts_with('&')) {
            text.push(c);
            rest = from.get(end + 1..).unwrap_or_default();
        } else {
            text.push(if from.starts_with('&') { '&' } else { ' ' });
            let both = from.starts_with("\r\n");
            rest = from.get(1 + usize::from(both)..).unwrap_or_default();
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character of a reference without its marks: one of XML's five, the space that HTML has made common, or a number.
fn resolve(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
