//! Many pages at once: jobs in, finished captures out, as they finish.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::stream::{Stream, StreamExt as _};
use tokio::sync::watch;
use url::Url;

use crate::capture::fetch::Fetcher;
use crate::capture::resource::Resources;
use crate::capture::stats::Stats;
use crate::capture::visit::{Job, visit};
use crate::config::CaptureSettings;
use crate::error::Result;
use crate::store::record::{CaptureId, FailureKind, Record};
use crate::store::writer::Writer;

/// A capture that is safe on disk.
#[derive(Debug)]
pub struct Done {
    /// Index of the link in the collection.
    pub link: usize,
    /// The record, without its exchanges: what the report and the plan need.
    pub record: Record,
    /// Its name in the store.
    pub capture: CaptureId,
    /// Requests made for the document.
    pub attempts: u32,
    /// Milliseconds from the page's turn to its end.
    pub millis: u64,
}

/// When a run must have ended.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// From here on no page is begun.
    last_start: Instant,
    /// Pages under way are given up here.
    end: Instant,
}

impl Budget {
    /// A budget of `time` from `start` on. The last part of it, up to a quarter, is left to pages under way: `page` is
    /// how long one page may take.
    pub fn new(start: Instant, time: Duration, page: Duration) -> Self {
        Self { last_start: start + time.saturating_sub(page.min(time / 4)), end: start + time }
    }
}

/// The machinery of one run.
#[derive(Debug)]
pub struct Engine {
    resources: Arc<Resources>,
    writer: Writer,
    concurrency: usize,
    stop: watch::Receiver<bool>,
    budget: Option<Budget>,
}

impl Engine {
    /// Sets up clients, bounds and counters. Once `stop` turns true, no page is begun, those under way are given up, and
    /// those that are on their way to the disk arrive.
    pub fn new(
        settings: &CaptureSettings,
        writer: Writer,
        stats: Arc<Stats>,
        stop: watch::Receiver<bool>,
        budget: Option<Budget>,
    ) -> Result<Self> {
        let fetcher = Fetcher::new(settings, stats, writer.staging().to_path_buf())?;
        let resources = Arc::new(Resources::new(Arc::new(fetcher), writer.clone()));
        Ok(Self { resources, writer, concurrency: settings.concurrency, stop, budget })
    }

    /// Captures pages, many at once, as `jobs` yields them; yields each when it is safe on disk, in the order in which
    /// they finish; `None` for one that was given up or could not be written.
    pub fn run(self, jobs: impl Stream<Item = Job>) -> impl Stream<Item = Option<Done>> {
        // More than may be in flight: those that wait for their host's turn must not keep other hosts idle.
        let width = self.concurrency.saturating_mul(4).max(64);
        let engine = Arc::new(self);
        jobs.map(move |job| {
            let engine = Arc::clone(&engine);
            async move { engine.one(job).await }
        })
        .buffer_unordered(width)
    }

    /// One job; `None` when it was given up.
    async fn one(&self, job: Job) -> Option<Done> {
        let mut stop = self.stop.clone();
        let visit = async {
            let gates = &self.resources.fetcher().gates;
            let turn = async {
                match Url::parse(&job.url) {
                    Ok(url) => gates.page(&url).await,
                    Err(_) => None,
                }
            };
            let _pass = tokio::select! {
                biased;
                () = until(self.budget.map(|budget| budget.last_start)) => return None,
                pass = turn => pass,
            };
            let clock = Instant::now();
            // Boxed: many jobs wait for their turn, and a waiting one should be small.
            let (record, attempts) = Box::pin(visit(&self.resources, &job)).await;
            Some((record, attempts, u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX)))
        };
        let (mut record, attempts, millis) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return None,
            () = until(self.budget.map(|budget| budget.end)) => return None,
            done = visit => done?,
        };
        // Trouble of this machine's disk says nothing of the page: no attempt to remember.
        if record.error.as_ref().is_some_and(|error| error.kind == FailureKind::Io) {
            return None;
        }
        let kept = record.clone();
        record.exchanges = Vec::new();
        // A writer that has failed says why itself, once for all.
        let capture = self.writer.capture(job.area, kept).await.ok()?;
        self.resources.fetcher().stats.page_done();
        Some(Done { link: job.link, record, capture, attempts, millis })
    }
}

/// Resolves at an instant; never, when there is none.
async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_begun_may_end() {
        let start = Instant::now();
        let seconds = Duration::from_secs;
        let long = Budget::new(start, seconds(600), seconds(120));
        assert_eq!((long.last_start, long.end), (start + seconds(480), start + seconds(600)));
        let short = Budget::new(start, seconds(40), seconds(120));
        assert_eq!((short.last_start, short.end), (start + seconds(30), start + seconds(40)));
    }
}
