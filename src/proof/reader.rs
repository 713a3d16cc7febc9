//! Reader views: whatever the page was, what is made of it is valid HTML of a small vocabulary, and safe.

use std::collections::HashSet;

use super::pages::offence;
use crate::replay::own::Place;
use crate::replay::sanitise::sanitise;
use crate::replay::{Derived, resolve_reader};
use crate::web::dom::{Budget, Dom, Element, NodeId};

/// Looks through the reader view of a derived page, where it has one.
pub fn reader(derived: &Derived) {
    let Some(reader) = &derived.reader else { return };
    let html = resolve_reader(&reader.document, &|_| None);
    let page = |html: &str| {
        format!("<!DOCTYPE html><html><head></head><body><article>{html}</article></body></html>")
    };
    // The links are checked by what fills them in; without them it is all of our own making.
    let bare = page(&reader.document.html);
    let mut dom = Dom::parse(&bare, &Budget::default()).expect("what we write can be read");
    assert_eq!(dom.to_html(), bare, "reading changes what was written");
    if let Some(found) = offence(&dom, Place::Page) {
        panic!("{found} in {bare}");
    }
    sanitise(&mut dom, Place::Page);
    assert_eq!(dom.to_html(), bare, "sanitising changes what was written");
    let whole = Dom::parse(&page(&html), &Budget::default()).expect("what we write can be read");
    let mut ids = HashSet::new();
    let mut level = 1;
    for id in whole.descendants(Dom::DOCUMENT) {
        let Some(element) = whole.element(id) else { continue };
        let parent = whole.parent(id).and_then(|p| whole.element(p)).map_or("", Element::local);
        if let Some(problem) = problem(&whole, id, element, parent) {
            panic!("{problem}: <{}> in <{parent}> of {html}", element.local());
        }
        if let Some(name) = element.attr("id") {
            assert!(ids.insert(name.to_owned()), "{name} twice in {html}");
            assert!(name.starts_with("r-") || name.starts_with("r_"), "{name}");
        }
        if let Some(next) = heading(element) {
            assert!(next >= 2 && next <= level + 1, "a level is left out: {html}");
            level = next;
        }
    }
    for id in whole.descendants(Dom::DOCUMENT) {
        let target = whole.element(id).and_then(|e| e.attr("href")).and_then(|href| href.strip_prefix('#'));
        assert!(target.is_none_or(|target| ids.contains(target)), "{target:?} is nowhere in {html}");
    }
    for heading in &reader.headings {
        assert!(ids.contains(&heading.id) && !heading.text.is_empty(), "{heading:?}");
    }
}

fn heading(element: &Element) -> Option<u8> {
    let name = element.local().as_bytes();
    (name.len() == 2 && name[0] == b'h').then(|| name[1]).filter(u8::is_ascii_digit).map(|digit| digit - b'0')
}

const BLOCKS: [&str; 19] = [
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dl",
    "li",
    "dt",
    "dd",
    "pre",
    "blockquote",
    "figure",
    "table",
    "div",
    "details",
    "hr",
];
const PHRASING: [&str; 10] = ["p", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "caption", "summary"];
const INLINE: [&str; 28] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd",
    "mark", "q", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
];

/// What is wrong with an element where it stands.
fn problem(dom: &Dom, id: NodeId, element: &Element, parent: &str) -> Option<&'static str> {
    let name = element.local();
    if !element.is_html() {
        return (element.name.ns != markup5ever::ns!(mathml)).then_some("of another language");
    }
    let inside = |names: &[&str]| {
        dom.ancestors(id).any(|a| dom.element(a).is_some_and(|e| names.contains(&e.local())))
    };
    let children: Vec<&str> =
        dom.children(id).filter_map(|child| dom.element(child)).map(Element::local).collect();
    let words = dom.descendants(id).any(|node| {
        dom.text(node).is_some_and(|text| text.contains(|c: char| !c.is_whitespace()))
            || dom.element(node).is_some_and(|e| e.attr("alt").is_some_and(|alt| !alt.trim().is_empty()))
    });
    let wrong = match name {
        "li" => !matches!(parent, "ul" | "ol"),
        "dt" | "dd" => parent != "dl",
        "figcaption" => parent != "figure",
        "summary" => parent != "details" || !words,
        "caption" | "thead" | "tbody" | "tfoot" => parent != "table",
        "tr" => !matches!(parent, "thead" | "tbody" | "tfoot") || children.is_empty(),
        "td" => parent != "tr",
        "th" => parent != "tr" || !words && !children.contains(&"img"),
        "ul" | "ol" => children.is_empty() || children.iter().any(|child| *child != "li"),
        "dl" => {
            let mut last = "dd";
            children.iter().any(|child| {
                !matches!(*child, "dt" | "dd") || {
                    last = child;
                    false
                }
            }) || children.first() != Some(&"dt")
                || last != "dd"
        }
        "table" => {
            let order = |name: &&str| match *name {
                "caption" => 0,
                "thead" => 1,
                "tbody" => 2,
                _ => 3,
            };
            parent != "div" || children.is_empty() || !children.is_sorted_by_key(order)
        }
        "figure" => {
            let captions: Vec<usize> = children
                .iter()
                .enumerate()
                .filter(|(_, child)| **child == "figcaption")
                .map(|(at, _)| at)
                .collect();
            captions.len() > 1 || captions.first().is_some_and(|at| *at != 0 && *at != children.len() - 1)
        }
        "details" => {
            children.first() != Some(&"summary") || children.iter().filter(|c| **c == "summary").count() != 1
        }
        "ruby" => {
            children.first() == Some(&"rt") && dom.first_child(id).is_some_and(|c| dom.element(c).is_some())
                || !children.contains(&"rt")
        }
        "rt" => parent != "ruby",
        "a" => !words || inside(&["a", "summary"]),
        "img" => element.attr("alt").is_none() || element.attr("src").is_none(),
        "h2" | "h3" | "h4" | "h5" | "h6" => !words || inside(&["th", "dt", "caption", "summary"]),
        "p" | "pre" | "blockquote" => dom.first_child(id).is_none(),
        "video" | "audio" => inside(&["a"]) || !element.has("controls"),
        "html" | "head" | "body" | "article" | "hr" | "div" | "wbr" | "var" => false,
        name => !INLINE.contains(&name),
    };
    if wrong {
        return Some("not as it should be");
    }
    if BLOCKS.contains(&name) && (inside(&PHRASING) || INLINE.contains(&parent)) {
        return Some("a block among words");
    }
    let known = [
        "href",
        "class",
        "target",
        "rel",
        "id",
        "src",
        "alt",
        "width",
        "height",
        "lang",
        "dir",
        "title",
        "colspan",
        "rowspan",
        "scope",
        "start",
        "reversed",
        "type",
        "value",
        "datetime",
        "open",
        "controls",
        "poster",
        "preload",
        "tabindex",
        "role",
        "aria-label",
    ];
    element.attrs.iter().any(|attr| !known.contains(&&*attr.name.local)).then_some("an attribute of no list")
}
