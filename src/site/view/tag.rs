//! The index of tags, and a tag's own page.

use std::borrow::Cow;

use serde::Serialize;

use super::card::chip;
use super::{Chip, Month, Pagination};
use crate::model::Tag;
use crate::site::plan::Plan;
use crate::site::text;

/// One tag in the index.
#[derive(Debug, Serialize)]
pub struct TagRow<'a> {
    /// What the title begins with when it repeats the tag above: `lang/`. Shown faintly.
    pub prefix: Cow<'a, str>,
    /// The rest of the title.
    pub title: Cow<'a, str>,
    /// Href of its page.
    pub href: String,
    /// Links under it, descendants included.
    pub count: usize,
    /// How deep it stands below its root, from 0.
    pub depth: usize,
}

/// A group of the index.
#[derive(Debug, Serialize)]
pub struct ShelfView<'a> {
    /// `A`, `漢字`, `#`.
    pub label: String,
    /// Identifier of the heading, for links within the page.
    pub id: String,
    /// Its tags, depth first.
    pub tags: Vec<TagRow<'a>>,
}

/// All tags.
#[derive(Debug, Serialize)]
pub struct TagIndexView<'a> {
    /// Groups, in order.
    pub shelves: Vec<ShelfView<'a>>,
    /// The fullest tags.
    pub top_tags: Vec<Chip<'a>>,
    /// How many tags there are.
    pub total: usize,
}

impl<'a> TagIndexView<'a> {
    /// The index, for a page whose root is `root`.
    pub(crate) fn new(plan: &Plan<'a>, root: &str, top: usize) -> Self {
        let shelves = plan.tags().shelves().into_iter().enumerate();
        let shelves: Vec<ShelfView<'_>> = shelves
            .map(|(number, (shelf, tags))| ShelfView {
                label: shelf.label(),
                id: format!("shelf-{}", number + 1),
                tags: rows(plan, &tags, root),
            })
            .collect();
        let total = shelves.iter().map(|shelf| shelf.tags.len()).sum();
        Self { shelves, top_tags: top_chips(plan, root, top), total }
    }
}

/// The fullest tags as labels.
pub(crate) fn top_chips<'a>(plan: &Plan<'a>, root: &str, limit: usize) -> Vec<Chip<'a>> {
    plan.tags().fullest(limit).into_iter().map(|tag| chip(plan, tag, root)).collect()
}

fn rows<'a>(plan: &Plan<'a>, tags: &[(&'a Tag, usize)], root: &str) -> Vec<TagRow<'a>> {
    let mut above: Vec<&str> = Vec::new();
    tags.iter()
        .map(|&(tag, depth)| {
            above.truncate(depth);
            let prefix = above.last().map_or(0, |parent| repeated(&tag.title, parent));
            above.push(&tag.title);
            let (prefix, title) = tag.title.split_at(prefix);
            let chip = chip(plan, tag, root);
            TagRow {
                prefix: text::clean(prefix),
                title: text::clean(title),
                href: chip.href.unwrap_or_default(),
                count: chip.count,
                depth,
            }
        })
        .collect()
}

/// Length of the beginning that repeats the title above, with its slash: 5 for `lang/rust` under `lang`.
fn repeated(title: &str, parent: &str) -> usize {
    let mut rest = title.chars();
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    let begins = parent.chars().all(|expected| rest.next().is_some_and(|found| same(expected, found)));
    if begins && rest.next() == Some('/') && !rest.as_str().is_empty() {
        title.len() - rest.as_str().len()
    } else {
        0
    }
}

/// One tag.
#[derive(Debug, Serialize)]
pub struct TagView<'a> {
    /// What identifies it, for a search: `lang/rust`.
    pub key: &'a str,
    /// Shown title.
    pub title: Cow<'a, str>,
    /// As people write it in link files, when that differs from the title.
    pub name: Option<Cow<'a, str>>,
    /// Markdown from `tags.toml`.
    pub description: Option<&'a str>,
    /// Other spellings that mean it.
    pub aliases: Vec<Cow<'a, str>>,
    /// The tags above.
    pub parents: Vec<Chip<'a>>,
    /// The tags below.
    pub children: Vec<Chip<'a>>,
    /// Other tags below the same one.
    pub siblings: Vec<Chip<'a>>,
    /// Related tags, as the keeper said.
    pub related: Vec<Chip<'a>>,
    /// Tags that its links carry as well, with how many do.
    pub together: Vec<Chip<'a>>,
    /// Links of this page by month.
    pub months: Vec<Month<'a>>,
    /// Where in the listing this page is.
    pub pagination: Pagination,
}

impl<'a> TagView<'a> {
    /// A page of `tag`.
    pub(crate) fn new(
        plan: &Plan<'a>,
        tag: &'a Tag,
        months: Vec<Month<'a>>,
        pagination: Pagination,
        root: &str,
    ) -> Self {
        let chips = |keys: &'a [String]| -> Vec<Chip<'a>> {
            keys.iter().filter_map(|key| plan.tags().seen(key)).map(|tag| chip(plan, tag, root)).collect()
        };
        Self {
            key: &tag.key,
            title: text::clean(&tag.title),
            name: (tag.name.to_lowercase() != tag.title.to_lowercase()).then(|| text::clean(&tag.name)),
            description: tag.description.as_deref().filter(|text| !text.trim().is_empty()),
            aliases: tag.aliases.iter().map(|alias| text::clean(alias)).collect(),
            parents: chips(&tag.parents),
            children: chips(&tag.children),
            siblings: siblings(plan, tag, root),
            together: if pagination.current == 1 { together(plan, tag, root) } else { Vec::new() },
            related: chips(&tag.related),
            months,
            pagination,
        }
    }
}

/// Tags of each kind that a page names.
const KIN: usize = 16;

/// What stands beside a tag below the same parent, the fullest first.
fn siblings<'a>(plan: &Plan<'a>, tag: &'a Tag, root: &str) -> Vec<Chip<'a>> {
    let parents = tag.parents.iter().filter_map(|key| plan.tags().seen(key));
    let mut keys: Vec<&String> =
        parents.flat_map(|parent| &parent.children).filter(|key| **key != tag.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found: Vec<Chip<'a>> =
        keys.into_iter().filter_map(|key| plan.tags().seen(key)).map(|tag| chip(plan, tag, root)).collect();
    found.sort_by_key(|chip| std::cmp::Reverse(chip.count));
    found.truncate(KIN);
    found
}

/// Tags that stand on the same links, the most frequent first; those above and below the tag are told elsewhere.
fn together<'a>(plan: &Plan<'a>, tag: &'a Tag, root: &str) -> Vec<Chip<'a>> {
    let mut counts: std::collections::BTreeMap<&'a str, usize> = std::collections::BTreeMap::new();
    for link in plan.under(tag).filter_map(|index| plan.link(index)) {
        for key in &link.tags {
            *counts.entry(key).or_default() += 1;
        }
    }
    let set = &plan.input().collection.tags;
    let mut counts: Vec<(&str, usize)> = counts
        .into_iter()
        .filter(|&(key, count)| count > 1 && !set.is_within(key, &tag.key) && !set.is_within(&tag.key, key))
        .collect();
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let chips = counts.into_iter().take(KIN).filter_map(|(key, count)| {
        let other = plan.tags().seen(key)?;
        Some(Chip { count, ..chip(plan, other, root) })
    });
    chips.collect()
}

/// A redirect to a tag.
#[derive(Debug, Serialize)]
pub struct TagAliasView<'a> {
    /// The name that leads there.
    pub alias: Cow<'a, str>,
    /// Title of the tag it leads to.
    pub title: Cow<'a, str>,
    /// Href of that tag's page.
    pub href: String,
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn a_repeated_beginning() {
        assert_eq!(repeated("lang/rust", "lang"), 5);
        assert_eq!(repeated("sea/navigation", "Sea"), 4);
        assert_eq!(repeated("協程/日", "協程"), 7);
        assert_eq!(repeated("language", "lang"), 0);
        assert_eq!(repeated("Rust", "lang"), 0);
        assert_eq!(repeated("lang/", "lang"), 0);
    }
}
