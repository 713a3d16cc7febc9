//! What waits, unseen, for a script that moves it in: shown, as no script ever will.
//!
//! Named are only the signs of well-known programs, so that what a page hides on purpose stays hidden. What a page's own
//! sheets show where no script runs (`.no-js`, `html:not(.js)`, `noscript`, `scripting: none`) needs no help.

use super::select;
use crate::web::dom::{Dom, Element, NodeId};

/// Selectors of what is hidden until then, by the program that does it.
const WAITING: &[&str] = &[
    "[data-aos]",                       // AOS
    "[data-sal]",                       // sal.js
    "[data-framer-appear-id]",          // Framer
    ".elementor-invisible",             // Elementor
    ".wpb_animate_when_almost_visible", // WPBakery
    ".et-waypoint",                     // Divi
];

/// The sign of Framer, which leaves an element where its own transform puts it.
const FRAMER: &str = "data-framer-appear-id";

/// Shows what waits, also within what waits itself. Nothing waits on a page without scripts.
pub(super) fn show(dom: &mut Dom) {
    let ids: Vec<NodeId> = dom.descendants(Dom::DOCUMENT).collect();
    if !ids.iter().any(|id| dom.element(*id).is_some_and(|e| e.local() == "script")) {
        return;
    }
    let signs: Vec<_> = WAITING.iter().filter_map(|text| select::parse(text)).flatten().collect();
    let waits =
        |dom: &Dom, id| dom.element(id).is_some_and(is_about_to_move) || select::matches(dom, &signs, id);
    let waiting: Vec<NodeId> = ids.into_iter().filter(|id| waits(dom, *id)).collect();
    for id in waiting {
        let Some(element) = dom.element_mut(id) else { continue };
        let mut style =
            element.attr("style").unwrap_or_default().trim_end_matches([';', ' ', '\n']).to_owned();
        if !style.is_empty() {
            style.push(';');
        }
        style.push_str("opacity:1!important;visibility:visible!important");
        if !element.has(FRAMER) {
            style.push_str(";transform:none!important");
        }
        element.set("style", style);
    }
}

/// Whether an element was written as Motion writes the first frame of an entrance: transparent and out of its place, and
/// nothing else that would hide it.
fn is_about_to_move(element: &Element) -> bool {
    let Some(style) = element.attr("style").filter(|style| style.contains("opacity")) else { return false };
    let mut transparent = false;
    let mut moved = false;
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        match (name.trim().to_ascii_lowercase().as_str(), value.trim()) {
            ("opacity", value) => transparent = value == "0",
            ("transform", value) => moved = value != "none",
            ("display" | "pointer-events", "none")
            | ("visibility", "hidden")
            | ("position", "absolute" | "fixed") => return false,
            _ => {}
        }
    }
    transparent && moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::dom::Budget;

    fn shown(html: &str) -> bool {
        let mut dom = Dom::parse(html, &Budget::default()).unwrap();
        show(&mut dom);
        dom.to_html().contains("opacity:1!important")
    }

    #[test]
    fn every_selector_is_understood() {
        assert!(WAITING.iter().all(|selector| select::parse(selector).is_some()));
    }

    #[test]
    fn what_waits_for_a_script_is_shown() {
        for html in [
            "<p data-aos=fade-up>",
            "<p class='x elementor-invisible'>",
            "<p style='opacity:0;transform:translateY(20px) translateZ(0)'>",
            "<p style='opacity: 0; transform: scale(0.9); '>",
        ] {
            assert!(shown(&format!("<script>x</script>{html}")), "{html}");
            assert!(!shown(html), "{html}");
        }
        let mut dom = Dom::parse(
            "<script></script><div data-aos=x><p data-aos=y></div><b data-framer-appear-id=z style='opacity:0;transform:x'>",
            &Budget::default(),
        )
        .unwrap();
        show(&mut dom);
        assert_eq!(dom.to_html().matches("opacity:1!important").count(), 3);
        assert_eq!(dom.to_html().matches("transform:none").count(), 2);
        for html in [
            "<p style='opacity:0'>",
            "<p style='opacity:.5;transform:none'>",
            "<p style='opacity:0;transform:none'>",
            "<p style='opacity:0;transform:scale(0);pointer-events:none'>",
            "<p style='opacity:0;transform:scale(0);position:fixed'>",
            "<p class=wow>",
        ] {
            assert!(!shown(&format!("<script>x</script>{html}")), "{html}");
        }
    }
}
