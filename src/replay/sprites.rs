//! Pictures that `use` takes out of another file, set into the page itself: browsers refuse the other file where pages
//! are opened from a disk. What is used is copied, with what it refers to in its own file, into one hidden `svg`.
//!
//! There it looks as it would from outside, as measured in Chromium: the file's own style sheets hold for it (where they
//! can be bounded to it), and the page's hardly do, as ids and classes get a prefix.

use std::collections::HashMap;
use std::rc::Rc;

use indexmap::{IndexMap, IndexSet};
use markup5ever::{LocalName, QualName, ns};
use url::Url;

use super::assets::Workshop;
use super::embedded::clean_svg;
use super::own::Place;
use super::sanitise::SLOT;
use super::sprite_style::{scoped, with_prefix};
use crate::store::layout::sha256_hex;
use crate::store::record::Role;
use crate::web::charset::{self, Hint};
use crate::web::dom::{Attr, Dom, Element, NodeId};
use crate::web::media::Class;
use crate::web::references::{Value, uses};

/// Elements set into one document.
const ELEMENTS: usize = 10_000;
/// Bytes of attributes and text set into one document.
const BYTES: usize = 1_000_000;
/// Refusals after which no more is tried: each may have cost as much as what fits.
const REFUSALS: usize = 20;
/// Files of one capture that are kept parsed.
const FILES: usize = 16;
/// Largest file that is taken apart, in bytes.
const FILE: usize = 8 << 20;

/// A file of pictures.
pub(super) struct Sprite {
    dom: Dom,
    /// What ids and classes begin with in a page: derived from the file's bytes.
    prefix: String,
    ids: IndexMap<String, NodeId>,
    style: Option<String>,
}

impl Sprite {
    fn new(dom: Dom, prefix: String) -> Self {
        let mut ids = IndexMap::new();
        let mut style = String::new();
        for id in dom.descendants(Dom::DOCUMENT) {
            let Some(element) = dom.element(id).filter(|e| e.is_svg()) else { continue };
            if let Some(name) = element.attr("id") {
                ids.entry(name.to_owned()).or_insert(id);
            }
            if element.local() == "style" {
                style.push_str(&dom.text_content(id));
                style.push('\n');
            }
        }
        let style = scoped(&style, &prefix);
        Self { dom, prefix, ids, style }
    }

    fn find(&self, fragment: &str) -> Option<NodeId> {
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8_lossy();
        self.ids.get(fragment).or_else(|| self.ids.get(&*decoded)).copied()
    }

    /// The new name of an id. Ids that could not be written plainly go by their place.
    fn renamed(&self, id: &str) -> String {
        let plain = id.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'));
        match self.ids.get_index_of(id) {
            Some(place) if !plain => format!("{}.{place}", self.prefix),
            _ if plain => format!("{}{id}", self.prefix),
            _ => format!("{}.none", self.prefix),
        }
    }

    /// The new name of what a fragment refers to, which is noted.
    fn refer(&self, fragment: &str, wanted: &mut Vec<NodeId>) -> String {
        let found = self.find(fragment);
        wanted.extend(found);
        let id = found.and_then(|id| self.dom.element(id)).and_then(|e| e.attr("id"));
        self.renamed(id.unwrap_or(fragment))
    }

    /// The element as it is set into a page, and the ids it refers to. `None` for what `use` does not show.
    fn copy(&self, id: NodeId) -> Option<(Element, Vec<NodeId>)> {
        let element = self.dom.element(id)?;
        let shown = element.is_svg()
            && !matches!(element.local(), "style" | "script" | "foreignObject" | "metadata" | "view");
        if !shown {
            return None;
        }
        let known = uses(&self.dom, id);
        let mut wanted = Vec::new();
        let mut copy = Element { name: element.name.clone(), attrs: Vec::new() };
        for (index, attr) in element.attrs.iter().enumerate() {
            let plain = attr.name.ns == ns!();
            if !plain && attr.name.ns != ns!(xlink) && attr.name.ns != ns!(xml) || &*attr.name.local == SLOT {
                continue;
            }
            let value = match known.iter().find(|u| u.attr == index).map(|u| u.value) {
                Some(Value::Url(_)) => match attr.value.strip_prefix('#') {
                    Some(name) => format!("#{}", self.refer(name, &mut wanted)),
                    None => attr.value.clone(),
                },
                Some(Value::Property | Value::Style) => self.local_urls(&attr.value, &mut wanted),
                Some(_) => continue,
                None if plain && &*attr.name.local == "id" => self.renamed(&attr.value),
                None if plain && &*attr.name.local == "class" => with_prefix(&attr.value, &self.prefix),
                None => attr.value.clone(),
            };
            copy.attrs.push(Attr { name: attr.name.clone(), value });
        }
        Some((copy, wanted))
    }

    /// A CSS value with each plain `url(#id)` renamed.
    fn local_urls(&self, text: &str, wanted: &mut Vec<NodeId>) -> String {
        let lower = text.to_ascii_lowercase();
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (at, word) in lower.match_indices("url(") {
            let start = at + word.len();
            if start < done {
                continue;
            }
            let after = text.get(start..).unwrap_or_default();
            let value = after.split(')').next().unwrap_or_default();
            out.push_str(text.get(done..start).unwrap_or_default());
            done = start + value.len();
            match value.trim_matches([' ', '\t', '\n', '"', '\'']).strip_prefix('#') {
                Some(name) => {
                    out.push('#');
                    out.push_str(&self.refer(name, wanted));
                }
                None => out.push_str(value),
            }
        }
        out + text.get(done..).unwrap_or_default()
    }
}

/// What one document uses, by file.
#[derive(Default)]
pub(super) struct Sprites {
    files: HashMap<usize, (Rc<Sprite>, IndexSet<NodeId>)>,
    order: Vec<usize>,
    elements: usize,
    bytes: usize,
    refused: usize,
}

impl Sprites {
    /// Notes that `fragment` of a file is used; the id that it has in the page. `None` when it is not there, or beyond
    /// what a page takes in.
    fn add(&mut self, index: usize, sprite: &Rc<Sprite>, fragment: &str) -> Option<String> {
        if self.refused >= REFUSALS {
            return None;
        }
        let start = sprite.find(fragment)?;
        let name = sprite.dom.element(start)?.attr("id").map(|id| sprite.renamed(id))?;
        let (mut elements, mut bytes) = (self.elements, self.bytes);
        let old = self.files.get(&index).map(|(_, roots)| roots);
        if old.is_none() {
            bytes += sprite.style.as_ref().map_or(0, String::len);
        }
        let mut roots: IndexSet<NodeId> = IndexSet::new();
        let mut pending = vec![start];
        while let Some(root) = pending.pop() {
            if old.is_some_and(|old| old.contains(&root)) || !roots.insert(root) {
                continue;
            }
            for id in sprite.dom.descendants(root) {
                bytes += sprite.dom.text(id).map_or(0, str::len);
                if sprite.dom.element(id).is_some() {
                    elements += 1;
                }
                if let Some((element, wanted)) = sprite.copy(id) {
                    bytes += element.attrs.iter().map(|a| a.value.len() + 8).sum::<usize>();
                    pending.extend(wanted);
                }
                if elements > ELEMENTS || bytes > BYTES {
                    self.refused += 1;
                    return None;
                }
            }
        }
        (self.elements, self.bytes) = (elements, bytes);
        let (_, known) = self.files.entry(index).or_insert_with(|| {
            self.order.push(index);
            (Rc::clone(sprite), IndexSet::new())
        });
        known.extend(roots);
        Some(name)
    }

    /// Sets everything that is used into the document: at the end of its body, where it takes no place.
    pub(super) fn attach(&self, dom: &mut Dom) {
        let Some(body) = dom.body().filter(|_| !self.order.is_empty()) else { return };
        let svg = |name: &str| QualName::new(None, ns!(svg), LocalName::from(name));
        // Not display:none, in which gradients do not work.
        let hidden =
            "position:absolute!important;width:0!important;height:0!important;overflow:hidden!important";
        let attrs = vec![
            Attr::new("aria-hidden", "true"),
            Attr::new("width", "0"),
            Attr::new("height", "0"),
            Attr::new("style", hidden),
        ];
        let holder = dom.create_element(svg("svg"), attrs);
        for index in &self.order {
            let Some((sprite, roots)) = self.files.get(index) else { continue };
            let defs = dom.create_element(svg("defs"), vec![Attr::new("id", sprite.prefix.clone())]);
            if let Some(style) = &sprite.style {
                let element = dom.create_element(svg("style"), Vec::new());
                dom.set_text_content(element, style.clone());
                dom.append(holder, element);
            }
            for &root in roots {
                graft(dom, defs, sprite, root);
            }
            dom.append(holder, defs);
        }
        dom.append(body, holder);
    }
}

/// Copies what is below `root` of a file, itself included, to the end of `parent`.
fn graft(dom: &mut Dom, parent: NodeId, sprite: &Sprite, root: NodeId) {
    let mut copies: HashMap<NodeId, NodeId> = HashMap::new();
    let mut at = Some(root);
    while let Some(id) = at {
        let above = sprite.dom.parent(id).and_then(|p| copies.get(&p)).copied();
        let target = if id == root { parent } else { above.unwrap_or(parent) };
        let copied = match sprite.copy(id) {
            Some((element, _)) => {
                let new = dom.create_element(element.name, element.attrs);
                copies.insert(id, new);
                Some(new)
            }
            None => sprite.dom.text(id).map(|text| dom.create_text(text)),
        };
        match copied {
            Some(new) => {
                dom.append(target, new);
                at = sprite.dom.following(id, root);
            }
            None => at = sprite.dom.after(id, root),
        }
    }
}

impl Workshop<'_> {
    /// The id under which a fragment of another file stands in the page, once it is set in. `None` when the other file
    /// is better named as it is.
    pub(super) fn sprite(&mut self, url: &Url, fragment: &str, sprites: &mut Sprites) -> Option<String> {
        let found = self.resources.find(url).ok()?;
        if !self.sprites.contains_key(&found.index) {
            if self.sprites.len() >= FILES {
                return None;
            }
            let bytes = self.bytes(found).ok().filter(|b| b.len() <= FILE)?;
            let is_svg = Self::classify(found, &bytes, Role::Image).class == Class::Svg;
            let sprite = is_svg.then(|| {
                let text = charset::decode(&bytes, found.content_type(), Hint::Xml).text;
                let dom = clean_svg(&text, Place::Asset, &self.budget)?;
                let hash = sha256_hex(&bytes);
                Some(Rc::new(Sprite::new(dom, format!("s{}-", hash.get(..12)?))))
            });
            self.sprites.insert(found.index, sprite.flatten());
        }
        let sprite = self.sprites.get(&found.index)?.clone()?;
        sprites.add(found.index, &sprite, fragment)
    }
}
