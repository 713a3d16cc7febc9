//! The article, built anew: every block, line and word goes through here, so that what comes out is valid whatever came
//! in.
//!
//! Words decide: an element within a line is opened when its first word comes, and closed with its block, so that what is
//! nested wrongly is split and what is empty never is. Blocks that may not stand where they are give up themselves and
//! keep their words.

use std::collections::{HashMap, HashSet};

use super::language::Voice;
use super::line::Builder;
use super::names::{Kind, kind};
use super::tables::{cell_attributes, is_layout};
use super::{Page, inline, pictures};
use crate::web::dom::{Dom, Element, NodeId};

/// A reader view in the making.
pub(super) struct Built {
    /// Its tree; links have a slot's number, or a fragment of the page's.
    pub(super) out: Dom,
    /// What each slot leads to.
    pub(super) slots: Vec<String>,
    /// Where the fragments of the page are in it.
    pub(super) anchors: HashMap<String, NodeId>,
}

/// Builds the reader view of `content`, whose elements are numbered as those of the page.
pub(super) fn build(page: &Page<'_>, content: &Dom, voice: &Voice) -> Built {
    let mut builder = Builder::new(page, fragments(page, content), voice);
    let mut leaves: Vec<(NodeId, Leave)> = Vec::new();
    let Some(body) = content.body() else { return builder.built() };
    let mut at = content.first_child(body);
    while let Some(id) = at {
        let mut inside = true;
        let mut leave = Leave { source: false, end: End::Nothing };
        if let Some(text) = content.text(id) {
            builder.text(text);
        } else if let Some(element) = content.element(id) {
            let source = page.numbered(element);
            leave.source = source.is_some();
            (inside, leave.end) = builder.enter(content, id, element, source);
        }
        if inside && let Some(child) = content.first_child(id) {
            leaves.push((id, leave));
            at = Some(child);
            continue;
        }
        builder.leave(&leave);
        let mut here = id;
        at = loop {
            if let Some(next) = content.next_sibling(here) {
                break Some(next);
            }
            let Some((parent, leave)) = leaves.pop() else { break None };
            builder.leave(&leave);
            here = parent;
        };
    }
    builder.built()
}

/// The fragments that links of the article lead to.
fn fragments(page: &Page<'_>, content: &Dom) -> HashSet<String> {
    let links = content.descendants(Dom::DOCUMENT).filter_map(|id| content.element(id));
    let hrefs = links.filter_map(|e| page.dom.element(page.numbered(e)?)?.attr("href"));
    hrefs.filter_map(fragment).collect()
}

/// The fragment that a link within the page leads to.
pub(super) fn fragment(href: &str) -> Option<String> {
    let raw = href.strip_prefix('#').filter(|raw| !raw.is_empty() && *raw != "!")?;
    Some(percent_encoding::percent_decode_str(raw).decode_utf8_lossy().into_owned())
}

/// What ends where an element of the source ends.
struct Leave {
    /// Whether it was one of the page's.
    source: bool,
    end: End,
}

enum End {
    Nothing,
    Inline,
    /// Blocks from this depth on.
    Block(usize),
    Division,
    Table(Option<usize>),
}

/// Names of headings before they are counted anew.
const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

impl Builder<'_> {
    /// Takes in the start of an element: whether its contents come next, and what ends with it.
    fn enter(&mut self, content: &Dom, id: NodeId, element: &Element, source: Option<NodeId>) -> (bool, End) {
        let page = self.page;
        let original = source.and_then(|source| page.dom.element(source));
        if let Some(source) = source {
            self.note_anchors(source);
            self.sources.push(source);
        }
        // What the extractor has made a paragraph of was a division; a heading is counted as the page counts it.
        let here = kind(element);
        let kind = original
            .map(kind)
            .filter(|own| {
                matches!(own, Kind::Heading(_) | Kind::Image | Kind::Media(_) | Kind::Frame | Kind::Formula)
                    || matches!((here, own), (Kind::Inline("span"), Kind::Inline(_)))
            })
            .unwrap_or(here);
        match kind {
            Kind::Skip => {
                if element.is("wbr") {
                    self.opportunity();
                }
                (false, End::Nothing)
            }
            Kind::Inline(name) => {
                let attrs = original.map_or_else(Vec::new, |own| inline::attributes(self, own, name));
                self.want(name, attrs);
                (true, End::Inline)
            }
            Kind::Division => {
                self.boundary();
                (true, End::Division)
            }
            Kind::Block(name) => {
                let mut attrs = original.map_or_else(Vec::new, |own| inline::block_attributes(own, name));
                if name == "pre" {
                    attrs.extend(source.and_then(|source| inline::code_class(page, source)));
                }
                (true, self.enter_block(name, attrs))
            }
            Kind::Heading(level) => {
                (true, self.enter_block(HEADINGS[usize::from(level.clamp(1, 6)) - 1], Vec::new()))
            }
            Kind::Table => {
                let layout = is_layout(content, id, original);
                self.layouts.push(layout);
                let blocks = if layout { None } else { self.begin("div", Vec::new()) };
                if blocks.is_some() {
                    self.begin("table", Vec::new());
                } else {
                    self.boundary();
                }
                (true, End::Table(blocks))
            }
            Kind::Section(name) => (true, self.enter_part(name, Vec::new())),
            Kind::Row => (true, self.enter_part("tr", Vec::new())),
            Kind::Cell(name) => {
                let attrs = original.map_or_else(Vec::new, |own| cell_attributes(own, name));
                (true, self.enter_part(name, attrs))
            }
            Kind::Image => {
                if let Some(source) = source {
                    self.picture(source);
                }
                (false, End::Nothing)
            }
            Kind::Media(name) => {
                if let Some(media) = source.and_then(|source| pictures::media(page, source, name)) {
                    self.stand_alone(media);
                }
                (false, End::Nothing)
            }
            Kind::Frame => {
                if let Some(own) = original {
                    self.frame(own);
                }
                (false, End::Nothing)
            }
            Kind::Break => {
                self.line_break();
                (false, End::Nothing)
            }
            Kind::Rule => {
                self.rule();
                (false, End::Nothing)
            }
            Kind::Formula => {
                if let Some(source) = source {
                    self.formula(source);
                }
                (false, End::Nothing)
            }
        }
    }

    fn enter_block(&mut self, name: &'static str, attrs: Vec<crate::web::dom::Attr>) -> End {
        if let Some(depth) = self.begin(name, attrs) {
            return End::Block(depth);
        }
        self.boundary();
        End::Division
    }

    /// A part of a table: of one that is there for its looks, only what is in it stays.
    fn enter_part(&mut self, name: &'static str, attrs: Vec<crate::web::dom::Attr>) -> End {
        if self.layouts.last().is_some_and(|layout| !layout) {
            return self.enter_block(name, attrs);
        }
        self.boundary();
        End::Division
    }

    fn leave(&mut self, leave: &Leave) {
        match leave.end {
            End::Nothing => {}
            End::Inline => self.unwant(),
            End::Block(depth) => self.close_to(depth),
            End::Division => self.boundary(),
            End::Table(blocks) => {
                self.layouts.pop();
                match blocks {
                    Some(depth) => self.close_to(depth),
                    None => self.boundary(),
                }
            }
        }
        if leave.source {
            self.sources.pop();
        }
    }
}
