//! Tags that probably mean the same: `tutorial` and `tutorials`, `web-dev` and `webdev`, `pyhton` and `python`.

use std::collections::BTreeMap;

use super::{Tag, TagSet};

/// Groups of tags that look alike, each with at least two. Two words that differ in one letter alone count only from six
/// letters on: `rust` and `dust` are none.
pub fn similar_tags(tags: &TagSet) -> Vec<Vec<&Tag>> {
    let mut groups: BTreeMap<String, Vec<&Tag>> = BTreeMap::new();
    for tag in tags.tags.values() {
        groups.entry(skeleton(&tag.key)).or_default().push(tag);
    }
    // One slip of the pen: texts without one of their letters meet.
    let mut slips: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for key in
        groups.keys().filter(|key| key.chars().count() >= 6 && !key.chars().any(|c| c.is_ascii_digit()))
    {
        let letters: Vec<char> = key.chars().collect();
        for out in 0..letters.len() {
            let short: String =
                letters.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, c)| *c).collect();
            slips.entry(short).or_default().push(key.clone());
        }
    }
    for keys in slips.values() {
        let mut near = keys.iter().filter(|key| groups.contains_key(*key)).cloned().collect::<Vec<_>>();
        near.dedup();
        let Some((first, others)) = near.split_first() else { continue };
        for other in others {
            if strsim::osa_distance(first, other) == 1
                && let Some(more) = groups.remove(other)
                && let Some(group) = groups.get_mut(first)
            {
                group.extend(more);
            }
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// A tag without signs and without the endings of the plural, level by level.
fn skeleton(key: &str) -> String {
    let level = |level: &str| {
        let bare: String = level.chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '#')).collect();
        let long = bare.chars().count() > 3;
        match (bare.strip_suffix("ies"), bare.strip_suffix("es"), bare.strip_suffix('s')) {
            (Some(stem), ..) if long => format!("{stem}y"),
            (_, Some(stem), _) if long && stem.ends_with(['x', 'z']) => stem.to_owned(),
            (_, _, Some(stem)) if long && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
            _ => bare,
        }
    };
    key.split('/').map(level).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceFile, read};

    #[test]
    fn what_looks_alike_is_found_and_what_does_not_is_left() {
        let names = [
            "tutorial",
            "tutorials",
            "web-dev",
            "webdev",
            "python",
            "pyhton",
            "rust",
            "dust",
            "c",
            "c++",
            "css",
            "library",
            "libraries",
            "status",
            "2024",
            "2025",
            "协程",
        ];
        let list = names.map(|name| format!("'{name}'")).join(", ");
        let text = format!("[[link]]\nurl = 'https://a/'\ntags = [{list}]\n");
        let file = SourceFile { path: "links/a.toml".into(), bytes: text.into_bytes() };
        let (collection, _) = read(&[file], &jiff::tz::TimeZone::UTC);
        let mut found: Vec<Vec<&str>> = similar_tags(&collection.tags)
            .iter()
            .map(|group| group.iter().map(|tag| tag.name.as_str()).collect())
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                vec!["libraries", "library"],
                vec!["pyhton", "python"],
                vec!["tutorial", "tutorials"],
                vec!["web-dev", "webdev"]
            ]
        );
    }
}
