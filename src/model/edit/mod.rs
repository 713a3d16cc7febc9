//! Link files as the program writes them. PURE: texts in, texts out.
//!
//! What is added to a file that people write goes to its end, and every byte before stays as it is. Whether it was
//! understood is not argued but seen: the new text is read as any link file is, and must hold what it held, and the link.

mod append;
mod list;
mod one;
mod table;

use super::Visibility;

pub use append::{Refusal, append};
pub use one::{new_link_file, second_file_name};

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
}
