//! Rebuilding on every change: one thread that hears of changes, builds, and hands what is due to a crew that captures.
//!
//! A build never waits for the network, and a capture never waits for a build. What a build depends on is compared by
//! its bytes: whatever way a change came about, it is built once, and what changes nothing builds nothing.

mod changes;
mod crew;
mod rests;

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use tokio::sync::watch as channel;

use self::changes::Changes;
use self::crew::Captures;
use self::rests::Rests;
use super::live::{Live, Site};
use super::server::canonical_folder;
use crate::capture::plan::{Decision, PlanOptions};
use crate::console::{Console, Paint, Recorded, Recorder, duration};
use crate::diagnostic::Severity;
use crate::error::{Error, Result};
use crate::model::{self, Link};
use crate::output::Changes as Written;
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, captures};
use crate::project::{Lock, Project};
use crate::site::routes;
use crate::stop::Stop;
use crate::store::index::StoreIndex;
use crate::text::counted;

/// How long a new or changed line has to rest before its page is captured.
const REST: Duration = Duration::from_secs(4);
/// Files are taken as they are once nothing has changed for so long: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(120);
/// … and at the latest after this.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long git may take to check out a branch before what is there is built.
const GIT_PATIENCE: Duration = Duration::from_secs(20);
/// Lines of an entry in which its address is looked for.
const ENTRY: usize = 100;
/// Between two builds that only captures have brought about.
const PACE: Duration = Duration::from_secs(1);

/// What the watch hears.
#[derive(Debug)]
enum News {
    /// Something that a build reads has changed; and folders that are to be watched anew.
    Changed { renew: Vec<PathBuf> },
    /// There are new captures, our own among them.
    Stored,
    /// A page that was to be captured has ended in some way.
    PageEnded,
    /// The crew has ended.
    CapturesEnded(Result<()>),
    /// Ctrl-C or SIGTERM.
    Stop,
}

impl PartialEq for News {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Changed { renew }, Self::Changed { renew: others }) => renew == others,
            (Self::CapturesEnded(one), Self::CapturesEnded(other)) => one.is_ok() == other.is_ok(),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
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
    /// The collection's lock, while anything of ours is at work.
    lock: Weak<Lock>,
    /// Where the snapshots are, as far as the settings could be read.
    store: PathBuf,
    /// What the last build was made of.
    built_from: Option<[u8; 32]>,
    /// Errors of the last capture that could write nothing.
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
        let root = Arc::new(project.root.join("output"));
        let version = u64::try_from(pipeline::now().as_millisecond()).unwrap_or_default();
        let live = Live { version, failed: false, problems: Vec::new(), built: false };
        let site = Site { root, base: "/".into(), live: Some(live) };
        let mut watch = Self {
            store: project.root.join("snapshots"),
            project,
            console,
            stop,
            offline,
            site: channel::Sender::new(site),
            news: mpsc::channel(),
            rests: Rests::new(REST),
            captures: None,
            lock: Weak::new(),
            built_from: None,
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
    /// When the folders cannot be watched at all. Everything else is said, and mended by the next change.
    pub fn run(mut self) -> Result<()> {
        let _graceful = self.stop.graceful();
        self.listen_for_signals()?;
        let mut changes = self.watch_folders();
        self.build_if_changed(true);
        while !self.stopping {
            if changes.store() != self.store {
                changes = self.watch_folders();
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

    fn watch_folders(&self) -> Changes {
        let (changes, problem) = Changes::watch(&self.project.root, &self.store, &self.news.0);
        if let Some(problem) = problem {
            self.console.say(&problem);
        }
        changes
    }

    fn take(&mut self, news: News, changes: &mut Changes) {
        match news {
            News::Changed { renew } => {
                let renew = self.settle(renew);
                changes.renew(&renew);
                if !self.stopping {
                    self.build_if_changed(false);
                }
            }
            News::Stored => {
                self.stored.get_or_insert_with(Instant::now);
            }
            News::PageEnded => {
                if let Some(captures) = &mut self.captures {
                    captures.page_ended();
                }
            }
            News::CapturesEnded(result) => {
                if let Some(captures) = self.captures.take() {
                    captures.join();
                }
                self.trouble = result.err().map(|error| recorded(&error, &self.console));
                self.build_if_changed(false);
                // What came while it was ending has waited for its successor.
                self.ask_for_what_has_rested();
            }
            News::Stop => self.stopping = true,
        }
    }

    /// Waits until nothing changes any more, and git is not at work; the folders to be watched anew.
    fn settle(&mut self, mut renew: Vec<PathBuf>) -> Vec<PathBuf> {
        let start = Instant::now();
        loop {
            match self.news.1.recv_timeout(QUIET) {
                Ok(News::Changed { renew: more }) if start.elapsed() < PATIENCE => renew.extend(more),
                Ok(News::Changed { renew: more }) => {
                    renew.extend(more);
                    return renew;
                }
                Ok(News::Stored) => {
                    self.stored.get_or_insert_with(Instant::now);
                }
                Ok(News::PageEnded) => {
                    if let Some(captures) = &mut self.captures {
                        captures.page_ended();
                    }
                }
                Ok(ended @ News::CapturesEnded(_)) => {
                    // Its turn comes behind what has changed.
                    let _ = self.news.0.send(ended);
                    return renew;
                }
                Ok(News::Stop) => {
                    self.stopping = true;
                    return renew;
                }
                Err(_) if self.git_is_at_work() && start.elapsed() < GIT_PATIENCE => {}
                Err(_) => return renew,
            }
        }
    }

    /// Git holds this file while it changes the work tree.
    fn git_is_at_work(&self) -> bool {
        self.project.root.ancestors().any(|folder| folder.join(".git/index.lock").exists())
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
        if self.captures.is_some() { PACE.max(self.last_build * 3) } else { QUIET }
    }

    fn listen_for_signals(&self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, news) = (self.stop.clone(), self.news.0.clone());
        std::thread::Builder::new().name("watch-stop".into()).spawn(move || {
            runtime.block_on(stop.wait());
            let _ = news.send(News::Stop);
        })?;
        Ok(())
    }

    /// The collection as it is, without a word about what is wrong with it.
    fn quietly(&self) -> Result<Context> {
        let quiet = self.console.clone().recording(Recorder::default());
        Context::read(self.project.clone(), quiet, self.stop.clone(), &Overrides::default())
    }

    /// Builds when anything that a build depends on differs from the last one's.
    fn build_if_changed(&mut self, first: bool) {
        self.stored = None;
        let from = self.project.fingerprint(&self.store);
        if from.is_some() && from == self.built_from {
            return;
        }
        self.built_from = from;
        let clock = Instant::now();
        let recorder = Recorder::default();
        let result = self.build(&recorder);
        self.last_build = clock.elapsed();
        let mut problems = recorder.take();
        problems.extend(self.trouble.clone());
        let failed = match result {
            Ok(written) => {
                self.tell(&problems);
                let word = if first { "built" } else { "rebuilt" };
                self.console.say(&format!(
                    "{word} in {}: {} written, {} removed",
                    duration(self.last_build),
                    written.written,
                    written.removed
                ));
                false
            }
            Err(Error::Interrupted) => return,
            Err(error) => {
                // What a diagnostic has drawn needs no second word on the page.
                if !matches!(error, Error::Theme | Error::Settings) {
                    problems.push(recorded(&error, &self.console));
                }
                self.tell(&problems);
                let label = self.console.paint(Paint::Bad, "not rebuilt");
                self.console.say(&format!("{label}: the site stays as it was until this is mended"));
                true
            }
        };
        let errors = problems.iter().filter(|p| p.severity == Severity::Error);
        let errors: Vec<String> = errors.map(|problem| problem.text.clone()).collect();
        self.site.send_modify(|site| {
            if let Some(live) = &mut site.live {
                live.version += u64::from(!failed);
                live.built |= !failed;
                live.failed = failed;
                live.problems = errors;
            }
        });
    }

    /// Prints the problems that were not there before.
    fn tell(&mut self, problems: &[Recorded]) {
        for problem in problems.iter().filter(|problem| !self.told.contains(problem)) {
            self.console.recorded(problem);
        }
        self.told = problems.to_vec();
    }

    fn build(&mut self, recorder: &Recorder) -> Result<Written> {
        let lock = self.lock()?;
        let console = self.console.clone().recording(recorder.clone());
        let context = Context::read(self.project.clone(), console, self.stop.clone(), &Overrides::default())?;
        context.draw_problems();
        let index = StoreIndex::read(&context.store, &model::key);
        context.warn_of_damage(&index);
        captures::warn_of_private(&context, &index);
        let written = context
            .output_folder(None)
            .and_then(|output| pipeline::render(&context, &index, &output))
            .inspect(|_| self.place(&context, true));
        if !self.offline {
            self.capture(&context, &index, &lock)?;
        }
        written
    }

    /// Tells a server where the site lies and below which path it is to stand.
    fn place(&mut self, context: &Context, built: bool) {
        context.store.root().clone_into(&mut self.store);
        // One that is refused is said by the build.
        let Ok(output) = context.output_folder(None) else { return };
        // Before the first build it need not be there.
        let root = canonical_folder(&output).unwrap_or_else(|_| Arc::new(output));
        let base = context.config.site.base_url.as_deref().and_then(routes::base_path);
        self.site.send_if_modified(|site| {
            site.root = root;
            site.base = base.unwrap_or_else(|| "/".into());
            if let Some(live) = &mut site.live {
                live.built |= built || site.root.join("index.html").exists();
            }
            false
        });
    }

    fn ask_for_what_has_rested(&mut self) {
        if self.offline || self.stopping {
            return;
        }
        // What is wrong with it has been said by the build.
        let Ok(context) = self.quietly() else { return };
        let index = StoreIndex::read(&context.store, &model::key);
        match self.lock().and_then(|lock| self.capture(&context, &index, &lock)) {
            Ok(()) | Err(Error::Interrupted) => {}
            Err(error) => {
                let trouble = recorded(&error, &self.console);
                self.console.recorded(&trouble);
            }
        }
    }

    /// Hands what is due and has rested to the crew.
    fn capture(&mut self, context: &Context, index: &StoreIndex, lock: &Arc<Lock>) -> Result<()> {
        let now = pipeline::now();
        let all = (0..context.collection.links.len()).collect();
        let mut planned = captures::plan(context, index, &all, PlanOptions::default(), now);
        let links = &context.collection.links;
        let due = links.iter().zip(&planned).filter(|(_, decision)| matches!(decision, Decision::Due(_)));
        let clock = Instant::now();
        self.rests.look(due.map(|(link, _)| (link.key.clone(), line_of(context, link))), clock);
        let settings = &context.config.capture;
        if let Some(captures) = self.captures.as_mut().filter(|captures| captures.settings != *settings) {
            captures.close();
        }
        if self.captures.as_ref().is_some_and(|captures| !captures.is_open()) {
            // What is due is asked for when this crew has ended.
            return Ok(());
        }
        for (link, decision) in links.iter().zip(&mut planned) {
            if matches!(decision, Decision::Due(_)) && !self.rests.ask(&link.key, clock) {
                *decision = Decision::Skipped("its line has not rested yet");
            }
        }
        let jobs = captures::jobs(context, index, &planned, now);
        if jobs.is_empty() {
            return Ok(());
        }
        self.console.say(&format!("capturing {}", counted(jobs.len(), "page")));
        if self.captures.is_none() {
            let console = self.console.clone().page_by_page();
            self.captures = Some(Captures::start(context, console, Arc::clone(lock), self.news.0.clone())?);
        }
        if let Some(captures) = &mut self.captures {
            for job in jobs {
                captures.ask(job);
            }
        }
        Ok(())
    }

    /// The collection's lock, shared by all that is at work here. Waits while another process has it.
    fn lock(&mut self) -> Result<Arc<Lock>> {
        if let Some(lock) = self.lock.upgrade() {
            return Ok(lock);
        }
        let mut told = false;
        loop {
            match self.project.lock() {
                Err(Error::Locked { .. }) if *self.stop.told().borrow() => return Err(Error::Interrupted),
                Err(Error::Locked { .. }) => {
                    if !std::mem::replace(&mut told, true) {
                        self.console.say("waiting: another linkarium is at work here");
                    }
                    std::thread::sleep(QUIET);
                }
                other => {
                    let lock = Arc::new(other?);
                    self.lock = Arc::downgrade(&lock);
                    return Ok(lock);
                }
            }
        }
    }
}

/// The line in which a link's address stands.
fn line_of(context: &Context, link: &Link) -> String {
    let Some(source) = context.sources.get(&link.source.file) else { return String::new() };
    let lines = (link.source.line..).take(ENTRY).map(|line| &source.text()[source.line_range(line)]);
    lines.into_iter().find(|line| line.contains(&link.url)).unwrap_or_default().to_owned()
}

fn recorded(error: &Error, console: &Console) -> Recorded {
    let text = format!("error: {error}");
    let drawn = text.replacen("error", &console.paint(Paint::Bad, "error"), 1);
    Recorded { severity: Severity::Error, text, drawn }
}
