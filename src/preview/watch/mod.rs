//! Rebuilding on every change: one thread that hears of changes, builds, and hands what is due to a crew that captures.
//!
//! A build never waits for the network, and a capture never waits for a build. What a build depends on is compared by
//! its bytes: whatever way a change came about, it is built once, and what changes nothing builds nothing.

mod build;
mod changes;
mod crew;
mod due;
mod inputs;
mod quiet;
mod rests;

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch as channel;

use self::changes::Changes;
use self::crew::Captures;
use self::inputs::Places;
use self::rests::Rests;
use super::live::{Live, Site};
use crate::console::{Console, Paint, Recorded, Recorder};
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::pipeline::context::{Context, Overrides};
use crate::project::{Lock, Project, Work};
use crate::stop::Stop;

/// How long a new or changed line has to rest before its page is captured.
const REST: Duration = Duration::from_secs(4);
/// Between two builds that only captures have brought about.
const PACE: Duration = Duration::from_secs(1);

/// What the watch hears.
#[derive(Debug)]
enum News {
    /// Something that a build reads has changed; and folders that are to be watched anew.
    Changed { renew: Vec<PathBuf> },
    /// There are new captures, our own among them.
    Stored,
    /// A page that was to be captured has ended in some way; its address, when something came of it.
    PageEnded(Option<String>),
    /// The crew has ended.
    CapturesEnded(Result<()>),
    /// Ctrl-C or SIGTERM.
    Stop,
}

/// A collection that is rebuilt on every change.
pub struct Watch {
    project: Project,
    console: Console,
    stop: Stop,
    offline: bool,
    site: channel::Sender<Site>,
    news: (Sender<News>, Receiver<News>),
    rests: Rests,
    captures: Option<Captures>,
    /// The lock of what captures, while a crew of ours is at work.
    lock: Weak<Lock>,
    /// Where what a build reads and writes is, as far as the settings could be read.
    places: Places,
    /// What the last build was made of.
    built_from: Option<[u8; 32]>,
    /// Problems of the last build.
    problems: Vec<Recorded>,
    /// Why the last crew could write nothing.
    trouble: Option<Recorded>,
    /// Problems that have been printed and still hold.
    told: Vec<Recorded>,
    /// When the store changed, if no build has shown it yet.
    stored: Option<Instant>,
    last_build: Duration,
    stopping: bool,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("root", &self.project.root).finish_non_exhaustive()
    }
}

impl Watch {
    /// Prepares to watch a collection: reads where its site is to stand. Nothing is built yet, and what is wrong with the
    /// collection the first build says.
    ///
    /// # Errors
    /// When the folder is gone.
    pub fn new(project: &Project, console: Console, stop: Stop, offline: bool) -> Result<Self> {
        // Systems tell of changes by the true place of a file.
        let project = Project { root: fs_err::canonicalize(&project.root)? };
        let places = Places::usual(&project.root);
        let version = u64::try_from(crate::pipeline::now().as_millisecond()).unwrap_or_default();
        let live = Live { version, failed: false, problems: Vec::new(), built: false };
        let site = Site { root: Arc::new(places.output.clone()), base: "/".into(), live: Some(live) };
        let mut watch = Self {
            project,
            console,
            stop,
            offline,
            site: channel::Sender::new(site),
            news: mpsc::channel(),
            rests: Rests::new(REST),
            captures: None,
            lock: Weak::new(),
            places,
            built_from: None,
            problems: Vec::new(),
            trouble: None,
            told: Vec::new(),
            stored: None,
            last_build: Duration::ZERO,
            stopping: false,
        };
        if let Ok(context) = watch.quietly() {
            watch.place(&context, false);
        }
        Ok(watch)
    }

    /// The site as it changes, for a server. Ends when the watch does.
    pub fn site(&self) -> channel::Receiver<Site> {
        self.site.subscribe()
    }

    /// Builds, and builds again whenever something changes, until a signal ends it.
    ///
    /// # Errors
    /// When the system gives no thread. Everything else is said, and mended by the next change.
    pub fn run(mut self) -> Result<()> {
        let _graceful = self.stop.graceful();
        self.listen_for_signals()?;
        let mut changes = self.watch_places();
        self.build_if_changed(true);
        while !self.stopping {
            if *changes.places() != self.places {
                changes = self.watch_places();
            }
            let news = match self.patience() {
                Some(patience) => self.news.1.recv_timeout(patience),
                None => self.news.1.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match news {
                Ok(news) => self.take(news, &mut changes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.stopping {
                break;
            }
            // While captures go on, a build now and then shows what has come.
            if self.stored.is_some_and(|since| since.elapsed() >= self.pace()) {
                self.build_if_changed(false);
            } else if self.next_rest().is_some_and(|next| next <= Instant::now()) {
                self.ask_for_what_has_rested();
            }
        }
        if let Some(captures) = self.captures.take() {
            captures.join();
        }
        Ok(())
    }

    fn watch_places(&self) -> Changes {
        let (changes, problem) = Changes::watch(&self.project.root, &self.places, &self.news.0);
        if let Some(problem) = problem {
            self.console.say(&problem);
        }
        changes
    }

    fn take(&mut self, news: News, changes: &mut Changes) {
        match news {
            News::Changed { renew } => {
                let renew = self.wait_for_quiet(renew);
                changes.renew(&renew);
                if !self.stopping {
                    self.build_if_changed(false);
                }
            }
            News::CapturesEnded(result) => {
                if let Some(captures) = self.captures.take() {
                    captures.join();
                }
                self.rests.ended(None);
                self.build_if_changed(false);
                self.trouble = result.err().map(|error| recorded(&error, &self.console));
                self.announce();
                // What came while it was ending has waited for its successor.
                self.ask_for_what_has_rested();
            }
            other => self.note(&other),
        }
    }

    /// What changes nothing at once.
    fn note(&mut self, news: &News) {
        match news {
            News::Stored => drop(self.stored.get_or_insert_with(Instant::now)),
            News::PageEnded(url) => {
                if let Some(url) = url {
                    self.rests.ended(Some(&crate::model::key(url)));
                }
                if let Some(captures) = &mut self.captures {
                    captures.page_ended();
                }
            }
            News::Stop => self.stopping = true,
            News::Changed { .. } | News::CapturesEnded(_) => {}
        }
    }

    /// How long to wait for news at most.
    fn patience(&self) -> Option<Duration> {
        let build = self.stored.map(|since| since + self.pace());
        let next = [build, self.next_rest()].into_iter().flatten().min()?;
        Some(next.saturating_duration_since(Instant::now()))
    }

    /// When the next link may be captured; `None` also while a crew that is ending takes none.
    fn next_rest(&self) -> Option<Instant> {
        self.rests.next().filter(|_| self.captures.as_ref().is_none_or(Captures::is_open))
    }

    /// Builds that captures bring about take a quarter of the time at most.
    fn pace(&self) -> Duration {
        if self.captures.is_some() { PACE.max(self.last_build * 3) } else { quiet::QUIET }
    }

    fn listen_for_signals(&self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, news, console) = (self.stop.clone(), self.news.0.clone(), self.console.clone());
        std::thread::Builder::new().name("watch-stop".into()).spawn(move || {
            runtime.block_on(stop.wait());
            console.say("stopping …");
            let _ = news.send(News::Stop);
        })?;
        Ok(())
    }

    /// The collection as it is, without a word about what is wrong with it.
    fn quietly(&self) -> Result<Context> {
        let quiet = self.console.clone().recording(Recorder::default());
        Context::read(self.project.clone(), quiet, self.stop.clone(), &Overrides::default())
    }

    /// The lock of what captures, shared by a crew and its successor. `None` while another process has it.
    fn capture_lock(&mut self) -> Result<Option<Arc<Lock>>> {
        if let Some(lock) = self.lock.upgrade() {
            return Ok(Some(lock));
        }
        match self.project.lock(Work::Capturing) {
            Err(Error::Locked { .. }) => Ok(None),
            other => {
                let lock = Arc::new(other?);
                self.lock = Arc::downgrade(&lock);
                Ok(Some(lock))
            }
        }
    }
}

fn recorded(error: &Error, console: &Console) -> Recorded {
    let text = format!("error: {error}");
    let drawn = text.replacen("error", &console.paint(Paint::Bad, "error"), 1);
    Recorded { severity: Severity::Error, text, drawn }
}
