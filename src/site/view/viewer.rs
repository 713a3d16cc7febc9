//! The slim bar and the frame around a snapshot.

use std::borrow::Cow;

use serde::Serialize;

use super::SnapshotView;
use super::link::is;
use crate::replay::ContentKind;
use crate::site::input::Snapshot;
use crate::site::plan::Plan;
use crate::site::{routes, text};

/// A viewer.
#[derive(Debug, Serialize)]
pub struct ViewerView<'a> {
    /// The link's title.
    pub title: Cow<'a, str>,
    /// Its language, where known.
    pub title_lang: Option<String>,
    /// The address as written.
    pub url: Cow<'a, str>,
    /// The address for an href; `None` unless it is http or https.
    pub outward: Option<String>,
    /// Host as written, without `www.`.
    pub host: Cow<'a, str>,
    /// Href of the link's page.
    pub link: String,
    /// The snapshot in the frame.
    pub snapshot: SnapshotView<'a>,
    /// How many snapshots the link has.
    pub snapshots: usize,
    /// The others, newest first, up to twenty.
    pub others: Vec<OtherSnapshot>,
    /// What the frame loads.
    pub frame: String,
    /// Whether the frame is sandboxed. Only a PDF is not: browsers do not show one inside a sandbox.
    pub sandboxed: bool,
}

/// Another snapshot of the same link.
#[derive(Debug, Serialize)]
pub struct OtherSnapshot {
    /// Href of its viewer.
    pub href: String,
    /// When it was captured.
    pub captured: String,
    /// Whether everything it needs is there.
    pub whole: bool,
    /// Whether it is the one that the page shows.
    pub current: bool,
}

/// Snapshots that a viewer leads to.
const OTHERS: usize = 20;

/// All snapshots of a link, for a page that shows one of them; nothing when there is no other.
pub(super) fn others(plan: &Plan<'_>, index: usize, shown: &Snapshot, root: &str) -> Vec<OtherSnapshot> {
    let all = &plan.entry(index).snapshots;
    if all.len() < 2 {
        return Vec::new();
    }
    all.iter()
        .take(OTHERS)
        .map(|snapshot| OtherSnapshot {
            href: routes::href(root, &routes::viewer(&snapshot.folder)),
            captured: super::instant(snapshot.captured),
            whole: snapshot.whole,
            current: std::ptr::eq(snapshot, shown),
        })
        .collect()
}

impl<'a> ViewerView<'a> {
    /// The viewer of one snapshot of the link at `index`.
    pub(crate) fn new(plan: &Plan<'a>, index: usize, snapshot: &'a Snapshot, root: &str) -> Option<Self> {
        let link = plan.link(index)?;
        let best = plan.best(index);
        let title = text::title(link, best);
        let pdf = bare_pdf(snapshot);
        let page = || format!("{}/page.html", snapshot.folder);
        Some(Self {
            title: title.text,
            title_lang: title.language,
            url: text::clean(&link.url),
            outward: text::outward(&link.url),
            host: text::host(&link.url),
            link: routes::href(root, &routes::link(&link.id)),
            snapshot: SnapshotView::new(link, snapshot, is(best, snapshot), root),
            snapshots: plan.entry(index).snapshots.len(),
            others: others(plan, index, snapshot, root),
            frame: pdf.map_or_else(|| routes::href(root, &page()), |path| routes::href(root, path)),
            sandboxed: pdf.is_none(),
        })
    }
}

/// The PDF itself, when the snapshot is one and no server could take it for a document.
fn bare_pdf(snapshot: &Snapshot) -> Option<&str> {
    let path = snapshot.main_asset.as_deref()?;
    (snapshot.kind == ContentKind::Pdf && path.to_ascii_lowercase().ends_with(".pdf")).then_some(path)
}
