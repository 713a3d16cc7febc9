//! CSS in a page: only URLs of our own making stay.

use crate::replay::embedded;
use crate::replay::own::{BROKEN, Place, is_embedded_picture};
use crate::web::css::{self, CssUrl, Replacement, UrlKind};
use crate::web::dom::{Dom, NodeId};

fn judge(url: &CssUrl, place: Place) -> Replacement {
    let embedded = url.kind != UrlKind::Import && is_picture(&url.value, place);
    if place.owns(&url.value) || embedded { Replacement::Keep } else { Replacement::Drop }
}

/// What can be embedded as a picture (or a font), the sign for a broken one included. SVG within SVG is not looked
/// into, so that nothing recurses.
pub(super) fn is_picture(url: &str, place: Place) -> bool {
    url == BROKEN || is_embedded_picture(url) || place != Place::Embedded && embedded::is_svg(url)
}

/// Cleans the text of a `style` element and makes it one text node that ends with its element.
pub(super) fn clean_element(dom: &mut Dom, id: NodeId, place: Place) {
    let text = dom.text_content(id);
    let clean = css::rewrite(&text, &mut |url| judge(url, place));
    dom.set_text_content(id, css::escape_for_style_element(&clean).into_owned());
}

/// Cleans the declarations of a `style` attribute.
pub(super) fn clean_declarations(text: &str, place: Place) -> String {
    if !text.contains(':') {
        // No declaration at all, whatever it is.
        return String::new();
    }
    css::rewrite_declarations(text, &mut |url| judge(url, place))
}

/// Whether a CSS value (of a presentation attribute) holds nothing but URLs of our own making.
pub(super) fn is_clean_value(property: &str, value: &str, place: Place) -> bool {
    let mut clean = true;
    let text = format!("{property}:{value}");
    css::rewrite_declarations(&text, &mut |url| {
        clean &= place.owns(&url.value);
        Replacement::Keep
    });
    clean
}
