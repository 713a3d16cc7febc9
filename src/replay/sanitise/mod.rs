//! The first of three layers: takes everything out of a tree that could run, ask, submit, refresh or go anywhere.
//!
//! It works after URLs have been rewritten, and knows nothing of captures: a URL stays if it is one of our own making
//! ([`super::own`]), a fragment, or an embedded picture, and goes otherwise. Elements and attributes pass by lists of
//! what is allowed. What no list knows keeps its place on the page, as style sheets may name it, with values that no
//! browser can act on, not even one that is yet to be made.
//! Sanitising twice equals once.

mod attributes;
mod elements;
mod names;
mod style;
#[cfg(test)]
mod tests;

use markup5ever::ns;

use super::own::Place;
use crate::web::dom::{Data, Dom, NodeId, html_name};
use attributes::clean_attributes;
use elements::{Verdict, judge};

/// The attribute that marks a link whose target is filled in later; never in what is published.
pub(super) const SLOT: &str = "linkarium-slot";
/// What `noscript` becomes in a body: scripts never run here, so that what it holds is always shown.
pub(super) const SHOWN_NOSCRIPT: &str = "linkarium-noscript";
/// What `canvas` becomes: where no script runs, it represents its fallback content (HTML section 4.12.5).
pub(super) const SHOWN_CANVAS: &str = "linkarium-canvas";

/// Cleans the whole tree.
pub(crate) fn sanitise(dom: &mut Dom, place: Place) {
    let mut at = Some(Dom::DOCUMENT);
    while let Some(id) = at {
        at = match visit(dom, id, place) {
            Next::Into => dom.following(id, Dom::DOCUMENT),
            Next::Past(next) => next,
        };
    }
}

/// Where the walk goes on.
enum Next {
    Into,
    Past(Option<NodeId>),
}

fn visit(dom: &mut Dom, id: NodeId, place: Place) -> Next {
    let verdict = match dom.data(id) {
        Data::Document | Data::Doctype { .. } | Data::Text(_) => return Next::Into,
        Data::Comment(_) | Data::Instruction(..) => Verdict::Drop,
        Data::Element(element) => judge(dom, id, element, place),
    };
    match verdict {
        Verdict::Drop => {
            let next = dom.after(id, Dom::DOCUMENT);
            dom.detach(id);
            return Next::Past(next);
        }
        Verdict::Unwrap => {
            let next = dom.following(id, Dom::DOCUMENT);
            dom.unwrap(id);
            return Next::Past(next);
        }
        Verdict::Rename(name) => {
            if let Some(element) = dom.element_mut(id) {
                element.name = html_name(name);
            }
        }
        Verdict::Keep => {}
    }
    clean_attributes(dom, id, place);
    if dom.element(id).is_some_and(|e| e.is("iframe")) {
        // Text for browsers without frames, which no browser is: markup that only waits to be read as such.
        while let Some(child) = dom.first_child(id) {
            dom.detach(child);
        }
    }
    let is_style =
        dom.element(id).is_some_and(|e| e.local() == "style" && (e.is_html() || e.name.ns == ns!(svg)));
    if is_style {
        style::clean_element(dom, id, place);
        return Next::Past(dom.after(id, Dom::DOCUMENT));
    }
    Next::Into
}
