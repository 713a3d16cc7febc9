//! The text of a piece of HTML.

use std::borrow::Cow;

use crate::web::dom::{Budget, Data, Dom};

/// A piece beyond this is text of articles, not a description.
const BUDGET: Budget = Budget { nodes: 20_000, depth: 256, bytes: 1 << 20 };

/// Text as a reader of the page would have it: markup undone, blocks on lines of their own. Text without markup is left as
/// it is, and so is what goes beyond the budget.
pub(in crate::exchange) fn plain(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    match Dom::parse(html, &BUDGET) {
        Ok(dom) => Cow::Owned(text_of(&dom)),
        Err(_) => Cow::Borrowed(html),
    }
}

fn text_of(dom: &Dom) -> String {
    let mut out = Lines::default();
    let mut open = Vec::new();
    let mut next = dom.first_child(Dom::DOCUMENT);
    loop {
        let Some(node) = next else {
            let Some(parent) = open.pop() else { break };
            if dom.element(parent).is_some_and(|element| is_block(element.local())) {
                out.break_line();
            }
            next = dom.next_sibling(parent);
            continue;
        };
        let child = match dom.data(node) {
            Data::Text(text) => {
                out.text(text);
                None
            }
            Data::Element(element) if matches!(element.local(), "script" | "style" | "template") => None,
            Data::Element(element) => {
                if is_block(element.local()) || element.is("br") {
                    out.break_line();
                }
                dom.first_child(node)
            }
            _ => None,
        };
        if child.is_some() {
            open.push(node);
            next = child;
        } else {
            next = dom.next_sibling(node);
        }
    }
    out.text
}

/// Text whose white space is folded as a browser folds it.
#[derive(Default)]
struct Lines {
    text: String,
    breaks: bool,
    space: bool,
}

impl Lines {
    fn break_line(&mut self) {
        self.breaks = !self.text.is_empty();
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C') {
                self.space = true;
                continue;
            }
            if std::mem::take(&mut self.breaks) {
                self.text.push('\n');
            } else if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(c);
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "li"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "pre"
            | "tr"
            | "table"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "section"
            | "article"
            | "figure"
            | "figcaption"
            | "header"
            | "footer"
            | "hr"
    )
}
