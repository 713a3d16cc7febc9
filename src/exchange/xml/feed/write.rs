//! Writing Atom (RFC 4287).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::super::write::{attribute, clean, element, escape};
use super::{MARKDOWN, NO_DATE};
use crate::exchange::format::Ground;
use crate::exchange::{Entry, When};
use crate::text::squeeze;

/// The id of a feed that is published nowhere.
const FEED: &str = "urn:x-linkarium:links";

/// Writes links.
pub(in crate::exchange::xml) fn write(entries: &[Entry], ground: Ground<'_>) -> String {
    let entries: Vec<Entry> = entries.iter().map(clean).collect();
    let newest = entries.iter().filter_map(|entry| Dates::of(entry, ground).updated).max();
    let head = clean(&Entry { title: Some(ground.title.to_owned()), ..Entry::default() });
    let title = head.title.as_deref().unwrap_or("Links");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    element("title", title, 2, &mut out);
    element("id", FEED, 2, &mut out);
    element("updated", &newest.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string()), 2, &mut out);
    // An entry without an author has the feed's.
    out.push_str("  <author><name>");
    escape(title, &mut out);
    out.push_str("</name></author>\n");
    for entry in &entries {
        write_entry(entry, ground, &mut out);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(entry: &Entry, ground: Ground<'_>, out: &mut String) {
    let dates = Dates::of(entry, ground);
    out.push_str("  <entry>\n");
    element("title", entry.title.as_deref().unwrap_or(&entry.url), 4, out);
    out.push_str("    <link rel=\"alternate\"");
    attribute("href", &entry.url, out);
    out.push_str("/>\n");
    if let Some(via) = via(entry) {
        out.push_str("    <link rel=\"via\"");
        attribute("href", via, out);
        out.push_str("/>\n");
    }
    element("id", &id(&entry.url), 4, out);
    if let Some(published) = dates.published {
        element("published", &published.to_string(), 4, out);
    }
    element("updated", &dates.updated.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string()), 4, out);
    if let Some(author) = &entry.author {
        out.push_str("    <author><name>");
        escape(author, out);
        out.push_str("</name></author>\n");
    }
    for tag in &entry.tags {
        out.push_str("    <category");
        attribute("term", tag, out);
        out.push_str("/>\n");
    }
    if let Some(description) = &entry.description {
        element("summary", description, 4, out);
    }
    if let Some(notes) = &entry.notes {
        out.push_str("    <content");
        attribute("type", MARKDOWN, out);
        out.push('>');
        escape(notes, out);
        out.push_str("</content>\n");
    }
    out.push_str("  </entry>\n");
}

/// An id must be an IRI: the address, where it is one.
fn id(url: &str) -> String {
    if Url::parse(url).is_ok() && !url.contains(char::is_whitespace) {
        url.to_owned()
    } else {
        format!("urn:x-linkarium:link:{}", utf8_percent_encode(url, NON_ALPHANUMERIC))
    }
}

/// Where it was found, where that is an address: Atom has a link for it.
fn via(entry: &Entry) -> Option<&str> {
    let via = entry.via.as_deref()?;
    (!via.contains(char::is_whitespace) && Url::parse(via).is_ok()).then_some(via)
}

/// The two dates of an entry in a feed.
struct Dates {
    published: Option<Timestamp>,
    updated: Option<Timestamp>,
}

impl Dates {
    /// A feed says when an entry appeared in it, which for a collection is when the link was added, unless the page has a
    /// date of its own.
    fn of(entry: &Entry, ground: Ground<'_>) -> Self {
        let instant =
            |when: Option<When>| when.and_then(|when| when.instant(ground.timezone)).filter(is_writable);
        let updated = instant(entry.updated);
        let published = instant(entry.published).or(updated).or_else(|| instant(entry.added));
        Self { published, updated: updated.or(published) }
    }
}

/// RFC 3339 has years from 0 to 9999.
fn is_writable(instant: &Timestamp) -> bool {
    instant.to_zoned(TimeZone::UTC).year() >= 0
}

/// What Atom has a place for.
pub(in crate::exchange::xml) fn holds(entry: &Entry, ground: Ground<'_>) -> Entry {
    let entry = clean(entry);
    let dates = Dates::of(&entry, ground);
    let mut held = Entry::new(&entry.url);
    if let Some(description) = &entry.description {
        held.describe(description);
    }
    if let Some(notes) = &entry.notes {
        held.note(notes);
    }
    Entry {
        via: via(&entry).map(str::to_owned),
        title: entry.title.filter(|title| *title != squeeze(&entry.url)),
        tags: entry.tags,
        author: entry.author,
        published: dates.published.map(When::Instant),
        updated: dates.updated.filter(|updated| dates.published != Some(*updated)).map(When::Instant),
        ..held
    }
}
