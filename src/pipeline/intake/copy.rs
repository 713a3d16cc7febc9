//! A copy of a page that a person saved, made a capture of the store.

use std::collections::HashMap;
use std::thread::JoinHandle;

use bytes::Bytes;
use jiff::Timestamp;

use crate::capture::plan;
use crate::console;
use crate::error::{Error, Result};
use crate::model::{self, Link, UrlKey};
use crate::pipeline::captures::staging;
use crate::pipeline::context::Context;
use crate::replay::{self, Blobs, ContentKind, Edits, PageMeta};
use crate::store::index::{StoreIndex, Summary};
use crate::store::layout::without_secrets;
use crate::store::record::{CaptureId, Record};
use crate::store::writer::{Body, Writer};
use crate::store::{Area, Store};
use crate::supplied::{self, Copy};
use crate::web::dom::Budget;

/// The year before which no copy of a web page was saved: 1990, in seconds.
const FIRST: i64 = 631_152_000;

/// A copy that is ready to be stored.
#[derive(Debug)]
pub struct Prepared {
    record: Record,
    bodies: HashMap<String, Bytes>,
    /// What the page says of itself; nothing, for what is no page.
    pub page: PageMeta,
}

/// When a copy was saved: as it says, else when its file was last written; never later than now.
pub fn when_saved(copy: &Copy, written: Option<std::time::SystemTime>, now: Timestamp) -> Timestamp {
    let written = written.and_then(|at| Timestamp::try_from(at).ok());
    let sound = |at: &Timestamp| at.as_second() >= FIRST;
    let at = copy.saved.filter(sound).or(written.filter(sound)).unwrap_or(now).min(now);
    // To the second, as programs write it.
    Timestamp::from_second(at.as_second()).unwrap_or(now)
}

/// Makes the record of a copy of `url`, and looks at it as a reader would: what it lacks is part of the record.
///
/// # Errors
/// In words, to follow the file's name: when it is too large.
pub fn prepare(
    copy: &Copy,
    url: &str,
    saved: Timestamp,
    file: &[u8],
    limit: u64,
) -> Result<Prepared, String> {
    let mut record = supplied::record_of(copy, url, saved, file);
    if record.resources.bytes > limit {
        return Err(too_large(limit));
    }
    let digests = record.exchanges.iter().filter_map(|exchange| exchange.blob.clone());
    let bodies = digests.zip(copy.parts.iter().map(|part| part.body.clone())).collect();
    let held = Held(&bodies);
    // A bug that one page brings to light must not take the others with it.
    let derived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        replay::derive(&record, &held, &Edits::default(), &Budget::default())
    }))
    .map_err(|_| "could not be turned into a page; please report it".to_owned())?;
    supplied::settle(&mut record, &derived.missing);
    let page = if derived.kind == ContentKind::Page { derived.meta } else { PageMeta::default() };
    Ok(Prepared { record, bodies, page })
}

/// Why a file is not read.
pub(in crate::pipeline) fn too_large(limit: u64) -> String {
    format!("is larger than {} (max_snapshot_bytes of [capture])", console::bytes(limit))
}

struct Held<'b>(&'b HashMap<String, Bytes>);

impl Blobs for Held<'_> {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        self.0.get(digest).map(|bytes| bytes.to_vec())
    }
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its capture.
    pub capture: CaptureId,
    /// Whether the store did not have it yet.
    pub new: bool,
}

/// The way of copies into the store. The caller holds the lock of what captures.
pub struct Shelf {
    store: Store,
    index: StoreIndex,
    runtime: tokio::runtime::Runtime,
    writer: Writer,
    thread: JoinHandle<()>,
    /// What this run has stored: key, file, and area.
    stored: HashMap<(UrlKey, String, Area), CaptureId>,
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Shelf {
    /// Opens the store of a collection.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn open(context: &Context) -> Result<Self> {
        // Not the one of captures, which may go on in this process meanwhile.
        let staging = staging(context, "staging-inbox")?;
        let index = StoreIndex::read(&context.store, &model::key);
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let (writer, thread) = Writer::start(context.store.clone(), &staging)?;
        Ok(Self { store: context.store.clone(), index, runtime, writer, thread, stored: HashMap::new() })
    }

    /// Stores a copy for an address, unless the very same file is there for it already. `link` is the one that it
    /// belongs to, when that was read.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn put(&mut self, prepared: &Prepared, link: Option<&Link>, area: Area) -> Result<Taken> {
        let record = &prepared.record;
        let file = record.supplied.as_ref().map(|file| file.sha256.clone()).unwrap_or_default();
        let place = (model::key(&record.url), file, area);
        let known = self.stored.get(&place).cloned().or_else(|| self.known(&place, link));
        if let Some(capture) = known {
            return Ok(Taken { capture, new: false });
        }
        let writer = &self.writer;
        let capture = self.runtime.block_on(async {
            for (digest, body) in &prepared.bodies {
                writer.body(digest.clone(), Body::Memory(body.clone())).await?;
            }
            writer.capture(area, record.clone()).await
        })?;
        self.stored.insert(place, capture.clone());
        Ok(Taken { capture, new: true })
    }

    /// A capture made of the same file, all of whose bytes are there.
    fn known(&self, (key, file, area): &(UrlKey, String, Area), link: Option<&Link>) -> Option<CaptureId> {
        let own = std::slice::from_ref(key);
        let attempts = link.map_or_else(
            || self.index.attempts(own, *area == Area::Private),
            |link| plan::attempts_of(link, &self.index, &model::key),
        );
        let is = |one: &&Summary| {
            one.area == *area && one.supplied.as_ref().is_some_and(|other| other.sha256 == *file)
        };
        let one = attempts.into_iter().find(is)?;
        let (record, _) = self.store.read_record(*area, &one.capture).ok()?;
        let whole = |digest: &String| self.store.has_whole_blob(*area, digest);
        record
            .exchanges
            .iter()
            .filter_map(|exchange| exchange.blob.as_ref())
            .all(whole)
            .then(|| one.capture.clone())
    }

    /// Ends; everything that was put is durable.
    ///
    /// # Errors
    /// When something could not be written.
    pub fn close(self) -> Result<()> {
        let failure = self.writer.failure();
        drop(self.writer);
        let _ = self.thread.join();
        failure.map_or(Ok(()), |why| Err(Error::Other(why)))
    }
}

/// The address as records hold it, for one that is shown.
pub(in crate::pipeline) fn shown(url: &str) -> String {
    crate::text::printable(&without_secrets(url))
}
