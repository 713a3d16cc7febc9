//! The characters of an XML document: names, references, values, text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{NotWellFormed, XmlError};
use crate::web::dom::OverBudget;

/// Levels of entities within entities.
const ENTITY_DEPTH: usize = 8;

/// Reads a text from its start to its end.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Replacement texts of declared entities, character references undone.
    pub(super) entities: HashMap<String, String>,
    /// Bytes that entities may still expand to.
    expansion: usize,
    /// Whether HTML's named character references are known.
    html_entities: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, expansion: usize) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        Self { text, at: 0, entities: HashMap::new(), expansion, html_entities: false }
    }

    /// The same reader, to which HTML's named character references are known.
    pub(super) fn with_html_entities(mut self) -> Self {
        self.html_entities = true;
        self
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn error(&self) -> XmlError {
        NotWellFormed(self.at).into()
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    pub(super) fn expect(&mut self, word: &str) -> Result<(), XmlError> {
        if self.eat(word) { Ok(()) } else { Err(self.error()) }
    }

    /// Skips white space; whether there was any.
    pub(super) fn space(&mut self) -> bool {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        self.at += skipped;
        skipped > 0
    }

    /// Skips the XML declaration.
    pub(super) fn prolog(&mut self) {
        if self.rest().starts_with("<?xml ")
            || self.rest().starts_with("<?xml\t")
            || self.rest().starts_with("<?xml\n")
        {
            self.at += self.rest().find("?>").map_or(0, |end| end + 2);
        }
    }

    /// The text up to `end`, which is skipped.
    pub(super) fn until(&mut self, end: &str) -> Result<String, XmlError> {
        let found = self.rest().find(end).ok_or_else(|| self.error())?;
        let text = self.rest().get(..found).unwrap_or_default();
        self.at += found + end.len();
        let text = lines(text);
        if text.chars().all(is_char) { Ok(text) } else { Err(self.error()) }
    }

    pub(super) fn name(&mut self) -> Result<String, XmlError> {
        let rest = self.rest();
        let end = rest.find(|c| !is_name_char(c)).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        if !name.starts_with(is_name_start) {
            return Err(self.error());
        }
        self.at += end;
        Ok(name.to_owned())
    }

    /// A quoted literal as it stands.
    pub(super) fn literal(&mut self) -> Result<&'t str, XmlError> {
        let Some(quote @ ('"' | '\'')) = self.rest().chars().next() else { return Err(self.error()) };
        self.at += 1;
        let end = self.rest().find(quote).ok_or_else(|| self.error())?;
        let text = self.rest().get(..end).unwrap_or_default();
        self.at += end + 1;
        Ok(text)
    }

    /// An attribute's value, references undone, white space normalised.
    pub(super) fn value(&mut self) -> Result<String, XmlError> {
        let raw = self.literal()?;
        if raw.contains('<') {
            return Err(self.error());
        }
        let raw = lines(raw).replace(['\t', '\n'], " ");
        let value = self.references(&raw)?;
        if value.contains('<') && !raw.contains("&lt;") && !raw.contains("&#") {
            return Err(self.error());
        }
        Ok(value)
    }

    /// Text up to the next `<`, references undone.
    pub(super) fn text(&mut self) -> Result<String, XmlError> {
        let rest = self.rest();
        let end = rest.find('<').unwrap_or(rest.len());
        let raw = rest.get(..end).unwrap_or_default();
        self.at += end;
        if raw.contains("]]>") {
            return Err(self.error());
        }
        self.references(&lines(raw))
    }

    /// Undoes character and entity references. An entity that stands for markup is refused.
    pub(super) fn references(&mut self, raw: &str) -> Result<String, XmlError> {
        let mut out = String::with_capacity(raw.len());
        // Texts being read, each with how far, the innermost last. Nothing is copied but replacement texts.
        let mut open: Vec<(Cow<'_, str>, usize)> = vec![(Cow::Borrowed(raw), 0)];
        while let Some((text, at)) = open.last_mut() {
            let rest = text.get(*at..).unwrap_or_default();
            let Some(start) = rest.find('&') else {
                out.push_str(rest);
                open.pop();
                continue;
            };
            let (before, after) = rest.split_at(start);
            out.push_str(before);
            let end = after.find(';').ok_or_else(|| self.error())?;
            let name = after.get(1..end).unwrap_or_default().to_owned();
            *at += start + end + 1;
            if let Some(c) = predefined(&name) {
                out.push(c);
            } else if let Some(digits) = name.strip_prefix('#') {
                out.push(character(digits).ok_or_else(|| self.error())?);
            } else if self.html_entities
                && !self.entities.contains_key(&name)
                && let Some(characters) = html_entity(&name)
            {
                out.extend(characters);
            } else {
                let value = self.entities.get(&name).cloned().ok_or_else(|| self.error())?;
                self.expansion = self.expansion.checked_sub(value.len() + 1).ok_or(OverBudget::Bytes)?;
                if value.contains('<') || open.len() > ENTITY_DEPTH {
                    return Err(self.error());
                }
                open.push((Cow::Owned(value), 0));
            }
        }
        if out.chars().all(is_char) { Ok(out) } else { Err(self.error()) }
    }
}

/// Line ends as XML sees them (section 2.11).
fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The one or two characters of HTML's named character reference (HTML section 13.5).
fn html_entity(name: &str) -> Option<impl Iterator<Item = char>> {
    let (first, second) = *markup5ever::data::NAMED_ENTITIES.get(&format!("{name};"))?;
    let first = char::from_u32(first).filter(|c| *c != '\0')?;
    Some(std::iter::once(first).chain(char::from_u32(second).filter(|c| *c != '\0')))
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// The character of a reference such as `x2014` or `8212`.
pub(super) fn character(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|c| is_char(*c))
}

fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, ':' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
}

fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || c.is_ascii_digit()
        || matches!(c, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
