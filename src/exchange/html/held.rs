//! What of an entry a bookmark file holds: nearly all. Texts that are one line are folded as they are read, dates are
//! seconds, and a tag has no comma.

use jiff::tz::TimeZone;

use super::super::format::Ground;
use super::super::{Entry, When};
use super::attributes::moment;
use super::body;
use super::netscape::{set_tags, title};

/// An entry as it will be read.
pub(in crate::exchange) fn holds(entry: &Entry, ground: Ground<'_>) -> Entry {
    let line = |text: &Option<String>| text.as_deref().and_then(Entry::line_of);
    let date = |when: Option<When>| seconds(when, ground.timezone).and_then(|text| moment(&text));
    let url = entry.url.trim().to_owned();
    let mut held = Entry {
        id: line(&entry.id),
        title: entry.title.as_deref().and_then(|words| title(words, &url)),
        description: line(&entry.description),
        notes: entry.notes.as_deref().map(body).filter(|notes| !notes.is_empty()).map(str::to_owned),
        folders: entry.folders.iter().filter_map(|name| Entry::line_of(name)).collect(),
        added: date(entry.added),
        updated: date(entry.updated),
        published: entry.published.and_then(|when| moment(&when.to_string())),
        author: line(&entry.author),
        language: line(&entry.language),
        via: line(&entry.via),
        starred: entry.starred,
        status: entry.status,
        visibility: entry.visibility,
        unarchived: entry.unarchived,
        aliases: entry.aliases.iter().flat_map(|alias| alias.split_whitespace()).map(str::to_owned).collect(),
        url,
        ..Entry::default()
    };
    set_tags(&mut held, entry.tags.iter().flat_map(|tag| tag.split(',')));
    held
}

/// A date as programs count it: seconds since 1970, and a day from its midnight on. There is none before.
pub(super) fn seconds(when: Option<When>, timezone: &TimeZone) -> Option<String> {
    let seconds = when?.instant(timezone)?.as_second();
    (seconds > 0).then(|| seconds.to_string())
}
