//! One page with everything it needs: the document first, then what it names, found while fetching, to a record.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use futures::stream::{FuturesUnordered, StreamExt as _};
use futures::{FutureExt as _, future::BoxFuture};
use jiff::Timestamp;
use tokio::time::Instant;
use url::Url;

use crate::capture::client::{Ask, Validators};
use crate::capture::cookies::Cookies;
use crate::capture::failure::failure;
use crate::capture::fetch;
use crate::capture::resource::{Resource, Resources};
use crate::console;
use crate::store::Area;
use crate::store::layout::without_secrets;
use crate::store::record::{CaptureId, FailureKind, Outcome, Record, ResourceCounts, Role, VERSION};
use crate::web::references::Reference;

/// Requisites of one page; more are left out and listed.
const MAX_RESOURCES: usize = 4000;
/// Documents in frames of one page.
const MAX_FRAMES: usize = 100;
/// Frames within frames.
const MAX_FRAME_DEPTH: usize = 4;
/// Sheets that import sheets, and pictures that name pictures.
const MAX_CHAIN: usize = 16;
/// Requisites of one page asked for at once.
const ASKED_AT_ONCE: usize = 64;

/// One page to capture.
#[derive(Debug, Clone)]
pub struct Job {
    /// Index of the link in the collection.
    pub link: usize,
    /// The link's URL.
    pub url: String,
    /// Where the capture goes.
    pub area: Area,
    /// Further request headers, from rules; sent to the link's own host only.
    pub headers: Vec<(String, String)>,
    /// How many attempts in a row have failed so far.
    pub failures: u32,
    /// For a refresh: what the newest snapshot's answer allows to ask.
    pub validators: Validators,
    /// For a refresh: that snapshot.
    pub revisits: Option<CaptureId>,
}

/// A requisite that is wanted.
struct Want {
    reference: Reference,
    by: usize,
    referrer: Url,
    frame_depth: usize,
    chain: usize,
}

struct Visit<'a> {
    resources: &'a Arc<Resources>,
    cookies: Arc<Cookies>,
    deadline: Instant,
    record: Record,
    /// URLs that were asked for, and whether as a document: the same URL may be a picture here and a frame there.
    seen: HashSet<(String, bool)>,
    area: Area,
    queue: VecDeque<Want>,
    frames: usize,
    attempts: u32,
    /// Something that readers would miss could not be had.
    incomplete: bool,
}

/// Captures one page. Resolves within the page's time limit, whatever its servers do. The second value counts the
/// requests that were made for the page's own document.
#[expect(clippy::disallowed_methods, reason = "the record says when the visit began and ended")]
pub async fn visit(resources: &Arc<Resources>, job: &Job) -> (Record, u32) {
    let settings = &resources.fetcher().settings;
    let mut visit = Visit {
        resources,
        cookies: Arc::default(),
        deadline: Instant::now() + settings.timeout,
        record: Record {
            version: VERSION,
            url: without_secrets(&job.url),
            outcome: Outcome::Failed,
            engine: "http".into(),
            program: concat!("linkarium ", env!("CARGO_PKG_VERSION")).into(),
            started: Timestamp::now(),
            finished: Timestamp::UNIX_EPOCH,
            final_url: None,
            status: None,
            error: None,
            suspect: Vec::new(),
            failures: 0,
            supplied: None,
            resources: ResourceCounts::default(),
            skipped: Vec::new(),
            exchanges: Vec::new(),
        },
        seen: HashSet::new(),
        area: job.area,
        queue: VecDeque::new(),
        frames: 0,
        attempts: 0,
        incomplete: false,
    };
    match Url::parse(&job.url) {
        Ok(url) => visit.page(url, job).await,
        Err(error) => visit.record.error = Some(failure(FailureKind::BadUrl, error.to_string())),
    }
    let attempts = visit.attempts;
    let mut record = visit.record;
    if record.outcome == Outcome::Failed {
        record.failures = job.failures.saturating_add(1);
    }
    record.finished = Timestamp::now();
    (record, attempts)
}

impl Visit<'_> {
    async fn page(&mut self, url: Url, job: &Job) {
        let ask = Ask {
            url,
            role: Role::Document,
            referrer: None,
            headers: job.headers.clone(),
            validators: job.validators.clone(),
        };
        let limit = self.resources.fetcher().settings.max_page_bytes;
        let document = self.resources.acquire(ask, Some(&self.cookies), limit, self.deadline).await;
        self.attempts = document.attempts;
        self.record.final_url = Some(without_secrets(document.url.as_str()));
        let last = document.hops.last();
        self.record.status = last.and_then(|hop| hop.status);
        self.record.error = last.and_then(|hop| hop.error.clone());
        let unchanged = self.record.status == Some(304) && job.revisits.is_some();
        let usable = document.is_usable();
        if !usable && !unchanged && self.record.error.is_none() {
            self.record.error = Some(failure(FailureKind::HttpStatus, "the answer has no body to keep"));
        }
        self.seen
            .extend(document.hops.iter().flat_map(|hop| [(hop.url.clone(), true), (hop.url.clone(), false)]));
        let by = self.append(&document, None, Role::Document);
        if unchanged {
            self.record.outcome = Outcome::Unchanged;
            if let Some(hop) = self.record.exchanges.last_mut() {
                hop.revisit.clone_from(&job.revisits);
            }
            return;
        }
        if !usable {
            return;
        }
        self.count_bytes(&document);
        self.enqueue(&document, by, 0, 0);
        self.requisites().await;
        self.record.outcome = if self.incomplete { Outcome::Partial } else { Outcome::Captured };
    }

    /// Fetches what is wanted, and what that wants in turn, until nothing is left or the page's time is over.
    async fn requisites(&mut self) {
        let mut asked: FuturesUnordered<BoxFuture<'_, (Want, Arc<Resource>)>> = FuturesUnordered::new();
        let mut under_way: Vec<(String, Role, usize)> = Vec::new();
        loop {
            while asked.len() < ASKED_AT_ONCE {
                let Some(want) = self.queue.pop_front() else { break };
                if self.record.resources.bytes >= self.resources.fetcher().settings.max_snapshot_bytes {
                    self.skip(&want.reference, "the snapshot's byte limit was reached");
                    continue;
                }
                under_way.push((want.reference.url.to_string(), want.reference.role, want.by));
                asked.push(self.ask(want));
            }
            if asked.is_empty() {
                return;
            }
            let Ok(Some((want, resource))) = tokio::time::timeout_at(self.deadline, asked.next()).await
            else {
                break;
            };
            under_way.retain(|(url, _, _)| *url != want.reference.url.as_str());
            let by = self.append(&resource, Some(want.by), want.reference.role);
            if resource.is_usable() && self.fits(&resource, by) {
                self.record.resources.captured += 1;
                self.count_bytes(&resource);
                let frame = want.reference.role.is_document();
                self.enqueue(&resource, by, want.frame_depth + usize::from(frame), want.chain + 1);
            } else {
                self.record.resources.failed += 1;
                // A script is kept for the record only: readers miss nothing without it.
                self.incomplete |= want.reference.role != Role::Script;
            }
        }
        drop(asked);
        for (url, role, by) in under_way {
            let Ok(url) = Url::parse(&url) else { continue };
            let ask =
                Ask { url, role, referrer: None, headers: Vec::new(), validators: Validators::default() };
            let mut hop = fetch::failed(
                &ask,
                failure(FailureKind::Timeout, "no whole answer within the page's time limit"),
            );
            hop.by = Some(by);
            hop.started = self.record.started;
            self.record.exchanges.push(hop);
            self.record.resources.failed += 1;
            self.incomplete |= role != Role::Script;
        }
        while let Some(want) = self.queue.pop_front() {
            self.skip(&want.reference, "the page's time limit was reached");
        }
    }

    fn ask(&self, want: Want) -> BoxFuture<'static, (Want, Arc<Resource>)> {
        let ask = Ask {
            url: want.reference.url.clone(),
            role: want.reference.role,
            referrer: Some(want.referrer.clone()),
            headers: Vec::new(),
            validators: Validators::default(),
        };
        let resources = Arc::clone(self.resources);
        let own = want.reference.role == Role::Frame || self.cookies.header(&ask.url).is_some();
        let cookies = Arc::clone(&self.cookies);
        let (deadline, area) = (self.deadline, self.area);
        async move {
            let resource = if own {
                let limit = resources.fetcher().settings.max_resource_bytes;
                Arc::new(resources.acquire(ask, Some(&cookies), limit, deadline).await)
            } else {
                resources.shared(ask, area).await
            };
            (want, resource)
        }
        .boxed()
    }

    /// Adds a resource's hops to the record; the index of its last one.
    fn append(&mut self, resource: &Resource, by: Option<usize>, role: Role) -> usize {
        let base = self.record.exchanges.len();
        for hop in &resource.hops {
            let mut hop = hop.clone();
            hop.by = hop.by.map(|index| base + index).or(by);
            // Another page may have asked for it as something else.
            hop.role = role;
            self.record.exchanges.push(hop);
        }
        self.record.exchanges.len().saturating_sub(1)
    }

    /// Whether a resource fits into the snapshot; one that does not is recorded without its body. Asked when it has come,
    /// as several are under way at once and their sizes are known only then.
    fn fits(&mut self, resource: &Resource, at: usize) -> bool {
        let limit = self.resources.fetcher().settings.max_snapshot_bytes;
        let length = resource.hops.last().and_then(|hop| hop.decoded.as_ref()).map_or(0, |d| d.length);
        let fits = self.record.resources.bytes + length <= limit;
        if let Some(exchange) = self.record.exchanges.get_mut(at).filter(|_| !fits) {
            exchange.blob = None;
            let why =
                format!("with it the snapshot would be larger than its limit of {}", console::bytes(limit));
            exchange.error = Some(failure(FailureKind::TooLarge, why));
        }
        fits
    }

    fn count_bytes(&mut self, resource: &Resource) {
        let decoded = resource.hops.last().and_then(|hop| hop.decoded.as_ref());
        self.record.resources.bytes += decoded.map_or(0, |d| d.length);
    }

    /// Takes up what a resource names, unless it is known, not wanted, or beyond a bound.
    fn enqueue(&mut self, resource: &Resource, by: usize, frame_depth: usize, chain: usize) {
        if let Some(why) = resource.unread {
            self.incomplete = true;
            self.record.skipped.push((without_secrets(resource.url.as_str()), why.to_owned()));
        }
        for reference in &resource.references {
            if !self.seen.insert((reference.url.to_string(), reference.role.is_document())) {
                continue;
            }
            self.record.resources.found += 1;
            if reference.role == Role::Media && !self.resources.fetcher().settings.media {
                // A choice of the keeper's, so the capture is whole without it.
                self.record.resources.skipped += 1;
                let why = "audio and video are not fetched (capture.media = false)".to_owned();
                self.record.skipped.push((without_secrets(reference.url.as_str()), why));
                continue;
            }
            if self.record.resources.found > MAX_RESOURCES {
                self.skip(reference, "the page names more things than the limit");
                continue;
            }
            if reference.role == Role::Frame {
                self.frames += 1;
                if self.frames > MAX_FRAMES || frame_depth >= MAX_FRAME_DEPTH {
                    self.skip(reference, "too many frames, or frames within frames");
                    continue;
                }
            }
            if chain > MAX_CHAIN {
                self.skip(reference, "too long a chain of things that name things");
                continue;
            }
            self.queue.push_back(Want {
                reference: reference.clone(),
                by,
                referrer: resource.url.clone(),
                frame_depth,
                chain,
            });
        }
    }

    fn skip(&mut self, reference: &Reference, why: &str) {
        self.incomplete |= reference.role != Role::Script;
        self.record.resources.skipped += 1;
        if self.record.skipped.len() < MAX_RESOURCES {
            self.record.skipped.push((without_secrets(reference.url.as_str()), why.to_owned()));
        }
    }
}
