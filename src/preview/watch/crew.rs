//! Captures that go on while the site is watched, on a thread of their own: they never hold up a build or a page view.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

use futures::channel::mpsc::{UnboundedSender, unbounded};

use super::News;
use crate::capture::visit::Job;
use crate::config::CaptureSettings;
use crate::console::Console;
use crate::error::Result;
use crate::pipeline::Context;
use crate::pipeline::captures::Crew;
use crate::project::Lock;

/// Captures under way.
pub(super) struct Captures {
    /// What they were begun with; others need another crew.
    pub(super) settings: CaptureSettings,
    jobs: Option<UnboundedSender<Job>>,
    thread: JoinHandle<()>,
    asked: Arc<AtomicUsize>,
    ended: usize,
}

impl Captures {
    /// Starts a crew that has nothing to do yet. It holds the collection's lock until its end.
    pub(super) fn start(
        context: &Context,
        console: Console,
        lock: Arc<Lock>,
        news: Sender<News>,
    ) -> Result<Self> {
        let crew = Crew::of(context, console)?;
        let (jobs, inbox) = unbounded();
        let asked = Arc::new(AtomicUsize::new(0));
        let total = Arc::clone(&asked);
        let thread = std::thread::Builder::new().name("captures".into()).spawn(move || {
            let tell = news.clone();
            // The receiver is gone only when the watch is.
            let ended = crew.run(inbox, &total, None, &mut |done| {
                drop(tell.send(News::PageEnded(done.map(|done| done.record.url))));
            });
            drop(lock);
            let _ = news.send(News::CapturesEnded(ended.map(drop)));
        })?;
        Ok(Self { settings: context.config.capture.clone(), jobs: Some(jobs), thread, asked, ended: 0 })
    }

    /// Hands over a page. `false`: this crew takes no more.
    pub(super) fn ask(&mut self, job: Job) -> bool {
        let taken = self.jobs.as_ref().is_some_and(|jobs| jobs.unbounded_send(job).is_ok());
        self.asked.fetch_add(usize::from(taken), Ordering::Relaxed);
        taken
    }

    /// Whether it takes more.
    pub(super) fn is_open(&self) -> bool {
        self.jobs.is_some()
    }

    /// Lets it end once it has done what it was given.
    pub(super) fn close(&mut self) {
        self.jobs = None;
    }

    /// One page has ended. A crew that has nothing left to do ends as well, so that nothing piles up over days.
    pub(super) fn page_ended(&mut self) {
        self.ended += 1;
        if self.ended >= self.asked.load(Ordering::Relaxed) {
            self.close();
        }
    }

    /// Waits for its end.
    pub(super) fn join(self) {
        drop(self.jobs);
        let _ = self.thread.join();
    }
}
