//! Many pages at once: jobs in, finished captures out, as they finish.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use futures::stream::{self, Stream, StreamExt as _};
use tokio::sync::watch;
use url::Url;

use crate::capture::address::Policy;
use crate::capture::client::Clients;
use crate::capture::fetch::Fetcher;
use crate::capture::plan;
use crate::capture::politeness::{Gates, authority};
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

/// The machinery of one run.
#[derive(Debug)]
pub struct Engine {
    resources: Arc<Resources>,
    writer: Writer,
    concurrency: usize,
    stop: watch::Receiver<bool>,
}

impl Engine {
    /// Sets up clients, bounds and counters. Once `stop` turns true, no page is begun, those under way are given up, and
    /// those that are on their way to the disk arrive.
    pub fn new(
        settings: &CaptureSettings,
        writer: Writer,
        stats: Arc<Stats>,
        stop: watch::Receiver<bool>,
    ) -> Result<Self> {
        let policy = Arc::new(Policy::new(&settings.allow_private));
        let fetcher = Fetcher {
            clients: Clients::new(settings, policy)?,
            gates: Gates::new(settings.concurrency, settings.per_host, settings.delay),
            settings: settings.clone(),
            stats,
            writer: writer.clone(),
            spills: AtomicU64::new(0),
        };
        let resources = Arc::new(Resources::new(Arc::new(fetcher)));
        Ok(Self { resources, writer, concurrency: settings.concurrency, stop })
    }

    /// Captures pages, many at once; yields each when it is safe on disk, in the order in which they finish;
    /// `None` for one that was given up or could not be written.
    pub fn run(self, jobs: Vec<Job>) -> impl Stream<Item = Option<Done>> {
        let jobs =
            plan::interleave(jobs, |job| Url::parse(&job.url).map(|u| authority(&u)).unwrap_or_default());
        // More than may be in flight: those that wait for their host's turn must not keep other hosts idle.
        let width = self.concurrency.saturating_mul(4).max(64);
        let engine = Arc::new(self);
        stream::iter(jobs)
            .map(move |job| {
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
            let _pass = match Url::parse(&job.url) {
                Ok(url) => gates.page(&url).await,
                Err(_) => None,
            };
            let clock = Instant::now();
            // Boxed: many jobs wait for their turn, and a waiting one should be small.
            let (record, attempts) = Box::pin(visit(&self.resources, &job)).await;
            (record, attempts, u64::try_from(clock.elapsed().as_millis()).unwrap_or(u64::MAX))
        };
        let (mut record, attempts, millis) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return None,
            done = visit => done,
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
