//! Pictures, sound and moving pictures of an article, from what is stored.

use super::Page;
use super::fold::folded;
use crate::replay::own::{self, Place};
use crate::web::dom::{Attr, Element, NodeId, html_name};
use crate::web::srcset;

/// Width that a picture should have: two pixels for each of a column of text.
const WIDE: u32 = 1_200;
/// A picture no larger than this is a sign of the page's own: an arrow, a bullet.
const SIGN: u32 = 24;
/// Bytes of a picture that is written into the page itself.
const EMBEDDED: usize = 200_000;

/// How a picture is shown.
pub(super) enum Shown {
    /// As a picture, with these attributes.
    Image(Vec<Attr>),
    /// By its words.
    Words(String),
}

/// The path of the asset that a URL of ours names.
pub(in crate::replay) fn path_of(url: &str) -> Option<&str> {
    let url = url.split('#').next().unwrap_or(url);
    Place::Page.owns(url).then(|| url.trim_start_matches("../"))
}

/// A picture of the page. `None` for what is only there for its place.
pub(super) fn picture(page: &Page<'_>, source: NodeId) -> Option<Shown> {
    let element = page.dom.element(source)?;
    let alt = folded(element.attr("alt").unwrap_or_default(), 1_000);
    if is_sign(element, &alt) {
        return Some(Shown::Words(alt));
    }
    let Some((url, natural)) = best(page, source, element) else {
        return alt.contains(char::is_alphanumeric).then(|| Shown::Words(format!("[{alt}]")));
    };
    if natural.is_some_and(|(width, height)| width <= 2 || height <= 2 || width.max(height) <= SIGN) {
        return None;
    }
    let mut attrs = vec![Attr::new("src", url), Attr::new("alt", alt)];
    if let Some((width, height)) = size(element, natural) {
        attrs.push(Attr::new("width", width.to_string()));
        attrs.push(Attr::new("height", height.to_string()));
    }
    Some(Shown::Image(attrs))
}

/// The picture that a frame showed.
pub(super) fn framed(page: &Page<'_>, path: &str, alt: String) -> Vec<Attr> {
    let mut attrs = vec![Attr::new("src", Place::Page.url_of(path, None)), Attr::new("alt", alt)];
    if let Some((width, height)) = page.pictures.get(path) {
        attrs.push(Attr::new("width", width.to_string()));
        attrs.push(Attr::new("height", height.to_string()));
    }
    attrs
}

/// Whether a picture is a character: an emoji.
fn is_sign(element: &Element, alt: &str) -> bool {
    let class = element.attr("class").unwrap_or_default();
    let named = class
        .split_ascii_whitespace()
        .any(|word| matches!(word, "emoji" | "wp-smiley" | "g-emoji" | "smiley"));
    let short = alt.chars().count() <= 8 && !alt.is_empty();
    named && short
}

/// The size it is shown in: as the page says, in the proportions that it has.
fn size(element: &Element, natural: Option<(u32, u32)>) -> Option<(u32, u32)> {
    let said = |name| {
        let value = element.attr(name)?.trim().trim_end_matches("px");
        value.parse::<u32>().ok().filter(|size| (1..=20_000).contains(size))
    };
    match (natural, said("width"), said("height")) {
        (Some((w, h)), Some(width), _) if width < w => {
            Some((width, (u64::from(h) * u64::from(width) / u64::from(w)).max(1) as u32))
        }
        (Some((w, h)), None, Some(height)) if height < h => {
            Some(((u64::from(w) * u64::from(height) / u64::from(h)).max(1) as u32, height))
        }
        (Some(natural), ..) => Some(natural),
        (None, Some(width), Some(height)) => Some((width, height)),
        _ => None,
    }
}

/// The file to show of those that a picture offers, and its size where it is known.
fn best(page: &Page<'_>, source: NodeId, element: &Element) -> Option<(String, Option<(u32, u32)>)> {
    let mut urls: Vec<String> = Vec::new();
    urls.extend(element.attr("src").map(str::to_owned));
    let mut add = |element: &Element| {
        let candidates = srcset::parse(element.attr("srcset").unwrap_or_default());
        urls.extend(candidates.into_iter().map(|candidate| candidate.url));
    };
    add(element);
    if let Some(parent) =
        page.dom.parent(source).filter(|p| page.dom.element(*p).is_some_and(|e| e.is("picture")))
    {
        page.dom
            .children(parent)
            .filter_map(|id| page.dom.element(id))
            .filter(|e| e.is("source"))
            .for_each(add);
    }
    let sized = |url: &String| page.pictures.get(path_of(url)?).copied();
    let mut stored: Vec<(String, Option<(u32, u32)>)> =
        urls.iter().filter(|url| path_of(url).is_some()).map(|url| (url.clone(), sized(url))).collect();
    // The smallest that is wide enough, or else the widest.
    stored.sort_by_key(|(_, size)| match size {
        Some((width, _)) if *width >= WIDE => (0, *width),
        Some((width, _)) => (1, u32::MAX - *width),
        None => (2, 0),
    });
    stored.into_iter().next().or_else(|| {
        let embedded = |url: &String| *url != own::BROKEN && url.starts_with("data:") && url.len() < EMBEDDED;
        urls.into_iter().find(embedded).map(|url| (url, None))
    })
}

/// A player for sound or moving pictures that are stored.
pub(super) fn media(page: &Page<'_>, source: NodeId, name: &str) -> Option<Element> {
    let element = page.dom.element(source)?;
    let below = page.dom.descendants(source).filter_map(|id| page.dom.element(id)).filter(|e| e.is("source"));
    let url = std::iter::once(element)
        .chain(below)
        .find_map(|e| e.attr("src").filter(|url| path_of(url).is_some()))?;
    let mut attrs = vec![Attr::new("controls", ""), Attr::new("preload", "metadata"), Attr::new("src", url)];
    if name == "video" {
        let poster = element.attr("poster").filter(|url| path_of(url).is_some());
        attrs.extend(poster.map(|url| Attr::new("poster", url)));
        if let Some((width, height)) = size(element, None) {
            attrs.push(Attr::new("width", width.to_string()));
            attrs.push(Attr::new("height", height.to_string()));
        }
    }
    Some(Element { name: html_name(name), attrs })
}
