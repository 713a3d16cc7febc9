//! Parsing within a budget.
//!
//! html5ever's tree builder compares along its stack of open elements and its list of active formatting elements,
//! and its tokenizer compares each attribute with all before it: hostile input makes each of them quadratic. So the
//! text is fed in small pieces, the work done is measured between them, and parsing stops when it is too much.

use std::cell::Cell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use markup5ever::interface::{QuirksMode, Tracer, TreeSink};
use markup5ever::{TokenizerResult, buffer_queue::BufferQueue};

use super::build::{Handle, Sink};
use super::{Data, Dom};

/// How much of a document is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Nodes of one tree. Default 2,000,000.
    pub nodes: usize,
    /// Nesting beyond which children become siblings, as in Chromium. Default 512.
    pub depth: usize,
    /// Bytes of input, and bytes of text and attributes kept. Default 64 MiB.
    pub bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { nodes: 2_000_000, depth: 512, bytes: 64 << 20 }
    }
}

/// The document is larger, deeper or more tangled than the budget allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverBudget {
    /// Too many bytes.
    #[error("the document is too large")]
    Bytes,
    /// Too many nodes.
    #[error("the document has too many elements")]
    Nodes,
    /// Too many elements open at once.
    #[error("the document is nested too deeply")]
    Depth,
    /// Markup that takes disproportionate work to read.
    #[error("the document's markup is too tangled")]
    Work,
}

/// Largest piece fed at once, in bytes. Small, because the budget is only looked at between pieces.
const PIECE: usize = 4096;
/// Open and active formatting elements together, beyond which a document is nested too deeply to be read.
const OPEN: u64 = 5_000;
/// Attributes of one tag: the tokenizer compares each with all others, which counts as work too.
const ATTRIBUTES: usize = 20_000;
/// Steps that comparing one attribute with another takes.
const ATTRIBUTE_STEPS: u64 = 4;
/// Steps of work, each around a nanosecond.
const WORK: u64 = 2_000_000_000;
/// Steps that comparing one formatting element with another takes.
const FORMATTING_STEPS: u64 = 100;

struct Count(Cell<u64>);

impl Tracer for Count {
    type Handle = Handle;

    fn trace_handle(&self, _node: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

impl Dom {
    /// Parses a whole document as a browser without scripting does.
    ///
    /// # Errors
    /// When the document goes beyond the budget.
    pub fn parse(text: &str, budget: &Budget) -> Result<Self, OverBudget> {
        Self::parse_as(text, budget, false)
    }

    /// Parses the contents of a `srcdoc` attribute: no doctype means standards mode there.
    ///
    /// # Errors
    /// When the document goes beyond the budget.
    pub fn parse_srcdoc(text: &str, budget: &Budget) -> Result<Self, OverBudget> {
        Self::parse_as(text, budget, true)
    }

    fn parse_as(text: &str, budget: &Budget, iframe_srcdoc: bool) -> Result<Self, OverBudget> {
        if text.len() > budget.bytes {
            return Err(OverBudget::Bytes);
        }
        let options = TreeBuilderOpts {
            scripting_enabled: false,
            iframe_srcdoc,
            quirks_mode: QuirksMode::NoQuirks,
            ..TreeBuilderOpts::default()
        };
        let builder = TreeBuilder::new(Sink::new(budget), options);
        let tokenizer = Tokenizer::new(builder, TokenizerOpts::default());
        let queue = BufferQueue::default();
        let mut tag = OpenTag::default();
        let mut formatted = 0;
        let mut fed = 0_usize;
        for piece in pieces(text) {
            let sink = &tokenizer.sink.sink;
            let events = sink.events.get();
            queue.push_back(StrTendril::from_slice(piece));
            while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
            let compared = tag.read(piece, sink.events.get() != events)?;
            sink.work.set(sink.work.get().saturating_add(compared));
            fed += piece.len();
            if fed >= PIECE / 2 {
                fed = 0;
                let count = Count(Cell::new(0));
                tokenizer.sink.trace_handles(&count);
                let open = count.0.get();
                let made = sink.formatting.get() - formatted;
                formatted = sink.formatting.get();
                sink.work.set(sink.work.get().saturating_add(made * open * FORMATTING_STEPS));
                if open > OPEN {
                    return Err(OverBudget::Depth);
                }
            }
            if sink.full() {
                return Err(OverBudget::Nodes);
            }
            if sink.work.get() > WORK {
                return Err(OverBudget::Work);
            }
        }
        tokenizer.end();
        if tokenizer.sink.sink.full() {
            return Err(OverBudget::Nodes);
        }
        let mut dom = tokenizer.sink.sink.finish();
        dom.flatten(budget.depth.max(8));
        Ok(dom)
    }

    /// The doctype's name, public and system identifier.
    pub fn doctype(&self) -> Option<(&str, &str, &str)> {
        self.children(Self::DOCUMENT).find_map(|id| match self.data(id) {
            Data::Doctype { name, public, system } => Some((name.as_str(), public.as_str(), system.as_str())),
            _ => None,
        })
    }
}

/// Cuts a text before every `<`, and into pieces of at most [`PIECE`] bytes, so that a tag always starts a piece.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let limit = rest.floor_char_boundary(PIECE.min(rest.len()));
        let head = rest.get(..limit).unwrap_or(rest);
        let cut = head.char_indices().skip(1).find(|&(_, c)| c == '<').map_or(head.len(), |(at, _)| at);
        let (piece, tail) = rest.split_at(cut);
        rest = tail;
        Some(piece)
    })
}

/// Counts the attributes of a tag that spans pieces, as the tokenizer would see them.
#[derive(Default)]
struct OpenTag {
    state: TagState,
    count: usize,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum TagState {
    /// Not in a tag (or in a comment, where nothing is compared).
    #[default]
    Outside,
    Elsewhere,
    Name,
    BeforeAttribute,
    AttributeName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
}

impl OpenTag {
    /// Takes in a piece that has been fed; `progress`: it led to something, so a token ended in it. Returns the steps of
    /// work that comparing its attributes took.
    fn read(&mut self, piece: &str, progress: bool) -> Result<u64, OverBudget> {
        if progress {
            *self = Self::default();
            return Ok(0);
        }
        let bytes = piece.as_bytes();
        if self.state == TagState::Outside {
            let letter = match bytes {
                [b'<', b'/', c, ..] | [b'<', c, ..] => *c,
                _ => return Ok(0),
            };
            self.count = 0;
            self.state = if letter.is_ascii_alphabetic() { TagState::Name } else { TagState::Elsewhere };
        }
        if self.state == TagState::Elsewhere {
            return Ok(0);
        }
        let mut work = 0;
        for &byte in bytes {
            let space = byte.is_ascii_whitespace();
            self.state = match self.state {
                TagState::Name | TagState::Unquoted if space => TagState::BeforeAttribute,
                TagState::BeforeAttribute | TagState::AttributeName if space || byte == b'/' => {
                    TagState::BeforeAttribute
                }
                TagState::BeforeAttribute => {
                    work += self.count as u64 * ATTRIBUTE_STEPS;
                    self.count += 1;
                    TagState::AttributeName
                }
                TagState::AttributeName if byte == b'=' => TagState::BeforeValue,
                TagState::BeforeValue if byte == b'"' || byte == b'\'' => TagState::Quoted(byte),
                TagState::BeforeValue if !space => TagState::Unquoted,
                TagState::Quoted(quote) if byte == quote => TagState::BeforeAttribute,
                state => state,
            };
        }
        if self.count > ATTRIBUTES { Err(OverBudget::Work) } else { Ok(work) }
    }
}
