//! Bookmark files, such that browsers and linkding read them well. What they do not know stands in attributes that they
//! pass over.

use std::collections::HashMap;

use super::super::Entry;
use super::super::format::Ground;
use super::held::{holds, seconds};
use super::{GENERATOR, NOTES};
use crate::model::{Status, Visibility};
use crate::web::dom::{escape_attribute, escape_text};

/// Levels that are indented; deeper ones stand below each other.
const INDENTED: usize = 16;

/// What stands in a folder, in order.
#[derive(Debug, Clone, Copy)]
enum Child {
    Entry(usize),
    Folder(usize),
}

/// The bookmarks of a file in their folders. A folder stands where its first bookmark is.
#[derive(Debug)]
struct Tree<'e> {
    /// Name and content of each; the first is the root.
    folders: Vec<(&'e str, Vec<Child>)>,
}

impl<'e> Tree<'e> {
    fn new(entries: &'e [Entry]) -> Self {
        let mut tree = Self { folders: vec![("", Vec::new())] };
        let mut known: HashMap<(usize, &str), usize> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let mut at = 0;
            for name in &entry.folders {
                at = *known.entry((at, name)).or_insert_with(|| {
                    let new = tree.folders.len();
                    tree.folders.push((name, Vec::new()));
                    if let Some((_, above)) = tree.folders.get_mut(at) {
                        above.push(Child::Folder(new));
                    }
                    new
                });
            }
            if let Some((_, content)) = tree.folders.get_mut(at) {
                content.push(Child::Entry(index));
            }
        }
        tree
    }
}

pub(in crate::exchange) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let entries: Vec<Entry> = entries.iter().map(|entry| holds(entry, ground)).collect();
    let mut out = String::from("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n");
    out.push_str(
        "<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<META NAME=\"generator\"",
    );
    attribute("CONTENT", GENERATOR, &mut out);
    out.push_str(">\n");
    for (begin, end) in [("<TITLE>", "</TITLE>\n"), ("<H1>", "</H1>\n")] {
        out.push_str(begin);
        escape_text(&crate::text::squeeze(ground.title), &mut out);
        out.push_str(end);
    }
    out.push_str("<DL><p>\n");
    let tree = Tree::new(&entries);
    // Which folders are open, and how far each is written.
    let mut open: Vec<(usize, usize)> = vec![(0, 0)];
    while let Some((folder, next)) = open.last_mut() {
        let child = tree.folders.get(*folder).and_then(|(_, content)| content.get(*next)).copied();
        *next += 1;
        let indent = "    ".repeat(open.len().min(INDENTED));
        match child {
            Some(Child::Entry(index)) => {
                if let Some(entry) = entries.get(index) {
                    bookmark(entry, ground, &indent, &mut out);
                }
            }
            Some(Child::Folder(index)) => {
                out.push_str(&indent);
                out.push_str("<DT><H3>");
                escape_text(tree.folders.get(index).map_or("", |(name, _)| name), &mut out);
                out.push_str("</H3>\n");
                out.push_str(&indent);
                out.push_str("<DL><p>\n");
                open.push((index, 0));
            }
            None => {
                open.pop();
                out.push_str(&"    ".repeat(open.len().min(INDENTED)));
                out.push_str("</DL><p>\n");
            }
        }
    }
    out
}

/// One bookmark: of an entry as it is held.
fn bookmark(entry: &Entry, ground: Ground<'_>, indent: &str, out: &mut String) {
    out.push_str(indent);
    out.push_str("<DT><A");
    attribute("HREF", &entry.url, out);
    let mut optional = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            attribute(name, value, out);
        }
    };
    optional("ADD_DATE", seconds(entry.added, ground.timezone).as_deref());
    optional("LAST_MODIFIED", seconds(entry.updated, ground.timezone).as_deref());
    // An unlisted link is private to programs that know no more: none publishes it.
    optional("PRIVATE", Some(if entry.visibility == Visibility::Public { "0" } else { "1" }));
    optional("DATA-VISIBILITY", (entry.visibility == Visibility::Unlisted).then_some("unlisted"));
    optional(
        "TOREAD",
        (entry.status != Status::None).then_some(if entry.status == Status::Unread { "1" } else { "0" }),
    );
    optional("READ", (entry.status == Status::Read).then_some("1"));
    let (tags, aliases) = (entry.tags.join(","), entry.aliases.join(" "));
    optional("TAGS", Some(tags.as_str()).filter(|tags| !tags.is_empty()));
    optional("DATA-IMPORTANT", entry.starred.then_some("true"));
    optional("DATA-AUTHOR", entry.author.as_deref());
    optional("DATA-LANGUAGE", entry.language.as_deref());
    optional("DATA-PUBLISHED", entry.published.map(|when| when.to_string()).as_deref());
    optional("DATA-VIA", entry.via.as_deref());
    optional("DATA-ALIASES", Some(aliases.as_str()).filter(|aliases| !aliases.is_empty()));
    optional("DATA-ID", entry.id.as_deref());
    optional("DATA-ARCHIVE", entry.unarchived.then_some("false"));
    out.push('>');
    escape_text(entry.title.as_deref().unwrap_or(&entry.url), out);
    out.push_str("</A>\n");
    if entry.description.is_none() && entry.notes.is_none() {
        return;
    }
    out.push_str(indent);
    out.push_str("<DD>");
    prose(entry.description.as_deref().unwrap_or(""), out);
    if let Some(notes) = &entry.notes {
        out.push_str(NOTES[0]);
        prose(notes, out);
        out.push_str(NOTES[1]);
    }
    out.push('\n');
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_attribute(value, out);
    out.push('"');
}

/// Text of a description: marks of notes that it holds itself are text.
fn prose(text: &str, out: &mut String) {
    let start = out.len();
    escape_text(text, out);
    if NOTES.iter().any(|mark| text.contains(mark)) {
        let mut written = out.split_off(start);
        for mark in NOTES {
            written = written.replace(mark, &mark.replace('[', "&#91;"));
        }
        out.push_str(&written);
    }
}
