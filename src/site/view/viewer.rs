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
    /// What the frame loads.
    pub frame: String,
    /// Whether the frame is sandboxed. Only a PDF is not: browsers do not show one inside a sandbox.
    pub sandboxed: bool,
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
