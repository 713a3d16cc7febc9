//! Titles and descriptions, with what markup there may be in them.

use std::fmt::Write as _;

use super::scan::Tag;
use super::{NOTES, decode};

/// Elements that only dress text. What looks like a tag and is none of these, nor of [`BLOCKS`], is text that nobody
/// escaped: `Vec<String>`.
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img", "picture", "script",
];

/// Elements before and behind which a line ends.
const BLOCKS: [&str; 24] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "section",
    "article",
    "figure",
    "body",
    "html",
    "center",
];

/// A description on its way: plain text, and the notes that linkding puts into it.
#[derive(Debug, Default)]
pub(super) struct Description {
    pub(super) text: String,
    pub(super) notes: String,
    in_notes: bool,
    /// The address of a link within, and where its text begins.
    link: Option<(String, usize)>,
    /// Images that had no words.
    pub(super) images: usize,
}

impl Description {
    fn target(&mut self) -> &mut String {
        if self.in_notes { &mut self.notes } else { &mut self.text }
    }

    /// Text as written. Marks count where they are written out: one that is escaped is text.
    pub(super) fn push(&mut self, mut raw: &str) {
        loop {
            let mark = NOTES.get(usize::from(self.in_notes)).copied().unwrap_or_default();
            let Some((before, behind)) = raw.split_once(mark) else { break };
            let before = decode(before, false);
            self.target().push_str(&before);
            self.in_notes = !self.in_notes;
            self.link = None;
            raw = behind;
        }
        let text = decode(raw, false);
        self.target().push_str(&text);
    }

    pub(super) fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => self.target().push('\n'),
            "li" => {
                self.line();
                self.target().push_str("- ");
            }
            "p" | "div" | "blockquote" | "pre" | "ul" | "ol" => self.line(),
            "img" => match tag.get("alt").map(|alt| decode(alt, true)).filter(|alt| !alt.trim().is_empty()) {
                Some(alt) => self.target().push_str(&alt),
                None => self.images += 1,
            },
            "a" => {
                let href = tag.get("href").map(|href| decode(href, true).trim().to_owned());
                let at = self.target().len();
                self.link = href.filter(|href| !href.is_empty()).map(|href| (href, at));
            }
            name if is_markup(name) => {}
            _ => self.push(tag.raw),
        }
    }

    pub(super) fn close(&mut self, name: &str, raw: &str) {
        match name {
            "a" => self.end_link(),
            "p" | "div" | "blockquote" | "pre" => self.line(),
            name if is_markup(name) => {}
            _ => self.push(raw),
        }
    }

    /// A link becomes one of Markdown, which people read as well.
    fn end_link(&mut self) {
        let Some((href, at)) = self.link.take() else { return };
        let target = self.target();
        let Some(words) = target.get(at..).map(|words| words.trim().to_owned()) else { return };
        target.truncate(at);
        if words.is_empty() || words == href {
            target.push_str(&href);
        } else {
            let _ = write!(target, "[{words}]({href})");
        }
    }

    /// Ends the line, unless it is empty.
    fn line(&mut self) {
        let target = self.target();
        if !target.is_empty() && !target.ends_with('\n') {
            target.push('\n');
        }
    }
}

fn is_markup(name: &str) -> bool {
    INLINE.contains(&name) || BLOCKS.contains(&name)
}

/// What a tag is in a title: nothing, a space, or the text that it was meant to be.
pub(super) fn in_title(name: &str, raw: &str) -> String {
    if INLINE.contains(&name) {
        String::new()
    } else if BLOCKS.contains(&name) {
        " ".to_owned()
    } else {
        decode(raw, false)
    }
}
