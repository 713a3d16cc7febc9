//! Walking a tree for what it needs.

use url::Url;

use super::table::{Value, is_css, uses};
use super::{Collector, PREVIEWS, SRCDOC_DEPTH, is_inert};
use crate::store::record::Role;
use crate::web::css;
use crate::web::dom::{Budget, Dom, NodeId};
use crate::web::srcset;

/// What relative URLs of the document resolve against (HTML section 2.4.2, "document base URL"): the first `base`
/// element with `href`, unless that is no URL or one of a scheme that is not allowed there.
pub fn base_of(dom: &Dom, document_url: &Url) -> Url {
    let mut document_url = document_url.clone();
    document_url.set_fragment(None);
    dom.descendants(Dom::DOCUMENT)
        .filter(|&id| dom.element(id).is_some_and(|e| e.is("base") && e.has("href")))
        .find(|&id| !is_inert(dom, id))
        .and_then(|id| dom.element(id)?.attr("href"))
        .and_then(|href| document_url.join(href).ok())
        .filter(|url| !matches!(url.scheme(), "data" | "javascript"))
        .unwrap_or(document_url)
}

/// The longest URL that is followed, in bytes.
const MAX_URL: usize = 16 << 10;

/// The absolute http(s) URL, without its fragment, that `text` means in a document with this base. `None` for other
/// schemes, for what is no URL, and for empty texts and bare fragments, which mean the document itself.
pub fn resolve(base: &Url, text: &str) -> Option<Url> {
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return None;
    }
    // Servers refuse longer ones, and a long base with many short references would cost memory without end.
    if trimmed.len().max(base.as_str().len()) > MAX_URL {
        return None;
    }
    let mut url = base.join(trimmed).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return None;
    }
    url.set_fragment(None);
    Some(url)
}

/// Adds everything below the root of `dom`, `srcdoc` documents included.
pub(super) fn collect(dom: &Dom, base: &Url, out: &mut Collector, previews: &mut usize, budget: &Budget) {
    let mut inner: Vec<(String, usize)> = Vec::new();
    for id in dom.descendants(Dom::DOCUMENT) {
        element(dom, id, base, out, previews, &mut |text| inner.push((text.to_owned(), 1)));
    }
    let mut nodes = budget.nodes.saturating_sub(dom.len());
    while let Some((text, depth)) = inner.pop() {
        let Ok(dom) = Dom::parse_srcdoc(&text, &Budget { nodes, ..*budget }) else { continue };
        nodes = nodes.saturating_sub(dom.len());
        for id in dom.descendants(Dom::DOCUMENT) {
            element(&dom, id, base, out, previews, &mut |text| {
                if depth < SRCDOC_DEPTH {
                    inner.push((text.to_owned(), depth + 1));
                }
            });
        }
    }
}

fn element(
    dom: &Dom,
    id: NodeId,
    base: &Url,
    out: &mut Collector,
    previews: &mut usize,
    srcdoc: &mut dyn FnMut(&str),
) {
    let Some(element) = dom.element(id) else { return };
    if element.local() == "style" && is_css(element) {
        out.add_css(base, css::urls(&dom.text_content(id)));
    }
    for found in uses(dom, id) {
        let Some(attr) = element.attrs.get(found.attr) else { continue };
        match found.value {
            Value::Url(Role::Image) if element.is("meta") => {
                if *previews < PREVIEWS && out.add(base, &attr.value, Role::Image) {
                    *previews += 1;
                }
            }
            Value::Url(role) => {
                out.add(base, &attr.value, role);
            }
            Value::Frame => {
                // A frame with `srcdoc` never loads its `src`.
                if !element.has("srcdoc") {
                    out.add(base, &attr.value, Role::Frame);
                }
            }
            Value::Srcset => {
                for candidate in srcset::parse(&attr.value) {
                    out.add(base, &candidate.url, Role::Image);
                }
            }
            Value::Style => out.add_css(base, css::urls_in_declarations(&attr.value)),
            Value::Property => {
                let declaration = format!("{}:{}", attr.name.local, attr.value);
                out.add_css(base, css::urls_in_declarations(&declaration));
            }
            Value::Srcdoc => srcdoc(&attr.value),
            Value::Link => {}
        }
    }
}
