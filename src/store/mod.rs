//! The snapshot store: `snapshots/`, append-only, content-addressed, readable without this program.
//!
//! A store has two areas of the same form: the public one, and `private/` (git-ignored) for private links.
//! [`writer`] adds to it, [`index`] reads what is there, [`verify`] checks it. docs/format.md is the specification.

pub mod index;
pub mod layout;
pub mod record;
pub mod verify;
pub mod writer;

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::folders;
use record::{CaptureId, Record};

const README: &str = include_str!("README.snapshots.md");
const GIT_ATTRIBUTES: &str = "\
# Blobs are the bytes that servers sent: never changed, never compared line by line.\n\
blobs/** -text -diff\n\
# Records are text.\n\
captures/** text eol=lf\n";

const GIT_IGNORE: &str = "\
# Captures of private links stay on this machine, and so does what a run has not finished.\n\
/private/\n\
/.staging/\n";

/// Which part of the store: what is published, or what never leaves this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    /// `snapshots/`
    Public,
    /// `snapshots/private/`
    Private,
}

/// The store's folders.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// The store at `root`; the folder need not exist yet.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder of an area.
    pub fn area(&self, area: Area) -> PathBuf {
        match area {
            Area::Public => self.root.clone(),
            Area::Private => self.root.join("private"),
        }
    }

    /// Where a blob lies, or would lie.
    pub fn blob_path(&self, area: Area, digest: &str) -> PathBuf {
        self.area(area).join(layout::blob_path(digest))
    }

    /// The bytes of a blob, looked for in the area and, for private captures, in the public one too.
    ///
    /// # Errors
    /// When it is missing, is no plain file, or its bytes are not those that it is named by.
    pub fn read_blob(&self, area: Area, digest: &str) -> Result<Vec<u8>> {
        let path = self.find_blob(area, digest);
        folders::refuse_link(&path)?;
        let bytes = fs_err::read(&path)?;
        if layout::sha256_hex(&bytes) != digest {
            return Err(crate::error::Error::Other(format!("{} is damaged", path.display())));
        }
        Ok(bytes)
    }

    /// Whether a blob is there with the bytes that it is named by, which are read for it.
    pub fn has_whole_blob(&self, area: Area, digest: &str) -> bool {
        is_whole(&self.find_blob(area, digest), digest)
    }

    /// The path at which a blob is found; the area's own path when it is nowhere.
    pub fn find_blob(&self, area: Area, digest: &str) -> PathBuf {
        let own = self.blob_path(area, digest);
        if area == Area::Private && !own.exists() {
            let public = self.blob_path(Area::Public, digest);
            if public.exists() {
                return public;
            }
        }
        own
    }

    /// Where a record lies.
    pub fn record_path(&self, area: Area, capture: &CaptureId) -> PathBuf {
        self.area(area).join("captures").join(format!("{capture}.json"))
    }

    /// A record and its bytes (the input of cache keys).
    ///
    /// # Errors
    /// When it cannot be read or is no record of a version that this program knows.
    pub fn read_record(&self, area: Area, capture: &CaptureId) -> Result<(Record, Vec<u8>)> {
        let path = self.record_path(area, capture);
        folders::refuse_link(&path)?;
        let bytes = fs_err::read(&path)?;
        let record = parse_record(&bytes).map_err(|why| {
            crate::error::Error::Other(format!(
                "{}: {why}\n  help: restore it from git, or run `linkarium verify`",
                path.display()
            ))
        })?;
        Ok((record, bytes))
    }

    /// Makes sure that the store's folders are real ones, and writes what explains the store to those who find it: its
    /// README and `.gitattributes`, when absent. What keeps git from private captures is written in any case: the
    /// store's own `.gitignore` may have been there before it, or lost.
    pub fn prepare(&self) -> Result<()> {
        let private = self.area(Area::Private);
        folders::create(&self.root, &private)?;
        self.refuse_links()?;
        for (name, text) in
            [("README.md", README), (".gitattributes", GIT_ATTRIBUTES), (".gitignore", GIT_IGNORE)]
        {
            let path = self.root.join(name);
            if std::fs::symlink_metadata(&path).is_err() {
                folders::write_new(&path, text.as_bytes())?;
            }
        }
        Ok(folders::hide_from_git(&private)?)
    }

    /// Refuses symbolic links in place of the store's folders: they would be written to, and read from.
    ///
    /// # Errors
    /// When there is one.
    pub fn refuse_links(&self) -> Result<()> {
        for area in [Area::Public, Area::Private] {
            let area = self.area(area);
            for name in ["", "blobs", "captures"] {
                // The store itself may be a link: that is for the collection to judge.
                if area != self.root || !name.is_empty() {
                    folders::refuse_link(area.join(name).components().as_path())?;
                }
            }
            let blobs = fs_err::read_dir(area.join("blobs")).into_iter().flatten().flatten();
            for folder in blobs.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_symlink())) {
                folders::refuse_link(&folder.path())?;
            }
        }
        Ok(())
    }

    /// Where the records are: of captures that are published, and of private ones.
    pub fn capture_folders(&self) -> [PathBuf; 2] {
        [Area::Public, Area::Private].map(|area| self.area(area).join("captures"))
    }

    /// The store's own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// SHA-256 in lower-case hex and length of a plain file; a symbolic link is none.
pub fn sha256_file(path: &Path) -> std::io::Result<(String, u64)> {
    folders::refuse_link(path)?;
    let mut file = fs_err::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        let count = std::io::Read::read(&mut file, &mut piece)?;
        if count == 0 {
            return Ok((layout::hex(&hasher.finalize()), length));
        }
        length += count as u64;
        hasher.update(&piece[..count]);
    }
}

/// Whether the file holds what `digest` names.
fn is_whole(path: &Path, digest: &str) -> bool {
    sha256_file(path).is_ok_and(|(found, _)| found == digest)
}

/// Whether a file among captures or blobs is what file managers and tools leave everywhere: no damage, and nothing of
/// ours.
fn is_litter(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.')
        || ["thumbs.db", "desktop.ini"].iter().any(|litter| name.eq_ignore_ascii_case(litter))
}

/// Reads a record out of its JSON; says in words why it cannot.
pub fn parse_record(bytes: &[u8]) -> std::result::Result<Record, String> {
    let record: Record = serde_json::from_slice(bytes).map_err(|e| format!("is no capture record: {e}"))?;
    if record.version != record::VERSION {
        return Err(format!(
            "has version {}, this program knows version {}",
            record.version,
            record::VERSION
        ));
    }
    if record.exchanges.iter().any(|e| e.blob.iter().any(|d| !layout::is_digest(d))) {
        return Err("names a blob that is no SHA-256 digest".into());
    }
    Ok(record)
}

/// A record as it is stored: JSON, one exchange a line, so that git shows and packs it well. Ends with a newline.
pub fn record_json(record: &Record) -> String {
    let mut head = record.clone();
    let exchanges = std::mem::take(&mut head.exchanges);
    let mut text = serde_json::to_string_pretty(&head).unwrap_or_default();
    // The emptied list is the last field: put the exchanges back, each on a line of its own.
    if let Some(at) = text.rfind("[]") {
        let lines: Vec<String> = exchanges
            .iter()
            .map(|e| format!("    {}", serde_json::to_string(e).unwrap_or_default()))
            .collect();
        text.replace_range(at..at + 2, &format!("[\n{}\n  ]", lines.join(",\n")));
    }
    text.push('\n');
    text
}

/// The name of a record: `HOST/SLUG/TIME-hhhh`, `hhhh` being the first hex digits of the SHA-256 of its JSON.
pub fn capture_id(record: &Record, json: &str) -> CaptureId {
    let hash = layout::sha256_hex(json.as_bytes());
    format!("{}/{}-{}", layout::url_folder(&record.url), layout::time_name(record.started), &hash[..4])
}
