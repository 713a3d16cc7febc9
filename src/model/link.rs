//! A link: one kept URL with what a person wrote about it.

use serde::Serialize;

/// The stable name of a link on the site: its `id` field, or id-v1 (a slug and 8 hex digits of the SHA-256 of the
/// URL without its fragment). Contains only `[a-z0-9-]`; see docs/format.md.
pub type LinkId = String;

/// The normalised form of a URL by which duplicates are found. Never shown, never stored: its rules may improve.
pub type UrlKey = String;

/// Where a link stands: file, line and column (both from 1; columns count characters).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Location {
    /// Path relative to the collection's root, `/`-separated.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A date or a date with a time, as the person wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The instant it stands for (a date is its midnight in the site's time zone); what sorting uses.
    pub instant: jiff::Timestamp,
    /// The date in the site's time zone (or in the offset that was written).
    pub date: jiff::civil::Date,
    /// Whether a time of day was written.
    pub has_time: bool,
}

/// Read or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing said.
    #[default]
    None,
    /// `status = "unread"`, or `- [ ]` in a Markdown list.
    Unread,
    /// `status = "read"`, or `- [x]` in a Markdown list.
    Read,
}

impl Status {
    /// Its name in keys and data: the one that it is serialised by.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unread => "unread",
            Self::Read => "read",
        }
    }
}

/// Who sees a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everywhere on the site.
    #[default]
    Public,
    /// Has its own page and snapshot, but stands in no listing, feed, sitemap, index or `links.json`.
    Unlisted,
    /// No page, no feed, no index entry anywhere; captures go to `snapshots/private/`.
    Private,
}

impl Visibility {
    /// The word for it in link files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::Private => "private",
        }
    }
}

/// One kept URL.
#[derive(Debug, Clone)]
pub struct Link {
    /// Byte for byte as the person wrote it.
    pub url: String,
    /// Stable name on the site; unique in the collection.
    pub id: LinkId,
    /// Duplicate key of `url`.
    pub key: UrlKey,
    /// The person's title; `None`: the page's own is used.
    pub title: Option<String>,
    /// One or two sentences, plain text.
    pub description: Option<String>,
    /// Markdown.
    pub notes: Option<String>,
    /// Tag keys (see [`crate::model::Tag::key`]), in the order written, no doubles, aliases resolved.
    pub tags: Vec<String>,
    /// When it was kept.
    pub added: Option<Moment>,
    /// When the person last changed it.
    pub updated: Option<Moment>,
    /// When the page says it was published.
    pub published: Option<Moment>,
    /// Who wrote the page.
    pub author: Option<String>,
    /// BCP 47 tag of the page's language.
    pub language: Option<String>,
    /// Where the person found it: a URL or words.
    pub via: Option<String>,
    /// A favourite.
    pub starred: bool,
    /// Read or not.
    pub status: Status,
    /// Who sees it. Links under `links/private/` are always private.
    pub visibility: Visibility,
    /// `false`: never captured.
    pub archive: bool,
    /// Former URLs: their captures follow the link.
    pub aliases: Vec<String>,
    /// Where it stands.
    pub source: Location,
}
