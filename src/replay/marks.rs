//! The quiet mark of a picture that is not there: its words, and a small dashed square where a browser would draw its
//! sign of something broken.
//!
//! They are drawn in the viewer, where no script runs. The page opened by itself is as faithful as it can be: it shows
//! what the live page shows of a picture that does not come. Measured in Chromium, nothing moves: the picture keeps the
//! box that the browser gives to one that answers 404, only what is painted in it is ours. The rules stand in the first
//! cascade layer, so that each yields to the page's own. WebKit paints nothing beside a broken picture, so there its own
//! sign stays.

use super::own::BROKEN;
use crate::web::dom::{Dom, NodeId, html_name};

const SHEET: &str = "@layer{@media (scripting:none){@supports not (font:-apple-system-body){\
    img[linkarium-missing]{position:relative;visibility:hidden}\
    img[linkarium-missing]:not([alt=\"\"])::after{content:attr(alt);visibility:visible;position:absolute;inset:0;\
    box-sizing:border-box;overflow:hidden;text-indent:16px;background:url(\"data:image/svg+xml,%3Csvg \
    xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%23888' stroke-dasharray='2 1.5' \
    d='M1.5 2.5h11v11h-11z'/%3E%3C/svg%3E\") 0 0/16px no-repeat}\
    img[linkarium-missing]:not([alt])::after{box-shadow:inset 0 0 0 1px #8886}}}}";
/// The attribute of a picture that is not there.
const MISSING: &str = "linkarium-missing";

/// Marks the pictures that are missing, and gives the page a sheet for them, where there are any.
pub(super) fn mark_missing(dom: &mut Dom) {
    let ids: Vec<NodeId> = dom.descendants(Dom::DOCUMENT).filter(|id| is_missing(dom, *id)).collect();
    let Some(head) = dom.head().filter(|_| !ids.is_empty()) else { return };
    for id in ids {
        if let Some(element) = dom.element_mut(id) {
            element.set(MISSING, "");
        }
    }
    let style = dom.create_element(html_name("style"), Vec::new());
    dom.set_text_content(style, SHEET.to_owned());
    dom.prepend(head, style);
}

/// Whether nothing of a picture is there: one that has lost its `src` may have other sources.
fn is_missing(dom: &Dom, id: NodeId) -> bool {
    let Some(element) = dom.element(id).filter(|e| e.is("img") && e.attr("src") == Some(BROKEN)) else {
        return false;
    };
    let is_picture = |parent: &NodeId| dom.element(*parent).is_some_and(|e| e.is("picture"));
    let sources = dom.parent(id).filter(is_picture).into_iter().flat_map(|parent| dom.children(parent));
    let others = |id: NodeId| dom.element(id).is_some_and(|e| e.is("source") && e.has("srcset"));
    !element.has("srcset") && !sources.into_iter().any(others)
}
