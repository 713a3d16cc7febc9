//! Writing XML.

use crate::exchange::Entry;
use crate::exchange::fields::tidy;

/// The entry as XML can hold it: tidy, and without the characters that XML has no way to write.
pub(super) fn clean(entry: &Entry) -> Entry {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    let text = |text: &str| text.chars().filter(|c| allowed(*c)).collect::<String>();
    let maybe = |value: Option<String>| value.map(|value| text(&value));
    let all = |values: Vec<String>| values.iter().map(|value| text(value)).collect();
    let entry = tidy(entry);
    tidy(&Entry {
        url: text(&entry.url),
        id: maybe(entry.id),
        title: maybe(entry.title),
        description: maybe(entry.description),
        notes: maybe(entry.notes),
        tags: all(entry.tags),
        folders: all(entry.folders),
        author: maybe(entry.author),
        language: maybe(entry.language),
        via: maybe(entry.via),
        aliases: all(entry.aliases),
        ..entry
    })
}

/// Adds text, escaped for an element and for an attribute in double quotes.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// Adds ` name="value"`.
pub(super) fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    // As they are, they would be read as spaces.
    for (index, line) in value.split('\n').enumerate() {
        if index > 0 {
            out.push_str("&#10;");
        }
        for (index, part) in line.split('\t').enumerate() {
            if index > 0 {
                out.push_str("&#9;");
            }
            escape(part, out);
        }
    }
    out.push('"');
}

/// Adds `<name>text</name>` on a line of its own.
pub(super) fn element(name: &str, text: &str, indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push('<');
    out.push_str(name);
    out.push('>');
    escape(text, out);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

/// Goes from entry to entry, opening and closing folders in between: those that two neighbours share stay open. Entries keep
/// their order, so a folder may be opened several times.
pub(super) fn in_folders(
    entries: &[Entry],
    out: &mut String,
    open: fn(&str, usize, &mut String),
    close: fn(usize, &mut String),
    mut link: impl FnMut(&Entry, usize, &mut String),
) {
    let mut stack: Vec<String> = Vec::new();
    for entry in entries {
        let shared = stack.iter().zip(&entry.folders).take_while(|(one, other)| one == other).count();
        while stack.len() > shared {
            stack.pop();
            close(stack.len(), out);
        }
        for name in entry.folders.iter().skip(shared) {
            open(name, stack.len(), out);
            stack.push(name.clone());
        }
        link(entry, stack.len(), out);
    }
    while stack.pop().is_some() {
        close(stack.len(), out);
    }
}
