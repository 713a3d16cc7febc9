//! Link files as the program writes them. PURE: texts in, texts out.
//!
//! What is added to a file that people write goes to its end, what is changed is changed in its place, and every other
//! byte stays as it is. Whether it was understood is not argued but seen: the new text is read as any link file is, and
//! must hold what it held, and what was wanted.

mod append;
mod change;
mod fields;
mod item;
mod list;
mod merge;
mod one;
mod order;
mod patch;
mod retag;
mod segments;
mod syntax;
mod table;
mod tag_list;
#[cfg(test)]
mod tests;
mod tidy;
mod union;
mod verify;

use super::{Status, Visibility};

pub use append::{Refusal, append, append_tables};
pub use change::{Change, Edit, Edited, change};
pub(crate) use list::{escape as escape_markdown, text as list_item};
pub use merge::{MergeLines, Merged, merge};
pub use one::{new_link_file, second_file_name};
pub use order::Order;
pub use retag::retag;
pub use tidy::tidy;
pub use union::{Said, additions, join};

/// What `add` knows of a link.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewLink {
    /// The address; must pass [`super::address::check`].
    pub url: String,
    /// Title; white space is folded.
    pub title: Option<String>,
    /// Description; white space is folded.
    pub description: Option<String>,
    /// Who wrote the page.
    pub author: Option<String>,
    /// Language of the page, as a BCP 47 tag.
    pub language: Option<String>,
    /// When the page was published: a date, such as `2026-11-20`.
    pub published: Option<String>,
    /// Tags as spelled.
    pub tags: Vec<String>,
    /// When it is kept: the text of a date or a time, such as `2026-11-20` or `2026-11-20T14:23:01+08:00`.
    pub added: Option<String>,
    /// Notes in Markdown; blank lines at the ends are dropped.
    pub notes: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// What `add` never knows and other programs do.
    pub more: More,
}

/// Further fields of a new link. A list item has no place for them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct More {
    /// The name on the site that somebody chose.
    pub id: Option<String>,
    /// Where it was found.
    pub via: Option<String>,
    /// When the entry was last changed, as [`NewLink::added`].
    pub updated: Option<String>,
    /// A favourite.
    pub starred: bool,
    /// Read or not.
    pub status: Status,
    /// It is never captured.
    pub unarchived: bool,
    /// Former addresses.
    pub aliases: Vec<String>,
}
