//! Adding to the store. One thread writes, so that fetching never waits for a disk; a bounded queue in front of it
//! bounds memory.
//!
//! A body goes to the staging folder under its digest as soon as it has come. A capture becomes visible by one rename:
//! first its blobs are synced and renamed into place, then its record. Killed at any instant, the store is whole; what
//! is left in the staging folder is removed by the next run.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::record::{CaptureId, Record};
use super::{Area, Store, capture_id, is_whole, layout, record_json};
use crate::error::{Error, Result};
use crate::folders;

/// Bytes of bodies that may wait for the disk at once.
const QUEUE_BYTES: usize = 32 << 20;
/// Captures that are made durable together: syncing has a price per batch.
const BATCH: usize = 64;

/// The bytes of a body on their way to the store.
#[derive(Debug)]
pub enum Body {
    /// In memory.
    Memory(Bytes),
    /// In a file of the staging folder, which the writer takes over.
    File(PathBuf),
}

enum Message {
    Body { digest: String, body: Body, _room: OwnedSemaphorePermit },
    Capture { area: Area, record: Box<Record>, done: oneshot::Sender<Result<CaptureId, String>> },
}

/// The way in. Cheap to clone; the writer ends when all are dropped.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Message>,
    room: Arc<Semaphore>,
    staging: PathBuf,
    failed: Arc<Mutex<Option<String>>>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("staging", &self.staging).finish_non_exhaustive()
    }
}

impl Writer {
    /// Starts the writing thread. `staging` must lie on the store's file system; its contents are removed.
    pub fn start(store: Store, staging: &Path) -> Result<(Self, JoinHandle<()>)> {
        folders::refuse_link(staging)?;
        if staging.exists() {
            fs_err::remove_dir_all(staging)?;
        }
        store.prepare()?;
        fs_err::create_dir_all(staging)?;
        folders::hide_from_git(staging)?;
        let (queue, inbox) = mpsc::channel(256);
        let failed = Arc::new(Mutex::new(None));
        let mut worker = Worker {
            store,
            staging: staging.to_path_buf(),
            staged: HashSet::new(),
            whole: HashSet::new(),
            failed: Arc::clone(&failed),
        };
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || worker.run(inbox))?;
        let writer = Self {
            queue,
            room: Arc::new(Semaphore::new(QUEUE_BYTES)),
            staging: staging.to_path_buf(),
            failed,
        };
        Ok((writer, thread))
    }

    /// Hands over a body. Waits only while more than 32 MiB of bodies wait for the disk.
    pub async fn body(&self, digest: String, body: Body) -> Result<()> {
        let size = match &body {
            Body::Memory(bytes) => bytes.len().clamp(1, QUEUE_BYTES),
            Body::File(_) => 1,
        };
        let room = Arc::clone(&self.room)
            .acquire_many_owned(u32::try_from(size).unwrap_or(u32::MAX))
            .await
            .map_err(|_| self.gone())?;
        self.queue.send(Message::Body { digest, body, _room: room }).await.map_err(|_| self.gone())
    }

    /// Makes a capture visible, after every body that was handed over before it. Resolves once it is durable.
    pub async fn capture(&self, area: Area, record: Record) -> Result<CaptureId> {
        let (done, receipt) = oneshot::channel();
        let message = Message::Capture { area, record: Box::new(record), done };
        self.queue.send(message).await.map_err(|_| self.gone())?;
        receipt.await.map_err(|_| self.gone())?.map_err(Error::Other)
    }

    /// The staging folder, for bodies too large to keep in memory.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Why writing has failed, if it has: the run should end.
    pub fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn gone(&self) -> Error {
        Error::Other(self.failure().unwrap_or_else(|| "the store's writer has stopped".into()))
    }
}

struct Worker {
    store: Store,
    staging: PathBuf,
    /// Digests that lie in the staging folder.
    staged: HashSet<String>,
    /// Files of the store that were found to hold what they are named by, or were put there by this run.
    whole: HashSet<PathBuf>,
    failed: Arc<Mutex<Option<String>>>,
}

type Pending = (Area, Box<Record>, oneshot::Sender<Result<CaptureId, String>>);

impl Worker {
    fn run(&mut self, mut inbox: mpsc::Receiver<Message>) {
        let mut pending: Vec<Pending> = Vec::new();
        loop {
            let message = if pending.is_empty() { inbox.blocking_recv() } else { inbox.try_recv().ok() };
            match message {
                Some(Message::Body { digest, body, _room }) => {
                    if let Err(error) = self.stage(digest, body) {
                        self.fail(&error);
                    }
                }
                Some(Message::Capture { area, record, done }) => {
                    pending.push((area, record, done));
                    if pending.len() >= BATCH {
                        self.flush(&mut pending);
                    }
                }
                None if !pending.is_empty() => self.flush(&mut pending),
                None => break,
            }
        }
        // What no capture came to need; a failure here costs nothing, the next run removes it.
        let _ = fs_err::remove_dir_all(&self.staging);
    }

    fn fail(&self, error: &std::io::Error) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get_or_insert_with(|| {
            format!("cannot write to the snapshot store: {error}\n  help: every finished capture was kept; make room or mend the folder's rights, then run again")
        });
    }

    fn stage(&mut self, digest: String, body: Body) -> std::io::Result<()> {
        let path = self.staging.join(&digest);
        // What is there is read once a run before these bytes are let go: they may be all that mends it.
        let public = self.store.blob_path(Area::Public, &digest);
        let known = self.staged.contains(&digest) || self.is_whole(&public, &digest);
        match body {
            Body::Memory(_) if known => return Ok(()),
            Body::File(file) if known => return fs_err::remove_file(file),
            Body::Memory(bytes) => fs_err::write(&path, &bytes)?,
            Body::File(file) => fs_err::rename(file, &path)?,
        }
        self.staged.insert(digest);
        Ok(())
    }

    /// Whether the store holds these bytes already, undamaged.
    fn is_whole(&mut self, path: &Path, digest: &str) -> bool {
        let whole = self.whole.contains(path) || is_whole(path, digest);
        if whole {
            self.whole.insert(path.to_path_buf());
        }
        whole
    }

    fn flush(&mut self, pending: &mut Vec<Pending>) {
        let batch = std::mem::take(pending);
        let records: Vec<(Area, &Record)> =
            batch.iter().map(|(area, record, _)| (*area, record.as_ref())).collect();
        let earlier = self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let result = match earlier {
            Some(why) => Err(why),
            None => self.commit(&records).map_err(|error| {
                self.fail(&error);
                error.to_string()
            }),
        };
        let outcomes: Vec<Result<CaptureId, String>> = match result {
            Ok(ids) => ids.into_iter().map(Ok).collect(),
            Err(why) => batch.iter().map(|_| Err(why.clone())).collect(),
        };
        for ((_, _, done), outcome) in batch.into_iter().zip(outcomes) {
            let _ = done.send(outcome);
        }
    }

    /// Blobs first, synced and named; then the records, synced and named.
    fn commit(&mut self, records: &[(Area, &Record)]) -> std::io::Result<Vec<CaptureId>> {
        let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut taken = HashSet::new();
        for (area, record) in records {
            for digest in record.exchanges.iter().filter_map(|e| e.blob.as_ref()) {
                let target = self.store.blob_path(*area, digest);
                if !taken.insert(target.clone()) || self.is_whole(&target, digest) {
                    continue;
                }
                let public = self.store.blob_path(Area::Public, digest);
                if *area == Area::Private && self.is_whole(&public, digest) {
                    continue; // a private capture that shares a public blob
                }
                let staged = self.staging.join(digest);
                if !self.staged.contains(digest) && self.store.find_blob(*area, digest).exists() {
                    continue; // damaged, and its bytes have not come again
                }
                if *area == Area::Private {
                    // Kept in staging too: a public capture of the same run may need the same bytes.
                    let copy = self.staging.join(format!("{digest}.private"));
                    fs_err::copy(&staged, &copy)?;
                    moves.push((copy, target));
                } else {
                    self.staged.remove(digest);
                    moves.push((staged, target));
                }
            }
        }
        publish(self.store.root(), &moves)?;
        self.whole.extend(moves.into_iter().map(|(_, target)| target));

        let mut ids = Vec::new();
        let mut moves = Vec::new();
        for (number, (area, record)) in records.iter().enumerate() {
            let json = record_json(record);
            let id = capture_id(record, &json);
            let staged = self.staging.join(format!("record-{number}"));
            fs_err::write(&staged, &json)?;
            moves.push((staged, self.store.record_path(*area, &id)));
            ids.push(id);
        }
        publish(self.store.root(), &moves)?;
        Ok(ids)
    }
}

/// Syncs the files, renames them into place, and syncs the folders that now name them.
fn publish(root: &Path, moves: &[(PathBuf, PathBuf)]) -> std::io::Result<()> {
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    for (_, to) in moves {
        if let Some(folder) = to.parent().filter(|folder| !named.contains(*folder)) {
            // A new folder is named by its parent, which may be new as well: all of them are synced.
            named.extend(folders::create(root, folder)?);
            named.insert(folder.to_path_buf());
        }
    }
    folders::sync_all(moves.iter().map(|(from, _)| from.as_path()))?;
    for (from, to) in moves {
        fs_err::rename(from, to)?;
    }
    if cfg!(unix) {
        folders::sync_all(named.iter().map(PathBuf::as_path))?;
    }
    Ok(())
}

/// The digest of some bytes, as blobs are named.
pub fn digest(bytes: &[u8]) -> String {
    layout::sha256_hex(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::record::{BodyDigest, Exchange, Outcome, ResourceCounts, Role};
    use crate::store::verify::verify;

    fn exchange(blob: &str, length: u64) -> Exchange {
        serde_json::from_value(serde_json::json!({
            "by": null, "role": Role::Document, "url": "https://example.org/", "method": "GET", "status": 200,
            "started": "2026-11-20T14:23:01Z", "millis": 5,
            "decoded": BodyDigest { length, sha256: blob.to_owned() }, "blob": blob,
        }))
        .unwrap()
    }

    fn record(url: &str, exchanges: Vec<Exchange>) -> Record {
        Record {
            version: 1,
            url: url.into(),
            outcome: Outcome::Captured,
            engine: "http".into(),
            program: "test".into(),
            started: "2026-11-20T14:23:01Z".parse().unwrap(),
            finished: "2026-11-20T14:23:02Z".parse().unwrap(),
            final_url: None,
            status: Some(200),
            error: None,
            suspect: Vec::new(),
            failures: 0,
            supplied: None,
            resources: ResourceCounts::default(),
            skipped: Vec::new(),
            exchanges,
        }
    }

    async fn put(writer: &Writer, bytes: &'static [u8]) -> Exchange {
        let digest = digest(bytes);
        writer.body(digest.clone(), Body::Memory(Bytes::from_static(bytes))).await.unwrap();
        exchange(&digest, bytes.len() as u64)
    }

    #[tokio::test]
    async fn a_capture_is_whole_and_readable_and_leaves_no_litter() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("snapshots"));
        let staging = folder.path().join("staging");
        let (writer, thread) = Writer::start(store.clone(), &staging).unwrap();
        let shared = put(&writer, b"shared").await;
        let own = put(&writer, b"own").await;
        let _orphan = put(&writer, b"nobody needs this").await;
        let one = record("https://example.org/a", vec![own, shared.clone()]);
        let two = record("https://example.org/b", vec![shared.clone()]);
        let secret = record("https://example.org/c", vec![shared]);
        let id = writer.capture(Area::Public, one.clone()).await.unwrap();
        writer.capture(Area::Public, two).await.unwrap();
        let hidden = writer.capture(Area::Private, secret).await.unwrap();
        drop(writer);
        thread.join().unwrap();

        assert!(id.starts_with("example.org/a-"), "{id}");
        assert!(id.contains("/20261120T142301Z-"), "{id}");
        assert_eq!(store.read_record(Area::Public, &id).unwrap().0, one);
        assert!(store.read_record(Area::Private, &hidden).is_ok());
        assert!(!staging.exists());
        let findings = verify(&store).unwrap();
        assert_eq!((findings.problems.len(), findings.records, findings.blobs), (0, 3, 2), "{findings:?}");
        assert!(findings.unreferenced.is_empty());
    }

    #[tokio::test]
    async fn a_private_capture_and_a_public_one_may_share_bytes_in_either_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("snapshots"));
        let (writer, thread) = Writer::start(store.clone(), &folder.path().join("staging")).unwrap();
        let shared = put(&writer, b"shared").await;
        writer.capture(Area::Private, record("https://example.org/a", vec![shared.clone()])).await.unwrap();
        writer.capture(Area::Public, record("https://example.org/b", vec![shared])).await.unwrap();
        drop(writer);
        thread.join().unwrap();
        assert_eq!(verify(&store).unwrap().problems, []);
        assert!(store.blob_path(Area::Public, &digest(b"shared")).exists());
    }

    #[tokio::test]
    async fn damage_is_found_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("snapshots"));
        let (writer, thread) = Writer::start(store.clone(), &folder.path().join("staging")).unwrap();
        let one = put(&writer, b"one").await;
        let two = put(&writer, b"two").await;
        let id = writer.capture(Area::Public, record("https://example.org/", vec![one, two])).await.unwrap();
        drop(writer);
        thread.join().unwrap();
        let flipped = store.blob_path(Area::Public, &digest(b"one"));
        fs_err::write(&flipped, b"onf").unwrap();
        fs_err::remove_file(store.blob_path(Area::Public, &digest(b"two"))).unwrap();
        let path = store.record_path(Area::Public, &id);
        let findings = verify(&store).unwrap();
        let paths: Vec<&str> = findings.problems.iter().map(|p| p.path.as_str()).collect();
        let record = format!("captures/{id}.json");
        assert_eq!(paths, [format!("blobs/{}/{}", &digest(b"one")[..2], digest(b"one")), record.clone()]);
        let mut bytes = fs_err::read(&path).unwrap();
        bytes[20] ^= 1;
        fs_err::write(&path, bytes).unwrap();
        assert!(verify(&store).unwrap().problems.iter().any(|p| p.path == record));
    }

    /// Captures a page of one body in a run of its own.
    async fn capture(store: &Store, area: Area, started: &str, body: Body, bytes: &[u8]) {
        let staging = store.root().join(".staging");
        let (writer, thread) = Writer::start(store.clone(), &staging).unwrap();
        let digest = digest(bytes);
        let body = match body {
            Body::File(_) => {
                fs_err::write(writer.staging().join("spill-1"), bytes).unwrap();
                Body::File(writer.staging().join("spill-1"))
            }
            memory @ Body::Memory(_) => memory,
        };
        writer.body(digest.clone(), body).await.unwrap();
        let mut record = record("https://example.org/", vec![exchange(&digest, bytes.len() as u64)]);
        record.started = started.parse().unwrap();
        writer.capture(area, record).await.unwrap();
        drop(writer);
        thread.join().unwrap();
    }

    #[tokio::test]
    async fn a_damaged_blob_is_mended_by_capturing_again() {
        let bytes = b"the good bytes";
        let memory = || Body::Memory(Bytes::from_static(bytes));
        let file = || Body::File(PathBuf::new());
        for area in [Area::Public, Area::Private] {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::new(folder.path().join("snapshots"));
            capture(&store, area, "2026-11-20T14:23:01Z", memory(), bytes).await;
            let blob = store.blob_path(area, &digest(bytes));
            let damages: [&[u8]; 3] = [b"the evil bytes", b"cut", b""];
            for (at, damage) in damages.into_iter().enumerate() {
                fs_err::write(&blob, damage).unwrap();
                assert!(!verify(&store).unwrap().problems.is_empty());
                let body = if at == 1 { file() } else { memory() };
                capture(&store, area, &format!("2026-11-2{at}T15:00:00Z"), body, bytes).await;
                assert_eq!(verify(&store).unwrap().problems, [], "{area:?} {damage:?}");
            }
            // What is whole is not touched.
            let before = fs_err::metadata(&blob).unwrap().modified().unwrap();
            capture(&store, area, "2026-11-25T00:00:00Z", memory(), bytes).await;
            assert_eq!(fs_err::metadata(&blob).unwrap().modified().unwrap(), before);
        }
    }

    #[test]
    fn private_captures_are_kept_out_of_git_whatever_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_path_buf());
        fs_err::write(folder.path().join(".gitignore"), "# mine\n").unwrap();
        for _ in 0..2 {
            store.prepare().unwrap();
            assert_eq!(fs_err::read_to_string(folder.path().join(".gitignore")).unwrap(), "# mine\n");
            let private = folder.path().join("private/.gitignore");
            assert_eq!(fs_err::read_to_string(&private).unwrap(), "*\n");
            fs_err::write(private, "!*\n").unwrap();
        }
        let (writer, thread) = Writer::start(store, &folder.path().join(".staging")).unwrap();
        assert_eq!(fs_err::read_to_string(folder.path().join(".staging/.gitignore")).unwrap(), "*\n");
        drop(writer);
        thread.join().unwrap();
    }
}
