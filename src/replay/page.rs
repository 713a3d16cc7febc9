//! One HTML document: parsed, edited, its URLs replaced, sanitised, and written with its belt.

use std::collections::HashMap;

use encoding_rs::Encoding;
use markup5ever::ns;
use url::Url;

use super::assets::Workshop;
use super::derived::{Document, Slot};
use super::frames::{Frames, Source};
use super::own::{self, Place};
use super::reader::{self, Framed, Sanitised};
use super::sanitise::{SLOT, sanitise};
use super::sprites::Sprites;
use super::{banners, lazy, marks, meta, reveal, select, shell};
use crate::replay::{Edits, PageMeta};
use crate::store::record::Role;
use crate::web::dom::{Attr, Budget, Dom, Mark, NodeId, OverBudget, QuirksMode, html_name};
use crate::web::references::base_of;

/// The second layer: nothing but what lies beside the page may load, nothing may run, nothing may be sent.
pub(super) const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline' data:; \
    font-src 'self' data:; media-src 'self' data:; frame-src 'self'; form-action 'none'; base-uri 'none'";

/// What is known of the document being rewritten.
pub(super) struct Context {
    /// What its URLs resolve against.
    pub(super) base: Url,
    /// Where it came from, without fragment.
    pub(super) url: Url,
    pub(super) encoding: &'static Encoding,
    pub(super) quirks: bool,
    /// Frames around it.
    pub(super) depth: usize,
    /// Exchanges of the documents around it, its own included.
    pub(super) around: Vec<usize>,
    /// Targets of its links, by slot number.
    pub(super) slots: Vec<String>,
    /// Its icons: the words of `rel`, and the URL.
    pub(super) icons: Vec<(String, String)>,
    /// What it takes out of other SVG files.
    pub(super) sprites: Sprites,
    /// Fragments that exist in it.
    anchors: std::collections::HashSet<String>,
}

/// Where a document's text comes from.
pub(super) struct Origin {
    pub(super) url: Url,
    /// For `srcdoc`: what URLs resolve against.
    pub(super) inherited_base: Option<Url>,
    pub(super) encoding: &'static Encoding,
    pub(super) depth: usize,
    pub(super) around: Vec<usize>,
}

/// Schemes that a reader may follow to other programs.
const OUTWARD: &[&str] =
    &["http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "magnet", "ftp", "news", "geo"];
/// A link that is drawn as one and leads nowhere.
const NOWHERE: &str = "#!";

impl Context {
    /// What becomes of a link: the value that stays in the page, or `None` and a slot.
    pub(super) fn link(&mut self, dom: &mut Dom, id: NodeId, text: &str) -> Option<String> {
        let stripped = own::stripped(text);
        if let Some(fragment) = stripped.strip_prefix('#')
            && (self.base == self.url || fragment.is_empty() || self.anchors.contains(fragment))
        {
            return Some(stripped);
        }
        let Ok(mut url) = self.base.join(&stripped) else { return Some(NOWHERE.to_owned()) };
        if !OUTWARD.contains(&url.scheme()) {
            return Some(NOWHERE.to_owned());
        }
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let mut whole = url.clone();
        whole.set_fragment(None);
        if whole == self.url {
            return Some(format!("#{}", url.fragment().unwrap_or_default()));
        }
        // HTML and SVG links alike; one that was written twice (href and xlink:href) gets one slot.
        let number = self.slots.len().to_string();
        let element = dom.element_mut(id)?;
        let slot = element.attrs.iter().any(|a| &*a.name.local == SLOT);
        if !slot {
            self.slots.push(url.into());
            element.attrs.push(Attr::new(SLOT, number));
        }
        None
    }
}

impl Workshop<'_> {
    /// Makes a safe document out of a tree as it was read.
    pub(super) fn page(
        &mut self,
        name: &str,
        mut dom: Dom,
        origin: Origin,
        edits: &Edits,
        frames: &mut Frames,
    ) -> Result<(Document, PageMeta), OverBudget> {
        let inline = origin.inherited_base.is_some();
        let mut url = origin.url;
        url.set_fragment(None);
        let base = base_of(&dom, origin.inherited_base.as_ref().unwrap_or(&url));
        let mut page_meta = meta::read(&dom, &base);
        if origin.depth == 0 {
            self.previews = meta::previews(&dom, &base);
        }
        let shell =
            if origin.depth == 0 { shell::text(&dom, page_meta.words, &self.budget) } else { Vec::new() };
        if cfg!(linkarium_policy_alone) {
            // For the tests of the policy: the page as it came, with nothing but our belt. No build that is handed out
            // is compiled so.
            belt(&mut dom);
            return Ok((write(name, dom, &[]), page_meta));
        }
        if edits.json_ld && origin.depth == 0 {
            page_meta.json_ld = meta::all_json_ld(&dom).map(|text| self.publish_bytes(text, "json"));
        }
        self.edit(&mut dom, &edits.remove);
        reveal::show(&mut dom);
        let mut context = Context {
            anchors: anchors(&dom),
            base,
            url,
            encoding: origin.encoding,
            quirks: dom.quirks() == QuirksMode::Quirks,
            depth: origin.depth,
            around: origin.around,
            slots: Vec::new(),
            icons: Vec::new(),
            sprites: Sprites::default(),
        };
        drop_marks(&mut dom);
        lazy::resolve(self, &mut dom, &context);
        self.rewrite(&mut dom, &mut context, frames);
        if !shell.is_empty() {
            shell::show(&mut dom, &shell, page_meta.language.as_deref());
            page_meta.words += shell.iter().map(|paragraph| meta::words_of(paragraph)).sum::<usize>();
            self.notice("the page is put together by scripts: its text is shown as its server sent it along");
        }
        context.sprites.attach(&mut dom);
        marks::mark_missing(&mut dom);
        page_meta.icon = meta::icon(&context.icons);
        if inline && dom.doctype().is_none() {
            dom.set_doctype();
        }
        let dom = settle(dom, &self.budget)?;
        if origin.depth == 0 {
            self.read(&dom, &context, &page_meta, frames);
        }
        Ok((write(name, dom, &context.slots), page_meta))
    }

    /// Reads the page as a person would.
    fn read(&mut self, dom: &Dom, context: &Context, meta: &PageMeta, frames: &Frames) {
        let sizes =
            self.pictures.iter().filter_map(|(path, stored)| Some((path.clone(), stored.size?))).collect();
        let shown = self.framed_pictures(frames);
        let frame = |name: &str| {
            if let Some(path) = shown.get(name) {
                return Some(Framed::Picture(path.clone()));
            }
            let task = frames.queue.iter().find(|task| task.name == name)?;
            let url = match &task.source {
                Source::Exchange(index) | Source::Plugin(index) => self.resources.at(*index)?.url()?,
                Source::Missing(url) => url.clone(),
                Source::Inline { .. } => return None,
            };
            matches!(url.scheme(), "http" | "https").then_some(Framed::Page(url))
        };
        let page =
            Sanitised { dom, slots: &context.slots, meta, url: &context.url, sizes: &sizes, frame: &frame };
        self.reading = reader::read(&page);
        let icons = context.icons.iter().filter(|(rel, _)| rel.contains("icon") && !rel.contains("mask"));
        self.icons = icons.filter_map(|(_, url)| Some(reader::path_of(url)?.to_owned())).collect();
    }

    /// The pictures that plugins of the page show in frames, as files, by the names of the frames.
    fn framed_pictures(&mut self, frames: &Frames) -> HashMap<String, String> {
        let plugins = frames.queue.iter().filter_map(|task| match task.source {
            Source::Plugin(index) => Some((task.name.clone(), index)),
            _ => None,
        });
        let plugins: Vec<(String, usize)> = plugins.collect();
        let picture = |(name, index): (String, usize)| {
            let url = self.resources.at(index)?.url()?;
            Some((name, self.asset(&url, Role::Image).ok()?))
        };
        plugins.into_iter().filter_map(picture).collect()
    }

    fn edit(&mut self, dom: &mut Dom, remove: &[String]) {
        let mut removed = false;
        for text in remove {
            match select::parse(text) {
                Some(selectors) => {
                    for id in select::all(dom, &selectors) {
                        dom.detach(id);
                        removed = true;
                    }
                }
                None => self.notice(format!("a rule's selector cannot be read: {text}")),
            }
        }
        if removed {
            banners::release(dom);
        }
    }
}

/// Fragments that lead somewhere in the document: ids, and names of anchors.
fn anchors(dom: &Dom) -> std::collections::HashSet<String> {
    let mut found = std::collections::HashSet::new();
    for element in dom.descendants(Dom::DOCUMENT).filter_map(|id| dom.element(id)) {
        found.extend(element.attr("id").map(str::to_owned));
        found.extend(element.attr("name").filter(|_| element.is("a")).map(str::to_owned));
    }
    found
}

/// Removes attributes by which a page could pretend to have a slot.
fn drop_marks(dom: &mut Dom) {
    let ids: Vec<NodeId> = dom.descendants(Dom::DOCUMENT).collect();
    for id in ids {
        if let Some(element) = dom.element_mut(id) {
            element.attrs.retain(|a| !(*a.name.local).eq_ignore_ascii_case(SLOT));
        }
    }
}

/// Rounds until what is written is read back as the same safe tree.
const ROUNDS: usize = 5;

/// Sanitises until the tree that a browser builds out of what is written is clean too: a page can be made so that
/// writing and reading it again turns text into markup.
fn settle(mut dom: Dom, budget: &Budget) -> Result<Dom, OverBudget> {
    sanitise(&mut dom, Place::Page);
    belt(&mut dom);
    let mut html = dom.to_html();
    for _ in 0..ROUNDS {
        let mut again = Dom::parse(&html, &Budget { bytes: usize::MAX, ..*budget })?;
        sanitise(&mut again, Place::Page);
        belt(&mut again);
        let next = again.to_html();
        if next == html {
            return Ok(again);
        }
        html = next;
    }
    // Some trees (formatting that tables push out) never come to rest. They are safe if reading changes nothing that
    // matters: whatever the browser builds is again what the sanitiser lets through.
    let budget = Budget { bytes: usize::MAX, ..*budget };
    let read = Dom::parse(&html, &budget)?;
    let seen = Dom::parse(&read.to_html(), &budget)?;
    let is_clean = |dom: &Dom| {
        let mut clean = dom.clone();
        sanitise(&mut clean, Place::Page);
        belt(&mut clean);
        clean.to_html() == dom.to_html()
    };
    if is_clean(&read) && is_clean(&seen) { Ok(read) } else { Err(OverBudget::Work) }
}

/// Makes the policy, the charset, the referrer policy and the word to search engines (which should find the page where
/// it lives, not its copy) the first children of `head`.
fn belt(dom: &mut Dom) {
    let head = dom.head().unwrap_or_else(|| dom.create_element(html_name("head"), Vec::new()));
    if dom.parent(head).is_none() {
        match dom.html() {
            Some(html) => dom.prepend(html, head),
            None => dom.append(Dom::DOCUMENT, head),
        }
    }
    let ours = [
        vec![Attr::new("name", "robots"), Attr::new("content", "noindex")],
        vec![Attr::new("name", "referrer"), Attr::new("content", "no-referrer")],
        vec![Attr::new("charset", "utf-8")],
        vec![Attr::new("http-equiv", "Content-Security-Policy"), Attr::new("content", POLICY)],
    ];
    for attrs in ours {
        let meta = dom.create_element(html_name("meta"), attrs);
        dom.prepend(head, meta);
    }
}

/// Writes the document; slots become offsets.
fn write(name: &str, mut dom: Dom, targets: &[String]) -> Document {
    let mut marked = std::collections::HashMap::new();
    let ids: Vec<NodeId> = dom.descendants(Dom::DOCUMENT).collect();
    for id in ids {
        let Some(element) = dom.element_mut(id) else { continue };
        let number = element.attr(SLOT).and_then(|n| n.parse::<usize>().ok());
        element.remove(SLOT);
        let is_link =
            element.is("a") || element.is("area") || element.name.ns == ns!(svg) && element.local() == "a";
        if let Some(number) = number.filter(|n| is_link && *n < targets.len()) {
            marked.insert(id, number);
        }
    }
    let mut titled = Vec::new();
    let (html, places) = dom.serialise(|id, element| match marked.get(&id) {
        Some(number) => {
            titled.push(element.has("title"));
            Mark::Slot(*number)
        }
        None => Mark::None,
    });
    let slots = places
        .into_iter()
        .zip(titled)
        .filter_map(|((at, number), titled)| {
            Some(Slot { at, url: targets.get(number)?.clone(), xlink: false, titled })
        })
        .collect();
    Document { name: name.to_owned(), html, slots }
}
