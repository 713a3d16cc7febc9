//! Links of a reader view: each has words, and leads somewhere.

use std::collections::HashMap;

use url::Url;

use super::SLOT;
use super::build::{Built, fragment};
use super::fold::is_forbidden;
use super::line::trim_end;
use crate::web::dom::{Dom, NodeId};

/// Takes away links of which nothing is seen, before blocks are looked at that they may leave empty. One in a heading
/// stays: it may be how the heading is led to.
pub(super) fn drop_empty(out: &mut Dom) {
    let links: Vec<NodeId> =
        out.descendants(Dom::DOCUMENT).filter(|id| out.element(*id).is_some_and(|e| e.is("a"))).collect();
    for id in links {
        let pictured = out.descendants(id).any(|node| out.element(node).is_some_and(|e| e.is("img")));
        let in_heading =
            out.ancestors(id).any(|node| out.element(node).is_some_and(|e| is_heading(e.local())));
        if !pictured && !in_heading && is_wordless(out, id) {
            out.detach(id);
        }
    }
}

/// Whether a link has no words that are seen or read out.
fn is_wordless(out: &Dom, link: NodeId) -> bool {
    out.text_content(link).chars().all(|c| {
        c.is_whitespace() || is_forbidden(c) || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
    })
}

/// Makes every link one that can be followed and read out; what is none keeps its words.
pub(super) fn tidy(built: &mut Built) {
    let links: Vec<NodeId> = built
        .out
        .descendants(Dom::DOCUMENT)
        .filter(|id| built.out.element(*id).is_some_and(|e| e.is("a")))
        .collect();
    // First those that go: what leads to one of them leads to what it stood in.
    let mut heirs: HashMap<NodeId, NodeId> = HashMap::new();
    let mut kept = Vec::with_capacity(links.len());
    for id in links {
        let Some(element) = built.out.element(id) else { continue };
        let slot = element.attr(SLOT).and_then(|n| n.parse::<usize>().ok());
        let inner = element.attr("href").and_then(fragment);
        let heading =
            built.out.ancestors(id).find(|a| built.out.element(*a).is_some_and(|e| is_heading(e.local())));
        let heir = heading.filter(|_| inner.is_some()).or_else(|| {
            let nowhere = slot.is_none() && inner.is_none();
            nowhere.then(|| built.out.parent(id)).flatten()
        });
        let Some(heir) = heir else {
            kept.push((id, slot, inner));
            continue;
        };
        heirs.insert(id, heir);
        // In a heading, the sign by which it names itself goes; words stay.
        let words = built.out.text_content(id).chars().any(char::is_alphanumeric);
        if heading.is_none() || inner.is_none() || words {
            built.out.unwrap(id);
        } else {
            built.out.detach(id);
            trim_end(&mut built.out, heir);
        }
    }
    let mut numbers = 0;
    for (id, slot, inner) in kept {
        if let Some(name) = inner {
            let target = built.anchors.get(&name).copied();
            let target = target.map(|target| heirs.get(&target).copied().unwrap_or(target));
            let target = target
                .filter(|target| *target != Dom::DOCUMENT && is_attached(&built.out, *target))
                .filter(|target| built.out.element(*target).is_some());
            let Some(target) = target else {
                built.out.unwrap(id);
                continue;
            };
            let anchor = id_of(&mut built.out, target, &name, &mut numbers);
            if let Some(element) = built.out.element_mut(id) {
                element.set("href", format!("#{anchor}"));
            }
        }
        if is_wordless(&built.out, id) {
            name_picture(&mut built.out, id, slot.and_then(|slot| built.slots.get(slot)));
        }
    }
}

/// A link without words is named by its picture; one without a picture goes.
fn name_picture(out: &mut Dom, link: NodeId, url: Option<&String>) {
    let pictures: Vec<NodeId> =
        out.descendants(link).filter(|id| out.element(*id).is_some_and(|e| e.is("img"))).collect();
    let named = pictures
        .iter()
        .any(|id| out.element(*id).and_then(|e| e.attr("alt")).is_some_and(|alt| !alt.is_empty()));
    match (pictures.first(), url) {
        _ if named => {}
        (Some(first), Some(url)) => {
            if let Some(element) = out.element_mut(*first) {
                element.set("alt", shown(url));
            }
        }
        (Some(_), None) => out.unwrap(link),
        (None, _) => out.detach(link),
    }
}

/// A URL as a reader may see it: its host and path.
pub(super) fn shown(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return url.chars().take(100).collect() };
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let text = format!("{host}{}", url.path().trim_end_matches('/'));
    let text = if text.is_empty() { url.to_string() } else { text };
    text.chars().take(100).collect()
}

pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

pub(super) fn is_attached(out: &Dom, id: NodeId) -> bool {
    std::iter::once(id).chain(out.ancestors(id)).last() == Some(Dom::DOCUMENT)
}

/// The `id` of an element that is led to: that of the page with a prefix, so that it is never one of ours.
pub(super) fn id_of(out: &mut Dom, target: NodeId, name: &str, numbers: &mut usize) -> String {
    if let Some(known) = out.element(target).and_then(|e| e.attr("id")) {
        return known.to_owned();
    }
    let plain = name.len() <= 60
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b':'));
    // Each name of the page is led to at one place, so that no two are the same.
    let id = if plain {
        format!("r-{name}")
    } else {
        *numbers += 1;
        format!("r_{numbers}")
    };
    if let Some(element) = out.element_mut(target) {
        element.set("id", id.as_str());
    }
    id
}
