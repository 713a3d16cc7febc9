//! Reading XBEL.

use super::super::pull::{Element, Piece, Pull, decode};
use super::OWNER;
use crate::exchange::fields::{FolderBudget, drop_field, exact_when, tag};
use crate::exchange::{Entry, Parsed, When};
use crate::model::{Status, Visibility};
use crate::text::squeeze;

/// What an open element is.
enum Open {
    Root,
    Folder,
    Bookmark,
    /// Text of a folder or a bookmark.
    Title,
    Desc,
    Info,
    /// Metadata of ours, and a field of it.
    Own,
    Field(String),
    /// Nothing within counts.
    Other,
}

/// A bookmark that is being read.
#[derive(Default)]
struct Bookmark {
    entry: Entry,
    desc: String,
    /// It has metadata of ours, so that its description is one.
    is_own: bool,
}

struct Reading {
    budget: FolderBudget,
    parsed: Parsed,
    open: Vec<Open>,
    /// The name of each open folder; it comes after the folder's beginning.
    folders: Vec<String>,
    bookmark: Option<Bookmark>,
    text: String,
}

/// Reads `<xbel>`.
pub(in crate::exchange::xml) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let text = decode(bytes);
    let mut pull = Pull::new(&text);
    let mut reading = Reading {
        budget: FolderBudget::of(text.len()),
        parsed: Parsed::default(),
        open: Vec::new(),
        folders: Vec::new(),
        bookmark: None,
        text: String::new(),
    };
    while let Some(piece) = pull.next()? {
        match piece {
            Piece::Open(element) => {
                let open = reading.begin(element)?;
                reading.open.push(open);
            }
            Piece::Text(text) => {
                if matches!(reading.open.last(), Some(Open::Title | Open::Desc | Open::Field(_))) {
                    reading.text.push_str(&text);
                }
            }
            Piece::Close => reading.end(),
        }
    }
    Ok(reading.parsed)
}

impl Reading {
    fn begin(&mut self, element: Element) -> Result<Open, String> {
        self.text.clear();
        Ok(match (self.open.last(), element.name.as_str()) {
            (None, "xbel") => Open::Root,
            (None, _) => return Err("is XML, but no `<xbel>`".to_owned()),
            (Some(Open::Root | Open::Folder), "folder") => {
                self.folders.push(String::new());
                if element.get("added").is_some() {
                    self.parsed.drop_one("dates of folders");
                }
                Open::Folder
            }
            (Some(Open::Root | Open::Folder), "bookmark") => {
                self.bookmark = Some(Bookmark { entry: self.attributes(&element), ..Bookmark::default() });
                Open::Bookmark
            }
            (Some(Open::Root | Open::Folder | Open::Bookmark), "title") => Open::Title,
            (Some(Open::Root | Open::Folder | Open::Bookmark), "desc") => Open::Desc,
            (Some(Open::Root | Open::Folder | Open::Bookmark), "info") => Open::Info,
            (Some(Open::Info), "metadata") => match &mut self.bookmark {
                Some(bookmark) if element.get("owner") == Some(OWNER) => {
                    bookmark.is_own = true;
                    Open::Own
                }
                _ => {
                    self.parsed.drop_one("metadata of other programs");
                    Open::Other
                }
            },
            (Some(Open::Own), _) => Open::Field(element.name),
            (Some(Open::Root | Open::Folder), "separator") | (Some(Open::Other), _) => Open::Other,
            (Some(Open::Root | Open::Folder), "alias") => {
                self.parsed.drop_one("references to other bookmarks");
                Open::Other
            }
            (Some(_), name) => {
                drop_field(&mut self.parsed, name);
                Open::Other
            }
        })
    }

    fn attributes(&mut self, element: &Element) -> Entry {
        let mut entry = Entry { line: Some(element.line), ..Entry::default() };
        for (name, value) in &element.attributes {
            let date = || exact_when(value).or_else(|| When::read(value));
            let taken = match name.as_str() {
                "href" => {
                    value.trim().clone_into(&mut entry.url);
                    true
                }
                "added" => {
                    entry.added = date();
                    entry.added.is_some()
                }
                "modified" => {
                    entry.updated = date();
                    entry.updated.is_some()
                }
                "visited" => {
                    self.parsed.drop_one("last visits");
                    true
                }
                "id" => {
                    self.parsed.drop_one("ids");
                    true
                }
                "icon" => {
                    self.parsed.drop_one("icons");
                    true
                }
                name => name.starts_with("xmlns"),
            };
            if !taken && !value.trim().is_empty() {
                drop_field(&mut self.parsed, name);
            }
        }
        entry
    }

    fn end(&mut self) {
        let Some(ended) = self.open.pop() else { return };
        let text = std::mem::take(&mut self.text);
        match (ended, &mut self.bookmark) {
            (Open::Folder, _) => {
                self.folders.pop();
            }
            (Open::Bookmark, bookmark) => {
                if let Some(bookmark) = bookmark.take() {
                    self.finish(bookmark);
                }
            }
            (Open::Title, Some(bookmark)) => bookmark.entry.title = Entry::line_of(&text),
            (Open::Title, None) => {
                if let Some(folder) = self.folders.last_mut() {
                    *folder = squeeze(&text);
                }
            }
            (Open::Desc, Some(bookmark)) => bookmark.desc = text,
            (Open::Desc, None) if !text.trim().is_empty() => self.parsed.drop_one("descriptions of folders"),
            (Open::Field(name), Some(bookmark)) => field(&mut bookmark.entry, &name, &text, &mut self.parsed),
            _ => {}
        }
    }

    fn finish(&mut self, bookmark: Bookmark) {
        let Bookmark { mut entry, desc, is_own } = bookmark;
        if is_own {
            entry.description = Entry::line_of(&desc);
        } else {
            entry.describe(&desc);
        }
        self.budget.give(self.folders.iter(), &mut entry, &mut self.parsed);
        if entry.url.is_empty() {
            self.parsed.refuse(&entry.title.unwrap_or_default(), "has no address", entry.line);
        } else {
            self.parsed.entries.push(entry);
        }
    }
}

/// Takes in a field of our metadata.
fn field(entry: &mut Entry, name: &str, text: &str, parsed: &mut Parsed) {
    let line = Entry::line_of(text);
    match name {
        "id" => entry.id = line,
        // Once: what is joined grows with each.
        "notes" if entry.notes.is_none() => entry.note(text),
        "author" => entry.author = line,
        "language" => entry.language = line,
        "via" => entry.via = line,
        "starred" => entry.starred = text == "true",
        "status" => {
            entry.status = match text {
                "unread" => Status::Unread,
                "read" => Status::Read,
                _ => return drop_field(parsed, name),
            }
        }
        "visibility" => {
            // What cannot be read might have hidden the link.
            entry.visibility = if text == "unlisted" { Visibility::Unlisted } else { Visibility::Private };
        }
        "archive" => entry.unarchived = text == "false",
        "published" => entry.published = exact_when(text),
        "tag" => tag(entry, text, parsed),
        "alias" => entry.aliases.extend(Some(text.trim().to_owned()).filter(|alias| !alias.is_empty())),
        _ => drop_field(parsed, name),
    }
}
