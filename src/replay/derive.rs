//! One capture turned into safe documents and the assets they use.

use std::collections::BTreeMap;

use url::Url;

use super::assets::Workshop;
use super::derived::{Asset, ContentKind, Derived, Document};
use super::frames::{Frames, Source, Task};
use super::own::Place;
use super::page::Origin;
use super::reader::{Reading, text};
use super::resources::{Blobs, Found};
use super::{PageMeta, meta, plain, readable};
use crate::store::record::{Record, Role};
use crate::web::charset::{self, Hint};
use crate::web::dom::{Budget, Dom, OverBudget};
use crate::web::media::{self, Class, Media};

/// The version of what [`derive()`] makes: part of the key of every cache of it. Raised whenever the same record would
/// give other bytes.
pub const VERSION: u32 = 9;

/// Declarative changes to what is shown; the stored bytes are never touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// CSS selectors of elements that are left out: types, `#id`, `.class`, `[attribute]`, descendants and children.
    pub remove: Vec<String>,
    /// Whether the page's JSON-LD is published beside it.
    pub json_ld: bool,
}

/// Text shown of one document, in bytes; the rest stays in the store.
pub(super) const TEXT: usize = 5_000_000;

/// Turns a capture into safe pages with link slots, and their assets. Never fails: what cannot be shown as what it is
/// is shown as text or offered as a file, and said so in the notices.
pub fn derive(record: &Record, blobs: &dyn Blobs, edits: &Edits, budget: &Budget) -> Derived {
    let mut shop = Workshop::new(record, blobs, budget);
    let mut frames = Frames::default();
    let page = match shop.resources.document() {
        Some(found) => shop.main(found, record, edits, &mut frames),
        None => Shown::failed("This capture holds no page."),
    };
    let thumbnail = shop.thumbnail(page.main_asset.as_deref());
    let mut documents = BTreeMap::new();
    while let Some(task) = frames.queue.pop_front() {
        let number: usize = task.name.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or_default();
        let document = shop.frame_document(task, edits, &mut frames);
        documents.insert(number, document);
    }
    let Reading { reader, text, .. } = shop.reading;
    Derived {
        kind: page.kind,
        media_type: page.media_type,
        documents: std::iter::once(page.document).chain(documents.into_values()).collect(),
        assets: shop.assets.into_iter().map(|(path, content)| Asset { path, content }).collect(),
        main_asset: page.main_asset,
        meta: page.meta,
        reader,
        text,
        thumbnail,
        missing: shop.missing.into_values().collect(),
        notices: shop.notices,
    }
}

/// The page itself.
struct Shown {
    kind: ContentKind,
    media_type: String,
    document: Document,
    main_asset: Option<String>,
    meta: PageMeta,
}

const PAGE: &str = "page.html";

impl Shown {
    fn failed(text: &str) -> Self {
        Self {
            kind: ContentKind::File,
            media_type: String::new(),
            document: plain::note(PAGE, text),
            main_asset: None,
            meta: PageMeta::default(),
        }
    }
}

/// What a page says of itself, from its bytes alone. `None` when they are no page.
pub fn metadata(bytes: &[u8], content_type: Option<&str>, url: &Url, budget: &Budget) -> Option<PageMeta> {
    let class = media::classify(content_type, false, bytes, Role::Document).class;
    let text = may_be_page(class).then(|| charset::decode(bytes, content_type, hint(class)).text)?;
    Some(meta::read(&tree(class, &text, budget)?.ok()?, url))
}

/// The last part of a URL's path, for people.
fn file_name(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.rfind(|p| !p.is_empty())).unwrap_or_default();
    let name = percent_encoding::percent_decode_str(last).decode_utf8_lossy();
    meta::fold(&name, 200).unwrap_or_else(|| url.host_str().unwrap_or("file").to_owned())
}

/// The tree of what a browser shows as a page. XHTML that is not well-formed is read as HTML.
pub(super) fn tree(class: Class, text: &str, budget: &Budget) -> Option<Result<Dom, OverBudget>> {
    match class {
        Class::Html => Some(Dom::parse(text, budget)),
        Class::Xhtml => Some(Dom::parse_xhtml(text, budget).or_else(|_| Dom::parse(text, budget))),
        Class::Xml => Dom::parse_xhtml(text, budget).ok().map(Ok),
        _ => None,
    }
}

pub(super) fn may_be_page(class: Class) -> bool {
    matches!(class, Class::Html | Class::Xhtml | Class::Xml)
}

/// What a body that is no page is shown as.
pub(super) fn kind_of(class: Class) -> ContentKind {
    match class {
        Class::Html | Class::Xhtml => ContentKind::Page,
        Class::Text | Class::Json | Class::Xml | Class::Feed | Class::Css | Class::Script | Class::Track => {
            ContentKind::Text
        }
        Class::Image | Class::Svg => ContentKind::Image,
        Class::Pdf => ContentKind::Pdf,
        Class::Audio => ContentKind::Audio,
        Class::Video => ContentKind::Video,
        Class::Font | Class::Binary => ContentKind::File,
    }
}

fn hint(class: Class) -> Hint {
    match class {
        Class::Html => Hint::Html,
        Class::Xhtml | Class::Xml | Class::Svg | Class::Feed => Hint::Xml,
        _ => Hint::Text,
    }
}

impl Workshop<'_> {
    fn main(&mut self, found: Found<'_>, record: &Record, edits: &Edits, frames: &mut Frames) -> Shown {
        let bytes = match self.bytes(found) {
            Ok(bytes) => bytes,
            Err(reason) => return Shown::failed(&format!("This capture's page cannot be shown: {reason}.")),
        };
        let Some(url) = found.url().or_else(|| Url::parse(&record.url).ok()) else {
            return Shown::failed("This capture's page has no proper URL.");
        };
        let media = Self::classify(found, &bytes, Role::Document);
        let media_type = media.essence.clone();
        let decoded = may_be_page(media.class)
            .then(|| charset::decode(&bytes, found.content_type(), hint(media.class)));
        if let Some(decoded) = decoded
            && let Some(dom) = tree(media.class, &decoded.text, &self.budget)
        {
            let origin = Origin {
                url: url.clone(),
                inherited_base: None,
                encoding: decoded.encoding,
                depth: 0,
                around: vec![found.index],
            };
            return match dom.and_then(|dom| self.page(PAGE, dom, origin, edits, frames)) {
                Ok((document, meta)) => {
                    Shown { kind: ContentKind::Page, media_type, document, main_asset: None, meta }
                }
                Err(over) => {
                    frames.queue.clear();
                    self.notice(format!("shown as text: {over}"));
                    let document = self.text(PAGE, &file_name(&url), &decoded.text);
                    self.reading = Reading::default();
                    Shown {
                        kind: ContentKind::Text,
                        media_type,
                        document,
                        main_asset: None,
                        meta: PageMeta::default(),
                    }
                }
            };
        }
        self.other(found, &bytes, &media, &url)
    }

    /// What is no page: shown as what it is.
    fn other(&mut self, found: Found<'_>, bytes: &[u8], media: &Media, url: &Url) -> Shown {
        let title = file_name(url);
        let size = bytes.len() as u64;
        let media_type = media.essence.clone();
        let mut meta = PageMeta { title: Some(title.clone()), ..PageMeta::default() };
        let kind = kind_of(media.class);
        let path = match media.class {
            _ if kind == ContentKind::Text => {
                let decoded = charset::decode(bytes, found.content_type(), hint(media.class));
                meta.words = meta::words_of(&decoded.text);
                let feed = (media.class == Class::Feed)
                    .then(|| readable::feed(&decoded.text, &self.budget))
                    .flatten()
                    .filter(|feed| !feed.entries.is_empty());
                let document = if let Some(feed) = feed {
                    self.reading.text = text::plain(&feed.words());
                    if !feed.title.is_empty() {
                        meta.title = Some(feed.title.clone());
                    }
                    plain::feed(PAGE, &title, &feed, url)
                } else {
                    let text = match media.class {
                        Class::Json => readable::json(&decoded.text),
                        Class::Xml | Class::Feed => {
                            readable::xml(&decoded.text, &self.budget).unwrap_or(decoded.text)
                        }
                        _ => decoded.text,
                    };
                    self.reading.text = text::plain(&text);
                    self.text(PAGE, &title, &text)
                };
                return Shown { kind, media_type, document, main_asset: None, meta };
            }
            Class::Svg => {
                let Ok(path) = self.svg(found, bytes) else {
                    let decoded = charset::decode(bytes, found.content_type(), Hint::Xml);
                    let document = self.text(PAGE, &title, &decoded.text);
                    return Shown { kind: ContentKind::Text, media_type, document, main_asset: None, meta };
                };
                Ok(path)
            }
            Class::Pdf => self.publish_blob(found, "pdf"),
            Class::Image | Class::Audio | Class::Video => self.publish_blob(found, media::extension(media)),
            _ => self.publish_blob(found, "bin"),
        };
        let path = match path {
            Ok(path) => path,
            Err(reason) => return Shown::failed(&format!("This capture cannot be shown: {reason}.")),
        };
        let link = Place::Page.url_of(&path, None);
        let document = match kind {
            ContentKind::Image => plain::image(PAGE, &title, &link),
            ContentKind::Pdf => plain::pdf(PAGE, &title, &link, size),
            ContentKind::Audio => plain::player(PAGE, &title, &link, false),
            ContentKind::Video => plain::player(PAGE, &title, &link, true),
            _ => plain::file(PAGE, &title, &link, &media_type, size),
        };
        Shown { kind, media_type, document, main_asset: Some(path), meta }
    }

    /// Text in a page of ours, cut where it is too long for one.
    fn text(&mut self, name: &str, title: &str, text: &str) -> Document {
        let shown = text.get(..text.floor_char_boundary(TEXT.min(text.len()))).unwrap_or_default();
        if shown.len() < text.len() {
            self.notice(format!("only the first {TEXT} bytes of the text are shown"));
        }
        plain::text(name, title, shown)
    }

    fn frame_document(&mut self, task: Task, edits: &Edits, frames: &mut Frames) -> Document {
        let Task { name, source, depth, mut around } = task;
        match source {
            Source::Missing(url) => {
                plain::note(&name, &format!("Not captured: {}", url.host_str().unwrap_or_default()))
            }
            Source::Inline { text, base, encoding } => {
                let url = Url::parse("about:srcdoc").unwrap_or_else(|_| base.clone());
                let origin = Origin { url, inherited_base: Some(base), encoding, depth, around };
                let dom = Dom::parse_srcdoc(&text, &self.budget);
                match dom.and_then(|dom| self.page(&name, dom, origin, edits, frames)) {
                    Ok((document, _)) => document,
                    Err(_) => self.text(&name, "", &text),
                }
            }
            Source::Exchange(index) | Source::Plugin(index) => {
                let fitted = matches!(source, Source::Plugin(_));
                around.push(index);
                self.exchange_frame(&name, (index, fitted), depth, around, edits, frames)
            }
        }
    }

    fn exchange_frame(
        &mut self,
        name: &str,
        (index, fitted): (usize, bool),
        depth: usize,
        around: Vec<usize>,
        edits: &Edits,
        frames: &mut Frames,
    ) -> Document {
        let failed = || plain::note(name, "Not captured");
        let Some(found) = self.resources.at(index) else { return failed() };
        let (Ok(bytes), Some(url)) = (self.bytes(found), found.url()) else { return failed() };
        let media = Self::classify(found, &bytes, Role::Frame);
        let decoded = (may_be_page(media.class) || media.class == Class::Svg)
            .then(|| charset::decode(&bytes, found.content_type(), hint(media.class)));
        if let Some(decoded) = decoded
            && let Some(dom) = if media.class == Class::Svg {
                Dom::around_svg(&decoded.text, fitted, &self.budget).map(Ok)
            } else {
                tree(media.class, &decoded.text, &self.budget)
            }
        {
            let origin = Origin { url, inherited_base: None, encoding: decoded.encoding, depth, around };
            return match dom.and_then(|dom| self.page(name, dom, origin, edits, frames)) {
                Ok((document, _)) => document,
                Err(_) => self.text(name, "", &decoded.text),
            };
        }
        let other = self.other(found, &bytes, &media, &url);
        Document { name: name.to_owned(), ..other.document }
    }
}
