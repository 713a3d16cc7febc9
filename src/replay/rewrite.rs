//! Every URL of a page turned into one of our own, or taken away: by the same table that told capture what to fetch.

use std::borrow::Cow;

use url::Url;

use super::assets::Workshop;
use super::embedded;
use super::frames::{Frames, Source};
use super::integrity;
use super::own::{self, BROKEN, Place};
use super::page::Context;
use super::styles::{Chain, Setting, fragment};
use crate::store::record::Role;
use crate::web::css;
use crate::web::dom::{Attr, Dom, Element, NodeId, html_name};
use crate::web::media::Class;
use crate::web::references::{Use, Value, is_css, resolve, uses};
use crate::web::srcset;

/// What becomes of a URL.
enum Target {
    /// This one in its place.
    Own(String),
    /// As it is: a fragment, or an embedded picture.
    Keep,
    /// It is not there.
    Missing,
}

/// What stands for a plugin: an element's name, its `src`, and further attributes.
type Shown = (&'static str, String, Vec<(&'static str, String)>);

impl Workshop<'_> {
    /// Rewrites the whole tree.
    pub(super) fn rewrite(&mut self, dom: &mut Dom, context: &mut Context, frames: &mut Frames) {
        let mut at = Some(Dom::DOCUMENT);
        while let Some(id) = at {
            let Some(element) = dom.element(id) else {
                at = dom.following(id, Dom::DOCUMENT);
                continue;
            };
            let inert =
                element.local() == "script" || element.is("template") && !element.has("shadowrootmode");
            if inert {
                at = dom.after(id, Dom::DOCUMENT);
                dom.detach(id);
            } else if element.is("object") || element.is("embed") {
                at = self.plugin(dom, id, context, frames);
            } else {
                self.element(dom, id, context, frames);
                at = dom.following(id, Dom::DOCUMENT);
            }
        }
    }

    fn setting(context: &Context) -> Setting<'_> {
        Setting {
            base: &context.base,
            place: Place::Page,
            encoding: context.encoding,
            quirks: context.quirks,
        }
    }

    fn element(&mut self, dom: &mut Dom, id: NodeId, context: &mut Context, frames: &mut Frames) {
        answer_media(dom, id);
        let Some(element) = dom.element(id) else { return };
        if element.local() == "style" && is_css(element) {
            let text = dom.text_content(id);
            let text = self.style_sheet(&text, Self::setting(context), &mut Chain::default());
            dom.set_text_content(id, text);
        } else if element.is("link") {
            return self.link_element(dom, id, context);
        } else if element.is("iframe") && element.has("srcdoc") {
            let text = element.attr("srcdoc").unwrap_or_default().to_owned();
            let name = frames.srcdoc(&text, context);
            if let Some(element) = dom.element_mut(id) {
                element.remove("srcdoc");
                element.remove("src");
                if let Some(name) = name {
                    element.set("src", name);
                }
            }
        }
        let mut found = uses(dom, id);
        // From the last to the first, so that removing one moves none of the others.
        found.sort_by_key(|u| std::cmp::Reverse(u.attr));
        let is_framed = |e: &Element| e.attr("src").is_some_and(own::is_frame);
        for item in found.into_iter().filter(|u| !u.lazy) {
            if item.value == Value::Frame && dom.element(id).is_some_and(|e| e.is("iframe") && is_framed(e)) {
                continue;
            }
            let value = self.value(dom, id, item, context, frames);
            let Some(element) = dom.element_mut(id) else { return };
            match value {
                Some(value) => {
                    if let Some(attr) = element.attrs.get_mut(item.attr) {
                        attr.value = value;
                    }
                }
                None if item.attr < element.attrs.len() => {
                    element.attrs.remove(item.attr);
                }
                None => {}
            }
        }
    }

    /// The new value of an attribute; `None` when it goes.
    fn value(
        &mut self,
        dom: &mut Dom,
        id: NodeId,
        item: Use,
        context: &mut Context,
        frames: &mut Frames,
    ) -> Option<String> {
        let element = dom.element(id)?;
        let attr = element.attrs.get(item.attr)?;
        let text = attr.value.clone();
        match item.value {
            Value::Url(Role::Script | Role::Other) | Value::Srcdoc => None,
            Value::Url(_) if element.is("meta") => None,
            Value::Url(role) => {
                let picture = element.is("img") || element.is("input");
                if element.is_svg()
                    && element.local() == "use"
                    && let Some(local) = self.local_use(&text, context)
                {
                    return Some(local);
                }
                match self.target(&text, role, &context.base) {
                    Target::Own(url) => Some(url),
                    Target::Keep => Some(text),
                    Target::Missing => picture.then(|| BROKEN.to_owned()),
                }
            }
            Value::Frame => self.frame(&text, context, frames),
            Value::Srcset => {
                let mut candidates = srcset::parse(&text);
                candidates.retain_mut(|candidate| {
                    match self.target(&candidate.url, Role::Image, &context.base) {
                        Target::Own(url) => {
                            candidate.url = url;
                            true
                        }
                        Target::Keep => true,
                        Target::Missing => false,
                    }
                });
                (!candidates.is_empty()).then(|| srcset::serialise(&candidates))
            }
            Value::Style => Some(self.declarations(&text, Self::setting(context))),
            Value::Property => {
                let name = format!("{}:", attr.name.local);
                let declaration = self.declarations(&format!("{name}{text}"), Self::setting(context));
                declaration.strip_prefix(&name).map(str::to_owned)
            }
            Value::Link => context.link(dom, id, &text),
        }
    }

    /// The fragment that stands for another file's part which is set into the page.
    fn local_use(&mut self, text: &str, context: &mut Context) -> Option<String> {
        let url = resolve(&context.base, text)?;
        let fragment = fragment(&context.base, text)?;
        if url == context.url {
            return Some(format!("#{fragment}"));
        }
        Some(format!("#{}", self.sprite(&url, &fragment, &mut context.sprites)?))
    }

    fn target(&mut self, text: &str, role: Role, base: &Url) -> Target {
        let stripped = own::stripped(text);
        if stripped.starts_with('#') {
            return Target::Keep;
        }
        if own::scheme(text).as_deref() == Some("data") {
            return match embedded::safe_svg_url(text, &self.budget) {
                Some(safe) => Target::Own(safe),
                None if own::is_embedded_picture(text) => Target::Keep,
                None => Target::Missing,
            };
        }
        let Some(url) = self.resources.resolve(base, text) else { return Target::Missing };
        match self.asset(&url, role) {
            Ok(path) => Target::Own(Place::Page.url_of(&path, fragment(base, text).as_deref())),
            Err(reason) => {
                self.miss(&url, role, reason);
                Target::Missing
            }
        }
    }

    /// A `link` element: our style sheets and icons stay; what is left without `href` is removed by the sanitiser.
    fn link_element(&mut self, dom: &mut Dom, id: NodeId, context: &mut Context) {
        let Some(element) = dom.element(id) else { return };
        let role = crate::web::references::link(element);
        let rel = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let word = |word: &str| rel.split_ascii_whitespace().any(|w| w == word);
        let href = element.attr("href").unwrap_or_default().to_owned();
        let becomes_sheet = element.attr("onload").is_some_and(|code| code.contains("stylesheet"));
        let (rel, url) = match role {
            Some(Role::Stylesheet) if word("stylesheet") || becomes_sheet => {
                let rel = if word("alternate") { "alternate stylesheet" } else { "stylesheet" };
                let integrity = element.attr("integrity").unwrap_or_default().to_owned();
                (rel, self.sheet_url(&href, &integrity, context))
            }
            Some(Role::Icon) => {
                let Target::Own(url) = self.target(&href, Role::Icon, &context.base) else {
                    return dom.detach_keeping_place(id);
                };
                context.icons.push((rel.clone(), url.clone()));
                if !word("icon") {
                    return dom.detach_keeping_place(id);
                }
                ("icon", Some(url))
            }
            _ => return dom.detach_keeping_place(id),
        };
        let (Some(element), Some(url)) = (dom.element_mut(id), url) else {
            return dom.detach_keeping_place(id);
        };
        // The usual way to load a sheet without blocking: for print only, until a script says otherwise.
        if let Some(media) = element.attr("onload").and_then(late_media) {
            element.set("media", media);
        }
        element.set("rel", rel);
        element.set("href", url);
    }

    fn sheet_url(&mut self, href: &str, integrity: &str, context: &Context) -> Option<String> {
        let setting = Self::setting(context);
        if own::scheme(href).as_deref() == Some("data") {
            let path = self.data_sheet(&own::stripped(href), setting, &mut Chain::default())?;
            return Some(Place::Page.url_of(&path, None));
        }
        let url = self.resources.resolve(&context.base, href)?;
        if !integrity.is_empty() && !self.holds(integrity, &url) {
            // No browser applies it.
            self.notice(format!("{} is not what its page promises (integrity), and is left out", url.path()));
            return None;
        }
        match self.sheet(&url, setting, &mut Chain::default()) {
            Ok(path) => Some(Place::Page.url_of(&path, None)),
            Err(reason) => {
                self.miss(&url, Role::Stylesheet, reason);
                None
            }
        }
    }

    /// Whether a sheet is what its page promises; yes for one that is not there.
    fn holds(&mut self, integrity: &str, url: &Url) -> bool {
        let Ok(found) = self.resources.find(url) else { return true };
        let key = (found.index, integrity.to_owned());
        if let Some(known) = self.integrity.get(&key) {
            return *known;
        }
        let holds = self.bytes(found).map_or(true, |bytes| integrity::holds(integrity, &bytes));
        self.integrity.insert(key, holds);
        holds
    }

    /// An `object` or `embed` becomes the picture or the frame that it shows, or else its own fallback. Returns where
    /// the walk goes on.
    fn plugin(
        &mut self,
        dom: &mut Dom,
        id: NodeId,
        context: &Context,
        frames: &mut Frames,
    ) -> Option<NodeId> {
        let element = dom.element(id)?;
        let name = if element.is("object") { "data" } else { "src" };
        let value = element.attr(name).unwrap_or_default().to_owned();
        let high = element.has("height") || element.attr("style").is_some_and(|s| s.contains("height"));
        let shown = self.plugin_content(&value, high, context, frames);
        let Some((local, src, size)) = shown else {
            let next = dom.following(id, Dom::DOCUMENT);
            dom.unwrap(id);
            return next;
        };
        let mut attrs = element.attrs.clone();
        attrs.retain(|a| {
            matches!(
                &*a.name.local,
                "class"
                    | "id"
                    | "style"
                    | "width"
                    | "height"
                    | "title"
                    | "align"
                    | "border"
                    | "hspace"
                    | "vspace"
            ) || a.name.local.starts_with("aria-")
                || a.name.local.starts_with("data-")
        });
        attrs.push(Attr::new("src", src));
        if local == "iframe" {
            attrs.push(Attr::new("frameborder", "0"));
        }
        for (name, value) in size {
            match attrs.iter_mut().find(|a| &*a.name.local == name) {
                // What the page says comes last, and so wins.
                Some(attr) if name == "style" => attr.value.insert_str(0, &format!("{value};")),
                Some(_) => {}
                None => attrs.push(Attr::new(name, value)),
            }
        }
        let next = dom.after(id, Dom::DOCUMENT);
        let new = dom.create_element(html_name(local), attrs);
        dom.replace(id, new, false);
        let mut context_style = Vec::new();
        if let Some(style) = dom.element(new).and_then(|e| e.attr("style")) {
            context_style.push(self.declarations(style, Self::setting(context)));
        }
        if let (Some(style), Some(element)) = (context_style.pop(), dom.element_mut(new)) {
            element.set("style", style);
        }
        next
    }

    fn plugin_content(
        &mut self,
        value: &str,
        high: bool,
        context: &Context,
        frames: &mut Frames,
    ) -> Option<Shown> {
        if own::scheme(value).as_deref() == Some("data") {
            return match self.target(value, Role::Image, &context.base) {
                Target::Own(url) => Some(("img", url, Vec::new())),
                Target::Keep => Some(("img", value.to_owned(), Vec::new())),
                Target::Missing => None,
            };
        }
        let url = self.resources.resolve(&context.base, value)?;
        let found = match self.resources.find(&url) {
            Ok(found) => found,
            Err(reason) => {
                self.miss(&url, Role::Other, reason);
                return None;
            }
        };
        let (class, size) = self.plugin_kind(found, high)?;
        let free = !context.around.contains(&found.index);
        if class == Class::Svg
            && free
            && let Some(mut size) = size
            && let Some(name) = self.framed(Source::Plugin(found.index), context, frames)
        {
            size.push(("scrolling", "no".to_owned()));
            return Some(("iframe", name, size));
        }
        match class {
            Class::Image | Class::Svg => {
                let path = self.asset(&url, Role::Image).ok()?;
                let url = Place::Page.url_of(&path, fragment(&context.base, value).as_deref());
                Some(("img", url, Vec::new()))
            }
            Class::Html | Class::Xhtml | Class::Pdf | Class::Text if free => {
                Some(("iframe", self.framed(Source::Plugin(found.index), context, frames)?, Vec::new()))
            }
            _ => None,
        }
    }
}

/// What a `media` attribute says where no script runs.
fn answer_media(dom: &mut Dom, id: NodeId) {
    let Some(element) = dom.element_mut(id) else { return };
    if let Some(Cow::Owned(media)) = element.attr("media").map(css::media_without_scripts) {
        element.set("media", media);
    }
}

/// The medium for which a sheet's `onload` makes it apply: `all` of `this.media='all'`.
fn late_media(code: &str) -> Option<String> {
    let (_, value) = code.split_once(".media")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let media = value[1..].split(quote).next()?.trim();
    let plain =
        !media.is_empty() && media.chars().all(|c| c.is_ascii_alphanumeric() || " -:().,".contains(c));
    plain.then(|| media.to_owned())
}

impl Dom {
    /// Empties an element that the sanitiser will remove, so that a walk that stands on it can go on.
    fn detach_keeping_place(&mut self, id: NodeId) {
        if let Some(element) = self.element_mut(id) {
            element.attrs.clear();
        }
    }
}
