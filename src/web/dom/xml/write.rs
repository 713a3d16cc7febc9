//! Writing a tree as XML. Names are written by what they mean, not as they were read: each element says its namespace
//! where it is not the one around it, and no prefix of the source is kept. So nothing that is taken out of a tree, or
//! moved in it, can change what another name means.

use std::fmt::Write as _;

use markup5ever::ns;

use crate::web::dom::{Attr, Data, Dom, Element, NodeId};

fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if attribute => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
}

/// The prefix that an attribute is written with; `None` for one that is not written: a declaration, or one of a
/// namespace that no browser knows.
fn prefix(attr: &Attr) -> Option<&'static str> {
    match &attr.name.ns {
        ns if *ns == ns!() => Some(""),
        ns if *ns == ns!(xml) => Some("xml:"),
        ns if *ns == ns!(xlink) => Some("xlink:"),
        _ => None,
    }
}

impl Dom {
    /// The tree as XML, without doctype, comments and processing instructions.
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        let mut at = Self::DOCUMENT;
        loop {
            match self.data(at) {
                Data::Element(element) => {
                    self.start_tag(at, element, &mut out);
                    if let Some(child) = self.first_child(at) {
                        out.push('>');
                        at = child;
                        continue;
                    }
                    out.push_str("/>");
                }
                Data::Text(text) => escape(text, false, &mut out),
                Data::Document => {
                    if let Some(child) = self.first_child(at) {
                        at = child;
                        continue;
                    }
                }
                _ => {}
            }
            loop {
                if let Some(next) = self.next_sibling(at) {
                    at = next;
                    break;
                }
                let Some(parent) = self.parent(at) else { return out };
                at = parent;
                if let Some(element) = self.element(at) {
                    let _ = write!(out, "</{}>", element.local());
                }
            }
        }
    }

    /// Everything of a start tag but its end.
    fn start_tag(&self, id: NodeId, element: &Element, out: &mut String) {
        let _ = write!(out, "<{}", element.local());
        let none = ns!();
        let around = self.parent(id).and_then(|parent| self.element(parent));
        if around.map_or(&none, |parent| &parent.name.ns) != &element.name.ns {
            out.push_str(" xmlns=\"");
            escape(&element.name.ns, true, out);
            out.push('"');
        }
        let mut xlink = false;
        for attr in &element.attrs {
            let Some(prefix) = prefix(attr) else { continue };
            xlink |= prefix == "xlink:";
            let _ = write!(out, " {prefix}{}=\"", attr.name.local);
            escape(&attr.value, true, out);
            out.push('"');
        }
        if xlink {
            let _ = write!(out, " xmlns:xlink=\"{}\"", ns!(xlink));
        }
    }
}
