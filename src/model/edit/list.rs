//! An item of a Markdown list.

use std::fmt::Write as _;

use super::NewLink;
use crate::model::read::tidy_notes;
use crate::text::{squeeze, tag_name};

/// The text of one item, with LF line endings. `bullet` is what begins it: `-`, `4.`. An item has no place for author, language
/// and date of publication: the page's own are shown.
pub(crate) fn text(link: &NewLink, bullet: &str) -> String {
    let mut item = format!("{bullet} ");
    if let Some(added) = &link.added {
        // To the minute is enough for people, and for the newest to come first.
        let _ = write!(item, "{} ", added.get(..16).unwrap_or(added).replace('T', " "));
    }
    match link.title.as_deref().map(squeeze).filter(|title| !title.is_empty()) {
        Some(title) => {
            let _ = write!(item, "[{}]({})", escape(&title), destination(&link.url));
        }
        None => {
            let _ = write!(item, "<{}>", link.url);
        }
    }
    if let Some(description) = link.description.as_deref().map(squeeze).filter(|text| !text.is_empty()) {
        let _ = write!(item, " - {}", escape(&description));
    }
    let tags: Vec<String> = link.tags.iter().filter_map(|tag| tag_name(tag)).collect();
    if tags.iter().all(|tag| is_hashtag(tag)) {
        for tag in &tags {
            let _ = write!(item, " #{tag}");
        }
    } else {
        let _ = write!(item, " <!-- tags: {} -->", tags.join(", "));
    }
    item.push('\n');
    let indent = " ".repeat(bullet.len() + 1);
    if let Some(notes) = link.notes.as_deref().and_then(tidy_notes) {
        item.push('\n');
        for line in notes.lines() {
            let indent = if line.trim().is_empty() { "" } else { &indent };
            let _ = writeln!(item, "{indent}{line}");
        }
    }
    item
}

/// Text in which nothing is markup, nor a tag.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        let markup = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~');
        if markup || (c == '#' && before == ' ') {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// A link's destination (CommonMark 0.31, section 6.3) that is read back byte for byte.
pub(super) fn destination(url: &str) -> String {
    if !url.contains(['(', ')', '\\', '&', '<', '>']) {
        return url.to_owned();
    }
    let mut out = String::from("<");
    for c in url.chars() {
        if matches!(c, '\\' | '<' | '>') || (c == '&' && url.contains(';')) {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('>');
    out
}

/// Whether a tag can be written with `#` in front of it, and nothing of it is lost.
pub(super) fn is_hashtag(tag: &str) -> bool {
    tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '+' | '.'))
        && !tag.ends_with('.')
        && tag.chars().any(char::is_alphabetic)
}
