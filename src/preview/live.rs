//! What an open page is told while the site changes under it: that there is a newer build, and what is wrong.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::{Stream, stream};
use serde::Serialize;
use tokio::sync::watch;

/// Where a page listens.
pub(super) const EVENTS: &str = "/.linkarium/events";
/// Runs in a page: listens, shows what is wrong, and loads the page anew when its own text has changed.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// What is served, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The folder of the built site; canonical.
    pub root: Arc<PathBuf>,
    /// The path at which it stands, as on its own host: `/` or `/repo/`.
    pub base: String,
    /// Live reload; `None` for a site that does not change.
    pub live: Option<Live>,
}

/// The state of a site that is rebuilt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Live {
    /// Differs from build to build, and from one run of the program to the next.
    pub version: u64,
    /// Whether what is served is an earlier build, as the latest could not be finished.
    pub failed: bool,
    /// Errors, drawn with file, line and column.
    pub problems: Vec<String>,
    /// Whether there has been any build yet.
    #[serde(skip)]
    pub built: bool,
}

/// The events that a page listens to: the state now, and each new one.
pub(super) fn events(site: watch::Receiver<Site>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = stream::unfold((site, None), |(mut site, mut told): (_, Option<Live>)| async move {
        loop {
            let now = site.borrow_and_update().live.clone();
            if now != told {
                let event = Event::default().data(serde_json::to_string(&now).unwrap_or_default());
                told = now;
                return Some((Ok(event), (site, told)));
            }
            // Whoever changed the site is gone: so is this stream, and nobody waits for it at the end.
            site.changed().await.ok()?;
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
