//! XML: the posts of Pinboard and Delicious, XBEL, OPML, and feeds.
//!
//! Entities that a file declares are not expanded, and nesting is bounded: see [`pull`].

mod feed;
mod opml;
mod posts;
mod pull;
mod write;
mod xbel;

use super::format::Ground;
use super::{Entry, Format, Parsed, Read};

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    match pull::root_of(file.bytes)?.as_str() {
        "posts" => Some(Format::Posts),
        "xbel" => Some(Format::Xbel),
        "opml" => Some(Format::Opml),
        "feed" | "rss" | "RDF" => Some(Format::Feed),
        _ => None,
    }
}

pub(super) fn read_posts(bytes: &[u8]) -> Result<Parsed, String> {
    posts::read(bytes)
}

pub(super) fn read_xbel(bytes: &[u8]) -> Result<Parsed, String> {
    xbel::read(bytes)
}

pub(super) fn read_opml(bytes: &[u8]) -> Result<Parsed, String> {
    opml::read(bytes)
}

pub(super) fn read_feed(bytes: &[u8]) -> Result<Parsed, String> {
    feed::read(bytes)
}

pub(super) fn write_xbel(entries: &[Entry], ground: Ground<'_>) -> String {
    xbel::write(entries, ground)
}

pub(super) fn holds_xbel(entry: &Entry, _ground: Ground<'_>) -> Entry {
    xbel::holds(entry)
}

pub(super) fn write_opml(entries: &[Entry], ground: Ground<'_>) -> String {
    opml::write(entries, ground)
}

pub(super) fn holds_opml(entry: &Entry, ground: Ground<'_>) -> Entry {
    opml::holds(entry, ground)
}

pub(super) fn write_feed(entries: &[Entry], ground: Ground<'_>) -> String {
    feed::write(entries, ground)
}

pub(super) fn holds_feed(entry: &Entry, ground: Ground<'_>) -> Entry {
    feed::holds(entry, ground)
}

#[cfg(test)]
mod tests;
