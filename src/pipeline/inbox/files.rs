//! What lies below `inbox/`.

use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Stays;
use crate::folders;
use crate::project::{MAX_DEPTH, Project};
use crate::text::printable;

/// The folder, below the collection.
pub const FOLDER: &str = "inbox";
/// The folder in it that holds what was taken in and is nowhere else.
pub(super) const DONE: &str = "done";

/// A file of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its place below the inbox.
    pub(super) below: PathBuf,
    /// Its name, without folders.
    pub(super) name: String,
    /// `inbox/…`, to be printed.
    pub(super) shown: String,
    /// Bytes.
    pub(super) length: u64,
    /// When it was last written.
    pub(super) written: Option<SystemTime>,
    /// Whether a folder lies beside it that was saved with it.
    pub(super) has_folder: bool,
}

impl File {
    /// At most so many of its first bytes.
    pub(super) fn head(&self, most: u64) -> std::io::Result<Vec<u8>> {
        // Looked at once more: it may have become a link since it was listed.
        folders::refuse_link(&self.path)?;
        let mut bytes = Vec::new();
        fs_err::File::open(&self.path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// All files, in the order of their names, and what is no file.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<File>,
    pub(super) stays: Vec<Stays>,
}

/// Lists the inbox. Links are not followed; hidden files, what file managers leave, and a README are nobody's.
pub(super) fn list(project: &Project) -> Listing {
    let mut listing = Listing::default();
    let base = project.root.join(FOLDER);
    let mut odd = |path: &Path, why: String, help: &str| {
        let file = printable(&project.relative(path));
        listing.stays.push(Stays { file, why, help: help.into() });
    };
    match std::fs::symlink_metadata(&base) {
        Ok(found) if found.is_symlink() => {
            odd(&base, "is a symbolic link, which is not followed".into(), "put a real folder in its place");
            return listing;
        }
        Ok(found) if found.is_dir() => {}
        _ => return listing,
    }
    let walk = walkdir::WalkDir::new(&base).max_depth(MAX_DEPTH).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let done = entry.depth() == 1 && name == DONE && entry.file_type().is_dir();
        entry.depth() == 0 || !(done || is_nobodys(&name) || is_page_folder(entry))
    });
    let mut files = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_symlink() => {
                odd(
                    entry.path(),
                    "is a symbolic link, which is not followed".into(),
                    "put the file itself in its place",
                );
            }
            Ok(entry) if entry.file_type().is_file() => {
                let facts = entry.metadata().ok();
                let path = entry.path();
                files.push(File {
                    path: path.to_path_buf(),
                    below: path.strip_prefix(&base).unwrap_or(path).to_path_buf(),
                    name: entry.file_name().to_string_lossy().into_owned(),
                    shown: printable(&project.relative(path)),
                    length: facts.as_ref().map_or(0, std::fs::Metadata::len),
                    written: facts.and_then(|facts| facts.modified().ok()),
                    has_folder: page_folder(path).is_some_and(|folder| folder.is_dir()),
                });
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(&base).to_path_buf();
                odd(&path, format!("cannot be read: {error}"), "mend its rights, or remove it");
            }
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.path.clone()));
    listing.files = files;
    listing
}

/// Files that explain a folder, or that programs leave everywhere.
fn is_nobodys(name: &str) -> bool {
    let name = name.to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    name.starts_with('.') || stem == "readme" || ["thumbs.db", "desktop.ini"].contains(&name.as_str())
}

/// The folder that browsers save beside `page.html`.
fn page_folder(page: &Path) -> Option<PathBuf> {
    let end = page.extension()?.to_str()?.to_lowercase();
    ["html", "htm", "xhtml"].contains(&end.as_str()).then(|| {
        let mut name = page.file_stem().unwrap_or_default().to_os_string();
        name.push("_files");
        page.with_file_name(name)
    })
}

/// Whether a folder was saved beside a page, which is judged with it.
fn is_page_folder(entry: &walkdir::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let Some(stem) = name.strip_suffix("_files").filter(|_| entry.file_type().is_dir()) else { return false };
    ["html", "htm", "xhtml"].iter().any(|end| entry.path().with_file_name(format!("{stem}.{end}")).is_file())
}
