//! Which elements stay.

use markup5ever::ns;

use super::{SHOWN_CANVAS, SHOWN_NOSCRIPT};
use crate::replay::own;
use crate::web::dom::{Dom, Element, NodeId};
use crate::web::references::is_css;

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It stays.
    Keep,
    /// It goes with everything in it.
    Drop,
    /// It goes, what is in it stays.
    Unwrap,
    /// It stays under another name.
    Rename(&'static str),
}

/// Decides about one element.
pub(super) fn judge(dom: &Dom, id: NodeId, element: &Element, place: own::Place) -> Verdict {
    match &element.name.ns {
        // In a picture there is text, but no further documents.
        ns if *ns == ns!(html) && place != own::Place::Page && is_document_part(element.local()) => {
            Verdict::Drop
        }
        ns if *ns == ns!(html) => html(dom, id, element),
        ns if *ns == ns!(svg) => svg(element),
        ns if *ns == ns!(mathml) => mathml(element.local()),
        _ => Verdict::Drop,
    }
}

fn html(dom: &Dom, id: NodeId, element: &Element) -> Verdict {
    match element.local() {
        // Code, other people's documents, and what has no rendering where frames and scripts are known.
        "script" | "base" | "noembed" | "noframes" | "embed" | "applet" | "portal" | "fencedframe"
        | "param" | "bgsound" | "keygen" | "webview" | "controlledframe" | "model" | "browser"
        | "isindex" => Verdict::Drop,
        // What stands in them is their fallback.
        "object" => Verdict::Unwrap,
        "noscript" => {
            let in_head = dom.parent(id).and_then(|p| dom.element(p)).is_some_and(|p| p.is("head"));
            if in_head { Verdict::Unwrap } else { Verdict::Rename(SHOWN_NOSCRIPT) }
        }
        "canvas" => Verdict::Rename(SHOWN_CANVAS),
        // Everything after them would be text once more when the page is read again.
        "plaintext" | "xmp" => Verdict::Rename("pre"),
        "template" => {
            keep_if(element.attr("shadowrootmode").is_some_and(|mode| matches!(mode, "open" | "closed")))
        }
        "meta" => keep_if(is_plain_meta(element)),
        "link" => keep_if(is_plain_link(element)),
        "style" => keep_if(is_css(element)),
        name if is_name(name) => Verdict::Keep,
        _ => Verdict::Unwrap,
    }
}

fn is_document_part(name: &str) -> bool {
    matches!(
        name,
        "html" | "head" | "body" | "iframe" | "frame" | "frameset" | "link" | "meta" | "form" | "template"
    )
}

fn keep_if(condition: bool) -> Verdict {
    if condition { Verdict::Keep } else { Verdict::Drop }
}

/// Whether a parser reads the name back as it is written.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_' | b'.' | b':'))
}

/// Metadata that changes how the page looks, or only describes it.
fn is_plain_meta(element: &Element) -> bool {
    if let Some(directive) = element.attr("http-equiv") {
        return directive.trim().eq_ignore_ascii_case("content-language");
    }
    let name = element.attr("name").unwrap_or_default().trim().to_ascii_lowercase();
    !element.has("charset")
        && matches!(
            name.as_str(),
            "viewport"
                | "color-scheme"
                | "supported-color-schemes"
                | "theme-color"
                | "description"
                | "keywords"
                | "author"
                | "generator"
                | "application-name"
                | "format-detection"
        )
}

/// Style sheets and icons of ours.
fn is_plain_link(element: &Element) -> bool {
    let words = element.attr("rel").unwrap_or_default();
    let ours = element
        .attr("href")
        .is_some_and(|href| own::Place::Page.owns(href) || own::is_embedded_picture(href));
    ours && matches!(words, "stylesheet" | "alternate stylesheet" | "icon")
}

fn svg(element: &Element) -> Verdict {
    match element.local() {
        "animate" | "animateColor" | "animateMotion" | "animateTransform" | "set" => {
            keep_if(!animates_a_link(element))
        }
        "a"
        | "circle"
        | "clipPath"
        | "defs"
        | "desc"
        | "ellipse"
        | "feBlend"
        | "feColorMatrix"
        | "feComponentTransfer"
        | "feComposite"
        | "feConvolveMatrix"
        | "feDiffuseLighting"
        | "feDisplacementMap"
        | "feDistantLight"
        | "feDropShadow"
        | "feFlood"
        | "feFuncA"
        | "feFuncB"
        | "feFuncG"
        | "feFuncR"
        | "feGaussianBlur"
        | "feImage"
        | "feMerge"
        | "feMergeNode"
        | "feMorphology"
        | "feOffset"
        | "fePointLight"
        | "feSpecularLighting"
        | "feSpotLight"
        | "feTile"
        | "feTurbulence"
        | "filter"
        | "font"
        | "font-face"
        | "foreignObject"
        | "g"
        | "glyph"
        | "hkern"
        | "image"
        | "line"
        | "linearGradient"
        | "marker"
        | "mask"
        | "metadata"
        | "missing-glyph"
        | "mpath"
        | "path"
        | "pattern"
        | "polygon"
        | "polyline"
        | "radialGradient"
        | "rect"
        | "stop"
        | "style"
        | "svg"
        | "switch"
        | "symbol"
        | "text"
        | "textPath"
        | "title"
        | "tref"
        | "tspan"
        | "use"
        | "view"
        | "vkern" => Verdict::Keep,
        _ => Verdict::Drop,
    }
}

/// Whether an animation changes where something points, or brings a URL in.
fn animates_a_link(element: &Element) -> bool {
    let target = element.attr("attributeName").unwrap_or_default().trim().to_ascii_lowercase();
    let name = target.rsplit(':').next().unwrap_or_default();
    let brings = |value: &str| {
        let value = value.to_ascii_lowercase();
        let external = value.match_indices("url").any(|(at, _)| !value[at..].starts_with("url(#"));
        // Numbers, colours, paths and names need none of these; addresses, strings and escapes do.
        external || value.contains([':', '\\', '"', '\'']) || value.contains("//")
    };
    matches!(name, "href" | "src" | "style" | "class" | "target" | "attributename")
        || name.starts_with("on")
        || ["values", "from", "to", "by"].iter().any(|attr| element.attr(attr).is_some_and(brings))
}

fn mathml(name: &str) -> Verdict {
    match name {
        "math" | "maction" | "menclose" | "merror" | "mfenced" | "mfrac" | "mi" | "mmultiscripts" | "mn"
        | "mo" | "mover" | "mpadded" | "mphantom" | "mprescripts" | "none" | "mroot" | "mrow" | "ms"
        | "mspace" | "msqrt" | "mstyle" | "msub" | "msubsup" | "msup" | "mtable" | "mtd" | "mtext"
        | "mtr" | "mlabeledtr" | "munder" | "munderover" | "semantics" => Verdict::Keep,
        _ => Verdict::Drop,
    }
}
