//! Checking the store: every blob re-hashed, every record read, every reference followed.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::{Area, Store, capture_id, is_litter, layout, parse_record, record_json, sha256_file};
use crate::error::Result;
use crate::folders;

/// One thing that is wrong in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Path below the store.
    pub path: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// What a check found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Findings {
    /// Blobs re-hashed.
    pub blobs: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Records read.
    pub records: usize,
    /// Blobs that no record names. Harmless: what an interrupted run left.
    pub unreferenced: Vec<String>,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

const RESTORE: &str = "restore it from git (`git checkout -- FILE`), or capture the page again with `linkarium capture --refresh URL`";

/// Checks both areas of the store.
pub fn verify(store: &Store) -> Result<Findings> {
    store.refuse_links()?;
    let mut findings = Findings::default();
    let public = check_blobs(store, Area::Public, &mut findings)?;
    let private = check_blobs(store, Area::Private, &mut findings)?;
    check_against(store, public, &private, findings)
}

/// Checks the records against the blobs that were found.
fn check_against(
    store: &Store,
    mut public: BTreeSet<String>,
    private: &BTreeSet<String>,
    mut findings: Findings,
) -> Result<Findings> {
    let mut used = BTreeSet::new();
    check_records(store, Area::Public, &mut public, &mut used, &mut findings)?;
    let mut both: BTreeSet<String> = public.union(private).cloned().collect();
    check_records(store, Area::Private, &mut both, &mut used, &mut findings)?;
    findings.unreferenced = both.difference(&used).cloned().collect();
    Ok(findings)
}

fn files(base: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    if base.is_dir() {
        let walk = walkdir::WalkDir::new(base).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|e| e.depth() == 0 || !is_litter(e.file_name())) {
            let entry = entry.map_err(std::io::Error::from)?;
            if !entry.file_type().is_dir() {
                found.push(entry.into_path());
            }
        }
    }
    Ok(found)
}

fn check_blobs(store: &Store, area: Area, findings: &mut Findings) -> Result<BTreeSet<String>> {
    let mut present = BTreeSet::new();
    for path in files(&store.area(area).join("blobs"))? {
        let shown = shown(store, &path);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path != store.blob_path(area, &name) || !layout::is_digest(&name) {
            findings.problems.push(Problem {
                path: shown,
                message: "is no blob: its name is no SHA-256 digest, or it lies in the wrong folder".into(),
                help: "move it out of the store".into(),
            });
            continue;
        }
        check_blob(&path, &name, shown, findings);
        present.insert(name);
    }
    Ok(present)
}

fn check_blob(path: &Path, name: &str, shown: String, findings: &mut Findings) {
    findings.blobs += 1;
    let message = match sha256_file(path) {
        Ok((digest, length)) => {
            findings.bytes += length;
            if digest == name {
                return;
            }
            format!("is damaged: its bytes hash to {digest}")
        }
        Err(error) => format!("cannot be read: {error}"),
    };
    findings.problems.push(Problem { path: shown, message, help: RESTORE.into() });
}

fn check_records(
    store: &Store,
    area: Area,
    present: &mut BTreeSet<String>,
    used: &mut BTreeSet<String>,
    findings: &mut Findings,
) -> Result<()> {
    for path in files(&store.area(area).join("captures"))? {
        let shown = shown(store, &path);
        findings.records += 1;
        let mut messages = Vec::new();
        check_record(store, area, &path, present, used, findings, &mut |message| messages.push(message));
        let problem = |message| Problem { path: shown.clone(), message, help: RESTORE.into() };
        findings.problems.extend(messages.into_iter().map(problem));
    }
    Ok(())
}

fn check_record(
    store: &Store,
    area: Area,
    path: &Path,
    present: &mut BTreeSet<String>,
    used: &mut BTreeSet<String>,
    findings: &mut Findings,
    problem: &mut dyn FnMut(String),
) {
    let bytes = match folders::refuse_link(path).and_then(|()| fs_err::read(path)) {
        Ok(bytes) => bytes,
        Err(error) => return problem(format!("cannot be read: {error}")),
    };
    let record = match parse_record(&bytes) {
        Ok(record) => record,
        Err(why) => return problem(why),
    };
    // Additions of later programs may change the JSON's form, so the name is compared with the bytes' own hash.
    let hash = layout::sha256_hex(&bytes);
    let expected = format!("{}-{}", layout::time_name(record.started), &hash[..4]);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if stem != expected {
        problem(format!("is damaged: its bytes call for the name {expected}.json"));
    }
    let own = capture_id(&record, &record_json(&record));
    let folder = own.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
    let captures = store.area(area).join("captures");
    if path.parent() != Some(&captures.join(&folder)) {
        problem(format!("lies in the wrong folder: its URL calls for captures/{folder}/"));
    }
    for exchange in &record.exchanges {
        let Some(blob) = &exchange.blob else { continue };
        used.insert(blob.clone());
        let found = store.find_blob(area, blob);
        // A capture that goes on meanwhile adds blobs, and then their record, after the blobs were looked at.
        if !present.contains(blob) && found.exists() {
            check_blob(&found, blob, shown(store, &found), findings);
            present.insert(blob.clone());
        }
        if !present.contains(blob) {
            problem(format!("needs the blob {blob} ({}), which is missing", exchange.url));
        } else if let Some(decoded) = &exchange.decoded {
            let length = fs_err::metadata(found).map(|m| m.len()).unwrap_or_default();
            if &decoded.sha256 != blob || decoded.length != length {
                problem(format!("disagrees with its blob {blob} ({})", exchange.url));
            }
        }
    }
}

fn shown(store: &Store, path: &Path) -> String {
    let relative = path.strip_prefix(store.root()).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(store: &Store, path: &str, bytes: &[u8]) {
        let path = store.root().join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, bytes).unwrap();
    }

    /// A record that needs one blob: where it lies, and its bytes.
    fn record(blob: &str) -> (String, String) {
        let record: super::super::record::Record = serde_json::from_value(serde_json::json!({
            "version": 1, "url": "https://example.org/", "outcome": "captured", "engine": "http", "program": "test",
            "started": "2026-11-20T14:23:01Z", "finished": "2026-11-20T14:23:02Z",
            "resources": { "found": 0, "captured": 0, "failed": 0, "skipped": 0, "bytes": 0 },
            "exchanges": [{
                "by": null, "role": "document", "url": "https://example.org/", "method": "GET", "status": 200,
                "started": "2026-11-20T14:23:01Z", "millis": 5, "blob": blob,
            }],
        }))
        .unwrap();
        let json = record_json(&record);
        (format!("captures/{}.json", capture_id(&record, &json)), json)
    }

    #[test]
    fn what_a_capture_adds_meanwhile_is_not_missed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_path_buf());
        let digest = layout::sha256_hex(b"new");
        let mut findings = Findings::default();
        let before = check_blobs(&store, Area::Public, &mut findings).unwrap();
        put(&store, &layout::blob_path(&digest), b"new");
        let (path, json) = record(&digest);
        put(&store, &path, json.as_bytes());
        let findings = check_against(&store, before, &BTreeSet::new(), findings).unwrap();
        assert_eq!((findings.problems, findings.blobs, findings.records), (vec![], 1, 1));
        put(&store, &layout::blob_path(&digest), b"nex");
        assert_eq!(verify(&store).unwrap().problems.len(), 1);
    }

    #[test]
    fn what_file_managers_leave_is_no_damage() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_path_buf());
        for name in [".DS_Store", "Thumbs.db", "desktop.ini", ".hidden/x.json"] {
            put(&store, &format!("captures/example.org/{name}"), b"x");
            put(&store, &format!("blobs/{name}"), b"x");
        }
        let index = crate::store::index::StoreIndex::read(&store, &str::to_owned);
        assert_eq!((verify(&store).unwrap().problems, index.damaged), (vec![], vec![]));
        put(&store, "captures/example.org/notes.txt", b"x");
        put(&store, "blobs/notes.txt", b"x");
        let index = crate::store::index::StoreIndex::read(&store, &str::to_owned);
        assert_eq!((verify(&store).unwrap().problems.len(), index.damaged.len()), (2, 1));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_read_through_a_link() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = Store::new(folder.path().to_path_buf());
        let digest = layout::sha256_hex(b"secret");
        let secret = elsewhere.path().join("secret");
        fs_err::write(&secret, "secret").unwrap();
        let path = store.blob_path(Area::Public, &digest);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(&secret, &path).unwrap();
        assert!(store.read_blob(Area::Public, &digest).is_err());
        assert!(!store.has_whole_blob(Area::Public, &digest));
        assert_eq!(verify(&store).unwrap().problems.len(), 1);

        fs_err::remove_dir_all(path.parent().unwrap()).unwrap();
        symlink(elsewhere.path(), path.parent().unwrap()).unwrap();
        assert!(verify(&store).is_err() && store.prepare().is_err());
    }
}
