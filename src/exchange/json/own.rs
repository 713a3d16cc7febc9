//! Our own JSON: what `list --json` prints, the site's `links.json`, and what is exported.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::record;
use crate::exchange::fields::{drop_field, exact_when, holds_something, tag, tidy};
use crate::exchange::{Entry, Parsed, When};
use crate::model::{Status, Visibility};
use crate::text::squeeze;

/// Version of the document.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct DocumentJson {
    version: u32,
    links: Vec<LinkJson>,
}

#[derive(Serialize)]
struct LinkJson {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folders: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    starred: bool,
    #[serde(skip_serializing_if = "is_default")]
    status: Status,
    #[serde(skip_serializing_if = "is_default")]
    visibility: Visibility,
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Writes links. Plain data with string keys: serialising it cannot fail.
pub(super) fn write(entries: &[Entry]) -> String {
    let document = DocumentJson { version: VERSION, links: entries.iter().map(link).collect() };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn link(entry: &Entry) -> LinkJson {
    let entry = tidy(entry);
    let date = |when: Option<When>| when.map(|when| when.to_string());
    LinkJson {
        url: entry.url,
        id: entry.id,
        title: entry.title,
        description: entry.description,
        notes: entry.notes,
        tags: entry.tags,
        folders: entry.folders,
        added: date(entry.added),
        updated: date(entry.updated),
        published: date(entry.published),
        author: entry.author,
        language: entry.language,
        via: entry.via,
        starred: entry.starred,
        status: entry.status,
        visibility: entry.visibility,
        archive: entry.unarchived.then_some(false),
        aliases: entry.aliases,
    }
}

/// Reads the links of a document. A site's document has more, all of it worked out anew by every build.
pub(super) fn read(fields: &Map<String, Value>, links: &[Value], parsed: &mut Parsed) {
    let of_site = fields.contains_key("site");
    let spelled = spellings(fields);
    for link in links {
        let Value::Object(link) = link else {
            record::address(link, None, parsed);
            continue;
        };
        let mut entry = read_link(link, of_site, parsed);
        // A site has a title for every link: the page's, or else the address.
        if of_site && entry.title.as_ref() == Some(&entry.url) {
            entry.title = None;
        }
        for tag in &mut entry.tags {
            if let Some(name) = spelled.get(tag.as_str()) {
                (*name).clone_into(tag);
            }
        }
        record::push(entry, parsed);
    }
    record::beside(fields, &["links", "site", "tags"], parsed);
}

/// A site's links have the keys of tags; their names stand in a list beside.
fn spellings(fields: &Map<String, Value>) -> BTreeMap<&str, &str> {
    let all = fields.get("tags").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|tag| Some((tag.get("key")?.as_str()?, tag.get("name")?.as_str()?))).collect()
}

fn read_link(link: &Map<String, Value>, of_site: bool, parsed: &mut Parsed) -> Entry {
    let mut entry = Entry::default();
    for (name, value) in link {
        let line = || value.as_str().and_then(Entry::line_of);
        let taken = match name.as_str() {
            "url" => set(&mut entry.url, value.as_str().map(|url| url.trim().to_owned())),
            "id" => fill(&mut entry.id, line()),
            "title" => fill(&mut entry.title, line()),
            "description" => fill(&mut entry.description, line()),
            "notes" => value.as_str().map(|notes| entry.note(notes)).is_some(),
            "tags" => {
                texts(value).map(|tags| tags.iter().for_each(|one| tag(&mut entry, one, parsed))).is_some()
            }
            "folders" => set(
                &mut entry.folders,
                texts(value)
                    .map(|all| all.iter().map(|one| squeeze(one)).filter(|one| !one.is_empty()).collect()),
            ),
            "folder" => set(
                &mut entry.folders,
                value
                    .as_str()
                    .map(|path| path.split('/').map(squeeze).filter(|one| !one.is_empty()).collect()),
            ),
            "added" => fill(&mut entry.added, date(value)),
            "updated" => fill(&mut entry.updated, date(value)),
            "published" => fill(&mut entry.published, date(value)),
            "author" => fill(&mut entry.author, line()),
            "language" => fill(&mut entry.language, line()),
            "via" => fill(&mut entry.via, line()),
            "starred" => set(&mut entry.starred, value.as_bool()),
            "status" => set(&mut entry.status, status(value)),
            "visibility" => {
                let found = visibility(value);
                // What cannot be read might have hidden the link.
                entry.visibility = found.unwrap_or(Visibility::Private);
                found.is_some()
            }
            "archive" => set(&mut entry.unarchived, value.as_bool().map(|archive| !archive)),
            "aliases" => set(
                &mut entry.aliases,
                texts(value).map(|all| {
                    all.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
                }),
            ),
            "source" => {
                parsed.drop_one("places in files");
                true
            }
            "snapshots" | "error" | "picture" if of_site => {
                if holds_something(value) {
                    parsed.drop_one("results of captures");
                }
                true
            }
            // Worked out from the rest.
            "host" | "state" | "kind" | "words" | "page" if of_site => true,
            _ => false,
        };
        if !taken && holds_something(value) {
            drop_field(parsed, name);
        }
    }
    entry
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    value.map(|value| *place = value).is_some()
}

fn fill<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

fn date(value: &Value) -> Option<When> {
    value.as_str().and_then(exact_when)
}

fn texts(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn status(value: &Value) -> Option<Status> {
    [Status::None, Status::Unread, Status::Read]
        .into_iter()
        .find(|status| value.as_str() == Some(status.name()))
}

fn visibility(value: &Value) -> Option<Visibility> {
    match value.as_str()? {
        "public" => Some(Visibility::Public),
        "unlisted" => Some(Visibility::Unlisted),
        "private" => Some(Visibility::Private),
        _ => None,
    }
}
