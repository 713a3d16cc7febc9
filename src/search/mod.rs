//! Full-text search of the site: what the builder writes below `output/static/search/`, and how words are read.
//!
//! The index is a set of small scripts, each one call of `linkariumIndex(NAME, DATA)`: a script may be loaded over
//! `file://`, where `fetch` is forbidden. A [`Builder`] takes links in the order of listings, hands out shards of texts
//! as they fill, and keeps postings only. The client, `themes/default/static/js/search-text.js`, folds and cuts a
//! query with the same rules as [`fold`] and [`words`]: change one and the other must follow. docs/search.md has the
//! format.

mod builder;
mod entry;
mod facets;
pub mod fold;
mod han;
mod name;
mod orders;
mod packing;
mod pinyin;
mod script;
pub mod suggest;
mod terms;
#[cfg(test)]
mod tests;
mod texts;
pub mod words;

pub use builder::{Builder, Options, Sink, Written};
pub use entry::{Entry, TagName};
pub use orders::order_key;
