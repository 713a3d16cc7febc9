//! Links in HTML that is no bookmark file: what Pocket and Instapaper export, and any other page.

use super::super::{Entry, Parsed};
use super::attributes::date;
use super::netscape::{set_tags, title};
use super::scan::{Scan, Tag, Token, starts_with};
use super::{decode, text_of};
use crate::model::Status;
use crate::web::charset::{self, Hint};

/// How much of a file is looked at for what wrote it, in bytes.
const HEAD: usize = 4096;

pub(in crate::exchange) fn read_links(bytes: &[u8]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let text = text_of(bytes, &mut parsed)?;
    let list = is_list(&text);
    read(&text, list, &mut parsed);
    Ok(parsed)
}

fn read(text: &str, list: bool, parsed: &mut Parsed) {
    let mut walk =
        Walk { list, parsed, link: None, words: String::new(), heading: None, section: None, line: 0 };
    let mut counted = 0;
    for token in Scan::new(text) {
        match token {
            Token::Open(tag) => {
                walk.line += text.get(counted..tag.at).map_or(0, |passed| passed.matches('\n').count());
                counted = tag.at;
                walk.open(&tag);
            }
            Token::Close { name, .. } => walk.close(&name),
            Token::Text(text) => walk.text(text),
        }
    }
    walk.end_link();
}

/// Whether a page is a list of links that another program wrote, and not a page that has links in it.
pub fn is_link_list(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    is_list(&charset::decode(head, None, Hint::Html).text)
}

/// Whether this is a list that Pocket or Instapaper wrote: its headings say what became of the links.
fn is_list(text: &str) -> bool {
    let head = text.char_indices().nth(HEAD).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    let (mut title, mut item) = (false, false);
    for token in Scan::new(head) {
        match token {
            Token::Open(tag) => {
                if item && tag.name == "a" && tag.get("time_added").is_some() {
                    return true;
                }
                (title, item) = (tag.name == "title", tag.name == "li");
            }
            Token::Close { .. } => title = false,
            Token::Text(text) if title => {
                let text = text.trim();
                if starts_with(text, "Pocket Export") || starts_with(text, "Instapaper: Export") {
                    return true;
                }
            }
            Token::Text(_) => {}
        }
    }
    false
}

/// A part of such a list.
#[derive(Debug, Clone)]
enum Section {
    Has(Status),
    Starred,
    Folder(String),
}

struct Walk<'p> {
    list: bool,
    parsed: &'p mut Parsed,
    link: Option<Entry>,
    /// Text of a link.
    words: String,
    /// Text of a heading.
    heading: Option<String>,
    section: Option<Section>,
    line: usize,
}

impl Walk<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "a" => {
                self.end_link();
                self.begin(tag);
            }
            // A link that was never closed does not reach beyond its item.
            "li" | "ul" | "ol" | "table" | "tr" | "td" => self.end_link(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.list => {
                self.end_link();
                self.heading = Some(String::new());
            }
            "br" | "p" | "div" => self.words.push(' '),
            "img" => {
                if let Some(alt) = tag.get("alt").filter(|_| self.link.is_some()) {
                    self.words.push(' ');
                    self.words.push_str(&decode(alt, true));
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" | "li" | "ul" | "ol" | "table" | "tr" | "td" | "body" => self.end_link(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                if let Some(heading) = self.heading.take().and_then(|text| Entry::line_of(&text)) {
                    self.section = Some(section(&heading));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.push_str(&decode(text, false));
        } else if self.link.is_some() {
            self.words.push_str(&decode(text, false));
        }
    }

    fn begin(&mut self, tag: &Tag<'_>) {
        self.words.clear();
        let href = tag.get("href").map(|href| decode(href, true));
        let Some(href) = href.as_deref().map(str::trim) else { return };
        let kept = starts_with(href, "http://") || starts_with(href, "https://");
        if !kept && !self.list {
            self.parsed.drop_one(other(href));
            return;
        }
        let mut entry = Entry { line: Some(self.line + 1), ..Entry::new(href) };
        if self.list {
            let value = |name| tag.get(name).map(|value| decode(value, true)).unwrap_or_default();
            entry.added = date(&value("time_added"), self.parsed);
            set_tags(&mut entry, value("tags").split(','));
            match &self.section {
                Some(Section::Has(status)) => entry.status = *status,
                Some(Section::Starred) => entry.starred = true,
                Some(Section::Folder(name)) => entry.folders.push(name.clone()),
                None => {}
            }
        }
        self.link = Some(entry);
    }

    fn end_link(&mut self) {
        let Some(mut entry) = self.link.take() else { return };
        entry.title = title(&std::mem::take(&mut self.words), &entry.url);
        if entry.url.is_empty() {
            self.parsed.refuse(entry.title.as_deref().unwrap_or(""), "has no address", entry.line);
        } else {
            self.parsed.entries.push(entry);
        }
    }
}

fn section(heading: &str) -> Section {
    match heading.to_lowercase().as_str() {
        "unread" | "home" => Section::Has(Status::Unread),
        "archive" | "read archive" | "read" => Section::Has(Status::Read),
        "starred" | "liked" | "favorites" => Section::Starred,
        _ => Section::Folder(heading.to_owned()),
    }
}

/// What an address is that is no link to keep.
pub(in crate::exchange) fn other(href: &str) -> &'static str {
    if starts_with(href, "mailto:") {
        "mail addresses"
    } else if href.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':')) {
        "addresses outside of the web"
    } else {
        "links within the site"
    }
}
