//! Derived pages by the hash of what they were derived from. A cache: deleting it costs time, never data.
//!
//! One file a capture: an authentication tag, the length of a JSON head, the head ([`Derived`] without its texts, and
//! their lengths), then the texts. What comes from here is published as it is, so an entry is trusted only with a tag
//! made with this user's own key, which lies outside every collection (see `key`): whatever else came with a
//! collection, or does not read back, is derived again.

mod key;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::folders;
use crate::project::Project;
use crate::replay::{AssetContent, Derived};
use crate::store::layout::is_digest;

/// The cache folder during one build.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    secret: [u8; 32],
    used: Mutex<BTreeSet<String>>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    derived: Derived,
    /// Lengths of the documents, of the assets that are bytes, of the reader view, and of the text.
    lengths: Vec<usize>,
}

impl Cache {
    /// The cache of a collection.
    pub fn of(project: &Project) -> Self {
        Self::new(project.cache().join("derived"), key::secret(&project.root))
    }

    /// The cache in `folder`, its entries authenticated with `secret`.
    pub fn new(folder: PathBuf, secret: [u8; 32]) -> Self {
        Self { folder, secret, used: Mutex::default() }
    }

    /// What was derived from the inputs that `key` (hex) stands for.
    pub fn get(&self, key: &str) -> Option<Derived> {
        let path = self.path(key);
        folders::own(&self.folder, path.strip_prefix(&self.folder).ok()?).ok()?;
        let bytes = fs_err::read(path).ok()?;
        let (tag, content) = bytes.split_first_chunk::<32>()?;
        // Compared in constant time, as `blake3::Hash` does.
        if self.tag(key, content) != *tag {
            return None;
        }
        let found = decode(content);
        if found.is_some() {
            self.touch(key);
        }
        found
    }

    /// Keeps what was derived.
    ///
    /// # Errors
    /// When the disk says no, or a folder of the cache is a symbolic link.
    pub fn put(&self, key: &str, derived: &Derived) -> Result<()> {
        let path = self.path(key);
        folders::create(&self.folder, path.parent().unwrap_or(Path::new(".")))?;
        let content = encode(derived);
        let mut bytes = self.tag(key, &content).as_bytes().to_vec();
        bytes.extend(content);
        let temporary = path.with_extension("new");
        let _ = fs_err::remove_file(&temporary); // what a build that was killed has left
        folders::write_new(&temporary, &bytes)?;
        fs_err::rename(&temporary, &path)?;
        self.touch(key);
        Ok(())
    }

    /// Removes what no page of this build used: entries of our own making alone, and through no link.
    pub fn sweep(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if folders::refuse_link(&self.folder).is_err() {
            return;
        }
        let walk = walkdir::WalkDir::new(&self.folder).min_depth(2).max_depth(2);
        for entry in walk.into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let name = entry.file_name().to_string_lossy();
            if is_digest(name.strip_suffix(".new").unwrap_or(&name)) && !used.contains(name.as_ref()) {
                let _ = fs_err::remove_file(entry.path());
            }
        }
    }

    /// Says that `key` gave `content` on this machine.
    fn tag(&self, key: &str, content: &[u8]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(&(key.len() as u64).to_le_bytes());
        hasher.update(key.as_bytes());
        hasher.update(content);
        hasher.finalize()
    }

    fn touch(&self, key: &str) {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned());
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or("00")).join(key)
    }
}

fn encode(derived: &Derived) -> Vec<u8> {
    let mut head = derived.clone();
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for document in &mut head.documents {
        texts.push(std::mem::take(&mut document.html).into_bytes());
    }
    for asset in &mut head.assets {
        if let AssetContent::Bytes(bytes) = &mut asset.content {
            texts.push(std::mem::take(bytes));
        }
    }
    if let Some(reader) = &mut head.reader {
        texts.push(std::mem::take(&mut reader.document.html).into_bytes());
    }
    texts.push(std::mem::take(&mut head.text).into_bytes());
    let head = Head { derived: head, lengths: texts.iter().map(Vec::len).collect() };
    let json = serde_json::to_vec(&head).unwrap_or_default();
    let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
    bytes.extend(json);
    bytes.extend(texts.concat());
    bytes
}

fn decode(bytes: &[u8]) -> Option<Derived> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (json, mut texts) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let Head { mut derived, lengths } = serde_json::from_slice(json).ok()?;
    let mut lengths = lengths.into_iter();
    let mut next = || {
        let (text, after) = texts.split_at_checked(lengths.next()?)?;
        texts = after;
        Some(text.to_vec())
    };
    for document in &mut derived.documents {
        document.html = String::from_utf8(next()?).ok()?;
    }
    for asset in &mut derived.assets {
        if let AssetContent::Bytes(bytes) = &mut asset.content {
            *bytes = next()?;
        }
    }
    if let Some(reader) = &mut derived.reader {
        reader.document.html = String::from_utf8(next()?).ok()?;
    }
    derived.text = String::from_utf8(next()?).ok()?;
    texts.is_empty().then_some(derived)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::{
        Asset, ContentKind, Document, Heading, PageMeta, Picture, Reader, Slot, Thumbnail, ThumbnailKind,
    };

    fn sample() -> Derived {
        Derived {
            kind: ContentKind::Page,
            media_type: "text/html".into(),
            documents: vec![Document {
                name: "page.html".into(),
                html: "<p>协程</p>".into(),
                slots: vec![Slot { at: 3, url: "https://example.org/".into(), xlink: false, titled: true }],
            }],
            assets: vec![
                Asset { path: "assets/ab/x.css".into(), content: AssetContent::Bytes(vec![0, 255, 10]) },
                Asset { path: "assets/ab/y.png".into(), content: AssetContent::Blob("ab".into()) },
            ],
            main_asset: None,
            meta: PageMeta::default(),
            reader: Some(Reader {
                document: Document { name: "reader".into(), html: "<p>程</p>".into(), slots: Vec::new() },
                words: 1,
                minutes: 1,
                language: Some("zh".into()),
                rtl: false,
                headings: vec![Heading { level: 2, id: "r-h-1".into(), text: "程".into() }],
                hero: Some(Picture { path: "assets/ab/z.png".into(), width: 2, height: 1 }),
            }),
            text: "程".into(),
            thumbnail: Some(Thumbnail {
                path: "assets/ab/t.jpg".into(),
                width: 3,
                height: 2,
                kind: ThumbnailKind::Lead,
            }),
            missing: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// A key as the archive stage makes them.
    fn key(of: &str) -> String {
        blake3::hash(of.as_bytes()).to_hex().to_string()
    }

    fn cache(folder: &tempfile::TempDir, secret: u8) -> Cache {
        Cache::new(folder.path().join("derived"), [secret; 32])
    }

    #[test]
    fn what_is_kept_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(&folder, 1);
        assert!(cache.get(&key("a")).is_none());
        cache.put(&key("a"), &sample()).unwrap();
        assert_eq!(cache.get(&key("a")), Some(sample()));
    }

    #[test]
    fn what_another_has_made_is_no_entry() {
        let folder = tempfile::tempdir().unwrap();
        cache(&folder, 1).put(&key("a"), &sample()).unwrap();
        assert!(cache(&folder, 2).get(&key("a")).is_none(), "another's secret");
        let own = cache(&folder, 1);
        let path = own.path(&key("a"));
        let moved = own.path(&key("b"));
        fs_err::create_dir_all(moved.parent().unwrap()).unwrap();
        fs_err::copy(&path, &moved).unwrap();
        assert!(own.get(&key("b")).is_none(), "the entry of another page");
        let mut bytes = fs_err::read(&path).unwrap();
        let at = bytes.len() - 1;
        bytes[at] ^= 1;
        fs_err::write(&path, bytes).unwrap();
        assert!(own.get(&key("a")).is_none(), "changed");
        own.put(&key("a"), &sample()).unwrap();
        assert_eq!(own.get(&key("a")), Some(sample()));
    }

    #[test]
    fn a_cut_file_is_no_entry() {
        let whole = encode(&sample());
        for length in 0..whole.len() {
            assert!(decode(&whole[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn unused_entries_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        cache(&folder, 1).put(&key("a"), &sample()).unwrap();
        let cache = cache(&folder, 1);
        cache.put(&key("b"), &sample()).unwrap();
        let unfinished = cache.path(&key("c")).with_extension("new");
        fs_err::create_dir_all(unfinished.parent().unwrap()).unwrap();
        fs_err::write(&unfinished, "").unwrap();
        cache.sweep();
        assert!(cache.get(&key("a")).is_none() && !unfinished.exists());
        assert!(cache.get(&key("b")).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn sweeping_takes_nothing_else() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let derived = folder.path().join("derived");
        let digest = key("a");
        let kept = [format!("ab/{digest}"), "ab/notes.txt".to_owned(), format!("ab/deep/{digest}")];
        for name in &kept {
            let path = elsewhere.path().join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "years of work").unwrap();
        }
        symlink(elsewhere.path(), &derived).unwrap();
        cache(&folder, 1).sweep();
        fs_err::remove_file(&derived).unwrap();
        fs_err::create_dir(&derived).unwrap();
        symlink(elsewhere.path().join("ab"), derived.join("ab")).unwrap();
        symlink(elsewhere.path().join("ab"), derived.join(&digest[..2])).unwrap();
        cache(&folder, 1).sweep();
        assert!(cache(&folder, 1).put(&digest, &sample()).is_err());
        for name in &kept {
            assert_eq!(
                fs_err::read_to_string(elsewhere.path().join(name)).unwrap(),
                "years of work",
                "{name}"
            );
        }
    }
}
