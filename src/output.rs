//! Writing `output/`: only files whose bytes differ; removing only what its manifest lists.
//!
//! The manifest (`.linkarium-manifest`, a sorted list of paths) makes the folder ours: a folder that is not empty and
//! has none is refused. Every file is written under a temporary name in the collection's cache and renamed into place.

use std::collections::{BTreeSet, HashMap};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::error::{Error, Result};
use crate::folders;
use crate::store::sha256_file;

const MANIFEST: &str = ".linkarium-manifest";
/// Bytes that are read at once when files are compared.
const PIECE: u64 = 1 << 18;
const HEADER: &str = "# Files written by linkarium; it removes no others. Sorted, one path a line.\n";

/// The output folder during one build. Shared by the threads that write.
#[derive(Debug)]
pub struct Output {
    root: PathBuf,
    staging: PathBuf,
    before: BTreeSet<String>,
    /// The manifest, to which each new path is added before its file is: whatever ends a build, no file of ours becomes
    /// nobody's.
    journal: Mutex<fs_err::File>,
    written: Mutex<BTreeSet<String>>,
    /// Folders known to exist and to be no symbolic links.
    folders: Mutex<BTreeSet<PathBuf>>,
    /// Copies of assets: whether each could be made.
    copies: Mutex<HashMap<String, Arc<OnceLock<bool>>>>,
    changed: AtomicU64,
    number: AtomicU64,
}

/// What a build did to the folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files in the finished site.
    pub files: usize,
    /// Files whose bytes changed or that are new.
    pub written: u64,
    /// Files removed.
    pub removed: usize,
}

impl Output {
    /// Opens the folder, creating it where it is missing. `staging` is a folder for temporary files; what lies in it is
    /// removed.
    ///
    /// # Errors
    /// [`Error::ForeignOutput`] when it holds files and no manifest.
    pub fn open(root: &Path, staging: &Path) -> Result<Self> {
        fs_err::create_dir_all(root)?;
        folders::refuse_link(staging)?;
        if staging.exists() {
            fs_err::remove_dir_all(staging)?;
        }
        fs_err::create_dir_all(staging)?;
        let manifest = root.join(MANIFEST);
        folders::refuse_link(&manifest)?;
        let before = match fs_err::read_to_string(&manifest) {
            Ok(text) => {
                text.lines().filter(|l| !l.starts_with('#') && is_safe(l)).map(str::to_owned).collect()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let foreign = fs_err::read_dir(root)?.filter_map(std::result::Result::ok).any(|e| {
                    !matches!(e.file_name().to_string_lossy().as_ref(), ".git" | ".gitkeep" | ".gitignore")
                });
                if foreign {
                    return Err(Error::ForeignOutput { path: root.to_path_buf() });
                }
                // Written first: a build that is killed half-way must be able to go on here.
                folders::write_new(&manifest, HEADER.as_bytes())?;
                BTreeSet::new()
            }
            Err(error) => return Err(error.into()),
        };
        let journal = Mutex::new(fs_err::OpenOptions::new().append(true).open(&manifest)?);
        Ok(Self {
            root: root.to_path_buf(),
            journal,
            staging: staging.to_path_buf(),
            before,
            written: Mutex::default(),
            folders: Mutex::default(),
            copies: Mutex::default(),
            changed: AtomicU64::new(0),
            number: AtomicU64::new(0),
        })
    }

    /// Puts `bytes` at `path` (relative, `/`-separated), unless they are there already.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let Some(target) = self.claim(path)? else { return Ok(()) };
        if same_bytes(&target, bytes) {
            return Ok(());
        }
        let temporary = self.temporary();
        folders::write_new(&temporary, bytes)?;
        self.put(&temporary, &target)
    }

    /// Puts a copy of the file at `source` at `path`, unless the same bytes are there already. What is copied is hashed
    /// first, so that nothing damaged is published. `Ok(false)`: the source is missing, unreadable, or its SHA-256 is
    /// not `digest`; nothing was written.
    pub fn copy_asset(&self, path: &str, source: &Path, digest: &str) -> Result<bool> {
        let once = {
            let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(copies.entry(path.to_owned()).or_default())
        };
        // Pages share assets: whoever comes second waits, to know how it went.
        let mut failure = None;
        let there = *once.get_or_init(|| {
            self.copy_once(path, source, digest).unwrap_or_else(|error| {
                failure = Some(error);
                false
            })
        });
        failure.map_or(Ok(there), Err)
    }

    fn copy_once(&self, path: &str, source: &Path, digest: &str) -> Result<bool> {
        let target = self.place(path)?;
        let same = same_files(source, &target);
        if !same && !sha256_file(source).is_ok_and(|(found, _)| found == digest) {
            return Ok(false);
        }
        self.own(path)?;
        if !same {
            let temporary = self.temporary();
            copy_new(source, &temporary)?;
            self.put(&temporary, &target)?;
        }
        Ok(true)
    }

    /// Notes that a path belongs to this build, before anything is written there. Whether it is new to it.
    fn own(&self, path: &str) -> Result<bool> {
        let new = self.written.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        if new && !self.before.contains(path) {
            let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            std::io::Write::write_all(&mut *journal, format!("{path}\n").as_bytes())?;
        }
        Ok(new)
    }

    /// Removes what the last build wrote and this one did not, then writes the manifest.
    pub fn finish(self) -> Result<Changes> {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut removed = 0;
        for path in self.before.difference(&written) {
            // The manifest is a file like any other and may name what lies behind a link: that is not ours.
            let Ok(target) = folders::own(&self.root, Path::new(path).parent().unwrap_or(Path::new("")))
                .map(|_| self.root.join(path))
            else {
                continue;
            };
            match fs_err::remove_file(&target) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
            // Folders that this empties go too; one that holds anything else stays.
            for folder in target.ancestors().skip(1).take_while(|f| *f != self.root) {
                if std::fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        let mut manifest = String::from(HEADER);
        for path in &written {
            manifest.push_str(path);
            manifest.push('\n');
        }
        let target = self.root.join(MANIFEST);
        if !same_bytes(&target, manifest.as_bytes()) {
            let temporary = self.staging.join("manifest");
            folders::write_new(&temporary, manifest.as_bytes())?;
            rename_or_copy(&temporary, &target)?;
        }
        Ok(Changes { files: written.len(), written: self.changed.into_inner(), removed })
    }

    /// Notes that `path` belongs to this build; the place on disk, or `None` when it was written already.
    fn claim(&self, path: &str) -> Result<Option<PathBuf>> {
        let target = self.place(path)?;
        Ok(self.own(path)?.then_some(target))
    }

    /// The place on disk of a path, in a folder that is there.
    fn place(&self, path: &str) -> Result<PathBuf> {
        if !is_safe(path) {
            return Err(Error::Other(format!(
                "refusing to write `{path}`: it does not stay inside the output folder"
            )));
        }
        let target = self.root.join(path);
        if let Some(folder) = target.parent() {
            self.folder(folder)?;
        }
        Ok(target)
    }

    /// Makes a folder, refusing to go through a symbolic link: it may lead out of the output folder.
    fn folder(&self, folder: &Path) -> Result<()> {
        let mut known = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if folder == self.root || known.contains(folder) {
            return Ok(());
        }
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|f| *f != self.root && !known.contains(*f)).collect();
        for part in missing.into_iter().rev() {
            match std::fs::symlink_metadata(part) {
                Ok(found) if found.is_dir() => {}
                Ok(found) if found.is_symlink() => {
                    return Err(Error::Other(format!(
                        "{} is a symbolic link inside the output folder: remove it, it is not followed",
                        part.display()
                    )));
                }
                Ok(_) => {
                    fs_err::remove_file(part)?;
                    fs_err::create_dir_all(part)?;
                }
                Err(_) => fs_err::create_dir_all(part)?,
            }
            known.insert(part.to_path_buf());
        }
        Ok(())
    }

    fn temporary(&self) -> PathBuf {
        self.staging.join(format!("file-{}", self.number.fetch_add(1, Ordering::Relaxed)))
    }

    fn put(&self, temporary: &Path, target: &Path) -> Result<()> {
        if std::fs::symlink_metadata(target).is_ok_and(|m| m.is_dir()) {
            fs_err::remove_dir_all(target)?;
        }
        rename_or_copy(temporary, target)?;
        self.changed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// A path that stays inside the folder it is joined to: relative, `/`-separated, plain names only.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && path.split('/').all(|name| {
            !name.is_empty()
                && name != "."
                && name != ".."
                && !name.contains(['\\', ':', '\0'])
                && name != MANIFEST
        })
}

/// Moves a file to its place. From another file system it is copied beside its place first: `to` is replaced whole or
/// not at all, and when it is a link, it is the link that is replaced.
fn rename_or_copy(from: &Path, to: &Path) -> Result<()> {
    match fs_err::rename(from, to) {
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => copy_over(from, to),
        other => Ok(other?),
    }
}

fn copy_over(from: &Path, to: &Path) -> Result<()> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let beside = to.with_file_name(format!(".{name}.part"));
    let _ = fs_err::remove_file(&beside); // what a build that was killed has left
    copy_new(from, &beside)?;
    fs_err::rename(&beside, to)?;
    Ok(fs_err::remove_file(from)?)
}

/// Copies to a file that must not be there yet.
fn copy_new(from: &Path, to: &Path) -> Result<()> {
    let source = fs_err::File::open(from)?;
    let target = fs_err::OpenOptions::new().write(true).create_new(true).open(to)?;
    // Between plain files the standard library lets the file system share blocks, where it can.
    std::io::copy(&mut source.file(), &mut target.file()).map_err(|error| {
        Error::Other(format!("cannot copy {} to {}: {error}", from.display(), to.display()))
    })?;
    Ok(())
}

/// Whether two plain files hold the same bytes. Read in any case: a length alone would keep a damaged copy for ever.
fn same_files(one: &Path, other: &Path) -> bool {
    let length = |path: &Path| {
        std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len())
    };
    if length(other).is_none_or(|wanted| length(one) != Some(wanted)) {
        return false;
    }
    let (Ok(mut one), Ok(mut other)) = (fs_err::File::open(one), fs_err::File::open(other)) else {
        return false;
    };
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    loop {
        mine.clear();
        theirs.clear();
        let read = (&mut one).take(PIECE).read_to_end(&mut mine);
        if read.is_err() || (&mut other).take(PIECE).read_to_end(&mut theirs).is_err() || mine != theirs {
            return false;
        }
        if mine.is_empty() {
            return true;
        }
    }
}

fn same_bytes(path: &Path, bytes: &[u8]) -> bool {
    let same_length =
        std::fs::symlink_metadata(path).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
    same_length && fs_err::read(path).is_ok_and(|found| found == bytes)
}

#[cfg(test)]
mod tests;
