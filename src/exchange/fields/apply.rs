//! From a field to an entry.

use serde_json::Value;

use super::value::{flag, holds_something, text};
use super::{Meaning, Table, meaning_of, plain, plain_name, quotes, tag};
use crate::exchange::{Entry, Parsed, When};
use crate::model::{Status, Visibility};
use crate::text::{is_language_tag, shorten, squeeze};

/// Names of unknown fields that are counted one by one; what goes beyond is counted together.
const NAMES: usize = 100;

/// Notes a field that nothing is known of.
pub(in crate::exchange) fn drop_field(parsed: &mut Parsed, name: &str) {
    let word = format!("`{}`", shorten(name, 40));
    if parsed.dropped.len() < NAMES || parsed.dropped.contains_key(&word) {
        parsed.drop_one(&word);
    } else {
        parsed.drop_one("other fields");
    }
}

/// Fields of one link, which are applied in the order of what they mean.
#[derive(Debug, Default)]
pub(in crate::exchange) struct Sorted<'a>(Vec<(Meaning, usize, &'a str, &'a Value)>);

/// What a field means, and its rank among those that mean the same: the order of the table, then the usual name, then others.
pub(in crate::exchange) fn known(table: &Table, name: &str) -> Option<(Meaning, usize)> {
    if let Some((rank, (_, meaning))) = table.iter().enumerate().find(|(_, (own, _))| *own == name) {
        return Some((*meaning, rank));
    }
    let plain = plain_name(name);
    let usual =
        ["url", "title", "tags", "description", "added", "folder", "author"].contains(&plain.as_str());
    meaning_of(&plain).map(|meaning| (meaning, if usual { 1000 } else { 1001 }))
}

impl<'a> Sorted<'a> {
    /// Adds a field: as the program's own table has it, else as many programs name it. False when neither knows it.
    pub(in crate::exchange) fn add(&mut self, table: &Table, name: &'a str, value: &'a Value) -> bool {
        let known = known(table, name);
        self.0.extend(known.map(|(meaning, rank)| (meaning, rank, name, value)));
        known.is_some()
    }

    /// Adds a field that [`known`] has found.
    pub(in crate::exchange) fn add_known(
        &mut self,
        known: (Meaning, usize),
        name: &'a str,
        value: &'a Value,
    ) {
        self.0.push((known.0, known.1, name, value));
    }

    /// Gives the fields to an entry. What it has no place for is counted.
    pub(in crate::exchange) fn apply(mut self, entry: &mut Entry, parsed: &mut Parsed) {
        self.0.sort_by_key(|(meaning, rank, _, _)| (*meaning, *rank));
        for (meaning, _, name, value) in self.0 {
            apply(entry, parsed, meaning, name, value);
        }
    }
}

fn apply(entry: &mut Entry, parsed: &mut Parsed, meaning: Meaning, name: &str, value: &Value) {
    // An empty cell says nothing, not even no.
    if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return;
    }
    let taken = match meaning {
        Meaning::Url => {
            if entry.url.is_empty()
                && let Value::String(url) = value
            {
                url.trim().clone_into(&mut entry.url);
                true
            } else {
                value.as_str().is_some_and(|url| url.trim() == entry.url)
            }
        }
        Meaning::Aliases => texts(value).map(|all| entry.aliases.extend(all)).is_some(),
        Meaning::Title => once(&mut entry.title, text(value).and_then(|title| Entry::line_of(&title))),
        Meaning::Description => text(value).map(|said| entry.describe(&said)).is_some(),
        Meaning::Html => text(value).map(|said| entry.describe(&plain(&said))).is_some(),
        // A number is a count of comments.
        Meaning::Notes => match value {
            Value::String(notes) => {
                entry.note(notes);
                true
            }
            Value::Array(_) => texts(value).map(|all| entry.note(&all.join("\n\n"))).is_some(),
            _ => false,
        },
        Meaning::Quotes => quotes::take(entry, value),
        Meaning::Tags(sign) => match value {
            Value::String(all) => {
                sign.divide(all).iter().for_each(|one| tag(entry, one, parsed));
                true
            }
            // Pocket's API: an object whose keys are the tags.
            Value::Object(all) if all.values().all(Value::is_object) => {
                all.keys().for_each(|one| tag(entry, one, parsed));
                true
            }
            _ => texts(value).map(|all| all.iter().for_each(|one| tag(entry, one, parsed))).is_some(),
        },
        Meaning::Folder => entry.folders.is_empty() && folder(entry, value),
        Meaning::Collection => value.as_str().map(str::trim) == Some("Unsorted") || folder(entry, value),
        Meaning::Shelf => match value.as_str().map(str::trim) {
            Some("Unread") => status(entry, Status::Unread),
            Some("Archive") => status(entry, Status::Read),
            Some("Starred") => {
                entry.starred = true;
                true
            }
            // Instapaper's folders have no levels.
            Some(name) => {
                entry.folders.extend(Entry::line_of(name));
                true
            }
            None => false,
        },
        Meaning::Added => when(&mut entry.added, value),
        Meaning::Updated => when(&mut entry.updated, value),
        Meaning::Published => when(&mut entry.published, value),
        Meaning::Author => once(&mut entry.author, author(value)),
        Meaning::Language => {
            let tag = text(value).map(|tag| tag.replace('_', "-")).filter(|tag| is_language_tag(tag));
            once(&mut entry.language, tag)
        }
        Meaning::Via => once(&mut entry.via, text(value).and_then(|via| Entry::line_of(&via))),
        Meaning::Starred => told(value, |said| entry.starred |= said),
        Meaning::Read => told_status(entry, value, Status::Read, Status::None),
        Meaning::ReadOrUnread => told_status(entry, value, Status::Read, Status::Unread),
        Meaning::Unread => told_status(entry, value, Status::Unread, Status::None),
        Meaning::UnreadOrRead => told_status(entry, value, Status::Unread, Status::Read),
        Meaning::ReadAt => holds_something(value) && status(entry, Status::Read),
        Meaning::Status => word(value)
            .and_then(|word| status_of(&word))
            .is_some_and(|found| found == Status::None || status(entry, found)),
        Meaning::Visibility => {
            let found = word(value).and_then(|word| match word.as_str() {
                "public" => Some(Visibility::Public),
                "unlisted" => Some(Visibility::Unlisted),
                "private" => Some(Visibility::Private),
                _ => None,
            });
            // What cannot be read might have hidden the link.
            entry.visibility = entry.visibility.max(found.unwrap_or(Visibility::Private));
            found.is_some()
        }
        Meaning::Private => hide(entry, flag(value)),
        Meaning::Public => hide(entry, flag(value).map(|said| !said)),
        Meaning::Lost(what) => {
            if holds_something(value) {
                parsed.drop_one(what);
            }
            true
        }
        Meaning::Form => true,
    };
    if !taken && holds_something(value) {
        drop_field(parsed, name);
    }
}

/// Fills a place that is empty. True when the value is there afterwards.
fn once(place: &mut Option<String>, value: Option<String>) -> bool {
    if place.is_none() {
        *place = value;
        return place.is_some();
    }
    *place == value
}

fn when(place: &mut Option<When>, value: &Value) -> bool {
    let read = match value {
        Value::String(text) => When::read(text),
        Value::Number(number) => When::read(&number.to_string()),
        _ => None,
    };
    if place.is_none() {
        *place = read;
        return read.is_some();
    }
    *place == read
}

fn told(value: &Value, take: impl FnOnce(bool)) -> bool {
    flag(value).map(take).is_some()
}

fn told_status(entry: &mut Entry, value: &Value, when_true: Status, when_false: Status) -> bool {
    match flag(value) {
        Some(true) => status(entry, when_true),
        Some(false) => when_false == Status::None || status(entry, when_false),
        // `read: 2024-05-01`: the day on which it was.
        None if when_true == Status::Read && word(value).is_some_and(|day| When::read(&day).is_some()) => {
            status(entry, Status::Read)
        }
        None => false,
    }
}

/// The first that says something counts, and that it was read before that it was not.
fn status(entry: &mut Entry, found: Status) -> bool {
    if entry.status == Status::None || found == Status::Read {
        entry.status = found;
    }
    true
}

fn status_of(word: &str) -> Option<Status> {
    Some(match word {
        "read" | "archive" | "archived" | "done" | "finished" => Status::Read,
        "unread" | "to read" | "toread" | "later" | "new" | "inbox" | "queue" | "queued" | "active"
        | "shortlist" => Status::Unread,
        "none" | "" => Status::None,
        _ => return None,
    })
}

/// True hides it. What is neither true nor false might have.
fn hide(entry: &mut Entry, said: Option<bool>) -> bool {
    if said.unwrap_or(true) {
        entry.visibility = Visibility::Private;
    }
    said.is_some()
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(|text| text.trim().to_lowercase())
}

/// A list of texts, or one. `None` when something in it is no text; empty texts are passed over.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(all) => {
            let texts: Vec<String> = all.iter().filter_map(text).collect();
            let empty = all.iter().filter(|one| text(one).is_none() && !holds_something(one)).count();
            (texts.len() + empty == all.len()).then_some(texts)
        }
        one => text(one).map(|one| vec![one]),
    }
}

/// A path of folders: levels divided by ` / `, or else by `/`.
fn folder(entry: &mut Entry, value: &Value) -> bool {
    let levels: Vec<String> = match value {
        Value::String(path) => match super::list_in_brackets(path) {
            Some(levels) => levels,
            None if path.contains(" / ") => path.split(" / ").map(str::to_owned).collect(),
            None => path.split('/').map(str::to_owned).collect(),
        },
        Value::Array(_) | Value::Object(_) => match texts(value) {
            Some(levels) => levels,
            None => return false,
        },
        _ => return false,
    };
    entry.folders.extend(levels.iter().map(|level| squeeze(level)).filter(|level| !level.is_empty()));
    true
}

fn author(value: &Value) -> Option<String> {
    let names = match value {
        Value::Object(all) if !all.is_empty() && all.values().all(Value::is_object) => {
            all.values().filter_map(text).collect()
        }
        _ => texts(value)?,
    };
    let names: Vec<String> = names.iter().filter_map(|name| Entry::line_of(name)).collect();
    Some(names.join(", ")).filter(|names| !names.is_empty())
}
