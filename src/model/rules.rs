//! Rules of `linkarium.toml` applied to the links they match.

use super::Collection;
use crate::config::Rule;
use crate::text::tag_name;

/// Applies the tags and the archive policy of every rule, in their order. A rule sees the tags that rules before it
/// have added. Of several policies the last counts; a link's own `archive = false` always stands.
pub fn apply_rules(collection: &mut Collection, rules: &[Rule]) {
    if !rules.iter().any(|rule| !rule.tags.is_empty() || rule.archive.is_some()) {
        return;
    }
    let tags = &mut collection.tags;
    let added: Vec<Vec<String>> = rules
        .iter()
        .map(|rule| rule.tags.iter().filter_map(|tag| tag_name(tag)).map(|name| tags.adopt(&name)).collect())
        .collect();
    tags.link_up();
    for link in &mut collection.links {
        let mut archive = None;
        for (rule, added) in rules.iter().zip(&added) {
            if !rule.applies(&link.url, &link.tags) {
                continue;
            }
            archive = rule.archive.or(archive);
            for key in added {
                if !link.tags.contains(key) {
                    link.tags.push(key.clone());
                }
            }
        }
        link.archive &= archive.unwrap_or(true);
    }
}
