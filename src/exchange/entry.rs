//! One link on its way between programs.

use std::collections::BTreeMap;

use super::When;
use crate::model::{Link, Moment, Status, TagSet, Visibility};
use crate::text::squeeze;

/// The longest text, in characters, that counts as a description; what is longer is notes.
const LONGEST_DESCRIPTION: usize = 500;

/// A link as an export file tells it, or as it is exported. Texts are plain unless said otherwise; an empty text is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// As written, white space at its ends removed. Not checked: see [`crate::model::address::check`].
    pub url: String,
    /// The id that the keeper chose; of our own formats alone.
    pub id: Option<String>,
    /// One line.
    pub title: Option<String>,
    /// One line.
    pub description: Option<String>,
    /// Markdown.
    pub notes: Option<String>,
    /// As spelled there; `/` may make levels.
    pub tags: Vec<String>,
    /// Names of the folders that it lies in, the outermost first.
    pub folders: Vec<String>,
    /// When it was kept.
    pub added: Option<When>,
    /// When the entry was last changed.
    pub updated: Option<When>,
    /// When the page was published.
    pub published: Option<When>,
    /// Who wrote the page.
    pub author: Option<String>,
    /// BCP 47 tag of the page's language.
    pub language: Option<String>,
    /// Where it was found: an address or words.
    pub via: Option<String>,
    /// A favourite.
    pub starred: bool,
    /// Read or not.
    pub status: Status,
    /// Who sees it.
    pub visibility: Visibility,
    /// It is never to be captured; of our own formats alone.
    pub unarchived: bool,
    /// Former addresses.
    pub aliases: Vec<String>,
    /// The line, from 1, at which the entry begins, where the format has lines.
    pub line: Option<usize>,
}

impl Entry {
    /// An entry that has an address and nothing else.
    pub fn new(url: &str) -> Self {
        Self { url: url.trim().to_owned(), ..Self::default() }
    }

    /// A link of a collection, with the tags of which it has some. Folders, chosen id and line are for the caller to say.
    pub fn of_link(link: &Link, tags: &TagSet) -> Self {
        let when = |moment: &Option<Moment>| {
            moment.as_ref().map(|m| if m.has_time { When::Instant(m.instant) } else { When::Day(m.date) })
        };
        Self {
            url: link.url.clone(),
            title: link.title.clone(),
            description: link.description.clone(),
            notes: link.notes.clone(),
            tags: tags.names(&link.tags),
            added: when(&link.added),
            updated: when(&link.updated),
            published: when(&link.published),
            author: link.author.clone(),
            language: link.language.clone(),
            via: link.via.clone(),
            starred: link.starred,
            status: link.status,
            visibility: link.visibility,
            unarchived: !link.archive,
            aliases: link.aliases.clone(),
            ..Self::default()
        }
    }

    /// Takes in the text that other programs call description, comment or excerpt: what is one line becomes the
    /// description, if there is none; all else notes, below those that are there.
    pub fn describe(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let short = !text.contains('\n') && text.chars().count() <= LONGEST_DESCRIPTION;
        if short && self.description.is_none() {
            self.description = Some(squeeze(text));
        } else {
            self.note(text);
        }
    }

    /// Adds notes below those that are there.
    pub fn note(&mut self, markdown: &str) {
        let added = markdown.trim_end();
        if added.trim().is_empty() || self.notes.as_deref() == Some(added) {
            return;
        }
        self.notes = Some(match self.notes.take() {
            Some(earlier) => format!("{earlier}\n\n{added}"),
            None => added.to_owned(),
        });
    }

    /// A text as one line; `None` when nothing is left.
    pub fn line_of(text: &str) -> Option<String> {
        Some(squeeze(text)).filter(|line| !line.is_empty())
    }

    /// Adds a tag, unless it is empty or there already.
    pub fn tag(&mut self, tag: &str) {
        let tag = squeeze(tag);
        if !tag.is_empty() && !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }
}

/// Something in the file that is no link that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What it is: its address, or else its title. May be empty.
    pub what: String,
    /// Why, a few words without a full stop: `a bookmarklet`, `has no address`.
    pub why: String,
    /// The line, from 1, where the format has lines.
    pub line: Option<usize>,
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Links, in file order. Their addresses are not checked yet.
    pub entries: Vec<Entry>,
    /// What was recognised as an entry and has no address at all.
    pub refused: Vec<Refused>,
    /// What the file says that a link has no place for, each with how often: `icons`, `last visits`, `texts of articles`.
    pub dropped: BTreeMap<String, usize>,
}

impl Parsed {
    /// Notes that something was left out: `what` names it in the plural.
    pub fn drop_one(&mut self, what: &str) {
        *self.dropped.entry(what.to_owned()).or_default() += 1;
    }

    /// Notes an entry without a usable address.
    pub fn refuse(&mut self, what: &str, why: &str, line: Option<usize>) {
        self.refused.push(Refused { what: what.trim().to_owned(), why: why.to_owned(), line });
    }
}
