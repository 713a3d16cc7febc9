//! The capture stage: which links, what is due, and running it until done or told to stop.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt as _};
use jiff::Timestamp;
use url::Url;

use super::{Context, Options};
use crate::capture::address::Policy;
use crate::capture::client::Validators;
use crate::capture::plan::{self, Decision, PlanOptions, Reason};
use crate::capture::politeness::authority;
use crate::capture::run::{Budget, Done, Engine};
use crate::capture::stats::{self, Stats};
use crate::capture::visit::Job;
use crate::config::CaptureSettings;
use crate::console::{self, Console, Paint};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::model::{self, Link, Visibility};
use crate::stop::Stop;
use crate::store::index::{StoreIndex, Summary};
use crate::store::record::{FailureKind, Outcome};
use crate::store::writer::Writer;
use crate::store::{Area, Store};
use crate::text::{counted, printable};

/// How long what is under way may take to end after Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What is to be done with each link of the collection, in its order.
pub type Planned = Vec<Decision>;

/// Indexes of links in the collection.
pub type Chosen = std::collections::BTreeSet<usize>;

/// Which links the command line asks for: indexes into the collection.
///
/// # Errors
/// When a URL or tag that was named is not in the collection.
pub fn choose(context: &Context, options: &Options) -> Result<Chosen> {
    let links = &context.collection.links;
    let mut chosen: Chosen = (0..links.len()).collect();
    if let Some(tag) = &options.tag {
        let Some(key) = context.collection.tags.find(tag) else {
            return Err(Error::Usage(format!(
                "no link has the tag `{tag}`\n  help: `linkarium list` shows the tags in use"
            )));
        };
        chosen.retain(|&at| links[at].tags.iter().any(|own| context.collection.tags.is_within(own, &key)));
    }
    if options.skip_private {
        chosen.retain(|&at| links[at].visibility != Visibility::Private);
    }
    if !options.urls.is_empty() {
        let mut named = Chosen::new();
        for url in &options.urls {
            named.insert(context.link_of(url)?);
        }
        chosen.retain(|at| named.contains(at));
    }
    Ok(chosen)
}

/// Decides for every link.
pub fn plan(
    context: &Context,
    index: &StoreIndex,
    chosen: &Chosen,
    options: PlanOptions,
    now: Timestamp,
) -> Planned {
    let policy = Policy::new(&context.config.capture.allow_private);
    let decide = |(at, link): (usize, &Link)| {
        let attempts = plan::attempts_of(link, index, &model::key);
        let mut decision = plan::decide(link, &attempts, now, options);
        // What our own policy refused need not wait once the policy allows it.
        let refused = attempts.last().copied().and_then(refused_url).filter(|url| policy.names(url));
        if matches!(decision, Decision::Deferred { .. }) && refused.is_some() {
            decision = Decision::Due(Reason::Retry);
        }
        match decision {
            Decision::Present => Decision::Present,
            _ if !chosen.contains(&at) => Decision::Skipped("not asked for"),
            other => other,
        }
    };
    context.collection.links.iter().enumerate().map(decide).collect()
}

/// What an attempt was not allowed to ask for.
fn refused_url(last: &Summary) -> Option<Url> {
    last.error.as_ref().filter(|error| error.kind == FailureKind::BlockedAddress)?;
    Url::parse(last.final_url.as_deref().unwrap_or(&last.url)).ok()
}

/// Says which private links have captures in the part of the store that is published with git.
pub fn warn_of_private(context: &Context, index: &StoreIndex) {
    let private = context.collection.links.iter().filter(|link| link.visibility == Visibility::Private);
    let exposed: Vec<&Summary> = private
        .flat_map(|link| plan::attempts_of(link, index, &model::key))
        .filter(|a| a.area == Area::Public)
        .collect();
    if let Some(first) = exposed.first() {
        let message = format!(
            "{} capture(s) of links that are private now lie in the public part of the store, such as captures/{}.json",
            exposed.len(),
            first.capture
        );
        let help = "move them to the same place below `private/` of the store, or delete them; what was committed \
                    stays in git's history";
        context.draw(&[Diagnostic::warning("private-in-public-store", message).help(help)]);
    }
}

/// What a run of captures came to.
#[derive(Debug, Default)]
pub struct Captured {
    /// Every capture that is safe on disk.
    pub done: Vec<Done>,
    /// Counters.
    pub counters: stats::Snapshot,
    /// Told to stop by a signal.
    pub interrupted: bool,
}

/// Captures what is due, for as long as `budget` allows.
///
/// # Errors
/// When nothing can be written.
pub fn capture(
    context: &Context,
    index: &StoreIndex,
    planned: &Planned,
    budget: Option<Duration>,
    now: Timestamp,
) -> Result<Captured> {
    let jobs = jobs(context, index, planned, now);
    if jobs.is_empty() {
        return Ok(Captured::default());
    }
    context.console.detail(&format!("capturing {}", counted(jobs.len(), "page")));
    let total = Arc::new(AtomicUsize::new(jobs.len()));
    let mut done = Vec::with_capacity(jobs.len());
    let budget = budget.map(|time| Budget::new(Instant::now(), time, context.config.capture.timeout));
    let crew = Crew::of(context, context.console.clone())?;
    let (counters, interrupted) =
        crew.run(futures::stream::iter(jobs), &total, budget, &mut |one| done.extend(one))?;
    Ok(Captured { done, counters, interrupted })
}

/// The pages that are due, so ordered that hosts take turns, and that those without any attempt come before those that
/// have failed: a run that is short of time does what it is most wanted for.
pub fn jobs(context: &Context, index: &StoreIndex, planned: &Planned, now: Timestamp) -> Vec<Job> {
    let mut due: Vec<(usize, Reason)> = Vec::new();
    for (at, decision) in planned.iter().enumerate() {
        if let Decision::Due(reason) = decision {
            due.push((at, *reason));
        }
    }
    due.sort_by_key(|(_, reason)| *reason == Reason::Retry);
    let jobs = due.into_iter().map(|(at, reason)| job(context, index, at, reason, now)).collect();
    plan::interleave(jobs, |job: &Job| Url::parse(&job.url).map(|u| authority(&u)).unwrap_or_default())
}

/// What it takes to run captures: all that it needs of a [`Context`], so that it can outlive one.
#[derive(Debug)]
pub struct Crew {
    settings: CaptureSettings,
    store: Store,
    staging: PathBuf,
    console: Console,
    stop: Stop,
}

impl Crew {
    /// A crew that works with the settings and into the store of `context`, and says to `console` what it does.
    ///
    /// # Errors
    /// When the store's folder cannot be made.
    pub fn of(context: &Context, console: Console) -> Result<Self> {
        Ok(Self {
            settings: context.config.capture.clone(),
            store: context.store.clone(),
            staging: staging(context, "staging")?,
            console,
            stop: context.stop.clone(),
        })
    }

    /// Captures what `jobs` yields until it ends, or a signal or the budget ends it; hands over each capture as soon as
    /// it is safe on disk, and nothing for a page that was given up. `total` is what the progress is shown of. The last
    /// value: whether a signal ended it.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn run(
        &self,
        jobs: impl Stream<Item = Job>,
        total: &Arc<AtomicUsize>,
        budget: Option<Budget>,
        take: &mut dyn FnMut(Option<Done>),
    ) -> Result<(stats::Snapshot, bool)> {
        let stats = Arc::new(Stats::default());
        let (writer, thread) = Writer::start(self.store.clone(), &self.staging)?;
        let watch = writer.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let _graceful = self.stop.graceful();
        let engine = Engine::new(&self.settings, writer, Arc::clone(&stats), self.stop.told(), budget)?;
        let (shown, count) = (Arc::clone(&stats), Arc::clone(total));
        let progress = self.console.progress(move || describe(count.load(Ordering::Relaxed), &shown));
        let interrupted = runtime.block_on(async {
            let mut signal = std::pin::pin!(self.stop.clone().wait());
            let mut captures = std::pin::pin!(engine.run(jobs));
            let mut stopping: Option<tokio::time::Instant> = None;
            loop {
                let patience = async {
                    match stopping {
                        // What has been fetched whole is on its way to the disk: let it arrive.
                        Some(at) => tokio::time::sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = &mut signal, if stopping.is_none() => {
                        self.console.say("stopping: keeping what is finished …");
                        stopping = Some(tokio::time::Instant::now() + PATIENCE);
                    }
                    () = patience => break,
                    next = captures.next() => match next {
                        Some(Some(one)) => {
                            note(&self.console, &one);
                            take(Some(one));
                        }
                        // Given up, or not written: a disk that is full will not take the others either.
                        Some(None) if watch.failure().is_some() => break,
                        Some(None) => take(None),
                        None => break,
                    },
                }
            }
            *self.stop.told().borrow()
        });
        drop(progress);
        let failure = watch.failure();
        drop(watch);
        // Drops every task, and with the last sender the writer ends after what it was given.
        runtime.shutdown_timeout(Duration::from_millis(200));
        let patience = Instant::now() + PATIENCE;
        while interrupted && !thread.is_finished() && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(10));
        }
        // A disk that hangs must not hold up somebody who wants to leave; what is not renamed yet is no capture yet.
        if !interrupted || thread.is_finished() {
            let _ = thread.join();
        }
        failure.map_or(Ok((stats.now(), interrupted)), |why| Err(Error::Other(why)))
    }
}

fn job(context: &Context, index: &StoreIndex, at: usize, reason: Reason, now: Timestamp) -> Job {
    let link = &context.collection.links[at];
    let attempts = plan::attempts_of(link, index, &model::key);
    // A try before its time was the keeper's wish: it does not make the next wait longer.
    let early = |last: &Summary| plan::next_attempt(last).is_some_and(|next| next > now);
    let last = attempts.last().copied();
    let failures = last.map_or(0, |a| a.failures).saturating_sub(u32::from(last.is_some_and(early)));
    let mut job = Job {
        link: at,
        url: link.url.clone(),
        area: if link.visibility == Visibility::Private { Area::Private } else { Area::Public },
        headers: Vec::new(),
        failures,
        validators: Validators::default(),
        revisits: None,
    };
    for rule in context.rules_of(at) {
        job.headers.extend(rule.headers.iter().cloned());
    }
    if reason == Reason::Refresh
        && let Some(newest) = attempts.iter().rev().find(|a| a.is_snapshot() && a.suspect.is_empty())
    {
        (job.validators, job.revisits) = validators(context, newest);
    }
    job
}

/// What the newest snapshot's document allows to ask: only a whole capture may answer for the page once more.
fn validators(context: &Context, newest: &Summary) -> (Validators, Option<String>) {
    let whole = newest.outcome == Outcome::Captured;
    let Ok((record, _)) = context.store.read_record(newest.area, &newest.capture) else {
        return (Validators::default(), None);
    };
    let document = record.document().and_then(|at| record.exchanges.get(at)).filter(|_| whole);
    // "Nothing has changed" is of no use when the bytes that have not changed are gone.
    let here = record
        .exchanges
        .iter()
        .filter_map(|e| e.blob.as_ref())
        .all(|blob| context.store.has_whole_blob(newest.area, blob));
    let Some(document) = document.filter(|_| here) else { return (Validators::default(), None) };
    let header = |name: &str| document.header(name).map(str::to_owned);
    let validators = Validators {
        url: document.url.clone(),
        etag: header("etag"),
        last_modified: header("last-modified"),
    };
    let any = validators.etag.is_some() || validators.last_modified.is_some();
    (validators, any.then(|| newest.capture.clone()))
}

/// Pages done, requests in flight, bytes, and the host that has been waited for longest.
fn describe(total: usize, stats: &Stats) -> String {
    let now = stats.now();
    let mut text = format!(
        "{}/{total} pages, {} requests in flight, {} received",
        now.pages_done,
        now.in_flight,
        console::bytes(now.bytes)
    );
    if let Some(host) = now.waiting_for {
        text.push_str(", waiting for ");
        text.push_str(&printable(&host));
    }
    text
}

/// With `--verbose`, a line for each page as it is done; the summary lists what failed.
fn note(console: &Console, done: &Done) {
    let url = printable(&done.record.url);
    match (&done.record.error, done.record.outcome) {
        (Some(error), Outcome::Failed) => {
            let label = console.paint(Paint::Bad, "failed");
            console.detail(&format!("{label}    {url}: {}", printable(&error.message)));
        }
        (_, Outcome::Partial) => {
            let label = console.paint(Paint::Doubtful, "partial");
            let counts = done.record.resources;
            console.detail(&format!(
                "{label}   {url}: {} of the {} things it needs are missing",
                counts.found - counts.captured.min(counts.found),
                counts.found
            ));
        }
        (_, outcome) => {
            let word = if outcome == Outcome::Unchanged { "unchanged" } else { "captured" };
            let label = console.paint(Paint::Good, word);
            console.detail(&format!("{label}  {url}"));
        }
    }
}

/// Where bodies wait: in the collection's cache when that lies on the store's file system, so that a rename suffices.
pub(super) fn staging(context: &Context, name: &str) -> Result<PathBuf> {
    let own = context.project.cache().join(name);
    fs_err::create_dir_all(&own)?;
    fs_err::create_dir_all(context.store.root())?;
    let same = same_file_system(&own, context.store.root())?;
    Ok(if same { own } else { context.store.root().join(format!(".{name}")) })
}

#[cfg(unix)]
fn same_file_system(one: &Path, other: &Path) -> Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs_err::metadata(one)?.dev() == fs_err::metadata(other)?.dev())
}

#[cfg(not(unix))]
fn same_file_system(one: &Path, other: &Path) -> Result<bool> {
    let drive = |path: &Path| path.components().next().map(|c| c.as_os_str().to_owned());
    Ok(drive(&fs_err::canonicalize(one)?) == drive(&fs_err::canonicalize(other)?))
}
