//! A link as it stands in a listing.

use std::borrow::Cow;

use serde::Serialize;

use crate::model::{Link, Status, Visibility};
use crate::replay::{ContentKind, ThumbnailKind};
use crate::site::input::Snapshot;
use crate::site::plan::Plan;
use crate::site::{routes, text};

/// A tag as a small label.
#[derive(Debug, Clone, Serialize)]
pub struct Chip<'a> {
    /// Shown title.
    pub title: Cow<'a, str>,
    /// Href of its page; `None` when it has none (only unlisted links carry it).
    pub href: Option<String>,
    /// Public links under it, descendants included.
    pub count: usize,
}

/// A link that is only named.
#[derive(Debug, Serialize)]
pub struct Mini<'a> {
    /// The person's title, the page's, or the address.
    pub title: Cow<'a, str>,
    /// Language of the title, where known.
    pub title_lang: Option<String>,
    /// Href of the link's own page.
    pub href: String,
    /// Host as written, without `www.`.
    pub host: Cow<'a, str>,
}

impl<'a> Mini<'a> {
    /// The name of the link at `index`, for a page whose root is `root`.
    pub(super) fn new(plan: &Plan<'a>, index: usize, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let title = text::title(link, plan.best(index));
        let href = routes::href(root, &routes::link(&link.id));
        Some(Self { title: title.text, title_lang: title.language, href, host: text::host(&link.url) })
    }
}

/// The snapshot that a card points to.
#[derive(Debug, Serialize)]
pub struct CardSnapshot<'a> {
    /// Href of the viewer.
    pub href: String,
    /// When it was captured.
    pub captured: String,
    /// What it is.
    pub kind: ContentKind,
    /// Media type of its own bytes.
    pub media_type: Cow<'a, str>,
    /// Whether everything it needs is there.
    pub whole: bool,
    /// How many things are missing.
    pub missing: usize,
    /// Why it may not be the page itself.
    pub suspect: Vec<Cow<'a, str>>,
}

/// The picture that stands for a link, or what stands for a picture.
#[derive(Debug, Serialize)]
pub struct Thumb<'a> {
    /// Href of a picture; `None`: the initial stands in its place.
    pub src: Option<String>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Whether the picture is the site's sign, not one of the page.
    pub icon: bool,
    /// First letter of the host.
    pub initial: Cow<'a, str>,
    /// One of twelve colours, 0 to 11, the same for every link of a host.
    pub hue: u8,
}

impl Thumb<'_> {
    fn new(host: &str, best: Option<&Snapshot>, root: &str) -> Self {
        let picture = best.and_then(|snapshot| snapshot.picture.as_ref());
        let initial = host.chars().find(|c| c.is_alphanumeric()).unwrap_or('·');
        // A sum that never changes, so that a host keeps its colour for good.
        let hue =
            host.to_lowercase().bytes().fold(7u32, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into())) % 12;
        Self {
            src: picture.map(|picture| routes::href(root, &picture.path)),
            width: picture.map_or(0, |picture| picture.width),
            height: picture.map_or(0, |picture| picture.height),
            icon: picture.is_some_and(|picture| picture.kind == ThumbnailKind::Icon),
            initial: initial.to_uppercase().collect::<String>().into(),
            hue: hue as u8,
        }
    }
}

/// One link in a listing.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    /// Stable name.
    pub id: &'a str,
    /// The person's title, the page's, or the address.
    pub title: Cow<'a, str>,
    /// Language of the title, where known.
    pub title_lang: Option<String>,
    /// Href of the link's own page.
    pub href: String,
    /// The address as written.
    pub url: Cow<'a, str>,
    /// The address for an href; `None` unless it is http or https.
    pub outward: Option<String>,
    /// Host as written, without `www.`.
    pub host: Cow<'a, str>,
    /// The day it was kept, else the instant it was first seen.
    pub date: Option<String>,
    /// The person's words, else the page's own description.
    pub description: Option<Cow<'a, str>>,
    /// Language of the description, where known.
    pub description_lang: Option<String>,
    /// Its tags.
    pub tags: Vec<Chip<'a>>,
    /// Whether there are notes.
    pub notes: bool,
    /// A favourite.
    pub starred: bool,
    /// `none`, `unread`, `read`.
    pub status: Status,
    /// The snapshot to show.
    pub snapshot: Option<CardSnapshot<'a>>,
    /// Href of its reader view.
    pub reader: Option<String>,
    /// Minutes that reading it takes, where it has a reader view.
    pub minutes: Option<usize>,
    /// Its picture.
    pub thumb: Thumb<'a>,
    /// `captured`, `partial`, `failed` (tried in vain), `waiting` (not tried yet), `off` (not to be archived).
    pub state: &'static str,
}

impl<'a> Card<'a> {
    /// The card of the link at `index`, for a page whose root is `root`.
    pub fn new(plan: &Plan<'a>, index: usize, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let best = plan.best(index);
        let entry = plan.entry(index);
        let title = text::title(link, best);
        let own = text::present(link.description.as_deref());
        let description_lang = if own.is_some() {
            None
        } else {
            best.and_then(|s| s.meta.language.as_deref()).and_then(text::language)
        };
        Some(Self {
            id: &link.id,
            title: title.text,
            title_lang: title.language,
            href: routes::href(root, &routes::link(&link.id)),
            url: text::clean(&link.url),
            outward: text::outward(&link.url),
            thumb: Thumb::new(&text::host(&link.url), best, root),
            reader: best
                .filter(|snapshot| snapshot.reader.is_some())
                .map(|snapshot| routes::href(root, &routes::reader(&snapshot.folder))),
            minutes: best.and_then(|snapshot| snapshot.reader.as_ref()).map(|reader| reader.minutes),
            host: text::host(&link.url),
            date: plan.day(index),
            description: own.or_else(|| text::present(best.and_then(|s| s.meta.description.as_deref()))),
            description_lang,
            tags: chips(plan, link, root),
            notes: text::present(link.notes.as_deref()).is_some(),
            starred: link.starred,
            status: link.status,
            snapshot: best.map(|snapshot| CardSnapshot {
                href: routes::href(root, &routes::viewer(routes::parent(&snapshot.folder))),
                captured: super::instant(snapshot.captured),
                kind: snapshot.kind,
                media_type: text::clean(&snapshot.media_type),
                whole: snapshot.whole,
                missing: snapshot.missing.len(),
                suspect: snapshot.suspect.iter().map(|reason| text::clean(reason)).collect(),
            }),
            state: state(best.map(|s| s.whole), entry.failure.is_some(), link.archive),
        })
    }
}

/// How the capture of a link stands, in one word.
pub(crate) fn state(whole: Option<bool>, failed: bool, archive: bool) -> &'static str {
    match (whole, failed, archive) {
        (Some(true), _, _) => "captured",
        (Some(false), _, _) => "partial",
        (None, _, false) => "off",
        (None, true, true) => "failed",
        (None, false, true) => "waiting",
    }
}

/// A link's tags as labels. On a link that is not public, a tag without a page is named, not linked.
pub(super) fn chips<'a>(plan: &Plan<'a>, link: &'a Link, root: &str) -> Vec<Chip<'a>> {
    debug_assert!(link.visibility != Visibility::Private, "a private link reached a page");
    link.tags
        .iter()
        .map(|key| match plan.tags().get(key) {
            Some(tag) => chip(plan, tag, root),
            None => Chip { title: text::clean(key), href: None, count: 0 },
        })
        .collect()
}

/// One tag as a label.
pub(super) fn chip<'a>(plan: &Plan<'a>, tag: &'a crate::model::Tag, root: &str) -> Chip<'a> {
    let count = plan.tags().links(&tag.key).len();
    let href = (count > 0).then(|| routes::href(root, &routes::tag(&tag.slug, 1)));
    Chip { title: text::clean(&tag.title), href, count }
}
