//! The document type declaration and its internal subset, of which only general entities are kept.

use super::XmlError;
use super::reader::{Reader, character};

/// Entities that one document may declare.
const ENTITIES: usize = 1_000;

/// Reads what follows `<!DOCTYPE`: name, public and system identifier. Entities go to the reader.
pub(super) fn doctype(reader: &mut Reader<'_>) -> Result<(String, String, String), XmlError> {
    reader.space();
    let name = reader.name()?;
    reader.space();
    let (mut public, mut system) = (String::new(), String::new());
    if reader.eat("PUBLIC") {
        reader.space();
        reader.literal()?.clone_into(&mut public);
        reader.space();
        reader.literal()?.clone_into(&mut system);
    } else if reader.eat("SYSTEM") {
        reader.space();
        reader.literal()?.clone_into(&mut system);
    }
    reader.space();
    if reader.eat("[") {
        subset(reader)?;
        reader.space();
    }
    reader.expect(">")?;
    Ok((name, public, system))
}

fn subset(reader: &mut Reader<'_>) -> Result<(), XmlError> {
    loop {
        reader.space();
        if reader.eat("]") {
            return Ok(());
        } else if reader.eat("<!--") {
            reader.until("-->")?;
        } else if reader.eat("<?") {
            reader.until("?>")?;
        } else if reader.eat("<!ENTITY") {
            entity(reader)?;
        } else if reader.eat("<!") {
            skip(reader)?;
        } else if reader.eat("%") {
            reader.until(";")?;
        } else {
            return Err(reader.error());
        }
    }
}

/// Skips a declaration, quoted literals as wholes.
fn skip(reader: &mut Reader<'_>) -> Result<(), XmlError> {
    loop {
        let Some(at) = reader.rest().find(['"', '\'', '>']) else { return Err(reader.error()) };
        reader.advance(at);
        if reader.eat(">") {
            return Ok(());
        }
        reader.literal()?;
    }
}

fn entity(reader: &mut Reader<'_>) -> Result<(), XmlError> {
    reader.space();
    if reader.eat("%") {
        return skip(reader);
    }
    let name = reader.name()?;
    reader.space();
    if !reader.rest().starts_with(['"', '\'']) {
        return skip(reader);
    }
    let value = characters(reader.literal()?).ok_or_else(|| reader.error())?;
    if reader.entities.len() < ENTITIES {
        reader.entities.entry(name).or_insert(value);
    }
    reader.space();
    reader.expect(">")
}

/// Undoes character references only: what an entity's literal becomes when it is declared (XML section 4.5).
fn characters(raw: &str) -> Option<String> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find("&#") {
        out.push_str(rest.get(..at)?);
        let tail = rest.get(at + 2..)?;
        let end = tail.find(';')?;
        match character(tail.get(..end)?)? {
            // Kept as references, so that they stay text when the entity is used.
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            c => out.push(c),
        }
        rest = tail.get(end + 1..)?;
    }
    out.push_str(rest);
    Some(out)
}
