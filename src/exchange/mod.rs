//! Links as other programs keep them: read from what they export, written for what they import. PURE: bytes in, plain
//! data out. What it is not: deciding where a link goes in the collection (that is `pipeline::intake`).
//!
//! Each family of formats has a file: `html`, `text`, `markdown`, `json`, `csv`, `xml`, `yaml`, `saved`. [`Format`] names them
//! all, finds out which one a file has, and reads and writes it.

mod csv;
mod entry;
mod fields;
mod format;
mod html;
mod json;
mod markdown;
mod privacy;
mod saved;
mod text;
mod when;
mod xml;
mod yaml;

pub use entry::{Entry, Parsed, Refused};
pub use format::{Format, Ground, Read};
pub use html::is_link_list;
pub use privacy::{Private, looks_private};
pub use when::When;
