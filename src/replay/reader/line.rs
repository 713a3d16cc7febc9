//! Blocks and lines of the reader view as they are written.

use std::collections::{HashMap, HashSet};

use super::build::Built;
use super::fold::{Fold, folded, is_forbidden};
use super::language::{Voice, Voices};
use super::names::{holds_blocks, wants_paragraphs};
use super::{Framed, Page, SLOT, maths, pictures};
use crate::web::dom::{Attr, Dom, Element, NodeId, html_name};

/// An open block of the reader view.
struct Block {
    node: NodeId,
    name: &'static str,
    /// Opened for words that stood in none.
    implicit: bool,
    /// The first of the words that stand in it without a paragraph.
    bare: Option<NodeId>,
    /// Whether words to come go into paragraphs.
    split: bool,
    voice: Voice,
}

/// An element within a line that the source has open; without a name where it is not to be written.
struct Wanted {
    name: &'static str,
    attrs: Vec<Attr>,
}

/// The reader view in the making.
pub(super) struct Builder<'a> {
    pub(super) page: &'a Page<'a>,
    /// Elements of the page that are open.
    pub(super) sources: Vec<NodeId>,
    /// Tables of the source that are open: whether each is there for its looks.
    pub(super) layouts: Vec<bool>,
    out: Dom,
    slots: Vec<String>,
    blocks: Vec<Block>,
    want: Vec<Wanted>,
    /// Those of `want`, from its start, that are open in the block.
    open: Vec<Option<NodeId>>,
    fold: Fold,
    breaks: usize,
    fragments: HashSet<String>,
    waiting: Vec<String>,
    anchors: HashMap<String, NodeId>,
    seen: HashSet<NodeId>,
    voices: Voices,
}

impl<'a> Builder<'a> {
    pub(super) fn new(page: &'a Page<'a>, fragments: HashSet<String>, voice: &Voice) -> Self {
        let (node, voice) = (Dom::DOCUMENT, voice.clone());
        let root = Block { node, name: "", implicit: false, bare: None, split: false, voice };
        Self {
            page,
            sources: Vec::new(),
            layouts: Vec::new(),
            out: Dom::empty(),
            slots: page.slots.to_vec(),
            voices: Voices::new(&root.voice),
            blocks: vec![root],
            want: Vec::new(),
            open: Vec::new(),
            fold: Fold::default(),
            breaks: 0,
            fragments,
            waiting: Vec::new(),
            anchors: HashMap::new(),
            seen: HashSet::new(),
        }
    }

    pub(super) fn built(mut self) -> Built {
        self.close_to(1);
        Built { out: self.out, slots: self.slots, anchors: self.anchors }
    }

    /// The first block, the article itself, is never closed.
    fn top(&self) -> &Block {
        &self.blocks[self.blocks.len() - 1]
    }

    fn top_mut(&mut self) -> &mut Block {
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// How the block that is open is written.
    pub(super) fn voice(&self) -> &Voice {
        &self.top().voice
    }

    // Anchors

    /// Notes that links lead to what comes next, where they lead to `source` or to what it begins.
    pub(super) fn note_anchors(&mut self, source: NodeId) {
        if self.fragments.is_empty() {
            return;
        }
        let page = self.page;
        for id in std::iter::once(source).chain(page.dom.ancestors(source)) {
            if !self.seen.insert(id) {
                break;
            }
            let Some(element) = page.dom.element(id) else { break };
            let name = element.attr("name").filter(|_| element.is("a"));
            for name in element.attr("id").into_iter().chain(name) {
                if self.fragments.contains(name) {
                    self.waiting.push(name.to_owned());
                }
            }
        }
    }

    fn claim(&mut self, node: NodeId) {
        for name in self.waiting.drain(..) {
            self.anchors.entry(name).or_insert(node);
        }
    }

    // Blocks

    /// Begins a block; the depth to close again. `None` where none may stand.
    pub(super) fn begin(&mut self, name: &'static str, attrs: Vec<Attr>) -> Option<usize> {
        self.end_line();
        while self.top().implicit && !may_stand(name, self.top().name) {
            self.close();
        }
        if !may_stand(name, self.top().name) {
            match self.top().name {
                "ul" | "ol" if may_stand(name, "li") => self.push("li", true, Vec::new()),
                "dl" if may_stand(name, "dd") => self.push("dd", true, Vec::new()),
                _ => return None,
            }
        }
        let depth = self.blocks.len();
        self.push(name, false, attrs);
        Some(depth)
    }

    fn push(&mut self, name: &'static str, implicit: bool, mut attrs: Vec<Attr>) {
        let page = self.page;
        let voice = match self.sources.last() {
            Some(source) => self.voices.of(page.dom, *source),
            None => self.top().voice.clone(),
        };
        voice.differs(&self.top().voice, &mut attrs);
        let node = self.out.create_element(html_name(name), attrs);
        let parent = self.top().node;
        self.out.append(parent, node);
        self.top_mut().bare = None;
        self.blocks.push(Block { node, name, implicit, bare: None, split: false, voice });
        if !matches!(name, "ul" | "ol" | "dl" | "table" | "tbody" | "thead" | "tfoot" | "tr") {
            self.claim(node);
        }
    }

    pub(super) fn close_to(&mut self, depth: usize) {
        self.end_line();
        while self.blocks.len() > depth.max(1) {
            self.close();
        }
    }

    fn close(&mut self) {
        self.end_line();
        if self.blocks.len() < 2 {
            return;
        }
        let Some(Block { node, name, .. }) = self.blocks.pop() else { return };
        if name == "pre" {
            trim_end(&mut self.out, node);
        }
        if self.out.first_child(node).is_none() && !matches!(name, "td" | "th") {
            self.out.detach(node);
        }
    }

    /// The end of a line: what comes next stands apart.
    pub(super) fn boundary(&mut self) {
        let top = self.top();
        if top.name == "pre" {
            if self.fold.last().is_some_and(|last| last != '\n') {
                self.text("\n");
            }
        } else if holds_blocks(top.name) || top.implicit {
            self.end_line();
            if self.top().implicit && self.top().name == "p" {
                self.close();
            } else if self.top().bare.is_some() {
                self.top_mut().split = true;
            }
        } else {
            self.fold.space();
        }
    }

    fn end_line(&mut self) {
        self.open.clear();
        self.fold = Fold::default();
        self.breaks = 0;
    }

    /// A line between parts.
    pub(super) fn rule(&mut self) {
        self.boundary();
        let top = self.top();
        let parent = top.node;
        let before = self.out.last_child(parent).and_then(|last| self.out.element(last));
        if holds_blocks(top.name) && before.is_some_and(|last| !last.is("hr")) {
            let rule = self.out.create_element(html_name("hr"), Vec::new());
            self.out.append(parent, rule);
            self.top_mut().bare = None;
        }
    }

    // Lines

    pub(super) fn want(&mut self, name: &'static str, attrs: Vec<Attr>) {
        let is_open = |name: &str| self.want.iter().any(|wanted| wanted.name == name);
        let useless = name == "span" && attrs.is_empty() && self.waiting.is_empty();
        let innermost = self.want.iter().rev().map(|wanted| wanted.name).find(|name| !name.is_empty());
        let outside = matches!(name, "rt" | "rp") && innermost != Some("ruby");
        let twice = !matches!(name, "span" | "sub" | "sup" | "q") && is_open(name);
        let empty = matches!(name, "a" | "bdo" | "time") && attrs.is_empty();
        let name = if useless || outside || twice { "" } else { name };
        let name = match (empty, self.waiting.is_empty()) {
            (true, true) => "",
            (true, false) => "span",
            _ => name,
        };
        self.want.push(Wanted { name, attrs });
    }

    pub(super) fn unwant(&mut self) {
        self.want.pop();
        self.open.truncate(self.want.len());
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.top().name == "pre" {
            let text = if self.fold.last().is_none() { text.trim_start_matches('\n') } else { text };
            let text: String = text.chars().filter(|c| !is_forbidden(*c)).collect();
            if !text.is_empty() && self.begin_words() {
                self.fold.verbatim(&text);
                self.append_text(text);
            }
            return;
        }
        let blank = |c: char| c.is_whitespace() && c != '\u{a0}';
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c) || is_forbidden(c)) {
            if text.contains(char::is_whitespace) {
                self.fold.white(text);
            }
            return;
        }
        if text.starts_with(blank) {
            self.fold.white(&text[..text.len() - text.trim_start_matches(blank).len()]);
        }
        // The space before a word stands outside the elements that begin with it.
        let first = text.trim_start_matches(blank).chars().next();
        if !self.begin_words_with(first) {
            return;
        }
        let folded = self.fold.words(text.trim_matches(blank));
        self.append_text(folded);
        if text.ends_with(blank) {
            self.fold.white(&text[text.trim_end_matches(blank).len()..]);
        }
    }

    fn begin_words(&mut self) -> bool {
        self.begin_words_with(None)
    }

    /// Makes ready for words: a paragraph where one is wanted, and the elements that the source has open.
    fn begin_words_with(&mut self, next: Option<char>) -> bool {
        match self.top().name {
            "ul" | "ol" => self.push("li", true, Vec::new()),
            "dl" => self.push("dd", true, Vec::new()),
            "table" | "thead" | "tbody" | "tfoot" | "tr" | "div" => return false,
            _ => {}
        }
        if self.breaks > 1 && self.fold.last().is_some() && self.top().implicit && self.top().name == "p" {
            self.close();
        }
        if wants_paragraphs(self.top().name) {
            self.push("p", true, Vec::new());
        } else if self.top().split && holds_blocks(self.top().name) {
            self.wrap_bare();
            self.push("p", true, Vec::new());
        }
        if self.breaks > 0 && self.fold.last().is_some() {
            let line = self.out.create_element(html_name("br"), Vec::new());
            self.append(line);
            self.fold.line();
        }
        self.breaks = 0;
        if self.fold.takes_space(next) {
            self.append_text(" ".to_owned());
        }
        while let Some(wanted) = self.want.get(self.open.len()) {
            if wanted.name.is_empty() {
                self.open.push(None);
                continue;
            }
            let node = self.out.create_element(html_name(wanted.name), wanted.attrs.clone());
            self.append(node);
            self.claim(node);
            self.open.push(Some(node));
        }
        if !self.waiting.is_empty() {
            let node = self.top().node;
            if node != Dom::DOCUMENT {
                self.claim(node);
            }
        }
        true
    }

    /// Puts the words that stand bare in a block into a paragraph, as others follow them.
    fn wrap_bare(&mut self) {
        let Some(first) = self.top_mut().bare.take() else { return };
        let paragraph = self.out.create_element(html_name("p"), Vec::new());
        self.out.insert_before(first, paragraph);
        let mut next = Some(first);
        while let Some(node) = next {
            next = self.out.next_sibling(node);
            self.out.append(paragraph, node);
        }
    }

    fn append(&mut self, node: NodeId) {
        let inner = self.open.iter().rev().find_map(|open| *open);
        if inner.is_none() && self.top().bare.is_none() {
            self.top_mut().bare = Some(node);
        }
        let parent = inner.unwrap_or(self.top().node);
        self.out.append(parent, node);
    }

    fn append_text(&mut self, text: String) {
        let parent = self.open.iter().rev().find_map(|open| *open).unwrap_or(self.top().node);
        if let Some(last) = self.out.last_child(parent)
            && self.out.text(last).is_some()
        {
            self.out.push_text(last, &text);
            return;
        }
        let node = self.out.create_text(text);
        self.append(node);
    }

    pub(super) fn line_break(&mut self) {
        if self.top().name == "pre" {
            self.text("\n");
        } else {
            self.breaks += 1;
            self.fold.drop_space();
        }
    }

    /// A place where a long word may be broken.
    pub(super) fn opportunity(&mut self) {
        if self.fold.last().is_some() && self.begin_words() {
            let node = self.out.create_element(html_name("wbr"), Vec::new());
            self.append(node);
        }
    }

    // What is no text

    pub(super) fn picture(&mut self, source: NodeId) {
        match pictures::picture(self.page, source) {
            Some(pictures::Shown::Image(attrs)) if self.begin_words() => {
                let node = self.out.create_element(html_name("img"), attrs);
                self.append(node);
                self.fold.object();
            }
            Some(pictures::Shown::Words(words)) => self.text(&words),
            _ => {}
        }
    }

    /// Something that no link may hold.
    pub(super) fn stand_alone(&mut self, media: Element) {
        self.open.clear();
        let want = std::mem::take(&mut self.want);
        if self.begin_words() {
            let node = self.out.create_element(media.name, media.attrs);
            self.append(node);
            self.fold.object();
        }
        self.open.clear();
        self.want = want;
    }

    /// A frame: the picture that it showed, or a link to its page.
    pub(super) fn frame(&mut self, own: &Element) {
        let title = own.attr("title").map(|title| folded(title, 200)).filter(|title| !title.is_empty());
        match own.attr("src").and_then(self.page.frame) {
            Some(Framed::Picture(path)) => {
                let attrs = pictures::framed(self.page, &path, title.unwrap_or_default());
                if self.begin_words() {
                    let node = self.out.create_element(html_name("img"), attrs);
                    self.append(node);
                    self.fold.object();
                }
            }
            Some(Framed::Page(url)) => {
                let words = title.unwrap_or_else(|| super::links::shown(url.as_str()));
                self.slots.push(url.into());
                let number = (self.slots.len() - 1).to_string();
                let want = std::mem::take(&mut self.want);
                self.boundary();
                self.want("a", vec![Attr::new(SLOT, number)]);
                self.text(&words);
                self.unwant();
                self.boundary();
                self.want = want;
            }
            None => {}
        }
    }

    pub(super) fn formula(&mut self, source: NodeId) {
        if self.begin_words() {
            match maths::copy(self.page.dom, source, &mut self.out) {
                Some(node) => {
                    self.append(node);
                    self.fold.object();
                }
                None => self.text(&self.page.dom.text_content(source)),
            }
        }
    }
}

/// Takes white space off the end of what is in a block.
pub(super) fn trim_end(out: &mut Dom, block: NodeId) {
    let mut last = block;
    while let Some(child) = out.last_child(last) {
        last = child;
    }
    while last != block {
        let Some(text) = out.text(last) else { return };
        let trimmed = text.trim_end().to_owned();
        if !trimmed.is_empty() {
            out.set_text(last, trimmed);
            return;
        }
        // What has nothing in it any more goes with its text.
        let before = out.previous_sibling(last);
        let parent = out.parent(last);
        out.detach(last);
        last = match (before, parent) {
            (Some(before), _) => {
                let mut last = before;
                while let Some(child) = out.last_child(last) {
                    last = child;
                }
                last
            }
            (None, Some(parent)) if parent != block => {
                let empty = out.create_text("");
                out.insert_after(parent, empty);
                out.detach(parent);
                empty
            }
            _ => return,
        };
    }
}

/// Characters that nobody sees: a link of nothing else is empty.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Whether a block may be a child of another.
fn may_stand(name: &str, parent: &str) -> bool {
    match name {
        "li" => matches!(parent, "ul" | "ol"),
        "dt" | "dd" => parent == "dl",
        "figcaption" => parent == "figure",
        "summary" => parent == "details",
        "table" => parent == "div",
        "caption" | "thead" | "tbody" | "tfoot" => parent == "table",
        "tr" => matches!(parent, "thead" | "tbody" | "tfoot"),
        "td" | "th" => parent == "tr",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            holds_blocks(parent) && !matches!(parent, "th" | "div" | "figure")
        }
        _ => holds_blocks(parent) && parent != "div",
    }
}
