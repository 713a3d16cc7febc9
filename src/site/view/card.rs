//! A link as it stands in a listing.

use std::borrow::Cow;

use serde::Serialize;

use crate::model::{Link, Status, Visibility};
use crate::replay::ContentKind;
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
                captured: snapshot.captured.to_string(),
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
pub(super) fn state(whole: Option<bool>, failed: bool, archive: bool) -> &'static str {
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
