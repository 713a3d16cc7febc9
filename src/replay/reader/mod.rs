//! The reader view: a page's article in a small vocabulary of valid HTML, made from the page after it has been sanitised.
//!
//! The page is made slim ([`slim`]), the extractor says what of it is the article ([`extract`]), and from the page's own
//! elements the article is built anew ([`build`]), tidied, and written. Nothing here recurses; the extractor, which does,
//! is given no more than it was measured to bear.

mod build;
mod extract;
mod fold;
mod headings;
mod inline;
mod judge;
mod language;
mod line;
mod links;
mod maths;
mod names;
mod pictures;
mod slim;
mod tables;
#[cfg(test)]
mod tests;
pub(super) mod text;
mod tidy;
mod widen;

use std::collections::HashMap;

use url::Url;

use super::derived::{Document, Reader, Slot};
use super::meta;
pub(super) use super::sanitise::SLOT;
use crate::replay::PageMeta;
use crate::web::dom::{Budget, Dom, Element, Mark, NodeId};
use language::Voice;
pub(crate) use language::exists as is_language;
pub(super) use pictures::path_of;

/// What is known of a page that was sanitised.
pub(super) struct Sanitised<'a> {
    pub(super) dom: &'a Dom,
    /// What its slots lead to.
    pub(super) slots: &'a [String],
    pub(super) meta: &'a PageMeta,
    pub(super) url: &'a Url,
    /// Width and height of the pictures among the assets.
    pub(super) sizes: &'a HashMap<String, (u32, u32)>,
    /// What a frame beside the page shows.
    pub(super) frame: &'a dyn Fn(&str) -> Option<Framed>,
}

/// What a frame beside the page shows.
pub(super) enum Framed {
    /// Another page.
    Page(Url),
    /// A picture among the assets.
    Picture(String),
}

/// What reading a page yields.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) reader: Option<Reader>,
    pub(super) text: String,
    /// Paths of the pictures of the article, or of the page where there is none.
    pub(super) pictures: Vec<String>,
}

/// A page, and the numbers that its elements have for the extractor.
struct Page<'a> {
    dom: &'a Dom,
    numbers: &'a [NodeId],
    slots: &'a [String],
    pictures: &'a HashMap<String, (u32, u32)>,
    frame: &'a dyn Fn(&str) -> Option<Framed>,
}

impl Page<'_> {
    /// The page's own element of one that the extractor gave back.
    fn numbered(&self, element: &Element) -> Option<NodeId> {
        let number: usize = element.attr(slim::NUMBER)?.parse().ok()?;
        self.numbers.get(number).copied()
    }
}

/// Reads a page.
pub(super) fn read(page: &Sanitised<'_>) -> Reading {
    let dom = page.dom;
    if let Some((reader, tree)) = article(page) {
        let text = text::of(&tree, Dom::DOCUMENT, text::LONGEST, &|_| false);
        let pictures = images(&tree);
        return Reading { reader: Some(reader), text, pictures };
    }
    let root = dom.body().unwrap_or(Dom::DOCUMENT);
    let mut text = text::of(dom, root, text::LONGEST, &|id| text::is_aside(dom, id));
    if text.is_empty() {
        text = text::of(dom, root, text::LONGEST, &|id| {
            dom.element(id).is_some_and(|e| !e.is_html() || matches!(e.local(), "script" | "style" | "head"))
        });
    }
    Reading { reader: None, text, pictures: images(dom) }
}

fn images(dom: &Dom) -> Vec<String> {
    let images = dom.descendants(Dom::DOCUMENT).filter_map(|id| dom.element(id)).filter(|e| e.is("img"));
    images.filter_map(|e| Some(pictures::path_of(e.attr("src")?)?.to_owned())).collect()
}

fn article(page: &Sanitised<'_>) -> Option<(Reader, Dom)> {
    let counts = meta::count(&judge::visible(page.dom));
    if !judge::may_hold(counts) {
        return None;
    }
    let slim = slim::slim(page.dom, page.dom.body()?, page.frame, &|_, _| false)?;
    let content = extract::extract(&slim.html, counts.ideographs > counts.words)?;
    let around = common(&numbered(page, &slim), &content);
    let whole = widen::widen(page.dom, &around, &content).and_then(|root| {
        let slim =
            slim::slim(page.dom, root, page.frame, &|id, element| widen::is_beside(page.dom, id, element))?;
        let content = Dom::parse(&slim.html, &Budget::default()).ok()?;
        Some((slim, content))
    });
    let (slim, content) = whole.unwrap_or((slim, content));
    let numbered = numbered(page, &slim);
    let voice = voice(&numbered, &content, page.meta);
    let mut built = build::build(&numbered, &content, &voice);
    headings::drop_headline(&mut built.out, page.meta.title.as_deref());
    links::drop_empty(&mut built.out);
    tidy::tidy(&mut built.out);
    links::tidy(&mut built);
    let headings = headings::count(&mut built.out);
    let words = meta::count(&text::of(&built.out, Dom::DOCUMENT, usize::MAX, &|_| false));
    if !judge::is_article(&built.out, words, counts, page.url) {
        return None;
    }
    let document = write(&mut built);
    let reader = Reader {
        document,
        words: words.total(),
        minutes: words.minutes(),
        language: voice.language,
        rtl: voice.rtl.unwrap_or(false),
        headings,
        hero: None,
    };
    Some((reader, built.out))
}

fn numbered<'a>(page: &'a Sanitised<'_>, slim: &'a slim::Slim) -> Page<'a> {
    let (numbers, pictures) = (&slim.numbered[..], page.sizes);
    Page { dom: page.dom, numbers, slots: page.slots, pictures, frame: page.frame }
}

/// Elements of an article whose place in the page is looked at.
const SAMPLES: usize = 200;

/// The elements of the page that are around all of an article, the page's first.
fn common(page: &Page<'_>, content: &Dom) -> Vec<NodeId> {
    let all: Vec<NodeId> =
        content.descendants(Dom::DOCUMENT).filter_map(|id| page.numbered(content.element(id)?)).collect();
    let step = all.len() / SAMPLES + 1;
    let mut common: Option<Vec<NodeId>> = None;
    for id in all.iter().step_by(step) {
        let mut chain: Vec<NodeId> = page.dom.ancestors(*id).collect();
        chain.reverse();
        common = Some(match common {
            None => chain,
            Some(mut common) => {
                let same = common.iter().zip(&chain).take_while(|(a, b)| a == b).count();
                common.truncate(same);
                common
            }
        });
    }
    common.unwrap_or_default()
}

/// The language and direction of an article: what the nearest element around all of it says, else the page.
fn voice(page: &Page<'_>, content: &Dom, meta: &PageMeta) -> Voice {
    let mut voice = Voice::default();
    for element in common(page, content).into_iter().rev().filter_map(|id| page.dom.element(id)) {
        let own = language::own(element);
        voice = Voice { language: voice.language.or(own.language), rtl: voice.rtl.or(own.rtl) };
    }
    voice.language = voice.language.or_else(|| meta.language.as_deref().and_then(language::tag));
    let text = content.text_content(Dom::DOCUMENT);
    voice.language = voice.language.or_else(|| language::of_script(&text).map(str::to_owned));
    let rtl = voice.rtl.unwrap_or_else(|| {
        voice.language.as_deref().is_some_and(language::is_rtl) || language::runs_left(&text)
    });
    voice.rtl = Some(rtl);
    voice
}

/// Writes the fragment; slots become offsets.
fn write(built: &mut build::Built) -> Document {
    let mut marked = HashMap::new();
    let ids: Vec<NodeId> = built.out.descendants(Dom::DOCUMENT).collect();
    for id in ids {
        let Some(element) = built.out.element_mut(id) else { continue };
        if let Some(number) = element.attr(SLOT).and_then(|n| n.parse::<usize>().ok()) {
            element.remove(SLOT);
            marked.insert(id, number);
        }
    }
    let (html, places) =
        built.out.serialise(|id, _| marked.get(&id).map_or(Mark::None, |number| Mark::Slot(*number)));
    let slot = |(at, number): (usize, usize)| {
        Some(Slot { at, url: built.slots.get(number)?.clone(), xlink: false, titled: false })
    };
    Document { name: "reader".to_owned(), html, slots: places.into_iter().filter_map(slot).collect() }
}
