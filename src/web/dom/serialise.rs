//! Writing a tree as HTML: the HTML standard's "serializing HTML fragments" (section 13.3), with the leading newline
//! of `pre`, `textarea` and `listing` put back, and with raw text that could end its element early left out.

use std::fmt::Write as _;

use markup5ever::ns;

use super::{Attr, Data, Dom, Element, NodeId};

/// What to write at the end of a start tag's attributes.
pub enum Mark {
    /// Nothing.
    None,
    /// Tell the caller the offset under this number.
    Slot(usize),
}

/// Elements that have no end tag.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "keygen"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose text is written as it is. `noscript` is one for a reader whose browser runs scripts.
fn is_raw(name: &str) -> bool {
    matches!(name, "style" | "script" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" | "noscript")
}

/// Text escaped for the contents of an element.
pub fn escape_text(text: &str, out: &mut String) {
    escape(text, false, out);
}

/// Text escaped for an attribute value in double quotes. `<` and `>` too: raw text around it can then never end in it.
pub fn escape_attribute(text: &str, out: &mut String) {
    escape(text, true, out);
}

fn escape(text: &str, attribute: bool, out: &mut String) {
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let by = match c {
            '&' => "&amp;",
            '\u{a0}' => "&nbsp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' if attribute => "&quot;",
            // A parser would turn it into a line feed.
            '\r' => "&#13;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(by);
        done = at + c.len_utf8();
    }
    out.push_str(&text[done..]);
}

/// The document type as text.
pub fn doctype(name: &str, public: &str, system: &str) -> String {
    let quote =
        |id: &str| if id.contains('"') { format!("'{}'", id.replace('\'', "")) } else { format!("\"{id}\"") };
    let mut out = format!("<!DOCTYPE {}", name.replace(['>', '<'], ""));
    let clean = |id: &str| id.replace(['>', '<'], "");
    match (public.is_empty(), system.is_empty()) {
        (true, true) => {}
        (false, true) => {
            let _ = write!(out, " PUBLIC {}", quote(&clean(public)));
        }
        (true, false) => {
            let _ = write!(out, " SYSTEM {}", quote(&clean(system)));
        }
        (false, false) => {
            let _ = write!(out, " PUBLIC {} {}", quote(&clean(public)), quote(&clean(system)));
        }
    }
    out.push('>');
    out
}

/// The attribute's name as HTML writes it (section 13.3, "attribute's serialized name").
fn attribute_name(attr: &Attr) -> String {
    let local = &attr.name.local;
    match &attr.name.ns {
        ns if *ns == ns!() => local.to_string(),
        ns if *ns == ns!(xml) => format!("xml:{local}"),
        ns if *ns == ns!(xmlns) && &**local == "xmlns" => "xmlns".to_owned(),
        ns if *ns == ns!(xmlns) => format!("xmlns:{local}"),
        ns if *ns == ns!(xlink) => format!("xlink:{local}"),
        _ => attr.written_name(),
    }
}

impl Dom {
    /// Whether HTML elements of this name have no end tag.
    pub(super) fn is_void(name: &str) -> bool {
        is_void(name)
    }

    /// The whole document as HTML. `mark` is asked once for every element, after its attributes; the offsets of
    /// slots come back in document order.
    pub fn serialise(&self, mut mark: impl FnMut(NodeId, &Element) -> Mark) -> (String, Vec<(usize, usize)>) {
        let mut out = String::new();
        let mut slots = Vec::new();
        let mut at = Self::DOCUMENT;
        loop {
            let entered = self.open(at, &mut out, &mut slots, &mut mark);
            if entered && let Some(child) = self.first_child(at) {
                at = child;
                continue;
            }
            self.close(at, &mut out);
            loop {
                if let Some(next) = self.next_sibling(at) {
                    at = next;
                    break;
                }
                match self.parent(at) {
                    Some(parent) => at = parent,
                    None => return (out, slots),
                }
                self.close(at, &mut out);
            }
        }
    }

    /// The whole document as HTML, without slots.
    pub fn to_html(&self) -> String {
        self.serialise(|_, _| Mark::None).0
    }

    fn open(
        &self,
        id: NodeId,
        out: &mut String,
        slots: &mut Vec<(usize, usize)>,
        mark: &mut impl FnMut(NodeId, &Element) -> Mark,
    ) -> bool {
        match self.data(id) {
            Data::Document => true,
            Data::Doctype { name, public, system } => {
                out.push_str(&doctype(name, public, system));
                false
            }
            Data::Text(text) => {
                self.write_text(id, text, out);
                false
            }
            Data::Comment(text) => {
                // `-->`, `--!>` and a leading `>` cannot stand in a comment that was parsed, and must not be written.
                let safe = !text.contains("--") && !text.starts_with(['>', '-']) && !text.ends_with('-');
                let _ = if safe { write!(out, "<!--{text}-->") } else { write!(out, "<!---->") };
                false
            }
            Data::Instruction(..) => false,
            Data::Element(element) => {
                out.push('<');
                out.push_str(element.local());
                for attr in &element.attrs {
                    let name = attribute_name(attr);
                    if !is_writable_name(&name) {
                        continue;
                    }
                    out.push(' ');
                    out.push_str(&name);
                    out.push_str("=\"");
                    escape_attribute(&attr.value, out);
                    out.push('"');
                }
                if let Mark::Slot(number) = mark(id, element) {
                    slots.push((out.len(), number));
                }
                out.push('>');
                if element.is_html() && is_void(element.local()) {
                    return false;
                }
                let starts_with_newline = || {
                    self.first_child(id)
                        .and_then(|child| self.text(child))
                        .is_some_and(|t| t.starts_with('\n'))
                };
                if element.is_html()
                    && matches!(element.local(), "pre" | "textarea" | "listing")
                    && starts_with_newline()
                {
                    out.push('\n');
                }
                true
            }
        }
    }

    fn close(&self, id: NodeId, out: &mut String) {
        if let Data::Element(element) = self.data(id)
            && !(element.is_html() && is_void(element.local()))
        {
            out.push_str("</");
            out.push_str(element.local());
            out.push('>');
        }
    }

    fn write_text(&self, id: NodeId, text: &str, out: &mut String) {
        let raw = self.parent(id).and_then(|p| self.element(p)).filter(|p| p.is_html() && is_raw(p.local()));
        let Some(parent) = raw else { return escape_text(text, out) };
        if !closes(text, parent.local()) {
            out.push_str(text);
        }
    }
}

/// Whether raw text holds what a parser would take for the end of `name`, or for the start of a script's comment.
fn closes(text: &str, name: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let rest = &text.as_bytes()[at + 1..];
        rest.first() == Some(&b'/')
            && rest.get(1..=name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// Whether a name can be written and read back as the same attribute.
fn is_writable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>' | '/' | '=')
        })
}
