//! The page as the extractor needs it: names, classes and text, each element with a number by which it is found again in
//! the page. What an element may say is never taken from what the extractor gives back, only where it stands.

use std::fmt::Write as _;

use super::Framed;
use crate::replay::own;
use crate::web::dom::{Dom, Element, NodeId, escape_attribute, escape_text};

/// The attribute that holds an element's number.
pub(super) const NUMBER: &str = "data-n";

/// Elements of a page that are looked at: measured, the extractor takes time by elements times nesting.
const ELEMENTS: usize = 50_000;
/// Bytes of a page that are looked at.
const BYTES: usize = 4 << 20;
/// Nesting that is kept; what is deeper stands one beside the other. The extractor recurses.
const DEPTH: usize = 100;
/// Elements times their nesting, all together.
const WORK: usize = 2_500_000;

/// A page made slim.
pub(super) struct Slim {
    /// The page for the extractor.
    pub(super) html: String,
    /// The elements of the page by their numbers.
    pub(super) numbered: Vec<NodeId>,
}

/// Makes what is below `root` slim, without what is to be left out. `None` where it is too large for a reader view.
pub(super) fn slim(
    dom: &Dom,
    root: NodeId,
    frame: &dyn Fn(&str) -> Option<Framed>,
    leave_out: &dyn Fn(NodeId, &Element) -> bool,
) -> Option<Slim> {
    let mut out = Slim { html: HEAD.to_owned(), numbered: Vec::new() };
    // Names of the elements that are open, `None` for those that are not written.
    let mut open: Vec<(NodeId, Option<String>)> = Vec::new();
    let (mut depth, mut work) = (0_usize, 0_usize);
    let mut at = Some(root);
    while let Some(id) = at {
        let mut inside = true;
        let mut written = None;
        if let Some(text) = dom.text(id) {
            escape_text(text, &mut out.html);
        } else if let Some(element) = dom.element(id) {
            let part = if id != root && leave_out(id, element) { Part::Skip } else { role(dom, id, element) };
            match part {
                Part::Skip => inside = false,
                Part::Through => {}
                Part::Placeholder => {
                    out.placeholder(id);
                    inside = false;
                }
                Part::Picture => {
                    let number = out.number(id);
                    let _ = write!(out.html, "<img src=\"x.png\" {NUMBER}=\"{number}\" alt=\"");
                    escape_attribute(element.attr("alt").unwrap_or_default(), &mut out.html);
                    out.html.push_str("\">");
                    inside = false;
                }
                Part::Frame => {
                    match element.attr("src").and_then(frame) {
                        Some(Framed::Page(url)) => {
                            let number = out.number(id);
                            let _ = write!(out.html, "<iframe {NUMBER}=\"{number}\" src=\"");
                            escape_attribute(url.as_str(), &mut out.html);
                            out.html.push_str("\"></iframe>");
                        }
                        Some(Framed::Picture(_)) => out.placeholder(id),
                        None => {}
                    }
                    inside = false;
                }
                Part::Text(text) => {
                    out.html.push_str(text);
                    inside = false;
                }
                Part::Formula => {
                    work += dom.descendants(id).count();
                    let number = out.number(id);
                    let _ = write!(out.html, "<span {NUMBER}=\"{number}\">");
                    escape_text(&dom.text_content(id), &mut out.html);
                    out.html.push_str("</span>");
                    inside = false;
                }
                Part::Line(name) => {
                    let number = out.number(id);
                    let _ = write!(out.html, "<{name} {NUMBER}=\"{number}\">");
                    inside = false;
                }
                Part::Element(name) => {
                    work += depth;
                    if depth < DEPTH {
                        let number = out.number(id);
                        let _ = write!(out.html, "<{name} {NUMBER}=\"{number}\"");
                        let is_note = name == "section" && !element.is("section");
                        attributes(element, name, is_note, &mut out.html);
                        out.html.push('>');
                        written = Some(name.to_owned());
                    }
                }
            }
        }
        if out.numbered.len() > ELEMENTS || out.html.len() > BYTES || work > WORK {
            return None;
        }
        if inside && let Some(child) = dom.first_child(id) {
            depth += usize::from(written.is_some());
            open.push((id, written));
            at = Some(child);
            continue;
        }
        if let Some(name) = written {
            let _ = write!(out.html, "</{name}>");
        }
        let mut here = id;
        at = loop {
            if here == root {
                break None;
            }
            if let Some(next) = dom.next_sibling(here) {
                break Some(next);
            }
            let Some((parent, name)) = open.pop() else { break None };
            if let Some(name) = name {
                depth -= 1;
                let _ = write!(out.html, "</{name}>");
            }
            here = parent;
        };
    }
    out.html.push_str("</html>");
    Some(out)
}

/// A title and an author that no page has: else the extractor takes out what resembles them.
const HEAD: &str = "<!DOCTYPE html><html><head><meta property=\"og:title\" content=\"\u{fffc}\u{fffc}\">\
    <meta name=\"author\" content=\"\u{fffc}\"></head>";

impl Slim {
    fn placeholder(&mut self, id: NodeId) {
        let number = self.number(id);
        let _ = write!(self.html, "<img src=\"x.png\" alt=\"\" {NUMBER}=\"{number}\">");
    }

    fn number(&mut self, id: NodeId) -> usize {
        self.numbered.push(id);
        self.numbered.len() - 1
    }
}

enum Part {
    /// Not for readers.
    Skip,
    /// What is in it, without itself.
    Through,
    /// Stands for something that the extractor would take for nothing.
    Placeholder,
    Picture,
    Frame,
    Text(&'static str),
    Formula,
    /// Without an end tag.
    Line(&'static str),
    Element(&'static str),
}

fn role(dom: &Dom, id: NodeId, element: &Element) -> Part {
    if element.local() == "math" {
        return if hidden_part(dom, id) { Part::Skip } else { Part::Formula };
    }
    if !element.is_html() {
        return Part::Skip;
    }
    let class = element.attr("class").unwrap_or_default();
    if is_unread(class) || is_line_numbers(dom, id, class) {
        return Part::Skip;
    }
    match element.local() {
        "head" | "script" | "style" | "select" | "textarea" | "button" | "dialog" | "datalist" | "title"
        | "link" | "meta" | "map" | "area" | "col" | "colgroup" | "source" | "track" | "frameset"
        | "legend" => Part::Skip,
        "template" | "slot" | "picture" | "linkarium-noscript" | "linkarium-canvas" => Part::Through,
        "input" => match element.attr("type") {
            Some("checkbox") if !element.has("disabled") => Part::Skip,
            Some("checkbox") if element.has("checked") => Part::Text("\u{2611} "),
            Some("checkbox") => Part::Text("\u{2610} "),
            _ => Part::Skip,
        },
        "img" => match element.attr("src") {
            Some(own::BROKEN) | None if !element.has("srcset") && !has_words(element) => Part::Skip,
            _ if is_beacon(element) => Part::Skip,
            _ => Part::Picture,
        },
        "video" | "audio" => Part::Placeholder,
        "iframe" | "frame" => Part::Frame,
        "br" => Part::Line("br"),
        "hr" => Part::Line("hr"),
        "wbr" => Part::Line("wbr"),
        "aside" | "footer" | "div" if is_note(dom, id, element, class) => Part::Element("section"),
        "font" | "tt" | "big" | "label" | "output" => Part::Element("span"),
        "listing" => Part::Element("pre"),
        // An anchor is no link, whatever stands in it.
        "a" if !is_link(element) => Part::Element("span"),
        name => Part::Element(KNOWN.iter().find(|known| **known == name).copied().unwrap_or("span")),
    }
}

/// Whether an element is a link of the page.
pub(super) fn is_link(element: &Element) -> bool {
    element.is("a") && (element.has("href") || element.has(super::SLOT))
}

/// Elements that are written under their own names.
const KNOWN: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "body",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "i",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "search",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
];

/// Whether a class is one of those by which pages hide words from readers: what is for screen readers alone, and what
/// they leave out on paper.
fn is_unread(class: &str) -> bool {
    class.split_ascii_whitespace().any(|word| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "sr-only"
                | "visually-hidden"
                | "visuallyhidden"
                | "screen-reader-text"
                | "screenreader-only"
                | "noprint"
                | "no-print"
                | "mw-editsection"
                | "print:hidden"
                | "d-print-none"
                | "copybtn"
                | "show-for-sr"
                | "a11y-hidden"
                | "u-visually-hidden"
                | "mw-jump-link"
                | "navbox"
        )
    })
}

/// Whether an element holds the numbers of lines of code, and nothing else.
fn is_line_numbers(dom: &Dom, id: NodeId, class: &str) -> bool {
    let named = class.split_ascii_whitespace().any(|word| {
        matches!(
            word,
            "linenos"
                | "lineno"
                | "gutter"
                | "line-numbers-rows"
                | "hljs-ln-numbers"
                | "line-number"
                | "line-numbers"
                | "lnt"
                | "ln"
                | "lntd"
                | "rouge-gutter"
                | "blob-num"
                | "linenodiv"
                | "gl"
        )
    });
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    named && dom.descendants(id).all(|node| dom.text(node).is_none_or(digits))
}

/// Notes that belong to the text, in elements that elsewhere hold what stands beside it.
pub(super) fn is_note(dom: &Dom, id: NodeId, element: &Element, class: &str) -> bool {
    let is_box = element.is("aside") || class.split_ascii_whitespace().any(|word| word == "sidebar");
    if is_box && is_in_flow(dom, id) {
        return true;
    }
    if !matches!(element.local(), "aside" | "footer") {
        return false;
    }
    let role = element.attr("role").unwrap_or_default();
    let names = [class, element.attr("id").unwrap_or_default()];
    let signs = ["footnote", "endnote", "admonition", "callout", "starlight-aside", "sidenote", "marginnote"];
    let words = ["note", "notes", "tip", "warning", "caution", "important"];
    role.starts_with("doc-")
        || role == "note"
        || names.iter().any(|name| {
            let name = name.to_ascii_lowercase();
            signs.iter().any(|sign| name.contains(sign))
                || name.split_ascii_whitespace().any(|word| words.contains(&word))
        })
}

/// Whether an element stands between paragraphs.
fn is_in_flow(dom: &Dom, id: NodeId) -> bool {
    let is_text = |id: NodeId| {
        dom.element(id).is_some_and(|e| {
            let class = e.attr("class").unwrap_or_default();
            matches!(e.local(), "p" | "pre" | "blockquote")
                || e.is("div")
                    && class.split_ascii_whitespace().any(|word| matches!(word, "para" | "titlepage"))
        })
    };
    let is_block = |id: &NodeId| dom.element(*id).is_some_and(|e| !matches!(e.local(), "a" | "span" | "br"));
    let before = std::iter::successors(dom.previous_sibling(id), |id| dom.previous_sibling(*id))
        .take(20)
        .find(is_block);
    let after =
        std::iter::successors(dom.next_sibling(id), |id| dom.next_sibling(*id)).take(20).find(is_block);
    before.is_some_and(is_text) || after.is_some_and(is_text)
}

fn has_words(element: &Element) -> bool {
    element.attr("alt").is_some_and(|alt| !alt.trim().is_empty())
}

/// Whether a picture is there to count readers.
fn is_beacon(element: &Element) -> bool {
    let tiny = |name| element.attr(name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "2" | "1px"));
    tiny("width") && tiny("height")
}

/// Whether something around an element hides it, close by: what stands for a formula is often beside it.
fn hidden_part(dom: &Dom, id: NodeId) -> bool {
    dom.ancestors(id).take(2).filter_map(|a| dom.element(a)).any(hides)
}

pub(super) fn hides(element: &Element) -> bool {
    element.attr("style").is_some_and(|style| {
        let style: String = style.to_ascii_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

fn attributes(element: &Element, name: &str, is_note: bool, out: &mut String) {
    let mut put = |name: &str, value: &str| {
        let _ = write!(out, " {name}=\"");
        escape_attribute(value, out);
        out.push('"');
    };
    // A heading stays whatever it is called, and so does a note.
    if !name.starts_with('h') && !is_note {
        for attr in ["class", "id", "role"] {
            if let Some(value) = element.attr(attr).filter(|value| value.len() < 1_000) {
                put(attr, value);
            }
        }
    }
    if name == "a" {
        let inner = element.attr("href").is_some_and(|href| href.starts_with('#') && href != "#!");
        put("href", if inner { "#x" } else { "/" });
    }
    if element.has("hidden") || hides(element) {
        put("hidden", "");
    }
    if element.attr("aria-hidden") == Some("true") {
        put("aria-hidden", "true");
    }
    if matches!(name, "td" | "th")
        && let Some(span) = element.attr("colspan")
    {
        put("colspan", span);
    }
}
