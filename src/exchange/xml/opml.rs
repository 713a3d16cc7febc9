//! OPML 2.0: outlines of links. Programs that make outlines keep notes in an attribute `_note`.

use jiff::fmt::rfc2822::DateTimePrinter;

use super::pull::{Element, Piece, Pull, decode};
use super::write::{attribute, clean, element, in_folders};
use crate::exchange::fields::{FolderBudget, drop_field, tag as add_tag};
use crate::exchange::format::Ground;
use crate::exchange::{Entry, Parsed, When};
use crate::text::squeeze;

/// An outline that is open: its name as a folder, and whether anything that is kept stands in it or is it.
struct Outline {
    name: String,
    counts: bool,
}

/// Reads `<opml>`.
pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let text = decode(bytes);
    let mut pull = Pull::new(&text);
    let mut parsed = Parsed::default();
    let mut is_opml = false;
    let mut budget = FolderBudget::of(text.len());
    // An outline, or `None` for any other element.
    let mut open: Vec<Option<Outline>> = Vec::new();
    while let Some(piece) = pull.next()? {
        match piece {
            Piece::Text(_) => {}
            Piece::Open(element) if element.name.eq_ignore_ascii_case("outline") => {
                let (entry, name) = outline(&element, &mut parsed);
                let is_link = !entry.url.is_empty();
                if is_link {
                    let folders = open.iter().flatten().map(|outline| &outline.name);
                    let mut entry = entry;
                    budget.give(folders, &mut entry, &mut parsed);
                    parsed.entries.push(entry);
                } else if entry
                    != (Entry { title: entry.title.clone(), line: entry.line, ..Entry::default() })
                {
                    parsed.drop_one("details of folders");
                }
                if let Some(Some(above)) = open.last_mut() {
                    above.counts = true;
                }
                open.push(Some(Outline { name, counts: is_link }));
            }
            Piece::Open(element) => {
                is_opml |= open.is_empty() && element.name.eq_ignore_ascii_case("opml");
                if !is_opml {
                    return Err("is XML, but no `<opml>`".to_owned());
                }
                open.push(None);
            }
            Piece::Close => {
                // Without an address and without anything below it, an outline is a line of text, or an empty folder.
                if let Some(Some(Outline { counts: false, name })) = open.pop()
                    && !name.is_empty()
                {
                    parsed.drop_one("outlines without an address");
                }
            }
        }
    }
    Ok(parsed)
}

/// The link of an outline, and its name as a folder. The page's address comes before that of its feed.
fn outline(element: &Element, parsed: &mut Parsed) -> (Entry, String) {
    let of = |wanted: &str| {
        let found = element.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    };
    let addresses = [of("url"), of("htmlUrl"), of("xmlUrl")];
    let mut entry = Entry::new(addresses.iter().flatten().next().unwrap_or(&""));
    entry.line = Some(element.line);
    let name = of("text").or_else(|| of("title")).map(squeeze).unwrap_or_default();
    // An outline must have a text: where there is no title, it is the address.
    entry.title = Entry::line_of(&name).filter(|title| *title != squeeze(&entry.url));
    for (attribute, value) in &element.attributes {
        let value = value.as_str();
        match attribute.to_ascii_lowercase().as_str() {
            known if is_said_already(known, value.trim(), &entry.url, &name) => {}
            "xmlurl" => parsed.drop_one("feed addresses"),
            "description" => entry.describe(value),
            "_note" => entry.note(value),
            "created" => match When::read(value) {
                Some(when) => entry.added = Some(when),
                None => drop_field(parsed, attribute),
            },
            "category" => {
                for tag in value.split(',') {
                    add_tag(&mut entry, &bare(tag), parsed);
                }
            }
            "language" => entry.language = Entry::line_of(value),
            _ => drop_field(parsed, attribute),
        }
    }
    (entry, name)
}

/// Whether an attribute says nothing that is not known by now.
fn is_said_already(name: &str, value: &str, url: &str, title: &str) -> bool {
    match name {
        "text" | "url" | "type" | "version" | "iscomment" | "isbreakpoint" => true,
        "title" => squeeze(value) == title,
        "htmlurl" | "xmlurl" => value == url || value.is_empty(),
        _ => value.is_empty(),
    }
}

/// Writes links. Entries keep their order.
pub(super) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n");
    let head = clean(&Entry { title: Some(ground.title.to_owned()), ..Entry::default() });
    element("title", head.title.as_deref().unwrap_or("Links"), 4, &mut out);
    out.push_str("  </head>\n  <body>\n");
    let entries: Vec<Entry> = entries.iter().map(clean).collect();
    in_folders(&entries, &mut out, open, close, |entry, depth, out| link(entry, depth, ground, out));
    out.push_str("  </body>\n</opml>\n");
    out
}

fn indent(depth: usize, out: &mut String) {
    // Deeper than this, only the file would grow.
    out.extend(std::iter::repeat_n(' ', 4 + 2 * depth.min(16)));
}

fn open(name: &str, depth: usize, out: &mut String) {
    indent(depth, out);
    out.push_str("<outline");
    attribute("text", name, out);
    out.push_str(">\n");
}

fn close(depth: usize, out: &mut String) {
    indent(depth, out);
    out.push_str("</outline>\n");
}

/// The description comes before the notes: so does it where a long one is read as notes.
fn link(entry: &Entry, depth: usize, ground: Ground<'_>, out: &mut String) {
    indent(depth, out);
    out.push_str("<outline type=\"link\"");
    attribute("text", entry.title.as_deref().unwrap_or(&entry.url), out);
    attribute("url", &entry.url, out);
    let category: Vec<String> =
        entry.tags.iter().map(|tag| category(tag)).filter(|tag| !tag.is_empty()).collect();
    let rest = [
        ("created", created(entry, ground)),
        ("category", Some(category.join(",")).filter(|all| !all.is_empty())),
        ("language", entry.language.clone()),
        ("description", entry.description.clone()),
        ("_note", entry.notes.clone()),
    ];
    for (name, value) in rest {
        if let Some(value) = value {
            attribute(name, &value, out);
        }
    }
    out.push_str("/>\n");
}

/// The dates of OPML are those of RFC 822: whole seconds, years of four digits.
fn created(entry: &Entry, ground: Ground<'_>) -> Option<String> {
    let instant = entry.added?.instant(ground.timezone)?;
    DateTimePrinter::new().timestamp_to_rfc9110_string(&instant).ok()
}

/// A tag as a category: commas divide categories, and one with levels begins with a slash.
fn category(tag: &str) -> String {
    let tag = bare(tag);
    if tag.contains('/') { format!("/{tag}") } else { tag }
}

/// A tag as a category without the slash: none begins with one.
fn bare(tag: &str) -> String {
    squeeze(&tag.replace(',', " ")).trim_start_matches(['/', ' ']).to_owned()
}

/// What OPML and the programs that use it have a place for.
pub(super) fn holds(entry: &Entry, ground: Ground<'_>) -> Entry {
    let entry = clean(entry);
    let mut held = Entry::new(&entry.url);
    if let Some(description) = &entry.description {
        held.describe(description);
    }
    if let Some(notes) = &entry.notes {
        held.note(notes);
    }
    for tag in &entry.tags {
        held.tag(&bare(tag));
    }
    held.added = created(&entry, ground).and_then(|date| When::read(&date));
    Entry {
        title: entry.title.filter(|title| *title != squeeze(&entry.url)),
        folders: entry.folders,
        language: entry.language,
        ..held
    }
}
