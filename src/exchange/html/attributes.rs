//! What the attributes of a bookmark say.

use jiff::Timestamp;

use super::super::{Entry, Parsed, When};
use super::decode;
use super::scan::Tag;
use crate::model::{Status, Visibility};

/// The longest name of an attribute that is told in full.
const LONGEST_NAME: usize = 40;
/// How many different names are told apart.
const NAMES: usize = 100;

/// A bookmark on its way.
#[derive(Debug, Default)]
pub(super) struct Bookmark {
    pub(super) entry: Entry,
    /// Of one attribute: how it is to be divided shows when the whole file is read.
    pub(super) tags: String,
    /// It comes from a program that divides tags at commas.
    pub(super) commas: bool,
}

/// Reads them. `ours` is a file that this program has written.
pub(super) fn bookmark(tag: &Tag<'_>, ours: bool, parsed: &mut Parsed) -> Bookmark {
    let mut found = Bookmark::default();
    let entry = &mut found.entry;
    let (mut feed, mut icon) = (None, false);
    let (mut private, mut unlisted) = (false, false);
    let mut seen: Vec<&str> = Vec::new();
    for (name, value) in &tag.attributes {
        let (name, given) = (name.as_str(), value.is_some());
        // The first counts. The list holds names that are known alone, so it stays short.
        if seen.contains(&name) {
            continue;
        }
        let value = decode(value.unwrap_or(""), true);
        let flag = || flag(&value, given);
        match name {
            "href" => value.trim().clone_into(&mut entry.url),
            "feedurl" => feed = Some(value.trim().to_owned()).filter(|url| !url.is_empty()),
            "add_date" | "time_added" | "date" | "created" => {
                entry.added = entry.added.or_else(|| date(&value, parsed));
            }
            "last_modified" | "modified" => entry.updated = date(&value, parsed),
            "data-published" => entry.published = date(&value, parsed),
            "tags" | "labels" | "tag" | "label" => {
                if !found.tags.is_empty() {
                    found.tags.push(',');
                }
                found.tags.push_str(&value);
            }
            "description" | "note" => entry.describe(&value),
            // What may have hidden a link and cannot be read hides it.
            "private" => private |= flag() != Some(false) && said(&value, given),
            "public" | "shared" => private |= flag() != Some(true) && said(&value, given),
            "data-visibility" => match value.trim() {
                "unlisted" => unlisted = true,
                "public" | "" => {}
                _ => private = true,
            },
            "toread" | "unread" if flag() == Some(true) => entry.status = Status::Unread,
            "read" if flag() == Some(true) && entry.status == Status::None => entry.status = Status::Read,
            "data-important" | "data-starred" => entry.starred |= flag() == Some(true),
            "data-archive" => entry.unarchived = flag() == Some(false),
            "data-author" => entry.author = Entry::line_of(&value),
            "data-language" => entry.language = Entry::line_of(&value),
            "data-via" => entry.via = Entry::line_of(&value),
            "data-aliases" => entry.aliases = value.split_whitespace().map(str::to_owned).collect(),
            "data-id" if ours => entry.id = Entry::line_of(&value),
            "toread" | "unread" | "read" => {}
            "icon" | "icon_uri" => {
                found.commas |= name == "icon_uri";
                if !std::mem::replace(&mut icon, true) {
                    parsed.drop_one("icons");
                }
            }
            _ => {
                found.commas |= matches!(name, "last_charset" | "data-cover" | "last_visit");
                if !value.trim().is_empty() {
                    drop_named(name, parsed);
                }
                continue;
            }
        }
        seen.push(name);
    }
    if unlisted {
        entry.visibility = Visibility::Unlisted;
    } else if private {
        entry.visibility = Visibility::Private;
    }
    if let Some(feed) = feed {
        if entry.url.is_empty() {
            entry.url = feed;
        } else {
            parsed.drop_one("feeds");
        }
    }
    found
}

/// Notes that an attribute is not kept.
pub(super) fn drop_named(name: &str, parsed: &mut Parsed) {
    match name {
        "last_visit" => parsed.drop_one("last visits"),
        "data-cover" => parsed.drop_one("covers"),
        "last_charset" => parsed.drop_one("character sets"),
        "shortcuturl" => parsed.drop_one("keywords"),
        _ => {
            let mut name = format!("`{}` attributes", crate::text::shorten(name, LONGEST_NAME));
            if parsed.dropped.len() >= NAMES && !parsed.dropped.contains_key(&name) {
                "other attributes".clone_into(&mut name);
            }
            parsed.drop_one(&name);
        }
    }
}

/// A date as bookmark files have it. 0 and nothing are "never".
pub(super) fn date(value: &str, parsed: &mut Parsed) -> Option<When> {
    let value = value.trim();
    let found = moment(value);
    if found.is_none() && !value.trim_matches(['0', '-', '1', '.']).is_empty() {
        parsed.drop_one("dates that cannot be read");
    }
    found
}

/// A number is always a count here: eight digits are no day.
pub(super) fn moment(value: &str) -> Option<When> {
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return When::counted(value.parse().ok()?);
    }
    When::read(value).or_else(|| {
        // The form of web servers' logs, which old programs wrote.
        Timestamp::strptime("%d/%b/%Y:%H:%M:%S %z", value).ok().map(When::Instant)
    })
}

/// Yes or no; an attribute without a value is yes.
fn flag(value: &str, given: bool) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "" => (!given).then_some(true),
        "1" | "true" | "yes" | "on" | "y" | "t" => Some(true),
        "0" | "false" | "no" | "off" | "n" | "f" | "-1" => Some(false),
        _ => None,
    }
}

/// Whether an attribute says anything.
fn said(value: &str, given: bool) -> bool {
    !given || !value.trim().is_empty()
}
