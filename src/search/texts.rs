//! What is shown of a link, and the text that excerpts are cut from: shards of neighbouring links.

use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::entry::Entry;
use super::script;

/// Bytes of a shard before it is closed.
const SHARD: usize = 8_000;
/// Bytes of a name that count: of a tag, a host, an address.
pub(super) const LONG_NAME: usize = 300;
/// Bytes of a description at most.
const LONG_DESCRIPTION: usize = 2_000;

/// One link as the client shows it. Empty fields are left out.
#[derive(Debug, Serialize)]
struct Record<'a> {
    #[serde(rename = "t")]
    title: &'a str,
    #[serde(rename = "tl", skip_serializing_if = "Option::is_none")]
    title_lang: Option<&'a str>,
    #[serde(rename = "u")]
    href: &'a str,
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    reader: Option<&'a str>,
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    thumbnail: Option<&'a str>,
    #[serde(rename = "h", skip_serializing_if = "str::is_empty")]
    host: &'a str,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    /// Key and title by turns.
    #[serde(rename = "g", skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(rename = "k", skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    #[serde(rename = "s", skip_serializing_if = "str::is_empty")]
    state: &'a str,
    #[serde(rename = "f", skip_serializing_if = "is_zero")]
    flags: u32,
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "a", skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(rename = "n", skip_serializing_if = "str::is_empty")]
    notes: &'a str,
    #[serde(rename = "x", skip_serializing_if = "str::is_empty")]
    text: &'a str,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Favourite, unread, read as bits.
pub(super) fn flags(entry: &Entry<'_>) -> u32 {
    let status = match entry.status {
        "unread" => 2,
        "read" => 4,
        _ => 0,
    };
    status + u32::from(entry.starred)
}

/// Outside text of a link, fit to be shown and cut into words.
#[derive(Debug)]
pub(super) struct Clean {
    pub(super) title: String,
    pub(super) host: String,
    pub(super) description: String,
    pub(super) notes: String,
    pub(super) text: String,
    /// Key and title by turns.
    pub(super) tags: Vec<String>,
}

impl Clean {
    /// Cleans the parts of `entry`; at most `most` bytes of its text and of its notes.
    pub(super) fn new(entry: &Entry<'_>, most: usize) -> Self {
        let name = |text: &str| clean(text, LONG_NAME);
        let body = |text: Option<&str>, most| text.map_or_else(String::new, |text| clean(text, most));
        Self {
            title: name(entry.title),
            host: name(entry.host),
            description: body(entry.description, LONG_DESCRIPTION),
            notes: body(entry.notes, most),
            text: body(Some(entry.text), most),
            tags: entry.tags.iter().flat_map(|tag| [name(tag.key), name(tag.title)]).collect(),
        }
    }
}

/// In form NFC, runs of white space and control characters as one space, at most about `most` bytes, cut at a space
/// where one is near.
pub(super) fn clean(text: &str, most: usize) -> String {
    let text = text.get(..text.floor_char_boundary(most.saturating_mul(2))).unwrap_or(text);
    let composed: String;
    let text = if is_nfc(text) {
        text
    } else {
        composed = text.nfc().collect();
        &composed
    };
    let mut out = String::with_capacity(text.len().min(most));
    let mut cut = false;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let space = usize::from(!out.is_empty());
        let room = most.saturating_sub(out.len() + space);
        cut = word.len() > room;
        if cut && (room < 100 || room * 8 < most) {
            break;
        }
        if space == 1 {
            out.push(' ');
        }
        let word = word.get(..word.floor_char_boundary(room)).unwrap_or(word);
        out.extend(word.chars().filter(|c| !is_unwanted(*c)));
        if cut {
            break;
        }
    }
    if cut {
        out.push('…');
    }
    out
}

/// Direction overrides and isolates, which would reach beyond an excerpt; byte order marks; code points that are not
/// characters.
fn is_unwanted(c: char) -> bool {
    let code = u32::from(c);
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fdd0}'..='\u{fdef}')
        || code & 0xfffe == 0xfffe
}

/// Shards as they fill.
#[derive(Debug, Default)]
pub(super) struct Texts {
    open: Vec<u8>,
    /// Documents taken in.
    documents: u32,
    /// The first document of each shard, the open one included.
    first: Vec<u32>,
}

impl Texts {
    /// Takes in a link; gives back a shard (its number and bytes) when one is full.
    pub(super) fn add(&mut self, entry: &Entry<'_>, clean: &Clean) -> Option<(usize, Vec<u8>)> {
        let record = Record {
            title: &clean.title,
            title_lang: entry.title_lang,
            href: entry.href,
            reader: entry.reader,
            thumbnail: entry.thumbnail,
            host: &clean.host,
            date: entry.date.map(day),
            published: entry.published.map(day),
            tags: &clean.tags,
            kind: entry.kind,
            state: entry.state,
            flags: flags(entry),
            language: entry.language,
            description: &clean.description,
            notes: &clean.notes,
            text: &clean.text,
        };
        let json = script::json(&record);
        let full = !self.open.is_empty() && self.open.len() + json.len() > SHARD;
        let closed = if full { self.close() } else { None };
        if self.open.is_empty() {
            self.first.push(self.documents);
        }
        self.open.extend_from_slice(if self.open.is_empty() { b"[" } else { b",\n" });
        self.open.extend_from_slice(json.as_bytes());
        self.documents += 1;
        closed
    }

    /// The open shard, if there is one.
    pub(super) fn close(&mut self) -> Option<(usize, Vec<u8>)> {
        if self.open.is_empty() {
            return None;
        }
        let number = self.first.len() - 1;
        let mut bytes = script::open(&format!("d{number}"));
        bytes.append(&mut self.open);
        bytes.extend_from_slice(b"])\n");
        Some((number, bytes))
    }

    /// How many links were taken in.
    pub(super) fn documents(&self) -> u32 {
        self.documents
    }

    /// How many links lie in each shard.
    pub(super) fn sizes(&self) -> impl Iterator<Item = u32> + '_ {
        let ends = self.first.iter().skip(1).copied().chain([self.documents]);
        self.first.iter().zip(ends).map(|(start, end)| end - start)
    }
}

/// The day of a date that may be longer.
pub(super) fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cleaned_and_cut() {
        assert_eq!(clean("  a\u{0}b\n\n\tc\u{202e}d\u{feff}\u{ffff} ", 100), "a b cd");
        assert_eq!(clean("e\u{301}", 100), "é");
        assert_eq!(clean(&"word ".repeat(100), 22), "word word word word…");
        let long = clean(&"协".repeat(10_000), 1_000);
        assert_eq!(long, format!("{}…", "协".repeat(333)));
    }

    #[test]
    fn shards_close_by_size() {
        let text = "x".repeat(3_000);
        let mut texts = Texts::default();
        let mut closed = Vec::new();
        for _ in 0..7 {
            let entry = Entry { title: "T", text: &text, ..Entry::default() };
            closed.extend(texts.add(&entry, &Clean::new(&entry, 32_000)));
        }
        closed.extend(texts.close());
        assert_eq!(texts.sizes().collect::<Vec<_>>(), [2, 2, 2, 1]);
        assert_eq!(closed.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let script = String::from_utf8(closed.remove(0).1).unwrap();
        assert!(script.starts_with("linkariumIndex(\"d0\",[{\"t\":\"T\",\"u\":\"\",\"x\":\"xxx"));
        assert!(script.ends_with("\"}])\n"));
    }
}
