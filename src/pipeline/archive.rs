//! The archive stage: every good snapshot derived (or taken from the cache), its links resolved, its files written.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::cache::Cache;
use super::texts::Spool;
use super::{Context, Leftovers};
use crate::capture::plan;
use crate::config::Keep;
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::model::{self, UrlKey, Visibility};
use crate::output::Output;
use crate::replay::{self, AssetContent, Derived};
use crate::site::{Attempt, Entry, ReaderFacts, Snapshot, SnapshotText};
use crate::store::index::{self, StoreIndex, Summary};
use crate::store::record::{CaptureId, Outcome};
use crate::store::{Area, Store};
use crate::web::dom::Budget;

/// One snapshot to publish.
struct Task<'a> {
    summary: &'a Summary,
    /// `archive/HOST/SLUG/TIME`
    folder: String,
    edits: replay::Edits,
}

struct StoreBlobs<'a> {
    store: &'a Store,
    /// Blobs that were asked for and are missing or damaged.
    absent: Mutex<Vec<String>>,
}

impl replay::Blobs for StoreBlobs<'_> {
    fn read(&self, digest: &str) -> Option<Vec<u8>> {
        let found = self.store.read_blob(Area::Public, digest).ok();
        if found.is_none() {
            self.absent.lock().unwrap_or_else(PoisonError::into_inner).push(digest.to_owned());
        }
        found
    }
}

/// Which folder of the site each snapshot has. Told by the store alone, so that one more link moves no page.
#[derive(Debug)]
pub struct Folders(HashMap<CaptureId, String>);

impl Folders {
    /// The folders of all snapshots that may be published.
    pub fn of(index: &StoreIndex) -> Self {
        let mut all: Vec<&Summary> =
            index.all().filter(|s| s.is_snapshot() && s.area == Area::Public).collect();
        all.sort_by_key(|s| (s.started, &s.capture));
        let mut taken = HashSet::new();
        // Of captures within one second the oldest has the short name; the others keep the hash in theirs.
        let named = all.into_iter().map(|summary| {
            let short = short_name(&summary.capture);
            let name = if taken.insert(short) { short } else { &summary.capture };
            (summary.capture.clone(), format!("archive/{name}"))
        });
        Self(named.collect())
    }

    /// `archive/HOST/SLUG/TIME` of a capture that is a public snapshot.
    pub fn get(&self, capture: &str) -> Option<&str> {
        self.0.get(capture).map(String::as_str)
    }
}

/// A capture's name without the hash at its end, which every record of the index has.
fn short_name(capture: &str) -> &str {
    capture.rsplit_once('-').map_or(capture, |(time, _)| time)
}

/// Where the stage writes to, and the words that it writes.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Pages and assets.
    pub output: &'a Output,
    /// Texts, for the pages of the site that show them and for search.
    pub texts: &'a Spool,
    /// What is said of a link that stays in the archive.
    pub inward: &'a str,
}

/// Writes every snapshot's pages and assets; what the site needs to know of each link, in the collection's order.
pub fn write(
    context: &Context,
    index: &StoreIndex,
    target: Target<'_>,
    leftovers: Leftovers,
) -> Result<Vec<Entry>> {
    let links = &context.collection.links;
    let mut tasks = Vec::new();
    let mut of_link: Vec<Vec<usize>> = Vec::with_capacity(links.len());
    let mut entries: Vec<Entry> = Vec::with_capacity(links.len());
    let mut archived: HashMap<UrlKey, String> = HashMap::new();
    let folders = Folders::of(index);
    // Links that share a former address share its snapshots: each is published once.
    let mut task_of: HashMap<&str, usize> = HashMap::new();
    for (at, link) in links.iter().enumerate() {
        let attempts = plan::attempts_of(link, index, &model::key);
        let mut own = Vec::new();
        if link.visibility != Visibility::Private {
            let edits = edits(context, at);
            for summary in attempts.iter().rev().filter(|a| a.is_snapshot() && a.area == Area::Public) {
                let Some(folder) = folders.get(&summary.capture) else { continue };
                let at = *task_of.entry(&summary.capture).or_insert_with(|| {
                    tasks.push(Task { summary, folder: folder.to_owned(), edits: edits.clone() });
                    tasks.len() - 1
                });
                own.push(at);
            }
        }
        let shown: Vec<&Summary> = own.iter().map(|&at| tasks[at].summary).collect();
        if link.visibility == Visibility::Public
            && let Some(best) = index::best(&shown)
        {
            let index_page = folder_index(&tasks[own[best]].folder);
            for url in
                [Some(&link.url), shown[best].final_url.as_ref()].into_iter().flatten().chain(&link.aliases)
            {
                archived.entry(model::key(url)).or_insert_with(|| index_page.clone());
            }
        }
        entries.push(Entry {
            failure: failure(&attempts),
            first_seen: attempts.first().map(|a| a.started),
            ..Entry::default()
        });
        of_link.push(own);
    }

    let cache = Cache::of(&context.project);
    let stage = Stage {
        context,
        target,
        cache: &cache,
        archived: &archived,
        derived: AtomicUsize::new(0),
        absent: Mutex::default(),
        not_kept: Mutex::default(),
    };
    let published = stage.publish_all(&tasks)?;
    let anew = stage.derived.load(Ordering::Relaxed);
    let kept = tasks.len().saturating_sub(anew);
    context.console.detail(&format!("{} snapshots: {anew} derived, {kept} from the cache", tasks.len()));
    stage.warn();
    for (entry, own) in entries.iter_mut().zip(&of_link) {
        entry.snapshots = own.iter().filter_map(|&at| published[at].clone()).collect();
        let summaries: Vec<&Summary> = own
            .iter()
            .map(|&at| tasks[at].summary)
            .filter(|s| entry.snapshots.iter().any(|p| p.capture == s.capture))
            .collect();
        entry.best = index::best(&summaries);
    }
    if leftovers == Leftovers::Swept {
        cache.sweep();
    }
    Ok(entries)
}

/// The page of a link that always shows its newest good snapshot.
fn folder_index(snapshot_folder: &str) -> String {
    let parent = snapshot_folder.rsplit_once('/').map_or(snapshot_folder, |(parent, _)| parent);
    format!("{parent}/index.html")
}

fn edits(context: &Context, at: usize) -> replay::Edits {
    let mut rules = context.rules_of(at);
    let banners: &[&str] = if context.config.build.banners { &[] } else { replay::banners::SELECTORS };
    let own = rules.clone().flat_map(|rule| rule.remove.iter().cloned());
    replay::Edits {
        remove: banners.iter().map(|&selector| selector.to_owned()).chain(own).collect(),
        json_ld: rules.any(|rule| rule.keep.contains(&Keep::JsonLd)),
    }
}

fn failure(attempts: &[&Summary]) -> Option<Attempt> {
    let last = attempts.last().filter(|last| last.outcome == Outcome::Failed)?;
    Some(Attempt {
        at: last.started,
        failure: last.error.clone()?,
        next: plan::next_attempt(last),
        failures: last.failures,
    })
}

struct Stage<'a> {
    context: &'a Context,
    target: Target<'a>,
    cache: &'a Cache,
    archived: &'a HashMap<UrlKey, String>,
    /// Snapshots that were not in the cache.
    derived: AtomicUsize,
    /// Blobs that are missing or damaged, and a capture that needs each.
    absent: Mutex<BTreeMap<String, CaptureId>>,
    /// Why the cache could not keep what was derived: how often, and the first reason.
    not_kept: Mutex<Option<(usize, String)>>,
}

impl Stage<'_> {
    /// Publishes all, on as many threads as there are cores. A snapshot that cannot be read is said and left out.
    fn publish_all(&self, tasks: &[Task<'_>]) -> Result<Vec<Option<Snapshot>>> {
        let results: Mutex<Vec<Option<Snapshot>>> = Mutex::new((0..tasks.len()).map(|_| None).collect());
        let problems: Mutex<Vec<(usize, Diagnostic)>> = Mutex::default();
        let next = AtomicUsize::new(0);
        let work = || -> Result<()> {
            while let Some((at, task)) =
                Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, tasks.get(at)?)))
            {
                if *self.context.stop.told().borrow() {
                    return Err(crate::error::Error::Interrupted);
                }
                match self.publish(task)? {
                    Ok(snapshot) => {
                        results.lock().unwrap_or_else(PoisonError::into_inner)[at] = Some(snapshot);
                    }
                    Err(problem) => {
                        problems.lock().unwrap_or_else(PoisonError::into_inner).push((at, problem));
                    }
                }
            }
            Ok(())
        };
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (1..cores.min(tasks.len())).map(|_| scope.spawn(work)).collect();
            let own = work();
            let lost =
                || Err(crate::error::Error::Other("a rendering thread failed; please report it".into()));
            threads.into_iter().map(|t| t.join().unwrap_or_else(|_| lost())).fold(own, Result::and)
        })?;
        let mut problems = problems.into_inner().unwrap_or_else(PoisonError::into_inner);
        problems.sort_by_key(|(at, _)| *at);
        let problems: Vec<Diagnostic> = problems.into_iter().map(|(_, problem)| problem).collect();
        self.context.draw(&problems);
        Ok(results.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says once what was wrong with many pages.
    fn warn(&self) {
        let mut problems = Vec::new();
        let absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((digest, capture)) = absent.iter().next() {
            let message = format!(
                "{} stored bodies are missing or damaged, among them {digest} of the capture {capture}",
                absent.len()
            );
            problems.push(Diagnostic::warning("damaged-blob", message).help(
                "the pages were made without them; `linkarium verify` lists them: restore them from git, or capture the pages again with --refresh",
            ));
        }
        if let Some((count, why)) = self.not_kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            let message = format!("{count} derived pages could not be kept in the cache: {why}");
            problems.push(
                Diagnostic::warning("cache", message)
                    .help("they are published all the same, and derived again next time"),
            );
        }
        self.context.draw(&problems);
    }

    fn publish(&self, task: &Task<'_>) -> Result<Result<Snapshot, Diagnostic>> {
        let unreadable = |why| {
            Diagnostic::warning("unreadable-snapshot", why)
                .help("this snapshot is left out; `linkarium verify` says what is wrong with the store")
        };
        let key = cache_key(task);
        let mut derived = match self.cache.get(&key).map_or_else(|| self.derive(task, &key), Ok) {
            Ok(derived) => derived,
            Err(why) => return Ok(Err(unreadable(why))),
        };
        if !self.publish_assets(task, &derived)? {
            // Derived when the store was whole; now, what is not there is missing from the page as well.
            derived = match self.derive(task, &key) {
                Ok(derived) => derived,
                Err(why) => return Ok(Err(unreadable(why))),
            };
            self.publish_assets(task, &derived)?;
        }
        let archived = |url: &str| self.archived.get(&model::key(url)).cloned();
        for document in &derived.documents {
            let html = replay::resolve(document, &archived, &replay::Words { inward: self.target.inward });
            self.target.output.write(&format!("{}/{}", task.folder, document.name), html.as_bytes())?;
        }
        let article =
            derived.reader.as_ref().map(|reader| replay::resolve_reader(&reader.document, &archived));
        let text = SnapshotText { article: article.unwrap_or_default(), plain: derived.text };
        self.target.texts.put(&task.summary.capture, &text)?;
        let summary = task.summary;
        Ok(Ok(Snapshot {
            capture: summary.capture.clone(),
            folder: task.folder.clone(),
            captured: summary.started,
            final_url: summary.final_url.clone().unwrap_or_else(|| summary.url.clone()),
            whole: summary.outcome == Outcome::Captured,
            supplied: summary.supplied.is_some(),
            suspect: summary.suspect.clone(),
            resources: summary.resources,
            kind: derived.kind,
            media_type: derived.media_type,
            meta: derived.meta,
            main_asset: derived.main_asset,
            missing: derived.missing,
            notices: derived.notices,
            reader: derived.reader.map(|reader| ReaderFacts {
                words: reader.words,
                minutes: reader.minutes,
                language: reader.language,
                rtl: reader.rtl,
                headings: reader.headings,
                hero: reader.hero,
            }),
            picture: derived.thumbnail,
        }))
    }

    /// Puts the assets into the output. `false`: the bytes of one are not in the store as they should be.
    fn publish_assets(&self, task: &Task<'_>, derived: &Derived) -> Result<bool> {
        let mut whole = true;
        for asset in &derived.assets {
            match &asset.content {
                AssetContent::Bytes(bytes) => self.target.output.write(&asset.path, bytes)?,
                AssetContent::Blob(digest) => {
                    let source = self.context.store.blob_path(Area::Public, digest);
                    if !self.target.output.copy_asset(&asset.path, &source, digest)? {
                        whole = false;
                        self.note_absent(digest, task);
                    }
                }
            }
        }
        Ok(whole)
    }

    fn note_absent(&self, digest: &str, task: &Task<'_>) {
        let mut absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        let capture = absent.entry(digest.to_owned()).or_insert_with(|| task.summary.capture.clone());
        // The same whichever thread comes first.
        if task.summary.capture < *capture {
            capture.clone_from(&task.summary.capture);
        }
    }

    /// Derives anew, and keeps it in the cache unless something of the store is missing: that may come back.
    fn derive(&self, task: &Task<'_>, key: &str) -> Result<Derived, String> {
        let summary = task.summary;
        self.derived.fetch_add(1, Ordering::Relaxed);
        let (record, _) = self
            .context
            .store
            .read_record(summary.area, &summary.capture)
            .map_err(|error| error.to_string())?;
        let blobs = StoreBlobs { store: &self.context.store, absent: Mutex::default() };
        let page = record.document().and_then(|at| record.exchanges.get(at)).and_then(|e| e.blob.as_ref());
        if page.is_none_or(|blob| !self.context.store.has_whole_blob(Area::Public, blob)) {
            return Err(format!("the capture {} lacks the page itself, or it is damaged", summary.capture));
        }
        // A bug that one page brings to light must not take the other pages with it.
        let derived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            replay::derive(&record, &blobs, &task.edits, &Budget::default())
        }))
        .map_err(|_| {
            format!("the capture {} could not be turned into a page; please report it", summary.capture)
        })?;
        let absent = blobs.absent.into_inner().unwrap_or_else(PoisonError::into_inner);
        for digest in &absent {
            self.note_absent(digest, task);
        }
        if absent.is_empty()
            && let Err(error) = self.cache.put(key, &derived)
        {
            let mut not_kept = self.not_kept.lock().unwrap_or_else(PoisonError::into_inner);
            not_kept.get_or_insert_with(|| (0, error.to_string())).0 += 1;
        }
        Ok(derived)
    }
}

/// What a derived page depends on, as the name of its entry in the cache.
fn cache_key(task: &Task<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&replay::VERSION.to_le_bytes());
    hasher.update(task.summary.content.as_bytes());
    hasher.update(&[u8::from(task.edits.json_ld)]);
    for selector in &task.edits.remove {
        hasher.update(selector.as_bytes());
        hasher.update(b"\0");
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_of_a_second_keeps_the_short_name() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_path_buf());
        let put = |id: &str, started: &str, outcome: &str| {
            let path = store.record_path(Area::Public, &id.to_owned());
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            let record = serde_json::json!({
                "version": 1, "url": format!("https://example.org/#/{id}"), "outcome": outcome, "started": started,
                "resources": { "found": 0, "captured": 0, "failed": 0, "skipped": 0, "bytes": 0 },
            });
            fs_err::write(path, record.to_string()).unwrap();
        };
        put("h/s/20261120T142301Z-aaaa", "2026-11-20T14:23:01.5Z", "captured");
        put("h/s/20261120T142301Z-bbbb", "2026-11-20T14:23:01.2Z", "captured");
        put("h/s/20261120T142301Z-0000", "2026-11-20T14:23:01.1Z", "failed");
        let index = StoreIndex::read(&store, &model::key);
        let folders = Folders::of(&index);
        assert_eq!(folders.get("h/s/20261120T142301Z-bbbb"), Some("archive/h/s/20261120T142301Z"));
        assert_eq!(folders.get("h/s/20261120T142301Z-aaaa"), Some("archive/h/s/20261120T142301Z-aaaa"));
        assert_eq!(folders.get("h/s/20261120T142301Z-0000"), None);
    }
}
