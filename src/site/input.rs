//! What the site is made of.

use jiff::Timestamp;

use crate::config::Config;
use crate::model::Collection;
use crate::replay::{ContentKind, Heading, Missing, PageMeta, Picture, Thumbnail};
use crate::store::record::{CaptureId, Failure, ResourceCounts};

/// Everything a site is rendered from. No clock: the same input gives the same bytes.
#[derive(Debug)]
pub struct SiteInput<'a> {
    /// Settings.
    pub config: &'a Config,
    /// Links and tags.
    pub collection: &'a Collection,
    /// One entry per link of the collection, same order and length as `collection.links`.
    pub entries: Vec<Entry>,
    /// Pages of the keeper's own.
    pub pages: Vec<OwnPage>,
    /// The texts of snapshots.
    pub texts: &'a dyn Texts,
    /// Whether the site can be searched: the settings and the theme both say so.
    pub search: bool,
}

/// A page that the keeper wrote: `[[page]]` of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPage {
    /// Its folder below `output/`.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// What is read of a snapshot when its page is drawn or its words are counted, and not before: a site's texts are too
/// many to be kept in memory.
pub trait Texts: std::fmt::Debug {
    /// The text of a snapshot. `None`: there is none, or it cannot be read any more.
    fn of(&self, capture: &CaptureId) -> Option<SnapshotText>;
}

/// No texts at all.
#[derive(Debug, Clone, Copy)]
pub struct NoTexts;

impl Texts for NoTexts {
    fn of(&self, _: &CaptureId) -> Option<SnapshotText> {
        None
    }
}

/// The text of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnapshotText {
    /// The article as safe HTML that may stand in a page of ours; empty where there is no reader view.
    pub article: String,
    /// Plain text, blocks on lines of their own: what search finds.
    pub plain: String,
}

/// What is known of one link's captures.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Good snapshots, newest first; the one to show is `best`.
    pub snapshots: Vec<Snapshot>,
    /// Index into `snapshots` of the one that `archive/HOST/SLUG/` shows.
    pub best: Option<usize>,
    /// The last attempt, when it failed.
    pub failure: Option<Attempt>,
    /// Time of the first capture or attempt: what a link without `added` sorts by.
    pub first_seen: Option<Timestamp>,
}

/// One good capture as readers see it.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The record, `HOST/SLUG/TIME-hhhh`.
    pub capture: CaptureId,
    /// Folder below `output/`, no slash at the end: `archive/HOST/SLUG/TIME`. Holds `page.html` (written by the
    /// pipeline) and `index.html`, the viewer (a page of the site).
    pub folder: String,
    /// When it was captured.
    pub captured: Timestamp,
    /// Where redirects ended.
    pub final_url: String,
    /// Whether everything it needs was captured.
    pub whole: bool,
    /// Whether a person supplied it, and nothing was fetched.
    pub supplied: bool,
    /// Reasons to doubt it.
    pub suspect: Vec<String>,
    /// Counts.
    pub resources: ResourceCounts,
    /// What it is.
    pub kind: ContentKind,
    /// Media type of its own bytes.
    pub media_type: String,
    /// What the page says about itself.
    pub meta: PageMeta,
    /// For a picture, PDF, medium or file: path below `output/` of the thing itself.
    pub main_asset: Option<String>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// What a reader should know.
    pub notices: Vec<String>,
    /// What is known of its reader view, where it has one.
    pub reader: Option<ReaderFacts>,
    /// Its picture.
    pub picture: Option<Thumbnail>,
}

/// A reader view, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReaderFacts {
    /// Words (CJK: characters) of the article.
    pub words: usize,
    /// Minutes that reading takes, at least one.
    pub minutes: usize,
    /// BCP 47 tag of its language.
    pub language: Option<String>,
    /// Whether it is written from right to left.
    pub rtl: bool,
    /// Its headings.
    pub headings: Vec<Heading>,
    /// The page's preview picture, where the article itself has none.
    pub hero: Option<Picture>,
}

/// The last attempt at a link, when it failed.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub failure: Failure,
    /// When it will be tried again.
    pub next: Option<Timestamp>,
    /// Failed attempts in a row.
    pub failures: u32,
}
