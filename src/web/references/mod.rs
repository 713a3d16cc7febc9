//! What a document needs: every URL that a browser would load with it, with its role, in document order.

mod html;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use url::Url;

use super::css::{self, UrlKind};
use super::dom::{Budget, Dom, NodeId, OverBudget};
use crate::store::record::Role;
pub use html::{base_of, resolve};
pub use table::{Use, Value, is_css, link, uses};

/// Something a document needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Absolute http or https URL without a fragment.
    pub url: Url,
    /// What it is to the document.
    pub role: Role,
}

/// What an HTML document needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// What the document's relative URLs resolve against: its URL, or what its `base` element says.
    pub base: Url,
    /// In document order, each URL at most once as a document and once as anything else.
    pub items: Vec<Reference>,
}

/// Levels of `srcdoc` within `srcdoc` that are looked into.
const SRCDOC_DEPTH: usize = 4;
/// Preview pictures (`og:image`) taken from a page.
const PREVIEWS: usize = 2;

/// Collects references, each URL once as a document and once as anything else: only the former is followed.
struct Collector {
    seen: HashSet<(Url, bool)>,
    items: Vec<Reference>,
}

impl Collector {
    fn new() -> Self {
        Self { seen: HashSet::new(), items: Vec::new() }
    }

    /// Adds what `text` refers to; whether it was something new.
    fn add(&mut self, base: &Url, text: &str, role: Role) -> bool {
        let Some(url) = resolve(base, text) else { return false };
        let new = self.seen.insert((url.clone(), role.is_document()));
        if new {
            self.items.push(Reference { url, role });
        }
        new
    }

    fn add_css(&mut self, base: &Url, urls: Vec<(String, UrlKind)>) {
        for (text, kind) in urls {
            self.add(base, &text, role_of(kind));
        }
    }
}

/// The role of a URL in CSS.
pub fn role_of(kind: UrlKind) -> Role {
    match kind {
        UrlKind::Import => Role::Stylesheet,
        UrlKind::Font => Role::Font,
        UrlKind::Image | UrlKind::Other => Role::Image,
    }
}

/// What an HTML document needs. `text` is the decoded document, `document_url` where redirects ended.
///
/// # Errors
/// When the document goes beyond the budget.
pub fn of_html(text: &str, document_url: &Url, budget: &Budget) -> Result<References, OverBudget> {
    Ok(of_tree(&Dom::parse(text, budget)?, document_url, budget))
}

/// What a document of an XML type needs. XHTML that is not well-formed is read as HTML where `is_xhtml`, its type, says
/// that it is a page; other XML that is no XHTML needs nothing.
///
/// # Errors
/// When the document goes beyond the budget.
pub fn of_xhtml(
    text: &str,
    document_url: &Url,
    is_xhtml: bool,
    budget: &Budget,
) -> Result<References, OverBudget> {
    match Dom::parse_xhtml(text, budget) {
        Ok(dom) => Ok(of_tree(&dom, document_url, budget)),
        Err(_) if is_xhtml => of_html(text, document_url, budget),
        Err(_) => Ok(References { base: document_url.clone(), items: Vec::new() }),
    }
}

fn of_tree(dom: &Dom, document_url: &Url, budget: &Budget) -> References {
    let base = base_of(dom, document_url);
    let mut collector = Collector::new();
    let mut previews = 0;
    html::collect(dom, &base, &mut collector, &mut previews, budget);
    References { base, items: collector.items }
}

/// What a style sheet needs; `sheet_url` is where its redirects ended.
pub fn of_css(text: &str, sheet_url: &Url) -> Vec<Reference> {
    let mut collector = Collector::new();
    collector.add_css(sheet_url, css::urls(text));
    collector.items
}

/// What an SVG file needs; nothing when it is not one that a browser would show.
pub fn of_svg(text: &str, svg_url: &Url) -> Vec<Reference> {
    let budget = Budget::default();
    let Ok(dom) = Dom::parse_xml(text, &budget) else { return Vec::new() };
    let mut collector = Collector::new();
    let mut previews = PREVIEWS;
    html::collect(&dom, svg_url, &mut collector, &mut previews, &budget);
    collector.items
}

/// Whether `id` is in a `template` that is not a declarative shadow root, and so is never shown.
pub fn is_inert(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).any(|a| dom.element(a).is_some_and(|e| e.is("template") && !e.has("shadowrootmode")))
}
