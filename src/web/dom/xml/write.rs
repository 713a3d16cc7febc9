//! Writing a tree as XML: names and namespace declarations as they were read.

use std::fmt::Write as _;

use crate::web::dom::{Data, Dom};

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

impl Dom {
    /// The tree as XML, without doctype, comments and processing instructions.
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        let mut at = Self::DOCUMENT;
        loop {
            match self.data(at) {
                Data::Element(element) => {
                    let prefix = element.name.prefix.as_deref().filter(|p| !p.is_empty());
                    let name = prefix
                        .map_or_else(|| element.local().to_owned(), |p| format!("{p}:{}", element.local()));
                    let _ = write!(out, "<{name}");
                    for attr in &element.attrs {
                        let _ = write!(out, " {}=\"", attr.written_name());
                        escape(&attr.value, true, &mut out);
                        out.push('"');
                    }
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
                    let prefix = element.name.prefix.as_deref().filter(|p| !p.is_empty());
                    let _ = match prefix {
                        Some(prefix) => write!(out, "</{prefix}:{}>", element.local()),
                        None => write!(out, "</{}>", element.local()),
                    };
                }
            }
        }
    }
}
