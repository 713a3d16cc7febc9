//! Writing XBEL.

use super::super::write::{attribute, clean, element, escape, in_folders};
use super::OWNER;
use crate::exchange::Entry;
use crate::exchange::format::Ground;
use crate::model::{Status, Visibility};

/// The longest description that is read back as one without a mark that the file is ours.
const SURE: usize = 500;

/// Writes links. Entries keep their order.
pub(in crate::exchange::xml) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE xbel PUBLIC \"+//IDN python.org//DTD XML Bookmark \
         Exchange Language 1.0//EN//XML\" \"http://www.python.org/topics/xml/dtds/xbel-1.0.dtd\">\n\
         <xbel version=\"1.0\">\n",
    );
    let head = clean(&Entry { title: Some(ground.title.to_owned()), ..Entry::default() });
    if let Some(title) = head.title {
        element("title", &title, 2, &mut out);
    }
    let entries: Vec<Entry> = entries.iter().map(clean).collect();
    in_folders(&entries, &mut out, open, close, bookmark);
    out.push_str("</xbel>\n");
    out
}

fn indent(depth: usize) -> usize {
    // Deeper than this, only the file would grow.
    2 + 2 * depth.min(16)
}

fn open(name: &str, depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent(depth)));
    out.push_str("<folder>\n");
    element("title", name, indent(depth) + 2, out);
}

fn close(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent(depth)));
    out.push_str("</folder>\n");
}

fn bookmark(entry: &Entry, depth: usize, out: &mut String) {
    let indent = indent(depth);
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str("<bookmark");
    attribute("href", &entry.url, out);
    for (name, when) in [("added", entry.added), ("modified", entry.updated)] {
        if let Some(when) = when {
            attribute(name, &when.to_string(), out);
        }
    }
    out.push_str(">\n");
    if let Some(title) = &entry.title {
        element("title", title, indent + 2, out);
    }
    let mut own = String::new();
    metadata(entry, indent + 6, &mut own);
    if !own.is_empty() || entry.description.as_ref().is_some_and(|text| text.chars().count() > SURE) {
        out.extend(std::iter::repeat_n(' ', indent + 2));
        out.push_str("<info><metadata owner=\"");
        escape(OWNER, out);
        out.push_str("\" xmlns=\"");
        escape(OWNER, out);
        out.push_str("\">\n");
        out.push_str(&own);
        out.extend(std::iter::repeat_n(' ', indent + 2));
        out.push_str("</metadata></info>\n");
    }
    if let Some(description) = &entry.description {
        element("desc", description, indent + 2, out);
    }
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str("</bookmark>\n");
}

fn metadata(entry: &Entry, indent: usize, out: &mut String) {
    let texts = [
        ("id", entry.id.as_deref()),
        ("notes", entry.notes.as_deref()),
        ("author", entry.author.as_deref()),
        ("language", entry.language.as_deref()),
        ("via", entry.via.as_deref()),
        ("starred", entry.starred.then_some("true")),
        ("status", (entry.status != Status::None).then(|| entry.status.name())),
        (
            "visibility",
            match entry.visibility {
                Visibility::Public => None,
                Visibility::Unlisted => Some("unlisted"),
                Visibility::Private => Some("private"),
            },
        ),
        ("archive", entry.unarchived.then_some("false")),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            element(name, text, indent, out);
        }
    }
    if let Some(published) = entry.published {
        element("published", &published.to_string(), indent, out);
    }
    for tag in &entry.tags {
        element("tag", tag, indent, out);
    }
    for alias in &entry.aliases {
        element("alias", alias, indent, out);
    }
}
