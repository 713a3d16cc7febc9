//! Which kind of HTML a file is.

use super::super::{Format, Read};
use super::scan::{Scan, Token, starts_with};
use crate::web::charset::{self, Hint};

/// How much of a file is looked at, in bytes.
const HEAD: usize = 4096;

/// What a page may begin with, behind comments.
const BEGINNINGS: [&str; 26] = [
    "<!doctype",
    "<html",
    "<head",
    "<title",
    "<meta",
    "<link",
    "<base",
    "<style",
    "<script",
    "<body",
    "<h1",
    "<h2",
    "<h3",
    "<ul",
    "<ol",
    "<li",
    "<dl",
    "<dt",
    "<p",
    "<div",
    "<a ",
    "<table",
    "<main",
    "<article",
    "<section",
    "<center",
];

pub(in crate::exchange) fn detect(file: Read<'_>) -> Option<Format> {
    let head = file.bytes.get(..HEAD).unwrap_or(file.bytes);
    let text = charset::decode(head, None, Hint::Html).text;
    let lower = text.to_ascii_lowercase();
    // SingleFile's pages are captures, which another part of the program takes.
    if lower.contains("page saved with singlefile") && lower.contains(" url: ") {
        return None;
    }
    let doctypes = || lower.split("<!doctype").skip(1);
    if doctypes().any(|it| it.trim_start().starts_with("netscape-bookmark-file")) || is_bookmarks(&text) {
        return Some(Format::Netscape);
    }
    let name = file.name.to_lowercase();
    let named = [".html", ".htm", ".xhtml"].iter().any(|end| name.ends_with(end));
    let is_xhtml = starts_with(text.trim_start(), "<?xml") && lower.contains("<html");
    (named || is_xhtml || begins_like_html(&text)).then_some(Format::Html)
}

/// A bookmark file without its doctype: a term of a list that is a link with its date, or a folder.
fn is_bookmarks(text: &str) -> bool {
    let (mut list, mut term) = (false, false);
    for token in Scan::new(text) {
        match token {
            Token::Open(tag) => {
                match tag.name.as_str() {
                    "dl" => list = true,
                    "a" if list && term && tag.get("href").is_some() => {
                        let own = ["add_date", "last_modified", "tags", "private", "icon"];
                        // A glossary has links in its terms, too; but no attributes in capitals, and a doctype.
                        return own.iter().any(|name| tag.get(name).is_some()) || tag.raw.contains("HREF");
                    }
                    "h3" if term => return tag.raw.starts_with("<H3"),
                    _ => {}
                }
                term = tag.name == "dt" || (term && tag.name == "p");
            }
            Token::Close { .. } => term = false,
            Token::Text(text) => term &= text.trim().is_empty(),
        }
    }
    false
}

fn begins_like_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some((_, behind)) = rest.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) {
        rest = behind.trim_start();
    }
    BEGINNINGS.iter().any(|beginning| starts_with(rest, beginning))
}
