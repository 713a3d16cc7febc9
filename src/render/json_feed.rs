//! Feeds as JSON Feed 1.1 (jsonfeed.org).

use serde_json::{Map, Value, json};

use super::atom::content;
use crate::site::feed::{Feed, FeedEntry};

const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// A feed's bytes.
pub(super) fn to_json(feed: &Feed<'_>) -> Vec<u8> {
    let mut document = json!({
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.json_address,
        "language": feed.language,
        "authors": [{ "name": feed.author }],
        "items": feed.entries.iter().map(item).collect::<Vec<Value>>(),
    });
    if let (Some(subtitle), Some(map)) = (&feed.subtitle, document.as_object_mut()) {
        map.insert("description".to_owned(), json!(subtitle));
    }
    // Plain data with string keys: serialising it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(entry: &FeedEntry<'_>) -> Value {
    let mut item = Map::new();
    let mut put = |key: &str, value: Value| item.insert(key.to_owned(), value);
    put("id", json!(entry.page));
    put("url", json!(entry.page));
    if let Some(url) = &entry.outward {
        put("external_url", json!(url));
    }
    put("title", json!(entry.title));
    put("content_html", json!(content(entry)));
    if let Some(summary) = &entry.summary {
        put("summary", json!(summary));
    }
    if let Some(image) = &entry.image {
        put("image", json!(image));
    }
    put("date_published", json!(format!("{:.0}", entry.published)));
    put("date_modified", json!(format!("{:.0}", entry.updated)));
    if let Some(language) = &entry.language {
        put("language", json!(language));
    }
    if !entry.tags.is_empty() {
        put("tags", entry.tags.iter().map(|(_, title)| json!(title)).collect());
    }
    Value::Object(item)
}
