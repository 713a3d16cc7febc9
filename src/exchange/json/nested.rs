//! Programs whose lists hold lists, or name them: Karakeep, Linkwarden, Toby, Tab Session Manager.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{record, tables};
use crate::exchange::fields::{FolderBudget, drop_field, holds_something, tag, text};
use crate::exchange::{Entry, Parsed, When};
use crate::text::{shorten, squeeze};

/// The deepest nesting of folders that is followed.
const DEEPEST: usize = 64;

/// Folders that name their parent: each one's name, and the id of the one above it.
#[derive(Default)]
struct Folders(BTreeMap<String, (String, Option<String>)>);

impl Folders {
    fn add(&mut self, folder: &Map<String, Value>) {
        let id = |name: &str| folder.get(name).and_then(text);
        if let Some(own) = id("id") {
            let name = id("name").map(|name| squeeze(&name)).unwrap_or_default();
            self.0.insert(own, (name, id("parentId")));
        }
    }

    /// Names from the outermost to `id`. A circle ends where it closes.
    fn path(&self, id: &str) -> Vec<String> {
        let mut path = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = Some(id);
        while let Some(id) = next
            && path.len() < DEEPEST
            && seen.insert(id)
            && let Some((name, parent)) = self.0.get(id)
        {
            if !name.is_empty() {
                path.push(name.clone());
            }
            next = parent.as_deref();
        }
        path.reverse();
        path
    }
}

/// Notes what a folder says beside its name.
fn drop_details(folder: &Map<String, Value>, parsed: &mut Parsed) {
    for (name, what) in [
        ("description", "descriptions of folders"),
        ("icon", "icons"),
        ("color", "colours"),
        ("rssSubscriptions", "feed addresses"),
        ("isPublic", "public folders"),
    ] {
        if folder.get(name).is_some_and(holds_something) {
            parsed.drop_one(what);
        }
    }
}

/// Karakeep: links stand in any number of lists, which name the list above them.
pub(super) fn karakeep(
    fields: &Map<String, Value>,
    bookmarks: &[Value],
    mut budget: FolderBudget,
    parsed: &mut Parsed,
) {
    let mut folders = Folders::default();
    let mut smart = BTreeSet::new();
    for list in
        fields.get("lists").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    {
        if list.get("type").and_then(Value::as_str) == Some("smart") {
            parsed.drop_one("smart lists");
            smart.extend(list.get("id").and_then(text));
        } else {
            folders.add(list);
            drop_details(list, parsed);
        }
    }
    for bookmark in bookmarks {
        let Value::Object(bookmark) = bookmark else {
            record::address(bookmark, None, parsed);
            continue;
        };
        let mut entry = record::entry_of(bookmark, tables::KARAKEEP, &["content", "lists"], parsed);
        let lists = bookmark.get("lists").and_then(Value::as_array).into_iter().flatten().filter_map(text);
        let mut paths = lists.filter(|id| !smart.contains(id)).map(|id| folders.path(&id));
        let path = paths.find(|path| !path.is_empty()).unwrap_or_default();
        budget.give(path.iter(), &mut entry, parsed);
        paths.for_each(|_| parsed.drop_one("places in further lists"));
        content(bookmark, entry, parsed);
    }
    record::beside(fields, &["bookmarks", "lists"], parsed);
}

/// A bookmark of Karakeep is a link, a text, or a file.
fn content(bookmark: &Map<String, Value>, mut entry: Entry, parsed: &mut Parsed) {
    let content = bookmark.get("content");
    let of = |name: &str| content.and_then(|content| content.get(name)).and_then(text);
    if let Some(url) = of("url").or_else(|| of("sourceUrl")) {
        entry.url = url;
    }
    if !entry.url.is_empty() {
        for name in content.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            if !matches!(name.as_str(), "type" | "url" | "sourceUrl") && of(name).is_some() {
                parsed.drop_one("details of pages");
            }
        }
        record::push(entry, parsed);
        return;
    }
    let words = of("text").and_then(|text| Entry::line_of(&text)).map(|text| shorten(&text, 80));
    let known = record::name_of(&entry);
    let why = match of("type").as_deref() {
        Some("text") => "a text without an address",
        Some("link") => "has no address",
        // Files are exported as nothing.
        _ => "a file without an address",
    };
    let what = if known.is_empty() { words.or_else(|| of("fileName")).unwrap_or_default() } else { known };
    parsed.refuse(&what, why, None);
}

/// Linkwarden's backup of an account: collections that name the one above them hold the links.
pub(super) fn linkwarden(
    fields: &Map<String, Value>,
    collections: &[Value],
    mut budget: FolderBudget,
    parsed: &mut Parsed,
) {
    let mut folders = Folders::default();
    collections.iter().filter_map(Value::as_object).for_each(|collection| folders.add(collection));
    let pinned: BTreeSet<String> = fields
        .get("pinnedLinks")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|link| link.get("id").and_then(text))
        .collect();
    for collection in collections.iter().filter_map(Value::as_object) {
        drop_details(collection, parsed);
        let path = collection.get("id").and_then(text).map(|id| folders.path(&id)).unwrap_or_default();
        for link in collection.get("links").and_then(Value::as_array).into_iter().flatten() {
            let Value::Object(link) = link else {
                record::address(link, None, parsed);
                continue;
            };
            let mut entry = record::entry_of(link, tables::LINKWARDEN, &[], parsed);
            budget.give(path.iter(), &mut entry, parsed);
            entry.starred |= link.get("id").and_then(text).is_some_and(|id| pinned.contains(&id));
            if entry.url.is_empty()
                && matches!(link.get("type").and_then(Value::as_str), Some("pdf" | "image"))
            {
                parsed.refuse(&record::name_of(&entry), "a file without an address", None);
            } else {
                record::push(entry, parsed);
            }
        }
    }
    // The rest is the account: its settings and its name.
    for (name, value) in
        fields.iter().filter(|(name, _)| !matches!(name.as_str(), "collections" | "pinnedLinks"))
    {
        if name == "whitelistedUsers" && holds_something(value) {
            drop_field(parsed, name);
        } else if holds_something(value) {
            parsed.drop_one("settings of the account");
        }
    }
}

/// Toby: lists of cards; the labels of a list are tags of its cards.
pub(super) fn toby(lists: &[Value], mut budget: FolderBudget, parsed: &mut Parsed) {
    for list in lists.iter().filter_map(Value::as_object) {
        let title = list.get("title").and_then(text).map(|title| squeeze(&title));
        let labels: Vec<String> =
            list.get("labels").and_then(Value::as_array).into_iter().flatten().filter_map(text).collect();
        for card in list.get("cards").and_then(Value::as_array).into_iter().flatten() {
            let Value::Object(card) = card else {
                record::address(card, None, parsed);
                continue;
            };
            let mut entry = record::entry_of(card, tables::TOBY, &[], parsed);
            budget.give(title.iter(), &mut entry, parsed);
            if budget.spend(labels.iter()) {
                for label in &labels {
                    tag(&mut entry, label, parsed);
                }
            } else {
                parsed.drop_one("labels beyond what is read of a file of this size");
            }
            record::push(entry, parsed);
        }
        record::beside(list, &["title", "labels", "cards", "id"], parsed);
    }
}

/// Tab Session Manager: sessions with windows with tabs, both under their numbers.
pub(super) fn sessions(sessions: &[Value], mut budget: FolderBudget, parsed: &mut Parsed) {
    for session in sessions.iter().filter_map(Value::as_object) {
        let name = session.get("name").and_then(text).map(|name| squeeze(&name));
        let kept = session.get("date").and_then(text).and_then(|date| When::read(&date));
        let windows = session.get("windows").and_then(Value::as_object).into_iter().flat_map(Map::values);
        for tab in windows.filter_map(Value::as_object).flat_map(Map::values) {
            let Some(tab) = tab.as_object() else { continue };
            let url = tab.get("url").and_then(text).unwrap_or_default();
            let title = tab.get("title").and_then(text).and_then(|title| Entry::line_of(&title));
            parsed.drop_one("states of tabs");
            let mut entry = Entry { title, added: kept, ..Entry::new(&url) };
            budget.give(name.iter(), &mut entry, parsed);
            record::push(entry, parsed);
        }
    }
}
