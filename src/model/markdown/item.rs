//! One list item: does it start with a link, and what stands behind it?

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::line::{
    bare_address, dedented, hashtags, leading_date, line_of, width, without_dangling, without_separator,
};
use super::missed::{bad_date, foreign_date};
use crate::model::read::{Defaults, Draft, Reading, Values as _, Written, WrittenItem, WrittenTag};
use crate::model::{Status, moment};
use crate::text::squeeze;

/// How far an item has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing yet but a task marker, a date, or the beginning of emphasis.
    Begin,
    /// Inside the link it starts with.
    InLink,
    /// Behind the link, in the same block.
    Tail,
    /// What follows is notes, or the item does not start with a link.
    Closed,
}

/// A piece of text behind the link.
#[derive(Debug)]
struct Piece {
    range: Range<usize>,
    text: String,
}

/// A list item on its way. All ranges are in the text that the parser saw.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) range: Range<usize>,
    pub(super) phase: Phase,
    /// Tags of a comment behind the link.
    pub(super) tags: Vec<WrittenTag>,
    /// Items below this one that are links themselves.
    pub(super) nested: Vec<Range<usize>>,
    /// An http(s) address stands somewhere in this item, outside of quotes and code.
    pub(super) holds_address: bool,
    /// Where the text begins that made this item something else than a link.
    pub(super) words_at: Option<usize>,
    /// Where the content begins, behind the list marker.
    content: Option<usize>,
    done: Option<(bool, Range<usize>)>,
    date: Option<Range<usize>>,
    /// Emphasis around the link.
    wrappers: usize,
    /// The link is an address without any markup.
    bare: bool,
    url: Option<(String, Range<usize>)>,
    link_start: usize,
    /// The `"title"` in the link's parentheses.
    hint: String,
    title: String,
    link_end: usize,
    line_end: usize,
    pieces: Vec<Piece>,
    /// Code, links and HTML behind the link: no hashtags in there.
    opaque: Vec<Range<usize>>,
    /// Comments behind the link.
    html: Vec<Range<usize>>,
}

impl Item {
    /// An item that begins.
    pub(super) fn new(range: Range<usize>) -> Self {
        Self {
            range,
            phase: Phase::Begin,
            tags: Vec::new(),
            nested: Vec::new(),
            holds_address: false,
            words_at: None,
            content: None,
            done: None,
            date: None,
            wrappers: 0,
            bare: false,
            url: None,
            link_start: 0,
            hint: String::new(),
            title: String::new(),
            link_end: 0,
            line_end: 0,
            pieces: Vec::new(),
            opaque: Vec::new(),
            html: Vec::new(),
        }
    }

    /// Whether the item starts with a link.
    pub(super) fn has_link(&self) -> bool {
        self.url.is_some()
    }

    /// `[ ]` or `[x]`.
    pub(super) fn task(&mut self, done: bool, range: Range<usize>) {
        self.content.get_or_insert(range.start);
        self.done = Some((done, range));
    }

    /// Emphasis begins.
    pub(super) fn wrapper(&mut self, range: Range<usize>) {
        if self.phase == Phase::Begin {
            self.content.get_or_insert(range.start);
            self.wrappers += 1;
        }
    }

    /// Text or code.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>, code: bool, source: &str) {
        match self.phase {
            Phase::Begin if code => self.phase = Phase::Closed,
            Phase::Begin => self.lead(range, source),
            Phase::InLink => self.title.push_str(text),
            Phase::Tail if range.start < self.line_end && range.end > self.link_end => {
                if code {
                    self.opaque.push(range.clone());
                }
                self.pieces.push(Piece { range, text: text.to_owned() });
            }
            Phase::Tail | Phase::Closed => {}
        }
    }

    /// Text before any link: a date, a bare address, or the reason why this item is no link.
    fn lead(&mut self, range: Range<usize>, source: &str) {
        // The parser divides text at characters that could be markup; the source line is whole.
        let line = line_of(source, range.start);
        let mut at = range.start;
        self.content.get_or_insert(at);
        if self.date.is_none() {
            let rest = source.get(at..line.end).unwrap_or("");
            if let Some(length) = leading_date(rest).or_else(|| foreign_date(rest)) {
                self.date = Some(at..at + length);
                let behind = rest.get(length..).unwrap_or("");
                at = line.end - without_separator(behind).len();
            }
        }
        let rest = source.get(at..line.end).unwrap_or("");
        let lead = rest.len() - rest.trim_start().len();
        if let Some(length) = bare_address(rest.trim_start()) {
            let start = at + lead;
            let address = source.get(start..start + length).unwrap_or("").to_owned();
            self.url = Some((address, start..start + length));
            self.link_start = start;
            self.link_end = start + length;
            self.line_end = line.end;
            self.phase = Phase::Tail;
            self.bare = true;
            // The text that held the address may hold the first words of the description too.
            let tail = self.link_end.max(range.start)..range.end.max(self.link_end);
            if let Some(text) = source.get(tail.clone()).filter(|text| !text.is_empty()) {
                self.pieces.push(Piece { range: tail, text: text.to_owned() });
            }
        } else if at < range.end && source.get(at..range.end).is_some_and(|text| !text.trim().is_empty()) {
            self.words_at = Some(at + lead);
            self.phase = Phase::Closed;
        }
    }

    /// A link begins.
    pub(super) fn link(&mut self, kind: LinkType, dest: &str, hint: &str, range: Range<usize>, source: &str) {
        match self.phase {
            Phase::Begin if is_elsewhere(dest) => self.phase = Phase::Closed,
            Phase::Begin => {
                self.content.get_or_insert(range.start);
                let address =
                    if kind == LinkType::Email { format!("mailto:{dest}") } else { dest.to_owned() };
                let at = place_of(dest, &range, source);
                self.url = Some((address, at));
                self.link_start = range.start;
                self.link_end = range.end;
                self.line_end = line_of(source, range.end).end;
                squeeze(hint).clone_into(&mut self.hint);
                self.phase = Phase::InLink;
            }
            Phase::Tail => self.opaque.push(range),
            Phase::InLink | Phase::Closed => {}
        }
    }

    /// A link ends.
    pub(super) fn link_end(&mut self) {
        if self.phase == Phase::InLink {
            self.phase = Phase::Tail;
        }
    }

    /// An image: inside the link its text is the title; before a link it makes this item something else.
    pub(super) fn image(&mut self, range: Range<usize>) {
        match self.phase {
            Phase::Begin => self.phase = Phase::Closed,
            Phase::Tail => self.opaque.push(range),
            Phase::InLink | Phase::Closed => {}
        }
    }

    /// Inline HTML. True when it stands behind the link, on its line.
    pub(super) fn html(&mut self, range: Range<usize>, source: &str) -> bool {
        match self.phase {
            Phase::Begin => self.phase = Phase::Closed,
            Phase::Tail if range.start < self.line_end => {
                self.opaque.push(range.clone());
                if source.get(range.clone()).is_some_and(|html| html.starts_with("<!--")) {
                    self.html.push(range);
                }
                return true;
            }
            Phase::InLink | Phase::Tail | Phase::Closed => {}
        }
        false
    }

    /// The end of a line within the block.
    pub(super) fn line_break(&mut self) {
        match self.phase {
            Phase::InLink => self.title.push(' '),
            Phase::Begin => self.phase = Phase::Closed,
            Phase::Tail | Phase::Closed => {}
        }
    }

    /// The first block is over, or another kind of block begins.
    pub(super) fn block(&mut self) {
        self.phase = Phase::Closed;
    }

    /// The link that this item is.
    pub(super) fn draft(
        &self,
        source: &str,
        offset: usize,
        defaults: &Defaults,
        reading: &mut Reading<'_>,
    ) -> Option<Draft> {
        let (address, at) = self.url.clone()?;
        let shift = |range: Range<usize>| offset + range.start..offset + range.end;
        let mut draft = Draft::start(address, shift(at), shift(self.range.clone()), defaults, reading)?;
        let title = squeeze(&self.title);
        if !title.is_empty() && title != draft.link.url {
            draft.link.title = Some(title);
        }
        draft.link.status = match self.done {
            Some((true, _)) => Status::Read,
            Some((false, _)) => Status::Unread,
            None => Status::None,
        };
        if let Some(date) = self.date.clone() {
            let written = source.get(date.clone()).unwrap_or("");
            match moment::read(written, reading.timezone) {
                Ok(moment) => draft.link.added = Some(moment),
                Err(message) => reading.report(shift(date), bad_date(written, message).label("not used")),
            }
        }
        let (description, tail, tags) = self.tail(source);
        for tag in tags {
            let written = source.get(tag.start + 1..tag.end).unwrap_or("");
            draft.tags.extend(reading.tag(written, shift(tag), offset + self.line_end));
        }
        draft.tags.extend(self.tags.iter().cloned());
        draft.link.description = [description, self.hint.clone()].into_iter().find(|text| !text.is_empty());
        draft.add_notes(&self.notes(source));
        draft.written = Written::Item(Box::new(WrittenItem {
            range: shift(self.range.clone()),
            link: shift(self.link_start..self.link_end),
            content: offset + self.content.unwrap_or(self.range.start),
            task: self.done.clone().map(|(_, range)| shift(range)),
            date: self.date.clone().map(shift),
            tail: shift(tail),
            line_end: offset + self.line_end,
            nested: !self.nested.is_empty(),
        }));
        Some(draft)
    }

    /// The description, where it stands, and the places of the hashtags on the link's line.
    fn tail(&self, source: &str) -> (String, Range<usize>, Vec<Range<usize>>) {
        let mut from = self.link_end.min(self.line_end);
        let mut to = self.line_end;
        if self.wrappers > 0 {
            let rest = source.get(from..to).unwrap_or("");
            from = to - rest.trim_start_matches(['*', '_', '~']).len();
        }
        if self.bare {
            // The punctuation that was left out of the address.
            from = to
                - source
                    .get(from..to)
                    .unwrap_or("")
                    .trim_start_matches(['.', ',', ';', '!', '?', '，', '。', '；'])
                    .len();
        }
        let tail = source.get(from..to).unwrap_or("");
        let mut opaque = self.opaque.iter().peekable();
        let mut tags: Vec<Range<usize>> = Vec::new();
        for tag in hashtags(tail) {
            let tag = from + tag.start..from + tag.end;
            while opaque.next_if(|range| range.end <= tag.start).is_some() {}
            if opaque.peek().is_none_or(|range| range.start >= tag.end) {
                tags.push(tag);
            }
        }
        // Tags directly behind the link, and those at the end, are no part of the sentence.
        for tag in &tags {
            if source.get(from..tag.start).is_some_and(|gap| gap.trim().is_empty()) {
                from = tag.end;
            }
        }
        let rest = source.get(from..to).unwrap_or("");
        from = to - without_separator(rest).len();
        let mut marks: Vec<&Range<usize>> = tags.iter().chain(&self.html).collect();
        marks.sort_by_key(|range| range.end);
        while let Some(mark) = marks.pop() {
            let rest = source.get(from..to).unwrap_or("");
            let end = from + rest.trim_end_matches(['\\', ',', ' ', '\t', '\r']).len();
            if mark.end != end || mark.start < from {
                break;
            }
            to = mark.start;
        }
        let mut description = String::new();
        for piece in &self.pieces {
            if source.get(piece.range.clone()) == Some(piece.text.as_str()) {
                let (start, end) = (piece.range.start.max(from), piece.range.end.min(to));
                description.push_str(source.get(start..end.max(start)).unwrap_or(""));
            } else if piece.range.start >= from && piece.range.end <= to {
                description.push_str(&piece.text);
            }
        }
        (without_dangling(&squeeze(&description)).to_owned(), from..to.max(from), tags)
    }

    /// What stands below the link's line, without the items that are links themselves, dedented.
    fn notes(&self, source: &str) -> String {
        let content = self.content.unwrap_or(self.range.start);
        let columns = width(source.get(line_of(source, content).start..content).unwrap_or(""));
        let mut lines: Vec<String> = Vec::new();
        let mut at = (self.line_end + 1).min(self.range.end);
        let mut nested = self.nested.iter();
        let mut next = nested.next();
        while at < self.range.end {
            let line = line_of(source, at);
            while next.is_some_and(|range| range.end <= at) {
                next = nested.next();
            }
            if let Some(range) = next.filter(|range| range.start < line.end) {
                // An item's range may end at the beginning of the line that follows it.
                at = range.end.max(line.end + 1).max(at + 1);
                if source.as_bytes().get(at - 1) != Some(&b'\n') {
                    at = line_of(source, at).end + 1;
                }
                continue;
            }
            let text = source.get(line.start..line.end).unwrap_or("").trim_end_matches('\r');
            lines.push(dedented(text, columns));
            at = line.end + 1;
        }
        // One to three columns that all lines share say nothing in Markdown; four would be code.
        let indents = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| width(leading(line)));
        if let Some(shared @ 1..=3) = indents.min() {
            for line in &mut lines {
                *line = dedented(line, shared);
            }
        }
        lines.join("\n")
    }
}

/// Whether a destination points into the same file or folder, as in a table of contents: no kept link.
fn is_elsewhere(dest: &str) -> bool {
    let path = dest.split('#').next().unwrap_or("");
    let relative = path.is_empty() || path.starts_with(['/', '.']);
    relative || (!path.contains(':') && [".md", ".markdown"].iter().any(|end| path.ends_with(end)))
}

fn leading(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}

/// Where a destination stands in its link, or the link itself (a reference stands elsewhere).
fn place_of(dest: &str, link: &Range<usize>, source: &str) -> Range<usize> {
    let found = source.get(link.clone()).and_then(|text| text.rfind(dest)).filter(|_| !dest.is_empty());
    found.map_or(link.clone(), |at| link.start + at..link.start + at + dest.len())
}
