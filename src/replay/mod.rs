//! Replay: turning a capture's bytes into a safe page and the assets it uses. PURE: bytes in, bytes out.
//!
//! [`derive()`] reads one record and its blobs: the page is parsed, every URL in it becomes one of our own, and what
//! is left is sanitised; style sheets and SVG files likewise. [`resolve()`] fills in where links lead, once it is known
//! what else is archived, so that one more archived link derives nothing again.

mod assets;
pub mod banners;
mod derive;
pub mod derived;
pub(crate) mod embedded;
mod frames;
mod glance;
mod integrity;
mod lazy;
mod marks;
mod meta;
pub(crate) mod own;
mod page;
mod plain;
mod readable;
mod reader;
mod resolve;
mod resources;
mod reveal;
mod rewrite;
pub(crate) mod sanitise;
mod select;
mod shell;
mod sprite_style;
mod sprites;
mod styles;
mod svg_frame;
#[cfg(test)]
mod tests;
mod thumbnail;

pub use derive::{Edits, VERSION, derive, metadata};
pub use derived::{
    Asset, AssetContent, ContentKind, Derived, Document, Heading, Missing, PageMeta, Picture, Reader, Slot,
    Thumbnail, ThumbnailKind,
};
pub use glance::Glance;
pub(crate) use reader::is_language;
pub use resolve::{Words, resolve, resolve_reader};
pub use resources::Blobs;
