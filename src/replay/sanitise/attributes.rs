//! Which attributes stay, and with what value.

use markup5ever::ns;

use super::names::{is_known, is_word};
use super::{SLOT, style};
use crate::replay::own::{self, Place};
use crate::store::record::Role;
use crate::web::dom::{Attr, Dom, Element, NodeId};
use crate::web::references::{Use, Value, uses};
use crate::web::srcset;

/// Attributes that run, ask, send or go somewhere, or that mean nothing once bytes and places have changed.
const NEVER: &[&str] = &[
    "action",
    "actiontype",
    "allow",
    "allowfullscreen",
    "archive",
    "attributionsrc",
    "autofocus",
    "autoplay",
    "blocking",
    "browsingtopics",
    "charset",
    "classid",
    "code",
    "codebase",
    "codetype",
    "contenteditable",
    "credentialless",
    "crossorigin",
    "csp",
    "download",
    "dynsrc",
    "elementtiming",
    "fetchpriority",
    "formaction",
    "formenctype",
    "formmethod",
    "formtarget",
    "imagesizes",
    "imagesrcset",
    "integrity",
    "loading",
    "lowsrc",
    "manifest",
    "nonce",
    "ping",
    "policy",
    "privatetoken",
    "profile",
    "referrerpolicy",
    "sandbox",
    "sharedstoragewritable",
    "srcdoc",
    "target",
    "virtualkeyboardpolicy",
    "writingsuggestions",
    "xml:base",
];

/// Attributes that hold URLs on some element: they stay only where the table of references knows them.
const URLS: &[&str] = &[
    "background",
    "cite",
    "data",
    "href",
    "icon",
    "longdesc",
    "poster",
    "src",
    "srcset",
    "url",
    "xlink:href",
];

/// Attributes that hold words for people: whatever they say, nothing acts on it.
const WORDS: &[&str] = &["abbr", "alt", "content", "label", "placeholder", "summary", "title", "value"];

/// The permissions of a frame: those of the viewer's own.
const SANDBOX: &str =
    "allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation";

/// Cleans the attributes of one element.
pub(super) fn clean_attributes(dom: &mut Dom, id: NodeId, place: Place) {
    let known = uses(dom, id);
    let Some(element) = dom.element_mut(id) else { return };
    let attrs = std::mem::take(&mut element.attrs);
    let mut kept: Vec<Attr> = Vec::with_capacity(attrs.len());
    for (index, mut attr) in attrs.into_iter().enumerate() {
        let found = known.iter().find(|u| u.attr == index && !u.lazy);
        if allowed_name(element, &attr, found.is_some()) && allowed_value(element, &mut attr, found, place) {
            kept.push(attr);
        }
    }
    element.attrs = kept;
    add_belts(element);
}

fn add_belts(element: &mut Element) {
    if element.is("iframe") {
        element.set("sandbox", SANDBOX);
    } else if element.is("form") {
        // Submitting to the nearest dialog, of which there is none, does nothing at all.
        element.set("method", "dialog");
    }
}

fn allowed_name(element: &Element, attr: &Attr, known: bool) -> bool {
    let local = &*attr.name.local;
    let html = element.is_html();
    match &attr.name.ns {
        ns if *ns == ns!() => {}
        ns if *ns == ns!(xlink) && !html => return known || matches!(local, "title" | "type"),
        ns if *ns == ns!(xml) => return matches!(local, "lang" | "space"),
        ns if *ns == ns!(xmlns) && !html => return true,
        _ => return false,
    }
    let lower = local.to_ascii_lowercase();
    let plain = lower.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && lower
            .bytes()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_' | b'.' | b':'));
    plain
        && !lower.starts_with("on")
        && !lower.contains(":on")
        && !NEVER.contains(&lower.as_str())
        && (known || !URLS.contains(&lower.as_str()))
        && match lower.as_str() {
            "name" => !(element.is("iframe") || element.is("frame") || element.is("a") && !html),
            "http-equiv" => element.is("meta"),
            "method" | "enctype" | "accept-charset" => !element.is("form"),
            SLOT => attr.value.len() <= 8 && attr.value.bytes().all(|c| c.is_ascii_digit()),
            _ => true,
        }
}

fn allowed_value(element: &Element, attr: &mut Attr, known: Option<&Use>, place: Place) -> bool {
    let local = &*attr.name.local;
    let Some(known) = known else {
        let words = WORDS.contains(&local) || local.starts_with("aria-") || local.starts_with("data-");
        let name = local.to_ascii_lowercase();
        if attr.name.ns == ns!() && name != SLOT && !is_known(&name) && !is_word(&attr.value) {
            attr.value.clear();
        }
        return match local {
            "usemap" => attr.value.starts_with('#'),
            _ => words || !own::is_active(&attr.value),
        };
    };
    match known.value {
        Value::Url(role) => allowed_url(element, &attr.value, role, place),
        Value::Srcset => {
            let mut candidates = srcset::parse(&attr.value);
            candidates.retain(|c| place.owns(&c.url) || style::is_picture(&c.url, place));
            attr.value = srcset::serialise(&candidates);
            !candidates.is_empty()
        }
        Value::Frame => own::is_frame(&attr.value),
        Value::Style => {
            attr.value = style::clean_declarations(&attr.value, place);
            true
        }
        Value::Property => style::is_clean_value(&attr.name.local.clone(), &attr.value, place),
        Value::Link => attr.value.starts_with('#'),
        Value::Srcdoc => false,
    }
}

fn allowed_url(element: &Element, url: &str, role: Role, place: Place) -> bool {
    if matches!(role, Role::Script | Role::Other) || element.is("meta") {
        return false;
    }
    if element.is_svg() {
        // Anything may refer to a part of its own document; only pictures and `use` to another file.
        let outer = matches!(element.local(), "image" | "feImage" | "use") && place.owns(url);
        let picture = matches!(element.local(), "image" | "feImage") && style::is_picture(url, place);
        return url.starts_with('#') || outer || picture;
    }
    place.owns(url) || matches!(role, Role::Image | Role::Icon) && style::is_picture(url, place)
}
