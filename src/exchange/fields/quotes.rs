//! Words of a page that were marked, as Markdown.

use serde_json::Value;

use super::value::text;
use crate::exchange::Entry;
use crate::text::quotation;

/// A quote in Markdown, with what was said to it.
fn quote(words: &str, said: &str) -> String {
    let mut markdown = quotation(words);
    markdown.push('\n');
    if !said.trim().is_empty() {
        markdown.push('\n');
        markdown.push_str(said.trim());
    }
    markdown
}

/// Takes in marked words: a text, or a list of texts or objects. False when something of it could not be taken in.
pub(super) fn take(entry: &mut Entry, value: &Value) -> bool {
    let mut notes = Vec::new();
    let mut good = true;
    match value {
        Value::Array(all) => {
            for one in all {
                good &= take_one(&mut notes, one);
            }
        }
        one => good = take_one(&mut notes, one),
    }
    entry.note(&notes.iter().map(|note| note.trim_end()).collect::<Vec<_>>().join("\n\n"));
    good
}

fn take_one(notes: &mut Vec<String>, value: &Value) -> bool {
    match value {
        Value::String(written) if written.trim_start().starts_with("Highlight:") => listed(notes, written),
        Value::String(words) => notes.push(quote(words, "")),
        Value::Object(fields) => {
            let of = |names: &[&'static str]| {
                names.iter().find_map(|name| Some((*name, text(fields.get(*name)?)?)))
            };
            let words = of(&["quote", "highlight", "text", "content", "excerpt"]);
            let beside: &[&str] = if words.as_ref().is_some_and(|(name, _)| *name == "quote") {
                &["note", "annotation", "comment", "text"]
            } else {
                &["note", "annotation", "comment"]
            };
            let said = of(beside).map(|(_, said)| said).unwrap_or_default();
            match words {
                Some((_, words)) => notes.push(quote(&words, &said)),
                None if !said.is_empty() => notes.push(said),
                None => return fields.is_empty(),
            }
        }
        _ => return false,
    }
    true
}

/// The cell of Raindrop: each quote begins with `Highlight:` at a line's start, and what was said to it with `Note:`.
fn listed(notes: &mut Vec<String>, written: &str) {
    let mut words = String::new();
    let mut said = String::new();
    let mut in_note = false;
    let mut flush = |words: &mut String, said: &mut String| {
        if !words.is_empty() || !said.is_empty() {
            notes.push(quote(words, said));
        }
        words.clear();
        said.clear();
    };
    for line in written.trim().lines() {
        let line = if let Some(rest) = line.strip_prefix("Highlight:") {
            flush(&mut words, &mut said);
            in_note = false;
            rest
        } else if let Some(rest) = line.strip_prefix("Note:") {
            in_note = true;
            rest
        } else {
            line
        };
        let target = if in_note { &mut said } else { &mut words };
        target.push_str(line);
        target.push('\n');
    }
    flush(&mut words, &mut said);
}
