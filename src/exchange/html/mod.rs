//! HTML: bookmark files as browsers and nearly all other programs write them, and links in any other page.

mod attributes;
mod detect;
mod entities;
mod held;
mod links;
mod netscape;
mod prose;
mod scan;
#[cfg(test)]
mod tests;
mod write;

pub(super) use detect::detect;
pub(super) use entities::decode;
pub(super) use held::holds;
pub use links::is_link_list;
pub(super) use links::read_links;
pub(super) use netscape::{read_netscape, title};
pub(super) use scan::{Scan, Token, starts_with};
pub(super) use write::write;

use super::Parsed;
use crate::web::charset::{self, Hint};

/// Names the program that wrote a bookmark file: in one of ours, tags have spaces, and descriptions any length.
const GENERATOR: &str = "Linkarium";

/// linkding's tag for a bookmark that is read and put away. It keeps its tags free of it.
const ARCHIVED_TAG: &str = "linkding:bookmarks.archived";

/// linkding's marks around notes in a description.
const NOTES: [&str; 2] = ["[linkding-notes]", "[/linkding-notes]"];

/// The text of an HTML file, with LF line ends, whatever its encoding. The error is for a file that is no HTML.
fn text_of(bytes: &[u8], parsed: &mut Parsed) -> Result<String, String> {
    let decoded = charset::decode(bytes, None, Hint::Html);
    if decoded.replaced {
        parsed.drop_one("characters that cannot be read");
    }
    let text = lf(decoded.text);
    if text.contains('<') || text.trim().is_empty() { Ok(text) } else { Err("there is no HTML in it".into()) }
}

/// Line ends as LF: of CR LF, of LF CR (linkding), of CR.
fn lf(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace("\n\r", "\n").replace('\r', "\n")
    } else {
        text
    }
}

/// Markdown without blank lines at its ends; the indentation of the first line with text stays: it may be code.
fn body(text: &str) -> &str {
    let text = text.trim_end();
    let start = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    let line = text.get(..start).and_then(|blank| blank.rfind('\n')).map_or(0, |at| at + 1);
    text.get(line..).unwrap_or("")
}
