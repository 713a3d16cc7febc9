//! Walks a Markdown text for list items that start with a link. The parser's byte offsets lead back to the source,
//! so that notes stay Markdown as it was written.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::headings::{Headings, comment_tags, misplaced, tag_comment};
use super::item::{Item, Phase};
use super::line::{holds_address, is_address_line};
use super::missed::Missed;
use super::nesting::bounded;
use crate::diagnostic::Diagnostic;
use crate::model::read::{Defaults, Draft, Reading};

/// Reads the lists of a text; `offset` is where `text` begins in the file.
pub(super) fn read_lists(
    text: &str,
    offset: usize,
    defaults: &Defaults,
    reading: &mut Reading<'_>,
) -> Vec<Draft> {
    let text = bounded(text, offset, reading);
    let mut walk = Walk {
        text: &text,
        offset,
        defaults,
        reading,
        headings: Headings::default(),
        in_heading: false,
        fresh_heading: false,
        quotes: 0,
        code: false,
        items: Vec::new(),
        missed: Missed::default(),
        drafts: Vec::new(),
    };
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        walk.event(&event, range);
    }
    let mut drafts = std::mem::take(&mut walk.drafts);
    let only_addresses = walk.missed.address_lines && !walk.missed.any_item;
    let missed = std::mem::take(&mut walk.missed);
    missed.report(offset, reading);
    // A nested item ends before the one that holds it.
    drafts.sort_by_key(|(start, _)| *start);
    if drafts.is_empty() && reading.diagnostics.is_empty() {
        let help = if only_addresses {
            "a link is a list item: put `- ` before each address"
        } else {
            "a link is a list item that starts with one, or front matter with `url`"
        };
        reading.report(0..0, Diagnostic::notice("no-links", "there is no link in this file").help(help));
    }
    drafts.into_iter().map(|(_, draft)| draft).collect()
}

/// The state of the walk. Ranges are in `text`; `offset` is added where they leave this module.
struct Walk<'w, 'r> {
    text: &'w str,
    offset: usize,
    defaults: &'w Defaults,
    reading: &'w mut Reading<'r>,
    headings: Headings,
    in_heading: bool,
    /// Nothing stands between the last heading and this place.
    fresh_heading: bool,
    /// Block quotes around this place: what is quoted is not the keeper's list.
    quotes: usize,
    /// Inside a code block.
    code: bool,
    /// Open list items, outermost first.
    items: Vec<Item>,
    /// Items that are not collected and yet seem to mean a link.
    missed: Missed,
    drafts: Vec<(usize, Draft)>,
}

impl Walk<'_, '_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) | Event::Code(text) => {
                self.fresh_heading = false;
                let code = matches!(event, Event::Code(_));
                self.address(!code && holds_address(text), range.start);
                if let Some(item) = self.items.last_mut() {
                    item.text(text, range, code, self.text);
                }
            }
            Event::TaskListMarker(done) => {
                if let Some(item) = self.items.last_mut() {
                    item.task(*done, range);
                }
            }
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(item) = self.items.last_mut() {
                    item.line_break();
                }
            }
            // `Html` comes inside of an HTML block, which was looked at when it began.
            Event::Html(_) => {}
            _ => self.other(),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let fresh = std::mem::take(&mut self.fresh_heading);
        match tag {
            Tag::Item => {
                if let Some(outer) = self.items.last_mut() {
                    outer.block();
                }
                // The parser counts the indentation to the item.
                let indent =
                    self.text.get(range.clone()).map_or(0, |text| text.len() - text.trim_start().len());
                let mut item = Item::new((range.start + indent).min(range.end)..range.end);
                if self.quotes > 0 {
                    item.phase = Phase::Closed;
                }
                self.items.push(item);
                self.missed.any_item = true;
            }
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.block();
            }
            Tag::Heading { level, .. } => {
                if self.items.is_empty() && self.quotes == 0 {
                    self.headings.enter(depth(*level));
                    self.in_heading = true;
                }
                self.block();
            }
            Tag::HtmlBlock => {
                self.html_block(range, fresh);
                self.block();
            }
            Tag::Paragraph => {}
            Tag::CodeBlock(_) => {
                self.code = true;
                self.block();
            }
            Tag::Link { dest_url, title, link_type, .. } => {
                self.address(holds_address(dest_url), range.start);
                if let Some(item) = self.items.last_mut() {
                    item.link(*link_type, dest_url, title, range, self.text);
                }
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {
                if let Some(item) = self.items.last_mut() {
                    item.wrapper(range);
                }
            }
            Tag::Image { .. } => {
                if let Some(item) = self.items.last_mut() {
                    item.image(range);
                }
            }
            _ => self.block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item => {
                if let Some(item) = self.items.pop() {
                    self.finish(&item);
                }
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::Heading(_) => {
                self.fresh_heading = std::mem::take(&mut self.in_heading);
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Paragraph => self.block(),
            TagEnd::Link => {
                if let Some(item) = self.items.last_mut() {
                    item.link_end();
                }
            }
            _ => {}
        }
    }

    /// Remembers an address that stands at `at`, when it is the keeper's own and no code.
    fn address(&mut self, is_one: bool, at: usize) {
        if !is_one || self.quotes > 0 || self.code {
            return;
        }
        match self.items.last_mut() {
            Some(item) => item.holds_address = true,
            None => self.missed.address_lines |= is_address_line(self.text, at),
        }
    }

    /// The first block of the innermost item is over, or never was a line with a link.
    fn block(&mut self) {
        if let Some(item) = self.items.last_mut() {
            item.block();
        }
    }

    fn other(&mut self) {
        self.fresh_heading = false;
        if let Some(item) = self.items.last_mut().filter(|item| item.phase == Phase::Begin) {
            item.phase = Phase::Closed;
        }
    }

    fn html_block(&mut self, range: Range<usize>, fresh: bool) {
        let Some(html) = self.text.get(range.clone()).filter(|html| tag_comment(html).is_some()) else {
            return;
        };
        let at = self.offset + range.start;
        if fresh && self.items.is_empty() && self.quotes == 0 {
            if let Some(tags) = comment_tags(html, at, self.reading) {
                self.headings.give(tags);
            }
        } else {
            misplaced(at..at + html.trim_end().len(), self.reading);
        }
    }

    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        self.fresh_heading = false;
        let at = self.offset + range.start;
        self.address(html.starts_with("<a ") && holds_address(html), range.start);
        if self.in_heading {
            if let Some(tags) = comment_tags(html, at, self.reading) {
                self.headings.give(tags);
            }
            return;
        }
        let is_comment = tag_comment(html).is_some();
        let end = at + range.len();
        if let Some(item) = self.items.last_mut()
            && item.html(range, self.text)
        {
            if let Some(tags) = comment_tags(html, at, self.reading) {
                item.tags.extend(tags);
            }
            return;
        }
        if is_comment {
            misplaced(at..end, self.reading);
        }
    }

    fn finish(&mut self, item: &Item) {
        if !item.has_link() {
            // What stands below a link is kept, in its notes.
            let kept = self.items.iter().any(Item::has_link);
            self.missed.look(item, kept, self.text);
            return;
        }
        let Some(mut draft) = item.draft(self.text, self.offset, self.defaults, self.reading) else { return };
        // File-wide tags first, then those of the headings, then the item's own.
        let own = draft.tags.split_off(self.defaults.tags.len().min(draft.tags.len()));
        draft.tags.extend(self.headings.tags().cloned());
        draft.tags.extend(own);
        if let Some(outer) = self.items.iter_mut().rev().find(|outer| outer.has_link()) {
            outer.nested.push(item.range.clone());
        }
        self.drafts.push((item.range.start, draft));
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
