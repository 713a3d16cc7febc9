//! Every link of a Markdown text that was not collected.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::super::html::{Scan, Token, decode, starts_with, title};
use super::super::text::{find_address, length_of_address};
use super::super::{Entry, Parsed};
use super::collected::Collected;
use crate::model::flattened;

/// Adds them to what was read. `body` is where the text begins behind its front matter.
pub(super) fn links(text: &str, body: usize, collected: &mut Collected, parsed: &mut Parsed) {
    let above = text.get(..body).map_or(0, |front| front.matches('\n').count());
    let (text, _) = flattened(text.get(body..).unwrap_or(""));
    let ends = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut walk = Walk {
        text: &text,
        ends,
        above,
        collected,
        parsed,
        items: Vec::new(),
        kept: Vec::new(),
        link: None,
        block: None,
        code: false,
        cells: false,
        images: 0,
        passed: 0,
    };
    let options = Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES;
    let parser = Parser::new_ext(&text, options);
    let mut definitions: Vec<(Range<usize>, String)> =
        parser.reference_definitions().iter().map(|(_, it)| (it.span.clone(), it.dest.to_string())).collect();
    for (event, range) in parser.into_offset_iter() {
        walk.event(&event, range);
    }
    walk.end_link();
    // A definition that nothing refers to is a link as well.
    definitions.sort_by_key(|(span, _)| span.start);
    for (span, url) in definitions {
        if !walk.is_kept(span.start) {
            walk.add(&url, None, span.start);
        }
    }
}

/// A link on its way.
struct Open {
    url: String,
    words: String,
    range: Range<usize>,
    /// Of Markdown, not of HTML in it.
    markdown: bool,
}

struct Walk<'w> {
    text: &'w str,
    /// Where the lines end.
    ends: Vec<usize>,
    /// Lines above the text.
    above: usize,
    collected: &'w mut Collected,
    parsed: &'w mut Parsed,
    /// Open list items; those that were collected with the line of their address. What is below it is notes.
    items: Vec<Option<usize>>,
    /// Ranges of notes.
    kept: Vec<Range<usize>>,
    link: Option<Open>,
    /// A block of HTML, which comes line by line, and where it begins.
    block: Option<(String, usize)>,
    code: bool,
    /// Inside a table.
    cells: bool,
    images: usize,
    /// Up to here, bare addresses were looked for.
    passed: usize,
}

impl Walk<'_> {
    /// The line, from 1 in the file, of a place in the text.
    fn line(&self, at: usize) -> usize {
        self.above + self.ends.partition_point(|end| *end < at) + 1
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Code(text) => {
                if let Some(link) = &mut self.link {
                    link.words.push_str(text);
                }
            }
            Event::Text(text) => match &mut self.link {
                Some(link) => link.words.push_str(text),
                None if self.code || self.images > 0 => {}
                None => self.bare(range),
            },
            Event::SoftBreak | Event::HardBreak => {
                if let Some(link) = &mut self.link {
                    link.words.push(' ');
                }
            }
            Event::Html(html) => {
                self.block.get_or_insert((String::new(), range.start)).0.push_str(html);
            }
            Event::InlineHtml(html) => self.html(html, range.start),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Item => {
                let outer = self.items.last().copied().flatten();
                self.items.push(outer);
            }
            Tag::CodeBlock(_) => self.code = true,
            Tag::Table(_) => self.cells = true,
            Tag::Image { .. } => self.images += 1,
            Tag::Link { link_type, dest_url, .. } => {
                self.end_link();
                let mail = if *link_type == LinkType::Email { "mailto:" } else { "" };
                self.link = Some(Open {
                    url: format!("{mail}{dest_url}"),
                    words: String::new(),
                    range,
                    markdown: true,
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Table => self.cells = false,
            TagEnd::Item => {
                self.end_link();
                if self.items.pop().flatten().is_some() && self.items.last().copied().flatten().is_none() {
                    self.kept.push(range);
                }
            }
            TagEnd::HtmlBlock => {
                if let Some((html, at)) = self.block.take() {
                    self.html(&html, at);
                }
                self.end_link();
            }
            // A link in HTML may never be closed.
            TagEnd::Link | TagEnd::Paragraph | TagEnd::TableCell | TagEnd::Heading(_) => self.end_link(),
            _ => {}
        }
    }

    /// Whether a place is in an item that was collected. Items end in the order of their places.
    fn is_kept(&self, at: usize) -> bool {
        let next = self.kept.partition_point(|range| range.end <= at);
        self.kept.get(next).is_some_and(|range| range.contains(&at))
    }

    /// A link in HTML, or a bare address in its text.
    fn html(&mut self, html: &str, at: usize) {
        for token in Scan::new(html) {
            match token {
                Token::Open(tag) if tag.name == "a" => {
                    if let Some(href) = tag.get("href") {
                        self.end_link();
                        let url = decode(href, true).trim().to_owned();
                        let range = at..at + html.len();
                        self.link = Some(Open { url, words: String::new(), range, markdown: false });
                    }
                }
                Token::Close { name, .. } if name == "a" => self.end_link(),
                Token::Text(text) => match &mut self.link {
                    Some(link) => link.words.push_str(&decode(text, false)),
                    None => self.addresses(text, at),
                },
                _ => {}
            }
        }
    }

    /// Looks for bare addresses. The parser divides text at characters that could be markup; the line is whole.
    fn bare(&mut self, range: Range<usize>) {
        loop {
            let from = range.start.max(self.passed);
            let Some(found) = self.text.get(from..range.end).and_then(find_address) else { return };
            let start = from + found.start;
            let rest = self.text.get(start..).unwrap_or("");
            let length =
                length_of_address(if self.cells { rest.split('|').next().unwrap_or("") } else { rest });
            self.passed = start + length.max(found.len());
            let text = self.text;
            self.found(text.get(start..self.passed).unwrap_or(""), start);
        }
    }

    fn addresses(&mut self, text: &str, at: usize) {
        let mut rest = text;
        while let Some(found) = find_address(rest) {
            self.found(rest.get(found.clone()).unwrap_or(""), at);
            rest = rest.get(found.end..).unwrap_or("");
        }
    }

    /// A bare address: what makes an item a link, or one in prose. In the description of a collected link it stays text.
    fn found(&mut self, url: &str, at: usize) {
        if !self.is_collected(url, at..at) && self.items.last().copied().flatten().is_none() {
            self.add(url, None, at);
        }
    }

    /// Whether this is the address of a collected link. All that follows in its item belongs to it.
    fn is_collected(&mut self, url: &str, range: Range<usize>) -> bool {
        let (first, last) = (self.line(range.start), self.line(range.end));
        let collected = (first..=last).any(|line| self.collected.lines.contains(&line))
            && self.collected.holds(url)
            && self.items.last().is_some_and(|line| line.is_none_or(|line| line < first));
        if collected && let Some(item) = self.items.last_mut() {
            *item = Some(last);
        }
        collected
    }

    fn end_link(&mut self) {
        let Some(Open { url, words, range, markdown }) = self.link.take() else { return };
        if markdown && self.is_collected(&url, range.clone()) {
            return;
        }
        match self.items.last().copied().flatten() {
            // On the line of a collected link, markup is dropped: an address that is not its own text would be lost.
            Some(line) if self.line(range.start) > line || words.trim() == url => {}
            _ => self.add(&url, title(&words, &url), range.start),
        }
    }

    fn add(&mut self, url: &str, title: Option<String>, at: usize) {
        if starts_with(url, "mailto:") {
            self.parsed.drop_one("mail addresses");
        } else if !url.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':')) {
            self.parsed.drop_one("links within the folder");
        } else if self.collected.is_new(url) {
            self.parsed.entries.push(Entry { title, line: Some(self.line(at)), ..Entry::new(url) });
        }
    }
}
