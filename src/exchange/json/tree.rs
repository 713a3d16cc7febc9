//! Bookmarks of browsers: folders within folders. Backups of Firefox, the file `Bookmarks` of Chrome and its kin, and what
//! browsers hand to extensions.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{record, tables};
use crate::exchange::fields::{FolderBudget, Table, holds_something, tag, text};
use crate::exchange::{Entry, Parsed};
use crate::text::squeeze;

/// Whether an object is a folder of Firefox.
pub(super) fn is_firefox(fields: &Map<String, Value>) -> bool {
    fields.get("type").and_then(Value::as_str) == Some("text/x-moz-place-container")
        || (fields.get("typeCode").and_then(Value::as_u64) == Some(2) && fields.contains_key("children"))
}

/// Firefox's backup: the root, in it the folders that everybody has. Tags are a field, or (until 2010) folders of their own.
pub(super) fn firefox(root: &Map<String, Value>, budget: FolderBudget, parsed: &mut Parsed) {
    let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let before = parsed.entries.len();
    walk(vec![root], tables::FIREFOX, budget, &mut tags, parsed);
    if !tags.is_empty() {
        let mut entries = std::mem::take(&mut parsed.entries);
        for entry in entries.iter_mut().skip(before) {
            for name in tags.get(&entry.url).into_iter().flatten() {
                tag(entry, name, parsed);
            }
        }
        parsed.entries = entries;
    }
}

/// Chrome's file: the three folders that everybody has first, in the order in which they are shown.
pub(super) fn chrome(roots: &Map<String, Value>, budget: FolderBudget, parsed: &mut Parsed) {
    const FIRST: [&str; 3] = ["bookmark_bar", "other", "synced"];
    let rest = roots.iter().filter(|(name, _)| !FIRST.contains(&name.as_str())).map(|(_, value)| value);
    let all = FIRST.iter().filter_map(|name| roots.get(*name)).chain(rest);
    // Beside the folders stands what Chrome keeps for its sync.
    let folders: Vec<_> =
        all.filter_map(Value::as_object).filter(|node| node.contains_key("children")).collect();
    walk(folders, tables::CHROME, budget, &mut BTreeMap::new(), parsed);
}

/// A tree as extensions get it.
pub(super) fn extension(items: &[Value], budget: FolderBudget, parsed: &mut Parsed) {
    let roots = items.iter().filter_map(Value::as_object).collect();
    walk(roots, tables::CHROME, budget, &mut BTreeMap::new(), parsed);
}

/// Goes through trees in order, without recursion.
fn walk(
    roots: Vec<&Map<String, Value>>,
    table: &Table,
    mut budget: FolderBudget,
    tags: &mut BTreeMap<String, Vec<String>>,
    parsed: &mut Parsed,
) {
    let mut folders: Vec<String> = Vec::new();
    let mut open: Vec<(Vec<&Map<String, Value>>, usize)> = vec![(reversed(roots.into_iter()), 0)];
    while let Some((waiting, depth)) = open.last_mut() {
        folders.truncate(*depth);
        let Some(node) = waiting.pop() else {
            open.pop();
            continue;
        };
        if is_tags_folder(node) {
            collect_tags(node, tags);
        } else if is_folder(node) {
            drop_details(node, parsed);
            folders.extend(folder_name(node));
            let children = node.get("children").and_then(Value::as_array).into_iter().flatten();
            open.push((reversed(children.filter_map(Value::as_object)), folders.len()));
        } else if !is_separator(node) {
            let mut entry = record::entry_of(node, table, &["annos"], parsed);
            budget.give(folders.iter(), &mut entry, parsed);
            notes(node, &mut entry, parsed);
            record::push(entry, parsed);
        }
    }
}

fn reversed<'a>(nodes: impl Iterator<Item = &'a Map<String, Value>>) -> Vec<&'a Map<String, Value>> {
    let mut nodes: Vec<_> = nodes.collect();
    nodes.reverse();
    nodes
}

fn kind(node: &Map<String, Value>) -> (Option<&str>, Option<u64>) {
    (node.get("type").and_then(Value::as_str), node.get("typeCode").and_then(Value::as_u64))
}

fn is_folder(node: &Map<String, Value>) -> bool {
    node.contains_key("children")
        || matches!(kind(node), (Some("folder" | "text/x-moz-place-container"), _) | (None, Some(2)))
        || (kind(node) == (None, None) && !node.contains_key("url") && !node.contains_key("uri"))
}

fn is_separator(node: &Map<String, Value>) -> bool {
    matches!(kind(node), (Some("separator" | "text/x-moz-place-separator"), _) | (_, Some(3)))
}

fn is_tags_folder(node: &Map<String, Value>) -> bool {
    let is = |name: &str, wanted: &str| node.get(name).and_then(Value::as_str) == Some(wanted);
    is("root", "tagsFolder") || is("guid", "tags________")
}

/// Each folder in it is a tag, each link in that has the tag.
fn collect_tags(node: &Map<String, Value>, tags: &mut BTreeMap<String, Vec<String>>) {
    for folder in node.get("children").and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = folder.get("title").and_then(text) else { continue };
        for place in folder.get("children").and_then(Value::as_array).into_iter().flatten() {
            if let Some(uri) = place.get("uri").and_then(text) {
                tags.entry(uri).or_default().push(name.clone());
            }
        }
    }
}

/// Newer backups of Firefox name the folders that everybody has by a word of its own, which nobody sees there.
fn folder_name(node: &Map<String, Value>) -> Option<String> {
    if matches!(node.get("root").and_then(Value::as_str), Some("placesRoot"))
        || node.get("guid").and_then(Value::as_str) == Some("root________")
    {
        return None;
    }
    let title = node.get("title").or_else(|| node.get("name")).and_then(Value::as_str).map(squeeze)?;
    let shown = match (node.get("guid").and_then(Value::as_str), title.as_str()) {
        (Some("menu________"), "menu") => "Bookmarks Menu",
        (Some("toolbar_____"), "toolbar") => "Bookmarks Toolbar",
        (Some("unfiled_____"), "unfiled") => "Other Bookmarks",
        (Some("mobile______"), "mobile") => "Mobile Bookmarks",
        (_, title) => title,
    };
    (!shown.is_empty()).then(|| shown.to_owned())
}

fn drop_details(folder: &Map<String, Value>, parsed: &mut Parsed) {
    if ["dateAdded", "date_added"].iter().any(|name| folder.get(*name).is_some_and(holds_something)) {
        parsed.drop_one("dates of folders");
    }
    for (name, value) in annotations(folder) {
        let what = match name {
            "bookmarkProperties/description" => "descriptions of folders",
            "livemark/feedURI" | "livemark/siteURI" => "feed addresses",
            _ => "annotations of Firefox",
        };
        if holds_something(value) {
            parsed.drop_one(what);
        }
    }
}

fn notes(node: &Map<String, Value>, entry: &mut Entry, parsed: &mut Parsed) {
    for (name, value) in annotations(node) {
        match value.as_str() {
            Some(said) if name == "bookmarkProperties/description" => entry.describe(said),
            _ if holds_something(value) => parsed.drop_one("annotations of Firefox"),
            _ => {}
        }
    }
}

fn annotations(node: &Map<String, Value>) -> impl Iterator<Item = (&str, &Value)> {
    let all = node.get("annos").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| Some((one.get("name")?.as_str()?, one.get("value")?)))
}
