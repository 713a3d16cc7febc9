//! What each page shows: the context of its template. Plain, serialisable, and no more than the page needs.
//!
//! Dates are strings: `2026-11-20` for a day, RFC 3339 in UTC for an instant; the `date` filter shows both. Hrefs are
//! relative to the page, percent-encoded and ready for an attribute. Everything else is plain text or Markdown from
//! outside, to be escaped or sanitised where it lands.

mod card;
mod facet;
mod link;
mod listing;
mod reader;
mod statistics;
mod tag;
mod viewer;

use serde::Serialize;

pub use super::add::AddView;
pub(crate) use card::state;
pub use card::{Card, CardSnapshot, Chip, Mini, Thumb};
pub(crate) use facet::beside;
pub use facet::{BrowseView, DoorView, FacetView, GroupShelf, GroupView, ListingView};
pub use link::{FailureView, LinkView, MissingView, SnapshotView};
pub(crate) use link::{day_or_instant, instant, moment};
pub use listing::{Month, PageNumber, Pagination, Stretch};
pub(crate) use listing::{by_host, months, whole};
pub use reader::{HeadingView, HeroView, ReaderView};
pub use statistics::{Bar, Growth, LargeView, Row, SizeRow, StatisticsView};
pub(crate) use tag::top_chips;
pub use tag::{ShelfView, TagAliasView, TagIndexView, TagRow, TagView};
pub use viewer::{OtherSnapshot, ViewerView};

/// The context of a page's template, beside `site` and `page`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum View<'a> {
    /// The listing of everything.
    Home(HomeView<'a>),
    /// All tags.
    Tags(TagIndexView<'a>),
    /// One tag.
    Tag(TagView<'a>),
    /// A redirect.
    TagAlias(TagAliasView<'a>),
    /// One link.
    Link(Box<LinkView<'a>>),
    /// The frame around a snapshot.
    Viewer(Box<ViewerView<'a>>),
    /// The reader view of a snapshot.
    Reader(Box<ReaderView<'a>>),
    /// All ways of browsing.
    Browse(BrowseView<'a>),
    /// The groups of one of them.
    Facet(FacetView),
    /// The links of one group.
    Listing(Box<ListingView<'a>>),
    /// The page of figures.
    Statistics(Box<StatisticsView<'a>>),
    /// The search page.
    Search(SearchView),
    /// The page for adding links.
    Add(Box<AddView<'a>>),
    /// A page of the keeper's own.
    Own(OwnPageView<'a>),
    /// The 404 page.
    NotFound(NotFoundView),
}

/// What the whole site says of itself: `site` in a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// `[site] title`.
    pub title: String,
    /// `[site] description`.
    pub description: Option<String>,
    /// `[site] author`.
    pub author: Option<String>,
    /// `[site] language`.
    pub language: String,
    /// `[site] base_url`, ending in `/`.
    pub base_url: Option<String>,
    /// Public links.
    pub links: usize,
    /// Public links with a snapshot.
    pub archived: usize,
    /// Tags that are seen.
    pub tags: usize,
}

/// Home.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    /// Links of this page by month.
    pub months: Vec<Month<'a>>,
    /// Where in the listing this page is.
    pub pagination: Pagination,
    /// The fullest tags, with their counts.
    pub top_tags: Vec<Chip<'a>>,
}

/// The search page. What it finds, a script finds.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// Links that can be found.
    pub total: usize,
}

/// A page of the keeper's own.
#[derive(Debug, Serialize)]
pub struct OwnPageView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Markdown.
    pub body: &'a str,
}

/// 404.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// Without a base URL nobody knows where the site's root is: the page must then have no link.
    pub self_contained: bool,
}
