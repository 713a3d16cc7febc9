//! What programs write at the top of a page that they save: a comment with the address, and mostly the date.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Kind;
use crate::exchange::When;
use crate::model::address;
use crate::web::charset::{self, Hint};

/// How much of a file is looked at, in bytes: an address in a comment may be long.
const HEAD: usize = 64 << 10;
/// Comments at the top that are looked at.
const COMMENTS: usize = 8;

/// What such a comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// Which program it is of.
    pub(super) kind: Kind,
    /// The address, when it is one that can be kept.
    pub(super) address: Option<String>,
    /// When the page was saved.
    pub(super) saved: Option<Timestamp>,
}

/// The first comment of a program before the page begins. One that stands further down is the page's own and says nothing.
pub(super) fn read(bytes: &[u8]) -> Option<Said> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let text = charset::decode(head, None, Hint::Html).text;
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    let (mut seen, mut packed) = (0, false);
    while seen < COMMENTS {
        if let Some(inside) = rest.strip_prefix("<!--") {
            let (comment, behind) = inside.split_once("-->")?;
            if let Some(said) = of_comment(comment, packed) {
                return Some(said);
            }
            (rest, seen) = (behind.trim_start(), seen + 1);
        } else if ["<!doctype", "<?xml", "<html"].iter().any(|start| begins(rest, start)) {
            let (tag, behind) = rest.split_once('>')?;
            packed |=
                tag.split_ascii_whitespace().any(|word| word == "data-sfz" || word.starts_with("data-sfz="));
            rest = behind.trim_start();
        } else {
            return None;
        }
    }
    None
}

fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

fn of_comment(comment: &str, packed: bool) -> Option<Said> {
    let comment = comment.trim();
    if ["Page saved with SingleFile", "Archive processed by SingleFile"]
        .iter()
        .any(|start| begins(comment, start))
    {
        return Some(single_file(comment, packed));
    }
    if begins(comment, "Saved from ") && comment.contains(" using monolith") {
        return Some(monolith(comment));
    }
    saved_from(comment)
}

/// `url: …` and `saved date: …` on lines of their own.
fn single_file(comment: &str, packed: bool) -> Said {
    let field = |name: &str| {
        comment.lines().find_map(|line| line.trim().strip_prefix(name)).map(|value| value.trim().to_owned())
    };
    // As `Fri Nov 20 2026 14:23:01 GMT+0100 (Central European Standard Time)`.
    let date = field("saved date:");
    let date = date.as_deref().map(|date| date.split(" (").next().unwrap_or(date));
    Said {
        kind: if packed { Kind::Compressed } else { Kind::SingleFile },
        address: field("url:").and_then(|url| checked(&url)),
        saved: date.and_then(instant),
    }
}

/// `Saved from URL at DATE using monolith vX`.
fn monolith(comment: &str) -> Said {
    let said = comment.get("Saved from ".len()..).unwrap_or_default();
    let said = said.split(" using monolith").next().unwrap_or_default();
    let (url, date) = said.rsplit_once(" at ").unwrap_or((said, ""));
    Said { kind: Kind::Monolith, address: checked(url.trim()), saved: instant(date.trim()) }
}

/// `saved from url=(0020)https://…`, where the number counts the address.
fn saved_from(comment: &str) -> Option<Said> {
    if !begins(comment, "saved from url=(") {
        return None;
    }
    let (_, url) = comment.split_once(')')?;
    let url = url.split_whitespace().next().unwrap_or_default();
    // `about:internet` only tells Windows that the page may run as one from the internet.
    Some(Said { kind: Kind::SavedFrom, address: Some(checked(url)?), saved: None })
}

fn checked(url: &str) -> Option<String> {
    address::check(url).is_ok().then(|| url.to_owned())
}

/// A date as programs write it.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    When::read(text)?.instant(&TimeZone::UTC)
}
