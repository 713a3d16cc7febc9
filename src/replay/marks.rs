//! The quiet mark of a picture that is not there: its words, and a small dashed square where a browser would draw its
//! sign of something broken.
//!
//! They are drawn in the viewer, where no script runs. The page opened by itself is as faithful as it can be: it shows
//! what the live page shows of a picture that does not come. Measured in Chromium, nothing moves: the picture keeps the
//! box that the browser gives to one that answers 404, only what is painted in it is ours. Every rule yields to the
//! page's own. WebKit paints nothing beside a broken picture, so there its own sign stays.

use super::own::BROKEN;
use crate::web::dom::{Dom, html_name};

const SHEET: &str = "@media (scripting:none){@supports not (font:-apple-system-body){\
    :where(img[src=\"data:,\"]){position:relative;visibility:hidden}\
    :where(img[src=\"data:,\"]:not([alt=\"\"]))::after{content:attr(alt);visibility:visible;position:absolute;inset:0;\
    box-sizing:border-box;overflow:hidden;text-indent:16px;background:url(\"data:image/svg+xml,%3Csvg \
    xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='none' stroke='%23888' stroke-dasharray='2 1.5' \
    d='M1.5 2.5h11v11h-11z'/%3E%3C/svg%3E\") 0 0/16px no-repeat}\
    :where(img[src=\"data:,\"]:not([alt]))::after{box-shadow:inset 0 0 0 1px #8886}}}";

/// Gives the page a sheet for its missing pictures, where there are any.
pub(super) fn mark_missing(dom: &mut Dom) {
    let missing = dom
        .descendants(Dom::DOCUMENT)
        .filter_map(|id| dom.element(id))
        .any(|element| element.is("img") && element.attr("src") == Some(BROKEN));
    let Some(head) = dom.head().filter(|_| missing) else { return };
    let style = dom.create_element(html_name("style"), Vec::new());
    dom.set_text_content(style, SHEET.to_owned());
    dom.prepend(head, style);
}
