//! Bookmark files. They are read as browsers' importers read them: by their tags in a row, since most are no sound HTML.

use std::collections::HashSet;

use super::super::{Entry, Parsed};
use super::attributes::{Bookmark, bookmark, date, drop_named};
use super::prose::{Description, in_title};
use super::scan::{Scan, Tag, Token, starts_with};
use super::{ARCHIVED_TAG, GENERATOR, body, decode, text_of};
use crate::model::Status;
use crate::text::squeeze;

/// Names of folders that links are given, in bytes, all together: each link has all those above it, and a hostile file
/// nests a million.
const FOLDER_BYTES: usize = 64 << 20;

/// Safari's list of what is to be read.
const READING_LIST: &str = "com.apple.ReadingList";

pub(in crate::exchange) fn read_netscape(bytes: &[u8]) -> Result<Parsed, String> {
    let mut walk = Walk::default();
    let text = text_of(bytes, &mut walk.parsed)?;
    let mut counted = 0;
    for token in Scan::new(&text) {
        match token {
            Token::Open(tag) => {
                walk.line += text.get(counted..tag.at).map_or(0, |passed| passed.matches('\n').count());
                counted = tag.at;
                walk.open(&tag);
            }
            Token::Close { name, raw } => walk.close(&name, raw),
            Token::Text(text) => walk.text(text),
        }
    }
    walk.flush();
    Ok(walk.finish())
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// Nowhere.
    #[default]
    Outside,
    /// Into the bookmark's title.
    Title,
    /// Behind a bookmark's title: what stands there without a tag describes it.
    Behind,
    /// Into the bookmark's description.
    Description,
    /// Into the name of a folder.
    Heading,
    /// Into the description of a folder.
    OfFolder,
}

#[derive(Debug, Clone, Default)]
struct Folder {
    /// `None` when nothing names it.
    name: Option<String>,
    unread: bool,
}

impl Folder {
    /// What its name takes in a link.
    fn weight(&self) -> usize {
        self.name.as_ref().map_or(0, |name| name.len() + size_of::<String>())
    }
}

#[derive(Debug, Default)]
struct Walk {
    parsed: Parsed,
    /// The tags of each entry, as written.
    tags: Vec<String>,
    /// The open folders, outermost first; what their names weigh, and how many are lists of what is to be read.
    folders: Vec<Folder>,
    weight: usize,
    unread: usize,
    /// What the names weigh that links have.
    spent: usize,
    /// A heading for the folder that is about to open.
    heading: Option<Folder>,
    place: Place,
    /// Title or name on its way.
    words: String,
    description: Description,
    bookmark: Option<Bookmark>,
    line: usize,
    ours: bool,
    commas: bool,
}

impl Walk {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "dt" | "hr" => self.end_text(),
            "dl" => {
                self.flush();
                let folder = self.heading.take().unwrap_or_default();
                self.weight += folder.weight();
                self.unread += usize::from(folder.unread);
                self.folders.push(folder);
            }
            "dd" => {
                self.end_text();
                self.place = if self.bookmark.is_some() { Place::Description } else { Place::OfFolder };
            }
            "a" if !self.is_within(tag) => self.begin(tag),
            "h3" => self.begin_folder(tag),
            "h1" | "title" => self.flush(),
            "h2" | "h4" | "h5" | "h6" if self.place != Place::Description => self.begin_folder(tag),
            "meta" => {
                let is = |name, wanted| tag.get(name).is_some_and(|value| starts_with(value, wanted));
                self.ours |= is("name", "generator") && is("content", GENERATOR);
            }
            _ => match self.place {
                Place::Title | Place::Heading => self.words.push_str(&in_title(&tag.name, tag.raw)),
                Place::Description | Place::OfFolder => self.description.open(tag),
                Place::Outside | Place::Behind => {}
            },
        }
    }

    fn close(&mut self, name: &str, raw: &str) {
        match (name, self.place) {
            ("dl", _) => {
                self.flush();
                self.heading = None;
                if let Some(folder) = self.folders.pop() {
                    self.weight -= folder.weight();
                    self.unread -= usize::from(folder.unread);
                }
            }
            ("dt" | "dd", _)
            | ("a", Place::Title)
            | ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", Place::Heading) => self.end_text(),
            (_, Place::Title | Place::Heading) => self.words.push_str(&in_title(name, raw)),
            (_, Place::Description | Place::OfFolder) => self.description.close(name, raw),
            (_, Place::Outside | Place::Behind) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.place == Place::Behind && !text.trim().is_empty() {
            self.place = Place::Description;
        }
        match self.place {
            Place::Title | Place::Heading => self.words.push_str(&decode(text, false)),
            Place::Description | Place::OfFolder => self.description.push(text),
            Place::Outside | Place::Behind => {}
        }
    }

    /// Whether a link stands in a description, and is no bookmark of its own.
    fn is_within(&self, tag: &Tag<'_>) -> bool {
        matches!(self.place, Place::Description | Place::OfFolder)
            && !["add_date", "last_modified", "tags"].iter().any(|name| tag.get(name).is_some())
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        self.flush();
        self.heading = None;
        let mut bookmark = bookmark(tag, self.ours, &mut self.parsed);
        bookmark.entry.line = Some(self.line + 1);
        self.bookmark = Some(bookmark);
        self.place = Place::Title;
    }

    fn begin_folder(&mut self, tag: &Tag<'_>) {
        self.flush();
        self.heading = Some(Folder { name: None, unread: tag.get("id") == Some(READING_LIST) });
        let mut dated = false;
        for (name, value) in &tag.attributes {
            let value = decode(value.unwrap_or(""), true);
            match name.as_str() {
                "add_date" | "last_modified" => dated |= date(&value, &mut self.parsed).is_some(),
                "folded" | "personal_toolbar_folder" | "unfiled_bookmarks_folder" | "id" => {}
                name if !value.trim().is_empty() => drop_named(name, &mut self.parsed),
                _ => {}
            }
        }
        if dated {
            self.parsed.drop_one("dates of folders");
        }
        self.place = Place::Heading;
    }

    /// What stood in this place is complete.
    fn end_text(&mut self) {
        let words = std::mem::take(&mut self.words);
        let description = std::mem::take(&mut self.description);
        for _ in 0..description.images {
            self.parsed.drop_one("images in descriptions");
        }
        let place = std::mem::take(&mut self.place);
        match (place, &mut self.bookmark, &mut self.heading) {
            (Place::Title, Some(bookmark), _) => {
                bookmark.entry.title = title(&words, &bookmark.entry.url);
                self.place = Place::Behind;
            }
            (Place::Description, Some(bookmark), _) => describe(&mut bookmark.entry, &description, self.ours),
            (Place::Heading, _, Some(folder)) => folder.name = Entry::line_of(&words),
            (Place::OfFolder, ..) if !description.text.trim().is_empty() => {
                self.parsed.drop_one("descriptions of folders");
            }
            _ => {}
        }
        // A bookmark's tags may still be followed by its description.
        if place == Place::Behind {
            self.place = Place::Outside;
        }
    }

    /// The bookmark is complete, too.
    fn flush(&mut self) {
        self.end_text();
        self.place = Place::Outside;
        let Some(Bookmark { mut entry, tags, commas }) = self.bookmark.take() else { return };
        self.commas |= commas;
        if entry.url.is_empty() {
            // An anchor without words is a place in the page.
            if entry.title.is_some() || entry.added.is_some() {
                self.parsed.refuse(entry.title.as_deref().unwrap_or(""), "has no address", entry.line);
            }
            return;
        }
        if entry.status == Status::None && self.unread > 0 {
            entry.status = Status::Unread;
        }
        if self.spent + self.weight <= FOLDER_BYTES {
            self.spent += self.weight;
            entry.folders = self.folders.iter().filter_map(|folder| folder.name.clone()).collect();
        } else {
            self.parsed.drop_one("folders beyond what is read");
        }
        self.parsed.entries.push(entry);
        self.tags.push(tags);
    }

    /// Divides the tags, now that it is known how.
    fn finish(mut self) -> Parsed {
        let commas = self.ours || self.commas || self.tags.iter().any(|tags| tags.contains(','));
        let mut put_away = 0;
        for (entry, tags) in self.parsed.entries.iter_mut().zip(&self.tags) {
            let pieces = if commas { tags.split(',').collect() } else { words(tags) };
            let pieces = pieces.into_iter().map(|tag| if self.ours { tag } else { unquoted(tag) });
            put_away += usize::from(!set_tags(entry, pieces));
        }
        for _ in 0..put_away {
            self.parsed.drop_one("marks of the archive on unread bookmarks");
        }
        self.parsed
    }
}

/// Gives an entry its tags. False when it is unread, and yet has the tag of what was put away.
pub(super) fn set_tags<'t>(entry: &mut Entry, tags: impl Iterator<Item = &'t str>) -> bool {
    let mut known = HashSet::new();
    let mut agree = true;
    for tag in tags.map(squeeze).filter(|tag| !tag.is_empty()) {
        if tag == ARCHIVED_TAG {
            agree = entry.status != Status::Unread;
            if agree {
                entry.status = Status::Read;
            }
        } else if known.insert(tag.clone()) {
            entry.tags.push(tag);
        }
    }
    agree
}

/// A title, unless it is the address.
pub(in crate::exchange) fn title(words: &str, url: &str) -> Option<String> {
    Entry::line_of(words).filter(|title| *title != squeeze(url))
}

fn describe(entry: &mut Entry, description: &Description, ours: bool) {
    if ours {
        entry.description = Entry::line_of(&description.text);
    } else {
        entry.describe(&description.text);
    }
    entry.note(body(&description.notes));
}

/// Tags divided at white space, as old programs wrote them; of several words when they stand in quotes.
fn words(tags: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = tags.trim_start();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').and_then(|inside| inside.split_once('"'));
        let (tag, behind) =
            quoted.unwrap_or_else(|| rest.split_once(char::is_whitespace).unwrap_or((rest, "")));
        found.push(tag);
        rest = behind.trim_start();
    }
    found
}

/// A tag without the quotes around it.
fn unquoted(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')).unwrap_or(tag)
}
