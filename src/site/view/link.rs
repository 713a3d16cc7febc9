//! A link's own page.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::card::{Mini, chips, state};
use super::{Card, Chip};
use crate::model::{Link, Moment};
use crate::replay::{ContentKind, Missing};
use crate::site::facets::FacetKind;
use crate::site::input::{Attempt, Snapshot};
use crate::site::plan::Plan;
use crate::site::{routes, text};
use crate::store::record::{FailureKind, Role};

/// How many missing things a page names; the rest is counted.
const NAMED: usize = 100;

/// Something a snapshot needs that is not there.
#[derive(Debug, Serialize)]
pub struct MissingView<'a> {
    /// Its address.
    pub url: Cow<'a, str>,
    /// What it would have been.
    pub role: Role,
    /// Why.
    pub reason: Cow<'a, str>,
}

/// One snapshot in a link's list, or in the bar of its viewer.
#[derive(Debug, Serialize)]
pub struct SnapshotView<'a> {
    /// Href of its viewer.
    pub href: String,
    /// When it was captured.
    pub captured: String,
    /// Whether it is the one that is shown for the link.
    pub best: bool,
    /// Whether everything it needs is there.
    pub whole: bool,
    /// Whether a person supplied it, and nothing was fetched.
    pub supplied: bool,
    /// What it is.
    pub kind: ContentKind,
    /// Media type of its own bytes.
    pub media_type: Cow<'a, str>,
    /// Bytes of everything that was kept.
    pub bytes: u64,
    /// Things captured, the page itself not counted.
    pub resources: usize,
    /// Where redirects ended, when that is another address.
    pub final_url: Option<Cow<'a, str>>,
    /// Reasons to doubt it: `soft-404`, `challenge`, …
    pub suspect: Vec<Cow<'a, str>>,
    /// What a reader should know.
    pub notices: Vec<Cow<'a, str>>,
    /// How many things are missing.
    pub missing_count: usize,
    /// What is missing, up to a hundred.
    pub missing: Vec<MissingView<'a>>,
    /// Href of the file itself, for what is no page.
    pub file: Option<String>,
    /// The page's JSON-LD, where a rule keeps it.
    pub json_ld: Option<String>,
    /// Href of its reader view.
    pub reader: Option<String>,
    /// Href of the safe page alone, without a frame around it.
    pub page: String,
}

impl<'a> SnapshotView<'a> {
    /// A snapshot of `link`, for a page whose root is `root`.
    pub(super) fn new(link: &Link, snapshot: &'a Snapshot, best: bool, root: &str) -> Self {
        let elsewhere =
            snapshot.final_url != link.url && text::outward(&link.url).as_ref() != Some(&snapshot.final_url);
        Self {
            href: routes::href(root, &routes::viewer(&snapshot.folder)),
            captured: instant(snapshot.captured),
            best,
            whole: snapshot.whole,
            supplied: snapshot.supplied,
            kind: snapshot.kind,
            media_type: text::clean(&snapshot.media_type),
            bytes: snapshot.resources.bytes,
            resources: snapshot.resources.captured,
            final_url: elsewhere.then(|| text::clean(&snapshot.final_url)),
            suspect: snapshot.suspect.iter().map(|reason| text::clean(reason)).collect(),
            notices: snapshot.notices.iter().map(|notice| text::clean(notice)).collect(),
            missing_count: snapshot.missing.len(),
            missing: snapshot.missing.iter().take(NAMED).map(MissingView::new).collect(),
            file: snapshot.main_asset.as_deref().map(|path| routes::href(root, path)),
            json_ld: snapshot.meta.json_ld.as_deref().map(|path| routes::href(root, path)),
            reader: snapshot.reader.as_ref().map(|_| routes::href(root, &routes::reader(&snapshot.folder))),
            page: routes::href(root, &format!("{}/page.html", snapshot.folder)),
        }
    }
}

impl<'a> MissingView<'a> {
    fn new(missing: &'a Missing) -> Self {
        Self { url: text::clean(&missing.url), role: missing.role, reason: text::clean(&missing.reason) }
    }
}

/// The last attempt, when it failed.
#[derive(Debug, Serialize)]
pub struct FailureView<'a> {
    /// When.
    pub at: String,
    /// The class.
    pub kind: FailureKind,
    /// One sentence.
    pub message: Cow<'a, str>,
    /// When it will be tried again.
    pub next: Option<String>,
    /// Failed attempts in a row.
    pub failures: u32,
}

impl<'a> FailureView<'a> {
    fn new(attempt: &'a Attempt) -> Self {
        Self {
            at: instant(attempt.at),
            kind: attempt.failure.kind,
            message: text::clean(&attempt.failure.message),
            next: attempt.next.map(instant),
            failures: attempt.failures,
        }
    }
}

/// One link with everything known of it.
#[derive(Debug, Serialize)]
pub struct LinkView<'a> {
    /// The link as listings show it.
    pub link: Card<'a>,
    /// Markdown of the person.
    pub notes: Option<&'a str>,
    /// When it was kept: a day or an instant.
    pub added: Option<String>,
    /// When the person last changed it.
    pub updated: Option<String>,
    /// When the page was published; as the person, else as the page says (ISO 8601, or nothing readable).
    pub published: Option<String>,
    /// Who wrote the page.
    pub author: Option<Cow<'a, str>>,
    /// The site the page says it belongs to.
    pub site_name: Option<Cow<'a, str>>,
    /// BCP 47 tag of the page's language.
    pub language: Option<String>,
    /// Words of visible text.
    pub words: usize,
    /// Where the person found it, in words.
    pub via: Option<Cow<'a, str>>,
    /// The same as an href, when it is an address.
    pub via_href: Option<String>,
    /// Former addresses.
    pub aliases: Vec<Cow<'a, str>>,
    /// Its tags.
    pub tags: Vec<Chip<'a>>,
    /// Snapshots, newest first.
    pub snapshots: Vec<SnapshotView<'a>>,
    /// The last attempt, when it failed.
    pub failure: Option<FailureView<'a>>,
    /// `captured`, `partial`, `failed`, `waiting`, `off`.
    pub state: &'static str,
    /// Neither in listings nor in feeds.
    pub unlisted: bool,
    /// Other links that share tags or words with it, the nearest first.
    pub related: Vec<Mini<'a>>,
    /// Other links of the same host, newest first.
    pub same_host: Vec<Mini<'a>>,
    /// Href of the page of the host, when it has one.
    pub host_page: Option<String>,
    /// How many links that page lists.
    pub host_count: usize,
}

/// Related links that a page names.
const RELATED: usize = 6;
/// Links of the same host that a page names.
const SAME_HOST: usize = 5;

impl<'a> LinkView<'a> {
    /// The page of the link at `index`.
    pub(crate) fn new(plan: &Plan<'a>, index: usize, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let entry = plan.entry(index);
        let best = plan.best(index);
        let meta = best.map(|snapshot| &snapshot.meta);
        let snapshots = entry.snapshots.iter();
        // An unlisted link is in no list: nothing leads from it to others by what they share.
        let position = plan.position(index);
        let names =
            |list: Vec<usize>| list.into_iter().filter_map(|other| Mini::new(plan, other, root)).collect();
        let host = position.and_then(|position| plan.facets().host_group(position));
        Some(Self {
            related: position.map_or_else(Vec::new, |at| names(plan.related().of(plan, at, RELATED))),
            same_host: position.map_or_else(Vec::new, |at| names(plan.same_host(at, SAME_HOST))),
            host_page: host.map(|group| routes::href(root, &routes::group(FacetKind::Hosts, &group.slug, 1))),
            host_count: host.map_or(0, |group| group.links.len()),
            link: Card::new(plan, index, root)?,
            notes: link.notes.as_deref().filter(|notes| !notes.trim().is_empty()),
            added: link.added.as_ref().map(moment),
            updated: link.updated.as_ref().map(moment),
            published: plan.published(index),
            author: text::present(link.author.as_deref().or_else(|| meta?.author.as_deref())),
            site_name: text::present(meta.and_then(|m| m.site_name.as_deref())),
            language: plan.language(index),
            words: meta.map_or(0, |m| m.words),
            via: text::present(link.via.as_deref()),
            via_href: link.via.as_deref().and_then(text::outward),
            aliases: link.aliases.iter().map(|alias| text::clean(alias)).collect(),
            tags: chips(plan, link, root),
            snapshots: snapshots.map(|s| SnapshotView::new(link, s, is(best, s), root)).collect(),
            failure: entry.failure.as_ref().map(FailureView::new),
            state: state(best.map(|s| s.whole), entry.failure.is_some(), link.archive),
            unlisted: link.visibility != crate::model::Visibility::Public,
        })
    }
}

/// Whether two references are to the same snapshot.
pub(super) fn is(best: Option<&Snapshot>, snapshot: &Snapshot) -> bool {
    best.is_some_and(|best| std::ptr::eq(best, snapshot))
}

/// An instant as a page writes it: to the second, which is as exact as `datetime` of HTML and people want it.
pub(crate) fn instant(instant: Timestamp) -> String {
    format!("{instant:.0}")
}

/// A moment as a page writes it: the day, or the instant when a time was given.
pub(crate) fn moment(moment: &Moment) -> String {
    if moment.has_time { instant(moment.instant) } else { moment.date.to_string() }
}

/// What a page says of its date, when it can be read.
pub(crate) fn day_or_instant(text: &str) -> Option<String> {
    if let Ok(found) = text.parse::<Timestamp>() {
        return Some(instant(found));
    }
    text.parse::<jiff::civil::Date>().ok().map(|day| day.to_string())
}
