//! A page as a value, before it has bytes.

use serde::Serialize;

use super::feed::Feed;
use super::view::View;

/// What a page is: for templates, and for the `data-kind` by which a style sheet may tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// The listing of everything.
    Home,
    /// All tags.
    Tags,
    /// One tag.
    Tag,
    /// A former or other name of a tag, which leads to it.
    TagAlias,
    /// One link.
    Link,
    /// The frame around a snapshot.
    Viewer,
    /// A snapshot's article, to be read.
    Reader,
    /// The doors to all ways of browsing.
    Browse,
    /// The groups of one way of browsing: all hosts, all months, …
    Facet,
    /// The links of one group: of a host, a month, …
    Listing,
    /// Figures of the whole collection.
    Statistics,
    /// The search page.
    Search,
    /// The page for adding links.
    Add,
    /// A page of the keeper's own.
    Own,
    /// What a server shows for an address that does not exist.
    NotFound,
}

impl PageKind {
    /// The template that draws it, below a theme's `templates/`.
    pub fn template(self) -> &'static str {
        match self {
            Self::Home => "home.html",
            Self::Tags => "tags.html",
            Self::Tag => "tag.html",
            Self::TagAlias => "tag-alias.html",
            Self::Link => "link.html",
            Self::Viewer => "viewer.html",
            Self::Reader => "reader.html",
            Self::Browse => "browse.html",
            Self::Facet => "facet.html",
            Self::Listing => "listing.html",
            Self::Statistics => "statistics.html",
            Self::Search => "search.html",
            Self::Add => "add.html",
            Self::Own => "page.html",
            Self::NotFound => "404.html",
        }
    }
}

/// What every page says of itself: `page` in a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageInfo {
    /// Where it lands below `output/`.
    pub route: String,
    /// What it is.
    pub kind: PageKind,
    /// Its own title, without the site's; `None` on the home page.
    pub title: Option<String>,
    /// Language of `title`, where known.
    pub title_lang: Option<String>,
    /// One plain sentence for search engines and link previews.
    pub description: Option<String>,
    /// Absolute address, when the site has a base URL.
    pub canonical: Option<String>,
    /// Whether search engines shall leave it alone.
    pub noindex: bool,
    /// Prefix that leads to the site's root: `../../`, or an absolute path on the 404 page.
    pub root: String,
    /// Href of the home page.
    pub home: String,
    /// Href of the tag index.
    pub tags: String,
    /// Href of the doors to all ways of browsing.
    pub browse: String,
    /// Href of the search page, when there is one.
    pub search: Option<String>,
    /// Href of the directory of the search index.
    pub search_index: Option<String>,
    /// Href of the description by which a browser's address bar can search, when there is one.
    pub opensearch: Option<String>,
    /// Href of the page for adding links, when there is one.
    pub add: Option<String>,
    /// The keeper's own entries of the menu.
    pub menu: Vec<MenuEntry>,
    /// Absolute address of a picture for link previews.
    pub image: Option<String>,
    /// Href of the Atom feed of everything, when there is one.
    pub feed: Option<String>,
    /// Href of the same as JSON Feed.
    pub json_feed: Option<String>,
    /// Href of the Atom feed of what this page lists, when it is another one.
    pub own_feed: Option<String>,
    /// Href of the same as JSON Feed.
    pub own_json_feed: Option<String>,
}

/// An entry of the menu: `[[menu]]`, or a `[[page]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MenuEntry {
    /// Its words.
    pub title: String,
    /// Its href.
    pub href: String,
    /// Whether it leads off the site.
    pub outward: bool,
    /// Whether it is the page that shows it.
    pub current: bool,
}

/// One page to render.
#[derive(Debug)]
pub struct Page<'a> {
    /// What it says of itself.
    pub info: PageInfo,
    /// What it shows.
    pub view: View<'a>,
}

/// One file of the site.
#[derive(Debug)]
pub enum Output<'a> {
    /// A page, drawn by a template.
    Page(Box<Page<'a>>),
    /// A feed, written as Atom and as JSON Feed.
    Feed(Box<Feed<'a>>),
    /// Finished bytes.
    File {
        /// Where it lands below `output/`.
        route: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}
