//! Reading feeds.

use super::super::pull::{Element, Piece, Pull, decode, local};
use super::{MARKDOWN, NO_DATE};
use crate::exchange::fields::{drop_field, plain, tag};
use crate::exchange::{Entry, Parsed, When};
use crate::text::squeeze;

/// The longest text of an entry, in characters, that is a description of its page and not the page itself.
const LONGEST: usize = 1000;

/// The most texts of one entry, and the most authors: they are joined, and compared with each other.
const MOST: usize = 100;

/// An element that is open within an entry, and where its text begins.
struct Open {
    element: Element,
    text_at: usize,
}

/// An entry that is being read.
#[derive(Default)]
struct Item {
    entry: Entry,
    /// Candidates for the address, the best first.
    original: Option<String>,
    link: Option<String>,
    permalink: Option<String>,
    about: Option<String>,
    authors: Vec<String>,
    updated: Option<When>,
    /// Texts that were joined.
    texts: usize,
    open: Vec<Open>,
    text: String,
}

/// Reads `<feed>`, `<rss>` or `<rdf:RDF>`.
pub(in crate::exchange::xml) fn read(bytes: &[u8]) -> Result<Parsed, String> {
    let text = decode(bytes);
    let mut pull = Pull::new(&text);
    let mut parsed = Parsed::default();
    let mut prefix = None;
    let mut item: Option<Item> = None;
    while let Some(piece) = pull.next()? {
        match (piece, &mut item) {
            (Piece::Open(mut element), reading) => {
                let prefix: &String = prefix.get_or_insert_with(|| own_prefix(&element));
                if !prefix.is_empty()
                    && let Some(bare) = element.name.strip_prefix(prefix.as_str())
                {
                    element.name = String::from(bare);
                }
                if let Some(item) = reading {
                    item.begin(element);
                } else if matches!(element.name.as_str(), "entry" | "item") {
                    let about = element.get("rdf:about").map(str::to_owned);
                    let entry = Entry { line: Some(element.line), ..Entry::default() };
                    item = Some(Item { entry, about, ..Item::default() });
                } else if !matches!(element.local(), "feed" | "rss" | "RDF") && pull.is_at_root() {
                    return Err("is XML, but no feed".to_owned());
                }
            }
            (Piece::Text(text), Some(item)) if !item.open.is_empty() => item.text.push_str(&text),
            (Piece::Close, Some(reading)) => {
                if reading.open.is_empty() {
                    if let Some(item) = item.take() {
                        item.finish(&mut parsed);
                    }
                } else {
                    reading.end(&mut parsed);
                }
            }
            _ => {}
        }
    }
    Ok(parsed)
}

/// The prefix of the elements of a feed whose root has one: `atom:`. That of RSS 1.0 is its root's alone.
fn own_prefix(root: &Element) -> String {
    match root.name.split_once(':') {
        Some((prefix, "feed" | "rss")) => format!("{prefix}:"),
        _ => String::new(),
    }
}

impl Item {
    fn begin(&mut self, element: Element) {
        if self.open.is_empty() {
            self.text.clear();
        } else if is_block(element.local()) {
            // Markup within a text of type `xhtml`.
            self.text.push('\n');
        }
        self.open.push(Open { element, text_at: self.text.len() });
    }

    fn end(&mut self, parsed: &mut Parsed) {
        let Some(Open { element, text_at }) = self.open.pop() else { return };
        if self.open.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.field(&element, &text, parsed);
        } else if element.local() == "name"
            && let [above] = self.open.as_slice()
            && local(&above.element.name) == "author"
        {
            self.authors.extend(Entry::line_of(self.text.get(text_at..).unwrap_or_default()));
        } else if is_block(element.local()) {
            self.text.push('\n');
        }
    }

    fn field(&mut self, element: &Element, text: &str, parsed: &mut Parsed) {
        let line = Entry::line_of(text);
        match element.name.as_str() {
            "title" => self.entry.title = line.map(|title| plain_where_html(element, &title)),
            "link" if element.get("href").is_some() => self.atom_link(element, parsed),
            "atom:link" | "a10:link" => self.atom_link(element, parsed),
            "link" => self.link = self.link.take().or_else(|| address(text)),
            "feedburner:origLink" | "origLink" => self.original = address(text),
            "guid" if element.get("isPermaLink") != Some("false") => self.permalink = line,
            "id" => self.permalink = line,
            "summary" | "description" | "dc:description" | "itunes:summary" => {
                self.describe(element, text, parsed);
            }
            "content" if element.get("type") == Some(MARKDOWN) && self.once() => self.entry.note(text),
            "content" | "content:encoded" | "xhtml:body" => {
                if line.is_some() {
                    parsed.drop_one("texts of entries");
                }
            }
            "published" | "pubDate" | "issued" | "dc:date" | "created" => {
                if self.entry.published.is_none() {
                    self.entry.published = When::read(text);
                }
            }
            "updated" | "modified" | "atom:updated" | "a10:updated" if text.trim() != NO_DATE => {
                self.updated = When::read(text);
            }
            "updated" => {}
            // The names within are in `authors` already.
            "author" if !self.authors.is_empty() => {}
            "author" | "dc:creator" | "itunes:author" => {
                let name = line.map(|line| named(&line)).filter(|name| !self.authors.contains(name));
                self.authors.extend(name.filter(|_| self.authors.len() < MOST));
            }
            "category" | "dc:subject" => {
                let term = element.get("term").or_else(|| element.get("label")).unwrap_or(text);
                tag(&mut self.entry, term, parsed);
            }
            "comments" => parsed.drop_one("addresses of comments"),
            "enclosure" => parsed.drop_one("enclosures"),
            "guid" | "source" | "rights" => parsed.drop_one(match element.name.as_str() {
                "guid" => "ids",
                "source" => "sources of entries",
                _ => "notes of rights",
            }),
            name => {
                if line.is_some() || !element.attributes.is_empty() {
                    drop_field(parsed, name);
                }
            }
        }
    }

    /// Whether one more text may be joined to those that are there.
    fn once(&mut self) -> bool {
        self.texts += 1;
        self.texts <= MOST
    }

    fn atom_link(&mut self, element: &Element, parsed: &mut Parsed) {
        let href = element.get("href").and_then(address);
        let Some(href) = href else { return };
        match element.get("rel").unwrap_or("alternate") {
            "alternate" if self.link.is_none() => self.link = Some(href),
            "via" if self.entry.via.is_none() => self.entry.via = Some(href),
            "enclosure" => parsed.drop_one("enclosures"),
            "replies" => parsed.drop_one("addresses of comments"),
            "self" | "edit" => parsed.drop_one("addresses of entries"),
            _ => parsed.drop_one("further links of entries"),
        }
    }

    fn describe(&mut self, element: &Element, text: &str, parsed: &mut Parsed) {
        let is_plain = element.name == "summary" && matches!(element.get("type"), None | Some("text"));
        let text = match element.get("type") {
            _ if is_plain => text.into(),
            // Its markup was that of the feed itself.
            Some("xhtml") => {
                let lines = text.lines().map(squeeze).filter(|line| !line.is_empty());
                lines.collect::<Vec<_>>().join("\n").into()
            }
            _ => plain(text),
        };
        if (is_plain || text.chars().count() <= LONGEST) && self.once() {
            self.entry.describe(&text);
        } else {
            parsed.drop_one("texts of entries");
        }
    }

    fn finish(self, parsed: &mut Parsed) {
        let Self { mut entry, original, link, permalink, about, authors, updated, .. } = self;
        let candidates = [original, link, permalink.clone().filter(|id| id.contains("://")), about];
        entry.url = candidates.into_iter().flatten().next().unwrap_or_default();
        if permalink.is_some_and(|id| id != entry.url && !id.starts_with("urn:x-linkarium:")) {
            parsed.drop_one("ids");
        }
        entry.title = entry.title.filter(|title| *title != squeeze(&entry.url));
        entry.author = Some(authors.join(", ")).filter(|authors| !authors.is_empty());
        if entry.published.is_none() {
            entry.published = updated;
        } else if updated != entry.published {
            entry.updated = updated;
        }
        if entry.url.is_empty() {
            parsed.refuse(&entry.title.unwrap_or_default(), "has no address", entry.line);
        } else {
            parsed.entries.push(entry);
        }
    }
}

/// An address as it is written, unless nothing is.
fn address(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|address| !address.is_empty())
}

/// A text of Atom that says that it is HTML.
fn plain_where_html(element: &Element, text: &str) -> String {
    if element.get("type") == Some("html") { squeeze(&plain(text)) } else { text.to_owned() }
}

/// RSS wants an address of mail, with the name in parentheses.
fn named(author: &str) -> String {
    match author.split_once(" (").and_then(|(mail, name)| Some((mail, name.strip_suffix(')')?))) {
        Some((mail, name)) if mail.contains('@') => squeeze(name),
        _ => author.to_owned(),
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div" | "br" | "li" | "ul" | "ol" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "tr"
    )
}
