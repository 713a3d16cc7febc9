//! Pictures that a script would have loaded: shown, as no script ever will.

use std::collections::HashSet;

use super::assets::Workshop;
use super::own;
use super::page::Context;
use crate::store::record::Role;
use crate::web::dom::{Dom, NodeId};
use crate::web::references::{Value, resolve as absolute, uses};
use crate::web::srcset;

/// Bodies up to this many bytes are taken for placeholders: a transparent 1×1 GIF has 43, a PNG 68.
const PLACEHOLDER_BYTES: u64 = 120;

/// Parts of names that placeholders go by.
const PLACEHOLDER_NAMES: &[&str] =
    &["placeholder", "spacer", "blank.", "pixel.", "transparent", "1x1", "lazy", "loading", "grey.", "gray."];

/// Puts the real pictures in place of placeholders, and drops the `noscript` copies of pictures that are shown now.
pub(super) fn resolve(shop: &mut Workshop<'_>, dom: &mut Dom, context: &Context) {
    let ids: Vec<NodeId> = dom.descendants(Dom::DOCUMENT).filter(|&id| dom.element(id).is_some()).collect();
    let mut resolved = HashSet::new();
    for &id in &ids {
        if element(shop, dom, id, context) && !is_hidden(dom, id) {
            resolved.insert(id);
        }
    }
    for id in ids {
        if dom.element(id).is_some_and(|e| e.is("noscript")) && is_copy(dom, id, &resolved) {
            dom.detach(id);
        }
    }
}

/// Resolves one element; whether something was put in place.
fn element(shop: &mut Workshop<'_>, dom: &mut Dom, id: NodeId, context: &Context) -> bool {
    let found = uses(dom, id);
    if !found.iter().any(|u| u.lazy) {
        return false;
    }
    let Some(element) = dom.element(id) else { return false };
    let mut changes: Vec<(&str, String, String)> = Vec::new();
    for item in found.iter().filter(|u| u.lazy) {
        let Some(attr) = element.attrs.get(item.attr) else { continue };
        let lazy_name = attr.name.local.to_string();
        let background = matches!(lazy_name.as_str(), "data-bg" | "data-background-image");
        let target = match item.value {
            Value::Srcset => "srcset",
            _ if background => "style",
            _ if element.is("video") => "poster",
            _ => "src",
        };
        if changes.iter().any(|(t, _, _)| *t == target) {
            continue;
        }
        let captured = match item.value {
            Value::Srcset => {
                srcset::parse(&attr.value).iter().any(|c| is_captured(shop, &c.url, Role::Image, context))
            }
            Value::Frame => is_captured(shop, &attr.value, Role::Frame, context),
            _ => is_captured(shop, &attr.value, Role::Image, context),
        };
        let now = element.attr(target);
        let wanted = match target {
            "style" => !now.is_some_and(|style| style.contains("background")),
            "srcset" => {
                now.is_none_or(|now| srcset::parse(now).iter().all(|c| is_placeholder(shop, &c.url, context)))
            }
            _ => now.is_none_or(|now| is_placeholder(shop, now, context)),
        };
        if captured && wanted {
            let value = if background {
                let url = attr.value.trim().replace(['\\', '"', '\n'], "");
                format!("{};background-image:url(\"{url}\")", now.unwrap_or_default())
            } else {
                attr.value.clone()
            };
            changes.push((target, value, lazy_name));
        }
    }
    let done = !changes.is_empty();
    if let Some(element) = dom.element_mut(id) {
        for (target, value, lazy_name) in changes {
            element.set(target, value);
            element.remove(&lazy_name);
        }
        if done && let Some(class) = element.attr("class").map(loaded_class) {
            element.set("class", class);
        }
    }
    done
}

/// The classes of an element once it has loaded: sheets often show it no sooner.
fn loaded_class(class: &str) -> String {
    let words = class.split_ascii_whitespace().map(|word| match word {
        "lazyload" | "lazyloading" => "lazyloaded", // lazysizes
        "lazy" => "lazy entered loaded",            // vanilla-lazyload
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_captured(shop: &mut Workshop<'_>, text: &str, role: Role, context: &Context) -> bool {
    let Some(url) = absolute(&context.base, text) else { return own::is_embedded_picture(text) };
    if role == Role::Frame { shop.resources.find(&url).is_ok() } else { shop.asset(&url, role).is_ok() }
}

/// Whether what is shown now only holds the place of something else.
fn is_placeholder(shop: &mut Workshop<'_>, text: &str, context: &Context) -> bool {
    let text = own::stripped(text);
    if text.is_empty()
        || text.starts_with('#')
        || matches!(own::scheme(&text).as_deref(), Some("data" | "about"))
    {
        return true;
    }
    let Some(url) = absolute(&context.base, &text) else { return true };
    let path = url.path().to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let small = |found: super::resources::Found<'_>| {
        found.exchange.decoded.as_ref().is_some_and(|body| body.length <= PLACEHOLDER_BYTES)
    };
    PLACEHOLDER_NAMES.iter().any(|name| file.contains(name)) || shop.resources.find(&url).map_or(true, small)
}

/// Whether an element is not shown until a script changes that: its `noscript` copy is what is seen.
fn is_hidden(dom: &Dom, id: NodeId) -> bool {
    dom.element(id).is_some_and(|element| {
        let style =
            element.attr("style").unwrap_or_default().to_ascii_lowercase().replace([' ', '\t', '\n'], "");
        element.has("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
    })
}

/// Whether a `noscript` holds nothing but pictures, and beside it stands one that was put in place.
fn is_copy(dom: &Dom, id: NodeId, resolved: &HashSet<NodeId>) -> bool {
    let mut pictures = 0;
    for node in dom.descendants(id).skip(1) {
        match dom.element(node) {
            Some(e) if e.is("img") || e.is("iframe") => pictures += 1,
            Some(e) if e.is("picture") || e.is("source") => {}
            Some(_) => return false,
            None if dom.text(node).is_some_and(|t| !t.trim().is_empty()) => return false,
            None => {}
        }
    }
    let beside = |next: fn(&Dom, NodeId) -> Option<NodeId>| {
        let mut at = next(dom, id);
        while let Some(node) = at {
            if dom.element(node).is_some() {
                return dom.descendants(node).any(|n| resolved.contains(&n));
            }
            at = next(dom, node);
        }
        false
    };
    pictures > 0 && (beside(Dom::previous_sibling) || beside(Dom::next_sibling))
}
