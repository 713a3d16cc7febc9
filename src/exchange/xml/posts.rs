//! Posts of Delicious and Pinboard, as their first interface gave them.

use serde_json::Value;

use super::pull::{Piece, Pull, decode};
use crate::exchange::fields::Meaning::{
    Added, Description, Form, Lost, Private, Public, Tags, Title, Unread, Url,
};
use crate::exchange::fields::{Sign, Sorted, Table, drop_field, holds_something};
use crate::exchange::{Entry, Parsed};

const POST: &Table = &[
    ("href", Url),
    ("description", Title),
    ("extended", Description),
    ("tag", Tags(Sign::Space)),
    ("time", Added),
    ("shared", Public),
    ("toread", Unread),
    ("private", Private),
    ("hash", Lost("checksums")),
    ("meta", Lost("checksums")),
    ("others", Lost("numbers of other keepers")),
    ("rank", Form),
];

/// Reads `<posts>`.
pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let text = decode(bytes);
    let mut pull = Pull::new(&text);
    let mut parsed = Parsed::default();
    let mut is_posts = false;
    while let Some(piece) = pull.next()? {
        let Piece::Open(element) = piece else { continue };
        match element.name.as_str() {
            "posts" => is_posts = true,
            "post" if is_posts => {
                let values: Vec<(&str, Value)> = element
                    .attributes
                    .iter()
                    .map(|(name, value)| (name.as_str(), Value::String(value.clone())))
                    .collect();
                let mut entry = Entry { line: Some(element.line), ..Entry::default() };
                let mut sorted = Sorted::default();
                for (name, value) in &values {
                    if !sorted.add(POST, name, value) && holds_something(value) {
                        drop_field(&mut parsed, name);
                    }
                }
                sorted.apply(&mut entry, &mut parsed);
                if entry.url.is_empty() {
                    parsed.refuse(&entry.title.unwrap_or_default(), "has no address", entry.line);
                } else {
                    parsed.entries.push(entry);
                }
            }
            _ if !is_posts => return Err("is XML, but no `<posts>`".to_owned()),
            other => drop_field(&mut parsed, other),
        }
    }
    Ok(parsed)
}
