//! What can only be said of an element once all of it is there.

use super::links::is_attached;
use super::tables;
use crate::web::dom::{Attr, Dom, NodeId, html_name};

/// Characters in a line of code, or columns in a table, that fit every screen.
const NARROW: usize = 34;

/// Mends figures, lists of terms, details, ruby, code and tables.
pub(super) fn tidy(out: &mut Dom) {
    let all: Vec<NodeId> = out.descendants(Dom::DOCUMENT).collect();
    // What is inside first.
    for id in all.into_iter().rev() {
        let Some(name) = out.element(id).filter(|e| e.is_html()).map(|e| e.local().to_owned()) else {
            continue;
        };
        if out.parent(id).is_none() {
            continue;
        }
        match name.as_str() {
            "figure" => figure(out, id),
            "dl" => terms(out, id),
            "details" => details(out, id),
            "ruby" => ruby(out, id),
            "pre" => code(out, id),
            "table" => table(out, id),
            "div" | "ul" | "ol" | "blockquote" | "li" | "dd" | "p" if out.first_child(id).is_none() => {
                out.detach(id);
            }
            "hr" if out.next_sibling(id).is_none() => out.detach(id),
            _ => {}
        }
    }
}

fn is(out: &Dom, id: NodeId, name: &str) -> bool {
    out.element(id).is_some_and(|e| e.is(name))
}

/// One caption, first or last; a figure of nothing else is a paragraph.
fn figure(out: &mut Dom, id: NodeId) {
    let captions: Vec<NodeId> = out.children(id).filter(|child| is(out, *child, "figcaption")).collect();
    for other in captions.iter().skip(1) {
        loosen(out, *other);
    }
    let rest = out.children(id).filter(|child| !captions.contains(child)).count();
    match captions.first() {
        Some(caption) if rest == 0 => {
            loosen(out, *caption);
            out.unwrap(id);
        }
        Some(caption) if out.first_child(id) != Some(*caption) => out.append(id, *caption),
        None if rest == 0 => out.detach(id),
        _ => {}
    }
    if !is_attached(out, id) {
        return;
    }
    // A figure in which there is only text is none.
    let shows = out.descendants(id).any(|node| {
        out.element(node)
            .is_some_and(|e| matches!(e.local(), "img" | "video" | "audio" | "pre" | "table" | "math"))
    });
    if !shows && captions.is_empty() {
        loosen(out, id);
    }
}

/// Takes a block away around what it holds; words that stood bare in it get a paragraph.
pub(super) fn loosen(out: &mut Dom, id: NodeId) {
    let mut paragraph = None;
    let children: Vec<NodeId> = out.children(id).collect();
    for child in children {
        let block = out
            .element(child)
            .is_some_and(|e| e.is_html() && super::names::is_block(e.local()) && !e.is("br"));
        if block {
            paragraph = None;
            out.insert_before(id, child);
            continue;
        }
        let into = paragraph.unwrap_or_else(|| {
            let new = out.create_element(html_name("p"), Vec::new());
            out.insert_before(id, new);
            new
        });
        paragraph = Some(into);
        out.append(into, child);
    }
    out.detach(id);
}

/// Terms first, each with what is said of it.
fn terms(out: &mut Dom, id: NodeId) {
    let children: Vec<NodeId> = out.children(id).collect();
    let sound = children.first().is_some_and(|first| is(out, *first, "dt"))
        && children.last().is_some_and(|last| is(out, *last, "dd"));
    if sound {
        return;
    }
    for child in children {
        if is(out, child, "dt") {
            // Still told apart from what is said of it.
            let strong = out.create_element(html_name("strong"), Vec::new());
            while let Some(first) = out.first_child(child) {
                out.append(strong, first);
            }
            out.append(child, strong);
        }
        loosen(out, child);
    }
    out.unwrap(id);
}

/// A summary first; without one all is open.
fn details(out: &mut Dom, id: NodeId) {
    let summaries: Vec<NodeId> = out.children(id).filter(|child| is(out, *child, "summary")).collect();
    let first = summaries.first().copied().filter(|summary| !out.text_content(*summary).trim().is_empty());
    for other in summaries.iter().filter(|summary| Some(**summary) != first) {
        loosen(out, *other);
    }
    match first {
        Some(summary) => {
            out.prepend(id, summary);
            // What can be pressed is the summary itself.
            let links: Vec<NodeId> = out.descendants(summary).filter(|node| is(out, *node, "a")).collect();
            for link in links {
                out.unwrap(link);
            }
            if out.next_sibling(summary).is_none() {
                loosen(out, summary);
                out.unwrap(id);
            }
        }
        None => out.unwrap(id),
    }
}

/// Words, then how they are read; else the reading follows in the line.
fn ruby(out: &mut Dom, id: NodeId) {
    let mut base = false;
    let mut sound = true;
    let mut readings = 0;
    let mut after_text = false;
    for child in out.children(id) {
        let reading = is(out, child, "rt") || is(out, child, "rp");
        if reading {
            sound &= base;
            readings += usize::from(is(out, child, "rt"));
            after_text = false;
        } else {
            base = true;
            after_text = true;
        }
    }
    // Brackets are written by us alone, in pairs.
    let brackets: Vec<NodeId> = out.children(id).filter(|child| is(out, *child, "rp")).collect();
    for bracket in brackets {
        out.detach(bracket);
    }
    if sound && readings > 0 && !after_text {
        return;
    }
    let readings: Vec<NodeId> = out.children(id).filter(|child| is(out, *child, "rt")).collect();
    for reading in readings {
        let (before, after) = (out.create_text("("), out.create_text(")"));
        out.insert_before(reading, before);
        out.insert_after(reading, after);
        out.unwrap(reading);
    }
    out.unwrap(id);
}

/// Code wider than a screen can be scrolled, so that it must be reachable by keyboard.
fn code(out: &mut Dom, id: NodeId) {
    let text = out.text_content(id);
    if text.trim().is_empty() && !out.descendants(id).any(|node| is(out, node, "img")) {
        out.detach(id);
        return;
    }
    if text.lines().any(|line| line.chars().count() > NARROW)
        && let Some(element) = out.element_mut(id)
    {
        element.set("tabindex", "0");
    }
}

/// A table stands in a part of the page that can be scrolled by itself, and so be reached by keyboard.
fn table(out: &mut Dom, id: NodeId) {
    let Some(around) = out.parent(id) else { return };
    tables::tidy(out, id);
    if out.parent(id).is_none() {
        out.detach(around);
        return;
    }
    let caption =
        out.child_named(id, "caption").map(|caption| super::fold::folded(&out.text_content(caption), 200));
    let Some(element) = out.element_mut(around) else { return };
    element.attrs = vec![Attr::new("class", "table"), Attr::new("tabindex", "0")];
    if let Some(caption) = caption.filter(|caption| !caption.is_empty()) {
        element.set("role", "group");
        element.set("aria-label", caption);
    }
}
