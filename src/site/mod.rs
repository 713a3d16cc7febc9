//! PURE: the collection and its captures in, the pages to write out (routes, listings, feeds).
//!
//! A [`Plan`] sorts and counts once; its [`Plan::outputs`] then yields one page at a time, so that a site of any size
//! is written in bounded memory. Pages are values: what each shows is in its [`view::View`], and nothing more. How a page
//! becomes bytes is the business of `render`.

pub mod add;
pub mod facets;
pub mod feed;
pub mod input;
pub mod json;
pub mod opensearch;
pub mod order;
pub mod page;
mod pages;
pub mod plan;
pub mod related;
pub mod routes;
pub mod shelf;
pub mod sitemap;
pub mod statistics;
pub mod tags;
pub mod text;
pub mod view;

pub use input::{Attempt, Entry, NoTexts, OwnPage, ReaderFacts, SiteInput, Snapshot, SnapshotText, Texts};
pub use page::{MenuEntry, Output, Page, PageInfo, PageKind};
pub use plan::Plan;
