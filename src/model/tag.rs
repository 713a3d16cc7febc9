//! Tags: identity, hierarchy, and what `tags.toml` says of them.

use indexmap::IndexMap;

use super::slug;
use crate::text::fold;

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

impl TagSet {
    /// The key that a key or an alias means: the alias of a level above counts too (`js/react`).
    pub fn resolve(&self, key: &str) -> String {
        if self.tags.contains_key(key) {
            return key.to_owned();
        }
        let ends = key.match_indices('/').map(|(at, _)| at).chain([key.len()]).collect::<Vec<_>>();
        for end in ends.into_iter().rev() {
            let (head, below) = key.split_at(end);
            if let Some(tag) = self.tags.values().find(|tag| tag.aliases.iter().any(|alias| alias == head)) {
                return format!("{}{below}", tag.key);
            }
        }
        key.to_owned()
    }

    /// The spellings of some tags, by their keys.
    pub fn names(&self, keys: &[String]) -> Vec<String> {
        keys.iter().map(|key| self.tags.get(key).map_or(key, |tag| &tag.name).clone()).collect()
    }

    /// Whether `key` is `ancestor` or stands below it, by `/` or by a declared parent.
    pub fn is_within(&self, key: &str, ancestor: &str) -> bool {
        self.rises_to(key, |key| key == ancestor)
    }

    /// Whether `key` or a tag above it, by `/` or by a declared parent, is one that `wanted` holds for.
    pub fn rises_to(&self, key: &str, wanted: impl Fn(&str) -> bool) -> bool {
        let mut seen = std::collections::HashSet::new();
        let mut rising = vec![key];
        while let Some(key) = rising.pop() {
            if wanted(key) {
                return true;
            }
            if seen.insert(key) {
                rising.extend(
                    self.tags.get(key).into_iter().flat_map(|tag| tag.parents.iter().map(String::as_str)),
                );
            }
        }
        false
    }

    /// The key of a tag as a person may write it, aliases resolved; `None` for one that no link has.
    pub fn find(&self, written: &str) -> Option<String> {
        let key = self.resolve(&crate::text::tag_key(written)?);
        self.tags.contains_key(&key).then_some(key)
    }

    /// Adds a tag that no link and no file mentions, as a rule does, with the levels above it. Returns its key. Call
    /// [`TagSet::link_up`] when all are added.
    pub(super) fn adopt(&mut self, name: &str) -> String {
        let wanted = self.resolve(&fold(name));
        let shown = if wanted == fold(name) { name } else { &wanted };
        let mut below: Option<String> = None;
        let ends = shown.match_indices('/').map(|(at, _)| at).chain([shown.len()]).collect::<Vec<_>>();
        for end in ends.into_iter().rev() {
            let (level, _) = shown.split_at(end);
            let key = fold(level);
            if !self.tags.contains_key(&key) {
                let mut slug = slug::slug(&key);
                if self.tags.values().any(|tag| tag.slug == slug) {
                    slug = slug::with_hash(&slug, &key);
                }
                let (name, title) = (level.to_owned(), level.to_owned());
                self.tags.insert(key.clone(), Tag { key: key.clone(), name, title, slug, ..Tag::default() });
            }
            if let Some(tag) = below.and_then(|below| self.tags.get_mut(&below))
                && !tag.parents.contains(&key)
            {
                tag.parents.push(key.clone());
            }
            below = Some(key);
        }
        wanted
    }

    /// Sorts the tags by key and fills `children` from `parents`.
    pub(super) fn link_up(&mut self) {
        self.tags.sort_unstable_keys();
        let pairs: Vec<(String, String)> = self
            .tags
            .values()
            .flat_map(|tag| tag.parents.iter().map(|parent| (parent.clone(), tag.key.clone())))
            .collect();
        for tag in self.tags.values_mut() {
            tag.children.clear();
        }
        for (parent, child) in pairs {
            if let Some(tag) = self.tags.get_mut(&parent) {
                tag.children.push(child);
            }
        }
    }
}
