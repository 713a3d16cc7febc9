//! Plain text of a tree: what search looks through.

use super::names::is_block;
use crate::web::dom::{Dom, NodeId};

/// Bytes of text kept.
pub(crate) const LONGEST: usize = 64 << 10;

/// The text below `root`: white space folded, blocks on lines of their own, without what `skip` names, no
/// more than `longest` bytes.
pub(super) fn of(dom: &Dom, root: NodeId, longest: usize, skip: &dyn Fn(NodeId) -> bool) -> String {
    let mut out = Lines::new(longest);
    let mut open: Vec<NodeId> = Vec::new();
    let mut at = Some(root);
    while let Some(id) = at {
        if out.is_full() {
            break;
        }
        if let Some(text) = dom.text(id) {
            out.words(text);
        } else if let Some(element) = dom.element(id) {
            if skip(id) {
                at = after(dom, id, root, &mut open, &mut out);
                continue;
            }
            if is_block(element.local()) {
                out.end();
            }
        }
        at = match dom.first_child(id) {
            Some(child) => {
                open.push(id);
                Some(child)
            }
            None => after(dom, id, root, &mut open, &mut out),
        };
    }
    out.cut()
}

fn after(dom: &Dom, id: NodeId, root: NodeId, open: &mut Vec<NodeId>, out: &mut Lines) -> Option<NodeId> {
    let mut here = id;
    while here != root {
        if let Some(next) = dom.next_sibling(here) {
            return Some(next);
        }
        here = open.pop()?;
        if dom.element(here).is_some_and(|e| is_block(e.local())) {
            out.end();
        }
    }
    None
}

/// What is not shown to a reader, or is not what the page is about.
pub(super) fn is_aside(dom: &Dom, id: NodeId) -> bool {
    dom.element(id).is_some_and(|e| {
        !e.is_html() && e.local() != "math"
            || matches!(
                e.local(),
                "head"
                    | "script"
                    | "style"
                    | "nav"
                    | "footer"
                    | "template"
                    | "select"
                    | "textarea"
                    | "button"
                    | "dialog"
                    | "iframe"
                    | "video"
                    | "audio"
            )
            || e.has("hidden")
            || e.attr("aria-hidden") == Some("true")
    })
}

/// Text of no markup, as [`of`] gives it.
pub(crate) fn plain(text: &str) -> String {
    let mut out = Lines::new(LONGEST);
    for line in text.lines() {
        if out.is_full() {
            break;
        }
        let line = line.get(..line.floor_char_boundary(LONGEST)).unwrap_or_default();
        out.words(line);
        out.end();
    }
    out.cut()
}

struct Lines {
    text: String,
    space: bool,
    longest: usize,
}

impl Lines {
    fn new(longest: usize) -> Self {
        Self { text: String::new(), space: false, longest }
    }

    fn is_full(&self) -> bool {
        self.text.len() > self.longest
    }

    fn words(&mut self, text: &str) {
        self.space |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.space && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.text.extend(word.chars().filter(|c| !c.is_control()));
            self.space = true;
            if self.is_full() {
                return;
            }
        }
        self.space =
            text.ends_with(char::is_whitespace) || self.space && text.chars().all(char::is_whitespace);
    }

    fn end(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn cut(mut self) -> String {
        self.text.truncate(self.text.floor_char_boundary(self.longest));
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}
