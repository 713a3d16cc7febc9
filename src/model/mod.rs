//! The collection as read: links, tags, and how they are parsed out of TOML and Markdown. PURE: texts in,
//! plain data and diagnostics out. What it is not: finding files (that is `project`) or anything of captures.
//!
//! [`read`] is the way in: each file becomes entries (`read`, `markdown`, `tags_file`), and `collect` makes one
//! collection of them. docs/format.md specifies what is read.

pub mod address;
mod collect;
pub mod edit;
mod files;
pub mod id;
pub mod link;
mod markdown;
pub mod moment;
pub mod query;
mod read;
mod rules;
mod similar;
mod slug;
pub mod tag;
mod tag_problems;
mod tags;
mod tags_file;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
pub use address::key;
pub(crate) use files::TAGS_FILE;
pub use files::{MAX_FILE_BYTES, is_link_file, read};
pub use id::id_v1;
pub use link::{Link, LinkId, Location, Moment, Status, UrlKey, Visibility};
pub(crate) use markdown::{body_start, flattened, front_matter};
pub use query::Query;
pub use read::Meaning;
pub use read::tidy_notes;
pub use rules::{Applied, Ruled, apply_rules};
pub use similar::similar_tags;
pub use tag::{Tag, TagSet};
pub use tag_problems::{TAG_PROBLEMS, tag_problems};

/// A name for a folder or file, safe in every file system: letters and digits of any script, in lower case, and hyphens.
pub fn folder_name(name: &str) -> String {
    slug::slug(&crate::text::fold(name))
}

/// One file of the collection as it was found: a link file (`links/**/*.toml|md`) or `links/tags.toml`.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path relative to the collection's root, `/`-separated, such as `links/rust.toml`.
    pub path: String,
    /// The bytes on disk: not yet known to be UTF-8.
    pub bytes: Vec<u8>,
}

/// Everything that was read: the sound links, the tags they use, and every problem on the way.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    /// Links in file order (files sorted by path), duplicates merged into the first.
    pub links: Vec<Link>,
    /// Every tag in use or declared, with descriptions and hierarchy.
    pub tags: TagSet,
    /// Problems, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Collection {
    /// Which link each address means, by key: its own, or else one of which it is a former address.
    pub fn by_key(&self) -> HashMap<UrlKey, usize> {
        let mut known = HashMap::with_capacity(self.links.len());
        for (index, link) in self.links.iter().enumerate() {
            for alias in &link.aliases {
                known.entry(key(alias)).or_insert(index);
            }
        }
        known.extend(self.links.iter().enumerate().map(|(index, link)| (link.key.clone(), index)));
        known
    }
}
