//! Feeds: Atom 1.0, RSS 2.0 and its forerunners, RSS 1.0. Each entry is a link. Atom is written.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::{holds, write};

/// The media type of our notes in an entry's content.
const MARKDOWN: &str = "text/markdown";
/// The date of an entry that has none: Atom wants one.
const NO_DATE: &str = "1970-01-01T00:00:00Z";
