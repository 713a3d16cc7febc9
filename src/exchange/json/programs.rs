//! Which program wrote a document.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::document::Document;
use super::{flat, nested, own, record, tree};
use crate::exchange::Parsed;
use crate::exchange::fields::{FolderBudget, Meaning, meaning_of, plain_name};

/// How many objects of a list are looked at: fields that are empty may be left out of some.
const LOOKED_AT: usize = 50;

/// Reads a document.
pub(super) fn read(document: &Document, parsed: &mut Parsed) -> Result<(), String> {
    match &document.value {
        Value::Array(items) => list(items, document, parsed),
        Value::Object(fields) => object(fields, document, parsed),
        _ => Err("is JSON, but holds no list of links".to_owned()),
    }
}

fn object(fields: &Map<String, Value>, document: &Document, parsed: &mut Parsed) -> Result<(), String> {
    let budget = FolderBudget::of(document.length);
    let is = |name: &str, test: fn(&Value) -> bool| fields.get(name).is_some_and(test);
    let objects = |name: &str| fields.get(name).and_then(Value::as_array).map(|items| (items, names(items)));
    if let Some(Value::Object(roots)) = fields.get("roots") {
        tree::chrome(roots, budget, parsed);
        record::beside(fields, &["roots", "checksum", "checksum_sha256"], parsed);
        return Ok(());
    }
    if tree::is_firefox(fields) {
        tree::firefox(fields, budget, parsed);
        return Ok(());
    }
    if is("version", |version| version.as_u64() == Some(1))
        && let Some((items, names)) = objects("links")
        && (items.is_empty() || names.contains("url"))
        && !fields.contains_key("num_links")
    {
        own::read(fields, items, parsed);
        return Ok(());
    }
    if let Some((items, names)) = objects("bookmarks") {
        if names.contains("article__url") {
            flat::read(items, document, parsed);
            record::beside(fields, &["bookmarks"], parsed);
            return Ok(());
        }
        if names.contains("content") && (fields.contains_key("lists") || names.contains("createdAt")) {
            nested::karakeep(fields, items, budget, parsed);
            return Ok(());
        }
    }
    if let Some((items, names)) = objects("collections")
        && names.contains("links")
    {
        nested::linkwarden(fields, items, budget, parsed);
        return Ok(());
    }
    if let Some((items, names)) = objects("lists")
        && names.contains("cards")
    {
        nested::toby(items, budget, parsed);
        record::beside(fields, &["lists"], parsed);
        return Ok(());
    }
    if let Some(Value::Object(items)) = fields.get("list")
        && items.values().any(|item| item.get("given_url").or_else(|| item.get("resolved_url")).is_some())
    {
        flat::POCKET.read(items.values().map(|item| (None, item)), parsed);
        // How the answer was made: `search_meta`, `since`.
        record::beside(fields, &["list", "search_meta", "since", "error"], parsed);
        return Ok(());
    }
    if is_link(fields) && !holds_list(fields) {
        flat::read(&[Value::Object(fields.clone())], document, parsed);
        return Ok(());
    }
    only_list(fields, document, parsed)
}

/// An answer of a server may have an address of its own.
fn holds_list(fields: &Map<String, Value>) -> bool {
    ["links", "items", "bookmarks", "results", "entries", "posts", "data"]
        .iter()
        .any(|name| fields.get(*name).and_then(Value::as_array).is_some_and(|items| looks_like_links(items)))
}

/// An object with one list of links, whose other fields say something about the whole.
fn only_list(fields: &Map<String, Value>, document: &Document, parsed: &mut Parsed) -> Result<(), String> {
    let mut lists = fields.iter().filter_map(|(name, value)| {
        let items = value.as_array()?;
        looks_like_links(items).then_some((name, items))
    });
    let Some((name, items)) = lists.next() else {
        return Err(
            "is JSON, but holds no list of links: no object in it has a field `url`, `href`, `link`, \
                    or one that means the same"
                .to_owned(),
        );
    };
    if let Some((other, _)) = lists.next() {
        return Err(format!(
            "is JSON of no known program, with several lists of links (`{name}`, `{other}`)"
        ));
    }
    flat::read(items, document, parsed);
    record::beside(fields, &[name], parsed);
    Ok(())
}

fn list(items: &[Value], document: &Document, parsed: &mut Parsed) -> Result<(), String> {
    if items.is_empty() || looks_like_links(items) {
        flat::read(items, document, parsed);
        return Ok(());
    }
    let names = names(items);
    if names.contains("children") {
        tree::extension(items, FolderBudget::of(document.length), parsed);
        return Ok(());
    }
    if names.contains("windows") {
        nested::sessions(items, FolderBudget::of(document.length), parsed);
        return Ok(());
    }
    Err("is JSON, but its list holds no links: no object in it has a field `url`, `href`, `link`, or one that \
         means the same"
        .to_owned())
}

/// Names of the fields of the first objects.
pub(super) fn names(items: &[Value]) -> BTreeSet<&str> {
    items
        .iter()
        .take(LOOKED_AT)
        .filter_map(Value::as_object)
        .flat_map(Map::keys)
        .map(String::as_str)
        .collect()
}

pub(super) fn has_one(names: &BTreeSet<&str>, wanted: &[&str]) -> bool {
    wanted.iter().any(|name| names.contains(name))
}

/// Whether a list holds links: objects with an address, or texts that are addresses.
fn looks_like_links(items: &[Value]) -> bool {
    items.iter().take(LOOKED_AT).any(|item| match item {
        Value::String(text) => text.contains("://"),
        Value::Object(fields) => {
            is_link(fields)
                || fields.contains_key("u") && fields.contains_key("d")
                || fields.get("2").and_then(Value::as_str).is_some_and(|url| url.contains("://"))
        }
        _ => false,
    })
}

fn is_link(fields: &Map<String, Value>) -> bool {
    fields.iter().any(|(name, value)| {
        value.is_string() && (name == "article__url" || meaning_of(&plain_name(name)) == Some(Meaning::Url))
    })
}
