//! Where the folders of a collection are, and reading its files. The only room that walks `links/` and `themes/`.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::folders;
use crate::model::{MAX_FILE_BYTES, SourceFile, is_link_file};

/// Levels below `links/` that are read.
pub const MAX_DEPTH: usize = 32;

/// What lies in the cache folder.
const CACHES: [&str; 6] = ["lock", "lock-output", "derived", "staging", "staging-inbox", "staging-output"];

/// A collection on disk.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder that holds `linkarium.toml` or `links/`; absolute.
    pub root: PathBuf,
}

/// What is said of a symbolic link below links/.
const LEADS_OUT: &str = "is a link that leads out of links/, which is not followed";

/// What a file that the walk came to really is. Only links ask for each file: else it lies in its folder.
fn real_path(entry: &walkdir::DirEntry, known: &mut Option<(PathBuf, PathBuf)>) -> std::io::Result<PathBuf> {
    let (false, Some(folder)) = (entry.path_is_symlink(), entry.path().parent()) else {
        return fs_err::canonicalize(entry.path());
    };
    if let Some((path, real)) = known
        && path == folder
    {
        return Ok(real.join(entry.file_name()));
    }
    let real = fs_err::canonicalize(folder)?;
    *known = Some((folder.to_path_buf(), real.clone()));
    Ok(real.join(entry.file_name()))
}

impl Project {
    /// The collection at `root`, or the nearest one at or above `start`.
    ///
    /// # Errors
    /// [`Error::NoCollection`] when there is none.
    pub fn find(root: Option<&Path>, start: &Path) -> Result<Self> {
        if let Some(root) = root {
            let root = std::path::absolute(root)?;
            if is_collection(&root) {
                return Ok(Self { root });
            }
            return Err(Error::NotACollection { root });
        }
        let start = std::path::absolute(start)?;
        start
            .ancestors()
            .find(|folder| is_collection(folder))
            .map(|folder| Self { root: folder.to_path_buf() })
            .ok_or(Error::NoCollection { start })
    }

    /// `linkarium.toml`, when there is one.
    pub fn settings_file(&self) -> Result<Option<Vec<u8>>> {
        let path = self.root.join("linkarium.toml");
        // Its lines are shown in messages: a link could make them those of any file of the machine.
        if path.is_symlink() {
            return Err(Error::Other(
                "linkarium.toml is a symbolic link, which is not followed\n  help: put the file itself in its place".into(),
            ));
        }
        match fs_err::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The cache folder, `.linkarium/`.
    pub fn cache(&self) -> PathBuf {
        self.root.join(".linkarium")
    }

    /// Every `*.toml` and `*.md` below `links/`, sorted by path, and a sentence for each that could not be read.
    /// Hidden files and folders and links that lead out of `links/` are passed over.
    pub fn source_files(&self) -> Result<SourceFiles> {
        let base = self.root.join("links");
        let SourceFiles { mut files, mut unread } = SourceFiles::default();
        if !base.is_dir() {
            return Ok(SourceFiles { files, unread });
        }
        let canonical = self.inside(&base)?;
        // What a folder really is, asked once for all of its files.
        let mut folder = None;
        let outside = std::cell::RefCell::new(Vec::new());
        let walk = walkdir::WalkDir::new(&base)
            .follow_links(true)
            .max_depth(MAX_DEPTH)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|e| {
                if e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.') {
                    return false;
                }
                // Folders outside are not even listed.
                let leads_out = e.path_is_symlink()
                    && e.file_type().is_dir()
                    && !fs_err::canonicalize(e.path()).is_ok_and(|real| real.starts_with(&canonical));
                if leads_out {
                    outside.borrow_mut().push(self.relative(e.path()));
                }
                !leads_out
            });
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().map_or_else(|| "links".into(), |p| self.relative(p));
                    unread.push((path, error.to_string()));
                    continue;
                }
            };
            if !entry.file_type().is_file() || !is_link_file(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = self.relative(entry.path());
            if entry.path_is_symlink() || entry.depth() > 1 {
                match real_path(&entry, &mut folder) {
                    Ok(real) if real.starts_with(&canonical) => {}
                    Ok(_) => {
                        unread.push((path, LEADS_OUT.into()));
                        continue;
                    }
                    Err(error) => {
                        unread.push((path, error.to_string()));
                        continue;
                    }
                }
            }
            if entry.metadata().is_ok_and(|m| m.len() > MAX_FILE_BYTES as u64) {
                unread.push((path, format!("is larger than {} MB", MAX_FILE_BYTES / 1_000_000)));
                continue;
            }
            match fs_err::read(entry.path()) {
                Ok(bytes) => files.push(SourceFile { path, bytes }),
                Err(error) => unread.push((path, error.to_string())),
            }
        }
        unread.extend(outside.into_inner().into_iter().map(|path| (path, LEADS_OUT.to_owned())));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(SourceFiles { files, unread })
    }

    /// The files of `themes/NAME/`, as `(path in the theme, bytes)`; empty when the folder is absent.
    pub fn theme_files(&self, name: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let safe = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        if !safe {
            return Err(Error::Other(format!(
                "theme name `{name}` is not usable: letters, digits, `-` and `_` only"
            )));
        }
        let base = self.root.join("themes").join(name);
        let mut files = Vec::new();
        if !base.is_dir() {
            return Ok(files);
        }
        let base = self.inside(&base)?;
        for entry in walkdir::WalkDir::new(&base).max_depth(8).sort_by_file_name().into_iter().flatten() {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if entry.file_type().is_file() && !hidden {
                let path = entry.path().strip_prefix(&base).unwrap_or(entry.path());
                files.push((slashed(path), fs_err::read(entry.path())?));
            }
        }
        Ok(files)
    }

    /// A Markdown text of the keeper's inside the collection. The error is what is wrong, to follow the file's name.
    ///
    /// # Errors
    /// When it is missing, too large, not UTF-8, or when a symbolic link leads to what is not such a file or is private.
    pub fn own_text(&self, path: &str) -> std::result::Result<String, String> {
        let real = fs_err::canonicalize(self.root.join(path)).map_err(|_| "is not there".to_owned())?;
        let root = fs_err::canonicalize(&self.root).map_err(|error| error.to_string())?;
        let Some(below) = real.strip_prefix(&root).ok().map(slashed).filter(|below| is_own_text(below))
        else {
            return Err("is a link to what is not published".to_owned());
        };
        if fs_err::metadata(&real).map_err(|error| error.to_string())?.len() > MAX_FILE_BYTES as u64 {
            return Err(format!("is larger than {} MB", MAX_FILE_BYTES / 1_000_000));
        }
        let bytes = fs_err::read(root.join(below)).map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned())
    }

    /// Where a folder of the collection that is only read really lies: it may be a link within the collection.
    fn inside(&self, folder: &Path) -> Result<PathBuf> {
        let real = fs_err::canonicalize(folder)?;
        if real.starts_with(fs_err::canonicalize(&self.root)?) {
            return Ok(real);
        }
        Err(Error::Other(format!(
            "{} is a link that leads out of the collection, which is not followed\n  help: put a real folder in its place",
            folder.display()
        )))
    }

    /// A folder that the program writes to, named by the settings: no part of it may be a symbolic link.
    ///
    /// # Errors
    /// When one is.
    pub fn own_folder(&self, below: &str) -> Result<PathBuf> {
        Ok(folders::own(&self.root, Path::new(below))?)
    }

    /// A path below the collection as it is shown and stored: relative, with `/`.
    pub fn relative(&self, path: &Path) -> String {
        slashed(path.strip_prefix(&self.root).unwrap_or(path))
    }

    /// Takes the collection's lock for a kind of work, which the process holds until the value is dropped. Makes the cache
    /// folder, and makes sure that it and what lies in it are real.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process holds it; when something of the cache is a symbolic link.
    pub fn lock(&self, work: Work) -> Result<Lock> {
        folders::create(&self.root, &self.cache())?;
        for name in CACHES {
            folders::refuse_link(&self.cache().join(name))?;
        }
        folders::hide_from_git(&self.cache())?;
        let file = fs_err::OpenOptions::new().create(true).truncate(false).write(true).open(
            self.cache().join(match work {
                Work::Capturing => "lock",
                Work::Rendering => "lock-output",
            }),
        )?;
        match file.file().try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(Error::Locked { root: self.root.clone() }),
            Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Whether a path below the collection may be that of a page of the keeper's own: Markdown, not hidden, and none of the
/// files that are something else already, of which some are private.
pub fn is_own_text(below: &str) -> bool {
    let lower = below.to_lowercase();
    lower.ends_with(".md")
        && !lower.split('/').any(|part| part.starts_with('.'))
        && !["links/", "snapshots/", "themes/", "output/"].iter().any(|folder| lower.starts_with(folder))
}

/// What [`Project::source_files`] found.
#[derive(Debug, Default)]
pub struct SourceFiles {
    /// Files that were read, sorted by path.
    pub files: Vec<SourceFile>,
    /// Files that could not be read: path, and a sentence that says why.
    pub unread: Vec<(String, String)>,
}

/// What two processes must not do to a collection at the same time. The one does not hinder the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Adding to the snapshot store.
    Capturing,
    /// Writing the output folder and the cache of derived pages.
    Rendering,
}

/// Holds a collection's lock; dropping it releases the lock.
#[derive(Debug)]
pub struct Lock {
    _file: fs_err::File,
}

fn is_collection(folder: &Path) -> bool {
    folder.join("linkarium.toml").is_file() || folder.join("links").is_dir()
}

fn slashed(path: &Path) -> String {
    path.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn project(root: &Path) -> Project {
        Project { root: root.to_path_buf() }
    }

    #[test]
    fn a_cache_that_is_a_link_is_refused() {
        for name in ["", "lock", "lock-output", "derived", "staging", "staging-output"] {
            let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            if !name.is_empty() {
                fs_err::create_dir(root.path().join(".linkarium")).unwrap();
            }
            symlink(elsewhere.path(), root.path().join(".linkarium").join(name).components().as_path())
                .unwrap();
            let error = project(root.path()).lock(Work::Capturing).unwrap_err().to_string();
            assert!(error.contains("symbolic link") && error.contains("help:"), "{name}: {error}");
            assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0, "{name}");
        }
    }

    #[test]
    fn the_cache_is_kept_out_of_git() {
        let root = tempfile::tempdir().unwrap();
        drop(project(root.path()).lock(Work::Capturing).unwrap());
        assert_eq!(fs_err::read_to_string(root.path().join(".linkarium/.gitignore")).unwrap(), "*\n");
    }

    #[test]
    fn links_and_themes_elsewhere_are_refused_and_within_are_read() {
        let (root, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs_err::write(elsewhere.path().join("a.toml"), "").unwrap();
        fs_err::create_dir(root.path().join("themes")).unwrap();
        symlink(elsewhere.path(), root.path().join("links")).unwrap();
        symlink(elsewhere.path(), root.path().join("themes/mine")).unwrap();
        let project = project(root.path());
        assert!(project.source_files().is_err());
        assert!(project.theme_files("mine").is_err());
        assert_eq!(project.theme_files("none").unwrap(), []);

        fs_err::remove_file(root.path().join("links")).unwrap();
        fs_err::create_dir(root.path().join("kept")).unwrap();
        fs_err::write(root.path().join("kept/a.toml"), "").unwrap();
        symlink("kept", root.path().join("links")).unwrap();
        assert_eq!(project.source_files().unwrap().files[0].path, "links/a.toml");
    }

    #[test]
    fn a_file_that_nobody_wrote_by_hand_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        fs_err::create_dir(root.path().join("links")).unwrap();
        fs_err::write(root.path().join("links/a.toml"), vec![b'#'; MAX_FILE_BYTES + 1]).unwrap();
        fs_err::write(root.path().join("links/b.toml"), vec![b'#'; MAX_FILE_BYTES]).unwrap();
        let found = project(root.path()).source_files().unwrap();
        assert_eq!((found.files.len(), found.unread.len()), (1, 1));
    }
}
