//! Pinboard's JSON, as it exports and imports it.

use jiff::Timestamp;
use serde::Serialize;

use crate::exchange::fields::tidy;
use crate::exchange::format::Ground;
use crate::exchange::{Entry, When};
use crate::model::{Status, Visibility};

/// In the order in which Pinboard writes them. Its checksums (`meta`, `hash`) are left out: it makes its own.
#[derive(Serialize)]
struct Post<'a> {
    href: &'a str,
    description: &'a str,
    extended: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    shared: &'static str,
    toread: &'static str,
    tags: String,
}

/// Writes links. Plain data with string keys: serialising it cannot fail.
pub(super) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let tidied: Vec<Entry> = entries.iter().map(tidy).collect();
    let posts: Vec<Post<'_>> = tidied
        .iter()
        .map(|entry| Post {
            href: &entry.url,
            description: entry.title.as_deref().unwrap_or_default(),
            extended: extended(entry),
            time: time(entry, ground).map(|time| time.to_string()),
            shared: if entry.visibility == Visibility::Public { "yes" } else { "no" },
            toread: if entry.status == Status::Unread { "yes" } else { "no" },
            tags: entry.tags.iter().map(|tag| one_word(tag)).collect::<Vec<_>>().join(" "),
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&posts).unwrap_or_default();
    text.push('\n');
    text
}

/// What Pinboard has a place for: one text that describes, tags of one word, a second, and two marks.
pub(super) fn holds(entry: &Entry, ground: Ground<'_>) -> Entry {
    let entry = tidy(entry);
    let mut held = Entry::new(&entry.url);
    held.describe(&extended(&entry));
    held.title.clone_from(&entry.title);
    held.added = time(&entry, ground).map(When::Instant);
    if entry.visibility != Visibility::Public {
        held.visibility = Visibility::Private;
    }
    if entry.status == Status::Unread {
        held.status = Status::Unread;
    }
    for tag in &entry.tags {
        held.tag(&one_word(tag));
    }
    held
}

fn extended(entry: &Entry) -> String {
    let texts = [entry.description.as_deref(), entry.notes.as_deref()];
    texts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn time(entry: &Entry, ground: Ground<'_>) -> Option<Timestamp> {
    Timestamp::from_second(entry.added?.instant(ground.timezone)?.as_second()).ok()
}

/// Pinboard's tags have neither white space nor commas.
fn one_word(tag: &str) -> String {
    tag.split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}
