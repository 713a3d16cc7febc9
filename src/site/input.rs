//! What the site is made of.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::Config;
use crate::model::Collection;
use crate::replay::{ContentKind, Missing, PageMeta};
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

/// Paths below `output/` by link id, for what refers to what.
pub type Routes = BTreeMap<String, String>;
