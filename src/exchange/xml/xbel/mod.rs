//! XBEL 1.0: folders and bookmarks in XML. What XBEL has no place for stands in a `metadata` of ours, which other programs
//! pass over.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use super::write::clean;
use crate::exchange::Entry;

/// Who our metadata belongs to.
const OWNER: &str = "https://github.com/linkarium/linkarium";

/// All of an entry that XML can write.
pub(super) fn holds(entry: &Entry) -> Entry {
    clean(entry)
}
