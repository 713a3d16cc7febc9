//! Tags: identity, hierarchy, and what `tags.toml` says of them.

use indexmap::IndexMap;

/// One tag.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    /// Identity: NFC, case-folded, `/`-separated levels, e.g. `lang/rust`.
    pub key: String,
    /// The first spelling met (or the one declared in `tags.toml`), e.g. `Lang/Rust`.
    pub name: String,
    /// Folder name below `tags/`: unique when case and Unicode form are ignored, `/`-separated for hierarchy is NOT
    /// used: one flat segment, e.g. `lang-rust`; never `page` nor a name reserved on Windows.
    pub slug: String,
    /// Shown title from `tags.toml`, else `name`.
    pub title: String,
    /// Markdown from `tags.toml`.
    pub description: Option<String>,
    /// Other spellings (keys) that mean this tag.
    pub aliases: Vec<String>,
    /// Keys of the tags above: the `/` prefix and the declared parents.
    pub parents: Vec<String>,
    /// Keys of tags below, in name order.
    pub children: Vec<String>,
    /// Keys of related tags.
    pub related: Vec<String>,
    /// Declared in `tags.toml`.
    pub declared: bool,
}

/// All tags by key, in key order.
#[derive(Debug, Clone, Default)]
pub struct TagSet {
    /// Tags by key. Ancestors (`lang` of `lang/rust`) are present even when no link carries them.
    pub tags: IndexMap<String, Tag>,
}
