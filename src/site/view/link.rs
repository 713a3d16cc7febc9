//! A link's own page.

use std::borrow::Cow;

use serde::Serialize;

use super::card::{chips, state};
use super::{Card, Chip};
use crate::model::{Link, Moment};
use crate::replay::{ContentKind, Missing};
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
}

impl<'a> SnapshotView<'a> {
    /// A snapshot of `link`, for a page whose root is `root`.
    pub(super) fn new(link: &Link, snapshot: &'a Snapshot, best: bool, root: &str) -> Self {
        let elsewhere =
            snapshot.final_url != link.url && text::outward(&link.url).as_ref() != Some(&snapshot.final_url);
        Self {
            href: routes::href(root, &routes::viewer(&snapshot.folder)),
            captured: snapshot.captured.to_string(),
            best,
            whole: snapshot.whole,
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
            at: attempt.at.to_string(),
            kind: attempt.failure.kind,
            message: text::clean(&attempt.failure.message),
            next: attempt.next.map(|next| next.to_string()),
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
}

impl<'a> LinkView<'a> {
    /// The page of the link at `index`.
    pub(crate) fn new(plan: &Plan<'a>, index: usize, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let entry = plan.entry(index);
        let best = plan.best(index);
        let meta = best.map(|snapshot| &snapshot.meta);
        let published = link.published.as_ref().map(moment);
        let of_page = || meta.and_then(|m| m.published.as_deref()).and_then(day_or_instant);
        let snapshots = entry.snapshots.iter();
        Some(Self {
            link: Card::new(plan, index, root)?,
            notes: link.notes.as_deref().filter(|notes| !notes.trim().is_empty()),
            added: link.added.as_ref().map(moment),
            updated: link.updated.as_ref().map(moment),
            published: published.or_else(of_page),
            author: text::present(link.author.as_deref().or_else(|| meta?.author.as_deref())),
            site_name: text::present(meta.and_then(|m| m.site_name.as_deref())),
            language: link.language.as_deref().or_else(|| meta?.language.as_deref()).and_then(text::language),
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

/// A moment as a page writes it: the day, or the instant when a time was given.
pub(crate) fn moment(moment: &Moment) -> String {
    if moment.has_time { moment.instant.to_string() } else { moment.date.to_string() }
}

/// What a page says of its date, when it can be read.
fn day_or_instant(text: &str) -> Option<String> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.to_string());
    }
    text.parse::<jiff::civil::Date>().ok().map(|day| day.to_string())
}
