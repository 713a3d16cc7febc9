//! SVG files shown by `object`, `embed` and frames: each becomes a document of ours around the picture, so that its text
//! stays text; and the size that a browser would give it.

use std::fmt::Write as _;

use super::assets::{PluginKind, PluginSize, Workshop};
use super::resources::Found;
use crate::store::record::Role;
use crate::web::charset::{self, Hint};
use crate::web::dom::{Budget, Dom, Element, html_name};
use crate::web::media::Class;

/// The whole frame is the picture's, as where an SVG file is a document.
const FRAME: &str = "html,body{margin:0;padding:0;height:100%}body>svg:only-child{display:block}";
/// `object` and `embed` give the picture their own size, whatever its own is, and never scroll.
const FITTED: &str = "html,body{margin:0;padding:0;height:100%;overflow:hidden}\
    body>svg:only-child{display:block;width:100%!important;height:100%!important}";

/// The picture's size in CSS pixels, as far as its file says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Size {
    /// Both sides.
    Whole(f64, f64),
    /// Only how they relate.
    Ratio(f64, f64),
    Unknown,
}

impl Dom {
    /// The picture as a document of its own. `None` when the text is no SVG file.
    pub(super) fn around_svg(text: &str, fitted: bool, budget: &Budget) -> Option<Self> {
        let mut dom = Self::parse_xml(text, budget).ok()?;
        let svg = dom.root()?;
        if !dom.element(svg).is_some_and(|e| e.is_svg() && e.local() == "svg") {
            return None;
        }
        while let Some(child) = dom.first_child(Self::DOCUMENT) {
            dom.detach(child);
        }
        if let Some(element) = dom.element_mut(svg) {
            for side in ["width", "height"] {
                if !element.has(side) {
                    element.set(side, "100%");
                }
            }
        }
        let [html, head, style, body] =
            ["html", "head", "style", "body"].map(|name| dom.create_element(html_name(name), Vec::new()));
        dom.append(Self::DOCUMENT, html);
        dom.append(html, head);
        dom.append(head, style);
        dom.set_text_content(style, if fitted { FITTED } else { FRAME }.to_owned());
        dom.append(html, body);
        dom.append(body, svg);
        dom.set_doctype();
        Some(dom)
    }
}

impl Workshop<'_> {
    /// What a plugin shows, and how large it is if that is an SVG picture; looked at once, however often a page names it.
    pub(super) fn plugin_kind(&mut self, found: Found<'_>, high: bool) -> PluginKind {
        let key = (found.index, high);
        if let Some(known) = self.plugins.get(&key) {
            return known.clone();
        }
        let kind = self.bytes(found).ok().map(|bytes| {
            let class = Self::classify(found, &bytes, Role::Other).class;
            let size = if class == Class::Svg { self.svg_size(found, &bytes, high) } else { None };
            (class, size)
        });
        self.plugins.insert(key, kind.clone());
        kind
    }

    /// The attributes that make a frame as large as an `object` with this picture would be; `None` for no picture.
    /// `given`: whether the page says how high it is.
    fn svg_size(&self, found: Found<'_>, bytes: &[u8], given: bool) -> Option<PluginSize> {
        let text = charset::decode(bytes, found.content_type(), Hint::Xml).text;
        let dom = Dom::parse_xml(&text, &self.budget).ok()?;
        let svg = dom.element(dom.root()?).filter(|e| e.is_svg() && e.local() == "svg")?;
        Some(match size(svg) {
            Size::Whole(w, h) => vec![("style", natural(w, h))],
            Size::Ratio(w, h) if given => vec![("style", natural(w, h))],
            Size::Ratio(w, h) => {
                vec![("width", "100%".to_owned()), ("style", format!("aspect-ratio:{w}/{h}"))]
            }
            Size::Unknown => Vec::new(),
        })
    }
}

/// A frame has no size of its own but what containment gives it: then it behaves as a picture does.
fn natural(width: f64, height: f64) -> String {
    let mut out = String::new();
    let _ =
        write!(out, "contain:size;contain-intrinsic-size:{width}px {height}px;aspect-ratio:{width}/{height}");
    out
}

fn size(svg: &Element) -> Size {
    let side = |name: &str| svg.attr(name).and_then(length);
    let numbers: Vec<f64> = svg
        .attr("viewBox")
        .unwrap_or_default()
        .split([' ', ',', '\t', '\n'])
        .filter(|n| !n.is_empty())
        .map_while(|n| n.parse().ok())
        .collect();
    let ratio = match numbers[..] {
        [_, _, w, h] if w > 0.0 && h > 0.0 && (w / h).is_finite() && w < 1e6 && h < 1e6 => Some((w, h)),
        _ => None,
    };
    match (side("width"), side("height"), ratio) {
        (Some(w), Some(h), _) => Size::Whole(w, h),
        (Some(w), None, Some((rw, rh))) => Size::Whole(w, w * rh / rw),
        (None, Some(h), Some((rw, rh))) => Size::Whole(h * rw / rh, h),
        (None, None, Some((w, h))) => Size::Ratio(w, h),
        _ => Size::Unknown,
    }
}

/// An absolute length in CSS pixels.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" | "em" | "rem" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    let pixels = number.parse::<f64>().ok()? * factor;
    (pixels > 0.0 && pixels < 1e6).then_some(pixels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attributes: &str) -> Size {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}/>");
        let dom = Dom::parse_xml(&text, &Budget::default()).expect("well-formed");
        size(dom.element(dom.root().expect("a root")).expect("an element"))
    }

    #[test]
    fn a_picture_says_how_large_it_is() {
        assert_eq!(of("width='200' height=' 1in '"), Size::Whole(200.0, 96.0));
        assert_eq!(of("width='200' viewBox='0 0 4,2'"), Size::Whole(200.0, 100.0));
        assert_eq!(of("height='10px' viewBox='0 0 4 2'"), Size::Whole(20.0, 10.0));
        assert_eq!(of("width='100%' viewBox='0 0 4 2'"), Size::Ratio(4.0, 2.0));
        for nothing in ["", "width='200'", "viewBox='0 0 0 2'", "viewBox='0 0 1'", "width='-1' height='x'"] {
            assert_eq!(of(nothing), Size::Unknown, "{nothing}");
        }
    }
}
