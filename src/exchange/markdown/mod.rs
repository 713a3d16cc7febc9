//! Markdown: lists of ours, and every link in any other text.
//!
//! What our own reader collects is taken from it, with all that the format says of a link. Every other address follows
//! as a link that has a title at most.

mod collected;
#[cfg(test)]
mod tests;
mod walk;
mod write;

pub(super) use write::{holds, write};

use super::text::find_address;
use super::{Entry, Format, Parsed, Read};
use crate::model::Visibility;
use crate::web::charset::{self, Hint};
use collected::{Collected, collect};

pub(super) fn detect(file: Read<'_>) -> Option<Format> {
    let name = file.name.to_lowercase();
    [".md", ".markdown"].iter().any(|end| name.ends_with(end)).then_some(Format::Markdown)
}

#[expect(clippy::unnecessary_wraps, reason = "as every reader's")]
pub(super) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let decoded = charset::decode(bytes, None, Hint::Text);
    if decoded.replaced {
        parsed.drop_one("characters that cannot be read");
    }
    let text = decoded.text;
    let front = crate::model::body_start(&text);
    let mut collected = collect(&text, front, &mut parsed);
    parsed.entries = std::mem::take(&mut collected.entries);
    if collected.single {
        // All below the front matter is its notes.
        return Ok(parsed);
    }
    let seen =
        if is_hidden(&text, front, &parsed.entries) { Visibility::Private } else { Visibility::Public };
    let own = parsed.entries.len();
    in_front_matter(&text, front, &mut collected, &mut parsed);
    walk::links(&text, front.unwrap_or(0), &mut collected, &mut parsed);
    for entry in parsed.entries.iter_mut().skip(own) {
        entry.visibility = seen;
    }
    parsed.entries.sort_by_key(|entry| entry.line);
    Ok(parsed)
}

/// Addresses in front matter that says nothing of a link of ours: `source:` of Obsidian's clippings.
fn in_front_matter(text: &str, front: Option<usize>, collected: &mut Collected, parsed: &mut Parsed) {
    let front = front.and_then(|end| text.get(..end)).unwrap_or("");
    for (index, line) in front.lines().enumerate() {
        if let Some(url) = find_address(line).and_then(|range| line.get(range))
            && collected.is_new(url)
        {
            parsed.entries.push(Entry { line: Some(index + 1), ..Entry::new(url) });
        }
    }
}

/// Whether front matter may hide the whole file. Our reader knows it where it collected something; else words must do.
fn is_hidden(text: &str, front: Option<usize>, entries: &[Entry]) -> bool {
    let front = front.and_then(|end| text.get(..end)).unwrap_or("").to_lowercase();
    let words = ["private", "visibility", "unlisted", "public", "shared"];
    words.iter().any(|word| front.contains(word))
        && !entries.iter().any(|entry| entry.visibility == Visibility::Public)
}
