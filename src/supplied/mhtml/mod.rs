//! MHTML (RFC 2557): a page and what it needs as a MIME message, as Chromium, Internet Explorer and Word write it. Read
//! by hand: libraries for mail turn texts into Unicode, and what is wanted is the bytes.
//!
//! Bounded in depth, parts and header sizes; nesting is walked, not recursed into. A part that is damaged loses itself.

mod coding;
mod header;
mod split;

use bytes::Bytes;
use url::Url;

use self::header::{Headers, parameter};
use super::comment::instant;
use super::{Copy, Part};
use crate::model::address;
use crate::store::record::Role;

/// Levels of multiparts within multiparts.
const DEPTH: usize = 8;
/// Parts that are looked at, groups of them included.
const PARTS: usize = 4000;

/// Whether a file is a MIME message with a page in it.
pub(super) fn is_mhtml(name: &str, bytes: &[u8]) -> bool {
    let Ok((headers, _)) = Headers::read(bytes) else { return false };
    let kind = headers.essence();
    let has = |name: &str| headers.get(name).is_some();
    let named = [".mht", ".mhtml"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    kind.as_deref() == Some("multipart/related")
        || has("snapshot-content-location")
        || (named && has("content-type"))
}

/// A leaf of the message.
struct Leaf<'b> {
    headers: Headers,
    body: &'b [u8],
    /// Whether its end was seen.
    whole: bool,
}

/// Takes a file apart.
pub(super) fn read(bytes: &[u8]) -> Result<Copy, String> {
    let (top, body) = Headers::read(bytes).map_err(str::to_owned)?;
    let start = top.get("content-type").and_then(|kind| parameter(kind, "start"));
    let snapshot =
        top.get("snapshot-content-location").or_else(|| top.get("content-location")).map(str::to_owned);
    let saved = top.get("date").and_then(instant);
    let mut lost = Vec::new();
    let mut leaves = leaves(top, body, &mut lost)?;
    let root = root_of(&leaves, start.as_deref()).ok_or("holds no page")?;
    let page = leaves.remove(root);
    if !page.whole {
        return Err("ends before its page does: save it again".into());
    }
    let location = page.headers.get("content-location").map(header::without_space);
    let address = [snapshot.as_deref().map(header::without_space), location.clone()]
        .into_iter()
        .flatten()
        .find(|url| address::check(url).is_ok());
    let base = location.or_else(|| address.clone()).and_then(|url| Url::parse(&url).ok());
    let mut parts = vec![part(&page, base.as_ref(), true)?];
    if parts.iter().all(|page| page.body.is_empty()) {
        return Err("holds no page".into());
    }
    for leaf in leaves {
        let what = leaf.headers.get("content-location").or_else(|| leaf.headers.get("content-id"));
        let what = what.map_or_else(|| "a part without a name".to_owned(), header::without_space);
        if !leaf.whole {
            lost.push((what, "the copy ends in the middle of it".into()));
            continue;
        }
        match part(&leaf, base.as_ref(), false) {
            Ok(part) if part.url.is_some() => parts.push(part),
            // Nothing could ask for it.
            Ok(_) => {}
            Err(why) => lost.push((what, why)),
        }
    }
    Ok(Copy { engine: "mhtml", address, saved, parts, lost })
}

/// The parts that are no multiparts, in their order.
fn leaves<'b>(
    top: Headers,
    body: &'b [u8],
    lost: &mut Vec<(String, String)>,
) -> Result<Vec<Leaf<'b>>, String> {
    let (mut found, mut left) = (Vec::new(), PARTS);
    let mut open = vec![(Leaf { headers: top, body, whole: true }, 0)];
    while let Some((leaf, depth)) = open.pop() {
        let kind = leaf.headers.essence().unwrap_or_default();
        if !kind.starts_with("multipart/") {
            found.push(leaf);
            continue;
        }
        let boundary = leaf.headers.get("content-type").and_then(|kind| parameter(kind, "boundary"));
        let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else {
            if depth == 0 {
                return Err("does not say how its parts are divided (no boundary)".into());
            }
            lost.push(("a group of parts".into(), "does not say how they are divided".into()));
            continue;
        };
        if depth >= DEPTH {
            lost.push(("a group of parts".into(), "lies too deep within others".into()));
            continue;
        }
        let pieces = split::pieces(leaf.body, boundary.as_bytes(), left);
        left -= pieces.len();
        if left == 0 {
            lost.push(("further parts".into(), format!("the copy has more than {PARTS}")));
        }
        // Taken from the end of the stack, so that they come in their order.
        for piece in pieces.into_iter().rev() {
            match Headers::read(piece.bytes) {
                Ok((headers, body)) => {
                    open.push((Leaf { headers, body, whole: piece.whole && leaf.whole }, depth + 1));
                }
                Err(why) => lost.push(("a part".into(), why.into())),
            }
        }
    }
    Ok(found)
}

/// Which leaf is the page: the one that the message names, else the first that is one, else the first that
/// says what it is.
fn root_of(leaves: &[Leaf<'_>], start: Option<&str>) -> Option<usize> {
    let named = start.and_then(|start| {
        let id = header::without_brackets(start);
        leaves
            .iter()
            .position(|leaf| leaf.headers.get("content-id").map(header::without_brackets) == Some(id))
    });
    let is_page = |leaf: &Leaf<'_>| {
        matches!(leaf.headers.essence().as_deref(), Some("text/html" | "application/xhtml+xml"))
    };
    let says_what = |leaf: &Leaf<'_>| leaf.headers.essence().is_some();
    named.or_else(|| leaves.iter().position(is_page)).or_else(|| leaves.iter().position(says_what))
}

fn part(leaf: &Leaf<'_>, base: Option<&Url>, page: bool) -> Result<Part, String> {
    let headers = &leaf.headers;
    let id = headers.get("content-id").map(|id| header::without_brackets(id).to_owned());
    let id = id.filter(|id| !id.is_empty());
    let base = headers
        .get("content-base")
        .and_then(|url| Url::parse(&header::without_space(url)).ok())
        .or(base.cloned());
    let location = headers.get("content-location").map(header::without_space).and_then(|url| match &base {
        Some(base) => base.join(&url).ok(),
        None => Url::parse(&url).ok(),
    });
    let location = location.filter(|url| matches!(url.scheme(), "http" | "https" | "cid"));
    let url = location.map(String::from).or_else(|| Some(format!("cid:{}", id.as_deref()?)));
    let essence = headers.essence();
    Ok(Part {
        url,
        content_id: id,
        content_type: headers.get("content-type").map(str::to_owned),
        role: if page { Role::Document } else { role_of(essence.as_deref().unwrap_or_default()) },
        body: Bytes::from(coding::decode(
            headers.get("content-transfer-encoding").unwrap_or_default(),
            leaf.body,
        )?),
    })
}

/// What a part most likely is to the page.
fn role_of(essence: &str) -> Role {
    match essence.split_once('/').unwrap_or_default() {
        (_, "css") => Role::Stylesheet,
        (_, "html" | "xhtml+xml") => Role::Frame,
        ("image", _) => Role::Image,
        ("font", _) => Role::Font,
        ("audio" | "video", _) => Role::Media,
        (_, "javascript" | "ecmascript" | "x-javascript") => Role::Script,
        (_, name) if name.contains("font") => Role::Font,
        _ => Role::Other,
    }
}
