//! Rules of `linkarium.toml` applied to the links they match. Which rules are for a link is decided here, once.

use std::collections::HashMap;

use super::Collection;
use crate::config::{Address, Rule};
use crate::text::tag_name;

/// What the rules have to do with one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The rules that are for it, in their order.
    pub by: Vec<Applied>,
    /// How many of its tags its file gave it: these come first.
    pub own_tags: usize,
    /// Whether its file lets it be captured.
    pub own_archive: bool,
}

/// A rule that is for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its place in [`crate::config::Config::rules`].
    pub rule: usize,
    /// The tags (keys) that it gives, each with whether the link lacked it.
    pub tags: Vec<(String, bool)>,
}

/// Applies the tags and the archive policy of every rule, in their order. A rule sees the tags that rules before it
/// have added. Of several policies the last counts; a link's own `archive = false` always stands. Returns, for each link
/// in order, which rules are for it.
pub fn apply_rules(collection: &mut Collection, rules: &[Rule]) -> Vec<Ruled> {
    let tags = &mut collection.tags;
    let added: Vec<Vec<String>> = rules
        .iter()
        .map(|rule| rule.tags.iter().filter_map(|tag| tag_name(tag)).map(|name| tags.adopt(&name)).collect())
        .collect();
    if added.iter().any(|added| !added.is_empty()) {
        tags.link_up();
    }
    let tags = &collection.tags;
    // Spelled by an alias, a tag is the one that links have.
    let wanted: HashMap<&str, String> =
        rules.iter().flat_map(|rule| &rule.having).map(|tag| (tag.as_str(), tags.resolve(tag))).collect();
    let mut ruled = Vec::with_capacity(collection.links.len());
    for link in &mut collection.links {
        let mut one = Ruled { by: Vec::new(), own_tags: link.tags.len(), own_archive: link.archive };
        let address = if rules.is_empty() { None } else { Address::of(&link.url) };
        let mut archive = None;
        for (at, (rule, added)) in rules.iter().zip(&added).enumerate() {
            let has_tag = |tag: &str| {
                let tag = wanted.get(tag).map_or(tag, String::as_str);
                link.tags.iter().any(|own| tags.is_within(own, tag))
            };
            if !rule.applies(address.as_ref(), has_tag) {
                continue;
            }
            archive = rule.archive.or(archive);
            let mut given = Vec::with_capacity(added.len());
            for key in added {
                let is_new = !link.tags.contains(key);
                if is_new {
                    link.tags.push(key.clone());
                }
                given.push((key.clone(), is_new));
            }
            one.by.push(Applied { rule: at, tags: given });
        }
        link.archive &= archive.unwrap_or(true);
        ruled.push(one);
    }
    ruled
}
